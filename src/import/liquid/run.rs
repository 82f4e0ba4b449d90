//! Runs the pieces of a text one after the other.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::expression;
use super::output::{Output, Surroundings};
use super::scope::{Scope, Unknown};
use super::tokens::{self, Block, Kind, Token};
use super::value::Value;
use super::{Liquid, Notes, Source, embeds, highlight};
use crate::import::calls::CallKind;
use crate::import::code::Code;

/// How deep blocks and included texts may stand within each other.
pub(super) const DEPTH: usize = 40;

/// How much work a text may take: bytes read and written, items looked at.
const WORK: usize = 64 << 20;

/// The longest text that is made, in bytes.
const LONGEST: usize = 4 << 20;

pub(super) fn run(site: &Liquid, source: Source<'_>, page: &[(&str, Value)], notes: &mut Notes) -> String {
    let state = State { site, page, assigned: BTreeMap::new(), locals: Vec::new(), left: Cell::new(WORK) };
    let mut runner = Runner {
        state,
        notes,
        noted: BTreeSet::new(),
        including: Vec::new(),
        counters: BTreeMap::new(),
        in_code: 0,
        depth: 0,
    };
    let mut out = Output::default();
    runner.text(source, &mut out);
    out.finish()
}

/// What variables hold.
pub(super) struct State<'r> {
    pub(super) site: &'r Liquid,
    page: &'r [(&'r str, Value)],
    pub(super) assigned: BTreeMap<String, Value>,
    /// Variables of loops and of included texts, from the outermost.
    pub(super) locals: Vec<(String, Value)>,
    left: Cell<usize>,
}

impl State<'_> {
    pub(super) fn is_spent(&self) -> bool {
        self.left.get() == 0
    }
}

impl Scope for State<'_> {
    fn variable(&self, name: &str) -> Value {
        if let Some((_, value)) = self.locals.iter().rev().find(|(local, _)| local == name) {
            return value.clone();
        }
        if let Some(value) = self.assigned.get(name) {
            return value.clone();
        }
        if let Some((_, value)) = self.page.iter().find(|(known, _)| *known == name) {
            return value.clone();
        }
        let known = self.site.variables.iter().find(|(known, _)| **known == *name);
        known.map(|(_, value)| value.clone()).unwrap_or_default()
    }

    fn site_url(&self) -> &str {
        &self.site.url
    }

    fn spend(&self, work: usize) -> Result<(), Unknown> {
        let left = self.left.get().saturating_sub(work);
        self.left.set(left);
        if left == 0 { Err(Unknown::new("a loop that is too long")) } else { Ok(()) }
    }
}

/// How a part of a text ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flow {
    Next,
    Break,
    Continue,
}

/// A text that runs.
pub(super) struct Frame<'t> {
    pub(super) source: Source<'t>,
    pub(super) tokens: Vec<Token<'t>>,
    blocks: Vec<Option<Block>>,
    pub(super) code: Code,
    /// Where its lines begin.
    lines: Vec<usize>,
}

pub(super) struct Runner<'r> {
    pub(super) state: State<'r>,
    pub(super) notes: &'r mut Notes,
    /// What was noted: a piece in a loop is once.
    noted: BTreeSet<(String, usize)>,
    /// The texts that are being included.
    pub(super) including: Vec<String>,
    pub(super) counters: BTreeMap<String, i64>,
    /// In how much code the text stands.
    pub(super) in_code: usize,
    depth: usize,
}

