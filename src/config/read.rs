//! Reads `site.toml`, key by key. Nothing is guessed: what is unknown or of the wrong type is reported with its place.

use super::{
    Anchors, Authors, BaseUrl, Canonical, Config, Dates, DeclaredTerm, Doubts, FILE, FeedKind, Feeds,
    Language, List, MenuEntry, Menus, Publication, Summary, Taxonomy,
};
use crate::address::{self, Address, Host, Hosts};
use crate::diagnostic::{Diagnostics, Level, Place, Position, message};
use crate::fingerprint::Fingerprint;
use crate::name::Name;
use crate::path::UrlPath;
use crate::reserved::Reserved;
use crate::text::Words;
use crate::value::fields::{Fields, Report, Written};
use crate::value::{Entry, Node, Value};

mod addresses;
mod boxes;
mod fields;
mod markdown;
mod publication;

/// The largest content file where nothing is said, in MiB. Books are smaller; what is larger is no article.
const DEFAULT_MAX_FILE_MIB: u64 = 4;

/// Every key of `site.toml`, table by table (`""` is the top), for suggestions and for the test of the documentation.
pub const KEYS: &[(&str, &[&str])] = &[
    (
        "",
        &[
            "title",
            "description",
            "base_url",
            "default_language",
            "languages",
            "timezone",
            "copyright",
            "licence",
            "content",
            "pages",
            "authors",
            "exclude",
            "slugs",
            "permalink",
            "permalinks",
            "page_size",
            "max_file_size",
            "taxonomies",
            "terms",
            "fields",
            "strict",
            "lenient",
            "publication",
            "archive",
            "newsletter",
            "support",
            "appeal",
            "republish",
            "canonical",
            "hide_images",
            "feeds",
            "lists",
            "menu",
            "neighbours",
            "on_conflict",
            "on_missing_link",
            "summary",
            "smart_punctuation",
            "markdown",
            "anchors",
            "trusted",
            "relative_links",
            "old_hosts",
            "archived_copy",
            "live",
            "extra",
        ],
    ),
    (
        "languages.*",
        &[
            "name",
            "direction",
            "date",
            "locale",
            "title",
            "description",
            "publication",
            "old_hosts",
            "permalink",
            "permalinks",
            "menu",
            "newsletter",
            "support",
            "appeal",
        ],
    ),
    ("authors", &["folder", "path", "page_size", "feed", "strict"]),
    ("taxonomies.*", &["path", "title", "strict", "min_articles", "page_size", "feed"]),
    ("publication", &["name", "url", "issn", "founded", "closed", "place"]),
    ("archive", &["closed", "operator", "contact", "boxes"]),
    ("newsletter", &["action", "title", "text"]),
    ("support", &["url", "title", "text"]),
    ("appeal", &["text", "links"]),
    ("feeds", &["limit", "aliases"]),
    (
        "markdown",
        &[
            "alerts",
            "attributes",
            "bare_links",
            "containers",
            "definition_lists",
            "emoji",
            "in_html",
            "subscript",
            "superscript",
            "task_lists",
        ],
    ),
    ("lists.*", &["section", "limit", "templates"]),
];

/// The keys of one table of [`KEYS`].
fn keys(table: &str) -> &'static [&'static str] {
    KEYS.iter().find(|(name, _)| *name == table).map_or(&[], |(_, keys)| keys)
}

/// What reading a `site.toml` came to.
#[derive(Debug)]
pub struct Reading {
    /// The configuration, with defaults in the place of what is wrong; `None` where the file is not TOML.
    pub config: Option<Config>,
    /// What is wrong.
    pub problems: Diagnostics,
    /// What that leaves open.
    pub doubts: Doubts,
}

impl Config {
    /// Reads the text of a `site.toml`. What has errors may only be used to look for others.
    ///
    /// `base_url` replaces the one written, if given (`--base-url`).
    pub fn read(text: &str, base_url: Option<&str>) -> Reading {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let node = match Node::from_toml(text) {
            Ok(node) => node,
            Err(error) => {
                let place = Place { file: FILE.into(), position: error.position };
                let problems = message::syntax(place, "TOML", &error.message).into();
                return Reading { config: None, problems, doubts: Doubts::default() };
            }
        };
        let report = Report::new(FILE);
        report.control_characters(&node);
        let config = read(&mut Fields::top(&node, &report), base_url);
        let config = Config { fingerprint: Fingerprint::of(text.as_bytes()), ..config };
        let problems = report.finish();
        let doubts = Doubts::about(&node, &problems);
        Reading { config: Some(config), problems, doubts }
    }

