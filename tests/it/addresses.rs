//! Addresses: patterns, slugs, conflicts, old addresses.

use crate::page::{attributes, file, post, redirect, site_with};
use crate::support::{Built, site};

/// The HTML files of a site that are articles of year 2010, in the default pattern.
fn articles(built: &Built) -> Vec<String> {
    let names = built.names().into_iter().filter(|name| name.ends_with("/index.html"));
    names.filter(|name| name.starts_with("2010/12/") && name.matches('/').count() == 3).collect()
}

/// The lines of `_redirects` that are no comments.
fn rules(built: &Built) -> Vec<String> {
    let text = built.file("_redirects");
    text.lines().filter(|line| !line.starts_with('#')).map(ToOwned::to_owned).collect()
}

#[test]
fn permalinks_follow_the_pattern() {
    for (pattern, expected) in [
        ("/{year}/{month}/{day}/{slug}/", "2010/12/03/border/index.html"),
        ("/{section}/{slug}.html", "news/border.html"),
        ("/{slug}", "border/index.html"),
        ("/archive/{year}/{slug}/", "archive/2010/border/index.html"),
    ] {
        let article = post("news/2011/border.md", "Title", "2010-12-03", "");
        let built = site_with(&format!("permalink = \"{pattern}\""), &article).build();
        assert!(built.has(expected), "{pattern}: {:?}", built.names());
    }
}

#[test]
fn slugs_come_from_slug_then_file_then_title() {
    for (path, title, more, expected) in [
        ("file-name.md", "A title", "slug: written", "written"),
        ("file-name.md", "A title", "", "file-name"),
        ("Файл имени.md", "A title", "", "fayl-imeni"),
        ("bundle/index.md", "A title", "", "bundle"),
        ("2010-12-10.md", "Only A Title", "", "only-a-title"),
        ("!!!.md", "Border guards", "", "border-guards"),
        ("a.md", "T", "slug: 'two  words'", "two-words"),
        ("a.md", "T", "slug: 'Keeps_Case-1'", "Keeps_Case-1"),
    ] {
        let built = site(&post(path, title, "2010-12-10", more)).build();
        assert_eq!(articles(&built), [format!("2010/12/{expected}/index.html")], "{path} {more}");
    }
}

#[test]
fn scripts_become_readable_latin() {
    for (title, expected) in [
        ("Граница и стража", "granitsa-i-strazha"),
        ("საზღვრის დაცვა", "sazghvris-dacva"),
        ("Սահմանի պահակներ", "sahmani-pahakner"),
        ("Щедрость «№ 1»", "shchedrost-no-1"),
    ] {
        let built = site(&post("!.md", title, "2010-12-10", "")).build();
        let found = articles(&built);
        let slug = found[0].split('/').nth(2).unwrap();
        assert!(slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'), "{slug}");
        assert!(strsim::normalized_levenshtein(slug, expected) > 0.6, "{title}: {slug}, not like {expected}");
    }
}

#[test]
fn a_slug_is_never_empty() {
    let built =
        site(&(post("!!!.md", "'???'", "2010-12-10", "") + &post("---.md", "'…'", "2010-12-10", ""))).build();
    let found = articles(&built);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.iter().all(|name| name.split('/').nth(2).unwrap().len() > 3), "{found:?}");
}

#[test]
fn a_url_is_the_exact_address() {
    for (url, expected) in [
        ("/tajikistan-border", "tajikistan-border/index.html"),
        ("/Old/Path_1/", "Old/Path_1/index.html"),
        ("/story.html", "story.html"),
        ("story/x", "story/x/index.html"),
        ("/%D0%BC%D0%B8%D1%80/", "мир/index.html"),
    ] {
        let built = site(&post("a.md", "A", "2010-12-10", &format!("url: \"{url}\""))).build();
        assert!(built.has(expected), "{url}: {:?}", built.names());
    }
}

#[test]
fn encoded_addresses_are_encoded_once_in_links() {
    let built = site(&post("a.md", "A", "2010-12-10", "url: /мир и б/")).build();
    let page = built.file("мир и б/index.html");
    let encoded = "/%D0%BC%D0%B8%D1%80%20%D0%B8%20%D0%B1/";
    assert!(
        page.contains(&format!("<link rel=\"canonical\" href=\"https://archive.example.org{encoded}\">"))
    );
    assert!(built.file("index.html").contains(&format!("href=\"{encoded}\"")));
}

