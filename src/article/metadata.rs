//! Metadata that not every article has.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::{PublicationDate, written};
use crate::config::Publication;

/// Metadata that not every article has: first what those of mirrors mostly have, the rest behind another pointer.
#[derive(Clone, Debug, Default, PartialEq, Hash, Serialize, Deserialize)]
pub struct More {
    /// When it was last changed by the newsroom.
    pub updated: Option<PublicationDate>,
    /// The byline as printed.
    pub byline: Option<Box<str>>,
    /// Its licence, where it is not the site's.
    pub licence: Option<Box<str>>,
    /// The lead image.
    pub image: Option<Box<Image>>,
    /// Where the mirror found it.
    pub origin: Option<Box<Origin>>,
    /// The permanent identifier.
    pub id: Option<Box<str>>,
    /// Everything else that was written.
    #[serde(with = "written")]
    pub extra: Option<Box<serde_json::Value>>,
    /// What few articles have.
    pub rare: Option<Box<Rare>>,
}

impl More {
    /// [`More::rare`]; where there is none, the default, in which every value is absent.
    pub fn rare_or_default(&self) -> &Rare {
        static DEFAULT: LazyLock<Rare> = LazyLock::new(Rare::default);
        self.rare.as_deref().unwrap_or(&DEFAULT)
    }
}

/// Metadata that few articles have.
#[derive(Clone, Debug, Default, PartialEq, Hash, Serialize, Deserialize)]
pub struct Rare {
    /// From when on it is past its date; counts only with `--as-of`.
    pub expires: Option<PublicationDate>,
    /// A note on the author as printed then.
    pub author_note: Option<Box<str>>,
    /// Who translated it.
    pub translators: Box<[Box<str>]>,
    /// Who took the pictures.
    pub photographers: Box<[Box<str>]>,
    /// Agencies it came from.
    pub agencies: Box<[Box<str>]>,
    /// A gallery.
    pub gallery: Box<[Image]>,
    /// The recording.
    pub audio: Option<Box<Media>>,
    /// The film.
    pub video: Option<Box<Media>>,
    /// Files to download.
    pub attachments: Box<[Attachment]>,
    /// What the newsroom corrected.
    pub corrections: Box<[Note]>,
    /// What the keeper of the archive has to say.
    pub archive_notes: Box<[Note]>,
    /// Where it was first published.
    pub syndicated_from: Option<Box<Syndication>>,
    /// The publication it appeared in, where that is not the site's.
    pub publication: Option<Box<Publication>>,
    /// The identifier its old feed gave it.
    pub guid: Option<Box<str>>,
    /// The number of a podcast's episode.
    pub episode: Option<u32>,
    /// The season of a podcast's episode.
    pub season: Option<u32>,
    /// When and why it was withdrawn.
    pub withdrawal: Option<Box<Withdrawal>>,
}

/// A picture with what is known about it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Image {
    /// A file beside the article, a path of the site, or a full address.
    pub file: Box<str>,
    /// What it shows, for those who do not see it.
    pub alt: Box<str>,
    /// The caption.
    pub caption: Option<Box<str>>,
    /// Who made it.
    pub credit: Option<Box<str>>,
}

/// A recording or a film.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Media {
    /// A file beside the article, a path of the site, or a full address.
    pub file: Box<str>,
    /// Its title, where it is not the article's.
    pub title: Option<Box<str>>,
    /// Length in seconds.
    pub duration: Option<u32>,
    /// Size in bytes, as written; otherwise that of the file.
    pub bytes: Option<u64>,
    /// A still image.
    pub poster: Option<Box<str>>,
}

/// A file to download.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Attachment {
    /// A file beside the article, a path of the site, or a full address.
    pub file: Box<str>,
    /// What it is.
    pub title: Option<Box<str>>,
}

/// A correction or a keeper's note.
#[derive(Clone, Debug, PartialEq, Hash, Serialize, Deserialize)]
pub struct Note {
    /// When it was made, if that is known.
    pub date: Option<PublicationDate>,
    /// What it says.
    pub text: Box<str>,
}

/// Where an article was first published.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Syndication {
    /// The publisher.
    pub name: Box<str>,
    /// The address there.
    pub url: Option<Box<str>>,
    /// The licence it was taken under.
    pub licence: Option<Box<str>>,
}

/// Where the mirror found an article.
#[derive(Clone, Debug, Default, PartialEq, Hash, Serialize, Deserialize)]
pub struct Origin {
    /// The original address.
    pub url: Option<Box<str>>,
    /// When it was captured.
    pub captured: Option<PublicationDate>,
    /// The file of the mirror it came from.
    pub source: Option<Box<str>>,
    /// The SHA-256 sum of the capture, in hexadecimal digits.
    pub sha256: Option<Box<str>>,
}

/// When and why an article was withdrawn.
#[derive(Clone, Debug, Default, PartialEq, Hash, Serialize, Deserialize)]
pub struct Withdrawal {
    /// When.
    pub date: Option<PublicationDate>,
    /// Why.
    pub reason: Option<Box<str>>,
}
