//! What the articles are filed under: regions, topics, blogs, authors and tags.

use std::collections::HashSet;

use super::random::{Pool, Purpose, Random};
use super::words::{Lexicon, capitalized, slug};

/// Regions by group, as `site.toml` declares them.
pub(super) const REGIONS: &[(&str, &[&str])] = &[
    ("Caucasus", &["Armenia", "Azerbaijan", "Georgia"]),
    ("Central Asia", &["Kazakhstan", "Kyrgyzstan", "Tajikistan", "Turkmenistan", "Uzbekistan"]),
    ("Conflict Zones", &["Abkhazia", "Nagorno Karabakh", "South Ossetia"]),
    ("Eastern Europe", &["Belarus", "Moldova", "Ukraine"]),
    ("Wider Region", &["Afghanistan", "China", "Iran", "Mongolia", "Russia", "Turkey"]),
];

/// Topics by group, as `site.toml` declares them.
pub(super) const TOPICS: &[(&str, &[&str])] = &[
    ("Politics", &["Elections", "Human Rights", "Protests", "Spring Unrest 2010"]),
    ("Security", &["Borders", "Drugs", "Military"]),
    ("Economy", &["Energy", "Labor", "Trade", "Transport"]),
    ("Society", &["Education", "Health", "Migration", "Religion"]),
    ("Culture", &["Film", "Food", "Music"]),
    ("Environment", &["Climate", "Water"]),
];

/// The blogs, the busiest first.
pub(super) const BLOGS: &[&str] = &[
    "The Bug Pit",
    "Tamada Tales",
    "Steppe Ledger",
    "Pipeline Papers",
    "Bazaar Notebook",
    "Letters from the Pass",
];

const GIVEN_NAMES: &[&str] = &[
    "Aida", "Alma", "Anna", "Aram", "Arsen", "Bakyt", "Bella", "Boris", "Dana", "Daniel", "David", "Dina",
    "Elena", "Emil", "Farid", "Gayane", "Giorgi", "Gulnara", "Hamid", "Helen", "Irina", "Jamila", "Joanna",
    "Joshua", "Justin", "Kamila", "Karen", "Laura", "Leyla", "Levan", "Maria", "Marat", "Nargiz", "Nino",
    "Olga", "Paul", "Peter", "Rustam", "Salome", "Samir", "Sona", "Tamar", "Timur", "Ulan", "Vera", "Yana",
    "Zara", "Zurab",
];

const SURNAME_ENDINGS: &[&str] = &["ov", "ova", "ian", "shvili", "zade", "son", "er", "bek", "", "man"];

/// A term of a nested taxonomy.
#[derive(Debug)]
pub(super) struct Term {
    /// Its name.
    pub(super) name: &'static str,
    /// The group it stands in; none for a group itself.
    pub(super) parent: Option<&'static str>,
}

/// Someone who writes articles.
#[derive(Debug)]
pub(super) struct Author {
    /// The name as printed.
    pub(super) name: String,
    /// The name of the profile's file, without ending.
    pub(super) slug: String,
}

/// The terms of a tree, one of each group in turn and the groups themselves last, where Zipf's law makes them rare.
pub(super) fn tree(groups: &'static [(&str, &[&str])]) -> Pool<Term> {
    let longest = groups.iter().map(|(_, members)| members.len()).max().unwrap_or(0);
    let leaves = (0..longest).flat_map(|row| {
        groups.iter().filter_map(move |(parent, members)| {
            members.get(row).map(|name| Term { name, parent: Some(parent) })
        })
    });
    let roots = groups.iter().map(|(name, _)| Term { name, parent: None });
    Pool::new(leaves.chain(roots).collect())
}

/// The authors of an archive of `size` articles: one for 200 articles, at least 8, at most 1,500.
pub(super) fn authors(seed: u64, size: u64, lexicon: &Lexicon) -> Pool<Author> {
    let mut random = Random::new(seed, Purpose::Authors, 0);
    let count = (size / 200).clamp(8, 1_500) as usize;
    let mut known = HashSet::new();
    let mut authors = Vec::with_capacity(count);
    while authors.len() < count {
        let (given, ending) = (random.one(GIVEN_NAMES), random.one(SURNAME_ENDINGS));
        let name = format!("{given} {}{ending}", capitalized(lexicon.noun(&mut random)));
        let slug = slug(&name);
        if known.insert(slug.clone()) {
            authors.push(Author { name, slug });
        }
    }
    Pool::new(authors)
}

/// The tags of an archive of `size` articles: one for 50 articles, at least 50, at most 5,000.
pub(super) fn tags(seed: u64, size: u64, lexicon: &Lexicon) -> Pool<String> {
    let mut random = Random::new(seed, Purpose::Tags, 0);
    let count = (size / 50).clamp(50, 5_000) as usize;
    let mut known = HashSet::new();
    let mut tags = Vec::with_capacity(count);
    while tags.len() < count {
        let mut tag = lexicon.noun(&mut random).to_lowercase();
        if random.percent(30) {
            tag = format!("{tag} {}", lexicon.noun(&mut random).to_lowercase());
        }
        if known.insert(tag.clone()) {
            tags.push(tag);
        }
    }
    Pool::new(tags)
}
