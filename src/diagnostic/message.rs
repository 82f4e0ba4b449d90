//! The text of every problem the program reports, one constructor each.
//!
//! A message says what is wrong, in one sentence without a full stop; the place says where; the hint says what to do.
//! `tests/it/messages.rs` holds the exact text of each.

use crate::diagnostic::{Diagnostic, Level, Place, Position};
use crate::path::{OutPath, PathError, SourcePath, UrlPath};
use crate::reserved::hosts::Steering;
use crate::reserved::{Own, Reserved};

/// A value has another type than its key asks for.
pub fn wrong_type(place: Place, key: &str, expected: &str, found: &str) -> Diagnostic {
    Diagnostic::error("wrong-type", format!("`{key}` must be {expected}, not {found}")).at(place)
}

/// A key that no setting answers to.
pub fn unknown_key(place: Place, table: &str, key: &str, nearest: Option<&str>) -> Diagnostic {
    let problem = Diagnostic::error("unknown-key", format!("{table} has no key `{key}`")).at(place);
    match nearest {
        Some(nearest) => problem.hint(format!("did you mean `{nearest}`?")),
        None => problem.hint("docs/configuration.md lists every key"),
    }
}

/// A key of front matter that is like one that the program knows.
pub fn misspelt_key(place: Place, name: &str, nearest: &str) -> Diagnostic {
    Diagnostic::warning("misspelt-key", format!("`{name}` is not a known key"))
        .at(place)
        .hint(format!("did you mean `{nearest}`? If not, `[fields]` in site.toml declares a key of your own"))
}

/// A name in `[fields]` that is like the name of a key that the program knows.
pub fn misspelt_name(place: Place, level: Level, name: &str, nearest: &str) -> Diagnostic {
    Diagnostic::warning("misspelt-key", format!("`{name}` is not a known key"))
        .level(level)
        .at(place)
        .hint(format!("did you mean `{nearest}`? If not, `{name} = true` declares a key of your own"))
}

/// The name of a type in `[fields]` where the name of a key stands.
pub fn type_for_name(place: Place, level: Level, key: &str, name: &str) -> Diagnostic {
    Diagnostic::warning("misspelt-key", format!("`{name}` is not a known key"))
        .level(level)
        .at(place)
        .hint(format!("for a key of your own, write `{key} = {{ type = \"{name}\" }}`"))
}

/// A key of front matter that is neither known nor declared, where a site wants each to be.
pub fn undeclared_key(place: Place, name: &str, nearest: Option<&str>) -> Diagnostic {
    let problem = Diagnostic::error("unknown-key", format!("`{name}` is not a known key")).at(place);
    match nearest {
        Some(nearest) => problem.hint(format!("did you mean `{nearest}`?")),
        None => problem.hint("declare it under `[fields]` in site.toml, or move it below `extra`"),
    }
}

/// A key of front matter that is not known, counted for the whole site; `table` is the one it stands in.
pub fn unknown_keys(table: &str, key: &str, files: usize) -> Diagnostic {
    let files = if files == 1 { "1 file".to_owned() } else { format!("{files} files") };
    let text = match table {
        "" => format!("unknown key `{key}` in {files}; templates see it as `{}`", extra(table, key)),
        table => format!("unknown key `{table}.{key}` in {files}; it is ignored"),
    };
    Diagnostic::note("unknown-key", text).hint("`[fields]` in site.toml declares keys of your own")
}

