//! Keys of front matter that are not known: which are misspelt, which the site declares, and what happens to the
//! others.
//!
//! There is no list of known keys: they are those that the reader of a file asked for.

use super::{Node, Value};

/// What a site says of keys beyond those that the program asks for.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'f> {
    /// Whether a key that is neither known nor declared is an error.
    pub strict: bool,
    /// Whether values of a wrong type are kept beside the others, with a warning.
    pub lenient: bool,
    /// The keys that the site declares.
    pub declared: &'f [Declared],
    /// Why a text is not a date; `None` for one that is.
    pub no_date: fn(&str) -> Option<&'static str>,
}

impl<'f> Rules<'f> {
    /// What the site says of the key `name`.
    pub fn declared(&self, name: &str) -> Option<&'f Declared> {
        self.declared.iter().find(|declared| declared.name == name)
    }
}

/// A key that a site declares for its own use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// The key; within a table of front matter with the table's name before it: `image.width`.
    pub name: String,
    /// What its value must be.
    pub shape: Shape,
}

/// What a value must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Anything.
    Any,
    /// One text.
    Text,
    /// One text or a list of texts.
    Names,
    /// A number.
    Number,
    /// `true` or `false`.
    Flag,
    /// A date.
    Date,
    /// A list of anything.
    List,
    /// A table.
    Table,
}

impl Shape {
    /// All of them, with the words of `site.toml`.
    pub const ALL: [(&'static str, Shape); 8] = [
        ("any", Shape::Any),
        ("string", Shape::Text),
        ("names", Shape::Names),
        ("number", Shape::Number),
        ("boolean", Shape::Flag),
        ("date", Shape::Date),
        ("list", Shape::List),
        ("table", Shape::Table),
    ];

    /// The one of this name.
    pub fn named(name: &str) -> Option<Shape> {
        Shape::ALL.iter().find(|(known, _)| *known == name).map(|(_, shape)| *shape)
    }

    /// The words of a message.
    pub fn expected(self) -> &'static str {
        match self {
            Shape::Any => "a value",
            Shape::Text => "a string",
            Shape::Names => "a string or a list of strings",
            Shape::Number => "a number",
            Shape::Flag => "true or false",
            Shape::Date => "a date",
            Shape::List => "a list",
            Shape::Table => "a table",
        }
    }

    /// Whether a value is one. That of a date is told by its text.
    pub fn fits(self, node: &Node) -> bool {
        let is_text =
            |value: &Value| matches!(value, Value::Text(_) | Value::Number(_) | Value::Bool(_) | Value::Null);
        match (self, &node.value) {
            (_, Value::Null) | (Shape::Any, _) => true,
            (Shape::Names, Value::List(items)) => items.iter().all(|item| is_text(&item.value)),
            (Shape::Text | Shape::Names, value) => is_text(value),
            (Shape::Number, value) => matches!(value, Value::Number(_)),
            (Shape::Flag, value) => matches!(value, Value::Bool(_)),
            (Shape::Date, value) => matches!(value, Value::Text(_) | Value::Number(_)),
            (Shape::List, value) => matches!(value, Value::List(_)),
            (Shape::Table, value) => matches!(value, Value::Map(_)),
        }
    }
}

/// A key that nobody asked for, as it is counted for the whole site.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct UnknownKey {
    /// The table of front matter that it stands in; empty for the front matter itself, whose keys templates see.
    pub table: Box<str>,
    /// The key.
    pub key: Box<str>,
}

/// The key among `known` that `key` is a misspelling of: it is written with other capitals, hyphens or underscores, lacks an
/// `s` at its end, or differs by so few letters that the word can be recognised.
pub fn misspelt<'k>(key: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    /// No key is as long.
    const LONGEST: usize = 60;
    if key.len() > LONGEST {
        return None;
    }
    let (mut written, mut letters) = (Vec::with_capacity(key.len()), Vec::with_capacity(LONGEST));
    fold(key, &mut written);
    let near = known.filter_map(|candidate| {
        fold(candidate, &mut letters);
        Some((distance(&written, &letters)?, candidate))
    });
    // Of equally near ones the first by name, so that the hint does not depend on order.
    near.min().map(|(_, candidate)| candidate)
}

/// Puts into `letters` those of a key, whichever way its words are joined.
fn fold(key: &str, letters: &mut Vec<char>) {
    letters.clear();
    letters.extend(key.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).flat_map(char::to_lowercase));
}

