//! Raw HTML in a body, before it is sanitised: its links are resolved, its shortcodes in attributes put in place, its
//! anchors and images brought into line with those Markdown makes, players of other sites made links.
//!
//! One pass over the whole piece, because a raw tag may reach over what Markdown takes for several lines; elements that
//! Markdown made are told apart by their place. The same pass keeps hostile nesting from the sanitiser, see [`nesting`].

use std::ops::Range;

use lol_html::html_content::{ContentType, Element};
use lol_html::{RewriteStrSettings, element, rewrite_str};

use self::nesting::Nesting;
use crate::article::body::address::{LINK_SCHEMES, MEDIA_SCHEMES};
use crate::article::body::escape;
use crate::article::body::html::{RawChunk, Written};
use crate::article::body::link::Link;
use crate::article::body::page::{Page, Piece};
use crate::article::body::shortcode::Scan;

pub(super) mod embed;
mod nesting;

/// `written` with its raw elements rewritten; not yet sanitised.
pub(super) fn rewrite(
    page: &mut Page<'_>,
    piece: &Piece<'_>,
    written: &Written,
    scan: Option<&mut Scan>,
) -> String {
    let trusted = page.input.rules.trusted;
    let mut nesting = Nesting::new(written.html.len());
    let mut rewriter = Rewriter { page, piece, scan, chunks: &written.raw, next_chunk: 0 };
    let handler = element!("*", |element| {
        // Trusted content may nest as it likes: it is not sanitised.
        let outermost = !trusted && !nesting.in_table();
        if trusted || nesting.admit(element) {
            rewriter.element(element, outermost)?;
        }
        Ok(())
    });
    let settings = RewriteStrSettings::new().append_element_content_handler(handler);
    // No memory limit is set and no handler fails, so rewriting does not either; should it, the sanitiser still works.
    rewrite_str(&written.html, settings.with_strict(false)).unwrap_or_else(|_| written.html.clone())
}

struct Rewriter<'w, 'i> {
    page: &'w mut Page<'i>,
    piece: &'w Piece<'w>,
    scan: Option<&'w mut Scan>,
    chunks: &'w [RawChunk],
    /// The first chunk that does not end before the last element seen.
    next_chunk: usize,
}

/// The error of a name that cannot stand in HTML; all names here can.
type Unnamable = lol_html::errors::AttributeNameError;

impl Rewriter<'_, '_> {
    /// Rewrites a raw element; `outermost` if no table holds it.
    fn element(&mut self, element: &mut Element<'_, '_>, outermost: bool) -> Result<(), Unnamable> {
        let Some(source) = self.source(&element.source_location().bytes()) else { return Ok(()) };
        let tag = element.tag_name();
        if !self.page.input.rules.trusted && matches!(&*tag, "iframe" | "embed" | "object") {
            player(element, &tag);
            return Ok(());
        }
        let attributes: Vec<(String, String)> =
            element.attributes().iter().map(|attribute| (attribute.name(), attribute.value())).collect();
        for (name, value) in &attributes {
            self.attribute(element, &tag, (name, value), source)?;
        }
        if tag == "table" && outermost {
            // As around those of Markdown, so that a wide table scrolls and the page does not.
            element.before("<div class=\"table\">", ContentType::Html);
            element.after("</div>", ContentType::Html);
        }
        if tag == "img" {
            self.page.body.images_without_alt += u32::from(!element.has_attribute("alt"));
            if !element.has_attribute("loading") {
                element.set_attribute("loading", "lazy")?;
            }
        }
        Ok(())
    }

    /// Where in the source file the element stands whose tag takes these bytes of the HTML; `None` if Markdown made it.
    fn source(&mut self, tag: &Range<usize>) -> Option<usize> {
        while self.chunks.get(self.next_chunk).is_some_and(|chunk| chunk.range.end <= tag.start) {
            self.next_chunk += 1;
        }
        let chunk = self.chunks.get(self.next_chunk).filter(|chunk| chunk.range.contains(&tag.start))?;
        Some(self.piece.origin.source(chunk.source + (tag.start - chunk.range.start)))
    }

