//! Files of content as pages, terms and what lies beside them.

use super::*;
use crate::import::hugo::config::Config;
use crate::import::testing::folder;

#[test]
fn files_are_pages_indexes_terms_and_what_lies_beside_them() {
    let (_root, folder) = folder(&[
        ("hugo.toml", "[languages.en]\nweight = 1\n[languages.ru]\nweight = 2\n"),
        ("content/_index.md", "---\ntitle: Home\n---\n"),
        ("content/post/_index.ru.md", "---\n---\n"),
        ("content/post/One Day.md", "---\nTitle: One\nDATE: 2020-01-02\n---\ntext\n"),
        ("content/post/b/index.md", "+++\ntitle = \"B\"\n+++\n"),
        ("content/post/b/note.md", "x"),
        ("content/post/b/pics/a.png", "x"),
        ("content/post/loose.png", "x"),
        ("content/tags/_index.md", "{\"title\": \"Tags\"}\n"),
        ("content/tags/a/_index.md", "---\ntitle: A\n---\n"),
        ("content/doc.org", "x"),
        ("content/raw.html", "<!DOCTYPE html><p>x"),
        ("content/broken.md", "---\na: [\n---\n"),
        ("content/.hidden.md", "x"),
    ]);
    let mut problems = Diagnostics::new();
    let site = Site::of(Config::read(&folder, &mut problems), &folder);
    assert!(problems.is_empty());
    let content = read(&site, &folder, &mut problems);
    assert_eq!(problems.errors(), 1);
    let pages: Vec<_> =
        content.pages.iter().map(|page| (&*page.folder, &*page.name, page.kind, page.language)).collect();
    assert_eq!(
        pages,
        [
            ("", "", Kind::Home, 0),
            ("post", "One Day", Kind::Regular, 0),
            ("post", "", Kind::Section, 1),
            ("post", "b", Kind::Regular, 0),
            ("tags", "", Kind::Taxonomy(1), 0),
            ("tags/a", "", Kind::Term(1), 0),
        ]
    );
    assert_eq!(content.pages[1].key(), "post/one-day");
    assert_eq!(content.pages[1].date.as_ref().map(|date| date.text.as_str()), Some("2020-01-02"));
    assert_eq!(content.pages[1].fields.text("title").as_deref(), Some("One"));
    assert_eq!(content.pages[5].term(&site).as_deref(), Some("a"));
    let [(3, resource)] = &content.resources[..] else { panic!("{:?}", content.resources) };
    assert_eq!((&*resource.source, &*resource.target), ("content/post/b/pics/a.png", "pics/a.png"));
    let files: Vec<&str> = content.files.iter().map(|(_, path, _)| &**path).collect();
    assert_eq!(files, ["post/loose.png", "raw.html"]);
    let mut left: Vec<_> = content.left_out.iter().map(|left| (&*left.source, &left.why)).collect();
    left.sort();
    assert_eq!(
        left,
        [
            ("content/broken.md", &Why::Unreadable),
            ("content/doc.org", &Why::Format("org")),
            ("content/post/b/note.md", &Why::Unpublished),
        ]
    );
}
