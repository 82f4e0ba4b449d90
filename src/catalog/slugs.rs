//! Slugs of terms and authors: each gets a unique one, whatever it asks for.
//!
//! Which of several names keeps a slug that all of them ask for, and what the others get, depends only on the names and
//! where they are known from, never on the order of articles.

use std::borrow::Cow;

use rustc_hash::FxHashSet;

use crate::config::TaxonomyId;
use crate::fingerprint::Fingerprint;
use crate::id::Id;
use crate::name::{Identity, spelled};
use crate::path::fold;

/// The longest slug before a suffix, in bytes.
const MAX_STEM_BYTES: usize = 100;

/// Where a term or author is known from: what comes first keeps its slug.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Standing {
    /// Its slug is written: the name of a file, or `slug`.
    Written,
    /// It is declared in `site.toml`, or described in a file whose name is no slug.
    Declared,
    /// Articles name it.
    Named,
}

/// A term or author as far as its slug goes.
#[derive(Clone, Debug)]
pub(super) struct Claim<'s> {
    pub(super) standing: Standing,
    pub(super) identity: Identity,
    /// Slugs that its files have, should the one it asks for be taken.
    pub(super) written: Vec<&'s str>,
}

impl Claim<'_> {
    /// The order in which claims on a slug are met: whoever is `called` so comes first.
    fn order(&self, called: &Identity) -> (bool, Standing, &Identity) {
        (self.identity != *called, self.standing, &self.identity)
    }
}

/// The name space of a slug: a taxonomy, or that of authors.
type Space = Option<TaxonomyId>;

/// A slug that is not what was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Given<I> {
    /// Who gets it.
    pub(super) id: I,
    /// The slug.
    pub(super) slug: Box<str>,
    /// What was asked for by this one and by others.
    pub(super) wish: Box<str>,
    /// Who has that slug, or the first of those that asked for it.
    pub(super) other: I,
    /// How it was found.
    pub(super) by: By,
}

/// How a slug was found for one that cannot have what it asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// A file has it.
    File,
    /// It spells out the signs of a known name.
    Spelling,
    /// A number made of the name stands at its end.
    Number,
}

