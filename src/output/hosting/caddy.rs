//! Caddy: settings for a site, with maps of old addresses.

use rustc_hash::FxHashSet;

use super::headers::{ASK_EACH_TIME, CACHE, FOR_EVER, SECURITY, content_types, lasting_patterns};
use super::lookup::is_plain_host;
use super::spelling::{decoded_paths, literal, query_spellings};
use super::{HostInputs, SETTINGS, decoded};
use crate::compress::Encoding;
use crate::output::redirect::{Rule, STATUS};
use crate::reserved::Own;

/// The settings.
pub(super) fn site(inputs: &HostInputs<'_>) -> String {
    let base = &inputs.base;
    let mut text = String::from("# Import this file in the block of the site, below `root`.\n");
    text.push_str(&maps(inputs));
    for name in ["host", "exact", "any"] {
        text.push_str(&format!(
            "@moved_{name} expression `{{moved_{name}}} != \"\"`\nredir @moved_{name} {{moved_{name}}} {STATUS}\n"
        ));
    }
    // Caddy puts directives of one name in an order of its own: each file has one that fits.
    let lasting = quoted(&lasting_patterns(base, literal_text).join("|"));
    text.push_str(&format!(
        "@lasting path_regexp {lasting}\nheader @lasting {CACHE} {}\n\
         @changing not path_regexp {lasting}\nheader @changing {CACHE} {}\n",
        quoted(FOR_EVER),
        quoted(ASK_EACH_TIME)
    ));
    for (name, value) in SECURITY {
        text.push_str(&format!("header {name} {}\n", quoted(value)));
    }
    for (ending, content_type) in content_types() {
        text.push_str(&format!(
            "@type_{ending} path *.{ending}\nheader @type_{ending} Content-Type {}\n",
            quoted(content_type.as_str())
        ));
    }
    let not_found = quoted(&decoded(base, &Own::NotFound.file()));
    text.push_str(&format!(
        "handle_errors {{\n\theader -{CACHE}\n\trewrite * {not_found}\n\tfile_server\n}}\n\
         file_server {{\n\thide {}\n",
        SETTINGS.name()
    ));
    // The smallest first: of those that a browser reads Caddy sends the first.
    let forms = [Encoding::Brotli, Encoding::Zstd, Encoding::Gzip];
    let forms: Vec<&str> = forms
        .into_iter()
        .filter(|encoding| base.config.compress.contains(encoding))
        .map(Encoding::name)
        .collect();
    if !forms.is_empty() {
        text.push_str(&format!("\tprecompressed {}\n", forms.join(" ")));
    }
    text.push_str("}\n");
    text
}

/// The maps. Caddy gives the path decoded and the query as it was sent.
fn maps(inputs: &HostInputs<'_>) -> String {
    let rules: Vec<Rule<'_>> = inputs.rules().collect();
    // A path without parameters fits every query, unless other rules of it have some.
    let with_query = |rule: &&Rule<'_>| rule.query().is_some() && rule.host.is_none();
    let asked: FxHashSet<String> = rules.iter().filter(with_query).flat_map(decoded_paths).collect();
    let (mut of_hosts, mut exact, mut any) = (Map::default(), Map::default(), Map::default());
    for rule in &rules {
        for path in decoded_paths(rule) {
            let queries = rule.query().map_or_else(|| vec![String::new()], query_spellings);
            let asked_for = queries.iter().map(|query| format!("{path}?{query}"));
            match rule.host.map(|host| host.as_str().split(':').next().unwrap_or_default()) {
                Some(host) if is_plain_host(host) => {
                    asked_for.for_each(|key| of_hosts.add(format!("{host}{key}"), &rule.to));
                }
                Some(_) => {}
                None if rule.query().is_none() && !asked.contains(&path) => any.add(path, &rule.to),
                None => asked_for.for_each(|key| exact.add(key, &rule.to)),
            }
        }
    }
    [
        of_hosts.text("\"{host}{path}?{query}\"", "moved_host"),
        exact.text("\"{path}?{query}\"", "moved_exact"),
        any.text("{path}", "moved_any"),
    ]
    .concat()
}

/// The lines of a map; of two with one key the first counts.
#[derive(Default)]
struct Map {
    lines: String,
    seen: FxHashSet<String>,
}

impl Map {
    fn add(&mut self, key: String, to: &str) {
        if !self.seen.contains(&key) {
            self.lines.push_str(&format!("\t{} {}\n", self::key(&key), target(to)));
            self.seen.insert(key);
        }
    }

    fn text(&self, source: &str, name: &str) -> String {
        format!("map {source} {{{name}}} {{\n{}\tdefault \"\"\n}}\n", self.lines)
    }
}

/// A key of a map: as it is, or as a regular expression where a mark in it could have a meaning.
fn key(text: &str) -> String {
    let is_plain = |character: char| {
        !character.is_control()
            && !character.is_whitespace()
            && !matches!(character, '"' | '\\' | '`' | '{' | '}')
    };
    if text.chars().all(is_plain) { quoted(text) } else { quoted(&format!("~^{}$", literal_text(text))) }
}

/// A text as a regular expression; letters of other scripts as they are, since Go reads patterns as UTF-8.
fn literal_text(text: &str) -> String {
    let literal_of = |character: char| match character.is_ascii() {
        true => literal(character.encode_utf8(&mut [0; 4])),
        false => character.to_string(),
    };
    text.chars().map(literal_of).collect()
}

/// A text in quotes: braces would hold the name of a value.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '{' | '}' | '`' => quoted.push_str(&super::encoded(character)),
            _ if character.is_control() => quoted.push_str(&super::encoded(character)),
            _ => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

/// Where an old address leads: behind a dollar sign would be what a pattern has matched.
fn target(text: &str) -> String {
    quoted(&text.replace('$', "%24"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_text_before_its_end() {
        assert_eq!(quoted("/a\" {env.HOME}`\n"), "\"/a%22 %7Benv.HOME%7D%60%0A\"");
        assert_eq!(target("/$1/${x}"), "\"/%241/%24%7Bx%7D\"");
        assert_eq!(key("/Мир;$a"), "\"/Мир;$a\"");
        assert_eq!(key("/Мир {$HOME}\" x"), "\"~^/Мир\\x20\\x7b\\x24HOME\\x7d\\x22\\x20x$\"");
    }
}
