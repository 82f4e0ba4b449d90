//! Nothing grows with the square: each family of inputs is doubled, and what a build makes of it must not grow much more
//! than twice. Work is counted (files, bytes of output, bytes of messages, files read), never timed.

use std::cell::Cell;
use std::fs;
use std::path::Path;

use generate::diagnostic::Diagnostics;
use generate::source::Lines;

use crate::page::{between, file, headlines, post, site_with};
use crate::support::{Built, site, tree};

/// How much more than twice may come of twice as much: what stands on every page goes into both.
const SLACK: f64 = 1.1;

/// Asserts that `work` of twice as much is about twice the work at most.
fn is_linear(what: &str, size: usize, work: impl Fn(usize) -> usize) {
    let (one, two) = (work(size), work(2 * size));
    assert!(one > 0, "{what}: nothing was counted");
    assert!(two as f64 <= 2.0 * SLACK * one as f64, "{what}: {one} of {size}, {two} of {}", 2 * size);
}

/// The bytes of all files of a site.
fn bytes(built: &Built) -> usize {
    tree(&built.out).values().map(Vec::len).sum()
}

/// The report of a build as it is printed, and how often a file was read for it.
fn printed(root: &Path, problems: &Diagnostics) -> (usize, usize) {
    let reads = Cell::new(0);
    let read = |file: &str| {
        reads.set(reads.get() + 1);
        fs::read(root.join(file))
    };
    let mut lines = Lines::read_by(read);
    let print = |problem: &&generate::diagnostic::Diagnostic| {
        problem.render(lines.excerpt(problem.place.as_ref()).as_ref(), false).len()
    };
    let length = problems.sorted().iter().map(print).sum();
    (length, reads.get())
}

/// `count` names in a list.
fn names(count: usize) -> String {
    let names: Vec<String> = (0..count).map(|number| format!("Name {number:04}")).collect();
    format!("[{}]", names.join(", "))
}

const TAGS: &str = "[taxonomies.tag]\npath = \"tags\"\nfeed = true";

#[test]
fn an_article_of_many_authors_is_as_large_as_their_number() {
    let build = |count| site(&post("a.md", "A", "2010-01-01", &format!("author: {}", names(count)))).build();
    is_linear("bytes of authors", 100, |count| bytes(&build(count)));
    is_linear("files of authors", 100, |count| build(count).names().len());
}

#[test]
fn an_article_of_many_terms_is_as_large_as_their_number() {
    let article = |count| post("a.md", "A", "2010-01-01", &format!("tag: {}", names(count)));
    is_linear("bytes of terms", 100, |count| bytes(&site_with(TAGS, &article(count)).build()));
}

#[test]
fn long_texts_do_not_stand_whole_in_the_lists_and_feeds_of_many_names() {
    // Both grow: names, and what each of their lists and feeds shows of the article.
    let build = |count: usize| {
        let words = "word ".repeat(20 * count);
        let more = format!(
            "author: {}\nsummary: {words}\nguid: tag:x,{}\nimage: {{file: /a.jpg, alt: {words}}}",
            names(count),
            "g".repeat(100 * count),
        );
        bytes(&site(&post("a.md", "A", "2010-01-01", &more)).build())
    };
    is_linear("bytes of names and texts", 60, build);
}

#[test]
fn lists_and_feeds_name_a_few_authors_and_say_how_many_more_there_are() {
    let built = site(&post("a.md", "A", "2010-01-01", &format!("author: {}", names(20)))).build();
    for page in ["index.html", "2010/index.html", "2010/01/index.html"] {
        let html = built.file(page);
        assert_eq!(headlines(&html), ["A"], "{page}");
        let meta = between(&html, "<p class=\"meta\"><time", "</p>");
        assert_eq!(meta.matches("<span>Name ").count(), 8, "{page}");
        assert!(meta.ends_with(" <span>Name 0007</span> <span>and 12 more</span>"), "{page}: {meta}");
    }
    let own = built.file("authors/name-0003/index.html");
    let own = between(&own, "<p class=\"meta\"><time", "</p>");
    assert!(!own.contains("Name 0003") && own.ends_with("<span>and 12 more</span>"), "{own}");
    for feed in ["feed.xml", "authors/name-0003/feed.xml", "2010/01/feed.xml"] {
        let feed = built.file(feed);
        let entry = between(&feed, "<entry", "</entry>");
        assert_eq!(entry.matches("<author>").count(), 8, "{entry}");
    }
    let page = built.file("2010/01/a/index.html");
    let line = between(&page, "<p class=\"authors\">", "</p>");
    assert_eq!(line.matches("Name ").count(), 20, "{line}");
}

