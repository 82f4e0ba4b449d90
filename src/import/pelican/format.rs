//! Patterns of addresses, dates and slugs of Pelican.

use std::fmt::Write as _;

use chrono::NaiveDate;
use unicode_normalization::UnicodeNormalization;

use crate::import::paths;

/// What the fields of a pattern are replaced by.
pub(super) trait Values {
    /// The value of a field such as `slug`.
    fn value(&self, name: &str) -> Option<String>;
    /// The day of `{date:…}`.
    fn date(&self) -> Option<NaiveDate>;
}

/// A name and its slug, the values of patterns of terms and authors.
pub(super) struct Slug<'s>(pub(super) &'s str);

impl Values for Slug<'_> {
    fn value(&self, name: &str) -> Option<String> {
        matches!(name, "slug" | "lang").then(|| self.0.to_owned())
    }

    fn date(&self) -> Option<NaiveDate> {
        None
    }
}

/// A pattern such as `blog/{date:%Y}/{slug}/index.html` with its values. Fields without one are left out.
pub(super) fn filled(pattern: &str, values: &impl Values) -> String {
    let mut out = String::new();
    // The form of old versions.
    let pattern = pattern.replace("%s", "{slug}");
    let mut rest = &*pattern;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((field, after)) = after.split_once('}') else {
            rest = after;
            break;
        };
        match field.split_once(':') {
            Some((_, format)) => {
                out.push_str(&values.date().map(|day| day_as(day, format)).unwrap_or_default())
            }
            None => out.push_str(&values.value(field).unwrap_or_default()),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// A day as Python's `strftime` writes it; nothing where a sign is unknown.
fn day_as(day: NaiveDate, format: &str) -> String {
    let mut written = String::new();
    let time = day.and_time(chrono::NaiveTime::MIN);
    match write!(written, "{}", time.format(format)) {
        Ok(()) => written,
        Err(_) => String::new(),
    }
}

/// The address of a file that Pelican writes; nothing where there is none.
pub(super) fn address(save_as: &str) -> Option<String> {
    let path = paths::address(save_as);
    match path.strip_suffix("index.html") {
        _ if path == "/" => None,
        Some(folder) if folder.ends_with('/') => Some(folder.to_owned()),
        _ => Some(path),
    }
}

/// A name as slugs are made of it: without tags, its letters in ASCII where that is wanted.
pub(super) fn folded(name: &str, keeps_unicode: bool) -> String {
    let mut plain = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(start) = rest.find('<') {
        plain.push_str(&rest[..start]);
        match rest[start..].find('>') {
            Some(end) => rest = &rest[start + end + 1..],
            None => {
                plain.push_str(&rest[start..]);
                rest = "";
            }
        }
    }
    plain.push_str(rest);
    let plain = crate::text::shown(&plain);
    let words = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let composed: String = words.nfkc().collect();
    if keeps_unicode { composed } else { any_ascii::any_ascii(&composed) }
}

/// A date as our reader takes it: `2013-06-07 18:46`, `June 7, 2013`, `7 Jun 2013 18:46`, `6/7/2013`.
pub(super) fn date(written: &str) -> Option<String> {
    let written = written.replace('_', " ");
    let written = written.trim();
    if let Some((day, rest)) = paths::day(written) {
        return Some(format!("{day}{}", time(rest).map(|time| format!(" {time}")).unwrap_or_default()));
    }
    let words: Vec<&str> = written.split([' ', ',', '/', '-', '.']).filter(|word| !word.is_empty()).collect();
    let mut month = words.iter().find_map(|word| month(word));
    let (mut numbers, mut year) = (Vec::new(), None);
    for word in &words {
        let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        match (digits.len(), digits.parse::<u32>()) {
            (4, Ok(number)) if year.is_none() => year = i32::try_from(number).ok(),
            (1 | 2, Ok(number)) => numbers.push(number),
            _ => {}
        }
    }
    let day = match (month, &numbers[..]) {
        (Some(_), [day, ..]) => *day,
        // As in America, but where that is no month.
        (None, [first, second, ..]) if *first <= 12 => {
            month = Some(*first);
            *second
        }
        (None, [first, second, ..]) => {
            month = Some(*second);
            *first
        }
        _ => return None,
    };
    let day = NaiveDate::from_ymd_opt(year?, month?, day)?.format("%Y-%m-%d").to_string();
    let clock = written.split_whitespace().position(|word| word.contains(':'));
    let time = clock.and_then(|at| {
        let rest: Vec<&str> = written.split_whitespace().skip(at).collect();
        time(&rest.join(" "))
    });
    Some(time.map_or_else(|| day.clone(), |time| format!("{day} {time}")))
}

/// A time of day with its offset, as our reader takes it; nothing where it is something else.
fn time(written: &str) -> Option<String> {
    let written = written.trim_start_matches(['T', 't', ' ']).trim();
    let end = written.find(|c: char| !c.is_ascii_digit() && c != ':').unwrap_or(written.len());
    let (clock, rest) = written.split_at(end);
    let mut parts = clock.split(':').map(|part| part.parse::<u32>().ok());
    let (mut hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().flatten().unwrap_or(0);
    let rest = rest.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit()).trim();
    let lower = rest.to_ascii_lowercase();
    match () {
        () if lower.starts_with("pm") && hour < 12 => hour += 12,
        () if lower.starts_with("am") && hour == 12 => hour = 0,
        () => {}
    }
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let is_offset =
        rest.starts_with(['+', '-']) && rest[1..].bytes().all(|b| b.is_ascii_digit() || b == b':');
    let offset = if is_offset || matches!(rest, "Z" | "UTC" | "GMT") { rest } else { "" };
    let gap = if offset.is_empty() || is_offset || offset == "Z" { "" } else { " " };
    Some(format!("{hour:02}:{minute:02}:{second:02}{gap}{offset}"))
}

/// The month of an English name, in full or of three letters.
fn month(word: &str) -> Option<u32> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let word = word.to_ascii_lowercase();
    let at = MONTHS.iter().position(|month| word.get(..3) == Some(*month))?;
    u32::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Post;

    impl Values for Post {
        fn value(&self, name: &str) -> Option<String> {
            (name == "slug").then(|| "a-b".to_owned())
        }

        fn date(&self) -> Option<NaiveDate> {
            NaiveDate::from_ymd_opt(2014, 3, 7)
        }
    }

    #[test]
    fn patterns_are_filled() {
        assert_eq!(
            filled("blog/{date:%Y}/{date:%m}/{date:%d}/{slug}/index.html", &Post),
            "blog/2014/03/07/a-b/index.html"
        );
        assert_eq!(filled("{date:%b%Q}x{none}-%s.html", &Post), "x-a-b.html");
        assert_eq!(filled("{slug", &Post), "slug");
        assert_eq!(address("a/index.html").as_deref(), Some("/a/"));
        assert_eq!(
            (address("index.html").as_deref(), address("a.html").as_deref(), address("")),
            (Some("/"), Some("/a.html"), None)
        );
    }

    #[test]
    fn dates_are_read() {
        for (written, read) in [
            ("2013-06-07 18:46", "2013-06-07 18:46:00"),
            ("2020-12-2", "2020-12-02"),
            ("2010-12-03_10-20", "2010-12-03"),
            ("2013-06-07T18:46:10Z", "2013-06-07 18:46:10Z"),
            ("2013/6/7 9:05 PM", "2013-06-07 21:05:00"),
            ("June 7, 2013", "2013-06-07"),
            ("Fri, 07 Jun 2013 18:46:00 +0200", "2013-06-07 18:46:00+0200"),
            ("6/7/2013", "2013-06-07"),
            ("13.6.2013", "2013-06-13"),
            ("7th June 2013", "2013-06-07"),
        ] {
            assert_eq!(date(written).as_deref(), Some(read), "{written}");
        }
        assert_eq!((date("soon"), date(""), date("2013-13-45"), date("June 2013")), (None, None, None, None));
    }

    #[test]
    fn names_are_folded() {
        assert_eq!(folded("<em>Über</em> A &amp; B", false), "Uber A & B");
        assert_eq!(folded("Über <3", true), "Über <3");
    }
}
