//! Range files and blocks: words, and the articles that have them.

use super::names;
use crate::bytes::Reading;
use crate::files::Name;

/// The stem of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum StemOf {
    /// By its ordinal in the range.
    Ordinal(u32),
    /// That of another form.
    Other(String),
}

/// A range file.
#[derive(Clone, Debug)]
pub(crate) struct RangePart {
    bound: u32,
    block_keys: Vec<String>,
    /// For each block, the ordinal of its first stem.
    first_stems: Vec<u32>,
    blocks: Vec<Name>,
    /// Forms that only newer articles have, with their stems.
    pub(crate) forms: Vec<(String, StemOf)>,
    /// By ordinal.
    newest: Vec<(u32, Postings)>,
}

/// Articles with the class of frequency in each.
pub(crate) type Postings = Vec<(u32, u8)>;

impl RangePart {
    /// Reads a range file of an index of `articles` articles.
    pub(crate) fn read(content: &[u8], articles: u32) -> Option<RangePart> {
        let mut reading = Reading::new(content);
        let bound = u32::try_from(reading.get()?).ok()?;
        let count = reading.count()?;
        let block_keys = reading.sorted(count)?;
        let stems = reading.sizes(count)?;
        let _greatest = reading.all(count)?;
        let blocks = names(&mut reading, count)?;
        let mut first_stems = Vec::with_capacity(count);
        let mut next = 0_u32;
        for stems in stems {
            first_stems.push(next);
            next = next.checked_add(u32::try_from(stems).ok()?)?;
        }
        let count = reading.count()?;
        let forms = reading.sorted(count)?;
        let codes = reading.all(count)?;
        let others = reading.strings(codes.iter().filter(|code| **code == 1).count())?;
        let mut others = others.into_iter();
        let mut stem_of = |code: u64| {
            Some(match code {
                0 => {
                    next = next.checked_add(1)?;
                    StemOf::Ordinal(next - 1)
                }
                1 => StemOf::Other(others.next()?),
                code => StemOf::Ordinal(u32::try_from(code - 2).ok()?),
            })
        };
        let forms: Option<Vec<(String, StemOf)>> =
            forms.into_iter().zip(codes).map(|(form, code)| Some((form, stem_of(code)?))).collect();
        let count = reading.count()?;
        let ordinals = numbers(&mut reading, count, 0, u32::MAX)?;
        let counts = reading.sizes(count)?;
        let mut newest = Vec::with_capacity(count);
        for (ordinal, count) in ordinals.into_iter().zip(counts) {
            let numbers = numbers(&mut reading, count, bound, articles)?;
            newest.push((ordinal, numbers.into_iter().map(|number| (number, 0)).collect::<Postings>()));
        }
        for (_, postings) in &mut newest {
            let classes = reading.bytes(postings.len())?;
            postings.iter_mut().zip(classes).for_each(|(posting, class)| posting.1 = *class);
        }
        let is_sound = reading.is_done() && block_keys.first().is_none_or(String::is_empty);
        is_sound.then_some(RangePart { bound, block_keys, first_stems, blocks, forms: forms?, newest })
    }

    /// The block of a word, with the ordinal of its first stem.
    pub(crate) fn block_of(&self, word: &str) -> Option<(Name, u32)> {
        let at = self.block_keys.partition_point(|key| &**key <= word).checked_sub(1)?;
        Some((self.blocks[at], self.first_stems[at]))
    }

    /// The block that a stem would be in, with the ordinal of the block's first stem: stems behind the last block's are of newer articles
    /// alone.
    pub(crate) fn block_of_ordinal(&self, ordinal: u32) -> Option<(Name, u32)> {
        let at = self.first_stems.partition_point(|first| *first <= ordinal).checked_sub(1)?;
        Some((self.blocks[at], self.first_stems[at]))
    }