#[test]
fn feeds_name_a_few_terms_of_each_taxonomy() {
    let both = format!("{TAGS}\n[taxonomies.region]\npath = \"regions\"");
    let more = format!("tag: {}\nregion: [North, South]", names(20));
    let built = site_with(&both, &post("a.md", "A", "2010-01-01", &more)).build();
    let feed = built.file("feed.xml");
    assert_eq!(feed.matches("<category term=\"name-").count(), 8, "{feed}");
    assert_eq!(feed.matches("<category ").count(), 10, "{feed}");
    let few = site(&post("a.md", "A", "2010-01-01", &format!("author: {}", names(8)))).build();
    assert!(!few.file("index.html").contains(" more</span>"));
    assert!(few.file("index.html").contains("<span>Name 0007</span>"));
}

#[test]
fn a_change_of_how_many_more_authors_there_are_reaches_the_lists() {
    let article = |count| post("a.md", "A", "2010-01-01", &format!("author: {}", names(count)));
    let site = site(&article(20));
    site.build();
    let text = article(21);
    site.write("content/a.md", text.split_once('\n').unwrap().1);
    assert!(site.build().file("2010/index.html").contains("<span>and 13 more</span>"));
}

#[test]
fn very_many_names_are_a_warning_and_too_many_an_error() {
    let problems = |key: &str, count| {
        let site = site_with(TAGS, &post("a.md", "A", "2010-01-01", &format!("{key}: {}", names(count))));
        site.try_build().problems_text()
    };
    // Each name takes eleven columns; what is pointed at is the first one too many.
    assert_eq!(problems("author", 200), "");
    assert!(problems("author", 201).starts_with("warning[many-names] content/a.md:4:2210: "));
    assert!(problems("author", 1_000).starts_with("warning[many-names] content/a.md:4:2210: "));
    assert!(problems("authors", 1_001).starts_with("error[too-many-names] content/a.md:4:11011: "));
    assert_eq!(problems("tag", 200), "");
    assert!(problems("tag", 201).starts_with("warning[many-names] content/a.md:4:2207: "));
    assert!(problems("tags", 1_001).contains("1001 names in `tag`; the limit is 1000"));
}

#[test]
fn addresses_are_at_most_a_thousand_bytes_long() {
    let problems = |more: &str| site(&post("a.md", "A", "2010-01-01", more)).try_build().problems_text();
    let path = |parts: usize| "/a".repeat(parts);
    let too_long = "(an address is at most 1,000 bytes long)\n";
    // With its slash at the end.
    assert_eq!(problems(&format!("url: {}a/", path(499))), "");
    for (key, value, place) in [
        ("url", path(501), "4:6"),
        ("url", path(500_000), "4:6"),
        ("slug", format!("\"{}\"", "a/".repeat(500_000)), "4:7"),
        ("aliases", format!("[/x, {}]", path(501)), "4:15"),
        ("aliases", format!("[/x, {}]", path(500_000)), "4:15"),
        ("aliases", format!("[\"http://old.example.org/{}?q=x\"]", path(499)), "4:11"),
    ] {
        let text = problems(&format!("{key}: {value}"));
        assert!(
            text.starts_with(&format!("error[wrong-address] content/a.md:{place}: invalid address `")),
            "{text}"
        );
        assert!(text.ends_with(too_long) && text.len() < 400, "{text}");
    }
}

#[test]
fn a_language_before_an_address_counts_too() {
    let config = "[languages.en]\nname = \"English\"\n[languages.ru]\nname = \"Русский\"";
    // 988 bytes, and eleven of the slug with its slashes.
    let permalink = format!("permalink = \"{}/{{slug}}/\"", "/a".repeat(494));
    let article = |language: &str| {
        let more = format!("slug: long-name\nlanguage: {language}");
        site_with(config, &post("a.md", "A", "2010-01-01", &more)).config(&permalink)
    };
    assert_eq!(article("en").try_build().problems_text(), "");
    let text = article("ru").try_build().problems_text();
    assert!(text.starts_with("error[wrong-address] content/a.md:4:7: the address /ru/a/a/"), "{text}");
    assert!(text.contains(" is 1002 bytes long (the limit is 1,000 bytes"), "{text}");
}

