//! Popular articles: the list, the counting, and what pages show of them.

use std::fs;

use crate::page::{between, file, hrefs, post, site_with};
use crate::program::run;
use crate::support::Site;

/// Three articles: the second is linked to by both others, the first by one, through an old address.
fn linked() -> Site {
    let files = [
        post("a.md", "First", "2010-12-10", "aliases: /old/a\nauthor: [Dina Example, Otar Example]"),
        file("b.md", "title: Second\ndate: 2010-12-11", "[a](/old/a) [itself](@/b.md)"),
        file("c.md", "title: Third\ndate: 2010-12-12", "[b](@/b.md) [again](/2010/12/b/)"),
        file("d.ru.md", "title: Russian\ndate: 2010-12-13\nlanguage: ru", "[b](/2010/12/b/)"),
    ];
    site_with("[languages]\nen = {}\nru = {}", &files.concat())
}

fn list(site: &Site) -> String {
    fs::read_to_string(site.path("data/popular.csv")).unwrap()
}

/// The addresses of the list that a page shows.
fn shown(page: &str) -> Vec<String> {
    hrefs(between(page, "<section class=\"popular\"", "</section>"))
}

#[test]
fn without_views_links_between_articles_count() {
    let site = linked();
    let run = run(&site.path(""), &["popular"]);
    assert_eq!(
        (run.code, run.stdout.as_str(), run.stderr.as_str()),
        (Some(0), "data/popular.csv: 2 articles\n", "")
    );
    assert_eq!(
        list(&site),
        "address,title,byline\n/2010/12/b/,Second,\n/2010/12/a/,First,\"Dina Example, Otar Example\"\n"
    );
    let built = site.build();
    assert_eq!(shown(&built.file("2010/12/c/index.html")), ["/2010/12/b/", "/2010/12/a/"]);
    assert_eq!(shown(&built.file("index.html")), ["/2010/12/b/", "/2010/12/a/"]);
    assert!(!built.file("ru/index.html").contains("class=\"popular\""), "each language has its own");
}

#[test]
fn links_count_wherever_readers_follow_them() {
    let files = [
        post("a.md", "First", "2010-12-10", ""),
        post("b.md", "Second", "2010-12-11", ""),
        post("c.md", "Third", "2010-12-12", ""),
        post("d.md", "Fourth", "2010-12-13", ""),
        file(
            "e.md",
            "title: Fifth\ndate: 2010-12-14",
            "{{< quote by=\"x\" source=\"y\" href=\"/2010/12/a/?z#main\" >}}Text{{< /quote >}}\n\n\
             <p><a href=\"../b/index.html\">x</a> <q cite=\"/2010/12/c/\">y</q></p>\n\n\
             [x](https://elsewhere.example/2010/12/c/) `href=\"/2010/12/c/\"` [z](#text)",
        ),
        file("f.md", "title: Sixth\ndate: 2010-12-15", "{{< figure src=\"x.jpg\" link=\"/2010/12/b/\" >}}"),
    ];
    let site = site_with("", &files.concat());
    run(&site.path(""), &["popular"]);
    assert_eq!(list(&site), "address,title,byline\n/2010/12/b/,Second,\n/2010/12/a/,First,\n");
}

#[test]
fn views_count_by_today_s_and_by_old_addresses() {
    let site = linked();
    site.write(
        "views.csv",
        "Page,Views\n/2010/12/c/,5\nhttps://archive.example.org/2010/12/a/?utm=x,3\n/old/a,3\n/,900\n",
    );
    let views = site.path("views.csv");
    let run = run(&site.path(""), &["popular", "--limit", "1", "--views", views.to_str().unwrap(), "--json"]);
    assert_eq!(run.json()["articles"][0]["address"], "/2010/12/a/");
    assert!(
        list(&site).starts_with("address,title,byline\n/2010/12/a/,First,")
            && list(&site).lines().count() == 2
    );
}

#[test]
fn a_file_without_views_stops_it() {
    let site = linked();
    site.write("views.csv", "nothing\n");
    let run = run(&site.path(""), &["popular", "--views", site.path("views.csv").to_str().unwrap()]);
    assert_eq!(run.code, Some(1));
    assert!(run.stderr.contains("no page views found in"), "{}", run.stderr);
    assert!(!site.path("data").exists());
}

#[test]
fn an_old_address_with_a_query_counts_for_its_article() {
    let files = [
        post("a.md", "First", "2010-12-10", "aliases: [/story.php?id=1]"),
        post("b.md", "Second", "2010-12-11", "aliases: [/story.php?id=2]"),
    ];
    let site = site_with("", &files.concat());
    site.write("views.csv", "Page,Views\n/story.php?id=1,500\n/story.php?id=2,1.200\n/2010/12/a/?utm=x,1\n");
    let views = site.path("views.csv");
    run(&site.path(""), &["popular", "--views", views.to_str().unwrap()]);
    assert_eq!(list(&site), "address,title,byline\n/2010/12/b/,Second,\n/2010/12/a/,First,\n");
}

