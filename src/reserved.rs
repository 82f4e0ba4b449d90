//! Names at the root of the output folder that content cannot use: those of files that `generate` writes, and those
//! that would configure the host (`hosts.rs`).
//!
//! Whoever plans or writes one of these files takes its name from [`Own`], so a name cannot be written without being
//! reserved.

use crate::path::{OutPath, UrlPath};

pub mod hosts;
pub mod message;

use hosts::Steering;

/// Declares the names, so that none can be left out of [`Own::ALL`].
macro_rules! own {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// A name at the top of the output folder that the program writes to: a file, or a folder with everything in it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Own {
            $($(#[$doc])* $variant,)*
        }

        impl Own {
            /// All of them.
            pub const ALL: &[Own] = &[$(Own::$variant,)*];

            /// The name.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Own::$variant => $name,)*
                }
            }
        }
    };
}

own! {
    /// The manifest: the list of its shards.
    Manifest = "generate-manifest.json",
    /// The folder of the manifest's shards.
    Shards = "generate-manifest",
    /// The checksums of all files for `sha256sum --check`.
    Sums = "SHA256SUMS",
    /// At the target of a deploy: which files are to be deleted later.
    DeployState = "generate-deploy.json",
    /// At the target of a deploy: who is deploying.
    DeployLock = "generate-deploy.lock",
    /// The folder in which a build puts its files until all are there.
    Staging = ".generate-staging",
    /// The folder of what a build keeps for the next one, where output and sources are one folder.
    Cache = ".generate",
    /// Old addresses as rules for hosts.
    Rules = "_redirects",
    /// The page for addresses that do not exist.
    NotFound = "404.html",
    /// What crawlers may read.
    Robots = "robots.txt",
    /// The index of sitemaps.
    SitemapIndex = "sitemap.xml",
    /// The folder of sitemaps.
    Sitemaps = "sitemaps",
    /// The folder of old addresses with a query.
    OldAddresses = "old-addresses",
    /// The folder of what was published on each day of the year.
    DayIndex = "day-index",
    /// The folder of the search index.
    SearchIndex = "search-index",
    /// The folder of settings for servers, which find them by no name.
    Hosting = ".hosting",
    /// The folder of the theme's files, which hosts tell browsers to keep for ever.
    Theme = "theme",
}

impl Own {
    /// The address of the file.
    pub fn file(self) -> UrlPath {
        UrlPath::root().file(self.name())
    }

    /// The address of the folder.
    pub fn folder(self) -> UrlPath {
        UrlPath::root().join(self.name())
    }

    /// Whether the file at `path` of the output folder is in this folder.
    pub fn holds(self, path: &str) -> bool {
        path.strip_prefix(self.name()).is_some_and(|rest| rest.starts_with('/'))
    }

    /// Whether it belongs to the step that writes, so that nothing planned may have it, not even a static file.
    pub fn is_writers(self) -> bool {
        matches!(
            self,
            Own::Manifest
                | Own::Shards
                | Own::Sums
                | Own::DeployState
                | Own::DeployLock
                | Own::Staging
                | Own::Cache
        )
    }

    /// Whether a deploy leaves the file at its target, beside the site.
    pub fn is_deploys(self) -> bool {
        matches!(self, Own::DeployState | Own::DeployLock)
    }

    /// The name that the file at `path` would take, as itself or as a folder it is in; letters of either case are the same,
    /// and so are those that a file system may take for the same.
    pub fn at(path: &OutPath) -> Option<Own> {
        let folded = path.folded();
        let first = folded.split('/').next()?;
        Own::ALL.iter().copied().find(|own| own.name().eq_ignore_ascii_case(first))
    }
}

/// The ending of a file's name while a deploy is sending it to a place where it is then renamed.
pub const PART: &str = ".generate-part";

/// Whether the file at `path` of a target is no file of the site but one that a deploy leaves there: what it remembers, its lock,
/// and files that it was sending when it was killed.
pub fn is_left_by_deploy(path: &str) -> bool {
    path.ends_with(PART) || Own::ALL.iter().any(|own| own.is_deploys() && own.name() == path)
}

/// Why content may not have a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reserved {
    /// The program writes it.
    Own(Own),
    /// It would steer a host.
    Steers(Steering),
}

impl Reserved {
    /// Why content may not have `path`; `None` where it may.
    pub fn at(path: &OutPath) -> Option<Reserved> {
        Own::at(path).map(Reserved::Own).or_else(|| hosts::steered(path).map(Reserved::Steers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reserved(path: &str) -> Option<Reserved> {
        Reserved::at(&OutPath::new(path).unwrap())
    }

    #[test]
    fn what_a_deploy_leaves_is_known() {
        for path in ["generate-deploy.json", "generate-deploy.lock", "a/.b.html.generate-part"] {
            assert!(is_left_by_deploy(path), "{path}");
        }
        for path in ["generate-manifest.json", "a/generate-deploy.json", "index.html", ".generate-part.txt"] {
            assert!(!is_left_by_deploy(path), "{path}");
        }
    }

    #[test]
    fn the_program_s_own_names_are_reserved() {
        for own in Own::ALL {
            assert!(own.name().is_ascii(), "only letters of ASCII are folded");
            for path in [own.name().to_owned(), format!("{}/index.html", own.name().to_uppercase())] {
                assert_eq!(reserved(&path), Some(Reserved::Own(*own)), "{path}");
            }
            assert_eq!(reserved(&format!("a/{}", own.name())), None, "only at the top");
        }
        // The long s is an s to a file system that folds case.
        assert_eq!(reserved("generate-manife\u{17f}t.json"), Some(Reserved::Own(Own::Manifest)));
        for free in
            ["manifest.json", "manifest/a.json", "themes/a.html", "index.html", "2010/12/manifest/index.html"]
        {
            assert_eq!(reserved(free), None, "{free}");
        }
    }
}
