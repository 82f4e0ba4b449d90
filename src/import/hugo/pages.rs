//! Content files: what each is, where it stands, and the files beside it.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde_json::Value;

use super::date::{self, Date};
use super::path::join;
use super::site::{Root, Site};
use crate::diagnostic::Diagnostics;
use crate::import::folder::Folder;
use crate::import::front_matter;
use crate::import::old_site::{Asset, Fields, LeftOut, Why};

/// A page of the old site that a file describes.
#[derive(Clone, Debug)]
pub(super) struct Page {
    /// The file.
    pub(super) source: String,
    /// The index of its language.
    pub(super) language: usize,
    /// What it is.
    pub(super) kind: Kind,
    /// The folder below content that it stands in; of an index the folder that it is of.
    pub(super) folder: String,
    /// The name without language and ending; of a bundle that of its folder, of an index nothing.
    pub(super) name: String,
    /// Whether it has a folder of its own: the files beside it belong to it.
    pub(super) bundle: bool,
    /// The front matter with keys in lower case.
    pub(super) fields: Fields,
    /// The text.
    pub(super) body: String,
    /// The line that the text begins with.
    pub(super) body_line: u32,
    /// Whether it is written in HTML.
    pub(super) is_html: bool,
    /// The date that counts.
    pub(super) date: Option<Date>,
    /// Whether that is the date of its publication: pages of all kinds have one of their last change.
    pub(super) is_dated: bool,
}

/// What a page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// The home page.
    Home,
    /// A page of its own.
    Regular,
    /// The list of a folder.
    Section,
    /// The list of the terms of a taxonomy.
    Taxonomy(usize),
    /// A term of a taxonomy.
    Term(usize),
}

impl Page {
    /// The path below content by which Hugo knows it, in lower case: the same in all languages.
    pub(super) fn key(&self) -> String {
        join(&self.folder, &self.name).to_lowercase().replace(' ', "-")
    }

    /// The top folder.
    pub(super) fn section(&self) -> &str {
        self.folder.split('/').next().unwrap_or_default()
    }

    /// The name that the folder of a term gives it.
    pub(super) fn term(&self, site: &Site) -> Option<String> {
        let Kind::Term(taxonomy) = self.kind else { return None };
        let path = join(&self.folder, &self.name);
        Some(path.strip_prefix(&site.taxonomies[taxonomy].plural)?.trim_matches('/').to_owned())
    }
}

/// All that was found in the folders of content.
#[derive(Debug, Default)]
pub(super) struct Content {
    /// The pages, by their sources.
    pub(super) pages: Vec<Page>,
    /// Files beside content that are published: their source, and the path below content, with the language they are of.
    pub(super) files: Vec<(String, String, Option<usize>)>,
    /// Files that belong to a bundle: the index of the page, the file, and its path in the bundle.
    pub(super) resources: Vec<(usize, Asset)>,
    /// What is not read.
    pub(super) left_out: Vec<LeftOut>,
}

/// A file of content before it is read.
struct File<'f> {
    source: &'f str,
    /// Its path below content.
    path: String,
    language: Option<usize>,
}

/// How a file is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    Markdown,
    Html,
    Other(&'static str),
    Resource,
}

fn format(path: &str) -> Format {
    let name = path.rsplit('/').next().unwrap_or(path);
    match name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).as_deref() {
        Some("md" | "markdown" | "mdown" | "mmark") => Format::Markdown,
        Some("html" | "htm") => Format::Html,
        Some("org") => Format::Other("org"),
        Some("ad" | "adoc" | "asciidoc") => Format::Other("asciidoc"),
        Some("rst" | "rest") => Format::Other("rst"),
        Some("pandoc" | "pdc") => Format::Other("markdown"),
        _ => Format::Resource,
    }
}

/// Reads everything in the folders of content.
pub(super) fn read(site: &Site, folder: &Folder, problems: &mut Diagnostics) -> Content {
    let files = files(site, folder);
    let bundles = bundles(site, &files);
    let mut content = Content::default();
    let mut documents = Vec::new();
    let mut beside = Vec::new();
    for file in &files {
        let bundle = bundle_of(&bundles, &file.path);
        let is_index = bundle.is_some_and(|bundle| {
            file.path
                .strip_prefix(bundle)
                .is_some_and(|rest| is_leaf_index(site, rest.trim_start_matches('/')))
        });
        match format(&file.path) {
            Format::Resource => beside.push((file, bundle)),
            Format::Other(name) => {
                content.left_out.push(LeftOut { source: file.source.to_owned(), why: Why::Format(name) });
            }
            // A text in the bundle of another page has no page of its own.
            Format::Markdown | Format::Html if bundle.is_some() && !is_index => {
                content.left_out.push(LeftOut { source: file.source.to_owned(), why: Why::Unpublished });
            }
            Format::Markdown | Format::Html => documents.push((file, bundle)),
        }
    }
    let read = documents.par_iter().map(|(file, bundle)| {
        let mut problems = Diagnostics::new();
        (page(site, folder, file, *bundle, &mut problems), file.source, problems)
    });
    for (page, source, found) in read.collect::<Vec<_>>() {
        problems.append(found);
        match page {
            Read::Page(page) => content.pages.push(*page),
            Read::File => {
                beside.extend(files.iter().filter(|file| file.source == source).map(|file| (file, None)))
            }
            Read::Nothing => {
                content.left_out.push(LeftOut { source: source.to_owned(), why: Why::Unreadable });
            }
        }
    }
    content.pages.sort_by(|one, other| one.source.cmp(&other.source));
    resources(&mut content, &beside);
    content
}

