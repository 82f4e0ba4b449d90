//! Bodies written to do harm.

use super::{body, body_by, html, rules};
use crate::article::body::{BodyRules, tags};
use proptest::prelude::*;
use url::Url;

/// Elements that must never be seen.
const REFUSED: [&str; 13] = [
    "script", "style", "iframe", "svg", "object", "embed", "form", "input", "base", "meta", "link",
    "template", "noscript",
];

/// The first thing in `html` that could run: found by a reader of our own, so that text that only speaks of scripts is
/// no alarm.
fn alarm(html: &str) -> Option<String> {
    let lower = html.to_lowercase();
    let tags = lower.split('<').skip(1).map(|rest| rest.split('>').next().unwrap_or(rest));
    tags.filter(|tag| is_alarming(tag)).map(str::to_owned).next()
}

fn is_alarming(tag: &str) -> bool {
    if REFUSED.iter().any(|name| tag.starts_with(name)) {
        return true;
    }
    // Names stand in even parts, values in odd ones.
    let parts: Vec<&str> = tag.split('"').collect();
    parts.chunks(2).any(|part| {
        let name = part[0].trim().trim_end_matches('=');
        let value =
            part.get(1).map_or("", |value| value.trim_start_matches(|c: char| c.is_control() || c == ' '));
        let value = value.replace(['\t', '\n', '\r', '\0'], "");
        let is_address =
            matches!(name.rsplit(' ').next(), Some("href" | "src" | "srcset" | "poster" | "cite"));
        let runs = ["javascript:", "vbscript:", "data:"].iter().any(|scheme| value.starts_with(scheme));
        name.starts_with("on")
            || part[0].contains(" on")
            || name.ends_with("style")
            || part[0].contains('\'')
            || (is_address && runs)
    })
}

/// Attacks of every kind that sanitisers and Markdown writers have fallen for.
pub(super) const ATTACKS: &[&str] = &[
    "<script>alert(1)</script>",
    "<SCRIPT SRC=http://evil/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src=\"javascript:alert(1)\">",
    "<IMG SRC=JaVaScRiPt:alert(1)>",
    "<img src=\"jav&#x09;ascript:alert(1)\">",
    "<img src=\"&#14;  javascript:alert(1)\">",
    "<img/src=x/onerror=alert(1)>",
    "<img src=x:x onerror\n=\nalert(1)>",
    "<img \"\"\"><script>alert(1)</script>\">",
    "<a href=\"java&NewLine;script&colon;alert(1)\">x</a>",
    "<a href=\"&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;alert(1)\">x</a>",
    "<a href=\"\u{1}javascript:alert(1)\">x</a>",
    "<a href=\" javascript:alert(1)\">x</a>",
    "<a href='vbscript:x'>x</a><a href=data:text/html,x>y</a>",
    "<a href=\"javas\tcript:alert(1)\" target=_blank>x</a>",
    "<svg/onload=alert(1)>",
    "<svg><a xlink:href=\"javascript:alert(1)\"><text>x</text></a></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<textarea><img title=\"</textarea><img src=x onerror=alert(1)>\">",
    "<title><a title=\"</title><img src=x onerror=alert(1)>\">",
    "<iframe srcdoc=\"<script>1</script>\"></iframe><iframe src=javascript:x>",
    "<object data=javascript:x></object><embed src=x><applet code=x>",
    "<form action=javascript:x><button formaction=javascript:y>z</button><input onfocus=w autofocus>",
    "<details open ontoggle=alert(1)>x</details>",
    "<div style=\"background:url(javascript:x)\">x</div><style>@import 'x';</style>",
    "<body onload=x><base href=//evil><meta http-equiv=refresh content=\"0;javascript:x\"><link rel=import href=x>",
    "<video><source onerror=\"x\"></video><audio src=x onerror=y></audio>",
    "<video poster=javascript:x src=data:x></video>",
    "<img srcset=\"javascript:x 1x, data:y 2x\">",
    "<table background=javascript:x><td background=javascript:y>z",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?xml version=\"1.0\"?><img src=x onerror=alert(1)>",
    "<xmp><img title=\"</xmp><img src=x onerror=alert(1)>\"></xmp>",
    "<a href=\"x\" onclick=alert(1)//\">y</a>",
    "<p/onmouseover=alert(1)>x",
    "<x onclick=alert(1)>click</x>",
    "<template><script>x</script></template>",
    "<a id=\"getElementById\" name=\"cookie\" href=\"#\">x</a>",
    "[a](javascript:alert(1))",
    "[a](JAVASCRIPT:alert(1))",
    "[a](&#x6A;avascript:alert(1))",
    "[a](<java&#10;script:alert(1)>)",
    "[a](<\u{1}javascript:alert(1)>)",
    "[a](vbscript:x) [b](data:text/html;base64,x) ![c](data:image/svg+xml,x)",
    "<javascript:alert(1)>",
    "[a]: javascript:alert(1)\n\n[a] ![a]",
    "[a](x \"\\\" onclick=\\\"alert(1)\")",
    "![a\" onerror=\"alert(1)](x)",
    "![a](x\"onerror=\"alert(1))",
    "# <img src=x onerror=alert(1)>",
    "```\"onclick=alert(1)\nx\n```",
    "[^\"onclick=x]\n\n[^\"onclick=x]: <script>1</script>",
    "{{< ref \"javascript:alert(1)\" >}} [a]({{< evil >}}) <a href={{< evil >}}>b</a> <img src=\"{{< evil >}}\">",
    "[a]({{< nope >}}javascript:alert(1))",
    "[a](java{{< nope >}}script:alert(1)) <a href=\"java{{< nope >}}script:x\">b</a>",
    "{{< nope >}}<script>{{< /nope >}}alert(1){{< nope >}}</script>{{< /nope >}}",
    "<{{< nope >}}script>alert(1)</script>",
    "<img {{< nope >}} src=x onerror=alert(1)>",
    "<a title=\"{{< box >}}\"><script>alert(1)</script>{{< /box >}}\">x</a>",
    "<b title=\"{{< asset \"\\\" onclick=\\\"x\" >}}\">x</b>",
];

