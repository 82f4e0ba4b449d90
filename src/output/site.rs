//! What every page shares: the site as templates see it, and how views are made of metadata.

use std::collections::BTreeMap;
use std::io;

use chrono::{Datelike, NaiveDate};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use tera::{Context, Value};

use super::view::{
    AlternateView, ArchiveView, AuthorView, CardView, CountedView, DateView, ImageView, LanguageView,
    LicenceView, LinkView, MenuItemView, NewsletterView, PageView, SiteView, SupportView, TermView,
};
use super::{Files, Plan, asset};
use crate::article::{Image, PublicationDate};
use crate::catalog::{ArticleId, AuthorId, Catalog, Series, TermId, authors_url, page_text, taxonomy_url};
use crate::config::{Config, LanguageId, MenuEntry, Menus};
use crate::diagnostic::{Diagnostics, Place, message};
use crate::path::{OutPath, SourcePath, UrlPath};
use crate::template::Theme;

/// Everything rendering reads. Nothing in it changes while pages are rendered.
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
    /// Reads a source file: bodies are read while their page is rendered.
    pub read: &'a (dyn Fn(&SourcePath) -> io::Result<Vec<u8>> + Sync),
    /// What many pages show, by language.
    shared: Vec<SharedViews>,
}

/// Views that many pages of a language show, made once.
struct SharedViews {
    /// `site`.
    site: Value,
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

impl<'a> Site<'a> {
    /// Puts together what rendering reads. Menu entries that lead nowhere are reported.
    pub fn new(
        config: &'a Config,
        catalog: &'a Catalog,
        plan: &'a Plan,
        files: &'a Files,
        theme: &'a Theme,
        read: &'a (dyn Fn(&SourcePath) -> io::Result<Vec<u8>> + Sync),
    ) -> (Site<'a>, Diagnostics) {
        let mut site = Site { config, catalog, plan, files, theme, read, shared: Vec::new() };
        let mut problems = Diagnostics::new();
        for list in &config.lists {
            for (taxonomy, term, position) in &list.terms {
                if catalog.term_by_name(*taxonomy, term).is_none() {
                    let place = Place::new(crate::config::FILE, *position);
                    problems.push(message::list_of_unknown_term(place, &list.name, term));
                }
            }
        }
        site.shared = config.language_ids().map(|language| site.share(language, &mut problems)).collect();
        (site, problems)
    }

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
        let site = Value::from_serializable(&self.site_view(language, problems));
        SharedViews {
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
        let parts =
            BTreeMap::from([("menu", part("parts/menu.html")), ("footer", part("parts/footer.html"))]);
        Value::from_serializable(&parts)
    }

    fn shared(&self, language: LanguageId) -> &SharedViews {
        &self.shared[usize::from(language.0)]
    }

    /// The address of `url` as it is written into pages.
    pub fn href(&self, url: &UrlPath) -> String {
        url.href(&self.config.base_url.path)
    }

    /// The full address of `url`.
    pub fn full(&self, url: &UrlPath) -> String {
        self.config.base_url.full(url)
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
            noindex: false,
            alternates: Vec::new(),
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
            text: day.format_localized(&language.date, language.locale).to_string(),
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
        format!("{name} {year}")
    }

