//! What reading one front matter needs at hand, and what documents of every kind say alike.

use super::kind::bundle_name;
use super::{
    Image, MAX_TITLE_CHARS, NameReference, PublicationDate, Reference, Stamp, Visibility, date, parse_date,
};
use crate::address::{clean, is_safe_address};
use crate::article::message;
use crate::config::{Config, LanguageId};
use crate::diagnostic::{Place, Position};
use crate::name::Name;
use crate::path::{SourcePath, UrlPath};
use crate::reserved::Reserved;
use crate::text::one_line;
use crate::value;
use crate::value::fields::{Fields, Located, Misfit};
use crate::value::{MappingEntry, Node, Value};

/// What reading one file needs at hand.
pub(super) struct Context<'a, 'n, 'r> {
    pub(super) path: &'a SourcePath,
    pub(super) config: &'a Config,
    pub(super) fields: Fields<'n, 'r>,
    pub(super) stamp: Stamp,
    /// The language of the file's name, if it has one.
    pub(super) language: Option<LanguageId>,
}

/// What `url` says.
pub(super) enum Url {
    /// An address that a static host can answer with a page.
    Page(UrlPath, Position),
    /// The address of a program or of a file of another kind, one with a query, or one of another host: the page is elsewhere,
    /// and was there.
    Old(Reference),
}

impl<'n> Context<'_, 'n, '_> {
    /// The place of `position` in this file.
    pub(super) fn place(&self, position: Position) -> Place {
        Place::new(self.path.as_str(), position)
    }

    /// A text that readers are shown, or nothing.
    pub(super) fn text(&mut self, key: &str) -> Option<Box<str>> {
        self.fields.shown(key)
    }

    /// The first of the texts that `keys` hold, which all mean the same.
    pub(super) fn first_text(&mut self, keys: &[&str]) -> Option<Box<str>> {
        self.fields.first(keys).map(|(_, written)| written.shown())
    }

    /// Names of terms or authors, to be resolved later. Those of which nothing can be seen are left out.
    pub(super) fn name_references(&mut self, key: &str) -> Vec<NameReference> {
        let written = self.fields.texts(key);
        let read = |Located { text, position }| {
            let name = Name::read(text);
            if name.is_none() {
                self.fields.report().push(message::unseen_name(self.place(position), key));
            }
            name.map(|name| NameReference { name, position })
        };
        written.into_iter().filter_map(read).collect()
    }

    /// Other names of a term or author.
    pub(super) fn aka(&mut self) -> Vec<Name> {
        self.name_references("aka").into_iter().map(|reference| reference.name).collect()
    }

