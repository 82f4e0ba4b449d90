//! Pages by the paths that `ref`, links and menus name them by.

use std::collections::BTreeMap;

use super::pages::Page;
use super::path::{clean, join};

/// The files of pages by the paths that `ref` names them by.
#[derive(Debug, Default)]
pub(super) struct References {
    /// By language and path, in lower case: the index of the page.
    paths: BTreeMap<(usize, String), usize>,
    /// By language and last part; `None` where several share it.
    names: BTreeMap<(usize, String), Option<usize>>,
}

impl References {
    pub(super) fn of(pages: &[Page]) -> References {
        let mut references = References::default();
        for (index, page) in pages.iter().enumerate() {
            let key = page.key();
            let name = key.rsplit('/').next().unwrap_or_default().to_owned();
            references
                .names
                .entry((page.language, name))
                .and_modify(|known| *known = None)
                .or_insert(Some(index));
            references.paths.entry((page.language, key)).or_insert(index);
        }
        references
    }

    /// The page that a path in a call names, seen from a page in `folder`.
    pub(super) fn find(&self, language: usize, folder: &str, written: &str) -> Option<usize> {
        let path = written.trim().trim_end_matches('/');
        let path = path.strip_suffix(".md").or_else(|| path.strip_suffix(".markdown")).unwrap_or(path);
        let path = path.strip_suffix("/_index").or_else(|| path.strip_suffix("/index")).unwrap_or(path);
        let path = path.to_lowercase().replace(' ', "-");
        let at = |path: &str| {
            let clean = clean(path);
            self.paths.get(&(language, clean.trim_matches('/').to_owned())).copied()
        };
        if path.starts_with('/') {
            return at(&path);
        }
        let name = || self.names.get(&(language, path.clone())).copied().flatten();
        at(&join(&folder.to_lowercase(), &path)).or_else(|| at(&path)).or_else(name)
    }
}
