//! Names that are not for content to take: the program's own, those that steer a host, and those that other systems do not
//! take. Every message names the file it is about, and nothing is rendered before it.

use generate::reserved::Own;

use crate::page::{post, site_with};
use crate::support::{Site, site};

/// A site with one article that has these lines of front matter.
fn with(more: &str) -> Site {
    site(&post("a.md", "First", "2010-12-10", more))
}

#[test]
fn an_address_of_the_program_s_own_is_refused_where_it_is_written() {
    for (url, own) in [
        ("/generate-manifest.json", "generate-manifest.json"),
        ("/generate-manifest/x/", "generate-manifest"),
        ("/Generate-Manifest.JSON", "generate-manifest.json"),
        ("/_redirects", "_redirects"),
        ("/.generate-staging/x", ".generate-staging"),
        ("/.generate/x.html", ".generate"),
        ("/robots.txt", "robots.txt"),
        ("/sitemap.xml", "sitemap.xml"),
        ("/sitemaps/x/", "sitemaps"),
        ("/404.html", "404.html"),
        ("/theme/style.css", "theme"),
        ("/old-addresses/", "old-addresses"),
    ] {
        let reason = format!("`{own}` at the site root is used by generate");
        let text = with(&format!("url: {url}")).fail();
        assert!(text.starts_with("error[reserved-address] content/a.md:4:6: the address /"), "{text}");
        assert!(text.contains(&format!("is reserved: {reason} (choose another name")), "{text}");
        assert_eq!(text.lines().count(), 1, "{text}");
        let text = with(&format!("aliases: [{url}]")).fail();
        assert!(text.starts_with("error[reserved-address] content/a.md:4:11: alias /"), "{text}");
        assert!(text.contains(&format!("is reserved: {reason} (remove the alias)")), "{text}");
        assert_eq!(text.lines().count(), 1, "{text}");
        let built = with(&format!("origin: {{url: \"https://old.example{url}\"}}"))
            .config("old_hosts = [\"old.example\"]");
        let built = built.build();
        let text = built.problems_text();
        assert!(
            text.starts_with(&format!(
                "warning[reserved-address] content/a.md: the original address old.example{}",
                url.trim_end_matches('/')
            )),
            "{text}"
        );
        assert!(!built.file("_redirects").contains("301"), "{url}: no rule leads away from it either");
    }
}

#[test]
fn the_documentation_lists_the_program_s_own_names() {
    let text = include_str!("../../docs/content.md").split_once("### Reserved names").unwrap().1;
    let text = text.split_once("\n## ").unwrap().0;
    for own in Own::ALL {
        assert!(text.contains(&format!("`{}`", own.name())), "{}", own.name());
    }
}

#[test]
fn slugs_and_names_of_files_reserve_nothing_either() {
    let text = with("slug: generate-manifest.json").config("permalink = \"/{slug}/\"").fail();
    assert!(
        text.starts_with("error[reserved-address] content/a.md:4:7: the address /generate-manifest.json/"),
        "{text}"
    );
    let text = site("-- content/pages/_redirects.md --\n---\ntitle: Rules\n---\n").fail();
    assert!(text.starts_with("error[reserved-address] content/pages/_redirects.md:"), "{text}");
    let post = post("a.md", "A", "2010-12-10", "generate-manifest: X");
    let text = site_with("[taxonomies]\ngenerate-manifest = {}", &post).fail();
    let reason = "`generate-manifest` at the site root is used by";
    assert!(text.contains(&format!("generate-manifest/x/index.html: {reason}")), "{text}");
}

#[test]
fn files_with_names_of_the_program_s_own_are_refused() {
    let name = "is used by generate (choose another name; see docs/content.md for reserved names)";
    let site = with("");
    site.write("content/generate-manifest.json", "{}");
    assert_eq!(
        site.fail(),
        format!(
            "error[reserved-file] content/generate-manifest.json: this file cannot be published: `generate-manifest.json` at the site root {name}\n"
        )
    );
    let site = with("");
    site.write("static/generate-manifest.json", "{}").write("static/generate-manifest/a.json", "x");
    assert_eq!(
        site.fail(),
        format!(
            "error[reserved-file] static/generate-manifest.json: this file cannot be published: `generate-manifest.json` at the site root {name}\n\
             error[reserved-file] static/generate-manifest/a.json: this file cannot be published: `generate-manifest` at the site root {name}\n"
        )
    );
    // Below a folder the name is free, and these the owner may replace; those of web apps are free everywhere.
    let site = with("");
    site.write("content/x/generate-manifest.json", "{}")
        .write("static/manifest.json", "app")
        .write("static/manifest/icon.txt", "icon")
        .write("static/robots.txt", "own")
        .write("static/404.html", "own");
    let built = site.build();
    assert_eq!(
        (built.file("x/generate-manifest.json"), built.file("robots.txt")),
        ("{}".into(), "own".into())
    );
    assert_eq!((built.file("manifest.json"), built.file("manifest/icon.txt")), ("app".into(), "icon".into()));
}

