//! Edits of each kind reach the browsers that show them, and no others.

use std::fs;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use super::client::{LIMIT, Running, save, serve, serve_with};
use crate::page::{post, site_with};
use crate::support::{Site, site};

fn two() -> Site {
    let files = [("a", "2010-01-01"), ("b", "2015-06-01"), ("c", "2020-12-01")];
    let posts: String = files
        .iter()
        .map(|(name, date)| post(&format!("{name}.md"), name, date, &format!("url: /{name}/")))
        .collect();
    site_with("", &posts)
}

fn article(title: &str, name: &str, date: &str, body: &str) -> String {
    format!("---\ntitle: {title}\ndate: {date}\nurl: /{name}/\n---\n{body}\n")
}

/// Waits until the site was read again after `count` times, and gives it a moment to be read once more than that.
fn settled(served: &Running, count: usize) -> usize {
    let started = Instant::now();
    while served.rebuilds() <= count {
        assert!(started.elapsed() < LIMIT, "not read again: {:#?}", served.log());
        thread::sleep(Duration::from_millis(5));
    }
    thread::sleep(Duration::from_millis(300));
    served.rebuilds()
}

/// Waits until a page shows a text.
fn shows(served: &Running, path: &str, text: &str) {
    let started = Instant::now();
    while !served.get(path).text().contains(text) {
        assert!(started.elapsed() < LIMIT, "{path} never showed {text}: {:#?}", served.log());
        thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn what_is_saved_while_the_site_is_read_is_seen() {
    const ROUNDS: u32 = 40;
    let mut start = Duration::ZERO;
    for round in 0..ROUNDS {
        let site = site(&post("a.md", "Before", "2010-01-01", "url: /alpha/"));
        // Only a site without files this young is watched after it is read.
        thread::sleep(Duration::from_millis(40));
        let delay = start * round / ROUNDS;
        let since = Instant::now();
        let served = thread::scope(|scope| {
            if round > 0 {
                scope.spawn(|| {
                    thread::sleep(delay);
                    site.write("content/a.md", article("After", "alpha", "2010-01-01", ""));
                });
            }
            serve(&site)
        });
        if round == 0 {
            start = since.elapsed();
            save(&site, "content/a.md", article("After", "alpha", "2010-01-01", ""));
        }
        let since = Instant::now();
        while !served.get("/2010/").text().contains("After") {
            assert!(since.elapsed() < LIMIT, "saved after {delay:?} of {start:?}: {:#?}", served.log());
            thread::sleep(Duration::from_millis(10));
        }
    }
}

#[test]
fn a_saved_text_reloads_its_page_and_no_other() {
    let site = two();
    let served = serve(&site);
    let (mut a, mut c, mut lost) = (served.listen("/a/"), served.listen("/c/"), served.listen("/lost/"));
    let since = Instant::now();
    save(&site, "content/a.md", article("a", "a", "2010-01-01", "Some text. And more of it."));
    a.expect("reload", since);
    assert!(served.get("/a/").text().contains("And more of it."));
    let told = served.wait_for("Rebuilt");
    assert!(told.contains("content/a.md") && told.contains("reloaded: [\"/a/\"]"), "{told}");
    // Those that were not told before are told now, and of this alone: nothing was waiting for them.
    let since = Instant::now();
    save(&site, "content/lost.md", article("lost", "lost", "2010-03-01", "Found."));
    lost.expect("reload", since);
    let since = Instant::now();
    save(&site, "content/c.md", article("c", "c", "2020-12-01", "Other text."));
    c.expect("reload", since);
}

#[test]
fn files_come_move_and_go() {
    let site = two();
    let served = serve(&site);
    let mut home = served.listen("/");
    let since = Instant::now();
    save(&site, "content/new/d.md", article("Delta", "d", "2021-01-01", "New."));
    home.expect("reload", since);
    assert!(served.get("/").text().contains("Delta") && served.get("/d/").status == 200);

    // The folder is new too: what happens in it is seen.
    let mut page = served.listen("/d/");
    let since = Instant::now();
    save(&site, "content/new/d.md", article("Delta", "d", "2021-01-01", "Newer."));
    page.expect("reload", since);

    let before = served.rebuilds();
    fs::rename(site.path("content/new"), site.path("content/moved")).unwrap();
    settled(&served, before);
    assert_eq!(served.get("/d/").status, 200);
    let mut page = served.listen("/d/");
    let since = Instant::now();
    save(&site, "content/moved/d.md", article("Delta", "e", "2021-01-01", "Renamed."));
    page.expect("reload", since);
    assert_eq!((served.get("/d/").status, served.get("/e/").status), (404, 200));

    let mut page = served.listen("/e/");
    let since = Instant::now();
    fs::remove_file(site.path("content/moved/d.md")).unwrap();
    page.expect("reload", since);
    assert_eq!(served.get("/e/").status, 404);
}

#[test]
fn a_folder_in_the_place_of_another_is_watched() {
    let site = two();
    let served = serve(&site);
    let mut text = 0;
    let mut edit = || {
        text += 1;
        let mut page = served.listen("/a/");
        let since = Instant::now();
        save(&site, "content/a.md", article("a", "a", "2010-01-01", &format!("Text {text}.")));
        page.until("reload");
        eprintln!("reload after {:?}", since.elapsed());
    };
    edit();
    // Away and back at once, as scripts do: nothing is different, but what watched it may be gone.
    let before = served.rebuilds();
    fs::rename(site.path("content"), site.path("away")).unwrap();
    fs::rename(site.path("away"), site.path("content")).unwrap();
    settled(&served, before);
    edit();
    // A copy takes its place.
    let before = served.rebuilds();
    fs::create_dir(site.path("copy")).unwrap();
    for name in ["a.md", "b.md", "c.md"] {
        fs::copy(site.path("content").join(name), site.path("copy").join(name)).unwrap();
    }
    fs::rename(site.path("content"), site.path("away")).unwrap();
    fs::rename(site.path("copy"), site.path("content")).unwrap();
    settled(&served, before);
    edit();
    // Removed and made anew.
    let before = served.rebuilds();
    fs::remove_dir_all(site.path("content")).unwrap();
    fs::rename(site.path("away"), site.path("content")).unwrap();
    settled(&served, before);
    edit();
}

#[test]
fn a_content_folder_below_another_comes_and_goes() {
    let site = two();
    save(
        &site,
        "site.toml",
        "title = \"T\"\nbase_url = \"https://archive.example.org/\"\ncontent = [\"content\", \"more/texts\"]\n",
    );
    let served = serve(&site);
    assert!(served.get("/a/").text().contains("more/texts"));
    let mut page = served.listen("/d/");
    for text in ["first", "second"] {
        // Whole at once, so that there is one edit.
        save(&site, "aside/texts/d.md", article("d", "d", "2011-01-01", text));
        let since = Instant::now();
        fs::rename(site.path("aside"), site.path("more")).unwrap();
        assert_eq!(page.expect("problems", since), "[]");
        page.expect("reload", since);
        let since = Instant::now();
        save(&site, "more/texts/d.md", article("d", "d", "2011-01-01", &format!("{text}, edited")));
        page.expect("reload", since);
        let since = Instant::now();
        fs::rename(site.path("more"), site.path("aside")).unwrap();
        assert!(page.expect("problems", since).contains("more/texts"));
    }
}

#[test]
fn folders_may_be_called_as_editors_call_files() {
    let site = two();
    let served = serve(&site);
    let mut page = served.listen("/d/");
    for name in ["4913", "report.tmp"] {
        save(&site, "aside/d.md", article("d", "d", "2011-01-01", name));
        let since = Instant::now();
        fs::rename(site.path("aside"), site.path("content").join(name)).unwrap();
        page.expect("reload", since);
        let since = Instant::now();
        save(&site, &format!("content/{name}/d.md"), article("d", "d", "2011-01-01", "Edited."));
        page.expect("reload", since);
        let since = Instant::now();
        fs::remove_dir_all(site.path("content").join(name)).unwrap();
        page.expect("reload", since);
    }
}

#[test]
fn what_editors_do_while_saving_is_one_edit() {
    let site = two();
    let served = serve(&site);
    let probes = [
        ".a.md.swp",
        "a.md~",
        "#a.md#",
        ".#a.md",
        "a.md.tmp",
        "a.md.part",
        "a.md___jb_tmp___",
        "a.md___jb_old___",
    ];
    for name in probes {
        site.write(&format!("content/{name}"), "swap");
    }
    site.write("content/4913", "");
    fs::create_dir_all(site.path(".git")).unwrap();
    site.write(".git/HEAD", "x");
    site.write("public/index.html", "x");
    // Changes are told in their order: once another edit is seen, all of these were.
    let mut other = served.listen("/c/");
    save(&site, "content/c.md", article("c", "c", "2020-12-01", "Another."));
    other.expect("reload", Instant::now());
    // That edit may have been seen twice: by the system's word, and by the look at a site that nobody watched yet.
    let told =
        || served.log().into_iter().filter(|line| line.starts_with("Rebuilt") || line.starts_with("Failed"));
    for line in told() {
        let files = line.split_once("files: [").unwrap().1.split_once(']').unwrap().0;
        assert!(
            ["", "\"content/c.md\""].contains(&files) && line.contains("problems: Diagnostics { list: [] }"),
            "{line}"
        );
    }
    assert!(told().count() <= 2, "{:#?}", served.log());
    // As vim saves: the old file moved away, the new one written, the old one removed. Where that takes long, the file is seen
    // gone before it is seen again.
    fs::rename(site.path("content/a.md"), site.path("content/a.md~")).unwrap();
    site.write("content/a.md", article("a", "a", "2010-01-01", "By vim."));
    fs::remove_file(site.path("content/a.md~")).unwrap();
    shows(&served, "/a/", "By vim.");
    // As others do: a file beside it that takes its name.
    let mut page = served.listen("/a/");
    let since = Instant::now();
    site.write("content/a.md.tmp", article("a", "a", "2010-01-01", "By renaming."));
    fs::rename(site.path("content/a.md.tmp"), site.path("content/a.md")).unwrap();
    page.until("reload");
    eprintln!("reload after {:?}", since.elapsed());
    shows(&served, "/a/", "By renaming.");
}

#[test]
fn a_style_sheet_is_changed_without_a_reload_and_a_script_with_one() {
    let site = two();
    save(&site, "static/theme/site.css", "body { color: red }");
    save(&site, "static/plain.css", "body { color: red }");
    save(
        &site,
        "templates/article.html",
        "{% extends \"default/article.html\" %}{% block head %}<link rel=\"stylesheet\" href=\"/plain.css\">{% endblock %}",
    );
    let served = serve(&site);
    let mut page = served.listen("/a/");
    let since = Instant::now();
    save(&site, "static/theme/site.css", "body { color: blue }");
    let styles: serde_json::Value = serde_json::from_str(&page.expect("styles", since)).unwrap();
    let new = styles["styles"][0][1].as_str().unwrap();
    assert!(new.starts_with("/theme/site.") && styles["styles"].as_array().unwrap().len() == 1, "{styles}");
    assert_eq!(served.get(new).text(), "body { color: blue }");
    assert_eq!(styles["page"], served.get("/a/").tag());
    // A name without a fingerprint stays the same.
    let since = Instant::now();
    save(&site, "static/plain.css", "body { color: green; margin: 0 }");
    let data = page.expect("styles", since);
    assert!(data.contains("[\"/plain.css\",\"/plain.css\"]"), "{data}");
    let mut home = served.listen("/");
    let since = Instant::now();
    save(&site, "static/theme/site.js", "// Another script.");
    page.expect("reload", since);
    home.expect("reload", since);
}

#[test]
fn a_template_with_an_error_leaves_what_was_there() {
    let site = two();
    let served = serve(&site);
    let mut page = served.listen("/a/");
    assert_eq!(page.kept, ["[]"]);
    let old = served.get("/a/").body;
    let since = Instant::now();
    save(
        &site,
        "templates/article.html",
        "{% extends \"default/article.html\" %}\n{% block body %}{{ page.title }",
    );
    let problems: serde_json::Value = serde_json::from_str(&page.expect("problems", since)).unwrap();
    let first = &problems[0];
    assert_eq!(
        (first["file"].as_str(), first["line"].as_u64()),
        (Some("templates/article.html"), Some(2)),
        "{first}"
    );
    assert!(first["source"].as_str().unwrap().contains("block body"), "{first}");
    assert!(served.wait_for("Failed").contains("templates/article.html"));
    assert_eq!(served.get("/a/").body, old);
    assert_eq!(served.get("/").status, 200);
    // Whoever comes now is told too.
    assert_ne!(served.listen("/b/").kept, ["[]"]);
    let since = Instant::now();
    fs::remove_file(site.path("templates/article.html")).unwrap();
    assert_eq!(page.expect("problems", since), "[]");
    assert!(served.wait_for("fixed: true").starts_with("Rebuilt"));
}

#[test]
fn an_error_in_an_article_shows_its_place_and_goes() {
    let site = two();
    let served = serve(&site);
    let mut page = served.listen("/a/");
    let since = Instant::now();
    save(&site, "content/b.md", "---\ntitle: b\ndate: yesterday\nurl: /b/\n---\nText.\n");
    let problems: serde_json::Value = serde_json::from_str(&page.expect("problems", since)).unwrap();
    let first = &problems[0];
    assert_eq!((first["file"].as_str(), first["line"].as_u64()), (Some("content/b.md"), Some(3)), "{first}");
    assert_eq!(first["source"], "date: yesterday");
    assert!(first["hint"].is_string());
    assert_eq!(served.get("/b/").status, 200);
    let since = Instant::now();
    save(&site, "content/b.md", article("b", "b", "2015-06-01", "Text."));
    assert_eq!(page.expect("problems", since), "[]");
    // An error that only rendering finds is told to those who see the page.
    let mut other = served.listen("/c/");
    let since = Instant::now();
    save(&site, "content/a.md", article("a", "a", "2010-01-01", "[x](@/nowhere.md)"));
    let data = page.expect("problems", since);
    assert!(data.contains("nowhere.md"), "{data}");
    page.expect("reload", since);
    let since = Instant::now();
    save(&site, "content/c.md", article("c", "c", "2020-12-01", "Unconcerned."));
    other.expect("reload", since);
}

#[test]
fn a_template_that_fails_on_one_page_leaves_the_others() {
    let site = two();
    let served = serve(&site);
    let mut page = served.listen("/a/");
    let since = Instant::now();
    save(
        &site,
        "templates/article.html",
        "{% if page.title == \"a\" %}{{ nothing.at.all }}{% endif %}<!doctype html><title>x</title>",
    );
    assert!(page.expect("problems", since).contains("templates/article.html"));
    let failing = served.get("/a/");
    assert_eq!(failing.status, 500);
    assert!(failing.text().contains("templates/article.html") && !failing.tag().is_empty());
    assert_eq!(served.get("/b/").status, 200);
    served.wait_for("Page {");
    let mut failing = served.listen("/a/");
    let since = Instant::now();
    save(&site, "templates/article.html", "<!doctype html><title>{{ page.title }}</title>");
    assert_eq!(failing.expect("problems", since), "[]");
    failing.expect("reload", since);
}

#[test]
fn the_configuration_is_read_again() {
    let site = two();
    let served = serve(&site);
    let mut page = served.listen("/a/");
    let since = Instant::now();
    save(&site, "site.toml", "title = \"Another name\"\nbase_url = \"https://archive.example.org/\"\n");
    page.expect("reload", since);
    assert!(served.get("/a/").text().contains("Another name"));
    let since = Instant::now();
    save(&site, "site.toml", "titel = \"Another name\"\n");
    let data = page.expect("problems", since);
    assert!(data.contains("site.toml") && data.contains("did you mean"), "{data}");
    // Another content folder, and another sub-path.
    let since = Instant::now();
    save(&site, "more/d.md", article("d", "d", "2011-01-01", "More."));
    save(
        &site,
        "site.toml",
        "title = \"T\"\nbase_url = \"https://archive.example.org/sub/\"\ncontent = [\"content\", \"more\"]\n",
    );
    assert_eq!(page.expect("problems", since), "[]");
    page.expect("reload", since);
    assert_eq!((served.get("/d/").status, served.get("/sub/d/").status), (404, 200));
    let mut page = served.listen("/sub/d/");
    let since = Instant::now();
    save(&site, "more/d.md", article("d", "d", "2011-01-01", "And more."));
    page.expect("reload", since);
}

#[test]
fn another_branch_is_read_once() {
    const FILES: usize = 2_000;
    let site = site("");
    let git = |arguments: &[&str]| {
        let mut command = Command::new("git");
        command
            .current_dir(site.path(""))
            .args(["-c", "user.name=A", "-c", "user.email=a@example.org"])
            .args(arguments);
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
        command.output().is_ok_and(|output| output.status.success())
    };
    if !git(&["init", "-q", "-b", "one"]) {
        eprintln!("git is absent: the test with a branch is skipped");
        return;
    }
    let write = |text: &str| {
        for n in 0..FILES {
            save(
                &site,
                &format!("content/{}/{n}.md", n % 20),
                article("x", &format!("x/{n}"), "2010-01-01", text),
            );
        }
        save(&site, ".gitignore", ".generate\n");
        assert!(git(&["add", "-A"]) && git(&["commit", "-q", "-m", text]));
    };
    write("one");
    assert!(git(&["checkout", "-q", "-b", "two"]));
    write("two");
    let served = serve(&site);
    let mut page = served.listen("/x/7/");
    let since = Instant::now();
    assert!(git(&["checkout", "-q", "one"]));
    page.expect("reload", since);
    assert!(served.get("/x/7/").text().contains("<p>one</p>"));
    let told = served.wait_for("Rebuilt");
    eprintln!("{}", &told[told.find("count").unwrap()..told.find("problems").unwrap()]);
    let count = settled(&served, 0);
    assert_eq!(count, 1, "{:#?}", served.log());
}

#[test]
fn polling_sees_edits_too() {
    let site = two();
    let served = serve_with(&site.options, true);
    let mut page = served.listen("/a/");
    let since = Instant::now();
    save(&site, "content/a.md", article("a", "a", "2010-01-01", "Seen by looking, of another size."));
    page.expect("reload", since);
}

#[test]
fn a_site_with_an_error_is_served_as_soon_as_it_is_mended() {
    let site = two();
    save(&site, "content/b.md", "---\ntitle: b\ndate: yesterday\n---\n");
    let served = serve(&site);
    let reply = served.get("/a/");
    assert_eq!(reply.status, 503);
    assert!(reply.text().contains("content/b.md:3"), "{}", reply.text());
    let mut page = served.listen("/a/");
    let since = Instant::now();
    save(&site, "content/b.md", article("b", "b", "2015-06-01", "Text."));
    assert_eq!(page.expect("problems", since), "[]");
    page.expect("reload", since);
    assert_eq!(served.get("/a/").status, 200);
}

#[test]
fn a_browser_that_was_away_is_told_when_it_comes_back() {
    let site = two();
    let served = serve(&site);
    let tag = served.get("/a/").tag();
    let before = served.rebuilds();
    save(&site, "content/a.md", article("a", "a", "2010-01-01", "Meanwhile."));
    settled(&served, before);
    served.listen_as("/a/", &tag).expect("reload", Instant::now());
    served.listen_as("/c/", &served.get("/c/").tag());
}

#[test]
fn texts_edited_one_after_the_other_are_all_shown() {
    let site = two();
    let written = |title: &str, text: &str| {
        format!("---\ntitle: {title}\ndate: 2010-01-01\nurl: /{title}/\nsummary: The same.\n---\n{text}\n")
    };
    save(&site, "content/a.md", written("a", "First."));
    save(&site, "content/x.md", written("x", "First."));
    let served = serve(&site);
    let (mut a, mut x) = (served.listen("/a/"), served.listen("/x/"));
    for round in 0..3 {
        let since = Instant::now();
        save(&site, "content/a.md", written("a", &format!("Text {round} of a.")));
        a.expect("reload", since);
        assert!(served.get("/a/").text().contains(&format!("Text {round} of a.")));
        let since = Instant::now();
        save(&site, "content/x.md", written("x", &format!("Text {round} of x, [a link](nowhere.md).")));
        x.expect("reload", since);
        assert!(served.get("/x/").text().contains(&format!("Text {round} of x")));
    }
    // Another title changes pages of others; the texts stay those of the last edits.
    let mut home = served.listen("/");
    let since = Instant::now();
    save(&site, "content/a.md", written("a", "The last text.").replace("title: a", "title: Another"));
    home.expect("reload", since);
    assert!(served.get("/").text().contains("Another"));
    assert!(served.get("/a/").text().contains("The last text."));
    assert!(served.get("/x/").text().contains("Text 2 of x"));
    // A text that becomes odd, or none, is no text like before.
    let mut x = served.listen("/x/");
    let since = Instant::now();
    save(
        &site,
        "content/x.md",
        written("x", "No such page.").replace("summary: The same.", "summary: [1, 2]"),
    );
    x.expect("problems", since);
}

#[test]
fn what_was_told_is_not_told_again_for_an_edit_of_a_text() {
    let files = post("a.md", "a", "2010-01-01", "url: /a/");
    let site = site_with("[menu]\nmain = [\"nowhere\"]\n", &files);
    thread::sleep(Duration::from_millis(60));
    let served = serve(&site);
    thread::sleep(Duration::from_millis(300));
    let edit = |title: &str, text: &str| {
        let count = served.rebuilds();
        let front_matter = format!("title: {title}\ndate: 2010-01-01\nurl: /a/\nsummary: As it was.");
        save(&site, "content/a.md", format!("---\n{front_matter}\n---\n{text}\n"));
        settled(&served, count);
        served.log().into_iter().rfind(|line| line.starts_with("Rebuilt")).unwrap()
    };
    // Right after its start the site may be read anew, whatever was edited.
    let silent =
        (0..5).find(|n| edit("a", &format!("Text {n}.")).contains("problems: Diagnostics { list: [] }"));
    assert!(silent.is_some(), "{:#?}", served.log());
    // The site as a whole is told of anew.
    assert!(edit("b", "Text.").contains("unknown menu target"), "{:#?}", served.log());
}
