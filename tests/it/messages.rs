//! The exact text of every problem, and that none is forgotten.

use std::fs;
use std::io;
use std::path::Path;

use generate::diagnostic::message;
use generate::diagnostic::{Diagnostic, Level, Place, Position};
use generate::path::{OutPath, PathError, SourcePath, UrlPath};
use generate::reserved::hosts::Steering;
use generate::reserved::{Own, Reserved};

/// A place in `a.md`.
fn at(line: u32, column: u32) -> Place {
    Place::new("a.md", position(line, column))
}

fn position(line: u32, column: u32) -> Position {
    Position { line, column }
}

fn source(path: &str) -> SourcePath {
    SourcePath::new(path)
}

fn url(path: &str) -> UrlPath {
    UrlPath::parse(path).unwrap()
}

fn out(path: &str) -> OutPath {
    OutPath::new(path).unwrap()
}

/// The sources of two outputs.
fn names() -> [String; 2] {
    ["a.md".to_owned(), "b.md".to_owned()]
}

/// Files of others.
fn paths(count: usize) -> Vec<String> {
    (1..=count).map(|number| format!("f{number}")).collect()
}

fn full() -> io::Error {
    io::Error::other("the disk is full")
}

/// Asserts that `problem` reads `level[code] place: message (hint)`.
fn reads(problem: Diagnostic, expected: &str) {
    let Diagnostic { level, code, place, message, hint } = problem;
    let place = place.map(|place| format!(" {place}")).unwrap_or_default();
    let hint = hint.map(|hint| format!(" ({hint})")).unwrap_or_default();
    assert_eq!(format!("{}[{code}]{place}: {message}{hint}", level.name()), expected);
}

#[test]
fn names_of_terms_and_authors() {
    reads(
        message::unseen_name(at(4, 9), "author"),
        "warning[unseen-name] a.md:4:9: this name under `author` has no visible characters and is ignored",
    );
    let clash = |level| {
        message::same_slug(level, (at(4, 9), "C#"), (Place::file("b.md"), "C"), "c", &url("/topics/c-sharp/"))
    };
    reads(
        clash(Level::Warning),
        "warning[same-slug] a.md:4:9: `C#` and `C` (b.md) have the same slug `c`; `C#` is at /topics/c-sharp/ (if they are the same, add one name to `aka` in the other's file; if not, give one of them a file with another name or `slug`)",
    );
    assert_eq!(clash(Level::Error).level, Level::Error);
    reads(
        message::unknown_author(at(4, 9), "Dna", Some("Dina")),
        "error[unknown-author] a.md:4:9: no author is called `Dna` (did you mean `Dina`?)",
    );
    reads(
        message::unknown_author(at(4, 9), "Zed", None),
        "error[unknown-author] a.md:4:9: no author is called `Zed` (add a profile; `strict` in [authors] asks for one)",
    );
    reads(
        message::too_many_entries(at(9, 1), "taxonomies", 257, 255),
        "error[too-many-entries] a.md:9:1: [taxonomies] has 257 entries; at most 255 are possible",
    );
}

#[test]
fn values_of_the_wrong_kind() {
    reads(
        message::wrong_type(at(4, 8), "draft", "true or false", "`maybe`"),
        "error[wrong-type] a.md:4:8: `draft` must be true or false, not `maybe`",
    );
    reads(
        message::unknown_key(at(4, 1), "site.toml", "titel", Some("title")),
        "error[unknown-key] a.md:4:1: site.toml has no key `titel` (did you mean `title`?)",
    );
    reads(
        message::unknown_key(at(4, 1), "[feeds]", "zzz", None),
        "error[unknown-key] a.md:4:1: [feeds] has no key `zzz` (docs/configuration.md lists \
             every key)",
    );
    reads(
        message::syntax(at(4, 1), "YAML", "something is open"),
        "error[syntax] a.md:4:1: this is not YAML: something is open",
    );
    reads(
        message::missing_key(at(1, 1), "site.toml", "title"),
        "error[missing-key] a.md:1:1: site.toml has no `title` (add a line `title = …`; \
             docs/configuration.md tells what it holds)",
    );
    reads(
        message::invalid_value(at(4, 12), "timezone", "Mars", "it is a name"),
        "error[invalid-value] a.md:4:12: `Mars` is no value for `timezone` (it is a name)",
    );
    reads(
        message::closed_twice(at(4, 10), "2022", "2023-12-31"),
        "error[invalid-value] a.md:4:10: `2022` is no value for `closed` ([archive] says that the newsroom closed \
             on 2023-12-31)",
    );
    reads(
        message::publication_without_name(at(4, 14)),
        "error[missing-key] a.md:4:14: `publication` has no `name` (write `publication: NAME`, or a table with a \
             `name`)",
    );
    reads(message::zero_page_size(at(4, 1)), "error[invalid-value] a.md:4:1: `page_size` must be at least 1");
}

