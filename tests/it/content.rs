//! Content files: the forms of front matter, what each key does, which file becomes what.

use crate::page::{body, elements, file, headlines, hrefs, post, site_with};
use crate::support::site;

/// The page of the only article of a site, `content/a.md` of December 2010.
fn page(front_matter: &str) -> String {
    let front_matter = format!("title: A\ndate: 2010-12-10\n{front_matter}");
    site(&file("a.md", &front_matter, "Some text.")).build().file("2010/12/a/index.html")
}

#[test]
fn yaml_and_toml_say_the_same() {
    let yaml = "---\ntitle: \"Border: guards\"\ndate: 2010-12-10T08:30:00+01:00\nauthor: [Dina, Tom]\n\
                summary: An offer.\n---\nText.\n";
    let toml = "+++\ntitle = \"Border: guards\"\ndate = 2010-12-10T08:30:00+01:00\nauthor = [\"Dina\", \"Tom\"]\n\
                summary = \"An offer.\"\n+++\nText.\n";
    let built = |text: &str| site(&format!("-- content/a.md --\n{text}")).build();
    let (yaml, toml) = (built(yaml), built(toml));
    assert_eq!(yaml.file("2010/12/a/index.html"), toml.file("2010/12/a/index.html"));
    assert_eq!(yaml.file("feed.xml"), toml.file("feed.xml"));
    assert!(toml.file("feed.xml").contains("<published>2010-12-10T08:30:00+01:00</published>"));
}

#[test]
fn front_matter_is_found_whatever_stands_around_it() {
    let plain = "---\ntitle: A\ndate: 2010-12-10\n---\nFirst.\n\nSecond.\n";
    for text in [
        format!("\u{feff}{plain}"),
        format!("\n \n\t\n{plain}"),
        format!("\u{feff}\r\n{}", plain.replace('\n', "\r\n")),
        plain.replace('\n', "\r\n"),
        plain.replace("---\n", "---  \n"),
        plain.trim_end().to_owned(),
    ] {
        let site = site("");
        site.write("content/a.md", &text);
        let page = site.build().file("2010/12/a/index.html");
        assert_eq!(body(&page).replace('\r', ""), "<p>First.</p>\n<p>Second.</p>", "{text:?}");
    }
}

#[test]
fn texts_that_are_shown_have_characters_in_place_of_references() {
    let written = "---\ntitle: 'NARA&#8217;s Caf&eacute; &amp;amp; more &nosuch; A&B'\ndate: 2010-12-10\n\
                   summary: 'It&rsquo;s &#x201C;open&#x201D; &lt;b&gt;'\n---\nText.\n";
    let built = site(&format!("-- content/a.md --\n{written}")).build();
    let page = built.file("2010/12/a/index.html");
    assert!(page.contains("<h1>NARA’s Café &amp;amp; more &amp;nosuch; A&amp;B</h1>"), "{page}");
    assert!(page.contains("<p class=\"standfirst\">It’s “open” &lt;b&gt;</p>"), "{page}");
    // In the feed the title is HTML, escaped for XML.
    assert!(built.file("feed.xml").contains(
        "<title type=\"html\">NARA’s Café &amp;amp;amp; more &amp;amp;nosuch; A&amp;amp;B</title>"
    ));
}

#[test]
fn an_article_may_have_no_body() {
    for text in ["---\ntitle: A\ndate: 2010-12-10\n---", "---\ntitle: A\ndate: 2010-12-10\n---\n"] {
        let site = site("");
        site.write("content/a.md", text);
        assert_eq!(body(&site.build().file("2010/12/a/index.html")), "");
    }
}

#[test]
fn dates_come_from_names() {
    let files = [
        file("2016-05-23-kids.md", "title: Kids", "x"),
        file("2016-05-24_tea/index.md", "title: Tea", "x"),
        file("2016-05-25.md", "title: Only a day", "x"),
        file("2016-05-26-both.md", "title: Both\ndate: 2017-01-02", "x"),
    ];
    let built = site(&files.concat()).build();
    for (path, day) in [
        ("2016/05/kids/index.html", "2016-05-23"),
        ("2016/05/tea/index.html", "2016-05-24"),
        ("2016/05/only-a-day/index.html", "2016-05-25"),
        ("2017/01/both/index.html", "2017-01-02"),
    ] {
        assert!(built.file(path).contains(&format!("<time datetime=\"{day}\">")), "{path}");
    }
}

