//! Pictures: sizes, smaller versions, metadata, and those that may not be shown.

use std::fs;
use std::io::Cursor;
use std::time::{Duration, SystemTime};

use image::{ImageFormat, Rgb, RgbImage};

use crate::page::{elements, picture, site_with};
use crate::support::{Built, Site};

/// A photograph of this size as a JPEG with a comment that nobody is to read.
pub fn photograph(width: u32, height: u32) -> Vec<u8> {
    let picture = RgbImage::from_fn(width, height, |x, y| Rgb([(x * 7) as u8, (y * 3) as u8, (x ^ y) as u8]));
    let mut out = Cursor::new(Vec::new());
    picture.write_to(&mut out, ImageFormat::Jpeg).unwrap();
    let mut bytes = out.into_inner();
    let comment = b"\xFF\xFE\x00\x0ESecret place";
    bytes.splice(2..2, comment.iter().copied());
    bytes
}

/// A small file that is what its name says.
pub fn small_file(name: &str) -> Vec<u8> {
    match name.rsplit('.').next().unwrap() {
        "jpg" => photograph(40, 30),
        "mp3" => [&b"ID3\x04\0\0\0\0\0\0"[..], &[0; 64]].concat(),
        "mp4" => b"\0\0\0\x18ftypisom\0\0\x02\0isomiso2".to_vec(),
        "pdf" => b"%PDF-1.4\n%%EOF\n".to_vec(),
        _ => b"x".to_vec(),
    }
}

/// The same with tables of codes that have become comments.
pub fn broken(mut photograph: Vec<u8>) -> Vec<u8> {
    for at in 0..photograph.len() - 1 {
        if photograph[at..at + 2] == [0xFF, 0xC4] {
            photograph[at + 1] = 0xFE;
        }
    }
    photograph
}

/// The smaller versions that a build has written.
pub fn versions(built: &Built) -> Vec<String> {
    built.names().into_iter().filter(|name| name.starts_with("images/")).collect()
}

/// A site with one article beside a large and a small photograph.
pub fn with_pictures(config: &str, front: &str, body: &str) -> Site {
    let article =
        format!("-- content/a/index.md --\n---\ntitle: A\ndate: 2010-12-10\n{front}\n---\n{body}\n");
    let site = site_with(config, &article);
    fs::write(site.path("content/a/large.jpg"), photograph(1600, 800)).unwrap();
    fs::write(site.path("content/a/small.jpg"), photograph(300, 200)).unwrap();
    site
}

fn page(built: &Built) -> String {
    built.file("2010/12/a/index.html")
}

#[test]
fn every_picture_has_its_size_and_large_ones_have_smaller_versions() {
    let front = "image: {file: large.jpg, alt: Lead}\ngallery: [{file: small.jpg, alt: One}]";
    let body = "![Body](large.jpg)\n\n<img src=\"small.jpg\" alt=\"Raw\" width=\"150\">\n\n\
                {{< figure src=\"large.jpg\" alt=\"Figure\" >}}";
    let built = with_pictures("", front, body).build();
    let page = page(&built);
    for alt in ["Lead", "Body", "Figure"] {
        let image = picture(&page, "alt", alt);
        assert_eq!((image.get("width"), image.get("height")), (Some("1600"), Some("800")), "{alt}");
        let srcset = image.get("srcset").unwrap();
        let widths: Vec<&str> = srcset.split(", ").map(|part| part.rsplit(' ').next().unwrap()).collect();
        assert_eq!(widths, ["480w", "1080w", "1600w"], "{alt}");
        for address in srcset.split(", ").map(|part| part.split(' ').next().unwrap()) {
            assert!(built.has(address.trim_start_matches('/')), "{address}");
        }
        assert!(image.get("sizes").is_some(), "{alt}");
    }
    let raw = picture(&page, "alt", "Raw");
    assert_eq!((raw.get("width"), raw.get("height")), (Some("150"), Some("100")));
    assert_eq!((raw.get("srcset"), raw.get("loading")), (None, Some("lazy")));
    assert_eq!(built.problems_text(), "");
}

