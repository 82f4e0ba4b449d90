//! Messages about templates.

use std::collections::BTreeMap;

use crate::diagnostic::message::docs;
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::value::fields::nearest;

/// What hints of errors of a page begin with.
const WHILE: &str = "while rendering ";

/// What stands between the page and the places that led to the template.
const CALLED: &str = ", called from ";

/// A template that cannot be used.
pub fn template(place: Option<Place>, error: &str) -> Diagnostic {
    let problem = Diagnostic::error("template", error.replace('\n', " "));
    Diagnostic { place, ..problem }
}

/// A template that cannot be rendered for a page; `callers` are the places that led to it, the nearest first.
pub fn template_of_page(place: Place, error: &str, page: &str, callers: &[String]) -> Diagnostic {
    let callers: String = callers.iter().map(|caller| format!("{CALLED}{caller}")).collect();
    let (error, meant) = match unknown_field(error) {
        Some((field, meant)) => (format!("unknown field `{field}`"), meant),
        None => (error.to_owned(), None),
    };
    let advice = match meant {
        Some(meant) => format!(". Did you mean `{meant}`?"),
        None => format!("; see {} for the variables that templates have", docs("templates")),
    };
    template(Some(place), &error).hint(format!("{WHILE}{page}{callers}{advice}"))
}

/// The field that an error of the engine says a value does not have, and that which is most like it.
fn unknown_field(error: &str) -> Option<(&str, Option<&str>)> {
    let (field, rest) = error.strip_prefix("Field `")?.split_once("` is not defined. Available fields: ")?;
    let known = rest.split([',', '\n']).map(str::trim).filter(|name| !name.is_empty());
    Some((field, nearest(field, known)))
}

/// What to write instead of a filter that there is not.
pub(super) fn filter_hint(name: &str) -> Option<String> {
    (name == "date").then(|| "dates are formatted already: `{{ article.date.text }}`".to_owned())
}

/// What to do about a template that is not there, and not like any that is; `own` is the default template that the one which names it
/// replaces.
pub(super) fn unknown_template_hint(name: &str, own: Option<&str>) -> String {
    match own {
        Some(own) => format!(
            "create templates/{name}; to change the default template, write `{{% extends \"{own}\" %}}`"
        ),
        None => format!("create templates/{name}"),
    }
}

/// Makes one error of those that a template has on several pages: that of one page, with how many others have it.
pub fn once_for_all_pages(problems: Diagnostics) -> Diagnostics {
    let is_of_page = |problem: &Diagnostic| {
        problem.code == "template" && problem.hint.as_deref().is_some_and(|hint| hint.starts_with(WHILE))
    };
    let (of_pages, mut all): (Vec<Diagnostic>, Vec<Diagnostic>) = problems.into_iter().partition(is_of_page);
    let mut groups: BTreeMap<(Option<Place>, String), Vec<Diagnostic>> = BTreeMap::new();
    for problem in of_pages {
        groups.entry((problem.place.clone(), problem.message.clone())).or_default().push(problem);
    }
    for mut group in groups.into_values() {
        group.sort_by(|one, other| one.hint.cmp(&other.hint));
        let others = group.len() - 1;
        let Some(mut first) = group.into_iter().next() else { continue };
        if let Some(hint) = first.hint.as_mut().filter(|_| others > 0) {
            let end = hint
                .find(CALLED)
                .or_else(|| hint.find("; "))
                .or_else(|| hint.find(". "))
                .unwrap_or(hint.len());
            let pages = if others == 1 { "page" } else { "pages" };
            hint.insert_str(end, &format!(" and {others} other {pages}"));
        }
        all.push(first);
    }
    all.into_iter().collect()
}

/// A page larger than pages may be.
pub fn page_too_large(template: &str, page: &str, most: usize) -> Diagnostic {
    let text = format!("{page} exceeds the page size limit of {} MiB", most / 1024 / 1024);
    Diagnostic::error("page-too-large", text)
        .at(Place::file(template))
        .hint("check the template for a runaway loop")
}
