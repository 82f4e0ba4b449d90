//! Errors in a set of templates: everything that can be found before a page is rendered, with positions.
//!
//! The engine stops at the first error of most kinds. Templates with errors are removed and the others are tried again;
//! errors that are only due to a removed template are not reported.

use std::collections::{BTreeMap, BTreeSet};
use std::iter::once;

use tera::{ErrorKind, ReportError, Tera};

use super::guard::{Guarded, plain_position, read_place, written_position};
use super::scan::{tags, unquoted};
use super::{DEFAULT, calls, engine, template_file};
use crate::diagnostic::{Diagnostic, Diagnostics, Place, Position};
use crate::template::message;
use crate::value::fields::nearest;

/// Templates by name; the site's own are guarded.
pub(super) struct Templates {
    /// As they were written.
    pub(super) texts: BTreeMap<String, String>,
    /// Those of the site, with limits.
    pub(super) guarded: BTreeMap<String, Guarded>,
}

/// A fault of one template.
#[derive(Debug)]
struct Fault {
    template: String,
    position: Option<Position>,
    text: String,
    hint: Option<String>,
}

impl Fault {
    fn problem(self) -> Diagnostic {
        let file = template_file(&self.template);
        let place = self.position.map_or_else(|| Place::file(&file), |position| Place::new(&file, position));
        message::template(Some(place), &self.text).hint_if(self.hint)
    }
}

impl Templates {
    /// Makes the engine.
    ///
    /// # Errors
    /// Everything that is wrong with the templates.
    pub(super) fn load(&self) -> Result<Tera, Diagnostics> {
        let mut problems = Diagnostics::new();
        let mut removed = BTreeSet::new();
        for (name, guarded) in &self.guarded {
            if let Some(fault) = self.syntax(name, guarded) {
                problems.push(fault.problem());
                removed.insert(name.clone());
            }
        }
        loop {
            let kept = self.texts.iter().filter(|(name, _)| !removed.contains(*name));
            let kept = kept.map(|(name, text)| {
                let text = self.guarded.get(name).map_or(text, |guarded| &guarded.text);
                (name.clone(), text.clone())
            });
            let error = match engine(kept.collect()) {
                Ok(tera) => {
                    let faults = self.check_calls(&tera, &removed);
                    problems.extend(faults.into_iter().map(Fault::problem));
                    return if problems.has_errors() { Err(problems) } else { Ok(tera) };
                }
                Err(error) => error,
            };
            let faults = self.faults(&error);
            let known = removed.clone();
            let before = removed.len();
            for fault in faults {
                removed.insert(fault.template.clone());
                if !self.follows(&fault, &known) {
                    problems.push(fault.problem());
                }
            }
            if removed.len() == before {
                problems.push(message::template(None, &error.to_string()));
                return Err(problems);
            }
        }
    }

    /// What keeps a template of the site from being parsed, as it was written or with its limits.
    fn syntax(&self, name: &str, guarded: &Guarded) -> Option<Fault> {
        let parse = |text: &str| match Tera::new().add_raw_template(name, text) {
            Err(error) => match error.kind() {
                ErrorKind::SyntaxError(report) => Some((report.message().to_owned(), report.span().clone())),
                // Other templates are missing here.
                _ => None,
            },
            Ok(()) => None,
        };
        let fault =
            |text, position, hint| Fault { template: name.to_owned(), position: Some(position), text, hint };
        if let Some((text, span)) = parse(&self.texts[name]) {
            if text == "Unexpected end of input"
                && let Some((position, text, hint)) = unclosed(&self.texts[name])
            {
                return Some(fault(text, position, Some(hint)));
            }
            let hint = (text == "Unexpected end of input")
                .then(|| "a tag such as `{% … %}` or `{{ … }}` is not closed".to_owned());
            return Some(fault(text, plain_position(span.start_line, span.start_col), hint));
        }
        let (text, span) = parse(&guarded.text)?;
        let hint =
            "this expression is too complex together with the size check on assigned values; split it in two";
        Some(fault(text, guarded.position(span.start_line, span.start_col), Some(hint.to_owned())))
    }

