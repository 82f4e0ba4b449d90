//! Filters of addresses.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::super::scope::Scope;
use super::super::value::Value;

/// What `cgi_escape` and `url_encode` leave.
const FORM: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'*').remove(b' ');

/// What `uri_escape` leaves.
const URI: &AsciiSet = &percent_encoding::CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Addresses of the site are written without the folder that it is in: the new site adds it.
pub(super) fn apply(name: &str, input: &Value, scope: &dyn Scope) -> Option<Value> {
    let text = input.to_string();
    let made = match name {
        "relative_url" | "url" | "prepend_baseurl" if is_full(&text) => text,
        "relative_url" | "url" | "prepend_baseurl" => from_root(&text),
        "absolute_url" if is_full(&text) => text,
        "absolute_url" if text.is_empty() => scope.site_url().to_owned(),
        "absolute_url" => format!("{}{}", scope.site_url(), from_root(&text)),
        "strip_index" => text.strip_suffix("index.html").unwrap_or(&text).to_owned(),
        "cgi_escape" | "url_encode" => utf8_percent_encode(&text, FORM).to_string().replace(' ', "+"),
        "uri_escape" => utf8_percent_encode(&text, URI).to_string(),
        "url_decode" => percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned(),
        _ => return None,
    };
    Some(Value::text(made))
}

fn is_full(address: &str) -> bool {
    address.starts_with("//")
        || address.split_once("://").is_some_and(|(scheme, _)| {
            !scheme.is_empty() && scheme.chars().all(|c| c.is_ascii_alphanumeric())
        })
}

fn from_root(address: &str) -> String {
    if address.starts_with('/') || address.is_empty() { address.to_owned() } else { format!("/{address}") }
}
