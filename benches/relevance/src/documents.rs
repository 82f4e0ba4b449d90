//! The articles as their pages show them, and what a test has to know of their words.

use std::collections::{BTreeSet, HashMap};
use std::error::Error;
use std::io::BufRead;

use generate_search::{Stemmer, words};
use serde::Deserialize;

/// An article, as `benches/pages.py` reads it from its page.
#[derive(Debug, Deserialize)]
pub struct Document {
    pub address: String,
    pub language: String,
    pub title: String,
    pub names: Vec<String>,
    pub summary: String,
    pub body: String,
}

/// The stems of a document by field, in order.
pub struct Fields {
    pub title: Vec<String>,
    pub names: Vec<String>,
    pub summary: Vec<String>,
    pub body: Vec<String>,
}

impl Fields {
    /// With the weight of each in half units.
    pub fn weighted(&self) -> [(&[String], u32); 4] {
        [(&self.title, 6), (&self.names, 4), (&self.summary, 3), (&self.body, 2)]
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.weighted().iter().map(|(stems, _)| stems.len()).sum()
    }
}

/// What is known of all documents.
#[derive(Default)]
pub struct Archive {
    /// The place of each document by its address.
    pub places: HashMap<String, u32>,
    /// How many words each document has.
    pub lengths: Vec<u32>,
    /// The stems of each form.
    pub forms: HashMap<String, BTreeSet<String>>,
    /// How many documents have each stem.
    pub having: HashMap<String, u32>,
    /// A part of the documents, to make queries of.
    pub sample: Vec<Document>,
}

/// One of so many documents is in the sample.
const SAMPLED: usize = 7;
/// The most documents of the sample.
const SAMPLE: usize = 5_000;

impl Archive {
    /// Reads documents, one JSON object a line, and calls `each` with the stems of each.
    pub fn read(
        input: impl BufRead,
        mut each: impl FnMut(&Fields) -> Result<(), Box<dyn Error>>,
    ) -> Result<Archive, Box<dyn Error>> {
        let mut archive = Archive::default();
        let mut stemmers: HashMap<String, Stems> = HashMap::new();
        for line in input.lines() {
            let document: Document = serde_json::from_str(&line?)?;
            let stems = stemmers
                .entry(document.language.clone())
                .or_insert_with(|| Stems { stemmer: Stemmer::of(&document.language), known: HashMap::new() });
            let fields = archive.fields(&document, stems);
            let own: BTreeSet<&String> = fields.weighted().iter().flat_map(|(stems, _)| *stems).collect();
            for stem in own {
                *archive.having.entry(stem.clone()).or_default() += 1;
            }
            each(&fields)?;
            let place = archive.lengths.len();
            archive.lengths.push(fields.len() as u32);
            if archive.places.insert(document.address.clone(), place as u32).is_some() {
                return Err(format!("{} is there twice", document.address).into());
            }
            if place.is_multiple_of(SAMPLED) && archive.sample.len() < SAMPLE {
                archive.sample.push(document);
            }
        }
        Ok(archive)
    }

    fn fields(&mut self, document: &Document, stems: &mut Stems) -> Fields {
        let mut read = |text: &str| {
            let mut found = Vec::new();
            words(text, |word| {
                let stem = stems.of(word.written, word.folded);
                if !self.forms.get(word.folded).is_some_and(|known| known.contains(&stem)) {
                    self.forms.entry(word.folded.to_owned()).or_default().insert(stem.clone());
                }
                found.push(stem);
            });
            found
        };
        Fields {
            title: read(&document.title),
            names: document.names.iter().flat_map(|name| read(name)).collect(),
            summary: read(&document.summary),
            body: read(&document.body),
        }
    }

    /// How many documents have the form's most frequent stem.
    pub fn having_form(&self, form: &str) -> u32 {
        let stems = self.forms.get(form).into_iter().flatten();
        stems.filter_map(|stem| self.having.get(stem)).copied().max().unwrap_or(0)
    }

    /// The mean number of words.
    pub fn mean_length(&self) -> f64 {
        self.lengths.iter().map(|length| f64::from(*length)).sum::<f64>()
            / (self.lengths.len() as f64).max(1.0)
    }
}

/// The stems of a language, each made once.
struct Stems {
    stemmer: Stemmer,
    known: HashMap<String, String>,
}

impl Stems {
    fn of(&mut self, written: &str, folded: &str) -> String {
        if let Some(stem) = self.known.get(written) {
            return stem.clone();
        }
        let stem = self.stemmer.stem(written, folded);
        self.known.insert(written.to_owned(), stem.clone());
        stem
    }
}
