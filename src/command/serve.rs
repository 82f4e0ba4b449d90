//! `generate serve`.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::json;

use super::build::OUT;
use super::number::plural;
use super::{Exit, Terminal, problems_json};
use crate::build;
use crate::cli::{Serve, Shared};
use crate::command::message;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::platform::browser;
use crate::serve::{Event, EventSink, Options, Server};

/// Serves the site until it is interrupted.
pub(super) fn run(arguments: &Serve, shared: &Shared, terminal: &Terminal) -> Exit {
    let build = build::Options {
        root: shared.root.clone(),
        out: shared.root.join(OUT),
        drafts: arguments.drafts,
        as_of: arguments.as_of.clone(),
        lenient: shared.lenient,
        ..build::Options::default()
    };
    let options = Options {
        build,
        host: arguments.host.clone(),
        port: arguments.port,
        poll: arguments.poll,
        interruptible: true,
    };
    let printer = Printer { terminal: *terminal, root: shared.root.clone(), told: Mutex::default() };
    match Server::start(options, Arc::new(printer)) {
        Ok(server) => {
            if arguments.open {
                open(server.url(), terminal);
            }
            server.wait();
            Exit::Done
        }
        Err(problems) => {
            terminal.problems(&shared.root, &problems);
            terminal.json(&event_json("failed", &json!({}), &problems));
            Exit::Failed
        }
    }
}

/// Opens a browser.
fn open(url: &str, terminal: &Terminal) {
    if let Err(error) = browser::open(url) {
        note(terminal, &message::no_browser(url, &error.to_string()));
    }
}

/// Tells what happens in words, or with `--json` as one object a line.
struct Printer {
    terminal: Terminal,
    root: PathBuf,
    /// The problems that were printed last: the same ones are not printed again.
    told: Mutex<Diagnostics>,
}

impl Printer {
    /// Prints the problems of the site, unless they are those that were printed last; says whether it printed any.
    fn problems(&self, problems: &Diagnostics) -> bool {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let is_new = *told != *problems;
        if is_new {
            self.terminal.problems(&self.root, problems);
            told.clone_from(problems);
        }
        is_new
    }
}

impl EventSink for Printer {
    fn emit(&self, event: &Event<'_>) {
        let Printer { terminal, root, .. } = self;
        terminal.json(&as_json(event));
        match event {
            Event::Ready { url, articles, seconds, problems } => {
                self.problems(problems);
                terminal.result(&format!("serving {url} ({}, {seconds:.2} s)", plural(*articles, "article")));
                terminal.say(&format!("editor dashboard: {} (Ctrl-C to stop)", preview_url(url)));
            }
            Event::Rebuilt { files, count, reloaded, seconds, problems, fixed } => {
                self.problems(problems);
                let pages = plural(reloaded.len(), "page");
                let fixed = if *fixed { "fixed: " } else { "" };
                let milliseconds = (seconds * 1_000.0).round();
                terminal
                    .say(&format!("{fixed}{}: {pages} reloaded, {milliseconds} ms", named(files, *count)));
            }
            Event::Failed { files, count, problems, previous, .. } => {
                let still = if self.problems(problems) { "" } else { "still " };
                let errors = plural(problems.errors(), "error");
                let served = match previous {
                    true => "serving the previous version",
                    false => "pages appear when the site has no errors",
                };
                terminal.say(&format!("{}: {still}{errors}; {served}", named(files, *count)));
            }
            Event::Moved { url } => {
                terminal.result(&format!("serving {url} (the path of `base_url` has changed)"))
            }
            Event::Page { problems, .. } => terminal.problems(root, problems),
            Event::Note(problem) => note(terminal, problem),
            Event::Stopped => terminal.say("stopped"),
        }
    }
}

/// The address of the page for editors, which stands at the top whatever the site's sub-path.
fn preview_url(url: &str) -> String {
    let host = url.split('/').nth(2).unwrap_or_default();
    format!("http://{host}/_preview/")
}

/// The first of the files that changed.
fn named(files: &[String], count: usize) -> String {
    match files {
        [] => "site".to_owned(),
        [one] if count == 1 => one.clone(),
        [first, ..] => format!("{first} and {}", plural(count - 1, "other file")),
    }
}

/// A note in one line.
fn note(terminal: &Terminal, problem: &Diagnostic) {
    let hint = problem.hint.as_ref().map(|hint| format!("; {hint}")).unwrap_or_default();
    terminal.say(&format!("{}{hint}", problem.message));
}

fn as_json(event: &Event<'_>) -> serde_json::Value {
    match event {
        Event::Ready { url, articles, seconds, problems } => {
            event_json("ready", &json!({ "url": url, "articles": articles, "seconds": seconds }), problems)
        }
        Event::Rebuilt { files, count, reloaded, seconds, problems, fixed } => {
            let more = json!({
                "files": files,
                "changed": count,
                "reloaded": reloaded,
                "fixed": fixed,
                "seconds": seconds,
            });
            event_json("rebuilt", &more, problems)
        }
        Event::Failed { files, count, seconds, problems, previous } => {
            let more =
                json!({ "files": files, "changed": count, "seconds": seconds, "serves_previous": previous });
            event_json("failed", &more, problems)
        }
        Event::Moved { url } => event_json("moved", &json!({ "url": url }), &Diagnostics::new()),
        Event::Page { url, problems } => event_json("page", &json!({ "address": url }), problems),
        Event::Note(problem) => event_json("note", &json!({}), &(*problem).clone().into()),
        Event::Stopped => json!({ "event": "stopped" }),
    }
}

/// An event with its problems, as one object.
fn event_json(name: &str, more: &serde_json::Value, problems: &Diagnostics) -> serde_json::Value {
    let mut event = json!({ "event": name });
    let rest = json!({
        "errors": problems.errors(),
        "warnings": problems.warnings(),
        "notes": problems.notes(),
        "diagnostics": problems_json(problems),
    });
    for part in [more, &rest] {
        if let (Some(event), Some(part)) = (event.as_object_mut(), part.as_object()) {
            event.extend(part.clone());
        }
    }
    event
}
