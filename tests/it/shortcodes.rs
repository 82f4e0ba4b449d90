//! Shortcodes: both call forms, rendered by templates, safe wherever they stand.

use crate::page::{file, hrefs, post, site_with};
use crate::pictures::small_file;
use crate::support::{Built, Site, site};

/// A site with shortcodes of its own and an article with this body.
fn calling(markdown: &str) -> Site {
    let files = [
        "-- templates/shortcodes/box.html --\n<div class=\"b\" title=\"{{ title or \"\" }}\">{{ body or args?[0] or \"-\" }}</div>\n",
        "-- templates/shortcodes/base.html --\nhttps://cdn.example\n",
        "-- templates/shortcodes/sum.html --\n<b>{{ n + 1 }}{% if on %} on{% endif %} {{ page.title }}</b>\n",
        &file("a.md", "title: A\ndate: 2010-12-10", markdown),
    ];
    site(&files.concat())
}

/// The site with the files that calls name.
fn with_static(site: Site) -> Site {
    for name in ["a.jpg", "a.mp3", "a.mp4", "p.jpg", "p q.jpg", "ab"] {
        site.write(&format!("static/{name}"), small_file(name));
    }
    site
}

/// The body of the article with this text.
fn text(markdown: &str) -> String {
    body(&calling(markdown).build())
}

fn body(built: &Built) -> String {
    let page = built.file("2010/12/a/index.html");
    crate::page::between(&page, "<div class=\"text\">", "</div>\n<footer>").trim().to_owned()
}

#[test]
fn both_forms_render_the_same() {
    let expected = "<div class=\"b\" title=\"v &amp; w\">-</div>";
    for call in [
        "{{< box title=\"v & w\" >}}",
        "{{<box title=\"v & w\">}}",
        "{{% box title=\"v & w\" %}}",
        "{{< box title=`v & w` >}}",
        "{{ box(title=\"v & w\") }}",
        "{{box(title='v & w')}}",
        "{{< box title=\"v & w\" />}}",
    ] {
        assert_eq!(text(call), expected, "{call}");
    }
}

#[test]
fn positional_arguments_are_numbered() {
    assert_eq!(text("{{< box \"one\" >}}"), "<div class=\"b\" title=\"\">one</div>");
    assert_eq!(text("{{< box one >}}"), "<div class=\"b\" title=\"\">one</div>");
}

#[test]
fn numbers_and_flags_keep_their_type() {
    assert_eq!(text("x {{ sum(n=41, on=true) }}"), "<p>x <b>42 on A</b></p>");
}

#[test]
fn a_pair_holds_markdown() {
    let expected = "<div class=\"b\" title=\"t\">an <em>inner</em> text</div>";
    assert_eq!(text("{{< box title=\"t\" >}}an *inner* text{{< /box >}}"), expected);
    assert_eq!(text("{{% box title=\"t\" %}}an *inner* text{{% /box %}}"), expected);
}

#[test]
fn calls_in_code_stay_as_they_are() {
    assert!(text("`{{< box >}}`").contains("<code>{{&lt; box &gt;}}</code>"));
    assert!(text("```\n{{ box() }}\n```").contains("{{ box() }}"));
    assert!(text("    {{< nosuch >}}").contains("{{&lt; nosuch &gt;}}"));
    assert_eq!(calling("`{{< nosuch >}}`").build().problems_text(), "");
}

#[test]
fn calls_work_inside_link_addresses() {
    let html = text("[x]({{< base >}}/file.pdf) ![y]({{ base() }}/p.jpg)");
    // Image on another site is not loaded: a link leads to it.
    assert_eq!(hrefs(&html), ["https://cdn.example/file.pdf", "https://cdn.example/p.jpg"]);
}

#[test]
fn unknown_ones_are_counted_and_leave_their_inner_text() {
    let built =
        calling("One {{< nosuch a=\"b\" >}}*kept*{{< /nosuch >}} {{ nosuch() }}\n\n{{< other >}}").build();
    assert!(body(&built).starts_with("<p>One <em>kept</em>"), "{}", body(&built));
    assert!(!body(&built).contains("{{"));
    assert_eq!(
        built.problems_text(),
        "warning[unknown-shortcode] content/a.md:5:5: shortcode `nosuch` has no template; used 2 times, first here \
         (create templates/shortcodes/nosuch.html; until then only its inner text is shown)\n\
         warning[unknown-shortcode] content/a.md:7:1: shortcode `other` has no template; used once \
         (create templates/shortcodes/other.html; until then only its inner text is shown)\n"
    );
}

