//! What Markdown has beside CommonMark.

use super::sanitise::{sanitised, second_opinion};
use super::{at, body, body_by, html, problems, rules};
use crate::article::body::BodyRules;
use crate::config::Markdown;

/// What `text` becomes where Markdown is as `change` makes it.
fn html_with(change: fn(&mut Markdown), text: &str) -> String {
    let mut markdown = Markdown::default();
    change(&mut markdown);
    body_by(&BodyRules { markdown, ..rules() }, text, 0).html
}

fn check(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        let html = html(text);
        assert_eq!(html.trim_end(), *expected, "{text}");
        assert_eq!(sanitised(&html), html, "{text}");
        assert_eq!(second_opinion(&html), html, "{text}");
    }
}

#[test]
fn tasks_have_a_sign() {
    check(&[
        (
            "- [x] a\n- [ ] b\n- c",
            "<ul>\n<li><span class=\"task\">☑</span> a</li>\n<li><span class=\"task\">☐</span> b</li>\n<li>c</li>\n</ul>",
        ),
        (
            "1. [ ] a\n\n2. b",
            "<ol>\n<li>\n<p><span class=\"task\">☐</span> a</p>\n</li>\n<li>\n<p>b</p>\n</li>\n</ol>",
        ),
        ("[x] a", "<p>[x] a</p>"),
    ]);
    assert_eq!(html_with(|markdown| markdown.task_lists = false, "- [x] a"), "<ul>\n<li>[x] a</li>\n</ul>\n");
}

#[test]
fn bare_addresses_are_links() {
    let link = |href: &str, text: &str| format!("<a href=\"{href}\">{text}</a>");
    for (text, expected) in [
        (
            "See http://x.example/a_b_c*d, www.y.example.",
            format!(
                "See {}, {}.",
                link("http://x.example/a_b_c*d", "http://x.example/a_b_c*d"),
                link("http://www.y.example", "www.y.example")
            ),
        ),
        (
            "http://x.example/?a=1&b=2&amp;c=3",
            link("http://x.example/?a=1&amp;b=2&amp;c=3", "http://x.example/?a=1&amp;b=2&amp;c=3"),
        ),
        ("http://x.example/a\\_b", link("http://x.example/a_b", "http://x.example/a_b")),
        ("Me: a_b@x.example!", format!("Me: {}!", link("mailto:a_b@x.example", "a_b@x.example"))),
        ("*http://x.example*", format!("<em>{}</em>", link("http://x.example", "http://x.example"))),
        // An old address of the archive is asked for like any other.
        ("http://www.example.org/node/123", link("/archive/2010/12/new/", "http://www.example.org/node/123")),
        ("http://www.example.org/node/404", "http://www.example.org/node/404".to_owned()),
        // Nothing within links, code and their raw forms.
        (
            "[http://x.example](/a) `http://x.example`",
            format!("{} <code>http://x.example</code>", link("/archive/a", "http://x.example")),
        ),
        (
            "<a href=\"/a\">http://x.example</a> <code>a@x.example</code> http://y.example",
            format!(
                "{} <code>a@x.example</code> {}",
                link("/archive/a", "http://x.example"),
                link("http://y.example", "http://y.example")
            ),
        ),
        (
            "![http://x.example](/a.jpg) b",
            "<img src=\"/archive/a.jpg\" alt=\"http://x.example\" loading=\"lazy\"> b".to_owned(),
        ),
        ("javascript://x.example data:a", "javascript://x.example data:a".to_owned()),
    ] {
        assert_eq!(html(text), format!("<p>{expected}</p>\n"), "{text}");
    }
    assert_eq!(html("    http://x.example\n"), "<pre><code>http://x.example\n</code></pre>\n");
    assert_eq!(
        html("## www.x.example"),
        "<h2 id=\"www-x-example\"><a href=\"http://www.x.example\">www.x.example</a></h2>\n"
    );
    assert_eq!(
        html_with(|markdown| markdown.bare_links = false, "http://x.example"),
        "<p>http://x.example</p>\n"
    );
    assert_eq!(body("a\n\nb http://www.example.org/node/404").links[0].position, at(3, 1));
    // Typographic signs in an address are as they were typed.
    assert_eq!(
        html_with(|markdown| markdown.smart_punctuation = true, "a -- http://x.example/a--b \"c\""),
        "<p>a – <a href=\"http://x.example/a--b\">http://x.example/a--b</a> “c”</p>\n"
    );
}

