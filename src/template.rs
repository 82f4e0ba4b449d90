//! The theme: templates and interface texts, the default ones embedded, a site's own file of the same name first.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use include_dir::{Dir, include_dir};
use tera::{Context, ErrorKind, Kwargs, State, Tera, Value};
use walkdir::WalkDir;

use crate::config::{Config, LanguageId};
use crate::diagnostic;
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::fingerprint::{Fingerprint, FingerprintBuilder};
use crate::id::IdVec;
use crate::platform::path::slashed;
use crate::source;
use crate::value;
use crate::value::{Node, Value as Written};
use faults::Templates;
use guard::Guarded;

mod calls;
mod compact;
pub mod defaults;
mod faults;
mod guard;
mod limits;
pub mod lists;
pub mod message;
pub mod plurals;
mod scan;

pub use limits::MAX_PAGE_BYTES;

/// The folder of a site's own templates, below the root.
pub const FOLDER: &str = "templates";

/// The folder of a site's own interface texts, below the root.
pub const TEXTS: &str = "i18n";

/// The prefix under which the default theme can be extended: `{% extends "default/article.html" %}`.
const DEFAULT: &str = "default/";

static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");
static INTERFACE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/i18n");
static ASSETS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/static/theme");

/// The files of the default theme that pages refer to, as they are published, by name, sorted.
pub static THEME_FILES: LazyLock<BTreeMap<&'static str, Cow<'static, [u8]>>> = LazyLock::new(|| {
    theme_sources().into_iter().map(|(name, bytes)| (name, compact::compact(name, bytes))).collect()
});

/// Whether a site's own file is that of the default theme, which is published in its place.
pub fn is_theme_source(name: &str, bytes: &[u8]) -> bool {
    ASSETS.get_file(name).is_some_and(|file| file.contents() == bytes)
}

/// The files of the default theme as they are written.
fn theme_sources() -> Vec<(&'static str, &'static [u8])> {
    let mut files = Vec::new();
    collect(&ASSETS, &mut |name, bytes| files.push((name, bytes)));
    files
}

/// Loaded templates and interface texts.
pub struct Theme {
    /// The fingerprint of the site's own templates and texts: the default ones are the program's.
    pub fingerprint: Fingerprint,
    tera: Tera,
    /// The site's own templates as they were given to the engine, by name.
    guarded: BTreeMap<String, Guarded>,
    /// Interface texts by language.
    texts: IdVec<LanguageId, Value>,
    /// Anchors that stand in templates, and the beginnings of those that are made there.
    anchors: BTreeSet<String>,
}

impl Theme {
    /// Loads the default theme and the templates and texts of the site in `root`.
    ///
    /// # Errors
    /// Everything that is wrong with the site's own files.
    pub fn load(root: &Path, config: &Config) -> Result<Theme, Diagnostics> {
        Theme::read(Some(root), config)
    }

    /// The default theme alone, with which a site whose own cannot be read is looked through for other errors.
    pub fn embedded(config: &Config) -> Theme {
        Theme::read(None, config).unwrap_or_else(|_| Theme {
            fingerprint: Fingerprint::default(),
            tera: Tera::new(),
            guarded: BTreeMap::new(),
            texts: config.languages.ids().map(|_| Value::none()).collect(),
            anchors: BTreeSet::new(),
        })
    }

    fn read(root: Option<&Path>, config: &Config) -> Result<Theme, Diagnostics> {
        let mut problems = Diagnostics::new();
        let mut templates = Vec::new();
        collect(&TEMPLATES, &mut |name, bytes| {
            templates.push((format!("{DEFAULT}{name}"), String::from_utf8_lossy(bytes).into_owned()));
        });
        let embedded = templates.len();
        if let Some(root) = root {
            own_templates(root, &mut templates, &mut problems);
        }
        let mut fingerprint = FingerprintBuilder::new();
        for (name, text) in &templates[embedded..] {
            fingerprint.part(name.as_bytes()).part(text.as_bytes());
        }
        let anchors = templates.iter().flat_map(|(_, text)| anchors(text)).collect();
        let guarded = templates[embedded..].iter().map(|(name, text)| (name.clone(), guard::guard(text)));
        let templates = Templates { guarded: guarded.collect(), texts: templates.into_iter().collect() };
        let tera = templates.load().unwrap_or_else(|found| {
            problems.append(found);
            Tera::new()
        });
        let guarded = templates.guarded;
        let texts: IdVec<LanguageId, Value> =
            config.languages.ids().map(|language| texts(root, config, language, &mut problems)).collect();
        fingerprint.add(&texts.as_slice());
        let fingerprint = fingerprint.finish();
        if problems.has_errors() {
            Err(problems)
        } else {
            Ok(Theme { fingerprint, tera, guarded, texts, anchors })
        }
    }

