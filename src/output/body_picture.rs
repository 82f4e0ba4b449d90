//! Pictures in bodies: each gets its size and smaller versions; those of other sites and of hidden credits give way.
//!
//! One pass over the finished HTML of a body, whoever wrote the element: Markdown, raw HTML or a shortcode. In all three a
//! `<` starts a tag and a `"` ends a value, and nothing else does: what is read here is what browsers read.

use std::borrow::Cow;

use lol_html::html_content::{ContentType, Element};
use lol_html::{RewriteStrSettings, element, rewrite_str};

use super::lookups::Lookups;
use super::picture::srcset;
use super::read::{Question, Reads};
use super::{hidden, noscript};
use crate::address::{candidates, is_elsewhere, is_safe_address, may_hold};
use crate::article::body;
use crate::config::LanguageId;
use crate::fingerprint::digest;
use crate::text::escaped;

/// How wide a picture in a text is shown, for `sizes`: the column, or the screen.
const SIZES: &str = "(min-width: 44rem) 40rem, 100vw";

/// The error of a name that cannot stand in HTML; all names here can.
type Unnamable = lol_html::errors::AttributeNameError;

impl Lookups<'_> {
    /// The HTML of a body with its pictures completed.
    pub(super) fn complete_pictures(&self, html: String, language: LanguageId, reads: &Reads) -> String {
        let holds = |tag: &str| memchr::memmem::find(html.as_bytes(), tag.as_bytes()).is_some();
        if self.places.hidden.is_empty() && !["<img", "<video", "<audio", "<picture"].into_iter().any(holds) {
            return html;
        }
        let html = noscript::open(&html);
        let html = without_foreign_players(&html);
        let html = self.hide_credited(&html, language);
        let settings = RewriteStrSettings::new()
            // What a script would do to show the picture.
            .append_element_content_handler(element!("img:not([src])", |image| {
                let later = body::picture_address(|name| image.get_attribute(name));
                if let Some(address) = later.filter(|address| may_hold("src", &address.replace("&amp;", "&")))
                {
                    image.set_attribute("src", &address)?;
                }
                Ok(())
            }))
            .append_element_content_handler(element!("source[srcset], img[srcset], video[poster]", |part| {
                for name in ["srcset", "poster"] {
                    let foreign = |value: String| {
                        let hidden = |address: &str| self.may_not_show(&address.replace("&amp;", "&"), reads);
                        let refused = |address: &str| is_elsewhere(address) || hidden(address);
                        let is_refused = match name {
                            "srcset" => candidates(&value).any(|(address, _)| refused(address)),
                            _ => refused(&value),
                        };
                        is_refused || value.trim().is_empty()
                    };
                    if part.get_attribute(name).is_some_and(foreign) {
                        part.remove_attribute(name);
                    }
                }
                Ok(())
            }))
            .append_element_content_handler(element!("a[href]", |link| {
                if link.get_attribute("href").is_some_and(|href| self.may_not_show(&href, reads)) {
                    link.remove_and_keep_content();
                }
                Ok(())
            }))
            .append_element_content_handler(element!("audio, video", |player| {
                player.remove_attribute("autoplay");
                player.set_attribute("controls", "")?;
                player.set_attribute("preload", "none")?;
                Ok(())
            }))
            // Browsers fetch captions although nothing is played yet.
            .append_element_content_handler(element!("track[src]", |captions| {
                if captions.get_attribute("src").is_some_and(|address| is_elsewhere(&address)) {
                    captions.remove();
                }
                Ok(())
            }))
            .append_element_content_handler(element!("a img", |image| {
                self.give_way(image, language, true);
                Ok(())
            }))
            .append_element_content_handler(element!("img", |image| {
                self.give_way(image, language, false);
                self.hide(image, language, reads);
                Ok(self.complete(image, reads)?)
            }));
        // No memory limit is set and no handler fails, so rewriting does not either.
        noscript::close(rewrite_str(&html, settings.with_strict(false)).unwrap_or_else(|_| html.into_owned()))
    }

    /// Replaces a picture of another site, which no page loads, by a link to it, or by words where it is in a link.
    fn give_way(&self, image: &mut Element<'_, '_>, language: LanguageId, in_link: bool) {
        let Some(src) = image.get_attribute("src").filter(|src| !image.removed() && is_elsewhere(src)) else {
            return;
        };
        let host = src.split("//").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or_default();
        let label = escaped(self.theme.text(language, "picture_elsewhere"));
        // Values of attributes are still escaped here, but for what ends a tag.
        let alt = image.get_attribute("alt").filter(|alt| !alt.trim().is_empty());
        let alt =
            alt.map(|alt| format!(": {}", alt.replace('<', "&lt;").replace('>', "&gt;"))).unwrap_or_default();
        let text = format!("{label}{alt} <span class=\"host\">{}</span>", escaped(host));
        let href = src.replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;");
        // Nobody is led to what a browser would not show as a page.
        let html = match in_link || !is_safe_address(&src) {
            true => format!("<span class=\"no-picture\">{text}</span>"),
            false => format!("<a class=\"no-picture\" href=\"{href}\" rel=\"external\">{text}</a>"),
        };
        image.replace(&html, ContentType::Html);
    }

    /// Whether the picture at an address may not be shown.
    fn may_not_show(&self, href: &str, reads: &Reads) -> bool {
        // Where nothing is hidden nobody asks; a page depends on whether anything is.
        if self.places.hidden.is_empty() {
            return false;
        }
        let hidden = self.is_hidden_file(href);
        reads.note(Question::Hidden(href.into()), digest(&hidden));
        hidden
    }

    /// Replaces a picture that may not be shown by words.
    fn hide(&self, image: &mut Element<'_, '_>, language: LanguageId, reads: &Reads) {
        let value = |name| image.get_attribute(name).unwrap_or_default().replace("&amp;", "&");
        let is_named = hidden::is_named(self.config, Some(&value("title")));
        if !image.removed() && (is_named || self.may_not_show(&value("src"), reads)) {
            let note = escaped(self.theme.text(language, "picture_hidden"));
            image.replace(&format!("<span class=\"no-picture\">{note}</span>"), ContentType::Html);
        }
    }

    /// Sets the size, the smaller versions and how a picture is loaded.
    fn complete(&self, image: &mut Element<'_, '_>, reads: &Reads) -> Result<(), Unnamable> {
        if image.removed() {
            return Ok(());
        }
        for (name, value) in [("loading", "lazy"), ("decoding", "async")] {
            if !image.has_attribute(name) {
                image.set_attribute(name, value)?;
            }
        }
        let Some(src) = image.get_attribute("src") else {
            let alt = image.get_attribute("alt").unwrap_or_default();
            image.replace(&alt.replace('<', "&lt;").replace('>', "&gt;"), ContentType::Html);
            return Ok(());
        };
        let address = src.replace("&amp;", "&");
        let picture = self.picture(&address);
        reads.note(Question::Picture(address.into()), digest(&picture));
        let Some(picture) = picture else { return Ok(()) };
        let number =
            |name| image.get_attribute(name)?.trim().parse::<u32>().ok().filter(|number| *number > 0);
        let scaled =
            |length: u32, of: u32, to: u32| (u64::from(length) * u64::from(to)).div_ceil(u64::from(of));
        let (width, height) = match (number("width"), number("height")) {
            (Some(width), Some(height)) => (width.into(), height.into()),
            (Some(width), None) => (width.into(), scaled(width, picture.width, picture.height)),
            (None, Some(height)) => (scaled(height, picture.height, picture.width), height.into()),
            (None, None) => (u64::from(picture.width), u64::from(picture.height)),
        };
        image.set_attribute("width", &width.to_string())?;
        image.set_attribute("height", &height.to_string())?;
        if !image.has_attribute("srcset")
            && let Some(srcset) = srcset(|url| self.base().href(url), picture, &src)
        {
            image.set_attribute("srcset", &srcset)?;
            image.set_attribute("sizes", SIZES)?;
        }
        Ok(())
    }

    /// Replaces the pictures of figures whose caption names a credit of `hide_images`.
    fn hide_credited<'h>(&self, html: &'h str, language: LanguageId) -> Cow<'h, str> {
        let figures = hidden::figures(self.config, html);
        if figures.is_empty() {
            return Cow::Borrowed(html);
        }
        let note = escaped(self.theme.text(language, "picture_hidden"));
        let mut out = String::with_capacity(html.len());
        let mut at = 0;
        for figure in figures {
            out.push_str(&html[at..figure.start]);
            at = figure.end;
            out.push_str(&without_pictures(&html[figure], &note));
        }
        out.push_str(&html[at..]);
        Cow::Owned(out)
    }
}

