//! Messages about content files and their front matter.

use crate::diagnostic::{Diagnostic, Level, Place, Position};
use crate::path::PathError;
use crate::value::message::left_out;

/// A name in `[fields]` that is like the name of a key that the program knows.
pub fn misspelt_name(place: Place, level: Level, name: &str, nearest: &str) -> Diagnostic {
    Diagnostic::warning("misspelt-key", format!("unknown key `{name}`"))
        .level(level)
        .at(place)
        .hint(format!("did you mean `{nearest}`? To declare a custom key, write `{name} = true`"))
}

/// The name of a type in `[fields]` where the name of a key stands.
pub fn type_for_name(place: Place, level: Level, key: &str, name: &str) -> Diagnostic {
    Diagnostic::warning("misspelt-key", format!("unknown key `{name}`"))
        .level(level)
        .at(place)
        .hint(format!("to declare a custom key, write `{key} = {{ type = \"{name}\" }}`"))
}

/// A date that is none in a file whose name holds one, where a site is read leniently.
pub fn date_of_name(problem: Diagnostic, date: &str) -> Diagnostic {
    problem.level(Level::Warning).hint(format!("using the date in the file name: {date}"))
}

/// A publication of an article that is not called anything.
pub fn publication_without_name(place: Place) -> Diagnostic {
    Diagnostic::error("missing-key", "missing key `name` in `publication`")
        .at(place)
        .hint("write `publication: NAME`, or a table with a `name`")
}

/// A content file that is not text.
pub fn not_utf8(file: &str, position: Position, byte: u8) -> Diagnostic {
    Diagnostic::error("not-utf8", format!("not valid UTF-8: byte 0x{byte:02x}"))
        .at(Place::new(file, position))
        .hint("convert it, for example with `iconv -f windows-1251 -t utf-8`")
}

/// A text file that begins as UTF-16 and holds something else.
pub fn not_utf16(file: &str, position: Position, unit: Option<u16>) -> Diagnostic {
    let what = match unit {
        Some(unit) => format!("0x{unit:04x} is an unpaired surrogate"),
        None => "the file ends in the middle of a character".to_owned(),
    };
    Diagnostic::error(
        "not-utf16",
        format!("invalid UTF-16 (the file starts with a UTF-16 byte order mark): {what}"),
    )
    .at(Place::new(file, position))
    .hint("the file may be truncated; convert it to UTF-8")
}

/// Control characters that are left out of a text, where a site is read leniently.
pub fn control_characters(file: &str, position: Position, byte: u8, count: usize) -> Diagnostic {
    let text = match count {
        1 => format!("control character U+{byte:04X}"),
        count => format!("control character U+{byte:04X} (first of {count})"),
    };
    left_out(Diagnostic::warning("control-character", text).at(Place::new(file, position)))
}

/// A character that no text holds.
pub fn control_character(file: &str, position: Position, byte: u8) -> Diagnostic {
    Diagnostic::error("control-character", format!("control character U+{byte:04X}"))
        .at(Place::new(file, position))
        .hint("remove it")
}

/// A content file without front matter.
pub fn no_front_matter(place: Place) -> Diagnostic {
    Diagnostic::error("front-matter", "missing front matter")
        .at(place)
        .hint("start the file with a line `---`, then `title: …` and `date: …`, then a line `---`")
}

/// A front matter that never ends.
pub fn open_front_matter(place: Place) -> Diagnostic {
    Diagnostic::error("front-matter", "unclosed front matter")
        .at(place)
        .hint("close it with a line like the first one; the file may be truncated")
}

/// A front matter that is not a mapping.
pub fn not_a_mapping(place: Place) -> Diagnostic {
    Diagnostic::error("front-matter", "the front matter must be a table of keys and values")
        .at(place)
        .hint("write one `key: value` per line")
}

/// A key written twice.
pub fn duplicate_key(place: Place, key: &str) -> Diagnostic {
    Diagnostic::warning("duplicate-key", format!("duplicate key `{key}`; using the last value")).at(place)
}

/// A text of front matter that a comment ends.
pub fn comment_in_value(place: Place, comment: &str, meant: &str) -> Diagnostic {
    Diagnostic::warning("comment-in-value", format!("YAML reads `{comment}` as a comment"))
        .at(place)
        .hint(format!("quote the value: `{meant}`"))
}