#[test]
fn a_film_has_the_shape_of_its_still_image_before_it_is_loaded() {
    let film = |front: &str| {
        let site = with_pictures("", front, "A film.");
        site.write("content/a/film.mp4", "film");
        elements(&page(&site.build()), "video").remove(0)
    };
    let shaped = film("video: {file: film.mp4, poster: large.jpg}");
    assert_eq!((shaped.get("width"), shaped.get("height")), (Some("1600"), Some("800")));
    assert_eq!(film("video: {file: film.mp4}").get("width"), None);
}

#[test]
fn portraits_have_a_smaller_version_too() {
    let site = with_pictures("", "", "![A portrait](portrait.jpg)");
    fs::write(site.path("content/a/portrait.jpg"), photograph(600, 600)).unwrap();
    let page = page(&site.build());
    let image = picture(&page, "src", "portrait.jpg");
    let srcset = image.get("srcset").unwrap();
    assert!(srcset.contains("-240-") && srcset.ends_with(" 240w, /2010/12/a/portrait.jpg 600w"), "{srcset}");
}

#[test]
fn what_is_published_tells_no_secrets() {
    let built = with_pictures("", "", "![A](large.jpg)").build();
    let holds = |name: &str| {
        memchr::memmem::find(&fs::read(built.out.join(name)).unwrap(), b"Secret place").is_some()
    };
    assert!(!holds("2010/12/a/large.jpg") && !holds("2010/12/a/small.jpg"));
    let variants = versions(&built);
    assert_eq!(variants.len(), 2, "{variants:?}");
    assert!(variants.iter().all(|name| !holds(name)));
}

#[test]
fn smaller_versions_are_made_once_and_removed_with_their_picture() {
    let site = with_pictures("", "", "![A](large.jpg)");
    let first = site.build();
    let folder = site.path(".generate/pictures");
    let made = || {
        let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap()).collect();
        files.sort_by_key(|entry| entry.file_name());
        files
            .iter()
            .map(|entry| (entry.file_name(), entry.metadata().unwrap().modified().unwrap()))
            .collect::<Vec<_>>()
    };
    let before = made();
    assert_eq!(before.len(), 2);
    assert_eq!(site.build().names(), first.names());
    assert_eq!(made(), before, "nothing was made again");
    fs::remove_dir_all(site.path(".generate")).unwrap();
    assert_eq!(site.build().names(), first.names(), "without the cache the same comes out");
    fs::remove_file(site.path("content/a/large.jpg")).unwrap();
    let config = fs::read_to_string(site.path("site.toml")).unwrap();
    fs::write(site.path("site.toml"), format!("on_missing_link = \"warn\"\n{config}")).unwrap();
    site.build();
    assert_eq!(made(), []);
}

#[test]
fn a_changed_picture_of_the_same_size_and_time_is_seen_while_it_is_young() {
    let site = with_pictures("", "", "![A](large.jpg)");
    let path = site.path("content/a/large.jpg");
    // Young however long the builds take.
    let time = SystemTime::now() + Duration::from_secs(3_600);
    fs::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
    let before = site.build().names();
    let mut bytes = fs::read(&path).unwrap();
    let at = bytes.len() / 2;
    bytes[at] ^= 1;
    fs::write(&path, bytes).unwrap();
    fs::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
    assert_ne!(site.build().names(), before, "its smaller versions have other names");
}

#[test]
fn pictures_of_other_sites_are_not_loaded() {
    let front = "image: {file: \"https://cdn.example/a.jpg\", alt: Lead}";
    let body =
        "![Far away](https://cdn.example/b.jpg) [![In a link](//cdn.example/c.jpg)](https://other.example/)";
    let built = with_pictures("on_missing_link = \"warn\"", front, body).build();
    let page = page(&built);
    assert!(!page.contains("src=\"https://cdn.example") && !page.contains("src=\"//cdn.example"), "{page}");
    assert!(page.contains("<a class=\"no-picture\" href=\"https://cdn.example/b.jpg\""), "{page}");
    assert!(page.contains("<a class=\"no-picture\" href=\"https://cdn.example/a.jpg\""), "{page}");
    assert!(page.contains("<span class=\"no-picture\">") && page.contains("In a link"), "{page}");
}