#[test]
fn an_original_address_that_is_too_long_gives_way_with_a_warning() {
    for parts in [500, 500_000] {
        let more = format!("origin: {{url: \"http://old.example.org{}\"}}", "/a".repeat(parts));
        let built = site(&post("a.md", "A", "2010-01-01", &more)).build();
        let text = built.problems_text();
        assert!(text.starts_with("warning[long-original] content/a.md:4:15: "), "{text}");
        assert!(text.len() < 300 && built.has("2010/01/a/index.html") && !built.has("a/a/index.html"));
    }
}

#[test]
fn two_pages_that_want_the_longest_address_there_is_get_two() {
    let more = format!("url: {}a/", "/a".repeat(499));
    let two = post("a.md", "A", "2010-01-01", &more) + &post("b.md", "B", "2010-01-02", &more);
    let built = site(&two).config("on_conflict = \"warn\"").build();
    assert_eq!(built.report.articles, 2);
    assert!(built.problems_text().starts_with("warning[same-address] content/b.md:4:6: "));
}

#[test]
fn a_report_of_many_links_to_nowhere_reads_each_file_once() {
    let links = |count: usize| -> String { (0..count).map(|n| format!("[x](@/gone{n}.md)\n")).collect() };
    let report = |text: &dyn Fn(usize) -> String, count| {
        let one = file("a.md", "title: A\ndate: 2010-01-01", &text(count));
        let other = file("b.md", "title: B\ndate: 2010-01-01", &text(count));
        let built = site(&format!("{one}{other}")).try_build();
        assert_eq!(built.problems.errors(), 2 * count);
        let (length, reads) = printed(built.out.parent().unwrap(), &built.problems);
        assert_eq!(reads, 2);
        length
    };
    is_linear("messages", 500, |count| report(&links, count));
    // On one line, each message would show all of it.
    is_linear("messages of one line", 500, |count| report(&|count| links(count).replace('\n', " "), count));
}

#[test]
fn a_message_is_short_whatever_it_is_about() {
    let target = "long/".repeat(20_000);
    let built = site(&file("a.md", "title: A\ndate: 2010-01-01", &format!("[x](@/{target}.md)"))).try_build();
    let (length, _) = printed(built.out.parent().unwrap(), &built.problems);
    assert!(built.problems.errors() == 1 && length < 1_000, "{length}");
}

#[test]
fn the_largest_content_file_is_a_setting() {
    let article = |bytes: usize| post("a.md", "A", "2010-01-01", "") + &"x\n".repeat(bytes / 2);
    let mib = 1024 * 1024;
    assert_eq!(site(&article(4 * mib - 1_000)).build().problems_text(), "");
    let text = site(&article(4 * mib)).fail();
    assert!(text.starts_with(
        "error[file-too-large] content/a.md: the file is 5 MiB; the limit for content files is"
    ));
    assert!(text.contains("raise `max_file_size` in site.toml"), "{text}");
    assert_eq!(site(&article(4 * mib)).config("max_file_size = 5").build().problems_text(), "");
    for wrong in ["0", "257", "-1"] {
        let text = site("").config(&format!("max_file_size = {wrong}")).fail();
        assert!(text.contains(" site.toml:1:17: "), "{text}");
    }
}

#[test]
fn large_files_are_pages_like_others_and_keep_their_order() {
    let text = "A line of a long text.\n\n".repeat(50_000);
    let files: String = (1..=4)
        .map(|n| {
            let body = if n % 2 == 0 { text.as_str() } else { "Short." };
            file(&format!("a{n}.md"), &format!("title: A{n}\ndate: 2010-01-0{n}"), body)
        })
        .collect();
    let standing = file("pages/about.md", "title: About", &text);
    let site = site(&format!("{files}{standing}"));
    let built = site.build();
    assert_eq!(headlines(&built.file("2010/index.html")), ["A4", "A3", "A2", "A1"]);
    for page in ["2010/01/a2/index.html", "2010/01/a4/index.html", "about/index.html"] {
        assert!(built.file(page).len() > text.len(), "{page}");
    }
    let again = site.build();
    assert_eq!((again.report.written, again.report.outputs), (0, built.report.outputs));
}

/// What is said of a site with an article and one template of its own.
fn said_of_template(name: &str, template: &str, body: &str) -> String {
    let article = file("a.md", "title: A\ndate: 2010-01-01", body);
    site(&format!("-- templates/{name} --\n{template}\n{article}")).fail()
}

