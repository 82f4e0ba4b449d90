//! Addresses in the attributes of a page, read as browsers read them.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::tree::{Id, Tree};

/// Attributes whose value is an address, or several.
static ADDRESSES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let names = "action archive attributionsrc background cite classid code codebase data dynsrc formaction href \
    icon imagesrcset longdesc lowsrc manifest ping poster profile src srcset usemap xlink:href xml:base";
    names.split_ascii_whitespace().collect()
});

/// The schemes that an address may have.
const SCHEMES: [&str; 5] = ["http", "https", "mailto", "tel", "ftp"];

/// The addresses in an attribute's value; none where it holds none.
pub fn of<'v>(attribute: &str, value: &'v str) -> Box<dyn Iterator<Item = &'v str> + 'v> {
    match attribute {
        _ if !ADDRESSES.contains(attribute) => Box::new(std::iter::empty()),
        "srcset" | "imagesrcset" | "ping" | "archive" | "attributionsrc" => {
            Box::new(value.split(|c: char| c.is_ascii_whitespace() || c == ','))
        }
        _ => Box::new(std::iter::once(value)),
    }
}

/// An address as the URL standard reads it: without control characters around it and without tabs and line ends in it.
fn cleaned(address: &str) -> String {
    let trimmed = address.trim_matches(|c: char| c <= ' ');
    trimmed.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect()
}

/// The scheme of an address, in lower case.
fn scheme(address: &str) -> Option<String> {
    let address = cleaned(address);
    let (scheme, _) = address.split_once(':')?;
    let named = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    named.then(|| scheme.to_ascii_lowercase())
}

/// Whether an address has no scheme or an allowed one.
pub fn is_allowed(address: &str) -> bool {
    scheme(address).is_none_or(|scheme| SCHEMES.contains(&scheme.as_str()))
}

/// Whether an address leads off the site.
pub fn is_elsewhere(address: &str) -> bool {
    scheme(address).is_some() || cleaned(address).replace('\\', "/").starts_with("//")
}

/// What an element fetches without being asked.
pub fn fetched(tree: &Tree, id: Id) -> impl Iterator<Item = String> {
    let Some((_, name)) = tree.name(id) else { return Vec::new().into_iter() };
    let parent = tree.nodes[id].parent.and_then(|parent| tree.name(parent)).map_or("", |(_, name)| name);
    let attributes: &[&str] = match name {
        "img" | "input" | "script" | "image" | "feimage" | "use" => &["src", "srcset", "href", "xlink:href"],
        "source" if parent == "picture" => &["src", "srcset"],
        "video" | "audio" if tree.attribute(id, "preload") != Some("none") => &["src", "poster"],
        "video" => &["poster"],
        "link"
            if tree.attribute(id, "rel").is_some_and(|rel| rel.contains("style") || rel.contains("icon")) =>
        {
            &["href", "imagesrcset"]
        }
        "body" | "table" | "td" | "th" | "tr" => &["background"],
        _ => &[],
    };
    let values = attributes.iter().filter_map(|name| Some((name, tree.attribute(id, name)?)));
    let parts = values.flat_map(|(name, value)| of(name, value).map(ToOwned::to_owned).collect::<Vec<_>>());
    parts.collect::<Vec<_>>().into_iter()
}
