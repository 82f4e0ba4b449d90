//! `data/links.csv`: links to other sites that are dead, and what to link to in their place.
//!
//! `generate check --external` writes the list, people may edit it, and a build reads it. A replacement may contain `{date}`, which
//! stands for the date of the text that links: web archives lead from such an address to the copy nearest to that date.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use url::Url;

use crate::diagnostic::{Diagnostics, LineIndex, Position};
use crate::table::field_as_read;

pub mod message;

/// The file, below the site's root.
pub const FILE: &str = "data/links.csv";

/// The names of its columns.
pub const COLUMNS: [&str; 4] = ["address", "status", "first_seen_dead", "replacement"];

/// The status of a link that answers again.
pub const ALIVE: &str = "alive";

/// What stands for the date of the linking text in a replacement.
pub const DATE: &str = "{date}";

/// Replacements of dead links, by the address of each.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct DeadLinks(BTreeMap<Box<str>, Box<str>>);

impl DeadLinks {
    /// Whether no link is replaced.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What to link to in place of `written`, a full address, in a text of `date` (`YYYYMMDDhhmmss`).
    pub fn replacement(&self, written: &str, date: &str) -> Option<String> {
        if self.0.is_empty() {
            return None;
        }
        Some(self.0.get(&*listed(written)?)?.replace(DATE, date))
    }
}

/// An address of the web as the list has it, without its fragment; `None` for any other.
pub fn listed(written: &str) -> Option<String> {
    let full = if written.starts_with("//") { format!("https:{written}") } else { written.to_owned() };
    let mut url = Url::parse(&full).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    url.set_fragment(None);
    Some(url.into())
}

/// Whether a replacement is a full address of the web, whatever the date.
pub fn is_replacement(written: &str) -> bool {
    let is_full = |text: &str| Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
    let starts = written.split_once("://").is_some_and(|(scheme, _)| !scheme.contains(DATE));
    starts && is_full(&written.replace(DATE, "20101231000000"))
}

/// Where the fields of the list stand.
struct Columns {
    address: usize,
    status: Option<usize>,
    replacement: usize,
}

impl Columns {
    /// Finds them by their names in the first line; a missing one is reported.
    fn find(names: &csv::StringRecord, problems: &mut Diagnostics) -> Option<Columns> {
        let at = |name: &str| names.iter().position(|column| column.trim().eq_ignore_ascii_case(name));
        let mut needed = |name| {
            let found = at(name);
            problems.extend(found.is_none().then(|| message::no_column(name)));
            found
        };
        let (address, replacement) = (needed("address"), needed("replacement"));
        Some(Columns { address: address?, status: at("status"), replacement: replacement? })
    }
}

/// Reads the text of the list. What is wrong in it is reported and left out.
pub fn parse(text: &str, problems: &mut Diagnostics) -> DeadLinks {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut links = DeadLinks::default();
    if text.trim().is_empty() {
        return links;
    }
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let names = reader.headers().cloned().unwrap_or_default();
    let Some(columns) = Columns::find(&names, problems) else { return links };
    let lines = LineIndex::new(text);
    for record in reader.records() {
        match record {
            Ok(record) => links.add(&record, &columns, (text, &lines), problems),
            Err(error) => {
                let start = error.position().map_or(0, |position| position.byte() as usize);
                problems.push(message::unreadable(lines.position(start), &error.to_string()));
            }
        }
    }
    links.0.retain(|_, replacement| !replacement.is_empty());
    links
}

