//! Dates as Jekyll reads them.

use chrono::{DateTime, FixedOffset, NaiveDateTime, NaiveTime, TimeZone};
use chrono_tz::Tz;

use crate::article::parse_date;
use crate::import::paths;

/// A moment in the time zone of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::import) struct Moment(DateTime<FixedOffset>);

impl Moment {
    /// As front matter of the new site has it: the day alone, where there is no time.
    pub(in crate::import) fn written(self) -> String {
        let is_day = self.0.time() == NaiveTime::MIN;
        self.0.format(if is_day { "%Y-%m-%d" } else { "%Y-%m-%d %H:%M:%S" }).to_string()
    }

    /// As Liquid prints it.
    pub(in crate::import) fn printed(self) -> String {
        self.0.format("%Y-%m-%d %H:%M:%S %z").to_string()
    }

    /// By a pattern of strftime that this program wrote.
    pub(super) fn format(self, pattern: &str) -> String {
        self.0.format(pattern).to_string()
    }
}

/// Reads a date. A time without an offset is that of the site; but in a plain value of YAML, with seconds, it is UTC. Words after
/// a date are passed over, as Ruby does.
pub(in crate::import) fn read(written: &str, is_quoted: bool, timezone: Option<Tz>) -> Option<Moment> {
    let timezone = timezone.unwrap_or(Tz::UTC);
    let written = written.trim();
    let is_utc = !is_quoted && is_timestamp(written);
    let zone = if is_utc { Tz::UTC } else { timezone };
    let whole = parse_date(written, zone).ok().map(|date| date.rfc3339());
    let instant = match whole {
        Some(date) => DateTime::parse_from_rfc3339(&date).ok()?,
        None => beginning(written, zone)?,
    };
    let local = instant.with_timezone(&timezone);
    Some(Moment(local.fixed_offset()))
}

/// The day in a file's name.
pub(super) fn of_day(day: &str, timezone: Option<Tz>) -> Option<Moment> {
    read(day, true, timezone)
}

/// Whether YAML itself takes a text as a time without an offset.
fn is_timestamp(text: &str) -> bool {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let (day, time) = shape.split_once([' ', 'T', 't']).unwrap_or((&shape, ""));
    let time = time.trim_start().split('.').next().unwrap_or_default();
    matches!(day, "0000-00-00" | "0000-0-00" | "0000-00-0" | "0000-0-0")
        && matches!(time, "00:00:00" | "0:00:00")
}

/// The date that a text begins with, whatever follows: `2017-09-27 (optional)`, `2016-06-17 12:00-400`.
fn beginning(text: &str, zone: Tz) -> Option<DateTime<FixedOffset>> {
    let (day, rest) = match paths::day(text) {
        Some((day, rest)) => (day, rest),
        None => {
            // As long a beginning as is a date.
            let mut ends = text.match_indices([' ', ',']).map(|(at, _)| at).collect::<Vec<_>>();
            ends.reverse();
            let date = ends.into_iter().find_map(|end| parse_date(&text[..end], zone).ok())?;
            return DateTime::parse_from_rfc3339(&date.rfc3339()).ok();
        }
    };
    let rest = rest.trim_start_matches([' ', 'T', ',']);
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != ':').unwrap_or(rest.len());
    let time = &rest[..end];
    let time = ["%H:%M:%S", "%H:%M"].into_iter().find_map(|form| NaiveTime::parse_from_str(time, form).ok());
    let day = chrono::NaiveDate::parse_from_str(&day, "%Y-%m-%d").ok()?;
    let local = NaiveDateTime::new(day, time.unwrap_or_default());
    zone.from_local_datetime(&local).earliest().map(|date| date.fixed_offset())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(written: &str, zone: &str) -> Option<String> {
        read(written, false, zone.parse().ok()).map(Moment::written)
    }

    #[test]
    fn dates_as_ruby_reads_them() {
        for (written, expected) in [
            ("2014-10-21", "2014-10-21"),
            ("2014-03-12T10:11:00-04:00", "2014-03-12 14:11:00"),
            ("June 23, 2020", "2020-06-23"),
            ("2016-07-19 (optional)", "2016-07-19"),
            ("2016-03-21 12:00 EDT", "2016-03-21 16:00:00"),
            ("2017-11-8", "2017-11-08"),
            ("2016-03-03 3:00", "2016-03-03 03:00:00"),
            ("2016-06-17 12:00-400", "2016-06-17 16:00:00"),
            ("2020-07-07T00:00:00.000Z", "2020-07-07"),
            ("June 2, 2020 or so", "2020-06-02"),
        ] {
            assert_eq!(day(written, "UTC").as_deref(), Some(expected), "{written}");
        }
        assert_eq!(day("soon", "UTC"), None);
    }

    #[test]
    fn a_plain_time_is_utc() {
        assert_eq!(day("2015-09-21 02:00:00", "America/New_York").as_deref(), Some("2015-09-20 22:00:00"));
        assert_eq!(day("2015-09-21 02:00", "America/New_York").as_deref(), Some("2015-09-21 02:00:00"));
        assert_eq!(day("2015-09-21", "America/New_York").as_deref(), Some("2015-09-21"));
        let quoted = read("2015-09-21 02:00:00", true, Some(Tz::America__New_York)).unwrap();
        assert_eq!(quoted.written(), "2015-09-21 02:00:00");
    }
}
