//! `[media]`: files that are served from a second host, and everything that refers to them.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use generate::build::media;

use crate::incremental::words::{photograph, png};
use crate::page::{file, site_with};
use crate::program::run;
use crate::support::{Built, Site, tree};

pub(crate) const MEDIA: &str = "[media]\nbase_url = \"https://media.example.net/files\"\nfolders = [\"podcasts\", \"photos\"]\nover = \"2 kB\"\n";

/// A recording of so many bytes.
fn recording(bytes: usize) -> Vec<u8> {
    [b"ID3".as_slice(), &vec![7; bytes]].concat()
}

/// A site in which everything that can refer to a file refers to one of media.
pub(crate) fn everything(config: &str) -> Site {
    let body = "A [link](/podcasts/a%20b.mp3), ![A photo](/photos/one.png \"x\"), ![Beside](photo.png) and [large](large.pdf?x=1#page=2).\n\n\
                <p><img src=\"/photos/one.png\" srcset=\"/photos/one.png 2x\" alt=\"\"><video src=\"/podcasts/film.mp4\" poster=\"/photos/one.png\"></video></p>\n\n\
                {{< audio src=\"/podcasts/a b.mp3\" >}}\n\n{{< figure src=\"/photos/one.png\" link=\"/photos/one.png\" alt=\"x\" >}}\n\n\
                [Old](http://old.example.org/podcasts/film.mp4) and [full](https://archive.example.org/photos/one.png), small ![s](/small/s.png).";
    let front = "title: All\ndate: 2010-01-02\nregion: X\nauthor: dina\nsummary: See.\n\
                 image: {file: /photos/one.png, alt: A, caption: 'A [photo](/photos/one.png)'}\naudio: {file: '/podcasts/a b.mp3', duration: 60}\n\
                 video: {file: /podcasts/film.mp4, poster: /photos/one.png}";
    let files = [
        file("story/index.md", front, body),
        file("pages/about.md", "title: About", body),
        file(
            "authors/dina.md",
            "name: Dina\nportrait: {file: /photos/one.png, alt: D}\nlinks: [{title: CV, url: /photos/cv.pdf}]",
            "![x](/photos/one.png)",
        ),
        file("regions/x.md", "title: X\nimage: {file: /photos/one.png, alt: X}", "![x](/photos/one.png)"),
    ];
    let config = format!(
        "old_hosts = [\"old.example.org\"]\n[taxonomies]\nregion = {{path = \"regions\", feed = \"itunes\"}}\n\
         [appeal]\ntext = \"T\"\nlinks = [{{title = \"Film\", url = \"/podcasts/film.mp4\"}}]\n{config}"
    );
    let site = site_with(&config, &files.concat());
    site.write("static/photos/one.png", photograph())
        .write("static/photos/cv.pdf", "%PDF-1.4 cv")
        .write("static/podcasts/a b.mp3", recording(100))
        .write("static/podcasts/film.mp4", [b"\0\0\0\x18ftypmp42".as_slice(), &[0; 99]].concat())
        .write("static/podcasts/notes.vtt", "WEBVTT\n")
        .write("static/small/s.png", png(1))
        .write("content/story/photo.png", png(2))
        .write("content/story/large.pdf", [b"%PDF-1.4 ".as_slice(), &[b'x'; 3_000]].concat());
    site
}

/// The folder of media of a site that was built.
fn folder(built: &Built) -> PathBuf {
    media::beside(&built.out)
}

/// The names of the files of media, but for those of the manifest.
fn names(built: &Built) -> Vec<String> {
    let mut names: Vec<String> = tree(&folder(built)).into_keys().collect();
    names.retain(|name| !name.starts_with("manifest/") && !name.starts_with("generate-manifest"));
    names
}

/// All that is written, of both folders.
fn both(built: &Built) -> BTreeMap<String, Vec<u8>> {
    let mut all = tree(&built.out);
    let media = folder(built);
    if media.is_dir() {
        all.extend(tree(&media).into_iter().map(|(name, bytes)| (format!("media:{name}"), bytes)));
    }
    all
}

