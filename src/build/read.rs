//! The first steps: what the disk holds, read.

use std::io;
use std::path::Path;

use rayon::prelude::*;

use super::{Options, Progress, ok, stop};
use crate::article::{self, Document};
use crate::cache::{self, pictures::Pictures};
use crate::catalog::{self, Catalog, Selection};
use crate::config::{self, Config};
use crate::diagnostic::{Diagnostic, Diagnostics, message};
use crate::output::{self, Files, asset};
use crate::path::SourcePath;
use crate::popular;
use crate::source::{self, MAX_SOURCE_BYTES, SourceFile, Sources};

/// Reads `site.toml`.
pub(super) fn read_config(options: &Options, problems: &mut Diagnostics) -> Option<Config> {
    let bytes = match std::fs::read(options.root.join(config::FILE)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            problems.push(message::no_site(&options.root.display().to_string()));
            return None;
        }
        Err(error) => {
            problems.push(message::unreadable(config::FILE, &error.to_string()));
            return None;
        }
    };
    let path = SourcePath::new(config::FILE);
    let text = article::source_text(&path, &bytes).map_err(|problem| Diagnostics::from(*problem));
    let text = ok(text, problems)?;
    ok(Config::parse(text, options.base_url.as_deref()), problems)
}

/// Refuses an output folder that is one of the site's own, or holds it.
pub(super) fn check_out(options: &Options, config: &Config, problems: &mut Diagnostics) -> Option<()> {
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let resolve = |path: &Path| path.canonicalize().unwrap_or_else(|_| absolute(path));
    let out = resolve(&options.out);
    let mut sources: Vec<&str> = config.content.iter().map(String::as_str).collect();
    sources.extend([source::STATIC, crate::template::FOLDER, crate::template::TEXTS, cache::FOLDER]);
    let inside = sources.iter().any(|folder| out.starts_with(resolve(&options.root.join(folder))));
    let above = resolve(&options.root).starts_with(&out)
        || sources.iter().any(|folder| resolve(&options.root.join(folder)).starts_with(&out));
    if inside || above {
        problems.push(message::output_in_sources(&options.out.display().to_string()));
    }
    stop(problems)
}

/// The instant of `--as-of`: of a day its end.
pub(super) fn as_of(options: &Options, config: &Config, problems: &mut Diagnostics) -> Option<i64> {
    const DAY: i64 = 24 * 60 * 60;
    let text = options.as_of.as_deref()?;
    if text == "now" {
        return Some(chrono::Utc::now().timestamp());
    }
    match article::parse_date(text, config.timezone) {
        Ok(date) if date.has_time => Some(date.instant()),
        Ok(date) => Some(date.instant() + DAY - 1),
        Err(why) => {
            problems.push(message::wrong_option("--as-of", text, why));
            None
        }
    }
}

/// The article step: every content file by itself, in parallel.
pub(super) fn read_documents(
    root: &Path,
    sources: &Sources,
    config: &Config,
    progress: &dyn Progress,
    problems: &mut Diagnostics,
) -> Vec<Document> {
    let read = |file: &SourceFile| {
        progress.advance();
        match source::read(root, &file.path) {
            Ok(bytes) => article::read(&file.path, &bytes, config),
            Err(error) => (None, message::unreadable(file.path.as_str(), &error.to_string()).into()),
        }
    };
    let small = sources.content.par_iter().filter(|file| file.size <= MAX_SOURCE_BYTES);
    let (documents, found): (Vec<Option<Document>>, Vec<Diagnostics>) = small.map(read).unzip();
    found.into_iter().for_each(|found| problems.append(found));
    documents.into_iter().flatten().collect()
}

/// The files beside content that may be published: nothing a browser would run, nothing of articles left out.
pub(super) fn bundled(
    sources: &Sources,
    config: &Config,
    documents: &[Document],
    selection: Selection,
) -> (Vec<SourcePath>, Option<Diagnostic>) {
    let left_out = catalog::unpublished_folders(documents, selection);
    let in_left_out = |path: &SourcePath| {
        let below = |folder: &String| path.folder().strip_prefix(folder.as_str());
        left_out.iter().filter_map(below).any(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let (published, active): (Vec<&SourceFile>, Vec<&SourceFile>) =
        sources.bundled.iter().partition(|file| asset::is_published(&file.path, config.trusted));
    let warning = active.first().map(|first| message::active_files(first.path.as_str(), active.len()));
    let paths = published.into_iter().map(|file| file.path.clone()).filter(|path| !in_left_out(path));
    (paths.collect(), warning)
}

/// The files that are copied, and the smaller versions of pictures among them.
pub(super) fn files(
    options: &Options,
    config: &Config,
    catalog: &Catalog,
    sources: Sources,
    problems: &mut Diagnostics,
) -> (Files, Pictures) {
    let root = options.root.as_path();
    let (theme, found) = asset::theme_files(&sources.statics, |path| source::read(root, path));
    problems.append(found);
    let hidden = output::hidden_pictures(config, catalog, |path| source::read(root, path));
    let is_published = |file: &&SourceFile| {
        let bundled = catalog.bundled.binary_search_by(|(path, _)| path.cmp(&file.path)).is_ok();
        (bundled || file.path.as_str().starts_with(source::STATIC)) && !hidden.contains(&file.path)
    };
    let mut published: Vec<&SourceFile> =
        sources.bundled.iter().chain(&sources.statics).filter(is_published).collect();
    published.sort_by(|a, b| a.path.cmp(&b.path));
    let (store, pictures, found) = Pictures::prepare(root, &published);
    problems.append(found);
    let popular = popular(root, problems);
    let files =
        Files { statics: sources.statics, bundled: sources.bundled, theme, pictures, popular, hidden };
    (files, store)
}

/// The list of popular articles, if there is one.
fn popular(root: &Path, problems: &mut Diagnostics) -> Vec<popular::Row> {
    let bytes = match std::fs::read(root.join(popular::FILE)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Vec::new(),
        Err(error) => {
            problems.push(message::unreadable(popular::FILE, &error.to_string()));
            return Vec::new();
        }
    };
    let path = SourcePath::new(popular::FILE);
    let text = article::source_text(&path, &bytes).map_err(|problem| Diagnostics::from(*problem));
    let Some(text) = ok(text, problems) else { return Vec::new() };
    let (rows, found) = popular::parse(text);
    problems.append(found);
    rows
}
