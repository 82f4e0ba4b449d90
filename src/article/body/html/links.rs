//! Links and images.

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use crate::article::body::html::HtmlWriter;
use crate::article::body::link::{Archived, Href, Spot};
use crate::article::body::signs;
use crate::article::body::{Picture, escape};

/// An image whose alternative text is being read.
pub(super) struct Image {
    address: String,
    title: String,
    alt: String,
    /// Images within the alternative text, of which only the text counts.
    nested: usize,
    source: usize,
}

impl HtmlWriter<'_, '_> {
    pub(super) fn start_link(&mut self, kind: LinkType, address: &str, title: &str, source: usize) {
        let link = match kind {
            // Markdown lets an address in angle brackets stand within a link; HTML does not.
            _ if self.links.contains(&true) => None,
            LinkType::Email => self.link(&format!("mailto:{address}"), source),
            _ => self.link(address, source),
        };
        self.links.push(link.is_some());
        let Some(link) = link else { return };
        let mut title = self.page.plain(title, self.piece, self.scan.as_deref_mut());
        if link.archived == Some(Archived::Dead) {
            title = self.page.title_of_copy(&title).into();
        }
        let html = &mut self.out.html;
        html.push_str("<a");
        escape::push_named(html, "href", &link.href);
        if !title.is_empty() {
            escape::push_named(html, "title", &title);
        }
        self.start_inline(if link.archived.is_some() {
            " class=\"archived\" rel=\"nofollow\">"
        } else {
            ">"
        });
    }

    pub(super) fn end_link(&mut self) {
        if self.links.pop() == Some(true) {
            self.end_inline("</a>");
        }
    }

    /// Where a link leads that may hold shortcodes.
    fn link(&mut self, address: &str, source: usize) -> Option<Href> {
        let spot = Spot::link(self.piece.origin.source(source));
        self.page.link_with_calls(address, self.piece, self.scan.as_deref_mut(), spot)
    }

    pub(super) fn start_image(&mut self, address: &str, title: &str, source: usize) {
        let (address, title) = (address.to_string(), title.to_string());
        self.image = Some(Image { address, title, alt: String::new(), nested: 0, source });
    }

    /// Collects the text of what stands between an image's brackets.
    pub(super) fn alternative_text(&mut self, event: &Event<'_>) {
        let Some(image) = &mut self.image else { return };
        match event {
            Event::Text(text) | Event::Code(text) => image.alt.push_str(text),
            Event::SoftBreak | Event::HardBreak => image.alt.push(' '),
            Event::Start(Tag::Image { .. }) => image.nested += 1,
            Event::End(TagEnd::Image) if image.nested > 0 => image.nested -= 1,
            Event::End(TagEnd::Image) => {
                if let Some(image) = self.image.take() {
                    self.end_image(&image);
                }
            }
            _ => {}
        }
    }

    fn end_image(&mut self, image: &Image) {
        let at = self.piece.origin.source(image.source);
        let src = self.page.media_with_calls(&image.address, self.piece, self.scan.as_deref_mut(), at);
        let alt = self.page.plain(&image.alt, self.piece, self.scan.as_deref_mut());
        let alt = signs::plain(&alt, self.page.input.rules.markdown).into_owned();
        // An image that cannot be shown leaves what it would have said.
        let Some(src) = src else { return self.plain_text(&alt) };
        let position = self.page.positions.at(at);
        self.page.body.pictures.push(Picture { is_described: !alt.trim().is_empty(), position });
        let title = self.page.plain(&image.title, self.piece, self.scan.as_deref_mut());
        let html = &mut self.out.html;
        let start = html.len();
        html.push_str("<img");
        escape::push_named(html, "src", &src);
        escape::push_named(html, "alt", &alt);
        let titled = html.len();
        if !title.is_empty() {
            escape::push_named(html, "title", &title);
        }
        let attribute = titled..html.len();
        html.push_str(" loading=\"lazy\">");
        if let Some(paragraph) = &mut self.paragraph {
            paragraph.images += 1;
            paragraph.title = (!title.is_empty()).then(|| (title.into_owned(), attribute));
        } else if let Some(heading) = &mut self.heading {
            let before = heading.text.len();
            heading.text.push_str(&alt);
            heading.alts.push(before..heading.text.len());
        }
        self.wrote_inline(start);
    }
}