    /// The newer articles that have a stem.
    pub(crate) fn newest(&self, ordinal: u32) -> &[(u32, u8)] {
        let found = self.newest.binary_search_by_key(&ordinal, |(ordinal, _)| *ordinal);
        found.map_or(&[], |at| &self.newest[at].1)
    }

    /// Blocks hold the articles with a number below this.
    pub(crate) fn bound(&self) -> u32 {
        self.bound
    }
}

/// So many ascending numbers from `from` on, all below `limit`.
fn numbers(reading: &mut Reading<'_>, count: usize, from: u32, limit: u32) -> Option<Vec<u32>> {
    let gaps = reading.all(count)?;
    let mut next = u64::from(from);
    let mut numbers = Vec::with_capacity(count);
    for gap in gaps {
        let number = next.checked_add(gap)?;
        numbers.push(u32::try_from(number).ok().filter(|number| *number < limit)?);
        next = number + 1;
    }
    Some(numbers)
}

/// A block.
#[derive(Clone, Debug)]
pub(crate) struct BlockPart {
    /// Sorted forms with their stems, as ordinals in the block.
    pub(crate) forms: Vec<(String, StemOf)>,
    counts: Vec<usize>,
    /// Where the gaps of each stem begin, and where they end.
    gaps_at: Vec<usize>,
    /// Where the classes of each stem begin.
    classes_at: Vec<usize>,
    gaps: Vec<u8>,
    classes: Vec<u8>,
}

impl BlockPart {
    /// Reads a block.
    pub(crate) fn read(content: &[u8]) -> Option<BlockPart> {
        let mut reading = Reading::new(content);
        let count = reading.count()?;
        let forms = reading.sorted(count)?;
        let codes = reading.all(count)?;
        let others = reading.strings(codes.iter().filter(|code| **code == 1).count())?;
        let mut others = others.into_iter();
        let mut stems = 0_u32;
        let mut stem_of = |code: u64| {
            Some(match code {
                0 => {
                    stems += 1;
                    StemOf::Ordinal(stems - 1)
                }
                1 => StemOf::Other(others.next()?),
                code => StemOf::Ordinal(stems.checked_sub(u32::try_from(code - 1).ok()?)?),
            })
        };
        let forms: Option<Vec<(String, StemOf)>> =
            forms.into_iter().zip(codes).map(|(form, code)| Some((form, stem_of(code)?))).collect();
        let stems = stems as usize;
        let counts = reading.sizes(stems)?;
        let lengths = reading.sizes(stems)?;
        let starts = |lengths: &[usize]| {
            let mut starts = vec![0_usize];
            for length in lengths {
                starts.push(starts.last()?.checked_add(*length)?);
            }
            Some(starts)
        };
        let (gaps_at, classes_at) = (starts(&lengths)?, starts(&counts)?);
        let gaps = reading.bytes(*gaps_at.last()?)?.to_vec();
        let classes = reading.bytes(*classes_at.last()?)?.to_vec();
        reading.is_done().then_some(BlockPart { forms: forms?, counts, gaps_at, classes_at, gaps, classes })
    }

    /// How many stems it has.
    pub(crate) fn stems(&self) -> u32 {
        self.counts.len() as u32
    }

    /// How many articles below the bound have a stem.
    pub(crate) fn count(&self, stem: u32) -> usize {
        self.counts.get(stem as usize).copied().unwrap_or(0)
    }

    /// The articles below the bound `bound` that have a stem.
    pub(crate) fn postings(&self, stem: u32, bound: u32) -> Option<Postings> {
        let stem = stem as usize;
        let gaps = self.gaps.get(*self.gaps_at.get(stem)?..*self.gaps_at.get(stem + 1)?)?;
        let classes = self.classes.get(*self.classes_at.get(stem)?..*self.classes_at.get(stem + 1)?)?;
        let mut reading = Reading::new(gaps);
        let numbers = numbers(&mut reading, classes.len(), 0, bound)?;
        reading.is_done().then(|| numbers.into_iter().zip(classes.iter().copied()).collect())
    }
}
