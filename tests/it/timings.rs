//! `--timings` and `--trace`: what a build tells of its steps.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use crate::page::stories;
use crate::program::run;
use crate::support::{Site, site, tree};

const STEPS: [&str; 6] = ["source", "article", "catalog", "plan", "render", "write"];

fn ten() -> Site {
    site(&stories(10, "author: Dina"))
}

#[test]
fn timings_name_each_step_and_count_the_files_of_each_kind() {
    let site = ten();
    let built = run(&site.path(""), &["build", "--json", "--timings"]);
    assert_eq!(built.code, Some(0), "{}", built.stderr);
    let timings = &built.json()["timings"];
    let steps = timings["steps"].as_array().unwrap();
    assert_eq!(steps.iter().map(|step| step["step"].as_str().unwrap()).collect::<Vec<_>>(), STEPS);
    let wall: f64 = steps.iter().map(|step| step["wall_seconds"].as_f64().unwrap()).sum();
    assert!(wall > 0.0 && wall <= built.json()["seconds"].as_f64().unwrap(), "{timings}");
    if cfg!(unix) {
        let worked = |step: &Value| step["cpu_seconds"].as_f64().unwrap() > 0.0;
        assert!(steps.iter().all(worked), "{timings}");
    }
    // Every file is of one kind, but for the manifest's own.
    let files = tree(&site.path("public"));
    let files: Vec<(&String, &Vec<u8>)> =
        files.iter().filter(|(name, _)| !name.starts_with("generate-manifest")).collect();
    let kinds = timings["outputs"].as_object().unwrap();
    let sum = |key: &str| kinds.values().map(|kind| kind[key].as_u64().unwrap()).sum::<u64>();
    assert_eq!(sum("files"), files.len() as u64);
    assert_eq!(sum("bytes"), files.iter().map(|(_, bytes)| bytes.len() as u64).sum::<u64>());
    let articles = files.iter().filter(|(name, _)| name.starts_with("2010/01/s"));
    let (count, bytes) = articles.fold((0, 0), |(count, sum), (_, bytes)| (count + 1, sum + bytes.len()));
    assert_eq!(kinds["article"], serde_json::json!({ "files": count, "bytes": bytes }));
    assert_eq!(count, 10);
}

#[test]
fn a_build_with_nothing_to_do_plans_no_outputs() {
    let site = ten();
    let build = || run(&site.path(""), &["build", "--json", "--timings"]).json();
    build();
    // Whether a file has changed is believed once the clock has moved on.
    std::thread::sleep(std::time::Duration::from_millis(30));
    build();
    let timings = build()["timings"].clone();
    assert_eq!(timings["outputs"], Value::Null, "{timings}");
    let render = timings["steps"].as_array().unwrap().iter().find(|step| step["step"] == "render").unwrap();
    assert_eq!(render["wall_seconds"], 0.0);
}

#[test]
fn timings_are_a_table_for_people_and_nothing_where_nobody_asks() {
    let site = ten();
    let built = run(&site.path(""), &["build", "--timings"]);
    let firsts = built.stdout.lines().skip(1).map(|line| line.split(' ').next().unwrap().to_owned());
    let expected = ["", "step", "source", "article", "catalog", "plan", "render", "write", "all", "", "kind"];
    assert_eq!(firsts.take(expected.len()).collect::<Vec<_>>(), expected, "{}", built.stdout);
    assert!(built.stdout.lines().any(|line| line.starts_with("article            10 ")), "{}", built.stdout);
    let plain = run(&site.path(""), &["build", "--json"]).json();
    assert_eq!(plain.get("timings"), None);
}

#[test]
fn a_trace_has_an_event_for_every_step_and_output() {
    let site = ten();
    let built = run(&site.path(""), &["build", "--json", "--trace", "trace.json"]);
    assert_eq!((built.code, built.json().get("timings")), (Some(0), None));
    let trace: Value = serde_json::from_slice(&fs::read(site.path("trace.json")).unwrap()).unwrap();
    let mut names: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for event in trace["traceEvents"].as_array().unwrap() {
        let (category, name) = (event["cat"].as_str().unwrap(), event["name"].as_str().unwrap());
        assert!(event["ph"] == "X" && event["ts"].is_number() && event["dur"].is_number(), "{event}");
        names.entry(category).or_default().push(name);
    }
    assert!(STEPS.iter().all(|step| names["step"].contains(step)), "{names:?}");
    let outputs = built.json()["outputs"].as_u64().unwrap();
    // The files of the search index are made as one, and the manifest's own are none of these.
    let others = tree(&site.path("public"));
    let is_other =
        |name: &&String| name.starts_with("generate-manifest") || name.starts_with("search-index/");
    let others = others.keys().filter(is_other).count() as u64;
    assert_eq!(names["output"].len() as u64, outputs - others + 1);
    assert!(names["output"].contains(&"search index"));
    assert!(names["output"].contains(&"2010/01/s1/index.html"));
}

#[test]
fn a_trace_that_cannot_be_written_stops_the_build_before_it_begins() {
    let site = ten();
    let built = run(&site.path(""), &["build", "--json", "--trace", "no/such/folder/trace.json"]);
    assert_eq!(built.code, Some(1));
    let expected = "error[write-failed]: cannot write no/such/folder/trace.json: No such file or directory";
    assert!(built.problems().starts_with(expected), "{}", built.problems());
    assert!(!site.path("public").exists() && !site.path(".generate").exists());
}