    /// The same, of a file without errors.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn parse(text: &str, base_url: Option<&str>) -> Result<Config, Diagnostics> {
        match Config::read(text, base_url) {
            Reading { config: Some(config), problems, .. } if !problems.has_errors() => Ok(config),
            Reading { problems, .. } => Err(problems),
        }
    }
}

/// Reads the top of the file.
fn read(top: &mut Fields<'_, '_>, base_url: Option<&str>) -> Config {
    let page_size = page_size(top, 20);
    let taxonomies = taxonomies(top, page_size);
    let default_menu = top.take("menu").map(|node| menus(node, top.report())).unwrap_or_default();
    let (base_url, written_base, hosts) = read_base_url(top, base_url);
    let live = addresses::live(top, &hosts);
    let old_hosts = old_hosts(top);
    let original = written_base.as_ref().unwrap_or(&base_url);
    let archived_copy = addresses::archived_copy(top, old_hosts.first(), original);
    let feeds = feeds(top, &hosts);
    let (fields, declared) = fields::read(top);
    let content = folders(top, "content", "content");
    let archive = top.table("archive").map(boxes::archive);
    let publication = publication::read(top, archive.as_ref());
    let config = Config {
        fingerprint: Fingerprint::default(),
        title: required(top, FILE, "title"),
        description: text(top, "description"),
        base_url,
        hosts,
        languages: languages(top, &default_menu, publication.as_ref(), &taxonomies),
        timezone: timezone(top),
        copyright: text(top, "copyright"),
        licence: optional(top, "licence"),
        exclude: addresses::exclude(top, &content),
        content,
        pages: folder(top, "pages", "pages"),
        authors: authors(top, page_size),
        slugs: addresses::slugs(top),
        permalink: addresses::permalink(top, &taxonomies).unwrap_or_default(),
        permalinks: addresses::permalinks(top, &taxonomies),
        page_size,
        max_file_size: max_file_size(top),
        fields,
        declared,
        strict: top.flag("strict").unwrap_or(false),
        lenient: top.flag("lenient").unwrap_or(false),
        archive,
        newsletter: top.table("newsletter").map(boxes::newsletter),
        support: top.table("support").map(boxes::support),
        appeal: top.table("appeal").map(boxes::appeal),
        republish: top.flag("republish").unwrap_or(true),
        canonical: canonical(top),
        hide_images: top.texts("hide_images").iter().map(|written| Words::of(written.text)).collect(),
        feeds,
        lists: lists(top, &taxonomies),
        neighbours: neighbours(top, &taxonomies),
        taxonomies,
        on_conflict: level(top, "on_conflict"),
        on_missing_link: level(top, "on_missing_link"),
        summary: summary(top),
        markdown: markdown::read(top),
        anchors: anchors(top),
        trusted: top.flag("trusted").unwrap_or(false),
        relative_links: top.flag("relative_links").unwrap_or(false),
        old_hosts,
        archived_copy,
        live,
        extra: top.take("extra").map_or(serde_json::Value::Null, Node::to_json),
    };
    top.refuse_rest(FILE, keys(""));
    config
}

/// A text that readers are shown, or an empty one.
fn text(fields: &mut Fields<'_, '_>, key: &str) -> String {
    optional(fields, key).unwrap_or_default()
}

/// A text that readers are shown.
fn optional(fields: &mut Fields<'_, '_>, key: &str) -> Option<String> {
    fields.shown(key).map(Into::into)
}

/// A text that readers are shown, which must be there.
fn required(fields: &mut Fields<'_, '_>, table: &str, key: &str) -> String {
    let value = optional(fields, key);
    if value.is_none() {
        let place = fields.report().place(fields.position);
        fields.report().push(message::missing_key(place, table, key));
    }
    value.unwrap_or_default()
}

