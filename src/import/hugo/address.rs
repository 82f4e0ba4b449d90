//! Where Hugo serves a page.

use std::collections::{BTreeMap, BTreeSet};

use super::pages::{Kind, Page};
use super::path::{clean, decoded, join};
use super::permalinks::{self, Parts};
use super::site::Site;
use crate::import::old_site;

/// What of all pages the address of one depends on.
#[derive(Debug, Default)]
pub(super) struct Addresses {
    /// Folders with an index, in lower case, by language.
    indexes: BTreeSet<(usize, String)>,
    /// The slugs that indexes have.
    slugs: BTreeMap<(usize, String), String>,
}

impl Addresses {
    pub(super) fn of(pages: &[Page]) -> Addresses {
        let mut addresses = Addresses::default();
        for page in pages.iter().filter(|page| page.kind == Kind::Section) {
            let key = (page.language, page.folder.to_lowercase());
            if let Some(slug) = page.fields.text("slug") {
                addresses.slugs.insert(key.clone(), slug);
            }
            addresses.indexes.insert(key);
        }
        addresses
    }

    /// The folders above a page that are sections: the top one, and those with an index.
    pub(super) fn sections(&self, page: &Page) -> Vec<String> {
        let mut folder = String::new();
        let mut sections = Vec::new();
        for part in page.folder.split('/').filter(|part| !part.is_empty()) {
            folder = join(&folder, part);
            let has_index = self.indexes.contains(&(page.language, folder.to_lowercase()));
            if sections.is_empty() || has_index {
                sections.push(part.to_owned());
            }
        }
        sections
    }

    /// The address of a folder: its parts, each by the slug of its index if that has one.
    pub(super) fn folder(&self, site: &Site, language: usize, folder: &str) -> String {
        let (mut below, mut address) = (String::new(), site.languages[language].prefix.clone());
        for part in folder.split('/').filter(|part| !part.is_empty()) {
            below = join(&below, part);
            let slug = self.slugs.get(&(language, below.to_lowercase()));
            address.push('/');
            address.push_str(&slug.map_or_else(|| site.naming.name(part), |slug| site.naming.text(slug)));
        }
        format!("{address}/")
    }

    /// The address of a page: a path from `/`, decoded.
    pub(super) fn page(&self, site: &Site, page: &Page) -> String {
        let prefix = &site.languages[page.language].prefix;
        if page.kind == Kind::Home {
            return format!("{prefix}/");
        }
        if let Some(url) = page.fields.text("url") {
            return self.written(site, page, &url);
        }
        let is_ugly = is_ugly(site, page);
        if let Some(path) = self.by_pattern(site, page) {
            let path = sanitized(site, &join(prefix, &path));
            return finished(&path, is_ugly);
        }
        let own = match page.kind {
            Kind::Regular => {
                let slug = page.fields.text("slug").map(|slug| site.naming.text(&slug));
                slug.filter(|slug| !slug.is_empty()).unwrap_or_else(|| site.naming.name(&page.name))
            }
            Kind::Term(taxonomy) => {
                let name = page.term(site).unwrap_or_default();
                let (above, last) = name.rsplit_once('/').unwrap_or(("", &name));
                let slug = page.fields.text("slug").map(|slug| site.naming.text(&slug));
                let last = slug.filter(|slug| !slug.is_empty()).unwrap_or_else(|| site.naming.name(last));
                let path =
                    join(&site.naming.path(&site.taxonomies[taxonomy].plural), &site.naming.path(above));
                let path = sanitized(site, &format!("{prefix}/{}", join(&path, &last)));
                return finished(&path, is_ugly);
            }
            _ => String::new(),
        };
        let path = join(&self.folder(site, page.language, &page.folder), &own);
        finished(&sanitized(site, &path), is_ugly)
    }

    /// An address that front matter gives: as it is; without a slash at its start it is below that of the language.
    fn written(&self, site: &Site, page: &Page, url: &str) -> String {
        let url = url
            .find("://")
            .map_or(url, |at| url[at + 3..].find('/').map_or("/", |path| &url[at + 3 + path..]));
        let expanded = if url.contains(':') { self.filled(site, page, url) } else { None };
        let url = expanded.unwrap_or_else(|| url.to_owned());
        let prefix = &site.languages[page.language].prefix;
        let path = if url.starts_with('/') { url } else { format!("{prefix}/{url}") };
        let path = clean(&decoded(&path));
        if path.ends_with('/') || path.contains('.') { path } else { format!("{path}/") }
    }

