//! What is kept of a picture's metadata: who made it, whom to credit, who owns it.

use super::{exif, iptc, jpeg, png, webp, xmp};

/// The metadata that stay, each in the form it is stored in; empty where there is nothing to keep.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Rights {
    /// A TIFF structure with artist and copyright, without orientation.
    pub(super) exif: Vec<u8>,
    /// An XMP packet.
    pub(super) xmp: Vec<u8>,
    /// Photoshop resources with one block of IPTC-IIM.
    pub(super) iptc: Vec<u8>,
}

impl Rights {
    /// The rights that the picture in `bytes` tells.
    pub(super) fn read(bytes: &[u8]) -> Rights {
        let raw = match imagesize::image_type(bytes) {
            Ok(imagesize::ImageType::Jpeg) => jpeg::metadata(bytes),
            Ok(imagesize::ImageType::Png) => png::metadata(bytes),
            Ok(imagesize::ImageType::Webp) => webp::metadata(bytes),
            _ => None,
        };
        let Some(raw) = raw else { return Rights::default() };
        Rights {
            exif: raw.exif.and_then(|tiff| exif::minimal(&tiff, false)).unwrap_or_default(),
            xmp: raw.xmp.and_then(|packet| xmp::minimal(&packet)).unwrap_or_default(),
            iptc: raw.iptc.and_then(|resources| iptc::minimal(&resources)).unwrap_or_default(),
        }
    }
}

/// Metadata as a file holds them.
#[derive(Debug, Default)]
pub(super) struct Raw {
    /// A TIFF structure.
    pub(super) exif: Option<Vec<u8>>,
    /// An XMP packet.
    pub(super) xmp: Option<Vec<u8>>,
    /// Photoshop resources.
    pub(super) iptc: Option<Vec<u8>>,
}
