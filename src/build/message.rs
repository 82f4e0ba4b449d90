//! Messages about a build as a whole.

use crate::diagnostic::{Diagnostic, Place};
use crate::path::SourcePath;
use crate::value::message::extra;

/// A key of front matter that is not known, counted for the whole site; `table` is the one it stands in.
pub fn unknown_keys(table: &str, key: &str, files: usize) -> Diagnostic {
    let files = if files == 1 { "1 file".to_owned() } else { format!("{files} files") };
    let text = match table {
        "" => format!("unknown key `{key}` in {files}; available to templates as `{}`", extra(table, key)),
        table => format!("unknown key `{table}.{key}` in {files}; ignored"),
    };
    Diagnostic::note("unknown-key", text).hint("declare custom keys under `[fields]` in site.toml")
}

/// A site without a `site.toml`.
pub fn no_site(root: &str) -> Diagnostic {
    Diagnostic::error("no-site", format!("no site.toml found in {root}"))
        .hint("create a site with `generate init DIR`, or point to an existing one with `--root DIR`")
}

/// A file that does not hold what its name says; `found` is what it does, and `promised` what it should be, unless it is less of
/// that. `user` is an article that shows it.
pub fn wrong_content(
    path: &str,
    found: &str,
    promised: Option<&str>,
    user: Option<&SourcePath>,
) -> Diagnostic {
    let not = promised.map(|promised| format!(", not {promised}")).unwrap_or_default();
    Diagnostic::warning("wrong-content", format!("the file {found}{not}")).at(Place::file(path)).hint(
        match user {
            Some(user) => format!("used by {user}; download it again or remove it"),
            None => "download it again or remove it".to_owned(),
        },
    )
}

/// A content folder without a single document.
pub fn no_documents(folders: &str) -> Diagnostic {
    Diagnostic::error("no-content", format!("no Markdown files in {folders}"))
        .hint("add one, or set another folder: `content = [\"…\"]`")
}

/// An output folder among the sources.
pub fn output_in_sources(out: &str) -> Diagnostic {
    Diagnostic::error(
        "output-in-sources",
        format!("the output folder {out} is, or contains, a source folder of the site"),
    )
    .hint("choose another folder with `--out`")
}

/// The folder of media in the output folder, or the other way round.
pub fn media_in_output(media: &str, out: &str) -> Diagnostic {
    Diagnostic::error(
        "media-in-output",
        format!("the folder for media, {media}, and the output folder {out} contain one another"),
    )
    .hint("choose another folder with `output` in [media], or leave `output` out")
}

/// Files beside content that a browser would run.
pub fn active_files(first: &str, count: usize) -> Diagnostic {
    let others = match count {
        1 => String::new(),
        count => format!(" and {} more like it", count - 1),
    };
    let are = if count == 1 { "is" } else { "are" };
    let text = format!("this file{others} could run scripts in a browser and {are} not copied");
    Diagnostic::warning("active-file", text).at(Place::file(first)).hint("move it to static/ if you trust it")
}

/// Shortcodes without a template, all of one name.
pub fn unknown_shortcode(first: Place, name: &str, count: usize) -> Diagnostic {
    let times = if count == 1 { "once".to_owned() } else { format!("{count} times, first here") };
    Diagnostic::warning("unknown-shortcode", format!("shortcode `{name}` has no template; used {times}"))
        .at(first)
        .hint(format!("create templates/shortcodes/{name}.html; until then only its inner text is shown"))
}

/// Images without an alternative text.
pub fn images_without_alt(count: usize) -> Diagnostic {
    let images = if count == 1 { "1 image has".to_owned() } else { format!("{count} images have") };
    Diagnostic::warning("no-alt", format!("{images} no alternative text"))
}

/// Images, recordings and downloads that are not there.
pub fn missing_files(first: Place, file: &str, count: usize) -> Diagnostic {
    let text = if count == 1 {
        format!("file `{file}` not found")
    } else {
        format!("{count} files named in front matter not found, the first is `{file}`")
    };
    Diagnostic::warning("missing-file", text)
        .at(first)
        .hint("put files beside the article, or in static/ with a path that starts with `/`")
}

