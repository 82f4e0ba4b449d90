//! What is made once before any page is rendered, stage by stage: first where things are, then the views that many pages share.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use tera::Value;

use super::base::Base;
use super::finding::{Finding, Flaw};
use super::index::Index;
use super::links::Source;
use super::lookups::{Ground, Lookups, Places};
use super::shared::Shared;
use super::site::{Parts, SharedViews, Site};
use super::text::{Notes, ReadSource, Reader};
use super::view::{
    AppealView, ArchiveView, LanguageView, LinkView, LogoView, NewsletterView, SiteView, SupportView,
};
use super::{
    asset, feed, home, hosting, licence, old_address, policy, popular, provenance, search, standing,
};
use crate::article::{Stamp, body};
use crate::config::{Appeal, LanguageId};
use crate::diagnostic::{Diagnostics, Place, Position};
use crate::id::IdVec;
use crate::output::message;
use crate::path::{SourcePath, UrlPath};

/// What many pages need of a site, made once before any is rendered.
pub struct Prepared {
    places: Places,
    /// What many pages show, by language.
    shared: IdVec<LanguageId, SharedViews>,
}

impl Prepared {
    /// Makes what many pages need. Menu entries that lead nowhere are reported.
    pub fn new(ground: Ground<'_>, problems: &mut Diagnostics) -> Prepared {
        let Ground { config, catalog, theme, .. } = ground;
        let places = Places::new(ground);
        for (list, found) in config.lists.iter().zip(&catalog.lists) {
            for (_, (_, term, position)) in found.iter().zip(&list.terms).filter(|(found, _)| found.is_none())
            {
                let place = Place::new(crate::config::FILE, *position);
                problems.push(message::list_of_unknown_term(place, &list.name, term));
            }
        }
        standing::refuse_templates(catalog, theme, problems);
        standing::refuse_list_templates(config, theme, problems);
        let lookups = Lookups::new(ground, &places);
        feed::check(&lookups, problems);
        home::check(&lookups, problems);
        hosting::check(&lookups, problems);
        let shared = config.languages.ids().map(|language| lookups.share(language, problems)).collect();
        Prepared { places, shared }
    }

    /// What rendering reads: `read` reads a source file.
    pub fn site<'a>(&'a self, ground: Ground<'a>, read: &'a ReadSource<'a>) -> Site<'a> {
        let lookups = Lookups::new(ground, &self.places);
        Site::new(lookups, &self.shared, Reader::new(lookups, read))
    }
}

