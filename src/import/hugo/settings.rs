//! The settings of the new site.

use serde_json::{Value, json};

use super::sections::Sections;
use super::site::Site;
use crate::import::old_site;
use crate::import::settings::Settings;

/// Keys that are read, here or elsewhere.
const READ: [&str; 34] = [
    "baseurl",
    "title",
    "languagecode",
    "locale",
    "defaultcontentlanguage",
    "defaultcontentlanguageinsubdir",
    "contentdir",
    "languages",
    "permalinks",
    "uglyurls",
    "taxonomies",
    "disablekinds",
    "timezone",
    "frontmatter",
    "builddrafts",
    "buildfuture",
    "buildexpired",
    "summarylength",
    "markup",
    "disablepathtolower",
    "removepathaccents",
    "paginate",
    "pagination",
    "outputs",
    "menus",
    "params",
    "copyright",
    "theme",
    "themesdir",
    "cascade",
    "disablelanguages",
    "enableemoji",
    "mainsections",
    "disablealiases",
];

/// Keys that have no counterpart, and why.
const UNMATCHED: [(&str, &str); 21] = [
    ("author", "articles name their authors"),
    ("build", "nothing is bundled"),
    ("caches", "the cache needs no settings"),
    ("disablelivereload", "`generate serve` always reloads"),
    ("enablegitinfo", "dates come from front matter"),
    ("enablerobotstxt", "robots.txt is always written"),
    ("googleanalytics", "pages load nothing from other sites"),
    ("hascjklanguage", "Chinese and Japanese characters always count as words"),
    ("ignorefiles", "use `exclude`, which takes patterns"),
    ("imaging", "smaller versions of pictures are made without settings"),
    ("minify", "pages are small without it"),
    ("module", "folders of content and static files in `mounts` were read; modules from elsewhere were not"),
    ("outputformats", "feeds keep their addresses; other formats need templates"),
    ("pluralizelisttitles", "titles of lists are those of their files"),
    ("privacy", "nothing is loaded from other sites"),
    ("related", "related articles are found without settings"),
    ("rssLimit", "set `limit` in `[feeds]`"),
    ("security", "nothing of the old site is run"),
    ("server", "headers are set at the host"),
    ("services", "pages load nothing from other sites"),
    ("sitemap", "the sitemap needs no settings"),
];

/// Sets everything but addresses and menus. `languages` are the indexes of those with content, `taxonomies` of those that are used.
pub(super) fn set(
    site: &Site,
    settings: &mut Settings,
    sections: &Sections,
    languages: &[usize],
    taxonomies: &[usize],
) {
    names(site, settings, sections);
    self::languages(site, settings, languages);
    texts(site, settings);
    for index in taxonomies {
        let taxonomy = &site.taxonomies[*index];
        let from = site.config.from(&["taxonomies", &taxonomy.singular]);
        if !taxonomy.is_of_authors() {
            settings.set(&["taxonomies", &taxonomy.singular], "path", taxonomy.plural.as_str(), from);
        } else if taxonomy.plural != "authors" {
            settings.set(&["authors"], "path", taxonomy.plural.as_str(), from);
        }
    }
    params(site, settings);
    for (key, _) in
        site.config.entries().filter(|(key, _)| !READ.contains(key) && !key.starts_with("staticdir"))
    {
        let why =
            UNMATCHED.iter().find(|(known, _)| known.eq_ignore_ascii_case(key)).map_or("", |(_, why)| why);
        settings.unmatched(site.config.from(&[key]), why);
    }
}

