//! Large files, which are sent piece by piece, and what happens to those that are given up.

use std::future::Future;
use std::mem;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use opendal::options::WriteOptions;
use opendal::{Buffer, Operator};
use tokio::runtime::Handle;
use tokio::sync::OwnedSemaphorePermit;
use tokio::task::{JoinHandle, block_in_place};
use tokio::time::timeout;

use crate::direct::Direct;
use crate::{Error, Headers, Place, Store, write_options};

/// How large the pieces are in which a large file is sent: stores take pieces of 5 MiB and more.
pub const CHUNK: usize = 8 << 20;

/// The ending of a file's name while it is being sent to a place where that is renamed.
pub const PART: &str = ".generate-part";

/// How long a program waits in the end for files that were given up.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a file is called while it is being sent to a place where that is renamed.
pub(crate) fn part(path: &str) -> String {
    match path.rsplit_once('/') {
        Some((folder, name)) => format!("{folder}/.{name}{PART}"),
        None => format!(".{path}{PART}"),
    }
}

/// A large file on its way. Dropped before [`Upload::finish`] it is given up, and nothing of it stays at the store.
pub struct Upload {
    to: UploadTo,
    path: String,
    store: Store,
}

/// Where a large file goes.
enum UploadTo {
    Service(Writing),
    Whole(Box<Whole>),
    Direct {
        direct: Arc<dyn Direct>,
        is_first: bool,
    },
    /// It has arrived, or was given up.
    Nowhere,
}

/// A file that a service takes in one request only: WebDAV. It is in memory until it is sent, one such file at a time.
struct Whole {
    operator: Operator,
    options: WriteOptions,
    pieces: Vec<Bytes>,
    _turn: Option<OwnedSemaphorePermit>,
}

impl Store {
    /// Starts a file that is too large for one piece of memory.
    ///
    /// # Errors
    /// If the store refuses or cannot be reached.
    pub async fn writer(&self, path: &str, headers: &Headers) -> Result<Upload, Error> {
        let to = match &self.place {
            Place::Direct(direct) => UploadTo::Direct { direct: direct.clone(), is_first: true },
            Place::Service { writing: operator, .. } => {
                let name = if self.replaces_by_rename() { part(path) } else { path.to_owned() };
                let options = write_options(operator, headers);
                if operator.info().capability().write_can_multi {
                    let options = WriteOptions { chunk: options.chunk.or(Some(CHUNK)), ..options };
                    let writer = operator.writer_options(&name, options).await;
                    UploadTo::Service(Writing::Idle(Box::new(writer.map_err(|error| self.error(&error))?)))
                } else {
                    // Nobody closes the semaphore.
                    let turn = self.whole.clone().acquire_owned().await.ok();
                    let whole =
                        Whole { operator: operator.clone(), options, pieces: Vec::new(), _turn: turn };
                    UploadTo::Whole(Box::new(whole))
                }
            }
        };
        Ok(Upload { to, path: path.to_owned(), store: self.clone() })
    }

    /// Waits until nothing is left at the store of files that were given up, but not for long.
    pub async fn settle(&self) {
        let endings = self.endings.take();
        let all = async {
            for ending in endings {
                // One that fails leaves what the store's own rules clear away.
                let _ = ending.await;
            }
        };
        let _ = timeout(PATIENCE, all).await;
    }
}

impl Upload {
    /// Sends the next piece.
    ///
    /// # Errors
    /// If the store refuses or cannot be reached.
    pub async fn send(&mut self, bytes: Bytes) -> Result<(), Error> {
        match &mut self.to {
            UploadTo::Service(writing) => {
                writing.step(Some(bytes)).await.map_err(|error| self.store.error(&error))
            }
            UploadTo::Direct { direct, is_first } => {
                let is_first = mem::replace(is_first, false);
                block_in_place(|| direct.add(&self.path, &bytes, is_first))
            }
            UploadTo::Whole(whole) => {
                whole.pieces.push(bytes);
                Ok(())
            }
            UploadTo::Nowhere => Ok(()),
        }
    }

