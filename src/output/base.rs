//! What every page is made with, whatever it is about: the configuration, and the templates with their texts.
//!
//! A [`Base`] knows nothing of what the site holds. Whatever is made of it and of an output's inputs alone is told by their
//! hashes.

use std::borrow::Borrow;
use std::hash::{Hash, Hasher};

use chrono::{Datelike, NaiveDate};
use tera::{Context, Value};

use super::shared::Html;
use super::view::{AlternateView, DateView, LanguageView, LinkView, PageView};
use crate::article::PublicationDate;
use crate::config::{Config, LanguageId};
use crate::diagnostic::Diagnostic;
use crate::fingerprint::digest;
use crate::path::UrlPath;
use crate::template::Theme;

/// The configuration and the theme.
#[derive(Clone, Copy)]
pub struct Base<'a> {
    /// The configuration.
    pub config: &'a Config,
    /// Templates and interface texts.
    pub theme: &'a Theme,
    /// The hash of both.
    digest: u64,
}

/// Both have a hash of their own.
impl Hash for Base<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.digest.hash(state);
    }
}

/// What makes a page's [`PageView`] beyond its address.
pub(super) struct PageParts<'p> {
    /// What kind of page it is: its template's name without extension.
    pub(super) kind: &'static str,
    /// Its title.
    pub(super) title: &'p str,
    /// One sentence about it.
    pub(super) description: &'p str,
    /// Its address.
    pub(super) url: &'p UrlPath,
    /// Its language.
    pub(super) language: LanguageId,
}

