//! An entry for BibTeX and biblatex: each finds the fields it knows, and passes over the others.
//!
//! - `journal` is the name that both know (biblatex: `journaltitle`, of which it is the alias).
//! - `date` has the day, which only biblatex reads; `year` and `month` are for BibTeX.
//! - `urldate` is the day of the capture: when the address was last seen to hold this text.

use std::fmt::Write as _;

use chrono::Datelike;

use super::Work;
use super::name::Name;
use crate::text::push_replaced;

/// How BibTeX's styles name the months.
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The entry of a work.
pub(super) fn entry(work: &Work<'_>) -> String {
    let kind = if work.publication.is_some() { "article" } else { "misc" };
    let mut out = String::with_capacity(512);
    // Writing to a string does not fail.
    let _ = writeln!(out, "@{kind}{{{},", key(work));
    let mut field = |name: &str, value: &str| {
        for part in ["  ", name, " = {", value, "},\n"] {
            out.push_str(part);
        }
    };
    if !work.names.is_empty() {
        let names: Vec<String> = work.names.iter().map(author).collect();
        field("author", &names.join(" and "));
    }
    // The inner braces keep capitals.
    field("title", &format!("{{{}}}", escaped(work.title)));
    if let Some(publication) = work.publication {
        field("journal", &escaped(&publication.name));
        field("entrysubtype", "newspaper");
        if let Some(issn) = &publication.issn {
            field("issn", issn);
        }
        if let Some(place) = &publication.place {
            field("location", &escaped(place));
        }
    }
    field("date", &work.date.to_string());
    field("year", &format!("{:04}", work.date.year()));
    if let Some(archive) = work.archive() {
        let operator = work.operator().map(|operator| format!(", {}", escaped(operator)));
        let archive = format!("{}{}", escaped(archive), operator.unwrap_or_default());
        match work.publication {
            Some(_) => field("note", &format!("Archived at {archive}")),
            None => field("howpublished", &archive),
        }
    }
    field("url", &address(work.url));
    if let Some(captured) = work.captured {
        field("urldate", &captured.to_string());
    }
    // A macro of the style, thus without braces.
    let _ = writeln!(out, "  month = {},", MONTHS[work.date.month0() as usize]);
    out.push('}');
    out
}

/// A name as BibTeX reads it: `Family, Given`, `Family, Jr., Given`, or in braces, so that it is not taken apart.
fn author(name: &Name<'_>) -> String {
    match name {
        // `and` would begin another name, even one that nobody has.
        Name::Person { whole, .. }
            if whole.split_whitespace().any(|word| word.eq_ignore_ascii_case("and")) =>
        {
            format!("{{{}}}", escaped(whole))
        }
        Name::Person { family, given, suffix: "", .. } => format!("{}, {}", escaped(family), escaped(given)),
        Name::Person { family, given, suffix, .. } => {
            format!("{}, {}, {}", escaped(family), escaped(suffix), escaped(given))
        }
        Name::Whole(whole) => format!("{{{}}}", escaped(whole)),
    }
}

/// A key that is plain ASCII: the first author's family name, the year, the last part of the address.
fn key(work: &Work<'_>) -> String {
    let slug = |text: &str| crate::path::slug(text).unwrap_or_default();
    let name = match work.names.first() {
        Some(Name::Person { family, .. }) => slug(family),
        Some(Name::Whole(whole)) => slug(whole).chars().take(40).collect(),
        None => String::new(),
    };
    let year = format!("{:04}", work.date.year());
    let last = work.path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let last: String = slug(last).chars().take(40).collect();
    [name.trim_end_matches('-'), &year, last.trim_end_matches('-')]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("-")
}

/// A text whose signs mean nothing to TeX. BibTeX counts braces, escaped or not: there are none but those of pairs.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_replaced(&mut out, text, |byte| match byte {
        b'\\' => Some("{\\textbackslash}"),
        b'{' => Some("{\\textbraceleft}"),
        b'}' => Some("{\\textbraceright}"),
        b'~' => Some("{\\textasciitilde}"),
        b'^' => Some("{\\textasciicircum}"),
        b'#' => Some("\\#"),
        b'$' => Some("\\$"),
        b'%' => Some("\\%"),
        b'&' => Some("\\&"),
        b'_' => Some("\\_"),
        _ => None,
    });
    out
}

/// An address, which is printed letter by letter: what would end the field is encoded.
fn address(url: &str) -> String {
    url.replace('{', "%7B").replace('}', "%7D").replace('\\', "%5C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_tex_are_escaped() {
        assert_eq!(
            escaped("100 % & {more}_\\x"),
            "100 \\% \\& {\\textbraceleft}more{\\textbraceright}\\_{\\textbackslash}x"
        );
        assert_eq!(address("https://e.example/{x}"), "https://e.example/%7Bx%7D");
    }
}
