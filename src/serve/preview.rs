//! The server's own addresses under `/_preview/`: the script, the event stream and the editor dashboard.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use hyper::{Method, Request, Response, StatusCode};
use percent_encoding::percent_decode_str;

use super::findings::{Findings, State};
use super::page::{DASHBOARD, ServedPage};
use super::pieces::Pieces;
use super::respond::{self, Body, Reply};
use super::site::Generation;
use super::{Current, Problem, Shared};
use crate::article::body::SourceLink;
use crate::catalog::Series;
use crate::config::LanguageId;
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::facts::ContentType;
use crate::output::finding::Flaw;
use crate::output::policy::policy;
use crate::path::{OutPath, SourcePath, UrlPath};
use crate::source;
use crate::template::THEME_FILES;
use crate::text::escaped;

/// Entries of a list that are shown.
const SHOWN: usize = 200;

/// Edited files that are shown.
const EDITED: usize = 20;

/// Answers an address below `/_preview`.
pub(super) async fn answer<B>(
    shared: &Arc<Shared>,
    request: &Request<B>,
    name: &str,
    query: Option<&str>,
) -> Response<Body> {
    let file = |text: &str, kind| Reply::page(ServedPage::file(text.into(), kind), StatusCode::OK);
    let reply = match name {
        "" => Reply::Moved { to: DASHBOARD.to_owned(), status: StatusCode::MOVED_PERMANENTLY, page: None },
        "/" => {
            let asked = Arc::clone(shared);
            let work = move || {
                Findings::start(&asked);
                page(&asked, &asked.current())
            };
            match tokio::task::spawn_blocking(work).await {
                Ok(page) => Reply::page(page, StatusCode::OK),
                Err(_) => Reply::text(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "internal error while rendering this page\n",
                ),
            }
        }
        "/reload.js" => file(include_str!("reload.js"), ContentType::SCRIPT),
        "/preview.css" => file(include_str!("preview.css"), ContentType::CSS),
        "/icon.svg" => {
            let icon = THEME_FILES.get("icon.svg").map(|bytes| bytes.to_vec()).unwrap_or_default();
            Reply::page(ServedPage::file(icon, ContentType::SVG), StatusCode::OK)
        }
        "/events" if request.method() == Method::HEAD => {
            return respond::stream(Pieces::new(1).1, &ContentType::EVENTS);
        }
        "/events" => return events(shared, query.unwrap_or_default()),
        _ => Reply::text(StatusCode::NOT_FOUND, "page not found\n"),
    };
    respond::reply(request, reply).await
}

/// Opens a stream of events for the page that the query names.
fn events(shared: &Arc<Shared>, query: &str) -> Response<Body> {
    let value = |name: &str| {
        let mut parts = query.split('&').filter_map(|part| part.split_once('='));
        let value = parts.find(|(known, _)| *known == name).map_or("", |(_, value)| value);
        percent_decode_str(value).decode_utf8_lossy().into_owned()
    };
    let address = value("address");
    let (id, pieces) = shared.browsers.add(&address, &value("page"));
    let shared = Arc::clone(shared);
    tokio::task::spawn_blocking(move || shared.greet(id, &address));
    respond::stream(pieces, &ContentType::EVENTS)
}

/// A page that shows errors where there is no page of the site to show them above.
pub(super) fn error_page(problems: &[Problem]) -> ServedPage {
    // `reload.js` knows it by the name of this element, and shows no error above the page that lists them.
    let mut html = head("This page cannot be shown").replacen("<main>", "<main id=\"errors\">", 1);
    html.push_str("<p>It appears as soon as the errors are fixed.</p>\n");
    list_problems(&mut html, problems);
    html.push_str("</main>\n</body>\n</html>\n");
    ServedPage::html(html.as_bytes(), ContentType::HTML)
}

/// The page for editors.
pub(super) fn page(shared: &Shared, current: &Current) -> ServedPage {
    let mut html = head("Preview");
    if !current.problems.is_empty() {
        html.push_str("<h2>Errors</h2>\n");
        list_problems(&mut html, &current.problems);
    }
    if let Some(generation) = &current.generation {
        let state = shared.findings.state();
        let editor = Editor { generation, base: &generation.config().base_url.path };
        editor.warnings(&mut html, &state);
        editor.flaws(&mut html, &state);
        editor.unpublished(&mut html);
        editor.edited(&mut html, shared);
        editor.orphans(&mut html);
        if state.complete < generation.number {
            html.push_str("<p>Checking articles, newest first; findings are added as they come in.</p>\n");
        }
    }
    html.push_str("</main>\n</body>\n</html>\n");
    ServedPage::html(html.as_bytes(), ContentType::HTML)
}

fn head(title: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <link rel=\"icon\" href=\"/_preview/icon.svg\" type=\"image/svg+xml\">\n\
         <link rel=\"stylesheet\" href=\"/_preview/preview.css\">\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n",
        policy()
    )
}

