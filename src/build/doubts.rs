//! Suppresses errors that may be consequences of earlier ones: an error that only says that something does not exist is
//! not reported if an earlier error may be the reason.

use std::collections::BTreeSet;

use crate::article::{self, DocumentKind};
use crate::config::{self, Config};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::path::SourcePath;

/// What the errors so far leave open.
#[derive(Debug, Default)]
pub(super) struct Doubts {
    /// What those of `site.toml` do.
    pub(super) config: config::Doubts,
    /// Whether the site's own templates could not be read.
    pub(super) templates: bool,
    /// Whether a term may be missing, because its file has errors.
    terms: bool,
    /// Whether an author may be, likewise.
    authors: bool,
    /// The names, without extension, of files that have errors.
    files: BTreeSet<String>,
    /// The files that cannot have the address they ask for.
    clashing: BTreeSet<String>,
}

impl Doubts {
    /// Takes in the errors of content files.
    pub(super) fn note_files(&mut self, config: &Config, problems: &Diagnostics) {
        let errors = problems.iter().filter(|problem| problem.is_error());
        for place in errors.filter_map(|problem| problem.place.as_ref()) {
            let path = SourcePath::new(place.file.as_str());
            match article::classify(&path, config) {
                DocumentKind::Term { .. } | DocumentKind::Taxonomy(_) => self.terms = true,
                DocumentKind::Profile { .. } | DocumentKind::Authors => self.authors = true,
                DocumentKind::Article | DocumentKind::Home | DocumentKind::Page { .. } => {}
            }
            self.files.extend(stems(&place.file).map(str::to_owned));
        }
    }

    /// Takes in the errors of addresses.
    pub(super) fn note_addresses(&mut self, problems: &Diagnostics) {
        let is_clash = |problem: &&Diagnostic| {
            problem.is_error()
                && matches!(&*problem.code, "same-address" | "reserved-address" | "wrong-address")
        };
        let clashes = problems.iter().filter(is_clash);
        self.clashing.extend(clashes.filter_map(|problem| Some(problem.place.as_ref()?.file.clone())));
    }

    /// Those of the problems of a step that no earlier error can be the reason of.
    pub(super) fn sift(&self, mut problems: Diagnostics) -> Diagnostics {
        problems.retain(|problem| !self.may_explain(problem));
        problems
    }

    /// Whether an earlier error may be the reason that something is missing.
    fn may_explain(&self, problem: &Diagnostic) -> bool {
        let config = &self.config;
        match &*problem.code {
            "unknown-language" => config.languages,
            "unknown-term" => config.terms || self.terms,
            "unknown-author" => config.kinds || self.authors,
            "unknown-key" | "misspelt-key" => config.keys || config.terms || config.kinds,
            "no-date" | "no-title" | "no-content" => config.kinds,
            "missing-link" | "missing-original" | "menu" | "popular" | "unused-permalink" => {
                config.kinds || self.names_failed_file(problem)
            }
            "same-file" | "reserved-address" if problem.place.is_none() => {
                problem.message.split_whitespace().any(|word| self.clashing.contains(word))
            }
            "template" => self.templates,
            _ => false,
        }
    }

    /// Whether the message names a file that has errors, as a path or by its name.
    fn names_failed_file(&self, problem: &Diagnostic) -> bool {
        let Some(quoted) = problem.message.split('`').nth(1) else { return false };
        stems(quoted).any(|stem| self.files.contains(stem))
    }
}

/// What the file of a path may be called elsewhere: its name without extension and language, the same without date, and the
/// name of its folder, by which a bundle is known.
fn stems(path: &str) -> impl Iterator<Item = &str> {
    let path = path.split(['?', '#']).next().unwrap_or(path).trim_end_matches('/');
    let mut parts = path.rsplit('/').map(|part| part.split('.').next().unwrap_or(part));
    let (stem, folder) = (parts.next().unwrap_or(path), parts.next());
    let folder = folder.filter(|_| matches!(stem, "index" | "_index"));
    let undated = stem.trim_start_matches(|sign: char| sign.is_ascii_digit() || sign == '-');
    [Some(stem), folder, Some(undated)].into_iter().flatten().filter(|stem| !stem.is_empty())
}
