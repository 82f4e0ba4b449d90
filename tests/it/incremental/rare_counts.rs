//! Cost follows the change, for edits that are rare and easily forgotten: hours, numbers, languages, old hosts, relative links.

use super::counts::{
    ARTICLES, NONE, SITE_TOML, after, article, assert_files, list_pages, month, page, site, source,
};
use super::ground::{Files, Ground};

#[test]
fn an_hour_within_the_day_is_on_its_page_and_in_its_feed() {
    let (mut ground, mut files) = site(ARTICLES);
    for (number, hour) in [(30, "T09:30:00"), (30, "T21:00:00"), (111, "T01:00:00")] {
        let edit = |ground: &mut Ground| ground.write(&source(number), at_hour(number, hour));
        let (written, removed, now) = after(&mut ground, &files, edit);
        let wanted = [page(number), format!("{}/feed.xml", month(number))];
        assert_files(&written, wanted, &format!("the hour of {number}"));
        assert_files(&removed, NONE, "an hour");
        files = now;
    }
}

/// An article with an hour behind its day.
fn at_hour(number: usize, hour: &str) -> String {
    article(number, "", "Text.").replacen("\nauthor", &format!("{hour}\nauthor"), 1)
}

#[test]
fn an_hour_that_changes_the_order_of_a_day_is_seen_by_its_neighbours() {
    const TWIN: &str = "content/articles/twin.md";
    let (mut ground, _) = site(40);
    let twin = |hour: &str| at_hour(20, hour).replace("title: Story 20", "title: Twin");
    ground.write(TWIN, twin("T12:00:00"));
    ground.write(&source(20), at_hour(20, "T10:00:00"));
    let (_, old) = ground.check().unwrap();
    let (written, removed, _) = after(&mut ground, &old, |ground| ground.write(TWIN, twin("T08:00:00")));
    // Its neighbours, and the newer ones that are related to it.
    let mut wanted: Vec<String> = (19..26).map(page).collect();
    wanted.push(page(20).replace("story-020", "twin"));
    // Both stand on the same pages, in another order; where a feed begins, the other of them is its oldest entry.
    wanted.extend(list_pages(20, 41));
    let feeds = ["", "authors/dina/", "regions/armenia/", "regions/caucasus/", "2000/02/"];
    wanted.extend(feeds.map(|folder| format!("{folder}feed.xml")));
    wanted.push("sitemaps/2000-02.xml".to_owned());
    assert_files(&written, wanted, "an order");
    assert_files(&removed, NONE, "an order");
}

#[test]
fn numbers_that_only_a_theme_knows_cost_the_page_that_shows_them() {
    let (mut ground, mut files) = site(60);
    let with = |value: &str| article(30, &format!("extra: {{weight: {value}}}\n"), "Text.");
    for value in ["1", "1.5", "2.0000000000000004"] {
        let (written, removed, now) =
            after(&mut ground, &files, |ground| ground.write(&source(30), with(value)));
        assert_files(&written, NONE, &format!("{value} that nothing shows"));
        assert_files(&removed, NONE, "a number");
        files = now;
    }
    let shows = "{% extends \"default/article.html\" %}\n{% block head %}<meta name=\"weight\" content=\"\
                 {{ article.extra | json }}\">{% endblock %}";
    ground.write("templates/article.html", shows);
    files = ground.check().unwrap().1;
    for (value, is_shown) in [("2.5", true), ("25e-1", false), ("2.5000000000000004", true), ("-0.0", true)] {
        let (written, _, now) = after(&mut ground, &files, |ground| ground.write(&source(30), with(value)));
        assert_files(&written, is_shown.then(|| page(30)), &format!("{value} that a page shows"));
        files = now;
    }
}

