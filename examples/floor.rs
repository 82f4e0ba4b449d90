//! Measures the floor of a build: the time that a site's bytes need to be read and written, and nothing else.
//!
//! `cargo run --release --example floor -- SITE EXISTING_OUT NEW_OUT` reads every source of SITE once and writes, for
//! every file of EXISTING_OUT, a file of the same path and size into the empty folder NEW_OUT. No generator that
//! writes its whole output can be faster on the same machine, so a build is judged by how many times the floor it takes.
//!
//! Three things are timed one after the other: reading the sources, listing included; making the folders; writing the
//! files. Reading and writing use all threads of rayon, as a build does; `RAYON_NUM_THREADS` sets their number. The
//! existing output is listed before the clock starts, since a build knows what it is going to write. The content is
//! pseudo text of the right length: file systems that keep zeros or repeated blocks for nothing would flatter the floor.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read as _, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use rayon::prelude::*;

/// The part of the pseudo text that exists; longer files repeat it.
const TEXT_LENGTH: usize = 1 << 20;

/// What a build opens in a site's folder, as far as it is there. The output and the cache are left out.
const SOURCES: [&str; 6] = ["content", "static", "templates", "i18n", "data", "site.toml"];

/// Read all sources of a site, and write files of the same paths and sizes as an existing output.
#[derive(Debug, Parser)]
#[command(name = "floor")]
struct Arguments {
    /// The site whose sources are read.
    site: PathBuf,
    /// An output of the site: paths and sizes are taken from it, no contents.
    existing: PathBuf,
    /// The folder to write: a new or an empty one.
    new: PathBuf,
    /// Remove EXISTING_OUT before the clock starts, for disks that cannot hold both.
    #[arg(long)]
    remove: bool,
    /// Print one JSON object instead of text.
    #[arg(long)]
    json: bool,
}

/// A file to be written.
#[derive(Debug)]
struct Planned {
    path: PathBuf,
    length: u64,
}

/// What was read and written, and the seconds that each part took.
#[derive(Debug)]
struct Measured {
    read_files: u64,
    read_bytes: u64,
    files: u64,
    bytes: u64,
    folders: u64,
    reading: f64,
    making_folders: f64,
    writing: f64,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match measure(&arguments) {
        Ok(measured) => {
            let text = if arguments.json { measured.json() } else { measured.text() };
            // A closed pipe is the reader's wish and no failure of the measurement.
            let _ = writeln!(io::stdout(), "{text}");
            ExitCode::SUCCESS
        }
        Err(message) => {
            let _ = writeln!(io::stderr(), "error: {message}");
            ExitCode::FAILURE
        }
    }
}

/// Reads and writes by the clock.
fn measure(arguments: &Arguments) -> Result<Measured, String> {
    let planned = plan(&arguments.existing, &arguments.new)?;
    let parents = planned.iter().filter_map(|file| file.path.parent());
    // In order, so that every folder's parent is there before it and each needs one call only.
    let folders: BTreeSet<&Path> = parents.flat_map(Path::ancestors).collect();
    let folders: Vec<&Path> =
        folders.into_iter().filter(|folder| folder.starts_with(&arguments.new)).collect();
    let text = pseudo_text(TEXT_LENGTH);
    if arguments.remove {
        fs::remove_dir_all(&arguments.existing).map_err(at(&arguments.existing))?;
    }

    let start = Instant::now();
    let (read_files, read_bytes) = read_sources(&arguments.site)?;
    let reading = start.elapsed().as_secs_f64();

    let start = Instant::now();
    for folder in &folders {
        if *folder != arguments.new {
            fs::create_dir(folder).map_err(at(folder))?;
        }
    }
    let making_folders = start.elapsed().as_secs_f64();

    let start = Instant::now();
    planned.par_iter().try_for_each(|file| write(file, &text))?;
    let writing = start.elapsed().as_secs_f64();

    Ok(Measured {
        read_files,
        read_bytes,
        files: planned.len() as u64,
        bytes: planned.iter().map(|file| file.length).sum(),
        folders: folders.len() as u64,
        reading,
        making_folders,
        writing,
    })
}

