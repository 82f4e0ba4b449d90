//! Links of Pelican to files and lists: `{filename}a.md`, `{static}/x.png`, `{tag}rust`, and the older `|filename|a.md`.

use std::collections::{BTreeMap, BTreeSet};

use super::config::{Config, plain};
use super::format::{self, Slug};
use super::posts::Post;
use crate::import::code::Code;
use crate::import::folder::Folder;
use crate::import::paths;
use crate::import::python::PythonValue;

/// What links may lead to.
pub(super) struct Places {
    /// The places of articles and pages, by their paths below the folder of content.
    documents: BTreeMap<String, String>,
    /// The addresses of files, by their paths below the folder of content, and whether they are there.
    files: BTreeMap<String, String>,
    /// The folder of content.
    root: String,
    lists: Lists,
}

/// Patterns of lists, with what makes a slug.
struct Lists {
    category: Option<String>,
    tag: Option<String>,
    author: Option<String>,
    slugs: BTreeMap<String, String>,
}

/// The words that links begin with.
const WORDS: [&str; 7] = ["filename", "static", "attach", "tag", "category", "author", "index"];

impl Places {
    /// The places of all posts and files.
    pub(super) fn of(posts: &[Post], config: &Config, folder: &Folder) -> Places {
        let below =
            |path: &str| path.strip_prefix(&config.path).unwrap_or(path).trim_start_matches('/').to_owned();
        let place = |post: &Post| {
            let target = post.target.strip_prefix("content/").unwrap_or(&post.target);
            let has_space =
                target.contains(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '<' | '>'));
            match &post.address {
                Some(address) if has_space || !post.is_read() => encoded(address),
                _ => format!("@/{target}"),
            }
        };
        let names: BTreeSet<&String> = posts
            .iter()
            .flat_map(|post| post.tags.iter().chain(&post.authors).chain([&post.category]))
            .collect();
        Places {
            documents: posts.iter().map(|post| (below(&post.source), place(post))).collect(),
            files: folder
                .below(&config.path)
                .map(|path| (below(path), static_address(path, config)))
                .collect(),
            root: config.path.clone(),
            lists: Lists {
                category: config.text("CATEGORY_SAVE_AS"),
                tag: config.text("TAG_SAVE_AS"),
                author: config.text("AUTHOR_SAVE_AS"),
                slugs: names.into_iter().map(|name| (name.clone(), config.slug(name))).collect(),
            },
        }
    }

    /// A text with its links resolved. `file` is the file and its address; the files it links are added to `linked`, each with the
    /// address that it has because of that.
    pub(super) fn resolved(
        &self,
        text: &str,
        file: (&str, &str),
        linked: &mut Vec<(String, String)>,
    ) -> String {
        let is_there =
            |word: &str| text.contains(&format!("{{{word}}}")) || text.contains(&format!("|{word}|"));
        if !WORDS.into_iter().any(is_there) {
            return text.to_owned();
        }
        let code = Code::of(text);
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        while let Some(start) = text[at..].find(['{', '|']).map(|offset| at + offset) {
            out.push_str(&text[at..start]);
            let link = match code.end_at(start) {
                Some(_) => None,
                None => link(text, start),
            };
            match link {
                Some((word, value, end)) => {
                    out.push_str(&self.target(word, value, file, linked));
                    at = end;
                }
                None => {
                    out.push_str(&text[start..=start]);
                    at = start + 1;
                }
            }
        }
        out.push_str(&text[at..]);
        out
    }

    /// Where a link leads.
    fn target(
        &self,
        word: &str,
        value: &str,
        file: (&str, &str),
        linked: &mut Vec<(String, String)>,
    ) -> String {
        let cut = value.find(['#', '?']).unwrap_or(value.len());
        let (path, rest) = value.split_at(cut);
        let list = |pattern: &Option<String>| {
            let slug = self.lists.slugs.get(path).cloned().unwrap_or_else(|| slug::slugify(path));
            let address = format::address(&format::filled(pattern.as_deref()?, &Slug(&slug)))?;
            Some(format!("{}{rest}", encoded(&address)))
        };
        let found = match word {
            "index" => Some(format!("/{rest}")),
            "tag" => list(&self.lists.tag),
            "category" => list(&self.lists.category),
            "author" => list(&self.lists.author),
            _ => None,
        };
        if let Some(found) = found {
            return found;
        }
        let plain = crate::text::shown(path);
        let decoded = percent_encoding::percent_decode_str(&plain).decode_utf8_lossy();
        let here = file.0.strip_prefix(&self.root).unwrap_or(file.0).trim_start_matches('/');
        let candidates = [path, &*plain, &*decoded].map(|path| absolute(path, paths::split(here).0));
        for candidate in &candidates {
            if let Some(place) = self.documents.get(candidate).filter(|_| word == "filename") {
                return format!("{place}{rest}");
            }
            if let Some(address) = self.files.get(candidate) {
                let address = match word {
                    "attach" => beside(file, candidate, here),
                    _ => address.clone(),
                };
                linked.push((paths::join(&self.root, candidate), address.clone()));
                return format!("{}{rest}", encoded(&address));
            }
        }
        // It leads nowhere; at least its word is not shown.
        value.to_owned()
    }
}

