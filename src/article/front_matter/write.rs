//! Front matter written: the metadata of a document as YAML that reads back to the same value.
//!
//! Keys stand in the order of `docs/content.md`, and only those whose value is not the default. Whoever makes content files
//! (`init`, importers) makes a document and has it written here, so that no file can say what the reader does not understand.

use std::fmt;

use super::yaml::{Field, Table};
use crate::article::date::{PublicationDate, parse_date};
use crate::article::kind::language_suffix;
use crate::article::read::{date_of_name, default_slug};
use crate::article::{
    Address, Article, Attachment, Image, Media, More, NameReference, Note, Origin, ParsedArticle, Rare,
    Reference, References, Syndication, Visibility, Withdrawal,
};
use crate::config::{Config, LanguageId, Publication};
use crate::path::{SourcePath, UrlPath};
use crate::text::{one_line, written};
use crate::value::{MAX_DEPTH, is_unprintable};

/// Why a document cannot be written as front matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unwritable {
    /// Lists and tables of `extra` stand within each other deeper than the reader follows them.
    TooDeep,
    /// What the writer of YAML says.
    Yaml(String),
}

impl fmt::Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unwritable::TooDeep => write!(f, "`extra` is nested more than {} deep", MAX_DEPTH - 1),
            Unwritable::Yaml(why) => f.write_str(why),
        }
    }
}

/// The front matter of an article, with the lines around it; the body follows it.
///
/// # Errors
/// [`Unwritable`] where no front matter reads back to this article.
pub fn article(
    ParsedArticle { article, references }: &ParsedArticle,
    config: &Config,
) -> Result<String, Unwritable> {
    let Article {
        path,
        title,
        summary,
        standfirst,
        date,
        language,
        visibility,
        more: _,
        // Told by the file, or made of everything else.
        stamp: _,
        metadata_digest: _,
    } = article;
    let writer = FrontMatterWriter { path, config };
    let (more, rare) = (article.more_or_default(), article.rare_or_default());
    let Visibility { draft, noindex, withdrawn } = *visibility;
    let References { address, authors, terms: _, aliases, translation_of, address_position: _ } = references;
    let Rare { expires, author_note, translators, photographers, agencies, withdrawal, .. } = rare;
    let mut table = Table::default();
    table.put("title", shown(title));
    if date_of_name(path, config) != Some(*date) {
        table.put("date", Some(writer.date(date)));
    }
    table.put("updated", more.updated.map(|date| writer.date(&date)));
    table.put("expires", expires.map(|date| writer.date(&date)));
    table.put(writer.key(["summary", "description"]), standfirst.then(|| shown(summary)).flatten());
    writer.names(&mut table, ["author", "authors"], authors.iter().map(name));
    table.put("byline", optional(&more.byline));
    table.put("author_note", optional(author_note));
    for (keys, names) in [
        (["translator", "translators"], translators),
        (["photographer", "photographers"], photographers),
        (["agency", "agencies"], agencies),
    ] {
        writer.names(&mut table, keys, names.iter().filter_map(|name| shown(name)));
    }
    writer.terms(&mut table, references);
    writer.language(&mut table, *language);
    table.put("translation_of", translation_of.as_deref().map(address_text));
    writer.address(&mut table, address, title);
    table.list("aliases", aliases.iter().map(|alias| Field::Text(address_text(alias))));
    writer.media(&mut table, more, rare);
    writer.provenance(&mut table, more, rare);
    table.flag("draft", draft);
    table.flag("noindex", noindex);
    table.put("withdrawn", writer.withdrawal(withdrawal.as_deref(), withdrawn));
    writer.finish(table, more.extra.as_deref())
}

/// Keys and values in the order given, with the lines around them: of documents that are not articles, such as profiles.
///
/// # Errors
/// [`Unwritable`] where no front matter reads back to these values.
pub fn keys<'k>(
    entries: impl Iterator<Item = (&'k str, &'k serde_json::Value)>,
) -> Result<String, Unwritable> {
    let mut table = Table::default();
    for (key, value) in entries {
        if depth(value) >= MAX_DEPTH {
            return Err(Unwritable::TooDeep);
        }
        table.put(key, Some(Field::Any(printable(value))));
    }
    lines(&table)
}

/// A table as front matter.
fn lines(table: &Table) -> Result<String, Unwritable> {
    let yaml = table.to_yaml().map_err(|error| Unwritable::Yaml(error.to_string()))?;
    Ok(format!("---\n{yaml}---\n"))
}

/// A name of a term or an author.
fn name(reference: &NameReference) -> String {
    written(&reference.name).into_owned()
}

/// A string that readers are shown, in the form that reads back to it; nothing where nothing of it can be seen.
fn shown(text: &str) -> Option<String> {
    let text = crate::text::shown(&written(text));
    (!text.is_empty()).then(|| written(&text).into_owned())
}

