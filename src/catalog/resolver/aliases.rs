//! Old addresses as sources declare them: aliases of documents, and the original addresses of mirrored articles.

use rayon::prelude::*;

use super::super::{AllReferences, ArticleId, Articles, Authors, PageEntry, Pages, Terms};
use super::{Redirect, Target};
use crate::address::Address;
use crate::article::message;
use crate::article::{Article, Reference, References};
use crate::config::{Config, LanguageId};
use crate::diagnostic::{Diagnostics, Place, Position};
use crate::path::{PathError, SourcePath};

/// A redirect with the hash that its old address is found by.
pub(super) type Keyed = (u64, Redirect);

/// The aliases of the feeds of all languages, of pages, terms and authors, in this order.
pub(super) fn of_site(
    config: &Config,
    pages: &Pages,
    terms: &Terms,
    authors: &Authors,
    problems: &mut Diagnostics,
) -> Vec<Keyed> {
    let mut all: Vec<Keyed> = Vec::new();
    for (id, language) in config.languages.enumerate() {
        let target = Target::SiteFeed(id);
        let of_site = if id == LanguageId::DEFAULT { config.feeds.aliases.as_slice() } else { &[] };
        let feeds = of_site.iter().chain(&language.feed_aliases).cloned();
        all.extend(feeds.map(|(from, position)| keyed(Redirect { from, target, position, alias: true })));
    }
    let mut add = |aliases, target, path| all.extend(redirects(config, aliases, target, path, problems));
    for (id, PageEntry { page, .. }) in pages.enumerate() {
        add(&page.aliases, Target::Page(id), &page.path);
    }
    for (id, term) in terms.enumerate() {
        for text in &term.texts {
            add(&text.aliases, Target::Term(id, text.language), &text.path);
            add(&text.feed_aliases, Target::TermFeed(id, text.language), &text.path);
        }
    }
    for (id, author) in authors.enumerate() {
        for profile in &author.profiles {
            add(&profile.aliases, Target::Author(id), &profile.path);
            add(&profile.feed_aliases, Target::AuthorFeed(id, profile.language), &profile.path);
        }
    }
    all
}

/// The aliases of articles, in their order; they are read in parallel.
pub(super) fn of_articles(
    config: &Config,
    articles: &Articles,
    references: &AllReferences,
    problems: &mut Diagnostics,
) -> Vec<Keyed> {
    let read = |(id, References { aliases, .. }): (ArticleId, &References)| {
        let target = Target::Article(id);
        let mut found = Diagnostics::new();
        let aliases = redirects(config, aliases, target, &articles[id].path, &mut found);
        (aliases, found)
    };
    let aliased = references.par_enumerate().with_min_len(256);
    let aliased = aliased.filter(|(_, references)| !references.aliases.is_empty()).map(read);
    let aliased: Vec<(Vec<Keyed>, Diagnostics)> = aliased.collect();
    let mut all = Vec::new();
    for (aliases, found) in aliased {
        problems.append(found);
        all.extend(aliases);
    }
    all
}

/// The original addresses of mirrored articles, in their order.
pub(super) fn origins(config: &Config, articles: &Articles) -> Vec<Keyed> {
    let origin = |(id, article): (ArticleId, &Article)| {
        let url = article.more.as_ref()?.origin.as_ref()?.url.as_deref()?;
        // Reading the article has told of one that is too long.
        let from = read(config, url).and_then(Address::of_bounded_length).ok()?;
        let target = Target::Article(id);
        Some(keyed(Redirect { from, target, position: Position::START, alias: false }))
    };
    let origins: Vec<Option<Keyed>> = articles.par_enumerate().with_min_len(256).map(origin).collect();
    origins.into_iter().flatten().collect()
}

/// An address as it was, written as a path of this site or in full.
fn read(config: &Config, text: &str) -> Result<Address, PathError> {
    Address::declared(text, &config.hosts).map_err(|unreadable| unreadable.error)
}

fn keyed(redirect: Redirect) -> Keyed {
    (redirect.key(), redirect)
}

/// Aliases as redirects.
fn redirects(
    config: &Config,
    aliases: &[Reference],
    target: Target,
    path: &SourcePath,
    problems: &mut Diagnostics,
) -> Vec<Keyed> {
    let mut redirects = Vec::with_capacity(aliases.len());
    for alias in aliases {
        match read(config, &alias.name).and_then(Address::of_bounded_length) {
            Ok(from) => {
                redirects.push(keyed(Redirect { from, target, position: alias.position, alias: true }));
            }
            Err(error) => {
                let place = Place::new(path.as_str(), alias.position);
                problems.push(message::wrong_address(place, "aliases", &alias.name, error));
            }
        }
    }
    redirects
}
