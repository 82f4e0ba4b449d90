//! What must hold for every input: slugs, addresses, permalinks, and whole sites of any front matter.

use std::fs;

use generate::config::{Permalink, Placeholder};
use generate::diagnostic::Diagnostics;
use generate::path::{OutPath, PathError, UrlPath, slug};
use proptest::prelude::*;
use tempfile::TempDir;

use crate::support::{SITE_TOML, site, tree};

/// Texts of the scripts archives are written in, with what is not a letter.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Z0-9 '!?.,:;/-]{0,160}",
        "[а-яёіїґўА-Я ]{0,120}",
        "[ა-ჰ ]{0,80}",
        "[Ա-Ֆա-և ]{0,80}",
        "[ \u{300}-\u{36f}a-z\u{4e00}-\u{4fff}]{0,40}",
        any::<String>(),
    ]
}

/// Addresses as mirrors have them: many that climb, are encoded, or are no address at all.
fn address() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just("..".to_owned()),
        Just(".".to_owned()),
        Just("%2e%2E".to_owned()),
        Just("%2f..%2f".to_owned()),
        Just("..\\".to_owned()),
        Just("%5c".to_owned()),
        Just("%00".to_owned()),
        Just("%".to_owned()),
        Just("%25".to_owned()),
        Just(String::new()),
        "[a-z0-9._ -]{1,12}",
        "[а-яe\u{301}]{1,6}",
        "\\PC{0,8}",
    ];
    (any::<bool>(), prop::collection::vec(part, 0..6), any::<bool>()).prop_map(|(start, parts, end)| {
        format!("{}{}{}", if start { "/" } else { "" }, parts.join("/"), if end { "/" } else { "" })
    })
}

fn assert_stays_inside(path: &str) {
    assert!(!path.starts_with('/') && !path.is_empty(), "{path:?}");
    for part in path.split('/') {
        assert!(!part.is_empty() && part != "." && part != "..", "{path:?}");
        assert!(part.len() <= 200 && !part.contains(['\\', '\0']), "{path:?}");
    }
}