fn list_problems(html: &mut String, problems: &[Problem]) {
    let entries = problems.iter().map(|problem| {
        let place = [
            problem.file.clone(),
            problem.line.map(|n| n.to_string()),
            problem.column.map(|n| n.to_string()),
        ];
        let place = place.into_iter().flatten().collect::<Vec<_>>().join(":");
        let source =
            problem.source.as_deref().map(|line| format!("<pre>{}</pre>", escaped(line))).unwrap_or_default();
        let hint =
            problem.hint.as_deref().map(|hint| format!(" <i>{}</i>", escaped(hint))).unwrap_or_default();
        format!("<code>{}</code> {}{source}{hint}", escaped(&place), escaped(&problem.message))
    });
    list(html, entries.collect());
}

/// A list of HTML, of which the first are shown.
fn list(html: &mut String, entries: Vec<String>) {
    let more = entries.len().saturating_sub(SHOWN);
    html.push_str("<ul>\n");
    for entry in entries.into_iter().take(SHOWN) {
        // Writing to a string does not fail.
        let _ = writeln!(html, "<li>{entry}</li>");
    }
    html.push_str("</ul>\n");
    if more > 0 {
        let _ = writeln!(html, "<p>… and {more} more</p>");
    }
}

fn section(html: &mut String, title: &str, entries: Vec<String>, none: &str) {
    let _ = writeln!(html, "<h2>{title}</h2>");
    if entries.is_empty() {
        let _ = writeln!(html, "<p>{none}</p>");
    } else {
        list(html, entries);
    }
}

/// Makes the parts of the page for editors.
struct Editor<'g> {
    generation: &'g Generation,
    base: &'g str,
}

