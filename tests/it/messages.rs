//! The exact text of every problem, and that none is forgotten.

use std::fs;
use std::io;
use std::path::Path;

use generate::article::body::message as body;
use generate::article::message as article;
use generate::build::message as build;
use generate::cache::message as cache;
use generate::catalog::message as catalog;
use generate::check::message as check;
use generate::command::message as command;
use generate::config::message as config;
use generate::dead_links::message as dead_links;
#[cfg(feature = "deploy")]
use generate::deploy::message as deploy;
use generate::diagnostic::message as diagnostic;
use generate::diagnostic::{Diagnostic, Level, Place, Position};
use generate::hosting::WebHost;
#[cfg(feature = "import")]
use generate::import::{CallPlace, message as import};
use generate::output::message as output;
use generate::path::{OutPath, PathError, SourcePath, UrlPath};
use generate::popular::message as popular;
use generate::reserved::hosts::Steering;
use generate::reserved::message as reserved;
use generate::reserved::{Own, Reserved};
#[cfg(feature = "serve")]
use generate::serve::message as serve;
use generate::source::message as source;
use generate::template::message as template;
use generate::value::SyntaxError;
use generate::value::message as value;
use generate::verify::Flaw;
use generate::verify::message as verify;
use generate::write::message as write;

use crate::program::run;

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
/// `docs` stands for the address of the documentation.
fn reads(problem: Diagnostic, expected: &str) {
    let Diagnostic { level, code, place, message, hint } = problem;
    let place = place.map(|place| format!(" {place}")).unwrap_or_default();
    let hint = hint.map(|hint| format!(" ({hint})")).unwrap_or_default();
    let hint = hint.replace(diagnostic::DOCS, "docs");
    assert_eq!(format!("{}[{code}]{place}: {message}{hint}", level.name()), expected);
}

#[test]
fn the_documentation_has_an_address() {
    assert_eq!(
        diagnostic::docs("errors"),
        format!("{}/blob/main/docs/errors.md", env!("CARGO_PKG_REPOSITORY"))
    );
}

#[test]
fn names_of_terms_and_authors() {
    reads(
        article::unseen_name(at(4, 9), "author"),
        "warning[invisible-name] a.md:4:9: name in `author` has no visible characters; ignored",
    );
    let clash = |level| {
        catalog::same_slug(level, (at(4, 9), "C#"), (Place::file("b.md"), "C"), "c", &url("/topics/c-sharp/"))
    };
    reads(
        clash(Level::Warning),
        "warning[same-slug] a.md:4:9: `C#` and `C` (b.md) have the same slug `c`; `C#` gets /topics/c-sharp/ (if they are the same, list one under `aka` in the file of the other; if not, set a different `slug` in the file of one of them)",
    );
    assert_eq!(clash(Level::Error).level, Level::Error);
    reads(
        catalog::unknown_author(at(4, 9), "Dna", Some("Dina")),
        "error[unknown-author] a.md:4:9: unknown author `Dna` (did you mean `Dina`?)",
    );
    reads(
        catalog::unknown_author(at(4, 9), "Zed", None),
        "error[unknown-author] a.md:4:9: unknown author `Zed` (add a profile; [authors] sets `strict = true`)",
    );
    reads(
        config::too_many_entries(at(9, 1), "taxonomies", 257, 255),
        "error[too-many-entries] a.md:9:1: [taxonomies] has 257 entries; the limit is 255",
    );
}

#[test]
fn values_of_the_wrong_kind() {
    reads(
        value::wrong_type(at(4, 8), "draft", "true or false", "`maybe`"),
        "error[wrong-type] a.md:4:8: `draft` must be true or false, not `maybe`",
    );
    reads(
        value::unknown_key(at(4, 1), "site.toml", "titel", Some("title")),
        "error[unknown-key] a.md:4:1: unknown key `titel` in site.toml (did you mean `title`?)",
    );
    reads(
        value::unknown_key(at(4, 1), "[feeds]", "zzz", None),
        "error[unknown-key] a.md:4:1: unknown key `zzz` in [feeds] (see docs/configuration.md for all keys)",
    );
    let fault = |hint: Option<&str>| SyntaxError {
        position: None,
        message: "something is open".to_owned(),
        hint: hint.map(str::to_owned),
    };
    reads(
        value::syntax(at(4, 1), "YAML", &fault(None)),
        "error[syntax] a.md:4:1: invalid YAML: something is open",
    );
    reads(
        value::syntax(at(4, 1), "YAML", &fault(Some("close it"))),
        "error[syntax] a.md:4:1: invalid YAML: something is open (close it)",
    );
    reads(
        config::missing_key(at(1, 1), "site.toml", "title"),
        "error[missing-key] a.md:1:1: missing key `title` in site.toml (add `title = …`; see docs/configuration.md)",
    );
    reads(
        config::invalid_value(at(4, 12), "timezone", "Mars", "expected a name"),
        "error[invalid-value] a.md:4:12: invalid value `Mars` for `timezone` (expected a name)",
    );
    reads(
        config::closed_twice(at(4, 10), "2022", "2023-12-31"),
        "error[invalid-value] a.md:4:10: invalid value `2022` for `closed` ([archive] already says that the newsroom closed on 2023-12-31)",
    );
    reads(
        article::publication_without_name(at(4, 14)),
        "error[missing-key] a.md:4:14: missing key `name` in `publication` (write `publication: NAME`, or a table with a \
             `name`)",
    );
    reads(
        config::media_on_own_host(at(4, 12), "https://a.example/"),
        "error[invalid-value] a.md:4:12: invalid value `https://a.example/` for `base_url` (files on the host of the site need no `[media]`: remove the table, or use another host for them)",
    );
    reads(
        config::media_without_files(at(4, 1)),
        "error[missing-key] a.md:4:1: [media] has neither `folders` nor `over` (name the folders whose files are on the other host, or the size over which files are)",
    );
    reads(config::zero_page_size(at(4, 1)), "error[invalid-value] a.md:4:1: `page_size` must be at least 1");
}

#[test]
fn files_that_are_no_text() {
    reads(
        article::not_utf8("a.md", position(3, 2), 0xe4),
        "error[not-utf8] a.md:3:2: not valid UTF-8: byte 0xe4 (convert it, for example \
             with `iconv -f windows-1251 -t utf-8`)",
    );
    reads(
        article::control_character("a.md", position(3, 2), 0x0b),
        "error[control-character] a.md:3:2: control character U+000B (remove it)",
    );
    reads(
        value::control_in_value(at(2, 8), "title", '\u{7}'),
        "error[control-character] a.md:2:8: `title` contains the control character U+0007 (remove it)",
    );
    reads(
        source::file_too_large("a.md", 17 * 1024 * 1024 + 1, 4 * 1024 * 1024),
        "error[file-too-large] a.md: the file is 18 MiB; the limit for content files is 4 MiB (move it to static/ if it is a download, or raise `max_file_size` in site.toml)",
    );
}

#[test]
fn front_matter_that_is_none() {
    reads(
        article::no_front_matter(at(1, 1)),
        "error[front-matter] a.md:1:1: missing front matter (start the file with a line \
             `---`, then `title: …` and `date: …`, then a line `---`)",
    );
    reads(
        article::open_front_matter(at(1, 1)),
        "error[front-matter] a.md:1:1: unclosed front matter (close it with a line like the first one; the file may be truncated)",
    );
    reads(
        article::not_a_mapping(at(2, 1)),
        "error[front-matter] a.md:2:1: the front matter must be a table of keys and values (write one `key: value` per line)",
    );
    reads(
        article::duplicate_key(at(4, 1), "title"),
        "warning[duplicate-key] a.md:4:1: duplicate key `title`; using the last value",
    );
    reads(
        article::no_title(at(2, 1), "Kids and tea"),
        "warning[no-title] a.md:2:1: missing title; using the file name: `Kids and \
             tea` (add `title: …` to the front matter)",
    );
    reads(
        article::long_name(at(2, 8), "author", 10_000, 1_000),
        "error[long-name] a.md:2:8: a name in `author` is 10000 characters long; the limit is 1000 (check that the front matter is closed before the text starts)",
    );
    reads(
        article::many_names(at(2, 8), "author", 201),
        "warning[many-names] a.md:2:8: 201 names in `author` (each name gets a page and a feed; check that these are names)",
    );
    reads(
        article::too_many_names(at(2, 8), "author", 1_001, 1_000),
        "error[too-many-names] a.md:2:8: 1001 names in `author`; the limit is 1000 (shorten the list, or move it to a key that is not a taxonomy)",
    );
    reads(
        article::long_title(at(2, 8), 10_000, 1_000),
        "error[long-title] a.md:2:8: the title is 10000 characters long; the limit is 1000 \
             (check that the front matter is closed before the text starts)",
    );
}

