//! What happens to a site that is no edit: caches and outputs get lost or damaged, sources break, options change.

use std::fs;
use std::path::Path;

use super::super::ground::{CACHE, Ground, LISTS};
use super::super::settings::BROKEN;
use crate::rng::Rng;

pub fn delete_cache(ground: &mut Ground, _: &mut Rng) -> String {
    fs::remove_dir_all(ground.path(CACHE)).unwrap_or_default();
    "delete the cache".to_owned()
}

/// The files of the cache, but for smaller versions of pictures, which only matter where one is published anew.
pub fn cache_files(ground: &Ground) -> Vec<String> {
    let mut files = kept_files(ground);
    files.retain(|path| !path[CACHE.len() + 1..].starts_with("pictures/"));
    files
}

/// The files that a build makes and reads for itself; its lists are for people.
fn kept_files(ground: &Ground) -> Vec<String> {
    if !ground.path(CACHE).is_dir() {
        return Vec::new();
    }
    let mut files = ground.files(CACHE);
    files.retain(|path| !LISTS.contains(&&path[CACHE.len() + 1..]));
    files
}

/// Damages one file of the cache: cut off, a bit turned, emptied, doubled, removed.
pub fn damage_cache(ground: &mut Ground, rng: &mut Rng) -> String {
    let files = kept_files(ground);
    let Some(path) = rng.pick_some(&files) else { return "nothing, for want of a cache".to_owned() };
    let file = ground.path(path);
    let how = damage(&file, rng);
    format!("damage {path}: {how}")
}

/// Damages a file, and tells how.
fn damage(file: &Path, rng: &mut Rng) -> String {
    let mut bytes = fs::read(file).unwrap();
    let place = rng.below(bytes.len().max(1));
    let kind = rng.below(6);
    match kind {
        0 => fs::remove_file(file).unwrap(),
        1 => fs::write(file, &bytes[..place]).unwrap(),
        2 => fs::write(file, [bytes.as_slice(), &bytes].concat()).unwrap(),
        _ if bytes.is_empty() => fs::write(file, "x").unwrap(),
        _ => {
            bytes[place] ^= 1 << rng.below(8);
            fs::write(file, bytes).unwrap();
        }
    }
    format!("kind {kind} at {place}")
}

/// Damages a file of the output. The manifest is left alone: without it the files are nobody's, and stay.
pub fn damage_output(ground: &mut Ground, rng: &mut Rng) -> String {
    let out = ground.options.out.clone();
    if !out.is_dir() {
        return "nothing, for want of an output".to_owned();
    }
    let mut files: Vec<String> = crate::support::tree(&out).into_keys().collect();
    files.retain(|path| {
        !path.starts_with("generate-manifest") && !ground.foreign.contains_key(&out.join(path))
    });
    let Some(path) = rng.pick_some(&files) else { return "nothing, for want of a file".to_owned() };
    let how = damage(&out.join(path), rng);
    format!("damage the output's {path}: {how}")
}

/// Deletes a folder of the output with all there is in it.
pub fn delete_output_folder(ground: &mut Ground, rng: &mut Rng) -> String {
    let out = ground.options.out.clone();
    let name = *rng.pick(&["2010", "regions", "authors", "2010/03", "ru", "tags", "theme"]);
    let folder = out.join(name);
    fs::remove_dir_all(&folder).unwrap_or_default();
    ground.foreign.retain(|path, _| !path.starts_with(&folder));
    format!("delete the output's {name}")
}

pub fn delete_output(ground: &mut Ground, _: &mut Rng) -> String {
    let out = ground.options.out.clone();
    fs::remove_dir_all(&out).unwrap_or_default();
    ground.foreign.retain(|path, _| !path.starts_with(&out));
    "delete the output".to_owned()
}

/// Puts a file into the output that no build may touch.
pub fn add_foreign(ground: &mut Ground, rng: &mut Rng) -> String {
    let name = *rng.pick(&["CNAME", "2010/mine.txt", "regions/armenia/mine.txt", "mine/own.txt"]);
    let file = ground.options.out.join(name);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, "mine").unwrap();
    ground.foreign.insert(file, b"mine".to_vec());
    format!("put {name} into the output")
}

/// Breaks a source, so that the next build must fail and change nothing.
pub fn break_source(ground: &mut Ground, rng: &mut Rng) -> String {
    let (path, text) = *rng.pick(BROKEN);
    ground.broken = Some((path.to_owned(), ground.old(path).map(|old| old.bytes)));
    fs::create_dir_all(ground.path(path).parent().unwrap()).unwrap();
    fs::write(ground.path(path), text).unwrap();
    format!("break {path}")
}

/// Mends what [`break_source`] broke.
pub fn mend(ground: &mut Ground) {
    match ground.broken.take() {
        Some((path, Some(bytes))) => fs::write(ground.path(&path), bytes).unwrap(),
        // An edit may have removed it for us.
        Some((path, None)) => fs::remove_file(ground.path(&path)).unwrap_or_default(),
        None => {}
    }
}

/// Asks for another build of the same site: into another folder, at another address, with drafts, as of a day.
pub fn other_options(ground: &mut Ground, rng: &mut Rng) -> String {
    let options = &mut ground.options;
    match rng.below(4) {
        0 => {
            let name = if options.out.ends_with("public") { "other" } else { "public" };
            options.out.set_file_name(name);
        }
        1 if options.base_url.is_none() => options.base_url = Some("https://preview.example/".to_owned()),
        1 => options.base_url = None,
        2 => options.drafts = !options.drafts,
        _ if options.as_of.is_none() => options.as_of = Some("2010-11-20".to_owned()),
        _ => options.as_of = None,
    }
    format!(
        "build into {:?}, {:?}, {}, {:?}",
        options.out.file_name(),
        options.base_url,
        options.drafts,
        options.as_of
    )
}