    /// The interface texts of a language: `t` in templates.
    pub fn texts(&self, language: LanguageId) -> &Value {
        &self.texts[language]
    }

    /// One interface text of a language, or its key.
    pub fn text<'t>(&'t self, language: LanguageId, key: &'t str) -> &'t str {
        self.texts(language).get_from_path(key).and_then(Value::as_str).unwrap_or(key)
    }

    /// Whether a template has an anchor of this name.
    pub fn has_anchor(&self, name: &str) -> bool {
        self.anchors.contains(name)
            || name
                .match_indices("--")
                .any(|(at, _)| self.anchors.contains(&format!("{}{{", &name[..at + 2])))
    }

    /// Whether there is a template of this name.
    pub fn has(&self, name: &str) -> bool {
        self.tera.contains_template(name)
    }

    /// The names of all templates that a page can ask for.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.tera.get_template_names().map(|name| name.strip_prefix(DEFAULT).unwrap_or(name))
    }

    /// Renders a template for the page `page`, which messages name.
    ///
    /// # Errors
    /// The template's error with its place; more than [`MAX_PAGE_BYTES`] are one too.
    pub fn render(&self, template: &str, context: &Context, page: &str) -> Result<Vec<u8>, Box<Diagnostic>> {
        let mut written = limits::LimitedPage::new();
        match self.tera.render_to(template, context, &mut written) {
            Ok(()) => Ok(written.bytes),
            Err(_) if written.full => {
                let name = rendered_file(template, &self.guarded);
                Err(Box::new(message::page_too_large(&name, page, MAX_PAGE_BYTES)))
            }
            Err(error) => Err(Box::new(rendering_problem(&error, template, page, &self.guarded))),
        }
    }
}

/// The anchors that stand in the text of a template; of one that is made there, what stands before, with a `{` behind it.
fn anchors(template: &str) -> impl Iterator<Item = String> {
    template.split(" id=\"").skip(1).filter_map(|rest| {
        let end = rest.find(['"', '{'])?;
        let name = &rest[..end + usize::from(rest[end..].starts_with('{'))];
        (!matches!(name, "" | "{")).then(|| name.to_owned())
    })
}

/// The engine with our filters and these templates.
fn engine(templates: Vec<(String, String)>) -> tera::TeraResult<Tera> {
    let mut tera = Tera::new();
    register(&mut tera);
    tera.set_fallback_prefixes([DEFAULT])?;
    tera.add_raw_templates(templates)?;
    Ok(tera)
}

/// Calls `add` with the path and the bytes of every file below an embedded folder.
fn collect(folder: &'static Dir<'static>, add: &mut impl FnMut(&'static str, &'static [u8])) {
    for file in folder.files() {
        if let Some(name) = file.path().to_str() {
            add(name, file.contents());
        }
    }
    folder.dirs().for_each(|folder| collect(folder, add));
}

/// The templates below the site's own folder.
fn own_templates(root: &Path, templates: &mut Vec<(String, String)>, problems: &mut Diagnostics) {
    let folder = root.join(FOLDER);
    if !folder.is_dir() {
        return;
    }
    for entry in WalkDir::new(&folder).follow_links(true).sort_by_file_name() {
        let Ok(entry) = entry else { continue };
        let name = entry.path().strip_prefix(&folder).ok().and_then(slashed);
        let Some(name) = name.filter(|name| entry.file_type().is_file() && name.ends_with(".html")) else {
            continue;
        };
        match source::read_text(entry.path()) {
            Ok(text) => templates.push((name.into_owned(), text)),
            Err(error) => problems
                .push(diagnostic::message::unreadable(&format!("{FOLDER}/{name}"), &error.to_string())),
        }
    }
}

/// Filters of our own; all are pure.
fn register(tera: &mut Tera) {
    tera.register_filter("json", |value: Value, _: Kwargs, _: &State| -> tera::TeraResult<Value> {
        let text = serde_json::to_string(&value).map_err(tera::Error::message)?;
        // Inside a script element only these could end it or open a comment.
        let text = text.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026");
        Ok(Value::safe_string(&text))
    });
    limits::register(tera);
    lists::register(tera);
    tera.register_filter("current", current);
    tera.register_filter("plural", plural);
}

