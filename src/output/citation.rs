//! How to cite an article: where it was published, when, and the archive that keeps it.

use std::fmt::Write as _;

use chrono::NaiveDate;

use super::article::inputs::ArticleInputs;
use super::base::Base;
use super::provenance::Keeper;
use super::shared::Html;
use super::view::{CitationFormView, CitationView};
use crate::config::{LanguageId, Publication, Quotes};
use name::Name;

mod bibtex;
mod name;
mod ris;
mod styles;

/// What the forms of a citation are made of.
struct Work<'w> {
    /// Who wrote it.
    names: Vec<Name<'w>>,
    /// The headline.
    title: &'w str,
    /// What it appeared in, where that is known.
    publication: Option<&'w Publication>,
    /// When it was published.
    date: NaiveDate,
    /// The archive that keeps it; none where the publication does.
    keeper: Option<Keeper<'w>>,
    /// When the archive took it over.
    captured: Option<NaiveDate>,
    /// Its language tag.
    language: &'w str,
    /// The full address of its page.
    url: &'w str,
    /// The address on the site.
    path: &'w str,
}

impl<'w> Work<'w> {
    /// The name of the archive; where it has that of the publication, who keeps it.
    fn archive(&self) -> Option<&'w str> {
        let keeper = self.keeper?;
        let is_the_same = self.publication.is_some_and(|publication| *publication.name == *keeper.archive);
        if is_the_same { keeper.operator } else { Some(keeper.archive) }
    }

    /// Who keeps the archive, where that is not its name already.
    fn operator(&self) -> Option<&'w str> {
        self.keeper?.operator.filter(|operator| self.archive() != Some(*operator))
    }

    /// The authors; a publication is not named as the author of what appears in it.
    fn named(&self) -> Vec<&Name<'w>> {
        let publication = self.publication.map(|publication| &*publication.name);
        self.names.iter().filter(|name| Some(name.whole()) != publication).collect()
    }
}

/// The citation of an article that appeared in `publication` and whose page is at `url`.
pub(super) fn citation(
    base: &Base<'_>,
    inputs: &ArticleInputs<'_>,
    publication: Option<&Publication>,
    url: &str,
) -> CitationView {
    let article = inputs.about.article();
    let (language, more) = (article.language, article.more_or_default());
    let mut names: Vec<Name<'_>> = Vec::with_capacity(inputs.authors.len());
    for author in &inputs.authors {
        let (name, full) = (&author.link().title, author.full());
        names.push(Name::new(name, full.family_name.as_deref(), full.organisation));
    }
    let is_byline = names.is_empty();
    // A byline that names no author of the archive is one name, whatever it says.
    if let Some(byline) = more.byline.as_deref().filter(|_| names.is_empty()) {
        names.push(Name::Whole(byline));
    }
    let captured = more.origin.as_deref().and_then(|origin| origin.captured.as_ref());
    let work = Work {
        names,
        title: &article.title,
        publication,
        date: article.date.day(),
        keeper: base.keeper(publication, language),
        captured: captured.map(|date| date.day()),
        language: &base.config.language(language).code,
        url,
        path: inputs.about.url.as_str(),
    };
    let form = |style, html: String| CitationFormView { style, html: Html::new(&html) };
    CitationView {
        text: plain(base, language, &work),
        forms: vec![
            form("APA", styles::apa(&work)),
            form("MLA", styles::mla(&work)),
            form("Chicago", styles::chicago(&work)),
        ],
        bibtex: bibtex::entry(&work),
        ris: ris::entry(&work),
        creators: work.names.iter().map(Name::inverted).collect(),
        authors: read_as_authors(if is_byline { &[] } else { &work.names })
            .iter()
            .map(Name::inverted)
            .collect(),
        date: ris::slashed(work.date),
    }
}

/// The names that importers read rightly from `citation_author`: not a byline, and not a single name that has blanks on both
/// sides of its comma, which Zotero takes for two authors.
fn read_as_authors<'n, 'w>(names: &'n [Name<'w>]) -> &'n [Name<'w>] {
    match names {
        [Name::Person { family, given, .. }] if family.contains(' ') && given.contains(' ') => &[],
        _ => names,
    }
}

/// A plain line in the article's language.
fn plain(base: &Base<'_>, language: LanguageId, work: &Work<'_>) -> String {
    let mut text = String::new();
    let names: Vec<&str> = work.names.iter().map(Name::whole).collect();
    // Writing to a string does not fail.
    if !names.is_empty() {
        let _ = write!(text, "{}. ", names.join(", "));
    }
    let end = if work.title.ends_with(['.', '?', '!', '…']) { "" } else { "." };
    let mut quotes = base.theme.text(language, "quotes").split_whitespace();
    let (open, close) = (quotes.next().unwrap_or("“"), quotes.next().unwrap_or("”"));
    // What is quoted in the title is a quotation within one.
    let own = Quotes::of(&base.config.language(language).code);
    let title = match [open, close] == own.outer {
        true => work.title.replace(open, own.inner[0]).replace(close, own.inner[1]),
        false => work.title.to_owned(),
    };
    let _ = write!(text, "{open}{title}{end}{close} ");
    if let Some(publication) = work.publication {
        let _ = write!(text, "{}, ", publication.name);
    }
    let _ = write!(text, "{}. ", base.day(work.date, language).text);
    for part in [work.archive(), work.operator()].into_iter().flatten() {
        let _ = write!(text, "{part}. ");
    }
    text.push_str(work.url);
    text
}

#[cfg(test)]
mod tests;
