//! Messages of `generate import`.

use super::calls::CallPlace;
use crate::diagnostic::{Diagnostic, Place, Position};

/// A file whose name is not Unicode.
pub fn name_not_unicode(path: &str) -> Diagnostic {
    Diagnostic::warning("import-name", format!("{path} was skipped: its name is not Unicode"))
}

/// A folder that cannot be listed.
pub fn not_listed(path: &str, why: &str) -> Diagnostic {
    Diagnostic::warning("import-unreadable", format!("cannot list {path}: {why}"))
}

/// A link that leads out of the folder.
pub fn link_out(path: &str) -> Diagnostic {
    Diagnostic::warning("import-link", "skipped: the link leads out of the folder")
        .at(Place::file(path))
        .hint("replace the link with the files it leads to")
}

/// A text that is not in UTF-8.
pub fn not_utf8(path: &str) -> Diagnostic {
    Diagnostic::warning("import-encoding", "not UTF-8; unreadable bytes were replaced")
        .at(Place::file(path))
        .hint("convert the file to UTF-8 and import again")
}

/// Front matter without an end.
pub fn front_matter_not_closed(file: &str, at: Position) -> Diagnostic {
    Diagnostic::error("import-front-matter", "front matter is not closed").at(Place::new(file, at))
}

/// A folder that none of the generators made.
pub fn no_generator(folder: &str) -> Diagnostic {
    Diagnostic::error("import-generator", format!("{folder} is not a site of a known generator")).hint(
        "the folder must contain the configuration of Jekyll, Hugo, Zola, Pelican, Hexo or Eleventy, such as _config.yml",
    )
}

/// A folder with the files of several generators.
pub fn several_generators(folder: &str, found: &str) -> Diagnostic {
    Diagnostic::error("import-generator", format!("{folder} has the files of several generators: {found}"))
        .hint("choose one with --from")
}

/// A document whose front matter cannot be written.
pub fn front_matter_not_written(file: &str, why: &str) -> Diagnostic {
    Diagnostic::error("import-front-matter", format!("cannot write its front matter: {why}"))
        .at(Place::file(file))
}

/// A file that was changed by hand since the last import, and whose source has changed too.
pub fn changed_on_both_sides(target: &str, folder: &str) -> Diagnostic {
    Diagnostic::warning("import-changed", "kept: it was edited by hand, and its source has changed too")
        .at(Place::file(target))
        .hint(format!("compare it with {folder}/{target}"))
}

/// A file that was changed by hand since the last import, and whose source is gone.
pub fn source_gone(target: &str) -> Diagnostic {
    Diagnostic::warning("import-changed", "kept: it was edited by hand, but its source no longer exists")
        .at(Place::file(target))
}

/// A file that no import wrote.
pub fn not_ours(target: &str) -> Diagnostic {
    Diagnostic::warning("import-not-ours", "kept: it was not written by an import")
        .at(Place::file(target))
        .hint("delete it and import again to replace it")
}

/// A file with the name of another, but for case.
pub fn same_name(target: &str) -> Diagnostic {
    Diagnostic::warning(
        "import-name",
        "not written: another file has this name, or the same name in other case",
    )
    .at(Place::file(target))
    .hint("rename one of the two in the old folder")
}

/// Documents in a format that is not read.
pub fn other_format(format: &str, files: &[&str]) -> Diagnostic {
    let count = files.len();
    let plural = if count == 1 { "file is" } else { "files are" };
    let problem = Diagnostic::warning(
        "import-format",
        format!("{count} {plural} not imported: the format is {format}"),
    );
    problem.at(Place::file(files.first().copied().unwrap_or_default())).hint(format!(
        "convert each with `pandoc --from {format} --to commonmark_x --standalone --output NAME.md NAME.{format}`, then import again"
    ))
}