#[test]
fn dates_languages_and_addresses() {
    reads(
        article::no_date(at(2, 1), "pages"),
        "error[no-date] a.md:2:1: missing date (add `date: …`, start the file name with the date, or move standing pages to pages/)",
    );
    reads(
        value::wrong_date(at(3, 7), "date", "0000-01-01", "no such day in the calendar"),
        "error[wrong-date] a.md:3:7: invalid date `0000-01-01` for `date` (no such day in the calendar)",
    );
    reads(
        article::wrong_duration(at(5, 9), "long"),
        "error[wrong-duration] a.md:5:9: invalid duration `long` (expected seconds, `12:34` or `1:02:03`)",
    );
    reads(
        article::unknown_language(at(4, 11), "fr", ["en", "ru"].into_iter()),
        "error[unknown-language] a.md:4:11: unknown language `fr` (this site has en, ru; add others under [languages] in site.toml)",
    );
    reads(
        catalog::long_address(at(4, 7), &url("/2010/12/a/")),
        "error[wrong-address] a.md:4:7: the address /2010/12/a/ is 11 bytes long (the limit is 1,000 bytes; set a shorter `url`)",
    );
    reads(
        article::long_original(at(4, 7), 1_234),
        "warning[long-original] a.md:4:7: the original address is 1234 bytes long (no redirect is created: the limit is 1,000 bytes)",
    );
    reads(
        article::wrong_address(at(4, 7), "slug", "..", PathError::Climbs),
        "error[wrong-address] a.md:4:7: invalid address `..` for `slug` (an address must not contain a `.` or `..` segment or a backslash)",
    );
    reads(
        article::unsafe_address(at(4, 8), "image", "javascript:x"),
        "warning[unsafe-address] a.md:4:8: unsafe address `javascript:x` in `image`; ignored \
             (use a path, or a URL that starts with http:, https:, mailto:, tel: or ftp:)",
    );
    reads(
        article::no_file(at(4, 8), "image"),
        "error[no-file] a.md:4:8: missing key `file` in `image` (add `file: …`)",
    );
    reads(
        article::no_text(at(5, 5), "corrections"),
        "error[no-text] a.md:5:5: missing key `text` in an entry of `corrections` (add `text: …`)",
    );
}

#[test]
fn folders_and_files() {
    reads(
        source::no_content_folder("content"),
        "error[no-content] site.toml: folder `content` not found (create it, or set another one: `content = [\"…\"]`)",
    );
    reads(
        build::no_site("/srv/archive"),
        "error[no-site]: no site.toml found in /srv/archive (create a site with `generate init DIR`, or point to an existing one with `--root DIR`)",
    );
    reads(
        diagnostic::unreadable("content/a.md", "permission denied"),
        "error[unreadable] content/a.md: cannot read this path: permission denied",
    );
    reads(
        source::link_loop("content/loop", "content"),
        "error[link-loop] content/loop: symbolic link loops back to content (remove the link)",
    );
    reads(
        source::file_name_not_utf8("content/\u{fffd}.md"),
        "error[not-utf8] content/�.md: the file name is not valid UTF-8 (rename it, for \
             example with `convmv`)",
    );
    reads(
        build::missing_files(at(6, 8), "photo.jpg", 1),
        "warning[missing-file] a.md:6:8: file `photo.jpg` not found (put files beside the article, or in static/ with a path that starts with `/`)",
    );
    reads(
        build::missing_files(at(6, 8), "photo.jpg", 3),
        "warning[missing-file] a.md:6:8: 3 files named in front matter not found, the first is `photo.jpg` (put files beside the article, or in static/ with a path that starts with `/`)",
    );
    reads(
        build::active_files("content/a.html", 1),
        "warning[active-file] content/a.html: this file could run scripts in a browser and is not copied \
             (move it to static/ if you trust it)",
    );
    reads(
        build::active_files("content/a.html", 2),
        "warning[active-file] content/a.html: this file and 1 more like it could run scripts in a browser and are not copied (move it to static/ if you trust it)",
    );
    reads(
        build::active_files("content/a.html", 5),
        "warning[active-file] content/a.html: this file and 4 more like it could run scripts in a browser and are not copied (move it to static/ if you trust it)",
    );
    reads(
        output::broken_svg("content/map.svg"),
        "warning[broken-svg] content/map.svg: SVG is not well-formed; skipped",
    );
}

#[test]
fn files_that_are_not_there() {
    reads(
        source::link_out("content/passwd"),
        "warning[link-out] content/passwd: symbolic link points outside its folder; not followed (copy its target instead)",
    );
    reads(
        build::no_documents("content, more"),
        "error[no-content]: no Markdown files in content, more (add one, or set another folder: `content = [\"…\"]`)",
    );
    reads(
        build::missing_files(at(4, 10), "a.jpg", 1),
        "warning[missing-file] a.md:4:10: file `a.jpg` not found (put files beside the article, or in static/ with a path that starts with `/`)",
    );
    reads(
        command::folder_not_empty("my-archive"),
        "error[not-empty]: my-archive is not empty (choose a folder that does not exist yet; nothing was written)",
    );
    reads(
        diagnostic::not_made("my-archive/site.toml", &full()),
        "error[write-failed]: cannot write my-archive/site.toml: the disk is full",
    );
    reads(
        command::front_matter_not_written("content/a.md", "`extra` is nested more than 31 deep"),
        "error[write-failed]: cannot write the front matter of content/a.md: `extra` is nested more than 31 deep",
    );
}

#[test]
fn terms_and_authors() {
    reads(
        catalog::term_declared_twice(at(7, 45), "Georgia"),
        "error[duplicate-term] a.md:7:45: term `Georgia` is declared twice",
    );
    reads(
        catalog::term_described_twice(&source("b.md"), &source("a.md"), "Georgia"),
        "error[duplicate-term] b.md: term `Georgia` is described both here and in a.md (for a translation, set `language: ru` or use a file name such as `armenia.ru.md`)",
    );
    reads(
        catalog::unknown_term(at(4, 9), "region", "Tadjikistan", Some("Tajikistan")),
        "error[unknown-term] a.md:4:9: unknown region `Tadjikistan` (did you mean \
             `Tajikistan`?)",
    );
    reads(
        catalog::unknown_term(at(4, 9), "region", "Borduria", None),
        "error[unknown-term] a.md:4:9: unknown region `Borduria` (add it under \
             [terms.region] in site.toml)",
    );
    reads(
        template::page_too_large("templates/article.html", "/2010/12/a/", 64 * 1024 * 1024),
        "error[page-too-large] templates/article.html: /2010/12/a/ exceeds the page size limit of 64 MiB (check the template for a runaway loop)",
    );
    let names = ["Georgia", "Borduria"];
    reads(
        catalog::write_a_list(
            catalog::unknown_term(at(4, 9), "region", "Georgia, Borduria", None),
            "region",
            &names,
        ),
        "error[unknown-term] a.md:4:9: unknown region `Georgia, Borduria` (write a list: `region: [Georgia, Borduria]`)",
    );
    reads(
        build::missing_media(at(4, 9), "/a.jpg", 1, 1),
        "warning[missing-file] a.md:4:9: image, audio or video file not found: /a.jpg (put files beside the article, or in static/ with a path that starts with `/`; see .generate/missing.csv for all of them)",
    );
    reads(
        build::missing_media(at(4, 9), "/a.jpg", 3, 1),
        "warning[missing-file] a.md:4:9: image, audio or video file not found: /a.jpg (used 3 times) (put files beside the article, or in static/ with a path that starts with `/`; see .generate/missing.csv for all of them)",
    );
    reads(
        build::missing_media(at(4, 9), "/a.jpg", 3, 2),
        "warning[missing-file] a.md:4:9: 2 image, audio or video files not found (used 3 times), the first is /a.jpg (put files beside the article, or in static/ with a path that starts with `/`; see .generate/missing.csv for all of them)",
    );
}

#[test]
fn several_names_in_one() {
    reads(
        article::comment_in_value(at(2, 1), "#1 now", "title: \"We are #1 now\""),
        "warning[comment-in-value] a.md:2:1: YAML reads `#1 now` as a comment (quote the value: `title: \"We are #1 now\"`)",
    );
    reads(
        build::missing_pages(at(4, 9), "q.pdf", 1, 1),
        "warning[missing-address] a.md:4:9: broken link: no page or file has the address `q.pdf` (see .generate/missing.csv for all of them)",
    );
    reads(
        build::missing_pages(at(4, 9), "q.pdf", 2, 1),
        "warning[missing-address] a.md:4:9: 2 broken links: no page or file has the address `q.pdf` (see .generate/missing.csv for all of them)",
    );
    reads(
        build::missing_pages(at(4, 9), "q.pdf", 3, 2),
        "warning[missing-address] a.md:4:9: 3 broken links to 2 addresses without a page or file, the first to `q.pdf` (see .generate/missing.csv for all of them)",
    );
    reads(
        catalog::several_names(at(4, 9), "topic", "Trade, Food"),
        "warning[several-names] a.md:4:9: `Trade, Food` is read as one topic",
    );
    reads(
        catalog::several_names(at(4, 9), "author", "Nino and Aram"),
        "warning[several-names] a.md:4:9: `Nino and Aram` is read as one author",
    );
    reads(
        output::list_of_unknown_term(at(7, 10), "none", "Atlantis"),
        "error[unknown-term] a.md:7:10: unknown term `Atlantis` in [lists.none]",
    );
    reads(
        catalog::profile_twice(&source("b.md"), &source("a.md")),
        "error[duplicate-profile] b.md: this author has a profile both here and in a.md (for a translation, set `language: ru` or use a file name such as `dina.ru.md`)",
    );
    reads(
        catalog::ambiguous_author(at(4, 9), "Kim Lee", ["kim-1", "kim-2"]),
        "error[ambiguous-author] a.md:4:9: ambiguous author `Kim Lee` (use the name of a profile's file: `kim-1` or `kim-2`)",
    );
}

