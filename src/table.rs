//! CSV tables (RFC 4180), written for people who open them in a spreadsheet.
//!
//! A spreadsheet executes a cell that starts with `=`, `+`, `-`, `@`, a tab or a line break as a formula, quoted or
//! not. Titles and addresses come from mirrored pages, so an apostrophe is put before such a text, as OWASP ("CSV
//! Injection") recommends, and [`field_as_read`] removes it again.
//!
//! Where the comma is the decimal separator, spreadsheets split lines at semicolons, and some are configured to split
//! at tabs. Quotes within a cell mean nothing then, so a cell begins at every semicolon, tab and line break in a field.

use std::borrow::Cow;

/// A table in the making.
pub struct Table {
    writer: csv::Writer<Vec<u8>>,
}

impl Table {
    /// A table whose first line names its columns.
    pub fn new(columns: &[&str]) -> Table {
        let mut table = Table { writer: csv::Writer::from_writer(Vec::new()) };
        table.row(columns);
        table
    }

    /// Adds a line; it has as many fields as there are columns.
    pub fn row<T: AsRef<str>>(&mut self, fields: &[T]) {
        let fields = fields.iter().map(|field| field_as_written(field.as_ref()).into_owned());
        let written = self.writer.write_record(fields);
        debug_assert!(written.is_ok(), "writing to memory fails only where the number of fields is wrong");
    }

    /// The table as text.
    pub fn into_text(self) -> String {
        let bytes = self.writer.into_inner().unwrap_or_default();
        String::from_utf8(bytes).unwrap_or_default()
    }
}

/// Whether a spreadsheet would take `text` for a formula. The wide forms are those of East Asian keyboards.
fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// Where a cell ends for a spreadsheet that does not split at commas.
const SEPARATORS: [char; 4] = [';', '\t', '\r', '\n'];

/// The parts of a field that are cells for such a spreadsheet, each with the separator at its end.
fn cells(field: &str) -> impl Iterator<Item = (usize, &str)> {
    field.split_inclusive(SEPARATORS).enumerate()
}

/// Whether a cell of a field would be a formula once its apostrophes are gone, and, but for the first one, its quotes: a cell
/// that starts within a field has quotes that do not belong together.
fn would_be_formula((index, cell): (usize, &str)) -> bool {
    is_formula(cell.trim_start_matches(|sign| sign == '\'' || (index > 0 && sign == '"')))
}

/// A field that no spreadsheet takes for a formula, nor any part of it.
///
/// What already looks like one with apostrophes before it gets one more, so that reading gives every field back.
fn field_as_written(text: &str) -> Cow<'_, str> {
    if !cells(text).any(would_be_formula) {
        return Cow::Borrowed(text);
    }
    let apostrophe = |cell| if would_be_formula(cell) { "'" } else { "" };
    Cow::Owned(cells(text).flat_map(|cell| [apostrophe(cell), cell.1]).collect())
}

/// The field that was written as `text` in a [`Table`].
pub fn field_as_read(text: &str) -> Cow<'_, str> {
    let is_marked = |cell: &(usize, &str)| cell.1.starts_with('\'') && would_be_formula(*cell);
    if !cells(text).any(|cell| is_marked(&cell)) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(cells(text).map(|cell| &cell.1[usize::from(is_marked(&cell))..]).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn no_field_is_a_formula() {
        let mut table = Table::new(&["address", "title"]);
        for title in ["=1+1", "+1", "-1", "@A1", "\tx", "\rx", "＝1", "'=1", "'tis", "1-1", "a, \"b\""] {
            table.row(&["/a/", title]);
        }
        assert_eq!(
            table.into_text(),
            "address,title\n/a/,'=1+1\n/a/,'+1\n/a/,'-1\n/a/,'@A1\n/a/,'\tx\n/a/,\"'\rx\"\n/a/,'＝1\n/a/,''=1\n\
             /a/,'tis\n/a/,1-1\n/a/,\"a, \"\"b\"\"\"\n"
        );
    }

    #[test]
    fn no_part_of_a_field_is_a_formula_where_lines_are_split_at_semicolons() {
        for (field, written) in [
            ("/a/?x;=1+1", "/a/?x;'=1+1"),
            ("a;\"=1", "a;'\"=1"),
            ("a;'=1", "a;''=1"),
            ("a\n=1", "a\n'=1"),
            ("a\t@x", "a\t'@x"),
            ("=1;=1", "'=1;'=1"),
            ("a;b=1;1", "a;b=1;1"),
            ("\"=1", "\"=1"),
        ] {
            assert_eq!(field_as_written(field), written);
        }
    }

    /// The cells of a line as a spreadsheet has them that splits at `separator`.
    fn split_at(text: &str, separator: u8) -> Vec<String> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator)
            .from_reader(text.as_bytes());
        let lines = reader.records().map(|line| line.unwrap().iter().map(str::to_owned).collect::<Vec<_>>());
        lines.flatten().collect()
    }

    proptest! {
        #[test]
        fn a_field_comes_back_as_it_was(text in "['=+@\t\r\n＝a;,\"-]{0,8}") {
            let written = field_as_written(&text);
            prop_assert!(!is_formula(&written));
            prop_assert_eq!(field_as_read(&written), text.as_str());
        }

        #[test]
        fn no_cell_is_a_formula_wherever_lines_are_split(fields in "['=+@\t\r\n＝a;,\"-]{0,8}|[a;=\"]{0,8}", first in "[=;\"a]{0,4}") {
            let mut table = Table::new(&["one", "two", "three"]);
            table.row(&[&*first, &*fields, "c"]);
            let text = table.into_text();
            for separator in [b',', b';', b'\t'] {
                for cell in split_at(&text, separator) {
                    prop_assert!(!is_formula(&cell), "{:?} in {:?}", cell, text);
                }
            }
        }
    }
}
