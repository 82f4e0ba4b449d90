//! A reader of BibTeX by its own rules (btxdoc; `bibtex.web`): entries, balanced braces, macros of months, names; and of the
//! TeX commands that stand for single signs.

use std::collections::BTreeMap;

/// An entry as BibTeX reads it.
#[derive(Debug)]
pub struct Entry {
    pub kind: String,
    pub key: String,
    /// Values as they stand between their braces.
    pub fields: BTreeMap<String, String>,
}

/// The fields that BibTeX's standard styles or biblatex's data model know for the types that are written.
const KNOWN: &[&str] = &[
    "author",
    "title",
    "journal",
    "entrysubtype",
    "issn",
    "location",
    "date",
    "year",
    "month",
    "note",
    "howpublished",
    "url",
    "urldate",
];

/// Months are macros of every style.
const MACROS: &[&str] = &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Reads one entry; fails where BibTeX or biblatex would complain.
pub fn read(text: &str) -> Entry {
    let (kind, rest) = text.strip_prefix('@').unwrap().split_once('{').unwrap();
    assert!(matches!(kind, "article" | "misc"), "{kind}");
    let (key, mut rest) = rest.split_once(',').unwrap();
    // No white space and none of these may stand in a key, and biber takes ASCII alone everywhere.
    assert!(!key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'), "{key}");
    let mut fields = BTreeMap::new();
    loop {
        rest = rest.trim_start();
        if let Some(end) = rest.strip_prefix('}') {
            assert_eq!(end.trim(), "", "text after the entry");
            break;
        }
        let (name, after) = rest.split_once('=').unwrap_or_else(|| panic!("no field: {rest}"));
        let name = name.trim();
        assert!(KNOWN.contains(&name), "the field {name} is not known");
        let (value, after) = value(after.trim_start());
        assert!(fields.insert(name.to_owned(), value.to_owned()).is_none(), "{name} twice");
        rest = after.trim_start().strip_prefix(',').unwrap_or_else(|| panic!("no comma: {after}"));
    }
    Entry { kind: kind.to_owned(), key: key.to_owned(), fields }
}

/// A value in braces, or a macro, and what follows. A backslash does not escape a brace.
fn value(text: &str) -> (&str, &str) {
    let Some(inner) = text.strip_prefix('{') else {
        let end = text.find([',', '\n', '}']).unwrap();
        assert!(MACROS.contains(&&text[..end]), "{} is no macro", &text[..end]);
        return text.split_at(end);
    };
    let end = closing(inner).unwrap_or_else(|| panic!("a brace is open: {text}"));
    (&inner[..end], &inner[end + 1..])
}

/// Where the brace closes that is open before `text`.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    for (at, character) in text.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => return Some(at),
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// A name as BibTeX takes it apart.
#[derive(Debug, PartialEq, Eq)]
pub enum Name {
    /// Family name, what stands behind it, given names.
    Person(String, String, String),
    /// A name in braces.
    Whole(String),
}

/// The names of a field `author`: parts between `and` outside of braces, themselves cut at commas outside of braces.
pub fn names(field: &str) -> Vec<Name> {
    outside(field, " and ").into_iter().map(|name| self::name(&name)).collect()
}

fn name(text: &str) -> Name {
    let whole = text.strip_prefix('{').filter(|inner| closing(inner) == Some(inner.len() - 1));
    if let Some(inner) = whole {
        return Name::Whole(plain(&inner[..inner.len() - 1]));
    }
    match outside(text, ", ").as_slice() {
        [family, given] => Name::Person(plain(family), String::new(), plain(given)),
        [family, suffix, given] => Name::Person(plain(family), plain(suffix), plain(given)),
        other => panic!("a name of {} parts: {text}", other.len()),
    }
}

/// The parts of a text between the places of `mark` that stand in no braces.
fn outside(text: &str, mark: &str) -> Vec<String> {
    let (mut parts, mut depth, mut start, mut at) = (Vec::new(), 0, 0, 0);
    while at < text.len() {
        let rest = &text[at..];
        if depth == 0 && rest.starts_with(mark) {
            parts.push(text[start..at].to_owned());
            at += mark.len();
            start = at;
            continue;
        }
        let character = rest.chars().next().unwrap();
        depth += i32::from(character == '{') - i32::from(character == '}');
        at += character.len_utf8();
    }
    parts.push(text[start..].to_owned());
    parts
}

/// What TeX prints of a value: commands for signs as those signs, other braces as nothing. Signs that TeX would take for its own
/// fail.
pub fn plain(value: &str) -> String {
    const COMMANDS: &[(&str, char)] = &[
        ("{\\textbackslash}", '\\'),
        ("{\\textbraceleft}", '{'),
        ("{\\textbraceright}", '}'),
        ("{\\textasciitilde}", '~'),
        ("{\\textasciicircum}", '^'),
        ("\\#", '#'),
        ("\\$", '$'),
        ("\\%", '%'),
        ("\\&", '&'),
        ("\\_", '_'),
    ];
    let (mut out, mut rest) = (String::new(), value);
    'text: while let Some(character) = rest.chars().next() {
        for (command, sign) in COMMANDS {
            if let Some(after) = rest.strip_prefix(command) {
                out.push(*sign);
                rest = after;
                continue 'text;
            }
        }
        assert!(!"\\#$%&_~^".contains(character), "{character} means something to TeX: {value}");
        if !matches!(character, '{' | '}') {
            out.push(character);
        }
        rest = &rest[character.len_utf8()..];
    }
    out
}