#[test]
fn unknown_ones_are_grouped_over_the_whole_site() {
    let article = |name: &str| file(name, "title: A\ndate: 2010-12-10", "{{< poll 1 >}}");
    let built = site(&(article("a.md") + &article("b.md") + &article("c.md"))).build();
    assert_eq!(built.report.articles, 3);
    assert!(built.problems_text().contains("used 3 times, first here"), "{}", built.problems_text());
    assert_eq!(built.problems_text().matches("[unknown-shortcode]").count(), 1);
}

#[test]
fn columns_stay_true_after_a_call() {
    let markdown = "{{< box title=\"é\" >}} and {{ sum(n=1) }} [x](@/none.md)";
    let column = markdown.chars().take_while(|c| *c != '[').count() + 1;
    let problems = calling(markdown).fail();
    assert!(problems.contains(&format!("content/a.md:5:{column}: broken link: `none.md`")), "{problems}");
}

#[test]
fn columns_stay_true_inside_a_pair() {
    let problems = calling("{{< box >}}\n\nin [x](@/none.md)\n{{< /box >}}").fail();
    assert!(problems.contains("content/a.md:7:4: broken link: `none.md`"), "{problems}");
}

#[test]
fn a_body_is_sanitised_before_shortcodes_are_put_in() {
    let files = [
        "-- templates/shortcodes/frame.html --\n<iframe src=\"https://player.example/1\"></iframe>\n",
        &file(
            "a.md",
            "title: A\ndate: 2010-12-10",
            "<iframe src=\"https://evil.example/\"></iframe>\n\n{{< frame >}}",
        ),
    ];
    let html = body(&site(&files.concat()).build());
    assert!(html.contains("<iframe src=\"https://player.example/1\">"), "{html}");
    assert_eq!(html.matches("<iframe").count(), 1, "a frame of the body is a link: {html}");
    assert!(html.contains(" href=\"https://evil.example/\""), "{html}");
}

#[test]
fn arguments_are_escaped() {
    let html = text("{{< box title=\"\\\"><script>x()</script>\" >}}<script>y()</script>{{< /box >}}");
    assert!(!html.contains("<script"), "{html}");
}

#[test]
fn an_error_in_a_shortcode_names_template_and_place() {
    let problems = calling("Text.\n\n{{< sum >}}").fail();
    assert!(problems.contains("[template] templates/shortcodes/sum.html:1:"), "{problems}");
    assert!(problems.contains("while rendering content/a.md:7:1"), "{problems}");
}

#[test]
fn the_theme_has_shortcodes_of_its_own() {
    let article = file(
        "a.md",
        "title: A\ndate: 2010-12-10",
        "{{< figure src=\"/p.jpg\" alt=\"Bridge\" caption=\"Cap\" >}}\n\n{{< quote by=\"Dina\" >}}Said.{{< /quote >}}",
    );
    let built = with_static(site(&article)).build();
    let html = body(&built);
    assert!(
        html.contains("src=\"/p.jpg\" alt=\"Bridge\"") && html.contains("<figcaption>Cap</figcaption>"),
        "{html}"
    );
    assert!(html.contains("<blockquote>Said.</blockquote>") && html.contains("Dina"), "{html}");
    assert_eq!(built.problems_text(), "");
}

#[test]
fn summaries_have_no_calls() {
    let built = calling("Before {{< box >}} {{< nosuch >}}after{{< /nosuch >}}.").build();
    let home = built.file("index.html");
    assert!(home.contains("after") && !home.contains("{{") && !home.contains("class=\"b\""), "{home}");
}

#[test]
fn a_reference_without_a_target_is_a_warning() {
    let files =
        file("a.md", "title: A\ndate: 2010-12-10", "[x]({{< ref >}})") + &post("b.md", "B", "2010-12-10", "");
    let built = site(&files).build();
    assert_eq!(
        built.problems_text(),
        "warning[missing-link] content/a.md:5:5: shortcode `ref` has no target page \
         (write `{{< ref \"page.md\" >}}`)\n"
    );
}

