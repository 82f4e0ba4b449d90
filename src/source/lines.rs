//! Lines of files, for reports.

use std::fs;
use std::io;
use std::path::Path;

use crate::diagnostic::{Excerpt, LineIndex, Place};
use crate::encoding;

/// Reads a file of the site, named from its root.
type ReadFile<'r> = Box<dyn Fn(&str) -> io::Result<Vec<u8>> + 'r>;

/// Lines of the files of a site, for one report. Reports go from file to file, and each file is read once.
pub struct Lines<'r> {
    read: ReadFile<'r>,
    /// The file that was asked for last.
    last: Option<(String, Option<LineIndex<'static>>)>,
}

impl<'r> Lines<'r> {
    /// Lines of files of the site in `root`.
    pub fn of(root: &'r Path) -> Lines<'r> {
        Lines::read_by(|file| fs::read(root.join(file)))
    }

    /// Lines of files that `read` reads.
    pub fn read_by(read: impl Fn(&str) -> io::Result<Vec<u8>> + 'r) -> Lines<'r> {
        Lines { read: Box::new(read), last: None }
    }

    /// What a report shows of the line at `place`; `None` where it names none, or none that can be read.
    pub fn excerpt(&mut self, place: Option<&Place>) -> Option<Excerpt> {
        let place = place?;
        let position = place.position?;
        if self.last.as_ref().is_none_or(|(file, _)| *file != place.file) {
            // What cannot be read is not tried again for each of its problems.
            let text = (self.read)(&place.file).ok().map(|bytes| encoding::decode_lossy(&bytes).into_owned());
            self.last = Some((place.file.clone(), text.map(LineIndex::new)));
        }
        let (_, lines) = self.last.as_ref()?;
        lines.as_ref()?.excerpt(position)
    }
}