#[test]
fn alerts_and_containers_are_boxes() {
    let alert = |kind: &str, title: &str, text: &str| {
        format!(
            "<div class=\"alert alert-{kind}\" role=\"note\">\n<p class=\"alert-title\">{title}</p>\n{text}\n</div>"
        )
    };
    check(&[
        ("> [!NOTE]\n> *a*", &alert("note", "note", "<p><em>a</em></p>")),
        ("> [!CAUTION]\n> a", &alert("caution", "caution", "<p>a</p>")),
        (":::note\n*a*\n:::", &alert("note", "note", "<p><em>a</em></p>")),
        (
            ":::tip[Look <here>]\na\n:::\nb",
            &format!("{}\n<p>b</p>", alert("tip", "Look &lt;here&gt;", "<p>a</p>")),
        ),
        (
            "a\n::: danger Hot\n- b\n:::",
            &format!("<p>a</p>\n{}", alert("caution", "Hot", "<ul>\n<li>b</li>\n</ul>")),
        ),
        (
            "::::info\n:::warning\na\n:::\n::::",
            &alert("note", "note", &alert("warning", "warning", "<p>a</p>")),
        ),
        (":::details More\na\n:::", "<details>\n<summary>More</summary>\n<p>a</p>\n</details>"),
        (
            "- a\n  :::note\n  b\n  :::\n- c",
            &format!("<ul>\n<li>a\n{}\n</li>\n<li>c</li>\n</ul>", alert("note", "note", "b")),
        ),
        // What ends within a quotation began there.
        (
            "> :::note\n> a\n\n:::",
            &format!("<blockquote>\n{}\n</blockquote>", alert("note", "note", "<p>a</p>")),
        ),
        // Nobody knows this name.
        (":::centre\na\n:::", "<p>:::centre\na\n:::</p>"),
        ("```\n:::note\n:::\n```", "<pre><code>:::note\n:::\n</code></pre>"),
    ]);
    assert_eq!(
        html_with(|markdown| markdown.alerts = false, "> [!NOTE]\n> a"),
        "<blockquote>\n<p>[!NOTE]\na</p>\n</blockquote>\n"
    );
    assert_eq!(
        html_with(|markdown| markdown.containers = false, ":::note\na\n:::"),
        "<p>:::note\na\n:::</p>\n"
    );
    assert_eq!(
        problems("a\n\n:::note\nb"),
        [
            "warning[open-container]: `:::note` is never closed; shown as plain text\n--> content/border.md:3:1\n = hint: close it with `:::` on a line of its own"
        ]
    );
    assert_eq!(html(":::note\nb"), "<p>:::note\nb</p>\n");
}

#[test]
fn containers_are_as_deep_as_other_elements() {
    let text = format!("{}a\n{}", ":::note\n".repeat(1_000), ":::\n".repeat(1_000));
    let html = html(&text);
    assert_eq!((html.matches("<div").count(), html.matches("</div>").count()), (100, 100));
    assert_eq!(sanitised(&html), html);
}

#[test]
fn definitions_are_lists() {
    check(&[
        ("Term\n: *a*\n: b", "<dl>\n<dt>Term</dt>\n<dd><em>a</em></dd>\n<dd>b</dd>\n</dl>"),
        ("a\n:) b\n:smile:", "<p>a\n:) b\n:smile:</p>"),
        ("Time\n\n12:30", "<p>Time</p>\n<p>12:30</p>"),
    ]);
    assert_eq!(html_with(|markdown| markdown.definition_lists = false, "Term\n: a"), "<p>Term\n: a</p>\n");
}

#[test]
fn html_may_hold_markdown() {
    for (text, expected) in [
        ("<div markdown=\"1\">\n*a*\n</div>", "<div>\n<p><em>a</em></p>\n</div>\n"),
        (
            "<div id=\"x\" markdown='1' class=table>\n- a\n</div>\n\nb",
            "<div id=\"x\" class=\"table\">\n<ul>\n<li>a</li>\n</ul>\n</div>\n<p>b</p>\n",
        ),
        ("<div markdown=1>\n<div>\n*a*\n</div>\n</div>", "<div>\n<div>\n*a*\n</div>\n</div>\n"),
        ("<div markdown=\"0\">\n*a*\n</div>", "<div>\n*a*\n</div>\n"),
    ] {
        assert_eq!(html(text), expected, "{text}");
    }
    assert_eq!(
        html_with(|markdown| markdown.in_html = false, "<div markdown=\"1\">\n*a*\n</div>"),
        "<div>\n*a*\n</div>\n"
    );
    // Positions are those of the source.
    let removed = &body("é\n\n<form markdown=\"1\">\n*a*\n</form>").removed[0];
    assert_eq!((&*removed.element, removed.position), ("form", at(3, 1)));
}