/// Marks the links to `href` in a part that all pages share as those to the page itself.
fn current(value: Value, arguments: Kwargs, _: &State) -> tera::TeraResult<Value> {
    let href: String = arguments.must_get("href")?;
    let link = format!("href=\"{href}\"");
    let html = value.as_str().unwrap_or_default();
    Ok(Value::safe_string(&html.replace(&link, &format!("{link} aria-current=\"page\""))))
}

/// A number with its noun, in the form that the language wants for it: `{{ 5 | plural(forms=t.articles, language="ru") }}`.
///
/// `forms` maps the categories of CLDR (`one`, `few`, `many`, `other`) to texts in which `{n}` is the number.
fn plural(value: Value, arguments: Kwargs, _: &State) -> tera::TeraResult<Value> {
    let number = value.as_u64().ok_or_else(|| tera::Error::message("`plural` takes an integer"))?;
    let forms: Value = arguments.must_get("forms")?;
    let language: String = arguments.must_get("language")?;
    let form = |category| forms.get_from_path(category);
    let text = form(plurals::category(&language, number)).or_else(|| form("other"));
    let text = text.as_ref().and_then(|text| text.as_str()).unwrap_or("{n}");
    Ok(Value::normal_string(&text.replace("{n}", &plurals::grouped(&language, number))))
}

/// The interface texts of a language: English, then the language's, then the site's own.
fn texts(root: Option<&Path>, config: &Config, language: LanguageId, problems: &mut Diagnostics) -> Value {
    let code = &config.language(language).code;
    let mut texts = serde_json::Map::new();
    texts.insert("language_code".into(), code.as_str().into());
    for embedded in ["en.toml".to_owned(), format!("{code}.toml")] {
        if embedded != "en.toml" {
            // The words that are known of every language; its own texts may say something else.
            let dates = &config.language(language).dates;
            texts.insert("months".into(), dates.months().into());
            texts.insert("month_of_year".into(), dates.month_of_year().into());
        }
        if let Some(text) = INTERFACE.get_file(&embedded).and_then(|file| file.contents_utf8()) {
            add_texts(&format!("{TEXTS}/{embedded}"), text, &mut texts, problems);
        }
    }
    let file = format!("{TEXTS}/{code}.toml");
    match root.map_or(Ok(String::new()), |root| source::read_text(&root.join(&file))) {
        Ok(text) => add_texts(&file, &text, &mut texts, problems),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => problems.push(diagnostic::message::unreadable(&file, &error.to_string())),
    }
    Value::from_serializable(&texts)
}

fn add_texts(
    file: &str,
    text: &str,
    texts: &mut serde_json::Map<String, serde_json::Value>,
    problems: &mut Diagnostics,
) {
    match Node::from_toml(text) {
        Ok(Node { value: Written::Map(entries), .. }) => {
            texts.extend(entries.iter().map(|entry| (entry.key.to_string(), entry.node.to_json())));
        }
        Ok(_) => {}
        Err(error) => {
            let place = Place { file: file.to_owned(), position: error.position };
            problems.push(value::message::syntax(place, "TOML", &error));
        }
    }
}

/// A problem of a template while a page was rendered by `template`. Positions in `guarded` templates are those of the templates as
/// they were written.
fn rendering_problem(
    error: &tera::Error,
    template: &str,
    page: &str,
    guarded: &BTreeMap<String, Guarded>,
) -> Diagnostic {
    let place = |name: &str, line: usize, column: usize| {
        Place::new(template_file(name), guard::written_position(guarded, name, line, column))
    };
    let (at, mut text) = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let span = report.span();
            (place(report.filename(), span.start_line, span.start_col), report.message().to_owned())
        }
        _ => (Place::file(rendered_file(template, guarded)), error.to_string()),
    };
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    let mut callers = Vec::new();
    for line in error.to_string().lines() {
        // Lines of templates stand behind their numbers.
        let Some(caller) = line.strip_prefix("note: called from ") else { continue };
        let (name, line, column) = guard::read_place(caller);
        callers.push(place(name, line, column).to_string());
    }
    message::template_of_page(at, &text, page, &callers)
}

/// The file of a template that a page asks for.
fn rendered_file(template: &str, guarded: &BTreeMap<String, Guarded>) -> String {
    match guarded.contains_key(template) {
        true => template_file(template),
        false => template_file(&format!("{DEFAULT}{template}")),
    }
}

/// The file of a template, as messages name it.
fn template_file(name: &str) -> String {
    match name.strip_prefix(DEFAULT) {
        Some(name) => format!("{FOLDER}/{name} (default theme)"),
        None => format!("{FOLDER}/{name}"),
    }
}

#[cfg(test)]
mod tests;