#[test]
fn files_of_media_are_in_a_folder_of_their_own() {
    let built = everything(MEDIA).build();
    let media = names(&built);
    for name in ["photos/one.png", "photos/cv.pdf", "podcasts/a b.mp3", "podcasts/film.mp4"] {
        assert!(media.contains(&name.to_owned()), "{media:?}");
        assert!(!built.has(name), "{name}");
    }
    assert!(media.iter().any(|name| name.ends_with("/large.pdf")), "{media:?}");
    // Smaller versions are where their originals are.
    assert!(media.iter().any(|name| name.starts_with("images/")), "{media:?}");
    assert!(!built.names().iter().any(|name| name.starts_with("images/")), "{:?}", built.names());
    for name in ["podcasts/notes.vtt", "small/s.png"] {
        assert!(built.has(name), "{name}");
    }
    assert!(folder(&built).join("generate-manifest.json").is_file());
    assert!(!built.file("generate-manifest.json").contains("film.mp4"));
}

#[test]
fn everything_that_refers_to_a_file_of_media_has_its_full_address() {
    for (base, config) in
        [("", ""), ("/archive", ""), ("", "relative_links = true\n"), ("/archive", "trusted = true\n")]
    {
        let site = everything(MEDIA);
        let toml = fs::read_to_string(site.path("site.toml")).unwrap();
        let toml =
            toml.replace("https://archive.example.org/\"", &format!("https://archive.example.org{base}/\""));
        site.write("site.toml", format!("{config}{toml}"));
        let built = site.build();
        let mut found = 0;
        for (name, bytes) in tree(&built.out) {
            // The rules name the addresses on the site.
            if name == "_redirects" {
                continue;
            }
            let Ok(text) = String::from_utf8(bytes) else { continue };
            for file in [
                "podcasts/a%20b.mp3",
                "podcasts/film.mp4",
                "photos/one.png",
                "photos/cv.pdf",
                "large.pdf",
                "images/",
            ] {
                for (at, _) in text.match_indices(file) {
                    let before = &text[..at];
                    let start = before.rfind(['"', ' ', ',', '(', '>', '\'']).map_or(0, |start| start + 1);
                    let address = &text[start..at + file.len()];
                    assert!(
                        address.starts_with("https://media.example.net/files/"),
                        "{name}: {address} in …{}",
                        &before[before.len().saturating_sub(120)..]
                    );
                    found += 1;
                }
            }
        }
        assert!(found > 40, "{found}");
        let story = built.names().into_iter().find(|name| name.contains("/story/index.html")).unwrap();
        let story = built.file(&story);
        assert!(story.contains("large.pdf?x=1#page=2\""), "{story}");
        assert!(story.contains("/small/s.png\""), "{story}");
        assert!(
            story.contains("og:image\" content=\"https://media.example.net/files/photos/one.png\""),
            "{story}"
        );
        assert!(story.contains("width=\""), "the size of the picture is known: {story}");
    }
}

/// Replaces what stands in `site.toml`.
fn replace(site: &Site, old: &str, new: &str) {
    let toml = fs::read_to_string(site.path("site.toml")).unwrap();
    assert!(toml.contains(old), "{old}: {toml}");
    site.write("site.toml", toml.replace(old, new));
}

/// What a clean build of the same sources writes, of both folders.
fn clean(site: &Site) -> BTreeMap<String, Vec<u8>> {
    let other = everything("");
    other.write("site.toml", fs::read(site.path("site.toml")).unwrap());
    for name in
        ["static/photos/one.png", "content/story/photo.png", "static/small/s.png", "static/podcasts/film.mp4"]
    {
        match fs::read(site.path(name)) {
            Ok(bytes) => drop(other.write(name, bytes)),
            Err(_) => fs::remove_file(other.path(name)).unwrap(),
        }
    }
    both(&other.build())
}

