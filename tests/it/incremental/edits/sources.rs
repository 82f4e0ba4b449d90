//! Edits of any source, and of what is no article: pictures, theme, configuration, texts of terms, profiles.

use std::fs::{self, File};
use std::time::SystemTime;

use super::super::ground::{Ground, Old};
use super::super::settings::{DOCUMENT_KEYS, DOCUMENTS, PIECES, THEME, site_toml, tree_piece};
use super::super::words;
use super::set;
use crate::rng::Rng;

/// A source drawn at random, of whatever kind.
fn any(ground: &Ground, rng: &mut Rng) -> String {
    let folder = *rng.pick(&["content", "content", "static", "templates"]);
    let files = ground.files(folder);
    rng.pick_some(&files).cloned().unwrap_or_else(|| "site.toml".to_owned())
}

/// Gives a file another time and nothing else.
pub fn touch(ground: &mut Ground, rng: &mut Rng) -> String {
    let path = any(ground, rng);
    File::options().write(true).open(ground.path(&path)).unwrap().set_modified(SystemTime::now()).unwrap();
    format!("touch {path}")
}

pub fn change_and_revert(ground: &mut Ground, rng: &mut Rng) -> String {
    let path = any(ground, rng);
    let old = fs::read(ground.path(&path)).unwrap();
    ground.write(&path, [old.as_slice(), b"changed"].concat());
    ground.write(&path, old);
    format!("change {path} and revert it")
}

/// What a file held before one of the edits.
fn earlier(ground: &Ground, rng: &mut Rng) -> Option<Old> {
    rng.pick_some(&ground.history).cloned()
}

/// Takes an edit back, as an editor does.
pub fn revert(ground: &mut Ground, rng: &mut Rng) -> String {
    let Some(old) = earlier(ground, rng) else { return "nothing to revert".to_owned() };
    ground.write(&old.path, &old.bytes);
    format!("revert {}", old.path)
}

/// Brings a file back with its time, as a backup does.
pub fn restore_with_old_time(ground: &mut Ground, rng: &mut Rng) -> String {
    let Some(old) = earlier(ground, rng) else { return "nothing to restore".to_owned() };
    ground.write(&old.path, &old.bytes);
    let file = File::options().write(true).open(ground.path(&old.path)).unwrap();
    file.set_modified(old.modified).unwrap();
    format!("restore {} with its old time", old.path)
}

/// Brings a file back with its time under another inode, as `rsync` does.
pub fn restore_as_new_file(ground: &mut Ground, rng: &mut Rng) -> String {
    let Some(old) = earlier(ground, rng) else { return "nothing to restore".to_owned() };
    let aside = ground.path("aside");
    fs::write(&aside, &old.bytes).unwrap();
    File::options().write(true).open(&aside).unwrap().set_modified(old.modified).unwrap();
    fs::create_dir_all(ground.path(&old.path).parent().unwrap()).unwrap();
    fs::rename(aside, ground.path(&old.path)).unwrap();
    format!("restore {} as a new file with its old time", old.path)
}

/// Adds, replaces or deletes a picture; now and then it is none.
pub fn picture(ground: &mut Ground, rng: &mut Rng) -> String {
    let mut places: Vec<String> = (0..5).map(|number| format!("static/pictures/{number}.png")).collect();
    places.extend((0..5).map(|number| format!("content/articles/2010/photo-{number}.png")));
    places.extend(ground.files("content").into_iter().filter(|path| path.ends_with("photo.png")));
    places.push("content/pages/photo.png".to_owned());
    let path = rng.pick(&places).clone();
    match rng.below(8) {
        0 | 1 if ground.path(&path).exists() => {
            ground.remove(&path);
            format!("delete {path}")
        }
        2 => {
            ground.write(&path, &words::png(rng.below(40))[..40]);
            format!("cut {path} off")
        }
        _ => {
            let number = rng.below(40);
            ground.write(&path, words::png(number));
            format!("make {path} picture {number}")
        }
    }
}

/// Changes a template, an interface text or a static file, removes it or brings it back.
pub fn theme(ground: &mut Ground, rng: &mut Rng) -> String {
    let (path, texts) = *rng.pick(THEME);
    let form = rng.below(texts.len());
    match (texts[form], ground.path(path).exists()) {
        ("", true) => ground.remove(path),
        ("", false) => {}
        (text, _) => ground.write(path, text),
    }
    format!("give {path} form {form}")
}

/// Moves terms in their tree.
pub fn tree(ground: &mut Ground, rng: &mut Rng) -> String {
    give_form(ground, rng, tree_piece())
}

