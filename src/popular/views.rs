//! Page views: from tables exported by analytics tools, or from the access log of a web server.

use std::collections::BTreeMap;

/// Views by address, in no particular order of importance.
pub type Views = BTreeMap<String, u64>;

/// Names of the column that holds addresses, and of the one that counts, in lower case. The first that is there counts.
const ADDRESSES: [&str; 9] =
    ["address", "path", "page", "url", "page path", "pagepath", "landing page", "2path", "top pages"];
const COUNTS: [&str; 10] = [
    "views",
    "pageviews",
    "page views",
    "screenpageviews",
    "hits",
    "count",
    "visits",
    "visitors",
    "total",
    "clicks",
];

/// Reads the counts from `text`: CSV, TSV, or lines of a log in the common format, which Apache and nginx write.
///
/// A table without a column of counts counts each line once. `None` where the text is neither.
pub fn parse(text: &str) -> Option<Views> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let first = text.lines().find(|line| !line.trim().is_empty() && !line.starts_with('#'))?;
    if request(first).is_some() { Some(log(text)) } else { table(text, first) }
}

fn table(text: &str, first: &str) -> Option<Views> {
    let delimiter = if first.contains('\t') {
        b'\t'
    } else if first.contains(';') && !first.contains(',') {
        b';'
    } else {
        b','
    };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .trim(csv::Trim::All)
        .comment(Some(b'#'))
        .from_reader(text.as_bytes());
    let names: Vec<String> = reader.headers().ok()?.iter().map(str::to_lowercase).collect();
    let column =
        |known: &[&str]| known.iter().find_map(|name| names.iter().position(|column| column == name));
    let address = column(&ADDRESSES)?;
    let count = column(&COUNTS);
    let mut views = Views::new();
    for record in reader.records().flatten() {
        let Some(address) = record.get(address).filter(|address| !address.is_empty()) else { continue };
        let counted = match count {
            Some(count) => record.get(count).and_then(number).unwrap_or(0),
            None => 1,
        };
        *views.entry(without_fragment(address)).or_default() += counted;
    }
    Some(views)
}

fn log(text: &str) -> Views {
    let mut views = Views::new();
    for address in text.lines().filter_map(request) {
        *views.entry(without_fragment(address)).or_default() += 1;
    }
    views
}

/// The address of a page that was asked for and answered (status 200 or 304): `… "GET /a/ HTTP/1.1" 200 …`.
fn request(line: &str) -> Option<&str> {
    let (_, rest) = line.split_once("\"GET ")?;
    let (address, rest) = rest.split_once(' ')?;
    let (_, rest) = rest.split_once("\" ")?;
    matches!(rest.split(' ').next(), Some("200" | "304")).then_some(address)
}

/// The query stays: many old addresses are told apart by it alone.
fn without_fragment(address: &str) -> String {
    address.split('#').next().unwrap_or(address).to_owned()
}

/// A number as counters write it: `1200`, `1,200`, `1.200`, `1 200`.
fn number(text: &str) -> Option<u64> {
    let mut groups = text.split([',', '.', ' ', '\u{a0}', '\u{202f}']);
    let mut digits = groups.next()?.to_owned();
    for group in groups {
        if group.len() != 3 {
            return None;
        }
        digits.push_str(group);
    }
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn views(pairs: &[(&str, u64)]) -> Option<Views> {
        Some(pairs.iter().map(|(address, count)| ((*address).to_owned(), *count)).collect())
    }

    #[test]
    fn tables_of_counters_are_read() {
        assert_eq!(
            parse("Page,Views\n/a/,\"1,200\"\n/b/?utm=x,3\n/b/,4\n"),
            views(&[("/a/", 1_200), ("/b/", 4), ("/b/?utm=x", 3)])
        );
        assert_eq!(parse("# export\nPage path\tScreenPageViews\n/a/\t5\n"), views(&[("/a/", 5)]));
        assert_eq!(parse("URL;Hits\nhttps://x.example/a/;5\n"), views(&[("https://x.example/a/", 5)]));
        assert_eq!(parse("2Path,Title\n/a/,A\n/a/,A\n"), views(&[("/a/", 2)]), "one line a view");
        assert_eq!(parse("Title,Number\nA,1\n"), None);
        assert_eq!(parse(""), None);
    }

    #[test]
    fn numbers_come_in_groups() {
        for (text, expected) in [
            ("7", Some(7)),
            ("1,200", Some(1_200)),
            ("1.200.000", Some(1_200_000)),
            ("1\u{a0}200", Some(1_200)),
        ] {
            assert_eq!(number(text), expected, "{text}");
        }
        for text in ["", "1.5", "many", "-3", "1,2000"] {
            assert_eq!(number(text), None, "{text}");
        }
    }

    #[test]
    fn logs_count_what_was_answered() {
        let line = |address: &str, status: u16| {
            format!(
                "127.0.0.1 - - [10/Dec/2010:10:00:00 +0000] \"GET {address} HTTP/1.1\" {status} 10 \"-\" \"-\"\n"
            )
        };
        let log = line("/a/", 200) + &line("/a/?x=1", 304) + &line("/gone/", 404) + "not a line\n";
        assert_eq!(parse(&log), views(&[("/a/", 1), ("/a/?x=1", 1)]));
    }
}