#[test]
fn two_articles_on_one_address_are_an_error_that_names_both() {
    let files = post("x/a.md", "A", "2010-12-10", "") + &post("y/a.md", "A", "2010-12-11", "");
    assert_eq!(
        site(&files).fail(),
        "error[same-address] content/y/a.md: this file and content/x/a.md have the same address /2010/12/a/ \
         (set a different `slug` or `url`, or set `on_conflict = \"warn\"` to number the later one)\n"
    );
}

#[test]
fn with_a_warning_the_later_article_is_numbered() {
    let files = [
        post("x/a.md", "Later", "2010-12-11", ""),
        post("y/a.md", "Earlier", "2010-12-10", ""),
        post("z/a.md", "Last", "2010-12-12", ""),
        post("u.md", "Exact", "2010-12-13", "url: /2010/12/a.html"),
        post("v.md", "Same exact", "2010-12-14", "url: /2010/12/a.html"),
    ];
    let built = site_with("on_conflict = \"warn\"", &files.concat()).build();
    assert!(built.file("2010/12/a/index.html").contains("<h1>Earlier</h1>"));
    assert!(built.file("2010/12/a-2/index.html").contains("<h1>Later</h1>"));
    assert!(built.file("2010/12/a-3/index.html").contains("<h1>Last</h1>"));
    assert!(built.file("2010/12/a-2.html").contains("<h1>Same exact</h1>"));
    let told = "warning[same-address] content/x/a.md: content/y/a.md already has the address /2010/12/a/; this file gets /2010/12/a-2/ (set a different `slug` or `url`)";
    assert!(built.problems_text().contains(told), "{}", built.problems_text());
}

#[test]
fn with_a_warning_pages_that_every_site_has_keep_their_address() {
    let files = [
        post("year.md", "Year", "2010-12-10", "url: /2010/\nregion: Armenia"),
        post("month.md", "Month", "2010-12-11", "url: /2010/12/"),
        post("home.md", "Home", "2010-12-12", "url: /"),
        post("regions-post.md", "Index", "2010-12-12", "url: /regions/"),
        post("term.md", "Term", "2010-12-13", "url: /regions/armenia"),
        post("archive.md", "Archive", "2010-12-14", "url: /archive/"),
        file("pages/about.md", "title: About", ""),
        file("pages/us/about.md", "title: About us\nurl: /about/", ""),
    ];
    let config = "on_conflict = \"warn\"\n[taxonomies]\nregion = { path = \"regions\" }";
    let built = site_with(config, &files.concat()).build();
    for (name, title) in [
        ("2010-2/index.html", "Year"),
        ("2010/12-2/index.html", "Month"),
        ("2/index.html", "Home"),
        ("regions-2/index.html", "Index"),
        ("regions/armenia-2/index.html", "Term"),
        ("archive-2/index.html", "Archive"),
        ("about/index.html", "About"),
        ("about-2/index.html", "About us"),
    ] {
        assert!(built.file(name).contains(&format!("<h1>{title}</h1>")), "{name}: {:?}", built.names());
    }
    let told = "warning[same-address] content/year.md:4:6: the archive of a year already has the address /2010/; this file gets /2010-2/ (set a different `slug` or `url`)";
    assert!(built.problems_text().contains(told), "{}", built.problems_text());
    assert_eq!(built.problems.warnings(), 7, "{}", built.problems_text());
}

#[test]
fn addresses_that_differ_by_case_alone_clash() {
    let files =
        post("a.md", "A", "2010-12-10", "url: /Story/") + &post("b.md", "B", "2010-12-11", "url: /story/");
    assert!(site(&files).fail().contains("[same-address] content/b.md"));
}

#[test]
fn a_page_and_an_article_on_one_address_are_an_error() {
    let files = file("pages/about.md", "title: About", "") + &post("a.md", "A", "2010-12-10", "url: /about/");
    let problems = site(&files).fail();
    assert!(problems.contains("content/a.md") && problems.contains("content/pages/about.md"), "{problems}");
}

