//! Articles and pages of Pelican as documents of the new site.

use super::config::Config;
use super::links::Places;
use super::markdown;
use super::posts::Post;
use super::sources::is_html;
use crate::import::old_site::{OldDocument, Role};

/// The document of the new site, where its format is read, and the files that its text links.
pub(super) fn document(
    post: Post,
    places: &Places,
    config: &Config,
) -> (Option<OldDocument>, Vec<(String, String)>) {
    if post.format.is_some() {
        return (None, Vec::new());
    }
    let role = post.role();
    let mut fields = post.fields;
    let mut files = Vec::new();
    let body = if is_html(&post.source) { post.body } else { markdown::convert(&post.body, config) };
    let beside = post.address.as_deref().unwrap_or_default();
    let body = places.resolved(&body, (&post.source, beside), &mut files);
    if let Some(summary) = fields.text("summary") {
        fields.set("summary", places.resolved(&summary, (&post.source, beside), &mut files));
    }
    if role == Role::Article {
        if !post.category.is_empty() {
            fields.set("category", vec![post.category]);
        }
        if !post.tags.is_empty() {
            fields.set("tag", post.tags);
        }
        if !post.authors.is_empty() {
            fields.set("author", post.authors);
        }
        if let Some(original) = post.translation_of {
            fields.set("translation_of", original);
        }
    } else if let Some(template) = fields.take("template") {
        fields.set("extra", serde_json::json!({ "template": template }));
    }
    match &*post.status {
        "draft" => fields.set("draft", true),
        "hidden" => fields.set("noindex", true),
        _ => {}
    }
    let address = post.address.filter(|_| post.status != "draft");
    let document = OldDocument { source: post.source, target: post.target, role, fields, body, address };
    (Some(document), files)
}
