//! Where links lead.

use super::{at, body, body_by, html, problems, rules};
use crate::article::body::{BodyRules, Role, Target};
use crate::diagnostic::Level;
use crate::path::UrlPath;

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
            "error[missing-link]: broken link: `gone.md` does not exist\n--> content/border.md:3:3\n = hint: did you mean `good.md`?",
            "error[missing-link]: broken link: `lost.md` does not exist\n--> content/border.md:3:26",
            "error[ambiguous-link]: ambiguous link: `twice.md` matches both `a/twice.md` and `b/twice.md`\n--> content/border.md:3:48\n = hint: use a longer path",
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
    let mut missing: Vec<(&str, _)> = body.missing().collect();
    missing.sort();
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
fn every_address_in_an_attribute_is_resolved() {
    let page = "/archive/2010/12/new/";
    for (written, expected) in [
        ("<blockquote cite=\"/node/123\">a</blockquote>", format!("<blockquote cite=\"{page}\">a</blockquote>\n")),
        ("<div><q cite=old.html>a</q></div>", format!("<div><q cite=\"{page}\">a</q></div>\n")),
        ("<div><del cite='/a b'>a</del></div>", "<div><del cite=\"/archive/a%20b\">a</del></div>\n".to_owned()),
        ("<div><ins cite=\"http://x.example/a\">a</ins></div>", "<div><ins cite=\"http://x.example/a\">a</ins></div>\n".to_owned()),
        ("<div><q cite=\"@/x.md#b\">a</q></div>", "<div><q cite=\"/archive/%D1%81%D1%82%D0%B0%D1%82%D1%8C%D1%8F%201/#b\">a</q></div>\n".to_owned()),
        ("<div><q cite=\"/node/404\">a</q></div>", "<div><q>a</q></div>\n".to_owned()),
        ("<div><q cite=\"javascript:x\">a</q></div>", "<div><q>a</q></div>\n".to_owned()),
        ("<video poster=/p.jpg src=/v.mp4><track src=/t.vtt></video>", "<p><video poster=\"/archive/p.jpg\" src=\"/archive/v.mp4\"><track src=\"/archive/t.vtt\"></video></p>\n".to_owned()),
    ] {
        assert_eq!(html(written), expected, "{written}");
    }
    assert_eq!(body("<q cite=\"/node/404\">a</q>").missing().collect::<Vec<_>>(), [("/node/404", at(1, 1))]);
}

/// Attributes that bodies may have, and whether they hold an address, are told by two lists; none may be forgotten in either.
#[test]
fn trusted_bodies_have_all_addresses_resolved_and_lose_none() {
    let trusted = BodyRules { trusted: true, ..rules() };
    let html = |text: &str| body_by(&trusted, text, 0).html;
    for name in [
        "action",
        "cite",
        "codebase",
        "data",
        "formaction",
        "href",
        "longdesc",
        "manifest",
        "ping",
        "profile",
        "background",
        "dynsrc",
        "lowsrc",
        "poster",
        "src",
        "srcset",
        "imagesrcset",
        "data-src",
    ] {
        assert_eq!(
            html(&format!("<x-y {name}=\"/node/123\"></x-y>")),
            format!("<p><x-y {name}=\"/archive/2010/12/new/\"></x-y></p>\n"),
            "{name}"
        );
    }
    assert_eq!(
        html("<div ping=\"/a http://x.example/b\" usemap=\"#m\" data=\"javascript:x\" cite></div>"),
        "<div ping=\"/archive/a http://x.example/b\" usemap=\"#m\" data=\"javascript:x\" cite=\"\"></div>\n"
    );
    assert_eq!(
        html("<svg><a xlink:href=\"/a\"></a></svg>"),
        "<p><svg><a xlink:href=\"/archive/a\"></a></svg></p>\n"
    );
}

