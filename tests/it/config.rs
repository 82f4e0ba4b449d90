//! `site.toml`: every key does what it says, every mistake is pointed at.

use std::collections::{BTreeMap, BTreeSet};

use generate::config::Config;
use generate::hosting::WebHost;

use crate::page::{attributes, between, headlines, hrefs, post, site_with, stories};
use crate::support::site;

/// A configuration that names every key there is.
const EVERYTHING: &str = r##"
title = "The Example Archive"
description = "Old news, kept."
base_url = "https://archive.example.org/"
default_language = "en"
timezone = "America/New_York"
copyright = "The Example Archive © 2023"
licence = "CC-BY-NC-ND-4.0"
content = ["content"]
pages = "pages"
exclude = ["README.md", "content/drafts/**"]
slugs = "ascii"
permalink = "/{year}/{month}/{day}/{slug}/"
page_size = 3
max_file_size = 2
neighbours = ["region"]
on_conflict = "warn"
on_missing_link = "warn"
smart_punctuation = true
strict = true
lenient = false
anchors = "hugo"
summary = "words:70"
trusted = false
relative_links = false
search = true
old_hosts = ["www.example.org"]
hosts = ["netlify", "nginx"]
archived_copy = "https://web.archive.org/web/{date}/{url}"
replace_dead_links = false
compress = ["gzip", "br"]
live = ["/docs/", "https://wiki.example.org/"]
republish = false
canonical = "original"
hide_images = ["Agency"]

[languages.en]
name = "English"
direction = "ltr"
date = "%b %-d, %Y"
locale = "en_US"
title = "Archive"
description = "Kept."
old_hosts = ["en.example.org"]
permalink = "/{year}/{slug}/"
menu = { main = ["region"] }
publication = { name = "The Example" }

[languages.en.permalinks]
news = "/{year}/{month}/{slug}/"

[permalinks]
blog = "/{year}/{month}/{title}/"

[authors]
folder = "people"
path = "writers"
page_size = 2
feed = false

[taxonomies]
region = { path = "regions", title = "Regions", strict = true, min_articles = 0, page_size = 2, feed = true }

[terms]
region = ["Armenia"]

[fields]
deck = "summary"

[publication]
name = "The Example"
url = "https://www.example.org/"
issn = "0317-8471"
founded = 2001
closed = 2023-12-31
place = "New York"

[archive]
closed = 2023-12-31
operator = "Example Library"
contact = "desk@example.org"
prompts = ["newsletter", "support", "appeal", "republish"]

[media]
base_url = "https://media.example.org/"
folders = ["podcasts"]
over = "10 MiB"
output = "large"

[deploy.live]
to = "s3://bucket/archive"
media = "s3://media/archive"
endpoint = "https://s3.example.org"
region = "eu-central-1"
account = "example"
key_file = "deploy_key"
timeout = "90s"
keep = "2h"
max_delete = "20%"
purge_hook = "https://cdn.example.org/purge"
purge_token_env = "CDN_TOKEN"
purge_at_once = 20
switch = false
releases = 2

[newsletter]
action = "https://lists.example.org/subscribe"
title = "Weekly letter"
text = "Every Friday."

[appeal]
text = "Paid for by readers."
links = [{ title = "Give", url = "https://library.example.org/give" }, { title = "Write", url = "/about/" }]

[support]
url = "https://library.example.org/give"
title = "Give"
text = "Kept by volunteers."

[feeds]
limit = 1
aliases = ["/rss.xml"]

[markdown]
alerts = true
attributes = true
bare_links = true
containers = true
definition_lists = true
emoji = false
in_html = true
subscript = true
superscript = true
task_lists = true

[lists.armenian]
region = "Armenia"
section = "news"
limit = 2
templates = ["home.html"]

[menu]
main = [{ title = "Regions", url = "region", close = "Close" }]

[home]
lead = "/old/"
sections = ["region"]

[logo]
file = "/logo.svg"
dark = "/logo.svg"

[extra]
accent = "#803020"
"##;

/// What that names.
const EVERYTHING_NAMED: &str = "\
-- content/news/a.md --
---
title: A
date: 2010-12-10
region: Armenia
aliases: [/old/]
---
-- content/blog/b.md --
---
title: B
date: 2010-12-11
region: Armenia
---
-- static/logo.svg --
<svg xmlns=\"http://www.w3.org/2000/svg\"/>
";

