//! Several languages: prefixes, translations, menus, interface.

use crate::page::{attributes, between, elements, file, headlines, hrefs, post, site_with};
use crate::support::{Built, Site};

/// English first, then Russian and Arabic, with a menu for all and one for Russian.
const LANGUAGES: &str = r#"
description = "Old news."
[languages]
en = { name = "English" }
ar = { name = "العربية" }
[languages.ru]
name = "Русский"
title = "Архив"
description = "Старые новости."
menu = { main = ["region", { title = "О нас", url = "about" }] }
[taxonomies]
region = { path = "regions" }
[terms]
region = { Caucasus = ["Armenia", "Georgia"] }
[menu]
main = ["region", "about", "authors"]
"#;

/// An English article and its Russian translation, in folders of their own.
fn pair(more: &str) -> Site {
    let files = [
        post("news/guards.md", "Border guards", "2010-12-10", "region: Armenia\nauthor: Dina"),
        post(
            "ru/guards.md",
            "Пограничники",
            "2010-12-11",
            "language: ru\nregion: Armenia\ntranslation_of: news/guards.md",
        ),
        file("regions/armenia.md", "title: Armenia\ntranslations: { ru: { title: Армения } }", ""),
        file("pages/about.md", "title: About", "Who."),
        file("pages/about.ru.md", "title: О проекте", "Кто."),
        more.to_owned(),
    ];
    site_with(LANGUAGES, &files.concat())
}

/// The alternates of a page: language and address.
fn alternates(built: &Built, name: &str) -> Vec<String> {
    let links =
        elements(&built.file(name), "link").into_iter().filter(|link| link.get("rel") == Some("alternate"));
    links.filter_map(|link| Some(format!("{} {}", link.get("hreflang")?, link.get("href")?))).collect()
}

/// The text between two marks of a page.
fn part(built: &Built, page: &str, start: &str, end: &str) -> String {
    between(&built.file(page), start, end).to_owned()
}

#[test]
fn dates_and_names_are_those_of_the_language() {
    for (code, date, month, names) in [
        ("en", "December 25, 2022", "December 2022", "By A, B and C"),
        ("en-GB", "25 December 2022", "December 2022", "By A, B and C"),
        ("ru", "25 декабря 2022", "Декабрь 2022", "Автор: A, B и C"),
        ("de", "25. Dezember 2022", "Dezember 2022", "By A, B und C"),
        ("zh", "2022年12月25日", "2022年12月", "By A、B和C"),
        ("ja", "2022年12月25日", "2022年12月", "By A、B、C"),
        ("ko", "2022년 12월 25일", "2022년 12월", "By A, B 및 C"),
        ("uk", "25 грудня 2022", "грудень 2022", "By A, B і C"),
        ("ar", "25 ديسمبر 2022", "ديسمبر 2022", "By A وB وC"),
    ] {
        let config = format!("default_language = \"{code}\"\n");
        let article = post("a.md", "A", "2022年12月25日", "author: [A, B, C]\ntranslator: [A, B]");
        let built = site_with(&config, &article).build();
        assert_eq!(built.problems_text(), "");
        let page = "2022/12/a/index.html";
        let shown = part(&built, page, "<p class=\"dates\">", "</time>");
        assert_eq!(shown.rsplit('>').next().unwrap(), date, "{code}");
        assert_eq!(part(&built, "2022/12/index.html", "<h1>", "</h1>"), month, "{code}");
        let byline = part(&built, page, "<p class=\"authors\">", "</p>");
        let byline: String =
            byline.split('<').map(|rest| rest.split_once('>').map_or(rest, |(_, text)| text)).collect();
        assert_eq!(byline, names, "{code}");
        assert!(built.file("404.html").contains(&format!("data-month-of-year=\"{}\"", month_of_year(code))));
    }
    // What a site says itself counts.
    let texts =
        "-- i18n/ja.toml --\nmonth_of_year = \"{month}/{year}\"\nmonths = \"a b c d e f g h i j k l\"\n";
    let config = "[languages.ja]\ndate = \"%d.%m.%Y\"\n";
    let built = site_with(config, &(post("a.md", "A", "2022-12-25", "") + texts)).build();
    assert_eq!(part(&built, "2022/12/index.html", "<h1>", "</h1>"), "l/2022");
    assert!(built.file("2022/12/a/index.html").contains(">25.12.2022</time>"));
}