#[test]
fn what_was_shown_of_other_pages_leaves_a_link() {
    let embed =
        |href: &str, text: &str| format!("<a class=\"embed\" rel=\"external\" href=\"{href}\">{text}</a>");
    let link = |href: &str, text: &str| format!("<a rel=\"external\" href=\"{href}\">{text}</a>");
    for (written, expected) in [
        ("<iframe src=\"https://www.maps.example/a?b=c&d\"></iframe>", link("https://www.maps.example/a?b=c&amp;d", "embedded_page: maps.example")),
        ("<iframe src=\"https://maps.example/\" title=\" A <map> \"></iframe>", link("https://maps.example/", "A &lt;map&gt;")),
        ("<iframe src=\"//www.youtube.com/embed/abc\"></iframe>", embed("https://www.youtube.com/watch?v=abc", "video_elsewhere: youtube.com")),
        ("<embed src=\"https://e.example/a.swf\">", link("https://e.example/a.swf", "embedded_page: e.example")),
        ("<object data=\"https://e.example/a.pdf\"> </object>", link("https://e.example/a.pdf", "embedded_page: e.example")),
        ("<object><param name=movie value=\"http://www.youtube.com/v/abc\"></object>", embed("https://www.youtube.com/watch?v=abc", "video_elsewhere: youtube.com")),
        // Pages of this site.
        ("<iframe src=\"/node/123\" title=\"The border\"></iframe>", "<a href=\"/archive/2010/12/new/\">The border</a>".to_owned()),
        ("<iframe src=\"http://www.example.org/node/123#b\"></iframe>", "<a href=\"/archive/2010/12/new/#b\">embedded_page: http://www.example.org/node/123#b</a>".to_owned()),
        ("<iframe src=\"map.html\"></iframe>", "<a href=\"/archive/2010/12/border/map.html\">embedded_page: map.html</a>".to_owned()),
        ("<iframe src=\"/node/403\"></iframe>", "<a class=\"archived\" rel=\"nofollow\" href=\"https://web.example/2010/http://x/\">archived_copy: /node/403</a>".to_owned()),
        // What scripts write.
        ("<script src=\"https://gist.github.com/u/1a2b.js\"></script>", link("https://gist.github.com/u/1a2b", "embedded_code: gist.github.com/u/1a2b")),
        ("<script src=\"//gist.github.com/u/1a2b.js?file=a.rb\"></script>", link("https://gist.github.com/u/1a2b", "embedded_code: a.rb (gist.github.com)")),
    ] {
        let body = body(written);
        assert_eq!(body.html.trim_end(), format!("<p>{expected}</p>"), "{written}");
        assert_eq!(body.removed[0].removal.name(), "replaced by a link", "{written}");
    }
    assert_eq!(
        html("<div class=fb-post data-href=\"https://www.facebook.com/a/posts/1\"></div>"),
        format!(
            "<div><p>{}</p></div>\n",
            link("https://www.facebook.com/a/posts/1", "embedded_post: facebook.com")
        )
    );
    let tweet = "<blockquote class=\"twitter-tweet\"><p>Words</p>&mdash; A <a href=\"https://twitter.com/a/status/1\">May 1</a></blockquote>\
                 <script async src=\"https://platform.twitter.com/widgets.js\"></script>";
    assert_eq!(
        html(tweet),
        "<blockquote><p>Words</p>— A <a href=\"https://twitter.com/a/status/1\">May 1</a></blockquote>\n"
    );
}

#[test]
fn what_is_shown_nowhere_leaves_no_link_and_no_link_holds_another() {
    for (written, expected) in [
        ("<iframe src=\"/node/404\"></iframe>", ""),
        (
            "<iframe src=\"javascript:x\"></iframe><iframe src=about:blank></iframe><iframe srcdoc=x></iframe>",
            "",
        ),
        ("<script src=\"/own.js\"></script>", ""),
        ("<div data-href=\"javascript:x\"></div>", "<div></div>"),
        ("<div data-href=\"https://e.example/\">a</div>", "<div>a</div>"),
        (
            "a <a href=\"/b\"><iframe src=\"https://e.example/\"></iframe></a>",
            "<p>a <a href=\"/archive/b\">embedded_page: e.example</a></p>",
        ),
        (
            "a <iframe src=\"https://e.example/\"></iframe> b",
            "<p>a <a rel=\"external\" href=\"https://e.example/\">embedded_page: e.example</a> b</p>",
        ),
    ] {
        assert_eq!(html(written).trim_end(), expected, "{written}");
    }
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

#[test]
fn links_are_listed_by_where_they_lead() {
    let text = "[a](@/x.md#b) [b](/2010/12/new/#top) [c](/node/123#d)\n\
                [e](/about/) [f](/g.pdf) [h](https://x.example/) <mailto:a@x.example>\n\
                [i](/node/404) [k](#l) [m](/2010/12/border/) [n](@/gone.md) [o](javascript:p)\n\n\
                ![q](/r.jpg) <video src=\"/node/404\"></video> <q cite=\"/about/\">s</q>\n\n\
                {{< linked \"/archive/2010/12/new/?t#u\" >}}[v](/about/){{< /linked >}} {{< ref \"x.md\" >}} [w]({{< ref \"x.md\" >}})\n";
    let url = |text: &str| UrlPath::parse(text).unwrap();
    let (new, about) = (url("/2010/12/new/"), url("/about/"));
    let elsewhere = |text: &str| Target::Elsewhere(text.into());
    let missing = |text: &str| Target::Missing(text.into());
    let body = body(text);
    let links: Vec<_> =
        body.links.iter().map(|link| (&link.target, link.anchor.as_deref(), link.position)).collect();
    let expected = [
        (&Target::Page(url("/статья 1/")), Some("b"), at(1, 1)),
        (&Target::Article(new.clone()), None, at(1, 15)),
        (&Target::Old(new.clone()), Some("d"), at(1, 38)),
        (&Target::Page(about.clone()), None, at(2, 1)),
        (&Target::File(url("/g.pdf")), None, at(2, 14)),
        (&elsewhere("https://x.example/"), None, at(2, 26)),
        (&elsewhere("mailto:a@x.example"), None, at(2, 50)),
        (&missing("/node/404"), None, at(3, 1)),
        (&Target::Itself, Some("l"), at(3, 16)),
        (&Target::Itself, None, at(3, 24)),
        (&Target::File(url("/r.jpg")), None, at(5, 1)),
        (&Target::Page(about.clone()), None, at(7, 43)),
        (&Target::Article(new), None, at(7, 1)),
        (&Target::Page(url("/статья 1/")), None, at(7, 71)),
        (&Target::Page(url("/статья 1/")), None, at(7, 94)),
        (&missing("/node/404"), None, at(5, 14)),
        (&Target::Page(about), None, at(5, 46)),
    ];
    assert_eq!(links, expected);
    let roles = |role| body.links.iter().filter(|link| link.role == role).count();
    assert_eq!((roles(Role::Shown), roles(Role::Named)), (2, 2));
}
