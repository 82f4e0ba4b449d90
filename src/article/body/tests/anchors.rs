//! How headings are named in a text, and which links to anchors lead somewhere.

use super::{at, body, body_by, rules};
use crate::article::body::{BodyRules, anchors};
use crate::config::Anchors;
use crate::path::UrlPath;

/// The anchors of `text` by a rule.
fn named(anchors: Anchors, text: &str) -> Vec<String> {
    let rules = BodyRules { anchors, ..rules() };
    body_by(&rules, text, 0).headings.into_iter().map(|heading| heading.id).collect()
}

#[test]
fn a_heading_is_named_by_what_each_program_sees_of_it() {
    let text = "## *A* `b_c` & [d](http://x.org/e \"f\") ![g](/h.png) <b>i</b> \\* &copy; ##\n\n\
                Line one\nline two\n---\n\n## Named {#own-Name}\n";
    for (rule, first, second) in [
        (Anchors::Generate, "a-b-c-d-g-i-c", "line-one-line-two"),
        (Anchors::GitHub, "a-b_c--d--i--", "line-oneline-two"),
        (Anchors::Jekyll, "a-b_c--d--i--", "line-two"),
        (Anchors::Kramdown, "a-bc--dhttpxorge-f-ghpng-bib--copy", "line-two"),
        (Anchors::Zola, "a-b-c-d-g-i-c", "line-oneline-two"),
        (Anchors::ZolaSafe, "A_b_c_&_d_g_i_*_©", "Line_oneline_two"),
        (Anchors::Hugo, "a-b_c--d-g-i--", "line-two"),
        (Anchors::HugoAscii, "a-b_c--d-g-i--", "line-two"),
        (Anchors::HugoBlackfriday, "a-b-c-d-g-i", "line-two"),
    ] {
        let names = named(rule, text);
        // An ampersand is no sign of a plain anchor.
        let first = if rule == Anchors::ZolaSafe { "a-b-c-d-g-i-c" } else { first };
        assert_eq!(names, [first, second, "own-Name"], "{rule:?}");
    }
}

#[test]
fn what_a_heading_gives_itself_counts_before_what_stands_above_in_zola_alone() {
    let text = "## Usage\n\n## Usage\n\n## Other {#usage}\n";
    assert_eq!(named(Anchors::Zola, text), ["usage-1", "usage-2", "usage"]);
    assert_eq!(named(Anchors::Hugo, text), ["usage", "usage-1", "other"]);
    assert_eq!(named(Anchors::GitHub, text), ["usage", "usage-1", "other"]);
}

#[test]
fn the_line_of_a_heading_is_found_in_each_form() {
    for (text, expected) in [
        ("#   A b   ##   ", "a-b"),
        ("# A#", "a"),
        ("###### A b\n", "a-b"),
        ("A\nB c\n====", "b-c"),
        ("> ## A b", "a-b"),
        ("- ## A b", "a-b"),
        ("## 2010: A b", "a-b"),
        ("# ##", "section"),
    ] {
        let names = named(Anchors::Kramdown, &format!("{text}\n\n# x"));
        let expected = if text == "# ##" { vec!["x"] } else { vec![expected, "x"] };
        assert_eq!(names, expected, "{text}");
    }
}

#[test]
fn names_are_the_same_with_raw_html_in_the_text() {
    for (_, rule) in Anchors::NAMES {
        let rules = BodyRules { anchors: rule, ..rules() };
        let text = "## What's new, हिन्दी?\n\n## A & B -- C\n";
        let plain = body_by(&rules, text, 0).html;
        let raw = body_by(&rules, &format!("{text}\n<p>x</p>\n"), 0).html;
        assert_eq!(
            anchors(&plain).collect::<Vec<_>>(),
            anchors(&raw).collect::<Vec<_>>(),
            "{rule:?}: {plain} {raw}"
        );
        assert_eq!(anchors(&plain).count(), 2, "{plain}");
    }
}

#[test]
fn links_to_anchors_are_looked_for() {
    let text = "## Part\n\n[a](#part) [b](#gone) [c](#top) [d](#) [f](#raw)\n\n\
                [g](/node/123#there) [h](/node/123) <a id=\"raw\" href=\"#%67one\">i</a> x[^1] [j](#fn--1)\n\n[^1]: y\n";
    let body = body(text);
    assert_eq!(body.missing_anchors().collect::<Vec<_>>(), [("gone", at(3, 12)), ("gone", at(5, 37))]);
    let page = UrlPath::parse("/2010/12/new/").unwrap();
    assert_eq!(body.anchors_elsewhere().collect::<Vec<_>>(), [(&page, "there", at(5, 1))]);
}
