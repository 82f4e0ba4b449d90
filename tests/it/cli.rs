//! The command line: exit codes, what goes to which stream, options, and the JSON that scripts read.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::program::{Run, run};
use crate::support::{Site, site, tree};

fn good() -> Site {
    site("-- content/a.md --\n---\ntitle: A\ndate: 2010-01-02\n---\nText.\n")
}

fn bad() -> Site {
    site("-- content/a.md --\n---\ntitle: A\ndate: never\n---\nText.\n")
}

/// A site with 13 warnings of one kind and 11 of another.
fn warned() -> Site {
    let site = site("");
    for number in 10..23 {
        site.write(&format!("content/{number}.md"), "---\ndate: 2010-01-02\n---\n");
    }
    for number in 10..21 {
        site.write(
            &format!("content/d{number}.md"),
            "---\ntitle: A\ndate: 2010-01-01\ndate: 2010-01-02\n---\n",
        );
    }
    site
}

fn in_site(site: &Site, arguments: &[&str]) -> Run {
    run(&site.path(""), arguments)
}

#[test]
fn a_build_says_how_many_drafts_it_left_out() {
    let site = good();
    site.write("content/draft.md", "---\ntitle: B\ndate: 2010-01-01\ndraft: true\n---\n");
    for turn in 1..=2 {
        let line = in_site(&site, &["build"]).stdout;
        assert!(line.starts_with("1 article (1 draft left out), "), "{turn}: {line}");
    }
    let line = in_site(&site, &["build", "--drafts"]).stdout;
    assert!(line.starts_with("2 articles, "), "{line}");
}

#[test]
fn a_build_ends_with_0_and_one_line() {
    let site = good();
    let run = in_site(&site, &["build"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    let outputs = tree(&site.path("public")).len();
    let start = format!("1 article, {outputs} files in public ({outputs} written), ");
    assert!(run.stdout.starts_with(&start), "{}", run.stdout);
    assert_eq!(run.stdout.lines().count(), 1);
    let verified = in_site(&site, &["build", "--verify"]).stdout;
    let (line, more) = verified.split_once('\n').unwrap();
    assert!(line.starts_with(&format!("1 article, {outputs} files in public (0 written), ")), "{line}");
    assert_eq!(more, format!("verified: all {outputs} files equal those of a clean build\n"));
}

#[test]
fn warnings_end_with_0_and_stand_apart_from_the_result() {
    let run = in_site(&warned(), &["build"]);
    assert_eq!(run.code, Some(0));
    assert!(run.stdout.ends_with(", 24 warnings\n"), "{}", run.stdout);
    assert!(!run.stdout.contains("no-title"));
    assert!(run.stderr.contains("warning[no-title]"));
}

#[test]
fn more_than_3_warnings_of_a_kind_are_counted() {
    let site = warned();
    let run = in_site(&site, &["build"]);
    assert_eq!(run.stderr.matches("warning[no-title]: missing").count(), 3);
    assert_eq!(run.stderr.matches("warning[duplicate-key]: duplicate key `date`").count(), 3);
    let counted: Vec<&str> = run.stderr.lines().filter(|line| line.contains("more like this")).collect();
    assert_eq!(
        counted,
        [
            "warning[duplicate-key]: 8 more like this; use --all-warnings to show them",
            "warning[no-title]: 10 more like this; use --all-warnings to show them"
        ]
    );
    // The next build, which has nothing to do, tells the same.
    assert_eq!(in_site(&site, &["build"]).stderr, run.stderr);
    let run = in_site(&site, &["build", "--all-warnings"]);
    assert_eq!(run.stderr.matches("warning[no-title]: missing").count(), 13);
    assert_eq!(run.stderr.matches("warning[duplicate-key]: duplicate key `date`").count(), 11);
    assert!(!run.stderr.contains("more like this"));
    let json = in_site(&site, &["build", "--json"]).json();
    assert_eq!((json["warnings"].as_u64(), json["diagnostics"].as_array().unwrap().len()), (Some(24), 24));
    let run = in_site(&site, &["build", "--quiet", "--all-warnings"]);
    assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("", ""));
}

#[test]
fn errors_of_templates_name_template_line_and_page_in_json_too() {
    let article = "-- content/a.md --\n---\ntitle: A\ndate: 2010-01-01\n---\nText.\n";
    let told = |template: &str| {
        let site = site(&format!("-- templates/article.html --\n{template}\n{article}"));
        let json = in_site(&site, &["build", "--json"]).json();
        assert_eq!(json["diagnostics"].as_array().unwrap().len(), 1, "{json}");
        let told = &json["diagnostics"][0];
        assert_eq!((&told["level"], &told["code"]), (&"error".into(), &"template".into()));
        ["file", "line", "column", "message", "hint"].map(|key| told[key].clone())
    };
    let file = Value::from("templates/article.html");
    let [at, line, column, message, _] = told("x\n{{ 1 | nope }}");
    assert_eq!(
        (at, line, column, message),
        (file.clone(), 2.into(), 8.into(), "unknown filter `nope`".into())
    );
    let [at, line, column, _, hint] = told("x\n\n{{ nothing }}");
    assert_eq!((at, line, column), (file, 3.into(), 4.into()));
    assert!(hint.as_str().unwrap().starts_with("while rendering /2010/01/a/; "), "{hint}");
}

#[test]
fn notes_are_counted_apart_from_warnings() {
    let keys: String = ["a", "b", "c", "d", "e"].map(|key| format!("own_{key}: 1\n")).concat();
    let site = site(&format!("-- content/a.md --\n---\ntitle: A\ndate: 2010-01-01\n{keys}---\nText.\n"));
    let run = in_site(&site, &["build"]);
    assert!(run.stdout.ends_with(", 5 notes\n"), "{}", run.stdout);
    assert_eq!(run.stderr.matches("note[unknown-key]: unknown key").count(), 3);
    assert!(run.stderr.contains("note[unknown-key]: 2 more like this; use --all-warnings to show them"));
    let json = in_site(&site, &["build", "--json"]).json();
    assert_eq!((json["warnings"].as_u64(), json["notes"].as_u64()), (Some(0), Some(5)));
    assert_eq!(json["diagnostics"][0]["level"], "note");
    let run = in_site(&site, &["build", "--quiet"]);
    assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("", ""));
}

