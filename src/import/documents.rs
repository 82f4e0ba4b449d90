//! Documents of the old site as files of the new one: front matter is read by the reader of a build and written by its writer, so that
//! no file says what a build does not understand.

use rayon::prelude::*;
use serde_json::{Map, Value};

use super::message;
use super::old_site::{Fields, OldDocument};
use crate::article::front_matter::write;
use crate::article::{self, Document, ReadDocument};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::path::SourcePath;

/// The text of the file of each document; `None` where a build could not read it, which is told.
pub(super) fn texts(
    documents: &[OldDocument],
    config: &Config,
    problems: &mut Diagnostics,
) -> Vec<Option<String>> {
    let read: Vec<(Option<String>, Diagnostics)> =
        documents.par_iter().map(|document| text(document, config)).collect();
    let (texts, found): (Vec<_>, Vec<_>) = read.into_iter().unzip();
    found.into_iter().for_each(|found| problems.append(found));
    texts
}

/// The text of the file of a document, with what is wrong with it.
fn text(document: &OldDocument, config: &Config) -> (Option<String>, Diagnostics) {
    let path = SourcePath::new(&*document.target);
    let mut problems = Diagnostics::new();
    let front_matter = match front_matter(document, &path, config, &mut problems) {
        Ok(front_matter) => front_matter,
        Err(problem) => {
            problems.push(*problem);
            return (None, problems);
        }
    };
    // A line that holds nothing but the end of front matter would be read as one where there is none above.
    let body = document.body.trim_start_matches(['\n', '\r']);
    let end = if body.is_empty() || body.ends_with('\n') { "" } else { "\n" };
    (Some(format!("{front_matter}\n{body}{end}")), problems)
}

fn front_matter(
    document: &OldDocument,
    path: &SourcePath,
    config: &Config,
    problems: &mut Diagnostics,
) -> Result<String, Box<Diagnostic>> {
    let unwritable = |why: write::Unwritable| {
        Box::new(message::front_matter_not_written(&document.source, &why.to_string()))
    };
    let first = write::keys(document.fields.iter()).map_err(unwritable)?;
    let ReadDocument { document: read, problems: found, known, .. } =
        article::read(path, first.as_bytes(), config);
    let failed = found.iter().find(|problem| problem.is_error());
    if let Some(problem) = failed {
        return Err(Box::new(at_source(problem, &document.source)));
    }
    found.iter().for_each(|problem| problems.push(at_source(problem, &document.source)));
    match read {
        Some(Document::Article(article)) => write::article(&article, config).map_err(unwritable),
        _ => write::keys(with_extra(&document.fields, &known).iter()).map_err(unwritable),
    }
}

/// A problem of a file that is not there yet, told of the old one. Its place is in neither.
fn at_source(problem: &Diagnostic, source: &str) -> Diagnostic {
    Diagnostic { place: Some(Place::file(source)), ..problem.clone() }
}

/// Keys with those below `extra` that are not among the `known` ones, which have a line each.
fn with_extra(fields: &Fields, known: &str) -> Fields {
    let mut extra = match fields.get("extra") {
        Some(Value::Object(extra)) => extra.clone(),
        _ => Map::new(),
    };
    let mut own = Fields::default();
    for (key, value) in fields.iter().filter(|(key, _)| *key != "extra") {
        if known.lines().any(|known| known == key) {
            own.set(key, value.clone());
        } else if !value.is_null() {
            extra.insert(key.to_owned(), value.clone());
        }
    }
    if !extra.is_empty() {
        own.set("extra", extra);
    }
    own
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::import::old_site::Role;

    fn document(target: &str, role: Role, fields: Value) -> OldDocument {
        let Value::Object(fields) = fields else { panic!() };
        OldDocument {
            source: "_posts/old.md".into(),
            target: target.into(),
            role,
            fields: fields.into_iter().collect(),
            body: "\n\nBody".into(),
            address: None,
        }
    }

    fn written(document: OldDocument) -> (Option<String>, Diagnostics) {
        let site = "title = \"T\"\nbase_url = \"https://example.org/\"\nlenient = true\n[taxonomies]\ntag = { path = \"tags\" }\n";
        let config = Config::parse(site, None).unwrap();
        let mut problems = Diagnostics::new();
        let text = texts(&[document], &config, &mut problems).remove(0);
        (text, problems)
    }

    #[test]
    fn an_article_is_written_as_our_writer_does() {
        let fields =
            json!({ "layout": "post", "tags": ["a", "b"], "date": "2020-01-02 10:00", "title": "X: y" });
        let (text, problems) = written(document("content/posts/x.md", Role::Article, fields));
        let expected = "---\ntitle: \"X: y\"\ndate: \"2020-01-02T10:00:00Z\"\ntag: [a, b]\nextra:\n  layout: post\n---\n\nBody\n";
        assert_eq!(text.as_deref(), Some(expected));
        assert!(problems.is_empty());
    }

    #[test]
    fn keys_of_pages_that_are_not_ours_go_to_extra() {
        let fields = json!({ "aliases": ["/a"], "layout": "page", "title": "About" });
        let (text, _) = written(document("content/pages/about.md", Role::Page, fields));
        let expected = "---\naliases:\n  - /a\ntitle: About\nextra:\n  layout: page\n---\n\nBody\n";
        assert_eq!(text.as_deref(), Some(expected));
    }

    #[test]
    fn what_a_build_cannot_read_is_told_of_the_old_file() {
        let (text, problems) =
            written(document("content/posts/x.md", Role::Article, json!({ "title": "X" })));
        assert_eq!(text, None);
        let problem = problems.iter().next().unwrap();
        assert_eq!(
            (&*problem.code, problem.place.as_ref().unwrap().file.as_str()),
            ("no-date", "_posts/old.md")
        );
    }
}
