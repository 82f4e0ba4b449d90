//! Aliases that change nothing. What keeps an alias from its address is told where the site is planned; here are those that are
//! left out without a word.

use rustc_hash::FxHashMap;

use crate::build::Snapshot;
use crate::catalog::{Redirect, Target};
use crate::check::message;
use crate::diagnostic::{Diagnostic, Place};

/// All of them.
pub(super) fn unused(snapshot: &Snapshot) -> Vec<Diagnostic> {
    let (config, catalog, plan) = (snapshot.config(), snapshot.catalog(), snapshot.plan());
    let mut seen: FxHashMap<u64, Target> = FxHashMap::default();
    let mut found = Vec::new();
    for redirect in catalog.resolver.redirects.iter().filter(|redirect| redirect.alias) {
        let Redirect { from, target, position, .. } = redirect;
        let url = catalog.target_url(config, *target);
        let is_own = redirect.answers_at_root(config)
            && from.query.is_none()
            && from.path.clone().with_slash().out_path() == url.out_path();
        let is_repeated = seen.insert(from.key_at(from.host.as_ref()), *target) == Some(*target);
        let why = if is_own {
            "it is the address of the page itself"
        } else if is_repeated {
            "it is listed twice"
        } else if !plan.contains(&url.out_path()) {
            "its page does not exist, because there are too few articles"
        } else {
            continue;
        };
        let place = Place::new(catalog.target_source(*target).as_str(), *position);
        found.push(message::unused_alias(place, &from.to_string(), why));
    }
    found
}
