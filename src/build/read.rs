//! The first steps: reading what is on disk.

use std::hash::Hash as _;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::time::SystemTime;

use rayon::prelude::*;

use super::doubts::Doubts;
use super::wrong;
use super::{Options, media, ok};
use crate::article::{self, Document};
use crate::build::message;
use crate::cache;
use crate::cache::pictures::{Inspection, Pictures};
use crate::catalog::{self, Catalog, Selection};
use crate::config::{self, Config};
use crate::dead_links::{self, DeadLinks};
use crate::diagnostic;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::fingerprint::FingerprintBuilder;
use crate::output::{self, Files, asset};
use crate::path::SourcePath;
use crate::popular;
use crate::reserved;
use crate::reserved::hosts::{self, Steering};
use crate::source::{self, SourceFile, Sources};
use crate::template::Theme;

/// What a site is made of, listed but for the texts, which are not opened yet.
pub(super) struct Inputs {
    pub(super) config: Config,
    pub(super) theme: Theme,
    pub(super) sources: Sources,
    pub(super) lists: Lists,
    /// What the errors so far leave open.
    pub(super) doubts: Doubts,
    /// A time before the files were listed.
    pub(super) started: SystemTime,
    /// The hash of all that, once it was asked for: with the same one the site is the same. `None` where that cannot be told:
    /// where times mean nothing, or not yet, or the clock counts.
    pub(super) digest: Option<u64>,
    /// The hash of all that whatever the times mean, where the site is taken to be followed.
    pub(super) listing: Option<u64>,
}

impl Inputs {
    /// Reads the configuration and the theme, and lists the files of the site.
    pub(super) fn list(options: &Options, problems: &mut Diagnostics) -> Option<Inputs> {
        Inputs::listed(options, |config, problems| source::walk(&options.root, config, problems), problems)
    }

    /// Reads the configuration and the theme; `list` lists the files.
    pub(super) fn listed(
        options: &Options,
        list: impl FnOnce(&Config, &mut Diagnostics) -> Sources,
        problems: &mut Diagnostics,
    ) -> Option<Inputs> {
        let mut doubts = Doubts::default();
        let config = read_config(options, &mut doubts, problems)?;
        // The second build of a check is told where to write.
        if options.cache.is_none() {
            check_out(options, &config, problems);
        }
        let theme = Theme::load(&options.root, &config).unwrap_or_else(|found| {
            problems.append(found);
            doubts.templates = true;
            Theme::embedded(&config)
        });
        let started = SystemTime::now();
        let mut found = Diagnostics::new();
        let sources = list(&config, &mut found);
        if sources.content.is_empty() && !found.has_errors() {
            let nothing = message::no_documents(&config.content.join(", "));
            problems.append(doubts.sift(nothing.into()));
        }
        problems.append(found);
        let lists = Lists::read(options, &config, problems);
        Some(Inputs { config, theme, sources, lists, doubts, started, digest: None, listing: None })
    }

    /// The hash of everything, with what was found to be odd about it: the same one tells that the site is the same. `None`
    /// where that cannot be told.
    pub(super) fn hash(&self, options: &Options, problems: &Diagnostics) -> Option<u64> {
        self.tells_changes(options, problems).then(|| self.hash_listing(options, problems))
    }

    /// Whether another site than this has another hash: times mean something, and no file is so new that it may change once
    /// more within the same instant of the clock.
    pub(super) fn tells_changes(&self, options: &Options, problems: &Diagnostics) -> bool {
        let Sources { content, bundled, statics, .. } = &self.sources;
        let mut files = content.iter().chain(bundled).chain(statics);
        !options.checksum
            && !problems.has_errors()
            && options.as_of.as_deref() != Some("now")
            && !files.any(|file| file.stamp.is_racy(self.started))
    }

