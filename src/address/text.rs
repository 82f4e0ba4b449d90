//! What can be said about an address before it is parsed: its scheme, its path relative to a page, its written form.
//!
//! Everything here works on the text as it will appear in the page, after removing what browsers ignore, so that a
//! scheme cannot hide behind a tab, a control character or a character reference.

use std::borrow::Cow;

use url::Url;

/// Schemes a link may have. All others (`javascript:`, `data:`, `vbscript:`, `file:`, …) make it plain text.
pub const LINK_SCHEMES: [&str; 5] = ["http", "https", "mailto", "tel", "ftp"];

/// Schemes an image, a sound or a film may have.
pub const MEDIA_SCHEMES: [&str; 2] = ["http", "https"];

/// Attributes whose address browsers follow or submit to.
const LINK_ATTRIBUTES: [&str; 12] = [
    "action",
    "cite",
    "classid",
    "codebase",
    "data",
    "formaction",
    "href",
    "longdesc",
    "manifest",
    "profile",
    "usemap",
    "xlink:href",
];

/// The attribute that holds several of those, with blanks between them.
const LIST_ATTRIBUTE: &str = "ping";

/// Attributes whose address is loaded and shown.
const MEDIA_ATTRIBUTES: [&str; 6] = ["background", "data-src", "dynsrc", "lowsrc", "poster", "src"];

/// Attributes that hold several of those, see [`candidates`].
const SET_ATTRIBUTES: [&str; 2] = ["imagesrcset", "srcset"];

/// What an attribute holds of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// One that is followed or submitted to.
    Link,
    /// Several of those, with blanks between them.
    Links,
    /// One that is loaded and shown.
    Media,
    /// Several of those, see [`candidates`].
    Set,
}

impl Holds {
    /// What the attribute `name` holds, on whichever element; `None` if it holds no address.
    pub fn of(name: &str) -> Option<Holds> {
        match name {
            _ if LINK_ATTRIBUTES.contains(&name) => Some(Holds::Link),
            _ if MEDIA_ATTRIBUTES.contains(&name) => Some(Holds::Media),
            _ if SET_ATTRIBUTES.contains(&name) => Some(Holds::Set),
            LIST_ATTRIBUTE => Some(Holds::Links),
            _ => None,
        }
    }
}

/// Whether an attribute may have this value, wherever it is written: an address has one of the schemes above, or none.
pub fn may_hold(attribute: &str, value: &str) -> bool {
    match Holds::of(attribute) {
        Some(Holds::Link) => is_safe(value, &LINK_SCHEMES),
        Some(Holds::Links) => value.split_ascii_whitespace().all(|address| is_safe(address, &LINK_SCHEMES)),
        Some(Holds::Media) => is_safe(value, &MEDIA_SCHEMES),
        Some(Holds::Set) => candidates(value).all(|(address, _)| is_safe(address, &MEDIA_SCHEMES)),
        None => true,
    }
}

/// The value of an attribute as it is written: an address without what browsers leave out of it, any other text as it is.
pub fn written<'v>(attribute: &str, value: &'v str) -> Cow<'v, str> {
    match LINK_ATTRIBUTES.contains(&attribute) || MEDIA_ATTRIBUTES.contains(&attribute) {
        true => clean(value),
        false => Cow::Borrowed(value),
    }
}

/// The addresses of a `srcset`, each with its descriptor (`2x`, `640w`, or nothing), as the HTML Standard reads them
/// ("parse a srcset attribute"); the words of an odd descriptor come as one.
pub fn candidates(srcset: &str) -> impl Iterator<Item = (&str, &str)> {
    let blank = |next: char| next.is_ascii_whitespace();
    let mut rest = srcset;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|next: char| blank(next) || next == ',');
        if rest.is_empty() {
            return None;
        }
        let (address, after) = rest.split_at(rest.find(blank).unwrap_or(rest.len()));
        rest = after;
        let bare = address.trim_end_matches(',');
        if bare.len() < address.len() {
            return Some((bare, ""));
        }
        let mut depth = 0_usize;
        let end = rest.find(|next| {
            match next {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                _ => {}
            }
            next == ',' && depth == 0
        });
        let (descriptor, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after;
        Some((bare, descriptor.trim_matches(blank)))
    })
}

