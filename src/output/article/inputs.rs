//! What the pages of articles and the tombstones of withdrawn ones are made of.

use super::files::NamedFiles;
use crate::article::Article;
use crate::catalog::{ArticleId, AuthorId, Series, TermId};
use crate::config::{FeedKind, LanguageId, TaxonomyId};
use crate::output::Site;
use crate::output::article::source;
use crate::output::page::Sheet;
use crate::output::related::{Neighbour, RelatedInputs};
use crate::output::shared::{Metadata, Shared};
use crate::output::text::Source;
use crate::output::view::{AuthorView, LinkView, TermView};
use crate::path::UrlPath;

/// All that the page of an article is made of.
#[derive(Hash)]
pub(in crate::output) struct ArticleInputs<'s> {
    pub(super) sheet: Sheet<'s>,
    pub(in crate::output) about: About<'s>,
    pub(super) text: Source<'s>,
    pub(in crate::output) authors: Vec<AuthorInputs<'s>>,
    /// The titles and indexes of all taxonomies.
    pub(super) taxonomies: &'s Shared<Vec<LinkView>>,
    pub(super) files: NamedFiles<'s>,
    pub(super) previous: Option<Neighbour<'s>>,
    pub(super) next: Option<Neighbour<'s>>,
    pub(super) related: RelatedInputs<'s>,
}

/// All that the tombstone of a withdrawn article is made of.
#[derive(Hash)]
pub(in crate::output) struct TombstoneInputs<'s> {
    pub(super) sheet: Sheet<'s>,
    pub(super) about: About<'s>,
}

/// What page and tombstone say alike.
#[derive(Hash)]
pub(in crate::output) struct About<'s> {
    pub(super) metadata: Metadata<'s>,
    pub(in crate::output) url: &'s UrlPath,
    pub(in crate::output) terms: Vec<TermInputs<'s>>,
    /// Which of the terms says what the article is.
    pub(super) kicker: Option<usize>,
    /// The article in all languages that show it.
    pub(super) translations: Vec<(LanguageId, &'s UrlPath)>,
    /// The list of that term in other languages, where it is there whatever other articles say.
    pub(super) section: Vec<(LanguageId, &'s UrlPath)>,
}

/// A term of an article.
#[derive(Hash)]
pub(in crate::output) struct TermInputs<'s> {
    pub(in crate::output) taxonomy: TaxonomyId,
    pub(super) link: &'s Shared<TermView>,
    /// The address of its list in the language of the article, of the terms that are podcasts.
    pub(in crate::output) podcast: Option<Option<&'s UrlPath>>,
}

/// An author of an article.
#[derive(Hash)]
pub(in crate::output) struct AuthorInputs<'s> {
    pub(super) full: &'s Shared<AuthorView>,
    /// Citations name authors as links do, which need not be as profiles do.
    pub(super) link: &'s Shared<TermView>,
}

impl TermInputs<'_> {
    /// Its title in the language of the article.
    pub(in crate::output) fn title(&self) -> &str {
        &self.link.view().title
    }
}

impl AuthorInputs<'_> {
    /// The author with everything the profile says.
    pub(in crate::output) fn full(&self) -> &AuthorView {
        self.full.view()
    }

    /// The author as a link.
    pub(in crate::output) fn link(&self) -> &TermView {
        self.link.view()
    }
}

impl<'s> About<'s> {
    fn of(site: &'s Site<'s>, id: ArticleId) -> About<'s> {
        let (article, entry) = (&site.catalog.articles[id], &site.catalog.entries[id]);
        let language = article.language;
        let kicker = site.kicker(id);
        let group = entry.translations.map(|group| &site.catalog.translations[group]);
        let shown = group.into_iter().flatten().filter(|id| site.catalog.is_listed(**id));
        let section = kicker.filter(|_| site.config.languages.len() > 1);
        // Lists that are declared are there whatever other articles say.
        let section = section.filter(|term| site.is_declared_everywhere(*term));
        let lists = section.into_iter().flat_map(|term| site.lists_of(Series::Term(term)));
        About {
            metadata: Metadata::of(article),
            url: &entry.url,
            terms: entry.terms.iter().map(|term| TermInputs::of(site, *term, language)).collect(),
            kicker: kicker.and_then(|kicker| entry.terms.iter().position(|term| *term == kicker)),
            translations: shown
                .map(|id| (site.catalog.articles[*id].language, &site.catalog.entries[*id].url))
                .collect(),
            section: lists.collect(),
        }
    }

    /// The metadata.
    pub(in crate::output) fn article(&self) -> &'s Article {
        self.metadata.article()
    }

    /// The term that says what the article is.
    pub(in crate::output) fn kicker(&self) -> Option<&TermInputs<'s>> {
        self.terms.get(self.kicker?)
    }
}

impl<'s> TermInputs<'s> {
    fn of(site: &'s Site<'s>, id: TermId, language: LanguageId) -> TermInputs<'s> {
        let taxonomy = site.catalog.terms[id].taxonomy;
        let is_podcast = site.config.taxonomies[taxonomy].feed == FeedKind::Podcast;
        let list = || site.catalog.listings.find(language, Series::Term(id)).map(|listing| &listing.url);
        TermInputs { taxonomy, link: site.term(id, language), podcast: is_podcast.then(list) }
    }
}

impl<'s> TombstoneInputs<'s> {
    pub(in crate::output) fn of(site: &'s Site<'s>, id: ArticleId) -> TombstoneInputs<'s> {
        let language = site.catalog.articles[id].language;
        TombstoneInputs { sheet: site.sheet("tombstone.html", language), about: About::of(site, id) }
    }
}

impl<'s> ArticleInputs<'s> {
    /// What the page of an article is made of that is related to `related`.
    pub(in crate::output) fn of(
        site: &'s Site<'s>,
        id: ArticleId,
        related: RelatedInputs<'s>,
    ) -> ArticleInputs<'s> {
        let (language, entry) = (site.catalog.articles[id].language, &site.catalog.entries[id]);
        let author = |author: &AuthorId| AuthorInputs {
            full: site.author(*author, language),
            link: site.author_link(*author, language),
        };
        ArticleInputs {
            sheet: site.sheet("article.html", language),
            about: About::of(site, id),
            text: source(site, id),
            authors: entry.authors.iter().map(author).collect(),
            taxonomies: site.taxonomies(language),
            files: NamedFiles::of(site, id),
            previous: entry.previous.map(|other| Neighbour::of(site, other)),
            next: entry.next.map(|other| Neighbour::of(site, other)),
            related,
        }
    }
}
