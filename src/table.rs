//! Tables as CSV (RFC 4180), the form in which lists go to people: whoever opens one does so in a spreadsheet.
//!
//! A spreadsheet takes a field that starts with `=`, `+`, `-`, `@`, a tab or a line break for a formula and runs it, quoted or
//! not. Titles and addresses come from mirrored pages, so such a field is written with an apostrophe before it, as
//! OWASP ("CSV Injection") advises, and [`field_as_read`] takes it off again.

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

/// A field that no spreadsheet takes for a formula.
///
/// What already looks like one with apostrophes before it gets one more, so that reading gives every field back.
fn field_as_written(text: &str) -> Cow<'_, str> {
    if is_formula(text.trim_start_matches('\'')) {
        return Cow::Owned(format!("'{text}"));
    }
    Cow::Borrowed(text)
}

/// The field that was written as `text` in a [`Table`].
pub fn field_as_read(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if is_formula(rest.trim_start_matches('\'')) => rest,
        _ => text,
    }
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

    proptest! {
        #[test]
        fn a_field_comes_back_as_it_was(text in "['=+@\t\r\n＝a\"-]{0,6}") {
            let written = field_as_written(&text);
            prop_assert!(!is_formula(&written));
            prop_assert_eq!(field_as_read(&written), text.as_str());
        }
    }
}
