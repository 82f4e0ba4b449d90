//! The files that a target really has, in place of what its manifest says.

use std::collections::HashMap;
use std::fs::File;
use std::io;

use generate_stores::{Error, Listed, Store};
use md5::{Digest, Md5};
use rayon::prelude::*;

use super::local::Local;
use super::message;
use crate::diagnostic::Diagnostics;
use crate::path::OutPath;
use crate::reserved::{self, Own};
use crate::write::manifest::{Manifest, ManifestEntry};

/// The files at the target that are as a manifest says: those of `there`, the target's manifest, that are listed with the right
/// size and, where the store tells one, the right MD5. Files that the target's manifest does not list but that are equal to
/// the site's are among them. Whatever else is there is not the site's and is left alone, with a note.
///
/// # Errors
/// If the target cannot be listed.
pub(super) async fn confirmed(
    store: &Store,
    local: &Local,
    here: &Manifest,
    there: Manifest,
    problems: &mut Diagnostics,
) -> Result<Manifest, Error> {
    let listed = store.list().await?;
    let listed: HashMap<&str, &Listed> = listed.iter().map(|file| (&*file.path, file)).collect();
    let is_whole = |entry: ManifestEntry<'_>| {
        let Some(file) = listed.get(entry.path).filter(|file| file.size == entry.size) else { return false };
        let same = here.get(entry.path).filter(|same| same.sum == entry.sum);
        match (&file.md5, same) {
            (Some(md5), Some(_)) => md5_of(local, entry.path).is_ok_and(|ours| ours == *md5),
            _ => true,
        }
    };
    let mut found = Manifest::default();
    let kept: Vec<bool> =
        (0..there.len()).into_par_iter().map(|index| is_whole(there.entry(index))).collect();
    for (entry, _) in there.entries().zip(kept).filter(|(_, kept)| *kept) {
        found.push(entry, 0);
    }
    // Files that nobody lists, with an MD5 that proves them: the manifest at the target may be lost.
    let unlisted: Vec<usize> = (0..here.len())
        .into_par_iter()
        .filter(|index| {
            let entry = here.entry(*index);
            let proven = |file: &&&Listed| {
                file.size == entry.size
                    && file
                        .md5
                        .as_ref()
                        .is_some_and(|md5| md5_of(local, entry.path).is_ok_and(|ours| ours == *md5))
            };
            there.find(entry.path).is_none() && listed.get(entry.path).filter(proven).is_some()
        })
        .collect();
    unlisted.into_iter().for_each(|index| found.push(here.entry(index), 0));
    found.sort();
    tell_foreign(&listed, here, &there, problems);
    Ok(found)
}

/// Notes files that are neither the site's nor were once.
fn tell_foreign(
    listed: &HashMap<&str, &Listed>,
    here: &Manifest,
    there: &Manifest,
    problems: &mut Diagnostics,
) {
    let is_ours = |path: &str| {
        let own = OutPath::new(path).ok().and_then(|path| Own::at(&path)).is_some_and(Own::is_writers);
        own || here.find(path).is_some() || there.find(path).is_some()
    };
    let mut foreign: Vec<&str> = listed.keys().copied().collect();
    foreign.retain(|path| !is_ours(path) && !reserved::is_left_by_deploy(path));
    foreign.sort_unstable();
    if let Some(first) = foreign.first() {
        problems.push(message::foreign_files(foreign.len(), first));
    }
}

/// The MD5 of a file of the site in hexadecimal digits: stores of objects tell it of theirs (RFC 1321; it protects against
/// accidents only, which is what is asked here).
fn md5_of(local: &Local, path: &str) -> io::Result<String> {
    struct Summing(Md5);
    impl io::Write for Summing {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.update(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut sum = Summing(Md5::new());
    io::copy(&mut File::open(local.place(path))?, &mut sum)?;
    Ok(sum.0.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}
