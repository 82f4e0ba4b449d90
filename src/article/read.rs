//! From the values of a front matter to a document.

use std::borrow::Cow;

use super::context::{Context, Url, reference};
use super::front_matter::{self, Missing};
use super::kind::{DocumentKind, bundle_name, language_suffix, sections, undated_name};
use super::{
    Address, Article, Attachment, Document, Image, MANY_NAMES, MAX_NAMES, MAX_TITLE_CHARS, Media, More,
    NameReference, Note, Origin, Page, PageRole, ParsedArticle, PublicationDate, Rare, ReadDocument,
    Reference, References, Stamp, Syndication, TermReference, Withdrawal, body, date, parse_date, profile,
    term,
};
use crate::address::{self, Unreadable};
use crate::article::message;
use crate::config::{self, Config, ForeignName, LanguageId, Part, Publication};
use crate::diagnostic::{Diagnostic, Diagnostics, Place, Position};
use crate::fingerprint::Fingerprint;
use crate::path::{MAX_ADDRESS_BYTES, PathError, SourcePath};
use crate::text::shown;
use crate::value;
use crate::value::fields::{Fields, Located, Report};
use crate::value::keys::Rules;
use crate::value::{Node, Value};

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
    rename_fields(&mut node, &config.fields);
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

/// Gives entries with foreign names the names they stand for, where the file does not have those already.
fn rename_fields(node: &mut Node, names: &[ForeignName]) {
    let Value::Map(entries) = &mut node.value else { return };
    for ForeignName { name, known, .. } in names {
        if entries.iter().any(|entry| *entry.key == **known) {
            continue;
        }
        if let Some(entry) = entries.iter_mut().find(|entry| *entry.key == **name) {
            entry.key = known.as_str().into();
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
        let summary = self.first_text(&["summary", "description"]).filter(|summary| !summary.is_empty());
        let standfirst = summary.is_some();
        let summary = summary.unwrap_or_else(|| {
            let markdown = self.config.markdown;
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

    /// What the address is made of: `url`, or a slug from `slug`, the file's name or the title; with the place of the
    /// address, and a `url` that no static host can answer and that is thus only an old address.
    fn address(&mut self, title: &str) -> (Address, Option<Position>, Option<Reference>) {
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
    fn check_address(&self, language: LanguageId, references: &References) {
        let Address::Slug(slug) = &references.address else { return };
        let below = self.config.below_content(self.path.as_str()).unwrap_or_default();
        let filled = self.config.permalink(language, below).fill(|part, path| match part {
            Part::Section | Part::Sections => sections(self.path, self.config, part, path),
            Part::Slug => path.push_str(slug),
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

    fn images(&mut self, key: &str) -> Box<[Image]> {
        let Some(node) = self.fields.take(key) else { return Box::default() };
        match &node.value {
            Value::List(items) => items.iter().filter_map(|item| self.read_image(key, item)).collect(),
            _ => self.read_image(key, node).into_iter().collect(),
        }
    }

    fn media(&mut self, key: &str) -> Option<Media> {
        let node = self.fields.take(key)?;
        let report = self.fields.report();
        if !matches!(node.value, Value::Map(_)) {
            let file = self.safe(key, report.text(key, node).filter(|written| !written.text.is_empty()))?;
            return Some(Media { file, ..Media::default() });
        }
        let mut fields = Fields::of(node, key, report);
        let written = self.file(&mut fields, node, key);
        let duration = fields.nonempty("duration").and_then(|written| {
            let seconds = read_duration(written.text);
            if seconds.is_none() {
                report.push(message::wrong_duration(self.place(written.position), written.text));
            }
            seconds
        });
        let poster = fields.nonempty("poster");
        Some(Media {
            title: fields.shown("title"),
            duration,
            bytes: fields.bytes("bytes"),
            poster: self.safe("poster", poster),
            file: self.safe(key, written)?,
        })
    }

    fn attachments(&mut self) -> Box<[Attachment]> {
        let Some(node) = self.fields.take("attachments") else { return Box::default() };
        let items = if let Value::List(items) = &node.value { items } else { std::slice::from_ref(node) };
        let report = self.fields.report();
        let attachment = |item| {
            if !matches!(item, &Node { value: Value::Map(_), .. }) {
                let file = self.safe("attachments", report.text("attachments", item))?;
                return Some(Attachment { file, title: None });
            }
            let mut fields = Fields::of(item, "attachments", report);
            let written = self.file(&mut fields, item, "attachments");
            let title = fields.shown("title");
            Some(Attachment { file: self.safe("attachments", written)?, title })
        };
        items.iter().filter_map(attachment).collect()
    }

    /// Corrections and keeper's notes: texts, or tables with a date and a text.
    fn notes(&mut self, key: &str) -> Box<[Note]> {
        let Some(node) = self.fields.take(key) else { return Box::default() };
        let items = if let Value::List(items) = &node.value { items } else { std::slice::from_ref(node) };
        let report = self.fields.report();
        let note = |item| {
            if !matches!(item, &Node { value: Value::Map(_), .. }) {
                return report.text(key, item).map(|written| Note { date: None, text: written.shown() });
            }
            let mut fields = Fields::of(item, key, report);
            let date = fields.nonempty("date").and_then(|written| self.parse_date(key, "date", written));
            let text = fields.first(&["text", "note"]).map(|(_, written)| written);
            if text.is_none() {
                report.push(message::no_text(self.place(item.position), key));
            }
            text.map(|written| Note { date, text: written.shown() })
        };
        items.iter().filter_map(note).collect()
    }

    fn syndication(&mut self) -> Option<Syndication> {
        let mut fields = self.fields.table("syndicated_from")?;
        let url = fields.nonempty("url");
        Some(Syndication {
            name: fields.shown("name").unwrap_or_default(),
            licence: fields.first(&["licence", "license"]).map(|(_, written)| written.shown()),
            url: self.safe("syndicated_from", url),
        })
    }

    /// `publication`: a name, or a table. A taxonomy of that name has taken it already.
    fn publication(&mut self) -> Option<Publication> {
        let node = self.fields.has("publication").then(|| self.fields.take("publication"))??;
        let report = self.fields.report();
        let publication = match &node.value {
            Value::Map(_) => {
                let mut fields = Fields::of(node, "publication", report);
                config::publication::read(&mut fields, &Publication::default())
            }
            Value::List(_) => return report.wrong_type(node, "publication", "a string or a table"),
            _ => {
                Publication { name: shown(report.text("publication", node)?.text), ..Publication::default() }
            }
        };
        if publication.name.is_empty() {
            report.push(message::publication_without_name(self.place(node.position)));
        }
        Some(publication)
    }

    /// `origin`, or `original_url` and `captured` at the top level.
    fn origin(&mut self) -> Option<Origin> {
        let mut origin = Origin { captured: self.date(&["captured"]), ..Origin::default() };
        let url = self.fields.nonempty("original_url");
        origin.url = self.original("original_url", url);
        if let Some(mut fields) = self.fields.table("origin") {
            let url = fields.nonempty("url");
            origin.url = self.original("origin", url).or(origin.url);
            let captured = fields.nonempty("captured");
            origin.captured = captured
                .and_then(|written| self.parse_date("origin", "captured", written))
                .or(origin.captured);
            origin.source = fields.shown("source");
            origin.sha256 = fields.nonempty("sha256").map(|written| written.text.into());
        }
        (origin != Origin::default()).then_some(origin)
    }

    /// The original address. One that is too long stays what the page says of itself, but gives way as an old address.
    fn original(&self, key: &str, written: Option<Located<'_>>) -> Option<Box<str>> {
        let url = self.safe(key, written)?;
        let length = match address::Address::declared(&url, &self.config.hosts) {
            Ok(address) => address.length(),
            Err(Unreadable { error: PathError::WholeTooLong, .. }) => url.len(),
            Err(_) => 0,
        };
        if length > MAX_ADDRESS_BYTES
            && let Some(written) = written
        {
            self.fields.report().push(message::long_original(self.place(written.position), length));
        }
        Some(url)
    }

    /// `withdrawn: true`, or a table with date and reason.
    fn withdrawal(&mut self) -> Option<Withdrawal> {
        let node = self.fields.take("withdrawn")?;
        match &node.value {
            Value::Bool(withdrawn) => withdrawn.then(Withdrawal::default),
            Value::Map(_) => {
                let mut fields = Fields::of(node, "withdrawn", self.fields.report());
                let date =
                    fields.nonempty("date").and_then(|written| self.parse_date("withdrawn", "date", written));
                Some(Withdrawal { date, reason: fields.shown("reason") })
            }
            _ => self.fields.report().wrong_type(
                node,
                "withdrawn",
                "true, or a table with `date` and `reason`",
            ),
        }
    }

    /// A standing page or the text of an index.
    fn page(&mut self, role: PageRole) -> Page {
        let titled = matches!(role, PageRole::Standing { .. });
        let (url, url_position) = match self.url() {
            Some(Url::Page(url, position)) => (Some(url), Some(position)),
            _ => (None, None),
        };
        Page {
            path: self.path.clone(),
            stamp: self.stamp,
            title: if self.fields.has("title") || titled { self.title() } else { "".into() },
            role,
            summary: self.first_text(&["summary", "description"]).unwrap_or_default(),
            language: self.language(),
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
            .map(|(language, (title, summary))| (language, title, summary))
            .collect(),
            extra: self.extra().map(Box::new),
        }
    }
}

/// The slug of an article that gives none: from the name of its file, otherwise from the title.
pub(super) fn default_slug(path: &SourcePath, title: &str, config: &Config) -> String {
    let slugs = config.slugs;
    slugs.of_name(undated_name(path, config)).or_else(|| slugs.of_text(title)).unwrap_or_else(|| {
        // Neither name nor title has a letter: the path still tells two such articles apart.
        format!("article-{}", &Fingerprint::of(path.as_str().as_bytes()).short()[..8])
    })
}

/// The date that the name of a file starts with.
pub(super) fn date_of_name(path: &SourcePath, config: &Config) -> Option<PublicationDate> {
    let (date, _) = date::date_in_name(bundle_name(path, config))?;
    parse_date(date, config.timezone).ok()
}

/// `754`, `12:34` or `1:02:03` in seconds.
fn read_duration(text: &str) -> Option<u32> {
    let mut seconds: u32 = 0;
    let parts: Vec<&str> = text.split(':').collect();
    if parts.len() > 3 {
        return None;
    }
    for part in parts {
        seconds = seconds.checked_mul(60)?.checked_add(part.trim().parse().ok()?)?;
    }
    Some(seconds)
}
