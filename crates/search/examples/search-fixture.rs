//! An index of made-up articles in two languages, with their pages, and answers to queries from it.
//!
//! `search-fixture FOLDER` writes `FOLDER/search-index/` and a page for each article. It then reads requests from standard input, one JSON
//! object a line, and answers each with one line of JSON, so that another reader of the index can be compared with this crate's:
//!
//! ```json
//! {"query": "valley region:georgia", "sort": "newest", "days": [11000, 15000], "offset": 0, "limit": 10, "facet": "year"}
//! ```

use std::error::Error;
use std::fs;
use std::io::{self, BufRead as _, Write as _};
use std::path::Path;

use generate_search::{
    Archive, Collection, Dimension, Document, Options, Query, Searcher, Sort, Text, Value, write,
};
use serde_json::json;

use random::Random;

#[path = "../tests/support/random.rs"]
mod random;

/// How many articles there are.
const ARTICLES: usize = 900;

/// Syllables of the words of each language, and endings that its stemmer takes off.
const SOUNDS: [(&[&str], &[&str]); 2] = [
    (
        &[
            "val", "ley", "bor", "der", "guar", "mar", "ket", "ri", "ver", "tra", "stone", "kan", "del",
            "mo", "run", "ta",
        ],
        &["", "s", "ing", "ed", "er"],
    ),
    (
        &[
            "гор", "до", "лин", "ры", "нок", "река", "мост", "ста", "пол", "ве", "тер", "сне", "ков", "ма",
            "ёл", "бай",
        ],
        &["", "а", "ы", "ами", "ский"],
    ),
];
const REGIONS: [(&str, &str, Option<u32>); 7] = [
    ("caucasus", "Caucasus", None),
    ("georgia", "Georgia", Some(0)),
    ("armenia", "Armenia", Some(0)),
    ("central-asia", "Central Asia", None),
    ("kyrgyzstan", "Kyrgyzstan", Some(3)),
    ("south-ossetia", "South Ossetia", Some(0)),
    ("russia", "Russia", None),
];
const AUTHORS: [(&str, &str); 5] = [
    ("dina-example", "Dina Example"),
    ("aza-sample", "Aza Sample"),
    ("lev-probe", "Лев Пробный"),
    ("jose-ejemplo", "José Ejemplo"),
    ("staff", "Staff"),
];
const LANGUAGES: [(&str, &str); 2] = [("en", "English"), ("ru", "Русский")];

impl Random {
    /// Small numbers more often than great ones.
    fn skewed(&mut self, limit: usize) -> usize {
        self.below(limit).min(self.below(limit)).min(self.below(limit))
    }
}

/// An article.
struct Article {
    id: String,
    title: String,
    summary: String,
    body: String,
    address: String,
    day: i32,
    year: i32,
    language: usize,
    region: usize,
    author: usize,
}

fn word(random: &mut Random, language: usize) -> String {
    let (sounds, endings) = SOUNDS[language];
    let rank = random.skewed(3_000);
    // The word of a rank is always the same; its ending is not.
    let mut stem = Random(rank as u64 + 7);
    let mut word: String = (0..2 + stem.below(2)).map(|_| sounds[stem.below(sounds.len())]).collect();
    word.push_str(endings[random.skewed(endings.len())]);
    word
}

fn sentence(random: &mut Random, language: usize, words: usize) -> String {
    let mut words: Vec<String> = (0..words).map(|_| word(random, language)).collect();
    if let Some(first) = words.first_mut() {
        let mut letters = first.chars();
        *first = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    }
    words.join(" ")
}

/// The year of a day, near enough.
fn year_of(day: i32) -> i32 {
    1970 + (f64::from(day) / 365.2425) as i32
}

fn article(at: usize) -> Article {
    let mut random = Random(at as u64 * 1_009);
    let language = usize::from(random.below(3) == 0);
    let day = 10_958 + (at * 8) as i32 + random.below(40) as i32;
    let title = sentence(&mut random, language, 5);
    let summary = sentence(&mut random, language, 14) + ".";
    let mut paragraphs = Vec::new();
    for _ in 0..1 + random.skewed(9) {
        let mut text = sentence(&mut random, language, 20);
        // A word that most articles have, names with apostrophes and abbreviations, letters with marks.
        let extras = [
            "the U.S. border",
            "O’Brien said",
            "1,000 tonnes",
            "Straße naïve",
            "東京都",
            "<b>the &amp;</b>",
            "the",
        ];
        text = format!("{text} {}.", extras[random.below(extras.len())]);
        paragraphs.push(text);
    }
    Article {
        id: format!("a{at}"),
        address: format!("{}/{:02}/{at}-article/", year_of(day), 1 + at % 12),
        year: year_of(day),
        body: paragraphs.join("\n\n"),
        region: random.below(REGIONS.len()),
        author: random.skewed(AUTHORS.len()),
        title,
        summary,
        day,
        language,
    }
}

