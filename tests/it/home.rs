//! Home pages: of sites that go on, and of closed archives.

use serde_json::Value;

use crate::page::{attributes, between, post, site_with};
use crate::support::Built;

const CLOSED: &str = "[archive]\nclosed = 2012-12-31\n[taxonomies]\ntopic = { path = \"topics\" }\n\
                      region = { path = \"regions\" }\n[menu]\nmain = [\"topic\"]\n";

/// Two articles a year from 1998 to 2012 of two topics and one region.
fn articles() -> String {
    let one = |year: u32, month: u32, topic: &str| {
        let name = format!("{year}-{month:02}.md");
        let date = format!("{year}-{month:02}-05");
        post(&name, &format!("Story {year} {month:02}"), &date, &format!("topic: {topic}\nregion: R"))
    };
    (1998..=2012).map(|year| one(year, 3, "Food") + &one(year, 9, "Water")).collect()
}

/// The articles that the home page links to, in order.
fn shown(built: &Built) -> Vec<String> {
    let html = built.file("index.html");
    let main = between(&html, "<main", "</main>");
    let is_article = |href: &String| href.contains("-0");
    attributes(main, "href").into_iter().filter(is_article).collect()
}

#[test]
fn a_closed_archive_leads_with_what_an_editor_chose() {
    let home = "[home]\nlead = \"/2005/03/2005-03/\"\n";
    let built = site_with(&format!("{CLOSED}{home}"), &articles()).build();
    let html = built.file("index.html");
    assert!(between(&html, "<article class=\"card top\"", "</article>").contains("Story 2005 03"), "{html}");
    assert!(!html.contains("id=\"latest--title\""));
}

#[test]
fn without_a_choice_it_leads_with_the_newest() {
    let built = site_with(CLOSED, &articles()).build();
    assert_eq!(shown(&built).first().unwrap(), "/2012/09/2012-09/");
}

#[test]
fn a_closed_archive_shows_no_article_twice() {
    let built = site_with(CLOSED, &articles()).build();
    let all = shown(&built);
    let mut once = all.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), all.len(), "{all:?}");
    // The lead, six of all years, and two of each of the two topics.
    assert_eq!(all.len(), 1 + 6 + 4, "{all:?}");
}

#[test]
fn articles_from_all_years_lie_evenly_apart() {
    let built = site_with(CLOSED, &articles()).build();
    let html = built.file("index.html");
    let section = between(&html, "id=\"from-archive--title\"", "</section>");
    let years: Vec<String> = attributes(section, "datetime").iter().map(|day| day[..4].to_owned()).collect();
    assert_eq!(years, ["1998", "2000", "2003", "2006", "2009", "2012"]);
}

#[test]
fn articles_with_pictures_are_picked_where_there_are_enough() {
    let shown = |pictured: &[u32]| {
        let one = |year: u32| {
            let more = if pictured.contains(&year) { "image: /p.svg" } else { "" };
            post(&format!("{year}.md"), &format!("Story {year}"), &format!("{year}-03-05"), more)
        };
        let files: String = (1998..=2012).map(one).collect();
        let picture = "-- static/p.svg --\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n";
        let html =
            site_with("[archive]\nclosed = 2012-12-31\n", &(files + picture)).build().file("index.html");
        let section = between(&html, "id=\"from-archive--title\"", "</section>").to_owned();
        attributes(&section, "datetime").iter().map(|day| day[..4].parse().unwrap()).collect::<Vec<u32>>()
    };
    assert_eq!(shown(&[1999, 2000, 2003, 2004, 2007, 2010, 2011]), [1999, 2000, 2003, 2004, 2007, 2011]);
    assert_eq!(shown(&[1999, 2000]), [1998, 2000, 2003, 2005, 2008, 2011]);
}

