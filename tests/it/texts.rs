//! Character references are read once, in every text that readers are shown, wherever a site takes it.

use std::collections::{BTreeMap, BTreeSet};

use generate::build::{Options, build};
use generate::diagnostic::Diagnostics;
use tempfile::TempDir;

use crate::hostile_corpus::places::{PLACES, Put};
use crate::hostile_corpus::site::Files;
use crate::page::site_with;
use crate::support::tree;

/// What stands after a mark: references by a name that exports use, by one that they seldom use, by number, and by a number of
/// Windows.
const WRITTEN: &str = "&eacute;&Scaron;&#8217;&#150;";

/// The same as it is shown.
const SHOWN: &str = "éŠ’–";

/// Keys of `site.toml` and columns that hold no text for readers.
const OTHER_SLOTS: &[&str] = &[
    "address",
    "appeal url",
    "archived copy",
    "contact",
    "extra",
    "feed alias",
    "hidden credit",
    "language date",
    "live",
    "menu entry",
    "menu name",
    "menu url",
    "newsletter action",
    "old host",
    "permalink",
    "publication url",
    "support url",
    "taxonomy path",
];

/// Lines of front matter that hold no text for readers, or one that no page of this corpus shows.
const OTHER_LINES: &[&str] = &[
    // Of a file that is not there, nothing is shown.
    "video: {file: §, title: §, poster: §}",
    "image: §",
    // Of a picture that is not there nothing is shown.
    "image: {file: §, alt: §}",
    "url: §",
    "aliases: [§]",
    "original_url: §",
    "origin: {url: §, source: §}",
    "slug: §",
    "translation_of: §",
    "extra: {html: §, href: §}\nunknown: §",
    "audio: §",
    "name: B2\nportrait: §",
    "name: C2\nfamily_name: §\norganisation: true",
    "name: D\naliases: [§]\naka: [§]",
    "name: E\norder: 1\ntranslations: {ru: {name: §, role: §, note: §}}",
    "aka: [§]\naliases: [§]\nfeed_aliases: [§]",
    "title: x\nurl: §",
    "title: x\naliases: [§]",
];

/// The lines of a place in front matter.
fn lines(put: &Put) -> Option<&'static str> {
    match put {
        Put::Front(lines) | Put::Episode(lines) | Put::Page(lines) | Put::Described(_, _, lines) => {
            Some(lines)
        }
        _ => None,
    }
}

/// Whether a place takes text that is not Markdown, and nothing that must be of a kind.
fn takes_text(put: &Put) -> bool {
    let is_of_a_kind = |lines: &str| {
        ["duration: §", "language: §", "updated: §", "template: §", "issn: §"]
            .iter()
            .any(|key| lines.contains(key))
    };
    match put {
        Put::Config(slot) | Put::Popular(slot) => !OTHER_SLOTS.contains(slot),
        _ => lines(put).is_some_and(|lines| !is_of_a_kind(lines) && lines != "date: §"),
    }
}

/// The mark of a place, so that its text is told from all others.
fn mark(index: usize) -> String {
    format!("mark{index}mark")
}

#[test]
fn references_are_read_in_every_text_that_is_shown() {
    let mut files = Files::new();
    let places = || PLACES.iter().enumerate().filter(|(_, put)| takes_text(put));
    for (index, put) in places() {
        put.put(1_000_000 + index, &format!("{}{WRITTEN}", mark(index)), &mut files);
    }
    let folder = TempDir::new().unwrap();
    files.write(folder.path());
    let options =
        Options { root: folder.path().into(), out: folder.path().join("public"), ..Options::default() };
    let mut problems = Diagnostics::new();
    build(&options, &(), &mut problems);
    assert!(!problems.has_errors(), "{problems:#?}");
    let (mut read, mut unread) = (BTreeSet::new(), BTreeMap::new());
    for (file, bytes) in tree(&options.out) {
        let text = String::from_utf8_lossy(&bytes);
        for (at, _) in text.match_indices("mark") {
            let digits: String = text[at + 4..].chars().take_while(char::is_ascii_digit).collect();
            let Some(rest) = text[at + 4 + digits.len()..].strip_prefix("mark") else { continue };
            let index: usize = digits.parse().unwrap();
            if rest.starts_with(SHOWN) {
                read.insert(index);
            } else if rest.starts_with(['&', '\\']) {
                unread.insert(index, format!("{file}: {}", rest.chars().take(20).collect::<String>()));
            }
        }
    }
    for (index, put) in places() {
        let other = lines(put).is_some_and(|lines| OTHER_LINES.contains(&lines));
        assert!(other || read.contains(&index), "{} is shown nowhere as it reads", put.name());
        // Addresses stay as they are written.
        let has_address = lines(put).is_some_and(|lines| {
            ["url: §", "file: §", "poster: §", ", §]", "source: §"].iter().any(|key| lines.contains(key))
        });
        if let Some(found) = unread.get(&index).filter(|_| !other && !has_address) {
            panic!("{}: {found}", put.name());
        }
    }
    assert!(read.len() > 45, "{read:?}");
}

#[test]
fn arguments_of_shortcodes_are_read_as_well() {
    let body = "{{< figure src=\"/a.jpg\" caption=\"Caf&eacute; &amp;eacute;\" credit=“R&#233;n&eacute;” alt=`A&eacute;` >}}";
    let files = crate::page::file("a.md", "title: A\ndate: 2010-12-10", body);
    let site = site_with("", &files);
    site.write("static/a.jpg", crate::pictures::small_file("a.jpg"));
    let page = site.build().file("2010/12/a/index.html");
    assert!(page.contains("Café &amp;eacute;") && page.contains("Réné"), "{page}");
    assert!(page.contains("alt=\"A&amp;eacute;\""), "what stands between backticks stays: {page}");
}
