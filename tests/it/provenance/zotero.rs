//! What Zotero reads from a page: its translators "Embedded Metadata" (version of 2024-06-13) and "RDF", rule by rule, as far
//! as they concern what such a page may hold. Written after their rules; the translators themselves need Zotero to run.

use std::collections::BTreeMap;

use super::meta::{Meta, metas, of_schemas};
use crate::page::all_elements;

/// An item of a library.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Item {
    pub kind: String,
    pub title: String,
    /// Family and given names; no given name where it is one field.
    pub creators: Vec<(String, String)>,
    pub publication: Option<String>,
    pub date: Option<String>,
    pub section: Option<String>,
    pub url: Option<String>,
    pub issn: Option<String>,
    pub language: Option<String>,
    pub rights: Option<String>,
    pub summary: Option<String>,
}

/// The prefixes that the translator knows without being told.
const PREFIXES: &[&str] =
    &["bib", "bibo", "dc", "dcterms", "prism", "foaf", "z", "eprints", "og", "article", "book", "so", "rdf"];

/// The types of items that a page of news may become.
const TYPES: &[&str] = &["newspaperArticle", "journalArticle", "magazineArticle", "webpage", "blogPost"];

/// Reads a page.
pub fn read(html: &str) -> Item {
    let metas = metas(html);
    let declared = of_schemas(html);
    let mut statements: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let (mut highwire_type, mut guess) = (None, None);
    for Meta { name, content, .. } in metas.iter().filter(|meta| !meta.content.is_empty()) {
        let parts: Vec<&str> = name.split(['.', ':', '_']).collect();
        let known = |prefix: &str| {
            let prefix = prefix.to_lowercase();
            PREFIXES.contains(&prefix.as_str()) || declared.contains(&prefix)
        };
        let second = parts.len() > 2 && known(parts[1]);
        let (prefix, length) =
            if second { (parts[1], parts[0].len() + parts[1].len() + 1) } else { (parts[0], parts[0].len()) };
        if parts.len() > 1 && known(prefix) {
            let property = &name[length + 1..];
            let first = property.chars().next().unwrap().to_lowercase();
            let property: String = first.chain(property.chars().skip(1)).collect();
            statements
                .entry(format!("{}:{property}", prefix.to_lowercase()))
                .or_default()
                .push(content.clone());
            continue;
        }
        match name.as_str() {
            "citation_journal_title" => highwire_type = Some("journalArticle"),
            "citation_technical_report_institution" => highwire_type = Some("report"),
            "citation_book_title" => highwire_type = Some("bookSection"),
            "citation_title" => guess = Some("journalArticle"),
            _ => {}
        }
    }
    let first = |names: &[&str]| names.iter().find_map(|name| statements.get(*name)?.first().cloned());
    let highwire = |name: &str| metas.iter().find(|meta| meta.name == name).map(|meta| meta.content.clone());
    let kind = highwire_type.map(ToOwned::to_owned).unwrap_or_else(|| {
        let told = |name| first(&[name]).filter(|kind| TYPES.contains(&kind.as_str()));
        let website = || first(&["og:type"]).filter(|kind| kind == "website").map(|_| "webpage".to_owned());
        let told = told("z:itemType").or_else(website).or_else(|| told("dc:type"));
        told.unwrap_or_else(|| guess.unwrap_or("webpage").to_owned())
    });
    let site_name = || {
        first(&["og:site_name"])
            .filter(|_| matches!(kind.as_str(), "newspaperArticle" | "webpage" | "blogPost"))
    };
    let publication = highwire("citation_journal_title")
        .or_else(|| first(&["prism:publicationName", "eprints:publication", "dc:source", "dcterms:source"]))
        .or_else(site_name);
    let authors: Vec<String> =
        metas.iter().filter(|m| m.name == "citation_author").map(|m| m.content.clone()).collect();
    let creators = statements.get("so:author").or(statements.get("dc:creator")).cloned().unwrap_or_default();
    let mut creators =
        if authors.is_empty() { creators.iter().map(|name| clean(name)).collect() } else { split(&authors) };
    if creators.is_empty() {
        creators = from_byline(html);
    }
    Item {
        title: highwire("citation_title").or_else(|| first(&["dc:title", "og:title"])).unwrap_or_default(),
        creators,
        date: highwire("citation_publication_date")
            .or_else(|| first(&["prism:publicationDate", "article:published_time", "dc:date"])),
        section: first(&["article:section"]),
        url: highwire("citation_public_url").or_else(|| first(&["og:url"])),
        issn: highwire("citation_issn").or_else(|| first(&["prism:issn"])),
        language: highwire("citation_language").or_else(|| first(&["dc:language"])),
        rights: first(&["prism:copyright", "dc:rights"]),
        summary: first(&["og:description"]),
        publication,
        kind,
    }
}

/// Names of `citation_author`: several of one element are cut at semicolons, and a single element at commas, where a blank
/// stands on both sides.
fn split(authors: &[String]) -> Vec<(String, String)> {
    let mut names: Vec<String> = Vec::new();
    for author in authors {
        let mut parts: Vec<&str> = author.split(';').map(str::trim).collect();
        let by_comma: Vec<&str> = author.split(',').map(str::trim).collect();
        if parts.len() == 1
            && authors.len() == 1
            && by_comma.len() > 1
            && by_comma[..2].iter().all(|part| part.contains(' '))
        {
            parts = by_comma;
        }
        names.extend(parts.into_iter().filter(|part| !part.is_empty()).map(ToOwned::to_owned));
    }
    names.iter().map(|name| clean(name)).collect()
}

/// A name taken apart: at its comma, otherwise before its last word.
fn clean(name: &str) -> (String, String) {
    let name = name.trim_matches(|c: char| c.is_whitespace() || ".,/[]:".contains(c));
    if let Some((family, rest)) = name.split_once(',') {
        let given = rest.split(',').next().unwrap_or_default();
        return (family.to_owned(), given.trim().to_owned());
    }
    match name.rsplit_once(' ') {
        Some((given, family)) => (family.to_owned(), given.to_owned()),
        None => (name.to_owned(), String::new()),
    }
}

/// Names that it looks for in the text, where no element has any: whatever stands in an element of these classes, but for times.
fn from_byline(html: &str) -> Vec<(String, String)> {
    const CLASSES: &[&str] = &["byline", "bylines", "vcard", "article-byline"];
    let found =
        all_elements(html).into_iter().find(|element| CLASSES.iter().any(|class| element.has_class(class)));
    found.map(|element| (format!("whatever stands in {}", element.text), String::new())).into_iter().collect()
}
