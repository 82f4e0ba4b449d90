//! Replays the corpus of the fuzz target for indexes, so that no fuzzer is needed for it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::{Path, PathBuf};

use generate_search::{Archive, Collection, Dimension, Document, ROOT, Text, Value};

use files::{Files, written};

#[path = "support/files.rs"]
mod files;

#[path = "../../../fuzz/search.rs"]
mod search;

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/search")
}

/// An index of a few articles that has a file of every kind, forms that stand for others and words of newer articles.
fn index() -> Files {
    let folder = tempfile::tempdir().unwrap();
    let collection = Collection::open(folder.path(), 1);
    let regions = ["caucasus", "georgia", "armenia"];
    let years: Vec<String> = (2010..2014).map(|year| year.to_string()).collect();
    let value = |slug| Value { slug, title: slug };
    let mut archive = Archive {
        languages: vec!["en", "ru"],
        dimensions: vec![
            Dimension { key: "region", values: regions.map(value).to_vec() },
            Dimension { key: "author", values: vec![Value { slug: "dina-example", title: "Dina Example" }] },
            Dimension { key: "year", values: years.iter().map(|year| value(&**year)).collect() },
        ],
        documents: Vec::new(),
    };
    let ids: Vec<String> = (0..150).map(|at| format!("a{at}")).collect();
    let titles: Vec<String> = (0..150).map(|at| format!("Border {}", word(at * 7))).collect();
    for (at, (id, title)) in ids.iter().zip(&titles).enumerate() {
        let is_russian = at % 5 == 4;
        let body = match is_russian {
            true => format!("граница границы горы {}", word(at)),
            false => format!("valley valleys mountain road {} {}", word(at), word(at / 3)),
        };
        let text = Text {
            language: if is_russian { "ru" } else { "en" },
            title,
            names: &["Dina Example"],
            summary: "A summary",
            body: &body,
        };
        collection.put(id, 1, &text);
        let day = 14_700 + at as i32 * 9;
        archive.documents.push(Document {
            id,
            version: 1,
            order: i64::from(day),
            day,
            title,
            address: format!("2010/{}/", title.to_lowercase().replace(' ', "-")).into(),
            language: u16::from(is_russian),
            values: [(0, (at % 3) as u32), (1, 0), (2, (at / 40) as u32)].into(),
        });
    }
    written(&collection, &archive, &|_| false).1
}

/// A word that is always the same for a number.
fn word(at: usize) -> String {
    ["ba", "ko", "ti", "ru", "men"].iter().cycle().skip(at % 5).take(2 + at % 3).copied().collect::<String>()
        + &at.to_string()
}

/// An index in one piece, its content decompressed: so a fuzzer can change it.
fn packed(files: &Files) -> Vec<u8> {
    let mut packed = Vec::new();
    let mut add = |path: &str| {
        let mut content = Vec::new();
        std::io::copy(&mut flate2::read::GzDecoder::new(&*files[path]), &mut content).unwrap();
        // The first file is the root, whatever its name is; of others the name stands in two parts.
        let name = path.trim_start_matches("search-index/").trim_end_matches(".bin").replace('/', "");
        let byte = |at: usize| u8::from_str_radix(name.get(2 * at..2 * at + 2)?, 16).ok();
        packed.extend((0..5).map(|at| byte(at).unwrap_or(0)));
        packed.extend(u16::try_from(content.len()).unwrap().to_le_bytes());
        packed.extend(content);
    };
    add(ROOT);
    files.keys().filter(|path| *path != ROOT).for_each(|path| add(path));
    packed
}

#[test]
fn the_corpus_has_the_index_of_this_version() {
    let files = index();
    let whole = packed(&files);
    let path = corpus().join("whole");
    if std::env::var_os("UPDATE_CORPUS").is_some() {
        fs::write(&path, &whole).unwrap();
    }
    assert!(fs::read(path).unwrap() == whole, "UPDATE_CORPUS=1 writes it anew");
    assert!(search::files(&whole).keys().eq(files.keys()));
    let kinds: std::collections::BTreeSet<u8> =
        search::files(&whole).values().map(|content| content[4]).collect();
    assert_eq!(kinds, b"RTBCVFS".iter().copied().collect());
}

#[test]
fn no_index_makes_the_reader_fail() {
    let mut files: Vec<PathBuf> =
        fs::read_dir(corpus()).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 20, "{} files", files.len());
    for file in files {
        let bytes = fs::read(&file).unwrap();
        println!("{}", file.display());
        search::check(&bytes);
        for at in (0..bytes.len()).step_by(bytes.len() / 25 + 1) {
            println!("{} cut, and changed, at {at}", file.display());
            search::check(&bytes[..at]);
            let mut changed = bytes.clone();
            changed[at] = [0, 0xff, 0x80, 1][at % 4];
            search::check(&changed);
        }
    }
}
