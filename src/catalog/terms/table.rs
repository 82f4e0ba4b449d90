//! The lookup table of term names, used while articles are resolved.

use super::{Term, TermId, Terms, taxonomy_url};
use crate::article::{TermReference, TermText};
use crate::catalog::lookup::Lookup;
use crate::catalog::message;
use crate::catalog::slugs::{By, Claim, Given, Standing, settle};
use crate::catalog::{ArticleId, Articles, Spellings};
use crate::config::{Config, DeclaredTerm, FILE, LanguageId, TaxonomyId};
use crate::diagnostic::{Diagnostics, Level, Place, Position};
use crate::id::{Id, IdVec};
use crate::name::{Identity, Name, slug_of, spelled};
use crate::path::SourcePath;
use crate::value::fields::nearest;

/// What slugs of names without a letter start with.
pub(super) const KIND: &str = "term";

/// Where a term was first written.
#[derive(Clone, Copy, Debug)]
pub(super) enum TermOrigin {
    /// In `site.toml`.
    Site(Position),
    /// Its own file, or that of a term below it.
    File(TermId),
    /// In an article.
    Article(ArticleId, Position),
}

/// Terms while articles are being resolved. Their slugs are those they ask for until [`TermTable::finish`].
pub(in crate::catalog) struct TermTable<'c> {
    pub(super) config: &'c Config,
    pub(super) terms: Terms,
    /// Where each was first written.
    origins: IdVec<TermId, TermOrigin>,
    /// By taxonomy: every name and slug that articles may use, to the term.
    pub(super) lookups: IdVec<TaxonomyId, Lookup<TermId>>,
    /// By taxonomy: names as articles write them to the term, since most are written often and alike.
    written: IdVec<TaxonomyId, Spellings<TermId>>,
    /// By taxonomy: the term most like each name that strict ones do not know. Very many articles may have one mistake.
    mistaken: IdVec<TaxonomyId, Spellings<Option<Box<str>>>>,
}

