//! Two vocabularies of invented, pronounceable words among real function words, with natural frequencies.

use std::collections::HashSet;

use super::random::{Purpose, Random, Zipf};

/// How many words are invented for English. News of many years uses about as many.
const ENGLISH_WORDS: usize = 40_000;

/// How many words are invented for Russian, of which there is far less text.
const RUSSIAN_WORDS: usize = 12_000;

/// English function words, the most frequent first.
const ENGLISH_FUNCTION_WORDS: &str = "the of to and a in that for on is with as was by he it at from has are be his \
    said have an not were they which their who its but will this had been or she more also would one after about up \
    than when we there new if other out all over into her could them between some can year years what no before two \
    so only against most during while now under many last first since people even because where like just any through \
    those being both him still such these then since until without should does did around among our may might three \
    made well another back how each much down according including officials government country state percent";

/// Russian function words, the most frequent first.
const RUSSIAN_FUNCTION_WORDS: &str = "в и на не что с по как из за к для это от был его но также после о до он было \
    их все так или при она они года были у только то этом может под году мы уже более со ее чтобы которые между во \
    которая где если когда без однако сейчас же этого против над около перед потому среди";

/// The parts that the syllables of a language are put together from; what is listed twice is twice as common.
struct Sounds {
    onsets: &'static [&'static str],
    vowels: &'static [&'static str],
    codas: &'static [&'static str],
}

const ENGLISH: Sounds = Sounds {
    onsets: &[
        "b", "br", "d", "d", "dr", "f", "g", "gr", "h", "k", "kr", "l", "l", "m", "m", "n", "n", "p", "pr",
        "r", "r", "s", "s", "st", "t", "t", "tr", "v", "v", "z", "sh", "ch", "j", "",
    ],
    vowels: &["a", "a", "a", "a", "e", "e", "e", "e", "i", "i", "i", "o", "o", "o", "u", "u", "ai", "ia"],
    codas: &["", "", "", "", "", "", "", "", "n", "n", "r", "r", "l", "s", "k", "m", "t", "v", "nd", "st"],
};

const RUSSIAN: Sounds = Sounds {
    onsets: &[
        "б", "в", "в", "г", "д", "д", "ж", "з", "к", "к", "л", "л", "м", "м", "н", "н", "п", "п", "пр", "р",
        "с", "с", "ст", "т", "т", "тр", "ф", "х", "ч", "ш",
    ],
    vowels: &["а", "а", "а", "е", "е", "и", "и", "о", "о", "о", "у", "ы", "я", "ю"],
    codas: &["", "", "", "", "", "й", "в", "л", "м", "н", "н", "р", "с", "т", "сть"],
};

/// Words that YAML would take for something other than text.
const RESERVED: &[&str] = &["true", "false", "null"];

/// The words of a language by rank, with Zipf's distribution over them.
#[derive(Debug)]
pub(super) struct Lexicon {
    words: Vec<String>,
    function_words: usize,
    zipf: Zipf,
}

impl Lexicon {
    /// The English vocabulary of a seed.
    pub(super) fn english(seed: u64) -> Self {
        let random = Random::new(seed, Purpose::English, 0);
        Self::invent(random, &ENGLISH, ENGLISH_FUNCTION_WORDS, ENGLISH_WORDS)
    }

    /// The Russian vocabulary of a seed.
    pub(super) fn russian(seed: u64) -> Self {
        let random = Random::new(seed, Purpose::Russian, 0);
        Self::invent(random, &RUSSIAN, RUSSIAN_FUNCTION_WORDS, RUSSIAN_WORDS)
    }

    fn invent(mut random: Random, sounds: &Sounds, function_words: &str, count: usize) -> Self {
        let mut words: Vec<String> = Vec::with_capacity(count + 200);
        let mut known: HashSet<String> = RESERVED.iter().map(|word| (*word).to_owned()).collect();
        words.extend(
            function_words
                .split_whitespace()
                .filter(|word| known.insert((*word).to_owned()))
                .map(str::to_owned),
        );
        let function_words = words.len();
        while words.len() < function_words + count {
            let word = sounds.word(&mut random, words.len());
            if word.chars().count() > 3 && known.insert(word.clone()) {
                // Names are as frequent as other words: news is about someone, somewhere.
                words.push(if random.percent(12) { capitalized(&word) } else { word });
            }
        }
        let zipf = Zipf::new(words.len(), 2);
        Self { words, function_words, zipf }
    }