#[test]
fn files_that_are_no_text() {
    reads(
        message::not_utf8("a.md", position(3, 2), 0xe4),
        "error[not-utf8] a.md:3:2: this file is not UTF-8: byte 0xe4 (convert it, for example \
             with `iconv -f windows-1251 -t utf-8`)",
    );
    reads(
        message::control_character("a.md", position(3, 2), 0x0b),
        "error[control-character] a.md:3:2: control character U+000B (delete it)",
    );
    reads(
        message::control_in_value(at(2, 8), "title", '\u{7}'),
        "error[control-character] a.md:2:8: `title` holds the control character U+0007 (delete it)",
    );
    reads(
        message::file_too_large("a.md", 17 * 1024 * 1024 + 1, 4 * 1024 * 1024),
        "error[file-too-large] a.md: this file has 18 MiB; a content file has at most 4 (put it \
             under static/ if it is to be downloaded, or raise `max_file_size` in site.toml)",
    );
}

#[test]
fn front_matter_that_is_none() {
    reads(
        message::no_front_matter(at(1, 1)),
        "error[front-matter] a.md:1:1: there is no front matter (start the file with a line \
             `---`, then `title: …` and `date: …`, then a line `---`)",
    );
    reads(
        message::open_front_matter(at(1, 1)),
        "error[front-matter] a.md:1:1: the front matter that starts here is never closed (end it \
             with a line like its first; the file may have been cut off)",
    );
    reads(
        message::not_a_mapping(at(2, 1)),
        "error[front-matter] a.md:2:1: the front matter is not a list of keys and values (write \
             one `key: value` a line)",
    );
    reads(
        message::duplicate_key(at(4, 1), "title"),
        "warning[duplicate-key] a.md:4:1: `title` is written more than once; this last one counts",
    );
    reads(
        message::no_title(at(2, 1), "Kids and tea"),
        "warning[no-title] a.md:2:1: there is no title; the file's name stands in: `Kids and \
             tea` (add a line `title: …` to the front matter)",
    );
    reads(
        message::long_name(at(2, 8), "author", 10_000, 1_000),
        "error[long-name] a.md:2:8: a name under `author` has 10000 characters; at most 1000 make a \
             name (did the front matter swallow the text?)",
    );
    reads(
        message::many_names(at(2, 8), "author", 201),
        "warning[many-names] a.md:2:8: this article has 201 names under `author` (each of them has a \
             page and a feed that show this article; is that a list of something else?)",
    );
    reads(
        message::too_many_names(at(2, 8), "author", 1_001, 1_000),
        "error[too-many-names] a.md:2:8: this article has 1001 names under `author`; at most 1000 are \
             allowed (name fewer, or give the list another key: what no taxonomy is called is kept under \
             `extra`)",
    );
    reads(
        message::long_title(at(2, 8), 10_000, 1_000),
        "error[long-title] a.md:2:8: the title has 10000 characters; at most 1000 make a title \
             (did the front matter swallow the text?)",
    );
}

#[test]
fn dates_languages_and_addresses() {
    reads(
        message::no_date(at(2, 1), "pages"),
        "error[no-date] a.md:2:1: there is no date (add a line `date: …`, start the file's name \
             with the date, or move a standing page to pages/)",
    );
    reads(
        message::wrong_date(at(3, 7), "date", "0000-01-01", "there is no such day"),
        "error[wrong-date] a.md:3:7: `0000-01-01` is no date for `date` (there is no such day)",
    );
    reads(
        message::wrong_duration(at(5, 9), "long"),
        "error[wrong-duration] a.md:5:9: `long` is no duration (write seconds, or `12:34`, or \
             `1:02:03`)",
    );
    reads(
        message::unknown_language(at(4, 11), "fr", ["en", "ru"].into_iter()),
        "error[unknown-language] a.md:4:11: this site has no language `fr` (it has en, ru; \
             [languages] in site.toml adds one)",
    );
    reads(
        message::long_address(at(4, 7), &url("/2010/12/a/")),
        "error[wrong-address] a.md:4:7: the address /2010/12/a/ has 11 bytes (an address is at most 1,000 \
             bytes long; give the page another `url`)",
    );
    reads(
        message::long_original(at(4, 7), 1_234),
        "warning[long-original] a.md:4:7: the original address has 1234 bytes (nothing leads from it to \
             this page: an address is at most 1,000 bytes long)",
    );
    reads(
        message::wrong_address(at(4, 7), "slug", "..", PathError::Climbs),
        "error[wrong-address] a.md:4:7: `..` is no address for `slug` (an address may not hold \
             `.`, `..` or a backslash as a part)",
    );
    reads(
        message::unsafe_address(at(4, 8), "image", "javascript:x"),
        "warning[unsafe-address] a.md:4:8: `image`: the address `javascript:x` is left out \
             (addresses are paths, or start with http:, https:, mailto:, tel: or ftp:)",
    );
    reads(
        message::no_file(at(4, 8), "image"),
        "error[no-file] a.md:4:8: `image` names no file (add `file: …`)",
    );
    reads(
        message::no_text(at(5, 5), "corrections"),
        "error[no-text] a.md:5:5: an entry of `corrections` has no text (add `text: …`)",
    );
}