/// The problems of a site whose configuration has one more line, the fourth.
fn problem(line: &str) -> String {
    site_with(line, "").fail()
}

#[test]
fn every_key_is_known() {
    let built = site(&format!("-- site.toml --\n{EVERYTHING}{EVERYTHING_NAMED}")).build();
    assert_eq!(built.problems_text(), "");
    for (table, keys) in keys() {
        for key in keys {
            let written = EVERYTHING.contains(&format!("{key} ="))
                || EVERYTHING.contains(&format!("[{key}]"))
                || EVERYTHING.contains(&format!("[{key}."));
            assert!(written, "EVERYTHING lacks {key} of [{table}]");
        }
    }
}

/// Every key of `site.toml` that its reader asks for, by table: `""` is the top, `languages.*` a language.
pub(crate) fn keys() -> BTreeMap<String, BTreeSet<String>> {
    let reading = Config::read(EVERYTHING, None);
    let taxonomies: Vec<String> =
        reading.config.unwrap().taxonomies.into_iter().map(|taxonomy| taxonomy.key).collect();
    let mut tables: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (table, key) in reading.keys {
        let table = match table.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
            None if table == "site.toml" => String::new(),
            Some(name) => match name.split('.').collect::<Vec<_>>()[..] {
                [name] => name.to_owned(),
                [table, _] => format!("{table}.*"),
                // As at the top.
                [_, _, table] => table.to_owned(),
                _ => panic!("{name}"),
            },
            // Lines of a list.
            None => continue,
        };
        // Some tables have a key for each taxonomy.
        if !taxonomies.contains(&key) {
            tables.entry(table).or_default().insert(key);
        }
    }
    for table in ["", "archive", "feeds", "languages.*", "lists.*", "markdown", "taxonomies.*"] {
        assert!(tables.contains_key(table), "{table} is read");
    }
    tables
}

#[test]
fn two_lines_are_a_site() {
    let built = site(&post("news/a.md", "A day", "2010-12-10", "")).build();
    assert!(built.has("2010/12/a/index.html"));
    let page = built.file("2010/12/a/index.html");
    assert!(page.contains("<html lang=\"en\""));
    assert!(page.contains("December 10, 2010"));
    assert_eq!(built.report.articles, 1);
}

#[test]
fn an_unknown_key_is_an_error_with_the_nearest_name() {
    assert_eq!(
        problem("descripton = \"x\""),
        "error[unknown-key] site.toml:4:1: unknown key `descripton` in site.toml (did you mean `description`?)\n"
    );
    assert_eq!(
        problem("zzz = 1"),
        "error[unknown-key] site.toml:4:1: unknown key `zzz` in site.toml (see docs/configuration.md for all keys)\n"
    );
}

#[test]
fn every_table_refuses_keys_it_does_not_know() {
    for (lines, table, column, nearest) in [
        ("languages.en.nmae = 'x'", "[languages.en]", 14, "name"),
        ("authors.foldr = 'x'", "[authors]", 9, "folder"),
        ("taxonomies.tag.strct = true", "[taxonomies.tag]", 16, "strict"),
        ("archive.closd = 2023-12-31", "[archive]", 9, "closed"),
        ("newsletter = { action = '/x', titel = 'x' }", "[newsletter]", 31, "title"),
        ("support = { url = '/x', titel = 'x' }", "[support]", 25, "title"),
        ("feeds.limt = 3", "[feeds]", 7, "limit"),
        ("lists.new.limt = 3", "[lists.new]", 11, "limit"),
        ("menu.main = [{ titel = 'x', url = '/' }]", "a menu entry", 16, "title"),
    ] {
        let key = nearest_typo(lines);
        let expected = format!(
            "error[unknown-key] site.toml:4:{column}: unknown key `{key}` in {table} (did you mean `{nearest}`?)\n"
        );
        assert_eq!(problem(lines), expected);
    }
}

/// The misspelt key in a line of the test above.
fn nearest_typo(line: &str) -> &str {
    ["nmae", "foldr", "strct", "closd", "titel", "limt"].into_iter().find(|key| line.contains(key)).unwrap()
}