    /// The faults that an error of the engine tells.
    fn faults(&self, error: &tera::Error) -> Vec<Fault> {
        match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => vec![self.reported(report)],
            ErrorKind::CircularExtend { tpl, inheritance_chain } => {
                let chain: Vec<&str> = once(tpl).chain(inheritance_chain).map(|name| &**name).collect();
                self.circle("extends", &chain).into_iter().collect()
            }
            ErrorKind::CircularInclude { include_chain, .. } => {
                let chain: Vec<&str> = include_chain.iter().map(|name| &**name).collect();
                self.circle("include", &chain).into_iter().collect()
            }
            ErrorKind::MissingParent { current, parent } => vec![Fault {
                template: current.clone(),
                position: self.tag(current, "extends", parent),
                text: format!("unknown template `{parent}`"),
                hint: self.nearest(parent).or_else(|| {
                    let own = format!("{DEFAULT}{current}");
                    let own = Some(own.as_str()).filter(|own| self.texts.contains_key(*own));
                    Some(message::unknown_template_hint(parent, own))
                }),
            }],
            ErrorKind::Msg(text) => self.listed(text),
            _ => Vec::new(),
        }
    }

    /// Templates of which each uses the next, up to one that is there before: told of the first of the circle that is the site's own.
    fn circle(&self, tag: &str, chain: &[&str]) -> Option<Fault> {
        let start = chain.iter().position(|name| Some(name) == chain.last())?;
        let circle = &chain[start..];
        let (own, next) =
            circle.iter().zip(&circle[1..]).find(|(name, _)| self.guarded.contains_key(**name))?;
        let names: Vec<&str> = circle.iter().map(|name| without_default(name)).collect();
        Some(Fault {
            template: (*own).to_owned(),
            position: self.tag(own, tag, next),
            text: format!("circular `{tag}`: {}", names.join(" → ")),
            hint: self.extends_itself(tag, own, next),
        })
    }

    /// What to extend instead, where a template of the site extends the one that it replaces.
    fn extends_itself(&self, tag: &str, name: &str, parent: &str) -> Option<String> {
        let default = format!("{DEFAULT}{name}");
        let is_meant = tag == "extends" && name == parent && self.texts.contains_key(&*default);
        is_meant.then(|| format!("to change the default template, write `{{% extends \"{default}\" %}}`"))
    }

    /// Reports that the engine has put into one text, or what it tells of two templates.
    fn listed(&self, text: &str) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut lines = text.lines().peekable();
        while let Some(line) = lines.next() {
            let Some(text) = line.strip_prefix("error: ") else { continue };
            let Some(place) = lines.peek().and_then(|line| line.trim_start().strip_prefix("--> ")) else {
                continue;
            };
            let (template, line, column) = read_place(place);
            faults.push(Fault {
                hint: self.hint(text),
                position: Some(written_position(&self.guarded, template, line, column)),
                text: lower(text),
                template: template.to_owned(),
            });
        }
        if let Some(fault) = self.twice(text).filter(|_| faults.is_empty()) {
            faults.push(fault);
        }
        faults
    }

    /// A component that two templates define.
    fn twice(&self, text: &str) -> Option<Fault> {
        let mut names = text.split('`').skip(1).step_by(2);
        let (component, first, second) = (names.next()?, names.next()?, names.next()?);
        let own = if self.guarded.contains_key(second) { second } else { first };
        let text = self.texts.get(own)?;
        let tag = tags(text).find(|tag| defined(text, tag).as_deref() == Some(component))?;
        Some(Fault {
            template: own.to_owned(),
            position: tag.words(text).first().map(|word| Position::of(text, word.at)),
            text: format!("component `{component}` is defined in both `{first}` and `{second}`"),
            hint: None,
        })
    }

    /// What a report of the engine tells.
    fn reported(&self, report: &ReportError) -> Fault {
        let span = report.span();
        let position = written_position(&self.guarded, report.filename(), span.start_line, span.start_col);
        Fault {
            template: report.filename().to_owned(),
            position: Some(position),
            text: report.message().to_owned(),
            hint: None,
        }
    }

    /// Where a template extends or includes another.
    fn tag(&self, template: &str, tag: &str, other: &str) -> Option<Position> {
        let text = self.texts.get(template)?;
        let mut found = tags(text).filter_map(|it| {
            let words = it.words(text);
            let (first, second) = (words.first()?, words.get(1)?);
            let name = unquoted(second.text)?;
            (first.text == tag && without_default(name) == without_default(other)).then_some(second.at)
        });
        found.next().map(|at| Position::of(text, at))
    }

    /// A name that may have been meant.
    fn hint(&self, text: &str) -> Option<String> {
        let name = text.split('`').nth(1)?;
        match text {
            _ if text.starts_with("Unknown template") => {
                self.nearest(name).or_else(|| Some(message::unknown_template_hint(name, None)))
            }
            _ if text.starts_with("Unknown filter") => message::filter_hint(name),
            _ if text.starts_with("Unknown component") => {
                let components: Vec<String> = self.texts.values().flat_map(|text| components(text)).collect();
                nearest(name, components.iter().map(|name| &**name))
                    .map(|name| format!("did you mean `{name}`?"))
            }
            _ => None,
        }
    }

    fn nearest(&self, name: &str) -> Option<String> {
        let names = self.texts.keys().map(|name| without_default(name));
        nearest(name, names).map(|name| format!("did you mean `{name}`?"))
    }

    /// Whether there is a fault only because templates were taken out.
    fn follows(&self, fault: &Fault, removed: &BTreeSet<String>) -> bool {
        let Some(name) = fault.text.split('`').nth(1) else { return false };
        let texts = || removed.iter().filter_map(|name| self.texts.get(name));
        removed.contains(name)
            || (fault.text.starts_with("block ") && !removed.is_empty())
            || (fault.text.starts_with("unknown component")
                && texts().any(|text| components(text).any(|it| it == name)))
    }

    /// Calls of components that lack an argument, or have one that there is not.
    fn check_calls(&self, tera: &Tera, removed: &BTreeSet<String>) -> Vec<Fault> {
        if self.guarded.is_empty() {
            return Vec::new();
        }
        let mut faults = Vec::new();
        for (name, text) in self.texts.iter().filter(|(name, _)| !removed.contains(*name)) {
            let fault = |(at, text)| Fault {
                template: name.clone(),
                position: Some(Position::of(self.text(name), at)),
                text,
                hint: None,
            };
            faults.extend(calls::wrong(tera, text).into_iter().map(fault));
        }
        faults
    }

    fn text(&self, name: &str) -> &str {
        self.texts.get(name).map_or("", |text| text)
    }
}

