//! Names of terms and authors: which are the same, and that those which are not never become one by their slug.

use std::fs;

use proptest::prelude::*;

use crate::page::{file, headlines, post, redirect, site_with};
use crate::support::{Built, Site, site, tree};

/// The slugs of the terms or authors that have a page below a folder.
fn slugs(built: &Built, folder: &str) -> Vec<String> {
    let names = built.names();
    let pages = names.iter().filter_map(|name| name.strip_prefix(folder)?.strip_suffix("/index.html"));
    let mut slugs: Vec<String> = pages.filter(|slug| !slug.contains('/')).map(str::to_owned).collect();
    slugs.sort();
    slugs
}

/// Articles with one line of front matter each, the oldest first.
fn articles(key: &str, lines: &[&str]) -> String {
    let article = |(number, line): (usize, &&str)| {
        let date = format!("2010-12-{:02}", number + 1);
        post(&format!("a{number}.md"), &format!("A{number}"), &date, &format!("{key}: {line}"))
    };
    lines.iter().enumerate().map(article).collect()
}

/// A site with topics; each of `lines` is that of an article.
fn topics(settings: &str, terms: &str, lines: &[&str]) -> Site {
    let config = format!("[taxonomies]\ntopic = {{ path = \"topics\"{settings} }}\n[terms]\ntopic = {terms}");
    site_with(&config, &articles("topic", lines))
}

/// What the warnings of two names with one slug say.
fn clashes(built: &Built) -> Vec<String> {
    let text = built.problems_text();
    text.lines().filter(|line| line.contains("[same-slug]")).map(str::to_owned).collect()
}

#[test]
fn different_names_are_different_authors() {
    let built = site(&articles("author", &["[Nguyễn Văn Tú]", "[Nguyễn Văn Tự, Nguyễn Văn Tư]"])).build();
    let found = slugs(&built, "authors/");
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(found.iter().all(|slug| slug.starts_with("nguyen-van-tu")));
    assert!(found.contains(&"nguyen-van-tu".into()));
    for (slug, name) in found.iter().map(|slug| (slug, built.file(&format!("authors/{slug}/index.html")))) {
        assert_eq!(headlines(&name).len(), 1, "{slug}");
    }
    let clashes = clashes(&built);
    assert_eq!(clashes.len(), 2, "{clashes:?}");
    assert!(clashes.iter().all(|clash| clash.starts_with("warning[same-slug] content/a")), "{clashes:?}");
}

#[test]
fn a_list_that_is_written_as_one_name_is_told() {
    let told = |built: &Built| {
        let text = built.problems_text();
        text.lines().filter(|line| line.contains("[several-names]")).map(str::to_owned).collect::<Vec<_>>()
    };
    let built =
        topics("", "[]", &["Trade", "[Food, War and Peace]", "\"Trade, Food\"", "\"Trade, Salt\""]).build();
    assert_eq!(
        told(&built),
        [
            "warning[several-names] content/a2.md:4:8: `Trade, Food` is read as one topic (write a list: `topic: [Trade, Food]`)"
        ]
    );
    // One that is declared is meant.
    assert!(told(&topics("", "[\"Trade, Food\"]", &["Trade", "Food", "\"Trade, Food\""]).build()).is_empty());
    let built = site(&articles("author", &["Nino", "Aram", "Nino and Aram", "Nino & Zed"])).build();
    assert_eq!(
        told(&built),
        [
            "warning[several-names] content/a2.md:4:9: `Nino and Aram` is read as one author (write a list: `author: [Nino, Aram]`)"
        ]
    );
    // One known name is enough where all look like people.
    let people = [
        "Nino Abashidze",
        "\"Nino Abashidze, John Smith\"",
        "\"Nino Abashidze, our correspondent\"",
        "\"Ann Lee, John Smith\"",
    ];
    assert_eq!(
        told(&site(&articles("author", &people)).build()),
        [
            "warning[several-names] content/a1.md:4:9: `Nino Abashidze, John Smith` is read as one author (write a list: `author: [Nino Abashidze, John Smith]`)"
        ]
    );
    let problems = topics(", strict = true", "[\"Trade\", \"Food\"]", &["\"Trade; Fod\""]).fail();
    assert!(
        problems.contains("unknown topic `Trade; Fod` (write a list: `topic: [Trade, Fod]`)"),
        "{problems}"
    );
}

