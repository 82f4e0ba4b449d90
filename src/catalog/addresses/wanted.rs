//! The address an article asks for.

use std::fmt::Write as _;

use chrono::Datelike;

use crate::article::{Address, Article, sections, undated_name};
use crate::catalog::{TermId, Terms};
use crate::config::{Config, Placeholder, TaxonomyId};
use crate::fingerprint::Fingerprint;
use crate::path::{PathError, UrlPath};

/// What the addresses that articles ask for are made of.
#[derive(Clone, Copy)]
pub(super) struct Wanting<'c> {
    pub(super) config: &'c Config,
    pub(super) terms: &'c Terms,
}

impl Wanting<'_> {
    /// The address an article asks for, with `-number` behind its slug from the second try on.
    ///
    /// # Errors
    /// Where the parts of its pattern, each of which is one of an address, make none together.
    pub(super) fn address(
        self,
        (article, address): (&Article, &Address),
        terms: &[TermId],
        number: usize,
    ) -> Result<UrlPath, PathError> {
        let slug = match address {
            Address::Exact(url) => return Ok(numbered(url, number)),
            Address::Slug(slug) => slug,
        };
        let (config, day) = (self.config, article.date.day());
        let below = config.below_content(article.path.as_str()).unwrap_or_default();
        let permalink = config.permalink(article.language, below);
        let naming = permalink.naming();
        let below = permalink.fill(|part, path| {
            let name = || config.slugs.of_name(undated_name(&article.path, config));
            // Writing to a string does not fail.
            let _ = match part {
                Placeholder::Year => write!(path, "{:04}", day.year()),
                Placeholder::Month => write!(path, "{:02}", day.month()),
                Placeholder::Day => write!(path, "{:02}", day.day()),
                Placeholder::Slug => path.write_str(slug),
                Placeholder::Title => {
                    path.write_str(config.slugs.of_text(&article.title).as_deref().unwrap_or(slug))
                }
                Placeholder::Name => path.write_str(name().as_deref().unwrap_or(slug)),
                Placeholder::Term(taxonomy) => {
                    path.write_str(self.first_term(terms, taxonomy).unwrap_or_default())
                }
                Placeholder::Section | Placeholder::Sections => {
                    sections(&article.path, config, part, path);
                    Ok(())
                }
            };
            if number > 1 && naming == Some(part) {
                let _ = write!(path, "-{number}");
            }
        })?;
        Ok(config.home(article.language).append(&below))
    }

    /// The slug of the first of `terms` that is of a taxonomy.
    fn first_term(&self, terms: &[TermId], taxonomy: TaxonomyId) -> Option<&str> {
        let mut terms = terms.iter().map(|id| &self.terms[*id]);
        terms.find(|term| term.taxonomy == taxonomy).map(|term| &*term.slug)
    }
}

/// The address with `-number` at the end of its last part, before an extension, from the second try on.
pub(super) fn numbered(url: &UrlPath, number: usize) -> UrlPath {
    if number == 1 {
        return url.clone();
    }
    let text = url.as_str().trim_end_matches('/');
    let (stem, extension) = match url.extension() {
        Some(extension) => (&text[..text.len() - extension.len() - 1], format!(".{extension}")),
        None => (text, "/".into()),
    };
    // The home page's own number is the whole of its address.
    let hyphen = if stem.is_empty() { "/" } else { "-" };
    let written = format!("{stem}{hyphen}{number}{extension}").replace('%', "%25");
    // An address as long as can be has no room for a number.
    let other = || UrlPath::root().join(&format!("{}-{number}", Fingerprint::of(text.as_bytes()).short()));
    UrlPath::parse(&written).unwrap_or_else(|_| other())
}
