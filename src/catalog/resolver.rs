//! What links lead to: source paths, addresses of this site, and old addresses.
//!
//! An old address is a path, or a host and a path; each old host has its own name space. Hosts, paths and trailing
//! slashes are compared without regard to case, as file systems and readers do.

use std::borrow::Cow;
use std::sync::OnceLock;

use percent_encoding::percent_decode_str;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::authors::authors_url;
use super::terms::taxonomy_url;
use super::{ArticleId, Author, AuthorId, Catalog, Entry, PageEntry, Term, TermId};
use crate::address::{Address, Host, Unreadable};
use crate::article::body::{AddressLink, Instead, SourceLink};
use crate::article::message;
use crate::article::{Article, Reference, References};
use crate::config::{Config, LanguageId};
use crate::diagnostic::{Diagnostics, Place, Position};
use crate::fingerprint::digest;
use crate::path::{OutPath, PathError, SourcePath, UrlPath, composed, path_key};
use crate::value::fields::nearest;

/// What an old address leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// An article.
    Article(ArticleId),
    /// A standing page or index, by its index in [`Catalog::pages`].
    Page(u32),
    /// A term, in a language.
    Term(TermId, LanguageId),
    /// The feed of a term.
    TermFeed(TermId, LanguageId),
    /// An author.
    Author(AuthorId),
    /// The feed of the site.
    SiteFeed,
}

impl Redirect {
    /// Whether the old address is a path of this site: it has no host, the site's own, or one of `old_hosts`.
    pub fn answers_at_root(&self, config: &Config) -> bool {
        answers_at_root(config, &self.from)
    }
}

/// Whether `address` is a path of this site: it has no host, the site's own, or one of `old_hosts`.
fn answers_at_root(config: &Config, address: &Address) -> bool {
    address.host.as_ref().is_none_or(|host| config.answers_at_root(host))
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

/// A link whose target is looked up.
pub struct Asked<'l> {
    /// The address as written, without its fragment: a full one, or a path that starts with `/`.
    pub written: &'l str,
    /// What it was read as, seen from the top of the site.
    pub read: Result<&'l Address, &'l Unreadable>,
}

/// What links lead to.
#[derive(Debug, Default)]
pub struct Resolver {
    /// Articles by the hash of their source path below the content folder, without extension and `index`; made when somebody
    /// asks.
    by_path: OnceLock<FxHashMap<u64, ArticleId>>,
    /// Articles by the hash of their file name: the first two of each, by path; likewise.
    by_name: OnceLock<FxHashMap<u64, (ArticleId, Option<ArticleId>)>>,
    /// Articles in the order of those paths, for finding similar ones; likewise.
    sorted: OnceLock<Vec<ArticleId>>,
    /// Other documents by the same kind of path.
    others: FxHashMap<Box<str>, UrlPath>,
    /// What old addresses lead to, by the hash of what they are compared by.
    old: FxHashMap<u64, Target>,
    /// Old addresses in the order of their targets.
    pub redirects: Vec<Redirect>,
    /// The hosts of the archive, without `www.`: an address of theirs that nothing answers is missing.
    hosts: FxHashSet<Box<str>>,
}

/// Collects what links lead to.
pub(super) fn build(
    config: &Config,
    (articles, references): (&[Article], &[References]),
    pages: &[PageEntry],
    terms: &[Term],
    authors: &[Author],
    problems: &mut Diagnostics,
) -> Resolver {
    let mut resolver = Resolver::default();
    for host in
        config.old_hosts.iter().chain(config.languages.iter().flat_map(|language| &language.old_hosts))
    {
        resolver.hosts.insert(host.plain().into());
    }
    resolver.add_others(config, pages, terms, authors);
    resolver.add_site_aliases(config, pages, terms, authors, problems);
    resolver.add_articles(config, (articles, references), problems);
    // Original addresses come after all aliases: what somebody wrote by hand counts more.
    let origin = |article: &Article| {
        let url = article.more.as_ref()?.origin.as_ref()?.url.as_deref()?;
        // Reading the article has told of one that is too long.
        read(config, url).and_then(Address::of_bounded_length).ok()
    };
    let origins: Vec<Option<Address>> = articles.par_iter().with_min_len(256).map(origin).collect();
    for (index, from) in origins.into_iter().enumerate() {
        if let Some(from) = from {
            // Where no old host is declared, those that the mirror was made of are.
            if config.old_hosts.is_empty()
                && let Some(host) = &from.host
            {
                resolver.hosts.insert(host.plain().into());
            }
            let target = Target::Article(ArticleId::at(index));
            resolver.add(Redirect { from, target, position: Position::START, alias: false });
        }
    }
    resolver.redirects.shrink_to_fit();
    resolver
}

