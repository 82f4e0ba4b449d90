//! Old addresses: pages that lead on, and rules for hosts that can redirect by themselves.

use std::cmp::Reverse;
use std::collections::hash_map::Entry;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};
use tera::Context;

use super::{Files, Output, Plan, Site, feed::Feed, policy, source_of};
use crate::address::{Address, Host, Query};
use crate::catalog::{Catalog, Redirect, Series, Target};
use crate::config::{Config, LanguageId};
use crate::diagnostic::{Diagnostic, Diagnostics, Place, message};
use crate::encoding;
use crate::path::{OutPath, SourcePath, path_key};
use crate::reserved::hosts::Steering;
use crate::reserved::{Own, Reserved};
use crate::source::{STATIC, SourceFile};

/// The file of rules that some hosts read.
pub(super) const RULES: &str = Own::Rules.name();

/// The comment above the rules that are made here.
const RULES_HEADING: &str = "# Old addresses and where they lead.\n";

/// The site's own file of rules, if it has one.
pub(super) fn own_rules(files: &Files) -> Option<&SourceFile> {
    files.statics.iter().find(|file| is_own_rules(&file.path))
}

/// Whether a static file is the site's own file of rules.
fn is_own_rules(path: &SourcePath) -> bool {
    path.as_str().strip_prefix(STATIC).and_then(|rest| rest.strip_prefix('/')) == Some(RULES)
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
        let is_feed = matches!(redirect.target, Target::SiteFeed | Target::TermFeed(..));
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
    let mut twins: FxHashMap<OutPath, u32> = FxHashMap::default();
    let redirects = &catalog.resolver.redirects;
    for (index, (redirect, path)) in redirects.iter().zip(wanted).enumerate() {
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
                twins.insert(path.clone(), index as u32);
                added.push((path, output(catalog, redirect, index as u32)));
            }
            continue;
        }
        if !is_readable {
            refuse_second_owner(config, catalog, redirect, problems);
            continue;
        }
        claims.claim(&folded, index as u32);
        added.push((path, output(catalog, redirect, index as u32)));
    }
    if let Ok(path) = OutPath::new(RULES)
        && (own_rules(files).is_some() || !catalog.resolver.redirects.is_empty())
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
        return message::reserved_alias(place(catalog, redirect), redirect.from.path.as_str(), reserved);
    }
    message::reserved_origin(&catalog.target_source(redirect.target), &redirect.from.to_string(), reserved)
}

/// Who has an address already.
enum Holder {
    /// A page of the site.
    Page,
    /// Another redirect, by its index.
    Redirect(u32),
    /// A file that stands where this one needs a folder, or a folder that stands where this one needs a file.
    Nested,
}

/// Paths that are taken, without regard to case: as files, and as folders of files.
pub(super) struct Claims {
    files: FxHashMap<u64, Option<u32>>,
    folders: FxHashSet<u64>,
}

impl Claims {
    /// None, with room for `files`.
    pub(super) fn with_capacity(files: usize) -> Claims {
        Claims {
            files: FxHashMap::with_capacity_and_hasher(files, FxBuildHasher),
            folders: FxHashSet::default(),
        }
    }

    /// Claims a path, by its key, for a page or for a redirect; returns whether it was free.
    pub(super) fn claim_file(&mut self, key: u64, redirect: Option<u32>) -> bool {
        match self.files.entry(key) {
            Entry::Occupied(_) => false,
            Entry::Vacant(free) => {
                free.insert(redirect);
                true
            }
        }
    }

    /// Claims a path as a folder.
    pub(super) fn claim_folder(&mut self, folder: &str) {
        self.folders.insert(folded_key(folder));
    }

    /// Whether a file has this path or one that differs by case alone.
    pub(super) fn has_file(&self, path: &str) -> bool {
        self.files.contains_key(&folded_key(path))
    }

