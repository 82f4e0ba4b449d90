//! An article's body: Markdown with shortcodes to sanitised HTML.
//!
//! A pure function of the source, the rules and the answers of two interfaces: [`Lookup`] resolves addresses,
//! [`Shortcodes`] renders calls. Implementations record what was asked, so that a later build can tell whether the same
//! body would result.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

pub use self::canonical::{Tag, tags};
pub use self::excerpt::excerpt;
pub use self::fragment::anchors;
pub use self::inline::{inline, inline_text};
use self::page::{BodyPage, BodyPiece};
use self::position::{SourceRuns, character_start};
pub use self::raw::picture_address;
pub use self::source_pictures::PictureSearch;
pub use self::svg::sanitise_svg;
pub use self::targets::{Link, PageKind, Picture, Role, Target};
pub use self::typeset::typeset;
use crate::config::{Anchors, Markdown};
use crate::diagnostic::{Diagnostic, Diagnostics, Level, Position};
use crate::path::{SourcePath, UrlPath};

mod anchors;
mod calls;
mod canonical;
mod dom;
mod escape;
mod excerpt;
mod extensions;
mod fragment;
mod html;
mod inline;
mod link;
mod marks;
pub mod message;
mod nesting;
mod page;
mod parse;
mod position;
mod raw;
mod render;
mod sanitise;
mod shortcode;
mod signs;
mod source_pictures;
mod svg;
mod tags;
mod targets;
#[cfg(test)]
mod tests;
mod typeset;

/// What does not change from body to body.
#[derive(Clone, Debug)]
pub struct BodyRules {
    /// The sub-path of the site without a slash at its end (`/archive`, or empty): put before links that start with `/`.
    pub base_path: String,
    /// What Markdown has beside CommonMark.
    pub markdown: Markdown,
    /// How anchors of headings are made.
    pub anchors: Anchors,
    /// Whether HTML in bodies is trusted; if not, everything is sanitised.
    pub trusted: bool,
    /// The level of a link to a source file that does not exist.
    pub missing_link: Level,
}

/// One body to render.
pub struct BodyInput<'a> {
    /// The whole text of the source file.
    pub text: &'a str,
    /// The byte at which the body starts.
    pub start: usize,
    /// The source file, for diagnostics and for links relative to it.
    pub path: &'a SourcePath,
    /// The address of the page the body stands on; relative links are resolved against its folder.
    pub page: &'a UrlPath,
    /// The site's rules.
    pub rules: &'a BodyRules,
    /// Where links lead.
    pub lookup: &'a dyn Lookup,
    /// How shortcodes are rendered.
    pub shortcodes: &'a dyn Shortcodes,
    /// The words of the program itself.
    pub texts: &'a dyn Texts,
}

/// Where a link to a source file leads (`@/2010/12/x.md`, `{{< ref "x.md" >}}`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum SourceLink {
    /// To this page.
    Page(UrlPath),
    /// Nowhere.
    Missing {
        /// The nearest name, if one is near.
        nearest: Option<String>,
    },
    /// To several files of that name.
    Ambiguous {
        /// One of them.
        first: String,
        /// Another one.
        second: String,
    },
}

/// Where a link with an address leads.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum AddressLink {
    /// To this page of the site.
    Page(UrlPath),
    /// To this page of the site, by an alias or an old address of it.
    Old(UrlPath),
    /// Out of the archive, or to a file that is not the archive's business: left as it is (with `base_path` in front
    /// where it starts with `/`).
    Other,
    /// To a part of a host that lives on beside the archive: this address, complete but for its fragment.
    Live(String),
    /// To a page of another site that does not exist any more: this address takes its place. It is complete but for its fragment.
    Replaced(String),
    /// To an old address of the archive that nothing answers.
    Missing {
        /// Where the link leads, if the site says so; otherwise it becomes plain text.
        instead: Option<Instead>,
    },
}

/// Where a link leads whose target nothing answers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Instead {
    /// To an archived copy at this address.
    Copy(String),
    /// To the full address of the target itself.
    Original(String),
}

/// Answers what an address leads to.
pub trait Lookup {
    /// `target` as written after `@/` or in `ref`, without its fragment; `from` is the file that links.
    fn source_link(&self, from: &SourcePath, target: &str) -> SourceLink;
    /// `address` as written, without its fragment: a full address, or a path that starts with `/` (already resolved
    /// against the page).
    fn address(&self, address: &str) -> AddressLink;
    /// What kind of page is at `url`, which another method returned.
    fn kind(&self, url: &UrlPath) -> PageKind;
}

