//! What texts can ask of a site: `site`, `page` and the files that can be included.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::config::Config;
use super::items::{Item, Kind};
use super::lists::Pagination;
use crate::diagnostic::Diagnostics;
use crate::import::folder::Folder;
use crate::import::front_matter;
use crate::import::liquid::{Liquid, Value};
use crate::import::paths;

/// What all texts can ask.
pub(super) fn of_site(
    folder: &Folder,
    config: &Config,
    items: &[Item],
    problems: &mut Diagnostics,
) -> Liquid {
    let mut liquid = Liquid {
        url: config.url.clone(),
        include_folder: include_folder(config),
        has_whole_blocks: true,
        ..Liquid::default()
    };
    for path in folder.below(&liquid.include_folder) {
        let name = path[liquid.include_folder.len()..].trim_start_matches('/').to_owned();
        if let Some(text) = folder.text(path, problems) {
            liquid.includes.insert(name, text);
        }
    }
    let described: Vec<(usize, Value)> = items.iter().map(of_item).enumerate().collect();
    for item in items {
        let address = if item.address.is_empty() { "/".to_owned() } else { item.address.clone() };
        liquid.links.insert(item.source.clone(), address.clone());
        if item.kind == Kind::Post {
            let below = item.source.rsplit_once("_posts/").map_or(&*item.source, |(_, below)| below);
            liquid.posts.insert(paths::extension(below).0.to_owned(), address);
        }
    }
    // Files that are copied can be linked too.
    for path in folder.files().filter(|path| !config.passes_over(path)) {
        liquid.links.entry(path.to_owned()).or_insert_with(|| format!("/{path}"));
    }
    let data = data(folder, config, problems);
    let site = site(config, items, &described, data);
    let unknown = |name: &str| (Arc::from(name), Value::Unknown(name.into()));
    let jekyll = Value::map([("environment", Value::text("production")), ("version", Value::text("4.3.0"))]);
    liquid.variables = vec![
        ("site".into(), site),
        ("jekyll".into(), jekyll),
        unknown("paginator"),
        unknown("content"),
        unknown("layout"),
        unknown("theme"),
    ];
    liquid
}

fn include_folder(config: &Config) -> String {
    config
        .keys
        .text("includes_dir")
        .unwrap_or_else(|| "_includes".to_owned())
        .trim_matches(['.', '/'])
        .to_owned()
}

fn site(config: &Config, items: &[Item], described: &[(usize, Value)], data: Value) -> Value {
    let of = |wanted: &dyn Fn(&Item) -> bool| {
        Value::list(described.iter().filter(|(at, _)| wanted(&items[*at])).map(|(_, value)| value.clone()))
    };
    let mut posts: Vec<usize> =
        (0..items.len()).filter(|at| items[*at].kind == Kind::Post && items[*at].is_published).collect();
    posts.sort_by(|one, other| {
        let (one, other) = (&items[*one], &items[*other]);
        (other.date, &other.source).cmp(&(one.date, &one.source))
    });
    let mut entries: Vec<(Arc<str>, Value)> = match &config.value {
        Value::Map(entries) => entries.to_vec(),
        _ => Vec::new(),
    };
    let mut set = |key: &str, value: Value| match entries.iter_mut().find(|(known, _)| **known == *key) {
        Some(entry) => entry.1 = value,
        None => entries.push((key.into(), value)),
    };
    for name in ["time", "related_posts", "github", "static_files", "html_files"] {
        set(name, Value::Unknown(format!("site.{name}").into()));
    }
    set("baseurl", Value::text(""));
    set("url", Value::text(&config.url));
    set("data", data);
    set("posts", Value::list(posts.iter().map(|at| described[*at].1.clone())));
    let pages = of(&|item| item.kind == Kind::Page && item.is_published);
    set("pages", pages.clone());
    set("html_pages", pages);
    set("tags", by_name(&posts, items, described, |item| &item.tags));
    set("categories", by_name(&posts, items, described, |item| &item.categories));
    let mut collections = Vec::new();
    for collection in &config.collections {
        let docs = of(&|item| {
            item.is_published && matches!(&item.kind, Kind::Document(label) if *label == collection.label)
        });
        set(&collection.label, docs.clone());
        let label = Value::text(&collection.label);
        collections.push(Value::map([
            ("label", label),
            ("docs", docs),
            ("output", Value::Bool(collection.output)),
        ]));
    }
    set("collections", Value::list(collections));
    Value::Map(entries.into())
}

/// Posts by the names of their terms.
fn by_name(
    posts: &[usize],
    items: &[Item],
    described: &[(usize, Value)],
    names: impl Fn(&Item) -> &Vec<String>,
) -> Value {
    let mut groups: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for at in posts {
        for name in names(&items[*at]) {
            groups.entry(name).or_default().push(described[*at].1.clone());
        }
    }
    Value::map(groups.into_iter().map(|(name, posts)| (name, Value::list(posts))))
}

