//! What a page of HTML is made of, and the page of it.

use std::collections::BTreeMap;
use std::ops::Deref;

use serde::Serialize;
use serde_json::Value as Json;
use tera::{Context, Value};

use super::base::Base;
use super::cards::Card;
use super::shared::Html;
use super::site::Parts;
use super::text::{Notes, Reader, Source, some_html};
use super::view::PageView;
use super::{Site, policy};
use crate::config::LanguageId;
use crate::diagnostic::Diagnostic;

/// What every page of a language is made with, whatever it is about.
#[derive(Clone, Copy, Hash)]
pub(super) struct Frame<'s> {
    base: Base<'s>,
    pub(super) language: LanguageId,
    /// Whether there are pictures that may not be shown: texts ask about theirs only then.
    hides_pictures: bool,
    parts: &'s Parts,
}

/// Whoever has the frame has the base.
impl<'s> Deref for Frame<'s> {
    type Target = Base<'s>;

    fn deref(&self) -> &Base<'s> {
        &self.base
    }
}

impl Frame<'_> {
    /// The popular articles as every page of the language shows them, but for the one at `href`.
    ///
    /// # Errors
    /// The template's error.
    pub(super) fn popular_without(&self, href: &str) -> Result<Html, Box<Diagnostic>> {
        let mut site = self.parts.site.view().clone();
        site.popular.retain(|article| article.href != href);
        let site = Value::from_serializable(&site);
        self.render_part(site, self.language, "parts/popular.html")
    }
}

/// What a page is made with: the frame, the template, and the lists that `site.toml` declares for it.
#[derive(Hash)]
pub(super) struct Sheet<'s> {
    pub(super) frame: Frame<'s>,
    template: &'s str,
    lists: Vec<(&'s str, Vec<Card<'s>>)>,
}

/// All that a page is made of: its views without the text, and where that is.
#[derive(Hash)]
pub(super) struct PageInputs<'s, V> {
    pub(super) sheet: Sheet<'s>,
    pub(super) page: PageView,
    pub(super) view: V,
    pub(super) text: Option<Source<'s>>,
}

impl<'s> Site<'s> {
    /// What a page of a template in a language is made with.
    pub(super) fn sheet(&'s self, template: &'s str, language: LanguageId) -> Sheet<'s> {
        let lists = self.lists_for(template, language);
        Sheet {
            frame: Frame {
                base: self.base(),
                language,
                hides_pictures: !self.places.hidden.is_empty(),
                parts: &self.shared(language).parts,
            },
            template,
            lists: lists.map(|(name, ids)| (name, self.cards(ids))).collect(),
        }
    }
}

impl Sheet<'_> {
    /// Renders the page; what it is about stands in `view`, which the template knows as `name`.
    ///
    /// # Errors
    /// The template's error.
    pub(super) fn render(
        &self,
        page: &PageView,
        name: &'static str,
        view: &impl Serialize,
    ) -> Result<Vec<u8>, Box<Diagnostic>> {
        let Frame { base, language, parts, .. } = &self.frame;
        let mut context = Context::new();
        context.insert_value("site", parts.site.value());
        context.insert_value("parts", parts.rendered.clone());
        context.insert_value("t", base.theme.texts(*language).clone());
        context.insert_value("page", Value::from_serializable(page));
        context.insert_value(name, Value::from_serializable(view));
        if !self.lists.is_empty() {
            let lists: BTreeMap<&str, &[Card<'_>]> =
                self.lists.iter().map(|(name, cards)| (*name, cards.as_slice())).collect();
            context.insert("lists", &lists);
        }
        let html = base.theme.render(self.template, &context, &page.href)?;
        let media = base.config.media.as_ref().map(|media| &media.base_url);
        Ok(policy::admit_media(html, media))
    }
}

impl<V: Serialize> PageInputs<'_, V> {
    /// Renders the page, with whatever was added to its views.
    ///
    /// # Errors
    /// The template's error.
    pub(super) fn render(&self, name: &'static str) -> Result<Vec<u8>, Box<Diagnostic>> {
        self.sheet.render(&self.page, name, &self.view)
    }

    /// The same, with what `things` tells machines about the page.
    ///
    /// # Errors
    /// The template's error.
    pub(super) fn render_with(
        mut self,
        name: &'static str,
        things: impl FnOnce(&Frame<'_>, &PageView) -> Vec<Json>,
    ) -> Result<Vec<u8>, Box<Diagnostic>> {
        self.page.structured_data = Some(Html::json_ld(&things(&self.sheet.frame, &self.page)));
        self.render(name)
    }

    /// The HTML of its text, if it has one.
    pub(super) fn body(&self, reader: &Reader<'_>, notes: &mut Notes) -> Option<Html> {
        self.text.as_ref().and_then(|source| some_html(&reader.text(source, notes)))
    }
}
