//! Messages of checks of a finished site.

use crate::diagnostic::message::listed;
use crate::diagnostic::{Diagnostic, Level, Place};
use crate::hosting::WebHost;

/// Where else something is found: nothing for one page.
fn on(pages: usize) -> String {
    match pages {
        0 | 1 => String::new(),
        pages => format!(" ({pages} pages, first here)"),
    }
}

/// A link to an address that nothing answers.
pub fn broken_link(place: Place, address: &str, pages: usize) -> Diagnostic {
    Diagnostic::warning("broken-link", format!("broken link: {address}{}", on(pages)))
        .at(place)
        .hint("check the theme, site.toml and the front matter of the page; links in bodies are listed with their position in the source")
}

/// An image, a recording or another file that pages show, which is not there.
pub fn broken_media(place: Place, address: &str, pages: usize) -> Diagnostic {
    Diagnostic::warning("broken-link", format!("file not found: {address}{}", on(pages)))
        .at(place)
        .hint("put the file beside the article or in static/, or remove the reference")
}

/// A link to a file of `[media]` by the address that it would have on the site.
pub fn moved_media(place: Place, address: &str, pages: usize) -> Diagnostic {
    let text = format!("link to a file of [media] by its address on the site: {address}{}", on(pages));
    Diagnostic::warning("moved-media", text)
        .at(place)
        .hint("write its full URL: templates and HTML files in static/ are used as they are")
}

/// A script, style sheet or frame that is not there.
pub fn broken_resource(place: Place, address: &str, pages: usize) -> Diagnostic {
    let text = format!("script, style sheet or frame not found: {address}{}", on(pages));
    Diagnostic::error("broken-resource", text)
        .at(place)
        .hint("add the file to static/, or correct the template")
}

/// A link to an anchor that its page does not have.
pub fn missing_anchor(place: Place, address: &str, pages: usize) -> Diagnostic {
    Diagnostic::warning("missing-anchor", format!("broken link to an anchor: {address}{}", on(pages)))
        .at(place)
}

/// A link of the body at `place` to an old address that nothing answers.
pub fn missing_address(place: Place, address: &str) -> Diagnostic {
    let text = format!("broken link to an old address of the archive: {address}");
    Diagnostic::warning("missing-address", text).at(place)
}

/// A link of the body at `place` to an address that the site does not have.
pub fn missing_page(place: Place, address: &str) -> Diagnostic {
    Diagnostic::warning(
        "missing-address",
        format!("broken link: no page or file has the address `{address}`"),
    )
    .at(place)
}

/// A file named in front matter that is not there.
pub fn missing_file(place: Place, file: &str) -> Diagnostic {
    Diagnostic::warning("missing-file", format!("file `{file}` not found")).at(place)
}

/// A call of a shortcode without a template.
pub fn unknown_shortcode(place: Place, name: &str) -> Diagnostic {
    Diagnostic::warning("unknown-shortcode", format!("shortcode `{name}` has no template")).at(place)
}

/// An element that is not allowed in content.
pub fn removed_html(place: Place, element: &str, result: &str) -> Diagnostic {
    let text = format!("HTML element `{element}` is not allowed in content: {result}");
    Diagnostic::warning("removed-html", text).at(place)
}

/// An image of a body without an alternative text.
pub fn no_alt_in_body(place: Place) -> Diagnostic {
    Diagnostic::warning("no-alt", "image without alternative text").at(place)
}

/// An image of a page without the attribute `alt`.
pub fn no_alt(place: Place, image: &str, pages: usize) -> Diagnostic {
    let text = format!("image without the attribute `alt`: {image}{}", on(pages));
    Diagnostic::warning("no-alt", text).at(place).hint("decorative images need `alt=\"\"`")
}

/// A link to an address that only leads on.
pub fn link_to_redirect(place: Place, address: &str, pages: usize) -> Diagnostic {
    let text = format!("link to a redirect: {address}{}", on(pages));
    Diagnostic::note("link-to-redirect", text).at(place).hint("link to the page itself")
}

/// Something that a page on `https` loads over `http`.
pub fn mixed_content(place: Place, address: &str, pages: usize) -> Diagnostic {
    let text = format!("insecure content on a secure page: {address}{}", on(pages));
    Diagnostic::error("mixed-content", text)
        .at(place)
        .hint("browsers block it; use an https:// address, or put a copy on the site")
}

/// HTML that is not well-formed.
pub fn invalid_html(place: Place, what: &str, pages: usize) -> Diagnostic {
    Diagnostic::warning("invalid-html", format!("invalid HTML: {what}{}", on(pages))).at(place)
}

/// An anchor that stands on a page more than once.
pub fn duplicate_id(place: Place, id: &str, pages: usize) -> Diagnostic {
    let text = format!("the id `{id}` occurs more than once on the page{}", on(pages));
    Diagnostic::warning("duplicate-id", text).at(place)
}

/// A page of more HTML than it should have.
pub fn large_page(place: Place, kilobytes: u64, limit: u64) -> Diagnostic {
    let text = format!("the page has {kilobytes} KB of HTML; the limit is {limit} KB");
    Diagnostic::warning("large-page", text)
        .at(place)
        .hint("split it, lower `page_size`, or set another limit with --max-page-size")
}

