//! Where links lead.

use super::{at, body, body_by, html, problems, rules};
use crate::article::body::BodyRules;
use crate::diagnostic::Level;

#[test]
fn links_to_articles_are_found_by_file_and_by_old_address() {
    assert_eq!(
        html("[a](@/x.md#b)"),
        "<p><a href=\"/archive/%D1%81%D1%82%D0%B0%D1%82%D1%8C%D1%8F%201/#b\">a</a></p>\n"
    );
    for old in [
        "/node/123",
        "http://www.example.org/node/123",
        "//www.example.org/node/123",
        "old.html",
        "../border/old.html",
    ] {
        assert_eq!(html(&format!("[a]({old}#b)")), "<p><a href=\"/archive/2010/12/new/#b\">a</a></p>\n");
        assert_eq!(
            html(&format!("<p><a href=\"{old}#b\">a</a></p>")),
            "<p><a href=\"/archive/2010/12/new/#b\">a</a></p>\n"
        );
    }
}

#[test]
fn other_links_stay_with_the_base_in_front() {
    for (written, href) in [
        ("/a?b#c", "/archive/a?b#c"),
        ("a", "/archive/2010/12/border/a"),
        ("../../../../a/", "/archive/a/"),
        ("?p=2&amp;q", "/archive/2010/12/border/?p=2&amp;q"),
        ("#c", "#c"),
        ("http://x.example/a?b=c#d", "http://x.example/a?b=c#d"),
        ("//x.example/a", "//x.example/a"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("tel:+1-2", "tel:+1-2"),
        ("1:2", "/archive/2010/12/border/1:2"),
    ] {
        assert_eq!(html(&format!("[t]({written})")), format!("<p><a href=\"{href}\">t</a></p>\n"));
        let raw = format!("<div><a href=\"{written}\">t</a></div>");
        assert_eq!(html(&raw), format!("<div><a href=\"{href}\">t</a></div>\n"));
    }
    assert_eq!(
        html("<a@b.example> <http://x.example>"),
        "<p><a href=\"mailto:a@b.example\">a@b.example</a> <a href=\"http://x.example\">http://x.example</a></p>\n"
    );
}

#[test]
fn links_to_missing_articles_are_errors_and_become_text() {
    let text = "a\n\né [*b*](@/gone.md#x) and {{< ref \"lost.md\" >}} <a href=\"@/twice.md\">c</a>";
    assert_eq!(
        problems(text),
        [
            "error[missing-link]: the link leads to `gone.md`, which does not exist\n--> content/border.md:3:3\n = hint: did you mean `good.md`?",
            "error[missing-link]: the link leads to `lost.md`, which does not exist\n--> content/border.md:3:26",
            "error[ambiguous-link]: the link to `twice.md` fits both `a/twice.md` and `b/twice.md`\n--> content/border.md:3:48\n = hint: write more of the path",
        ]
    );
    assert_eq!(html(text), "<p>a</p>\n<p>é <em>b</em> and  c</p>\n");
    let softer = BodyRules { missing_link: Level::Warning, ..rules() };
    assert_eq!(body_by(&softer, text, 0).diagnostics.warnings(), 3);
}

#[test]
fn old_addresses_nobody_answers_are_recorded() {
    let body = body(
        "[a](/node/403)\n\n> <b><a href='http://www.example.org/node/404'>b</a></b> ![c](/node/404) [d](/node/405 \"t\")",
    );
    let archived = "<a href=\"https://web.example/2010/http://x/\" class=\"archived\" rel=\"nofollow\">a</a>";
    assert_eq!(body.html, format!("<p>{archived}</p>\n<blockquote>\n<p><b>b</b> c d</p>\n</blockquote>\n"));
    let mut missing = body.missing;
    missing.sort();
    let missing: Vec<(&str, _)> = missing.iter().map(|(address, position)| (&**address, *position)).collect();
    assert_eq!(
        missing,
        [
            ("/node/403", at(1, 1)),
            ("/node/404", at(3, 58)),
            ("/node/405", at(3, 74)),
            ("http://www.example.org/node/404", at(3, 6)),
        ]
    );
    assert!(body.diagnostics.is_empty());
}

#[test]
fn raw_images_and_media_are_resolved() {
    assert_eq!(
        html(
            "<img src=\"a.jpg\" srcset=\"a.jpg 1x, /b,c.jpg 2x, data:x 3x\" alt=\"d\" align=\"RIGHT\">\n<video poster='/p.jpg' src='v.mp4'></video>"
        ),
        "<img src=\"/archive/2010/12/border/a.jpg\" srcset=\"/archive/2010/12/border/a.jpg 1x, /archive/b%2Cc.jpg 2x\" alt=\"d\" \
         class=\"align-right\" loading=\"lazy\">\n<video poster=\"/archive/p.jpg\" src=\"/archive/2010/12/border/v.mp4\"></video>\n"
    );
}

#[test]
fn raw_tags_may_reach_over_lines_and_blocks() {
    assert_eq!(
        html(
            "> <a\n>   href=\"/a\n> b\"\n>   title=c>x</a>\n\n<div>\n\n*a* [b](/c) <a href=\"/d\">e</a>\n\n</div>"
        ),
        "<blockquote>\n<p><a href=\"/archive/ab\" title=\"c\">x</a></p>\n</blockquote>\n<div>\n<p><em>a</em> <a href=\"/archive/c\">b</a> <a href=\"/archive/d\">e</a></p>\n</div>\n"
    );
}

#[test]
fn raw_anchors_are_kept_once() {
    assert_eq!(
        html(
            "## Part\n\n<p id=\"part\">a</p>\n<p id=\"_ftn1\">b</p><a name=\"_ftn1\">c</a><a name=\"d\">e</a><p id=\"site--menu\">f</p>\n"
        ),
        "<h2 id=\"part\">Part</h2>\n<p>a</p>\n<p id=\"_ftn1\">b</p><a>c</a><a id=\"d\">e</a><p>f</p>\n"
    );
}

#[test]
fn trusted_html_stays_but_its_links_are_resolved() {
    let trusted = BodyRules { trusted: true, ..rules() };
    let html =
        body_by(&trusted, "<custom-el onclick=\"x\"><a href='/a'>b</a><script>1</script></custom-el>", 0)
            .html;
    assert_eq!(
        html,
        "<p><custom-el onclick=\"x\"><a href=\"/archive/a\">b</a><script>1</script></custom-el></p>\n"
    );
}

#[test]
fn links_in_links_stay_valid() {
    assert_eq!(
        html("<a href=\"/a\">b [c](/d) e</a>"),
        "<p><a href=\"/archive/a\">b </a><a href=\"/archive/d\">c</a> e</p>\n"
    );
}
