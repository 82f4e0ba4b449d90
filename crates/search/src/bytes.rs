//! The notation of the format: variable-length integers, planes, strings.

/// The greatest integer of the format: what a script can hold exactly.
const GREATEST: u64 = (1 << 53) - 1;

/// The most bytes that all strings of a list may have.
const MOST: usize = 1 << 26;

/// Adds a varint.
pub(crate) fn put(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Adds a signed integer.
pub(crate) fn put_signed(out: &mut Vec<u8>, value: i64) {
    put(out, ((value << 1) ^ (value >> 63)) as u64);
}

/// Adds a plane of varints.
pub(crate) fn put_all(out: &mut Vec<u8>, values: impl IntoIterator<Item = u64>) {
    values.into_iter().for_each(|value| put(out, value));
}

/// Adds strings: their lengths, then their bytes.
pub(crate) fn put_strings<S: AsRef<str>>(out: &mut Vec<u8>, strings: &[S]) {
    put_all(out, strings.iter().map(|string| string.as_ref().len() as u64));
    strings.iter().for_each(|string| out.extend_from_slice(string.as_ref().as_bytes()));
}

/// Adds sorted strings: what each shares with the one before, the lengths of the rests, the rests.
pub(crate) fn put_sorted<S: AsRef<str>>(out: &mut Vec<u8>, strings: &[S]) {
    let shared = shared_with_last(strings);
    put_all(out, shared.iter().map(|shared| *shared as u64));
    let rests = || strings.iter().zip(&shared).map(|(string, shared)| &string.as_ref().as_bytes()[*shared..]);
    put_all(out, rests().map(|rest| rest.len() as u64));
    rests().for_each(|rest| out.extend_from_slice(rest));
}

/// How many bytes each string has in common with the one before; 0 for the first.
pub(crate) fn shared_with_last<S: AsRef<str>>(strings: &[S]) -> Vec<usize> {
    let mut last: &[u8] = &[];
    let mut shared = Vec::with_capacity(strings.len());
    for string in strings {
        let bytes = string.as_ref().as_bytes();
        shared.push(last.iter().zip(bytes).take_while(|(a, b)| a == b).count());
        last = bytes;
    }
    shared
}

/// Reads the notation; every method returns `None` where the content ends too early or makes no sense.
#[derive(Clone, Debug)]
pub(crate) struct Reading<'a> {
    rest: &'a [u8],
}

impl<'a> Reading<'a> {
    pub(crate) fn new(content: &'a [u8]) -> Reading<'a> {
        Reading { rest: content }
    }

    /// A varint.
    pub(crate) fn get(&mut self) -> Option<u64> {
        let mut value = 0_u64;
        for shift in (0..56).step_by(7) {
            let (first, rest) = self.rest.split_first()?;
            self.rest = rest;
            value |= u64::from(first & 0x7f) << shift;
            if first & 0x80 == 0 {
                return (value <= GREATEST).then_some(value);
            }
        }
        None
    }

    /// A varint that counts things or is the position of one.
    pub(crate) fn size(&mut self) -> Option<usize> {
        usize::try_from(self.get()?).ok()
    }

    /// How many things follow, of which each takes at least a byte.
    pub(crate) fn count(&mut self) -> Option<usize> {
        self.size().filter(|count| *count <= self.rest.len())
    }

    /// A signed integer.
    pub(crate) fn signed(&mut self) -> Option<i64> {
        let value = self.get()?;
        Some((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    /// So many bytes.
    pub(crate) fn bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        let (bytes, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(bytes)
    }

    /// A plane of varints.
    pub(crate) fn all(&mut self, count: usize) -> Option<Vec<u64>> {
        // No more than there are bytes: a damaged count takes no memory.
        (count <= self.rest.len()).then(|| (0..count).map(|_| self.get()).collect())?
    }

    /// A plane of varints that count things.
    pub(crate) fn sizes(&mut self, count: usize) -> Option<Vec<usize>> {
        (count <= self.rest.len()).then(|| (0..count).map(|_| self.size()).collect())?
    }

    /// A plane of signed integers.
    pub(crate) fn all_signed(&mut self, count: usize) -> Option<Vec<i64>> {
        (count <= self.rest.len()).then(|| (0..count).map(|_| self.signed()).collect())?
    }

    /// Strings.
    pub(crate) fn strings(&mut self, count: usize) -> Option<Vec<String>> {
        let lengths = self.sizes(count)?;
        lengths.into_iter().map(|length| String::from_utf8(self.bytes(length)?.to_vec()).ok()).collect()
    }

    /// Sorted strings, as bytes: what two of them share may end within a character.
    pub(crate) fn sorted(&mut self, count: usize) -> Option<Vec<String>> {
        let (shared, lengths) = (self.sizes(count)?, self.sizes(count)?);
        self.rests(shared, lengths)
    }

    /// Strings by what each shares with the one before, and the lengths of the rests, which follow.
    pub(crate) fn rests(&mut self, shared: Vec<usize>, lengths: Vec<usize>) -> Option<Vec<String>> {
        let mut last: Vec<u8> = Vec::new();
        let (mut strings, mut total) = (Vec::with_capacity(lengths.len()), 0_usize);
        for (shared, length) in shared.into_iter().zip(lengths) {
            let rest = self.bytes(length)?;
            total += shared.checked_add(length)?;
            // A few bytes can stand for strings without end.
            (total <= MOST).then_some(())?;
            last = [last.get(..shared)?, rest].concat();
            strings.push(String::from_utf8(last.clone()).ok()?);
        }
        Some(strings)
    }

    /// Whether everything was read.
    pub(crate) fn is_done(&self) -> bool {
        self.rest.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_is_read(
            numbers in prop::collection::vec(0..=GREATEST, 0..20),
            signed in prop::collection::vec(-(1_i64 << 51)..(1 << 51), 0..20),
            mut strings in prop::collection::vec(".{0,8}", 0..20),
        ) {
            let mut out = Vec::new();
            put_all(&mut out, numbers.iter().copied());
            signed.iter().for_each(|value| put_signed(&mut out, *value));
            put_strings(&mut out, &strings);
            let given = strings.clone();
            strings.sort();
            put_sorted(&mut out, &strings);
            let mut reading = Reading::new(&out);
            prop_assert_eq!(reading.all(numbers.len()), Some(numbers));
            prop_assert_eq!(reading.all_signed(signed.len()), Some(signed));
            prop_assert_eq!(reading.strings(given.len()), Some(given));
            prop_assert_eq!(reading.sorted(strings.len()), Some(strings));
            prop_assert!(reading.is_done());
        }

        #[test]
        fn no_bytes_are_too_much(bytes in prop::collection::vec(any::<u8>(), 0..64), count in 0..1_usize << 40) {
            let mut reading = Reading::new(&bytes);
            let _ = (reading.sorted(count), reading.strings(count), reading.get(), reading.all_signed(count));
        }
    }
}
