//! Patterns of article addresses, `/{year}/{month}/{slug}/`: for the site, for folders and for languages.

use crate::config::TaxonomyId;
use crate::diagnostic::Position;
use crate::id::Id;
use crate::path::{PathError, UrlPath};

/// A checked pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permalink {
    pieces: Vec<PatternPiece>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum PatternPiece {
    Literal(String),
    Placeholder(Placeholder),
}

/// What a pattern is filled with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placeholder {
    /// The year as written, four digits.
    Year,
    /// 01 to 12.
    Month,
    /// 01 to 31.
    Day,
    /// The article's slug.
    Slug,
    /// Its title, as a slug.
    Title,
    /// The name of its file, as a slug.
    Name,
    /// The first folder of its source below the content folder.
    Section,
    /// All of them, with `/` between them.
    Sections,
    /// The slug of its first term of a taxonomy, by the index of that.
    Term(TaxonomyId),
}

/// The parts without an argument, by name.
const PARTS: [(&str, Placeholder); 8] = [
    ("year", Placeholder::Year),
    ("month", Placeholder::Month),
    ("day", Placeholder::Day),
    ("slug", Placeholder::Slug),
    ("title", Placeholder::Title),
    ("name", Placeholder::Name),
    ("section", Placeholder::Section),
    ("sections", Placeholder::Sections),
];

/// The parts that tell two articles of a day apart. Of those in a pattern, the first of this list gets the number where two
/// articles want one address.
const NAMING: [Placeholder; 3] = [Placeholder::Slug, Placeholder::Title, Placeholder::Name];

impl Permalink {
    /// Reads a pattern for a site with these taxonomies, by their keys.
    ///
    /// # Errors
    /// What is wrong with it, as the end of a sentence that starts with the key's name.
    pub fn parse(pattern: &str, taxonomies: &[&str]) -> Result<Permalink, String> {
        if !pattern.starts_with('/') {
            return Err("must start with `/`".into());
        }
        let mut pieces = Vec::new();
        let mut rest = pattern;
        while let Some(open) = rest.find('{') {
            let close = rest[open..].find('}').ok_or("has an unclosed `{`")? + open;
            if open > 0 {
                pieces.push(PatternPiece::Literal(rest[..open].into()));
            }
            pieces.push(PatternPiece::Placeholder(part(&rest[open + 1..close], taxonomies)?));
            rest = &rest[close + 1..];
        }
        if !rest.is_empty() {
            pieces.push(PatternPiece::Literal(rest.into()));
        }
        let permalink = Permalink { pieces };
        if let Err(error) = permalink.fill(|_, path| path.push_str("2000")) {
            return Err(format!("gives an invalid address: {error}"));
        }
        if permalink.naming().is_none() {
            return Err(
                "must contain `{slug}`, `{title}` or `{name}`: otherwise all articles of a day share one address"
                    .into(),
            );
        }
        Ok(permalink)
    }

    /// The part that tells two articles of a day apart.
    pub fn naming(&self) -> Option<Placeholder> {
        NAMING.into_iter().find(|part| self.pieces.contains(&PatternPiece::Placeholder(*part)))
    }

    /// The address of an article; `value` writes each part, decoded. What is empty then is left out, with its slash.
    ///
    /// # Errors
    /// Where the parts make no address.
    pub fn fill(&self, mut value: impl FnMut(Placeholder, &mut String)) -> Result<UrlPath, PathError> {
        let mut path = String::with_capacity(64);
        for piece in &self.pieces {
            match piece {
                PatternPiece::Literal(text) => path.push_str(text),
                PatternPiece::Placeholder(part) => {
                    let start = path.len();
                    value(*part, &mut path);
                    // A percent sign of a name is meant as such: addresses are decoded once.
                    if path[start..].contains('%') {
                        let escaped = path[start..].replace('%', "%25");
                        path.replace_range(start.., &escaped);
                    }
                }
            }
        }
        UrlPath::parse(&path).map(UrlPath::with_slash)
    }
}

/// The part with a name: `slug`, `term:region`.
fn part(name: &str, taxonomies: &[&str]) -> Result<Placeholder, String> {
    if let Some((_, part)) = PARTS.iter().find(|(known, _)| *known == name) {
        return Ok(*part);
    }
    let Some(wanted) = name.strip_prefix("term:") else {
        let names = PARTS.map(|(known, _)| known).join("}, {");
        return Err(format!("has an unknown placeholder `{{{name}}}`; expected {{{names}}} or {{term:…}}"));
    };
    let index = taxonomies.iter().position(|key| *key == wanted).map(TaxonomyId::at);
    index.map(Placeholder::Term).ok_or_else(|| match taxonomies {
        [] => format!("refers to an unknown taxonomy `{wanted}`; `[taxonomies]` declares none"),
        _ => format!("refers to an unknown taxonomy `{wanted}`; expected `{}`", taxonomies.join("`, `")),
    })
}

