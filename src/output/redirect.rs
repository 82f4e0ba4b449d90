//! Old addresses: pages that lead on, and rules for hosts that can redirect by themselves.

use std::borrow::Cow;

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use tera::Context;

use super::base::Base;
use super::feed::Feed;
use super::view::RedirectView;
use super::{Files, Output, Plan, Site, policy, source_of};
use crate::address::Address;
use crate::article::body::AddressLink;
use crate::catalog::{Asked, Catalog, Redirect, RedirectId, Series, Target};
use crate::config::{Config, LanguageId};
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::output::message;
use crate::path::{OutPath, SourcePath, UrlPath};
use crate::reserved;
use crate::reserved::{Own, Reserved};
use crate::source::{STATIC, SourceFile};
use claims::{Folded, Holder};

mod claims;
mod fit;
mod redirects_file;
mod rules;

pub(super) use claims::Claims;
pub use redirects_file::every_rule;

pub(super) use fit::{Room, fitting};
pub(super) use redirects_file::{Form, RulesInputs, is_written};
pub(super) use rules::{OldFile, Rule, STATUS, rules};

/// The file of rules that some hosts read.
pub(super) const RULES: &str = Own::Rules.name();

/// The site's own file of rules, if it has one.
pub(super) fn own_rules(files: &Files) -> Option<&SourceFile> {
    files.statics.iter().find(|file| is_own_rules(&file.path))
}

/// Whether a static file is the site's own file of rules.
fn is_own_rules(path: &SourcePath) -> bool {
    path.as_str().strip_prefix(STATIC).and_then(|rest| rest.strip_prefix('/')) == Some(RULES)
}

/// Whether an address that no file of a plan answers is an old one that rules answer.
pub fn is_old((config, catalog, plan): (&Config, &Catalog, &Plan), path: &UrlPath, written: &str) -> bool {
    let query = written.split('#').next().and_then(|written| written.split_once('?'));
    let asked = match query {
        Some((_, query)) => format!("{}?{query}", path.href("")),
        None => path.href(""),
    };
    let Ok(read) = Address::read(&asked, &config.hosts, &UrlPath::root()) else { return false };
    let planned =
        |path: &OutPath| plan.get(path).is_some_and(|output| !matches!(output, Output::Redirect(_)));
    let asked = Asked { written: &asked, read: Ok(&read) };
    matches!(catalog.address_link(config, &asked, "", &planned), AddressLink::Old(_))
}

/// What a redirect wants; `None` where only rules can answer.
pub(super) type Wanted = Option<WantedPage>;

/// A page at an old address.
pub(super) struct WantedPage {
    path: OutPath,
    /// The path without regard to case.
    folded: Folded,
    /// Whether it would lead anywhere.
    leads_on: bool,
    /// Why it may not stand there.
    reserved: Option<Reserved>,
    /// Whether a browser would read it there: a host sends what is called `x.pdf` as that, whatever it holds.
    is_readable: bool,
}

/// What each redirect wants, beside a plan that holds everything else.
pub(super) fn wanted(config: &Config, catalog: &Catalog, plan: &Plan) -> Vec<Wanted> {
    let wanted = |redirect: &Redirect| {
        let path = page_path(config, redirect)?;
        let target = catalog.target_url(config, redirect.target).out_path();
        // Every article has a page; a term with too few articles has none.
        let planned = matches!(redirect.target, Target::Article(_)) || plan.contains(&target);
        let leads_on = planned && path != target;
        let (folded, reserved) = (Folded::new(&path), Reserved::at(&path));
        let is_feed = is_feed(redirect.target);
        let at = &redirect.from.path;
        let is_readable = if is_feed { at.can_be_feed() } else { at.can_be_page() };
        Some(WantedPage { path, folded, leads_on, reserved, is_readable })
    };
    catalog.resolver.redirects.par_iter().with_min_len(256).map(wanted).collect()
}

