//! An article as its file gives it, before the catalog: names of terms, authors and addresses are as written.

use std::hash::Hash;

use serde::{Deserialize, Serialize};

use super::Article;
use crate::config::TaxonomyId;
use crate::diagnostic::Position;
use crate::fingerprint::FingerprintBuilder;
use crate::name::Name;
use crate::path::UrlPath;

/// An article as its file gives it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ParsedArticle {
    /// What stays as it is.
    pub article: Article,
    /// What the catalog resolves, and nobody needs after that.
    pub references: References,
}

impl ParsedArticle {
    /// The article once everything of it is known: takes the [hash of its metadata](Article::metadata_digest).
    pub(super) fn finish(mut self) -> ParsedArticle {
        let mut hasher = FingerprintBuilder::new();
        self.hash_metadata(&mut hasher);
        self.article.metadata_digest = hasher.digest();
        self
    }

    fn hash_metadata(&self, hasher: &mut FingerprintBuilder) {
        let Article {
            path,
            stamp: _,
            metadata_digest: _,
            title,
            summary,
            standfirst,
            date,
            language,
            visibility,
            more,
        } = &self.article;
        (path, title, summary, standfirst, date, language, visibility, more).hash(hasher);
        let References { address, address_position: _, authors, terms, aliases, translation_of } =
            &self.references;
        (address, authors.len(), terms.len(), aliases.len()).hash(hasher);
        authors.iter().for_each(|NameReference { name, position: _ }| name.hash(hasher));
        for TermReference { taxonomy, term: NameReference { name, position: _ } } in terms {
            (taxonomy, name).hash(hasher);
        }
        aliases.iter().for_each(|Reference { name, position: _ }| name.hash(hasher));
        translation_of.as_deref().map(|Reference { name, position: _ }| name).hash(hasher);
    }
}

/// A name of a term or author in front matter, to be resolved later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameReference {
    /// The name.
    pub name: Name,
    /// Where it was written.
    pub position: Position,
}

/// An address as written in front matter, to be resolved later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// The address, white space at both ends removed.
    pub name: Box<str>,
    /// Where it was written.
    pub position: Position,
}

/// A term as written in front matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermReference {
    /// The index of the taxonomy in [`Config::taxonomies`](crate::config::Config::taxonomies).
    pub taxonomy: TaxonomyId,
    /// The term's slug, title or `aka`.
    pub term: NameReference,
}

/// What an article says by names that the catalog resolves: a third of its metadata.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct References {
    /// What its address is made of.
    pub address: Address,
    /// Where that was written; `None` where the file's name or the title says it.
    pub address_position: Option<Position>,
    /// Who wrote it.
    pub authors: Box<[NameReference]>,
    /// What it belongs to.
    pub terms: Box<[TermReference]>,
    /// Old addresses: paths or full ones.
    pub aliases: Box<[Reference]>,
    /// The source of the article this one translates, below a content folder.
    pub translation_of: Option<Box<Reference>>,
}

/// What an article's address is made of.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Address {
    /// The permalink pattern and this slug.
    Slug(Box<str>),
    /// Exactly this.
    Exact(UrlPath),
}

impl Default for Address {
    fn default() -> Address {
        Address::Slug(Box::default())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::article::{self, Document};
    use crate::config::Config;
    use crate::path::SourcePath;

    const SITE: &str = "title = 'A'\nbase_url = 'https://a.example/'\n[languages.en]\nname = 'English'\n\
                        [languages.ru]\nname = 'Русский'\n[taxonomies]\ntopic = {path = 'topics'}\n";

    fn digest(text: &str) -> u64 {
        let config = Config::parse(SITE, None).unwrap();
        let reading = article::read(&SourcePath::new("content/a.md"), text.as_bytes(), &config);
        let Some(Document::Article(parsed)) = reading.document else { panic!("{:?}", reading.problems) };
        parsed.article.metadata_digest()
    }

    fn with(line: &str) -> u64 {
        digest(&format!("---\ntitle: T\ndate: 2010-12-10\nsummary: S\n{line}---\nBody.\n"))
    }

    #[test]
    fn the_digest_of_metadata_knows_nothing_of_the_body_and_of_places() {
        let text = "---\ntitle: T\ndate: 2010-12-10\nsummary: S\nurl: /a/\nauthors: [B]\ntopic: C\n\
                    aliases: [/d]\ntranslation_of: e.md\nextra: {f: g}\n---\nBody.\n";
        let moved = "---\n\n# A comment.\nextra: {f: g}\ntranslation_of:   e.md\naliases: [  /d]\ntopic:  C\n\
                     authors: [  B]\nurl:   /a/\nsummary: S\ndate: 2010-12-10\ntitle: T\n---\nAnother one.\n";
        assert_eq!(digest(text), digest(moved));
    }

    #[test]
    fn the_digest_of_metadata_changes_with_every_value() {
        let lines = [
            "",
            "url: /b/\n",
            "slug: b\n",
            "author: B\n",
            "author: C\n",
            "topic: B\n",
            "topic: C\n",
            "topics: [B, C]\n",
            "aliases: [/b]\n",
            "aliases: [/c]\n",
            "translation_of: b.md\n",
            "translation_of: c.md\n",
            "lang: ru\n",
            "draft: true\n",
            "noindex: true\n",
            "withdrawn: true\n",
            "byline: B\n",
            "gallery: [b.jpg]\n",
            "episode: 1\n",
            "expires: 2010-12-11\n",
            "updated: 2010-12-11\n",
            "extra: {b: c}\n",
        ];
        let digests: BTreeSet<u64> = lines.iter().map(|line| with(line)).collect();
        assert_eq!(digests.len(), lines.len());
        let own =
            [("T", "U"), ("2010-12-10", "2010-12-11"), ("summary: S", "summary: R"), ("summary: S\n", "")];
        let text = "---\ntitle: T\ndate: 2010-12-10\nsummary: S\n---\nBody.\n";
        for (from, to) in own {
            assert!(!digests.contains(&digest(&text.replace(from, to))), "{from}");
        }
    }
}
