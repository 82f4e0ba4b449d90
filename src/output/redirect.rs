//! Old addresses: pages that lead on, and rules for hosts that can redirect by themselves.

use rustc_hash::FxHashMap;
use tera::Context;

use super::{Files, Output, Plan, Site, feed::Feed, source_of};
use crate::catalog::{Catalog, Redirect, Series, Target};
use crate::config::{Config, LanguageId};
use crate::diagnostic::{Diagnostic, Diagnostics, Level, Place, message};
use crate::path::{OutPath, SourcePath};
use crate::source::STATIC;

/// The file of rules that some hosts read.
pub(super) const RULES: &str = "_redirects";

/// Whether a static file is the site's own file of rules.
fn is_own_rules(path: &SourcePath) -> bool {
    path.as_str().strip_prefix(STATIC).and_then(|rest| rest.strip_prefix('/')) == Some(RULES)
}

/// Adds redirect pages to a plan that holds everything else.
///
/// A page beats an alias; of two aliases on one address the first wins. Both are reported as `on_conflict` says, a clash
/// by case alone as a warning. Original addresses of mirrored pages give way in silence: nobody wrote them by hand.
pub(super) fn add(
    config: &Config,
    catalog: &Catalog,
    files: &Files,
    plan: &mut Plan,
    problems: &mut Diagnostics,
) {
    let rules = OutPath::new(RULES);
    let own_rules = files.statics.iter().any(|file| is_own_rules(&file.path));
    let mut taken: FxHashMap<String, Option<u32>> =
        plan.entries().iter().map(|(path, _)| (path.case_folded(), None)).collect();
    let mut added: Vec<(OutPath, Output)> = Vec::new();
    for (index, redirect) in catalog.resolver.redirects.iter().enumerate() {
        let Some(path) = page_path(config, redirect) else {
            let owner = catalog.resolver.owner(redirect);
            if redirect.alias && owner != redirect.target {
                let owner = catalog.target_source(owner).to_string();
                let alias = redirect.from.to_string();
                let problem = message::alias_twice(place(catalog, redirect), &alias, &owner);
                problems.push(problem.level(config.on_conflict));
            }
            continue;
        };
        let target = catalog.target_url(config, redirect.target);
        // Neither to itself, nor to a term with too few articles for a page.
        if path == target.out_path() || !plan.contains(&target.out_path()) {
            continue;
        }
        let key = path.case_folded();
        match taken.get(&key) {
            None => {
                taken.insert(key, Some(index as u32));
                added.push((path, output(catalog, redirect, index as u32)));
            }
            Some(_) if !redirect.alias => {}
            Some(None) => {
                let page = plan.get(&path).map(|page| source_of(catalog, files, page));
                let place = place(catalog, redirect);
                problems.push(match page {
                    Some(page) => message::alias_on_page(place, redirect.from.path.as_str(), &page)
                        .level(config.on_conflict),
                    None => message::alias_case_clash(place, redirect.from.path.as_str()),
                });
            }
            Some(Some(first)) => {
                let other = &catalog.resolver.redirects[*first as usize];
                if other.target == redirect.target {
                    continue;
                }
                let same_case = page_path(config, other).as_ref() == Some(&path);
                let place = place(catalog, redirect);
                problems.push(if same_case {
                    let owner = catalog.target_source(other.target).to_string();
                    message::alias_twice(place, redirect.from.path.as_str(), &owner).level(config.on_conflict)
                } else {
                    message::alias_case_clash(place, redirect.from.path.as_str()).level(Level::Warning)
                });
            }
        }
    }
    if let Ok(path) = rules
        && (own_rules || !catalog.resolver.redirects.is_empty())
    {
        added.push((path, Output::RedirectRules));
    }
    plan.extend(added);
}

/// Where an alias was written.
fn place(catalog: &Catalog, redirect: &Redirect) -> Place {
    Place::new(catalog.target_source(redirect.target).as_str(), redirect.position)
}

/// The file at an old address: `None` where only rules can answer it, or where another host's name space holds it.
fn page_path(config: &Config, redirect: &Redirect) -> Option<OutPath> {
    if redirect.from.needs_rules() || !redirect.from.answers_at_root(config) {
        return None;
    }
    Some(redirect.from.path.clone().with_slash().out_path())
}