/// An address that pages link to, which must not have a scheme that runs something or starts another program.
fn link(fields: &mut Fields<'_, '_>, key: &str) -> Option<String> {
    let written = fields.nonempty(key)?;
    check_scheme(written, key, fields.report());
    Some(address::clean(written.text).into_owned())
}

/// Reports an address, the value of `key`, whose scheme no page may link to.
fn check_scheme(written: Written<'_>, key: &str, report: &Report<'_>) {
    if !address::is_safe_address(written.text) {
        let schemes = address::LINK_SCHEMES.map(|scheme| format!("`{scheme}:`")).join(", ");
        let why = format!("an address is a path or starts with one of {schemes}");
        report.push(message::invalid_value(report.place(written.position), key, written.text, &why));
    }
}

/// Likewise, where there must be one.
fn required_link(fields: &mut Fields<'_, '_>, table: &str, key: &str) -> String {
    let value = link(fields, key);
    if value.is_none() {
        let place = fields.report().place(fields.position);
        fields.report().push(message::missing_key(place, table, key));
    }
    value.unwrap_or_default()
}

/// Reports that the value of `key` is wrong.
fn invalid(fields: &Fields<'_, '_>, written: Written<'_>, key: &str, why: &str) {
    fields.report().push(message::invalid_value(
        fields.report().place(written.position),
        key,
        written.text,
        why,
    ));
}

fn page_size(fields: &mut Fields<'_, '_>, default: usize) -> usize {
    match fields.number("page_size") {
        Some(0) => {
            fields.report().push(message::zero_page_size(fields.report().place(fields.position)));
            1
        }
        Some(size) => size as usize,
        None => default,
    }
}

/// The largest content file in bytes; it is written in MiB.
fn max_file_size(fields: &mut Fields<'_, '_>) -> u64 {
    const MIB: u64 = 1024 * 1024;
    /// Reading and rendering take up to 150 times the size of a file in memory.
    const MOST: u32 = 256;
    let position = fields.position_of("max_file_size");
    match fields.number("max_file_size") {
        Some(size) if (1..=MOST).contains(&size) => u64::from(size) * MIB,
        Some(size) => {
            let written = Written { text: &size.to_string(), position };
            invalid(fields, written, "max_file_size", "it is a number of MiB from 1 to 256");
            DEFAULT_MAX_FILE_MIB * MIB
        }
        None => DEFAULT_MAX_FILE_MIB * MIB,
    }
}

/// The address of the site, that which is written where another one replaces it, and the hosts of both.
fn read_base_url(fields: &mut Fields<'_, '_>, replaced: Option<&str>) -> (BaseUrl, Option<BaseUrl>, Hosts) {
    let none = || BaseUrl { origin: String::new(), path: String::new() };
    let written = fields.nonempty("base_url");
    let url = match (replaced, written) {
        (Some(url), _) => url.to_owned(),
        (None, Some(written)) => written.text.to_owned(),
        (None, None) => required(fields, FILE, "base_url"),
    };
    let parsed = parse_base_url(&url);
    if parsed.is_none() && !url.is_empty() {
        let position = written.map_or(Position::START, |written| written.position);
        if replaced.is_some() {
            let why = "it starts with `https://` or `http://` and a host, and has no query or fragment";
            fields.report().push(message::wrong_option("--base-url", &url, why));
            return (none(), None, Hosts::default());
        }
        let why = "it starts with `https://` or `http://` and a host, and has no query or fragment";
        invalid(fields, Written { text: &url, position }, "base_url", why);
    }
    let hosts = Hosts::new(std::iter::once(&*url).chain(written.map(|written| written.text)));
    let written = written.and_then(|written| parse_base_url(written.text));
    (parsed.unwrap_or_else(none), written, hosts)
}

/// Splits an address into origin and sub-path.
fn parse_base_url(url: &str) -> Option<BaseUrl> {
    let scheme_end = url.find("://")?;
    let scheme = &url[..scheme_end];
    let rest = &url[scheme_end + 3..];
    let (host, path) = rest.find('/').map_or((rest, "/"), |slash| rest.split_at(slash));
    let plain =
        |text: &str| !text.contains(['?', '#', '"', '<', '>', '\'']) && !text.contains(char::is_whitespace);
    if !matches!(scheme, "http" | "https") || !plain(url) {
        return None;
    }
    // Feeds, sitemaps and rules hold addresses that programs read: names of other scripts in their ASCII form.
    let host = Host::read(scheme, host)?;
    let path = UrlPath::parse(path).ok()?;
    let path = path.href("").trim_end_matches('/').to_owned();
    Some(BaseUrl { origin: format!("{scheme}://{host}"), path })
}

