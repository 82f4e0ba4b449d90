//! SVG files of the mirror, made safe to be opened by themselves.
//!
//! An SVG in an `<img>` cannot run scripts, but a reader may open the file, and then it is a page of the archive's own
//! host. The file is read as XML and written anew: elements and attributes that draw stay, everything else is left out.
//! Nothing is fetched from elsewhere: references lead into the file itself or to images within it.
//!
//! All text is an [`XmlText`] from the start, so that what is judged is what browsers read from the file.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

use crate::address;
use crate::encoding;
use crate::xml::XmlText;

/// How deep elements may be nested.
const MAX_DEPTH: usize = 250;

/// Elements that stay. Others go with all they hold, except for those of [`UNWRAPPED`].
const ELEMENTS: &str = "circle clipPath defs desc ellipse feBlend feColorMatrix feComponentTransfer feComposite \
    feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG \
    feFuncR feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting feSpotLight \
    feTile feTurbulence filter g image line linearGradient marker mask path pattern polygon polyline radialGradient rect \
    stop style svg switch symbol text textPath title tspan use view";

/// Elements that go but leave what they hold.
const UNWRAPPED: &str = "a";

/// Attributes that stay, apart from references and `aria-…`.
const ATTRIBUTES: &str = "alignment-baseline amplitude azimuth baseFrequency baseline-shift bias class clip clip-path \
    clip-rule clipPathUnits color color-interpolation color-interpolation-filters color-rendering cursor cx cy d \
    diffuseConstant direction display divisor dominant-baseline dx dy edgeMode elevation enable-background exponent fill \
    fill-opacity fill-rule filter filterUnits flood-color flood-opacity font font-family font-size font-size-adjust \
    font-stretch font-style font-variant font-weight fr fx fy glyph-orientation-horizontal glyph-orientation-vertical \
    gradientTransform gradientUnits height id image-rendering in in2 intercept isolation k1 k2 k3 k4 kernelMatrix \
    kernelUnitLength kerning lang lengthAdjust letter-spacing lighting-color limitingConeAngle marker-end marker-mid \
    marker-start markerHeight markerUnits markerWidth mask mask-type maskContentUnits maskUnits media method \
    mix-blend-mode mode numOctaves offset opacity operator order orient overflow paint-order pathLength \
    patternContentUnits patternTransform patternUnits pointer-events points pointsAtX pointsAtY pointsAtZ preserveAlpha \
    preserveAspectRatio primitiveUnits r radius refX refY requiredExtensions requiredFeatures result role rotate rx ry \
    scale seed shape-rendering side slope spacing specularConstant specularExponent spreadMethod startOffset stdDeviation \
    stitchTiles stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin \
    stroke-miterlimit stroke-opacity stroke-width style surfaceScale systemLanguage tableValues targetX targetY \
    text-anchor text-decoration text-rendering textLength transform transform-origin type unicode-bidi values \
    vector-effect version viewBox visibility width word-spacing writing-mode x x1 x2 xChannelSelector xml:lang xml:space \
    y y1 y2 yChannelSelector z";

/// `svg` without anything that runs or reaches out of the file, as well-formed XML in UTF-8.
///
/// `None` if neither UTF-8 nor UTF-16, not well-formed, not an SVG at all, or nested deeper than any drawing.
pub fn sanitise_svg(svg: &[u8]) -> Option<String> {
    let text = encoding::decode(svg).ok()?;
    let mut reader = Reader::from_str(text.trim_start_matches('\u{FEFF}'));
    let mut writer = SvgWriter::default();
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) => writer.start(&tag)?,
            Event::Empty(tag) => {
                writer.start(&tag)?;
                writer.end();
            }
            Event::End(_) => writer.end(),
            Event::Text(text) => writer.text(&XmlText::of(text.xml10_content())),
            Event::CData(text) => writer.text(&XmlText::of(text.xml10_content())),
            Event::GeneralRef(reference) => writer.reference(&reference),
            // Entities declared in a document type are unknown to the writer and vanish.
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            Event::Eof => return None,
        }
        if writer.is_complete() {
            return Some(writer.out);
        }
    }
}

/// What becomes of an open element.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Open {
    Written(String),
    Unwrapped,
    /// A style sheet; its text so far.
    Style(XmlText<'static>),
    /// Left out with all it holds.
    Skipped,
}

#[derive(Default)]
struct SvgWriter {
    out: String,
    open: Vec<Open>,
    started: bool,
}

impl SvgWriter {
    fn is_complete(&self) -> bool {
        self.started && self.open.is_empty()
    }

