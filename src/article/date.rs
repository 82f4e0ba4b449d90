//! Dates as people and programs write them.

use std::borrow::Cow;

use chrono::{
    DateTime, Datelike, FixedOffset, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone,
};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A date as written, with the instant it means.
///
/// The date as written decides the day and the address; the instant only the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PublicationDate {
    /// Date and time at the place of writing; midnight where no time was written.
    pub local: NaiveDateTime,
    /// The offset from UTC in seconds, as written or of the site's time zone at that time.
    pub offset: i32,
    /// Whether a time was written.
    pub has_time: bool,
}

/// As three numbers: dates as texts would take most of the time of reading metadata back.
impl Serialize for PublicationDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let local = self.local.and_utc();
        (local.timestamp(), local.timestamp_subsec_nanos(), self.offset, self.has_time).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for PublicationDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<PublicationDate, D::Error> {
        let (seconds, nanos, offset, has_time) = <(i64, u32, i32, bool)>::deserialize(deserializer)?;
        let local = DateTime::from_timestamp(seconds, nanos).ok_or_else(|| D::Error::custom("no date"))?;
        Ok(PublicationDate { local: local.naive_utc(), offset, has_time })
    }
}

impl PublicationDate {
    /// Seconds since 1970 (UTC).
    pub fn instant(&self) -> i64 {
        self.local.and_utc().timestamp() - i64::from(self.offset)
    }

    /// The day as written.
    pub fn day(&self) -> NaiveDate {
        self.local.date()
    }

    /// Date, time and offset as RFC 3339 writes them.
    pub fn rfc3339(&self) -> String {
        self.with_offset().to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
    }

    /// Date, time and offset as RFC 2822 writes them, for RSS.
    pub fn rfc2822(&self) -> String {
        self.with_offset().to_rfc2822()
    }

    /// Date, time and offset in one.
    fn with_offset(&self) -> DateTime<FixedOffset> {
        let utc = self.local - chrono::TimeDelta::seconds(i64::from(self.offset));
        let offset = FixedOffset::east_opt(self.offset).unwrap_or(chrono::Utc.fix());
        offset.from_utc_datetime(&utc)
    }
}

/// Reads a date: `2010-12-10`, with a time after `T` or a space, with an offset, `Z` or a North American time zone (`EDT`); also
/// `April 23, 2020`, `23 April 2020`, `2010年12月10日` and `2010년 12월 10일`.
///
/// Hours may have one digit (`1:00:19`), offsets no colon (`-0500`, `-500`). Without an offset the time is that of `timezone`;
/// times that a change of clocks skipped or repeated are taken as the earlier offset has them.
///
/// # Errors
/// What is wrong, as a hint.
pub fn parse_date(text: &str, timezone: chrono_tz::Tz) -> Result<PublicationDate, &'static str> {
    const FORM: &str =
        "expected a date such as `2010-12-10`, `2010-12-10 09:30` or `2010-12-10T09:30:00+01:00`";
    let text = plain_digits(text.trim());
    let (date, rest) = split_date(&text).or_else(|| split_english_date(&text)).ok_or(FORM)?;
    let date = date.ok_or("no such day in the calendar")?;
    if !(1000..=9999).contains(&date.year()) {
        return Err("the year must be between 1000 and 9999");
    }
    let rest = rest.strip_prefix(['T', 't', ' ', ',']).map_or(rest, str::trim_start);
    if rest.is_empty() {
        return Ok(local(date.and_time(NaiveTime::MIN), timezone, false));
    }
    let (time, rest) = split_time(rest).ok_or(FORM)?;
    let time = time.ok_or("no such time of day")?;
    let local_time = date.and_time(time);
    match rest.trim() {
        "" => Ok(local(local_time, timezone, true)),
        "Z" | "z" | "UTC" | "GMT" => Ok(PublicationDate { local: local_time, offset: 0, has_time: true }),
        offset => {
            let offset = parse_offset(offset).ok_or(FORM)?;
            Ok(PublicationDate { local: local_time, offset, has_time: true })
        }
    }
}

/// The date a file's name starts with, and the rest of the name: `2016-05-23-kids` gives 2016-05-23 and `kids`.
pub fn date_in_name(stem: &str) -> Option<(&str, &str)> {
    let (date, rest) = split_date(stem)?;
    date?;
    let written = &stem[..stem.len() - rest.len()];
    if !rest.is_empty() && !rest.starts_with(['-', '_', ' ']) && !written.ends_with(DAY) {
        return None;
    }
    Some((written, rest.trim_start_matches(['-', '_', ' '])))
}

