//! Values of YAML and TOML, and their positions whatever ends a line.

use super::yaml::TOO_MUCH;
use super::*;

fn get<'n>(node: &'n Node, key: &str) -> &'n Node {
    let Value::Map(entries) = &node.value else { panic!("{node:?}") };
    &entries.iter().find(|entry| &*entry.key == key).unwrap().node
}

#[test]
fn yaml_values_know_their_place() {
    let node = Node::from_yaml("title: Мост\nauthor: [A, 'B']\nn: 1.10\n").unwrap();
    assert_eq!(get(&node, "title").position, Position { line: 1, column: 8 });
    let Value::List(authors) = &get(&node, "author").value else { panic!() };
    assert_eq!(authors[1].position, Position { line: 2, column: 13 });
    assert_eq!(get(&node, "n").value, Value::Number("1.10".into()));
}

/// The line and column in `text` of the first byte of `part`.
fn place(text: &str, part: &str) -> Position {
    Position::of(text, text.find(part).unwrap_or_else(|| panic!("{part:?} in {text:?}")))
}

#[test]
fn yaml_values_know_their_place_whatever_ends_a_line() {
    // What stands before the value that is looked for: YAML ends a line at `\r` too, the file at `\n` only.
    let before = [
        "a: Ж",
        "a: 'Ж↵  ю'",
        "a: \"Ж↵  \\↵  ю\"",
        "a: |↵  Ж↵  ю",
        "a: >-↵  Ж↵↵  ю",
        "a: [Ж,↵  ю]",
        "a: {Ж:↵  ю}",
        "a: &x Ж # ю",
        "# ю↵a: ж",
        "a: ж\u{85}\u{2028}\u{2029}",
        "a:↵  - Ж↵  - ю",
        "? Ж↵: ю",
        "\u{feff}a: ж",
        "a: *x",
    ];
    for (before, end) in before.iter().flat_map(|text| ["\n", "\r\n", "\r"].map(|end| (text, end))) {
        let text = format!("x: &x я↵{before}↵'é é': [b, 1.10]↵").replace('↵', end);
        let text = if before.starts_with('\u{feff}') { &text["x: &x я".len() + end.len()..] } else { &text };
        let node = Node::from_yaml(text).unwrap_or_else(|error| panic!("{text:?}: {error:?}"));
        let Value::Map(entries) = &node.value else { panic!("{node:?}") };
        let last = entries.last().unwrap();
        assert_eq!((&*last.key, last.position), ("é é", place(text, "'é é'")), "{text:?}");
        assert_eq!(last.node.position, place(text, "[b"), "{text:?}");
        let Value::List(items) = &last.node.value else { panic!("{node:?}") };
        assert_eq!(items[1].position, place(text, "1.10"), "{text:?}");
        assert_eq!(items[1].value, Value::Number("1.10".into()), "{text:?}");
    }
    let node = Node::from_yaml("a: я\rb: ю\r\rc: x\n").unwrap();
    assert_eq!(get(&node, "c").position, Position { line: 1, column: 15 });
}

#[test]
fn yaml_errors_know_their_place_whatever_ends_a_line() {
    for end in ["\n", "\r\n", "\r"] {
        let text = format!("é: Ж{end}x: 'я{end} ю'{end}{end}b: c: d{end}");
        let error = Node::from_yaml(&text).unwrap_err();
        assert_eq!(error.position, Some(place(&text, ": d")), "{text:?}");
    }
    // Many lines of YAML that are one of the file.
    let text = format!("a: x\nb: {}../'./x\nc: x\n", "\r".repeat(14));
    let error = Node::from_yaml(&text).unwrap_err();
    assert_eq!(error.position, Some(Position { line: 2, column: 18 }), "{error:?}");
}

#[test]
fn toml_values_and_errors_know_their_place_whatever_ends_a_line() {
    for end in ["\n", "\r\n"] {
        let text = format!("'é' = \"\"\"Ж{end}ю\"\"\" # \u{85}\u{2028}{end}b = [{end} 'я', 1]{end}");
        let node = Node::from_toml(&text).unwrap();
        let Value::List(items) = &get(&node, "b").value else { panic!("{node:?}") };
        assert_eq!(items[1].position, place(&text, "1]"), "{text:?}");
        let error = Node::from_toml(&format!("{text}c = ?{end}")).unwrap_err();
        let Position { line, .. } = error.position.unwrap();
        assert_eq!(line, 5, "{error:?}");
    }
    // TOML has no lone carriage returns.
    let error = Node::from_toml("é = 'Ж'\rb = 1\n").unwrap_err();
    assert_eq!(error.position.unwrap().line, 1);
}

#[test]
fn yaml_duplicates_keep_the_last() {
    let mut node = Node::from_yaml("a: 1\nb: {c: 1, c: 2}\na: 3\n").unwrap();
    let taken = node.take_duplicates();
    assert_eq!(taken.len(), 2);
    assert_eq!(taken[0], ("a".into(), Position { line: 3, column: 1 }));
    assert_eq!(get(&node, "a").value, Value::Number("3".into()));
    assert_eq!(get(get(&node, "b"), "c").value, Value::Number("2".into()));
}

#[test]
fn toml_values_know_their_place_and_keep_their_order() {
    let node = Node::from_toml("b = 'x'\n[t]\n  'é' = [1, 2010-12-10]\na = true\n").unwrap();
    let Value::Map(entries) = &node.value else { panic!() };
    assert_eq!(entries.iter().map(|entry| &*entry.key).collect::<Vec<_>>(), ["b", "t"]);
    let list = get(get(&node, "t"), "é");
    assert_eq!(list.position, Position { line: 3, column: 9 });
    let Value::List(items) = &list.value else { panic!() };
    assert_eq!(items[1].value, Value::Text("2010-12-10".into()));
}

#[test]
fn positions_cost_the_same_however_long_a_line_is() {
    let walked = |text: String| {
        let lines = LineIndex::new(text.as_str());
        Node::from_toml_lines(&text, &lines).unwrap();
        lines.walked()
    };
    // A list is asked for from left to right, a table by its sorted keys, which stand here in the other order.
    let list = |count: usize| format!("a=[{}]", vec!["1"; count].join(","));
    let table = |count: usize| {
        let keys: Vec<String> = (0..count).rev().map(|key| format!("k{key:06}=1")).collect();
        format!("a={{{}}}", keys.join(","))
    };
    for make in [&list as &dyn Fn(usize) -> String, &table] {
        let (one, two) = (walked(make(2_000)), walked(make(4_000)));
        assert!(two <= one * 21 / 10, "{one} bytes, then {two}");
    }
}

#[test]
fn syntax_errors_know_their_place() {
    let error = Node::from_yaml("a: 1\nb: c: d\n").unwrap_err();
    assert_eq!(error.position, Some(Position { line: 2, column: 5 }));
    assert_eq!(error.message, "mapping values are not allowed in this context");
    let error = Node::from_toml("a = \n").unwrap_err();
    assert_eq!(error.position.unwrap().line, 1);
}

#[test]
fn lines_shift() {
    let mut node = Node::from_yaml("a: [x]").unwrap();
    node.shift_lines(3);
    assert_eq!(get(&node, "a").position.line, 4);
}

#[test]
fn alias_bombs_are_refused() {
    let mut bomb = String::from("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
    for level in 1..12 {
        let before = format!("*a{}", level - 1);
        let items = [before.as_str(); 9].join(",");
        bomb.push_str(&format!("a{level}: &a{level} [{items}]\n"));
    }
    assert_eq!(Node::from_yaml(&bomb).unwrap_err().message, TOO_MUCH);
}