/// How templates name a key below `extra`.
fn extra(table: &str, key: &str) -> String {
    let is_name = |key: &str| {
        !key.is_empty()
            && !key.starts_with(|first: char| first.is_ascii_digit())
            && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    let mut name = "extra".to_owned();
    for part in [table, key].into_iter().filter(|part| !part.is_empty()) {
        name.push_str(&if is_name(part) { format!(".{part}") } else { format!("[{part:?}]") });
    }
    name
}

/// A value that is wrong, where a site is read leniently: a warning, and the value is kept.
pub fn kept_as_extra(problem: Diagnostic, table: &str, key: &str) -> Diagnostic {
    problem.level(Level::Warning).hint(format!("templates see it as `{}`", extra(table, key)))
}

/// What is left out, where a site is read leniently.
pub fn left_out(problem: Diagnostic) -> Diagnostic {
    problem.level(Level::Warning).hint("it is left out")
}

/// A date that is none in a file whose name holds one, where a site is read leniently.
pub fn date_of_name(problem: Diagnostic, date: &str) -> Diagnostic {
    problem.level(Level::Warning).hint(format!("the date in the file's name counts: {date}"))
}

/// A text that is not of the format it should be.
pub fn syntax(place: Place, format: &str, error: &str) -> Diagnostic {
    Diagnostic::error("syntax", format!("this is not {format}: {error}")).at(place)
}

/// A key that must be there is not.
pub fn missing_key(place: Place, table: &str, key: &str) -> Diagnostic {
    Diagnostic::error("missing-key", format!("{table} has no `{key}`"))
        .at(place)
        .hint(format!("add a line `{key} = …`; docs/configuration.md tells what it holds"))
}

/// A value that makes no sense for its key.
pub fn invalid_value(place: Place, key: &str, value: &str, why: &str) -> Diagnostic {
    Diagnostic::error("invalid-value", format!("`{value}` is no value for `{key}`")).at(place).hint(why)
}

/// A newsroom that closed on two days.
pub fn closed_twice(place: Place, value: &str, archive: &str) -> Diagnostic {
    Diagnostic::error("invalid-value", format!("`{value}` is no value for `closed`"))
        .at(place)
        .hint(format!("[archive] says that the newsroom closed on {archive}"))
}

/// A publication of an article that is not called anything.
pub fn publication_without_name(place: Place) -> Diagnostic {
    Diagnostic::error("missing-key", "`publication` has no `name`")
        .at(place)
        .hint("write `publication: NAME`, or a table with a `name`")
}

/// Pages of no articles.
pub fn zero_page_size(place: Place) -> Diagnostic {
    Diagnostic::error("invalid-value", "`page_size` must be at least 1").at(place)
}

/// A content file that is not text.
pub fn not_utf8(file: &str, position: Position, byte: u8) -> Diagnostic {
    Diagnostic::error("not-utf8", format!("this file is not UTF-8: byte 0x{byte:02x}"))
        .at(Place::new(file, position))
        .hint("convert it, for example with `iconv -f windows-1251 -t utf-8`")
}

/// A text file that begins as UTF-16 and holds something else.
pub fn not_utf16(file: &str, position: Position, unit: Option<u16>) -> Diagnostic {
    let what = match unit {
        Some(unit) => format!("0x{unit:04x} is half a character"),
        None => "its last byte is half a character".to_owned(),
    };
    Diagnostic::error("not-utf16", format!("this file is not UTF-16, as its first two bytes say: {what}"))
        .at(Place::new(file, position))
        .hint("was it cut off? Convert it to UTF-8")
}

/// Control characters that are left out of a text, where a site is read leniently.
pub fn control_characters(file: &str, position: Position, byte: u8, count: usize) -> Diagnostic {
    let text = match count {
        1 => format!("control character U+{byte:04X}"),
        count => format!("control character U+{byte:04X}, the first of {count}"),
    };
    left_out(Diagnostic::warning("control-character", text).at(Place::new(file, position)))
}

/// A character that no text holds.
pub fn control_character(file: &str, position: Position, byte: u8) -> Diagnostic {
    Diagnostic::error("control-character", format!("control character U+{byte:04X}"))
        .at(Place::new(file, position))
        .hint("delete it")
}

/// A control character that an escape let into a value.
pub fn control_in_value(place: Place, key: &str, character: char) -> Diagnostic {
    let code = u32::from(character);
    Diagnostic::error("control-character", format!("`{key}` holds the control character U+{code:04X}"))
        .at(place)
        .hint("delete it")
}

/// A content file that is larger than the site allows.
pub fn file_too_large(file: &str, bytes: u64, most: u64) -> Diagnostic {
    let mib = |bytes: u64| bytes.div_ceil(1024 * 1024);
    Diagnostic::error(
        "file-too-large",
        format!("this file has {} MiB; a content file has at most {}", mib(bytes), mib(most)),
    )
    .at(Place::file(file))
    .hint("put it under static/ if it is to be downloaded, or raise `max_file_size` in site.toml")
}

/// A content file without front matter.
pub fn no_front_matter(place: Place) -> Diagnostic {
    Diagnostic::error("front-matter", "there is no front matter")
        .at(place)
        .hint("start the file with a line `---`, then `title: …` and `date: …`, then a line `---`")
}

/// A front matter that never ends.
pub fn open_front_matter(place: Place) -> Diagnostic {
    Diagnostic::error("front-matter", "the front matter that starts here is never closed")
        .at(place)
        .hint("end it with a line like its first; the file may have been cut off")
}

/// A front matter that is not a mapping.
pub fn not_a_mapping(place: Place) -> Diagnostic {
    Diagnostic::error("front-matter", "the front matter is not a list of keys and values")
        .at(place)
        .hint("write one `key: value` a line")
}

/// A key written twice.
pub fn duplicate_key(place: Place, key: &str) -> Diagnostic {
    Diagnostic::warning("duplicate-key", format!("`{key}` is written more than once; this last one counts"))
        .at(place)
}

/// An article or page without a title.
pub fn no_title(place: Place, stand_in: &str) -> Diagnostic {
    Diagnostic::warning("no-title", format!("there is no title; the file's name stands in: `{stand_in}`"))
        .at(place)
        .hint("add a line `title: …` to the front matter")
}

/// A title that is a text.
pub fn long_title(place: Place, length: usize, most: usize) -> Diagnostic {
    Diagnostic::error("long-title", format!("the title has {length} characters; at most {most} make a title"))
        .at(place)
        .hint("did the front matter swallow the text?")
}

/// The name of an author or term that is a text.
pub fn long_name(place: Place, key: &str, length: usize, most: usize) -> Diagnostic {
    let text = format!("a name under `{key}` has {length} characters; at most {most} make a name");
    Diagnostic::error("long-name", text).at(place).hint("did the front matter swallow the text?")
}

/// More authors, or terms of a taxonomy, than articles have.
pub fn many_names(place: Place, key: &str, count: usize) -> Diagnostic {
    Diagnostic::warning("many-names", format!("this article has {count} names under `{key}`"))
        .at(place)
        .hint("each of them has a page and a feed that show this article; is that a list of something else?")
}

/// More of them than an article may have.
pub fn too_many_names(place: Place, key: &str, count: usize, most: usize) -> Diagnostic {
    Diagnostic::error(
        "too-many-names",
        format!("this article has {count} names under `{key}`; at most {most} are allowed"),
    )
    .at(place)
    .hint("name fewer, or give the list another key: what no taxonomy is called is kept under `extra`")
}

/// An article without a date.
pub fn no_date(place: Place, pages: &str) -> Diagnostic {
    Diagnostic::error("no-date", "there is no date").at(place).hint(format!(
        "add a line `date: …`, start the file's name with the date, or move a standing page to {pages}/"
    ))
}

/// A date that is none.
pub fn wrong_date(place: Place, key: &str, value: &str, why: &str) -> Diagnostic {
    Diagnostic::error("wrong-date", format!("`{value}` is no date for `{key}`")).at(place).hint(why)
}

/// A duration that is none.
pub fn wrong_duration(place: Place, value: &str) -> Diagnostic {
    Diagnostic::error("wrong-duration", format!("`{value}` is no duration"))
        .at(place)
        .hint("write seconds, or `12:34`, or `1:02:03`")
}

/// A language the site does not have.
pub fn unknown_language<'k>(place: Place, code: &str, known: impl Iterator<Item = &'k str>) -> Diagnostic {
    let known: Vec<&str> = known.collect();
    Diagnostic::error("unknown-language", format!("this site has no language `{code}`"))
        .at(place)
        .hint(format!("it has {}; [languages] in site.toml adds one", known.join(", ")))
}

