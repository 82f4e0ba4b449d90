//! Markdown events to HTML.
//!
//! The HTML is written in the form of [`canonical`](super::canonical): what this module makes of Markdown
//! without raw HTML is exactly what [`raw`](super::raw) would write for it, so that it need not be sanitised. Three things
//! make that true: text and attributes are escaped in that form; elements are nested
//! as HTML allows (no link in a link, nothing but rows in a table, a bounded depth); and addresses and classes are those
//! the sanitiser allows. A test at the end holds this module to it.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use self::attributes::Targets;
use self::boxes::Boxes;
use self::footnotes::Footnotes;
use self::heading::HeadingDraft;
use self::links::Image;
use self::paragraph::Paragraph;
use self::run::Run;
use self::table::Table;
pub(super) use self::written::{RawChunk, WrittenHtml};
use crate::article::body::marks::Marks;
use crate::article::body::page::{BodyPage, BodyPiece};
use crate::article::body::shortcode::Scan;
use crate::article::body::typeset::LocalQuotes;
use crate::article::body::{escape, sanitise};

mod attributes;
mod autolink;
mod boxes;
mod depth;
mod footnotes;
mod heading;
mod line_break;
mod links;
mod paragraph;
mod raw_html;
mod run;
mod table;
mod written;

/// How deep elements are nested; what is deeper is written without markup. HTML parsers take quadratic time in depth,
/// and browsers stop at 512.
pub(super) const MAX_DEPTH: usize = 100;

/// How many levels a table takes: row groups, rows and cells.
const TABLE_LEVELS: usize = 4;

/// What stands before a task: a sign, since bodies hold no forms.
const TASK_DONE: &str = "<span class=\"task\">☑</span> ";
const TASK_OPEN: &str = "<span class=\"task\">☐</span> ";

/// The HTML of `tokens`, the text of `piece` with tokens in place of shortcodes.
pub(super) fn write(
    page: &mut BodyPage<'_>,
    piece: &BodyPiece<'_>,
    tokens: &str,
    scan: Option<&mut Scan>,
) -> WrittenHtml {
    if page.ids.reserves() && memchr::memmem::find(tokens.as_bytes(), b"{").is_some() {
        for event in Parser::new_ext(tokens, page.options()) {
            if let Event::Start(Tag::Heading { id: Some(name), .. }) = event {
                page.ids.reserve(&name);
            }
        }
    }
    let markdown = page.input.rules.markdown;
    let (marked, marks) = Marks::of(tokens, markdown);
    let events = marks.restore(Parser::new_ext(&marked, page.options()).into_offset_iter());
    let mut writer = HtmlWriter {
        out: WrittenHtml {
            html: String::with_capacity(tokens.len() + tokens.len() / 4 + 64),
            raw: Vec::new(),
        },
        page,
        piece,
        text: tokens,
        marks: &marks,
        run: Run::new(tokens, markdown),
        quotes: LocalQuotes::new(markdown.quotes),
        boxes: Boxes::default(),
        targets: Targets::default(),
        in_block: false,
        in_code: false,
        scan,
        depth: 0,
        too_deep: 0,
        inline: 0,
        links: Vec::new(),
        image: None,
        heading: None,
        paragraph: None,
        table: Table::default(),
        footnotes: Footnotes::default(),
    };
    for (event, range) in events {
        writer.event(event, &range);
    }
    while writer.end_container() {}
    writer.report_unclosed();
    footnotes::finish(&mut writer);
    writer.out
}

struct HtmlWriter<'w, 'i> {
    out: WrittenHtml,
    page: &'w mut BodyPage<'i>,
    piece: &'w BodyPiece<'w>,
    /// The text that is read: that of the piece with tokens in it.
    text: &'w str,
    /// What stands in it that the parser does not know.
    marks: &'w Marks<'w>,
    /// The run of text being read.
    run: Run<'w>,
    quotes: LocalQuotes,
    /// Containers open.
    boxes: Boxes,
    /// What attributes in braces may belong to.
    targets: Targets,
    scan: Option<&'w mut Scan>,
    /// Whether a block of HTML, or of code, is open.
    in_block: bool,
    in_code: bool,
    depth: usize,
    /// Elements open beyond [`MAX_DEPTH`], which are not written.
    too_deep: usize,
    /// Elements open within a line of text.
    inline: usize,
    /// For each open link, whether it is written as one.
    links: Vec<bool>,
    image: Option<Image>,
    heading: Option<HeadingDraft>,
    paragraph: Option<Paragraph>,
    table: Table,
    footnotes: Footnotes,
}

