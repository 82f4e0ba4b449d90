//! Files that a bucket answers with a redirect: the list that a build writes for S3, for the headers of what is sent.

use std::fs;
use std::io::ErrorKind;

use generate_stores::Store;
use rustc_hash::FxHashMap;

use super::local::Local;
use super::message;
use crate::diagnostic::Diagnostic;
use crate::output::hosting::{ObjectRedirect, object_redirects_path};

/// Where files redirect readers, by path. Addresses without a file are not among them: a deploy sends files alone.
#[derive(Debug, Default)]
pub(super) struct Redirects {
    of: FxHashMap<Box<str>, Box<str>>,
}

impl Redirects {
    /// Those of a site; none for a store that cannot redirect, or a site that was not built for S3.
    ///
    /// # Errors
    /// If the list cannot be read.
    pub(super) fn read(local: &Local, store: &Store) -> Result<Redirects, Diagnostic> {
        if !store.keeps_redirects() {
            return Ok(Redirects::default());
        }
        let path = Redirects::list();
        let broken = |reason: String| message::local_broken(&path, &reason);
        let text = match fs::read(local.place(&path)) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Redirects::default()),
            Err(error) => return Err(broken(error.to_string())),
        };
        let list: Vec<ObjectRedirect> =
            serde_json::from_slice(&text).map_err(|error| broken(error.to_string()))?;
        let with_file = list.into_iter().filter(|object| object.has_file);
        Ok(Redirects { of: with_file.map(|object| (object.key.into(), object.location.into())).collect() })
    }

    /// The path of the list itself.
    pub(super) fn list() -> String {
        object_redirects_path()
    }

    /// Where the file at `path` redirects readers.
    pub(super) fn of(&self, path: &str) -> Option<&str> {
        self.of.get(path).map(|address| &**address)
    }

    /// Whether no file does.
    pub(super) fn is_empty(&self) -> bool {
        self.of.is_empty()
    }
}
