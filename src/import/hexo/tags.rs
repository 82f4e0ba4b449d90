//! Tags of Hexo in a text, as Markdown and shortcodes.

use super::lexer::{Fence, Lexer, Piece, Tag, words};
use super::tag_plugins as plugins;
use crate::import::calls::{CallKind, Calls};
use crate::import::code;
use crate::import::html;
use crate::import::old_site::Fields;

/// What tags need to know of the site.
pub(super) trait Site {
    /// The title of a post and what a link to it has, by its slug or title.
    fn post(&self, name: &str) -> Option<(String, String)>;
    /// The text of a file in the folder of code, and its address.
    fn code(&self, path: &str) -> Option<(String, String)>;
}

/// Converts the text of a file.
pub(super) struct Converter<'c, S> {
    /// The site.
    pub(super) site: &'c S,
    /// The file.
    pub(super) file: &'c str,
    /// The keys of the file, for `{{ title }}`.
    pub(super) fields: &'c Fields,
    /// The line that its text begins with.
    pub(super) line: u32,
    /// The tags that became comments.
    pub(super) calls: Calls,
    /// How many ends of tags were looked for in vain.
    pub(super) unended: usize,
}

/// How deep tags in tags are followed.
const DEEPEST: usize = 12;

/// How many tags without an end are looked through; a text may be full of them.
const UNENDED: usize = 50;

impl<S: Site> Converter<'_, S> {
    /// The text with its tags converted.
    pub(super) fn convert(&mut self, text: &str) -> String {
        self.part(text, self.line, 0)
    }

    /// A part of the text that begins at a line, in so many tags.
    fn part(&mut self, text: &str, line: u32, depth: usize) -> String {
        let mut out = String::with_capacity(text.len());
        let mut lexer = Lexer::new(text);
        // The line of a piece, counted on from the piece before.
        let (mut here, mut counted) = (line, 0);
        loop {
            let start = lexer.at();
            let Some(piece) = lexer.next() else { break };
            here += code::line(&text[counted..start], start - counted) - 1;
            counted = start;
            match piece {
                Piece::Text(written) => out.push_str(written),
                Piece::Span(span) => out.push_str(&without_raw(span)),
                Piece::Fence(fence) => push_fence(&mut out, &fence),
                Piece::Comment(_) => {}
                Piece::Value(written) => self.value(written, here, &mut out),
                Piece::Tag(tag) => {
                    let end = self.tag(&tag, (text, lexer.at()), (here, depth), &mut out);
                    lexer.go_to(end);
                }
            }
        }
        out
    }

    /// Writes what a tag stands for; `after` is the text and the place behind the tag. Returns where the text goes on.
    fn tag(
        &mut self,
        tag: &Tag<'_>,
        after: (&str, usize),
        (line, depth): (u32, usize),
        out: &mut String,
    ) -> usize {
        let (text, at) = after;
        let arguments = words(tag.arguments);
        if tag.name == "raw" {
            let (inner, end) = inner(text, at, "raw", true).unwrap_or((&text[at..], text.len()));
            out.push_str(&inner.replace("{{", "&#123;{").replace("{%", "&#123;%"));
            return end;
        }
        if matches!(tag.name, "code" | "codeblock" | "mermaid")
            && let Some((inner, end)) = self.inner(text, at, tag.name, true)
        {
            let mut arguments = arguments;
            if tag.name == "mermaid" {
                arguments = vec!["lang:mermaid".to_owned()];
            }
            let indent = indent(out);
            push_block(out, &plugins::code_block(&arguments, &without_raw(inner)), &indent);
            return end;
        }
        let is_known_block =
            matches!(tag.name, "note" | "blockquote" | "quote" | "pullquote" | "centerquote" | "cq");
        if is_known_block
            && depth < DEEPEST
            && let Some((inner, end)) = self.inner(text, at, tag.name, false)
        {
            let indent = indent(out);
            let line = line + code::line(tag.whole, tag.whole.len()) - 1;
            let inner = self.part(&plugins::unindented(inner), line, depth + 1);
            let block = match tag.name {
                "note" => plugins::note(&arguments, inner.trim()),
                "pullquote" => format!("{{{{< pullquote >}}}}\n{}\n{{{{< /pullquote >}}}}", inner.trim()),
                "centerquote" | "cq" => plugins::quote(&[], inner.trim()),
                _ => plugins::quote(&arguments, inner.trim()),
            };
            push_block(out, &block, &indent);
            return end;
        }
        match self.single(tag.name, &arguments) {
            Some(written) => out.push_str(&written),
            None => self.comment(tag.name, tag.whole, line, out),
        }
        at
    }

    /// The text up to the end of a tag, and where the text goes on behind that; likewise for code.
    fn inner<'t>(
        &mut self,
        text: &'t str,
        from: usize,
        name: &str,
        is_literal: bool,
    ) -> Option<(&'t str, usize)> {
        let found = if self.unended < UNENDED { inner(text, from, name, is_literal) } else { None };
        self.unended += usize::from(found.is_none());
        found
    }

    /// What a tag without an inner text stands for; `None` where nobody here knows it.
    fn single(&self, name: &str, arguments: &[String]) -> Option<String> {
        match name {
            "post_link" => {
                let (name, hash) = arguments.first()?.split_once('#').unwrap_or((arguments.first()?, ""));
                let hash = if hash.is_empty() { String::new() } else { format!("#{hash}") };
                let (title, link) = self.site.post(name)?;
                Some(plugins::post_link(&arguments[1..], &title, &format!("{link}{hash}")))
            }
            "post_path" => Some(self.site.post(arguments.first()?)?.1),
            "include_code" => {
                let (caption, path, options) = plugins::included(arguments)?;
                let (code, address) = self.site.code(&path)?;
                Some(format!("\n\n{}\n\n", plugins::included_code(&caption, &code, &address, &options)))
            }
            _ => plugins::single(name, arguments),
        }
    }

    /// A value of the file, or else a comment.
    fn value(&mut self, written: &str, line: u32, out: &mut String) {
        let name = written.trim_matches(['{', '}', ' ', '-']);
        let name = name.strip_prefix("page.").unwrap_or(name);
        if name.is_empty() {
            out.push_str(&written.replace('{', "&#123;"));
            return;
        }
        // A string is written for itself: `{{ '{{' }}`.
        let quoted = name.strip_prefix(['"', '\'']).and_then(|rest| rest.strip_suffix(['"', '\'']));
        let known = quoted.map(|text| text.replace('{', "&#123;")).or_else(|| self.fields.text(name));
        match known {
            Some(text) => out.push_str(&text),
            None => self.comment(name, written, line, out),
        }
    }

    /// Writes a tag as a comment, and notes it.
    fn comment(&mut self, name: &str, whole: &str, line: u32, out: &mut String) {
        if !name.starts_with("end") {
            self.calls.add(CallKind::Comment, name, self.file, line, whole);
        }
        let inner = whole.trim_matches(['{', '}', '%', '-', ' ']).replace('>', "&gt;");
        out.push_str(&html::comment(&inner));
    }
}

