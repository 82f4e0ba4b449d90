//! Date formats of a language: the order of the parts, and the names of months.

use std::fmt::Write as _;

use chrono::format::{Fixed, Item, StrftimeItems};
use chrono::{Locale, NaiveDate};

/// What CLDR says of each language, one a line; the file tells how to read it.
const TABLE: &str = include_str!("dates.txt");

/// How a language writes dates.
#[derive(Clone, Debug)]
pub struct Dates {
    locale: Locale,
    /// A day, as it is written (strftime).
    pattern: String,
    /// The parts of that.
    items: Vec<Item<'static>>,
    /// A month of a year, likewise.
    month: &'static str,
    /// The months beside a day and alone, with commas between, where they are not the words of the locale.
    names: [&'static str; 2],
}

impl Dates {
    /// The dates of the language `code`: of its country, else of the language; day, month and year of one that is not known.
    pub fn of(code: &str) -> Dates {
        let mut known = code;
        let line = loop {
            if let Some(line) = line(known) {
                break Some(line);
            }
            match known.rsplit_once('-') {
                Some((shorter, _)) => known = shorter,
                None => break None,
            }
        };
        let mut parts = line.unwrap_or_default().split('|').skip(1);
        let mut part = || parts.next().unwrap_or_default();
        let (named, pattern, month, names) = (part(), part(), part(), [part(), part()]);
        let locale = own_locale(code).or_else(|| named.try_into().ok()).unwrap_or(Locale::POSIX);
        let or = |text: &'static str, other| if text.is_empty() { other } else { text };
        let mut dates = Dates {
            locale,
            pattern: or(pattern, "%-d %B %Y").to_owned(),
            items: Vec::new(),
            month: or(month, "%B %Y"),
            names,
        };
        dates.read_pattern();
        dates
    }

    /// The languages of the table.
    #[cfg(test)]
    pub(super) fn codes() -> impl Iterator<Item = &'static str> {
        TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split('|').next())
    }

    /// The locale of the words.
    pub fn locale(&self) -> Locale {
        self.locale
    }

    /// Takes the words of another locale.
    pub fn set_locale(&mut self, locale: Locale) {
        (self.locale, self.names) = (locale, [""; 2]);
        self.read_pattern();
    }

    /// Takes another pattern for days; false if it cannot write a day: where it asks for a time, such as `%H` and `%s`, or is
    /// no pattern.
    pub fn set_pattern(&mut self, pattern: &str) -> bool {
        let day = NaiveDate::default();
        let writes = write!(String::new(), "{}", day.format_localized(pattern, Locale::POSIX)).is_ok();
        if writes {
            pattern.clone_into(&mut self.pattern);
            self.read_pattern();
        }
        writes
    }

    fn read_pattern(&mut self) {
        let items = StrftimeItems::new_with_locale(&self.pattern, self.locale);
        self.items = items.parse_to_owned().unwrap_or_default();
    }

    /// A day: `25 December 2022`.
    pub fn day(&self, day: NaiveDate) -> String {
        self.write(&self.items, day, self.names[0])
    }

    /// The months as they stand alone, with blanks between; blanks within a name are no-break spaces.
    pub fn months(&self) -> String {
        let [beside, alone] = self.names;
        let names = if alone.is_empty() { beside } else { alone };
        let pattern = if self.month.contains("%B") { "%B" } else { "%-m月" };
        let items: Vec<Item<'_>> = StrftimeItems::new_with_locale(pattern, self.locale).collect();
        let days = (1..=12).filter_map(|month| NaiveDate::from_ymd_opt(2000, month, 1));
        let names =
            days.map(|day| self.write(&items, day, names).trim().replace(char::is_whitespace, "\u{a0}"));
        names.collect::<Vec<_>>().join(" ")
    }

    /// What stands around the name and the number of a month of a year: `{month} {year}`.
    pub fn month_of_year(&self) -> String {
        self.month.replace("%B", "{month}").replace("%-m月", "{month}").replace("%Y", "{year}")
    }

    /// Writes a day, with months called by `names` where there are any.
    fn write(&self, items: &[Item<'_>], day: NaiveDate, names: &str) -> String {
        use chrono::Datelike as _;
        let name = names.split(',').nth(day.month0() as usize).filter(|name| !name.is_empty());
        let named = |item| match (item, name) {
            (&Item::Fixed(Fixed::LongMonthName), Some(name)) => Item::Literal(name),
            (item, _) => item.clone(),
        };
        day.format_localized_with_items(items.iter().map(named), self.locale).to_string()
    }
}

