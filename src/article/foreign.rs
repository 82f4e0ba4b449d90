//! Checks that the keys `[fields]` maps to exist.

use super::kind::DocumentKind;
use super::read;
use crate::article::message;
use crate::config::{Config, FILE};
use crate::diagnostic::{Diagnostics, Level, Place};
use crate::fingerprint::Fingerprint;
use crate::path::SourcePath;
use crate::value::keys::{Declared, Shape, misspelt};

/// Tells of names that are misspelt, each once. They are declared then, so that no file tells of them again.
pub fn check_foreign_names(config: &mut Config, problems: &mut Diagnostics) {
    if config.fields.is_empty() {
        return;
    }
    let known = known_keys(config);
    let mut told: Vec<Declared> = Vec::new();
    for foreign in &config.fields {
        // Of a key within a table, the table is known.
        let name = foreign.known.split('.').next().unwrap_or_default();
        let is_declared = |declared: &Declared| declared.name == name;
        let is_known = known.lines().any(|key| key == name)
            || config.declared.iter().chain(&told).any(is_declared)
            || config.taxonomies.iter().any(|taxonomy| taxonomy.answers_to(name));
        if is_known {
            continue;
        }
        let place = Place::new(FILE, foreign.position);
        let level = if config.strict { Level::Error } else { Level::Warning };
        let problem = if Shape::named(name).is_some() {
            message::type_for_name(place, level, &foreign.name, name)
        } else if let Some(nearest) = nearest(name, &known) {
            message::misspelt_name(place, level, name, nearest)
        } else {
            continue;
        };
        problems.push(problem);
        told.push(Declared { name: name.to_owned(), shape: Shape::Any });
    }
    config.declared.append(&mut told);
}

/// The key that a name may stand for by mistake: of a short one a letter may be missing.
fn nearest<'k>(name: &str, known: &'k str) -> Option<&'k str> {
    // No key is longer, and comparing takes the product of both lengths.
    let is_near = |key: &&str| (3..60).contains(&name.len()) && strsim::osa_distance(name, key) == 1;
    misspelt(name, known.lines()).or_else(|| known.lines().filter(is_near).min())
}

/// Every key that is asked of any kind of file, each with a line break behind it.
fn known_keys(config: &Config) -> String {
    let mut kinds = vec![
        DocumentKind::Article,
        DocumentKind::Home,
        DocumentKind::Page { key: "a".into() },
        DocumentKind::Authors,
        DocumentKind::Profile { name: "a".into() },
    ];
    if let Some(taxonomy) = config.taxonomies.ids().next() {
        kinds.extend([
            DocumentKind::Taxonomy(taxonomy),
            DocumentKind::Term { taxonomy, name: "a".into(), parent: None },
        ]);
    }
    let path = SourcePath::new("a.md");
    let keys = |kind| read::document(&path, "---\n---\n", kind, Fingerprint::default(), config).known;
    kinds.into_iter().map(keys).collect()
}
