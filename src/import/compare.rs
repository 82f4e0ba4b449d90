//! Asks the plan of the new site what answers at each old address.

use crate::build::Snapshot;
use crate::output::redirect::is_old;
use crate::output::{self, Output};
use crate::path::{OutPath, UrlPath};

/// What answers at an address of the new site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// A page or a file that is made of this source, or what the plan calls it.
    Page(String),
    /// A page that leads on, or a rule of a host, to what is made of this source.
    Redirect,
    /// Nothing.
    Nothing,
}

/// What answers at the path `path`, which is decoded.
pub(super) fn answer(snapshot: &Snapshot, path: &str) -> Answer {
    let Ok(url) = UrlPath::parse(&encoded(path)) else { return Answer::Nothing };
    let plan = snapshot.plan();
    let has = |path: &OutPath| plan.contains(path);
    let found = plan.get(&url.out_path()).or_else(|| {
        let answered = url.answered(has)?;
        plan.get(&answered.out_path())
    });
    match found {
        Some(Output::Redirect(_)) => Answer::Redirect,
        Some(output) => Answer::Page(output::source_of(snapshot.catalog(), snapshot.files(), output)),
        None if is_old((snapshot.config(), snapshot.catalog(), plan), &url, &encoded(path)) => {
            Answer::Redirect
        }
        None => Answer::Nothing,
    }
}

/// A decoded path as an address that reads back to it.
pub(super) fn encoded(path: &str) -> String {
    path.replace('%', "%25").replace('?', "%3F").replace('#', "%23").replace("://", "%3A//")
}
