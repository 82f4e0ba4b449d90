//! A page as it is sent: with the reload script, and with the fingerprint that browsers are compared by.

use std::sync::OnceLock;

use bytes::Bytes;

use super::Problem;
use crate::facts::ContentType;
use crate::fingerprint::{Fingerprint, FingerprintBuilder};
use crate::output::policy;

/// The address of the editor dashboard.
pub(super) const DASHBOARD: &str = "/_preview/";

/// The address of the script.
pub(super) const SCRIPT: &str = "/_preview/reload.js";

/// The digits of a fingerprint in a file's name, as [`Fingerprint::short`] writes them.
const DIGITS: usize = 16;

/// What is sent for one address, whole in memory.
#[derive(Debug)]
pub(super) struct ServedPage {
    /// The bytes as they are sent.
    pub(super) bytes: Bytes,
    /// The same, compressed, once somebody has asked for that.
    pub(super) gzip: OnceLock<Bytes>,
    /// Its content type.
    pub(super) content_type: ContentType,
    /// Names the bytes.
    pub(super) tag: Fingerprint,
    /// What browsers that show it are compared by; `None` for what is no page.
    pub(super) shown: Option<Shown>,
    /// Its Content-Security-Policy, if it has one.
    pub(super) policy: Option<String>,
    /// Errors on the page, which a build would stop at.
    pub(super) problems: Vec<Problem>,
}

impl ServedPage {
    /// A file as it is.
    pub(super) fn file(bytes: Vec<u8>, content_type: ContentType) -> ServedPage {
        let tag = Fingerprint::of(&bytes);
        let policy = content_type.is_html().then(|| policy::header(&bytes)).flatten();
        ServedPage {
            bytes: bytes.into(),
            gzip: OnceLock::new(),
            content_type,
            tag,
            shown: None,
            policy,
            problems: Vec::new(),
        }
    }

    /// A page of HTML: the script is put in.
    pub(super) fn html(html: &[u8], content_type: ContentType) -> ServedPage {
        let shown = Shown::of(html);
        let bytes = inject(html, &shown.exact.short());
        ServedPage { shown: Some(shown), ..ServedPage::file(bytes, content_type) }
    }
}

/// Puts the script into a page: at the end of its head, or else of its body, or else of all.
///
/// Nothing but the element is added, so that taking it out gives the page that a build writes.
pub(super) fn inject(html: &[u8], page: &str) -> Vec<u8> {
    let script = format!("<script src=\"{SCRIPT}\" data-page=\"{page}\" defer></script>");
    let head = memchr::memmem::find(html, b"</head>");
    let at = head.or_else(|| memchr::memmem::rfind(html, b"</body>")).unwrap_or(html.len());
    let mut bytes = Vec::with_capacity(html.len() + script.len());
    bytes.extend_from_slice(&html[..at]);
    bytes.extend_from_slice(script.as_bytes());
    bytes.extend_from_slice(&html[at..]);
    bytes
}

/// What a browser shows, as far as it is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shown {
    /// The fingerprint of the page.
    pub(super) exact: Fingerprint,
    /// The fingerprint of the page without the fingerprints in names of files.
    plain: Fingerprint,
    /// The addresses of files whose names hold a fingerprint, in the order of the page.
    hashed: Box<[Box<str>]>,
}

/// How what is shown differs from what would be.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Difference {
    /// Not at all.
    None,
    /// In style sheets alone: from which address to which.
    Styles(Vec<(String, String)>),
    /// In the page, in a script, or in a picture.
    Page,
}