/// The start tag of markup in a line of text; `None` for other elements, and for links.
fn inline(tag: &Tag<'_>) -> Option<&'static str> {
    match tag {
        Tag::Emphasis => Some("<em>"),
        Tag::Strong => Some("<strong>"),
        Tag::Strikethrough => Some("<del>"),
        _ => None,
    }
}

impl HtmlWriter<'_, '_> {
    fn event(&mut self, event: Event<'_>, range: &Range<usize>) {
        let event = match event {
            Event::Text(text) if self.image.is_none() => return self.part(&text, range),
            event => event,
        };
        self.end_run();
        if self.image.is_some() {
            return self.alternative_text(&event);
        }
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag),
            Event::Code(code) => {
                let start = self.out.html.len();
                self.push("<code>");
                self.text(&code);
                self.push("</code>");
                self.wrote_inline(start);
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                if !self.mark(range, self.in_block) {
                    self.raw(&html, range.start);
                }
            }
            Event::SoftBreak if self.is_within_unspaced(range) => {}
            Event::SoftBreak => self.line_break(""),
            Event::HardBreak => self.line_break("<br>"),
            Event::Rule => {
                self.out.fresh_line();
                self.push("<hr>\n");
            }
            Event::FootnoteReference(label) => {
                self.holds_other();
                footnotes::reference(self, &label);
            }
            Event::TaskListMarker(is_done) => {
                self.holds_other();
                self.push(if is_done { TASK_DONE } else { TASK_OPEN });
            }
            Event::Text(text) => self.text(&text),
            // These need an extension that is not switched on.
            Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }

    fn push(&mut self, html: &str) {
        self.out.html.push_str(html);
    }

    fn holds_other(&mut self) {
        if let Some(paragraph) = &mut self.paragraph {
            paragraph.other = true;
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: &Range<usize>) {
        let levels = match tag {
            Tag::Image { dest_url, title, .. } => return self.start_image(&dest_url, &title, range.start),
            Tag::HtmlBlock => {
                self.in_block = true;
                return self.out.fresh_line();
            }
            Tag::Table(_) => TABLE_LEVELS,
            _ => 1,
        };
        if self.too_deep > 0 || self.depth + levels > MAX_DEPTH {
            if self.too_deep == 0 {
                self.note_too_deep(depth::element(&tag), range.start);
            }
            self.too_deep += 1;
            return;
        }
        self.depth += 1;
        if let Some(inline) = inline(&tag) {
            self.opened();
            return self.start_inline(inline);
        }
        match tag {
            Tag::Link { link_type, dest_url, title, .. } => {
                self.opened();
                self.start_link(link_type, &dest_url, &title, range.start)
            }
            Tag::TableHead | Tag::TableRow | Tag::TableCell => {
                self.opened();
                self.start_table_part(&tag);
            }
            _ => {
                self.out.fresh_line();
                self.opened();
                self.start_block(tag, range);
            }
        }
    }

    fn start_inline(&mut self, tag: &str) {
        self.inline += 1;
        self.push(tag);
    }

    fn start_block(&mut self, tag: Tag<'_>, range: &Range<usize>) {
        match tag {
            Tag::Paragraph => {
                self.quotes.start_block();
                self.start_paragraph();
            }
            Tag::Heading { level, id, classes, attrs } => {
                self.start_heading(level, id, &classes, &attrs, range)
            }
            Tag::BlockQuote(None) => self.push("<blockquote>\n"),
            Tag::BlockQuote(Some(kind)) => self.start_alert(boxes::of_quotation(kind), None),
            Tag::DefinitionList => self.push("<dl>\n"),
            Tag::DefinitionListTitle => self.push("<dt>"),
            Tag::DefinitionListDefinition => self.push("<dd>"),
            Tag::CodeBlock(kind) => self.start_code(&kind),
            Tag::List(None) => self.push("<ul>\n"),
            Tag::List(Some(1)) => self.push("<ol>\n"),
            Tag::List(Some(first)) => {
                self.push("<ol");
                escape::push_named(&mut self.out.html, "start", &first.to_string());
                self.push(">\n");
            }
            Tag::Item => self.push("<li>"),
            Tag::FootnoteDefinition(label) => footnotes::start(self, &label, range.start),
            Tag::Table(alignments) => {
                self.table = Table::new(alignments);
                self.push("<div class=\"table\"><table>");
            }
            // Inline tags are written before this is called; the others need extensions that are not switched on.
            _ => {}
        }
    }

    fn start_code(&mut self, kind: &CodeBlockKind<'_>) {
        self.in_code = true;
        self.push("<pre><code");
        if let CodeBlockKind::Fenced(info) = kind
            && let Some(language) =
                info.split([' ', ',', '{']).next().filter(|language| sanitise::is_language(language))
            && !self.scan.as_ref().is_some_and(|scan| scan.occurs_in(language))
        {
            self.push(" class=\"language-");
            self.push(language);
            self.push("\"");
        }
        self.push(">");
    }

    fn end(&mut self, tag: TagEnd) {
        if tag == TagEnd::HtmlBlock {
            self.in_block = false;
            return self.out.fresh_line();
        }
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return;
        }
        // A container ends with what it stands in.
        while self.end_container() {}
        self.depth -= 1;
        self.end_element(tag);
        let is_inline =
            matches!(tag, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link);
        self.ended(!is_inline);
    }

    fn end_element(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.end_paragraph(),
            TagEnd::Heading(_) => self.end_heading(),
            TagEnd::BlockQuote(None) => self.push("</blockquote>\n"),
            TagEnd::BlockQuote(Some(_)) => self.push("</div>\n"),
            TagEnd::DefinitionList => self.push("</dl>\n"),
            TagEnd::DefinitionListTitle => self.push("</dt>\n"),
            TagEnd::DefinitionListDefinition => self.push("</dd>\n"),
            TagEnd::CodeBlock => {
                self.in_code = false;
                self.push("</code></pre>\n");
            }
            TagEnd::List(true) => self.push("</ol>\n"),
            TagEnd::List(false) => self.push("</ul>\n"),
            TagEnd::Item => self.push("</li>\n"),
            TagEnd::FootnoteDefinition => footnotes::end(self),
            TagEnd::Emphasis => self.end_inline("</em>"),
            TagEnd::Strong => self.end_inline("</strong>"),
            TagEnd::Strikethrough => self.end_inline("</del>"),
            TagEnd::Link => self.end_link(),
            TagEnd::Table | TagEnd::TableHead | TagEnd::TableRow | TagEnd::TableCell => {
                self.end_table_part(tag)
            }
            _ => {}
        }
    }

    fn end_inline(&mut self, tag: &str) {
        self.inline -= 1;
        self.push(tag);
    }
}