#[test]
fn the_lead_is_not_among_the_popular_articles_again() {
    let popular = "-- data/popular.csv --\naddress,title,byline\n/2005/03/2005-03/,,\n/2001/03/2001-03/,,\n";
    let lead = "[home]\nlead = \"/2005/03/2005-03/\"\n";
    let of = |config: &str, path: &str| {
        let html = site_with(config, &(articles() + popular)).build().file(path);
        attributes(between(&html, "<section class=\"popular\"", "</section>"), "href")
    };
    let closed = format!("{CLOSED}{lead}");
    let both = ["/2005/03/2005-03/", "/2001/03/2001-03/"];
    assert_eq!(of(&closed, "index.html"), both[1..]);
    assert_eq!(of(&closed, "2003/03/2003-03/index.html"), both);
    assert_eq!(of(&closed.replace("[archive]\nclosed = 2012-12-31\n", ""), "index.html"), both);
    // Without others there is no list.
    let alone = "-- data/popular.csv --\naddress\n/2005/03/2005-03/\n";
    let html = site_with(&closed, &(articles() + alone)).build().file("index.html");
    assert!(!html.contains("popular--title"), "{html}");
}

#[test]
fn years_stand_by_decade() {
    let built = site_with(CLOSED, &articles()).build();
    let html = built.file("index.html");
    let strip = between(&html, "<nav class=\"decades\"", "</nav>");
    let titles: Vec<&str> = strip.split("<dt>").skip(1).map(|part| part.split('<').next().unwrap()).collect();
    assert_eq!(titles, ["1990s", "2000s", "2010s"]);
    let years: Vec<String> = attributes(strip, "href");
    assert_eq!(years.len(), 15);
    assert_eq!(years[0], "/1998/");
}

#[test]
fn days_have_their_articles_in_a_file_for_each_month() {
    let more = post("withdrawn.md", "Gone", "2001-03-05", "withdrawn: {date: 2011-01-01, reason: x}");
    let built = site_with(CLOSED, &(articles() + &more)).build();
    assert!(built.file("index.html").contains("data-days=\"day-index/en/{}.json\""));
    let march: Value = serde_json::from_str(&built.file("day-index/en/03.json")).unwrap();
    let fifth = march["5"].as_array().unwrap();
    // Six of fifteen, from the first year to the last; what was withdrawn is not among them.
    assert_eq!(fifth.len(), 6);
    assert_eq!(
        fifth[0],
        serde_json::json!({ "year": 1998, "href": "./1998/03/1998-03/", "title": "Story 1998 03" })
    );
    assert_eq!(fifth[5]["year"], 2012);
}

#[test]
fn a_month_without_articles_has_a_file_too() {
    let config = format!("{CLOSED}[languages.en]\n[languages.ru]\n");
    let built = site_with(&format!("default_language = \"en\"\n{config}"), &articles()).build();
    for language in ["en", "ru"] {
        for month in 1..=12 {
            let days = built.file(&format!("day-index/{language}/{month:02}.json"));
            assert_eq!(days == "{}", language == "ru" || ![3, 9].contains(&month), "{language} {month}");
        }
    }
}

#[test]
fn each_language_has_its_own_days() {
    let config =
        "default_language = \"en\"\n[archive]\nclosed = 2012-12-31\n[languages.en]\n[languages.ru]\n";
    let files = post("a.md", "A", "2010-03-05", "") + &post("b.ru.md", "Б", "2011-03-05", "");
    let built = site_with(config, &files).build();
    assert!(built.file("ru/index.html").contains("data-days=\"../day-index/ru/{}.json\""));
    assert!(built.file("day-index/ru/03.json").contains("./ru/2011/03/b/"));
    assert!(!built.file("day-index/en/03.json").contains("/ru/"));
}

#[test]
fn the_lead_of_another_language_is_its_translation() {
    let config = "default_language = \"en\"\n[archive]\nclosed = 2012-12-31\n[home]\nlead = \"/2010/03/a/\"\n\
                  [languages.en]\n[languages.ru]\n";
    let files = post("a.md", "A", "2010-03-05", "")
        + &post("a.ru.md", "Перевод", "2010-03-05", "")
        + &post("b.md", "B", "2011-03-05", "")
        + &post("b.ru.md", "Б", "2011-03-05", "");
    let built = site_with(config, &files).build();
    let lead = |html: &str| between(html, "<article class=\"card top\"", "</article>").contains("Перевод");
    assert!(lead(&built.file("ru/index.html")));
}