impl<'a> Base<'a> {
    /// The base of a site.
    pub fn new(config: &'a Config, theme: &'a Theme) -> Base<'a> {
        let address = &config.base_url;
        let digest = digest(&(config.fingerprint, &address.origin, &address.path, theme.fingerprint));
        Base { config, theme, digest }
    }

    /// The address of `url` as it is written into pages.
    pub fn href(&self, url: &UrlPath) -> String {
        url.href(&self.config.base_url.path)
    }

    /// The full address of `url`.
    pub fn full(&self, url: &UrlPath) -> String {
        self.config.base_url.full(url)
    }

    /// A page's view, with nothing but what `parts` say.
    pub(super) fn page(&self, parts: &PageParts<'_>) -> PageView {
        let language = self.config.language(parts.language);
        let url = self.full(parts.url);
        PageView {
            kind: parts.kind,
            title: parts.title.to_owned(),
            description: parts.description.to_owned(),
            href: self.href(parts.url),
            canonical: url.clone(),
            url,
            language: language.code.clone(),
            direction: language.direction,
            locale: open_graph_locale(&language.code, language.dates.locale()),
            image: None,
            structured_data: None,
            noindex: false,
            alternates: Vec::new(),
            languages: Vec::new(),
            breadcrumbs: Vec::new(),
            feed: None,
        }
    }

    /// The same page in several languages; empty for only one.
    pub fn alternates<U: Borrow<UrlPath>>(&self, urls: &[(LanguageId, U)]) -> Vec<AlternateView> {
        if urls.len() < 2 {
            return Vec::new();
        }
        let view = |(language, url): &(LanguageId, U)| {
            let (language, url) = (self.config.language(*language), url.borrow());
            AlternateView {
                language: language.code.clone(),
                name: language.name.clone(),
                href: self.href(url),
                url: self.full(url),
            }
        };
        urls.iter().map(view).collect()
    }

    /// A date in a language.
    pub fn date(&self, date: &PublicationDate, language: LanguageId) -> DateView {
        let iso = if date.has_time { date.rfc3339() } else { date.day().to_string() };
        DateView { iso, ..self.day(date.day(), language) }
    }

    /// A day in a language.
    pub fn day(&self, day: NaiveDate, language: LanguageId) -> DateView {
        let language = self.config.language(language);
        DateView {
            iso: day.to_string(),
            text: language.dates.day(day),
            year: day.year(),
            month: day.month(),
            day: day.day(),
        }
    }

    /// A month in a language, such as `December 2010`.
    pub fn month(&self, year: i32, month: u32, language: LanguageId) -> String {
        let name = self.month_name(month, language);
        let pattern = self.theme.text(language, "month_of_year");
        pattern.replace("{month}", &name).replace("{year}", &year.to_string())
    }

    /// The name of a month by itself, such as `December`.
    pub fn month_name(&self, month: u32, language: LanguageId) -> String {
        let names = self.theme.text(language, "months");
        names.split_ascii_whitespace().nth(month.saturating_sub(1) as usize).unwrap_or_default().to_owned()
    }

    /// The home page as the first of a page's breadcrumbs.
    pub fn home_link(&self, language: LanguageId) -> LinkView {
        LinkView {
            title: self.theme.text(language, "home").to_owned(),
            href: self.href(&self.config.home(language)),
        }
    }

    /// The other languages, each with the page nearest to this one: its translation, else the list in `nearest`, else the home.
    pub(super) fn link_languages(&self, page: &mut PageView, nearest: &[(LanguageId, &UrlPath)]) {
        let others = self.config.languages.ids().filter(|id| self.config.language(*id).code != page.language);
        let link = |id: LanguageId| {
            let language = self.config.language(id);
            let translation = page.alternates.iter().find(|alternate| alternate.language == language.code);
            let list = || nearest.iter().find(|(other, _)| *other == id).map(|(_, url)| self.href(url));
            let href = translation.map(|alternate| alternate.href.clone()).or_else(list);
            LanguageView {
                code: language.code.clone(),
                name: language.name.clone(),
                href: href.unwrap_or_else(|| self.href(&self.config.home(id))),
            }
        };
        page.languages = others.map(link).collect();
    }

    /// The site's name in a language.
    pub fn title(&self, language: LanguageId) -> &'a str {
        self.config.language(language).title.as_deref().unwrap_or(&self.config.title)
    }

    /// The site's description in a language.
    pub fn description(&self, language: LanguageId) -> &'a str {
        self.config.language(language).description.as_deref().unwrap_or(&self.config.description)
    }

    /// The date of texts that have none, for archived copies: the day the newsroom closed, otherwise the newest copy.
    pub(super) fn undated(&self) -> String {
        let closed = self.config.archive.as_ref().and_then(|archive| archive.closed);
        // Web archives take the beginning of a date for the nearest copy to it.
        closed.map_or_else(|| "2".to_owned(), |day| day.format("%Y%m%d000000").to_string())
    }

    /// Renders one of the parts that the pages of a language show, of `site` and the texts of the theme.
    ///
    /// # Errors
    /// The template's error.
    pub(super) fn render_part(
        &self,
        site: Value,
        language: LanguageId,
        template: &str,
    ) -> Result<Html, Box<Diagnostic>> {
        let mut context = Context::new();
        context.insert_value("site", site);
        context.insert_value("t", self.theme.texts(language).clone());
        let home = self.href(&self.config.home(language));
        let html = self.theme.render(template, &context, &home)?;
        Ok(Html::new(&String::from_utf8_lossy(&html)))
    }
}

/// A locale as Open Graph writes it: language and country (<https://ogp.me/#optional>).
fn open_graph_locale(code: &str, locale: chrono::Locale) -> String {
    let known = format!("{locale:?}");
    let country = known.split('_').nth(1).filter(|part| part.len() == 2);
    let language = code.split('-').next().unwrap_or(code);
    country.map_or_else(|| language.to_owned(), |country| format!("{language}_{country}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locales_name_language_and_country() {
        assert_eq!(open_graph_locale("ru", chrono::Locale::ru_RU), "ru_RU");
        assert_eq!(open_graph_locale("xx", chrono::Locale::POSIX), "xx");
    }
}