/// How the script of the page for lost addresses is told to write a month.
fn month_of_year(code: &str) -> &'static str {
    match code {
        "zh" | "ja" => "{year}年{month}",
        "ko" => "{year}년 {month}",
        _ => "{month} {year}",
    }
}

#[test]
fn translations_are_joined_by_the_rule_of_the_page() {
    let config = "[languages]\nen = { name = \"English\" }\nzh = { name = \"中文\" }\nru = { name = \"Русский\" }\nde = { name = \"Deutsch\" }\n";
    let of = |code: &str| post(&format!("a.{code}.md"), "A", "2022-12-25", "");
    let files = of("ru") + &of("zh") + &of("de") + &post("a.md", "A", "2022-12-25", "");
    let built = site_with(config, &files).build();
    let joined = |page: &str| {
        let list = part(&built, page, "<p class=\"translations\">", "</p>");
        list.split('<').map(|rest| rest.split_once('>').map_or(rest, |(_, text)| text)).collect::<String>()
    };
    assert_eq!(joined("2022/12/a/index.html"), "In other languages: 中文, Русский and Deutsch");
    assert_eq!(joined("zh/2022/12/a/index.html"), "In other languages: English、Русский和Deutsch");
    assert_eq!(joined("ru/2022/12/a/index.html"), "На других языках: English, 中文 и Deutsch");
}

#[test]
fn only_the_default_language_has_no_prefix() {
    let built = pair("").build();
    for name in [
        "2010/12/guards/index.html",
        "ru/2010/12/guards/index.html",
        "ru/index.html",
        "ru/about/index.html",
        "ru/regions/index.html",
        "ru/regions/armenia/index.html",
        "ru/2010/index.html",
        "ru/2010/12/index.html",
        "ru/feed.xml",
        "ru/archive/index.html",
    ] {
        assert!(built.has(name), "{name}: {:?}", built.names());
    }
    assert!(!built.names().iter().any(|name| name.starts_with("en/")), "{:?}", built.names());
    // A language of the site without articles yet has its home and indexes, since all pages lead there.
    for name in ["ar/index.html", "ar/regions/index.html", "ar/archive/index.html", "ar/feed.xml"] {
        assert!(built.has(name), "{name}: {:?}", built.names());
    }
    assert!(!built.has("ar/regions/armenia/index.html"), "a term without an Arabic title has no page there");
}

#[test]
fn another_language_may_be_the_default() {
    let config = "default_language = \"ru\"\n[languages]\nen = {}\nru = {}";
    let files = post("a.md", "А", "2010-12-10", "") + &post("b.en.md", "B", "2010-12-10", "");
    let built = site_with(config, &files).build();
    assert!(built.file("2010/12/a/index.html").contains("<html lang=\"ru\""));
    assert!(built.file("en/2010/12/b/index.html").contains("<html lang=\"en\""));
}

#[test]
fn the_language_is_written_or_in_the_name() {
    for (path, more) in
        [("a.ru.md", ""), ("a.md", "language: ru"), ("a.md", "lang: RU"), ("a/index.ru.md", "")]
    {
        let built = site_with(LANGUAGES, &post(path, "А", "2010-12-10", more)).build();
        assert!(built.has("ru/2010/12/a/index.html"), "{path}: {:?}", built.names());
    }
}

