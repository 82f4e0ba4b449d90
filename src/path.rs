//! Path types that cannot be confused: sources, addresses on the site, and files in the output.
//!
//! Strings are not joined into addresses anywhere else. An address is kept decoded and in Unicode normal form C; it is
//! percent-encoded once, when it is written into a page. A path outside the output folder cannot be constructed.

use std::borrow::Cow;
use std::fmt;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use unicode_normalization::{UnicodeNormalization, is_nfc};

mod ending;
mod error;
mod output;
mod part;
mod slug;
mod source;

pub use ending::{Ending, PUBLISHED as PUBLISHED_ENDINGS};
pub use error::PathError;
pub use output::OutPath;
pub use part::{Slugs, name_slug};
pub use slug::slug;
pub use source::SourcePath;

/// The longest segment of an address, in bytes: file systems stop at 255, and hosts add suffixes of their own.
pub const MAX_SEGMENT_BYTES: usize = 200;

/// The longest address of a page, in bytes once decoded: longer ones fit no file
/// system below a folder of any depth (macOS stops at 1,024), and what reads them (hosts, proxies, archives) cuts them off.
pub const MAX_ADDRESS_BYTES: usize = 1_000;

/// The file a folder's address answers with.
const INDEX: &str = "index.html";

/// The longest path of a file of the output, in bytes: that of a page with the longest address.
pub const MAX_PATH_BYTES: usize = MAX_ADDRESS_BYTES + INDEX.len();

/// What browsers encode in the path of an address (URL Standard, "path percent-encode set"), and the percent sign.
pub const BROWSERS_ENCODE: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}');

/// What a path segment may not hold unencoded in an address (RFC 3986, `pchar`, and quotes so that attributes stay whole).
pub const SEGMENT: &AsciiSet =
    &BROWSERS_ENCODE.add(b'[').add(b'\\').add(b']').add(b'^').add(b'|').add(b'\'').add(b'&');

/// An address of this site: absolute, decoded, normalised, without the sub-path of `base_url`: `/2010/12/border/`.
///
/// A text that ends in `/` is the address of a folder and answers with its `index.html`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct UrlPath(Box<str>);

impl UrlPath {
    /// The site's home.
    pub fn root() -> UrlPath {
        UrlPath("/".into())
    }

    /// Reads an address as people and mirrors write it: decodes it once, normalises it, drops empty parts.
    ///
    /// Query and fragment must have been cut off before.
    ///
    /// # Errors
    /// [`PathError`] where the path is relative, climbs, is unprintable, has an overlong part or is too long itself.
    pub fn parse(text: &str) -> Result<UrlPath, PathError> {
        if !text.starts_with('/') {
            return Err(PathError::NotAbsolute);
        }
        // Three bytes may stand for one. What is too long in any case is not looked at.
        if text.len() > 3 * MAX_ADDRESS_BYTES {
            return Err(PathError::WholeTooLong);
        }
        let normal = if is_plain(text) { Cow::Borrowed(text) } else { decoded(text)? };
        let mut path = String::with_capacity(normal.len());
        for segment in normal.split('/').filter(|segment| !segment.is_empty()) {
            check_segment(segment)?;
            path.push('/');
            path.push_str(segment);
        }
        if normal.ends_with('/') || path.is_empty() {
            path.push('/');
        }
        if path.len() > MAX_ADDRESS_BYTES {
            return Err(PathError::WholeTooLong);
        }
        Ok(UrlPath(path.into()))
    }

    /// Whether the address is too long for a page: it was put together from parts that are not.
    pub fn is_too_long(&self) -> bool {
        self.0.len() > MAX_ADDRESS_BYTES
    }

    /// The folder address below this one: `/regions/` and `armenia` give `/regions/armenia/`.
    ///
    /// `segment` is a slug or a number of our own making.
    #[must_use]
    pub fn join(&self, segment: &str) -> UrlPath {
        UrlPath(format!("{}{segment}/", self.folder()).into())
    }

