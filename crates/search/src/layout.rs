//! Where everything stands: the order of documents, the cuts between ranges.
//!
//! All of it follows from the documents alone, so that the same documents give the same index. Rules that decide a size or a cut read
//! [`step`] of a count and never the count, and cuts depend on the hash of what stands there: one more document so moves few of
//! them.

use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use crate::rank::length_class;

/// A count without all but its four highest bits: rounded down to about an eighth of an octave.
pub(crate) fn step(count: u64) -> u64 {
    let low = count.checked_ilog2().unwrap_or(0).saturating_sub(3);
    count >> low << low
}

/// The sizes of an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Sizes {
    /// The mean number of documents of a chunk.
    pub(crate) chunk: u64,
    /// The most documents of a card file.
    pub(crate) cards: u64,
    /// How many documents a column file has.
    pub(crate) column: u64,
    /// About how many documents only the range files have.
    pub(crate) tail: u64,
    /// About how many ranges there are.
    pub(crate) ranges: u64,
    /// About how many bytes a block has, compressed.
    pub(crate) block: u64,
}

impl Sizes {
    /// For so many documents. Measured: see docs/performance.md.
    pub(crate) fn of(documents: u64) -> Sizes {
        let documents = step(documents);
        // In a small archive most articles are newer ones: in a single range file, they would be all of the index.
        let ranges = (documents / 280).max(8);
        let small = |block| Sizes { chunk: 64, cards: 128, column: 1 << 13, tail: 128, ranges, block };
        match documents {
            0..3_000 => small(8_000),
            3_000..8_000 => small(12_000),
            8_000..30_000 => Sizes { ranges: documents / 380, ..small(18_500) },
            30_000..300_000 => {
                let ranges = documents / 227;
                Sizes { chunk: 256, cards: 100, column: 1 << 14, tail: 512, ranges, block: 23_800 }
            }
            _ => Sizes { chunk: 512, cards: 160, column: 1 << 14, tail: 2_048, ranges: 1_000, block: 46_000 },
        }
    }
}

/// About how many files and bytes an index has, without making it: of so many documents with so many bytes of text, with so many
/// dimensions.
pub fn estimate(documents: u64, text: u64, dimensions: u64) -> (u64, u64) {
    let sizes = Sizes::of(documents);
    // A tenth of prose, and what the words of any archive take; more than half of it are blocks.
    let bytes = text / 10 + (text / 2).min(100_000);
    let blocks = bytes * 6 / 10 / sizes.block;
    let cards = documents.div_ceil(sizes.chunk) * sizes.chunk.div_ceil(sizes.cards);
    let columns = dimensions * documents.div_ceil(sizes.column);
    // The root and the words that are suggested from.
    let others = 2 + dimensions + columns;
    // An archive without words has no ranges of them.
    let ranges = if documents == 0 { 0 } else { sizes.ranges };
    (others + cards + ranges + blocks, bytes)
}

/// A document as far as its place goes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Placed {
    /// The hash of its id.
    pub(crate) id: u64,
    /// The hash of everything that an index says of it.
    pub(crate) content: u64,
    /// How many words it has.
    pub(crate) words: u32,
}

/// Documents cut into chunks.
#[derive(Clone, Debug, Default)]
pub(crate) struct Chunks {
    /// Where each chunk begins, and at last the number of documents.
    pub(crate) starts: Vec<u32>,
    /// For each chunk, the hash of its first document's id by date.
    pub(crate) first: Vec<u64>,
    /// For each chunk, the hash of everything in the chunks before it.
    pub(crate) before: Vec<u64>,
    /// For each number, the place of the document in order of date.
    pub(crate) order: Vec<u32>,
}

impl Chunks {
    /// Cuts `documents`, which are sorted by date.
    pub(crate) fn cut(documents: &[Placed], mean: u64) -> Chunks {
        let (least, most) = ((mean / 2).max(1), mean * 2);
        let mut chunks = Chunks { order: (0..documents.len() as u32).collect(), ..Chunks::default() };
        let (mut open, mut hash) = (0_u64, Xxh3::new());
        for (document, at) in documents.iter().zip(0_u32..) {
            let is_cut = open >= least && document.id.is_multiple_of(least) || open >= most;
            if at == 0 || is_cut {
                chunks.starts.push(at);
                chunks.first.push(document.id);
                chunks.before.push(hash.digest());
                open = 0;
            }
            open += 1;
            hash.update(&document.id.to_le_bytes());
            hash.update(&document.content.to_le_bytes());
        }
        chunks.starts.push(documents.len() as u32);
        for chunk in 0..chunks.len() {
            let within = chunks.range(chunk);
            // Stable: documents of one class stay in order of date.
            chunks.order[within].sort_by_key(|at| length_class(documents[*at as usize].words));
        }
        chunks
    }

    /// How many chunks there are.
    pub(crate) fn len(&self) -> usize {
        self.first.len()
    }

    /// The numbers of a chunk.
    pub(crate) fn range(&self, chunk: usize) -> std::ops::Range<usize> {
        self.starts[chunk] as usize..self.starts[chunk + 1] as usize
    }

    /// The chunk with which the newer articles of a range begin whose first form is `form`.
    pub(crate) fn bound(&self, form: &str, sizes: &Sizes) -> usize {
        let every = (sizes.tail / sizes.chunk).max(1);
        let form = xxh3_64(form.as_bytes());
        let is_bound = |chunk: &usize| {
            (self.first[*chunk] ^ form).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32 & (every - 1) == 0
        };
        (0..self.len()).rev().find(is_bound).unwrap_or(0)
    }
}

