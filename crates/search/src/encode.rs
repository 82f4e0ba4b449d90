//! Parts of an index to the bytes of their files, as docs/search-format.md has them.

use std::ops::Range;

use crate::bytes::{put, put_all, put_signed, put_sorted, put_strings, shared_with_last};
use crate::dictionary::{Dictionary, NONE, separator};
use crate::files::{Kind, Name, begin};
use crate::layout::{cut_blocks, step};
use crate::pack::Content;
use crate::postings::{Lists, Posting};
use crate::rank::frequency_class;
use crate::words::folded;

/// A form that stands for another, in place of an ordinal.
pub(crate) const POINTER: u32 = NONE - 1;

/// A block of a range, made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Block {
    /// The first word that belongs to it: as much of it as tells it from the block before; empty for the first of a range.
    pub(crate) key: String,
    /// How many stems it has.
    pub(crate) stems: u32,
    /// The most articles that one of its stems has.
    pub(crate) greatest: u32,
    pub(crate) content: Content,
}

/// The blocks of a range with the pairs `pairs`, which are those that articles below the bound have, and for each pair the ordinal of its stem.
pub(crate) fn blocks(
    dictionary: &Dictionary<'_>,
    pairs: &[u32],
    lists: &Lists,
    target: u64,
) -> (Vec<Block>, Vec<u32>) {
    let units = units(dictionary, pairs);
    let weights: Vec<u64> =
        units.iter().map(|unit| weight(dictionary, &pairs[unit.clone()], lists)).collect();
    let starts = cut_blocks(&weights, target);
    let (mut blocks, mut ordinals) = (Vec::with_capacity(starts.len()), Vec::with_capacity(pairs.len()));
    let mut stems = 0;
    for (at, start) in starts.iter().enumerate() {
        let end = starts.get(at + 1).map_or(units.len(), |next| *next);
        let within = units[*start].start..units[end - 1].end;
        let key = match within.start {
            0 => "",
            start => separator(form(dictionary, pairs[start - 1]), form(dictionary, pairs[start])),
        };
        let mut block = block(dictionary, &pairs[within], lists, (stems, &mut ordinals));
        key.clone_into(&mut block.key);
        stems += block.stems;
        blocks.push(block);
    }
    (blocks, ordinals)
}

fn form<'l>(dictionary: &Dictionary<'l>, pair: u32) -> &'l str {
    dictionary.pairs[pair as usize].form
}

/// The shortest runs of pairs that no stem and no form straddles.
fn units(dictionary: &Dictionary<'_>, pairs: &[u32]) -> Vec<Range<usize>> {
    // For each stem of the range, the last of its pairs.
    let base = pairs.iter().map(|pair| dictionary.stem_of[*pair as usize]).min().unwrap_or(0);
    let own = |pair: &u32| !dictionary.is_pointer[*pair as usize];
    let greatest = pairs.iter().filter(|pair| own(pair)).map(|pair| dictionary.stem_of[*pair as usize]).max();
    let mut last = vec![0; greatest.map_or(0, |greatest| greatest.saturating_sub(base) as usize + 1)];
    for (at, pair) in pairs.iter().enumerate().filter(|(_, pair)| own(pair)) {
        last[(dictionary.stem_of[*pair as usize] - base) as usize] = at;
    }
    let (mut units, mut start, mut end) = (Vec::new(), 0, 0);
    for (at, pair) in pairs.iter().enumerate() {
        let is_same_form = at > 0 && form(dictionary, pairs[at - 1]) == form(dictionary, *pair);
        if at > end && !is_same_form {
            units.push(start..at);
            start = at;
        }
        end = end.max(at);
        if own(pair) {
            end = end.max(last[(dictionary.stem_of[*pair as usize] - base) as usize]);
        }
    }
    if start < pairs.len() {
        units.push(start..pairs.len());
    }
    units
}