    /// The address by the pattern for its section or taxonomy, if there is one.
    fn by_pattern(&self, site: &Site, page: &Page) -> Option<String> {
        let (kind, section) = match page.kind {
            Kind::Regular => ("page", page.section().to_owned()),
            Kind::Section => ("section", page.section().to_owned()),
            Kind::Taxonomy(taxonomy) => ("taxonomy", site.taxonomies[taxonomy].plural.clone()),
            Kind::Term(taxonomy) => ("term", site.taxonomies[taxonomy].plural.clone()),
            Kind::Home => return None,
        };
        let (pattern, _) = permalinks::pattern(site, page.language, kind, &section)?;
        self.filled(site, page, &pattern)
    }

    fn filled(&self, site: &Site, page: &Page, pattern: &str) -> Option<String> {
        let sections = self.sections(page);
        let term = page.term(site);
        let name = term.as_deref().unwrap_or(&page.name);
        let title = page.fields.text("title").or_else(|| term.clone()).unwrap_or_default();
        let parts = Parts {
            day: page.date.as_ref().map(|date| date.day),
            title,
            slug: page.fields.text("slug"),
            name: if name.is_empty() { sections.last().map_or("", String::as_str) } else { name },
            sections: &sections,
        };
        permalinks::expand(pattern, &parts, site)
    }
}

/// The address of a term that no file describes.
pub(super) fn term(site: &Site, language: usize, taxonomy: usize, name: &str) -> String {
    let plural = &site.taxonomies[taxonomy].plural;
    let prefix = &site.languages[language].prefix;
    let parts = Parts { title: name.to_owned(), name, ..Parts::default() };
    let by_pattern = permalinks::pattern(site, language, "term", plural)
        .and_then(|(pattern, _)| permalinks::expand(&pattern, &parts, site));
    let path = by_pattern
        .unwrap_or_else(|| join(&site.naming.path(plural), &site.naming.name(&name.replace('/', "-"))));
    let path = sanitized(site, &join(prefix, &path));
    finished(&path, site.config.flag(&["uglyurls"]).unwrap_or(false))
}

/// A path with what no address has left out, decoded.
fn sanitized(site: &Site, path: &str) -> String {
    let decoded = decoded(path);
    let parts: Vec<String> = decoded.split('/').map(|part| site.naming.text(part)).collect();
    clean(&parts.join("/"))
}

/// A path with a slash at its end, or `.html`.
fn finished(path: &str, is_ugly: bool) -> String {
    match path.trim_end_matches('/') {
        "" => "/".to_owned(),
        path if is_ugly => format!("{path}.html"),
        path => format!("{path}/"),
    }
}

/// Whether the address of a page ends in `.html`: `uglyURLs`, for all or for its section.
fn is_ugly(site: &Site, page: &Page) -> bool {
    if !matches!(page.kind, Kind::Regular | Kind::Term(_)) {
        return false;
    }
    let of_section = |section: &str| site.config.flag(&["uglyurls", section]).unwrap_or(false);
    let of_all = site.config.flag(&["uglyurls"]).unwrap_or(false);
    of_all || (page.kind == Kind::Regular && of_section(&page.section().to_lowercase()))
}

