//! Embedded content from other pages: players, frames, posts, and code that a script would load. A link replaces them;
//! the theme's script restores a player after a click. Nothing is loaded from other sites before that.

use url::Url;

use super::{Close, Rewriter, Within};
use crate::address::{self, AddressKind};
use crate::article::body::dom::{Data, Element, NodeId};
use crate::article::body::{Removal, escape};

/// The class of a link in place of a player or a frame of another site.
pub(in crate::article::body) const CLASS: &str = "embed";

/// A link in place of what was shown.
#[derive(Debug, PartialEq, Eq)]
struct Shown {
    href: String,
    /// Its attributes but for the address.
    attributes: &'static str,
    /// What it is called where it has no title: a key of the interface texts, and a name.
    kind: &'static str,
    name: String,
}

impl Rewriter<'_, '_> {
    /// Puts a link in place of a frame or a player. What an object holds is its older form of a player, and counts before it.
    pub(super) fn player(&mut self, id: NodeId, element: &Element, source: usize) -> Option<Close> {
        let name = &*element.name.local;
        let is_object = name == "object";
        let addresses =
            if is_object && self.holds_anything(id) { Vec::new() } else { self.shown(id, element) };
        let found = addresses.iter().find_map(|address| self.link_to(address, source));
        let removal = match (&found, is_object) {
            (Some(_), _) => Removal::Linked,
            (None, true) => Removal::Unwrapped,
            (None, false) => Removal::Removed,
        };
        self.note(name, source, removal);
        if let Some(found) = &found {
            let title = self.plain_attribute(element, "title");
            self.push_shown(id, found, title.as_deref());
        }
        (is_object && found.is_none()).then_some(Close::Nothing)
    }

    /// Puts a link in place of a script that would write what stands at an address: code, a recording of a terminal. False if it is
    /// another script.
    pub(super) fn script(&mut self, id: NodeId, element: &Element, source: usize) -> bool {
        let address = self.plain_attribute(element, "src").unwrap_or_default();
        let Some(found) = written_by_script(&address) else { return false };
        self.note("script", source, Removal::Linked);
        self.push_shown(id, &found, None);
        true
    }

    /// Writes a link to a post of another site that a script would put into an element which holds nothing.
    pub(super) fn post(&mut self, id: NodeId, element: &Element) {
        let address = ["data-href", "data-instgrm-permalink"].iter().find_map(|name| element.attribute(name));
        let Some(address) = address.filter(|_| !self.holds_anything(id)) else { return };
        let address = self.words(address);
        if let Some(url) = foreign(&address) {
            let name = host(&url).to_owned();
            let shown = Shown { href: url.to_string(), attributes: EXTERNAL, kind: "embedded_post", name };
            self.push_shown(id, &shown, None);
        }
    }

    /// An attribute with the plain text of its shortcodes.
    pub(super) fn plain_attribute(&mut self, element: &Element, name: &str) -> Option<String> {
        let value = element.attribute(name)?;
        Some(self.page.plain(value, self.piece, self.scan.as_deref_mut()).into_owned())
    }

    /// The addresses at which may be what an element shows.
    fn shown(&mut self, id: NodeId, element: &Element) -> Vec<String> {
        const OF_FRAME: [&str; 4] = ["src", "data-src", "data-lazy-src", "data"];
        let mut found: Vec<String> =
            OF_FRAME.iter().filter_map(|name| self.plain_attribute(element, name)).collect();
        let mut child = self.tree.first_child(id).filter(|_| &*element.name.local == "object");
        while let Some(id) = child {
            if let Some(parameter) = self.tree.element(id)
                && matches!(parameter.attribute("name"), Some("movie" | "src" | "url"))
            {
                found.extend(self.plain_attribute(parameter, "value"));
            }
            child = self.tree.next_sibling(id);
        }
        found
    }

    /// Whether an element holds anything but parameters and blanks.
    fn holds_anything(&self, id: NodeId) -> bool {
        let mut child = self.tree.first_child(id);
        while let Some(id) = child {
            match self.tree.data(id) {
                Data::Text(text) if text.trim().is_empty() => {}
                Data::Element(element) if &*element.name.local == "param" => {}
                Data::Comment => {}
                _ => return true,
            }
            child = self.tree.next_sibling(id);
        }
        false
    }

