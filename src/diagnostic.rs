//! Messages: what is wrong, where, and what to do. All steps report problems in this form.
//!
//! Steps collect [`Diagnostic`]s and continue, so that one bad article does not hide the next. The command sorts and
//! prints them with the source line. Each module has its constructors in its own `message` module; [`message`] has
//! those that several modules share.

use std::borrow::Cow;
use std::fmt;

use annotate_snippets::{AnnotationKind, Group, Level as SnippetLevel, Origin, Renderer, Snippet};
use serde::{Deserialize, Serialize};

mod lines;
mod list;
pub mod message;
mod visible;

use visible::visible_line;
pub use visible::{visible, visible_json};

/// Stands for the place while a report is rendered; no text that is shown holds it.
const PLACE: &str = "\u{e000}";

pub use lines::LineIndex;
pub use list::Diagnostics;

/// How bad a problem is. Errors stop the build before anything is swapped in; warnings and notes do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Level {
    /// The build fails as a whole, after everything else has been checked.
    Error,
    /// The build goes on; the reader of the report decides.
    Warning,
    /// Nothing is wrong; it is good to know.
    Note,
}

impl Level {
    /// The word used in output: `error`, `warning` or `note`.
    pub fn name(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Note => "note",
        }
    }
}

/// A place in a text file: line and column, both counted from 1; columns count Unicode scalar values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Position {
    /// Line number, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

impl Position {
    /// The first character of a file.
    pub const START: Position = Position { line: 1, column: 1 };

    /// The position of the byte at `offset` in `text`. Offsets past the end give the end.
    ///
    /// It walks from the start of the text: for more than one position of a text see [`LineIndex`].
    pub fn of(text: &str, offset: usize) -> Position {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = &text.as_bytes()[..offset];
        let line_start = memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1);
        Position {
            line: count(memchr::memchr_iter(b'\n', before).count()) + 1,
            column: count(text[line_start..offset].chars().count()) + 1,
        }
    }
}

/// Lengths in lines and columns fit 32 bits: sources are refused above 4 GiB long before.
fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// What a report shows of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The line without its line break, or a part of it.
    pub text: String,
    /// The column of the text that the problem is at, from 1.
    pub column: u32,
    /// Whether it is a part of the line only.
    pub cut: bool,
}

/// The file a problem is in, relative to the site's root, and where in it if that is known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// Path as the user would type it from the site's root, with `/` between parts.
    pub file: String,
    /// Where in the file; `None` for problems of the file as a whole.
    pub position: Option<Position>,
}

impl Place {
    /// A place in `file` at `position`.
    pub fn new(file: impl Into<String>, position: Position) -> Place {
        Place { file: file.into(), position: Some(position) }
    }

    /// The file as a whole.
    pub fn file(file: impl Into<String>) -> Place {
        Place { file: file.into(), position: None }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.position {
            Some(Position { line, column }) => write!(f, "{}:{line}:{column}", self.file),
            None => f.write_str(&self.file),
        }
    }
}

/// One problem: what is wrong, where, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Error or warning.
    pub level: Level,
    /// A stable short name such as `unknown-term`, for scripts that read `--json`.
    pub code: Cow<'static, str>,
    /// Where; `None` for problems of the site as a whole.
    pub place: Option<Place>,
    /// What is wrong, one sentence without a full stop, on one line.
    pub message: String,
    /// What to do, if there is something to say; one line too.
    pub hint: Option<String>,
}

