//! Texts: shortcodes stay, links by `ref` lead to the files of the new site, broken calls become comments.

use super::links;
use super::pages::Page;
use super::path::join;
use super::texts::Texts;
use crate::import::calls::{self, CallKind, Calls};
use crate::import::code::{Code, line};
use crate::import::html;

/// A shortcode call as it is written.
struct Call<'t> {
    /// Its name; empty where it cannot be read.
    name: &'t str,
    arguments: &'t str,
    is_closing: bool,
    length: usize,
}

/// The call that a text begins with. Hugo's own form of showing a call is none.
fn call(text: &str) -> Option<Call<'_>> {
    let end = if text.starts_with("{{<") { ">}}" } else { "%}}" };
    let inner = &text[3..];
    if inner.starts_with("/*") {
        return None;
    }
    let length = end_of(inner, end)?;
    let written = inner[..length].trim();
    let (is_closing, written) = match written.strip_prefix('/') {
        Some(rest) => (true, rest.trim_start()),
        None => (false, written.trim_end_matches('/').trim_end()),
    };
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    let name_end = written.find(|c: char| !is_part(c)).unwrap_or(written.len());
    let (name, arguments) = written.split_at(name_end);
    let is_broken = name.is_empty() || arguments.starts_with(|c: char| !c.is_whitespace());
    let name = if is_broken { "" } else { name };
    Some(Call { name, arguments, is_closing, length: 3 + length + 3 })
}

/// Where a call ends: not inside quotes, if they are closed.
fn end_of(text: &str, end: &str) -> Option<usize> {
    let mut quote: Option<char> = None;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match quote {
            None if text[at..].starts_with(end) => return Some(at),
            None if matches!(c, '"' | '`') => quote = Some(c),
            Some(open) if c == open && !escaped => quote = None,
            _ => {}
        }
        escaped = c == '\\' && !escaped;
    }
    text.find(end)
}

impl Texts<'_> {
    /// The text of a page, and the calls in it that the new site does not have.
    pub(super) fn convert(&self, page: &Page) -> (String, Calls) {
        let mut calls = Calls::default();
        let is_html = page.is_html || page.fields.text("markup").is_some_and(|markup| markup == "html");
        let body = self.calls(page, is_html, &mut calls);
        (if is_html && !body.trim().is_empty() { html::as_markdown(&unindented(&body)) } else { body }, calls)
    }

    fn calls(&self, page: &Page, is_html: bool, calls: &mut Calls) -> String {
        let linked = links::resolved(self, page, is_html);
        let text = &*linked;
        let mut converted = String::with_capacity(text.len());
        if !text.contains("{{<") && !text.contains("{{%") {
            return text.to_owned();
        }
        let code = if is_html { Code::default() } else { Code::of(text) };
        let mut at = 0;
        while let Some(next) = next_call(text, at) {
            converted.push_str(&text[at..next]);
            let call = call(&text[next..]).filter(|_| code.end_at(next).is_none());
            let Some(call) = call else {
                converted.push_str(&text[next..next + 3]);
                at = next + 3;
                continue;
            };
            let written = &text[next..next + call.length];
            let place = (&*page.source, page.body_line + line(text, next) - 1);
            if call.name.is_empty() {
                let name =
                    written[3..].trim().split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
                calls.add(CallKind::Comment, name, place.0, place.1, written);
                // In an address a comment would be a part of it: Hugo shows nothing there.
                if !converted.ends_with(['(', '"', '\'', '=']) {
                    converted.push_str(&html::comment(&written[3..written.len() - 3]));
                }
            } else if matches!(call.name, "ref" | "relref") {
                converted.push_str(&self.reference(page, written, &call));
            } else {
                if !call.is_closing && !calls::is_known_shortcode(call.name) {
                    calls.add(CallKind::Shortcode, call.name, place.0, place.1, written);
                }
                converted.push_str(written);
            }
            at = next + call.length;
        }
        converted.push_str(&text[at..]);
        converted
    }

    /// A call of `ref` with the path of the file in the new site, where that is another one.
    fn reference(&self, page: &Page, written: &str, call: &Call<'_>) -> String {
        let Some((start, end)) = argument(call.arguments) else { return written.to_owned() };
        let (path, fragment) = match call.arguments[start..end].split_once('#') {
            Some((path, fragment)) => (path, Some(fragment)),
            None => (&call.arguments[start..end], None),
        };
        let language = named(call.arguments, "lang").map(str::to_lowercase);
        let language = language.and_then(|key| self.site.languages.iter().position(|known| known.key == key));
        let language = language.unwrap_or(page.language);
        let folder = if page.bundle { join(&page.folder, &page.name) } else { page.folder.clone() };
        if path.is_empty() {
            return written.to_owned();
        }
        let found = self.references.find(language, &folder, path);
        let found = found.or_else(|| self.references.find(language, &page.folder, path));
        let Some(target) = found.and_then(|index| self.places[index].target.as_deref()) else {
            return written.to_owned();
        };
        let below = target.strip_prefix("content/").unwrap_or(target);
        let mut path = format!("/{below}");
        if let Some(fragment) = fragment {
            path = format!("{path}#{fragment}");
        }
        format!("{{{{< {} \"{path}\" >}}}}", call.name)
    }
}