#[test]
fn an_unknown_language_is_an_error() {
    assert_eq!(
        site_with(LANGUAGES, &post("a.md", "A", "2010-12-10", "language: fr")).fail(),
        "error[unknown-language] content/a.md:4:11: unknown language `fr` \
         (this site has en, ar, ru; add others under [languages] in site.toml)\n"
    );
}

#[test]
fn translations_are_linked_both_ways() {
    let built = pair("").build();
    let expected = [
        "en https://archive.example.org/2010/12/guards/",
        "x-default https://archive.example.org/2010/12/guards/",
        "ru https://archive.example.org/ru/2010/12/guards/",
    ];
    for name in ["2010/12/guards/index.html", "ru/2010/12/guards/index.html"] {
        assert_eq!(alternates(&built, name), expected, "{name}");
    }
    let english = built.file("2010/12/guards/index.html");
    let translations = between(&english, "<p class=\"translations\">", "</p>");
    assert_eq!(hrefs(translations), ["/ru/2010/12/guards/"]);
    let russian = built.file("ru/2010/12/guards/index.html");
    assert_eq!(hrefs(between(&russian, "<p class=\"translations\">", "</p>")), ["/2010/12/guards/"]);
}

#[test]
fn three_translations_know_each_other() {
    let third = post("ar.md", "حراس", "2010-12-12", "language: ar\nslug: guards\ntranslation_of: ru/guards");
    let built = pair(&third).build();
    for name in ["2010/12/guards/index.html", "ru/2010/12/guards/index.html", "ar/2010/12/guards/index.html"]
    {
        assert_eq!(alternates(&built, name).len(), 4, "{name}");
    }
    assert!(built.file("ar/2010/12/guards/index.html").contains("<html lang=\"ar\" dir=\"rtl\">"));
}

#[test]
fn the_direction_is_that_of_the_script_unless_the_site_names_one() {
    let config = "[languages]\nen = {}\nar-EG = {}\npa-PK = {}\nsd = { direction = \"ltr\" }\nde = { direction = \"rtl\" }";
    let built = site_with(config, &post("a.md", "A", "2010-12-10", "")).build();
    for (name, direction) in
        [("", "ltr"), ("ar-EG/", "rtl"), ("pa-PK/", "rtl"), ("sd/", "ltr"), ("de/", "rtl")]
    {
        let page = built.file(&format!("{name}index.html"));
        assert!(page.contains(&format!(" dir=\"{direction}\">")), "{name}: {page}");
    }
}

#[test]
fn a_withdrawn_translation_is_not_offered() {
    let files = [
        post("a.md", "A", "2010-12-10", ""),
        post("b.ru.md", "Б", "2010-12-10", "translation_of: a.md\nwithdrawn: true"),
    ];
    let built = site_with(LANGUAGES, &files.concat()).build();
    assert_eq!(alternates(&built, "2010/12/a/index.html"), Vec::<String>::new());
}

#[test]
fn a_translation_of_nothing_is_an_error() {
    let files = post("news/guards.md", "A", "2010-12-10", "")
        + &post("b.ru.md", "Б", "2010-12-10", "translation_of: news/gaurds.md");
    assert_eq!(
        site_with(LANGUAGES, &files).fail(),
        "error[missing-original] content/b.ru.md:4:17: original article `news/gaurds.md` not found \
         (did you mean `news/guards.md`?)\n"
    );
    let built = site_with(&format!("on_missing_link = \"warn\"\n{LANGUAGES}"), &files).build();
    assert!(built.problems_text().starts_with("warning[missing-original]"));
}

#[test]
fn homes_pages_and_terms_have_alternates_too() {
    let built = pair("").build();
    // Three languages, and the default one for readers of any other.
    assert_eq!(alternates(&built, "index.html").len(), 4);
    for (name, path) in [("about/index.html", "about/"), ("regions/armenia/index.html", "regions/armenia/")] {
        let expected = [("en", ""), ("x-default", ""), ("ru", "ru/")]
            .map(|(code, prefix)| format!("{code} https://archive.example.org/{prefix}{path}"));
        assert_eq!(alternates(&built, name), expected, "{name}");
        assert_eq!(alternates(&built, &format!("ru/{name}")), expected, "ru/{name}");
    }
}

