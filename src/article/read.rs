//! From the values of a front matter to a document.

use std::borrow::Cow;

use super::context::{Context, Url, reference};
use super::front_matter::{self, Missing};
use super::kind::{DocumentKind, bundle_name, language_suffix};
use super::{
    Article, Document, MANY_NAMES, MAX_NAMES, MAX_TITLE_CHARS, More, NameReference, Page, PageRole,
    ParsedArticle, PublicationDate, Rare, ReadDocument, References, Stamp, TermReference, body, date,
    parse_date, profile, term,
};
use crate::article::message;
use crate::config::{Config, Markdown};
use crate::diagnostic::{Diagnostic, Diagnostics, Place, Position};
use crate::fingerprint::Fingerprint;
use crate::path::SourcePath;
use crate::value;
use crate::value::fields::{Fields, Located, Report};
use crate::value::keys::Rules;

mod foreign_shapes;
mod media;
mod origin;
mod own_address;

pub(super) use self::own_address::default_slug;

/// The length of a summary taken from the first paragraph, in characters.
const EXCERPT_CHARS: usize = 240;

/// Reads the document in `text`.
pub(super) fn document(
    path: &SourcePath,
    text: &str,
    kind: DocumentKind,
    fingerprint: Fingerprint,
    config: &Config,
) -> ReadDocument {
    let nothing = |problem: Diagnostic| ReadDocument { problems: problem.into(), ..ReadDocument::default() };
    let parts = match front_matter::split(text) {
        Ok(parts) => parts,
        Err(Missing::NotOpened(at)) => {
            return nothing(message::no_front_matter(Place::new(path.as_str(), at)));
        }
        Err(Missing::NotClosed(at)) => {
            return nothing(message::open_front_matter(Place::new(path.as_str(), at)));
        }
    };
    let mut problems = Diagnostics::new();
    let mut node = match front_matter::values(&parts, path, &mut problems) {
        Ok(node) => node,
        Err(problem) => return nothing(*problem),
    };
    foreign_shapes::translate(&mut node, &config.fields);
    let no_date = |text: &str| parse_date(text, chrono_tz::UTC).err();
    let rules = Rules { strict: config.strict, lenient: config.lenient, declared: &config.declared, no_date };
    let report = Report::by(path.as_str(), rules);
    report.control_characters(&node);
    if config.lenient {
        node.remove_control_characters();
    }
    let count = |bytes: usize| u32::try_from(bytes).unwrap_or(u32::MAX);
    let stamp = Stamp { fingerprint, body: count(parts.body), size: count(text.len()) };
    let language = language_suffix(path.as_str(), config).0;
    let context = Context { path, config, fields: Fields::top(&node, &report), stamp, language };
    let document = context.document(kind, text);
    let (unknown, known) = (report.take_unknown(), report.take_known());
    problems.append(report.finish());
    ReadDocument { document: document.filter(|_| !problems.has_errors()), problems, unknown, known }
}

impl Context<'_, '_, '_> {
    /// Reads a document of this kind.
    fn document(mut self, kind: DocumentKind, text: &str) -> Option<Document> {
        let context = &mut self;
        match kind {
            DocumentKind::Article => {
                context.article(text).map(|article| Document::Article(article.finish().into()))
            }
            DocumentKind::Home => Some(Document::Page(context.page(PageRole::Home).into())),
            DocumentKind::Page { key } => {
                Some(Document::Page(context.page(PageRole::Standing { key }).into()))
            }
            DocumentKind::Taxonomy(index) => {
                Some(Document::Page(context.page(PageRole::Taxonomy(index)).into()))
            }
            DocumentKind::Authors => Some(Document::Page(context.page(PageRole::Authors).into())),
            DocumentKind::Term { taxonomy, name, parent } => {
                Some(Document::Term(term::read(self, taxonomy, &name, parent).into()))
            }
            DocumentKind::Profile { name } => Some(Document::Profile(profile::read(self, &name).into())),
        }
    }
}