/// Adds redirect pages to a plan that holds everything else.
///
/// A page beats an alias; of two aliases on one address the first wins. Both are reported as `on_conflict` says, a clash
/// by case alone as a warning. Original addresses of mirrored pages give way in silence: nobody wrote them by hand. At a
/// reserved name no page may stand: for an alias that is an error, for an original address a warning.
pub(super) fn add(
    config: &Config,
    catalog: &Catalog,
    files: &Files,
    (plan, claims, wanted): (&mut Plan, &mut Claims, Vec<Wanted>),
    problems: &mut Diagnostics,
) {
    let mut added: Vec<(OutPath, Output)> = Vec::new();
    // Pages at addresses that differ from others by case alone.
    let mut twins: FxHashMap<OutPath, RedirectId> = FxHashMap::default();
    let redirects = &catalog.resolver.redirects;
    for ((id, redirect), path) in redirects.enumerate().zip(wanted) {
        let Some(WantedPage { path, folded, leads_on, reserved, is_readable }) = path else {
            refuse_second_owner(config, catalog, redirect, problems);
            continue;
        };
        if !leads_on {
            continue;
        }
        if let Some(reserved) = reserved {
            problems.push(refuse_reserved(catalog, redirect, reserved));
            continue;
        }
        if let Some(holder) = claims.holder(&folded) {
            if !redirect.alias {
                continue;
            }
            let page = plan.get(&path).map(|page| source_of(catalog, files, page));
            let is_twin = is_readable && differs_by_case(config, catalog, (&path, &holder), page.is_some());
            if let Some(first) = twins.get(&path) {
                problems.extend(second_claim(config, catalog, redirect, *first));
                continue;
            }
            problems.extend(conflict(config, catalog, redirect, (&path, holder), page));
            if is_twin {
                twins.insert(path.clone(), id);
                added.push((path, output(catalog, redirect, id)));
            }
            continue;
        }
        if !is_readable {
            refuse_second_owner(config, catalog, redirect, problems);
            continue;
        }
        claims.claim(&folded, id);
        added.push((path, output(catalog, redirect, id)));
    }
    if let Ok(path) = OutPath::new(RULES)
        && is_written(config)
        && (own_rules(files).is_some()
            || !catalog.resolver.redirects.is_empty()
            || (config.media.is_some() && plan.media().next().is_some()))
    {
        added.push((path, Output::RedirectRules));
    }
    plan.extend(added);
    let mut twins: Vec<OutPath> = twins.into_keys().collect();
    twins.sort_unstable();
    plan.twins = twins;
}

/// What is wrong with an old address that is not for content to take.
fn refuse_reserved(catalog: &Catalog, redirect: &Redirect, reserved: Reserved) -> Diagnostic {
    if redirect.alias {
        return reserved::message::reserved_alias(
            place(catalog, redirect),
            redirect.from.path.as_str(),
            reserved,
        );
    }
    reserved::message::reserved_origin(
        &catalog.target_source(redirect.target),
        &redirect.from.to_string(),
        reserved,
    )
}

/// Whether what has the address `path` of an alias has it in other letters: then both can be there, where the host tells them
/// apart.
fn differs_by_case(
    config: &Config,
    catalog: &Catalog,
    (path, holder): (&OutPath, &Holder),
    is_page: bool,
) -> bool {
    match holder {
        Holder::Page => !is_page,
        Holder::Redirect(first) => {
            page_path(config, &catalog.resolver.redirects[*first]).as_ref() != Some(path)
        }
        Holder::Nested => false,
    }
}

/// What is wrong with an alias whose address is taken; nothing where both lead to the same page.
fn conflict(
    config: &Config,
    catalog: &Catalog,
    redirect: &Redirect,
    (path, holder): (&OutPath, Holder),
    same_page: Option<String>,
) -> Option<Diagnostic> {
    let (place, alias) = (place(catalog, redirect), redirect.from.path.as_str());
    Some(match (holder, same_page) {
        (Holder::Page, Some(page)) => message::alias_on_page(place, alias, &page).level(config.on_conflict),
        (Holder::Page, None) => message::alias_case_clash(place, alias),
        (Holder::Nested, _) => message::alias_nested(place, alias).level(config.on_conflict),
        (Holder::Redirect(first), _) => {
            let other = &catalog.resolver.redirects[first];
            if other.target == redirect.target {
                return None;
            }
            if page_path(config, other).as_ref() == Some(path) {
                return second_claim(config, catalog, redirect, first);
            }
            message::alias_case_clash(place, alias)
        }
    })
}

/// What is wrong with an alias on the very address of the redirect `first`; nothing where both lead to the same page.
fn second_claim(
    config: &Config,
    catalog: &Catalog,
    redirect: &Redirect,
    first: RedirectId,
) -> Option<Diagnostic> {
    let other = &catalog.resolver.redirects[first];
    if other.target == redirect.target {
        return None;
    }
    let owner = catalog.target_source(other.target).to_string();
    let problem = message::alias_twice(place(catalog, redirect), redirect.from.path.as_str(), &owner);
    Some(problem.level(config.on_conflict))
}

