//! Writes the sites of the hostile corpus into a folder, for `tests/browser/hostile.test.mjs`: a sample, or with `LONG=1` every
//! snippet at every place, of which `PART=2/40` takes a fortieth, since all of them are 9 GB.
//!
//! `cargo run --example hostile DIR` writes a folder for each site, whose output is in `public/`, and `sites.json`: what was
//! attempted in each, and what pages of harmless content hold.

#![allow(unreachable_pub, reason = "shared with the tests")]
#![allow(clippy::unwrap_used, reason = "a program for tests, which may stop")]

use std::path::PathBuf;
use std::{env, fs};

use serde_json::{Map, Value, json};

#[path = "../tests/hostile/mod.rs"]
#[allow(dead_code, reason = "shared with the tests, which use all of it")]
mod hostile;

use hostile::attempts::{Corpus, part};
use hostile::check;
use hostile::walk::Furniture;

fn main() {
    let folder = PathBuf::from(env::args().nth(1).unwrap_or_else(|| "target/hostile".into()));
    fs::create_dir_all(&folder).unwrap();
    let corpus = Corpus::read();
    let mut furniture = Furniture::default();
    Corpus::build_harmless(&folder.join("harmless"), &mut |out| check::learn(out, &mut furniture));
    let attempts = if env::var("LONG").is_ok() { corpus.all() } else { corpus.sample() };
    let mut sites = Vec::new();
    let mut refused = 0;
    for site in part(corpus.sites(&attempts)) {
        refused += corpus
            .build(&folder, &site, &mut |out, attempts| {
                let named = attempts.iter().map(|a| (a.number().to_string(), Value::from(corpus.name(*a))));
                let name = out.strip_prefix(&folder).unwrap().to_str().unwrap();
                sites.push(json!({ "folder": name, "attempts": named.collect::<Map<String, Value>>() }));
            })
            .len();
    }
    let list = json!({
        "sites": sites,
        "attempts": attempts.len(),
        "refused": refused,
        "assets": furniture.assets,
        "elements": furniture.elements,
        "classes": furniture.classes,
        "actions": furniture.actions,
    });
    fs::write(folder.join("sites.json"), list.to_string()).unwrap();
}
