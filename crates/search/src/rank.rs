//! Ranking, in integers: every reader of an index computes the same.
//!
//! BM25 over fields that are added with weights (S. Robertson, H. Zaragoza, M. Taylor: *Simple BM25 Extension to Multiple Weighted
//! Fields*, 2004), with k1 = 1.2 and b = 0.75. docs/search-format.md, "Ranking", has the arithmetic.

/// Classes of length an octave.
const CLASSES: u32 = 7;

/// 2^(c/7) in 65,536ths.
const OCTAVE: [u64; CLASSES as usize] = [65_536, 72_357, 79_888, 88_203, 97_383, 107_519, 118_710];

/// Frequencies below have a class each.
const EXACT: u32 = 32;

/// The length that a class stands for, in 65,536ths of a word.
pub(crate) fn length(class: u32) -> u64 {
    OCTAVE[(class % CLASSES) as usize] << (class / CLASSES).min(40)
}

/// The class of a document by its number of words.
pub(crate) fn length_class(words: u32) -> u32 {
    let words = u64::from(words.max(1)) << 16;
    let octave = (words >> 16).ilog2() * CLASSES;
    (octave..octave + CLASSES).rev().find(|class| length(*class) <= words).unwrap_or(0)
}

/// The class of a frequency in half units; it is never 0, which is the class of filters.
pub(crate) fn frequency_class(frequency: u32) -> u8 {
    let frequency = frequency.max(1);
    if frequency < EXACT {
        return frequency as u8;
    }
    let octave = frequency.ilog2() - EXACT.ilog2();
    let eighth = (frequency >> (octave + 2)) & 7;
    (EXACT + 8 * octave + eighth) as u8
}

/// The frequency that a class stands for: above the exact ones the middle of its eighth of an octave.
pub(crate) fn frequency(class: u8) -> u64 {
    let class = u64::from(class);
    match class.checked_sub(u64::from(EXACT)) {
        None => class,
        Some(above) => (17 + 2 * (above % 8)) << (1 + above / 8),
    }
}

/// The weight of a posting by the classes of frequency and length; `average` is the mean number of words.
pub(crate) fn weight(frequency_class: u8, length_class: u32, average: u64) -> u64 {
    // A damaged file may have classes that no writer makes.
    let frequency = u128::from(frequency(frequency_class));
    let length = u128::from(18 * length(length_class) / (10 * average.max(1)));
    (147_639_500 * frequency / (65_536 * frequency + 39_322 + length)) as u64
}

/// How rare a stem is that `having` of `all` documents have: a binary logarithm in 256ths, at least 1.
pub(crate) fn rarity(having: u64, all: u64) -> u64 {
    let (above, below) = (2 * u128::from(all) + 2, 2 * u128::from(having) + 1);
    let mut exponent = 0;
    while below << (exponent + 1) <= above {
        exponent += 1;
    }
    let mut mantissa = (above << 25) / (below << exponent);
    let mut bits = 0_u64;
    for _ in 0..8 {
        mantissa = (mantissa * mantissa) >> 25;
        bits <<= 1;
        if mantissa >= 1 << 26 {
            bits |= 1;
            mantissa >>= 1;
        }
    }
    (u64::from(exponent as u32) * 256 + bits).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_of_length_are_a_seventh_of_an_octave() {
        assert_eq!([0, 1, 2, 3, 4, 800, 1_000].map(length_class), [0, 0, 7, 11, 14, 67, 69]);
        for words in 1..100_000 {
            let class = length_class(words);
            let words = u64::from(words) << 16;
            assert!(length(class) <= words && words < length(class + 1), "{words}");
        }
        assert_eq!(length_class(u32::MAX), 7 * 31 + 6);
    }

    #[test]
    fn classes_of_frequency_are_an_eighth_of_an_octave() {
        assert_eq!(
            [1, 16, 31, 32, 35, 36, 60, 63, 64, 72].map(frequency_class),
            [1, 16, 31, 32, 32, 33, 39, 39, 40, 41]
        );
        assert_eq!([31, 32, 33, 39, 40].map(frequency), [31, 34, 38, 62, 68]);
        for written in 1..100_000 {
            let (class, middle) = (frequency_class(written), frequency(frequency_class(written)));
            assert!(middle.abs_diff(u64::from(written)) * 16 <= middle, "{written}");
            assert!(class <= frequency_class(written + 1));
        }
        assert!(frequency_class(u32::MAX) < 255);
    }

    #[test]
    fn weights_are_those_of_bm25() {
        for (class, words, average) in [(2, 800, 800), (2, 100, 800), (12, 3_000, 700), (30, 10, 2_000)] {
            let (tf, length_class) = (frequency(class) as f64 / 2.0, length_class(words));
            let length = length(length_class) as f64 / 65_536.0;
            let exact = 1_024.0 * 2.2 * tf / (tf + 1.2 * (0.25 + 0.75 * length / average as f64));
            let weight = weight(class, length_class, average) as f64;
            assert!((weight - exact).abs() <= 1.5, "{weight} {exact}");
        }
        assert_eq!(weight(2, length_class(800), 800), 1_044);
        assert_eq!(weight(0, 0, 800), 0);
        assert_eq!(weight(u8::MAX, 0, (1 << 53) - 1), 2_252);
    }

    #[test]
    fn rarities_are_binary_logarithms() {
        for (having, all) in
            [(1, 10_000), (37, 10_000), (9_999, 10_000), (10_000, 10_000), (0, 1), (131_072, 1_000_000)]
        {
            let exact = ((2 * all + 2) as f64 / (2 * having + 1) as f64).log2() * 256.0;
            let rarity = rarity(having, all) as f64;
            assert!((rarity - exact.floor()).abs() <= 1.0, "{rarity} {exact}");
        }
        assert_eq!(rarity(1, 10_000), 3_251);
        assert_eq!(rarity(u64::from(u32::MAX), u64::from(u32::MAX)), 1);
    }
}
