//! Paths as the program names files: with `/` between their parts, whatever stands there on the system.

use std::borrow::Cow;
use std::path::{MAIN_SEPARATOR, Path};

/// A relative path with `/` between its parts; `None` where it is not UTF-8.
pub fn slashed(path: &Path) -> Option<Cow<'_, str>> {
    path.to_str().map(|path| with_slashes(path, MAIN_SEPARATOR))
}

/// The same for messages: what is not UTF-8 is replaced.
pub fn slashed_lossy(path: &Path) -> String {
    with_slashes(&path.to_string_lossy(), MAIN_SEPARATOR).into_owned()
}

/// `path` with `/` in place of the system's `separator`.
fn with_slashes(path: &str, separator: char) -> Cow<'_, str> {
    match separator != '/' && path.contains(separator) {
        true => Cow::Owned(path.replace(separator, "/")),
        false => Cow::Borrowed(path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_stand_between_slashes() {
        let path = ["content", "articles", "a.md"].iter().collect::<std::path::PathBuf>();
        assert_eq!(slashed(&path).as_deref(), Some("content/articles/a.md"));
        assert_eq!(slashed_lossy(&path), "content/articles/a.md");
        assert_eq!(with_slashes(r"content\articles\a.md", '\\'), "content/articles/a.md");
        // Elsewhere it is a character of the name.
        assert_eq!(with_slashes(r"content/a\b.md", '/'), r"content/a\b.md");
    }
}
