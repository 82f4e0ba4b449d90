//! Standing pages: about, contact, privacy.

use super::text::{Notes, Source, headings, html};
use super::view::{PageView, StandingView};
use super::{Output, Planner, Site, site::PageParts, structured};
use crate::article::PageRole;
use crate::article::body::Body;
use crate::catalog::{AuthorId, Catalog, PageEntry};
use crate::config::{Config, LanguageId};
use crate::diagnostic::{Diagnostic, Diagnostics, Place, message};
use crate::path::UrlPath;
use crate::template::Theme;
use crate::value::fields::nearest;

/// Pages that are made by the program; a standing page of that name is their text.
pub const MADE: [&str; 3] = ["archive", "corrections", "search"];

/// Plans every standing page.
pub fn plan(planner: &mut Planner<'_>) {
    for (index, entry) in planner.catalog.pages.iter().enumerate() {
        match &entry.page.role {
            PageRole::Standing { key } if !MADE.contains(&&**key) => {
                planner.add(&entry.url, Output::Standing(index as u32));
            }
            _ => {}
        }
    }
}

/// The text of the page the program makes under `key`, in a language.
pub(super) fn text_of<'c>(site: &Site<'c>, key: &str, language: LanguageId) -> Option<&'c PageEntry> {
    crate::catalog::page_text(
        &site.catalog.pages,
        language,
        |page| matches!(&page.role, PageRole::Standing { key: own } if &**own == key),
    )
}

/// What rendering the text of a page needs.
pub(super) fn source<'s>(site: &Site<'_>, entry: &'s PageEntry) -> Source<'s> {
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

/// Renders a standing page.
///
/// # Errors
/// The template's error.
pub fn render(site: &Site<'_>, index: u32, notes: &mut Notes) -> Result<Vec<u8>, Box<Diagnostic>> {
    let entry = &site.catalog.pages[index as usize];
    let body = site.text(&source(site, entry), notes);
    let (page, view) = views(site, entry, Some(&body));
    let mut context = site.context(entry.page.language, &page);
    context.insert("standing", &view);
    site.render(template(entry), entry.page.language, context, &page.href)
}

/// The template of a page.
pub(super) fn template(entry: &PageEntry) -> &str {
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

/// What the template sees.
pub(super) fn views(site: &Site<'_>, entry: &PageEntry, body: Option<&Body>) -> (PageView, StandingView) {
    let page = &entry.page;
    let language = page.language;
    let key = match &page.role {
        PageRole::Standing { key } => &**key,
        _ => "",
    };
    let view = StandingView {
        title: page.title.to_string(),
        summary: page.summary.to_string(),
        body: body.map_or_else(tera::Value::none, html),
        headings: body.map(headings).unwrap_or_default(),
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
    view_of_page.structured_data = structured::script(structured::plain_page(site, &view_of_page, language));
    site.link_languages(&mut view_of_page, None);
    (view_of_page, view)
}

/// The same page in other languages: of the same role, or the same name.
pub(super) fn alternates(site: &Site<'_>, entry: &PageEntry) -> Vec<super::view::AlternateView> {
    let same = site.catalog.pages.iter().filter(|other| other.page.role == entry.page.role);
    let mut urls: Vec<(LanguageId, UrlPath)> =
        same.map(|other| (other.page.language, other.url.clone())).collect();
    urls.sort();
    site.alternates(&urls)
}

/// The authors with a place on the team, in its order.
fn team(site: &Site<'_>, language: LanguageId) -> Vec<tera::Value> {
    let mut ordered: Vec<(i64, &str, AuthorId)> = site
        .catalog
        .authors
        .iter()
        .enumerate()
        .filter_map(|(index, author)| {
            let order = author.main_profile()?.order?;
            Some((order, &*author.name, AuthorId(index as u32)))
        })
        .collect();
    ordered.sort();
    ordered.into_iter().map(|(_, _, id)| site.author(id, language)).collect()
}
