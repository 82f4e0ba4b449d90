//! Where the posts and pages of Hexo are in the new site, and what tags ask of them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::config::{self, Config};
use super::posts::{Post, is_text};
use super::tags::Site;
use crate::diagnostic::Diagnostics;
use crate::import::folder::Folder;
use crate::import::paths::{self, Targets};

/// What tags ask of the site.
pub(super) struct Known<'f> {
    posts: BTreeMap<String, (String, String)>,
    code: String,
    source: String,
    folder: &'f Folder,
}

impl<'f> Known<'f> {
    /// Of all posts.
    pub(super) fn of(posts: &[Post], config: &Config, folder: &'f Folder) -> Known<'f> {
        let mut known = BTreeMap::new();
        for post in posts.iter().filter(|post| post.is_post) {
            let target = post.target.strip_prefix("content/").unwrap_or(&post.target);
            let is_plain = !target.contains([' ', '(', ')', '<', '>']);
            let link = if is_plain { format!("@/{target}") } else { post.address.replace(' ', "%20") };
            let title = if post.title.is_empty() { post.slug.clone() } else { post.title.clone() };
            for name in [&post.slug, &post.title] {
                known.entry(name.clone()).or_insert_with(|| (title.clone(), link.clone()));
            }
        }
        let code = config.folder("code_dir").unwrap_or_default();
        Known { posts: known, code, source: config.source.clone(), folder }
    }
}

impl Site for Known<'_> {
    fn post(&self, name: &str) -> Option<(String, String)> {
        self.posts.get(name).cloned()
    }

    fn code(&self, path: &str) -> Option<(String, String)> {
        let below = paths::join(&self.code, &paths::parts(path).join("/"));
        let full = paths::join(&self.source, &below);
        let text =
            self.folder.has(&full).then(|| self.folder.text(&full, &mut Diagnostics::new())).flatten()?;
        Some((text, format!("/{below}")))
    }
}

/// Gives each file its place in the new site.
pub(super) fn place(posts: &mut [Post], folder: &Folder, config: &Config, targets: &mut Targets) {
    let has_files = config.value("post_asset_folder") == Some(&Value::Bool(true));
    let indexes: BTreeSet<String> =
        ["category_dir", "tag_dir"].into_iter().filter_map(|key| config.folder(key)).collect();
    for post in posts {
        let suffix = if post.language == config.default_language() {
            String::new()
        } else {
            format!(".{}", config::code(&post.language))
        };
        let wanted = if post.is_post {
            let below = post.source.split_once("_posts/").or_else(|| post.source.split_once("_drafts/"));
            let below = below.map_or(&*post.source, |(_, below)| below);
            let stem = below.rsplit_once('.').map_or(below, |(stem, _)| stem);
            let stem = stem.strip_suffix(&suffix).unwrap_or(stem);
            let is_bundle = has_files && folder.below(post.folder()).any(|path| !is_text(path));
            let name = if is_bundle { format!("{stem}/index") } else { stem.to_owned() };
            format!("content/articles/{name}{suffix}.md")
        } else {
            let prefix = if suffix.is_empty() { String::new() } else { format!("/{}/", post.language) };
            let path = post.address.strip_prefix(&prefix).unwrap_or(&post.address).trim_matches('/');
            match path.strip_suffix(".html").unwrap_or(path) {
                "" => format!("content/_index{suffix}.md"),
                path if indexes.contains(path) => format!("content/{path}/_index{suffix}.md"),
                path => format!("content/pages/{path}{suffix}.md"),
            }
        };
        post.target = targets.free(wanted);
    }
}
