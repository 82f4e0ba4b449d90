//! Which texts are calls, and how they pass through Markdown.

use super::*;
use proptest::prelude::*;

fn scan(text: &str) -> (String, Scan) {
    Scan::of(text, Options::empty()).unwrap_or_else(|| panic!("no calls: {text}"))
}

fn names(text: &str) -> Vec<String> {
    let name = |call: &Call| match &call.kind {
        CallKind::Call(head, None) => head.name.clone(),
        CallKind::Call(head, Some(_)) => format!("{}…", head.name),
        CallKind::Stray(name) => format!("/{name}"),
        CallKind::Literal(shown) => shown.clone(),
    };
    scan(text).1.calls.iter().map(name).collect()
}

#[test]
fn tokens_are_words_as_long_as_their_calls() {
    let text = "a {{<x>}} [b]({{< ref \"x.md\" >}}#c) {{< p >}}\nq\n{{< /p >}}.";
    let (tokens, scan) = scan(text);
    assert_eq!(tokens.len(), text.len());
    assert_eq!(names(text), ["x", "ref", "p…"]);
    let token = scan.find(&tokens, 0).unwrap();
    assert_eq!((token.range, token.call), (2..9, 0));
    assert!(tokens.starts_with("a Z0q0000 [b](Z0q0001zzz"));
    assert!(tokens.ends_with("z."));
}

#[test]
fn code_is_left_alone_except_for_escapes() {
    assert!(Scan::of("`{{< x >}}`", Options::empty()).is_none());
    assert!(Scan::of("~~~\n{{< x >}}\n~~~\n\n    {{< y >}}", Options::empty()).is_none());
    assert_eq!(names("~~~\n{{</* x */>}}\n~~~\n{{< y `b` >}} `{{< z >}}`"), ["{{< x >}}", "y"]);
}

#[test]
fn closing_calls_answer_the_nearest_open_one() {
    assert_eq!(names("{{<a>}}{{<b>}}{{</a>}}{{</b>}}"), ["a…", "/b"]);
    assert_eq!(names("{{<a>}}{{<a>}}1{{</a>}}"), ["a", "a…"]);
    assert_eq!(names("{{<a>}}{{<a>}}1{{</a>}}{{</a>}}{{<b/>}}{{</b>}}"), ["a…", "b", "/b"]);
    assert_eq!(names("{{<img>}} {{%/ note %}}"), ["img", "/note"]);
}

#[test]
fn a_text_that_holds_the_first_prefix_gets_another() {
    let (tokens, _) = scan("Z0q J0q {{<x>}}");
    assert!(tokens.contains("Q0q0000"), "{tokens}");
}

#[test]
fn long_output_is_not_repeated() {
    let (_, mut scan) = scan("{{<x>}}{{<y>}}");
    let output = |html: String| Some(Output::Html(html, Standing::Anywhere));
    scan.calls[0].output = output("x".repeat(2_000));
    scan.calls[1].output = output("y".into());
    let out = scan.substitute("Z0q0000 Z0q0001 Z0q0000 Z0q0001 Z0q0002".to_owned());
    assert_eq!(out, format!("{} y  y Z0q0002", "x".repeat(2_000)));
}

#[test]
fn many_calls_take_linear_time() {
    for text in
        ["{{<", "{{<x>}}", "{{< a \"", "{{</* ", "{{ x(", "{{<a>}}{{</b>}}", "{{</a>}}", "{", "{{< a >}} `"]
    {
        let text = text.repeat(1_000_000 / text.len());
        if let Some((tokens, _)) = Scan::of(&text, Options::empty()) {
            assert_eq!(tokens.len(), text.len());
        }
    }
    let nested = "{{<a>}}".repeat(50_000) + &"{{</a>}}".repeat(50_000);
    assert_eq!(scan(&nested).1.calls.len(), 1);
}

proptest! {
    #[test]
    fn any_text_keeps_its_length(text in "(\\{\\{[<%]? ?/?|[<%]?\\}\\}|[>%]\\}\\}|[a-c ]|\"|`|=|\n|é|Z0q000[01]){0,40}") {
        if let Some((tokens, scan)) = Scan::of(&text, Options::empty()) {
            prop_assert_eq!(tokens.len(), text.len());
            let mut from = 0;
            for (index, call) in scan.calls.iter().enumerate() {
                let token = scan.find(&tokens, from).unwrap();
                prop_assert_eq!((&token.range, token.call), (&call.range, index));
                from = token.range.end;
            }
            prop_assert!(scan.find(&tokens, from).is_none());
        }
    }
}
