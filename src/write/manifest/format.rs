//! A file of the manifest as it is written: JSON with one line for each kind of file and for each file.

use std::collections::BTreeSet;
use std::io::{self, Write};

use super::super::sum;
use super::ManifestEntry;
use crate::facts::Facts;

/// The version of the format that is written.
pub(super) const VERSION: u32 = 2;

/// What stands before the files of a list: the kinds there are, which files name by number.
pub(in crate::write) struct ManifestHead<'a> {
    kinds: Vec<&'a Facts>,
}

impl<'a> ManifestHead<'a> {
    /// The kinds of `entries`, each once and in order: the same files give the same list, whoever noted them first.
    pub(in crate::write) fn of(entries: impl Iterator<Item = ManifestEntry<'a>>) -> ManifestHead<'a> {
        let mut kinds: BTreeSet<&Facts> = BTreeSet::new();
        let mut last: Option<&Facts> = None;
        for ManifestEntry { facts, .. } in entries {
            if !last.is_some_and(|last| std::ptr::eq(last, facts)) {
                kinds.insert(facts);
                last = Some(facts);
            }
        }
        ManifestHead { kinds: kinds.into_iter().collect() }
    }

    /// Writes the beginning of a list called `list` (`files` or `shards`); `sums` is the list of checksums for others, which
    /// the list of shards names where there is one.
    ///
    /// # Errors
    /// What `sink` says.
    pub(in crate::write) fn write(
        &self,
        sink: &mut impl Write,
        list: &str,
        sums: Option<ManifestEntry<'_>>,
    ) -> io::Result<()> {
        write!(sink, "{{\"version\":{VERSION},\"kinds\":[")?;
        for (number, facts) in self.kinds.iter().enumerate() {
            sink.write_all(if number == 0 { b"\n" } else { b",\n" })?;
            serde_json::to_writer(&mut *sink, facts)?;
        }
        sink.write_all(b"\n],")?;
        if let Some(sums) = sums {
            sink.write_all(b"\"sums\":\n")?;
            self.write_row(sink, sums)?;
            sink.write_all(b",")?;
        }
        write!(sink, "\"{list}\":[")
    }

    /// Writes one file of the list.
    ///
    /// # Errors
    /// What `sink` says.
    pub(in crate::write) fn write_entry(
        &self,
        sink: &mut impl Write,
        entry: ManifestEntry<'_>,
        first: bool,
    ) -> io::Result<()> {
        sink.write_all(if first { b"\n" } else { b",\n" })?;
        self.write_row(sink, entry)
    }

    fn write_row(&self, sink: &mut impl Write, entry: ManifestEntry<'_>) -> io::Result<()> {
        // Every file of the list is of one of its kinds.
        let kind = self.kinds.binary_search(&entry.facts).unwrap_or_default();
        sink.write_all(b"{\"path\":")?;
        serde_json::to_writer(&mut *sink, entry.path)?;
        let sum = entry.sum.to_hex();
        write!(sink, ",\"size\":{},\"{}\":\"{}\",\"kind\":{kind}}}", entry.size, sum::NAME, sum.as_ref())
    }
}

/// Writes the end of a list.
///
/// # Errors
/// What `sink` says.
pub(in crate::write) fn write_tail(sink: &mut impl Write) -> io::Result<()> {
    sink.write_all(b"\n]}\n")
}
