//! Anchors as other programs derive them from headings, before they are made unique: one function per program.
//!
//! Sources: github-slugger 2 (`index.js`, `script/generate-regex.mjs`); kramdown-parser-gfm 1.1
//! (`generate_gfm_header_id`); kramdown 2.5 (`Converter::Base#basic_generate_id`); Zola 0.22 (`slugify_anchors`,
//! `find_anchor`) with slug 0.1; Hugo 0.160 (`markup/goldmark/autoid.go`, `extensions/attributes`), Blackfriday's
//! `SanitizedAnchorName`; hexo-util 3 (`slugize`, `escapeDiacritic`); Python-Markdown 3 (`markdown.extensions.toc.slugify`).

use std::borrow::Cow;

use icu_properties::CodePointMapData;
use icu_properties::props::GeneralCategory as Category;
use pulldown_cmark::{Event, Parser};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::article::body::anchors::Title;
use crate::config::Anchors;
use crate::path;

/// The name that `rule` gives to a heading; empty where there is nothing to name it by.
pub(super) fn of(rule: Anchors, title: Title<'_>) -> String {
    match rule {
        Anchors::Generate => path::slug(title.text).unwrap_or_default(),
        Anchors::GitHub => words(title.words, " "),
        Anchors::Jekyll => words(last_line(title.words), " \t"),
        Anchors::Kramdown => letters(last_line(title.raw)),
        Anchors::Zola => slug::slugify(title.text.replace('\n', "")),
        Anchors::ZolaSafe => {
            title.text.replace('\n', "").replace(|next: char| next.is_ascii_whitespace(), "_")
        }
        Anchors::Hugo => hugo(&with_references(title), |_| true),
        Anchors::HugoAscii => {
            let text = with_references(title);
            let plain = text.nfd().filter(|next| category(*next) != Category::NonspacingMark);
            hugo(&plain.nfc().collect::<String>(), |next| next.is_ascii())
        }
        Anchors::HugoBlackfriday => blackfriday(&with_references(title)),
        Anchors::Hexo => hexo(without_tags(title.text).trim()),
        Anchors::Pelican => python(title.text),
    }
}

/// A text without what looks like a tag in it, be it code: Hexo takes tags out of what the heading shows, `<string>` too.
fn without_tags(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        plain.push_str(before);
        match after.find('>').filter(|end| *end > 0) {
            Some(end) => rest = &after[end + 1..],
            None => {
                plain.push('<');
                rest = after;
            }
        }
    }
    plain.push_str(rest);
    plain
}

/// All that is written but some ASCII signs, in its own case and without the marks of Latin letters; one hyphen for all that stands
/// between.
fn hexo(text: &str) -> String {
    let is_between = |next: char| next.is_whitespace() || next.is_ascii_punctuation() || next == '\u{feff}';
    let mut name = String::with_capacity(text.len());
    for part in text.split(is_between).filter(|part| !part.is_empty()) {
        if !name.is_empty() {
            name.push('-');
        }
        name.extend(part.chars().filter(|next| !next.is_control()).map(without_marks));
    }
    name
}

/// A Latin letter without its marks; any other as it is.
fn without_marks(letter: char) -> char {
    match letter {
        'ø' => 'o',
        'Ø' => 'O',
        'ł' => 'l',
        'Ł' => 'L',
        'đ' => 'd',
        'Đ' => 'D',
        'ß' => 's',
        _ => std::iter::once(letter).nfd().next().filter(char::is_ascii_alphabetic).unwrap_or(letter),
    }
}

/// ASCII letters, digits and underscores, in lower case; one hyphen for blanks and hyphens.
fn python(text: &str) -> String {
    let kept: String = text
        .nfkd()
        .filter(|next| {
            next.is_ascii_alphanumeric() || matches!(next, '_' | '-') || next.is_ascii_whitespace()
        })
        .collect();
    let mut name = String::with_capacity(kept.len());
    for next in kept.trim().chars() {
        match next {
            '-' | ' ' | '\t' | '\n' | '\r' | '\u{c}' if name.ends_with('-') => {}
            '-' | ' ' | '\t' | '\n' | '\r' | '\u{c}' => name.push('-'),
            _ => name.push(next.to_ascii_lowercase()),
        }
    }
    name
}

fn category(character: char) -> Category {
    CodePointMapData::<Category>::new().get(character)
}

fn last_line(text: &str) -> &str {
    text.rsplit('\n').next().unwrap_or(text)
}

