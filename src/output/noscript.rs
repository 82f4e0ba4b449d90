//! What a body has for readers without scripts: `<noscript>` in templates of shortcodes and in trusted texts.
//!
//! The pass that completes pictures reads `<noscript>` as browsers with scripts do, as one text. Pictures in it would be left as
//! they are: of other sites, and hidden ones too. So it has another name while that pass reads it.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::article::body::{self, Tag, picture_address};

/// The name of the element while it is read.
const READ: &str = "noscript-read";

/// `html` with each `<noscript>` under a name that lets it be read. One is left out if every picture in it is shown anyway: a
/// picture that a script would have loaded has its real address without one.
pub(super) fn open(html: &str) -> Cow<'_, str> {
    if memchr::memmem::find(html.as_bytes(), b"<noscript").is_none() {
        return Cow::Borrowed(html);
    }
    let shown = shown(html);
    let mut out = String::with_capacity(html.len());
    let mut at = 0;
    let mut tags = body::tags(html);
    while let Some(start) = tags.by_ref().find(|tag| is_start(tag)) {
        out.push_str(&html[at..start.range.start]);
        let (mut pictures, mut new) = (0, 0);
        let end = tags.by_ref().find(|tag| {
            if let Some(address) = address(tag) {
                pictures += 1;
                new += usize::from(!shown.contains(&address));
            }
            tag.is_end() && tag.name() == "noscript"
        });
        // One that is not closed goes on to the end.
        let inner = start.range.end..end.as_ref().map_or(html.len(), |end| end.range.start);
        at = end.map_or(html.len(), |end| end.range.end);
        if pictures == 0 || new > 0 {
            out.push_str(&format!("<{READ}>{}</{READ}>", &html[inner]));
        }
    }
    out.push_str(&html[at..]);
    Cow::Owned(out)
}

/// The opposite of [`open`], when all has been read.
pub(super) fn close(html: String) -> String {
    if memchr::memmem::find(html.as_bytes(), READ.as_bytes()).is_none() {
        return html;
    }
    let html = html.replace(&format!("<{READ}>"), "<noscript>");
    html.replace(&format!("</{READ}>"), "</noscript>")
}

fn is_start(tag: &Tag<'_>) -> bool {
    tag.name() == "noscript" && !tag.is_end()
}

/// The address of the picture that a tag shows.
fn address<'h>(tag: &Tag<'h>) -> Option<Cow<'h, str>> {
    (tag.name() == "img").then(|| picture_address(|name| tag.attribute(name))).flatten()
}

/// The addresses of the pictures that stand outside of any `<noscript>`.
fn shown(html: &str) -> BTreeSet<Cow<'_, str>> {
    let mut within = false;
    let mut shown = BTreeSet::new();
    for tag in body::tags(html) {
        match tag.name() {
            "noscript" => within = !tag.is_end(),
            _ if !within => shown.extend(address(&tag)),
            _ => {}
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_anyway_is_left_out() {
        for (html, expected) in [
            ("a<img src=\"/b\">", "a<img src=\"/b\">"),
            ("<img src=\"/b\"><noscript><img src=\"/b\"></noscript>c", "<img src=\"/b\">c"),
            ("<noscript>a<img src=\"/b\"></noscript><img data-src=\"/b\">", "<img data-src=\"/b\">"),
            (
                "<noscript><img src=\"/b\"></noscript><noscript>c</noscript>",
                "<noscript-read><img src=\"/b\"></noscript-read><noscript-read>c</noscript-read>",
            ),
            ("<noscript><img src=\"/b\">", "<noscript-read><img src=\"/b\"></noscript-read>"),
            ("</noscript>a", "</noscript>a"),
            ("<script>\"<noscript>\"</script>", "<script>\"<noscript>\"</script>"),
        ] {
            assert_eq!(open(html), expected, "{html}");
        }
        assert_eq!(close("a<noscript-read>b</noscript-read>".to_owned()), "a<noscript>b</noscript>");
    }
}
