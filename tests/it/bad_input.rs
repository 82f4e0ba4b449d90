//! Bad input: each gets a clear message with its place, exit code 1, and leaves the earlier output as it was.

use std::fs;

use crate::program::{Run, build_json, run};
use crate::support::{Site, site, tree};

/// A site with one good article, built once.
fn built() -> Site {
    let site = site("-- content/articles/good.md --\n---\ntitle: Good\ndate: 2009-05-04\n---\nText.\n");
    let first = build_json(&site.path(""));
    assert_eq!(first.code, Some(0), "{}", first.stderr);
    site
}

/// Builds the site, which must fail with exit code 1 and leave the output byte for byte as it was.
fn refused(site: &Site) -> Run {
    let before = tree(&site.path("public"));
    assert!(!before.is_empty());
    let run = build_json(&site.path(""));
    assert_eq!(run.code, Some(1), "{}{}", run.stdout, run.stderr);
    assert!(tree(&site.path("public")) == before, "the earlier output was changed");
    assert_is_a_failure_report(&run);
    run
}

/// The keys that scripts rely on are there when a build fails, and say that nothing was written.
fn assert_is_a_failure_report(run: &Run) {
    let json = run.json();
    let keys: Vec<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
    let expected = [
        "articles",
        "diagnostics",
        "drafts",
        "errors",
        "notes",
        "outputs",
        "peak_memory_bytes",
        "removed",
        "seconds",
        "unchanged",
        "warnings",
        "written",
        "written_by_kind",
    ];
    assert_eq!(keys, expected);
    assert_eq!(json["written"], 0);
    assert_eq!(json["removed"], 0);
    assert!(json["errors"].as_u64().unwrap() > 0);
    for problem in json["diagnostics"].as_array().unwrap() {
        let keys: Vec<&str> = problem.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys, ["code", "column", "file", "hint", "level", "line", "message"]);
    }
}

/// What is said of one more file, `content/articles/bad.md`.
fn problem(content: impl AsRef<[u8]>) -> String {
    let site = built();
    site.write("content/articles/bad.md", content);
    refused(&site).problems()
}

/// What is said of another `site.toml`.
fn config_problem(content: impl AsRef<[u8]>) -> String {
    let site = built();
    site.write("site.toml", content);
    refused(&site).problems().replace(generate::diagnostic::message::DOCS, "docs")
}

/// An article whose front matter has one more line.
fn article(line: &str) -> String {
    format!("---\ntitle: Bad\ndate: 2010-01-02\n{line}\n---\nText.\n")
}

const CLIMBS: &str = "(an address must not contain a `.` or `..` segment or a backslash)";

#[test]
fn not_utf8() {
    assert_eq!(
        problem(b"---\ntitle: \"Caf\xe9 society\"\ndate: 2010-01-01\n---\n"),
        "error[not-utf8] content/articles/bad.md:2:12: not valid UTF-8: byte 0xe9 \
         (convert it, for example with `iconv -f windows-1251 -t utf-8`)\n"
    );
    // In the text, after characters of several bytes: columns count characters.
    assert_eq!(
        problem(b"---\ntitle: A\ndate: 2010-01-01\n---\n\xd0\x9c\xd0\xbe\xd1\x81\xd1\x82 \xff\n"),
        "error[not-utf8] content/articles/bad.md:5:6: not valid UTF-8: byte 0xff \
         (convert it, for example with `iconv -f windows-1251 -t utf-8`)\n"
    );
}

#[test]
fn utf16_that_is_cut_off() {
    let text = "\u{feff}---\ntitle: Ю\n".encode_utf16().flat_map(u16::to_le_bytes);
    let mut text: Vec<u8> = text.collect();
    assert_eq!(
        problem(&text),
        "error[front-matter] content/articles/bad.md:1:1: unclosed front matter \
         (close it with a line like the first one; the file may be truncated)\n"
    );
    let hint = "(the file may be truncated; convert it to UTF-8)";
    let start = "invalid UTF-16 (the file starts with a UTF-16 byte order mark)";
    text.push(b'x');
    assert_eq!(
        problem(&text),
        format!(
            "error[not-utf16] content/articles/bad.md:3:1: {start}: the file ends in the middle of a character {hint}\n"
        )
    );
    let at = text.len() - 3;
    text[at..].copy_from_slice(b"\x00\xdcx");
    assert_eq!(
        problem(&text),
        format!(
            "error[not-utf16] content/articles/bad.md:2:9: {start}: 0xdc00 is an unpaired surrogate {hint}\n"
        )
    );
}

