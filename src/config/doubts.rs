//! What is unknown about a site whose `site.toml` has errors.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostics, Position};
use crate::value::fields::nearest;
use crate::value::{Node, Value};

/// What content may refer to and an error of `site.toml` may hide.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Doubts {
    /// The languages of the site.
    pub languages: bool,
    /// Its terms, and the keys that front matter has for them.
    pub terms: bool,
    /// What each file is, by its path: an article, a page, a profile.
    pub kinds: bool,
    /// The keys that front matter may have.
    pub keys: bool,
}

/// Where something stands: below a key at the top, under a last key, so many keys deep.
#[derive(Clone, Copy)]
struct Spot<'k> {
    top: &'k str,
    last: &'k str,
    depth: usize,
}

impl Doubts {
    /// The doubts that the errors of a whole file bring.
    pub(super) fn about(top: &Node, problems: &Diagnostics) -> Doubts {
        let mut doubts = Doubts::default();
        if !problems.has_errors() {
            return doubts;
        }
        let mut spots: BTreeMap<Position, Spot<'_>> = BTreeMap::new();
        if let Value::Map(entries) = &top.value {
            for entry in entries {
                let spot = Spot { top: &entry.key, last: &entry.key, depth: 1 };
                spots.insert(entry.position, spot);
                note_positions(&entry.node, spot, &mut spots);
            }
        }
        let errors = problems.iter().filter(|problem| problem.is_error());
        let positions = errors.filter_map(|problem| problem.place.as_ref()?.position);
        for spot in positions.filter_map(|position| spots.get(&position)) {
            doubts.add(spot);
        }
        doubts
    }

    /// Adds the doubts that an error there brings. A key at the top that is not known is taken for the nearest that is.
    fn add(&mut self, spot: &Spot<'_>) {
        const KEYS: [&str; 8] =
            ["languages", "default_language", "taxonomies", "terms", "pages", "authors", "content", "fields"];
        let Spot { top, last, depth } = *spot;
        let known = if KEYS.contains(&top) { Some(top) } else { nearest(top, KEYS.into_iter()) };
        // Of what is declared below a name the most part says nothing of what there is.
        let is_beside = matches!(last, "title" | "strict" | "min_articles" | "page_size" | "feed");
        match known {
            Some("languages" | "default_language") if depth <= 2 => {
                (self.languages, self.kinds) = (true, true);
            }
            Some("taxonomies") if depth <= 2 => (self.terms, self.kinds, self.keys) = (true, true, true),
            Some("taxonomies" | "authors") => self.kinds |= !is_beside,
            Some("terms") => self.terms = true,
            Some("pages" | "content") => self.kinds = true,
            Some("fields") => self.keys = true,
            _ => {}
        }
    }
}

/// Notes where everything at `node` and below stands.
fn note_positions<'k>(node: &'k Node, at: Spot<'k>, spots: &mut BTreeMap<Position, Spot<'k>>) {
    spots.entry(node.position).or_insert(at);
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| note_positions(item, at, spots)),
        Value::Map(entries) => {
            for entry in entries {
                let spot = Spot { last: &entry.key, depth: at.depth + 1, ..at };
                spots.insert(entry.position, spot);
                note_positions(&entry.node, spot, spots);
            }
        }
        _ => {}
    }
}
