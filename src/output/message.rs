//! Messages about the plan and about what pages show.

use crate::diagnostic::message::{docs, listed};
use crate::diagnostic::{Diagnostic, Place, Position};
use crate::hosting::WebHost;
use crate::path::{OutPath, SourcePath};

/// A podcast without a cover; `found` says what is wrong with the file that is named as one.
pub fn podcast_without_cover(place: Place, title: &str, found: Option<(&str, &str)>) -> Diagnostic {
    let text = match found {
        Some((file, found)) => format!("the cover of podcast `{title}` ({file}) {found}"),
        None => format!("podcast `{title}` has no cover"),
    };
    Diagnostic::warning("podcast-cover", text)
        .at(place)
        .hint("podcast directories require a square JPEG or PNG; set `image` in the term's file")
}

/// Two entries of one feed with one identifier.
pub fn same_guid(path: &SourcePath, other: &SourcePath, guid: &str) -> Diagnostic {
    Diagnostic::warning("same-guid", format!("this file and {other} have the same feed identifier `{guid}`"))
        .at(Place::file(path.as_str()))
        .hint("feed readers will show only one of them; set a different `guid` or `id`")
}

/// An address of the list of popular articles that no article has.
pub fn popular_leads_nowhere(line: u32, address: &str) -> Diagnostic {
    let place = Place::new(crate::popular::FILE, Position { line, column: 1 });
    Diagnostic::warning("popular", format!("no article has the address `{address}`")).at(place)
}

/// A list for a template that does not exist.
pub fn list_for_unknown_template(place: Place, list: &str, name: &str, nearest: Option<&str>) -> Diagnostic {
    Diagnostic::error("template", format!("unknown template `{name}` in [lists.{list}]"))
        .at(place)
        .meant(nearest)
}

/// A list of a term that does not exist.
pub fn list_of_unknown_term(place: Place, list: &str, term: &str) -> Diagnostic {
    Diagnostic::error("unknown-term", format!("unknown term `{term}` in [lists.{list}]")).at(place)
}

/// A menu entry without a page.
pub fn menu_leads_nowhere(place: Place, target: &str, nearest: Option<&str>) -> Diagnostic {
    Diagnostic::warning("menu", format!("unknown menu target `{target}`; entry skipped"))
        .at(place)
        .hint(
            "expected a taxonomy, another menu, the name or address of a page, a full URL, or `newsletter` or `support` with a \
             table of that name",
        )
        .meant(nearest)
}

/// A menu entry with a page that a language does not have, and another one has.
pub fn menu_page_untranslated(place: Place, target: &str, language: &str) -> Diagnostic {
    let text = format!("the menu of `{language}` has no page `{target}` to lead to; entry skipped");
    Diagnostic::warning("menu", text)
        .at(place)
        .hint(format!("translate the page, or set a menu of its own under [languages.{language}.menu]"))
}

/// A link of a text of `site.toml` to an address that the site does not have.
pub fn configured_link_leads_nowhere(place: Place, address: &str) -> Diagnostic {
    Diagnostic::warning(
        "missing-address",
        format!("broken link: no page or file has the address `{address}`"),
    )
    .at(place)
    .hint("it is shown without the link")
}

/// The article at the top of the home page of a language, which is in another language.
pub fn lead_in_other_language(place: Place, address: &str, own: &str, language: &str) -> Diagnostic {
    Diagnostic::error("home-lead", format!("the article at `{address}` is in `{own}`, not in `{language}`"))
        .at(place)
        .hint("give the address of its translation; `lead` in [home] finds translations by itself")
}

/// The article at the top of the home page, which the site does not have.
pub fn no_such_lead(place: Place, address: &str) -> Diagnostic {
    Diagnostic::error("home-lead", format!("no published article has the address `{address}`"))
        .at(place)
        .hint("expected the address of an article, such as `/2010/12/border/`; an old address works too")
}

/// A logo that the site does not have.
pub fn no_logo(place: Place, file: &str) -> Diagnostic {
    Diagnostic::error("missing-logo", format!("file `{file}` not found"))
        .at(place)
        .hint("put the logo in `static/` and give its address: `/logo.svg` for `static/logo.svg`")
}

/// Redirect rules that a web host has no room for.
pub fn no_room_for_rules(host: WebHost, left: usize, all: usize) -> Diagnostic {
    let title = host.title();
    Diagnostic::warning("host-redirects", format!("{title} has no room for {left} of {all} redirect rules"))
        .hint(format!(
            "redirect pages and the script of 404.html redirect instead, where they can; see {}",
            docs("hosting")
        ))
}

/// Redirect rules that `.htaccess`, which Apache reads for every request, has no room for.
pub fn htaccess_is_full(left: usize, all: usize) -> Diagnostic {
    Diagnostic::warning(
        "host-redirects",
        format!("`.htaccess` has no room for {left} of {all} redirect rules"),
    )
    .hint(format!(
        "on a server of your own, include the settings for Apache, which have them all; see {}",
        docs("hosting")
    ))
}

