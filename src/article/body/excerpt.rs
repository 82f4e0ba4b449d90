//! The beginning of a body as plain text: the summary of an article that has none.
//!
//! It is asked for in every article without a summary, so no more of the body is parsed than the summary needs.

use memchr::memmem;
use pulldown_cmark::{BrokenLink, CowStr, Event, Parser, Tag, TagEnd};

use crate::article::body::position::character_start;
use crate::article::body::typeset::{LocalQuotes, with_held_dashes};
use crate::article::body::{escape, extensions, marks::Marks, shortcode, signs};
use crate::config::{Markdown, Summary};
use crate::text::shorten;

mod furniture;
mod html_blocks;
mod words;

use self::html_blocks::paragraphs_of_html;
use self::words::{WORD, count_words, first_words, tidy};

/// How much of a body is looked at first, and next; all of it if there is not enough even there.
const WINDOWS: [usize; 2] = [2_048, 32_768];

/// The most characters of a summary of several paragraphs, or of one that ends where the text says.
const LONGEST: usize = 2_000;

/// The beginning of `text[start..]` as a summary: what stands before `<!--more-->` if it is there, otherwise as `rule` has it. One
/// paragraph is at most `max_chars` characters long; what is longer is cut at a word and ended with `…`.
///
/// Headings, images, tables, code and footnotes are skipped, and so are paragraphs of links and of what belongs to players and
/// buttons; quotations and lists count only where there is no paragraph. Returns an empty text where there is no text.
pub fn excerpt(text: &str, start: usize, rule: Summary, max_chars: usize, markdown: Markdown) -> String {
    let body = &text[character_start(text, start)..];
    if let Some(end) = more(body, markdown) {
        let wanted = Wanted { paragraphs: usize::MAX, chars: LONGEST, words: usize::MAX };
        let before = of_body(&body[..end], &wanted, markdown);
        if !before.is_empty() {
            return shown(&before, LONGEST, markdown);
        }
    }
    let wanted = match rule {
        Summary::FirstParagraph => Wanted { paragraphs: 1, chars: max_chars, words: usize::MAX },
        Summary::Paragraphs(paragraphs) => {
            Wanted { paragraphs: paragraphs as usize, chars: LONGEST, words: usize::MAX }
        }
        Summary::Words(words) => {
            let words = words as usize;
            Wanted { paragraphs: usize::MAX, chars: LONGEST.max(words * WORD), words }
        }
    };
    let mut found = of_body(body, &wanted, markdown);
    if wanted.words < usize::MAX {
        found = first_words(&found, wanted.words);
    }
    shown(&found, wanted.chars, markdown)
}

/// What was found, at most `chars` characters of it.
fn shown(found: &str, chars: usize, markdown: Markdown) -> String {
    with_held_dashes(&shorten(&signs::plain(found, markdown), chars), markdown).into_owned()
}

/// How much is enough: any of these.
struct Wanted {
    paragraphs: usize,
    chars: usize,
    words: usize,
}

/// The first paragraphs of a body, as many as are wanted.
fn of_body(body: &str, wanted: &Wanted, markdown: Markdown) -> String {
    for window in WINDOWS {
        if let Some(end) = window_end(body, window)
            && let (Some(text), _) = paragraphs(body, end, wanted, markdown)
        {
            return text;
        }
    }
    let (text, reader) = paragraphs(body, body.len(), wanted, markdown);
    text.or_else(|| reader.joined(wanted.paragraphs))
        .or(reader.otherwise)
        .or(reader.furniture)
        .unwrap_or_default()
}

/// Where `<!--more-->` stands, as Hugo, Zola and WordPress have it: in a comment, not in code.
fn more(body: &str, markdown: Markdown) -> Option<usize> {
    let is_more = |at: usize| {
        let rest = body[at + 4..].trim_start();
        rest.get(..4).is_some_and(|word| word.eq_ignore_ascii_case("more"))
            && rest[4..].starts_with(|next: char| next.is_whitespace() || next == '-')
    };
    let first = memmem::find_iter(body.as_bytes(), "<!--").find(|at| is_more(*at))?;
    let events = Parser::new_ext(body, extensions::options(markdown)).into_offset_iter();
    let html = events.filter(|(event, _)| matches!(event, Event::Html(_) | Event::InlineHtml(_)));
    let mut found = html.flat_map(|(_, range)| {
        memmem::find_iter(body[range.clone()].as_bytes(), "<!--")
            .map(move |at| range.start + at)
            .collect::<Vec<_>>()
    });
    found.find(|at| *at >= first && is_more(*at))
}

/// Where a window of about `length` bytes ends: with a line. `None` if the body is not longer.
fn window_end(body: &str, length: usize) -> Option<usize> {
    let window = body.as_bytes().get(..length)?;
    let end = memchr::memrchr(b'\n', window).map(|newline| newline + 1);
    Some(end.unwrap_or_else(|| character_start(body, length)))
}

