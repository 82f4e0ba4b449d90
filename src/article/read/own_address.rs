//! What the address of an article is made of.

use std::borrow::Cow;

use crate::article::context::{Context, Url};
use crate::article::kind::{sections, undated_name};
use crate::article::{Address, Reference, References, message};
use crate::config::{Config, LanguageId, Placeholder};
use crate::diagnostic::Position;
use crate::fingerprint::Fingerprint;
use crate::path::SourcePath;

impl Context<'_, '_, '_> {
    /// What the address is made of: `url`, or a slug from `slug`, the file's name or the title; with the place of the
    /// address, and a `url` that no static host can answer and that is thus only an old address.
    pub(super) fn address(&mut self, title: &str) -> (Address, Option<Position>, Option<Reference>) {
        // A file with a `url` of its own may have one too.
        self.fields.know("slug");
        let old_address = match self.url() {
            Some(Url::Page(url, position)) => return (Address::Exact(url), Some(position), None),
            Some(Url::Old(reference)) => Some(reference),
            None => None,
        };
        if let Some(written) = self.fields.nonempty("slug") {
            // Spaces as written become hyphens, encoded ones are part of the old address. What is encoded and no UTF-8 stays as
            // it is written, so that two such slugs do not become one.
            let joined = written.text.split_whitespace().collect::<Vec<_>>().join("-");
            let decoded = percent_encoding::percent_decode_str(&joined).decode_utf8().map(Cow::into_owned);
            let slug = decoded.unwrap_or(joined);
            return (Address::Slug(slug.into()), Some(written.position), old_address);
        }
        let slug = default_slug(self.path, title, self.config);
        (Address::Slug(slug.into()), None, old_address)
    }

    /// Reports a slug that makes no address, while its place is known.
    pub(super) fn check_address(&self, language: LanguageId, references: &References) {
        let Address::Slug(slug) = &references.address else { return };
        let below = self.config.below_content(self.path.as_str()).unwrap_or_default();
        let filled = self.config.permalink(language, below).fill(|part, path| match part {
            Placeholder::Section | Placeholder::Sections => sections(self.path, self.config, part, path),
            Placeholder::Slug => path.push_str(slug),
            // What else there is has been made into a part of an address, or will be.
            _ => path.push_str("2000"),
        });
        let slash = slug.contains('/').then_some(crate::path::PathError::NotOnePart);
        if let Some(error) = filled.err().or(slash) {
            let place = self.place(references.address_position.unwrap_or(self.fields.position));
            let problem = message::wrong_address(place, "slug", slug, error);
            self.fields.report().push(problem);
        }
    }
}

/// The slug of an article that gives none: from the name of its file, otherwise from the title.
pub(in crate::article) fn default_slug(path: &SourcePath, title: &str, config: &Config) -> String {
    let slugs = config.slugs;
    slugs.of_name(undated_name(path, config)).or_else(|| slugs.of_text(title)).unwrap_or_else(|| {
        // Neither name nor title has a letter: the path still tells two such articles apart.
        format!("article-{}", &Fingerprint::of(path.as_str().as_bytes()).short()[..8])
    })
}
