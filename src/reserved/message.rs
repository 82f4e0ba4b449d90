//! Messages about reserved names.

use std::borrow::Cow;

use super::hosts::Steering;
use super::{Own, Reserved};
use crate::diagnostic::message::docs;
use crate::diagnostic::{Diagnostic, Place};
use crate::path::{OutPath, SourcePath, UrlPath};

/// Why content may not have a path, and where such a file may stand.
fn reserved_reason(reserved: Reserved) -> (String, Cow<'static, str>) {
    let (reason, hint) = match reserved {
        Reserved::Own(own) => {
            let reason = format!("`{}` at the site root is used by generate", own.name());
            let hint = format!("choose another name; see {} for reserved names", docs("content"));
            return (reason, hint.into());
        }
        Reserved::Steers(Steering::Settings(host)) => {
            (format!("{host} would read it as configuration"), "only files in static/ may configure a host")
        }
        Reserved::Steers(Steering::Identity) => {
            ("it would act for the whole site".to_owned(), "only files in static/ may be published there")
        }
        Reserved::Steers(Steering::Program(runner)) => {
            (format!("servers with {runner} would execute it"), "only files in static/ may run on a host")
        }
    };
    (reason, hint.into())
}

/// A document at an address that is not for content to take.
pub fn reserved_address(place: Place, url: &UrlPath, reserved: Reserved) -> Diagnostic {
    let (reason, hint) = reserved_reason(reserved);
    Diagnostic::error("reserved-address", format!("the address {url} is reserved: {reason}"))
        .at(place)
        .hint(hint)
}

/// An alias that is not for content to take.
pub fn reserved_alias(place: Place, alias: &str, reserved: Reserved) -> Diagnostic {
    let (reason, _) = reserved_reason(reserved);
    Diagnostic::error("reserved-address", format!("alias {alias} is reserved: {reason}"))
        .at(place)
        .hint("remove the alias")
}

/// An original address at which this site cannot answer.
pub fn reserved_origin(path: &SourcePath, address: &str, reserved: Reserved) -> Diagnostic {
    let (reason, _) = reserved_reason(reserved);
    let text = format!("the original address {address} cannot redirect here: {reason}");
    Diagnostic::warning("reserved-address", text)
        .at(Place::file(path.as_str()))
        .hint("links to it within the site still resolve to this page")
}

/// A file that would be copied to a name of the program's own.
pub fn reserved_file(path: &SourcePath, own: Own) -> Diagnostic {
    let (reason, hint) = reserved_reason(Reserved::Own(own));
    Diagnostic::error("reserved-file", format!("this file cannot be published: {reason}"))
        .at(Place::file(path.as_str()))
        .hint(hint)
}

/// A list or an index at a name of the program's own; `source` says which.
pub fn reserved_output(source: &str, path: &OutPath, own: Own) -> Diagnostic {
    let (reason, _) = reserved_reason(Reserved::Own(own));
    Diagnostic::error("reserved-address", format!("{source} would be written to {path}: {reason}"))
        .hint("choose another path")
}

/// Files beside content that would steer a host in one way, the first of them `first`.
pub fn steering_files(first: &SourcePath, steering: Steering, count: usize) -> Diagnostic {
    let (reason, hint) = reserved_reason(Reserved::Steers(steering));
    let files = match count {
        1 => "this file is not copied".to_owned(),
        2 => "this file and 1 other like it are not copied".to_owned(),
        _ => format!("this file and {} others like it are not copied", count - 1),
    };
    Diagnostic::warning("host-config-file", format!("{files}: {reason}"))
        .at(Place::file(first.as_str()))
        .hint(hint)
}
