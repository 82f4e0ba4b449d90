//! Tests of texts that are run.

use super::*;

fn site() -> Liquid {
    let post = |title: &str, tag: &str| {
        Value::map([
            ("title", Value::text(title)),
            ("url", Value::text(format!("/{title}/"))),
            ("date", Value::text("2020-01-02 00:00:00 +0000")),
            ("tags", Value::list([Value::text(tag)])),
        ])
    };
    let site = Value::map([
        ("baseurl", Value::text("")),
        ("title", Value::text("Bees & <co>")),
        ("posts", Value::list([post("one", "a"), post("two", "b")])),
        ("time", Value::Unknown("site.time".into())),
        ("n", Value::Int(7)),
    ]);
    let includes = [
        ("a.html", "<b>{{ include.title | upcase }}</b>"),
        ("self.html", "x{% include self.html %}"),
        ("loop1.html", "{% include loop2.html %}"),
        ("loop2.html", "{% include loop1.html %}"),
    ];
    Liquid {
        variables: vec![("site".into(), site), ("paginator".into(), Value::Unknown("paginator".into()))],
        includes: includes.map(|(name, text)| (name.to_owned(), text.to_owned())).into(),
        include_folder: "_includes".into(),
        links: [("about.md".to_owned(), "/about/".to_owned())].into(),
        posts: [("2020-01-02-one".to_owned(), "/2020/01/02/one/".to_owned())].into(),
        url: "https://e.org".into(),
        has_whole_blocks: true,
    }
}

fn run_all(text: &str) -> (String, Notes) {
    let mut notes = Notes::default();
    let page = [("page", Value::map([("title", Value::text("P")), ("tags", Value::list([]))]))];
    let source = Source { file: "a.md", line: 10, text, is_markdown: true };
    let made = site().run(source, &page, &mut notes);
    (made, notes)
}

fn run(text: &str) -> String {
    run_all(text).0
}

#[test]
fn values_and_filters() {
    for (text, expected) in [
        ("{{ site.baseurl }}/x {{site.n}} {{ page.title }}|{{ nothing.at.all }}|", "/x 7 P||"),
        ("{{ site.title | escape }}", "Bees &amp; &lt;co&gt;"),
        ("{{ '/x' | relative_url }} {{ 'x' | absolute_url }}", "/x https://e.org/x"),
        ("{{ '2020-03-04' | date: '%b %-d, %Y' }}", "Mar 4, 2020"),
        (
            "{{ '2020-03-04' | date_to_string }} {{ '2020-03-22' | date_to_long_string: 'ordinal', 'US' }}",
            "04 Mar 2020 March 22nd, 2020",
        ),
        ("{{ 'no date' | date: '%Y' }}", "no date"),
        ("{{ 'a,b' | split: ',' | join: '-' | append: \"!\" }}", "a-b!"),
        (
            "{{ 'The _cönfig.yml file' | slugify }} {{ 'A b.c' | slugify: 'pretty' }}",
            "the-cönfig-yml-file a-b.c",
        ),
        ("{{ 7 | divided_by: 2 }} {{ 7.0 | divided_by: 2 }} {{ 1 | divided_by: 0 }}", "3 3.5 "),
        ("{{ 9223372036854775807 | plus: 1 }}{{ -7 | modulo: 3 }}", "2"),
        ("{{ site.posts | map: 'title' | array_to_sentence_string }}", "one and two"),
        ("{{ site.posts | where: 'tags', 'b' | first | map: 'url' }}", "/two/"),
        ("{{ site.posts | sort: 'title' | reverse | map: 'title' | jsonify }}", "[\"two\",\"one\"]"),
        ("{{ site.posts[0].title }}{{ site.posts[-1]['title'] }}{{ site.posts.size }}", "onetwo2"),
        (
            "{{ 'one two three' | truncatewords: 2 }} {{ 'abcdef' | truncate: 4 }} {{ 'a b' | number_of_words }}",
            "one two... a... 2",
        ),
        ("{{ '<p>x</p>' | strip_html }}{{ nil | default: 'd' }}{{ 'x y' | cgi_escape }}", "xdx+y"),
        ("{{ \"a }} b\" }}", "a }} b"),
    ] {
        assert_eq!(run(text), expected, "{text}");
    }
}

#[test]
fn blocks() {
    for (text, expected) in [
        ("{% if site.n > 5 and page.title == 'P' %}yes{% else %}no{% endif %}", "yes"),
        ("{% unless site.n %}a{% else %}b{% endunless %}{% if page.tags == empty %}c{% endif %}", "bc"),
        ("{% case site.n %}{% when 1, 2 %}x{% when 7 %}seven{% else %}y{% endcase %}", "seven"),
        (
            "{% for p in site.posts %}{{ forloop.index }}{{ p.title }}{% unless forloop.last %}, {% endunless %}{% endfor %}",
            "1one, 2two",
        ),
        (
            "{% for i in (1..9) limit:2 offset:1 reversed %}{{ i }}{% endfor %}{% for x in page.tags %}a{% else %}none{% endfor %}",
            "32none",
        ),
        ("{% for i in (1..9) %}{% if i == 3 %}{% break %}{% endif %}{% cycle 'a', 'b' %}{% endfor %}", "ab"),
        ("{% assign x = 'a' | upcase %}{% capture y %}{{ x }}b{% endcapture %}{{ y }}", "Ab"),
        ("a {%- if true -%} b {%- endif %} c", "ab c"),
        ("{% if 'abc' contains 'b' %}{% if site.posts.size == 2 %}z{% endif %}{% endif %}", "z"),
        ("{% comment %}{{ x | y }}{% endcomment %}a{%- comment -%}b{%- endcomment -%}", "a"),
        (
            "{% link about.md %} {% post_url 2020-01-02-one %} {% include a.html title='t' %}",
            "/about/ /2020/01/02/one/ <b>T</b>",
        ),
        ("{% if paginator.x and false %}a{% else %}b{% endif %}", "b"),
    ] {
        let (made, notes) = run_all(text);
        assert_eq!(made, expected, "{text}");
        assert_eq!(notes.calls, Calls::default(), "{text}");
    }
}