#[test]
fn pictures_of_an_agency_give_way_and_are_not_published() {
    let front = "image: {file: large.jpg, alt: Lead, caption: A march., credit: Photo by AGENCY Press}";
    let body = "![Other](small.jpg \"A bridge. Agency\")\n\n![Own](own.jpg \"A river.\")";
    let site = with_pictures("hide_images = [\"Agency\"]", front, body);
    fs::write(site.path("content/a/own.jpg"), photograph(200, 100)).unwrap();
    let built = site.build();
    let page = page(&built);
    assert!(!built.has("2010/12/a/large.jpg") && !page.contains("large.jpg"), "{page}");
    assert!(page.contains("A march.") && page.contains("Photo by AGENCY Press"), "the caption stays");
    assert!(!page.contains("small.jpg") && page.contains("A bridge. Agency"), "{page}");
    assert_eq!(picture(&page, "src", "own.jpg").get("width"), Some("200"));
    assert!(!built.file("index.html").contains("large.jpg"));
    assert_eq!(built.problems_text(), "");
}

#[test]
fn a_picture_that_may_not_be_shown_gives_way_everywhere() {
    let front = "image: {file: large.jpg, alt: Lead, credit: Agency}";
    let body = "![Again](large.jpg)\n\n[As a link](large.jpg)\n\n![Other](small.jpg \"A bridge. Agency\")\n\n\
                {{< figure src=\"/pictures/static.jpg\" caption=\"A road.\" credit=\"Agency\" >}}";
    let site = with_pictures("hide_images = [\"Agency\"]", front, body);
    site.write("static/pictures/static.jpg", photograph(200, 100));
    fs::write(site.path("content/a/small.jpg"), photograph(200, 100)).unwrap();
    let built = site.build();
    let page = page(&built);
    for name in ["large.jpg", "small.jpg", "static.jpg"] {
        assert!(
            !page.contains(name) && !built.names().iter().any(|file| file.ends_with(name)),
            "{name}: {page}"
        );
    }
    assert!(page.contains("As a link") && page.matches("no-picture").count() == 4, "{page}");
    assert_eq!(built.problems_text(), "", "nothing is missing");
}

#[test]
fn credits_are_compared_word_by_word() {
    let front = "image: {file: large.jpg, alt: Lead, credit: Maps by Kapanadze}";
    let site = with_pictures("hide_images = [\"AP\"]", front, "![Own](own.jpg \"A river. Photo: Reuters\")");
    fs::write(site.path("content/a/own.jpg"), photograph(200, 100)).unwrap();
    let page = page(&site.build());
    assert!(page.contains("large.jpg") && page.contains("own.jpg"), "{page}");
}

#[test]
fn nothing_of_another_site_is_loaded_before_a_click() {
    let front = "image: {file: '/\\evil.example/a.png', alt: A}\ngallery: [{file: '\\\\evil.example/b.png'}]\n\
                 video: {file: /film.mp4, poster: 'https://evil.example/p.png'}";
    let body = "<audio src=\"https://evil.example/a.mp3\" autoplay></audio>\n\n<video src=\"//evil.example/v.mp4\" \
                poster=\"//evil.example/p.png\"><track src=\"https://evil.example/t.vtt\" default></video>\n\n\
                <img alt=\"without\">\n\n<iframe src=\"https://www.youtube.com/embed/abc\" title=\"A film\"></iframe>";
    let site = with_pictures("on_missing_link = \"warn\"", front, body);
    site.write("static/film.mp4", small_file("film.mp4"));
    let built = site.build();
    let page = page(&built);
    for loaded in ["<img src=\"/\\", "<img src=\"\\", "poster=", "<track", "autoplay", "<iframe", "<img alt"]
    {
        assert!(!page.contains(loaded), "{loaded}: {page}");
    }
    let image = page.lines().filter(|line| line.contains("og:image")).collect::<Vec<_>>();
    assert_eq!(image, Vec::<&str>::new());
    assert!(!page.contains("<audio") && page.matches("<video").count() == 1, "the article's own: {page}");
    for address in ["https://evil.example/a.mp3", "//evil.example/v.mp4"] {
        let link = format!("<a class=\"embed\" rel=\"external\" href=\"{address}\">evil.example</a>");
        assert!(page.contains(&link), "{page}");
    }
    let link = "<a class=\"embed\" rel=\"external\" href=\"https://www.youtube.com/watch?v=abc\">A film</a>";
    assert!(page.contains(link), "{page}");
    assert!(page.contains("without"), "the words of a picture without an address stay");
}

