//! What pages tell machines: JSON-LD, citations, related articles, timelines; and which boxes they show.

use serde_json::Value;

use crate::page::{attributes, between, file, hrefs, post, site_with, stories};
use crate::support::{Built, Site};

/// The things of a page's JSON-LD, by type.
fn things(built: &Built, name: &str) -> Vec<(String, Value)> {
    let page = built.file(name);
    let json: Value =
        serde_json::from_str(between(&page, "<script type=\"application/ld+json\">", "</script>")).unwrap();
    assert_eq!(json["@context"], "https://schema.org");
    let graph = json["@graph"].as_array().unwrap().clone();
    graph.into_iter().map(|thing| (thing["@type"].as_str().unwrap().to_owned(), thing)).collect()
}

fn thing(built: &Built, name: &str, kind: &str) -> Value {
    let things = things(built, name);
    let found = things.iter().find(|(known, _)| known == kind);
    found.unwrap_or_else(|| panic!("{name} has no {kind}: {things:?}")).1.clone()
}

const CONFIG: &str = "licence = \"CC-BY-4.0\"\nneighbours = [\"region\"]\n\
    archived_copy = \"https://archive.example/{date}/{url}\"\n[taxonomies]\nregion = { path = \"regions\" }\n\
    podcast = { path = \"podcasts\", feed = \"itunes\" }";

fn mirrored() -> Site {
    let front = "author: [Dina Example, Otar Example]\nregion: Armenia\nupdated: 2010-12-12\n\
                 corrections: [{text: The year was wrong.}]\n\
                 origin: {url: \"http://www.example.org/a\", captured: 2023-02-01T10:00:00Z}";
    let files = [
        post("a.md", "A </script> & \"B\"", "2010-12-10", front),
        post(
            "e.md",
            "Episode",
            "2010-12-11",
            "podcast: Talk\naudio: {file: /e.mp3, duration: \"1:05\"}\nepisode: 3",
        ),
        file("authors/dina-example.md", "title: Dina Example\nrole: Editor", ""),
        "-- static/e.mp3 --\nsound\n".to_owned(),
    ];
    site_with(CONFIG, &files.concat())
}

#[test]
fn an_article_says_who_wrote_it_where_and_what_it_is_based_on() {
    let built = mirrored().build();
    let article = thing(&built, "2010/12/a/index.html", "NewsArticle");
    assert_eq!(article["headline"], "A </script> & \"B\"");
    assert_eq!(article["datePublished"], "2010-12-10");
    assert_eq!(article["dateModified"], "2010-12-12");
    let authors: Vec<_> =
        article["author"].as_array().unwrap().iter().map(|author| &author["name"]).collect();
    assert_eq!(authors, ["Dina Example", "Otar Example"]);
    assert_eq!(article["author"][0]["url"], "https://archive.example.org/authors/dina-example/");
    assert_eq!(article["isBasedOn"], "http://www.example.org/a");
    let archived = "https://archive.example/20230201100000/http://www.example.org/a";
    assert_eq!(article["archivedAt"][0], "https://archive.example.org/2010/12/a/");
    assert_eq!(article["archivedAt"][1], archived);
    assert_eq!(article["license"], "https://creativecommons.org/licenses/by/4.0/");
    assert_eq!(article["articleSection"], "Armenia");
    assert_eq!(article["correction"][0], "The year was wrong.");
    let way = thing(&built, "2010/12/a/index.html", "BreadcrumbList");
    let items: Vec<_> = way["itemListElement"].as_array().unwrap().iter().map(|item| &item["item"]).collect();
    let [home, region] = ["https://archive.example.org/", "https://archive.example.org/regions/armenia/"];
    assert_eq!(items, [home, region, "https://archive.example.org/2010/12/a/"]);
}

