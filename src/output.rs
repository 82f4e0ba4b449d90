//! Every file of a site, as data before any is written: the plan.
//!
//! One variant of [`Output`] is one file. Each kind has a module that plans its outputs and renders one; the compiler's
//! exhaustive match in `output/inputs.rs` names what is missing.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::catalog::{ArticleId, Catalog, ListingId, PageId, RedirectId};
use crate::config::{Config, LanguageId};
use crate::dead_links::DeadLinks;
use crate::diagnostic::Diagnostics;
use crate::id::{IdVec, id};
use crate::path::{OutPath, SourcePath, UrlPath};
use crate::popular as popular_list;
use crate::source::{FileStamp, SourceFile};

pub mod article;
pub mod asset;
mod author;
mod base;
mod body_media;
mod body_picture;
mod cards;
mod citation;
mod clashes;
pub mod corrections;
pub mod day_index;
mod destinations;
mod digest;
mod facts;
pub mod feed;
mod file;
pub mod finding;
mod hidden;
pub mod home;
pub mod hosting;
mod image;
pub mod index;
mod inputs;
mod licence;
mod links;
pub mod listing;
mod lists;
mod lookups;
mod media;
mod menu;
pub mod message;
mod noscript;
pub mod not_found;
pub mod old_address;
mod page;
mod picture;
pub mod policy;
pub mod popular;
mod portable;
mod prepare;
mod provenance;
mod queries;
pub mod read;
pub mod redirect;
mod related;
mod relative;
mod rewrite;
pub mod robots;
pub mod search;
pub mod search_index;
mod served;
mod shared;
mod shortcodes;
pub mod site;
pub mod sitemap;
mod sources;
pub mod standing;
mod structured;
pub mod text;
mod timeline;
pub mod view;
mod xml;

pub use asset::ThemeFile;
pub use base::Base;
pub use digest::Digests;
pub use facts::is_compressed;
pub use hidden::{Named, copies, hidden_in_text, hidden_pictures};
pub use inputs::{Inputs, Rendered};
pub use links::is_media;
pub use lookups::{Ground, Lookups};
pub use picture::PictureFile;
pub use prepare::Prepared;
pub use related::Related;
pub use relative::PlainFiles;
pub use rewrite::rewrite as rewrite_addresses;
pub use served::Served;
pub use site::Site;

/// One file of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// An article's page, or the tombstone of a withdrawn one.
    Article(ArticleId),
    /// A standing page.
    Standing(PageId),
    /// The home page of a language.
    Home(LanguageId),
    /// An index: of a taxonomy's terms, of authors, of the whole archive.
    Index(index::Index, LanguageId),
    /// A page of a list: the head, or a numbered one.
    Listing(ListingId, Option<u32>),
    /// The page of search of a language.
    Search(LanguageId),
    /// The page of corrections of a language.
    Corrections(LanguageId),
    /// A feed.
    Feed(feed::Feed),
    /// The index of sitemaps.
    SitemapIndex,
    /// A sitemap.
    Sitemap(sitemap::SitemapPart),
    /// `robots.txt`.
    Robots,
    /// The page for addresses that do not exist.
    NotFound,
    /// A page at an old address.
    Redirect(RedirectId),
    /// The redirects as rules for hosts: `_redirects`.
    RedirectRules,
    /// Settings for a web host.
    Host(hosting::HostFile),
    /// Old addresses with a query, for a script: those whose hash is this.
    OldAddresses(u8),
    /// What was published on each day of a month, for a script.
    DayIndex(day_index::DayIndex),
    /// A file that is copied, and where it is served.
    Asset(asset::Asset, Served),
}

/// Kinds of outputs, as they are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OutputKind {
    /// Files that are copied.
    Asset,
    /// Articles.
    Article,
    /// Tombstones of withdrawn articles.
    Tombstone,
    /// Standing pages.
    Page,
    /// Pages of lists.
    Listing,
    /// Indexes, home pages, corrections.
    Index,
    /// Feeds.
    Feed,
    /// Sitemaps.
    Sitemap,
    /// Redirect pages and rules, and other settings for hosts.
    Redirect,
    /// `robots.txt` and `404.html`.
    Host,
    /// What scripts of the theme read.
    Data,
    /// Compressed copies of files.
    Compressed,
    /// Files of the search index.
    SearchIndex,
    /// The manifest and its shards.
    Manifest,
}

