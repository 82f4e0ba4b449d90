//! Addresses as Hugo makes them of names.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// How names become parts of addresses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Naming {
    /// `disablePathToLower`.
    pub(super) keep_case: bool,
    /// `removePathAccents`.
    pub(super) without_accents: bool,
}

impl Naming {
    /// A text, such as a slug or a title: what no address has is left out, white space is a hyphen.
    pub(super) fn text(self, text: &str) -> String {
        self.cased(&kept(&self.accents(text)))
    }

    /// The name of a file, a folder or a term: every space is a hyphen, even beside what is left out.
    pub(super) fn name(self, name: &str) -> String {
        self.text(&name.trim().replace(' ', "-"))
    }

    /// A path of names.
    pub(super) fn path(self, path: &str) -> String {
        let parts = path.split('/').map(|part| self.name(part)).filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join("/")
    }

    fn accents(self, text: &str) -> String {
        let composed: String = text.nfc().collect();
        if !self.without_accents {
            return composed;
        }
        composed.nfd().filter(|c| !is_combining_mark(*c)).nfc().collect()
    }

    fn cased(self, text: &str) -> String {
        if self.keep_case { text.to_owned() } else { text.to_lowercase() }
    }
}

/// What of a text an address may have: letters, digits and some signs. White space between them is one hyphen.
fn kept(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let (mut hyphen_due, mut was_hyphen) = (false, false);
    for (at, c) in text.char_indices() {
        if is_allowed(c) || is_escape(&text[at..]) {
            was_hyphen = c == '-';
            if hyphen_due && !was_hyphen {
                kept.push('-');
            }
            hyphen_due = false;
            kept.push(c);
        } else if !kept.is_empty() && !was_hyphen && c.is_whitespace() {
            hyphen_due = true;
        }
    }
    kept
}

fn is_allowed(c: char) -> bool {
    c.is_alphanumeric()
        || is_combining_mark(c)
        || matches!(c, '.' | '/' | '\\' | '_' | '#' | '+' | '~' | '-' | '@' | '\u{b7}')
}

/// Whether a text begins with an escape such as `%20`.
fn is_escape(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() > 2 && bytes[0] == b'%' && bytes[1].is_ascii_hexdigit() && bytes[2].is_ascii_hexdigit()
}

/// An address with its escapes decoded.
pub(super) fn decoded(address: &str) -> String {
    percent_encoding::percent_decode_str(address)
        .decode_utf8()
        .map_or_else(|_| address.to_owned(), Into::into)
}

/// A path from `/` without empty parts and without `.` and `..`; a slash at the end stays.
pub(super) fn clean(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    let end = if parts.is_empty() || !path.ends_with('/') { "" } else { "/" };
    format!("/{}{end}", parts.join("/"))
}

/// Two parts of a path with one slash between them.
pub(super) fn join(folder: &str, name: &str) -> String {
    match (folder.trim_end_matches('/'), name.trim_start_matches('/')) {
        ("", name) => name.to_owned(),
        (folder, "") => folder.to_owned(),
        (folder, name) => format!("{folder}/{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_texts_are_those_of_hugo() {
        let naming = Naming::default();
        assert_eq!(naming.name("Hello World & You"), "hello-world--you");
        assert_eq!(naming.text("Hello World & You"), "hello-world-you");
        assert_eq!(naming.text("What's up?"), "whats-up");
        assert_eq!(naming.text("A - B"), "a-b");
        assert_eq!(naming.name("C++"), "c++");
        assert_eq!(naming.text("Ünï %e2%80%8a x"), "ünï-%e2%80%8a-x");
        assert_eq!(naming.path("Sub Dir/Deep_One.v1"), "sub-dir/deep_one.v1");
        let naming = Naming { keep_case: true, without_accents: true };
        assert_eq!(naming.name("Ünï Jo\u{301}"), "Uni-Jo");
    }

    #[test]
    fn paths_are_cleaned() {
        assert_eq!(clean("/a//b/../c/"), "/a/c/");
        assert_eq!(clean("../../x"), "/x");
        assert_eq!(clean("//"), "/");
        assert_eq!(join("a/", "/b"), "a/b");
        assert_eq!(join("", "b"), "b");
        assert_eq!(decoded("/a%20b/%ff"), "/a%20b/%ff");
        assert_eq!(decoded("/a%20b/"), "/a b/");
    }
}
