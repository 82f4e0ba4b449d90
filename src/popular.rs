//! `data/popular.csv`: addresses of popular articles in order, with optional title and byline.
//!
//! It is a separate file because readers cannot be counted while a site is built. It is CSV (RFC 4180) with a first
//! line that names its columns: `address,title,byline`.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostics;
use crate::table::{Table, field_as_read};
use crate::text::{shown, written};

pub mod message;
pub mod views;

/// The file, below the site's root.
pub const FILE: &str = "data/popular.csv";

/// A popular article as written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, serde::Serialize)]
pub struct PopularArticle {
    /// Its address: a path of the site, an old address, or a full one.
    pub address: String,
    /// The headline; empty for the article's own.
    pub title: String,
    /// Who wrote it.
    pub byline: Option<String>,
    /// The line of the file, from 1.
    #[serde(skip)]
    pub line: u32,
}

/// Reads the file's text. Lines that cannot be read are reported and left out.
pub fn parse(text: &str, problems: &mut Diagnostics) -> Vec<PopularArticle> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let columns: BTreeMap<String, usize> = match reader.headers() {
        Ok(names) => names.iter().enumerate().map(|(at, name)| (name.to_lowercase(), at)).collect(),
        Err(_) => BTreeMap::new(),
    };
    let Some(address) = columns.get("address") else {
        if !text.trim().is_empty() {
            problems.push(message::popular_without_addresses());
        }
        return Vec::new();
    };
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = error.position().map_or(1, |position| position.line() as u32);
                problems.push(message::popular_unreadable(line, &error.to_string()));
                continue;
            }
        };
        let field = |at: &usize| record.get(*at).map(field_as_read).unwrap_or_default();
        let column = |name: &str| columns.get(name).map(field).unwrap_or_default();
        let line = record.position().map_or(1, |position| position.line() as u32);
        let address = field(address);
        if !address.is_empty() {
            let byline = String::from(shown(&column("byline")));
            rows.push(PopularArticle {
                address: address.into_owned(),
                title: shown(&column("title")).into(),
                byline: Some(byline).filter(|byline| !byline.is_empty()),
                line,
            });
        }
    }
    rows
}

/// The text of the file that holds `rows`.
pub fn write(rows: &[PopularArticle]) -> String {
    let mut table = Table::new(&["address", "title", "byline"]);
    for row in rows {
        let byline = row.byline.as_deref().unwrap_or_default();
        table.row(&[&*row.address, &*written(&row.title), &*written(byline)]);
    }
    table.into_text()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rows of a text, and the number of warnings.
    fn read(text: &str) -> (Vec<PopularArticle>, usize) {
        let mut problems = Diagnostics::new();
        let rows = parse(text, &mut problems);
        assert!(!problems.has_errors());
        (rows, problems.warnings())
    }

    #[test]
    fn what_is_written_can_be_read() {
        let row = |address: &str, title: &str, byline: Option<&str>, line| PopularArticle {
            address: address.into(),
            title: title.into(),
            byline: byline.map(Into::into),
            line,
        };
        let rows = [
            row("/a/", "A, \"quoted\"", Some("Dina"), 2),
            row("/b/", "", None, 3),
            row("/c/", "=A1", Some("-"), 4),
            row("/d/", "AT&T says &eacute;", None, 5),
        ];
        let text = write(&rows);
        assert_eq!(
            text,
            "address,title,byline\n/a/,\"A, \"\"quoted\"\"\",Dina\n/b/,,\n/c/,'=A1,'-\n/d/,AT&amp;T says &amp;eacute;,\n"
        );
        assert_eq!(read(&text), (rows.to_vec(), 0));
        assert_eq!(write(&[]), "address,title,byline\n");
    }

    #[test]
    fn columns_are_found_by_name() {
        let (rows, warnings) = read("\u{feff}Views,Address\n7, /a/ \n\n3,\n");
        assert_eq!(warnings, 0);
        assert_eq!(rows, [PopularArticle { address: "/a/".into(), line: 2, ..PopularArticle::default() }]);
        assert_eq!(read("title\nA\n"), (Vec::new(), 1));
        assert_eq!(read(""), (Vec::new(), 0));
    }
}