impl OutputKind {
    /// The name it is counted under.
    pub fn name(self) -> &'static str {
        match self {
            OutputKind::Asset => "asset",
            OutputKind::Data => "data",
            OutputKind::Compressed => "compressed",
            OutputKind::SearchIndex => "search-index",
            OutputKind::Article => "article",
            OutputKind::Tombstone => "tombstone",
            OutputKind::Page => "page",
            OutputKind::Listing => "listing",
            OutputKind::Index => "index",
            OutputKind::Feed => "feed",
            OutputKind::Sitemap => "sitemap",
            OutputKind::Redirect => "redirect",
            OutputKind::Host => "host",
            OutputKind::Manifest => "manifest",
        }
    }
}

impl Output {
    /// What kind of output it is.
    pub fn kind(&self, catalog: &Catalog) -> OutputKind {
        match self {
            Output::Article(id) if catalog.is_listed(*id) => OutputKind::Article,
            Output::Article(_) => OutputKind::Tombstone,
            Output::Standing(_) => OutputKind::Page,
            Output::Listing(..) => OutputKind::Listing,
            Output::Home(_) | Output::Index(..) | Output::Search(_) | Output::Corrections(_) => {
                OutputKind::Index
            }
            Output::DayIndex(_) => OutputKind::Data,
            Output::Feed(_) => OutputKind::Feed,
            Output::SitemapIndex | Output::Sitemap(_) => OutputKind::Sitemap,
            Output::Robots | Output::NotFound => OutputKind::Host,
            Output::Redirect(_) | Output::RedirectRules | Output::Host(_) | Output::OldAddresses(_) => {
                OutputKind::Redirect
            }
            Output::Asset(..) => OutputKind::Asset,
        }
    }
}

id! {
    /// A file of the static folder in [`Files::statics`].
    pub StaticId(u32)
}

id! {
    /// A file of the theme in [`Files::theme`].
    pub ThemeFileId(u32)
}

id! {
    /// A picture in [`Files::pictures`].
    pub PictureId(u32)
}

/// The files a plan copies.
#[derive(Debug, Default)]
pub struct Files {
    /// Files of the static folder, sorted by path.
    pub statics: IdVec<StaticId, SourceFile>,
    /// Files beside content, sorted by path.
    pub bundled: Vec<SourceFile>,
    /// Files of the theme, sorted by name.
    pub theme: IdVec<ThemeFileId, ThemeFile>,
    /// The pictures among them, sorted by source.
    pub pictures: IdVec<PictureId, PictureFile>,
    /// Pictures that may not be shown, for their credit is one of `hide_images`: they are not published either.
    pub hidden: BTreeSet<SourcePath>,
    /// Popular articles as somebody has counted them.
    pub popular: Vec<popular_list::PopularArticle>,
    /// What links to dead pages of other sites lead to instead.
    pub dead_links: DeadLinks,
}

impl Files {
    /// The size in bytes of a file that is copied.
    pub fn size(&self, path: &SourcePath) -> Option<u64> {
        self.stamp(path).map(|stamp| stamp.size)
    }

    /// What the file system says of a file that is copied.
    pub fn stamp(&self, path: &SourcePath) -> Option<FileStamp> {
        [self.statics.as_slice(), &self.bundled].into_iter().find_map(|files| {
            let index = files.binary_search_by(|file| file.path.cmp(path)).ok()?;
            Some(files[index].stamp)
        })
    }
}

/// Every file of the site, sorted by path.
#[derive(Debug, Default)]
pub struct Plan {
    entries: Vec<(OutPath, Output)>,
    /// Paths of redirect pages that differ from others by case alone, sorted.
    twins: Vec<OutPath>,
}

impl Plan {
    /// All files with what they are, sorted by path.
    pub fn entries(&self) -> &[(OutPath, Output)] {
        &self.entries
    }

    /// The files that are served as media, in order of path.
    pub fn media(&self) -> impl Iterator<Item = &(OutPath, Output)> {
        self.entries.iter().filter(|(_, output)| output.served() == Served::Media)
    }

    /// The files that are served as media, and the others, in order of path.
    pub fn apart(&self) -> [Vec<(OutPath, Output)>; 2] {
        let is_media = |(_, output): &(OutPath, Output)| output.served() == Served::Media;
        let (media, others) = self.entries.iter().cloned().partition(is_media);
        [media, others]
    }

