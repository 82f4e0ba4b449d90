//! What Markdown becomes.

use super::sanitise::{sanitised, second_opinion};
use super::{at, body, body_by, html, problems, rules};
use crate::config::Markdown;
use proptest::prelude::*;

#[test]
fn text_and_blocks() {
    assert_eq!(
        html("a *b* **c** ~~d~~ `e<f`\n& \"g\" &nbsp;h  \ni"),
        "<p>a <em>b</em> <strong>c</strong> <del>d</del> <code>e&lt;f</code>\n&amp; \"g\" &nbsp;h<br>\ni</p>\n"
    );
    assert_eq!(
        html("> a\n\n---\n\n```rust,x\nb<c\n```\n\n    d\n"),
        "<blockquote>\n<p>a</p>\n</blockquote>\n<hr>\n<pre><code class=\"language-rust\">b&lt;c\n</code></pre>\n<pre><code>d\n</code></pre>\n"
    );
    assert_eq!(
        html("- a\n  1. b\n- c\n\n7) d\n\n   e\n"),
        "<ul>\n<li>a\n<ol>\n<li>b</li>\n</ol>\n</li>\n<li>c</li>\n</ul>\n<ol start=\"7\">\n<li>\n<p>d</p>\n<p>e</p>\n</li>\n</ol>\n"
    );
    assert_eq!(html("a\r\nb\r\n\r\n```\r\nc\r\n```\r\n"), "<p>a\nb</p>\n<pre><code>c\n</code></pre>\n");
    assert_eq!(html(""), "");
    assert_eq!(html("<!--more-->\n\na <!-- b --> c"), "<p>a  c</p>\n");
}

#[test]
fn smart_punctuation_is_a_rule() {
    assert_eq!(html("\"a\" -- b..."), "<p>\"a\" -- b...</p>\n");
    let smart = Markdown { smart_punctuation: true, ..Markdown::default() };
    let smart = crate::article::body::BodyRules { markdown: smart, ..rules() };
    assert_eq!(body_by(&smart, "\"a\" -- b...", 0).html, "<p>“a” – b…</p>\n");
}

#[test]
fn headings_have_anchors() {
    let body = body(
        "# Border *guards*: `x`\n\n## Border guards: x\n\nТекст\n=====\n\n### ![A map](/m.png)\n\n#\n\n## a [b](/c)<br>d\n",
    );
    let headings: Vec<(u8, &str, &str)> = body.headings.iter().map(|h| (h.level, &*h.id, &*h.text)).collect();
    assert_eq!(
        headings,
        [
            (1, "border-guards-x", "Border guards: x"),
            (2, "border-guards-x-2", "Border guards: x"),
            (1, "tekst", "Текст"),
            (3, "a-map", "A map"),
            (2, "a-bd", "a bd"),
        ]
    );
    assert!(
        body.html.starts_with("<h1 id=\"border-guards-x\">Border <em>guards</em>: <code>x</code></h1>\n")
    );
}

#[test]
fn headings_may_name_their_anchors() {
    let html = html(
        "## Personas {#people .wide}\n\n## People\n\n## Twice {#people}\n\n## Of the theme {#site--search}\n\n## In {braces}\n",
    );
    let wanted = [
        "<h2 id=\"people\">Personas</h2>",
        "<h2 id=\"people-2\">People</h2>",
        "<h2 id=\"twice\">Twice</h2>",
        "<h2 id=\"of-the-theme\">Of the theme</h2>",
        "<h2 id=\"in-braces\">In {braces}</h2>\n",
    ];
    assert_eq!(html, wanted.join("\n"));
}

#[test]
fn headings_of_nothing_are_left_out() {
    assert_eq!(
        html("#\n\n## <!-- note -->\n\n##  \n\nText\n\n## ...\n"),
        "<p>Text</p>\n<h2 id=\"section\">...</h2>\n"
    );
    assert_eq!(
        html("## ![](/m.png)\n"),
        "<h2 id=\"section\"><img src=\"/archive/m.png\" alt=\"\" loading=\"lazy\"></h2>\n"
    );
}