#[test]
fn no_front_matter() {
    let hint = "(start the file with a line `---`, then `title: …` and `date: …`, then a line `---`)";
    assert_eq!(
        problem("\nJust text.\n"),
        format!("error[front-matter] content/articles/bad.md:2:1: missing front matter {hint}\n")
    );
    assert_eq!(
        problem(""),
        format!("error[front-matter] content/articles/bad.md:1:1: missing front matter {hint}\n")
    );
    assert_eq!(
        problem("---\n- a list\n---\n"),
        "error[front-matter] content/articles/bad.md:2:1: the front matter must be a table of keys and values \
         (write one `key: value` per line)\n"
    );
}

#[test]
fn a_cut_off_file() {
    assert_eq!(
        problem("---\ntitle: Cut\ndate: 2010-01-01\nauth"),
        "error[front-matter] content/articles/bad.md:1:1: unclosed front matter \
         (close it with a line like the first one; the file may be truncated)\n"
    );
    // Within a character.
    assert_eq!(
        problem(b"---\ntitle: A\ndate: 2010-01-01\n---\nAn end \xd0"),
        "error[not-utf8] content/articles/bad.md:5:8: not valid UTF-8: byte 0xd0 \
         (convert it, for example with `iconv -f windows-1251 -t utf-8`)\n"
    );
}

#[test]
fn a_file_of_50_mb() {
    let site = built();
    let path = site.path("content/articles/bad.md");
    fs::File::create(path).unwrap().set_len(50 * 1024 * 1024).unwrap();
    assert_eq!(
        refused(&site).problems(),
        "error[file-too-large] content/articles/bad.md: the file is 50 MiB; the limit for content files is 4 MiB (move it to static/ if it is a download, or raise `max_file_size` in site.toml)\n"
    );
}

#[test]
fn years_that_no_archive_has() {
    for date in ["0000-01-01", "99999-01-01"] {
        assert_eq!(
            problem(format!("---\ntitle: A\ndate: {date}\n---\n")),
            format!(
                "error[wrong-date] content/articles/bad.md:3:7: invalid date `{date}` for `date` \
                 (the year must be between 1000 and 9999)\n"
            )
        );
    }
    assert_eq!(
        problem("---\ntitle: A\ndate: 2010-02-30\n---\n"),
        "error[wrong-date] content/articles/bad.md:3:7: invalid date `2010-02-30` for `date` \
         (no such day in the calendar)\n"
    );
}

#[test]
fn a_title_of_10_000_characters() {
    assert_eq!(
        problem(format!("---\ntitle: {}\ndate: 2010-01-01\n---\n", "ж".repeat(10_000))),
        "error[long-title] content/articles/bad.md:2:8: the title is 10000 characters long; the limit is 1000 (check that the front matter is closed before the text starts)\n"
    );
}

#[test]
fn raw_control_characters() {
    assert_eq!(
        problem("---\ntitle: A\ndate: 2010-01-01\n---\nOne\nTwo \u{7} three\n"),
        "error[control-character] content/articles/bad.md:6:5: control character U+0007 (remove it)\n"
    );
    assert_eq!(
        problem("---\ntitle: A\0B\ndate: 2010-01-01\n---\n"),
        "error[control-character] content/articles/bad.md:2:9: control character U+0000 (remove it)\n"
    );
}