#[test]
fn what_is_not_known_becomes_a_comment() {
    let (made, notes) = run_all(
        "a\n\nb {{ 'x--y' | team }} c\n{{ 'z' | team }} *d*\n{% foo 1 %}in{% endfoo %}\n[l]({{ q | foo }}) <a href=\"{{ q | foo }}\">\n\n[1]: {{ q | foo }}\n",
    );
    assert_eq!(
        made,
        "a\n\nb <!-- {{ 'x- -y' | team }} --> c\n *d* <!-- {{ 'z' | team }} -->\nin <!-- {% foo 1 %} -->\n[l]() <a href=\"\">\n\n[1]: #\n"
    );
    let team: Vec<(u32, &str)> = notes
        .calls
        .of(crate::import::calls::CallKind::Comment)
        .find(|(name, _)| *name == "team")
        .map(|(_, places)| places.iter().map(|place| (place.line, &*place.sample)).collect())
        .unwrap();
    assert_eq!(team, [(12, "{{ 'x--y' | team }}"), (13, "{{ 'z' | team }}")]);
    assert_eq!(
        run("x {% for p in paginator.posts %}y{% endfor %} z"),
        "x <!-- {% for p in paginator.posts %}y{% endfor %} --> z"
    );
    assert_eq!(run("{% assign t = site.time %}x{{ t | date: '%Y' }}"), "x<!-- {{ t | date: '%Y' }} -->");
}

#[test]
fn samples_stay_in_code() {
    assert_eq!(
        run("{% raw %}\n```\n{{ x }} {%!s(bool=false)}\n```\n{% endraw %}\n"),
        "\n```\n{{ x }} {%!s(bool=false)}\n```\n\n"
    );
    assert_eq!(
        run("```\n{%raw%}{{ x }}{%endraw%} {{ site.n }} {{ 'a' | nope }}\n```\n"),
        "```\n{{ x }} 7 {{ 'a' | nope }}\n```\n"
    );
    assert_eq!(
        run("`{% raw %}{{ x }}{% endraw %}` and {% raw %}{{< y >}}{% endraw %}"),
        "`{{ x }}` and &#123;{< y >}}"
    );
    assert_eq!(
        run("a\n{% highlight ruby linenos %}\n{% raw %}{{ x }}{% endraw %}\n```\n{% endhighlight %}\nb"),
        "a\n\n````ruby\n{{ x }}\n```\n````\n\nb"
    );
}

#[test]
fn embeds_are_calls_of_shortcodes_or_links() {
    for (text, expected) in [
        ("{% oembed https://twitter.com/seldo/status/571 %}", "{{< tweet user=\"seldo\" id=\"571\" >}}"),
        ("{% youtube abc_-1 %}", "{{< youtube \"abc_-1\" >}}"),
        (
            "{{ \"https://www.youtube.com/watch?v=ab\" | embed: \"A title\" }}",
            "{{< youtube id=\"ab\" title=\"A title\" >}}",
        ),
        ("{% gist user/123 %}", "{{< gist user=\"user\" id=\"123\" >}}"),
        ("{% oembed https://e.org/a %}", "[https://e.org/a](<https://e.org/a>)"),
    ] {
        assert_eq!(run(text), expected);
    }
}

#[test]
fn whatever_it_is_running_ends() {
    let (_, notes) = run_all("{% include self.html %}{% include loop1.html %}");
    assert!(notes.problems.iter().all(|problem| problem.code == "import-include"));
    assert_eq!(notes.problems.warnings(), 2);
    let many = "{% for i in (1..1000000000) %}x{% endfor %}";
    assert_eq!(run(many), format!("<!-- {many} -->"));
    let nested = "{% for i in (1..90000) %}{% for j in (1..90000) %}{% for k in (1..90000) %}x{% endfor %}{% endfor %}{% endfor %}";
    assert!(run(nested).len() < 5 << 20);
    let doubling =
        "{% assign x = 'ab' %}{% for i in (1..1000) %}{% assign x = x | append: x %}{% endfor %}{{ x }}";
    assert!(run(doubling).len() < 5 << 20);
    run(
        "{% assign x = 'aaaaaaaaaa' %}{% for i in (1..1000) %}{% assign x = x | replace: 'a', x %}{% endfor %}",
    );
    run(&"{% if true %}".repeat(100_000));
    run(&format!("{}{}", "{% if true %}".repeat(2000), "{% endif %}".repeat(2000)));
    run(&format!("{{{{ {} }}}}", "a[".repeat(100_000)));
    run(&"{{ '".repeat(1000));
    for text in [
        "{{",
        "{%",
        "{{}}",
        "{%%}",
        "{{ | }}",
        "{{ a | }}",
        "{% for %}{% endfor %}",
        "{% case %}{% endcase %}",
        "{{ é.ß | ü }}",
        "{% raw %}",
        "{%-%}",
        "{{-}}",
        "{% endif %}",
        "{% assign %}",
        "{% include %}",
        "{% link %}",
        "{% cycle %}",
        "{{ -9223372036854775808 | abs | divided_by: -1 }}",
        "{{ 'x' | slice: -9, 99 }}",
        "{{ 1 | round: 999 }}",
    ] {
        run(text);
    }
}
