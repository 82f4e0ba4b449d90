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
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::path::{OutPath, UrlPath};

    fn name(text: &str) -> Name {
        Name::read(text).unwrap()
    }

    fn identity(text: &str) -> Identity {
        Identity::of(&name(text))
    }

    #[test]
    fn names_are_the_same_whatever_nobody_sees() {
        for (one, other) in [
            ("Köstlich", "Ko\u{308}stlich"),
            ("Law & Order", "Law &amp; Order"),
            ("René", "REN&eacute;"),
            ("Human Rights", " human\u{a0}\u{2003} rights "),
            ("Human Rights", "human-rights"),
            ("Straße", "STRASSE"),
            ("STRAẞE", "straße"),
            ("ΣΑΣ", "σας"),
            ("ᾳ", "ΑΙ"),
            ("Journalismus", "Jour\u{ad}nalis\u{200b}mus"),
            ("\u{feff}北京", "北\u{2060}京\u{fe0f}"),
            ("نیم‌فاصله", "نیمفاصله"),
            ("Երևան", "ԵՐԵՒԱՆ"),
            ("კავკასია", "ᲙᲐᲕᲙᲐᲡᲘᲐ"),
            ("a\u{2800}b", "a b"),
        ] {
            assert_eq!(identity(one), identity(other), "{one} {other}");
        }
    }

    #[test]
    fn names_are_different_whatever_their_slug() {
        let long = "x".repeat(150);
        let groups: [&[&str]; 8] = [
            &["Nguyễn Văn Tú", "Nguyễn Văn Tự", "Nguyễn Văn Tư", "Nguyen Van Tu"],
            &["C", "C++", "C#", "C♯", "C*"],
            &["угол", "уголь", "ugol"],
            &["公式", "攻势"],
            &["王伟", "王薇", "wangwei"],
            &[".NET", "Net", "N.E.T."],
            &["sınır", "sinir"],
            &[&format!("{long}a"), &format!("{long}b"), &long],
        ];
        for group in groups {
            let identities: std::collections::BTreeSet<Identity> =
                group.iter().map(|name| identity(name)).collect();
            assert_eq!(identities.len(), group.len(), "{group:?}");
        }
    }

    #[test]
    fn names_of_nothing_are_none() {
        for nothing in ["", " ", "\u{200b}\u{200d}", "&nbsp;&#8203;", "\u{2800}", "\u{1}\u{202e}\u{e0041}"] {
            assert_eq!(Name::read(nothing), None, "{nothing:?}");
        }
    }

    #[test]
    fn known_names_are_sorted_and_spelled() {
        assert!(SPELLED.is_sorted());
        assert!(SPELLED.iter().all(|(name, slug)| identity(name).as_str() == *name && is_slug(slug)));
        assert_eq!(spelled(&identity("Visual&nbsp;C++")), Some("visual-c-plus-plus"));
        assert_eq!(spelled(&identity("C")), None);
    }

    #[test]
    fn file_names_are_slugs_or_names() {
        let written = |slug: &str| FileName { slug: slug.into(), name: None };
        assert_eq!(FileName::of("border_guards", "term", Slugs::Ascii), written("border_guards"));
        assert_eq!(FileName::of("Border Guards", "term", Slugs::Ascii), written("border-guards"));
        assert_eq!(FileName::of("\u{200b}", "term", Slugs::Ascii), written("term"));
        let made = |slug: &str, file: &str| FileName { slug: slug.into(), name: Some(name(file)) };
        assert_eq!(FileName::of("王伟", "author", Slugs::Ascii), made("wangwei", "王伟"));
        assert_eq!(FileName::of("C++", "term", Slugs::Ascii), made("c", "C++"));
        assert_eq!(FileName::of("«»", "term", Slugs::Ascii), made("term", "«»"));
        for (_, slugs) in Slugs::ALL {
            let identity = |name: &str| FileName::of(name, "term", slugs).identity();
            assert_eq!(identity("Köln"), identity("Ko\u{308}ln"));
            assert_eq!(identity("Border Guards"), identity("border-guards"));
            assert_ne!(identity("C++"), identity("c"));
        }
        assert_eq!(FileName::of("C++", "term", Slugs::Keep), made("C++", "C++"));
        assert_eq!(
            FileName::of("Border Guards", "term", Slugs::Keep),
            made("Border-Guards", "Border Guards")
        );
    }

    /// Characters of the kinds that names were lost by: combining, zero-width, of both directions, blank, of many scripts.
    fn odd() -> impl Strategy<Value = String> {
        let combining = "[\u{300}-\u{36f}\u{483}-\u{487}\u{591}-\u{5bd}\u{64b}-\u{652}\u{93c}\u{345}]{1,8}";
        let unseen = "[\u{ad}\u{34f}\u{61c}\u{115f}\u{180e}\u{200b}-\u{200f}\u{202a}-\u{202e}\u{2060}-\u{2064}\u{fe00}-\u{fe0f}\u{feff}\u{e0020}-\u{e007f}]{1,8}";
        let blank = "[\t\n \u{a0}\u{1680}\u{2000}-\u{200a}\u{2028}\u{202f}\u{205f}\u{2800}\u{3000}]{1,4}";
        let right = "[א-ת؀-ۿ\u{200f}a-z0-9 ()]{1,8}";
        let part = prop_oneof![
            combining,
            unseen,
            blank,
            right,
            "[A-Za-z0-9 #+&;'.-]{1,8}",
            "[а-яА-ЯёЁ一-龥가-힣ა-ჰἀ-ᾼǄ-ǌßẞſﬁ-ﬆİı]{1,8}",
            "\\PC{1,8}",
        ];
        proptest::collection::vec(part, 1..6).prop_map(|parts| parts.concat())
    }

    proptest! {
        #[test]
        fn every_name_has_an_address_and_reads_back(written in odd()) {
            let Some(name) = Name::read(&written) else {
                prop_assert!(!text::shown(&written).chars().any(is_seen));
                return Ok(());
            };
            let slug = slug_of(&name, "term", Slugs::Ascii);
            prop_assert!(is_slug(&slug) && slug.len() <= 100, "{slug}");
            for (_, slugs) in Slugs::ALL {
                let slug = slug_of(&name, "term", slugs);
                let url = UrlPath::root().join("topics").join(&slug);
                let href = url.href("");
                prop_assert_eq!(UrlPath::parse(&href).unwrap(), url.clone());
                prop_assert_eq!(url.out_path(), OutPath::new(format!("topics/{slug}/index.html")).unwrap());
            }
            // Written once more as it is shown, folded or taken apart, it is the same.
            let own = Identity::of(&name);
            prop_assert_eq!(Identity::of(&Name::of_shown(own.as_str().into()).unwrap()), own.clone());
            let apart: String = name.nfd().collect();
            let capitals = apart.to_uppercase();
            for variant in [
                apart.to_lowercase(),
                apart.clone(),
                capitals.clone(),
                name.nfc().collect(),
                name.replace(' ', "\u{a0} \u{2003}"),
                format!("\u{200b} {name}\u{feff}"),
                name.chars().flat_map(|character| [character, '\u{200c}']).collect(),
            ] {
                // The capital of Turkish `ı` is that of `i`; the sign below `ᾳ` is a letter among capitals.
                if variant != capitals || !apart.contains(['ı', '\u{345}']) {
                    prop_assert_eq!(Identity::of(&Name::of_shown(variant.as_str().into()).unwrap()), own.clone(), "{:?}", variant);
                }
            }
        }
    }

    #[test]
    fn long_names_stay_what_they_are() {
        let unseen = "\u{200b}\u{feff}\u{e0041}".repeat(3_334);
        assert_eq!(Name::read(&unseen), None);
        for text in [
            "\u{301}".repeat(10_000),
            "אa\u{202e}".repeat(3_334),
            "я ".repeat(5_000),
            "&eacute;".repeat(10_000),
        ] {
            let name = name(&text);
            let slug = slug_of(&name, "term", Slugs::Ascii);
            assert!(is_slug(&slug) && slug.len() <= 100, "{slug}");
            assert_eq!(
                Identity::of(&Name::of_shown(name.nfd().collect::<String>().into()).unwrap()),
                Identity::of(&name)
            );
            assert_ne!(Identity::of(&name), identity(&format!("{text}x")));
        }
    }
}