#[test]
fn every_kind_of_page_says_what_it_is() {
    let built = mirrored().build();
    let episode = thing(&built, "2010/12/e/index.html", "PodcastEpisode");
    assert_eq!(episode["associatedMedia"]["contentUrl"], "https://archive.example.org/e.mp3");
    assert_eq!(episode["associatedMedia"]["duration"], "PT65S");
    assert_eq!(episode["partOfSeries"]["url"], "https://archive.example.org/podcasts/talk/");
    assert_eq!(episode["episodeNumber"], 3);
    assert_eq!(thing(&built, "index.html", "WebSite")["url"], "https://archive.example.org/");
    assert_eq!(thing(&built, "podcasts/talk/index.html", "PodcastSeries")["name"], "Talk");
    let author = thing(&built, "authors/dina-example/index.html", "CollectionPage");
    assert_eq!(
        (&author["mainEntity"]["@type"], &author["mainEntity"]["jobTitle"]),
        (&"Person".into(), &"Editor".into())
    );
    for name in ["regions/index.html", "regions/armenia/index.html", "archive/index.html", "2010/index.html"]
    {
        thing(&built, name, "CollectionPage");
        thing(&built, name, "BreadcrumbList");
    }
    thing(&built, "search/index.html", "WebPage");
}

#[test]
fn the_original_address_counts_while_it_is_alive() {
    let canonical = |config: &str| {
        let site = mirrored().config(config);
        between(&site.build().file("2010/12/a/index.html"), "<link rel=\"canonical\" href=\"", "\"")
            .to_owned()
    };
    assert_eq!(canonical(""), "https://archive.example.org/2010/12/a/");
    assert_eq!(canonical("canonical = \"original\""), "http://www.example.org/a");
}

#[test]
fn related_articles_are_older_and_share_rare_terms() {
    let config = "[taxonomies]\ntag = { path = \"tags\" }";
    let article = |name: &str, day: u8, tags: &str| {
        post(name, name, &format!("2010-12-{day:02}"), &format!("tags: [{tags}]"))
    };
    let files: String = [
        article("a.md", 1, "common, rare"),
        article("b.md", 2, "common"),
        article("c.md", 3, "common"),
        article("d.md", 4, "common"),
        article("e.md", 5, "common"),
        article("f.md", 6, "common, rare"),
        article("g.md", 7, "common"),
        article("h.md", 8, "common"),
    ]
    .concat();
    let related = |files: &str| {
        let page = site_with(config, files).build().file("2010/12/f/index.html");
        hrefs(between(&page, "<section class=\"related\"", "</section>"))
    };
    // e is the previous article, g the next; newer ones are never related.
    let expected = ["/2010/12/a/", "/2010/12/d/", "/2010/12/c/", "/2010/12/b/"];
    assert_eq!(related(&files), expected);
    let more = article("z.md", 28, "common, rare");
    assert_eq!(related(&(files + &more)), expected, "a new article changes nothing");
}

#[test]
fn the_oldest_articles_of_a_closed_archive_have_newer_ones_related() {
    let article = |name: &str, day: u8, tags: &str| {
        post(name, name, &format!("2010-12-{day:02}"), &format!("tags: [{tags}]"))
    };
    let files: String = [
        article("a.md", 1, "common, rare"),
        article("b.md", 2, "common"),
        article("c.md", 3, "common"),
        article("d.md", 4, "common, rare"),
        article("e.md", 5, "common"),
    ]
    .concat();
    let page = |more: &str, name: &str| {
        let config = format!("[taxonomies]\ntag = {{ path = \"tags\" }}\n{more}");
        site_with(&config, &files).build().file(&format!("2010/12/{name}/index.html"))
    };
    assert!(!page("", "a").contains("class=\"related\""));
    let closed = "[archive]\nclosed = 2010-12-31\n";
    let related =
        |name: &str| hrefs(between(&page(closed, name), "<section class=\"related\"", "</section>"));
    // The next article is linked already; of newer ones that which shares more, then the nearest.
    assert_eq!(related("a"), ["/2010/12/d/", "/2010/12/c/", "/2010/12/e/"]);
    // Older ones come first.
    assert_eq!(related("c"), ["/2010/12/a/", "/2010/12/e/"]);
}

#[test]
fn related_articles_do_not_depend_on_whether_a_term_has_a_page() {
    let config = "[taxonomies]\ntag = { path = \"tags\", min_articles = 3 }";
    let article = |name: &str, day: u8| post(name, name, &format!("2010-12-{day:02}"), "tags: [rare]");
    let first = article("a.md", 1) + &post("b.md", "b", "2010-12-02", "") + &article("c.md", 3);
    let related = |files: &str| {
        let built = site_with(config, files).build();
        let page = built.file("2010/12/c/index.html");
        (built.has("tags/rare/index.html"), hrefs(between(&page, "<section class=\"related\"", "</section>")))
    };
    assert_eq!(related(&first), (false, vec!["/2010/12/a/".to_owned()]));
    assert_eq!(related(&(first + &article("z.md", 28))), (true, vec!["/2010/12/a/".to_owned()]));
}