#[test]
fn addresses_have_schemes_that_browsers_follow() {
    for (lines, key, value) in [
        ("archive.contact = 'steam://run/1'", "contact", "steam://run/1"),
        ("newsletter.action = 'javascript:x'", "action", "javascript:x"),
        ("support.url = 'ms-msdt:/id'", "url", "ms-msdt:/id"),
        ("menu.main = ['smb://host/x']", "main", "smb://host/x"),
        ("menu.main = [{ url = 'JavaScript://%0aalert(1)' }]", "url", "JavaScript://%0aalert(1)"),
        ("languages.de.menu.main = [' data:,z']", "main", "data:,z"),
        ("appeal = { text = 'x', links = [{ title = 'y', url = 'data:,z' }] }", "url", "data:,z"),
    ] {
        let problems = problem(lines);
        assert!(
            problems.starts_with("error[invalid-value] site.toml:4:")
                && problems.contains(key)
                && problems.contains(value),
            "{problems}"
        );
        assert!(
            problems.contains("starts with one of `http:`, `https:`, `mailto:`, `tel:`, `ftp:`"),
            "{problems}"
        );
    }
}

#[test]
fn lists_stand_at_no_reserved_name() {
    for (lines, path) in [
        ("authors.path = 'generate-manifest'", "generate-manifest"),
        ("taxonomies.tag.path = 'theme/x'", "theme/x"),
        ("taxonomies.tag.path = '.well-known'", ".well-known"),
        ("taxonomies.tag.path = '_worker.js'", "_worker.js"),
    ] {
        let problems = problem(lines);
        assert!(problems.starts_with("error[invalid-value] site.toml:4:"), "{problems}");
        assert!(
            problems.contains(path) && problems.contains("see docs/content.md for reserved names"),
            "{problems}"
        );
    }
}

#[test]
fn terms_of_an_unknown_taxonomy_are_refused() {
    let config = "[taxonomies]\nregion = {}\n[terms]\nregoin = [\"Armenia\"]";
    assert_eq!(
        site_with(config, "").fail(),
        "error[unknown-key] site.toml:7:1: unknown key `regoin` in [terms] (did you mean `region`?)\n"
    );
}

#[test]
fn title_and_address_are_required() {
    let hint = |key| format!("(add `{key} = …`; see docs/configuration.md)");
    assert_eq!(
        site("-- site.toml --\n").fail(),
        format!(
            "error[missing-key] site.toml:1:1: missing key `base_url` in site.toml {}\n\
             error[missing-key] site.toml:1:1: missing key `title` in site.toml {}\n",
            hint("base_url"),
            hint("title")
        )
    );
}

#[test]
fn wrong_values_are_pointed_at() {
    for (line, column, key, value) in [
        ("timezone = 'Mars/Olympus'", 12, "timezone", "Mars/Olympus"),
        ("permalink = '/{year}/'", 13, "permalink", "/{year}/"),
        ("permalink = '{slug}'", 13, "permalink", "{slug}"),
        ("on_conflict = 'never'", 15, "on_conflict", "never"),
        ("on_missing_link = 'never'", 19, "on_missing_link", "never"),
        ("anchors = 'Zola'", 11, "anchors", "Zola"),
        ("old_hosts = ['http://example.org']", 14, "old_hosts", "http://example.org"),
        ("archived_copy = 'https://web.example/'", 17, "archived_copy", "https://web.example/"),
        ("archived_copy = '{date}'", 17, "archived_copy", "{date}"),
        ("live = ['docs/']", 9, "live", "docs/"),
        ("live = ['/docs/?x=1']", 9, "live", "/docs/?x=1"),
        ("live = ['mailto:a@b.example']", 9, "live", "mailto:a@b.example"),
        ("neighbours = ['blog']", 15, "neighbours", "blog"),
        ("pages = '../pages'", 9, "pages", "../pages"),
        ("languages.en.direction = 'up'", 26, "direction", "up"),
        ("languages.en.date = '%!'", 21, "date", "%!"),
        ("languages.en.date = '%s'", 21, "date", "%s"),
        ("languages.en.date = '%d %H:%M'", 21, "date", "%d %H:%M"),
        ("languages.en.date = '%c'", 21, "date", "%c"),
        ("languages.en.date = '%+'", 21, "date", "%+"),
        ("languages.en.locale = 'xx'", 23, "locale", "xx"),
        ("archive.closed = 'soon'", 18, "closed", "soon"),
        ("feeds.aliases = ['/../rss.xml']", 18, "aliases", "/../rss.xml"),
    ] {
        let expected =
            format!("error[invalid-value] site.toml:4:{column}: invalid value `{value}` for `{key}` (");
        let found = problem(line);
        assert!(found.starts_with(&expected), "{line}: {found}");
        assert_eq!(found.lines().count(), 1, "{found}");
    }
}

