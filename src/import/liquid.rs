//! Liquid, the template language of Jekyll and Eleventy, as far as its values are known at an import.
//!
//! A text is cut into pieces. What can be run is replaced by its result; of the rest, each becomes an HTML comment and is noted. Code
//! samples stay. Own code, because a library stops at the first piece that it does not know, and has no limits: here loops, strings and
//! depth are bounded, and one piece at a time is given up.

mod embeds;
mod expression;
mod filters;
mod highlight;
mod include;
mod output;
mod run;
mod scope;
mod tags;
mod tokens;
mod value;
mod words;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::blocks;
use super::calls::Calls;
use super::code::Code;
use crate::diagnostic::Diagnostics;
pub(super) use filters::{slugify, slugify_cased};
pub(super) use value::Value;

/// What stands before and after Markdown that Liquid made for HTML: letters that no text has.
pub(super) const MARKDOWN: (char, char) = ('\u{e0f0}', '\u{e0f1}');

/// What texts of a site can ask.
#[derive(Debug, Default)]
pub(super) struct Liquid {
    /// The variables of all pages: `site`, and others.
    pub(super) variables: Vec<(Arc<str>, Value)>,
    /// The texts that can be included, by the names that texts call them.
    pub(super) includes: BTreeMap<String, String>,
    /// The folder that they are in.
    pub(super) include_folder: String,
    /// The addresses of files, for `link`.
    pub(super) links: BTreeMap<String, String>,
    /// The addresses of posts by the names of their files without extension, for `post_url`.
    pub(super) posts: BTreeMap<String, String>,
    /// The address of the site, without a slash at its end.
    pub(super) url: String,
    /// Whether blocks of HTML reach to the tags that close them, and have no code of Markdown, as in kramdown.
    pub(super) has_whole_blocks: bool,
}

/// A text to run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Source<'t> {
    /// The file that it is from.
    pub(super) file: &'t str,
    /// The line of the file that it begins with.
    pub(super) line: u32,
    /// The text.
    pub(super) text: &'t str,
    /// Whether Markdown is read in it afterwards.
    pub(super) is_markdown: bool,
}

/// What was found while running.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// What became a comment.
    pub(super) calls: Calls,
    /// What is wrong with included files.
    pub(super) problems: Diagnostics,
}

impl Liquid {
    /// Runs a text on a page whose variables are `page`.
    pub(super) fn run(&self, source: Source<'_>, page: &[(&str, Value)], notes: &mut Notes) -> String {
        if !has_liquid(source.text) {
            return source.text.to_owned();
        }
        run::run(self, source, page, notes)
    }

    /// A text of front matter, such as a title, without comments of what cannot be run.
    pub(super) fn run_line(&self, text: &str, page: &[(&str, Value)]) -> String {
        if !has_liquid(text) {
            return text.to_owned();
        }
        let source = Source { file: "", line: 1, text, is_markdown: false };
        let made = self.run(source, page, &mut Notes::default()).replace([MARKDOWN.0, MARKDOWN.1], "");
        without_comments(&made).trim().to_owned()
    }
}

/// Whether there is anything to run.
pub(super) fn has_liquid(text: &str) -> bool {
    text.contains("{{") || text.contains("{%")
}

fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("<!--") {
        out.push_str(before);
        rest = after.split_once("-->").map_or("", |(_, rest)| rest);
    }
    out + rest
}

/// Markdown that stands where HTML is made of it.
fn markdownified(text: &str) -> String {
    format!("{}{}{}", MARKDOWN.0, text.replace([MARKDOWN.0, MARKDOWN.1], "").trim_matches('\n'), MARKDOWN.1)
}

/// The code of a text, as it will be without the tags of Liquid in it.
fn code_of(source: Source<'_>, tokens: &[tokens::Token<'_>], has_whole_blocks: bool) -> Code {
    if !source.is_markdown {
        return Code::default();
    }
    let mut masked = String::with_capacity(source.text.len());
    for token in tokens {
        let end = token.at + token.written.len();
        match &token.kind {
            tokens::Kind::Text | tokens::Kind::Output(_) => masked.push_str(token.written),
            tokens::Kind::Raw(inside) => {
                let start = token.at + token.written.find(inside).unwrap_or(0);
                mask(&mut masked, source.text, token.at..start);
                masked.push_str(inside);
                mask(&mut masked, source.text, start + inside.len()..end);
            }
            _ => mask(&mut masked, source.text, token.at..end),
        }
    }
    let ranges = if has_whole_blocks { blocks::plain(&masked) } else { Vec::new() };
    let mut whole = String::with_capacity(masked.len());
    let mut done = 0;
    for range in ranges {
        whole.push_str(&masked[done..range.start]);
        whole.extend(masked[range.clone()].bytes().map(|byte| if byte == b'\n' { '\n' } else { 'x' }));
        done = range.end;
    }
    whole.push_str(&masked[done..]);
    Code::of(&whole)
}

/// Adds as much as a tag has, without a meaning in Markdown: blanks where the whole line is the tag, letters elsewhere.
fn mask(masked: &mut String, text: &str, tag: Range<usize>) {
    let is_blank = |byte: &u8| byte.is_ascii_whitespace();
    let is_inside = |byte: &&u8| **byte != b'\n';
    let bytes = text.as_bytes();
    let before = bytes[..tag.start].iter().rev().take_while(is_inside).all(is_blank);
    let is_alone = before && bytes[tag.end..].iter().take_while(is_inside).all(is_blank);
    let filler = if is_alone { ' ' } else { 'x' };
    masked.extend(text[tag].bytes().map(|byte| if byte == b'\n' { '\n' } else { filler }));
}

#[cfg(test)]
mod tests;