#[test]
fn dates_are_read_as_generators_write_them() {
    for (written, expected) in [
        ("2014-12-30 1:00:19", "2014-12-30T01:00:19Z"),
        ("2014-12-30 1:00:19 -0500", "2014-12-30T01:00:19-05:00"),
        ("2014-12-30T11:00:19.123+04:00", "2014-12-30T11:00:19+04:00"),
        ("2014-12-30T11:00:19Z", "2014-12-30T11:00:19Z"),
        ("'2014-12-30 11:00'", "2014-12-30T11:00:00Z"),
        ("2014/12/30", "2014-12-30T00:00:00Z"),
        ("2014-12-30", "2014-12-30T00:00:00Z"),
    ] {
        let feed = site(&post("a.md", "A", written, "")).build().file("feed.xml");
        assert!(feed.contains(&format!("<published>{expected}</published>")), "{written}: {feed}");
    }
}

#[test]
fn the_day_as_written_decides_the_address() {
    let built = site(&post("a.md", "A", "2010-12-31T23:30:00-08:00", "")).build();
    // In UTC it is a day of the next year.
    assert!(built.has("2010/12/a/index.html") && built.has("2010/12/index.html"));
    assert!(!built.has("2011/index.html"));
}

#[test]
fn articles_are_ordered_by_instant_then_by_path() {
    let files = [
        post("b.md", "Second", "2010-12-10T12:00:00Z", ""),
        post("a.md", "First", "2010-12-10T12:00:00Z", ""),
        post("c.md", "Before both", "2010-12-10T13:00:00+02:00", ""),
    ];
    let built = site(&files.concat()).build();
    assert_eq!(headlines(&built.file("2010/12/index.html")), ["Second", "First", "Before both"]);
}

#[test]
fn a_key_written_twice_warns_and_the_last_counts() {
    let built = site("-- content/a.md --\n---\ntitle: One\ndate: 2010-12-10\ntitle: Two\n---\n").build();
    assert!(built.file("2010/12/a/index.html").contains("<h1>Two</h1>"));
    assert_eq!(
        built.problems_text(),
        "warning[duplicate-key] content/a.md:4:1: duplicate key `title`; using the last value\n"
    );
}

#[test]
fn foreign_names_are_mapped() {
    let config = "[fields]\ndeck = \"summary\"\nheadline = \"title\"\nposted = \"date\"";
    let article = file("a.md", "headline: Foreign\nposted: 2010-12-10\ndeck: A foreign summary", "x");
    let page = site_with(config, &article).build().file("2010/12/a/index.html");
    assert!(page.contains("<h1>Foreign</h1>") && page.contains("A foreign summary"));
}

#[test]
fn a_mapped_name_beats_a_known_one() {
    let config = "[fields]\ndeck = \"summary\"\npodcast.file = \"audio.file\"\n";
    let template = "-- templates/article.html --\n{{ article.summary }}|{{ article.extra.summary }}|{{ article.extra.podcast.season }}\n";
    let article = post(
        "a.md",
        "A",
        "2010-12-10",
        "deck: Mapped\nsummary: Own\npodcast: {file: /static.mp3, season: 3}",
    );
    let built = site_with(config, &format!("{template}{article}-- static/static.mp3 --\nx\n")).build();
    assert_eq!(built.file("2010/12/a/index.html").trim(), "Mapped|Own|3");
}

#[test]
fn authors_may_be_tables_with_names() {
    let template = "-- templates/article.html --\n{% for author in article.authors %}{{ author.name }};{% endfor %}{{ article.extra.authors[0].email }}\n";
    let article = post(
        "a.md",
        "A",
        "2010-12-10",
        "authors: [{name: Dina Example, email: d@example.org}, John Doe]\nlanguage: [en]",
    );
    let built = site(&format!("{template}{article}")).build();
    assert_eq!(built.file("2010/12/a/index.html").trim(), "Dina Example;John Doe;d@example.org");
}

