//! Cost follows the change: which files each kind of edit writes, name by name, on a list of many pages.
//!
//! What the tests write down here is what a model of the site predicts. That the program's own counts are those of the
//! files that really changed is checked after every build of every test, by comparing the trees.

use std::collections::BTreeSet;
use std::fs::File;
use std::time::SystemTime;

use super::ground::{Files, Ground};

/// Articles at first, all of one region, one author and one month a dozen.
pub(super) const ARTICLES: usize = 200;

/// Articles on a numbered page.
const PAGE: usize = 20;

/// Articles of each month.
const MONTH: usize = 12;

pub(super) const SITE_TOML: &str = "title = \"A\"\nbase_url = \"https://a.example/\"\npage_size = 20\n\
    on_missing_link = \"warn\"\n[taxonomies]\nregion = { path = \"regions\" }\ntag = { path = \"tags\", min_articles \
    = 2 }\n[terms.region]\nCaucasus = [\"Armenia\", \"Georgia\"]\n[menu]\nmain = [\"region\"]\n";

/// The path of an article's source and that of its page.
pub(super) fn source(number: usize) -> String {
    format!("content/articles/story-{number:03}.md")
}

pub(super) fn month(number: usize) -> String {
    format!("{}/{:02}", 2000 + number / MONTH / 12, 1 + number / MONTH % 12)
}

pub(super) fn page(number: usize) -> String {
    format!("{}/story-{number:03}/index.html", month(number))
}

pub(super) fn article(number: usize, more: &str, body: &str) -> String {
    let date = format!("{}-{:02}", month(number).replace('/', "-"), 1 + number % MONTH);
    format!(
        "---\ntitle: Story {number}\ndate: {date}\nauthor: Dina\nregion: Armenia\nsummary: What it says.\n{more}---\n{body}\n"
    )
}

/// The site, built.
pub(super) fn site(articles: usize) -> (Ground, Files) {
    let mut ground = Ground::empty();
    ground.write("site.toml", SITE_TOML);
    ground.write("content/authors/dina.md", "---\nname: Dina\nnote: A note.\n---\nLife.\n");
    for number in 0..articles {
        ground.write(&source(number), article(number, "", "Text."));
    }
    let (_, files) = ground.check().unwrap();
    (ground, files)
}

/// Makes an edit and builds. Returns the files that were written and removed, without those of the manifest and of the search index,
/// whose names say nothing, and the output.
pub(super) fn after(
    ground: &mut Ground,
    old: &Files,
    edit: impl FnOnce(&mut Ground),
) -> (Vec<String>, Vec<String>, Files) {
    edit(ground);
    let (report, files) = ground.check().unwrap();
    let is_page = |name: &&String| !name.starts_with("generate-manifest");
    let changed = |name: &&String| old.get(*name) != files.get(*name);
    let written: Vec<String> = files.keys().filter(changed).filter(is_page).cloned().collect();
    let is_gone = |name: &&String| !files.contains_key(*name);
    let removed: Vec<String> = old.keys().filter(is_gone).filter(is_page).cloned().collect();
    // The manifest costs one shard for each first part of a path, and its list.
    let first = |name: &String| name.split_once('/').map_or(String::new(), |parts| parts.0.to_owned());
    let shards: BTreeSet<String> = written.iter().chain(&removed).map(first).collect();
    let manifest = report.written_by_kind.get("manifest").copied().unwrap_or_default();
    assert!(manifest <= shards.len() + 1, "{manifest} files of the manifest for {shards:?}");
    let without_index = |mut names: Vec<String>| {
        names.retain(|name| !name.starts_with("search-index/"));
        names
    };
    (without_index(written), without_index(removed), files)
}

