//! A file whose bytes come in pieces: compared with what stands in the output, staged from the first difference on.
//!
//! A shard of the manifest, or a film, is thus never held in memory, and never written where nothing changed.

use std::fs::File;
use std::io::{self, Read, Write};

use super::existing::{CHUNK, PathState, modified, next_equals};
use super::sum::Summing;
use super::{Outcome, Placed, WriteError, Writer};
use crate::facts::Stage;

/// A file on its way.
pub(super) struct Stream<'a> {
    writer: &'a Writer,
    stage: Stage,
    path: &'a str,
    sum: Summing,
    size: u64,
    state: State,
}

/// What became of the bytes so far.
enum State {
    /// They are the first bytes of the file in the output, which has so many.
    Same(File, u64),
    /// They are in the staged file.
    Staged(File),
    /// Something stands in the way, which commit will report; only the sum is taken.
    Refused,
}

impl<'a> Stream<'a> {
    /// Begins the file at `path`.
    ///
    /// # Errors
    /// Where the file system refuses.
    pub(super) fn open(writer: &'a Writer, stage: Stage, path: &'a str) -> Result<Stream<'a>, WriteError> {
        let state = match writer.existing.look(path)? {
            PathState::File(size) => {
                let old = writer.existing.path(path);
                State::Same(File::open(&old).map_err(|error| WriteError::io(old, error))?, size)
            }
            found if writer.may_replace(path, found)? => State::Staged(writer.staging.open(stage, path)?),
            _ => State::Refused,
        };
        Ok(Stream { writer, stage, path, sum: Summing::default(), size: 0, state })
    }

    /// Adds bytes.
    ///
    /// # Errors
    /// Where the file system refuses.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Result<(), WriteError> {
        for part in bytes.chunks(CHUNK) {
            if let State::Same(old, _) = &mut self.state
                && !next_equals(old, part).map_err(|error| self.failed(error))?
            {
                self.state = self.depart()?;
            }
            if let State::Staged(file) = &mut self.state {
                file.write_all(part).map_err(|error| self.failed(error))?;
            }
            self.sum.update(part);
            self.size += part.len() as u64;
        }
        Ok(())
    }

    /// Adds everything that `source` has to give.
    ///
    /// # Errors
    /// Where the source cannot be read, or the file system refuses.
    pub(super) fn feed_all(&mut self, source: &mut impl Read) -> Result<(), WriteError> {
        let mut buffer = vec![0; CHUNK];
        loop {
            match source.read(&mut buffer) {
                Ok(0) => return Ok(()),
                Ok(read) => self.feed(&buffer[..read])?,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(self.failed(error)),
            }
        }
    }

    /// Ends the file; returns what became of it.
    ///
    /// # Errors
    /// Where the file system refuses.
    pub(super) fn finish(mut self) -> Result<Placed, WriteError> {
        if matches!(self.state, State::Same(_, size) if size != self.size) {
            self.state = self.depart()?;
        }
        let (outcome, modified) = match &self.state {
            State::Same(file, _) => (Outcome::Unchanged, modified(file).map_err(|error| self.failed(error))?),
            State::Staged(file) => {
                (Outcome::Written, self.writer.staging.finish(file, self.stage, self.path)?)
            }
            State::Refused => (Outcome::Written, 0),
        };
        Ok(Placed { size: self.size, sum: self.sum.finish(), modified, outcome })
    }

    /// Stages the bytes that were the same, after which they differ.
    fn depart(&self) -> Result<State, WriteError> {
        if !self.writer.may_replace(self.path, PathState::File(0))? {
            return Ok(State::Refused);
        }
        let mut file = self.writer.staging.open(self.stage, self.path)?;
        File::open(self.writer.existing.path(self.path))
            .and_then(|old| io::copy(&mut old.take(self.size), &mut file))
            .map_err(|error| self.failed(error))?;
        Ok(State::Staged(file))
    }

    fn failed(&self, error: io::Error) -> WriteError {
        WriteError::io(self.writer.existing.path(self.path), error)
    }
}