/// A slug or address that is none.
pub fn wrong_address(place: Place, key: &str, value: &str, error: PathError) -> Diagnostic {
    Diagnostic::error("wrong-address", format!("`{value}` is no address for `{key}`"))
        .at(place)
        .hint(error.to_string())
}

/// An address that is too long as a whole.
pub fn long_address(place: Place, url: &UrlPath) -> Diagnostic {
    let length = url.as_str().len();
    Diagnostic::error("wrong-address", format!("the address {url} has {length} bytes"))
        .at(place)
        .hint("an address is at most 1,000 bytes long; give the page another `url`")
}

/// The original address of a mirrored page that is too long to be one here.
pub fn long_original(place: Place, length: usize) -> Diagnostic {
    Diagnostic::warning("long-original", format!("the original address has {length} bytes"))
        .at(place)
        .hint("nothing leads from it to this page: an address is at most 1,000 bytes long")
}

/// An address that a browser would run.
pub fn unsafe_address(place: Place, key: &str, value: &str) -> Diagnostic {
    Diagnostic::warning("unsafe-address", format!("`{key}`: the address `{value}` is left out"))
        .at(place)
        .hint("addresses are paths, or start with http:, https:, mailto:, tel: or ftp:")
}

/// An image or recording without a file.
pub fn no_file(place: Place, key: &str) -> Diagnostic {
    Diagnostic::error("no-file", format!("`{key}` names no file")).at(place).hint("add `file: …`")
}

/// A correction or note without words.
pub fn no_text(place: Place, key: &str) -> Diagnostic {
    Diagnostic::error("no-text", format!("an entry of `{key}` has no text")).at(place).hint("add `text: …`")
}

/// A content folder that is not there.
pub fn no_content_folder(folder: &str) -> Diagnostic {
    Diagnostic::error("no-content", format!("there is no folder `{folder}`"))
        .at(Place::file("site.toml"))
        .hint("create it, or name another one: `content = [\"…\"]`")
}

/// A site without a `site.toml`.
pub fn no_site(root: &str) -> Diagnostic {
    Diagnostic::error("no-site", format!("there is no site.toml in {root}"))
        .hint("`generate init DIR` makes a new site; `--root DIR` names the folder of an existing one")
}

/// A file or folder that cannot be read.
pub fn unreadable(file: &str, reason: &str) -> Diagnostic {
    Diagnostic::error("unreadable", format!("cannot read this: {reason}")).at(Place::file(file))
}

/// A link that leads back to a folder above it.
pub fn link_loop(file: &str, ancestor: &str) -> Diagnostic {
    Diagnostic::error("link-loop", format!("this symbolic link leads back to {ancestor}"))
        .at(Place::file(file))
        .hint("remove the link")
}

/// A file name that is not UTF-8.
pub fn file_name_not_utf8(file: &str) -> Diagnostic {
    Diagnostic::error("not-utf8", "the name of this file is not UTF-8")
        .at(Place::file(file))
        .hint("rename it, for example with `convmv`")
}

/// A term that stands twice in the declared tree.
pub fn term_declared_twice(place: Place, title: &str) -> Diagnostic {
    Diagnostic::error("term-twice", format!("the term `{title}` is declared twice")).at(place)
}

/// Two files that describe one term in one language.
pub fn term_described_twice(path: &SourcePath, other: &SourcePath, title: &str) -> Diagnostic {
    Diagnostic::error("term-twice", format!("the term `{title}` is described here and in {other}"))
        .at(Place::file(path.as_str()))
        .hint("a translation says its language: `language: ru`, or a name such as `armenia.ru.md`")
}

/// A table of `site.toml` with more entries than can be told apart.
pub fn too_many_entries(place: Place, table: &str, count: usize, most: usize) -> Diagnostic {
    Diagnostic::error(
        "too-many-entries",
        format!("[{table}] has {count} entries; at most {most} are possible"),
    )
    .at(place)
}

/// A name of an author or term that readers cannot see.
pub fn unseen_name(place: Place, key: &str) -> Diagnostic {
    Diagnostic::warning(
        "unseen-name",
        format!("this name under `{key}` has no visible characters and is ignored"),
    )
    .at(place)
}

/// Two terms or authors whose names make one slug. Each comes with where it was first written.
pub fn same_slug(
    level: Level,
    (place, name): (Place, &str),
    (other_place, other): (Place, &str),
    slug: &str,
    url: &UrlPath,
) -> Diagnostic {
    let text =
        format!("`{name}` and `{other}` ({other_place}) have the same slug `{slug}`; `{name}` is at {url}");
    let problem = Diagnostic { level, ..Diagnostic::warning("same-slug", text) };
    problem.at(place).hint(
        "if they are the same, add one name to `aka` in the other's file; if not, give one of them a file with another name \
         or `slug`",
    )
}

/// A term that a strict taxonomy does not have.
pub fn unknown_term(place: Place, taxonomy: &str, term: &str, nearest: Option<&str>) -> Diagnostic {
    let problem = Diagnostic::error("unknown-term", format!("no {taxonomy} is called `{term}`")).at(place);
    match nearest {
        Some(nearest) => problem.hint(format!("did you mean `{nearest}`?")),
        None => problem.hint(format!("add it under [terms.{taxonomy}] in site.toml")),
    }
}

/// An author without a profile, where only those with one may be named.
pub fn unknown_author(place: Place, name: &str, nearest: Option<&str>) -> Diagnostic {
    let problem = Diagnostic::error("unknown-author", format!("no author is called `{name}`")).at(place);
    match nearest {
        Some(nearest) => problem.hint(format!("did you mean `{nearest}`?")),
        None => problem.hint("add a profile; `strict` in [authors] asks for one"),
    }
}

/// Two profiles of one author in one language.
pub fn profile_twice(path: &SourcePath, other: &SourcePath) -> Diagnostic {
    Diagnostic::error("profile-twice", format!("this author has a profile here and in {other}"))
        .at(Place::file(path.as_str()))
        .hint("a translation says its language: `language: ru`, or a name such as `dina.ru.md`")
}

