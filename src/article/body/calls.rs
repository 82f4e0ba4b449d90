//! Calls of shortcodes in a body: each is rendered when it is met, and put into texts and addresses.

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;

use crate::address;
use crate::article::body::link::{Href, Spot};
use crate::article::body::message;
use crate::article::body::page::{BodyPage, BodyPiece};
use crate::article::body::shortcode::{
    self, CallHead, CallKind, HIGHLIGHT, Inserted, MAX_NESTING, Named, Output, Scan, Standing,
};
use crate::article::body::{
    Argument, Body, BodyInput, Link, Removed, Role, ShortcodeCall, SourceLink, escape, inline, sanitise,
};
use crate::diagnostic::{Place, Position};

/// Arguments of shortcodes that are texts of one line: Markdown is read in them, for templates that ask for it.
const LINES: [&str; 5] = ["attr", "caption", "credit", "summary", "title"];

/// How much HTML the shortcodes of one body may write; a call that goes beyond writes nothing.
const MAX_SHORTCODE_BYTES: usize = 64 * 1024 * 1024;

/// An address whose shortcodes have been put in place.
enum FilledAddress<'a> {
    /// Still to be looked up.
    Address(Cow<'a, str>),
    /// What `ref` found, if it found a page.
    Page(Option<String>),
}