    /// The link to what is at `address`; `None` for what is no page.
    fn link_to(&mut self, address: &str, source: usize) -> Option<Shown> {
        let address = address::clean(address);
        let kind = address::kind(&address);
        let is_page = kind.is_on_the_web() || matches!(kind, AddressKind::Path | AddressKind::Source);
        let link = self.link_instead(&address, source).filter(|_| is_page)?;
        if link.is_of_missing() {
            let (attributes, name) = (ARCHIVED, address.into_owned());
            return Some(Shown { href: link.href, attributes, kind: "archived_copy", name });
        }
        if !address::is_elsewhere(&link.href) {
            let name = address.into_owned();
            return Some(Shown { href: link.href, attributes: "", kind: "embedded_page", name });
        }
        let url = foreign(&address)?;
        let (film, name) = (film(&url), host(&url).to_owned());
        // Only what is known to be a film looks like one: a frame may hold a map or a table.
        let (attributes, kind) =
            if film.is_some() { (PLAYER, "video_elsewhere") } else { (EXTERNAL, "embedded_page") };
        Some(Shown { href: film.unwrap_or_else(|| url.to_string()), attributes, kind, name })
    }

    /// Writes the link in place of the node `id`: as a paragraph of its own where the place takes one, as its words alone in a link.
    fn push_shown(&mut self, id: NodeId, shown: &Shown, title: Option<&str>) {
        let title = title.map(str::trim).filter(|title| !title.is_empty());
        let text = match title {
            Some(title) => title.to_owned(),
            None => format!("{}: {}", self.page.input.texts.text(shown.kind), shown.name),
        };
        let mut parents = std::iter::successors(self.tree.parent(id), |id| self.tree.parent(*id))
            .map(|id| self.tree.element(id).map_or("", |element| &*element.name.local));
        let is_paragraph = self.within == Within::Html
            && parents.clone().next().is_some_and(|parent| TAKE_PARAGRAPHS.contains(&parent));
        let in_link = parents.any(|parent| parent == "a");
        self.out.push_str(if is_paragraph { "<p>" } else { "" });
        if !in_link {
            self.out.push_str("<a");
            let copy = self.page.copy_of(&shown.href);
            self.out.push_str(if copy.is_some() { ARCHIVED } else { shown.attributes });
            escape::push_named(&mut self.out, "href", copy.as_ref().unwrap_or(&shown.href));
            if copy.is_some() {
                escape::push_named(&mut self.out, "title", &self.page.title_of_copy(""));
            }
            self.out.push('>');
        }
        escape::push_text(&mut self.out, &text);
        self.out.push_str(if in_link { "" } else { "</a>" });
        self.out.push_str(if is_paragraph { "</p>" } else { "" });
    }
}

/// Attributes of a link in place of a player.
const PLAYER: &str = " class=\"embed\" rel=\"external\"";

/// Attributes of a link to an archived copy.
const ARCHIVED: &str = " class=\"archived\" rel=\"nofollow\"";

/// Attributes of a link in place of what is no player.
const EXTERNAL: &str = " rel=\"external\"";

/// Elements in which a paragraph may stand among others.
const TAKE_PARAGRAPHS: [&str; 11] = [
    "html",
    "article",
    "aside",
    "blockquote",
    "center",
    "details",
    "div",
    "footer",
    "header",
    "main",
    "section",
];

/// A full address, as browsers read it, of a page.
fn foreign(address: &str) -> Option<Url> {
    let address = address::clean(address);
    let full = if address.starts_with("//") { format!("https:{address}") } else { address.into_owned() };
    Url::parse(&full).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.host().is_some())
}

/// The host without `www.`.
fn host(url: &Url) -> &str {
    let host = url.host_str().unwrap_or_default();
    host.strip_prefix("www.").unwrap_or(host)
}

