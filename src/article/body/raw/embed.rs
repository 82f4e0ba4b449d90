//! Players of other sites in mirrored pages. A link stands in their place; the theme's script puts the player back once
//! a reader has pressed it. Nothing foreign is loaded before.

use url::Url;

use crate::address;
use crate::article::body::escape;

/// The class of such a link.
pub(in crate::article::body) const CLASS: &str = "embed";

/// The link in place of a frame that shows `address` and is called `title`; `None` for what is no page of another site.
pub(super) fn link(address: &str, title: Option<&str>) -> Option<String> {
    let address = address::clean(address);
    let full = if address.starts_with("//") { format!("https:{address}") } else { address.into_owned() };
    let url = Url::parse(&full).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let host = url.host_str()?;
    let text = title.map(str::trim).filter(|title| !title.is_empty());
    let mut html = format!("<a class=\"{CLASS}\" rel=\"external\" href=\"");
    escape::push_attribute(&mut html, &page(&url));
    html.push_str("\">");
    escape::push_text(&mut html, text.unwrap_or(host.strip_prefix("www.").unwrap_or(host)));
    html.push_str("</a>");
    Some(html)
}

/// The page on which the film of a player can be seen.
fn page(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host);
    let parts: Vec<&str> = url.path().split(['/', '&']).skip(1).collect();
    match (host, parts.as_slice()) {
        ("youtube.com" | "youtube-nocookie.com", ["embed" | "v", id, ..]) if !id.is_empty() => {
            let start = url.query_pairs().find(|(key, _)| key == "start").map(|(_, seconds)| seconds);
            let start =
                start.filter(|start| !start.is_empty() && start.bytes().all(|byte| byte.is_ascii_digit()));
            let start = start.map(|start| format!("&t={start}")).unwrap_or_default();
            format!("https://www.youtube.com/watch?v={id}{start}")
        }
        ("player.vimeo.com", ["video", id, ..]) if !id.is_empty() => format!("https://vimeo.com/{id}"),
        _ => url.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn players_become_links_to_their_films() {
        let href = |address: &str| {
            let html = link(address, None)?;
            Some(html.split('"').nth(5)?.to_owned())
        };
        for (address, expected) in [
            ("https://www.youtube.com/embed/abc?rel=0", Some("https://www.youtube.com/watch?v=abc")),
            (
                "https://www.youtube.com/embed/abc?rel=0&start=90",
                Some("https://www.youtube.com/watch?v=abc&amp;t=90"),
            ),
            ("https://www.youtube.com/embed/abc?start=1m", Some("https://www.youtube.com/watch?v=abc")),
            ("//www.youtube-nocookie.com/embed/abc", Some("https://www.youtube.com/watch?v=abc")),
            ("http://www.youtube.com/v/abc&hl=en_US", Some("https://www.youtube.com/watch?v=abc")),
            ("https://player.vimeo.com/video/7?color=f", Some("https://vimeo.com/7")),
            ("https://maps.example/?q=1&r=2", Some("https://maps.example/?q=1&amp;r=2")),
            (" java\tscript:alert(1)", None),
            ("data:text/html,x", None),
            ("/own/page/", None),
            ("", None),
        ] {
            assert_eq!(href(address).as_deref(), expected, "{address}");
        }
    }

    #[test]
    fn titles_are_text() {
        let html = link("https://www.example.org/", Some(" A <b> ")).unwrap();
        assert!(html.ends_with(">A &lt;b&gt;</a>"), "{html}");
        assert!(link("https://www.example.org/", Some(" ")).unwrap().ends_with(">example.org</a>"));
    }
}