/// The last line of a heading's text with numeric character references as they are written, as Hugo has it: `&#8217;` is `8217` in its
/// anchors.
fn with_references(title: Title<'_>) -> Cow<'_, str> {
    let raw = last_line(title.raw);
    let is_reference = |text: &str| {
        let end = text.find(|next: char| !next.is_ascii_alphanumeric());
        end.is_some_and(|end| end > 0 && text[end..].starts_with(';'))
    };
    if !raw.match_indices("&#").any(|(at, _)| is_reference(&raw[at + 2..])) {
        return last_line(title.text).into();
    }
    let escaped = format!("# {}", raw.replace("&#", "\\&#"));
    let texts = Parser::new(&escaped).filter_map(|event| match event {
        Event::Text(text) | Event::Code(text) => Some(text),
        _ => None,
    });
    texts.fold(String::new(), |all, text| all + &text).into()
}

/// Letters, marks, digits and what joins words, in lower case; `blanks` become hyphens.
fn words(text: &str, blanks: &str) -> String {
    let is_word = |character: char| {
        is_alphanumeric(character, || {
            character.is_alphabetic()
                || is_combining_mark(character)
                || matches!(category(character), Category::DecimalNumber | Category::ConnectorPunctuation)
        })
    };
    let name = |character: char| match character {
        _ if blanks.contains(character) => Some('-'),
        '-' | '_' => Some(character),
        _ => is_word(character).then_some(character),
    };
    text.to_lowercase().chars().filter_map(name).collect()
}

/// ASCII letters and digits from the first letter on, in lower case; blanks become hyphens.
fn letters(text: &str) -> String {
    let name = |character: char| match character {
        ' ' | '-' => Some('-'),
        _ => character.is_ascii_alphanumeric().then(|| character.to_ascii_lowercase()),
    };
    text.trim_start_matches(|next: char| !next.is_ascii_alphabetic()).chars().filter_map(name).collect()
}

/// Letters and digits of some characters, in lower case; blanks become hyphens.
fn hugo(text: &str, is_wanted: fn(char) -> bool) -> String {
    let is_kept = |character: char| {
        is_alphanumeric(character, || {
            let category = category(character);
            is_letter(category) || category == Category::DecimalNumber
        })
    };
    let name = |character: char| match character {
        ' ' | '-' => Some('-'),
        '_' => Some('_'),
        _ => is_kept(character).then(|| lower(character)),
    };
    let name: String = text.trim().chars().filter(|next| is_wanted(*next)).filter_map(name).collect();
    if name.is_empty() && !text.is_empty() { "heading".to_owned() } else { name }
}

/// Letters and numbers in lower case, one hyphen for all that stands between.
fn blackfriday(text: &str) -> String {
    let mut name = String::with_capacity(text.len());
    let mut is_apart = false;
    for character in text.chars() {
        let category = category(character);
        let is_number =
            matches!(category, Category::DecimalNumber | Category::LetterNumber | Category::OtherNumber);
        if !is_letter(category) && !is_number {
            is_apart = true;
            continue;
        }
        if std::mem::take(&mut is_apart) && !name.is_empty() {
            name.push('-');
        }
        name.push(lower(character));
    }
    if name.is_empty() && !text.is_empty() { "heading".to_owned() } else { name }
}

fn is_letter(category: Category) -> bool {
    matches!(
        category,
        Category::UppercaseLetter
            | Category::LowercaseLetter
            | Category::TitlecaseLetter
            | Category::ModifierLetter
            | Category::OtherLetter
    )
}

/// The one character that Go takes for the lower case.
fn lower(character: char) -> char {
    character.to_lowercase().next().unwrap_or(character)
}

/// Whether a character is a letter or digit, where `otherwise` tells those beyond ASCII: these are told without a table.
fn is_alphanumeric(character: char, otherwise: impl FnOnce() -> bool) -> bool {
    if character.is_ascii() { character.is_ascii_alphanumeric() } else { otherwise() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(rule: Anchors, text: &str) -> String {
        of(rule, Title { text, words: text, raw: text })
    }

    #[test]
    fn names_are_those_of_github() {
        for (text, expected) in [
            ("bravoCharlieDelta", "bravocharliedelta"),
            ("__proto__", "__proto__"),
            ("heading with a - dash", "heading-with-a---dash"),
            ("heading with a period.txt", "heading-with-a-periodtxt"),
            (
                "exchange.bind_headers(exchange, routing [, bindCallback])",
                "exchangebind_headersexchange-routing--bindcallback",
            ),
            ("apostrophe’s should be trimmed", "apostrophes-should-be-trimmed"),
            ("I ♥ unicode", "i--unicode"),
            ("en–dash", "endash"),
            ("😄-😄 unicode emoji", "--unicode-emoji"),
            (":ok_hand: Single", "ok_hand-single"),
            ("Привет non-latin 你好", "привет-non-latin-你好"),
            ("a_ ‿ ⁀ ＿b", "a_-‿-⁀-＿b"),
            ("a² ½ Ⅳ ٣ ०b", "a--ⅳ-٣-०b"),
            ("हिन्दी", "हिन्दी"),
            ("ÎLE ΣΊΣΥΦΟΣ İ", "île-σίσυφος-i\u{307}"),
            ("a\tb\u{A0}c\u{200D}d", "abcd"),
            ("!?", ""),
        ] {
            assert_eq!(name(Anchors::GitHub, text), expected, "{text}");
        }
        assert_eq!(of(Anchors::GitHub, Title { text: "ab c", words: "b c", raw: "![a](x)b c" }), "b-c");
    }

    #[test]
    fn names_are_those_of_jekyll() {
        for (text, expected) in [
            ("What’s “new” in 2.0?", "whats-new-in-20"),
            ("A & B", "a--b"),
            ("a\tb", "a-b"),
            ("1. Überblick – Teil_1", "1-überblick--teil_1"),
            ("Привет, мир", "привет-мир"),
        ] {
            assert_eq!(name(Anchors::Jekyll, text), expected, "{text}");
        }
    }

    #[test]
    fn names_are_those_of_kramdown() {
        for (raw, expected) in [
            ("This is a header", "this-is-a-header"),
            ("12. Another one 1 here", "another-one-1-here"),
            ("*Strong* [link](http://x.org/y)", "strong-linkhttpxorgy"),
            ("Q&amp;A `code_x`", "qampa-codex"),
            ("Überblick – Teil", "berblick--teil"),
            ("Привет", ""),
            ("a\tb", "ab"),
        ] {
            assert_eq!(of(Anchors::Kramdown, Title { text: "", words: "", raw }), expected, "{raw}");
        }
    }

    #[test]
    fn names_are_those_of_zola() {
        for (text, expected) in [
            ("What's in 1.88.0 stable", "what-s-in-1-88-0-stable"),
            ("`std::env::var` & co.", "std-env-var-co"),
            ("Héhé – 日本", "hehe-ri-ben"),
            ("Hello\nWorld", "helloworld"),
            ("Привет", "privet"),
            ("😄", "smile"),
            ("!?", ""),
        ] {
            assert_eq!(name(Anchors::Zola, text), expected, "{text}");
        }
        assert_eq!(name(Anchors::ZolaSafe, "What's new\tin 日本?"), "What's_new_in_日本?");
    }

    #[test]
    fn names_are_those_of_hexo() {
        for (text, expected) in [
            ("What’s Changed?", "What’s-Changed"),
            ("Faster Processing Speed", "Faster-Processing-Speed"),
            ("Node.js", "Node-js"),
            ("Что есть Hexo?", "Что-есть-Hexo"),
            ("entry <string> | <a b>, 1 < 2 <> 3", "entry-1-3"),
            ("什么是 Hexo？", "什么是-Hexo？"),
            ("new_post_name: `:title.md`", "new-post-name-title-md"),
            ("Café – Łódź", "Cafe-–-Lodz"),
            ("Йод", "Йод"),
            ("!?", ""),
        ] {
            assert_eq!(name(Anchors::Hexo, text), expected, "{text}");
        }
    }

    #[test]
    fn names_are_those_of_pelican() {
        for (text, expected) in [
            ("Observations/Thoughts", "observationsthoughts"),
            ("Project/Tooling Updates", "projecttooling-updates"),
            ("#[fn] work — on  it", "fn-work-on-it"),
            ("rustdoc_ng", "rustdoc_ng"),
            ("Café ½", "cafe-12"),
            ("A - B", "a-b"),
            ("Привет", ""),
        ] {
            assert_eq!(name(Anchors::Pelican, text), expected, "{text}");
        }
    }

    #[test]
    fn names_are_those_of_hugo() {
        for (text, expected) in [
            ("God is good: 神真美好", "god-is-good-神真美好"),
            ("1+2=3", "123"),
            ("Special !\"#$%&(parens)=?´* chars", "special-parens-chars"),
            ("Multiple--Hyphens", "multiple--hyphens"),
            ("Trailing hyphen-", "trailing-hyphen-"),
            ("Many   spaces  here", "many---spaces--here"),
            ("Back\\slash_Under", "backslash_under"),
            ("Nonbreaking\u{A0}Space\tTab", "nonbreakingspacetab"),
            ("Trailing Space ", "trailing-space"),
            ("हिन्दी", "हनद"),
            ("first line\nlast line", "last-line"),
            ("!?", "heading"),
        ] {
            assert_eq!(name(Anchors::Hugo, text), expected, "{text}");
        }
        assert_eq!(name(Anchors::HugoAscii, "god is神真美好 good"), "god-is-good");
        assert_eq!(name(Anchors::HugoAscii, "Resumé"), "resume");
        assert_eq!(name(Anchors::HugoBlackfriday, "Let's try this, shall we?"), "let-s-try-this-shall-we");
        assert_eq!(name(Anchors::HugoBlackfriday, "  ½ Σ"), "½-σ");
        let written = |rule, raw| of(rule, Title { text: "What’s <a> & b?", words: "", raw });
        assert_eq!(written(Anchors::Hugo, "What&rsquo;s &#8217; *&amp;* [x](y&z)"), "whats-8217--x");
        assert_eq!(written(Anchors::HugoBlackfriday, "What&rsquo;s &#8217; &amp; x"), "what-s-8217-x");
        assert_eq!(written(Anchors::Hugo, "What’s a & b?"), "whats-a--b");
    }
}