/// HTML without the blanks before its lines, but for preformatted text: the inner text of a shortcode is Markdown here, where indented
/// lines would be code.
fn unindented(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut preformatted = false;
    for line in html.split_inclusive('\n') {
        text.push_str(if preformatted { line } else { line.trim_start_matches([' ', '\t']) });
        let lower = line.to_ascii_lowercase();
        let last = |tags: [&str; 2]| tags.iter().filter_map(|tag| lower.rfind(tag)).max();
        let (opened, closed) = (last(["<pre", "<textarea"]), last(["</pre", "</textarea"]));
        preformatted = match (opened, closed) {
            (None, None) => preformatted,
            (opened, closed) => opened > closed,
        };
    }
    text
}

/// The next place where a call may begin.
fn next_call(text: &str, from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        let next = at + text.get(at..)?.find("{{")?;
        if matches!(text.as_bytes().get(next + 2), Some(b'<' | b'%')) {
            return Some(next);
        }
        at = next + 2;
    }
}

/// Where the path is in the arguments of `ref`: the first without a name, or that named `path`.
fn argument(arguments: &str) -> Option<(usize, usize)> {
    let value = named(arguments, "path").or_else(|| {
        let first = arguments.trim_start();
        match first.chars().next()? {
            quote @ ('"' | '`') => first[1..].split(quote).next(),
            _ => first.split_whitespace().next().filter(|word| !word.contains('=')),
        }
    })?;
    let start = value.as_ptr() as usize - arguments.as_ptr() as usize;
    Some((start, start + value.len()))
}

/// The value of a named argument.
fn named<'a>(arguments: &'a str, name: &str) -> Option<&'a str> {
    let at = arguments.find(&format!("{name}="))?;
    if at > 0 && !arguments[..at].ends_with(char::is_whitespace) {
        return None;
    }
    let value = &arguments[at + name.len() + 1..];
    match value.chars().next()? {
        quote @ ('"' | '`') => value[1..].split(quote).next(),
        _ => value.split_whitespace().next(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::import::hugo::placed::{Place, State};
    use crate::import::hugo::references::References;
    use crate::import::hugo::site::Site;
    use crate::import::hugo::{config::Config, pages};
    use crate::import::old_site::Role;
    use crate::import::testing::folder;

    /// The converted text of `content/post/a.md`, and the calls in it.
    fn converted(body: &str) -> (String, Vec<String>) {
        let (_root, folder) = folder(&[
            ("content/post/a.md", body),
            ("content/docs/Other Page.md", "x"),
            ("content/post/b/index.md", "x"),
        ]);
        let mut problems = Diagnostics::new();
        let site = Site::of(Config::default(), &folder);
        let content = pages::read(&site, &folder, &mut problems);
        let places = ["content/pages/docs/other-page.md", "content/post/a.md", "content/post/b/index.md"]
            .map(|target| Place {
                state: State::Published,
                address: None,
                role: Role::Page,
                target: Some(target.to_owned()),
            });
        let references = References::of(&content.pages);
        let texts = Texts { site: &site, places: &places, references: &references };
        let page = content.pages.iter().find(|page| page.name == "a").unwrap();
        let (text, calls) = texts.convert(page);
        let of = |kind, sign: &str| {
            calls
                .of(kind)
                .map(|(name, places)| format!("{sign}{name} {}", places[0].line))
                .collect::<Vec<_>>()
        };
        let all = [of(CallKind::Shortcode, ""), of(CallKind::Comment, "!")].concat();
        (text, all)
    }

    #[test]
    fn calls_stay_and_are_told() {
        let (text, calls) = converted(
            "{{< figure src=\"a\" >}}\n{{% box \"a >}} b\" %}}x{{% /box %}}\n{{</* shown */>}} `{{< code >}}` {{ .Site.Title }}\n",
        );
        assert_eq!(
            text,
            "{{< figure src=\"a\" >}}\n{{% box \"a >}} b\" %}}x{{% /box %}}\n{{</* shown */>}} `{{< code >}}` {{ .Site.Title }}\n"
        );
        assert_eq!(calls, ["box 2"]);
    }

    #[test]
    fn broken_calls_become_comments_and_nothing_in_addresses() {
        let (text, calls) = converted("a {{< tmp\"x--y\" >}} [b]({{< tmp\"x\" >}} \"t\") {{< open\n");
        assert_eq!(text, "a <!-- tmp\"x- -y\" --> [b]( \"t\") {{< open\n");
        assert_eq!(calls, ["!tmp 1"]);
    }

    #[test]
    fn references_lead_to_the_new_files() {
        let of = |call: &str| converted(&format!("[x]({call})")).0;
        assert_eq!(
            of("{{< ref \"/docs/Other Page.md#top\" >}}"),
            "[x]({{< ref \"/pages/docs/other-page.md#top\" >}})"
        );
        assert_eq!(
            of("{{% relref path=\"other-page\" %}}"),
            "[x]({{< relref \"/pages/docs/other-page.md\" >}})"
        );
        assert_eq!(of("{{< ref b >}}"), "[x]({{< ref \"/post/b/index.md\" >}})");
        assert_eq!(
            of("{{< ref \"../docs/other page\" >}}"),
            "[x]({{< ref \"/pages/docs/other-page.md\" >}})"
        );
        assert_eq!(of("{{< ref \"gone.md\" >}}"), "[x]({{< ref \"gone.md\" >}})");
        assert_eq!(of("{{< ref \"#here\" >}}"), "[x]({{< ref \"#here\" >}})");
    }
}
