//! Reads the files of an index. What is damaged is an error; no file can make a reader panic or take memory that it does not have.

mod root;
mod words;

use std::io::Read as _;

use flate2::read::GzDecoder;

use crate::bytes::Reading;
use crate::encode::slug;
use crate::files::{Kind, MAGIC, Name};

pub(crate) use root::Root;
pub(crate) use words::{BlockPart, Postings, RangePart, StemOf};

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