impl Default for Permalink {
    fn default() -> Permalink {
        let slash = || PatternPiece::Literal("/".into());
        let parts = [Placeholder::Year, Placeholder::Month, Placeholder::Slug].map(PatternPiece::Placeholder);
        let mut pieces = vec![slash()];
        pieces.extend(parts.into_iter().flat_map(|part| [part, slash()]));
        Permalink { pieces }
    }
}

/// The pattern of the articles in one folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FolderPermalink {
    /// The folder below a content folder, without slashes at its ends.
    pub folder: String,
    /// The pattern.
    pub permalink: Permalink,
    /// Where it was written in `site.toml`.
    pub position: Position,
}

impl FolderPermalink {
    /// Whether the file at `below`, a path below a content folder, is in the folder.
    pub fn holds(&self, below: &str) -> bool {
        below.strip_prefix(self.folder.as_str()).is_some_and(|rest| rest.starts_with('/'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(part: Placeholder, path: &mut String) {
        path.push_str(match part {
            Placeholder::Year => "2010",
            Placeholder::Month => "02",
            Placeholder::Day => "03",
            Placeholder::Slug => "border",
            Placeholder::Title => "The-100%-title",
            Placeholder::Name => "2010_border",
            Placeholder::Section => "news",
            Placeholder::Sections => "news/asia",
            Placeholder::Term(id) if id.index() == 1 => "armenia",
            Placeholder::Term(_) => "",
        });
    }

    fn parse(pattern: &str) -> Result<Permalink, String> {
        Permalink::parse(pattern, &["topic", "region"])
    }

    #[test]
    fn patterns_are_filled() {
        let fill = |pattern: &str| parse(pattern).unwrap().fill(value).unwrap().to_string();
        assert_eq!(fill("/{year}/{month}/{day}/{slug}/"), "/2010/02/03/border/");
        assert_eq!(fill("/{section}/{slug}.html"), "/news/border.html");
        assert_eq!(fill("/{slug}"), "/border/");
        assert_eq!(fill("/{sections}/{title}/"), "/news/asia/The-100%-title/");
        assert_eq!(fill("/{term:region}/{name}"), "/armenia/2010_border/");
        assert_eq!(fill("/{term:topic}/{slug}/"), "/border/");
        assert_eq!(fill("/a%20b/{slug}/"), "/a b/border/");
        assert_eq!(parse("/{year}/{month}/{slug}/").unwrap(), Permalink::default());
    }

    #[test]
    fn wrong_patterns_are_refused() {
        assert_eq!(parse("{slug}").unwrap_err(), "must start with `/`");
        assert_eq!(parse("/{slug").unwrap_err(), "has an unclosed `{`");
        assert!(parse("/{titel}").unwrap_err().starts_with("has an unknown placeholder `{titel}`"));
        assert!(parse("/{year}/{sections}/").unwrap_err().contains("`{slug}`"));
        assert_eq!(
            parse("/{term:regoin}/{slug}/").unwrap_err(),
            "refers to an unknown taxonomy `regoin`; expected `topic`, `region`"
        );
        assert_eq!(
            Permalink::parse("/{term:topic}/{slug}/", &[]).unwrap_err(),
            "refers to an unknown taxonomy `topic`; `[taxonomies]` declares none"
        );
        assert!(parse("/../{slug}/").unwrap_err().starts_with("gives an invalid address"));
    }

    #[test]
    fn the_part_that_gets_a_number() {
        let naming = |pattern: &str| parse(pattern).unwrap().naming();
        assert_eq!(naming("/{title}/{slug}/"), Some(Placeholder::Slug));
        assert_eq!(naming("/{name}/{title}/"), Some(Placeholder::Title));
        assert_eq!(naming("/{name}/"), Some(Placeholder::Name));
    }

    #[test]
    fn folders_hold_what_is_below_them() {
        let permalink = Permalink::default();
        let folder = FolderPermalink { folder: "blog".into(), permalink, position: Position::START };
        assert!(folder.holds("blog/x.md") && folder.holds("blog/2010/x.md"));
        assert!(!folder.holds("blogs/x.md") && !folder.holds("blog.md") && !folder.holds("a/blog/x.md"));
    }
}
