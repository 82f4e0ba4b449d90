//! Authors: profiles, other spellings, notes under articles.

use crate::page::{between, file, headlines, hrefs, post, site_with, stories};
use crate::support::site;

/// A profile of Dina with more lines of front matter.
fn dina(more: &str) -> String {
    file("authors/dina-example.md", &format!("name: Dina Example\n{more}"), "Her life.")
}

/// An article of December 2010 by the authors of a front matter line.
fn by(name: &str, authors: &str) -> String {
    post(&format!("{name}.md"), name, "2010-12-10", &format!("author: {authors}"))
}

#[test]
fn authors_are_made_when_unknown() {
    let built = site(&(by("a", "Dina Example") + &by("b", "[dina example, Пётр Иванов]"))).build();
    assert_eq!(headlines(&built.file("authors/dina-example/index.html")), ["b", "a"]);
    assert_eq!(headlines(&built.file("authors/petr-ivanov/index.html")), ["b"]);
    let index = built.file("authors/index.html");
    assert!(hrefs(&index).contains(&"/authors/dina-example/".to_owned()));
    let page = built.file("2010/12/b/index.html");
    assert!(page.contains("<a rel=\"author\" href=\"/authors/petr-ivanov/\">Пётр Иванов</a>"));
}

#[test]
fn a_profile_says_who_an_author_is() {
    let more = "role: Editor\nnote: Dina lives in Prague.\nportrait: {file: /dina.jpg, alt: Dina}\n\
                links: [{title: Own site, url: 'https://dina.example/'}, {title: Bad, url: 'javascript:x'}]";
    let picture = "-- static/dina.jpg --\nx\n";
    let built = site(&(dina(more) + &by("a", "Dina Example") + picture)).build();
    let page = built.file("authors/dina-example/index.html");
    assert!(page.contains("<h1>Dina Example</h1>") && page.contains("Her life.") && page.contains("Editor"));
    assert!(page.contains("src=\"/dina.jpg\"") && page.contains("href=\"https://dina.example/\""));
    assert!(!page.contains("javascript"));
    assert!(built.problems_text().contains("[unsafe-address] content/authors/dina-example.md:6:"));
}

#[test]
fn an_author_is_found_by_slug_name_and_other_spellings() {
    let profile = dina("aka: [Дина Пример, დინა, D. Example]\ntranslations: {}");
    let names =
        ["dina-example", "Dina Example", "DINA EXAMPLE", "Дина Пример", "дина пример", "დინა", "D. Example"];
    let files: String = names.iter().enumerate().map(|(n, name)| by(&format!("a{n}"), name)).collect();
    let built = site(&(profile + &files)).build();
    assert_eq!(headlines(&built.file("authors/dina-example/index.html")).len(), names.len());
    let authors =
        built.names().into_iter().filter(|n| n.starts_with("authors/") && n.ends_with("index.html"));
    assert_eq!(authors.count(), 2, "{:?}", built.names());
    assert!(built.file("2010/12/a3/index.html").contains(">Dina Example</a>"), "shown by display name");
}