impl Resolver {
    fn add_others(&mut self, config: &Config, pages: &[PageEntry], terms: &[Term], authors: &[Author]) {
        let mut add = |path: &SourcePath, url: UrlPath| {
            self.others.insert(composed(document_path(path, config)).into(), url);
        };
        for entry in pages {
            add(&entry.page.path, entry.url.clone());
        }
        for (term, text) in terms.iter().flat_map(|term| term.texts.iter().map(move |text| (term, text))) {
            add(&text.path, term.url(config, text.language));
        }
        for (author, profile) in authors.iter().flat_map(|a| a.profiles.iter().map(move |p| (a, p))) {
            add(&profile.path, author.url(config, profile.language));
        }
        for language in config.language_ids() {
            let home = config.home(language);
            for index in config.taxonomy_ids() {
                let url = taxonomy_url(config, index, language);
                self.others.entry(url.as_str().trim_matches('/').into()).or_insert(url);
            }
            let url = authors_url(config, language);
            self.others.entry(url.as_str().trim_matches('/').into()).or_insert(url);
            self.others.entry(home.as_str().trim_matches('/').into()).or_insert(home);
        }
        // A term without a description still has a path that people write.
        for term in terms {
            let url = term.url(config, LanguageId::DEFAULT);
            self.others.entry(url.as_str().trim_matches('/').into()).or_insert(url);
        }
    }

    fn add_site_aliases(
        &mut self,
        config: &Config,
        pages: &[PageEntry],
        terms: &[Term],
        authors: &[Author],
        problems: &mut Diagnostics,
    ) {
        for (from, position) in config.feeds.aliases.iter().cloned() {
            self.add(Redirect { from, target: Target::SiteFeed, position, alias: true });
        }
        for (index, entry) in pages.iter().enumerate() {
            self.add_aliases(
                config,
                &entry.page.aliases,
                Target::Page(index as u32),
                &entry.page.path,
                problems,
            );
        }
        for (index, term) in terms.iter().enumerate() {
            let id = TermId(index as u32);
            for text in &term.texts {
                self.add_aliases(
                    config,
                    &text.aliases,
                    Target::Term(id, text.language),
                    &text.path,
                    problems,
                );
                self.add_aliases(
                    config,
                    &text.feed_aliases,
                    Target::TermFeed(id, text.language),
                    &text.path,
                    problems,
                );
            }
        }
        for (index, author) in authors.iter().enumerate() {
            for profile in &author.profiles {
                self.add_aliases(
                    config,
                    &profile.aliases,
                    Target::Author(AuthorId(index as u32)),
                    &profile.path,
                    problems,
                );
            }
        }
    }

    /// Adds the aliases of articles, in their order; they are read in parallel.
    fn add_articles(
        &mut self,
        config: &Config,
        (articles, references): (&[Article], &[References]),
        problems: &mut Diagnostics,
    ) {
        let read = |(index, References { aliases, .. }): (usize, &References)| {
            let target = Target::Article(ArticleId::at(index));
            let mut found = Diagnostics::new();
            let aliases = redirects(config, aliases, target, &articles[index].path, &mut found);
            (aliases, found)
        };
        let aliased = references.par_iter().enumerate().with_min_len(256);
        let aliased = aliased.filter(|(_, references)| !references.aliases.is_empty()).map(read);
        let aliases: Vec<(Vec<(u64, Redirect)>, Diagnostics)> = aliased.collect();
        for (aliases, found) in aliases {
            problems.append(found);
            aliases.into_iter().for_each(|(key, redirect)| self.add_keyed(key, redirect));
        }
    }

    fn add_aliases(
        &mut self,
        config: &Config,
        aliases: &[Reference],
        target: Target,
        path: &SourcePath,
        problems: &mut Diagnostics,
    ) {
        for (key, redirect) in redirects(config, aliases, target, path, problems) {
            self.add_keyed(key, redirect);
        }
    }

    fn add(&mut self, redirect: Redirect) {
        let key = redirect.from.key_at(redirect.from.host.as_ref());
        self.add_keyed(key, redirect);
    }