#[test]
fn files_move_between_the_folders_and_leave_nothing_behind() {
    let site = everything("");
    let before = both(&site.build());
    assert!(before.contains_key("photos/one.png"));
    let build = |site: &Site| {
        let built = site.build();
        let found = both(&built);
        let expected = clean(site);
        assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
        found.iter().for_each(|(name, bytes)| assert!(bytes == &expected[name], "{name}"));
        built
    };
    let toml = fs::read_to_string(site.path("site.toml")).unwrap();
    site.write("site.toml", format!("{toml}{MEDIA}"));
    let built = build(&site);
    assert!(built.report.removed > 4 && built.has("small/s.png"), "{:?}", built.report);
    assert_eq!(site.build().report.written, 0);
    // One more file in another folder, and another address.
    replace(&site, "\"photos\"]", "\"photos\", \"small\"]");
    build(&site);
    replace(&site, "https://media.example.net/files", "https://b\u{fc}cher.example");
    let built = build(&site);
    assert!(built.file("about/index.html").contains("https://xn--bcher-kva.example/photos/one.png"));
    assert!(built.report.written < 30, "{:?}", built.report);
    // A file that grows, shrinks, and goes.
    let small = fs::read(site.path("content/story/photo.png")).unwrap();
    site.write("content/story/photo.png", [small.as_slice(), &[0; 3_000]].concat());
    assert!(names(&build(&site)).iter().any(|name| name.ends_with("story/photo.png")));
    site.write("content/story/photo.png", small);
    assert!(!names(&build(&site)).iter().any(|name| name.ends_with("story/photo.png")));
    fs::remove_file(site.path("static/podcasts/film.mp4")).unwrap();
    build(&site);
    // Another folder: the former one is emptied.
    let former = folder(&site.build());
    replace(&site, "over =", "output = \"files\"\nover =");
    let built = site.build();
    assert!(!former.exists() && site.path("files/photos/one.png").is_file());
    assert!(built.report.removed > 4, "{:?}", built.report);
    replace(&site, "output = \"files\"\n", "");
    build(&site);
    assert!(!site.path("files").exists());
    // What others have put there stays.
    fs::write(former.join("mine.txt"), "mine").unwrap();
    site.write("site.toml", toml);
    let built = site.build();
    assert_eq!(tree(&former).into_keys().collect::<Vec<_>>(), ["mine.txt"]);
    fs::remove_dir_all(&former).unwrap();
    assert!(both(&built).keys().eq(clean(&site).keys()));
    assert_eq!(site.build().report.written, 0);
}

#[test]
fn a_recording_that_is_added_writes_no_page() {
    let site = everything(MEDIA);
    site.build();
    site.write("static/podcasts/new.mp3", recording(50));
    let built = site.build();
    let pages: Vec<_> = built
        .report
        .written_by_kind
        .iter()
        .filter(|(kind, _)| !matches!(**kind, "asset" | "manifest" | "redirect"))
        .collect();
    assert!(pages.is_empty(), "{pages:?}");
    assert!(names(&built).contains(&"podcasts/new.mp3".to_owned()));
}

#[test]
fn both_folders_have_checksums_and_are_verified() {
    let mut site = everything(MEDIA);
    site.options.sha256sums = true;
    site.options.verify = true;
    let built = site.build();
    let media = folder(&built);
    assert!(fs::read_to_string(media.join("SHA256SUMS")).unwrap().contains("  podcasts/film.mp4\n"));
    assert!(!built.file("SHA256SUMS").contains("film.mp4"));
    let verify = |arguments: &[&str]| run(&site.path(""), &[&["verify", "--json"], arguments].concat());
    for place in [None, Some("public")] {
        let found = verify(place.as_slice());
        assert_eq!((found.code, found.problems()), (Some(0), String::new()));
        assert_eq!(found.json()["media"]["files"], tree(&media).len(), "{}", found.stdout);
    }
    fs::write(media.join("podcasts/film.mp4"), "cut").unwrap();
    let found = verify(&[]);
    assert_eq!((found.code, &found.json()["media"]["altered"]), (Some(1), &1.into()), "{}", found.stdout);
    // A build with --verify finds it, since nobody would look at it otherwise.
    fs::write(media.join("photos/more.pdf"), "extra").unwrap();
    let found = verify(&["--strict"]);
    assert_eq!(found.json()["media"]["extra"], 1, "{}", found.stdout);
}

#[test]
fn folders_that_contain_one_another_are_refused() {
    for (output, is_refused) in [
        ("public", true),
        ("public/media", true),
        ("public/../public/media", true),
        (".", true),
        ("content/media", true),
        ("static", true),
        ("public2", false),
        ("build/media", false),
    ] {
        let site = everything(&MEDIA.replace("over", &format!("output = \"{output}\"\nover")));
        let problems = site.try_build().problems_text();
        assert_eq!(problems.contains("error["), is_refused, "{output}: {problems}");
    }
    let site = everything(&MEDIA.replace("over", "output = \"public/media\"\nover"));
    assert!(site.fail().starts_with("error[media-in-output]: the folder for media, "));
}