impl DeadLinks {
    /// Adds a line of the list.
    fn add(
        &mut self,
        record: &csv::StringRecord,
        columns: &Columns,
        (text, lines): (&str, &LineIndex<'_>),
        problems: &mut Diagnostics,
    ) {
        let field = |index| record.get(index).map(|field| field_as_read(field.trim())).unwrap_or_default();
        let start = record.position().map_or(0, |position| position.byte() as usize);
        let place = |index| position(text, lines, start, index);
        let (written, replacement) = (field(columns.address), field(columns.replacement));
        if written.is_empty() {
            return;
        }
        let Some(address) = listed(&written) else {
            return problems.push(message::wrong_address(place(columns.address), &written));
        };
        let is_sound = replacement.is_empty() || is_replacement(&replacement);
        if !is_sound {
            problems.push(message::wrong_replacement(place(columns.replacement), &replacement));
        }
        match self.0.entry(address.into()) {
            Entry::Occupied(_) => problems.push(message::listed_twice(place(columns.address), &written)),
            Entry::Vacant(free) => {
                // A link that answers again needs none.
                let is_dead = columns.status.is_none_or(|status| field(status) != ALIVE);
                free.insert(if is_dead && is_sound { (&*replacement).into() } else { "".into() });
            }
        }
    }
}

/// Where field `index` of the line begins that starts at byte `start`.
fn position(text: &str, lines: &LineIndex<'_>, start: usize, index: usize) -> Position {
    let mut at = start.min(text.len());
    let bytes = text.as_bytes();
    // Empty lines belong to the line after them.
    while matches!(bytes.get(at), Some(b'\r' | b'\n')) {
        at += 1;
    }
    for _ in 0..index {
        let is_quoted = bytes.get(at) == Some(&b'"');
        let mut is_inside = false;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'"' if is_quoted => is_inside = !is_inside,
                b',' if !is_inside => break,
                _ => {}
            }
            at += 1;
        }
        at += 1;
    }
    lines.position(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "address,status,first_seen_dead,replacement\n";

    /// The list of a text, and what is told of it.
    fn read(rows: &str) -> (DeadLinks, Vec<String>) {
        let mut problems = Diagnostics::new();
        let links = parse(&format!("{HEAD}{rows}"), &mut problems);
        assert!(!problems.has_errors());
        let told = |problem: crate::diagnostic::Diagnostic| {
            format!("{} {}", problem.place.unwrap(), problem.message)
        };
        (links, problems.into_iter().map(told).collect())
    }

    #[test]
    fn a_link_is_found_however_it_is_written() {
        let (links, told) = read(
            "http://a.example/x,404,2026-01-02,https://web.example/{date}/http://a.example/x\n\
             https://b.example/,410,2026-01-02,\n\
             http://c.example/,alive,2026-01-02,http://d.example/\n",
        );
        assert_eq!(told, Vec::<String>::new());
        let found = |written: &str| links.replacement(written, "20101210000000");
        let copy = Some("https://web.example/20101210000000/http://a.example/x".to_owned());
        for written in ["http://a.example/x", "HTTP://A.example:80/x#part", "http://a.example/y/../x"] {
            assert_eq!(found(written), copy, "{written}");
        }
        for other in [
            "https://a.example/x",
            "http://a.example/x?y",
            "https://b.example/",
            "http://c.example/",
            "/x",
            "",
        ] {
            assert_eq!(found(other), None, "{other}");
        }
        assert_eq!(
            read("https://a.example/x,404,,http://b.example/\n").0.replacement("//a.example/x", ""),
            Some("http://b.example/".to_owned())
        );
    }

    #[test]
    fn what_is_wrong_in_a_list_is_told_with_its_place() {
        let (links, told) = read(
            "\nnot an address,404,2026-01-02,http://b.example/\n\
             http://a.example/,\"4,\"\"04\",2026-01-02,javascript:alert(1)\n\
             http://c.example/,404,2026-01-02,http://d.example/\n\
             http://c.example:80/,404,2026-01-02,http://e.example/\n\
             http://f.example/,404,2026-01-02,\"{date}://x.example/\"\n",
        );
        assert_eq!(
            told,
            [
                "data/links.csv:3:1 invalid address `not an address`",
                "data/links.csv:4:39 invalid replacement `javascript:alert(1)`; links are not changed",
                "data/links.csv:6:1 `http://c.example:80/` is listed twice",
                "data/links.csv:7:34 invalid replacement `{date}://x.example/`; links are not changed",
            ]
        );
        let found = |written: &str| links.replacement(written, "2010");
        assert_eq!(found("http://c.example/").as_deref(), Some("http://d.example/"));
        assert_eq!((found("http://a.example/"), found("http://f.example/")), (None, None));
        let mut problems = Diagnostics::new();
        assert!(parse("address;replacement\n", &mut problems).is_empty());
        assert_eq!(problems.warnings(), 2);
        assert!(
            parse(
                "\u{feff}Replacement, Address\nhttp://b.example/,http://a.example/\n",
                &mut Diagnostics::new()
            )
            .replacement("http://a.example/", "")
            .is_some()
        );
    }

    #[test]
    fn a_replacement_is_an_address_of_the_web() {
        for sound in
            ["http://a.example/", "https://web.example/{date}/http://a.example/?x", "HTTPS://a.example"]
        {
            assert!(is_replacement(sound), "{sound}");
        }
        for wrong in [
            "",
            "/x",
            "//a.example/",
            "javascript:alert(1)",
            "data:text/html,x",
            "ftp://a.example/",
            "http://",
            "{date}",
            "{date}://a.example/",
        ] {
            assert!(!is_replacement(wrong), "{wrong}");
        }
    }
}
