//! The tree that the HTML parser makes of a body, in one arena.
//!
//! html5ever decides what the text means; this is only where it puts the answer. Each element remembers where its tag
//! starts, in an attribute whose name no parser can produce, so that elements that are opened anew (`<b>` across
//! paragraphs) remember it too.

use std::borrow::Cow;
use std::cell::{Cell, Ref, RefCell};

use html5ever::interface::{ElemName, ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::{Attribute, LocalName, Namespace, QualName, ns};

use crate::id::{Id, IdVec, id};

/// The name of the attribute that carries where a tag starts. Parsers replace NUL wherever it stands.
const SOURCE: &str = "\0";

id! {
    /// A node of a [`Tree`].
    pub(super) NodeId(u32)
}

/// The document itself, which is made first.
const DOCUMENT: usize = 0;

/// A node, and its neighbours.
#[derive(Debug)]
struct Node {
    parent: Option<NodeId>,
    previous: Option<NodeId>,
    next: Option<NodeId>,
    first: Option<NodeId>,
    last: Option<NodeId>,
    data: Data,
}

/// What a node is.
#[derive(Debug)]
pub(super) enum Data {
    /// The document, or the contents of a template.
    Root,
    /// Text.
    Text(StrTendril),
    /// A comment, whatever it says.
    Comment,
    /// An element.
    Element(Element),
}

/// An element.
#[derive(Debug)]
pub(super) struct Element {
    /// Its name and namespace.
    pub(super) name: QualName,
    /// Its attributes in written order, values decoded.
    pub(super) attributes: Vec<Attribute>,
    /// The byte of the parsed text at which its tag starts; `None` for elements that the parser adds.
    pub(super) source: Option<usize>,
    /// What a `<template>` holds.
    pub(super) contents: Option<NodeId>,
    is_integration_point: bool,
}

impl Element {
    /// The value of the attribute `name` without a namespace.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|attribute| &*attribute.name.local == name);
        found.map(|attribute| &*attribute.value)
    }
}

/// A parsed text.
#[derive(Debug)]
pub(super) struct Tree {
    nodes: IdVec<NodeId, Node>,
    /// The start tags that were left out for the parser's bounds, each with its place in the text.
    pub(super) refused: Vec<(LocalName, usize)>,
    /// The start tags of which attributes were left out, as there were too many, each with its place.
    pub(super) cut: Vec<(LocalName, usize)>,
}

impl Tree {
    fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id]
    }

    fn node_mut(&mut self, id: NodeId) -> &mut Node {
        &mut self.nodes[id]
    }

    /// What a node is.
    pub(super) fn data(&self, id: NodeId) -> &Data {
        &self.node(id).data
    }

    /// The element a node is.
    pub(super) fn element(&self, id: NodeId) -> Option<&Element> {
        match self.data(id) {
            Data::Element(element) => Some(element),
            _ => None,
        }
    }

    /// The first child of a node.
    pub(super) fn first_child(&self, id: NodeId) -> Option<NodeId> {
        self.node(id).first
    }

    /// The node that holds a node.
    pub(super) fn parent(&self, id: NodeId) -> Option<NodeId> {
        self.node(id).parent
    }

    /// The sibling after a node.
    pub(super) fn next_sibling(&self, id: NodeId) -> Option<NodeId> {
        self.node(id).next
    }

    /// The first node of the parsed fragment: its root is the `<html>` that every document has.
    pub(super) fn first(&self) -> Option<NodeId> {
        self.first_child(self.first_child(NodeId::at(DOCUMENT))?)
    }

    /// All elements within a node.
    pub(super) fn elements_below(&self, id: NodeId) -> impl Iterator<Item = (NodeId, &Element)> {
        let mut open: Vec<NodeId> = self.first_child(id).into_iter().collect();
        std::iter::from_fn(move || {
            loop {
                let id = open.pop()?;
                open.extend(self.next_sibling(id));
                open.extend(self.first_child(id));
                if let Some(element) = self.element(id) {
                    return Some((id, element));
                }
            }
        })
    }

    fn add(&mut self, data: Data) -> NodeId {
        // A body has less than 2^32 bytes, and each node takes at least one.
        self.nodes.push(Node { parent: None, previous: None, next: None, first: None, last: None, data })
    }

    fn detach(&mut self, id: NodeId) {
        let node = self.node_mut(id);
        let (parent, previous, next) = (node.parent.take(), node.previous.take(), node.next.take());
        match previous {
            Some(previous) => self.node_mut(previous).next = next,
            None => parent.into_iter().for_each(|parent| self.node_mut(parent).first = next),
        }
        match next {
            Some(next) => self.node_mut(next).previous = previous,
            None => parent.into_iter().for_each(|parent| self.node_mut(parent).last = previous),
        }
    }

    /// Puts `child` at the end of `parent`, or before its child `next`.
    fn insert(&mut self, parent: NodeId, child: NodeId, next: Option<NodeId>) {
        self.detach(child);
        let previous = match next {
            Some(next) => self.node(next).previous,
            None => self.node(parent).last,
        };
        let node = self.node_mut(child);
        (node.parent, node.previous, node.next) = (Some(parent), previous, next);
        match previous {
            Some(previous) => self.node_mut(previous).next = Some(child),
            None => self.node_mut(parent).first = Some(child),
        }
        match next {
            Some(next) => self.node_mut(next).previous = Some(child),
            None => self.node_mut(parent).last = Some(child),
        }
    }

    /// Puts a node or text at the end of `parent`, or before its child `next`; texts that meet become one.
    fn insert_any(&mut self, parent: NodeId, child: NodeOrText<NodeId>, next: Option<NodeId>) {
        let text = match child {
            NodeOrText::AppendNode(node) => return self.insert(parent, node, next),
            NodeOrText::AppendText(text) => text,
        };
        let before = match next {
            Some(next) => self.node(next).previous,
            None => self.node(parent).last,
        };
        if let Some(before) = before
            && let Data::Text(existing) = &mut self.node_mut(before).data
        {
            return existing.push_tendril(&text);
        }
        let node = self.add(Data::Text(text));
        self.insert(parent, node, next);
    }
}

