//! Pictures that may not be shown, for their credit or caption holds a name of `hide_images`. They are not published either.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};
use unicode_normalization::UnicodeNormalization;

use super::lookups::Lookups;
use super::picture::PictureFile;
use crate::address::{self, Address, AddressKind};
use crate::article::Image;
use crate::article::body;
use crate::catalog::{Catalog, path_here};
use crate::config::{Config, LanguageId};
use crate::path::{SourcePath, UrlPath};
use crate::text::Words;

mod texts;

pub use texts::hidden_in_text;

/// Whether a picture with this credit or caption may not be shown: it holds a name of `hide_images` as whole words,
/// however it is marked up.
pub(super) fn is_named(config: &Config, text: Option<&str>) -> bool {
    let Some(text) = text.filter(|_| !config.hide_images.is_empty()) else { return false };
    // As it is written, and as it is read where it is Markdown.
    let read = body::inline_text(text, config.markdown);
    let words = [Words::of(&body::plain_text(&without_targets(text))), Words::of(&read)];
    config.hide_images.iter().any(|name| words.iter().any(|words| words.hold(name)))
}

/// `text` without the addresses of Markdown links in it, which would stand between its words.
fn without_targets(text: &str) -> Cow<'_, str> {
    let mut parts = text.split("](");
    let mut out = Cow::Borrowed(parts.next().unwrap_or_default());
    for part in parts {
        let out = out.to_mut();
        out.push_str(part.split_once(')').map_or(part, |(_, after)| after));
    }
    out
}

/// Whether a picture that front matter names may not be shown by what it says of it.
pub(super) fn is_credited(config: &Config, image: &Image) -> bool {
    is_named(config, image.credit.as_deref()) || is_named(config, image.caption.as_deref())
}

/// The figures of `html` whose caption holds such a name, by their bytes; the outer one of two.
pub(super) fn figures(config: &Config, html: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    if config.hide_images.is_empty() {
        return found;
    }
    // Where each open figure starts, and whether its caption holds a name.
    let mut open: Vec<(usize, bool)> = Vec::new();
    let mut caption = None;
    for tag in body::tags(html) {
        match (tag.name(), tag.is_end()) {
            ("figure", false) => open.push((tag.range.start, false)),
            ("figcaption", false) => caption = Some(tag.range.end),
            ("figcaption", true) => {
                let text = caption.take().map(|start| &html[start..tag.range.start]);
                if let Some((_, is_hidden)) = open.last_mut() {
                    *is_hidden |= is_named(config, text);
                }
            }
            ("figure", true) => {
                if let Some((start, true)) = open.pop() {
                    while found.last().is_some_and(|inner| inner.start > start) {
                        found.pop();
                    }
                    found.push(start..tag.range.end);
                }
            }
            _ => {}
        }
    }
    found
}

/// An address that a document names a picture by, which may not be shown: the document's file, and the address as written.
pub type Named = (SourcePath, Box<str>);

/// The files of all such pictures among `files`: of those that front matter credits, and of those in figures of texts, as
/// `in_texts` has them. The same picture in another size is one of them, as systems that are mirrored name it
/// (`a-300x200.jpg`).
pub fn hidden_pictures<'f>(
    config: &Config,
    catalog: &Catalog,
    in_texts: &[Named],
    files: impl Iterator<Item = &'f SourcePath>,
) -> BTreeSet<SourcePath> {
    let mut hidden = BTreeSet::new();
    if config.hide_images.is_empty() {
        return hidden;
    }
    let named = named(config, catalog, in_texts);
    if named.is_empty() {
        return hidden;
    }
    let (mut urls, mut paths) = (FxHashSet::default(), FxHashSet::default());
    for (source, page, address) in named {
        let (url, beside) = meant(config, source, &page, address);
        urls.extend(url.map(|url| any_size(url.as_str())));
        paths.extend(beside.into_iter().flatten().map(|path| any_size(path.as_str())));
    }
    hidden.extend(
        files
            .filter(|file| {
                let path: String = format!("/{file}").nfc().collect();
                let url = || super::picture::url(catalog, file);
                paths.contains(&any_size(&path))
                    || url().is_some_and(|url| urls.contains(&any_size(url.as_str())))
            })
            .cloned(),
    );
    hidden
}