#[test]
fn a_profile_takes_no_name_of_another_writing() {
    let files = [
        file("authors/wangwei.md", "name: 王伟\nrole: 编辑\nnote: 北京", ""),
        articles("author", &["王薇", "王伟", "wangwei"]),
    ];
    let built = site(&files.concat()).build();
    assert_eq!(headlines(&built.file("authors/wangwei/index.html")), ["A2", "A1"]);
    let other = slugs(&built, "authors/").into_iter().find(|slug| slug != "wangwei").unwrap();
    assert!(other.starts_with("wangwei-") && other.len() == "wangwei-".len() + 8, "{other}");
    let page = built.file("2010/12/a0/index.html");
    assert!(page.contains(&format!("<a rel=\"author\" href=\"/authors/{other}/\">王薇</a>")));
    assert!(!page.contains("编辑") && !page.contains("北京") && !page.contains("王伟"));
    assert_eq!(
        clashes(&built),
        [format!(
            "warning[same-slug] content/a0.md:4:9: `王薇` and `王伟` (content/authors/wangwei.md) have the same slug \
             `wangwei`; `王薇` gets /authors/{other}/ (if they are the same, list one under `aka` in the file of the other; if not, set a different `slug` in the file of one of them)"
        )]
    );
}

#[test]
fn profiles_of_one_slug_are_different_authors() {
    let files = [
        file("authors/王伟.md", "note: One", ""),
        file("authors/editors/王伟.md", "role: Other", ""),
        file("authors/王薇.md", "note: Two", ""),
        articles("author", &["王薇", "王伟"]),
    ];
    let problems = site(&files.concat()).fail();
    assert!(problems.starts_with("error[duplicate-profile] content/authors/王伟.md"), "{problems}");
    let built = site(&[&files[0], &files[2], &files[3]].map(String::as_str).concat()).build();
    let found = slugs(&built, "authors/");
    assert_eq!((found.len(), &*found[0]), (2, "wangwei"));
    assert!(
        built.file("2010/12/a0/index.html").contains("Two")
            && built.file("2010/12/a1/index.html").contains("One")
    );
}

#[test]
fn signs_tell_topics_apart() {
    let lines = ["C++", "'C#'", "C", "[.NET, Net]", "c-sharp", "C Plus Plus"];
    for turned in 0..lines.len() {
        let mut lines = lines;
        lines.rotate_left(turned);
        let built = topics("", "[]", &lines).build();
        let found = slugs(&built, "topics/");
        let spelled = found.iter().find(|slug| slug.starts_with("c-") && !slug.starts_with("c-plus"));
        assert!(
            found.contains(&"c".into()) && found.contains(&"dot-net".into()) && found.contains(&"net".into())
        );
        assert!(built.file("topics/c/index.html").contains("<h1>C</h1>"), "{found:?}");
        assert!(built.file("topics/net/index.html").contains("<h1>Net</h1>"));
        assert!(built.file("topics/c-plus-plus/index.html").contains("<h1>C Plus Plus</h1>"), "{found:?}");
        assert!(spelled.is_some(), "{found:?}");
        assert_eq!(found.len(), 7, "{found:?}");
    }
    let built = topics("", "[]", &["C++", "'C#'", "C"]).build();
    assert_eq!(slugs(&built, "topics/"), ["c", "c-plus-plus", "c-sharp"]);
    assert_eq!(clashes(&built).len(), 2);
    assert_eq!(slugs(&topics("", "[]", &["C++"]).build(), "topics/"), ["c"], "what does not clash stays");
}

