//! Messages of `generate deploy`.

use std::borrow::Cow;

use generate_stores::{Address, Error, ErrorKind};

use crate::config::DeployTarget;
use crate::diagnostic::message::docs;
use crate::diagnostic::{Diagnostic, Place};
use crate::value::fields::nearest;

/// A target that `site.toml` does not have.
pub fn unknown_target<'n>(name: &str, known: impl Iterator<Item = &'n str> + Clone) -> Diagnostic {
    let hint = "declare it as [deploy.NAME] in site.toml, or give an address such as s3://bucket or ./folder";
    let near = nearest(name, known);
    let problem = Diagnostic::error("unknown-target", format!("unknown target `{name}`"));
    if near.is_some() { problem.meant(near) } else { problem.hint(hint) }
}

/// An address that names no target. A password in it is not repeated.
pub fn wrong_target(text: &str, reason: &str) -> Diagnostic {
    // What follows a question mark may be a signature.
    let text = text.find('?').map_or_else(|| text.to_owned(), |at| format!("{}?***", &text[..at]));
    let shown = if reason.contains("password") { String::new() } else { format!(" `{text}`") };
    Diagnostic::error("invalid-target", format!("invalid target{shown}: {reason}")).hint(format!(
        "see {} for the forms of addresses, and where credentials are read from",
        docs("deploying")
    ))
}

/// No target was named, and `site.toml` does not have exactly one.
pub fn no_target(known: &[DeployTarget]) -> Diagnostic {
    let names: Vec<&str> = known.iter().map(|target| &*target.name).collect();
    let hint = match names.is_empty() {
        true => "give an address such as s3://bucket or ./folder, or declare [deploy.NAME] in site.toml"
            .to_owned(),
        false => format!("name one of: {}", names.join(", ")),
    };
    Diagnostic::error("no-target", "no target to deploy to").hint(hint)
}

/// A site with `[media]`, and no target for its files.
pub fn no_media_target(table: Option<&str>) -> Diagnostic {
    let hint = match table {
        Some(name) => {
            format!("add `media = …` to [deploy.{name}]: an address, or the name of another target")
        }
        None => "give one with --media".to_owned(),
    };
    Diagnostic::error("no-media-target", "no target for the files of [media]").hint(hint)
}

/// A target that changes at once as that of the files of `[media]`.
pub fn media_at_once(target: &str) -> Diagnostic {
    Diagnostic::error("no-media-target", format!("{target} cannot hold the files of [media]"))
        .hint("it changes at once, so old files would be gone before the pages that refer to them; use a store, a server or a folder without `switch`")
}

/// One target for the site and for the files of `[media]`.
pub fn one_target_for_both(media: &str, site: &str) -> Diagnostic {
    let text = format!(
        "the target for the files of [media], {media}, and that of the site, {site}, contain one another"
    );
    Diagnostic::error("media-in-target", text).hint("use another bucket or folder for one of them")
}

/// The target of the files of `[media]` as that of a site.
pub fn target_of_media(name: &str, of: &str) -> Diagnostic {
    let text = format!("`{name}` is the target for the files of [media] in [deploy.{of}]");
    Diagnostic::error("media-target", text).hint(format!("`generate deploy {of}` deploys to both"))
}

/// There is no built site.
pub fn not_built(folder: &str) -> Diagnostic {
    Diagnostic::error("not-built", format!("no built site in {folder}"))
        .hint("run `generate build` first, or deploy with --build")
}

/// A built site with errors.
pub fn check_failed(errors: usize) -> Diagnostic {
    let errors = if errors == 1 { "1 error".to_owned() } else { format!("{errors} errors") };
    Diagnostic::error("check-failed", format!("the site has {errors}; nothing was sent"))
        .hint("correct them and build again, or use --force to deploy the site as it is")
}

/// The built site is not as its manifest says.
pub fn local_broken(path: &str, reason: &str) -> Diagnostic {
    Diagnostic::error("output-damaged", format!("the built site is damaged: {reason}"))
        .at(Place::file(path))
        .hint("run `generate build` again")
}

/// A file that was changed after the build.
pub fn changed_meanwhile(path: &str) -> Diagnostic {
    local_broken(path, "the file was changed after the build")
}

