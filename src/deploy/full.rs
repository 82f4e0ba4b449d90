//! The files that a target really has, in place of what its manifest says.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io;

use generate_stores::{Error, Listed, Store};
use md5::{Digest, Md5};
use rayon::prelude::*;

use super::local::Local;
use super::pending::Pending;
use super::read_back::sum_of;
use super::{message, tasks};
use crate::diagnostic::Diagnostics;
use crate::path::OutPath;
use crate::reserved::{self, Own};
use crate::write::manifest::{Manifest, ManifestEntry};
use crate::write::sum::Sum;

/// What a listing tells of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Judged {
    /// It is there, as it should be.
    Whole,
    /// It is missing or damaged.
    Wrong,
    /// Only its content can tell.
    Unknown,
}

/// The files at the target that are as a manifest says: those of `there`, the target's manifest, that are listed with the right
/// size and the right MD5. Where the store tells no MD5, the content is read if `reads` says so. Files that the target's manifest
/// does not list but that are proven to be equal to the site's are among them. Whatever else is there is not the site's and is left
/// alone, with a note.
///
/// # Errors
/// If the target cannot be listed or read.
pub(super) async fn confirmed(
    store: &Store,
    local: &Local,
    (here, there): (&Manifest, &Manifest),
    pending: &Pending,
    reads: bool,
    problems: &mut Diagnostics,
) -> Result<Manifest, Error> {
    let listed = store.list().await?;
    let listed: HashMap<&str, &Listed> = listed.iter().map(|file| (&*file.path, file)).collect();
    let judge = |entry: ManifestEntry<'_>, is_listed: bool| {
        let Some(file) = listed.get(entry.path) else { return Judged::Wrong };
        match &file.md5 {
            // It is replaced or deleted, whatever it holds.
            _ if here.get(entry.path).is_none_or(|here| here.sum != entry.sum) => Judged::Whole,
            _ if file.size != entry.size => Judged::Wrong,
            Some(md5) if md5_of(local, entry.path).is_ok_and(|ours| ours == *md5) => Judged::Whole,
            Some(_) => Judged::Wrong,
            None if reads => Judged::Unknown,
            None if is_listed => Judged::Whole,
            // The manifest at the target may be lost, but nothing proves this file.
            None => Judged::Wrong,
        }
    };
    let of_there = (0..there.len()).into_par_iter().map(|index| {
        let entry = there.entry(index);
        (entry, judge(entry, true))
    });
    let of_here = (0..here.len()).into_par_iter().filter_map(|index| {
        let entry = here.entry(index);
        there.find(entry.path).is_none().then(|| (entry, judge(entry, false)))
    });
    let judged: Vec<(ManifestEntry<'_>, Judged)> =
        of_there.chain(of_here).filter(|(_, judged)| *judged != Judged::Wrong).collect();
    let unknown = judged.iter().filter(|(_, judged)| *judged == Judged::Unknown);
    let damaged = damaged(store, unknown.map(|(entry, _)| (entry.path.to_owned(), *entry.sum))).await?;
    let mut found = Manifest::default();
    for (entry, _) in judged.iter().filter(|(entry, _)| !damaged.contains(entry.path)) {
        found.push(*entry, 0);
    }
    found.sort();
    tell_foreign(&listed, (here, there), pending, problems);
    Ok(found)
}

/// Reads files, and tells which of them do not have these checksums.
async fn damaged(
    store: &Store,
    files: impl Iterator<Item = (String, Sum)>,
) -> Result<HashSet<String>, Error> {
    let work = |(path, sum): (String, Sum)| {
        let store = store.clone();
        async move {
            let found = sum_of(&store, &path).await?;
            Ok::<_, Error>((found != Some(sum)).then_some(path))
        }
    };
    Ok(tasks::each(store.at_once(), files, work).await?.into_iter().flatten().collect())
}

/// Notes files that are neither the site's nor were once.
fn tell_foreign(
    listed: &HashMap<&str, &Listed>,
    (here, there): (&Manifest, &Manifest),
    pending: &Pending,
    problems: &mut Diagnostics,
) {
    let is_ours = |path: &str| {
        let own = OutPath::new(path).ok().and_then(|path| Own::at(&path)).is_some_and(Own::is_writers);
        own || here.find(path).is_some() || there.find(path).is_some() || pending.has(path)
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