#[test]
fn a_list_of_popular_articles_that_is_wrong() {
    reads(
        output::popular_leads_nowhere(3, "/gone/"),
        "warning[popular] data/popular.csv:3:1: no article has the address `/gone/`",
    );
    reads(
        popular::popular_without_addresses(),
        "warning[popular] data/popular.csv:1:1: missing column `address` \
             (the first line must name the columns: `address,title,byline`)",
    );
    reads(
        command::no_views("views.csv"),
        "error[popular]: no page views found in views.csv (expected a table with columns such as `page` and `views`, or an access log in the common format)",
    );
    reads(
        command::nothing_popular(),
        "error[popular]: none of the counted addresses is an article of this site; the list was not changed \
             (expected paths such as `/2010/12/border/`, old addresses, or URLs on the site's own hosts)",
    );
    reads(
        command::unknown_default_file("x", None),
        "error[theme]: the default theme has no file `x` (name a file, such as `article.html`, or a folder: `templates`, `i18n` or `static/theme`)",
    );
    reads(
        command::not_copied("x"),
        "error[theme]: `x` was not copied with `generate theme copy` (without a name, all copied files are compared)",
    );
    reads(
        command::nothing_linked(),
        "error[popular]: no article links to another one, so there is nothing to rank by \
             (rank by page views: `generate popular --views access.log`, or write data/popular.csv by hand)",
    );
    reads(popular::popular_unreadable(3, "why"), "warning[popular] data/popular.csv:3:1: invalid CSV: why");
}

#[test]
fn a_picture_that_cannot_be_read() {
    reads(
        cache::broken_picture("content/a.jpg", "why"),
        "warning[broken-picture] content/a.jpg: cannot read image: why (published unchanged)",
    );
}

#[test]
fn an_appeal_with_too_many_links() {
    reads(
        config::too_many_links(at(4, 8)),
        "error[invalid-value] a.md:4:8: [appeal] has more than two links",
    );
}

#[test]
fn wrong_usage() {
    reads(command::usage("unexpected argument '--x' found"), "error[usage]: unexpected argument '--x' found");
}

#[test]
fn claims_on_one_address() {
    reads(
        catalog::same_address(Place::file("b.md"), "a.md", &url("/2010/12/a/")),
        "error[same-address] b.md: this file and a.md have the same address /2010/12/a/ (set a different `slug` or `url`, or set `on_conflict = \"warn\"` to number the later one)",
    );
    reads(
        catalog::moved_address(Place::file("b.md"), "a.md", &url("/a/"), &url("/a-2/")),
        "warning[same-address] b.md: a.md already has the address /a/; this file gets /a-2/ (set a different `slug` or `url`)",
    );
    reserved_names();
    reads(
        output::same_file([&out("a.html"), &out("a.html")], names()),
        "error[same-file]: a.md and b.md would both be written to a.html (change the address of one of them)",
    );
    reads(
        output::same_file([&out("a.html"), &out("A.html")], names()),
        "error[same-file]: a.md would be written to a.html and b.md to A.html, which differ only in case \
             (many file systems and hosts cannot hold both; change the address of one of them)",
    );
    reads(
        output::file_and_folder([&out("a.html"), &out("a.html/b")], names()),
        "error[same-file]: a.md would be written to a.html, which b.md needs as a folder for a.html/b (change the address of one of them)",
    );
    reads(
        output::alias_on_page(at(4, 10), "/a/", "content/a.md"),
        "error[alias-on-page] a.md:4:10: alias /a/ is already the address of content/a.md (remove the alias, or set `on_conflict = \"warn\"` to ignore it)",
    );
    reads(
        output::alias_twice(at(4, 10), "/old/", "content/a.md"),
        "error[duplicate-alias] a.md:4:10: alias /old/ already redirects to content/a.md (remove one of the two, or set `on_conflict = \"warn\"` to keep the first)",
    );
    reads(
        output::alias_case_clash(at(4, 10), "/Old/"),
        "warning[alias-case] a.md:4:10: alias /Old/ differs only in case from another address (it redirects only on hosts with case-sensitive paths; everywhere else the other address is served)",
    );
    reads(
        catalog::unused_permalink(at(4, 1), "blog"),
        "warning[unused-permalink] a.md:4:1: no articles in folder `blog` (keys of `permalinks` are folders below the content folder; drafts and excluded files do not count)",
    );
    reads(
        catalog::wrong_pattern_address(at(4, 1), PathError::TooLong),
        "error[wrong-address] a.md:4:1: the `permalink` pattern gives an invalid address for this article (a path segment is at most 200 bytes long; set `url` in the article)",
    );
    reads(
        output::alias_nested(at(4, 10), "/old.html"),
        "error[alias-nested] a.md:4:10: alias /old.html would have to be both a file and a folder (it contains another address, or lies below one that is a file; set `on_conflict = \"warn\"` to ignore it)",
    );
    reads(
        output::alias_without_rule(at(4, 10), "/s.php?77"),
        "warning[alias-query] a.md:4:10: no host can redirect alias /s.php?77 (redirect rules match only queries of the form `name=value`)",
    );
}

#[test]
fn links_to_anchors() {
    reads(
        build::missing_anchors(at(7, 3), "#gone", 1),
        "warning[missing-anchor] a.md:7:3: broken link to an anchor: #gone (see .generate/missing.csv for all of them; `anchors` in site.toml sets the style of heading anchors)",
    );
    reads(
        build::missing_anchors(at(7, 3), "/a/#gone", 12),
        "warning[missing-anchor] a.md:7:3: 12 broken links to anchors, the first to /a/#gone (see .generate/missing.csv for all of them; `anchors` in site.toml sets the style of heading anchors)",
    );
}

#[test]
fn links_and_menus() {
    reads(
        catalog::missing_original(at(4, 17), "x.md", Some("y.md")),
        "error[missing-original] a.md:4:17: original article `x.md` not found (did you \
             mean `y.md`?)",
    );
    reads(
        catalog::missing_original(at(4, 17), "x.md", None),
        "error[missing-original] a.md:4:17: original article `x.md` not found \
             (`translation_of` must be a path below the content folder, such as `articles/2010/x.md`)",
    );
    reads(
        output::menu_leads_nowhere(at(5, 9), "nowhere", None),
        "warning[menu] a.md:5:9: unknown menu target `nowhere`; entry skipped (expected a taxonomy, another menu, the name or address of a page, a full URL, or `newsletter` or `support` with a table of that name)",
    );
    reads(
        output::menu_leads_nowhere(at(5, 9), "regoin", Some("region")),
        "warning[menu] a.md:5:9: unknown menu target `regoin`; entry skipped (did you mean `region`?)",
    );
    reads(
        output::menu_page_untranslated(at(5, 9), "about", "ru"),
        "warning[menu] a.md:5:9: the menu of `ru` has no page `about` to lead to; entry skipped (translate the page, or set a menu of its own under [languages.ru.menu])",
    );
    reads(
        output::no_such_lead(at(5, 9), "/x/"),
        "error[home-lead] a.md:5:9: no published article has the address `/x/` (expected the address of an article, such as `/2010/12/border/`; an old address works too)",
    );
    reads(
        output::lead_in_other_language(at(5, 9), "/x/", "en", "ru"),
        "error[home-lead] a.md:5:9: the article at `/x/` is in `en`, not in `ru` (give the address of its translation; `lead` in [home] finds translations by itself)",
    );
    reads(
        output::configured_link_leads_nowhere(at(5, 9), "/x/"),
        "warning[missing-address] a.md:5:9: broken link: no page or file has the address `/x/` (it is shown without the link)",
    );
    reads(
        output::no_logo(at(5, 9), "/logo.svg"),
        "error[missing-logo] a.md:5:9: file `/logo.svg` not found (put the logo in `static/` and give its address: `/logo.svg` for `static/logo.svg`)",
    );
    reads(
        build::missing_addresses(at(7, 3), "/node/9", 1, 1),
        "warning[missing-address] a.md:7:3: broken link to an old address of the archive: /node/9 (see .generate/missing.csv for all of them)",
    );
}

#[test]
fn logos_and_menus() {
    reads(
        build::missing_addresses(at(7, 3), "/node/9", 12, 7),
        "warning[missing-address] a.md:7:3: 12 broken links to 7 old addresses of the archive, the first to /node/9 (see .generate/missing.csv for all of them)",
    );
    reads(
        body::shortcodes_too_large(64 << 20),
        "error[page-too-large]: the shortcodes in this file produce more than 64 MiB (the output of nested calls counts too)",
    );
    reads(
        build::removed_elements(at(7, 3), &[("script", 1)]),
        "warning[removed-html] a.md:7:3: 1 HTML element is not allowed in content: 1 `script` \
             (see .generate/removed.csv for each one and what was done)",
    );
    reads(
        build::removed_elements(
            at(7, 3),
            &[("font", 9), ("a", 5), ("b", 4), ("c", 3), ("d", 2), ("e", 1), ("f", 1)],
        ),
        "warning[removed-html] a.md:7:3: 25 HTML elements are not allowed in content: 9 `font`, 5 `a`, 4 `b`, 3 `c`, 2 \
             `d` and 2 more (see .generate/removed.csv for each one and what was done)",
    );
    reads(
        build::list_not_written(".generate/missing.csv", "the disk is full"),
        "warning[list-not-written] .generate/missing.csv: cannot write this file: the disk is full",
    );
    reads(
        body::missing_source_link("x.md", Some("y.md")),
        "error[missing-link]: broken link: `x.md` does not exist (did you mean `y.md`?)",
    );
    reads(body::missing_source_link("x.md", None), "error[missing-link]: broken link: `x.md` does not exist");
    reads(
        body::ambiguous_source_link("x.md", "a/x.md", "b/x.md"),
        "error[ambiguous-link]: ambiguous link: `x.md` matches both `a/x.md` and `b/x.md` (use a longer path)",
    );
    reads(
        body::reference_without_target("ref"),
        "warning[missing-link]: shortcode `ref` has no target page (write \
             `{{< ref \"page.md\" >}}`)",
    );
}