    fn claim(&mut self, path: &Folded, redirect: u32) {
        self.folders.extend(&path.folders);
        self.files.insert(path.file, Some(redirect));
    }

    fn holder(&self, path: &Folded) -> Option<Holder> {
        match self.files.get(&path.file) {
            Some(None) => Some(Holder::Page),
            Some(Some(redirect)) => Some(Holder::Redirect(*redirect)),
            None if self.folders.contains(&path.file) => Some(Holder::Nested),
            None => path.folders.iter().any(|key| self.files.contains_key(key)).then_some(Holder::Nested),
        }
    }
}

/// A path without regard to case, as keys.
pub(super) struct Folded {
    file: u64,
    /// The folders it is in, from the outermost.
    folders: Box<[u64]>,
}

impl Folded {
    fn new(path: &OutPath) -> Folded {
        let path = path.case_folded();
        let folders = path.match_indices('/').map(|(slash, _)| path_key(&path[..slash])).collect();
        Folded { file: path_key(&path), folders }
    }
}

/// The key of a path without regard to case.
fn folded_key(path: &str) -> u64 {
    if path.is_ascii() && !path.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return path_key(path);
    }
    path_key(&path.to_lowercase())
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
            page_path(config, &catalog.resolver.redirects[*first as usize]).as_ref() != Some(path)
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
            let other = &catalog.resolver.redirects[first as usize];
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
fn second_claim(config: &Config, catalog: &Catalog, redirect: &Redirect, first: u32) -> Option<Diagnostic> {
    let other = &catalog.resolver.redirects[first as usize];
    if other.target == redirect.target {
        return None;
    }
    let owner = catalog.target_source(other.target).to_string();
    let problem = message::alias_twice(place(catalog, redirect), redirect.from.path.as_str(), &owner);
    Some(problem.level(config.on_conflict))
}

/// Reports an alias that only rules can answer, where they cannot, or where it leads elsewhere already.
fn refuse_second_owner(config: &Config, catalog: &Catalog, redirect: &Redirect, problems: &mut Diagnostics) {
    if redirect.alias && redirect.from.query.as_ref().is_some_and(|query| rule_query(query).is_none()) {
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
    let view = super::view::RedirectView { title, url: site.full(&url), href, policy: policy::policy() };
    context.insert("redirect", &view);
    context.insert("lang", &site.config.language(language).code);
    context.insert_value("t", site.theme.texts(language).clone());
    site.theme.render("redirect.html", &context, redirect.from.path.as_str())
}

/// The title and the language of where a redirect leads.
pub(super) fn title(site: &Site<'_>, target: Target) -> (String, LanguageId) {
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
/// A query is matched by its parameters: `/story.php id=77 /2010/12/story/ 301`. The first rule that fits counts: those of the
/// owner come first; then those of a host, since one without fits every host; and of one path those with the most parameters,
/// since one without fits every query.
pub fn render_rules(site: &Site<'_>) -> Vec<u8> {
    /// What a rule and its line break take beside the old address, roughly.
    const REST: usize = 96;
    let redirects = &site.catalog.resolver.redirects;
    let place = |redirect| rule_place(site.config, redirect).map(|place| (place, redirect));
    let mut ordered: Vec<(RulePlace<'_>, &Redirect)> = redirects.par_iter().filter_map(place).collect();
    ordered.par_sort_by(|(a, _), (b, _)| a.cmp(b));
    let own = own_rules(site.files).and_then(|file| (site.read)(&file.path).ok()).unwrap_or_default();
    let mut text = encoding::decode_lossy(&own).trim_start_matches('\u{feff}').to_owned();
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    // A text that grows is copied: of a hundred thousand rules that would be much.
    text.reserve(ordered.iter().map(|(_, redirect)| redirect.from.path.as_str().len() + REST).sum());
    text.push_str(RULES_HEADING);
    let mut last = String::new();
    for (place, redirect) in ordered {
        let Some((from, to)) = rule(site, redirect, place.query.as_deref()) else { continue };
        if from != last {
            text.extend([from.as_str(), " ", &to, " 301\n"]);
            last = from;
        }
    }
    text.into_bytes()
}

/// Where a rule stands among the others.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct RulePlace<'r> {
    fits_any_host: bool,
    host: Option<&'r Host>,
    path: &'r str,
    parameters: Reverse<usize>,
    /// The parameters as the rule holds them.
    query: Option<String>,
}

/// The place of a redirect's rule; `None` where rules cannot match its query.
fn rule_place<'r>(config: &Config, redirect: &'r Redirect) -> Option<RulePlace<'r>> {
    let from = &redirect.from;
    let host = from.host.as_ref().filter(|_| !redirect.answers_at_root(config));
    let query = match &from.query {
        Some(query) => Some(rule_query(query)?),
        None => None,
    };
    let parameters = Reverse(query.as_ref().map_or(0, |query| query.split(' ').count()));
    Some(RulePlace { fits_any_host: host.is_none(), host, path: from.path.as_str(), parameters, query })
}

