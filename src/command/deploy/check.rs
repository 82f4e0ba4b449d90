//! The check before a deploy: a site with errors is not sent.

use std::fs;
use std::path::{Path, PathBuf};

use crate::build;
use crate::cache;
use crate::check::{self, MAX_PAGE};
use crate::cli::Deploy;
use crate::config::Config;
use crate::deploy::message;
use crate::diagnostic::{Diagnostics, Level};
use crate::write::manifest;
use crate::write::sum::Sum;

use super::super::{Terminal, build::Bar};

/// Where it is remembered which built site has passed.
const NAME: &str = "deploy/checked";

/// Checks the site as `generate check` does, unless it was built and checked before. `None` where it has errors.
pub(super) fn check_first(
    arguments: &Deploy,
    built: &build::Options,
    config: &Config,
    terminal: &Terminal,
    problems: &mut Diagnostics,
) -> Option<()> {
    if arguments.force {
        return Some(());
    }
    if !has_sources(&built.root, config) {
        problems.push(message::not_checked());
        return Some(());
    }
    // Without a built site the deploy says so.
    let Some(passed) = Passed::of(built).filter(|passed| !passed.is_known()) else { return Some(()) };
    let progress = Bar::new(terminal);
    let options =
        check::Options { build: built.clone(), max_page: MAX_PAGE, hosts: Vec::new(), external: false };
    let checked = check::check(&options, &progress);
    progress.finish();
    let errors = checked.count(Level::Error);
    if errors > 0 {
        problems.push(message::check_failed(errors));
        return None;
    }
    if !arguments.dry_run {
        passed.remember();
    }
    Some(())
}

/// Whether any folder of content is there: a site that was built elsewhere has none.
fn has_sources(root: &Path, config: &Config) -> bool {
    config.content.iter().any(|folder| root.join(folder).is_dir())
}

/// A built site that has passed, and what it was checked by.
struct Passed {
    file: PathBuf,
    text: String,
}

impl Passed {
    /// The built site; `None` where there is none.
    fn of(built: &build::Options) -> Option<Passed> {
        let list = fs::read(built.out.join(manifest::NAME)).ok()?;
        let sum = Sum::of(&list).to_hex();
        // Another program finds other things, and other settings set other limits.
        let config = Sum::of(&fs::read(built.root.join(crate::config::FILE)).unwrap_or_default()).to_hex();
        let text = format!("{} {} {}\n", cache::BUILD, sum.as_ref(), config.as_ref());
        Some(Passed { file: built.root.join(cache::FOLDER).join(NAME), text })
    }

    fn is_known(&self) -> bool {
        fs::read_to_string(&self.file).is_ok_and(|text| text == self.text)
    }

    /// A record that cannot be written costs the next deploy a check.
    fn remember(&self) {
        let _ = cache::write_whole(&self.file, self.text.as_bytes());
    }
}