#[test]
fn web_hosts_have_names() {
    assert_eq!(
        problem("hosts = ['nginx', 'netlfy']"),
        "error[invalid-value] site.toml:4:19: invalid value `netlfy` for `hosts` (did you mean `netlify`?)\n"
    );
    let hosts = |line: &str| {
        let text = format!("title = 'T'\nbase_url = 'https://a.example/'\n{line}");
        Config::parse(&text, None).unwrap().web_hosts
    };
    assert_eq!(hosts("hosts = ['nginx', 'Netlify', 'nginx']"), [WebHost::Netlify, WebHost::Nginx]);
    assert_eq!(hosts("hosts = 'caddy'"), [WebHost::Caddy]);
    assert_eq!(hosts(""), []);
}

#[test]
fn wrong_types_are_pointed_at() {
    assert_eq!(
        problem("trusted = 'yes'"),
        "error[wrong-type] site.toml:4:11: `trusted` must be true or false, not `yes`\n"
    );
    assert_eq!(
        problem("page_size = []"),
        "error[wrong-type] site.toml:4:13: `page_size` must be an integer, not a list\n"
    );
    assert_eq!(
        problem("archive = 'closed'"),
        "error[wrong-type] site.toml:4:11: `archive` must be a table, not `closed`\n"
    );
    assert_eq!(
        problem("taxonomies.tag.feed = 'rss'"),
        "error[wrong-type] site.toml:4:23: `feed` must be true, false or \"itunes\", not `rss`\n"
    );
}

#[test]
fn a_page_of_no_articles_is_refused() {
    assert!(problem("page_size = 0").contains("`page_size` must be at least 1"));
    assert!(problem("taxonomies.tag.page_size = 0").contains("`page_size` must be at least 1"));
    assert!(problem("authors.page_size = 0").contains("`page_size` must be at least 1"));
}

#[test]
fn a_default_language_must_be_one_of_the_languages() {
    let problems = problem("default_language = 'de'\n[languages]\nen = {}\nru = {}");
    assert!(problems.contains("site.toml:4:20: invalid value `de` for `default_language`"), "{problems}");
}

#[test]
fn all_mistakes_are_reported_at_once() {
    let problems = problem("trusted = 1\npage_size = 'x'\nfoo = 2");
    assert_eq!(problems.lines().count(), 3, "{problems}");
}

#[test]
fn broken_toml_has_a_position() {
    let problems = problem("archive = [");
    assert!(problems.starts_with("error[syntax] site.toml:4:"), "{problems}");
    assert!(problems.contains("invalid TOML"), "{problems}");
}

#[test]
fn a_byte_order_mark_is_passed_over() {
    let site = site(&post("a.md", "A", "2010-12-10", ""));
    let text = std::fs::read_to_string(site.path("site.toml")).unwrap();
    site.write("site.toml", format!("\u{feff}{text}"));
    site.build();
}

#[test]
fn a_sub_path_stands_before_every_link() {
    let config = "-- site.toml --\ntitle = \"A\"\nbase_url = \"https://host.example/archive/\"\n";
    let article = post("a.md", "A", "2010-12-10", "author: Dina Example");
    let built = site(&format!("{config}{article}-- static/robot.txt --\n")).build();
    for name in built.names().iter().filter(|name| name.ends_with(".html")) {
        for href in hrefs(&built.file(name)).iter().filter(|href| href.starts_with('/')) {
            assert!(href.starts_with("/archive/"), "{name}: {href}");
        }
    }
    let page = built.file("2010/12/a/index.html");
    assert!(hrefs(&page).contains(&"https://host.example/archive/2010/12/a/".to_owned()), "canonical");
    assert!(built.file("robots.txt").contains("https://host.example/archive/sitemap.xml"));
}

#[test]
fn the_command_line_replaces_the_address() {
    let mut site = site(&post("a.md", "A", "2010-12-10", ""));
    site.options.base_url = Some("https://preview.example/x".to_owned());
    let page = site.build().file("2010/12/a/index.html");
    assert!(page.contains("https://preview.example/x/2010/12/a/"));
    assert!(!page.contains("archive.example.org"));
}