/// What stands at an old address: of a feed the feed itself, since readers of feeds follow no page.
fn output(catalog: &Catalog, redirect: &Redirect, index: u32) -> Output {
    match redirect.target {
        Target::SiteFeed => Output::Feed(Feed::Site(LanguageId::DEFAULT)),
        Target::TermFeed(id, language) => match catalog.listings.id(language, Series::Term(id)) {
            Some(listing) => Output::Feed(Feed::List(listing)),
            None => Output::Redirect(index),
        },
        _ => Output::Redirect(index),
    }
}

/// Renders the page at an old address.
///
/// # Errors
/// The template's error.
pub fn render(site: &Site<'_>, index: u32) -> Result<Vec<u8>, Box<Diagnostic>> {
    let redirect = &site.catalog.resolver.redirects[index as usize];
    let (title, language) = title(site, redirect.target);
    let url = site.catalog.target_url(site.config, redirect.target);
    let href = site.href(&url);
    let mut context = Context::new();
    let view = super::view::RedirectView { title, url: site.full(&url), href };
    context.insert("redirect", &view);
    context.insert("lang", &site.config.language(language).code);
    context.insert_value("t", site.theme.texts(language).clone());
    site.theme.render("redirect.html", &context, redirect.from.path.as_str())
}

/// The title and the language of where a redirect leads.
fn title(site: &Site<'_>, target: Target) -> (String, LanguageId) {
    let catalog = site.catalog;
    match target {
        Target::Article(id) => (catalog.article(id).title.to_string(), catalog.article(id).language),
        Target::Page(index) => {
            let page = &catalog.pages[index as usize].page;
            (page.title.to_string(), page.language)
        }
        Target::Term(id, language) | Target::TermFeed(id, language) => {
            (catalog.term(id).title(language).to_owned(), language)
        }
        Target::Author(id) => (catalog.author(id).name.to_string(), LanguageId::DEFAULT),
        Target::SiteFeed => (site.config.title.clone(), LanguageId::DEFAULT),
    }
}

/// All old addresses as rules, one a line: `from to 301`, in the form that Netlify and Cloudflare Pages read.
///
/// A query is matched by its parameters: `/story.php id=77 /2010/12/story/ 301`.
pub fn render_rules(site: &Site<'_>) -> Vec<u8> {
    let mut lines: Vec<String> =
        site.catalog.resolver.redirects.iter().filter_map(|redirect| rule(site, redirect)).collect();
    lines.sort_unstable();
    lines.dedup();
    // The first rule that fits counts: those of the owner come first.
    let own = site.files.statics.iter().find(|file| is_own_rules(&file.path));
    let own = own.and_then(|file| (site.read)(&file.path).ok()).unwrap_or_default();
    let mut text = String::from_utf8_lossy(&own).into_owned();
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text.push_str("# Old addresses and where they lead.\n");
    for line in lines {
        text.push_str(&line);
        text.push('\n');
    }
    text.into_bytes()
}

fn rule(site: &Site<'_>, redirect: &Redirect) -> Option<String> {
    let config = site.config;
    if site.catalog.resolver.owner(redirect) != redirect.target {
        return None;
    }
    let target = site.catalog.target_url(config, redirect.target);
    let from = &redirect.from;
    let at_root = from.answers_at_root(config);
    if at_root && from.query.is_none() {
        // A page at this very address answers it; a rule would lead away from it.
        let planned = site.plan.get(&from.path.clone().with_slash().out_path());
        match planned {
            None | Some(Output::Feed(_)) => {}
            // Another claim on this address came first.
            Some(Output::Redirect(index)) => {
                let first = &site.catalog.resolver.redirects[*index as usize];
                if first.target != redirect.target {
                    return None;
                }
            }
            Some(_) => return None,
        }
    }
    let path = from.path.href(if at_root { &config.base_url.path } else { "" });
    let from_text = match &from.host {
        Some(host) if !at_root => format!("https://{host}{path}"),
        _ => path,
    };
    let query = from.query.as_deref().map(|query| query.replace('&', " "));
    let to = if at_root { target.href(&config.base_url.path) } else { site.full(&target) };
    Some(match query {
        Some(query) if query.split(' ').all(|part| part.contains('=')) => {
            format!("{from_text} {query} {to} 301")
        }
        Some(_) => return None,
        None => format!("{from_text} {to} 301"),
    })
}