#[test]
fn a_site_that_goes_on_keeps_its_latest_articles() {
    let config = CLOSED.replace("[archive]\nclosed = 2012-12-31\n", "");
    let built = site_with(&config, &articles()).build();
    let html = built.file("index.html");
    assert!(html.contains("id=\"latest--title\"") && !html.contains("decades"), "{html}");
    assert!(!html.contains("on-this-day.js") && !built.has("day-index/en/03.json"));
    assert_eq!(&shown(&built)[..2], ["/2012/09/2012-09/", "/2012/03/2012-03/"]);
    let pinned = site_with(&format!("{config}[home]\nlead = \"/2005/03/2005-03/\"\n"), &articles()).build();
    let all = shown(&pinned);
    assert_eq!(&all[..2], ["/2005/03/2005-03/", "/2012/09/2012-09/"]);
    let front =
        between(&pinned.file("index.html"), "<div class=\"front\">", "</div>").matches("<article").count();
    assert_eq!(front, 12);
}

#[test]
fn sections_are_those_of_the_menu_or_those_chosen() {
    let sections = |more: &str| {
        let built = site_with(&format!("{CLOSED}{more}"), &articles()).build();
        let html = built.file("index.html");
        html.split("<section class=\"section of-")
            .skip(1)
            .map(|part| part.split('"').next().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(sections(""), ["topic"]);
    assert_eq!(sections("[home]\nsections = [\"region\", \"topic\"]\n"), ["region", "topic"]);
    assert_eq!(sections("[home]\nsections = []\n"), Vec::<String>::new());
}

#[test]
fn a_lead_must_be_an_article() {
    let problems = site_with(&format!("{CLOSED}[home]\nlead = \"/topics/\"\n"), &articles()).fail();
    assert!(
        problems.contains("error[home-lead] site.toml:12:8: no published article has the address `/topics/`"),
        "{problems}"
    );
    let old = site_with(
        &format!("{CLOSED}[home]\nlead = \"/old/story.html\"\n"),
        &(articles() + &post("x.md", "Old", "2004-05-05", "aliases: [/old/story.html]")),
    );
    let html = old.build().file("index.html");
    assert!(between(&html, "<article class=\"card top\"", "</article>").contains(">Old<"), "{html}");
}

#[test]
fn the_lead_of_a_language_must_be_in_it() {
    let config = |lead: &str| {
        format!(
            "default_language = \"en\"\n[languages.en]\n[languages.ru]\n[languages.ru.home]\nlead = \"{lead}\"\n"
        )
    };
    let files = post("a.md", "A", "2010-03-05", "") + &post("a.ru.md", "Перевод", "2010-03-05", "");
    let problems = site_with(&config("/2010/03/a/"), &files).fail();
    assert!(
        problems.contains(
            "error[home-lead] site.toml:8:8: the article at `/2010/03/a/` is in `en`, not in `ru` (give the address of its \
             translation; `lead` in [home] finds translations by itself)\n"
        ),
        "{problems}"
    );
    let html = site_with(&config("/ru/2010/03/a/"), &files).build().file("ru/index.html");
    assert!(html.contains("Перевод"), "{html}");
}

#[test]
fn a_broken_link_of_the_appeal_is_told_once() {
    let config = "default_language = \"en\"\n[languages.en]\n[languages.ru]\n\
                  [archive]\nprompts = [\"appeal\"]\n[appeal]\ntext = \"Read [this](/none/).\"\n";
    let files = post("a.md", "A", "2010-03-05", "") + &post("a.ru.md", "Перевод", "2010-03-05", "");
    let built = site_with(config, &files).build();
    assert_eq!(
        built.problems_text(),
        "warning[missing-address] site.toml:10:8: broken link: no page or file has the address `/none/` (it is shown without the link)\n"
    );
    assert!(built.file("2010/03/a/index.html").contains("Read this."), "the words stay");
}