/// A value given to a shortcode.
#[derive(Clone, Debug, PartialEq)]
pub enum Argument {
    /// A text: quoted or bare.
    Text(String),
    /// A number, as written.
    Number(f64),
    /// `true` or `false`.
    Bool(bool),
}

impl Argument {
    /// The value, if it is a text.
    pub fn text(&self) -> Option<&str> {
        match self {
            Argument::Text(text) => Some(text),
            Argument::Number(_) | Argument::Bool(_) => None,
        }
    }
}

/// One shortcode as called.
#[derive(Clone, Debug, PartialEq)]
pub struct ShortcodeCall {
    /// Its name.
    pub name: String,
    /// Arguments with names, in written order.
    pub named: Vec<(String, Argument)>,
    /// The HTML of arguments of one line that have markup, such as a caption, by name.
    pub html: Vec<(&'static str, String)>,
    /// Arguments without names, in written order.
    pub positional: Vec<Argument>,
    /// The HTML between the opening and the closing call, sanitised; `None` for a call without a closing one.
    pub body: Option<String>,
    /// Where the call starts.
    pub position: Position,
}

/// Renders shortcodes.
pub trait Shortcodes {
    /// The HTML of `call`; `None` where no template of that name exists.
    ///
    /// # Errors
    /// The template's error, with its place.
    fn render(&self, call: &ShortcodeCall) -> Option<Result<String, Box<Diagnostic>>>;

    /// The addresses that `call` names for its files and links, as written, where the site has nothing: its template is not given
    /// them.
    fn missing(&self, _call: &ShortcodeCall) -> Vec<String> {
        Vec::new()
    }
}

/// Words that the program writes into a body, in the language of its text.
pub trait Texts {
    /// The interface text called `key`.
    fn text(&self, key: &'static str) -> &str;
}

/// A heading of a body, for a table of contents and for search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// The anchor, unique in its body.
    pub id: String,
    /// The text without markup.
    pub text: String,
}

/// What became of an element of a body that may not stand in a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Removal {
    /// It is gone with all it held.
    Removed,
    /// Its tags are gone; what it held is there.
    Unwrapped,
    /// A link stands in its place.
    Linked,
    /// It has too many attributes; those beyond the limit are gone.
    Attributes,
}

impl Removal {
    /// What became of the element, in the words of the list of them.
    pub fn name(self) -> &'static str {
        match self {
            Removal::Removed => "removed",
            Removal::Unwrapped => "content kept",
            Removal::Linked => "replaced by a link",
            Removal::Attributes => "attributes removed",
        }
    }
}

/// An element of a body that may not stand in a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removed {
    /// Its name.
    pub element: String,
    /// Where its tag starts.
    pub position: Position,
    /// What became of it.
    pub removal: Removal,
}

/// A rendered body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Body {
    /// Sanitised HTML, ready to be inserted.
    pub html: String,
    /// Its headings in order.
    pub headings: Vec<Heading>,
    /// Its links, and the files that it shows, in the order in which they were met.
    pub links: Vec<Link>,
    /// Its pictures, likewise.
    pub pictures: Vec<Picture>,
    /// Shortcodes without a template, each with its place.
    pub unknown_shortcodes: Vec<(String, Position)>,
    /// Elements that may not stand in a page, in order.
    pub removed: Vec<Removed>,
    /// What is wrong with the body.
    pub diagnostics: Diagnostics,
}

/// The text of `html` without its tags, comments, scripts and styles, character references resolved.
pub fn plain_text(html: &str) -> String {
    escape::plain_text(html)
}

/// Renders a body.
///
/// Never fails: what is wrong is in [`Body::diagnostics`], and what cannot be shown is left out or shown as text.
pub fn render(input: &BodyInput<'_>) -> Body {
    let start = character_start(input.text, input.start);
    let mut page = BodyPage::new(input, render::piece);
    let piece = BodyPiece {
        text: Cow::Borrowed(&input.text[start..]),
        origin: SourceRuns::starting_at(start),
        depth: 0,
    };
    page.body.html = render::piece(&mut page, &piece);
    page.body
}