#[test]
fn a_static_file_and_a_page_on_one_address_are_an_error() {
    let files =
        format!("{}-- static/story.html --\nx\n", post("a.md", "A", "2010-12-10", "url: /story.html"));
    let problems = site(&files).fail();
    assert!(
        problems.contains("content/a.md and static/story.html would both be written to story.html"),
        "{problems}"
    );
}

#[test]
fn nothing_climbs_out_of_the_site() {
    for line in ["slug: ../../etc", "slug: '..'", "url: /../x", "url: /a/%2e%2e/b", "slug: 'a\\b'"] {
        let problems = site(&post("a.md", "A", "2010-12-10", line)).fail();
        let (key, value) = line.split_once(": ").unwrap();
        let expected = format!(
            "error[wrong-address] content/a.md:4:{}: invalid address `{}` for `{key}` \
             (an address must not contain a `.` or `..` segment or a backslash)\n",
            key.len() + 3,
            value.trim_matches('\'')
        );
        assert_eq!(problems, expected);
    }
    let problems = site(&post("a.md", "A", "2010-12-10", "slug: a/b")).fail();
    assert_eq!(
        problems,
        "error[wrong-address] content/a.md:4:7: invalid address `a/b` for `slug` \
         (a slug is a single path segment without `/`; use `url` for a whole path)\n"
    );
    for alias in ["/../x", "/a/../../b", "http://www.example.org/../x"] {
        let problems = site(&post("a.md", "A", "2010-12-10", &format!("aliases: [{alias}]"))).fail();
        let expected =
            format!("error[wrong-address] content/a.md:4:11: invalid address `{alias}` for `aliases`");
        assert!(problems.starts_with(&expected), "{problems}");
    }
}

#[test]
fn aliases_become_redirect_pages() {
    let aliases =
        "aliases: [/node/123, /old/story.html, /old/dir/, plain, 'https://archive.example.org/own']";
    let built = site(&post("a.md", "A & B", "2010-12-10", aliases)).build();
    for name in
        ["node/123/index.html", "old/story.html", "old/dir/index.html", "plain/index.html", "own/index.html"]
    {
        assert_eq!(redirect(&built, name), "/2010/12/a/", "{name}");
        let page = built.file(name);
        assert!(page.contains("<link rel=\"canonical\" href=\"https://archive.example.org/2010/12/a/\">"));
        assert!(page.contains("noindex") && page.contains("A &amp; B"));
    }
    let expected = ["/node/123", "/old/dir/", "/old/story.html", "/own", "/plain"];
    assert_eq!(rules(&built), expected.map(|from| format!("{from} /2010/12/a/ 301")));
}

#[test]
fn programs_and_queries_go_to_rules_only() {
    let aliases = "aliases: ['/story.php?id=7&l=en', /index.php, '/x?page=2', /a.asp]";
    let built = site(&post("a.md", "A", "2010-12-10", aliases)).build();
    let expected = [
        "/a.asp /2010/12/a/ 301",
        "/index.php /2010/12/a/ 301",
        "/story.php id=7 l=en /2010/12/a/ 301",
        "/x page=2 /2010/12/a/ 301",
    ];
    assert_eq!(rules(&built), expected);
    for name in built.names() {
        assert!(!name.contains(".php") && !name.contains(".asp") && !name.starts_with("x/"), "{name}");
    }
}

#[test]
fn a_page_beats_an_alias() {
    let files = post("a.md", "A", "2010-12-10", "") + &post("b.md", "B", "2010-12-11", "aliases: /2010/12/a");
    assert_eq!(
        site(&files).fail(),
        "error[alias-on-page] content/b.md:4:10: alias /2010/12/a is already the address of content/a.md \
         (remove the alias, or set `on_conflict = \"warn\"` to ignore it)\n"
    );
    let built = site_with("on_conflict = \"warn\"", &files).build();
    assert!(built.file("2010/12/a/index.html").contains("<h1>A</h1>"));
    assert!(built.problems_text().starts_with("warning[alias-on-page]"));
    assert!(!built.has("_redirects") || rules(&built).is_empty(), "a rule would lead away from the page");
}

