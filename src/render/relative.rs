//! Makes links relative to their page and end in `index.html`, so that a site can be opened from a folder without a
//! server.

use crate::output::{PlainFiles, rewrite_addresses};
use crate::path::{OutPath, UrlPath};

/// Rewrites every address of this site in `html`, the page that becomes the file at `path`.
///
/// A page that cannot be rewritten stays as it is: its links then lead to the site's full addresses.
pub(super) fn rewrite(base: &str, plain: &PlainFiles, path: &OutPath, html: Vec<u8>) -> Vec<u8> {
    let Ok(text) = String::from_utf8(html) else { return Vec::new() };
    rewrite_addresses(&text, true, |address| relative((base, plain), path, address))
        .unwrap_or(text)
        .into_bytes()
}

/// `address` as seen from the file `from`; `None` for addresses that do not start with the site's own path.
fn relative((base, plain): (&str, &PlainFiles), from: &OutPath, address: &str) -> Option<String> {
    let below = address.strip_prefix(base)?;
    if !below.starts_with('/') || below.starts_with("//") {
        return None;
    }
    let end = below.find(['?', '#']).unwrap_or(below.len());
    let (path, rest) = below.split_at(end);
    // Files with an odd name, such as one without an extension, are found as they are.
    let target = plain.named(path)?;
    let encoded = UrlPath::parse(&format!("/{}", target.as_str().replace('%', "%25"))).ok()?.href("");
    Some(format!("{}{rest}", between(from.as_str(), encoded.trim_start_matches('/'))))
}

/// The way from one file to another, both relative to the same folder.
fn between(from: &str, to: &str) -> String {
    let from: Vec<&str> = from.split('/').collect();
    let to_parts: Vec<&str> = to.split('/').collect();
    let shared = from.iter().zip(&to_parts).take(from.len() - 1).take_while(|(a, b)| a == b).count();
    let shared = shared.min(to_parts.len() - 1);
    let up = "../".repeat(from.len() - 1 - shared);
    let down = to_parts[shared..].join("/");
    // A first part with a colon would read as a scheme.
    if up.is_empty() && to_parts[shared].contains(':') { format!("./{down}") } else { format!("{up}{down}") }
}

#[cfg(test)]
mod tests {
    use super::between;

    #[test]
    fn the_way_between_two_files() {
        assert_eq!(between("2010/12/x/index.html", "2010/12/y/index.html"), "../y/index.html");
        assert_eq!(between("index.html", "a/index.html"), "a/index.html");
        assert_eq!(between("a/b/index.html", "index.html"), "../../index.html");
        assert_eq!(between("a/index.html", "a/index.html"), "index.html");
        assert_eq!(between("a/index.html", "theme/s.css"), "../theme/s.css");
        assert_eq!(between("a/index.html", "a/b:c/index.html"), "./b:c/index.html");
    }
}
