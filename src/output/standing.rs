//! Standing pages: about, contact, privacy.

use super::base::PageParts;
use super::page::PageInputs;
use super::shared::Shared;
use super::text::{Notes, Reader, Source, headings, html};
use super::view::{AuthorView, StandingView};
use super::{Lookups, Output, Planner, Site, structured};
use crate::article::PageRole;
use crate::catalog::{AuthorId, Catalog, PageEntry, PageId};
use crate::config::{Config, LanguageId};
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::output::message;
use crate::path::UrlPath;
use crate::template::Theme;
use crate::value::fields::nearest;

/// Pages that are made by the program; a standing page of that name is their text.
pub const MADE: [&str; 3] = ["archive", "corrections", "search"];

/// Plans every standing page.
pub fn plan(planner: &mut Planner<'_>) {
    for (id, entry) in planner.catalog.pages.enumerate() {
        match &entry.page.role {
            PageRole::Standing { key } if !MADE.contains(&&**key) => {
                planner.add(&entry.url, Output::Standing(id));
            }
            _ => {}
        }
    }
}

/// The text of the page the program makes under `key`, in a language.
pub(super) fn text_of<'c>(site: &Lookups<'c>, key: &str, language: LanguageId) -> Option<&'c PageEntry> {
    crate::catalog::page_text(
        &site.catalog.pages,
        language,
        |page| matches!(&page.role, PageRole::Standing { key: own } if &**own == key),
    )
}

/// What rendering the text of a page needs.
pub(super) fn source<'s>(site: &Lookups<'_>, entry: &'s PageEntry) -> Source<'s> {
    Source {
        path: &entry.page.path,
        stamp: entry.page.stamp,
        page: &entry.url,
        title: &entry.page.title,
        language: entry.page.language,
        date: site.undated(),
        extra: entry.page.extra.as_deref(),
    }
}

/// All that a standing page is made of.
pub(super) type StandingInputs<'s> = PageInputs<'s, StandingView<'s>>;

/// Renders a standing page.
///
/// # Errors
/// The template's error.
pub(super) fn render(
    mut inputs: StandingInputs<'_>,
    reader: &Reader<'_>,
    notes: &mut Notes,
) -> Result<Vec<u8>, Box<Diagnostic>> {
    if let Some(source) = &inputs.text {
        let body = reader.text(source, notes);
        inputs.view.body = Some(html(&body));
        inputs.view.headings = headings(&body);
    }
    inputs.render_with("standing", |frame, page| structured::plain_page(frame, page, frame.language))
}

/// The template of a page.
fn template(entry: &PageEntry) -> &str {
    entry.page.template.as_ref().map_or("standing.html", |template| &template.name)
}

/// Reports pages that ask for a template that is not there, before anything is rendered.
pub(super) fn refuse_templates(catalog: &Catalog, theme: &Theme, problems: &mut Diagnostics) {
    for page in catalog.pages.iter().map(|entry| &entry.page) {
        let Some(template) = &page.template else { continue };
        if !theme.names().any(|name| name == &*template.name) {
            let place = Place::new(page.path.as_str(), template.position);
            problems.push(message::no_template(
                place,
                &template.name,
                nearest(&template.name, theme.names()),
            ));
        }
    }
}

/// Refuses lists for templates that do not exist.
pub(super) fn refuse_list_templates(config: &Config, theme: &Theme, problems: &mut Diagnostics) {
    for list in &config.lists {
        for (name, position) in &list.templates {
            if !theme.names().any(|known| known == name) {
                let place = Place::new(crate::config::FILE, *position);
                let nearest = nearest(name, theme.names());
                problems.push(message::list_for_unknown_template(place, &list.name, name, nearest));
            }
        }
    }
}

/// What the standing page `id` is made of.
pub(super) fn inputs<'s>(site: &'s Site<'s>, id: PageId) -> StandingInputs<'s> {
    let entry = &site.catalog.pages[id];
    let page = &entry.page;
    let language = page.language;
    let key = match &page.role {
        PageRole::Standing { key } => &**key,
        _ => "",
    };
    let view = StandingView {
        title: page.title.to_string(),
        summary: page.summary.to_string(),
        body: None,
        headings: Vec::new(),
        team: if key == "team" { team(site, language) } else { Vec::new() },
        extra: page.extra.as_deref().cloned().unwrap_or_default(),
    };
    let parts = PageParts {
        kind: "standing",
        title: &page.title,
        description: &page.summary,
        url: &entry.url,
        language,
    };
    let mut view_of_page = site.page(&parts);
    view_of_page.noindex = page.visibility.noindex;
    view_of_page.breadcrumbs.push(site.home_link(language));
    view_of_page.alternates = alternates(site, entry);
    site.link_languages(&mut view_of_page, &[]);
    let sheet = site.sheet(template(entry), language);
    PageInputs { sheet, page: view_of_page, view, text: Some(source(site, entry)) }
}

/// The same page in other languages: of the same role, or the same name.
pub(super) fn alternates(site: &Lookups<'_>, entry: &PageEntry) -> Vec<super::view::AlternateView> {
    let same = site.catalog.pages.iter().filter(|other| other.page.role == entry.page.role);
    let mut urls: Vec<(LanguageId, UrlPath)> =
        same.map(|other| (other.page.language, other.url.clone())).collect();
    urls.sort();
    site.alternates(&urls)
}

/// The authors with a place on the team, in its order.
fn team<'s>(site: &'s Site<'s>, language: LanguageId) -> Vec<&'s Shared<AuthorView>> {
    let mut ordered: Vec<(i64, &str, AuthorId)> = site
        .catalog
        .authors
        .enumerate()
        .filter_map(|(id, author)| {
            let order = author.main_profile()?.order?;
            Some((order, &*author.name, id))
        })
        .collect();
    ordered.sort();
    ordered.into_iter().map(|(_, _, id)| site.author(id, language)).collect()
}