/// Old addresses that nothing answers on a web host; `first` is one of them.
pub fn old_addresses_unanswered(host: WebHost, count: usize, all: usize, first: &str) -> Diagnostic {
    let title = host.title();
    Diagnostic::warning(
        "host-redirects",
        format!("{count} of {all} old addresses do not redirect on {title}, such as `{first}`"),
    )
    .hint(format!("neither its rules nor a redirect page can answer them; see {}", docs("hosting")))
}

/// A file of the output whose path is longer than hosts and file systems take; `source` says what it would be made of.
pub fn path_too_long(source: &str, bytes: usize, most: usize) -> Diagnostic {
    Diagnostic::error(
        "path-too-long",
        format!("the output path of {source} is {bytes} bytes long; the limit is {most}"),
    )
    .hint("shorten its address, or put it in fewer folders")
}

/// Files whose names Windows does not take, each with what it is made of.
pub fn names_for_windows(files: &[(String, String)]) -> Diagnostic {
    let shown: Vec<String> = files.iter().map(|(path, source)| format!("{path} (from {source})")).collect();
    let have = match files.len() {
        1 => "1 file has a name".to_owned(),
        count => format!("{count} files have names"),
    };
    Diagnostic::warning("windows-name", format!("{have} not allowed on Windows: {}", listed(&shown))).hint(
        "a copy of the site on Windows would not have them; rename the sources or change their addresses",
    )
}

/// Two files of the output that are one on Windows or macOS.
pub fn same_file_elsewhere(paths: [&OutPath; 2], sources: [String; 2]) -> Diagnostic {
    let [one, two] = sources;
    Diagnostic::warning(
        "same-file-elsewhere",
        format!(
            "{one} is written to {} and {two} to {}, which are the same file on macOS or Windows",
            paths[0], paths[1]
        ),
    )
    .hint("a copy of the site there would have only one of them; change one address")
}

/// A page that asks for a template that is not there.
pub fn no_template(place: Place, name: &str, nearest: Option<&str>) -> Diagnostic {
    Diagnostic::error("template", format!("unknown template `{name}`"))
        .at(place)
        .hint(format!("create templates/{name}, or remove the key `template`"))
        .meant(nearest)
}

/// Two outputs on one file.
pub fn same_file(paths: [&OutPath; 2], sources: [String; 2]) -> Diagnostic {
    let [one, two] = sources;
    let (first, second) = (paths[0], paths[1]);
    if first == second {
        return Diagnostic::error("same-file", format!("{one} and {two} would both be written to {first}"))
            .hint("change the address of one of them");
    }
    Diagnostic::error(
        "same-file",
        format!("{one} would be written to {first} and {two} to {second}, which differ only in case"),
    )
    .hint("many file systems and hosts cannot hold both; change the address of one of them")
}

/// A file where others need a folder.
pub fn file_and_folder(paths: [&OutPath; 2], sources: [String; 2]) -> Diagnostic {
    let [one, two] = sources;
    Diagnostic::error(
        "same-file",
        format!("{one} would be written to {}, which {two} needs as a folder for {}", paths[0], paths[1]),
    )
    .hint("change the address of one of them")
}

/// An alias that a page has as its address.
pub fn alias_on_page(place: Place, alias: &str, page: &str) -> Diagnostic {
    Diagnostic::error("alias-on-page", format!("alias {alias} is already the address of {page}"))
        .at(place)
        .hint("remove the alias, or set `on_conflict = \"warn\"` to ignore it")
}

/// An alias that leads elsewhere already.
pub fn alias_twice(place: Place, alias: &str, owner: &str) -> Diagnostic {
    Diagnostic::error("duplicate-alias", format!("alias {alias} already redirects to {owner}"))
        .at(place)
        .hint("remove one of the two, or set `on_conflict = \"warn\"` to keep the first")
}

/// An alias that differs by case alone from another address.
pub fn alias_case_clash(place: Place, alias: &str) -> Diagnostic {
    Diagnostic::warning(
        "alias-case",
        format!("alias {alias} differs only in case from another address"),
    )
    .at(place)
    .hint("it redirects only on hosts with case-sensitive paths; everywhere else the other address is served")
}

/// An alias that is a file where another address needs a folder, or the other way round.
pub fn alias_nested(place: Place, alias: &str) -> Diagnostic {
    Diagnostic::error("alias-nested", format!("alias {alias} would have to be both a file and a folder"))
        .at(place)
        .hint("it contains another address, or lies below one that is a file; set `on_conflict = \"warn\"` to ignore it")
}

/// An alias with a query that no rule can match.
pub fn alias_without_rule(place: Place, alias: &str) -> Diagnostic {
    Diagnostic::warning("alias-query", format!("no host can redirect alias {alias}"))
        .at(place)
        .hint("redirect rules match only queries of the form `name=value`")
}

/// A drawing that cannot be made safe.
pub fn broken_svg(file: &str) -> Diagnostic {
    Diagnostic::warning("broken-svg", "SVG is not well-formed; skipped").at(Place::file(file))
}

/// The shortcode `param` with a name that nothing is written under.
pub fn parameter_without_value(name: &str) -> Diagnostic {
    let message = format!("shortcode `param` asks for `{name}`, which is not set");
    Diagnostic::warning("missing-parameter", message).hint(
        "set it in the front matter (at the top or under `extra`), or under `[extra]` in site.toml"
            .to_owned(),
    )
}