/// The line of a language in the table.
fn line(code: &str) -> Option<&'static str> {
    TABLE.lines().find(|line| line.split('|').next().is_some_and(|known| known.eq_ignore_ascii_case(code)))
}

/// The locale of the country that a code names, or of the country that is called as the language.
fn own_locale(code: &str) -> Option<Locale> {
    let (language, country) = match code.split_once('-') {
        Some(parts) => parts,
        None if line(code).is_some() => return None,
        None => (code, code),
    };
    format!("{language}_{}", country.to_uppercase()).as_str().try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text with its no-break spaces as blanks.
    fn plain(text: &str) -> String {
        text.replace(['\u{a0}', '\u{202f}'], " ")
    }

    fn day(dates: &Dates, year: i32, month: u32, day: u32) -> String {
        plain(&dates.day(NaiveDate::from_ymd_opt(year, month, day).unwrap()))
    }

    /// May 2022 as a title.
    fn month(dates: &Dates) -> String {
        let months = dates.months();
        let may = months.split_ascii_whitespace().nth(4).unwrap();
        plain(&dates.month_of_year().replace("{month}", may).replace("{year}", "2022"))
    }

    /// A code, 25 December 2022, 5 January 2021 and May 2022, from another implementation of CLDR.
    const LONG: &[(&str, &str, &str, &str)] = &[
        ("en", "December 25, 2022", "January 5, 2021", "May 2022"),
        ("en-US", "December 25, 2022", "January 5, 2021", "May 2022"),
        ("en-GB", "25 December 2022", "5 January 2021", "May 2022"),
        ("en-AU", "25 December 2022", "5 January 2021", "May 2022"),
        ("ru", "25 декабря 2022", "5 января 2021", "май 2022"),
        ("uk", "25 грудня 2022", "5 січня 2021", "травень 2022"),
        ("be", "25 снежня 2022", "5 студзеня 2021", "май 2022"),
        ("de", "25. Dezember 2022", "5. Januar 2021", "Mai 2022"),
        ("de-AT", "25. Dezember 2022", "5. Jänner 2021", "Mai 2022"),
        ("fr", "25 décembre 2022", "5 janvier 2021", "mai 2022"),
        ("fr-CA", "25 décembre 2022", "5 janvier 2021", "mai 2022"),
        ("es", "25 de diciembre de 2022", "5 de enero de 2021", "mayo de 2022"),
        ("es-MX", "25 de diciembre de 2022", "5 de enero de 2021", "mayo de 2022"),
        ("pt", "25 de dezembro de 2022", "5 de janeiro de 2021", "maio de 2022"),
        ("pt-BR", "25 de dezembro de 2022", "5 de janeiro de 2021", "maio de 2022"),
        ("it", "25 dicembre 2022", "5 gennaio 2021", "maggio 2022"),
        ("nl", "25 december 2022", "5 januari 2021", "mei 2022"),
        ("pl", "25 grudnia 2022", "5 stycznia 2021", "maj 2022"),
        ("cs", "25. prosince 2022", "5. ledna 2021", "květen 2022"),
        ("sk", "25. decembra 2022", "5. januára 2021", "máj 2022"),
        ("sl", "25. december 2022", "5. januar 2021", "maj 2022"),
        ("hr", "25. prosinca 2022.", "5. siječnja 2021.", "svibanj 2022."),
        ("sr", "25. децембар 2022.", "5. јануар 2021.", "мај 2022."),
        ("sr-Latn", "25. decembar 2022.", "5. januar 2021.", "maj 2022."),
        ("bg", "25 декември 2022 г.", "5 януари 2021 г.", "май 2022 г."),
        ("mk", "25 декември 2022 г.", "5 јануари 2021 г.", "мај 2022 г."),
        ("ro", "25 decembrie 2022", "5 ianuarie 2021", "mai 2022"),
        ("hu", "2022. december 25.", "2021. január 5.", "2022. május"),
        ("fi", "25. joulukuuta 2022", "5. tammikuuta 2021", "toukokuu 2022"),
        ("et", "25. detsember 2022", "5. jaanuar 2021", "mai 2022"),
        ("lv", "2022. gada 25. decembris", "2021. gada 5. janvāris", "2022. g. maijs"),
        ("lt", "2022 m. gruodžio 25 d.", "2021 m. sausio 5 d.", "2022 m. gegužė"),
        ("sv", "25 december 2022", "5 januari 2021", "maj 2022"),
        ("da", "25. december 2022", "5. januar 2021", "maj 2022"),
        ("nb", "25. desember 2022", "5. januar 2021", "mai 2022"),
        ("nn", "25. desember 2022", "5. januar 2021", "mai 2022"),
        ("is", "25. desember 2022", "5. janúar 2021", "maí 2022"),
        ("el", "25 Δεκεμβρίου 2022", "5 Ιανουαρίου 2021", "Μάιος 2022"),
        ("tr", "25 Aralık 2022", "5 Ocak 2021", "Mayıs 2022"),
        ("ar", "25 ديسمبر 2022", "5 يناير 2021", "مايو 2022"),
        ("fa", "25 دسامبر 2022", "5 ژانویهٔ 2021", "مهٔ 2022"),
        ("he", "25 בדצמבר 2022", "5 בינואר 2021", "מאי 2022"),
        ("ur", "25 دسمبر، 2022", "5 جنوری، 2021", "مئی 2022"),
        ("hi", "25 दिसंबर 2022", "5 जनवरी 2021", "मई 2022"),
        ("bn", "25 ডিসেম্বর, 2022", "5 জানুয়ারি, 2021", "মে 2022"),
        ("ta", "25 டிசம்பர், 2022", "5 ஜனவரி, 2021", "மே 2022"),
        ("th", "25 ธันวาคม ค.ศ. 2022", "5 มกราคม ค.ศ. 2021", "พฤษภาคม 2022"),
        ("vi", "25 tháng 12, 2022", "5 tháng 1, 2021", "tháng 5 năm 2022"),
        ("id", "25 Desember 2022", "5 Januari 2021", "Mei 2022"),
        ("ms", "25 Disember 2022", "5 Januari 2021", "Mei 2022"),
        ("zh", "2022年12月25日", "2021年1月5日", "2022年5月"),
        ("zh-TW", "2022年12月25日", "2021年1月5日", "2022年5月"),
        ("ja", "2022年12月25日", "2021年1月5日", "2022年5月"),
        ("ko", "2022년 12월 25일", "2021년 1월 5일", "2022년 5월"),
        ("ka", "25 დეკემბერი, 2022", "5 იანვარი, 2021", "მაისი, 2022"),
        ("hy", "25 դեկտեմբերի, 2022 թ.", "05 հունվարի, 2021 թ.", "2022 թ․ մայիս"),
        ("az", "25 dekabr 2022", "5 yanvar 2021", "may 2022"),
        ("kk", "2022 ж. 25 желтоқсан", "2021 ж. 5 қаңтар", "2022 ж. мамыр"),
        ("ky", "2022-ж., 25-декабрь", "2021-ж., 5-январь", "2022-ж., май"),
        ("uz", "25-dekabr, 2022", "5-yanvar, 2021", "may, 2022"),
        ("tg", "25 Декабр 2022", "05 Январ 2021", "Май 2022"),
        ("tk", "25 dekabr 2022", "5 ýanwar 2021", "maý 2022"),
        ("mn", "2022 оны арван хоёрдугаар сарын 25", "2021 оны нэгдүгээр сарын 5", "2022 оны тавдугаар сар"),
        ("sq", "25 dhjetor 2022", "5 janar 2021", "maj 2022"),
        ("ca", "25 de desembre del 2022", "5 de gener del 2021", "maig del 2022"),
        ("eu", "2022(e)ko abenduaren 25(a)", "2021(e)ko urtarrilaren 5(a)", "2022(e)ko maiatza"),
        ("gl", "25 de decembro de 2022", "5 de xaneiro de 2021", "maio de 2022"),
        ("ga", "25 Nollaig 2022", "5 Eanáir 2021", "Bealtaine 2022"),
        ("cy", "25 Rhagfyr 2022", "5 Ionawr 2021", "Mai 2022"),
        ("sw", "25 Desemba 2022", "5 Januari 2021", "Mei 2022"),
        ("am", "25 ዲሴምበር 2022", "5 ጃንዋሪ 2021", "ሜይ 2022"),
        ("af", "25 Desember 2022", "05 Januarie 2021", "Mei 2022"),
        ("ps", "2022 دسمبر 25", "2021 جنوري 5", "2022 مۍ"),
        ("ne", "2022 डिसेम्बर 25", "2021 जनवरी 5", "2022 मे"),
        ("my", "2022 ဒီဇင်ဘာ 25", "2021 ဇန်နဝါရီ 5", "2022 မေ"),
    ];

    #[test]
    fn dates_are_written_as_each_language_does() {
        for (code, december, january, may) in LONG {
            let dates = Dates::of(code);
            assert_eq!(day(&dates, 2022, 12, 25), *december, "{code}");
            assert_eq!(day(&dates, 2021, 1, 5), *january, "{code}");
            assert_eq!(month(&dates), *may, "{code}");
        }
    }

    #[test]
    fn every_line_of_the_table_can_be_used() {
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let parts: Vec<&str> = line.split('|').collect();
            assert!(Locale::try_from(parts[1]).is_ok(), "{line}");
            for names in parts.iter().skip(4).filter(|names| !names.is_empty()) {
                assert_eq!(names.split(',').count(), 12, "{line}");
            }
            let dates = Dates::of(parts[0]);
            assert!(day(&dates, 2022, 12, 25).contains("2022"), "{line}");
            assert!(day(&dates, 2022, 12, 25).contains("25"), "{line}");
            assert_eq!(dates.months().split_ascii_whitespace().count(), 12, "{line}");
            assert!(dates.month_of_year().contains("{month}") && dates.month_of_year().contains("{year}"));
        }
    }

    #[test]
    fn a_language_that_is_not_known_has_day_month_and_year() {
        assert_eq!(day(&Dates::of("xx"), 2022, 12, 25), "25 December 2022");
        assert_eq!(day(&Dates::of(""), 2022, 12, 25), "25 December 2022");
        assert_eq!(day(&Dates::of("-"), 2022, 12, 25), "25 December 2022");
        assert_eq!(day(&Dates::of("de-XX"), 2022, 12, 25), "25. Dezember 2022");
        assert_eq!(day(&Dates::of("zh-Hant-TW"), 2022, 12, 25), "2022年12月25日");
    }

    #[test]
    fn patterns_and_words_can_be_chosen() {
        let mut dates = Dates::of("sk");
        assert!(dates.set_pattern("%%B %A, %-d. %B"));
        assert_eq!(day(&dates, 2022, 12, 25), "%B Nedeľa, 25. decembra");
        assert!(!dates.set_pattern("%H:%M"));
        assert!(!dates.set_pattern("%Q"));
        assert_eq!(day(&dates, 2022, 12, 25), "%B Nedeľa, 25. decembra");
        dates.set_locale(Locale::fr_FR);
        assert_eq!(day(&dates, 2022, 12, 25), "%B dimanche, 25. décembre");
        assert_eq!(dates.locale(), Locale::fr_FR);
        assert_eq!(Dates::of("pt-BR").locale(), Locale::pt_BR);
        assert_eq!(Dates::of("hi").locale(), Locale::hi_IN);
    }
}
