//! Links to dead pages of other sites, which lead to what `data/links.csv` gives in their place.

use crate::page::{all_elements, body, file, hrefs, site_with};
use crate::support::{Built, Site};

const LIST: &str = "-- data/links.csv --\naddress,status,first_seen_dead,replacement\n\
    http://gone.example/a,404,2026-01-02,https://copies.example/{date}/http://gone.example/a\n\
    https://gone.example/b,no such host,2026-01-02,http://new.example/b\n\
    http://gone.example/c,404,2026-01-02,\n\
    http://gone.example/d,alive,2026-01-02,http://new.example/d\n";

/// A site whose only article, of 2010-12-31, has this body.
fn linking(config: &str, markdown: &str, list: &str) -> Site {
    site_with(config, &format!("{}{list}", file("from.md", "title: From\ndate: 2010-12-31 10:20", markdown)))
}

fn page(built: &Built) -> String {
    built.file("2010/12/from/index.html")
}

/// The body of an article.
fn text(config: &str, markdown: &str) -> String {
    body(&page(&linking(config, markdown, LIST).build())).trim().to_owned()
}

const COPY: &str = "https://copies.example/20101231102000/http://gone.example/a";

#[test]
fn a_link_to_a_dead_page_leads_to_the_copy_of_the_day_and_is_marked() {
    let marked = |href: &str, title: &str| {
        format!("<p><a href=\"{href}\" title=\"{title}\" class=\"archived\" rel=\"nofollow\">x</a></p>")
    };
    for (written, expected) in [
        ("[x](http://gone.example/a)", marked(COPY, "Archived copy")),
        ("[x](HTTP://GONE.example:80/a#part)", marked(&format!("{COPY}#part"), "Archived copy")),
        ("[x](http://gone.example/a \"Own\")", marked(COPY, "Own (Archived copy)")),
        ("[x][1]\n\n[1]: //gone.example/b", marked("http://new.example/b", "Archived copy")),
        ("[x](http://gone.example/c)", "<p><a href=\"http://gone.example/c\">x</a></p>".to_owned()),
        ("[x](http://gone.example/d)", "<p><a href=\"http://gone.example/d\">x</a></p>".to_owned()),
        ("[x](https://gone.example/a)", "<p><a href=\"https://gone.example/a\">x</a></p>".to_owned()),
    ] {
        assert_eq!(text("", written), expected, "{written}");
    }
}

/// The only link of a body: its address, class, rel and title.
fn link(markdown: &str) -> [Option<String>; 4] {
    let text = text("", markdown);
    let elements = all_elements(&text);
    let links: Vec<_> = elements.iter().filter(|element| element.name == "a").collect();
    assert_eq!(links.len(), 1, "{text}");
    ["href", "class", "rel", "title"].map(|name| links[0].get(name).map(str::to_owned))
}

#[test]
fn links_of_html_shortcodes_and_players_are_marked_too() {
    let marked = |href: &str, class: &str, title: &str| {
        [href, class, "nofollow", title].map(|text| Some(text.to_owned()))
    };
    let plain = marked(COPY, "archived", "Archived copy");
    for (written, expected) in [
        ("<a href=\"http://gone.example/a\" rel=\"external\">x</a>", plain.clone()),
        (
            "<a class=\"align-right\" title=\"A & B\" href=\"http://gone.example/a\">x</a>",
            marked(COPY, "align-right archived", "A & B (Archived copy)"),
        ),
        ("{{< quote source=\"x\" href=\"http://gone.example/a\" >}}y{{< /quote >}}", plain.clone()),
        (
            "{{< file src=\"http://gone.example/a#part\" title=\"x\" >}}",
            marked(&format!("{COPY}#part"), "archived", "Archived copy"),
        ),
        ("<iframe src=\"http://gone.example/a\" title=\"Map\"></iframe>", plain.clone()),
    ] {
        assert_eq!(link(written), expected, "{written}");
    }
}

#[test]
fn what_is_no_link_stays_as_it_is() {
    let written = "<blockquote cite=\"http://gone.example/a\">x</blockquote>\n\n![x](http://gone.example/a)\n\n`http://gone.example/a`";
    let with = text("", written);
    assert_eq!(with, text("replace_dead_links = false", written));
    assert!(!with.contains("copies.example") && with.contains("cite=\"http://gone.example/a\""), "{with}");
}

#[test]
fn captions_and_notes_have_marked_links_in_their_language() {
    let link = "[x](http://gone.example/a)";
    let front_matter = format!(
        "title: From\ndate: 2010-12-31\nlanguage: ru\nauthor_note: \"{link}\"\n\
         corrections: [{{text: \"{link}\"}}]\nimage: {{file: /a.jpg, alt: x, caption: \"{link}\"}}"
    );
    let site = site_with(
        "default_language = \"ru\"",
        &format!("{}-- static/a.jpg --\nx\n{LIST}", file("from.md", &front_matter, "Text.")),
    );
    let page = page(&site.build());
    let links = all_elements(&page);
    let links: Vec<_> = links.iter().filter(|element| element.has_class("archived")).collect();
    assert_eq!(links.len(), 3, "{page}");
    for link in links {
        assert_eq!(link.get("href"), Some("https://copies.example/20101231000000/http://gone.example/a"));
        assert_eq!(link.get("title"), Some("Архивная копия"));
    }
}

#[test]
fn without_replacements_not_one_byte_changes() {
    let written = "[x](http://gone.example/a) <a href=\"https://gone.example/b\" title=\"y\">z</a>";
    let plain = linking("", written, "").build();
    let only_dead = "-- data/links.csv --\naddress,status,first_seen_dead,replacement\nhttp://gone.example/a,404,2026-01-02,\n";
    for (config, list) in
        [("", only_dead), ("", "-- data/links.csv --\n"), ("replace_dead_links = false", LIST)]
    {
        let other = linking(config, written, list).build();
        assert_eq!(page(&other), page(&plain), "{config}{list}");
        assert_eq!(other.file("feed.xml"), plain.file("feed.xml"));
    }
}

#[test]
fn a_list_with_errors_is_told_with_places_and_changes_no_link() {
    let list = "-- data/links.csv --\naddress,status,first_seen_dead,replacement\n\
        http://gone.example/a,404,2026-01-02,javascript:alert(1)\n\
        gone.example,404,2026-01-02,http://new.example/\n";
    let built = linking("", "[x](http://gone.example/a)", list).build();
    assert_eq!(hrefs(body(&page(&built))), ["http://gone.example/a"]);
    assert_eq!(
        built.problems_text(),
        "warning[invalid-link-list] data/links.csv:2:38: invalid replacement `javascript:alert(1)`; links are not changed \
         (expected a full address with `http://` or `https://`, with `{date}` for the date of the article)\n\
         warning[invalid-link-list] data/links.csv:3:1: invalid address `gone.example` (expected a full address with `http://` or `https://`)\n"
    );
}