#[test]
fn the_note_of_the_profile_stands_under_articles() {
    let note = |article: &str| {
        let built = site(&(dina("note: Dina lives in Prague.") + article)).build();
        let page = built.file("2010/12/a/index.html");
        let notes = page.split("<p class=\"author-note\">").skip(1);
        notes.map(|rest| between(rest, "", "</p>").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(note(&by("a", "Dina Example")), ["<span>Dina lives in Prague.</span>"]);
    let own = post("a.md", "A", "2010-12-10", "author: Dina Example\nauthor_note: Dina was an intern then.");
    assert_eq!(note(&own), ["Dina was an intern then."]);
    assert!(note(&by("a", "Somebody Else")).is_empty());
}

#[test]
fn two_authors_may_share_a_display_name() {
    let files = [
        file("authors/kim-lee.md", "name: Kim Lee", "One."),
        file("authors/kim-lee-2.md", "name: Kim Lee", "Two."),
        by("a", "kim-lee"),
        by("b", "kim-lee-2"),
    ];
    let built = site(&files.concat()).build();
    assert_eq!(headlines(&built.file("authors/kim-lee/index.html")), ["a"]);
    assert_eq!(headlines(&built.file("authors/kim-lee-2/index.html")), ["b"]);
    assert!(built.file("2010/12/b/index.html").contains("href=\"/authors/kim-lee-2/\">Kim Lee</a>"));
}

#[test]
fn a_shared_name_is_ambiguous() {
    let files = [
        file("authors/kim-1.md", "name: Kim Lee", ""),
        file("authors/kim-2.md", "name: Kim Lee", ""),
        by("a", "Kim Lee"),
    ];
    assert_eq!(
        site(&files.concat()).fail(),
        "error[ambiguous-author] content/a.md:4:9: ambiguous author `Kim Lee` \
         (use the name of a profile's file: `kim-1` or `kim-2`)\n"
    );
}

#[test]
fn a_name_never_takes_the_slug_of_another() {
    let files = [
        file("authors/a-first.md", "name: dina", ""),
        file("authors/dina.md", "name: Dina Example", ""),
        by("a", "dina"),
    ];
    let problems = site(&files.concat()).try_build();
    let built_or_told =
        problems.problems.has_errors() || headlines(&problems.file("authors/dina/index.html")) == ["a"];
    assert!(built_or_told, "{}", problems.problems_text());
}

#[test]
fn two_profiles_of_one_author_are_an_error() {
    let files = [file("authors/kim.md", "name: Kim", ""), file("authors/old/kim.md", "name: Kim", "")];
    assert_eq!(
        site(&files.concat()).fail(),
        "error[duplicate-profile] content/authors/old/kim.md: this author has a profile both here and in \
         content/authors/kim.md (for a translation, set `language: ru` or use a file name such as `dina.ru.md`)\n"
    );
}

#[test]
fn the_order_of_the_team_is_written() {
    let files = [
        file("authors/a.md", "name: Anna\norder: 2", ""),
        file("authors/b.md", "name: Boris\norder: 1", ""),
        file("authors/c.md", "name: Cyril", ""),
        file("pages/team.md", "title: Team", ""),
    ];
    let built = site(&files.concat()).build();
    let team = built.file("team/index.html");
    let people = between(&team, "<ul class=\"people\">", "</ul>");
    assert_eq!(hrefs(people), ["/authors/b/", "/authors/a/"]);
    assert!(built.has("authors/c/index.html"), "a profile has a page before its first article");
}

#[test]
fn profiles_may_lie_elsewhere() {
    let config = "[authors]\nfolder = \"people\"\npath = \"writers\"\nfeed = false";
    let files = file("people/dina.md", "name: Dina Example", "Her life.") + &by("a", "Dina Example");
    let built = site_with(config, &files).build();
    assert!(built.file("writers/dina/index.html").contains("Her life."));
    assert!(!built.has("writers/dina/feed.xml"));
    assert!(!built.names().iter().any(|name| name.starts_with("authors/")));
}

#[test]
fn an_author_reads_differently_in_each_language() {
    let config = "[languages]\nen = {}\nru = {}";
    let translated = "note: From Prague.\ntranslations: {ru: {name: Дина Пример, note: Из Праги.}}";
    let files = [
        dina(translated),
        by("a", "Dina Example"),
        post("b.ru.md", "Б", "2010-12-10", "author: Дина Пример"),
    ];
    let built = site_with(config, &files.concat()).build();
    let russian = built.file("ru/2010/12/b/index.html");
    assert!(russian.contains(">Дина Пример</a>") && russian.contains("Из Праги."), "{russian}");
    assert!(built.file("2010/12/a/index.html").contains("From Prague."));
    assert!(built.file("ru/authors/dina-example/index.html").contains("<h1>Дина Пример</h1>"));
}

#[test]
fn an_author_has_pages_and_a_feed() {
    let config = "page_size = 2";
    let built = site_with(config, &stories(5, "author: Dina Example")).build();
    assert_eq!(headlines(&built.file("authors/dina-example/page/1/index.html")), ["Story 2", "Story 1"]);
    let feed = feed_rs::parser::parse(built.file("authors/dina-example/feed.xml").as_bytes()).unwrap();
    assert_eq!(feed.entries.len(), 5);
}

#[test]
fn old_addresses_of_authors_lead_to_them() {
    let built = site(&dina("aliases: /people/17")).build();
    assert_eq!(crate::page::redirect(&built, "people/17/index.html"), "/authors/dina-example/");
}