#[test]
fn escaped_control_characters() {
    let lines = "summary: \"x \\0 y\"\nauthor: [A, \"a\\eb\"]\nextra: {colour: \"\\b\"}\n\
                 image: {file: a.jpg, alt: \"\\f\"}";
    assert_eq!(
        problem(article(lines).replace("title: Bad", "title: \"A \\u0007 bell\"")),
        "error[control-character] content/articles/bad.md:2:8: `title` contains the control character U+0007 (remove it)\n\
         error[control-character] content/articles/bad.md:4:10: `summary` contains the control character U+0000 (remove it)\n\
         error[control-character] content/articles/bad.md:5:13: `author` contains the control character U+001B (remove it)\n\
         error[control-character] content/articles/bad.md:6:17: `colour` contains the control character U+0008 (remove it)\n\
         error[control-character] content/articles/bad.md:7:27: `alt` contains the control character U+000C (remove it)\n"
    );
    assert_eq!(
        config_problem("title = \"A \\u0007\"\nbase_url = \"https://a.example/\"\n"),
        "error[control-character] site.toml:1:9: `title` contains the control character U+0007 (remove it)\n"
    );
}

#[test]
fn control_characters_as_entities_leave_the_feed_well_formed() {
    let site =
        site("-- content/a.md --\n---\ntitle: A\ndate: 2010-01-01\n---\nOne &#8; two \u{ffff} &#x1f;\n");
    let built = site.build();
    let feed = built.file("feed.xml");
    let forbidden =
        |c: &char| matches!(c, '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\u{fffe}' | '\u{ffff}');
    assert_eq!(feed.chars().find(forbidden), None);
    assert!(feed.contains("<summary type=\"text\">One "), "{feed}");
}

#[test]
fn climbing_slugs() {
    for slug in ["../../etc/passwd", "..", "a/../../b", "%2e%2e", "..\\x"] {
        let shown = slug.replace("%2e", ".");
        assert_eq!(
            problem(article(&format!("slug: '{slug}'"))),
            format!(
                "error[wrong-address] content/articles/bad.md:4:7: invalid address `{shown}` for `slug` {CLIMBS}\n"
            )
        );
    }
}

#[test]
fn climbing_aliases() {
    assert_eq!(
        problem(article("aliases: [/a/../../b, \"../../up\", '/%2e%2e/x']")),
        format!(
            "error[wrong-address] content/articles/bad.md:4:11: invalid address `/a/../../b` for `aliases` {CLIMBS}\n\
             error[wrong-address] content/articles/bad.md:4:23: invalid address `../../up` for `aliases` {CLIMBS}\n\
             error[wrong-address] content/articles/bad.md:4:35: invalid address `/%2e%2e/x` for `aliases` {CLIMBS}\n"
        )
    );
}

#[test]
fn climbing_addresses() {
    for url in ["/a/../b", "/a/%2e%2e/b", "../b", "/a/./b", "/a\\..\\b"] {
        assert_eq!(
            problem(article(&format!("url: '{url}'"))),
            format!(
                "error[wrong-address] content/articles/bad.md:4:6: invalid address `{url}` for `url` {CLIMBS}\n"
            )
        );
    }
    assert_eq!(
        problem(article(&format!("url: /{}/", "x".repeat(201)))),
        format!(
            "error[wrong-address] content/articles/bad.md:4:6: invalid address `/{}…{}/` for `url` \
             (a path segment is at most 200 bytes long)\n",
            "x".repeat(78),
            "x".repeat(38)
        )
    );
}

#[cfg(unix)]
#[test]
fn a_loop_of_links() {
    use std::os::unix::fs::symlink;
    let site = built();
    fs::create_dir_all(site.path("content/loop/deep/deeper")).unwrap();
    symlink("..", site.path("content/loop/deep/again")).unwrap();
    symlink("../../..", site.path("content/loop/deep/deeper/top")).unwrap();
    symlink("loop", site.path("content/articles/itself.md")).unwrap();
    symlink("itself", site.path("content/articles/itself")).unwrap();
    symlink(".", site.path("content/here")).unwrap();
    let hint = "(remove the link)";
    let text = refused(&site).problems();
    for line in [
        format!("error[link-loop] content/here: symbolic link loops back to content {hint}\n"),
        format!("error[link-loop] content/loop/deep/again: symbolic link loops back to content/loop {hint}\n"),
        format!("error[link-loop] content/loop/deep/deeper/top: symbolic link loops back to content {hint}\n"),
        "error[unreadable] content/articles/itself: cannot read this path: Too many levels of symbolic links \
         (os error 40)\n"
            .to_owned(),
        "error[unreadable] content/articles/itself.md: cannot read this path: No such file or directory (os error 2)\n"
            .to_owned(),
    ] {
        assert!(text.contains(&line), "{line}\nis not in\n{text}");
    }
    assert_eq!(text.lines().count(), 5, "{text}");
}