#[test]
fn the_alarm_works() {
    for html in [
        "<script>",
        "<img src=x onerror=\"y\">",
        "<a href=\"\u{1} java\tscript:x\">",
        "<p style=\"x\">",
        "<SVG>",
    ] {
        assert!(alarm(html).is_some(), "{html}");
    }
    assert_eq!(alarm("<p title=\"javascript: onclick=x\">&lt;script&gt; onclick=x</p>"), None);
}

#[test]
fn known_attacks_come_to_nothing() {
    for attack in ATTACKS {
        let html = html(attack);
        assert_eq!(alarm(&html), None, "{attack}\n{html}");
    }
}

/// What is written may differ from what was judged in no character that browsers leave out or read otherwise.
#[test]
fn no_character_within_a_scheme_hides_it() {
    const JUNK: [&str; 13] = [
        "\u{1}", "&#1;", "\t", "&#9;", "&#10;", "&#13;", "&#x1f;", "&#xFFFE;", "\u{ffff}", "\0", "&#0;",
        "&nbsp;", "&#x200b;",
    ];
    const SCHEME: &str = "javascript:";
    let page = Url::parse("https://archive.example/a/").unwrap();
    let mut read = 0;
    for junk in JUNK {
        for at in 0..=SCHEME.len() {
            let address = format!("{}{junk}{}alert(1)", &SCHEME[..at], &SCHEME[at..]);
            let text = format!(
                "[a](<{address}>) ![b](<{address}>) <a href=\"{address}\">c</a> <img src=\"{address}\" srcset=\"{address} 1x\"> \
                 <video src=\"{address}\" poster=\"{address}\"></video> <q cite=\"{address}\">d</q>"
            );
            let html = html(&text);
            for tag in tags(&html) {
                for name in ["href", "src", "srcset", "poster", "cite"] {
                    let Some(value) = tag.attribute(name) else { continue };
                    read += 1;
                    if let Ok(url) = page.join(&value) {
                        assert!(matches!(url.scheme(), "http" | "https"), "{text:?}\n{html}");
                    }
                }
            }
        }
    }
    assert!(read > 100, "{read}");
}

