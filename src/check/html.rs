//! A finished page as a browser reads it: its links, anchors and images, and where it is not well-formed.
//!
//! No tree is built. The parser keeps the elements that are open, and everything asked here is known when an element begins.

use std::borrow::Cow;
use std::cell::{Cell, Ref, RefCell};

use html5ever::buffer_queue::BufferQueue;
use html5ever::interface::{ElemName, ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    EndTag, ParseError, StartTag, TagToken, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};
use html5ever::{Attribute, LocalName, Namespace, QualName, TokenizerResult, local_name, ns};
use rustc_hash::FxHashSet;

use crate::address::{Holds, candidates};
use crate::fingerprint::digest;

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

/// How many elements may be open: a parser looks through all of them for many tags.
const DEEPEST: usize = 1_000;

/// How many faults of a page are told.
const FAULTS: usize = 20;

/// Reads a page.
///
/// `is_of_theme` tells whether templates have an anchor.
pub(super) fn read(html: &str, is_of_theme: &dyn Fn(&str) -> bool) -> Html {
    let sink = Sink {
        is_of_theme,
        names: RefCell::default(),
        html: RefCell::default(),
        ids: RefCell::default(),
        title: Cell::default(),
        line: Cell::default(),
        tag: RefCell::default(),
        is_deep: Cell::default(),
    };
    let options = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let intake = Intake { builder: TreeBuilder::new(sink, options), open: Cell::new(0) };
    let tokenizer = Tokenizer::new(intake, TokenizerOpts::default());
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from(html));
    // A script is no reason to stop: none runs.
    while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
    tokenizer.end();
    let mut html = tokenizer.sink.builder.sink.finish();
    html.ids.sort_unstable();
    html
}

/// What stands between the tokenizer and the parser: knows which tag is read, and keeps pages from being too deep.
struct Intake<'t> {
    builder: TreeBuilder<u32, Sink<'t>>,
    /// How many elements are open, more or less.
    open: Cell<usize>,
}

impl TokenSink for Intake<'_> {
    type Handle = u32;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<u32> {
        let sink = &self.builder.sink;
        sink.line.set(u32::try_from(line).unwrap_or(u32::MAX));
        match &token {
            ParseError(error) => {
                sink.fault(plain(error).into_owned());
                return TokenSinkResult::Continue;
            }
            TagToken(tag) => {
                sink.tag.replace(Some((tag.kind == EndTag, tag.name.clone())));
                if tag.had_duplicate_attributes {
                    sink.fault(format!("an attribute stands twice in `<{}>`", tag.name));
                }
                if tag.kind == StartTag && !tag.self_closing && !is_void(&tag.name) {
                    self.open.set(self.open.get() + 1);
                } else if tag.kind == EndTag {
                    self.open.set(self.open.get().saturating_sub(1));
                }
                if self.open.get() > DEEPEST {
                    sink.too_deep();
                    return TokenSinkResult::Continue;
                }
            }
            _ => drop(sink.tag.take()),
        }
        self.builder.process_token(token, line)
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// Whether an element has no end tag.
fn is_void(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("area")
            | local_name!("base")
            | local_name!("br")
            | local_name!("col")
            | local_name!("embed")
            | local_name!("hr")
            | local_name!("img")
            | local_name!("input")
            | local_name!("link")
            | local_name!("meta")
            | local_name!("source")
            | local_name!("track")
            | local_name!("wbr")
    )
}

/// An error of the tokenizer in words.
fn plain(error: &str) -> Cow<'_, str> {
    let mut letters = error.chars();
    match letters.next() {
        Some(first) => Cow::Owned(format!("{}{}", first.to_lowercase(), letters.as_str())),
        None => Cow::Borrowed(error),
    }
}

