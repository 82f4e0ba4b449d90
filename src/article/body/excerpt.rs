//! The beginning of a body as plain text: the summary of an article that has none.
//!
//! It is asked for in every article without a summary, so no more of the body is parsed than the first paragraph
//! needs.

use pulldown_cmark::{BrokenLink, CowStr, Event, Parser, Tag, TagEnd};

use crate::article::body::position::character_start;
use crate::article::body::{escape, page, shortcode};

/// How much of a body is looked at first, and next; all of it if there is no paragraph even there.
const WINDOWS: [usize; 2] = [2_048, 32_768];

/// The text of the first paragraph of `text[start..]`, at most `max_chars` characters long, cut at a word and ended with
/// `…` if it is longer.
///
/// Headings, images, tables, code, footnotes and shortcodes are passed over; quotations and lists count only where there
/// is no paragraph. Returns an empty text where there is no text.
pub fn excerpt(text: &str, start: usize, max_chars: usize, smart_punctuation: bool) -> String {
    let body = &text[character_start(text, start)..];
    for window in WINDOWS {
        if let Some(end) = window_end(body, window)
            && let (Some(paragraph), _) = first_paragraph(body, end, max_chars, smart_punctuation)
        {
            return shorten(&paragraph, max_chars);
        }
    }
    let (paragraph, otherwise) = first_paragraph(body, body.len(), max_chars, smart_punctuation);
    shorten(&paragraph.or(otherwise).unwrap_or_default(), max_chars)
}

/// Where a window of about `length` bytes ends: with a line. `None` if the body is not longer.
fn window_end(body: &str, length: usize) -> Option<usize> {
    let window = body.as_bytes().get(..length)?;
    let end = memchr::memrchr(b'\n', window).map(|newline| newline + 1);
    Some(end.unwrap_or_else(|| character_start(body, length)))
}

/// The first paragraph of `body[..end]`, and the first other text. A paragraph that may go on beyond `end` counts if it
/// is long enough.
fn first_paragraph(
    body: &str,
    end: usize,
    enough: usize,
    smart_punctuation: bool,
) -> (Option<String>, Option<String>) {
    const LOOKUPS: usize = 20;
    let window = shortcode::without_calls(&body[..end]);
    let after = &body[end..];
    let mut lookups = 0;
    // References that are defined beyond the window are links all the same.
    let mut defined_later = |link: BrokenLink<'_>| {
        lookups += 1;
        let found = lookups <= LOOKUPS && !after.is_empty() && {
            let definition = format!("[{}]:", link.reference);
            memchr::memmem::find(after.as_bytes(), definition.as_bytes()).is_some()
        };
        found.then_some((CowStr::Borrowed(""), CowStr::Borrowed("")))
    };
    let options = page::options(smart_punctuation);
    let events = Parser::new_with_broken_link_callback(&window, options, Some(&mut defined_later));
    let mut reader = Reader::default();
    for (event, range) in events.into_offset_iter() {
        let complete = after.is_empty() || range.end < window.len();
        if let Some(text) = reader.read(event)
            && (complete || text.chars().count() > enough)
        {
            return (Some(text), None);
        }
    }
    (None, reader.otherwise)
}

/// Reads events until a paragraph is complete.
#[derive(Default)]
struct Reader {
    /// The text of the block being read.
    text: String,
    /// Open blocks and spans whose text does not count.
    skipped: usize,
    /// Open quotations and lists.
    nested: usize,
    /// Whether the text is in an inline script or style.
    in_script: bool,
    /// The first text that is no paragraph.
    otherwise: Option<String>,
}

impl Reader {
    /// Takes in `event`; returns the paragraph it ends.
    fn read(&mut self, event: Event<'_>) -> Option<String> {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => return self.end(tag),
            Event::Html(html) => self.text.push_str(&html),
            Event::InlineHtml(html) => self.inline_html(&html),
            _ if self.skipped > 0 || self.in_script => {}
            Event::Text(text) | Event::Code(text) => self.text.push_str(&text),
            Event::SoftBreak | Event::HardBreak => self.text.push(' '),
            _ => {}
        }
        None
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
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) -> Option<String> {
        match tag {
            TagEnd::Heading(_)
            | TagEnd::Table
            | TagEnd::CodeBlock
            | TagEnd::FootnoteDefinition
            | TagEnd::Image => {
                self.skipped -= 1;
                return None;
            }
            TagEnd::BlockQuote(_) | TagEnd::List(_) => {
                self.keep();
                self.nested -= 1;
                return None;
            }
            TagEnd::HtmlBlock => {
                let html = std::mem::take(&mut self.text);
                self.text = paragraph_of_html(&html).unwrap_or_default();
            }
            TagEnd::Paragraph => {}
            _ => return None,
        }
        if self.skipped > 0 {
            self.text.clear();
        }
        if self.nested > 0 {
            self.keep();
            return None;
        }
        tidy(&std::mem::take(&mut self.text))
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
        } else if escape::starts_with_tag(html, "br") {
            self.text.push(' ');
        }
    }
}

