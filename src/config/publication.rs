//! The publication of a site: the newsroom that published the articles, as opposed to who keeps them now.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::config::message;
use crate::value::fields::{Fields, Located};

/// A publication: `[publication]` of `site.toml`, or `publication` of an article.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Publication {
    /// Its name, never empty.
    pub name: Box<str>,
    /// Where it was, or is: an address with `http` or `https`.
    pub url: Option<Box<str>>,
    /// Its International Standard Serial Number: `1234-5679`.
    pub issn: Option<Box<str>>,
    /// When it was founded: a year, a month or a day, as ISO 8601 writes them.
    pub founded: Option<Box<str>>,
    /// When it closed, likewise.
    pub closed: Option<Box<str>>,
    /// Where it was published.
    pub place: Option<Box<str>>,
}

/// Reads the keys of a publication; what is not written is as in `base`.
///
/// The name is empty where there is none: whether that is an error only the caller can say.
pub fn read(fields: &mut Fields<'_, '_>, base: &Publication) -> Publication {
    Publication {
        name: fields.shown("name").unwrap_or_else(|| base.name.clone()),
        url: checked(fields, "url", full_address).or_else(|| base.url.clone()),
        issn: checked(fields, "issn", issn).or_else(|| base.issn.clone()),
        founded: checked(fields, "founded", partial_date).or_else(|| base.founded.clone()),
        closed: checked(fields, "closed", partial_date).or_else(|| base.closed.clone()),
        place: fields.shown("place").or_else(|| base.place.clone()),
    }
}

/// The value of `key` as `read` has it; what it refuses is reported with its reason.
fn checked(
    fields: &mut Fields<'_, '_>,
    key: &str,
    read: impl Fn(&str) -> Result<Box<str>, &'static str>,
) -> Option<Box<str>> {
    let written = fields.nonempty(key)?;
    read(written.text).map_err(|why| invalid(fields, key, written, why)).ok()
}

fn invalid(fields: &Fields<'_, '_>, key: &str, written: Located<'_>, why: &str) {
    let report = fields.report();
    report.push(message::invalid_value(report.place(written.position), key, written.text, why));
}

/// An address that other programs find: machine-readable data has no use for a path of this site.
fn full_address(text: &str) -> Result<Box<str>, &'static str> {
    let url = url::Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    url.map(|url| url.as_str().into()).ok_or("expected a full URL such as `https://www.example.org/`")
}

/// An ISSN (ISO 3297): eight digits, the last of which checks the others and may be `X`.
fn issn(text: &str) -> Result<Box<str>, &'static str> {
    const FORM: &str = "expected two groups of four digits, such as `1234-5679`";
    let (left, right) = text.split_once('-').ok_or(FORM)?;
    let digits = || left.bytes().chain(right.bytes());
    let is_digit =
        |(index, byte): (usize, u8)| byte.is_ascii_digit() || (index == 7 && matches!(byte, b'X' | b'x'));
    if left.len() != 4 || right.len() != 4 || !digits().enumerate().all(is_digit) {
        return Err(FORM);
    }
    let value = |byte: u8| if byte.is_ascii_digit() { u32::from(byte - b'0') } else { 10 };
    let sum: u32 = digits().zip((1..=8).rev()).map(|(byte, weight)| value(byte) * weight).sum();
    match sum % 11 {
        0 => Ok(text.to_ascii_uppercase().into()),
        _ => Err("the check digit is wrong"),
    }
}

/// A year, a month or a day: `2001`, `2001-05`, `2001-05-12`.
fn partial_date(text: &str) -> Result<Box<str>, &'static str> {
    let whole = match text.len() {
        4 => format!("{text}-01-01"),
        7 => format!("{text}-01"),
        _ => text.to_owned(),
    };
    // Longer than ten, and it has a time or a year of five digits.
    let date = NaiveDate::parse_from_str(&whole, "%Y-%m-%d").ok().filter(|_| whole.len() == 10);
    date.map(|_| text.into())
        .ok_or("expected a year, a month or a day, such as `2001`, `2001-05` or `2001-05-12`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issn_is_checked_by_its_last_digit() {
        // Examples of the ISSN International Centre.
        assert_eq!(issn("0317-8471").as_deref(), Ok("0317-8471"));
        assert_eq!(issn("1050-124x").as_deref(), Ok("1050-124X"));
        assert!(issn("0317-8472").is_err_and(|why| why.contains("check digit")));
        for wrong in ["03178471", "0317-847", "X317-8471", "0317-8471 ", "٠٣١٧-٨٤٧١", "", "-", "0317-84711"]
        {
            assert!(issn(wrong).is_err_and(|why| why.contains("two groups")), "{wrong}");
        }
    }

    #[test]
    fn dates_may_be_years_and_months() {
        for right in ["2001", "2001-05", "2001-05-12", "2000-02-29"] {
            assert_eq!(partial_date(right).as_deref(), Ok(right));
        }
        for wrong in
            ["201", "2001-13", "2001-02-29", "2001-5", "May 2001", "2001-05-12T10:00", "20011-05-1", "é01"]
        {
            assert!(partial_date(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn addresses_are_full_and_of_the_web() {
        assert_eq!(
            full_address("https://www.example.org/a b").as_deref(),
            Ok("https://www.example.org/a%20b")
        );
        for wrong in ["/path", "www.example.org", "ftp://example.org/", "javascript:alert(1)", "https://"] {
            assert!(full_address(wrong).is_err(), "{wrong}");
        }
    }
}
