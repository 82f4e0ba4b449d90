//! The path of a source file.

use std::borrow::Cow;
use std::fmt;

use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};
use unicode_normalization::is_nfc;

use super::composed;

/// A source file, relative to the site's root, with `/` between parts: `content/articles/2010/x.md`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SourcePath(Box<str>);

impl SourcePath {
    /// A source path as walked; the walker never yields `..`.
    pub fn new(path: impl Into<Box<str>>) -> SourcePath {
        SourcePath(path.into())
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the path is in Unicode normal form C.
    pub fn is_composed(&self) -> bool {
        is_nfc(&self.0)
    }

    /// The path in Unicode normal form C.
    pub fn composed(&self) -> Cow<'_, str> {
        composed(&self.0)
    }

    /// The last part: `x.md`.
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// The file name without its last extension: `x`.
    pub fn stem(&self) -> &str {
        let name = self.file_name();
        match name.rfind('.') {
            Some(dot) if dot > 0 => &name[..dot],
            _ => name,
        }
    }

    /// The extension without its dot, or an empty text.
    pub fn extension(&self) -> &str {
        let name = self.file_name();
        match name.rfind('.') {
            Some(dot) if dot > 0 => &name[dot + 1..],
            _ => "",
        }
    }

    /// The folder, without a slash at the end: `content/articles/2010`.
    pub fn folder(&self) -> &str {
        self.0.rfind('/').map_or("", |slash| &self.0[..slash])
    }

    /// The file that `relative`, an address without query and fragment, names as seen from this one: decoded once, `.` and `..`
    /// resolved. `None` where it is absolute, not UTF-8, or leads above the root.
    pub fn resolve(&self, relative: &str) -> Option<SourcePath> {
        let decoded = percent_decode_str(relative).decode_utf8().ok()?;
        if decoded.starts_with('/') || decoded.is_empty() {
            return None;
        }
        let mut parts: Vec<&str> = self.folder().split('/').filter(|part| !part.is_empty()).collect();
        for part in decoded.split('/') {
            match part {
                "" | "." => {}
                ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
                ".." => return None,
                part => parts.push(part),
            }
        }
        let root = if self.0.starts_with('/') { "/" } else { "" };
        Some(SourcePath(format!("{root}{}", parts.join("/")).into()))
    }

    /// The file `name` (which may hold `/`) in the same folder, without resolving `..`.
    pub fn sibling(&self, name: &str) -> SourcePath {
        match self.folder() {
            "" => SourcePath::new(name),
            folder => SourcePath(format!("{folder}/{name}").into()),
        }
    }
}

impl fmt::Display for SourcePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