#[test]
fn templates_and_shortcodes() {
    reads(
        output::parameter_without_value("my.color"),
        "warning[missing-parameter]: shortcode `param` asks for `my.color`, which is not set \
         (set it in the front matter (at the top or under `extra`), or under `[extra]` in site.toml)",
    );
    reads(
        template::template_of_page(at(2, 14), "two\nlines", "/2010/12/a/", &[]),
        "error[template] a.md:2:14: two lines (while rendering /2010/12/a/; see docs/templates.md for the variables that templates have)",
    );
    reads(
        template::template_of_page(
            at(2, 14),
            "no",
            "/a/",
            &["b.html:1:2".to_owned(), "c.html:3:4".to_owned()],
        ),
        "error[template] a.md:2:14: no (while rendering /a/, called from b.html:1:2, called from c.html:3:4; see docs/templates.md for the variables that templates have)",
    );
    reads(
        template::template_of_page(
            at(2, 14),
            "Field `titel` is not defined. Available fields: title, date",
            "/a/",
            &["b.html:1:2".to_owned()],
        ),
        "error[template] a.md:2:14: unknown field `titel` (while rendering /a/, called from b.html:1:2. Did you mean `title`?)",
    );
    let of = |page: &str, at: Place| template::template_of_page(at, "no", page, &["b.html:1:2".to_owned()]);
    let all = [of("/c/", at(1, 1)), of("/b/", at(1, 1)), of("/a, b/", at(1, 1)), of("/a/", at(2, 1))];
    let mut once = template::once_for_all_pages(all.into_iter().collect()).into_iter();
    for told in [
        "error[template] a.md:1:1: no (while rendering /a, b/ and 2 other pages, called from b.html:1:2; see docs/templates.md for the variables that templates have)",
        "error[template] a.md:2:1: no (while rendering /a/, called from b.html:1:2; see docs/templates.md for the variables that templates have)",
    ] {
        reads(once.next().unwrap(), told);
    }
    assert_eq!(once.next(), None);
    reads(template::template(None, "one line"), "error[template]: one line");
}

#[test]
fn lists_and_shortcodes_of_templates() {
    reads(
        output::list_for_unknown_template(at(3, 11), "news", "hom.html", Some("home.html")),
        "error[template] a.md:3:11: unknown template `hom.html` in [lists.news] (did you mean `home.html`?)",
    );
    reads(
        output::list_for_unknown_template(at(3, 11), "news", "x.html", None),
        "error[template] a.md:3:11: unknown template `x.html` in [lists.news]",
    );
    reads(
        build::unknown_shortcode(at(7, 1), "tweet", 1),
        "warning[unknown-shortcode] a.md:7:1: shortcode `tweet` has no template; used once (create templates/shortcodes/tweet.html; until then only its inner text is shown)",
    );
    reads(
        build::unknown_shortcode(at(7, 1), "tweet", 12),
        "warning[unknown-shortcode] a.md:7:1: shortcode `tweet` has no template; used 12 times, first here (create templates/shortcodes/tweet.html; until then only its inner text is shown)",
    );
    reads(build::images_without_alt(1), "warning[no-alt]: 1 image has no alternative text");
    reads(build::images_without_alt(7), "warning[no-alt]: 7 images have no alternative text");
    reads(
        body::stray_closing_shortcode("box"),
        "warning[stray-shortcode]: `{{< /box >}}` closes a shortcode that was never opened",
    );
    reads(
        body::footnote_twice("a", Position { line: 3, column: 1 }),
        "warning[duplicate-footnote]: duplicate footnote `a` (first defined at 3:1; both texts are shown)",
    );
    reads(
        body::container_without_end(":::note"),
        "warning[open-container]: `:::note` is never closed; shown as plain text (close it with `:::` on a line of its own)",
    );
    reads(
        body::shortcodes_too_deep(16),
        "warning[deep-shortcodes]: shortcodes are nested more than 16 levels deep (the inner ones are shown as plain text)",
    );
}

#[test]
fn the_output_folder() {
    reads(
        write::write_failed("a/index.html", &full(), false),
        "error[write-failed]: cannot write `a/index.html`: the disk is full (the output folder was not changed)",
    );
    reads(
        write::write_failed("a/index.html", &full(), true),
        "error[write-failed]: cannot write `a/index.html`: the disk is full (some files have already been replaced; the next build will finish the rest)",
    );
    reads(
        write::output_busy("public"),
        "error[output-busy]: another build is writing to `public` (wait for it to finish, or build to another folder)",
    );
    reads(
        write::output_unlocked("public", &full()),
        "warning[output-unlocked]: cannot lock `public`: the disk is full (do not run two builds of this folder at the same time)",
    );
    reads(
        write::output_foreign(&paths(1)),
        "error[output-foreign]: the build would replace 1 file that generate did not write: `f1` (move it away, or use `--force` to replace it)",
    );
    reads(
        write::output_foreign(&paths(12)),
        "error[output-foreign]: the build would replace 12 files that generate did not write: `f1`, `f2`, `f3`, `f4`, `f5`, `f6`, `f7`, `f8`, `f9`, `f10` and 2 \
             more (move them away, or use `--force` to replace them)",
    );
    reads(
        write::output_folder(&paths(1)),
        "error[output-folder]: a folder with files that generate did not write is in the way of a file: `f1` (move it away; `--force` does not remove folders)",
    );
    reads(
        write::output_link(&paths(2)),
        "error[output-link]: a symbolic link in the output folder is in the way of a file: `f1`, \
             `f2` (remove it; only the output folder itself may be a symbolic link)",
    );
}

#[test]
fn the_output_as_a_whole() {
    reads(
        write::output_claimed("a/index.html"),
        "error[output-claimed]: conflicting outputs at `a/index.html` (a file cannot share its path with another file, a folder or the manifest)",
    );
    reads(
        write::output_root(),
        "error[output-root]: the output folder cannot be the root of the file system (choose another folder with `--out`)",
    );
    reads(
        write::output_incomplete(),
        "error[output-incomplete]: a file could not be written; no file was replaced (the output folder was not changed)",
    );
    reads(
        write::manifest_broken("public/manifest.json", "not valid JSON"),
        "warning[manifest-broken]: ignoring `public/manifest.json` of an earlier build: not valid JSON (the files it lists are left alone; use `--force` to replace those that this build writes)",
    );
    reads(
        build::output_in_sources("content/public"),
        "error[output-in-sources]: the output folder content/public is, or contains, a source folder of the site (choose another folder with `--out`)",
    );
    reads(
        build::media_in_output("public/media", "public"),
        "error[media-in-output]: the folder for media, public/media, and the output folder public contain one another (choose another folder with `output` in [media], or leave `output` out)",
    );
    reads(
        diagnostic::wrong_option("--as-of", "soon", "write a date"),
        "error[wrong-option]: invalid value `soon` for --as-of (write a date)",
    );
}

#[test]
fn the_cache_and_what_it_is_checked_against() {
    reads(
        build::cache_not_written(".generate", "the disk is full"),
        "warning[cache-not-written] .generate: cannot write the build cache: the disk is full (the site is complete; the next build will be a full one)",
    );
    let verify_hint = "if it was edited by hand, delete it and build again; otherwise please report a bug";
    reads(
        build::verify_missing("a/index.html"),
        &format!(
            "error[verify]: a/index.html is missing from the output, but a clean build writes it ({verify_hint})"
        ),
    );
    reads(
        build::verify_extra("a/index.html"),
        &format!(
            "error[verify]: a/index.html is in the output, but a clean build does not write it ({verify_hint})"
        ),
    );
    reads(
        build::verify_differs("a/index.html", 7),
        &format!("error[verify]: a/index.html differs from a clean build from byte 7 on ({verify_hint})"),
    );
}

#[test]
fn of_verifying() {
    reads(
        verify::no_manifest("public"),
        "error[no-manifest]: no manifest in public (verify the output folder of a build, or a target that was deployed to)",
    );
    reads(
        verify::manifest_unreadable("generate-manifest.json", "EOF"),
        "error[manifest-unreadable] generate-manifest.json: invalid manifest: EOF (build or deploy the site again)",
    );
    reads(verify::flaw("a.html", Flaw::Missing), "error[site-file-missing] a.html: missing file");
    reads(
        verify::flaw("a.html", Flaw::Altered),
        "error[site-file-altered] a.html: altered file: its checksum is not that in the manifest",
    );
    reads(
        verify::extra("a.html", false),
        "note[site-file-extra] a.html: extra file: the manifest does not list it",
    );
    reads(
        verify::extra("a.html", true),
        "error[site-file-extra] a.html: extra file: the manifest does not list it",
    );
}

#[test]
#[cfg(feature = "deploy")]
fn of_targets_of_media() {
    reads(
        deploy::no_media_target(Some("live")),
        "error[no-media-target]: no target for the files of [media] (add `media = …` to [deploy.live]: an address, or the name of another target)",
    );
    reads(
        deploy::no_media_target(None),
        "error[no-media-target]: no target for the files of [media] (give one with --media)",
    );
    reads(
        deploy::media_at_once("git:origin#gh-pages"),
        "error[no-media-target]: git:origin#gh-pages cannot hold the files of [media] (it changes at once, so old files would be gone before the pages that refer to them; use a store, a server or a folder without `switch`)",
    );
    reads(
        deploy::one_target_for_both("s3://a/media", "s3://a"),
        "error[media-in-target]: the target for the files of [media], s3://a/media, and that of the site, s3://a, contain one another (use another bucket or folder for one of them)",
    );
    reads(
        deploy::target_of_media("second", "live"),
        "error[media-target]: `second` is the target for the files of [media] in [deploy.live] (`generate deploy live` deploys to both)",
    );
}