/// A build has made another site after the check.
pub fn built_since_check() -> Diagnostic {
    Diagnostic::error("built-since-check", "the site was built again after it was checked; nothing was sent")
        .hint("run `generate deploy` again")
}

/// The manifest at the target cannot be read.
pub fn remote_broken(path: &str, reason: &str) -> Diagnostic {
    Diagnostic::warning("target-manifest-damaged", format!("the manifest at the target is damaged: {reason}"))
        .at(Place::file(path))
        .hint("the files that it should list are sent again; `generate verify` lists what the site no longer has")
}

/// The target cannot be used.
pub fn failed(target: &Address, error: &Error) -> Diagnostic {
    let problem = Diagnostic::error("deploy-failed", format!("{target}: {error}"));
    problem.hint(hint(error.kind).unwrap_or(Cow::Borrowed(AGAIN)))
}

/// A file that the target did not take.
pub fn not_sent(target: &Address, path: &str, error: &Error) -> Diagnostic {
    let problem = Diagnostic::error("deploy-failed", format!("cannot send `{path}` to {target}: {error}"));
    problem.hint(hint(error.kind).unwrap_or(Cow::Borrowed(AGAIN)))
}

/// What to do about failures that may pass.
const AGAIN: &str = "run the same command again: files that were sent are not sent again";

fn hint(kind: ErrorKind) -> Option<Cow<'static, str>> {
    let hint = match kind {
        ErrorKind::Denied => {
            let docs = docs("deploying");
            return Some(
                format!("check the credentials, and what they allow; {docs} says where they are read from")
                    .into(),
            );
        }
        ErrorKind::NotFound => Some("the bucket, container or folder does not exist: create it first"),
        ErrorKind::Busy => {
            Some("the host asks to slow down: run the same command again, with a smaller --parallel")
        }
        ErrorKind::Full => Some(
            "the host has no room left, or the account no more quota: make room, and run the same command again; \
             what was sent is not sent again",
        ),
        ErrorKind::Clock => {
            Some("the clock of this machine is wrong: set it, and run the same command again")
        }
        ErrorKind::Silent => Some(
            "the host does not answer: run the same command again, with a larger `timeout` in site.toml if the host is slow",
        ),
        _ => None,
    };
    hint.map(Cow::Borrowed)
}

/// Threads or sockets could not be had.
pub fn no_threads(error: &std::io::Error) -> Diagnostic {
    Diagnostic::error("deploy-failed", format!("cannot start: {error}"))
}

/// What was sent cannot be noted.
pub fn journal(error: &std::io::Error) -> Diagnostic {
    Diagnostic::error(
        "deploy-failed",
        format!("cannot write the record of what was sent, in .generate/deploy/: {error}"),
    )
}

/// Somebody pressed Ctrl-C.
pub fn stopped() -> Diagnostic {
    Diagnostic::error("interrupted", "deploy interrupted")
        .hint("run the same command again to finish it: no file is sent twice")
}

/// The first deploy to a target that holds files of others.
pub fn target_not_empty(target: &Address) -> Diagnostic {
    Diagnostic::error("target-not-empty", format!("{target} has files, and no site was deployed there")).hint(
        "deploy to an empty folder, or use --force to replace files that have the same names; others stay",
    )
}

/// The first deploy to a branch that holds something else.
pub fn branch_not_empty(branch: &str) -> Diagnostic {
    Diagnostic::error("target-not-empty", format!("the branch `{branch}` has files, and no site was deployed there"))
        .hint("name a branch for the site alone, or use --force to replace files that have the same names; others stay")
}

/// More files would be deleted than allowed.
pub fn too_many_deletions(count: usize, of: usize, most: u8) -> Diagnostic {
    let message = format!("this deploy would delete {count} of {of} files; the limit is {most} %");
    Diagnostic::error("too-many-deletions", message)
        .hint("nothing was sent or deleted; if this is right, use --max-delete 100%")
}

/// Another deploy is running.
pub fn locked(target: &Address, owner: &str, started: &str) -> Diagnostic {
    Diagnostic::error("target-locked", format!("{owner} is deploying to {target} (since {started})"))
        .hint("wait until that deploy has ended")
}

/// A lock whose owner does not answer.
pub fn lock_taken(owner: &str, started: &str) -> Diagnostic {
    let message = format!("a deploy by {owner} that began at {started} was not finished");
    Diagnostic::warning("stale-lock", message).hint("its lock did not change for a minute and was replaced")
}

