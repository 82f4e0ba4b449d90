//! Templates: a site's own wins, extends the default one, fails with its place, and sees its view alone.

use crate::page::{file, hrefs, post, site_with, stories};
use crate::support::{Site, site};

/// A template of the site, and an article to be rendered by it.
fn with_template(name: &str, text: &str) -> String {
    format!("-- templates/{name} --\n{text}\n{}", post("a.md", "A", "2010-12-10", ""))
}

#[test]
fn a_template_of_the_site_wins() {
    let built = site(&with_template("article.html", "own {{ article.title }}")).build();
    assert_eq!(built.file("2010/12/a/index.html").trim(), "own A");
    assert!(built.file("index.html").contains("<!doctype html>"), "the others stay");
}

#[test]
fn a_template_extends_the_default_one() {
    let template =
        "{% extends \"default/article.html\" %}{% block main %}before {{ super() }} after{% endblock %}";
    let page = site(&with_template("article.html", template)).build().file("2010/12/a/index.html");
    assert!(page.contains("before ") && page.contains(" after") && page.contains("<h1>A</h1>"));
    assert!(page.contains("<!doctype html>"));
}

#[test]
fn a_part_of_the_site_is_used_by_all_templates() {
    let built = site(&with_template("parts/footer.html", "<footer>Own foot</footer>")).build();
    for name in ["index.html", "2010/12/a/index.html", "404.html"] {
        assert!(built.file(name).contains("<footer>Own foot</footer>"), "{name}");
    }
}

#[test]
fn an_error_names_template_line_and_page() {
    let problems = site(&with_template("article.html", "fine\n  {{ article.zzzzzz }}")).fail();
    assert!(problems.starts_with("error[template] templates/article.html:2:14: "), "{problems}");
    assert!(problems.contains("while rendering /2010/12/a/"), "{problems}");
    assert!(problems.contains("see docs/templates.md for the variables that templates have"), "{problems}");
}

#[test]
fn broken_templates_are_reported_before_anything_is_rendered() {
    let problems = site(&with_template("article.html", "fine\n{% if %}")).fail();
    assert!(problems.starts_with("error[template] templates/article.html:2:"), "{problems}");
    assert!(!problems.contains("while rendering"), "{problems}");
}

#[test]
fn a_template_error_leaves_the_old_site() {
    let site = site(&with_template("article.html", "first"));
    site.build();
    site.write("templates/article.html", "{{ nothing.at.all }}");
    site.fail();
    assert_eq!(std::fs::read_to_string(site.path("public/2010/12/a/index.html")).unwrap().trim(), "first");
}

#[test]
fn values_are_escaped() {
    let files =
        post("a.md", "'<script>alert(1)</script>'", "2010-12-10", "summary: '\"<b>&'\nauthor: '<i>Dina</i>'");
    let built = site(&files).build();
    for name in built.names().iter().filter(|name| name.ends_with(".html")) {
        let page = built.file(name);
        assert!(!page.contains("<script>alert") && !page.contains("<i>Dina"), "{name}");
    }
    assert!(built.file("2010/12/a/index.html").contains("&lt;script&gt;"));
}

#[test]
fn templates_cannot_read_files() {
    for call in [
        "{% include \"../site.toml\" %}",
        "{{ load_data(path=\"site.toml\") }}",
        "{{ get_env(name=\"HOME\") }}",
    ] {
        let problems = site(&with_template("article.html", call)).fail();
        assert!(problems.contains("[template]"), "{call}: {problems}");
    }
}

#[test]
fn a_page_may_name_its_template() {
    let files = file("pages/about.md", "title: About\ntemplate: wide.html\ncolumns: 3", "Text.")
        + "-- templates/wide.html --\n{{ standing.title }} {{ standing.extra.columns }} {{ standing.body }}\n";
    assert_eq!(site(&files).build().file("about/index.html").trim(), "About 3 <p>Text.</p>");
}

#[test]
fn lists_combine_taxonomies_and_sections() {
    let config = "[taxonomies]\nregion = {}\ntopic = {}\n[terms]\nregion = { Asia = [\"Tajikistan\"] }\n\
                  [lists.both]\nregion = \"Asia\"\ntopic = \"Security\"\nsection = \"news\"\nlimit = 2\ntemplates = [\"home.html\"]";
    let terms = "region: Tajikistan\ntopic: security";
    let files = [
        post("news/a.md", "A", "2010-12-10", terms),
        post("news/b.md", "B", "2010-12-11", terms),
        post("news/c.md", "C", "2010-12-12", terms),
        post("news/d.md", "D", "2010-12-13", "region: Tajikistan"),
        post("other/e.md", "E", "2010-12-14", terms),
        post("news/f.md", "F", "2010-12-15", &format!("{terms}\nwithdrawn: true")),
        "-- templates/home.html --\n{% for card in lists.both %}{{ card.title }}{% endfor %}\n".into(),
    ];
    assert_eq!(site_with(config, &files.concat()).build().file("index.html").trim(), "CB");
}