    fn add_keyed(&mut self, key: u64, redirect: Redirect) {
        self.old.entry(key).or_insert(redirect.target);
        self.redirects.push(redirect);
    }

    /// What the old address of `redirect` leads to: of several claims the first.
    pub fn owner(&self, redirect: &Redirect) -> Target {
        let key = redirect.from.key_at(redirect.from.host.as_ref());
        self.old.get(&key).copied().unwrap_or(redirect.target)
    }

    /// The article a source path names: below the content folder, with or without extension.
    pub(super) fn article_by_source(
        &self,
        config: &Config,
        articles: &[Article],
        target: &str,
    ) -> Option<ArticleId> {
        let path = |id: ArticleId| composed(document_path(&articles[id.0 as usize].path, config));
        let by_path = self.by_path.get_or_init(|| {
            // By one thread: one that waited for others here might take up a page meanwhile that asks for this very map.
            (0..articles.len()).rev().map(ArticleId::at).map(|id| (path_key(&path(id)), id)).collect()
        });
        let find = |wanted: Cow<'_, str>| {
            let wanted = target_path(&wanted);
            by_path.get(&path_key(wanted)).copied().filter(|id| path(*id) == wanted)
        };
        readings(target).find_map(find)
    }

    /// What `target`, as written after `@/` or in `ref`, leads to from the file `from`.
    pub(super) fn source_link(
        &self,
        config: &Config,
        articles: &[Article],
        entries: &[Entry],
        from: &SourcePath,
        target: &str,
    ) -> SourceLink {
        let url = |id: ArticleId| SourceLink::Page(entries[id.0 as usize].url.clone());
        let absolute = target.trim_start_matches('/');
        let folder = config.below_content(from.as_str()).and_then(|path| path.rsplit_once('/'));
        let relative = folder.map(|(folder, _)| format!("{folder}/{}", absolute.trim_start_matches("./")));
        for path in std::iter::once(absolute).chain(relative.as_deref()) {
            if let Some(id) = self.article_by_source(config, articles, path) {
                return url(id);
            }
            if let Some(other) = readings(path).find_map(|path| self.others.get(target_path(&path))) {
                return SourceLink::Page(other.clone());
            }
        }
        match readings(absolute).find_map(|name| self.by_file_name(articles, &name)) {
            None => SourceLink::Missing { nearest: self.nearest_source(config, articles, absolute) },
            Some((one, None)) => url(one),
            Some((one, Some(two))) => {
                let [first, second] = [one, two].map(|id| articles[id.0 as usize].path.to_string());
                SourceLink::Ambiguous { first, second }
            }
        }
    }

    /// The article whose file is called as the last part of `target`, and another one, if there are several.
    fn by_file_name(&self, articles: &[Article], target: &str) -> Option<(ArticleId, Option<ArticleId>)> {
        let path = target_path(target);
        let wanted = path.rsplit('/').next().unwrap_or(path);
        if wanted.is_empty() || path.contains('/') {
            return None;
        }
        let path = |id: ArticleId| &articles[id.0 as usize].path;
        let by_name = self.by_name.get_or_init(|| {
            let mut names: FxHashMap<u64, (ArticleId, Option<ArticleId>)> = FxHashMap::default();
            for id in (0..articles.len()).map(ArticleId::at) {
                let known = names.entry(path_key(&composed(document_name(path(id))))).or_insert((id, None));
                let mut all = [Some(known.0), known.1, (known.0 != id).then_some(id)];
                all.sort_by_key(|id| id.map_or((true, None), |id| (false, Some(path(id)))));
                *known = (all[0].unwrap_or(id), all[1]);
            }
            names
        });
        by_name
            .get(&path_key(wanted))
            .copied()
            .filter(|(one, _)| composed(document_name(path(*one))) == wanted)
    }

    /// The source path most like `target`, among a bounded number of those around it: a file may hold very many such links.
    fn nearest_source(&self, config: &Config, articles: &[Article], target: &str) -> Option<String> {
        const AROUND: usize = 50;
        let wanted = target_path(target);
        let path = |id: &ArticleId| config.below_content(articles[id.0 as usize].path.as_str());
        let sorted = self.sorted.get_or_init(|| {
            let mut ids: Vec<ArticleId> = (0..articles.len()).map(ArticleId::at).collect();
            ids.sort_by_key(|id| document_path(&articles[id.0 as usize].path, config));
            ids
        });
        let at = sorted.partition_point(|id| path(id) < Some(wanted));
        let around = &sorted[at.saturating_sub(AROUND)..(at + AROUND).min(sorted.len())];
        nearest(target, around.iter().filter_map(path)).map(ToOwned::to_owned)
    }
}