/// The numbers at which the parts of a chunk begin that each become a card file.
pub(crate) fn parts(documents: usize, most: u64) -> impl Iterator<Item = std::ops::Range<usize>> {
    let count = documents.div_ceil(most.max(1) as usize);
    (0..count).map(move |part| part * documents / count..(part + 1) * documents / count)
}

/// Where ranges begin in `forms`, which are sorted and different.
pub(crate) fn cut_ranges<S: AsRef<str>>(forms: &[S], sizes: &Sizes) -> Vec<usize> {
    let mean = step(forms.len() as u64 / sizes.ranges.max(1)).max(2);
    let (least, most) = (mean / 2, mean * 2);
    let mut starts = vec![0];
    let mut open = 0;
    for (at, form) in forms.iter().enumerate() {
        let is_cut = open >= least && xxh3_64(form.as_ref().as_bytes()).is_multiple_of(least) || open >= most;
        if is_cut {
            starts.push(at);
            open = 0;
        }
        open += 1;
    }
    starts
}

/// Cuts units, which are given by their first form and about how many bytes they take, into blocks: where each begins.
pub(crate) fn cut_blocks(units: &[u64], target: u64) -> Vec<usize> {
    let is_heavy = |weight: u64| weight * 2 > target;
    let light: u64 = units.iter().filter(|weight| !is_heavy(**weight)).sum();
    let parts = ((light + target / 2) / target).max(1);
    let mut starts = Vec::new();
    // `sum` counts the light units before; a block ends where its part of the whole does, and around heavy units.
    let (mut sum, mut last, mut opens) = (0, None, true);
    for (at, weight) in units.iter().enumerate() {
        if is_heavy(*weight) {
            starts.push(at);
            opens = true;
            continue;
        }
        let part = (sum + weight / 2) * parts / light.max(1);
        if opens || last != Some(part) {
            starts.push(at);
        }
        (opens, last) = (false, Some(part));
        sum += weight;
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_an_eighth_of_an_octave() {
        let stepped: Vec<u64> = [0, 1, 15, 16, 17, 18, 33, 1_000, 10_000, 10_239, 10_240].map(step).to_vec();
        assert_eq!(stepped, [0, 1, 15, 16, 16, 18, 32, 960, 9_216, 9_216, 10_240]);
    }

    fn documents(count: u64) -> Vec<Placed> {
        let document = |at: u64| Placed {
            id: xxh3_64(&at.to_le_bytes()),
            content: at,
            words: 100 + (at * 7919 % 900) as u32,
        };
        (0..count).map(document).collect()
    }

    #[test]
    fn one_more_document_moves_no_earlier_chunk() {
        let all = documents(5_000);
        let (before, after) = (Chunks::cut(&all[..4_999], 64), Chunks::cut(&all, 64));
        let same = before.len() - 1;
        assert_eq!(before.starts[..=same], after.starts[..=same]);
        assert_eq!(before.before[..=same], after.before[..=same]);
        assert_eq!(before.order[..before.starts[same] as usize], after.order[..before.starts[same] as usize]);
        assert!((50..110).contains(&before.len()), "{}", before.len());
        for chunk in 0..after.len() {
            let numbers = after.range(chunk);
            assert!(numbers.len() <= 128 && (numbers.len() >= 32 || chunk + 1 == after.len()));
            let classes: Vec<u32> =
                after.order[numbers].iter().map(|at| length_class(all[*at as usize].words)).collect();
            assert!(classes.is_sorted());
        }
    }

    #[test]
    fn bounds_of_ranges_differ_and_leave_few_documents() {
        let chunks = Chunks::cut(&documents(20_000), 64);
        let sizes = Sizes::of(20_000);
        let bounds: Vec<usize> = (0..50).map(|at| chunks.bound(&format!("word{at}"), &sizes)).collect();
        assert!(bounds.iter().any(|bound| *bound != bounds[0]));
        let mean = bounds.iter().map(|bound| chunks.len() - bound).sum::<usize>() as f64 / 50.0;
        assert!((1.0..4.0).contains(&mean), "{mean}");
    }

    #[test]
    fn ranges_keep_their_places_when_a_form_is_added() {
        let mut forms: Vec<String> =
            (0..20_000_u32).map(|at| format!("{:08x}", at.wrapping_mul(2_654_435_761))).collect();
        forms.sort();
        let sizes = Sizes { ranges: 40, ..Sizes::of(10_000) };
        let before: Vec<String> =
            cut_ranges(&forms, &sizes).into_iter().map(|at| forms[at].clone()).collect();
        assert!((25..=60).contains(&before.len()), "{}", before.len());
        forms.insert(forms.partition_point(|form| &**form < "8"), "8".to_owned());
        let after: Vec<String> = cut_ranges(&forms, &sizes).into_iter().map(|at| forms[at].clone()).collect();
        let same = before.iter().filter(|form| after.contains(form)).count();
        assert!(same + 2 >= before.len());
    }

    #[test]
    fn blocks_are_even_and_heavy_units_stand_alone() {
        let units = [vec![10; 100], vec![900], vec![10; 100]].concat();
        assert_eq!(cut_blocks(&units, 500), [0, 50, 100, 101, 151]);
        assert_eq!(cut_blocks(&[10, 900, 900, 10], 500), [0, 1, 2, 3]);
        assert_eq!(cut_blocks(&[], 500), [] as [usize; 0]);
        assert_eq!(cut_blocks(&[10; 30], 500), [0]);
    }

    #[test]
    fn parts_are_even() {
        assert_eq!(parts(250, 96).collect::<Vec<_>>(), [0..83, 83..166, 166..250]);
        assert!(parts(96, 96).eq(std::iter::once(0..96)));
        assert_eq!(parts(0, 96).count(), 0);
    }
}