/// Reports an alias that only rules can answer, where they cannot, or where it leads elsewhere already.
fn refuse_second_owner(config: &Config, catalog: &Catalog, redirect: &Redirect, problems: &mut Diagnostics) {
    let takes_any_query = config.web_hosts.iter().any(|host| host.support().bare_parameters);
    if redirect.alias
        && !takes_any_query
        && redirect.from.query.as_ref().is_some_and(|query| !query.has_only_pairs())
    {
        problems.push(message::alias_without_rule(place(catalog, redirect), &redirect.from.to_string()));
    }
    let owner = catalog.resolver.owner(redirect);
    if redirect.alias && owner != redirect.target {
        let owner = catalog.target_source(owner).to_string();
        let problem = message::alias_twice(place(catalog, redirect), &redirect.from.to_string(), &owner);
        problems.push(problem.level(config.on_conflict));
    }
}

/// Where an alias was written.
fn place(catalog: &Catalog, redirect: &Redirect) -> Place {
    Place::new(catalog.target_source(redirect.target).as_str(), redirect.position)
}

/// The file at an old address: `None` where only rules can answer it, or where another host's name space holds it.
fn page_path(config: &Config, redirect: &Redirect) -> Option<OutPath> {
    if redirect.from.needs_rules() || !redirect.answers_at_root(config) {
        return None;
    }
    Some(redirect.from.path.clone().with_slash().out_path())
}

/// What stands at an old address: of a feed the feed itself, since readers of feeds follow no page.
fn output(catalog: &Catalog, redirect: &Redirect, redirect_id: RedirectId) -> Output {
    let of_list = |language, series| match catalog.listings.id(language, series) {
        Some(listing) => Output::Feed(Feed::List(listing)),
        None => Output::Redirect(redirect_id),
    };
    match redirect.target {
        Target::SiteFeed(language) => Output::Feed(Feed::Site(language)),
        Target::TermFeed(id, language) => of_list(language, Series::Term(id)),
        Target::AuthorFeed(id, language) => of_list(language, Series::Author(id)),
        Target::Article(_) | Target::Page(_) | Target::Term(..) | Target::Author(_) => {
            Output::Redirect(redirect_id)
        }
    }
}

/// Whether an old address was that of a feed.
fn is_feed(target: Target) -> bool {
    matches!(target, Target::SiteFeed(_) | Target::TermFeed(..) | Target::AuthorFeed(..))
}

/// All that the page at an old address is made of.
#[derive(Hash)]
pub(super) struct RedirectInputs<'s> {
    base: Base<'s>,
    /// The old address, for messages.
    from: &'s UrlPath,
    /// The title and the language of where it leads.
    title: Cow<'s, str>,
    language: LanguageId,
    /// Where it leads.
    url: Cow<'s, UrlPath>,
}

impl<'s> RedirectInputs<'s> {
    pub(super) fn of(site: &Site<'s>, id: RedirectId) -> RedirectInputs<'s> {
        let (catalog, config) = (site.catalog, site.config);
        let Redirect { from, target, .. } = &catalog.resolver.redirects[id];
        let base = site.base();
        let (title, language): (Cow<'s, str>, _) = match *target {
            Target::Article(id) => ((&*catalog.articles[id].title).into(), catalog.articles[id].language),
            Target::Page(id) => {
                let page = &catalog.pages[id].page;
                ((&*page.title).into(), page.language)
            }
            Target::Term(id, language) | Target::TermFeed(id, language) => {
                (site.term_title(id, language).into(), language)
            }
            Target::Author(id) => ((&*catalog.authors[id].name).into(), LanguageId::DEFAULT),
            Target::AuthorFeed(id, language) => ((&*catalog.authors[id].name).into(), language),
            Target::SiteFeed(language) => (base.title(language).into(), language),
        };
        let url = match *target {
            Target::Article(id) => Cow::Borrowed(&catalog.entries[id].url),
            other => Cow::Owned(catalog.target_url(config, other)),
        };
        RedirectInputs { base, from: &from.path, title, language, url }
    }

    /// Renders the page.
    ///
    /// # Errors
    /// The template's error.
    pub(super) fn render(&self) -> Result<Vec<u8>, Box<Diagnostic>> {
        let RedirectInputs { base, from, title, language, url } = self;
        let view = RedirectView {
            title: title.clone().into_owned(),
            url: base.full(url),
            href: base.href(url),
            policy: policy::policy(),
        };
        let mut context = Context::new();
        context.insert("redirect", &view);
        context.insert("lang", &base.config.language(*language).code);
        context.insert_value("t", base.theme.texts(*language).clone());
        base.theme.render("redirect.html", &context, from.as_str())
    }
}