#[test]
fn unknown_keys_reach_the_template_and_never_fail() {
    let template = "-- templates/article.html --\n{{ article.extra.mood }} {{ article.extra.list[1] }} \
                    {{ article.extra.deep.x }} {{ article.extra.n + 1 }}\n";
    let article = post("a.md", "A", "2010-12-10", "mood: calm\nlist: [a, b]\nextra: {deep: {x: y}}\nn: 4");
    let built = site(&format!("{template}{article}")).build();
    assert_eq!(built.file("2010/12/a/index.html").trim(), "calm b y 5");
    assert_eq!(built.problems.notes(), built.problems.iter().count(), "{}", built.problems_text());
}

#[test]
fn a_known_key_of_a_wrong_type_is_an_error_at_its_value() {
    for (line, column, message) in [
        ("draft: maybe", 8, "`draft` must be true or false, not `maybe`"),
        ("summary: [a]", 10, "`summary` must be a string, not a list"),
        ("episode: first", 10, "`episode` must be an integer, not `first`"),
        ("origin: x", 9, "`origin` must be a table, not `x`"),
        ("withdrawn: soon", 12, "`withdrawn` must be true, or a table with `date` and `reason`, not `soon`"),
    ] {
        let problems = site(&post("a.md", "A", "2010-12-10", line)).fail();
        assert_eq!(problems, format!("error[wrong-type] content/a.md:4:{column}: {message}\n"));
    }
}

#[test]
fn broken_front_matter_names_its_line_in_the_file() {
    let problems = site("-- content/a.md --\n\n---\ntitle: A\ndate: [2010\n---\n").fail();
    assert!(problems.starts_with("error[syntax] content/a.md:"), "{problems}");
    assert!(problems.contains("invalid YAML"), "{problems}");
    let problems = site("-- content/a.md --\n+++\ntitle = 'A'\ndate = nope\n+++\n").fail();
    assert!(problems.starts_with("error[syntax] content/a.md:3:8: invalid TOML"), "{problems}");
}

#[test]
fn one_bad_article_does_not_hide_the_next() {
    let files = [
        post("a.md", "A", "never", ""),
        post("b.md", "B", "2010-12-10", "draft: maybe"),
        file("c.md", "title: C", "x"),
    ];
    let problems = site(&files.concat()).fail();
    let codes: Vec<&str> = problems.lines().map(|line| line.split(' ').next().unwrap()).collect();
    assert_eq!(codes, ["error[wrong-date]", "error[wrong-type]", "error[no-date]"], "{problems}");
}

#[test]
fn an_article_without_a_title_is_called_after_its_file() {
    let built = site(&file("2016-05-23-kids_and-tea.md", "author: Dina", "x")).build();
    assert!(built.file("2016/05/kids_and-tea/index.html").contains("<h1>Kids and tea</h1>"));
    assert!(built.problems_text().starts_with("warning[no-title] content/2016-05-23-kids_and-tea.md:"));
}

#[test]
fn titles_are_kept_as_written() {
    for (written, shown) in [
        ("1.10", "1.10"),
        ("007", "007"),
        ("true", "true"),
        ("'<b>&'", "&lt;b&gt;&amp;"),
        ("2010-12-10", "<span class=\"whole\">2010-12-10</span>"),
    ] {
        let page = site(&post("a.md", written, "2010-12-10", "")).build().file("2010/12/a/index.html");
        assert!(page.contains(&format!("<h1>{shown}</h1>")), "{written}");
    }
}