impl BodyPage<'_> {
    /// Makes sure that call `index` of `piece` has its output. Calls are rendered when they are met, so that headings and
    /// footnotes in them are counted in the order of the page.
    pub(super) fn call(&mut self, piece: &BodyPiece<'_>, scan: &mut Scan, index: usize) {
        let call = &mut scan.calls[index];
        if call.output.is_some() {
            return;
        }
        let at = piece.origin.source(call.range.start);
        let output = match &call.kind {
            CallKind::Literal(_) => Output::Html(String::new(), Standing::Line),
            CallKind::Stray(name) => {
                self.report(message::stray_closing_shortcode(name), at);
                Output::Html(String::new(), Standing::Anywhere)
            }
            CallKind::Call(head, _) if matches!(head.name.as_str(), "ref" | "relref") => {
                let link = self.body.links.len();
                Output::Address(self.reference(head, at).map(|href| Named { href, link }))
            }
            CallKind::Call(head, inner) => {
                let body = inner.as_ref().map(|inner| match &*head.name {
                    HIGHLIGHT => code(&piece.text, inner.clone()),
                    _ => self.inner(piece, inner.clone(), at),
                });
                self.template(head, body, at)
            }
        };
        call.output = Some(output);
    }

    /// Where the built-in shortcodes `ref` and `relref` lead.
    fn reference(&mut self, head: &CallHead, at: usize) -> Option<String> {
        let named = |name: &str| head.named.iter().find(|(key, _)| key == name).map(|(_, value)| value);
        match head.positional.first().or_else(|| named("path")) {
            Some(Argument::Text(target)) => {
                let language = named("lang").and_then(Argument::text);
                let translation = language.and_then(|language| self.translation(target, language));
                self.source(translation.as_deref().unwrap_or(target), Spot::name(at))
            }
            _ => {
                self.report(message::reference_without_target(&head.name), at);
                None
            }
        }
    }

    /// The file `target` in a language, as the name of a file tells it, if there is one.
    fn translation(&self, target: &str, language: &str) -> Option<String> {
        let (name, fragment) = address::split_fragment(target);
        let name = name.strip_suffix(".md").or_else(|| name.strip_suffix(".markdown")).unwrap_or(name);
        let translated = format!("{name}.{language}.md");
        let link = self.input.lookup.source_link(self.input.path, &translated);
        matches!(link, SourceLink::Page(_)).then(|| format!("{translated}{fragment}"))
    }

    /// The HTML of the bytes `inner` of `piece`, between the two calls of the shortcode that starts at byte `at` of the
    /// source file. A text that stands in one line with its calls is no paragraph.
    fn inner(&mut self, piece: &BodyPiece<'_>, inner: Range<usize>, at: usize) -> String {
        let (text, origin) = piece.origin.dedent(&piece.text[inner.clone()], inner.start);
        let inner = BodyPiece { text: Cow::Owned(text), origin, depth: piece.depth + 1 };
        if inner.depth == MAX_NESTING && memchr::memmem::find(inner.text.as_bytes(), b"{{").is_some() {
            self.report(message::shortcodes_too_deep(MAX_NESTING), at);
        }
        let html = (self.render_piece)(self, &inner);
        if inner.text.contains('\n') {
            return html;
        }
        let line = html.trim_end();
        let paragraph = line.strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>"));
        paragraph.filter(|text| !text.contains("</p>")).unwrap_or(line).to_owned()
    }

    /// Has a call rendered; one that nobody knows leaves its inner HTML.
    fn template(&mut self, head: &CallHead, body: Option<String>, at: usize) -> Output {
        let texts = head.positional.iter().chain(head.named.iter().map(|(_, value)| value));
        let position = self.positions.at(at);
        let lines = self.lines(head);
        let texts: Vec<&str> = texts
            .filter_map(Argument::text)
            .chain(lines.iter().map(|(_, line)| line.html.as_str()))
            .chain(body.as_deref())
            .collect();
        let mut inserted: Vec<Inserted<'_>> = Vec::new();
        let mut marked = |html| {
            let one = Inserted::new(html, &texts)?;
            let marked = one.marked();
            // The same text twice has the same words around it.
            if !inserted.contains(&one) {
                inserted.push(one);
            }
            Some(marked)
        };
        let call = ShortcodeCall {
            name: head.name.clone(),
            named: head.named.clone(),
            html: lines.iter().filter_map(|(name, line)| Some((*name, marked(&line.html)?))).collect(),
            positional: head.positional.clone(),
            body: body.as_deref().map(|html| marked(html).unwrap_or_else(|| html.to_owned())),
            position,
        };
        let (html, otherwise) = match self.input.shortcodes.render(&call) {
            Some(Ok(html)) => {
                let html = self.written_by_template(&html, &inserted, &call, at);
                lines.into_iter().for_each(|(_, line)| self.take_findings(line, position));
                (html, Standing::Anywhere)
            }
            Some(Err(problem)) => {
                self.body.diagnostics.push(*problem);
                (String::new(), Standing::Anywhere)
            }
            None => {
                if call.name == HIGHLIGHT {
                    let code = highlighted(head, body.as_deref().unwrap_or_default());
                    return self.bounded(code, Standing::Anywhere, at);
                }
                self.body.unknown_shortcodes.push((call.name, call.position));
                match body {
                    Some(html) => (html, Standing::Line),
                    None => (String::new(), Standing::Anywhere),
                }
            }
        };
        self.bounded(html, otherwise, at)
    }

    /// What the template of `call`, which starts at byte `at`, wrote, as HTML of the page; its links and the files that are not
    /// there are listed.
    fn written_by_template(
        &mut self,
        html: &str,
        inserted: &[Inserted<'_>],
        call: &ShortcodeCall,
        at: usize,
    ) -> String {
        let mut links = Vec::new();
        let missing = RefCell::new(self.input.shortcodes.missing(call));
        let is_missing = |src: &str| {
            let is_missing = self.is_missing(src);
            if is_missing {
                missing.borrow_mut().push(src.to_owned());
            }
            is_missing
        };
        let copies = shortcode::Copies {
            of: &|href| self.copy_of(href),
            title: &|own| self.title_of_copy(own),
            is_missing: &is_missing,
        };
        let html = shortcode::from_template(html, inserted, &copies, &mut links);
        missing.into_inner().iter().for_each(|written| self.list_missing(written, at));
        links.iter().for_each(|href| self.list_of_template(href, at));
        html
    }

    /// The arguments of one line of a call that have markup, by name.
    fn lines(&self, head: &CallHead) -> Vec<(&'static str, Body)> {
        let line = |(name, value): &(String, Argument)| {
            let name = LINES.into_iter().find(|line| line == name)?;
            Some((name, inline(&BodyInput { text: value.text()?, ..*self.input })?))
        };
        head.named.iter().filter_map(line).collect()
    }

    /// Takes over what was found in an argument of a call that starts at `position`.
    fn take_findings(&mut self, line: Body, position: Position) {
        let place = || Place::new(self.input.path.as_str(), position);
        self.body.diagnostics.extend(line.diagnostics.iter().map(|problem| problem.clone().at(place())));
        self.body.links.extend(line.links.into_iter().map(|link| Link { position, ..link }));
        self.body.removed.extend(line.removed.into_iter().map(|one| Removed { position, ..one }));
    }

    /// What a call wrote, unless the calls of this body have written too much.
    fn bounded(&mut self, html: String, otherwise: Standing, at: usize) -> Output {
        if self.shortcode_bytes + html.len() > MAX_SHORTCODE_BYTES {
            self.report(message::shortcodes_too_large(MAX_SHORTCODE_BYTES), at);
            return Output::Html(String::new(), Standing::Anywhere);
        }
        self.shortcode_bytes += html.len();
        let standing = if escape::starts_with_block(&html) { Standing::Block } else { otherwise };
        Output::Html(html, standing)
    }

    /// `text` with tokens replaced by the plain text of their calls' output.
    pub(super) fn plain<'t>(
        &mut self,
        text: &'t str,
        piece: &BodyPiece<'_>,
        scan: Option<&mut Scan>,
    ) -> Cow<'t, str> {
        let Some(scan) = scan.filter(|scan| scan.occurs_in(text)) else { return Cow::Borrowed(text) };
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        while let Some(token) = scan.find(text, at) {
            out.push_str(&text[at..token.range.start]);
            at = token.range.end;
            self.call(piece, scan, token.call);
            if let Some(html) = scan.calls[token.call].once_if_long() {
                out.push_str(escape::plain_text(&html).trim());
            }
        }
        out.push_str(&text[at..]);
        Cow::Owned(out)
    }

    /// Where the link `written`, which may hold shortcodes, leads; see [`BodyPage::link`].
    pub(super) fn link_with_calls(
        &mut self,
        written: &str,
        piece: &BodyPiece<'_>,
        scan: Option<&mut Scan>,
        spot: Spot,
    ) -> Option<Href> {
        match self.with_calls(written, piece, scan, spot.role) {
            FilledAddress::Address(address) => self.link(&address, spot),
            FilledAddress::Page(href) => href.map(Href::to),
        }
    }

    /// Where the image, sound or film `written`, which may hold shortcodes, is to be had; see [`BodyPage::media`].
    pub(super) fn media_with_calls(
        &mut self,
        written: &str,
        piece: &BodyPiece<'_>,
        scan: Option<&mut Scan>,
        at: usize,
    ) -> Option<String> {
        match self.with_calls(written, piece, scan, Role::Shown) {
            FilledAddress::Address(address) => self.media(&address, at),
            FilledAddress::Page(href) => href,
        }
    }

    /// `address` with the text of its shortcodes in their place. What that makes is an address like any other; `role` is what it is
    /// for.
    fn with_calls<'a>(
        &mut self,
        address: &'a str,
        piece: &BodyPiece<'_>,
        scan: Option<&mut Scan>,
        role: Role,
    ) -> FilledAddress<'a> {
        let Some(scan) = scan else { return FilledAddress::Address(Cow::Borrowed(address)) };
        let Some(token) = scan.find(address, 0) else {
            return FilledAddress::Address(Cow::Borrowed(address));
        };
        if token.range.start == 0 {
            self.call(piece, scan, token.call);
            if let Some(Output::Address(named)) = &scan.calls[token.call].output {
                let named = named.as_ref().map(|Named { href, link }| (href.clone(), *link));
                let rest = self.plain(&address[token.range.end..], piece, Some(scan));
                return FilledAddress::Page(named.map(|(href, link)| {
                    // `ref` listed the link as named; only here is its role known.
                    self.body.links[link].role = role;
                    format!("{href}{}", address::encoded(&rest))
                }));
            }
        }
        let written = self.plain(address, piece, Some(scan)).into_owned();
        // Templates write addresses of this site with its sub-path, bodies without.
        let base = &self.input.rules.base_path;
        let below = written.trim_start().strip_prefix(base.as_str()).filter(|below| below.starts_with('/'));
        FilledAddress::Address(match below {
            Some(below) if !base.is_empty() => Cow::Owned(below.to_owned()),
            _ => Cow::Owned(written),
        })
    }
}

