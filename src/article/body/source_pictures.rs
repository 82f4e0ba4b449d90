//! Finds the pictures that a body's source names and what it says about each, without resolving links or rendering.
//!
//! Markdown, raw HTML and calls of shortcodes may stand within each other, so all of it is put into one plain HTML, of which
//! html5ever says what is a figure and what its caption.

use std::ops::Range;

use html5ever::ns;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use rustc_hash::FxHashSet;

use crate::address::{self, AddressKind};
use crate::article::body::dom::{Data, Element, NodeId, Tree};
use crate::article::body::html::MAX_DEPTH;
use crate::article::body::marks::{Mark, Marks};
use crate::article::body::position::{SourceRuns, character_start};
use crate::article::body::raw::picture_address;
use crate::article::body::sanitise;
use crate::article::body::shortcode::{CallKind, HIGHLIGHT, MAX_NESTING, Scan};
use crate::article::body::{canonical, escape, extensions, parse, signs};
use crate::config::Markdown;

mod calls;
mod tags;

use self::calls::{Calls, LONGEST_REPEATED, Purpose, texts};
use self::tags::{push_named, push_tag};

/// The text of a body that is searched for pictures.
#[derive(Clone, Copy, Debug)]
pub struct PictureSearch<'t> {
    /// The whole text of the source file.
    pub text: &'t str,
    /// The byte at which the body starts.
    pub start: usize,
    /// What Markdown has beside CommonMark.
    pub markdown: Markdown,
    /// Whether HTML in bodies is trusted.
    pub trusted: bool,
}

impl PictureSearch<'_> {
    /// The addresses, as written, of the pictures about which the body says something that `is_wanted` accepts: in their title, in the
    /// caption of a figure that they are in, or in the arguments or the inner text of a shortcode. Any argument of a shortcode
    /// may be an address.
    pub fn addresses(&self, is_wanted: &dyn Fn(&str) -> bool) -> Vec<Box<str>> {
        let mut search = Search {
            is_wanted,
            markdown: self.markdown,
            trusted: self.trusted,
            found: Vec::new(),
            wanted: Vec::new(),
            said: String::new(),
            caption: None,
            figures: Vec::new(),
        };
        search.piece(&self.text[character_start(self.text, self.start)..], 0);
        search.finish()
    }
}

/// A search for pictures.
struct Search<'s> {
    is_wanted: &'s dyn Fn(&str) -> bool,
    markdown: Markdown,
    trusted: bool,
    /// The addresses of all pictures so far.
    found: Vec<Box<str>>,
    /// Which of them are wanted.
    wanted: Vec<Range<usize>>,
    /// What the body says so far, as HTML of plain tags.
    said: String,
    /// Where in that the open caption starts.
    caption: Option<usize>,
    /// The figures open: the first of its pictures, and whether it is wanted.
    figures: Vec<(usize, bool)>,
}

/// What is to be done once a node has been walked through.
#[derive(Clone, Copy)]
enum Close {
    Nothing,
    Figure,
    Caption,
}

