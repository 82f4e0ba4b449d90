//! Names of files and addresses of posts, by the patterns of Hexo.

use regex::Regex;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The parts of a file's name, by `new_post_name`: pairs of a name and a text. `None` where the name has another form.
pub(super) fn parsed(pattern: &str, name: &str) -> Option<Vec<(String, String)>> {
    let (pattern, name) = (without_extension(pattern), without_extension(name));
    let mut written = String::from("^");
    let mut names = Vec::new();
    for part in parts(pattern) {
        match part {
            Part::Text(text) => written.push_str(&regex::escape(text)),
            Part::Field(field) => {
                written.push_str(match field {
                    "year" => r"(\d{4})",
                    "month" | "day" => r"(\d{2})",
                    "i_month" | "i_day" => r"(\d{1,2})",
                    "hash" => "([0-9a-f]{12})",
                    _ => "(.+?)",
                });
                names.push(field.to_owned());
            }
        }
    }
    written.push('$');
    let found = Regex::new(&written).ok()?.captures(name)?;
    let texts = found.iter().skip(1).map(|text| text.map_or(String::new(), |text| text.as_str().to_owned()));
    Some(names.into_iter().zip(texts).collect())
}

/// A pattern with its fields filled in by `value`. Fields without a value are left out.
pub(super) fn filled(pattern: &str, value: impl Fn(&str) -> Option<String>) -> String {
    parts(pattern)
        .into_iter()
        .map(|part| match part {
            Part::Text(text) => text.to_owned(),
            Part::Field(field) => value(field).unwrap_or_default(),
        })
        .collect()
}

enum Part<'p> {
    Text(&'p str),
    Field(&'p str),
}

/// The texts and the fields of a pattern: `:year`.
fn parts(pattern: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = pattern;
    while let Some(start) = rest.find(':') {
        let after = &rest[start + 1..];
        let length = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(after.len());
        let end = start + 1 + length;
        if length == 0 {
            parts.push(Part::Text(&rest[..end]));
        } else {
            parts.extend([Part::Text(&rest[..start]), Part::Field(&after[..length])]);
        }
        rest = &rest[end..];
    }
    parts.push(Part::Text(rest));
    parts
}

/// A name without its extension.
fn without_extension(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() && !extension.contains('/') => stem,
        _ => name,
    }
}

/// A text as a part of an address: letters without their marks, a hyphen for each run of blanks and ASCII signs, case as it is.
pub(super) fn slugized(text: &str) -> String {
    let is_between = |next: char| next.is_whitespace() || next.is_ascii_punctuation();
    let words = text.split(is_between).filter(|word| !word.is_empty());
    let plain = |word: &str| -> String {
        word.chars()
            .filter(|next| !next.is_control())
            .map(|next| match next {
                'ø' => 'o',
                'Ø' => 'O',
                'ł' => 'l',
                'Ł' => 'L',
                // Only letters of the Latin script lose their marks.
                next => std::iter::once(next)
                    .nfd()
                    .find(|next| !is_combining_mark(*next))
                    .filter(char::is_ascii)
                    .unwrap_or(next),
            })
            .collect()
    };
    words.map(plain).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_are_read() {
        let read = |pattern: &str, name: &str| {
            parsed(pattern, name).map(|parts| {
                parts.into_iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>()
            })
        };
        let dated =
            Some(["year=2018", "month=12", "day=01", "title=2018-12-01-x"].map(str::to_owned).to_vec());
        assert_eq!(read(":year-:month-:day-:title.md", "2018-12-01-2018-12-01-x.md"), dated);
        assert_eq!(read(":year-:month-:day-:title.md", "x.md"), None);
        assert_eq!(read(":title.md", "sub/a b.md"), Some(vec!["title=sub/a b".to_owned()]));
        assert_eq!(read("(:title", "(a.b.md"), Some(vec!["title=a.b".to_owned()]));
    }

    #[test]
    fn addresses_are_filled() {
        let value = |field: &str| (field == "title").then(|| "t".to_owned());
        assert_eq!(filled("news/:year/:title/x:y:.html", value), "news//t/x:.html");
    }

    #[test]
    fn names_become_slugs() {
        assert_eq!(slugized("C++ & Node.js: Über'uns — é!"), "C-Node-js-Uber-uns-—-e");
        assert_eq!(slugized("什么是 Hexo？й"), "什么是-Hexo？й");
    }
}
