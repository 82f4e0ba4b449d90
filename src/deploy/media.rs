//! Two targets: that of the site, and that of the files of `[media]`.
//!
//! New files of media are sent before the pages that refer to them. Those that no page refers to any more are deleted after the
//! site has been sent: until then they wait at their target, as files do that open pages may still load.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use super::target::Target;
use super::{Options, Progress, ReadBack, Report, deploy, message};
use crate::config::{Config, DeployTarget};
use crate::diagnostic::{Diagnostic, Diagnostics};

/// What a deploy to both targets did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BothReports {
    /// The site.
    pub site: Report,
    /// The files of `[media]`, if the site has such.
    pub media: Option<Report>,
}

/// Deploys the files of `[media]`, if there are such, and the site. `None` where something stopped it.
pub fn deploy_both(
    site: &Options,
    media: Option<&Options>,
    progress: &Arc<dyn Progress>,
    stop: &Arc<AtomicBool>,
    problems: &mut Diagnostics,
) -> Option<BothReports> {
    let mut run = |options: &Options| deploy(options, progress.clone(), stop.clone(), problems);
    let Some(options) = media else { return Some(BothReports { site: run(site)?, media: None }) };
    if options.dry_run {
        return Some(BothReports { media: Some(run(options)?), site: run(site)? });
    }
    let mut media = run(&Options { keep: Duration::MAX, ..options.clone() })?;
    let site = run(site)?;
    if media.kept > 0 {
        let deleted = run(&Options { read_back: ReadBack::None, full: false, ..options.clone() })?;
        media.sent += deleted.sent;
        media.sent_bytes += deleted.sent_bytes;
        media.deleted += deleted.deleted;
        media.kept = deleted.kept;
        media.changed.extend(deleted.changed.into_iter().filter(|changed| changed.size.is_none()));
    }
    Some(BothReports { site, media: Some(media) })
}

/// The target of the files of `[media]`, with its table: `given` on the command line, else what `table`, that of the site's target,
/// says. `None` where the site has no such files.
///
/// # Errors
/// If there is none, or if it is none that can be used beside `site`.
pub fn media_target(
    given: Option<&str>,
    (site, table): (&Target, Option<&DeployTarget>),
    config: &Config,
    root: &std::path::Path,
) -> Result<Option<(Target, Option<DeployTarget>)>, Diagnostic> {
    if config.media.is_none() {
        return Ok(None);
    }
    let written = table.and_then(|table| table.media.as_deref());
    let (target, table) = match (given, written) {
        (Some(given), _) => Target::find(given, config, root)?,
        (None, Some(written)) => Target::written(written, config, root)?,
        (None, None) => return Err(message::no_media_target(table.map(|table| &*table.name))),
    };
    match &target {
        Target::Git(_) => Err(message::media_at_once(&target.shown())),
        Target::Store { .. } if table.as_ref().is_some_and(|table| table.releases.is_some()) => {
            Err(message::media_at_once(&target.shown()))
        }
        Target::Store { .. } if overlap(&target, site) => {
            Err(message::one_target_for_both(&target.shown(), &site.shown()))
        }
        Target::Store { .. } => Ok(Some((target, table))),
    }
}

/// Whether two targets are one, or one is a folder of the other.
fn overlap(one: &Target, other: &Target) -> bool {
    let service = |target: &Target| match target {
        Target::Store { options, .. } => Some((options.endpoint.clone(), options.account.clone())),
        Target::Git(_) => None,
    };
    let within = |inner: &str, outer: &str| {
        let rest = inner.strip_prefix(outer.trim_end_matches('/'));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let (first, second) = (one.shown(), other.shown());
    service(one) == service(other) && (within(&first, &second) || within(&second, &first))
}

/// The tables of targets for sites: those that others name for the files of `[media]` are left out.
pub fn site_targets(config: &Config) -> Vec<DeployTarget> {
    let tables = config.deploy.iter().filter(|table| media_of(config, &table.name).is_none());
    tables.cloned().collect()
}

/// The table that names the table `name` for the files of `[media]`.
pub fn media_of<'c>(config: &'c Config, name: &str) -> Option<&'c DeployTarget> {
    config.deploy.iter().find(|other| other.media.as_deref() == Some(name))
}