#[test]
fn a_byline_need_not_be_a_name() {
    let files = [
        post("a.md", "A", "2010-12-10", "byline: \"By our staff, with Jane Roe\""),
        post(
            "b.md",
            "B",
            "2010-12-11",
            "byline: From our man in Lachin\nauthor: [Dina Example, Otar Example]",
        ),
    ];
    let built = site_with("", &files.concat()).build();
    let (plain, both) = (built.file("2010/12/a/index.html"), built.file("2010/12/b/index.html"));
    assert!(plain.contains("By our staff, with Jane Roe. “A.”") && plain.contains("author = {{By our staff"));
    assert!(plain.contains("<meta name=\"DC.creator\" content=\"By our staff, with Jane Roe\">"));
    assert!(
        !plain.contains("\"Person\"") && plain.contains("\"creditText\":\"By our staff, with Jane Roe\"")
    );
    let names = |name: &str| both.matches(&format!("<meta name=\"{name}\" content=\"Example, ")).count();
    assert_eq!((names("DC.creator"), names("citation_author")), (2, 2));
    assert!(!plain.contains("citation_author"), "a byline is no author");
    assert!(both.contains("<p class=\"authors\">From our man in Lachin</p>"), "as printed");
    assert!(
        hrefs(between(&both, "<dl class=\"facts\">", "</dl>")).contains(&"/authors/dina-example/".to_owned())
    );
    assert!(both.contains("author = {Example, Dina and Example, Otar}"));
}

#[test]
fn citations_have_the_quotes_of_their_language() {
    let config = "[languages.en]\n[languages.ru]";
    let files = post("a.md", "A", "2010-12-10", "") + &post("b.md", "Б", "2010-12-10", "language: ru");
    let built = site_with(config, &files).build();
    assert!(built.file("2010/12/a/index.html").contains("“A.” "));
    assert!(built.file("ru/2010/12/b/index.html").contains("«Б.» "));
}

#[test]
fn the_archive_is_drawn_by_year_and_by_the_terms_of_the_first_taxonomy() {
    let config = "[taxonomies]\nregion = { path = \"regions\" }";
    let files = [
        post("a.md", "A", "2009-03-01", "region: Armenia"),
        post("b.md", "B", "2011-05-01", "region: [Armenia, Georgia]"),
        post("c.md", "C", "2011-07-01", "region: Georgia"),
    ];
    let archive = site_with(config, &files.concat()).build().file("archive/index.html");
    let totals = between(&archive, "<tr class=\"totals\">", "</tr>");
    assert!(totals.contains("<td>1<svg") && totals.contains("<td>2<svg"), "{totals}");
    assert_eq!(attributes(totals, "height"), ["24", "48"], "an article in two rows counts once");
}

#[test]
fn lists_show_when_their_articles_came_out() {
    let config = "page_size = 2\n[taxonomies]\nregion = { path = \"regions\" }";
    let files = [
        post("a.md", "A", "2009-03-01", "region: Armenia"),
        post("b.md", "B", "2009-05-01", "region: Armenia"),
        post("c.md", "C", "2011-07-01", "region: Armenia"),
        post("d.md", "D", "2011-07-02", "region: Armenia"),
    ];
    let built = site_with(config, &files.concat()).build();
    let head = built.file("regions/armenia/index.html");
    let timeline = between(&head, "<figure class=\"timeline\">", "</figure>");
    assert_eq!(attributes(timeline, "height"), ["48", "48"]);
    for (year, count) in [(2009, 2), (2010, 0), (2011, 2)] {
        let text = format!("{year}</span><span class=\"unseen\">: {count} articles<");
        assert!(timeline.contains(&text), "{text}: {timeline}");
    }
    assert!(hrefs(&head).contains(&"/2011/".to_owned()) && hrefs(&head).contains(&"/2009/".to_owned()));
    let numbered = built.file("regions/armenia/page/1/index.html");
    assert!(numbered.contains("March 2009 – May 2009") && !numbered.contains("<svg"), "{numbered}");
    let archive = built.file("archive/index.html");
    assert!(archive.contains("Armenia") && archive.contains("<table"), "{archive}");
}

