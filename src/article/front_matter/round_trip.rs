//! What is written reads back to the same article, whatever its strings hold.

use proptest::prelude::*;
use serde_json::json;

use super::write::{self, Unwritable};
use crate::article::{self, Article, Document, More, ParsedArticle, References, Stamp, parse_date};
use crate::config::Config;
use crate::diagnostic::Position;
use crate::path::SourcePath;

mod articles;

/// A site whose time zone had an offset with seconds, and that maps a foreign key on a known one.
const SITE: &str = "title = 'A'\nbase_url = 'https://a.example/'\ntimezone = 'Europe/Paris'\n\
                    [languages.en]\nname = 'English'\n[languages.ru]\nname = 'Русский'\n\
                    [taxonomies]\nregion = {path = 'regions'}\ntopic = {path = 'topics'}\n\
                    [fields]\nauthor = 'byline'\nlanguage = 'extra'\n";

fn config() -> Config {
    Config::parse(SITE, None).unwrap()
}

/// The article that a file holds, with every place at the start and without its digest.
fn read(path: &SourcePath, text: &str, config: &Config) -> ParsedArticle {
    let reading = article::read(path, text.as_bytes(), config);
    assert!(!reading.problems.has_errors(), "{text}{:?}", reading.problems);
    let Some(Document::Article(article)) = reading.document else { panic!("{text}{:?}", reading.problems) };
    let ParsedArticle { article, mut references } = *article;
    let article = Article { stamp: Stamp::default(), metadata_digest: 0, ..article };
    references.address_position = None;
    references.authors.iter_mut().for_each(|author| author.position = Position::START);
    references.terms.iter_mut().for_each(|term| term.term.position = Position::START);
    references.aliases.iter_mut().for_each(|alias| alias.position = Position::START);
    references.translation_of.iter_mut().for_each(|reference| reference.position = Position::START);
    ParsedArticle { article, references }
}

proptest! {
    #[test]
    fn what_is_written_reads_back_to_the_same_article(article in articles::article()) {
        let config = config();
        let text = write::article(&article, &config).unwrap();
        let back = read(&article.article.path, &text, &config);
        prop_assert_eq!(&back, &article, "{}", text);
        prop_assert_eq!(write::article(&back, &config), Ok(text));
    }
}

/// An article of which only this is known.
fn plain(path: &str, title: &str, date: &str) -> ParsedArticle {
    let date = parse_date(date, chrono_tz::Europe::Paris).unwrap();
    let article = Article::draft(SourcePath::new(path), title.into(), date);
    ParsedArticle { article, references: References::default() }
}

/// The same article with this that few have.
fn having(mut parsed: ParsedArticle, more: More) -> ParsedArticle {
    parsed.article.more = Some(Box::new(more));
    parsed
}

#[test]
fn only_what_is_not_the_default_is_written() {
    let config = config();
    let written = |article: &ParsedArticle| write::article(article, &config).unwrap();
    let article = plain("content/2016-05-23-kids.md", "Kids", "2016-05-23");
    assert_eq!(written(&article), "---\ntitle: Kids\n---\n");
    let article = plain("content/kids.md", "Kids: a report", "2016-05-23 09:30");
    let expected = "---\ntitle: \"Kids: a report\"\ndate: \"2016-05-23T09:30:00+02:00\"\n---\n";
    assert_eq!(written(&article), expected);
}

#[test]
fn strings_that_no_file_can_hold_are_written_as_they_would_be_shown() {
    let article = plain("content/a.md", " a\0  b\n&lt; ", "2016-05-23");
    let text = write::article(&article, &config()).unwrap();
    assert_eq!(text, "---\ntitle: a b &amp;lt;\ndate: \"2016-05-23\"\n---\n");
    let extra = json!({"a": "x\u{1b}y", "b": ["\0"]});
    let more = More { extra: Some(Box::new(extra)), ..More::default() };
    let article = having(article, more);
    let text = write::article(&article, &config()).unwrap();
    let back = read(&article.article.path, &text, &config());
    assert_eq!(back.article.more_or_default().extra.as_deref(), Some(&json!({"a": "xy", "b": [""]})));
}

#[test]
fn extra_is_written_as_deep_as_it_is_read() {
    let nested = |depth: usize| (1..depth).fold(json!({}), |inner, _| json!({ "a": inner }));
    let with = |depth: usize| {
        let more = More { extra: Some(Box::new(nested(depth))), ..More::default() };
        having(plain("content/a.md", "A", "2016-05-23"), more)
    };
    let text = write::article(&with(31), &config()).unwrap();
    let back = read(&SourcePath::new("content/a.md"), &text, &config());
    assert_eq!(back.article.more_or_default().extra.as_deref(), Some(&nested(31)));
    assert_eq!(write::article(&with(32), &config()), Err(Unwritable::TooDeep));
    assert_eq!(Unwritable::TooDeep.to_string(), "`extra` is nested more than 31 deep");
}

/// Every key that is documented for articles is written, in the order of the documentation; but for two that `origin` has too.
#[test]
fn keys_are_written_as_they_are_documented() {
    let docs = include_str!("../../../docs/content.md");
    let table = docs.split("### Articles\n").nth(1).unwrap().split("\n\nAn **image**").next().unwrap();
    let rows = table.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| Key"));
    let rows: Vec<&str> = rows.map(|line| line.split(" | ").next().unwrap()).collect();
    assert!(rows.len() > 30, "{rows:?}");
    let text = write::article(&full(), &config()).unwrap();
    let keys: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with(|first: char| first.is_ascii_lowercase()))
        .map(|line| line.split(':').next().unwrap())
        .collect();
    let row_of = |key: &str| {
        let of_taxonomy = matches!(key, "region" | "topic");
        let row = rows.iter().position(|row| match of_taxonomy {
            true => row.contains("taxonomy"),
            false => row.contains(&format!("`{key}`")),
        });
        row.unwrap_or_else(|| panic!("`{key}` is not documented"))
    };
    let written: Vec<usize> = keys.iter().map(|key| row_of(key)).collect();
    assert!(written.is_sorted(), "{keys:?}");
    let left = rows.iter().enumerate().filter(|(index, _)| !written.contains(index)).map(|(_, row)| *row);
    // An article has either a slug or an address.
    assert_eq!(left.collect::<Vec<_>>(), ["| `slug`", "| `original_url`, `captured`"], "{text}");
}

/// An article that has everything.
fn full() -> ParsedArticle {
    let config = config();
    let text = "---\ntitle: A\ndate: 2010-12-10\nupdated: 2010-12-11\nexpires: 2010-12-12\nsummary: S\nauthors: [B, C]\n\
        byline: D\nauthor_note: E\ntranslator: F\nphotographer: G\nagency: H\nregion: I\ntopic: J\nlang: ru\n\
        translation_of: b.md\nurl: /k\naliases: [/l]\nimage: {file: a.jpg, alt: M}\ngallery: [a.jpg]\naudio: a.mp3\n\
        video: a.mp4\nattachments: [a.pdf]\ncorrections: [N]\narchive_notes: [O]\nsyndicated_from: {name: P}\n\
        publication: Q\nlicence: R\nepisode: 1\nseason: 2\nguid: S\nid: T\norigin: {source: U}\ndraft: true\n\
        noindex: true\nwithdrawn: true\nextra: {v: w}\n---\n";
    read(&SourcePath::new("content/a.md"), text, &config)
}