/// A name that several authors share.
pub fn ambiguous_author(place: Place, name: &str, slugs: [&str; 2]) -> Diagnostic {
    let [one, two] = slugs;
    Diagnostic::error("ambiguous-author", format!("several authors are called `{name}`"))
        .at(place)
        .hint(format!("write `{one}` or `{two}`, the name of the profile's file"))
}

/// Two documents on one address.
pub fn same_address(place: Place, other: &str, url: &UrlPath) -> Diagnostic {
    Diagnostic::error("same-address", format!("this and {other} both have the address {url}"))
        .at(place)
        .hint("give one of them another `slug` or `url`; `on_conflict = \"warn\"` numbers the later one")
}

/// A picture that cannot be read, or of which no smaller version can be made.
pub fn broken_picture(path: &str, why: &str) -> Diagnostic {
    Diagnostic::warning("broken-picture", format!("the picture cannot be read: {why}"))
        .at(Place::file(path))
        .hint("it is published as it is")
}

/// A file that does not hold what its name says; `found` is what it does, and `promised` what it should be, unless it is less of
/// that. `user` is an article that shows it.
pub fn wrong_content(
    path: &str,
    found: &str,
    promised: Option<&str>,
    user: Option<&SourcePath>,
) -> Diagnostic {
    let not = promised.map(|promised| format!(", not {promised}")).unwrap_or_default();
    Diagnostic::warning("wrong-content", format!("this file {found}{not}")).at(Place::file(path)).hint(
        match user {
            Some(user) => format!("{user} shows it; fetch it again, or take it out"),
            None => "fetch it again, or take it out".to_owned(),
        },
    )
}

/// A podcast without a cover; `found` says what is wrong with the file that is named as one.
pub fn podcast_without_cover(place: Place, title: &str, found: Option<(&str, &str)>) -> Diagnostic {
    let text = match found {
        Some((file, found)) => format!("the cover of the podcast `{title}`, {file}, {found}"),
        None => format!("the podcast `{title}` has no cover"),
    };
    Diagnostic::warning("podcast-cover", text).at(place).hint(
        "directories of podcasts ask for one: a square JPEG or PNG, named by `image` in the file of the term",
    )
}

/// Two entries of one feed with one identifier.
pub fn same_guid(path: &SourcePath, other: &SourcePath, guid: &str) -> Diagnostic {
    Diagnostic::warning("same-guid", format!("this and {other} have one identifier in feeds: `{guid}`"))
        .at(Place::file(path.as_str()))
        .hint("feed readers show only one of them: give one a different `guid` or `id`")
}

/// A file of page views that is neither a table with addresses nor a log.
pub fn no_views(file: &str) -> Diagnostic {
    Diagnostic::error("popular", format!("{file} holds no page views"))
        .hint("a table has a column such as `page` and one such as `views`; a log is in the common format")
}

/// A count in which no article of the site occurs.
pub fn nothing_popular() -> Diagnostic {
    Diagnostic::error(
        "popular",
        "none of what was counted is an article of this site; the list stays as it was",
    )
    .hint(
        "addresses are paths such as `/2010/12/border/`, old addresses, or full ones on the site's own hosts",
    )
}

/// The file of popular articles.
const POPULAR: &str = "data/popular.csv";

/// An address of the list of popular articles that no article has.
pub fn popular_leads_nowhere(line: u32, address: &str) -> Diagnostic {
    let place = Place::new(POPULAR, Position { line, column: 1 });
    Diagnostic::warning("popular", format!("no article has the address `{address}`")).at(place)
}

/// A list of popular articles without a column of addresses.
pub fn popular_without_addresses() -> Diagnostic {
    Diagnostic::warning("popular", "the list of popular articles has no column `address`")
        .at(Place::new(POPULAR, Position::START))
        .hint("its first line names the columns: `address,title,byline`")
}

/// A line of the list of popular articles that is no CSV.
pub fn popular_unreadable(line: u32, why: &str) -> Diagnostic {
    let place = Place::new(POPULAR, Position { line, column: 1 });
    Diagnostic::warning("popular", format!("the line cannot be read: {why}")).at(place)
}

/// An appeal with more links than two.
pub fn too_many_links(place: Place) -> Diagnostic {
    Diagnostic::error("invalid-value", "[appeal] has more than two links").at(place)
}

/// The command line is wrong, in the words of its parser.
pub fn usage(text: &str) -> Diagnostic {
    Diagnostic::error("usage", text)
}

/// The later of two articles on one address got another.
pub fn moved_address(place: Place, other: &str, url: &UrlPath, moved: &UrlPath) -> Diagnostic {
    Diagnostic::warning(
        "same-address",
        format!("{other} has the address {url} already; this one gets {moved}"),
    )
    .at(place)
    .hint("give one of them another `slug` or `url`")
}

/// Parts of a pattern that make no address together.
pub fn wrong_pattern_address(place: Place, error: PathError) -> Diagnostic {
    Diagnostic::error("wrong-address", "the pattern of `permalink` makes no address for this article")
        .at(place)
        .hint(format!("{error}; give the article a `url`"))
}

/// A pattern of addresses for a folder without articles.
pub fn unused_permalink(place: Place, folder: &str) -> Diagnostic {
    Diagnostic::warning("unused-permalink", format!("there is no article in the folder `{folder}`"))
        .at(place)
        .hint("a key of `permalinks` is a folder below the content folder; `exclude` and drafts leave articles out")
}

/// A translation of an article that is not there.
pub fn missing_original(place: Place, target: &str, nearest: Option<&str>) -> Diagnostic {
    let problem =
        Diagnostic::error("missing-original", format!("there is no article `{target}` to translate"))
            .at(place);
    match nearest {
        Some(nearest) => problem.hint(format!("did you mean `{nearest}`?")),
        None => {
            problem.hint("`translation_of` is a path below the content folder, such as `articles/2010/x.md`")
        }
    }
}