#[cfg(feature = "deploy")]
#[test]
fn of_ends_of_a_deploy() {
    use generate_stores::ErrorKind;
    reads(
        deploy::not_purged("the answer was 500", ".generate/deploy/x.purge"),
        "warning[not-purged]: the purge hook was not told which addresses have changed: the answer was 500 (they are listed in .generate/deploy/x.purge; the next deploy posts them again)",
    );
    reads(
        deploy::no_switch("s3://b"),
        "error[invalid-target]: invalid target `s3://b`: `switch` works for folders of this machine and for servers with SSH (`sftp://`) (remove `switch`: files are sent in an order in which no page lacks anything)",
    );
    reads(
        deploy::current_is_no_link("/www/current"),
        "error[target-not-empty]: /www/current is not a symbolic link (with `switch`, the web server serves `current`, a link to the newest release: move what is there elsewhere)",
    );
    let [lacks, full] = [(ErrorKind::Unsupported, "there are no links"), (ErrorKind::Other, "disk full")]
        .map(|(kind, text)| generate_stores::Error::new(kind, text));
    reads(
        deploy::cannot_switch(&generate_stores::Address::parse("sftp://a/www").unwrap(), &lacks),
        "error[invalid-target]: sftp://a/www cannot change at once: there are no links (remove `switch`: files are sent in an order in which no page lacks anything)",
    );
    assert_eq!(
        deploy::NOTHING_SHARED,
        "the server can neither link nor copy files, so all files of the new release are sent"
    );
    reads(
        deploy::not_switched(&generate_stores::Address::folder("/www"), &full),
        "error[deploy-failed]: /www: cannot make a new release: disk full (run the same command again: files that were sent are not sent again)",
    );
}

#[cfg(feature = "deploy")]
#[test]
fn of_targets_of_a_deploy() {
    let names = ["live", "test"];
    reads(
        deploy::unknown_target("lvie", names.into_iter()),
        "error[unknown-target]: unknown target `lvie` (did you mean `live`?)",
    );
    reads(
        deploy::unknown_target("www", names.into_iter()),
        "error[unknown-target]: unknown target `www` (declare it as [deploy.NAME] in site.toml, or give an address such as s3://bucket or ./folder)",
    );
    let see = "(see docs/deploying.md for the forms of addresses, and where credentials are read from)";
    reads(
        deploy::wrong_target("s9://x", "unknown scheme `s9://`"),
        &format!("error[invalid-target]: invalid target `s9://x`: unknown scheme `s9://` {see}"),
    );
    reads(
        deploy::wrong_target("ftp://a:b@c", "the address contains a password"),
        &format!("error[invalid-target]: invalid target: the address contains a password {see}"),
    );
    reads(
        deploy::no_target(&[]),
        "error[no-target]: no target to deploy to (give an address such as s3://bucket or ./folder, or declare [deploy.NAME] in site.toml)",
    );
    reads(
        deploy::not_built("public"),
        "error[not-built]: no built site in public (run `generate build` first, or deploy with --build)",
    );
    let force = "(correct them and build again, or use --force to deploy the site as it is)";
    reads(
        deploy::check_failed(1),
        &format!("error[check-failed]: the site has 1 error; nothing was sent {force}"),
    );
    reads(
        deploy::check_failed(2),
        &format!("error[check-failed]: the site has 2 errors; nothing was sent {force}"),
    );
    let again = "(run `generate build` again)";
    reads(
        deploy::local_broken("a.html", "missing"),
        &format!("error[output-damaged] a.html: the built site is damaged: missing {again}"),
    );
    reads(
        deploy::changed_meanwhile("a.html"),
        &format!(
            "error[output-damaged] a.html: the built site is damaged: the file was changed after the build {again}"
        ),
    );
    reads(
        deploy::built_since_check(),
        "error[built-since-check]: the site was built again after it was checked; nothing was sent (run `generate deploy` again)",
    );
    reads(
        deploy::remote_broken("generate-manifest.json", "EOF"),
        "warning[target-manifest-damaged] generate-manifest.json: the manifest at the target is damaged: EOF (the files that it should list are sent again; `generate verify` lists what the site no longer has)",
    );
    reads(
        deploy::verify_git(),
        "error[not-verifiable]: a branch of a git repository is not verified by `generate verify` (git itself checks every object it fetches; check the branch out and verify that folder)",
    );
}

#[cfg(feature = "deploy")]
#[test]
fn of_a_deploy_that_stops() {
    let target = generate_stores::Address::folder("/srv/www");
    let more =
        "(deploy to an empty folder, or use --force to replace files that have the same names; others stay)";
    reads(
        deploy::target_not_empty(&target),
        &format!("error[target-not-empty]: /srv/www has files, and no site was deployed there {more}"),
    );
    let alone = "(name a branch for the site alone, or use --force to replace files that have the same names; others stay)";
    reads(
        deploy::branch_not_empty("main"),
        &format!(
            "error[target-not-empty]: the branch `main` has files, and no site was deployed there {alone}"
        ),
    );
    reads(
        deploy::too_many_deletions(300, 1000, 10),
        "error[too-many-deletions]: this deploy would delete 300 of 1000 files; the limit is 10 % (nothing was sent or deleted; if this is right, use --max-delete 100%)",
    );
}

#[cfg(feature = "deploy")]
#[test]
fn of_deploys_that_meet() {
    let target = generate_stores::Address::folder("/srv/www");
    reads(
        deploy::locked(&target, "ana@desk", "2026-01-02 03:04:05 UTC"),
        "error[target-locked]: ana@desk is deploying to /srv/www (since 2026-01-02 03:04:05 UTC) (wait until that deploy has ended)",
    );
    reads(
        deploy::lock_taken("ana@desk", "2026-01-02 03:04:05 UTC"),
        "warning[stale-lock]: a deploy by ana@desk that began at 2026-01-02 03:04:05 UTC was not finished (its lock did not change for a minute and was replaced)",
    );
    reads(
        deploy::lock_lost(&target),
        "error[target-locked]: another deploy to /srv/www has taken the lock of this one (run the same command again when the other one has ended)",
    );
    assert_eq!(
        deploy::waiting_for_lock("ana@desk", "noon"),
        "the target is locked by ana@desk since noon; checking whether that deploy is still running"
    );
    reads(
        deploy::changed_elsewhere(&target),
        "warning[target-changed]: /srv/www was changed by another deploy since the last one from here (what it holds now is compared with this site and replaced)",
    );
    let again = "(run the same command again)";
    reads(
        deploy::changed_now(&target),
        &format!("error[target-changed]: /srv/www was changed by another deploy just now {again}"),
    );
    reads(
        deploy::branch_changed("gh-pages"),
        &format!(
            "error[target-changed]: the branch `gh-pages` was changed by somebody else just now {again}"
        ),
    );
    reads(
        deploy::stopped(),
        "error[interrupted]: deploy interrupted (run the same command again to finish it: no file is sent twice)",
    );
    reads(
        deploy::read_back_differs("a.html"),
        "error[site-file-altered] a.html: the target does not return this file as it was sent (run `generate deploy --full` to send it again)",
    );
    let leave = "(they are left alone; delete them yourself if nobody needs them)";
    reads(
        deploy::foreign_files(1, "x"),
        &format!("note[foreign-file]: the target has a file that is not part of the site: `x` {leave}"),
    );
    reads(
        deploy::foreign_files(3, "x"),
        &format!(
            "note[foreign-file]: the target has 3 files that are not part of the site, such as `x` {leave}"
        ),
    );
    reads(deploy::git("push", "no"), "error[deploy-failed]: `git push` failed: no");
    reads(
        deploy::journal(&full()),
        "error[deploy-failed]: cannot write the record of what was sent, in .generate/deploy/: the disk is full",
    );
}

#[cfg(feature = "deploy")]
#[test]
fn of_a_target_that_fails() {
    let target = generate_stores::Address::folder("/srv/www");
    let failure = generate_stores::Error::new(generate_stores::ErrorKind::Denied, "403");
    let denied =
        "403 (check the credentials, and what they allow; docs/deploying.md says where they are read from)";
    reads(deploy::failed(&target, &failure), &format!("error[deploy-failed]: /srv/www: {denied}"));
    reads(
        deploy::not_sent(&target, "a.html", &failure),
        &format!("error[deploy-failed]: cannot send `a.html` to /srv/www: {denied}"),
    );
    for (kind, hint) in [
        (
            generate_stores::ErrorKind::NotFound,
            "the bucket, container or folder does not exist: create it first",
        ),
        (
            generate_stores::ErrorKind::Busy,
            "the host asks to slow down: run the same command again, with a smaller --parallel",
        ),
        (
            generate_stores::ErrorKind::Full,
            "the host has no room left, or the account no more quota: make room, and run the same command again; what was sent is not sent again",
        ),
        (
            generate_stores::ErrorKind::Clock,
            "the clock of this machine is wrong: set it, and run the same command again",
        ),
        (
            generate_stores::ErrorKind::Silent,
            "the host does not answer: run the same command again, with a larger `timeout` in site.toml if the host is slow",
        ),
        (
            generate_stores::ErrorKind::Other,
            "run the same command again: files that were sent are not sent again",
        ),
    ] {
        let failure = generate_stores::Error::new(kind, "no");
        reads(deploy::failed(&target, &failure), &format!("error[deploy-failed]: /srv/www: no ({hint})"));
    }
    reads(deploy::no_threads(&full()), "error[deploy-failed]: cannot start: the disk is full");
}

