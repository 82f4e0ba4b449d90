//! Terms of the taxonomies: declared in `site.toml`, described in files, or made when an article first uses them.

use std::collections::hash_map::Entry as MapEntry;

use super::{Names, folded};
use crate::article::{Article, TermReference, TermText};
use crate::config::{Config, DeclaredTerm, FILE, LanguageId};
use crate::diagnostic::{Diagnostics, Place, message};
use crate::fingerprint::Fingerprint;
use crate::path::{UrlPath, slug};
use crate::value::fields::nearest;

/// The index of a term in the catalog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TermId(pub u32);

/// A term of a taxonomy.
#[derive(Clone, Debug)]
pub struct Term {
    /// The index of the taxonomy in the configuration.
    pub taxonomy: u8,
    /// Unique in its taxonomy; the last part of its address.
    pub slug: Box<str>,
    /// The title in the default language.
    pub title: Box<str>,
    /// The term above it.
    pub parent: Option<TermId>,
    /// The terms below it, in order.
    pub children: Vec<TermId>,
    /// Its descriptions, one a language at most.
    pub texts: Vec<TermText>,
    /// Whether `site.toml` declares it or a file describes it; others were made by use.
    pub declared: bool,
}

impl Term {
    /// The description in `language`, if there is one.
    pub fn text(&self, language: LanguageId) -> Option<&TermText> {
        self.texts.iter().find(|text| text.language == language)
    }

    /// The description that names, orders and illustrates the term: that in the default language, or the first.
    pub fn main_text(&self) -> Option<&TermText> {
        self.text(LanguageId::DEFAULT).or(self.texts.first())
    }

    /// The title in `language`.
    pub fn title(&self, language: LanguageId) -> &str {
        if language == LanguageId::DEFAULT {
            return &self.title;
        }
        let own = self.text(language).map(|text| &*text.title);
        own.or_else(|| self.translation(language).map(|(title, _)| title)).unwrap_or(&self.title)
    }

    /// Whether `site.toml` or a file says that the term is there for readers of `language`: those declare it, and one of
    /// them gives it a title in that language. Nothing an article says changes it, so that menus can go by it.
    pub fn is_declared_in(&self, language: LanguageId) -> bool {
        let titled = || self.text(language).is_some() || self.translation(language).is_some();
        self.declared && (language == LanguageId::DEFAULT || titled())
    }

    /// One sentence about the term in `language`.
    pub fn summary(&self, language: LanguageId) -> Option<&str> {
        let own = self.text(language).and_then(|text| text.summary.as_deref());
        own.or_else(|| self.translation(language).and_then(|(_, summary)| summary))
    }

    fn translation(&self, language: LanguageId) -> Option<(&str, Option<&str>)> {
        let translations = self.texts.iter().flat_map(|text| &text.translations);
        let mut found = translations.filter(|(code, title, _)| *code == language && !title.is_empty());
        found.next().map(|(_, title, summary)| (&**title, summary.as_deref()))
    }

    /// The address of its page in `language`.
    pub fn url(&self, config: &Config, language: LanguageId) -> UrlPath {
        taxonomy_url(config, self.taxonomy, language).join(&self.slug)
    }
}

/// The address of a taxonomy's index in `language`.
pub fn taxonomy_url(config: &Config, taxonomy: u8, language: LanguageId) -> UrlPath {
    config.home(language).join(&config.taxonomies[usize::from(taxonomy)].path)
}

/// Terms while articles are being resolved.
pub(super) struct TermTable<'c> {
    config: &'c Config,
    terms: Vec<Term>,
    /// By taxonomy: folded slug, title and other names to the term.
    names: Vec<Names<TermId>>,
    /// By taxonomy: names as articles write them to the term, since most are written often and alike.
    written: Vec<Names<TermId>>,
    /// By taxonomy: the term most like each name that strict ones do not know. Very many articles may have one mistake.
    mistaken: Vec<Names<Option<Box<str>>>>,
}

