//! A page as a browser reads it: the tree that html5ever builds, in one list of nodes.

use std::borrow::Cow;
use std::cell::{Ref, RefCell};

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink as _};
use html5ever::{Attribute, ExpandedName, LocalName, Namespace, ParseOpts, QualName, local_name, ns};

/// The place of a node in its tree.
pub type Id = usize;

/// What a node is.
#[derive(Clone, Debug)]
pub enum Kind {
    /// The page itself, or what a `template` holds.
    Document,
    /// An element.
    Element {
        /// Its name with its namespace.
        name: QualName,
        /// Its attributes, as they were read.
        attributes: Vec<(String, String)>,
        /// Whether it lets HTML stand in MathML.
        integration_point: bool,
    },
    /// A text.
    Text(String),
    /// A comment.
    Comment,
    /// A document type or a processing instruction.
    Other,
}

/// A node.
#[derive(Clone, Debug)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// The node that holds it.
    pub parent: Option<Id>,
    /// What it holds, in order; of a `template` its contents as one document.
    pub children: Vec<Id>,
}

/// A tree; node 0 is the page.
#[derive(Clone, Debug)]
pub struct Tree {
    /// All nodes, those without a parent too.
    pub nodes: Vec<Node>,
}

impl Tree {
    /// A whole page. Scripting is on, as in a browser: `noscript` holds a text.
    pub fn page(html: &str) -> Tree {
        Self::parse(html, true)
    }

    /// A whole page for a reader without scripts, for whom `noscript` holds elements.
    pub fn page_without_scripts(html: &str) -> Tree {
        Self::parse(html, false)
    }

    fn parse(html: &str, scripting: bool) -> Tree {
        let mut options = ParseOpts::default();
        options.tree_builder.scripting_enabled = scripting;
        html5ever::parse_document(Sink::default(), options).one(html)
    }

    /// HTML as a script would put it into a `div`.
    pub fn fragment(html: &str) -> Tree {
        let name = QualName::new(None, ns!(html), local_name!("div"));
        html5ever::parse_fragment(Sink::default(), ParseOpts::default(), name, Vec::new(), true).one(html)
    }

    /// All nodes of the page, in its order.
    pub fn walk(&self) -> Vec<Id> {
        self.walk_from(0)
    }

    /// A node and all within it, in order.
    pub fn walk_from(&self, id: Id) -> Vec<Id> {
        let mut order = Vec::new();
        let mut waiting = vec![id];
        while let Some(id) = waiting.pop() {
            order.push(id);
            waiting.extend(self.nodes[id].children.iter().rev());
        }
        order
    }

    /// The text within a node.
    pub fn text(&self, id: Id) -> String {
        let text_of = |id: Id| match &self.nodes[id].kind {
            Kind::Text(text) => text.as_str(),
            _ => "",
        };
        self.walk_from(id).into_iter().map(text_of).collect()
    }

    /// The value of an attribute.
    pub fn attribute(&self, id: Id, wanted: &str) -> Option<&str> {
        let Kind::Element { attributes, .. } = &self.nodes[id].kind else { return None };
        attributes.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str())
    }

    /// The namespace and the name of an element.
    pub fn name(&self, id: Id) -> Option<(&Namespace, &str)> {
        match &self.nodes[id].kind {
            Kind::Element { name, .. } => Some((&name.ns, &name.local)),
            _ => None,
        }
    }

    /// The attributes of an element.
    pub fn attributes(&self, id: Id) -> &[(String, String)] {
        match &self.nodes[id].kind {
            Kind::Element { attributes, .. } => attributes,
            _ => &[],
        }
    }

    /// An element as a start tag, cut short, for messages.
    pub fn tag(&self, id: Id) -> String {
        let Kind::Element { name, attributes, .. } = &self.nodes[id].kind else { return String::new() };
        let mut tag = format!("<{}", name.local);
        for (name, value) in attributes {
            let value: String = value.chars().take(160).collect();
            tag.push_str(&format!(" {name}={value:?}"));
        }
        tag + ">"
    }
}

/// What html5ever writes a tree into.
#[derive(Default)]
struct Sink {
    nodes: RefCell<Vec<Node>>,
}

/// The name of an element that the parser asks for.
#[derive(Debug)]
struct Name<'n>(Ref<'n, QualName>);

impl html5ever::interface::ElemName for Name<'_> {
    fn ns(&self) -> &Namespace {
        &self.0.ns
    }

    fn local_name(&self) -> &LocalName {
        &self.0.local
    }

    fn expanded(&self) -> ExpandedName<'_> {
        self.0.expanded()
    }
}

/// An attribute's name with its prefix: `xlink:href`.
fn attribute(attribute: Attribute) -> (String, String) {
    let local = &attribute.name.local;
    let name = match &attribute.name.prefix {
        Some(prefix) => format!("{prefix}:{local}"),
        None => local.to_string(),
    };
    (name, attribute.value.to_string())
}