#[test]
fn tables_of_raw_html_scroll() {
    assert_eq!(
        html("<table><tr><td><table><tr><td>a</td></tr></table></td></tr></table>\n\nb\n"),
        "<div class=\"table\"><table><tbody><tr><td><table><tbody><tr><td>a</td></tr></tbody></table></td></tr></tbody></table>\
         </div>\n<p>b</p>\n"
    );
    // One that is never closed does not take the text after it along as a wrapper of its own.
    let open = html("<table><tr><td>a\n");
    assert_eq!(open.matches("<div class=\"table\">").count(), open.matches("</div>").count(), "{open}");
}

#[test]
fn tables_scroll_and_align() {
    assert_eq!(
        html("| a | b |\n|--:|:-:|\n| *c* | d |\n| e |\n"),
        "<div class=\"table\"><table><thead><tr><th class=\"align-right\">a</th><th class=\"align-center\">b</th></tr></thead>\
         <tbody><tr><td class=\"align-right\"><em>c</em></td><td class=\"align-center\">d</td></tr>\
         <tr><td class=\"align-right\">e</td><td class=\"align-center\"></td></tr></tbody></table></div>\n"
    );
    assert_eq!(
        html("|a|\n|-|\n"),
        "<div class=\"table\"><table><thead><tr><th>a</th></tr></thead></table></div>\n"
    );
}

#[test]
fn footnotes_link_both_ways() {
    assert_eq!(
        html("a[^x] b[^y] c[^x]\n\n[^y]: Y\n\n[^x]: X\n\n    more\n\n[^z]: unused\n\n[^u] undefined"),
        "<p>a<sup class=\"footnote-ref\"><a href=\"#fn--1\" id=\"fnref--1\" role=\"doc-noteref\">1</a></sup> \
         b<sup class=\"footnote-ref\"><a href=\"#fn--2\" id=\"fnref--2\" role=\"doc-noteref\">2</a></sup> \
         c<sup class=\"footnote-ref\"><a href=\"#fn--1\" id=\"fnref--1-2\" role=\"doc-noteref\">1</a></sup></p>\n<p>[^u] undefined</p>\n\
         <div class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n<li id=\"fn--1\"><p>X</p>\n<p>more \
         <a href=\"#fnref--1\" class=\"footnote-back\" role=\"doc-backlink\">↩</a> \
         <a href=\"#fnref--1-2\" class=\"footnote-back\" role=\"doc-backlink\">↩<sup>2</sup></a></p>\n</li>\n\
         <li id=\"fn--2\"><p>Y <a href=\"#fnref--2\" class=\"footnote-back\" role=\"doc-backlink\">↩</a></p>\n</li>\n\
         <li id=\"fn--3\"><p>unused</p>\n</li>\n</ol>\n</div>\n"
    );
}

#[test]
fn a_footnote_defined_twice_is_told_with_the_first_place() {
    let text = "é[^a] b[^A]\n\n[^a]: one\n\n> [^A]: two\n\n[^b]: other\n";
    assert_eq!(
        problems(text),
        [
            "warning[duplicate-footnote]: duplicate footnote `A`\n--> content/border.md:5:3\n = hint: first defined at 3:1; both texts are shown"
        ]
    );
    let html = html(text);
    assert!(html.contains("<p>one</p>") && html.contains("<p>two "), "{html}");
    // In upper and lower case it is the same note.
    assert_eq!(html.matches("href=\"#fn--1\"").count(), 2, "{html}");
    assert_eq!(problems("a[^1]\n\n[^1]: b\n\n[^2]: c\n"), Vec::<String>::new());
}

#[test]
fn images_that_stand_alone_are_figures() {
    assert_eq!(
        html("![A *b*](c.jpg \"The \\\"d\\\"\")"),
        "<figure><img src=\"/archive/2010/12/border/c.jpg\" alt=\"A b\" loading=\"lazy\"><figcaption>The \"d\"</figcaption></figure>\n"
    );
    assert_eq!(
        html("[![a](/b.jpg)](/c)\n\n> ![d](/e.jpg)"),
        "<figure><a href=\"/archive/c\"><img src=\"/archive/b.jpg\" alt=\"a\" loading=\"lazy\"></a></figure>\n\
         <blockquote>\n<figure><img src=\"/archive/e.jpg\" alt=\"d\" loading=\"lazy\"></figure>\n</blockquote>\n"
    );
    assert_eq!(
        html("![a](/b.jpg \"t\") c\n\n- ![d](/e.jpg)"),
        "<p><img src=\"/archive/b.jpg\" alt=\"a\" title=\"t\" loading=\"lazy\"> c</p>\n\
         <ul>\n<li><img src=\"/archive/e.jpg\" alt=\"d\" loading=\"lazy\"></li>\n</ul>\n"
    );
}

