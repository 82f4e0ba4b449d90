//! XML files, and texts in them.

use std::borrow::Cow;
use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use crate::xml::XmlText;

/// Where an XML file is written to. Every text goes through an [`XmlText`]: entities of HTML such as `&#8;` bring characters into
/// summaries that XML cannot hold.
pub(super) struct Xml(Writer<Vec<u8>>);

/// Names and values of attributes.
type Attributes<'a> = [(&'a str, &'a str)];

/// An XML file. Writing to memory does not fail.
pub(super) fn xml(write: impl FnOnce(&mut Xml) -> io::Result<()>) -> Vec<u8> {
    let mut xml = Xml(Writer::new_with_indent(Vec::with_capacity(8 * 1024), b' ', 1));
    let declared = xml.0.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
    let written = declared.and_then(|()| write(&mut xml));
    debug_assert!(written.is_ok(), "writing to memory");
    let mut bytes = xml.0.into_inner();
    bytes.push(b'\n');
    bytes
}

impl Xml {
    /// An element with what `write` writes.
    pub(super) fn element(
        &mut self,
        name: &str,
        attributes: &Attributes<'_>,
        write: impl FnOnce(&mut Xml) -> io::Result<()>,
    ) -> io::Result<()> {
        self.0.write_event(Event::Start(start(name, attributes)))?;
        write(self)?;
        self.0.write_event(Event::End(BytesEnd::new(name)))
    }

    /// An element with nothing in it.
    pub(super) fn empty(&mut self, name: &str, attributes: &Attributes<'_>) -> io::Result<()> {
        self.0.write_event(Event::Empty(start(name, attributes)))
    }

    /// An element with a text.
    pub(super) fn text(
        &mut self,
        name: &str,
        attributes: &Attributes<'_>,
        content: &XmlText<'_>,
    ) -> io::Result<()> {
        self.element(name, attributes, |xml| xml.0.write_event(Event::Text(BytesText::new(content))))
    }
}

/// A tag that starts an element.
fn start<'a>(name: &'a str, attributes: &Attributes<'_>) -> BytesStart<'a> {
    let texts = attributes.iter().map(|(name, value)| (*name, XmlText::of(*value).into_text()));
    BytesStart::new(name).with_attributes(texts)
}

/// An element with a text.
pub(super) fn text(writer: &mut Xml, element: &str, content: &str) -> io::Result<()> {
    writer.text(element, &[], &XmlText::of(content))
}

/// A text construct of Atom (RFC 4287, 3.1). Some readers take every text for HTML, whatever its type says: what would read
/// differently as HTML is written as HTML, and everything else as text.
pub(super) fn plain(writer: &mut Xml, element: &str, content: &str) -> io::Result<()> {
    let content = XmlText::of(content);
    let (kind, content) = match where_html_differs(&content) {
        Cow::Borrowed(_) => ("text", content),
        Cow::Owned(_) => ("html", as_html(&content)),
    };
    writer.text(element, &[("type", kind)], &content)
}

/// A text as HTML.
pub(super) fn as_html(content: &XmlText<'_>) -> XmlText<'static> {
    XmlText::of(content.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"))
}

/// A text that reads the same as text and as HTML where it already did; markup and what would be a character reference are
/// escaped. `Q&A` stays as it is, since no name of a reference has a single letter.
pub(super) fn where_html_differs<'t>(content: &'t XmlText<'_>) -> Cow<'t, str> {
    let content: &str = content;
    let (mut escaped, mut done) = (String::new(), 0);
    for at in memchr::memchr2_iter(b'<', b'&', content.as_bytes()) {
        let rest = &content[at + 1..];
        let letters = rest.bytes().take_while(u8::is_ascii_alphanumeric).take(2).count();
        let reference = match content.as_bytes()[at] {
            b'<' if !rest.starts_with([' ', '='])
                && !rest.starts_with(|next: char| next.is_ascii_digit()) =>
            {
                "&lt;"
            }
            b'&' if letters > 1 || rest.starts_with('#') => "&amp;",
            _ => continue,
        };
        escaped.push_str(&content[done..at]);
        escaped.push_str(reference);
        done = at + 1;
    }
    if done == 0 {
        return content.into();
    }
    escaped.push_str(&content[done..]);
    escaped.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `write` writes, without the declaration.
    fn written(write: impl FnOnce(&mut Xml) -> io::Result<()>) -> String {
        let text = String::from_utf8(xml(write)).unwrap();
        text.split_once("?>\n").unwrap().1.trim_end().to_owned()
    }

    #[test]
    fn elements_are_written_with_what_they_hold() {
        let file = written(|xml| {
            xml.element("a", &[("b", "c & \"d\""), ("e", "")], |xml| {
                text(xml, "f", "g < h")?;
                xml.empty("i", &[("j", "k\u{1}\u{fffe}l")])?;
                xml.element("m", &[], |_| Ok(()))
            })
        });
        assert_eq!(
            file,
            "<a b=\"c &amp; &quot;d&quot;\" e=\"\">\n <f>g &lt; h</f>\n <i j=\"kl\"/>\n <m>\n </m>\n</a>"
        );
    }

    #[test]
    fn texts_are_judged_as_they_are_written() {
        for (content, expected) in [
            ("Q&A & more", "<t type=\"text\">Q&amp;A &amp; more</t>"),
            ("a\u{1}b", "<t type=\"text\">ab</t>"),
            ("&lt;", "<t type=\"html\">&amp;amp;lt;</t>"),
            ("&\u{1}lt;", "<t type=\"html\">&amp;amp;lt;</t>"),
            ("&l\u{fffe}t;", "<t type=\"html\">&amp;amp;lt;</t>"),
            ("&\u{ffff}#60;", "<t type=\"html\">&amp;amp;#60;</t>"),
            ("<\u{8} b", "<t type=\"text\">&lt; b</t>"),
            ("<\u{8}b>", "<t type=\"html\">&amp;lt;b&amp;gt;</t>"),
        ] {
            assert_eq!(written(|xml| plain(xml, "t", content)), expected, "{content:?}");
        }
    }
}