/// A template that cannot be used.
pub fn template(place: Option<Place>, error: &str) -> Diagnostic {
    let problem = Diagnostic::error("template", error.replace('\n', " "));
    Diagnostic { place, ..problem }
}

/// A template that cannot be rendered for a page; `callers` are the places that led to it, the nearest first.
pub fn template_of_page(place: Place, error: &str, page: &str, callers: &[String]) -> Diagnostic {
    let callers: String = callers.iter().map(|caller| format!(", called from {caller}")).collect();
    let hint = format!("while rendering {page}{callers}; docs/templates.md lists what a template sees");
    template(Some(place), error).hint(hint)
}

/// A list for a template that does not exist.
pub fn list_for_unknown_template(place: Place, list: &str, name: &str, nearest: Option<&str>) -> Diagnostic {
    let problem =
        Diagnostic::error("template", format!("[lists.{list}]: there is no template `{name}`")).at(place);
    match nearest {
        Some(nearest) => problem.hint(format!("did you mean `{nearest}`?")),
        None => problem,
    }
}

/// Shortcodes of one text that write more than a page may have.
pub fn shortcodes_too_large(most: usize) -> Diagnostic {
    let text = format!("the shortcodes of this text write more than {} MiB", most / 1024 / 1024);
    Diagnostic::error("page-too-large", text).hint("each call counts with all that stands within it")
}

/// A page larger than pages may be.
pub fn page_too_large(template: &str, page: &str, most: usize) -> Diagnostic {
    let text = format!("{page} would have more than {} MiB, the most a page may have", most / 1024 / 1024);
    Diagnostic::error("page-too-large", text)
        .at(Place::file(template))
        .hint("does the template repeat something without end?")
}

/// A list of a term that does not exist.
pub fn list_of_unknown_term(place: Place, list: &str, term: &str) -> Diagnostic {
    Diagnostic::error("unknown-term", format!("[lists.{list}]: no term is called `{term}`")).at(place)
}

/// A menu entry without a page.
pub fn menu_leads_nowhere(place: Place, target: &str) -> Diagnostic {
    Diagnostic::warning("menu", format!("the menu entry `{target}` leads nowhere and is left out"))
        .at(place)
        .hint("an entry is a taxonomy, another menu, a page's name or address, or a full address")
}

/// Why content may not have a path, and where such a file may stand.
fn reserved_reason(reserved: Reserved) -> (String, &'static str) {
    match reserved {
        Reserved::Own(own) => {
            let reason = format!("`{}` at the top of the site belongs to this program", own.name());
            (reason, "choose another name; docs/content.md lists the reserved ones")
        }
        Reserved::Steers(Steering::Settings(host)) => {
            (format!("{host} would take it for settings"), "only files below static/ may steer a host")
        }
        Reserved::Steers(Steering::Identity) => {
            ("it would speak for the whole site".to_owned(), "only files below static/ may stand there")
        }
        Reserved::Steers(Steering::Program(runner)) => {
            (format!("servers with {runner} would run it"), "only files below static/ may run on a host")
        }
    }
}

/// A document at an address that is not for content to take.
pub fn reserved_address(place: Place, url: &UrlPath, reserved: Reserved) -> Diagnostic {
    let (reason, hint) = reserved_reason(reserved);
    Diagnostic::error("reserved-address", format!("the address {url} is reserved: {reason}"))
        .at(place)
        .hint(hint)
}

/// An alias that is not for content to take.
pub fn reserved_alias(place: Place, alias: &str, reserved: Reserved) -> Diagnostic {
    let (reason, _) = reserved_reason(reserved);
    Diagnostic::error("reserved-address", format!("the alias {alias} is reserved: {reason}"))
        .at(place)
        .hint("remove the alias")
}

/// An original address at which this site cannot answer.
pub fn reserved_origin(path: &SourcePath, address: &str, reserved: Reserved) -> Diagnostic {
    let (reason, _) = reserved_reason(reserved);
    let text = format!("the original address {address} does not lead here: {reason}");
    Diagnostic::warning("reserved-address", text)
        .at(Place::file(path.as_str()))
        .hint("links to it within the site lead here all the same")
}

/// A file that would be copied to a name of the program's own.
pub fn reserved_file(path: &SourcePath, own: Own) -> Diagnostic {
    let (reason, hint) = reserved_reason(Reserved::Own(own));
    Diagnostic::error("reserved-file", format!("this file cannot be published: {reason}"))
        .at(Place::file(path.as_str()))
        .hint(hint)
}

/// A list or an index at a name of the program's own; `source` says which.
pub fn reserved_output(source: &str, path: &OutPath, own: Own) -> Diagnostic {
    let (reason, _) = reserved_reason(Reserved::Own(own));
    Diagnostic::error("reserved-address", format!("{source} would become {path}: {reason}"))
        .hint("choose another path for it")
}

/// Files beside content that would steer a host in one way, the first of them `first`.
pub fn steering_files(first: &SourcePath, steering: Steering, count: usize) -> Diagnostic {
    let (reason, hint) = reserved_reason(Reserved::Steers(steering));
    let files = match count {
        1 => "this file is not copied".to_owned(),
        _ => format!("this file and {} others of the kind are not copied", count - 1),
    };
    Diagnostic::warning("steering-file", format!("{files}: {reason}"))
        .at(Place::file(first.as_str()))
        .hint(hint)
}

/// A file of the output whose path is longer than hosts and file systems take; `source` says what it would be made of.
pub fn path_too_long(source: &str, bytes: usize, most: usize) -> Diagnostic {
    Diagnostic::error(
        "path-too-long",
        format!("{source} would become a file whose path has {bytes} bytes; at most {most} are possible"),
    )
    .hint("give it a shorter address, or a place in fewer folders")
}

/// Files whose names Windows does not take, each with what it is made of.
pub fn names_for_windows(files: &[(String, String)]) -> Diagnostic {
    let shown: Vec<String> = files.iter().map(|(path, source)| format!("{path} (from {source})")).collect();
    let have = match files.len() {
        1 => "1 file has a name".to_owned(),
        count => format!("{count} files have names"),
    };
    Diagnostic::warning("name-on-windows", format!("{have} that Windows does not take: {}", listed(&shown)))
        .hint("a copy of the site there would lack them; rename the sources or choose other addresses")
}

