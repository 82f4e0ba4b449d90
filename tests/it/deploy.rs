//! Deploys to folders and git branches: what is sent and deleted, in which order, and after a kill.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use generate::config::deploy::MAX_DELETE;
use generate::deploy::{Local, Options, Progress, ReadBack, Report, Target, deploy};
use generate::diagnostic::Diagnostics;
use generate_stores::Address;
use tempfile::TempDir;

use crate::page::stories;
use crate::program::{program, run};
use crate::support::{Site, site, tree};

mod bucket;
mod checked;
mod faults;
mod git;
mod large;
#[cfg(unix)]
mod media;
#[cfg(target_os = "linux")]
mod objects;
mod purge;
mod repair;
mod s3;
#[cfg(target_os = "linux")]
mod served;
#[cfg(target_os = "linux")]
mod servers;
mod store;
mod switch;
#[cfg(target_os = "linux")]
mod switched;

/// A site of a few articles, and a place to deploy it to.
struct Deployed {
    site: Site,
    target: TempDir,
}

/// A beat that makes tests quick.
const BEAT: Duration = Duration::from_millis(30);

impl Deployed {
    fn new() -> Deployed {
        Deployed::of(site(&stories(3, "")))
    }

    /// A site whose files have names that stay: with every edit, some of a search index are others.
    fn without_search() -> Deployed {
        Deployed::of(site(&stories(3, "")).config("search = false"))
    }

    fn of(site: Site) -> Deployed {
        site.build();
        Deployed { site, target: TempDir::new().unwrap() }
    }

    fn folder(&self) -> PathBuf {
        self.target.path().join("www")
    }

    fn options(&self) -> Options {
        Options {
            root: self.site.path(""),
            out: self.site.path("public"),
            target: Target::Store {
                address: Address::folder(self.folder().display().to_string()),
                options: generate_stores::Options::default(),
            },
            full: false,
            dry_run: false,
            force: false,
            keep: Duration::ZERO,
            max_delete: MAX_DELETE,
            at_once: 0,
            read_back: ReadBack::All,
            purge: None,
            checked: None,
            releases: None,
            beat: BEAT,
        }
    }

    fn try_deploy(&self, options: &Options) -> (Option<Report>, String) {
        let mut problems = Diagnostics::new();
        let report = deploy(options, Arc::new(()), Arc::new(AtomicBool::new(false)), &mut problems);
        let lines: Vec<String> = problems
            .sorted()
            .iter()
            .map(|problem| format!("{}[{}]: {}", problem.level.name(), problem.code, problem.message))
            .collect();
        (report, lines.join("\n"))
    }

    /// Deploys, which must give no message.
    fn deploy(&self, options: &Options) -> Report {
        let (report, problems) = self.try_deploy(options);
        assert_eq!(problems, "");
        report.unwrap()
    }

    /// The messages of a deploy that fails.
    fn fail(&self, options: &Options) -> String {
        let (report, problems) = self.try_deploy(options);
        assert_eq!(report, None, "{problems}");
        problems
    }

    fn is_as_built(&self) {
        assert_eq!(tree(&self.folder()), tree(&self.site.path("public")));
    }
}

/// The paths that a report sends and deletes, with a sign.
fn changed(report: &Report) -> Vec<String> {
    let sign = |size: Option<u64>| if size.is_some() { '+' } else { '-' };
    report.changed.iter().map(|changed| format!("{}{}", sign(changed.size), changed.path)).collect()
}