/// Pictures, recordings and films that bodies show and the site does not have.
pub fn missing_media(first: Place, address: &str, uses: usize, files: usize) -> Diagnostic {
    let text = match (uses, files) {
        (1, _) => format!("image, audio or video file not found: {address}"),
        (_, 1) => format!("image, audio or video file not found: {address} (used {uses} times)"),
        _ => format!(
            "{files} image, audio or video files not found (used {uses} times), the first is {address}"
        ),
    };
    Diagnostic::warning("missing-file", text).at(first).hint(
        "put files beside the article, or in static/ with a path that starts with `/`; see .generate/missing.csv for all of them",
    )
}

/// Links to old addresses that nothing answers.
pub fn missing_addresses(first: Place, address: &str, links: usize, addresses: usize) -> Diagnostic {
    let text = if links == 1 {
        format!("broken link to an old address of the archive: {address}")
    } else {
        format!("{links} broken links to {addresses} old addresses of the archive, the first to {address}")
    };
    Diagnostic::warning("missing-address", text).at(first).hint("see .generate/missing.csv for all of them")
}

/// Links to addresses that the site does not have.
pub fn missing_pages(first: Place, address: &str, links: usize, addresses: usize) -> Diagnostic {
    let text = match (links, addresses) {
        (1, _) => format!("broken link: no page or file has the address `{address}`"),
        (_, 1) => format!("{links} broken links: no page or file has the address `{address}`"),
        _ => format!(
            "{links} broken links to {addresses} addresses without a page or file, the first to `{address}`"
        ),
    };
    Diagnostic::warning("missing-address", text).at(first).hint("see .generate/missing.csv for all of them")
}

/// Links to anchors that their pages do not have.
pub fn missing_anchors(first: Place, address: &str, links: usize) -> Diagnostic {
    let text = if links == 1 {
        format!("broken link to an anchor: {address}")
    } else {
        format!("{links} broken links to anchors, the first to {address}")
    };
    Diagnostic::warning("missing-anchor", text).at(first).hint(
        "see .generate/missing.csv for all of them; `anchors` in site.toml sets the style of heading anchors",
    )
}

/// Elements of bodies that may not stand in a page, with how many there are of each, most first.
pub fn removed_elements(first: Place, counts: &[(&str, usize)]) -> Diagnostic {
    const NAMED: usize = 5;
    let named = counts.iter().take(NAMED).map(|(element, count)| format!("{count} `{element}`"));
    let mut text = named.collect::<Vec<_>>().join(", ");
    let others: usize = counts.iter().skip(NAMED).map(|(_, count)| count).sum();
    if others > 0 {
        text.push_str(&format!(" and {others} more"));
    }
    let total: usize = counts.iter().map(|(_, count)| count).sum();
    let elements = if total == 1 { "HTML element is" } else { "HTML elements are" };
    Diagnostic::warning("removed-html", format!("{total} {elements} not allowed in content: {text}"))
        .at(first)
        .hint("see .generate/removed.csv for each one and what was done")
}

/// A list that could not be written.
pub fn list_not_written(file: &str, error: &str) -> Diagnostic {
    Diagnostic::warning("list-not-written", format!("cannot write this file: {error}")).at(Place::file(file))
}

/// What a build keeps for the next one could not be kept.
pub fn cache_not_written(folder: &str, error: &str) -> Diagnostic {
    Diagnostic::warning("cache-not-written", format!("cannot write the build cache: {error}"))
        .at(Place::file(folder))
        .hint("the site is complete; the next build will be a full one")
}

/// A file of a site built from nothing that the output does not have.
pub fn verify_missing(path: &str) -> Diagnostic {
    verify(path, "is missing from the output, but a clean build writes it".into())
}

/// A file of the output that a site built from nothing does not have.
pub fn verify_extra(path: &str) -> Diagnostic {
    verify(path, "is in the output, but a clean build does not write it".into())
}

/// A file in which the output and a site built from nothing differ, from the byte `at` on.
pub fn verify_differs(path: &str, at: usize) -> Diagnostic {
    verify(path, format!("differs from a clean build from byte {at} on"))
}

fn verify(path: &str, what: String) -> Diagnostic {
    Diagnostic::error("verify", format!("{path} {what}"))
        .hint("if it was edited by hand, delete it and build again; otherwise please report a bug")
}
