//! Compressed copies beside files: which there are, what they hold, and when they are made.

use std::fs;
use std::io::Read as _;

use crate::page::{file, site_with};
use crate::support::{Built, Site, tree};

const ALL: &str = "compress = [\"gzip\", \"br\", \"zstd\"]";

fn text(word: &str) -> String {
    format!("{word} ").repeat(400)
}

fn two_articles(config: &str) -> Site {
    let article = |name: &str, day: u32| {
        file(&format!("{name}.md"), &format!("title: {name}\ndate: 2010-12-{day:02}"), &text(name))
    };
    let site = site_with(config, &format!("{}{}", article("one", 1), article("two", 2)));
    site.write("static/long.txt", text("long")).write("static/short.txt", "short");
    site
}

/// What the copy with this ending holds.
fn held(built: &Built, name: &str) -> Vec<u8> {
    let copy = fs::read(built.out.join(name)).unwrap();
    let mut bytes = Vec::new();
    match name.rsplit('.').next().unwrap() {
        "gz" => drop(flate2::read::GzDecoder::new(&copy[..]).read_to_end(&mut bytes).unwrap()),
        "br" => brotli::BrotliDecompress(&mut &copy[..], &mut bytes).unwrap(),
        _ => bytes = zstd::bulk::decompress(&copy, 1 << 20).unwrap(),
    }
    bytes
}

#[test]
fn texts_have_copies_that_hold_the_same() {
    let site = two_articles(ALL);
    site.write("static/own.txt", text("own"))
        .write("static/own.txt.GZ", "mine")
        .write("static/a.png", text("png"));
    let built = site.build();
    for name in ["index.html", "2010/12/one/index.html", "feed.xml", "long.txt"] {
        let plain = fs::read(built.out.join(name)).unwrap();
        for ending in ["gz", "br", "zst"] {
            let copy = format!("{name}.{ending}");
            assert_eq!(held(&built, &copy), plain, "{copy}");
            assert!(fs::metadata(built.out.join(&copy)).unwrap().len() < plain.len() as u64, "{copy}");
        }
    }
    // A file of the site's own is never replaced, also where a file system does not tell capitals from small letters.
    assert!(!built.has("own.txt.gz") && built.has("own.txt.br"));
    for none in ["short.txt.gz", "a.png.gz", "generate-manifest.json.gz", "long.txt.gz.br"] {
        assert!(!built.has(none), "{none}");
    }
    let manifest: String =
        built.names().iter().filter(|name| name.contains("manifest")).map(|name| built.file(name)).collect();
    let line = manifest.lines().find(|line| line.contains("\"long.txt.gz\"")).unwrap();
    assert!(line.contains("\"size\":"), "{line}");
    assert!(manifest.contains("application/gzip"), "{manifest}");
    assert_eq!(site.clean(), tree(&built.out));
}

#[test]
fn only_what_changes_is_made_again() {
    let site = two_articles(ALL);
    let first = tree(&site.build().out);
    let again = site.build();
    assert_eq!(tree(&again.out), first);
    assert_eq!(again.report.written, 0);
    // The cache has the copies: a file of another content in it would be found in the output.
    let cached: Vec<_> = walkdir::WalkDir::new(site.path(".generate/compressed"))
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .collect();
    let copies = first
        .keys()
        .filter(|name| [".gz", ".br", ".zst"].iter().any(|ending| name.ends_with(ending)))
        .count();
    assert!(copies > 20 && cached.len() >= copies, "{} {copies}", cached.len());
    let times = || {
        cached
            .iter()
            .map(|entry| fs::metadata(entry.path()).and_then(|data| data.modified()).ok())
            .collect::<Vec<_>>()
    };
    let before = times();
    fs::remove_dir_all(&again.out).unwrap();
    assert_eq!(tree(&site.build().out), first);
    assert_eq!(times(), before, "nothing was compressed again");
    // A copy that somebody has damaged or removed is there again.
    fs::write(again.out.join("long.txt.gz"), "x").unwrap();
    fs::remove_file(again.out.join("long.txt.br")).unwrap();
    assert_eq!(tree(&site.build().out), first);
    // Copies go with their file, and where they are not wanted any more.
    fs::remove_file(site.path("static/long.txt")).unwrap();
    let built = site.build();
    assert!(!built.names().iter().any(|name| name.starts_with("long.txt")));
    assert_eq!(site.clean(), tree(&built.out));
    let toml = fs::read_to_string(site.path("site.toml")).unwrap();
    site.write("site.toml", toml.replace(ALL, "compress = [\"br\"]"));
    let built = site.build();
    assert!(built.has("index.html.br") && !built.has("index.html.gz") && !built.has("index.html.zst"));
    assert_eq!(site.clean(), tree(&built.out));
}
