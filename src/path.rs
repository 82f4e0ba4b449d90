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
mod part;

pub use ending::{Ending, PUBLISHED as PUBLISHED_ENDINGS};
pub use part::{Slugs, name_slug};

/// The longest segment of an address, in bytes: file systems stop at 255, and hosts add suffixes of their own.
pub const MAX_SEGMENT_BYTES: usize = 200;

/// The longest address of a page, in bytes once decoded: longer ones fit no file
/// system below a folder of any depth (macOS stops at 1,024), and what reads them (hosts, proxies, archives) cuts them off.
pub const MAX_ADDRESS_BYTES: usize = 1_000;

/// The file a folder's address answers with.
const INDEX: &str = "index.html";

/// The longest path of a file of the output, in bytes: that of a page with the longest address.
pub const MAX_PATH_BYTES: usize = MAX_ADDRESS_BYTES + INDEX.len();

/// What a path segment may not hold unencoded in an address (RFC 3986, `pchar`, and quotes so that attributes stay whole).
const SEGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}')
    .add(b'\'')
    .add(b'&');

/// Why a text is not an address of this site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathError {
    /// The path does not start with `/`.
    NotAbsolute,
    /// A segment is `.` or `..`, or holds a separator once decoded.
    Climbs,
    /// A control character, a NUL or bytes that are not UTF-8.
    Unprintable,
    /// A slug that holds a separator.
    NotOnePart,
    /// A segment is longer than [`MAX_SEGMENT_BYTES`].
    TooLong,
    /// The whole is longer than [`MAX_ADDRESS_BYTES`].
    WholeTooLong,
    /// A full address without a host that can be read.
    NoHost,
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            PathError::NotAbsolute => "an address must start with `/`",
            PathError::Climbs => "an address must not contain a `.` or `..` segment or a backslash",
            PathError::Unprintable => "an address must not contain control characters or invalid UTF-8",
            PathError::NotOnePart => {
                "a slug is a single path segment without `/`; use `url` for a whole path"
            }
            PathError::TooLong => "a path segment is at most 200 bytes long",
            PathError::WholeTooLong => "an address is at most 1,000 bytes long",
            PathError::NoHost => "the host cannot be parsed",
        })
    }
}

/// A source file, relative to the site's root, with `/` between parts: `content/articles/2010/x.md`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SourcePath(Box<str>);

impl SourcePath {
    /// A source path as walked; the walker never yields `..`.
    pub fn new(path: impl Into<Box<str>>) -> SourcePath {
        SourcePath(path.into())
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the path is in Unicode normal form C.
    pub fn is_composed(&self) -> bool {
        is_nfc(&self.0)
    }

    /// The path in Unicode normal form C.
    pub fn composed(&self) -> Cow<'_, str> {
        composed(&self.0)
    }

    /// The last part: `x.md`.
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// The file name without its last extension: `x`.
    pub fn stem(&self) -> &str {
        let name = self.file_name();
        match name.rfind('.') {
            Some(dot) if dot > 0 => &name[..dot],
            _ => name,
        }
    }

    /// The extension without its dot, or an empty text.
    pub fn extension(&self) -> &str {
        let name = self.file_name();
        match name.rfind('.') {
            Some(dot) if dot > 0 => &name[dot + 1..],
            _ => "",
        }
    }

    /// The folder, without a slash at the end: `content/articles/2010`.
    pub fn folder(&self) -> &str {
        self.0.rfind('/').map_or("", |slash| &self.0[..slash])
    }

    /// The file that `relative`, an address without query and fragment, names as seen from this one: decoded once, `.` and `..`
    /// resolved. `None` where it is absolute, not UTF-8, or leads above the root.
    pub fn resolve(&self, relative: &str) -> Option<SourcePath> {
        let decoded = percent_decode_str(relative).decode_utf8().ok()?;
        if decoded.starts_with('/') || decoded.is_empty() {
            return None;
        }
        let mut parts: Vec<&str> = self.folder().split('/').filter(|part| !part.is_empty()).collect();
        for part in decoded.split('/') {
            match part {
                "" | "." => {}
                ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
                ".." => return None,
                part => parts.push(part),
            }
        }
        let root = if self.0.starts_with('/') { "/" } else { "" };
        Some(SourcePath(format!("{root}{}", parts.join("/")).into()))
    }

    /// The file `name` (which may hold `/`) in the same folder, without resolving `..`.
    pub fn sibling(&self, name: &str) -> SourcePath {
        match self.folder() {
            "" => SourcePath::new(name),
            folder => SourcePath(format!("{folder}/{name}").into()),
        }
    }
}

impl fmt::Display for SourcePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

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

/// A file of the output, relative to the output folder, with `/` between parts: `2010/12/border/index.html`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct OutPath(Box<str>);

