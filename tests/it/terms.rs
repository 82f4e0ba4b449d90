//! Terms of taxonomies: declared, described, made by use; how they are found, nested and listed.

use crate::page::{between, file, headlines, hrefs, post, site_with, stories};
use crate::support::Site;

/// A site with regions in the style of `settings` and of `terms`.
fn regions(settings: &str, terms: &str, files: &str) -> Site {
    let config =
        format!("[taxonomies]\nregion = {{ path = \"regions\"{settings} }}\n[terms]\nregion = {terms}");
    site_with(&config, files)
}

/// An article of December 2010 with the terms of a front matter line.
fn tagged(name: &str, terms: &str) -> String {
    post(&format!("{name}.md"), name, "2010-12-10", &format!("region: {terms}"))
}

#[test]
fn terms_are_made_when_first_used() {
    let built = regions("", "[]", &tagged("a", "[Nagorno Karabakh, Հայաստան]")).build();
    assert!(built.file("regions/nagorno-karabakh/index.html").contains("<h1>Nagorno Karabakh</h1>"));
    let armenian = built.names().into_iter().filter(|name| name.starts_with("regions/h")).collect::<Vec<_>>();
    assert!(armenian.iter().all(|name| name.is_ascii()) && !armenian.is_empty(), "{:?}", built.names());
}

#[test]
fn one_term_has_one_page_however_it_is_written() {
    let files = ["Human rights", "human-rights", "HUMAN RIGHTS", "' Human Rights '"];
    let files = files.iter().enumerate().map(|(n, term)| tagged(&format!("a{n}"), term)).collect::<String>();
    let built = regions("", "[]", &files).build();
    assert_eq!(headlines(&built.file("regions/human-rights/index.html")).len(), 4);
    assert_eq!(
        built.names().iter().filter(|name| name.starts_with("regions/")).count(),
        3,
        "{:?}",
        built.names()
    );
}

#[test]
fn slugs_identify_terms() {
    let files = [
        file("regions/armenia.md", "title: Republic of Armenia", "A country."),
        tagged("a", "armenia"),
        tagged("b", "Republic of Armenia"),
        tagged("c", "ARMENIA"),
    ];
    let built = regions("", "[]", &files.concat()).build();
    let page = built.file("regions/armenia/index.html");
    assert!(page.contains("<h1>Republic of Armenia</h1>") && page.contains("A country."));
    assert_eq!(headlines(&page).len(), 3);
    assert!(!built.has("regions/republic-of-armenia/index.html"));
}

#[test]
fn a_strict_taxonomy_suggests_the_nearest_term() {
    let problems =
        regions(", strict = true", "[\"Tajikistan\"]", &tagged("a", "[Tajikistan, Tadjikistan]")).fail();
    assert_eq!(
        problems,
        "error[unknown-term] content/a.md:4:22: unknown region `Tadjikistan` (did you mean `Tajikistan`?)\n"
    );
    let problems = regions(", strict = true", "[\"Tajikistan\"]", &tagged("a", "Borduria")).fail();
    assert_eq!(
        problems,
        "error[unknown-term] content/a.md:4:9: unknown region `Borduria` (add it under [terms.region] in site.toml)\n"
    );
}

#[test]
fn a_strict_taxonomy_takes_described_terms_and_other_names() {
    let files = [
        file("regions/belarus.md", "title: Belarus\naka: [Belorussia, Беларусь]", ""),
        tagged("a", "Belorussia"),
        tagged("b", "Беларусь"),
        tagged("c", "Belarus"),
    ];
    let built = regions(", strict = true", "[]", &files.concat()).build();
    assert_eq!(headlines(&built.file("regions/belarus/index.html")).len(), 3);
}

#[test]
fn a_parent_lists_the_articles_of_all_below_it() {
    let terms = "{ Eurasia = { Caucasus = [\"Armenia\", \"Georgia\"] } }";
    let files = [tagged("a", "Armenia"), tagged("g", "[Georgia, Armenia]"), tagged("c", "Caucasus")];
    let built = regions("", terms, &files.concat()).build();
    assert_eq!(headlines(&built.file("regions/armenia/index.html")), ["g", "a"]);
    for parent in ["caucasus", "eurasia"] {
        let page = built.file(&format!("regions/{parent}/index.html"));
        assert_eq!(headlines(&page), ["g", "c", "a"], "each once");
    }
    let parent = built.file("regions/caucasus/index.html");
    assert!(
        hrefs(between(&parent, "class=\"children\"", "</section>")).contains(&"/regions/georgia/".into())
    );
    let crumbs = built.file("regions/armenia/index.html");
    let crumbs = between(&crumbs, "<nav class=\"breadcrumbs\"", "</nav>");
    assert_eq!(hrefs(crumbs), ["/", "/regions/", "/regions/eurasia/", "/regions/caucasus/"]);
}

