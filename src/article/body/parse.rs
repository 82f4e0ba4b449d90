//! HTML to a tree, by html5ever: within limits, and with the position of every element.

use std::cell::{Cell, RefCell};

use html5ever::buffer_queue::BufferQueue;
use html5ever::interface::Tracer;
use html5ever::interface::create_element;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{CommentToken, DoctypeToken, TokenizerOpts};
use html5ever::tokenizer::{EndTag, StartTag, Tag, TagToken, Token, TokenSink, TokenSinkResult, Tokenizer};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts, TreeSink as _};
use html5ever::{LocalName, QualName, TokenizerResult, local_name, ns};

use crate::article::body::canonical::VOID;
use crate::article::body::dom::{NodeId, Sink, Tree, source_attribute};
use crate::article::body::nesting::{Nesting, is_again, is_formatting};
use crate::article::body::sanitise::{Fate, fate};
use crate::article::body::tags::{Step, Tags};

/// How many elements are open or wait to be opened anew at most: whatever comes next is looked for among them.
const MAX_HELD: usize = 300;

/// What one start tag may add to them: rows and bodies of tables that it implies, formatting that is opened anew.
const MOST_ADDED: usize = 34;

/// The tree of `html`, read as the contents of a `<div>`; scripting is off, so what `<noscript>` holds is parsed.
///
/// With `bounded`, tags beyond the bounds of [`Nesting`] are left out, and so are those that would make the tree much larger than
/// the text.
pub(super) fn parse(html: &str, bounded: bool) -> Tree {
    let sink = Sink::new();
    let context = create_element(&sink, QualName::new(None, ns!(html), local_name!("div")), Vec::new());
    let options = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let intake = Intake {
        builder: TreeBuilder::new_for_fragment(sink, context, None, options),
        nesting: bounded.then(|| RefCell::new(Nesting::new())),
        budget: 8 * html.len() + 64 * 1024,
        held: Cell::new(0),
        tag: Cell::new(0),
        is_cut: Cell::new(false),
        seen: Cell::new(false),
        raw: RefCell::new(None),
        refused: RefCell::default(),
        cut: RefCell::default(),
    };
    // A byte order mark within a text is a character of it.
    let tokenizer = Tokenizer::new(intake, TokenizerOpts { discard_bom: false, ..TokenizerOpts::default() });
    feed(&tokenizer, html);
    tokenizer.end();
    let Intake { builder, refused, cut, .. } = tokenizer.sink;
    let mut tree = builder.sink.finish();
    tree.refused = refused.into_inner();
    tree.cut = cut.into_inner();
    tree
}

/// Gives the text to the parser tag by tag, so that each tag is known by its place.
fn feed(tokenizer: &Tokenizer<Intake>, html: &str) {
    let intake = &tokenizer.sink;
    let text = StrTendril::from(html);
    let queue = BufferQueue::default();
    let mut tags = Tags::new(html);
    loop {
        let step = tags.step(|| intake.builder.adjusted_current_node_present_but_not_in_html_namespace());
        if let Step::Tag(start) = step {
            intake.tag.set(start);
            intake.is_cut.set(tags.was_cut());
        }
        intake.seen.set(false);
        for range in tags.ready() {
            // The length of a body fits: a file has at most a few megabytes.
            let (Ok(start), Ok(length)) = (u32::try_from(range.start), u32::try_from(range.len())) else {
                return;
            };
            queue.push_back(text.subtendril(start, length));
        }
        // A script is no reason to stop here: none runs.
        while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
        match step {
            Step::End => return,
            Step::Tag(_) | Step::Perhaps => tags.parsed(intake.seen.get(), intake.raw.take()),
        }
    }
}

/// What stands between the tokenizer and the builder of the tree.
struct Intake {
    builder: TreeBuilder<NodeId, Sink>,
    nesting: Option<RefCell<Nesting>>,
    /// What the elements of the tree may take, see [`Sink::spent`].
    budget: usize,
    /// How many elements the parser holds at most.
    held: Cell<usize>,
    /// Where the tag starts that is read.
    tag: Cell<usize>,
    /// Whether some of its attributes are left out, as there are too many.
    is_cut: Cell<bool>,
    /// Whether markup was read to its end since this was last set.
    seen: Cell<bool>,
    /// The element that has just begun and whose text is not markup.
    raw: RefCell<Option<LocalName>>,
    /// The start tags that were left out for the bounds, each with its place.
    refused: RefCell<Vec<(LocalName, usize)>>,
    /// The start tags of which attributes were left out, likewise.
    cut: RefCell<Vec<(LocalName, usize)>>,
}

