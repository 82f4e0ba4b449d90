//! Shortcodes in bodies.

use super::{at, body, body_by, html, problems, rules};
use crate::article::body::BodyRules;

#[test]
fn a_shortcode_that_stands_alone_is_no_paragraph() {
    assert_eq!(
        html("a\n\n{{< figure \"x\" >}}\n{{<figure src=\"y\">}}\n\nb"),
        "<p>a</p>\n<figure><img src=\"/f/x\" alt=\"\"></figure>\n<figure><img src=\"/f/y\" alt=\"\"></figure>\n<p>b</p>\n"
    );
    assert_eq!(html("{{< mark >}}a{{< /mark >}}"), "<mark>a</mark>\n");
    assert_eq!(html("{{ mark() }}"), "<mark>-</mark>\n");
}

#[test]
fn a_block_within_a_paragraph_ends_it() {
    assert_eq!(
        html("a\n{{< figure \"x\" >}}\nb"),
        "<p>a\n</p>\n<figure><img src=\"/f/x\" alt=\"\"></figure>\n<p>\nb</p>\n"
    );
    assert_eq!(html("{{< figure \"x\" >}} b"), "<figure><img src=\"/f/x\" alt=\"\"></figure>\n<p> b</p>\n");
}

#[test]
fn a_shortcode_in_a_line_stays_in_it() {
    assert_eq!(
        html("a *b {{< mark >}}c **d**{{< /mark >}}* e"),
        "<p>a <em>b <mark>c <strong>d</strong></mark></em> e</p>\n"
    );
    assert_eq!(html("# A {{< mark >}}B{{< /mark >}}"), "<h1 id=\"a-b\">A <mark>B</mark></h1>\n");
    assert_eq!(body("# A {{< mark >}}B{{< /mark >}}").headings[0].text, "A B");
    assert_eq!(
        html("| a |\n|---|\n| {{< mark >}}b{{< /mark >}} |"),
        "<div class=\"table\"><table><thead><tr><th>a</th></tr></thead><tbody><tr><td><mark>b</mark></td></tr></tbody></table></div>\n"
    );
}

#[test]
fn the_text_of_a_paired_call_is_markdown() {
    assert_eq!(
        html(
            "- a\n\n  {{< box >}}\n  ## T\n\n      code\n\n  b[^1]\n\n  [^1]: n\n  {{< /box >}}\n\nc[^1]\n\n[^1]: o"
        ),
        "<ul>\n<li>\n<p>a</p>\n<div class=\"box\"><h2 id=\"t\">T</h2>\n<pre><code>code\n</code></pre>\n\
         <p>b<sup class=\"footnote-ref\"><a href=\"#fn--1\" id=\"fnref--1\" role=\"doc-noteref\">1</a></sup></p>\n\
         <div class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n<li id=\"fn--1\"><p>n <a href=\"#fnref--1\" class=\"footnote-back\" role=\"doc-backlink\">↩</a></p>\n</li>\n</ol>\n</div>\n</div>\n</li>\n</ul>\n\
         <p>c<sup class=\"footnote-ref\"><a href=\"#fn--2\" id=\"fnref--2\" role=\"doc-noteref\">2</a></sup></p>\n\
         <div class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n<li id=\"fn--2\" value=\"2\"><p>o <a href=\"#fnref--2\" class=\"footnote-back\" role=\"doc-backlink\">↩</a></p>\n</li>\n</ol>\n</div>\n"
    );
    assert_eq!(
        html("{{< box >}}{{< box >}}a{{< /box >}}{{< /box >}}"),
        "<div class=\"box\"><div class=\"box\">a</div></div>\n"
    );
}

#[test]
fn the_text_of_a_paired_call_is_sanitised_but_its_template_is_not() {
    assert_eq!(
        html("{{< box >}}<b onclick=\"x\">a<script>1</script></b>{{< /box >}}"),
        "<div class=\"box\"><b>a</b></div>\n"
    );
    assert_eq!(
        html("<div>{{< box >}}<i>a</i>{{< /box >}} <b>b</div>"),
        "<div><div class=\"box\"><i>a</i></div> <b>b</b></div><b>\n</b>"
    );
}

