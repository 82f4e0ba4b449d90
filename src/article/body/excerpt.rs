//! The beginning of a body as plain text: the summary of an article that has none.
//!
//! It is asked for in every article without a summary, so no more of the body is parsed than the summary needs.

use memchr::memmem;
use pulldown_cmark::{BrokenLink, CowStr, Event, Parser, Tag, TagEnd};

use crate::article::body::position::character_start;
use crate::article::body::{escape, extensions, marks::Marks, shortcode, signs};
use crate::config::{Markdown, Summary};
use crate::text::{is_unspaced, joins_lines};

mod furniture;

/// How much of a body is looked at first, and next; all of it if there is not enough even there.
const WINDOWS: [usize; 2] = [2_048, 32_768];

/// The most characters of a summary of several paragraphs, or of one that ends where the text says.
const LONGEST: usize = 2_000;

/// How long words are at most, taken together.
const WORD: usize = 20;

/// The beginning of `text[start..]` as a summary: what stands before `<!--more-->` if it is there, otherwise as `rule` has it. One
/// paragraph is at most `max_chars` characters long; what is longer is cut at a word and ended with `…`.
///
/// Headings, images, tables, code and footnotes are passed over, and so are paragraphs of links and of what belongs to players and
/// buttons; quotations and lists count only where there is no paragraph. Returns an empty text where there is no text.
pub fn excerpt(text: &str, start: usize, rule: Summary, max_chars: usize, markdown: Markdown) -> String {
    let body = &text[character_start(text, start)..];
    if let Some(end) = more(body, markdown) {
        let wanted = Wanted { paragraphs: usize::MAX, chars: LONGEST, words: usize::MAX };
        let before = of_body(&body[..end], &wanted, markdown);
        if !before.is_empty() {
            return shorten(&signs::plain(&before, markdown), LONGEST);
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
    shorten(&signs::plain(&found, markdown), wanted.chars)
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
fn paragraphs(body: &str, end: usize, wanted: &Wanted, markdown: Markdown) -> (Option<String>, Reader) {
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
    let mut reader = Reader::default();
    for (event, range) in marks.restore(events.into_offset_iter()) {
        let before = reader.paragraphs.len();
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
struct Reader {
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

impl Reader {
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

/// The paragraphs of a block of HTML, each with whether it has text that is no link's; the whole block if it has none and is no
/// heading, table or the like.
fn paragraphs_of_html(html: &str) -> Vec<(String, bool)> {
    const PASSED_OVER: [&str; 17] = [
        "aside", "dl", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "iframe",
        "nav", "script", "style", "table",
    ];
    let text = |html: &str| Some((tidy(&escape::plain_text(html))?, is_prose(html)));
    let starts =
        memchr::memchr_iter(b'<', html.as_bytes()).filter(|&at| escape::starts_with_tag(&html[at..], "p"));
    let mut starts = starts.peekable();
    if starts.peek().is_none() {
        let block = without_comments(html);
        let passed_over =
            PASSED_OVER.iter().any(|name| escape::starts_with_tag(block, name)) || block.starts_with("<!");
        return if passed_over { Vec::new() } else { text(block).into_iter().collect() };
    }
    let mut found = Vec::new();
    while let Some(start) = starts.next() {
        let end = starts.peek().copied().unwrap_or(html.len());
        let paragraph = &html[start..end];
        let end = memmem::find(paragraph.as_bytes(), b"</p").unwrap_or(paragraph.len());
        found.extend(text(&paragraph[..end]));
    }
    found
}

/// What follows blanks and comments at the start of `html`.
fn without_comments(html: &str) -> &str {
    let mut rest = html.trim_start();
    while let Some(comment) = rest.strip_prefix("<!--") {
        rest = memmem::find(comment.as_bytes(), b"-->").map_or("", |end| comment[end + 3..].trim_start());
    }
    rest
}

/// Whether HTML has text that is no link's.
fn is_prose(html: &str) -> bool {
    let mut rest = html;
    loop {
        let link =
            memchr::memchr_iter(b'<', rest.as_bytes()).find(|&at| escape::starts_with_tag(&rest[at..], "a"));
        let before = link.map_or(rest, |at| &rest[..at]);
        if escape::plain_text(before).contains(char::is_alphanumeric) {
            return true;
        }
        let Some(at) = link else { return false };
        let Some(end) = memmem::find(&rest.as_bytes()[at..], b"</a") else { return false };
        rest = &rest[at + end..];
    }
}

/// `text` with single spaces, and none at line breaks within scripts that put none between words; `None` if there is no letter
/// or digit in it.
fn tidy(text: &str) -> Option<String> {
    if !text.contains(char::is_alphanumeric) {
        return None;
    }
    let mut tidy = String::with_capacity(text.len());
    let mut breaks = false;
    for part in text.split_inclusive(char::is_whitespace) {
        let word = part.trim_end();
        if !word.is_empty() {
            let unspaced = breaks && joins_lines(&tidy, word);
            if !tidy.is_empty() && !unspaced {
                tidy.push(' ');
            }
            tidy.push_str(word);
            breaks = false;
        }
        breaks |= part.ends_with('\n');
    }
    tidy.retain(|character| character != shortcode::PLACE);
    Some(tidy)
}

/// How many words a text has: each character of a script without blanks between words is one.
fn count_words(text: &str) -> usize {
    word_ends(text).count()
}

/// Where each word of a text ends.
fn word_ends(text: &str) -> impl Iterator<Item = usize> {
    let mut characters = text.char_indices().peekable();
    std::iter::from_fn(move || {
        loop {
            let (at, character) = characters.next()?;
            let end = at + character.len_utf8();
            if is_unspaced(character) {
                if character.is_alphanumeric() {
                    return Some(end);
                }
                continue;
            }
            let is_last =
                characters.peek().is_none_or(|(_, next)| next.is_whitespace() || is_unspaced(*next));
            if !character.is_whitespace() && is_last {
                return Some(end);
            }
        }
    })
}

/// The first words of a text, ended with `…` if there are more.
fn first_words(text: &str, words: usize) -> String {
    let Some(end) = words.checked_sub(1).and_then(|last| word_ends(text).nth(last)) else {
        return if words == 0 { String::new() } else { text.to_owned() };
    };
    if !text[end..].contains(char::is_alphanumeric) {
        return text.to_owned();
    }
    format!("{}…", text[..end].trim_end_matches(is_loose))
}

/// Whether a sign does not stand before an ellipsis.
fn is_loose(end: char) -> bool {
    !end.is_alphanumeric() && !matches!(end, ')' | '”' | '»' | '’' | '"' | '%' | '!' | '?')
}

/// `text` cut to at most `max_chars` characters: between words if that leaves half of it.
fn shorten(text: &str, max_chars: usize) -> String {
    if text.char_indices().nth(max_chars).is_none() {
        return text.to_owned();
    }
    let Some(kept) = max_chars.checked_sub(1) else { return String::new() };
    let (limit, _) = text.char_indices().nth(kept).unwrap_or((text.len(), ' '));
    let cut = match text[..limit].rfind(' ') {
        _ if !text[limit..].starts_with(char::is_alphanumeric) => limit,
        Some(space) if space >= limit / 2 => space,
        _ => limit,
    };
    format!("{}…", text[..cut].trim_end_matches(is_loose))
}

#[cfg(test)]
mod tests;
