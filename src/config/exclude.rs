//! Files in the content and static folders to leave out: `exclude` in `site.toml`.

use std::path::Path;

use glob::{MatchOptions, Pattern};

/// `*` stays within one part of a path, and case counts, on every system.
const OPTIONS: MatchOptions = MatchOptions {
    case_sensitive: true,
    require_literal_separator: true,
    require_literal_leading_dot: false,
};

/// The patterns of files and folders that are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exclude {
    /// Matched against the name of a file or folder, wherever it is.
    names: Vec<Pattern>,
    /// Matched against a path from the site's root.
    paths: Vec<Pattern>,
}

impl Exclude {
    /// Adds a pattern. `folders` are those of content and static files: a pattern that can match nothing in them is refused.
    ///
    /// # Errors
    /// What is wrong with it, as a sentence of its own.
    pub(super) fn add(&mut self, pattern: &str, folders: &[&str]) -> Result<(), String> {
        // `drafts/` is how some tools name a folder.
        let plain = pattern.strip_suffix('/').unwrap_or(pattern);
        let read = Pattern::new(plain).map_err(|error| error.msg)?;
        if !plain.contains('/') {
            self.names.push(read);
            return Ok(());
        }
        if !folders.iter().any(|folder| may_be_within(plain, folder)) {
            let folders = folders.join("/`, `");
            return Err(format!("patterns are relative to the site root and start with `{folders}/`"));
        }
        self.paths.push(read);
        Ok(())
    }

    /// Whether nothing is left out.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty() && self.paths.is_empty()
    }

    /// Whether the file or folder at `path`, from the site's root with `/` between parts, is left out by itself.
    pub fn names(&self, path: &str) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path);
        self.names.iter().any(|pattern| pattern.matches_with(name, OPTIONS))
            || self.paths.iter().any(|pattern| pattern.matches_with(path, OPTIONS))
    }

    /// Whether the file or folder at `path` is left out, by itself or with one it is in; `folder` is the one of content or static
    /// files that holds it.
    pub fn covers(&self, folder: &str, path: &str) -> bool {
        if self.is_empty() {
            return false;
        }
        let above = path.match_indices('/').map(|(slash, _)| slash).filter(|slash| *slash > folder.len());
        above.chain([path.len()]).any(|end| self.names(&path[..end]))
    }
}

/// Whether a pattern may match something in `folder`, as far as their first parts tell.
fn may_be_within(pattern: &str, folder: &str) -> bool {
    for (part, name) in pattern.split('/').zip(Path::new(folder).components()) {
        if part == "**" {
            return true;
        }
        let name = name.as_os_str().to_string_lossy();
        if !Pattern::new(part).is_ok_and(|part| part.matches_with(&name, OPTIONS)) {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    const FOLDERS: [&str; 3] = ["content", "../more/texts", "static"];

    fn exclude(patterns: &[&str]) -> Exclude {
        let mut exclude = Exclude::default();
        for pattern in patterns {
            exclude.add(pattern, &FOLDERS).unwrap();
        }
        exclude
    }

    #[test]
    fn names_count_anywhere_and_paths_from_the_root() {
        for (pattern, path, expected) in [
            ("README.md", "content/README.md", true),
            ("README.md", "content/a/README.md", true),
            ("README.md", "content/a/README.md.jpg", false),
            ("*.psd", "static/a/b.psd", true),
            ("*.psd", "static/a.psd/b.jpg", true),
            ("[0-9]?-*", "content/01-x.md", true),
            ("node_modules", "static/node_modules/x/y.js", true),
            ("drafts/", "content/drafts/x.md", true),
            ("content/drafts", "content/drafts/2010/x.md", true),
            ("content/drafts/**", "content/drafts/2010/x.md", true),
            ("content/drafts/*", "content/drafts/x.md", true),
            ("content/drafts/*.md", "content/drafts/2010/x.md", false),
            ("content/**/*.txt", "content/x.txt", true),
            ("content/**/*.txt", "content/a/b/x.txt", true),
            ("**/drafts/*", "content/a/drafts/x.md", true),
            ("*/a/*", "content/a/x.md", true),
            ("../more/texts/a.md", "../more/texts/a.md", true),
            ("content/x.md", "content/X.md", false),
            ("content/drafts", "content/drafts.md", false),
            ("content", "content/x.md", false),
            ("content", "content/a/content/x.md", true),
            ("more", "../more/texts/a.md", false),
        ] {
            let folder = |path: &str| *FOLDERS.iter().find(|folder| path.starts_with(**folder)).unwrap();
            assert_eq!(exclude(&[pattern]).covers(folder(path), path), expected, "{pattern} {path}");
        }
        assert!(!Exclude::default().covers("content", "content/x.md"));
    }

    #[test]
    fn patterns_that_match_nothing_are_refused() {
        let add = |pattern: &str| Exclude::default().add(pattern, &FOLDERS).unwrap_err();
        assert_eq!(
            add("drafts/**"),
            "patterns are relative to the site root and start with `content/`, `../more/texts/`, `static/`"
        );
        assert_eq!(
            add("/content/x"),
            "patterns are relative to the site root and start with `content/`, `../more/texts/`, `static/`"
        );
        assert_eq!(add("content/***"), "wildcards are either regular `*` or recursive `**`");
        assert_eq!(add("a**"), "recursive wildcards must form a single path component");
        assert_eq!(add("[a"), "invalid range pattern");
    }
}