/// The files of the existing output, moved into the new folder, which must be empty and is made where it is missing.
fn plan(existing: &Path, new: &Path) -> Result<Vec<Planned>, String> {
    fs::create_dir_all(new).map_err(at(new))?;
    if fs::read_dir(new).map_err(at(new))?.next().is_some() {
        return Err(format!(
            "{} is not empty: written files would be replaced instead of made",
            new.display()
        ));
    }
    let files = list(existing)?;
    let planned = files.into_iter().map(|path| {
        let length = fs::metadata(&path).map_err(at(&path))?.len();
        let below = path.strip_prefix(existing).map_err(|error| error.to_string())?;
        Ok(Planned { path: new.join(below), length })
    });
    planned.collect()
}

/// Reads every source file to its end: their number and length.
fn read_sources(site: &Path) -> Result<(u64, u64), String> {
    let mut files = Vec::new();
    for source in SOURCES.map(|name| site.join(name)).iter().filter(|source| source.exists()) {
        files.extend(list(source)?);
    }
    let read = |buffer: &mut Vec<u8>, path: &PathBuf| {
        // One buffer a thread: the allocator is not what is measured.
        buffer.clear();
        let length = File::open(path).and_then(|mut file| file.read_to_end(buffer)).map_err(at(path))?;
        Ok::<u64, String>(length as u64)
    };
    let bytes = files.par_iter().map_init(Vec::new, read).try_reduce(|| 0, |sum, length| Ok(sum + length))?;
    Ok((files.len() as u64, bytes))
}

/// All files below a folder, in the order of their paths; the path itself where it is a file.
fn list(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter();
    entries
        .filter(|entry| !entry.as_ref().is_ok_and(|entry| entry.file_type().is_dir()))
        .map(|entry| entry.map(walkdir::DirEntry::into_path).map_err(|error| error.to_string()))
        .collect()
}

/// Makes a file of the planned length.
fn write(file: &Planned, text: &[u8]) -> Result<(), String> {
    let mut target = File::create_new(&file.path).map_err(at(&file.path))?;
    let mut left = file.length;
    while left > 0 {
        let piece = left.min(text.len() as u64) as usize;
        target.write_all(&text[..piece]).map_err(at(&file.path))?;
        left -= piece as u64;
    }
    Ok(())
}

/// Letters and spaces that never repeat within a block of a file system.
fn pseudo_text(length: usize) -> Vec<u8> {
    const LETTERS: &[u8; 32] = b"etaoin shrdlu cmfwyp etaonisr\nlt";
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let letter = || {
        // xorshift64 (Marsaglia 2003) is random enough for text that nobody reads.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        LETTERS[(state >> 59) as usize]
    };
    std::iter::repeat_with(letter).take(length).collect()
}

/// Names the path in an error.
fn at(path: &Path) -> impl Fn(io::Error) -> String {
    move |error| format!("{}: {error}", path.display())
}

impl Measured {
    fn all(&self) -> f64 {
        self.reading + self.making_folders + self.writing
    }

    fn text(&self) -> String {
        format!(
            "reading  {:8.3} s  {} files, {} bytes\nfolders  {:8.3} s  {}\nwriting  {:8.3} s  {} files, {} bytes\nin all   {:8.3} s",
            self.reading,
            self.read_files,
            self.read_bytes,
            self.making_folders,
            self.folders,
            self.writing,
            self.files,
            self.bytes,
            self.all()
        )
    }

    fn json(&self) -> String {
        serde_json::json!({
            "read": {"seconds": self.reading, "files": self.read_files, "bytes": self.read_bytes},
            "folders": {"seconds": self.making_folders, "folders": self.folders},
            "write": {"seconds": self.writing, "files": self.files, "bytes": self.bytes},
            "seconds": self.all(),
        })
        .to_string()
    }
}
