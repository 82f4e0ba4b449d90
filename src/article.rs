//! One source file to one document: a [`ParsedArticle`], a [`Page`], a [`TermText`] or a [`Profile`].
//!
//! This step sees one file and the configuration, nothing else. It keeps metadata; bodies stay on disk and are read
//! again when their page is rendered.

use std::borrow::Cow;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::config::{Config, LanguageId, TaxonomyId};
use crate::diagnostic::{Diagnostic, Diagnostics, Position};
use crate::encoding::{self, Undecodable, Wrong};
use crate::fingerprint::Fingerprint;
use crate::path::{SourcePath, UrlPath};
use crate::text::shorten;
use crate::value::keys::UnknownKey;

pub mod body;
mod context;
mod date;
mod foreign;
pub mod front_matter;
mod kind;
pub mod message;
mod metadata;
mod parsed;
mod profile;
mod read;
mod term;
mod written;

pub use date::{PublicationDate, date_in_name, parse_date};
pub use foreign::check_foreign_names;
pub use kind::{DocumentKind, classify, sections, undated_name};
pub use metadata::{Attachment, Image, Media, More, Note, Origin, Rare, Syndication, Withdrawal};
pub use parsed::{Address, NameReference, ParsedArticle, Reference, References, TermReference};
pub use profile::{Profile, ProfileText};
pub use term::{Subscription, TermText};

/// The longest title, in characters; of the name of an author or term too, and of what lists and feeds show of a summary.
/// What many pages show of one article must have an end.
pub const MAX_TITLE_CHARS: usize = 1_000;

/// How many authors an article may name without a warning, and how many terms of a taxonomy.
pub const MANY_NAMES: usize = 200;

/// How many of them it may name at all: each has a page and a feed, which show the article.
pub const MAX_NAMES: usize = 1_000;

/// A text of at most [`MAX_TITLE_CHARS`] characters: a longer one is cut at a word and ends in an ellipsis.
pub fn cut(text: &str) -> Cow<'_, str> {
    shorten(text, MAX_TITLE_CHARS)
}

/// Where the body of a file is, and what the file was when it was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// The fingerprint of the whole file.
    pub fingerprint: Fingerprint,
    /// The byte at which the body starts.
    pub body: u32,
    /// How many bytes the file has.
    pub size: u32,
}

impl Stamp {
    /// Whether the file is so large that no other large one is in memory beside it: see [`crate::source::LARGE_BYTES`].
    pub fn is_large(&self) -> bool {
        u64::from(self.size) > crate::source::LARGE_BYTES
    }
}

/// Whether an article is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Visibility {
    /// Not finished: left out unless asked for.
    pub draft: bool,
    /// Has a page, but asks search engines to pass by.
    pub noindex: bool,
    /// Taken back: a tombstone instead of a page.
    pub withdrawn: bool,
}

/// The metadata of one article, but for what it says by name: the catalog knows what is meant by that.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Article {
    /// Its source.
    pub path: SourcePath,
    /// Where its body is.
    pub stamp: Stamp,
    /// See [`Article::metadata_digest`].
    metadata_digest: u64,
    /// The headline.
    pub title: Box<str>,
    /// Two or three sentences, written or taken from the first paragraph.
    pub summary: Box<str>,
    /// Whether the summary was written, and is not the beginning of the text.
    pub standfirst: bool,
    /// When it was published.
    pub date: PublicationDate,
    /// Its language.
    pub language: LanguageId,
    /// Whether it is shown.
    pub visibility: Visibility,
    /// What few articles have.
    pub more: Option<Box<More>>,
}

impl Article {
    /// An article of which nothing but this is known, to be filled in and [written](front_matter::write).
    pub fn draft(path: SourcePath, title: Box<str>, date: PublicationDate) -> Article {
        Article {
            path,
            stamp: Stamp::default(),
            metadata_digest: 0,
            title,
            summary: Box::default(),
            standfirst: false,
            date,
            language: LanguageId::DEFAULT,
            visibility: Visibility::default(),
            more: None,
        }
    }

    /// The hash of all metadata as the file gives them, references by name included. It does not depend on where in the file
    /// they stand, nor on the body, which has a fingerprint in [`Article::stamp`].
    pub fn metadata_digest(&self) -> u64 {
        self.metadata_digest
    }

    /// [`Article::more`]; where there is none, the default, in which every value is absent.
    pub fn more_or_default(&self) -> &More {
        static DEFAULT: LazyLock<More> = LazyLock::new(More::default);
        self.more.as_deref().unwrap_or(&DEFAULT)
    }

    /// [`More::rare`]; where there is none, the default, in which every value is absent.
    pub fn rare_or_default(&self) -> &Rare {
        self.more_or_default().rare_or_default()
    }

    /// The order of all lists: by instant, then by source path.
    pub fn order(&self) -> (i64, &SourcePath) {
        (self.date.instant(), &self.path)
    }
}