#[test]
fn folders_and_files() {
    reads(
        message::no_content_folder("content"),
        "error[no-content] site.toml: there is no folder `content` (create it, or name another \
             one: `content = [\"…\"]`)",
    );
    reads(
        message::no_site("/srv/archive"),
        "error[no-site]: there is no site.toml in /srv/archive (`generate init DIR` makes a new \
             site; `--root DIR` names the folder of an existing one)",
    );
    reads(
        message::unreadable("content/a.md", "permission denied"),
        "error[unreadable] content/a.md: cannot read this: permission denied",
    );
    reads(
        message::link_loop("content/loop", "content"),
        "error[link-loop] content/loop: this symbolic link leads back to content (remove the link)",
    );
    reads(
        message::file_name_not_utf8("content/\u{fffd}.md"),
        "error[not-utf8] content/�.md: the name of this file is not UTF-8 (rename it, for \
             example with `convmv`)",
    );
    reads(
        message::missing_files(at(6, 8), "photo.jpg", 1),
        "warning[missing-file] a.md:6:8: the file `photo.jpg` is not there (files stand beside \
             the article, or below static/ with a path that starts with `/`)",
    );
    reads(
        message::missing_files(at(6, 8), "photo.jpg", 3),
        "warning[missing-file] a.md:6:8: 3 files that front matter names are not there, the \
             first is `photo.jpg` (files stand beside the article, or below static/ with a path that \
             starts with `/`)",
    );
    reads(
        message::active_files("content/a.html", 1),
        "warning[active-file] content/a.html: this file could run in a browser and is not copied \
             (put it under static/ if it is your own)",
    );
    reads(
        message::active_files("content/a.html", 2),
        "warning[active-file] content/a.html: this file and 1 more like it could run in a \
             browser and are not copied (put it under static/ if it is your own)",
    );
    reads(
        message::active_files("content/a.html", 5),
        "warning[active-file] content/a.html: this file and 4 more like it could run in a \
             browser and are not copied (put it under static/ if it is your own)",
    );
    reads(
        message::broken_svg("content/map.svg"),
        "warning[broken-svg] content/map.svg: this SVG is not well-formed and is left out",
    );
}

#[test]
fn files_that_are_not_there() {
    reads(
        message::link_out("content/passwd"),
        "warning[link-out] content/passwd: this symbolic link leads out of its folder and is not followed (copy \
             what it leads to)",
    );
    reads(
        message::no_documents("content, more"),
        "error[no-content]: there is no Markdown file in content, more (write one, or name another folder: \
             `content = [\"…\"]`)",
    );
    reads(
        message::missing_files(at(4, 10), "a.jpg", 1),
        "warning[missing-file] a.md:4:10: the file `a.jpg` is not there (files stand beside the article, or below \
             static/ with a path that starts with `/`)",
    );
    reads(
        message::folder_not_empty("my-archive"),
        "error[not-empty]: my-archive is not empty (name a folder that does not exist yet; \
             nothing was written)",
    );
    reads(
        message::not_made("my-archive/site.toml", &full()),
        "error[write-failed]: cannot write my-archive/site.toml: the disk is full",
    );
    reads(
        message::front_matter_not_written("content/a.md", "`extra` is nested more than 31 deep"),
        "error[write-failed]: cannot write the front matter of content/a.md: `extra` is nested more than 31 deep",
    );
}

#[test]
fn terms_and_authors() {
    reads(
        message::term_declared_twice(at(7, 45), "Georgia"),
        "error[term-twice] a.md:7:45: the term `Georgia` is declared twice",
    );
    reads(
        message::term_described_twice(&source("b.md"), &source("a.md"), "Georgia"),
        "error[term-twice] b.md: the term `Georgia` is described here and in a.md (a translation \
             says its language: `language: ru`, or a name such as `armenia.ru.md`)",
    );
    reads(
        message::unknown_term(at(4, 9), "region", "Tadjikistan", Some("Tajikistan")),
        "error[unknown-term] a.md:4:9: no region is called `Tadjikistan` (did you mean \
             `Tajikistan`?)",
    );
    reads(
        message::unknown_term(at(4, 9), "region", "Borduria", None),
        "error[unknown-term] a.md:4:9: no region is called `Borduria` (add it under \
             [terms.region] in site.toml)",
    );
    reads(
        message::page_too_large("templates/article.html", "/2010/12/a/", 64 * 1024 * 1024),
        "error[page-too-large] templates/article.html: /2010/12/a/ would have more than 64 MiB, the most a \
             page may have (does the template repeat something without end?)",
    );
    reads(
        message::list_of_unknown_term(at(7, 10), "none", "Atlantis"),
        "error[unknown-term] a.md:7:10: [lists.none]: no term is called `Atlantis`",
    );
    reads(
        message::profile_twice(&source("b.md"), &source("a.md")),
        "error[profile-twice] b.md: this author has a profile here and in a.md (a translation \
             says its language: `language: ru`, or a name such as `dina.ru.md`)",
    );
    reads(
        message::ambiguous_author(at(4, 9), "Kim Lee", ["kim-1", "kim-2"]),
        "error[ambiguous-author] a.md:4:9: several authors are called `Kim Lee` (write `kim-1` \
             or `kim-2`, the name of the profile's file)",
    );
}

