//! What an index should answer: exact BM25 over weighted fields from tantivy's postings, and tantivy's own BM25.

use std::collections::{BTreeMap, HashMap};
use std::error::Error;

use generate_search::Query;
use tantivy::directory::RamDirectory;
use tantivy::index::SegmentReader;
use tantivy::indexer::SingleSegmentIndexWriter;
use tantivy::postings::Postings as _;
use tantivy::query::{EnableScoring, Query as _, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::{DocSet as _, Searcher, TERMINATED, TantivyDocument, Term};

use crate::documents::{Archive, Fields};

/// How results are scored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scoring {
    /// BM25F as docs/search-format.md names it, in floating point, with exact frequencies and lengths.
    Exact,
    /// tantivy's BM25 of a single field in which words stand as often as their weight says: its lengths are rounded.
    Tantivy,
}

/// The fewest results before articles are shown that lack words.
const FEW: usize = 10;

/// The fields, and the field of all words at once.
struct Columns {
    fields: [Field; 4],
    all: Field,
}

/// Takes documents.
pub struct Builder {
    writer: SingleSegmentIndexWriter<TantivyDocument>,
    columns: Columns,
}

/// Documents in tantivy.
pub struct Reference {
    searcher: Searcher,
    columns: Columns,
}

/// What is found of a query: for each document how many words it has and its score.
pub type Ranked = HashMap<u32, (usize, f64)>;

/// An answer.
pub struct Answer {
    /// How many documents have all words.
    pub all: usize,
    /// All that is found.
    pub ranked: Ranked,
}

impl Builder {
    /// An empty index.
    pub fn new() -> Result<Builder, Box<dyn Error>> {
        let mut schema = Schema::builder();
        let indexing = TextFieldIndexing::default()
            .set_tokenizer("whitespace")
            .set_index_option(IndexRecordOption::WithFreqs);
        let options = TextOptions::default().set_indexing_options(indexing);
        let fields =
            ["title", "names", "summary", "body"].map(|name| schema.add_text_field(name, options.clone()));
        let all = schema.add_text_field("all", options);
        let index = tantivy::Index::builder().schema(schema.build());
        let writer = index.single_segment_index_writer(RamDirectory::create(), 2_000_000_000)?;
        Ok(Builder { writer, columns: Columns { fields, all } })
    }

    /// Adds a document.
    pub fn add(&mut self, document: &Fields) -> Result<(), Box<dyn Error>> {
        let mut to = TantivyDocument::default();
        let mut frequencies: BTreeMap<&str, u32> = BTreeMap::new();
        for (field, (stems, weight)) in self.columns.fields.iter().zip(document.weighted()) {
            to.add_text(*field, stems.join(" "));
            for stem in stems {
                *frequencies.entry(stem).or_default() += weight;
            }
        }
        // Whole units, rounded up: tantivy has no others.
        let mut all = String::new();
        for (stem, frequency) in frequencies {
            for _ in 0..frequency.div_ceil(2) {
                all.push_str(stem);
                all.push(' ');
            }
        }
        to.add_text(self.columns.all, all);
        self.writer.add_document(to)?;
        Ok(())
    }

    /// The index.
    pub fn finish(self) -> Result<Reference, Box<dyn Error>> {
        let searcher = self.writer.finalize()?.reader()?.searcher();
        Ok(Reference { searcher, columns: self.columns })
    }
}

impl Reference {
    /// Answers a query among the documents that `allow` allows.
    pub fn answer(
        &self,
        archive: &Archive,
        query: &Query,
        scoring: Scoring,
        allow: &dyn Fn(u32) -> bool,
    ) -> Result<Answer, Box<dyn Error>> {
        let mut needed: Vec<&String> = query.phrases.iter().flatten().collect();
        needed.sort();
        needed.dedup();
        let mut words: Vec<&String> = query.words.iter().filter(|word| !needed.contains(word)).collect();
        words.sort();
        words.dedup();
        let is_common = |word: &&String| 2 * archive.having_form(word) as usize > archive.lengths.len();
        if !needed.is_empty() || words.iter().any(|word| !is_common(word)) {
            words.retain(|word| !is_common(word));
        }
        let mut has: HashMap<u32, usize> = HashMap::new();
        let mut ranked = Ranked::new();
        for word in &needed {
            for (document, score) in self.word(archive, word, scoring)? {
                *has.entry(document).or_default() += 1;
                ranked.entry(document).or_default().1 += score;
            }
        }
        for word in &words {
            for (document, score) in self.word(archive, word, scoring)? {
                let found = ranked.entry(document).or_default();
                *found = (found.0 + 1, found.1 + score);
            }
        }
        let is_needed = |document: &u32| has.get(document).copied().unwrap_or(0) == needed.len();
        ranked.retain(|document, _| is_needed(document) && allow(*document));
        let all = ranked.values().filter(|(matched, _)| *matched == words.len()).count();
        if all >= FEW {
            ranked.retain(|_, (matched, _)| *matched == words.len());
        }
        Ok(Answer { all, ranked })
    }