/// An address as it was, written as a path of this site or in full.
fn read(config: &Config, text: &str) -> Result<Address, PathError> {
    Address::declared(text, &config.hosts).map_err(|unreadable| unreadable.error)
}

/// Aliases as redirects, each with the hash it is found by.
fn redirects(
    config: &Config,
    aliases: &[Reference],
    target: Target,
    path: &SourcePath,
    problems: &mut Diagnostics,
) -> Vec<(u64, Redirect)> {
    let mut redirects = Vec::with_capacity(aliases.len());
    for alias in aliases {
        match read(config, &alias.name).and_then(Address::of_bounded_length) {
            Ok(from) => {
                let redirect = Redirect { from, target, position: alias.position, alias: true };
                redirects.push((redirect.from.key_at(redirect.from.host.as_ref()), redirect));
            }
            Err(error) => {
                let place = Place::new(path.as_str(), alias.position);
                problems.push(message::wrong_address(place, "aliases", &alias.name, error));
            }
        }
    }
    redirects
}

impl Catalog {
    /// The hash of all that decides where links lead: which documents there are, and which address each has, of today and
    /// of before. With the same hash, every question has the same answer.
    pub fn links_digest(&self, config: &Config) -> u64 {
        let articles = self.articles.par_iter().zip(&self.entries).with_min_len(256);
        let articles = articles.map(|(article, entry)| digest(&(&article.path, &entry.url)));
        let others = self.resolver.others.par_iter().map(|other| digest(&other));
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
        self.resolver.source_link(config, &self.articles, &self.entries, from, target)
    }

    /// The address of what an old address leads to.
    pub fn target_url(&self, config: &Config, target: Target) -> UrlPath {
        match target {
            Target::Article(id) => self.entry(id).url.clone(),
            Target::Page(index) => self.pages[index as usize].url.clone(),
            Target::Term(id, language) => self.term(id).url(config, language),
            Target::TermFeed(id, language) => self.term(id).url(config, language).file("feed.xml"),
            Target::Author(id) => self.author(id).url(config, LanguageId::DEFAULT),
            Target::SiteFeed => UrlPath::root().file("feed.xml"),
        }
    }

    /// The source of what an old address leads to, for messages.
    pub fn target_source(&self, target: Target) -> SourcePath {
        let site = || SourcePath::new(crate::config::FILE);
        match target {
            Target::Article(id) => self.article(id).path.clone(),
            Target::Page(index) => self.pages[index as usize].page.path.clone(),
            Target::Term(id, _) | Target::TermFeed(id, _) => {
                self.term(id).main_text().map_or_else(site, |text| text.path.clone())
            }
            Target::Author(id) => self.author(id).main_profile().map_or_else(site, |p| p.path.clone()),
            Target::SiteFeed => site(),
        }
    }