#[test]
fn errors_are_never_folded() {
    let site = site("");
    for number in 10..35 {
        site.write(&format!("content/{number}.md"), "no front matter\n");
    }
    let run = in_site(&site, &["build"]);
    assert_eq!(run.code, Some(1));
    assert_eq!(run.stderr.matches("error[front-matter]").count(), 25);
}

#[test]
fn an_error_ends_with_1_and_an_empty_standard_output() {
    let run = in_site(&bad(), &["build"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""));
    assert_eq!(
        run.stderr,
        "error[wrong-date]: invalid date `never` for `date`\n --> content/a.md:3:7\n  |\n3 | date: never\n  |       ^\n  \
         |\n  = hint: expected a date such as `2010-12-10`, `2010-12-10 09:30` or `2010-12-10T09:30:00+01:00`\n\n\
         build failed: 1 error, 0 warnings\n"
    );
}

#[test]
fn wrong_usage_ends_with_2() {
    let site = good();
    for arguments in [
        &["bild"][..],
        &[],
        &["build", "--colour"],
        &["build", "--color", "sometimes"],
        &["build", "extra"],
        &["init"],
        &["build", "--out"],
    ] {
        let run = in_site(&site, arguments);
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(
            run.stderr.contains("Usage: generate") || run.stderr.contains("--help"),
            "{arguments:?}: {}",
            run.stderr
        );
    }
    assert!(!site.path("public").exists());
}

#[test]
fn wrong_usage_is_told_in_json_too() {
    let run = in_site(&good(), &["build", "--json", "--colour"]);
    assert_eq!(run.code, Some(2));
    let json: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((&json["errors"], &json["diagnostics"][0]["code"]), (&1.into(), &"usage".into()));
    let message = json["diagnostics"][0]["message"].as_str().unwrap();
    assert_eq!(message, "unexpected argument '--colour' found");
}

#[test]
fn help_and_version_go_to_standard_output() {
    let site = good();
    let version = in_site(&site, &["--version"]);
    assert_eq!((version.code, version.stderr.as_str()), (Some(0), ""));
    assert_eq!(version.stdout, format!("generate {}\n", env!("CARGO_PKG_VERSION")));
    let help = in_site(&site, &["build", "--help"]);
    assert_eq!((help.code, help.stderr.as_str()), (Some(0), ""));
    for option in ["--root", "--out", "--base-url", "--drafts", "--as-of", "--json", "--quiet", "--color"] {
        assert!(help.stdout.contains(option), "{option}");
    }
}

