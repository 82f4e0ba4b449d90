//! The sanitiser: what HTML of an untrusted body may hold.
//!
//! Nothing passes that is not named here: no script, style, handler, frame, form or foreign namespace. Addresses have
//! the schemes of [`address`]. Three attributes are allowed by value only:
//!
//! * `class`: the classes this program writes itself and the theme styles, so that a body cannot dress up as the
//!   site's own furniture;
//! * `id`: plain names; which ones, and that each stands once, is decided where bodies are written
//!   ([`Ids`](super::page::Ids));
//! * `rel` and `role`: the values this program writes, and harmless ones.
//!
//! A body without raw HTML skips all this. That is safe because [`html`](super::html) writes nothing but what this
//! module would return unchanged, byte for byte; the tests there hold it to that.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::Builder;

use crate::article::body::address::{self, LINK_SCHEMES, MEDIA_SCHEMES};

/// Elements that stay. The content of others stays without them, except for [`REMOVED`].
const ELEMENTS: &str = "a abbr acronym address article aside audio b bdi bdo big blockquote br caption center cite code \
    col colgroup data dd del details dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup hr i img \
    ins kbd li main mark nav ol p picture pre q rp rt ruby s samp section small source span strike strong sub summary \
    sup table tbody td tfoot th thead time tr track tt u ul var video wbr";

/// Elements that go with all they hold: it is code, belongs to another namespace, or is shown only in their absence.
const REMOVED: &str = "applet canvas embed frameset head iframe math noembed noframes noscript object script select style \
    svg template textarea title xmp";

/// Attributes of any element.
const GLOBAL: &str = "class dir id lang title translate";

/// Attributes of single elements.
const ATTRIBUTES: &[(&str, &str)] = &[
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
const CLASSES: [&str; 9] = [
    "align-center",
    "align-left",
    "align-right",
    "archived",
    super::raw::embed::CLASS,
    "footnote-back",
    "footnote-ref",
    "footnotes",
    "table",
];

/// Values of `rel` that say something about the target and give it no power.
const RELATIONS: [&str; 9] =
    ["author", "bookmark", "external", "license", "nofollow", "noopener", "noreferrer", "sponsored", "ugc"];

/// Roles this program writes into bodies.
const ROLES: [&str; 3] = ["doc-backlink", "doc-endnotes", "doc-noteref"];

static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let words = |text: &'static str| text.split_ascii_whitespace().collect::<HashSet<_>>();
    let mut builder = Builder::empty();
    builder
        .tags(words(ELEMENTS))
        .clean_content_tags(words(REMOVED))
        .generic_attributes(words(GLOBAL))
        .tag_attributes(ATTRIBUTES.iter().map(|(tag, names)| (*tag, words(names))).collect::<HashMap<_, _>>())
        .url_schemes(HashSet::from(LINK_SCHEMES))
        .link_rel(None)
        .attribute_filter(|_: &str, attribute: &str, value: &str| {
            keep(attribute, value).map(Cow::<str>::into_owned).map(Cow::Owned)
        });
    builder
});

/// `html` with everything removed that is not allowed, as well-formed HTML.
pub(super) fn sanitise(html: &str) -> String {
    SANITISER.clean(html).to_string()
}

