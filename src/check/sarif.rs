//! What a check found in the form that forges read: SARIF 2.1.0
//! (<https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>).

use percent_encoding::{AsciiSet, utf8_percent_encode};
use serde_json::{Value, json};

use super::{Checked, Found};
use crate::diagnostic::{Level, Place};
use crate::path::SEGMENT;

/// What the relative address of a file may not hold as it is: what comes before the first colon would be a scheme.
const PATH: &AsciiSet = &SEGMENT.add(b':');

/// The most results of a log: GitHub refuses one that has more. Errors come first.
const MOST: usize = 25_000;

/// The log of one run.
pub fn log(checked: &Checked) -> Value {
    let found = &checked.found[..checked.found.len().min(MOST)];
    let mut codes: Vec<&str> = found.iter().map(|found| &*found.problem.code).collect();
    codes.sort_unstable();
    codes.dedup();
    let rules: Vec<Value> = codes.iter().map(|code| json!({ "id": code })).collect();
    let results: Vec<Value> = found.iter().map(|found| result(found, &codes)).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": env!("CARGO_PKG_NAME"),
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": {
                "SITE": { "description": { "text": "The folder of site.toml" } },
                "OUTPUT": { "description": { "text": "The output folder" } },
            },
            "results": results,
        }],
    })
}

fn result(found: &Found, codes: &[&str]) -> Value {
    let problem = &found.problem;
    let text = match &problem.hint {
        Some(hint) => format!("{}. Hint: {hint}.", problem.message),
        None => format!("{}.", problem.message),
    };
    let level = match problem.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "note",
    };
    let mut result = json!({
        "ruleId": problem.code,
        "ruleIndex": codes.binary_search(&&*problem.code).unwrap_or(0),
        "level": level,
        "message": { "text": text },
    });
    let Some(place) = &problem.place else {
        // Forges show nothing that has no place.
        result["locations"] = json!([location(&Place::file("site.toml"), "SITE")]);
        return result;
    };
    let own = location(place, if found.is_in_output { "OUTPUT" } else { "SITE" });
    match &found.source {
        // A forge shows what is in its repository: the source of the page.
        Some(source) => {
            result["locations"] = json!([location(&Place::file(source.as_str()), "SITE")]);
            let mut related = own;
            related["id"] = json!(1);
            result["relatedLocations"] = json!([related]);
        }
        None => result["locations"] = json!([own]),
    }
    result
}

/// A place as SARIF has it.
fn location(place: &Place, base: &str) -> Value {
    let uri = utf8_percent_encode(&place.file, PATH).to_string();
    let mut location = json!({ "artifactLocation": { "uri": uri, "uriBaseId": base } });
    if let Some(position) = place.position {
        location["region"] = json!({ "startLine": position.line, "startColumn": position.column });
    }
    json!({ "physicalLocation": location })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostic;

    fn checked(problems: impl Iterator<Item = Diagnostic>) -> Checked {
        Checked::new(problems.map(Found::in_sources).collect())
    }

    #[test]
    fn what_forges_refuse_is_not_in_the_log() {
        let problems = (0..=MOST).map(|_| Diagnostic::note("orphan-page", "x"));
        let log = log(&checked(problems.chain([Diagnostic::error("last", "x")])));
        let results = log["runs"][0]["results"].as_array().unwrap();
        assert_eq!(results.len(), MOST);
        assert_eq!(results[0]["ruleId"], "last", "errors come first");
    }

    #[test]
    fn each_result_has_a_place_that_is_a_relative_address() {
        let without = Diagnostic::note("host-limit", "x");
        let with = Diagnostic::note("no-alt", "x").at(Place::file("content/a: b.md"));
        let log = log(&checked([without, with].into_iter()));
        let uri = |index: usize| {
            log["runs"][0]["results"][index]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
                .clone()
        };
        assert_eq!((uri(0), uri(1)), (json!("site.toml"), json!("content/a%3A%20b.md")));
    }
}
