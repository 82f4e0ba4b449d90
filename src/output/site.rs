//! What every page shares: the site as templates see it, and how views are made of metadata.

use std::collections::BTreeMap;
use std::hash::Hash as _;
use std::io;

use chrono::{Datelike, NaiveDate};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use tera::{Context, Value};

use super::index::Index;
use super::text::{Notes, Source};
use super::view::{
    AlternateView, AppealView, ArchiveView, AuthorView, CardView, CountedView, DateView, ImageView,
    LanguageView, LinkView, NewsletterView, PageView, SiteView, SupportView, TermView,
};
use super::{
    Digests, Files, Plan, asset, feed, hidden, licence, old_address, old_address::Queries, picture,
    picture::Pictures, policy, popular, provenance, search, standing,
};
use crate::address::is_elsewhere;
use crate::article::{Image, Profile, PublicationDate, body, cut};
use crate::catalog::{ArticleId, AuthorId, Catalog, Series, TermId, page_text, taxonomy_url};
use crate::config::{Appeal, Config, LanguageId};
use crate::diagnostic::{Diagnostics, Place, message};
use crate::fingerprint::FingerprintBuilder;
use crate::path::{SourcePath, UrlPath};
use crate::template::Theme;

/// Everything rendering reads. Nothing in it changes while pages are rendered.
#[derive(Clone, Copy)]
pub struct Site<'a> {
    /// The configuration.
    pub config: &'a Config,
    /// The catalog.
    pub catalog: &'a Catalog,
    /// Every file of the site.
    pub plan: &'a Plan,
    /// The files that are copied.
    pub files: &'a Files,
    /// Templates and interface texts.
    pub theme: &'a Theme,
    /// What is made once of all that.
    pub prepared: &'a Prepared,
    /// Reads a source file: bodies are read while their page is rendered.
    pub read: &'a (dyn Fn(&SourcePath) -> io::Result<Vec<u8>> + Sync),
}

/// What many pages need of a site, made once before any is rendered.
pub struct Prepared {
    /// Where the pictures of known size are, by the address pages name them by.
    pub(super) pictures: Pictures,
    /// The addresses of the pictures that may not be shown.
    pub(super) hidden: FxHashSet<UrlPath>,
    /// Old addresses with a query.
    pub(super) queries: Queries,
    /// What many pages show, by language.
    shared: Vec<SharedViews>,
}

/// Views that many pages of a language show, made once.
struct SharedViews {
    /// `site`.
    site: Value,
    /// The hash of `site`.
    digest: u64,
    /// The articles of each list that `site.toml` declares, in its order.
    lists: Vec<Vec<ArticleId>>,
    /// `parts`: what all pages show alike, rendered once.
    parts: Value,
    /// Every day an article was published on.
    days: FxHashMap<NaiveDate, Value>,
    /// Terms by their id.
    terms: Vec<Value>,
    /// Authors as links, by their id.
    author_links: Vec<Value>,
    /// Authors with everything their profiles say, by their id.
    authors: Vec<Value>,
}

/// What makes a page's [`PageView`] beyond its address.
pub struct PageParts<'p> {
    /// What kind of page it is: its template's name without extension.
    pub kind: &'static str,
    /// Its title.
    pub title: &'p str,
    /// One sentence about it.
    pub description: &'p str,
    /// Its address.
    pub url: &'p UrlPath,
    /// Its language.
    pub language: LanguageId,
}

impl Prepared {
    /// Makes what many pages need. Menu entries that lead nowhere are reported.
    pub fn new(
        config: &Config,
        catalog: &Catalog,
        plan: &Plan,
        files: &Files,
        theme: &Theme,
    ) -> (Prepared, Diagnostics) {
        let mut prepared = Prepared {
            pictures: Pictures::new(config, catalog, files),
            hidden: files.hidden.iter().filter_map(|file| picture::url(catalog, file)).collect(),
            queries: Queries::new(config, &catalog.resolver),
            shared: Vec::new(),
        };
        let mut problems = Diagnostics::new();
        for (list, found) in config.lists.iter().zip(&catalog.lists) {
            for (_, (_, term, position)) in found.iter().zip(&list.terms).filter(|(found, _)| found.is_none())
            {
                let place = Place::new(crate::config::FILE, *position);
                problems.push(message::list_of_unknown_term(place, &list.name, term));
            }
        }
        standing::refuse_templates(catalog, theme, &mut problems);
        standing::refuse_list_templates(config, theme, &mut problems);
        let read = |_: &SourcePath| Err(io::ErrorKind::Unsupported.into());
        let site = Site { config, catalog, plan, files, theme, prepared: &prepared, read: &read };
        feed::check(&site, &mut problems);
        let shared = config.language_ids().map(|language| site.share(language, &mut problems)).collect();
        prepared.shared = shared;
        (prepared, problems)
    }
}