#[test]
fn content_steers_no_host() {
    for (url, reason) in [
        ("/vercel.json", "Vercel would read it as configuration"),
        ("/a/web.config/", "IIS would read it as configuration"),
        ("/.well-known/security.txt", "it would act for the whole site"),
        ("/_worker.js", "Cloudflare Pages would read it as configuration"),
        ("/CNAME", "GitHub Pages would read it as configuration"),
        ("/a/x.php.html", "servers with PHP would execute it"),
    ] {
        let text = with(&format!("url: {url}")).fail();
        assert!(text.starts_with("error[reserved-address] content/a.md:4:6: "), "{text}");
        assert!(text.contains(&format!("is reserved: {reason} (only files in static/ may")), "{text}");
        let text = with(&format!("aliases: [{url}]")).fail();
        assert!(text.contains(&format!("is reserved: {reason} (remove the alias)")), "{text}");
        let built = with(&format!("origin: {{url: \"https://old.example{url}\"}}"))
            .config("old_hosts = [\"old.example\"]");
        let text = built.build().problems_text();
        assert!(text.contains(&format!("cannot redirect here: {reason} (links to it")), "{text}");
    }
    let site = with("");
    for name in [
        "vercel.json",
        "firebase.json",
        "_routes.json",
        "b/staticwebapp.config.json",
        "b/x.php.txt",
        "b/.htaccess",
    ] {
        site.write(&format!("content/{name}"), "{}").write(&format!("static/own/{name}"), "own");
    }
    site.write("content/b/vercel.json", "{}").write("static/vercel.json", "own").write("static/x.php", "own");
    let built = site.build();
    let text = built.problems_text();
    for (file, reason) in [
        ("_routes.json", "Cloudflare Pages would read it as configuration"),
        ("b/.htaccess", "Apache would read it as configuration"),
        ("b/staticwebapp.config.json", "Azure Static Web Apps would read it as configuration"),
        ("b/x.php.txt", "servers with PHP would execute it"),
        ("firebase.json", "Firebase Hosting would read it as configuration"),
        ("vercel.json", "Vercel would read it as configuration"),
    ] {
        assert!(
            text.contains(&format!(
                "warning[host-config-file] content/{file}: this file is not copied: {reason} (only"
            )),
            "{file}: {text}"
        );
    }
    assert_eq!(text.lines().count(), 6, "{text}");
    assert_eq!(built.file("vercel.json"), "own", "the static folder is the owner's");
    assert_eq!(built.file("b/vercel.json"), "{}", "Vercel reads none there");
    assert!(built.has("x.php") && built.has("own/b/.htaccess") && !built.has("b/.htaccess"));
}

#[test]
fn trusted_content_steers_no_host() {
    let site = with("").config("trusted = true");
    site.write("content/x.php", "<?php").write("content/x.js", "1");
    let built = site.build();
    assert!(built.has("x.js") && !built.has("x.php"), "{:?}", built.names());
}

#[test]
fn old_addresses_of_programs_stand_in_rules_alone() {
    let built = with("aliases: [/story.php, /a/b.shtml]").build();
    assert_eq!(built.problems_text(), "");
    assert!(!built.has("story.php") && !built.has("a/b.shtml"));
    let rules = built.file("_redirects");
    assert!(rules.contains("/a/b.shtml /2010/12/a/ 301\n/story.php /2010/12/a/ 301\n"), "{rules}");
}

#[test]
fn a_template_that_is_not_there_names_the_page() {
    let page = |name: &str| format!("-- content/pages/p.md --\n---\ntitle: P\ntemplate: {name}\n---\n");
    assert_eq!(
        site(&page("standin.html")).fail(),
        "error[template] content/pages/p.md:3:11: unknown template `standin.html` (did you mean `standing.html`?)\n"
    );
    assert_eq!(
        site(&page("x")).fail(),
        "error[template] content/pages/p.md:3:11: unknown template `x` (create templates/x, or remove the key `template`)\n"
    );
    let own = site(&(page("own.html") + "-- templates/own.html --\nmine\n"));
    assert_eq!(own.build().file("p/index.html"), "mine\n");
}