#[cfg(feature = "serve")]
#[test]
fn of_serving() {
    reads(serve::port_taken(4000, 4001), "warning[port-in-use]: port 4000 is in use; using 4001");
    reads(
        serve::cannot_listen("10.0.0.1", 80, "permission denied"),
        "error[cannot-listen]: cannot listen on 10.0.0.1 port 80: permission denied (choose another port with `--port`, or another address of this machine with `--host`)",
    );
    reads(
        serve::watch_limit(),
        "warning[watch-limit]: file-watch limit reached; polling every second (raise the limits with `sudo sysctl fs.inotify.max_user_watches=1048576 fs.inotify.max_user_instances=1024`)",
    );
    reads(
        serve::not_watched("no such device"),
        "warning[not-watched]: cannot watch files for changes: no such device (use `--poll` to check the files every second)",
    );
    reads(
        serve::reading_broke_down(),
        "warning[internal-error]: internal error while reloading; still serving the previous version (the next change to a file triggers another attempt; please report a bug)",
    );
    reads(
        serve::no_search_index("no space left on device"),
        "warning[search-failed]: cannot build the search index: no space left on device (searching again triggers another attempt)",
    );
    reads(
        command::no_browser("http://127.0.0.1:4000/", "no such file"),
        "warning[no-browser]: cannot open a browser: no such file (open http://127.0.0.1:4000/ by hand)",
    );
}

#[cfg(feature = "import")]
#[test]
fn importing() {
    reads(
        import::name_not_unicode("x/?.md"),
        "warning[import-name]: x/?.md was skipped: its name is not Unicode",
    );
    reads(import::not_listed("x", "why"), "warning[import-unreadable]: cannot list x: why");
    reads(
        import::link_out("a.md"),
        "warning[import-link] a.md: skipped: the link leads out of the folder (replace the link with the files it leads to)",
    );
    reads(
        import::not_utf8("a.md"),
        "warning[import-encoding] a.md: not UTF-8; unreadable bytes were replaced (convert the file to UTF-8 and import again)",
    );
    reads(
        import::front_matter_not_closed("a.md", position(1, 1)),
        "error[import-front-matter] a.md:1:1: front matter is not closed",
    );
    reads(
        import::front_matter_not_written("a.md", "why"),
        "error[import-front-matter] a.md: cannot write its front matter: why",
    );
    reads(
        import::no_generator("x"),
        "error[import-generator]: x is not a site of a known generator (the folder must contain the configuration of Jekyll, Hugo, Zola, Pelican, Hexo or Eleventy, such as _config.yml)",
    );
    reads(
        import::several_generators("x", "Hugo, Zola"),
        "error[import-generator]: x has the files of several generators: Hugo, Zola (choose one with --from)",
    );
    reads(
        import::same_old_address("a.md", "b.md", "/x/"),
        "warning[import-address] a.md: b.md was published at /x/; this page is a draft now (give it another `slug` and remove `draft` to publish it)",
    );
    reads(
        import::alias_of_page("a.md", "/x/", "b.md"),
        "warning[import-address] a.md: the alias /x/ was left out: it is the address of b.md",
    );
    reads(
        import::out_of_time(2, "a.md"),
        "warning[import-expired] a.md: 2 pages have expired or a date in the future; they are drafts now (set `buildExpired` or `buildFuture` in the old configuration, and import again, to publish them)",
    );
    reads(
        import::into_inside("x/y"),
        "error[import-into]: x/y is inside the folder that is imported (choose a folder outside it with --into)",
    );
}

#[cfg(feature = "import")]
#[test]
fn files_of_an_import_that_stay() {
    reads(
        import::changed_on_both_sides("a.md", ".import/changed"),
        "warning[import-changed] a.md: kept: it was edited by hand, and its source has changed too (compare it with .import/changed/a.md)",
    );
    reads(
        import::source_gone("a.md"),
        "warning[import-changed] a.md: kept: it was edited by hand, but its source no longer exists",
    );
    reads(
        import::not_ours("a.md"),
        "warning[import-not-ours] a.md: kept: it was not written by an import (delete it and import again to replace it)",
    );
    reads(
        import::same_name("a.md"),
        "warning[import-name] a.md: not written: another file has this name, or the same name in other case (rename one of the two in the old folder)",
    );
}

#[cfg(feature = "import")]
#[test]
fn what_an_import_leaves_out() {
    let place = |line: u32| CallPlace { file: "a.md".into(), line, sample: "{% map 7 %}".into() };
    let many: Vec<CallPlace> = (3..10).map(place).collect();
    reads(
        import::other_format("rst", &["a.rst", "b.rst"]),
        "warning[import-format] a.rst: 2 files are not imported: the format is rst (convert each with `pandoc --from rst --to commonmark_x --standalone --output NAME.md NAME.rst`, then import again)",
    );
    reads(
        import::became_comment("map", &many[..1]),
        "warning[import-template] a.md:3:1: 1 use of `map` became an HTML comment: only the old generator can run it (`{% map 7 %}`)",
    );
    reads(
        import::became_comment("map", &many),
        "warning[import-template] a.md:3:1: 7 uses of `map` became HTML comments: only the old generator can run it (`{% map 7 %}`; also at a.md:4, a.md:5, a.md:6, a.md:7 and 2 more)",
    );
    reads(
        import::unknown_shortcode("map", &many),
        "warning[import-shortcode] a.md:3:1: 7 uses of the shortcode `map`, which the theme does not have (`{% map 7 %}`; templates/shortcodes/map.html shows only its inner text: edit it)",
    );
    reads(
        import::include_cycle("_includes/a.html"),
        "warning[import-include] _includes/a.html: it includes itself, or too many texts include each other (where it does, an HTML comment stands)",
    );
    reads(
        import::lost_addresses(2, ".generate/addresses.csv", "/x/"),
        "error[import-lost]: 2 old addresses have no page in the new site, such as /x/ (see .generate/addresses.csv; add them as `aliases` to content, or use --allow-lost)",
    );
    reads(
        import::no_old_addresses("x.xml"),
        "error[import-addresses]: no addresses found in x.xml (--old-sitemap reads a sitemap or a feed, --old-site a folder of built pages)",
    );
}

#[test]
fn searching() {
    reads(
        command::no_search_index("public"),
        "error[no-search-index]: no search index in public (run `generate build`; a site with `search = false` in site.toml has none)",
    );
    reads(
        command::search_failed("search-index/root.bin is damaged"),
        "error[search-failed]: search-index/root.bin is damaged (run `generate build`, which repairs the search index)",
    );
    reads(
        command::unknown_filter("planet", &["region".to_owned(), "year".to_owned()]),
        "error[unknown-filter]: unknown filter `--planet`, or no value for it (filters: --region, --year)",
    );
}

/// `a.md` as a whole.
fn whole() -> Place {
    Place::file("a.md")
}

#[test]
fn links_of_finished_pages() {
    reads(
        check::broken_link(at(4, 9), "/x/", 1),
        "warning[broken-link] a.md:4:9: broken link: /x/ (check the theme, site.toml and the front matter of the page; links in bodies are listed with their position in the source)",
    );
    reads(
        check::broken_media(at(4, 9), "/x.png", 3),
        "warning[broken-link] a.md:4:9: file not found: /x.png (3 pages, first here) (put the file beside the article or in static/, or remove the reference)",
    );
    reads(
        check::broken_resource(at(4, 9), "/x.js", 1),
        "error[broken-resource] a.md:4:9: script, style sheet or frame not found: /x.js (add the file to static/, or correct the template)",
    );
    reads(
        check::missing_anchor(at(4, 9), "/x/#y", 2),
        "warning[missing-anchor] a.md:4:9: broken link to an anchor: /x/#y (2 pages, first here)",
    );
    reads(
        check::missing_address(at(4, 9), "/x/"),
        "warning[missing-address] a.md:4:9: broken link to an old address of the archive: /x/",
    );
    reads(
        check::missing_page(at(4, 9), "q.pdf"),
        "warning[missing-address] a.md:4:9: broken link: no page or file has the address `q.pdf`",
    );
    reads(check::missing_file(at(4, 9), "x.jpg"), "warning[missing-file] a.md:4:9: file `x.jpg` not found");
    reads(
        check::link_to_redirect(at(4, 9), "/old/", 1),
        "note[link-to-redirect] a.md:4:9: link to a redirect: /old/ (link to the page itself)",
    );
    reads(
        check::mixed_content(at(4, 9), "http://b.example/x.js", 1),
        "error[mixed-content] a.md:4:9: insecure content on a secure page: http://b.example/x.js (browsers block it; use an https:// address, or put a copy on the site)",
    );
}

#[test]
fn finished_pages() {
    reads(
        check::unknown_shortcode(at(4, 9), "video"),
        "warning[unknown-shortcode] a.md:4:9: shortcode `video` has no template",
    );
    reads(
        check::removed_html(at(4, 9), "iframe", "replaced by a link"),
        "warning[removed-html] a.md:4:9: HTML element `iframe` is not allowed in content: replaced by a link",
    );
    reads(check::no_alt_in_body(at(4, 9)), "warning[no-alt] a.md:4:9: image without alternative text");
    reads(
        check::no_alt(at(4, 9), "x.png", 1),
        "warning[no-alt] a.md:4:9: image without the attribute `alt`: x.png (decorative images need `alt=\"\"`)",
    );
    reads(
        check::invalid_html(at(4, 9), "`</p>` does not fit here", 1),
        "warning[invalid-html] a.md:4:9: invalid HTML: `</p>` does not fit here",
    );
    reads(
        check::duplicate_id(at(4, 9), "x", 1),
        "warning[duplicate-id] a.md:4:9: the id `x` occurs more than once on the page",
    );
    reads(
        check::large_page(whole(), 612, 500),
        "warning[large-page] a.md: the page has 612 KB of HTML; the limit is 500 KB (split it, lower `page_size`, or set another limit with --max-page-size)",
    );
    let pages = ["a/index.html".to_owned(), "b/index.html".to_owned()];
    reads(
        check::duplicate_title(whole(), "Same", &pages),
        "note[duplicate-title] a.md: 2 pages have the title `Same`: `a/index.html`, `b/index.html`",
    );
    reads(
        check::duplicate_canonical(whole(), "/a/", &pages),
        "warning[duplicate-canonical] a.md: 2 pages have the canonical address /a/: `a/index.html`, `b/index.html` (search engines list only one of them)",
    );
    reads(
        check::orphan_page(whole()),
        "warning[orphan-page] a.md: no other page links to this page (add it to a menu in site.toml, or link to it from another page)",
    );
    reads(
        check::similar_terms(whole(), "tag", "Election", "Elections"),
        "note[similar-terms] a.md: `Election` and `Elections` in `tag` look alike (if they are the same, list one under `aka` in the file of the other)",
    );
}