#[test]
fn copyright_is_printed_as_it_is() {
    let config = "copyright = \"The Example Archive © 1999 – 2011\"\nlicence = \"CC-BY-SA-4.0\"";
    let built = site_with(config, &post("a.md", "A", "2010-12-10", "")).build();
    for name in ["index.html", "2010/12/a/index.html", "404.html"] {
        let page = built.file(name);
        assert!(page.contains("The Example Archive © 1999 – 2011"), "{name}");
        assert!(page.contains("https://creativecommons.org/licenses/by-sa/4.0/"), "{name}");
    }
}

#[test]
fn a_closed_archive_says_so_on_every_page() {
    let config =
        "[archive]\nclosed = 2023-12-31\noperator = \"Example Library\"\ncontact = \"desk@example.org\"";
    let article = post("a.md", "A", "2010-12-10", "author: Dina Example\naliases: /old");
    let built = site_with(config, &article).build();
    let pages = built.names().into_iter().filter(|name| name.ends_with(".html") && name != "old/index.html");
    for name in pages {
        let page = built.file(&name);
        assert!(page.contains("<time datetime=\"2023-12-31\">December 31, 2023</time>"), "{name}");
        assert!(page.contains("Example Library"), "{name}");
        assert!(page.contains("mailto:desk@example.org"), "{name}");
    }
}

#[test]
fn newsletter_and_support_are_offered() {
    let config = "[newsletter]\naction = \"https://lists.example.org/subscribe\"\ntitle = \"Weekly letter\"\n\
                  [support]\nurl = \"https://library.example.org/give\"\ntitle = \"Give\"";
    let page = site_with(config, "").build().file("index.html");
    assert_eq!(attributes(&page, "action"), ["https://lists.example.org/subscribe"]);
    assert!(page.contains("Weekly letter"));
    assert!(page.contains("<a href=\"https://library.example.org/give\">Give</a>"));
}

#[test]
fn a_newsletter_needs_an_action() {
    let problems = problem("newsletter.title = 'x'");
    assert!(problems.contains("[missing-key]") && problems.contains("`action`"), "{problems}");
    assert!(problems.contains("missing key `action` in [newsletter]"), "{problems}");
}

/// Taxonomies, a menu with sub-menus, and a footer.
const MENUS: &str = r#"
[taxonomies]
region = { path = "regions" }
blog = { path = "blogs" }
[terms]
region = { Caucasus = ["Armenia", "Georgia"] }
blog = ["The Bug Pit"]
[menu]
main = ["region", "Media", "/about/", { title = "Write to us", url = "contact" }, { title = "Library", url = "https://library.example.org/" }]
Media = ["blog", "nowhere"]
footer = ["about", "authors", "tel:+99299", "//e.example/x", "/about/?from=https://e.example/"]
"#;

#[test]
fn menus_have_columns_and_sub_menus() {
    let files = [
        "-- content/pages/about.md --\n---\ntitle: About us\n---\n",
        "-- content/pages/contact.md --\n---\ntitle: Contact\n---\n",
        &post("a.md", "A", "2010-12-10", "region: [Armenia]\nblog: [The Bug Pit, Made by use]"),
    ];
    let built = site_with(MENUS, &files.concat()).build();
    let page = built.file("404.html");
    let menu = between(&page, "<nav class=\"menu\"", "</nav>");
    assert_eq!(
        hrefs(menu),
        [
            "/regions/",
            "/regions/caucasus/",
            "/regions/armenia/",
            "/regions/georgia/",
            "/blogs/",
            "/blogs/the-bug-pit/",
            "/about/",
            "/contact/",
            "https://library.example.org/"
        ]
    );
    for text in ["Regions", "Caucasus", "Media", "The Bug Pit", "About us", "Write to us", "Library"] {
        assert!(menu.contains(&format!(">{text}<")) || menu.contains(&format!(" {text}<")), "{text}");
    }
    let footer = between(&page, "<footer class=\"site-foot\">", "</footer>");
    assert!(footer.contains("<a href=\"/about/\">About us</a>"));
    assert!(footer.contains("<a href=\"tel:+99299\">") && footer.contains("<a href=\"//e.example/x\">"));
    assert!(footer.contains("<a href=\"/authors/\">Authors</a>"));
    let nowhere = |place: &str, entry: &str| {
        format!(
            "warning[menu] site.toml:{place}: unknown menu target `{entry}`; entry skipped \
             (expected a taxonomy, another menu, the name or address of a page, a full URL, or `newsletter` or `support` with a table of that name)\n"
        )
    };
    assert_eq!(
        built.problems_text(),
        nowhere("13:18", "nowhere") + &nowhere("14:62", "/about/?from=https://e.example/")
    );
}

