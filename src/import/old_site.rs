//! What is read of an old site, whatever its generator.

use std::collections::BTreeMap;

use serde_json::Value;

use super::calls::Calls;
use super::settings::Settings;

/// An old site: everything that the new one is made of.
#[derive(Debug, Default)]
pub(super) struct OldSite {
    /// What the new `site.toml` says.
    pub(super) settings: Settings,
    /// Articles, pages, terms and profiles.
    pub(super) documents: Vec<OldDocument>,
    /// Files that are copied as they are.
    pub(super) assets: Vec<Asset>,
    /// Small files that the importer writes itself, by their paths in the new site: stubs of shortcodes, `static/_redirects`.
    pub(super) made: BTreeMap<String, String>,
    /// Old addresses that are not those of documents.
    pub(super) addresses: Vec<OldAddress>,
    /// Documents that have no counterpart in the new site, and why.
    pub(super) left_out: Vec<LeftOut>,
    /// Calls in texts that the new site does not know, and template code that became a comment.
    pub(super) calls: Calls,
    /// For `--in-place`: what reads the documents where they are.
    pub(super) in_place: InPlace,
}

/// A document of an old site, as the new one has it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct OldDocument {
    /// Its path in the old folder, with `/`.
    pub(super) source: String,
    /// Its path in the new site: `content/articles/2020-01-02-border.md`.
    pub(super) target: String,
    /// What it is there.
    pub(super) role: Role,
    /// Its front matter in keys of this program; others go to `extra`.
    pub(super) fields: Fields,
    /// Its text, converted.
    pub(super) body: String,
    /// Where it answered: a path from `/`, decoded; `None` where it had no page of its own.
    pub(super) address: Option<String>,
}

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// An article: a post of the old site.
    Article,
    /// A standing page, or the text of a home page or an index.
    Page,
    /// The description of a term.
    Term,
    /// The profile of an author.
    Profile,
}

/// A file that is copied.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Asset {
    /// Its path in the old folder.
    pub(super) source: String,
    /// Its path in the new site.
    pub(super) target: String,
}

/// An address of the old site that is not that of a document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct OldAddress {
    /// A path from `/`, decoded.
    pub(super) path: String,
    /// What answered there.
    pub(super) kind: OldAddressKind,
    /// The file that it is because of, or the key of the configuration.
    pub(super) source: String,
    /// What has to answer there now. Where the new site has another address for it, this one becomes an alias.
    pub(super) owner: Owner,
}

/// What an old address is of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Owner {
    /// The home page, or the feed of all articles, of a language (its code in the new site; `""` is the default language).
    Site(String),
    /// A term: the key of the taxonomy in the new site, and the name of the term as articles give it.
    Term(String, String),
    /// An author, as articles name them.
    Author(String),
    /// The index of a taxonomy of the new site.
    Taxonomy(String),
    /// The index of authors.
    Authors,
    /// The document whose path in the old folder is this.
    Document(String),
    /// Another address: a path of the old site, or a full URL of another one. It becomes a redirect.
    Address(String),
    /// Nothing that is known: it is only compared.
    Unknown,
}

/// What answered at an old address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum OldAddressKind {
    /// An article.
    Article,
    /// A page of any other kind.
    Page,
    /// The list of a term's articles.
    Term,
    /// The list of an author's articles.
    Author,
    /// A feed.
    Feed,
    /// A numbered page of a list, an archive by month or day.
    List,
    /// A redirect.
    Redirect,
    /// A file.
    File,
    /// What a sitemap, a feed or a built folder names and nothing else is known of.
    Unknown,
}

/// A document that the new site does not have.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct LeftOut {
    /// Its path in the old folder.
    pub(super) source: String,
    /// Why.
    pub(super) why: Why,
}

/// Why a document was left out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Why {
    /// It is a draft. The new site has it, marked as one.
    Draft,
    /// The old site did not publish it: `published: false`, a date in the future where that counts.
    Unpublished,
    /// It is in a format that is not read: reStructuredText, AsciiDoc, Org. The name of the format, as pandoc knows it.
    Format(&'static str),
    /// It cannot be read; what is wrong is told apart.
    Unreadable,
}

/// How `--in-place` reads the documents where they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct InPlace {
    /// The folders of content, below the old folder.
    pub(super) content: Vec<String>,
    /// Old keys of front matter and the keys they stand for.
    pub(super) fields: Vec<(String, String)>,
}

/// Front matter: keys and values in their order. Keys are compared as they are written; see [`Fields::lower_keys`].
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Fields(Vec<(String, Value)>);

impl Fields {
    /// The value of a key.
    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        self.0.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// The string that is the value of a key, or the number or truth value as it is written; nothing where it is empty.
    pub(super) fn text(&self, key: &str) -> Option<String> {
        self.get(key).and_then(text)
    }

    /// The names that a key lists: a list of strings, or one string.
    pub(super) fn names(&self, key: &str) -> Vec<String> {
        match self.get(key) {
            Some(Value::Array(items)) => items.iter().filter_map(text).collect(),
            Some(value) => text(value).into_iter().collect(),
            None => Vec::new(),
        }
    }

    /// Whether a key is `true`, or the string of it.
    pub(super) fn is_true(&self, key: &str) -> bool {
        self.text(key).is_some_and(|text| text.eq_ignore_ascii_case("true"))
    }

    /// Removes a key; returns its value.
    pub(super) fn take(&mut self, key: &str) -> Option<Value> {
        let at = self.0.iter().position(|(name, _)| name == key)?;
        Some(self.0.remove(at).1)
    }

    /// Gives a key a value, at the place of the old one if there is one.
    pub(super) fn set(&mut self, key: &str, value: impl Into<Value>) {
        let value = value.into();
        match self.0.iter_mut().find(|(name, _)| name == key) {
            Some(entry) => entry.1 = value,
            None => self.0.push((key.to_owned(), value)),
        }
    }

    /// Gives the value of one key to another that has none.
    pub(super) fn rename(&mut self, from: &str, to: &str) {
        if self.get(to).is_none()
            && let Some(value) = self.take(from)
        {
            self.set(to, value);
        }
    }

    /// Adds a name to the list of names under `key`.
    pub(super) fn add_name(&mut self, key: &str, name: impl Into<String>) {
        let (name, mut names) = (name.into(), self.names(key));
        if !names.contains(&name) {
            names.push(name);
            self.set(key, names);
        }
    }

    /// Writes the keys at the top in lower case, for generators that do not tell case apart. The last of equal ones counts.
    pub(super) fn lower_keys(&mut self) {
        for (key, value) in std::mem::take(&mut self.0) {
            self.set(&key.to_lowercase(), value);
        }
    }

    /// The keys and values.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(key, value)| (&**key, value))
    }
}

impl FromIterator<(String, Value)> for Fields {
    fn from_iter<I: IntoIterator<Item = (String, Value)>>(entries: I) -> Fields {
        let mut fields = Fields::default();
        entries.into_iter().for_each(|(key, value)| fields.set(&key, value));
        fields
    }
}

/// The string that a value is; of a number or a truth value, how it is written. Nothing where it is empty.
pub(super) fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}