#[test]
fn every_language_has_its_own_menu() {
    let built = pair("").build();
    let menu = |name: &str| between(&built.file(name), "<nav class=\"menu\"", "</nav>").to_owned();
    assert_eq!(
        hrefs(&menu("index.html")),
        ["/regions/", "/regions/caucasus/", "/regions/armenia/", "/regions/georgia/", "/about/", "/authors/"]
    );
    let russian = menu("ru/2010/12/guards/index.html");
    assert_eq!(hrefs(&russian), ["/ru/regions/", "/ru/regions/armenia/", "/ru/about/"]);
    assert!(russian.contains(">О нас</a>"));
}

#[test]
fn every_language_lists_its_own_articles() {
    let built = pair("").build();
    assert_eq!(headlines(&built.file("index.html")).first().unwrap(), "Border guards");
    assert_eq!(headlines(&built.file("regions/armenia/index.html")), ["Border guards"]);
    assert_eq!(headlines(&built.file("ru/regions/armenia/index.html")), ["Пограничники"]);
    for (feed, title) in [("feed.xml", "Border guards"), ("ru/feed.xml", "Пограничники")] {
        let feed = feed_rs::parser::parse(built.file(feed).as_bytes()).unwrap();
        let titles: Vec<String> =
            feed.entries.into_iter().map(|entry| entry.title.unwrap().content).collect();
        assert_eq!(titles, [title]);
    }
}

#[test]
fn the_interface_speaks_the_language() {
    let page = pair("").build().file("ru/2010/12/guards/index.html");
    assert!(page.contains("<html lang=\"ru\" dir=\"ltr\">"));
    assert!(page.contains("11 декабря 2010"), "the words of dates");
    assert!(page.contains("Архив") && !page.contains("The Example Archive"), "the site's name");
    assert!(!page.contains("Skip to content"), "{page}");
    assert!(hrefs(&page).contains(&"/ru/".to_owned()) && hrefs(&page).contains(&"/ru/feed.xml".to_owned()));
}

#[test]
fn a_site_may_word_the_interface_anew() {
    let files =
        ["-- i18n/en.toml --\nfeed = \"Subscribe here\"\n".to_owned(), post("a.md", "A", "2010-12-10", "")];
    let page = site_with("", &files.concat()).build().file("2010/12/a/index.html");
    assert!(page.contains(">Subscribe here</a>") && page.contains("Skip to content"));
}

#[test]
fn old_hosts_of_a_language_are_known() {
    let config = "[languages]\nen = {}\nru = { old_hosts = [\"ru.example.org\"] }";
    let files = [
        post("a.ru.md", "А", "2010-12-10", "aliases: ['http://ru.example.org/node/7']"),
        file(
            "b.md",
            "title: B\ndate: 2010-12-11",
            "[a](http://ru.example.org/node/7) [gone](http://ru.example.org/node/8)",
        ),
    ];
    let built = site_with(config, &files.concat()).build();
    let page = built.file("2010/12/b/index.html");
    assert!(page.contains("<p><a href=\"/ru/2010/12/a/\">a</a> gone</p>"), "{page}");
    assert!(built.problems_text().contains("[missing-address]"));
}

#[test]
fn languages_are_named_in_their_own_words() {
    let page = pair("").build().file("2010/12/guards/index.html");
    let languages = between(&page, "<ul class=\"languages\"", "</ul>");
    assert!(languages.contains(">Русский</a>"));
    assert_eq!(attributes(languages, "hreflang"), ["ar", "ru"]);
    assert_eq!(
        hrefs(languages),
        ["/ar/", "/ru/2010/12/guards/"],
        "to the same article, otherwise to the home"
    );
}