/// What a list of posts knows of one.
pub(super) fn of_item(item: &Item) -> Value {
    let mut entries: Vec<(Arc<str>, Value)> =
        item.fields.iter().map(|(key, value)| (key.into(), Value::of_json(value))).collect();
    let mut set = |key: &str, value: Value| match entries.iter_mut().find(|(known, _)| **known == *key) {
        Some(entry) => entry.1 = value,
        None => entries.push((key.into(), value)),
    };
    let texts = |names: &[String]| Value::list(names.iter().map(Value::text));
    set("url", Value::text(&item.address));
    set("id", Value::text(item.address.trim_end_matches('/').trim_end_matches(".html")));
    set("path", Value::text(&item.source));
    set("relative_path", Value::text(&item.source));
    set("name", Value::text(paths::split(&item.source).1));
    set("dir", Value::text(format!("{}/", paths::split(&item.address).0)));
    if item.kind != Kind::Page {
        set("slug", Value::text(item.slug()));
        set("tags", texts(&item.tags));
        set("categories", texts(&item.categories));
        let collection = match &item.kind {
            Kind::Document(label) => label,
            _ => "posts",
        };
        set("collection", Value::text(collection));
    }
    if let Some(title) = item.title() {
        set("title", Value::text(title));
    }
    if let Some(date) = item.date {
        set("date", Value::text(date.printed()));
    }
    if item.is_post() && item.fields.text("excerpt").is_none() {
        let first = item.body.trim_start().split("\n\n").next().unwrap_or_default();
        set("excerpt", Value::text(first));
    }
    for name in ["content", "output", "next", "previous"] {
        set(name, Value::Unknown(format!("page.{name}").into()));
    }
    Value::Map(entries.into())
}

/// What the first page of a list of all posts knows.
pub(super) fn paginator(item: &Item, config: &Config, liquid: &Liquid) -> Option<Value> {
    let pagination = Pagination::of(item, config)?;
    let (_, site) = liquid.variables.iter().find(|(name, _)| &**name == "site")?;
    let Value::List(posts) = site.get("posts") else { return None };
    let pages = posts.len().div_ceil(pagination.size);
    let number = |number: usize| Value::Int(number as i64);
    let (next, path) = match pages {
        0 | 1 => (Value::Nil, Value::Nil),
        _ => (number(2), Value::text(pagination.page(2))),
    };
    Some(Value::map([
        ("page", number(1)),
        ("per_page", number(pagination.size)),
        ("posts", Value::list(posts.iter().take(pagination.size).cloned())),
        ("total_posts", number(posts.len())),
        ("total_pages", number(pages)),
        ("previous_page", Value::Nil),
        ("previous_page_path", Value::Nil),
        ("next_page", next),
        ("next_page_path", path),
        ("page_trail", Value::list([])),
    ]))
}

/// The data files, by their paths.
fn data(folder: &Folder, config: &Config, problems: &mut Diagnostics) -> Value {
    let root = config.keys.text("data_dir").unwrap_or_else(|| "_data".to_owned());
    let root = root.trim_matches(['.', '/']);
    let mut entries: Vec<(Arc<str>, Value)> = Vec::new();
    for path in folder.below(root) {
        let below = path[root.len()..].trim_start_matches('/');
        let (stem, extension) = paths::extension(below);
        let Some(value) = data_file(folder, path, &extension, problems) else { continue };
        let parts: Vec<&str> = stem.split('/').collect();
        insert(&mut entries, &parts, value);
    }
    Value::Map(entries.into())
}

/// The value of a data file.
fn data_file(folder: &Folder, path: &str, extension: &str, problems: &mut Diagnostics) -> Option<Value> {
    let is_data = matches!(extension, "yml" | "yaml" | "json" | "csv" | "tsv" | "toml");
    let text = is_data.then(|| folder.text(path, problems)).flatten()?;
    match extension {
        "json" => front_matter::json_file(path, &text, problems).map(|node| Value::of_node(&node)),
        "toml" => front_matter::toml(path, &text, problems).map(|node| Value::of_node(&node)),
        "csv" | "tsv" => Some(table(&text, if extension == "csv" { b',' } else { b'\t' })),
        _ => front_matter::yaml(path, &text, problems).map(|node| Value::of_node(&node)),
    }
}

fn table(text: &str, delimiter: u8) -> Value {
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let headers = reader.headers().cloned().unwrap_or_default();
    let rows = reader.records().filter_map(Result::ok);
    Value::list(
        rows.map(|row| {
            Value::map(headers.iter().zip(row.iter()).map(|(key, cell)| (key, Value::text(cell))))
        }),
    )
}

fn insert(entries: &mut Vec<(Arc<str>, Value)>, parts: &[&str], value: Value) {
    let Some((first, rest)) = parts.split_first() else { return };
    let at = match entries.iter().position(|(known, _)| **known == **first) {
        Some(at) => at,
        None => {
            entries.push(((*first).into(), Value::Map(Arc::new([]))));
            entries.len() - 1
        }
    };
    if rest.is_empty() {
        entries[at].1 = value;
        return;
    }
    let mut inner = match &entries[at].1 {
        Value::Map(inner) => inner.to_vec(),
        _ => Vec::new(),
    };
    insert(&mut inner, rest, value);
    entries[at].1 = Value::Map(inner.into());
}
