//! Feeds against their specifications: Atom (RFC 4287), RSS 2.0 (<https://www.rssboard.org/rss-specification>).

use chrono::DateTime;
use roxmltree::{Document, Node};
use rustc_hash::FxHashSet;

/// The name space of Atom.
const ATOM: &str = "http://www.w3.org/2005/Atom";

/// What is wrong with a feed, each with its line.
pub(super) fn faults(text: &str) -> Vec<(u32, String)> {
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(error) => return vec![(error.pos().row, format!("not well-formed XML: {error}"))],
    };
    let mut feed = Feed { document: &document, faults: Vec::new() };
    let root = document.root_element();
    if root.has_tag_name((ATOM, "feed")) {
        feed.atom(root);
    } else if root.has_tag_name("rss") {
        feed.rss(root);
    } else {
        feed.fault(root, "neither Atom nor RSS");
    }
    feed.faults
}

/// A feed that is checked.
struct Feed<'d, 'i> {
    document: &'d Document<'i>,
    faults: Vec<(u32, String)>,
}

/// The text of an element.
fn text<'d>(node: Node<'d, '_>) -> &'d str {
    node.text().unwrap_or_default().trim()
}

/// Whether an address has a scheme.
fn is_absolute(address: &str) -> bool {
    address.split_once(':').is_some_and(|(scheme, rest)| {
        let is_scheme = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
        !scheme.is_empty() && scheme.bytes().all(is_scheme) && !rest.is_empty()
    }) && !address.contains(char::is_whitespace)
}

impl Feed<'_, '_> {
    fn fault(&mut self, node: Node<'_, '_>, what: impl Into<String>) {
        /// How many faults of a feed are told.
        const FAULTS: usize = 100;
        if self.faults.len() >= FAULTS {
            return;
        }
        self.faults.push((self.document.text_pos_at(node.range().start).row, what.into()));
    }

    /// The elements `name` of Atom within `node`.
    fn all<'n, 'm>(node: Node<'n, 'm>, name: &'static str) -> Vec<Node<'n, 'm>> {
        node.children().filter(|child| child.has_tag_name((ATOM, name))).collect()
    }