#[test]
fn content_may_lie_in_several_folders() {
    let files = [
        "-- content/a.md --\n---\ntitle: A\ndate: 2010-12-10\nregion: Armenia\n---\n",
        "-- more/news/b.md --\n---\ntitle: B\ndate: 2010-12-11\nregion: Armenia\n---\n[a](@/a.md)\n",
        "-- more/regions/armenia.md --\n---\ntitle: Hayastan\nslug: armenia\n---\n",
        "-- more/pages/about.md --\n---\ntitle: About\n---\n",
        "-- more/news/b.txt --\nfile\n",
    ];
    let config = "content = [\"content\", \"more\"]\npermalink = \"/{section}/{slug}/\"\n\
                  [taxonomies]\nregion = { path = \"regions\" }";
    let built = site_with(config, &files.concat()).build();
    for name in ["a/index.html", "news/b/index.html", "about/index.html", "news/b.txt"] {
        assert!(built.has(name), "{name}: {:?}", built.names());
    }
    assert!(hrefs(&built.file("news/b/index.html")).contains(&"/a/".to_owned()));
    assert_eq!(headlines(&built.file("regions/armenia/index.html")), ["B", "A"]);
}

#[test]
fn a_content_folder_that_is_not_there_is_an_error() {
    let problems = site("").config("content = [\"content\", \"elsewhere\"]").fail();
    assert_eq!(
        problems,
        "error[no-content] site.toml: folder `elsewhere` not found (create it, or set another one: `content = [\"…\"]`)\n"
    );
}

#[test]
fn pages_stand_where_their_path_says() {
    let files = [
        file("pages/about.md", "title: About", "Who we are."),
        file("pages/legal/privacy.md", "title: Privacy", "x"),
        file("pages/team/index.md", "title: Team", "x"),
        file("news/_index.md", "title: News", "x"),
        file("pages/moved.md", "title: Moved\nurl: /elsewhere.html", "x"),
        file("_index.md", "title: Welcome", "Home text."),
    ];
    let built = site(&files.concat()).build();
    for (name, title) in [
        ("about/index.html", "About"),
        ("legal/privacy/index.html", "Privacy"),
        ("team/index.html", "Team"),
        ("news/index.html", "News"),
        ("elsewhere.html", "Moved"),
    ] {
        assert!(built.file(name).contains(&format!("<h1>{title}</h1>")), "{name}");
    }
    assert!(built.file("index.html").contains("Home text."));
    assert!(body(&built.file("about/index.html")).contains("Who we are."));
}

#[test]
fn files_beside_an_article_are_copied_beside_its_page() {
    let front = "title: A\ndate: 2010-12-10\nimage: {file: photo.jpg, alt: A bridge}";
    let article = file("news/a/index.md", front, "![Map](maps/m.png)\n\n[Data](data.csv)");
    let assets = "-- content/news/a/photo.jpg --\njpeg\n-- content/news/a/maps/m.png --\npng\n\
                  -- content/news/a/data.csv --\n1,2\n-- content/news/a/evil.html --\n<script>\n\
                  -- content/news/a/.hidden --\nx\n";
    let built = site(&format!("{article}{assets}")).build();
    assert_eq!(built.file("2010/12/a/photo.jpg"), "jpeg\n");
    assert_eq!(built.file("2010/12/a/maps/m.png"), "png\n");
    let page = built.file("2010/12/a/index.html");
    assert!(page.contains("src=\"/2010/12/a/photo.jpg\"") && page.contains("src=\"/2010/12/a/maps/m.png\""));
    assert!(hrefs(&page).contains(&"/2010/12/a/data.csv".to_owned()));
    assert!(!built.has("2010/12/a/evil.html") && !built.has("2010/12/a/.hidden"));
    assert!(
        built.problems_text().contains("content/news/a/evil.html: this file could run scripts in a browser")
    );
}

#[test]
fn drawings_beside_an_article_are_sanitised() {
    let drawing = "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"x()\"><script>x()</script><path d=\"M0 0\"/></svg>";
    let files = format!("{}-- content/a/map.svg --\n{drawing}\n", post("a/index.md", "A", "2010-12-10", ""));
    let copied = site(&files).build().file("2010/12/a/map.svg");
    assert!(copied.contains("<path") && !copied.contains("script") && !copied.contains("onload"), "{copied}");
}

