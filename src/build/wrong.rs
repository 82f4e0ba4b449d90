//! Files whose content does not match their extension, and which articles use them.

use std::collections::BTreeMap;

use crate::article::Article;
use crate::build::message;
use crate::catalog::Catalog;
use crate::diagnostic::Diagnostic;
use crate::path::SourcePath;
use crate::picture::content::{Wrong, promised};
use crate::source::STATIC;

/// A warning for each of these files, with the first article whose front matter names it, or which it stands beside.
pub(super) fn tell(catalog: &Catalog, wrong: &[(SourcePath, Wrong)]) -> Vec<Diagnostic> {
    if wrong.is_empty() {
        return Vec::new();
    }
    let mut by_name: BTreeMap<&str, Vec<&SourcePath>> = BTreeMap::new();
    let mut by_folder: BTreeMap<&str, Vec<&SourcePath>> = BTreeMap::new();
    for (path, _) in wrong {
        by_name.entry(path.file_name()).or_default().push(path);
        by_folder.entry(path.folder()).or_default().push(path);
    }
    let mut users: BTreeMap<&SourcePath, &SourcePath> = BTreeMap::new();
    for article in &catalog.articles {
        for file in named(article) {
            let name = file.rsplit('/').next().unwrap_or(file);
            let candidates = by_name.get(name).into_iter().flatten();
            for path in candidates.filter(|path| is_meant(article, file, path)) {
                users.entry(path).or_insert(&article.path);
            }
        }
        // What stands beside a bundle is its own.
        let beside = by_folder.get(article.path.folder()).filter(|_| article.path.stem() == "index");
        for path in beside.into_iter().flatten() {
            users.entry(path).or_insert(&article.path);
        }
    }
    let one = |(path, found): &(SourcePath, Wrong)| {
        let promised = Some(promised(path.extension())).filter(|_| !found.is_less());
        message::wrong_content(path.as_str(), &found.to_string(), promised, users.get(path).copied())
    };
    wrong.iter().map(one).collect()
}

/// The files that the front matter of an article names.
fn named(article: &Article) -> impl Iterator<Item = &str> {
    let (more, rare) = (article.more_or_default(), article.rare_or_default());
    let images = more.image.iter().map(|image| &**image).chain(&rare.gallery).map(|image| &*image.file);
    let media = rare.audio.iter().chain(&rare.video).map(|media| &*media.file);
    images.chain(media).chain(rare.attachments.iter().map(|attachment| &*attachment.file))
}

/// Whether `file` in the front matter of an article is the file at `path`.
fn is_meant(article: &Article, file: &str, path: &SourcePath) -> bool {
    let below_static = path.as_str().strip_prefix(STATIC);
    article.path.resolve(file).as_ref() == Some(path)
        || below_static.is_some_and(|below| file.ends_with(below))
}