/// The same, where there is one.
fn optional(text: &Option<Box<str>>) -> Option<String> {
    text.as_deref().and_then(shown)
}

/// A string that is read as it is written, such as an address. Control characters, which no file may hold, are left out.
fn plain(text: &str) -> String {
    text.replace(is_unprintable, "").trim().to_owned()
}

/// An address to be resolved later.
fn address_text(reference: &Reference) -> String {
    one_line(&reference.name).into()
}

/// A value of `extra` without control characters in its strings.
fn printable(value: &serde_json::Value) -> serde_json::Value {
    match value {
        serde_json::Value::String(text) => text.replace(is_unprintable, "").into(),
        serde_json::Value::Array(items) => items.iter().map(printable).collect(),
        serde_json::Value::Object(map) => {
            map.iter().map(|(key, value)| (key.clone(), printable(value))).collect()
        }
        other => other.clone(),
    }
}

/// How many lists and tables stand within each other.
fn depth(value: &serde_json::Value) -> usize {
    match value {
        serde_json::Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        serde_json::Value::Object(map) => 1 + map.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

/// What the writing of one file needs at hand.
struct FrontMatterWriter<'a> {
    path: &'a SourcePath,
    config: &'a Config,
}

impl FrontMatterWriter<'_> {
    /// The first of keys that mean the same, but for those that `[fields]` of `site.toml` gives another meaning.
    fn key<'k>(&self, keys: [&'k str; 2]) -> &'k str {
        let is_foreign = |key: &str| self.config.fields.iter().any(|foreign| *foreign.name == *key);
        keys.into_iter().find(|key| !is_foreign(key)).unwrap_or(keys[0])
    }

    /// Adds names under `[one, many]`, if there are any.
    fn names(&self, table: &mut Table, [one, many]: [&str; 2], names: impl Iterator<Item = String>) {
        let mut names: Vec<String> = names.collect();
        match names.len() {
            0 => {}
            1 => table.put(self.key([one, many]), names.pop()),
            _ => table.put(self.key([many, one]), Some(Field::Names(names))),
        }
    }

    /// A date in the first form that reads back to it. Where an offset can be told it is, so that another time zone of the site
    /// changes nothing.
    fn date(&self, date: &PublicationDate) -> String {
        let day = date.day().format("%Y-%m-%d").to_string();
        let forms = [date.rfc3339(), date.local.format("%Y-%m-%d %H:%M:%S").to_string()];
        let reads_back = |form: &String| parse_date(form, self.config.timezone) == Ok(*date);
        if date.has_time { forms.into_iter().find(reads_back).unwrap_or(day) } else { day }
    }

    /// Adds the terms of each taxonomy under its key.
    fn terms(&self, table: &mut Table, references: &References) {
        for (index, taxonomy) in self.config.taxonomies.enumerate() {
            let terms = references.terms.iter().filter(|reference| reference.taxonomy == index);
            self.names(table, [&*taxonomy.key; 2], terms.map(|reference| name(&reference.term)));
        }
    }

    /// Adds the language, where the file's name does not tell it.
    fn language(&self, table: &mut Table, language: LanguageId) {
        let told = language_suffix(self.path.as_str(), self.config).0.unwrap_or(LanguageId::DEFAULT);
        let code = || self.config.language(language).code.clone();
        table.put(self.key(["language", "lang"]), (language != told).then(code));
    }

    /// Adds the address, where neither the file's name nor the title gives it.
    fn address(&self, table: &mut Table, address: &Address, title: &str) {
        match address {
            Address::Slug(slug)
                if slug.is_empty() || **slug == *default_slug(self.path, title, self.config) => {}
            Address::Slug(slug) => table.put("slug", Some(encoded_slug(slug))),
            Address::Exact(url) => self.url(table, url),
        }
    }

    /// Adds an exact address. `url` gives addresses that a page can stand at, `path` a folder of any name.
    fn url(&self, table: &mut Table, url: &UrlPath) {
        // What would be taken for a full address is encoded.
        let text = url.href("").replace("://", "%3A//");
        let stays = UrlPath::parse(&text).is_ok_and(|read| read.with_slash() == *url) && url.can_be_page();
        let is_url = stays && !url.is_program();
        table.put(self.key(if is_url { ["url", "path"] } else { ["path", "url"] }), Some(text));
    }

    /// Adds pictures, recordings and files.
    fn media(&self, table: &mut Table, more: &More, rare: &Rare) {
        let Rare { gallery, audio, video, attachments, corrections, archive_notes, .. } = rare;
        table.put("image", more.image.as_deref().map(image));
        table.list("gallery", gallery.iter().map(image));
        table.put("audio", audio.as_deref().map(media));
        table.put("video", video.as_deref().map(media));
        table.list("attachments", attachments.iter().map(attachment));
        table.list("corrections", corrections.iter().map(|note| self.note(note)));
        table.list("archive_notes", archive_notes.iter().map(|note| self.note(note)));
    }

    /// Adds where an article comes from, and what it is called elsewhere.
    fn provenance(&self, table: &mut Table, more: &More, rare: &Rare) {
        let Rare { syndicated_from, publication, guid, episode, season, .. } = rare;
        table.put("syndicated_from", syndicated_from.as_deref().map(syndication));
        table.put("publication", publication.as_deref().map(publication_field));
        table.put(self.key(["licence", "license"]), optional(&more.licence));
        table.put("episode", *episode);
        table.put("season", *season);
        table.put("guid", optional(guid));
        table.put("id", optional(&more.id));
        table.put("origin", more.origin.as_deref().and_then(|origin| self.origin(origin)));
    }

    fn origin(&self, origin: &Origin) -> Option<Table> {
        let Origin { url, captured, source, sha256 } = origin;
        let mut table = Table::default();
        table.put("url", url.as_deref().map(plain));
        table.put("captured", captured.map(|date| self.date(&date)));
        table.put("source", optional(source));
        table.put("sha256", sha256.as_deref().map(plain));
        table.nonempty()
    }

    fn note(&self, Note { date, text }: &Note) -> Field {
        let text = shown(text).unwrap_or_default();
        let Some(date) = date else { return Field::Text(text) };
        let mut table = Table::default();
        table.put("date", Some(self.date(date)));
        table.put("text", Some(text));
        table.into()
    }

    fn withdrawal(&self, withdrawal: Option<&Withdrawal>, withdrawn: bool) -> Option<Field> {
        let mut table = Table::default();
        if let Some(Withdrawal { date, reason }) = withdrawal {
            table.put("date", date.map(|date| self.date(&date)));
            table.put("reason", optional(reason));
        }
        let plain = (withdrawn || withdrawal.is_some()).then_some(Field::Flag(true));
        table.nonempty().map(Field::Table).or(plain)
    }

    /// The finished front matter: `table` with `extra` at its end, between two lines.
    fn finish(&self, mut table: Table, extra: Option<&serde_json::Value>) -> Result<String, Unwritable> {
        let is_empty = |value: &serde_json::Value| {
            value.is_null() || value.as_object().is_some_and(serde_json::Map::is_empty)
        };
        if let Some(extra) = extra.filter(|extra| !is_empty(extra)) {
            // The front matter itself is the first level.
            if depth(extra) >= MAX_DEPTH {
                return Err(Unwritable::TooDeep);
            }
            table.put("extra", Some(Field::Any(printable(extra))));
        }
        lines(&table)
    }
}