#[test]
fn a_host_for_media_must_be_another_one() {
    let wrong = |lines: &str| site_with(&format!("[media]\n{lines}"), "").fail();
    for own in
        ["https://archive.example.org/", "http://www.archive.example.org/media", "//archive.example.org"]
    {
        let problems = wrong(&format!("base_url = \"{own}\"\nfolders = [\"a\"]"));
        assert!(problems.contains("error[invalid-value] site.toml:5:12: invalid value"), "{own}: {problems}");
    }
    assert!(
        wrong("base_url = \"https://archive.example.org/\"\nfolders = [\"a\"]")
            .contains("use another host for them")
    );
    assert!(wrong("folders = [\"a\"]").contains("missing key `base_url` in [media]"));
    assert!(wrong("base_url = \"https://m.example\"").contains("[media] has neither `folders` nor `over`"));
    assert!(wrong("base_url = \"https://m.example\"\nfolders = [\"\"]").contains("neither"));
    for folder in ["/", "../a", "a/../b", "a//b"] {
        let problems = wrong(&format!("base_url = \"https://m.example\"\nfolders = [\"{folder}\"]"));
        assert!(problems.contains("for `folders`"), "{folder}: {problems}");
    }
    assert!(
        wrong("base_url = \"https://m.example\"\nover = \"10\"").contains("invalid value `10` for `over`")
    );
    assert!(
        wrong("base_url = \"https://m.example\"\nover = \"10 B\"\nfolder = \"a\"")
            .contains("unknown key `folder`")
    );
}

#[test]
fn pages_may_load_pictures_and_recordings_of_media() {
    let built = everything(MEDIA).build();
    let policy = |page: &str| {
        let html = built.file(page);
        let start = html.find("Content-Security-Policy\" content=\"").unwrap() + 34;
        html[start..start + html[start..].find('"').unwrap()].to_owned()
    };
    let story = built.names().into_iter().find(|name| name.contains("/story/index.html")).unwrap();
    assert!(
        policy(&story).contains(
            "img-src 'self' https://media.example.net; media-src 'self' https://media.example.net;"
        ),
        "{}",
        policy(&story)
    );
    assert!(
        policy("search/index.html").contains("img-src 'self'; media-src 'self';"),
        "{}",
        policy("search/index.html")
    );
}

#[test]
fn hosts_redirect_the_addresses_on_the_site() {
    let built = everything(MEDIA).build();
    let rules = built.file("_redirects");
    for line in [
        "/podcasts/a%20b.mp3 https://media.example.net/files/podcasts/a%20b.mp3 301\n",
        "/photos/one.png https://media.example.net/files/photos/one.png 301\n",
    ] {
        assert!(rules.contains(line), "{rules}");
    }
    let site = everything(MEDIA).config("hosts = [\"nginx\", \"apache\", \"caddy\", \"firebase\", \"azure-static-web-apps\", \"s3-website\", \"github-pages\"]");
    let built = site.build();
    for file in [
        ".hosting/nginx-http.conf",
        ".hosting/apache-redirects.txt",
        ".hosting/caddy.conf",
        ".htaccess",
        "firebase.json",
        "staticwebapp.config.json",
    ] {
        assert!(built.file(file).contains("https://media.example.net/files/podcasts/film.mp4"), "{file}");
    }
    assert!(!built.file(".hosting/s3-redirects.json").contains("film.mp4"));
    let problems = built.problems_text();
    assert!(
        !problems.contains("old-address") && !problems.contains("rules"),
        "what never was at an old address: {problems}"
    );
}

#[test]
fn a_check_knows_where_files_are() {
    let site = everything(MEDIA);
    site.write("templates/parts/footer.html", "<p><a href=\"/podcasts/film.mp4\">x</a><a href=\"https://media.example.net/files/gone.mp3\">y</a></p>")
        .write("static/podcasts/large.mp4", [b"\0\0\0\x18ftypmp42".as_slice(), &vec![0; 30 << 20]].concat());
    let check =
        |arguments: &[&str]| run(&site.path(""), &[&["check", "--json", "--all"], arguments].concat());
    let found = check(&["--host", "cloudflare-pages"]);
    let problems = found.problems();
    let of = |code: &str| problems.lines().filter(|line| line.contains(code)).collect::<Vec<_>>();
    assert_eq!(of("broken-link").len(), 1, "{problems}");
    assert!(of("broken-link")[0].contains("https://media.example.net/files/gone.mp3"), "{problems}");
    assert_eq!(of("moved-media").len(), 1, "{problems}");
    assert!(of("moved-media")[0].contains("/podcasts/film.mp4"), "{problems}");
    assert_eq!(of("host-limit"), [] as [&str; 0]);
    assert_eq!(of("redirect-"), [] as [&str; 0]);
    // On the site it is too large.
    replace(&site, MEDIA, "");
    let found = check(&["--host", "cloudflare-pages"]);
    assert!(found.problems().contains("podcasts/large.mp4 has 31.4 MB"), "{}", found.problems());
    assert!(
        found.problems().contains("move it to a second host with `over` in [media] in site.toml"),
        "{}",
        found.problems()
    );
}