/// The superuser reads everything, so that the program runs as nobody then.
#[cfg(unix)]
#[test]
fn an_unreadable_file() {
    use crate::program::{PROGRAM, is_superuser, program};
    use std::os::unix::fs::PermissionsExt as _;
    use std::os::unix::process::CommandExt as _;
    let site = built();
    let bad = site.path("content/articles/bad.md");
    site.write("content/articles/bad.md", article(""));
    fs::set_permissions(&bad, fs::Permissions::from_mode(0o000)).unwrap();
    let before = tree(&site.path("public"));
    let mut command = program(&site.path(""));
    if is_superuser(&bad) {
        let copy = site.path("generate");
        fs::copy(PROGRAM, &copy).unwrap();
        fs::set_permissions(site.path(""), fs::Permissions::from_mode(0o755)).unwrap();
        const NOBODY: u32 = 65_534;
        command = std::process::Command::new(copy);
        command.current_dir(site.path("")).uid(NOBODY).gid(NOBODY);
    }
    let run: Run = command.args(["build", "--json"]).output().unwrap().into();
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    assert_eq!(
        run.problems(),
        "error[unreadable] content/articles/bad.md: cannot read this path: Permission denied (os error 13)\n"
    );
    assert_is_a_failure_report(&run);
    assert!(tree(&site.path("public")) == before);
}

#[test]
fn a_folder_called_like_an_article_is_a_folder() {
    let site = built();
    site.write("content/articles/bad.md/inner.md", article(""));
    let run = build_json(&site.path(""));
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert_eq!(run.json()["articles"], 2);
}

#[cfg(unix)]
#[test]
fn a_file_name_that_is_not_utf8() {
    use std::os::unix::ffi::OsStrExt as _;
    let site = built();
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9.md");
    fs::write(site.path("content/articles").join(name), article("")).unwrap();
    assert_eq!(
        refused(&site).problems(),
        "error[not-utf8] content/articles/caf\u{fffd}.md: the file name is not valid UTF-8 \
         (rename it, for example with `convmv`)\n"
    );
}

#[test]
fn an_alias_onto_a_real_page() {
    let site = built();
    site.write("content/pages/about.md", "---\ntitle: About\n---\n");
    site.write("content/articles/bad.md", article("aliases: [/2009/05/good/, /about, /]"));
    let hint = "(remove the alias, or set `on_conflict = \"warn\"` to ignore it)";
    let text = refused(&site).problems();
    for line in [
        format!(
            "error[alias-on-page] content/articles/bad.md:4:11: alias /2009/05/good/ is already the address of \
             content/articles/good.md {hint}\n"
        ),
        format!(
            "error[alias-on-page] content/articles/bad.md:4:27: alias /about is already the address of \
             content/pages/about.md {hint}\n"
        ),
    ] {
        assert!(text.contains(&line), "{line}\nis not in\n{text}");
    }
    assert!(text.contains("error[alias-on-page] content/articles/bad.md:4:35: alias / is"), "{text}");
}

#[test]
fn two_cases_of_one_path() {
    let site = built();
    site.write("content/articles/one.md", article("url: /Border/"));
    site.write("content/articles/two.md", article("url: /border/"));
    assert_eq!(
        refused(&site).problems(),
        "error[same-address] content/articles/two.md:4:6: this file and content/articles/one.md have the same address \
         /border/ (set a different `slug` or `url`, or set `on_conflict = \"warn\"` to number the later one)\n"
    );
}