    /// The text of the one element `name` that `node` must have.
    fn one<'n>(&mut self, node: Node<'n, '_>, name: &'static str) -> Option<&'n str> {
        let holder = node.tag_name().name();
        match Feed::all(node, name)[..] {
            [one] => Some(text(one)),
            [] => {
                self.fault(node, format!("`{holder}` without `{name}`"));
                None
            }
            _ => {
                self.fault(node, format!("`{holder}` with more than one `{name}`"));
                None
            }
        }
    }

    fn atom(&mut self, root: Node<'_, '_>) {
        let mut ids = FxHashSet::default();
        self.atom_element(root, &mut ids);
        let has_author = !Feed::all(root, "author").is_empty();
        for entry in Feed::all(root, "entry") {
            self.atom_element(entry, &mut ids);
            if !has_author && Feed::all(entry, "author").is_empty() {
                self.fault(entry, "`entry` without `author`, and the feed has none");
            }
            let has_content = !Feed::all(entry, "content").is_empty();
            let has_page = Feed::all(entry, "link")
                .iter()
                .any(|link| matches!(link.attribute("rel"), None | Some("alternate")));
            if !has_content && !has_page {
                self.fault(entry, "`entry` with neither `content` nor a link to its page");
            }
        }
    }

    /// What a feed and an entry have in common.
    fn atom_element<'n>(&mut self, node: Node<'n, '_>, ids: &mut FxHashSet<&'n str>) {
        if let Some(id) = self.one(node, "id") {
            if !is_absolute(id) {
                self.fault(node, format!("`id` is not an absolute IRI: {id}"));
            } else if !ids.insert(id) {
                self.fault(node, format!("`id` occurs twice: {id}"));
            }
        }
        self.one(node, "title");
        if let Some(date) = self.one(node, "updated")
            && DateTime::parse_from_rfc3339(date).is_err()
        {
            self.fault(node, format!("invalid date in `updated`: {date}"));
        }
        for date in Feed::all(node, "published") {
            if DateTime::parse_from_rfc3339(text(date)).is_err() {
                self.fault(date, format!("invalid date in `published`: {}", text(date)));
            }
        }
        for author in Feed::all(node, "author") {
            self.one(author, "name");
        }
        let mut pages = FxHashSet::default();
        for link in Feed::all(node, "link") {
            match link.attribute("href") {
                None | Some("") => self.fault(link, "`link` without `href`"),
                Some(href) if !is_absolute(href) => {
                    self.fault(link, format!("`link` is not a full address: {href}"));
                }
                Some(_) => {}
            }
            let is_page = matches!(link.attribute("rel"), None | Some("alternate"));
            if is_page && !pages.insert((link.attribute("type"), link.attribute("hreflang"))) {
                self.fault(link, "two alternate links of one type and language");
            }
        }
    }

    fn rss(&mut self, root: Node<'_, '_>) {
        if root.attribute("version") != Some("2.0") {
            self.fault(root, "`rss` without `version=\"2.0\"`");
        }
        let named = |node: Node<'_, '_>, name: &str| node.children().any(|child| child.has_tag_name(name));
        let channels: Vec<Node<'_, '_>> =
            root.children().filter(|child| child.has_tag_name("channel")).collect();
        let [channel] = channels[..] else { return self.fault(root, "not exactly one `channel`") };
        for name in ["title", "link", "description"] {
            if !named(channel, name) {
                self.fault(channel, format!("`channel` without `{name}`"));
            }
        }
        self.rss_element(channel);
        let mut guids = FxHashSet::default();
        for item in channel.children().filter(|child| child.has_tag_name("item")) {
            if !named(item, "title") && !named(item, "description") {
                self.fault(item, "`item` with neither `title` nor `description`");
            }
            self.rss_element(item);
            for guid in item.children().filter(|child| child.has_tag_name("guid")) {
                let is_link = guid.attribute("isPermaLink") != Some("false");
                if is_link && !is_absolute(text(guid)) {
                    self.fault(guid, format!("`guid` is not a full address: {}", text(guid)));
                }
                if !guids.insert(text(guid)) {
                    self.fault(guid, format!("`guid` occurs twice: {}", text(guid)));
                }
            }
        }
    }

    /// What a channel and an item have in common.
    fn rss_element(&mut self, node: Node<'_, '_>) {
        for child in node.children() {
            match child.tag_name().name() {
                "pubDate" | "lastBuildDate" if DateTime::parse_from_rfc2822(text(child)).is_err() => {
                    self.fault(
                        child,
                        format!("invalid date in `{}`: {}", child.tag_name().name(), text(child)),
                    );
                }
                "link" if child.tag_name().namespace().is_none() && !is_absolute(text(child)) => {
                    self.fault(child, format!("`link` is not a full address: {}", text(child)));
                }
                "enclosure" => {
                    let is_number =
                        child.attribute("length").is_some_and(|length| length.parse::<u64>().is_ok());
                    let is_address = child.attribute("url").is_some_and(is_absolute);
                    if !is_number || !is_address || child.attribute("type").is_none() {
                        self.fault(child, "`enclosure` needs a full `url`, a `length` in bytes and a `type`");
                    }
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "<id>urn:a</id><title>A</title><updated>2010-12-10T00:00:00Z</updated>";

    fn atom(entries: &str) -> Vec<String> {
        let feed = format!("<feed xmlns=\"{ATOM}\">{HEAD}<author><name>A</name></author>\n{entries}</feed>");
        faults(&feed).into_iter().map(|(_, what)| what).collect()
    }

    fn rss(channel: &str) -> Vec<String> {
        let text = format!("<rss version=\"2.0\"><channel>{channel}</channel></rss>");
        faults(&text).into_iter().map(|(_, what)| what).collect()
    }

    #[test]
    fn atom_has_what_the_standard_demands() {
        let entry = |id: &str, more: &str| {
            format!(
                "<entry><id>{id}</id><title>B</title><updated>2010-12-10T00:00:00+04:00</updated>{more}</entry>"
            )
        };
        let link = "<link href=\"https://a.example/b/\"/>";
        assert_eq!(atom(&entry("urn:b", link)), Vec::<String>::new());
        assert_eq!(atom(&entry("urn:a", link)), ["`id` occurs twice: urn:a"]);
        assert_eq!(atom(&entry("b", link)), ["`id` is not an absolute IRI: b"]);
        assert_eq!(atom(&entry("urn:b", "")), ["`entry` with neither `content` nor a link to its page"]);
        assert_eq!(atom(&entry("urn:b", "<link href=\"/b/\"/>")), ["`link` is not a full address: /b/"]);
        assert_eq!(atom(&entry("urn:b", &link.repeat(2))), ["two alternate links of one type and language"]);
        assert_eq!(
            atom(&format!("<entry>{link}</entry>")),
            ["`entry` without `id`", "`entry` without `title`", "`entry` without `updated`"]
        );
        let without = format!("<feed xmlns=\"{ATOM}\">{HEAD}\n{}</feed>", entry("urn:b", link));
        assert_eq!(faults(&without), [(2, "`entry` without `author`, and the feed has none".to_owned())]);
        assert_eq!(
            faults(&format!("<feed xmlns=\"{ATOM}\">{}</feed>", HEAD.replace("00Z", "00"))),
            [(1, "invalid date in `updated`: 2010-12-10T00:00:00".to_owned())]
        );
    }

    #[test]
    fn rss_has_what_the_standard_demands() {
        let head = "<title>A</title><link>https://a.example/</link><description>B</description>";
        let item = |more: &str| format!("{head}<item><title>C</title>{more}</item>");
        let good = "<pubDate>Fri, 10 Dec 2010 08:00:00 +0000</pubDate><guid>https://a.example/c/</guid>\
                    <enclosure url=\"https://a.example/c.mp3\" length=\"7\" type=\"audio/mpeg\"/>";
        assert_eq!(rss(&item(good)), Vec::<String>::new());
        assert_eq!(rss("<title>A</title>"), ["`channel` without `link`", "`channel` without `description`"]);
        assert_eq!(rss(&item("<pubDate>2010-12-10</pubDate>")), ["invalid date in `pubDate`: 2010-12-10"]);
        assert_eq!(rss(&item("<guid>7</guid>")), ["`guid` is not a full address: 7"]);
        assert_eq!(rss(&item("<guid isPermaLink=\"false\">7</guid>")), Vec::<String>::new());
        assert_eq!(
            rss(&item("<enclosure url=\"/c.mp3\" length=\"7\" type=\"audio/mpeg\"/>")),
            ["`enclosure` needs a full `url`, a `length` in bytes and a `type`"]
        );
        assert_eq!(rss(&format!("{head}<item/>")), ["`item` with neither `title` nor `description`"]);
    }

    #[test]
    fn other_documents_are_none() {
        assert_eq!(faults("<a/>"), [(1, "neither Atom nor RSS".to_owned())]);
        assert!(faults("<feed>")[0].1.starts_with("not well-formed XML: "));
    }
}