#[test]
fn quiet_says_nothing_but_errors() {
    let run = in_site(&warned(), &["build", "--quiet"]);
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (Some(0), "", ""));
    let run = in_site(&bad(), &["build", "-q"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""));
    assert!(run.stderr.starts_with("error[wrong-date]"), "{}", run.stderr);
    assert!(!run.stderr.contains("build failed"), "{}", run.stderr);
}

#[test]
fn quiet_with_json_still_prints_the_object() {
    let run = in_site(&warned(), &["build", "--quiet", "--json"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    assert_eq!(run.json()["warnings"], 24);
}

#[test]
fn colours_are_for_terminals_or_on_demand() {
    let site = bad();
    let escapes = |arguments: &[&str]| in_site(&site, arguments).stderr.contains('\u{1b}');
    assert!(!escapes(&["build"]));
    assert!(!escapes(&["build", "--color", "never"]));
    assert!(escapes(&["build", "--color", "always"]));
    assert!(escapes(&["--color=always", "build"]));
    let run = in_site(&site, &["build", "--color", "always", "--json"]);
    assert!(!run.stdout.contains('\u{1b}'));
}

#[test]
fn the_json_of_a_build_has_its_keys_and_types() {
    let site = warned();
    let run = in_site(&site, &["build", "--json"]);
    assert_eq!(run.stdout.lines().count(), 1);
    let json = run.json();
    assert_eq!(json["articles"], 24);
    assert_eq!(json["errors"], 0);
    assert_eq!(json["warnings"], 24);
    assert_eq!(json["removed"], 0);
    assert_eq!(json["unchanged"], 0);
    let files = tree(&site.path("public")).len();
    assert_eq!(json["outputs"], files);
    assert_eq!(json["written"], files);
    let kinds = json["written_by_kind"].as_object().unwrap();
    assert_eq!(kinds["article"], 24);
    let sum: u64 = kinds.values().map(|count| count.as_u64().unwrap()).sum();
    assert_eq!(sum, files as u64);
    assert!(json["seconds"].is_f64());
    assert!(json["peak_memory_bytes"].as_u64().unwrap() > 1_000_000);
    let problems = json["diagnostics"].as_array().unwrap();
    assert_eq!(problems.len(), 24, "all, not the first few");
    for problem in problems {
        assert_eq!(problem["level"], "warning");
        for key in ["code", "file", "message", "level"] {
            assert!(problem[key].is_string(), "{problem}");
        }
        assert!(problem["line"].is_u64() && problem["column"].is_u64(), "{problem}");
        assert!(problem["hint"].is_string() || problem["hint"].is_null());
    }
}

#[test]
fn the_second_build_writes_nothing_and_says_so() {
    let site = good();
    let first = in_site(&site, &["build", "--json"]).json();
    let second = in_site(&site, &["build", "--json"]).json();
    assert_eq!(second["written"], 0);
    assert_eq!(second["unchanged"], first["outputs"]);
    assert_eq!(second["outputs"], first["outputs"]);
    assert_eq!(second["written_by_kind"], Value::Object(Default::default()));
    fs::remove_file(site.path("content/a.md")).unwrap();
    site.write("content/pages/about.md", "---\ntitle: About\n---\n");
    let third = in_site(&site, &["build", "--json"]).json();
    assert!(third["removed"].as_u64().unwrap() > 0);
    assert_eq!(third["articles"], 0);
}

#[test]
fn out_is_relative_to_the_working_directory() {
    let site = good();
    fs::create_dir_all(site.path("elsewhere")).unwrap();
    let run = run(&site.path("elsewhere"), &["build", "--root", "..", "--out", "result"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(site.path("elsewhere/result/index.html").is_file());
    assert!(!site.path("result").exists() && !site.path("public").exists());
}

#[test]
fn without_out_the_site_is_built_into_public_below_its_root() {
    let site = good();
    fs::create_dir_all(site.path("elsewhere")).unwrap();
    let run = run(&site.path("elsewhere"), &["--root", "..", "build"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(site.path("public/index.html").is_file());
    assert!(fs::read_dir(site.path("elsewhere")).unwrap().next().is_none());
}

#[test]
fn base_url_is_replaced() {
    let site = good();
    let run = in_site(&site, &["build", "--base-url", "https://mirror.example.net/sub/path/"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    for (name, bytes) in tree(&site.path("public")) {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("https://archive.example.org/"), "{name}");
    }
    let feed = fs::read_to_string(site.path("public/feed.xml")).unwrap();
    assert!(feed.contains("<id>https://mirror.example.net/sub/path/2010/01/a/</id>"), "{feed}");
    let home = fs::read_to_string(site.path("public/index.html")).unwrap();
    assert!(home.contains("\"/sub/path/2010/01/a/\""), "{home}");
    let wrong = in_site(&site, &["build", "--json", "--base-url", "ftp://x"]);
    assert_eq!(wrong.code, Some(1));
    assert!(wrong.problems().contains("invalid value `ftp://x` for"), "{}", wrong.problems());
}

#[test]
fn a_wrong_date_of_as_of_is_an_error() {
    let run = in_site(&good(), &["build", "--json", "--as-of", "tomorrow"]);
    assert_eq!(run.code, Some(1));
    assert!(run.problems().starts_with("error[wrong-option]: invalid value `tomorrow` for --as-of ("));
}

#[test]
fn drafts_and_as_of_choose_what_is_shown() {
    let site = site(
        "-- content/now.md --\n---\ntitle: Now\ndate: 2010-01-02\n---\n\
         -- content/draft.md --\n---\ntitle: Draft\ndate: 2010-01-02\ndraft: true\n---\n\
         -- content/later.md --\n---\ntitle: Later\ndate: 2030-01-02\n---\n",
    );
    let articles = |arguments: &[&str]| {
        in_site(&site, &[&["build", "--json"], arguments].concat()).json()["articles"].clone()
    };
    assert_eq!(articles(&[]), 2);
    assert_eq!(articles(&["--drafts"]), 3);
    assert_eq!(articles(&["--as-of", "2020-01-01"]), 1);
    assert_eq!(articles(&["--as-of", "2009-12-31"]), 0);
}

#[test]
fn a_closed_standard_output_is_no_error() {
    let site = good();
    let mut child = crate::program::program(&site.path(""))
        .args(["build", "--json"])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn init_makes_a_site_that_builds_without_a_warning() {
    let folder = TempDir::new().unwrap();
    let made = run(folder.path(), &["init", "my/archive"]);
    assert_eq!(
        made.stdout,
        "created a new site in my/archive; build it with:\n\n    generate build --root my/archive\n\n"
    );
    assert_eq!((made.code, made.stderr.as_str()), (Some(0), ""));
    assert!(made.stdout.contains("generate build --root my/archive"), "{}", made.stdout);
    let ignored = fs::read_to_string(folder.path().join("my/archive/.gitignore")).unwrap();
    assert!(ignored.contains("/public/") && ignored.contains("/.generate/"), "{ignored}");
    let config = fs::read_to_string(folder.path().join("my/archive/site.toml")).unwrap();
    assert!(config.lines().any(|line| line == "slugs = \"ascii\""), "{config}");
    let built = run(folder.path(), &["build", "--root", "my/archive", "--json"]);
    assert_eq!((built.code, built.problems().as_str()), (Some(0), ""));
    assert_eq!(built.json()["articles"], 1);
    assert!(folder.path().join("my/archive/public/about/index.html").is_file());
}

#[test]
fn init_lists_its_files_as_json() {
    let folder = TempDir::new().unwrap();
    let json = run(folder.path(), &["init", "new", "--json"]).json();
    assert_eq!(json["dir"], "new");
    assert_eq!(json["diagnostics"], Value::Array(Vec::new()));
    let listed: Vec<&str> =
        json["files"].as_array().unwrap().iter().map(|file| file.as_str().unwrap()).collect();
    let mut there: Vec<String> = tree(&folder.path().join("new")).into_keys().collect();
    let mut sorted: Vec<String> = listed.iter().map(ToString::to_string).collect();
    sorted.sort();
    there.sort();
    assert_eq!(sorted, there);
}

#[test]
fn init_fills_an_empty_folder_and_refuses_any_other() {
    let folder = TempDir::new().unwrap();
    assert_eq!(run(folder.path(), &["init", "."]).code, Some(0));
    let before = tree(folder.path());
    let again = run(folder.path(), &["init", "."]);
    assert_eq!((again.code, again.stdout.as_str()), (Some(1), ""));
    assert!(again.stderr.starts_with("error[not-empty]: . is not empty\n"), "{}", again.stderr);
    assert!(tree(folder.path()) == before);
    let json = run(folder.path(), &["init", ".", "--json"]);
    assert_eq!(json.code, Some(1));
    assert_eq!(
        json.problems(),
        "error[not-empty]: . is not empty (choose a folder that does not exist yet; nothing was written)\n"
    );
    assert_eq!(json.json()["files"], Value::Array(Vec::new()));
    // One hidden file is enough.
    let other = TempDir::new().unwrap();
    fs::write(other.path().join(".keep"), "").unwrap();
    assert_eq!(run(Path::new("/"), &["init", other.path().to_str().unwrap()]).code, Some(1));
    assert_eq!(tree(other.path()).len(), 1);
}

/// Whether a terminal would do something else with a text than show it in lines.
fn is_obeyed(text: &str) -> bool {
    text.contains(|c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c))
}

/// What the preview of a site with an error says of it, and of an edit.
#[cfg(feature = "serve")]
fn told_by_preview(site: &Site) -> String {
    use std::io::{BufRead as _, BufReader};
    use std::process::Stdio;
    let mut command = crate::program::program(&site.path(""));
    command.args(["serve", "--port", "0", "--color", "never"]).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let mut told = String::new();
    let mut read_until = |end: &str| {
        while let Some(Ok(line)) = lines.next() {
            told.push_str(&line);
            told.push('\n');
            if line.contains(end) {
                break;
            }
        }
    };
    read_until("Ctrl-C to stop");
    site.write("content/b\u{1b}[2J.md", "---\ntitle: B\ndate: 2010-01-01\n---\n");
    read_until("pages appear when the site has no errors");
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(told.contains("content/b\\u{1b}[2J.md"), "{told}");
    told
}

#[test]
fn a_terminal_is_told_nothing_by_names_and_texts_of_others() {
    let name = "content/a\u{1b}]0;taken\u{7}\n\u{9b}2J\u{202e}.md";
    let site = site("");
    site.write(name, "---\ntitle: A\ndate: \u{9b}31m\u{202e}never\n---\n");
    let built = in_site(&site, &["build", "--color", "never"]);
    assert_eq!(built.code, Some(1));
    let told = [
        built.stderr,
        #[cfg(feature = "serve")]
        told_by_preview(&site),
    ];
    for told in told {
        assert!(!is_obeyed(&told), "{told:?}");
        for line in [
            " --> content/a\\u{1b}]0;taken\\u{7}\\n\\u{9b}2J\\u{202e}.md:3:7\n",
            "3 | date: \\u{9b}31m\\u{202e}never\n  |       ^^^^^^\n",
            "error[syntax]: invalid YAML: unexpected character: `\\u{9b}'",
        ] {
            assert!(told.contains(line), "{line}\nis not in\n{told}");
        }
    }
    let json = in_site(&site, &["build", "--json"]).json();
    assert_eq!(json["diagnostics"][0]["file"], name, "exact");
    let missing = in_site(&site, &["popular", "--views", "\u{1b}[2J\n"]);
    let usage = in_site(&site, &["\u{9b}2J", "--color", "never"]);
    for (run, shown) in [(&missing, "\\u{1b}[2J"), (&usage, "\\u{9b}2J")] {
        assert!(!is_obeyed(&run.stderr) && run.stderr.contains(shown), "{:?}", run.stderr);
    }
    assert_eq!((missing.code, usage.code), (Some(1), Some(2)));
}

#[test]
fn a_path_of_4_kb_is_not_printed_whole() {
    let site = good();
    let file = format!("{}/views.csv", vec!["f".repeat(240); 17].join("/"));
    let run = in_site(&site, &["popular", "--views", &file]);
    assert_eq!(run.code, Some(1));
    assert!(run.stderr.len() < 600 && run.stderr.contains("views.csv"), "{}", run.stderr);
}