#[test]
fn views_of_an_old_address_count_in_any_order_and_encoding() {
    let files = [
        post("a.md", "First", "2010-12-10", "aliases: ['/index.php?id=46:a-b&catid=3:news', '/café/']"),
        post("b.md", "Second", "2010-12-11", ""),
    ];
    let site = site_with("", &files.concat());
    site.write(
        "views.csv",
        "Page,Views\n/index.php?catid=3%3anews&id=46%3Aa-b,4\n/cafe%CC%81,3\n/2010/12/b/,6\n",
    );
    let views = site.path("views.csv");
    run(&site.path(""), &["popular", "--views", views.to_str().unwrap()]);
    assert_eq!(list(&site), "address,title,byline\n/2010/12/a/,First,\n/2010/12/b/,Second,\n");
}

#[test]
fn an_empty_byline_is_that_of_the_article() {
    let files = [
        post("a.md", "First", "2010-12-10", "author: [Dina Example, Otar Example]"),
        post("b.md", "Second", "2010-12-11", "author: Dina Example\nbyline: By our correspondent"),
        post("c.md", "Third", "2010-12-12", "author: Dina Example"),
        post("d.md", "Fourth", "2010-12-13", ""),
    ];
    let site = site_with("", &files.concat());
    site.write(
        "data/popular.csv",
        "address,title,byline\n/2010/12/a/,,\n/2010/12/b/,,\n/2010/12/c/,,Others\n/2010/12/d/,,\n",
    );
    let built = site.build();
    let page = built.file("index.html");
    let popular = between(&page, "<section class=\"popular\"", "</section>");
    let bylines: Vec<&str> =
        popular.split("<span class=\"by\">").skip(1).filter_map(|rest| rest.split('<').next()).collect();
    assert_eq!(bylines, ["Dina Example, Otar Example", "By our correspondent", "Others"]);
}

#[test]
fn nothing_to_rank_by_says_what_to_do() {
    let site = site_with("", &post("a.md", "First", "2010-12-10", ""));
    let run = run(&site.path(""), &["popular"]);
    assert_eq!(run.code, Some(1));
    assert!(run.stderr.contains("--views access.log"), "{}", run.stderr);
}

#[test]
fn a_list_is_not_replaced_by_nothing() {
    let site = linked();
    let own = "address,title\n/2010/12/c/,Mine\n";
    site.write("data/popular.csv", own);
    site.write("views.csv", "Page,Views\n/elsewhere/,5\n");
    let run = run(&site.path(""), &["popular", "--views", site.path("views.csv").to_str().unwrap()]);
    assert_eq!(run.code, Some(1));
    assert!(run.stderr.contains("none of the counted addresses is an article"), "{}", run.stderr);
    assert_eq!(list(&site), own);
}

#[test]
fn the_order_of_the_list_is_kept_and_its_own_titles_too() {
    let site = linked();
    site.write("data/popular.csv", "address,title\n/2010/12/c/,The third\n/gone/,Gone\n/old/a,\n");
    let built = site.build();
    let page = built.file("2010/12/b/index.html");
    assert_eq!(shown(&page), ["/2010/12/c/", "/2010/12/a/"]);
    assert!(page.contains(">The third</a>") && page.contains(">First</a>"));
    assert_eq!(
        built.problems_text(),
        "warning[popular] data/popular.csv:3:1: no article has the address `/gone/`\n"
    );
}

#[test]
fn without_a_list_there_is_no_box() {
    assert!(!linked().build().file("index.html").contains("class=\"popular\""));
}

#[test]
fn a_title_that_a_spreadsheet_would_run_comes_back_as_it_was() {
    let formula = "=HYPERLINK(\"https://e.example/\")";
    let files =
        [post("a.md", "First", "2010-12-10", ""), post("b.md", &format!("'{formula}'"), "2010-12-11", "")];
    let site = site_with("", &files.concat());
    site.write("views.csv", "Page,Views\n/2010/12/b/,5\n");
    let views = site.path("views.csv");
    run(&site.path(""), &["popular", "--views", views.to_str().unwrap()]);
    assert_eq!(
        list(&site),
        "address,title,byline\n/2010/12/b/,\"'=HYPERLINK(\"\"https://e.example/\"\")\",\n"
    );
    let page = site.build().file("2010/12/a/index.html");
    let title = "=HYPERLINK(&quot;https://e.example/&quot;)</a>";
    let popular = between(&page, "<section class=\"popular\"", "</section>");
    assert!(popular.contains(&format!(">{title}")), "{popular}");
}
