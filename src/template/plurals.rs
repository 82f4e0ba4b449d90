//! Numbers in a language: the category of its plural rules, and how digits are grouped.

use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRules};

/// The plural category (Unicode CLDR) of `number` in `language`: `one`, `few`, `many`, `other`, …
///
/// A language that CLDR does not know has `other` alone.
pub fn category(language: &str, number: u64) -> &'static str {
    let locale = Locale::try_from_str(language).unwrap_or(Locale::UNKNOWN);
    let Ok(rules) = PluralRules::try_new_cardinal(locale.into()) else { return "other" };
    match rules.category_for(number) {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}

/// A number with its thousands apart: by commas in English, elsewhere by the narrow space that no language misreads
/// (BIPM, The International System of Units, 5.4.4). Numbers of four digits stay together there.
pub fn grouped(language: &str, number: u64) -> String {
    let english = language.split('-').next() == Some("en");
    let digits = number.to_string();
    if digits.len() <= 3 || (!english && digits.len() == 4) {
        return digits;
    }
    let mut text = String::with_capacity(digits.len() * 2);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(if english { ',' } else { '\u{202f}' });
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_forms_of_their_language() {
        let of = |language: &'static str| [1, 2, 5, 11, 21, 22].map(|number| category(language, number));
        assert_eq!(of("en"), ["one", "other", "other", "other", "other", "other"]);
        assert_eq!(of("ru"), ["one", "few", "many", "many", "one", "few"]);
        assert_eq!(of("ka"), ["one", "other", "other", "other", "other", "other"]);
        assert_eq!(of("pt-BR")[0], "one");
        assert_eq!(of("not a language"), ["other"; 6]);
    }

    #[test]
    fn thousands_stand_apart() {
        assert_eq!(grouped("en", 1_234_567), "1,234,567");
        assert_eq!(grouped("en-GB", 1_234), "1,234");
        assert_eq!(grouped("ru", 1_234), "1234");
        assert_eq!(grouped("ru", 12_345), "12\u{202f}345");
        assert_eq!(grouped("ru", 7), "7");
    }
}