proptest! {
    #[test]
    fn slugs_are_short_readable_and_stable(text in text()) {
        match slug(&text) {
            Some(slug_of) => {
                prop_assert!(!slug_of.is_empty() && slug_of.len() <= 100, "{slug_of}");
                prop_assert!(
                    slug_of.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
                    "{slug_of}"
                );
                prop_assert!(!slug_of.starts_with('-') && !slug_of.ends_with('-') && !slug_of.contains("--"));
                // A slug is its own slug, so that a file named after one keeps the address.
                prop_assert_eq!(slug(&slug_of), Some(slug_of));
            }
            None => prop_assert!(!text.chars().any(|c| c.is_ascii_alphanumeric()), "{text:?}"),
        }
    }

    #[test]
    fn texts_with_letters_of_known_scripts_have_a_slug(
        letters in "[a-zA-Zа-яА-ЯёЁა-ჰԱ-Ֆա-ֆ]{1,60}", noise in "[!?.,«»—…  ]{0,10}"
    ) {
        let text = format!("{noise}{letters}{noise}");
        // The Cyrillic hard and soft signs alone are no sound.
        prop_assume!(letters.chars().any(|c| !"ъЪьЬ".contains(c)));
        prop_assert!(slug(&text).is_some(), "{text:?}");
    }

    #[test]
    fn addresses_never_climb(text in address()) {
        match UrlPath::parse(&text) {
            Ok(path) => {
                prop_assert!(path.as_str().starts_with('/'));
                prop_assert!(!path.as_str().contains("//"));
                prop_assert!(path.as_str().split('/').all(|part| part != "." && part != ".."), "{path}");
                prop_assert!(!path.as_str().chars().any(char::is_control));
                assert_stays_inside(path.out_path().as_str());
                prop_assert!(OutPath::new(path.out_path().as_str()).is_ok());
            }
            Err(PathError::NotAbsolute) => prop_assert!(!text.starts_with('/')),
            Err(_) => {}
        }
    }

    #[test]
    fn links_lead_back_to_their_address(text in address()) {
        if let Ok(path) = UrlPath::parse(&text) {
            let href = path.href("");
            prop_assert!(href.is_ascii() && !href.contains([' ', '"', '\'', '<', '>', '&', '?', '#']), "{href}");
            prop_assert_eq!(UrlPath::parse(&href), Ok(path.clone()));
            prop_assert_eq!(path.href("/sub"), format!("/sub{href}"));
            let slashed = path.clone().with_slash();
            // The slash at the end changes nothing about the file that answers.
            prop_assert_eq!(slashed.out_path(), path.out_path());
        }
    }

    #[test]
    fn files_below_an_address_stay_below_it(folder in address(), name in address()) {
        if let Ok(folder) = UrlPath::parse(&folder)
            && let Some(file) = folder.file_below(&name)
        {
            prop_assert!(file.as_str().starts_with(folder.folder()), "{folder} {name} {file}");
            assert_stays_inside(file.out_path().as_str());
        }
    }

    #[test]
    fn permalinks_stay_inside_and_tell_articles_apart(
        year in 1000..=9999_i32, month in 1..=12_u32, day in 1..=28_u32,
        one in address(), two in address(), section in "[a-z]{0,8}",
    ) {
        for pattern in ["/{year}/{month}/{slug}/", "/{section}/{year}/{month}/{day}/{slug}/", "/{slug}.html", "/a b/{slug}"] {
            let pattern = Permalink::parse(pattern, &[]).unwrap();
            let fill = |slug: &str| pattern.fill(|part, path| match part {
                Placeholder::Year => path.push_str(&year.to_string()),
                Placeholder::Month => path.push_str(&format!("{month:02}")),
                Placeholder::Day => path.push_str(&format!("{day:02}")),
                Placeholder::Slug => path.push_str(slug),
                _ => path.push_str(&section),
            });
            if let Ok(path) = fill(&one) {
                assert_stays_inside(path.out_path().as_str());
                // The same article has the same address, and a link to it leads there.
                prop_assert_eq!(fill(&one), Ok(path.clone()));
                prop_assert_eq!(UrlPath::parse(&path.href("")), Ok(path));
            }
            let plain = |slug: &str| slug.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') && !slug.is_empty();
            let slugs = (slug(&one), slug(&two));
            if let (Some(one), Some(two)) = slugs && plain(&one) && plain(&two) {
                prop_assert_eq!(fill(&one) == fill(&two), one == two);
            }
        }
    }
}

/// A value of a front matter: right, wrong, hostile, in YAML.
fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Zа-я0-9 ]{0,20}",
        Just("2010-12-10".to_owned()),
        Just("2010-12-10 1:00:19 -0500".to_owned()),
        Just("0000-00-00".to_owned()),
        Just("true".to_owned()),
        Just("~".to_owned()),
        Just("1e400".to_owned()),
        Just("-9223372036854775809".to_owned()),
        Just("../../../../etc/passwd".to_owned()),
        Just("/../../x".to_owned()),
        Just("http://www.example.org/node/1?a=b&c=d".to_owned()),
        Just("javascript:alert(1)".to_owned()),
        Just("[a, [b, {c: d}], 3]".to_owned()),
        Just("{file: ../x.jpg, alt: [1], text: x, date: never, url: '//evil'}".to_owned()),
        Just("[{date: 2010-12-12, text: x}, {text: {}}, y]".to_owned()),
        Just("\"\\u202e\\ufeff</script><!--\"".to_owned()),
        Just("index".to_owned()),
        Just("CON".to_owned()),
        Just("feed.xml".to_owned()),
        Just("page".to_owned()),
        any::<String>().prop_map(|text| serde_json::to_string(&text).unwrap()),
    ]
}

/// Keys that mean something, and one that does not.
const KEYS: &[&str] = &[
    "title",
    "date",
    "author",
    "region",
    "topics",
    "tags",
    "summary",
    "language",
    "slug",
    "url",
    "aliases",
    "translation_of",
    "image",
    "gallery",
    "audio",
    "video",
    "attachments",
    "corrections",
    "archive_notes",
    "syndicated_from",
    "publication",
    "organisation",
    "family_name",
    "draft",
    "noindex",
    "withdrawn",
    "origin",
    "original_url",
    "captured",
    "updated",
    "expires",
    "byline",
    "translators",
    "licence",
    "id",
    "guid",
    "episode",
    "extra",
    "name",
    "aka",
    "order",
    "role",
    "template",
    "other",
];

