//! The part of schema.org's vocabulary that pages use: of each type its properties and what they may hold
//! (<https://schema.org/docs/full.html>).

use serde_json::Value;

/// What a property may hold.
enum Range {
    Text,
    Url,
    /// A date of ISO 8601, with a time or without; a month or a year too.
    Date,
    Number,
    Flag,
    Duration,
    /// A thing of one of these types.
    Thing(&'static [&'static str]),
}

/// Properties with what each may hold.
type Properties = &'static [(&'static str, &'static [Range])];

use Range::{Date, Duration, Flag, Number, Text, Thing, Url};

/// Properties of every thing.
const THING: Properties = &[
    ("name", &[Text]),
    ("url", &[Url]),
    ("description", &[Text]),
    ("image", &[Url, Thing(&["ImageObject"])]),
    ("sameAs", &[Url]),
    ("identifier", &[Text, Url]),
    ("mainEntityOfPage", &[Url]),
];

/// Properties of creative works.
const WORK: Properties = &[
    ("headline", &[Text]),
    ("datePublished", &[Date]),
    ("dateModified", &[Date]),
    ("inLanguage", &[Text]),
    ("isAccessibleForFree", &[Flag]),
    ("author", &[Thing(&["Person", "Organization", "NewsMediaOrganization"])]),
    ("publisher", &[Thing(&["Person", "Organization", "NewsMediaOrganization"])]),
    ("provider", &[Thing(&["Person", "Organization"])]),
    ("isPartOf", &[Url, Thing(&["WebSite", "Periodical"])]),
    ("about", &[Thing(&["Periodical"])]),
    ("keywords", &[Text]),
    ("license", &[Url, Thing(&["CreativeWork"])]),
    ("isBasedOn", &[Url]),
    ("archivedAt", &[Url]),
    ("correction", &[Text]),
    ("creditText", &[Text]),
    ("mainEntity", &[Thing(&["Person", "Organization"])]),
];

/// Properties of organisations.
const ORGANISATION: Properties =
    &[("foundingDate", &[Date]), ("dissolutionDate", &[Date]), ("location", &[Text])];

/// The types, the lists of properties they have beside those of every thing, and further ones.
#[rustfmt::skip]
const TYPES: &[(&str, &[Properties])] = &[
    ("CreativeWork", &[WORK]),
    ("NewsArticle", &[WORK, &[("articleSection", &[Text])]]),
    ("WebSite", &[WORK, &[("issn", &[Text])]]),
    ("WebPage", &[WORK]),
    ("CollectionPage", &[WORK]),
    ("Periodical", &[WORK, &[("issn", &[Text])]]),
    ("PodcastSeries", &[WORK, &[("webFeed", &[Url])]]),
    ("PodcastEpisode", &[WORK, &[("episodeNumber", &[Number]), ("associatedMedia", &[Thing(&["AudioObject"])]),
        ("partOfSeries", &[Thing(&["PodcastSeries"])])]]),
    ("AudioObject", &[WORK, &[("contentUrl", &[Url]), ("encodingFormat", &[Text]), ("duration", &[Duration])]]),
    ("ImageObject", &[WORK, &[("width", &[Number]), ("height", &[Number]), ("caption", &[Text])]]),
    ("NewsMediaOrganization", &[ORGANISATION]),
    ("Organization", &[ORGANISATION]),
    ("Person", &[&[("jobTitle", &[Text]), ("familyName", &[Text])]]),
    ("BreadcrumbList", &[&[("itemListElement", &[Thing(&["ListItem"])])]]),
    ("ListItem", &[&[("position", &[Number]), ("item", &[Url])]]),
];

/// Fails where a thing or one in it has a type or a property that the vocabulary does not have, or a value it does not allow.
pub fn check(thing: &Value) {
    let kind = thing["@type"].as_str().unwrap_or_else(|| panic!("no type: {thing}"));
    let known = TYPES.iter().find(|(name, _)| *name == kind);
    let (_, lists) = known.unwrap_or_else(|| panic!("{kind} is no type"));
    for (key, value) in thing.as_object().unwrap() {
        match key.as_str() {
            "@type" => continue,
            "@id" => {
                assert!(is_url(value.as_str().unwrap()), "{kind}: {value}");
                continue;
            }
            _ => {}
        }
        let properties = std::iter::once(&THING).chain(*lists).flat_map(|list| list.iter());
        let property = properties.into_iter().find(|(name, _)| name == key);
        let (_, ranges) = property.unwrap_or_else(|| panic!("{kind} has no property {key}"));
        let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        assert!(!values.is_empty(), "{kind}: {key} is empty");
        for value in values {
            assert!(ranges.iter().any(|range| fits(value, range)), "{kind}: {key} cannot be {value}");
            if value.is_object() && value.get("@type").is_some() {
                check(value);
            }
        }
    }
}

fn fits(value: &Value, range: &Range) -> bool {
    let text = value.as_str().filter(|text| !text.trim().is_empty());
    match range {
        Text => text.is_some(),
        Url => text.is_some_and(is_url),
        Date => text.is_some_and(is_date),
        Number => value.is_number(),
        Flag => value.is_boolean(),
        Duration => text.is_some_and(|text| text.starts_with("PT") && text.ends_with('S')),
        Thing(kinds) => value["@type"].as_str().is_some_and(|kind| kinds.contains(&kind)),
    }
}

fn is_url(text: &str) -> bool {
    url::Url::parse(text).is_ok_and(|url| url.has_host()) && !text.contains(char::is_whitespace)
}

/// `2001`, `2001-05`, `2001-05-12` or a day with a time.
fn is_date(text: &str) -> bool {
    let day = text.split('T').next().unwrap();
    let digits = day.split('-').map(str::len).collect::<Vec<_>>();
    matches!(digits.as_slice(), [4] | [4, 2] | [4, 2, 2])
        && day.bytes().all(|b| b.is_ascii_digit() || b == b'-')
}