impl Sink {
    fn add(&self, kind: Kind) -> Id {
        let mut nodes = self.nodes.borrow_mut();
        if nodes.is_empty() {
            nodes.push(Node { kind: Kind::Document, parent: None, children: Vec::new() });
        }
        nodes.push(Node { kind, parent: None, children: Vec::new() });
        nodes.len() - 1
    }

    /// Puts a node or a text among the children of `parent`, at `at`.
    fn insert(&self, parent: Id, at: usize, child: NodeOrText<Id>) {
        let id = match child {
            NodeOrText::AppendNode(id) => {
                self.remove_from_parent(&id);
                id
            }
            NodeOrText::AppendText(text) => {
                let mut nodes = self.nodes.borrow_mut();
                let before = at.checked_sub(1).map(|before| nodes[parent].children[before]);
                if let Some(Kind::Text(old)) = before.map(|before| &mut nodes[before].kind) {
                    old.push_str(&text);
                    return;
                }
                drop(nodes);
                self.add(Kind::Text(text.to_string()))
            }
        };
        let mut nodes = self.nodes.borrow_mut();
        let at = at.min(nodes[parent].children.len());
        nodes[parent].children.insert(at, id);
        nodes[id].parent = Some(parent);
    }

    /// Where a node stands among its siblings.
    fn place(&self, id: Id) -> Option<(Id, usize)> {
        let nodes = self.nodes.borrow();
        let parent = nodes[id].parent?;
        nodes[parent].children.iter().position(|child| *child == id).map(|at| (parent, at))
    }
}

impl TreeSink for Sink {
    type Handle = Id;
    type Output = Tree;
    type ElemName<'n> = Name<'n>;

    fn finish(self) -> Tree {
        Tree { nodes: self.nodes.into_inner() }
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Id {
        if self.nodes.borrow().is_empty() {
            let page = Node { kind: Kind::Document, parent: None, children: Vec::new() };
            self.nodes.borrow_mut().push(page);
        }
        0
    }

    fn elem_name<'n>(&'n self, target: &'n Id) -> Name<'n> {
        Name(Ref::map(self.nodes.borrow(), |nodes| match &nodes[*target].kind {
            Kind::Element { name, .. } => name,
            kind => panic!("{kind:?} has no name"),
        }))
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, flags: ElementFlags) -> Id {
        let attributes = attributes.into_iter().map(attribute).collect();
        let integration_point = flags.mathml_annotation_xml_integration_point;
        let id = self.add(Kind::Element { name, attributes, integration_point });
        if flags.template {
            let contents = self.add(Kind::Document);
            let mut nodes = self.nodes.borrow_mut();
            nodes[id].children.push(contents);
            nodes[contents].parent = Some(id);
        }
        id
    }

    fn create_comment(&self, _: StrTendril) -> Id {
        self.add(Kind::Comment)
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Id {
        self.add(Kind::Other)
    }

    fn append(&self, parent: &Id, child: NodeOrText<Id>) {
        let end = self.nodes.borrow()[*parent].children.len();
        self.insert(*parent, end, child);
    }

    fn append_based_on_parent_node(&self, element: &Id, previous: &Id, child: NodeOrText<Id>) {
        if self.nodes.borrow()[*element].parent.is_some() {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {
        let id = self.add(Kind::Other);
        self.append(&0, NodeOrText::AppendNode(id));
    }

    fn get_template_contents(&self, target: &Id) -> Id {
        self.nodes.borrow()[*target].children[0]
    }

    fn same_node(&self, x: &Id, y: &Id) -> bool {
        x == y
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Id, new_node: NodeOrText<Id>) {
        if let NodeOrText::AppendNode(id) = &new_node {
            self.remove_from_parent(id);
        }
        if let Some((parent, at)) = self.place(*sibling) {
            self.insert(parent, at, new_node);
        }
    }

    fn add_attrs_if_missing(&self, target: &Id, more: Vec<Attribute>) {
        if let Kind::Element { attributes, .. } = &mut self.nodes.borrow_mut()[*target].kind {
            for (name, value) in more.into_iter().map(attribute) {
                if !attributes.iter().any(|(known, _)| *known == name) {
                    attributes.push((name, value));
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &Id) {
        if let Some((parent, at)) = self.place(*target) {
            let mut nodes = self.nodes.borrow_mut();
            nodes[parent].children.remove(at);
            nodes[*target].parent = None;
        }
    }

    fn reparent_children(&self, node: &Id, new_parent: &Id) {
        let mut nodes = self.nodes.borrow_mut();
        let children = std::mem::take(&mut nodes[*node].children);
        for child in &children {
            nodes[*child].parent = Some(*new_parent);
        }
        nodes[*new_parent].children.extend(children);
    }

    fn is_mathml_annotation_xml_integration_point(&self, handle: &Id) -> bool {
        matches!(self.nodes.borrow()[*handle].kind, Kind::Element { integration_point: true, .. })
    }

    fn allow_declarative_shadow_roots(&self, _: &Id) -> bool {
        false
    }
}