impl Diagnostic {
    /// An error with a code and a message, nowhere in particular yet.
    pub fn error(code: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            level: Level::Error,
            code: code.into(),
            place: None,
            message: shortened(one_line(message.into())),
            hint: None,
        }
    }

    /// A warning with a code and a message, nowhere in particular yet.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic { level: Level::Warning, ..Diagnostic::error(code, message) }
    }

    /// A note with a code and a message, nowhere in particular yet.
    pub fn note(code: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic { level: Level::Note, ..Diagnostic::error(code, message) }
    }

    /// The same problem, at `place`.
    #[must_use]
    pub fn at(mut self, place: Place) -> Diagnostic {
        self.place = Some(place);
        self
    }

    /// The same problem, with advice.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Diagnostic {
        self.hint = Some(shortened(one_line(hint.into())));
        self
    }

    /// The same problem, with advice if there is some.
    #[must_use]
    pub fn hint_if(self, hint: Option<impl Into<String>>) -> Diagnostic {
        match hint {
            Some(hint) => self.hint(hint),
            None => self,
        }
    }

    /// The same problem, with the name that was probably meant as advice, if there is one.
    #[must_use]
    pub fn meant(self, nearest: Option<&str>) -> Diagnostic {
        self.hint_if(nearest.map(|nearest| format!("did you mean `{nearest}`?")))
    }

    /// The same problem at another level, for checks that the configuration may soften.
    #[must_use]
    pub fn level(mut self, level: Level) -> Diagnostic {
        self.level = level;
        self
    }

    /// Whether this stops the build.
    pub fn is_error(&self) -> bool {
        self.level == Level::Error
    }

    /// The order of reports: by file and position, errors before warnings, then by text.
    fn sort_key(&self) -> (Option<&Place>, Level, &str, &str) {
        (self.place.as_ref(), self.level, &self.code, &self.message)
    }

    /// The report as it is printed: headline, place, source line with a caret, hint. Nothing in it is obeyed by a terminal.
    ///
    /// `source` is what is shown of the line that the place names.
    pub fn render(&self, source: Option<&Excerpt>, colour: bool) -> String {
        let level = match self.level {
            Level::Error => SnippetLevel::ERROR,
            Level::Warning => SnippetLevel::WARNING,
            Level::Note => SnippetLevel::NOTE,
        };
        let title = level.primary_title(visible(&self.message)).id(&*self.code);
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let mut group = match (&self.place, source) {
            (Some(Place { position: Some(position), .. }), Some(excerpt)) => {
                let (shown, start, end) = visible_line(&excerpt.text, excerpt.column);
                let snippet = Snippet::source(shown)
                    .line_start(position.line as usize)
                    .annotation(AnnotationKind::Primary.span(start..end));
                // A part of a line is no line of the file, and the renderer would tell its column.
                if excerpt.cut {
                    title.element(Origin::path(PLACE)).element(snippet)
                } else {
                    title.element(snippet.path(PLACE))
                }
            }
            (Some(place), _) => title.element(Origin::path(visible(&place.to_string()).into_owned())),
            (None, _) => Group::with_title(title),
        };
        if let Some(hint) = &self.hint {
            group = group.element(SnippetLevel::HELP.with_name("hint").message(visible(hint)));
        }
        let report = renderer.render(&[group]);
        match (&self.place, report.split_once(PLACE)) {
            // The renderer adds line and column of what is shown; those of the file stand in the place.
            (Some(place), Some((before, after))) => {
                let after = after.trim_start_matches(|c: char| c == ':' || c.is_ascii_digit());
                format!("{before}{}{after}", visible(&place.to_string()))
            }
            _ => report,
        }
    }
}

/// A text of a message on one line, whatever it quotes: line breaks of any kind (Unicode, UAX 14: BK, CR, LF and NL) are shown
/// as their escapes.
fn one_line(text: String) -> String {
    if !text.contains(is_line_break) {
        return text;
    }
    let mut line = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match is_line_break(character) {
            true => visible::push(&mut line, character),
            false => line.push(character),
        }
    }
    line
}

/// Whether a text goes on in another line after the character, for any reader.
fn is_line_break(character: char) -> bool {
    matches!(character, '\n'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// A text of a message in which no word is longer than a path that people write: values are quoted as they were found, and
/// may be of any length.
fn shortened(text: String) -> String {
    /// The longest word, in characters, and how many of its first and its last ones stand for a longer one.
    const WORD: usize = 200;
    const KEPT: (usize, usize) = (80, 40);
    /// The longest text, in characters.
    const TEXT: usize = 2_000;
    if text.len() <= WORD {
        return text;
    }
    let mut short = String::with_capacity(text.len().min(4 * TEXT));
    for word in text.split_inclusive(char::is_whitespace) {
        let nth = |number| word.char_indices().nth(number).map(|(index, _)| index);
        match nth(WORD).and(nth(KEPT.0)) {
            Some(head) => {
                let tail = word.char_indices().rev().nth(KEPT.1).map_or(word.len(), |(index, _)| index);
                short.push_str(&word[..head]);
                short.push('…');
                short.push_str(&word[tail..]);
            }
            None => short.push_str(word),
        }
        if short.len() > TEXT
            && let Some((end, _)) = short.char_indices().nth(TEXT)
        {
            short.truncate(end);
            short.push('…');
            break;
        }
    }
    short
}

#[cfg(test)]
mod tests;