    fn attribute(
        &mut self,
        element: &mut Element<'_, '_>,
        tag: &str,
        (name, written): (&str, &str),
        source: usize,
    ) -> Result<(), Unnamable> {
        let mut value = String::with_capacity(written.len());
        escape::push_decoded(&mut value, written);
        match (tag, name) {
            ("a" | "area", "href") => self.link(element, &value, source),
            (_, "src" | "poster") => match self.media(&value, source) {
                Some(src) => set(element, name, &src),
                None => {
                    element.remove_attribute(name);
                    Ok(())
                }
            },
            (_, "srcset") => {
                let srcset = self.srcset(&value, source);
                set(element, name, &srcset)
            }
            (_, "id") => {
                if !self.page.ids.claim(&value) {
                    element.remove_attribute(name);
                }
                Ok(())
            }
            ("a", "name") if !element.has_attribute("id") && self.page.ids.claim(&value) => {
                set(element, "id", &value)
            }
            (_, "align") if matches!(&*value.to_ascii_lowercase(), "left" | "right" | "center") => {
                set(element, "class", &format!("align-{}", value.to_ascii_lowercase()))
            }
            _ => {
                let plain = self.page.plain(&value, self.piece, self.scan.as_deref_mut());
                // An attribute without shortcodes stays as it is written.
                if *plain == *value { Ok(()) } else { set(element, name, &plain) }
            }
        }
    }

    fn link(&mut self, element: &mut Element<'_, '_>, address: &str, source: usize) -> Result<(), Unnamable> {
        let link = match self.page.substituted(address, self.piece, self.scan.as_deref_mut(), &LINK_SCHEMES) {
            Some(finished) => finished.map(Link::to),
            None => self.page.link(address, source),
        };
        match link {
            Some(link) => {
                if link.archived {
                    element.set_attribute("class", "archived")?;
                    element.set_attribute("rel", "nofollow")?;
                }
                set(element, "href", &link.href)
            }
            None => {
                element.remove_attribute("href");
                element.remove_and_keep_content();
                Ok(())
            }
        }
    }

    fn media(&mut self, address: &str, source: usize) -> Option<String> {
        match self.page.substituted(address, self.piece, self.scan.as_deref_mut(), &MEDIA_SCHEMES) {
            Some(finished) => finished,
            None => self.page.media(address, source),
        }
    }

    /// The images of a `srcset` that are to be had, with their widths or densities.
    fn srcset(&mut self, value: &str, source: usize) -> String {
        let mut kept = Vec::new();
        for candidate in value.split(", ").flat_map(|part| part.split(",\n")) {
            let candidate = candidate.trim().trim_end_matches(',');
            let (address, descriptor) = candidate.split_once(char::is_whitespace).unwrap_or((candidate, ""));
            let Some(src) = self.media(address, source) else { continue };
            // A comma would end the address.
            let src = src.replace(',', "%2C");
            kept.push(if descriptor.is_empty() { src } else { format!("{src} {}", descriptor.trim()) });
        }
        kept.join(", ")
    }
}

/// Puts a link in place of a player of another site. What an object holds is its older form of a player.
fn player(element: &mut Element<'_, '_>, tag: &str) {
    if tag == "object" {
        return element.remove_and_keep_content();
    }
    let attribute = |name| {
        let written: String = element.get_attribute(name)?;
        let mut value = String::with_capacity(written.len());
        escape::push_decoded(&mut value, &written);
        Some(value)
    };
    match attribute("src").and_then(|src| embed::link(&src, attribute("title").as_deref())) {
        Some(link) => element.replace(&link, ContentType::Html),
        None => element.remove(),
    }
}

/// Sets an attribute; `value` is text, not HTML.
fn set(element: &mut Element<'_, '_>, name: &str, value: &str) -> Result<(), Unnamable> {
    let mut escaped = String::with_capacity(value.len());
    escape::push_attribute(&mut escaped, value);
    element.set_attribute(name, &escaped)
}
