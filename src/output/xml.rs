//! XML, and texts in it.

use std::borrow::Cow;
use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

/// Where an XML file is written to.
pub(super) type Xml = Writer<Vec<u8>>;

/// An XML file. Writing to memory does not fail.
pub(super) fn xml(write: impl FnOnce(&mut Xml) -> io::Result<()>) -> Vec<u8> {
    let mut writer = Writer::new_with_indent(Vec::with_capacity(8 * 1024), b' ', 1);
    let declared = writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
    let written = declared.and_then(|()| write(&mut writer));
    debug_assert!(written.is_ok(), "writing to memory");
    let mut bytes = writer.into_inner();
    bytes.push(b'\n');
    without_forbidden(bytes)
}

/// The same without the characters that no XML may hold (XML 1.0, `Char`), not even escaped: entities of HTML such as
/// `&#8;` bring them into summaries.
fn without_forbidden(bytes: Vec<u8>) -> Vec<u8> {
    let forbidden =
        |c: char| matches!(c, '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\u{fffe}' | '\u{ffff}');
    match String::from_utf8(bytes) {
        Ok(mut text) => {
            if text.contains(forbidden) {
                text.retain(|c| !forbidden(c));
            }
            text.into_bytes()
        }
        // The writer is given nothing but texts.
        Err(error) => error.into_bytes(),
    }
}

/// An element with a text.
pub(super) fn text(writer: &mut Xml, element: &str, content: &str) -> io::Result<()> {
    writer.create_element(element).write_text_content(BytesText::new(content)).map(|_| ())
}

/// A text construct of Atom (RFC 4287, 3.1). Some readers take every text for HTML, whatever its type says: what would read
/// differently as HTML is written as HTML, and everything else as text.
pub(super) fn plain(writer: &mut Xml, element: &str, content: &str) -> io::Result<()> {
    let (kind, content) = match where_html_differs(content) {
        Cow::Borrowed(content) => ("text", Cow::Borrowed(content)),
        Cow::Owned(_) => ("html", Cow::Owned(as_html(content))),
    };
    let element = writer.create_element(element).with_attribute(("type", kind));
    element.write_text_content(BytesText::new(&content)).map(|_| ())
}

/// A text as HTML.
pub(super) fn as_html(content: &str) -> String {
    content.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A text that reads the same as text and as HTML where it already did; markup and what would be a character reference are
/// escaped. `Q&A` stays as it is, since no name of a reference has a single letter.
pub(super) fn where_html_differs(content: &str) -> Cow<'_, str> {
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
