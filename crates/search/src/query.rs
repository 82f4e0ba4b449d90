//! What people type, read: docs/search-format.md, "Queries".

use crate::words::folded;

/// A query as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// What articles should have.
    pub words: Vec<String>,
    /// Of what articles must have all words.
    pub phrases: Vec<Vec<String>>,
    /// Words and phrases that articles must not have.
    pub excluded: Vec<Vec<String>>,
    /// Dimension and value.
    pub filters: Vec<(String, String)>,
    /// Whether the last of `words` may be the beginning of a word.
    pub is_open: bool,
}

/// The most words that are looked at.
const MOST: usize = 32;

impl Query {
    /// Reads a query for an index with these dimensions.
    pub fn parse<S: AsRef<str>>(text: &str, dimensions: &[S]) -> Query {
        let mut query = Query::default();
        let mut rest = text.trim_start();
        let mut left = MOST;
        while !rest.is_empty() && left > 0 {
            let (token, after) = token(rest);
            let ends_open = after.is_empty() && !text.ends_with(char::is_whitespace);
            query.take(token, dimensions, ends_open, &mut left);
            rest = after.trim_start();
        }
        query
    }

    fn take<S: AsRef<str>>(&mut self, token: Token<'_>, dimensions: &[S], ends_open: bool, left: &mut usize) {
        let is_known = |key: &str| dimensions.iter().any(|known| known.as_ref() == key);
        if let Some(key) = token.key.filter(|key| is_known(key) && !token.text.is_empty()) {
            if !token.is_excluded {
                self.filters.push((key.to_owned(), token.text.to_owned()));
            }
            return;
        }
        // A key that is none is a word.
        let words = token.key.into_iter().chain([token.text]).flat_map(folded);
        let mut words: Vec<String> = words.collect();
        words.truncate(*left);
        *left -= words.len();
        if words.is_empty() {
            return;
        }
        if token.is_excluded {
            self.excluded.push(words);
        } else if token.is_quoted {
            self.phrases.push(words);
        } else {
            self.is_open = ends_open && token.text.chars().next_back().is_some_and(char::is_alphanumeric);
            self.words.extend(words);
        }
    }

    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.phrases.is_empty() && self.filters.is_empty()
    }
}

/// A part of a query, up to white space that stands outside quotation marks.
struct Token<'q> {
    /// What stands before a colon.
    key: Option<&'q str>,
    /// Without a sign before it and without quotation marks around it, or around a value.
    text: &'q str,
    is_quoted: bool,
    is_excluded: bool,
}

/// Takes the first token off; `text` does not start with white space.
fn token(text: &str) -> (Token<'_>, &str) {
    let (is_excluded, text) = match text.strip_prefix('-') {
        Some(rest) if !rest.is_empty() && !rest.starts_with(char::is_whitespace) => (true, rest),
        _ => (false, text),
    };
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    let colon = text[..end].find(':').filter(|colon| !text[..*colon].contains('"'));
    let (key, value) = match colon {
        Some(colon) => (Some(&text[..colon]), &text[colon + 1..]),
        None => (None, text),
    };
    if let Some(rest) = value.strip_prefix('"') {
        let (text, after) = rest.split_once('"').unwrap_or((rest, ""));
        return (Token { key, text, is_quoted: true, is_excluded }, after);
    }
    let (text, after) = value.split_at(value.find(char::is_whitespace).unwrap_or(value.len()));
    (Token { key, text, is_quoted: false, is_excluded }, after)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Query {
        Query::parse(text, &["region", "author"])
    }

    fn strings(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn queries_are_read() {
        let query = parse(
            "Border  guards \"The Bug Pit\" -opium -\"old news\" region:georgia author:\"Dina Example\" y:z tajik",
        );
        assert_eq!(
            query,
            Query {
                words: strings(&["border", "guards", "y", "z", "tajik"]),
                phrases: vec![strings(&["the", "bug", "pit"])],
                excluded: vec![strings(&["opium"]), strings(&["old", "news"])],
                filters: vec![("region".into(), "georgia".into()), ("author".into(), "Dina Example".into())],
                is_open: true,
            }
        );
    }

    #[test]
    fn the_last_word_is_open_only_where_nothing_follows() {
        for (text, is_open) in [
            ("bord", true),
            ("bord ", false),
            ("bord!", false),
            ("\"bord", false),
            ("-bord", false),
            ("bord region:x", false),
        ] {
            assert_eq!(parse(text).is_open, is_open, "{text}");
        }
    }

    #[test]
    fn nothing_is_too_odd() {
        for text in [
            "",
            " ",
            "-",
            "--",
            "\"",
            "\"\"",
            "-\"",
            "region:",
            ":",
            "<b>",
            "\u{0}\u{202e}",
            &"x ".repeat(10_000),
        ] {
            let query = parse(text);
            assert!(query.words.len() <= 32, "{text}");
        }
        assert_eq!(parse("<script>alert(1)</script>").words, strings(&["script", "alert", "1", "script"]));
        assert!(parse("-x \"\"").is_empty());
    }
}