impl Editor<'_> {
    /// A link, or the text alone where there is no page.
    fn link(&self, url: Option<&UrlPath>, text: &str) -> String {
        let url = url.filter(|url| self.generation.snapshot().plan().contains(&url.out_path()));
        match url {
            Some(url) => format!("<a href=\"{}\">{}</a>", url.href(self.base), escaped(text)),
            None => escaped(text),
        }
    }

    /// A link to the page that is made of a source file.
    fn source_link(&self, file: &str, text: &str) -> String {
        let (config, catalog) = (self.generation.config(), self.generation.catalog());
        let below =
            config.below_content(file).filter(|_| file.ends_with(".md") || file.ends_with(".markdown"));
        let found = below.map(|below| catalog.source_link(config, &SourcePath::new(file), below));
        match found {
            Some(SourceLink::Page(url)) => self.link(Some(&url), text),
            _ => escaped(text),
        }
    }

    /// A link to a page by its file.
    fn page_link(&self, path: &OutPath) -> String {
        let address = path.as_str().strip_suffix("index.html").unwrap_or(path.as_str());
        let url = UrlPath::root().file(address);
        self.link(Some(&url), url.as_str())
    }

    /// What is wrong, by file.
    fn warnings(&self, html: &mut String, state: &State) {
        let mut files: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        let found = state.findings().filter_map(|(_, finding)| finding.message());
        for problem in self.generation.warnings.iter().chain(found) {
            let file = problem.place.as_ref().map_or("", |place| place.file.as_str());
            files.entry(file).or_default().push(describe(problem));
        }
        let entry = |(file, mut problems): (&str, Vec<String>)| {
            problems.sort();
            problems.dedup();
            let file = if file.is_empty() { "the site".to_owned() } else { self.source_link(file, file) };
            let problems: String = problems.iter().map(|problem| format!("<li>{problem}</li>")).collect();
            format!("{file}<ul>{problems}</ul>")
        };
        section(html, "Warnings", files.into_iter().map(entry).collect(), "None.");
    }

    /// Links that lead nowhere, and the other flaws of texts.
    fn flaws(&self, html: &mut String, state: &State) {
        let flaws: Vec<(&OutPath, &Flaw, &Place)> = state
            .findings()
            .filter_map(|(path, finding)| finding.flaw().map(|(flaw, place)| (path, flaw, place)))
            .collect();
        let list = |named: &dyn Fn(&Flaw) -> Option<String>| -> Vec<String> {
            let entry = |(path, flaw, place): &(&OutPath, &Flaw, &Place)| {
                let (page, place) = (self.page_link(path), place.to_string());
                Some(format!("{} on {page} <code>{}</code>", named(flaw)?, escaped(&place)))
            };
            flaws.iter().filter_map(entry).collect()
        };
        let code = |text: &str| format!("<code>{}</code>", escaped(text));
        let links = list(&|flaw| match flaw {
            Flaw::MissingAddress(address) | Flaw::MissingAnchor(address) => Some(code(address)),
            _ => None,
        });
        section(html, "Broken links", links, "None found.");
        let files = list(&|flaw| match flaw {
            Flaw::MissingFile(file) => Some(code(file)),
            _ => None,
        });
        let shortcodes = list(&|flaw| match flaw {
            Flaw::UnknownShortcode(name) => Some(code(name)),
            _ => None,
        });
        let removed = list(&|flaw| match flaw {
            Flaw::RemovedElement(element, removal) => Some(format!("{} ({})", code(element), removal.name())),
            _ => None,
        });
        let mut without_alt: BTreeMap<&OutPath, usize> = BTreeMap::new();
        for (path, ..) in flaws.iter().filter(|(_, flaw, _)| **flaw == Flaw::NoAlternativeText) {
            *without_alt.entry(path).or_default() += 1;
        }
        let without_alt =
            without_alt.iter().map(|(path, count)| format!("{} ({count})", self.page_link(path)));
        for (title, entries) in [
            ("Missing files", files),
            ("Shortcodes without a template", shortcodes),
            ("HTML not allowed in content", removed),
            ("Images without alternative text", without_alt.collect()),
        ] {
            if !entries.is_empty() {
                section(html, title, entries, "");
            }
        }
    }

    /// Drafts, and articles whose day has not come.
    fn unpublished(&self, html: &mut String) {
        let catalog = self.generation.catalog();
        let now = chrono::Utc::now().timestamp();
        let mut entries = Vec::new();
        for id in catalog.articles.ids().rev() {
            let article = &catalog.articles[id];
            let future = article.date.instant() > now;
            if article.visibility.draft || future {
                let what = if article.visibility.draft { "draft" } else { "future" };
                let link = self.link(Some(&catalog.entries[id].url), &article.title);
                entries.push(format!(
                    "{link} ({what}, {}) <code>{}</code>",
                    article.date.day(),
                    escaped(article.path.as_str())
                ));
            }
        }
        for entry in catalog.pages.iter().filter(|entry| entry.page.visibility.draft) {
            entries
                .push(format!("{} (draft)", self.source_link(entry.page.path.as_str(), &entry.page.title)));
        }
        for left_out in self.generation.snapshot().left_out() {
            let day = left_out.day.map(|day| format!(", {day}")).unwrap_or_default();
            let why = if left_out.draft {
                "draft; use --drafts to show it"
            } else {
                "not published as of the given date"
            };
            entries.push(format!(
                "{} ({why}{day}) <code>{}</code>",
                escaped(&left_out.title),
                escaped(left_out.path.as_str())
            ));
        }
        section(html, "Drafts and future articles", entries, "None.");
    }

    /// The files that were changed last.
    fn edited(&self, html: &mut String, shared: &Shared) {
        let config = self.generation.config();
        // What is wrong with the files was reported when the site was read.
        let mut sources = source::walk(&shared.options.build.root, config, &mut Diagnostics::new());
        let files = &mut sources.content;
        files.sort_by(|a, b| b.stamp.modified.cmp(&a.stamp.modified).then_with(|| a.path.cmp(&b.path)));
        let entry = |file: &source::SourceFile| {
            let seconds = file.stamp.modified / 1_000_000_000;
            let time =
                chrono::DateTime::from_timestamp(seconds, 0).map(|time| time.with_timezone(&config.timezone));
            let time = time.map(|time| time.format("%Y-%m-%d %H:%M").to_string()).unwrap_or_default();
            format!("{} ({time})", self.source_link(file.path.as_str(), file.path.as_str()))
        };
        section(html, "Recent edits", files.iter().take(EDITED).map(entry).collect(), "None.");
    }

    /// Terms without an article.
    fn orphans(&self, html: &mut String) {
        let (config, catalog) = (self.generation.config(), self.generation.catalog());
        let has_articles = |id| {
            let mut languages = config.languages.ids();
            languages.any(|language| !catalog.listings.members(language, Series::Term(id)).is_empty())
        };
        let ids = catalog.terms.ids();
        let entry = |id| {
            let term = &catalog.terms[id];
            let taxonomy = &config.taxonomies[term.taxonomy].key;
            let url = term.url(config, LanguageId::DEFAULT);
            format!("{} ({})", self.link(Some(&url), &term.title), escaped(taxonomy))
        };
        section(
            html,
            "Terms without articles",
            ids.filter(|id| !has_articles(*id)).map(entry).collect(),
            "None.",
        );
    }
}

fn describe(problem: &Diagnostic) -> String {
    let line = problem.place.as_ref().and_then(|place| place.position).map(|position| position.line);
    let line = line.map(|line| format!("line {line}: ")).unwrap_or_default();
    let hint = problem.hint.as_deref().map(|hint| format!(" <i>{}</i>", escaped(hint))).unwrap_or_default();
    format!("{line}{}{hint}", escaped(&problem.message))
}
