//! Who published an article, and who keeps it. The two are never taken for each other: what nobody has said is left out.

use std::borrow::Cow;

use super::base::Base;
use super::view::PublicationView;
use crate::address::Address;
use crate::article::Article;
use crate::config::{LanguageId, Publication};
use crate::path::UrlPath;

/// The archive as the place where an article is kept: its name, and who keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Keeper<'s> {
    /// The archive's name.
    pub(super) archive: &'s str,
    /// Who keeps it, where that is known.
    pub(super) operator: Option<&'s str>,
}

impl Keeper<'_> {
    /// Who keeps the archive; an archive without a keeper stands for itself.
    pub(super) fn name(&self) -> &str {
        self.operator.unwrap_or(self.archive)
    }
}

impl<'s> Base<'s> {
    /// The publication whose articles the site holds: `[publication]` of `site.toml`. Without it, a site that is no archive
    /// publishes its articles itself, and of an archive nobody knows.
    pub(super) fn publication(&self, language: LanguageId) -> Option<Cow<'s, Publication>> {
        let declared = self.config.language(language).publication.as_ref().map(Cow::Borrowed);
        declared.or_else(|| self.is_the_publisher(language).then(|| Cow::Owned(self.itself(language))))
    }

    /// The publication that an article appeared in: its own, the one it was taken over from, or the site's.
    pub(super) fn publication_of(&self, article: &'s Article) -> Option<Cow<'s, Publication>> {
        let language = article.language;
        let (more, rare) = (article.more_or_default(), article.rare_or_default());
        if let Some(own) = rare.publication.as_deref() {
            // A name alone means the one that `site.toml` describes.
            let declared = self.config.language(language).publication.as_ref();
            let is_declared = |declared: &&Publication| {
                *own == Publication { name: declared.name.clone(), ..Publication::default() }
            };
            return Some(Cow::Borrowed(declared.filter(is_declared).unwrap_or(own)));
        }
        if let Some(from) = rare.syndicated_from.as_deref() {
            let publication = Publication { name: from.name.clone(), ..Publication::default() };
            return (!from.name.is_empty()).then_some(Cow::Owned(publication));
        }
        // What a mirror found elsewhere was not published here first.
        let found = more.origin.as_deref().and_then(|origin| origin.url.as_deref());
        let declared = self.config.language(language).publication.is_some();
        self.publication(language).filter(|_| declared || found.is_none_or(|url| self.is_own(url)))
    }

    /// Who keeps an article of `publication`; nobody but the publication itself where the site is the publication.
    pub(super) fn keeper(
        &self,
        publication: Option<&Publication>,
        language: LanguageId,
    ) -> Option<Keeper<'s>> {
        let archive = self.config.archive.as_ref();
        let title = self.title(language);
        let is_itself = self.is_the_publisher(language) && publication.is_some_and(|it| *it.name == *title);
        let operator = archive.and_then(|archive| archive.operator.as_deref());
        (!is_itself).then_some(Keeper { archive: title, operator })
    }

    /// Whether the site publishes articles itself, as far as `site.toml` tells.
    fn is_the_publisher(&self, language: LanguageId) -> bool {
        self.config.archive.is_none() && self.config.language(language).publication.is_none()
    }

    fn itself(&self, language: LanguageId) -> Publication {
        Publication {
            name: self.title(language).into(),
            url: Some(self.full(&self.config.home(LanguageId::DEFAULT)).into()),
            ..Publication::default()
        }
    }

    /// Whether an address is one of this site's host.
    fn is_own(&self, url: &str) -> bool {
        let read = Address::read(url, &self.config.hosts, &UrlPath::root());
        let host = match &read {
            Ok(address) => address.host.as_ref(),
            Err(unreadable) => unreadable.host.as_ref(),
        };
        host.is_none_or(|host| self.config.hosts.is_own(host))
    }
}

/// What templates see of a publication.
pub(super) fn view(publication: &Publication) -> PublicationView {
    let text = |text: &Option<Box<str>>| text.as_deref().map(ToOwned::to_owned);
    PublicationView {
        name: publication.name.to_string(),
        href: text(&publication.url),
        issn: text(&publication.issn),
        founded: text(&publication.founded),
        closed: text(&publication.closed),
        place: text(&publication.place),
    }
}
