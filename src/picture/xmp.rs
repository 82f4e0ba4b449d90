//! XMP (ISO 16684-1): read, and rewritten with creator, credit, rights and terms of use only.

use std::fmt::Write as _;

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::xml::is_forbidden;

/// How a property is written.
#[derive(Clone, Copy)]
enum Form {
    /// One text.
    Text,
    /// Texts in an order.
    List,
    /// A text in several languages.
    Languages,
    /// One text, in a structure that is the only one of a list of this name.
    In(&'static str),
}

/// What is kept, by the name it usually has: Dublin Core, Photoshop, rights management (ISO 16684-1, 8.3 and 8.4; Adobe
/// XMP Specification, part 2) and PLUS. Prefixes may be chosen freely in XML; in pictures they never are.
const KEPT: [(&str, Form); 10] = [
    ("dc:creator", Form::List),
    ("dc:rights", Form::Languages),
    ("photoshop:Credit", Form::Text),
    ("photoshop:Source", Form::Text),
    ("photoshop:AuthorsPosition", Form::Text),
    ("xmpRights:UsageTerms", Form::Languages),
    ("xmpRights:WebStatement", Form::Text),
    ("plus:ImageCreatorName", Form::In("plus:ImageCreator")),
    ("plus:CopyrightOwnerName", Form::In("plus:CopyrightOwner")),
    ("plus:LicensorURL", Form::In("plus:Licensor")),
];

/// The longest packet that is read, in bytes: those of pictures have some thousand.
const MAX_PACKET: usize = 1 << 20;

/// The longest text that is kept, and the most of all texts, in bytes: a segment of a JPEG has to hold them.
const MAX_TEXT: usize = 4_000;
const MAX_TEXTS: usize = 12_000;

const DEFAULT: &str = "x-default";

/// The texts of one property, each with its language.
type Texts = Vec<(String, String)>;

/// A packet with nothing but what is kept; `None` where it has none of it.
pub(super) fn minimal(packet: &[u8]) -> Option<Vec<u8>> {
    let texts = read(packet.get(..MAX_PACKET).unwrap_or(packet));
    if texts.iter().all(Vec::is_empty) {
        return None;
    }
    let mut xml = String::from(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\
         <rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:photoshop=\"http://ns.adobe.com/photoshop/1.0/\" xmlns:plus=\"http://ns.useplus.org/ldf/xmp/1.0/\" \
         xmlns:xmpRights=\"http://ns.adobe.com/xap/1.0/rights/\">",
    );
    for ((name, form), texts) in KEPT.iter().zip(&texts) {
        // Writing to a string does not fail.
        let _ = match (form, texts.first()) {
            (_, None) => Ok(()),
            (Form::Text, Some((_, text))) => write!(xml, "<{name}>{}</{name}>", escape(text)),
            (Form::In(list), Some((_, text))) => write!(
                xml,
                "<{list}><rdf:Seq><rdf:li rdf:parseType=\"Resource\"><{name}>{}</{name}></rdf:li></rdf:Seq></{list}>",
                escape(text)
            ),
            (Form::List, Some(_)) => {
                let items: String =
                    texts.iter().map(|(_, text)| format!("<rdf:li>{}</rdf:li>", escape(text))).collect();
                write!(xml, "<{name}><rdf:Seq>{items}</rdf:Seq></{name}>")
            }
            (Form::Languages, Some(_)) => {
                write!(xml, "<{name}><rdf:Alt>{}</rdf:Alt></{name}>", languages(texts))
            }
        };
    }
    xml.push_str("</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"r\"?>");
    Some(xml.into_bytes())
}

/// The first text of each language.
fn languages(texts: &Texts) -> String {
    let is_first =
        |index: usize, language: &str| texts[..index].iter().all(|(earlier, _)| earlier != language);
    let firsts = texts.iter().enumerate().filter(|(index, (language, _))| is_first(*index, language));
    firsts
        .map(|(_, (language, text))| {
            format!("<rdf:li xml:lang=\"{}\">{}</rdf:li>", escape(language), escape(text))
        })
        .collect()
}

/// The texts of each kept property, as attributes or as elements, in written order, each once.
fn read(packet: &[u8]) -> [Texts; KEPT.len()] {
    let mut found: [Texts; KEPT.len()] = Default::default();
    let packet = String::from_utf8_lossy(packet);
    let mut reader = Reader::from_str(&packet);
    // Which property is open, how deep in it we are, and language and text since the last tag.
    let mut open: Option<(usize, usize)> = None;
    let mut language = String::new();
    let mut text = String::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => {
                attributes(&element, &mut found);
                text.clear();
                language = attribute(&element, "xml:lang").unwrap_or_default();
                open = match open {
                    Some((index, depth)) => Some((index, depth + 1)),
                    None => position(element.name().as_ref()).map(|index| (index, 0)),
                };
            }
            Ok(Event::Empty(element)) => attributes(&element, &mut found),
            Ok(Event::End(_)) => {
                if let Some((index, _)) = open {
                    keep(&mut found, index, &std::mem::take(&mut language), &std::mem::take(&mut text));
                }
                open = open.and_then(|(index, depth)| Some((index, depth.checked_sub(1)?)));
            }
            Ok(Event::Text(part)) if open.is_some() => text.push_str(&part.xml10_content()),
            Ok(Event::CData(part)) if open.is_some() => text.push_str(&part.xml10_content()),
            Ok(Event::GeneralRef(reference)) if open.is_some() => text.extend(character(&reference)),
            Ok(Event::Eof) | Err(_) => return found,
            Ok(_) => {}
        }
    }
}

