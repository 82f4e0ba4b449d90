//! A folder of a server with SSH, by SFTP through the system's `ssh`.

use std::future::Future;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::time::Duration;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use openssh::{ControlPersist, KnownHosts, SessionBuilder};
use openssh_sftp_client::error::SftpErrorKind;
use openssh_sftp_client::fs::Fs;
use openssh_sftp_client::{Error as SftpError, Sftp, SftpOptions};
use tokio::runtime::Handle;
use tokio::task::block_in_place;
use tokio::time::{sleep, timeout};

use super::{Entry, Linked};
use crate::credentials::Secrets;
use crate::error::{known, with_sources};
use crate::{ATTEMPTS, Address, Error, ErrorKind, Options, PART, SILENCE};

/// How many requests are under way at once, over one connection.
const AT_ONCE: usize = 64;

/// How many seconds a connection stays that nobody uses.
const IDLE: NonZeroUsize = NonZeroUsize::MIN.saturating_add(29);

/// How many times longer a server may be silent while it copies a large file.
const COPYING: u32 = 10;

/// A folder, which need not exist.
pub(super) struct Server {
    sftp: Sftp,
    root: PathBuf,
    silence: Duration,
    runtime: Handle,
}

/// The folders and the files below a folder, by their paths below it; a folder comes after the one that it is in.
#[derive(Default)]
struct Tree {
    folders: Vec<PathBuf>,
    files: Vec<PathBuf>,
}

impl Server {
    /// Connects to the server of `address`.
    ///
    /// # Errors
    /// If it cannot be reached, or cannot replace a link at once.
    pub(super) async fn open(address: &Address, options: &Options) -> Result<Server, Error> {
        let silence = options.timeout.unwrap_or(SILENCE);
        let mut attempt = 1;
        let sftp = loop {
            match timeout(silence, connect(address, options)).await.unwrap_or_else(|_| Err(silent(silence))) {
                Ok(sftp) => break sftp,
                Err(error) if attempt == ATTEMPTS || !error.is_turned_away() => return Err(error),
                Err(_) => sleep(Duration::from_millis(100 << attempt)).await,
            }
            attempt += 1;
        };
        if !sftp.support_posix_rename() {
            let what = "the server cannot replace a link at once (posix-rename@openssh.com)";
            return Err(Error::new(ErrorKind::Unsupported, what));
        }
        let root = PathBuf::from(format!("/{}", address.path()));
        Ok(Server { sftp, root, silence, runtime: Handle::current() })
    }

    fn wait<T>(&self, work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        block_in_place(|| self.runtime.block_on(work))
    }

    fn fs(&self) -> Fs {
        self.sftp.fs()
    }