#[test]
fn a_taxonomy_answers_to_one_many_and_its_path() {
    let config = "[taxonomies]\nstory = { path = \"tales\" }\nregion = {}";
    for line in ["story: Fox", "stories: [Fox]", "tales: Fox", "story: [Fox, fox]"] {
        let built = site_with(config, &post("a.md", "A", "2010-12-10", line)).build();
        assert_eq!(headlines(&built.file("tales/fox/index.html")), ["A"], "{line}");
    }
    let built = site_with(config, &post("a.md", "A", "2010-12-10", "regions: Armenia")).build();
    assert!(built.has("region/armenia/index.html"));
}

#[test]
fn the_summary_is_the_beginning_where_none_is_written() {
    let article = file(
        "a.md",
        "title: A\ndate: 2010-12-10",
        "# Head\n\nThe *first* [words](http://x.example/).\n\nMore.",
    );
    let built = site(&article).build();
    assert!(built.file("index.html").contains("<p class=\"summary\">The first words.</p>"));
}

#[test]
fn people_have_roles() {
    let page = page("author: Dina\ntranslators: [Tom]\nphotographer: Pia\nagency: AP\nbyline: By our staff");
    assert!(page.contains("<p class=\"authors\">By our staff</p>"));
    assert!(
        page.contains("Photographs: Pia")
            && page.contains("Translated by Tom")
            && page.contains("<span>AP</span>")
    );
    let built =
        site(&post("a.md", "A", "2010-12-10", "author: Dina\ntranslators: [Tom]\nagency: AP")).build();
    assert!(built.has("authors/dina/index.html"));
    assert!(!built.has("authors/tom/index.html") && !built.has("authors/ap/index.html"));
}

#[test]
fn corrections_and_notes_stand_under_the_article() {
    let page = page(
        "corrections:\n  - {date: 2010-12-12, text: The year was corrected.}\n  - Plain text.\narchive_notes: [Kept.]",
    );
    assert!(page.contains("The year was corrected.") && page.contains("<time datetime=\"2010-12-12\">"));
    assert!(page.contains("Plain text.") && page.contains("Archive notes") && page.contains("Kept."));
}

#[test]
fn a_syndicated_article_points_to_its_source() {
    let page = page("syndicated_from: {name: The Wire, url: 'https://wire.example/1', licence: CC-BY-4.0}");
    assert!(page.contains("<link rel=\"canonical\" href=\"https://wire.example/1\">"));
    assert!(page.contains("<a href=\"https://wire.example/1\">The Wire</a>"));
    assert!(page.contains("https://creativecommons.org/licenses/by/4.0/"));
}

#[test]
fn the_origin_may_stand_at_the_top() {
    let nested = page("origin: {url: 'http://www.example.org/x', captured: 2023-02-01T10:00:00Z}");
    let flat = page("original_url: http://www.example.org/x\ncaptured: 2023-02-01T10:00:00Z");
    assert!(flat.contains("<a href=\"http://www.example.org/x\">"));
    assert!(flat.contains("<time datetime=\"2023-02-01T10:00:00Z\">"));
    assert_eq!(nested, flat);
}

#[test]
fn addresses_that_a_browser_would_run_are_left_out() {
    let front = "image: 'javascript:alert(1)'\nattachments: [' JaVaScript:x']\n\
                 syndicated_from: {name: X, url: 'javascript:x'}\norigin: {url: 'data:text/html,x'}";
    let built = site(&post("a.md", "A", "2010-12-10", front)).build();
    let page = built.file("2010/12/a/index.html").to_lowercase();
    assert!(!page.contains("javascript:") && !page.contains("data:"), "{page}");
    assert_eq!(built.problems_text().matches("[unsafe-address]").count(), 4, "{}", built.problems_text());
}

#[test]
fn what_must_not_be_indexed_says_so() {
    let built = site(&post("a.md", "A", "2010-12-10", "noindex: true")).build();
    assert!(built.file("2010/12/a/index.html").contains("<meta name=\"robots\" content=\"noindex\">"));
    assert!(!built.has("sitemaps/2010-12.xml"), "nothing of the month is to be found");
}