#[test]
fn two_cases_of_one_static_file() {
    let site = built();
    site.write("static/Map.txt", "a").write("static/map.txt", "b");
    assert_eq!(
        refused(&site).problems(),
        "error[same-file]: static/Map.txt would be written to Map.txt and static/map.txt to map.txt, which differ only in case (many file systems and hosts cannot hold both; change the address of one of them)\n"
    );
}

#[test]
fn two_cases_of_one_alias() {
    let site = built();
    site.write("content/articles/one.md", article("aliases: /Old/"));
    site.write("content/articles/two.md", article("aliases: /old/"));
    let run = build_json(&site.path(""));
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert_eq!(
        run.problems(),
        "warning[alias-case] content/articles/two.md:4:10: alias /old/ differs only in case from another address (it redirects only on hosts with case-sensitive paths; everywhere else the other address is served)\n"
    );
    assert!(site.path("public/Old/index.html").is_file() && site.path("public/old/index.html").is_file());
}

#[test]
fn two_articles_on_one_address() {
    let site = built();
    site.write("content/articles/bad.md", "---\ntitle: A\ndate: 2009-05-20\nslug: good\n---\n");
    assert_eq!(
        refused(&site).problems(),
        "error[same-address] content/articles/bad.md:4:7: this file and content/articles/good.md have the same address \
         /2009/05/good/ (set a different `slug` or `url`, or set `on_conflict = \"warn\"` to number the later one)\n"
    );
}

#[test]
fn no_content_folder() {
    let site = built();
    fs::remove_dir_all(site.path("content")).unwrap();
    assert_eq!(
        refused(&site).problems(),
        "error[no-content] site.toml: folder `content` not found \
         (create it, or set another one: `content = [\"…\"]`)\n"
    );
}

#[test]
fn no_site_toml() {
    let site = built();
    fs::remove_file(site.path("site.toml")).unwrap();
    assert_eq!(
        refused(&site).problems(),
        "error[no-site]: no site.toml found in . \
         (create a site with `generate init DIR`, or point to an existing one with `--root DIR`)\n"
    );
    let run = run(&site.path(""), &["build", "--root", "nowhere", "--json"]);
    assert_eq!(run.code, Some(1));
    assert!(run.problems().starts_with("error[no-site]: no site.toml found in nowhere ("));
}

#[test]
fn an_unknown_key_of_site_toml() {
    assert_eq!(
        config_problem("title = \"A\"\nbase_url = \"https://a.example/\"\nbase_ur = \"x\"\nzzz = 1\n"),
        "error[unknown-key] site.toml:3:1: unknown key `base_ur` in site.toml (did you mean `base_url`?)\n\
         error[unknown-key] site.toml:4:1: unknown key `zzz` in site.toml (see docs/configuration.md for all keys)\n"
    );
}

#[test]
fn wrong_types_in_site_toml() {
    let text = "title = \"A\"\nbase_url = \"javascript:x\"\npage_size = \"many\"\ncontent = {a = 1}\n\
                permalink = \"/{titel}/\"\ntimezone = \"Mars/Base\"\n\
                [taxonomies]\nregion = { pat = \"x\", strict = \"yes\" }\n[languages]\nen = \"English\"\n\
                [menu]\nmain = \"x\"\n[archive]\nclosed = \"soon\"\n";
    let text = config_problem(text);
    for line in [
        "error[invalid-value] site.toml:2:12: invalid value `javascript:x` for `base_url` \
         (expected a URL with `https://` or `http://` and a host, without query or fragment)",
        "error[wrong-type] site.toml:3:13: `page_size` must be an integer, not `many`",
        "error[wrong-type] site.toml:4:11: `content` must be a string, not a table",
        "error[unknown-key] site.toml:8:12: unknown key `pat` in [taxonomies.region] (did you mean `path`?)",
        "error[wrong-type] site.toml:8:32: `strict` must be true or false, not `yes`",
        "error[wrong-type] site.toml:10:6: `en` must be a table, not `English`",
        "error[wrong-type] site.toml:12:8: `main` must be a list, not `x`",
        "error[invalid-value] site.toml:14:10: invalid value `soon` for `closed` (expected a date such as `2023-12-31`)",
    ] {
        assert!(text.lines().any(|found| found == line), "{line}\nis not in\n{text}");
    }
    assert!(text.contains("site.toml:5:13: invalid value `/{titel}/` for `permalink`"), "{text}");
    assert!(text.contains("site.toml:6:12: invalid value `Mars/Base` for `timezone`"), "{text}");
    assert_eq!(text.lines().count(), 10, "{text}");
}

