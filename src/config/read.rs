//! Reads `site.toml`, key by key. Unknown keys and wrong types are reported with their position.

use super::{Anchors, Canonical, Config, Doubts, FILE, Summary};
use crate::address::{self, Host};
use crate::compress::Encoding;
use crate::config::message;
use crate::diagnostic::{Diagnostics, Level, Place};
use crate::fingerprint::Fingerprint;
use crate::hosting::WebHost;
use crate::text::Words;
use crate::value;
use crate::value::fields::{Fields, Located, Report};
use crate::value::{MappingEntry, Node};

mod addresses;
mod base_url;
mod deploy;
mod fields;
mod folders;
mod home;
mod languages;
mod lists;
mod logo;
mod markdown;
mod media;
mod menus;
mod prompts;
mod publication;
mod renamed;
mod taxonomies;

use base_url::read_base_url;
use folders::{folder, folders};
use languages::languages;
use lists::{feeds, lists, taxonomy_keys};
use menus::menus;
use taxonomies::{authors, taxonomies};

/// The largest content file where nothing is said, in MiB. Books are smaller; what is larger is no article.
const DEFAULT_MAX_FILE_MIB: u64 = 4;

/// What reading a `site.toml` came to.
#[derive(Debug)]
pub struct ReadConfig {
    /// The configuration, with defaults in the place of what is wrong; `None` where the file is not TOML.
    pub config: Option<Config>,
    /// What is wrong.
    pub problems: Diagnostics,
    /// What that leaves open.
    pub doubts: Doubts,
    /// Every key that was asked for, with its table as messages call it: `site.toml`, `[feeds]`, `[languages.en]`. Tables that
    /// are not written are not read.
    pub keys: Vec<(String, String)>,
}

impl Config {
    /// Reads the text of a `site.toml`. What has errors may only be used to look for others.
    ///
    /// `base_url` replaces the one written, if given (`--base-url`).
    pub fn read(text: &str, base_url: Option<&str>) -> ReadConfig {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut node = match Node::from_toml(text) {
            Ok(node) => node,
            Err(error) => {
                let place = Place { file: FILE.into(), position: error.position };
                let problems = value::message::syntax(place, "TOML", &error).into();
                return ReadConfig { config: None, problems, doubts: Doubts::default(), keys: Vec::new() };
            }
        };
        let report = Report::new(FILE);
        report.control_characters(&node);
        renamed::replace(&mut node, &report);
        let mut top = Fields::top(&node, &report);
        let config = read(&mut top, base_url);
        top.refuse_rest(FILE);
        drop(top);
        let config = Config { fingerprint: Fingerprint::of(text.as_bytes()), ..config };
        let keys = report.take_keys();
        let problems = report.finish();
        let doubts = Doubts::about(&node, &problems);
        ReadConfig { config: Some(config), problems, doubts, keys }
    }

