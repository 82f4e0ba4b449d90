//! Messages about the preview server.

use crate::diagnostic::Diagnostic;

/// A port that another program listens on.
pub fn port_taken(port: u16, next: u16) -> Diagnostic {
    Diagnostic::warning("port-in-use", format!("port {port} is in use; using {next}"))
}

/// An address that the system does not let the program listen on.
pub fn cannot_listen(host: &str, port: u16, error: &str) -> Diagnostic {
    Diagnostic::error("cannot-listen", format!("cannot listen on {host} port {port}: {error}"))
        .hint("choose another port with `--port`, or another address of this machine with `--host`")
}

/// More folders than the system watches for one user.
pub fn watch_limit() -> Diagnostic {
    let message = "file-watch limit reached; polling every second";
    Diagnostic::warning("watch-limit", message)
        .hint("raise the limits with `sudo sysctl fs.inotify.max_user_watches=1048576 fs.inotify.max_user_instances=1024`")
}

/// Files that cannot be watched.
pub fn not_watched(reason: &str) -> Diagnostic {
    Diagnostic::warning("not-watched", format!("cannot watch files for changes: {reason}"))
        .hint("use `--poll` to check the files every second")
}

/// A fault of the program while it read a site.
pub fn reading_broke_down() -> Diagnostic {
    let message = "internal error while reloading; still serving the previous version";
    Diagnostic::warning("internal-error", message)
        .hint("the next change to a file triggers another attempt; please report a bug")
}

/// A search index that could not be made.
pub fn no_search_index(reason: &str) -> Diagnostic {
    Diagnostic::warning("search-failed", format!("cannot build the search index: {reason}"))
        .hint("searching again triggers another attempt")
}