impl Site<'_> {
    /// Makes what many pages of a language show.
    fn share(&self, language: LanguageId, problems: &mut Diagnostics) -> SharedViews {
        let catalog = self.catalog;
        let days: FxHashSet<NaiveDate> = catalog
            .articles
            .iter()
            .filter(|article| article.language == language)
            .map(|a| a.date.day())
            .collect();
        let authors = || (0..catalog.authors.len() as u32).into_par_iter().map(AuthorId);
        let site = self.site_view(language, problems);
        let mut digest = FingerprintBuilder::new();
        digest.add(&site);
        let site = Value::from_serializable(&site);
        SharedViews {
            digest: digest.digest(),
            lists: (0..self.config.lists.len()).map(|list| self.list(list, language)).collect(),
            parts: self.parts(&site, language, problems),
            site,
            days: days
                .into_par_iter()
                .map(|day| (day, Value::from_serializable(&self.day(day, language))))
                .collect(),
            terms: (0..catalog.terms.len() as u32)
                .into_par_iter()
                .map(|id| Value::from_serializable(&self.term_view(TermId(id), language)))
                .collect(),
            author_links: authors()
                .map(|id| Value::from_serializable(&self.author_link_view(id, language)))
                .collect(),
            authors: authors().map(|id| Value::from_serializable(&self.author_view(id, language))).collect(),
        }
    }

    /// Renders what all pages of a language show alike.
    fn parts(&self, site: &Value, language: LanguageId, problems: &mut Diagnostics) -> Value {
        let mut context = Context::new();
        context.insert_value("site", site.clone());
        context.insert_value("t", self.theme.texts(language).clone());
        let home = self.href(&self.config.home(language));
        let mut part = |template: &str| match self.theme.render(template, &context, &home) {
            Ok(html) => Value::safe_string(&String::from_utf8_lossy(&html)),
            Err(problem) => {
                problems.push(*problem);
                Value::none()
            }
        };
        let parts = BTreeMap::from([
            ("menu", part("parts/menu.html")),
            ("footer", part("parts/footer.html")),
            ("popular", part("parts/popular.html")),
        ]);
        Value::from_serializable(&parts)
    }

    /// The hash of what templates see as `site`.
    pub(super) fn site_digest(&self, language: LanguageId) -> u64 {
        self.shared(language).digest
    }

    /// The lists that `site.toml` declares for a template, with their articles.
    pub(super) fn lists_for(&self, template: &str, language: LanguageId) -> Vec<(&str, &[ArticleId])> {
        let lists = self.config.lists.iter().zip(&self.shared(language).lists);
        let wanted = lists.filter(|(list, _)| list.templates.iter().any(|(name, _)| name == template));
        wanted.map(|(list, ids)| (list.name.as_str(), ids.as_slice())).collect()
    }

    fn shared(&self, language: LanguageId) -> &SharedViews {
        &self.prepared.shared[usize::from(language.0)]
    }

    /// The address of `url` as it is written into pages.
    pub fn href(&self, url: &UrlPath) -> String {
        url.href(&self.config.base_url.path)
    }

    /// The full address of `url`.
    pub fn full(&self, url: &UrlPath) -> String {
        self.config.base_url.full(url)
    }

    /// The other languages, each with the page nearest to this one: its translation, else the list of `series`, else the
    /// home.
    pub(super) fn link_languages(&self, page: &mut PageView, series: Option<Series>) {
        let others = self.config.language_ids().filter(|id| self.config.language(*id).code != page.language);
        let link = |id: LanguageId| {
            let language = self.config.language(id);
            let translation = page.alternates.iter().find(|alternate| alternate.language == language.code);
            let list = || self.catalog.listings.find(id, series?).map(|listing| self.href(&listing.url));
            let href = translation.map(|alternate| alternate.href.clone()).or_else(list);
            LanguageView {
                code: language.code.clone(),
                name: language.name.clone(),
                href: href.unwrap_or_else(|| self.href(&self.config.home(id))),
            }
        };
        page.languages = others.map(link).collect();
    }

    /// The context of a page: `site`, `parts`, `t`, `page`.
    pub fn context(&self, language: LanguageId, page: &PageView) -> Context {
        let mut context = Context::new();
        context.insert_value("site", self.shared(language).site.clone());
        context.insert_value("parts", self.shared(language).parts.clone());
        context.insert_value("t", self.theme.texts(language).clone());
        context.insert_value("page", Value::from_serializable(page));
        context
    }

    /// A page's view, with nothing but what `parts` say.
    pub fn page(&self, parts: &PageParts<'_>) -> PageView {
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
            structured_data: Value::none(),
            noindex: false,
            alternates: Vec::new(),
            languages: Vec::new(),
            breadcrumbs: Vec::new(),
            feed: None,
        }
    }

    /// The same page in several languages; empty for only one.
    pub fn alternates(&self, urls: &[(LanguageId, UrlPath)]) -> Vec<AlternateView> {
        if urls.len() < 2 {
            return Vec::new();
        }
        let view = |(language, url): &(LanguageId, UrlPath)| {
            let language = self.config.language(*language);
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

    /// The day of an article, shared between pages: a [`DateView`].
    pub fn shared_day(&self, day: NaiveDate, language: LanguageId) -> Value {
        let shared = self.shared(language).days.get(&day).cloned();
        shared.unwrap_or_else(|| Value::from_serializable(&self.day(day, language)))
    }

    /// A term in a language, shared between pages: a [`TermView`].
    pub fn term(&self, id: TermId, language: LanguageId) -> Value {
        self.shared(language).terms[id.0 as usize].clone()
    }

    /// An author as a link, shared between pages: a [`TermView`].
    pub fn author_link(&self, id: AuthorId, language: LanguageId) -> Value {
        self.shared(language).author_links[id.0 as usize].clone()
    }

    /// An author in a language, shared between pages: an [`AuthorView`].
    pub fn author(&self, id: AuthorId, language: LanguageId) -> Value {
        self.shared(language).authors[id.0 as usize].clone()
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

    /// Whether a term is declared in every language: then it has a list in each, whatever articles there are.
    pub(super) fn is_declared_everywhere(&self, id: TermId) -> bool {
        self.config.language_ids().all(|language| self.catalog.term(id).is_declared_in(language))
    }

    /// A term in a language, with its page if it has one there, otherwise in the default language.
    pub fn term_view(&self, id: TermId, language: LanguageId) -> TermView {
        let term = self.catalog.term(id);
        let find = |language| self.catalog.listings.find(language, Series::Term(id));
        let listing = find(language).or_else(|| find(LanguageId::DEFAULT));
        TermView {
            title: term.title(language).to_owned(),
            slug: term.slug.to_string(),
            href: listing.map(|listing| self.href(&listing.url)),
        }
    }

    /// An author as a link.
    pub(super) fn author_link_view(&self, id: AuthorId, language: LanguageId) -> TermView {
        let author = self.catalog.author(id);
        TermView {
            title: author.name(language).into(),
            slug: author.slug.to_string(),
            href: self.author_href(id, language),
        }
    }

    pub(super) fn author_href(&self, id: AuthorId, language: LanguageId) -> Option<String> {
        let find = |language| self.catalog.listings.find(language, Series::Author(id));
        let listing = find(language).or_else(|| find(LanguageId::DEFAULT));
        listing.map(|listing| self.href(&listing.url))
    }

    /// The names of an article's authors, in its language.
    pub(super) fn author_names(&self, id: ArticleId) -> Vec<String> {
        let language = self.catalog.article(id).language;
        let name = |author: &AuthorId| self.catalog.author(*author).name(language).to_string();
        self.catalog.entry(id).authors.iter().map(name).collect()
    }

    /// An author in a language, with everything the profile says.
    pub fn author_view(&self, id: AuthorId, language: LanguageId) -> AuthorView {
        let author = self.catalog.author(id);
        let text = author.text(language);
        let profile = author.main_profile();
        let page = author.url(self.config, LanguageId::DEFAULT);
        let portrait = profile.and_then(|profile| {
            let image = profile.portrait.as_ref()?;
            Some(self.image(image, &profile.path, &page))
        });
        let links = profile.map(|profile| profile.links.as_slice()).unwrap_or_default();
        AuthorView {
            name: text.name.into(),
            slug: author.slug.to_string(),
            href: self.author_href(id, language),
            family_name: text.family_name.map(Into::into),
            organisation: profile.is_some_and(|profile| profile.organisation),
            role: text.role.map(Into::into),
            note: text.note.as_deref().map(|note| body::inline_text(note, self.config.markdown).into_owned()),
            note_html: profile
                .and_then(|profile| self.note_html(text.note.as_deref()?, profile, &page, language)),
            note_language: author
                .text_language(language)
                .filter(|told| *told != language)
                .map(|told| self.config.language(told).code.clone()),
            portrait,
            links: links
                .iter()
                .map(|link| LinkView {
                    title: link.title.as_deref().unwrap_or(&link.file).to_owned(),
                    href: match profile {
                        Some(profile) => self.named_file(&link.file, &profile.path, &page).href,
                        None => link.file.to_string(),
                    },
                })
                .collect(),
            extra: profile.and_then(|profile| profile.extra.as_deref().cloned()).unwrap_or_default(),
        }
    }

    /// The note of a profile as HTML, where it has markup.
    fn note_html(
        &self,
        note: &str,
        profile: &Profile,
        page: &UrlPath,
        language: LanguageId,
    ) -> Option<String> {
        let source = Source {
            path: &profile.path,
            stamp: profile.stamp,
            page,
            title: "",
            language,
            date: self.undated(),
            extra: profile.extra.as_deref(),
        };
        // It stands on the pages of all articles of the author, whose views hold it.
        self.inline(note, &source, &mut Notes::default())
    }

    /// An image of the document `source`, whose page is `page`.
    pub fn image(&self, image: &Image, source: &SourcePath, page: &UrlPath) -> ImageView {
        let file = self.named_file(&image.file, source, page);
        let is_credited = hidden::is_credited(self.config, image);
        let is_hidden = file.is_hidden;
        // What is no address of this site is not loaded: browsers may find another one in it.
        let elsewhere = file.here.is_none() && (!is_credited || is_elsewhere(&image.file));
        let (src, url) = (file.href, file.full);
        let size = self.picture(&src);
        let said = |text: &str| body::inline_text(text, self.config.markdown).into_owned();
        ImageView {
            width: size.map(|size| size.width),
            height: size.map(|size| size.height),
            srcset: size.and_then(|size| picture::srcset(self.config, size, &src)),
            hidden: is_hidden || is_credited || elsewhere,
            elsewhere,
            src,
            url,
            alt: image.alt.to_string(),
            caption: image.caption.as_deref().map(said),
            caption_html: None,
            credit: image.credit.as_deref().map(said),
            credit_html: None,
        }
    }

    /// The full address of an image that readers of feeds load, wherever it lies; `None` where it may not be shown.
    pub(super) fn shown_address(&self, image: &Image, source: &SourcePath, page: &UrlPath) -> Option<String> {
        let file = self.named_file(&image.file, source, page);
        let hidden = file.is_hidden || hidden::is_credited(self.config, image);
        (!hidden).then_some(file.full)
    }

    /// The address of a file of the content folders.
    pub fn bundled(&self, source: &SourcePath) -> Option<&UrlPath> {
        self.catalog.bundled_at(source).map(|(_, url)| url)
    }

    /// An article in a list: a [`CardView`].
    pub fn card(&self, id: ArticleId) -> Value {
        let (article, entry) = (self.catalog.article(id), self.catalog.entry(id));
        let more = article.more();
        let language = article.language;
        let (authors, more_authors) = few(&entry.authors);
        Value::from_serializable(&CardView {
            title: &article.title,
            href: self.href(&entry.url),
            summary: cut(&article.summary),
            date: self.shared_day(article.date.day(), language),
            language: &self.config.language(language).code,
            direction: self.config.language(language).direction,
            authors: authors.iter().map(|author| self.author_link(*author, language)).collect(),
            more_authors,
            kicker: self.kicker(id).map(|term| self.term(term, language)),
            image: more
                .image
                .as_ref()
                .map(|image| in_card(self.image(image, &article.path, &entry.url)))
                .filter(|image| !image.hidden),
            audio: more.audio.is_some(),
            video: more.video.is_some(),
            gallery: !more.gallery.is_empty(),
        })
    }

    /// What the card of an article is made of: all that [`Site::card`] reads.
    pub(super) fn hash_card(&self, id: ArticleId, digests: &Digests, hasher: &mut FingerprintBuilder) {
        let (article, entry) = (self.catalog.article(id), self.catalog.entry(id));
        let (more, language) = (article.more(), article.language);
        (&article.title, cut(&article.summary), &entry.url, article.date.day(), language).hash(hasher);
        (more.audio.is_some(), more.video.is_some(), more.gallery.is_empty()).hash(hasher);
        let (authors, more_authors) = few(&entry.authors);
        authors.iter().for_each(|author| digests.author_link(*author, language).hash(hasher));
        more_authors.hash(hasher);
        self.kicker(id).map(|term| digests.term(term, language)).hash(hasher);
        more.image.as_ref().map(|image| self.image(image, &article.path, &entry.url)).hash(hasher);
    }

    /// The first terms of an article in each taxonomy: what feeds name.
    pub(super) fn few_terms(&self, id: ArticleId) -> impl Iterator<Item = TermId> {
        // The terms of a taxonomy stand together.
        let taxonomy = |id: &TermId| self.catalog.term(*id).taxonomy;
        let groups =
            self.catalog.entry(id).terms.chunk_by(move |one, other| taxonomy(one) == taxonomy(other));
        groups.flat_map(|terms| few(terms).0.iter().copied())
    }

    /// The term that says what an article is: of the taxonomies in `neighbours` first, otherwise its first term.
    pub fn kicker(&self, id: ArticleId) -> Option<TermId> {
        let entry = self.catalog.entry(id);
        let of = |taxonomy: &usize| {
            let mut terms = entry.terms.iter();
            terms.find(|term| usize::from(self.catalog.term(**term).taxonomy) == *taxonomy)
        };
        self.config.neighbours.iter().find_map(of).or(entry.terms.first()).copied()
    }

    /// The newest `limit` articles of `seats` that are shown, newest first: [`CardView`]s.
    pub fn newest(&self, seats: &[ArticleId], limit: usize) -> Vec<Value> {
        let shown = seats.iter().rev().filter(|id| self.catalog.is_listed(**id));
        shown.take(limit).map(|id| self.card(*id)).collect()
    }

    /// The title and the address of a taxonomy's index in a language.
    pub fn taxonomy(&self, index: u8, language: LanguageId) -> LinkView {
        let is_it = |page: &crate::article::Page| page.role == crate::article::PageRole::Taxonomy(index);
        let title = self.index_text(language, is_it).0;
        let title = title.unwrap_or_else(|| self.config.taxonomies[usize::from(index)].title.clone());
        LinkView { title, href: self.href(&taxonomy_url(self.config, index, language)) }
    }

    /// Title and summary of an index in a language: those of its own text, or the translations of another's.
    pub(super) fn index_text(
        &self,
        language: LanguageId,
        is_it: impl Fn(&crate::article::Page) -> bool,
    ) -> (Option<String>, Option<String>) {
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        if let Some(entry) = page_text(&self.catalog.pages, language, &is_it) {
            return (given(&entry.page.title), given(&entry.page.summary));
        }
        let texts = self.catalog.pages.iter().filter(|entry| is_it(&entry.page));
        let mut translations = texts.flat_map(|entry| &entry.page.translations);
        match translations.find(|(translated, ..)| *translated == language) {
            Some((_, title, summary)) => (given(title), summary.as_deref().and_then(given)),
            None => (None, None),
        }
    }

    /// Terms with their numbers of articles in a language, and those below them; terms without a page there are left
    /// out.
    pub fn counted_terms(&self, ids: &[TermId], language: LanguageId) -> Vec<CountedView> {
        let view = |id: &TermId| {
            let term = self.catalog.term(*id);
            let listing = self.catalog.listings.find(language, Series::Term(*id))?;
            Some(CountedView {
                title: term.title(language).to_owned(),
                slug: term.slug.to_string(),
                href: Some(self.href(&listing.url)),
                summary: term.summary(language).map(Into::into),
                count: listing.visible as usize,
                children: self.counted_terms(&term.children, language),
            })
        };
        ids.iter().filter_map(view).collect()
    }

    /// The home page as the first of a page's breadcrumbs.
    pub fn home_link(&self, language: LanguageId) -> LinkView {
        LinkView {
            title: self.theme.text(language, "home").to_owned(),
            href: self.href(&self.config.home(language)),
        }
    }

    /// The site's name in a language.
    pub fn title(&self, language: LanguageId) -> &str {
        self.config.language(language).title.as_deref().unwrap_or(&self.config.title)
    }

    /// The site's description in a language.
    pub fn description(&self, language: LanguageId) -> &str {
        self.config.language(language).description.as_deref().unwrap_or(&self.config.description)
    }

    fn appeal_view(&self, appeal: &Appeal) -> AppealView {
        let link = |(title, url): &(String, String)| LinkView {
            title: title.clone(),
            href: self.configured_link(url),
        };
        AppealView { text: appeal.text.clone(), links: appeal.links.iter().map(link).collect() }
    }

    fn site_view(&self, language: LanguageId, problems: &mut Diagnostics) -> SiteView {
        let config = self.config;
        let boxes = config.boxes();
        let own = config.language(language);
        let home = config.home(language);
        let newsletter = own.newsletter.as_ref().or(config.newsletter.as_ref()).filter(|_| boxes.newsletter);
        let appeal = own.appeal.as_ref().or(config.appeal.as_ref());
        SiteView {
            title: self.title(language).to_owned(),
            description: self.description(language).to_owned(),
            base_url: self.full(&UrlPath::root()),
            home: self.href(&home),
            copyright: config.copyright.clone(),
            licence: config.licence.as_deref().map(licence::view),
            publication: self.publication(language).map(|publication| provenance::view(&publication)),
            archive: config.archive.as_ref().map(|archive| ArchiveView {
                closed: archive.closed.map(|day| self.day(day, language)),
                operator: archive.operator.clone(),
                contact: archive.contact.clone(),
                contact_href: archive.contact.as_deref().map(contact_href),
            }),
            policy: policy::of_site(config, newsletter.map(|newsletter| newsletter.action.as_str())),
            newsletter: newsletter.map(|newsletter| NewsletterView {
                action: self.configured_link(&newsletter.action),
                title: newsletter.title.clone(),
                text: newsletter.text.clone(),
            }),
            support: own.support.as_ref().or(config.support.as_ref()).filter(|_| boxes.support).map(
                |support| SupportView {
                    href: self.configured_link(&support.url),
                    title: support.title.clone(),
                    text: support.text.clone(),
                },
            ),
            appeal: appeal.filter(|_| boxes.appeal).map(|appeal| self.appeal_view(appeal)),
            search: self.href(&search::url(config, language)),
            archive_href: self.href(&Index::Archive.url(config, language)),
            authors_href: self.href(&Index::Authors.url(config, language)),
            old_addresses: (!self.prepared.queries.is_empty()).then(|| old_address::template(self)),
            base_path: config.base_url.path.clone(),
            popular: popular::views(self, language, problems),
            menu: self.menus(language, problems),
            languages: config
                .language_ids()
                .map(|id| LanguageView {
                    code: config.language(id).code.clone(),
                    name: config.language(id).name.clone(),
                    href: self.href(&config.home(id)),
                })
                .collect(),
            feed: LinkView {
                title: self.title(language).to_owned(),
                href: self.href(&home.file("feed.xml")),
            },
            assets: asset::theme_urls(self.files)
                .into_iter()
                .map(|(name, url)| (name, self.href(&url)))
                .collect::<BTreeMap<_, _>>(),
            generator: concat!("generate ", env!("CARGO_PKG_VERSION")).to_owned(),
            extra: config.extra.clone(),
        }
    }
}

/// The names of an article that lists and feeds show, and how many more there are. Each of the names has a list and a feed: if
/// those showed all, an article would take the square of its names.
pub(super) fn few<T>(names: &[T]) -> (&[T], usize) {
    const FEW: usize = 8;
    let shown = names.len().min(FEW);
    (&names[..shown], names.len() - shown)
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

/// A locale as Open Graph writes it: language and country (<https://ogp.me/#optional>).
fn open_graph_locale(code: &str, locale: chrono::Locale) -> String {
    let known = format!("{locale:?}");
    let country = known.split('_').nth(1).filter(|part| part.len() == 2);
    let language = code.split('-').next().unwrap_or(code);
    country.map_or_else(|| language.to_owned(), |country| format!("{language}_{country}"))
}

/// An e-mail address as an address; everything else as it is.
fn contact_href(contact: &str) -> String {
    if contact.contains('@') && !contact.contains("://") && !contact.starts_with("mailto:") {
        return format!("mailto:{contact}");
    }
    contact.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locales_name_language_and_country() {
        assert_eq!(open_graph_locale("ru", chrono::Locale::ru_RU), "ru_RU");
        assert_eq!(open_graph_locale("xx", chrono::Locale::POSIX), "xx");
    }

    #[test]
    fn e_mail_contacts_become_links() {
        assert_eq!(contact_href("desk@example.org"), "mailto:desk@example.org");
        assert_eq!(contact_href("https://example.org/@desk"), "https://example.org/@desk");
    }
}