#[test]
fn no_argument_is_run_or_takes_the_place_of_the_page() {
    let body = "{{< danger \"JavaScript:alert(1)\" to=\"java\tscript:alert(2)\" page=\"mine\" src=5 >}}";
    let site = site(&format!("-- content/a.md --\n---\ntitle: A\ndate: 2010-12-10\n---\n{body}\n"));
    site.write(
        "templates/shortcodes/danger.html",
        "<a href=\"{{ args?[0] or \"\" }}{{ to }}\">{{ page.title }} {{ src }}</a>",
    );
    let page = site.build().file("2010/12/a/index.html");
    assert!(page.contains("<a href=\"\">A 5</a>"), "{page}");
}

#[test]
fn addresses_lose_what_browsers_leave_out_of_them() {
    for (call, expected) in [
        // A picture of a film that stands on another host is not shown at all.
        ("{{< video src=\"/a.mp4\" poster=\"/\t/evil.example/a.jpg\" >}}", "src=\"/a.mp4\" aria"),
        ("{{< figure src=\"/p\t.jpg\" >}}", "src=\"/p.jpg\""),
        (
            "{{< figure src=\"/p q.jpg\" link=\"/a\nb?c d\" >}}",
            "<a href=\"/ab?c%20d\"><img src=\"/p%20q.jpg\"",
        ),
        ("{{< file \" https://e.example/\ta b \" >}}", "href=\"https://e.example/a%20b\""),
        (
            "{{< quote source=\"One\ttwo\" href=\"/\t/e.example/\" >}}x{{< /quote >}}",
            "<a href=\"//e.example/\">One\ttwo</a>",
        ),
        ("{{< note \"One\ttwo\" >}}", ">One\ttwo</div>"),
    ] {
        let call = call.replace("poster", "title=\"t\" poster");
        let html = body(&with_static(calling(&call)).build());
        assert!(html.contains(expected), "{call}: {html}");
        assert!(!html.contains("evil.example"), "{html}");
    }
}

#[test]
fn addresses_of_front_matter_lose_what_browsers_leave_out_of_them() {
    let article = file(
        "a.md",
        "title: A\ndate: 2010-12-10\nsyndicated_from: {name: S, url: \"https://e.example/\\t1\"}\n\
         attachments: [{file: \"/\\t/e.example/2.pdf\", title: T}]",
        "x",
    );
    let page = site(&article).build().file("2010/12/a/index.html");
    assert!(
        page.contains("href=\"https://e.example/1\"") && page.contains("href=\"//e.example/2.pdf\""),
        "{page}"
    );
}

/// An article's body with this text, of the default theme alone and without a warning.
fn theme(front: &str, markdown: &str) -> String {
    let site = site(&file("a.md", &format!("title: A\ndate: 2010-12-10\n{front}"), markdown));
    let built = with_static(site).build();
    assert_eq!(built.problems_text(), "", "{markdown}");
    body(&built)
}

#[test]
fn films_posts_and_code_elsewhere_are_links() {
    for (call, link, shown) in [
        (
            "{{< youtube 0RKpf3rK57I >}}",
            "https://www.youtube.com/watch?v=0RKpf3rK57I",
            "Video on another site",
        ),
        (
            "{{< youtube id=\"0RKpf3rK57I\" start=30 end=60 loading=\"lazy\" title=\"Bees\" mute=true >}}",
            "https://www.youtube.com/watch?v=0RKpf3rK57I&amp;t=30",
            "Bees",
        ),
        (
            "{{ youtube(id=\"dQw4w9WgXcQ\", class=\"youtube\", autoplay=true) }}",
            "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
            "Video on another site",
        ),
        ("{{< vimeo 146022717 >}}", "https://vimeo.com/146022717", "Video on another site"),
        (
            "{{ vimeo(id=\"124313553\", class=\"vimeo\") }}",
            "https://vimeo.com/124313553",
            "Video on another site",
        ),
        ("{{ streamable(id=\"92ok4\") }}", "https://streamable.com/92ok4", "Video on another site"),
        ("{{< gist spf13 7896402 >}}", "https://gist.github.com/spf13/7896402", "Code on another site"),
        ("{{< gist spf13 \"7896402\" \"img.html\" >}}", "https://gist.github.com/spf13/7896402", "img.html"),
        (
            "{{ gist(url=\"https://gist.github.com/Keats/e5fb6aad409f28721c0ba14161644c57\", class=\"gist\") }}",
            "https://gist.github.com/Keats/e5fb6aad409f28721c0ba14161644c57",
            "Code on another site",
        ),
        (
            "{{< x user=\"SanDiegoZoo\" id=\"1453110110599868418\" >}}",
            "https://x.com/SanDiegoZoo/status/1453110110599868418",
            "Post on another site",
        ),
        (
            "{{< tweet 877500564405444608 >}}",
            "https://x.com/i/status/877500564405444608",
            "Post on another site",
        ),
        (
            "{{< tweet user=\"GoHugoIO\" id=\"877500564405444608\" >}}",
            "https://x.com/GoHugoIO/status/877500564405444608",
            "Post on another site",
        ),
        ("{{< instagram CxOWiQNP2MO >}}", "https://www.instagram.com/p/CxOWiQNP2MO/", "Post on another site"),
        ("{{< qr text=\"https://gohugo.io\" />}}", "https://gohugo.io", "https://gohugo.io"),
        (
            "{{< qr level=\"high\" scale=4 text=\"tel:+15125550123\" alt=\"Call us\" />}}",
            "tel:+15125550123",
            "Call us",
        ),
    ] {
        let html = theme("", call);
        assert!(html.contains(&format!("<a href=\"{link}\">{shown}")), "{call}: {html}");
        assert!(!html.contains("<script") && !html.contains("<iframe"), "{call}: {html}");
    }
    assert!(theme("", "{{< qr text=\"WIFI:S:x;;\" />}}").contains("<p class=\"elsewhere\">WIFI:S:x;;</p>"));
}

