//! How a list of diagnostics is sorted, limited and printed.

use super::*;

#[test]
fn positions_count_characters_not_bytes() {
    let text = "один\nдва три";
    let offset = text.find("три").unwrap();
    assert_eq!(Position::of(text, offset), Position { line: 2, column: 5 });
    assert_eq!(Position::of(text, 0), Position::START);
    assert_eq!(Position::of(text, 1_000), Position { line: 2, column: 8 });
}

#[test]
fn a_report_shows_place_source_line_and_hint() {
    let problem = Diagnostic::error("unknown-term", "unknown region `Tadjikistan`")
        .at(Place::new("content/a.md", Position { line: 4, column: 9 }))
        .hint("did you mean `Tajikistan`?");
    let line = Excerpt { text: "region: Tadjikistan".into(), column: 9, cut: false };
    let report = problem.render(Some(&line), false);
    assert_eq!(
        report,
        "error[unknown-term]: unknown region `Tadjikistan`\n \
             --> content/a.md:4:9\n  |\n4 | region: Tadjikistan\n  |         ^\n  |\n  = hint: did you mean `Tajikistan`?"
    );
}

#[test]
fn a_part_of_a_line_is_shown_with_the_column_of_the_whole() {
    let problem = Diagnostic::error("x", "y").at(Place::new("a.md", Position { line: 7, column: 5_000 }));
    let line = Excerpt { text: "…before here after…".into(), column: 9, cut: true };
    assert_eq!(
        problem.render(Some(&line), false),
        "error[x]: y\n --> a.md:7:5000\n  |\n ::: \n7 | …before here after…\n  |         ^"
    );
}

#[test]
fn long_values_are_shortened() {
    let path = "a/".repeat(2_000);
    let problem = Diagnostic::error("x", format!("`{path}z` is no address")).hint(path);
    assert_eq!(problem.message, format!("`{}a…{}z` is no address", "a/".repeat(39), "a/".repeat(19)));
    assert!(problem.hint.unwrap().len() < 200);
    let words = Diagnostic::warning("x", "слово ".repeat(10_000)).message;
    assert_eq!(words.chars().count(), 2_001);
    let short = "x".repeat(200);
    assert_eq!(Diagnostic::error("x", short.clone()).message, short);
}

#[test]
fn messages_are_one_line_whatever_they_quote() {
    let quoted = "`a\nb\r\nc\rd\u{b}e\u{c}f\u{85}g\u{2028}h\u{2029}\ti`";
    let shown = "`a\\nb\\r\\nc\\rd\\u{b}e\\u{c}f\\u{85}g\\u{2028}h\\u{2029}\ti`";
    let problem = Diagnostic::error("x", quoted).hint(quoted);
    assert_eq!((&*problem.message, problem.hint.as_deref()), (shown, Some(shown)));
    let problem = Diagnostic::warning("x", quoted);
    assert_eq!(problem.message, shown);
    // What was read from a cache or changed since is shown by the same rule.
    assert_eq!(problem.render(None, false), format!("warning[x]: {}", shown.replace('\t', "\\t")));
}

#[test]
fn a_report_shows_what_a_terminal_would_obey() {
    let problem = Diagnostic::error("x", "no \u{9b}31m\nsuch")
        .at(Place::new("content/\u{1b}[2J.md", Position { line: 4, column: 4 }))
        .hint("\u{202e}");
    let line = Excerpt { text: "a\u{1b}\u{85}b\tc".into(), column: 4, cut: false };
    assert_eq!(
        problem.render(Some(&line), false),
        "error[x]: no \\u{9b}31m\\nsuch\n --> content/\\u{1b}[2J.md:4:4\n  |\n4 | a\\u{1b}\\u{85}b    c\n  |              \
             ^\n  |\n  = hint: \\u{202e}"
    );
    let whole = Diagnostic::warning("x", "y").at(Place::file("a\n.md"));
    assert_eq!(whole.render(None, false), "warning[x]: y\n--> a\\n.md");
}

#[test]
fn a_report_without_a_source_line_still_names_the_place() {
    let problem = Diagnostic::warning("x", "y").at(Place::file("content/a.md"));
    assert_eq!(problem.render(None, false), "warning[x]: y\n--> content/a.md");
}

#[test]
fn reports_are_sorted_by_place() {
    let mut all = Diagnostics::new();
    all.push(Diagnostic::warning("b", "later").at(Place::new("b.md", Position { line: 2, column: 1 })));
    all.push(Diagnostic::error("a", "first").at(Place::new("a.md", Position { line: 9, column: 1 })));
    all.push(Diagnostic::error("a", "site"));
    let texts: Vec<&str> = all.sorted().iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(texts, ["site", "first", "later"]);
}
