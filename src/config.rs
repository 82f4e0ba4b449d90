//! `site.toml` as the rest of the program sees it: validated, with defaults filled in.
//!
//! [`Config::read`] is the only way to make one. Every key and its default are in `docs/configuration.md`; a test
//! compares the two.

use chrono::NaiveDate;

use crate::address::{Address, Host, Hosts};
use crate::compress::Encoding;
use crate::diagnostic::{Level, Position};
use crate::fingerprint::Fingerprint;
use crate::hosting::WebHost;
use crate::id::IdVec;
use crate::name::Name;
use crate::path::{Slugs, UrlPath};
use crate::text::Words;
use crate::value::keys::Declared;

mod archived_copy;
mod dates;
pub mod deploy;
mod doubts;
mod exclude;
mod home;
mod language;
mod live;
mod logo;
mod markup;
pub mod media;
pub mod message;
mod permalink;
mod prompts;
pub mod publication;
mod quotes;
mod read;
mod summary;
mod taxonomy;

pub use archived_copy::ArchivedCopy;
pub use dates::Dates;
pub use deploy::{DeployTarget, PurgeHook};
pub use doubts::Doubts;
pub use exclude::Exclude;
pub use home::Home;
pub use language::{Language, LanguageId, MenuEntry, Menus};
pub use live::Live;
pub use logo::Logo;
pub use markup::{Anchors, Markdown};
pub use media::MediaHost;
pub use permalink::{FolderPermalink, Permalink, Placeholder};
pub use prompts::{Appeal, Newsletter, Prompts, Support};
pub use publication::Publication;
pub use quotes::Quotes;
pub use read::ReadConfig;
pub use summary::Summary;
pub use taxonomy::{DeclaredTerm, Taxonomy, TaxonomyId};

/// The file the configuration is read from, relative to the site's root.
pub const FILE: &str = "site.toml";

/// The folder of files that are copied as they are, below the root.
pub const STATIC: &str = "static";

