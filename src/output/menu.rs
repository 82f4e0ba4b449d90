//! Menus: from the entries of `site.toml` to what they lead to.

use std::collections::BTreeMap;

use super::lookups::Lookups;
use super::search;
use super::view::MenuItemView;
use crate::address::is_elsewhere;
use crate::catalog::{Series, TermId, authors_url};
use crate::config::{LanguageId, MenuEntry, Menus};
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::output::message;
use crate::path::UrlPath;
use crate::value::fields::nearest;

impl Lookups<'_> {
    /// The menus of a language by name. Entries that lead nowhere are reported and left out.
    pub(super) fn menus(
        &self,
        language: LanguageId,
        problems: &mut Diagnostics,
    ) -> BTreeMap<String, Vec<MenuItemView>> {
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
            let title = entry.title.clone().unwrap_or(title);
            Some(MenuItemView { title, href, kind, children, close: entry.close.clone() })
        };
        if let Some((index, _)) =
            self.config.taxonomies.enumerate().find(|(_, taxonomy)| taxonomy.key == target)
        {
            let link = self.taxonomy(index, language);
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
        if is_elsewhere(target) {
            return item(target.to_owned(), Some(self.configured_link(target)), "link", Vec::new());
        }
        let own_text = |key: &str| self.theme.text(language, key).to_owned();
        match (target, self.config.prompts()) {
            ("newsletter", prompts) if self.config.newsletter.is_some() => {
                // The form stands at the foot of every page; of a closed archive it does not.
                let href = prompts.newsletter.then(|| "#newsletter--box".to_owned())?;
                return item(own_text("newsletter"), Some(href), "newsletter", Vec::new());
            }
            ("support", prompts) => {
                if let Some(support) = &self.config.support {
                    let title = support.title.clone().unwrap_or_else(|| own_text("support"));
                    let href = prompts.support.then(|| self.configured_link(&support.url))?;
                    return item(title, Some(href), "support", Vec::new());
                }
            }
            _ => {}
        }
        match self.menu_page(target, language) {
            Some((title, url)) if url == search::url(self.config, language) => {
                item(title, Some(self.href(&url)), "search", Vec::new())
            }
            Some((title, url)) => item(title, Some(self.href(&url)), "page", Vec::new()),
            None if let Some(href) = self.live_link(target) => {
                item(target.to_owned(), Some(href), "link", Vec::new())
            }
            None => {
                let place = Place::new(crate::config::FILE, entry.position);
                let problem = self.menu_problem(place, target, language, menus);
                // A sub-menu is a menu of its own too, and languages share menus: one report is enough.
                if !problems.iter().any(|known| *known == problem) {
                    problems.push(problem);
                }
                None
            }
        }
    }

    /// What is told of an entry that leads nowhere: that the language has no such page, where another one has; otherwise what may have been
    /// meant.
    fn menu_problem(&self, place: Place, target: &str, language: LanguageId, menus: &Menus) -> Diagnostic {
        let mut others = self.config.languages.ids().filter(|other| *other != language);
        if !target.starts_with('/') && others.any(|other| self.menu_page(target, other).is_some()) {
            return message::menu_page_untranslated(place, target, &self.config.language(language).code);
        }
        let taxonomies = self.config.taxonomies.iter().map(|taxonomy| &*taxonomy.key);
        let menus = menus.menus.iter().map(|(name, _)| name.as_str());
        // The pages of all languages, so that a mistake in a menu that they share is told once.
        let pages = self.catalog.pages.iter().filter_map(|entry| {
            let name = entry.url.as_str().trim_matches('/').rsplit('/').next()?;
            Some(name).filter(|name| !name.is_empty() && !target.starts_with('/'))
        });
        let names = taxonomies.chain(menus).chain(pages).chain(["authors", "home"]);
        message::menu_leads_nowhere(place, target, nearest(target, names))
    }

    /// The terms that are declared in the language; below others, what is declared takes their place. Terms made by
    /// articles alone have no place in a menu: every page shows the menus, and no page may change with what other
    /// articles say.
    fn menu_terms(&self, ids: &[TermId], language: LanguageId) -> Vec<MenuItemView> {
        let view = |id: &TermId| {
            let term = &self.catalog.terms[*id];
            let children = self.menu_terms(&term.children, language);
            let listing = self.catalog.listings.find(language, Series::Term(*id));
            match listing.filter(|_| term.is_declared_in(language)) {
                Some(listing) => vec![MenuItemView {
                    title: self.term_title(*id, language),
                    href: Some(self.href(&listing.url)),
                    kind: "term",
                    children,
                    close: None,
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
            path if path.starts_with('/') => {
                UrlPath::parse(path).ok()?.answered(|path| self.plan.contains(path))?
            }
            name => home.append(&UrlPath::parse(&format!("/{name}/")).ok()?),
        };
        if !self.plan.answers(&url) {
            return None;
        }
        let entry = self.catalog.pages.iter().find(|entry| entry.url == url && !entry.page.title.is_empty());
        let text = |key: &str| self.theme.text(language, key).to_owned();
        let title = match entry {
            Some(entry) => entry.page.title.to_string(),
            None => {
                let listing = self.catalog.listings.iter().find(|(_, listing)| listing.url == url);
                match listing.map(|(_, listing)| listing.series) {
                    Some(Series::Term(id)) => self.term_title(id, language),
                    Some(Series::Author(id)) => self.catalog.authors[id].name(language).into(),
                    _ => text(target.trim_matches('/').rsplit('/').next().unwrap_or(target)),
                }
            }
        };
        Some((title, url))
    }
}
