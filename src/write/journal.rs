//! What a build was about to do, so that the next one can finish after a kill.
//!
//! Before its first swap a build writes the paths it is about to add and to remove into the staging folder. Until the
//! journal is gone, these paths count as written by us, beside those that the manifest in the output folder names.
//! Together they cover every file of the old and the new site, at whatever instant the build ends: a path of both
//! sites stands in every version of its manifest shard, any other path stands here.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use crate::path::OutPath;

/// First line, with the version of the format.
const HEAD: &str = "generate journal 1";

/// The journal's file in the staging folder.
pub(super) const NAME: &str = "journal";

/// Its name until it is complete.
const UNFINISHED: &str = "journal.unfinished";

/// Writes the journal into the folder `staging`, replacing an earlier one at once.
///
/// It is flushed to the medium: it alone says which half-swapped files are ours, also after a power cut.
///
/// # Errors
/// What the file system says.
pub(super) fn write<'a>(staging: &Path, paths: impl Iterator<Item = &'a str>) -> io::Result<()> {
    let unfinished = staging.join(UNFINISHED);
    let mut file = BufWriter::with_capacity(1 << 16, File::create(&unfinished)?);
    writeln!(file, "{HEAD}")?;
    let mut count = 0_usize;
    for path in paths {
        file.write_all(path.as_bytes())?;
        file.write_all(b"\n")?;
        count += 1;
    }
    writeln!(file, "end {count}")?;
    file.into_inner()?.sync_data()?;
    fs::rename(unfinished, staging.join(NAME))
}

/// The paths of the journal that a killed build left in the folder `staging`, sorted; `None` where it left none.
///
/// # Errors
/// What the file system says, or `InvalidData` where the journal is cut off or names a path outside the output.
pub(super) fn read(staging: &Path) -> io::Result<Option<Vec<Box<str>>>> {
    match fs::read_to_string(staging.join(NAME)) {
        Ok(text) => {
            parse(&text).map(Some).ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "not complete"))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The paths of a complete journal, sorted.
fn parse(text: &str) -> Option<Vec<Box<str>>> {
    let mut lines = text.strip_suffix('\n')?.split('\n');
    if lines.next()? != HEAD {
        return None;
    }
    let count: usize = lines.next_back()?.strip_prefix("end ")?.parse().ok()?;
    let mut paths = Vec::new();
    for line in lines {
        OutPath::new(line).ok()?;
        paths.push(Box::from(line));
    }
    paths.sort_unstable();
    (paths.len() == count).then_some(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_journal_comes_back_sorted() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), ["b/x", "a"].into_iter()).unwrap();
        assert_eq!(read(folder.path()).unwrap(), Some(vec!["a".into(), "b/x".into()]));
    }

    #[test]
    fn a_cut_or_hostile_journal_is_refused() {
        let whole = "generate journal 1\na\nb\nend 2\n";
        assert!(parse(whole).is_some());
        for end in 0..whole.len() {
            assert_eq!(parse(&whole[..end]), None, "{end}");
        }
        assert_eq!(parse("generate journal 1\n../a\nend 1\n"), None);
        assert_eq!(parse("generate journal 2\na\nend 1\n"), None);
    }
}