/// Takes what the parser makes.
struct Sink<'t> {
    is_of_theme: &'t dyn Fn(&str) -> bool,
    names: RefCell<Vec<(QualName, bool)>>,
    html: RefCell<Html>,
    ids: RefCell<FxHashSet<u64>>,
    /// The element whose text is the title.
    title: Cell<Option<u32>>,
    line: Cell<u32>,
    /// The tag that is read, and whether it is an end tag.
    tag: RefCell<Option<(bool, LocalName)>>,
    is_deep: Cell<bool>,
}

/// The document; elements count from 1.
const DOCUMENT: u32 = 0;

/// What the parser takes a node for that is no element; it promises not to ask.
static NO_NAME: std::sync::LazyLock<(QualName, bool)> =
    std::sync::LazyLock::new(|| (QualName::new(None, ns!(), LocalName::from("")), false));

impl Sink<'_> {
    fn fault(&self, what: String) {
        let mut html = self.html.borrow_mut();
        if html.faults.len() < FAULTS {
            let line = self.line.get();
            html.faults.push((line, what));
        }
    }

    fn too_deep(&self) {
        if !self.is_deep.replace(true) {
            self.fault(format!("more than {DEEPEST} elements are nested"));
        }
    }

    /// Notes what an element that begins says.
    fn note(&self, id: u32, name: &QualName, attributes: &[Attribute]) {
        let get = |wanted: &str| {
            let found = attributes.iter().find(|attribute| &*attribute.name.local == wanted);
            found.map(|attribute| &attribute.value)
        };
        let mut html = self.html.borrow_mut();
        let line = self.line.get();
        for attribute in attributes {
            match &*attribute.name.local {
                "id" => {
                    let key = id_key(&attribute.value);
                    match self.ids.borrow_mut().insert(key) {
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
            "title" if name.ns == ns!(html) && html.title.is_empty() => self.title.set(Some(id)),
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

/// The name of an element that stays borrowed.
#[derive(Debug)]
struct Name<'a>(Ref<'a, (QualName, bool)>);

impl ElemName for Name<'_> {
    fn ns(&self) -> &Namespace {
        &self.0.0.ns
    }

    fn local_name(&self) -> &LocalName {
        &self.0.0.local
    }
}

impl TreeSink for Sink<'_> {
    type Handle = u32;
    type Output = Html;
    type ElemName<'a>
        = Name<'a>
    where
        Self: 'a;

    fn finish(self) -> Html {
        self.html.into_inner()
    }

    fn parse_error(&self, error: Cow<'static, str>) {
        let text = match &*self.tag.borrow() {
            Some((true, name)) => format!("`</{name}>` does not fit here"),
            Some((false, name)) => format!("`<{name}>` does not fit here"),
            None => plain(&error).into_owned(),
        };
        self.fault(text);
    }

    fn get_document(&self) -> u32 {
        DOCUMENT
    }

    fn elem_name<'a>(&'a self, target: &'a u32) -> Name<'a> {
        let index = (*target as usize).checked_sub(1);
        Name(Ref::map(self.names.borrow(), |names| {
            index.and_then(|index| names.get(index)).unwrap_or(&NO_NAME)
        }))
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, flags: ElementFlags) -> u32 {
        let mut names = self.names.borrow_mut();
        // A page has less than 2^32 elements: each takes a byte at least.
        let id = u32::try_from(names.len() + 1).unwrap_or(u32::MAX);
        self.note(id, &name, &attributes);
        names.push((name, flags.mathml_annotation_xml_integration_point));
        id
    }

    fn create_comment(&self, _: StrTendril) -> u32 {
        DOCUMENT
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> u32 {
        DOCUMENT
    }

    fn append(&self, parent: &u32, child: NodeOrText<u32>) {
        if let NodeOrText::AppendText(text) = child
            && self.title.get() == Some(*parent)
        {
            self.html.borrow_mut().title.push_str(&text);
        }
    }

    fn append_based_on_parent_node(&self, _: &u32, _: &u32, _: NodeOrText<u32>) {}

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&self, target: &u32) -> u32 {
        *target
    }

    fn same_node(&self, one: &u32, other: &u32) -> bool {
        one == other
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, _: &u32, _: NodeOrText<u32>) {}

    fn add_attrs_if_missing(&self, _: &u32, _: Vec<Attribute>) {}

    fn remove_from_parent(&self, _: &u32) {}

    fn reparent_children(&self, _: &u32, _: &u32) {}

    fn is_mathml_annotation_xml_integration_point(&self, target: &u32) -> bool {
        let names = self.names.borrow();
        (*target as usize)
            .checked_sub(1)
            .and_then(|index| names.get(index))
            .is_some_and(|(_, is_one)| *is_one)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "<!doctype html>\n<html lang=\"en\">\n<head>\n<title>A &amp; B</title>\n";

    fn page(body: &str) -> Html {
        read(&format!("{HEAD}</head>\n<body>\n{body}\n</body>\n</html>\n"), &|id| id == "of--theme")
    }

    #[test]
    fn a_page_says_where_it_leads() {
        let html = page(
            "<a href=\"/a/?x=1&amp;y#z\">a</a>\n<img src=b.jpg srcset=\"c.jpg 1x, d.jpg 2x\" alt=\"\">\n\
             <script src=\"e.js\"></script><form action=\"/f\"></form>",
        );
        let links: Vec<(u32, Role, &str)> =
            html.links.iter().map(|link| (link.line, link.role, &*link.address)).collect();
        let expected = [
            (7, Role::Link, "/a/?x=1&y#z"),
            (8, Role::Media, "b.jpg"),
            (8, Role::Media, "c.jpg"),
            (8, Role::Media, "d.jpg"),
            (9, Role::Resource, "e.js"),
            (9, Role::Form, "/f"),
        ];
        assert_eq!(links, expected);
        assert_eq!((html.title.as_str(), html.language.as_str()), ("A & B", "en"));
        assert_eq!(html.faults, []);
    }

    #[test]
    fn what_is_not_well_formed_is_told_with_its_line() {
        let faults = |body: &str| page(body).faults;
        assert_eq!(faults("<p>a</p>\n<p>b<div>c</div></p>"), [(8, "`</p>` does not fit here".to_owned())]);
        let unclosed = faults("<ul><li>a<b>c</ul>");
        assert_eq!(unclosed[0], (7, "`</ul>` does not fit here".to_owned()));
        assert_eq!(faults("<p class=a class=b>x</p>")[0].0, 7);
        assert_eq!(faults("<p>a & b &lt; c</p><br><img alt=\"\" src=\"x\">"), []);
        let deep = "<div>".repeat(5_000);
        assert!(faults(&deep).iter().any(|(_, what)| what == "more than 1000 elements are nested"));
    }

    #[test]
    fn anchors_are_known_and_repeated_ones_told() {
        let html = page("<p id=\"a\">x</p><a name=\"b\" href=\"/\">y</a>\n<p id=\"a\">z</p>");
        assert_eq!(html.repeated_ids, [(8, "a".to_owned())]);
        let mut expected = [id_key("a"), id_key("b")];
        expected.sort_unstable();
        assert_eq!(html.ids, expected);
        let html = page("<p id=\"of--theme\">x</p><p id=\"own\">y</p>");
        assert_eq!((html.ids.len(), html.own_ids), (2, vec![id_key("own")]));
    }

    #[test]
    fn images_say_what_they_show() {
        let html = page("<img src=\"a.jpg\">\n<img src=\"b.jpg\" alt=\"\">");
        assert_eq!(html.without_alt, [(7, "a.jpg".to_owned())]);
    }

    #[test]
    fn a_page_may_lead_on() {
        let refresh =
            "<meta http-equiv=\"Refresh\" content=\"0; URL='/x/'\"><link rel=canonical href=\"/y/\">";
        let html = read(&format!("{HEAD}{refresh}"), &|_| false);
        assert_eq!((html.refresh.as_deref(), html.canonical.as_deref()), (Some("/x/"), Some("/y/")));
    }
}