#[test]
fn images_that_cannot_be_shown_leave_their_text() {
    assert_eq!(html("![a map](data:image/png;base64,x)"), "<p>a map</p>\n");
    assert_eq!(html("![](javascript:x)"), "");
}

#[test]
fn pictures_are_listed_with_and_without_a_text() {
    let body = body("![](/a) ![ ](/b)\n![c](/d) <img src=\"/e\"> <img src=\"/f\" alt=\"\">");
    let pictures: Vec<_> =
        body.pictures.iter().map(|picture| (picture.is_described, picture.position)).collect();
    let expected =
        [(false, at(1, 1)), (false, at(1, 9)), (true, at(2, 1)), (false, at(2, 10)), (true, at(2, 25))];
    assert_eq!(pictures, expected);
}

#[test]
fn the_body_starts_where_it_is_said_to() {
    let text = "---\ntitle: é\n---\n[a](@/lost.md)";
    let body = body_by(&rules(), text, text.find("[a]").unwrap());
    assert_eq!(body.html, "<p>a</p>\n");
    assert_eq!(body.diagnostics.iter().next().unwrap().place.as_ref().unwrap().position, Some(at(4, 1)));
    assert_eq!(body_by(&rules(), "é", 1).html, "<p>é</p>\n");
    assert_eq!(body_by(&rules(), "a", 10).html, "");
}

#[test]
fn nesting_is_bounded() {
    let quotes = html(&format!("{}a", "> ".repeat(1_000)));
    assert_eq!(quotes.matches("<blockquote>").count(), 100);
    assert_eq!(quotes.matches("</blockquote>").count(), 100);
    assert_eq!(sanitised(&quotes), quotes);
    let table = html(&format!("{}|a|\n{}|-|\n{0}|b|\n", "> ".repeat(97), "> ".repeat(97)));
    assert!(!table.contains("<table>") && table.contains('b'));
    assert_eq!(sanitised(&table), table);
}

/// Documents that use everything Markdown has.
const CORPUS: &[&str] = &[
    "# A\n\n## A\n\ntext[^1] & more\u{A0}text <http://x.example/?a=1&b=\"2\"> <me@x.example>\n\n[^1]: note[^2]\n[^2]: other\n\n    - list\n\n    | a |\n    |---|\n    | b |\n",
    "[![a\\]b](x.jpg 'a \"title\" <&>')](y \"t&amp;\")\n\n![one](1.jpg) ![two](2.jpg)\n\n- ![x](y)\n\n  ![x](y)\n",
    "***a** b*  \nc\\\nd ~~e *f*~~ `` `g` `` &lt;h&gt; &amp;amp; &#0; &#13; &#x1F600;\n",
    "1. a\n\n   > b\n   >\n   > ```x y\n   > \n   > c\n   > ```\n2. d\n   - e\n     - f\n\n       g\n",
    "| a | b | c | d |\n|---|:--|--:|:-:|\n| `x|y` | \\| | **e** [f](g) | ![h](i) |\n| j |\n\n|k|\n|-|\n",
    "a\n===\nb\n---\n***\n+ c\n* d\n- e\n",
    "[a][b] [c] [d](#e) [f](?g=h&i) [](/x) [j](<k l>) [m](//n.example/o) [p](mailto:q@r) [s](tel:+1) [t](foo:bar)\n\n[b]: http://www.example.org/node/403 'u'\n[c]: http://[bad\n",
    "```\n\n\nleading lines\n```\n\n    \n    indented\n\t\ttabs\n",
    "*a [b*](c) **d `e** f` _g_h _i_\n\n<!-- comment -->\n\n[x](http://ex%61mple/%) [y](HTTP://EXAMPLE/\\a) [z](http://a b/)\n",
    "****************a****************\n\n_**_**_**b**_**_**_\n",
    "> - > 1. > a\n>\n> b\n\n\u{FEFF}c\n",
];

