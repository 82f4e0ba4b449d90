//! Tags of texts, one by one.

use serde_json::json;

use super::*;

struct NoSite;

impl Site for NoSite {
    fn post(&self, name: &str) -> Option<(String, String)> {
        (name == "hello").then(|| ("Hello <b>".to_owned(), "@/articles/hello.md".to_owned()))
    }

    fn code(&self, path: &str) -> Option<(String, String)> {
        (path == "a.js").then(|| ("one\ntwo\nthree\n".to_owned(), "/downloads/code/a.js".to_owned()))
    }
}

fn converted(text: &str) -> (String, Vec<String>) {
    let fields = [("title".to_owned(), json!("T"))].into_iter().collect();
    let mut converter = Converter {
        site: &NoSite,
        file: "a.md",
        fields: &fields,
        line: 4,
        calls: Calls::default(),
        unended: 0,
    };
    let out = converter.convert(text);
    let noted = converter.calls.of(CallKind::Comment);
    (out, noted.map(|(name, places)| format!("{name} {}", places[0].line)).collect())
}

#[test]
fn boxes_and_quotations() {
    let (out, noted) = converted("a\n{% note warn Take care %}\n*x*\n{% endnote %}\nb\n");
    assert_eq!((&*out, noted), ("a\n\n:::warning Take care\n*x*\n:::\n\n\nb\n", vec![]));
    assert_eq!(
        converted("{% note %}\n{% note info %}\nx\n{% endnote %}\n{% endnote %}").0,
        "::::note\n:::info\nx\n:::\n::::\n\n"
    );
    assert_eq!(
        converted("{% blockquote Seth Godin http://x.example/a/ Welcome %}\nA\n\nB\n{% endblockquote %}").0,
        "> A\n>\n> B\n>\n> **Seth Godin** [Welcome](http://x.example/a/)\n\n"
    );
    assert_eq!(converted("{% quote D, Wide %}\nA\n{% endquote %}").0, "> A\n>\n> **D** Wide\n\n");
    assert_eq!(
        converted("{% pullquote %}A{% endpullquote %}").0,
        "{{< pullquote >}}\nA\n{{< /pullquote >}}\n\n"
    );
}

#[test]
fn code_keeps_its_title() {
    assert_eq!(
        converted("{% codeblock _.compact http://u.example/#c Underscore.js lang:js mark:1,2 %}\n{% raw %}{{ x }}{% endraw %}\n```\n{% endcodeblock %}").0,
        "\\_.compact [Underscore.js](http://u.example/#c)\n\n````js\n{{ x }}\n```\n````\n\n"
    );
    assert_eq!(
        converted("- a\n  {% code %}\n  x\n    y\n  {% endcode %}\n").0,
        "- a\n\n  ```\n  x\n    y\n  ```\n\n\n"
    );
    assert_eq!(
        converted("x\n``` diff package.json\n{% a %}\n```\n").0,
        "x\n\npackage.json\n\n```diff\n{% a %}\n```\n"
    );
    assert_eq!(converted("``` js\nx\n```\n").0, "```js\nx\n```\n");
    assert_eq!(
        converted("{% include_code Two lang:js from:2 to:2 a.js %}").0,
        "\n\nTwo [view raw](/downloads/code/a.js)\n\n```js\ntwo\n```\n\n"
    );
}

#[test]
fn links_and_media() {
    let (out, _) = converted(
        "{% post_link hello %} {% post_link hello#a 'My <i>' %} {% post_link hello '<i>x</i>' false %}",
    );
    assert_eq!(
        out,
        "[Hello &lt;b&gt;](@/articles/hello.md) [My &lt;i&gt;](@/articles/hello.md#a) [<i>x</i>](@/articles/hello.md)"
    );
    assert_eq!(converted("[x]({% post_path hello %})").0, "[x](@/articles/hello.md)");
    assert_eq!(
        converted("{% youtube abc %}{% vimeo 1 %}{% gist 2 f.js %}").0,
        "{{< youtube \"abc\" >}}{{< vimeo \"1\" >}}{{< gist url=\"https://gist.github.com/2\" file=\"f.js\" >}}"
    );
    assert_eq!(
        converted("{% img left /a.png 10 20 \"T\" 'A' %} {% asset_img b.png A b %}").0,
        "<img src=\"/a.png\" alt=\"A\" title=\"T\" width=\"10\" height=\"20\" class=\"left\"> ![b](b.png \"A\")"
    );
    assert_eq!(converted("{% link Two words https://x.example true T %} {% asset_link a.pdf Paper %} {% asset_path a.pdf %}").0, "[Two words](https://x.example) [Paper](a.pdf) a.pdf");
}

#[test]
fn samples_and_what_nobody_knows() {
    let (out, noted) = converted(
        "`{% raw %}{% x %}{% endraw %}` {% raw %}{{ y }}{% endraw %}\n{% foo --a > %}in{% endfoo %}{# no #}{{ title }}{{ site.x }}",
    );
    assert_eq!(out, "`{% x %}` &#123;{ y }}\n<!-- foo - -a &gt; -->in<!-- endfoo -->T<!-- site.x -->");
    assert_eq!(noted, ["foo 5", "site.x 5"]);
    for text in [
        "{% note %}",
        "{% raw %}a",
        "{% codeblock %}",
        "{% post_link %}",
        "{% img %}",
        "{{ }}",
        "{% endnote %}",
        "{% include_code %}",
        "{% asset_img %}",
        "{% gist %}",
    ] {
        converted(text);
    }
    converted(&"{% note %}".repeat(20_000));
    converted(&"{{ ` {%".repeat(20_000));
}
