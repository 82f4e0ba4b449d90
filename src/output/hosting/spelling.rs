//! Old addresses as browsers send them: servers that look an address up compare it letter by letter.

use std::borrow::Cow;

use percent_encoding::{
    AsciiSet, CONTROLS, NON_ALPHANUMERIC, percent_decode_str, percent_encode, utf8_percent_encode,
};

use crate::address::Query;
use crate::output::redirect::Rule;
use crate::path::BROWSERS_ENCODE;

/// What browsers encode in a query (URL Standard, "special-query percent-encode set"), and what would part it.
const QUERY: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'%').add(b'&').add(b'\'').add(b'+').add(b'<').add(b'>');

/// What `encodeURIComponent` encodes, and the marks that it leaves.
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// How an address is spelt: the program that makes a link encodes more or less of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Spelling {
    /// As this program writes addresses.
    Own,
    /// All that is neither a letter of ASCII nor a digit encoded.
    Component,
    /// As little encoded as browsers do.
    Browser,
    /// The same with letters of other scripts as they are: browsers encode them, some other programs do not.
    Raw,
}

impl Spelling {
    const ALL: [Spelling; 4] = [Spelling::Own, Spelling::Component, Spelling::Browser, Spelling::Raw];
}

/// The ways in which a request for the old address of `rule` may be written, each once: its path and its query.
///
/// Parameters are in any order where there are at most three, else in the order in which they were written and in that of their
/// names.
pub(super) fn spellings(rule: &Rule<'_>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let mut add = |text: String| {
        if !all.contains(&text) {
            all.push(text);
        }
    };
    for spelling in Spelling::ALL {
        for path in paths(&rule.path, spelling) {
            match rule.query() {
                None => add(path),
                Some(query) => {
                    queries(query, spelling).iter().for_each(|query| add(format!("{path}?{query}")))
                }
            }
        }
    }
    all
}

/// The queries of `rule` as browsers send them; none where it has no query.
pub(super) fn query_spellings(query: &Query) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for query in Spelling::ALL.into_iter().flat_map(|spelling| queries(query, spelling)) {
        for query in [lower_hex(&query), query] {
            if !all.contains(&query) {
                all.push(query);
            }
        }
    }
    all
}

/// The path of a rule, decoded, with a slash at its end and without one, where both are asked for.
pub(super) fn decoded_paths(rule: &Rule<'_>) -> Vec<String> {
    with_and_without_slash(percent_decode_str(&rule.path).decode_utf8_lossy().into_owned())
}

/// An encoded path in another spelling, with a slash at its end and without one.
fn paths(path: &str, spelling: Spelling) -> Vec<String> {
    let is_plain =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'.' | b'~');
    if spelling == Spelling::Own || path.bytes().all(is_plain) {
        return with_and_without_slash(path.to_owned());
    }
    let decoded: Vec<u8> = percent_decode_str(path).collect();
    let encoded: Vec<Cow<'_, str>> =
        decoded.split(|byte| *byte == b'/').map(|part| encode(part, spelling, BROWSERS_ENCODE)).collect();
    with_and_without_slash(encoded.join("/"))
}

/// The path as it is, and the other one of the two with and without a slash at the end; what ends as a file does has none. The index
/// of a folder is the folder.
fn with_and_without_slash(path: String) -> Vec<String> {
    let other = match path.strip_suffix('/') {
        Some("") => None,
        Some(without) => Some(without.to_owned()),
        None if path.rsplit('/').next().is_some_and(|name| name.contains('.')) => None,
        None => Some(format!("{path}/")),
    };
    let folder = path.strip_suffix("index.html").filter(|folder| folder.ends_with('/'));
    let folder = folder.map(|folder| with_and_without_slash(folder.to_owned())).unwrap_or_default();
    std::iter::once(path).chain(other).chain(folder).collect()
}

/// A query in one spelling, in all orders of its parameters, with spaces as `%20` and as `+`.
fn queries(query: &Query, spelling: Spelling) -> Vec<String> {
    /// Of four parameters there are 24 orders.
    const MANY: usize = 3;
    let written: Vec<String> = query
        .written()
        .split('&')
        .filter_map(|part| Some(Query::read(part)?.canonical().to_owned()))
        .map(|parameter| spelt(&parameter, spelling))
        .collect();
    let orders = if written.len() <= MANY {
        orders(written)
    } else {
        let canonical = query.canonical().split('&').map(|parameter| spelt(parameter, spelling)).collect();
        vec![written, canonical]
    };
    let mut all = Vec::new();
    for parameters in orders {
        let text = parameters.join("&");
        // `x=` and `x` are the same parameter.
        let bare = parameters.iter().map(|one| one.strip_suffix('=').unwrap_or(one)).collect::<Vec<_>>();
        for text in [bare.join("&"), text] {
            all.push(text.replace("%20", "+"));
            all.push(text);
        }
    }
    all
}

/// A parameter as [`Query::canonical`] has it, in another spelling.
fn spelt(parameter: &str, spelling: Spelling) -> String {
    if spelling == Spelling::Own {
        return parameter.to_owned();
    }
    let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
    let part = |text: &str| {
        let bytes: Vec<u8> = percent_decode_str(text).collect();
        encode(&bytes, spelling, QUERY).into_owned()
    };
    format!("{}={}", part(name).replace('=', "%3D"), part(value))
}

/// Bytes encoded; `set` is what browsers encode.
fn encode<'b>(bytes: &'b [u8], spelling: Spelling, set: &'static AsciiSet) -> Cow<'b, str> {
    let text = std::str::from_utf8(bytes);
    match (spelling, text) {
        (Spelling::Raw, Ok(text)) => {
            let mut encoded = String::with_capacity(text.len());
            for character in text.chars() {
                match character.is_ascii() {
                    true => encoded.extend(utf8_percent_encode(character.encode_utf8(&mut [0; 4]), set)),
                    false => encoded.push(character),
                }
            }
            Cow::Owned(encoded)
        }
        (Spelling::Component, _) => percent_encode(bytes, COMPONENT).into(),
        _ => percent_encode(bytes, set).into(),
    }
}