    /// The file address below this one: `/regions/` and `feed.xml` give `/regions/feed.xml`.
    #[must_use]
    pub fn file(&self, name: &str) -> UrlPath {
        UrlPath(format!("{}{name}", self.folder()).into())
    }

    /// The address `below` (which starts with `/`) moved under this folder: `/ru/` and `/2010/x/` give `/ru/2010/x/`.
    #[must_use]
    pub fn append(&self, below: &UrlPath) -> UrlPath {
        UrlPath(format!("{}{}", self.folder(), below.0.trim_start_matches('/')).into())
    }

    /// The address below the folder `base`, which is decoded and has no slash at its end: `/archive/x` below `/archive`
    /// is `/x`, and so is `/x` below nothing. `None` outside it.
    pub fn below(&self, base: &str) -> Option<UrlPath> {
        match self.0.strip_prefix(base)? {
            "" => Some(UrlPath::root()),
            below => below.starts_with('/').then(|| UrlPath(below.into())),
        }
    }

    /// The address of the file `relative` (a source path, which may hold `/`) below this folder; `None` where a part
    /// of it makes no address.
    pub fn file_below(&self, relative: &str) -> Option<UrlPath> {
        let path: String = relative.nfc().collect();
        if path.chars().any(char::is_control)
            || path.split('/').any(|part| part.is_empty() || check_segment(part).is_err())
        {
            return None;
        }
        Some(self.file(&path))
    }

    /// The address with a slash at its end, unless it ends as a file does.
    ///
    /// Other addresses are served from `x/index.html`, and every static host leads `/x` to `/x/`.
    #[must_use]
    pub fn with_slash(self) -> UrlPath {
        if self.0.ends_with('/') || self.ending().is_some() {
            return self;
        }
        self.as_folder()
    }

    /// The address with a slash at its end, whatever it ends in.
    #[must_use]
    pub fn as_folder(self) -> UrlPath {
        if self.0.ends_with('/') { self } else { UrlPath(format!("{}/", self.0).into()) }
    }

    /// The address as text, decoded.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part up to and including the last slash.
    pub fn folder(&self) -> &str {
        self.0.rfind('/').map_or("/", |slash| &self.0[..=slash])
    }

    /// The text after the last dot of the last segment, as written, and what it says, if it says what a file is.
    fn known_extension(&self) -> Option<(&str, Ending)> {
        let name = self.0.rsplit('/').next()?;
        let (stem, extension) = name.rsplit_once('.')?;
        let ending = ending::ending(extension).filter(|_| !stem.is_empty())?;
        Some((extension, ending))
    }

    /// The extension of the last segment, as written, if it is one: see [`Ending`].
    pub fn extension(&self) -> Option<&str> {
        self.known_extension().map(|(extension, _)| extension)
    }

    /// What the end of the address says of what stands there; `None` for folders.
    pub fn ending(&self) -> Option<Ending> {
        self.known_extension().map(|(_, ending)| ending)
    }

    /// Whether the address is that of a program, by its extension: a static host cannot answer it with a page.
    pub fn is_program(&self) -> bool {
        self.ending() == Some(Ending::Program)
    }

    /// Whether a page can stand at the address: whether a host sends what stands there as HTML.
    pub fn can_be_page(&self) -> bool {
        matches!(self.ending(), None | Some(Ending::Page))
    }

    /// Whether a feed can stand at the address: whether a host sends what stands there as XML, or leaves it to the reader.
    pub fn can_be_feed(&self) -> bool {
        let is_xml = |extension: &str| {
            ["xml", "rss", "atom", "rdf"].iter().any(|xml| xml.eq_ignore_ascii_case(extension))
        };
        self.ending() != Some(Ending::File) || self.extension().is_some_and(is_xml)
    }

