//! MathML formulas.
//!
//! Browsers support MathML Core. Older markup that would be lost is converted to Core: the brackets of `<mfenced>`, and
//! the alternative text of operators that are images.

use html5ever::{LocalName, ns};

use super::{Close, Rewriter, Within};
use crate::article::body::dom::{Element, NodeId};
use crate::article::body::escape;
use crate::article::body::sanitise::{self, Fate};

/// An `<mfenced>` (MathML 3, section 3.3.8), while what it holds is written.
#[derive(Debug)]
pub(super) struct Fence {
    id: NodeId,
    close: String,
    /// What stands between its parts; the last one again and again.
    separators: Vec<char>,
    /// Parts written.
    parts: usize,
}

impl Rewriter<'_, '_> {
    /// An element of a formula.
    pub(super) fn math(&mut self, id: NodeId, element: &Element) -> Option<Close> {
        let name = &*element.name.local;
        let expected = self.within == Within::Formula || name == "math";
        let fate = match sanitise::math_fate(name) {
            // Outside of a formula it would be an element of HTML.
            Fate::Kept if !expected => Fate::Unwrapped,
            fate => fate,
        };
        if fate == Fate::Removed {
            let source = self.source(element);
            self.record(element, source, fate);
            return None;
        }
        if expected {
            self.separate(id);
        }
        match name {
            "mfenced" if expected => return Some(self.fence(id, element)),
            "mglyph" => self.words_of_glyph(element),
            _ => {}
        }
        if fate == Fate::Unwrapped {
            let source = self.source(element);
            self.record(element, source, fate);
            return Some(Close::Nothing);
        }
        self.out.push('<');
        self.out.push_str(name);
        for attribute in &element.attributes {
            let value = self.page.plain(&attribute.value, self.piece, self.scan.as_deref_mut());
            let key = &*attribute.name.local;
            if attribute.name.ns == ns!() && sanitise::math_may_have(key, &value) {
                escape::push_named(&mut self.out, key, &value);
            }
        }
        self.out.push('>');
        self.within = match name {
            "mi" | "mo" | "mn" | "ms" | "mtext" => Within::FormulaText,
            _ => Within::Formula,
        };
        Some(Close::Tag(element.name.local.clone()))
    }

    /// Starts an `<mfenced>`.
    fn fence(&mut self, id: NodeId, element: &Element) -> Close {
        let mut value = |name: &str, otherwise: &str| {
            let value = element.attribute(name).unwrap_or(otherwise);
            self.words(value).trim().to_owned()
        };
        let (open, close, separators) = (value("open", "("), value("close", ")"), value("separators", ","));
        self.out.push_str("<mrow>");
        self.sign("fence", &open);
        let separators = separators.chars().filter(|sign| !sign.is_whitespace()).collect();
        self.fences.push(Fence { id, close, separators, parts: 0 });
        Close::Fence
    }

    /// Ends the `<mfenced>` that was started last.
    pub(super) fn end_fence(&mut self) {
        if let Some(fence) = self.fences.pop() {
            self.sign("fence", &fence.close);
            self.end_tag("mrow");
        }
    }

    /// Writes what stands before a part of an `<mfenced>`, if the node is one and not the first.
    fn separate(&mut self, id: NodeId) {
        let parent = self.tree.parent(id);
        let Some(fence) = self.fences.last_mut().filter(|fence| Some(fence.id) == parent) else { return };
        let before = fence.parts.checked_sub(1);
        fence.parts += 1;
        let separator = before.and_then(|gap| fence.separators.get(gap).or(fence.separators.last()));
        if let Some(separator) = separator.copied() {
            self.sign("separator", separator.encode_utf8(&mut [0; 4]));
        }
    }

    /// Writes an operator; none where there is nothing to show.
    fn sign(&mut self, what: &str, sign: &str) {
        if !sign.is_empty() {
            self.out.push_str("<mo");
            escape::push_named(&mut self.out, what, "true");
            self.out.push('>');
            escape::push_text(&mut self.out, sign);
            self.end_tag(&LocalName::from("mo"));
        }
    }

    /// Writes what stands for a picture among the signs.
    fn words_of_glyph(&mut self, element: &Element) {
        if self.within == Within::FormulaText
            && let Some(alt) = element.attribute("alt")
        {
            let words = self.words(alt);
            escape::push_text(&mut self.out, &words);
        }
    }

    /// `text` with the plain text of its shortcodes: what they write is HTML, and would be something else in a formula.
    pub(super) fn words(&mut self, text: &str) -> String {
        let text = self.page.plain(text, self.piece, self.scan.as_deref_mut()).into_owned();
        match &self.scan {
            Some(scan) => scan.without_tokens(&text).into_owned(),
            None => text,
        }
    }
}