/// All orders of a few parameters, the given one first.
fn orders(parameters: Vec<String>) -> Vec<Vec<String>> {
    if parameters.len() < 2 {
        return vec![parameters];
    }
    let mut all = Vec::new();
    for first in 0..parameters.len() {
        let mut rest = parameters.clone();
        let one = rest.remove(first);
        all.extend(orders(rest).into_iter().map(|mut order| {
            order.insert(0, one.clone());
            order
        }));
    }
    all
}

/// A text with the digits of what is percent-encoded in small letters.
pub(super) fn lower_hex(text: &str) -> String {
    let mut parts = text.split('%');
    let mut lower = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.char_indices().nth(2).map_or(part.len(), |(at, _)| at);
        lower.extend(["%", &part[..end].to_ascii_lowercase(), &part[end..]]);
    }
    lower
}

/// A decoded text as a regular expression that matches exactly it, in the syntax that PCRE and RE2 share: whatever could have a
/// meaning is written by its number.
pub(super) fn literal(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'/' | b'-' | b'_' => pattern.push(char::from(byte)),
            _ => pattern.push_str(&format!("\\x{byte:02x}")),
        }
    }
    pattern
}

/// A text that is percent-encoded as a regular expression that matches every spelling of it: what is encoded may be a byte or
/// `%` and its number in letters of either case, a space `+`, and any other byte may be encoded.
pub(super) fn any_spelling(encoded: &str) -> String {
    let mut pattern = String::new();
    for byte in percent_decode_str(encoded) {
        match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'_' => pattern.push(char::from(byte)),
            _ => {
                let digits: String = format!("{byte:02X}").chars().map(either_case).collect();
                let plus = if byte == b' ' { "|\\x2b" } else { "" };
                pattern.push_str(&format!("(?:%{digits}|\\x{byte:02x}{plus})"));
            }
        }
    }
    pattern
}

/// An encoded path as a regular expression that matches it with every character encoded or not, in the syntax of RE2, which reads
/// UTF-8.
pub(super) fn any_path_spelling(encoded: &str) -> String {
    let decoded = percent_decode_str(encoded).decode_utf8_lossy();
    let mut pattern = String::new();
    for character in decoded.chars() {
        let mut bytes = [0; 4];
        let bytes = character.encode_utf8(&mut bytes).bytes();
        match character {
            '0'..='9' | 'A'..='Z' | 'a'..='z' | '/' | '-' | '_' => pattern.push(character),
            _ => {
                let digit = |byte: u8| format!("{byte:02X}").chars().map(either_case).collect::<String>();
                let encoded: String = bytes.map(|byte| format!("%{}", digit(byte))).collect();
                let plain = match character.is_ascii() {
                    true => format!("\\x{:02x}", u32::from(character)),
                    false => character.to_string(),
                };
                pattern.push_str(&format!("(?:{encoded}|{plain})"));
            }
        }
    }
    pattern
}

/// A hexadecimal digit of either case, as a regular expression.
fn either_case(digit: char) -> String {
    match digit.is_ascii_uppercase() {
        true => format!("[{digit}{}]", digit.to_ascii_lowercase()),
        false => digit.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_are_all_of_them() {
        let orders = orders(["a", "b", "c"].map(ToOwned::to_owned).to_vec());
        let joined: Vec<String> = orders.iter().map(|order| order.join("")).collect();
        assert_eq!(joined, ["abc", "acb", "bac", "bca", "cab", "cba"]);
    }

    #[test]
    fn queries_are_spelt_as_programs_spell_them() {
        let query = Query::read("q=Мир и:x'").unwrap();
        let all = query_spellings(&query);
        for expected in [
            "q=%D0%9C%D0%B8%D1%80%20%D0%B8%3Ax'",
            "q=%d0%9c%d0%b8%d1%80+%d0%b8%3ax'",
            "q=%D0%9C%D0%B8%D1%80+%D0%B8:x%27",
            "q=Мир+и:x%27",
            "q=%D0%9C%D0%B8%D1%80%20%D0%B8%3Ax%27",
        ] {
            assert!(all.iter().any(|found| found == expected), "{expected}: {all:#?}");
        }
        assert_eq!(query_spellings(&Query::read("77").unwrap()), ["77", "77="]);
        assert_eq!(query_spellings(&Query::read("q=%ef%f0").unwrap()), ["q=%ef%f0", "q=%EF%F0"]);
    }

    #[test]
    fn a_literal_has_no_meaning_of_its_own() {
        assert_eq!(literal("/a.b$c\"{\n"), "/a\\x2eb\\x24c\\x22\\x7b\\x0a");
        assert_eq!(
            any_spelling("a%3Ab%20ж"),
            "a(?:%3[Aa]|\\x3a)b(?:%20|\\x20|\\x2b)(?:%[Dd]0|\\xd0)(?:%[Bb]6|\\xb6)"
        );
    }

    #[test]
    fn paths_end_with_a_slash_or_without() {
        let of = |path: &str| with_and_without_slash(path.to_owned());
        assert_eq!(of("/"), ["/"]);
        assert_eq!(of("/a"), ["/a", "/a/"]);
        assert_eq!(of("/a/"), ["/a/", "/a"]);
        assert_eq!(of("/a.php"), ["/a.php"]);
        assert_eq!(of("/a/index.html"), ["/a/index.html", "/a/", "/a"]);
    }
}