/// The files of `pictures` that hold the very picture of a hidden one, under whatever name.
pub fn copies(pictures: &[PictureFile], hidden: &BTreeSet<SourcePath>) -> Vec<SourcePath> {
    let prints = pictures.iter().filter(|picture| hidden.contains(&picture.source));
    let prints: FxHashSet<&str> =
        prints.map(|picture| &*picture.fingerprint).filter(|print| !print.is_empty()).collect();
    let copies = pictures.iter().filter(|picture| prints.contains(&*picture.fingerprint));
    copies.map(|picture| picture.source.clone()).collect()
}

/// Every address that names a picture which may not be shown, with the document it stands in and that document's page.
fn named<'c>(
    config: &Config,
    catalog: &'c Catalog,
    in_texts: &'c [Named],
) -> Vec<(&'c SourcePath, UrlPath, &'c str)> {
    let mut named = Vec::new();
    let mut pages: FxHashMap<&SourcePath, UrlPath> = FxHashMap::default();
    let mut documents = |path, url: UrlPath, images: &mut dyn Iterator<Item = &'c Image>| {
        let images = images.filter(|image| is_credited(config, image));
        named.extend(images.map(|image| (path, url.clone(), &*image.file)));
        if !in_texts.is_empty() {
            pages.insert(path, url);
        }
    };
    for (article, entry) in catalog.articles.iter().zip(&catalog.entries) {
        let (more, rare) = (article.more_or_default(), article.rare_or_default());
        let images = more.image.iter().map(|image| &**image).chain(&rare.gallery);
        documents(&article.path, entry.url.clone(), &mut images.into_iter());
    }
    for entry in &catalog.pages {
        documents(&entry.page.path, entry.url.clone(), &mut std::iter::empty());
    }
    for term in &catalog.terms {
        for text in &term.texts {
            documents(&text.path, term.url(config, text.language), &mut text.image.iter());
        }
    }
    for author in &catalog.authors {
        for profile in &author.profiles {
            let url = author.url(config, LanguageId::DEFAULT);
            documents(&profile.path, url, &mut profile.portrait.iter());
        }
    }
    // Drafts hide nothing.
    let in_shown = in_texts.iter().filter_map(|(text, address)| {
        let (path, url) = pages.get_key_value(text)?;
        Some((*path, url.clone(), &**address))
    });
    named.extend(in_shown);
    named
}

/// What `address` may mean in the document `source`, whose page is `page`: an address of the site, and paths of files. Whichever
/// it is, it is not shown.
fn meant(
    config: &Config,
    source: &SourcePath,
    page: &UrlPath,
    address: &str,
) -> (Option<UrlPath>, [Option<UrlPath>; 2]) {
    let url = own_url(config, address).or_else(|| below(page.as_str(), address));
    if address.starts_with('/') {
        return (url, [None, None]);
    }
    let folder = format!("/{}/", source.folder());
    // A file's name may hold any sign itself.
    let literal = address::literal(address);
    (url, [below(&folder, address), below(&folder, &literal)])
}

/// The address that `reference`, which is no full one, means in the folder `base`.
fn below(base: &str, reference: &str) -> Option<UrlPath> {
    if address::is_elsewhere(reference) {
        return None;
    }
    let encoded = UrlPath::parse(&base.replace('%', "%25")).ok()?.href("");
    let path = reference.split(['?', '#']).next().unwrap_or(reference);
    UrlPath::parse(&address::resolve(&encoded, path)).ok()
}

/// The address below `base_url` that a text means, if it is a path from the root, with the sub-path of the site or without, or a
/// full address of this site or of an old host that answers here.
fn own_url(config: &Config, text: &str) -> Option<UrlPath> {
    let text = address::clean(text);
    let address = Address::read(&text, &config.hosts, &UrlPath::root()).ok()?;
    match address::kind(&text) {
        kind if kind.is_on_the_web() => path_here(config, &address),
        AddressKind::Path if text.starts_with(['/', '\\']) => Some(config.hosts.without_base(address.path)),
        _ => None,
    }
}

