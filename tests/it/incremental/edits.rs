//! The edits there are, and how often each is made.

use super::ground::Ground;
use crate::rng::Rng;

mod articles;
mod harm;
mod sources;

pub use articles::retitled;
pub use harm::cache_files;

/// What makes one edit, and tells in a line what it did.
pub type Edit = fn(&mut Ground, &mut Rng) -> String;

/// Every kind of edit with its weight. A new kind is one more line.
pub const EDITS: &[(usize, Edit)] = &[
    (6, articles::add),
    (3, articles::add_newest),
    (8, articles::edit_body),
    (24, articles::edit_field),
    (4, articles::change_hour),
    (3, articles::retitle_at_same_size),
    (3, articles::rename),
    (2, articles::make_bundle),
    (4, articles::delete),
    (3, articles::swap_contents),
    (3, articles::swap_files),
    (2, sources::touch),
    (3, sources::change_and_revert),
    (3, sources::revert),
    (3, sources::restore_with_old_time),
    (3, sources::restore_as_new_file),
    (5, sources::picture),
    (4, sources::theme),
    (3, sources::tree),
    (5, sources::configure),
    (2, sources::toggle_relative_links),
    (5, sources::media),
    (5, sources::document),
    (3, sources::profile),
    (4, sources::other_language_first),
    (2, harm::delete_cache),
    (4, harm::damage_cache),
    (3, harm::damage_output),
    (2, harm::delete_output_folder),
    (1, harm::delete_output),
    (1, harm::add_foreign),
    (3, harm::break_source),
    (2, harm::other_options),
    (2, |_, _| "nothing".to_owned()),
];

/// Makes one edit drawn at random. What the one before has broken on purpose is mended first.
pub fn edit(ground: &mut Ground, rng: &mut Rng) -> String {
    harm::mend(ground);
    let mut left = rng.below(EDITS.iter().map(|(weight, _)| weight).sum());
    for (weight, edit) in EDITS {
        if left < *weight {
            return edit(ground, rng);
        }
        left -= weight;
    }
    unreachable!("a number below the sum of all weights falls on one of them");
}

/// The front matter of a content file, line by line, and its body; `None` for a file that has none.
fn parts(text: &str) -> Option<(Vec<String>, String)> {
    let (front, body) = text.strip_prefix("---\n")?.split_once("---\n")?;
    Some((front.lines().map(str::to_owned).collect(), body.to_owned()))
}

fn join(front: &[String], body: &str) -> String {
    let lines: String = front.iter().map(|line| format!("{line}\n")).collect();
    format!("---\n{lines}---\n{body}")
}

/// Sets a key of the front matter, or takes it out.
fn set(text: &str, key: &str, value: Option<&str>) -> Option<String> {
    let (mut front, body) = parts(text)?;
    let place = front.iter().position(|line| line.starts_with(&format!("{key}: ")));
    let line = value.map(|value| format!("{key}: {value}"));
    match (place, line) {
        (Some(place), Some(line)) => front[place] = line,
        (Some(place), None) => {
            front.remove(place);
        }
        (None, Some(line)) => front.push(line),
        (None, None) => return None,
    }
    Some(join(&front, &body))
}
