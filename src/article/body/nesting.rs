//! Bounds on what a parser of HTML has to build out of a hostile body.
//!
//! HTML defines an answer to every text, and some answers are long: each element may have to be looked for in all open
//! ones, each open `<b>` is opened anew in every paragraph to come, and whatever stands in a table between its rows is
//! moved before it. A megabyte of the wrong tags would keep the parser busy for minutes. The bounds here are far
//! from anything a page has, and tags beyond them are left out.

use html5ever::LocalName;
use rustc_hash::FxHashMap;

/// Elements open at once that do not end each other, as far as they are followed here.
const MAX_OPEN: usize = 250;

/// Formatting elements (`<b>`, `<font>`) that wait for their end tags at once.
pub(super) const MAX_FORMATTING: usize = 30;

/// How many equal ones of these parsers keep (HTML Standard, "Noah's Ark clause").
pub(super) const MAX_EQUAL: usize = 3;

/// Elements that a table moves before itself.
const MAX_MISPLACED: usize = 1_000;

/// What an open element means for those to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ElementKind {
    /// Opened anew after each block it is open across.
    Formatting,
    /// Ended by the next of its kind, so that it does not nest by itself.
    EndsItself,
    /// Holds nothing but rows.
    Table,
    /// Holds anything within a table.
    Cell,
    Other,
}

/// Elements a parser opens anew.
const FORMATTING: [&str; 14] =
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

/// Whether parsers open the element anew.
pub(super) fn is_formatting(tag: &str) -> bool {
    FORMATTING.contains(&tag)
}

impl ElementKind {
    fn of(tag: &str) -> ElementKind {
        match tag {
            _ if FORMATTING.contains(&tag) => ElementKind::Formatting,
            "table" | "tbody" | "thead" | "tfoot" | "tr" => ElementKind::Table,
            "td" | "th" | "caption" => ElementKind::Cell,
            "p" | "li" | "dt" | "dd" | "option" | "optgroup" | "rt" | "rp" | "rb" | "rtc" => {
                ElementKind::EndsItself
            }
            _ => ElementKind::Other,
        }
    }
}

/// Tags that change an element which stands already: the parser would add up the attributes of all of them.
const AGAIN: [&str; 4] = ["html", "head", "body", "frameset"];

/// Whether a tag of this name within a text only changes an element that stands already: without it nothing is missing.
pub(super) fn is_again(tag: &str) -> bool {
    AGAIN.contains(&tag)
}

/// Decides tag by tag what the parser gets to see.
///
/// The elements that are open are known well enough for bounds, not exactly as the parser has them.
pub(super) struct Nesting {
    stack: Vec<(LocalName, ElementKind)>,
    /// How many elements of each name are open.
    open: FxHashMap<LocalName, u32>,
    /// How many start tags of each name were left out and still have their end tags to come.
    refused: FxHashMap<LocalName, u32>,
    /// Those of `stack` that count.
    depth: usize,
    /// Formatting elements whose end tags have not come, and whether each has attributes. Parsers open them anew until then,
    /// wherever they were closed in between.
    waiting: Vec<(LocalName, bool)>,
    /// Tables and cells among `stack`; true for tables.
    tables: Vec<bool>,
    misplaced: usize,
}

impl Nesting {
    /// A document in which nothing is open.
    pub(super) fn new() -> Nesting {
        Nesting {
            stack: Vec::new(),
            open: FxHashMap::default(),
            refused: FxHashMap::default(),
            depth: 0,
            waiting: Vec::new(),
            tables: Vec::new(),
            misplaced: 0,
        }
    }

    /// Takes in the start tag of an element; false if it is to be left out. `empty` if nothing can stand in the element,
    /// `attributes` if it has any, `full` if the parser has made as much as it may.
    pub(super) fn start(&mut self, name: &LocalName, empty: bool, attributes: bool, full: bool) -> bool {
        let kind = ElementKind::of(name);
        let in_table = self.tables.last() == Some(&true);
        self.misplaced += usize::from(
            in_table
                && matches!(kind, ElementKind::Formatting | ElementKind::EndsItself | ElementKind::Other),
        );
        let is_formatting = kind == ElementKind::Formatting;
        if is_formatting {
            self.forget_equal(name, attributes);
        }
        let refused = self.depth >= MAX_OPEN
            || is_again(name)
            || (is_formatting && (full || self.waiting.len() >= MAX_FORMATTING))
            || (in_table
                && self.misplaced > MAX_MISPLACED
                && !matches!(kind, ElementKind::Table | ElementKind::Cell));
        if refused {
            self.refuse(name, empty);
            return false;
        }
        if is_formatting {
            self.waiting.push((name.clone(), attributes));
        }
        if !empty {
            self.push(name, kind);
        }
        true
    }