#[test]
fn page_sizes_are_those_of_the_taxonomy() {
    let config = "page_size = 3\n[authors]\npage_size = 4\n\
                  [taxonomies]\nregion = { path = \"regions\", page_size = 2 }\ntag = { path = \"tags\" }";
    let stories = stories(8, "region: Armenia\ntag: border\nauthor: Dina Example");
    let built = site_with(config, &stories).build();
    let shown = |file: &str| headlines(&built.file(file)).len();
    assert_eq!(shown("regions/armenia/page/1/index.html"), 2);
    assert_eq!(shown("tags/border/page/1/index.html"), 3);
    assert_eq!(shown("authors/dina-example/page/1/index.html"), 4);
    assert_eq!(shown("2010/01/page/1/index.html"), 3);
}

#[test]
fn the_time_zone_counts_where_no_offset_is_written() {
    let files = [
        post("late.md", "Late", "2010-12-10T23:30:00", ""),
        post("early.md", "Early", "2010-12-11T01:00:00Z", ""),
    ];
    let built = site_with("timezone = \"America/New_York\"", &files.concat()).build();
    // Half past eleven in New York is half past four of the next day in London.
    assert_eq!(headlines(&built.file("2010/12/index.html")), ["Late", "Early"]);
    assert!(built.file("feed.xml").contains("<published>2010-12-10T23:30:00-05:00</published>"));
}

/// Each switch holds in bodies, in descriptions of terms and in summaries.
#[test]
fn markdown_has_switches() {
    let text = "H~2~O x^2^ :+1: www.x.example *a*{: .align-left}\n\nT\n: d\n\n- [ ] e\n\n> [!NOTE]\n> f\n\n:::tip\ng\n:::\n\n<div markdown=\"1\">\n*h*\n</div>\n";
    let files = format!(
        "-- content/a.md --\n---\ntitle: A\ndate: 2010-12-10\nregion: R\n---\n{text}-- content/regions/r.md --\n---\ntitle: R\n---\n{text}"
    );
    let signs = [
        ("alerts", "<p class=\"alert-title\">Note</p>"),
        ("attributes", "<em class=\"align-left\">"),
        ("bare_links", "<a href=\"http://www.x.example\">"),
        ("containers", "<p class=\"alert-title\">Tip</p>"),
        ("definition_lists", "<dt>T</dt>"),
        ("emoji", "👍"),
        ("in_html", "<em>h</em>"),
        ("subscript", "H<sub>2</sub>O"),
        ("superscript", "x<sup>2</sup>"),
        ("task_lists", "☐"),
    ];
    assert!(keys()["markdown"].iter().map(String::as_str).eq(signs.map(|(key, _)| key)));
    for (written, is_on) in [("", true), ("true", true), ("false", false)] {
        let table = if written.is_empty() {
            String::new()
        } else {
            signs.map(|(key, _)| format!("{key} = {written}\n")).concat()
        };
        let built =
            site_with(&format!("[taxonomies.region]\npath = \"regions\"\n[markdown]\n{table}"), &files)
                .build();
        for page in ["2010/12/a/index.html", "regions/r/index.html"] {
            let html = built.file(page);
            for (key, sign) in signs {
                let is_expected = is_on && (key != "emoji" || !written.is_empty());
                assert_eq!(html.contains(sign), is_expected, "{key} = {written}: {page}: {html}");
            }
        }
        let summary = if is_on { "content=\"H2O x2 " } else { "content=\"H~2~O x^2^ :+1: " };
        assert!(built.file("2010/12/a/index.html").contains(summary), "{written}");
    }
    assert!(problem("markdown = {emojis = true}").contains("did you mean `emoji`?"));
}

#[test]
fn smart_punctuation_is_asked_for() {
    let article = "-- content/a.md --\n---\ntitle: A\ndate: 2010-12-10\n---\n\"So\" -- he said...\n";
    let plain = site(article).build().file("2010/12/a/index.html");
    let smart = site(article).config("smart_punctuation = true").build().file("2010/12/a/index.html");
    assert!(crate::page::body(&plain).contains("\"So\" -- he said..."), "{plain}");
    assert!(crate::page::body(&smart).contains("“So” – he said…"), "{smart}");
}