/// The text of the first paragraph of a block of HTML; of the whole block if it has none and is no heading, table or
/// the like.
fn paragraph_of_html(html: &str) -> Option<String> {
    const PASSED_OVER: [&str; 17] = [
        "aside", "dl", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "iframe",
        "nav", "script", "style", "table",
    ];
    let starts =
        memchr::memchr_iter(b'<', html.as_bytes()).filter(|&at| escape::starts_with_tag(&html[at..], "p"));
    let mut starts = starts.peekable();
    if starts.peek().is_none() {
        let block = html.trim_start();
        let passed_over =
            PASSED_OVER.iter().any(|name| escape::starts_with_tag(block, name)) || block.starts_with("<!");
        return if passed_over { None } else { tidy(&escape::plain_text(html)) };
    }
    while let Some(start) = starts.next() {
        let end = starts.peek().copied().unwrap_or(html.len());
        let paragraph = &html[start..end];
        let end = memchr::memmem::find(paragraph.as_bytes(), b"</p").unwrap_or(paragraph.len());
        if let Some(text) = tidy(&escape::plain_text(&paragraph[..end])) {
            return Some(text);
        }
    }
    None
}

/// `text` with single spaces; `None` if there is no letter or digit in it.
fn tidy(text: &str) -> Option<String> {
    text.contains(char::is_alphanumeric).then(|| {
        let mut tidy = String::with_capacity(text.len());
        for word in text.split_whitespace() {
            if !tidy.is_empty() {
                tidy.push(' ');
            }
            tidy.push_str(word);
        }
        tidy
    })
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
    let loose =
        |end: char| !end.is_alphanumeric() && !matches!(end, ')' | '”' | '»' | '’' | '"' | '%' | '!' | '?');
    format!("{}…", text[..cut].trim_end_matches(loose))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn first(text: &str) -> String {
        excerpt(text, 0, 200, false)
    }

    #[test]
    fn the_first_paragraph_counts() {
        assert_eq!(
            first(
                "# Title\n\n![x](y)\n\n> quote\n\n- item\n\n|a|\n|-|\n\n    code\n\n***\n\nA *b* `c`\n**d** [e](f)[^1] &amp; ![g](h)i.\n\nmore\n\n[^1]: note"
            ),
            "A b c d e & i."
        );
        assert_eq!(
            first("[^1]: note\n\n{{< figure x >}}\n\nA {{< mark >}}b{{< /mark >}} c{{</* x */>}}."),
            "A b c{{< x >}}."
        );
        assert_eq!(first("{{< box >}}\nBoxed\n{{< /box >}}\n\nText"), "Text");
        assert_eq!(excerpt("---\nx\n---\n\nText", 9, 200, false), "Text");
    }

    #[test]
    fn other_text_stands_in() {
        assert_eq!(first("> *quote*\n> on\n\n> more"), "quote on");
        assert_eq!(first("# Title\n\n- item *one*\n- two"), "item one");
        assert_eq!(first("# Title\n\n![x](y)"), "");
        assert_eq!(first(""), "");
    }

    #[test]
    fn html_is_read_too() {
        assert_eq!(
            first(
                "<div class=\"x\"><h2>T</h2>\n<p> </p>\n<p title='a>b'>A <b>b</b>&nbsp;&mdash; c<br>d</p>\n<p>e</p></div>"
            ),
            "A b — c d"
        );
        assert_eq!(
            first(
                "<h1>Title</h1>\n\n<script>var x;</script>\n\n<!-- c -->\n\n<div>\n\nText <b>bold</b><br>x <script>y</script>z\n\n</div>"
            ),
            "Text bold x z"
        );
        assert_eq!(first("<span>Plain</span> text"), "Plain text");
    }

    #[test]
    fn long_paragraphs_are_cut_between_words() {
        assert_eq!(excerpt("one two, three", 0, 14, false), "one two, three");
        assert_eq!(excerpt("one two, three", 0, 13, false), "one two…");
        assert_eq!(excerpt("one two, three", 0, 8, false), "one two…");
        assert_eq!(excerpt("один два", 0, 6, false), "один…");
        assert_eq!(excerpt("abcdefghij", 0, 5, false), "abcd…");
        assert_eq!(excerpt("abc", 0, 0, false), "");
    }

    #[test]
    fn references_defined_far_below_are_links() {
        let text = format!("A [b][c] [sic] [d].\n\n{}\n\n[c]: /x\n[d]: /y\n", "word ".repeat(10_000));
        assert_eq!(first(&text), "A b [sic] d.");
    }

    #[test]
    fn paragraphs_beyond_the_first_window_are_found() {
        let heading = "# x\n\n".repeat(10_000);
        assert_eq!(first(&format!("{heading}Text")), "Text");
        assert_eq!(first(&format!("{}\n\nnext", "long ".repeat(20_000))).chars().count(), 200);
        assert_eq!(first(&format!("{}\n\nText", "é".repeat(3_000))), format!("{}…", "é".repeat(199)));
    }

    proptest! {
        #[test]
        fn any_text_has_an_excerpt(text in "(\\PC|\n|[*<>\\[\\]{}`#]){0,80}", start in 0..90_usize, max in 0..40_usize) {
            prop_assert!(excerpt(&text, start, max, true).chars().count() <= max);
        }
    }
}