fn timezone(fields: &mut Fields<'_, '_>) -> chrono_tz::Tz {
    let Some(written) = fields.nonempty("timezone") else { return chrono_tz::UTC };
    written.text.parse().unwrap_or_else(|_| {
        invalid(
            fields,
            written,
            "timezone",
            "it is a name such as `Europe/Prague` of the IANA time zone database",
        );
        chrono_tz::UTC
    })
}

/// A folder name without slashes at its ends that stays where it is.
fn relative_folder(fields: &Fields<'_, '_>, key: &str, written: Written<'_>) -> Option<String> {
    let folder = written.text.trim_matches('/');
    if folder.is_empty() || folder.split('/').any(|part| matches!(part, "" | "." | "..")) {
        invalid(fields, written, key, "it is a folder below the site's root");
        return None;
    }
    Some(folder.to_owned())
}

fn folder(fields: &mut Fields<'_, '_>, key: &str, default: &str) -> String {
    let written = fields.nonempty(key);
    written.and_then(|written| relative_folder(fields, key, written)).unwrap_or_else(|| default.into())
}

/// Likewise a folder of the output.
fn published_folder(fields: &mut Fields<'_, '_>, key: &str, default: &str) -> String {
    let Some(written) = fields.nonempty(key) else { return default.into() };
    let Some(path) = relative_folder(fields, key, written) else { return default.into() };
    let file = UrlPath::parse(&format!("/{path}/")).map(|url| url.out_path());
    if file.is_ok_and(|file| Reserved::at(&file).is_some()) {
        invalid(fields, written, key, "docs/content.md lists the names that are reserved");
        return default.into();
    }
    path
}

fn folders(fields: &mut Fields<'_, '_>, key: &str, default: &str) -> Vec<String> {
    let written = fields.texts(key);
    if written.is_empty() {
        return vec![default.into()];
    }
    // The owner's own content may lie anywhere, also outside the root.
    written.into_iter().map(|folder| folder.text.trim_end_matches('/').to_owned()).collect()
}

fn level(fields: &mut Fields<'_, '_>, key: &str) -> Level {
    match fields.nonempty(key) {
        None => Level::Error,
        Some(written) => match written.text {
            "error" => Level::Error,
            "warn" | "warning" => Level::Warning,
            _ => {
                invalid(fields, written, key, "it is `error` or `warn`");
                Level::Error
            }
        },
    }
}

fn canonical(fields: &mut Fields<'_, '_>) -> Canonical {
    match fields.nonempty("canonical") {
        None => Canonical::Own,
        Some(written) => match written.text {
            "self" => Canonical::Own,
            "original" => Canonical::Original,
            _ => {
                invalid(fields, written, "canonical", "it is `self` or `original`");
                Canonical::Own
            }
        },
    }
}

fn summary(fields: &mut Fields<'_, '_>) -> Summary {
    let Some(written) = fields.nonempty("summary") else { return Summary::default() };
    Summary::parse(written.text).unwrap_or_else(|| {
        invalid(
            fields,
            written,
            "summary",
            "it is `paragraph`, or a number as in `paragraphs:2` or `words:70`",
        );
        Summary::default()
    })
}

fn anchors(fields: &mut Fields<'_, '_>) -> Anchors {
    let Some(written) = fields.nonempty("anchors") else { return Anchors::default() };
    Anchors::by_name(written.text).unwrap_or_else(|| {
        let names = Anchors::NAMES.map(|(name, _)| format!("`{name}`")).join(", ");
        invalid(fields, written, "anchors", &format!("it is one of {names}"));
        Anchors::default()
    })
}

fn old_hosts(fields: &mut Fields<'_, '_>) -> Vec<Host> {
    let mut hosts = Vec::new();
    for written in fields.texts("old_hosts") {
        match Host::read("", written.text) {
            Some(host) => hosts.push(host),
            None => {
                let why = "it is a host name such as `www.example.org`, without `http://`";
                invalid(fields, written, "old_hosts", why);
            }
        }
    }
    hosts
}

