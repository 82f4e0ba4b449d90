//! Keys of front matter that the program does not know: misspelt ones, those that a site declares, and the others.

use std::collections::BTreeSet;

use generate::article;
use generate::config::Config;
use generate::path::SourcePath;

use crate::page::{file, post, site_with};
use crate::support::{Site, site};

const OWN: &str = "declare custom keys under `[fields]` in site.toml";

/// A site with one article that has these lines of front matter.
fn with(more: &str) -> Site {
    site(&post("a.md", "First", "2010-12-10", more))
}

/// What is told of a misspelt key.
fn misspelt(place: &str, name: &str, nearest: &str) -> String {
    format!(
        "warning[misspelt-key] {place}: unknown key `{name}` (did you mean `{nearest}`? If not, declare the key under `[fields]` in site.toml)\n"
    )
}

#[test]
fn a_misspelt_key_is_told_where_it_stands() {
    for (line, key, nearest) in [
        ("autor: Dina", "autor", "author"),
        ("sumary: x", "sumary", "summary"),
        ("Author: Dina", "Author", "author"),
        ("alias: /x", "alias", "aliases"),
        ("translation-of: b.md", "translation-of", "translation_of"),
    ] {
        let built = with(line).build();
        assert_eq!(built.problems_text(), misspelt("content/a.md:4:1", key, nearest));
    }
    // Taxonomies are known by their keys, paths and plurals.
    let site = |line| {
        site_with(
            "[taxonomies]\nregion = {path = 'places'}\ncountry = {}\n",
            &post("a.md", "A", "2010-12-10", line),
        )
    };
    for (line, key, nearest) in [
        ("regoin: x", "regoin", "region"),
        ("palces: x", "palces", "places"),
        ("coutries: x", "coutries", "countries"),
        ("regons: x", "regons", "regions"),
    ] {
        assert_eq!(site(line).build().problems_text(), misspelt("content/a.md:4:1", key, nearest));
    }
    for line in ["region: x", "regions: x", "places: x", "country: x", "countries: x"] {
        assert_eq!(site(line).build().problems_text(), "", "{line}");
    }
}

#[test]
fn misspelt_keys_within_tables_and_of_every_kind_of_file_are_told() {
    let lines = "image: {file: a.jpg, atl: x}\norigin: {ulr: 'http://a.example/'}\n\
                 corrections: [{txt: x, text: y}, {daet: 2010-01-02, text: z}]\nsyndicated_from: {naem: B}";
    let built = with(lines).write("content/a.jpg", "").build();
    let place = |line, column| format!("content/a.md:{line}:{column}");
    let expected = [
        misspelt(&place(4, 22), "image.atl", "alt"),
        misspelt(&place(5, 10), "origin.ulr", "url"),
        misspelt(&place(6, 35), "corrections.daet", "date"),
        misspelt(&place(7, 19), "syndicated_from.naem", "name"),
    ];
    let text = built.problems_text();
    expected.iter().for_each(|line| assert!(text.contains(line.as_str()), "{line}{text}"));
    let files = [
        file("pages/about.md", "title: About\nsumary: x", ""),
        file("regions/x.md", "title: X\nwieght: 1\ntranslations: {en: {tilte: Y}}", ""),
        file("authors/dina.md", "name: Dina\nportait: a.jpg\nlinks: [{title: A, ulr: '/'}]", ""),
        post("a.md", "A", "2010-01-02", "region: X\nauthor: dina"),
    ];
    let built = site_with("[taxonomies]\nregion = {path = 'regions'}\n", &files.concat()).build();
    let expected = [
        misspelt("content/authors/dina.md:3:1", "portait", "portrait"),
        misspelt("content/authors/dina.md:4:20", "links.ulr", "url"),
        misspelt("content/pages/about.md:3:1", "sumary", "summary"),
        misspelt("content/regions/x.md:3:1", "wieght", "weight"),
        misspelt("content/regions/x.md:4:21", "translations.tilte", "title"),
    ];
    assert_eq!(built.problems_text(), expected.concat());
}

#[test]
fn a_key_that_another_one_stands_in_for_is_no_unknown_one() {
    let built = with("summary: A\ndescription: B\nupdated: 2011-01-01\nlastmod: 2011-01-02").build();
    assert_eq!(built.problems_text(), "");
}