/// Where the aliases of a page answered: those that do not begin with a slash are beside the page.
pub(super) fn aliases(site: &Site, page: &Page, address: &str) -> Vec<String> {
    let prefix = &site.languages[page.language].prefix;
    let values = page.fields.get("aliases").or_else(|| page.fields.get("alias"));
    let written: Vec<String> = match values {
        Some(serde_json::Value::Array(items)) => items.iter().filter_map(old_site::text).collect(),
        Some(value) => old_site::text(value).into_iter().collect(),
        None => Vec::new(),
    };
    let is_ugly = site.config.flag(&["uglyurls"]).unwrap_or(false);
    let alias = |written: String| {
        let path = written.split(['?', '#']).next().unwrap_or_default();
        let path = match path.find("://") {
            Some(at) => path[at + 3..].find('/').map_or("/", |start| &path[at + 3 + start..]),
            None => path,
        };
        let whole = if path.starts_with('/') {
            format!("{prefix}{path}")
        } else {
            let folder = address.trim_end_matches('/').rsplit_once('/').map_or("", |(folder, _)| folder);
            format!("{folder}/{path}")
        };
        let whole = clean(&decoded(&whole));
        let is_file = whole.to_ascii_lowercase().ends_with(".html") || whole.ends_with(".htm");
        if is_file { whole } else { finished(&whole, is_ugly && !whole.ends_with('/')) }
    };
    written.into_iter().map(alias).filter(|alias| alias != "/" && alias != address).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::import::hugo::{config::Config, pages};
    use crate::import::testing::folder;

    /// The addresses of all pages of a site, and of their aliases.
    fn addresses(files: &[(&str, &str)]) -> Vec<String> {
        let (_root, folder) = folder(files);
        let mut problems = Diagnostics::new();
        let site = Site::of(Config::read(&folder, &mut problems), &folder);
        let content = pages::read(&site, &folder, &mut problems);
        assert!(problems.is_empty());
        let all = Addresses::of(&content.pages);
        let of = |page: &Page| {
            let address = all.page(&site, page);
            let aliases = aliases(&site, page, &address);
            [vec![address], aliases].concat().join(" ")
        };
        content.pages.iter().map(of).collect()
    }

    #[test]
    fn addresses_are_those_that_hugo_gives() {
        let found = addresses(&[
            (
                "hugo.toml",
                "[languages.en]\nweight = 1\n[languages.ru]\nweight = 2\n[permalinks]\ndocs = '/d/:sections[1:]/:title'\n",
            ),
            ("content/_index.md", "---\nurl: /home/\n---\n"),
            ("content/docs/one.md", "---\ntitle: Ünï & Co\n---\n"),
            ("content/docs/two/three/x.md", "---\ntitle: What's up?\n---\n"),
            ("content/posts/Hello World & You.md", "---\ntitle: a\n---\n"),
            (
                "content/posts/Sub Dir/Deep_One.v1.md",
                "---\nslug: My Slug\naliases: [rel, /abs, /ab.html, ../up]\n---\n",
            ),
            ("content/posts/bundle/index.md", "---\nslug: Bun\n---\n"),
            ("content/posts/u1.md", "---\nurl: /no-slash\n---\n"),
            ("content/posts/u1.ru.md", "---\nurl: /ru-u1\naliases: [/ralias, rrel]\n---\n"),
            ("content/posts/u2.ru.md", "---\nurl: rel/x\n---\n"),
            ("content/posts/u3.md", "---\nurl: /p/x.html\n---\n"),
            ("content/tags/go-lang/_index.md", "---\nslug: gg\n---\n"),
        ]);
        assert_eq!(
            found,
            [
                "/",
                "/d/ünï-co/",
                "/d/whats-up/",
                "/posts/hello-world--you/",
                "/posts/sub-dir/my-slug/ /posts/sub-dir/rel/ /abs/ /ab.html /posts/up/",
                "/posts/bun/",
                "/no-slash/",
                "/ru-u1/ /ru/ralias/ /rrel/",
                "/ru/rel/x/",
                "/p/x.html",
                "/tags/gg/",
            ]
        );
    }

    #[test]
    fn ugly_addresses_and_slugs_of_sections() {
        let found = addresses(&[
            (
                "hugo.toml",
                "uglyURLs = true\n[permalinks]\ndocs = '/d/:year/:slug'\ntags = '/t/:slug/'\nn = '/:monthname/:title'\n",
            ),
            ("content/docs/B.md", "---\ntitle: What is B\ndate: 2020-03-04T23:00:00-05:00\n---\n"),
            ("content/docs/sub/C.md", "---\nslug: C D & E\n---\n"),
            ("content/docs/sub/_index.md", "---\ntitle: sub\n---\n"),
            ("content/n/a.md", "---\ndate: 2020-03-04\ntitle: A\n---\n"),
            ("content/posts/A.md", "---\ntitle: A\n---\n"),
            ("content/posts/_index.md", "---\nslug: slugged\n---\n"),
            ("content/root.md", "---\naliases: [old, /older.html]\n---\n"),
            ("content/tags/go/_index.md", "---\ntitle: Go Lang\n---\n"),
        ]);
        assert_eq!(
            found,
            [
                "/d/2020/what-is-b.html",
                "/d/1/c-d-e.html",
                "/docs/sub/",
                "/march/a.html",
                "/slugged/a.html",
                "/slugged/",
                "/root.html /old.html /older.html",
                "/t/go-lang.html",
            ]
        );
    }

    #[test]
    fn terms_without_a_file_have_addresses() {
        let site = Site::of(Config::default(), &crate::import::folder::Folder::empty());
        assert_eq!(term(&site, 0, 1, "Law & Order"), "/tags/law--order/");
        assert_eq!(term(&site, 0, 1, "C++"), "/tags/c++/");
        assert_eq!(term(&site, 0, 0, "a/b"), "/categories/a-b/");
    }
}