/// The rule of a redirect: the old address with its parameters, and the new one; `None` where there is none to make.
fn rule(site: &Site<'_>, redirect: &Redirect, query: Option<&str>) -> Option<(String, String)> {
    let config = site.config;
    if site.catalog.resolver.owner(redirect) != redirect.target {
        return None;
    }
    let target = site.catalog.target_url(config, redirect.target);
    let from = &redirect.from;
    let at_root = redirect.answers_at_root(config);
    let file = at_root.then(|| from.path.clone().with_slash().out_path());
    if let Some(file) = &file
        && is_out_of_reach(from, file)
    {
        return None;
    }
    if let Some(path) = file.filter(|_| from.query.is_none()) {
        // A page at this very address answers it; a rule would lead away from it.
        let planned = site.plan.get(&path);
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
    // An address of the own host outside the sub-path of `base_url` is a path of that host as it is.
    let below_base = at_root && !from.host.as_ref().is_some_and(|host| config.hosts.is_own(host));
    let path = from.path.href(if below_base { &config.base_url.path } else { "" });
    let from_text = match &from.host {
        Some(host) if !at_root => format!("https://{host}{path}"),
        _ => path,
    };
    let to = if at_root { target.href(&config.base_url.path) } else { site.full(&target) };
    let from_text = rule_text(&from_text);
    let from = query.map_or_else(|| from_text.clone(), |query| format!("{from_text} {query}"));
    Some((from, to))
}

/// Whether a rule for an old address whose page would be `file` would lead from a name that the program or the host needs: some
/// hosts follow a rule even where there is a file. The old address of a program is what rules are for.
fn is_out_of_reach(from: &Address, file: &OutPath) -> bool {
    match Reserved::at(file) {
        Some(Reserved::Steers(Steering::Program(_))) => !from.needs_rules(),
        reserved => reserved.is_some(),
    }
}

/// A path as a rule holds it: nothing in it is a wildcard or a placeholder.
fn rule_text(path: &str) -> String {
    let (scheme, rest) = path.split_once("://").map_or(("", path), |(scheme, rest)| (scheme, rest));
    let rest = rest.replace('*', "%2A").replace(':', "%3A");
    if scheme.is_empty() { rest } else { format!("{scheme}://{rest}") }
}

/// The parameters of a query as a rule holds them, apart by spaces; `None` where rules cannot match them: they
/// have no form for a name without `=`.
fn rule_query(query: &Query) -> Option<String> {
    /// Beside what a component leaves: marks that rules may give a meaning.
    const MARKS: &AsciiSet = &CONTROLS.add(b'!').add(b'*').add(b'\'').add(b'(').add(b')');
    let text = query.canonical().replace('&', " ");
    query.has_only_pairs().then(|| utf8_percent_encode(&text, MARKS).to_string())
}