#[test]
fn braces_give_class_and_anchor() {
    check(&[
        ("a\n{: .table .wide #x}", "<p id=\"x\" class=\"table\">a</p>"),
        ("a\n{: #menu--main}", "<p>a</p>"),
        ("- a\n- b\n{:.table}", "<ul class=\"table\">\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("{: #x}\n> a", "<blockquote id=\"x\">\n<p>a</p>\n</blockquote>"),
        ("## Head\n{: #x}\n\n[a](#x)", "<h2 id=\"x\">Head</h2>\n<p><a href=\"#x\">a</a></p>"),
        ("## Head {: #x}", "<h2 id=\"x\">Head</h2>"),
        ("[a](/b){:target=\"_blank\" rel=\"x\"}, c", "<p><a href=\"/archive/b\">a</a>, c</p>"),
        ("*a*{: #x} b", "<p><em id=\"x\">a</em> b</p>"),
        (
            "![a](/b.jpg \"c\"){: .align-right}",
            "<figure><img src=\"/archive/b.jpg\" alt=\"a\" loading=\"lazy\" class=\"align-right\"><figcaption>c</figcaption></figure>",
        ),
        ("* Contents\n{:toc}\n\na", "<p>a</p>"),
        ("`{: .a}` {: .b} c", "<p><code>{: .a}</code> {: .b} c</p>"),
        ("{: .a}", ""),
        ("```\n{: .a}\n```", "<pre><code>{: .a}\n</code></pre>"),
    ]);
    let body = body("## Head\n{: #x}");
    assert_eq!(body.headings[0].id, "x");
    assert_eq!(html_with(|markdown| markdown.attributes = false, "a\n{: .table}"), "<p>a\n{: .table}</p>\n");
    let trusted = BodyRules { trusted: true, ..rules() };
    assert_eq!(body_by(&trusted, "a\n{: .wide}", 0).html, "<p class=\"wide\">a</p>\n");
}

#[test]
fn signs_raise_and_lower_what_stands_behind_a_word() {
    check(&[
        ("x^2^ and H~2~O", "<p>x<sup>2</sup> and H<sub>2</sub>O</p>"),
        ("## E = mc^2^", "<h2 id=\"e-mc2\">E = mc<sup>2</sup></h2>"),
        ("[H~2~O](/a) *x^n^*", "<p><a href=\"/archive/a\">H<sub>2</sub>O</a> <em>x<sup>n</sup></em></p>"),
        ("2^10 and 3^5", "<p>2^10 and 3^5</p>"),
        ("^_^ a ^o^ b `x^2^` 3~5, 7~9", "<p>^_^ a ^o^ b <code>x^2^</code> 3~5, 7~9</p>"),
        ("![H~2~O](/a.jpg) b", "<p><img src=\"/archive/a.jpg\" alt=\"H2O\" loading=\"lazy\"> b</p>"),
        // One sign strikes out, as on GitHub, unless it lowers.
        ("a ~b c~ ~~d~~ ~e~", "<p>a <del>b c</del> <del>d</del> <del>e</del></p>"),
    ]);
    assert_eq!(html_with(|markdown| markdown.subscript = false, "H~2~O"), "<p>H~2~O</p>\n");
    assert_eq!(html_with(|markdown| markdown.superscript = false, "x^2^"), "<p>x^2^</p>\n");
}

#[test]
fn names_of_emoji_are_read_where_the_site_wants_it() {
    assert_eq!(html("a :heart_eyes: b"), "<p>a :heart_eyes: b</p>\n");
    let emoji: fn(&mut Markdown) = |markdown| markdown.emoji = true;
    for (text, expected) in [
        (":heart_eyes: at 12:30:45 :+1:", "<p>😍 at 12:30:45 👍</p>\n"),
        (
            "`:heart:` [:heart:](/a) :none:",
            "<p><code>:heart:</code> <a href=\"/archive/a\">❤️</a> :none:</p>\n",
        ),
        (
            "<code>:heart:</code> http://x.example/:heart:",
            "<p><code>:heart:</code> <a href=\"http://x.example/:heart\">http://x.example/:heart</a>:</p>\n",
        ),
    ] {
        assert_eq!(html_with(emoji, text), expected, "{text}");
    }
}

/// Many of each take no more than linear time.
#[test]
fn many_signs_take_linear_time() {
    for piece in [
        "^a^",
        "a~b~",
        "*a*{: .table}",
        "a\n{: #x}\n",
        ":::note\n",
        ":::note\n:::\n",
        "http://a.b ",
        "a@b.c ",
        "a\n: b\n",
        "- [ ] ",
        "<div markdown=1>\n</div>\n",
        "> [!NOTE]\n",
        "x:a:",
    ] {
        let text = piece.repeat(200_000 / piece.len());
        assert!(html_with(|markdown| markdown.emoji = true, &text).len() < 200 * text.len(), "{piece}");
    }
}