    /// The name of a month by itself, such as `December`.
    pub fn month_name(&self, month: u32, language: LanguageId) -> String {
        let names = self.theme.text(language, "months");
        names.split_whitespace().nth(month.saturating_sub(1) as usize).unwrap_or_default().to_owned()
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
    fn author_link_view(&self, id: AuthorId, language: LanguageId) -> TermView {
        let author = self.catalog.author(id);
        TermView {
            title: author.name(language).into(),
            slug: author.slug.to_string(),
            href: self.author_href(id, language),
        }
    }

    fn author_href(&self, id: AuthorId, language: LanguageId) -> Option<String> {
        let find = |language| self.catalog.listings.find(language, Series::Author(id));
        let listing = find(language).or_else(|| find(LanguageId::DEFAULT));
        listing.map(|listing| self.href(&listing.url))
    }

    /// An author in a language, with everything the profile says.
    pub fn author_view(&self, id: AuthorId, language: LanguageId) -> AuthorView {
        let author = self.catalog.author(id);
        let text = author.text(language);
        let profile = author.main_profile();
        let portrait = profile.and_then(|profile| {
            let image = profile.portrait.as_ref()?;
            Some(self.image(image, &profile.path, &author.url(self.config, LanguageId::DEFAULT)))
        });
        let links = profile.map(|profile| profile.links.as_slice()).unwrap_or_default();
        AuthorView {
            name: text.name.into(),
            slug: author.slug.to_string(),
            href: self.author_href(id, language),
            role: text.role.map(Into::into),
            note: text.note.map(Into::into),
            portrait,
            links: links
                .iter()
                .map(|link| LinkView {
                    title: link.title.as_deref().unwrap_or(&link.file).to_owned(),
                    href: link.file.to_string(),
                })
                .collect(),
            extra: profile.and_then(|profile| profile.extra.clone()).unwrap_or_default(),
        }
    }

    /// An image of the document `source`, whose page is `page`.
    pub fn image(&self, image: &Image, source: &SourcePath, page: &UrlPath) -> ImageView {
        let (src, url) = self.file(&image.file, source, page);
        ImageView {
            src,
            url,
            alt: image.alt.to_string(),
            caption: image.caption.as_deref().map(Into::into),
            credit: image.credit.as_deref().map(Into::into),
        }
    }

    /// The address and the full address of a file that a front matter names: a file beside the source, a path of the
    /// site, or a full address.
    pub fn file(&self, file: &str, source: &SourcePath, page: &UrlPath) -> (String, String) {
        match self.file_url(file, source, page) {
            Some(url) => (self.href(&url), self.full(&url)),
            None => (file.to_owned(), file.to_owned()),
        }
    }

    /// The address on this site of a file that a front matter names; `None` for one elsewhere.
    fn file_url(&self, file: &str, source: &SourcePath, page: &UrlPath) -> Option<UrlPath> {
        if is_elsewhere(file) {
            return None;
        }
        if file.starts_with('/') {
            return UrlPath::parse(file).ok();
        }
        let name = file.trim_start_matches("./");
        self.bundled(&source.sibling(name)).cloned().or_else(|| page.file_below(name))
    }

    /// Whether a file that a front matter names is elsewhere, or will be on this site.
    pub(super) fn has_file(&self, file: &str, source: &SourcePath, page: &UrlPath) -> bool {
        let file = file.split(['?', '#']).next().unwrap_or(file);
        let planned = |url: UrlPath| {
            let as_file = OutPath::new(url.as_str().trim_start_matches('/')).ok();
            as_file.is_some_and(|path| self.plan.contains(&path)) || self.plan.contains(&url.out_path())
        };
        is_elsewhere(file) || self.file_url(file, source, page).is_some_and(planned)
    }

    /// The address of a file of the content folders.
    pub fn bundled(&self, source: &SourcePath) -> Option<&UrlPath> {
        let bundled = &self.catalog.bundled;
        let index = bundled.binary_search_by(|(path, _)| path.cmp(source)).ok()?;
        Some(&bundled[index].1)
    }

    /// An article in a list: a [`CardView`].
    pub fn card(&self, id: ArticleId) -> Value {
        let (article, entry) = (self.catalog.article(id), self.catalog.entry(id));
        let more = article.more();
        let language = article.language;
        Value::from_serializable(&CardView {
            title: &article.title,
            href: self.href(&entry.url),
            summary: &article.summary,
            date: self.shared_day(article.date.day(), language),
            language: &self.config.language(language).code,
            authors: entry.authors.iter().map(|author| self.author_link(*author, language)).collect(),
            kicker: self.kicker(id).map(|term| self.term(term, language)),
            image: more.image.as_ref().map(|image| self.image(image, &article.path, &entry.url)),
            audio: more.audio.is_some(),
            video: more.video.is_some(),
            gallery: !more.gallery.is_empty(),
        })
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

    /// A licence by its identifier.
    pub fn licence(&self, name: &str) -> LicenceView {
        LicenceView { name: name.to_owned(), href: creative_commons(name) }
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

    fn site_view(&self, language: LanguageId, problems: &mut Diagnostics) -> SiteView {
        let config = self.config;
        let home = config.home(language);
        SiteView {
            title: self.title(language).to_owned(),
            description: self.description(language).to_owned(),
            base_url: self.full(&UrlPath::root()),
            home: self.href(&home),
            copyright: config.copyright.clone(),
            licence: config.licence.as_deref().map(|name| self.licence(name)),
            archive: config.archive.as_ref().map(|archive| ArchiveView {
                closed: archive.closed.map(|day| self.day(day, language)),
                operator: archive.operator.clone(),
                contact: archive.contact.clone(),
                contact_href: archive.contact.as_deref().map(contact_href),
            }),
            newsletter: config.newsletter.as_ref().map(|newsletter| NewsletterView {
                action: newsletter.action.clone(),
                title: newsletter.title.clone(),
                text: newsletter.text.clone(),
            }),
            support: config.support.as_ref().map(|support| SupportView {
                href: support.url.clone(),
                title: support.title.clone(),
                text: support.text.clone(),
            }),
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

    fn menus(&self, language: LanguageId, problems: &mut Diagnostics) -> BTreeMap<String, Vec<MenuItemView>> {
        let menus = &self.config.language(language).menus;
        let resolve = |(name, entries): &(String, Vec<MenuEntry>)| {
            let items =
                entries.iter().filter_map(|entry| self.menu_item(entry, menus, language, 0, problems));
            (name.clone(), items.collect())
        };
        menus.menus.iter().map(resolve).collect()
    }

    /// What a menu entry leads to: a taxonomy, a menu, a page or an address.
    fn menu_item(
        &self,
        entry: &MenuEntry,
        menus: &Menus,
        language: LanguageId,
        depth: usize,
        problems: &mut Diagnostics,
    ) -> Option<MenuItemView> {
        const MAX_DEPTH: usize = 4;
        let target = entry.target.as_str();
        let item = |title: String, href, kind, children| {
            Some(MenuItemView { title: entry.title.clone().unwrap_or(title), href, kind, children })
        };
        if let Some(index) = self.config.taxonomies.iter().position(|taxonomy| taxonomy.key == target) {
            let link = self.taxonomy(index as u8, language);
            let children = self.menu_terms(&self.catalog.roots[index], language);
            return item(link.title, Some(link.href), "taxonomy", children);
        }
        if let Some(entries) = menus.get(target).filter(|_| depth < MAX_DEPTH) {
            let children = entries
                .iter()
                .filter_map(|entry| self.menu_item(entry, menus, language, depth + 1, problems))
                .collect();
            return item(target.to_owned(), None, "menu", children);
        }
        if target.contains("://") || target.starts_with("mailto:") {
            return item(target.to_owned(), Some(target.to_owned()), "link", Vec::new());
        }
        match self.menu_page(target, language) {
            Some((title, url)) => item(title, Some(self.href(&url)), "page", Vec::new()),
            None => {
                let place = Place::new(crate::config::FILE, entry.position);
                let problem = message::menu_leads_nowhere(place, target);
                // A sub-menu is a menu of its own too, and languages share menus: one report is enough.
                if !problems.iter().any(|known| *known == problem) {
                    problems.push(problem);
                }
                None
            }
        }
    }

    /// The terms that are declared in the language; below others, what is declared takes their place. Terms made by
    /// articles alone have no place in a menu: every page shows the menus, and no page may change with what other
    /// articles say.
    fn menu_terms(&self, ids: &[TermId], language: LanguageId) -> Vec<MenuItemView> {
        let view = |id: &TermId| {
            let term = self.catalog.term(*id);
            let children = self.menu_terms(&term.children, language);
            let listing = self.catalog.listings.find(language, Series::Term(*id));
            match listing.filter(|_| term.is_declared_in(language)) {
                Some(listing) => vec![MenuItemView {
                    title: term.title(language).to_owned(),
                    href: Some(self.href(&listing.url)),
                    kind: "term",
                    children,
                }],
                None => children,
            }
        };
        ids.iter().flat_map(view).collect()
    }

    /// The page a menu names by address or by name, with its title.
    fn menu_page(&self, target: &str, language: LanguageId) -> Option<(String, UrlPath)> {
        let home = self.config.home(language);
        let url = match target {
            "home" => home,
            "authors" => authors_url(self.config, language),
            path if path.starts_with('/') => UrlPath::parse(path).ok()?.with_slash(),
            name => home.append(&UrlPath::parse(&format!("/{name}/")).ok()?),
        };
        if !self.plan.contains(&url.out_path()) {
            return None;
        }
        let entry = self.catalog.pages.iter().find(|entry| entry.url == url && !entry.page.title.is_empty());
        let text = |key: &str| self.theme.text(language, key).to_owned();
        let title = match entry {
            Some(entry) => entry.page.title.to_string(),
            None => {
                let listing = self.catalog.listings.iter().find(|(_, listing)| listing.url == url);
                match listing.map(|(_, listing)| listing.series) {
                    Some(Series::Term(id)) => self.catalog.term(id).title(language).to_owned(),
                    Some(Series::Author(id)) => self.catalog.author(id).name(language).into(),
                    _ => text(target.trim_matches('/').rsplit('/').next().unwrap_or(target)),
                }
            }
        };
        Some((title, url))
    }
}

/// Whether an address leads out of this site.
fn is_elsewhere(address: &str) -> bool {
    address.contains("://") || address.starts_with("//") || address.starts_with("mailto:")
}

/// An e-mail address as an address; everything else as it is.
fn contact_href(contact: &str) -> String {
    if contact.contains('@') && !contact.contains("://") && !contact.starts_with("mailto:") {
        return format!("mailto:{contact}");
    }
    contact.to_owned()
}

/// The text of a Creative Commons licence, by its SPDX identifier (<https://spdx.org/licenses/>).
fn creative_commons(name: &str) -> Option<String> {
    let upper = name.to_ascii_uppercase();
    if upper.starts_with("CC0") {
        return Some("https://creativecommons.org/publicdomain/zero/1.0/".into());
    }
    let (kind, version) = upper.strip_prefix("CC-")?.rsplit_once('-')?;
    let known = ["BY", "BY-SA", "BY-NC", "BY-ND", "BY-NC-SA", "BY-NC-ND"];
    let number = version.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    (known.contains(&kind) && number)
        .then(|| format!("https://creativecommons.org/licenses/{}/{version}/", kind.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licences_link_to_their_text() {
        let text = creative_commons("CC-BY-NC-ND-4.0");
        assert_eq!(text.as_deref(), Some("https://creativecommons.org/licenses/by-nc-nd/4.0/"));
        assert_eq!(creative_commons("all-rights-reserved"), None);
        assert_eq!(creative_commons("CC-BY-XX"), None);
    }

    #[test]
    fn e_mail_contacts_become_links() {
        assert_eq!(contact_href("desk@example.org"), "mailto:desk@example.org");
        assert_eq!(contact_href("https://example.org/@desk"), "https://example.org/@desk");
    }
}
