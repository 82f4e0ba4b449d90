//! Raw HTML in a body: parsed once, and written anew from the tree.
//!
//! The tree decides. What an element is, where it stands and what is text is what html5ever made of the whole piece; links
//! are resolved, pictures found, anchors claimed and shortcodes in attributes put in place while the tree is written, and
//! what [`sanitise`] does not allow is not written. Elements that Markdown made are told from raw ones by their place.

use html5ever::{LocalName, ns};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::article::body::dom::{Data, Element, NodeId, Tree};
use crate::article::body::html::{RawChunk, WrittenHtml};
use crate::article::body::link::Href;
use crate::article::body::page::{BodyPage, BodyPiece};
use crate::article::body::position::character_start;
use crate::article::body::sanitise::{self, Fate};
use crate::article::body::shortcode::Scan;
use crate::article::body::{Removal, Removed, canonical, escape, parse};

mod attributes;
pub(super) mod embed;
mod math;

pub use self::attributes::picture_address;
use self::math::Fence;

/// `written` with its raw elements rewritten, as [`canonical`] HTML.
pub(super) fn rewrite(
    page: &mut BodyPage<'_>,
    piece: &BodyPiece<'_>,
    written: &WrittenHtml,
    scan: Option<&mut Scan>,
) -> String {
    let trusted = page.input.rules.trusted;
    let tree = parse::parse(&written.html, !trusted);
    let out = String::with_capacity(written.html.len() + written.html.len() / 8);
    let mut rewriter = Rewriter {
        page,
        piece,
        scan,
        chunks: &written.raw,
        is_trusted: trusted,
        tree: &tree,
        links: FxHashMap::default(),
        noted: FxHashSet::default(),
        shown: None,
        tables: 0,
        fences: Vec::new(),
        within: Within::Html,
        out,
    };
    rewriter.walk();
    for (name, at) in &tree.refused {
        if let Some(source) = rewriter.source_at(*at) {
            let is_void = canonical::VOID.contains(&&**name);
            rewriter.note(name, source, if is_void { Removal::Removed } else { Removal::Unwrapped });
        }
    }
    for (name, at) in &tree.cut {
        if let Some(source) = rewriter.source_at(*at) {
            rewriter.note(name, source, Removal::Attributes);
        }
    }
    rewriter.out
}

struct Rewriter<'w, 'i> {
    page: &'w mut BodyPage<'i>,
    piece: &'w BodyPiece<'w>,
    scan: Option<&'w mut Scan>,
    chunks: &'w [RawChunk],
    is_trusted: bool,
    tree: &'w Tree,
    /// Where links lead, by the place of their tag: the parser opens some anew.
    links: FxHashMap<usize, Option<Href>>,
    /// Elements that have been noted, by the place of their tag.
    noted: FxHashSet<usize>,
    /// The addresses of the pictures that are shown, once somebody asked.
    shown: Option<FxHashSet<&'w str>>,
    /// Tables open.
    tables: usize,
    /// Elements of formulas open that put signs around and between what they hold.
    fences: Vec<Fence>,
    within: Within,
    out: String,
}

/// What the place that is written to means to parsers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Within {
    Html,
    /// Elements of MathML are expected.
    Formula,
    /// The text of a formula, where elements of HTML are expected ("MathML text integration point").
    FormulaText,
}

/// What is written once an element has been walked through.
#[derive(Debug)]
enum Close {
    Nothing,
    Tag(LocalName),
    /// A table with the box around it.
    Table,
    /// Text of a drawing, which is no part of the words after it.
    Space,
    /// The last of `fences`.
    Fence,
}