fn languages(
    top: &mut Fields<'_, '_>,
    default_menu: &Menus,
    publication: Option<&Publication>,
    taxonomies: &[Taxonomy],
) -> Vec<Language> {
    let wanted = top.nonempty("default_language");
    let declared = top.table("languages").map(|mut table| table.rest()).unwrap_or_default();
    refuse_many(top.report(), "languages", &declared);
    let declared = declared.into_iter().take(MANY);
    let mut languages: Vec<Language> =
        declared.filter_map(|entry| language(top, entry, default_menu, publication, taxonomies)).collect();
    if languages.is_empty() {
        let code = wanted.map_or("en", |written| written.text);
        languages.push(new_language(code, default_menu, publication));
    }
    match wanted.map(|written| (written, languages.iter().position(|language| language.code == written.text)))
    {
        Some((_, Some(index))) => languages[..=index].rotate_right(1),
        Some((written, None)) => invalid(top, written, "default_language", "it is one of `[languages]`"),
        None => {}
    }
    languages
}

/// How many languages and taxonomies a site may have: they are counted in a byte.
const MANY: usize = u8::MAX as usize;

/// Reports the first entry of a table that is one too many.
fn refuse_many(report: &Report<'_>, table: &str, entries: &[&Entry]) {
    if let Some(first) = entries.get(MANY) {
        report.push(message::too_many_entries(report.place(first.position), table, entries.len(), MANY));
    }
}

/// A language with nothing said about it.
fn new_language(code: &str, menus: &Menus, publication: Option<&Publication>) -> Language {
    Language {
        code: code.to_owned(),
        name: code.to_owned(),
        direction: if matches!(code, "ar" | "fa" | "he" | "ps" | "ug" | "ur") { "rtl" } else { "ltr" },
        dates: Dates::of(code),
        title: None,
        description: None,
        publication: publication.cloned(),
        old_hosts: Vec::new(),
        permalink: None,
        permalinks: Vec::new(),
        menus: menus.clone(),
        newsletter: None,
        support: None,
        appeal: None,
    }
}

fn language(
    top: &Fields<'_, '_>,
    entry: &Entry,
    default_menu: &Menus,
    publication: Option<&Publication>,
    taxonomies: &[Taxonomy],
) -> Option<Language> {
    let report = top.report();
    let mut fields = Fields::of(&entry.node, &entry.key, report);
    let mut language = new_language(&entry.key, default_menu, publication);
    let plausible = entry.key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if !plausible || entry.key.is_empty() {
        let written = Written { text: &entry.key, position: entry.position };
        invalid(top, written, "languages", "it is a language code such as `en` or `pt-BR`");
    }
    if let Some(name) = optional(&mut fields, "name") {
        language.name = name;
    }
    if let Some(written) = fields.nonempty("direction") {
        match written.text {
            "ltr" => language.direction = "ltr",
            "rtl" => language.direction = "rtl",
            _ => invalid(&fields, written, "direction", "it is `ltr` or `rtl`"),
        }
    }
    if let Some(written) = fields.nonempty("date")
        && !language.dates.set_pattern(written.text)
    {
        invalid(&fields, written, "date", "it is a date format such as `%-d %B %Y`");
    }
    if let Some(written) = fields.nonempty("locale") {
        match written.text.try_into() {
            Ok(locale) => language.dates.set_locale(locale),
            Err(_) => invalid(&fields, written, "locale", "it is a locale such as `ru_RU`"),
        }
    }
    language.title = optional(&mut fields, "title");
    language.description = optional(&mut fields, "description");
    let table = format!("[languages.{}.publication]", entry.key);
    language.publication =
        publication::of_language(&mut fields, &table, publication).or(language.publication);
    language.old_hosts = old_hosts(&mut fields);
    language.permalink = addresses::permalink(&mut fields, taxonomies);
    language.permalinks = addresses::permalinks(&mut fields, taxonomies);
    if let Some(node) = fields.take("menu") {
        language.menus = menus(node, report);
    }
    language.newsletter = fields.table("newsletter").map(boxes::newsletter);
    language.support = fields.table("support").map(boxes::support);
    language.appeal = fields.table("appeal").map(boxes::appeal);
    fields.refuse_rest(&format!("[languages.{}]", entry.key), keys("languages.*"));
    (plausible && !entry.key.is_empty()).then_some(language)
}

