//! When the articles appeared: 2001 to 2023, in growing and then falling numbers.

use std::fmt;

use super::random::{Purpose, Random};

/// The year of the first article.
const FIRST_YEAR: u32 = 2001;

/// How many articles a year has, in proportion to the others.
const RATES: [u64; 23] =
    [20, 26, 32, 38, 45, 52, 60, 68, 76, 84, 91, 96, 100, 98, 93, 86, 78, 70, 62, 55, 48, 40, 28];

/// A newsroom publishes from this second of the day, six in the morning …
const OPENS_AT: u64 = 6 * 3600;

/// … for so many seconds, to ten at night.
const OPEN_SECONDS: u64 = 16 * 3600;

/// A day of the calendar, written as in ISO 8601.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Day {
    pub(super) year: u32,
    pub(super) month: u32,
    pub(super) day: u32,
}

impl Day {
    /// The day of a year by its number, from 0; the year's last day if there are not as many.
    fn of_year(year: u32, mut number: u32) -> Self {
        for month in 1..=12 {
            let days = days_of_month(year, month);
            if number < days {
                return Self { year, month, day: number + 1 };
            }
            number -= days;
        }
        Self { year, month: 12, day: 31 }
    }

    /// The day `days` later, or the last of its month if that comes first.
    pub(super) fn later(self, days: u32) -> Self {
        Self { day: (self.day + days).min(days_of_month(self.year, self.month)), ..self }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// How exactly the time is written.
#[derive(Clone, Copy, Debug)]
enum Precision {
    /// The day alone.
    Day,
    /// With the time, in the site's time zone.
    Time,
    /// With the time and its distance from UTC.
    Offset(&'static str),
}

/// When an article appeared, written as in its front matter.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stamp {
    /// The day as written.
    pub(super) day: Day,
    /// The seconds since its midnight.
    seconds: u64,
    precision: Precision,
}

impl Stamp {
    /// The date of article `index` of `size`. By the clock on the wall, a later article has a later time.
    pub(super) fn of(seed: u64, size: u64, index: u64) -> Self {
        let mut random = Random::new(seed, Purpose::Date, index);
        // Articles stand in equal slots of the sum of all rates; a slot's second half stays empty, so that
        // neighbours never meet.
        let slot = u128::from(index) * 1024 + u128::from(random.below(512));
        let rates: u64 = RATES.iter().sum();
        let mut place = (slot << 32) * u128::from(rates) / (u128::from(size) * 1024);
        let mut year = FIRST_YEAR;
        for rate in RATES {
            let width = u128::from(rate) << 32;
            if place < width {
                return Self::within(year, place, width, &mut random);
            }
            place -= width;
            year += 1;
        }
        Self::within(year - 1, 1, 1, &mut random)
    }

    /// The stamp at `place` of `width` parts of a year.
    fn within(year: u32, place: u128, width: u128, random: &mut Random) -> Self {
        let second = (place * u128::from(days_of_year(year)) * u128::from(OPEN_SECONDS) / width) as u64;
        let day = Day::of_year(year, (second / OPEN_SECONDS) as u32);
        let summer = (4..=10).contains(&day.month);
        let precision = match random.below(100) {
            0..14 => Precision::Day,
            14..24 => Precision::Time,
            24..34 => Precision::Offset("Z"),
            34..42 => Precision::Offset("+04:00"),
            _ => Precision::Offset(if summer { "-04:00" } else { "-05:00" }),
        };
        Self { day, seconds: OPENS_AT + second % OPEN_SECONDS, precision }
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let offset = match self.precision {
            Precision::Day => return self.day.fmt(f),
            Precision::Time => "",
            Precision::Offset(offset) => offset,
        };
        let (hours, minutes, seconds) = (self.seconds / 3600, self.seconds / 60 % 60, self.seconds % 60);
        write!(f, "{}T{hours:02}:{minutes:02}:{seconds:02}{offset}", self.day)
    }
}

fn is_leap(year: u32) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

fn days_of_year(year: u32) -> u32 {
    if is_leap(year) { 366 } else { 365 }
}

fn days_of_month(year: u32, month: u32) -> u32 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::{Day, Stamp};

    #[test]
    fn days_are_those_of_the_calendar() {
        assert_eq!(Day::of_year(2004, 59).to_string(), "2004-02-29");
        assert_eq!(Day::of_year(2023, 59).to_string(), "2023-03-01");
        assert_eq!(Day::of_year(2023, 364).to_string(), "2023-12-31");
        assert_eq!(Day::of_year(2023, 360).later(9).to_string(), "2023-12-31");
    }

    #[test]
    fn dates_rise_and_never_meet() {
        for size in [1_u64, 50, 1_000_000] {
            for part in [0..size.min(3_000), size.saturating_sub(3_000)..size] {
                let stamps = part.map(|index| Stamp::of(1, size, index));
                let times: Vec<_> = stamps.map(|stamp| (stamp.day, stamp.seconds)).collect();
                assert!(times.is_sorted_by(|earlier, later| earlier < later), "of {size}");
            }
        }
    }

    #[test]
    fn numbers_grow_then_fall() {
        let count = |year| (0..10_000).filter(|index| Stamp::of(1, 10_000, *index).day.year == year).count();
        assert!(count(2001) < count(2007) && count(2007) < count(2013) && count(2013) > count(2023));
        assert!(count(2001) > 0 && count(2023) > 0);
    }
}