#[test]
fn a_list_of_popular_articles_that_is_wrong() {
    reads(
        message::popular_leads_nowhere(3, "/gone/"),
        "warning[popular] data/popular.csv:3:1: no article has the address `/gone/`",
    );
    reads(
        message::popular_without_addresses(),
        "warning[popular] data/popular.csv:1:1: the list of popular articles has no column `address` \
             (its first line names the columns: `address,title,byline`)",
    );
    reads(
        message::no_views("views.csv"),
        "error[popular]: views.csv holds no page views (a table has a column such as `page` and one such as \
             `views`; a log is in the common format)",
    );
    reads(
        message::nothing_popular(),
        "error[popular]: none of what was counted is an article of this site; the list stays as it was \
             (addresses are paths such as `/2010/12/border/`, old addresses, or full ones on the site's own hosts)",
    );
    reads(
        message::popular_unreadable(3, "why"),
        "warning[popular] data/popular.csv:3:1: the line cannot be read: why",
    );
}

#[test]
fn a_picture_that_cannot_be_read() {
    reads(
        message::broken_picture("content/a.jpg", "why"),
        "warning[broken-picture] content/a.jpg: the picture cannot be read: why (it is published as it is)",
    );
}

#[test]
fn an_appeal_with_too_many_links() {
    reads(
        message::too_many_links(at(4, 8)),
        "error[invalid-value] a.md:4:8: [appeal] has more than two links",
    );
}

#[test]
fn wrong_usage() {
    reads(message::usage("unexpected argument '--x' found"), "error[usage]: unexpected argument '--x' found");
}

#[test]
fn claims_on_one_address() {
    reads(
        message::same_address(Place::file("b.md"), "a.md", &url("/2010/12/a/")),
        "error[same-address] b.md: this and a.md both have the address /2010/12/a/ (give one of \
             them another `slug` or `url`; `on_conflict = \"warn\"` numbers the later one)",
    );
    reads(
        message::moved_address(Place::file("b.md"), "a.md", &url("/a/"), &url("/a-2/")),
        "warning[same-address] b.md: a.md has the address /a/ already; this one gets /a-2/ (give \
             one of them another `slug` or `url`)",
    );
    reserved_names();
    reads(
        message::same_file([&out("a.html"), &out("a.html")], names()),
        "error[same-file]: a.md and b.md would both become a.html (give one of them another \
             address)",
    );
    reads(
        message::same_file([&out("a.html"), &out("A.html")], names()),
        "error[same-file]: a.md would become a.html and b.md A.html, which differ by case alone \
             (many file systems and hosts cannot hold both: give one of them another address)",
    );
    reads(
        message::file_and_folder([&out("a.html"), &out("a.html/b")], names()),
        "error[same-file]: a.md would become the file a.html, in which b.md would become \
             a.html/b (a file cannot also be a folder: give one of them another address)",
    );
    reads(
        message::alias_on_page(at(4, 10), "/a/", "content/a.md"),
        "error[alias-on-page] a.md:4:10: the alias /a/ is the address of content/a.md (remove \
             the alias; with `on_conflict = \"warn\"` the page keeps the address)",
    );
    reads(
        message::alias_twice(at(4, 10), "/old/", "content/a.md"),
        "error[alias-twice] a.md:4:10: the alias /old/ leads to content/a.md already (remove one \
             of the two; with `on_conflict = \"warn\"` the first wins)",
    );
    reads(
        message::alias_case_clash(at(4, 10), "/Old/"),
        "warning[alias-case] a.md:4:10: the alias /Old/ differs by case alone from another address (it redirects only on hosts with case-sensitive paths; elsewhere, and in folders on Windows and macOS, the other address answers)",
    );
    reads(
        message::unused_permalink(at(4, 1), "blog"),
        "warning[unused-permalink] a.md:4:1: there is no article in the folder `blog` (a key of `permalinks` is a folder \
         below the content folder; `exclude` and drafts leave articles out)",
    );
    reads(
        message::wrong_pattern_address(at(4, 1), PathError::TooLong),
        "error[wrong-address] a.md:4:1: the pattern of `permalink` makes no address for this article (a part of an address \
         is at most 200 bytes long; give the article a `url`)",
    );
    reads(
        message::alias_nested(at(4, 10), "/old.html"),
        "error[alias-nested] a.md:4:10: the alias /old.html would be a file and a folder at once (another address \
             stands below it, or it stands below another that is a file; with `on_conflict = \"warn\"` the other wins)",
    );
    reads(
        message::alias_without_rule(at(4, 10), "/s.php?77"),
        "warning[alias-query] a.md:4:10: no host can answer the alias /s.php?77 (rules match queries of the form \
             `name=value`)",
    );
}

#[test]
fn links_to_anchors() {
    reads(
        message::missing_anchors(at(7, 3), "#gone", 1),
        "warning[missing-anchor] a.md:7:3: a link leads to an anchor that its page does not have: #gone (all are listed in \
             .generate/missing.csv; `anchors` in site.toml says how headings are named)",
    );
    reads(
        message::missing_anchors(at(7, 3), "/a/#gone", 12),
        "warning[missing-anchor] a.md:7:3: 12 links lead to anchors that their pages do not have, the first to /a/#gone (all \
             are listed in .generate/missing.csv; `anchors` in site.toml says how headings are named)",
    );
}

