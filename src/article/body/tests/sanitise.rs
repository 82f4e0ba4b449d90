//! What stays of HTML, and a second opinion on it.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

use proptest::prelude::*;

use super::hostile::{ATTACKS, hostile};
use super::{Archive, rules};
use crate::article::body::dom::{Data, NodeId, Tree};
use crate::article::body::html::{RawChunk, WrittenHtml};
use crate::article::body::page::{BodyPage, BodyPiece};
use crate::article::body::position::SourceRuns;
use crate::article::body::raw::rewrite;
use crate::article::body::{BodyInput, canonical, parse, render, sanitise, shortcode};
use crate::path::{SourcePath, UrlPath};

/// What the sanitiser leaves of `html`, none of it raw: nothing is looked up or moved.
pub(super) fn sanitised(html: &str) -> String {
    rewritten(html, Vec::new())
}

/// What becomes of `html` as raw HTML.
fn raw(html: &str) -> String {
    rewritten(html, vec![RawChunk { range: 0..html.len(), source: 0 }])
}

fn rewritten(html: &str, chunks: Vec<RawChunk>) -> String {
    let path = SourcePath::new("content/a.md");
    let page = UrlPath::root().join("a");
    let rules = rules();
    let (lookup, shortcodes, texts) = (&Archive, &Archive, &Archive);
    let input = BodyInput {
        text: html,
        start: 0,
        path: &path,
        page: &page,
        rules: &rules,
        lookup,
        shortcodes,
        texts,
    };
    let piece = BodyPiece { text: html.into(), origin: SourceRuns::starting_at(0), depth: 0 };
    let written = WrittenHtml { html: html.to_owned(), raw: chunks };
    rewrite(&mut BodyPage::new(&input, render::piece), &piece, &written, None)
}

/// The same rules, applied by a sanitiser that is not ours.
static AMMONIA: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let words = |list: &'static str| list.split_ascii_whitespace().collect::<HashSet<_>>();
    let mut builder = ammonia::Builder::empty();
    let html = sanitise::ATTRIBUTES.iter().map(|(tag, names)| (*tag, words(names)));
    let math = words(sanitise::MATH_ELEMENTS).into_iter().map(|tag| (tag, words(sanitise::MATH_ATTRIBUTES)));
    let math = math.map(|(tag, mut names)| {
        names.insert("alttext");
        (tag, names)
    });
    let elements = words(sanitise::ELEMENTS).union(&words(sanitise::MATH_ELEMENTS)).copied().collect();
    builder
        .tags(elements)
        .clean_content_tags(words(sanitise::REMOVED))
        .generic_attributes(words(sanitise::GLOBAL))
        .tag_attributes(html.chain(math).collect::<HashMap<_, _>>())
        .url_schemes(HashSet::from(crate::address::LINK_SCHEMES))
        .link_rel(None)
        .attribute_filter(|tag: &str, attribute: &str, value: &str| {
            let kept = sanitise::keep(attribute, value).map(Cow::<str>::into_owned);
            let is_math = sanitise::math_fate(tag) == sanitise::Fate::Kept;
            kept.filter(|value| !is_math || sanitise::math_may_have(attribute, value)).map(Cow::Owned)
        });
    builder
});

/// What ammonia leaves of `html`.
pub(super) fn second_opinion(html: &str) -> String {
    AMMONIA.clean(html).to_string()
}

/// The start tags of canonical HTML, each once.
fn start_tags(html: &str) -> BTreeSet<&str> {
    let parts = canonical::parts(html).filter(|part| matches!(part, canonical::HtmlPart::Tag(_)));
    parts.map(|part| &html[part.range()]).filter(|tag| !tag.starts_with("</")).collect()
}

/// Whether a parser may leave a tag out because of where it stands.
fn is_part_of_table(tag: &str) -> bool {
    ["caption", "col", "tbody", "td", "tfoot", "th", "thead", "tr"]
        .iter()
        .any(|name| tag[1..].starts_with(name))
}

#[test]
fn the_words_of_what_goes_stay() {
    for (html, left) in [
        (
            "a<svg><title>T</title><defs><text>s</text></defs><g><text>b<tspan>c</tspan></text></g><style>d</style></svg>e",
            "abc e",
        ),
        ("<textarea>a <b> &amp; c</textarea>", "a &lt;b&gt; &amp; c"),
        ("<xmp>a <b></xmp>", "<pre>a &lt;b&gt;</pre>"),
        ("<object data=x><p>a</p></object>", "<p>a</p>"),
        ("<pre>\n\na</pre>", "<pre>\n\na</pre>"),
        ("a<noscript>Switch on scripts. <img src=/b width=1></noscript>", "a"),
    ] {
        assert_eq!(sanitised(html), left, "{html}");
    }
}

