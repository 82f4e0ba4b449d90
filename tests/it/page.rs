//! Articles for sites in strings, and what their pages say, read back.

use std::path::{Component, Path, PathBuf};

use crate::support::{Built, SITE_TOML, Site, site};

/// A site whose `site.toml` has more lines, tables too, from its line 4 on.
pub(crate) fn site_with(config: &str, files: &str) -> Site {
    site(&format!("-- site.toml --\n{SITE_TOML}{config}\n{files}"))
}

/// A content file: what stands in a string of a site.
pub(crate) fn file(path: &str, front_matter: &str, body: &str) -> String {
    format!("-- content/{path} --\n---\n{front_matter}\n---\n{body}\n")
}

/// An article with a title, a date and further lines of front matter.
pub(crate) fn post(path: &str, title: &str, date: &str, more: &str) -> String {
    file(path, &format!("title: {title}\ndate: {date}\n{more}"), "Some text.")
}

/// `count` articles called `Story 1`, … of consecutive days of January 2010, with the same lines of front matter.
pub(crate) fn stories(count: usize, more: &str) -> String {
    (1..=count)
        .map(|n| post(&format!("s{n}.md"), &format!("Story {n}"), &format!("2010-01-{n:02}"), more))
        .collect()
}

/// The values of an attribute in the order of a page.
pub(crate) fn attributes(html: &str, name: &str) -> Vec<String> {
    let mark = format!(" {name}=\"");
    let values = html.split(mark.as_str()).skip(1).map(|rest| rest.split('"').next().unwrap());
    values.map(|value| value.replace("&amp;", "&")).collect()
}

/// The addresses of the links of a page.
pub(crate) fn hrefs(html: &str) -> Vec<String> {
    attributes(html, "href")
}

/// The headlines of the articles that a list shows, in order.
pub(crate) fn headlines(html: &str) -> Vec<String> {
    let cards = html.split("<article class=\"card").skip(1);
    cards.map(|card| between(card, "<h", "</a>").rsplit('>').next().unwrap().to_owned()).collect()
}

/// What stands between two marks of a text.
pub(crate) fn between<'t>(text: &'t str, start: &str, end: &str) -> &'t str {
    let rest = text.split_once(start).unwrap_or_else(|| panic!("no {start} in {text}")).1;
    rest.split_once(end).unwrap_or_else(|| panic!("no {end} after {start}")).0
}

/// The body of an article or standing page.
pub(crate) fn body(html: &str) -> &str {
    between(html, "<div class=\"text\">", "</div>").trim()
}

/// Where the page at an old address leads on to.
pub(crate) fn redirect(built: &Built, file: &str) -> String {
    between(&built.file(file), "content=\"0; url=", "\"").to_owned()
}

/// The links of a page that lead to no file, as seen from the folder: of a site with relative links.
pub(crate) fn dead_relative_links(built: &Built, page: &str) -> Vec<String> {
    let html = built.file(page);
    let addresses = ["href", "src", "poster"].iter().flat_map(|name| attributes(&html, name));
    let relative = addresses.filter(|a| !a.contains(':') && !a.starts_with('#') && !a.is_empty());
    relative.filter(|address| !leads_to_file(&built.out, page, address)).collect()
}

/// Whether a relative address on `page` names a file below `out`.
fn leads_to_file(out: &Path, page: &str, address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap();
    let path = percent_encoding::percent_decode_str(path).decode_utf8().unwrap();
    let mut found = PathBuf::new();
    for part in Path::new(page).parent().unwrap().join(&*path).components() {
        match part {
            Component::Normal(part) => found.push(part),
            Component::ParentDir => assert!(found.pop(), "{page}: {address} leads out of the site"),
            _ => return false,
        }
    }
    out.join(found).is_file()
}