#[test]
fn the_index_keeps_the_declared_order() {
    let terms = "{ Zulu = [\"Yankee\", \"Alpha\"], Bravo = [] }";
    let built = regions("", terms, &tagged("a", "[Alpha, Bravo, Yankee, made]")).build();
    let index = built.file("regions/index.html");
    let tree = between(&index, "class=\"tree", "</main>");
    let expected =
        ["/regions/zulu/", "/regions/yankee/", "/regions/alpha/", "/regions/bravo/", "/regions/made/"];
    assert_eq!(hrefs(tree), expected);
}

#[test]
fn a_sort_order_beats_the_declared_one() {
    let files = [
        file("regions/bravo.md", "title: Bravo\norder: 1", ""),
        file("regions/alpha.md", "title: Alpha\norder: 2", ""),
        tagged("a", "[Alpha, Bravo, Zulu]"),
    ];
    let built = regions("", "[\"Zulu\", \"Alpha\", \"Bravo\"]", &files.concat()).build();
    let index = built.file("regions/index.html");
    let tree = between(&index, "class=\"tree", "</main>");
    assert_eq!(hrefs(tree), ["/regions/bravo/", "/regions/alpha/", "/regions/zulu/"]);
}

#[test]
fn a_description_gives_title_summary_text_and_image() {
    let front = "title: Armenia\nsummary: Between two seas.\nimage: {file: map.png, alt: Map}";
    let files = [
        file("regions/armenia/_index.md", front, "**Long** text."),
        "-- content/regions/armenia/map.png --\npng\n".into(),
        tagged("a", "Armenia"),
        file("regions/_index.md", "title: Countries", "All of them."),
    ];
    let built = regions("", "[]", &files.concat()).build();
    let page = built.file("regions/armenia/index.html");
    assert!(page.contains("<strong>Long</strong> text.") && page.contains("Between two seas."));
    assert!(page.contains("src=\"/regions/armenia/map.png\"") && built.has("regions/armenia/map.png"));
    let index = built.file("regions/index.html");
    assert!(index.contains("<h1>Countries</h1>") && index.contains("All of them."), "{index}");
}

#[test]
fn folders_nest_terms() {
    let files = [
        file("regions/caucasus/_index.md", "title: The Caucasus", ""),
        file("regions/caucasus/armenia.md", "title: Armenia", ""),
        file("regions/caucasus/georgia/_index.md", "title: Georgia", ""),
        file("regions/caucasus/georgia/adjara.md", "title: Adjara", ""),
        tagged("a", "Adjara"),
        tagged("b", "Armenia"),
    ];
    let built = regions("", "[]", &files.concat()).build();
    assert_eq!(headlines(&built.file("regions/caucasus/index.html")), ["b", "a"]);
    assert_eq!(headlines(&built.file("regions/georgia/index.html")), ["a"]);
    assert!(built.has("regions/adjara/index.html"), "a term's address is its slug below the taxonomy");
}

#[test]
fn a_declared_place_beats_the_folder() {
    let files = [file("regions/elsewhere/armenia.md", "title: Armenia", "Text."), tagged("a", "Armenia")];
    let built = regions("", "{ Caucasus = [\"Armenia\"] }", &files.concat()).build();
    assert_eq!(headlines(&built.file("regions/caucasus/index.html")), ["a"]);
    assert!(built.file("regions/armenia/index.html").contains("Text."));
    assert!(!built.has("regions/elsewhere/index.html"));
}

#[test]
fn a_term_has_a_title_in_every_language() {
    let config = "[languages]\nen = {}\nru = {}\n[taxonomies]\nregion = { path = \"regions\" }";
    let files = [
        file(
            "regions/armenia.md",
            "title: Armenia\ntranslations: {ru: {title: Армения, summary: Страна.}}",
            "",
        ),
        file("regions/georgia.md", "title: Georgia", "English."),
        file("regions/georgia.ru.md", "title: Грузия", "По-русски."),
        post("a.md", "A", "2010-12-10", "region: [Armenia, Georgia]"),
        post("b.ru.md", "Б", "2010-12-10", "region: [Армения, Грузия]"),
    ];
    let built = site_with(config, &files.concat()).build();
    assert!(built.file("ru/regions/armenia/index.html").contains("<h1>Армения</h1>"));
    assert!(built.file("ru/regions/armenia/index.html").contains("Страна."));
    assert!(built.file("regions/armenia/index.html").contains("<h1>Armenia</h1>"));
    let russian = built.file("ru/regions/georgia/index.html");
    assert!(
        russian.contains("<h1>Грузия</h1>")
            && russian.contains("По-русски.")
            && !russian.contains("English.")
    );
    assert_eq!(headlines(&russian), ["Б"]);
    assert_eq!(headlines(&built.file("regions/georgia/index.html")), ["A"]);
}

#[test]
fn terms_with_few_articles_have_no_page() {
    let files = [tagged("a", "[Rare, Common]"), tagged("b", "Common")];
    let built = regions(", min_articles = 2", "[]", &files.concat()).build();
    assert!(built.has("regions/common/index.html") && built.has("regions/common/feed.xml"));
    assert!(!built.names().iter().any(|name| name.contains("rare")), "{:?}", built.names());
    let page = built.file("2010/12/a/index.html");
    assert!(page.contains("Rare") && !hrefs(&page).contains(&"/regions/rare/".to_owned()));
    assert!(!built.file("sitemaps/pages.xml").contains("rare"));
}