impl OutPath {
    /// A path relative to the output folder.
    ///
    /// # Errors
    /// [`PathError`] where a part climbs, is unprintable or overlong.
    pub fn new(path: impl Into<Box<str>>) -> Result<OutPath, PathError> {
        let path = path.into();
        if path.chars().any(char::is_control) {
            return Err(PathError::Unprintable);
        }
        for segment in path.split('/') {
            check_segment(segment)?;
            if segment.is_empty() {
                return Err(PathError::Climbs);
            }
        }
        Ok(OutPath(path))
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same path in lower case, for finding files that differ by case alone.
    pub fn case_folded(&self) -> Cow<'_, str> {
        let folded = |byte: u8| byte.is_ascii() && !byte.is_ascii_uppercase();
        if self.0.bytes().all(folded) { Cow::Borrowed(&self.0) } else { Cow::Owned(self.0.to_lowercase()) }
    }

    /// The same path as file systems without regard to case may see it: see [`fold`].
    pub fn folded(&self) -> Cow<'_, str> {
        if self.0.is_ascii() { self.case_folded() } else { Cow::Owned(fold(&self.0)) }
    }

    /// The hash of the path in lower case: what clashes are looked for by. Of a million paths, two share 64 bits once in 40
    /// million sites.
    pub fn folded_key(&self) -> u64 {
        path_key(&self.case_folded())
    }
}

impl fmt::Display for OutPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
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

/// A readable ASCII slug of any text in any script, or `None` where nothing readable is left.
///
/// Cyrillic, Georgian, Armenian and other scripts are transliterated letter by letter. Apostrophes vanish, everything
/// else that is not a letter or digit becomes one hyphen. At most 100 bytes, cut between words where possible.
pub fn slug(text: &str) -> Option<String> {
    let mut slug = String::with_capacity(text.len().min(MAX_SLUG_BYTES + 8));
    if text.is_ascii() {
        // It is its own normal form and transliteration.
        let _ = text.bytes().try_for_each(|byte| push_to_slug(&mut slug, byte));
    } else {
        // A letter that becomes several ("щ" to "shch") stays whole; a sign that becomes a word ("€" to "EUR") too.
        let mut characters = text.nfc().map(any_ascii::any_ascii_char);
        let _ = characters.try_for_each(|ascii| {
            ascii
                .bytes()
                .chain(ascii.is_empty().then_some(b'\''))
                .try_for_each(|byte| push_to_slug(&mut slug, byte))
        });
    }
    if slug.len() > MAX_SLUG_BYTES {
        let cut = slug[..=MAX_SLUG_BYTES].rfind('-').filter(|&hyphen| hyphen > MAX_SLUG_BYTES / 2);
        slug.truncate(cut.unwrap_or(MAX_SLUG_BYTES));
    }
    slug.truncate(slug.trim_end_matches('-').len());
    (!slug.is_empty()).then_some(slug)
}

/// How long a slug may be.
const MAX_SLUG_BYTES: usize = 100;