impl Search<'_> {
    fn finish(mut self) -> Vec<Box<str>> {
        self.wanted.sort_unstable_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
        let (mut addresses, mut at) = (Vec::new(), 0);
        for range in self.wanted {
            let start = range.start.max(at);
            at = at.max(range.end);
            addresses.extend(self.found.get(start..at).into_iter().flatten().cloned());
        }
        addresses
    }

    /// Searches a body or the inner text of a call that stands `depth` deep in calls.
    fn piece(&mut self, text: &str, depth: usize) {
        let options = extensions::options(self.markdown);
        let scanned = (depth < MAX_NESTING).then(|| Scan::of(text, options)).flatten();
        let (tokens, scan) = scanned.unzip();
        let html = self.html(tokens.as_deref().unwrap_or(text), options);
        let mut calls = Calls { text, depth, scan, met: FxHashSet::default() };
        let tree = parse::parse(&html, !self.trusted);
        self.walk(&tree, tree.first(), &mut calls);
    }

    /// Markdown as HTML of plain tags, nested no deeper than on the page; pictures have their address and title. Footnotes come
    /// after the text that they stand in.
    fn html(&self, text: &str, options: Options) -> String {
        let (marked, marks) = Marks::of(text, self.markdown);
        let mut html = String::with_capacity(text.len() + text.len() / 4);
        let (mut notes, mut around) = (Vec::new(), Vec::new());
        let (mut in_picture, mut depth) = (0_usize, 0_usize);
        for (event, range) in marks.restore(Parser::new_ext(&marked, options).into_offset_iter()) {
            match event {
                Event::Start(Tag::Image { dest_url, title, .. }) => {
                    if in_picture == 0 && may_be_file(&address::clean(&dest_url)) {
                        push_named(&mut html, "img", "src", &dest_url, &title);
                    }
                    in_picture += 1;
                }
                Event::End(TagEnd::Image) => in_picture -= 1,
                _ if in_picture > 0 => {}
                Event::Start(Tag::FootnoteDefinition(_)) => around.push(std::mem::take(&mut html)),
                Event::End(TagEnd::FootnoteDefinition) => {
                    notes.push(std::mem::replace(&mut html, around.pop().unwrap_or_default()));
                }
                Event::Start(tag) => {
                    depth += 1;
                    match tag {
                        _ if depth > MAX_DEPTH => {}
                        Tag::Link { dest_url, title, .. } => {
                            push_named(&mut html, "a", "href", &dest_url, &title)
                        }
                        tag => push_tag(&mut html, "<", &tag.to_end()),
                    }
                }
                Event::End(tag) => {
                    if depth <= MAX_DEPTH {
                        push_tag(&mut html, "</", &tag);
                    }
                    depth -= 1;
                }
                Event::Text(text) => escape::push_text(&mut html, &signs::plain(&text, self.markdown)),
                Event::Code(code) => escape::push_text(&mut html, &code),
                Event::Html(written) | Event::InlineHtml(written) => match marks.at(&range) {
                    None => html.push_str(&written),
                    Some((place, Mark::Tag(_))) => html.push_str(marks.written(place).unwrap_or_default()),
                    Some((_, Mark::Open(_, Some(title)))) => {
                        html.push('\n');
                        escape::push_text(&mut html, title);
                        html.push('\n');
                    }
                    Some(_) => html.push('\n'),
                },
                Event::SoftBreak => html.push('\n'),
                Event::HardBreak | Event::Rule => html.push_str("<br>"),
                Event::FootnoteReference(_) | Event::TaskListMarker(_) => html.push(' '),
                Event::InlineMath(_) | Event::DisplayMath(_) => {}
            }
        }
        html.extend(notes);
        html
    }

    /// Walks through a tree. Depth costs no stack.
    fn walk(&mut self, tree: &Tree, first: Option<NodeId>, calls: &mut Calls<'_>) {
        let mut open: Vec<(NodeId, Close)> = Vec::new();
        let mut next = first;
        loop {
            if let Some(id) = next {
                match self.enter(tree, id, calls) {
                    Some(close) => {
                        open.push((id, close));
                        let contents = tree.element(id).and_then(|element| element.contents);
                        next = tree.first_child(contents.unwrap_or(id));
                    }
                    None => next = tree.next_sibling(id),
                }
            } else if let Some((id, close)) = open.pop() {
                self.close(tree, id, close);
                next = tree.next_sibling(id);
            } else {
                return;
            }
        }
    }

    /// What stands at the start of a node; `None` if what is in it does not count.
    fn enter(&mut self, tree: &Tree, id: NodeId, calls: &mut Calls<'_>) -> Option<Close> {
        match tree.data(id) {
            Data::Text(text) => {
                self.text(text, calls);
                None
            }
            Data::Root | Data::Comment => None,
            Data::Element(element) => {
                self.open_tag(element, calls);
                Some(if element.name.ns == ns!(html) { self.element(element, calls) } else { Close::Nothing })
            }
        }
    }

    /// An element of HTML. What the sanitiser removes counts like everything else: better too much than a picture too few.
    fn element(&mut self, element: &Element, calls: &mut Calls<'_>) -> Close {
        match &*element.name.local {
            "figure" => {
                self.figures.push((self.found.len(), false));
                return Close::Figure;
            }
            "figcaption" => {
                self.caption = Some(self.said.len());
                return Close::Caption;
            }
            "img" => self.picture(element, calls),
            name if self.trusted || sanitise::may_have(name, "src") => {
                element.attribute("src").into_iter().for_each(|src| self.address(src, calls));
            }
            _ => {}
        }
        Close::Nothing
    }

    fn close(&mut self, tree: &Tree, id: NodeId, close: Close) {
        match close {
            Close::Nothing => {}
            Close::Figure => self.end_figure(),
            Close::Caption => {
                let said = self.caption.take().map(|start| &self.said[start..]);
                let is_wanted = said.is_some_and(self.is_wanted);
                if let Some((_, wanted)) = self.figures.last_mut() {
                    *wanted |= is_wanted;
                }
            }
        }
        if let Some(element) = tree.element(id) {
            self.said.push_str("</");
            self.said.push_str(name_of(element));
            self.said.push('>');
        }
    }

    fn end_figure(&mut self) {
        if let Some((start, true)) = self.figures.pop() {
            self.wanted.push(start..self.found.len());
        }
    }

    /// A tag is said with its attributes: some captions are read as they are written.
    fn open_tag(&mut self, element: &Element, calls: &mut Calls<'_>) {
        let tag = name_of(element);
        self.said.push('<');
        self.said.push_str(tag);
        for attribute in &element.attributes {
            let name = &*attribute.name.local;
            if canonical::is_plain_name(name) && (self.trusted || sanitise::may_have(tag, name)) {
                escape::push_named(&mut self.said, name, &calls.plain(&attribute.value, Purpose::Said));
            }
        }
        self.said.push('>');
    }

    /// An `<img>`.
    fn picture(&mut self, element: &Element, calls: &mut Calls<'_>) {
        let before = self.found.len();
        // A trusted page keeps the address that it has until a script puts another one in its place.
        let first = element.attribute("src").filter(|_| self.trusted);
        let last = picture_address(|name| element.attribute(name)).filter(|last| first != Some(last));
        first.into_iter().chain(last).for_each(|address| self.address(address, calls));
        let title = element.attribute("title").map(|title| calls.plain(title, Purpose::Title));
        if title.is_some_and(|title| (self.is_wanted)(&title)) {
            self.wanted.push(before..self.found.len());
        }
    }

    /// Takes the address that stands in an attribute, if a file can be meant by it.
    fn address(&mut self, written: &str, calls: &mut Calls<'_>) {
        let written = calls.plain(written, Purpose::Address);
        let address = address::clean(&written);
        if may_be_file(&address) {
            self.found.push(address.into());
        }
    }

    /// Text, with calls in it.
    fn text(&mut self, text: &str, calls: &mut Calls<'_>) {
        let mut at = 0;
        while let Some(token) = calls.scan.as_ref().and_then(|scan| scan.find(text, at)) {
            escape::push_text(&mut self.said, &text[at..token.range.start]);
            at = token.range.end;
            self.call(token.call, calls);
        }
        escape::push_text(&mut self.said, &text[at..]);
    }

    /// A call is a figure, whose caption is all that it is given.
    fn call(&mut self, number: usize, calls: &mut Calls<'_>) {
        let is_repeated = !calls.met.insert((number, Purpose::Text));
        let Some(call) = calls.scan.as_ref().map(|scan| &scan.calls[number]) else { return };
        // Like its output, a long call counts once: a link reference repeats it.
        if is_repeated && call.range.len() > LONGEST_REPEATED {
            return;
        }
        let (head, inner) = match &call.kind {
            CallKind::Call(head, _) if matches!(&*head.name, "ref" | "relref") => return,
            CallKind::Call(head, inner) => (head, inner),
            CallKind::Literal(shown) => return escape::push_text(&mut self.said, shown),
            CallKind::Stray(_) => return,
        };
        self.figures.push((self.found.len(), false));
        let start = self.said.len();
        let mut is_wanted = false;
        for text in texts(head) {
            is_wanted |= (self.is_wanted)(text);
            if !text.contains('\n') {
                self.found.push(address::clean(text).into());
            }
            self.said.push_str(text);
            self.said.push_str("<br>");
        }
        if let Some(inner) = inner.clone() {
            match &*head.name {
                HIGHLIGHT => escape::push_text(&mut self.said, &calls.text[inner]),
                _ => {
                    let (text, _) =
                        SourceRuns::starting_at(0).dedent(&calls.text[inner.clone()], inner.start);
                    self.piece(&text, calls.depth + 1);
                }
            }
        }
        is_wanted |= (self.is_wanted)(&self.said[start..]);
        if let Some((_, wanted)) = self.figures.last_mut() {
            *wanted |= is_wanted;
        }
        self.end_figure();
    }
}

/// Whether a cleaned address may be that of a file.
fn may_be_file(address: &str) -> bool {
    let kind = address::kind(address);
    kind.is_on_the_web() || kind == AddressKind::Path
}

/// The name of an element, as a tag may have it.
fn name_of(element: &Element) -> &str {
    let name = &*element.name.local;
    if canonical::is_plain_name(name) { name } else { "span" }
}
