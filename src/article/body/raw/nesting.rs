//! Bounds on what a parser of HTML has to build out of a hostile body.
//!
//! HTML defines an answer to every text, and some answers are long: each element may have to be looked for in all open
//! ones, each open `<b>` is opened anew in every paragraph to come, and whatever stands in a table between its rows is
//! moved before it. A megabyte of the wrong tags would keep the sanitiser busy for minutes. The bounds here are far
//! from anything a page has, and tags beyond them are left out.

use std::cell::RefCell;
use std::rc::Rc;

use lol_html::html_content::{ContentType, Element};

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
    Formatting(usize),
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
        if let Some(index) = FORMATTING.iter().position(|name| *name == tag) {
            return Kind::Formatting(index);
        }
        match tag {
            "table" | "tbody" | "thead" | "tfoot" | "tr" => Kind::Table,
            "td" | "th" | "caption" => Kind::Cell,
            "p" | "li" | "dt" | "dd" | "option" | "optgroup" | "rt" | "rp" | "rb" | "rtc" => Kind::EndsItself,
            _ => Kind::Other,
        }
    }
}

/// The elements open at one point of a document.
#[derive(Default)]
struct Open {
    stack: Vec<Kind>,
    /// Those of `stack` that count.
    depth: usize,
    formatting: usize,
    /// Tables and cells among `stack`; true for tables.
    tables: Vec<bool>,
}

impl Open {
    fn push(&mut self, kind: Kind) {
        self.stack.push(kind);
        match kind {
            Kind::Formatting(_) => self.formatting += 1,
            Kind::Table | Kind::Cell => self.tables.push(kind == Kind::Table),
            Kind::EndsItself | Kind::Other => {}
        }
        self.depth += usize::from(kind != Kind::EndsItself);
    }

    /// Ends all elements above the first `length`.
    fn truncate(&mut self, length: usize) {
        for kind in self.stack.drain(length.min(self.stack.len())..) {
            match kind {
                Kind::Formatting(_) => self.formatting -= 1,
                Kind::Table | Kind::Cell => {
                    self.tables.pop();
                }
                Kind::EndsItself | Kind::Other => {}
            }
            self.depth -= usize::from(kind != Kind::EndsItself);
        }
    }

    /// Counts formatting elements as closed and returns the tags that close them.
    fn close_formatting(&mut self) -> String {
        let mut tags = String::new();
        for kind in self.stack.iter_mut().rev() {
            if let Kind::Formatting(index) = *kind {
                tags.push_str(&format!("</{}>", FORMATTING[index]));
                *kind = Kind::Other;
            }
        }
        self.formatting = 0;
        tags
    }
}

/// Decides tag by tag what the sanitiser gets to see.
pub(super) struct Nesting {
    open: Rc<RefCell<Open>>,
    /// Formatting elements that may still be opened anew.
    reopenings: usize,
    misplaced: usize,
}

impl Nesting {
    /// The bounds of a document of `length` bytes.
    pub(super) fn new(length: usize) -> Nesting {
        Nesting { open: Rc::default(), reopenings: length / 8 + 1_000, misplaced: 0 }
    }

    /// Whether a table is open.
    pub(super) fn in_table(&self) -> bool {
        !self.open.borrow().tables.is_empty()
    }

    /// Lets `element` pass or leaves out its tags; false if it was left out.
    pub(super) fn admit(&mut self, element: &mut Element<'_, '_>) -> bool {
        let kind = Kind::of(&element.tag_name());
        let mut open = self.open.borrow_mut();
        let formatting = matches!(kind, Kind::Formatting(_));
        let in_table = open.tables.last() == Some(&true);
        self.misplaced +=
            usize::from(in_table && matches!(kind, Kind::Formatting(_) | Kind::EndsItself | Kind::Other));
        let refused = open.depth >= MAX_OPEN
            || (formatting && (open.formatting >= MAX_FORMATTING || self.reopenings == 0))
            || (in_table && self.misplaced > MAX_MISPLACED && !matches!(kind, Kind::Table | Kind::Cell));
        if refused {
            element.remove_and_keep_content();
            return false;
        }
        if !formatting && open.formatting > 0 {
            self.reopenings = self.reopenings.saturating_sub(open.formatting);
            if self.reopenings == 0 {
                element.before(&open.close_formatting(), ContentType::Html);
            }
        }
        if !element.can_have_content() {
            return true;
        }
        let length = open.stack.len();
        open.push(kind);
        drop(open);
        let open = Rc::clone(&self.open);
        if let Some(handlers) = element.end_tag_handlers() {
            handlers.push(Box::new(move |_| {
                open.borrow_mut().truncate(length);
                Ok(())
            }));
        }
        true
    }
}
