//! The YAML at the head of an article.

use std::fmt::Write as _;

use super::article::{Filing, Head, Language};
use super::prose::Prose;
use super::random::{Purpose, Random};
use super::terms::Term;
use super::{Corpus, Form, MEDIA_FILES};

impl Corpus {
    /// Appends the front matter of an article, with the lines that enclose it.
    pub(super) fn write_front_matter(&self, head: &Head, form: Form, page: &mut String) {
        page.push_str("---\ntitle: ");
        push_quoted(page, &head.title);
        page.push('\n');
        let mut lines = Lines { form, page };
        lines.terms(head, &self.filing(head.index));
        self.write_relations(head, &mut lines);
        let random = self.random(Purpose::Extras, head.index);
        Prose { lexicon: self.lexicon(head.language), random, page }.extras(head);
        self.write_machine_fields(head, form, page);
        page.push_str("---\n");
    }

    /// What ties a translation and its original together.
    fn write_relations(&self, head: &Head, lines: &mut Lines<'_>) {
        let original = self.original(head.index);
        match lines.form {
            Form::Generate => {
                if head.language == Language::Russian {
                    lines.line("language", &"ru");
                }
                if let Some(original) = original {
                    lines.line("translation_of", &self.head(original).path(lines.form));
                }
            }
            Form::Hugo => {
                if original.is_some() || self.translation(head.index).is_some() {
                    lines.line("translationKey", &format_args!("pair-{}", original.unwrap_or(head.index)));
                }
            }
        }
    }

    /// What an importer writes: old addresses, where the article was captured, its id.
    fn write_machine_fields(&self, head: &Head, form: Form, page: &mut String) {
        let mut random = self.random(Purpose::Machine, head.index);
        let mut lines = Lines { form, page };
        let mut hugo_aliases = Vec::new();
        if random.percent(30) {
            let path = format!("/node/{}", head.index);
            let host = if random.percent(20) { "http://www.example.org" } else { "" };
            match form {
                Form::Generate => lines.line("aliases", &format_args!("[\"{host}{path}\"]")),
                Form::Hugo => hugo_aliases.push(path),
            }
        }
        if random.percent(60) {
            lines.line("id", &format_args!("{}", uuid(&mut random)));
        }
        if random.percent(60) {
            let (month, day) = (random.between(1, 12), random.between(1, 28));
            let (hour, minute, part) = (random.below(24), random.below(60), random.below(40));
            lines.line(
                "origin",
                &format_args!(
                    "{{url: \"http://www.example.org/{}\", \
                     captured: 2024-{month:02}-{day:02}T{hour:02}:{minute:02}:00Z, \
                     source: \"mirror-{part:02}.warc.gz\"}}",
                    head.slug
                ),
            );
            hugo_aliases.push(format!("/{}", head.slug));
        }
        if form == Form::Hugo && !hugo_aliases.is_empty() {
            lines.hugo_aliases(head.language, &hugo_aliases);
        }
    }
}

impl Prose<'_> {
    /// Summary, lead image and corrections. None of these words needs escaping in YAML.
    fn extras(&mut self, head: &Head) {
        self.raw("summary: \"");
        let words = self.random.between(20, 40);
        self.heading(words / 2);
        self.raw(". ");
        self.heading(words - words / 2);
        self.raw(".\"\n");
        if self.random.percent(20) {
            let file = self.random.below(MEDIA_FILES);
            self.raw(&format!("image: {{file: /media/{file:02}.jpg, alt: \""));
            self.heading(5);
            self.raw("\", caption: \"");
            self.heading(9);
            self.raw(".\", credit: \"");
            self.heading(2);
            self.raw("\"}\n");
        }
        if self.random.percent(1) {
            let day = head.stamp.day.later(2);
            self.raw(&format!("corrections:\n  - {{date: {day}, text: \""));
            self.heading(12);
            self.raw(".\"}\n");
        }
    }
}

/// An identifier in the form of a UUID of version 7.
fn uuid(random: &mut Random) -> String {
    let (high, low) = (random.bits(), random.bits());
    format!(
        "0190{:04x}-{:04x}-7{:03x}-{:04x}-{:012x}",
        high >> 48,
        high >> 16 & 0xFFFF,
        high & 0xFFF,
        0x8000 | low >> 50,
        low & 0xFFFF_FFFF_FFFF
    )
}

/// Front matter that is being written.
struct Lines<'a> {
    form: Form,
    page: &'a mut String,
}

impl Lines<'_> {
    /// A key and its value on a line.
    fn line(&mut self, key: &str, value: &dyn std::fmt::Display) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.page, "{key}: {value}");
    }

    /// A key with one value, or a list of them; nothing where there are none.
    fn list(&mut self, key: &str, values: &[&str]) {
        match (values, self.form) {
            ([], _) => {}
            ([one], Form::Generate) => self.line(key, one),
            _ => self.line(key, &format_args!("[{}]", values.join(", "))),
        }
    }

    /// Old addresses for Hugo, which knows no aliases of other hosts and no old hosts: the path alone leads to the article.
    fn hugo_aliases(&mut self, language: Language, paths: &[String]) {
        // Hugo puts a path that starts with a slash below the language's folder, where no old address was.
        let up = if language == Language::Russian { "../../.." } else { "" };
        let quoted: Vec<String> = paths.iter().map(|path| format!("\"{up}{path}\"")).collect();
        self.line("aliases", &format_args!("[{}]", quoted.join(", ")));
    }

    /// Date, authors and terms.
    fn terms(&mut self, head: &Head, filing: &Filing<'_>) {
        // Hugo's keys are the taxonomies' names in the plural.
        let [author, region, topic, blog] = match self.form {
            Form::Generate => ["author", "region", "topic", "blog"],
            Form::Hugo => ["authors", "regions", "topics", "blogs"],
        };
        let authors: Vec<&str> = filing.authors.iter().map(|author| author.name.as_str()).collect();
        self.list(author, &authors);
        self.line("date", &head.stamp);
        self.list(region, &self.names(&filing.regions));
        self.list(topic, &self.names(&filing.topics));
        self.list(blog, filing.blog.as_slice());
        let tags: Vec<&str> = filing.tags.iter().map(|tag| tag.as_str()).collect();
        self.list("tags", &tags);
    }

    /// The names of terms. Hugo's taxonomies are flat: there, the groups are named too.
    fn names(&self, terms: &[&Term]) -> Vec<&'static str> {
        let mut names: Vec<&'static str> = terms.iter().map(|term| term.name).collect();
        if self.form == Form::Hugo {
            let parents: Vec<_> = terms.iter().filter_map(|term| term.parent).collect();
            for parent in parents {
                if !names.contains(&parent) {
                    names.push(parent);
                }
            }
        }
        names
    }
}

/// Appends a text between double quotes, as YAML and TOML read it.
fn push_quoted(page: &mut String, text: &str) {
    page.push('"');
    for letter in text.chars() {
        if matches!(letter, '"' | '\\') {
            page.push('\\');
        }
        page.push(letter);
    }
    page.push('"');
}
