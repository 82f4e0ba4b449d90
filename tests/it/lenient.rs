//! Damaged content: UTF-16, control characters, wrong dates and types; `lenient` reads it as far as it goes, with warnings.

use std::fs;

use crate::page::{post, site_with};
use crate::program::run;
use crate::support::{Site, site, tree};

/// `text` in UTF-16 with a byte-order mark.
fn utf16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(to_bytes).collect()
}

const TEXT: &str =
    "---\r\ntitle: Граница — «𝄞»\r\ndate: 2010-12-10\r\nautor: Дина\r\n---\r\nПервый абзац. [x](@/no.md)\r\n";

#[test]
fn utf_16_is_read_like_utf_8() {
    let of = |bytes: Vec<u8>| {
        let site = site("").config("on_missing_link = \"warn\"");
        site.write("content/a.md", bytes);
        let built = site.build();
        (site, built)
    };
    let (_, plain) = of(TEXT.into());
    let text = plain.problems_text();
    assert!(
        text.contains("content/a.md:4:1: unknown key `autor`") && text.contains("content/a.md:6:"),
        "{text}"
    );
    for to_bytes in [u16::to_le_bytes, u16::to_be_bytes] {
        let (site, built) = of(utf16(TEXT, to_bytes));
        assert_eq!(built.problems_text(), text);
        assert!(tree(&built.out) == tree(&plain.out));
        // A build after an edit reads the text where the metadata end.
        site.write("content/b.md", "---\ntitle: B\ndate: 2010-12-11\n---\nText.\n").build();
        let edited = TEXT.replace("Первый абзац", "Другой, более длинный абзац");
        site.write("content/a.md", utf16(&edited, to_bytes));
        let (incremental, folder) = (site.build(), tempfile::TempDir::new().unwrap());
        assert!(incremental.file("2010/12/a/index.html").contains("<p>Другой, более длинный абзац."));
        let mut clean = site.options.clone();
        clean.out = folder.path().join("public");
        clean.cache = Some(folder.path().join("cache"));
        assert!(generate::build::build(&clean, &(), &mut generate::diagnostic::Diagnostics::new()).is_some());
        assert!(tree(&incremental.out) == tree(&clean.out));
        // What a report shows of the line is text too.
        let shown = run(&site.path(""), &["build", "--all-warnings"]).stderr;
        assert!(shown.contains("autor: Дина"), "{shown}");
    }
}

#[test]
fn settings_texts_and_lists_may_be_utf_16() {
    let config = "title = \"Архив\"\nbase_url = \"https://a.example/\"\n";
    let site = site(&post("a.md", "A", "2010-12-10", ""));
    site.write("site.toml", utf16(config, u16::to_le_bytes));
    site.write("i18n/en.toml", utf16("search = \"Найти\"\n", u16::to_be_bytes));
    site.write("templates/parts/foot.html", utf16("<footer>Подвал</footer>", u16::to_le_bytes));
    site.write("data/popular.csv", utf16("address,title\n/2010/12/a/,A\n", u16::to_le_bytes));
    site.write("static/_redirects", utf16("/own /there 301\n", u16::to_le_bytes));
    let built = site.build();
    assert_eq!(built.problems_text(), "");
    assert!(built.file("index.html").contains("Архив"));
    // What cannot be read is told, not passed over.
    site.write("i18n/en.toml", b"search = \"Caf\xe9\"\n");
    let text = site.fail();
    assert_eq!(text, "error[unreadable] i18n/en.toml: cannot read this path: neither UTF-8 nor UTF-16\n");
}

#[test]
fn drawings_in_utf_16_are_sanitised_and_measured() {
    let svg = "<?xml version=\"1.0\" encoding=\"UTF-16\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"30\" \
               height=\"20\"><title>Граница</title><script>alert(1)</script></svg>";
    let body = "---\ntitle: A\ndate: 2010-12-10\n---\n![A drawing](a.svg)\n";
    let site = site(&format!("-- content/a.md --\n{body}"));
    for to_bytes in [u16::to_le_bytes, u16::to_be_bytes] {
        site.write("content/a.svg", utf16(svg, to_bytes));
        let built = site.build();
        assert_eq!(built.problems_text(), "");
        let drawing = built.file("a.svg");
        assert!(drawing.contains("<title>Граница</title>") && !drawing.contains("script"), "{drawing}");
        assert!(!drawing.contains("encoding"), "{drawing}");
        let page = built.file("2010/12/a/index.html");
        assert!(page.contains("width=\"30\"") && page.contains("height=\"20\""), "{page}");
    }
}

/// The smallest JPEG that readers take.
const JPEG: &[u8] = b"\xff\xd8\xff\xc0\x00\x11\x08\x00\x03\x00\x02\x03\x01\x11\x00\x02\x11\x00\x03\x11\x00\xff\xda\x00\x02ab\xff\xd9";

