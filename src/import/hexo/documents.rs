//! Posts and pages of Hexo as documents of the new site.

use super::places::Known;
use super::posts::{Post, is_html, names};
use super::tags::Converter;
use crate::import::calls::Calls;
use crate::import::html;
use crate::import::old_site::{OldDocument, Role};

/// The document of the new site.
pub(super) fn document(mut post: Post, site: &Known<'_>) -> (OldDocument, Calls) {
    let mut converter = Converter {
        site,
        file: &post.source,
        fields: &post.fields,
        line: post.body_line,
        calls: Calls::default(),
        unended: 0,
    };
    let body = converter.convert(&post.body);
    let calls = converter.calls;
    let body = if is_html(&post.source) { html::as_markdown(&body) } else { body };
    if post.is_post {
        let categories: Vec<String> = post.categories.iter().flatten().cloned().collect();
        let categories = names(Some(categories.into()));
        for (key, names) in [("category", categories), ("tag", post.tags.clone())] {
            if !names.is_empty() {
                post.fields.set(key, names);
            }
        }
    }
    if post.is_draft {
        post.fields.set("draft", true);
        if post.day.is_none() {
            // A draft has no day yet, and an article must have one.
            post.fields.set("date", "1970-01-01");
        }
    }
    let address = post.is_published().then_some(post.address);
    let role = if post.is_post { Role::Article } else { Role::Page };
    (
        OldDocument { source: post.source, target: post.target, role, fields: post.fields, body, address },
        calls,
    )
}