/// An article or page without a title.
pub fn no_title(place: Place, stand_in: &str) -> Diagnostic {
    Diagnostic::warning("no-title", format!("missing title; using the file name: `{stand_in}`"))
        .at(place)
        .hint("add `title: …` to the front matter")
}

/// A title that is a text.
pub fn long_title(place: Place, length: usize, most: usize) -> Diagnostic {
    Diagnostic::error("long-title", format!("the title is {length} characters long; the limit is {most}"))
        .at(place)
        .hint("check that the front matter is closed before the text starts")
}

/// The name of an author or term that is a text.
pub fn long_name(place: Place, key: &str, length: usize, most: usize) -> Diagnostic {
    let text = format!("a name in `{key}` is {length} characters long; the limit is {most}");
    Diagnostic::error("long-name", text)
        .at(place)
        .hint("check that the front matter is closed before the text starts")
}

/// More authors, or terms of a taxonomy, than articles have.
pub fn many_names(place: Place, key: &str, count: usize) -> Diagnostic {
    Diagnostic::warning("many-names", format!("{count} names in `{key}`"))
        .at(place)
        .hint("each name gets a page and a feed; check that these are names")
}

/// More of them than an article may have.
pub fn too_many_names(place: Place, key: &str, count: usize, most: usize) -> Diagnostic {
    Diagnostic::error("too-many-names", format!("{count} names in `{key}`; the limit is {most}"))
        .at(place)
        .hint("shorten the list, or move it to a key that is not a taxonomy")
}

/// An article without a date.
pub fn no_date(place: Place, pages: &str) -> Diagnostic {
    Diagnostic::error("no-date", "missing date")
        .at(place)
        .hint(format!("add `date: …`, start the file name with the date, or move standing pages to {pages}/"))
}

/// A duration that is none.
pub fn wrong_duration(place: Place, value: &str) -> Diagnostic {
    Diagnostic::error("wrong-duration", format!("invalid duration `{value}`"))
        .at(place)
        .hint("expected seconds, `12:34` or `1:02:03`")
}

/// A language the site does not have.
pub fn unknown_language<'k>(place: Place, code: &str, known: impl Iterator<Item = &'k str>) -> Diagnostic {
    let known: Vec<&str> = known.collect();
    Diagnostic::error("unknown-language", format!("unknown language `{code}`"))
        .at(place)
        .hint(format!("this site has {}; add others under [languages] in site.toml", known.join(", ")))
}

/// A slug or address that is none.
pub fn wrong_address(place: Place, key: &str, value: &str, error: PathError) -> Diagnostic {
    Diagnostic::error("wrong-address", format!("invalid address `{value}` for `{key}`"))
        .at(place)
        .hint(error.to_string())
}

/// The original address of a mirrored page that is too long to be one here.
pub fn long_original(place: Place, length: usize) -> Diagnostic {
    Diagnostic::warning("long-original", format!("the original address is {length} bytes long"))
        .at(place)
        .hint("no redirect is created: the limit is 1,000 bytes")
}

/// An address that a browser would run.
pub fn unsafe_address(place: Place, key: &str, value: &str) -> Diagnostic {
    Diagnostic::warning("unsafe-address", format!("unsafe address `{value}` in `{key}`; ignored"))
        .at(place)
        .hint("use a path, or a URL that starts with http:, https:, mailto:, tel: or ftp:")
}

/// An image or recording without a file.
pub fn no_file(place: Place, key: &str) -> Diagnostic {
    Diagnostic::error("no-file", format!("missing key `file` in `{key}`")).at(place).hint("add `file: …`")
}

/// A correction or note without words.
pub fn no_text(place: Place, key: &str) -> Diagnostic {
    Diagnostic::error("no-text", format!("missing key `text` in an entry of `{key}`"))
        .at(place)
        .hint("add `text: …`")
}

/// A name of an author or term that readers cannot see.
pub fn unseen_name(place: Place, key: &str) -> Diagnostic {
    Diagnostic::warning("invisible-name", format!("name in `{key}` has no visible characters; ignored"))
        .at(place)
}