#[test]
fn finished_redirects_feeds_and_sitemaps() {
    reads(
        check::redirect_loop(at(4, 1), "/a"),
        "error[redirect-loop] a.md:4:1: the redirect of /a leads back to itself",
    );
    reads(
        check::redirect_chain(at(4, 1), "/a", "/b"),
        "warning[redirect-chain] a.md:4:1: the redirect of /a leads to /b, which is a redirect too (redirect to the final address)",
    );
    reads(
        check::redirect_target(at(4, 1), "/a", "/b"),
        "error[redirect-target] a.md:4:1: the redirect of /a leads to /b, which does not exist",
    );
    reads(
        check::unused_alias(at(4, 1), "/a", "it is listed twice"),
        "note[unused-alias] a.md:4:1: the alias /a has no effect: it is listed twice",
    );
    reads(
        check::invalid_feed(at(4, 1), "`entry` without `id`", 2),
        "error[invalid-feed] a.md:4:1: invalid feed: `entry` without `id` (2 feeds, first here)",
    );
    reads(
        check::invalid_sitemap(at(4, 1), "a `url` without `loc`", 1),
        "error[invalid-sitemap] a.md:4:1: invalid sitemap: a `url` without `loc`",
    );
}

#[test]
fn links_to_other_sites() {
    reads(
        check::dead_link(at(4, 9), "http://b.example/", "404", 2),
        "warning[dead-link] a.md:4:9: dead link to another site: http://b.example/: 404 (2 pages, first here) (see data/links.csv for all of them, and give it a replacement there)",
    );
    reads(
        check::unsure_link(at(4, 9), "http://b.example/", "no answer in time", 1),
        "note[unchecked-link] a.md:4:9: link to another site could not be checked: http://b.example/: no answer in time (open it in a browser)",
    );
    reads(
        check::no_client("no certificates"),
        "error[no-client]: links to other sites cannot be checked: no certificates",
    );
    reads(
        check::offline(),
        "warning[offline]: no server answered: links to other sites were not checked (is this machine connected to the internet?)",
    );
    reads(
        check::not_our_list("data/links.csv", "it is not UTF-8"),
        "error[invalid-link-list] data/links.csv: dead links were not added to the list: it is not UTF-8 (correct the file, or move it away)",
    );
    let place = Position { line: 3, column: 7 };
    reads(
        dead_links::no_column("address"),
        "warning[invalid-link-list] data/links.csv:1:1: missing column `address` (the first line must be `address,status,first_seen_dead,replacement`)",
    );
    reads(
        dead_links::unreadable(place, "why"),
        "warning[invalid-link-list] data/links.csv:3:7: invalid CSV: why",
    );
    reads(
        dead_links::wrong_address(place, "x"),
        "warning[invalid-link-list] data/links.csv:3:7: invalid address `x` (expected a full address with `http://` or `https://`)",
    );
    reads(
        dead_links::listed_twice(place, "http://a.example/"),
        "warning[invalid-link-list] data/links.csv:3:7: `http://a.example/` is listed twice (the first line counts; remove the other)",
    );
    reads(
        dead_links::wrong_replacement(place, "x"),
        "warning[invalid-link-list] data/links.csv:3:7: invalid replacement `x`; links are not changed (expected a full address with `http://` or `https://`, with `{date}` for the date of the article)",
    );
}

#[test]
fn limits_of_hosts() {
    reads(
        check::old_address_on_host(
            Level::Note,
            WebHost::GithubPages,
            "/x?id=7",
            "nothing answers",
            "no rules",
        ),
        "note[old-address-on-host]: GitHub Pages: nothing answers /x?id=7: no rules",
    );
    reads(
        check::moved_media(at(3, 5), "/podcasts/a.mp3", 2),
        "warning[moved-media] a.md:3:5: link to a file of [media] by its address on the site: /podcasts/a.mp3 (2 pages, first here) (write its full URL: templates and HTML files in static/ are used as they are)",
    );
    reads(
        check::host_limit(
            Level::Warning,
            WebHost::GithubPages,
            "20001 files; the limit is 20000",
            "split it",
        ),
        "warning[host-limit]: GitHub Pages: 20001 files; the limit is 20000 (split it)",
    );
}

/// The files of messages, each with the module that owns it (the last part of its path) and its text.
fn files_of_messages() -> Vec<(String, String)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = walkdir::WalkDir::new(&src).into_iter().map(|entry| entry.unwrap().into_path());
    let messages = files.filter(|path| path.file_name().is_some_and(|name| name == "message.rs"));
    let owned = messages.map(|path| {
        let owner = path.parent().unwrap().file_name().unwrap().to_str().unwrap().to_owned();
        (owner, fs::read_to_string(&path).unwrap())
    });
    let mut owned: Vec<(String, String)> = owned.collect();
    owned.sort();
    owned
}

/// What makes a message.
const MAKERS: [&str; 3] = ["Diagnostic::error(", "Diagnostic::warning(", "Diagnostic::note("];

#[test]
fn no_message_is_forgotten() {
    let tests =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/messages.rs")).unwrap();
    let mut count = 0;
    for (owner, code) in files_of_messages() {
        for name in code.lines().filter_map(|line| line.strip_prefix("pub fn ")?.split(['(', '<']).next()) {
            count += 1;
            assert!(tests.contains(&format!("{owner}::{name}(")), "no test of the text of `{owner}::{name}`");
        }
    }
    assert!(count > 100, "{count}");
}

#[test]
fn messages_are_made_in_files_of_messages() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for entry in walkdir::WalkDir::new(&src) {
        let path = entry.unwrap().into_path();
        let below = path.strip_prefix(&src).unwrap().to_str().unwrap().to_owned();
        let is_free = below.ends_with("message.rs") || below == "diagnostic.rs" || below.contains("tests");
        if is_free || !below.ends_with(".rs") {
            continue;
        }
        let code = crate::tidy::code(&path);
        for made in MAKERS {
            assert!(!code.contains(made), "{below} makes a message of its own");
        }
    }
}

/// The codes of all messages, sorted. Each is written where its message is made.
fn codes() -> Vec<String> {
    let mut codes = Vec::new();
    for (owner, text) in files_of_messages() {
        for made in MAKERS {
            for rest in text.split(made).skip(1) {
                let code = rest.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next());
                let code =
                    code.unwrap_or_else(|| panic!("{owner}: a code that is not written there: {rest:.40}"));
                codes.push(code.to_owned());
            }
        }
    }
    codes.sort();
    codes.dedup();
    codes
}

#[test]
fn every_code_is_documented_and_no_other() {
    let errors = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/errors.md")).unwrap();
    let documented: Vec<&str> = errors.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    let codes = codes();
    let undocumented: Vec<&String> =
        codes.iter().filter(|code| !documented.contains(&code.as_str())).collect();
    let unknown: Vec<&&str> =
        documented.iter().filter(|code| !codes.iter().any(|known| known == **code)).collect();
    assert!(undocumented.is_empty(), "docs/errors.md lacks {undocumented:?}");
    assert!(unknown.is_empty(), "docs/errors.md has codes that no message has: {unknown:?}");
    assert!(documented.is_sorted(), "the codes in docs/errors.md are not in alphabetical order");
    assert!(documented.len() > 80, "{}", documented.len());
}

#[test]
fn a_code_is_explained() {
    let explain = |arguments: &[&str]| run(Path::new("."), &[&["explain"], arguments].concat());
    let told = explain(&["no-date"]);
    assert_eq!((told.code, told.stderr.as_str()), (Some(0), ""));
    assert!(
        told.stdout.starts_with("no-date\n\nAn article has no date. Add `date: 2010-12-10`"),
        "{}",
        told.stdout
    );
    assert!(!told.stdout.contains("##"), "{}", told.stdout);
    assert_eq!(explain(&["error[no-date]"]).stdout, told.stdout);
    let json = explain(&["no-date", "--json"]).json();
    assert_eq!((&json["code"], &json["errors"]), (&"no-date".into(), &0.into()));
    assert!(json["text"].as_str().unwrap().starts_with("An article has no date."));
    let unknown = explain(&["no-dat"]);
    assert_eq!((unknown.code, unknown.stdout.as_str()), (Some(1), ""));
    assert_eq!(
        unknown.stderr,
        "error[unknown-code]: unknown code `no-dat`\n |\n = hint: did you mean `no-date`?\n\n"
    );
}

#[test]
fn names_that_have_changed() {
    reads(
        config::renamed(at(4, 1), "boxes", "prompts"),
        "warning[deprecated] a.md:4:1: `boxes` is now called `prompts` (use the new name; the old one will be removed in a later version)",
    );
}

#[test]
fn codes_that_do_not_exist() {
    reads(
        command::unknown_code("no-dat", Some("no-date")),
        "error[unknown-code]: unknown code `no-dat` (did you mean `no-date`?)",
    );
    reads(
        command::unknown_code("x", None),
        "error[unknown-code]: unknown code `x` (see docs/errors.md for all codes)",
    );
}