    /// Removes a file or link, if there is one.
    async fn remove_file(&self, place: &Path) -> Result<(), Error> {
        match self.ask(self.fs().remove_file(place)).await {
            Err(error) if error.kind != ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    async fn remove_tree(&self, top: &Path) -> Result<(), Error> {
        let tree = self.tree(top).await?;
        let remove = |file: PathBuf| {
            let place = top.join(file);
            async move { self.remove_file(&place).await }
        };
        stream::iter(tree.files).map(remove).buffer_unordered(AT_ONCE).try_collect::<()>().await?;
        for folder in tree.folders.iter().rev() {
            self.ask(self.fs().remove_dir(top.join(folder))).await?;
        }
        self.ask(self.fs().remove_dir(top)).await
    }

    async fn share_tree(&self, from: &Path, to: &Path) -> Result<bool, Error> {
        let tree = self.tree(from).await?;
        for folder in &tree.folders {
            self.ask(self.fs().create_dir(to.join(folder))).await?;
        }
        let is_whole = |file: &PathBuf| !file.to_string_lossy().ends_with(PART);
        let files = stream::iter(tree.files.into_iter().filter(is_whole));
        let give = |file: PathBuf| async move { self.give(&from.join(&file), &to.join(&file)).await };
        let mut given = pin!(files.map(give).buffer_unordered(AT_ONCE));
        while let Some(is_given) = given.next().await {
            if !is_given? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Gives a file a second place. Returns whether that was possible.
    async fn give(&self, from: &Path, to: &Path) -> Result<bool, Error> {
        if self.sftp.support_hardlink() {
            let mut fs = self.fs();
            match timeout(self.silence, fs.hard_link(from, to)).await.map_err(|_| silent(self.silence))? {
                Ok(()) => return Ok(true),
                // A file system without hard links, a file of another user, or one that has too many already.
                Err(SftpError::SftpError(..)) => {}
                Err(error) => return Err(failed(&error)),
            }
        }
        if !self.sftp.support_copy() {
            return Ok(false);
        }
        let copy = async {
            let mut old = self.sftp.open(from).await?;
            let mut new = self.sftp.options().write(true).create_new(true).open(to).await?;
            old.copy_all_to(&mut new).await?;
            new.close().await
        };
        let patience = self.silence * COPYING;
        let copied = timeout(patience, copy).await.map_err(|_| silent(patience))?;
        copied.map(|()| true).map_err(|error| failed(&error))
    }

    /// All that is below a folder.
    async fn tree(&self, top: &Path) -> Result<Tree, Error> {
        let mut tree = Tree::default();
        let mut level = vec![PathBuf::new()];
        while !level.is_empty() {
            let list = |folder: PathBuf| async move {
                let found = self.list(&top.join(&folder)).await?;
                Ok::<_, Error>((folder, found))
            };
            let listed = stream::iter(std::mem::take(&mut level)).map(list).buffer_unordered(AT_ONCE);
            let listed: Vec<(PathBuf, Tree)> = listed.try_collect().await?;
            for (folder, found) in listed {
                level.extend(found.folders.into_iter().map(|name| folder.join(name)));
                tree.files.extend(found.files.into_iter().map(|name| folder.join(name)));
            }
            tree.folders.extend(level.iter().cloned());
        }
        Ok(tree)
    }

    /// What is in a folder, but not in the folders of that.
    async fn list(&self, folder: &Path) -> Result<Tree, Error> {
        let opened = self.ask(self.fs().open_dir(folder)).await?;
        let mut entries = pin!(opened.read_dir());
        let mut found = Tree::default();
        while let Some(entry) =
            timeout(self.silence, entries.next()).await.map_err(|_| silent(self.silence))?
        {
            let entry = entry.map_err(|error| failed(&error))?;
            let name = entry.filename().to_owned();
            if name.as_os_str() == "." || name.as_os_str() == ".." {
                continue;
            }
            match entry.file_type().is_some_and(|kind| kind.is_dir()) {
                true => found.folders.push(name),
                false => found.files.push(name),
            }
        }
        Ok(found)
    }

    /// The answer to one request.
    async fn ask<T>(&self, request: impl Future<Output = Result<T, SftpError>>) -> Result<T, Error> {
        match timeout(self.silence, request).await {
            Ok(answer) => answer.map_err(|error| failed(&error)),
            Err(_) => Err(silent(self.silence)),
        }
    }
}

impl Linked for Server {
    fn entry(&self, path: &str) -> Result<Entry, Error> {
        let place = self.root.join(path);
        self.wait(async {
            let metadata = match self.ask(self.fs().symlink_metadata(&place)).await {
                Err(error) if error.kind == ErrorKind::NotFound => return Ok(Entry::Nothing),
                found => found?,
            };
            if !metadata.file_type().is_some_and(|kind| kind.is_symlink()) {
                return Ok(Entry::Other);
            }
            let target = self.ask(self.fs().read_link(&place)).await?;
            Ok(Entry::Link(target.to_string_lossy().into_owned()))
        })
    }

    fn names(&self, folder: &str) -> Result<Vec<String>, Error> {
        let found = match self.wait(self.list(&self.root.join(folder))) {
            Err(error) if error.kind == ErrorKind::NotFound => return Ok(Vec::new()),
            found => found?,
        };
        let names = found.folders.into_iter().chain(found.files);
        let mut names: Vec<String> = names.filter_map(|name| Some(name.to_str()?.to_owned())).collect();
        names.sort_unstable();
        Ok(names)
    }

    fn make_folder(&self, path: &str) -> Result<(), Error> {
        let place = self.root.join(path);
        self.wait(async {
            let above: Vec<&Path> = place.ancestors().collect();
            for folder in above.iter().rev() {
                if let Err(error) = self.ask(self.fs().create_dir(folder)).await {
                    // Servers do not say that it is there already.
                    self.ask(self.fs().metadata(folder)).await.map_err(|_| error)?;
                }
            }
            Ok(())
        })
    }

    fn can_share(&self) -> bool {
        self.sftp.support_hardlink() || self.sftp.support_copy()
    }

    fn share(&self, from: &str, to: &str) -> Result<bool, Error> {
        self.wait(self.share_tree(&self.root.join(from), &self.root.join(to)))
    }

    fn rename(&self, from: &str, to: &str) -> Result<(), Error> {
        self.wait(self.ask(self.fs().rename(self.root.join(from), self.root.join(to))))
    }

    fn link(&self, path: &str, target: &str) -> Result<(), Error> {
        let place = self.root.join(path);
        let made = self.wait(async {
            self.remove_file(&place).await?;
            self.ask(self.fs().symlink(target, &place)).await
        });
        made.map_err(|error| Error::new(error.kind, format!("no symbolic link can be made: {error}")))
    }

    fn remove(&self, path: &str) -> Result<(), Error> {
        let place = self.root.join(path);
        self.wait(async {
            let metadata = self.ask(self.fs().symlink_metadata(&place)).await?;
            match metadata.file_type().is_some_and(|kind| kind.is_dir()) {
                true => self.remove_tree(&place).await,
                false => self.remove_file(&place).await,
            }
        })
    }
}

/// Connects as the library for files does.
async fn connect(address: &Address, options: &Options) -> Result<Sftp, Error> {
    let mut session = SessionBuilder::default();
    if let Some(user) = address.user() {
        session.user(user.to_owned());
    }
    if let Some(key) = &options.key_file {
        session.keyfile(key);
    }
    session.known_hosts_check(KnownHosts::Strict);
    // It ends by itself where the program is killed.
    session.control_persist(ControlPersist::IdleFor(IDLE));
    let session = session.connect(format!("ssh://{}", address.place())).await;
    let session = session.map_err(|error| told(ErrorKind::Other, "ssh error", &error))?;
    Sftp::from_session(session, SftpOptions::default()).await.map_err(|error| failed(&error))
}

/// What a server says.
fn failed(error: &SftpError) -> Error {
    let kind = match error {
        SftpError::SftpError(SftpErrorKind::NoSuchFile, _) => ErrorKind::NotFound,
        SftpError::SftpError(SftpErrorKind::PermDenied, _) => ErrorKind::Denied,
        SftpError::SftpError(SftpErrorKind::OpUnsupported, _) | SftpError::UnsupportedExtension(_) => {
            ErrorKind::Unsupported
        }
        _ => ErrorKind::Other,
    };
    told(kind, "sftp error", error)
}

fn told(kind: ErrorKind, what: &str, error: &dyn std::error::Error) -> Error {
    let message = with_sources(format!("{what}: {error}"), error);
    Error::told(known(&message).unwrap_or(kind), &message, &Secrets::of_environment())
}

fn silent(silence: Duration) -> Error {
    Error::new(ErrorKind::Silent, format!("no answer within {} seconds", silence.as_secs()))
}
