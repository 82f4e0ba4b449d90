//! Which files a site is made of: of those alone a change matters.

use std::path::{Component, Path, PathBuf};

use notify::RecursiveMode;

use crate::build::Options;
use crate::config::Exclude;
use crate::platform::path::slashed;
use crate::{config, popular, source, template};

/// Which files a site is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Filter {
    root: PathBuf,
    out: PathBuf,
    /// Folders below the root.
    folders: Vec<String>,
    /// Files in them of which the site is not made.
    exclude: Exclude,
}

impl Filter {
    /// The files of a site with these content folders, but for those of `exclude`.
    pub(super) fn new(options: &Options, content: Vec<String>, exclude: Exclude) -> Filter {
        let data = popular::FILE.split('/').next().unwrap_or(popular::FILE);
        let mut folders = content;
        folders.extend([source::STATIC, template::FOLDER, template::TEXTS, data].map(ToOwned::to_owned));
        Filter { root: options.root.clone(), out: options.out.clone(), folders, exclude }
    }

    /// Folders above those of the site and below the root: the site's may come and go with them.
    fn above(&self) -> impl Iterator<Item = &Path> {
        let above = self.folders.iter().flat_map(|folder| Path::new(folder).ancestors().skip(1));
        above.filter(|folder| !folder.as_os_str().is_empty())
    }

    /// The files and folders to look at.
    pub(super) fn places(&self) -> impl Iterator<Item = PathBuf> {
        let names = [config::FILE].into_iter().chain(self.folders.iter().map(String::as_str));
        names.map(|name| self.root.join(name))
    }

    /// The folders to watch, whether they are there or not: those of the site with all below them, the others alone.
    pub(super) fn watches(&self) -> impl Iterator<Item = (PathBuf, RecursiveMode)> {
        let is_within = |folder: &Path| self.folders.iter().any(|outer| folder.starts_with(outer));
        let above =
            self.above().filter(move |folder| !is_within(folder)).map(|folder| self.root.join(folder));
        let alone = std::iter::once(self.root.clone()).chain(above);
        let whole = self.folders.iter().map(|folder| self.root.join(folder));
        alone
            .map(|folder| (folder, RecursiveMode::NonRecursive))
            .chain(whole.map(|folder| (folder, RecursiveMode::Recursive)))
    }

    /// Whether the site says that it is not made of the file at `below`, a path below the root.
    fn is_excluded(&self, below: &Path) -> bool {
        let Some(below) = slashed(below) else { return false };
        let mut folders = self.folders.iter();
        folders.any(|folder| Path::new(&*below).starts_with(folder) && self.exclude.covers(folder, &below))
    }

    /// Whether a change of `path` changes the site.
    pub(super) fn matters(&self, path: &Path) -> bool {
        let Ok(below) = path.strip_prefix(&self.root) else {
            // A content folder may be a link to elsewhere.
            return !is_passed_over(path) && !is_left_by_editor(path);
        };
        if below == Path::new(config::FILE) {
            return true;
        }
        let in_folder = self.folders.iter().any(|folder| below.starts_with(folder));
        (in_folder && !self.is_excluded(below) || self.above().any(|folder| folder == below))
            && !path.starts_with(&self.out)
            && !is_passed_over(below)
            && !is_left_by_editor(path)
    }
}

/// Hidden files and backups, and folders named like them: not part of a site.
fn is_passed_over(path: &Path) -> bool {
    path.components().any(|part| match part {
        Component::Normal(name) => source::is_passed_over(&name.to_string_lossy()),
        _ => false,
    })
}

/// Whether a file is a temporary file of an editor. Folders can have such names permanently: mirrors number them.
fn is_left_by_editor(path: &Path) -> bool {
    let Some(name) = path.file_name().map(|name| name.to_string_lossy()) else { return false };
    // Most names are enough; the file system is asked only about the others.
    if !source::is_left_by_editor(&name, None) {
        return false;
    }
    match path.metadata() {
        Ok(metadata) => !metadata.is_dir() && source::is_left_by_editor(&name, Some(metadata.len())),
        Err(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::Filter;
    use crate::build::Options;
    use crate::config::Exclude;

    fn filter() -> Filter {
        let options = Options { root: "/site".into(), out: "/site/public".into(), ..Options::default() };
        Filter::new(&options, vec!["content".into(), "more/texts".into()], Exclude::default())
    }

    #[test]
    fn what_the_site_leaves_out_does_not_matter() {
        let toml = "title = 'A'\nbase_url = 'https://a.example'\nexclude = ['*.psd', 'more/texts/drafts']\n\
                    content = ['content', 'more/texts']";
        let exclude = crate::config::Config::parse(toml, None).unwrap().exclude;
        let filter = Filter { exclude, ..filter() };
        for (path, expected) in [
            ("content/a.md", true),
            ("content/a.psd", false),
            ("static/x/a.psd", false),
            ("more/texts/drafts/2010/a.md", false),
            ("more/texts/drafts.md", true),
            ("content/drafts/a.md", true),
            ("site.toml", true),
        ] {
            assert_eq!(filter.matters(&Path::new("/site").join(path)), expected, "{path}");
        }
    }

    #[test]
    fn what_editors_leave_behind_does_not_matter() {
        let filter = filter();
        for path in [
            "site.toml",
            "content/a.md",
            "content/2010",
            "more/texts/b.md",
            "static/x.css",
            "templates/base.html",
            "i18n/en.toml",
            "data/popular.csv",
            "static/.well-known/x",
            // Folders may be called as they like: mirrors call them by numbers.
            "content/4913/index.md",
            "content/report.tmp/index.md",
            "static/4913/cover.jpg",
        ] {
            assert!(filter.matters(&Path::new("/site").join(path)), "{path}");
        }
        for path in [
            "content/.a.md.swp",
            "content/a.md~",
            "content/#a.md#",
            "content/.#a.md",
            "content/4913",
            "content/a.md___jb_tmp___",
            "content/4913/4913",
            "content/4913/.a.md.swp",
            "content/old~/a.md",
            "public/index.html",
            ".git/index",
            ".generate/pictures.json",
            "more/x.md",
            "README.md",
            "content/.git/HEAD",
            "site.toml~",
            ".site.toml.swp",
        ] {
            assert!(!filter.matters(&Path::new("/site").join(path)), "{path}");
        }
    }
}