    /// The same hash, where others see to it that no file changes unseen.
    pub(super) fn hash_listing(&self, options: &Options, problems: &Diagnostics) -> u64 {
        let Inputs { config, theme, sources, lists, .. } = self;
        let Sources { content, bundled, statics, .. } = sources;
        let hash = |files: &[SourceFile]| {
            let of_some = |some: &[SourceFile]| {
                let mut hasher = FingerprintBuilder::new();
                some.iter().for_each(|file| (&file.path, file.stamp).hash(&mut hasher));
                hasher.digest()
            };
            files.par_chunks(1024).map(of_some).collect::<Vec<u64>>()
        };
        let base_url = (&config.base_url.origin, &config.base_url.path);
        let flags = (options.drafts, options.lenient, &options.as_of);
        let rules = (config.fingerprint, theme.fingerprint, base_url, flags);
        let mut hasher = FingerprintBuilder::new();
        hasher.add(problems);
        (rules, lists, hash(content), hash(bundled), hash(statics)).hash(&mut hasher);
        hasher.digest().max(1)
    }
}

/// Reads `site.toml`; `None` where it cannot be read at all.
fn read_config(options: &Options, doubts: &mut Doubts, problems: &mut Diagnostics) -> Option<Config> {
    let bytes = match std::fs::read(options.root.join(config::FILE)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            problems.push(message::no_site(&options.root.display().to_string()));
            return None;
        }
        Err(error) => {
            problems.push(diagnostic::message::unreadable(config::FILE, &error.to_string()));
            return None;
        }
    };
    let path = SourcePath::new(config::FILE);
    let text = article::source_text(&path, &bytes, false).map_err(|problem| Diagnostics::from(*problem));
    let text = ok(text, problems)?.text;
    let reading = Config::read(&text, options.base_url.as_deref());
    problems.append(reading.problems);
    doubts.config = reading.doubts;
    let mut config = reading.config?;
    config.lenient |= options.lenient;
    if options.one_host {
        config.media = None;
    }
    article::check_foreign_names(&mut config, problems);
    Some(config)
}

/// Reads `site.toml` for commands that do not build: of its problems only errors matter to them, since a build tells the others.
/// `None` where it has errors.
pub fn read_config_alone(options: &Options, problems: &mut Diagnostics) -> Option<Config> {
    let mut found = Diagnostics::new();
    let config = read_config(options, &mut Doubts::default(), &mut found);
    found.retain(Diagnostic::is_error);
    let is_sound = !found.has_errors();
    problems.append(found);
    config.filter(|_| is_sound)
}

/// Refuses output folders that are one of the site's own, or hold it, or lie within each other.
fn check_out(options: &Options, config: &Config, problems: &mut Diagnostics) {
    let resolve = |path: &Path| path.canonicalize().unwrap_or_else(|_| without_dots(path));
    let mut sources: Vec<&str> = config.content.iter().map(String::as_str).collect();
    sources.extend([source::STATIC, crate::template::FOLDER, crate::template::TEXTS, cache::FOLDER]);
    let mut refuse = |folder: &Path| {
        let out = resolve(folder);
        let inside = sources.iter().any(|folder| out.starts_with(resolve(&options.root.join(folder))));
        let above = resolve(&options.root).starts_with(&out)
            || sources.iter().any(|folder| resolve(&options.root.join(folder)).starts_with(&out));
        if inside || above {
            problems.push(message::output_in_sources(&folder.display().to_string()));
        }
        out
    };
    let out = refuse(&options.out);
    if let Some(folder) = media::folder(options, config) {
        let media = refuse(&folder);
        if media.starts_with(&out) || out.starts_with(&media) {
            let [media, out] = [&folder, &options.out].map(|path| path.display().to_string());
            problems.push(message::media_in_output(&media, &out));
        }
    }
}

/// A path that does not exist yet, from the root of the file system and without `..`.
fn without_dots(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    absolute.components().fold(PathBuf::new(), |mut path, part| {
        match part {
            Component::ParentDir => drop(path.pop()),
            part => path.push(part),
        }
        path
    })
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
            problems.push(diagnostic::message::wrong_option("--as-of", text, why));
            None
        }
    }
}