impl<'n> Context<'_, 'n, '_> {
    /// The publication date, from the front matter, the file's name or the address that the front matter gives.
    fn publication_date(&mut self) -> Option<PublicationDate> {
        let report = self.fields.report();
        let in_name =
            date::date_in_name(bundle_name(self.path, self.config)).map(|(date, _)| date.to_owned());
        let in_name = in_name.or_else(|| date::date_in_address(self.written_address()?.1.text));
        let of_name = in_name.as_deref().and_then(|date| parse_date(date, self.config.timezone).ok());
        let Some(written) = self.fields.nonempty("date") else {
            // That it is of a wrong type has been told.
            if of_name.is_none() && (report.is_lenient() || self.fields.is_empty("date")) {
                let position = Position { line: self.fields.position.line, column: 1 };
                report.push(message::no_date(self.place(position), &self.config.pages));
            }
            return of_name;
        };
        let why = match parse_date(written.text, self.config.timezone) {
            Ok(date) => return Some(date),
            Err(why) => why,
        };
        let problem = value::message::wrong_date(self.place(written.position), "date", written.text, why);
        match (in_name, of_name) {
            (Some(date), Some(_)) if report.is_lenient() => {
                report.push(message::date_of_name(problem, &date));
                report.keep_misfit("", "date", || written.text.into());
                of_name
            }
            _ => {
                report.push(problem);
                None
            }
        }
    }

    fn article(&mut self, text: &str) -> Option<ParsedArticle> {
        let title = self.title();
        let date = self.publication_date();
        let language = self.language();
        let (address, address_position, old_address) = self.address(&title);
        let markdown = self.config.markdown_of(language);
        let title = set_in_type(title, markdown);
        let summary = self.first_text(&["summary", "description"]).filter(|summary| !summary.is_empty());
        let standfirst = summary.is_some();
        let summary = summary.map(|summary| set_in_type(summary, markdown)).unwrap_or_else(|| {
            body::excerpt(text, self.stamp.body as usize, self.config.summary, EXCERPT_CHARS, markdown).into()
        });
        let mut authors = self.name_references("author");
        authors.extend(self.name_references("authors"));
        self.check_names("author", &authors);
        // All of it is read before the date is missed, so that everything wrong is told at once.
        let mut visibility = self.visibility();
        let aliases = self.references("aliases").chain(old_address).collect();
        let terms = self.terms();
        let translation_of = self.fields.nonempty("translation_of");
        let more = self.more();
        visibility.withdrawn = more.as_ref().is_some_and(|more| more.rare_or_default().withdrawal.is_some());
        let article = Article {
            stamp: self.stamp,
            summary,
            standfirst,
            language,
            visibility,
            more,
            ..Article::draft(self.path.clone(), title, date?)
        };
        let references = References {
            address,
            address_position,
            authors: authors.into(),
            terms,
            aliases,
            translation_of: translation_of.map(|written| Box::new(reference(written))),
        };
        self.check_address(article.language, &references);
        Some(ParsedArticle { article, references })
    }

    /// The terms of every taxonomy, by its key, plural or path.
    fn terms(&mut self) -> Box<[TermReference]> {
        let mut terms = Vec::new();
        let config = self.config;
        for (index, taxonomy) in config.taxonomies.enumerate() {
            taxonomy.keys().for_each(|parts| self.fields.know_joined(&parts));
            let mut names = Vec::new();
            for key in self.fields.unasked().filter(|key| taxonomy.answers_to(key)).collect::<Vec<_>>() {
                names.extend(self.name_references(key));
            }
            self.check_names(&taxonomy.key, &names);
            terms.extend(names.into_iter().map(|term| TermReference { taxonomy: index, term }));
        }
        terms.into()
    }