/// The text up to the end of a tag, and where the text goes on behind that. In code that is written as it is the next end counts.
fn inner<'t>(text: &'t str, from: usize, name: &str, is_literal: bool) -> Option<(&'t str, usize)> {
    let closing = format!("end{name}");
    if is_literal {
        let mut at = from;
        while let Some(start) = text[at..].find("{%").map(|offset| at + offset) {
            let end = text[start..].find("%}").map_or(text.len(), |offset| start + offset + 2);
            let found = text[start + 2..end].trim_end_matches("%}").trim_matches(['-', ' ', '\t']);
            if found == closing {
                return Some((&text[from..start], end));
            }
            at = start + 2;
        }
        return None;
    }
    let mut depth = 0_usize;
    let mut lexer = Lexer::new(text);
    lexer.go_to(from);
    loop {
        let start = lexer.at();
        match lexer.next()? {
            Piece::Tag(tag) if tag.name == closing && depth == 0 => {
                return Some((&text[from..start], lexer.at()));
            }
            Piece::Tag(tag) if tag.name == closing => depth -= 1,
            Piece::Tag(tag) if tag.name == name => depth += 1,
            _ => {}
        }
    }
}

/// Code without the tags that say that it is no template.
fn without_raw(code: &str) -> String {
    let mut out = String::with_capacity(code.len());
    let mut rest = code;
    while let Some((before, after)) = rest.split_once("{%") {
        out.push_str(before);
        let word = after.split("%}").next().unwrap_or_default().trim_matches(['-', ' ', '\t']);
        match after.split_once("%}") {
            Some((_, after)) if matches!(word, "raw" | "endraw") => rest = after,
            _ => {
                out.push_str("{%");
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// Writes a fenced block. What stands behind its language is a title, which becomes a paragraph above.
fn push_fence(out: &mut String, fence: &Fence<'_>) {
    let (language, title) = fence.info.split_once(char::is_whitespace).unwrap_or((fence.info, ""));
    let words: Vec<String> = title.split_whitespace().map(str::to_owned).collect();
    let caption = plugins::caption(&plugins::without_options(&words).join(" "));
    if !caption.is_empty() && fence.lead.trim().is_empty() {
        if !out.is_empty() && !out.ends_with("\n\n") {
            out.push('\n');
        }
        out.push_str(&format!("{}{caption}\n\n", fence.lead));
    }
    let info = if caption.is_empty() { fence.info } else { language };
    out.push_str(&format!("{}{}{info}\n{}", fence.lead, fence.fence, fence.rest));
}

/// The blanks before a tag that stands alone in its line, which are taken away.
fn indent(out: &mut String) -> String {
    let start = out.rfind('\n').map_or(0, |at| at + 1);
    let blanks = out[start..].to_owned();
    if blanks.trim().is_empty() {
        out.truncate(start);
        blanks
    } else {
        String::new()
    }
}

/// Writes a block between blank lines, each line behind `indent`.
fn push_block(out: &mut String, block: &str, indent: &str) {
    if !out.is_empty() {
        let missing = if out.ends_with("\n\n") {
            ""
        } else if out.ends_with('\n') {
            "\n"
        } else {
            "\n\n"
        };
        out.push_str(missing);
    }
    for line in block.lines() {
        if !line.is_empty() {
            out.push_str(indent);
            out.push_str(line);
        }
        out.push('\n');
    }
    out.push('\n');
}

#[cfg(test)]
mod tests;
