//! Query parameters, compared by meaning and not by spelling.

use std::hash::{Hash, Hasher};

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, percent_decode, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// What `encodeURIComponent` of JavaScript leaves as it is (ECMA-262, 19.2.6.4).
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

/// What may not stand in a query: the query percent-encode set of the URL Standard, and what would end an attribute.
const WRITTEN: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'\'')
    .add(b'`')
    .add(b'\\')
    .add(b'^')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The query of an address.
///
/// Equal are those with the same parameters: decoded, in any order, `+` and `%20` alike, `x` and `x=` alike. Bytes that are
/// not UTF-8 are compared as they are.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Query {
    written: Box<str>,
    canonical: Box<str>,
}

impl Query {
    /// Reads a query without its `?`; `None` where it holds no parameter.
    pub fn read(text: &str) -> Option<Query> {
        let mut parameters: Vec<String> =
            parts(text).map(|(name, value)| format!("{name}={value}")).collect();
        if parameters.is_empty() {
            return None;
        }
        parameters.sort_unstable();
        let written = utf8_percent_encode(text, WRITTEN).to_string();
        Some(Query { written: written.into(), canonical: parameters.join("&").into() })
    }

    /// The query as it was written, encoded where it has to be.
    pub fn written(&self) -> &str {
        &self.written
    }

    /// The parameters in the one form in which they are compared: encoded as `encodeURIComponent` does, sorted, joined by
    /// `&`.
    pub fn canonical(&self) -> &str {
        &self.canonical
    }

    /// How many bytes it has once decoded, as it was written or as it is compared, whichever is more: normal form C may take three
    /// times as many.
    pub fn length(&self) -> usize {
        let length = |text: &str| percent_decode(text.as_bytes()).count();
        length(&self.written).max(length(&self.canonical))
    }

    /// Whether each parameter was written with a `=`.
    pub fn has_only_pairs(&self) -> bool {
        self.written.split('&').all(|part| part.is_empty() || part.contains('='))
    }
}

/// Names and values of a query as [`Query::canonical`] has them, in the order in which they are written.
fn parts(text: &str) -> impl Iterator<Item = (String, String)> {
    let parts = text.split('&').filter(|part| !part.is_empty());
    parts.map(|part| part.split_once('=').unwrap_or((part, ""))).map(|(n, v)| (component(n), component(v)))
}

/// One name or value: decoded where it is UTF-8, in normal form C, and encoded again.
fn component(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['%', '+']) {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(after) = rest.strip_prefix('+') {
            plain.push(' ');
            rest = after;
            continue;
        }
        let run = encoded_run(rest);
        let bytes: Vec<u8> = percent_decode(&rest.as_bytes()[..run.max(1)]).collect();
        match std::str::from_utf8(&bytes) {
            Ok(decoded) => plain.push_str(decoded),
            Err(_) => {
                push_component(&mut out, &plain);
                plain.clear();
                out.push_str(&rest[..run].to_ascii_uppercase());
            }
        }
        rest = &rest[run.max(1)..];
    }
    plain.push_str(rest);
    push_component(&mut out, &plain);
    out
}

/// The length of the run of `%41%42…` at the start of `text`.
fn encoded_run(text: &str) -> usize {
    let is_encoded = |three: &&[u8]| three[0] == b'%' && three[1..].iter().all(u8::is_ascii_hexdigit);
    text.as_bytes().chunks_exact(3).take_while(is_encoded).count() * 3
}

fn push_component(out: &mut String, text: &str) {
    let normal: String = text.nfc().collect();
    out.extend(utf8_percent_encode(&normal, COMPONENT));
}

impl PartialEq for Query {
    fn eq(&self, other: &Query) -> bool {
        self.canonical == other.canonical
    }
}

impl Eq for Query {}

impl Hash for Query {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.canonical.hash(hasher);
    }
}
