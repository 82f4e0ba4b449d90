//! A finished page as a browser reads it: its links, anchors and images, and where it is not well-formed.
//!
//! No tree is built. The parser keeps the elements that are open, and everything asked here is known when an element begins.

use html5ever::tendril::StrTendril;
use html5ever::{Attribute, QualName, local_name};
use rustc_hash::FxHashSet;

use crate::address::{Holds, candidates};
use crate::fingerprint::digest;

mod parser;

/// What an address in a page is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// A link that readers follow.
    Link,
    /// An image, a recording or a film.
    Media,
    /// A script, a style sheet or a frame: without it the page does not work.
    Resource,
    /// Where a form is sent, by which readers get to a page too.
    Form,
    /// A page or file that the page names, for programs.
    Named,
}

/// An address in a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Link {
    /// The line of the page.
    pub(super) line: u32,
    /// What it is for.
    pub(super) role: Role,
    /// The address as it is written.
    pub(super) address: StrTendril,
}

/// What is known of a page.
#[derive(Debug, Default)]
pub(super) struct Html {
    /// Its language, as it says.
    pub(super) language: String,
    /// Its title.
    pub(super) title: String,
    /// Its addresses, in the order of the page.
    pub(super) links: Vec<Link>,
    /// Its anchors, each as a hash, sorted.
    pub(super) ids: Vec<u64>,
    /// Those among them that templates do not have, as far as the reader of the page could tell.
    pub(super) own_ids: Vec<u64>,
    /// Anchors that stand there again, each with its line.
    pub(super) repeated_ids: Vec<(u32, String)>,
    /// Images without an alternative text, each with its line and its address.
    pub(super) without_alt: Vec<(u32, String)>,
    /// Where the parser found it not well-formed, each with its line.
    pub(super) faults: Vec<(u32, String)>,
    /// The address that counts, as the page says.
    pub(super) canonical: Option<String>,
    /// Where the page leads on by itself.
    pub(super) refresh: Option<String>,
}

/// The hash of an anchor.
pub(super) fn id_key(id: &str) -> u64 {
    digest(id)
}

/// Reads a page.
///
/// `is_of_theme` tells whether templates have an anchor.
pub(super) fn read(html: &str, is_of_theme: &dyn Fn(&str) -> bool) -> Html {
    let mut html =
        parser::parse(html, Notes { is_of_theme, seen: FxHashSet::default(), html: Html::default() });
    html.ids.sort_unstable();
    html
}

/// What is noted while a page is parsed.
struct Notes<'t> {
    is_of_theme: &'t dyn Fn(&str) -> bool,
    /// The anchors so far.
    seen: FxHashSet<u64>,
    html: Html,
}

impl Notes<'_> {
    /// Notes what an element that begins in a line says.
    fn note(&mut self, line: u32, name: &QualName, attributes: &[Attribute]) {
        let get = |wanted: &str| {
            let found = attributes.iter().find(|attribute| &*attribute.name.local == wanted);
            found.map(|attribute| &attribute.value)
        };
        let html = &mut self.html;
        for attribute in attributes {
            match &*attribute.name.local {
                "id" => {
                    let key = id_key(&attribute.value);
                    match self.seen.insert(key) {
                        true => {
                            html.ids.push(key);
                            if !(self.is_of_theme)(&attribute.value) {
                                html.own_ids.push(key);
                            }
                        }
                        false => html.repeated_ids.push((line, attribute.value.to_string())),
                    }
                }
                // A link may lead to a name too.
                "name" if name.local == local_name!("a") => {
                    html.ids.push(id_key(&attribute.value));
                    html.own_ids.push(id_key(&attribute.value));
                }
                _ => {}
            }
        }
        match &*name.local {
            "html" => html.language = get("lang").map(|lang| lang.to_string()).unwrap_or_default(),
            "img" if get("alt").is_none() => {
                let address = get("src").map(|address| address.to_string()).unwrap_or_default();
                html.without_alt.push((line, address));
            }
            "meta" if get("http-equiv").is_some_and(|value| value.eq_ignore_ascii_case("refresh")) => {
                html.refresh = get("content").and_then(|content| refresh(content));
            }
            "link" if get("rel").is_some_and(|rel| has_word(rel, "canonical")) => {
                html.canonical = get("href").map(|href| href.to_string());
            }
            _ => {}
        }
        let mut add = |role, address: StrTendril| html.links.push(Link { line, role, address });
        for attribute in attributes {
            let Some(holds) = Holds::of(&attribute.name.local) else { continue };
            let Some(role) = role(&name.local, &attribute.name.local, get("rel")) else { continue };
            match holds {
                Holds::Link | Holds::Media => add(role, attribute.value.clone()),
                Holds::Links => {
                    attribute.value.split_ascii_whitespace().for_each(|one| add(role, one.into()))
                }
                Holds::Set => candidates(&attribute.value).for_each(|(one, _)| add(role, one.into())),
            }
        }
    }
}

/// Where `content` of a refresh leads.
fn refresh(content: &str) -> Option<String> {
    let lower = content.to_ascii_lowercase();
    let at = lower.find("url=")? + 4;
    Some(content[at..].trim().trim_matches(['\'', '"']).to_owned())
}

/// Whether a list of words holds `word`.
fn has_word(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|one| one.eq_ignore_ascii_case(word))
}

/// What the address in an attribute is for; `None` for one that is neither loaded nor followed.
fn role(element: &str, attribute: &str, rel: Option<&StrTendril>) -> Option<Role> {
    Some(match (element, attribute) {
        ("a" | "area", "href" | "xlink:href") => Role::Link,
        ("form", "action") | (_, "formaction") => Role::Form,
        (_, "cite" | "longdesc" | "ping") => Role::Named,
        ("link", "href") => {
            let rel = rel.map_or("", |rel| rel);
            let loads = ["stylesheet", "modulepreload", "preload"];
            match loads.iter().any(|word| has_word(rel, word)) {
                true => Role::Resource,
                false if has_word(rel, "icon") => Role::Media,
                // An identifier, or a promise to connect.
                false if ["profile", "preconnect", "dns-prefetch"].iter().any(|word| has_word(rel, word)) => {
                    return None;
                }
                false => Role::Named,
            }
        }
        ("script" | "iframe" | "frame" | "embed", "src") | ("object", "data") => Role::Resource,
        ("base", _) | (_, "classid" | "codebase" | "profile" | "usemap") => return None,
        // Symbols of drawings, on this page or in a file.
        ("use" | "image", "href" | "xlink:href") => Role::Media,
        (_, "href" | "xlink:href") => Role::Named,
        _ => Role::Media,
    })
}

#[cfg(test)]
mod tests;
