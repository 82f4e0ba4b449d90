//! Redirect rules of `_redirects`, applied as a host would to addresses without a file.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use rustc_hash::FxHashMap;

use crate::address::Query;

/// The redirects that rules make.
#[derive(Debug, Default)]
pub(super) struct Rules {
    /// By path and sorted query; the first rule for an address counts.
    exact: FxHashMap<String, Rule>,
    /// Those that end in `*`, in their order: what stands before it.
    below: Vec<(String, Rule)>,
}

/// Where an address leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rule {
    /// An address of the site, or a full one.
    pub(super) to: String,
    /// 301, 302, 303, 307 or 308.
    pub(super) status: u16,
}

impl Rules {
    /// The file they stand in.
    pub(super) const FILE: &'static str = "_redirects";

    /// Reads rules: `from [name=value …] to [status]`, one a line.
    ///
    /// Those of other hosts, and those that do more than lead elsewhere, are left out.
    pub(super) fn parse(text: &str) -> Rules {
        let mut rules = Rules::default();
        for line in text.lines().map(str::trim).filter(|line| line.starts_with('/')) {
            let mut words: Vec<&str> =
                line.split_whitespace().take_while(|word| !word.starts_with('#')).collect();
            let status =
                words.last().map(|word| word.trim_end_matches('!')).and_then(|word| word.parse::<u16>().ok());
            if status.is_some() {
                words.pop();
            }
            let ([from, query @ .., to], status @ (301..=303 | 307 | 308)) =
                (&words[..], status.unwrap_or(301))
            else {
                continue;
            };
            let rule = Rule { to: (*to).to_owned(), status };
            match from.strip_suffix('*') {
                Some(start) if query.is_empty() => rules.below.push((decoded(start).into_owned(), rule)),
                _ if from.contains(['*', ':']) => {}
                _ => {
                    let query = Query::read(&query.join("&"));
                    rules.exact.entry(key(from, query.as_ref())).or_insert(rule);
                }
            }
        }
        rules
    }

    /// Where `path` with `query` leads; both as a browser sent them.
    pub(super) fn find(&self, path: &str, query: Option<&str>) -> Option<Rule> {
        let query = query.and_then(Query::read);
        let exact = self.exact.get(&key(path, query.as_ref())).or_else(|| self.exact.get(&key(path, None)));
        if let Some(rule) = exact {
            return Some(rule.clone());
        }
        let path = decoded(path);
        self.below.iter().find_map(|(start, rule)| {
            let rest = path.strip_prefix(start.as_str())?;
            Some(Rule { to: rule.to.replace(":splat", rest), status: rule.status })
        })
    }
}

/// What an address is compared by: its path, a slash at its end apart, and its parameters.
fn key(path: &str, query: Option<&Query>) -> String {
    let query = query.map_or("", Query::canonical);
    format!("{}?{query}", decoded(path).trim_end_matches('/'))
}

fn decoded(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8_lossy()
}

#[cfg(test)]
mod tests {
    use super::{Rule, Rules};

    #[test]
    fn rules_are_followed_as_hosts_do() {
        let rules = Rules::parse(
            "# Old addresses.\n/story.php id=7 p=1 /2010/story/ 301\n/story.php /list/ 302\n\
             https://old.example/x /y 301\n/blog/* /blogs/:splat\n/%D0%B0 /a/\n/app/* /index.html 200\n",
        );
        let to = |path, query| rules.find(path, query).map(|Rule { to, status }| format!("{to} {status}"));
        assert_eq!(to("/story.php", Some("p=1&id=7")).as_deref(), Some("/2010/story/ 301"));
        assert_eq!(to("/story.php", Some("id=8")).as_deref(), Some("/list/ 302"));
        assert_eq!(to("/blog/a/b", None).as_deref(), Some("/blogs/a/b 301"));
        assert_eq!(to("/%d0%b0/", None).as_deref(), Some("/a/ 301"));
        assert_eq!(to("/app/x", None), None);
        assert_eq!(to("/y", None), None);
    }
}
