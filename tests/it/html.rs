//! Raw HTML in articles, from the file to the page.

use std::fs;

use crate::support::{Built, Site, site};

/// A site with one article of this text, whose first line is line 5 of its file.
fn article(text: &str) -> Site {
    site(&format!(
        "-- content/news/a.md --\n---\ntitle: A\ndate: 2010-12-10\n---\n{text}\n-- static/a.jpg --\n\0\0\0\u{18}ftypavif\n"
    ))
}

/// The text of the article, as the page has it.
fn text(built: &Built) -> String {
    let page = built.file("2010/12/a/index.html");
    let text = page.split_once("<div class=\"text\">").unwrap_or_else(|| panic!("no text: {page}")).1;
    text.split("</div>").next().unwrap().trim().to_owned()
}

#[test]
fn what_does_not_stay_is_counted_and_listed() {
    let site = article(
        "A <font>b</font> <script>c</script>\n\n<form><input name=\"=d\"></form>\n\n<iframe src=\"https://x.example/\"></iframe>",
    );
    let built = site.build();
    assert_eq!(
        built.problems_text(),
        "warning[removed-html] content/news/a.md:5:3: 5 HTML elements are not allowed in content: 1 `font`, 1 `form`, \
         1 `iframe`, 1 `input`, 1 `script` (see .generate/removed.csv for each one and what was done)\n"
    );
    assert_eq!(
        fs::read_to_string(site.path(".generate/removed.csv")).unwrap(),
        "element,file,line,column,result\nfont,content/news/a.md,5,3,content kept\n\
         script,content/news/a.md,5,18,removed\nform,content/news/a.md,7,1,content kept\n\
         input,content/news/a.md,7,7,content kept\niframe,content/news/a.md,9,1,replaced by a link\n"
    );
}

#[test]
fn tags_beyond_the_bounds_of_the_parser_are_listed() {
    let listed = |text: &str| {
        let site = article(text);
        site.build();
        fs::read_to_string(site.path(".generate/removed.csv")).unwrap_or_default()
    };
    let deep = |levels: usize, inner: &str| {
        format!("<div>{}{inner}{}</div>", "<div>".repeat(levels - 1), "</div>".repeat(levels - 1))
    };
    assert_eq!(listed(&deep(250, "x")), "");
    assert_eq!(
        listed(&deep(252, "<br>x")),
        "element,file,line,column,result\ndiv,content/news/a.md,5,1251,content kept\n\
         div,content/news/a.md,5,1256,content kept\nbr,content/news/a.md,5,1261,removed\n"
    );
    // Formatting that nobody ends is opened anew in each paragraph.
    let many: String = (0..31).map(|size| format!("<font size=\"{size}\">")).collect();
    let last = 1 + many.rfind('<').unwrap();
    let listed = listed(&format!("<p>{many}x</p>"));
    assert_eq!(listed.matches(&format!("font,content/news/a.md,5,{},content kept\n", last + 3)).count(), 1);
    assert_eq!(listed.lines().count(), 1 + 31, "{listed}");
    // A document within a text changes nothing of the page around it.
    assert_eq!(self::article("<html><body><p>x</p></body></html>").build().problems_text(), "");
}

#[test]
fn attributes_and_markdown_beyond_the_bounds_are_listed() {
    let listed = |text: &str| {
        let site = article(text);
        site.build();
        fs::read_to_string(site.path(".generate/removed.csv")).unwrap_or_default()
    };
    const HEAD: &str = "element,file,line,column,result\n";
    let attributes = |count: usize| (0..count).map(|number| format!(" a{number}")).collect::<String>();
    assert_eq!(listed(&format!("<p>x <b{}>y</b></p>", attributes(256))), "");
    assert_eq!(
        listed(&format!("<p>x <b{}>y</b{}></p>", attributes(257), attributes(257))),
        format!("{HEAD}b,content/news/a.md,5,6,attributes removed\n")
    );
    // A paragraph takes the last level.
    assert_eq!(listed(&format!("{}x", "> ".repeat(99))), "");
    assert_eq!(
        listed(&format!("{}x", "> ".repeat(100))),
        format!("{HEAD}p,content/news/a.md,5,201,content kept\n")
    );
    // What stands within an element that is left out is left out with it.
    assert_eq!(
        listed(&format!("{}*x*\n\n- y\n\n{}z", "> ".repeat(120), "> ".repeat(101))),
        format!(
            "{HEAD}blockquote,content/news/a.md,5,201,content kept\nblockquote,content/news/a.md,9,201,content kept\n"
        )
    );
    let box_in_quotes = format!("{0}::: warning\n{0}x\n{0}:::\n", "> ".repeat(100));
    assert_eq!(
        listed(&box_in_quotes),
        format!("{HEAD}div,content/news/a.md,5,201,content kept\np,content/news/a.md,6,201,content kept\n")
    );
}