/// Old pages that never end what they begin, and what is made to be opened anew for ever.
#[test]
fn what_is_opened_anew_has_an_end() {
    let long = "A".repeat(1_000);
    for piece in [
        "<p><b>x</p>",
        "<p><font color=red>x</p>",
        "<rt>",
        "<li><dd><p>",
        "<optgroup>",
        "<p><i><b><u>",
        "<td><b>",
    ] {
        let length = |times: usize| sanitised(&format!("<div>{}", piece.repeat(times))).len();
        let (once, twice) = (length(10_000), length(20_000));
        assert!(twice < 2 * once + 100_000 && twice < 20 * 20_000 * piece.len(), "{piece}: {once}, {twice}");
    }
    let repeated = sanitised(&format!("<p><b title={long}>y{}", "<p>x".repeat(20_000)));
    assert!(repeated.len() < 1_000_000, "{}", repeated.len());
    // What people leave open stays as browsers show it.
    let open = "<p><b>x</p>".repeat(2_000) + "<p><i>y</i></p>";
    assert!(sanitised(&open).ends_with("<p><b><b><b><i>y</i></b></b></b></p>"));
}

#[test]
fn what_nests_without_end_is_bounded() {
    let depth = |html: &str| {
        let tree = parse::parse(html, true);
        let mut deepest = 0;
        let mut open: Vec<(NodeId, usize)> = tree.first().map(|id| (id, 1)).into_iter().collect();
        while let Some((id, depth)) = open.pop() {
            deepest = deepest.max(depth);
            open.extend(tree.next_sibling(id).map(|id| (id, depth)));
            open.extend(tree.first_child(id).map(|id| (id, depth + 1)));
        }
        deepest
    };
    for piece in [
        "<rt>",
        "<li><dd><p>",
        "<optgroup>",
        "<optgroup></x>",
        "<div>",
        "<b>",
        "<ul><li>",
        "<math><mrow>",
        "<svg><g>",
    ] {
        let deepest = depth(&piece.repeat(5_000));
        assert!((2..=320).contains(&deepest), "{piece}: {deepest}");
    }
    // Lists whose items nobody ends are no deeper than lists.
    assert_eq!(depth(&"<li>a<p>b".repeat(5_000)), 3);
}

#[test]
fn what_is_left_is_left_again() {
    for attack in ATTACKS {
        let once = sanitised(attack);
        assert_eq!(sanitised(&once), once, "{attack}");
    }
}

/// All elements of a tree.
fn elements(tree: &Tree) -> Vec<NodeId> {
    let mut found = Vec::new();
    let mut open: Vec<NodeId> = tree.first().into_iter().collect();
    while let Some(id) = open.pop() {
        open.extend(tree.next_sibling(id));
        open.extend(tree.first_child(id));
        if matches!(tree.data(id), Data::Element(_)) {
            found.push(id);
        }
    }
    found
}

/// Every element that stands in `html` is known by the place of its tag.
fn check_places(html: &str, bounded: bool) -> Result<(), TestCaseError> {
    let tree = parse::parse(html, bounded);
    for id in elements(&tree) {
        let element = tree.element(id).unwrap();
        let Some(source) = element.source else { continue };
        let name = match &*element.name.local {
            "img" if html[source + 1..].get(..5).is_some_and(|name| name.eq_ignore_ascii_case("image")) => {
                "image"
            }
            name => name,
        };
        let found = &html.as_bytes()[source..];
        let named =
            found.get(1..=name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()));
        // NUL in a name is replaced.
        prop_assert!(
            found[0] == b'<' && (named || html.contains('\0')),
            "{} at {} in {:?}",
            name,
            source,
            html
        );
    }
    Ok(())
}

#[test]
fn elements_are_known_by_their_places() {
    for html in ATTACKS.iter().copied().chain([
        "<!-- <a b=' --><b title='x>y'>z</b>",
        "<textarea><a \"</textarea><b>",
        "<script><!--<script></script> <a \"--></script><i x=\"\">",
        "<svg><![CDATA[<a \"]]><b x='>'><title><i></svg><u>",
        "<![CDATA[<a \"]]><b>",
        "a < b <c <d e/f=g>",
        "</><//><!><?x><a></ x \"><b>",
    ]) {
        check_places(html, false).unwrap();
        check_places(html, true).unwrap();
    }
}

