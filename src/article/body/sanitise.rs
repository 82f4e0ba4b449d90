//! What HTML of an untrusted body may hold: elements, attributes and values by name.
//!
//! Nothing passes that is not named here: no script, style, handler, frame, form or foreign namespace but MathML.
//! Addresses have the schemes of [`address`]. Three attributes are allowed by value only:
//!
//! * `class`: the classes this program writes itself and the theme styles, so that a body cannot dress up as the
//!   site's own furniture;
//! * `id`: plain names; which ones, and that each stands once, is decided where bodies are written
//!   ([`Ids`](super::anchors::Ids));
//! * `rel` and `role`: the values this program writes, and harmless ones.
//!
//! [`raw`](super::raw) applies these rules to the tree that the parser made, and writes what is left in the form of
//! [`canonical`](super::canonical). It writes no element whose text is not markup and no `<` but that of a tag it allows:
//! so there is nothing that another parser, or the same one in another context, could read as anything else.
//!
//! Every body with raw HTML or a shortcode goes through this. One of plain Markdown does not need to, since [`html`](super::html)
//! writes nothing but what these rules allow: debug builds check that for every body, byte for byte.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

use crate::address;

/// Elements that stay. The content of others stays without them, except for [`REMOVED`].
pub(super) const ELEMENTS: &str = "a abbr acronym address article aside audio b bdi bdo big blockquote br caption center cite code \
    col colgroup data dd del details dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup hr i img \
    ins kbd li main mark nav ol p picture pre q rp rt ruby s samp section small source span strike strong sub summary \
    sup table tbody td tfoot th thead time tr track tt u ul var video wbr";

/// Elements that go with all they hold: code, or content that is shown only where the element is not supported.
pub(super) const REMOVED: &str =
    "applet canvas embed frame frameset head iframe noembed noframes script select style template title";

/// Elements of MathML that stay (MathML Core, section 2.1). Others leave what they hold.
pub(super) const MATH_ELEMENTS: &str = "annotation math merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot \
    mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none semantics";

/// Attributes of MathML that stay, on any element of it. None of them refers to anything.
pub(super) const MATH_ATTRIBUTES: &str = "accent accentunder columnspan depth dir display displaystyle fence form height largeop \
    linethickness lspace mathbackground mathcolor mathsize mathvariant maxsize minsize movablelimits rowspan rspace \
    scriptlevel separator stretchy symmetric voffset width";

/// Attributes of any element.
pub(super) const GLOBAL: &str = "class dir id lang title translate";

/// Attributes of single elements.
pub(super) const ATTRIBUTES: &[(&str, &str)] = &[
    ("a", "href hreflang rel role type"),
    ("audio", "controls loop muted preload src"),
    ("blockquote", "cite"),
    ("col", "span"),
    ("colgroup", "span"),
    ("data", "value"),
    ("del", "cite datetime"),
    ("details", "open"),
    ("img", "alt decoding height loading sizes src srcset width"),
    ("ins", "cite datetime"),
    ("li", "value"),
    ("ol", "reversed start type"),
    ("q", "cite"),
    ("div", "role"),
    ("source", "height media sizes src srcset type width"),
    ("td", "abbr colspan headers rowspan"),
    ("th", "abbr colspan headers rowspan scope"),
    ("time", "datetime"),
    ("track", "default kind label src srclang"),
    ("video", "controls height loop muted poster preload src width"),
];

/// Classes this program writes into bodies; `language-…` of code comes on top.
const CLASSES: [&str; 17] = [
    "alert",
    "alert-caution",
    "alert-important",
    "alert-note",
    "alert-tip",
    "alert-title",
    "alert-warning",
    "align-center",
    "align-left",
    "align-right",
    "archived",
    super::raw::embed::CLASS,
    "footnote-back",
    "footnote-ref",
    "footnotes",
    "table",
    "task",
];

/// Values of `rel` that say something about the target and give it no power.
const RELATIONS: [&str; 9] =
    ["author", "bookmark", "external", "license", "nofollow", "noopener", "noreferrer", "sponsored", "ugc"];