/// All files of content, those of inner folders once.
fn files<'f>(site: &Site, folder: &'f Folder) -> Vec<File<'f>> {
    let mut seen = BTreeSet::new();
    let mut files = Vec::new();
    for Root { folder: below, at, language } in &site.roots {
        for source in folder.below(below) {
            let path = source[below.len()..].trim_start_matches('/');
            let name = path.rsplit('/').next().unwrap_or(path);
            if path.split('/').any(|part| part.starts_with('.'))
                || name.ends_with('~')
                || name.starts_with('#')
            {
                continue;
            }
            if seen.insert(source) {
                files.push(File { source, path: join(at, path), language: *language });
            }
        }
    }
    files.sort_by(|one, other| one.source.cmp(other.source));
    files
}

/// Whether a name is that of the text of a bundle.
fn is_leaf_index(site: &Site, name: &str) -> bool {
    let is_text = matches!(format(name), Format::Markdown | Format::Html);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    is_text && site.language_of(stem).0 == "index"
}

/// The folders that are bundles of one page.
fn bundles(site: &Site, files: &[File<'_>]) -> BTreeSet<String> {
    let indexes = files.iter().filter_map(|file| file.path.rsplit_once('/'));
    indexes.filter(|(_, name)| is_leaf_index(site, name)).map(|(folder, _)| folder.to_owned()).collect()
}

/// The outermost bundle that a file is in.
fn bundle_of<'b>(bundles: &'b BTreeSet<String>, path: &str) -> Option<&'b str> {
    let ends = path.match_indices('/').map(|(end, _)| end);
    ends.filter_map(|end| bundles.get(&path[..end])).map(String::as_str).next()
}

/// What reading a file gave.
enum Read {
    Page(Box<Page>),
    /// HTML that is a whole document: Hugo copies it.
    File,
    Nothing,
}

fn page(
    site: &Site,
    folder: &Folder,
    file: &File<'_>,
    bundle: Option<&str>,
    problems: &mut Diagnostics,
) -> Read {
    let Some(text) = folder.text(file.source, problems) else { return Read::Nothing };
    let Some(parsed) = front_matter::read(file.source, &text, problems) else { return Read::Nothing };
    let is_html = format(&file.path) == Format::Html;
    let start = parsed.body.trim_start().get(..14).unwrap_or_default().to_ascii_lowercase();
    if is_html && !parsed.has_front_matter && (start.starts_with("<!doctype") || start.starts_with("<html")) {
        return Read::File;
    }
    let mut fields = parsed.fields;
    fields.lower_keys();
    let (parent, file_name) = file.path.rsplit_once('/').unwrap_or(("", &file.path));
    let stem = file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem);
    let (stem, suffix) = site.language_of(stem);
    let (mut place, mut name) = (parent.to_owned(), stem.to_owned());
    if stem == "_index" || (stem == "index" && parent.is_empty()) {
        name.clear();
    } else if let Some(bundle) = bundle {
        let (above, own) = bundle.rsplit_once('/').unwrap_or(("", bundle));
        (place, name) = (above.to_owned(), own.to_owned());
    }
    let kind = kind(site, &place, &name);
    let keys = date::keys(site, "date", &date::DATE);
    let date = date::first(&fields, &keys, (&name, file.source), folder, site);
    if keys.iter().any(|key| key == ":filename")
        && fields.text("slug").is_none()
        && let Some((_, rest)) = crate::article::date_in_name(&name)
        && !rest.is_empty()
    {
        fields.set("slug", rest.to_owned());
    }
    let published: Vec<String> = keys.iter().filter(|key| !is_of_change(key)).cloned().collect();
    let is_dated = date::first(&fields, &published, (&name, file.source), folder, site).is_some();
    Read::Page(Box::new(Page {
        source: file.source.to_owned(),
        language: suffix.or(file.language).unwrap_or(0),
        kind,
        folder: place,
        name,
        bundle: bundle.is_some(),
        fields,
        body: parsed.body.to_owned(),
        body_line: parsed.body_line,
        is_html,
        date,
        is_dated,
    }))
}

/// Whether a key of dates says when a page was changed.
fn is_of_change(key: &str) -> bool {
    matches!(key, "lastmod" | "modified" | ":filemodtime" | ":git")
}

