//! Relations between articles: previous and next, translations.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::{AllReferences, ArticleEntry, ArticleId, Articles, Entries, Resolver, TermId, Terms};
use crate::article::Article;
use crate::article::body::SourceLink;
use crate::catalog::message;
use crate::config::{Config, LanguageId};
use crate::diagnostic::{Diagnostics, Place};
use crate::id::{IdVec, id};

id! {
    /// A group of articles that translate each other.
    pub TranslationsId(u32)
}

/// Groups of articles that translate each other.
type Groups = IdVec<TranslationsId, Vec<ArticleId>>;

/// Links each article with the one before and after it in its language and series: the first of its terms in the
/// taxonomies that `neighbours` names, otherwise the whole language. Withdrawn articles are skipped.
pub(super) fn link_neighbours(config: &Config, articles: &Articles, terms: &Terms, entries: &mut Entries) {
    let mut last: FxHashMap<(LanguageId, Option<TermId>), ArticleId> = FxHashMap::default();
    for (id, article) in articles.enumerate() {
        if article.visibility.withdrawn {
            continue;
        }
        let series = series_of(config, terms, &entries[id]);
        if let Some(previous) = last.insert((article.language, series), id) {
            entries[previous].next = Some(id);
            entries[id].previous = Some(previous);
        }
    }
}

/// The term that an article is read along.
fn series_of(config: &Config, terms: &Terms, entry: &ArticleEntry) -> Option<TermId> {
    config
        .neighbours
        .iter()
        .find_map(|taxonomy| entry.terms.iter().find(|id| terms[**id].taxonomy == *taxonomy).copied())
}

/// Groups articles that translate each other, following `translation_of`.
pub(super) fn link_translations(
    config: &Config,
    (articles, references): (&Articles, &AllReferences),
    entries: &mut Entries,
    resolver: &Resolver,
    problems: &mut Diagnostics,
) -> Groups {
    let mut groups = Groups::new();
    // Few articles are translations: they are looked for in parallel.
    let all = articles.par_enumerate().with_min_len(256);
    let named = all.filter_map(|(id, article)| {
        let translation_of = &references[id].translation_of;
        let named = named_original(config, article).filter(|_| translation_of.is_none());
        (named.is_some() || translation_of.is_some()).then_some((id, named))
    });
    for (id, named) in named.collect::<Vec<_>>() {
        let article = &articles[id];
        let Some(original) = &references[id].translation_of else {
            // `x.ru.md` beside `x.md` translates it, whether it says so or not.
            if let Some(original) = named
                && let Some(found) = resolver.documents.article(config, articles, &original)
                && articles[found].language != article.language
            {
                join(&mut groups, entries, id, found);
            }
            continue;
        };
        let target = original.name.trim_start_matches("@/");
        let found = resolver.documents.article(config, articles, target);
        let Some(found) = found.filter(|found| *found != id) else {
            let place = Place::new(article.path.as_str(), original.position);
            let nearest = match resolver.documents.link(config, articles, entries, &article.path, target) {
                SourceLink::Missing { nearest } => nearest,
                _ => None,
            };
            let problem = message::missing_original(place, target, nearest.as_deref());
            problems.push(problem.level(config.on_missing_link));
            continue;
        };
        join(&mut groups, entries, id, found);
    }
    for group in &mut groups {
        group.sort_unstable_by_key(|id| (articles[*id].language, *id));
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
fn join(groups: &mut Groups, entries: &mut Entries, one: ArticleId, two: ArticleId) {
    let group_of = |entries: &Entries, id: ArticleId| entries[id].translations;
    let group = match (group_of(entries, one), group_of(entries, two)) {
        (Some(a), Some(b)) if a != b => {
            let moved = std::mem::take(&mut groups[b]);
            for id in &moved {
                entries[*id].translations = Some(a);
            }
            groups[a].extend(moved);
            return;
        }
        (Some(group), _) | (None, Some(group)) => group,
        (None, None) => groups.push(Vec::new()),
    };
    for id in [one, two] {
        if entries[id].translations.is_none() {
            entries[id].translations = Some(group);
            groups[group].push(id);
        }
    }
}