    /// Reports that an article names very many of one kind, and names that are texts.
    fn check_names(&self, key: &str, names: &[NameReference]) {
        let report = self.fields.report();
        for NameReference { name, position } in names.iter().filter(|name| name.name.len() > MAX_TITLE_CHARS)
        {
            let length = name.chars().count();
            if length > MAX_TITLE_CHARS {
                report.push(message::long_name(self.place(*position), key, length, MAX_TITLE_CHARS));
            }
        }
        if let Some(first) = names.get(MAX_NAMES) {
            report.push(message::too_many_names(self.place(first.position), key, names.len(), MAX_NAMES));
        } else if let Some(first) = names.get(MANY_NAMES) {
            report.push(message::many_names(self.place(first.position), key, names.len()));
        }
    }

    /// Everything few articles have; `None` where this one has nothing of it. Must come last: it takes the rest.
    fn more(&mut self) -> Option<Box<More>> {
        let rare = Rare {
            expires: self.date(&["expires", "expirydate"]),
            author_note: self.text("author_note"),
            translators: self.names("translator", "translators"),
            photographers: self.names("photographer", "photographers"),
            agencies: self.names("agency", "agencies"),
            gallery: self.images("gallery"),
            audio: self.media("audio").map(Box::new),
            video: self.media("video").map(Box::new),
            attachments: self.attachments(),
            corrections: self.notes("corrections"),
            archive_notes: self.notes("archive_notes"),
            syndicated_from: self.syndication().map(Box::new),
            publication: self.publication().map(Box::new),
            guid: self.text("guid"),
            episode: self.fields.number("episode"),
            season: self.fields.number("season"),
            withdrawal: self.withdrawal().map(Box::new),
        };
        let more = More {
            updated: self.date(&["updated", "lastmod"]),
            byline: self.text("byline"),
            licence: self.first_text(&["licence", "license"]),
            image: self.image("image").map(Box::new),
            origin: self.origin().map(Box::new),
            id: self.text("id"),
            extra: self.extra().map(Box::new),
            rare: (rare != Rare::default()).then(|| Box::new(rare)),
        };
        (more != More::default()).then(|| Box::new(more))
    }

    fn names(&mut self, one: &str, many: &str) -> Box<[Box<str>]> {
        let mut names = self.fields.texts(one);
        names.extend(self.fields.texts(many));
        names.iter().map(Located::shown).filter(|name| !name.is_empty()).collect()
    }

    /// A standing page or the text of an index.
    fn page(&mut self, role: PageRole) -> Page {
        let titled = matches!(role, PageRole::Standing { .. });
        let language = self.language();
        let set = |text| set_in_type(text, self.config.markdown_of(language));
        let (url, url_position) = match self.url() {
            Some(Url::Page(url, position)) => (Some(url), Some(position)),
            _ => (None, None),
        };
        Page {
            path: self.path.clone(),
            stamp: self.stamp,
            title: if self.fields.has("title") || titled { set(self.title()) } else { "".into() },
            role,
            summary: self.first_text(&["summary", "description"]).map(set).unwrap_or_default(),
            language,
            url,
            url_position,
            visibility: self.visibility(),
            aliases: self.references("aliases").collect(),
            template: self.fields.nonempty("template").map(reference),
            translations: profile::translations(self, |fields| {
                let mut get = |key| fields.shown(key);
                (get("title").unwrap_or_default(), get("summary"))
            })
            .into_iter()
            .map(|(language, (title, summary))| {
                let set = |text| set_in_type(text, self.config.markdown_of(language));
                (language, set(title), summary.map(set))
            })
            .collect(),
            extra: self.extra().map(Box::new),
        }
    }
}

/// A title or summary as it is set in type, where the site wants that.
fn set_in_type(text: Box<str>, markdown: Markdown) -> Box<str> {
    match body::typeset(&text, markdown) {
        Cow::Borrowed(_) => text,
        Cow::Owned(set) => set.into(),
    }
}

/// The date that the name of a file starts with.
pub(super) fn date_of_name(path: &SourcePath, config: &Config) -> Option<PublicationDate> {
    let (date, _) = date::date_in_name(bundle_name(path, config))?;
    parse_date(date, config.timezone).ok()
}
