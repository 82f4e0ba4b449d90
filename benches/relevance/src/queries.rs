//! Queries as readers type them, always the same for a seed.

use generate_search::folded;

use crate::documents::{Archive, Document};

/// The kinds of queries.
pub const KINDS: [&str; 10] = [
    "rare word",
    "common word",
    "rare and common",
    "two words",
    "three words",
    "four words",
    "name",
    "name and word",
    "phrase",
    "phrase and word",
];

/// A query, and its kind.
pub struct Asked {
    pub text: String,
    pub kind: &'static str,
    pub has_filter: bool,
}

/// Pseudo-random numbers (S. Vigna's splitmix64).
pub struct Random(pub u64);

impl Random {
    /// A number below a limit.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % limit.max(1) as u64) as usize
    }
}

/// `count` queries; every fourth has one of `filters`.
pub fn queries(archive: &Archive, filters: &[String], count: usize, seed: u64) -> Vec<Asked> {
    let mut random = Random(seed);
    let mut queries = Vec::with_capacity(count);
    for at in 0..count {
        let kind = KINDS[at % KINDS.len()];
        let mut text = None;
        // Not every document has a word of every kind.
        for _ in 0..200 {
            let document = &archive.sample[random.below(archive.sample.len())];
            text = query(archive, document, kind, &mut random);
            if text.is_some() {
                break;
            }
        }
        // By another rhythm than the kinds.
        let has_filter = at / KINDS.len() % 4 == at % 4 && !filters.is_empty();
        let filter = has_filter.then(|| filters[random.below(filters.len())].as_str());
        let parts: Vec<&str> = text.iter().map(String::as_str).chain(filter).collect();
        // The space says that the last word is whole.
        queries.push(Asked { text: parts.join(" ") + " ", kind, has_filter });
    }
    queries
}

fn query(archive: &Archive, document: &Document, kind: &str, random: &mut Random) -> Option<String> {
    let all = archive.lengths.len() as u32;
    let body = folded(&document.body);
    let mut word = |is: &dyn Fn(u32) -> bool| {
        let from = random.below(body.len());
        let rotated = body[from..].iter().chain(&body[..from]);
        let fits = |word: &&String| word.chars().count() > 2 && is(archive.having_form(word));
        rotated.into_iter().find(fits).cloned()
    };
    let rare = |having: u32| (2..=(all / 500).max(20)).contains(&having);
    let common = |having: u32| having > all / 30 && having <= all / 2;
    let any = |having: u32| having > 1 && having <= all / 2;
    let mut words = |count: usize| {
        let mut words: Vec<String> = Vec::new();
        while words.len() < count {
            words.push(word(&any)?);
        }
        Some(words.join(" "))
    };
    match kind {
        "rare word" => word(&rare),
        "common word" => word(&common),
        "rare and common" => Some(format!("{} {}", word(&rare)?, word(&common)?)),
        "two words" => words(2),
        "three words" => words(3),
        "four words" => words(4),
        "name" | "name and word" => {
            let more = if kind == "name" { String::new() } else { format!(" {}", words(1)?) };
            let name = document.names.get(random.below(document.names.len()))?;
            Some(folded(name).join(" ") + &more)
        }
        _ => {
            let more = if kind == "phrase" { String::new() } else { format!(" {}", words(1)?) };
            let from = random.below(body.len().saturating_sub(2));
            Some(format!("\"{} {}\"{more}", body.get(from)?, body.get(from + 1)?))
        }
    }
}