#[test]
fn code_is_highlighted_as_it_is_written() {
    for (call, expected) in [
        (
            "{{< highlight go \"linenos=table,hl_lines=8 15-17\" >}}\n// *a* `b` <c> {{</* x */>}}\n\n    d := \"{{ y }}\"\n{{< /highlight >}}",
            "<pre><code class=\"language-go\">// *a* `b` &lt;c&gt; {{&lt; x &gt;}}\n\n    d := \"{{ y }}\"\n</code></pre>",
        ),
        (
            "- x\n\n  {{< highlight lang=\"c++\" >}}\n  a\n    b\n  {{< /highlight >}}",
            "<pre><code class=\"language-c++\">a\n  b\n</code></pre>",
        ),
        ("{{% highlight \"a b\" %}}x{{% /highlight %}}", "<pre><code>x\n</code></pre>"),
        (
            "Call {{< highlight bash \"hl_inline=true\" >}}ls -l{{< /highlight >}} now.",
            "<p>Call <code class=\"language-bash\">ls -l</code> now.</p>",
        ),
        (
            "{{< highlight go >}}{{< note >}}a{{< /note >}}{{< /highlight >}}",
            "{{&lt; note &gt;}}a{{&lt; /note &gt;}}\n",
        ),
    ] {
        let html = theme("", call);
        assert!(html.contains(expected), "{call}: {html}");
    }
    let own = "-- templates/shortcodes/highlight.html --\n<pre class=\"mine\">{{ body }}</pre>\n";
    let article =
        file("a.md", "title: A\ndate: 2010-12-10", "{{< highlight go >}}\na < *b*\n{{< /highlight >}}");
    assert_eq!(body(&site(&(own.to_owned() + &article)).build()), "<pre class=\"mine\">a &lt; *b*</pre>");
}

#[test]
fn details_open_and_quotes_have_an_author() {
    assert_eq!(
        theme("", "{{< details summary=\"See *more*\" open=true >}}\nAn *inner* text.\n{{< /details >}}"),
        "<details open=\"\"><summary>See <em>more</em></summary><p>An <em>inner</em> text.</p>\n</details>"
    );
    for call in [
        "{{< details >}}x{{< /details >}}",
        "{{< details open=false class=\"c\" name=\"n\" >}}x{{< /details >}}",
    ] {
        assert_eq!(theme("", call), "<details><summary>Details</summary>x</details>", "{call}");
    }
    assert!(
        theme("", "{{< quote author=\"Dina\" >}}x{{< /quote >}}").contains("<figcaption>Dina</figcaption>")
    );
}