    /// The documents that have a word, with the greatest score of its stems.
    fn word(
        &self,
        archive: &Archive,
        word: &str,
        scoring: Scoring,
    ) -> Result<HashMap<u32, f64>, Box<dyn Error>> {
        let mut best: HashMap<u32, f64> = HashMap::new();
        for stem in archive.forms.get(word).into_iter().flatten() {
            let scores = match scoring {
                Scoring::Exact => self.exact(archive, stem)?,
                Scoring::Tantivy => self.own(stem)?,
            };
            for (document, score) in scores {
                let known = best.entry(document).or_default();
                *known = known.max(score);
            }
        }
        Ok(best)
    }

    fn exact(&self, archive: &Archive, stem: &str) -> Result<Vec<(u32, f64)>, Box<dyn Error>> {
        let mut frequencies: BTreeMap<u32, f64> = BTreeMap::new();
        for (field, weight) in self.columns.fields.iter().zip([3.0, 2.0, 1.5, 1.0]) {
            let term = Term::from_field_text(*field, stem);
            let list =
                self.segment().inverted_index(*field)?.read_postings(&term, IndexRecordOption::WithFreqs)?;
            let Some(mut list) = list else { continue };
            while list.doc() != TERMINATED {
                *frequencies.entry(list.doc()).or_default() += weight * f64::from(list.term_freq());
                list.advance();
            }
        }
        let (all, having) = (archive.lengths.len() as f64, frequencies.len() as f64);
        let rarity = ((all + 1.0) / (having + 0.5)).log2();
        let mean = archive.mean_length();
        let score = |(document, frequency): (u32, f64)| {
            let length = f64::from(archive.lengths[document as usize]);
            let weight = 2.2 * frequency / (frequency + 1.2 * (0.25 + 0.75 * length / mean));
            (document, rarity * weight)
        };
        Ok(frequencies.into_iter().map(score).collect())
    }

    fn own(&self, stem: &str) -> Result<Vec<(u32, f64)>, Box<dyn Error>> {
        let term = Term::from_field_text(self.columns.all, stem);
        let query = TermQuery::new(term, IndexRecordOption::WithFreqs);
        let weight = query.weight(EnableScoring::enabled_from_searcher(&self.searcher))?;
        let mut scorer = weight.scorer(self.segment(), 1.0)?;
        let mut scores = Vec::new();
        while scorer.doc() != TERMINATED {
            scores.push((scorer.doc(), f64::from(scorer.score())));
            scorer.advance();
        }
        Ok(scores)
    }

    fn segment(&self) -> &SegmentReader {
        self.searcher.segment_reader(0)
    }
}

impl Answer {
    /// The least that a document of the first `count` has: how many words, and which score.
    pub fn limit(&self, count: usize) -> Option<(usize, f64)> {
        let mut all: Vec<(usize, f64)> = self.ranked.values().copied().collect();
        all.sort_by(|one, other| other.0.cmp(&one.0).then(other.1.total_cmp(&one.1)));
        all.get(count.min(all.len()).checked_sub(1)?).copied()
    }

    /// Whether a document is one of the best, or as good as the last of them.
    pub fn is_best(&self, document: u32, limit: (usize, f64)) -> bool {
        let found = self.ranked.get(&document);
        found.is_some_and(|(matched, score)| {
            *matched > limit.0 || *matched == limit.0 && *score >= limit.1 * (1.0 - 1e-6)
        })
    }
}