#[test]
fn other_keys_are_counted_once_for_the_site() {
    let files = [
        post("a.md", "A", "2010-12-10", "country: X\nimage: {file: a.jpg, width: 1}\nx-y: 1"),
        post(
            "b.md",
            "B",
            "2010-12-11",
            "country: X\ngallery: [{file: a.jpg, width: 1}, {file: a.jpg, width: 2}]",
        ),
        file("pages/about.md", "title: About\ncountry: X", ""),
    ];
    let site = site(&files.concat());
    site.write("content/a.jpg", "x").write("content/pages/a.jpg", "x");
    let told = |built: &crate::support::Built| {
        let text = built.problems_text();
        text.lines()
            .filter(|line| line.starts_with("note"))
            .map(|line| format!("{line}\n"))
            .collect::<String>()
    };
    let note = |text: &str| format!("note[unknown-key]: unknown key {text} ({OWN})\n");
    let country =
        |files: &str| note(&format!("`country` in {files}; available to templates as `extra.country`"));
    let rest = [
        note("`gallery.width` in 1 file; ignored"),
        note("`image.width` in 1 file; ignored"),
        note("`x-y` in 1 file; available to templates as `extra[\"x-y\"]`"),
    ];
    assert_eq!(told(&site.build()), country("3 files") + &rest.concat());
    // The next builds know them from the first: one with nothing to do, and one with another file to read.
    assert_eq!(told(&site.build()), country("3 files") + &rest.concat());
    site.write("content/b.md", "---\ntitle: B\ndate: 2010-12-11\n---\nText.\n");
    assert_eq!(told(&site.build()), country("2 files") + &rest[1..].concat());
}

#[test]
fn keys_of_real_sites_are_like_no_other() {
    // Those that Hugo, Jekyll, Hexo, Zola, Eleventy and Docusaurus themselves give a meaning.
    let keys = "layout permalink published categories category excerpt excerpt_separator type weight menu toc series \
                headless keywords images videos outputs markup isCJKLanguage linkTitle publishDate unpublishdate cascade \
                resources sitemap params build draft_until template render sort_by in_search_index \
                generate_feeds comments disableNunjucks cover photos top sticky eleventyNavigation pagination \
                sidebar_label sidebar_position pagination_label hide_title hide_table_of_contents custom_edit_url deck \
                kicker subtitle subhead dek lede standfirst location dateline section subsection editor source \
                copyright rating featured pinned thumbnail hero feature_image og_image redirect_from canonical_url \
                node_id nid uid uuid wp_id modified created changed format status password parent site name position";
    let lines: Vec<String> = keys.split_whitespace().map(|key| format!("{key}: x")).collect();
    let built = with(&lines.join("\n")).build();
    let text = built.problems_text();
    assert!(!text.contains("misspelt-key"), "{text}");
    assert_eq!(built.problems.notes(), lines.len());
}

#[test]
fn strict_refuses_what_is_neither_known_nor_declared() {
    let lines =
        "country: X\nregoin: Y\ndeck: Z\nextra: {anything: goes}\nimage: {file: /a.jpg, width: 1, height: 2}";
    let config = "strict = true\n[fields]\ndeck = 'summary'\n'image.height' = true\n";
    let post = post("a.md", "A", "2010-12-10", lines);
    let text = site_with(&format!("{config}[taxonomies]\nregion = {{}}"), &post).fail();
    let hint = "(declare it under `[fields]` in site.toml, or move it under `extra`)";
    assert_eq!(
        text,
        format!(
            "error[unknown-key] content/a.md:4:1: unknown key `country` {hint}\n\
             error[unknown-key] content/a.md:5:1: unknown key `regoin` (did you mean `region`?)\n\
             error[unknown-key] content/a.md:8:23: unknown key `image.width` {hint}\n"
        )
    );
    let lines = "country: X\nextra: {regoin: Y}";
    let post = self::post("a.md", "A", "2010-12-10", lines);
    let built = site_with("strict = true\n[fields]\ncountry = {}\n", &post).build();
    assert_eq!(built.problems_text(), "");
}

#[test]
fn declared_keys_are_told_no_more_and_have_their_type() {
    let fields = "[fields]\nautor = true\ncountry = {type = 'string'}\nprice = {type = 'number'}\nseen = {type = 'date'}\n\
                  people = {type = 'names'}\nfree = {type = 'boolean'}\n";
    let right = "autor: [x]\ncountry: X\nprice: 1.5\nseen: 2010-01-02\npeople: [a, b]\nfree: true";
    let site = |lines| site_with(fields, &post("a.md", "A", "2010-12-10", lines));
    assert_eq!(site(right).build().problems_text(), "");
    let wrong = "autor: [x]\ncountry: [X]\nprice: much\nseen: never\npeople: {a: b}\nfree: 'no'";
    assert_eq!(
        site(wrong).fail(),
        "error[wrong-type] content/a.md:5:10: `country` must be a string, not a list\n\
         error[wrong-type] content/a.md:6:8: `price` must be a number, not `much`\n\
         error[wrong-date] content/a.md:7:7: invalid date `never` for `seen` (expected a date such as `2010-12-10`, \
         `2010-12-10 09:30` or `2010-12-10T09:30:00+01:00`)\n\
         error[wrong-type] content/a.md:8:9: `people` must be a string or a list of strings, not a table\n\
         error[wrong-type] content/a.md:9:7: `free` must be true or false, not `no`\n"
    );
    let text = site_with("[fields]\na = {type = 'integer'}\nb = 5\nc = {typ = 'string'}\n", "").fail();
    assert_eq!(
        text,
        "error[invalid-value] site.toml:5:13: invalid value `integer` for `type` (expected one of `any`, `string`, `names`, \
         `number`, `boolean`, `date`, `list`, `table`)\n\
         error[wrong-type] site.toml:6:5: `b` must be the name of a known key, true, or a table with `type`, not `5`\n\
         error[unknown-key] site.toml:7:6: unknown key `typ` in `c` in [fields] (did you mean `type`?)\n"
    );
}

