//! Links in Markdown as Hugo's own hook for links writes them: one that names a page by its path in the folder of content leads to the
//! page's address, in the language of the text.

use std::borrow::Cow;

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag};

use super::pages::Page;
use super::path::join;
use super::site::Site;
use super::texts::Texts;
use crate::import::old_site;

/// Whether the hook is on: in sites of several languages, unless `useEmbedded` says something else.
fn is_on(site: &Site) -> bool {
    let hook = ["markup", "goldmark", "renderhooks", "link"];
    let value = |key| site.config.get(&[hook[0], hook[1], hook[2], hook[3], key]).and_then(old_site::text);
    let word = value("useembedded").or_else(|| value("enabledefault")).map(|word| word.to_lowercase());
    match word.as_deref() {
        Some("never" | "false") => false,
        Some("always" | "fallback" | "true") => true,
        _ => site.languages.len() > 1,
    }
}

/// The text of a page with its links resolved. No line is added or removed.
pub(super) fn resolved<'p>(texts: &Texts<'_>, page: &'p Page, is_html: bool) -> Cow<'p, str> {
    let text = page.body.as_str();
    if is_html || !is_on(texts.site) || !text.contains("](") && !text.contains("]:") {
        return text.into();
    }
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_HEADING_ATTRIBUTES;
    let parser = Parser::new_ext(text, options);
    let mut changes: Vec<(usize, usize, String)> = Vec::new();
    let mut change = |range: std::ops::Range<usize>, written: &str| {
        let Some(address) = address(texts, page, written) else { return };
        // The title stands behind the address, and the text before it.
        let source = &text[range.clone()];
        let start = source.rfind("](").or_else(|| source.find("]:"));
        if let Some(start) = start
            && let Some(at) = source[start..].find(written)
        {
            let at = range.start + start + at;
            changes.push((at, at + written.len(), address));
        }
    };
    for (_, definition) in parser.reference_definitions().iter() {
        change(definition.span.clone(), &definition.dest);
    }
    for (event, range) in parser.into_offset_iter() {
        if let Event::Start(Tag::Link { link_type: LinkType::Inline, dest_url, .. }) = event {
            change(range, &dest_url);
        }
    }
    changes.sort();
    let mut resolved = String::with_capacity(text.len());
    let mut at = 0;
    for (start, end, address) in changes.into_iter().filter(|(start, end, _)| start < end) {
        if start >= at {
            resolved.push_str(&text[at..start]);
            resolved.push_str(&address);
            at = end;
        }
    }
    resolved.push_str(&text[at..]);
    resolved.into()
}

/// The address of the page that a link names; `None` where it names none.
fn address(texts: &Texts<'_>, page: &Page, written: &str) -> Option<String> {
    let end = written.find(['?', '#']).unwrap_or(written.len());
    let (path, rest) = written.split_at(end);
    if path.is_empty() || path.contains(':') || path.starts_with("//") || path.contains("{{") {
        return None;
    }
    let prefix = &texts.site.languages[page.language].prefix;
    let path = path.strip_prefix("./").unwrap_or(path);
    let address = match path {
        "/" => format!("{prefix}/"),
        path => {
            let folder = if page.bundle { join(&page.folder, &page.name) } else { page.folder.clone() };
            let index = texts.references.find(page.language, &folder, path)?;
            texts.places[index].address.clone()?
        }
    };
    let encoded = address.replace('%', "%25").replace(' ', "%20").replace('(', "%28").replace(')', "%29");
    Some(format!("{encoded}{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::import::hugo::placed::{Place, State};
    use crate::import::hugo::{config::Config, pages, references::References};
    use crate::import::old_site::Role;
    use crate::import::testing::folder;

    const LANGUAGES: &str = "[languages.en]\nweight = 1\n[languages.he]\nweight = 2\n";

    fn converted(config: &str, body: &str) -> String {
        let (_root, folder) = folder(&[
            ("hugo.toml", config),
            ("content/a.he.md", body),
            ("content/docs/b.he.md", "x"),
            ("content/docs/only-en.md", "x"),
        ]);
        let mut problems = Diagnostics::new();
        let site = Site::of(Config::read(&folder, &mut problems), &folder);
        let content = pages::read(&site, &folder, &mut problems);
        let addresses = ["/he/a/", "/he/docs/slug/", "/docs/only-en/"];
        let place = |address: &str| Place {
            state: State::Published,
            address: Some(address.to_owned()),
            role: Role::Page,
            target: None,
        };
        let places = addresses.map(place);
        let references = References::of(&content.pages);
        let texts = Texts { site: &site, places: &places, references: &references };
        let page = content.pages.iter().find(|page| page.source == "content/a.he.md").unwrap();
        resolved(&texts, page, false).into_owned()
    }

    #[test]
    fn links_to_pages_lead_to_their_addresses() {
        let text = "[x](/docs/b#c \"t\") [y](docs/b.md) [z](/docs/only-en) [h](/) [o](https://e.org/docs/b) [q][1]\n\n[1]: /docs/b\n";
        assert_eq!(
            converted(LANGUAGES, text),
            "[x](/he/docs/slug/#c \"t\") [y](/he/docs/slug/) [z](/docs/only-en) [h](/he/) [o](https://e.org/docs/b) [q][1]\n\n[1]: /he/docs/slug/\n"
        );
        let off = format!("{LANGUAGES}[markup.goldmark.renderHooks.link]\nuseEmbedded = 'never'\n");
        assert_eq!(converted(&off, text), text);
    }
}
