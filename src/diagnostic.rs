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
pub mod message;
mod visible;

use visible::visible_line;
pub use visible::{visible, visible_json};

/// Stands for the place while a report is rendered; no text that is shown holds it.
const PLACE: &str = "\u{e000}";

pub use lines::LineIndex;

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

    /// The same problem, with the name that was probably meant as advice, if there is one.
    #[must_use]
    pub fn meant(self, nearest: Option<&str>) -> Diagnostic {
        match nearest {
            Some(nearest) => self.hint(format!("did you mean `{nearest}`?")),
            None => self,
        }
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

/// Problems collected on the way, in the order they came.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// An empty collection.
    pub fn new() -> Diagnostics {
        Diagnostics::default()
    }

    /// Adds one problem.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// Adds all problems of another step.
    pub fn append(&mut self, mut other: Diagnostics) {
        self.list.append(&mut other.list);
    }

    /// Leaves out the problems that `keep` does not hold.
    pub fn retain(&mut self, keep: impl FnMut(&Diagnostic) -> bool) {
        self.list.retain(keep);
    }

    /// Whether any problem stops the build.
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(Diagnostic::is_error)
    }

    /// How many problems stop the build.
    pub fn errors(&self) -> usize {
        self.count(Level::Error)
    }

    /// How many problems do not stop the build.
    pub fn warnings(&self) -> usize {
        self.count(Level::Warning)
    }

    /// How many things are only good to know.
    pub fn notes(&self) -> usize {
        self.count(Level::Note)
    }

    fn count(&self, level: Level) -> usize {
        self.list.iter().filter(|diagnostic| diagnostic.level == level).count()
    }

    /// Whether nothing was reported.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The problems, sorted by file, position and text, so that reports do not depend on the order of work.
    pub fn sorted(&self) -> Vec<&Diagnostic> {
        let mut sorted: Vec<&Diagnostic> = self.list.iter().collect();
        sorted.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
        sorted
    }

    /// The problems in the order they were reported.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.list.iter()
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(diagnostics: I) -> Diagnostics {
        Diagnostics { list: diagnostics.into_iter().collect() }
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Diagnostics {
        Diagnostics { list: vec![diagnostic] }
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, diagnostics: I) {
        self.list.extend(diagnostics);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_not_bytes() {
        let text = "один\nдва три";
        let offset = text.find("три").unwrap();
        assert_eq!(Position::of(text, offset), Position { line: 2, column: 5 });
        assert_eq!(Position::of(text, 0), Position::START);
        assert_eq!(Position::of(text, 1_000), Position { line: 2, column: 8 });
    }

    #[test]
    fn a_report_shows_place_source_line_and_hint() {
        let problem = Diagnostic::error("unknown-term", "unknown region `Tadjikistan`")
            .at(Place::new("content/a.md", Position { line: 4, column: 9 }))
            .hint("did you mean `Tajikistan`?");
        let line = Excerpt { text: "region: Tadjikistan".into(), column: 9, cut: false };
        let report = problem.render(Some(&line), false);
        assert_eq!(
            report,
            "error[unknown-term]: unknown region `Tadjikistan`\n \
             --> content/a.md:4:9\n  |\n4 | region: Tadjikistan\n  |         ^\n  |\n  = hint: did you mean `Tajikistan`?"
        );
    }

    #[test]
    fn a_part_of_a_line_is_shown_with_the_column_of_the_whole() {
        let problem = Diagnostic::error("x", "y").at(Place::new("a.md", Position { line: 7, column: 5_000 }));
        let line = Excerpt { text: "…before here after…".into(), column: 9, cut: true };
        assert_eq!(
            problem.render(Some(&line), false),
            "error[x]: y\n --> a.md:7:5000\n  |\n ::: \n7 | …before here after…\n  |         ^"
        );
    }

    #[test]
    fn long_values_are_shortened() {
        let path = "a/".repeat(2_000);
        let problem = Diagnostic::error("x", format!("`{path}z` is no address")).hint(path);
        assert_eq!(problem.message, format!("`{}a…{}z` is no address", "a/".repeat(39), "a/".repeat(19)));
        assert!(problem.hint.unwrap().len() < 200);
        let words = Diagnostic::warning("x", "слово ".repeat(10_000)).message;
        assert_eq!(words.chars().count(), 2_001);
        let short = "x".repeat(200);
        assert_eq!(Diagnostic::error("x", short.clone()).message, short);
    }

    #[test]
    fn messages_are_one_line_whatever_they_quote() {
        let quoted = "`a\nb\r\nc\rd\u{b}e\u{c}f\u{85}g\u{2028}h\u{2029}\ti`";
        let shown = "`a\\nb\\r\\nc\\rd\\u{b}e\\u{c}f\\u{85}g\\u{2028}h\\u{2029}\ti`";
        let problem = Diagnostic::error("x", quoted).hint(quoted);
        assert_eq!((&*problem.message, problem.hint.as_deref()), (shown, Some(shown)));
        let problem = Diagnostic::warning("x", quoted);
        assert_eq!(problem.message, shown);
        // What was read from a cache or changed since is shown by the same rule.
        assert_eq!(problem.render(None, false), format!("warning[x]: {}", shown.replace('\t', "\\t")));
    }

    #[test]
    fn a_report_shows_what_a_terminal_would_obey() {
        let problem = Diagnostic::error("x", "no \u{9b}31m\nsuch")
            .at(Place::new("content/\u{1b}[2J.md", Position { line: 4, column: 4 }))
            .hint("\u{202e}");
        let line = Excerpt { text: "a\u{1b}\u{85}b\tc".into(), column: 4, cut: false };
        assert_eq!(
            problem.render(Some(&line), false),
            "error[x]: no \\u{9b}31m\\nsuch\n --> content/\\u{1b}[2J.md:4:4\n  |\n4 | a\\u{1b}\\u{85}b    c\n  |              \
             ^\n  |\n  = hint: \\u{202e}"
        );
        let whole = Diagnostic::warning("x", "y").at(Place::file("a\n.md"));
        assert_eq!(whole.render(None, false), "warning[x]: y\n--> a\\n.md");
    }

    #[test]
    fn a_report_without_a_source_line_still_names_the_place() {
        let problem = Diagnostic::warning("x", "y").at(Place::file("content/a.md"));
        assert_eq!(problem.render(None, false), "warning[x]: y\n--> content/a.md");
    }

    #[test]
    fn reports_are_sorted_by_place() {
        let mut all = Diagnostics::new();
        all.push(Diagnostic::warning("b", "later").at(Place::new("b.md", Position { line: 2, column: 1 })));
        all.push(Diagnostic::error("a", "first").at(Place::new("a.md", Position { line: 9, column: 1 })));
        all.push(Diagnostic::error("a", "site"));
        let texts: Vec<&str> = all.sorted().iter().map(|problem| problem.message.as_str()).collect();
        assert_eq!(texts, ["site", "first", "later"]);
    }
}