impl<'c> TermTable<'c> {
    /// The terms that `site.toml` declares and files describe.
    pub(in crate::catalog) fn new(
        config: &'c Config,
        texts: Vec<TermText>,
        problems: &mut Diagnostics,
    ) -> TermTable<'c> {
        let mut table = TermTable {
            config,
            terms: Terms::new(),
            origins: IdVec::new(),
            lookups: config.taxonomies.ids().map(|_| Lookup::default()).collect(),
            written: config.taxonomies.ids().map(|_| Spellings::default()).collect(),
            mistaken: config.taxonomies.ids().map(|_| Spellings::default()).collect(),
        };
        for (index, taxonomy) in config.taxonomies.enumerate() {
            for declared in &taxonomy.terms {
                table.declare(index, declared, None, problems);
            }
        }
        table.describe(texts, problems);
        table
    }

    fn declare(
        &mut self,
        taxonomy: TaxonomyId,
        declared: &DeclaredTerm,
        parent: Option<TermId>,
        problems: &mut Diagnostics,
    ) {
        if self.find(taxonomy, &declared.title).is_some() {
            let place = Place::new(FILE, declared.position);
            problems.push(message::term_declared_twice(place, &declared.title));
            return;
        }
        let slug = slug_of(&declared.title, KIND, self.config.slugs);
        let id = self.add(taxonomy, slug, &declared.title, TermOrigin::Site(declared.position));
        self.name(taxonomy, &declared.title, id);
        if let Some(parent) = parent {
            self.terms[id].parent = Some(parent);
            self.terms[parent].children.push(id);
        }
        self.terms[id].declared = true;
        for child in &declared.children {
            self.declare(taxonomy, child, Some(id), problems);
        }
    }

    /// A new term that asks for `slug` and has no name yet.
    pub(super) fn add(
        &mut self,
        taxonomy: TaxonomyId,
        slug: Box<str>,
        title: &Name,
        origin: TermOrigin,
    ) -> TermId {
        let (title, children, texts) = (title.clone(), Vec::new(), Vec::new());
        self.origins.push(origin);
        self.terms.push(Term { taxonomy, slug, title, parent: None, children, texts, declared: false })
    }

    /// Lets `name` mean `id`, unless it means something already.
    pub(super) fn name(&mut self, taxonomy: TaxonomyId, name: &Name, id: TermId) {
        self.lookups[taxonomy].name(Identity::of(name), id);
    }

    /// The term of a taxonomy that `name` means: by its title in any language, another name, or its slug.
    pub(in crate::catalog) fn find(&self, taxonomy: TaxonomyId, name: &Name) -> Option<TermId> {
        self.lookup(taxonomy).find(name, &Identity::of(name))
    }

    pub(super) fn lookup(&self, taxonomy: TaxonomyId) -> &Lookup<TermId> {
        &self.lookups[taxonomy]
    }

    /// The terms of an article, whose file is at `path`; unknown ones of strict taxonomies are reported, others made.
    pub(in crate::catalog) fn resolve(
        &mut self,
        (article, path): (ArticleId, &SourcePath),
        references: &[TermReference],
        problems: &mut Diagnostics,
    ) -> Box<[TermId]> {
        let mut ids: Vec<TermId> = Vec::with_capacity(references.len());
        for TermReference { taxonomy, term } in references {
            let known = self.written[*taxonomy].get(&term.name).copied();
            let found = known.or_else(|| {
                let origin = TermOrigin::Article(article, term.position);
                let id = self.found_or_made(*taxonomy, &term.name, origin)?;
                self.written[*taxonomy].insert(term.name.clone(), id);
                Some(id)
            });
            let Some(id) = found else {
                let key = &self.config.taxonomies[*taxonomy].key;
                let like = self.nearest(*taxonomy, &term.name);
                let place = Place::new(path.as_str(), term.position);
                let problem = message::unknown_term(place, key, &term.name, like);
                problems.push(match self.lookup(*taxonomy).listed(&term.name) {
                    Some(names) => message::write_a_list(problem, key, &names),
                    None => problem,
                });
                continue;
            };
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        ids.into()
    }

    /// The term that a spelling means that no article before had.
    fn found_or_made(&mut self, taxonomy: TaxonomyId, name: &Name, origin: TermOrigin) -> Option<TermId> {
        let identity = Identity::of(name);
        if let Some(id) = self.lookup(taxonomy).find(name, &identity) {
            self.respell(id, name, origin);
            return Some(id);
        }
        if self.config.taxonomies[taxonomy].strict {
            return None;
        }
        let id = self.add(taxonomy, slug_of(name, KIND, self.config.slugs), name, origin);
        self.lookups[taxonomy].name(identity, id);
        Some(id)
    }

    /// Takes note of another spelling of a term that is known from articles alone.
    fn respell(&mut self, id: TermId, name: &Name, origin: TermOrigin) {
        let term = &mut self.terms[id];
        if !matches!(self.origins[id], TermOrigin::Article(..)) {
            return;
        }
        // Of spellings that ask for different slugs, the least decides: which comes first would depend on dates.
        let slug = slug_of(name, KIND, self.config.slugs);
        if slug < term.slug {
            term.slug = slug;
        }
        // The first spelling is the title; one in the form of a slug (`human-rights`) gives way to a better one.
        if term.title.reads_worse_than(name) {
            term.title = name.clone();
            self.origins[id] = origin;
        }
    }

    /// The term of a strict taxonomy that is most like `name`.
    fn nearest(&mut self, taxonomy: TaxonomyId, name: &Name) -> Option<&str> {
        let mistaken = &mut self.mistaken[taxonomy];
        if !mistaken.contains_key(name) {
            let terms = self.terms.iter().filter(|known| known.taxonomy == taxonomy);
            let like = nearest(name, terms.map(|known| known.title.as_str()));
            mistaken.insert(name.clone(), like.map(Into::into));
        }
        mistaken.get(name).and_then(Option::as_deref)
    }

    /// Slugs of terms that cannot have the one they ask for.
    pub(super) fn settle(&self) -> Vec<Given<TermId>> {
        let term = |id: TermId| &self.terms[id];
        settle(
            self.terms.ids(),
            |id| (Some(term(id).taxonomy), &*term(id).slug),
            |id| {
                let of_files = || term(id).texts.iter().map(|text| &text.file);
                let written = of_files().filter_map(|file| file.written_slug());
                let standing = match self.origins[id] {
                    _ if written.clone().any(|slug| *slug == *term(id).slug) => Standing::Written,
                    TermOrigin::Article(..) => Standing::Named,
                    TermOrigin::Site(_) | TermOrigin::File(_) => Standing::Declared,
                };
                Claim { standing, identity: Identity::of(&term(id).title), written: written.collect() }
            },
        )
    }

    /// All terms, and by taxonomy those without a parent, in order.
    pub(in crate::catalog) fn finish(
        mut self,
        articles: &Articles,
        problems: &mut Diagnostics,
    ) -> (Terms, IdVec<TaxonomyId, Vec<TermId>>) {
        let given = self.settle();
        for given in &given {
            self.report(given, articles, problems);
        }
        for given in given {
            self.terms[given.id].slug = given.slug;
        }
        self.report_lists(articles, problems);
        // Terms made by use are numbered by when they came up; their place in lists must not depend on that.
        let key = |terms: &Terms, id: &TermId| {
            let term = &terms[*id];
            let order = term.main_text().and_then(|text| text.order);
            let declared_at = if term.declared { id.index() } else { usize::MAX };
            (order.unwrap_or(i64::MAX), declared_at, term.title.to_lowercase(), term.slug.clone())
        };
        for id in self.terms.ids() {
            let mut children = std::mem::take(&mut self.terms[id].children);
            children.sort_by_cached_key(|id| key(&self.terms, id));
            self.terms[id].children = children;
        }
        let mut roots: IdVec<TaxonomyId, Vec<TermId>> =
            self.config.taxonomies.ids().map(|_| Vec::new()).collect();
        for (id, term) in self.terms.enumerate() {
            if term.parent.is_none() {
                roots[term.taxonomy].push(id);
            }
        }
        for list in &mut roots {
            list.sort_by_cached_key(|id| key(&self.terms, id));
        }
        (self.terms, roots)
    }

    /// Says that a term cannot have the slug it asks for, unless a file gives it another one.
    fn report(&self, given: &Given<TermId>, articles: &Articles, problems: &mut Diagnostics) {
        let (term, other) = (&self.terms[given.id], &self.terms[given.other]);
        let taxonomy = &self.config.taxonomies[term.taxonomy];
        let level = match given.by {
            By::File => return,
            By::Number if taxonomy.strict => Level::Error,
            By::Spelling | By::Number => Level::Warning,
        };
        let url = taxonomy_url(self.config, term.taxonomy, LanguageId::DEFAULT).join(&given.slug);
        problems.push(message::same_slug(
            level,
            (self.place(given.id, articles), &term.title),
            (self.place(given.other, articles), &other.title),
            &given.wish,
            &url,
        ));
    }

    /// Warns of terms that articles alone name, and that are probably several.
    fn report_lists(&self, articles: &Articles, problems: &mut Diagnostics) {
        for (id, term) in self.terms.enumerate() {
            let names = match self.origins[id] {
                TermOrigin::Article(..) => self.lookup(term.taxonomy).listed_others(&term.title, id),
                TermOrigin::Site(_) | TermOrigin::File(_) => None,
            };
            if let Some(names) = names {
                let key = &self.config.taxonomies[term.taxonomy].key;
                let problem = message::several_names(self.place(id, articles), key, &term.title);
                problems.push(message::write_a_list(problem, key, &names));
            }
        }
    }

    /// Where a term was first written.
    fn place(&self, id: TermId, articles: &Articles) -> Place {
        match self.origins[id] {
            TermOrigin::Site(position) => Place::new(FILE, position),
            TermOrigin::File(id) => {
                let text = self.terms[id].main_text();
                Place::file(text.map_or(FILE, |text| text.path.as_str()))
            }
            TermOrigin::Article(article, position) => Place::new(articles[article].path.as_str(), position),
        }
    }

    /// Lets the slugs of the terms that are known so far mean them, unless that of a name like `C++` is that of `C`.
    pub(super) fn name_by_slug(&mut self) {
        let mut slugs: IdVec<TermId, Option<Box<str>>> =
            self.terms.iter().map(|term| Some(term.slug.clone())).collect();
        let is_known = |term: &Term| spelled(&Identity::of(&term.title)).is_some();
        for (slug, term) in slugs.iter_mut().zip(&self.terms).filter(|(_, term)| is_known(term)) {
            *slug = spelled(&Identity::of(&term.title)).filter(|_| term.texts.is_empty()).map(Into::into);
        }
        for given in self.settle() {
            slugs[given.id] = Some(given.slug);
        }
        for (id, slug) in slugs.enumerate() {
            if let Some(slug) = slug {
                let taxonomy = self.terms[id].taxonomy;
                self.lookups[taxonomy].slug(slug, id);
            }
        }
        // Slugs of files of terms that have another one, and those of other languages.
        for (id, term) in self.terms.enumerate() {
            for slug in term.texts.iter().filter_map(|text| text.file.written_slug()) {
                self.lookups[term.taxonomy].slug(slug, id);
            }
        }
    }
}