/// The page with what a script would write, by the address of the script.
fn written_by_script(address: &str) -> Option<Shown> {
    let url = foreign(address)?;
    let host = host(&url);
    let path = url.path().trim_matches('/');
    let page = match host {
        "gist.github.com" => path.strip_suffix(".js")?,
        "asciinema.org" => path.strip_suffix(".js").filter(|path| path.starts_with("a/"))?,
        "pastebin.com" => path.strip_prefix("embed_js/")?,
        "jsfiddle.net" => path.split_once("/embed").map(|(page, _)| page)?,
        "storify.com" => path.strip_suffix(".js")?,
        _ => return None,
    };
    let file = url.query_pairs().find(|(key, file)| key == "file" && !file.is_empty()).map(|(_, file)| file);
    let name = match &file {
        Some(file) => format!("{file} ({host})"),
        None => format!("{host}/{page}"),
    };
    let kind = if host == "storify.com" { "embedded_page" } else { "embedded_code" };
    Some(Shown { href: format!("https://{host}/{page}"), attributes: EXTERNAL, kind, name })
}

/// The page on which the film of a player can be seen, if it is one.
fn film(url: &Url) -> Option<String> {
    let parts: Vec<&str> = url.path().split(['/', '&']).skip(1).collect();
    match (host(url), parts.as_slice()) {
        ("youtube.com" | "youtube-nocookie.com", ["embed" | "v", id, ..]) if !id.is_empty() => {
            let start = url.query_pairs().find(|(key, _)| key == "start").map(|(_, seconds)| seconds);
            let start =
                start.filter(|start| !start.is_empty() && start.bytes().all(|byte| byte.is_ascii_digit()));
            let start = start.map(|start| format!("&t={start}")).unwrap_or_default();
            Some(format!("https://www.youtube.com/watch?v={id}{start}"))
        }
        ("player.vimeo.com", ["video", id, ..]) if !id.is_empty() => Some(format!("https://vimeo.com/{id}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn players_become_links_to_their_films() {
        let href = |address: &str| {
            let url = foreign(address)?;
            Some(film(&url).unwrap_or_else(|| url.to_string()))
        };
        for (address, expected) in [
            ("https://www.youtube.com/embed/abc?rel=0", Some("https://www.youtube.com/watch?v=abc")),
            (
                "https://www.youtube.com/embed/abc?rel=0&start=90",
                Some("https://www.youtube.com/watch?v=abc&t=90"),
            ),
            ("https://www.youtube.com/embed/abc?start=1m", Some("https://www.youtube.com/watch?v=abc")),
            ("//www.youtube-nocookie.com/embed/abc", Some("https://www.youtube.com/watch?v=abc")),
            ("http://www.youtube.com/v/abc&hl=en_US", Some("https://www.youtube.com/watch?v=abc")),
            ("https://player.vimeo.com/video/7?color=f", Some("https://vimeo.com/7")),
            ("https://maps.example/?q=1&r=2", Some("https://maps.example/?q=1&r=2")),
            (" java\tscript:alert(1)", None),
            ("data:text/html,x", None),
            ("/own/page/", None),
            ("", None),
        ] {
            assert_eq!(href(address).as_deref(), expected, "{address}");
        }
    }

    #[test]
    fn scripts_that_write_code_are_known_by_their_addresses() {
        let found = |address: &str| written_by_script(address).map(|shown| (shown.href, shown.name));
        let pair = |href: &str, name: &str| Some((href.to_owned(), name.to_owned()));
        assert_eq!(
            found("https://gist.github.com/u/1a2b.js"),
            pair("https://gist.github.com/u/1a2b", "gist.github.com/u/1a2b")
        );
        assert_eq!(
            found("//gist.github.com/u/1a2b.js?file=a.rb"),
            pair("https://gist.github.com/u/1a2b", "a.rb (gist.github.com)")
        );
        assert_eq!(
            found("https://asciinema.org/a/14.js"),
            pair("https://asciinema.org/a/14", "asciinema.org/a/14")
        );
        assert_eq!(
            found("//jsfiddle.net/u/x/embed/result/"),
            pair("https://jsfiddle.net/u/x", "jsfiddle.net/u/x")
        );
        for other in ["https://platform.twitter.com/widgets.js", "/gist.js", "javascript:x", ""] {
            assert_eq!(found(other), None, "{other}");
        }
    }
}