/// The whole configuration of a site.
#[derive(Clone, Debug)]
pub struct Config {
    /// The fingerprint of the whole file.
    pub fingerprint: Fingerprint,
    /// The site's name.
    pub title: String,
    /// One sentence about the site.
    pub description: String,
    /// Where the site will be served.
    pub base_url: BaseUrl,
    /// What `site.toml` has for `base_url`, where that is an address; the command line may replace it.
    pub written_base_url: Option<BaseUrl>,
    /// The hosts it is served at: that of `base_url`, and that of `site.toml` where the command line replaces it, so that links
    /// to either lead within the site.
    pub hosts: Hosts,
    /// The languages, the default one first; never empty.
    pub languages: IdVec<LanguageId, Language>,
    /// The time zone of dates without an offset.
    pub timezone: chrono_tz::Tz,
    /// The copyright line, printed as it is.
    pub copyright: String,
    /// The licence of articles that name none: an SPDX identifier or a text.
    pub licence: Option<String>,
    /// Folders with content, relative to the root; never empty.
    pub content: Vec<String>,
    /// The folder below a content folder that holds standing pages.
    pub pages: String,
    /// Authors: their folder below a content folder, and the address of their pages.
    pub authors: Authors,
    /// Files and folders that are left out.
    pub exclude: Exclude,
    /// How names become parts of addresses.
    pub slugs: Slugs,
    /// The pattern of article addresses.
    pub permalink: Permalink,
    /// The patterns of folders, those of inner ones first.
    pub permalinks: Vec<FolderPermalink>,
    /// Articles on a listing page, where a taxonomy does not say otherwise; at least 1.
    pub page_size: usize,
    /// The taxonomies in written order.
    pub taxonomies: IdVec<TaxonomyId, Taxonomy>,
    /// The largest content file, in bytes.
    pub max_file_size: u64,
    /// Foreign front-matter names and the names they stand for.
    pub fields: Vec<ForeignName>,
    /// The keys of front matter that the site declares for its own use.
    pub declared: Vec<Declared>,
    /// Whether a key of front matter that is neither known nor declared is an error.
    pub strict: bool,
    /// Whether damaged front matter is read as far as it goes, with warnings.
    pub lenient: bool,
    /// Who keeps the archive and since when it is closed.
    pub archive: Option<Archive>,
    /// The logo, where a language has no other.
    pub logo: Option<Logo>,
    /// The newsletter form.
    pub newsletter: Option<Newsletter>,
    /// Where readers can give.
    pub support: Option<Support>,
    /// What stands under each article.
    pub appeal: Option<Appeal>,
    /// Whether articles are offered for others to publish, where their licence allows it.
    pub republish: bool,
    /// Which address of mirrored pages counts.
    pub canonical: Canonical,
    /// Names: pictures credited to one of them are not shown.
    pub hide_images: Vec<Words>,
    /// Feeds.
    pub feeds: Feeds,
    /// Lists for templates, in written order.
    pub lists: Vec<List>,
    /// The taxonomies along which previous and next go: an article's first term in the first of them it has.
    pub neighbours: Vec<TaxonomyId>,
    /// What the home page begins with, where a language does not say otherwise.
    pub home_page: Home,
    /// What two pages on one address mean.
    pub on_conflict: Level,
    /// What a link to a source file that does not exist means.
    pub on_missing_link: Level,
    /// What the summaries of articles without one are taken from.
    pub summary: Summary,
    /// What Markdown has beside CommonMark.
    pub markdown: Markdown,
    /// How anchors of headings are made.
    pub anchors: Anchors,
    /// Whether HTML in content is trusted.
    pub trusted: bool,
    /// Whether links are relative and end in `index.html`.
    pub relative_links: bool,
    /// Whether the site has a search index.
    pub search: bool,
    /// Hosts whose old addresses answer at the root of this site.
    pub old_hosts: Vec<Host>,
    /// The web hosts that settings are written for, in their order, each once.
    pub web_hosts: Vec<WebHost>,
    /// The forms in which compressed copies of files are written, each once.
    pub compress: Vec<Encoding>,
    /// Where links to old addresses that nothing answers lead.
    pub archived_copy: Option<ArchivedCopy>,
    /// Whether links to dead pages of other sites lead to the replacements in the list of them.
    pub replace_dead_links: bool,
    /// Parts of this host and of others that are no part of the archive and live on.
    pub live: Live,
    /// The second host of large files.
    pub media: Option<MediaHost>,
    /// Where the site is deployed to, in written order.
    pub deploy: Vec<DeployTarget>,
    /// Whatever a theme wants to know, as written under `[extra]`.
    pub extra: serde_json::Value,
}

/// A key that other programs write, and the name it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignName {
    /// The key.
    pub name: String,
    /// The name that it stands for.
    pub known: String,
    /// Where that was written.
    pub position: Position,
}

/// Where the site will be served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl {
    /// Scheme and host without a slash at the end: `https://archive.example.org`.
    pub origin: String,
    /// The sub-path without a slash at the end: empty or `/archive`.
    pub path: String,
}

impl BaseUrl {
    /// The full address of a path of the site.
    pub fn full(&self, path: &UrlPath) -> String {
        format!("{}{}", self.origin, path.href(&self.path))
    }
}

/// Authors: where their profiles are and what their pages are called.
#[derive(Clone, Debug)]
pub struct Authors {
    /// The folder of profiles below a content folder.
    pub folder: String,
    /// The address of the index, without slashes at its ends.
    pub path: String,
    /// Articles on a page.
    pub page_size: usize,
    /// Whether each author has a feed.
    pub feed: bool,
    /// Whether only authors with a profile may be named.
    pub strict: bool,
}

/// What kind of feed the terms of a taxonomy have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedKind {
    /// None.
    Off,
    /// Atom (RFC 4287).
    Atom,
    /// RSS 2.0 with the iTunes elements, complete.
    Podcast,
}

/// Who keeps the archive.
#[derive(Clone, Debug, Default)]
pub struct Archive {
    /// The day the newsroom closed.
    pub closed: Option<NaiveDate>,
    /// Who keeps the archive.
    pub operator: Option<String>,
    /// How to reach the keeper: an e-mail address or a URL.
    pub contact: Option<String>,
    /// The prompts that stay although the newsroom is closed.
    pub prompts: Prompts,
}

