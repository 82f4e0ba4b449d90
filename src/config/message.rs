//! Messages about `site.toml`.

use crate::diagnostic::message::docs;
use crate::diagnostic::{Diagnostic, Place};

/// A key that must be there is not.
pub fn missing_key(place: Place, table: &str, key: &str) -> Diagnostic {
    Diagnostic::error("missing-key", format!("missing key `{key}` in {table}"))
        .at(place)
        .hint(format!("add `{key} = …`; see {}", docs("configuration")))
}

/// A value that makes no sense for its key.
pub fn invalid_value(place: Place, key: &str, value: &str, why: &str) -> Diagnostic {
    Diagnostic::error("invalid-value", format!("invalid value `{value}` for `{key}`")).at(place).hint(why)
}

/// A newsroom that closed on two days.
pub fn closed_twice(place: Place, value: &str, archive: &str) -> Diagnostic {
    let why = format!("[archive] already says that the newsroom closed on {archive}");
    invalid_value(place, "closed", value, &why)
}

/// A host for large files that no file goes to.
pub fn media_without_files(place: Place) -> Diagnostic {
    Diagnostic::error("missing-key", "[media] has neither `folders` nor `over`")
        .at(place)
        .hint("name the folders whose files are on the other host, or the size over which files are")
}

/// A host for large files that is the site's own.
pub fn media_on_own_host(place: Place, value: &str) -> Diagnostic {
    let why =
        "files on the host of the site need no `[media]`: remove the table, or use another host for them";
    invalid_value(place, "base_url", value, why)
}

/// Pages of no articles.
pub fn zero_page_size(place: Place) -> Diagnostic {
    Diagnostic::error("invalid-value", "`page_size` must be at least 1").at(place)
}

/// A table of `site.toml` with more entries than can be told apart.
pub fn too_many_entries(place: Place, table: &str, count: usize, most: usize) -> Diagnostic {
    Diagnostic::error("too-many-entries", format!("[{table}] has {count} entries; the limit is {most}"))
        .at(place)
}

/// An appeal with more links than two.
pub fn too_many_links(place: Place) -> Diagnostic {
    Diagnostic::error("invalid-value", "[appeal] has more than two links").at(place)
}

/// A key or a value that has a new name. The old one still works.
pub fn renamed(place: Place, old: &str, new: &str) -> Diagnostic {
    Diagnostic::warning("deprecated", format!("`{old}` is now called `{new}`"))
        .at(place)
        .hint("use the new name; the old one will be removed in a later version")
}
