//! An entry in the RIS format, which EndNote, RefWorks and others read from a file: lines of a tag of two letters, two blanks, a
//! hyphen, a blank and a value (Research Information Systems, RIS Format Specifications).

use chrono::{Datelike, NaiveDate};

use super::Work;
use super::name::Name;

/// The entry of a work.
pub(super) fn entry(work: &Work<'_>) -> String {
    let mut out = String::with_capacity(512);
    let mut line = |tag: &str, value: &str| {
        out.push_str(tag);
        out.push_str("  - ");
        // A line is a value.
        match value.contains(char::is_control) {
            true => out.extend(value.chars().map(|c| if c.is_control() { ' ' } else { c })),
            false => out.push_str(value),
        }
        out.push('\n');
    };
    // An article in a newspaper; of an unknown publication, a page of the web.
    line("TY", if work.publication.is_some() { "NEWS" } else { "ELEC" });
    for name in &work.names {
        line("AU", &author(name));
    }
    line("TI", work.title);
    if let Some(publication) = work.publication {
        line("T2", &publication.name);
        if let Some(issn) = &publication.issn {
            line("SN", issn);
        }
        if let Some(place) = &publication.place {
            line("CY", place);
        }
    }
    line("PY", &format!("{:04}", work.date.year()));
    line("DA", &slashed(work.date));
    line("LA", work.language);
    if let Some(archive) = work.archive() {
        line("DB", archive);
        if let Some(operator) = work.operator() {
            line("DP", operator);
        }
    }
    line("UR", work.url);
    if let Some(captured) = work.captured {
        line("Y2", &slashed(captured));
    }
    line("ER", "");
    out
}

/// A name as the format has it: `Family, Given, Suffix`. A comma takes a name apart, thus a name that is not to be has none.
fn author(name: &Name<'_>) -> String {
    match name {
        Name::Person { .. } => name.inverted(),
        Name::Whole(whole) => whole.replace(',', ";"),
    }
}

/// `2010/12/10`.
pub(super) fn slashed(date: NaiveDate) -> String {
    format!("{:04}/{:02}/{:02}", date.year(), date.month(), date.day())
}