#[test]
fn figures_take_what_other_programs_call_it() {
    let html = theme(
        "",
        "{{< figure src=\"/a.jpg\" title=\"Title\" caption=\"Cap\" attr=\"Maker\" attrlink=\"https://m.example/\" \
         class=\"c\" target=\"_blank\" rel=\"x\" loading=\"eager\" >}}",
    );
    let caption = "<figcaption><strong>Title</strong> Cap <span class=\"credit\"><a href=\"https://m.example/\">Maker</a></span></figcaption>";
    assert!(html.contains(caption), "{html}");
    assert!(theme("", "{{< figure src=\"/a.jpg\" title=\"T\" >}}").contains("<figcaption>T</figcaption>"));
}

#[test]
fn captions_are_markdown_of_one_line() {
    let files = file(
        "a.md",
        "title: A\ndate: 2010-12-10",
        "{{< figure src=\"/a.jpg\" caption=\"*Old* [bridge](@/b.md), 5 * 3\" credit=\"[Dina](https://d.example/)\" >}}",
    ) + &file("b.md", "title: B\ndate: 2010-12-11", "b")
        + "-- static/a.jpg --\nx\n";
    let html = body(&site(&files).build());
    let caption = "<figcaption><em>Old</em> <a href=\"/2010/12/b/\">bridge</a>, 5 * 3 <span class=\"credit\">\
        <a href=\"https://d.example/\">Dina</a></span></figcaption>";
    assert!(html.contains(caption), "{html}");
    let titled = theme("", "{{< audio src=\"/a.mp3\" title=\"A *talk*\" >}}");
    assert!(titled.contains("aria-label=\"A talk\""), "{titled}");
    assert!(titled.contains("<figcaption>A <em>talk</em> <a"), "{titled}");
    // No paragraph, no script, and no link within a link.
    for (arguments, expected) in [
        ("caption=\"# A: *b*\"", "<figcaption># A: <em>b</em></figcaption>"),
        ("caption=\"*b* {{< note >}}\"", ""),
        (
            "attr=\"[a](https://b.example/)\" attrlink=\"https://c.example/\"",
            "<a href=\"https://c.example/\">[a](https://b.example/)</a>",
        ),
    ] {
        let html = theme("", &format!("{{{{< figure src=\"/a.jpg\" {arguments} >}}}}"));
        assert!(html.contains(expected), "{arguments}: {html}");
    }
    let script = "{{< figure src=\"/a.jpg\" caption=\"<script>x</script>*b*\" >}}";
    let built = with_static(site(&file("a.md", "title: A\ndate: 2010-12-10", script))).build();
    assert!(body(&built).contains("<figcaption><em>b</em></figcaption>"));
    assert!(built.problems_text().starts_with("warning[removed-html] content/a.md:5:1: 1 HTML element"));
    // What is not shown is not told.
    let call = "{{< other title=\"[b](@/none.md)\" >}}x{{< /other >}}";
    let problems = site(&file("a.md", "title: A\ndate: 2010-12-10", call)).build().problems_text();
    assert!(
        problems.starts_with("warning[unknown-shortcode]") && !problems.contains("none.md"),
        "{problems}"
    );
    let missing = site(&file(
        "a.md",
        "title: A\ndate: 2010-12-10",
        "x {{< note title=\"[b](@/none.md)\" >}}y{{< /note >}}",
    ));
    assert!(missing.fail().starts_with("error[missing-link] content/a.md:5:3"));
}

#[test]
fn parameters_come_from_front_matter_and_from_the_site() {
    let front = "extra: {my: {nested: deep}, list: [a, 2]}\nColor: \"<red> & *x*\"";
    let text = "{{< param color >}}, {{% param \"my.nested\" %}}, {{< param list >}}, {{< param title >}} {{< param name=tint >}}";
    let article = file("a.md", &format!("title: A\ndate: 2010-12-10\n{front}"), text);
    let html = body(&site_with("[extra]\ntint = 5\ncolor = \"blue\"", &article).build());
    assert_eq!(html, "<p>&lt;red&gt; &amp; *x*, deep, a, 2, A 5</p>");
    let built = site(&file("a.md", "title: A\ndate: 2010-12-10", "a {{< param none >}}b")).build();
    assert_eq!(
        built.problems_text(),
        "warning[missing-parameter] content/a.md:5:3: shortcode `param` asks for `none`, which is not set (set it in the front matter (at the top or under `extra`), or under `[extra]` in site.toml)\n"
    );
    assert_eq!(body(&built), "<p>a b</p>");
}

