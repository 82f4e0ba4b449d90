//! How much room the search index of a site takes, which is not made for a check: what that of the last build took, or about what one
//! takes for so many articles.

use std::path::Path;

use crate::build::Snapshot;
use crate::output::search_index::is_searched;
use crate::reserved::Own;
use crate::write::manifest::files_of;

/// What a search index takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::check) struct IndexSize {
    /// How many files.
    pub(in crate::check) files: u64,
    /// How many bytes they have together.
    pub(in crate::check) bytes: u64,
    /// Whether both are estimated.
    pub(in crate::check) is_estimated: bool,
}

impl IndexSize {
    /// That of the site of `snapshot`, whose last build is in the folder `out`; nothing where it has none.
    pub(in crate::check) fn of(snapshot: &Snapshot, out: &Path) -> IndexSize {
        let (config, catalog) = (snapshot.config(), snapshot.catalog());
        if !config.search {
            return IndexSize::default();
        }
        let built = files_of(out, Own::SearchIndex);
        if !built.is_empty() {
            let bytes = built.entries().map(|entry| entry.size).sum();
            return IndexSize { files: built.len() as u64, bytes, is_estimated: false };
        }
        let searched = catalog.articles.ids().filter(|id| is_searched(catalog, *id));
        let (mut articles, mut text) = (0, 0);
        for id in searched {
            articles += 1;
            text += u64::from(catalog.articles[id].stamp.size);
        }
        // Authors, languages and years beside the taxonomies.
        let dimensions = config.taxonomies.len() as u64 + 3;
        let (files, bytes) = generate_search::estimate(articles, text, dimensions);
        IndexSize { files, bytes, is_estimated: true }
    }
}