/// The path of a picture whatever its size: `a.jpg` for `a-300x200.jpg` and `a-scaled.jpg`.
fn any_size(path: &str) -> String {
    let is_size = |size: &str| {
        let number = |text: &str| (2..=5).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_digit());
        size == "scaled"
            || size.split_once('x').is_some_and(|(width, height)| number(width) && number(height))
    };
    let (folder, name) = path.split_at(path.rfind('/').map_or(0, |slash| slash + 1));
    let (mut stem, extension) = name.split_at(name.rfind('.').unwrap_or(name.len()));
    while let Some((name, _)) = stem.rsplit_once('-').filter(|(name, size)| !name.is_empty() && is_size(size))
    {
        stem = name;
    }
    format!("{folder}{stem}{extension}")
}

impl Lookups<'_> {
    /// Whether the file at an address as pages write it may not be shown.
    pub(super) fn is_hidden_file(&self, href: &str) -> bool {
        let hidden = &self.places.hidden;
        !hidden.is_empty() && own_url(self.config, href).is_some_and(|url| hidden.contains(&url))
    }

    /// Whether the file at an address of the site may not be shown.
    pub(super) fn is_hidden_url(&self, url: &UrlPath) -> bool {
        self.places.hidden.contains(url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(more: &str) -> Config {
        let text = format!("title = \"A\"\nbase_url = \"https://a.example/sub\"\n{more}");
        Config::parse(&text, None).unwrap()
    }

    #[test]
    fn captions_are_text_without_markup() {
        let config = config("hide_images = [\"Getty Images\"]\n");
        let figures = |html: &str| figures(&config, html);
        let one =
            "<figure><img alt=\"Getty Images\"><figcaption>By Getty <b>Im</b>ages</figcaption></figure>";
        assert_eq!(figures(&format!("a{one}b{one}")), [1..1 + one.len(), 2 + one.len()..2 + 2 * one.len()]);
        let whole = |html: &str| figures(html).len() == 1 && figures(html).contains(&(0..html.len()));
        assert!(
            figures("<figure><img><figcaption title=\"Getty Images\">A</figcaption></figure>").is_empty()
        );
        let nested = "<figure><figure><img></figure><figure><img></figure><figcaption>Getty\nImages</figcaption></figure>";
        assert!(whole(nested));
        let inner = format!("<figure>{one}{one}<figcaption>Getty Images</figcaption></figure>");
        assert!(whole(&inner));
    }

    #[test]
    fn names_in_markdown_are_names() {
        let config = config("hide_images = [\"Getty Images\"]\n");
        for text in [
            "*Getty* Images",
            "[Getty Images](https://x.example/a)",
            "[Getty](https://x.example/) **Images**",
            "G*ett*y Im**ag**es",
            "Getty&nbsp;<b>Images</b>",
            "`Getty` Images ~~old~~",
            "Photo: [*Getty Images*](/about/ \"x\")",
        ] {
            assert!(is_named(&config, Some(text)), "{text}");
        }
        assert!(!is_named(&config, Some("*Getty* of Images [a](https://getty.example/images)")));
    }

    #[test]
    fn addresses_of_this_site_are_known_by_every_spelling() {
        let config = config("old_hosts = [\"www.old.example\"]\n");
        for text in [
            "/a%20b.jpg",
            "/sub/a b.jpg?w=1#x",
            "HTTPS://A.EXAMPLE/sub/a%20b.jpg",
            "//a.example:443/sub/a%20b.jpg",
            "http://old.example/a%20b.jpg",
            "\\\\old.example\\a%20b.jpg",
        ] {
            assert_eq!(own_url(&config, text).unwrap().as_str(), "/a b.jpg", "{text}");
        }
        for text in ["a.jpg", "https://b.example/a.jpg", "mailto:a@a.example"] {
            assert_eq!(own_url(&config, text), None, "{text}");
        }
    }

    #[test]
    fn sizes_in_names_do_not_matter() {
        assert_eq!(any_size("/a/b-300x200.jpg"), "/a/b.jpg");
        assert_eq!(any_size("/a/b-scaled-300x200.jpg"), "/a/b.jpg");
        for other in ["/a/b-2x4.jpg", "/a/-300x200.jpg", "/a/b-1x.jpg", "/a-300x200/b", ""] {
            assert_eq!(any_size(other), other);
        }
    }
}
