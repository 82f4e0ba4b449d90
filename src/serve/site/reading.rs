//! From files to a site that is shown by nobody yet.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;

use super::Generation;
use crate::article::{self, Document, ReadDocument};
use crate::build::{Options, Snapshot};
use crate::config::{self, Config};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::fingerprint::Fingerprint;
use crate::path::SourcePath;
use crate::platform::path::slashed;
use crate::source;

/// How a site was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::serve) enum Way {
    /// All of its files were listed.
    Listed,
    /// Files that were said to have changed were looked at, unless only a list of all could tell.
    Updated,
    /// Texts of articles were looked at, and the site is as it was.
    Texts,
}

/// A site that was read and is shown by nobody yet.
pub(in crate::serve) struct ReadSite {
    pub(in crate::serve) way: Way,
    pub(super) snapshot: Arc<Snapshot>,
    pub(super) edited: FxHashMap<SourcePath, Fingerprint>,
    pub(super) stamps: Arc<OnceLock<FxHashMap<u64, Fingerprint>>>,
    pub(super) warnings: Diagnostics,
}

/// Reads a site: the one place where it is.
///
/// `origin` is scheme, host and port; the sub-path stays that of `base_url`. `previous` is the site as it was read before,
/// with the files that have changed since, where they are known.
///
/// # Errors
/// What stops a build.
pub(in crate::serve) fn rebuild(
    options: &Options,
    origin: &str,
    previous: Option<(&Generation, &BTreeSet<PathBuf>)>,
) -> Result<ReadSite, Diagnostics> {
    if let Some(read) = previous.and_then(|(previous, changed)| texts_alone(options, previous, changed)) {
        return Ok(read);
    }
    let (mut mistakes, mut problems) = (Diagnostics::new(), Diagnostics::new());
    let options = at_origin(options, origin, &mut mistakes);
    // Texts read since are no more as the site's list of files has them.
    let changed: Option<BTreeSet<PathBuf>> = previous.map(|(previous, changed)| {
        let edited = previous.edited.keys().map(|path| source::full_path(&options.root, path));
        changed.iter().cloned().chain(edited).collect()
    });
    let previous = previous.map(|(previous, _)| previous.snapshot()).zip(changed.as_ref());
    let snapshot = Snapshot::follow(&options, previous, &mut problems);
    // The steps do not see the `base_url` that is replaced.
    let unseen: Vec<Diagnostic> = mistakes
        .iter()
        .filter(|mistake| !problems.iter().any(|problem| problem == *mistake))
        .cloned()
        .collect();
    problems.extend(unseen);
    match snapshot {
        Some(snapshot) if !problems.has_errors() => Ok(ReadSite {
            way: if previous.is_some() { Way::Updated } else { Way::Listed },
            snapshot: Arc::new(snapshot),
            edited: FxHashMap::default(),
            stamps: Arc::default(),
            warnings: problems,
        }),
        _ => Err(problems),
    }
}

/// The site as it was, where nothing in the `changed` files is another but texts of articles: those are read when their page
/// is. `None` where that is not so, or cannot be told from these files alone.
fn texts_alone(options: &Options, previous: &Generation, changed: &BTreeSet<PathBuf>) -> Option<ReadSite> {
    const FEW: usize = 20;
    let (config, catalog) = (previous.config(), previous.catalog());
    // Which pictures are hidden is said by texts too.
    if changed.is_empty() || changed.len() > FEW || !config.hide_images.is_empty() {
        return None;
    }
    let mut edited = previous.edited.clone();
    for file in changed {
        let path = SourcePath::new(&*slashed(file.strip_prefix(&options.root).ok()?)?);
        let article = catalog.articles.iter().find(|article| article.path == path)?;
        let is_odd =
            |problem: &Diagnostic| problem.place.as_ref().is_some_and(|place| place.file == path.as_str());
        let metadata = fs::symlink_metadata(file).ok()?;
        if !metadata.is_file()
            || metadata.len() > config.max_file_size
            || previous.warnings.iter().any(is_odd)
        {
            return None;
        }
        let bytes = source::read(&options.root, &path).ok()?;
        let ReadDocument { document, problems, .. } = article::read(&path, &bytes, config);
        let Some(Document::Article(now)) = document.filter(|_| problems.is_empty()) else { return None };
        let now = &now.article;
        if now.metadata_digest() != article.metadata_digest() || now.stamp.body != article.stamp.body {
            return None;
        }
        edited.insert(path, now.stamp.fingerprint);
    }
    Some(ReadSite {
        way: Way::Texts,
        snapshot: Arc::clone(&previous.snapshot),
        edited,
        stamps: Arc::clone(&previous.stamps),
        warnings: previous.warnings.clone(),
    })
}

/// The options of a build whose site stands at `origin`: the sub-path stays that of `base_url`, and
/// the files of `[media]` are there too.
pub(super) fn at_origin(options: &Options, origin: &str, mistakes: &mut Diagnostics) -> Options {
    let base = sub_path(&options.root, mistakes);
    Options { base_url: Some(format!("{origin}{base}/")), one_host: true, ..options.clone() }
}

impl ReadSite {
    /// Whether [`Generation::is_current`] will be able to tell.
    pub(in crate::serve) fn knows_inputs(&self) -> bool {
        self.snapshot.knows_inputs()
    }
}

/// The content folders of the site in `root`, as far as they can be known before it is read.
pub(in crate::serve) fn content_folders(root: &Path) -> Vec<String> {
    let text = source::read_text(&root.join(config::FILE)).unwrap_or_default();
    Config::read(&text, None).config.map_or_else(|| vec!["content".to_owned()], |config| config.content)
}

/// The sub-path of `base_url`, which a replaced one would hide, with its mistakes.
fn sub_path(root: &Path, mistakes: &mut Diagnostics) -> String {
    // A file that cannot be read is told of by the steps themselves.
    let text = source::read_text(&root.join(config::FILE));
    let Some(config::ReadConfig { config, mut problems, .. }) =
        text.ok().map(|text| Config::read(&text, None))
    else {
        return String::new();
    };
    problems.retain(Diagnostic::is_error);
    mistakes.append(problems);
    config.map(|config| config.base_url.path).unwrap_or_default()
}
