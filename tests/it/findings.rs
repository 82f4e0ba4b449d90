//! What is found in the texts of a site: the report of a build, its lists and who examines a site without building it have the same.

use std::collections::BTreeMap;
use std::fs;

use generate::build::Snapshot;
use generate::build::examine::{PageFindings, examine};
use generate::diagnostic::{Diagnostics, Place};
use generate::output::finding::Flaw;

use crate::page::{file, site_with};
use crate::support::Site;

/// A site with a flaw of each kind, and with anchors of other pages that are not there.
pub(crate) fn flawed() -> Site {
    let files = [
        file(
            "a.md",
            "title: A\ndate: 2010-12-10\nimage: gone.jpg\nauthor_note: '[x](/node/1)'",
            "## Part\n\n[b](/node/2) [c](#part) [d](#none) ![](/x.svg) {{< nothing >}}\n\n\
             <form><b>e</b></form>\n\n[f](@/b.md#text) [g](@/b.md#none) <img src=\"/node/3.jpg\">",
        ),
        file("b.md", "title: B\ndate: 2010-12-11", "## Text\n\n[a](/2010/12/a/#part) ![a](b.SVG)"),
        file(
            "pages/about.md",
            "title: About",
            "{{< nothing >}} [a](/2010/12/a/#gone)\n\n<iframe src=\"https://x.example/\"></iframe>",
        ),
        file("pages/corrections.md", "title: Corrections\nkey: corrections", "[a](/node/4)"),
    ];
    let site = site_with("", &files.concat());
    site.write("static/x.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>");
    site.write("content/b.SVG", "no drawing");
    site
}

/// What is found without a build.
pub(crate) fn examined(site: &Site) -> Vec<PageFindings> {
    let mut problems = Diagnostics::new();
    let snapshot = Snapshot::take(&site.options, &(), &mut problems);
    examine(&snapshot.unwrap_or_else(|| panic!("{problems:?}")), &site.options)
}

/// Each finding in a line, by page.
fn lines(pages: &[PageFindings]) -> Vec<String> {
    let line = |path, finding: &generate::output::finding::Finding| match finding.flaw() {
        Some((flaw, place)) => format!("{path}: {flaw:?} {place}"),
        None => {
            let message = finding.message().unwrap();
            format!("{path}: {} {}", message.code, message.place.as_ref().unwrap())
        }
    };
    pages.iter().flat_map(|page| page.findings.iter().map(move |one| line(&page.path, one))).collect()
}

/// The lists of a build as they would be of these findings, and the number of each other kind.
fn as_reported(pages: &[PageFindings]) -> (String, String, BTreeMap<&'static str, usize>) {
    let (mut missing, mut anchors, mut removed) = (Vec::new(), Vec::new(), Vec::new());
    let mut counts = BTreeMap::new();
    let row = |what: &str, place: &Place, more: &str| {
        let at = place.position.unwrap_or_default();
        let quoted = if what.contains([',', '"']) { format!("\"{what}\"") } else { what.to_owned() };
        format!("{quoted},{},{},{}{more}\n", place.file, at.line, at.column)
    };
    for (flaw, place) in pages.iter().flat_map(|page| &page.findings).filter_map(|finding| finding.flaw()) {
        match flaw {
            Flaw::MissingAddress(address) => missing.push((address, place)),
            Flaw::MissingAnchor(anchor) => anchors.push((place, anchor)),
            Flaw::RemovedElement(element, removal) => {
                removed.push((place, row(element, place, &format!(",{}", removal.name()))));
            }
            Flaw::MissingFile(_) => *counts.entry("missing-file").or_default() += 1,
            Flaw::UnknownShortcode(_) => *counts.entry("unknown-shortcode").or_default() += 1,
            Flaw::NoAlternativeText => *counts.entry("no-alt").or_default() += 1,
        }
    }
    missing.sort();
    anchors.sort();
    removed.sort_by_key(|(place, _)| *place);
    let missing = missing.iter().map(|(address, place)| row(address, place, ""));
    let anchors = anchors.iter().map(|(place, anchor)| row(anchor, place, ""));
    (missing.chain(anchors).collect(), removed.into_iter().map(|(_, row)| row).collect(), counts)
}

/// A list that the last build left, without its head.
fn list(site: &Site, name: &str) -> String {
    let list = fs::read_to_string(site.path(".generate").join(name)).unwrap_or_default();
    list.replace('\r', "").split_once('\n').map(|(_, rows)| rows.to_owned()).unwrap_or_default()
}

/// Builds a site, and looks whether the build tells what is found without one.
fn tells_the_same(site: &Site) {
    let built = site.build();
    let pages = examined(site);
    let (missing, removed, counts) = as_reported(&pages);
    assert_eq!(list(site, "missing.csv"), missing);
    assert_eq!(list(site, "removed.csv"), removed);
    let texts = built.problems_text();
    for code in ["missing-file", "unknown-shortcode", "no-alt"] {
        assert_eq!(texts.contains(&format!("[{code}]")), counts.contains_key(code), "{code}: {texts}");
    }
    if let Some(count) = counts.get("no-alt") {
        let (one, many) = ("1 image has no".to_owned(), format!("{count} images have no"));
        assert!(texts.contains(if *count == 1 { &one } else { &many }), "{texts}");
    }
    let messages = pages.iter().flat_map(|page| &page.findings).filter_map(|finding| finding.message());
    for message in messages {
        assert!(built.problems.iter().any(|problem| problem == message), "{message:?}: {texts}");
    }
}

#[test]
fn every_flaw_is_found_with_its_page_and_place() {
    assert_eq!(
        lines(&examined(&flawed())),
        [
            "2010/12/a/index.html: MissingAddress(\"/node/2\") content/a.md:9:1",
            "2010/12/a/index.html: MissingAddress(\"/node/3.jpg\") content/a.md:13:35",
            "2010/12/a/index.html: MissingAnchor(\"#none\") content/a.md:9:25",
            "2010/12/a/index.html: UnknownShortcode(\"nothing\") content/a.md:9:48",
            "2010/12/a/index.html: RemovedElement(\"form\", Unwrapped) content/a.md:11:1",
            "2010/12/a/index.html: NoAlternativeText content/a.md:9:36",
            "2010/12/a/index.html: NoAlternativeText content/a.md:13:35",
            "2010/12/a/index.html: MissingFile(\"gone.jpg\") content/a.md",
            "2010/12/a/index.html: MissingAddress(\"/node/1\") content/a.md",
            "2010/12/a/index.html: MissingAnchor(\"/2010/12/b/#none\") content/a.md:13:18",
            "about/index.html: UnknownShortcode(\"nothing\") content/pages/about.md:4:1",
            "about/index.html: RemovedElement(\"iframe\", Linked) content/pages/about.md:6:1",
            "about/index.html: MissingAnchor(\"/2010/12/a/#gone\") content/pages/about.md:4:17",
            "b.SVG: broken-svg content/b.SVG",
            "corrections/index.html: MissingAddress(\"/node/4\") content/pages/corrections.md:5:1",
        ]
    );
}

#[test]
fn a_build_tells_what_is_found_without_one() {
    let site = flawed();
    tells_the_same(&site);
    // The pages that a build does not make again have been told of before.
    site.write("content/b.md", "---\ntitle: B\ndate: 2010-12-11\n---\n[x](/node/9) <object>y</object>\n");
    tells_the_same(&site);
    fs::remove_file(site.path("content/pages/about.md")).unwrap();
    tells_the_same(&site);
}