    /// Starts an element; `None` if the file is to be refused.
    fn start(&mut self, tag: &BytesStart<'_>) -> Option<()> {
        let name = tag.name().as_ref().to_owned();
        if self.open.len() >= MAX_DEPTH || (!self.started && name != "svg") {
            return None;
        }
        let within = self.open.last();
        let open = match name.as_str() {
            _ if matches!(within, Some(Open::Skipped | Open::Style(_))) => Open::Skipped,
            "style" => Open::Style(XmlText::default()),
            name if listed(ELEMENTS, name) => {
                self.write_tag(name, tag)?;
                Open::Written(name.to_owned())
            }
            name if listed(UNWRAPPED, name) => Open::Unwrapped,
            _ => Open::Skipped,
        };
        self.started = true;
        self.open.push(open);
        Some(())
    }

    fn write_tag(&mut self, name: &str, tag: &BytesStart<'_>) -> Option<()> {
        self.out.push('<');
        self.out.push_str(name);
        if !self.started {
            self.out.push_str(
                " xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\"",
            );
        }
        for attribute in tag.attributes() {
            let attribute = attribute.ok()?;
            let key: &str = attribute.key.as_ref();
            // A value with an unknown entity is left out.
            let Ok(value) = attribute.normalized_value(XmlVersion::Implicit1_0) else { continue };
            let mut value = XmlText::of(value);
            let stays = match key {
                "href" | "xlink:href" => {
                    value = XmlText::of(address::clean(&value).into_owned());
                    is_inner_reference(name, &value)
                }
                _ => (listed(ATTRIBUTES, key) || is_aria(key)) && is_inner_style(&value),
            };
            if stays {
                self.out.push_str(&format!(" {key}=\""));
                value.push_value(&mut self.out);
                self.out.push('"');
            }
        }
        self.out.push('>');
        Some(())
    }

    fn end(&mut self) {
        match self.open.pop() {
            Some(Open::Written(name)) => {
                self.out.push_str(&format!("</{name}>"));
            }
            Some(Open::Style(css)) if is_inner_style(&css) && !css.is_empty() => {
                self.out.push_str("<style>");
                css.push_content(&mut self.out);
                self.out.push_str("</style>");
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &XmlText<'_>) {
        match self.open.last_mut() {
            Some(Open::Style(css)) => css.push(text),
            Some(Open::Written(_) | Open::Unwrapped) => text.push_content(&mut self.out),
            Some(Open::Skipped) | None => {}
        }
    }

    fn reference(&mut self, reference: &BytesRef<'_>) {
        let character = match &**reference {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            _ => reference.resolve_char_ref().ok().flatten(),
        };
        if let Some(character) = character {
            self.text(&XmlText::of(&*character.encode_utf8(&mut [0; 4])));
        }
    }
}

/// Whether `name` is one of the words of `list`.
fn listed(list: &str, name: &str) -> bool {
    list.split_ascii_whitespace().any(|word| word == name)
}

/// Whether an attribute is for assistive technology: `aria-` and letters of ASCII. Whatever else is in a name, another reader may
/// end it there: of `aria-x\u{a0}onload` one that takes every blank for one would see a handler.
fn is_aria(name: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    name.strip_prefix("aria-").is_some_and(|rest| !rest.is_empty() && rest.bytes().all(is_plain))
}

/// Whether a reference of an element, an address as browsers read it, leads into the file: to another element of it, or to a
/// picture written into it.
fn is_inner_reference(element: &str, address: &XmlText<'_>) -> bool {
    const PICTURES: [&str; 3] = ["data:image/png;", "data:image/jpeg;", "data:image/jpg;"];
    let is_picture = || {
        PICTURES
            .iter()
            .any(|start| address.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start)))
    };
    address.starts_with('#') || (element == "image" && is_picture())
}

/// Whether a style, or an attribute that may refer like one, fetches nothing and runs nothing.
///
/// Escapes are refused, so that a name is written in one way only. Comments and everything else between tokens end a name.
fn is_inner_style(css: &XmlText<'_>) -> bool {
    const REFUSED: [&str; 10] = [
        "\\",
        "@import",
        "@charset",
        "expression",
        "javascript:",
        "-moz-binding",
        "behavior:",
        "image-set",
        "image(",
        "src(",
    ];
    if !css.contains(['(', '\\', '@', ':']) {
        return true;
    }
    let css = css.to_ascii_lowercase();
    !REFUSED.iter().any(|refused| css.contains(refused)) && css.split("url(").skip(1).all(is_inner_target)
}

/// Whether the address that starts after `url(` is one within the file. CSS skips the white space of ASCII alone and knows one
/// quote: `url(\u{a0}#a)` and `url("'#a")` are addresses of other files.
fn is_inner_target(after: &str) -> bool {
    let after = after.trim_ascii_start();
    after.strip_prefix(['"', '\'']).unwrap_or(after).starts_with('#')
}

#[cfg(test)]
mod tests;
