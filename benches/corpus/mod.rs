//! An invented news archive of any size, for measuring: the same bytes for the same seed and size, on every machine.
//!
//! Every article is a function of seed, size and its number. It can be made alone, in any order and on any thread;
//! what it refers to (the article it links to, its translation) is computed from that one's number. Nothing is held
//! but the vocabularies and the lists of terms, so a million articles need no more memory than ten.
//!
//! The text imitates what costs time in real text: a vocabulary of tens of thousands of words with Zipf's
//! distribution, log-normal lengths, a few authors, tags and regions with most of the articles, and the Markdown that
//! conversion from mirrored pages leaves behind.

mod article;
mod body;
mod dates;
mod files;
mod front_matter;
mod prose;
mod random;
mod site;
mod terms;
mod words;

use random::Pool;
use terms::{Author, Term};
use words::Lexicon;

pub use files::{Failure, Total};

/// The number of images that articles refer to, as `/media/00.jpg` and so on.
const MEDIA_FILES: u64 = 40;

/// The generator that a corpus is written for. The articles are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// This program.
    Generate,
    /// Hugo, with layouts that make comparable pages.
    Hugo,
}

/// What decides a corpus.
#[derive(Clone, Debug)]
pub struct Spec {
    /// The number of articles.
    pub size: u64,
    /// What all luck comes from.
    pub seed: u64,
    /// The mean length of an article, in words of running text.
    pub words_mean: u64,
}

impl Spec {
    /// A corpus of `size` articles of 5 KB on average.
    pub fn new(size: u64) -> Self {
        Self { size, seed: 1, words_mean: 735 }
    }
}

/// A corpus, ready to make any of its articles.
#[derive(Debug)]
pub struct Corpus {
    spec: Spec,
    english: Lexicon,
    russian: Lexicon,
    authors: Pool<Author>,
    regions: Pool<Term>,
    topics: Pool<Term>,
    tags: Pool<String>,
}

impl Corpus {
    /// Invents the vocabularies, authors and tags.
    pub fn new(spec: Spec) -> Self {
        let english = Lexicon::english(spec.seed);
        Self {
            russian: Lexicon::russian(spec.seed),
            authors: terms::authors(spec.seed, spec.size, &english),
            regions: terms::tree(terms::REGIONS),
            topics: terms::tree(terms::TOPICS),
            tags: terms::tags(spec.seed, spec.size, &english),
            english,
            spec,
        }
    }

    /// Appends the file of article `index`, counted from 0, to `page`, and returns its path within the content folder.
    pub fn article(&self, index: u64, form: Form, page: &mut String) -> String {
        let head = self.head(index);
        self.write_front_matter(&head, form, page);
        self.write_body(&head, form, page);
        head.path(form)
    }
}

#[cfg(test)]
mod tests;
