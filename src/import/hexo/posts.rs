//! Posts and pages of Hexo.

use serde_json::Value;
use std::borrow::Cow;

use super::config::Config;
use super::permalink;
use crate::diagnostic::Diagnostics;
use crate::import::front_matter::{self, Parsed};
use crate::import::old_site::{Fields, Why, text};
use crate::import::paths;

/// A post or a page.
#[derive(Debug)]
pub(super) struct Post {
    /// Its path.
    pub(super) source: String,
    /// Its place in the new site.
    pub(super) target: String,
    /// Whether it is a post, and not a page.
    pub(super) is_post: bool,
    /// Its language, as folders have it.
    pub(super) language: String,
    /// Its slug.
    pub(super) slug: String,
    /// Its title.
    pub(super) title: String,
    /// Where it answers.
    pub(super) address: String,
    /// Its day, as `2019-12-05`.
    pub(super) day: Option<String>,
    /// Its categories: each from the outermost to the innermost.
    pub(super) categories: Vec<Vec<String>>,
    /// Its tags.
    pub(super) tags: Vec<String>,
    /// Where it answered before.
    pub(super) aliases: Vec<String>,
    /// Whether it is a draft.
    pub(super) is_draft: bool,
    is_published: bool,
    /// Its keys.
    pub(super) fields: Fields,
    /// Its text.
    pub(super) body: String,
    /// The line that its text begins with.
    pub(super) body_line: u32,
}

/// Whether Hexo renders a file.
pub(super) fn is_text(path: &str) -> bool {
    let extension = paths::extension(paths::split(path).1).1;
    matches!(&*extension, "md" | "markdown" | "mkd" | "mkdn" | "mdwn" | "mdtxt" | "mdtext" | "html" | "htm")
}

/// Whether a file is HTML.
pub(super) fn is_html(path: &str) -> bool {
    path.ends_with(".html") || path.ends_with(".htm")
}

/// The text with the front matter that other forms of it have: `;;;` around JSON, and keys without a line above them.
fn fenced(text: &str) -> (Cow<'_, str>, u32) {
    let line_of = |wanted: &str| text.split_inclusive('\n').position(|line| line.trim_end() == wanted);
    if let Some(rest) = text.strip_prefix(";;;\n").or_else(|| text.strip_prefix(";;;\r\n"))
        && let Some((json, body)) = rest.split_once("\n;;;")
    {
        let body = body.split_once('\n').map_or("", |(_, body)| body);
        return (format!("{{{json}\n}}\n{body}").into(), 0);
    }
    let is_keyed = text.lines().next().is_some_and(|line| {
        let key = line.split_once(':').map_or("", |(key, _)| key);
        !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    });
    if is_keyed && line_of("---").is_some() {
        return (format!("---\n{text}").into(), 1);
    }
    (text.into(), 0)
}

/// Reads a file; `None` where it cannot be read, which is told. The second value says that it has no keys and is copied as it is.
pub(super) fn read(
    path: &str,
    text: &str,
    config: &Config,
    problems: &mut Diagnostics,
) -> Option<(Post, bool)> {
    let (text, added) = fenced(text);
    let Parsed { mut fields, body, body_line, has_front_matter } = front_matter::read(path, &text, problems)?;
    let below = path.strip_prefix(&config.source).unwrap_or(path).trim_start_matches('/');
    let post =
        ["_posts/", "_drafts/"].into_iter().find_map(|folder| Some((folder, below.strip_prefix(folder)?)));
    let mut read = Post {
        source: path.to_owned(),
        target: String::new(),
        is_post: post.is_some(),
        language: String::new(),
        slug: String::new(),
        title: fields.text("title").unwrap_or_default(),
        address: String::new(),
        day: None,
        categories: Vec::new(),
        tags: Vec::new(),
        aliases: aliases(&mut fields),
        is_draft: post.is_some_and(|(folder, _)| folder == "_drafts/"),
        is_published: fields.text("published").is_none_or(|published| published != "false"),
        fields: Fields::default(),
        body: body.to_owned(),
        body_line: body_line.saturating_sub(added).max(1),
    };
    fields.take("published");
    match post {
        Some((_, name)) => read.name_post(name, &mut fields, config),
        None => read.name_page(below, &mut fields, config),
    }
    if let Some(summary) = fields.take("excerpt") {
        fields.set("summary", summary);
    }
    if let Some(template) = fields.take("template") {
        fields.set("extra", serde_json::json!({ "template": template }));
    }
    read.fields = fields;
    Some((read, is_html(path) && !has_front_matter))
}