/// About how many bytes a unit takes, compressed.
fn weight(dictionary: &Dictionary<'_>, pairs: &[u32], lists: &Lists) -> u64 {
    let mut weight = 0;
    let mut last = NONE;
    for pair in pairs.iter().map(|pair| *pair as usize).filter(|pair| !dictionary.is_pointer[*pair]) {
        let stem = dictionary.stem_of[pair];
        // Stems of a unit may alternate: what is counted twice then is so for every reader of these rules.
        if stem != last {
            let (numbers, _) = lists.of(stem as usize);
            let count = numbers.len() as u64;
            let mean_gap = numbers.last().map_or(1, |last| u64::from(*last) / count.max(1)).max(1);
            // In eighths of a byte: a gap in bits and a half more, a frequency a bit and a half.
            weight += step(count * (u64::from(mean_gap.ilog2()) + 3) / 8) + 4;
            last = stem;
        }
        weight += 4;
    }
    step(weight)
}

/// One block; adds the ordinals of its pairs to `ordinals`, of which `stems` are taken.
fn block(
    dictionary: &Dictionary<'_>,
    pairs: &[u32],
    lists: &Lists,
    (stems, ordinals): (u32, &mut Vec<u32>),
) -> Block {
    let forms: Vec<&str> = pairs.iter().map(|pair| form(dictionary, *pair)).collect();
    let mut own: Vec<u32> = Vec::new();
    let (mut codes, mut aliases) = (Vec::with_capacity(pairs.len()), Vec::new());
    for pair in pairs {
        if dictionary.is_pointer[*pair as usize] {
            codes.push(1);
            aliases.push(dictionary.stands_for(*pair as usize));
            ordinals.push(POINTER);
            continue;
        }
        let stem = dictionary.stem_of[*pair as usize];
        // Forms of one stem stand near each other.
        match own.iter().rev().position(|known| *known == stem) {
            Some(back) => {
                codes.push(back as u64 + 2);
                ordinals.push(stems + (own.len() - 1 - back) as u32);
            }
            None => {
                codes.push(0);
                ordinals.push(stems + own.len() as u32);
                own.push(stem);
            }
        }
    }
    let mut file = begin(Kind::Block);
    let content = file.bytes_mut();
    put(content, pairs.len() as u64);
    put_sorted(content, &forms);
    put_all(content, codes);
    put_strings(content, &aliases);
    let of = |stem: &u32| lists.of(*stem as usize);
    put_all(content, own.iter().map(|stem| of(stem).0.len() as u64));
    let (mut gaps, mut lengths) = (Vec::new(), Vec::with_capacity(own.len()));
    for stem in &own {
        let before = gaps.len();
        put_gaps(&mut gaps, of(stem).0.iter().copied());
        lengths.push((gaps.len() - before) as u64);
    }
    put_all(content, lengths);
    file.end_text();
    file.bytes_mut().extend_from_slice(&gaps);
    file.end_numbers();
    let content = file.bytes_mut();
    for stem in &own {
        content.extend(of(stem).1.iter().map(|frequency| class(*frequency)));
    }
    let greatest = own.iter().map(|stem| of(stem).0.len() as u32).max().unwrap_or(0);
    Block { key: String::new(), stems: own.len() as u32, greatest, content: file }
}

/// The class of a frequency; filters have none.
fn class(frequency: u32) -> u8 {
    if frequency == 0 { 0 } else { frequency_class(frequency) }
}

/// Numbers as gaps.
fn put_gaps(out: &mut Vec<u8>, numbers: impl Iterator<Item = u32>) {
    let mut next = 0;
    for number in numbers {
        put(out, u64::from(number - next));
        next = number + 1;
    }
}

/// What a range file is made of.
pub(crate) struct RangeFile<'r> {
    pub(crate) bound: u32,
    /// Key, stems, most articles of a stem, and name of each block.
    pub(crate) blocks: &'r [(String, u32, u32, Name)],
    /// Forms that only newer articles have.
    pub(crate) forms: Vec<&'r str>,
    /// For each the code of its stem.
    pub(crate) codes: Vec<u64>,
    /// What some of them stand for.
    pub(crate) aliases: Vec<&'r str>,
    /// The ordinals of stems that newer articles have, with these articles: number and frequency.
    pub(crate) stems: Vec<(u32, &'r [Posting])>,
}