#[test]
fn a_name_that_no_key_has_is_told_once_where_it_is_written() {
    let files: String = ["a", "b", "c"]
        .map(|name| post(&format!("{name}.md"), "A", "2010-12-10", "x: 1\ny: 2\nz: 3\nw: 4"))
        .concat();
    let own = "[fields]\nx = \"titel\"\ny = \"dat\"\nz = \"number\"\nw = \"shoe_size\"\n";
    let told = "site.toml:5:5: unknown key `titel` (did you mean `title`? To declare a custom key, write `titel = true`)\n\
                LEVEL[misspelt-key] site.toml:6:5: unknown key `dat` (did you mean `date`? To declare a custom key, write \
                `dat = true`)\nLEVEL[misspelt-key] site.toml:7:5: unknown key `number` (to declare a custom key, write \
                `z = { type = \"number\" }`)\n";
    let told = |level: &str| format!("LEVEL[misspelt-key] {told}").replace("LEVEL", level);
    let built = site_with(own, &files).build();
    let unknown = format!(
        "note[unknown-key]: unknown key `shoe_size` in 3 files; available to templates as `extra.shoe_size` ({OWN})\n"
    );
    assert_eq!(built.problems_text(), unknown + &told("warning"));
    let text =
        site_with(&format!("strict = true\n{}", own.replace("w = \"shoe_size\"", "w = true")), &files).fail();
    assert_eq!(
        text,
        told("error")
            .replace("toml:7:", "toml:8:")
            .replace("toml:6:", "toml:7:")
            .replace("toml:5:", "toml:6:")
    );
    // A name of a taxonomy or of a key of its own is one.
    let own =
        "[taxonomies]\nregion = {}\n[fields]\nx = \"regions\"\ny = \"dat\"\ndat = true\nz = true\nw = true\n";
    assert_eq!(site_with(own, &files).build().problems_text(), "");
}

/// The keys that the documentation lists under a heading.
fn documented(heading: &str) -> BTreeSet<String> {
    let text = include_str!("../../docs/content.md");
    let section = text.split("\n### ").find(|section| section.starts_with(heading)).unwrap();
    let section = section.split("\n## ").next().unwrap();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `")?.split(" | ").next());
    let names = rows.flat_map(|cell| cell.split('`').step_by(2).map(str::to_owned).collect::<Vec<_>>());
    names.collect()
}

/// What is asked of a file is documented, and the other way round, whichever of two names for one thing it has.
#[test]
fn the_documentation_lists_the_keys_that_are_read() {
    let site = "title = 'A'\nbase_url = 'https://a.example/'\n[taxonomies]\nkind = {}";
    let config = Config::parse(site, None).unwrap();
    for (path, heading) in [
        ("content/a.md", "Articles"),
        ("content/pages/a.md", "Standing pages"),
        ("content/kind/a.md", "Terms"),
        ("content/authors/a.md", "Authors"),
    ] {
        let documented = documented(heading);
        let full = documented.iter().map(|key| match key.as_str() {
            "extra" | "image" | "audio" | "video" | "portrait" | "gallery" => {
                format!("{key}: {{file: a.jpg}}\n")
            }
            "date" | "updated" | "lastmod" | "expires" | "expirydate" | "captured" => {
                format!("{key}: 2010-01-02\n")
            }
            "draft" | "noindex" | "explicit" | "withdrawn" | "organisation" => format!("{key}: false\n"),
            "order" | "weight" | "episode" | "season" => format!("{key}: 1\n"),
            "translations" | "origin" | "syndicated_from" => format!("{key}: {{}}\n"),
            "links" | "subscribe" => format!("{key}: []\n"),
            "language" | "lang" => format!("{key}: en\n"),
            _ => format!("{key}: x\n"),
        });
        let full = full.collect::<String>();
        for front_matter in [full.as_str(), ""] {
            let text = format!("---\n{front_matter}---\n");
            let reading = article::read(&SourcePath::new(path), text.as_bytes(), &config);
            let is_taxonomy = |key: &&str| matches!(*key, "kind" | "kinds");
            let read: BTreeSet<String> =
                reading.known.lines().filter(|key| !is_taxonomy(key)).map(str::to_owned).collect();
            assert_eq!(read, documented, "{heading}");
            assert!(reading.unknown.is_empty(), "{:?}", reading.unknown);
            let errors =
                reading.problems.iter().filter(|problem| problem.is_error() && problem.code != "no-date");
            assert_eq!(
                errors.collect::<Vec<_>>(),
                Vec::<&generate::diagnostic::Diagnostic>::new(),
                "{heading}"
            );
        }
    }
}