#[test]
fn when_it_was_updated_is_shown_and_fed() {
    let built = site(&post("a.md", "A", "2010-12-10", "updated: 2011-02-03")).build();
    assert!(built.file("2010/12/a/index.html").contains("<time datetime=\"2011-02-03\">"));
    assert!(built.file("feed.xml").contains("<updated>2011-02-03T00:00:00Z</updated>"));
    assert!(built.file("sitemaps/2010-12.xml").contains("<lastmod>2011-02-03</lastmod>"));
}

#[test]
fn captions_credits_and_notes_are_markdown_of_one_line() {
    let front = "author: [Dina]\nimage: {file: a.jpg, alt: A, caption: 'The *old* bridge, [1 & 2](/2010/12/b/)', credit: '**D.** <i>E.</i> www.x.example'}\n\
                 gallery: [{file: b.jpg, caption: '1. [Dead](http://www.example.org/node/1)'}]\n\
                 corrections: ['The `year` was <script>x</script> *corrected*.']\narchive_notes: ['Plain & simple.']";
    let files = post("a/index.md", "A", "2010-12-10", front)
        + &post("b.md", "B", "2010-12-09", "author_note: '*Dina* was [there](@/b.md).'")
        + "-- content/authors/dina.md --\n---\nname: Dina\nnote: 'Writes *well*.'\n---\n"
        + "-- content/a/a.jpg --\nx\n-- content/a/b.jpg --\nx\n-- content/pages/corrections.md --\n---\ntitle: C\n---\n";
    let built = site_with("old_hosts = ['www.example.org']\n", &files).build();
    let page = built.file("2010/12/a/index.html");
    for expected in [
        "<figcaption>The <em>old</em> bridge, <a href=\"/2010/12/b/\">1 &amp; 2</a> <span class=\"credit\"><strong>D.</strong> <i>E.</i> <a href=\"http://www.x.example\">www.x.example</a></span></figcaption>",
        "<figcaption>1. Dead</figcaption>",
        "<p>The <code>year</code> was  <em>corrected</em>.</p>",
        "<p>Plain &amp; simple.</p>",
        "Writes <em>well</em>.",
        "\"caption\":\"The old bridge, 1 & 2\"",
        "\"creditText\":\"D. E. www.x.example\"",
        "The year was  corrected.",
    ] {
        assert!(
            page.contains(expected) || page.replace("\\u0026", "&").contains(expected),
            "{expected}: {page}"
        );
    }
    assert!(!page.contains("*old*") && !page.contains("**D.**"), "{page}");
    assert!(
        built
            .file("2010/12/b/index.html")
            .contains("<p class=\"author-note\"><em>Dina</em> was <a href=\"/2010/12/b/\">there</a>.</p>")
    );
    assert!(
        built
            .file("corrections/index.html")
            .contains("<p>The <code>year</code> was  <em>corrected</em>.</p>")
    );
    assert!(
        built.problems_text().contains("[missing-link]") || built.problems_text().contains("old address"),
        "{}",
        built.problems_text()
    );
}

#[test]
fn the_site_says_how_long_a_summary_is() {
    let text = "One two three.\n\nFour five six.\n\nSeven.";
    for (summary, expected) in [
        ("", "One two three."),
        ("summary = \"paragraphs:2\"", "One two three. Four five six."),
        ("summary = \"words:5\"", "One two three. Four five…"),
    ] {
        let built = site_with(summary, &file("a.md", "title: A\ndate: 2010-12-10", text)).build();
        for page in ["index.html", "2010/12/a/index.html", "feed.xml"] {
            assert!(built.file(page).contains(expected), "{summary}: {page}: {}", built.file(page));
        }
        let metas = elements(&built.file("2010/12/a/index.html"), "meta");
        let described = metas.iter().find(|meta| meta.get("name") == Some("description"));
        let description = described.and_then(|meta| meta.get("content"));
        assert_eq!(description, Some(expected), "{summary}");
    }
}
