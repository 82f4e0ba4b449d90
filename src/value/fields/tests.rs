//! What typed access returns and reports.

use super::*;

fn read(yaml: &str, check: impl FnOnce(&mut Fields<'_, '_>)) -> Vec<String> {
    let node = Node::from_yaml(yaml).unwrap();
    let report = Report::new("a.md");
    check(&mut Fields::of(&node, "front matter", &report));
    report.finish().iter().map(|problem| problem.render(None, false)).collect()
}

#[test]
fn values_are_read_by_type() {
    let problems =
        read("t: ' x '\nn: 1.10\nl: [a, ~, b]\nf: true\nc: 7\nb: 5000000000\nempty:\n", |fields| {
            assert_eq!(fields.text("t").unwrap().text, "x");
            assert_eq!(fields.text("n").unwrap().text, "1.10");
            assert_eq!(fields.texts("l").len(), 2);
            assert_eq!(fields.texts("t")[0].text, "x");
            assert_eq!(fields.flag("f"), Some(true));
            assert_eq!(fields.number("c"), Some(7));
            assert_eq!(fields.bytes("b"), Some(5_000_000_000));
            assert!(fields.take("empty").is_none() && fields.take("absent").is_none());
            assert!(fields.rest().is_empty());
        });
    assert!(problems.is_empty(), "{problems:?}");
}

#[test]
fn wrong_types_are_reported_with_their_place() {
    let problems = read("t: [a]\nf: yes\nc: -1\nd: 4294967296\n", |fields| {
        assert!(fields.text("t").is_none());
        assert!(fields.flag("f").is_none());
        assert!(fields.number("c").is_none() && fields.number("d").is_none());
    });
    assert_eq!(problems.len(), 4);
    assert!(problems[3].contains("an integer up to 4294967295, not `4294967296`"), "{}", problems[3]);
    assert!(problems[1].contains("a.md:2:4"), "{}", problems[1]);
}

#[test]
fn what_is_too_long_for_a_name_is_like_nothing() {
    let long = "x".repeat(1_001);
    assert_eq!(nearest(&long, [&*long].into_iter()), None);
    assert_eq!(nearest("armenja", ["armenia", &long].into_iter()), Some("armenia"));
}

#[test]
fn unknown_keys_are_refused_with_the_nearest_name() {
    let problems = read("titel: x\n", |fields| {
        fields.know("base_url");
        assert!(fields.text("title").is_none());
        fields.refuse_rest("site.toml");
    });
    assert!(problems[0].contains("did you mean `title`?"), "{}", problems[0]);
}
