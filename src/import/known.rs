//! Old addresses as the old site told them itself: in a sitemap, a feed, or the folder it was built to.

use std::fs;
use std::io;
use std::path::Path;

use walkdir::WalkDir;

use super::old_site::{OldAddress, OldAddressKind, Owner};
use crate::path::UrlPath;
use crate::platform::path::slashed;

/// The addresses that a sitemap or a feed names, as paths below `base`, the path of the site on its host.
///
/// # Errors
/// What the system says.
pub(super) fn in_file(file: &Path, base: &str) -> io::Result<Vec<OldAddress>> {
    let text = crate::source::read_text(file)?;
    let source = file.display().to_string();
    let Ok(document) = roxmltree::Document::parse_with_options(
        &text,
        roxmltree::ParsingOptions { allow_dtd: false, nodes_limit: 5_000_000, ..Default::default() },
    ) else {
        return Ok(Vec::new());
    };
    let mut addresses = Vec::new();
    for node in document.descendants().filter(roxmltree::Node::is_element) {
        let parent = node.parent_element().map_or("", |parent| parent.tag_name().name());
        let written = match (node.tag_name().name(), parent) {
            // <https://www.sitemaps.org/protocol.html>, RSS 2.0
            ("loc", "url") | ("link", "item" | "channel") => node.text().map(str::to_owned),
            // RFC 4287
            ("link", "entry" | "feed") if matches!(node.attribute("rel"), None | Some("alternate")) => {
                node.attribute("href").map(str::to_owned)
            }
            _ => None,
        };
        addresses.extend(written.and_then(|written| address(written.trim(), base, &source)));
    }
    Ok(addresses)
}

/// The addresses of the pages and files of a built site.
///
/// # Errors
/// What the system says of the folder.
pub(super) fn in_folder(folder: &Path) -> io::Result<Vec<OldAddress>> {
    fs::read_dir(folder)?;
    let files =
        WalkDir::new(folder).into_iter().filter_map(Result::ok).filter(|entry| entry.file_type().is_file());
    let addresses = files.filter_map(|entry| {
        let path = entry.path().strip_prefix(folder).ok().and_then(slashed)?;
        let path = format!("/{}", path.strip_suffix("index.html").unwrap_or(&path));
        let ends = |ending: &str| path.ends_with(ending);
        let kind = if ends("/") || ends(".html") { OldAddressKind::Unknown } else { OldAddressKind::File };
        let source = folder.display().to_string();
        Some(OldAddress { path, kind, source, owner: Owner::Unknown })
    });
    Ok(addresses.collect())
}

/// A full address, or a path, as the path of a page.
fn address(written: &str, base: &str, source: &str) -> Option<OldAddress> {
    let path = match url::Url::parse(written) {
        Ok(url) => url.path().to_owned(),
        Err(_) if written.starts_with('/') => written.to_owned(),
        Err(_) => return None,
    };
    let path = UrlPath::parse(&path).ok()?;
    let path = path.below(base.trim_end_matches('/')).unwrap_or(path).as_str().to_owned();
    let (kind, source) = (OldAddressKind::Unknown, source.to_owned());
    Some(OldAddress { path, kind, source, owner: Owner::Unknown })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(text: &str, base: &str) -> Vec<String> {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), text).unwrap();
        in_file(file.path(), base).unwrap().into_iter().map(|address| address.path).collect()
    }

    #[test]
    fn sitemaps_and_feeds_name_addresses() {
        let sitemap = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>https://e.org/blog/a%20b/</loc></url><url><loc>/x.html</loc></url></urlset>";
        assert_eq!(paths(sitemap, "/blog"), ["/a b/", "/x.html"]);
        let rss = "<rss><channel><link>https://e.org/</link><item><link>https://e.org/a</link></item></channel></rss>";
        assert_eq!(paths(rss, ""), ["/", "/a"]);
        let atom = "<feed xmlns='http://www.w3.org/2005/Atom'><link rel='self' href='/feed.xml'/><entry><link href='/b/'/></entry></feed>";
        assert_eq!(paths(atom, ""), ["/b/"]);
        assert_eq!(paths("no XML", ""), Vec::<String>::new());
    }

    #[test]
    fn a_built_site_has_the_addresses_of_its_files() {
        let root = tempfile::tempdir().unwrap();
        for path in ["index.html", "a/index.html", "b.html", "c/d.pdf"] {
            fs::create_dir_all(root.path().join(path).parent().unwrap()).unwrap();
            fs::write(root.path().join(path), "").unwrap();
        }
        let mut paths: Vec<String> =
            in_folder(root.path()).unwrap().into_iter().map(|address| address.path).collect();
        paths.sort();
        assert_eq!(paths, ["/", "/a/", "/b.html", "/c/d.pdf"]);
    }
}
