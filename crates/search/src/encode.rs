//! Parts of an index to the bytes of their files, as docs/search-format.md has them.

use std::ops::Range;

use crate::bytes::{put, put_all, put_signed, put_sorted, put_strings, shared_with_last};
use crate::dictionary::{Dictionary, NONE, separator};
use crate::files::{Kind, Name, begin};
use crate::layout::{cut_blocks, step};
use crate::postings::Lists;
use crate::rank::frequency_class;

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
    pub(crate) content: Vec<u8>,
}

/// The blocks of a range with the pairs `pairs`, which are those that articles below the bound have, and for each pair the ordinal of its stem.
pub(crate) fn blocks(
    dictionary: &Dictionary<'_>,
    pairs: &[u32],
    lists: &Lists,
    target: u64,
) -> (Vec<Block>, Vec<u32>) {
    let units = units(dictionary, pairs);
    let weights: Vec<u64> = units.iter().map(|unit| weight(dictionary, &pairs[unit.clone()], lists)).collect();
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
    let mut content = begin(Kind::Block);
    put(&mut content, pairs.len() as u64);
    put_sorted(&mut content, &forms);
    put_all(&mut content, codes);
    put_strings(&mut content, &aliases);
    let of = |stem: &u32| lists.of(*stem as usize);
    put_all(&mut content, own.iter().map(|stem| of(stem).0.len() as u64));
    let (mut gaps, mut lengths) = (Vec::new(), Vec::with_capacity(own.len()));
    for stem in &own {
        let before = gaps.len();
        put_gaps(&mut gaps, of(stem).0.iter().copied());
        lengths.push((gaps.len() - before) as u64);
    }
    put_all(&mut content, lengths);
    content.extend_from_slice(&gaps);
    for stem in &own {
        content.extend(of(stem).1.iter().map(|frequency| class(*frequency)));
    }
    let greatest = own.iter().map(|stem| of(stem).0.len() as u32).max().unwrap_or(0);
    Block { key: String::new(), stems: own.len() as u32, greatest, content }
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
    pub(crate) stems: Vec<(u32, &'r [(u32, u32, u32)])>,
}

/// The content of a range file.
pub(crate) fn range(file: &RangeFile<'_>) -> Vec<u8> {
    let mut content = begin(Kind::Range);
    put(&mut content, u64::from(file.bound));
    put(&mut content, file.blocks.len() as u64);
    let keys: Vec<&str> = file.blocks.iter().map(|(key, ..)| &**key).collect();
    put_sorted(&mut content, &keys);
    put_all(&mut content, file.blocks.iter().map(|(_, stems, ..)| u64::from(*stems)));
    put_all(&mut content, file.blocks.iter().map(|(_, _, greatest, _)| u64::from(*greatest)));
    file.blocks.iter().for_each(|(.., name)| content.extend_from_slice(&name.0));
    put(&mut content, file.forms.len() as u64);
    put_sorted(&mut content, &file.forms);
    put_all(&mut content, file.codes.iter().copied());
    put_strings(&mut content, &file.aliases);
    put(&mut content, file.stems.len() as u64);
    put_gaps(&mut content, file.stems.iter().map(|(ordinal, _)| *ordinal));
    put_all(&mut content, file.stems.iter().map(|(_, postings)| postings.len() as u64));
    for (_, postings) in &file.stems {
        put_gaps(&mut content, postings.iter().map(|(_, number, _)| number - file.bound));
    }
    for (_, postings) in &file.stems {
        content.extend(postings.iter().map(|(_, _, frequency)| class(*frequency)));
    }
    content
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
pub(crate) fn cards(cards: &[Card<'_>], day: i32) -> Vec<u8> {
    let mut content = begin(Kind::Cards);
    put(&mut content, cards.len() as u64);
    put_strings(&mut content, &cards.iter().map(|card| card.title).collect::<Vec<_>>());
    let addresses: Vec<&str> = cards.iter().map(|card| card.address).collect();
    let shared = shared_with_last(&addresses);
    put_all(&mut content, shared.iter().map(|shared| *shared as u64));
    let rests = || addresses.iter().zip(&shared).map(|(address, shared)| &address.as_bytes()[*shared..]);
    put_all(&mut content, rests().map(|rest| rest.len() as u64));
    rests().for_each(|rest| content.extend_from_slice(rest));
    cards.iter().for_each(|card| put_signed(&mut content, i64::from(card.day) - i64::from(day)));
    put_all(&mut content, cards.iter().map(|card| u64::from(card.language)));
    content
}

/// The content of a values file: slugs and titles.
pub(crate) fn values(values: &[(&str, &str)]) -> Vec<u8> {
    let mut content = begin(Kind::Values);
    put(&mut content, values.len() as u64);
    put_strings(&mut content, &values.iter().map(|(slug, _)| *slug).collect::<Vec<_>>());
    put_strings(&mut content, &values.iter().map(|(_, title)| *title).collect::<Vec<_>>());
    content
}

/// The content of a column file: how many values each article has, and the values of all.
pub(crate) fn column(counts: &[u32], values: &[u32]) -> Vec<u8> {
    let mut content = begin(Kind::Column);
    put(&mut content, counts.len() as u64);
    put_all(&mut content, counts.iter().map(|count| u64::from(*count)));
    put_all(&mut content, values.iter().map(|value| u64::from(*value)));
    content
}

/// The content of a spelling file: sorted forms, and how many articles have each.
pub(crate) fn spelling(forms: &[(&str, u32)]) -> Vec<u8> {
    let mut content = begin(Kind::Spelling);
    put(&mut content, forms.len() as u64);
    put_sorted(&mut content, &forms.iter().map(|(form, _)| *form).collect::<Vec<_>>());
    put_all(&mut content, forms.iter().map(|(_, count)| u64::from(count.max(&1).ilog2())));
    content
}
