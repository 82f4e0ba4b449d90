//! Tells a CDN which addresses have changed, and remembers them until it knows.

use std::collections::HashSet;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use generate_stores::Hook;

use super::notes::Notes;
use super::{Changed, Options, message, runtime};
use crate::config::{BaseUrl, PurgeHook};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::path::UrlPath;

/// The addresses that have changed and that nobody was told of: those of the last deploy, and of earlier ones after which the
/// program was killed or the CDN did not answer.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    file: PathBuf,
    addresses: Vec<String>,
}

impl Waiting {
    /// Those of the target of `options`, each once.
    pub fn of(options: &Options) -> Waiting {
        let file = Notes::of(options).purge;
        let text = fs::read_to_string(&file).unwrap_or_default();
        let mut seen = HashSet::new();
        // A kill may have cut the last line, which the next deploy has written again.
        let whole = text.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n'));
        let addresses =
            whole.filter(|line| !line.is_empty() && seen.insert(*line)).map(str::to_owned).collect();
        Waiting { file, addresses }
    }

    /// The addresses, in the order in which they changed.
    pub fn addresses(&self) -> &[String] {
        &self.addresses
    }

    /// Forgets them: whoever has to know was told.
    ///
    /// # Errors
    /// If the file with them cannot be removed.
    pub fn forget(&self) -> Result<(), Diagnostic> {
        match fs::remove_file(&self.file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(message::journal(&error)),
            _ => Ok(()),
        }
    }

    /// Posts them to a hook. Where that fails they stay in their file, which a warning names.
    ///
    /// Returns whether the hook knows them all.
    pub fn post(&self, hook: &PurgeHook, problems: &mut Diagnostics) -> bool {
        if self.addresses.is_empty() {
            return true;
        }
        match self.try_post(hook) {
            Ok(()) => true,
            Err(reason) => {
                problems.push(message::not_purged(&reason, &self.file.display().to_string()));
                false
            }
        }
    }

    fn try_post(&self, hook: &PurgeHook) -> Result<(), String> {
        let there = Hook::new(&hook.url, hook.token_env.as_deref()).map_err(|error| error.to_string())?;
        let runtime = runtime().map_err(|problem| problem.message)?;
        for piece in self.addresses.chunks(hook.at_once.max(1)) {
            let json = serde_json::json!({ "files": piece }).to_string();
            runtime.block_on(there.post(json.into_bytes())).map_err(|error| error.to_string())?;
        }
        Ok(())
    }
}

/// Remembers the addresses of changed files on a site at `base`.
///
/// # Errors
/// If they cannot be written.
pub(super) fn remember(file: &Path, base: &BaseUrl, changed: &[Changed]) -> Result<(), Diagnostic> {
    if changed.is_empty() {
        return Ok(());
    }
    // What a kill has cut ends here.
    let mut text = "\n".to_owned();
    for changed in changed {
        text.push_str(&base.full(&address(&changed.path)).to_string());
        text.push('\n');
    }
    let write = || {
        file.parent().map_or(Ok(()), fs::create_dir_all)?;
        fs::File::options().create(true).append(true).open(file)?.write_all(text.as_bytes())
    };
    write().map_err(|error| message::journal(&error))
}

/// The address at which a file is served: that of its folder for a page.
fn address(path: &str) -> UrlPath {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let segments = folder.split('/').filter(|segment| !segment.is_empty());
    let folder = segments.fold(UrlPath::root(), |address, segment| address.join(segment));
    if name == "index.html" { folder } else { folder.file(name) }
}