/// Links in place of recordings and films of other sites that a mirrored page holds. Those of shortcodes are the owner's.
fn without_foreign_players(html: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut at = 0;
    let mut tags = body::tags(html);
    while let Some(player) =
        tags.by_ref().find(|tag| matches!(tag.name(), "audio" | "video") && !tag.is_end())
    {
        let of_shortcode =
            html[..player.range.start].ends_with(&format!("<figure class=\"player {}\">", player.name()));
        let mut source = player.attribute("src");
        let mut end = html.len();
        for tag in tags.by_ref() {
            if tag.is_end() && tag.name() == player.name() {
                end = tag.range.end;
                break;
            }
            if tag.name() == "source" {
                source = source.filter(|source| is_elsewhere(source)).or_else(|| tag.attribute("src"));
            }
        }
        let foreign =
            source.filter(|source| !of_shortcode && is_elsewhere(source) && is_safe_address(source));
        let Some(source) = foreign else { continue };
        let host = source.split("//").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or_default();
        out.push_str(&html[at..player.range.start]);
        let (href, host) = (escaped(&source), escaped(host));
        out.push_str(&format!("<a class=\"embed\" rel=\"external\" href=\"{href}\">{host}</a>"));
        at = end;
    }
    if at == 0 {
        return Cow::Borrowed(html);
    }
    out.push_str(&html[at..]);
    Cow::Owned(out)
}

/// A figure with words in place of its pictures.
fn without_pictures(figure: &str, note: &str) -> String {
    let settings =
        RewriteStrSettings::new().append_element_content_handler(element!("img, picture", |image| {
            if !image.removed() {
                image.replace(&format!("<span class=\"no-picture\">{note}</span>"), ContentType::Html);
            }
            Ok(())
        }));
    rewrite_str(figure, settings.with_strict(false)).unwrap_or_default()
}
