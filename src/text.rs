//! Texts that people write, compared by their words; and scripts that put no blanks between words.

use std::borrow::Cow;

use html5ever::data::NAMED_ENTITIES;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The words of a text in a form to compare: compatibility forms (NFKC), case and character references do not matter, nor
/// what stands between words, be it a no-break space, a line break or a sign.
///
/// Each character of a script without blanks between words is a word of its own, so that a name is found within a
/// sentence.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Words(Box<str>);

impl Words {
    /// The words of `text`, which may hold character references but no markup.
    pub fn of(text: &str) -> Words {
        let decoded = decoded(text);
        let folded = decoded.nfkc().flat_map(char::to_uppercase).flat_map(char::to_lowercase);
        // What changes case may leave the normal form.
        let folded: String = folded.collect();
        let mut words = String::with_capacity(folded.len() + 2);
        let mut in_word = false;
        for character in folded.nfkc().filter(|character| !is_invisible(*character)) {
            let alone = is_unspaced(character) || is_hangul(character);
            let is_part = character.is_alphanumeric() || (in_word && is_combining_mark(character));
            if is_part {
                if !in_word || alone {
                    words.push(' ');
                }
                words.push(character);
            }
            in_word = is_part && !alone;
        }
        if !words.is_empty() {
            words.push(' ');
        }
        Words(words.into())
    }

    /// Whether there is no word.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether all words of `name` stand in this text, one after the other. Those of a name without a word do not.
    pub fn hold(&self, name: &Words) -> bool {
        !name.is_empty() && self.0.contains(&*name.0)
    }

    /// The words.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.split_ascii_whitespace()
    }
}

/// Characters that are there without being seen, and part no words.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{200C}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

/// Whether a character belongs to a script that puts no blanks between words or lines: Chinese and Japanese with their
/// punctuation.
pub fn is_unspaced(character: char) -> bool {
    matches!(character, '\u{2E80}'..='\u{303F}' | '\u{3041}'..='\u{312F}' | '\u{31A0}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE4F}' | '\u{FF01}'..='\u{FF60}'
        | '\u{FF61}'..='\u{FF9F}' | '\u{FFE0}'..='\u{FFE6}' | '\u{20000}'..='\u{3FFFD}')
}

/// Whether a character is a Korean syllable: particles follow names without a blank.
fn is_hangul(character: char) -> bool {
    matches!(character, '\u{AC00}'..='\u{D7A3}')
}

/// `text` with every character reference of HTML that ends in `;` resolved, once.
pub fn decoded(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'&', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        match reference(rest, &mut out) {
            Some(length) => rest = &rest[length..],
            None => out.push('&'),
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Appends what the reference at the start of `text`, after its `&`, means; returns its length.
fn reference(text: &str, out: &mut String) -> Option<usize> {
    /// The longest name of HTML has 31 letters and its `;`.
    const LONGEST: usize = 33;
    let window = &text.as_bytes()[..text.len().min(LONGEST)];
    let end = memchr::memchr(b';', window)? + 1;
    let code = match text[..end - 1].strip_prefix('#') {
        Some(number) => match number.strip_prefix(['x', 'X']) {
            Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
            None => number.parse().ok()?,
        },
        None => {
            let (first, second) = *NAMED_ENTITIES.get(&text[..end]).filter(|(first, _)| *first != 0)?;
            out.extend([first, second].into_iter().filter(|code| *code != 0).filter_map(char::from_u32));
            return Some(end);
        }
    };
    out.push(char::from_u32(code).filter(|character| *character != '\0').unwrap_or('\u{FFFD}'));
    Some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(text: &str, name: &str) -> bool {
        Words::of(text).hold(&Words::of(name))
    }

    #[test]
    fn names_are_whole_words_whatever_stands_between_them() {
        for text in [
            "Photo: Getty Images/AFP",
            "GETTY&nbsp;IMAGES",
            "Getty\u{A0}\u{A0}Images",
            "getty\n  images",
            "(Getty&#160;Ima\u{AD}ges)",
            "Getty&#xA0;Images",
            "Ｇｅｔｔｙ Ｉｍａｇｅｓ",
            "© Getty—Images",
        ] {
            assert!(holds(text, "Getty Images"), "{text}");
        }
        for text in ["Getty", "Images Getty", "Gettys Images", "Getty Imagesque", "Getty of Images"] {
            assert!(!holds(text, "Getty Images"), "{text}");
        }
        assert!(holds("photo: ap", "AP") && holds("AP/getty", "ap") && !holds("maps by kapanadze", "AP"));
        assert!(!holds("anything", "") && !holds("anything", "—"));
    }

    #[test]
    fn forms_of_letters_do_not_matter() {
        assert!(holds("photo by rene\u{301} & co", "René"));
        assert!(
            holds("Ren&eacute;", "RENE\u{301}") && holds("STRASSE", "Straße") && holds("ΠΑΠΠΑΣ", "παππας")
        );
        assert!(holds("ﬁlm", "FILM") && !holds("Rene", "René"));
    }

    #[test]
    fn names_without_blanks_around_them_are_found() {
        assert!(holds("图片来源：新华社记者王伟摄", "新华社"));
        assert!(holds("연합뉴스의 사진", "연합뉴스") && holds("写真は共同通信社提供", "共同通信社"));
        assert!(!holds("新社华", "新华社"));
    }

    #[test]
    fn every_reference_is_decoded_once() {
        assert_eq!(decoded("Law &amp; Order"), "Law & Order");
        assert_eq!(decoded("&amp;nbsp;&Ouml;&#x2014;&#0;&NotEqualTilde;"), "&nbsp;Ö—\u{FFFD}≂\u{338}");
        assert_eq!(decoded("A & B &; &nope; &#x; &am"), "A & B &; &nope; &#x; &am");
        assert_eq!(decoded("&Köln; &#x110000; &#8212;"), "&Köln; \u{FFFD} —");
    }
}