/// The lists that an article of this site stands in: folder, position, and number of members.
fn lists(number: usize, articles: usize) -> Vec<(String, usize, usize)> {
    let year = 12 * MONTH;
    let of = |length: usize| {
        let first = number / length * length;
        (number - first, (articles - first).min(length))
    };
    let (in_year, in_month) = (of(year), of(MONTH));
    vec![
        ("regions/armenia".into(), number, articles),
        ("regions/caucasus".into(), number, articles),
        ("authors/dina".into(), number, articles),
        (month(number)[..4].to_owned(), in_year.0, in_year.1),
        (month(number), in_month.0, in_month.1),
    ]
}

/// The pages of lists that show an article: its numbered page, or the head where it is among the newest.
pub(super) fn list_pages(number: usize, articles: usize) -> Vec<String> {
    let page = |(folder, position, members): (String, usize, usize)| {
        let numbered = (members / PAGE).saturating_sub(1);
        match position / PAGE {
            index if index < numbered => format!("{folder}/page/{}/index.html", index + 1),
            _ => format!("{folder}/index.html"),
        }
    };
    lists(number, articles).into_iter().map(page).collect()
}

/// The pages that name an article's title: those before and after it, and the newer ones it is related to.
fn named_on(number: usize, articles: usize) -> Vec<String> {
    (number.saturating_sub(1)..articles.min(number + 6)).filter(|other| *other != number).map(page).collect()
}

/// The heads of an article's lists, whose numbers count it, and what else counts all articles.
fn counts(number: usize) -> Vec<String> {
    let mut pages: Vec<String> =
        lists(number, number + 1).into_iter().map(|(folder, ..)| format!("{folder}/index.html")).collect();
    pages.extend(["regions", "authors", "archive", "search"].map(|folder| format!("{folder}/index.html")));
    pages
}

/// The feeds, the home page and the sitemaps, which show the newest articles.
fn newest_on(number: usize) -> Vec<String> {
    let mut pages: Vec<String> =
        ["regions/armenia/feed.xml", "regions/caucasus/feed.xml", "authors/dina/feed.xml"]
            .into_iter()
            .chain(["feed.xml", "index.html"])
            .map(str::to_owned)
            .collect();
    pages.push(format!("{}/feed.xml", month(number)));
    pages
}

fn sitemaps(number: usize) -> Vec<String> {
    vec!["sitemap.xml".to_owned(), format!("sitemaps/{}.xml", month(number).replace('/', "-"))]
}

/// Fails where the two lists do not name the same files.
pub(super) fn assert_files(found: &[String], wanted: impl IntoIterator<Item = String>, what: &str) {
    let mut wanted: Vec<String> = wanted.into_iter().collect();
    wanted.sort_unstable();
    wanted.dedup();
    let only = |one: &[String], other: &[String]| -> Vec<String> {
        one.iter().filter(|name| !other.contains(name)).cloned().collect()
    };
    let (unforeseen, foreseen) = (only(found, &wanted), only(&wanted, found));
    assert!(unforeseen.is_empty() && foreseen.is_empty(), "{what}: also {unforeseen:#?}, not {foreseen:#?}");
}

pub(super) const NONE: [String; 0] = [];

#[test]
fn what_changes_nothing_writes_nothing() {
    let (mut ground, files) = site(ARTICLES);
    let nothing = |ground: &mut Ground, what: &str, edit: &dyn Fn(&mut Ground)| {
        let (written, removed, now) = after(ground, &files, edit);
        assert_files(&written, NONE, what);
        assert_files(&removed, NONE, what);
        assert!(now == files, "{what}: also the search index");
    };
    nothing(&mut ground, "no edit", &|_| {});
    nothing(&mut ground, "touched", &|ground| {
        for path in ground.files("content") {
            File::options()
                .write(true)
                .open(ground.path(&path))
                .unwrap()
                .set_modified(SystemTime::now())
                .unwrap();
        }
    });
    nothing(&mut ground, "rewritten", &|ground| ground.write(&source(7), article(7, "", "Text.")));
    nothing(&mut ground, "a comment in the front matter", &|ground| {
        ground.write(&source(7), article(7, "# Not read.\n", "Text."));
    });
    nothing(&mut ground, "blank lines in a body", &|ground| {
        ground.write(&source(9), article(9, "", "\nText.\n\n"))
    });
    nothing(&mut ground, "a template that comes to the same", &|ground| {
        ground.write("templates/article.html", "{% extends \"default/article.html\" %}");
    });
    nothing(&mut ground, "a shortcode that nobody calls", &|ground| {
        ground.write("templates/shortcodes/unused.html", "unused");
    });
    nothing(&mut ground, "a comment in the configuration", &|ground| {
        ground.write("site.toml", format!("# A comment.\n{SITE_TOML}"));
    });
    nothing(&mut ground, "a draft", &|ground| {
        ground.write("content/articles/draft.md", article(50, "draft: true\n", "Text."));
    });
    nothing(&mut ground, "a file that is passed over", &|ground| {
        ground.write("content/articles/x.md~", "old")
    });
}

