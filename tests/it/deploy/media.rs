//! Deploys of a site whose large files go to a second target.

use super::bucket::{Bucket, Fault};
use super::*;
use crate::media::{MEDIA, everything};
use crate::program::Run;

/// A site, its bucket, and the bucket of its large files.
struct Both {
    site: Site,
    pages: Bucket,
    media: Bucket,
}

impl Both {
    fn new() -> Both {
        let (pages, media) = (Bucket::new(), Bucket::new());
        let table = |name: &str, endpoint: &str, more: &str| {
            format!(
                "[deploy.{name}]\nto = \"s3://bucket/site\"\nregion = \"auto\"\nkeep = \"0\"\nendpoint = \"{endpoint}\"\n{more}"
            )
        };
        // Of one name, at two services.
        let second = table("second", &media.endpoint, "");
        let site =
            everything(&format!("{MEDIA}{}{second}", table("live", &pages.endpoint, "media = \"second\"\n")));
        site.build();
        Both { site, pages, media }
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let mut command = program(&self.site.path(""));
        command.args(arguments).env("AWS_ACCESS_KEY_ID", "tester").env("AWS_SECRET_ACCESS_KEY", "x");
        command.output().unwrap().into()
    }

    /// Deploys to both, and compares.
    fn deploy(&self) -> serde_json::Value {
        let done = self.run(&["deploy", "--json"]);
        assert_eq!((done.code, &*done.stderr, &*done.problems()), (Some(0), "", ""));
        assert!(self.pages.site() == tree(&self.site.path("public")));
        assert!(self.media.site() == tree(&self.site.path("public-media")));
        done.json()
    }

    /// The requests to both since the last call.
    fn requests(&self) -> [Vec<String>; 2] {
        [&self.pages, &self.media].map(|bucket| std::mem::take(&mut bucket.state().requests))
    }
}

#[test]
fn both_targets_get_what_is_theirs() {
    let both = Both::new();
    let json = both.deploy();
    assert_eq!(json["media"]["sent"], tree(&both.site.path("public-media")).len(), "{json}");
    assert_eq!(json["sent"], tree(&both.site.path("public")).len(), "{json}");
    both.requests();
    let json = both.deploy();
    assert_eq!((&json["sent"], &json["media"]["sent"]), (&0.into(), &0.into()));
    let asked = ["GET site/generate-manifest.json", "GET site/generate-deploy.json"];
    assert_eq!(both.requests(), [asked, asked]);
    let done = both.run(&["deploy"]);
    let lines: Vec<&str> = done.stdout.lines().map(|line| line.split(", ").next().unwrap()).collect();
    assert_eq!(lines, ["s3://bucket/site: up to date", "s3://bucket/site: up to date"]);
    let verified = both.run(&["verify", "live", "--json"]);
    assert_eq!((verified.code, &*verified.problems()), (Some(0), ""), "{}", verified.stderr);
    assert_eq!(verified.json()["media"]["files"], tree(&both.site.path("public-media")).len());
    both.media.state().objects.get_mut("site/podcasts/film.mp4").unwrap().bytes.push(0);
    let verified = both.run(&["verify", "live", "--json"]);
    assert_eq!(verified.code, Some(1), "{}", verified.stdout);
    assert!(verified.problems().contains("podcasts/film.mp4"), "{}", verified.problems());
}

#[test]
fn files_are_there_before_the_pages_and_go_after_them() {
    let both = Both::new();
    // Without the files no page is sent.
    both.media.state().fault = Some(Box::new(|_| Fault::Status(403)));
    let failed = both.run(&["deploy"]);
    assert_eq!((failed.code, both.pages.site().len()), (Some(1), 0), "{}", failed.stderr);
    both.media.state().fault = None;
    both.deploy();
    // A file that no page refers to any more stays as long as the pages have not been sent.
    fs::remove_file(both.site.path("static/podcasts/film.mp4")).unwrap();
    both.site.write("static/podcasts/new.mp4", [b"\0\0\0\x18ftypmp42".as_slice(), &[1; 99]].concat());
    both.site.build();
    let planned = both.run(&["deploy", "--dry-run", "--json"]).json();
    assert_eq!(planned["media"]["delete"], serde_json::json!(["podcasts/film.mp4"]), "{planned}");
    assert_eq!(planned["media"]["send"], serde_json::json!(["podcasts/new.mp4"]), "{planned}");
    both.pages.state().fault = Some(Box::new(|_| Fault::Status(403)));
    let failed = both.run(&["deploy"]);
    assert_eq!(failed.code, Some(1), "{}", failed.stderr);
    let there = both.media.site();
    assert!(there.contains_key("podcasts/film.mp4") && there.contains_key("podcasts/new.mp4"));
    both.pages.state().fault = None;
    both.requests();
    let done = both.run(&["deploy", "--json"]);
    assert_eq!((done.code, &*done.problems()), (Some(0), ""));
    let state = (&done.json()["media"]["deleted"], &done.json()["media"]["kept"]);
    assert_eq!(state, (&1.into(), &0.into()), "{}", done.stdout);
    let mut site = both.media.site();
    site.remove("generate-deploy.json");
    assert_eq!(site, tree(&both.site.path("public-media")));
    // Nothing that was sent before is sent again.
    let [_, media] = both.requests();
    assert!(
        !media.iter().any(|request| request.starts_with("PUT") && request.contains("podcasts")),
        "{media:?}"
    );
}

#[test]
fn addresses_of_both_are_purged() {
    let both = Both::new();
    let done = both.run(&["deploy", "--purge-list", "-"]);
    for line in ["https://media.example.net/files/podcasts/film.mp4", "https://archive.example.org/about/"] {
        assert!(done.stdout.lines().any(|found| found == line), "{}", done.stdout);
    }
}

#[test]
fn a_target_for_media_is_asked_for_and_is_no_target_of_a_site() {
    let both = Both::new();
    let problems = |arguments: &[&str]| {
        let run = both.run(&[&["deploy", "--json"], arguments].concat());
        assert_eq!(run.code, Some(1), "{}", run.stdout);
        run.problems()
    };
    assert!(problems(&["second"]).starts_with("error[media-target]: `second` is the target"));
    assert!(
        problems(&["./www"]).starts_with(
            "error[no-media-target]: no target for the files of [media] (give one with --media)"
        )
    );
    assert!(problems(&["./www", "--media", "./www/media"]).starts_with("error[media-in-target]"));
    assert!(problems(&["./www", "--media", "./www"]).starts_with("error[media-in-target]"));
    assert!(
        problems(&["./www", "--media", "git:origin"])
            .starts_with("error[no-media-target]: git:origin#gh-pages cannot")
    );
    assert!(problems(&["live", "--media", "nowhere"]).starts_with("error[unknown-target]"));
    let done = both.run(&["deploy", "./www", "--media", "./files"]);
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    assert_eq!(tree(&both.site.path("www")), tree(&both.site.path("public")));
    assert_eq!(tree(&both.site.path("files")), tree(&both.site.path("public-media")));
}
