//! The attributes of one raw element: addresses resolved, anchors claimed, shortcodes replaced by their plain text.

use html5ever::ns;

use crate::address::{self, AddressKind, Holds};
use crate::article::body::dom::Element;
use crate::article::body::link::{Archived, Href, Spot};
use crate::article::body::raw::Rewriter;
use crate::article::body::{Picture, Role, canonical, escape, sanitise};

/// Where scripts of older pages find the address of a picture that they load later.
const LATER: [&str; 5] = ["data-src", "data-original", "data-lazy-src", "data-lazy", "data-echo"];

/// Likewise several addresses.
const LATER_SETS: [&str; 3] = ["data-srcset", "data-lazy-srcset", "data-original-set"];

/// The address of the picture that an `<img>` shows in the end, by its attributes: where a script loads one, `src` is what stands
/// there before.
pub fn picture_address<T: AsRef<str>>(attribute: impl Fn(&str) -> Option<T>) -> Option<T> {
    let is_address = |value: &T| !value.as_ref().trim().is_empty() && !is_placeholder(value.as_ref());
    let named = |name: &str| attribute(name).filter(is_address);
    LATER.iter().find_map(|name| named(name)).or_else(|| named("src"))
}

/// Likewise of an element.
pub(super) fn source_of_picture(element: &Element) -> Option<&str> {
    picture_address(|name| element.attribute(name))
}

/// Likewise the pictures of a `srcset`.
fn sources_of_picture(element: &Element) -> Option<&str> {
    let later = LATER_SETS.iter().find_map(|name| element.attribute(name));
    later.or_else(|| element.attribute("srcset"))
}

fn is_source(name: &str) -> bool {
    name == "src" || LATER.contains(&name)
}

fn is_set(name: &str) -> bool {
    name == "srcset" || LATER_SETS.contains(&name)
}

/// Whether an attribute is the first of several that say the same: what they say is written once.
fn is_first(element: &Element, name: &str, are_same: fn(&str) -> bool) -> bool {
    let mut names = element.attributes.iter().map(|attribute| &*attribute.name.local);
    names.find(|name| are_same(name)) == Some(name)
}

/// Whether a picture is written into its address: what stands there until a script has loaded the real one.
fn is_placeholder(address: &str) -> bool {
    address.trim_start().get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:"))
}

impl Rewriter<'_, '_> {
    /// The attributes of an element as they are written, each with a space before it; `None` if the element is a link that
    /// leads nowhere and gives way to its text. `source` is the place of a raw element.
    pub(super) fn attributes(&mut self, element: &Element, source: Option<usize>) -> Option<String> {
        let tag = &*element.name.local;
        let mut html = String::new();
        let written = element.attributes.iter().filter(|attribute| attribute.name.ns == ns!());
        let written = written.map(|attribute| (&*attribute.name.local, &*attribute.value));
        let Some(source) = source else {
            written.for_each(|(name, value)| self.push(&mut html, tag, name, value));
            return Some(html);
        };
        let link = match (tag, element.attribute("href")) {
            ("a" | "area", Some(address)) => match self.link(address, source) {
                Some(link) => Some(link),
                None => {
                    self.anchor_alone(element);
                    return None;
                }
            },
            _ => None,
        };
        let archived = link.as_ref().and_then(|link| link.archived);
        let is_dead = archived == Some(Archived::Dead);
        for (name, value) in written {
            match (name, &link) {
                ("href", Some(link)) => self.push(&mut html, tag, name, &link.href),
                ("rel", _) if archived.is_some() => {}
                ("title", _) if is_dead => {}
                _ => self.attribute(&mut html, element, (name, value), source),
            }
        }
        self.push_class(&mut html, element, archived.is_some());
        if self.is_trusted {
            self.push_foreign(&mut html, element, source);
        }
        if archived.is_some() {
            self.push(&mut html, tag, "rel", "nofollow");
        }
        if is_dead {
            let own = self.plain_attribute(element, "title").unwrap_or_default();
            let title = self.page.title_of_copy(&own);
            self.push(&mut html, tag, "title", &title);
        }
        if tag == "img" {
            let picture = Picture {
                is_described: element.attribute("alt").is_some(),
                position: self.page.positions.at(source),
            };
            self.page.body.pictures.push(picture);
            if element.attribute("loading").is_none() {
                self.push(&mut html, tag, "loading", "lazy");
            }
        }
        Some(html)
    }

