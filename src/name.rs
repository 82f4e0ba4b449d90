//! Names of terms and authors: how they are shown, when two are equal, and the slugs they would like.
//!
//! A name is not its slug. Slugs lose letters (`угол` and `уголь`, 王伟 and 王薇, `C` and `C++` share one), so nothing is
//! looked up by the slug of what was written. Two names are equal if their [`Identity`] is.

use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::fingerprint::Fingerprint;
use crate::path::{Slugs, fold};
use crate::text::{self, is_blank, is_ignorable, is_seen};

/// A name as it is shown: of a term, or of an author. Something of it can be seen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Name(Box<str>);

impl Name {
    /// A name as written in front matter or `site.toml`; `None` where nothing of it can be seen.
    pub fn read(written: &str) -> Option<Name> {
        Name::of_shown(text::shown(written))
    }

    /// The name that is a text as readers are shown it; `None` where nothing of it can be seen.
    pub fn of_shown(shown: Box<str>) -> Option<Name> {
        shown.chars().any(is_seen).then_some(Name(shown))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether no blank stands in it, as in a slug.
    pub fn is_one_word(&self) -> bool {
        !self.contains(is_blank)
    }

    /// Whether this is how somebody writes a slug of several words (`human-rights`) where `other` is a name (`Human rights`).
    pub fn reads_worse_than(&self, other: &Name) -> bool {
        let is_slug = |name: &str| name.contains('-') && is_slug(name);
        is_slug(self) && !is_slug(other)
    }
}

impl From<Name> for Box<str> {
    fn from(name: Name) -> Box<str> {
        name.0
    }
}

impl From<Name> for String {
    fn from(name: Name) -> String {
        name.0.into()
    }
}

impl Deref for Name {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What two names have in common that are the same.
///
/// Upper and lower case (full case folding), composition (NFC), the kind and number of blanks, and characters that nobody sees
/// (zero width, soft hyphens) make no difference. Nor do hyphens in place of blanks where the rest is Latin letters without
/// accents and digits: `human-rights`, the slug of `Human rights`, loses nothing of it. All else does.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity(Box<str>);

impl Identity {
    /// The identity of a name.
    pub fn of(name: &Name) -> Identity {
        let plain = if name.is_ascii() { name.to_ascii_lowercase() } else { folded(name) };
        let mut identity = String::with_capacity(plain.len());
        for word in plain.split(is_blank).filter(|word| !word.is_empty()) {
            if !identity.is_empty() {
                identity.push(' ');
            }
            identity.push_str(word);
        }
        let hyphenated = identity.replace(' ', "-");
        Identity(if is_slug(&hyphenated) { hyphenated } else { identity }.into())
    }

    /// The identity of the name that reads like `slug`, in whatever case that was kept (`Law-&-Order`).
    pub fn of_slug(slug: &str) -> Identity {
        Name::of_shown(slug.into()).as_ref().map_or_else(|| Identity(slug.into()), Identity::of)
    }

    /// The identity as text, for sorting and hashing; nobody is shown it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A name that is not ASCII without what makes no difference, but for blanks.
fn folded(name: &str) -> String {
    let seen: String = name.chars().filter(|character| !is_ignorable(*character)).collect();
    fold(&seen).nfc().collect()
}

/// Whether a text has the form that slugs of our own making have: words of `a`–`z` and `0`–`9` between single hyphens.
fn is_slug(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    text.split('-').all(|word| !word.is_empty() && word.bytes().all(plain))
}

/// The slug that a name asks for, as `slugs` makes it, or made of `kind` and a number where nothing is left.
pub fn slug_of(name: &Name, kind: &str, slugs: Slugs) -> Box<str> {
    let unnamed = || format!("{kind}-{}", &Fingerprint::of(name.as_bytes()).short()[..8]);
    let slug = match slugs {
        Slugs::Ascii => slugs.of_text(name),
        Slugs::Keep | Slugs::Lower => slugs.of_name(name),
    };
    slug.unwrap_or_else(unnamed).into()
}

/// Names whose signs a slug would lose, and slugs that say them: they are used where the plain slug is another's too.
const SPELLED: &[(&str, &str)] = &[
    (".net", "dot-net"),
    ("a#", "a-sharp"),
    ("a*", "a-star"),
    ("a+", "a-plus"),
    ("asp.net", "asp-dot-net"),
    ("c#", "c-sharp"),
    ("c++", "c-plus-plus"),
    ("c++11", "c-plus-plus-11"),
    ("c++14", "c-plus-plus-14"),
    ("c++17", "c-plus-plus-17"),
    ("c++20", "c-plus-plus-20"),
    ("c++23", "c-plus-plus-23"),
    ("c♯", "c-sharp"),
    ("d&d", "d-and-d"),
    ("f#", "f-sharp"),
    ("f*", "f-star"),
    ("f♯", "f-sharp"),
    ("g++", "g-plus-plus"),
    ("google+", "google-plus"),
    ("j#", "j-sharp"),
    ("j++", "j-plus-plus"),
    ("lgbt+", "lgbt-plus"),
    ("lgbtq+", "lgbtq-plus"),
    ("notepad++", "notepad-plus-plus"),
    ("objective-c++", "objective-c-plus-plus"),
    ("q#", "q-sharp"),
    ("r&b", "r-and-b"),
    ("r&d", "r-and-d"),
    ("visual c#", "visual-c-sharp"),
    ("visual c++", "visual-c-plus-plus"),
];

/// The slug that spells out the signs of a known name: `C++` gives `c-plus-plus`.
pub fn spelled(identity: &Identity) -> Option<&'static str> {
    let index = SPELLED.binary_search_by_key(&identity.as_str(), |(name, _)| name).ok()?;
    Some(SPELLED[index].1)
}

/// What a file's name says of a term or an author: the slug, and the name where the slug does not tell all of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FileName {
    /// The slug.
    pub slug: Box<str>,
    /// The name of the file where the slug was made of it; `None` where the slug was written.
    pub name: Option<Name>,
}

impl FileName {
    /// Of the file or folder called `name`: as it is where it is a slug, otherwise as `slugs` makes one.
    pub fn of(name: &str, kind: &str, slugs: Slugs) -> FileName {
        let plain =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_');
        if name.bytes().all(plain) && name.bytes().any(|byte| byte.is_ascii_alphanumeric()) {
            return FileName { slug: name.into(), name: None };
        }
        // Nobody writes character references into the name of a file.
        let Some(name) = Name::of_shown(name.into()) else {
            return FileName { slug: kind.into(), name: None };
        };
        let slug: Box<str> = slugs.of_name(&name).unwrap_or_else(|| kind.into()).into();
        let says_all = Identity::of(&name).as_str() == &*slug;
        FileName { slug, name: Some(name).filter(|_| !says_all) }
    }

    /// The slug as somebody wrote it.
    pub fn written(slug: impl Into<Box<str>>) -> FileName {
        FileName { slug: slug.into(), name: None }
    }

    /// The title of what has no other.
    pub fn title(&self) -> Name {
        self.name.clone().unwrap_or_else(|| Name(self.slug.clone()))
    }

    /// The slug, if somebody wrote it.
    pub fn written_slug(&self) -> Option<&str> {
        if self.name.is_none() { Some(&self.slug) } else { None }
    }

    /// What all files of one term or author have in common.
    pub fn identity(&self) -> Identity {
        self.name.as_ref().map_or_else(|| Identity::of_slug(&self.slug), Identity::of)
    }
}

#[cfg(test)]
mod tests;