#[test]
fn links_and_menus() {
    reads(
        message::missing_original(at(4, 17), "x.md", Some("y.md")),
        "error[missing-original] a.md:4:17: there is no article `x.md` to translate (did you \
             mean `y.md`?)",
    );
    reads(
        message::missing_original(at(4, 17), "x.md", None),
        "error[missing-original] a.md:4:17: there is no article `x.md` to translate \
             (`translation_of` is a path below the content folder, such as `articles/2010/x.md`)",
    );
    reads(
        message::menu_leads_nowhere(at(5, 9), "nowhere"),
        "warning[menu] a.md:5:9: the menu entry `nowhere` leads nowhere and is left out (an \
             entry is a taxonomy, another menu, a page's name or address, or a full address)",
    );
    reads(
        message::missing_addresses(at(7, 3), "/node/9", 1, 1),
        "warning[missing-address] a.md:7:3: a link to an old address of the archive leads \
             nowhere: /node/9 (all are listed in .generate/missing.csv)",
    );
    reads(
        message::missing_addresses(at(7, 3), "/node/9", 12, 7),
        "warning[missing-address] a.md:7:3: 12 links to 7 old addresses of the archive lead \
             nowhere, the first to /node/9 (all are listed in .generate/missing.csv)",
    );
    reads(
        message::shortcodes_too_large(64 << 20),
        "error[page-too-large]: the shortcodes of this text write more than 64 MiB (each call counts with all that stands \
             within it)",
    );
    reads(
        message::removed_elements(at(7, 3), &[("script", 1)]),
        "warning[removed-html] a.md:7:3: 1 HTML element is not allowed in content: 1 `script` \
             (.generate/removed.csv lists each one and what became of it)",
    );
    reads(
        message::removed_elements(
            at(7, 3),
            &[("font", 9), ("a", 5), ("b", 4), ("c", 3), ("d", 2), ("e", 1), ("f", 1)],
        ),
        "warning[removed-html] a.md:7:3: 25 HTML elements are not allowed in content: 9 `font`, 5 `a`, 4 `b`, 3 `c`, 2 \
             `d` and 2 more (.generate/removed.csv lists each one and what became of it)",
    );
    reads(
        message::list_not_written(".generate/missing.csv", "the disk is full"),
        "warning[list-not-written] .generate/missing.csv: cannot write this list: the disk is full",
    );
    reads(
        message::missing_source_link("x.md", Some("y.md")),
        "error[missing-link]: the link leads to `x.md`, which does not exist (did you mean `y.md`?)",
    );
    reads(
        message::missing_source_link("x.md", None),
        "error[missing-link]: the link leads to `x.md`, which does not exist",
    );
    reads(
        message::ambiguous_source_link("x.md", "a/x.md", "b/x.md"),
        "error[ambiguous-link]: the link to `x.md` fits both `a/x.md` and `b/x.md` (write more \
             of the path)",
    );
    reads(
        message::reference_without_target("ref"),
        "warning[missing-link]: the shortcode `ref` does not say which page it leads to (write \
             `{{< ref \"page.md\" >}}`)",
    );
}

#[test]
fn templates_and_shortcodes() {
    reads(
        message::parameter_without_value("my.color"),
        "warning[missing-parameter]: the shortcode `param` asks for `my.color`, which has no text in this file's front matter \
         (add it to the front matter (at the top or under `extra`), or to `[extra]` in site.toml)",
    );
    reads(
        message::template_of_page(at(2, 14), "two\nlines", "/2010/12/a/", &[]),
        "error[template] a.md:2:14: two lines (while rendering /2010/12/a/; docs/templates.md \
             lists what a template sees)",
    );
    reads(
        message::template_of_page(
            at(2, 14),
            "no",
            "/a/",
            &["b.html:1:2".to_owned(), "c.html:3:4".to_owned()],
        ),
        "error[template] a.md:2:14: no (while rendering /a/, called from b.html:1:2, called from c.html:3:4; \
             docs/templates.md lists what a template sees)",
    );
    reads(message::template(None, "one line"), "error[template]: one line");
    reads(
        message::list_for_unknown_template(at(3, 11), "news", "hom.html", Some("home.html")),
        "error[template] a.md:3:11: [lists.news]: there is no template `hom.html` (did you mean `home.html`?)",
    );
    reads(
        message::list_for_unknown_template(at(3, 11), "news", "x.html", None),
        "error[template] a.md:3:11: [lists.news]: there is no template `x.html`",
    );
    reads(
        message::unknown_shortcode(at(7, 1), "tweet", 1),
        "warning[unknown-shortcode] a.md:7:1: the shortcode `tweet` has no template; it is used \
             once (write templates/shortcodes/tweet.html; until then its inner text stands alone)",
    );
    reads(
        message::unknown_shortcode(at(7, 1), "tweet", 12),
        "warning[unknown-shortcode] a.md:7:1: the shortcode `tweet` has no template; it is used \
             12 times, first here (write templates/shortcodes/tweet.html; until then its inner text \
             stands alone)",
    );
    reads(message::images_without_alt(1), "warning[no-alt]: 1 image has no alternative text");
    reads(message::images_without_alt(7), "warning[no-alt]: 7 images have no alternative text");
    reads(
        message::stray_closing_shortcode("box"),
        "warning[stray-shortcode]: `{{< /box >}}` closes a shortcode that was not opened",
    );
    reads(
        message::footnote_twice("a", Position { line: 3, column: 1 }),
        "warning[footnote-twice]: the footnote `a` is defined a second time (the first definition is at 3:1; the note \
             shows both texts)",
    );
    reads(
        message::container_without_end(":::note"),
        "warning[open-container]: `:::note` has no end and is shown as it is written (write `:::` on a line of its own \
             where it ends)",
    );
    reads(
        message::shortcodes_too_deep(16),
        "warning[deep-shortcodes]: shortcodes stand within each other more than 16 deep (the \
             inner ones are shown as they are written)",
    );
}