/// Appends a byte of ASCII to a slug as far as slugs have it; `None` where the slug is as long as it may be and a bit longer, so
/// that it can be cut between words.
fn push_to_slug(slug: &mut String, byte: u8) -> Option<()> {
    match byte {
        b'a'..=b'z' | b'0'..=b'9' | b'A'..=b'Z' => slug.push(byte.to_ascii_lowercase() as char),
        b'\'' | b'`' => {}
        _ if slug.is_empty() || slug.ends_with('-') => {}
        _ => slug.push('-'),
    }
    (slug.len() <= MAX_SLUG_BYTES + 1).then_some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_decoded_once_and_normalised() {
        assert_eq!(UrlPath::parse("/a%20b//c").unwrap().as_str(), "/a b/c");
        assert_eq!(UrlPath::parse("/%2541").unwrap().as_str(), "/%41");
        assert_eq!(UrlPath::parse("/e\u{301}/").unwrap().as_str(), "/\u{e9}/");
        assert_eq!(UrlPath::parse("/").unwrap().as_str(), "/");
        assert_eq!(UrlPath::parse("///").unwrap().as_str(), "/");
    }

    #[test]
    fn addresses_never_climb() {
        assert_eq!(UrlPath::parse("/a/../b"), Err(PathError::Climbs));
        assert_eq!(UrlPath::parse("/a/%2e%2E/b"), Err(PathError::Climbs));
        assert_eq!(UrlPath::parse("/a\\b"), Err(PathError::Climbs));
        assert_eq!(UrlPath::parse("a"), Err(PathError::NotAbsolute));
        assert_eq!(UrlPath::parse("/a%00"), Err(PathError::Unprintable));
        assert_eq!(UrlPath::parse("/%ff"), Err(PathError::Unprintable));
        assert_eq!(UrlPath::parse(&format!("/{}", "x".repeat(201))), Err(PathError::TooLong));
        let long = |parts: usize| "/a".repeat(parts);
        assert_eq!(UrlPath::parse(&long(500)).map(|url| url.is_too_long()), Ok(false));
        assert_eq!(UrlPath::parse(&long(501)), Err(PathError::WholeTooLong));
        assert_eq!(UrlPath::parse(&long(500).replace('a', "%61")).map(|url| url.as_str().len()), Ok(1_000));
        assert_eq!(UrlPath::parse(&long(1_000_000)), Err(PathError::WholeTooLong));
        assert!(UrlPath::parse(&long(500)).unwrap().join("a").is_too_long());
        assert_eq!(OutPath::new("../x"), Err(PathError::Climbs));
        assert_eq!(OutPath::new("/x"), Err(PathError::Climbs));
    }

    #[test]
    fn addresses_become_files() {
        let file = |text: &str| UrlPath::parse(text).unwrap().out_path().as_str().to_owned();
        assert_eq!(file("/"), "index.html");
        assert_eq!(file("/a/"), "a/index.html");
        assert_eq!(file("/a"), "a/index.html");
        assert_eq!(file("/a/b.html"), "a/b.html");
        assert_eq!(file("/feed.xml"), "feed.xml");
        assert_eq!(file("/a/B.HTM"), "a/B.HTM");
        assert_eq!(file("/v1.0"), "v1.0/index.html");
        assert_eq!(file("/releases/1.88.0"), "releases/1.88.0/index.html");
        assert_eq!(file("/analytics.usa.gov"), "analytics.usa.gov/index.html");
        assert_eq!(file("/node.js"), "node.js/index.html");
        assert_eq!(file("/.html"), ".html/index.html");
        assert_eq!(file("/st. petersburg"), "st. petersburg/index.html");
    }

    #[test]
    fn a_host_answers_with_the_file_the_folder_or_the_page() {
        let files = ["a/index.html", "b", "c.html", "d.pdf", "e.pdf/index.html", "f/1.2.html", "g.htm"];
        let has = |path: &OutPath| files.contains(&path.as_str());
        let answered = |text: &str| UrlPath::parse(text).unwrap().answered(has).map(|url| url.to_string());
        for (asked, expected) in [
            ("/a", Some("/a/")),
            ("/a/", Some("/a/")),
            ("/b", Some("/b")),
            ("/b/", None),
            ("/c", Some("/c.html")),
            ("/c.html", Some("/c.html")),
            ("/c/", None),
            ("/d.pdf", Some("/d.pdf")),
            ("/d", None),
            ("/e.pdf", Some("/e.pdf/")),
            ("/f/1.2", Some("/f/1.2.html")),
            ("/g", None),
            ("/C", None),
        ] {
            assert_eq!(answered(asked).as_deref(), expected, "{asked}");
        }
    }

    #[test]
    fn links_are_encoded_once_after_the_base() {
        let path = UrlPath::parse("/регион/a b/").unwrap();
        assert_eq!(path.href("/archive"), "/archive/%D1%80%D0%B5%D0%B3%D0%B8%D0%BE%D0%BD/a%20b/");
    }

    #[test]
    fn names_fold_as_file_systems_do() {
        for (one, other) in
            [("Straße", "STRASSE"), ("wiſen", "wisen"), ("ﬁlm", "film"), ("É", "e\u{301}"), ("ΣΑΣ", "σας")]
        {
            assert_eq!(fold(one), fold(other), "{one}");
        }
        assert_eq!(fold("STRAẞE"), fold("strasse"));
        assert_ne!(fold("sınır"), fold("sinir"));
    }

    #[test]
    fn slugs_read_in_latin_letters() {
        assert_eq!(
            slug("Border guards: an offer renewed").as_deref(),
            Some("border-guards-an-offer-renewed")
        );
        assert_eq!(slug("Kyrgyzstan's Unrest 2010").as_deref(), Some("kyrgyzstans-unrest-2010"));
        assert_eq!(slug("Грузия и Россия").as_deref(), Some("gruziya-i-rossiya"));
        assert_eq!(slug("საქართველო").as_deref(), Some("sakartvelo"));
        assert_eq!(slug("Հայաստան").as_deref(), Some("hayastan"));
        assert_eq!(slug("!!! …"), None);
        assert!(slug(&"слово ".repeat(200)).unwrap().len() <= 100);
    }

    #[test]
    fn source_paths_have_parts() {
        let path = SourcePath::new("content/a/b.ru.md");
        assert_eq!((path.file_name(), path.stem(), path.extension()), ("b.ru.md", "b.ru", "md"));
        assert_eq!(path.folder(), "content/a");
        assert_eq!(path.sibling("c.jpg").as_str(), "content/a/c.jpg");
        assert_eq!(SourcePath::new("x").sibling("y").as_str(), "y");
    }
}