#[test]
fn a_site_toml_that_is_no_toml() {
    assert_eq!(
        config_problem(b"title = \"Caf\xe9\"\n"),
        "error[not-utf8] site.toml:1:13: not valid UTF-8: byte 0xe9 \
         (convert it, for example with `iconv -f windows-1251 -t utf-8`)\n"
    );
    assert_eq!(
        config_problem("title = \"A\"\ntitle = \"B\"\n"),
        "error[syntax] site.toml:2:1: invalid TOML: duplicate key\n"
    );
    assert!(
        config_problem("title = \"A\nx = 1\n").starts_with("error[syntax] site.toml:1:11: invalid TOML: ")
    );
    assert!(config_problem(format!("x = {}", "[".repeat(20_000))).starts_with("error[syntax] site.toml:1:"));
    assert!(
        config_problem(format!("[a{}]\nx = 1\n", ".a".repeat(20_000)))
            .starts_with("error[syntax] site.toml: invalid TOML: recursion limit")
    );
    let hint = "see docs/configuration.md";
    assert_eq!(
        config_problem(""),
        format!(
            "error[missing-key] site.toml:1:1: missing key `base_url` in site.toml (add `base_url = …`; {hint})\n\
             error[missing-key] site.toml:1:1: missing key `title` in site.toml (add `title = …`; {hint})\n"
        )
    );
}

#[test]
fn deep_yaml() {
    const TOO_DEEP: &str = "invalid YAML: lists and tables are nested more than 32 levels deep\n";
    assert_eq!(
        problem(format!("---\ntitle: A\nx: {}\n---\n", "[".repeat(100_000))),
        format!("error[syntax] content/articles/bad.md:3:259: {TOO_DEEP}")
    );
    let mut deep = String::from("---\n");
    for level in 0..2_000 {
        deep.push_str(&format!("{}a:\n", " ".repeat(level)));
    }
    assert_eq!(problem(deep + "---\n"), format!("error[syntax] content/articles/bad.md:34:33: {TOO_DEEP}"));
}

#[test]
fn alias_bombs() {
    let mut bomb = String::from("---\ntitle: A\ndate: 2010-01-01\na0: &a0 [x,x,x,x,x,x,x,x,x]\n");
    for level in 1..12 {
        let before = format!("*a{}", level - 1);
        bomb.push_str(&format!("a{level}: &a{level} [{}]\n", [before.as_str(); 9].join(",")));
    }
    assert_eq!(
        problem(bomb + "---\n"),
        "error[syntax] content/articles/bad.md:8:10: invalid YAML: too many values; check for aliases that expand each other\n"
    );
    // An anchor within itself.
    let text = problem("---\ntitle: A\ndate: 2010-01-01\na: &a [*a]\n---\n");
    assert!(text.starts_with("error[syntax] content/articles/bad.md:4:"), "{text}");
    assert_eq!(text.lines().count(), 1, "{text}");
}

#[test]
fn a_front_matter_that_is_no_yaml_or_toml() {
    assert_eq!(
        problem("---\ntitle: A: B\ndate: 2010-01-01\n---\n"),
        "error[syntax] content/articles/bad.md:2:9: invalid YAML: mapping values are not allowed in this context (quote the value: `title: \"A: B\"`)\n"
    );
    let text = problem("+++\ntitle = A\n+++\n");
    assert!(text.starts_with("error[syntax] content/articles/bad.md:2:9: invalid TOML: "), "{text}");
}

