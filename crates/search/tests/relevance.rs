//! The ten best are those of exact BM25 over weighted fields, but for what integers and classes of length cost. `benches/relevance` compares
//! whole archives.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::{BTreeMap, BTreeSet};

use generate_search::{Archive, Collection, Document, Options, Query, Searcher, Text};

use files::{Files, written};
use random::Random;

#[path = "support/files.rs"]
mod files;
#[path = "support/random.rs"]
mod random;

const ARTICLES: usize = 700;
const QUERIES: usize = 240;

impl Random {
    /// A word: the first ones often, the last ones rarely.
    fn word(&mut self) -> String {
        let most = 1 + self.below(2_000);
        format!("w{}", self.below(most))
    }

    fn words(&mut self, count: usize) -> Vec<String> {
        (0..count).map(|_| self.word()).collect()
    }
}

/// An article's words by field.
struct Article {
    title: Vec<String>,
    names: Vec<String>,
    summary: Vec<String>,
    body: Vec<String>,
}

fn article(at: usize) -> Article {
    let mut random = Random(at as u64 * 77);
    let length = 20 + random.below(30) * random.below(30);
    Article {
        title: random.words(6),
        names: random.words(2),
        summary: random.words(20),
        body: random.words(length),
    }
}

impl Article {
    /// How often each word stands in it, weighted by field.
    fn frequencies(&self) -> BTreeMap<&str, f64> {
        let mut frequencies = BTreeMap::new();
        let fields = [(&self.title, 3.0), (&self.names, 2.0), (&self.summary, 1.5), (&self.body, 1.0)];
        for (words, weight) in fields {
            words.iter().for_each(|word| *frequencies.entry(&**word).or_default() += weight);
        }
        frequencies
    }

    fn len(&self) -> usize {
        self.title.len() + self.names.len() + self.summary.len() + self.body.len()
    }
}

fn index(articles: &[Article]) -> Files {
    let folder = tempfile::tempdir().unwrap();
    let collection = Collection::open(folder.path(), 1);
    let ids: Vec<String> = (0..articles.len()).map(|at| at.to_string()).collect();
    // A language without a stemmer.
    let mut archive = Archive { languages: vec!["ka"], ..Archive::default() };
    for (at, (article, id)) in articles.iter().zip(&ids).enumerate() {
        let text = |words: &[String]| words.join(" ");
        let (title, summary, body) = (text(&article.title), text(&article.summary), text(&article.body));
        let names: Vec<&str> = article.names.iter().map(String::as_str).collect();
        let text = Text { language: "ka", title: &title, names: &names, summary: &summary, body: &body };
        collection.put(id, 1, &text);
        archive.documents.push(Document {
            id,
            version: 1,
            order: at as i64,
            address: id.into(),
            ..Document::default()
        });
    }
    written(&collection, &archive, &|_| false).1
}

/// The words of all articles.
struct Exact<'a> {
    /// For each article how often it has each word, and how long it is.
    articles: Vec<(BTreeMap<&'a str, f64>, f64)>,
    /// How many articles have each word.
    having: BTreeMap<&'a str, usize>,
}

impl<'a> Exact<'a> {
    fn new(articles: &'a [Article]) -> Exact<'a> {
        let articles: Vec<(BTreeMap<&str, f64>, f64)> =
            articles.iter().map(|article| (article.frequencies(), article.len() as f64)).collect();
        let mut having = BTreeMap::new();
        articles
            .iter()
            .flat_map(|(own, _)| own.keys())
            .for_each(|word| *having.entry(*word).or_default() += 1);
        Exact { articles, having }
    }

    /// For each article how many words of a query it has, and its score.
    fn scores(&self, words: &BTreeSet<&str>) -> Vec<(usize, f64)> {
        let all = self.articles.len() as f64;
        let mean = self.articles.iter().map(|(_, length)| length).sum::<f64>() / all;
        let rarity = |word: &str| ((all + 1.0) / (self.having[word] as f64 + 0.5)).log2();
        let score = |(own, length): &(BTreeMap<&str, f64>, f64)| {
            let found = words.iter().filter_map(|word| Some((rarity(word), own.get(word)?)));
            let weight = |(rarity, frequency): (f64, &f64)| {
                rarity * 2.2 * frequency / (frequency + 1.2 * (0.25 + 0.75 * length / mean))
            };
            (found.clone().count(), found.map(weight).sum())
        };
        self.articles.iter().map(score).collect()
    }
}

#[test]
fn the_ten_best_are_those_of_exact_bm25() {
    let articles: Vec<Article> = (0..ARTICLES).map(article).collect();
    let files = index(&articles);
    let fetch = |path: &str| files.get(path).cloned().ok_or_else(|| std::io::ErrorKind::NotFound.into());
    let searcher = Searcher::open(&fetch).unwrap();
    let exact = Exact::new(&articles);
    let (mut random, mut sum, mut asked) = (Random(5), 0.0, 0_usize);
    for at in 0..QUERIES {
        let words = random.words(1 + at % 4);
        // Words that no article has are read as beginnings; very common ones are left out.
        let is_usual = |word: &String| {
            exact.having.get(&**word).is_some_and(|having| (1..=ARTICLES / 2).contains(having))
        };
        if !words.iter().all(is_usual) {
            continue;
        }
        let scores = exact.scores(&words.iter().map(String::as_str).collect());
        let mut ranked: Vec<(usize, f64)> =
            scores.iter().copied().filter(|(matched, _)| *matched > 0).collect();
        ranked.sort_by(|one, other| other.0.cmp(&one.0).then(other.1.total_cmp(&one.1)));
        let Some(last) = ranked.get(ranked.len().min(10).wrapping_sub(1)) else { continue };
        let query = Query::parse(&format!("{} ", words.join(" ")), searcher.dimensions());
        let results = searcher.search(&query, &Options { limit: 10, ..Options::default() }).unwrap();
        let right = results.hits.iter().filter(|hit| {
            let (matched, score) = scores[hit.address.parse::<usize>().unwrap()];
            matched > last.0 || matched == last.0 && score >= last.1 - 1e-9
        });
        sum += right.count() as f64 / ranked.len().min(10) as f64;
        asked += 1;
    }
    assert!(asked > QUERIES / 2, "{asked} queries");
    let percent = 100.0 * sum / asked as f64;
    assert!(percent >= 95.0, "{percent:.1} %");
}
