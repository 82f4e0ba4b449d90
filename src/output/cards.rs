//! Articles as lists show them.

use std::hash::{Hash, Hasher};

use serde::{Serialize, Serializer};

use super::Site;
use super::lookups::{SUMMARY, few};
use super::view::{CardView, ImageView};
use crate::article::cut;
use crate::catalog::ArticleId;
use crate::fingerprint::digest;
use crate::text::shorten;

/// An article in a list. What it is made of is its view: its hash is that of the view, taken once for all lists.
#[derive(Clone, Copy)]
pub(super) struct Card<'s> {
    site: &'s Site<'s>,
    id: ArticleId,
}

impl<'s> Card<'s> {
    pub(super) fn of(site: &'s Site<'s>, id: ArticleId) -> Card<'s> {
        Card { site, id }
    }

    /// The hash of its view, as it is taken for all lists.
    pub(super) fn digest(self) -> u64 {
        digest(&self.view())
    }

    /// The address of the article.
    pub(super) fn href(self) -> String {
        self.site.href(&self.site.catalog.entries[self.id].url)
    }

    /// Whether it shows a picture.
    pub(super) fn has_picture(self) -> bool {
        self.image().is_some()
    }

    fn image(self) -> Option<ImageView> {
        let Card { site, id } = self;
        let article = &site.catalog.articles[id];
        let image = article.more_or_default().image.as_ref()?;
        let found = site.image(image, (&article.path, article.language), &site.catalog.entries[id].url);
        found.filter(|image| !image.hidden)
    }

    fn view(self) -> CardView<'s> {
        let Card { site, id } = self;
        let (article, entry) = (&site.catalog.articles[id], &site.catalog.entries[id]);
        let rare = article.rare_or_default();
        let language = article.language;
        let (authors, more_authors) = few(&entry.authors);
        let is_there = |file: &str| site.named_file(file, &article.path, &entry.url).is_there;
        CardView {
            title: &article.title,
            href: self.href(),
            summary: shorten(&article.summary, SUMMARY),
            date: site.shared_day(article.date.day(), language),
            language: &site.config.language(language).code,
            direction: site.config.language(language).direction,
            authors: authors.iter().map(|author| site.author_link(*author, language)).collect(),
            more_authors,
            kicker: site.kicker(id).map(|term| site.term(term, language)),
            image: self.image().map(in_card),
            audio: rare.audio.as_deref().is_some_and(|audio| is_there(&audio.file)),
            video: rare.video.as_deref().is_some_and(|video| is_there(&video.file)),
            gallery: rare.gallery.iter().any(|image| is_there(&image.file)),
        }
    }
}

impl Hash for Card<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.site.card_digest(self.id).unwrap_or_else(|| self.digest()).hash(state);
    }
}

impl Serialize for Card<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.view().serialize(serializer)
    }
}

impl<'s> Site<'s> {
    /// Articles as lists show them.
    pub(super) fn cards(&'s self, ids: &[ArticleId]) -> Vec<Card<'s>> {
        ids.iter().map(|id| Card::of(self, *id)).collect()
    }

    /// The newest `limit` articles of `members` that are shown, newest first.
    pub(super) fn newest(&'s self, members: &[ArticleId], limit: usize) -> Vec<Card<'s>> {
        let shown = members.iter().rev().filter(|id| self.catalog.is_listed(**id));
        shown.take(limit).map(|id| Card::of(self, *id)).collect()
    }
}

/// An image as lists show it: very long texts are cut.
fn in_card(image: ImageView) -> ImageView {
    let short = |text: String| cut(&text).into_owned();
    ImageView {
        alt: short(image.alt),
        caption: image.caption.map(short),
        credit: image.credit.map(short),
        ..image
    }
}
