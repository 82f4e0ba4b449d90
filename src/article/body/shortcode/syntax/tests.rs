//! How calls and their arguments are read.

use super::*;

fn head(text: &str) -> CallHead {
    match read(text, 0).unwrap_or_else(|| panic!("no call: {text}")).kind {
        MarkKind::Open(head) | MarkKind::Single(head) => head,
        other => panic!("{other:?}"),
    }
}

fn text(text: &str) -> Argument {
    Argument::Text(text.to_owned())
}

#[test]
fn hugo_calls_are_read() {
    let read = head("{{< figure src=\"a b.jpg\" width=300 ok = true `raw \"x\"` bare -1.5 007 >}}");
    assert_eq!(read.name, "figure");
    let named = [
        ("src".to_owned(), text("a b.jpg")),
        ("width".to_owned(), Argument::Number(300.0)),
        ("ok".to_owned(), Argument::Bool(true)),
    ];
    assert_eq!(read.named, named);
    assert_eq!(read.positional, [text("raw \"x\""), text("bare"), Argument::Number(-1.5), text("007")]);
    assert_eq!(head("{{%x%}}").name, "x");
    assert_eq!(head("{{<ref \"/a\">}}").positional, [text("/a")]);
    assert_eq!(head(r#"{{< x "a \"b\" \\ \_" >}}"#).positional, [text(r#"a "b" \ \_"#)]);
}

#[test]
fn closing_and_single_calls_are_told_apart() {
    let kind = |text| read(text, 0).unwrap().kind;
    assert_eq!(kind("{{< /note >}}"), MarkKind::Close("note".into()));
    assert_eq!(kind("{{%/ note%}}"), MarkKind::Close("note".into()));
    assert!(matches!(kind("{{< br />}}"), MarkKind::Single(head) if head.name == "br"));
    assert!(matches!(kind("{{<br/>}}"), MarkKind::Single(head) if head.name == "br"));
    assert!(matches!(kind("{{< br >}}"), MarkKind::Open(head) if head.name == "br"));
}

#[test]
fn escaped_calls_are_shown() {
    let literal = |text| match read(text, 0).unwrap() {
        Mark { range, kind: MarkKind::Literal(shown) } => (range.end, shown),
        other => panic!("{other:?}"),
    };
    assert_eq!(literal("{{</* x \"a\" */>}} t"), (17, "{{< x \"a\" >}}".into()));
    assert_eq!(literal("{{%/* /x */%}}"), (14, "{{% /x %}}".into()));
    assert_eq!(literal("{{/* x(a=1) */}}"), (16, "{{ x(a=1) }}".into()));
}

#[test]
fn zola_calls_are_read() {
    let read = head("{{ youtube(id=\"x, y)\", n=3, b=false, l=[1, 2], s='q') }}");
    assert_eq!(read.name, "youtube");
    let keys: Vec<&str> = read.named.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(keys, ["id", "n", "b", "l", "s"]);
    assert_eq!(read.named[0].1, text("x, y)"));
    assert_eq!(read.named[3].1, text("[1, 2]"));
    assert_eq!(head("{{x()}}").name, "x");
    for other in [
        "{{ title }}",
        "{{ page.title }}",
        "{{ a.b() }}",
        "{{ x( }}",
        "{{}}",
        "{{",
        "{{<",
        "{{<>}}",
        "{{< >}}",
    ] {
        assert_eq!(super::read(other, 0), None, "{other}");
    }
}

#[test]
fn what_exports_do_to_quotes_is_forgiven() {
    assert_eq!(head("{{< x a=“b c” >}}").named[0].1, text("b c"));
    assert_eq!(head("{{<\u{A0}x&nbsp;a=&quot;b &amp; c&quot;\u{A0}>}}").named[0].1, text("b & c"));
    assert_eq!(head("{{< x a=\"b “c” d\" >}}").named[0].1, text("b “c” d"));
    assert_eq!(head("{{< x a=\"b >}} c").named[0].1, text("b"));
    assert_eq!(head("{{< x a=\"b >}} c\" >}}").named[0].1, text("b >}} c"));
}

#[test]
fn names_cannot_climb() {
    assert_eq!(read("{{< ../x >}}", 0), None);
    assert_eq!(read("{{< a/../x >}}", 0), None);
    assert_eq!(read("{{< /etc/passwd >}}", 0).unwrap().kind, MarkKind::Close("etc/passwd".into()));
}

#[test]
fn a_call_ends_before_the_next_one() {
    assert_eq!(read("{{< a \"{{< b >}}", 0), None);
    assert_eq!(read("{{< a {{< b >}}", 0), None);
}