    /// Leaves out a start tag, and the end tag that belongs to it.
    pub(super) fn refuse(&mut self, name: &LocalName, empty: bool) {
        if !empty {
            *self.refused.entry(name.clone()).or_default() += 1;
        }
    }

    /// The names of the formatting elements that wait for their end tags, the last one first.
    pub(super) fn waiting(&self) -> Vec<LocalName> {
        self.waiting.iter().rev().map(|(name, _)| name.clone()).collect()
    }

    /// Forgets what the parser forgets when it meets another formatting element of this name: of equal ones it keeps three, of
    /// links one. Those with attributes are not compared.
    fn forget_equal(&mut self, name: &LocalName, attributes: bool) {
        let most = if &**name == "a" { 1 } else { MAX_EQUAL };
        let is_equal =
            |(other, has): &(LocalName, bool)| other == name && (most == 1 || (!has && !attributes));
        if self.waiting.iter().filter(|entry| is_equal(entry)).count() >= most
            && let Some(first) = self.waiting.iter().position(is_equal)
        {
            self.waiting.remove(first);
        }
    }

    /// Takes in an end tag; false if it is to be left out.
    pub(super) fn end(&mut self, name: &LocalName) -> bool {
        if let Some(refused) = self.refused.get_mut(name).filter(|refused| **refused > 0) {
            *refused -= 1;
            return false;
        }
        if let Some(last) = self.waiting.iter().rposition(|(waiting, _)| waiting == name) {
            self.waiting.remove(last);
        }
        // The count says whether looking is of use; whatever is looked through is closed.
        if self.open.get(name).is_some_and(|&open| open > 0) {
            while let Some((closed, _)) = self.pop() {
                if closed == *name {
                    break;
                }
            }
        }
        true
    }

    fn push(&mut self, name: &LocalName, kind: ElementKind) {
        if kind == ElementKind::EndsItself && self.stack.last().is_some_and(|(last, _)| last == name) {
            return;
        }
        self.stack.push((name.clone(), kind));
        *self.open.entry(name.clone()).or_default() += 1;
        if matches!(kind, ElementKind::Table | ElementKind::Cell) {
            self.tables.push(kind == ElementKind::Table);
        }
        self.depth += usize::from(kind != ElementKind::EndsItself);
    }

    fn pop(&mut self) -> Option<(LocalName, ElementKind)> {
        let (name, kind) = self.stack.pop()?;
        if let Some(open) = self.open.get_mut(&name) {
            *open -= 1;
        }
        if matches!(kind, ElementKind::Table | ElementKind::Cell) {
            self.tables.pop();
        }
        self.depth -= usize::from(kind != ElementKind::EndsItself);
        Some((name, kind))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::body::canonical::VOID;

    fn start(nesting: &mut Nesting, name: &str) -> bool {
        nesting.start(&LocalName::from(name), VOID.contains(&name), false, false)
    }

    #[test]
    fn what_is_too_deep_is_left_out_with_its_end_tags() {
        let mut nesting = Nesting::new();
        for _ in 0..MAX_OPEN {
            assert!(start(&mut nesting, "div"));
        }
        assert!(!start(&mut nesting, "div"));
        assert!(!nesting.end(&LocalName::from("div")));
        assert!(nesting.end(&LocalName::from("div")));
        assert!(start(&mut nesting, "div"));
    }

    #[test]
    fn paragraphs_end_each_other() {
        let mut nesting = Nesting::new();
        for _ in 0..1_000_000 {
            assert!(start(&mut nesting, "p"));
        }
        assert_eq!(nesting.stack.len(), 1);
    }

    #[test]
    fn of_equal_formatting_three_wait_and_of_all_a_bounded_number() {
        let mut nesting = Nesting::new();
        for _ in 0..1_000 {
            assert!(
                start(&mut nesting, "p") && start(&mut nesting, "b") && nesting.end(&LocalName::from("p"))
            );
        }
        assert_eq!(nesting.waiting(), vec![LocalName::from("b"); 3]);
        let font = LocalName::from("font");
        let admitted = (0..1_000).filter(|_| nesting.start(&font, false, true, false)).count();
        assert_eq!(admitted, MAX_FORMATTING - 3);
        assert!(!nesting.start(&LocalName::from("i"), false, false, true), "full");
    }

    #[test]
    fn a_tag_of_the_document_does_not_come_again() {
        assert!(!start(&mut Nesting::new(), "body"));
    }
}
