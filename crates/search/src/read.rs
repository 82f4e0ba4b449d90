//! Reads the files of an index. What is damaged is an error; no file can make a reader panic or take memory that it does not have.

use std::io::Read as _;

use flate2::read::GzDecoder;

use crate::bytes::Reading;
use crate::encode::slug;
use crate::files::{Kind, MAGIC, Name};
use crate::layout::COLUMN;
use crate::layout::parts;

/// The most bytes of a file's content: more than any writer makes.
const LARGEST: u64 = 1 << 24;

/// The content of a file as it was fetched, after its kind; `None` where it is not such a file.
pub(crate) fn unpack(bytes: &[u8], kind: Kind) -> Option<Vec<u8>> {
    let mut content = Vec::new();
    if bytes.starts_with(&MAGIC) {
        content.extend_from_slice(bytes);
    } else {
        let read = GzDecoder::new(bytes).take(LARGEST).read_to_end(&mut content).ok()?;
        (u64::try_from(read).ok()? < LARGEST).then_some(())?;
    }
    let is_right = content.starts_with(&MAGIC) && content.get(MAGIC.len()) == Some(&(kind as u8));
    is_right.then(|| content.split_off(MAGIC.len() + 1))
}

fn names(reading: &mut Reading<'_>, count: usize) -> Option<Vec<Name>> {
    let bytes = reading.bytes(count.checked_mul(Name::LENGTH)?)?;
    let name = |bytes: &[u8]| bytes.try_into().map(Name).ok();
    bytes.chunks_exact(Name::LENGTH).map(name).collect()
}

/// A chunk of articles.
#[derive(Clone, Debug)]
pub(crate) struct Chunk {
    /// The first number.
    pub(crate) start: u32,
    pub(crate) articles: u32,
    first_class: u32,
    /// For each class from the first, the first number behind its articles.
    ends: Vec<u32>,
    pub(crate) day: i32,
    /// The first of its card files.
    card_file: usize,
}

/// The root of an index.
#[derive(Clone, Debug)]
pub(crate) struct Root {
    pub(crate) articles: u32,
    pub(crate) average: u64,
    pub(crate) languages: Vec<String>,
    pub(crate) dimensions: Vec<String>,
    pub(crate) chunks: Vec<Chunk>,
    cards: u64,
    card_files: Vec<Name>,
    range_keys: Vec<String>,
    ranges: Vec<Name>,
    values: Vec<Name>,
    columns: Vec<Name>,
    pub(crate) spelling: Option<Name>,
}

impl Root {
    /// Reads a root.
    pub(crate) fn read(content: &[u8]) -> Option<Root> {
        let mut reading = Reading::new(content);
        let articles = u32::try_from(reading.get()?).ok()?;
        let average = reading.get()?.max(1);
        let count = reading.count()?;
        let languages = reading.strings(count)?;
        let count = reading.count()?;
        let dimensions = reading.strings(count)?;
        let mut chunks = chunks(&mut reading, articles)?;
        let cards = reading.get()?.max(1);
        let mut files = 0;
        for chunk in &mut chunks {
            chunk.card_file = files;
            files += parts(chunk.articles as usize, cards).size_hint().0;
        }
        let card_files = names(&mut reading, files)?;
        let count = reading.count()?;
        let range_keys = reading.sorted(count)?;
        let ranges = names(&mut reading, count)?;
        let values = names(&mut reading, dimensions.len())?;
        let columns =
            names(&mut reading, dimensions.len().checked_mul((articles as usize).div_ceil(COLUMN))?)?;
        let spelling = names(&mut reading, 1)?.into_iter().find(|name| *name != Name::NONE);
        let is_sound =
            reading.is_done() && range_keys.is_sorted() && range_keys.first().is_none_or(String::is_empty);
        is_sound.then_some(Root {
            articles,
            average,
            languages,
            dimensions,
            chunks,
            cards,
            card_files,
            range_keys,
            ranges,
            values,
            columns,
            spelling,
        })
    }

    /// The chunk of an article.
    pub(crate) fn chunk_of(&self, number: u32) -> usize {
        self.chunks.partition_point(|chunk| chunk.start <= number).saturating_sub(1)
    }

    /// The class of length of an article.
    pub(crate) fn class_of(&self, number: u32) -> u32 {
        let chunk = &self.chunks[self.chunk_of(number)];
        chunk.first_class + chunk.ends.partition_point(|end| *end <= number) as u32
    }

    /// The range file of a word; `None` where there are no ranges.
    pub(crate) fn range_of(&self, word: &str) -> Option<Name> {
        let after = self.range_keys.partition_point(|key| &**key <= word);
        self.ranges.get(after.checked_sub(1)?).copied()
    }

