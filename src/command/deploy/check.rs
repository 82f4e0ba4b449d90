//! The check before a deploy: a site with errors is not sent.

use std::fs;
use std::path::PathBuf;

use crate::build;
use crate::cache;
use crate::cache::checked::Record;
use crate::check::built::{self, Built, Tree};
use crate::cli::Deploy;
use crate::config::Config;
use crate::deploy::{Local, message};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::fingerprint::{Fingerprint, FingerprintBuilder};
use crate::write::sum::Sum;

use super::super::{Terminal, build::Bar};

/// How many errors are listed.
const LISTED: usize = 20;

/// What has passed.
#[derive(Clone, Copy, Default)]
pub(super) struct Checked {
    /// How many files were read.
    pub read: usize,
    /// The checksum of the site; `None` where nothing was checked.
    pub site: Option<Sum>,
    /// That of the files of `[media]`.
    pub media: Option<Sum>,
}

/// Checks the built site, as far as it differs from the one that has passed last; `None` where it is not to be sent.
pub(super) fn check_first(
    arguments: &Deploy,
    options: &build::Options,
    config: &Config,
    terminal: &Terminal,
    problems: &mut Diagnostics,
) -> Option<Checked> {
    if arguments.force {
        return Some(Checked::default());
    }
    // Without a built site the deploy says so.
    let Some(opened) = Opened::of(options, config, terminal) else { return Some(Checked::default()) };
    let passed = |read: usize| Checked {
        read,
        site: Some(opened.site.1.sum()),
        media: opened.media.as_ref().map(|(_, media)| media.sum()),
    };
    // Other settings make other things of the same files.
    let settings = fs::read(options.root.join(crate::config::FILE)).unwrap_or_default();
    let record = Record::new(&options.root.join(cache::FOLDER), &settings);
    let site = opened.fingerprint();
    if record.is_of(site) {
        return Some(passed(0));
    }
    let progress = Bar::new(terminal);
    let checked = on_own_threads(|| {
        let (site, media) = opened.trees()?;
        let built = Built { config, build: options, site, media };
        let verdict = built::check(&built, record.read(), &progress);
        verdict.map_err(|built::Altered(path)| message::changed_meanwhile(&path))
    });
    progress.finish();
    let verdict = match checked {
        Ok(verdict) => verdict,
        Err(problem) => {
            problems.push(problem);
            return None;
        }
    };
    let count = verdict.errors.len();
    if count > 0 {
        verdict.errors.into_iter().take(LISTED).for_each(|error| problems.push(error));
        problems.push(message::check_failed(count));
        return None;
    }
    if !arguments.dry_run {
        // A record that cannot be written costs the next deploy a whole check.
        let _ = record.write(site, &verdict.passed);
    }
    Some(passed(verdict.read))
}

/// Does work on threads of its own, which end with it: what they had in memory is then there for what comes next.
fn on_own_threads<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    match rayon::ThreadPoolBuilder::new().build() {
        Ok(threads) => threads.install(work),
        Err(_) => work(),
    }
}

/// The built site, which no build changes while it is checked.
struct Opened {
    site: (PathBuf, Local),
    media: Option<(PathBuf, Local)>,
}

impl Opened {
    /// The built site of these options; `None` where there is none, or a part of it is not there.
    fn of(options: &build::Options, config: &Config, terminal: &Terminal) -> Option<Opened> {
        let waiting = || terminal.say("waiting for a build that is writing to the output folder");
        let open = |folder: PathBuf| Local::open(&folder, waiting).ok().map(|local| (folder, local));
        let media = match build::media::folder(options, config) {
            Some(folder) => Some(open(folder)?),
            None => None,
        };
        Some(Opened { site: open(options.out.clone())?, media })
    }

    /// What identifies it.
    fn fingerprint(&self) -> Fingerprint {
        let mut all = FingerprintBuilder::new();
        for (_, local) in std::iter::once(&self.site).chain(&self.media) {
            all.part(local.sum().as_bytes());
        }
        all.finish()
    }

    /// Its files.
    fn trees(&self) -> Result<(Tree, Option<Tree>), Diagnostic> {
        let tree = |(folder, local): &(PathBuf, Local)| {
            Ok(Tree { folder: folder.clone(), files: local.files(|_| true)? })
        };
        Ok((tree(&self.site)?, self.media.as_ref().map(tree).transpose()?))
    }
}