#[test]
fn the_first_of_two_aliases_wins() {
    let files =
        post("a.md", "A", "2010-12-10", "aliases: /old") + &post("b.md", "B", "2010-12-11", "aliases: /old/");
    assert_eq!(
        site(&files).fail(),
        "error[duplicate-alias] content/b.md:4:10: alias /old/ already redirects to content/a.md \
         (remove one of the two, or set `on_conflict = \"warn\"` to keep the first)\n"
    );
    let built = site_with("on_conflict = \"warn\"", &files).build();
    assert_eq!(redirect(&built, "old/index.html"), "/2010/12/a/");
    assert!(rules(&built).iter().all(|rule| rule.contains("/2010/12/a/")), "{:?}", rules(&built));
}

#[test]
fn two_claims_on_a_rule_are_reported_too() {
    let alias = "aliases: ['http://old.example.org/story.php?id=7']";
    let files = post("a.md", "A", "2010-12-10", alias) + &post("b.md", "B", "2010-12-11", alias);
    let problems = site(&files).fail();
    let expected = "error[duplicate-alias] content/b.md:4:11: alias old.example.org/story.php?id=7 already redirects to content/a.md";
    assert!(problems.starts_with(expected), "{problems}");
    let built = site_with("on_conflict = \"warn\"", &files).build();
    let to = "https://archive.example.org/2010/12/a/";
    assert_eq!(rules(&built), [format!("https://old.example.org/story.php id=7 {to} 301")]);
}

#[test]
fn an_article_may_repeat_its_own_address() {
    let built = site(&post("a.md", "A", "2010-12-10", "aliases: [/2010/12/a/, /old, /old/]")).build();
    assert_eq!(built.problems_text(), "");
    assert!(built.file("2010/12/a/index.html").contains("<h1>A</h1>"));
}

#[test]
fn aliases_that_differ_by_case_lead_each_to_its_page() {
    let files =
        post("a.md", "A", "2010-12-10", "aliases: /Old") + &post("b.md", "B", "2010-12-11", "aliases: /old");
    let built = site(&files).build();
    assert_eq!(redirect(&built, "Old/index.html"), "/2010/12/a/");
    assert_eq!(redirect(&built, "old/index.html"), "/2010/12/b/");
    assert!(built.problems_text().starts_with("warning[alias-case] content/b.md:4:10"));
}

#[test]
fn an_alias_like_a_page_but_for_case_warns() {
    let files = post("a.md", "A", "2010-12-10", "url: /story/")
        + &post("b.md", "B", "2010-12-11", "aliases: /Story/");
    let built = site(&files).build();
    assert!(built.file("story/index.html").contains("<h1>A</h1>"));
    assert_eq!(redirect(&built, "Story/index.html"), "/2010/12/b/");
    assert!(built.problems_text().starts_with("warning[alias-case] content/b.md:4:10"));
}

#[test]
fn every_old_host_has_its_own_name_space() {
    let aliases = |host: &str| format!("aliases: ['http://{host}/node/1']");
    let files = [
        post("a.md", "A", "2010-12-10", &aliases("www.example.org")),
        post("b.md", "B", "2010-12-11", &aliases("ru.example.org")),
        post("c.md", "C", "2010-12-12", &aliases("blog.example.org:80")),
        file(
            "d.md",
            "title: D\ndate: 2010-12-13",
            "[1](http://example.org/node/1) [2](https://ru.example.org/node/1/)",
        ),
    ];
    let built = site_with("old_hosts = [\"www.example.org\"]", &files.concat()).build();
    assert_eq!(redirect(&built, "node/1/index.html"), "/2010/12/a/", "the host that answers at the root");
    assert_eq!(
        rules(&built),
        [
            "https://blog.example.org/node/1 https://archive.example.org/2010/12/c/ 301",
            "https://ru.example.org/node/1 https://archive.example.org/2010/12/b/ 301",
            "/node/1 /2010/12/a/ 301",
        ]
    );
    let page = built.file("2010/12/d/index.html");
    assert!(page.contains("<a href=\"/2010/12/a/\">1</a> <a href=\"/2010/12/b/\">2</a>"), "{page}");
}

