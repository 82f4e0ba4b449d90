//! Sites that hold snippets at their places, as files.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The configuration, with slots `«name|default»` whose values are written as quoted strings.
pub const SITE: &str = r#"
title = «title|The Archive»
description = «description|A description.»
base_url = "https://archive.example.org/"
copyright = «copyright|A copyright»
licence = «licence|CC-BY-4.0»
old_hosts = ["www.example.org", «old host|old.example.org»]
archived_copy = «archived copy|https://web.archive.org/web/{date}/{url}»
live = ["/docs/", "https://wiki.example.org/", «live|/blog/»]
hide_images = [«hidden credit|Nobody»]
permalink = «permalink|/{year}/{month}/{slug}/»
on_conflict = "warn"
on_missing_link = "warn"

[languages.en]
name = «language name|English»
date = «language date|%B %-d, %Y»

[languages.ru]
name = "Русский"
title = «language title|Архив»
description = «language description|Описание.»

[languages.ru.publication]
name = «language publication|Караван»

[publication]
name = «publication|The Caravan»
url = «publication url|https://www.caravan.example/»
place = «publication place|Tbilisi»

[archive]
operator = «operator|A Library»
contact = «contact|desk@example.org»
prompts = ["newsletter", "support", "appeal", "republish"]

[newsletter]
action = «newsletter action|https://lists.example.org/subscribe»
title = «newsletter title|Weekly»
text = «newsletter text|On Fridays.»

[support]
url = «support url|https://give.example.org/»
title = «support title|Give»
text = «support text|Please.»

