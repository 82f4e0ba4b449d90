//! What a check found in the form that forges read: SARIF 2.1.0
//! (<https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>).

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Value, json};

use super::{Checked, Found};
use crate::diagnostic::{Level, Place};

/// What an address of a file may not hold as it is.
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The log of one run.
pub fn log(checked: &Checked) -> Value {
    let mut codes: Vec<&str> = checked.found.iter().map(|found| &*found.problem.code).collect();
    codes.sort_unstable();
    codes.dedup();
    let rules: Vec<Value> = codes.iter().map(|code| json!({ "id": code })).collect();
    let results: Vec<Value> = checked.found.iter().map(|found| result(found, &codes)).collect();
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
    let Some(place) = &problem.place else { return result };
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
