//! `generate import`: the folder of another generator becomes a site of this program, with the same addresses.
//!
//! Each generator has a file that reads its folder into an `OldSite` (`old_site.rs`): settings, documents with their keys renamed and
//! their texts converted, files, and every address that answered there. Nothing of the old site is run or changed. What follows is the
//! same for all: the new site is planned in a folder of its own, `settle` gives documents the addresses that they had, `write` writes
//! the site, and `report` tells what answers at each old address.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::build::{self, Snapshot};
use crate::cache::write_whole;
use crate::config::Config;
use crate::diagnostic::{self, Diagnostics};
use crate::table::Table;

mod blocks;
mod calls;
mod code;
mod compare;
mod documents;
mod eleventy;
mod folder;
mod front_matter;
mod generator;
mod hexo;
mod html;
mod hugo;
mod jekyll;
mod known;
mod liquid;
pub mod message;
mod old_site;
mod paths;
mod pelican;
mod permalinks;
mod python;
mod report;
mod settings;
mod settle;
mod site_toml;
#[cfg(test)]
mod testing;
mod write;
mod zola;

use calls::CallKind;
pub use calls::CallPlace;
use folder::Folder;
pub use generator::Generator;
use old_site::{LeftOut, OldSite, Why};
pub use report::{AddressCounts, Report};
use report::{ComparedAddress, compared, counts};
use write::NewFile;
pub use write::Written;

/// The list of old addresses and what answers there, in the new site.
pub const ADDRESSES: &str = ".generate/addresses.csv";

/// What to import and where to.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The folder of the old site.
    pub folder: PathBuf,
    /// The folder of the new one.
    pub into: PathBuf,
    /// The generator, where its files do not tell.
    pub from: Option<Generator>,
    /// Leave documents where they are, and write `site.toml` alone.
    pub in_place: bool,
    /// Write nothing.
    pub dry_run: bool,
    /// A sitemap or a feed of the old site.
    pub old_sitemap: Option<PathBuf>,
    /// The folder that the old site was built to.
    pub old_site: Option<PathBuf>,
    /// Old addresses may be lost.
    pub allow_lost: bool,
}

/// Imports a site. `None` where nothing was imported; what is wrong is in `problems`.
pub fn import(options: &Options, problems: &mut Diagnostics) -> Option<Imported> {
    let folder = match Folder::list(&options.folder, problems) {
        Ok(folder) => folder,
        Err(error) => {
            let name = options.folder.display().to_string();
            problems.push(diagnostic::message::unreadable(&name, &error.to_string()));
            return None;
        }
    };
    if is_inside(&options.into, &options.folder) {
        problems.push(message::into_inside(&options.into.display().to_string()));
        return None;
    }
    let generator = match options.from.map_or_else(|| Generator::detect(&folder), Ok) {
        Ok(generator) => generator,
        Err(problem) => {
            problems.push(*problem);
            return None;
        }
    };
    let mut old = generator.read(&folder, problems);
    make_stubs(&mut old);
    if options.in_place {
        leave_in_place(&mut old, options);
    }
    let site = site_toml::text(&old.settings, generator.name());
    let config = match Config::parse(&site, None) {
        Ok(config) => config,
        Err(found) => {
            problems.append(found);
            return None;
        }
    };
    let importing = Importing { options, folder: &folder, generator, config: &config };
    importing.run(old, problems)
}

/// A site that was imported.
#[derive(Debug)]
pub struct Imported {
    /// What was done.
    pub report: Report,
    /// The paths of all files of the new site.
    pub files: Vec<String>,
    /// The text of `site.toml`.
    pub site_toml: String,
}

/// Whether a folder is, or would be, inside another one.
fn is_inside(folder: &Path, outer: &Path) -> bool {
    let Ok(outer) = outer.canonicalize() else { return false };
    let full = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let nearest = full.ancestors().find_map(|folder| folder.canonicalize().ok());
    nearest.is_some_and(|nearest| nearest.starts_with(&outer))
}