impl<'w> Rewriter<'w, '_> {
    /// Writes the whole tree. Depth costs no stack.
    fn walk(&mut self) {
        let mut open: Vec<(NodeId, Close, Within)> = Vec::new();
        let mut next = self.tree.first();
        loop {
            if let Some(id) = next {
                let outside = self.within;
                match self.enter(id) {
                    Some(close) => {
                        open.push((id, close, outside));
                        let contents = self.tree.element(id).and_then(|element| element.contents);
                        next = self.tree.first_child(contents.unwrap_or(id));
                    }
                    None => next = self.tree.next_sibling(id),
                }
            } else if let Some((id, close, outside)) = open.pop() {
                self.close(&close);
                self.within = outside;
                next = self.tree.next_sibling(id);
            } else {
                return;
            }
        }
    }

    /// Writes the start of a node; `None` if it has no content to write.
    fn enter(&mut self, id: NodeId) -> Option<Close> {
        let tree: &'w Tree = self.tree;
        match tree.data(id) {
            Data::Text(text) if self.within == Within::Html => {
                escape::push_text(&mut self.out, text);
                None
            }
            Data::Text(text) => {
                let text = self.words(text);
                escape::push_text(&mut self.out, &text);
                None
            }
            // The walk begins below the root, and below what stands for the contents of a template.
            Data::Root | Data::Comment => None,
            Data::Element(element) => match &element.name.ns {
                _ if self.is_trusted => self.trusted(id, element),
                ns if *ns == ns!(html) => self.html(id, element),
                ns if *ns == ns!(mathml) => self.math(id, element),
                _ => self.drawing(element),
            },
        }
    }

    fn close(&mut self, close: &Close) {
        match close {
            Close::Nothing => {}
            Close::Space => self.out.push(' '),
            Close::Fence => self.end_fence(),
            Close::Tag(name) => self.end_tag(name),
            Close::Table => {
                self.tables -= 1;
                self.out.push_str("</table></div>");
            }
        }
    }

    fn end_tag(&mut self, name: &str) {
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    /// An element of HTML, untrusted.
    fn html(&mut self, id: NodeId, element: &Element) -> Option<Close> {
        let name = &*element.name.local;
        let source = self.source(element);
        match (name, source) {
            ("iframe" | "embed" | "object", Some(source)) => return self.player(id, element, source),
            ("script", Some(source)) if self.script(id, element, source) => return None,
            ("noscript", _) => {
                self.pictures_without_script(id);
                self.record(element, source, Fate::Removed);
                return None;
            }
            ("xmp", _) => {
                self.out.push_str("<pre>");
                return Some(Close::Tag(LocalName::from("pre")));
            }
            _ => {}
        }
        let fate = sanitise::fate(name);
        match fate {
            Fate::Kept => return self.kept(id, element, source),
            Fate::Unwrapped | Fate::Removed => self.record(element, source, fate),
        }
        (fate == Fate::Unwrapped).then_some(Close::Nothing)
    }

    /// An element that stays.
    fn kept(&mut self, id: NodeId, element: &Element, source: Option<usize>) -> Option<Close> {
        let name = &element.name.local;
        if self.within == Within::Formula {
            return Some(Close::Nothing);
        }
        self.within = Within::Html;
        let Some(attributes) = self.attributes(element, source) else { return Some(Close::Nothing) };
        let is_box = &**name == "table" && source.is_some() && self.tables == 0;
        // As around those of Markdown, so that a wide table scrolls and the page does not.
        self.out.push_str(if is_box { "<div class=\"table\"><" } else { "<" });
        self.out.push_str(name);
        self.out.push_str(&attributes);
        self.out.push('>');
        if canonical::VOID.contains(&&**name) {
            return None;
        }
        if &**name == "table" {
            self.tables += 1;
            if is_box {
                return Some(Close::Table);
            }
        }
        self.keep_first_line_break(id, name);
        if source.is_some() {
            self.post(id, element);
        }
        Some(Close::Tag(name.clone()))
    }

    /// Parsers skip a line break that starts such an element.
    fn keep_first_line_break(&mut self, id: NodeId, name: &str) {
        let first = self.tree.first_child(id).map(|first| self.tree.data(first));
        if matches!(name, "pre" | "textarea" | "listing")
            && let Some(Data::Text(text)) = first
            && text.starts_with('\n')
        {
            self.out.push('\n');
        }
    }

    /// An element of a drawing: its words stay.
    fn drawing(&mut self, element: &Element) -> Option<Close> {
        let source = self.source(element);
        match &*element.name.local {
            "script" | "style" => {
                self.record(element, source, Fate::Removed);
                return None;
            }
            // What is drawn elsewhere or not at all.
            "defs" | "desc" | "metadata" | "symbol" | "title" => return None,
            "svg" => self.record(element, source, Fate::Unwrapped),
            _ => {}
        }
        let has_words = matches!(&*element.name.local, "text" | "foreignObject");
        Some(if has_words { Close::Space } else { Close::Nothing })
    }

    /// An element of a trusted body: nothing of it is left out.
    fn trusted(&mut self, id: NodeId, element: &Element) -> Option<Close> {
        let name = &element.name.local;
        let is_call = self.scan.as_ref().is_some_and(|scan| scan.occurs_in_name(name));
        if is_call || !canonical::is_plain_name(name) || &**name == "plaintext" {
            return Some(Close::Nothing);
        }
        let source = self.source(element);
        let Some(attributes) = self.attributes(element, source) else { return Some(Close::Nothing) };
        self.out.push('<');
        self.out.push_str(name);
        self.out.push_str(&attributes);
        self.out.push('>');
        if element.name.ns != ns!(html) {
            return Some(Close::Tag(name.clone()));
        }
        if canonical::VOID.contains(&&**name) {
            return None;
        }
        if canonical::RAW_TEXT.contains(&&**name) {
            self.raw_text(id);
            self.end_tag(name);
            return None;
        }
        self.keep_first_line_break(id, name);
        Some(Close::Tag(name.clone()))
    }

    /// The text of an element in which nothing is escaped.
    fn raw_text(&mut self, id: NodeId) {
        let mut child = self.tree.first_child(id);
        while let Some(id) = child {
            if let Data::Text(text) = self.tree.data(id) {
                self.out.push_str(text);
            }
            child = self.tree.next_sibling(id);
        }
    }

    /// Writes the pictures of a `<noscript>` that the body does not show anyway. Its words speak of scripts, and pictures of one
    /// pixel count readers.
    fn pictures_without_script(&mut self, id: NodeId) {
        let tree: &'w Tree = self.tree;
        if self.shown.is_none() {
            self.shown = Some(shown_pictures(tree));
        }
        for (id, picture) in tree.elements_below(id).filter(|(_, element)| &*element.name.local == "img") {
            let is_pixel =
                |name| picture.attribute(name).is_some_and(|size| matches!(size.trim(), "0" | "1"));
            let Some(address) = attributes::source_of_picture(picture) else { continue };
            let is_new = self.shown.as_mut().is_some_and(|shown| shown.insert(address));
            if is_new && !(is_pixel("width") || is_pixel("height")) {
                let source = self.source(picture);
                self.kept(id, picture, source);
            }
        }
    }

    /// Where in the source file the tag of an element starts; `None` if Markdown or the parser made it.
    fn source(&self, element: &Element) -> Option<usize> {
        self.source_at(element.source?)
    }

    /// Where in the source file a raw tag at `at` of the written HTML starts.
    fn source_at(&self, at: usize) -> Option<usize> {
        let chunk = self.chunks.partition_point(|chunk| chunk.range.end <= at);
        let chunk = self.chunks.get(chunk).filter(|chunk| chunk.range.contains(&at))?;
        Some(self.piece.origin.source(chunk.source + (at - chunk.range.start)))
    }

    fn record(&mut self, element: &Element, source: Option<usize>, fate: Fate) {
        let removal = if fate == Fate::Removed { Removal::Removed } else { Removal::Unwrapped };
        if let Some(source) = source {
            self.note(&element.name.local, source, removal);
        }
    }

    /// Notes that an element did not stay, once for each tag.
    fn note(&mut self, name: &str, source: usize, removal: Removal) {
        /// Names of elements are short; a hostile one need not be listed whole.
        const LONGEST_NAME: usize = 40;
        if !self.noted.insert(source) {
            return;
        }
        let end = character_start(name, LONGEST_NAME);
        let position = self.page.positions.at(source);
        self.page.body.removed.push(Removed { element: name[..end].to_owned(), position, removal });
    }
}

/// The addresses of the pictures of a body, but for those within a `<noscript>`.
fn shown_pictures(tree: &Tree) -> FxHashSet<&str> {
    let mut shown = FxHashSet::default();
    let mut open: Vec<NodeId> = tree.first().into_iter().collect();
    while let Some(id) = open.pop() {
        open.extend(tree.next_sibling(id));
        let element = tree.element(id);
        if element.is_some_and(|element| &*element.name.local == "noscript") {
            continue;
        }
        shown.extend(
            element.filter(|element| &*element.name.local == "img").and_then(attributes::source_of_picture),
        );
        open.extend(tree.first_child(id));
    }
    shown
}