#[test]
fn declared_topics_are_told_apart_by_their_names() {
    let built = topics(", strict = true", "[\"C\", \"C++\"]", &["C", "c++", "c-plus-plus"]).build();
    assert_eq!(headlines(&built.file("topics/c/index.html")), ["A0"]);
    assert_eq!(headlines(&built.file("topics/c-plus-plus/index.html")), ["A2", "A1"]);
    assert_eq!(
        clashes(&built),
        [
            "warning[same-slug] site.toml:7:15: `C++` and `C` (site.toml:7:10) have the same slug `c`; `C++` gets /topics/c-plus-plus/ (if they are the same, list one under `aka` in the file of the other; if not, set a different `slug` in the file of one of them)"
        ]
    );
    let same = topics("", "[\"Law & Order\", \"law &amp;\u{a0} order\"]", &[]).fail();
    assert!(same.starts_with("error[duplicate-term] site.toml:7:25: term `law &"), "{same}");
    let same = topics("", "[\"Human rights\", \"human-rights\"]", &[]).fail();
    assert!(same.contains("term `human-rights` is declared twice"), "{same}");
    let unseen = topics("", "[\"&#8203;\"]", &[]).fail();
    assert!(unseen.contains("error[invalid-value] site.toml:7:10:"), "{unseen}");
}

#[test]
fn a_slug_that_needs_a_number_is_an_error_where_a_taxonomy_is_strict() {
    let terms = "[\"уголь\", \"угол\"]";
    let problems = topics(", strict = true", terms, &[]).fail();
    assert!(
        problems.starts_with("error[same-slug] site.toml:7:10: `уголь` and `угол` (site.toml:7:19)"),
        "{problems}"
    );
    let built = topics("", terms, &["угол", "Уголь"]).build();
    assert_eq!(clashes(&built).len(), 1);
    // A file of its own decides.
    let described = topics(", strict = true", terms, &["угол", "Уголь"]);
    described.write("content/topics/coal.md", "---\ntitle: Уголь\n---\n");
    let built = described.build();
    assert_eq!(slugs(&built, "topics/"), ["coal", "ugol"]);
    assert_eq!(headlines(&built.file("topics/coal/index.html")), ["A1"]);
    assert_eq!(clashes(&built), Vec::<String>::new());
}

#[test]
fn strict_authors_have_a_profile() {
    let files = file("authors/dina-example.md", "name: Dina Example", "");
    let strict =
        |lines: &[&str]| site_with("[authors]\nstrict = true", &(files.clone() + &articles("author", lines)));
    assert_eq!(
        strict(&["[Dina Example, Dina Exampel, Nobody]"]).fail(),
        "error[unknown-author] content/a0.md:4:24: unknown author `Dina Exampel` (did you mean `Dina Example`?)\n\
         error[unknown-author] content/a0.md:4:38: unknown author `Nobody` (add a profile; [authors] sets `strict = true`)\n"
    );
    let two = strict(&["dina-example"]);
    two.write("content/authors/王伟.md", "---\nrole: x\n---\n");
    assert_eq!(clashes(&two.build()), Vec::<String>::new());
    two.write("content/authors/王薇.md", "---\nrole: x\n---\n");
    let problems = two.fail();
    assert!(
        problems.starts_with("error[same-slug] content/authors/王薇.md: `王薇` and `王伟`"),
        "{problems}"
    );
}

#[test]
fn one_name_is_one_whatever_nobody_sees() {
    let spellings = [
        "Law & Order",
        "'Law &amp; Order'",
        "\"law\u{a0}&  ORDER\"",
        "\"Law \\u200b& Order\\ufeff\"",
        "\"Law &#x26;&#160;Order\"",
    ];
    let names = ["Köstlich", "Ko\u{308}stlich", "K&ouml;stlich", "KÖSTLICH", "\"K\u{ad}östlich\""];
    for (key, lines, slug) in [
        ("topic", &spellings, "topics/law-order"),
        ("topic", &names, "topics/kostlich"),
        ("author", &spellings, "authors/law-order"),
        ("author", &names, "authors/kostlich"),
    ] {
        let config = "[taxonomies]\ntopic = { path = \"topics\" }";
        let built = site_with(config, &articles(key, lines)).build();
        assert_eq!(headlines(&built.file(&format!("{slug}/index.html"))).len(), 5, "{slug}");
        assert_eq!(slugs(&built, slug.split_inclusive('/').next().unwrap()).len(), 1);
        assert_eq!(clashes(&built), Vec::<String>::new());
        let strict = topics(", strict = true", "[\"Köstlich\", \"Law & Order\"]", lines).build();
        assert_eq!(strict.problems.warnings(), 0, "{}", strict.problems_text());
    }
}

