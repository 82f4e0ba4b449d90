//! nginx: maps of all spellings of old addresses for `http`, and settings for `server`.

use rustc_hash::FxHashSet;

use super::headers::{ASK_EACH_TIME, CACHE, FOR_EVER, SECURITY, content_types, lasting_patterns};
use super::lookup::{Keys, keys};
use super::spelling::{literal, spellings};
use super::{HostInputs, SETTINGS, decoded};
use crate::address::Host;
use crate::compress::Encoding;
use crate::fingerprint::Fingerprint;
use crate::output::base::Base;
use crate::output::redirect::{Rule, STATUS};
use crate::reserved::Own;

/// The most bytes of a text with its quotes: nginx does not start where one has more than 4,096.
const LONGEST_TEXT: usize = 4_000;

/// A line of a map; `None` where nginx would refuse it.
fn line(key: &str, to: &str) -> Option<String> {
    let (key, to) = (quoted(key), value(to));
    (key.len().max(to.len()) <= LONGEST_TEXT).then(|| format!("    {key} {to};\n"))
}

/// Whether the maps have room for all spellings of an old address.
pub(super) fn can_hold(rule: &Rule<'_>) -> bool {
    let host = rule.host.map(Host::as_str).unwrap_or_default();
    spellings(rule).into_iter().all(|key| line(&format!("{host}{key}"), &rule.to).is_some())
}

/// The maps.
pub(super) fn maps(inputs: &HostInputs<'_>) -> String {
    let base = &inputs.base;
    let name = name(base);
    let rules: Vec<Rule<'_>> = inputs.rules().collect();
    let Keys { exact, any_query, of_hosts } = keys(base, &rules, &inputs.destinations);
    let mut text = format!(
        "# Include this file in `http`, below these two lines:\n\
         #     map_hash_max_size {};\n#     map_hash_bucket_size 8192;\n\n",
        (exact.len().max(any_query.len()) * 2).next_power_of_two().max(262_144),
    );
    // The name of what is matched must be short, and may be that of other sites.
    text.push_str(&format!(
        "map $request_uri ${name}_path {{\n    \"~^(?<site_path_asked>[^?]*)\" $site_path_asked;\n}}\n"
    ));
    let mut map = |source: &str, target: &str, default: &str, entries: &[(String, &str)]| {
        text.push_str(&format!("map {source} ${name}_{target} {{\n    default {default};\n"));
        // nginx does not tell capitals from small letters, and refuses a key that it has.
        let mut seen = FxHashSet::default();
        for (key, to) in entries {
            let key_in_small = key.to_ascii_lowercase();
            if !seen.contains(&key_in_small)
                && let Some(line) = line(key, to)
            {
                text.push_str(&line);
                seen.insert(key_in_small);
            }
        }
        text.push_str("}\n");
    };
    map(&format!("${name}_path"), "moved_any_query", "\"\"", &any_query);
    map("$request_uri", "moved_here", &format!("${name}_moved_any_query"), &exact);
    map("$host$request_uri", "moved", &format!("${name}_moved_here"), &of_hosts);
    text.push_str(&format!("map $uri ${name}_cache {{\n    default \"{ASK_EACH_TIME}\";\n"));
    for pattern in lasting_patterns(base, literal) {
        text.push_str(&format!("    \"~{pattern}\" \"{FOR_EVER}\";\n"));
    }
    text.push_str("}\n");
    text
}

/// The settings.
pub(super) fn server(inputs: &HostInputs<'_>) -> String {
    let (base, name) = (&inputs.base, name(&inputs.base));
    let not_found = decoded(base, &Own::NotFound.file());
    let settings = decoded(base, &SETTINGS.folder());
    let mut text = format!(
        "# Include this file in `server`, below `root`.\n\
         index index.html;\n\
         error_page 404 {};\n\
         absolute_redirect off;\n\
         charset utf-8;\n\
         charset_types text/css text/csv text/javascript text/markdown text/plain text/xml application/javascript application/json;\n\
         if (${name}_moved) {{\n    return {STATUS} ${name}_moved;\n}}\n",
        value(&not_found),
    );
    // Copies in other forms need a module that not every nginx has, and does not start without.
    if base.config.compress.contains(&Encoding::Gzip) {
        text.push_str("gzip_static on;\ngzip_vary on;\n");
    }
    text.push_str(&format!("add_header {CACHE} ${name}_cache;\n"));
    for (header, value) in SECURITY {
        text.push_str(&format!("add_header {header} {} always;\n", quoted(value)));
    }
    for (ending, content_type) in content_types() {
        text.push_str(&format!(
            "location ~* \\.{ending}$ {{\n    types {{ }}\n    default_type \"{}\";\n}}\n",
            content_type.as_str()
        ));
    }
    text.push_str(&format!("location ^~ {} {{\n    return 404;\n}}\n", quoted(&settings)));
    text
}

/// The start of the names of variables, which one server may have for several sites. Where nothing is set, nginx has room for short
/// names alone.
fn name(base: &Base<'_>) -> String {
    let address = format!("{}{}", base.config.base_url.origin, base.config.base_url.path);
    format!("site_{}", &Fingerprint::of(address.as_bytes()).short()[..8])
}

/// A text in quotes, whatever it holds.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            // A line has no place in an address.
            _ if character.is_control() => quoted.push_str(&super::encoded(character)),
            _ => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

/// The value of a variable: a dollar sign would start the name of another.
fn value(text: &str) -> String {
    quoted(&text.replace('$', "%24"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_longer_than_nginx_reads() {
        let longest = "x".repeat(LONGEST_TEXT - 2);
        assert_eq!(line(&longest, "/y"), Some(format!("    \"{longest}\" \"/y\";\n")));
        assert_eq!(line(&format!("{longest}x"), "/y"), None);
        assert_eq!(line("/y", &format!("{longest}x")), None);
        // A quote takes two bytes.
        assert_eq!(line(&longest.replacen('x', "\"", 1), "/y"), None);
    }

    #[test]
    fn nothing_ends_a_text_before_its_end() {
        assert_eq!(quoted("/a\"; return 200 \\x{y}"), r#""/a\"; return 200 \\x{y}""#);
        assert_eq!(quoted("/a\n;\r\0"), "\"/a%0A;%0D%00\"");
        assert_eq!(value("/$host${uri}"), "\"/%24host%24{uri}\"");
    }
}
