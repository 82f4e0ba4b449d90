//! A site before its files are rendered: the steps up to the plan.

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;
use std::time::SystemTime;

use super::read::Inputs;
use super::{Options, Progress, stop};
use crate::cache::pictures::{Pictures, Version};
use crate::catalog::{Catalog, LeftOut};
use crate::config::Config;
use crate::diagnostic::Diagnostics;
use crate::output::{Files, Ground, PictureId, Plan, Prepared, Site};
use crate::path::SourcePath;
use crate::source::{self, SourceFile, Sources};
use crate::template::Theme;

/// A site before its files are rendered: what the steps up to the plan make.
pub struct Snapshot {
    pub(super) config: Config,
    pub(super) catalog: Catalog,
    pub(super) files: Files,
    pub(super) pictures: Pictures,
    pub(super) plan: Plan,
    pub(super) theme: Theme,
    pub(super) prepared: Prepared,
    pub(super) left_out: Vec<LeftOut>,
    /// A time before the sources were listed.
    pub(super) started: SystemTime,
    /// The hash of all that it was made of, where it was asked for and can be told.
    pub(super) inputs: Option<u64>,
    /// What it takes to bring it up to date, if it was taken to be followed.
    pub(super) listing: Option<Listing>,
}

/// The files of a site as they were listed.
pub(super) struct Listing {
    /// The hash of everything listed.
    pub(super) hash: u64,
    /// The files of texts; `None` where only another walk tells what they have become.
    pub(super) content: Option<Vec<SourceFile>>,
}

impl Snapshot {
    /// Takes the steps up to the plan; `None` where one of them failed.
    pub fn take(options: &Options, progress: &dyn Progress, problems: &mut Diagnostics) -> Option<Snapshot> {
        let inputs = Inputs::list(options, problems)?;
        let (snapshot, _) = Snapshot::of(inputs, options, progress, problems);
        stop(problems).map(|()| snapshot)
    }

    /// Takes the steps up to the plan for a site that is to be followed: whose files somebody watches, to take the steps anew
    /// where one changes. `None` where a step failed.
    ///
    /// `previous` is the site before that, with the files that have changed since, as paths below a root that has no links in
    /// its own path: the others are not asked for then.
    pub fn follow(
        options: &Options,
        previous: Option<(&Snapshot, &BTreeSet<PathBuf>)>,
        problems: &mut Diagnostics,
    ) -> Option<Snapshot> {
        let list = |config: &Config, problems: &mut Diagnostics| {
            let updated = previous.and_then(|(previous, changed)| {
                previous.sources(config)?.updated(&options.root, config, changed)
            });
            updated.unwrap_or_else(|| source::walk(&options.root, config, problems))
        };
        let mut inputs = Inputs::listed(options, list, problems)?;
        inputs.listing = Some(inputs.hash_listing(options, problems));
        inputs.digest = inputs.listing.filter(|_| inputs.tells_changes(options, problems));
        let (snapshot, _) = Snapshot::of(inputs, options, &(), problems);
        stop(problems).map(|()| snapshot)
    }

    /// The files it was made of, where they can be brought up to date under `config`.
    fn sources(&self, config: &Config) -> Option<Sources> {
        let listing = self
            .listing
            .as_ref()
            .filter(|_| self.config.content == config.content && self.config.exclude == config.exclude)?;
        let content = listing.content.clone()?;
        let (bundled, statics) = (self.files.bundled.clone(), self.files.statics.as_slice().to_vec());
        Some(Sources { content, bundled, statics, plain: true })
    }

    /// Whether every change since its files were listed can be seen in another list: none of them is so new that it may
    /// change once more within the same instant of the clock.
    pub fn knows_inputs(&self) -> bool {
        self.inputs.is_some()
    }

    /// Whether the files of a site that was taken to be followed are as it has them; `options` are those it was taken with.
    pub fn is_current(&self, options: &Options) -> bool {
        let mut problems = Diagnostics::new();
        let now = Inputs::list(options, &mut problems).map(|inputs| inputs.hash_listing(options, &problems));
        now.is_some() && self.listing.as_ref().map(|listing| listing.hash) == now
    }

    /// What rendering reads; `read` reads a source file.
    pub fn site<'a>(&'a self, read: &'a (dyn Fn(&SourcePath) -> io::Result<Vec<u8>> + Sync)) -> Site<'a> {
        let Snapshot { config, catalog, files, plan, theme, prepared, .. } = self;
        prepared.site(Ground { config, catalog, plan, files, theme }, read)
    }

    /// Every file of the site.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Whether templates have an anchor of this name; see [`Theme::has_anchor`].
    pub fn has_theme_anchor(&self, name: &str) -> bool {
        self.theme.has_anchor(name)
    }

    /// The configuration.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The catalog.
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// The files that are copied.
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// The documents that are not published.
    pub fn left_out(&self) -> &[LeftOut] {
        &self.left_out
    }

    /// A smaller version of a picture, `width` pixels wide. It is made if need be.
    ///
    /// # Errors
    /// What the file system says of the original, or that it is another picture now.
    pub fn variant(&self, picture: PictureId, width: u32) -> io::Result<Version> {
        self.pictures.variant(&self.files.pictures[picture], width)
    }
}
