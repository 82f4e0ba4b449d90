//! Apache: settings for a server of one's own with a map of all old addresses, and `.htaccess` for a server of others.

use rustc_hash::FxHashSet;

use super::headers::{ASK_EACH_TIME, CACHE, FOR_EVER, SECURITY, content_types, lasting_patterns};
use super::lookup::{Keys, is_plain_host, keys};
use super::spelling::{any_spelling, literal, spellings};
use super::{HostInputs, SETTINGS, decoded};
use crate::output::redirect::{Rule, STATUS};
use crate::reserved::Own;

/// The most rules in `.htaccess`, which Apache reads anew for every request.
const MOST_RULES: usize = 1_000;

/// The most bytes of a line of a map: mod_rewrite reads what is beyond as a line of its own (`REWRITE_MAX_TXT_MAP_LINE`).
const LONGEST_LINE: usize = 1_023;

/// A line of the map; `None` where it is too long for Apache.
fn line(key: &str, to: &str) -> Option<String> {
    let line = format!("{} {}\n", word(key), word(to));
    (line.len() <= LONGEST_LINE).then_some(line)
}

/// Whether the map has room for all spellings of an old address.
pub(super) fn can_hold(rule: &Rule<'_>) -> bool {
    let fits = |key: String| match rule.host {
        Some(host) => line(&format!("//{}{key}", host.as_str()), &rule.to),
        None if rule.query().is_none() => line(&format!("{key}?*"), &rule.to),
        None => line(&key, &rule.to),
    };
    spellings(rule).into_iter().all(|key| fits(key).is_some())
}

/// The map: `key target`, one a line. Keys are in small letters.
pub(super) fn map(inputs: &HostInputs<'_>) -> String {
    let rules: Vec<Rule<'_>> = inputs.rules().collect();
    let Keys { exact, any_query, of_hosts } = keys(&inputs.base, &rules, &inputs.destinations);
    let mut text = String::from("# Old addresses in small letters, and where they lead.\n");
    let mut seen = FxHashSet::default();
    let mut add = |key: String, to: &str| {
        let key = key.to_ascii_lowercase();
        if !seen.contains(&key)
            && let Some(line) = line(&key, to)
        {
            text.push_str(&line);
            seen.insert(key);
        }
    };
    exact.into_iter().for_each(|(key, to)| add(key, to));
    any_query.into_iter().for_each(|(key, to)| add(format!("{key}?*"), to));
    of_hosts.into_iter().for_each(|(key, to)| add(format!("//{key}"), to));
    text
}

/// The settings of a server of one's own.
pub(super) fn server(inputs: &HostInputs<'_>) -> String {
    let map = format!("{}/{}", SETTINGS.name(), super::APACHE_MAP);
    let mut text = format!(
        "# Include this file in `VirtualHost`, below `DocumentRoot`, after a line that says where the site is:\n\
         #     Define SITE_ROOT /srv/archive/public\n\
         # The modules headers and rewrite are needed.\n\
         RewriteEngine On\n\
         RewriteMap site_small int:tolower\n\
         RewriteMap site_moved \"txt:${{SITE_ROOT}}/{map}\"\n"
    );
    // First that host and all that was asked for, then that without a host, then the path with any query. What is asked for is
    // taken as it was sent.
    for key in ["//${site_small:%1%2%3}", "${site_small:%2%3}", "${site_small:%2}?*"] {
        text.push_str(&format!(
            "RewriteCond \"%{{HTTP_HOST}}&%{{THE_REQUEST}}\" \"^([^:&]*)[^&]*&[A-Z]+ ([^ ?]+)(\\?[^ ]*)?( |$)\"\n\
             RewriteCond \"${{site_moved:{key}}}\" \"^(.+)$\"\n\
             RewriteRule \"^\" \"%1\" [R={STATUS},L,NE,QSD]\n"
        ));
    }
    text.push_str(&common(inputs));
    text
}

/// The rules for servers of others: of old addresses that no page answers.
fn rules_without_page<'i>(inputs: &'i HostInputs<'_>) -> impl Iterator<Item = Rule<'i>> {
    inputs.rules().filter(|rule| rule.file.is_none())
}

/// For how many of so many rules `.htaccess` has no room.
fn left_out(rules: usize) -> usize {
    rules.saturating_sub(MOST_RULES)
}

/// For how many rules `.htaccess` has no room, and how many there are.
pub(super) fn left_out_of_htaccess(inputs: &HostInputs<'_>) -> (usize, usize) {
    let all = rules_without_page(inputs).count();
    (left_out(all), all)
}

/// The file for servers of others: the same without the map, but for old addresses that no page answers.
pub(super) fn htaccess(inputs: &HostInputs<'_>) -> String {
    let mut rules: Vec<Rule<'_>> = rules_without_page(inputs).collect();
    let left = left_out(rules.len());
    rules.truncate(MOST_RULES);
    let mut text =
        String::from("# Settings for Apache, where it reads this file: `AllowOverride FileInfo Indexes`.\n");
    if left > 0 {
        text.push_str(&format!("# {left} more old addresses are in {} alone.\n", super::APACHE_MAP));
    }
    text.push_str("<IfModule mod_rewrite.c>\nRewriteEngine On\n");
    for rule in &rules {
        text.push_str(&rewrite(rule));
    }
    text.push_str("</IfModule>\n");
    text.push_str(&common(inputs));
    text
}