/// What stays of an attribute's value.
fn keep<'v>(attribute: &str, value: &'v str) -> Option<Cow<'v, str>> {
    let allowed = match attribute {
        "class" => return words(value, is_class),
        "rel" => return words(value, |word| RELATIONS.contains(&word)),
        "id" => is_anchor(value),
        "role" => ROLES.contains(&value),
        "href" | "cite" => address::is_safe(value, &LINK_SCHEMES),
        "src" | "poster" => address::is_safe(value, &MEDIA_SCHEMES),
        "srcset" => value.split(',').all(|candidate| address::is_safe(candidate, &MEDIA_SCHEMES)),
        "width" | "height" => value.trim_end_matches('%').bytes().all(|byte| byte.is_ascii_digit()),
        _ => true,
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

fn is_class(word: &str) -> bool {
    CLASSES.contains(&word) || word.strip_prefix("language-").is_some_and(is_language)
}

/// Whether `word` can name a programming language in a class.
pub(super) fn is_language(word: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+' | b'#' | b'.');
    (1..=40).contains(&word.len()) && word.bytes().all(plain)
}

/// Whether `name` is plain enough for an anchor.
pub(super) fn is_anchor(name: &str) -> bool {
    let plain = |character: char| character.is_alphanumeric() || matches!(character, '_' | '-' | '.' | ':');
    (1..=120).contains(&name.len()) && name.chars().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_news_pages_are_made_of_stays() {
        for html in [
            "<figure><picture><source srcset=\"/a.webp 1x, /b.webp 2x\" type=\"image/webp\"><img src=\"/a.jpg\" alt=\"A\" \
             width=\"100%\" loading=\"lazy\"></picture><figcaption>C</figcaption></figure>",
            "<table><caption>T</caption><thead><tr><th scope=\"col\" colspan=\"2\">a</th></tr></thead><tbody><tr><td>b</td>\
             </tr></tbody><tfoot><tr><td>c</td></tr></tfoot></table>",
            "<video controls=\"\" poster=\"/p.jpg\"><source src=\"https://x.example/v.mp4\" type=\"video/mp4\"><track src=\"/t.vtt\" \
             kind=\"captions\"></video><audio src=\"/a.mp3\" controls=\"\"></audio>",
            "<dl><dt>a</dt><dd>b</dd></dl><details open=\"\"><summary>s</summary>t</details><q cite=\"/x\">q</q>",
            "<p lang=\"ru\" dir=\"ltr\" title=\"t\" id=\"_ftn1\">x <sub>1</sub><sup>2</sup> <time datetime=\"2010\">2010</time> \
             <abbr title=\"a\">A</abbr></p>",
            "<a href=\"/x\" class=\"archived\" rel=\"nofollow\">x</a><code class=\"language-c++\">x</code>",
        ] {
            assert_eq!(sanitise(html), html);
        }
    }

    #[test]
    fn attributes_are_kept_by_value() {
        assert_eq!(sanitise("<p class=\"site-header table x\">x</p>"), "<p class=\"table\">x</p>");
        assert_eq!(sanitise("<p class=\"site-header\" id=\"a b\">x</p>"), "<p>x</p>");
        assert_eq!(
            sanitise("<a href=\"/\" rel=\"opener nofollow\" target=\"_top\">x</a>"),
            "<a href=\"/\" rel=\"nofollow\">x</a>"
        );
        assert_eq!(
            sanitise("<img src=\"mailto:a@b\" srcset=\"/a 1x, javascript:x 2x\" width=\"1;\">"),
            "<img>"
        );
        assert_eq!(sanitise("<div role=\"dialog\">x</div>"), "<div>x</div>");
    }

    #[test]
    fn scripts_frames_forms_and_foreign_elements_go() {
        for (html, left) in [
            ("a<script>alert(1)</script>b", "ab"),
            ("a<style>*{}</style>b", "ab"),
            ("a<iframe src=\"/x\">i</iframe>b", "ab"),
            ("a<noscript><img src=x></noscript>b", "ab"),
            ("a<svg onload=x><script>1</script><a xlink:href=\"javascript:x\">t</a></svg>b", "ab"),
            ("a<math><mtext><img src=x onerror=y></mtext></math>b", "ab"),
            ("a<template><b>t</b></template>c", "ac"),
            (
                "<form action=\"/x\"><input name=a>t<button formaction=\"javascript:x\">u</button></form>",
                "tu",
            ),
            (
                "<base href=\"//evil\"><meta http-equiv=refresh content=\"0;url=x\"><link rel=stylesheet href=x>",
                "",
            ),
            ("<p style=\"x\" onclick=\"y\" ONCLICK=z data-x=1>t</p>", "<p>t</p>"),
        ] {
            assert_eq!(sanitise(html), left, "{html}");
        }
    }
}