/// Which address of a mirrored page is the one that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Canonical {
    /// The page's own: the original is gone.
    Own,
    /// The original one, while it is alive.
    Original,
}

/// Feeds of the site.
#[derive(Clone, Debug)]
pub struct Feeds {
    /// Entries of a subscription feed.
    pub limit: usize,
    /// Old addresses of the site's feed, with where they are written.
    pub aliases: Vec<(Address, Position)>,
}

/// A list that named templates receive: the newest articles with all of the terms.
#[derive(Clone, Debug)]
pub struct List {
    /// The name: `lists.<name>` in templates.
    pub name: String,
    /// Taxonomy index and name of a term, with its place.
    pub terms: Vec<(TaxonomyId, Name, Position)>,
    /// The first folder below a content folder, if only articles of one are wanted.
    pub section: Option<String>,
    /// The most articles.
    pub limit: usize,
    /// The templates that receive it, with their places.
    pub templates: Vec<(String, Position)>,
}

impl Config {
    /// The default language.
    pub fn default_language(&self) -> &Language {
        &self.languages[LanguageId::DEFAULT]
    }

    /// The language `id`.
    pub fn language(&self, id: LanguageId) -> &Language {
        &self.languages[id]
    }

    /// The language with this code.
    pub fn language_by_code(&self, code: &str) -> Option<LanguageId> {
        let mut languages = self.languages.enumerate();
        languages.find(|(_, language)| language.code.eq_ignore_ascii_case(code)).map(|(id, _)| id)
    }

    /// What Markdown has in a language beside CommonMark.
    pub fn markdown_of(&self, language: LanguageId) -> Markdown {
        let code = &self.language(language).code;
        let primary = code.split('-').next().unwrap_or_default();
        let holds_dashes = ["ru", "uk", "be"].iter().any(|known| primary.eq_ignore_ascii_case(known));
        Markdown { quotes: Quotes::of(code), holds_dashes, ..self.markdown }
    }

    /// The home of a language: `/`, or `/ru/`.
    pub fn home(&self, language: LanguageId) -> UrlPath {
        match language {
            LanguageId::DEFAULT => UrlPath::root(),
            other => UrlPath::root().join(&self.language(other).code),
        }
    }

    /// The pattern of the address of the article at `below`, a path below a content folder: that of the innermost folder, in its
    /// language first, else that of its language, else that of the site.
    pub fn permalink(&self, language: LanguageId, below: &str) -> &Permalink {
        let language = self.language(language);
        let of_folder = |list: &[FolderPermalink]| list.iter().position(|folder| folder.holds(below));
        if let Some(index) = of_folder(&language.permalinks) {
            return &language.permalinks[index].permalink;
        }
        match of_folder(&self.permalinks) {
            Some(index) => &self.permalinks[index].permalink,
            None => language.permalink.as_ref().unwrap_or(&self.permalink),
        }
    }

    /// Whether the newsroom has closed: nothing new is published.
    pub fn is_closed(&self) -> bool {
        self.archive.as_ref().is_some_and(|archive| archive.closed.is_some())
    }

    /// The prompts that may be shown: of a closed archive only those it names, since nobody may collect addresses or money
    /// for a newsroom that is gone.
    pub fn prompts(&self) -> Prompts {
        let all = Prompts { newsletter: true, support: true, appeal: true, republish: true };
        let prompts = self.archive.as_ref().map_or(all, |archive| archive.prompts);
        Prompts { republish: prompts.republish && self.republish, ..prompts }
    }

    /// The path of a source file below its content folder, if it is in one: `articles/2010/x.md`.
    pub fn below_content<'p>(&self, path: &'p str) -> Option<&'p str> {
        self.content.iter().find_map(|folder| {
            let folder = folder.trim_end_matches('/');
            path.strip_prefix(folder)?.strip_prefix('/')
        })
    }
}