    /// Ends the file; only now readers see it.
    ///
    /// # Errors
    /// If the store refuses or cannot be reached.
    pub async fn finish(mut self) -> Result<(), Error> {
        match &mut self.to {
            UploadTo::Direct { direct, .. } => block_in_place(|| direct.finish(&self.path))?,
            UploadTo::Service(writing) => {
                let closed = writing.step(None).await;
                closed.map_err(|error| self.store.error(&error))?;
                if self.store.replaces_by_rename() {
                    self.store.rename_part(&self.path).await?;
                }
            }
            UploadTo::Whole(whole) => {
                let bytes = Buffer::from(mem::take(&mut whole.pieces));
                let written = whole.operator.write_options(&self.path, bytes, whole.options.clone()).await;
                written.map_err(|error| self.store.error(&error))?;
            }
            UploadTo::Nowhere => {}
        }
        self.to = UploadTo::Nowhere;
        Ok(())
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        let (store, path) = (self.store.clone(), mem::take(&mut self.path));
        match mem::replace(&mut self.to, UploadTo::Nowhere) {
            // Nothing was made yet.
            UploadTo::Nowhere | UploadTo::Whole(_) => {}
            UploadTo::Direct { is_first: true, .. } => {}
            UploadTo::Direct { direct, .. } => self.store.endings.add(async move {
                let ended = tokio::task::spawn_blocking(move || direct.abort(&path));
                let _ = ended.await;
            }),
            UploadTo::Service(writing) => self.store.endings.add(async move {
                writing.abort().await;
                if let Place::Service { reading: operator, .. } = &store.place
                    && store.replaces_by_rename()
                {
                    let _ = operator.delete(&part(&path)).await;
                }
            }),
        }
    }
}

/// A writer of the library. It forgets what it has sent when it is dropped in the middle of a step, so each step is a task of its
/// own, which ends whatever becomes of the one who waits for it.
enum Writing {
    Idle(Box<opendal::Writer>),
    Busy(JoinHandle<(Box<opendal::Writer>, opendal::Result<()>)>),
    /// A step has panicked.
    Lost,
}

impl Writing {
    /// Sends a piece, or ends the file.
    async fn step(&mut self, piece: Option<Bytes>) -> opendal::Result<()> {
        if let Writing::Idle(mut writer) = mem::replace(self, Writing::Lost) {
            *self = Writing::Busy(tokio::spawn(async move {
                let done = match piece {
                    Some(bytes) => writer.write(bytes).await,
                    None => writer.close().await.map(drop),
                };
                (writer, done)
            }));
        }
        let Writing::Busy(step) = self else { return Err(lost()) };
        let ended = step.await;
        *self = Writing::Lost;
        let (writer, done) = ended.map_err(|_| lost())?;
        *self = Writing::Idle(writer);
        done
    }

    /// Removes what was sent.
    async fn abort(self) {
        let writer = match self {
            Writing::Idle(writer) => Some(writer),
            Writing::Busy(step) => step.await.ok().map(|(writer, _)| writer),
            Writing::Lost => None,
        };
        if let Some(mut writer) = writer {
            let _ = writer.abort().await;
        }
    }
}

fn lost() -> opendal::Error {
    opendal::Error::new(opendal::ErrorKind::Unexpected, "the program failed while it was sending the file")
}

/// Work that clears away files that were given up.
#[derive(Clone, Debug, Default)]
pub(crate) struct Endings(Arc<Mutex<Vec<JoinHandle<()>>>>);

impl Endings {
    /// Starts it. Where no runtime is left that could do it, what stays is cleared away by the store's own rules.
    fn add(&self, ending: impl Future<Output = ()> + Send + 'static) {
        if let Ok(runtime) = Handle::try_current() {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).push(runtime.spawn(ending));
        }
    }

    fn take(&self) -> Vec<JoinHandle<()>> {
        mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Address, Options};

    #[tokio::test(flavor = "multi_thread")]
    async fn nothing_stays_of_a_file_that_is_given_up() {
        let place = tempfile::tempdir().unwrap();
        let address = Address::folder(place.path().display().to_string());
        let store = Store::open(&address, &Options::default()).unwrap();
        let mut upload = store.writer("a/b", &Headers::default()).await.unwrap();
        upload.send(Bytes::from_static(b"one")).await.unwrap();
        assert_eq!(store.list().await.unwrap()[0].path, part("a/b"));
        drop(upload);
        store.settle().await;
        assert!(store.list().await.unwrap().is_empty());
        let mut upload = store.writer("a/b", &Headers::default()).await.unwrap();
        upload.send(Bytes::from_static(b"one")).await.unwrap();
        upload.finish().await.unwrap();
        store.settle().await;
        assert_eq!(store.list().await.unwrap()[0].path, "a/b");
    }
}