#[test]
fn a_body_is_its_own_page_only() {
    let (mut ground, mut files) = site(ARTICLES);
    for number in [0, 7, 100, ARTICLES - 1] {
        let edit = |ground: &mut Ground| ground.write(&source(number), article(number, "", "Another text."));
        let (written, removed, now) = after(&mut ground, &files, edit);
        assert_files(&written, [page(number)], &format!("the body of {number}"));
        assert_files(&removed, NONE, "a body");
        files = now;
    }
}

#[test]
fn a_link_to_an_article_costs_the_pages_that_link() {
    let (mut ground, _) = site(ARTICLES);
    for number in [3, 120] {
        ground.write(&source(number), article(number, "", "See [it](@/articles/late.md)."));
    }
    let (_, old) = ground.check().unwrap();
    let late = "---\ntitle: Late\ndate: 2003-03-03\n---\nText.\n";
    let (written, ..) = after(&mut ground, &old, |ground| ground.write("content/articles/late.md", late));
    for page in [page(3), page(120), "2003/03/late/index.html".to_owned()] {
        assert!(written.contains(&page), "{page} is not in {written:#?}");
    }
    let articles = written.iter().filter(|name| name.contains("story-")).count();
    // The newest article of the language is followed by the new one.
    assert_eq!(articles, 2 + 1, "{written:#?}");
}

#[test]
fn a_title_is_shown_on_its_lists_and_its_neighbours() {
    let (mut ground, mut files) = site(ARTICLES);
    for number in [30, 111, ARTICLES - 1] {
        let text = article(number, "", "Text.").replace("title: Story", "title: Tale");
        let (written, removed, now) =
            after(&mut ground, &files, |ground| ground.write(&source(number), text));
        let mut wanted = vec![page(number)];
        wanted.extend(named_on(number, ARTICLES));
        wanted.extend(list_pages(number, ARTICLES));
        wanted.push(format!("{}/feed.xml", month(number)));
        if number == ARTICLES - 1 {
            wanted.extend(newest_on(number));
        }
        assert_files(&written, wanted, &format!("the title of {number}"));
        assert_files(&removed, NONE, "a title");
        files = now;
    }
}

#[test]
fn the_newest_article_moves_no_page_but_the_one_that_becomes_full() {
    // Where a page of the region or of the year becomes full, where a month begins, and where nothing of that happens.
    for first in [178, 182, 190, 198, 218] {
        add_three(first);
    }
}