    /// Writes one attribute of a raw element, but for what makes up its class.
    fn attribute(
        &mut self,
        html: &mut String,
        element: &Element,
        (name, value): (&str, &str),
        source: usize,
    ) {
        let tag = &*element.name.local;
        match (tag, name) {
            (_, "class") => {}
            (_, "align") if !self.is_trusted => {}
            // In a trusted text there may be a script for a picture that has something to show until then.
            ("img", _) if is_source(name) && (!self.is_trusted || element.attribute("src").is_none()) => {
                if is_first(element, name, is_source)
                    && let Some(address) = source_of_picture(element)
                {
                    self.media(html, tag, "src", address, source);
                }
            }
            ("img" | "source", _) if is_set(name) && !self.is_trusted => {
                if is_first(element, name, is_set)
                    && let Some(srcset) = sources_of_picture(element)
                {
                    self.srcset(html, tag, "srcset", srcset, source);
                }
            }
            (_, "id") => {
                if let Some(anchor) = self.anchor(value) {
                    self.push(html, tag, name, &anchor);
                }
            }
            ("a", "name") if !self.is_trusted => self.name(html, element, value),
            _ => match Holds::of(name) {
                Some(holds) if self.is_trusted || sanitise::may_have(tag, name) => {
                    self.addresses(html, tag, (name, value), holds, source)
                }
                _ => {
                    let value = self.page.plain(value, self.piece, self.scan.as_deref_mut()).into_owned();
                    self.push(html, tag, name, &value);
                }
            },
        }
    }

    /// Writes an attribute that holds addresses, each as an address of the built site.
    fn addresses(
        &mut self,
        html: &mut String,
        tag: &str,
        (name, value): (&str, &str),
        holds: Holds,
        source: usize,
    ) {
        match holds {
            Holds::Media => self.media(html, tag, name, value, source),
            Holds::Set => self.srcset(html, tag, name, value, source),
            Holds::Link => {
                if let Some(address) = self.named_address(name, value, source) {
                    self.push(html, tag, name, &address);
                }
            }
            Holds::Links => {
                let parts = value.split_ascii_whitespace();
                let found: Vec<String> =
                    parts.filter_map(|part| self.named_address(name, part, source)).collect();
                if !found.is_empty() {
                    self.push(html, tag, name, &found.join(" "));
                }
            }
        }
    }

    /// An address that an attribute names beside what the element itself leads to: the source of a quotation, where a form is sent.
    /// Of a trusted body nothing is left out; in one that is not, what leads nowhere is.
    fn named_address(&mut self, name: &str, address: &str, source: usize) -> Option<String> {
        let role = if name.ends_with("href") { Role::Followed } else { Role::Named };
        let cleaned = address::clean(address);
        // A fragment names a part of the page, such as the map of a picture.
        if matches!(address::kind(&cleaned), AddressKind::Fragment | AddressKind::Empty) {
            return Some(cleaned.into_owned());
        }
        let spot = Spot { at: source, role };
        let link = self.page.link_with_calls(address, self.piece, self.scan.as_deref_mut(), spot);
        link.map(|link| link.href).or_else(|| self.is_trusted.then(|| address.to_owned()))
    }

    /// The older form of an anchor. An element that has both may be linked to by either.
    fn name(&mut self, html: &mut String, element: &Element, value: &str) {
        let Some(anchor) = self.anchor(value) else { return };
        if element.attribute("id").is_none() {
            return self.push(html, &element.name.local, "id", &anchor);
        }
        self.push_anchor(&anchor);
    }

    /// Keeps the anchor of a link that gives way to its text.
    fn anchor_alone(&mut self, element: &Element) {
        let name = element.attribute("id").or(element.attribute("name"));
        if let Some(anchor) = name.and_then(|name| self.anchor(name)) {
            self.push_anchor(&anchor);
        }
    }

    fn push_anchor(&mut self, anchor: &str) {
        self.out.push_str("<span");
        escape::push_named(&mut self.out, "id", anchor);
        self.out.push_str("></span>");
    }

