//! No two modules import each other, be it by way of others.
//!
//! A module is a file. A folder and what is in it count as one thing here: parts may know the whole. What a module passes on
//! (`pub use`) counts as a use of the module that has it.

use std::collections::{BTreeMap, BTreeSet};

use super::{code, root, sources};

/// A module as the names on the way to it.
type Module = Vec<String>;

/// The code of every module, without comments and tests.
fn modules() -> BTreeMap<Module, String> {
    let src = root().join("src");
    let mut modules = BTreeMap::new();
    for path in sources(&src) {
        let below = path.strip_prefix(&src).unwrap().with_extension("");
        let module: Module = below.to_str().unwrap().split('/').map(ToOwned::to_owned).collect();
        if module.iter().any(|name| name == "tests") || matches!(module[0].as_str(), "lib" | "main") {
            continue;
        }
        let code = code(&path);
        let lines = code.lines().map(|line| line.split("//").next().unwrap());
        modules.insert(module, lines.collect::<Vec<_>>().join("\n"));
    }
    modules
}

/// The names of a path that starts at the beginning of `text`, for each of those in its braces, and the rest of the text.
fn paths<'t>(mut text: &'t str, before: &[String], found: &mut Vec<Vec<String>>) -> &'t str {
    text = text.trim_start();
    if let Some(rest) = text.strip_prefix('{') {
        text = rest.trim_start();
        while !text.is_empty() && !text.starts_with('}') {
            text = paths(text, before, found).trim_start().trim_start_matches(',').trim_start();
        }
        return text.strip_prefix('}').unwrap_or_default();
    }
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '*').unwrap_or(text.len());
    let (name, rest) = text.split_at(end.max(1).min(text.len()));
    let path = [before, &[name.to_owned()]].concat();
    if let Some(rest) = rest.strip_prefix("::") {
        // `::<` belongs to a type, not to a path.
        return if rest.starts_with('<') { rest } else { paths(rest, &path, found) };
    }
    found.push(path);
    match rest.trim_start().strip_prefix("as ") {
        Some(rest) => &rest[rest.find([',', ';', '}']).unwrap_or(rest.len())..],
        None => rest,
    }
}

/// Where a path leads from a module: names from the top.
fn absolute(module: &Module, path: &[String]) -> Module {
    let mut from = module.clone();
    let mut rest = path;
    while let Some(first) = rest.first() {
        match first.as_str() {
            "crate" => from.clear(),
            "super" => _ = from.pop(),
            "self" => {}
            _ => break,
        }
        rest = &rest[1..];
    }
    [from, rest.to_vec()].concat()
}

/// The module that a path is in.
fn module_of(modules: &BTreeMap<Module, String>, path: &Module) -> Option<Module> {
    (1..=path.len()).rev().map(|length| path[..length].to_vec()).find(|module| modules.contains_key(module))
}

/// What each module passes on, by its name: where that is.
fn passed_on(modules: &BTreeMap<Module, String>) -> BTreeMap<Module, Module> {
    let mut passed_on = BTreeMap::new();
    for (module, code) in modules {
        for part in code.split("pub").skip(1) {
            let part = part.strip_prefix("(").map_or(part, |part| part.split_once(')').unwrap().1);
            let Some(tree) = part.trim_start().strip_prefix("use ") else { continue };
            let mut found = Vec::new();
            paths(tree, &[], &mut found);
            for path in found {
                let name = [module.clone(), vec![path.last().unwrap().clone()]].concat();
                passed_on.insert(name, absolute(module, &path));
            }
        }
    }
    passed_on
}

/// The modules that each module uses.
fn uses() -> BTreeMap<Module, BTreeSet<Module>> {
    let modules = modules();
    let passed_on = passed_on(&modules);
    let mut uses: BTreeMap<Module, BTreeSet<Module>> = BTreeMap::new();
    for (module, code) in &modules {
        let mut found = Vec::new();
        for start in ["crate::", "super::", "self::"] {
            for (at, _) in code.match_indices(start) {
                if !code[..at].ends_with([':', '_']) && !code[..at].ends_with(char::is_alphanumeric) {
                    paths(&code[at..], &[], &mut found);
                }
            }
        }
        for path in found {
            let mut path = absolute(module, &path);
            // Of a name that is passed on, and passed on again.
            for _ in 0..4 {
                let Some(at) = module_of(&modules, &path) else { break };
                let Some(next) = path.get(..=at.len()).and_then(|name| passed_on.get(name)) else { break };
                path = next.clone();
            }
            let Some(used) = module_of(&modules, &path) else { continue };
            if !used.starts_with(module) && !module.starts_with(&used) {
                uses.entry(module.clone()).or_default().insert(used);
            }
        }
    }
    uses
}

/// All modules that can be reached from one.
fn reached(uses: &BTreeMap<Module, BTreeSet<Module>>, from: &Module) -> BTreeSet<Module> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<&Module> = uses.get(from).into_iter().flatten().collect();
    while let Some(module) = open.pop() {
        if reached.insert(module.clone()) {
            open.extend(uses.get(module).into_iter().flatten());
        }
    }
    reached
}

#[test]
fn modules_import_each_other_in_no_circle() {
    let uses = uses();
    let reach: BTreeMap<&Module, BTreeSet<Module>> =
        uses.keys().map(|module| (module, reached(&uses, module))).collect();
    let mut circles: BTreeSet<Vec<String>> = BTreeSet::new();
    for (module, others) in reach.iter().filter(|(module, others)| others.contains(**module)) {
        let back = |other: &&Module| reach.get(*other).is_some_and(|reached| reached.contains(*module));
        circles.insert(others.iter().filter(back).map(|other| other.join("/")).collect());
    }
    assert_eq!(circles, BTreeSet::new());
}

#[test]
fn paths_are_read_as_they_are_written() {
    let mut found = Vec::new();
    paths("crate::a::{b::{C, D as E}, f};", &[], &mut found);
    let found: Vec<String> = found.into_iter().map(|path| path.join("::")).collect();
    assert_eq!(found, ["crate::a::b::C", "crate::a::b::D", "crate::a::f"]);
}