/// The menus of a `[menu]` table: every key a menu, every item a name or `{ title, url }`.
fn menus(node: &Node, report: &Report<'_>) -> Menus {
    let mut fields = Fields::of(node, "menu", report);
    let entries = fields.rest();
    let mut menus = Vec::with_capacity(entries.len());
    for entry in entries {
        let Value::List(items) = &entry.node.value else {
            report.wrong_type::<()>(&entry.node, &entry.key, "a list");
            continue;
        };
        let read = items.iter().filter_map(|item| menu_entry(item, &entry.key, report));
        menus.push((entry.key.to_string(), read.collect()));
    }
    Menus { menus }
}

fn menu_entry(node: &Node, menu: &str, report: &Report<'_>) -> Option<MenuEntry> {
    if let Value::Map(_) = node.value {
        let mut fields = Fields::of(node, menu, report);
        let title = optional(&mut fields, "title");
        let target = fields.nonempty("url");
        if target.is_none() {
            report.push(message::missing_key(report.place(node.position), "a menu entry", "url"));
        }
        fields.refuse_rest("a menu entry", &["title", "url"]);
        let target = target?;
        check_scheme(target, "url", report);
        return Some(MenuEntry { target: target.text.to_owned(), title, position: target.position });
    }
    let target = report.text(menu, node)?;
    check_scheme(target, menu, report);
    Some(MenuEntry { target: target.text.to_owned(), title: None, position: target.position })
}

fn taxonomies(top: &mut Fields<'_, '_>, page_size: usize) -> Vec<Taxonomy> {
    let declared = top.table("taxonomies").map(|mut table| table.rest()).unwrap_or_default();
    refuse_many(top.report(), "taxonomies", &declared);
    let declared = declared.into_iter().take(MANY);
    let mut taxonomies: Vec<Taxonomy> =
        declared.map(|entry| taxonomy(entry, page_size, top.report())).collect();
    if let Some(mut terms) = top.table("terms") {
        for taxonomy in &mut taxonomies {
            if let Some(node) = terms.take(&taxonomy.key) {
                taxonomy.terms = declared_terms(node, top.report());
            }
        }
        let known: Vec<&str> = taxonomies.iter().map(|taxonomy| taxonomy.key.as_str()).collect();
        terms.refuse_rest("[terms]", &known);
    }
    taxonomies
}

fn taxonomy(entry: &Entry, default_page_size: usize, report: &Report<'_>) -> Taxonomy {
    let mut fields = Fields::of(&entry.node, &entry.key, report);
    let key = entry.key.to_string();
    let path = published_folder(&mut fields, "path", &key);
    let feed_position = fields.position_of("feed");
    let feed = match fields.take("feed").map(|node| (node, &node.value)) {
        None | Some((_, Value::Bool(true))) => FeedKind::Atom,
        Some((_, Value::Bool(false))) => FeedKind::Off,
        Some((_, Value::Text(kind))) if &**kind == "itunes" => FeedKind::Podcast,
        Some((node, _)) => {
            report.wrong_type::<()>(node, "feed", "true, false or \"itunes\"");
            FeedKind::Off
        }
    };
    let taxonomy = Taxonomy {
        title: optional(&mut fields, "title").unwrap_or_else(|| capitalised(&path)),
        strict: fields.flag("strict").unwrap_or(false),
        min_articles: fields.number("min_articles").map(|number| number as usize),
        page_size: self::page_size(&mut fields, default_page_size),
        terms: Vec::new(),
        key,
        path,
        feed,
        feed_position,
    };
    fields.refuse_rest(&format!("[taxonomies.{}]", entry.key), keys("taxonomies.*"));
    taxonomy
}