    /// Under which address a static host answers this one, of a site that has the files which `has` knows: the file of that very
    /// name, the index of the folder, or the page whose name has `.html` behind it, to which a link must lead by its whole name.
    pub fn answered(&self, has: impl Fn(&OutPath) -> bool) -> Option<UrlPath> {
        let file = self.out_path();
        if has(&file) {
            return Some(self.clone().with_slash());
        }
        if self.0.ends_with('/') {
            return None;
        }
        let as_file = || OutPath(self.0.trim_start_matches('/').into());
        if self.ending().is_none() && has(&as_file()) {
            return Some(self.clone());
        }
        let folder = self.clone().as_folder();
        if self.ending().is_some() && has(&folder.out_path()) {
            return Some(folder);
        }
        self.page().filter(|page| has(&page.out_path()))
    }

    /// The address of the page whose name has `.html` behind this one; `None` for folders and for pages.
    pub fn page(&self) -> Option<UrlPath> {
        let is_named = !self.0.ends_with('/') && self.ending() != Some(Ending::Page);
        is_named.then(|| UrlPath(format!("{}.html", self.0).into()))
    }

    /// The way from the page to the root of the site, relative: `../` for each folder.
    pub fn way_to_root(&self) -> String {
        "../".repeat(self.0.matches('/').count().saturating_sub(1))
    }

    /// The percent-encoded form for links, after `base`, the sub-path of the site without a slash at its end.
    pub fn href(&self, base: &str) -> String {
        let mut href = String::with_capacity(base.len() + self.0.len() + 8);
        href.push_str(base);
        href.extend(utf8_percent_encode(&self.0, SEGMENT));
        href
    }

    /// The file of the output that answers at this address.
    pub fn out_path(&self) -> OutPath {
        let relative = self.0.trim_start_matches('/');
        if relative.is_empty() || relative.ends_with('/') {
            OutPath(format!("{relative}{INDEX}").into())
        } else if self.ending().is_some() {
            OutPath(relative.into())
        } else {
            OutPath(format!("{relative}/{INDEX}").into())
        }
    }
}

impl fmt::Display for UrlPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether a path is read as it is written: nothing of it is encoded, and it is ASCII without control characters.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| (b' '..=b'~').contains(&byte) && byte != b'%')
}

/// A path percent-decoded, in Unicode normal form C.
fn decoded(text: &str) -> Result<Cow<'_, str>, PathError> {
    let decoded = percent_decode_str(text).decode_utf8().map_err(|_| PathError::Unprintable)?;
    let normal = if is_nfc(&decoded) { decoded } else { Cow::Owned(decoded.nfc().collect()) };
    if normal.chars().any(char::is_control) { Err(PathError::Unprintable) } else { Ok(normal) }
}

/// Whether one decoded segment may stand in an address and as a file name.
fn check_segment(segment: &str) -> Result<(), PathError> {
    if segment == "." || segment == ".." || segment.contains(['/', '\\']) {
        return Err(PathError::Climbs);
    }
    if segment.len() > MAX_SEGMENT_BYTES {
        return Err(PathError::TooLong);
    }
    Ok(())
}

/// A name as macOS and Windows compare it: without regard to case, composition and letters that are another with a twist:
/// `ß` is `ss`, `ſ` is `s`, `ﬁ` is `fi`. This is the full case folding of Unicode, but for the dotless `ı`.
pub fn fold(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    for character in name.nfd() {
        match character {
            'ı' => folded.push(character),
            // Small letters first: the capital of `ß` is `SS`, that of `ẞ` itself.
            _ => folded
                .extend(character.to_lowercase().flat_map(char::to_uppercase).flat_map(char::to_lowercase)),
        }
    }
    folded.nfd().collect()
}

/// A text in Unicode normal form C: some file systems change the form of names.
pub fn composed(text: &str) -> Cow<'_, str> {
    if is_nfc(text) { Cow::Borrowed(text) } else { Cow::Owned(text.nfc().collect()) }
}

/// The hash of a path as it is.
pub fn path_key(path: &str) -> u64 {
    xxhash_rust::xxh3::xxh3_64(path.as_bytes())
}

#[cfg(test)]
mod tests;
