//! Term descriptions: which term a file is about, and by which names articles can refer to it.

use rustc_hash::FxHashMap;

use super::TermId;
use super::table::{TermOrigin, TermTable};
use crate::article::TermText;
use crate::catalog::message;
use crate::config::{LanguageId, TaxonomyId};
use crate::diagnostic::Diagnostics;
use crate::name::{Identity, spelled};

impl TermTable<'_> {
    /// Attaches descriptions to terms, making those that are new; parents are linked when all are there.
    pub(super) fn describe(&mut self, texts: Vec<TermText>, problems: &mut Diagnostics) {
        let declared = self.declared_by_slug();
        let mut words = Words::default();
        let mut parents = Vec::new();
        for ((taxonomy, file), texts) in by_file(texts) {
            let id = self.described(taxonomy, &file, &texts, (&declared, &words));
            words.entry((taxonomy, file)).or_insert(id);
            for text in texts {
                if text.title.is_one_word() {
                    words.entry((taxonomy, Identity::of(&text.title))).or_insert(id);
                }
                self.name(taxonomy, &text.title, id);
                parents.extend(text.parent.clone().map(|parent| (id, parent)));
                self.attach(id, text, problems);
            }
        }
        // What a term is called elsewhere never takes the title or slug of another.
        self.name_by_slug();
        for id in self.terms.ids() {
            let texts = std::mem::take(&mut self.terms[id].texts);
            for text in &texts {
                let translated = text.translations.iter().filter_map(|(_, title, _)| title.as_ref());
                for other in text.file.name.iter().chain(&text.aka).chain(translated) {
                    self.name(text.taxonomy, other, id);
                }
            }
            self.terms[id].texts = texts;
        }
        for (id, parent) in parents {
            let taxonomy = self.terms[id].taxonomy;
            let title = parent.title();
            let parent = self.find(taxonomy, &title).unwrap_or_else(|| {
                let made = self.add(taxonomy, parent.slug.clone(), &title, TermOrigin::File(id));
                self.name(taxonomy, &title, made);
                made
            });
            self.adopt(id, parent);
        }
    }

    /// The term that the files of one name describe: the one of that title, name or slug, or a new one.
    fn described(
        &mut self,
        taxonomy: TaxonomyId,
        file: &Identity,
        texts: &[TermText],
        (declared, words): (&Slugs, &Words),
    ) -> TermId {
        let first = &texts[0];
        let title = texts.iter().find(|text| text.language == LanguageId::DEFAULT).map(|text| &text.title);
        let lookup = self.lookup(taxonomy);
        let word = |identity: &Identity| words.get(&(taxonomy, identity.clone())).copied();
        let titled = title.and_then(|title| {
            let identity = Identity::of(title);
            let word = || word(&identity).filter(|_| title.is_one_word());
            lookup.by_name(&identity).or_else(word)
        });
        let of_file = || match first.file.written_slug() {
            Some(slug) => declared.get(&(taxonomy, slug.into())).copied(),
            None => lookup.by_name(file),
        };
        titled.or_else(of_file).or_else(|| word(file)).unwrap_or_else(|| {
            let own = self.terms.next_id();
            self.add(taxonomy, first.file.slug.clone(), title.unwrap_or(&first.title), TermOrigin::File(own))
        })
    }

    /// The declared terms by their slugs, for files whose name is one. Of several the one that keeps it.
    fn declared_by_slug(&self) -> Slugs {
        let mut declared: Vec<(Identity, TermId)> =
            self.terms.enumerate().map(|(id, term)| (Identity::of(&term.title), id)).collect();
        declared.sort();
        let mut slugs = Slugs::default();
        for (identity, id) in declared {
            let term = &self.terms[id];
            let slug = spelled(&identity).map_or_else(|| term.slug.clone(), Into::into);
            slugs.entry((term.taxonomy, slug)).or_insert(id);
        }
        slugs
    }

    /// Adds a description to its term.
    fn attach(&mut self, id: TermId, text: TermText, problems: &mut Diagnostics) {
        let term = &mut self.terms[id];
        term.declared = true;
        if let Some(other) = term.text(text.language) {
            problems.push(message::term_described_twice(&text.path, &other.path, &term.title));
            return;
        }
        if text.language == LanguageId::DEFAULT {
            term.title.clone_from(&text.title);
        }
        term.texts.push(text);
    }

    /// Puts `id` below `parent`, unless it has a place in the declared tree or would be its own ancestor.
    fn adopt(&mut self, id: TermId, parent: TermId) {
        let mut above = Some(parent);
        while let Some(ancestor) = above {
            if ancestor == id {
                return;
            }
            above = self.terms[ancestor].parent;
        }
        let term = &mut self.terms[id];
        if term.parent.is_none() {
            term.parent = Some(parent);
            let parent = &mut self.terms[parent];
            parent.children.push(id);
            parent.declared = true;
        }
    }
}

/// Declared terms by taxonomy and slug.
type Slugs = FxHashMap<(TaxonomyId, Box<str>), TermId>;

/// Described terms by the names of their files and by titles without blanks, which articles write alike.
type Words = FxHashMap<(TaxonomyId, Identity), TermId>;

/// The descriptions of each term, by taxonomy and file name; files of several languages share one.
fn by_file(texts: Vec<TermText>) -> Vec<((TaxonomyId, Identity), Vec<TermText>)> {
    let mut groups: Vec<((TaxonomyId, Identity), Vec<TermText>)> = Vec::new();
    let mut places: FxHashMap<(TaxonomyId, Identity), usize> = FxHashMap::default();
    for text in texts {
        let key = (text.taxonomy, text.file.identity());
        let place = *places.entry(key.clone()).or_insert_with(|| {
            groups.push((key, Vec::new()));
            groups.len() - 1
        });
        groups[place].1.push(text);
    }
    groups
}