/// Old addresses, as hexo-generator-alias has them.
fn aliases(fields: &mut Fields) -> Vec<String> {
    let mut aliases = Vec::new();
    for key in ["alias", "aliases"] {
        aliases.extend(fields.names(key).iter().map(|alias| paths::address(alias)));
        fields.take(key);
    }
    aliases
}

impl Post {
    /// Takes what the name of a post's file and its keys say.
    fn name_post(&mut self, name: &str, fields: &mut Fields, config: &Config) {
        let pattern = config.text("new_post_name").unwrap_or_else(|| ":title.md".to_owned());
        let parts = permalink::parsed(&pattern, name).unwrap_or_default();
        let part = |wanted: &str| parts.iter().find(|(key, _)| key == wanted).map(|(_, value)| value.clone());
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        self.slug = part("title").unwrap_or_else(|| permalink::slugized(stem));
        for (key, value) in &parts {
            let is_own = matches!(&**key, "title" | "year" | "month" | "day" | "i_month" | "i_day" | "hash");
            if !is_own {
                fields.set(key, value.as_str());
            }
        }
        let in_name = || {
            let number = |key: &str| part(key).and_then(|number| number.parse::<u32>().ok());
            let month = number("month").or_else(|| number("i_month"))?;
            let day = number("day").or_else(|| number("i_day"))?;
            Some(format!("{:04}-{month:02}-{day:02}", number("year")?))
        };
        let date = fields.text("date").or_else(in_name).or_else(|| Some(paths::day(paths::split(stem).1)?.0));
        if let Some(date) = date {
            self.day = paths::day(&date).map(|(day, _)| day);
            fields.set("date", date);
        }
        for (one, all) in [("category", "categories"), ("tag", "tags")] {
            fields.rename(one, all);
        }
        self.categories = categories(fields.take("categories"));
        self.tags = names(fields.take("tags"));
        let written = fields.text("lang").or_else(|| fields.text("language"));
        let is_known = |code: &String| config.languages.iter().any(|known| known == code);
        self.language = written.filter(is_known).unwrap_or_else(|| config.default_language().to_owned());
        self.address = self.post_address(fields, config);
        for key in ["permalink", "lang", "language", "slug"] {
            fields.take(key);
        }
    }

    /// The address of a post, by its own key or the pattern of all.
    fn post_address(&self, fields: &Fields, config: &Config) -> String {
        let has_folder = config.value("post_asset_folder") == Some(&Value::Bool(true));
        let path = match fields.text("permalink") {
            Some(own) => own,
            None => {
                let pattern = config.text("permalink").unwrap_or_default();
                permalink::filled(&pattern, |field| self.part(field, fields, config))
            }
        };
        let is_file = path.ends_with('/') || path.ends_with(".html") || !has_folder;
        let path = paths::address(&if is_file { path } else { format!("{path}/") });
        path.strip_suffix("index.html")
            .filter(|folder| folder.ends_with('/'))
            .map(str::to_owned)
            .unwrap_or(path)
    }

