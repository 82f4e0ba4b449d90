//! A text of Hexo cut into code, tags of Nunjucks and all else.

use crate::import::code;

/// A piece of a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Piece<'t> {
    /// Anything else.
    Text(&'t str),
    /// A fenced block of code, from its first line to its last.
    Fence(Fence<'t>),
    /// Code between backticks.
    Span(&'t str),
    /// A tag: `{% name arguments %}`.
    Tag(Tag<'t>),
    /// A value: `{{ page.title }}`.
    Value(&'t str),
    /// A comment: `{# … #}`.
    Comment(&'t str),
}

/// A fenced block of code.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Fence<'t> {
    /// What stands before the fence: blanks, signs of a quotation or a list.
    pub(super) lead: &'t str,
    /// The fence.
    pub(super) fence: &'t str,
    /// What stands behind it: the language, a title.
    pub(super) info: &'t str,
    /// The lines below, with the one that ends the block.
    pub(super) rest: &'t str,
}

/// A tag.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Tag<'t> {
    /// All of it.
    pub(super) whole: &'t str,
    /// Its name.
    pub(super) name: &'t str,
    /// Its arguments, as they are written.
    pub(super) arguments: &'t str,
}

/// Cuts a text into pieces.
pub(super) struct Lexer<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Lexer<'t> {
    /// Of a text that starts at the beginning of a line.
    pub(super) fn new(text: &'t str) -> Lexer<'t> {
        Lexer { text, at: 0 }
    }

    /// Where the next piece starts.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Goes on at another place.
    pub(super) fn go_to(&mut self, at: usize) {
        self.at = at.min(self.text.len());
    }

    fn is_line_start(&self) -> bool {
        self.at == 0 || self.text.as_bytes().get(self.at - 1) == Some(&b'\n')
    }
}

impl<'t> Iterator for Lexer<'t> {
    type Item = Piece<'t>;

    fn next(&mut self) -> Option<Piece<'t>> {
        let rest = &self.text[self.at..];
        if rest.is_empty() {
            return None;
        }
        if self.is_line_start()
            && let Some((fence, length)) = fence(rest)
        {
            self.at += length;
            return Some(Piece::Fence(fence));
        }
        if let Some((piece, length)) = special(rest) {
            self.at += length;
            return Some(piece);
        }
        // Up to what may be special: a brace, a backtick, the start of a line.
        let first = rest.chars().next().map_or(1, char::len_utf8);
        let run = if rest.starts_with('`') { rest.len() - rest.trim_start_matches('`').len() } else { first };
        let end = if rest[..run].ends_with('\n') {
            run
        } else {
            let next = rest[run..].find(['{', '`', '\n']);
            next.map_or(rest.len(), |next| run + next + usize::from(rest[run + next..].starts_with('\n')))
        };
        self.at += end;
        Some(Piece::Text(&rest[..end]))
    }
}

/// The fenced block that a line begins, and its length.
fn fence(text: &str) -> Option<(Fence<'_>, usize)> {
    let line_end = text.find('\n').unwrap_or(text.len());
    let line = &text[..line_end];
    let inner = line.trim_start_matches([' ', '\t', '>']);
    let inner = match inner.strip_prefix(['-', '*', '+']) {
        Some(item) if item.starts_with(' ') => item.trim_start(),
        _ => inner,
    };
    let sign = inner.chars().next().filter(|sign| matches!(sign, '`' | '~'))?;
    let info = inner.trim_start_matches(sign);
    let count = inner.len() - info.len();
    if count < 3 || (sign == '`' && info.contains('`')) {
        return None;
    }
    let lead = &line[..line.len() - inner.len()];
    let mut end = (line_end + 1).min(text.len());
    while end < text.len() {
        let next = text[end..].find('\n').map_or(text.len(), |offset| end + offset + 1);
        let closing = text[end..next].trim().trim_start_matches(['>', ' ']);
        end = next;
        if closing.len() >= count && closing.chars().all(|c| c == sign) {
            break;
        }
    }
    let rest = &text[(line_end + 1).min(end)..end];
    Some((Fence { lead, fence: &inner[..count], info: info.trim(), rest }, end))
}

/// The code between backticks, the tag, the value or the comment that a text begins with.
fn special(text: &str) -> Option<(Piece<'_>, usize)> {
    if text.starts_with('`') {
        let inner = text.trim_start_matches('`');
        let count = text.len() - inner.len();
        let end = closing_run(inner, count)?;
        let length = count + end + count;
        return Some((Piece::Span(&text[..length]), length));
    }
    let close = match text.get(..2)? {
        "{%" => "%}",
        "{{" => "}}",
        "{#" => "#}",
        _ => return None,
    };
    let end = 2 + code::near(&text[2..]).find(close)?;
    let (whole, inner) = (&text[..end + 2], text[2..end].trim_matches('-').trim());
    let piece = match close {
        "}}" => Piece::Value(whole),
        "#}" => Piece::Comment(whole),
        _ => {
            let length = inner.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(inner.len());
            if length == 0 {
                return None;
            }
            Piece::Tag(Tag { whole, name: &inner[..length], arguments: inner[length..].trim() })
        }
    };
    Some((piece, end + 2))
}

/// Where the next run of exactly `count` backticks starts, in the same paragraph.
fn closing_run(text: &str, count: usize) -> Option<usize> {
    let text = code::near(text);
    let end = text.find("\n\n").unwrap_or(text.len());
    let mut at = 0;
    while let Some(start) = text[at..end].find('`').map(|offset| at + offset) {
        let run = text[start..].len() - text[start..].trim_start_matches('`').len();
        if run == count {
            return Some(start);
        }
        at = (start + run).min(end);
    }
    None
}

/// The arguments of a tag: words, and texts in quotes.
pub(super) fn words(arguments: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quote = None;
    for next in arguments.chars() {
        match (quote, next) {
            (Some(open), _) if open == next => quote = None,
            (None, '"' | '\'') if word.is_empty() => quote = Some(next),
            (None, _) if next.is_whitespace() => {
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
            }
            _ => word.push(next),
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<String> {
        let mut shown = Vec::new();
        let mut length = 0;
        let mut lexer = Lexer::new(text);
        while let Some(piece) = lexer.next() {
            assert!(lexer.at() > length, "{text}");
            length = lexer.at();
            match piece {
                Piece::Text(_) => {}
                Piece::Fence(fence) => {
                    shown.push(format!("fence {}|{}|{}", fence.lead, fence.info, fence.rest))
                }
                Piece::Span(span) => shown.push(format!("span {span}")),
                Piece::Tag(tag) => shown.push(format!("tag {}({})", tag.name, tag.arguments)),
                Piece::Value(value) => shown.push(format!("value {value}")),
                Piece::Comment(comment) => shown.push(format!("comment {comment}")),
            }
        }
        assert_eq!(length, text.len());
        shown
    }

    #[test]
    fn code_is_told_from_tags() {
        let text = "a `{% x %}` {%- note warn A b -%} {{ v }} {# c #}\n``` diff p.json\n{% y %}\n```\n> ~~~\n> {% z %}\n> ~~~\n{% endnote %}";
        assert_eq!(
            pieces(text),
            [
                "span `{% x %}`",
                "tag note(warn A b)",
                "value {{ v }}",
                "comment {# c #}",
                "fence |diff p.json|{% y %}\n```\n",
                "fence > ||> {% z %}\n> ~~~\n",
                "tag endnote()"
            ]
        );
    }

    #[test]
    fn pieces_end_whatever_they_are() {
        for text in [
            "`",
            "``",
            "{%",
            "{% %}",
            "{%x",
            "{{",
            "```",
            "```\n",
            "~~~~ a\nb",
            "é{é`é\n\n`",
            "a ``b` c``",
            "{",
            "{#",
            "-",
            "- ```\n",
        ] {
            pieces(text);
        }
    }

    #[test]
    fn arguments_are_words() {
        assert_eq!(words("a 'b c' lang:js \"d\" it's"), ["a", "b c", "lang:js", "d", "it's"]);
        assert_eq!(words(""), Vec::<String>::new());
    }
}