#[test]
fn a_page_has_at_most_64_mib() {
    let template = "{% set x = \"0123456789abcdef\" %}\n{% for i in range(end=16) %}{% set_global x = x ~ x %}{% endfor %}\n\
                    {% for i in range(end=100) %}{{ x }}{% endfor %}";
    let said = said_of_template("article.html", template, "Text.");
    assert_eq!(
        said,
        "error[page-too-large] templates/article.html: /2010/01/a/ exceeds the page size limit of 64 MiB (check the template for a runaway loop)\n"
    );
    // One that is not the site's own is named too.
    let said = said_of_template("shortcodes/big.html", template, "{{< big >}}");
    let start = "error[page-too-large] templates/shortcodes/big.html: content/a.md:5:1 exceeds the page size limit of 64 MiB";
    assert!(said.starts_with(start), "{said}");
}

#[test]
fn a_template_that_doubles_a_value_is_stopped() {
    let doubling = [
        "x ~ x",
        "[x, x]",
        "{\"a\": x, \"b\": x}",
        "x | replace(from=\"a\", to=\"aa\")",
        "[x, x] | join(sep=\"-\")",
    ];
    for value in doubling {
        // Not too short: of lists, each entry is counted.
        let start = "a".repeat(1_024);
        let template = format!(
            "{{% set x = \"{start}\" %}}\n\n{{% for i in range(end=40) %}}{{% set_global x = {value} %}}{{% endfor %}}{{{{ x }}}}"
        );
        let said = said_of_template("article.html", &template, "Text.");
        assert!(said.starts_with("error[template] templates/article.html:3:"), "{value}: {said}");
        assert!(said.contains(": a value is larger than 64 MiB (while rendering "), "{value}: {said}");
    }
    let shortcode =
        "{% set x = \"aaaaaaaa\" %}{% for i in range(end=40) %}{% set_global x = x ~ x %}{% endfor %}";
    let said = said_of_template("shortcodes/big.html", shortcode, "{{< big >}}");
    assert!(said.starts_with("error[template] templates/shortcodes/big.html:1:"), "{said}");
    let blocks = "{% set x = \"aaaaaaaa\" %}{% for i in range(end=40) %}{% set_global x %}{{ x }}{{ x }}{% endset %}{% endfor %}";
    let said = said_of_template("article.html", blocks, "Text.");
    assert!(said.contains("a value is larger than 64 MiB"), "{said}");
    let components = "{% component c(x, n) %}{% if n > 0 %}{{ <c x={x ~ x ~ x ~ x} n={n - 1} /> }}{% endif %}{% endcomponent %}\
                      {{ <c x={\"aaaaaaaa\"} n={19} /> }}";
    let said = said_of_template("article.html", components, "Text.");
    assert!(said.contains("a value is larger than 64 MiB"), "{said}");
    let deep = "{% set x = [] %}{% for i in range(end=90000) %}{% set_global x = [x] %}{% endfor %}";
    let said = said_of_template("article.html", deep, "Text.");
    assert!(said.contains("a value is nested more than 64 levels deep"), "{said}");
}

#[test]
fn what_templates_replace_and_join_is_as_the_engine_makes_it() {
    let template = "{{ \"a<b\" | replace(from=\"<\", to=\"&\") }}|{{ article.body | replace(from=\"Text\", to=\"<i>\") }}|\
                    {{ [\"a\", 1, \"<\"] | join(sep=\", \") }}|{{ [article.body, \"<\"] | join(sep=\"<\") }}|{{ [1, 2] | join }}";
    let article = file("a.md", "title: A\ndate: 2010-01-01", "Text.");
    let built = site(&format!("-- templates/article.html --\n{template}\n{article}")).build();
    assert_eq!(
        built.file("2010/01/a/index.html").replace(".</p>\n", ".</p>"),
        "a&amp;b|<p>&lt;i&gt;.</p>|a, 1, &lt;|<p>Text.</p>&lt;&lt;|12\n"
    );
}

#[test]
fn errors_behind_a_limit_have_the_place_in_the_template_as_it_was_written() {
    let template = "{% set x = 1 ~ 2 %}{% set y = [1, 2] %}{{ nothing.at_all }}";
    let said = said_of_template("article.html", template, "Text.");
    assert!(said.starts_with("error[template] templates/article.html:1:43: "), "{said}");
    let said = said_of_template("article.html", "{% set x = 1 ~ 2 %}{% set y = 1 ~ %}", "Text.");
    assert!(said.starts_with("error[template] templates/article.html:1:"), "{said}");
    assert!(!said.contains("within_limit"), "{said}");
}