/// Whether a descriptor of a `srcset` says a width or a density.
pub fn is_descriptor(descriptor: &str) -> bool {
    let number = descriptor.strip_suffix(['w', 'x']);
    number.is_some_and(|number| number.parse::<f64>().is_ok_and(|number| number.is_finite() && number > 0.0))
}

/// What kind of address it is.
#[derive(Debug, PartialEq, Eq)]
pub enum AddressKind<'a> {
    /// With a scheme of [`LINK_SCHEMES`], or with a host alone (`//host/path`).
    Full {
        /// The scheme in lower case; empty where there is a host alone.
        scheme: Cow<'a, str>,
    },
    /// A path, absolute or relative, perhaps with a query, perhaps with a fragment.
    Path,
    /// `#fragment`.
    Fragment,
    /// `@/path.md`.
    Source,
    /// Nothing.
    Empty,
    /// With another scheme.
    Unsafe,
}

impl AddressKind<'_> {
    /// Whether it is a full address of a page or file: with `http`, `https`, or a host alone.
    pub fn is_on_the_web(&self) -> bool {
        matches!(self, AddressKind::Full { scheme } if matches!(&**scheme, "" | "http" | "https"))
    }
}

/// `address` without what browsers ignore: white space and control characters at its ends, tabs and line breaks.
pub fn clean(address: &str) -> Cow<'_, str> {
    let trimmed = address.trim_matches(|end: char| end <= ' ' || end == '\u{A0}' || end == '\u{FEFF}');
    if trimmed.contains(['\t', '\n', '\r']) {
        return Cow::Owned(trimmed.replace(['\t', '\n', '\r'], ""));
    }
    Cow::Borrowed(trimmed)
}

/// The kind of `address`, which has been cleaned.
pub fn kind(address: &str) -> AddressKind<'_> {
    let bytes = address.as_bytes();
    match bytes {
        [] => return AddressKind::Empty,
        [b'#', ..] => return AddressKind::Fragment,
        [b'@', b'/', ..] => return AddressKind::Source,
        [b'/' | b'\\', b'/' | b'\\', ..] => return AddressKind::Full { scheme: Cow::Borrowed("") },
        _ => {}
    }
    let Some(scheme) = scheme(address) else { return AddressKind::Path };
    let scheme = match scheme.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => Cow::Owned(scheme.to_ascii_lowercase()),
        false => Cow::Borrowed(scheme),
    };
    match LINK_SCHEMES.contains(&&*scheme) {
        true => AddressKind::Full { scheme },
        false => AddressKind::Unsafe,
    }
}

/// The scheme `address` starts with, as browsers find it: a letter, then letters, digits, `+`, `-`, `.`, then a colon.
fn scheme(address: &str) -> Option<&str> {
    let end = address.find(|next: char| !next.is_ascii_alphanumeric() && !matches!(next, '+' | '-' | '.'))?;
    let found = address[end..].starts_with(':') && address.as_bytes()[0].is_ascii_alphabetic();
    found.then(|| &address[..end])
}

/// Whether browsers can read a full address.
pub fn is_readable(address: &str) -> bool {
    address.starts_with("//") || Url::parse(address).is_ok()
}

/// Whether browsers only follow or show `address`, in whatever form it came: a path, or a scheme that runs nothing.
pub fn is_safe_address(address: &str) -> bool {
    is_safe(address, &LINK_SCHEMES)
}

/// Whether browsers would leave this site for `address`, in whatever form it came.
pub fn is_elsewhere(address: &str) -> bool {
    matches!(kind(&clean(address)), AddressKind::Full { .. } | AddressKind::Unsafe)
}

/// Whether browsers would run `text`, were it an address. Texts that only look like one, such as `Note: …`, are none.
pub fn is_script(text: &str) -> bool {
    const RUNNING: [&str; 4] = ["javascript", "vbscript", "data", "livescript"];
    let text = clean(text);
    scheme(&text).is_some_and(|scheme| RUNNING.iter().any(|running| scheme.eq_ignore_ascii_case(running)))
}

