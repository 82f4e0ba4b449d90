//! Compressed copies of the site's texts, beside each: made where the file is made, kept where it is kept.

use std::borrow::Cow;
use std::fs;
use std::io;

use rustc_hash::FxHashSet;

use super::{Maker, Making};
use crate::cache::compressed::CompressedFiles;
use crate::cache::outputs::Made;
use crate::compress::{Encoding, LEAST, MOST};
use crate::config::Config;
use crate::facts::{ContentType, Facts};
use crate::fingerprint::digest;
use crate::output::text::Notes;
use crate::output::{Output, Plan, Rendered, is_compressed};
use crate::path::OutPath;
use crate::source;
use crate::write::sum::Sum;
use crate::write::{Outcome, WriteError};

/// How copies are made.
pub(in crate::build::output) struct Compressing<'m> {
    encodings: &'m [Encoding],
    files: &'m CompressedFiles,
    /// Paths of the plan that end like those of copies, in small letters: these files are the site's own.
    taken: FxHashSet<String>,
}

impl<'m> Compressing<'m> {
    /// `None` where the site has no copies.
    pub(in crate::build::output) fn new(
        config: &'m Config,
        plan: &Plan,
        files: &'m CompressedFiles,
    ) -> Option<Compressing<'m>> {
        if config.compress.is_empty() {
            return None;
        }
        let names = plan.entries().iter().map(|(path, _)| path.as_str().to_lowercase());
        let is_like_copy = |name: &String| {
            let ending = name.rsplit_once('.').map(|(_, ending)| ending);
            Encoding::ALL.iter().any(|encoding| ending == Some(encoding.ending()))
        };
        Some(Compressing { encodings: &config.compress, files, taken: names.filter(is_like_copy).collect() })
    }

    /// The path of a copy; `None` where the site has a file of that name.
    fn path(&self, path: &OutPath, encoding: Encoding) -> Option<OutPath> {
        let name = format!("{path}.{}", encoding.ending());
        (!self.taken.contains(&name.to_lowercase())).then(|| OutPath::new(name).ok()).flatten()
    }
}

/// Copies of one file.
pub(super) type Copies = Vec<(OutPath, Making)>;

/// What all files of the site were made of, in the order of their paths: those of the plan, of which some are left out, and copies.
pub(super) fn with_copies(
    entries: &[(OutPath, Output)],
    made: Vec<Option<Made>>,
    mut copies: Vec<(OutPath, Made)>,
) -> Vec<Made> {
    copies.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
    let mut copies = copies.into_iter().peekable();
    let mut all = Vec::with_capacity(made.len() + copies.len());
    for ((path, _), made) in entries.iter().zip(made) {
        while let Some((_, copy)) = copies.next_if(|(copy, _)| copy < path) {
            all.push(copy);
        }
        all.extend(made);
    }
    all.extend(copies.map(|(_, copy)| copy));
    all
}

/// What is known of a file that is to have copies.
struct Original<'o> {
    path: &'o OutPath,
    facts: &'o Facts,
    size: u64,
    sum: Sum,
}

impl Maker<'_> {
    /// Whether a file has compressed copies, if it is neither too small nor too large.
    pub(super) fn compresses(&self, output: &Output, facts: &Facts) -> bool {
        self.compressing.is_some() && is_compressed(output, facts)
    }

    /// The copies of the file at `index` of those that the last build left, which is kept.
    pub(super) fn copies_of_kept(&self, path: &OutPath, facts: &Facts, index: usize) -> Copies {
        let Some(known) = self.writer.known() else { return Copies::new() };
        let entry = known.entry(index);
        let original = Original { path, facts, size: entry.size, sum: *entry.sum };
        self.copies(&original, &|| fs::read(self.out.join(path.as_str())).map(Cow::Owned))
    }

    /// The copies of a file that was rendered.
    pub(super) fn copies_of_made(&self, path: &OutPath, facts: &Facts, rendered: &Rendered) -> Copies {
        let read;
        let bytes: &[u8] = match rendered {
            Rendered::Bytes(bytes) => bytes,
            Rendered::Copy(source) if self.site.files.size(source).is_some_and(|size| size <= MOST) => {
                // A file that cannot be read was reported when it was put.
                let Ok(bytes) = source::read(&self.options.root, source) else { return Copies::new() };
                read = bytes;
                &read
            }
            Rendered::Copy(_) | Rendered::Variant(..) | Rendered::Nothing => return Copies::new(),
        };
        let original = Original { path, facts, size: bytes.len() as u64, sum: Sum::of(bytes) };
        self.copies(&original, &|| Ok(Cow::Borrowed(bytes)))
    }

    /// Makes the copies of a file, or keeps them. `read` gives its bytes where a copy is neither in its place nor in the cache.
    fn copies<'b>(&self, original: &Original<'_>, read: &dyn Fn() -> io::Result<Cow<'b, [u8]>>) -> Copies {
        let Some(compressing) = &self.compressing else { return Copies::new() };
        if !(LEAST..=MOST).contains(&original.size) {
            return Copies::new();
        }
        let one = |encoding: &Encoding| {
            let path = compressing.path(original.path, *encoding)?;
            let making = self.copy(original, &path, *encoding, read)?;
            Some((path, making))
        };
        compressing.encodings.iter().filter_map(one).collect()
    }

    /// Makes or keeps one copy; `None` where it would be no smaller.
    fn copy<'b>(
        &self,
        original: &Original<'_>,
        path: &OutPath,
        encoding: Encoding,
        read: &dyn Fn() -> io::Result<Cow<'b, [u8]>>,
    ) -> Option<Making> {
        let files = self.compressing.as_ref()?.files;
        let facts =
            Facts { content_type: ContentType::of_name(encoding_name(encoding)), ..original.facts.clone() };
        let view = digest(&(original.sum.as_bytes(), encoding.method())).max(1);
        let made = Made { view, dirty: true, ..Made::default() };
        if let Some(index) = self.writer.known().and_then(|known| known.find(path.as_str()))
            && let Some(earlier) = self.made.get(index).filter(|earlier| earlier.view == view)
            && self.keep_file(index, &facts)
        {
            let outcome = Some(Ok(Outcome::Unchanged));
            return Some(Making { made: earlier.clone(), kept: true, ..Making::new(outcome, made) });
        }
        let copy = match files.get(&original.sum, encoding) {
            Some(copy) => Ok(copy),
            None => read().and_then(|bytes| {
                // The file has changed since: the next build will see that.
                if Sum::of(&bytes) != original.sum {
                    return Ok(None);
                }
                files.make(&original.sum, encoding, &bytes)
            }),
        };
        let outcome = match copy {
            Ok(copy) => self.writer.put(path, &facts, &copy?),
            Err(error) => Err(WriteError::io(self.options.out.join(original.path.as_str()), error)),
        };
        Some(Making::new(Some(outcome), made))
    }
}

/// A name that ends like those of copies.
fn encoding_name(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Gzip => "x.gz",
        Encoding::Brotli => "x.br",
        Encoding::Zstd => "x.zst",
    }
}

impl Making {
    fn new(outcome: Option<Result<Outcome, WriteError>>, made: Made) -> Making {
        Making { outcome, notes: Notes::default(), made, kept: false }
    }
}
