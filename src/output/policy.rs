//! What a page may load and run: its Content-Security-Policy, in a `meta` element of every page of the theme, since not every
//! host can be told to send a header.
//!
//! The policy is written here once. `docs/hosting.md` names the same as a header, and the preview sends it as one: a test
//! compares the three. 'self' is the site's own origin; of a page opened from a folder, Chromium 156 and Firefox 153 take it for
//! the files of that system, but for Firefox where a form is sent.

use lol_html::html_content::Element;
use lol_html::{RewriteStrSettings, element, rewrite_str};

use crate::address::{Host, candidates};
use crate::config::{BaseUrl, Config};

/// The directives that a `meta` element may hold, in their order.
const DIRECTIVES: [(&str, &str); 11] = [
    ("default-src", "'none'"),
    (PICTURES, "'self'"),
    (MEDIA, "'self'"),
    ("style-src", "'self'"),
    ("font-src", "'self'"),
    ("script-src", "'self'"),
    ("connect-src", "'self'"),
    ("manifest-src", "'self'"),
    (FORMS, "'self'"),
    ("frame-src", "https://www.youtube-nocookie.com https://player.vimeo.com https://w.soundcloud.com"),
    ("base-uri", "'none'"),
];

/// What only a header can say (CSP 3, section 3.3).
const HEADER_ONLY: &str = "; frame-ancestors 'none'";

/// Where pictures are loaded from.
const PICTURES: &str = "img-src";

/// Where recordings and films are loaded from.
const MEDIA: &str = "media-src";

/// Where forms are sent.
const FORMS: &str = "form-action";

/// What stands before the policy in a page.
const ELEMENT: &str = "<meta http-equiv=\"Content-Security-Policy\" content=\"";

/// The policy of every page.
pub fn policy() -> String {
    DIRECTIVES.map(|(name, sources)| format!("{name} {sources}")).join("; ")
}

/// The policy of a site's pages, whose form for a newsletter, if there is one, goes to `newsletter`; empty for a site whose content
/// is trusted, since that may hold scripts, styles and frames of its own.
pub(super) fn of_site(config: &Config, newsletter: Option<&str>) -> String {
    if config.trusted {
        return String::new();
    }
    // Of a page opened from a folder Firefox sends a form to no file otherwise: the field of search is one.
    let folder = config.relative_links.then(|| "file:".to_owned());
    let more: Vec<String> = folder.into_iter().chain(newsletter.and_then(origin)).collect();
    if more.is_empty() { policy() } else { with_sources(&policy(), FORMS, &more) }
}

/// The policy of a page as a header: that of its `meta` element, and what only a header can say. `None` for a page without one.
pub fn header(html: &[u8]) -> Option<String> {
    let start = memchr::memmem::find(html, ELEMENT.as_bytes())? + ELEMENT.len();
    let length = memchr::memchr(b'"', &html[start..])?;
    let policy = std::str::from_utf8(&html[start..start + length]).ok()?;
    Some(format!("{policy}{HEADER_ONLY}"))
}

/// Lets a page play the recordings and films of other hosts that it holds: they are loaded once a reader plays them. Of the host of
/// `[media]` it may show pictures too.
///
/// By scheme, not by host: hosts of recordings lead on to others, and browsers ask the policy at each step.
pub(super) fn admit_media(html: Vec<u8>, media: Option<&BaseUrl>) -> Vec<u8> {
    let has = |text: &str| memchr::memmem::find(&html, text.as_bytes()).is_some();
    let own = media.map(|media| media.origin.as_str()).filter(|own| has(own));
    if !has("<audio") && !has("<video") && own.is_none() {
        return html;
    }
    let Ok(text) = std::str::from_utf8(&html) else { return html };
    let is_own = |address: &str| {
        let rest = own.and_then(|own| address.strip_prefix(own));
        rest.is_some_and(|rest| rest.starts_with('/'))
    };
    let (mut sources, mut shows_own) = (Vec::new(), false);
    let handler = element!(
        "audio[src], video[src], source, track[src], img, video[poster]",
        |element: &mut Element<'_, '_>| {
            let value = |name: &str| element.get_attribute(name);
            let set = value("srcset").unwrap_or_default();
            let shown = [value("poster"), value("src").filter(|_| element.tag_name() == "img")];
            shows_own |= shown.iter().flatten().any(|address| is_own(address))
                || candidates(&set).any(|(address, _)| is_own(address));
            let played = value("src").filter(|_| element.tag_name() != "img");
            let source = played.as_deref().and_then(|played| {
                let found = origin(played)?;
                match is_own(played) {
                    true => Some(found),
                    false => Some(format!("{}:", found.split_once(':')?.0)),
                }
            });
            sources.extend(source.filter(|source| !sources.contains(source)));
            Ok(())
        }
    );
    let settings = RewriteStrSettings::new().append_element_content_handler(handler);
    if rewrite_str(text, settings).is_err() || (sources.is_empty() && !shows_own) {
        return html;
    }
    let Some((before, rest)) = text.split_once(ELEMENT) else { return html };
    let Some((policy, after)) = rest.split_once('"') else { return html };
    let shown: Vec<String> = own.filter(|_| shows_own).and_then(origin).into_iter().collect();
    let policy = with_sources(&with_sources(policy, MEDIA, &sources), PICTURES, &shown);
    [before, ELEMENT, &policy, "\"", after].concat().into_bytes()
}