#[test]
fn a_list_of_an_unknown_term_is_an_error() {
    let config =
        "[taxonomies]\nregion = {}\n[lists.none]\nregion = \"Atlantis\"\ntemplates = [\"home.html\"]";
    assert_eq!(
        site_with(config, "").fail(),
        "error[unknown-term] site.toml:7:10: unknown term `Atlantis` in [lists.none]\n"
    );
}

#[test]
fn a_file_of_the_theme_is_replaced_by_the_site() {
    let own = "-- static/theme/style.css --\nbody { color: red }\n-- static/theme/extra.js --\n1\n";
    let built = site(&(post("a.md", "A", "2010-12-10", "") + own)).build();
    let sheets: Vec<String> =
        hrefs(&built.file("index.html")).into_iter().filter(|a| a.ends_with(".css")).collect();
    // The tokens stand before what uses them.
    assert_eq!(sheets.len(), 2);
    assert!(sheets[0].starts_with("/theme/tokens."));
    assert_eq!(built.file(sheets[1].trim_start_matches('/')), "body { color: red }\n");
    let styles = built.names().into_iter().filter(|name| name.ends_with(".css")).collect::<Vec<_>>();
    assert_eq!(styles.len(), 2, "{styles:?}");
    assert!(built.names().iter().any(|name| name.starts_with("theme/extra.") && name.ends_with(".js")));
}

#[test]
fn a_sheet_of_the_site_comes_last() {
    let built = site("-- static/theme/site.css --\n:root { --accent: #1d4f6e }\n").build();
    let sheets: Vec<String> =
        hrefs(&built.file("index.html")).into_iter().filter(|a| a.ends_with(".css")).collect();
    assert_eq!(sheets.len(), 3);
    assert!(sheets[2].starts_with("/theme/site."), "{sheets:?}");
}

#[test]
fn a_changed_theme_file_has_another_name() {
    let name = |css: &str| {
        let built = site(&format!("-- static/theme/style.css --\n{css}\n")).build();
        built.names().into_iter().find(|name| name.ends_with(".css")).unwrap()
    };
    assert_ne!(name("a"), name("b"));
    assert_eq!(name("a"), name("a"));
}

#[test]
fn an_article_page_knows_nothing_of_the_whole() {
    let page =
        |count: usize| site_with("", &stories(count, "author: Dina")).build().file("2010/01/s1/index.html");
    assert_eq!(page(5), page(25), "more articles later change no page of long before");
}

/// A site with these own templates, which has one article.
fn with_templates(templates: &[(&str, &str)]) -> Site {
    let files: String =
        templates.iter().map(|(name, text)| format!("-- templates/{name} --\n{text}\n")).collect();
    site(&(files + &post("a.md", "A", "2010-12-10", "")))
}

/// The problems of such a site.
fn problems_of(templates: &[(&str, &str)]) -> String {
    with_templates(templates).fail()
}

#[test]
fn every_kind_of_template_error_is_told_with_its_place_before_a_page_is_rendered() {
    let cases: [(&str, &str); 18] = [
        ("é{{ 1 | nope }}", "1:9: unknown filter `nope`"),
        ("{% if 1 is nope %}{% endif %}", "1:12: unknown test `nope`"),
        ("\n{{ nope() }}", "2:4: unknown function `nope`"),
        ("{{ <zzzzzz /> }}", "1:4: unknown component `zzzzzz`"),
        ("{{ <licens licence={1} /> }}", "1:4: unknown component `licens` (did you mean `licence`?)"),
        ("{% include \"zzzzzz\" %}", "1:12: unknown template `zzzzzz` (create templates/zzzzzz)"),
        (
            "{% extends \"layout.html\" %}",
            "1:12: unknown template `layout.html` (create templates/layout.html; to change the default template, write `{% extends \"default/article.html\" %}`)",
        ),
        (
            "{{ page.title | date(format=\"%Y\") }}",
            "1:17: unknown filter `date` (dates are formatted already: `{{ article.date.text }}`)",
        ),
        (
            "{% if 1 %}\n{% for a in b %}\n{% endfor %}",
            "1:4: `{% if %}` is not closed (close it with `{% endif %}`)",
        ),
        (
            "{% block main %}{% set x = 1 %}\n{%- for a in [1] %}{# {% if %} #}\n",
            "2:5: `{% for %}` is not closed (close it with `{% endfor %}`)",
        ),
        ("{% set x %}text", "1:4: `{% set %}` is not closed (close it with `{% endset %}`)"),
        ("{% include \"hom.html\" %}", "1:12: unknown template `hom.html` (did you mean `home.html`?)"),
        (
            "{% extends \"base.html\" %}{% block nope %}{% endblock %}",
            "1:35: block `nope` is not defined in any parent template",
        ),
        ("{% extends \"bas.html\" %}", "1:12: unknown template `bas.html` (did you mean `base.html`?)"),
        (
            "{% extends \"article.html\" %}",
            "1:12: circular `extends`: article.html → article.html (to change the default template, write `{% extends \"default/article.html\" %}`)",
        ),
        ("{% include \"article.html\" %}", "1:12: circular `include`: article.html → article.html"),
        ("{{ <no_picture image={1} /> }}", "1:4: component `no_picture` is missing the argument `t`"),
        ("{{ <licence licence={1} x=\"y\" /> }}", "1:4: component `licence` has no argument `x`"),
    ];
    for (template, told) in cases {
        let problems = problems_of(&[("article.html", template)]);
        assert_eq!(problems, format!("error[template] templates/article.html:{told}\n"), "{template}");
    }
}