#[test]
fn a_list_of_removed_elements_does_not_outlive_them() {
    let site = article("<font>a</font>");
    site.build();
    assert!(site.path(".generate/removed.csv").is_file());
    // The list is for people: a build in which nothing has changed makes it anew where it was lost.
    fs::remove_file(site.path(".generate/removed.csv")).unwrap();
    assert!(site.build().problems_text().contains("1 `font`"));
    assert!(site.path(".generate/removed.csv").is_file());
    site.write("content/news/a.md", "---\ntitle: A\ndate: 2010-12-10\n---\na\n");
    assert_eq!(site.build().problems_text(), "");
    assert!(!site.path(".generate/removed.csv").exists());
}

#[test]
fn pictures_that_a_script_would_load_are_shown() {
    for (html, shown) in [
        (
            "<img data-src=\"/a.jpg\" alt=\"A\">",
            "<img src=\"/a.jpg\" alt=\"A\" loading=\"lazy\" decoding=\"async\">",
        ),
        (
            "<img src=\"data:image/gif;base64,R0\" data-lazy-src=\"/a.jpg\" alt=\"A\">",
            "<img src=\"/a.jpg\" alt=\"A\" loading=\"lazy\" decoding=\"async\">",
        ),
        (
            "<img data-src=\"/a.jpg\" alt=\"A\"><noscript><img src=\"/a.jpg\" alt=\"A\"></noscript>",
            "<img src=\"/a.jpg\" alt=\"A\" loading=\"lazy\" decoding=\"async\">",
        ),
        (
            "<div class=\"lazy\"></div><noscript><img src=\"/a.jpg\" alt=\"A\"></noscript>",
            "<div></div><img src=\"/a.jpg\" alt=\"A\" loading=\"lazy\" decoding=\"async\">",
        ),
    ] {
        let built = article(&format!("x\n\n<section>{html}</section>")).build();
        let page = built.file("2010/12/a/index.html");
        assert!(page.contains(&format!("<section>{shown}</section>")), "{html}\n{page}");
    }
}

#[test]
fn pictures_of_a_template_for_readers_without_scripts_are_neither_lost_nor_doubled() {
    let page = |template: &str, config: &str| {
        let article = "-- content/news/a.md --\n---\ntitle: A\ndate: 2010-12-10\n---\nx\n\n{{< lazy >}}\n";
        let site =
            site(&format!("{article}-- templates/shortcodes/lazy.html --\n<section>{template}</section>\n"))
                .config(config);
        site.write("static/a.jpg", "no picture, so it has no size");
        let page = site.build().file("2010/12/a/index.html");
        let start = page.find("<section>").unwrap() + "<section>".len();
        page[start..start + page[start..].find("</section>").unwrap()].to_owned()
    };
    let real = "loading=\"lazy\" decoding=\"async\"";
    for (template, shown) in [
        (
            "<img data-src=\"/a.jpg\" alt=\"A\"><noscript><img src=\"/a.jpg\" alt=\"A\"></noscript>",
            format!("<img data-src=\"/a.jpg\" alt=\"A\" src=\"/a.jpg\" {real}>"),
        ),
        (
            "<div id=\"show\"></div><noscript><img src=\"/a.jpg\" alt=\"A\"></noscript>",
            format!("<div id=\"show\"></div><noscript><img src=\"/a.jpg\" alt=\"A\" {real}></noscript>"),
        ),
        ("<noscript>No scripts.</noscript>", "<noscript>No scripts.</noscript>".to_owned()),
    ] {
        assert_eq!(page(template, ""), shown);
        assert_eq!(page(template, "trusted = true"), shown);
    }
    // Rules for pictures hold there too.
    let hidden = page(
        "<noscript><img src=\"/a.jpg\" title=\"Agency\" alt=\"H\"></noscript>",
        "hide_images = [\"Agency\"]",
    );
    assert!(hidden.starts_with("<noscript><span class=\"no-picture\">"), "{hidden}");
    let foreign = page("<noscript><img src=\"https://x.example/a.jpg\" alt=\"H\"></noscript>", "");
    assert!(foreign.starts_with("<noscript><a class=\"no-picture\""), "{foreign}");
}

#[test]
fn formulas_and_words_of_drawings_stay() {
    let built = article(
        "x <math><msup><mi>a</mi><mn>2</mn></msup></math> <svg><text>b</text></svg> <a id=c name=d>e</a>",
    )
    .build();
    assert_eq!(
        text(&built),
        "<p>x <math><msup><mi>a</mi><mn>2</mn></msup></math> b  <span id=\"d\"></span><a id=\"c\">e</a></p>"
    );
}

#[test]
fn a_template_cannot_lead_where_a_text_may_not() {
    let files = "-- content/news/a.md --\n---\ntitle: A\ndate: 2010-12-10\n---\n{{< figure src=\"search-ms:x\" alt=\"B\" >}}\n\n\
        {{< go to=\"intent://x\" >}}\n\n{{< go to=\"https://x.example/\" >}}\n-- templates/shortcodes/go.html --\n<a class=go href=\"{{ to }}\">go</a>\n";
    let page = site(files).build().file("2010/12/a/index.html");
    assert!(page.contains("<figure>B</figure>"), "{page}");
    assert!(
        page.contains("<a class=\"go\">go</a>")
            && page.contains("<a class=\"go\" href=\"https://x.example/\">go</a>")
    );
    assert!(!page.contains("search-ms:") && !page.contains("intent:"));
}