    /// The class of a raw element: its own, that of an old `align`, and that of a link to an archived copy.
    fn push_class(&mut self, html: &mut String, element: &Element, archived: bool) {
        let own = element.attribute("class").unwrap_or_default();
        let own = self.page.plain(own, self.piece, self.scan.as_deref_mut()).into_owned();
        let align = element.attribute("align").filter(|_| !self.is_trusted).and_then(alignment);
        let more = align.into_iter().chain(archived.then_some("archived"));
        let class =
            [&*own].into_iter().chain(more).filter(|class| !class.is_empty()).collect::<Vec<_>>().join(" ");
        if !class.is_empty() {
            self.push(html, &element.name.local, "class", &class);
        }
    }

    /// Appends an attribute if it is allowed.
    fn push(&self, html: &mut String, tag: &str, name: &str, value: &str) {
        if self.is_trusted {
            let is_call = self.scan.as_ref().is_some_and(|scan| scan.occurs_in_name(name));
            if canonical::is_plain_name(name) && !is_call {
                escape::push_named(html, name, value);
            }
            return;
        }
        if !sanitise::may_have(tag, name) {
            return;
        }
        if let Some(kept) = sanitise::keep(name, value) {
            escape::push_named(html, name, &kept);
        }
    }

    /// Appends attributes that belong to a namespace, such as `xlink:href`.
    fn push_foreign(&mut self, html: &mut String, element: &Element, source: usize) {
        for attribute in element.attributes.iter().filter(|attribute| attribute.name.ns != ns!()) {
            let prefix = attribute.name.prefix.as_deref().unwrap_or_default();
            let name = format!("{prefix}:{}", attribute.name.local);
            let name = name.trim_start_matches(':');
            let value = match Holds::of(name) {
                Some(_) => self.named_address(name, &attribute.value, source),
                None => None,
            };
            escape::push_named(html, name, value.as_deref().unwrap_or(&attribute.value));
        }
    }

    /// A name that an element can be linked to by; `None` if it is taken or not plain.
    fn anchor(&mut self, value: &str) -> Option<String> {
        let value = self.page.plain(value, self.piece, self.scan.as_deref_mut()).into_owned();
        self.page.ids.claim(&value).then_some(value)
    }

    /// Where a raw link leads. The parser opens some links anew, which are not asked for again.
    fn link(&mut self, address: &str, source: usize) -> Option<Href> {
        if !self.links.contains_key(&source) {
            let spot = Spot::link(source);
            let link = self.page.link_with_calls(address, self.piece, self.scan.as_deref_mut(), spot);
            self.links.insert(source, link);
        }
        self.links.get(&source).cloned().flatten()
    }

    /// Where a link leads that takes the place of an element which shows what is there.
    pub(super) fn link_instead(&mut self, address: &str, source: usize) -> Option<Href> {
        self.page.link(address, Spot::link(source))
    }

    fn media(&mut self, html: &mut String, tag: &str, name: &str, address: &str, source: usize) {
        let src = self.page.media_with_calls(address, self.piece, self.scan.as_deref_mut(), source);
        if let Some(src) = src {
            self.push(html, tag, name, &src);
        }
    }

    /// The images of a `srcset` that are to be had, with their widths or densities.
    fn srcset(&mut self, html: &mut String, tag: &str, name: &str, value: &str, source: usize) {
        let mut kept = Vec::new();
        for (address, descriptor) in address::candidates(value) {
            if !descriptor.is_empty() && !address::is_descriptor(descriptor) {
                continue;
            }
            let src = self.page.media_with_calls(address, self.piece, self.scan.as_deref_mut(), source);
            let Some(src) = src else { continue };
            // A comma would end the address, as a blank would.
            let src = src.replace(',', "%2C");
            kept.push(if descriptor.is_empty() { src } else { format!("{src} {descriptor}") });
        }
        if !kept.is_empty() {
            self.push(html, tag, name, &kept.join(", "));
        }
    }
}

/// The class for an old `align`.
fn alignment(value: &str) -> Option<&'static str> {
    match &*value.trim().to_ascii_lowercase() {
        "left" => Some("align-left"),
        "right" => Some("align-right"),
        "center" => Some("align-center"),
        _ => None,
    }
}
