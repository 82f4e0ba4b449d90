//! Text as shown to readers, on one line and with character references decoded; and comparison of texts by words.

use std::borrow::Cow;

use html5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};
use icu_properties::props::DefaultIgnorableCodePoint;
use icu_properties::{CodePointSetData, CodePointSetDataBorrowed};
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

/// Whether no blank stands between two lines: both end at a character of such a script, or one of them at a quotation mark or dash
/// beside one.
pub fn joins_lines(before: &str, after: &str) -> bool {
    let (Some(last), Some(first)) = (before.chars().next_back(), after.chars().next()) else { return false };
    may_join_lines(last) && may_join_lines(first) && (is_unspaced(last) || is_unspaced(first))
}

/// Whether a line that ends or starts with this may be joined with another without a blank.
pub fn may_join_lines(character: char) -> bool {
    is_unspaced(character) || matches!(character, '‘' | '’' | '“' | '”' | '…' | '—' | '·')
}

/// Whether a character is a Korean syllable: particles follow names without a blank.
fn is_hangul(character: char) -> bool {
    matches!(character, '\u{AC00}'..='\u{D7A3}')
}

/// A text of front matter or of `site.toml` as it is shown: character references read, blanks at the ends gone, every run of
/// white space and line breaks a space. A text of which nothing can be seen is empty.
///
/// Exports write `&#8217;` where their pages had an apostrophe; whoever means the reference itself writes `&amp;#8217;`. Every
/// text that is shown passes through here once.
pub fn shown(text: &str) -> Box<str> {
    let text = one_line(&decoded(text));
    if text.chars().any(is_seen) { text } else { Box::default() }
}

/// White space of every kind, and the blank of Braille.
pub fn is_blank(character: char) -> bool {
    character.is_whitespace() || character == '\u{2800}'
}

/// Whether a character is shown by nothing at all, not even a blank (Unicode, `Default_Ignorable_Code_Point`; control characters).
pub fn is_ignorable(character: char) -> bool {
    const IGNORABLE: CodePointSetDataBorrowed<'static> = CodePointSetData::new::<DefaultIgnorableCodePoint>();
    if character.is_whitespace() {
        return false;
    }
    character.is_control() || (!character.is_ascii() && IGNORABLE.contains(character))
}

/// Whether readers see a character.
pub fn is_seen(character: char) -> bool {
    !is_blank(character) && !is_ignorable(character)
}

/// A text with every run of white space and line breaks as one space, and without white space at its ends.
pub fn one_line(text: &str) -> Box<str> {
    let text = text.trim();
    if !text.contains(char::is_control) && !text.contains("  ") {
        return text.into();
    }
    // Control characters can come out of escapes; nothing that is shown may hold them.
    let text: String = text.chars().filter(|c| c.is_whitespace() || !c.is_control()).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ").into()
}

/// A text with its character references read: `&#8217;` and `&rsquo;` are an apostrophe.
pub fn decoded(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'&', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    push_decoded(&mut out, text);
    Cow::Owned(out)
}

/// A text in the form that [`decoded`] reads back to it: what would be read as a character reference is written as one.
pub fn written(text: &str) -> Cow<'_, str> {
    match &*decoded(text) == text {
        true => Cow::Borrowed(text),
        false => Cow::Owned(text.replace('&', "&amp;")),
    }
}

