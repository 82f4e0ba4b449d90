//! XMP (ISO 16684-1): read, and written anew with creator, credit, rights and terms of use alone.

use std::fmt::Write as _;

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// What is kept, by the name it usually has. Prefixes may be chosen freely in XML; in pictures they never are.
const KEPT: [&str; 7] = [
    "dc:creator",
    "dc:rights",
    "photoshop:Credit",
    "photoshop:Source",
    "photoshop:AuthorsPosition",
    "xmpRights:UsageTerms",
    "xmpRights:WebStatement",
];

/// The longest text that is kept, in bytes.
const MAX_TEXT: usize = 4_000;

/// A packet with nothing but what is kept; `None` where it has none of it.
pub(super) fn minimal(packet: &[u8]) -> Option<Vec<u8>> {
    let texts = read(packet);
    if texts.iter().all(Vec::is_empty) {
        return None;
    }
    let mut xml = String::from(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\
         <rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:photoshop=\"http://ns.adobe.com/photoshop/1.0/\" xmlns:xmpRights=\"http://ns.adobe.com/xap/1.0/rights/\">",
    );
    for (name, texts) in KEPT.iter().zip(&texts).filter(|(_, texts)| !texts.is_empty()) {
        let items = |language: &str| -> String {
            texts.iter().map(|text| format!("<rdf:li{language}>{}</rdf:li>", escape(text))).collect()
        };
        let value = match *name {
            "dc:creator" => format!("<rdf:Seq>{}</rdf:Seq>", items("")),
            "dc:rights" | "xmpRights:UsageTerms" => {
                format!("<rdf:Alt>{}</rdf:Alt>", items(" xml:lang=\"x-default\""))
            }
            _ => escape(&texts[0]),
        };
        // Writing to a string does not fail.
        let _ = write!(xml, "<{name}>{value}</{name}>");
    }
    xml.push_str("</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"r\"?>");
    Some(xml.into_bytes())
}

/// The texts of each kept property, as attributes or as elements, in written order, each once.
fn read(packet: &[u8]) -> [Vec<String>; KEPT.len()] {
    let mut found: [Vec<String>; KEPT.len()] = Default::default();
    let packet = String::from_utf8_lossy(packet);
    let mut reader = Reader::from_str(&packet);
    // Which property is open, how deep in it we are, and the text since the last tag.
    let mut open: Option<(usize, usize)> = None;
    let mut text = String::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => {
                attributes(&element, &mut found);
                text.clear();
                open = match open {
                    Some((index, depth)) => Some((index, depth + 1)),
                    None => position(element.name().as_ref()).map(|index| (index, 0)),
                };
            }
            Ok(Event::Empty(element)) => attributes(&element, &mut found),
            Ok(Event::End(_)) => {
                if let Some((index, _)) = open {
                    keep(&mut found[index], &std::mem::take(&mut text));
                }
                open = open.and_then(|(index, depth)| Some((index, depth.checked_sub(1)?)));
            }
            Ok(Event::Text(part)) if open.is_some() => text.push_str(&part.xml10_content()),
            Ok(Event::CData(part)) if open.is_some() => text.push_str(&part.xml10_content()),
            Ok(Event::GeneralRef(reference)) if open.is_some() => text.extend(character(&reference)),
            Ok(Event::Eof) | Err(_) => return found,
            Ok(_) => {}
        }
        if text.len() > MAX_TEXT {
            text.clear();
        }
    }
}

/// The character that a reference stands for; entities that the packet declares itself are none.
fn character(reference: &BytesRef<'_>) -> Option<char> {
    let predefined = quick_xml::escape::resolve_predefined_entity(reference);
    predefined.and_then(|text| text.chars().next()).or_else(|| reference.resolve_char_ref().ok().flatten())
}

fn attributes(element: &BytesStart<'_>, found: &mut [Vec<String>; KEPT.len()]) {
    for attribute in element.attributes().flatten() {
        if let Some(index) = position(attribute.key.as_ref())
            && let Ok(value) = attribute.normalized_value(XmlVersion::Implicit1_0)
        {
            keep(&mut found[index], &value);
        }
    }
}

fn position(name: &str) -> Option<usize> {
    KEPT.iter().position(|kept| *kept == name)
}

fn keep(texts: &mut Vec<String>, text: &str) {
    let text = text.trim();
    if !text.is_empty()
        && text.len() <= MAX_TEXT
        && texts.len() < 50
        && !texts.iter().any(|known| known == text)
    {
        texts.push(text.to_owned());
    }
}

/// A text as XML; characters that XML 1.0 does not have are left out.
fn escape(text: &str) -> String {
    let clean: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\t' | '\n')).collect();
    quick_xml::escape::escape(clean).into_owned()
}