/// What a hostile body may repeat a million times.
const PIECES: &[&str] = &[
    "[",
    "]",
    "*",
    "_",
    "**a",
    "`",
    "``a ",
    "~",
    "<",
    "<a",
    "<a ",
    "<a href=\"",
    "<b>",
    "<div>",
    "<a>",
    "<p>",
    "<b><p>",
    "</b>",
    "<table>",
    "&",
    "&#",
    "\"",
    "'",
    "![",
    "[a](",
    "[a]",
    "[a]: b\n",
    "[^a]",
    "[^a]: b\n",
    "> ",
    "- ",
    "1. ",
    "#\n",
    "|",
    "a|\n",
    "|a|\n|-|\n",
    "{{<",
    "{{< a >}}",
    "{{< a >}}{{< /a >}}",
    "{{< a \"",
    "{{ a(",
    "<!--",
    "<!-- -->",
    "<?",
    "<![CDATA[",
    "<script>",
    "</script>",
    "<svg>",
    "<math><mi>",
    "<font color=a>",
    "<i><b>",
    "<b></i>",
    "<table><b>",
    "<tr>",
    "<td>",
    "<li>",
    "<ul><li>",
    "<select>",
    "<option>",
    "<form>",
    "<button>",
    "<nobr>",
    "<h1>",
    "<dd>",
    "<ruby><rt>",
    "<frameset>",
    "<template>",
    "<textarea>",
    "<plaintext>",
    "\u{0}",
    "\r",
    "\t",
    "    ",
    "\\",
    "a\n\n",
    "a\n",
    "# a\n\n",
    "<p id=a>",
    "<img src=/node/404>",
    "[a](/node/404)",
    "[a](@/gone.md)\n",
    "{{< /a >}}",
    "{{</* a */>}}",
    "a@b.c ",
    "http://a ",
    "<http://a>",
    "<span\n",
    "<x y='",
    "<div><table>",
    "<a><div>",
    "</p>",
    "</br>",
];

#[test]
fn hostile_markup_takes_linear_time_and_space() {
    let mut grown = Vec::new();
    for piece in PIECES {
        let text = piece.repeat(50_000 / piece.len());
        for text in [
            &text,
            &format!("<div>\n\n{text}"),
            &format!("<div>{text}"),
            &format!("{{{{< box >}}}}{text}{{{{< /box >}}}}"),
        ] {
            // What takes quadratic time would not end while anybody waits.
            let body = body(text);
            if body.html.len() > 100 * text.len() {
                grown.push((piece, text.len(), body.html.len()));
            }
        }
    }
    assert!(grown.is_empty(), "{grown:#?}");
}

/// HTML, Markdown and shortcodes, thrown together.
pub(super) fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        10 => prop::sample::select(vec![
            "<script>", "</script>", "<img src=", "onerror=", "alert(1)", "javascript:", "java", "script:", "&#106;", "&colon;", "&Tab;", "data:", "\"", "'", "`",
            ">", "<", "/>", "=", " ", "\n", "\n\n", "<a href=", "<a href=\"", "</a>", "<svg>", "</svg>", "<math>", "<mtext>", "<style>", "</style>", "<!--", "-->",
            "<noscript>", "</noscript>", "<textarea>", "<title>", "<table>", "<tr>", "<td>", "<b>", "</b>", "<p", " onclick=x", " title=\"", " id=", " style=x",
            "[a](", ")", "![", "](", "*", "**", "- ", "> ", "    ", "```\n", "[^1]", "[^1]: ", "|a|\n|-|\n", "{{< box >}}", "{{< /box >}}", "{{< evil >}}", "{{< nope >}}",
            "{{< /nope >}}", "{{< asset \"x\" >}}", "{{< ref \"x\" >}}", "{{</* x */>}}", "Z0q0000zzzzz", "Z0<b>q0000", "é", "\u{0}", "\u{A0}", "<template>", "<select>",
            "<iframe src=", "<iframe>", "<form action=", "<base href=", "<![CDATA[", "]]>", "<?", "<frameset>", "<plaintext>", "<xmp>", "<details open ontoggle=x>",
        ]).prop_map(str::to_owned),
        1 => "\\PC{0,5}",
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]
    #[test]
    fn nothing_hostile_gets_through(text in hostile()) {
        let html = body(&text).html;
        prop_assert_eq!(alarm(&html), None, "{}", html);
    }

    #[test]
    fn tokens_are_never_seen(text in hostile()) {
        let text = text.replace("Z0", "");
        let body = body(&text);
        let seen = body.html.contains("Z0q0") || body.headings.iter().any(|heading| heading.text.contains("Z0q0") || heading.id.contains("z0q0"));
        prop_assert!(!seen, "{}", body.html);
    }

    #[test]
    fn any_text_renders(text in "\\PC*", start in 0..50_usize, trusted in any::<bool>()) {
        body_by(&BodyRules { trusted, ..rules() }, &text, start);
    }
}