#[test]
fn original_addresses_redirect_and_give_way_in_silence() {
    let origin = |url: &str| format!("origin: {{url: 'http://www.example.org{url}'}}");
    let files = [
        post("a.md", "A", "2010-12-10", &origin("/tajikistan-border")),
        post("b.md", "B", "2010-12-11", &origin("/2010/12/a/")),
        post("c.md", "C", "2010-12-12", &format!("{}\naliases: /c-alias", origin("/d-alias"))),
        post("d.md", "D", "2010-12-13", "aliases: /d-alias"),
    ];
    let built = site_with("old_hosts = [\"example.org\"]", &files.concat()).build();
    assert_eq!(built.problems_text(), "");
    assert_eq!(redirect(&built, "tajikistan-border/index.html"), "/2010/12/a/");
    assert!(built.file("2010/12/a/index.html").contains("<h1>A</h1>"));
    assert_eq!(redirect(&built, "d-alias/index.html"), "/2010/12/d/", "what was written by hand counts more");
}

#[test]
fn a_sub_path_stands_in_redirects() {
    let config = "-- site.toml --\ntitle = \"A\"\nbase_url = \"https://host.example/archive/\"\n";
    let built = site(&format!("{config}{}", post("a.md", "A", "2010-12-10", "aliases: /old"))).build();
    assert_eq!(redirect(&built, "old/index.html"), "/archive/2010/12/a/");
    assert_eq!(rules(&built), ["/archive/old /archive/2010/12/a/ 301"]);
}

#[test]
fn an_alias_with_signs_stays_in_its_attribute() {
    let built = site(&post("a.md", "A", "2010-12-10", "aliases: ['/a\"b<c>']\nurl: \"/it's/\"")).build();
    let page = built.file("a\"b<c>/index.html");
    assert_eq!(attributes(&page, "href"), ["https://archive.example.org/it%27s/", "/it%27s/"]);
    assert_eq!(rules(&built), ["/a%22b%3Cc%3E /it%27s/ 301"]);
}

#[test]
fn a_file_cannot_be_a_folder() {
    let files =
        post("a.md", "A", "2010-12-10", "url: /x.html") + &post("b.md", "B", "2010-12-11", "url: /x.html/y/");
    let problems = site(&files).fail();
    assert!(
        problems.contains("content/a.md would be written to x.html, which content/b.md needs as a folder for x.html/y/index.html"),
        "{problems}"
    );
}

#[test]
fn an_alias_is_not_a_file_and_a_folder_at_once() {
    let files = post("a.md", "A", "2010-12-10", "aliases: [/old.html, /2010/12/a/x.html/y]")
        + &post("b.md", "B", "2010-12-11", "aliases: [/old.html/print, /2010/12/a/x.html]");
    let problems = site(&files).fail();
    assert!(
        problems.contains("error[alias-nested] content/b.md:4:11: alias /old.html/print would have to be")
    );
    assert!(
        problems.contains("error[alias-nested] content/b.md:4:28: alias /2010/12/a/x.html would have to be")
    );
    let built = site(&files).config("on_conflict = \"warn\"").build();
    assert!(built.has("old.html") && built.has("2010/12/a/x.html/y/index.html"));
    assert_eq!(built.problems.warnings(), 2, "{}", built.problems_text());
    // Original addresses of a mirror give way in silence.
    let mirrored = post("a.md", "A", "2010-12-10", "original_url: http://www.example.org/a.html")
        + &post("b.md", "B", "2010-12-11", "original_url: http://www.example.org/a.html/b");
    let built = site(&mirrored).config("old_hosts = [\"www.example.org\"]").build();
    assert!(built.has("a.html") && built.problems.is_empty(), "{}", built.problems_text());
}

#[test]
fn old_addresses_with_a_query_are_listed_for_a_script() {
    let files = [
        post("a.md", "A", "2010-12-10", "aliases: ['/Story.php?id=7', '/?p=7', '/plain/']"),
        post("b.md", "B", "2010-12-11", "aliases: ['http://other.example/story.php?id=8']"),
    ];
    let built = site(&files.concat()).build();
    let lists: Vec<String> =
        built.names().into_iter().filter(|name| name.starts_with("old-addresses/")).collect();
    let mut known = std::collections::BTreeMap::new();
    for list in &lists {
        let list: std::collections::BTreeMap<String, String> =
            serde_json::from_str(&built.file(list)).unwrap();
        known.extend(list);
    }
    let expected = [("/story.php?id=7", "/2010/12/a/"), ("?p=7", "/2010/12/a/")];
    assert_eq!(known, expected.map(|(from, to)| (from.to_owned(), to.to_owned())).into());
    assert_eq!(lists.len(), 2, "{lists:?}");
}