#[test]
fn a_closed_archive_asks_for_nothing_unless_it_is_told_to() {
    let boxes = "licence = \"CC-BY-4.0\"\n[newsletter]\naction = \"https://lists.example.org/\"\n[support]\n\
                 url = \"https://give.example.org/\"\n[appeal]\ntext = \"Please read this appeal.\"";
    let texts = [
        "https://lists.example.org/",
        "https://give.example.org/",
        "Please read this appeal.",
        "republish--notice",
    ];
    let shown = |archive: &str| {
        let site = site_with(&format!("{boxes}\n{archive}"), &post("a.md", "A", "2010-12-10", ""));
        let page = site.build().file("2010/12/a/index.html");
        texts.map(|text| page.contains(text))
    };
    assert_eq!(shown(""), [true; 4]);
    assert_eq!(shown("[archive]\nclosed = 2012-12-31"), [false; 4]);
    assert_eq!(shown("[archive]\nclosed = 2012-12-31\nprompts = [\"support\"]"), [false, true, false, false]);
    let all = "[archive]\nprompts = [\"newsletter\", \"support\", \"appeal\", \"republish\"]";
    assert_eq!(shown(all), [true; 4]);
}

#[test]
fn boxes_speak_the_language_of_the_page() {
    let config = "newsletter = { action = \"https://lists.example.org/\", title = \"Letters\" }\n\
                  [appeal]\ntext = \"Please read this.\"\n[languages.en]\n[languages.ru]\n\
                  newsletter = { action = \"https://lists.example.org/ru\", title = \"Письма\" }\n\
                  [languages.ru.appeal]\ntext = \"Прочтите это.\"\n[languages.hy]";
    let files = [
        post("a.md", "A", "2010-12-10", ""),
        post("b.md", "Б", "2010-12-10", "language: ru"),
        post("c.md", "Գ", "2010-12-10", "language: hy\nslug: c"),
    ];
    let built = site_with(config, &files.concat()).build();
    let says = |name: &str| {
        let page = built.file(name);
        ["Letters", "Please read this.", "Письма", "Прочтите это."].map(|text| page.contains(text))
    };
    assert_eq!(says("2010/12/a/index.html"), [true, true, false, false]);
    assert_eq!(says("ru/2010/12/b/index.html"), [false, false, true, true]);
    assert_eq!(says("hy/2010/12/c/index.html"), [true, true, false, false], "those of the site");
}

#[test]
fn only_free_texts_are_offered_for_republishing() {
    let files = [
        post("free.md", "Free", "2010-12-10", ""),
        post("own.md", "Own", "2010-12-11", "licence: All rights reserved"),
        post("taken.md", "Taken", "2010-12-12", "syndicated_from: {name: Another, licence: CC-BY-4.0}"),
    ];
    let offers = |config: &str| {
        let built = site_with(config, &files.concat()).build();
        ["free", "own", "taken"]
            .map(|name| built.file(&format!("2010/12/{name}/index.html")).contains("republish--notice"))
    };
    assert_eq!(offers("licence = \"CC-BY-ND-4.0\""), [true, false, false]);
    assert_eq!(offers("licence = \"CC-BY-ND-4.0\"\nrepublish = false"), [false; 3]);
    assert_eq!(offers(""), [false; 3], "nothing is free that does not say so");
}

#[test]
fn articles_can_be_cited() {
    let page = mirrored().build().file("2010/12/a/index.html");
    assert!(
        page.contains(
            "Dina Example, Otar Example. “A &lt;/script&gt; &amp; &quot;B&quot;.” December 10, 2010. The Example Archive. "
        ),
        "{page}"
    );
    let author = "author = {Example, Dina and Example, Otar}";
    assert!(page.contains("@misc{example-2010-a,") && page.contains(author), "{page}");
}

#[test]
fn numbers_have_the_form_of_their_language() {
    let config = "[languages]\nen = {}\nru = {}\n[taxonomies]\nregion = { path = \"regions\" }";
    let files = stories(2, "region: Armenia")
        + &stories(5, "region: Georgia\nlanguage: ru").replace("-- content/", "-- content/ru/");
    let built = site_with(config, &files).build();
    assert!(built.file("regions/index.html").contains("2 articles"));
    assert!(built.file("ru/regions/index.html").contains("5 статей"));
}