/// The character that a reference stands for; entities that the packet declares itself are none.
fn character(reference: &BytesRef<'_>) -> Option<char> {
    let predefined = quick_xml::escape::resolve_predefined_entity(reference);
    predefined.and_then(|text| text.chars().next()).or_else(|| reference.resolve_char_ref().ok().flatten())
}

/// Keeps properties that are written as attributes.
fn attributes(element: &BytesStart<'_>, found: &mut [Texts; KEPT.len()]) {
    // To look for attributes of one name takes time by the square of their number.
    for attribute in element.attributes().with_checks(false).flatten() {
        if let Some(index) = position(attribute.key.as_ref())
            && let Ok(value) = attribute.normalized_value(XmlVersion::Implicit1_0)
        {
            keep(found, index, "", &value);
        }
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = element.attributes();
    let mut attributes = attributes.with_checks(false).flatten();
    let found = attributes.find(|attribute| attribute.key.as_ref() == name)?;
    Some(found.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned())
}

fn position(name: &str) -> Option<usize> {
    KEPT.iter().position(|(kept, _)| *kept == name)
}

/// Keeps a text, without characters that XML 1.0 does not have, unless it is empty, too long or known.
fn keep(found: &mut [Texts; KEPT.len()], index: usize, language: &str, text: &str) {
    let clean = |text: &str| -> String {
        let allowed = |c: &char| (!c.is_control() || matches!(c, '\t' | '\n')) && !is_forbidden(*c);
        text.chars().filter(allowed).collect::<String>().trim().to_owned()
    };
    if text.len() > MAX_TEXT {
        return;
    }
    let text = clean(text);
    let is_language = !language.is_empty()
        && language.len() <= 35
        && language.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let language = if is_language { language.to_ascii_lowercase() } else { DEFAULT.to_owned() };
    let all: usize = found.iter().flatten().map(|(_, text)| text.len()).sum();
    let texts = &mut found[index];
    let known = texts.iter().any(|(other, known)| *known == text && *other == language);
    if !text.is_empty() && !known && texts.len() < 50 && all + text.len() <= MAX_TEXTS {
        texts.push((language, text));
    }
}

/// A text as XML.
fn escape(text: &str) -> String {
    quick_xml::escape::escape(text).into_owned()
}