/// How far `written` is from `known`, if it is a misspelling of it.
///
/// Short keys are near many words (`land` and `lang`, `data` and `date`): of these only two letters that changed places tell a
/// misspelling; of longer ones one letter does, of long ones two.
fn distance(written: &[char], known: &[char]) -> Option<usize> {
    const SHORT: usize = 4;
    const LONG: usize = 8;
    let difference = written.len().abs_diff(known.len());
    if difference > 2 || written.is_empty() {
        return None;
    }
    if written == known {
        return Some(0);
    }
    let (start, plural) = known.split_at(written.len().min(known.len()));
    if start == written && matches!(plural, ['s'] | ['e', 's']) {
        return Some(1);
    }
    // More of what a short key names is another key (`images`), not a mistake.
    let is_plural = known.len() < LONG && written.strip_suffix(&['s']) == Some(known);
    // Hardly anybody mistypes the first letter, but it may be lost, or change places with the second.
    let begins_alike = written[0] == known[0]
        || Some(written) == known.get(1..)
        || (written.get(..2).zip(known.get(..2)))
            .is_some_and(|(one, two)| one[0] == two[1] && one[1] == two[0]);
    if is_plural || !begins_alike {
        return None;
    }
    let most = match known.len() {
        0..=SHORT if difference > 0 || sorted(written) != sorted(known) => return None,
        LONG.. => 2,
        _ => 1,
    };
    let text = |letters: &[char]| letters.iter().collect::<String>();
    let far = strsim::osa_distance(&text(written), &text(known));
    // A letter that is double in the wrong place is one mistake: `sumarry`.
    let is_near = far <= most || (far == 2 && most == 1 && single(written) == single(known));
    is_near.then_some(far)
}

/// The letters in order.
fn sorted(letters: &[char]) -> Vec<char> {
    let mut letters = letters.to_vec();
    letters.sort_unstable();
    letters
}

/// The letters, double ones once.
fn single(letters: &[char]) -> Vec<char> {
    let mut letters = letters.to_vec();
    letters.dedup();
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 22] = [
        "title",
        "date",
        "author",
        "authors",
        "summary",
        "description",
        "language",
        "lang",
        "image",
        "url",
        "slug",
        "guid",
        "aliases",
        "expires",
        "season",
        "video",
        "audio",
        "region",
        "tags",
        "translation_of",
        "licence",
        "author_note",
    ];

    fn nearest(key: &str) -> Option<&'static str> {
        misspelt(key, KNOWN.into_iter())
    }

    #[test]
    fn misspelt_keys_have_a_nearest_one() {
        for (written, meant) in [
            ("autor", "author"),
            ("regoin", "region"),
            ("tilte", "title"),
            ("titel", "title"),
            ("itle", "title"),
            ("Title", "title"),
            ("dtae", "date"),
            ("ulr", "url"),
            ("sulg", "slug"),
            ("tgas", "tags"),
            ("tag", "tags"),
            ("sumary", "summary"),
            ("sumarry", "summary"),
            ("summery", "summary"),
            ("desciption", "description"),
            ("discripton", "description"),
            ("langauge", "language"),
            ("alias", "aliases"),
            ("author-note", "author_note"),
            ("translationOf", "translation_of"),
            ("translaton_of", "translation_of"),
            ("uathor", "author"),
            ("autors", "authors"),
        ] {
            assert_eq!(nearest(written), Some(meant), "{written}");
        }
    }

    #[test]
    fn other_words_are_like_none() {
        for other in [
            "deck",
            "kicker",
            "weight",
            "layout",
            "categories",
            "land",
            "data",
            "uid",
            "guide",
            "images",
            "videos",
            "reason",
            "radio",
            "session",
            "location",
            "type",
            "kind",
            "path",
            "link",
            "dates",
            "section",
            "series",
            "legion",
            "original",
            "experts",
            "index",
            "subtitle",
            "short_title",
            "x",
            "",
            "ru",
            "urls",
            "page",
        ] {
            assert_eq!(nearest(other), None, "{other}");
        }
        assert_eq!(nearest(&"a".repeat(61)), None);
    }

    #[test]
    fn a_nearer_one_counts_more_and_then_the_first_by_name() {
        assert_eq!(misspelt("authorz", ["authors", "author"].into_iter()), Some("author"));
        assert_eq!(misspelt("LANG", ["lang", "language"].into_iter()), Some("lang"));
    }

    #[test]
    fn shapes_fit_values() {
        let fits = |shape: &str, yaml: &str| {
            let Value::Map(entries) = Node::from_yaml(&format!("x: {yaml}")).unwrap().value else { panic!() };
            Shape::named(shape).unwrap().fits(&entries[0].node)
        };
        for (shape, good, bad) in [
            ("string", "a", "[a]"),
            ("string", "1.10", "{a: b}"),
            ("names", "[a, 1]", "[[a]]"),
            ("names", "a", "{a: b}"),
            ("number", "-1.5", "one"),
            ("boolean", "true", "yes"),
            ("date", "2010-12-10", "[2010-12-10]"),
            ("list", "[{a: b}]", "a"),
            ("table", "{a: [b]}", "[a]"),
        ] {
            assert!(fits(shape, good) && !fits(shape, bad), "{shape}");
            assert!(fits("any", bad) && fits(shape, "~"), "{shape}");
        }
        assert_eq!(Shape::named("integer"), None);
    }
}