/// The slugs of those who cannot have the one they ask for, in the order of what was asked for, then of names.
///
/// `wish` is what each of `all` asks for, within a name space; `claim` is asked only where several
/// ask for the same. Slugs are the same that a file system may take for one name.
pub(super) fn settle<'s, I: Id + Ord>(
    all: impl Iterator<Item = I>,
    wish: impl Fn(I) -> (Space, &'s str),
    claim: impl Fn(I) -> Claim<'s>,
) -> Vec<Given<I>> {
    let compared = |(space, slug): (Space, &'s str)| (space, as_compared(slug));
    let mut wishes: Vec<((Space, Cow<'s, str>), I)> = all.map(|id| (compared(wish(id)), id)).collect();
    wishes.sort_unstable();
    let is_wished =
        |slug: &(Space, Cow<'_, str>)| wishes.binary_search_by(|(wished, _)| wished.cmp(slug)).is_ok();
    let mut given: FxHashSet<(Space, Box<str>)> = FxHashSet::default();
    let mut found = Vec::new();
    for group in wishes.chunk_by(|(a, _), (b, _)| a == b).filter(|group| group.len() > 1) {
        let (space, wished) = &group[0].0;
        let called = Identity::of_slug(wished);
        let mut claims: Vec<(I, Claim<'s>)> = group.iter().map(|(_, id)| (*id, claim(*id))).collect();
        claims.sort_by(|(_, one), (_, two)| one.order(&called).cmp(&two.order(&called)));
        // A name whose signs can be spelled out gives way, so that `C#` beside `C++` is not the one called `c`.
        let keeps =
            |claim: &Claim<'_>| claim.standing == Standing::Written || spelled(&claim.identity).is_none();
        let holder = claims.iter().position(|(_, claim)| keeps(claim));
        for (at, (id, claim)) in claims.iter().enumerate().filter(|(at, _)| Some(*at) != holder) {
            let is_free = |slug: &str| {
                let slug = (*space, as_compared(slug));
                !is_wished(&slug) && !given.contains(&(slug.0, slug.1.into()))
            };
            let (_, wish) = wish(*id);
            let (slug, by) = another(claim, wish, is_free);
            given.insert((*space, as_compared(&slug).into()));
            let other = holder.unwrap_or(if at == 0 { 1 } else { 0 });
            found.push(Given { id: *id, slug, wish: wish.into(), other: claims[other].0, by });
        }
    }
    found
}

/// A slug as file systems may compare it: some take names that differ by case alone for one.
fn as_compared(slug: &str) -> Cow<'_, str> {
    match slug.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        true => Cow::Borrowed(slug),
        false => Cow::Owned(fold(slug)),
    }
}

/// A slug that is free, for one that cannot have `wish`.
fn another(claim: &Claim<'_>, wish: &str, is_free: impl Fn(&str) -> bool) -> (Box<str>, By) {
    let of_file = claim.written.iter().map(|slug| (*slug, By::File));
    let spelled = spelled(&claim.identity).map(|slug| (slug, By::Spelling));
    if let Some((slug, by)) = of_file.chain(spelled).find(|(slug, _)| is_free(slug)) {
        return (slug.into(), by);
    }
    let stem = wish[..wish.floor_char_boundary(MAX_STEM_BYTES)].trim_end_matches('-');
    let mut number = Fingerprint::of(claim.identity.as_str().as_bytes());
    loop {
        let digits = number.short();
        for length in [8, digits.len()] {
            let slug = format!("{stem}-{}", &digits[..length]);
            if is_free(&slug) {
                return (slug.into(), By::Number);
            }
        }
        number = Fingerprint::of(digits.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::TermId;
    use crate::name::{Name, slug_of};
    use crate::path::Slugs;

    /// The slugs of names, each known from `Standing::Named` unless it starts with `=` (declared).
    fn slugs(names: &[&str]) -> Vec<String> {
        slugs_by(Slugs::Ascii, names)
    }

    fn slugs_by(kind: Slugs, names: &[&str]) -> Vec<String> {
        let names: Vec<(Standing, Name)> = names
            .iter()
            .map(|name| match name.strip_prefix('=') {
                Some(name) => (Standing::Declared, Name::read(name).unwrap()),
                None => (Standing::Named, Name::read(name).unwrap()),
            })
            .collect();
        let wishes: Vec<Box<str>> = names.iter().map(|(_, name)| slug_of(name, "term", kind)).collect();
        let mut slugs: Vec<String> = wishes.iter().map(|wish| wish.to_string()).collect();
        let claim = |id: TermId| {
            let (standing, name) = &names[id.index()];
            Claim { standing: *standing, identity: Identity::of(name), written: Vec::new() }
        };
        let all = (0..names.len()).map(TermId::at);
        for given in settle(all, |id| (None, &*wishes[id.index()]), claim) {
            slugs[given.id.index()] = given.slug.into();
        }
        slugs
    }

    #[test]
    fn names_alone_keep_what_they_ask_for() {
        assert_eq!(slugs(&["C++", "угол", "Jazz"]), ["c", "ugol", "jazz"]);
    }

    #[test]
    fn signs_are_spelled_out_where_the_plain_slug_is_shared() {
        assert_eq!(slugs(&["C#", "C", "C++"]), ["c-sharp", "c", "c-plus-plus"]);
        assert_eq!(slugs(&["C++", "C#"]), ["c-plus-plus", "c-sharp"]);
        assert_eq!(slugs(&[".NET", "Net"]), ["dot-net", "net"]);
        assert_eq!(slugs(&["=C++", "C"]), ["c-plus-plus", "c"]);
    }

    #[test]
    fn whoever_is_called_so_or_is_declared_keeps_a_shared_slug() {
        let number = |name: &str| {
            let identity = Identity::of(&Name::read(name).unwrap());
            Fingerprint::of(identity.as_str().as_bytes()).short()[..8].to_owned()
        };
        assert_eq!(slugs(&["уголь", "угол"]), [format!("ugol-{}", number("уголь")), "ugol".into()]);
        assert_eq!(slugs(&["=уголь", "угол"]), ["ugol".into(), format!("ugol-{}", number("угол"))]);
        assert_eq!(slugs(&["угол", "Ugol"]), [format!("ugol-{}", number("угол")), "ugol".into()]);
    }

    #[test]
    fn nobody_gets_what_another_asks_for() {
        let taken = slugs(&["C++", "C", "C plus plus"]);
        assert!(taken[0].starts_with("c-") && taken[0] != "c-plus-plus", "{taken:?}");
        assert_eq!(taken[1..], ["c", "c-plus-plus"]);
    }

    #[test]
    fn kept_slugs_are_shared_by_what_file_systems_take_for_one() {
        let number = |name: &str| {
            let identity = Identity::of(&Name::read(name).unwrap());
            Fingerprint::of(identity.as_str().as_bytes()).short()[..8].to_owned()
        };
        assert_eq!(
            slugs_by(Slugs::Keep, &["C#", "C", "C++", "Law & Order"]),
            ["C#", "C", "C++", "Law-&-Order"]
        );
        for (names, kept) in [(["А Б", "а-б"], "а-б"), (["а б", "А-Б"], "А-Б")] {
            let other = format!("{}-{}", names[0].replace(' ', "-"), number(names[0]));
            assert_eq!(slugs_by(Slugs::Keep, &names), [other, kept.into()], "{names:?}");
        }
        let long = "ж".repeat(99);
        let found = slugs_by(Slugs::Lower, &[&format!("{long}/а"), &format!("{long}\\\\а")]);
        assert!(found.iter().all(|slug| slug.len() <= 200) && found[0] != found[1], "{found:?}");
    }

    proptest::proptest! {
        #[test]
        fn slugs_differ_and_do_not_depend_on_order(
            names in proptest::collection::btree_set("[cC+#угольУЁе́ &.-]{1,6}", 1..20),
            seed in 0..1_000_usize,
            kind in 0..3_usize,
        ) {
            let (_, kind) = Slugs::ALL[kind];
            let mut names: Vec<String> = names.into_iter().filter(|name| Name::read(name).is_some()).collect();
            let identity = |name: &String| Identity::of(&Name::read(name).unwrap());
            names.sort_by_key(identity);
            names.dedup_by_key(|name| identity(name));
            let named: Vec<&str> = names.iter().map(String::as_str).collect();
            let first = slugs_by(kind, &named);
            let mut turned = named.clone();
            turned.rotate_left(seed % named.len().max(1));
            for (name, slug) in turned.iter().zip(slugs_by(kind, &turned)) {
                let at = named.iter().position(|other| other == name).unwrap();
                proptest::prop_assert_eq!(&slug, &first[at]);
            }
            let different: FxHashSet<String> = first.iter().map(|slug| fold(slug)).collect();
            proptest::prop_assert_eq!(different.len(), first.len());
        }
    }
}