/// A standing page: about, contact, privacy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// Its source.
    pub path: SourcePath,
    /// Where its body is.
    pub stamp: Stamp,
    /// What kind of page it is.
    pub role: PageRole,
    /// The headline.
    pub title: Box<str>,
    /// One sentence.
    pub summary: Box<str>,
    /// Its language.
    pub language: LanguageId,
    /// Its address, if it says so itself.
    pub url: Option<UrlPath>,
    /// Where that was written; `None` where the file's path says it.
    pub url_position: Option<Position>,
    /// Whether it is shown.
    pub visibility: Visibility,
    /// Old addresses.
    pub aliases: Box<[Reference]>,
    /// The template that renders it, where it is not `standing.html`.
    pub template: Option<Reference>,
    /// Title and summary in other languages, where given.
    pub translations: Vec<(LanguageId, Box<str>, Option<Box<str>>)>,
    /// Everything else that was written.
    #[serde(with = "written")]
    pub extra: Option<Box<serde_json::Value>>,
}

/// What kind of standing page a file is.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PageRole {
    /// The text of the home page: `_index.md` at the top.
    Home,
    /// A page at the address its path gives: `about` for `pages/about.md`, `news` for `news/_index.md`.
    Standing {
        /// The path below the pages folder, without extension, language and `index`.
        key: Box<str>,
    },
    /// The text of a taxonomy's index.
    Taxonomy(TaxonomyId),
    /// The text of the author index.
    Authors,
}

/// What a content file turned out to be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Document {
    /// An article.
    Article(Box<ParsedArticle>),
    /// A standing page, or the text of an index.
    Page(Box<Page>),
    /// The description of a term.
    Term(Box<TermText>),
    /// The profile of an author.
    Profile(Box<Profile>),
}

impl Document {
    /// The file.
    pub fn path(&self) -> &SourcePath {
        match self {
            Document::Article(parsed) => &parsed.article.path,
            Document::Page(page) => &page.path,
            Document::Term(text) => &text.path,
            Document::Profile(profile) => &profile.path,
        }
    }

    /// Where its body is, and what the file was.
    pub fn stamp(&self) -> Stamp {
        match self {
            Document::Article(parsed) => parsed.article.stamp,
            Document::Page(page) => page.stamp,
            Document::Term(text) => text.stamp,
            Document::Profile(profile) => profile.stamp,
        }
    }
}

/// What reading one content file came to.
#[derive(Debug, Default)]
pub struct ReadDocument {
    /// The document; none where something is so wrong that it cannot be shown.
    pub document: Option<Document>,
    /// What is wrong with the file.
    pub problems: Diagnostics,
    /// The keys of its front matter that nobody knows, once each, sorted.
    pub unknown: Vec<UnknownKey>,
    /// The keys that it was asked for, each with a line break behind it: all that a document of this kind may have.
    pub known: String,
}

/// Reads one content file.
///
/// `path` is the file's path as messages name it, `bytes` its content.
pub fn read(path: &SourcePath, bytes: &[u8], config: &Config) -> ReadDocument {
    let SourceText { text, problems } = match source_text(path, bytes, config.lenient) {
        Ok(text) => text,
        Err(problem) => return ReadDocument { problems: (*problem).into(), ..ReadDocument::default() },
    };
    let kind = classify(path, config);
    let fingerprint = Fingerprint::of(bytes);
    let mut reading = read::document(path, &text, kind, fingerprint, config);
    reading.problems.append(problems);
    reading
}

/// The text of a source, and what is odd about it.
#[derive(Debug)]
pub struct SourceText<'b> {
    /// The text, whatever the encoding of the file: all positions and offsets are of this one.
    pub text: Cow<'b, str>,
    /// What was left out of it.
    pub problems: Diagnostics,
}

/// The text of a source in UTF-8 or UTF-16. Where the site is read leniently, control characters are left out of it.
///
/// # Errors
/// Where the bytes are no text, or hold control characters.
pub fn source_text<'b>(
    path: &SourcePath,
    bytes: &'b [u8],
    lenient: bool,
) -> Result<SourceText<'b>, Box<Diagnostic>> {
    let file = path.as_str();
    let text = encoding::decode(bytes).map_err(|Undecodable { before, wrong }| {
        let position = Position::of(&before, before.len());
        Box::new(match wrong {
            Wrong::Byte(byte) => message::not_utf8(file, position, byte),
            Wrong::Unit(unit) => message::not_utf16(file, position, Some(unit)),
            Wrong::Odd => message::not_utf16(file, position, None),
        })
    })?;
    // Without a way out of the loop the whole text is looked at many bytes at a time; it holds none but for mistakes.
    let any = text.bytes().fold(false, |any, byte| any | is_control(byte));
    let Some(offset) = any.then(|| text.bytes().position(is_control)).flatten() else {
        return Ok(SourceText { text, problems: Diagnostics::new() });
    };
    let (position, byte) = (Position::of(&text, offset), text.as_bytes()[offset]);
    if !lenient {
        return Err(Box::new(message::control_character(file, position, byte)));
    }
    let count = text.bytes().filter(|byte| is_control(*byte)).count();
    let problem = message::control_characters(file, position, byte, count);
    let text = text.replace(|character: char| u8::try_from(character).is_ok_and(is_control), "");
    Ok(SourceText { text: text.into(), problems: problem.into() })
}

/// Control characters that no text holds; tabs and line breaks are none.
fn is_control(byte: u8) -> bool {
    matches!(byte, 0..=8 | 11 | 12 | 14..=31 | 127)
}