/// A rule of `.htaccess`: its host, its path, and its parameters in any order and spelling.
fn rewrite(rule: &Rule<'_>) -> String {
    let mut text = String::new();
    if let Some(host) = rule.host {
        let name = host.as_str().split(':').next().unwrap_or_default();
        if !is_plain_host(name) {
            return text;
        }
        text.push_str(&format!("RewriteCond \"%{{HTTP_HOST}}\" \"^{}(?::\\d+)?$\" [NC]\n", literal(name)));
    }
    let path = percent_encoding::percent_decode_str(&rule.path).decode_utf8_lossy();
    let path = literal(path.trim_end_matches('/'));
    text.push_str(&format!("RewriteCond \"%{{REQUEST_URI}}\" \"^{path}/?$\"\n"));
    if let Some(query) = rule.query() {
        let parameters: Vec<&str> = query.canonical().split('&').collect();
        let others = parameters.len() - 1;
        text.push_str(&format!("RewriteCond \"%{{QUERY_STRING}}\" \"^(?:[^&]+&){{{others}}}[^&]+$\"\n"));
        for parameter in parameters {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            let equals = if value.is_empty() { "=?" } else { "=" };
            text.push_str(&format!(
                "RewriteCond \"%{{QUERY_STRING}}\" \"(?:^|&){}{equals}{}(?:&|$)\"\n",
                any_spelling(name),
                any_spelling(value)
            ));
        }
    }
    text.push_str(&format!("RewriteRule \"^\" \"{}\" [R={STATUS},L,NE,QSD]\n", substitution(&rule.to)));
    text
}

/// What both files say.
fn common(inputs: &HostInputs<'_>) -> String {
    let base = &inputs.base;
    let settings = decoded(base, &SETTINGS.folder());
    let mut text = format!(
        "DirectoryIndex index.html\n\
         ErrorDocument 404 {}\n\
         AddDefaultCharset utf-8\n\
         RedirectMatch 404 \"^{}\"\n",
        quoted(&base.href(&Own::NotFound.file())),
        literal(&settings),
    );
    for (ending, content_type) in content_types() {
        text.push_str(&format!("AddType \"{}\" .{ending}\n", content_type.as_str()));
    }
    text.push_str(&format!("<IfModule mod_headers.c>\nHeader set {CACHE} {}\n", quoted(ASK_EACH_TIME)));
    for pattern in lasting_patterns(base, literal) {
        text.push_str(&format!(
            "Header set {CACHE} {} \"expr=%{{REQUEST_URI}} =~ m#{pattern}#\"\n",
            quoted(FOR_EVER)
        ));
    }
    for (name, value) in SECURITY {
        text.push_str(&format!("Header always set {name} {}\n", quoted(value)));
    }
    text.push_str("</IfModule>\n");
    text
}

/// A word of a map: nothing in it ends the word or the line, and it is no comment.
fn word(text: &str) -> String {
    let ends = |character: char| character.is_whitespace() || character.is_control() || character == '#';
    text.chars()
        .map(|character| if ends(character) { super::encoded(character) } else { character.into() })
        .collect()
}

/// A text in quotes. `${` would be replaced by what a setting defines.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '$' => quoted.push_str("%24"),
            _ if character.is_control() => quoted.push_str(&super::encoded(character)),
            _ => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

/// Where a rule leads, between quotes: `$`, `%` and `\` would stand for what was matched.
fn substitution(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '%' => out.push_str("\\%"),
            '$' => out.push_str("\\%24"),
            '"' | '\\' => out.push_str(&format!("\\{}", super::encoded(character))),
            _ if character.is_whitespace() || character.is_control() => {
                out.push_str(&super::encoded(character).replace('%', "\\%"));
            }
            _ => out.push(character),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_never_longer_than_apache_reads() {
        let key = format!("/{}", "x".repeat(1_000));
        let to = "y".repeat(LONGEST_LINE - key.len() - 2);
        assert_eq!(line(&key, &to), Some(format!("{key} {to}\n")));
        assert_eq!(line(&key, &format!("{to}y")), None);
        // What is encoded in the line counts as it is written.
        assert_eq!(line(&key, &format!("{}#", &to[1..])), None);
    }

    #[test]
    fn nothing_ends_a_word_or_a_text_before_its_end() {
        assert_eq!(word("/a b\n/c #\"{%20$"), "/a%20b%0A/c%20%23\"{%20$");
        assert_eq!(quoted("/a\" [P]\\\n${HOME}"), "\"/a\\\" [P]\\\\%0A%24{HOME}\"");
        assert_eq!(substitution("/%2F$1\" x\\\n"), "/\\%2F\\%241\\%22\\%20x\\%5C\\%0A");
    }
}
