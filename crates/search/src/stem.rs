//! Words to stems, by language.

use waken_snowball::Algorithm;

use crate::words::fold_all;

/// The stemmer of a language; languages without one have their words for stems.
#[derive(Clone, Copy, Debug)]
pub struct Stemmer(Option<Algorithm>);

impl Stemmer {
    /// For a language by its code (`en`, `pt-BR`).
    pub fn of(language: &str) -> Stemmer {
        let code = language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        Stemmer(Some(match &*code {
            "ar" => Algorithm::Arabic,
            "hy" => Algorithm::Armenian,
            "eu" => Algorithm::Basque,
            "ca" => Algorithm::Catalan,
            "da" => Algorithm::Danish,
            "nl" => Algorithm::Dutch,
            "en" => Algorithm::English,
            "eo" => Algorithm::Esperanto,
            "et" => Algorithm::Estonian,
            "fi" => Algorithm::Finnish,
            "fr" => Algorithm::French,
            "de" => Algorithm::German,
            "el" => Algorithm::Greek,
            "hi" => Algorithm::Hindi,
            "hu" => Algorithm::Hungarian,
            "id" => Algorithm::Indonesian,
            "ga" => Algorithm::Irish,
            "it" => Algorithm::Italian,
            "lt" => Algorithm::Lithuanian,
            "ne" => Algorithm::Nepali,
            "no" | "nb" | "nn" => Algorithm::Norwegian,
            "pt" => Algorithm::Portuguese,
            "ro" => Algorithm::Romanian,
            "ru" => Algorithm::Russian,
            "sr" => Algorithm::Serbian,
            "es" => Algorithm::Spanish,
            "sv" => Algorithm::Swedish,
            "ta" => Algorithm::Tamil,
            "tr" => Algorithm::Turkish,
            "yi" => Algorithm::Yiddish,
            _ => return Stemmer(None),
        }))
    }

    /// The folded stem of a word as written; the folded word itself where there is nothing to take off.
    pub fn stem(self, written: &str, folded: &str) -> String {
        let Some(algorithm) = self.0 else { return folded.to_owned() };
        let stem = fold_all(&waken_snowball::stem(algorithm, written));
        if stem.is_empty() { folded.to_owned() } else { stem }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stem(language: &str, word: &str) -> String {
        Stemmer::of(language).stem(word, &fold_all(word))
    }

    #[test]
    fn forms_of_a_word_have_one_stem() {
        for (language, forms, expected) in [
            ("en", &["connection", "connected", "connecting"][..], "connect"),
            ("en-GB", &["ponies", "pony"], "poni"),
            ("ru", &["российский", "российская", "российских"], "россииск"),
            ("de", &["häuser", "haus"], "haus"),
            ("ka", &["ქალაქი"], "ქალაქი"),
            ("zh", &["東京"], "東京"),
        ] {
            for form in forms {
                assert_eq!(stem(language, form), expected, "{form}");
            }
        }
    }

    #[test]
    fn no_language_aborts_on_odd_words() {
        let odd = ["", "а", "'", "ыыыыы", "\u{fffd}", "1", "éé", &"й".repeat(32), "աաաա", "ーー"];
        let languages =
            "ar hy eu ca da nl en eo et fi fr de el hi hu id ga it lt ne no pt ro ru sr es sv ta tr yi ka";
        for language in languages.split(' ') {
            for word in odd {
                let folded = fold_all(word);
                assert!(stem(language, word).len() <= folded.len().max(64) + 8, "{language} {word}");
            }
        }
    }
}
