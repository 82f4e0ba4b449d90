//! What links lead to: source paths, addresses of this site, and old addresses.
//!
//! An old address is a path, or a host and a path; each old host has its own name space. Hosts, paths and trailing
//! slashes are compared without regard to case, as file systems and readers do.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{AllReferences, ArticleId, Articles, AuthorId, Authors, Catalog, PageId, Pages, TermId, Terms};
use crate::address::Address;
use crate::article::body::SourceLink;
use crate::config::{Config, LanguageId};
use crate::diagnostic::{Diagnostics, Position};
use crate::fingerprint::digest;
use crate::id::{IdVec, id};
use crate::path::{SourcePath, UrlPath};
use documents::Documents;

mod aliases;
mod documents;
mod links;

pub use links::{Asked, path_here};

id! {
    /// A redirect of [`Resolver::redirects`].
    pub RedirectId(u32)
}

/// What an old address leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// An article.
    Article(ArticleId),
    /// A standing page or index.
    Page(PageId),
    /// A term, in a language.
    Term(TermId, LanguageId),
    /// The feed of a term.
    TermFeed(TermId, LanguageId),
    /// An author.
    Author(AuthorId),
    /// The feed of an author, in a language.
    AuthorFeed(AuthorId, LanguageId),
    /// The feed of a language's articles.
    SiteFeed(LanguageId),
}

/// An old address and where it leads.
#[derive(Clone, Debug)]
pub struct Redirect {
    /// The old address.
    pub from: Address,
    /// Where it leads.
    pub target: Target,
    /// Where it was written, in the target's source.
    pub position: Position,
    /// Whether it was written as an alias; otherwise it is the original address of a mirrored page.
    pub alias: bool,
}

impl Redirect {
    /// Whether the old address is a path of this site: it has no host, the site's own, or one of `old_hosts`.
    pub fn answers_at_root(&self, config: &Config) -> bool {
        links::answers_at_root(config, &self.from)
    }

    /// The hash that the old address is found by.
    fn key(&self) -> u64 {
        self.from.key_at(self.from.host.as_ref())
    }
}

/// What links lead to.
#[derive(Debug)]
pub struct Resolver {
    /// Documents by their source paths.
    pub(super) documents: Documents,
    /// What old addresses lead to, by the hash of what they are compared by.
    old: FxHashMap<u64, Target>,
    /// Old addresses in the order of their targets.
    pub redirects: IdVec<RedirectId, Redirect>,
    /// The hosts of the archive, without `www.`: an address of theirs that nothing answers is missing.
    hosts: FxHashSet<Box<str>>,
}

/// Collects what links lead to.
pub(super) fn build(
    config: &Config,
    (articles, references): (&Articles, &AllReferences),
    pages: &Pages,
    terms: &Terms,
    authors: &Authors,
    problems: &mut Diagnostics,
) -> Resolver {
    let mut redirects = aliases::of_site(config, pages, terms, authors, problems);
    redirects.extend(aliases::of_articles(config, articles, references, problems));
    // Original addresses come after all aliases: what somebody wrote by hand counts more.
    let origins = aliases::origins(config, articles);
    let of_languages = config.languages.iter().flat_map(|language| &language.old_hosts);
    let mut hosts: FxHashSet<Box<str>> =
        config.old_hosts.iter().chain(of_languages).map(|host| host.plain().into()).collect();
    if config.old_hosts.is_empty() {
        // Where no old host is declared, those that the mirror was made of are.
        let mirrored = origins.iter().filter_map(|(_, origin)| origin.from.host.as_ref());
        hosts.extend(mirrored.map(|host| host.plain().into()));
    }
    redirects.extend(origins);
    let mut old = FxHashMap::default();
    for (key, redirect) in &redirects {
        old.entry(*key).or_insert(redirect.target);
    }
    Resolver {
        documents: Documents::new(config, pages, terms, authors),
        old,
        redirects: redirects.into_iter().map(|(_, redirect)| redirect).collect(),
        hosts,
    }
}

impl Resolver {
    /// What the old address of `redirect` leads to: of several claims the first.
    pub fn owner(&self, redirect: &Redirect) -> Target {
        self.old.get(&redirect.key()).copied().unwrap_or(redirect.target)
    }
}

impl Catalog {
    /// The hash of all that decides where links lead: which documents there are, and which address each has, of today and
    /// of before. With the same hash, every question has the same answer.
    pub fn links_digest(&self, config: &Config) -> u64 {
        let articles = self.articles.par_iter().zip(self.entries.par_iter()).with_min_len(256);
        let articles = articles.map(|(article, entry)| digest(&(&article.path, &entry.url)));
        let others = self.resolver.documents.others.par_iter().map(|other| digest(&other));
        let redirects = self.resolver.redirects.par_iter().with_min_len(256).map(|redirect| {
            digest(&(&redirect.from, redirect.alias, self.target_url(config, redirect.target)))
        });
        let owners = self.resolver.old.par_iter();
        let owners = owners.map(|(key, target)| digest(&(key, self.target_url(config, *target))));
        let hosts = self.resolver.hosts.par_iter().map(|host| digest(&host));
        // Sums: maps have no order, and articles and redirects are in one that other things decide.
        let sum = |one: u64, other: u64| one.wrapping_add(other);
        digest(&[
            articles.reduce(|| 0, sum),
            others.reduce(|| 0, sum),
            redirects.reduce(|| 0, sum),
            owners.reduce(|| 0, sum),
            hosts.reduce(|| 0, sum),
        ])
    }

    /// What `target`, as written after `@/` or in `ref`, leads to from the file `from`.
    pub fn source_link(&self, config: &Config, from: &SourcePath, target: &str) -> SourceLink {
        self.resolver.documents.link(config, &self.articles, &self.entries, from, target)
    }

    /// The address of what an old address leads to.
    pub fn target_url(&self, config: &Config, target: Target) -> UrlPath {
        match target {
            Target::Article(id) => self.entries[id].url.clone(),
            Target::Page(id) => self.pages[id].url.clone(),
            Target::Term(id, language) => self.terms[id].url(config, language),
            Target::TermFeed(id, language) => self.terms[id].url(config, language).file("feed.xml"),
            Target::Author(id) => self.authors[id].url(config, LanguageId::DEFAULT),
            Target::AuthorFeed(id, language) => self.authors[id].url(config, language).file("feed.xml"),
            Target::SiteFeed(language) => config.home(language).file("feed.xml"),
        }
    }

    /// The source of what an old address leads to, for messages.
    pub fn target_source(&self, target: Target) -> SourcePath {
        let site = || SourcePath::new(crate::config::FILE);
        match target {
            Target::Article(id) => self.articles[id].path.clone(),
            Target::Page(id) => self.pages[id].page.path.clone(),
            Target::Term(id, _) | Target::TermFeed(id, _) => {
                self.terms[id].main_text().map_or_else(site, |text| text.path.clone())
            }
            Target::Author(id) | Target::AuthorFeed(id, _) => {
                self.authors[id].main_profile().map_or_else(site, |p| p.path.clone())
            }
            Target::SiteFeed(_) => site(),
        }
    }
}