#[test]
fn players_of_the_site_wait_for_their_reader() {
    let body =
        "<audio src=\"own.mp3\" autoplay></audio>\n\n{{< audio src=\"https://cdn.example/talk.mp3\" >}}";
    let site = with_pictures("on_missing_link = \"warn\"", "", body);
    site.write("content/a/own.mp3", "sound");
    let page = page(&site.build());
    assert_eq!(page.matches("preload=\"none\"").count(), 2, "{page}");
    assert!(
        page.contains("own.mp3\"")
            && page.contains("src=\"https://cdn.example/talk.mp3\"")
            && !page.contains("autoplay")
    );
}

#[test]
fn what_a_picture_without_a_size_tells_is_not_published() {
    let site = with_pictures("", "", "![A](old.tif) [B](gone.jpg)");
    let tiff = b"II*\0\x08\0\0\0\x01\0\x0F\x01\x02\0\x0C\0\0\0\x1A\0\0\0\0\0\0\0Secret maker";
    fs::write(site.path("content/a/old.tif"), tiff).unwrap();
    let built = site.build();
    let published = fs::read(built.out.join("2010/12/a/old.tif")).unwrap();
    assert_eq!(published.len(), tiff.len());
    assert!(!String::from_utf8_lossy(&published).contains("Secret"));
}

#[test]
fn a_broken_picture_is_a_warning() {
    let site = with_pictures("", "", "![A](large.jpg)");
    site.write("content/a/large.jpg", broken(photograph(1600, 800)));
    let built = site.build();
    let told = built.problems_text();
    assert!(told.starts_with("warning[broken-picture] content/a/large.jpg"), "{told}");
    assert_eq!(told.matches("broken-picture").count(), 1, "{told}");
    let published = fs::read(built.out.join("2010/12/a/large.jpg")).unwrap();
    for version in versions(&built) {
        assert_eq!(fs::read(built.out.join(&version)).unwrap(), published, "{version}");
    }
    assert_eq!(versions(&built).len(), 2);
    site.write("content/b.md", "---\ntitle: B\ndate: 2010-12-11\n---\n");
    assert_eq!(site.build().problems_text(), told, "each build warns of it");
}

#[test]
fn where_a_smaller_version_would_take_more_bytes_the_original_stands() {
    // Black and white take a bit a pixel; scaled, they have many shades.
    let mut state = 1_u32;
    let grain = image::GrayImage::from_fn(1_200, 400, |_, _| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        image::Luma([if state >> 31 == 0 { 0 } else { 255 }])
    });
    let mut png = Cursor::new(Vec::new());
    grain.write_to(&mut png, ImageFormat::Png).unwrap();
    let site = with_pictures("", "", "![A](grain.png)");
    site.write("content/a/grain.png", png.get_ref());
    let built = site.build();
    assert_eq!(built.problems_text(), "");
    let is_original = |name: &String| fs::read(built.out.join(name)).unwrap() == *png.get_ref();
    let made = versions(&built);
    assert!(made.iter().any(|name| name.contains("-800-") && is_original(name)), "{made:?}");
}

#[test]
fn drawings_have_a_size_too() {
    let site = with_pictures("", "", "![A](map.svg)");
    let drawing =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 300 150\"><path d=\"M0 0h1\"/></svg>";
    fs::write(site.path("content/a/map.svg"), drawing).unwrap();
    let page = page(&site.build());
    let image = picture(&page, "src", "map.svg");
    assert_eq!((image.get("width"), image.get("height")), (Some("300"), Some("150")));
}

/// A photograph that is like no other one of a test.
fn marked(mark: u8) -> Vec<u8> {
    let picture =
        RgbImage::from_fn(1600, 800, |x, y| Rgb([(x * 7) as u8 ^ mark, (y * 3) as u8, (x ^ y) as u8]));
    let mut out = Cursor::new(Vec::new());
    picture.write_to(&mut out, ImageFormat::Jpeg).unwrap();
    out.into_inner()
}

