//! What is left of an SVG file.

use super::*;
use proptest::prelude::*;

const ROOT: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\"";

fn inner(svg: &str) -> String {
    let out =
        sanitise_svg(format!("<svg>{svg}</svg>").as_bytes()).unwrap_or_else(|| panic!("refused: {svg}"));
    out.strip_prefix(&format!("{ROOT}>")).unwrap().strip_suffix("</svg>").unwrap().to_owned()
}

#[test]
fn drawings_stay() {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 10 10\" width=\"10\"><defs>\
            <linearGradient id=\"g\"><stop offset=\"0\" stop-color=\"#fff\"></stop></linearGradient></defs>\
            <style>.a{fill:url(#g)}</style><g class=\"a\" style=\"fill:url('#g')\" transform=\"scale(2)\"><path d=\"M0 0h5\"></path>\
            <use xlink:href=\"#p\"></use><image href=\"data:image/png;base64,AA==\"></image>\
            <text x=\"1\" xml:space=\"preserve\">a &amp; b</text></g></svg>";
    let expected = svg.replacen("<svg xmlns=\"http://www.w3.org/2000/svg\"", ROOT, 1);
    assert_eq!(sanitise_svg(svg.as_bytes()), Some(expected));
    assert_eq!(inner("<circle r='1'/>"), "<circle r=\"1\"></circle>");
}

#[test]
fn what_runs_or_reaches_out_goes() {
    for (svg, left) in [
        ("<script>alert(1)</script>", ""),
        ("<rect onload='x' ONCLICK='y' width='1'/>", "<rect width=\"1\"></rect>"),
        ("<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'><p>x</p></body></foreignObject>", ""),
        ("<a href='javascript:x'><text>t</text></a>", "<text>t</text>"),
        ("<use href='http://evil/x.svg#a'/>", "<use></use>"),
        ("<use href='data:image/svg+xml,x'/>", "<use></use>"),
        ("<image href='data:image/svg+xml;base64,x'/>", "<image></image>"),
        ("<image xlink:href='//evil/x.png'/>", "<image></image>"),
        ("<style>@import 'x';</style><style>a{b:url(http://x)}</style><style>a{b:u\\72l(x)}</style>", ""),
        (
            "<style>a{b:image-set('x' 1x)}</style><rect style='fill:url(//x)' fill='URL( x)'/>",
            "<rect></rect>",
        ),
        ("<animate attributeName='href' to='javascript:x'/><set attributeName='onload' to='x'/>", ""),
        ("<handler/><iframe/><embed/><audio/><metadata><x/></metadata>", ""),
        ("<x:script xmlns:x='http://www.w3.org/2000/svg'>1</x:script>", ""),
        ("<title>a<b>c</b>&lt;script&gt;</title><?php x ?><!-- c -->", "<title>a&lt;script&gt;</title>"),
        ("<text>&unknown;&#65;<![CDATA[<b>]]></text>", "<text>A&lt;b&gt;</text>"),
        ("<style><![CDATA[a>b{}]]></style>", "<style>a&gt;b{}</style>"),
    ] {
        assert_eq!(inner(svg), left, "{svg}");
    }
}

#[test]
fn names_are_checked_whole() {
    let kept = "<rect aria-label=\"a\" aria-x1-Y=\"b\"></rect>";
    assert_eq!(inner("<rect aria-label='a' aria-x1-Y='b' aria-='c'/>"), kept);
    for blank in [
        "\u{a0}", "\u{85}", "\u{2028}", "\u{3000}", "\u{feff}", "\u{c}", "/", "\"", "'", ":", "é", "\u{b}",
        "&#10;",
    ] {
        for name in ["aria-x", "width", "xml:lang", "data-x", "href", "xlink:href", "xml:base"] {
            let svg = format!("<svg><rect {name}{blank}onload='alert(1)' {blank}onload='alert(2)'/></svg>");
            if let Some(out) = sanitise_svg(svg.as_bytes()) {
                assert_eq!(out, format!("{ROOT}><rect></rect></svg>"), "{svg}");
            }
        }
        let element =
            format!("<svg><g{blank}onload='alert(1)'>a</g{blank}onload><a{blank}x>b</a{blank}x></svg>");
        let out = sanitise_svg(element.as_bytes()).unwrap_or_default();
        assert!(!out.contains("onload"), "{out}");
    }
}

#[test]
fn files_that_are_no_drawings_are_refused() {
    for svg in
        ["", "x", "<html></html>", "<svg>", "<svg><g></svg>", "<svg a='1' a='2'></svg>", "<s:svg></s:svg>"]
    {
        assert_eq!(sanitise_svg(svg.as_bytes()), None, "{svg}");
    }
    assert_eq!(sanitise_svg(b"<svg>\xff</svg>"), None);
    assert_eq!(sanitise_svg(&[0xFF, 0xFE, b'<', 0]), None);
    let deep = format!("<svg>{}{}</svg>", "<g>".repeat(100_000), "</g>".repeat(100_000));
    assert_eq!(sanitise_svg(deep.as_bytes()), None);
}

#[test]
fn entities_are_not_expanded() {
    let bomb = "<?xml version='1.0' encoding='utf-8'?><!DOCTYPE svg [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>\
            <!ENTITY x SYSTEM 'file:///etc/passwd'>]><svg id='&b;' class='c'><text>&b;&x;</text></svg>";
    assert_eq!(sanitise_svg(bomb.as_bytes()), Some(format!("{ROOT} class=\"c\"><text></text></svg>")));
}

proptest! {
    #[test]
    fn output_is_stable_and_well_formed(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "<g>", "</g>", "<rect fill='url(#a)'/>", "<script>", "</script>", "<text>", "</text>", "&amp;", "&x;", "a", "<style>", "</style>",
            "{b:url(", "<a href='x'>", "</a>", "<use href='#b' onload='c'/>", "<!--", "-->", "<![CDATA[", "]]>", "\u{1}", "é",
        ]), 0..20),
    ) {
        if let Some(out) = sanitise_svg(format!("<svg>{}</svg>", pieces.concat()).as_bytes()) {
            prop_assert_eq!(sanitise_svg(out.as_bytes()), Some(out.clone()));
            prop_assert!(!out.contains("<script") && !out.contains("onload=\""));
        }
    }

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        sanitise_svg(&bytes);
    }
}