/// Two files of the output that are one on Windows or macOS.
pub fn same_file_elsewhere(paths: [&OutPath; 2], sources: [String; 2]) -> Diagnostic {
    let [one, two] = sources;
    Diagnostic::warning(
        "same-file-elsewhere",
        format!("{one} becomes {} and {two} {}, which are one file on macOS or Windows", paths[0], paths[1]),
    )
    .hint("a copy of the site there would lack one of them: change the address of one")
}

/// A page that asks for a template that is not there.
pub fn no_template(place: Place, name: &str, nearest: Option<&str>) -> Diagnostic {
    let problem = Diagnostic::error("template", format!("there is no template `{name}`")).at(place);
    match nearest {
        Some(nearest) => problem.hint(format!("did you mean `{nearest}`?")),
        None => problem.hint(format!("write templates/{name}, or remove the key `template`")),
    }
}

/// Two outputs on one file.
pub fn same_file(paths: [&OutPath; 2], sources: [String; 2]) -> Diagnostic {
    let [one, two] = sources;
    let (first, second) = (paths[0], paths[1]);
    if first == second {
        return Diagnostic::error("same-file", format!("{one} and {two} would both become {first}"))
            .hint("give one of them another address");
    }
    Diagnostic::error(
        "same-file",
        format!("{one} would become {first} and {two} {second}, which differ by case alone"),
    )
    .hint("many file systems and hosts cannot hold both: give one of them another address")
}

/// A file where others need a folder.
pub fn file_and_folder(paths: [&OutPath; 2], sources: [String; 2]) -> Diagnostic {
    let [one, two] = sources;
    Diagnostic::error(
        "same-file",
        format!("{one} would become the file {}, in which {two} would become {}", paths[0], paths[1]),
    )
    .hint("a file cannot also be a folder: give one of them another address")
}

/// An alias that a page has as its address.
pub fn alias_on_page(place: Place, alias: &str, page: &str) -> Diagnostic {
    Diagnostic::error("alias-on-page", format!("the alias {alias} is the address of {page}"))
        .at(place)
        .hint("remove the alias; with `on_conflict = \"warn\"` the page keeps the address")
}

/// An alias that leads elsewhere already.
pub fn alias_twice(place: Place, alias: &str, owner: &str) -> Diagnostic {
    Diagnostic::error("alias-twice", format!("the alias {alias} leads to {owner} already"))
        .at(place)
        .hint("remove one of the two; with `on_conflict = \"warn\"` the first wins")
}

/// An alias that differs by case alone from another address.
pub fn alias_case_clash(place: Place, alias: &str) -> Diagnostic {
    Diagnostic::warning(
        "alias-case",
        format!("the alias {alias} differs by case alone from another address"),
    )
    .at(place)
    .hint("it redirects only on hosts with case-sensitive paths; elsewhere, and in folders on Windows and macOS, the other address answers")
}

/// An alias that is a file where another address needs a folder, or the other way round.
pub fn alias_nested(place: Place, alias: &str) -> Diagnostic {
    Diagnostic::error("alias-nested", format!("the alias {alias} would be a file and a folder at once"))
        .at(place)
        .hint("another address stands below it, or it stands below another that is a file; with `on_conflict = \"warn\"` the other wins")
}

/// An alias with a query that no rule can match.
pub fn alias_without_rule(place: Place, alias: &str) -> Diagnostic {
    Diagnostic::warning("alias-query", format!("no host can answer the alias {alias}"))
        .at(place)
        .hint("rules match queries of the form `name=value`")
}

/// A link in a content or static folder that leads out of it.
pub fn link_out(file: &str) -> Diagnostic {
    Diagnostic::warning("link-out", "this symbolic link leads out of its folder and is not followed")
        .at(Place::file(file))
        .hint("copy what it leads to")
}

/// A content folder without a single document.
pub fn no_documents(folders: &str) -> Diagnostic {
    Diagnostic::error("no-content", format!("there is no Markdown file in {folders}"))
        .hint("write one, or name another folder: `content = [\"…\"]`")
}

/// A drawing that cannot be made safe.
pub fn broken_svg(file: &str) -> Diagnostic {
    Diagnostic::warning("broken-svg", "this SVG is not well-formed and is left out").at(Place::file(file))
}

/// A file of the output could not be written. `swapping` says whether other files had been replaced before.
pub fn write_failed(path: &str, error: &std::io::Error, swapping: bool) -> Diagnostic {
    Diagnostic::error("write-failed", format!("cannot write `{path}`: {error}")).hint(if swapping {
        "some files are replaced already; the next build finishes the rest"
    } else {
        "the output folder is as it was before"
    })
}

/// Another build writes into the same folder, and this one was told not to wait.
pub fn output_busy(out: &str) -> Diagnostic {
    Diagnostic::error("output-busy", format!("another build is writing into `{out}`"))
        .hint("wait until it is done, or build into another folder")
}

/// The file system of the output folder has no locks, so that a second build at the same time goes unseen.
pub fn output_unlocked(out: &str, error: &std::io::Error) -> Diagnostic {
    Diagnostic::warning("output-unlocked", format!("`{out}` cannot be locked: {error}"))
        .hint("do not run two builds into this folder at once")
}

/// Files of others stand where the build writes, and their content differs.
pub fn output_foreign(paths: &[String]) -> Diagnostic {
    let (were, them) = if paths.len() == 1 { ("file was", "it") } else { ("files were", "them") };
    let message = format!(
        "{} {were} not written by this program and would be replaced in the output folder: {}",
        paths.len(),
        listed(paths)
    );
    Diagnostic::error("output-foreign", message)
        .hint(format!("move {them} away, or build with `--force` to replace {them}"))
}

/// Folders with files of others stand where the build writes a file.
pub fn output_folder(paths: &[String]) -> Diagnostic {
    Diagnostic::error(
        "output-folder",
        format!(
            "a folder with files not written by this program stands where a file goes: {}",
            listed(paths)
        ),
    )
    .hint("move it away; `--force` does not remove folders")
}

