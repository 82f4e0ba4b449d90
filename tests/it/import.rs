//! `generate import` from the command line: what is written, what is kept, what is compared, and what is refused.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::program::{Run, run};
use crate::support::tree;

/// Writes files below a folder.
fn write(root: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        let path = root.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

/// A small site of Jekyll in the folder `old`.
fn jekyll() -> TempDir {
    let folder = TempDir::new().unwrap();
    let files = [
        (
            "old/_config.yml",
            "title: The Old Site\nurl: https://old.example.org\npermalink: pretty\npaginate: 5\n",
        ),
        ("old/Gemfile", "gem 'jekyll'\n"),
        (
            "old/_posts/2014-03-02-First-Post.md",
            "---\ntitle: First\ntags: [rivers]\nredirect_from: /first-old/\n---\nOf {{ site.title }}. {% map 7 %}\n\n[next]({% post_url 2014-03-03-second %})\n",
        ),
        (
            "old/_posts/2014-03-03-second.md",
            "---\ntitle: Second\nauthor: Dina Example\n---\n```\n{% raw %}{{ code }}{% endraw %}\n```\n",
        ),
        ("old/_posts/2014-03-04-hidden.md", "---\ntitle: Hidden\npublished: false\n---\nx\n"),
        (
            "old/about.html",
            "---\ntitle: About\npermalink: /about-us/\n---\n<p>About</p>\n\n    <p>*us*</p>\n",
        ),
        ("old/images/a.txt", "a file\n"),
    ];
    write(folder.path(), &files);
    folder
}

fn import(folder: &TempDir, more: &[&str]) -> Run {
    run(folder.path(), &[&["import", "old", "--into", "new"], more].concat())
}

#[test]
fn a_site_has_the_addresses_that_it_had() {
    let folder = jekyll();
    let before = tree(&folder.path().join("old"));
    let imported = import(&folder, &[]);
    assert_eq!(imported.code, Some(0), "{}", imported.stderr);
    assert_eq!(tree(&folder.path().join("old")), before, "nothing of the old site is changed");
    assert!(
        imported.stdout.starts_with("Jekyll site\n  articles   2 of 3 posts (1 unpublished)\n"),
        "{}",
        imported.stdout
    );
    assert!(imported.stderr.contains("1 use of `map` became an HTML comment"), "{}", imported.stderr);
    let new = folder.path().join("new");
    assert!(run(folder.path(), &["build", "--root", "new"]).code == Some(0));
    let page = fs::read_to_string(new.join("public/2014/03/02/First-Post/index.html")).unwrap();
    assert!(page.contains("Of The Old Site.") && !page.contains("map 7") && !page.contains("{%"), "{page}");
    assert!(page.contains("href=\"/2014/03/03/second/\""), "{page}");
    let second = fs::read_to_string(new.join("public/2014/03/03/second/index.html")).unwrap();
    assert!(second.contains("{{ code }}") && !second.contains("raw"), "{second}");
    assert!(second.contains("Dina Example"), "{second}");
    let about = fs::read_to_string(new.join("public/about-us/index.html")).unwrap();
    assert!(about.contains("<p>*us*</p>"), "HTML is not read as Markdown: {about}");
    let redirect = fs::read_to_string(new.join("public/first-old/index.html"));
    let redirect = redirect.or_else(|_| fs::read_to_string(new.join("public/first-old.html"))).unwrap();
    assert!(redirect.contains("/2014/03/02/First-Post/"), "{redirect}");
    assert_eq!(fs::read_to_string(new.join("public/images/a.txt")).unwrap(), "a file\n");
    assert!(!new.join("public/2014/03/04").exists());
    let site = fs::read_to_string(new.join("site.toml")).unwrap();
    assert!(site.contains("title = \"The Old Site\"  # `title` in _config.yml\n"), "{site}");
    assert!(site.contains("`paginate` in _config.yml"), "{site}");
    let addresses = fs::read_to_string(new.join(".generate/addresses.csv")).unwrap();
    assert!(addresses.starts_with("address,kind,result,source\n"), "{addresses}");
    assert!(
        addresses.contains("/2014/03/02/First-Post/,article,same,_posts/2014-03-02-First-Post.md\n"),
        "{addresses}"
    );
    assert!(!addresses.contains(",lost,"), "{addresses}");
}

#[test]
fn a_second_import_leaves_alone_what_people_changed() {
    let folder = jekyll();
    import(&folder, &[]);
    let (new, old) = (folder.path().join("new"), folder.path().join("old"));
    let article = fs::read_dir(new.join("content/posts")).unwrap().map(|entry| entry.unwrap().path());
    let second = article.into_iter().find(|path| path.to_str().unwrap().contains("second")).unwrap();
    fs::write(&second, "---\ntitle: By hand\ndate: 2014-03-03\n---\nMine.\n").unwrap();
    let again = import(&folder, &[]);
    assert!(again.stdout.contains("1 edited by hand and kept"), "{}", again.stdout);
    write(&old, &[("_posts/2014-03-03-second.md", "---\ntitle: Second, corrected\n---\nx\n")]);
    let changed = import(&folder, &[]);
    assert!(changed.stderr.contains("warning[import-changed]"), "{}", changed.stderr);
    assert!(fs::read_to_string(&second).unwrap().contains("Mine."));
    let name = second.strip_prefix(&new).unwrap();
    assert!(
        fs::read_to_string(new.join(".import/changed").join(name)).unwrap().contains("Second, corrected")
    );
}

#[test]
fn a_dry_run_and_an_import_in_place_write_no_content() {
    let folder = jekyll();
    let dry = import(&folder, &["--dry-run"]);
    assert!(
        dry.stdout.contains("base_url = \"https://old.example.org/\"")
            && dry.stdout.contains("content/posts/"),
        "{}",
        dry.stdout
    );
    assert!(!folder.path().join("new").exists());
    import(&folder, &["--in-place", "--allow-lost"]);
    let names: Vec<String> =
        tree(&folder.path().join("new")).into_keys().filter(|name| !name.starts_with(".generate/")).collect();
    assert_eq!(names, [".gitignore", ".import/files.json", "site.toml"]);
}

#[test]
fn given_addresses_are_compared_and_a_lost_one_fails() {
    let folder = jekyll();
    let sitemap = "<urlset><url><loc>https://old.example.org/2014/03/02/First-Post/</loc></url><url><loc>https://old.example.org/gone/</loc></url></urlset>";
    write(folder.path(), &[("sitemap.xml", sitemap)]);
    let lost = import(&folder, &["--old-sitemap", "sitemap.xml"]);
    assert_eq!(lost.code, Some(1));
    assert!(
        lost.stderr.contains("error[import-lost]: 1 old address has no page in the new site, such as /gone/"),
        "{}",
        lost.stderr
    );
    let allowed = import(&folder, &["--old-sitemap", "sitemap.xml", "--allow-lost", "--json"]);
    assert_eq!(allowed.code, Some(0));
    assert_eq!(
        allowed.json()["report"]["addresses"],
        serde_json::json!({ "same": 1, "redirected": 0, "lost": 1 })
    );
}

#[test]
fn what_cannot_be_imported_is_told() {
    let folder = TempDir::new().unwrap();
    let told = |files: &[(&str, &str)], arguments: &[&str]| {
        write(folder.path(), files);
        let run = run(folder.path(), &[&["import"], arguments].concat());
        assert_eq!(run.code, Some(1), "{}", run.stderr);
        run.stderr
    };
    assert!(told(&[], &["none", "--into", "new"]).contains("error[unreadable"));
    assert!(
        told(&[("x/a.md", "a\n")], &["x", "--into", "new"]).contains("x is not a site of a known generator")
    );
    let both = [
        ("b/_config.yml", "title: A\n"),
        ("b/_posts/2014-01-01-a.md", "---\n---\n"),
        ("b/hugo.toml", "title = 'B'\n"),
        ("b/content/a.md", "x\n"),
    ];
    assert!(
        told(&both, &["b", "--into", "new"]).contains("has the files of several generators: Jekyll, Hugo\n")
    );
    assert!(told(&[], &["b", "--into", "b/new", "--from", "jekyll"]).contains("error[import-into]"));
    let broken = [("c/_config.yml", "title: [\n"), ("c/_posts/2014-01-01-a.md", "---\ntitle: A\n---\n")];
    let text = told(&broken, &["c", "--into", "new-c"]);
    assert!(text.contains("c/_config.yml"), "{text}");
    assert!(!folder.path().join("new").exists());
}

#[test]
fn hostile_texts_are_read_to_their_end() {
    let folder = jekyll();
    let bombs = [
        ("old/_includes/a.html", "{% include b.html %}"),
        ("old/_includes/b.html", "{% include a.html %}"),
        (
            "old/_posts/2014-04-01-bomb.md",
            "---\ntitle: Bomb\n---\nStart {% include a.html %} {% for i in (1..1000000000) %}x{% endfor %} {% if %} {{ '{{' }} end\n",
        ),
        (
            "old/_posts/2014-04-02-escape.md",
            "---\ntitle: Escape\npermalink: /../../../etc/x/\n---\n{% include ../../secret %}x\n",
        ),
        ("old/_posts/2014-04-03-CASE.md", "---\ntitle: Case\n---\nx\n"),
        ("old/_posts/2014-04-03-case.md", "---\ntitle: case\n---\nx\n"),
        ("old/_posts/2014-04-04-ruby.md", "---\ntitle: Ruby\nwhen: !ruby/object:Date\n  x: 1\n---\nx\n"),
        ("secret", "secret words"),
    ];
    write(folder.path(), &bombs);
    import(&folder, &["--allow-lost"]);
    assert_eq!(run(folder.path(), &["build", "--root", "new"]).code, Some(0));
    let all = tree(&folder.path().join("new/public"));
    let page = String::from_utf8(all["2014/04/01/bomb/index.html"].clone()).unwrap();
    assert!(
        page.contains("Start") && !page.contains("xxxxxxxxxxxxxxxxxxxx") && !page.contains("{% "),
        "{page}"
    );
    assert!(all.values().all(|bytes| !String::from_utf8_lossy(bytes).contains("secret words")));
    let mut top: Vec<String> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    top.sort();
    assert_eq!(top, ["new", "old", "secret"]);
}