/// The name of a template without what tells the default theme's from the site's own.
fn without_default(name: &str) -> &str {
    name.strip_prefix(DEFAULT).unwrap_or(name)
}

/// The names of the components that a template defines.
fn components(text: &str) -> impl Iterator<Item = String> {
    tags(text).filter_map(move |tag| defined(text, &tag))
}

/// The name of the component that a tag defines.
fn defined(text: &str, tag: &super::scan::Tag) -> Option<String> {
    let words = tag.words(text);
    let is_definition = words.first().is_some_and(|word| word.text == "component");
    let name = words.iter().skip(1).take_while(|word| word.text != "(").map(|word| word.text);
    is_definition.then(|| name.collect())
}

/// The innermost block of a template that is not closed: where it is, what to say of it and what to write at its end.
fn unclosed(text: &str) -> Option<(Position, String, String)> {
    const BLOCKS: [&str; 6] = ["block", "component", "filter", "for", "if", "set"];
    let mut open: Vec<(usize, &str)> = Vec::new();
    for tag in tags(text).filter(|tag| text[..tag.start].ends_with("{%")) {
        let words = tag.words(text);
        let Some(first) = words.first() else { continue };
        if let Some(name) = first.text.strip_prefix("end") {
            if open.last().is_some_and(|(_, open)| *open == name) {
                open.pop();
            }
        } else if let Some(block) = BLOCKS.into_iter().find(|block| *block == first.text) {
            // A value that is assigned in the tag itself has no end.
            if block != "set" || !words.iter().any(|word| word.text == "=") {
                open.push((first.at, block));
            }
        }
    }
    let (at, block) = open.pop()?;
    let hint = format!("close it with `{{% end{block} %}}`");
    Some((Position::of(text, at), format!("`{{% {block} %}}` is not closed"), hint))
}

/// A message of the engine, as messages are written here.
fn lower(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_lowercase().chain(characters).collect())
}
