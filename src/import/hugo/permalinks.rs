//! `permalinks`: patterns of addresses, expanded for a page.

use chrono::{Datelike as _, NaiveDate};
use serde_json::Value;

use super::site::Site;
use crate::import::old_site;

/// What a pattern is filled with.
#[derive(Clone, Debug, Default)]
pub(super) struct Parts<'p> {
    /// The day of its date.
    pub(super) day: Option<NaiveDate>,
    /// Its title.
    pub(super) title: String,
    /// Its slug, where it is written.
    pub(super) slug: Option<String>,
    /// The name of the file, or of the folder of a bundle, without language.
    pub(super) name: &'p str,
    /// The sections that it stands in: the top folder, and those below with an index.
    pub(super) sections: &'p [String],
}

/// The pattern for pages of a kind (`page`, `section`, `term`) in a section or taxonomy, and the path of its key.
pub(super) fn pattern(
    site: &Site,
    language: usize,
    kind: &str,
    section: &str,
) -> Option<(String, Vec<String>)> {
    let key = site.languages[language].key.clone();
    let of_language = vec!["languages".to_owned(), key, "permalinks".to_owned()];
    [of_language, vec!["permalinks".to_owned()]].into_iter().find_map(|base| {
        let section = if section.is_empty() { "/" } else { section };
        let section = section.to_lowercase();
        let mut paths = vec![[kind.to_owned(), section.clone()].to_vec()];
        if matches!(kind, "page" | "term") {
            paths.push(vec![section]);
        }
        paths.into_iter().find_map(|below| {
            let path: Vec<String> = base.iter().cloned().chain(below).collect();
            let keys: Vec<&str> = path.iter().map(String::as_str).collect();
            match site.config.get(&keys)? {
                value @ Value::String(_) => Some((old_site::text(value)?, path)),
                _ => None,
            }
        })
    })
}

/// A piece of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece<'p> {
    Text(&'p str),
    Token(&'p str),
}

fn pieces(pattern: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = pattern;
    while let Some(at) = rest.find(':') {
        let (text, token) = rest.split_at(at);
        let mut end = 1 + token[1..].find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(token.len() - 1);
        if token[end..].starts_with('[')
            && let Some(close) = token[end..].find(']')
        {
            end += close + 1;
        }
        pieces.push(Piece::Text(text));
        pieces.push(Piece::Token(&token[1..end]));
        rest = &token[end..];
    }
    pieces.push(Piece::Text(rest));
    pieces.retain(|piece| *piece != Piece::Text("") && *piece != Piece::Token(""));
    pieces
}

/// The address that a pattern gives a page; `None` where it has something that is not known.
pub(super) fn expand(pattern: &str, parts: &Parts<'_>, site: &Site) -> Option<String> {
    let mut address = String::new();
    for piece in pieces(pattern) {
        match piece {
            Piece::Text(text) => address.push_str(text),
            Piece::Token(token) => address.push_str(&value(token, parts, site)?),
        }
    }
    Some(address)
}

fn value(token: &str, parts: &Parts<'_>, site: &Site) -> Option<String> {
    let naming = site.naming;
    let slug = parts.slug.as_ref().map(|slug| naming.text(slug));
    let title = || naming.text(&parts.title);
    let name = || naming.name(parts.name);
    Some(match token {
        "slug" => slug.unwrap_or_else(title),
        "title" => title(),
        "filename" | "contentbasename" => name(),
        "slugorfilename" | "slugorcontentbasename" => slug.unwrap_or_else(name),
        "section" => parts.sections.first().map(|section| naming.name(section)).unwrap_or_default(),
        "sectionslug" => parts.sections.last().map(|section| naming.name(section)).unwrap_or_default(),
        token if token.starts_with("sections") => {
            let names: Vec<String> = parts.sections.iter().map(|section| naming.name(section)).collect();
            some(&names, token.strip_prefix("sections")?.trim_start_matches("lugs"))?.join("/")
        }
        token => of_day(token, parts.day)?,
    })
}

/// The sections that `[1:]`, `[:2]`, `[0]` or `[last]` names; all without one.
fn some<'n>(names: &'n [String], range: &str) -> Option<&'n [String]> {
    if range.is_empty() {
        return Some(names);
    }
    let range = range.strip_prefix('[')?.strip_suffix(']')?;
    let last = names.len().saturating_sub(1);
    let number = |text: &str, default: usize| match text {
        "" => Some(default),
        "last" => Some(last),
        text => text.parse().ok(),
    };
    let (start, end) = match range.split_once(':') {
        Some((start, end)) => (number(start, 0)?, number(end, names.len())?),
        None => {
            let at = number(range, 0)?;
            (at, at.saturating_add(1))
        }
    };
    Some(names.get(start..end.min(names.len())).unwrap_or_default())
}

/// What a day has for a token; without a date, Hugo takes the first day of the year 1.
fn of_day(token: &str, day: Option<NaiveDate>) -> Option<String> {
    let day = day.or_else(|| NaiveDate::from_ymd_opt(1, 1, 1))?;
    let form = match token {
        "year" => return Some(day.year().to_string()),
        "2006" => "%Y",
        "06" => "%y",
        "month" | "01" => "%m",
        "1" => "%-m",
        "monthname" | "January" => "%B",
        "Jan" => "%b",
        "day" | "02" => "%d",
        "2" => "%-d",
        "weekday" => "%w",
        "weekdayname" | "Monday" => "%A",
        "Mon" => "%a",
        "yearday" => "%-j",
        _ => return None,
    };
    Some(day.format(form).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::folder::Folder;
    use crate::import::hugo::config::Config;

    #[test]
    fn every_token_is_filled() {
        let site = Site::of(Config::default(), &Folder::empty());
        let sections = ["docs".to_owned(), "My Sub".to_owned()];
        let mut parts = Parts {
            day: NaiveDate::from_ymd_opt(2020, 3, 4),
            title: "What's B?".into(),
            slug: Some("A Slug".into()),
            name: "N One",
            sections: &sections,
        };
        let of = |pattern: &str, parts: &Parts<'_>| expand(pattern, parts, &site);
        assert_eq!(of("/:year/:month/:day/:slug/", &parts).unwrap(), "/2020/03/04/a-slug/");
        assert_eq!(
            of("/:monthname/:weekday/:yearday/:Jan/:06/:title", &parts).unwrap(),
            "/March/3/64/Mar/20/whats-b"
        );
        assert_eq!(
            of("/:sections/:sections[1:]/:sections[last]/:section", &parts).unwrap(),
            "/docs/my-sub/my-sub/my-sub/docs"
        );
        assert_eq!(
            of("/:filename.:contentbasename/:slugorcontentbasename", &parts).unwrap(),
            "/n-one.n-one/a-slug"
        );
        assert_eq!(of("/:unknown/", &parts), None);
        (parts.slug, parts.day) = (None, None);
        assert_eq!(of("/:year/:slug/:slugorfilename/:sections[5:]", &parts).unwrap(), "/1/whats-b/n-one/");
    }
}