/// The policy with more sources for a directive.
fn with_sources(policy: &str, directive: &str, sources: &[String]) -> String {
    let directives = policy.split("; ").map(|old| match old.strip_prefix(directive) {
        Some(rest) if rest.starts_with(' ') && !sources.is_empty() => format!("{old} {}", sources.join(" ")),
        _ => old.to_owned(),
    });
    directives.collect::<Vec<_>>().join("; ")
}

/// The origin of a full address, if it can stand in a policy (CSP 3, `host-source`): names of other scripts in their ASCII form.
/// Where a host holds anything but letters, digits, dots and hyphens nothing is added, and the address is not loaded.
fn origin(address: &str) -> Option<String> {
    let (scheme, host) = Host::of_full(address)?;
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':');
    host.as_str().bytes().all(is_name).then(|| format!("{scheme}://{host}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(body: &str) -> Vec<u8> {
        format!("<head>{ELEMENT}{}\"></head>{body}", policy()).into_bytes()
    }

    #[test]
    fn the_documentation_names_the_policy() {
        let text = include_str!("../../docs/hosting.md");
        let documented = text.lines().find_map(|line| line.strip_prefix("Content-Security-Policy: "));
        assert_eq!(header(&page("")).as_deref(), documented);
        assert_eq!(header(b"<p>text"), None);
    }

    #[test]
    fn a_form_may_go_where_the_site_says() {
        let config = |text: &str| {
            let text = format!("title = \"T\"\nbase_url = \"https://a.example/\"\n{text}");
            Config::parse(&text, None).unwrap()
        };
        let of = |config: &Config, action| {
            let policy = of_site(config, action);
            policy.split("; ").find(|d| d.starts_with(FORMS)).unwrap().to_owned()
        };
        assert_eq!(of_site(&config("trusted = true"), Some("https://lists.example/")), "");
        let folder = config("relative_links = true");
        assert_eq!(of(&folder, None), "form-action 'self' file:");
        let hosted = config("");
        let forms = |action| of(&hosted, Some(action));
        assert_eq!(forms("https://lists.example/subscribe"), "form-action 'self' https://lists.example");
        assert_eq!(forms("/subscribe"), "form-action 'self'");
        assert_eq!(forms("mailto:a@b.example"), "form-action 'self'");
        assert_eq!(forms("https://a;script-src * /"), "form-action 'self'");
        assert_eq!(
            forms("https://рассылка.example/x?y"),
            "form-action 'self' https://xn--80aa3adxha4f.example"
        );
        assert_eq!(
            forms("HTTPS://Bücher.example:8443/"),
            "form-action 'self' https://xn--bcher-kva.example:8443"
        );
        assert_eq!(forms("https://b%C3%BCcher.example"), "form-action 'self' https://xn--bcher-kva.example");
        assert_eq!(forms("https://me@lists.example:443/"), "form-action 'self' https://lists.example");
        assert_eq!(forms("https://[::1]/"), "form-action 'self'");
    }

    #[test]
    fn recordings_of_other_hosts_may_be_played_on_their_page() {
        let media = |body: &str| {
            let header = header(&admit_media(page(body), None)).unwrap();
            header.split("; ").find(|d| d.starts_with(MEDIA)).unwrap().to_owned()
        };
        assert_eq!(media("<audio src=\"/a.mp3\"></audio>"), "media-src 'self'");
        assert_eq!(
            media(
                "<audio src=\"https://Cast.example/a.mp3\"></audio><video><source src='//b.example:8080/v?x'></video>"
            ),
            "media-src 'self' https:"
        );
        assert_eq!(media("<audio src=\"http://a.example/\"></audio>"), "media-src 'self' http:");
        assert_eq!(media("<audio src=\"https://звук.example/a.mp3\"></audio>"), "media-src 'self' https:");
        assert_eq!(
            media("<p>&lt;audio src=\"https://cast.example/a.mp3\"></p><!--<audio-->"),
            "media-src 'self'"
        );
        assert_eq!(media("<audio src=\"https://a;script-src *\"></audio>"), "media-src 'self'");
        let rest = "<p>as it was</p>";
        assert!(
            admit_media(page(&format!("<audio src=\"https://a.example/\"></audio>{rest}")), None)
                .ends_with(rest.as_bytes())
        );
    }
}