#[test]
fn the_output_folder() {
    reads(
        message::write_failed("a/index.html", &full(), false),
        "error[write-failed]: cannot write `a/index.html`: the disk is full (the output folder \
             is as it was before)",
    );
    reads(
        message::write_failed("a/index.html", &full(), true),
        "error[write-failed]: cannot write `a/index.html`: the disk is full (some files are \
             replaced already; the next build finishes the rest)",
    );
    reads(
        message::output_busy("public"),
        "error[output-busy]: another build is writing into `public` (wait until it is done, or \
             build into another folder)",
    );
    reads(
        message::output_unlocked("public", &full()),
        "warning[output-unlocked]: `public` cannot be locked: the disk is full (do not run two \
             builds into this folder at once)",
    );
    reads(
        message::output_foreign(&paths(1)),
        "error[output-foreign]: 1 file was not written by this program and would be replaced in \
             the output folder: `f1` (move it away, or build with `--force` to replace it)",
    );
    reads(
        message::output_foreign(&paths(12)),
        "error[output-foreign]: 12 files were not written by this program and would be replaced \
             in the output folder: `f1`, `f2`, `f3`, `f4`, `f5`, `f6`, `f7`, `f8`, `f9`, `f10` and 2 \
             more (move them away, or build with `--force` to replace them)",
    );
    reads(
        message::output_folder(&paths(1)),
        "error[output-folder]: a folder with files not written by this program stands where a \
             file goes: `f1` (move it away; `--force` does not remove folders)",
    );
    reads(
        message::output_link(&paths(2)),
        "error[output-link]: the output folder has a symbolic link where the build writes: `f1`, \
             `f2` (remove the link; only the output folder itself may be one)",
    );
}

#[test]
fn the_output_as_a_whole() {
    reads(
        message::output_claimed("a/index.html"),
        "error[output-claimed]: the output `a/index.html` is claimed twice (a file cannot have \
             the path of another, of a folder, or of the manifest)",
    );
    reads(
        message::output_root(),
        "error[output-root]: the output folder cannot be the root of the file system (give \
             another folder with `--out`)",
    );
    reads(
        message::output_incomplete(),
        "error[output-incomplete]: a file could not be written, so no file was replaced (the \
             output folder is as it was before)",
    );
    reads(
        message::manifest_broken("public/manifest.json", "it is no JSON"),
        "warning[manifest-broken]: `public/manifest.json` of an earlier build is ignored: it is \
             no JSON (the files it named are left alone; `--force` replaces those that this build \
             writes)",
    );
    reads(
        message::output_in_sources("content/public"),
        "error[output-in-sources]: the output folder content/public is one of the site's own \
             folders, or holds one (name another with `--out`)",
    );
    reads(
        message::wrong_option("--as-of", "soon", "write a date"),
        "error[wrong-option]: `soon` is no value for --as-of (write a date)",
    );
}

#[test]
fn the_cache_and_what_it_is_checked_against() {
    reads(
        message::cache_not_written(".generate", "the disk is full"),
        "warning[cache-not-written] .generate: cannot keep anything for the next build: the disk is full (the site is \
         complete; the next build will take as long as the first)",
    );
    let verify_hint = "was it changed by hand? delete it and build again; if it was not, please report this";
    reads(
        message::verify_missing("a/index.html"),
        &format!(
            "error[verify]: a/index.html is not in the output, and a build from nothing writes it ({verify_hint})"
        ),
    );
    reads(
        message::verify_extra("a/index.html"),
        &format!(
            "error[verify]: a/index.html is in the output, and a build from nothing does not write it ({verify_hint})"
        ),
    );
    reads(
        message::verify_differs("a/index.html", 7),
        &format!(
            "error[verify]: a/index.html differs from what a build from nothing writes, from byte 7 on ({verify_hint})"
        ),
    );
}

#[test]
fn of_serving() {
    reads(
        message::port_taken(4000, 4001),
        "warning[port-taken]: port 4000 is taken by another program: this is port 4001",
    );
    reads(
        message::cannot_listen("10.0.0.1", 80, "permission denied"),
        "error[cannot-listen]: cannot listen on 10.0.0.1, port 80: permission denied (`--port \
             NUMBER` chooses another port, `--host ADDRESS` another address of this machine)",
    );
    reads(
        message::watch_limit(),
        "warning[watch-limit]: the system watches no more folders for this user: files are looked \
             at every second instead (`sudo sysctl fs.inotify.max_user_watches=1048576 \
             fs.inotify.max_user_instances=1024` raises the limits)",
    );
    reads(
        message::not_watched("no such device"),
        "warning[not-watched]: changes of files are not seen: no such device (`--poll` looks at \
             the files every second)",
    );
    reads(
        message::reading_broke_down(),
        "warning[broke-down]: the site could not be read again, which is a fault of this program: \
             what was there before is still served (the next change of a file is another try)",
    );
    reads(
        message::no_browser("http://127.0.0.1:4000/", "no such file"),
        "warning[no-browser]: cannot open a browser: no such file (open http://127.0.0.1:4000/ \
             yourself)",
    );
}