#[test]
fn keys_that_nobody_knows() {
    let own = "under `[fields]` in site.toml";
    reads(
        value::misspelt_key(at(4, 1), "autor", "author"),
        &format!(
            "warning[misspelt-key] a.md:4:1: unknown key `autor` (did you mean `author`? If not, declare the key {own})"
        ),
    );
    reads(
        article::misspelt_name(at(4, 1), Level::Error, "dat", "date"),
        "error[misspelt-key] a.md:4:1: unknown key `dat` (did you mean `date`? To declare a custom key, write `dat = true`)",
    );
    reads(
        article::type_for_name(at(4, 1), Level::Warning, "price", "number"),
        "warning[misspelt-key] a.md:4:1: unknown key `number` (to declare a custom key, write `price = { type = \
         \"number\" }`)",
    );
    reads(
        value::undeclared_key(at(4, 1), "country", None),
        "error[unknown-key] a.md:4:1: unknown key `country` (declare it under `[fields]` in site.toml, or move it under `extra`)",
    );
    reads(
        value::undeclared_key(at(4, 1), "autor", Some("author")),
        "error[unknown-key] a.md:4:1: unknown key `autor` (did you mean `author`?)",
    );
    reads(
        build::unknown_keys("", "country", 312),
        &format!(
            "note[unknown-key]: unknown key `country` in 312 files; available to templates as `extra.country` (declare custom keys {own})"
        ),
    );
    reads(
        build::unknown_keys("", "x-y", 1),
        &format!(
            "note[unknown-key]: unknown key `x-y` in 1 file; available to templates as `extra[\"x-y\"]` (declare custom keys {own})"
        ),
    );
    reads(
        build::unknown_keys("image", "width", 2),
        &format!(
            "note[unknown-key]: unknown key `image.width` in 2 files; ignored (declare custom keys {own})"
        ),
    );
}

#[test]
fn damage_that_is_read_leniently() {
    let wrong = value::wrong_type(at(4, 8), "alt", "a string", "a list");
    reads(
        value::kept_as_extra(wrong, "image", "alt"),
        "warning[wrong-type] a.md:4:8: `alt` must be a string, not a list (kept and available to templates as `extra.image.alt`)",
    );
    reads(
        value::left_out(value::control_in_value(at(4, 8), "title", '\u{7}')),
        "warning[control-character] a.md:4:8: `title` contains the control character U+0007 (ignored)",
    );
    reads(
        article::date_of_name(value::wrong_date(at(3, 7), "date", "never", "why"), "2010-12-10"),
        "warning[wrong-date] a.md:3:7: invalid date `never` for `date` (using the date in the file name: 2010-12-10)",
    );
    reads(
        article::control_characters("a.md", position(5, 3), 7, 1),
        "warning[control-character] a.md:5:3: control character U+0007 (ignored)",
    );
    reads(
        article::control_characters("a.md", position(5, 3), 0, 12),
        "warning[control-character] a.md:5:3: control character U+0000 (first of 12) (ignored)",
    );
    let utf16 = "invalid UTF-16 (the file starts with a UTF-16 byte order mark)";
    reads(
        article::not_utf16("a.md", position(2, 8), Some(0xdc00)),
        &format!(
            "error[not-utf16] a.md:2:8: {utf16}: 0xdc00 is an unpaired surrogate (the file may be truncated; convert it to UTF-8)"
        ),
    );
    reads(
        article::not_utf16("a.md", position(2, 8), None),
        &format!(
            "error[not-utf16] a.md:2:8: {utf16}: the file ends in the middle of a character (the file may be truncated; convert it to UTF-8)"
        ),
    );
}

fn reserved_names() {
    let steers = |steering| Reserved::Steers(steering);
    reads(
        reserved::reserved_address(at(4, 6), &url("/generate-manifest.json"), Reserved::Own(Own::Manifest)),
        "error[reserved-address] a.md:4:6: the address /generate-manifest.json is reserved: `generate-manifest.json` at the site root is used by generate (choose another name; see docs/content.md for reserved names)",
    );
    reads(
        reserved::reserved_address(at(4, 6), &url("/vercel.json"), steers(Steering::Settings("Vercel"))),
        "error[reserved-address] a.md:4:6: the address /vercel.json is reserved: Vercel would read it as configuration (only files in static/ may configure a host)",
    );
    reads(
        reserved::reserved_alias(at(4, 11), "/x.php.html", steers(Steering::Program("PHP"))),
        "error[reserved-address] a.md:4:11: alias /x.php.html is reserved: servers with PHP would execute it (remove the \
         alias)",
    );
    reads(
        reserved::reserved_origin(&source("a.md"), "old.example/robots.txt", Reserved::Own(Own::Robots)),
        "warning[reserved-address] a.md: the original address old.example/robots.txt cannot redirect here: `robots.txt` at the site root is used by generate (links to it within the site still resolve to this page)",
    );
    reads(
        reserved::reserved_file(&source("static/generate-manifest.json"), Own::Manifest),
        "error[reserved-file] static/generate-manifest.json: this file cannot be published: `generate-manifest.json` at the site root is used by generate (choose another name; see docs/content.md for reserved names)",
    );
    reads(
        reserved::reserved_output(
            "the list /generate-manifest/x/",
            &out("generate-manifest/x/index.html"),
            Own::Shards,
        ),
        "error[reserved-address]: the list /generate-manifest/x/ would be written to generate-manifest/x/index.html: `generate-manifest` at the site root is used by generate (choose another path)",
    );
}

#[test]
fn files_that_other_systems_or_hosts_do_not_take() {
    reads(
        reserved::steering_files(&source("content/.well-known/a.txt"), Steering::Identity, 1),
        "warning[host-config-file] content/.well-known/a.txt: this file is not copied: it would act for the whole site (only files in static/ may be published there)",
    );
    reads(
        reserved::steering_files(&source("content/a.php"), Steering::Program("PHP"), 2),
        "warning[host-config-file] content/a.php: this file and 1 other like it are not copied: servers with PHP would execute it (only files in static/ may run on a host)",
    );
    reads(
        reserved::steering_files(&source("content/a.php"), Steering::Program("PHP"), 3),
        "warning[host-config-file] content/a.php: this file and 2 others like it are not copied: servers with PHP would execute it (only files in static/ may run on a host)",
    );
    reads(
        output::no_room_for_rules(WebHost::CloudflarePages, 345, 2_345),
        "warning[host-redirects]: Cloudflare Pages has no room for 345 of 2345 redirect rules (redirect pages and the script of 404.html redirect instead, where they can; see docs/hosting.md)",
    );
    reads(
        output::htaccess_is_full(100, 1_100),
        "warning[host-redirects]: `.htaccess` has no room for 100 of 1100 redirect rules (on a server of your own, include the settings for Apache, which have them all; see docs/hosting.md)",
    );
    reads(
        output::old_addresses_unanswered(WebHost::GithubPages, 3, 40, "/story.php"),
        "warning[host-redirects]: 3 of 40 old addresses do not redirect on GitHub Pages, such as `/story.php` (neither its rules nor a redirect page can answer them; see docs/hosting.md)",
    );
    reads(
        output::path_too_long("content/a.pdf", 1_200, 1_000),
        "error[path-too-long]: the output path of content/a.pdf is 1200 bytes long; the limit is 1000 (shorten its address, or put it in fewer folders)",
    );
    let file = |path: &str| (path.to_owned(), format!("static/{path}"));
    let lost =
        "(a copy of the site on Windows would not have them; rename the sources or change their addresses)";
    reads(
        output::names_for_windows(&[file("CON")]),
        &format!(
            "warning[windows-name]: 1 file has a name not allowed on Windows: `CON (from static/CON)` {lost}"
        ),
    );
    reads(
        output::names_for_windows(&[file("CON"), file("a?")]),
        &format!(
            "warning[windows-name]: 2 files have names not allowed on Windows: `CON (from static/CON)`, `a? (from \
             static/a?)` {lost}"
        ),
    );
    reads(
        output::same_file_elsewhere([&out("ß"), &out("ss")], names()),
        "warning[same-file-elsewhere]: a.md is written to ß and b.md to ss, which are the same file on macOS or Windows (a copy of the site there would have only one of them; change one address)",
    );
    reads(
        output::no_template(at(3, 11), "standin.html", Some("standing.html")),
        "error[template] a.md:3:11: unknown template `standin.html` (did you mean `standing.html`?)",
    );
    reads(
        output::no_template(at(3, 11), "x.html", None),
        "error[template] a.md:3:11: unknown template `x.html` (create templates/x.html, or remove the key `template`)",
    );
}

#[test]
fn files_and_feeds() {
    reads(
        build::wrong_content(
            "static/a.jpg",
            "is HTML",
            Some("a JPEG"),
            Some(&SourcePath::new("content/a.md")),
        ),
        "warning[wrong-content] static/a.jpg: the file is HTML, not a JPEG (used by content/a.md; download it again or remove it)",
    );
    reads(
        build::wrong_content("static/a.jpg", "is empty", None, None),
        "warning[wrong-content] static/a.jpg: the file is empty (download it again or remove it)",
    );
    let cover = "podcast directories require a square JPEG or PNG; set `image` in the term's file";
    reads(
        output::podcast_without_cover(at(4, 1), "Talk", None),
        &format!("warning[podcast-cover] a.md:4:1: podcast `Talk` has no cover ({cover})"),
    );
    reads(
        output::podcast_without_cover(at(4, 1), "Talk", Some(("`a.jpg` in b.md", "is not an image"))),
        &format!(
            "warning[podcast-cover] a.md:4:1: the cover of podcast `Talk` (`a.jpg` in b.md) is not an image ({cover})"
        ),
    );
    reads(
        output::same_guid(&SourcePath::new("b.md"), &SourcePath::new("a.md"), "x:1"),
        "warning[same-guid] b.md: this file and a.md have the same feed identifier `x:1` (feed readers will show only one of them; set a different `guid` or `id`)",
    );
}
