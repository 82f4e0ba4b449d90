//! Copies of the default theme, and what has changed in it since.

use std::fs;

use generate::template::defaults::default_files;

use crate::page::stories;
use crate::program::run;
use crate::support::{Site, site, tree};

/// The version of the default theme.
const VERSION: &str = env!("CARGO_PKG_VERSION");

fn plain() -> Site {
    site(&stories(3, ""))
}

/// What a command prints, which must succeed.
fn said(site: &Site, arguments: &[&str]) -> String {
    let run = run(&site.path(""), arguments);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{}", run.stdout);
    run.stdout
}

#[test]
fn a_copy_of_everything_changes_no_page() {
    let site = plain();
    site.build();
    let before = tree(&site.path("public"));
    let files = default_files();
    let told = said(&site, &["theme", "copy"]);
    assert!(told.ends_with(&format!("{} files copied from generate {VERSION}\n", files.len())), "{told}");
    for file in &files {
        assert_eq!(fs::read(site.path(&file.path)).unwrap(), file.bytes, "{}", file.path);
    }
    site.build();
    assert_eq!(tree(&site.path("public")), before);
    assert_eq!(
        said(&site, &["theme", "diff"]),
        format!("{} copied files: the default theme has not changed\n", files.len())
    );
}

#[test]
fn files_of_the_site_are_kept() {
    let site = plain();
    site.write("templates/article.html", "mine");
    let told = said(&site, &["theme", "copy", "article.html", "i18n"]);
    assert_eq!(
        told,
        format!(
            "copied  i18n/en.toml\ncopied  i18n/ru.toml\nkept    templates/article.html, which the site has already\n\
             2 files copied from generate {VERSION}, 1 kept\n"
        )
    );
    assert_eq!(fs::read_to_string(site.path("templates/article.html")).unwrap(), "mine");
    // What was never copied is not compared.
    assert_eq!(said(&site, &["theme", "diff"]), "2 copied files: the default theme has not changed\n");
}

#[test]
fn what_has_changed_since_is_shown_and_the_sites_own_changes_are_not() {
    let site = plain();
    said(&site, &["theme", "copy", "404.html"]);
    site.write("templates/404.html", "own");
    let now = fs::read_to_string(site.path(&format!(".theme/{VERSION}/templates/404.html"))).unwrap();
    fs::remove_dir_all(site.path(&format!(".theme/{VERSION}"))).unwrap();
    site.write(".theme/0.0.1/templates/404.html", format!("old line\n{now}"));
    site.write(".theme/0.0.1/templates/gone.html", "x");
    site.write("templates/gone.html", "x");
    let told = said(&site, &["theme", "diff"]);
    let start = format!(
        "--- templates/404.html (generate 0.0.1)\n+++ templates/404.html (generate {VERSION})\n@@ -1,4 +1,3 @@\n-old line\n"
    );
    assert!(told.starts_with(&start), "{told}");
    assert!(told.contains("\ntemplates/gone.html is no longer in the default theme\n"), "{told}");
    assert!(told.ends_with("2 copied files, of which 2 have changed in the default theme\n"), "{told}");
    let json = run(&site.path(""), &["theme", "diff", "404.html", "--json"]).json();
    assert_eq!(
        (&json["files"][0]["file"], &json["files"][0]["copied"]),
        (&"templates/404.html".into(), &"0.0.1".into())
    );
    // A copy that was deleted and is made again is of this version.
    fs::remove_file(site.path("templates/404.html")).unwrap();
    said(&site, &["theme", "copy", "404.html"]);
    assert_eq!(
        said(&site, &["theme", "diff", "404.html"]),
        "1 copied file: the default theme has not changed\n"
    );
    assert!(!site.path(".theme/0.0.1/templates/404.html").exists());
}

#[test]
fn unknown_names_are_errors() {
    let site = plain();
    for (arguments, text) in [
        (
            &["theme", "copy", "articel.html"][..],
            "error[theme]: the default theme has no file `articel.html`\n |\n = hint: did you mean `article.html`?",
        ),
        (
            &["theme", "diff", "article.html"],
            "error[theme]: `article.html` was not copied with `generate theme copy`",
        ),
    ] {
        let run = run(&site.path(""), arguments);
        assert_eq!(run.code, Some(1));
        assert!(run.stderr.starts_with(text), "{}", run.stderr);
    }
    assert!(!site.path("templates").exists() && !site.path(".theme").exists());
    assert_eq!(said(&site, &["theme", "diff"]), "nothing was copied from the default theme\n");
}
