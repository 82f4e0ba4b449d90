//! The elements `meta` of a page, and the vocabularies they are of.

use crate::page::{Element, elements};

/// An element `meta` with a name and a content.
#[derive(Debug, PartialEq, Eq)]
pub struct Meta {
    /// The attribute that names it: `name` or `property`.
    pub attribute: &'static str,
    pub name: String,
    pub content: String,
}

/// All of a page.
pub fn metas(html: &str) -> Vec<Meta> {
    let read = |element: Element| {
        let (attribute, name) = match (element.get("name"), element.get("property")) {
            (Some(name), None) => ("name", name),
            (None, Some(name)) => ("property", name),
            _ => return None,
        };
        let content = element.get("content").unwrap().to_owned();
        Some(Meta { attribute, name: name.to_owned(), content })
    };
    elements(html, "meta").into_iter().filter_map(read).collect()
}

/// The contents of all with a name.
pub fn contents(html: &str, name: &str) -> Vec<String> {
    metas(html).into_iter().filter(|meta| meta.name == name).map(|meta| meta.content).collect()
}

/// The prefixes that a page declares (`rel="schema.DC"`), in lower case.
pub fn of_schemas(html: &str) -> Vec<String> {
    let links = elements(html, "link");
    let rels = links.iter().filter_map(|link| link.get("rel")?.strip_prefix("schema."));
    rels.map(str::to_lowercase).collect()
}

/// A value of an attribute, or a text, as it reads.
pub fn unescaped(text: &str) -> String {
    let signs = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&#39;", "'"),
        ("&#x2F;", "/"),
        ("&amp;", "&"),
    ];
    signs.iter().fold(text.to_owned(), |text, (reference, sign)| text.replace(reference, sign))
}

/// What HTML and its register of names know (<https://html.spec.whatwg.org/#standard-metadata-names>,
/// <https://wiki.whatwg.org/wiki/MetaExtensions>).
const HTML: &[&str] = &["viewport", "description", "robots", "generator", "color-scheme", "twitter:card"];

/// What Google Scholar (<https://scholar.google.com/intl/en/scholar/inclusion.html>) and Zotero read of Highwire's names.
/// `citation_journal_title` is not among them: it would make every article one of a journal.
const HIGHWIRE: &[&str] = &[
    "citation_title",
    "citation_author",
    "citation_publication_date",
    "citation_issn",
    "citation_public_url",
];

/// The Open Graph protocol (<https://ogp.me/>) with its type `article`, and what Facebook adds to that.
const OPEN_GRAPH: &[&str] = &[
    "og:site_name",
    "og:type",
    "og:title",
    "og:description",
    "og:url",
    "og:locale",
    "og:image",
    "og:image:width",
    "og:image:height",
    "og:image:alt",
    "article:published_time",
    "article:modified_time",
    "article:section",
    "article:publisher",
];

/// The fifteen elements of Dublin Core (<https://www.dublincore.org/specifications/dublin-core/dces/>).
const DUBLIN_CORE: &[&str] = &[
    "contributor",
    "coverage",
    "creator",
    "date",
    "description",
    "format",
    "identifier",
    "language",
    "publisher",
    "relation",
    "rights",
    "source",
    "subject",
    "title",
    "type",
];

/// Those of its further terms that are used (<https://www.dublincore.org/specifications/dublin-core/dcmi-terms/>).
const TERMS: &[&str] = &["isVersionOf", "provenance"];

/// Fails where an element is of no vocabulary, stands in the wrong attribute, or has a value of another form than its vocabulary
/// says.
pub fn check(html: &str) {
    let schemas = of_schemas(html);
    let is_digits = |text: &str, form: &str| {
        text.len() == form.len()
            && text
                .bytes()
                .zip(form.bytes())
                .all(|(b, f)| if f == b'0' { b.is_ascii_digit() } else { b == f })
    };
    let is_date = |text: &str| {
        is_digits(text, "0000-00-00")
            || text.is_char_boundary(19)
                && is_digits(&text[..19], "0000-00-00T00:00:00")
                && (&text[19..] == "Z"
                    || is_digits(&text[19..], "+00:00")
                    || is_digits(&text[19..], "-00:00"))
    };
    let is_address = |text: &str| url::Url::parse(text).is_ok_and(|url| url.has_host());
    for Meta { attribute, name, content } in metas(html) {
        let dublin = |prefix: &str, known: &[&str]| {
            let declared = schemas.contains(&prefix.to_lowercase());
            name.strip_prefix(&format!("{prefix}.")).is_some_and(|term| declared && known.contains(&term))
        };
        let known = HTML.contains(&name.as_str())
            || HIGHWIRE.contains(&name.as_str())
            || dublin("DC", DUBLIN_CORE)
            || dublin("DCTERMS", TERMS)
            || matches!(name.as_str(), "prism.publicationName" | "z:itemType");
        let expected = if OPEN_GRAPH.contains(&name.as_str()) { "property" } else { "name" };
        assert!(known || expected == "property", "{name} is of no vocabulary");
        assert_eq!(attribute, expected, "{name}");
        assert!(!content.trim().is_empty(), "{name} is empty");
        let right = match name.as_str() {
            "citation_publication_date" => is_digits(&content, "0000/00/00"),
            "DC.date" | "article:published_time" | "article:modified_time" => is_date(&content),
            "DC.type" => content == "Text",
            "z:itemType" => content == "newspaperArticle",
            "citation_issn" => is_digits(&content[..8], "0000-000") && content.len() == 9,
            "citation_public_url" | "og:url" | "article:publisher" | "og:image" => is_address(&content),
            _ => true,
        };
        assert!(right, "{name}: {content}");
    }
}
