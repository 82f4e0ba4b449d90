//! Articles for sites in strings, and what their pages say, read back.

use std::path::{Component, Path, PathBuf};

use crate::hostile_corpus::tree::Tree;
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

/// An element as a browser reads it.
#[derive(Clone, Debug)]
pub(crate) struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    /// The text within it.
    pub text: String,
}

impl Element {
    /// The value of an attribute.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Whether it has a class.
    pub fn has_class(&self, class: &str) -> bool {
        self.get("class").is_some_and(|classes| classes.split_ascii_whitespace().any(|known| known == class))
    }
}

/// All elements of a page or of a part of one, in order, as a reader without scripts has them.
pub(crate) fn all_elements(html: &str) -> Vec<Element> {
    let tree = Tree::page_without_scripts(html);
    let element = |id| {
        let (_, name) = tree.name(id)?;
        let (name, attributes) = (name.to_owned(), tree.attributes(id).to_vec());
        Some(Element { name, attributes, text: tree.text(id) })
    };
    tree.walk().into_iter().filter_map(element).collect()
}

/// The elements of this name.
pub(crate) fn elements(html: &str, name: &str) -> Vec<Element> {
    all_elements(html).into_iter().filter(|element| element.name == name).collect()
}

/// The picture whose attribute `name` has a value that ends so.
pub(crate) fn picture(html: &str, name: &str, end: &str) -> Element {
    let is_it = |image: &Element| image.get(name).is_some_and(|value| value.ends_with(end));
    let mut images = elements(html, "img").into_iter();
    images.find(is_it).unwrap_or_else(|| panic!("no picture with {name} {end}: {html}"))
}

/// The values of an attribute in the order of a page, or of a part of one.
pub(crate) fn attributes(html: &str, name: &str) -> Vec<String> {
    let values = all_elements(html).into_iter().flat_map(|element| element.attributes);
    values.filter(|(known, _)| known == name).map(|(_, value)| value).collect()
}

/// The addresses of the links of a page.
pub(crate) fn hrefs(html: &str) -> Vec<String> {
    attributes(html, "href")
}

/// The headlines of the articles that a list shows, in order.
pub(crate) fn headlines(html: &str) -> Vec<String> {
    let tree = Tree::page_without_scripts(html);
    let is_card = |id: &usize| {
        let class = tree.attribute(*id, "class").unwrap_or_default();
        tree.name(*id).is_some_and(|(_, name)| name == "article")
            && class.split(' ').any(|class| class == "card")
    };
    let headline = |card: usize| {
        let mut within = tree.walk_from(card).into_iter();
        let heading = within
            .find(|id| tree.name(*id).is_some_and(|(_, name)| matches!(name, "h1" | "h2" | "h3" | "h4")))
            .unwrap_or_else(|| panic!("a card without a heading: {html}"));
        tree.text(heading).trim().to_owned()
    };
    tree.walk().into_iter().filter(is_card).map(headline).collect()
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
