//! Anchors: those of a body, and those that fragments name.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use crate::text;

/// The anchors in `html`, which has the form of `canonical`: values of `id`. Text that looks like one may be
/// among them.
pub fn anchors(html: &str) -> impl Iterator<Item = Cow<'_, str>> {
    const NAME: &str = " id=\"";
    memchr::memmem::find_iter(html.as_bytes(), NAME).filter_map(|at| {
        let value = &html[at + NAME.len()..];
        let value = &value[..value.find('"')?];
        Some(text::decoded(value))
    })
}

/// The anchor that a fragment names, without `#`; `None` where browsers look for none: the top of the page, or a text.
pub(super) fn name(fragment: &str) -> Option<String> {
    let name = fragment.strip_prefix('#')?;
    let name = name.split(":~:").next().unwrap_or(name);
    let is_top = name.is_empty() || name.eq_ignore_ascii_case("top");
    (!is_top).then(|| percent_decode_str(name).decode_utf8_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_values_of_id() {
        let html = "<h2 id=\"a\">x</h2><p class=\"y\" id=\"b&amp;c\"></p><img data-id=\"d\"><i id=\"";
        assert_eq!(anchors(html).collect::<Vec<_>>(), ["a", "b&c"]);
    }

    #[test]
    fn fragments_name_anchors() {
        for (fragment, expected) in [
            ("", None),
            ("#", None),
            ("#top", None),
            ("#Top", None),
            ("#:~:text=x", None),
            ("#a:~:text=x", Some("a")),
            ("#%D0%B3a", Some("гa")),
            ("#a#b", Some("a#b")),
        ] {
            assert_eq!(name(fragment).as_deref(), expected, "{fragment}");
        }
    }
}
