//! What the parser of Markdown does not know, found line by line before it reads a text: containers (`:::note`), attributes in
//! braces (`{: .class #id}`), and HTML whose content is Markdown (`<div markdown="1">`).
//!
//! Each is replaced by a processing instruction (`<?…?>`) of the same length. The parser takes one for raw HTML that ends with
//! its line, so that what stands around it is Markdown, and every byte keeps its place. The writer asks here what it
//! stands for. Where one ends up in anything else, such as code, the text comes back as it was written.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memmem;
use pulldown_cmark::{CowStr, Event, Parser, Tag};

use super::extensions;
use crate::config::Markdown;

mod lines;

/// What stands at a place of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// A container begins.
    Open(Container, Option<String>),
    /// The last container ends.
    Close,
    /// Attributes of what stands before it.
    After(Attributes),
    /// Attributes of the block that follows.
    Before(Attributes),
    /// A tag of HTML, but for these bytes of it.
    Tag(Range<usize>),
    /// A colon that the parser would take for the beginning of a definition.
    Colon,
}

/// What a container is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Container {
    /// A box with a heading.
    Alert(Alert),
    /// A text that opens when its heading is pressed.
    Details,
}

/// What an alert or a container says of its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Alert {
    /// Worth knowing.
    Note,
    /// Useful.
    Tip,
    /// Must be known.
    Important,
    /// Must be heeded.
    Warning,
    /// May do harm.
    Caution,
}

impl Alert {
    /// The key of its heading among the interface texts.
    pub(super) fn key(self) -> &'static str {
        match self {
            Alert::Note => "note",
            Alert::Tip => "tip",
            Alert::Important => "important",
            Alert::Warning => "warning",
            Alert::Caution => "caution",
        }
    }
}

/// The class and the anchor that braces name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Attributes {
    /// The classes, with blanks between them.
    pub(super) class: String,
    /// The anchor.
    pub(super) id: Option<String>,
    /// Whether the list before it is where a table of contents goes (kramdown).
    pub(super) is_contents: bool,
}

/// The marks of a text.
#[derive(Debug, Default)]
pub(super) struct Marks<'t> {
    /// The text as it is written.
    text: &'t str,
    /// In order.
    found: Vec<(Range<usize>, Mark)>,
    /// Containers that are never closed: what begins each, and where.
    pub(super) unclosed: Vec<Range<usize>>,
}

impl<'t> Marks<'t> {
    /// Finds the marks of `text`, and returns it with instructions in their places, as long as it was.
    pub(super) fn of(text: &'t str, markdown: Markdown) -> (Cow<'t, str>, Marks<'t>) {
        let holds = |what: &str| memmem::find(text.as_bytes(), what.as_bytes()).is_some();
        let wanted = Markdown {
            containers: markdown.containers && holds(":::"),
            attributes: markdown.attributes && holds("{:"),
            in_html: markdown.in_html && holds("markdown="),
            definition_lists: markdown.definition_lists && has_bare_colon(text),
            ..markdown
        };
        if !(wanted.containers || wanted.attributes || wanted.in_html || wanted.definition_lists) {
            return (Cow::Borrowed(text), Marks { text, ..Marks::default() });
        }
        let events = Parser::new_ext(text, extensions::options(markdown)).into_offset_iter();
        let code =
            events.filter(|(event, _)| matches!(event, Event::Code(_) | Event::Start(Tag::CodeBlock(_))));
        let code: Vec<Range<usize>> = code.map(|(_, range)| range).collect();
        let (found, unclosed) = lines::marks(text, wanted, &code);
        let mut marked = String::with_capacity(text.len());
        for (range, mark) in &found {
            marked.push_str(&text[marked.len()..range.start]);
            match mark {
                Mark::Colon => marked.push(';'),
                _ => push_instruction(&mut marked, range.len()),
            }
        }
        marked.push_str(&text[marked.len()..]);
        (Cow::Owned(marked), Marks { text, found, unclosed })
    }

    /// The mark that stands at the beginning of `range`, but for blanks.
    pub(super) fn at(&self, range: &Range<usize>) -> Option<&(Range<usize>, Mark)> {
        let index = self.found.partition_point(|(mark, _)| mark.start < range.start);
        let found =
            self.found.get(index).filter(|(place, mark)| place.end <= range.end && *mark != Mark::Colon)?;
        self.text.get(range.start..found.0.start)?.trim().is_empty().then_some(found)
    }

