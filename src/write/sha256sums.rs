//! `SHA256SUMS`: the SHA-256 of every file of the site, one a line, as `sha256sum --check` reads them (GNU coreutils).
//!
//! It is made only where it is asked for, since on many machines it costs a fifth of a build. The sums are those of the files as
//! they were staged or left; of a file that was kept, the sum is kept too. A path of the output holds neither a backslash nor a
//! control character, so that none need be escaped.

use std::fs::{self, File};
use std::io;
use std::path::PathBuf;
use std::sync::PoisonError;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::error::WriteError;
use super::site::Site;
use super::stream::Stream;
use super::{Placed, Writer};
use crate::facts::Stage;
use crate::reserved::Own;

/// The file, in the output folder.
pub(super) const NAME: &str = Own::Sums.name();

/// How many files are read before their lines are written.
const CHUNK: usize = 4_096;

/// The hexadecimal digits of a SHA-256 (FIPS 180-4).
const DIGITS: usize = 64;

impl Writer {
    /// Stages the list, unless it stands in the output; `None` where it was not asked for.
    ///
    /// # Errors
    /// Where a file cannot be read, or the file system refuses.
    pub(super) fn stage_sha256sums(&self, site: &Site<'_>) -> Result<Option<Placed>, WriteError> {
        // A file that could not be staged has no sum; the commit fails for it.
        if !self.sha256sums || self.is_refused() {
            return Ok(None);
        }
        let recorded = self.own_as_recorded(NAME);
        if recorded.is_some() && site.is_as_before() {
            return Ok(recorded);
        }
        let text = if recorded.is_some() { self.earlier_list()? } else { String::new() };
        let earlier = Earlier::parse(&text);
        let mut stream = Stream::open(self, Stage::Manifest, NAME)?;
        for chunk in site.order.chunks(CHUNK) {
            let lines: Vec<String> = chunk
                .par_iter()
                .map(|&position| {
                    let path = site.entry(position).path;
                    let known = if site.is_kept(position) { earlier.get(path) } else { None };
                    let sum = known.map_or_else(|| self.sha256(site, position), |sum| Ok(sum.to_owned()))?;
                    Ok(format!("{sum}  {path}\n"))
                })
                .collect::<Result<_, WriteError>>()?;
            stream.feed(lines.concat().as_bytes())?;
        }
        stream.finish().map(Some)
    }

    /// Whether something stands in the way of a file.
    fn is_refused(&self) -> bool {
        let conflicts = self.conflicts.lock().unwrap_or_else(PoisonError::into_inner);
        !conflicts.foreign.is_empty() || !conflicts.links.is_empty()
    }

    /// The list as an earlier build left it.
    fn earlier_list(&self) -> Result<String, WriteError> {
        let path = self.existing.path(NAME);
        fs::read_to_string(&path).map_err(|error| WriteError::io(path, error))
    }

    /// The sum of a file of the site, in hexadecimal digits.
    fn sha256(&self, site: &Site<'_>, position: u32) -> Result<String, WriteError> {
        let path = site.entry(position).path;
        let staged = site.staged(position);
        let place: PathBuf =
            staged.map_or_else(|| self.existing.path(path), |stage| self.staging.path(stage, path));
        let sum = || {
            let mut sum = Hashing(Sha256::new());
            io::copy(&mut File::open(&place)?, &mut sum)?;
            Ok(hex(&sum.0.finalize()))
        };
        sum().map_err(|error| WriteError::io(&place, error))
    }
}

/// Feeds a sum from `io::copy`.
struct Hashing(Sha256);

impl io::Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}

/// The sums of an earlier list, sorted by path.
struct Earlier<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Earlier<'a> {
    /// Reads a list that this program has written; one that is not in order has nothing to tell.
    fn parse(text: &'a str) -> Earlier<'a> {
        let line = |line: &'a str| line.split_once("  ").filter(|(sum, _)| sum.len() == DIGITS);
        let lines: Option<Vec<_>> =
            text.lines().map(|text| line(text).map(|(sum, path)| (path, sum))).collect();
        Earlier(lines.filter(|lines| lines.is_sorted()).unwrap_or_default())
    }

    fn get(&self, path: &str) -> Option<&'a str> {
        let index = self.0.binary_search_by(|(known, _)| (*known).cmp(path)).ok()?;
        Some(self.0[index].1)
    }
}
