//! The snippets of `snippets/*.txt`, and how their files are read.
//!
//! A file starts with a line about it. After each line `==== name` stands a snippet, up to the next such line; the line end
//! before that is not part of it. `\x1f` and `\u{2028}` are characters by their numbers, `\\` is a backslash, and no other
//! backslash may stand there. `$` is where the number of an attempt goes, so that what runs says which one it was: a
//! snippet calls `xss($)` or asks for `https://evil.example/$`.

use std::fs;
use std::path::Path;

/// A snippet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snippet {
    /// Its file and its name there: `svg/onload`.
    pub name: String,
    /// Its text, with `$` for the number of the attempt.
    text: String,
}

/// Stands for a `$` that is one.
const DOLLAR: char = '\u{10fffe}';

impl Snippet {
    /// A snippet that is no part of the corpus.
    pub fn new(name: &str, text: &str) -> Snippet {
        Snippet { name: name.to_owned(), text: text.to_owned() }
    }

    /// The text of attempt `number`.
    pub fn text(&self, number: usize) -> String {
        self.text.replace('$', &number.to_string()).replace(DOLLAR, "$")
    }
}

/// All snippets, in the order of their files' names.
pub fn all() -> Vec<Snippet> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile/snippets");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut snippets = Vec::new();
    for file in files {
        let family = file.file_stem().unwrap().to_str().unwrap().to_owned();
        snippets.extend(parse(&family, &fs::read_to_string(&file).unwrap()));
    }
    snippets
}

/// The snippets of one file.
fn parse(family: &str, text: &str) -> Vec<Snippet> {
    let mut snippets = Vec::new();
    let mut parts =
        format!("\n{text}").split("\n==== ").map(ToOwned::to_owned).collect::<Vec<_>>().into_iter();
    assert!(
        parts.next().is_some_and(|head| head.trim().ends_with('.')),
        "{family} does not say what it holds"
    );
    for part in parts {
        let (name, snippet) = part.split_once('\n').unwrap_or((&part, ""));
        // The last snippet of a file ends before the line end of the file.
        let snippet = snippet.strip_suffix('\n').unwrap_or(snippet);
        let name = format!("{family}/{}", name.trim());
        snippets.push(Snippet { text: unescaped(snippet, &name), name });
    }
    snippets
}

/// The text with its escapes resolved.
fn unescaped(text: &str, name: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let (digits, left) = match after.as_bytes().first() {
            Some(b'\\') => ("5c", &after[1..]),
            Some(b'x') => (&after[1..3], &after[3..]),
            Some(b'u') => after[1..].strip_prefix('{').and_then(|rest| rest.split_once('}')).unwrap(),
            _ => panic!("{name}: no escape: \\{after}"),
        };
        let number =
            u32::from_str_radix(digits, 16).unwrap_or_else(|_| panic!("{name}: {digits} is no number"));
        let character = char::from_u32(number).unwrap_or_else(|| panic!("{name}: {digits} is no character"));
        out.push(if character == '$' { DOLLAR } else { character });
        rest = left;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_read() {
        let found = parse("f", "Of tests.\n==== a\nx\\x00\\u{2028}\\\\y$\\x24\n==== b\n\nz\n\n");
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].name.as_str(), found[0].text(7).as_str()), ("f/a", "x\0\u{2028}\\y7$"));
        assert_eq!(found[1].text(7), "\nz\n");
    }

    #[test]
    fn there_are_many_and_no_two_are_the_same() {
        let all = all();
        assert!(all.len() >= 400, "{}", all.len());
        let names: std::collections::BTreeSet<_> = all.iter().map(|snippet| &snippet.name).collect();
        let texts: std::collections::BTreeSet<_> = all.iter().map(|snippet| &snippet.text).collect();
        assert_eq!((names.len(), texts.len()), (all.len(), all.len()));
        // What runs must say which attempt it was; the others break something open or put something in a wrong place.
        assert!(all.iter().filter(|snippet| snippet.text.contains('$')).count() * 10 > all.len() * 8);
    }
}