    /// The same, of a file without errors.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn parse(text: &str, base_url: Option<&str>) -> Result<Config, Diagnostics> {
        match Config::read(text, base_url) {
            ReadConfig { config: Some(config), problems, .. } if !problems.has_errors() => Ok(config),
            ReadConfig { problems, .. } => Err(problems),
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
    let media = media::read(top, &hosts);
    let old_hosts = old_hosts(top);
    let original = written_base.as_ref().unwrap_or(&base_url);
    let archived_copy = addresses::archived_copy(top, old_hosts.first(), original);
    let feeds = feeds(top, &hosts);
    let (fields, declared) = fields::read(top);
    let content = folders(top, "content", "content");
    let archive = top.table("archive").map(prompts::archive);
    let publication = publication::read(top, archive.as_ref());
    let languages = languages(top, &default_menu, publication.as_ref(), &taxonomies, &hosts);
    Config {
        fingerprint: Fingerprint::default(),
        title: required(top, FILE, "title"),
        description: text(top, "description"),
        base_url,
        written_base_url: written_base,
        hosts,
        languages,
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
        logo: logo::read(top),
        newsletter: top.table("newsletter").map(prompts::newsletter),
        support: top.table("support").map(prompts::support),
        appeal: top.table("appeal").map(prompts::appeal),
        republish: top.flag("republish").unwrap_or(true),
        canonical: canonical(top),
        hide_images: top.texts("hide_images").iter().map(|written| Words::of(written.text)).collect(),
        feeds,
        lists: lists(top, &taxonomies),
        neighbours: taxonomy_keys(top, "neighbours", &taxonomies),
        home_page: home::read(top, &taxonomies),
        taxonomies,
        on_conflict: level(top, "on_conflict"),
        on_missing_link: level(top, "on_missing_link"),
        summary: summary(top),
        markdown: markdown::read(top),
        anchors: anchors(top),
        trusted: top.flag("trusted").unwrap_or(false),
        relative_links: top.flag("relative_links").unwrap_or(false),
        search: top.flag("search").unwrap_or(true),
        old_hosts,
        web_hosts: web_hosts(top),
        compress: compress(top),
        archived_copy,
        replace_dead_links: top.flag("replace_dead_links").unwrap_or(true),
        live,
        media,
        deploy: deploy::targets(top),
        extra: top.take("extra").map_or(serde_json::Value::Null, Node::to_json),
    }
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
fn check_scheme(written: Located<'_>, key: &str, report: &Report<'_>) {
    if !address::is_safe_address(written.text) {
        let schemes = address::LINK_SCHEMES.map(|scheme| format!("`{scheme}:`")).join(", ");
        let why = format!("expected a path, or a URL that starts with one of {schemes}");
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
fn invalid(fields: &Fields<'_, '_>, written: Located<'_>, key: &str, why: &str) {
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
            let written = Located { text: &size.to_string(), position };
            invalid(fields, written, "max_file_size", "expected a number of MiB from 1 to 256");
            DEFAULT_MAX_FILE_MIB * MIB
        }
        None => DEFAULT_MAX_FILE_MIB * MIB,
    }
}

fn timezone(fields: &mut Fields<'_, '_>) -> chrono_tz::Tz {
    let Some(written) = fields.nonempty("timezone") else { return chrono_tz::UTC };
    written.text.parse().unwrap_or_else(|_| {
        invalid(
            fields,
            written,
            "timezone",
            "expected a name of the IANA time zone database, such as `Europe/Prague`",
        );
        chrono_tz::UTC
    })
}

fn level(fields: &mut Fields<'_, '_>, key: &str) -> Level {
    match fields.nonempty(key) {
        None => Level::Error,
        Some(written) => match written.text {
            "error" => Level::Error,
            "warn" | "warning" => Level::Warning,
            _ => {
                invalid(fields, written, key, "expected `error` or `warn`");
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
                invalid(fields, written, "canonical", "expected `self` or `original`");
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
            "expected `paragraph`, or a number as in `paragraphs:2` or `words:70`",
        );
        Summary::default()
    })
}

fn anchors(fields: &mut Fields<'_, '_>) -> Anchors {
    let Some(written) = fields.nonempty("anchors") else { return Anchors::default() };
    Anchors::by_name(written.text).unwrap_or_else(|| {
        let names = Anchors::NAMES.map(|(name, _)| format!("`{name}`")).join(", ");
        invalid(fields, written, "anchors", &format!("expected one of {names}"));
        Anchors::default()
    })
}

fn old_hosts(fields: &mut Fields<'_, '_>) -> Vec<Host> {
    let mut hosts = Vec::new();
    for written in fields.texts("old_hosts") {
        match Host::read("", written.text) {
            Some(host) => hosts.push(host),
            None => {
                let why = "expected a host name such as `www.example.org`, without `http://`";
                invalid(fields, written, "old_hosts", why);
            }
        }
    }
    hosts
}

/// The web hosts of the site, in their order.
fn web_hosts(fields: &mut Fields<'_, '_>) -> Vec<WebHost> {
    let mut hosts = Vec::new();
    for written in fields.texts("hosts") {
        match written.text.parse::<WebHost>() {
            Ok(host) => hosts.push(host),
            Err(why) => invalid(fields, written, "hosts", &why.to_string()),
        }
    }
    hosts.sort_unstable();
    hosts.dedup();
    hosts
}

/// The forms in which compressed copies are written.
fn compress(fields: &mut Fields<'_, '_>) -> Vec<Encoding> {
    let mut encodings = Vec::new();
    for written in fields.texts("compress") {
        match written.text.parse::<Encoding>() {
            Ok(encoding) => encodings.push(encoding),
            Err(why) => invalid(fields, written, "compress", why),
        }
    }
    encodings.sort_unstable();
    encodings.dedup();
    encodings
}

/// How many languages and taxonomies a site may have: they are counted in a byte.
const MANY: usize = u8::MAX as usize;

/// Reports the first entry of a table that is one too many.
fn refuse_many(report: &Report<'_>, table: &str, entries: &[&MappingEntry]) {
    if let Some(first) = entries.get(MANY) {
        report.push(message::too_many_entries(report.place(first.position), table, entries.len(), MANY));
    }
}