    /// The card file of an article, and its place there.
    pub(crate) fn card_file(&self, number: u32) -> Option<(Name, usize)> {
        let chunk = self.chunks.get(self.chunk_of(number))?;
        let within = (number - chunk.start) as usize;
        let mut parts = parts(chunk.articles as usize, self.cards).enumerate();
        let (part, numbers) = parts.find(|(_, numbers)| numbers.contains(&within))?;
        Some((*self.card_files.get(chunk.card_file + part)?, within - numbers.start))
    }

    /// The values file of a dimension.
    pub(crate) fn values_file(&self, dimension: usize) -> Option<Name> {
        self.values.get(dimension).copied()
    }

    /// The column file of a dimension that has an article.
    pub(crate) fn column_file(&self, dimension: usize, number: u32) -> Option<Name> {
        let each = (self.articles as usize).div_ceil(COLUMN);
        self.columns.get(dimension * each + number as usize / COLUMN).copied()
    }
}

fn chunks(reading: &mut Reading<'_>, articles: u32) -> Option<Vec<Chunk>> {
    let count = reading.count()?;
    let sizes = reading.sizes(count)?;
    let first = reading.sizes(count)?;
    let classes = reading.sizes(count)?;
    let mut counts = Vec::with_capacity(count);
    for classes in &classes {
        counts.push(reading.sizes(*classes)?);
    }
    let days = reading.all_signed(count)?;
    let (mut start, mut day) = (0_u32, 0_i64);
    let mut chunks = Vec::with_capacity(count);
    for at in 0..count {
        day = day.checked_add(days[at])?;
        let mut end = start;
        let mut ends = Vec::with_capacity(counts[at].len());
        for count in &counts[at] {
            end = end.checked_add(u32::try_from(*count).ok()?)?;
            ends.push(end);
        }
        let articles = u32::try_from(sizes[at]).ok()?;
        (end == start.checked_add(articles)? && articles > 0).then_some(())?;
        let first_class = u32::try_from(first[at]).ok().filter(|class| *class < 256)?;
        (ends.len() < 256).then_some(())?;
        let day = i32::try_from(day).ok()?;
        chunks.push(Chunk { start, articles, first_class, ends, day, card_file: 0 });
        start = end;
    }
    (start == articles).then_some(chunks)
}

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

/// A card as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CardPart {
    pub(crate) title: String,
    pub(crate) address: String,
    pub(crate) day: i32,
    pub(crate) language: usize,
}

/// Reads a card file of a chunk whose earliest day is `day`.
pub(crate) fn cards(content: &[u8], day: i32) -> Option<Vec<CardPart>> {
    let mut reading = Reading::new(content);
    let count = reading.count()?;
    let titles = reading.strings(count)?;
    let (shared, lengths) = (reading.sizes(count)?, reading.sizes(count)?);
    let addresses = reading.rests(shared, lengths)?;
    let addresses = titles.iter().zip(addresses).map(|(title, short)| match short.contains('\0') {
        true => short.replacen('\0', &slug(title), 1),
        false => short,
    });
    let addresses: Vec<String> = addresses.collect();
    let days = reading.all_signed(count)?;
    let languages = reading.sizes(count)?;
    let mut cards = Vec::with_capacity(count);
    for (((title, address), after), language) in titles.into_iter().zip(addresses).zip(days).zip(languages) {
        let day = i32::try_from(i64::from(day).checked_add(after)?).ok()?;
        cards.push(CardPart { title, address, day, language });
    }
    reading.is_done().then_some(cards)
}

/// Reads a values file: slugs and titles.
pub(crate) fn values(content: &[u8]) -> Option<Vec<(String, String)>> {
    let mut reading = Reading::new(content);
    let count = reading.count()?;
    let (slugs, titles) = (reading.strings(count)?, reading.strings(count)?);
    reading.is_done().then(|| slugs.into_iter().zip(titles).collect())
}

/// Reads a column file: where the values of each article begin, and the values.
pub(crate) fn column(content: &[u8]) -> Option<(Vec<usize>, Vec<usize>)> {
    let mut reading = Reading::new(content);
    let count = reading.count()?;
    let mut starts = vec![0_usize];
    for values in reading.sizes(count)? {
        starts.push(starts.last()?.checked_add(values)?);
    }
    let values = reading.sizes(*starts.last()?)?;
    reading.is_done().then_some((starts, values))
}

/// Reads a spelling file: forms with the logarithm of how many articles have them.
pub(crate) fn spelling(content: &[u8]) -> Option<Vec<(String, u64)>> {
    let mut reading = Reading::new(content);
    let count = reading.count()?;
    let forms = reading.sorted(count)?;
    let logarithms = reading.all(count)?;
    reading.is_done().then(|| forms.into_iter().zip(logarithms).collect())
}
