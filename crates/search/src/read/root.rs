//! The root of an index.

use super::names;
use crate::bytes::Reading;
use crate::files::Name;
use crate::layout::parts;

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
    column: usize,
    values: Vec<Name>,
    columns: Vec<Name>,
    pub(crate) spelling: Option<Name>,
}

/// The most articles of an index: a reader keeps some bytes for each, however few the index itself takes.
const MOST: u32 = 1 << 25;

impl Root {
    /// Reads a root.
    pub(crate) fn read(content: &[u8]) -> Option<Root> {
        let mut reading = Reading::new(content);
        let articles = u32::try_from(reading.get()?).ok().filter(|articles| *articles <= MOST)?;
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
        let column = reading.size()?.max(1);
        let values = names(&mut reading, dimensions.len())?;
        let columns =
            names(&mut reading, dimensions.len().checked_mul((articles as usize).div_ceil(column))?)?;
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
            column,
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

    /// The column file of a dimension that has an article, and its place there.
    pub(crate) fn column_file(&self, dimension: usize, number: u32) -> Option<(Name, usize)> {
        let each = (self.articles as usize).div_ceil(self.column);
        let number = number as usize;
        Some((*self.columns.get(dimension * each + number / self.column)?, number % self.column))
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