/// Template code that became a comment.
pub fn became_comment(name: &str, places: &[CallPlace]) -> Diagnostic {
    let became = if places.len() == 1 { "became an HTML comment" } else { "became HTML comments" };
    let text = format!("{} of `{name}` {became}: only the old generator can run it", uses(places.len()));
    Diagnostic::warning("import-template", text).at(first(places)).hint(others(places))
}

/// A shortcode that the new site does not know.
pub fn unknown_shortcode(name: &str, places: &[CallPlace]) -> Diagnostic {
    let text = format!("{} of the shortcode `{name}`, which the theme does not have", uses(places.len()));
    let sample = places.first().map(|place| &*place.sample).unwrap_or_default();
    let hint = format!("`{sample}`; templates/shortcodes/{name}.html shows only its inner text: edit it");
    Diagnostic::warning("import-shortcode", text).at(first(places)).hint(hint)
}

fn uses(count: usize) -> String {
    if count == 1 { "1 use".to_owned() } else { format!("{count} uses") }
}

fn first(places: &[CallPlace]) -> Place {
    match places.first() {
        Some(CallPlace { file, line, .. }) => Place::new(file.as_str(), Position { line: *line, column: 1 }),
        None => Place::file(""),
    }
}

/// The sample of the first of some places, and where the next ones are.
fn others(places: &[CallPlace]) -> String {
    const SHOWN: usize = 4;
    let sample = places.first().map(|place| &*place.sample).unwrap_or_default();
    let more: Vec<String> =
        places.iter().skip(1).take(SHOWN).map(|place| format!("{}:{}", place.file, place.line)).collect();
    let rest = places.len().saturating_sub(SHOWN + 1);
    let rest = if rest > 0 { format!(" and {rest} more") } else { String::new() };
    if more.is_empty() {
        format!("`{sample}`")
    } else {
        format!("`{sample}`; also at {}{rest}", more.join(", "))
    }
}

/// The folder of the new site is inside the old one.
pub fn into_inside(into: &str) -> Diagnostic {
    Diagnostic::error("import-into", format!("{into} is inside the folder that is imported"))
        .hint("choose a folder outside it with --into")
}

/// Addresses that nothing answers any more.
pub fn lost_addresses(lost: usize, file: &str, sample: &str) -> Diagnostic {
    let addresses =
        if lost == 1 { "1 old address has".to_owned() } else { format!("{lost} old addresses have") };
    Diagnostic::error("import-lost", format!("{addresses} no page in the new site, such as {sample}"))
        .hint(format!("see {file}; add them as `aliases` to content, or use --allow-lost"))
}

/// A list of old addresses that names none.
pub fn no_old_addresses(file: &str) -> Diagnostic {
    Diagnostic::error("import-addresses", format!("no addresses found in {file}"))
        .hint("--old-sitemap reads a sitemap or a feed, --old-site a folder of built pages")
}

/// A page at whose address another one was published.
pub fn same_old_address(file: &str, published: &str, address: &str) -> Diagnostic {
    Diagnostic::warning(
        "import-address",
        format!("{published} was published at {address}; this page is a draft now"),
    )
    .at(Place::file(file))
    .hint("give it another `slug` and remove `draft` to publish it")
}

/// An old address of a page where another page is.
pub fn alias_of_page(file: &str, alias: &str, page: &str) -> Diagnostic {
    Diagnostic::warning(
        "import-address",
        format!("the alias {alias} was left out: it is the address of {page}"),
    )
    .at(Place::file(file))
}

/// Pages that had expired, or would have been published later.
pub fn out_of_time(count: usize, file: &str) -> Diagnostic {
    let pages = if count == 1 { "1 page has".to_owned() } else { format!("{count} pages have") };
    Diagnostic::warning(
        "import-expired",
        format!("{pages} expired or a date in the future; they are drafts now"),
    )
    .at(Place::file(file))
    .hint("set `buildExpired` or `buildFuture` in the old configuration, and import again, to publish them")
}