#[test]
fn other_names_and_folders_are_compared_alike() {
    let files = [
        file("topics/food.md", "title: Essen\naka: ['K&ouml;stlich']\ntranslations: {ru: {title: Еда}}", ""),
        file("topics/Ку\u{301}хня/суп.md", "title: Суп", ""),
        file("topics/ку\u{301}хня.md", "title: Cooking", ""),
        file("authors/dina.md", "name: Dina\naka: [Ди\u{301}на\u{a0}Пример]", ""),
        articles(
            "topic",
            &["\"KO\u{308}STLICH\"", "Еда", "суп", "КУ&#x301;ХНЯ\nauthor: 'ди&#769;на пример'"],
        ),
    ];
    let config = "[languages]\nen = {}\nru = {}\n[taxonomies]\ntopic = { path = \"topics\", strict = false }";
    let built = site_with(config, &files.concat()).build();
    assert_eq!(headlines(&built.file("topics/food/index.html")), ["A1", "A0"]);
    assert_eq!(headlines(&built.file("authors/dina/index.html")), ["A3"]);
    let above = built.file("topics/kukhnya/index.html");
    assert!(above.contains("<h1>Cooking</h1>"), "{above}");
    assert_eq!(headlines(&above), ["A3", "A2"]);
}

#[test]
fn a_slug_that_was_written_means_its_file() {
    let files = [
        file("topics/human-rights.md", "title: Rights of people", ""),
        file("topics/b.md", "title: Human rights", ""),
        file("topics/ngo.ru.md", "title: НКО\nlanguage: ru", ""),
        articles("topic", &["human-rights", "Human rights", "HUMAN-RIGHTS", "ngo"]),
    ];
    let config = "[languages]\nen = {}\nru = {}\n[taxonomies]\ntopic = { path = \"topics\" }";
    let built = site_with(config, &files.concat()).build();
    assert_eq!(headlines(&built.file("topics/human-rights/index.html")), ["A2", "A0"]);
    assert_eq!(headlines(&built.file("topics/b/index.html")), ["A1"]);
    assert_eq!(headlines(&built.file("topics/ngo/index.html")), ["A3"]);
}

#[test]
fn lists_know_terms_by_every_name() {
    let config = |name: &str| {
        format!(
            "[languages]\nen = {{}}\nru = {{}}\n[taxonomies]\ntopic = {{ path = \"topics\" }}\n\
             [lists.food]\ntopic = \"{name}\"\ntemplates = [\"home.html\"]"
        )
    };
    let files = [
        file("topics/food.md", "title: Kitchen\naka: [Cuisine]\ntranslations: {ru: {title: Еда}}", ""),
        file("topics/food.ka.md", "title: x", ""),
        articles("topic", &["Kitchen", "Cuisine", "Other one"]),
        "-- templates/home.html --\n{% for card in lists.food %}<{{ card.title }}>{% endfor %}\n".into(),
    ];
    for name in ["food", "FOOD", "Kitchen", "cuisine", "Еда", "еда", "K&#105;tchen", " cuisine\u{a0}"] {
        let built =
            site_with(&config(name), &[&files[0], &files[2], &files[3]].map(String::as_str).concat()).build();
        assert_eq!(built.file("index.html").trim(), "<A1><A0>", "{name}");
        assert_eq!(built.problems.warnings(), 0, "{}", built.problems_text());
    }
    for name in ["other one", "other-one"] {
        let built =
            site_with(&config(name), &[&files[0], &files[2], &files[3]].map(String::as_str).concat()).build();
        assert_eq!(built.file("index.html").trim(), "<A2>", "{name}");
    }
    let unknown =
        site_with(&config("Nothing"), &[&files[2], &files[3]].map(String::as_str).concat()).try_build();
    assert!(unknown.problems_text().contains("[unknown-term]"), "{}", unknown.problems_text());
}