#[test]
fn shortcodes_stand_in_addresses() {
    assert_eq!(
        html("[t]({{< ref \"x.md\" >}}#frag)"),
        "<p><a href=\"/archive/%D1%81%D1%82%D0%B0%D1%82%D1%8C%D1%8F%201/#frag\">t</a></p>\n"
    );
    assert_eq!(
        html("[t]({{< relref path=\"x.md#a\" >}})"),
        "<p><a href=\"/archive/%D1%81%D1%82%D0%B0%D1%82%D1%8C%D1%8F%201/#a\">t</a></p>\n"
    );
    assert_eq!(html("[t]({{< ref \"gone.md\" >}})"), "<p>t</p>\n");
    assert_eq!(
        html("[t]({{< asset \"b c.pdf\" >}})"),
        "<p><a href=\"/archive/files/b%20c.pdf?a=1&amp;b=2\">t</a></p>\n"
    );
    assert_eq!(
        html("<a href=\"{{< asset \"b.pdf\" >}}\">t</a>"),
        "<p><a href=\"/archive/files/b.pdf?a=1&amp;b=2\">t</a></p>\n"
    );
    assert_eq!(
        html("<p><a href=\"{{< ref \"x.md\" >}}\" title=\"{{< mark >}}m{{< /mark >}}\">t</a></p>"),
        "<p><a href=\"/archive/%D1%81%D1%82%D0%B0%D1%82%D1%8C%D1%8F%201/\" title=\"m\">t</a></p>\n"
    );
    assert_eq!(
        html("![{{< mark >}}m{{< /mark >}}]({{< asset \"b.png\" >}} \"{{< asset \"t\" >}}\") c"),
        "<p><img src=\"/archive/files/b.png?a=1&amp;b=2\" alt=\"m\" title=\"/archive/files/t?a=1&amp;b=2\" loading=\"lazy\"> c</p>\n"
    );
    assert_eq!(
        html("[t][r] [u][r]\n\n[r]: {{< asset \"b.pdf\" >}}"),
        "<p><a href=\"/archive/files/b.pdf?a=1&amp;b=2\">t</a> <a href=\"/archive/files/b.pdf?a=1&amp;b=2\">u</a></p>\n"
    );
    assert_eq!(html("[t]({{< evil >}}) <a href=\"{{< evil >}}\">u</a> ![v]({{< evil >}})"), "<p>t u v</p>\n");
    assert_eq!(
        html("see {{< ref \"x.md\" >}}"),
        "<p>see /archive/%D1%81%D1%82%D0%B0%D1%82%D1%8C%D1%8F%201/</p>\n"
    );
}

#[test]
fn unknown_shortcodes_leave_their_text() {
    let body =
        body("a {{< nope >}} b\n\n{{< nope >}}c *d*{{< /nope >}}\n\n{{% nope %}}\ne\n\nf\n{{% /nope %}}");
    assert_eq!(body.html, "<p>a  b</p>\n<p>c <em>d</em></p>\n<p>e</p>\n<p>f</p>\n\n");
    let expected = [at(1, 3), at(3, 1), at(5, 1)].map(|position| ("nope".to_owned(), position));
    assert_eq!(body.unknown_shortcodes, expected);
}

#[test]
fn code_and_escapes() {
    assert_eq!(
        html("`{{< mark >}}` {{</* mark \"<\" */>}}"),
        "<p><code>{{&lt; mark &gt;}}</code> {{&lt; mark \"&lt;\" &gt;}}</p>\n"
    );
    assert_eq!(
        html("```\n{{< mark >}}\n{{</* mark */>}}\n```"),
        "<pre><code>{{&lt; mark &gt;}}\n{{&lt; mark &gt;}}\n</code></pre>\n"
    );
    assert_eq!(html("{{/* mark() */}}"), "<p>{{ mark() }}</p>\n");
    assert_eq!(html("{{ title }} {{"), "<p>{{ title }} {{</p>\n");
}

#[test]
fn positions_in_paired_calls_are_true() {
    let text = "é {{< at >}}\n\n- x\n\n  {{< box >}}\n    {{< box >}}\n    [a](@/lost.md) {{< at >}}\n    <b><a href=\"/node/404\">b</a></b>\n    {{< /box >}}\n  {{< /box >}}\n";
    let body = body(text);
    assert!(body.html.contains("<p>é 1:3</p>") && body.html.contains("a 7:20"), "{}", body.html);
    let place = body.diagnostics.iter().next().unwrap().place.clone().unwrap();
    assert_eq!(place.position, Some(at(7, 5)));
    assert_eq!(body.missing().collect::<Vec<_>>(), [("/node/404", at(8, 8))]);
}