/// Takes what the parser builds.
pub(super) struct Sink {
    tree: RefCell<Tree>,
    /// What the elements made so far take, in bytes of a text, more or less.
    spent: Cell<usize>,
}

impl Sink {
    /// An empty document.
    pub(super) fn new() -> Sink {
        let mut tree = Tree { nodes: IdVec::new(), refused: Vec::new(), cut: Vec::new() };
        tree.add(Data::Root);
        Sink { tree: RefCell::new(tree), spent: Cell::new(0) }
    }
}

impl Sink {
    /// What the elements made so far take, in bytes: more than the text where the parser opens elements anew.
    pub(super) fn spent(&self) -> usize {
        self.spent.get()
    }
}

/// The attribute that says where a tag starts.
pub(super) fn source_attribute(at: usize) -> Attribute {
    let name = QualName::new(None, ns!(), LocalName::from(SOURCE));
    Attribute { name, value: StrTendril::from(at.to_string()) }
}

/// The name of an element that stays borrowed.
#[derive(Debug)]
pub(super) struct Name<'a>(Ref<'a, QualName>);

impl ElemName for Name<'_> {
    fn ns(&self) -> &Namespace {
        &self.0.ns
    }

    fn local_name(&self) -> &LocalName {
        &self.0.local
    }
}

/// What the parser takes a node for that is no element; it promises not to ask.
static NO_NAME: std::sync::LazyLock<QualName> =
    std::sync::LazyLock::new(|| QualName::new(None, ns!(), LocalName::from("")));

impl TreeSink for Sink {
    type Handle = NodeId;
    type Output = Tree;
    type ElemName<'a> = Name<'a>;

    fn finish(self) -> Tree {
        self.tree.into_inner()
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> NodeId {
        NodeId::at(DOCUMENT)
    }

    fn elem_name<'a>(&'a self, target: &'a NodeId) -> Name<'a> {
        Name(Ref::map(self.tree.borrow(), |tree| {
            tree.element(*target).map_or(&*NO_NAME, |element| &element.name)
        }))
    }

    fn create_element(&self, name: QualName, mut attributes: Vec<Attribute>, flags: ElementFlags) -> NodeId {
        /// What an element takes beside its attributes.
        const ELEMENT_BYTES: usize = 8;
        let of_attributes: usize =
            attributes.iter().map(|attribute| attribute.value.len32() as usize + 4).sum();
        self.spent.set(self.spent.get() + ELEMENT_BYTES + of_attributes);
        let marked = attributes.iter().position(|attribute| &*attribute.name.local == SOURCE);
        let source = marked.and_then(|index| attributes.remove(index).value.parse().ok());
        let mut tree = self.tree.borrow_mut();
        let contents = flags.template.then(|| tree.add(Data::Root));
        let is_integration_point = flags.mathml_annotation_xml_integration_point;
        tree.add(Data::Element(Element { name, attributes, source, contents, is_integration_point }))
    }

    fn create_comment(&self, _: StrTendril) -> NodeId {
        self.tree.borrow_mut().add(Data::Comment)
    }

    fn create_pi(&self, _: StrTendril, data: StrTendril) -> NodeId {
        self.create_comment(data)
    }

    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        self.tree.borrow_mut().insert_any(*parent, child, None);
    }

    fn append_based_on_parent_node(&self, element: &NodeId, previous: &NodeId, child: NodeOrText<NodeId>) {
        let has_parent = self.tree.borrow().node(*element).parent.is_some();
        if has_parent { self.append_before_sibling(element, child) } else { self.append(previous, child) }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&self, target: &NodeId) -> NodeId {
        self.tree.borrow().element(*target).and_then(|element| element.contents).unwrap_or(*target)
    }

    fn same_node(&self, x: &NodeId, y: &NodeId) -> bool {
        x == y
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &NodeId, new: NodeOrText<NodeId>) {
        let parent = self.tree.borrow().node(*sibling).parent;
        if let Some(parent) = parent {
            self.tree.borrow_mut().insert_any(parent, new, Some(*sibling));
        }
    }

    /// Only for further `<html>` and `<body>` tags, which [`parse`](super::parse) does not let through.
    fn add_attrs_if_missing(&self, _: &NodeId, _: Vec<Attribute>) {}

    fn remove_from_parent(&self, target: &NodeId) {
        self.tree.borrow_mut().detach(*target);
    }

    fn reparent_children(&self, node: &NodeId, new_parent: &NodeId) {
        let mut tree = self.tree.borrow_mut();
        while let Some(child) = tree.node(*node).first {
            tree.insert(*new_parent, child, None);
        }
    }

    fn is_mathml_annotation_xml_integration_point(&self, target: &NodeId) -> bool {
        self.tree.borrow().element(*target).is_some_and(|element| element.is_integration_point)
    }
}
