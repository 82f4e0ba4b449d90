//! HTML to a tree, by html5ever: within bounds, and with the place of every element.

use std::cell::{Cell, RefCell};

use html5ever::buffer_queue::BufferQueue;
use html5ever::interface::create_element;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{CommentToken, DoctypeToken, TokenizerOpts};
use html5ever::tokenizer::{EndTag, StartTag, Tag, TagToken, Token, TokenSink, TokenSinkResult, Tokenizer};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts, TreeSink as _};
use html5ever::{LocalName, QualName, TokenizerResult, local_name, ns};

use crate::article::body::dom::{NodeId, Sink, Tree, source_attribute};
use crate::article::body::nesting::{Admission, Nesting, VOID};
use crate::article::body::tags::{Step, Tags};

/// The tree of `html` as a browser makes it of the contents of a `<div>`; scripts do not run, so that `<noscript>` counts.
///
/// With `bounded`, tags beyond the bounds of [`Nesting`] are left out.
pub(super) fn parse(html: &str, bounded: bool) -> Tree {
    let sink = Sink::new();
    let context = create_element(&sink, QualName::new(None, ns!(html), local_name!("div")), Vec::new());
    let options = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let intake = Intake {
        builder: TreeBuilder::new_for_fragment(sink, context, None, options),
        nesting: bounded.then(|| RefCell::new(Nesting::new(html.len()))),
        tag: Cell::new(0),
        seen: Cell::new(false),
        raw: RefCell::new(None),
    };
    // A byte order mark within a text is a character of it.
    let tokenizer = Tokenizer::new(intake, TokenizerOpts { discard_bom: false, ..TokenizerOpts::default() });
    feed(&tokenizer, html);
    tokenizer.end();
    tokenizer.sink.builder.sink.finish()
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
    /// Where the tag starts that is read.
    tag: Cell<usize>,
    /// Whether markup was read to its end since this was last set.
    seen: Cell<bool>,
    /// The element that has just begun and whose text is not markup.
    raw: RefCell<Option<LocalName>>,
}

impl Intake {
    /// Passes on a tag, or leaves it out.
    fn tag(&self, mut tag: Tag, line: u64) -> TokenSinkResult<NodeId> {
        let is_start = tag.kind == StartTag;
        if is_start {
            tag.attrs.push(source_attribute(self.tag.get()));
        }
        if let Some(nesting) = &self.nesting {
            let mut nesting = nesting.borrow_mut();
            let admission = match tag.kind {
                StartTag => {
                    let is_foreign =
                        || self.builder.adjusted_current_node_present_but_not_in_html_namespace();
                    let empty = VOID.contains(&&*tag.name) || (tag.self_closing && is_foreign());
                    nesting.start(&tag.name, empty)
                }
                EndTag if nesting.end(&tag.name) => Admission::Admitted,
                EndTag => Admission::Refused,
            };
            match admission {
                Admission::Admitted => {}
                Admission::Refused => return TokenSinkResult::Continue,
                Admission::AdmittedAfter(names) => names.into_iter().for_each(|name| self.close(name, line)),
            }
        }
        let name = tag.name.clone();
        let result = self.builder.process_token(TagToken(tag), line);
        if is_start && matches!(result, TokenSinkResult::RawData(_) | TokenSinkResult::Plaintext) {
            self.raw.replace(Some(name));
        }
        result
    }

    /// Closes an element.
    fn close(&self, name: LocalName, line: u64) {
        let (attrs, had_duplicate_attributes) = (Vec::new(), false);
        let tag = Tag { kind: EndTag, name, self_closing: false, attrs, had_duplicate_attributes };
        let result = self.builder.process_token(TagToken(tag), line);
        debug_assert!(matches!(result, TokenSinkResult::Continue), "an end tag changes no state");
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
