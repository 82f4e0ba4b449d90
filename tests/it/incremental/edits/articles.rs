//! Edits of articles.

use std::fs;

use super::super::ground::Ground;
use super::super::words;
use super::{join, parts, set};
use crate::rng::Rng;

/// An article drawn at random, by its path in the site.
fn any(ground: &Ground, rng: &mut Rng) -> Option<String> {
    let articles = ground.articles();
    rng.pick_some(&articles).map(|path| format!("content/{path}"))
}

/// What an edit says that found nothing to do.
fn nothing() -> String {
    "nothing, for want of an article".to_owned()
}

/// Adds an article anywhere in the archive; often one that others have linked to in vain.
pub fn add(ground: &mut Ground, rng: &mut Rng) -> String {
    let articles = ground.articles();
    let path = match rng.chance(50) {
        true => words::nowhere(rng.below(words::NOWHERE)),
        false => format!("articles/2010/added-{}.md", rng.below(1_000)),
    };
    let text = words::article(rng, &articles, &[]);
    ground.write(&format!("content/{path}"), text);
    format!("add {path}")
}

/// Adds the newest article, as a newsroom does.
pub fn add_newest(ground: &mut Ground, rng: &mut Rng) -> String {
    let articles = ground.articles();
    let path = format!("articles/2011/new-{}.md", rng.below(1_000));
    let date = words::day_number(words::DAYS + rng.below(20));
    let text = words::article(rng, &articles, &[("date", date)]);
    ground.write(&format!("content/{path}"), text);
    format!("add the newest, {path}")
}

pub fn edit_body(ground: &mut Ground, rng: &mut Rng) -> String {
    let Some(path) = any(ground, rng) else { return nothing() };
    let articles = ground.articles();
    let body = words::body(rng, &articles);
    match parts(&ground.read(&path)) {
        Some((front, _)) => ground.write(&path, join(&front, &body)),
        None => return nothing(),
    }
    format!("edit the body of {path}")
}

/// Gives a key of the front matter another value, adds it, or takes it out.
pub fn edit_field(ground: &mut Ground, rng: &mut Rng) -> String {
    let Some(path) = any(ground, rng) else { return nothing() };
    let (key, _) = *rng.pick(words::KEYS);
    let value = words::value(key, rng, &ground.articles());
    let text = ground.read(&path);
    // An article without a date would stop every build that follows.
    let is_taken_out = key != "date" && text.contains(&format!("\n{key}: ")) && rng.chance(35);
    let value = if is_taken_out { None } else { Some(value.as_str()) };
    match set(&text, key, value) {
        Some(text) => ground.write(&path, text),
        None => return nothing(),
    }
    format!("set {key} of {path} to {value:?}")
}

/// Changes the hour of an article and not its day: its address stays, its place among those of the day may not.
pub fn change_hour(ground: &mut Ground, rng: &mut Rng) -> String {
    let Some(path) = any(ground, rng) else { return nothing() };
    let text = ground.read(&path);
    let Some(day) = text.split_once("\ndate: ").and_then(|(_, rest)| rest.get(..10)) else {
        return nothing();
    };
    let (hour, minute) = (rng.below(24), rng.below(2) * 30);
    let date = match rng.below(4) {
        0 => day.to_owned(),
        1 => format!("{day} {hour:02}:{minute:02}:00 {}05:00", rng.pick(&["+", "-"])),
        _ => format!("{day}T{hour:02}:{minute:02}:00"),
    };
    match set(&text, "date", Some(&date)) {
        Some(text) => ground.write(&path, text),
        None => return nothing(),
    }
    format!("set the hour of {path}: {date}")
}

/// Changes a title so that the file keeps its size: only its times tell of it.
pub fn retitle_at_same_size(ground: &mut Ground, rng: &mut Rng) -> String {
    let Some(path) = any(ground, rng) else { return nothing() };
    match retitled(&ground.read(&path)) {
        Some(text) => ground.write(&path, text),
        None => return nothing(),
    }
    format!("retitle {path} at the same size")
}

/// The same text with another title, as long as before.
pub fn retitled(text: &str) -> Option<String> {
    let start = text.find("\ntitle: \"")? + 9;
    let first = text[start..].chars().next()?;
    let letter = if first == 'Z' { "Y" } else { "Z" };
    // A letter of two bytes gives way to two.
    Some(format!(
        "{}{}{}",
        &text[..start],
        letter.repeat(first.len_utf8()),
        &text[start + first.len_utf8()..]
    ))
}

pub fn rename(ground: &mut Ground, rng: &mut Rng) -> String {
    let Some(path) = any(ground, rng) else { return nothing() };
    let to = match rng.chance(40) {
        true => format!("content/{}", words::nowhere(rng.below(words::NOWHERE))),
        false => format!("content/articles/2010/moved-{}.md", rng.below(1_000)),
    };
    fs::rename(ground.path(&path), ground.path(&to)).unwrap();
    format!("rename {path} to {to}")
}

/// Makes an article the index of a folder of its own, with a picture.
pub fn make_bundle(ground: &mut Ground, rng: &mut Rng) -> String {
    let Some(path) = any(ground, rng) else { return nothing() };
    let Some(folder) = path.strip_suffix(".md").filter(|path| !path.ends_with("/index")) else {
        return nothing();
    };
    fs::create_dir_all(ground.path(folder)).unwrap();
    fs::rename(ground.path(&path), ground.path(&format!("{folder}/index.md"))).unwrap();
    ground.write(&format!("{folder}/photo.png"), words::png(rng.below(40)));
    format!("make {path} a bundle")
}

pub fn delete(ground: &mut Ground, rng: &mut Rng) -> String {
    // A site without a document is an error, which is tested elsewhere.
    let Some(path) = any(ground, rng) else { return nothing() };
    ground.remove(&path);
    format!("delete {path}")
}

/// Two articles, different ones where there are two.
fn two(ground: &Ground, rng: &mut Rng) -> Option<(String, String)> {
    Some((any(ground, rng)?, any(ground, rng)?))
}

/// Each of two files gets what the other held.
pub fn swap_contents(ground: &mut Ground, rng: &mut Rng) -> String {
    let Some((one, two)) = two(ground, rng) else { return nothing() };
    let (first, second) = (ground.read(&one), ground.read(&two));
    ground.write(&one, second);
    ground.write(&two, first);
    format!("swap the contents of {one} and {two}")
}

/// Each of two files gets the other's name: sizes and times of both stay.
pub fn swap_files(ground: &mut Ground, rng: &mut Rng) -> String {
    let Some((one, two)) = two(ground, rng) else { return nothing() };
    let aside = ground.path("aside");
    fs::rename(ground.path(&one), &aside).unwrap();
    if one != two {
        fs::rename(ground.path(&two), ground.path(&one)).unwrap();
    }
    fs::rename(aside, ground.path(&two)).unwrap();
    format!("rename {one} and {two} into each other")
}