fn kind(site: &Site, folder: &str, name: &str) -> Kind {
    let path = join(folder, name);
    let is_index = name.is_empty();
    match site.taxonomy_of(&path.to_lowercase()) {
        Some((taxonomy, "")) if is_index => Kind::Taxonomy(taxonomy),
        Some((taxonomy, rest)) if !rest.is_empty() => Kind::Term(taxonomy),
        _ if is_index && folder.is_empty() => Kind::Home,
        _ if is_index => Kind::Section,
        _ => Kind::Regular,
    }
}

/// Gives files beside content to the pages that they belong to.
fn resources(content: &mut Content, beside: &[(&File<'_>, Option<&str>)]) {
    let mut owners: BTreeMap<String, Vec<(usize, usize)>> = BTreeMap::new();
    for (index, page) in content.pages.iter().enumerate().filter(|(_, page)| page.bundle) {
        owners.entry(join(&page.folder, &page.name)).or_default().push((page.language, index));
    }
    for (file, bundle) in beside {
        let owner = bundle.and_then(|bundle| {
            let of_folder =
                |owner: &&(usize, usize)| file.language.is_none_or(|language| language == owner.0);
            // Of several languages in one folder, the first one has the files.
            let owner = owners.get(bundle)?.iter().filter(of_folder).min()?;
            Some((owner.1, bundle.len()))
        });
        match owner {
            Some((index, length)) => {
                let target = file.path[length..].trim_start_matches('/').to_owned();
                content.resources.push((index, Asset { source: file.source.to_owned(), target }));
            }
            None => content.files.push((file.source.to_owned(), file.path.clone(), file.language)),
        }
    }
}

/// The value of a key that may be written in any case in a table of front matter.
pub(super) fn inner<'v>(value: &'v Value, key: &str) -> Option<&'v Value> {
    value.as_object()?.iter().find(|(name, _)| name.to_lowercase() == key).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::hugo::config::Config;
    use crate::import::hugo::testing::folder;

    #[test]
    fn files_are_pages_indexes_terms_and_what_lies_beside_them() {
        let (_root, folder) = folder(&[
            ("hugo.toml", "[languages.en]\nweight = 1\n[languages.ru]\nweight = 2\n"),
            ("content/_index.md", "---\ntitle: Home\n---\n"),
            ("content/post/_index.ru.md", "---\n---\n"),
            ("content/post/One Day.md", "---\nTitle: One\nDATE: 2020-01-02\n---\ntext\n"),
            ("content/post/b/index.md", "+++\ntitle = \"B\"\n+++\n"),
            ("content/post/b/note.md", "x"),
            ("content/post/b/pics/a.png", "x"),
            ("content/post/loose.png", "x"),
            ("content/tags/_index.md", "{\"title\": \"Tags\"}\n"),
            ("content/tags/a/_index.md", "---\ntitle: A\n---\n"),
            ("content/doc.org", "x"),
            ("content/raw.html", "<!DOCTYPE html><p>x"),
            ("content/broken.md", "---\na: [\n---\n"),
            ("content/.hidden.md", "x"),
        ]);
        let mut problems = Diagnostics::new();
        let site = Site::of(Config::read(&folder, &mut problems), &folder);
        assert!(problems.is_empty());
        let content = read(&site, &folder, &mut problems);
        assert_eq!(problems.errors(), 1);
        let pages: Vec<_> =
            content.pages.iter().map(|page| (&*page.folder, &*page.name, page.kind, page.language)).collect();
        assert_eq!(
            pages,
            [
                ("", "", Kind::Home, 0),
                ("post", "One Day", Kind::Regular, 0),
                ("post", "", Kind::Section, 1),
                ("post", "b", Kind::Regular, 0),
                ("tags", "", Kind::Taxonomy(1), 0),
                ("tags/a", "", Kind::Term(1), 0),
            ]
        );
        assert_eq!(content.pages[1].key(), "post/one-day");
        assert_eq!(content.pages[1].date.as_ref().map(|date| date.text.as_str()), Some("2020-01-02"));
        assert_eq!(content.pages[1].fields.text("title").as_deref(), Some("One"));
        assert_eq!(content.pages[5].term(&site).as_deref(), Some("a"));
        let [(3, resource)] = &content.resources[..] else { panic!("{:?}", content.resources) };
        assert_eq!((&*resource.source, &*resource.target), ("content/post/b/pics/a.png", "pics/a.png"));
        let files: Vec<&str> = content.files.iter().map(|(_, path, _)| &**path).collect();
        assert_eq!(files, ["post/loose.png", "raw.html"]);
        let mut left: Vec<_> = content.left_out.iter().map(|left| (&*left.source, &left.why)).collect();
        left.sort();
        assert_eq!(
            left,
            [
                ("content/broken.md", &Why::Unreadable),
                ("content/doc.org", &Why::Format("org")),
                ("content/post/b/note.md", &Why::Unpublished),
            ]
        );
    }
}
