//! Hosts that read JSON: Firebase Hosting, Azure Static Web Apps, and S3.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::headers::{CACHE, FOR_EVER, SECURITY, content_types};
use super::spelling::any_path_spelling;
use super::{HostInputs, SETTINGS};
use crate::output::base::Base;
use crate::output::redirect::{OldFile, Room, Rule, STATUS, fitting};
use crate::reserved::Own;

/// `firebase.json`. Rules hold where there is a file.
pub(super) fn firebase(inputs: &HostInputs<'_>) -> Value {
    let base = &inputs.base;
    let redirect = |rule: Rule<'_>| {
        let path = any_path_spelling(rule.path.trim_end_matches('/'));
        json!({ "regex": format!("^{path}/?$"), "destination": rule.to, "type": STATUS })
    };
    let paths = inputs.rules().filter(is_path);
    let all = json!({
        "source": "**",
        "headers": SECURITY.map(|(key, value)| json!({ "key": key, "value": value })),
    });
    let lasting = inputs.lasting.folders(base).into_iter().map(
        |folder| json!({ "source": format!("{folder}**"), "headers": [{ "key": CACHE, "value": FOR_EVER }] }),
    );
    json!({
        "hosting": {
            "public": ".",
            "ignore": ["firebase.json", ".firebaserc", ".firebase/**", format!("{}/**", SETTINGS.name())],
            "redirects": paths.map(redirect).collect::<Vec<_>>(),
            "headers": std::iter::once(all).chain(lasting).collect::<Vec<_>>(),
        }
    })
}

/// Whether a rule asks for a path alone.
pub(super) fn is_path(rule: &Rule<'_>) -> bool {
    rule.host.is_none() && rule.query().is_none()
}

/// Whether Azure Static Web Apps can follow a rule: in a route, `*` and braces have a meaning, and nothing says how a path with
/// letters of other scripts is compared.
pub(super) fn is_route(rule: &Rule<'_>) -> bool {
    is_path(rule)
        && rule.path.bytes().all(|byte| byte.is_ascii() && !matches!(byte, b'*' | b'{' | b'}' | b'%'))
}

/// The route of a rule.
fn route(rule: &Rule<'_>) -> Value {
    json!({ "route": rule.path, "redirect": rule.to, "statusCode": STATUS })
}

/// What a route takes in the file, in bytes.
pub(super) fn route_size(rule: &Rule<'_>) -> usize {
    route(rule).to_string().len() + 1
}

/// The rest of `staticwebapp.config.json`.
fn azure_frame(base: &Base<'_>, inputs: &HostInputs<'_>, mut routes: Vec<Value>) -> Value {
    let lasting = inputs.lasting.folders(base).into_iter();
    routes.extend(
        lasting.map(|folder| json!({ "route": format!("{folder}*"), "headers": { CACHE: FOR_EVER } })),
    );
    let headers: serde_json::Map<String, Value> =
        SECURITY.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    let types: serde_json::Map<String, Value> = content_types()
        .map(|(ending, content_type)| (format!(".{ending}"), content_type.as_str().into()))
        .collect();
    json!({
        "routes": routes,
        "globalHeaders": headers,
        "mimeTypes": types,
        "responseOverrides": { "404": { "rewrite": base.href(&Own::NotFound.file()) } },
    })
}

/// The bytes that the routes may take together.
pub(super) fn azure_room(base: &Base<'_>, inputs: &HostInputs<'_>) -> Room {
    let most = crate::hosting::WebHost::AzureStaticWebApps.support().most_bytes;
    let frame = azure_frame(base, inputs, Vec::new()).to_string().len();
    Room { rules: None, bytes: most.map(|most| most.saturating_sub(frame)) }
}

/// `staticwebapp.config.json`.
pub(super) fn azure(inputs: &HostInputs<'_>) -> Value {
    let base = &inputs.base;
    let rules: Vec<Rule<'_>> = inputs.rules().filter(is_route).collect();
    let fits = fitting(&rules, azure_room(base, inputs), route_size);
    let routes = rules.iter().zip(fits).filter(|(_, fits)| *fits).map(|(rule, _)| route(rule));
    azure_frame(base, inputs, routes.collect())
}

/// An object of a bucket that leads on: its metadata `x-amz-website-redirect-location`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectRedirect {
    /// The name of the object, below the folder of the site.
    pub key: String,
    /// Where it leads: an address that starts with `/`.
    pub location: String,
    /// Whether the site has a file of that name. Otherwise an empty object is made for the address.
    pub has_file: bool,
}

/// The longest value of the metadata, in bytes (Amazon S3 User Guide, "Working with object metadata").
const MOST_METADATA: usize = 2 * 1024;

/// The object of a rule; `None` where there can be none, or where a feed stands.
pub(super) fn object(base: &Base<'_>, rule: &Rule<'_>) -> Option<ObjectRedirect> {
    let is_below = rule.below_base || base.config.base_url.path.is_empty();
    // Nobody has asked a bucket for these, and each would be an object of its own.
    if rule.is_media
        || !is_path(rule)
        || !is_below
        || rule.file == Some(OldFile::Feed)
        || rule.to.len() > MOST_METADATA
    {
        return None;
    }
    let key = match rule.file {
        Some(_) => rule.from.path.clone().with_slash().out_path().as_str().to_owned(),
        None => rule.from.path.as_str().trim_start_matches('/').to_owned(),
    };
    let has_file = rule.file.is_some();
    (!key.is_empty()).then(|| ObjectRedirect { key, location: rule.to.clone(), has_file })
}

/// The objects that lead on, sorted as rules are.
pub(super) fn objects(inputs: &HostInputs<'_>) -> Vec<ObjectRedirect> {
    inputs.rules().filter_map(|rule| object(&inputs.base, &rule)).collect()
}

/// The settings of a bucket's website.
pub(super) fn s3_website() -> Value {
    json!({ "IndexDocument": { "Suffix": "index.html" }, "ErrorDocument": { "Key": Own::NotFound.name() } })
}