/// A file's name without the date it starts with.
pub(super) fn undated(stem: &str) -> &str {
    date_in_name(stem).map_or(stem, |(_, rest)| rest)
}

/// The date that an address holds as parts of its path: `/blog/2016/05/23/kids` gives 2016-05-23. Parts of a site's own numbers
/// are no dates: the year has four digits, and there must be such a day.
pub(super) fn date_in_address(path: &str) -> Option<String> {
    let parts: Vec<&str> = path.split('/').collect();
    let number = |part: &str, digits: usize| {
        let plain =
            part.len() <= digits && !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| part.parse::<u32>().ok()).flatten()
    };
    parts.windows(3).find_map(|parts| {
        let year = number(parts[0], 4).filter(|year| (1000..=9999).contains(year))?;
        let (month, day) = (number(parts[1], 2)?, number(parts[2], 2)?);
        NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
        Some(format!("{year:04}-{month:02}-{day:02}"))
    })
}

/// What stands behind year, month and day in Chinese, Japanese and Korean.
const YEAR: [char; 2] = ['年', '년'];
const MONTH: [char; 2] = ['月', '월'];
const DAY: [char; 4] = ['日', '일', '号', '號'];

/// The text with the wide digits of East Asian keyboards as those of ASCII.
fn plain_digits(text: &str) -> Cow<'_, str> {
    let is_wide = |digit: char| ('０'..='９').contains(&digit);
    if !text.contains(is_wide) {
        return Cow::Borrowed(text);
    }
    let plain = |digit: char| match is_wide(digit) {
        true => char::from_digit(u32::from(digit) - u32::from('０'), 10).unwrap_or(digit),
        false => digit,
    };
    Cow::Owned(text.chars().map(plain).collect())
}

/// `YYYY-MM-DD` at the start (`None` inside for a day that does not exist), and what follows.
fn split_date(text: &str) -> Option<(Option<NaiveDate>, &str)> {
    let (year, rest) = digits(text, 1, 6)?;
    let behind = |rest: &'_ str, marks: &[char]| -> Option<usize> {
        let after = rest.trim_start().strip_prefix(marks)?;
        Some(rest.len() - after.trim_start().len())
    };
    let (month, day, rest) = match behind(rest, &YEAR) {
        Some(length) => {
            let (month, rest) = digits(&rest[length..], 1, 2)?;
            let (day, rest) = digits(&rest[behind(rest, &MONTH)?..], 1, 2)?;
            (month, day, rest.trim_start().strip_prefix(DAY)?)
        }
        None => {
            let (month, rest) = digits(rest.strip_prefix(['-', '/'])?, 1, 2)?;
            let (day, rest) = digits(rest.strip_prefix(['-', '/'])?, 1, 2)?;
            if rest.starts_with(|next: char| next.is_ascii_digit()) {
                return None;
            }
            (month, day, rest)
        }
    };
    let year = i32::try_from(year).ok()?;
    // Years that no calendar has still read as dates, so that the message can say what is wrong with them.
    Some((NaiveDate::from_ymd_opt(year, month, day), rest))
}

/// The months in English.
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// `April 23, 2020`, `Apr. 23 2020` or `23 April 2020` at the start (`None` inside for a day that does not exist), and what follows.
fn split_english_date(text: &str) -> Option<(Option<NaiveDate>, &str)> {
    let (day, month, rest) = match digits(text, 1, 2) {
        Some((day, rest)) => {
            let (month, rest) = english_month(rest.strip_prefix(' ')?.trim_start())?;
            (day, month, rest.strip_prefix(' ')?)
        }
        None => {
            let (month, rest) = english_month(text)?;
            let (day, rest) = digits(rest.strip_prefix(' ')?.trim_start(), 1, 2)?;
            let rest = ["st", "nd", "rd", "th"].iter().find_map(|end| rest.strip_prefix(end)).unwrap_or(rest);
            (day, month, rest.strip_prefix([',', ' '])?)
        }
    };
    let (year, rest) = digits(rest.trim_start(), 4, 4)?;
    if rest.starts_with(|next: char| next.is_alphanumeric()) {
        return None;
    }
    Some((NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day), rest))
}