/// Whether `address`, in whatever form it came, is relative or has one of `schemes`.
pub fn is_safe(address: &str, schemes: &[&str]) -> bool {
    let address = clean(address);
    match kind(&address) {
        AddressKind::Full { scheme } => scheme.is_empty() || schemes.contains(&&*scheme),
        AddressKind::Path | AddressKind::Fragment | AddressKind::Source | AddressKind::Empty => true,
        AddressKind::Unsafe => false,
    }
}

/// Appends `address` with the characters that may not stand in one percent-encoded. What is encoded stays as it is;
/// so do letters of all scripts, which browsers encode themselves, each part in its own way.
pub fn push_encoded(out: &mut String, address: &str) {
    let mut done = 0;
    for (at, byte) in address.bytes().enumerate() {
        let refused =
            byte <= b' ' || byte == 0x7F || matches!(byte, b'"' | b'<' | b'>' | b'\\' | b'^' | b'`');
        if refused || matches!(byte, b'{' | b'|' | b'}') {
            out.push_str(&address[done..at]);
            out.push('%');
            out.extend(
                [byte >> 4, byte & 15].map(|digit| char::from(b"0123456789ABCDEF"[usize::from(digit)])),
            );
            done = at + 1;
        }
    }
    out.push_str(&address[done..]);
}

/// `address` with the characters that may not stand in one percent-encoded.
pub fn encoded(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    push_encoded(&mut out, address);
    out
}

/// The address of a file that is called exactly as `name` is written, `?`, `#` and `%` included.
pub fn literal(name: &str) -> String {
    name.replace('%', "%25").replace('?', "%3F").replace('#', "%23")
}

/// `address` cut before its fragment.
pub fn split_fragment(address: &str) -> (&str, &str) {
    address.split_at(address.find('#').unwrap_or(address.len()))
}

/// The path and query of `reference` (without fragment) as seen from `page`, an encoded path that starts with `/`.
///
/// `.` and `..` are resolved and never lead above the root; the result starts with exactly one slash, so that no path
/// can turn into the address of another host. Backslashes count as slashes, as they do for browsers.
pub fn resolve(page: &str, reference: &str) -> String {
    let (path, query) = reference.split_at(reference.find('?').unwrap_or(reference.len()));
    if path.is_empty() {
        return format!("{page}{query}");
    }
    let path: Cow<'_, str> = match path.contains('\\') {
        true => Cow::Owned(path.replace('\\', "/")),
        false => Cow::Borrowed(path),
    };
    let folder =
        if path.starts_with('/') { "" } else { page.rsplit_once('/').map_or("", |(folder, _)| folder) };
    let mut resolved = String::with_capacity(folder.len() + reference.len() + 1);
    let segments = folder.split('/').skip(1).chain(path.strip_prefix('/').unwrap_or(&path).split('/'));
    let mut ends_in_folder = false;
    for segment in segments {
        let segment = dots(segment);
        ends_in_folder = matches!(segment, "" | "." | "..");
        match segment {
            "." => {}
            ".." => resolved.truncate(resolved.trim_end_matches('/').rfind('/').unwrap_or(0)),
            "" if resolved.is_empty() => {}
            _ => {
                resolved.push('/');
                resolved.push_str(segment);
            }
        }
    }
    if ends_in_folder && !resolved.ends_with('/') {
        resolved.push('/');
    }
    resolved.push_str(query);
    resolved
}

/// A segment of a path, in which `%2e` is a dot where it is `.` or `..` (URL Standard, "double-dot URL path segment").
fn dots(segment: &str) -> &str {
    let is = |dots: &[&str]| dots.iter().any(|dots| segment.eq_ignore_ascii_case(dots));
    if segment.len() <= 6 && segment.contains('%') {
        if is(&["%2e"]) {
            return ".";
        } else if is(&[".%2e", "%2e.", "%2e%2e"]) {
            return "..";
        }
    }
    segment
}

#[cfg(test)]
mod tests;