/// An article with a wrong date, wrong types and control characters, in a file whose name has a date.
fn damaged(lenient: bool) -> Site {
    let text = "---\ntitle: \"A\\u0007 bell\"\ndate: yesterday\nsummary: [a, b]\ntopic: [X, {a: b}]\nupdated: soon\n\
                image: {file: a.jpg, alt: [x]}\nepisode: one\n---\nOne \u{7}two\u{0}.\n";
    let config = format!("lenient = {lenient}\n[taxonomies]\ntopic = {{}}\n");
    let site = site_with(&config, "");
    site.write("content/2010-12-10-a.md", text).write("content/a.jpg", JPEG);
    site
}

#[test]
fn damaged_content_is_an_error() {
    let text = damaged(false).fail();
    assert_eq!(
        text,
        "error[control-character] content/2010-12-10-a.md:10:5: control character U+0007 (remove it)\n"
    );
}

#[test]
fn lenient_reads_damaged_content_with_a_warning_each() {
    let site = damaged(true);
    site.write(
        "templates/article.html",
        "{{ article.title }}|{{ article.date.iso }}|{{ article.extra | json }}|{{ article.body }}",
    );
    let built = site.build();
    let hint = |name: &str| format!("(kept and available to templates as `extra.{name}`)\n");
    let file = "content/2010-12-10-a.md";
    let expected = [
        format!(
            "warning[control-character] {file}:2:8: `title` contains the control character U+0007 (ignored)\n"
        ),
        format!(
            "warning[wrong-date] {file}:3:7: invalid date `yesterday` for `date` (using the date in the file name: 2010-12-10)\n"
        ),
        format!(
            "warning[wrong-type] {file}:4:10: `summary` must be a string, not a list {}",
            hint("summary")
        ),
        format!("warning[wrong-type] {file}:5:12: `topic` must be a string, not a table {}", hint("topic")),
        format!("warning[wrong-date] {file}:6:10: invalid date `soon` for `updated` {}", hint("updated")),
        format!("warning[wrong-type] {file}:7:27: `alt` must be a string, not a list {}", hint("image.alt")),
        format!(
            "warning[wrong-type] {file}:8:10: `episode` must be an integer, not `one` {}",
            hint("episode")
        ),
        format!("warning[control-character] {file}:10:5: control character U+0007 (first of 2) (ignored)\n"),
    ];
    let text = built.problems_text();
    expected.iter().for_each(|line| assert!(text.contains(line.as_str()), "{line}is not in\n{text}"));
    let page = built.file("2010/12/a/index.html");
    assert!(page.starts_with("A bell|2010-12-10"), "{page}");
    assert!(page.contains("One two."), "{page}");
    for kept in [
        "\"date\":\"yesterday\"",
        "\"summary\":[\"a\",\"b\"]",
        "\"topic\":[\"X\",{\"a\":\"b\"}]",
        "\"updated\":\"soon\"",
        "\"image\":{\"alt\":[\"x\"]}",
        "\"episode\":\"one\"",
    ] {
        assert!(page.contains(kept), "{kept} is not in {page}");
    }
    // The next build tells the same.
    assert_eq!(site.build().problems_text(), text);
}

#[test]
fn lenient_is_an_option_too_and_is_not_remembered() {
    let site = damaged(false);
    let folder = site.path("");
    assert_eq!(run(&folder, &["build"]).code, Some(1));
    let lenient = run(&folder, &["build", "--lenient"]);
    assert_eq!(lenient.code, Some(0), "{}", lenient.stderr);
    let page = fs::read_to_string(site.path("public/2010/12/a/index.html")).unwrap();
    assert!(page.contains("A bell") && page.contains("One two."), "{page}");
    assert_eq!(run(&folder, &["build"]).code, Some(1));
    assert_eq!(run(&folder, &["build", "--lenient"]).stderr, lenient.stderr);
}

#[test]
fn lenient_loosens_nothing_else() {
    for (name, text) in [
        ("a.md", "---\ntitle: A\ndate: never\n---\n"),
        ("a.md", "---\ntitle: A\ndate: [2010]\n---\n"),
        ("a.md", "---\ntitle: A\n---\n"),
        ("2010-01-02-a.md", "---\ntitle: A\nslug: ../x\n---\n"),
        ("2010-01-02-a.md", "---\ntitle: A\nlanguage: xx\n---\n"),
        ("2010-01-02-a.md", "---\ntitle: A\nimage: {alt: x}\n---\n"),
        ("2010-01-02-a.md", "---\ntitle: A\naudio: {file: a.mp3, duration: long}\n---\n"),
        ("2010-01-02-a.md", "---\ntitle: [A\n---\n"),
        ("2010-01-02-a.md", "---\ntitle: A\n"),
        ("2010-01-02-a.md", "Text.\n"),
    ] {
        let site = site("").config("lenient = true");
        site.write(&format!("content/{name}"), text);
        assert!(site.fail().contains("error["), "{text}");
    }
    let site = site("").config("lenient = true");
    site.write("content/2010-01-02-a.md", b"---\ntitle: Caf\xe9\n---\n");
    assert!(site.fail().starts_with("error[not-utf8]"));
    // site.toml itself is read as ever.
    let site = self::site("").config("lenient = true\npage_size = \"many\"");
    assert!(site.fail().starts_with("error[wrong-type] site.toml:2:13:"));
}