#[test]
fn attributes_beyond_a_bound_are_left_out() {
    let many: String = (0..100_000).map(|number| format!(" a{number}=\"<>'\"")).collect();
    for html in [
        format!("<b title=t{many}>x</b><i title=u>"),
        format!("<textarea></textarea{many}><b title=t>x</b><i title=u>"),
        format!("<svg><![CDATA[ <a \" ]]></svg><b title=t{many}>x</b><i title=u>"),
        format!("<!-- <a \" --><b title=t {many}>x</b><i title=u>"),
    ] {
        let tree = parse::parse(&html, true);
        let attributes = |id: NodeId| tree.element(id).map_or(0, |element| element.attributes.len());
        let most = elements(&tree).into_iter().map(attributes).max();
        assert!(most.is_some_and(|most| (1..=256).contains(&most)), "{most:?}");
        let out = sanitised(&html);
        assert!(out.ends_with("<b title=\"t\">x</b><i title=\"u\"></i>"), "{}", &out[..out.len().min(200)]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn a_second_sanitiser_finds_nothing(text in hostile(), is_raw in any::<bool>()) {
        let out = if is_raw { raw(&text) } else { sanitised(&text) };
        let checked = second_opinion(&out);
        let (ours, theirs) = (start_tags(&out), start_tags(&checked));
        // Elements that a parser adds itself have no attributes.
        let added: Vec<_> = theirs.difference(&ours).filter(|tag| tag.contains(' ')).collect();
        prop_assert!(added.is_empty(), "{} became {}", out, checked);
        let missing: Vec<_> = ours.difference(&theirs).filter(|tag| !is_part_of_table(tag)).collect();
        prop_assert!(missing.is_empty(), "{:?} of {}", missing, out);
    }

    #[test]
    fn places_are_those_of_the_parser(text in hostile(), bounded in any::<bool>()) {
        check_places(&text, bounded)?;
    }

    #[test]
    fn templates_write_canonical_html(text in hostile()) {
        let out = shortcode::from_template(&text, &[], &shortcode::NO_COPIES, &mut Vec::new());
        for part in canonical::parts(&out) {
            match part {
                canonical::HtmlPart::Tag(range) => {
                    let tag = &out[range];
                    prop_assert!(tag.starts_with('<') && tag.ends_with('>') && tag.matches('<').count() == 1, "{}", tag);
                    prop_assert!(tag.matches('"').count().is_multiple_of(2), "{}", tag);
                }
                canonical::HtmlPart::Text(range) => prop_assert!(!out[range].contains('>')),
                canonical::HtmlPart::Raw(_) => {}
            }
        }
        prop_assert_eq!(shortcode::from_template(&out, &[], &shortcode::NO_COPIES, &mut Vec::new()), out);
    }
}

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
        assert_eq!(sanitised(html), html);
    }
}

#[test]
fn attributes_are_kept_by_value() {
    assert_eq!(sanitised("<p class=\"site-header table x\">x</p>"), "<p class=\"table\">x</p>");
    assert_eq!(sanitised("<p class=\"site-header\" id=\"a b\">x</p>"), "<p>x</p>");
    assert_eq!(
        sanitised("<a href=\"/\" rel=\"opener nofollow\" target=\"_top\">x</a>"),
        "<a href=\"/\" rel=\"nofollow\">x</a>"
    );
    assert_eq!(sanitised("<img src=\"mailto:a@b\" srcset=\"/a 1x, javascript:x 2x\" width=\"1;\">"), "<img>");
    assert_eq!(sanitised("<div role=\"dialog\">x</div>"), "<div>x</div>");
}

#[test]
fn scripts_frames_forms_and_foreign_elements_go() {
    for (html, left) in [
        ("a<script>alert(1)</script>b", "ab"),
        ("a<style>*{}</style>b", "ab"),
        ("a<iframe src=\"/x\">i</iframe>b", "ab"),
        ("a<noscript><img src=x></noscript>b", "a<img src=\"x\">b"),
        ("a<svg onload=x><script>1</script><a xlink:href=\"javascript:x\">t</a></svg>b", "atb"),
        (
            "a<math onclick=z><mtext><img src=x onerror=y></mtext></math>b",
            "a<math><mtext><img src=\"x\"></mtext></math>b",
        ),
        ("a<template><b>t</b></template>c", "ac"),
        ("<form action=\"/x\"><input name=a>t<button formaction=\"javascript:x\">u</button></form>", "tu"),
        (
            "<base href=\"//evil\"><meta http-equiv=refresh content=\"0;url=x\"><link rel=stylesheet href=x>",
            "",
        ),
        ("<p style=\"x\" onclick=\"y\" ONCLICK=z data-x=1>t</p>", "<p>t</p>"),
    ] {
        assert_eq!(sanitised(html), left, "{html}");
    }
}