/// The number of the month at the start, in full or by its first letters, and what follows.
fn english_month(text: &str) -> Option<(u32, &str)> {
    let end = text.find(|next: char| !next.is_ascii_alphabetic()).unwrap_or(text.len());
    let name = text[..end].to_ascii_lowercase();
    let is_it =
        |month: &&str| *month == name || (name.len() == 3 || name == "sept") && month.starts_with(&name);
    let place = MONTHS.iter().position(is_it)?;
    let rest = &text[end..];
    Some((place as u32 + 1, rest.strip_prefix('.').unwrap_or(rest)))
}

/// `H:MM`, `HH:MM:SS` or `HH:MM:SS.fraction` at the start, and what follows. A leap second is the second before.
fn split_time(text: &str) -> Option<(Option<NaiveTime>, &str)> {
    let (hour, rest) = digits(text, 1, 2)?;
    let (minute, rest) = digits(rest.strip_prefix(':')?, 1, 2)?;
    let (second, rest) = match rest.strip_prefix(':') {
        Some(rest) => digits(rest, 1, 2)?,
        None => (0, rest),
    };
    let rest = match rest.strip_prefix(['.', ',']) {
        Some(rest) => rest.trim_start_matches(|next: char| next.is_ascii_digit()),
        None => rest,
    };
    Some((NaiveTime::from_hms_opt(hour, minute, if second == 60 { 59 } else { second }), rest))
}

/// `+01:00`, `-0500`, `+5` in seconds.
fn parse_offset(text: &str) -> Option<i32> {
    /// The only names of zones that RFC 2822 (section 4.3) has beside those of UTC.
    const ZONES: [(&str, i32); 8] = [
        ("EDT", -4),
        ("EST", -5),
        ("CDT", -5),
        ("CST", -6),
        ("MDT", -6),
        ("MST", -7),
        ("PDT", -7),
        ("PST", -8),
    ];
    if let Some((_, hours)) = ZONES.iter().find(|(name, _)| name.eq_ignore_ascii_case(text)) {
        return Some(hours * 3600);
    }
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let rest = &text[1..];
    // `-400`, of which the first digit is the hour.
    let is_short = rest.len() == 3 && rest.bytes().all(|byte| byte.is_ascii_digit());
    let (hours, rest) = digits(rest, 1, if is_short { 1 } else { 2 })?;
    let minutes = match rest.strip_prefix(':').unwrap_or(rest) {
        "" => 0,
        rest => digits(rest, 2, 2).filter(|(_, rest)| rest.is_empty())?.0,
    };
    let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
    (hours <= 18 && minutes < 60).then_some(sign * seconds)
}

/// A number of `least` to `most` digits at the start, and what follows.
fn digits(text: &str, least: usize, most: usize) -> Option<(u32, &str)> {
    let length = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
    if length < least {
        return None;
    }
    Some((text[..length].parse().ok()?, &text[length..]))
}