/// Changes one piece of the configuration.
pub fn configure(ground: &mut Ground, rng: &mut Rng) -> String {
    let piece = rng.below(PIECES.len());
    give_form(ground, rng, piece)
}

/// Makes all links relative, or no longer so: every page changes, and nothing that was asked of the site.
pub fn toggle_relative_links(ground: &mut Ground, _: &mut Rng) -> String {
    let piece = PIECES.iter().position(|piece| piece[0].starts_with("relative_links")).unwrap();
    let other = 1 - ground.forms[piece];
    set_form(ground, piece, other)
}

/// Moves files to a second host, to another address there, or back.
pub fn media(ground: &mut Ground, rng: &mut Rng) -> String {
    let is_media = |piece: &&[&str]| piece.iter().any(|form| form.starts_with("[media]"));
    let piece = PIECES.iter().position(is_media).unwrap();
    give_form(ground, rng, piece)
}

fn give_form(ground: &mut Ground, rng: &mut Rng, piece: usize) -> String {
    let form = rng.below(PIECES[piece].len());
    set_form(ground, piece, form)
}

fn set_form(ground: &mut Ground, piece: usize, form: usize) -> String {
    ground.forms[piece] = form;
    let text = site_toml(&ground.forms);
    ground.write("site.toml", text);
    format!("write site.toml with {:?}", PIECES[piece][ground.forms[piece]])
}

/// Changes a standing page, the text of a term or of an index; deletes it, or writes one that was not there.
pub fn document(ground: &mut Ground, rng: &mut Rng) -> String {
    let (path, text) = *rng.pick(DOCUMENTS);
    let path = match rng.below(8) {
        0 => path.replace("armenia", "tajikistan").replace("security", "energy"),
        _ => path.to_owned(),
    };
    edit(ground, rng, &path, text)
}

/// Changes a profile, deletes it, or writes one for an author who had none.
pub fn profile(ground: &mut Ground, rng: &mut Rng) -> String {
    let number = rng.below(words::AUTHORS);
    let suffix = if rng.chance(15) { ".ru" } else { "" };
    let path = format!("content/authors/author-{number}{suffix}.md");
    edit(ground, rng, &path, &format!("---\nname: Author {number}\n---\nLife.\n"))
}

/// Writes the text of an author or a term in another language while there is none in the default one, and that one later;
/// where both are there, the one of the default language goes.
pub fn other_language_first(ground: &mut Ground, rng: &mut Rng) -> String {
    let (stem, keys) = match rng.below(3) {
        0 => {
            let term = rng.pick(&["regions/kazakhstan", "regions/abkhazia", "topics/energy", "tags/water"]);
            ((*term).to_owned(), "title: Имя\nsummary: Коротко.\norder: 3")
        }
        _ => (format!("authors/author-{}", rng.below(words::AUTHORS)), "name: Имя\nnote: Записка.\norder: 3"),
    };
    let [default, other] = ["md", "ru.md"].map(|suffix| format!("content/{stem}.{suffix}"));
    let has = [&default, &other].map(|path| ground.path(path).exists());
    let text = |front: &str| format!("---\n{front}\n---\nЖизнь.\n");
    match has {
        [true, true] => {
            ground.remove(&default);
            format!("delete {default}, not {other}")
        }
        [_, false] => {
            if has[0] {
                ground.remove(&default);
            }
            ground.write(&other, text(keys));
            format!("write {other} and have no {default}")
        }
        [false, true] => {
            ground.write(&default, text(&keys.replace("Имя", "A name").replace("order: 3", "order: 5")));
            format!("write {default} beside {other}")
        }
    }
}

fn edit(ground: &mut Ground, rng: &mut Rng, path: &str, new: &str) -> String {
    if !ground.path(path).exists() {
        ground.write(path, new);
        return format!("write {path}");
    }
    let text = ground.read(path);
    match rng.below(10) {
        0 => {
            ground.remove(path);
            format!("delete {path}")
        }
        1..=3 => {
            let articles = ground.articles();
            let body = words::body(rng, &articles);
            ground.write(path, format!("{text}\n{body}"));
            format!("add to the body of {path}")
        }
        _ => {
            let (key, values) = *rng.pick(DOCUMENT_KEYS);
            let value = *rng.pick(values);
            let value = Some(value).filter(|_| rng.chance(75));
            match set(&text, key, value) {
                Some(text) => ground.write(path, text),
                None => return format!("nothing, since {path} has no {key}"),
            }
            format!("set {key} of {path} to {value:?}")
        }
    }
}
