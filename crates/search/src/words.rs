//! Text to words.
//!
//! The rule is that of docs/search-format.md, "Words", which a script has to follow too: it is made of general categories and of
//! three exceptions, so that both can have it whole.

use std::sync::LazyLock;

use icu_properties::props::{GeneralCategory, Script};
use icu_properties::{CodePointMapData, CodePointMapDataBorrowed};
use unicode_normalization::UnicodeNormalization;

/// The most bytes of a word.
const LONGEST: usize = 64;

/// One word of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word<'a> {
    /// In lower case, with its marks: what a stemmer reads.
    pub written: &'a str,
    /// Without marks: what the index has.
    pub folded: &'a str,
}

/// Calls `each` for every word of `text`, in order.
pub fn words(text: &str, mut each: impl FnMut(Word<'_>)) {
    let mut scratch = Scratch::default();
    for chunk in text.split_ascii_whitespace() {
        if !scratch.tell_plain(chunk, &mut each) {
            scratch.read(chunk);
            scratch.tell(&mut each);
        }
    }
}

/// The words of `text` as the index has them.
pub fn folded(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    words(text, |word| all.push(word.folded.to_owned()));
    all
}

/// A character as far as words are concerned.
#[derive(Clone, Copy, Debug)]
struct Sign {
    /// The character without its marks.
    base: char,
    class: Class,
    /// Where its bytes end in the text in lower case, marks included.
    end: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Letter,
    Digit,
    /// Between two letters it is as if it were not there.
    Apostrophe,
    Other,
    /// Taken out: part of what is before it.
    Gone,
}

/// What is reused from chunk to chunk.
#[derive(Default)]
struct Scratch {
    /// The chunk, decomposed and in lower case.
    lower: String,
    signs: Vec<Sign>,
    written: String,
    folded: String,
}

impl Scratch {
    /// Calls `each` for the word of a chunk that has one alone, made of plain characters, maybe between signs that are part of no word;
    /// whether it is such a chunk. Most are: the rest of this type comes to the same words and takes several times as long.
    fn tell_plain(&mut self, chunk: &str, each: &mut impl FnMut(Word<'_>)) -> bool {
        let word = chunk.trim_matches(is_edge);
        let Scratch { written, folded, .. } = self;
        written.clear();
        if word.len() <= LONGEST && word.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            if !word.is_empty() {
                written.push_str(word);
                written.make_ascii_lowercase();
                each(Word { written, folded: written });
            }
            return true;
        }
        folded.clear();
        for letter in word.chars() {
            let Some(Plain { written: one, folded: other }) = PLAIN.get(letter as usize).copied().flatten()
            else {
                return false;
            };
            written.push(one);
            folded.push(other);
        }
        let is_short = folded.len() <= LONGEST && written.len() <= LONGEST;
        if is_short {
            each(Word { written, folded });
        }
        is_short
    }

    /// Reads a chunk without white space.
    fn read(&mut self, chunk: &str) {
        self.lower.clear();
        self.signs.clear();
        if chunk.is_ascii() {
            for byte in chunk.bytes() {
                let base = char::from(byte.to_ascii_lowercase());
                self.lower.push(base);
                let class = match base {
                    '0'..='9' => Class::Digit,
                    'a'..='z' => Class::Letter,
                    '\'' => Class::Apostrophe,
                    _ => Class::Other,
                };
                self.signs.push(Sign { base, class, end: self.lower.len() });
            }
        } else {
            for base in chunk.nfkd().flat_map(char::to_lowercase) {
                self.lower.push(base);
                let end = self.lower.len();
                match class(base) {
                    Class::Gone => {
                        if let Some(before) = self.signs.last_mut() {
                            before.end = end;
                        }
                    }
                    class => self.signs.push(Sign { base, class, end }),
                }
            }
        }
        self.join();
    }

    /// Takes out what stands within a word: apostrophes, separators of digits, full stops of abbreviations.
    fn join(&mut self) {
        use Class::{Apostrophe, Digit, Gone, Letter};
        let signs = &mut self.signs;
        for at in 1..signs.len().saturating_sub(1) {
            let (before, after) = (signs[at - 1].class, signs[at + 1].class);
            let is_separator = matches!(signs[at].base, '.' | ',') && before == Digit && after == Digit;
            let is_apostrophe = signs[at].class == Apostrophe && before == Letter && after == Letter;
            if is_separator || is_apostrophe {
                signs[at].class = Gone;
            }
        }
        self.join_abbreviations();
    }

    /// Takes full stops out that stand between single letters.
    fn join_abbreviations(&mut self) {
        let signs = &mut self.signs;
        let is_word = |sign: Option<&Sign>| {
            sign.is_some_and(|sign| matches!(sign.class, Class::Letter | Class::Digit | Class::Gone))
        };
        let mut at = 0;
        while at < signs.len() {
            let begins =
                signs[at].class == Class::Letter && !is_word(at.checked_sub(1).and_then(|at| signs.get(at)));
            let mut end = at;
            // A letter, and as many pairs of a full stop and a letter as no other letter follows.
            while begins
                && signs.get(end + 1).is_some_and(|sign| sign.base == '.')
                && signs.get(end + 2).is_some_and(|sign| sign.class == Class::Letter)
                && !is_word(signs.get(end + 3))
            {
                end += 2;
            }
            for stop in (at + 1..end).step_by(2) {
                signs[stop].class = Class::Gone;
            }
            at = end + 1;
        }
    }

    /// Calls `each` for the words of the chunk that was read.
    fn tell(&mut self, each: &mut impl FnMut(Word<'_>)) {
        let Scratch { lower, signs, written, folded } = self;
        let is_word = |sign: &Sign| matches!(sign.class, Class::Letter | Class::Digit | Class::Gone);
        let mut at = 0;
        while at < signs.len() {
            let end = at + signs[at..].iter().take_while(|sign| is_word(sign)).count();
            let mut from = at;
            while from < end {
                let is_paired = is_paired(signs[from].base);
                let to = from
                    + signs[from..end]
                        .iter()
                        .take_while(|sign| is_paired == self::is_paired(sign.base))
                        .count();
                if is_paired && to - from > 2 {
                    for pair in from..to - 1 {
                        one(lower, signs, (pair, pair + 2), (written, folded), each);
                    }
                } else {
                    one(lower, signs, (from, to), (written, folded), each);
                }
                from = to;
            }
            at = end.max(at) + 1;
        }
    }
}

/// A character that is one letter or digit of a word, whatever is beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Plain {
    /// In lower case.
    written: char,
    /// Without marks.
    folded: char,
}

/// The plain ones of the first characters, up to where letters are that join with their neighbours (Hangul).
static PLAIN: LazyLock<Vec<Option<Plain>>> = LazyLock::new(|| {
    let mut scratch = Scratch::default();
    ('\0'..'\u{1100}').map(|letter| plain(letter, &mut scratch)).collect()
});

fn plain(letter: char, scratch: &mut Scratch) -> Option<Plain> {
    let mut all = Vec::new();
    scratch.read(letter.encode_utf8(&mut [0; 4]));
    // Some are a letter and a sign that matters to what is beside it, such as ŀ.
    let is_one = scratch.signs.len() == 1;
    scratch.tell(&mut |word| all.push((word.written.to_owned(), word.folded.to_owned())));
    let [(written, folded)] = &*all else { return None };
    let one = |text: &str| {
        let mut letters = text.chars();
        letters.next().filter(|_| letters.next().is_none())
    };
    Some(Plain { written: one(written)?, folded: one(folded)? }).filter(|_| is_one && !is_paired(letter))
}

/// Whether a character at the edge of a chunk is part of no word, whatever is beside it; some of these are enough.
fn is_edge(letter: char) -> bool {
    match letter {
        '\0'..='\u{7f}' => !letter.is_ascii_alphanumeric(),
        '«' | '»' | '\u{2010}'..='\u{201f}' => true,
        _ => false,
    }
}

/// Calls `each` for the word of the signs from `from` to `to`.
fn one(
    lower: &str,
    signs: &[Sign],
    (from, to): (usize, usize),
    (written, folded): (&mut String, &mut String),
    each: &mut impl FnMut(Word<'_>),
) {
    written.clear();
    folded.clear();
    let mut is_plain = true;
    for at in from..to {
        let sign = signs[at];
        if sign.class == Class::Gone {
            continue;
        }
        let start = at.checked_sub(1).map_or(0, |at| signs[at].end);
        let text = &lower[start..sign.end];
        is_plain &= text.is_ascii();
        written.push_str(text);
        fold(sign.base, folded);
    }
    if !is_plain {
        *written = written.nfc().collect();
    }
    // A word is known by how it is written: of two that are written alike the index has the same.
    if cut(folded) || written.len() > 4 * LONGEST {
        written.clone_from(folded);
    }
    if !folded.is_empty() {
        each(Word { written, folded });
    }
}

/// Cuts a word that is too long, at a character; whether it was.
fn cut(word: &mut String) -> bool {
    let is_long = word.len() > LONGEST;
    if is_long {
        let end = (0..=LONGEST).rev().find(|at| word.is_char_boundary(*at));
        word.truncate(end.unwrap_or(0));
    }
    is_long
}

/// Adds a letter without marks, in the spelling that the index has.
fn fold(letter: char, folded: &mut String) {
    match letter {
        'ß' => folded.push_str("ss"),
        'æ' => folded.push_str("ae"),
        'œ' => folded.push_str("oe"),
        'þ' => folded.push_str("th"),
        'ø' => folded.push('o'),
        'đ' | 'ð' => folded.push('d'),
        'ł' => folded.push('l'),
        'ı' => folded.push('i'),
        'ς' => folded.push('σ'),
        letter => folded.push(letter),
    }
}

/// Folds a word that a stemmer has made of a written one.
pub(crate) fn fold_all(written: &str) -> String {
    let mut folded = String::with_capacity(written.len());
    for letter in written.nfkd() {
        if class(letter) != Class::Gone {
            fold(letter, &mut folded);
        }
    }
    cut(&mut folded);
    folded
}

const CATEGORIES: CodePointMapDataBorrowed<'static, GeneralCategory> =
    CodePointMapData::<GeneralCategory>::new();
const SCRIPTS: CodePointMapDataBorrowed<'static, Script> = CodePointMapData::<Script>::new();

fn class(letter: char) -> Class {
    use GeneralCategory as Category;
    match CATEGORIES.get(letter) {
        Category::LowercaseLetter
        | Category::UppercaseLetter
        | Category::TitlecaseLetter
        | Category::OtherLetter => Class::Letter,
        Category::DecimalNumber | Category::LetterNumber | Category::OtherNumber => Class::Digit,
        Category::NonspacingMark
        | Category::SpacingMark
        | Category::EnclosingMark
        | Category::ModifierLetter => Class::Gone,
        _ if matches!(letter, '\'' | '\u{2019}') => Class::Apostrophe,
        _ => Class::Other,
    }
}

/// Whether words of this letter's script are not set apart by spaces.
fn is_paired(letter: char) -> bool {
    letter > '\u{0e00}'
        && matches!(
            SCRIPTS.get(letter),
            Script::Han
                | Script::Hiragana
                | Script::Katakana
                | Script::Thai
                | Script::Lao
                | Script::Khmer
                | Script::Myanmar
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_as_specified() {
        let cases: &[(&str, &[&str])] = &[
            ("Border guards: an offer", &["border", "guards", "an", "offer"]),
            ("O’Brien's don't ʼn", &["obriens", "dont", "n"]),
            ("'quoted' rock'n'roll '", &["quoted", "rocknroll"]),
            (
                "the U.S. and the U.S.S.R, e.g. J.Smith J.R.Smith",
                &["the", "us", "and", "the", "ussr", "eg", "j", "smith", "jr", "smith"],
            ),
            ("1,000.50 2010-12-10 3.x, v2.0", &["100050", "2010", "12", "10", "3", "x", "v20"]),
            ("Москва́ Ёлки российский", &["москва", "елки", "россиискии"]),
            ("Straße Ærø Łódź İstanbul ıslak", &["strasse", "aero", "lodz", "istanbul", "islak"]),
            ("東京都 ラーメン 我a你", &["東京", "京都", "ラメ", "メン", "我", "a", "你"]),
            ("ΌΔΟΣ", &["οδοσ"]),
            ("😀 — … \u{0301}", &[]),
            ("end.Begin a.b", &["end", "begin", "ab"]),
            ("ﬁne ½", &["fine", "1", "2"]),
        ];
        for (text, expected) in cases {
            assert_eq!(folded(text), *expected, "{text}");
        }
    }

    /// The words of a text without the short cut for plain ones.
    fn slowly(text: &str) -> Vec<(String, String)> {
        let (mut scratch, mut all) = (Scratch::default(), Vec::new());
        for chunk in text.split_ascii_whitespace() {
            scratch.read(chunk);
            scratch.tell(&mut |word| all.push((word.written.to_owned(), word.folded.to_owned())));
        }
        all
    }

    fn all(text: &str) -> Vec<(String, String)> {
        let mut all = Vec::new();
        words(text, |word| all.push((word.written.to_owned(), word.folded.to_owned())));
        all
    }

    #[test]
    fn plain_words_are_the_same_by_either_way() {
        let every: Vec<char> = ('\0'..='\u{30ff}').collect();
        for letter in &every {
            for text in [format!("{letter}"), format!("a{letter}b"), format!("{letter}{letter}1{letter}")] {
                assert_eq!(all(&text), slowly(&text), "{text:?}");
            }
        }
        let mut scratch = Scratch::default();
        for (chunk, is_plain) in [
            ("(Йод),", true),
            ("«Ёлки»", true),
            ("Łódź", true),
            ("---", true),
            ("Straße", false),
            ("U.S.", false),
            ("it’s", false),
            ("東京", false),
        ] {
            assert_eq!(scratch.tell_plain(chunk, &mut |_| ()), is_plain, "{chunk}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_has_the_same_words_by_either_way(
            text in "([a-zA-Z0-9.,'’«»(а-яА-ЯёЁйéßİ\u{300}-\u{302} -]|\\PC){0,60}",
        ) {
            proptest::prop_assert_eq!(all(&text), slowly(&text));
        }
    }

    #[test]
    fn long_words_are_cut_at_a_letter() {
        assert_eq!(folded(&"x".repeat(10_000)), ["x".repeat(64)]);
        assert_eq!(folded(&format!("a{}", "ж".repeat(100))), [format!("a{}", "ж".repeat(31))]);
    }

    #[test]
    fn what_a_stemmer_reads_has_its_marks() {
        let mut written = Vec::new();
        words("Российский U.S. ЁЛКИ", |word| written.push(word.written.to_owned()));
        assert_eq!(written, ["российский", "us", "ёлки"]);
    }
}
