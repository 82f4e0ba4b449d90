//! The shortcodes of one text: what their templates are given.

use std::collections::BTreeMap;

use tera::{Context, Value};

use super::links::{PageLookup, Source};
use super::lookups::Lookups;
use super::read::{Question, Reads};
use crate::address::{
    Address, AddressKind, clean, encoded, is_script, kind, literal, resolve, split_fragment,
};
use crate::article::body::{AddressLink, Argument, Instead, Lookup, ShortcodeCall, Shortcodes};
use crate::diagnostic::{Diagnostic, Place};
use crate::fingerprint::digest;
use crate::output::message;
use crate::path::UrlPath;
use crate::text::escaped;

/// Renders the shortcodes of one text.
pub(super) struct PageShortcodes<'a> {
    pub(super) site: &'a Lookups<'a>,
    pub(super) source: &'a Source<'a>,
    pub(super) reads: &'a Reads,
}

impl Shortcodes for PageShortcodes<'_> {
    fn render(&self, call: &ShortcodeCall) -> Option<Result<String, Box<Diagnostic>>> {
        let template = format!("shortcodes/{}.html", call.name);
        if !self.site.theme.has(&template) {
            return (call.name == "param").then(|| self.parameter(call));
        }
        let mut context = Context::new();
        for (name, value) in &call.named {
            context.insert_value(name.clone(), self.unless_missing(&call.name, Some(name), value));
        }
        // What the program says comes last: no argument takes its place.
        let lines = call.html.iter().map(|(name, html)| (*name, Value::safe_string(html)));
        context.insert_value("html", lines.collect::<BTreeMap<_, _>>().into());
        let page = serde_json::json!({
            "title": self.source.title,
            "href": self.site.href(self.source.page),
            "language": self.site.config.language(self.source.language).code,
        });
        context.insert("page", &page);
        context.insert_value("t", self.site.theme.texts(self.source.language).clone());
        let positional = call.positional.iter().enumerate();
        let positional: Vec<Value> = positional
            .map(|(place, value)| match place {
                0 => self.unless_missing(&call.name, None, value),
                _ => self.argument("", value),
            })
            .collect();
        context.insert("args", &positional);
        context.insert_value("body", call.body.as_deref().map_or_else(Value::none, Value::safe_string));
        let place = Place::new(self.source.path.as_str(), call.position);
        let rendered = self.site.theme.render(&template, &context, &place.to_string());
        Some(rendered.map(|bytes| String::from_utf8_lossy(&bytes).trim().to_owned()))
    }

    fn missing(&self, call: &ShortcodeCall) -> Vec<String> {
        let first = call.positional.first().map(|value| (None, value));
        let named = call.named.iter().map(|(name, value)| (Some(name.as_str()), value));
        let addresses = first.into_iter().chain(named).filter(|(name, _)| is_address_of(&call.name, *name));
        let written = addresses.filter_map(|(_, value)| value.text());
        written.filter(|text| self.is_missing(text).is_some()).map(str::to_owned).collect()
    }
}

/// Whether an argument of one of the shortcodes of the program is certain to be the address of a file or page; without a name it is the
/// first of them.
fn is_address_of(shortcode: &str, argument: Option<&str>) -> bool {
    match argument {
        None | Some("src") => matches!(shortcode, "audio" | "figure" | "file" | "video"),
        Some("link") => shortcode == "figure",
        Some("poster" | "captions") => shortcode == "video",
        Some("href") => shortcode == "quote",
        Some(_) => false,
    }
}