fn names(site: &Site, settings: &mut Settings, sections: &Sections) {
    let config = &site.config;
    let first = site.languages[0].key.as_str();
    let mut text = |paths: &[&[&str]], key: &str| {
        let found = paths.iter().find_map(|path| Some((config.text(path)?, config.from(path))));
        let is_there = found.is_some();
        if let Some((value, from)) = found {
            settings.set(&[], key, value, from);
        }
        is_there
    };
    let has_title = text(&[&["languages", first, "title"], &["title"]], "title");
    text(
        &[
            &["languages", first, "params", "description"],
            &["params", "description"],
            &["languages", first, "description"],
        ],
        "description",
    );
    text(&[&["languages", first, "copyright"], &["copyright"]], "copyright");
    if !has_title {
        settings.set(&[], "title", "Untitled", "no title in the old configuration");
    }
    let base = config.text(&["baseurl"]).filter(|base| is_base(base));
    match base {
        Some(base) => settings.set(&[], "base_url", base, config.from(&["baseurl"])),
        None => settings.set(
            &[],
            "base_url",
            "https://example.org/",
            "no `baseURL` with a host: set the address of the site",
        ),
    }
    match config.text(&["timezone"]) {
        Some(zone) if zone.parse::<chrono_tz::Tz>().is_ok() => {
            settings.set(&[], "timezone", zone, config.from(&["timezone"]));
        }
        Some(_) => settings.unmatched(config.from(&["timezone"]), "no such time zone"),
        None => {}
    }
    settings.set(&[], "lenient", true, format!("as Hugo reads front matter; {}", sections.told()));
    settings.set(&[], "on_conflict", "warn", "default of Hugo");
    settings.set(&[], "on_missing_link", "warn", config.from(&["reflinkserrorlevel"]));
}

/// Whether an address has a scheme and a host.
fn is_base(base: &str) -> bool {
    let Ok(url) = url::Url::parse(base) else { return false };
    matches!(url.scheme(), "http" | "https")
        && url.has_host()
        && url.query().is_none()
        && url.fragment().is_none()
}

fn languages(site: &Site, settings: &mut Settings, with_content: &[usize]) {
    let config = &site.config;
    let first = &site.languages[0];
    if config.table(&["languages"]).is_none() {
        let path =
            if config.text(&["languagecode"]).is_some() { "languagecode" } else { "defaultcontentlanguage" };
        let written = config.text(&[path]).unwrap_or_else(|| "en".to_owned());
        settings.set(&[], "default_language", tag(&written), config.from(&[path]));
        return;
    }
    settings.set(&[], "default_language", first.code.as_str(), config.from(&["defaultcontentlanguage"]));
    for index in with_content {
        let language = &site.languages[*index];
        let table = ["languages", language.code.as_str()];
        let text = |keys: &[&str]| {
            keys.iter().find_map(|key| {
                let path = ["languages", language.key.as_str(), key];
                Some((config.text(&path)?, config.from(&path)))
            })
        };
        let from = config.from(&["languages", &language.key]);
        let (name, from_name) =
            text(&["languagename", "label"]).unwrap_or_else(|| (language.code.clone(), from));
        settings.set(&table, "name", name, from_name);
        if *index > 0
            && let Some((title, from)) = text(&["title"])
        {
            settings.set(&table, "title", title, from);
        }
        let path = ["languages", language.key.as_str(), "params", "description"];
        if *index > 0
            && let Some(description) = config.text(&path)
        {
            settings.set(&table, "description", description, config.from(&path));
        }
        if let Some(base) = text(&["baseurl"]) {
            settings.unmatched(base.1, "all languages are on one host here; see `old_hosts`");
        }
    }
    for (index, language) in site.languages.iter().enumerate() {
        if !with_content.contains(&index) {
            settings.unmatched(config.from(&["languages", &language.key]), "no content in this language");
        }
    }
}

