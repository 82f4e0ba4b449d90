//! What is kept of an image's metadata: creator, credit and copyright.

use super::{exif, iptc, xmp};

/// Metadata as a file holds them.
#[derive(Debug, Default)]
pub(super) struct Raw<'a> {
    /// A TIFF structure.
    pub(super) exif: Option<&'a [u8]>,
    /// An XMP packet.
    pub(super) xmp: Option<&'a [u8]>,
    /// Photoshop resources.
    pub(super) iptc: Vec<u8>,
}

/// The metadata that stay, each in the form it is stored in; empty where there is nothing to keep.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Rights {
    /// A TIFF structure with artist, copyright and perhaps orientation.
    pub(super) exif: Vec<u8>,
    /// An XMP packet.
    pub(super) xmp: Vec<u8>,
    /// Photoshop resources with one block of IPTC-IIM.
    pub(super) iptc: Vec<u8>,
}

impl Rights {
    /// What stays of `raw`; the orientation only if `turned`, that is if the picture is shown by it.
    pub(super) fn of(raw: &Raw<'_>, turned: bool) -> Rights {
        Rights {
            exif: raw.exif.and_then(|tiff| exif::minimal(tiff, turned)).unwrap_or_default(),
            xmp: raw.xmp.and_then(xmp::minimal).unwrap_or_default(),
            iptc: iptc::minimal(&raw.iptc).unwrap_or_default(),
        }
    }
}