/// `visual-stories` as a title.
fn capitalised(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path).replace('-', " ");
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A tree of terms: a list of titles, or a table whose keys are titles and whose values are their sub-terms.
fn declared_terms(node: &Node, report: &Report<'_>) -> Vec<DeclaredTerm> {
    match &node.value {
        Value::List(items) => items.iter().flat_map(|item| declared_terms(item, report)).collect(),
        Value::Map(entries) => {
            let read = |entry: &Entry| {
                let title = term_name(&entry.key, entry.position, report)?;
                let children = declared_terms(&entry.node, report);
                Some(DeclaredTerm { title, position: entry.position, children })
            };
            entries.iter().filter_map(read).collect()
        }
        Value::Text(title) | Value::Number(title) => {
            let title = term_name(title, node.position, report);
            let term = |title| DeclaredTerm { title, position: node.position, children: Vec::new() };
            title.map(term).into_iter().collect()
        }
        _ => report.wrong_type(node, "terms", "a list of titles").unwrap_or_default(),
    }
}

/// The name of a term, of which something must be seen.
fn term_name(written: &str, position: Position, report: &Report<'_>) -> Option<Name> {
    let name = Name::read(written);
    if name.is_none() {
        report.push(message::invalid_value(
            report.place(position),
            "terms",
            written,
            "nothing of this name can be seen",
        ));
    }
    name
}

fn authors(top: &mut Fields<'_, '_>, default_page_size: usize) -> Authors {
    let mut authors = Authors {
        folder: "authors".into(),
        path: "authors".into(),
        page_size: default_page_size,
        feed: true,
        strict: false,
    };
    let Some(mut fields) = top.table("authors") else { return authors };
    authors.folder = folder(&mut fields, "folder", "authors");
    authors.path = published_folder(&mut fields, "path", "authors");
    authors.page_size = page_size(&mut fields, default_page_size);
    authors.feed = fields.flag("feed").unwrap_or(true);
    authors.strict = fields.flag("strict").unwrap_or(false);
    fields.refuse_rest("[authors]", keys("authors"));
    authors
}

fn feeds(top: &mut Fields<'_, '_>, hosts: &Hosts) -> Feeds {
    let mut feeds = Feeds { limit: 20, aliases: Vec::new() };
    let Some(mut fields) = top.table("feeds") else { return feeds };
    feeds.limit = fields.number("limit").unwrap_or(20).max(1) as usize;
    for alias in fields.texts("aliases") {
        match Address::declared(alias.text, hosts).map_err(|unreadable| unreadable.error) {
            Ok(address) => feeds.aliases.push((address, alias.position)),
            Err(error) => invalid(&fields, alias, "aliases", &error.to_string()),
        }
    }
    fields.refuse_rest("[feeds]", keys("feeds"));
    feeds
}

fn lists(top: &mut Fields<'_, '_>, taxonomies: &[Taxonomy]) -> Vec<List> {
    let declared = top.table("lists").map(|mut table| table.rest()).unwrap_or_default();
    declared.into_iter().map(|entry| list(entry, taxonomies, top.report())).collect()
}

fn neighbours(top: &mut Fields<'_, '_>, taxonomies: &[Taxonomy]) -> Vec<usize> {
    let find = |written: &Written<'_>| taxonomies.iter().position(|taxonomy| taxonomy.key == written.text);
    let names = top.texts("neighbours");
    for unknown in names.iter().filter(|written| find(written).is_none()) {
        invalid(top, *unknown, "neighbours", "it is a list of keys of [taxonomies]");
    }
    names.iter().filter_map(find).collect()
}

fn list(entry: &Entry, taxonomies: &[Taxonomy], report: &Report<'_>) -> List {
    let mut fields = Fields::of(&entry.node, &entry.key, report);
    let mut terms = Vec::new();
    for (index, taxonomy) in (0..).zip(taxonomies) {
        let term = fields.nonempty(&taxonomy.key);
        let name = term.and_then(|term| Some((term_name(term.text, term.position, report)?, term.position)));
        terms.extend(name.map(|(name, position)| (index, name, position)));
    }
    let list = List {
        name: entry.key.to_string(),
        terms,
        section: fields.nonempty("section").map(|written| written.text.to_owned()),
        limit: fields.number("limit").unwrap_or(5) as usize,
        templates: fields
            .texts("templates")
            .iter()
            .map(|written| (written.text.to_owned(), written.position))
            .collect(),
    };
    let known: Vec<&str> =
        keys("lists.*").iter().copied().chain(taxonomies.iter().map(|t| t.key.as_str())).collect();
    fields.refuse_rest(&format!("[lists.{}]", entry.key), &known);
    list
}