/// Templates for shortcodes that the theme does not have: each shows its inner text.
fn make_stubs(old: &mut OldSite) {
    let is_name = |name: &&str| {
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
        !name.is_empty() && name.split('/').all(|part| !part.is_empty() && part.chars().all(is_part))
    };
    for (name, places) in old.calls.of(CallKind::Shortcode).filter(|(name, _)| is_name(name)) {
        let sample = places.first().map(|place| place.sample.replace("#}", "# }")).unwrap_or_default();
        let stub = format!("{{#- A call: {sample} -#}}\n{{{{ body or \"\" }}}}\n");
        old.made.insert(format!("templates/shortcodes/{name}.html"), stub);
    }
}

/// Makes the settings those of documents that stay where they are.
fn leave_in_place(old: &mut OldSite, options: &Options) {
    let root = std::path::absolute(&options.folder).unwrap_or_else(|_| options.folder.clone());
    let folders = old.in_place.content.iter();
    let content: Vec<String> = folders.map(|below| root.join(below).display().to_string()).collect();
    old.settings.set(&[], "content", content, "--in-place");
    for (from, to) in std::mem::take(&mut old.in_place.fields) {
        old.settings.set(&["fields"], &from, to, "--in-place");
    }
    let content = root.display().to_string();
    for document in &mut old.documents {
        document.target = format!("{content}/{}", document.source);
    }
    (old.assets, old.made) = Default::default();
}

/// What importing needs at every step.
struct Importing<'i> {
    options: &'i Options,
    folder: &'i Folder,
    generator: Generator,
    config: &'i Config,
}

impl Importing<'_> {
    fn run(&self, mut old: OldSite, problems: &mut Diagnostics) -> Option<Imported> {
        let into = (!self.options.dry_run).then_some(&*self.options.into);
        let made = into.map_or(Ok(()), fs::create_dir_all).and_then(|()| Staging::new(into));
        let staging = match made {
            Ok(staging) => staging,
            Err(error) => {
                let name = self.options.into.display().to_string();
                problems.push(diagnostic::message::not_made(&name, &error));
                return None;
            }
        };
        if !self.options.in_place {
            // The first plan tells which addresses are others than they were; what is wrong with it is told of the second.
            let first = self.files(&mut old, &mut Diagnostics::new());
            if let Some(snapshot) = self.plan(&first, &staging, &mut Diagnostics::new()) {
                settle::settle(&mut old, &snapshot, self.config);
            }
        }
        let files = self.files(&mut old, problems);
        report::tell(&old, problems);
        let mut report = report::report(self.generator.name(), &old);
        if !self.options.dry_run {
            report.written = write::write(&files, self.folder, &self.options.into, problems);
        }
        self.given_addresses(&mut old, problems);
        let snapshot = match self.options.dry_run {
            true => self.plan(&files, &staging, problems),
            false => take(&self.options.into, problems),
        };
        if let Some(snapshot) = snapshot {
            let lines = compared(&old, &snapshot, &ruled(&old));
            self.tell_addresses(&lines, &mut report, problems);
        }
        let site_toml = match files.get("site.toml") {
            Some(NewFile::Text(text)) => text.clone(),
            _ => String::new(),
        };
        Some(Imported { report, files: files.into_keys().collect(), site_toml })
    }

    /// All files of the new site. Documents that a build could not read are left out, and told.
    fn files(&self, old: &mut OldSite, problems: &mut Diagnostics) -> BTreeMap<String, NewFile> {
        let written = if self.options.in_place { &[][..] } else { &old.documents };
        let texts = documents::texts(written, self.config, problems);
        let mut files: Vec<(String, NewFile)> = Vec::new();
        for (document, text) in old.documents.iter().zip(texts) {
            match text {
                Some(text) => files.push((document.target.clone(), NewFile::Text(text))),
                None => {
                    let left = LeftOut { source: document.source.clone(), why: Why::Unreadable };
                    if !old.left_out.contains(&left) {
                        old.left_out.push(left);
                    }
                }
            }
        }
        files.extend(
            old.assets.iter().map(|asset| (asset.target.clone(), NewFile::Copy(asset.source.clone()))),
        );
        files.extend(old.made.iter().map(|(target, text)| (target.clone(), NewFile::Text(text.clone()))));
        let site = site_toml::text(&old.settings, self.generator.name());
        files.push(("site.toml".to_owned(), NewFile::Text(site)));
        files.push((".gitignore".to_owned(), NewFile::Text("/public/\n/.generate/\n".to_owned())));
        write::distinct(files, problems)
    }

    /// The plan of the new site as it would be with these files.
    fn plan(
        &self,
        files: &BTreeMap<String, NewFile>,
        staging: &Staging,
        problems: &mut Diagnostics,
    ) -> Option<Snapshot> {
        let placed = files.iter().try_for_each(|(target, file)| {
            let to = staging.0.join(target);
            match file {
                NewFile::Text(text) => write_whole(&to, text.as_bytes()),
                NewFile::Copy(source) => staging.link(&self.folder.full(source), &to),
            }
        });
        if let Err(error) = placed {
            problems.push(diagnostic::message::not_made(&staging.0.display().to_string(), &error));
            return None;
        }
        take(&staging.0, problems)
    }

    /// Takes the addresses that the old site told itself, in place of those that follow from its generator's rules.
    fn given_addresses(&self, old: &mut OldSite, problems: &mut Diagnostics) {
        let mut given = Vec::new();
        let base = &self.config.base_url.path;
        let sources = [
            self.options.old_sitemap.as_ref().map(|file| (file, known::in_file(file, base))),
            self.options.old_site.as_ref().map(|folder| (folder, known::in_folder(folder))),
        ];
        for (source, found) in sources.into_iter().flatten() {
            let name = source.display().to_string();
            match found {
                Ok(found) if found.is_empty() => problems.push(message::no_old_addresses(&name)),
                Ok(found) => given.extend(found),
                Err(error) => problems.push(diagnostic::message::unreadable(&name, &error.to_string())),
            }
        }
        if !given.is_empty() {
            old.documents.iter_mut().for_each(|document| document.address = None);
            old.addresses = given;
        }
    }

    /// Writes the list of old addresses, and tells how many are lost.
    fn tell_addresses(&self, lines: &[ComparedAddress], report: &mut Report, problems: &mut Diagnostics) {
        let counts = counts(lines);
        let lost = lines.iter().find(|line| line.result == "lost");
        if let Some(line) = lost.filter(|_| !self.options.allow_lost) {
            problems.push(message::lost_addresses(counts.lost, ADDRESSES, &line.path));
        }
        report.addresses = Some(counts);
        if self.options.dry_run {
            return;
        }
        let mut table = Table::new(&["address", "kind", "result", "source"]);
        lines.iter().for_each(|line| table.row(&[&*line.path, line.kind, line.result, &line.source]));
        let file = self.options.into.join(ADDRESSES);
        if let Err(error) = write_whole(&file, table.into_text().as_bytes()) {
            problems.push(diagnostic::message::not_made(&file.display().to_string(), &error));
        }
    }
}