#[test]
fn the_corpus_needs_no_sanitiser() {
    for text in CORPUS {
        let html = html(text);
        assert_eq!(sanitised(&html), html, "{text}");
        assert_eq!(second_opinion(&html), html, "{text}");
        let crlf = super::html(&text.replace('\n', "\r\n"));
        assert_eq!(sanitised(&crlf), crlf, "{text}");
    }
}

#[test]
fn deeply_nested_attributes_need_no_sanitiser() {
    let signs = || ["*", "_"].into_iter().cycle().take(60);
    let open: String = signs().map(|sign| format!("{sign}a ")).collect();
    let close: String =
        signs().map(|sign| format!("{sign}{{: .task}}")).collect::<Vec<_>>().into_iter().rev().collect();
    let html = html(&format!("{open}x{close}"));
    assert_eq!(html.matches("<em").count(), 60);
    assert!(html.contains("<em class=\"task\">"), "{html}");
    assert_eq!(sanitised(&html), html);
}

/// Pieces of Markdown without raw HTML, thrown together.
fn markdown() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => prop::sample::select(vec![
            "*", "**", "_", "~~", "`", "```\n", "\n", "\n\n", "# ", "## ", "> ", "- ", "1. ", "    ", "\t", "|", "|-|\n", "\n|a|b|\n|-|:-:|\n|",
            "[", "]", "](", ")", "![", "[^1]", "\n[^1]: ", "[^2]", "\n\n[^2]: ", "[a]: ", "[a]", "---\n", "\\", "&amp;", "&#13;", "&#0;", "&nbsp;",
            "\u{A0}", "\u{0}", "\r", "\r\n", "\u{FEFF}", "\u{C}", "\u{85}", "\u{2028}", "<http://a.example>", "<a@b.example>", "![a](b \"c\")",
            "^a^", "^", "~b~", "a~b~", "\n: ", "- [ ] ", "- [x] ", "> [!NOTE]\n", "> [!TIP]\n> a", ":::note\n", "\n:::\n", ":::details x\n", "::::tip\n", "\n{: .table #x}\n", "{: .table}",
            "{:#y .align-left}", "{:toc}", "http://a.example/b", "www.a.example", "me@a.example", ":heart:", "_", ")",
            "[a](b)", "[a](http://x.example/ö\"<>)", "[a](javascript:x)", "[a](http://www.example.org/node/403)", "![](/a)",
            "(http://xn--a.example)", "(http://1.2.3.4.5/)", "(ftp://a)", "(tel:1)", "(//)", "(\\\\\\\\a)", "(#é)", "a", "b ", "é", "x:y", "{{", "\"", "'", "--",
        ]).prop_map(str::to_owned),
        1 => "[ -;=?-~]{0,6}",
        1 => "\\PC{0,4}".prop_map(|text| text.replace('<', "&lt;")),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]
    #[test]
    fn no_markdown_needs_the_sanitiser(text in markdown(), smart in any::<bool>()) {
        let markdown = Markdown { smart_punctuation: smart, emoji: smart, ..Markdown::default() };
        let rules = crate::article::body::BodyRules { markdown, ..rules() };
        let written = body_by(&rules, &text, 0).html;
        let as_trusted = body_by(&crate::article::body::BodyRules { trusted: true, ..rules }, &text, 0).html;
        // Without raw HTML, trust makes no difference: nothing was sanitised.
        prop_assert_eq!(&as_trusted, &written);
        prop_assert_eq!(&sanitised(&written), &written);
        prop_assert_eq!(second_opinion(&written), written);
    }
}

#[test]
fn lines_of_scripts_without_blanks_are_joined_without_one() {
    for (text, html) in [
        ("中文\n报纸。\n“引号”", "<p>中文报纸。“引号”</p>\n"),
        ("**中文**\n*报纸*", "<p><strong>中文</strong><em>报纸</em></p>\n"),
        ("[中文](/a)\n报纸", "<p><a href=\"/archive/a\">中文</a>报纸</p>\n"),
        ("日本語\nand", "<p>日本語\nand</p>\n"),
        ("한국어\n신문", "<p>한국어\n신문</p>\n"),
        ("中文  \n报纸", "<p>中文<br>\n报纸</p>\n"),
        ("“a”\n“b”", "<p>“a”\n“b”</p>\n"),
    ] {
        assert_eq!(super::html(text), html, "{text}");
    }
}