/// Adds three articles to a site of so many.
fn add_three(articles: usize) {
    let (mut ground, mut files) = site(articles);
    for number in articles..articles + 3 {
        let edit = |ground: &mut Ground| ground.write(&source(number), article(number, "", "Text."));
        let (written, removed, now) = after(&mut ground, &files, edit);
        let mut wanted = vec![page(number), page(number - 1)];
        wanted.extend(counts(number));
        wanted.extend(newest_on(number));
        wanted.extend(sitemaps(number));
        for (folder, position, _) in lists(number, number + 1) {
            // The page that becomes full is new, and the one before it leads to it from then on.
            let full = (position + 1) / PAGE;
            if (position + 1).is_multiple_of(PAGE) && full > 1 {
                wanted.push(format!("{folder}/page/{}/index.html", full - 1));
                wanted.extend((full > 2).then(|| format!("{folder}/page/{}/index.html", full - 2)));
            }
        }
        if number % MONTH == 0 {
            // The first article of a month: the feed of the month before leads to this one, and two more lists of all
            // months have one more.
            wanted.push(format!("{}/feed.xml", month(number - 1)));
            wanted.extend(["sitemaps/pages.xml", "404.html"].map(str::to_owned));
        }
        assert_files(&written, wanted, &format!("article {number} added"));
        assert_files(&removed, NONE, "an article added");
        files = now;
    }
}

#[test]
fn a_newest_article_that_is_deleted_leaves_what_was_before() {
    let (mut ground, old) = site(ARTICLES);
    let number = ARTICLES;
    let edit = |ground: &mut Ground| ground.write(&source(number), article(number, "", "Text."));
    let (added, _, with) = after(&mut ground, &old, edit);
    let (written, removed, now) = after(&mut ground, &with, |ground| ground.remove(&source(number)));
    assert_files(&removed, [page(number)], "deleted");
    assert_files(&written, added.into_iter().filter(|name| *name != page(number)), "deleted");
    assert!(now == old);
}

#[test]
fn a_withdrawn_article_keeps_its_position() {
    let (mut ground, files) = site(ARTICLES);
    let number = 100;
    let edit =
        |ground: &mut Ground| ground.write(&source(number), article(number, "withdrawn: true\n", "Text."));
    let (written, removed, _) = after(&mut ground, &files, edit);
    let mut wanted = vec![page(number)];
    wanted.extend(named_on(number, ARTICLES));
    wanted.extend(list_pages(number, ARTICLES));
    wanted.extend(counts(number));
    wanted.extend(sitemaps(number));
    wanted.push(format!("{}/feed.xml", month(number)));
    let unforeseen: Vec<&String> = written.iter().filter(|name| !wanted.contains(name)).collect();
    assert!(unforeseen.is_empty(), "{unforeseen:#?}");
    assert_files(&removed, NONE, "withdrawn");
}

#[test]
fn a_tag_has_a_page_as_long_as_it_has_articles() {
    let (mut ground, _) = site(ARTICLES);
    for number in [10, 20] {
        ground.write(&source(number), article(number, "tags: [bees]\n", "Text."));
    }
    let (_, old) = ground.check().unwrap();
    let edit = |ground: &mut Ground| ground.write(&source(10), article(10, "", "Text."));
    let (written, removed, _) = after(&mut ground, &old, edit);
    assert_files(&removed, ["tags/bees/index.html", "tags/bees/feed.xml"].map(str::to_owned), "untagged");
    // Both pages named the tag, the feeds list it as a category, and the indexes count it.
    let feed = |number| format!("{}/feed.xml", month(number));
    let indexes = ["tags/index.html", "search/index.html", "sitemaps/pages.xml"].map(str::to_owned);
    assert_files(&written, [page(10), page(20), feed(10)].into_iter().chain(indexes), "untagged");
}

#[test]
fn a_profile_is_shown_by_its_articles() {
    let (mut ground, files) = site(40);
    ground
        .write("content/articles/other.md", "---\ntitle: Other\ndate: 1999-01-01\nauthor: Ede\n---\nText.\n");
    drop(files);
    let (_, old) = ground.check().unwrap();
    let profile = "---\nname: Dina\nnote: Another note.\n---\nLife.\n";
    let (written, removed, _) =
        after(&mut ground, &old, |ground| ground.write("content/authors/dina.md", profile));
    let mut wanted: Vec<String> = (0..40).map(page).collect();
    wanted.push("authors/dina/index.html".to_owned());
    wanted.extend(written.iter().filter(|name| *name == "authors/index.html").cloned());
    assert_files(&written, wanted, "a note");
    assert_files(&removed, NONE, "a note");
}