impl PageShortcodes<'_> {
    /// What the front matter or `[extra]` of `site.toml` says under the name that `param` is called with.
    fn parameter(&self, call: &ShortcodeCall) -> Result<String, Box<Diagnostic>> {
        let place = || Place::new(self.source.path.as_str(), call.position);
        let named = call.named.iter().find(|(key, _)| key == "name").map(|(_, value)| value);
        let name = call.positional.first().or(named).and_then(Argument::text).unwrap_or_default();
        let title = || name.eq_ignore_ascii_case("title").then(|| self.source.title.to_owned());
        let written = self.source.extra.and_then(|extra| parameter(extra, name));
        let value = written.or_else(title).or_else(|| parameter(&self.site.config.extra, name));
        value
            .map(|value| escaped(&value))
            .ok_or_else(|| message::parameter_without_value(name).at(place()).into())
    }

    /// An argument as a template takes it; nothing if it is the address of something that the site does not have.
    fn unless_missing(&self, shortcode: &str, name: Option<&str>, argument: &Argument) -> Value {
        let written = argument.text().filter(|_| is_address_of(shortcode, name));
        match written.and_then(|text| self.is_missing(text)) {
            Some(instead) => Value::normal_string(&instead.unwrap_or_default()),
            None => self.argument(name.unwrap_or_default(), argument),
        }
    }

    /// Where an address that a call names leads instead, if the site has nothing there.
    fn is_missing(&self, written: &str) -> Option<Option<String>> {
        let cleaned = clean(written);
        let lookup = PageLookup { site: self.site, source: self.source, reads: self.reads };
        let missing = |asked: &str| match lookup.address(asked) {
            AddressLink::Missing { instead } => Some(instead),
            _ => None,
        };
        let instead = match kind(&cleaned) {
            AddressKind::Path => {
                let base = self.site.config.base_url.path.as_str();
                let below = cleaned.strip_prefix(base).filter(|below| below.starts_with('/'));
                let path = below.unwrap_or(&cleaned);
                if !path.starts_with('/') && self.beside(path).is_some() {
                    return None;
                }
                let own = self.source.page.href("");
                let instead = missing(&resolve(&own, split_fragment(path).0))?;
                // The name of a file may have signs that mean something else in an address.
                if path.contains(['%', '?', '#']) {
                    missing(&resolve(&own, &literal(path)))?;
                }
                instead
            }
            kind if kind.is_on_the_web() => missing(split_fragment(&cleaned).0)?,
            _ => return None,
        };
        Some(instead.map(|instead| match instead {
            Instead::Copy(address) | Instead::Original(address) => address,
        }))
    }

    /// An argument as a template takes it. Addresses of this site become those of its pages: with the sub-path of
    /// `base_url`, and of files beside the source the address they are published at.
    ///
    /// Templates are their owners', and may put a text anywhere: none that a browser would run as an address reaches them.
    fn argument(&self, name: &str, argument: &Argument) -> Value {
        const ADDRESSES: [&str; 12] =
            ["", "src", "href", "file", "image", "link", "poster", "url", "captions", "cite", "source", "to"];
        match argument {
            Argument::Text(text) if is_script(text) => Value::normal_string(""),
            Argument::Text(text) if ADDRESSES.contains(&name) => Value::normal_string(&self.address(text)),
            Argument::Text(text) => Value::normal_string(text),
            // Where an address is expected, templates take a text.
            Argument::Number(number) if !name.is_empty() && ADDRESSES.contains(&name) => {
                Value::normal_string(&number.to_string())
            }
            // A size is an integer, and is written as one.
            Argument::Number(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
                Value::from_serializable(&(*number as i64))
            }
            Argument::Number(number) => Value::from_serializable(number),
            Argument::Bool(value) => Value::from_serializable(value),
        }
    }

    /// A path of the site, a full address of this site or of an old host, or the name of a file beside the source as an address
    /// of pages. Any other path or full address is written as it was read, without the tabs and line breaks that browsers
    /// leave out of it: `/<tab>/host` is an address of that host. What is no address stays the text that it is.
    fn address(&self, text: &str) -> String {
        let base = self.site.config.base_url.path.as_str();
        let cleaned = clean(text);
        match kind(&cleaned) {
            AddressKind::Path if cleaned.starts_with('/') => {
                // Templates write the sub-path of the site, other texts do not.
                let below = cleaned.strip_prefix(base).filter(|below| below.starts_with('/'));
                self.page_address(below.unwrap_or(&cleaned)).unwrap_or_else(|| encoded(&cleaned))
            }
            kind if kind.is_on_the_web() => self.page_address(&cleaned).unwrap_or_else(|| encoded(&cleaned)),
            AddressKind::Path => self.beside(&cleaned).unwrap_or_else(|| text.to_owned()),
            AddressKind::Full { .. }
            | AddressKind::Fragment
            | AddressKind::Source
            | AddressKind::Empty
            | AddressKind::Unsafe => text.to_owned(),
        }
    }

    /// Where an absolute path or a full address leads on this site; a path that leads nowhere stays one.
    fn page_address(&self, written: &str) -> Option<String> {
        let base = self.site.config.base_url.path.as_str();
        let (asked, fragment) = split_fragment(written);
        let lookup = PageLookup { site: self.site, source: self.source, reads: self.reads };
        match lookup.address(asked) {
            AddressLink::Page(url) | AddressLink::Old(url) => {
                return Some(format!("{}{}", self.site.base().href(&url), encoded(fragment)));
            }
            AddressLink::Live(href) => return Some(format!("{href}{}", encoded(fragment))),
            // Links to dead pages are changed in what the template writes.
            AddressLink::Other | AddressLink::Replaced(_) | AddressLink::Missing { .. } => {}
        }
        let address = Address::read(written, &self.site.config.hosts, &UrlPath::root()).ok()?;
        address.host.is_none().then(|| address.href(base))
    }

    /// The address of the file beside the source that `written` names, with its query and fragment.
    fn beside(&self, written: &str) -> Option<String> {
        let (path, rest) = written.split_at(written.find(['?', '#']).unwrap_or(written.len()));
        let readings = [(self.source.path.resolve(path)?, rest), (self.source.path.sibling(written), "")];
        readings.into_iter().find_map(|(beside, rest)| {
            let url = self.site.bundled(&beside);
            self.reads.note(Question::Bundled(beside), digest(&url));
            url.map(|url| format!("{}{}", self.site.base().href(url), encoded(rest)))
        })
    }
}

