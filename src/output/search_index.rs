//! What the search index is made of: the words of each article, taken from its page while that is rendered, and what the catalog
//! says of it.

use std::borrow::Cow;

use chrono::Datelike;
use generate_search::{Archive, Dimension, Document, Text, Value};
use memchr::memchr;

use crate::catalog::{ArticleId, Catalog, TermId};
use crate::config::{Config, LanguageId};
use crate::facts::{Cache, ContentType, Facts, Stage};
use crate::id::{Id as _, IdVec};
use crate::path::UrlPath;
use crate::text::push_decoded;

/// Key of the dimension of authors.
pub(super) const AUTHOR: &str = "author";
/// Key of the dimension of languages.
const LANGUAGE: &str = "language";
/// Key of the dimension of years.
const YEAR: &str = "year";

/// What is known of a file of the index, of which `is_root` is the one that changes under its name.
pub fn facts(is_root: bool) -> Facts {
    let content_type = ContentType::of_name(generate_search::ROOT);
    match is_root {
        true => Facts { content_type, stage: Stage::List, cache: Cache::Revalidate },
        false => Facts { content_type, stage: Stage::Asset, cache: Cache::Immutable },
    }
}

/// Whether an article is found by searching: withdrawn ones are not, nor those that search engines may not list.
pub fn is_searched(catalog: &Catalog, id: ArticleId) -> bool {
    catalog.is_listed(id) && !catalog.articles[id].visibility.noindex
}

/// The text of an article's page, to be searched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchText {
    /// The code of its language.
    pub(super) language: String,
    pub(super) title: String,
    /// Names of authors and of terms.
    pub(super) names: Vec<String>,
    pub(super) summary: String,
    /// Without markup.
    pub(super) body: String,
}

impl SearchText {
    /// Calls `with` with the text as an index takes it.
    pub fn with(&self, with: impl FnOnce(&Text<'_>)) {
        let names: Vec<&str> = self.names.iter().map(String::as_str).collect();
        let SearchText { language, title, summary, body, .. } = self;
        with(&Text { language, title, names: &names, summary, body });
    }
}

/// Elements that part no words.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "time", "tt", "u", "var", "wbr",
];

/// Elements whose content no reader sees as text.
const UNSEEN: &[&str] = &["script", "style", "template", "svg", "math"];

/// The text of a body in its canonical form, in which a `<` starts a tag and the next `>` ends it. Tags of blocks become spaces.
pub fn plain_text(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = memchr(b'<', rest.as_bytes()) {
        push_decoded(&mut text, &rest[..start]);
        let Some(length) = memchr(b'>', &rest.as_bytes()[start..]) else { return text };
        let tag = &rest[start + 1..start + length];
        rest = &rest[start + length + 1..];
        let name = tag.trim_start_matches('/');
        let name = &name[..name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len())];
        if !INLINE.contains(&name) {
            text.push(' ');
        }
        if UNSEEN.contains(&name) && !tag.starts_with('/') && !tag.ends_with('/') {
            let end = format!("</{name}");
            rest = rest.find(&end).map_or("", |at| &rest[at..]);
        }
    }
    push_decoded(&mut text, rest);
    text
}

/// The years of an archive, from the first to the last.
#[derive(Debug)]
pub struct Years {
    first: i32,
    names: Vec<String>,
}

impl Years {
    /// Those of the articles of `catalog`.
    pub fn of(catalog: &Catalog) -> Years {
        let years = || catalog.articles.iter().map(|article| article.date.day().year());
        let (first, last) = (years().min().unwrap_or(0), years().max().unwrap_or(0));
        Years { first, names: (first..=last).map(|year| year.to_string()).collect() }
    }
}

/// All articles of a site as a search index takes them; `version` says of which version the words of each are.
pub fn archive<'s>(
    config: &'s Config,
    catalog: &'s Catalog,
    years: &'s Years,
    version: &dyn Fn(ArticleId) -> u64,
) -> Archive<'s> {
    let keys = config.taxonomies.iter().map(|taxonomy| Dimension { key: &taxonomy.key, values: Vec::new() });
    let mut dimensions: Vec<Dimension<'s>> = keys.collect();
    // For each term its place among the values of its taxonomy.
    let mut places: IdVec<TermId, u32> = IdVec::new();
    for term in catalog.terms.iter() {
        let values = &mut dimensions[term.taxonomy.index()].values;
        places.push(values.len() as u32);
        values.push(Value { slug: &term.slug, title: &term.title });
    }
    let author = dimensions.len() as u16;
    let authors = catalog.authors.iter().map(|author| Value { slug: &author.slug, title: &author.name });
    dimensions.push(Dimension { key: AUTHOR, values: authors.collect() });
    let languages: Vec<&'s str> = config.languages.ids().map(|id| &*config.languages[id].code).collect();
    let name = |id: LanguageId| Value { slug: &config.languages[id].code, title: &config.languages[id].name };
    dimensions.push(Dimension { key: LANGUAGE, values: config.languages.ids().map(name).collect() });
    let year = |year: &'s String| Value { slug: year, title: year };
    dimensions.push(Dimension { key: YEAR, values: years.names.iter().map(year).collect() });
    let document = |id: ArticleId| {
        let (article, entry) = (&catalog.articles[id], &catalog.entries[id]);
        let day = article.date.day();
        let mut values: Vec<(u16, u32)> = Vec::new();
        for term in &entry.terms {
            let above = std::iter::successors(Some(*term), |term| catalog.terms[*term].parent);
            let value = |id: TermId| (catalog.terms[id].taxonomy.index() as u16, places[id]);
            values.extend(above.map(value));
        }
        values.extend(entry.authors.iter().map(|id| (author, id.index() as u32)));
        values.push((author + 1, article.language.index() as u32));
        values.push((author + 2, (day.year() - years.first) as u32));
        values.sort_unstable();
        values.dedup();
        Document {
            id: article.path.as_str(),
            version: version(id),
            order: article.date.instant(),
            day: day.num_days_from_ce() - UNIX_EPOCH_DAY,
            title: &article.title,
            address: address(&entry.url),
            language: article.language.index() as u16,
            values: values.into(),
        }
    };
    let documents = catalog.articles.ids().filter(|id| is_searched(catalog, *id)).map(document).collect();
    Archive { languages, dimensions, documents }
}

/// The path of an address, percent-encoded, without the slash that it begins with.
fn address(url: &UrlPath) -> Cow<'_, str> {
    let (href, plain) = (url.href(""), url.as_str());
    match href == plain {
        true => Cow::Borrowed(plain.trim_start_matches('/')),
        false => Cow::Owned(href.trim_start_matches('/').to_owned()),
    }
}

/// 1970-01-01, in days from the year 1.
const UNIX_EPOCH_DAY: i32 = 719_163;

#[cfg(test)]
mod tests {
    use super::plain_text;

    #[test]
    fn tags_of_blocks_part_words_and_others_do_not() {
        for (html, text) in [
            ("<p>A b<em>ord</em>er &amp; more</p><p>Next</p>", " A border & more  Next "),
            ("<ul><li>one</li><li>two</li></ul>", "  one  two  "),
            ("H<sub>2</sub>O<br>x", "H 2 O x"),
            ("a<script>if (a < b) hidden()</script>b<img alt=\"x\">c", "a  b c"),
            ("<svg><title>hidden</title></svg>seen", "  seen"),
            ("no markup &lt;b&gt;", "no markup <b>"),
            ("cut <b", "cut "),
        ] {
            assert_eq!(plain_text(html), text, "{html}");
        }
    }
}