/// The word, the value and the end of the link that starts at `start`, where it is one.
fn link(text: &str, start: usize) -> Option<(&str, &str, usize)> {
    let before = text[..start].chars().next_back()?;
    if !matches!(before, '(' | '<' | '"' | '\'' | '=' | ' ' | '\t') {
        return None;
    }
    let close = if text[start..].starts_with('{') { '}' } else { '|' };
    // The longest word has eight letters.
    let length = text[start + 1..].bytes().take(9).position(|byte| byte == close as u8)?;
    let (word, rest) = (&text[start + 1..start + 1 + length], &text[start + 2 + length..]);
    if !WORDS.contains(&word) {
        return None;
    }
    let end = match before {
        '<' => rest.find(['>', '\n']),
        '"' | '\'' => rest.find([before, '\n']),
        // Python-Markdown takes spaces in addresses; a title stands in quotes.
        '(' => [")", "\n", " \"", " '"].into_iter().filter_map(|end| rest.find(end)).min(),
        _ => rest.find(|c: char| c.is_whitespace() || matches!(c, ')' | '>')),
    };
    let end = end.unwrap_or(rest.len());
    Some((word, &rest[..end], text.len() - rest.len() + end))
}

/// A path below the folder of content, of a link in the folder `here`.
fn absolute(path: &str, here: &str) -> String {
    let mut parts: Vec<&str> = if path.starts_with('/') { Vec::new() } else { here.split('/').collect() };
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop(),
            _ => parts.push(part),
        }
    }
    parts.retain(|part| !part.is_empty());
    parts.join("/")
}

/// The address of a file that is copied beside the page that links it.
fn beside((_, address): (&str, &str), file: &str, page: &str) -> String {
    let folder = paths::split(page).0;
    let below = if folder.is_empty() {
        Some(file)
    } else {
        file.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/'))
    };
    let name = below.unwrap_or_else(|| paths::split(file).1);
    paths::address(&paths::join(paths::split(address).0, name))
}

/// The address of a file: its path, or what `EXTRA_PATH_METADATA` says.
pub(super) fn static_address(path: &str, config: &Config) -> String {
    let below = path.strip_prefix(&config.path).unwrap_or(path).trim_start_matches('/');
    let entries = match config.value("EXTRA_PATH_METADATA") {
        Some(PythonValue::Dict(entries)) => entries.as_slice(),
        _ => &[],
    };
    let own =
        entries.iter().find(|(key, _)| plain(key).is_some_and(|key| paths::parts(&key).join("/") == below));
    let own = own.and_then(|(_, value)| match value {
        PythonValue::Dict(keys) => {
            let value = |name: &str| {
                keys.iter().find(|(key, _)| key.text() == Some(name)).and_then(|(_, value)| plain(value))
            };
            value("save_as").or_else(|| value("path"))
        }
        _ => None,
    });
    paths::address(&own.unwrap_or_else(|| below.to_owned()))
}

/// An address as a link has it.
fn encoded(address: &str) -> String {
    address
        .replace('%', "%25")
        .replace(' ', "%20")
        .replace('(', "%28")
        .replace(')', "%29")
        .replace(['<', '>', '"'], "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_found() {
        let found = |text: &str, start: usize| {
            link(text, start).map(|(word, value, _)| (word.to_owned(), value.to_owned()))
        };
        assert_eq!(found("(|filename|a.md)", 1), Some(("filename".into(), "a.md".into())));
        assert_eq!(found("<{static}/a b.png>", 1), Some(("static".into(), "/a b.png".into())));
        assert_eq!(found("\"{tag}a b\"", 1), Some(("tag".into(), "a b".into())));
        assert_eq!((found("x{tag}", 1), found("({other}x)", 1), found("({tag", 1)), (None, None, None));
    }

    #[test]
    fn paths_of_links() {
        assert_eq!(
            (absolute("../b/c.md", "a"), absolute("/c.md", "a"), absolute("../../c", "")),
            ("b/c.md".into(), "c.md".into(), "c".into())
        );
        assert_eq!(beside(("", "/blog/x/"), "a/img/p.png", "a/x.md"), "/blog/x/img/p.png");
        assert_eq!(beside(("", "/x.html"), "b/p.png", "a/x.md"), "/p.png");
    }
}
