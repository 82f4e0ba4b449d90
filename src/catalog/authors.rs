//! Authors: those with a profile, and those named in articles.

use rustc_hash::FxHashMap;

use super::lookup::Lookup;
use super::slugs::{By, Claim, Given, Standing, settle};
use super::{ArticleId, Articles, Spellings};
use crate::article::{NameReference, Profile, ProfileText};
use crate::catalog::message;
use crate::config::{Config, LanguageId};
use crate::diagnostic::{Diagnostics, Level, Place, Position};
use crate::id::{IdVec, id};
use crate::name::{Identity, Name, slug_of};
use crate::path::{SourcePath, UrlPath};
use crate::value::fields::nearest;

/// What slugs of names without a letter start with.
const KIND: &str = "author";

id! {
    /// An author in the catalog.
    pub AuthorId(u32)
}

/// All authors.
pub type Authors = IdVec<AuthorId, Author>;

/// An author.
#[derive(Clone, Debug)]
pub struct Author {
    /// Identifies the author; the last part of the address.
    pub slug: Box<str>,
    /// The name as shown in the default language.
    pub name: Name,
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
        text.cloned().unwrap_or_else(|| ProfileText {
            name: self.name.clone(),
            family_name: None,
            role: None,
            note: None,
        })
    }

    /// The language in which [`Author::text`] is for `language`, if there is a profile at all.
    pub fn text_language(&self, language: LanguageId) -> Option<LanguageId> {
        let mut translations = self.profiles.iter().flat_map(|profile| &profile.translations);
        let has_own = self.profile(language).is_some() || translations.any(|(code, _)| *code == language);
        if has_own { Some(language) } else { self.main_profile().map(|profile| profile.language) }
    }

    /// The name in `language`.
    pub fn name(&self, language: LanguageId) -> Box<str> {
        if language == LanguageId::DEFAULT {
            self.name.clone().into()
        } else {
            self.text(language).name.into()
        }
    }

    /// The address of the author's page in `language`.
    pub fn url(&self, config: &Config, language: LanguageId) -> UrlPath {
        authors_url(config, language).join(&self.slug)
    }
}

/// The address of the author index in `language`.
pub fn authors_url(config: &Config, language: LanguageId) -> UrlPath {
    config.home(language).join(&config.authors.path)
}

/// Where an author was first written.
#[derive(Clone, Copy, Debug)]
enum AuthorOrigin {
    /// In a profile.
    Profile,
    /// In an article.
    Article(ArticleId, Position),
}

/// Authors while articles are being resolved. Their slugs are those they ask for until [`AuthorTable::finish`].
pub(super) struct AuthorTable<'c> {
    config: &'c Config,
    authors: Authors,
    /// Where each was first written.
    origins: IdVec<AuthorId, AuthorOrigin>,
    /// Every name and slug that articles may use.
    lookup: Lookup<AuthorId>,
    /// Names as articles write them, since most are written often and alike; none of those that several profiles share.
    written: Spellings<AuthorId>,
    /// Names that several profiles share, by which nobody can be found.
    shared: FxHashMap<Identity, (AuthorId, AuthorId)>,
    /// The author most like each name that nobody has, where only those with a profile may be named.
    mistaken: Spellings<Option<Box<str>>>,
}