#[test]
fn names_of_which_nothing_is_seen_are_left_out() {
    let config = "[taxonomies]\ntopic = { path = \"topics\" }";
    let files = [
        file("topics/food.md", "title: \"\\u200b\"\naka: [\"\\u2060\"]", ""),
        file("authors/dina.md", "name: '&nbsp;'", ""),
        post("a.md", "A", "2010-12-10", "topic: [\"\\u200b\", food]\nauthor: ['&#8203;', dina]"),
    ];
    let built = site_with(config, &files.concat()).build();
    assert_eq!(slugs(&built, "topics/"), ["food"]);
    assert_eq!(slugs(&built, "authors/"), ["dina"]);
    assert!(built.file("topics/food/index.html").contains("<h1>Food</h1>"));
    assert!(built.file("authors/dina/index.html").contains("<h1>dina</h1>"));
    let expected = "warning[invisible-name] content/a.md:4:9: name in `topic` has no visible characters; ignored\n\
                    warning[invisible-name] content/a.md:5:10: name in `author` has no visible characters; ignored\n\
                    warning[no-title] content/topics/food.md:2:1: missing title; using the file name: `Food` (add `title: …` to the front matter)\n\
                    warning[invisible-name] content/topics/food.md:3:7: name in `aka` has no visible characters; ignored\n";
    assert_eq!(built.problems_text(), expected);
}

#[test]
fn long_names_stay_apart() {
    let long = "слово ".repeat(40);
    let (one, other) = (format!("{long}одно"), format!("{long}другое"));
    let built = topics("", "[]", &[&one, &other]).build();
    let found = slugs(&built, "topics/");
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.iter().all(|slug| slug.len() <= 109), "{found:?}");
    let too_long = topics("", "[]", &[&"я".repeat(10_000)]).fail();
    assert!(too_long.contains("content/a0.md:4:8"), "{too_long}");
}

/// What a site with names of one slug is made of never depends on what was built before.
#[test]
fn slugs_of_an_edited_site_are_those_of_a_clean_one() {
    let steps: [&[(&str, &str)]; 5] = [
        &[("topic", "угол"), ("author", "王薇")],
        &[("topic", "угол"), ("author", "王薇"), ("topic", "уголь")],
        &[("topic", "угол"), ("author", "王薇"), ("topic", "уголь"), ("author", "王伟"), ("topic", "C++")],
        &[
            ("topic", "ugol"),
            ("author", "wangwei"),
            ("topic", "уголь"),
            ("author", "王伟"),
            ("topic", "C++"),
            ("topic", "C"),
        ],
        &[("topic", "'C#'"), ("author", "王薇"), ("topic", "уголь")],
    ];
    let config = "[taxonomies]\ntopic = { path = \"topics\" }";
    let write = |site: &Site, lines: &[(&str, &str)]| {
        let _ = fs::remove_dir_all(site.path("content"));
        for (number, (key, name)) in lines.iter().enumerate() {
            let text =
                format!("---\ntitle: A{number}\ndate: 2010-12-0{}\n{key}: {name}\n---\nText.\n", number + 1);
            site.write(&format!("content/a{number}.md"), text);
        }
    };
    let edited = site_with(config, "");
    for lines in steps {
        write(&edited, lines);
        let clean = site_with(config, "");
        write(&clean, lines);
        let (built, expected) = (edited.build(), clean.build());
        assert_eq!(built.problems_text(), expected.problems_text());
        assert!(tree(&built.out) == tree(&expected.out), "{lines:?}: {:?}", slugs(&built, "topics/"));
        let (topics, authors) = (slugs(&built, "topics/"), slugs(&built, "authors/"));
        let count = |kind: &str| lines.iter().filter(|(key, _)| *key == kind).count();
        assert_eq!(
            (topics.len(), authors.len()),
            (count("topic"), count("author")),
            "{topics:?} {authors:?}"
        );
    }
}