impl<'c> TermTable<'c> {
    /// The terms that `site.toml` declares and files describe.
    pub(super) fn new(config: &'c Config, texts: Vec<TermText>, problems: &mut Diagnostics) -> TermTable<'c> {
        let names = || config.taxonomies.iter().map(|_| Names::default()).collect();
        let mistaken = config.taxonomies.iter().map(|_| Names::default()).collect();
        let mut table = TermTable { config, terms: Vec::new(), names: names(), written: names(), mistaken };
        for (index, taxonomy) in config.taxonomies.iter().enumerate() {
            for declared in &taxonomy.terms {
                table.declare(index as u8, declared, None, problems);
            }
        }
        table.describe(texts, problems);
        table
    }

    fn declare(
        &mut self,
        taxonomy: u8,
        declared: &DeclaredTerm,
        parent: Option<TermId>,
        problems: &mut Diagnostics,
    ) {
        let slug = term_slug(&declared.title);
        let id = match self.find(taxonomy, &slug) {
            Some(_) => {
                let place = Place::new(FILE, declared.position);
                problems.push(message::term_declared_twice(place, &declared.title));
                return;
            }
            None => self.add(taxonomy, slug.into(), declared.title.as_str().into(), parent),
        };
        self.terms[id.0 as usize].declared = true;
        for child in &declared.children {
            self.declare(taxonomy, child, Some(id), problems);
        }
    }

    /// Attaches descriptions to terms, making those that are new; parents are linked when all are there.
    fn describe(&mut self, texts: Vec<TermText>, problems: &mut Diagnostics) {
        let mut parents = Vec::new();
        for text in texts {
            let id = self
                .find(text.taxonomy, &text.slug)
                .or_else(|| {
                    self.find(text.taxonomy, &text.title).filter(|_| text.language == LanguageId::DEFAULT)
                })
                .unwrap_or_else(|| self.add(text.taxonomy, text.slug.clone(), text.title.clone(), None));
            self.name(text.taxonomy, &text.slug, id);
            self.name(text.taxonomy, &text.title, id);
            for other in &text.aka {
                self.name(text.taxonomy, other, id);
            }
            for (_, title, _) in &text.translations {
                self.name(text.taxonomy, title, id);
            }
            if let Some(parent) = &text.parent {
                parents.push((id, text.taxonomy, parent.clone()));
            }
            let term = &mut self.terms[id.0 as usize];
            term.declared = true;
            if let Some(other) = term.text(text.language) {
                problems.push(message::term_described_twice(&text.path, &other.path, &term.title));
                continue;
            }
            if text.language == LanguageId::DEFAULT {
                term.title.clone_from(&text.title);
            }
            term.texts.push(text);
        }
        for (id, taxonomy, parent) in parents {
            let parent = self.find(taxonomy, &parent).unwrap_or_else(|| {
                let title = parent.clone();
                self.add(taxonomy, parent, title, None)
            });
            self.adopt(id, parent);
        }
    }

    /// Puts `id` below `parent`, unless it has a place in the declared tree or would be its own ancestor.
    fn adopt(&mut self, id: TermId, parent: TermId) {
        let mut above = Some(parent);
        while let Some(ancestor) = above {
            if ancestor == id {
                return;
            }
            above = self.terms[ancestor.0 as usize].parent;
        }
        let term = &mut self.terms[id.0 as usize];
        if term.parent.is_none() {
            term.parent = Some(parent);
            let parent = &mut self.terms[parent.0 as usize];
            parent.children.push(id);
            parent.declared = true;
        }
    }

    fn add(&mut self, taxonomy: u8, slug: Box<str>, title: Box<str>, parent: Option<TermId>) -> TermId {
        let id = TermId(u32::try_from(self.terms.len()).unwrap_or(u32::MAX));
        self.name(taxonomy, &slug, id);
        self.name(taxonomy, &title, id);
        if let Some(parent) = parent {
            self.terms[parent.0 as usize].children.push(id);
        }
        let (children, texts) = (Vec::new(), Vec::new());
        self.terms.push(Term { taxonomy, slug, title, parent, children, texts, declared: false });
        id
    }

    /// Lets `name` mean `id`, unless it means something already.
    fn name(&mut self, taxonomy: u8, name: &str, id: TermId) {
        if let MapEntry::Vacant(vacant) = self.names[usize::from(taxonomy)].entry(folded(name).into()) {
            vacant.insert(id);
        }
    }

    fn find(&self, taxonomy: u8, name: &str) -> Option<TermId> {
        self.names[usize::from(taxonomy)].get(folded(name).as_str()).copied()
    }

    /// The terms of an article; unknown ones of strict taxonomies are reported, others made.
    pub(super) fn resolve(&mut self, article: &Article, problems: &mut Diagnostics) -> Box<[TermId]> {
        let mut ids: Vec<TermId> = Vec::with_capacity(article.references().terms.len());
        for TermReference { taxonomy, term } in &article.references().terms {
            if let Some(id) = self.written[usize::from(*taxonomy)].get(&term.name) {
                if !ids.contains(id) {
                    ids.push(*id);
                }
                continue;
            }
            let found = self.find(*taxonomy, &term.name).or_else(|| {
                // "Human rights" and "human-rights" are one term: slugs identify.
                let slug = term_slug(&term.name);
                let id = self.find(*taxonomy, &slug)?;
                self.name(*taxonomy, &term.name, id);
                Some(id)
            });
            let settings = &self.config.taxonomies[usize::from(*taxonomy)];
            let id = match found {
                Some(id) => id,
                None if settings.strict => {
                    let like = self.nearest(*taxonomy, &term.name);
                    let place = Place::new(article.path.as_str(), term.position);
                    problems.push(message::unknown_term(place, &settings.key, &term.name, like));
                    continue;
                }
                None => self.add(*taxonomy, term_slug(&term.name).into(), term.name.clone(), None),
            };
            self.written[usize::from(*taxonomy)].insert(term.name.clone(), id);
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        ids.into()
    }

    /// The term of a strict taxonomy that is most like `name`.
    fn nearest(&mut self, taxonomy: u8, name: &str) -> Option<&str> {
        let mistaken = &mut self.mistaken[usize::from(taxonomy)];
        if !mistaken.contains_key(name) {
            let terms = self.terms.iter().filter(|known| known.taxonomy == taxonomy);
            let like = nearest(name, terms.map(|known| &*known.title));
            mistaken.insert(name.into(), like.map(Into::into));
        }
        mistaken.get(name).and_then(Option::as_deref)
    }

    /// All terms, and by taxonomy those without a parent, in order.
    pub(super) fn finish(mut self) -> (Vec<Term>, Vec<Vec<TermId>>) {
        // Terms made by use are numbered by when they came up; their place in lists must not depend on that.
        let key = |terms: &[Term], id: &TermId| {
            let term = &terms[id.0 as usize];
            let order = term.main_text().and_then(|text| text.order);
            let declared_at = if term.declared { id.0 } else { u32::MAX };
            (order.unwrap_or(i64::MAX), declared_at, term.title.to_lowercase(), term.slug.clone())
        };
        for index in 0..self.terms.len() {
            let mut children = std::mem::take(&mut self.terms[index].children);
            children.sort_by_cached_key(|id| key(&self.terms, id));
            self.terms[index].children = children;
        }
        let mut roots = vec![Vec::new(); self.config.taxonomies.len()];
        for (index, term) in self.terms.iter().enumerate() {
            if term.parent.is_none() {
                roots[usize::from(term.taxonomy)].push(TermId(index as u32));
            }
        }
        for list in &mut roots {
            list.sort_by_cached_key(|id| key(&self.terms, id));
        }
        (self.terms, roots)
    }
}

/// The slug of a term's title; a title without letters still has one.
fn term_slug(title: &str) -> String {
    slug(title).unwrap_or_else(|| format!("term-{}", &Fingerprint::of(title.as_bytes()).short()[..8]))
}
