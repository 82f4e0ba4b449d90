//! Paths of an old site: parts of addresses, days in names, free targets.

use std::collections::BTreeSet;

/// The parts of a path that an address can have: no empty ones, none that lead elsewhere.
pub(super) fn parts(path: &str) -> Vec<&str> {
    let is_safe = |part: &&str| {
        !matches!(*part, "" | "." | "..") && !part.contains('\\') && !part.contains(char::is_control)
    };
    path.split('/').map(str::trim).filter(is_safe).collect()
}

/// An address of a folder: `a/b` gives `/a/b/`, nothing gives `/`.
pub(super) fn folder_address(path: &str) -> String {
    let parts = parts(path);
    if parts.is_empty() { "/".to_owned() } else { format!("/{}/", parts.join("/")) }
}

/// An address as it is written, with or without a slash at its end: `a/b.html` gives `/a/b.html`, `a/` gives `/a/`.
pub(super) fn address(path: &str) -> String {
    let parts = parts(path);
    let end = if path.ends_with('/') && !parts.is_empty() { "/" } else { "" };
    format!("/{}{end}", parts.join("/"))
}

/// The folder of a file, and its name.
pub(super) fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// The name of a file without its extension, and the extension in lower case.
pub(super) fn extension(name: &str) -> (&str, String) {
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => (stem, extension.to_ascii_lowercase()),
        _ => (name, String::new()),
    }
}

/// A name below a folder; both may be empty.
pub(super) fn join(folder: &str, name: &str) -> String {
    match (folder, name) {
        ("", _) => name.to_owned(),
        (_, "") => folder.to_owned(),
        _ => format!("{folder}/{name}"),
    }
}

/// The day that a text begins with, as `2016-05-23`, and what follows: months and days may have one digit.
pub(super) fn day(text: &str) -> Option<(String, &str)> {
    let (year, rest) = number(text, 4)?;
    if text.len() - rest.len() != 4 || !(1000..=9999).contains(&year) {
        return None;
    }
    let between = rest.chars().next().filter(|sign| matches!(sign, '-' | '/' | '.'))?;
    let (month, rest) = number(rest.strip_prefix(between)?, 2)?;
    let (day, rest) = number(rest.strip_prefix(between)?, 2)?;
    if rest.starts_with(|next: char| next.is_ascii_digit()) {
        return None;
    }
    let date = chrono::NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    Some((date.format("%Y-%m-%d").to_string(), rest))
}

/// The number of up to `digits` digits that a text begins with, and the rest.
fn number(text: &str, digits: usize) -> Option<(u32, &str)> {
    let end = text.bytes().take(digits).take_while(u8::is_ascii_digit).count();
    Some((text.get(..end)?.parse().ok()?, text.get(end..)?))
}

/// The first day that stands in a path as parts of their own: in `2025/06/26/Rust-1.88.0`, or in `blog/2025-06-26-rust`.
pub(super) fn day_in_path(path: &str) -> Option<String> {
    let mut starts = std::iter::once(0).chain(path.match_indices('/').map(|(at, _)| at + 1));
    starts.find_map(|start| {
        let (day, rest) = day(&path[start..])?;
        (rest.is_empty() || rest.starts_with(['/', '-', '_', ' '])).then_some(day)
    })
}

/// Whether a file beside a text is published without `trusted`: pictures, sound, films, documents, archives, data, plain text.
pub(super) fn is_plain_file(path: &str) -> bool {
    const PLAIN: [&str; 53] = [
        "7z", "aac", "avi", "avif", "bib", "bmp", "bz2", "csv", "doc", "docx", "eot", "epub", "flac",
        "geojson", "gif", "gz", "ico", "ics", "jpeg", "jpg", "json", "m4a", "m4v", "mkv", "mov", "mp3",
        "mp4", "mpg", "odp", "ods", "odt", "oga", "ogg", "ogv", "opus", "pdf", "png", "ppt", "pptx", "rar",
        "rtf", "srt", "svg", "tar", "tif", "tiff", "tsv", "txt", "vtt", "wav", "webm", "webp", "zip",
    ];
    let extension = extension(split(path).1).1;
    PLAIN.contains(&&*extension) || matches!(&*extension, "xls" | "xlsx" | "xz" | "zst")
}

/// Whether only templates use a file: style sheets, scripts, fonts.
pub(super) fn is_of_theme(path: &str) -> bool {
    let extension = extension(split(path).1).1;
    matches!(
        &*extension,
        "css"
            | "scss"
            | "sass"
            | "less"
            | "styl"
            | "js"
            | "mjs"
            | "ts"
            | "map"
            | "woff"
            | "woff2"
            | "ttf"
            | "otf"
            | "eot"
    )
}

/// The paths of the new site that are taken, in lower case.
#[derive(Debug, Default)]
pub(super) struct Targets(BTreeSet<String>);

impl Targets {
    /// A path for a file: `wanted`, or the same with a number where another file has it already.
    pub(super) fn free(&mut self, wanted: String) -> String {
        let (folder, name) = split(&wanted);
        let (stem, ending) = name.split_once('.').map_or((name, ""), |(stem, ending)| (stem, ending));
        let mut target = wanted.clone();
        let mut number = 2;
        while !self.0.insert(target.to_lowercase()) {
            let dot = if ending.is_empty() { "" } else { "." };
            target = join(folder, &format!("{stem}-{number}{dot}{ending}"));
            number += 1;
        }
        target
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_safe_parts() {
        assert_eq!(folder_address("../a//b/./c"), "/a/b/c/");
        assert_eq!(folder_address(""), "/");
        assert_eq!(
            (address("a/b.html"), address("/a/"), address("/")),
            ("/a/b.html".into(), "/a/".into(), "/".into())
        );
    }

    #[test]
    fn days_are_found() {
        assert_eq!(day("2016-5-3-kids"), Some(("2016-05-03".into(), "-kids")));
        assert_eq!(day("2016/05/23"), Some(("2016-05-23".into(), "")));
        assert_eq!(
            (day("2016-02-30"), day("201-01-01"), day("20160-01-01"), day("2016-05-231")),
            (None, None, None, None)
        );
        assert_eq!(day_in_path("inside-rust/2025/06/26/Rust-1.88.0").as_deref(), Some("2025-06-26"));
        assert_eq!(day_in_path("a/2025-06-26_x").as_deref(), Some("2025-06-26"));
        assert_eq!(day_in_path("é2025-06-26/1.2.3"), None);
    }

    #[test]
    fn targets_are_given_once() {
        let mut targets = Targets::default();
        assert_eq!(targets.free("a/X.fr.md".into()), "a/X.fr.md");
        assert_eq!(targets.free("a/x.fr.md".into()), "a/x-2.fr.md");
        assert_eq!(targets.free("a/x.fr.md".into()), "a/x-3.fr.md");
    }

    #[test]
    fn files_are_told_apart() {
        assert!(
            is_plain_file("a/b.PNG")
                && is_plain_file("x.xlsx")
                && !is_plain_file("a.html")
                && !is_plain_file("LICENSE")
        );
        assert!(is_of_theme("css/main.css") && !is_of_theme("a.pdf"));
    }
}