#[test]
fn a_profile_in_another_language_first_is_that_of_all_languages_until_there_is_another() {
    let (mut ground, _) = site(30);
    let languages = "[languages.en]\nname = \"English\"\n[languages.ru]\nname = \"русский\"\n";
    ground.write("site.toml", format!("{SITE_TOML}{languages}"));
    for language in ["en", "ru"] {
        let front = format!("title: In {language}\ndate: 1999-01-01\nauthor: Ede\nlanguage: {language}");
        ground.write(&format!("content/articles/in-{language}.md"), format!("---\n{front}\n---\nText.\n"));
    }
    let (_, old) = ground.check().unwrap();
    let write = |ground: &mut Ground, path: &str, name: &str| {
        ground.write(path, format!("---\nname: {name}\nnote: A note.\n---\nLife.\n"));
    };
    let names_author = |prefix: &str, language: &str| {
        let month = ["feed.xml", "index.html", &format!("in-{language}/index.html")]
            .map(|name| format!("{prefix}1999/01/{name}"));
        let lists =
            ["1999", "authors/ede", "authors", "search"].map(|list| format!("{prefix}{list}/index.html"));
        let feed = format!("{prefix}authors/ede/feed.xml");
        month.into_iter().chain(lists).chain([feed]).collect::<Vec<String>>()
    };
    let (written, removed, now) =
        after(&mut ground, &old, |ground| write(ground, "content/authors/ede.ru.md", "Эде"));
    // In Russian there is no other article, so that it is among the newest.
    let mut wanted = [names_author("", "en"), names_author("ru/", "ru")].concat();
    wanted.extend(["ru/feed.xml", "ru/index.html"].map(str::to_owned));
    assert_files(&written, wanted, "in another language");
    assert_files(&removed, NONE, "a profile");
    let (written, removed, _) =
        after(&mut ground, &now, |ground| write(ground, "content/authors/ede.md", "Ede E."));
    assert_files(&written, names_author("", "en"), "in the default language, too");
    assert_files(&removed, NONE, "a profile");
}

#[test]
fn a_path_of_two_old_hosts_leads_one_way_and_links_by_host() {
    let (mut ground, _) = site(40);
    let hosts = "on_conflict = \"warn\"\nold_hosts = [\"www.example.org\", \"old.example.net\"]\n";
    ground.write("site.toml", format!("{hosts}{SITE_TOML}"));
    let links = "[One](http://www.example.org/node/1), [two](http://old.example.net/node/1).";
    ground.write(&source(30), article(30, "", links));
    let (_, old) = ground.check().unwrap();
    let claim = |ground: &mut Ground, number: usize, host: &str| {
        let alias = format!("aliases: [\"http://{host}/node/1\"]\n");
        ground.write(&source(number), article(number, &alias, "Text."));
    };
    let leads = ["_redirects", "node/1/index.html"].map(str::to_owned);
    let (written, _, now) = after(&mut ground, &old, |ground| claim(ground, 20, "www.example.org"));
    assert_files(&written, leads.iter().cloned().chain([page(30)]), "the first host");
    // The older article has the path from then on, the link to the other's host leads where it did.
    let (written, _, now) = after(&mut ground, &now, |ground| claim(ground, 10, "old.example.net"));
    assert_files(&written, leads.iter().cloned().chain([page(30)]), "the second host");
    let holds = |files: &Files, name: &str, part: &str| {
        let text = String::from_utf8_lossy(&files[name]);
        assert!(text.contains(part), "{part} is not in {name}: {text}");
    };
    holds(&now, "_redirects", "/node/1 /2000/01/story-010/ 301");
    holds(
        &now,
        &page(30),
        "<a href=\"/2000/02/story-020/\">One</a>, <a href=\"/2000/01/story-010/\">two</a>",
    );
    let (written, removed, now) =
        after(&mut ground, &now, |ground| ground.write(&source(20), article(20, "", "Text.")));
    assert_files(&written, [page(30)], "the first host no more");
    assert_files(&removed, NONE, "the first host no more");
    holds(
        &now,
        &page(30),
        "<a href=\"/2000/01/story-010/\">One</a>, <a href=\"/2000/01/story-010/\">two</a>",
    );
}

#[test]
fn relative_links_are_on_every_page_and_in_nothing_else() {
    let (mut ground, old) = site(40);
    let relative = format!("relative_links = true\n{SITE_TOML}");
    let (written, removed, now) = after(&mut ground, &old, |ground| ground.write("site.toml", relative));
    // The links of 404.html stay as they are; its policy lets forms go to files.
    let pages = old.keys().filter(|name| name.ends_with(".html")).cloned();
    assert_files(&written, pages, "relative links");
    assert_files(&removed, NONE, "relative links");
    let (again, ..) = after(&mut ground, &now, |ground| ground.write("site.toml", SITE_TOML));
    assert_files(&again, written, "relative links no more");
}