/// The bytes `inner` of `text` as HTML of code: without the line ends around it and the indentation of the line that the call
/// stands in. Escaped calls lose their escape.
fn code(text: &str, inner: Range<usize>) -> String {
    let line = text[..inner.start].rfind('\n').map_or(0, |end| end + 1);
    let blank = |next: char| matches!(next, ' ' | '\t');
    let indent = text[line..].len() - text[line..].trim_start_matches(blank).len();
    let mut written = String::with_capacity(inner.len());
    for (number, line) in text[inner].split_inclusive('\n').enumerate() {
        let blanks = line.len() - line.trim_start_matches(blank).len();
        written.push_str(&line[if number == 0 { 0 } else { indent.min(blanks) }..]);
    }
    let first_line = written.trim_start_matches(blank);
    let code = first_line.strip_prefix("\r\n").or_else(|| first_line.strip_prefix('\n')).unwrap_or(&written);
    let mut html = String::with_capacity(code.len());
    escape::push_text(&mut html, &shortcode::without_escapes(code.trim_end()));
    html
}

/// What the call `head` of `highlight` writes around its code. Its options say how lines are numbered and coloured, which is
/// left to the theme, and whether the code stands in a line of text.
fn highlighted(head: &CallHead, code: &str) -> String {
    let named = |name: &str| head.named.iter().find(|(key, _)| key == name).map(|(_, value)| value);
    let language = head.positional.first().or_else(|| named("lang")).or_else(|| named("language"));
    let language = language.and_then(Argument::text).filter(|language| sanitise::is_language(language));
    let class = language.map(|language| format!(" class=\"language-{language}\"")).unwrap_or_default();
    let options = head.positional.get(1).or_else(|| named("options")).and_then(Argument::text);
    let is_inline = |option: &str| option.trim().eq_ignore_ascii_case("hl_inline=true");
    let inline = options.is_some_and(|options| options.split([',', ' ']).any(is_inline))
        || named("hl_inline") == Some(&Argument::Bool(true));
    match inline {
        true => format!("<code{class}>{code}</code>"),
        false => format!("<pre><code{class}>{code}\n</code></pre>"),
    }
}