    /// Where a link leads.
    ///
    /// `is_planned` tells whether the site will have a file that is no redirect; `date` (`YYYYMMDDhhmmss`) is when the
    /// linking text was written, for the archived copy nearest to it.
    pub fn address_link(
        &self,
        config: &Config,
        asked: &Asked<'_>,
        date: &str,
        is_planned: &dyn Fn(&OutPath) -> bool,
    ) -> AddressLink {
        let missing = || match asked.read.ok().and_then(|read| config.live_link(asked.written, read)) {
            Some(href) => AddressLink::Live(href),
            None => AddressLink::Missing { instead: instead(config, asked.written, date) },
        };
        let is_archived = |host: Option<&Host>| {
            host.is_none_or(|host| self.resolver.hosts.contains(host.plain()) && !config.hosts.is_own(host))
        };
        let old = match asked.read {
            Ok(old) => old,
            Err(unreadable) if unreadable.error == PathError::NoHost => return AddressLink::Other,
            Err(unreadable) if is_archived(unreadable.host.as_ref()) => return missing(),
            Err(_) => return AddressLink::Other,
        };
        let at_root = answers_at_root(config, old);
        // Addresses of hosts that answer here may simply have stayed the same.
        let stayed = path_here(config, old);
        let answered = stayed.as_ref().and_then(|path| path.answered(is_planned));
        // An old address with this very query counts more than a page that is there whatever the query.
        let exact = |space| self.resolver.old.get(&old.key_at(space));
        let is_alias = old.query.is_some() && (exact(None).is_some() || exact(old.host.as_ref()).is_some());
        if let Some(answered) = answered.filter(|_| !is_alias) {
            // A host leads from `/x` to `/x/`, but not every host from `/x` to `/x.html`.
            let as_written =
                stayed.is_some_and(|stayed| stayed == answered || stayed.as_folder() == answered);
            return match old.host.is_none() && !names_host(asked.written) && as_written {
                true => AddressLink::Other,
                false => AddressLink::Page(answered),
            };
        }
        let without_query = old.without_query();
        // Some hosts answer `/x` with the page `x.html`. Most links lead to hosts of others, and are not asked twice.
        let is_ours =
            at_root || old.host.as_ref().is_some_and(|host| self.resolver.hosts.contains(host.plain()));
        let as_page = || old.path.page().map(|path| Address { path, ..without_query.clone() });
        let as_page = if is_ours { as_page() } else { None };
        let find = |space: Option<&Host>| {
            let found = self.resolver.old.get(&old.key_at(space));
            let found = found.or_else(|| self.resolver.old.get(&without_query.key_at(space)));
            found.or_else(|| self.resolver.old.get(&as_page.as_ref()?.key_at(space)))
        };
        let host_space = old.host.as_ref().map(Some).into_iter();
        let root_spaces = std::iter::once(None).chain(config.old_hosts.iter().map(Some));
        let mut spaces = host_space.chain(root_spaces.filter(|_| at_root));
        match spaces.find_map(find) {
            Some(target) => AddressLink::Page(self.target_url(config, *target)),
            None if is_archived(old.host.as_ref()) => missing(),
            None => AddressLink::Other,
        }
    }
}

/// The path of this site that an address of a host that answers here is: at the root, or below a language's home.
pub fn path_here(config: &Config, address: &Address) -> Option<UrlPath> {
    if answers_at_root(config, address) {
        return Some(address.path.clone());
    }
    language_path(config, address)
}

/// Whether an address was written with its host.
fn names_host(address: &str) -> bool {
    !address.starts_with('/') || address.starts_with("//")
}

/// The path of an address of a language's old host, below the language's home.
fn language_path(config: &Config, old: &Address) -> Option<UrlPath> {
    let host = old.host.as_ref()?;
    let language = config
        .language_ids()
        .find(|id| config.language(*id).old_hosts.iter().any(|known| known.is_same_site(host)))?;
    Some(config.home(language).append(&old.path))
}

/// Where a link to `address`, which nothing answers, leads instead.
fn instead(config: &Config, address: &str, date: &str) -> Option<Instead> {
    let archive = config.archived_copy.as_ref()?;
    let href = archive.of(address, date);
    Some(if archive.is_original() { Instead::Original(href) } else { Instead::Copy(href) })
}

/// The paths that `target` of a link may mean: as written, then percent-decoded; in Unicode normal form C.
fn readings(target: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let decoded = || percent_decode_str(target).decode_utf8().ok().map(|path| composed(&path).into_owned());
    let decoded = target.contains('%').then(decoded).flatten().map(Cow::Owned);
    std::iter::once(composed(target)).chain(decoded)
}

/// The path that names a document: below the content folder, without extension and `index`.
fn document_path<'p>(path: &'p SourcePath, config: &Config) -> &'p str {
    target_path(config.below_content(path.as_str()).unwrap_or(path.as_str()))
}

/// The same of a path as written in a link.
fn target_path(path: &str) -> &str {
    let path = path.trim_matches('/');
    let path = path.strip_suffix(".md").or_else(|| path.strip_suffix(".markdown")).unwrap_or(path);
    for index in ["index", "_index"] {
        match path.strip_suffix(index) {
            Some("") => return "",
            Some(folder) if folder.ends_with('/') => return folder.trim_end_matches('/'),
            _ => {}
        }
    }
    path
}

/// The last part of the path that names a document.
fn document_name(path: &SourcePath) -> &str {
    let path = target_path(path.as_str());
    path.rsplit('/').next().unwrap_or(path)
}