#[test]
fn withdrawn_articles_do_not_count_towards_a_page() {
    let withdrawn = post("b.md", "B", "2010-12-10", "region: Rare\nwithdrawn: true");
    let built = regions(", min_articles = 2", "[]", &(tagged("a", "Rare") + &withdrawn)).build();
    assert!(!built.has("regions/rare/index.html"));
}

#[test]
fn every_declared_term_may_have_a_page() {
    let built = regions(", min_articles = 0", "{ Caucasus = [\"Armenia\"] }", "").build();
    assert!(built.has("regions/armenia/index.html") && built.has("regions/caucasus/index.html"));
}

#[test]
fn nothing_leads_to_a_term_without_a_page() {
    let files = [
        file("regions/rare.md", "title: Rare\naliases: /old/rare/", ""),
        post("a.md", "A", "2010-12-10", "region: Common"),
        file("b.md", "title: B\ndate: 2010-12-11", "[rare](@/regions/rare.md) [old](/old/rare/)"),
    ];
    let site = regions(", min_articles = 1", "[\"Declared\"]", &files.concat());
    let site = site.config("relative_links = true\non_missing_link = \"warn\"");
    let built = site.build();
    for name in built.names().iter().filter(|name| name.ends_with(".html")) {
        // Shown at any address, so that its links are not relative.
        if name == "404.html" {
            continue;
        }
        assert_eq!(crate::page::dead_relative_links(&built, name), Vec::<String>::new(), "{name}");
    }
    assert!(!built.file("sitemaps/pages.xml").contains("rare"));
}

#[test]
fn a_term_declared_twice_is_an_error() {
    let problems = regions("", "{ Caucasus = [\"Georgia\"], Other = [\"Georgia\"] }", "").fail();
    assert_eq!(problems, "error[duplicate-term] site.toml:7:45: term `Georgia` is declared twice\n");
}

#[test]
fn a_term_described_twice_is_an_error() {
    let files = [
        file("regions/a/georgia.md", "title: Georgia", ""),
        file("regions/b/georgia.md", "title: Georgia", ""),
    ];
    let problems = regions("", "[]", &files.concat()).fail();
    assert_eq!(
        problems,
        "error[duplicate-term] content/regions/b/georgia.md: term `Georgia` is described both here and in \
         content/regions/a/georgia.md (for a translation, set `language: ru` or use a file name such as `armenia.ru.md`)\n"
    );
}

#[test]
fn old_addresses_of_terms_lead_to_them() {
    let files =
        [file("regions/armenia.md", "title: Armenia\naliases: [/old/armenia]", ""), tagged("a", "Armenia")];
    let built = regions("", "[]", &files.concat()).build();
    assert_eq!(crate::page::redirect(&built, "old/armenia/index.html"), "/regions/armenia/");
}

#[test]
fn a_taxonomy_without_feeds_has_none() {
    let built = regions(", feed = false", "[]", &tagged("a", "Armenia")).build();
    assert!(built.has("regions/armenia/index.html") && !built.has("regions/armenia/feed.xml"));
}

#[test]
fn sub_terms_and_counts_stand_on_the_head_alone() {
    let terms = "{ Caucasus = [\"Armenia\"] }";
    let files = stories(5, "region: Armenia") + &file("regions/caucasus.md", "title: Caucasus", "Described.");
    let built = regions(", page_size = 2", terms, &files).build();
    let head = built.file("regions/caucasus/index.html");
    assert!(
        head.contains("class=\"children\"")
            && head.contains("Described.")
            && head.contains("class=\"count\">5 articles<")
    );
    let numbered = built.file("regions/caucasus/page/1/index.html");
    assert!(!numbered.contains("class=\"children\"") && !numbered.contains("Described."));
    assert!(!numbered.contains("class=\"count\">5 articles<"));
}

#[test]
fn a_taxonomy_without_articles_has_no_heading() {
    let config = "[taxonomies]\nregion = { path = \"regions\" }\ntopic = { path = \"topics\" }\n[terms]\ntopic = [\"Water\"]";
    let built = site_with(config, &post("a.md", "A", "2009-03-01", "region: Armenia")).build();
    for (page, region, topic) in [
        ("search/index.html", "id=\"search--region\"", "id=\"search--topic\""),
        ("search/index.html", "data-dimension=\"region\"", "data-dimension=\"topic\""),
        ("index.html", "id=\"section--region\"", "id=\"section--topic\""),
    ] {
        let html = built.file(page);
        assert!(html.contains(region) && !html.contains(topic), "{page}: {html}");
    }
    let index = built.file("topics/index.html");
    assert!(index.contains("There are no articles here yet.") && !index.contains("<ul>\n</ul>"), "{index}");
}