#[test]
fn rules_hold_nothing_but_the_address() {
    let aliases = r#"aliases: ["/q.php?a=b https://evil.example/?x=1", "/*", "/:splat/x", "/s.php?77", "/t.php?a=1&b=2"]"#;
    let built = site(&post("a.md", "A", "2010-12-10", aliases)).build();
    let rules: Vec<String> =
        built.file("_redirects").lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect();
    assert_eq!(
        rules,
        [
            "/%2A /2010/12/a/ 301",
            "/%3Asplat/x /2010/12/a/ 301",
            "/q.php a=b%20https%3A%2F%2Fevil.example%2F%3Fx%3D1 /2010/12/a/ 301",
            "/t.php a=1 b=2 /2010/12/a/ 301",
        ]
    );
    assert!(
        built.problems_text().contains("warning[alias-query] content/a.md:4:"),
        "{}",
        built.problems_text()
    );
}

#[test]
fn rules_with_parameters_come_before_those_that_fit_any() {
    let files = post("a.md", "A", "2010-12-10", "aliases: [/s.php]")
        + &post("b.md", "B", "2010-12-11", "aliases: ['/s.php?id=7']")
        + &post("c.md", "C", "2010-12-12", "aliases: ['/s.php?id=7&lang=en', '/s.php?id=10']");
    assert_eq!(
        rules(&site(&files).build()),
        [
            "/s.php id=7 lang=en /2010/12/c/ 301",
            "/s.php id=10 /2010/12/c/ 301",
            "/s.php id=7 /2010/12/b/ 301",
            "/s.php /2010/12/a/ 301",
        ]
    );
}

#[test]
fn an_old_address_has_one_rule_however_it_is_written() {
    let files = post("a.md", "A", "2010-12-10", "aliases: ['/s.php?id=7&', '/s.php?id=7', '/s.php?id=70']");
    assert_eq!(rules(&site(&files).build()), ["/s.php id=7 /2010/12/a/ 301", "/s.php id=70 /2010/12/a/ 301"]);
}

#[test]
fn a_full_address_as_url_is_where_the_page_was() {
    let built = site(&post("a.md", "A", "2010-12-10", "url: http://www.example.org/old/a")).build();
    assert!(built.has("2010/12/a/index.html"));
    assert!(
        built
            .file("_redirects")
            .contains("https://www.example.org/old/a https://archive.example.org/2010/12/a/ 301")
    );
}

#[test]
fn a_link_with_a_query_leads_to_the_page() {
    let files = post("a.md", "A", "2010-12-10", "summary: x")
        + "-- content/b.md --\n---\ntitle: B\ndate: 2010-12-11\n---\n[q](/2010/12/a/?utm=1#top)\n";
    let built = site(&files).build();
    assert!(built.file("2010/12/b/index.html").contains("<a href=\"/2010/12/a/?utm=1#top\">q</a>"));
}

#[test]
fn addresses_of_a_site_in_another_script_have_its_ascii_form() {
    let site = site(&format!(
        "-- site.toml --\ntitle = \"A\"\nbase_url = \"https://Архив.example/a/\"\n[newsletter]\naction = \
         \"https://рассылка.example/x\"\n{}",
        crate::page::post("a.md", "A", "2010-12-10", "")
    ));
    let built = site.build();
    let origin = "https://xn--80aer5aza.example/a/";
    assert!(built.file("sitemap.xml").contains(&format!("<loc>{origin}")));
    assert!(built.file("robots.txt").contains(&format!("Sitemap: {origin}sitemap.xml")));
    assert!(built.file("feed.xml").contains(&format!("<id>{origin}feed.xml</id>")));
    let page = built.file("2010/12/a/index.html");
    assert!(page.contains(&format!("<link rel=\"canonical\" href=\"{origin}2010/12/a/\">")));
    assert!(page.contains("form-action 'self' https://xn--80aa3adxha4f.example;"), "{page}");
}