    /// `events` of the marked text with what is text or raw HTML as it was written.
    pub(super) fn restore<'m, 'e: 'm>(
        &'m self,
        events: impl Iterator<Item = (Event<'e>, Range<usize>)> + 'm,
    ) -> impl Iterator<Item = (Event<'m>, Range<usize>)>
    where
        't: 'm,
    {
        events.map(|(event, range)| {
            if self.found.is_empty() {
                return (event, range);
            }
            let event = match (event, self.written(&range)) {
                (Event::Text(_), Some(written)) => Event::Text(CowStr::Borrowed(written)),
                (Event::Html(_), Some(written)) if self.at(&range).is_none() => {
                    Event::Html(CowStr::Borrowed(written))
                }
                (Event::InlineHtml(_), Some(written)) if self.at(&range).is_none() => {
                    Event::InlineHtml(CowStr::Borrowed(written))
                }
                (event, _) => event,
            };
            (event, range)
        })
    }

    /// What stands at `range` of the text as it was written, if there is a mark in it.
    pub(super) fn written(&self, range: &Range<usize>) -> Option<&'t str> {
        let index = self.found.partition_point(|(mark, _)| mark.end <= range.start);
        self.found.get(index).filter(|(mark, _)| mark.start < range.end)?;
        self.text.get(range.clone())
    }
}

/// Whether a line starts with a colon that no blank follows.
fn has_bare_colon(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b':', bytes).any(|at| {
        let before = bytes[..at].iter().rev().find(|byte| !matches!(byte, b' ' | b'\t' | b'>'));
        before.is_none_or(|before| *before == b'\n') && is_bare_colon(&text[at..])
    })
}

/// Whether a text starts with a colon that no blank follows.
fn is_bare_colon(text: &str) -> bool {
    text.strip_prefix(':').is_some_and(|rest| !rest.starts_with([' ', '\t']))
}

/// Appends an instruction of `length` bytes, at least 3. One of 3 ends a line that is nothing else.
fn push_instruction(text: &mut String, length: usize) {
    text.push_str("<?");
    match length {
        0..=3 => text.push('>'),
        _ => {
            text.extend(std::iter::repeat_n('-', length - 4));
            text.push_str("?>");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn marked(text: &str) -> String {
        Marks::of(text, Markdown::default()).0.into_owned()
    }

    #[test]
    fn what_is_found_keeps_its_length() {
        for (text, expected) in [
            (":::note\na\n:::\n", "<?---?>\na\n<?>\n"),
            ("> ::: tip Look\n> a\n> :::\n", "> <?--------?>\n> a\n> <?>\n"),
            ("a\n{: .b}\n", "a\n<?--?>\n"),
            ("*a*{: .b} c", "*a*<?--?> c"),
            ("<div markdown=\"1\">\n*a*\n</div>\n", "<?--------------?>\n*a*\n<?--?>\n"),
            ("<div markdown=1>\n<div>\n</div>\n</div>\n", "<?------------?>\n<div>\n</div>\n<?--?>\n"),
            ("::::note\n:::tip\na\n:::\n::::\n", "<?----?>\n<?--?>\na\n<?>\n<??>\n"),
        ] {
            assert_eq!(marked(text), expected);
            assert_eq!(expected.len(), text.len());
        }
    }

    #[test]
    fn what_is_none_stays() {
        for text in ["a\n:::\n:)\n: b\n", ":x\n"] {
            assert_eq!(marked(text), text.replace("\n::", "\n;:").replace(":)", ";)").replace(":x", ";x"));
        }
        for text in [
            "`a`{:b",
            "```\n:::note\n:::\n```\n",
            "`{: .b}`",
            "a {: .b}",
            "{::comment}\n",
            "{:/}\n",
            "{: .a} {: .b}\n",
            "<div markdown=\"0\">\n</div>\n",
            "<div markdown=\"1\">a</div>\n",
            "<div markdown=\"1\">\na</div>\n",
            "a: b\n: c\n",
        ] {
            assert_eq!(marked(text), text);
        }
        for text in [":::centre\na\n:::\n", ":::note\na\n", ":::\n", "::::note\na\n:::\n"] {
            assert_eq!(marked(text).replace(';', ":"), text);
        }
    }

    #[test]
    fn many_marks_take_linear_time() {
        for piece in [
            ":::note\n",
            ":::\n",
            "{:",
            "{: .a}\n",
            "*a*{:x}",
            "<div markdown=1>\n",
            "</div>\n",
            "<div markdown=1>\n<div>",
            ":",
        ] {
            let text = piece.repeat(1_000_000 / piece.len());
            assert_eq!(marked(&text).len(), text.len());
        }
    }

    proptest! {
        #[test]
        fn any_text_keeps_its_length(text in "(:::|note| |\n|> |\\{:|\\}|\\.a|#b|<div markdown=1>|</div>|\\*a\\*|`|é|- |    ){0,30}") {
            let (marked, marks) = Marks::of(&text, Markdown::default());
            prop_assert_eq!(marked.len(), text.len());
            for (range, mark) in &marks.found {
                prop_assert_eq!(marks.at(range).map(|found| &found.0), Some(range).filter(|_| *mark != Mark::Colon));
                prop_assert_eq!(marks.written(range), text.get(range.clone()));
            }
        }
    }
}
