//! Smaller versions of pictures, which are made when a browser asks for them.

use std::fs;
use std::path::Path;

use generate::build::Options;
use tempfile::TempDir;

use super::client::{Running, save, serve, serve_with};
use super::preview::complete;
use crate::pictures::{broken, photograph, versions, with_pictures};

/// How many smaller versions are kept in a cache.
fn kept(cache: &Path) -> usize {
    fs::read_dir(cache.join("pictures")).into_iter().flatten().count()
}

/// The addresses of smaller versions on a page.
fn addresses(served: &Running, page: &str) -> Vec<String> {
    let html = served.get(page).text();
    let rest = html.split(['"', ' ']).filter(|word| word.starts_with("/images/"));
    let mut found: Vec<String> = rest.map(str::to_owned).collect();
    found.sort();
    found.dedup();
    found
}

#[test]
fn neither_the_start_nor_a_page_makes_smaller_versions() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let cache = TempDir::new().unwrap();
    let options = Options {
        root: root.to_owned(),
        out: cache.path().join("public"),
        cache: Some(cache.path().to_owned()),
        ..Options::default()
    };
    let served = serve_with(&options, false);
    let small = addresses(&served, "/");
    assert!(small.len() > 10, "{small:?}");
    assert_eq!(kept(cache.path()), 0);
    assert_eq!(served.get(&small[0]).status, 200);
    assert_eq!(served.ask("HEAD", &small[0], &[]).status, 200);
    assert_eq!(kept(cache.path()), 1, "the one that was asked for");
}

#[test]
fn a_smaller_version_answers_with_the_bytes_of_a_build() {
    let site = with_pictures("", "", "![A](large.jpg) ![B](damaged.jpg)");
    site.write("content/a/damaged.jpg", broken(photograph(1_200, 500)));
    let served = serve(&site);
    let small = addresses(&served, "/2010/12/a/");
    assert_eq!(small.len(), 4, "{small:?}");
    let replies: Vec<Vec<u8>> = small.iter().map(|address| served.get(address).body).collect();
    assert_eq!(kept(&site.path(".generate")), 2, "what cannot be made is tried again");
    fs::remove_dir_all(site.path(".generate")).unwrap();
    let built = site.build();
    assert_eq!(versions(&built).len(), 4);
    for (address, reply) in small.iter().zip(replies) {
        assert_eq!(fs::read(built.out.join(&address[1..])).unwrap(), reply, "{address}");
    }
}

#[test]
fn a_damaged_smaller_version_is_made_again() {
    let site = with_pictures("", "", "![A](large.jpg)");
    let built = site.build();
    assert_eq!((kept(&site.path(".generate")), versions(&built).len()), (2, 2));
    for file in fs::read_dir(site.path(".generate/pictures")).unwrap().map(|entry| entry.unwrap().path()) {
        let mut bytes = fs::read(&file).unwrap();
        let at = bytes.len() / 2;
        bytes[at] ^= 1;
        fs::write(file, bytes).unwrap();
    }
    let served = serve(&site);
    for name in versions(&built) {
        assert_eq!(served.get(&format!("/{name}")).body, fs::read(built.out.join(&name)).unwrap(), "{name}");
    }
}

#[test]
fn a_picture_that_cannot_be_read_is_on_the_page_for_editors() {
    let site = with_pictures("", "", "![A](large.jpg)");
    save(&site, "content/a/large.jpg", broken(photograph(1_600, 800)));
    let html = complete(&serve(&site));
    assert!(html.contains("content/a/large.jpg") && html.contains("cannot read image"), "{html}");
}
