//! Jekyll's patterns of addresses: <https://jekyllrb.com/docs/permalinks/>.

use super::dates::Moment;
use crate::import::liquid::{slugify, slugify_cased};

/// What the address of a file is made of.
#[derive(Debug)]
pub(super) struct Parts<'p> {
    /// Its path below its folder, without extension.
    pub(super) path: &'p str,
    /// The name of its file without date and extension.
    pub(super) basename: &'p str,
    /// Its slug.
    pub(super) slug: &'p str,
    /// The name of its collection.
    pub(super) collection: &'p str,
    /// Its categories.
    pub(super) categories: &'p [String],
    /// Its date.
    pub(super) date: Option<Moment>,
    /// What its page ends in: `.html`.
    pub(super) ending: &'p str,
}

/// The pattern of posts that a style stands for; a pattern stands for itself.
pub(super) fn of_posts(style: &str) -> &str {
    match style {
        "date" => "/:categories/:year/:month/:day/:title:output_ext",
        "pretty" => "/:categories/:year/:month/:day/:title/",
        "ordinal" => "/:categories/:year/:y_day/:title:output_ext",
        "weekdate" => "/:categories/:year/W:week/:short_day/:title:output_ext",
        "none" => "/:categories/:title:output_ext",
        pattern => pattern,
    }
}

/// A pattern of pages or collections with the ending that the style of the site gives it.
pub(super) fn with_ending(pattern: &str, style: &str) -> String {
    let ending = match style {
        "pretty" => "/",
        "date" | "ordinal" | "none" | "weekdate" => ":output_ext",
        pattern if pattern.ends_with('/') => "/",
        pattern if pattern.ends_with(":output_ext") => ":output_ext",
        _ => "",
    };
    format!("{pattern}{ending}")
}

/// Fills a pattern.
pub(super) fn fill(pattern: &str, parts: &Parts<'_>) -> String {
    let mut address = String::new();
    let mut rest = pattern;
    while let Some(colon) = rest.find(':') {
        address.push_str(&rest[..colon]);
        rest = &rest[colon + 1..];
        let word = rest.find(|c: char| !c.is_ascii_lowercase() && c != '_').unwrap_or(rest.len());
        // The longest name that is known: `:year_x` is the year and `_x`.
        let ends = (1..=word).rev();
        match ends.into_iter().find_map(|end| Some((end, value(&rest[..end], parts)?))) {
            Some((end, value)) => {
                address.push_str(&value);
                rest = &rest[end..];
            }
            None => address.push(':'),
        }
    }
    address.push_str(rest);
    cleaned(&address)
}

/// An address without what leads elsewhere, from the root of the site.
pub(super) fn cleaned(address: &str) -> String {
    let mut cleaned = format!("/{address}").replace("..", "/").replace("./", "");
    while cleaned.contains("//") {
        cleaned = cleaned.replace("//", "/");
    }
    cleaned
}

fn value(name: &str, parts: &Parts<'_>) -> Option<String> {
    let date = |pattern: &str| parts.date.map(|date| date.format(pattern)).unwrap_or_default();
    Some(match name {
        "path" => parts.path.to_owned(),
        "basename" => parts.basename.to_owned(),
        "name" => slugify(parts.basename, ""),
        "slug" => slugify(parts.slug, ""),
        "title" => slugify_cased(parts.slug, "pretty"),
        "collection" => parts.collection.to_owned(),
        "output_ext" => parts.ending.to_owned(),
        "categories" => distinct(parts.categories.iter().map(|name| name.to_lowercase())),
        "slugified_categories" => distinct(parts.categories.iter().map(|name| slugify(name, ""))),
        "year" => date("%Y"),
        "short_year" => date("%y"),
        "month" => date("%m"),
        "i_month" => date("%-m"),
        "short_month" => date("%b"),
        "long_month" => date("%B"),
        "day" => date("%d"),
        "i_day" => date("%-d"),
        "y_day" => date("%j"),
        "w_year" => date("%G"),
        "week" => date("%V"),
        "w_day" => date("%u"),
        "short_day" => date("%a"),
        "long_day" => date("%A"),
        "hour" => date("%H"),
        "minute" => date("%M"),
        "second" => date("%S"),
        _ => return None,
    })
}

fn distinct(names: impl Iterator<Item = String>) -> String {
    let mut parts: Vec<String> = Vec::new();
    for name in names {
        if !parts.contains(&name) {
            parts.push(name);
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::jekyll::dates;

    #[test]
    fn patterns_are_filled() {
        let categories = ["News".to_owned(), "a b".to_owned(), "news".to_owned()];
        let parts = Parts {
            path: "sub/2016-02-08-An X.y",
            basename: "An X.y",
            slug: "An X.y",
            collection: "posts",
            categories: &categories,
            date: dates::of_day("2016-02-08", None),
            ending: ".html",
        };
        for (pattern, expected) in [
            ("date", "/news/a b/2016/02/08/An-X.y.html"),
            ("pretty", "/news/a b/2016/02/08/An-X.y/"),
            ("ordinal", "/news/a b/2016/039/An-X.y.html"),
            ("weekdate", "/news/a b/2016/W06/Mon/An-X.y.html"),
            ("none", "/news/a b/An-X.y.html"),
            ("/:i_month-:i_day/:short_year/:slug", "/2-8/16/an-x-y"),
            ("/b/:year_:name/:nothing/:path/", "/b/2016_an-x-y/:nothing/sub/2016-02-08-An X.y/"),
            ("/:slugified_categories/../:long_month", "/news/a-b/February"),
        ] {
            assert_eq!(fill(of_posts(pattern), &parts), expected, "{pattern}");
        }
        let none = Parts { categories: &[], ..parts };
        assert_eq!(fill(of_posts("pretty"), &none), "/2016/02/08/An-X.y/");
    }

    #[test]
    fn pages_end_as_the_style_says() {
        assert_eq!(with_ending("/:path", "pretty"), "/:path/");
        assert_eq!(with_ending("/:path", "date"), "/:path:output_ext");
        assert_eq!(with_ending("/:path", "/:title/"), "/:path/");
        assert_eq!(with_ending("/:path", "/:title"), "/:path");
    }
}