/// Appends `text` with its character references read.
///
/// They are those of HTML ("named character references", "numeric character reference end state"), but for those without a
/// semicolon: `AT&T` and `?a=1&copy=2` stay as they are.
pub fn push_decoded(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match reference(&rest[1..]) {
            Some((one, two, length)) => {
                out.push(one);
                out.extend(two);
                rest = &rest[1 + length..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
}

/// The character reference at the start of `text` (after its `&`): one character or two, and its length with the `;`.
fn reference(text: &str) -> Option<(char, Option<char>, usize)> {
    /// `CounterClockwiseContourIntegral;` has 32.
    const LONGEST: usize = 32;
    let window = &text.as_bytes()[..text.len().min(LONGEST)];
    let end = memchr::memchr(b';', window)? + 1;
    let name = &text[..end];
    if let Some(number) = name.strip_prefix('#') {
        let number = &number[..number.len() - 1];
        let (digits, radix) = match number.strip_prefix(['x', 'X']) {
            Some(hexadecimal) => (hexadecimal, 16),
            None => (number, 10),
        };
        if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(radix)) {
            return None;
        }
        // What is too large for a number is no character either.
        let code = u32::from_str_radix(digits, radix).unwrap_or(u32::MAX);
        return Some((numbered(code), None, end));
    }
    let (one, two) = *NAMED_ENTITIES.get(name)?;
    let two = char::from_u32(two).filter(|two| *two != '\0');
    Some((char::from_u32(one).filter(|one| *one != '\0')?, two, end))
}

/// The character that a number stands for; those of Windows-1252 among them, as browsers read them.
fn numbered(code: u32) -> char {
    let windows = code.checked_sub(0x80).and_then(|at| C1_REPLACEMENTS.get(at as usize).copied().flatten());
    let character = windows.or_else(|| char::from_u32(code));
    character.filter(|character| *character != '\0').unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// Appends `text` with the ASCII characters replaced that `of` has something for.
pub fn push_replaced(out: &mut String, text: &str, of: impl Fn(u8) -> Option<&'static str>) {
    let mut done = 0;
    for (at, byte) in text.bytes().enumerate().filter(|(_, byte)| byte.is_ascii()) {
        if let Some(other) = of(byte) {
            out.push_str(&text[done..at]);
            out.push_str(other);
            done = at + 1;
        }
    }
    out.push_str(&text[done..]);
}

/// Appends a text as HTML, for elements and for quoted attributes. Bodies have their own form, which is stricter.
pub fn push_escaped(html: &mut String, text: &str) {
    push_replaced(html, text, |byte| match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'"' => Some("&quot;"),
        _ => None,
    });
}

/// A text as HTML, see [`push_escaped`].
pub fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    push_escaped(&mut html, text);
    html
}

/// Whether a sign does not stand before an ellipsis.
pub fn is_loose(end: char) -> bool {
    !end.is_alphanumeric() && !matches!(end, ')' | '”' | '“' | '»' | '«' | '’' | '」' | '"' | '%' | '!' | '?')
}

/// `text` cut to at most `max_chars` characters, and ended with `…` if anything is missing: between words if that leaves half of it.
pub fn shorten(text: &str, max_chars: usize) -> Cow<'_, str> {
    if text.char_indices().nth(max_chars).is_none() {
        return Cow::Borrowed(text);
    }
    let Some(kept) = max_chars.checked_sub(1) else { return Cow::Borrowed("") };
    let (limit, _) = text.char_indices().nth(kept).unwrap_or((text.len(), ' '));
    let cut = match text[..limit].rfind(' ') {
        _ if !text[limit..].starts_with(char::is_alphanumeric) => limit,
        Some(space) if space >= limit / 2 => space,
        _ => limit,
    };
    Cow::Owned(format!("{}…", text[..cut].trim_end_matches(is_loose)))
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
        assert_eq!(decoded("&amp;nbsp;&Ouml;&#x2014;&#0;&NotEqualTilde;"), "&nbsp;Ö—\u{FFFD}≂\u{338}");
        assert_eq!(decoded("A & B &; &nope; &#x; &am"), "A & B &; &nope; &#x; &am");
        assert_eq!(decoded("&Köln; &#x110000; &#8212;"), "&Köln; \u{FFFD} —");
    }

    #[test]
    fn references_are_those_of_html() {
        for (written, read) in [
            ("Law &amp; Order", "Law & Order"),
            ("Ren&eacute; &#82;en&#xE9; &#Xe9;", "René René é"),
            ("&Scaron;&ocirc;&Zcaron;", "ŠôŽ"),
            ("&NotEqualTilde;", "\u{2242}\u{338}"),
            ("&CounterClockwiseContourIntegral;", "\u{2233}"),
            ("Kids&#146; Menu &#150; &#x80;5 &#x81;", "Kids’ Menu – €5 \u{81}"),
            ("&#0; &#x110000; &#xD800; &#99999999999999999999;", "\u{FFFD} \u{FFFD} \u{FFFD} \u{FFFD}"),
            ("&amp;eacute; &amp;amp;", "&eacute; &amp;"),
        ] {
            assert_eq!(decoded(written), read, "{written}");
        }
    }

    #[test]
    fn what_is_no_reference_stays() {
        for text in [
            "AT&T",
            "?a=1&copy=2",
            "&nosuch;",
            "&;",
            "&#;",
            "&#x;",
            "&#+1;",
            "&#1a;",
            "&eacut",
            "a & b;",
            "&é;",
        ] {
            assert_eq!(decoded(text), text);
        }
    }

    #[test]
    fn shown_texts_are_one_line() {
        assert_eq!(&*shown(" a\n b \u{1}c  d "), "a b c d");
        assert_eq!(&*shown("&nbsp;a&#10;b&#1;&#x20;"), "a b");
        assert_eq!(&*shown("a\u{a0}b"), "a\u{a0}b");
        for unseen in ["\u{a0}", "&ZeroWidthSpace;&#8203;", "\u{200d}\u{2800} \u{feff}", "&shy;"] {
            assert_eq!(&*shown(unseen), "");
        }
    }

    proptest::proptest! {
        #[test]
        fn decoding_never_fails(text in "(&|#|x|;|[0-9a-f]|amp|é|\u{10ffff}|nbsp){0,40}") {
            let read = decoded(&text);
            proptest::prop_assert!(!shown(&text).contains(char::is_control), "{read}");
        }
    }
}
