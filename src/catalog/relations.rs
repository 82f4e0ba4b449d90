//! Relations between articles: previous and next, translations.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::{ArticleId, Entry, Resolver, Term, TermId};
use crate::article::body::SourceLink;
use crate::article::{Article, References};
use crate::catalog::message;
use crate::config::{Config, LanguageId};
use crate::diagnostic::{Diagnostics, Place};

/// Links each article with the one before and after it in its language and series: the first of its terms in the
/// taxonomies that `neighbours` names, otherwise the whole language. Withdrawn articles are passed over.
pub(super) fn link_neighbours(config: &Config, articles: &[Article], terms: &[Term], entries: &mut [Entry]) {
    let mut last: FxHashMap<(LanguageId, Option<TermId>), usize> = FxHashMap::default();
    for index in 0..articles.len() {
        let article = &articles[index];
        if article.visibility.withdrawn {
            continue;
        }
        let series = series_of(config, terms, &entries[index]);
        if let Some(previous) = last.insert((article.language, series), index) {
            entries[previous].next = Some(ArticleId::at(index));
            entries[index].previous = Some(ArticleId::at(previous));
        }
    }
}

/// The term that an article is read along.
fn series_of(config: &Config, terms: &[Term], entry: &Entry) -> Option<TermId> {
    config.neighbours.iter().find_map(|taxonomy| {
        entry.terms.iter().find(|id| usize::from(terms[id.0 as usize].taxonomy) == *taxonomy).copied()
    })
}

/// Groups articles that translate each other, following `translation_of`.
pub(super) fn link_translations(
    config: &Config,
    (articles, references): (&[Article], &[References]),
    entries: &mut [Entry],
    resolver: &Resolver,
    problems: &mut Diagnostics,
) -> Vec<Vec<ArticleId>> {
    let mut groups: Vec<Vec<ArticleId>> = Vec::new();
    // Few articles are translations: they are looked for in parallel.
    let all = articles.par_iter().zip(references).enumerate().with_min_len(256);
    let named = all.filter_map(|(index, (article, References { translation_of, .. }))| {
        let named = named_original(config, article).filter(|_| translation_of.is_none());
        (named.is_some() || translation_of.is_some()).then_some((index, named))
    });
    for (index, named) in named.collect::<Vec<_>>() {
        let article = &articles[index];
        let Some(original) = &references[index].translation_of else {
            // `x.ru.md` beside `x.md` translates it, whether it says so or not.
            if let Some(original) = named
                && let Some(found) = resolver.documents.article(config, articles, &original)
                && articles[found.0 as usize].language != article.language
            {
                join(&mut groups, entries, ArticleId::at(index), found);
            }
            continue;
        };
        let target = original.name.trim_start_matches("@/");
        let found = resolver.documents.article(config, articles, target);
        let Some(found) = found.filter(|found| found.0 as usize != index) else {
            let place = Place::new(article.path.as_str(), original.position);
            let nearest = match resolver.documents.link(config, articles, entries, &article.path, target) {
                SourceLink::Missing { nearest } => nearest,
                _ => None,
            };
            let problem = message::missing_original(place, target, nearest.as_deref());
            problems.push(problem.level(config.on_missing_link));
            continue;
        };
        join(&mut groups, entries, ArticleId::at(index), found);
    }
    for group in &mut groups {
        group.sort_unstable_by_key(|id| (articles[id.0 as usize].language, *id));
    }
    groups
}

/// The source that an article's file name says it translates: `a/x` for `a/x.ru.md`.
fn named_original(config: &Config, article: &Article) -> Option<String> {
    let below = config.below_content(article.path.as_str())?;
    let (stem, _) = below.rsplit_once('.')?;
    let (original, code) = stem.rsplit_once('.')?;
    (config.language_by_code(code)? == article.language).then(|| original.to_owned())
}

/// Puts two articles into one group.
fn join(groups: &mut Vec<Vec<ArticleId>>, entries: &mut [Entry], one: ArticleId, two: ArticleId) {
    let group_of = |entries: &[Entry], id: ArticleId| entries[id.0 as usize].translations;
    let group = match (group_of(entries, one), group_of(entries, two)) {
        (Some(a), Some(b)) if a != b => {
            let moved = std::mem::take(&mut groups[b as usize]);
            for id in &moved {
                entries[id.0 as usize].translations = Some(a);
            }
            groups[a as usize].extend(moved);
            return;
        }
        (Some(group), _) | (None, Some(group)) => group,
        (None, None) => {
            groups.push(Vec::new());
            (groups.len() - 1) as u32
        }
    };
    for id in [one, two] {
        if entries[id.0 as usize].translations.is_none() {
            entries[id.0 as usize].translations = Some(group);
            groups[group as usize].push(id);
        }
    }
}
