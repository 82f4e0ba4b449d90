//! The parser of pages: takes what html5ever finds and keeps the elements that are open, nothing else.

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

use super::{Html, Notes};

/// How many elements may be open: a parser looks through all of them for many tags.
const DEEPEST: usize = 1_000;

/// How many faults of a page are told.
const FAULTS: usize = 20;

/// Parses a page; what its elements say goes into `notes`.
pub(super) fn parse(html: &str, notes: Notes<'_>) -> Html {
    let sink = Sink {
        notes: RefCell::new(notes),
        names: RefCell::default(),
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
    tokenizer.sink.builder.sink.finish()
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
    notes: RefCell<Notes<'t>>,
    names: RefCell<Vec<(QualName, bool)>>,
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
        let html = &mut self.notes.borrow_mut().html;
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
        self.notes.into_inner().html
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
        let mut notes = self.notes.borrow_mut();
        if &*name.local == "title" && name.ns == ns!(html) && notes.html.title.is_empty() {
            self.title.set(Some(id));
        }
        notes.note(self.line.get(), &name, &attributes);
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
            self.notes.borrow_mut().html.title.push_str(&text);
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
