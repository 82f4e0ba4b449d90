//! Messages about the command line.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::message::docs;

/// A file of page views that is neither a table with addresses nor a log.
pub fn no_views(file: &str) -> Diagnostic {
    Diagnostic::error("popular", format!("no page views found in {file}")).hint(
        "expected a table with columns such as `page` and `views`, or an access log in the common format",
    )
}

/// A count in which no article of the site occurs.
pub fn nothing_popular() -> Diagnostic {
    Diagnostic::error(
        "popular",
        "none of the counted addresses is an article of this site; the list was not changed",
    )
    .hint("expected paths such as `/2010/12/border/`, old addresses, or URLs on the site's own hosts")
}

/// No article links to another one, by which they could be ranked.
pub fn nothing_linked() -> Diagnostic {
    Diagnostic::error("popular", "no article links to another one, so there is nothing to rank by")
        .hint("rank by page views: `generate popular --views access.log`, or write data/popular.csv by hand")
}

/// A name that no file of the default theme has.
pub fn unknown_default_file(name: &str, nearest: Option<&str>) -> Diagnostic {
    Diagnostic::error("theme", format!("the default theme has no file `{name}`"))
        .hint("name a file, such as `article.html`, or a folder: `templates`, `i18n` or `static/theme`")
        .meant(nearest)
}

/// A name that no file has that was copied from the default theme.
pub fn not_copied(name: &str) -> Diagnostic {
    Diagnostic::error("theme", format!("`{name}` was not copied with `generate theme copy`"))
        .hint("without a name, all copied files are compared")
}

/// The command line is wrong, in the words of its parser.
pub fn usage(text: &str) -> Diagnostic {
    Diagnostic::error("usage", text)
}

/// A folder for a new site that holds something.
pub fn folder_not_empty(folder: &str) -> Diagnostic {
    Diagnostic::error("not-empty", format!("{folder} is not empty"))
        .hint("choose a folder that does not exist yet; nothing was written")
}

/// A browser that does not open.
pub fn no_browser(url: &str, reason: &str) -> Diagnostic {
    Diagnostic::warning("no-browser", format!("cannot open a browser: {reason}"))
        .hint(format!("open {url} by hand"))
}

/// A code that no message has.
pub fn unknown_code(code: &str, nearest: Option<&str>) -> Diagnostic {
    Diagnostic::error("unknown-code", format!("unknown code `{code}`"))
        .hint(format!("see {} for all codes", docs("errors")))
        .meant(nearest)
}

/// Metadata that no front matter can hold.
pub fn front_matter_not_written(file: &str, why: &str) -> Diagnostic {
    Diagnostic::error("write-failed", format!("cannot write the front matter of {file}: {why}"))
}

/// A built site without a search index.
pub fn no_search_index(folder: &str) -> Diagnostic {
    Diagnostic::error("no-search-index", format!("no search index in {folder}"))
        .hint("run `generate build`; a site with `search = false` in site.toml has none")
}

/// A search index that cannot be read.
pub fn search_failed(why: &str) -> Diagnostic {
    Diagnostic::error("search-failed", why).hint("run `generate build`, which repairs the search index")
}

/// A filter that the search index does not have.
pub fn unknown_filter(key: &str, known: &[String]) -> Diagnostic {
    let known: Vec<String> = known.iter().map(|key| format!("--{key}")).collect();
    Diagnostic::error("unknown-filter", format!("unknown filter `--{key}`, or no value for it"))
        .hint(format!("filters: {}", known.join(", ")))
}