    /// A word and whether it bears meaning, that is, is not a function word.
    pub(super) fn word(&self, random: &mut Random) -> (&str, bool) {
        let rank = self.zipf.rank(random);
        (&self.words[rank], rank >= self.function_words)
    }

    /// A word that bears meaning.
    pub(super) fn noun(&self, random: &mut Random) -> &str {
        loop {
            if let (word, true) = self.word(random) {
                return word;
            }
        }
    }
}

impl Sounds {
    /// A word for a rank: frequent words are short, as in any language.
    fn word(&self, random: &mut Random, rank: usize) -> String {
        let most = if rank < 2_000 { 2 } else { 3 };
        let syllables = 1 + random.between(1, most).min(random.between(1, most + 1));
        let mut word = String::new();
        for _ in 0..syllables.min(most) {
            word.push_str(random.one(self.onsets));
            word.push_str(random.one(self.vowels));
        }
        word.push_str(random.one(self.codas));
        word
    }
}

/// The word with a capital first letter.
pub(super) fn capitalized(word: &str) -> String {
    let mut text = word.to_owned();
    capitalize_from(&mut text, 0);
    text
}

/// Makes the letter at `start` a capital.
pub(super) fn capitalize_from(text: &mut String, start: usize) {
    if let Some(letter) = text[start..].chars().next() {
        let capital: String = letter.to_uppercase().collect();
        text.replace_range(start..start + letter.len_utf8(), &capital);
    }
}

/// Appends a text as part of a file name: lower case, Latin letters and digits, words joined by hyphens.
pub(super) fn push_slug(slug: &mut String, text: &str) {
    for letter in text.chars().flat_map(char::to_lowercase) {
        if letter.is_ascii_alphanumeric() {
            slug.push(letter);
        } else if let Some(latin) = latin(letter) {
            slug.push_str(latin);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
}

/// A text as a file name, see [`push_slug`].
pub(super) fn slug(text: &str) -> String {
    let mut slug = String::new();
    push_slug(&mut slug, text);
    slug
}

/// A lower-case Cyrillic letter in Latin letters.
fn latin(letter: char) -> Option<&'static str> {
    const LATIN: [&str; 32] = [
        "a", "b", "v", "g", "d", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u",
        "f", "kh", "ts", "ch", "sh", "shch", "", "y", "", "e", "yu", "ya",
    ];
    LATIN.get((letter as usize).checked_sub('а' as usize)?).copied()
}

#[cfg(test)]
mod tests {
    use super::{Lexicon, Purpose, Random, slug};

    #[test]
    fn frequencies_are_those_of_a_language() {
        let lexicon = Lexicon::english(1);
        let mut random = Random::new(1, Purpose::Body, 0);
        let drawn: Vec<_> = (0..100_000).map(|_| lexicon.word(&mut random)).collect();
        let articles = drawn.iter().filter(|(word, _)| *word == "the").count();
        let meaningful = drawn.iter().filter(|(_, meaning)| *meaning).count();
        let distinct: std::collections::BTreeSet<_> = drawn.iter().map(|(word, _)| *word).collect();
        assert!((2_500..5_000).contains(&articles), "{articles}");
        assert!((50_000..70_000).contains(&meaningful), "{meaningful}");
        assert!((10_000..30_000).contains(&distinct.len()), "{}", distinct.len());
    }

    #[test]
    fn slugs_are_latin() {
        assert_eq!(slug("Georgia: Tarvo & the offer"), "georgia-tarvo-the-offer");
        assert_eq!(slug("Жизнь в Тбилиси"), "zhizn-v-tbilisi");
    }
}