impl Intake {
    /// Passes on a tag, or leaves it out.
    fn tag(&self, mut tag: Tag, line: u64) -> TokenSinkResult<NodeId> {
        let is_start = tag.kind == StartTag;
        if !self.admits(&tag, line) {
            return TokenSinkResult::Continue;
        }
        if is_start && self.is_cut.get() {
            self.cut.borrow_mut().push((tag.name.clone(), self.tag.get()));
        }
        // Formatting without attributes stays as it is: there is nothing to know of its place, and equal elements stay equal, of
        // which parsers open only three anew.
        let is_bare = tag.attrs.is_empty() && is_formatting(&tag.name) && fate(&tag.name) == Fate::Kept;
        if is_start && (!is_bare || &*tag.name == "a") {
            tag.attrs.push(source_attribute(self.tag.get()));
        }
        let name = tag.name.clone();
        let result = self.builder.process_token(TagToken(tag), line);
        if is_start && matches!(result, TokenSinkResult::RawData(_) | TokenSinkResult::Plaintext) {
            self.raw.replace(Some(name));
        }
        result
    }

    /// Whether a tag goes to the parser.
    fn admits(&self, tag: &Tag, line: u64) -> bool {
        let Some(nesting) = &self.nesting else { return true };
        if tag.kind == EndTag {
            return nesting.borrow_mut().end(&tag.name);
        }
        let is_full = self.builder.sink.spent() > self.budget;
        if is_full {
            // What waits to be opened anew is ended, again and again where the parser does not let go of it.
            let waiting = nesting.borrow().waiting();
            waiting.into_iter().for_each(|name| self.close(name, line));
        }
        let is_foreign = || self.builder.adjusted_current_node_present_but_not_in_html_namespace();
        let empty = VOID.contains(&&*tag.name) || (tag.self_closing && is_foreign());
        let mut nesting = nesting.borrow_mut();
        let admitted = match self.holds_too_many() {
            true => {
                nesting.refuse(&tag.name, empty);
                false
            }
            false => nesting.start(&tag.name, empty, !tag.attrs.is_empty(), is_full),
        };
        if !admitted && !is_again(&tag.name) {
            self.refused.borrow_mut().push((tag.name.clone(), self.tag.get()));
        }
        admitted
    }

    /// Whether the parser holds as many elements as it may. It is asked only when it could be so.
    fn holds_too_many(&self) -> bool {
        if self.held.get() + MOST_ADDED > MAX_HELD {
            let counter = Counter(Cell::new(0));
            self.builder.trace_handles(&counter);
            self.held.set(counter.0.get());
        }
        let is_full = self.held.get() >= MAX_HELD;
        self.held.set(self.held.get() + MOST_ADDED);
        is_full
    }

    /// Closes an element.
    fn close(&self, name: LocalName, line: u64) {
        let (attrs, had_duplicate_attributes) = (Vec::new(), false);
        let tag = Tag { kind: EndTag, name, self_closing: false, attrs, had_duplicate_attributes };
        let result = self.builder.process_token(TagToken(tag), line);
        debug_assert!(matches!(result, TokenSinkResult::Continue), "an end tag changes no state");
    }
}

/// Counts what a parser holds.
struct Counter(Cell<usize>);

impl Tracer for Counter {
    type Handle = NodeId;

    fn trace_handle(&self, _: &NodeId) {
        self.0.set(self.0.get() + 1);
    }
}

impl TokenSink for Intake {
    type Handle = NodeId;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<NodeId> {
        match token {
            TagToken(tag) => {
                self.seen.set(true);
                self.tag(tag, line)
            }
            CommentToken(_) | DoctypeToken(_) => {
                self.seen.set(true);
                self.builder.process_token(token, line)
            }
            _ => self.builder.process_token(token, line),
        }
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}
