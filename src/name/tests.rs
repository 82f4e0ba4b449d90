//! Which names are equal, and the slugs they get.

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
    assert_eq!(FileName::of("Border Guards", "term", Slugs::Keep), made("Border-Guards", "Border Guards"));
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
    for text in
        ["\u{301}".repeat(10_000), "אa\u{202e}".repeat(3_334), "я ".repeat(5_000), "&eacute;".repeat(10_000)]
    {
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
