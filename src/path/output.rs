//! The path of a file of the output.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{INDEX, PathError, UrlPath, check_segment, fold, path_key};

/// A file of the output, relative to the output folder, with `/` between parts: `2010/12/border/index.html`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct OutPath(pub(super) Box<str>);

impl OutPath {
    /// A path relative to the output folder.
    ///
    /// # Errors
    /// [`PathError`] where a part climbs, is unprintable or overlong.
    pub fn new(path: impl Into<Box<str>>) -> Result<OutPath, PathError> {
        let path = path.into();
        if path.chars().any(char::is_control) {
            return Err(PathError::Unprintable);
        }
        for segment in path.split('/') {
            check_segment(segment)?;
            if segment.is_empty() {
                return Err(PathError::Climbs);
            }
        }
        Ok(OutPath(path))
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address at which hosts answer with the file: of an index, that of its folder.
    pub fn url(&self) -> UrlPath {
        let folder = self.0.strip_suffix(INDEX).filter(|folder| folder.is_empty() || folder.ends_with('/'));
        UrlPath(format!("/{}", folder.unwrap_or(&self.0)).into())
    }

    /// The same path in lower case, for finding files that differ by case alone.
    pub fn case_folded(&self) -> Cow<'_, str> {
        let folded = |byte: u8| byte.is_ascii() && !byte.is_ascii_uppercase();
        if self.0.bytes().all(folded) { Cow::Borrowed(&self.0) } else { Cow::Owned(self.0.to_lowercase()) }
    }

    /// The same path as file systems without regard to case may see it: see [`fold`].
    pub fn folded(&self) -> Cow<'_, str> {
        if self.0.is_ascii() { self.case_folded() } else { Cow::Owned(fold(&self.0)) }
    }

    /// The hash of the path in lower case: what clashes are looked for by. Of a million paths, two share 64 bits once in 40
    /// million sites.
    pub fn folded_key(&self) -> u64 {
        path_key(&self.case_folded())
    }
}

impl fmt::Display for OutPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_of_a_folder_has_the_address_of_the_folder() {
        for (path, url) in [
            ("index.html", "/"),
            ("2010/one/index.html", "/2010/one/"),
            ("2010/my-index.html", "/2010/my-index.html"),
            ("a b.txt", "/a b.txt"),
        ] {
            assert_eq!(OutPath::new(path).unwrap().url().as_str(), url);
        }
    }
}
