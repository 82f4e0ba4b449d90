//! Texts as XML can hold them.
//!
//! Some characters must not occur in XML, not even escaped. A writer that leaves them out changes the text, and whoever judged
//! it before has judged another one: `u\u{1}rl(` becomes `url(`. Therefore they are left out first, by [`XmlText::of`], and
//! what judges a text for XML takes an [`XmlText`].

use std::borrow::Cow;
use std::ops::Deref;

/// Whether XML cannot hold a character, not even escaped (XML 1.0, production `Char`).
pub fn is_forbidden(character: char) -> bool {
    match character {
        '\t' | '\n' | '\r' => false,
        _ => character < ' ' || matches!(character, '\u{FFFE}' | '\u{FFFF}'),
    }
}

/// A text without the characters that XML cannot hold: what is read from the file it is written to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct XmlText<'t>(Cow<'t, str>);

impl<'t> XmlText<'t> {
    /// `text` without the characters that XML cannot hold.
    pub fn of(text: impl Into<Cow<'t, str>>) -> XmlText<'t> {
        let mut text = text.into();
        if text.contains(is_forbidden) {
            text.to_mut().retain(|character| !is_forbidden(character));
        }
        XmlText(text)
    }

    /// Its characters.
    pub fn into_text(self) -> Cow<'t, str> {
        self.0
    }

    /// Appends another text.
    pub fn push(&mut self, text: &XmlText<'_>) {
        self.0.to_mut().push_str(text);
    }

    /// Appends it to `xml` as the content of an element.
    pub fn push_content(&self, xml: &mut String) {
        self.push_escaped(xml, |byte| match byte {
            // Read as a line feed where it is not escaped.
            b'\r' => Some("&#13;"),
            _ => None,
        });
    }

    /// Appends it to `xml` as the value of an attribute, between double quotes.
    pub fn push_value(&self, xml: &mut String) {
        self.push_escaped(xml, |byte| match byte {
            // Read as spaces where they are not escaped.
            b'\t' => Some("&#9;"),
            b'\n' => Some("&#10;"),
            b'\r' => Some("&#13;"),
            _ => None,
        });
    }

    fn push_escaped(&self, xml: &mut String, white_space: impl Fn(u8) -> Option<&'static str>) {
        crate::text::push_replaced(xml, &self.0, |byte| match byte {
            b'&' => Some("&amp;"),
            b'<' => Some("&lt;"),
            b'>' => Some("&gt;"),
            b'"' => Some("&quot;"),
            _ => white_space(byte),
        });
    }
}

impl Deref for XmlText<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use quick_xml::XmlVersion;
    use quick_xml::events::Event;

    use super::*;

    #[test]
    fn characters_that_xml_cannot_hold_are_left_out() {
        for (text, expected) in [
            ("u\u{1}rl(", "url("),
            ("\0a\u{8}\u{b}b\u{c}\u{e}\u{1f}c\u{fffe}\u{ffff}", "abc"),
            (
                "\t\n\r \u{7f}\u{80}\u{feff}\u{fffd}\u{1fffe}é",
                "\t\n\r \u{7f}\u{80}\u{feff}\u{fffd}\u{1fffe}é",
            ),
        ] {
            assert_eq!(&*XmlText::of(text), expected);
        }
        let mut text = XmlText::of("u\u{1}");
        text.push(&XmlText::of("r\u{2}l"));
        assert_eq!(text.into_text(), "url");
    }

    #[test]
    fn texts_are_escaped_so_that_they_are_read_back() {
        let text = XmlText::of("a<b>&\"'\t\n\r\u{1}\r\n]]>");
        let (mut content, mut value) = (String::new(), String::new());
        text.push_content(&mut content);
        text.push_value(&mut value);
        assert_eq!(content, "a&lt;b&gt;&amp;&quot;'\t\n&#13;&#13;\n]]&gt;");
        assert_eq!(value, "a&lt;b&gt;&amp;&quot;'&#9;&#10;&#13;&#13;&#10;]]&gt;");
    }

    /// The value of the attribute and the content of the one element of `xml`, as `quick-xml` reads them.
    fn read(xml: &str) -> (String, String) {
        let mut reader = quick_xml::Reader::from_str(xml);
        let (mut value, mut content) = (String::new(), String::new());
        loop {
            match reader.read_event().unwrap() {
                Event::Start(tag) => {
                    let attribute = tag.attributes().next().unwrap().unwrap();
                    value = attribute.normalized_value(XmlVersion::Implicit1_0).unwrap().into_owned();
                }
                Event::Text(text) => content.push_str(&text.xml10_content()),
                Event::GeneralRef(name) => match name.resolve_char_ref().unwrap() {
                    Some(character) => content.push(character),
                    None => content.push_str(quick_xml::escape::resolve_predefined_entity(&name).unwrap()),
                },
                Event::Eof => return (value, content),
                _ => {}
            }
        }
    }

    proptest! {
        #[test]
        fn what_is_read_is_what_was_judged(text in "[a<>&\"'\t\n\r \u{1}\u{c}\u{fffe}\u{85}\u{2028}é;#x1]{0,12}|\\PC{0,12}") {
            let text = XmlText::of(text);
            let mut xml = "<a b=\"".to_owned();
            text.push_value(&mut xml);
            xml.push_str("\">");
            text.push_content(&mut xml);
            xml.push_str("</a>");
            prop_assert_eq!(read(&xml), (text.to_string(), text.to_string()), "{}", xml);
            let parsed = roxmltree::Document::parse(&xml).unwrap();
            let element = parsed.root_element();
            prop_assert_eq!(element.attribute("b").unwrap(), &*text);
            prop_assert_eq!(element.text().unwrap_or_default(), &*text);
        }
    }
}