impl Lookups<'_> {
    /// Makes what many pages of a language show.
    fn share(&self, language: LanguageId, problems: &mut Diagnostics) -> SharedViews {
        let catalog = self.catalog;
        let days: FxHashSet<NaiveDate> = catalog
            .articles
            .iter()
            .filter(|article| article.language == language)
            .map(|a| a.date.day())
            .collect();
        let authors = || catalog.authors.par_ids();
        let site = Shared::new(self.site_view(language, problems));
        let taxonomies = self.config.taxonomies.ids().map(|index| self.taxonomy(index, language));
        SharedViews {
            parts: Parts { rendered: render_parts(self, &site, language, problems), site },
            lists: (0..self.config.lists.len()).map(|list| self.list(list, language)).collect(),
            taxonomies: Shared::new(taxonomies.collect()),
            days: days.into_par_iter().map(|day| (day, Shared::new(self.day(day, language)))).collect(),
            terms: catalog.terms.par_ids().map(|id| Shared::new(self.term_view(id, language))).collect(),
            author_links: authors().map(|id| Shared::new(self.author_link_view(id, language))).collect(),
            authors: authors().map(|id| Shared::new(self.author_view(id, language))).collect(),
        }
    }

    fn appeal_view(&self, appeal: &Appeal, language: LanguageId, problems: &mut Diagnostics) -> AppealView {
        let link = |(title, url): &(String, String)| LinkView {
            title: title.clone(),
            href: self.configured_link(url),
        };
        let markdown = self.config.markdown_of(language);
        AppealView {
            text: body::inline_text(&appeal.text, markdown).into_owned(),
            html: self.configured_text((&appeal.text, appeal.position), language, problems),
            links: appeal.links.iter().map(link).collect(),
        }
    }

    /// The HTML of a text of one line that `site.toml` holds, which stands on every page; `None` where it has no markup.
    fn configured_text(
        &self,
        (text, position): (&str, Position),
        language: LanguageId,
        problems: &mut Diagnostics,
    ) -> Option<String> {
        let (path, page) = (SourcePath::new(crate::config::FILE), self.config.home(language));
        let source = Source {
            path: &path,
            stamp: Stamp::default(),
            page: &page,
            title: "",
            language,
            date: self.undated(),
            extra: None,
        };
        let mut notes = Notes::default();
        let html = self.inline(text, &source, &mut notes);
        let place = || Place::new(crate::config::FILE, position);
        for finding in notes.findings {
            let problem = match finding {
                Finding::Message(problem) => problem.at(place()),
                Finding::Flaw(Flaw::MissingAddress(address), _) => {
                    message::configured_link_leads_nowhere(place(), &address)
                }
                Finding::Flaw(..) => continue,
            };
            // Languages without a text of their own have that of the site.
            if !problems.iter().any(|known| *known == problem) {
                problems.push(problem);
            }
        }
        html
    }

    /// The logo of a language. Pictures that the site does not have are reported, and left out.
    fn logo_view(&self, language: LanguageId, problems: &mut Diagnostics) -> Option<LogoView> {
        let logo = self.config.language(language).logo.as_ref().or(self.config.logo.as_ref())?;
        let (path, page) = (SourcePath::new(crate::config::FILE), UrlPath::root());
        let mut find = |(file, position): &(String, Position)| {
            let found = self.named_file(file, &path, &page);
            if !found.is_there {
                let problem = message::no_logo(Place::new(crate::config::FILE, *position), file);
                if !problems.iter().any(|known| *known == problem) {
                    problems.push(problem);
                }
            }
            found.is_there.then_some(found)
        };
        let (file, dark) = (find(&logo.file)?, logo.dark.as_ref().and_then(find));
        let size = self.picture_of(&file);
        Some(LogoView {
            width: size.map(|size| size.width),
            height: size.map(|size| size.height),
            src: file.href,
            dark: dark.map(|dark| dark.href),
        })
    }

    fn site_view(&self, language: LanguageId, problems: &mut Diagnostics) -> SiteView {
        let config = self.config;
        let prompts = config.prompts();
        let own = config.language(language);
        let home = config.home(language);
        let newsletter =
            own.newsletter.as_ref().or(config.newsletter.as_ref()).filter(|_| prompts.newsletter);
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
            logo: self.logo_view(language, problems),
            policy: policy::of_site(config, newsletter.map(|newsletter| newsletter.action.as_str())),
            newsletter: newsletter.map(|newsletter| NewsletterView {
                action: self.configured_link(&newsletter.action),
                title: newsletter.title.clone(),
                text: newsletter.text.clone(),
            }),
            support: own.support.as_ref().or(config.support.as_ref()).filter(|_| prompts.support).map(
                |support| SupportView {
                    href: self.configured_link(&support.url),
                    title: support.title.clone(),
                    text: support.text.clone(),
                },
            ),
            appeal: appeal
                .filter(|_| prompts.appeal)
                .map(|appeal| self.appeal_view(appeal, language, problems)),
            search: self.href(&search::url(config, language)),
            archive_href: self.href(&Index::Archive.url(config, language)),
            authors_href: self.href(&Index::Authors.url(config, language)),
            old_addresses: (!self.places.queries.is_empty()).then(|| old_address::template(self)),
            base_path: config.base_url.path.clone(),
            popular: popular::views(self, language, problems),
            menu: self.menus(language, problems),
            languages: config
                .languages
                .ids()
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

/// Renders what all pages of a language show alike.
fn render_parts(
    base: &Base<'_>,
    site: &Shared<SiteView>,
    language: LanguageId,
    problems: &mut Diagnostics,
) -> Value {
    let mut part = |template: &str| match base.render_part(site.value(), language, template) {
        Ok(html) => Some(html),
        Err(problem) => {
            problems.push(*problem);
            None
        }
    };
    let parts = BTreeMap::from([
        ("menu", part("parts/menu.html")),
        ("footer", part("parts/footer.html")),
        ("popular", part("parts/popular.html")),
    ]);
    Value::from_serializable(&parts)
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
    fn e_mail_contacts_become_links() {
        assert_eq!(contact_href("desk@example.org"), "mailto:desk@example.org");
        assert_eq!(contact_href("https://example.org/@desk"), "https://example.org/@desk");
    }
}