impl<'c> AuthorTable<'c> {
    /// The authors with a profile.
    pub(super) fn new(
        config: &'c Config,
        profiles: Vec<Profile>,
        problems: &mut Diagnostics,
    ) -> AuthorTable<'c> {
        let mut table = AuthorTable {
            config,
            authors: Authors::new(),
            origins: IdVec::new(),
            lookup: Lookup::default(),
            written: Spellings::default(),
            shared: FxHashMap::default(),
            mistaken: Spellings::default(),
        };
        let mut files: FxHashMap<Identity, AuthorId> = FxHashMap::default();
        for profile in profiles {
            let id = *files.entry(profile.file.identity()).or_insert_with(|| {
                table.add(profile.file.slug.clone(), &profile.text.name, AuthorOrigin::Profile)
            });
            let author = &mut table.authors[id];
            if let Some(other) = author.profile(profile.language) {
                problems.push(message::profile_twice(&profile.path, &other.path));
                continue;
            }
            if profile.language == LanguageId::DEFAULT {
                author.name.clone_from(&profile.text.name);
            }
            author.profiles.push(profile);
        }
        let mut slugs: IdVec<AuthorId, Box<str>> =
            table.authors.iter().map(|author| author.slug.clone()).collect();
        for given in table.settle() {
            slugs[given.id] = given.slug;
        }
        for (id, slug) in slugs.enumerate() {
            table.lookup.slug(slug, id);
        }
        for (id, author) in table.authors.enumerate() {
            for identity in author.profiles.iter().flat_map(Profile::names).map(Identity::of) {
                if let Some(other) = table.lookup.name(identity.clone(), id).filter(|other| *other != id) {
                    table.shared.insert(identity, (other, id));
                }
            }
        }
        // The name of a file in another script is a name as well, unless somebody is called so.
        for (id, author) in table.authors.enumerate() {
            for name in author.profiles.iter().filter_map(|profile| profile.file.name.as_ref()) {
                table.lookup.name(Identity::of(name), id);
            }
        }
        table
    }

    fn add(&mut self, slug: Box<str>, name: &Name, origin: AuthorOrigin) -> AuthorId {
        self.origins.push(origin);
        self.authors.push(Author { slug, name: name.clone(), profiles: Vec::new() })
    }

    /// The authors of an article, whose file is at `path`, by slug, name or other spelling; unknown ones are made, unless
    /// only those with a profile may be named.
    pub(super) fn resolve(
        &mut self,
        (article, path): (ArticleId, &SourcePath),
        references: &[NameReference],
        problems: &mut Diagnostics,
    ) -> Box<[AuthorId]> {
        let mut ids: Vec<AuthorId> = Vec::with_capacity(references.len());
        for NameReference { name, position } in references {
            let place = || Place::new(path.as_str(), *position);
            let known = self.written.get(name).copied();
            let found = known.or_else(|| {
                let identity = Identity::of(name);
                let of_slug = self.lookup.by_written_slug(name, &identity);
                if let Some((one, two)) = self.shared.get(&identity).filter(|_| of_slug.is_none()) {
                    let slugs = [one, two].map(|id| &*self.authors[*id].slug);
                    problems.push(message::ambiguous_author(place(), name, slugs));
                    return Some(*one);
                }
                let id = self.found_or_made(name, identity, AuthorOrigin::Article(article, *position))?;
                self.written.insert(name.clone(), id);
                Some(id)
            });
            match found {
                Some(id) if !ids.contains(&id) => ids.push(id),
                Some(_) => {}
                None => {
                    let like = self.nearest(name);
                    let problem = message::unknown_author(place(), name, like);
                    problems.push(match self.lookup.listed(name) {
                        Some(names) => message::write_a_list(problem, KIND, &names),
                        None => problem,
                    });
                }
            }
        }
        ids.into()
    }

    /// The author whom a spelling means that no article before had.
    fn found_or_made(&mut self, name: &Name, identity: Identity, origin: AuthorOrigin) -> Option<AuthorId> {
        match self.lookup.find(name, &identity) {
            Some(id) => {
                // Of spellings that ask for different slugs, the least decides: which comes first would depend on dates.
                if matches!(self.origins[id], AuthorOrigin::Article(..)) {
                    let author = &mut self.authors[id];
                    author.slug = slug_of(name, KIND, self.config.slugs).min(author.slug.clone());
                    if author.name.reads_worse_than(name) {
                        author.name = name.clone();
                        self.origins[id] = origin;
                    }
                }
                Some(id)
            }
            None if self.config.authors.strict => None,
            None => {
                let id = self.add(slug_of(name, KIND, self.config.slugs), name, origin);
                self.lookup.name(identity, id);
                Some(id)
            }
        }
    }

    /// The author with a profile who is most like `name`.
    fn nearest(&mut self, name: &Name) -> Option<&str> {
        if !self.mistaken.contains_key(name) {
            let like = nearest(name, self.authors.iter().map(|author| author.name.as_str()));
            self.mistaken.insert(name.clone(), like.map(Into::into));
        }
        self.mistaken.get(name).and_then(Option::as_deref)
    }

    /// Slugs of authors that cannot have the one they ask for.
    fn settle(&self) -> Vec<Given<AuthorId>> {
        let author = |id: AuthorId| &self.authors[id];
        settle(
            self.authors.ids(),
            |id| (None, &*author(id).slug),
            |id| {
                let files = author(id).profiles.iter().map(|profile| &profile.file);
                let written: Vec<&str> = files.filter_map(|file| file.written_slug()).collect();
                let standing = match self.origins[id] {
                    AuthorOrigin::Profile if written.is_empty() => Standing::Declared,
                    AuthorOrigin::Profile => Standing::Written,
                    AuthorOrigin::Article(..) => Standing::Named,
                };
                Claim { standing, identity: Identity::of(&author(id).name), written }
            },
        )
    }

    /// All authors.
    pub(super) fn finish(mut self, articles: &Articles, problems: &mut Diagnostics) -> Authors {
        let given = self.settle();
        let place = |id: AuthorId| match (self.origins[id], self.authors[id].main_profile()) {
            (AuthorOrigin::Article(article, position), _) => {
                Place::new(articles[article].path.as_str(), position)
            }
            (AuthorOrigin::Profile, profile) => {
                Place::file(profile.map_or("", |profile| profile.path.as_str()))
            }
        };
        for given in &given {
            let (author, other) = (&self.authors[given.id], &self.authors[given.other]);
            let level = match given.by {
                By::Number if self.config.authors.strict => Level::Error,
                _ => Level::Warning,
            };
            let url = authors_url(self.config, LanguageId::DEFAULT).join(&given.slug);
            let (one, two) = ((place(given.id), &*author.name), (place(given.other), &*other.name));
            problems.push(message::same_slug(level, one, two, &given.wish, &url));
        }
        for (id, author) in self.authors.enumerate() {
            let names = match self.origins[id] {
                AuthorOrigin::Article(..) => {
                    let all_known = self.lookup.listed_others(&author.name, id);
                    all_known.or_else(|| self.lookup.listed_people(&author.name, id))
                }
                AuthorOrigin::Profile => None,
            };
            if let Some(names) = names {
                let problem = message::several_names(place(id), KIND, &author.name);
                problems.push(message::write_a_list(problem, KIND, &names));
            }
        }
        for given in given {
            self.authors[given.id].slug = given.slug;
        }
        self.authors
    }
}