#[test]
fn smart_punctuation_reaches_titles_summaries_captions_and_notes_in_the_language_of_the_text() {
    let article = |name: &str| {
        format!(
            "-- content/{name} --\n---\ntitle: '\"A\" it''s'\ndate: 2010-12-10\nsummary: 'He: \"yes\"'\n\
             image: {{file: /a.svg, caption: 'A \"caption\"'}}\narchive_notes: ['A \"note\" and *more* \"notes\"']\n---\n\
             Said \"this 'and' that\".\n\n{{{{< figure src=\"/a.svg\" caption='Drawn \"here\"' >}}}}\n"
        )
    };
    let files = article("a.md")
        + &article("b.ru.md")
        + "-- static/a.svg --\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n";
    let config = "smart_punctuation = true\n[languages.en]\n[languages.ru]\n";
    let built = site_with(config, &files).build();
    let english = built.file("2010/12/a/index.html");
    for text in [
        "<h1>“A” it’s</h1>",
        "<p class=\"standfirst\">He: “yes”</p>",
        "A “caption”",
        "A “note” and <em>more</em> “notes”",
        "Said “this ‘and’ that”.",
        "Drawn “here”",
    ] {
        assert!(english.contains(text), "{text}: {english}");
    }
    assert!(english.contains("<p>“‘A’ it’s.” The Example Archive,"), "{english}");
    let russian = built.file("ru/2010/12/b/index.html");
    for text in [
        "<h1>«A» it’s</h1>",
        "<p class=\"standfirst\">He: «yes»</p>",
        "A «caption»",
        "A «note» and <em>more</em> «notes»",
        "Said «this „and“ that».",
        "Drawn «here»",
    ] {
        assert!(russian.contains(text), "{text}: {russian}");
    }
    assert!(built.file("index.html").contains("“A” it’s"));
}

#[test]
fn terms_indexes_and_popular_titles_are_set_in_type_too() {
    let config = "smart_punctuation = true\n[taxonomies]\ntopic = { path = \"topics\", title = \"What's on\" }\n\
                  [terms]\ntopic = [\"Kyrgyzstan's Unrest\", \"Food\"]\n[menu]\nmain = [\"topic\"]\n";
    let files = post("a.md", "A", "2010-12-10", "topic: Kyrgyzstan's Unrest")
        + "-- content/topics/food.md --\n---\ntitle: Food\nsummary: The cook's \"yes\"\n---\n"
        + "-- content/authors/dina.md --\n---\nname: Dina\nrole: The desk's cook\n---\n"
        + &post("b.md", "B", "2010-12-11", "topic: Food\nauthor: Dina")
        + "-- data/popular.csv --\naddress,title\n/2010/12/a/,The reader's \"choice\"\n"
        + &crate::page::file("c.md", "title: C\ndate: 2010-12-12", "![x](/p.svg \"The keeper's\")")
        + "-- static/p.svg --\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n";
    let built = site_with(config, &files).build();
    // The address is made of the title as written.
    let term = built.file("topics/kyrgyzstans-unrest/index.html");
    assert!(term.contains("<h1>Kyrgyzstan’s Unrest</h1>"), "{term}");
    assert!(built.file("topics/food/index.html").contains("<p class=\"standfirst\">The cook’s “yes”</p>"));
    assert!(built.file("topics/index.html").contains("<h1>What’s on</h1>"));
    assert!(built.file("authors/dina/index.html").contains("The desk’s cook"));
    assert!(built.file("index.html").contains("The reader’s “choice”"));
    assert!(built.file("2010/12/c/index.html").contains("<figcaption>The keeper’s</figcaption>"));
    assert!(built.file("topics/food/feed.xml").contains("The cook’s “yes”</subtitle>"));
}

#[test]
fn no_line_of_russian_begins_with_a_dash() {
    let files = crate::page::file(
        "a.ru.md",
        "title: Ленин — вождь\ndate: 2010-12-10",
        "Он -- *слон* — и\n— всё. `а — б`\n\n— Да, — сказал он.",
    ) + &crate::page::file("b.md", "title: So — no\ndate: 2010-12-10", "A — b -- c");
    let built = site_with("smart_punctuation = true\n[languages.en]\n[languages.ru]\n", &files).build();
    let russian = built.file("ru/2010/12/a/index.html");
    for text in [
        "<h1>Ленин\u{a0}— вождь</h1>",
        "<p>Он&nbsp;– <em>слон</em>&nbsp;— и&nbsp;— всё. <code>а — б</code></p>",
        "<p>— Да,&nbsp;— сказал он.</p>",
    ] {
        assert!(russian.contains(text), "{text}: {russian}");
    }
    let english = built.file("2010/12/b/index.html");
    assert!(english.contains("<h1>So — no</h1>") && english.contains("<p>A — b – c</p>"), "{english}");
}

