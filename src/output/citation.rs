//! How to cite an article: a line for people, and an entry of BibTeX.

use std::fmt::Write as _;

use super::Site;
use super::view::CitationView;
use crate::catalog::ArticleId;

/// The citation of an article, with the address that counts.
pub(super) fn citation(site: &Site<'_>, id: ArticleId, url: &str) -> CitationView {
    let (article, entry) = (site.catalog.article(id), site.catalog.entry(id));
    let language = article.language;
    let names = site.author_names(id);
    // A byline that names no author of the archive is one name, whatever it says.
    let byline = article.more().byline.as_deref().filter(|_| names.is_empty());
    let publisher = site.title(language);
    let date = site.day(article.date.day(), language);
    let mut text = String::new();
    if let Some(writers) = byline.map(ToOwned::to_owned).or((!names.is_empty()).then(|| names.join(", "))) {
        let _ = write!(text, "{writers}. ");
    }
    let end = if article.title.ends_with(['.', '?', '!', '…']) { "" } else { "." };
    // Writing to a string does not fail.
    let mut quotes = site.theme.text(language, "quotes").split_whitespace();
    let (open, close) = (quotes.next().unwrap_or("“"), quotes.next().unwrap_or("”"));
    let _ = write!(text, "{open}{}{end}{close} {publisher}, {}. {url}", article.title, date.text);
    let mut bibtex = format!("@misc{{{},\n", key(&names, &date.iso, entry.url.as_str()));
    let mut field = |name: &str, value: &str| {
        let _ = writeln!(bibtex, "  {name} = {{{value}}},");
    };
    if !names.is_empty() {
        let braced: Vec<String> = names.iter().map(|name| escaped(name)).collect();
        field("author", &braced.join(" and "));
    } else if let Some(byline) = byline {
        field("author", &format!("{{{}}}", escaped(byline)));
    }
    field("title", &format!("{{{}}}", escaped(&article.title)));
    field("howpublished", &escaped(publisher));
    field("year", &format!("{:04}", date.year));
    field("month", &date.month.to_string());
    field("day", &date.day.to_string());
    field("url", url);
    bibtex.push('}');
    CitationView { text, bibtex }
}

/// A key that is plain ASCII: the first author's last name, the year, the last part of the address.
fn key(names: &[String], date: &str, path: &str) -> String {
    let slug = |text: &str| crate::path::slug(text).unwrap_or_default();
    let name =
        names.first().and_then(|name| name.split_whitespace().next_back()).map(slug).unwrap_or_default();
    let year = date.get(..4).unwrap_or_default();
    let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let last: String = slug(last).chars().take(40).collect();
    [name.as_str(), year, last.trim_end_matches('-')]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("-")
}

/// A text whose signs mean nothing to TeX.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' => out.push_str("\\textbackslash "),
            '{' | '}' => {}
            '#' | '$' | '%' | '&' | '_' => {
                out.push('\\');
                out.push(character);
            }
            '~' => out.push_str("\\textasciitilde "),
            '^' => out.push_str("\\textasciicircum "),
            _ => out.push(character),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_tex_are_escaped() {
        assert_eq!(escaped("100 % & {more}_\\x"), "100 \\% \\& more\\_\\textbackslash x");
    }

    #[test]
    fn keys_are_plain() {
        let names = ["Дина Образцова".to_owned()];
        assert_eq!(key(&names, "2010-12-10", "/ru/2010/12/граница/"), "obraztsova-2010-granitsa");
        assert_eq!(key(&[], "2010-12-10", "/x.html"), "2010-x-html");
    }
}