#[test]
fn all_template_errors_are_told_at_once() {
    let problems = problems_of(&[
        ("a.html", "{% extends \"b.html\" %}"),
        ("b.html", "{% extends \"c.html\" %}"),
        ("c.html", "{% extends \"a.html\" %}"),
        ("d.html", "{% if %}"),
        ("e.html", "{{ 1 | one }}{% set x = 1 ~ 2 %}{{ 2 | two }}"),
        ("f.html", "{% include \"d.html\" %}{{ <of_d /> }}"),
        ("g.html", "{% component twice() %}{% endcomponent %}"),
        ("h.html", "{% component twice() %}{% endcomponent %}"),
        ("shortcodes/x.html", "{{ 1 | three }}"),
    ]);
    let told: Vec<&str> =
        problems.lines().map(|line| line.trim_start_matches("error[template] templates/")).collect();
    assert_eq!(
        told,
        [
            "a.html:1:12: circular `extends`: a.html → b.html → c.html → a.html",
            "d.html:1:7: Found `%}` but expected one of: integer, float, string, bool, ident, `-`, `not`, `<`, `{`, `[` or `(`",
            "e.html:1:8: unknown filter `one`",
            "e.html:1:40: unknown filter `two`",
            "f.html:1:26: unknown component `of_d`",
            "h.html:1:4: component `twice` is defined in both `g.html` and `h.html`",
            "shortcodes/x.html:1:8: unknown filter `three`",
        ],
        "{problems}"
    );
}

#[test]
fn mistakes_in_templates_have_hints() {
    let problems =
        problems_of(&[("article.html", "{{ article.titel }}"), ("home.html", "{% if page.title %}")]);
    assert!(
        problems.contains("templates/home.html:1:4: `{% if %}` is not closed (close it with `{% endif %}`)"),
        "{problems}"
    );
    let problems = problems_of(&[("article.html", "{{ article.titel }}")]);
    assert!(
        problems.contains("templates/article.html:1:12: unknown field `titel` (while rendering /2010/12/a/")
            && problems.contains(". Did you mean `title`?)"),
        "{problems}"
    );
}

#[test]
fn what_is_told_while_rendering_names_template_caller_and_page() {
    let templates = [
        ("article.html", "{% include \"part.html\" %}"),
        ("part.html", "{% set x = 1 ~ 2 %}\n{{ nothing }}"),
        ("listing.html", "{{ <own x={missing} /> }}"),
        ("own.html", "{% component own(x) %}\n{{ x }}{% endcomponent %}"),
        ("home.html", "{{ throw(message=\"stop\") }}"),
    ];
    let problems = problems_of(&templates);
    assert!(problems.contains("templates/part.html:2:4: Variable `nothing` is not defined"), "{problems}");
    assert!(
        problems.contains("while rendering /2010/12/a/, called from templates/article.html:1:12; "),
        "{problems}"
    );
    assert!(problems.contains("templates/own.html:2:4: "), "{problems}");
    assert!(problems.contains("called from templates/listing.html:1:4; "), "{problems}");
    assert!(problems.contains("templates/home.html:1:4: stop (while rendering /"), "{problems}");
}

#[test]
fn an_expression_that_has_no_room_for_its_limit_is_an_error() {
    // As deep as the engine lets it be.
    let deep =
        |depth: usize| format!("{{% set x = {}1 ~ 1{} %}}{{{{ x }}}}", "(".repeat(depth), ")".repeat(depth));
    let fits = |depth: usize| {
        let mut tera = tera::Tera::new();
        tera.add_raw_template("a", &deep(depth)).is_ok()
    };
    let most = (1..1_000).take_while(|depth| fits(*depth)).last().unwrap();
    let problems = problems_of(&[("article.html", &deep(most))]);
    assert!(problems.starts_with("error[template] templates/article.html:1:"), "{problems}");
    assert!(problems.contains("size check"), "{problems}");
    let built = site(&with_template("article.html", &deep(most - 1))).build();
    assert_eq!(built.file("2010/12/a/index.html").trim(), "11");
}

#[test]
fn a_list_for_a_template_that_does_not_exist_is_an_error() {
    let config = "[lists.news]\nsection = \"news\"\ntemplates = [\"home.html\", \"hoem.html\"]";
    assert_eq!(
        site_with(config, "").fail(),
        "error[template] site.toml:6:27: unknown template `hoem.html` in [lists.news] (did you mean `home.html`?)\n"
    );
}