#[test]
fn a_logo_takes_the_place_of_the_name() {
    let svg = "-- static/l.svg --\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n-- static/d.svg --\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n";
    let built = site_with("[logo]\nfile = \"/l.svg\"\ndark = \"/d.svg\"\n", svg).build();
    let html = built.file("index.html");
    let name = crate::page::between(&html, "<a class=\"site-name\"", "</a>");
    assert!(
        name.contains("<source srcset=\"/d.svg\" media=\"(prefers-color-scheme: dark)\"><img src=\"/l.svg\" alt=\"The Example Archive\">"),
        "{name}"
    );
    let problems = site_with("[logo]\nfile = \"/nowhere.svg\"\n", "").fail();
    assert!(
        problems.contains("error[missing-logo] site.toml:5:8: file `/nowhere.svg` not found"),
        "{problems}"
    );
    assert!(problem("logo = {}").contains("error[missing-key]"), "{}", problem("logo = {}"));
}

#[test]
fn an_appeal_may_have_links_and_a_panel_its_own_button() {
    let config = "[taxonomies]\ntopic = { path = \"topics\" }\n[terms]\ntopic = [\"Food\"]\n[appeal]\n\
                  text = \"Help: [write](/blank/) *now*\"\n[menu]\nmain = [{ url = \"topic\", close = \"Close topics\" }]\n";
    let files = "-- content/pages/blank.md --\n---\ntitle: Blank\n---\n".to_owned()
        + &post("a.md", "A", "2010-12-10", "");
    let html = site_with(config, &files).build().file("2010/12/a/index.html");
    assert!(html.contains("<p>Help: <a href=\"/blank/\">write</a> <em>now</em></p>"), "{html}");
    assert!(
        html.contains("<button class=\"panel-close\" type=\"button\" hidden>Close topics</button>"),
        "{html}"
    );
}

#[test]
fn only_named_templates_receive_a_list() {
    let config = "[taxonomies]\nregion = { path = \"regions\" }\n[lists.armenian]\nregion = \"Armenia\"\n\
                  limit = 2\ntemplates = [\"home.html\"]";
    let files = [
        stories(3, "region: Armenia"),
        post("other.md", "Other", "2010-02-01", ""),
        "-- templates/home.html --\n{% for card in lists.armenian %}[{{ card.title }}]{% endfor %}\n".into(),
        "-- templates/404.html --\n{{ lists?.armenian is defined }}\n".into(),
    ];
    let built = site_with(config, &files.concat()).build();
    assert_eq!(built.file("index.html").trim(), "[Story 3][Story 2]");
    assert_eq!(built.file("404.html").trim(), "false");
}

#[test]
fn what_a_theme_wants_to_know_reaches_it() {
    let config = "[extra]\naccent = \"red\"\nlinks = [1, 2]";
    let template = "-- templates/404.html --\n{{ site.extra.accent }} {{ site.extra.links[1] }}\n";
    assert_eq!(site_with(config, template).build().file("404.html").trim(), "red 2");
}

#[test]
fn links_of_site_toml_keep_their_scheme_and_get_the_sub_path() {
    let toml = "title = \"T\"\nbase_url = \"https://h.example/sub/\"\n[menu]\nmain = [\"support\"]\n\
        [support]\nurl = \"/give/\"\n[newsletter]\naction = \"\\t/list\\n/\"\n\
        [appeal]\ntext = \"Please.\"\nlinks = [{ title = \"Write\", url = \" mailto:a@b.example\" }, { title = \"Call\", url = \"tel:+99299\" }]\n";
    let site = site(&post("a.md", "A", "2010-12-10", ""));
    site.write("site.toml", toml);
    let page = site.build().file("2010/12/a/index.html");
    assert_eq!(page.matches("href=\"/sub/give/\"").count(), page.matches("/give/").count(), "{page}");
    assert!(page.matches("href=\"/sub/give/\"").count() >= 2, "{page}");
    for expected in ["action=\"/sub/list/\"", "href=\"mailto:a@b.example\"", "href=\"tel:+99299\""] {
        assert!(page.contains(expected), "{expected}: {page}");
    }
}