/// A local time in `timezone`.
fn local(local: NaiveDateTime, timezone: chrono_tz::Tz, has_time: bool) -> PublicationDate {
    let offset = match timezone.offset_from_local_datetime(&local) {
        MappedLocalTime::Single(offset) | MappedLocalTime::Ambiguous(offset, _) => offset.fix(),
        // Clocks were put forward over this time: the offset an hour before still held.
        MappedLocalTime::None => {
            timezone.offset_from_utc_datetime(&(local - chrono::TimeDelta::hours(24))).fix()
        }
    };
    PublicationDate { local, offset: offset.local_minus_utc(), has_time }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        parse_date(text, chrono_tz::America::New_York).unwrap().rfc3339()
    }

    #[test]
    fn dates_as_generators_write_them() {
        assert_eq!(read("2010-12-10"), "2010-12-10T00:00:00-05:00");
        assert_eq!(read("2010-7-4"), "2010-07-04T00:00:00-04:00");
        assert_eq!(read("2010-12-10T09:30:00+05:00"), "2010-12-10T09:30:00+05:00");
        assert_eq!(read("2019-03-05 12:00:00 -0500"), "2019-03-05T12:00:00-05:00");
        assert_eq!(read("2016-05-23 1:00:19"), "2016-05-23T01:00:19-04:00");
        assert_eq!(read("2016-05-23T10:00:00.123Z"), "2016-05-23T10:00:00Z");
        assert_eq!(read("2016/05/23 10:00 UTC"), "2016-05-23T10:00:00Z");
        assert_eq!(read("2016-12-31T23:59:60Z"), "2016-12-31T23:59:59Z");
    }

    #[test]
    fn dates_as_people_write_them_in_english() {
        for text in ["April 23, 2020", "april 23 2020", "Apr. 23, 2020", "23 April 2020", "April 23rd, 2020"]
        {
            assert_eq!(read(text), "2020-04-23T00:00:00-04:00", "{text}");
        }
        assert_eq!(read("Sept 8, 2014 9:30"), "2014-09-08T09:30:00-04:00");
        assert_eq!(read("2016-03-21 12:00 EDT"), "2016-03-21T12:00:00-04:00");
        assert_eq!(read("2016-06-17 12:00 -400"), "2016-06-17T12:00:00-04:00");
        assert_eq!(read("2016-06-17 12:00-400"), "2016-06-17T12:00:00-04:00");
        let why = |text| parse_date(text, chrono_tz::UTC).unwrap_err();
        assert_eq!(why("February 30, 2010"), "no such day in the calendar");
        for text in
            ["Aprils 23, 2020", "April 2020", "April 23, 20200", "23, 2020", "Marchx", "2016-03-21 12:00 XYZ"]
        {
            assert!(why(text).starts_with("expected a date such as"), "{text}");
        }
    }

    #[test]
    fn dates_as_east_asian_languages_write_them() {
        for text in [
            "2022年12月25日",
            "2022年 12月 25日",
            "2022年12月25号",
            "２０２２年１２月２５日",
            "2022년 12월 25일",
            "2022 年 12 月 25 日",
        ] {
            assert_eq!(read(text), "2022-12-25T00:00:00-05:00", "{text}");
        }
        assert_eq!(read("2022年1月5日 9:30"), "2022-01-05T09:30:00-05:00");
        assert_eq!(read("2022年1月5日T09:30:00+09:00"), "2022-01-05T09:30:00+09:00");
        let why = |text| parse_date(text, chrono_tz::UTC).unwrap_err();
        assert_eq!(why("2022年2月30日"), "no such day in the calendar");
        for text in ["2022年12月25", "2022年12月", "2022年12-25日", "2022-12月25日", "年12月25日", "２０２２"]
        {
            assert!(why(text).starts_with("expected a date such as"), "{text}");
        }
    }

    #[test]
    fn times_that_clocks_skip_or_repeat_have_an_offset() {
        assert_eq!(read("2010-03-14 02:30"), "2010-03-14T02:30:00-05:00");
        assert_eq!(read("2010-11-07 01:30"), "2010-11-07T01:30:00-04:00");
    }

    #[test]
    fn the_instant_orders_across_offsets() {
        let utc = |text| parse_date(text, chrono_tz::UTC).unwrap().instant();
        assert!(utc("2010-12-10T01:00:00+05:00") < utc("2010-12-09T23:00:00Z"));
    }

    #[test]
    fn what_is_no_date_is_refused_with_a_reason() {
        let why = |text| parse_date(text, chrono_tz::UTC).unwrap_err();
        assert!(why("0000-01-01").starts_with("the year must be between"));
        assert!(why("99999-01-01").starts_with("the year must be between"));
        assert_eq!(why("2010-02-30"), "no such day in the calendar");
        assert_eq!(why("2010-02-03 25:00"), "no such time of day");
        assert!(why("yesterday").starts_with("expected a date such as"));
        assert!(why("2010-02-03 10:00 +99:00").starts_with("expected a date such as"));
        assert!(why("20101-1-111").starts_with("expected a date such as"));
    }

    #[test]
    fn file_names_hold_dates() {
        assert_eq!(date_in_name("2016-05-23-kids"), Some(("2016-05-23", "kids")));
        assert_eq!(date_in_name("2016-05-23"), Some(("2016-05-23", "")));
        assert_eq!(date_in_name("2016-05-231"), None);
        assert_eq!(date_in_name("2022年12月25日-記事"), Some(("2022年12月25日", "記事")));
        assert_eq!(date_in_name("2022年12月25日記事"), Some(("2022年12月25日", "記事")));
        assert_eq!(date_in_name("kids-2016"), None);
        assert_eq!(date_in_name("2016-15-40-x"), None);
    }
}