[appeal]
text = «appeal text|This was paid for by readers.»
links = [{ title = «appeal link|Give», url = «appeal url|https://give.example.org/» }]

[feeds]
aliases = [«feed alias|/rss.xml»]

[taxonomies]
region = { path = «taxonomy path|regions», title = «taxonomy title|Regions» }
topic = { path = "topics" }
blog = { path = "blogs" }
podcast = { path = "podcasts", feed = "itunes" }
tag = { path = "tags" }

[terms]
topic = [«term|Politics»]

[menu]
main = ["region", "topic", "search", "newsletter", "support", { title = «menu title|Write», url = «menu url|/contact/» }, «menu name|Media»]
footer = ["authors", "archive", «menu entry|https://library.example.org/»]
«menu name|Media» = ["blog", "podcast"]

[extra]
value = «extra|x»
"#;

/// A picture of one point. That it is no JPEG does not matter to browsers.
const PICTURE: &[u8] =
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\
    \x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";

/// The files of a site.
#[derive(Clone, Debug, Default)]
pub struct Files {
    files: BTreeMap<String, Vec<u8>>,
    slots: BTreeMap<String, String>,
    popular: BTreeMap<String, String>,
    dead_link: BTreeMap<String, String>,
}

/// A text as a double-quoted string of YAML.
pub fn yaml(text: &str) -> String {
    quoted(text, |character| match character as u32 {
        number @ ..=0xff => format!("\\x{number:02x}"),
        number @ ..=0xffff => format!("\\u{number:04x}"),
        number => format!("\\U{number:08x}"),
    })
}

/// A text as a basic string of TOML.
fn toml(text: &str) -> String {
    quoted(text, |character| format!("\\U{:08X}", character as u32))
}

/// A text in double quotes, with `escape` for what may not stand there.
fn quoted(text: &str, escape: impl Fn(char) -> String) -> String {
    let mut out = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => out.extend(['\\', character]),
            ' '..='~' => out.push(character),
            'а'..='я' | 'А'..='Я' => out.push(character),
            _ => out.push_str(&escape(character)),
        }
    }
    out + "\""
}

impl Files {
    /// A site without attempts, with all that they refer to.
    pub fn new() -> Files {
        let mut files = Files::default();
        files.add("static/a.jpg", PICTURE);
        files.add("static/a.mp3", "no sound");
        files.add("static/a.mp4", "no film");
        files.add("static/a.pdf", "no document");
        files.add("content/pages/contact.md", "---\ntitle: Contact\n---\nWrite.\n");
        files.add("content/podcasts/a-podcast.md", "---\ntitle: A Podcast\nsummary: S\nimage: /a.jpg\n---\n");
        files.add(
            "content/articles/first.md",
            "---\ntitle: First\ndate: 2010-01-01\nurl: /first/\naliases: [/story.php?id=7, /old]\n---\nText, [gone](http://dead.example/x).\n",
        );
        files.add(
            "content/articles/ru.ru.md",
            "---\ntitle: Первая\ndate: 2010-01-01\nregion: Север\n---\nТекст.\n",
        );
        // A shortcode of the site's own, as its writer would make it.
        files.add(
            "templates/shortcodes/box.html",
            "<div class=\"box\"><a href=\"{{ url or args?[0] or \"\" }}\" title=\"{{ title or \"\" }}\">{{ title or args?[0] or \"x\" }}</a></div>\n",
        );
        files
    }

    /// Adds a file.
    pub fn add(&mut self, path: &str, content: impl AsRef<[u8]>) {
        self.files.insert(path.to_owned(), content.as_ref().to_vec());
    }

    /// Adds the article of an attempt.
    pub fn article(&mut self, number: usize, front_matter: &str, body: &str) {
        let has = |key: &str| front_matter.lines().any(|line| line.starts_with(key));
        let title = if has("title:") { String::new() } else { format!("title: Attempt {number}\n") };
        let date = format!("date: 2010-{:02}-{:02}\n", number % 12 + 1, number % 28 + 1);
        let date = if has("date:") { String::new() } else { date };
        let text = format!("---\n{title}{date}{front_matter}\n---\n{body}\n");
        self.add(&format!("content/articles/p{number}.md"), text);
    }

    /// Adds a described term or author of an attempt, and an article of it.
    pub fn described(&mut self, number: usize, folder: &str, key: &str, front_matter: &str, body: &str) {
        self.add(&format!("content/{folder}/p{number}.md"), format!("---\n{front_matter}\n---\n{body}\n"));
        let audio = if key == "podcast" { "\naudio: /a.mp3" } else { "" };
        let text =
            format!("---\ntitle: With {number}\ndate: 2010-05-05\n{key}: p{number}{audio}\n---\nText.\n");
        self.add(&format!("content/articles/t{number}.md"), text);
    }

    /// Adds the standing page of an attempt.
    pub fn page(&mut self, number: usize, front_matter: &str, body: &str) {
        self.add(&format!("content/pages/p{number}.md"), format!("---\n{front_matter}\n---\n{body}\n"));
    }

    /// Adds a file whose name holds a text, as far as a file system takes it; `#` in the pattern is the number.
    pub fn named(&mut self, number: usize, pattern: &str, text: &str, content: &str) {
        let mut name: String = text.chars().filter(|c| !matches!(c, '/' | '\0')).collect();
        let end =
            name.char_indices().map(|(at, _)| at).take_while(|at| *at <= 120).last().unwrap_or_default();
        if name.len() > 120 {
            name.truncate(end);
        }
        // Hidden files are passed over, and each attempt has a name of its own.
        let name = format!("f{number}{name}");
        let path = pattern.replace('§', &name).replace('#', &number.to_string());
        if path.ends_with(".md") {
            self.add(&format!("content/{path}"), content);
            return;
        }
        self.add(&format!("content/{path}"), PICTURE);
        let front_matter =
            format!("title: N\ndate: 2010-04-04\nimage: {{file: {}, alt: x}}", yaml(&format!("{name}.jpg")));
        let body = format!("![x](<{name}.jpg>)");
        self.add(
            &format!("content/articles/n{number}/index.md"),
            format!("---\n{front_matter}\n---\n{body}\n"),
        );
    }

    /// Sets a slot of `site.toml`.
    pub fn configure(&mut self, slot: &str, text: &str) {
        let text = match slot {
            "permalink" => format!("/{{year}}/{text}/{{slug}}/"),
            "language date" => format!("%Y {text}"),
            _ => text.to_owned(),
        };
        self.slots.insert(slot.to_owned(), text);
    }

    /// Sets a field of the only popular article.
    pub fn popular(&mut self, field: &str, text: &str) {
        self.popular.insert(field.to_owned(), text.to_owned());
    }

    /// Sets a field of the only dead link.
    pub fn dead_link(&mut self, field: &str, text: &str) {
        self.dead_link.insert(field.to_owned(), text.to_owned());
    }

    fn site_toml(&self) -> String {
        let mut out = String::new();
        for part in SITE.split('»') {
            let Some((before, slot)) = part.split_once('«') else {
                out.push_str(part);
                continue;
            };
            let (name, default) = slot.split_once('|').unwrap();
            out.push_str(before);
            out.push_str(&toml(self.slots.get(name).map_or(default, String::as_str)));
        }
        for name in self.slots.keys() {
            assert!(SITE.contains(&format!("«{name}|")), "there is no slot {name}");
        }
        out
    }

    /// Writes all files below a folder.
    pub fn write(&self, root: &Path) {
        let write = |path: &str, bytes: &[u8]| {
            let path = root.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        };
        for (path, bytes) in &self.files {
            write(path, bytes);
        }
        write("site.toml", self.site_toml().as_bytes());
        let row = |fields: &BTreeMap<String, String>, columns: &[(&str, &str)]| {
            let field = |(name, default): &(&str, &str)| {
                let value = fields.get(*name).map_or(*default, String::as_str);
                format!("\"{}\"", value.replace('"', "\"\""))
            };
            columns.iter().map(field).collect::<Vec<_>>().join(",")
        };
        let popular = row(&self.popular, &[("address", "/first/"), ("title", "First"), ("byline", "A")]);
        write("data/popular.csv", format!("address,title,byline\n{popular}\n").as_bytes());
        let dead = [
            ("address", "http://dead.example/x"),
            ("status", "404"),
            ("replacement", "https://copies.example/{date}/http://dead.example/x"),
        ];
        let dead = row(&self.dead_link, &dead);
        write("data/links.csv", format!("address,status,replacement\n{dead}\n").as_bytes());
    }
}