#[test]
fn no_message_is_forgotten() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let code = fs::read_to_string(root.join("src/diagnostic/message.rs")).unwrap();
    let tests = fs::read_to_string(root.join("tests/it/messages.rs")).unwrap();
    let constructors: Vec<&str> =
        code.lines().filter_map(|line| line.strip_prefix("pub fn ")?.split(['(', '<']).next()).collect();
    assert!(constructors.len() > 50, "{}", constructors.len());
    for name in constructors {
        assert!(tests.contains(&format!("message::{name}(")), "no test of the text of `{name}`");
    }
}

#[test]
fn messages_are_made_in_one_place() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for entry in walkdir::WalkDir::new(&src) {
        let path = entry.unwrap().into_path();
        let below = path.strip_prefix(&src).unwrap().to_str().unwrap().to_owned();
        let tests = below.contains("tests");
        if tests || !below.ends_with(".rs") || below.starts_with("diagnostic") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        for made in ["Diagnostic::error(", "Diagnostic::warning(", "Diagnostic::note("] {
            assert!(!code.contains(made), "{below} makes a message of its own");
        }
    }
}

#[test]
fn keys_that_nobody_knows() {
    let own = "`[fields]` in site.toml declares";
    reads(
        message::misspelt_key(at(4, 1), "autor", "author"),
        &format!(
            "warning[misspelt-key] a.md:4:1: `autor` is not a known key (did you mean `author`? If not, {own} a key of your own)"
        ),
    );
    reads(
        message::misspelt_name(at(4, 1), Level::Error, "dat", "date"),
        "error[misspelt-key] a.md:4:1: `dat` is not a known key (did you mean `date`? If not, `dat = true` declares a key of \
         your own)",
    );
    reads(
        message::type_for_name(at(4, 1), Level::Warning, "price", "number"),
        "warning[misspelt-key] a.md:4:1: `number` is not a known key (for a key of your own, write `price = { type = \
         \"number\" }`)",
    );
    reads(
        message::undeclared_key(at(4, 1), "country", None),
        "error[unknown-key] a.md:4:1: `country` is not a known key (declare it under `[fields]` in site.toml, or move it \
         below `extra`)",
    );
    reads(
        message::undeclared_key(at(4, 1), "autor", Some("author")),
        "error[unknown-key] a.md:4:1: `autor` is not a known key (did you mean `author`?)",
    );
    reads(
        message::unknown_keys("", "country", 312),
        &format!(
            "note[unknown-key]: unknown key `country` in 312 files; templates see it as `extra.country` ({own} keys of your own)"
        ),
    );
    reads(
        message::unknown_keys("", "x-y", 1),
        &format!(
            "note[unknown-key]: unknown key `x-y` in 1 file; templates see it as `extra[\"x-y\"]` ({own} keys of your own)"
        ),
    );
    reads(
        message::unknown_keys("image", "width", 2),
        &format!(
            "note[unknown-key]: unknown key `image.width` in 2 files; it is ignored ({own} keys of your own)"
        ),
    );
}

#[test]
fn damage_that_is_read_leniently() {
    let wrong = message::wrong_type(at(4, 8), "alt", "a text", "a list");
    reads(
        message::kept_as_extra(wrong, "image", "alt"),
        "warning[wrong-type] a.md:4:8: `alt` must be a text, not a list (templates see it as `extra.image.alt`)",
    );
    reads(
        message::left_out(message::control_in_value(at(4, 8), "title", '\u{7}')),
        "warning[control-character] a.md:4:8: `title` holds the control character U+0007 (it is left out)",
    );
    reads(
        message::date_of_name(message::wrong_date(at(3, 7), "date", "never", "why"), "2010-12-10"),
        "warning[wrong-date] a.md:3:7: `never` is no date for `date` (the date in the file's name counts: 2010-12-10)",
    );
    reads(
        message::control_characters("a.md", position(5, 3), 7, 1),
        "warning[control-character] a.md:5:3: control character U+0007 (it is left out)",
    );
    reads(
        message::control_characters("a.md", position(5, 3), 0, 12),
        "warning[control-character] a.md:5:3: control character U+0000, the first of 12 (it is left out)",
    );
    let utf16 = "this file is not UTF-16, as its first two bytes say";
    reads(
        message::not_utf16("a.md", position(2, 8), Some(0xdc00)),
        &format!(
            "error[not-utf16] a.md:2:8: {utf16}: 0xdc00 is half a character (was it cut off? Convert it to UTF-8)"
        ),
    );
    reads(
        message::not_utf16("a.md", position(2, 8), None),
        &format!(
            "error[not-utf16] a.md:2:8: {utf16}: its last byte is half a character (was it cut off? Convert it to UTF-8)"
        ),
    );
}