/// The first paragraphs of `body[..end]` if they are enough, and what was read. A paragraph that may go on beyond `end` counts if it
/// is long enough.
fn paragraphs(
    body: &str,
    end: usize,
    wanted: &Wanted,
    markdown: Markdown,
) -> (Option<String>, ParagraphReader) {
    const LOOKUPS: usize = 20;
    let window = shortcode::without_calls(&body[..end]);
    let after = &body[end..];
    let mut lookups = 0;
    // References that are defined beyond the window are links all the same.
    let mut defined_later = |link: BrokenLink<'_>| {
        lookups += 1;
        let found = lookups <= LOOKUPS && !after.is_empty() && {
            let definition = format!("[{}]:", link.reference);
            memmem::find(after.as_bytes(), definition.as_bytes()).is_some()
        };
        found.then_some((CowStr::Borrowed(""), CowStr::Borrowed("")))
    };
    let options = extensions::options(markdown);
    let (marked, marks) = Marks::of(&window, markdown);
    let events = Parser::new_with_broken_link_callback(&marked, options, Some(&mut defined_later));
    let mut reader = ParagraphReader::default();
    let mut quotes = LocalQuotes::new(markdown.quotes);
    for (event, range) in marks.restore(events.into_offset_iter()) {
        let before = reader.paragraphs.len();
        match event {
            Event::Start(Tag::Paragraph) => quotes.start_block(),
            Event::Text(text) => {
                reader.read(Event::Text(quotes.localised(&text, &window, &range).into()));
                continue;
            }
            _ => {}
        }
        reader.read(event);
        if reader.paragraphs.len() == before {
            continue;
        }
        let complete = after.is_empty() || range.end < window.len();
        let is_enough = complete && reader.paragraphs.len() >= wanted.paragraphs;
        if is_enough || reader.chars > wanted.chars || reader.words > wanted.words {
            return (reader.joined(wanted.paragraphs), reader);
        }
    }
    (None, reader)
}

/// Reads events, and collects paragraphs.
#[derive(Default)]
struct ParagraphReader {
    /// The text of the block being read.
    text: String,
    /// Whether it has text that is no link's.
    is_prose: bool,
    /// Open links.
    links: usize,
    /// Open blocks and spans whose text does not count.
    skipped: usize,
    /// Open quotations and lists.
    nested: usize,
    /// Whether the text is in an inline script or style.
    in_script: bool,
    /// The paragraphs so far.
    paragraphs: Vec<String>,
    /// How many characters they have, without what is put between them.
    chars: usize,
    /// How many words they have.
    words: usize,
    /// The first text that is no paragraph.
    otherwise: Option<String>,
    /// The first paragraph that says nothing.
    furniture: Option<String>,
}

impl ParagraphReader {
    /// The first paragraphs, at most so many; `None` if there is none.
    fn joined(&self, most: usize) -> Option<String> {
        // Between paragraphs of scripts without blanks none is put either.
        tidy(&self.paragraphs[..most.min(self.paragraphs.len())].join("\n"))
    }

    /// Takes in `event`.
    fn read(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Html(html) => {
                self.is_prose = true;
                self.text.push_str(&html);
            }
            Event::InlineHtml(html) => self.inline_html(&html),
            _ if self.skipped > 0 || self.in_script => {}
            Event::Text(text) | Event::Code(text) => {
                self.is_prose |= self.links == 0 && text.contains(char::is_alphanumeric);
                self.text.push_str(&text);
            }
            Event::SoftBreak | Event::HardBreak => self.text.push('\n'),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Heading { .. }
            | Tag::Table(_)
            | Tag::CodeBlock(_)
            | Tag::FootnoteDefinition(_)
            | Tag::Image { .. } => {
                self.skipped += 1;
            }
            Tag::BlockQuote(_) | Tag::List(_) => {
                self.keep();
                self.nested += 1;
            }
            Tag::Paragraph | Tag::HtmlBlock | Tag::Item => {
                self.keep();
                self.in_script = false;
                self.is_prose = false;
                self.links = 0;
            }
            Tag::Link { .. } => self.links += 1,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_)
            | TagEnd::Table
            | TagEnd::CodeBlock
            | TagEnd::FootnoteDefinition
            | TagEnd::Image => {
                self.skipped -= 1;
                return;
            }
            TagEnd::BlockQuote(_) | TagEnd::List(_) => {
                self.keep();
                self.nested -= 1;
                return;
            }
            TagEnd::Link => {
                self.links = self.links.saturating_sub(1);
                return;
            }
            TagEnd::HtmlBlock => {
                let html = std::mem::take(&mut self.text);
                if self.skipped == 0 && self.nested == 0 {
                    self.html_block(&html);
                    return;
                }
                self.text =
                    paragraphs_of_html(&html).into_iter().next().map(|(text, _)| text).unwrap_or_default();
            }
            TagEnd::Paragraph => {}
            _ => return,
        }
        if self.skipped > 0 {
            self.text.clear();
        }
        if self.nested > 0 {
            self.keep();
            return;
        }
        if let Some(text) = tidy(&std::mem::take(&mut self.text)) {
            self.take(text, self.is_prose);
        }
    }

    fn html_block(&mut self, html: &str) {
        for (text, is_prose) in paragraphs_of_html(html) {
            self.take(text, is_prose);
        }
    }

    /// Takes a paragraph, unless it says nothing.
    fn take(&mut self, text: String, is_prose: bool) {
        if is_prose && !furniture::is_furniture(&text) {
            self.chars += text.chars().count();
            self.words += count_words(&text);
            self.paragraphs.push(text);
        } else {
            self.furniture.get_or_insert(text);
        }
    }

    /// Keeps what has been read in case there is no paragraph at all.
    fn keep(&mut self) {
        if !self.text.is_empty() {
            let text = tidy(&std::mem::take(&mut self.text));
            self.otherwise = self.otherwise.take().or(text);
        }
    }

    fn inline_html(&mut self, html: &str) {
        if escape::starts_with_tag(html, "script") || escape::starts_with_tag(html, "style") {
            self.in_script = true;
        } else if html.starts_with("</s") {
            self.in_script = false;
        } else if escape::starts_with_tag(html, "a") {
            self.links += 1;
        } else if html.starts_with("</a") {
            self.links = self.links.saturating_sub(1);
        } else if escape::breaks_words(html) {
            self.text.push('\n');
        }
    }
}

#[cfg(test)]
mod tests;