#[test]
fn numbered_pages_do_not_change_with_other_languages() {
    let config = "page_size = 1\n[languages.en]\n[languages.ru]\n[taxonomies]\ntag = { path = \"tags\" }";
    let first = ["a", "b", "c"].map(|name| post(&format!("{name}.md"), name, "2010-12-10", "tags: shared"));
    let other = post("d.md", "Г", "2010-12-11", "language: ru\ntags: shared");
    let page = |files: &str| site_with(config, files).build().file("tags/shared/page/1/index.html");
    assert_eq!(page(&first.concat()), page(&(first.concat() + &other)));
}

#[test]
fn a_note_in_another_language_says_so() {
    let config = "[languages.en]\n[languages.ru]";
    let files = [
        post("a.md", "A", "2010-12-10", "author: Dina"),
        post("b.md", "Б", "2010-12-10", "language: ru\nauthor: Dina"),
        file("authors/dina.md", "name: Dina\nnote: Dina edits this.", ""),
    ];
    let built = site_with(config, &files.concat()).build();
    assert!(built.file("2010/12/a/index.html").contains("<span>Dina edits this.</span>"));
    assert!(built.file("ru/2010/12/b/index.html").contains("<span lang=\"en\">Dina edits this.</span>"));
}

#[test]
fn no_page_of_an_article_changes_with_what_other_articles_say() {
    let config = LANGUAGES.replace("\"authors\"]", "\"authors\", \"corrections\"]");
    let first = post("a.md", "A", "2010-12-10", "region: Armenia\nauthor: Dina");
    let between = post("b.md", "B", "2010-12-11", "region: Armenia");
    let others = [
        post("c.md", "C", "2010-12-12", "region: [Armenia, Made by use]\nauthor: New"),
        post("d.md", "D", "2011-01-12", "region: Georgia\ncorrections: [{text: The year was wrong.}]"),
        post("e.ar.md", "ه", "2011-01-13", "region: Georgia"),
        post("f.ru.md", "Е", "2011-01-14", "region: Armenia"),
    ];
    let before = site_with(&config, &(first.clone() + &between)).build();
    let after = site_with(&config, &(first + &between + &others.concat())).build();
    let page = "2010/12/a/index.html";
    assert_eq!(before.file(page), after.file(page));
    // The page for addresses that do not exist is one page: it names all years, and for its script the months.
    assert!(before.file("404.html").contains("data-months=\"2010-12\""));
    assert!(after.file("404.html").contains("data-months=\"2010-12 2011-01\""));
}

#[test]
fn a_menu_says_which_language_lacks_a_page_and_what_was_meant() {
    let config = "default_language = \"en\"\n[languages.en]\n[languages.ru]\n[taxonomies]\nregion = { path = \"regions\" }\n\
                  [menu]\nmain = [\"regoin\", \"about\", \"abuot\"]\n";
    let files = [
        post("a.md", "A", "2010-12-10", ""),
        post("a.ru.md", "А", "2010-12-10", ""),
        file("pages/about.md", "title: About", "Who."),
    ];
    let problems = site_with(config, &files.concat()).build().problems_text();
    let told: Vec<&str> = problems.lines().filter(|line| line.contains("[menu]")).collect();
    let untranslated = "warning[menu] site.toml:10:19: the menu of `ru` has no page `about` to lead to; entry skipped (translate the page, or set a menu of its own under [languages.ru.menu])";
    let meant =
        "warning[menu] site.toml:10:9: unknown menu target `regoin`; entry skipped (did you mean `region`?)";
    assert!(told.contains(&untranslated) && told.contains(&meant), "{problems}");
    assert!(
        told.iter().any(|line| line.contains("`abuot`; entry skipped (did you mean `about`?)")),
        "{problems}"
    );
    assert!(!problems.contains("the menu of `en`"), "{problems}");
}