/// The values of an article, those above its region too.
fn values(article: &Article, years: &[String]) -> Box<[(u16, u32)]> {
    let year = years.iter().position(|year| *year == article.year.to_string()).unwrap_or(0);
    let mut values = vec![(0, article.region as u32)];
    values.extend(REGIONS[article.region].2.map(|above| (0, above)));
    values.extend([(1, article.author as u32), (2, article.language as u32), (3, year as u32)]);
    values.into_boxed_slice()
}

fn build(folder: &Path) -> Result<(), Box<dyn Error>> {
    let scratch = folder.join("words");
    let collection = Collection::open(&scratch, 1);
    let articles: Vec<Article> = (0..ARTICLES).map(article).collect();
    let mut years: Vec<String> = articles.iter().map(|article| article.year.to_string()).collect();
    years.dedup();
    let mut archive = Archive { languages: LANGUAGES.map(|(code, _)| code).to_vec(), ..Archive::default() };
    let value = |(slug, title)| Value { slug, title };
    archive.dimensions = vec![
        Dimension {
            key: "region",
            values: REGIONS.iter().map(|(slug, title, _)| value((*slug, *title))).collect(),
        },
        Dimension { key: "author", values: AUTHORS.map(value).to_vec() },
        Dimension { key: "language", values: LANGUAGES.map(value).to_vec() },
        Dimension { key: "year", values: years.iter().map(|year| value((&**year, &**year))).collect() },
    ];
    for article in &articles {
        let names = [AUTHORS[article.author].1, REGIONS[article.region].1];
        let Article { title, summary, body, .. } = article;
        let language = LANGUAGES[article.language].0;
        collection.put(&article.id, 1, &Text { language, title, names: &names, summary, body });
        archive.documents.push(Document {
            id: &article.id,
            version: 1,
            order: i64::from(article.day),
            day: article.day,
            title,
            address: article.address.as_str().into(),
            language: article.language as u16,
            values: values(article, &years),
        });
        page(folder, article)?;
    }
    write(&collection, &archive, &|_| false, &|path, bytes| {
        let path = folder.join(path);
        path.parent().map_or(Ok(()), fs::create_dir_all)?;
        fs::write(path, bytes)
    })?;
    fs::remove_dir_all(scratch)?;
    Ok(())
}

/// Writes the page of an article, as far as a search reads it.
fn page(folder: &Path, article: &Article) -> io::Result<()> {
    let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let paragraphs: String =
        article.body.split("\n\n").map(|text| format!("<p>{}</p>\n", escape(text))).collect();
    let html = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<meta charset=\"utf-8\">\n<title>{title}</title>\n<main><article class=\"story\"><header><h1>{title}</h1>\n\
         <p class=\"standfirst\">{}</p>\n<p class=\"authors\">{}</p></header>\n<div class=\"text\">{paragraphs}</div></article></main>\n</html>\n",
        LANGUAGES[article.language].0,
        escape(&article.summary),
        AUTHORS[article.author].1,
        title = escape(&article.title),
    );
    let path = folder.join(&article.address);
    fs::create_dir_all(&path)?;
    fs::write(path.join("index.html"), html)
}

fn answer(searcher: &Searcher<'_>, request: &serde_json::Value) -> Result<serde_json::Value, Box<dyn Error>> {
    let query = Query::parse(request["query"].as_str().unwrap_or_default(), searcher.dimensions());
    let number = |value: &serde_json::Value| value.as_i64().and_then(|number| i32::try_from(number).ok());
    let options = Options {
        sort: match request["sort"].as_str() {
            Some("newest") => Sort::Newest,
            Some("oldest") => Sort::Oldest,
            _ => Sort::Relevance,
        },
        days: number(&request["days"][0]).zip(number(&request["days"][1])),
        offset: request["offset"].as_u64().unwrap_or(0) as usize,
        limit: request["limit"].as_u64().unwrap_or(10) as usize,
    };
    let results = searcher.search(&query, &options)?;
    let hits = results.hits.iter().map(|hit| {
        json!({ "number": hit.number, "score": hit.score, "title": hit.title, "address": hit.address, "day": hit.day, "language": hit.language })
    });
    let facets = match request["facet"].as_str() {
        Some(dimension) => Some(searcher.facets(&query, &options, dimension)?),
        None => None,
    };
    Ok(json!({
        "all": results.all,
        "total": results.total,
        "hits": hits.collect::<Vec<_>>(),
        "common": results.common,
        "unknown": results.unknown,
        "facets": facets,
    }))
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("usage: search-fixture FOLDER")?;
    let folder = Path::new(&folder);
    build(folder)?;
    let fetch = |path: &str| fs::read(folder.join(path));
    let searcher = Searcher::open(&fetch)?;
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        writeln!(out, "{}", answer(&searcher, &serde_json::from_str(&line?)?)?)?;
    }
    Ok(())
}
