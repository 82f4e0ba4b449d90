//! Bounds on what a parser of HTML has to build out of a hostile body.
//!
//! HTML defines an answer to every text, and some answers are long: each element may have to be looked for in all open
//! ones, each open `<b>` is opened anew in every paragraph to come, and whatever stands in a table between its rows is
//! moved before it. A megabyte of the wrong tags would keep the sanitiser busy for minutes. The bounds here are far
//! from anything a page has, and tags beyond them are left out.

use html5ever::LocalName;
use rustc_hash::FxHashMap;

/// Elements open at once.
const MAX_OPEN: usize = 250;

/// Formatting elements (`<b>`, `<font>`) open at once.
const MAX_FORMATTING: usize = 30;

/// Elements that a table moves before itself.
const MAX_MISPLACED: usize = 1_000;

/// What an open element means for those to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
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

impl Kind {
    fn of(tag: &str) -> Kind {
        match tag {
            _ if FORMATTING.contains(&tag) => Kind::Formatting,
            "table" | "tbody" | "thead" | "tfoot" | "tr" => Kind::Table,
            "td" | "th" | "caption" => Kind::Cell,
            "p" | "li" | "dt" | "dd" | "option" | "optgroup" | "rt" | "rp" | "rb" | "rtc" => Kind::EndsItself,
            _ => Kind::Other,
        }
    }
}

/// Elements that hold nothing.
pub(super) const VOID: [&str; 18] = [
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input", "keygen",
    "link", "meta", "param", "source", "track", "wbr",
];

/// Tags that change an element which stands already: the parser would add up the attributes of all of them.
const AGAIN: [&str; 4] = ["html", "head", "body", "frameset"];

/// What becomes of a start tag.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Admission {
    /// It goes to the parser.
    Admitted,
    /// It goes to the parser after the end tags of these elements, the last one opened first.
    AdmittedAfter(Vec<LocalName>),
    /// It is left out.
    Refused,
}

/// Decides tag by tag what the parser gets to see.
///
/// The elements that are open are known well enough for bounds, not exactly as the parser has them.
pub(super) struct Nesting {
    stack: Vec<(LocalName, Kind)>,
    /// How many elements of each name are open.
    open: FxHashMap<LocalName, u32>,
    /// How many start tags of each name were left out and still have their end tags to come.
    refused: FxHashMap<LocalName, u32>,
    /// Those of `stack` that count.
    depth: usize,
    formatting: usize,
    /// Tables and cells among `stack`; true for tables.
    tables: Vec<bool>,
    /// Formatting elements that may still be opened anew.
    reopenings: usize,
    misplaced: usize,
}

impl Nesting {
    /// The bounds of a document of `length` bytes.
    pub(super) fn new(length: usize) -> Nesting {
        Nesting {
            stack: Vec::new(),
            open: FxHashMap::default(),
            refused: FxHashMap::default(),
            depth: 0,
            formatting: 0,
            tables: Vec::new(),
            reopenings: length / 8 + 1_000,
            misplaced: 0,
        }
    }

    /// Takes in the start tag of an element; `empty` if nothing can stand in it.
    pub(super) fn start(&mut self, name: &LocalName, empty: bool) -> Admission {
        let kind = Kind::of(name);
        let formatting = matches!(kind, Kind::Formatting);
        let in_table = self.tables.last() == Some(&true);
        self.misplaced +=
            usize::from(in_table && matches!(kind, Kind::Formatting | Kind::EndsItself | Kind::Other));
        let refused = self.depth >= MAX_OPEN
            || AGAIN.contains(&&**name)
            || (formatting && (self.formatting >= MAX_FORMATTING || self.reopenings == 0))
            || (in_table && self.misplaced > MAX_MISPLACED && !matches!(kind, Kind::Table | Kind::Cell));
        if refused {
            if !empty {
                *self.refused.entry(name.clone()).or_default() += 1;
            }
            return Admission::Refused;
        }
        let mut closed = Vec::new();
        if !formatting && self.formatting > 0 {
            self.reopenings = self.reopenings.saturating_sub(self.formatting);
            if self.reopenings == 0 {
                closed = self.close_formatting();
            }
        }
        if !empty {
            self.push(name, kind);
        }
        if closed.is_empty() { Admission::Admitted } else { Admission::AdmittedAfter(closed) }
    }

