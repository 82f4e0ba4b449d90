//! `[publication]` and `publication`: what is wrong in them is pointed at.

use crate::page::{post, site_with};

fn problem(config: &str) -> String {
    site_with(config, &post("a.md", "A", "2010-12-10", "")).fail()
}

#[test]
fn mistakes_in_the_table_are_errors_with_their_place() {
    assert_eq!(
        problem("[publication]\nurl = \"https://www.example.org/\""),
        "error[missing-key] site.toml:4:1: missing key `name` in [publication] (add `name = …`; see docs/configuration.md)\n"
    );
    for (line, expected) in [
        ("isbn = \"0317-8471\"", "5:1: unknown key `isbn` in [publication] (did you mean `issn`?)"),
        ("issn = \"0317-8472\"", "5:8: invalid value `0317-8472` for `issn` (the check digit is wrong)"),
        (
            "issn = 3178471",
            "5:8: invalid value `3178471` for `issn` (expected two groups of four digits, such as `1234-5679`)",
        ),
        (
            "url = \"/about/\"",
            "5:7: invalid value `/about/` for `url` (expected a full URL such as `https://www.example.org/`)",
        ),
        (
            "url = \"javascript:alert(1)\"",
            "5:7: invalid value `javascript:alert(1)` for `url` (expected a full URL such as `https://www.example.org/`)",
        ),
        (
            "founded = \"May 2001\"",
            "5:11: invalid value `May 2001` for `founded` (expected a year, a month or a day, such as `2001`, `2001-05` or `2001-05-12`)",
        ),
        (
            "closed = 2022",
            "5:10: invalid value `2022` for `closed` ([archive] already says that the newsroom closed on 2023-12-31)",
        ),
        ("place = [\"a\"]", "5:9: `place` must be a string, not a list"),
    ] {
        let config = format!("[publication]\n{line}\nname = \"The Caravan\"\n[archive]\nclosed = 2023-12-31");
        let problem = problem(&config);
        assert!(problem.contains(&format!("site.toml:{expected}\n")), "{line}: {problem}");
    }
    let of_language = "[languages.en]\n[languages.ru.publication]\nplace = \"Тбилиси\"";
    assert!(
        problem(of_language).contains("missing key `name` in [languages.ru.publication]"),
        "{}",
        problem(of_language)
    );
}

#[test]
fn mistakes_in_front_matter_are_errors_with_their_place() {
    let problem = |front: &str| site_with("", &post("a.md", "A", "2010-12-10", front)).fail();
    assert_eq!(
        problem("publication: [A, B]"),
        "error[wrong-type] content/a.md:4:14: `publication` must be a string or a table, not a list\n"
    );
    assert_eq!(
        problem("publication: {place: Batumi}"),
        "error[missing-key] content/a.md:4:14: missing key `name` in `publication` (write `publication: NAME`, or a table \
         with a `name`)\n"
    );
    assert!(
        problem("publication: {name: A, issn: 1}")
            .contains("content/a.md:4:30: invalid value `1` for `issn`")
    );
}

#[test]
fn a_taxonomy_of_that_name_keeps_its_key() {
    let config = "[taxonomies]\npublication = { path = \"publications\" }";
    let built =
        site_with(config, &post("a.md", "A", "2010-12-10", "publication: [The Caravan, The Post]")).build();
    assert!(
        built.has("publications/the-caravan/index.html") && built.has("publications/the-post/index.html")
    );
}
