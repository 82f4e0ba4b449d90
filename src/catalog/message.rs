//! Messages about addresses, terms, authors and translations.

use crate::diagnostic::{Diagnostic, Level, Place};
use crate::path::{PathError, SourcePath, UrlPath};

/// An address that is too long as a whole.
pub fn long_address(place: Place, url: &UrlPath) -> Diagnostic {
    let length = url.as_str().len();
    Diagnostic::error("wrong-address", format!("the address {url} is {length} bytes long"))
        .at(place)
        .hint("the limit is 1,000 bytes; set a shorter `url`")
}

/// A term that stands twice in the declared tree.
pub fn term_declared_twice(place: Place, title: &str) -> Diagnostic {
    Diagnostic::error("duplicate-term", format!("term `{title}` is declared twice")).at(place)
}

/// Two files that describe one term in one language.
pub fn term_described_twice(path: &SourcePath, other: &SourcePath, title: &str) -> Diagnostic {
    Diagnostic::error("duplicate-term", format!("term `{title}` is described both here and in {other}"))
        .at(Place::file(path.as_str()))
        .hint("for a translation, set `language: ru` or use a file name such as `armenia.ru.md`")
}

/// Two terms or authors whose names make one slug. Each comes with where it was first written.
pub fn same_slug(
    level: Level,
    (place, name): (Place, &str),
    (other_place, other): (Place, &str),
    slug: &str,
    url: &UrlPath,
) -> Diagnostic {
    let text =
        format!("`{name}` and `{other}` ({other_place}) have the same slug `{slug}`; `{name}` gets {url}");
    Diagnostic::warning("same-slug", text).level(level).at(place).hint(
        "if they are the same, list one under `aka` in the file of the other; if not, set a different `slug` in the file of one of them",
    )
}

/// A term that a strict taxonomy does not have.
pub fn unknown_term(place: Place, taxonomy: &str, term: &str, nearest: Option<&str>) -> Diagnostic {
    Diagnostic::error("unknown-term", format!("unknown {taxonomy} `{term}`"))
        .at(place)
        .hint(format!("add it under [terms.{taxonomy}] in site.toml"))
        .meant(nearest)
}

/// A term or author that articles alone name, by the names of several others.
pub fn several_names(place: Place, key: &str, name: &str) -> Diagnostic {
    Diagnostic::warning("several-names", format!("`{name}` is read as one {key}")).at(place)
}

/// A problem with a name that is probably a list of `names`.
pub fn write_a_list(problem: Diagnostic, key: &str, names: &[&str]) -> Diagnostic {
    problem.hint(format!("write a list: `{key}: [{}]`", names.join(", ")))
}

/// An author without a profile, where only those with one may be named.
pub fn unknown_author(place: Place, name: &str, nearest: Option<&str>) -> Diagnostic {
    Diagnostic::error("unknown-author", format!("unknown author `{name}`"))
        .at(place)
        .hint("add a profile; [authors] sets `strict = true`")
        .meant(nearest)
}

/// Two profiles of one author in one language.
pub fn profile_twice(path: &SourcePath, other: &SourcePath) -> Diagnostic {
    Diagnostic::error("duplicate-profile", format!("this author has a profile both here and in {other}"))
        .at(Place::file(path.as_str()))
        .hint("for a translation, set `language: ru` or use a file name such as `dina.ru.md`")
}

/// A name that several authors share.
pub fn ambiguous_author(place: Place, name: &str, slugs: [&str; 2]) -> Diagnostic {
    let [one, two] = slugs;
    Diagnostic::error("ambiguous-author", format!("ambiguous author `{name}`"))
        .at(place)
        .hint(format!("use the name of a profile's file: `{one}` or `{two}`"))
}

/// Two documents on one address.
pub fn same_address(place: Place, other: &str, url: &UrlPath) -> Diagnostic {
    Diagnostic::error("same-address", format!("this file and {other} have the same address {url}"))
        .at(place)
        .hint("set a different `slug` or `url`, or set `on_conflict = \"warn\"` to number the later one")
}

/// The later of two articles on one address got another.
pub fn moved_address(place: Place, other: &str, url: &UrlPath, moved: &UrlPath) -> Diagnostic {
    Diagnostic::warning(
        "same-address",
        format!("{other} already has the address {url}; this file gets {moved}"),
    )
    .at(place)
    .hint("set a different `slug` or `url`")
}

/// Parts of a pattern that make no address together.
pub fn wrong_pattern_address(place: Place, error: PathError) -> Diagnostic {
    Diagnostic::error("wrong-address", "the `permalink` pattern gives an invalid address for this article")
        .at(place)
        .hint(format!("{error}; set `url` in the article"))
}

/// A pattern of addresses for a folder without articles.
pub fn unused_permalink(place: Place, folder: &str) -> Diagnostic {
    Diagnostic::warning("unused-permalink", format!("no articles in folder `{folder}`")).at(place).hint(
        "keys of `permalinks` are folders below the content folder; drafts and excluded files do not count",
    )
}

/// A translation of an article that is not there.
pub fn missing_original(place: Place, target: &str, nearest: Option<&str>) -> Diagnostic {
    Diagnostic::error("missing-original", format!("original article `{target}` not found"))
        .at(place)
        .hint("`translation_of` must be a path below the content folder, such as `articles/2010/x.md`")
        .meant(nearest)
}