#[test]
fn problems_with_shortcodes_are_reported() {
    assert_eq!(
        problems("a {{< /box >}} {{< ref >}} {{< broken >}}"),
        [
            "warning[stray-shortcode]: `{{< /box >}}` closes a shortcode that was never opened\n--> content/border.md:1:3",
            "warning[missing-link]: shortcode `ref` has no target page\n--> content/border.md:1:16\n = hint: write `{{< ref \"page.md\" >}}`",
            "error[template]: broken template",
        ]
    );
}

#[test]
fn shortcodes_nest_to_a_limit() {
    let text = "{{< box >}}".repeat(20) + "a" + &"{{< /box >}}".repeat(20);
    assert_eq!(
        problems(&text),
        [
            "warning[deep-shortcodes]: shortcodes are nested more than 16 levels deep\n--> content/border.md:1:166\n = hint: the inner ones are shown as plain text"
        ]
    );
    let html = html(&text);
    assert_eq!(html.matches("<div class=\"box\">").count(), 16);
    assert!(html.contains("{{&lt; box &gt;}}a{{&lt; /box &gt;}}"), "{html}");
}

#[test]
fn forged_tokens_are_shortcodes_at_most() {
    assert_eq!(html("Z0q0000 {{< mark >}}"), "<p>Z0q0000 <mark>-</mark></p>\n");
    // The call stands once; a short output may be repeated where a token is forged.
    assert_eq!(
        html("<b>Z0<!-- -->q0000zzzzz</b> {{< mark >}}"),
        "<p><b><mark>-</mark></b> <mark>-</mark></p>\n"
    );
}

#[test]
fn trusted_bodies_have_shortcodes_too() {
    let trusted = BodyRules { trusted: true, ..rules() };
    assert_eq!(
        body_by(&trusted, "<div {{< at >}} id=x>{{< mark >}}<script>1</script>{{< /mark >}}</div>", 0).html,
        "<div id=\"x\"><mark><script>1</script></mark></div>\n"
    );
    assert_eq!(
        body_by(&trusted, "<div><p a<b=c \"=d onclick=e>f<z0q0000>g<plaintext>h", 0).html,
        "<div><p onclick=\"e\">f<z0q0000>g</z0q0000></p>h\n</div>"
    );
}

/// A shortcode without a template whose text closes an attribute, were it put into one as it is.
const BREAKOUT: &str = "{{<x>}}<b title=' tabindex=0 autofocus onfocus=alert(1) x='>y</b>{{</x>}}";

#[test]
fn a_shortcode_in_an_attribute_is_its_plain_text() {
    for (before, after, expected) in [
        ("<p id=\"", "\">t</p>", "<p id=\"y\">t</p>"),
        ("<a name=\"", "\">t</a>", "<p><a id=\"y\">t</a></p>"),
        (
            "<iframe src=\"https://e.example/",
            "\"></iframe>",
            "<p><a rel=\"external\" href=\"https://e.example/y\">embedded_page: e.example</a></p>",
        ),
        (
            "<embed src=\"https://e.example/",
            "\">",
            "<p><a rel=\"external\" href=\"https://e.example/y\">embedded_page: e.example</a></p>",
        ),
        ("<img src=\"/a.jpg\" srcset=\"/a.jpg ", "\">", "<img src=\"/archive/a.jpg\" loading=\"lazy\">"),
        (
            "<img src=\"/a.jpg\" srcset=\"/a.jpg 2x, ",
            ".jpg 3x\" alt=\"\">",
            "<img src=\"/archive/a.jpg\" srcset=\"/archive/a.jpg 2x, /archive/2010/12/border/y.jpg 3x\" alt=\"\" \
             loading=\"lazy\">",
        ),
        (
            "<math/><![CDATA[><p title=\"",
            "\">q</p>]]>",
            "<p><math></math></p><p title=\"y\">q</p>]]&gt;<p></p>",
        ),
        (
            "<select><svg></select><![CDATA[><p title=\"",
            "\">q</p>]]>",
            "<p></p><p title=\"y\">q</p>]]&gt;<p></p>",
        ),
        // In text it is what the call says: an element whose title is a title.
        (
            "<svg><embed><textarea><p title=\"",
            "\">q</p></textarea>",
            "<p>&lt;p title=\"<b title=\" tabindex=0 autofocus onfocus=alert(1) x=\">y</b>\"&gt;q&lt;/p&gt;</p>",
        ),
        ("<p title=", ">q</p>", "<p title=\"y\">q</p>"),
        ("<p title='", "'>q</p>", "<p title=\"y\">q</p>"),
    ] {
        let html = html(&format!("{before}{BREAKOUT}{after}"));
        assert_eq!(html.trim_end(), expected, "{before}…{after}");
    }
}