/// Somebody else took the lock while files were sent.
pub fn lock_lost(target: &Address) -> Diagnostic {
    Diagnostic::error("target-locked", format!("another deploy to {target} has taken the lock of this one"))
        .hint("run the same command again when the other one has ended")
}

/// What is said while the owner of a lock is watched.
pub fn waiting_for_lock(owner: &str, started: &str) -> String {
    format!("the target is locked by {owner} since {started}; checking whether that deploy is still running")
}

/// Somebody else deployed since this machine did.
pub fn changed_elsewhere(target: &Address) -> Diagnostic {
    Diagnostic::warning(
        "target-changed",
        format!("{target} was changed by another deploy since the last one from here"),
    )
    .hint("what it holds now is compared with this site and replaced")
}

/// The target was changed while this deploy began.
pub fn changed_now(target: &Address) -> Diagnostic {
    Diagnostic::error("target-changed", format!("{target} was changed by another deploy just now"))
        .hint("run the same command again")
}

/// A file that was sent and is not there as it was sent.
pub fn read_back_differs(path: &str) -> Diagnostic {
    Diagnostic::error("site-file-altered", "the target does not return this file as it was sent")
        .at(Place::file(path))
        .hint("run `generate deploy --full` to send it again")
}

/// Files at the target that no manifest names.
pub fn foreign_files(count: usize, first: &str) -> Diagnostic {
    let message = match count {
        1 => format!("the target has a file that is not part of the site: `{first}`"),
        _ => format!("the target has {count} files that are not part of the site, such as `{first}`"),
    };
    Diagnostic::note("foreign-file", message)
        .hint("they are left alone; delete them yourself if nobody needs them")
}

/// A CDN that was not told what has changed.
pub fn not_purged(reason: &str, file: &str) -> Diagnostic {
    Diagnostic::warning(
        "not-purged",
        format!("the purge hook was not told which addresses have changed: {reason}"),
    )
    .hint(format!("they are listed in {file}; the next deploy posts them again"))
}

/// A target that cannot change at once.
pub fn no_switch(target: &str) -> Diagnostic {
    Diagnostic::error(
        "invalid-target",
        format!("invalid target `{target}`: `switch` works for folders of this machine and for servers with SSH (`sftp://`)"),
    )
    .hint("remove `switch`: files are sent in an order in which no page lacks anything")
}

/// Something else than a symbolic link where the current release should be.
pub fn current_is_no_link(place: &str) -> Diagnostic {
    Diagnostic::error("target-not-empty", format!("{place} is not a symbolic link"))
        .hint("with `switch`, the web server serves `current`, a link to the newest release: move what is there elsewhere")
}

/// A server that lacks what switching takes.
pub fn cannot_switch(target: &Address, error: &Error) -> Diagnostic {
    Diagnostic::error("invalid-target", format!("{target} cannot change at once: {error}"))
        .hint("remove `switch`: files are sent in an order in which no page lacks anything")
}

/// A release that could not be made, or not be made the current one.
pub fn not_switched(target: &Address, error: &Error) -> Diagnostic {
    Diagnostic::error("deploy-failed", format!("{target}: cannot make a new release: {error}"))
        .hint(hint(error.kind).unwrap_or(Cow::Borrowed(AGAIN)))
}

/// What is said where a new release has no files of the one before.
pub const NOTHING_SHARED: &str =
    "the server can neither link nor copy files, so all files of the new release are sent";

/// The branch was pushed to by somebody else.
pub fn branch_changed(branch: &str) -> Diagnostic {
    Diagnostic::error(
        "target-changed",
        format!("the branch `{branch}` was changed by somebody else just now"),
    )
    .hint("run the same command again")
}

/// A git target cannot be read file by file.
pub fn verify_git() -> Diagnostic {
    Diagnostic::error("not-verifiable", "a branch of a git repository is not verified by `generate verify`")
        .hint("git itself checks every object it fetches; check the branch out and verify that folder")
}

/// A command of git that failed.
pub fn git(command: &str, reason: &str) -> Diagnostic {
    Diagnostic::error("deploy-failed", format!("`git {command}` failed: {reason}"))
}