    /// Takes in an end tag; false if it is to be left out.
    pub(super) fn end(&mut self, name: &LocalName) -> bool {
        if let Some(refused) = self.refused.get_mut(name).filter(|refused| **refused > 0) {
            *refused -= 1;
            return false;
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

    fn push(&mut self, name: &LocalName, kind: Kind) {
        if kind == Kind::EndsItself && self.stack.last().is_some_and(|(last, _)| last == name) {
            return;
        }
        self.stack.push((name.clone(), kind));
        *self.open.entry(name.clone()).or_default() += 1;
        match kind {
            Kind::Formatting => self.formatting += 1,
            Kind::Table | Kind::Cell => self.tables.push(kind == Kind::Table),
            Kind::EndsItself | Kind::Other => {}
        }
        self.depth += usize::from(kind != Kind::EndsItself);
    }

    fn pop(&mut self) -> Option<(LocalName, Kind)> {
        let (name, kind) = self.stack.pop()?;
        if let Some(open) = self.open.get_mut(&name) {
            *open -= 1;
        }
        match kind {
            Kind::Formatting => self.formatting -= 1,
            Kind::Table | Kind::Cell => {
                self.tables.pop();
            }
            Kind::EndsItself | Kind::Other => {}
        }
        self.depth -= usize::from(kind != Kind::EndsItself);
        Some((name, kind))
    }

    /// Counts formatting elements as closed and returns their names, the last one opened first.
    fn close_formatting(&mut self) -> Vec<LocalName> {
        let mut closed = Vec::with_capacity(self.formatting);
        for (name, kind) in self.stack.iter_mut().rev().filter(|(_, kind)| *kind == Kind::Formatting) {
            *kind = Kind::Other;
            closed.push(name.clone());
        }
        self.formatting = 0;
        closed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start(nesting: &mut Nesting, name: &str) -> Admission {
        nesting.start(&LocalName::from(name), VOID.contains(&name))
    }

    #[test]
    fn what_is_too_deep_is_left_out_with_its_end_tags() {
        let mut nesting = Nesting::new(0);
        for _ in 0..MAX_OPEN {
            assert_eq!(start(&mut nesting, "div"), Admission::Admitted);
        }
        assert_eq!(start(&mut nesting, "div"), Admission::Refused);
        assert!(!nesting.end(&LocalName::from("div")));
        assert!(nesting.end(&LocalName::from("div")));
        assert_eq!(start(&mut nesting, "div"), Admission::Admitted);
    }

    #[test]
    fn paragraphs_end_each_other() {
        let mut nesting = Nesting::new(0);
        for _ in 0..1_000_000 {
            assert_eq!(start(&mut nesting, "p"), Admission::Admitted);
        }
        assert_eq!(nesting.stack.len(), 1);
    }

    #[test]
    fn open_formatting_is_closed_before_it_costs_too_much() {
        let mut nesting = Nesting::new(0);
        start(&mut nesting, "b");
        start(&mut nesting, "i");
        let mut answers = (0..1_000).map(|_| start(&mut nesting, "p"));
        let closed = answers.find(|answer| *answer != Admission::Admitted);
        assert_eq!(closed, Some(Admission::AdmittedAfter(vec![LocalName::from("i"), LocalName::from("b")])));
        drop(answers);
        assert_eq!(start(&mut nesting, "b"), Admission::Refused);
    }

    #[test]
    fn a_tag_of_the_document_does_not_come_again() {
        assert_eq!(start(&mut Nesting::new(0), "body"), Admission::Refused);
    }
}
