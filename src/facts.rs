//! What is known of a file of the site beside its bytes: what it is, when it is published, how long a browser may keep it.
//!
//! The plan says it of every output, the manifest holds it, and whoever stores or sends a file goes by it.

use serde::{Deserialize, Serialize};

mod content_type;

pub use content_type::ContentType;

/// What is known of a file beside its path and its bytes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Facts {
    /// What the file is.
    #[serde(rename = "type")]
    pub content_type: ContentType,
    /// When it is published.
    pub stage: Stage,
    /// How long it may be kept.
    pub cache: Cache,
}

impl Facts {
    /// Those of the manifest's own files.
    pub const MANIFEST: Facts =
        Facts { content_type: ContentType::JSON, stage: Stage::Manifest, cache: Cache::Revalidate };

    /// Those of a list of checksums for other programs, which belongs to the manifest.
    pub const SUMS: Facts = Facts { content_type: ContentType::TEXT, ..Facts::MANIFEST };
}

/// When a file is published: what pages need before the pages, what leads to a page after it, the manifest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Style sheets, scripts, images, media, static files.
    Asset = 1,
    /// Pages of one article each, and standing pages.
    Page = 2,
    /// Whatever lists others: term pages, feeds, sitemaps, search, redirects.
    List = 3,
    /// The manifest's own files.
    Manifest = 4,
}

impl Stage {
    /// All stages in their order.
    pub const ALL: [Stage; 4] = [Stage::Asset, Stage::Page, Stage::List, Stage::Manifest];
}

/// How long a browser may keep a file without asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Cache {
    /// For ever: its name holds the fingerprint of its content.
    Immutable,
    /// Not at all: the same address may answer with other bytes after the next build.
    Revalidate,
}

impl Cache {
    /// The value of the header `Cache-Control` (RFC 9111, 5.2.2; `immutable`: RFC 8246).
    pub const fn header(self) -> &'static str {
        match self {
            Cache::Immutable => "public, max-age=31536000, immutable",
            Cache::Revalidate => "public, max-age=0, must-revalidate",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_read_as_documented() {
        let facts = Facts { content_type: ContentType::HTML, stage: Stage::Page, cache: Cache::Revalidate };
        let text = r#"{"type":"text/html; charset=utf-8","stage":"page","cache":"revalidate"}"#;
        assert_eq!(serde_json::to_string(&facts).unwrap(), text);
        assert_eq!(serde_json::from_str::<Facts>(text).unwrap(), facts);
        let names = Stage::ALL.map(|stage| serde_json::to_string(&stage).unwrap());
        assert_eq!(names, ["\"asset\"", "\"page\"", "\"list\"", "\"manifest\""]);
        assert_eq!(serde_json::to_string(&Cache::Immutable).unwrap(), "\"immutable\"");
    }

    #[test]
    fn stages_are_in_the_order_of_the_swap() {
        assert!(Stage::ALL.is_sorted());
        assert_eq!(Stage::ALL.map(|stage| stage as u8), [1, 2, 3, 4]);
    }
}