/// The addresses that the site's own rules answer.
fn ruled(old: &OldSite) -> Vec<&str> {
    let rules = old.made.get(settle::RULES).map_or("", String::as_str);
    rules.lines().filter_map(|line| line.split(' ').next()).collect()
}

/// The plan of the site in a folder.
fn take(root: &Path, problems: &mut Diagnostics) -> Option<Snapshot> {
    let options =
        build::Options { root: root.to_owned(), out: root.join("public"), ..build::Options::default() };
    Snapshot::take(&options, &(), problems)
}

/// A folder in which the new site is planned. It is removed at the end.
struct Staging(PathBuf);

impl Staging {
    /// One in the new site, or where the system has its temporary files if nothing may be written there.
    fn new(into: Option<&Path>) -> io::Result<Staging> {
        let name = format!("plan-{}", std::process::id());
        let folder = match into {
            Some(into) => into.join(write::MEMORY).join(name),
            None => std::env::temp_dir().join(format!("generate-import-{name}")),
        };
        fs::create_dir_all(folder.parent().unwrap_or(&folder))?;
        // What a killed process left would be taken for a part of the site.
        match fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        fs::create_dir(&folder)?;
        Ok(Staging(folder))
    }

    /// Puts a file of the old site there, without a copy where the system can.
    fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
        if to.exists() {
            return Ok(());
        }
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::hard_link(from, to).or_else(|_| fs::copy(from, to).map(drop))
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // What is left of it is in a hidden folder that no build reads.
        let _ = fs::remove_dir_all(&self.0);
        let _ = self.0.parent().map(fs::remove_dir);
    }
}