    /// Addresses to be resolved later.
    pub(super) fn references(&mut self, key: &str) -> impl Iterator<Item = Reference> + use<'n> {
        self.fields.texts(key).into_iter().map(reference)
    }

    /// The title; where there is none, the file's name stands in, with a warning.
    pub(super) fn title(&mut self) -> Box<str> {
        let is_there = !self.fields.is_empty("title");
        let text = self.fields.text("title");
        // Then its type was wrong, which has been told.
        let is_told = is_there && text.is_none();
        let written =
            text.filter(|written| !written.text.is_empty()).map(|written| (written, written.shown()));
        let Some((written, title)) = written.filter(|(_, title)| !title.is_empty()) else {
            let name = bundle_name(self.path, self.config);
            let name = date::undated(name).replace(['-', '_'], " ");
            let mut letters = name.trim().chars();
            let first = letters.next().map(|first| first.to_uppercase().collect::<String>());
            let title = first.map_or_else(
                || bundle_name(self.path, self.config).to_owned(),
                |first| first + letters.as_str(),
            );
            let place = self.place(Position { line: self.fields.position.line, column: 1 });
            if !is_told {
                self.fields.report().push(message::no_title(place, &title));
            }
            return title.into();
        };
        if written.text.chars().nth(MAX_TITLE_CHARS).is_some() {
            let length = written.text.chars().count();
            self.fields.report().push(message::long_title(
                self.place(written.position),
                length,
                MAX_TITLE_CHARS,
            ));
        }
        title
    }

    /// The language, from the front matter or the file's name.
    pub(super) fn language(&mut self) -> LanguageId {
        let Some((_, written)) = self.fields.first(&["language", "lang"]) else {
            return self.language.unwrap_or(LanguageId::DEFAULT);
        };
        self.config.language_by_code(written.text).unwrap_or_else(|| {
            let known = self.config.languages.iter().map(|language| language.code.as_str());
            let problem = message::unknown_language(self.place(written.position), written.text, known);
            self.fields.report().push(problem);
            LanguageId::DEFAULT
        })
    }

    /// The date under one of `keys`, which all mean the same, or a report of what is wrong with it.
    pub(super) fn date(&mut self, keys: &[&str]) -> Option<PublicationDate> {
        let (key, written) = self.fields.first(keys)?;
        self.parse_date("", key, written)
    }

    /// The date that is the value of `key` in `table`.
    pub(super) fn parse_date(&self, table: &str, key: &str, written: Located<'_>) -> Option<PublicationDate> {
        let why = match parse_date(written.text, self.config.timezone) {
            Ok(date) => return Some(date),
            Err(why) => why,
        };
        let report = self.fields.report();
        let problem = value::message::wrong_date(self.place(written.position), key, written.text, why);
        report.push_lenient(problem, table, key);
        report.keep_misfit(table, key, || written.text.into());
        None
    }

    /// Draft, noindex, withdrawn; `withdrawn: {date, reason}` counts as withdrawn.
    pub(super) fn visibility(&mut self) -> Visibility {
        let draft = self.fields.flag("draft").unwrap_or(false);
        let noindex = self.fields.flag("noindex").unwrap_or(false);
        Visibility { draft, noindex, withdrawn: false }
    }

    /// The address that the front matter gives, and its key: `url`, or what Zola calls `path`.
    pub(super) fn written_address(&mut self) -> Option<(&'static str, Located<'n>)> {
        self.fields.first(&["url", "path"])
    }

    /// The address the file says itself.
    pub(super) fn url(&mut self) -> Option<Url> {
        let (key, written) = self.written_address()?;
        if written.text.contains("://") || written.text.starts_with("//") {
            // A full address is where the page was, not where it can be on this site.
            return Some(Url::Old(reference(written)));
        }
        let path =
            if written.text.starts_with('/') { written.text.into() } else { format!("/{}", written.text) };
        let path = path.split('#').next().unwrap_or_default();
        match UrlPath::parse(path.split('?').next().unwrap_or_default()) {
            // Zola puts a folder at every `path`, whatever that ends in.
            Ok(url) if key == "path" => Some(Url::Page(url.as_folder(), written.position)),
            Ok(url) if is_elsewhere(&url) || path.contains('?') => {
                Some(Url::Old(Reference { name: path.into(), position: written.position }))
            }
            Ok(url) => Some(Url::Page(url.with_slash(), written.position)),
            Err(error) => {
                let place = self.place(written.position);
                self.fields.report().push(message::wrong_address(place, key, written.text, error));
                None
            }
        }
    }

    /// An address of the front matter, without what browsers leave out of it, or nothing where a browser would run it.
    pub(super) fn safe(&self, key: &str, written: Option<Located<'_>>) -> Option<Box<str>> {
        let written = written?;
        if is_safe_address(written.text) {
            return Some(clean(written.text).into());
        }
        self.fields.report().push(message::unsafe_address(self.place(written.position), key, written.text));
        None
    }

    /// The file that a table names; reports a table that names none.
    pub(super) fn file<'f>(
        &self,
        fields: &mut Fields<'f, '_>,
        node: &Node,
        key: &str,
    ) -> Option<Located<'f>> {
        let written = fields.first(&["file", "src", "url"]).map(|(_, written)| written);
        if written.is_none() {
            self.fields.report().push(message::no_file(self.place(node.position), key));
        }
        written
    }

    /// One image: a file, or a table with one.
    pub(super) fn image(&mut self, key: &str) -> Option<Image> {
        let node = self.fields.take(key)?;
        self.read_image(key, node)
    }

    pub(super) fn read_image(&self, key: &str, node: &Node) -> Option<Image> {
        let report = self.fields.report();
        if !matches!(node.value, Value::Map(_)) {
            let file = self.safe(key, report.text(key, node).filter(|written| !written.text.is_empty()))?;
            return Some(Image { file, ..Image::default() });
        }
        let mut fields = Fields::of(node, key, report);
        let written = self.file(&mut fields, node, key);
        let mut text = |name| fields.shown(name);
        Some(Image {
            alt: text("alt").unwrap_or_default(),
            caption: text("caption"),
            credit: text("credit"),
            file: self.safe(key, written)?,
        })
    }

    /// What nobody has asked for, with what stands under `extra` on top.
    pub(super) fn extra(&mut self) -> Option<serde_json::Value> {
        let mut extra = match self.fields.take("extra").map(Node::to_json) {
            Some(serde_json::Value::Object(map)) => map,
            Some(other) => serde_json::Map::from_iter([("extra".to_owned(), other)]),
            None => serde_json::Map::new(),
        };
        for MappingEntry { key, node, .. } in self.fields.unknown() {
            extra.entry(key.to_string()).or_insert_with(|| node.to_json());
        }
        for Misfit { table, key, value } in self.fields.report().take_misfits() {
            if table.is_empty() {
                extra.entry(key.to_string()).or_insert(value);
            } else if let serde_json::Value::Object(table) =
                extra.entry(table.to_string()).or_insert_with(|| serde_json::Map::new().into())
            {
                table.entry(key.to_string()).or_insert(value);
            }
        }
        (!extra.is_empty()).then_some(extra.into())
    }
}

/// Whether a page cannot stand at its address, since a host would send it as a file of another kind. Names that are reserved are
/// told of where addresses are given away.
fn is_elsewhere(url: &UrlPath) -> bool {
    url.is_program() || (!url.can_be_page() && Reserved::at(&url.out_path()).is_none())
}

/// A written address.
pub(super) fn reference(written: Located<'_>) -> Reference {
    Reference { name: one_line(written.text), position: written.position }
}
