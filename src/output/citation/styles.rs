//! The forms that style guides give for a newspaper article that is kept in an archive.
//!
//! Names of months and the words between names are English in all of them, whatever the article's language: that is how these
//! guides cite works in other languages. Titles and names stay as they are.
//!
//! - APA: Publication Manual of the American Psychological Association, 7th edition, 9.7–9.12 (names), 9.30 (archives),
//!   10.1 (newspapers).
//! - MLA: MLA Handbook, 9th edition, 5.1–5.99; the archive is the second container.
//! - Chicago: The Chicago Manual of Style, 17th edition, 14.191–14.200 (newspapers), notes; for "archived … at", its
//!   questions and answers on documentation.

use chrono::{Datelike, NaiveDate};

use super::Work;
use super::name::Name;
use crate::text::push_escaped;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// As MLA shortens them: those of up to four letters stay whole.
const SHORT_MONTHS: [&str; 12] =
    ["Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."];

/// A line of HTML: escaped texts, some of them in italics.
struct Line {
    html: String,
    /// The last character that was written.
    last: Option<char>,
}

impl Line {
    fn new() -> Line {
        // Most citations are about as long.
        Line { html: String::with_capacity(384), last: None }
    }

    fn text(&mut self, text: &str) -> &mut Line {
        push_escaped(&mut self.html, text);
        self.last = text.chars().next_back().or(self.last);
        self
    }

    fn italic(&mut self, text: &str) -> &mut Line {
        self.html.push_str("<i>");
        self.text(text);
        self.html.push_str("</i>");
        self
    }

    /// Ends a part with a full stop and a blank, unless its own sign ends it already.
    fn stop(&mut self) -> &mut Line {
        let ended = self.last.is_some_and(ends);
        self.text(if ended { " " } else { ". " })
    }
}

/// Whether a sign ends a sentence, so that no full stop follows.
fn ends(last: char) -> bool {
    matches!(last, '.' | '?' | '!' | '…' | '。' | '？' | '！' | '؟' | '։')
}

/// APA, as in a list of references: author, date, title, newspaper, archive, address.
pub(super) fn apa(work: &Work<'_>) -> String {
    let mut line = Line::new();
    let (year, date) =
        (work.date.year(), format!("{} {}", MONTHS[work.date.month0() as usize], work.date.day()));
    let date = format!("({year}, {date})");
    if work.names.is_empty() {
        line.text(work.title).stop().text(&date).text(". ");
    } else {
        line.text(&apa_names(&work.names)).stop().text(&date).text(". ").text(work.title).stop();
    }
    if let Some(publication) = work.publication {
        line.italic(&publication.name).stop();
    }
    if let Some(archive) = work.archive() {
        line.text(archive).stop();
    }
    line.text(work.url);
    line.html
}

/// Up to twenty names; of more, the first nineteen and the last.
fn apa_names(names: &[Name<'_>]) -> String {
    const MOST: usize = 20;
    let names: Vec<String> = match names {
        [first @ .., last] if names.len() > MOST => {
            let shown = first[..MOST - 1].iter().map(Name::with_initials);
            let shown = shown.collect::<Vec<_>>().join(", ");
            return format!("{shown}, . . . {}", last.with_initials());
        }
        _ => names.iter().map(Name::with_initials).collect(),
    };
    match names.as_slice() {
        [first @ .., last] if !first.is_empty() => format!("{}, & {last}", first.join(", ")),
        _ => names.concat(),
    }
}

/// MLA, as in a list of works cited: author, title, newspaper and date, archive, its keeper, address.
pub(super) fn mla(work: &Work<'_>) -> String {
    let mut line = Line::new();
    let date =
        format!("{} {} {}", work.date.day(), SHORT_MONTHS[work.date.month0() as usize], work.date.year());
    let names = match work.named().as_slice() {
        [] => String::new(),
        [one] => one.inverted(),
        [one, two] => format!("{}, and {}", one.inverted(), two.whole()),
        [first, ..] => format!("{}, et al", first.inverted()),
    };
    if !names.is_empty() {
        line.text(&names).stop();
    }
    let title = within_quotes(work.title);
    let end = if title.ends_with(ends) { "" } else { "." };
    line.text("“").text(&title).text(end).text("” ");
    if let Some(publication) = work.publication {
        line.italic(&publication.name).text(", ");
    }
    line.text(&date);
    if let Some(archive) = work.archive() {
        line.stop().italic(archive);
        if let Some(operator) = work.operator() {
            line.text(", ").text(operator);
        }
    }
    line.text(", ").text(work.url).text(".");
    line.html
}

/// Chicago, as a note: author, title, newspaper, date, "archived … at", address.
pub(super) fn chicago(work: &Work<'_>) -> String {
    let mut line = Line::new();
    let whole: Vec<&str> = work.named().iter().map(|name| name.whole()).collect();
    let names = match whole.as_slice() {
        [] => String::new(),
        [one] => format!("{one}, "),
        [one, two] => format!("{one} and {two}, "),
        [one, two, three] => format!("{one}, {two}, and {three}, "),
        [first, ..] => format!("{first} et al., "),
    };
    line.text(&names).text("“").text(&within_quotes(work.title)).text(",” ");
    if let Some(publication) = work.publication {
        line.italic(&publication.name);
        // A place that the name holds already is not said twice.
        let place = publication.place.as_deref();
        if let Some(place) =
            place.filter(|place| !publication.name.to_lowercase().contains(&place.to_lowercase()))
        {
            line.text(" (").text(place).text(")");
        }
        line.text(", ");
    }
    line.text(&long_date(work.date)).text(", ");
    if let Some(archive) = work.archive() {
        line.text("archived ");
        if let Some(captured) = work.captured {
            line.text(&long_date(captured)).text(", ");
        }
        line.text("at ").text(archive).text(", ");
        if let Some(operator) = work.operator() {
            line.text(operator).text(", ");
        }
    }
    line.text(work.url).text(".");
    line.html
}

/// `December 10, 2010`.
fn long_date(date: NaiveDate) -> String {
    format!("{} {}, {}", MONTHS[date.month0() as usize], date.day(), date.year())
}

/// A title that will stand in double quotes: double quotes within it become single ones.
fn within_quotes(title: &str) -> String {
    let mut out = String::with_capacity(title.len());
    for character in title.chars() {
        let opens =
            || out.chars().next_back().is_none_or(|last| last.is_whitespace() || "([{—–-".contains(last));
        let character = match character {
            '“' => '‘',
            '”' => '’',
            '"' if opens() => '‘',
            '"' => '’',
            other => other,
        };
        out.push(character);
    }
    out
}