fn reserved_names() {
    let steers = |steering| Reserved::Steers(steering);
    reads(
        message::reserved_address(at(4, 6), &url("/generate-manifest.json"), Reserved::Own(Own::Manifest)),
        "error[reserved-address] a.md:4:6: the address /generate-manifest.json is reserved: `generate-manifest.json` at the top of the site \
         belongs to this program (choose another name; docs/content.md lists the reserved ones)",
    );
    reads(
        message::reserved_address(at(4, 6), &url("/vercel.json"), steers(Steering::Settings("Vercel"))),
        "error[reserved-address] a.md:4:6: the address /vercel.json is reserved: Vercel would take it for settings (only \
         files below static/ may steer a host)",
    );
    reads(
        message::reserved_alias(at(4, 11), "/x.php.html", steers(Steering::Program("PHP"))),
        "error[reserved-address] a.md:4:11: the alias /x.php.html is reserved: servers with PHP would run it (remove the \
         alias)",
    );
    reads(
        message::reserved_origin(&source("a.md"), "old.example/robots.txt", Reserved::Own(Own::Robots)),
        "warning[reserved-address] a.md: the original address old.example/robots.txt does not lead here: `robots.txt` at \
         the top of the site belongs to this program (links to it within the site lead here all the same)",
    );
    reads(
        message::reserved_file(&source("static/generate-manifest.json"), Own::Manifest),
        "error[reserved-file] static/generate-manifest.json: this file cannot be published: `generate-manifest.json` at the top of the site \
         belongs to this program (choose another name; docs/content.md lists the reserved ones)",
    );
    reads(
        message::reserved_output(
            "the list /generate-manifest/x/",
            &out("generate-manifest/x/index.html"),
            Own::Shards,
        ),
        "error[reserved-address]: the list /generate-manifest/x/ would become generate-manifest/x/index.html: `generate-manifest` at the top of the \
         site belongs to this program (choose another path for it)",
    );
}

#[test]
fn files_that_other_systems_or_hosts_do_not_take() {
    reads(
        message::steering_files(&source("content/.well-known/a.txt"), Steering::Identity, 1),
        "warning[steering-file] content/.well-known/a.txt: this file is not copied: it would speak for the whole site (only \
         files below static/ may stand there)",
    );
    reads(
        message::steering_files(&source("content/a.php"), Steering::Program("PHP"), 3),
        "warning[steering-file] content/a.php: this file and 2 others of the kind are not copied: servers with PHP would run \
         it (only files below static/ may run on a host)",
    );
    reads(
        message::path_too_long("content/a.pdf", 1_200, 1_000),
        "error[path-too-long]: content/a.pdf would become a file whose path has 1200 bytes; at most 1000 are possible (give \
         it a shorter address, or a place in fewer folders)",
    );
    let file = |path: &str| (path.to_owned(), format!("static/{path}"));
    let lost = "(a copy of the site there would lack them; rename the sources or choose other addresses)";
    reads(
        message::names_for_windows(&[file("CON")]),
        &format!(
            "warning[name-on-windows]: 1 file has a name that Windows does not take: `CON (from static/CON)` {lost}"
        ),
    );
    reads(
        message::names_for_windows(&[file("CON"), file("a?")]),
        &format!(
            "warning[name-on-windows]: 2 files have names that Windows does not take: `CON (from static/CON)`, `a? (from \
             static/a?)` {lost}"
        ),
    );
    reads(
        message::same_file_elsewhere([&out("ß"), &out("ss")], names()),
        "warning[same-file-elsewhere]: a.md becomes ß and b.md ss, which are one file on macOS or Windows (a copy of the \
         site there would lack one of them: change the address of one)",
    );
    reads(
        message::no_template(at(3, 11), "standin.html", Some("standing.html")),
        "error[template] a.md:3:11: there is no template `standin.html` (did you mean `standing.html`?)",
    );
    reads(
        message::no_template(at(3, 11), "x.html", None),
        "error[template] a.md:3:11: there is no template `x.html` (write templates/x.html, or remove the key `template`)",
    );
}

#[test]
fn files_and_feeds() {
    reads(
        message::wrong_content(
            "static/a.jpg",
            "is HTML",
            Some("a JPEG"),
            Some(&SourcePath::new("content/a.md")),
        ),
        "warning[wrong-content] static/a.jpg: this file is HTML, not a JPEG (content/a.md shows it; fetch it again, or take \
         it out)",
    );
    reads(
        message::wrong_content("static/a.jpg", "is empty", None, None),
        "warning[wrong-content] static/a.jpg: this file is empty (fetch it again, or take it out)",
    );
    let cover =
        "directories of podcasts ask for one: a square JPEG or PNG, named by `image` in the file of the term";
    reads(
        message::podcast_without_cover(at(4, 1), "Talk", None),
        &format!("warning[podcast-cover] a.md:4:1: the podcast `Talk` has no cover ({cover})"),
    );
    reads(
        message::podcast_without_cover(at(4, 1), "Talk", Some(("`a.jpg` in b.md", "is no picture"))),
        &format!(
            "warning[podcast-cover] a.md:4:1: the cover of the podcast `Talk`, `a.jpg` in b.md, is no picture ({cover})"
        ),
    );
    reads(
        message::same_guid(&SourcePath::new("b.md"), &SourcePath::new("a.md"), "x:1"),
        "warning[same-guid] b.md: this and a.md have one identifier in feeds: `x:1` (feed readers show only one of them: give one a different `guid` or `id`)",
    );
}