/// Asserts that no file of the output holds the bytes of a picture, is a smaller version, or names it.
fn assert_unpublished(built: &Built, bytes: &[u8], names: &[&str], what: &str) {
    let part = &bytes[bytes.len() / 2..bytes.len() / 2 + 64];
    for name in built.names() {
        let file = fs::read(built.out.join(&name)).unwrap();
        assert!(memchr::memmem::find(&file, part).is_none(), "{what}: {name} holds the picture");
        assert!(!name.starts_with("images/"), "{what}: {name} is a smaller version");
        for picture in names {
            let finds = memchr::memmem::find(&file, picture.as_bytes()).is_some();
            assert!(!finds && !name.contains(picture), "{what}: {name} names {picture}");
        }
    }
}

#[test]
fn a_hidden_credit_is_found_however_it_is_written() {
    for text in [
        "'credit: Getty&nbsp;Images'",
        "'credit: \"Photo: Getty <b>Images</b>/AFP\"'",
        "'caption: \"A march. GETTY\\u00a0  IMAGES\"'",
        "'credit: Ge\u{301}tty Images'",
        "'credit: \"[Getty](https://a.example/) *Images*\"'",
    ] {
        let hidden = if text.contains('\u{301}') { "G\u{e9}tty Images" } else { "Getty Images" };
        let text = text.trim_matches('\'');
        for front in [
            format!("image: {{file: side.jpg, alt: A, {text}}}"),
            format!("gallery: [{{file: side.jpg, alt: A, {text}}}]"),
        ] {
            let site = with_pictures(&format!("hide_images = [\"{hidden}\"]"), &front, "![A](side.jpg)");
            fs::remove_file(site.path("content/a/large.jpg")).unwrap();
            fs::write(site.path("content/a/side.jpg"), marked(1)).unwrap();
            let built = site.build();
            assert_unpublished(&built, &marked(1), &["side.jpg"], &front);
            assert_eq!(built.problems_text(), "");
        }
    }
    for body in [
        "![A](side.jpg \"A march. Getty&nbsp;Images\")",
        "Text ![A](side.jpg 'Getty Images') text",
        "<figure><img src=\"side.jpg\" alt=\"A\"><figcaption>By Getty\n<em>Im</em>ages</figcaption></figure>",
        "<figure><figure><img src=\"side.jpg\" alt=\"\"></figure><figcaption>Getty Images</figcaption></figure>",
        "{{< figure src=\"side.jpg\" attr=\"Getty Images\" >}}",
        "{{<figure src=\"side.jpg\" caption=\"By Getty <b>Images</b>\">}}",
        "{{< figure src=\"side.jpg\" title=\"Getty&nbsp;Images\" >}}",
        "<figure><img src=\"side.jpg\" alt=\"A\"><figcaption>{{< highlight text \"hl_inline=true\" >}}Getty \
         Images{{< /highlight >}}</figcaption></figure>",
        "<figure><img src=\"side.jpg\" alt=\"A\">\n\n<figcaption>\n\nGetty *Images*[^1]\n\n</figcaption></figure>\n\n[^1]: A",
    ] {
        let site = with_pictures("hide_images = [\"getty images\"]", "", body);
        fs::remove_file(site.path("content/a/large.jpg")).unwrap();
        fs::write(site.path("content/a/side.jpg"), marked(1)).unwrap();
        let built = site.build();
        assert_unpublished(&built, &marked(1), &["side.jpg"], body);
        assert_eq!(built.problems_text(), "", "{body}");
    }
}

