//! Quotation marks by language.

/// The quotation marks of a language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quotes {
    /// What opens and closes a quotation.
    pub outer: [&'static str; 2],
    /// Likewise within a quotation.
    pub inner: [&'static str; 2],
}

impl Quotes {
    /// Those of English.
    pub const ENGLISH: Quotes = Quotes { outer: ["“", "”"], inner: ["‘", "’"] };

    /// Those of the language `code` (BCP 47), by its longest part that is known; otherwise those of English.
    pub fn of(code: &str) -> Quotes {
        let mut known = code;
        loop {
            let found =
                TABLE.iter().find(|(codes, ..)| codes.split(' ').any(|one| one.eq_ignore_ascii_case(known)));
            if let Some((_, outer, inner)) = found {
                return Quotes { outer: *outer, inner: *inner };
            }
            match known.rfind('-') {
                Some(end) => known = &known[..end],
                None => return Quotes::ENGLISH,
            }
        }
    }

    /// A typographic sign `sign` as the language has it. It stands for `typed`, and `next` follows it; `open` counts the inner
    /// quotations that are open.
    pub fn localised<'s>(self, sign: &'s str, typed: &str, next: Option<char>, open: &mut usize) -> &'s str {
        match (sign, typed) {
            ("“", "\"") => self.outer[0],
            ("”", "\"") => self.outer[1],
            ("‘", "'") => {
                *open += 1;
                self.inner[0]
            }
            // The same sign is an apostrophe: within a word, and wherever no quotation is open.
            ("’", "'") if *open > 0 && !next.is_some_and(char::is_alphanumeric) => {
                *open -= 1;
                self.inner[1]
            }
            _ => sign,
        }
    }
}

/// Languages with the marks of their outer and inner quotations, where they are not those of English: after Unicode CLDR
/// (`delimiters`), with French marks set off by a narrow space, and «» in Kazakh, Tajik and Cyrillic Uzbek, as their press has it.
const TABLE: [(&str, [&str; 2], [&str; 2]); 17] = [
    ("ru uk be ky", ["«", "»"], ["„", "“"]),
    ("kk tg uz-Cyrl mn es it pt-PT ca gl el sq lv", ["«", "»"], ["“", "”"]),
    ("fr", ["«\u{202f}", "\u{202f}»"], ["“", "”"]),
    ("fr-CH de-CH de-LI fa", ["«", "»"], ["‹", "›"]),
    ("hy", ["«", "»"], ["«", "»"]),
    ("no nb nn", ["«", "»"], ["‘", "’"]),
    ("de de-AT cs sk sl hr mk lt is et", ["„", "“"], ["‚", "‘"]),
    ("sr", ["„", "“"], ["‘", "’"]),
    ("bg ka", ["„", "“"], ["„", "“"]),
    ("pl", ["„", "”"], ["«", "»"]),
    ("ro", ["„", "”"], ["«", "»"]),
    ("hu", ["„", "”"], ["»", "«"]),
    ("sv fi", ["”", "”"], ["’", "’"]),
    ("he", ["”", "”"], ["’", "’"]),
    ("nl", ["‘", "’"], ["“", "”"]),
    ("ja zh-Hant zh-TW zh-HK", ["「", "」"], ["『", "』"]),
    ("ar", ["”", "“"], ["’", "‘"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_have_their_own_marks() {
        for (code, outer) in [
            ("en", ["“", "”"]),
            ("ru", ["«", "»"]),
            ("RU-kz", ["«", "»"]),
            ("de", ["„", "“"]),
            ("de-CH", ["«", "»"]),
            ("fr-CA", ["«\u{202f}", "\u{202f}»"]),
            ("zh", ["“", "”"]),
            ("zh-Hant-HK", ["「", "」"]),
            ("uz", ["“", "”"]),
            ("uz-Cyrl-UZ", ["«", "»"]),
            ("", ["“", "”"]),
        ] {
            assert_eq!(Quotes::of(code).outer, outer, "{code}");
        }
    }
}