/// The files beside content that may be published: nothing a browser would run, nothing a host would heed wherever it stands,
/// nothing of articles left out.
pub(super) fn bundled(
    sources: &Sources,
    config: &Config,
    documents: &[Document],
    selection: Selection,
    problems: &mut Diagnostics,
) -> Vec<SourcePath> {
    if sources.bundled.is_empty() {
        return Vec::new();
    }
    let left_out = catalog::unpublished_folders(documents, selection);
    let in_left_out = |path: &SourcePath| {
        let below = |folder: &String| path.folder().strip_prefix(folder.as_str());
        left_out.iter().filter_map(below).any(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    // Mirrors hold thousands of them: each kind is told once.
    let mut steering: Vec<(Steering, SourcePath, usize)> = Vec::new();
    let is_harmless = |file: &&SourceFile| {
        let Some(found) = hosts::steered_by_name(file.path.file_name()) else { return true };
        match steering.iter_mut().find(|(known, ..)| *known == found) {
            Some((_, _, count)) => *count += 1,
            None => steering.push((found, file.path.clone(), 1)),
        }
        false
    };
    let harmless: Vec<&SourceFile> = sources.bundled.iter().filter(is_harmless).collect();
    let (published, active): (Vec<&SourceFile>, Vec<&SourceFile>) =
        harmless.into_iter().partition(|file| asset::is_published(&file.path, config.trusted));
    let told = steering
        .into_iter()
        .map(|(kind, first, count)| reserved::message::steering_files(&first, kind, count));
    problems.extend(told);
    problems.extend(active.first().map(|first| message::active_files(first.path.as_str(), active.len())));
    let paths = published.into_iter().map(|file| file.path.clone()).filter(|path| !in_left_out(path));
    paths.collect()
}

/// The files that are copied, and what is known of the pictures among them.
pub(super) fn files(
    options: &Options,
    config: &Config,
    catalog: &Catalog,
    (sources, lists, hidden_in_texts): (Sources, Lists, &[output::Named]),
    started: SystemTime,
    problems: &mut Diagnostics,
) -> (Files, Pictures) {
    let root = options.root.as_path();
    let theme = asset::theme_files(&sources.statics, |path| source::read(root, path), problems);
    let is_published = |file: &&SourceFile| {
        catalog.bundled_exactly_at(file.path.as_str()).is_some()
            || file.path.as_str().starts_with(source::STATIC)
    };
    let mut published: Vec<&SourceFile> =
        sources.bundled.iter().chain(&sources.statics).filter(is_published).collect();
    published.sort_by(|a, b| a.path.cmp(&b.path));
    let inspection = Inspection {
        root,
        folder: &options.cache_folder(),
        started,
        by_content: options.checksum,
        keeps: !problems.has_errors(),
    };
    let (store, mut pictures, wrong_files) = Pictures::prepare(&inspection, &published, problems);
    problems.extend(wrong::tell(catalog, &wrong_files));
    let named = published.iter().map(|file| &file.path);
    let mut hidden = output::hidden_pictures(config, catalog, hidden_in_texts, named);
    if !hidden.is_empty() {
        hidden.extend(output::copies(&pictures, &hidden));
        pictures.retain(|picture| !hidden.contains(&picture.source));
    }
    let files = Files {
        statics: sources.statics.into(),
        bundled: sources.bundled,
        theme: theme.into(),
        pictures: pictures.into(),
        popular: lists.popular,
        dead_links: lists.dead_links,
        hidden,
    };
    (files, store)
}

/// What the files in `data/` say.
#[derive(Debug, Default, Hash)]
pub(super) struct Lists {
    popular: Vec<popular::PopularArticle>,
    dead_links: DeadLinks,
}

impl Lists {
    fn read(options: &Options, config: &Config, problems: &mut Diagnostics) -> Lists {
        let mut text = |file| text_of(&options.root, file, config.lenient, problems);
        let popular = text(popular::FILE);
        let replaces = config.replace_dead_links && !options.original_links;
        let dead_links = if replaces { text(dead_links::FILE) } else { None };
        Lists {
            popular: popular.map(|text| popular::parse(&text, problems)).unwrap_or_default(),
            dead_links: dead_links.map(|text| dead_links::parse(&text, problems)).unwrap_or_default(),
        }
    }
}

/// The text of a file below the root, if there is one.
fn text_of(root: &Path, file: &str, lenient: bool, problems: &mut Diagnostics) -> Option<String> {
    let bytes = match std::fs::read(root.join(file)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
        Err(error) => {
            problems.push(diagnostic::message::unreadable(file, &error.to_string()));
            return None;
        }
    };
    let path = SourcePath::new(file);
    let text = article::source_text(&path, &bytes, lenient).map_err(|problem| Diagnostics::from(*problem));
    let source = ok(text, problems)?;
    problems.append(source.problems);
    Some(source.text.into_owned())
}
