//! Calls of components, as far as they can be checked before rendering.

use std::collections::BTreeSet;

use tera::{ComponentInfo, Tera};

use super::scan::{Word, tags};

/// What is wrong with the calls of components in a template, each with its place. Calls that spread a map are not looked at.
pub(super) fn wrong(tera: &Tera, text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for tag in tags(text) {
        let words = tag.words(text);
        for at in (0..words.len()).filter(|at| words[*at].text == "<" && is_operand(&words, *at)) {
            if let Some((name, arguments)) = call(&words[at + 1..])
                && let Some(component) = tera.get_component_definition(&name)
                && let Some(what) = mismatch(&component, &arguments)
            {
                found.push((words[at].at, what));
            }
        }
    }
    found
}

/// Whether a value is expected at a word, so that `<` opens a call and does not compare.
fn is_operand(words: &[Word<'_>], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).map(|before| words[before].text) else { return true };
    matches!(
        before,
        "(" | "[" | "{" | "," | "=" | ":" | "~" | "if" | "else" | "and" | "or" | "not" | "in" | "elif"
    )
}

/// The name and the arguments of the call after its `<`.
fn call<'t>(words: &[Word<'t>]) -> Option<(String, BTreeSet<&'t str>)> {
    let is_name = |word: &Word<'_>| word.text.starts_with(|it: char| it.is_ascii_alphabetic() || it == '_');
    let mut name = words.first().filter(|word| is_name(word))?.text.to_owned();
    let mut at = 1;
    while words.get(at)?.text == "." {
        name.push('.');
        name.push_str(words.get(at + 1)?.text);
        at += 2;
    }
    let mut arguments = BTreeSet::new();
    loop {
        let word = words.get(at)?;
        match word.text {
            ">" | "/" => return Some((name, arguments)),
            _ if !is_name(word) => return None,
            argument => arguments.insert(argument),
        };
        at += 1;
        if words.get(at)?.text != "=" {
            continue;
        }
        at = match words.get(at + 1)?.text {
            "{" => at + 2 + closing(words.get(at + 2..)?)?,
            _ => at + 2,
        };
    }
}

/// How many words there are up to the closing brace and with it.
fn closing(words: &[Word<'_>]) -> Option<usize> {
    let mut depth = 1_usize;
    for (at, word) in words.iter().enumerate() {
        match word.text {
            "{" => depth += 1,
            "}" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at + 1);
        }
    }
    None
}

/// How a call does not fit its component.
fn mismatch(component: &ComponentInfo, arguments: &BTreeSet<&str>) -> Option<String> {
    let name = component.name();
    let missing = component.args().iter().find(|it| it.is_required() && !arguments.contains(it.name()));
    if let Some(missing) = missing {
        return Some(format!("component `{name}` is missing the argument `{}`", missing.name()));
    }
    let is_known = |argument: &&&str| component.args().iter().any(|it| it.name() == **argument);
    let unknown =
        arguments.iter().find(|argument| component.rest_param().is_none() && !is_known(argument))?;
    Some(format!("component `{name}` has no argument `{unknown}`"))
}