/// Symbolic links stand in the output folder where the build writes.
pub fn output_link(paths: &[String]) -> Diagnostic {
    Diagnostic::error(
        "output-link",
        format!("the output folder has a symbolic link where the build writes: {}", listed(paths)),
    )
    .hint("remove the link; only the output folder itself may be one")
}

/// Two outputs have one path, or one is a file where the other needs a folder.
pub fn output_claimed(path: &str) -> Diagnostic {
    Diagnostic::error("output-claimed", format!("the output `{path}` is claimed twice"))
        .hint("a file cannot have the path of another, of a folder, or of the manifest")
}

/// The output folder is the root of the file system.
pub fn output_root() -> Diagnostic {
    Diagnostic::error("output-root", "the output folder cannot be the root of the file system")
        .hint("give another folder with `--out`")
}

/// A file could not be staged, so that the site would lack it.
pub fn output_incomplete() -> Diagnostic {
    Diagnostic::error("output-incomplete", "a file could not be written, so no file was replaced")
        .hint("the output folder is as it was before")
}

/// A manifest of an earlier build cannot be read; what it named counts as written by others.
pub fn manifest_broken(path: &str, reason: &str) -> Diagnostic {
    Diagnostic::warning("manifest-broken", format!("`{path}` of an earlier build is ignored: {reason}"))
        .hint("the files it named are left alone; `--force` replaces those that this build writes")
}