/// Pages with one title.
pub fn duplicate_title(place: Place, title: &str, pages: &[String]) -> Diagnostic {
    let text = format!("{} pages have the title `{title}`: {}", pages.len(), listed(pages));
    Diagnostic::note("duplicate-title", text).at(place)
}

/// Pages that name one address as theirs.
pub fn duplicate_canonical(place: Place, address: &str, pages: &[String]) -> Diagnostic {
    let text = format!("{} pages have the canonical address {address}: {}", pages.len(), listed(pages));
    Diagnostic::warning("duplicate-canonical", text).at(place).hint("search engines list only one of them")
}

/// A page that no other page links to.
pub fn orphan_page(place: Place) -> Diagnostic {
    Diagnostic::warning("orphan-page", "no other page links to this page")
        .at(place)
        .hint("add it to a menu in site.toml, or link to it from another page")
}

/// A redirect that leads back to itself.
pub fn redirect_loop(place: Place, from: &str) -> Diagnostic {
    Diagnostic::error("redirect-loop", format!("the redirect of {from} leads back to itself")).at(place)
}

/// A redirect that leads to another one.
pub fn redirect_chain(place: Place, from: &str, to: &str) -> Diagnostic {
    let text = format!("the redirect of {from} leads to {to}, which is a redirect too");
    Diagnostic::warning("redirect-chain", text).at(place).hint("redirect to the final address")
}

/// A redirect to an address that nothing answers.
pub fn redirect_target(place: Place, from: &str, to: &str) -> Diagnostic {
    let text = format!("the redirect of {from} leads to {to}, which does not exist");
    Diagnostic::error("redirect-target", text).at(place)
}

/// A feed that is not as its specification demands.
pub fn invalid_feed(place: Place, what: &str, pages: usize) -> Diagnostic {
    let files = if pages > 1 { format!(" ({pages} feeds, first here)") } else { String::new() };
    Diagnostic::error("invalid-feed", format!("invalid feed: {what}{files}")).at(place)
}

/// A sitemap that is not as its specification demands.
pub fn invalid_sitemap(place: Place, what: &str, pages: usize) -> Diagnostic {
    let files = if pages > 1 { format!(" ({pages} sitemaps, first here)") } else { String::new() };
    Diagnostic::error("invalid-sitemap", format!("invalid sitemap: {what}{files}")).at(place)
}

/// An alias that changes nothing.
pub fn unused_alias(place: Place, alias: &str, why: &str) -> Diagnostic {
    Diagnostic::note("unused-alias", format!("the alias {alias} has no effect: {why}")).at(place)
}

/// Terms whose names are almost the same.
pub fn similar_terms(place: Place, kind: &str, one: &str, other: &str) -> Diagnostic {
    Diagnostic::note("similar-terms", format!("`{one}` and `{other}` in `{kind}` look alike"))
        .at(place)
        .hint("if they are the same, list one under `aka` in the file of the other")
}

/// A site that a web host does not take as it is.
pub fn host_limit(level: Level, host: WebHost, what: &str, advice: &str) -> Diagnostic {
    Diagnostic::error("host-limit", format!("{}: {what}", host.title())).level(level).hint(advice)
}

/// A link to an address of another site that does not exist any more.
pub fn dead_link(place: Place, address: &str, why: &str, pages: usize) -> Diagnostic {
    let text = format!("dead link to another site: {address}: {why}{}", on(pages));
    Diagnostic::warning("dead-link", text)
        .at(place)
        .hint("see data/links.csv for all of them, and give it a replacement there")
}

/// A link to an address of another site of which it is not known whether it exists.
pub fn unsure_link(place: Place, address: &str, why: &str, pages: usize) -> Diagnostic {
    let text = format!("link to another site could not be checked: {address}: {why}{}", on(pages));
    Diagnostic::note("unchecked-link", text).at(place).hint("open it in a browser")
}

/// A client for other sites that could not be made.
pub fn no_client(why: &str) -> Diagnostic {
    Diagnostic::error("no-client", format!("links to other sites cannot be checked: {why}"))
}

/// A check of links to other sites to which no server answered.
pub fn offline() -> Diagnostic {
    Diagnostic::warning("offline", "no server answered: links to other sites were not checked")
        .hint("is this machine connected to the internet?")
}

/// A list of dead links that must not be overwritten.
pub fn not_our_list(file: &str, why: &str) -> Diagnostic {
    Diagnostic::error("invalid-link-list", format!("dead links were not added to the list: {why}"))
        .at(Place::file(file))
        .hint("correct the file, or move it away")
}

/// An old address that a web host does not redirect by itself.
pub fn old_address_on_host(
    level: Level,
    host: WebHost,
    address: &str,
    answer: &str,
    why: &str,
) -> Diagnostic {
    let text = format!("{}: {answer} {address}: {why}", host.title());
    Diagnostic::warning("old-address-on-host", text).level(level)
}