/// The text of what `name` leads to in front matter: keys in any case, with dots between those within each other. A list is its
/// entries; a table is no text.
fn parameter(values: &serde_json::Value, name: &str) -> Option<String> {
    let step = |value: &serde_json::Value, key: &str| {
        let table = value.as_object()?;
        let same = || table.iter().find(|(other, _)| other.eq_ignore_ascii_case(key)).map(|(_, value)| value);
        table.get(key).or_else(same).cloned()
    };
    let mut keys = name.split('.');
    let first = step(values, keys.next()?)?;
    let value = keys.try_fold(first, |value, key| step(&value, key))?;
    let text = |value: &serde_json::Value| match value {
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Number(_) | serde_json::Value::Bool(_) => Some(value.to_string()),
        _ => None,
    };
    match &value {
        serde_json::Value::Array(entries) => {
            entries.iter().map(text).collect::<Option<Vec<_>>>().map(|texts| texts.join(", "))
        }
        other => text(other),
    }
}

#[cfg(test)]
mod tests {
    use super::parameter;

    #[test]
    fn parameters_are_found_by_their_path() {
        let values = serde_json::json!({
            "color": "red", "Size": 3, "on": false, "list": ["a", 1], "my": {"nested": {"Param": "deep"}}, "none": null,
        });
        for (name, expected) in [
            ("color", Some("red")),
            ("COLOR", Some("red")),
            ("size", Some("3")),
            ("on", Some("false")),
            ("list", Some("a, 1")),
            ("my.nested.param", Some("deep")),
            ("my.nested", None),
            ("my..nested", None),
            ("none", None),
            ("", None),
            ("color.red", None),
        ] {
            assert_eq!(parameter(&values, name).as_deref(), expected, "{name}");
        }
    }
}
