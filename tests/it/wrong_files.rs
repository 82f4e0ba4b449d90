//! Files that do not hold what their names say, podcasts without a cover, entries with one identifier.

use crate::page::{file, picture, post, site_with};
use crate::support::{Site, site};

/// A JPEG of 2 by 3 pixels, as far as readers of sizes look.
const JPEG: &[u8] = b"\xff\xd8\xff\xc0\x00\x11\x08\x00\x03\x00\x02\x03\x01\x11\x00\x02\x11\x00\x03\x11\x00\xff\xda\x00\x02ab\xff\xd9";

const AGAIN: &str = "download it again or remove it";

#[test]
fn error_pages_saved_as_files_are_told_with_who_shows_them() {
    let body = "![x](/up/empty.jpg)\n\n![x](/up/good.jpg)\n";
    let site = site(
        &[
            file(
                "a.md",
                "title: A\ndate: 2010-12-10\nimage: a.jpg\naudio: /up/a.mp3\nattachments: [/up/a.pdf]",
                body,
            ),
            file("b/index.md", "title: B\ndate: 2010-12-11", "![x](c.png)"),
        ]
        .concat(),
    );
    let page = "<!DOCTYPE html>\n<title>404</title>";
    for name in ["content/a.jpg", "content/b/c.png", "static/up/a.mp3", "static/up/a.pdf"] {
        site.write(name, page);
    }
    site.write("static/up/empty.jpg", "")
        .write("static/up/good.jpg", JPEG)
        .write("static/up/cut.jpg", &JPEG[..26]);
    let told = format!(
        "warning[wrong-content] content/a.jpg: the file is HTML, not a JPEG (used by content/a.md; {AGAIN})\n\
         warning[wrong-content] content/b/c.png: the file is HTML, not a PNG (used by content/b/index.md; {AGAIN})\n\
         warning[wrong-content] static/up/a.mp3: the file is HTML, not audio or video (used by content/a.md; {AGAIN})\n\
         warning[wrong-content] static/up/a.pdf: the file is HTML, not a PDF (used by content/a.md; {AGAIN})\n\
         warning[wrong-content] static/up/cut.jpg: the file is truncated ({AGAIN})\n\
         warning[wrong-content] static/up/empty.jpg: the file is empty ({AGAIN})\n"
    );
    // A build that finds everything as it was tells the same.
    for _ in 0..2 {
        let built = site.build();
        assert_eq!(built.problems_text(), told);
        let page = built.file("2010/12/a/index.html");
        let image = picture(&page, "src", "/up/good.jpg");
        assert_eq!((image.get("width"), image.get("height")), (Some("2"), Some("3")), "{page}");
        for broken in ["/up/empty.jpg", "/a.jpg"] {
            assert_eq!(picture(&page, "src", broken).get("width"), None, "{broken}: {page}");
        }
        assert!(!page.contains("og:image:width"), "{page}");
    }
    site.write("static/up/empty.jpg", JPEG);
    assert_eq!(
        site.build().problems_text(),
        told.lines()
            .filter(|line| !line.contains("empty"))
            .fold(String::new(), |all, line| all + line + "\n")
    );
}

/// A site with one podcast, whose file has this line.
fn podcast(line: &str) -> Site {
    let config = "[taxonomies]\npodcast = { path = \"podcasts\", feed = \"itunes\" }\n";
    let files = [
        file("podcasts/talk.md", &format!("title: Talk\n{line}"), ""),
        post("a.md", "A", "2010-12-10", "podcast: Talk\naudio: https://cast.example/a.mp3"),
    ];
    let site = site_with(config, &files.concat());
    site.write("content/podcasts/good.jpg", JPEG).write("content/podcasts/page.jpg", "<html>404</html>");
    site
}

#[test]
fn a_podcast_without_a_cover_is_told_where_it_is_declared() {
    let told = |line: &str| {
        let text = podcast(line).build().problems_text();
        let lines = text.lines().filter(|line| line.contains("podcast-cover"));
        lines.map(|line| line.split(" (podcast directories").next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let at = "warning[podcast-cover] site.toml:5:";
    let column = "podcast = { path = \"podcasts\", feed = ".len() + 1;
    assert_eq!(told("order: 1"), [format!("{at}{column}: podcast `Talk` has no cover")]);
    for (line, found) in [("image: none.jpg", "does not exist"), ("image: page.jpg", "is not an image")] {
        let file = line.strip_prefix("image: ").unwrap();
        let cover = format!("the cover of podcast `Talk` (`{file}` in content/podcasts/talk.md) {found}");
        assert_eq!(told(line), [format!("{at}{column}: {cover}")]);
    }
    assert_eq!(told("image: good.jpg"), <[String; 0]>::default());
    assert_eq!(told("image: https://elsewhere.example/a.jpg"), <[String; 0]>::default());
}

#[test]
fn two_entries_of_one_feed_with_one_identifier_are_told() {
    let uuid = "0b0e7a9e-0000-4000-8000-000000000001";
    let files = [
        post("a.md", "A", "2010-12-10", "guid: urn:x:1"),
        post("b.md", "B", "2010-12-11", "guid: urn:x:1"),
        post("c.md", "C", "2010-12-12", &format!("id: {uuid}")),
        post("d.md", "D", "2010-12-13", &format!("id: {uuid}")),
        post("e.md", "E", "2010-12-14", "guid: urn:x:2"),
        // Another language has feeds of its own, and what is withdrawn is in none.
        post("f.md", "F", "2010-12-15", "guid: urn:x:2\nlanguage: ru"),
        post("g.md", "G", "2010-12-16", "guid: urn:x:2\nwithdrawn: true"),
    ];
    let text = site_with("[languages]\nen = {}\nru = {}\n", &files.concat()).build().problems_text();
    let hint = "(feed readers will show only one of them; set a different `guid` or `id`)";
    assert_eq!(
        text,
        format!(
            "warning[same-guid] content/b.md: this file and content/a.md have the same feed identifier `urn:x:1` {hint}\n\
             warning[same-guid] content/d.md: this file and content/c.md have the same feed identifier `{uuid}` {hint}\n"
        )
    );
}