/// A language tag as it is usually written: `pt-BR` for `pt-br` or `pt_br`.
fn tag(written: &str) -> String {
    let parts = written
        .split(['-', '_'])
        .filter(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    let cased = parts.enumerate().map(|(at, part)| match (at, part.len()) {
        (0, _) => part.to_lowercase(),
        (_, 2) => part.to_uppercase(),
        (_, 4) => format!("{}{}", part[..1].to_uppercase(), part[1..].to_lowercase()),
        _ => part.to_owned(),
    });
    let tag = cased.collect::<Vec<_>>().join("-");
    if tag.is_empty() { "en".to_owned() } else { tag }
}

/// How texts are shown.
fn texts(site: &Site, settings: &mut Settings) {
    let config = &site.config;
    let parser = ["markup", "goldmark", "parser"];
    let style = ["markup", "goldmark", "parser", "autoheadingidtype"];
    let legacy = ["markup", "goldmark", "parser", "autoidtype"];
    let path = if config.text(&legacy).is_some() { legacy } else { style };
    let anchors = match config.text(&path).map(|style| style.to_lowercase()).as_deref() {
        Some("github-ascii") => "hugo-ascii",
        Some("blackfriday") => "hugo-blackfriday",
        _ => "hugo",
    };
    settings.set(&[], "anchors", anchors, config.from(&path));
    let _ = parser;
    let extension = |path: &[&str]| {
        let whole: Vec<&str> = ["markup", "goldmark", "extensions"].iter().chain(path).copied().collect();
        (config.flag(&whole), config.from(&whole))
    };
    let (quotes, from) = extension(&["typographer"]);
    let is_off = extension(&["typographer", "disable"]).0 == Some(true) || quotes == Some(false);
    settings.set(&[], "smart_punctuation", !is_off, from);
    let length = config
        .text(&["summarylength"])
        .and_then(|length| length.parse::<u32>().ok())
        .filter(|length| *length > 0);
    settings.set(&[], "summary", format!("words:{}", length.unwrap_or(70)), config.from(&["summarylength"]));
    for path in [&["pagination", "pagersize"][..], &["paginate"]] {
        if let Some(size) = config
            .text(path)
            .and_then(|size| size.parse::<u32>().ok())
            .filter(|size| (1..=1000).contains(size))
        {
            settings.set(&[], "page_size", size, config.from(path));
            break;
        }
    }
    let mut switch = |key: &str, (flag, from): (Option<bool>, String), default: bool| {
        let on = flag.unwrap_or(default);
        settings.set(&["markdown"], key, on, from);
    };
    switch("containers", (None, "default of Hugo".to_owned()), false);
    switch("superscript", extension(&["extras", "superscript", "enable"]), false);
    switch("subscript", extension(&["extras", "subscript", "enable"]), false);
    switch("emoji", (config.flag(&["enableemoji"]), config.from(&["enableemoji"])), false);
    for (ours, theirs) in
        [("definition_lists", "definitionlist"), ("bare_links", "linkify"), ("task_lists", "tasklist")]
    {
        let (flag, from) = extension(&[theirs]);
        if flag == Some(false) {
            settings.set(&["markdown"], ours, false, from);
        }
    }
    if config.flag(&["markup", "goldmark", "renderer", "unsafe"]) != Some(true) {
        settings.unmatched(
            "`markup.goldmark.renderer.unsafe`",
            "HTML in texts was left out by Hugo; here it is sanitised and shown",
        );
    }
}

/// Parameters are for templates and for the shortcode `param`: those of the new site read them in `[extra]`.
fn params(site: &Site, settings: &mut Settings) {
    for (key, value) in site.config.table(&["params"]).into_iter().flatten() {
        let from = site.config.from(&["params", key]);
        match &**key {
            "mainsections" | "description" => {}
            "author" | "authors" => settings.unmatched(from, "articles without an author stay without one"),
            _ => {
                if let Some(value) = without_nulls(value) {
                    settings.set(&["extra"], key, value, from);
                }
            }
        }
    }
}

/// A value without those that TOML cannot write.
fn without_nulls(value: &Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::Array(items) => Some(items.iter().filter_map(without_nulls).collect()),
        Value::Object(map) => {
            let kept = map.iter().filter_map(|(key, value)| Some((key.clone(), without_nulls(value)?)));
            Some(Value::Object(kept.collect()))
        }
        other => Some(
            old_site::text(other)
                .filter(|_| !other.is_string())
                .map_or_else(|| json!(other), |_| other.clone()),
        ),
    }
}