/// Roles this program writes into bodies.
const ROLES: [&str; 4] = ["doc-backlink", "doc-endnotes", "doc-noteref", "note"];

type Names = LazyLock<HashSet<&'static str>>;

fn names(list: &'static str) -> HashSet<&'static str> {
    list.split_ascii_whitespace().collect()
}

static KEPT: Names = LazyLock::new(|| names(ELEMENTS));
static DROPPED: Names = LazyLock::new(|| names(REMOVED));
static MATH_KEPT: Names = LazyLock::new(|| names(MATH_ELEMENTS));
static MATH_HELD: Names = LazyLock::new(|| names(MATH_ATTRIBUTES));

/// What becomes of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It stays.
    Kept,
    /// Its tags go; what it holds stays.
    Unwrapped,
    /// It goes with all it holds.
    Removed,
}

/// What becomes of an element of HTML.
pub(super) fn fate(name: &str) -> Fate {
    match name {
        _ if KEPT.contains(name) => Fate::Kept,
        _ if DROPPED.contains(name) => Fate::Removed,
        _ => Fate::Unwrapped,
    }
}

/// What becomes of an element of MathML. `annotation-xml` holds the formula in another notation, such as HTML, and is removed.
pub(super) fn math_fate(name: &str) -> Fate {
    match name {
        _ if MATH_KEPT.contains(name) => Fate::Kept,
        "annotation-xml" => Fate::Removed,
        _ => Fate::Unwrapped,
    }
}

/// Whether an element of HTML may have an attribute, by its name.
pub(super) fn may_have(element: &str, attribute: &str) -> bool {
    let holds = |list: &str| list.split_ascii_whitespace().any(|name| name == attribute);
    holds(GLOBAL) || ATTRIBUTES.iter().any(|(name, list)| *name == element && holds(list))
}

/// Whether an element of MathML may have an attribute with this value.
pub(super) fn math_may_have(attribute: &str, value: &str) -> bool {
    let plain =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'#' | b'%' | b'+' | b'-' | b'.' | b' ');
    (MATH_HELD.contains(attribute) && value.len() <= 100 && value.bytes().all(plain))
        || attribute == "alttext"
}

/// What stays of an attribute's value.
pub(super) fn keep<'v>(attribute: &str, value: &'v str) -> Option<Cow<'v, str>> {
    let allowed = match attribute {
        "class" => return words(value, is_class),
        "rel" => return words(value, |word| RELATIONS.contains(&word)),
        "id" => is_anchor(value),
        "role" => ROLES.contains(&value),
        "width" | "height" => value.trim_end_matches('%').bytes().all(|byte| byte.is_ascii_digit()),
        _ => address::may_hold(attribute, value),
    };
    allowed.then_some(Cow::Borrowed(value))
}

/// The words of `value` that are allowed; `None` if there are none.
fn words(value: &str, allowed: impl Fn(&str) -> bool) -> Option<Cow<'_, str>> {
    if allowed(value) {
        return Some(Cow::Borrowed(value));
    }
    let kept: Vec<&str> = value.split_ascii_whitespace().filter(|word| allowed(word)).collect();
    (!kept.is_empty()).then(|| Cow::Owned(kept.join(" ")))
}

/// Whether a body may have this class.
pub(super) fn is_class(word: &str) -> bool {
    CLASSES.contains(&word) || word.strip_prefix("language-").is_some_and(is_language)
}

/// Whether `word` can name a programming language in a class.
pub(super) fn is_language(word: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+' | b'#' | b'.');
    (1..=40).contains(&word.len()) && word.bytes().all(plain)
}

/// The longest anchor, in bytes.
const MAX_ANCHOR_BYTES: usize = 1_000;

/// Whether `name` can be an anchor: programs that keep what a heading says make any of these.
pub(super) fn is_anchor(name: &str) -> bool {
    let plain = |character: char| {
        !character.is_whitespace()
            && !character.is_control()
            && !matches!(character, '"' | '&' | '<' | '>' | '`')
    };
    (1..=MAX_ANCHOR_BYTES).contains(&name.len()) && name.chars().all(plain)
}
