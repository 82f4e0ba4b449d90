//! What the sources of a built site say of addresses that no file answers.

use std::sync::{Mutex, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::build::examine::examine_some;
use crate::build::{self, Snapshot};
use crate::check::pages::Told;
use crate::check::targets::{Bases, Planned, Targets};
use crate::diagnostic::Diagnostics;
use crate::output::redirect::is_old;
use crate::path::{OutPath, UrlPath};

/// The sources of a built site.
pub(super) struct Sources {
    /// `None` where they are not on this machine, or have errors by now: then no address is known to be an old one.
    snapshot: Option<Snapshot>,
    /// What the build tells of pages, as a warning in a source: it is no error of the finished page as well.
    told: FxHashMap<OutPath, Told>,
}

impl Sources {
    /// Reads the sources, and what a build tells of the files at `paths`.
    pub(super) fn take(options: &build::Options, paths: &FxHashSet<&str>) -> Sources {
        let snapshot = Snapshot::take(options, &(), &mut Diagnostics::new());
        let told = snapshot.as_ref().map(|snapshot| told(snapshot, options, paths)).unwrap_or_default();
        Sources { snapshot, told }
    }

    /// Whether rules answer an address.
    pub(super) fn is_old(&self, path: &UrlPath, written: &str) -> bool {
        let site =
            self.snapshot.as_ref().map(|snapshot| (snapshot.config(), snapshot.catalog(), snapshot.plan()));
        site.is_some_and(|site| is_old(site, path, written))
    }

    /// Whether the build tells that nothing answers an address on the page at `path`.
    pub(super) fn tell(&self, path: &OutPath, shown: &str) -> bool {
        self.told.get(path).is_some_and(|told| told.has(shown))
    }
}

fn told(snapshot: &Snapshot, options: &build::Options, paths: &FxHashSet<&str>) -> FxHashMap<OutPath, Told> {
    let bases = Bases::of(snapshot.config());
    let targets = Targets::new(snapshot.config(), &bases, Planned::of(snapshot));
    let told = Mutex::new(FxHashMap::default());
    examine_some(snapshot, options, |path, _| paths.contains(path.as_str()), &|seen| {
        let of_page = Told::of(seen, &targets);
        told.lock().unwrap_or_else(PoisonError::into_inner).insert(seen.path.clone(), of_page);
    });
    told.into_inner().unwrap_or_else(PoisonError::into_inner)
}