impl Shown {
    /// What a page shows, as a build would write it.
    pub(super) fn of(html: &[u8]) -> Shown {
        let mut plain = FingerprintBuilder::new();
        let mut hashed = Vec::new();
        let mut from = 0;
        for dot in memchr::memchr_iter(b'.', html) {
            let end = dot + 1 + DIGITS;
            let is_hash = |digits: &[u8]| digits.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
            if dot < from || html.get(end) != Some(&b'.') || !is_hash(&html[dot + 1..end]) {
                continue;
            }
            plain.part(&html[from..dot]);
            from = end;
            hashed.push(address_around(html, dot, end));
        }
        plain.part(&html[from..]);
        Shown { exact: Fingerprint::of(html), plain: plain.finish(), hashed: hashed.into() }
    }

    /// How the page differs from what a browser shows.
    pub(super) fn difference(&self, page: &Shown) -> Difference {
        if self.exact == page.exact {
            return Difference::None;
        }
        if self.plain != page.plain || self.hashed.len() != page.hashed.len() {
            return Difference::Page;
        }
        let pairs = self.hashed.iter().zip(&page.hashed).filter(|(old, new)| old != new);
        let mut styles: Vec<(String, String)> =
            pairs.map(|(old, new)| (old.to_string(), new.to_string())).collect();
        styles.dedup();
        if styles.iter().all(|(old, new)| is_own_style(old) && is_own_style(new)) {
            Difference::Styles(styles)
        } else {
            Difference::Page
        }
    }
}

/// Whether an address is that of a style sheet of this site, and not one of another host that a text names.
fn is_own_style(address: &str) -> bool {
    address.ends_with(".css") && !address.contains([':', '\\']) && !address.starts_with("//")
}

/// The address that the bytes from `start` to `end` are a part of: up to what cannot stand in one.
fn address_around(html: &[u8], start: usize, end: usize) -> Box<str> {
    let ends = |byte: &u8| {
        byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'(' | b')' | b',' | b'<' | b'>')
    };
    let first = html[..start].iter().rposition(ends).map_or(0, |at| at + 1);
    let last = html[end..].iter().position(ends).map_or(html.len(), |at| end + at);
    String::from_utf8_lossy(&html[first..last]).into()
}

#[cfg(test)]
mod tests {
    use super::{Difference, Shown, inject};

    const OLD: &str =
        "<link href=\"/theme/s.0123456789abcdef.css\"><script src=\"/theme/s.0123456789abcdef.js\">";

    fn difference(new: &str) -> Difference {
        Shown::of(OLD.as_bytes()).difference(&Shown::of(new.as_bytes()))
    }

    #[test]
    fn the_script_stands_at_the_end_of_the_head() {
        let script = "<script src=\"/_preview/reload.js\" data-page=\"x\" defer></script>";
        let injected = |html: &str| String::from_utf8(inject(html.as_bytes(), "x")).unwrap();
        assert_eq!(injected("<head></head><body></body>"), format!("<head>{script}</head><body></body>"));
        assert_eq!(injected("<body></body>"), format!("<body>{script}</body>"));
        assert_eq!(injected("text"), format!("text{script}"));
    }

    #[test]
    fn a_style_sheet_of_another_name_is_no_other_page() {
        assert_eq!(difference(OLD), Difference::None);
        let new = OLD.replace("cdef.css", "0000.css");
        let pair = ("/theme/s.0123456789abcdef.css".to_owned(), "/theme/s.0123456789ab0000.css".to_owned());
        assert_eq!(difference(&new), Difference::Styles(vec![pair]));
        assert_eq!(difference(&OLD.replace("cdef.js", "0000.js")), Difference::Page);
        assert_eq!(difference(&new.replace("/theme", "/them")), Difference::Page);
        assert_eq!(difference("text"), Difference::Page);
    }

    #[test]
    fn a_style_sheet_of_another_host_is_another_page() {
        for host in ["https://e.example", "//e.example", "/\\e.example", "\\\\e.example"] {
            let old = format!("<p>{host}/theme/s.0123456789abcdef.css</p>");
            let new = Shown::of(old.replace("cdef.css", "0000.css").as_bytes());
            assert_eq!(Shown::of(old.as_bytes()).difference(&new), Difference::Page, "{host}");
        }
    }
}
