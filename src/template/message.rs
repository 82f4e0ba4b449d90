//! Messages about templates.

use crate::diagnostic::{Diagnostic, Place};

/// A template that cannot be used.
pub fn template(place: Option<Place>, error: &str) -> Diagnostic {
    let problem = Diagnostic::error("template", error.replace('\n', " "));
    Diagnostic { place, ..problem }
}

/// A template that cannot be rendered for a page; `callers` are the places that led to it, the nearest first.
pub fn template_of_page(place: Place, error: &str, page: &str, callers: &[String]) -> Diagnostic {
    let callers: String = callers.iter().map(|caller| format!(", called from {caller}")).collect();
    let hint = format!(
        "while rendering {page}{callers}; see docs/templates.md for the variables that templates have"
    );
    template(Some(place), error).hint(hint)
}

/// A page larger than pages may be.
pub fn page_too_large(template: &str, page: &str, most: usize) -> Diagnostic {
    let text = format!("{page} exceeds the page size limit of {} MiB", most / 1024 / 1024);
    Diagnostic::error("page-too-large", text)
        .at(Place::file(template))
        .hint("check the template for a runaway loop")
}