#[test]
fn an_escaped_call_in_an_attribute_is_text() {
    assert_eq!(
        html("<p title='{{</* \" tabindex=0 autofocus onfocus=alert(1) \" */>}}'>t</p>"),
        "<p title=\"{{&lt; &quot; tabindex=0 autofocus onfocus=alert(1) &quot; &gt;}}\">t</p>\n"
    );
    assert_eq!(html("<p id='{{</* \" tabindex=0 autofocus onfocus=alert(1) \" */>}}'>t</p>"), "<p>t</p>\n");
}

#[test]
fn a_heading_is_not_named_by_nothing() {
    assert_eq!(html("## T {#{{<x/>}}}"), "<h2 id=\"t\">T</h2>\n");
    assert_eq!(html("## T {#{{<x>}}n{{</x>}}}"), "<h2 id=\"n\">T</h2>\n");
    assert_eq!(html("## T {#menu--main}\n\n<p id=menu--main>"), "<h2 id=\"t\">T</h2>\n<p>\n</p>");
}

#[test]
fn addresses_from_shortcodes_are_read_as_any_other() {
    assert_eq!(html("[t](/node/{{<x>}}123{{</x>}})"), "<p><a href=\"/archive/2010/12/new/\">t</a></p>\n");
    let body = body("<a href='/node/{{<x>}}404{{</x>}}'>t</a>");
    assert_eq!(body.missing().collect::<Vec<_>>(), [("/node/404", at(1, 1))]);
}

#[test]
fn what_shortcodes_write_has_a_bound() {
    let many = "{{< large >}}\n\n".repeat(70);
    let body = body(&many);
    assert!(body.html.len() > 60 << 20 && body.html.len() < 65 << 20, "{}", body.html.len());
    assert_eq!(body.diagnostics.iter().count(), 70 - 64);
    assert!(problems("{{< large >}}").is_empty());
}

/// A call that writes the token of the one after it, which is `filler` bytes longer than the shortest.
fn forged(filler: usize) -> String {
    format!("{{{{<xxxx>}}}}Z&#48;q0001{}{{{{</xxxx>}}}}", "z".repeat(filler))
}

#[test]
fn what_a_call_writes_is_no_call_in_tags_and_formulas() {
    let second = "{{<y>}}menu--main{{</y>}}";
    let forged = forged(second.len() - 7);
    let id = html(&format!("<p id=\"{forged}\">c</p> {second}"));
    assert!(!id.contains("id=\"menu--main\""), "{id}");
    let heading = html(&format!("## T {{#{forged}}}\n\n{second}"));
    assert!(!heading.contains("id=\"menu--main\""), "{heading}");
    let second = "{{<y>}}search-ms:xx{{</y>}}";
    let quote = html(&format!("<q cite=\"{forged}\">c</q> {second}"));
    assert!(!quote.contains("search-ms:xx\""), "{quote}");
    let second = "{{<y>}}**menu-main**{{</y>}}";
    let formula = html(&format!("<math><mrow>{}</mrow></math> {second}", self::forged(second.len() - 7)));
    assert!(
        formula.contains("<math><mrow>0q0001") && formula.ends_with("<strong>menu-main</strong></p>\n"),
        "{formula}"
    );
}

#[test]
fn the_text_of_a_call_ends_no_attribute_of_its_template() {
    for inner in ["&quot;", "=", "'", "<br>", "&quot; alt=&quot;"] {
        let html = html(&format!("{{{{< titled \"x onerror=alert(1) y\" >}}}}{inner}{{{{< /titled >}}}}"));
        assert!(html.starts_with("<p title=\"x onerror=alert(1) y\" lang=\""), "{html}");
        assert_eq!(html.matches(" onerror=").count(), 1, "{html}");
    }
}

#[test]
fn a_block_in_code_leaves_every_element_closed() {
    assert_eq!(
        html("a `{{< box\n>}}` b"),
        "<p>a <code></code></p><code>\n<div class=\"box\">-</div>\n</code><p><code></code> b</p>\n"
    );
}
