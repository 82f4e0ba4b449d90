//! What is known of an article by its number alone: language, date, title, file name and terms.

use super::Corpus;
use super::Form;
use super::dates::Stamp;
use super::prose::Prose;
use super::random::{Purpose, Random};
use super::terms::{Author, BLOGS, Term};
use super::words::{Lexicon, push_slug};

/// The language an article is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    English,
    Russian,
}

/// What others need to know of an article in order to link to it.
#[derive(Debug)]
pub(super) struct Head {
    /// Its number, from 0: articles are numbered in the order of their appearance.
    pub(super) index: u64,
    pub(super) language: Language,
    pub(super) stamp: Stamp,
    pub(super) title: String,
    /// Its file's name without ending, which is unique in the whole corpus.
    pub(super) slug: String,
}

impl Head {
    /// The article's file within the content folder.
    pub(super) fn path(&self, form: Form) -> String {
        // Hugo takes the language from the file's name.
        let ending = match (form, self.language) {
            (Form::Hugo, Language::Russian) => "ru.md",
            _ => "md",
        };
        let day = self.stamp.day;
        format!("articles/{}/{:02}/{}.{ending}", day.year, day.month, self.slug)
    }
}

/// What an article is filed under.
#[derive(Debug)]
pub(super) struct Filing<'a> {
    pub(super) authors: Vec<&'a Author>,
    pub(super) regions: Vec<&'a Term>,
    pub(super) topics: Vec<&'a Term>,
    pub(super) blog: Option<&'static str>,
    pub(super) tags: Vec<&'a String>,
}

impl Corpus {
    /// The sequence of random numbers for one aspect of one article.
    pub(super) fn random(&self, purpose: Purpose, index: u64) -> Random {
        Random::new(self.spec.seed, purpose, index)
    }

    /// When an article appeared.
    pub(super) fn stamp(&self, index: u64) -> Stamp {
        Stamp::of(self.spec.seed, self.spec.size, index)
    }

    /// The vocabulary of a language.
    pub(super) fn lexicon(&self, language: Language) -> &Lexicon {
        match language {
            Language::English => &self.english,
            Language::Russian => &self.russian,
        }
    }

    /// The language of an article: Russian for three in a hundred.
    pub(super) fn language(&self, index: u64) -> Language {
        let russian = self.random(Purpose::Language, index).percent(3);
        if russian { Language::Russian } else { Language::English }
    }

    /// The article that an article translates: a third of the Russian ones translate the one before.
    pub(super) fn original(&self, index: u64) -> Option<u64> {
        let mut random = self.random(Purpose::Language, index);
        let translates = random.percent(3) && random.below(3) == 0;
        let before = index.checked_sub(1)?;
        (translates && self.language(before) == Language::English).then_some(before)
    }

    /// The article that translates an article.
    pub(super) fn translation(&self, index: u64) -> Option<u64> {
        let next = index + 1;
        (next < self.spec.size && self.original(next).is_some()).then_some(next)
    }

    /// The head of an article.
    pub(super) fn head(&self, index: u64) -> Head {
        let language = self.language(index);
        let mut random = self.random(Purpose::Title, index);
        let mut title = String::new();
        if language == Language::English && random.percent(40) {
            let region = self.filing(index).regions.first().map_or("Caucasus", |region| region.name);
            title.push_str(region);
            title.push_str(": ");
        }
        let words = random.between(4, 9);
        let quotes = random.percent(4);
        let mut prose = Prose { lexicon: self.lexicon(language), random, page: &mut title };
        if quotes {
            // Headlines quote, and templates must escape what they quote.
            prose.raw("\"");
            prose.heading(2);
            prose.raw("\" & ");
        }
        prose.heading(words);
        let mut slug = String::new();
        push_slug(&mut slug, &title);
        // Titles may repeat; the number makes the name unique.
        slug.push_str(&format!("-{index}"));
        Head { index, language, stamp: self.stamp(index), title, slug }
    }

    /// The terms of an article; a translation has those of its original.
    pub(super) fn filing(&self, index: u64) -> Filing<'_> {
        let mut random = self.random(Purpose::Terms, self.original(index).unwrap_or(index));
        let authors = if random.percent(5) { 2 } else { 1 };
        let regions = [1, 1, 1, 1, 2, 2, 3][random.below(7) as usize];
        let topics = random.between(1, 2);
        let tags = random.between(0, 6);
        // Half of the blogs' posts appear in the first two.
        let blog = random.below(6).min(random.below(6)) as usize;
        Filing {
            authors: self.authors.some(&mut random, authors),
            regions: self.regions.some(&mut random, regions),
            topics: self.topics.some(&mut random, topics),
            blog: random.percent(8).then_some(BLOGS[blog]),
            tags: self.tags.some(&mut random, tags),
        }
    }

    /// An earlier article in the same language that an article may link to: often a recent one.
    pub(super) fn related(&self, index: u64, random: &mut Random) -> Option<u64> {
        let reach = if random.percent(60) { index.min(500) } else { index };
        let start = index.checked_sub(1 + random.below(reach))?;
        let language = self.language(index);
        (0..=start).rev().take(300).find(|earlier| self.language(*earlier) == language)
    }
}
