//! The pattern of article addresses: `/{year}/{month}/{slug}/`.

use std::fmt::Write as _;

use crate::path::{PathError, UrlPath};

/// A checked pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permalink {
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Literal(String),
    Year,
    Month,
    Day,
    Slug,
    Section,
}

/// What a pattern is filled with.
#[derive(Clone, Copy, Debug)]
pub struct PermalinkParts<'a> {
    /// The year as written, four digits.
    pub year: i32,
    /// 1 to 12.
    pub month: u32,
    /// 1 to 31.
    pub day: u32,
    /// The article's slug.
    pub slug: &'a str,
    /// The first folder of its source, or an empty text.
    pub section: &'a str,
}

/// The names a pattern may hold.
const NAMES: [&str; 5] = ["year", "month", "day", "slug", "section"];

impl Permalink {
    /// Reads a pattern.
    ///
    /// # Errors
    /// What is wrong with it, as the end of a sentence that starts with the key's name.
    pub fn parse(pattern: &str) -> Result<Permalink, String> {
        if !pattern.starts_with('/') {
            return Err("must start with `/`".into());
        }
        let mut pieces = Vec::new();
        let mut rest = pattern;
        while let Some(open) = rest.find('{') {
            let close = rest[open..].find('}').ok_or("has a `{` without `}`")? + open;
            if open > 0 {
                pieces.push(Piece::Literal(rest[..open].into()));
            }
            pieces.push(match &rest[open + 1..close] {
                "year" => Piece::Year,
                "month" => Piece::Month,
                "day" => Piece::Day,
                "slug" => Piece::Slug,
                "section" => Piece::Section,
                other => {
                    return Err(format!("has no part `{{{other}}}`; there are {{{}}}", NAMES.join("}, {")));
                }
            });
            rest = &rest[close + 1..];
        }
        if !rest.is_empty() {
            pieces.push(Piece::Literal(rest.into()));
        }
        let parts = PermalinkParts { year: 2000, month: 1, day: 1, slug: "slug", section: "section" };
        if let Err(error) = (Permalink { pieces: pieces.clone() }).fill(&parts) {
            return Err(format!("makes no address: {error}"));
        }
        if !pieces.contains(&Piece::Slug) {
            return Err("must hold `{slug}`, or all articles of a day share one address".into());
        }
        Ok(Permalink { pieces })
    }

    /// The address of an article.
    ///
    /// # Errors
    /// Where the slug or section makes no address.
    pub fn fill(&self, parts: &PermalinkParts<'_>) -> Result<UrlPath, PathError> {
        let mut path = String::with_capacity(64);
        for piece in &self.pieces {
            // Writing to a string does not fail.
            let _ = match piece {
                Piece::Literal(text) => path.write_str(text),
                Piece::Year => write!(path, "{:04}", parts.year),
                Piece::Month => write!(path, "{:02}", parts.month),
                Piece::Day => write!(path, "{:02}", parts.day),
                // A percent sign of a slug is meant as such: addresses are decoded once.
                Piece::Slug => path.write_str(&parts.slug.replace('%', "%25")),
                Piece::Section => path.write_str(parts.section),
            };
        }
        UrlPath::parse(&path).map(UrlPath::with_slash)
    }
}

impl Default for Permalink {
    fn default() -> Permalink {
        let slash = || Piece::Literal("/".into());
        let pieces = vec![slash(), Piece::Year, slash(), Piece::Month, slash(), Piece::Slug, slash()];
        Permalink { pieces }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARTS: PermalinkParts<'static> =
        PermalinkParts { year: 2010, month: 2, day: 3, slug: "border", section: "news" };

    #[test]
    fn patterns_are_filled() {
        let fill = |pattern: &str| Permalink::parse(pattern).unwrap().fill(&PARTS).unwrap().to_string();
        assert_eq!(fill("/{year}/{month}/{day}/{slug}/"), "/2010/02/03/border/");
        assert_eq!(fill("/{section}/{slug}.html"), "/news/border.html");
        assert_eq!(fill("/{slug}"), "/border/");
        assert_eq!(Permalink::parse("/{year}/{month}/{slug}/").unwrap(), Permalink::default());
    }

    #[test]
    fn wrong_patterns_are_refused() {
        assert_eq!(Permalink::parse("{slug}").unwrap_err(), "must start with `/`");
        assert_eq!(Permalink::parse("/{slug").unwrap_err(), "has a `{` without `}`");
        assert!(Permalink::parse("/{title}").unwrap_err().starts_with("has no part `{title}`"));
        assert!(Permalink::parse("/{year}/").unwrap_err().contains("`{slug}`"));
    }
}