/// At most ten paths in a sentence, and how many there are beyond.
fn listed(paths: &[String]) -> String {
    const SHOWN: usize = 10;
    let shown: Vec<String> = paths.iter().take(SHOWN).map(|path| format!("`{path}`")).collect();
    match paths.len().saturating_sub(SHOWN) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// An output folder among the sources.
pub fn output_in_sources(out: &str) -> Diagnostic {
    Diagnostic::error(
        "output-in-sources",
        format!("the output folder {out} is one of the site's own folders, or holds one"),
    )
    .hint("name another with `--out`")
}

/// A value of an option that makes no sense.
pub fn wrong_option(option: &str, value: &str, why: &str) -> Diagnostic {
    Diagnostic::error("wrong-option", format!("`{value}` is no value for {option}")).hint(why)
}

/// Files beside content that a browser would run.
pub fn active_files(first: &str, count: usize) -> Diagnostic {
    let others = match count {
        1 => String::new(),
        2 => " and 1 more like it".to_owned(),
        count => format!(" and {} more like it", count - 1),
    };
    let are = if count == 1 { "is" } else { "are" };
    let text = format!("this file{others} could run in a browser and {are} not copied");
    Diagnostic::warning("active-file", text)
        .at(Place::file(first))
        .hint("put it under static/ if it is your own")
}

/// Shortcodes without a template, all of one name.
pub fn unknown_shortcode(first: Place, name: &str, count: usize) -> Diagnostic {
    let times = if count == 1 { "once".to_owned() } else { format!("{count} times, first here") };
    Diagnostic::warning(
        "unknown-shortcode",
        format!("the shortcode `{name}` has no template; it is used {times}"),
    )
    .at(first)
    .hint(format!("write templates/shortcodes/{name}.html; until then its inner text stands alone"))
}

/// Images without an alternative text.
pub fn images_without_alt(count: usize) -> Diagnostic {
    let images = if count == 1 { "1 image has".to_owned() } else { format!("{count} images have") };
    Diagnostic::warning("no-alt", format!("{images} no alternative text"))
}

/// Images, recordings and downloads that are not there.
pub fn missing_files(first: Place, file: &str, count: usize) -> Diagnostic {
    let text = if count == 1 {
        format!("the file `{file}` is not there")
    } else {
        format!("{count} files that front matter names are not there, the first is `{file}`")
    };
    Diagnostic::warning("missing-file", text)
        .at(first)
        .hint("files stand beside the article, or below static/ with a path that starts with `/`")
}

/// Links to old addresses that nothing answers.
pub fn missing_addresses(first: Place, address: &str, links: usize, addresses: usize) -> Diagnostic {
    let text = if links == 1 {
        format!("a link to an old address of the archive leads nowhere: {address}")
    } else {
        format!(
            "{links} links to {addresses} old addresses of the archive lead nowhere, the first to {address}"
        )
    };
    Diagnostic::warning("missing-address", text).at(first).hint("all are listed in .generate/missing.csv")
}

/// Links to anchors that their pages do not have.
pub fn missing_anchors(first: Place, address: &str, links: usize) -> Diagnostic {
    let text = if links == 1 {
        format!("a link leads to an anchor that its page does not have: {address}")
    } else {
        format!("{links} links lead to anchors that their pages do not have, the first to {address}")
    };
    Diagnostic::warning("missing-anchor", text)
        .at(first)
        .hint("all are listed in .generate/missing.csv; `anchors` in site.toml says how headings are named")
}

/// Elements of bodies that may not stand in a page, with how many there are of each, most first.
pub fn removed_elements(first: Place, counts: &[(&str, usize)]) -> Diagnostic {
    const NAMED: usize = 5;
    let named = counts.iter().take(NAMED).map(|(element, count)| format!("{count} `{element}`"));
    let mut text = named.collect::<Vec<_>>().join(", ");
    let others: usize = counts.iter().skip(NAMED).map(|(_, count)| count).sum();
    if others > 0 {
        text.push_str(&format!(" and {others} more"));
    }
    let total: usize = counts.iter().map(|(_, count)| count).sum();
    let elements = if total == 1 { "HTML element is" } else { "HTML elements are" };
    Diagnostic::warning("removed-html", format!("{total} {elements} not allowed in content: {text}"))
        .at(first)
        .hint(".generate/removed.csv lists each one and what became of it")
}

/// A list that could not be written.
pub fn list_not_written(file: &str, error: &str) -> Diagnostic {
    Diagnostic::warning("list-not-written", format!("cannot write this list: {error}")).at(Place::file(file))
}

/// What a build keeps for the next one could not be kept.
pub fn cache_not_written(folder: &str, error: &str) -> Diagnostic {
    Diagnostic::warning("cache-not-written", format!("cannot keep anything for the next build: {error}"))
        .at(Place::file(folder))
        .hint("the site is complete; the next build will take as long as the first")
}

/// A file of a site built from nothing that the output does not have.
pub fn verify_missing(path: &str) -> Diagnostic {
    verify(path, "is not in the output, and a build from nothing writes it".into())
}

/// A file of the output that a site built from nothing does not have.
pub fn verify_extra(path: &str) -> Diagnostic {
    verify(path, "is in the output, and a build from nothing does not write it".into())
}

/// A file in which the output and a site built from nothing differ, from the byte `at` on.
pub fn verify_differs(path: &str, at: usize) -> Diagnostic {
    verify(path, format!("differs from what a build from nothing writes, from byte {at} on"))
}

fn verify(path: &str, what: String) -> Diagnostic {
    Diagnostic::error("verify", format!("{path} {what}"))
        .hint("was it changed by hand? delete it and build again; if it was not, please report this")
}

/// A folder for a new site that holds something.
pub fn folder_not_empty(folder: &str) -> Diagnostic {
    Diagnostic::error("not-empty", format!("{folder} is not empty"))
        .hint("name a folder that does not exist yet; nothing was written")
}

/// A file of a new site that could not be written.
pub fn not_made(file: &str, error: &std::io::Error) -> Diagnostic {
    Diagnostic::error("write-failed", format!("cannot write {file}: {error}"))
}

/// Metadata that no front matter can hold.
pub fn front_matter_not_written(file: &str, why: &str) -> Diagnostic {
    Diagnostic::error("write-failed", format!("cannot write the front matter of {file}: {why}"))
}

/// A link to a source file that does not exist.
pub fn missing_source_link(target: &str, nearest: Option<&str>) -> Diagnostic {
    let problem =
        Diagnostic::error("missing-link", format!("the link leads to `{target}`, which does not exist"));
    match nearest {
        Some(nearest) => problem.hint(format!("did you mean `{nearest}`?")),
        None => problem,
    }
}

/// A link to a source file that fits several.
pub fn ambiguous_source_link(target: &str, first: &str, second: &str) -> Diagnostic {
    let message = format!("the link to `{target}` fits both `{first}` and `{second}`");
    Diagnostic::error("ambiguous-link", message).hint("write more of the path")
}

/// A call of `ref` or `relref` that does not say where to.
pub fn reference_without_target(name: &str) -> Diagnostic {
    Diagnostic::warning("missing-link", format!("the shortcode `{name}` does not say which page it leads to"))
        .hint(format!("write `{{{{< {name} \"page.md\" >}}}}`"))
}

/// The shortcode `param` with a name that nothing is written under.
pub fn parameter_without_value(name: &str) -> Diagnostic {
    let message =
        format!("the shortcode `param` asks for `{name}`, which has no text in this file's front matter");
    Diagnostic::warning("missing-parameter", message).hint(
        "add it to the front matter (at the top or under `extra`), or to `[extra]` in site.toml".to_owned(),
    )
}

/// A closing shortcode that no opening one stands before.
pub fn stray_closing_shortcode(name: &str) -> Diagnostic {
    let message = format!("`{{{{< /{name} >}}}}` closes a shortcode that was not opened");
    Diagnostic::warning("stray-shortcode", message)
}

/// A footnote that has two texts.
pub fn footnote_twice(label: &str, first: Position) -> Diagnostic {
    let Position { line, column } = first;
    Diagnostic::warning("footnote-twice", format!("the footnote `{label}` is defined a second time"))
        .hint(format!("the first definition is at {line}:{column}; the note shows both texts"))
}

/// A container whose end is missing.
pub fn container_without_end(line: &str) -> Diagnostic {
    let line: String = line.chars().take(60).collect();
    Diagnostic::warning("open-container", format!("`{line}` has no end and is shown as it is written"))
        .hint("write `:::` on a line of its own where it ends")
}

/// Shortcodes within shortcodes beyond the limit.
pub fn shortcodes_too_deep(limit: usize) -> Diagnostic {
    Diagnostic::warning(
        "deep-shortcodes",
        format!("shortcodes stand within each other more than {limit} deep"),
    )
    .hint("the inner ones are shown as they are written")
}

/// A port that another program listens on.
pub fn port_taken(port: u16, next: u16) -> Diagnostic {
    Diagnostic::warning("port-taken", format!("port {port} is taken by another program: this is port {next}"))
}

/// An address that the system does not let the program listen on.
pub fn cannot_listen(host: &str, port: u16, error: &str) -> Diagnostic {
    Diagnostic::error("cannot-listen", format!("cannot listen on {host}, port {port}: {error}"))
        .hint("`--port NUMBER` chooses another port, `--host ADDRESS` another address of this machine")
}

/// More folders than the system watches for one user.
pub fn watch_limit() -> Diagnostic {
    let message =
        "the system watches no more folders for this user: files are looked at every second instead";
    Diagnostic::warning("watch-limit", message)
        .hint("`sudo sysctl fs.inotify.max_user_watches=1048576 fs.inotify.max_user_instances=1024` raises the limits")
}

/// Files that cannot be watched.
pub fn not_watched(reason: &str) -> Diagnostic {
    Diagnostic::warning("not-watched", format!("changes of files are not seen: {reason}"))
        .hint("`--poll` looks at the files every second")
}

/// A browser that does not open.
pub fn no_browser(url: &str, reason: &str) -> Diagnostic {
    Diagnostic::warning("no-browser", format!("cannot open a browser: {reason}"))
        .hint(format!("open {url} yourself"))
}

/// A fault of the program while it read a site.
pub fn reading_broke_down() -> Diagnostic {
    let message = "the site could not be read again, which is a fault of this program: what was there before is still served";
    Diagnostic::warning("broke-down", message).hint("the next change of a file is another try")
}
