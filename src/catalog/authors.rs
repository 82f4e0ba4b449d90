//! Authors: those with a profile, and those that articles name.

use std::collections::hash_map::Entry as MapEntry;

use super::{Names, folded};
use crate::article::{Article, Profile, ProfileText};
use crate::config::{Config, LanguageId};
use crate::diagnostic::{Diagnostics, message};
use crate::fingerprint::Fingerprint;
use crate::path::{UrlPath, slug};

/// The index of an author in the catalog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AuthorId(pub u32);

/// An author.
#[derive(Clone, Debug)]
pub struct Author {
    /// Identifies the author; the last part of the address.
    pub slug: Box<str>,
    /// The name as shown in the default language.
    pub name: Box<str>,
    /// The profiles, one a language at most.
    pub profiles: Vec<Profile>,
}

impl Author {
    /// The profile that names the author: that in the default language, or the first.
    pub fn main_profile(&self) -> Option<&Profile> {
        self.profile(LanguageId::DEFAULT).or(self.profiles.first())
    }

    /// The profile in `language`, if there is one.
    pub fn profile(&self, language: LanguageId) -> Option<&Profile> {
        self.profiles.iter().find(|profile| profile.language == language)
    }

    /// Name, role and note in `language`.
    pub fn text(&self, language: LanguageId) -> ProfileText {
        let own = self.profile(language).map(|profile| &profile.text);
        let translated = || {
            let translations = self.profiles.iter().flat_map(|profile| &profile.translations);
            translations.filter(|(code, _)| *code == language).map(|(_, text)| text).next()
        };
        let main = || self.main_profile().map(|profile| &profile.text);
        let text = own.or_else(translated).or_else(main);
        text.cloned().unwrap_or_else(|| ProfileText { name: self.name.clone(), ..ProfileText::default() })
    }

    /// The language in which [`Author::text`] is for `language`, if there is a profile at all.
    pub fn text_language(&self, language: LanguageId) -> Option<LanguageId> {
        let mut translations = self.profiles.iter().flat_map(|profile| &profile.translations);
        let has_own = self.profile(language).is_some() || translations.any(|(code, _)| *code == language);
        if has_own { Some(language) } else { self.main_profile().map(|profile| profile.language) }
    }

    /// The name in `language`.
    pub fn name(&self, language: LanguageId) -> Box<str> {
        if language == LanguageId::DEFAULT { self.name.clone() } else { self.text(language).name }
    }

    /// The address of the author's page in `language`.
    pub fn url(&self, config: &Config, language: LanguageId) -> UrlPath {
        authors_url(config, language).join(&self.slug)
    }
}

/// The address of the index of authors in `language`.
pub fn authors_url(config: &Config, language: LanguageId) -> UrlPath {
    config.home(language).join(&config.authors.path)
}

/// Authors while articles are being resolved.
pub(super) struct AuthorTable {
    authors: Vec<Author>,
    names: Names<AuthorId>,
    /// Names as articles write them, since most are written often and alike; none of those that several profiles share.
    written: Names<AuthorId>,
    /// Names that several profiles share, by which nobody can be found.
    shared: Names<(AuthorId, AuthorId)>,
}

impl AuthorTable {
    /// The authors with a profile.
    pub(super) fn new(profiles: Vec<Profile>, problems: &mut Diagnostics) -> AuthorTable {
        let mut table = AuthorTable {
            authors: Vec::new(),
            names: Names::default(),
            written: Names::default(),
            shared: Names::default(),
        };
        let mut slugs: Names<AuthorId> = Names::default();
        for profile in profiles {
            let id = match slugs.get(&profile.slug) {
                Some(id) => *id,
                None => {
                    let id = table.add(profile.slug.clone(), profile.text.name.clone());
                    slugs.insert(profile.slug.clone(), id);
                    id
                }
            };
            let author = &mut table.authors[id.0 as usize];
            if let Some(other) = author.profile(profile.language) {
                problems.push(message::profile_twice(&profile.path, &other.path));
                continue;
            }
            if profile.language == LanguageId::DEFAULT {
                author.name.clone_from(&profile.text.name);
            }
            author.profiles.push(profile);
        }
        // Slugs first: a display name never takes the slug of another author.
        for index in 0..table.authors.len() {
            let slug = table.authors[index].slug.clone();
            table.names.insert(folded(&slug).into(), AuthorId(index as u32));
        }
        for index in 0..table.authors.len() {
            let id = AuthorId(index as u32);
            let names: Vec<Box<str>> = table.authors[index]
                .profiles
                .iter()
                .flat_map(|profile| {
                    let translated = profile.translations.iter().map(|(_, text)| &text.name);
                    std::iter::once(&profile.text.name).chain(translated).chain(&profile.aka).cloned()
                })
                .collect();
            names.iter().for_each(|name| table.name(name, id));
        }
        table
    }

    fn add(&mut self, slug: Box<str>, name: Box<str>) -> AuthorId {
        let id = AuthorId(u32::try_from(self.authors.len()).unwrap_or(u32::MAX));
        self.authors.push(Author { slug, name, profiles: Vec::new() });
        id
    }

    fn name(&mut self, name: &str, id: AuthorId) {
        match self.names.entry(folded(name).into()) {
            MapEntry::Vacant(vacant) => {
                vacant.insert(id);
            }
            MapEntry::Occupied(taken) if *taken.get() != id => {
                self.shared.insert(folded(name).into(), (*taken.get(), id));
            }
            MapEntry::Occupied(_) => {}
        }
    }

    /// The authors of an article, by slug, name or other spelling; unknown ones are made.
    pub(super) fn resolve(&mut self, article: &Article, problems: &mut Diagnostics) -> Box<[AuthorId]> {
        let mut ids: Vec<AuthorId> = Vec::with_capacity(article.references().authors.len());
        for reference in &article.references().authors {
            if let Some(id) = self.written.get(&reference.name) {
                if !ids.contains(id) {
                    ids.push(*id);
                }
                continue;
            }
            let name = folded(&reference.name);
            if let Some((one, two)) = self.shared.get(name.as_str()) {
                let slugs = [one, two].map(|id| &*self.authors[id.0 as usize].slug);
                let place = crate::diagnostic::Place::new(article.path.as_str(), reference.position);
                problems.push(message::ambiguous_author(place, &reference.name, slugs));
            }
            let found = self.names.get(name.as_str()).copied();
            let id = found.unwrap_or_else(|| self.make(&reference.name));
            if !self.shared.contains_key(name.as_str()) {
                self.written.insert(reference.name.clone(), id);
            }
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        ids.into()
    }

    /// An author known by name alone. One whose slug is taken by the same slug is the same author.
    fn make(&mut self, name: &str) -> AuthorId {
        let slug = slug(name)
            .unwrap_or_else(|| format!("author-{}", &Fingerprint::of(name.as_bytes()).short()[..8]));
        let id = match self.names.get(slug.as_str()) {
            Some(id) => *id,
            None => {
                let id = self.add(slug.as_str().into(), name.into());
                self.names.insert(slug.into(), id);
                id
            }
        };
        self.names.insert(folded(name).into(), id);
        id
    }

    /// All authors.
    pub(super) fn finish(self) -> Vec<Author> {
        self.authors
    }
}
