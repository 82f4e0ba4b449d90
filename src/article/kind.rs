//! The kind of a content file, determined by its path alone.

use super::date;
use crate::config::{Config, LanguageId, Placeholder, TaxonomyId};
use crate::path::SourcePath;

/// What a content file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DocumentKind {
    /// An article.
    Article,
    /// The text of the home page.
    Home,
    /// A standing page; its path below the pages folder.
    Page {
        /// The path that becomes the address, without extension.
        key: Box<str>,
    },
    /// The text of a taxonomy's index.
    Taxonomy(TaxonomyId),
    /// The description of a term.
    Term {
        /// The index of the taxonomy.
        taxonomy: TaxonomyId,
        /// The file's or folder's name.
        name: Box<str>,
        /// The name of the folder it is nested in, if any.
        parent: Option<Box<str>>,
    },
    /// The text of the author index.
    Authors,
    /// The profile of an author.
    Profile {
        /// The file's or folder's name, which identifies the author.
        name: Box<str>,
    },
}

/// Tells what the content file `path` is.
pub fn classify(path: &SourcePath, config: &Config) -> DocumentKind {
    let below = config.below_content(path.as_str()).unwrap_or(path.as_str());
    let (_, plain) = language_suffix(below, config);
    let (stem, is_index) = index_stem(&plain);
    if let Some(inner) = strip_folder(stem, &config.authors.folder) {
        return match inner.rsplit('/').next() {
            Some(name) if !name.is_empty() => DocumentKind::Profile { name: name.into() },
            _ => DocumentKind::Authors,
        };
    }
    for (id, taxonomy) in config.taxonomies.enumerate() {
        if let Some(inner) = strip_folder(stem, &taxonomy.path) {
            let mut parts = inner.rsplit('/').filter(|part| !part.is_empty());
            return match parts.next() {
                None => DocumentKind::Taxonomy(id),
                Some(name) => DocumentKind::Term {
                    taxonomy: id,
                    name: name.into(),
                    parent: parts.next().map(Into::into),
                },
            };
        }
    }
    if let Some(inner) = strip_folder(stem, &config.pages)
        && !inner.is_empty()
    {
        return DocumentKind::Page { key: inner.into() };
    }
    match (stem, is_index == Index::Section) {
        ("", _) => DocumentKind::Home,
        (key, true) => DocumentKind::Page { key: key.into() },
        (_, false) => DocumentKind::Article,
    }
}

/// What kind of index file a path names.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Index {
    /// `_index.md`: the text of a folder.
    Section,
    /// `index.md`: an article or page with files beside it.
    Bundle,
    /// Neither.
    No,
}

/// The path without extension, and without its last part if that is `index` or `_index`.
fn index_stem(path: &str) -> (&str, Index) {
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    let (folder, name) = stem.rsplit_once('/').unwrap_or(("", stem));
    match name {
        "_index" => (folder, Index::Section),
        "index" => (folder, Index::Bundle),
        _ => (stem, Index::No),
    }
}

/// The language a file's name gives (`about.ru.md`), and the path without it (`about.md`).
pub(super) fn language_suffix<'p>(
    path: &'p str,
    config: &Config,
) -> (Option<LanguageId>, std::borrow::Cow<'p, str>) {
    let plain = || (None, std::borrow::Cow::Borrowed(path));
    let Some((stem, extension)) = path.rsplit_once('.') else { return plain() };
    let Some((name, code)) = stem.rsplit_once('.') else { return plain() };
    match config.language_by_code(code) {
        Some(language) if !name.ends_with('/') && !name.is_empty() => {
            (Some(language), format!("{name}.{extension}").into())
        }
        _ => plain(),
    }
}

/// What of `path` lies below `folder`: `""` for the folder itself, `None` for what lies elsewhere.
fn strip_folder<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    let rest = path.strip_prefix(folder)?;
    if rest.is_empty() { Some("") } else { rest.strip_prefix('/') }
}

/// The name that stands for a file: of `x/index.md` the folder's, otherwise the file's, without its language.
pub(super) fn bundle_name<'p>(path: &'p SourcePath, config: &Config) -> &'p str {
    let stem = path.stem();
    let language = stem.rsplit_once('.').filter(|(_, code)| config.language_by_code(code).is_some());
    match language.map_or(stem, |(name, _)| name) {
        "index" | "_index" => path.folder().rsplit('/').next().unwrap_or(stem),
        other => other,
    }
}

/// The name that stands for a file, without the date it begins with.
pub fn undated_name<'p>(path: &'p SourcePath, config: &Config) -> &'p str {
    date::undated(bundle_name(path, config))
}

/// Writes `{section}` or `{sections}` of the file at `path` to `written`: the folders below the content folder that hold it, each as
/// a part of an address. The folder of a bundle is none of them.
pub fn sections(path: &SourcePath, config: &Config, part: Placeholder, written: &mut String) {
    let below = config.below_content(path.as_str()).unwrap_or_default();
    let folders = below.rsplit_once('/').map_or("", |(folders, _)| folders);
    let is_bundle = path.stem().split('.').next() == Some("index");
    let folders = match folders.rsplit_once('/') {
        Some((outer, _)) if is_bundle => outer,
        None if is_bundle => "",
        _ => folders,
    };
    let most = if part == Placeholder::Section { 1 } else { usize::MAX };
    let start = written.len();
    for folder in folders.split('/').filter_map(|folder| config.slugs.of_folder(folder)).take(most) {
        if written.len() > start {
            written.push('/');
        }
        written.push_str(&folder);
    }
}
