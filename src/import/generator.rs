//! The generators whose sites are read, and how each is known by its files.

use clap::ValueEnum;

use super::folder::Folder;
use super::message;
use super::old_site::OldSite;
use super::{eleventy, hexo, hugo, jekyll, pelican, zola};
use crate::diagnostic::{Diagnostic, Diagnostics};

/// A generator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Generator {
    /// Jekyll.
    Jekyll,
    /// Hugo.
    Hugo,
    /// Zola.
    Zola,
    /// Pelican.
    Pelican,
    /// Hexo.
    Hexo,
    /// Eleventy.
    Eleventy,
}

impl Generator {
    /// All of them.
    pub const ALL: [Generator; 6] = [
        Generator::Jekyll,
        Generator::Hugo,
        Generator::Zola,
        Generator::Pelican,
        Generator::Hexo,
        Generator::Eleventy,
    ];

    /// Its name, as its makers write it.
    pub fn name(self) -> &'static str {
        match self {
            Generator::Jekyll => "Jekyll",
            Generator::Hugo => "Hugo",
            Generator::Zola => "Zola",
            Generator::Pelican => "Pelican",
            Generator::Hexo => "Hexo",
            Generator::Eleventy => "Eleventy",
        }
    }

    /// Whether a folder has the files by which the generator knows its own sites.
    fn is_of(self, folder: &Folder) -> bool {
        match self {
            Generator::Jekyll => jekyll::is_site(folder),
            Generator::Hugo => hugo::is_site(folder),
            Generator::Zola => zola::is_site(folder),
            Generator::Pelican => pelican::is_site(folder),
            Generator::Hexo => hexo::is_site(folder),
            Generator::Eleventy => eleventy::is_site(folder),
        }
    }

    /// The generator of the site in a folder.
    ///
    /// # Errors
    /// Where it is none of them, or where the files of several are there.
    pub(super) fn detect(folder: &Folder) -> Result<Generator, Box<Diagnostic>> {
        let name = folder.root().display().to_string();
        let found: Vec<Generator> = Generator::ALL.into_iter().filter(|known| known.is_of(folder)).collect();
        match found[..] {
            [only] => Ok(only),
            [] => Err(Box::new(message::no_generator(&name))),
            _ => {
                let names: Vec<&str> = found.iter().map(|known| known.name()).collect();
                Err(Box::new(message::several_generators(&name, &names.join(", "))))
            }
        }
    }

    /// Reads the site in a folder.
    pub(super) fn read(self, folder: &Folder, problems: &mut Diagnostics) -> OldSite {
        match self {
            Generator::Jekyll => jekyll::read(folder, problems),
            Generator::Hugo => hugo::read(folder, problems),
            Generator::Zola => zola::read(folder, problems),
            Generator::Pelican => pelican::read(folder, problems),
            Generator::Hexo => hexo::read(folder, problems),
            Generator::Eleventy => eleventy::read(folder, problems),
        }
    }
}
