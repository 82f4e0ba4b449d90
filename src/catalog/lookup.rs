//! Lookup of the names of terms and authors used in articles.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use crate::name::{Identity, Name};

/// Names and slugs to ids.
///
/// A name without blanks that is somebody's slug means whoever has it; any other means whoever is called so, and only then,
/// with hyphens for blanks, whoever has that slug.
#[derive(Clone, Debug)]
pub(super) struct Lookup<I> {
    names: FxHashMap<Identity, I>,
    slugs: FxHashMap<Box<str>, I>,
}

impl<I> Default for Lookup<I> {
    fn default() -> Lookup<I> {
        Lookup { names: FxHashMap::default(), slugs: FxHashMap::default() }
    }
}

impl<I: Copy> Lookup<I> {
    /// Whom `name`, whose identity is given, means.
    pub(super) fn find(&self, name: &Name, identity: &Identity) -> Option<I> {
        let by_slug = || self.slugs.get(identity.as_str()).copied();
        self.by_written_slug(name, identity).or_else(|| self.by_name(identity)).or_else(by_slug)
    }

    /// Whose slug `name` is as it was written.
    pub(super) fn by_written_slug(&self, name: &Name, identity: &Identity) -> Option<I> {
        if name.is_one_word() { self.slugs.get(identity.as_str()).copied() } else { None }
    }

    /// Who is called so.
    pub(super) fn by_name(&self, identity: &Identity) -> Option<I> {
        self.names.get(identity).copied()
    }

    /// The names that `name` lists, if it is several written as one string: somebody has one of them at least.
    pub(super) fn listed<'n>(&self, name: &'n Name) -> Option<Vec<&'n str>> {
        parts(name).filter(|parts| parts.iter().any(|part| self.meant(part).is_some()))
    }

    /// The names that `name` lists, if others than `id` have all of them.
    pub(super) fn listed_others<'n>(&self, name: &'n Name, id: I) -> Option<Vec<&'n str>>
    where
        I: PartialEq,
    {
        parts(name).filter(|parts| parts.iter().all(|part| self.meant(part).is_some_and(|other| other != id)))
    }

    /// The names that `name` lists, if others than `id` have at least one of them and all look like names of people: two words or more, none
    /// in lower case.
    pub(super) fn listed_people<'n>(&self, name: &'n Name, id: I) -> Option<Vec<&'n str>>
    where
        I: PartialEq,
    {
        let is_person = |part: &&str| {
            let mut words = part.split_whitespace();
            words.clone().count() > 1 && words.all(|word| word.starts_with(char::is_uppercase))
        };
        let is_known = |part: &&str| self.meant(part).is_some_and(|other| other != id);
        parts(name).filter(|parts| parts.iter().all(is_person) && parts.iter().any(is_known))
    }

    /// Whom a name means as it is written.
    fn meant(&self, written: &str) -> Option<I> {
        Name::read(written).and_then(|name| self.find(&name, &Identity::of(&name)))
    }

    /// Lets a name mean `id`, unless it means somebody already, whom this then returns.
    pub(super) fn name(&mut self, identity: Identity, id: I) -> Option<I> {
        match self.names.entry(identity) {
            Entry::Occupied(taken) => Some(*taken.get()),
            Entry::Vacant(vacant) => {
                vacant.insert(id);
                None
            }
        }
    }

    /// Lets a slug mean `id`, unless it means somebody already.
    pub(super) fn slug(&mut self, slug: &str, id: I) {
        let identity = Identity::of_slug(slug);
        if !self.slugs.contains_key(identity.as_str()) {
            self.slugs.insert(identity.as_str().into(), id);
        }
    }
}

/// What stands between the commas of a name and the like; `None` where it has none.
fn parts(name: &Name) -> Option<Vec<&str>> {
    let parts = name.as_str().split([',', ';', '&']).flat_map(|part| part.split(" and "));
    let parts: Vec<&str> = parts.map(str::trim).collect();
    (parts.len() > 1 && !parts.contains(&"")).then_some(parts)
}