#[test]
fn mistakes_in_yaml_that_people_make_have_hints() {
    for (line, hint) in [
        ("region:\n\t- Georgia", Some("indent with spaces, not tabs")),
        ("title: A\n\tauthor: B", Some("indent with spaces, not tabs")),
        ("title: The \"end\": a report", Some("quote the value: `title: 'The \"end\": a report'`")),
        ("title: It's over: a report", Some("quote the value: `title: \"It's over: a report\"`")),
        ("title: 50%: a report", Some("quote the value: `title: \"50%: a report\"`")),
        ("title: \"So\" he said", Some("quote the value: `title: '\"So\" he said'`")),
        ("title: 'So' he said", Some("quote the value: `title: \"'So' he said\"`")),
        ("title: [Video] A film", Some("quote the value: `title: \"[Video] A film\"`")),
        ("title: {A} film", Some("quote the value: `title: \"{A} film\"`")),
        ("tags:\n- \"So\" he said", Some("quote the value: `- '\"So\" he said'`")),
        ("title: \"A film", Some("close the quote: `title: \"A film\"`")),
        ("title: 'A film", Some("close the quote: `title: 'A film'`")),
        ("title: @editor", Some("quote the value: `title: \"@editor\"`")),
        ("title: *star* witness", Some("quote the value: `title: \"*star* witness\"`")),
        ("title: [open", None),
    ] {
        let text = problem(format!("---\ndate: 2010-01-01\n{line}\n---\n"));
        assert!(text.starts_with("error[syntax] content/articles/bad.md:"), "{text}");
        match hint {
            Some(hint) => assert!(text.ends_with(&format!("({hint})\n")), "{text}"),
            None => assert!(!text.contains("quote the value"), "{text}"),
        }
    }
}

#[test]
fn a_title_of_the_wrong_type_is_told_once() {
    assert_eq!(
        problem("---\ntitle: [A, B]\ndate: 2010-01-01\n---\n"),
        "error[wrong-type] content/articles/bad.md:2:8: `title` must be a string, not a list\n"
    );
}

#[test]
fn several_bad_files_are_reported_in_one_run_sorted() {
    let site = built();
    site.write("content/z/late.md", article("date: 99999-01-01"))
        .write("content/articles/b.md", "No front matter.\n")
        .write("content/articles/a.md", article("slug: ..\nurl: /../x\nlanguage: xx"))
        .write("content/pages/c.md", b"---\ntitle: \xff\n---\n")
        .write("content/authors/d.md", "---\nname: D\n");
    fs::File::create(site.path("content/articles/huge.md")).unwrap().set_len(20 << 20).unwrap();
    let run = refused(&site);
    let json = run.json();
    let problems = json["diagnostics"].as_array().unwrap();
    let places: Vec<(&str, u64)> = problems
        .iter()
        .map(|problem| (problem["file"].as_str().unwrap(), problem["line"].as_u64().unwrap_or(0)))
        .collect();
    let expected = [
        ("content/articles/a.md", 5),
        ("content/articles/a.md", 6),
        ("content/articles/b.md", 1),
        ("content/articles/huge.md", 0),
        ("content/authors/d.md", 1),
        ("content/pages/c.md", 2),
        ("content/z/late.md", 4),
        ("content/z/late.md", 4),
    ];
    let shown: Vec<(&str, u64)> =
        places.iter().copied().filter(|place| *place != ("content/articles/a.md", 4)).collect();
    assert_eq!(shown, expected, "{}", run.problems());
    assert!(places.is_sorted());
    // The same, for people: on standard error, in the same order, with the source line and a caret.
    let words = run_words(&site);
    let at = |text: &str| words.find(text).unwrap_or_else(|| panic!("{text} is not in\n{words}"));
    let order =
        ["a.md:5:6", "a.md:6:11", "b.md:1:1", "huge.md", "d.md:1:1", "c.md:2:8", "late.md:4:7"].map(at);
    assert!(order.is_sorted(), "{words}");
    assert!(words.contains("5 | url: /../x\n  |      ^\n"), "{words}");
    assert!(words.ends_with("build failed: 8 errors, 1 warning\n"), "{words}");
}