#[test]
fn old_addresses_lead_to_a_term_that_has_a_number() {
    let described = file("topics/уголь.md", "title: уголь\naliases: /old", "")
        + &file("topics/угол.md", "title: угол", "");
    let built = site_with("[taxonomies]\ntopic = { path = \"topics\" }", &described).build();
    let found = slugs(&built, "topics/");
    assert_eq!((found.len(), &*found[0]), (2, "ugol"));
    assert_eq!(redirect(&built, "old/index.html"), format!("/topics/{}/", found[1]));
}

#[test]
fn more_taxonomies_or_languages_than_can_be_counted_are_an_error() {
    let taxonomies = |count: usize| {
        let lines: String = (0..count).map(|n| format!("t{n} = {{}}\n")).collect();
        site_with(&format!("[taxonomies]\n{lines}"), &articles("t254", &["x"]))
    };
    assert!(taxonomies(255).build().has("t254/x/index.html"));
    assert_eq!(
        taxonomies(257).fail(),
        "error[too-many-entries] site.toml:260:1: [taxonomies] has 257 entries; the limit is 255\n"
    );
    let languages = |count: usize| {
        let lines: String = (0..count).map(|n| format!("x{n} = {{}}\n")).collect();
        site_with(
            &format!("default_language = \"x0\"\n[languages]\n{lines}"),
            &post("a.md", "A", "2010-12-10", ""),
        )
    };
    assert_eq!(
        languages(256).fail(),
        "error[too-many-entries] site.toml:261:1: [languages] has 256 entries; the limit is 255\n"
    );
    assert!(languages(255).build().has("x254/index.html"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn every_name_has_a_page_that_its_article_links_to(
        names in proptest::collection::vec("[a-cA-C+#&; \u{a0}\u{2003}\u{3000}\u{301}\u{308}\u{345}\u{200b}\u{200d}\u{ad}\u{feff}\u{202e}аАуголь王伟薇אבג\u{64b}é🎉]{1,12}", 1..8),
    ) {
        let quoted = |name: &String| serde_json::to_string(name).unwrap();
        let lines: Vec<String> = names.iter().map(|name| format!("[{}]\nauthor: [{}]", quoted(name), quoted(name))).collect();
        let built = topics("", "[]", &lines.iter().map(String::as_str).collect::<Vec<_>>()).build();
        for (number, name) in names.iter().enumerate() {
            let page = built.file(&format!("2010/12/a{number}/index.html"));
            let read = generate::name::Name::read(name);
            for folder in ["topics", "authors"] {
                let links: Vec<String> = crate::page::hrefs(&page)
                    .into_iter()
                    .filter(|href| href.strip_prefix(&format!("/{folder}/")).is_some_and(|rest| !rest.is_empty()))
                    .collect();
                prop_assert_eq!(links.is_empty(), read.is_none(), "{:?}", name);
                for link in links {
                    let list = built.file(&format!("{}index.html", &link[1..]));
                    prop_assert!(headlines(&list).contains(&format!("A{number}")), "{:?}: {}", name, link);
                }
            }
        }
        let identities: std::collections::BTreeSet<_> =
            names.iter().filter_map(|name| generate::name::Name::read(name)).map(|name| generate::name::Identity::of(&name)).collect();
        for folder in ["topics/", "authors/"] {
            let found = slugs(&built, folder);
            prop_assert_eq!(found.len(), identities.len(), "{:?}: {:?}", names, found);
            let is_valid = |slug: &String| slug.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
            prop_assert!(found.iter().all(is_valid), "{:?}", found);
        }
    }
}