    /// What the file at `path` is.
    pub fn get(&self, path: &OutPath) -> Option<&Output> {
        let index = self.entries.binary_search_by(|(known, _)| known.cmp(path)).ok()?;
        Some(&self.entries[index].1)
    }

    /// Adds files to the plan.
    fn extend(&mut self, mut more: Vec<(OutPath, Output)>) {
        more.par_sort_by(|(a, _), (b, _)| a.cmp(b));
        self.entries.extend(more);
        // The sort that is stable looks for runs in order, and merges these two.
        self.entries.sort_by(|(a, _), (b, _)| a.cmp(b));
    }

    /// Whether the site has a file at `path`.
    pub fn contains(&self, path: &OutPath) -> bool {
        self.get(path).is_some()
    }

    /// Whether a host has an answer at `url` as it is written.
    pub fn answers(&self, url: &UrlPath) -> bool {
        url.answered(|path| self.contains(path)).as_ref() == Some(url)
    }

    /// Takes the redirect pages out whose paths differ from another by case alone, for a file system that holds but one of both.
    pub fn drop_twins(&mut self) {
        let twins = std::mem::take(&mut self.twins);
        self.entries.retain(|(path, _)| twins.binary_search(path).is_err());
    }
}

/// A plan in the making.
pub struct Planner<'a> {
    /// The configuration.
    pub config: &'a Config,
    /// The catalog.
    pub catalog: &'a Catalog,
    entries: Vec<(OutPath, Output)>,
}

impl Planner<'_> {
    /// Plans the file that answers at `url`.
    pub fn add(&mut self, url: &UrlPath, output: Output) {
        self.entries.push((url.out_path(), output));
    }
}

/// Plans every file of a site. Two claims on one path are an error that names both.
pub fn plan(config: &Config, catalog: &Catalog, files: &Files, problems: &mut Diagnostics) -> Plan {
    let mut planner =
        Planner { config, catalog, entries: Vec::with_capacity(catalog.articles.len() * 3 / 2) };
    article::plan(&mut planner);
    standing::plan(&mut planner);
    home::plan(&mut planner);
    day_index::plan(&mut planner);
    index::plan(&mut planner);
    listing::plan(&mut planner);
    corrections::plan(&mut planner);
    search::plan(&mut planner);
    feed::plan(&mut planner);
    sitemap::plan(&mut planner);
    robots::plan(&mut planner);
    not_found::plan(&mut planner);
    old_address::plan(&mut planner);
    hosting::plan(&mut planner);
    asset::plan(&mut planner, files, problems);
    let mut entries = planner.entries;
    clashes::give_way(config, &mut entries);
    // Stable: of two claims on one path the kind that was planned first is named first.
    entries.par_sort_by(|(a, _), (b, _)| a.cmp(b));
    let mut plan = Plan { entries, ..Plan::default() };
    let ((mut claims, clashing), wanted) =
        rayon::join(|| clashes::claims(&plan.entries), || redirect::wanted(config, catalog, &plan));
    clashes::refuse_clashes(catalog, files, &mut plan.entries, clashing, problems);
    redirect::add(config, catalog, files, (&mut plan, &mut claims, wanted), problems);
    clashes::refuse_nested(catalog, files, &plan, &claims, problems);
    portable::refuse_reserved(catalog, files, &plan.entries, problems);
    portable::check(catalog, files, &plan, &claims, problems);
    plan
}

/// The source an output comes from, for messages: a file, or the part of the site that makes it.
pub fn source_of(catalog: &Catalog, files: &Files, output: &Output) -> String {
    match output {
        Output::Article(id) => catalog.articles[*id].path.to_string(),
        Output::Standing(id) => catalog.pages[*id].page.path.to_string(),
        Output::Redirect(id) => {
            let target = catalog.resolver.redirects[*id].target;
            catalog.target_source(target).to_string()
        }
        Output::Asset(asset, _) => asset.source(catalog, files),
        Output::Listing(id, _) => format!("the list {}", catalog.listings.get(*id).url),
        Output::Feed(feed::Feed::Month(id) | feed::Feed::List(id)) => {
            format!("the feed of the list {}", catalog.listings.get(*id).url)
        }
        other => format!("the {} of the site", other.kind(catalog).name()),
    }
}