/// The content of a range file.
pub(crate) fn range(range: &RangeFile<'_>) -> Content {
    let mut file = begin(Kind::Range);
    let content = file.bytes_mut();
    put(content, u64::from(range.bound));
    put(content, range.blocks.len() as u64);
    let keys: Vec<&str> = range.blocks.iter().map(|(key, ..)| &**key).collect();
    put_sorted(content, &keys);
    put_all(content, range.blocks.iter().map(|(_, stems, ..)| u64::from(*stems)));
    put_all(content, range.blocks.iter().map(|(_, _, greatest, _)| u64::from(*greatest)));
    range.blocks.iter().for_each(|(.., name)| content.extend_from_slice(&name.0));
    put(content, range.forms.len() as u64);
    put_sorted(content, &range.forms);
    put_all(content, range.codes.iter().copied());
    put_strings(content, &range.aliases);
    put(content, range.stems.len() as u64);
    put_gaps(content, range.stems.iter().map(|(ordinal, _)| *ordinal));
    put_all(content, range.stems.iter().map(|(_, postings)| postings.len() as u64));
    for (_, postings) in &range.stems {
        put_gaps(content, postings.iter().map(|(_, number, _)| number - range.bound));
    }
    for (_, postings) in &range.stems {
        content.extend(postings.iter().map(|(_, _, frequency)| class(*frequency)));
    }
    file
}

/// A card.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Card<'c> {
    pub(crate) title: &'c str,
    pub(crate) address: &'c str,
    pub(crate) day: i32,
    pub(crate) language: u16,
}

/// The content of a card file of a chunk whose earliest article is of the day `day`.
pub(crate) fn cards(cards: &[Card<'_>], day: i32) -> Content {
    let mut file = begin(Kind::Cards);
    let content = file.bytes_mut();
    put(content, cards.len() as u64);
    put_strings(content, &cards.iter().map(|card| card.title).collect::<Vec<_>>());
    let addresses: Vec<String> = cards.iter().map(|card| short(card.address, card.title)).collect();
    let shared = shared_with_last(&addresses);
    put_all(content, shared.iter().map(|shared| *shared as u64));
    let rests = || addresses.iter().zip(&shared).map(|(address, shared)| &address.as_bytes()[*shared..]);
    put_all(content, rests().map(|rest| rest.len() as u64));
    rests().for_each(|rest| content.extend_from_slice(rest));
    cards.iter().for_each(|card| put_signed(content, i64::from(card.day) - i64::from(day)));
    put_all(content, cards.iter().map(|card| u64::from(card.language)));
    file
}

/// An address without what the title says: the byte 0 stands for the title's words with hyphens between them.
fn short(address: &str, title: &str) -> String {
    let slug = slug(title);
    if slug.is_empty() { address.to_owned() } else { address.replacen(&slug, "\0", 1) }
}

/// The words of a title with hyphens between them.
pub(crate) fn slug(title: &str) -> String {
    folded(title).join("-")
}

/// The content of a values file: slugs and titles.
pub(crate) fn values(values: &[(&str, &str)]) -> Content {
    let mut file = begin(Kind::Values);
    let content = file.bytes_mut();
    put(content, values.len() as u64);
    put_strings(content, &values.iter().map(|(slug, _)| *slug).collect::<Vec<_>>());
    put_strings(content, &values.iter().map(|(_, title)| *title).collect::<Vec<_>>());
    file
}

/// The content of a column file: how many values each article has, and the values of all.
pub(crate) fn column(counts: &[u32], values: &[u32]) -> Content {
    let mut file = begin(Kind::Column);
    let content = file.bytes_mut();
    put(content, counts.len() as u64);
    put_all(content, counts.iter().map(|count| u64::from(*count)));
    put_all(content, values.iter().map(|value| u64::from(*value)));
    file
}

/// The content of a spelling file: sorted forms, and how many articles have each.
pub(crate) fn spelling(forms: &[(&str, u32)]) -> Content {
    let mut file = begin(Kind::Spelling);
    let content = file.bytes_mut();
    put(content, forms.len() as u64);
    put_sorted(content, &forms.iter().map(|(form, _)| *form).collect::<Vec<_>>());
    put_all(content, forms.iter().map(|(_, count)| u64::from(count.max(&1).ilog2())));
    file
}