/// A slug that reads back to itself: it is decoded once, and blanks become hyphens.
fn encoded_slug(slug: &str) -> String {
    let mut text = String::with_capacity(slug.len());
    for character in slug.chars() {
        if character == '%' || character.is_whitespace() {
            text.extend(percent_encoding::utf8_percent_encode(
                character.encode_utf8(&mut [0; 4]),
                percent_encoding::NON_ALPHANUMERIC,
            ));
        } else {
            text.push(character);
        }
    }
    text
}

/// A table that begins with `key`, or the text of that alone if there is nothing more.
fn with_more(key: &str, text: String, more: Table) -> Field {
    if more.is_empty() {
        return Field::Text(text);
    }
    let mut table = Table::default();
    table.put(key, Some(text));
    table.append(more);
    table.into()
}

fn image(Image { file, alt, caption, credit }: &Image) -> Field {
    let mut more = Table::default();
    more.put("alt", shown(alt));
    more.put("caption", optional(caption));
    more.put("credit", optional(credit));
    with_more("file", plain(file), more)
}

fn media(Media { file, title, duration, bytes, poster }: &Media) -> Field {
    let mut more = Table::default();
    more.put("title", optional(title));
    more.put("duration", *duration);
    more.put("bytes", bytes.map(Field::Number));
    more.put("poster", poster.as_deref().map(plain));
    with_more("file", plain(file), more)
}

fn attachment(Attachment { file, title }: &Attachment) -> Field {
    let mut more = Table::default();
    more.put("title", optional(title));
    with_more("file", plain(file), more)
}

fn syndication(Syndication { name, url, licence }: &Syndication) -> Table {
    let mut table = Table::default();
    table.put("name", shown(name));
    table.put("url", url.as_deref().map(plain));
    table.put("licence", optional(licence));
    table
}

fn publication_field(publication: &Publication) -> Field {
    let Publication { name, url, issn, founded, closed, place } = publication;
    let mut more = Table::default();
    for (key, text) in [("url", url), ("issn", issn), ("founded", founded), ("closed", closed)] {
        more.put(key, text.as_deref().map(plain));
    }
    more.put("place", optional(place));
    with_more("name", shown(name).unwrap_or_default(), more)
}