#[test]
fn references_lead_to_a_translation() {
    let config = "[languages.en]\n[languages.ru]";
    let text = "[1]({{< ref path=\"b.md\" lang=\"ru\" >}}) [2]({{% relref path=\"b.md#x\" lang=\"en\" outputFormat=\"rss\" %}}) \
        [3]({{< ref \"/b\" >}})";
    let files = file("a.md", "title: A\ndate: 2010-12-10", text)
        + &file("b.md", "title: B\ndate: 2010-12-11", "## x")
        + &file("b.ru.md", "title: B\ndate: 2010-12-11", "x");
    let built = site_with(config, &files).build();
    assert_eq!(hrefs(&body(&built)), ["/ru/2010/12/b/", "/2010/12/b/#x", "/2010/12/b/"]);
    assert_eq!(built.problems_text(), "");
}

/// What each call leaves of a site with `here.jpg`, `here.mp3`, `here.pdf` and `here.vtt` beside the article, and what is told.
fn with_files(markdown: &str) -> (String, String) {
    let site = calling(markdown);
    for name in ["here.jpg", "here.mp3", "here.mp4", "here.pdf", "here.vtt"] {
        site.write(&format!("content/{name}"), small_file(name));
    }
    site.write("templates/shortcodes/shown.html", "<p>{{ src }}: <img src=\"{{ src }}\" alt=\"\"></p>\n");
    let built = site.build();
    let problems =
        built.problems_text().lines().filter(|line| line.contains("missing")).collect::<Vec<_>>().join("\n");
    (body(&built), problems)
}

#[test]
fn a_file_that_is_not_there_leaves_no_element_and_is_told_where_it_is_called() {
    for call in [
        "{{< figure src=\"/images/no.png\" caption=\"C\" >}}",
        "{{< figure src=\"z.jpg\" >}}",
        "{{< figure \"z.jpg\" >}}",
        "{{< audio src=\"z.mp3\" title=\"T\" >}}",
        "{{< video \"/z.mp4\" >}}",
    ] {
        let (html, problems) = with_files(&format!("One.\n\n{call}\n\nTwo."));
        assert_eq!(html, "<p>One.</p>\n\n<p>Two.</p>", "{call}");
        assert!(
            problems.starts_with(
                "warning[missing-file] content/a.md:7:1: image, audio or video file not found: "
            ),
            "{call}: {problems}"
        );
    }
    let (html, problems) = with_files("One.\n\n{{< file src=\"z.pdf\" title=\"The report\" >}}\n\nTwo.");
    assert_eq!(html, "<p>One.</p>\n\n<p>Two.</p>");
    assert!(problems.starts_with("warning[missing-address] content/a.md:7:1: "), "{problems}");
}

#[test]
fn what_is_there_is_kept_beside_what_is_not() {
    let call = "{{< video src=\"here.mp4\" poster=\"z.jpg\" captions=\"z.vtt\" >}}\n\n{{< figure src=\"here.jpg\" link=\"/none/\" >}}";
    let (html, problems) = with_files(call);
    assert!(
        html.contains("<video controls=\"\" preload=\"none\" playsinline=\"\" src=\"/here.mp4\">"),
        "{html}"
    );
    assert!(!html.contains("poster") && !html.contains("<track") && !html.contains("/none/"), "{html}");
    assert!(html.contains("<figure><img src=\"/here.jpg\""), "{html}");
    assert!(problems.contains("missing-file") && problems.contains("missing-address"), "{problems}");
    for call in [
        "{{< figure src=\"here.jpg\" link=\"here.pdf\" >}}",
        "{{< audio \"here.mp3\" >}}",
        "{{< video src=\"here.mp4\" poster=\"here.jpg\" captions=\"here.vtt\" >}}",
        "{{< file src=\"here.pdf\" >}}",
        "{{< figure src=\"https://elsewhere.example/z.jpg\" link=\"https://elsewhere.example/\" >}}",
    ] {
        assert_eq!(with_files(call).1, "", "{call}");
    }
}

#[test]
fn a_picture_that_a_template_of_the_site_shows_is_told_too() {
    let (html, problems) = with_files("{{< shown src=\"z.jpg\" >}}");
    assert_eq!(html, "<p>z.jpg: </p>");
    assert!(
        problems.starts_with(
            "warning[missing-file] content/a.md:5:1: image, audio or video file not found: z.jpg"
        ),
        "{problems}"
    );
    assert_eq!(with_files("{{< shown src=\"here.jpg\" >}}").1, "");
}