impl Runner<'_> {
    pub(super) fn text(&mut self, source: Source<'_>, out: &mut Output) {
        let tokens = tokens::cut(source.text);
        let blocks = tokens::blocks(&tokens);
        let code = super::code_of(source, &tokens, self.state.site.has_whole_blocks);
        let lines = memchr::memchr_iter(b'\n', source.text.as_bytes()).collect();
        let frame = Frame { source, tokens, blocks, code, lines };
        self.part(&frame, 0, frame.tokens.len(), out);
    }

    /// Runs the pieces from one place to another.
    pub(super) fn part(&mut self, frame: &Frame<'_>, from: usize, to: usize, out: &mut Output) -> Flow {
        if self.depth > DEPTH {
            if let Some(token) = frame.tokens.get(from) {
                self.unknown(frame, token, token.written, &Unknown::new("deep nesting"), out);
            }
            return Flow::Next;
        }
        self.depth += 1;
        let mut at = from;
        let mut flow = Flow::Next;
        while at < to && flow == Flow::Next {
            let token = &frame.tokens[at];
            if self.state.spend(token.written.len()).is_err() || out.len() > LONGEST {
                let _ = self.state.spend(usize::MAX);
                break;
            }
            if token.trims_before {
                out.trim_end();
            }
            (at, flow) = self.token(frame, at, out);
            if frame.tokens[at].trims_after {
                out.trim_next();
            }
            at += 1;
        }
        self.depth -= 1;
        flow
    }

    /// Runs one piece; returns its last place, which is another one for a block.
    fn token(&mut self, frame: &Frame<'_>, at: usize, out: &mut Output) -> (usize, Flow) {
        let token = &frame.tokens[at];
        match token.kind {
            Kind::Text => out.push(token.written),
            Kind::Raw(inside) => self.raw(frame, token, inside, out),
            Kind::Comment => {}
            Kind::Output(expression) => self.output(frame, token, expression, out),
            Kind::Tag(name, arguments) => match &frame.blocks[at] {
                Some(block) => {
                    let mark = out.mark();
                    let end = block.end;
                    return match self.block(frame, at, block, (name, arguments), out) {
                        Ok(flow) => (end, flow),
                        Err(unknown) => {
                            out.back_to(mark);
                            let last = &frame.tokens[end];
                            let written = &frame.source.text[token.at..last.at + last.written.len()];
                            self.unknown(frame, token, written, &unknown, out);
                            (end, Flow::Next)
                        }
                    };
                }
                None => return (at, self.tag(frame, token, (name, arguments), out)),
            },
        }
        (at, Flow::Next)
    }

    /// What only the old generator knows becomes a comment; in code it stays, because there it is a sample.
    pub(super) fn unknown(
        &mut self,
        frame: &Frame<'_>,
        token: &Token<'_>,
        written: &str,
        unknown: &Unknown,
        out: &mut Output,
    ) {
        if self.in_code > 0 || frame.code.end_at(token.at).is_some() {
            out.push(written);
            return;
        }
        let is_first = self.noted.insert((frame.source.file.to_owned(), token.at));
        if is_first {
            let before = frame.lines.partition_point(|end| *end < token.at);
            let line = frame.source.line + u32::try_from(before).unwrap_or(0);
            self.notes.calls.add(CallKind::Comment, &unknown.0, frame.source.file, line, token.written);
        }
        match out.surroundings() {
            Surroundings::Text if is_first => out.comment(written),
            Surroundings::Text | Surroundings::Address => {}
            Surroundings::Reference => out.push("#"),
        }
    }

    /// Text inside `raw`. Outside code its brackets are written so that no call is seen in them.
    fn raw(&mut self, frame: &Frame<'_>, token: &Token<'_>, inside: &str, out: &mut Output) {
        let start = token.at + token.written.find(inside).unwrap_or(0);
        let mut done = 0;
        while let Some(at) = tokens::next_open(inside, done) {
            out.push(&inside[done..at]);
            let is_code = self.in_code > 0 || frame.code.end_at(start + at).is_some();
            out.push(if is_code { "{" } else { "&#123;" });
            done = at + 1;
        }
        out.push(&inside[done..]);
    }

    pub(super) fn output(
        &mut self,
        frame: &Frame<'_>,
        token: &Token<'_>,
        expression: &str,
        out: &mut Output,
    ) {
        match expression::evaluate(expression, &self.state) {
            Ok(value) => {
                let printed = value.to_string();
                if self.state.spend(printed.len()).is_ok() {
                    out.push(&printed);
                }
            }
            Err(unknown) => match embeds::filtered(expression) {
                Some(embedded) if self.in_code == 0 && frame.code.end_at(token.at).is_none() => {
                    out.push(&embedded);
                }
                _ => self.unknown(frame, token, token.written, &unknown, out),
            },
        }
    }

    fn block(
        &mut self,
        frame: &Frame<'_>,
        at: usize,
        block: &Block,
        (name, arguments): (&str, &str),
        out: &mut Output,
    ) -> Result<Flow, Unknown> {
        match name {
            "if" | "unless" => self.condition(frame, at, block, name == "if", out),
            "case" => self.case(frame, block, arguments, out),
            "for" | "tablerow" => self.each(frame, at, block, (name, arguments), out),
            "capture" => {
                let mut inner = Output::default();
                let flow = self.branch(frame, at, block.end, &mut inner);
                let name = arguments.trim_matches(['"', '\'']).to_owned();
                self.state.assigned.insert(name, Value::text(inner.finish()));
                Ok(flow)
            }
            "highlight" => {
                let mut inner = Output::default();
                self.in_code += 1;
                let flow = self.branch(frame, at, block.end, &mut inner);
                self.in_code -= 1;
                highlight::push(out, arguments, &inner.finish(), frame.source.is_markdown);
                Ok(flow)
            }
            _ => Ok(self.branch(frame, at, block.end, out)),
        }
    }

    /// What stands between two tags.
    fn branch(&mut self, frame: &Frame<'_>, open: usize, close: usize, out: &mut Output) -> Flow {
        if frame.tokens[open].trims_after {
            out.trim_next();
        }
        let flow = self.part(frame, open + 1, close, out);
        if frame.tokens[close].trims_before {
            out.trim_end();
        }
        flow
    }

    fn condition(
        &mut self,
        frame: &Frame<'_>,
        at: usize,
        block: &Block,
        wanted: bool,
        out: &mut Output,
    ) -> Result<Flow, Unknown> {
        let places: Vec<usize> = [at].into_iter().chain(block.between.iter().copied()).collect();
        for (number, &open) in places.iter().enumerate() {
            let Kind::Tag(name, arguments) = frame.tokens[open].kind else { continue };
            let holds = match name {
                "else" => true,
                "elsif" => expression::is_true(arguments, &self.state)?,
                _ => expression::is_true(arguments, &self.state)? == wanted,
            };
            if holds {
                let close = places.get(number + 1).copied().unwrap_or(block.end);
                return Ok(self.branch(frame, open, close, out));
            }
        }
        Ok(Flow::Next)
    }

    fn case(
        &mut self,
        frame: &Frame<'_>,
        block: &Block,
        arguments: &str,
        out: &mut Output,
    ) -> Result<Flow, Unknown> {
        let value = expression::evaluate(arguments, &self.state)?;
        for (number, &open) in block.between.iter().enumerate() {
            let Kind::Tag(name, arguments) = frame.tokens[open].kind else { continue };
            let holds = match name {
                "when" => expression::evaluate_list(arguments, &self.state)?
                    .iter()
                    .any(|wanted| wanted.equals(&value)),
                name => name == "else",
            };
            if holds {
                let close = block.between.get(number + 1).copied().unwrap_or(block.end);
                return Ok(self.branch(frame, open, close, out));
            }
        }
        Ok(Flow::Next)
    }

    fn each(
        &mut self,
        frame: &Frame<'_>,
        at: usize,
        block: &Block,
        (name, arguments): (&str, &str),
        out: &mut Output,
    ) -> Result<Flow, Unknown> {
        let looped = expression::loop_of(arguments, &self.state)?;
        let otherwise = block.between.first().copied();
        if looped.items.is_empty() {
            return Ok(match otherwise {
                Some(open) => self.branch(frame, open, block.end, out),
                None => Flow::Next,
            });
        }
        let close = otherwise.unwrap_or(block.end);
        let count = looped.items.len();
        let is_table = name == "tablerow";
        if is_table {
            out.push("<tr>");
        }
        for (index, item) in looped.items.into_iter().enumerate() {
            self.state.spend(64)?;
            self.state.locals.push((looped.variable.clone(), item));
            self.state.locals.push(("forloop".to_owned(), position(index, count)));
            if is_table {
                out.push("<td>");
            }
            let flow = self.branch(frame, at, close, out);
            if is_table {
                out.push("</td>");
            }
            self.state.locals.truncate(self.state.locals.len() - 2);
            if self.state.is_spent() {
                return Err(Unknown::new("a loop that is too long"));
            }
            if flow == Flow::Break {
                break;
            }
        }
        if is_table {
            out.push("</tr>");
        }
        Ok(Flow::Next)
    }
}

/// What a loop knows of an item.
fn position(index: usize, count: usize) -> Value {
    let number = |number: usize| Value::Int(number as i64);
    Value::Map(Arc::new([
        ("index".into(), number(index + 1)),
        ("index0".into(), number(index)),
        ("rindex".into(), number(count - index)),
        ("rindex0".into(), number(count - index - 1)),
        ("first".into(), Value::Bool(index == 0)),
        ("last".into(), Value::Bool(index + 1 == count)),
        ("length".into(), number(count)),
    ]))
}