/// A content file: some keys with some values, and a text.
fn file() -> impl Strategy<Value = String> {
    let line = (prop::sample::select(KEYS), value()).prop_map(|(key, value)| format!("{key}: {value}\n"));
    let good = any::<bool>().prop_map(|good| if good { "title: T\ndate: 2010-12-10\n" } else { "" });
    let body = prop_oneof![
        "[a-z #*_\\[\\]()<>{}%\"/:.\n`~|&;-]{0,200}",
        Just(
            "[x](@/articles/a.md) ![](../../x) {{< ref \"b.md\" >}} {{ x(y=1) }} <script>alert(1)</script>"
                .to_owned()
        ),
        any::<String>(),
    ];
    (good, prop::collection::vec(line, 0..6), body)
        .prop_map(|(good, lines, body)| format!("---\n{good}{}---\n{body}", lines.concat()))
}

/// Names of content files, some of which clash or mean something.
const NAMES: &[&str] = &[
    "_index.md",
    "articles/a.md",
    "articles/A.md",
    "articles/b/index.md",
    "articles/2010-12-10-c.md",
    "authors/d.md",
    "authors/_index.md",
    "regions/e.md",
    "regions/e/f.md",
    "pages/about.md",
    "pages/feed.xml.md",
    "pages/index.md",
    "articles/g.ru.md",
    "articles/ж.md",
    "articles/.md",
    "articles/page/1.md",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    /// Whatever stands in front matters: no panic, nothing written outside, and nothing at all where there are errors.
    #[test]
    fn no_site_panics_or_writes_outside(files in prop::collection::btree_map(prop::sample::select(NAMES), file(), 1..5)) {
        let site = site("");
        let languages = "[languages]\nen = {}\nru = {}\n[taxonomies]\nregion = { path = \"regions\" }\ntopic = {}\ntag = {}\n";
        site.write("site.toml", format!("on_conflict = \"warn\"\non_missing_link = \"warn\"\n{SITE_TOML}{languages}"));
        for (name, text) in &files {
            site.write(&format!("content/{name}"), text);
        }
        // The output stands deep in a folder of its own, so that a path that climbs is seen.
        let outside = TempDir::new().unwrap();
        let out = outside.path().join("a/b/c/d/e/f");
        fs::create_dir_all(&out).unwrap();
        let before = tree(&site.path(""));
        let mut options = site.options.clone();
        options.out.clone_from(&out);
        let mut problems = Diagnostics::new();
        let report = generate::build::build(&options, &(), &mut problems).unwrap_or_default();
        for name in tree(outside.path()).keys() {
            prop_assert!(name.starts_with("a/b/c/d/e/f/"), "{name}");
        }
        let mut after = tree(&site.path(""));
        after.retain(|name, _| !name.starts_with(".generate/"));
        prop_assert!(after == before, "a source was changed");
        let written = tree(&out);
        if problems.has_errors() {
            prop_assert!(written.is_empty(), "{:?}", written.keys());
            prop_assert!(problems.iter().all(|problem| problem.code != "write-failed"), "{problems:?}");
        } else {
            prop_assert_eq!(report.outputs, written.len());
            for (name, bytes) in written.iter().filter(|(name, _)| name.ends_with(".html")) {
                let text = std::str::from_utf8(bytes).unwrap();
                prop_assert!(!text.contains("alert(1)</script>"), "{name}");
                prop_assert!(!text.contains("href=\"javascript:"), "{name}");
            }
            for (name, bytes) in written.iter().filter(|(name, _)| name.ends_with(".xml")) {
                let mut reader = quick_xml::Reader::from_reader(bytes.as_slice());
                let mut buffer = Vec::new();
                loop {
                    match reader.read_event_into(&mut buffer) {
                        Ok(quick_xml::events::Event::Eof) => break,
                        Ok(_) => {}
                        Err(error) => return Err(TestCaseError::fail(format!("{name}: {error}"))),
                    }
                    buffer.clear();
                }
            }
        }
    }
}