    /// A part of the address of a post.
    fn part(&self, field: &str, fields: &Fields, config: &Config) -> Option<String> {
        let date = fields.text("date").unwrap_or_default();
        let day = self.day.as_deref().unwrap_or_default();
        let time = date.get(date.find([' ', 'T']).map_or(date.len(), |at| at + 1)..).unwrap_or_default();
        let clock = |at: usize| {
            time.split(':')
                .nth(at)
                .map(|part| part.chars().take_while(char::is_ascii_digit).collect::<String>())
        };
        let padded = |at: usize| Some(format!("{:0>2}", clock(at).unwrap_or_default()));
        let plain = |range| day.get(range).map(|part: &str| part.trim_start_matches('0').to_owned());
        match field {
            "title" => Some(self.slug.clone()),
            "name" => Some(paths::split(&self.slug).1.to_owned()),
            "post_title" => Some(permalink::slugized(&self.title).to_lowercase()),
            "year" => day.get(..4).map(str::to_owned),
            "month" => day.get(5..7).map(str::to_owned),
            "day" => day.get(8..10).map(str::to_owned),
            "i_month" => plain(5..7),
            "i_day" => plain(8..10),
            "hour" => padded(0),
            "minute" => padded(1),
            "second" => padded(2),
            "category" => match self.categories.last() {
                Some(path) => Some(category_path(path, config)),
                None => config.text("default_category"),
            },
            other => {
                let own = fields.text(other).or_else(|| (other == "lang").then(|| self.language.clone()));
                own.or_else(|| config.inner("permalink_defaults", other).and_then(text))
            }
        }
    }

    /// Takes what the path of a page says.
    fn name_page(&mut self, below: &str, fields: &mut Fields, config: &Config) {
        let first = below.split('/').next().unwrap_or_default();
        let is_folder = below.contains('/') && config.languages.iter().any(|code| code == first);
        let written = fields.text("lang").filter(|code| config.languages.contains(code));
        let in_folder = is_folder.then(|| first.to_owned());
        self.language = in_folder.or(written).unwrap_or_else(|| config.default_language().to_owned());
        let stem = below.rsplit_once('.').map_or(below, |(stem, _)| stem);
        let path = fields.text("permalink").unwrap_or_else(|| format!("{stem}.html"));
        let path = paths::address(&path);
        self.address = path
            .strip_suffix("index.html")
            .filter(|path| path.ends_with('/'))
            .map(str::to_owned)
            .unwrap_or(path);
        for key in ["permalink", "lang", "categories", "tags"] {
            fields.take(key);
        }
        if fields.text("title").is_none() && self.address != "/" {
            let name = self.address.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
            fields.set("title", name.trim_end_matches(".html").replace('-', " "));
        }
    }

    /// Why it has no page, if it has none.
    pub(super) fn why_left_out(&self) -> Option<Why> {
        match (self.is_draft, self.is_published) {
            (true, _) => Some(Why::Draft),
            (false, false) => Some(Why::Unpublished),
            (false, true) => None,
        }
    }

    /// Whether it has a page in the old site.
    pub(super) fn is_published(&self) -> bool {
        self.why_left_out().is_none()
    }

    /// Whether it is in the old site, or a draft of it.
    pub(super) fn is_kept(&self) -> bool {
        self.is_draft || self.is_published
    }

    /// The folder with the files of a post.
    pub(super) fn folder(&self) -> &str {
        self.source.rsplit_once('.').map_or(&*self.source, |(stem, _)| stem)
    }
}

/// The path of a category below the folder of all: slugs of it and of those it is in.
pub(super) fn category_path(path: &[String], config: &Config) -> String {
    path.iter().map(|name| config.slug("category_map", name)).collect::<Vec<_>>().join("/")
}

/// Categories: a name, a list of names from the outermost to the innermost, or a list of such lists.
fn categories(value: Option<Value>) -> Vec<Vec<String>> {
    let Some(value) = value else { return Vec::new() };
    let Value::Array(items) = &value else {
        return text(&value).map(|name| vec![name]).into_iter().collect();
    };
    let is_nested = items.iter().any(Value::is_array);
    if !is_nested {
        let path: Vec<String> = items.iter().filter_map(text).collect();
        return if path.is_empty() { Vec::new() } else { vec![path] };
    }
    let path = |item: &Value| match item {
        Value::Array(path) => path.iter().filter_map(text).collect(),
        one => text(one).into_iter().collect::<Vec<_>>(),
    };
    items.iter().map(path).filter(|path| !path.is_empty()).collect()
}

/// The names of a list, each once.
pub(super) fn names(value: Option<Value>) -> Vec<String> {
    let items = match &value {
        Some(Value::Array(items)) => items.iter().filter_map(text).collect(),
        Some(one) => text(one).into_iter().collect(),
        None => Vec::new(),
    };
    let mut names: Vec<String> = Vec::new();
    for name in items {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}