#[test]
fn a_hidden_picture_is_published_under_no_spelling_of_its_path() {
    let cases = [
        ("content/a/a b.jpg", "a%20b.jpg", "a b.jpg"),
        ("content/a/a b.jpg", "./a b.jpg", "a%20b.jpg"),
        ("content/a/50%.jpg", "50%.jpg", "50%25.jpg"),
        ("content/a/Zu\u{308}rich.jpg", "Z\u{fc}rich.jpg", "Z%C3%BCrich.jpg"),
        ("content/a/Z\u{fc}rich.jpg", "Zu\u{308}rich.jpg", "Z\u{fc}rich.jpg"),
        ("content/a/side.jpg", "/2010/12/a/side.jpg", "side.jpg"),
        ("content/a/side.jpg", "https://archive.example.org/2010/12/a/side.jpg", "side.jpg"),
        ("content/a/side.jpg", "side.jpg?w=100", "side.jpg"),
        ("content/other/side.jpg", "../other/side.jpg", "side.jpg"),
        ("content/a/sub/side.jpg", "sub/side.jpg", "side.jpg"),
        ("content/articles/side.jpg", "/articles/side.jpg", "/articles/side.jpg"),
        ("static/pictures/side.jpg", "/pictures/side.jpg", "side.jpg"),
        ("static/pictures/side.jpg", "http://www.old.example/pictures/side.jpg", "side.jpg"),
        ("static/wp/side.jpg", "/wp/side-300x200.jpg", "side.jpg"),
    ];
    for (file, address, shown) in cases {
        let title = format!("'{}'", address.replace('\'', "''"));
        let front = format!("image: {{file: {title}, alt: A, credit: Agency}}");
        let body =
            format!("<figure><img src=\"{address}\" alt=\"A\"><figcaption>Agency</figcaption></figure>");
        for (front, body) in [(front.as_str(), "Text."), ("", body.as_str())] {
            let rules =
                "hide_images = [\"Agency\"]\nold_hosts = [\"old.example\"]\non_missing_link = \"warn\"";
            let other = format!("image: {{file: {title}, alt: B}}\nattachments: [{title}]");
            let site = with_pictures(rules, front, body);
            fs::remove_file(site.path("content/a/large.jpg")).unwrap();
            site.write(file, marked(1));
            // Another article shows it without a word of whose it is.
            let text = format!("---\ntitle: B\ndate: 2010-12-11\n{other}\n---\n![B](<{shown}>)\n");
            if address.starts_with('/') || address.contains("//") {
                site.write("content/b/index.md", text);
            }
            let built = site.build();
            assert_unpublished(
                &built,
                &marked(1),
                &["side.jpg"],
                &format!("{file} by {address}: {front}{body}"),
            );
        }
    }
}

#[test]
fn a_copy_of_a_hidden_picture_is_hidden_too() {
    let site = with_pictures(
        "hide_images = [\"Agency\"]",
        "image: {file: side.jpg, credit: Agency}",
        "![A](copy.jpg)",
    );
    fs::remove_file(site.path("content/a/large.jpg")).unwrap();
    fs::write(site.path("content/a/side.jpg"), marked(1)).unwrap();
    fs::write(site.path("content/a/copy.jpg"), marked(1)).unwrap();
    site.write("static/wp-content/copy.jpg", marked(1));
    let built = site.build();
    assert_unpublished(&built, &marked(1), &["side.jpg", "copy.jpg"], "copies");
    assert!(built.has("2010/12/a/small.jpg"), "others stay");
}

#[test]
fn hidden_pictures_of_profiles_terms_films_and_podcasts_are_not_published() {
    let config = "hide_images = [\"Agency\"]\n[taxonomies]\npodcast = { path = \"podcasts\", feed = \"itunes\" }\n[terms]\npodcast = [\"Talk\"]";
    let front = "podcast: Talk\naudio: {file: talk.mp3}\nvideo: {file: film.mp4, poster: /faces/side.jpg}\n\
                 image: {file: /faces/side.jpg, alt: A}\nauthor: Ann";
    let site = with_pictures(config, front, "Text.");
    fs::remove_file(site.path("content/a/large.jpg")).unwrap();
    site.write("content/a/talk.mp3", "sound");
    site.write("content/a/film.mp4", "film");
    site.write(
        "content/authors/ann.md",
        "---\nname: Ann\nportrait: {file: /faces/side.jpg, credit: Agency}\n---\n",
    );
    site.write(
        "content/podcasts/talk/_index.md",
        "---\ntitle: Talk\nimage: {file: /faces/side.jpg, caption: By Agency}\n---\n",
    );
    site.write("static/faces/side.jpg", marked(1));
    let built = site.build();
    assert_unpublished(&built, &marked(1), &["side.jpg"], "profiles and terms");
}