/// What a build prints for people; standard output stays empty where it fails.
fn run_words(site: &Site) -> String {
    let run = run(&site.path(""), &["build"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""));
    run.stderr
}

#[test]
fn an_empty_content_folder() {
    let site = site("");
    fs::remove_file(site.path("content/pages/blank.md")).unwrap();
    assert_eq!(
        site.fail(),
        "error[no-content]: no Markdown files in content (add one, or set another folder: `content = [\"…\"]`)\n"
    );
    assert!(!site.path("public").exists());
}

#[cfg(unix)]
#[test]
fn links_out_of_the_content_are_not_followed() {
    let site = site("-- content/a/index.md --\n---\ntitle: A\ndate: 2010-12-10\n---\n");
    site.write("secret.txt", "secret");
    std::os::unix::fs::symlink(site.path("secret.txt"), site.path("content/a/passwd.txt")).unwrap();
    let built = site.build();
    assert!(!built.has("2010/12/a/passwd.txt"));
    assert_eq!(
        built.problems_text(),
        "warning[link-out] content/a/passwd.txt: symbolic link points outside its folder; not followed \
         (copy its target instead)\n"
    );
}

#[test]
fn only_known_kinds_of_files_are_copied() {
    let site = site("-- content/a/index.md --\n---\ntitle: A\ndate: 2010-12-10\n---\n");
    let refused =
        [".htaccess", "x.phtml", "x.html.", "noextension", "x.svg.gz", "x.shtml", "x.xml", "_headers"];
    for name in refused {
        site.write(&format!("content/a/{name}"), "x");
    }
    site.write("content/a/photo.JPG", "x").write("content/a/paper.pdf", "x");
    let built = site.build();
    assert!(built.has("2010/12/a/photo.JPG") && built.has("2010/12/a/paper.pdf"));
    for name in refused {
        assert!(!built.names().iter().any(|file| file.ends_with(&format!("/{name}"))), "{name}");
    }
}

#[test]
fn a_colon_without_a_space_is_told_where_it_is() {
    for (front_matter, place, hint) in [
        ("title:A film\ndate: 2010-01-02", "2:7", "title: A film"),
        ("title: A\n\nsummary:Long\n\ndate: 2010-01-02", "4:9", "summary: Long"),
        ("date: 2010-01-02\ntitle:\"A\"", "3:7", "title: \"A\""),
        ("date: 2010-01-02\ntitle:A", "3:7", "title: A"),
    ] {
        let files = format!("-- content/a.md --\n---\n{front_matter}\n---\n");
        assert_eq!(
            site(&files).fail(),
            format!(
                "error[syntax] content/a.md:{place}: invalid YAML: no space after the colon (put a space after the colon: `{hint}`)\n"
            )
        );
    }
}

#[test]
fn a_comment_that_ends_a_title_is_told() {
    let problems = |front_matter: &str| {
        let files = format!("-- content/a.md --\n---\n{front_matter}\ndate: 2010-01-02\n---\nText\n");
        site(&files).build().problems_text()
    };
    assert_eq!(
        problems("title: We are #1 now"),
        "warning[comment-in-value] content/a.md:2:1: YAML reads `#1 now` as a comment (quote the value: `title: \"We are #1 now\"`)\n"
    );
    assert_eq!(
        problems("title: A\nsummary: The \"#\" sign, and # the rest"),
        "warning[comment-in-value] content/a.md:3:1: YAML reads `# the rest` as a comment (quote the value: `summary: 'The \"#\" sign, and # the rest'`)\n"
    );
    let hidden = problems("title: #MeToo");
    assert!(
        hidden.contains("YAML reads `#MeToo` as a comment (quote the value: `title: \"#MeToo\"`)"),
        "{hidden}"
    );
    for harmless in [
        "title: \"We are #1 now\"",
        "title: 'A' # a comment",
        "title: We are#1",
        "title: A\nsummary: # two sentences",
        "title: A\nauthor: B # a comment",
        "title: A\nsummary: >\n  One #2 three",
    ] {
        assert_eq!(problems(harmless), "", "{harmless}");
    }
}
