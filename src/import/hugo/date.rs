//! Dates of front matter: which key counts, and how it is written.

use chrono::{DateTime, Datelike as _, NaiveDate};
use serde_json::Value;

use super::site::Site;
use crate::article::date_in_name;
use crate::article::parse_date;
use crate::import::folder::Folder;
use crate::import::old_site::{self, Fields};

/// A date, and how the new site writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Date {
    /// The day as written.
    pub(super) day: NaiveDate,
    /// Seconds since 1970 (UTC).
    pub(super) instant: i64,
    /// The date as the new site reads it.
    pub(super) text: String,
}

/// Other ways in which Hugo reads dates with an offset.
const WITH_OFFSET: [&str; 6] = [
    "%a, %d %b %Y %H:%M:%S %z",
    "%a %b %d %H:%M:%S %z %Y",
    "%Y-%m-%d %H:%M:%S%.f %z %Z",
    "%d %b %y %H:%M %z",
    "%Y-%m-%dT%H:%M:%S%.f%z",
    "%d %b %Y %H:%M:%S %z",
];

/// Reads a date as Hugo would.
pub(super) fn read(value: &Value, site: &Site) -> Option<Date> {
    let text = old_site::text(value)?;
    if let Ok(date) = parse_date(&text, site.timezone) {
        return Some(Date { day: date.day(), instant: date.instant(), text });
    }
    // The name of a zone after the offset says nothing more.
    let plain = text.rsplit_once(' ').filter(|(_, zone)| zone.bytes().all(|byte| byte.is_ascii_uppercase()));
    let forms = [Some(text.as_str()), plain.map(|(plain, _)| plain)];
    let read = forms.into_iter().flatten().find_map(|text| {
        if let Ok(date) = parse_date(text, site.timezone) {
            return Some((date.day(), date.instant(), date.rfc3339()));
        }
        let parsed = WITH_OFFSET.iter().find_map(|form| DateTime::parse_from_str(text, form).ok())?;
        Some((parsed.date_naive(), parsed.timestamp(), parsed.to_rfc3339()))
    });
    let (day, instant, text) = read?;
    (1000..=9999).contains(&day.year()).then_some(Date { day, instant, text })
}

/// The keys that a date is taken from, in their order; `:default` stands for those of Hugo.
pub(super) fn keys(site: &Site, key: &str, default: &[&str]) -> Vec<String> {
    let mut keys = Vec::new();
    for written in site.config.names(&["frontmatter", key]) {
        match &*written.to_lowercase() {
            ":default" => keys.extend(default.iter().map(|key| (*key).to_owned())),
            other => keys.push(other.to_owned()),
        }
    }
    if keys.is_empty() { default.iter().map(|key| (*key).to_owned()).collect() } else { keys }
}

/// Hugo's own order of keys for each date.
pub(super) const DATE: [&str; 6] = ["date", "publishdate", "pubdate", "published", "lastmod", "modified"];
/// For the last change; where it only repeats the date, there was none.
pub(super) const LASTMOD: [&str; 2] = ["lastmod", "modified"];
/// For the day on which it is published.
pub(super) const PUBLISH: [&str; 4] = ["publishdate", "pubdate", "published", "date"];
/// For the day on which it expires.
pub(super) const EXPIRY: [&str; 2] = ["expirydate", "unpublishdate"];

/// The first date that the keys give. A file's name, and the time of the file itself, count only where the keys say so.
pub(super) fn first(
    fields: &Fields,
    keys: &[String],
    (name, source): (&str, &str),
    folder: &Folder,
    site: &Site,
) -> Option<Date> {
    keys.iter().find_map(|key| match &**key {
        ":filename" => {
            let (written, _) = date_in_name(name)?;
            read(&Value::String(written.to_owned()), site)
        }
        ":filemodtime" => {
            let changed = std::fs::metadata(folder.full(source)).ok()?.modified().ok()?;
            let changed = DateTime::<chrono::Utc>::from(changed);
            read(&Value::String(changed.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)), site)
        }
        key => read(fields.get(key)?, site),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::hugo::config::Config;

    fn day(text: &str) -> Option<(String, String)> {
        let site = Site::of(Config::default(), &Folder::empty());
        read(&Value::String(text.to_owned()), &site).map(|date| (date.day.to_string(), date.text))
    }

    #[test]
    fn dates_are_read_as_hugo_does_and_written_as_we_do() {
        let same = |text: &str, expected: &str| {
            assert_eq!(day(text), Some((expected.into(), text.into())), "{text}")
        };
        same("2014-06-30 3:18:18 -0400", "2014-06-30");
        same("2020-01-02T23:00:00Z", "2020-01-02");
        let other = |text: &str, expected: &str| {
            assert_eq!(day(text).map(|(_, written)| written).as_deref(), Some(expected), "{text}");
        };
        other("Mon, 02 Jan 2006 15:04:05 -0700", "2006-01-02T15:04:05-07:00");
        other("Mon Jan 02 15:04:05 -0700 2006", "2006-01-02T15:04:05-07:00");
        other("2006-01-02 15:04:05 -0700 MST", "2006-01-02T15:04:05-07:00");
        assert_eq!(day("soon"), None);
        assert_eq!(day("0001-01-01"), None);
    }
}