#[test]
fn two_documents_on_one_address_are_told_where_it_is_written() {
    let files = post("a.md", "A", "2010-12-10", "url: /x/") + &post("b.md", "B", "2010-12-11", "url: /x/");
    let text = site(&files).fail();
    assert!(
        text.starts_with("error[same-address] content/b.md:4:6: this file and content/a.md have"),
        "{text}"
    );
    let text = with("url: /feed.xml").fail();
    assert!(
        text.starts_with("error[alias-on-page] content/a.md:4:6: alias /feed.xml is already the address of the feed of the site"),
        "{text}"
    );
}

#[test]
fn a_path_too_long_for_systems_names_its_source() {
    let site = with("");
    let folder = vec!["f".repeat(190); 6].join("/");
    site.write(&format!("content/{folder}/a.pdf"), "%PDF-1.4");
    let text = site.fail();
    assert!(
        text.starts_with("error[path-too-long]: the output path of content/fff") && text.len() < 400,
        "{text}"
    );
    let told = "fff/a.pdf is 1151 bytes long; the limit is 1010";
    assert!(text.contains(told), "{text}");
}

#[test]
fn names_that_windows_does_not_take_are_one_warning() {
    let files = post("a.md", "A", "2010-12-10", "aliases: [/CON, \"/a:b/\", /fine/]");
    let site = site(&files);
    site.write("content/aux.txt", "x").write("static/what?.txt", "x");
    let built = site.build();
    assert_eq!(
        built.problems_text(),
        "warning[windows-name]: 4 files have names not allowed on Windows: `CON/index.html (from content/a.md)`, \
         `a:b/index.html (from content/a.md)`, `aux.txt (from content/aux.txt)`, `what?.txt (from static/what?.txt)` \
         (a copy of the site on Windows would not have them; rename the sources or change their addresses)\n"
    );
    assert!(built.has("aux.txt") && built.has("CON/index.html"));
}

#[test]
fn paths_that_are_one_elsewhere_are_a_warning_that_names_both() {
    let site = with("");
    for name in ["strasse.pdf", "straße.pdf", "ſo.pdf", "so.pdf", "ﬁlm.pdf", "film.pdf", "ŽIŽEK.pdf"] {
        site.write(&format!("content/{name}"), "%PDF-1.4");
    }
    let hint = "(a copy of the site there would have only one of them; change one address)";
    let one = "which are the same file on macOS or Windows";
    assert_eq!(
        site.build().problems_text(),
        format!(
            "warning[same-file-elsewhere]: content/film.pdf is written to film.pdf and content/ﬁlm.pdf to ﬁlm.pdf, {one} {hint}\n\
             warning[same-file-elsewhere]: content/so.pdf is written to so.pdf and content/ſo.pdf to ſo.pdf, {one} {hint}\n\
             warning[same-file-elsewhere]: content/strasse.pdf is written to strasse.pdf and content/straße.pdf to straße.pdf, {one} {hint}\n"
        )
    );
    // Letters that differ by case alone, and two forms of one letter, are one file here too.
    for pair in [["Žižek.pdf", "žižek.pdf"], ["caf\u{e9}.pdf", "cafe\u{301}.pdf"]] {
        let site = with("");
        pair.iter().for_each(|name| _ = site.write(&format!("content/{name}"), "x"));
        let text = site.fail();
        assert!(pair.iter().all(|name| text.contains(&format!("content/{name}"))), "{text}");
    }
}

#[test]
fn no_rule_leads_from_a_reserved_name_whatever_its_query() {
    let aliases =
        "aliases: [\"/.well-known/acme?x=1\", \"/_headers?x=1\", \"/.well-known/x.php\", \"/old.php?id=7\"]";
    let built = site(&post("a.md", "A", "2010-12-10", aliases)).try_build();
    let rules = if built.has("_redirects") { built.file("_redirects") } else { String::new() };
    assert!(
        !rules.contains("well-known") && !rules.contains("_headers"),
        "{rules}\n{}",
        built.problems_text()
    );
    assert!(rules.contains("/old.php id=7 "), "{rules}\n{}", built.problems_text());
}
