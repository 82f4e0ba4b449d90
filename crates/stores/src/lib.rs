//! Object stores, file servers and folders behind one small interface: read, write, delete and list files by path.
//!
//! A [`Store`] is opened from an [`Address`] (`s3://bucket/folder`, `sftp://user@host/folder`, a local folder, …) and
//! [`Options`]. Its operations need a runtime of tokio with several threads. It knows nothing of sites: paths are relative, with
//! `/` between segments, and every file is bytes with a few headers. [`linked`] has what folders can beside that: links.
//!
//! Credentials come from the environment and the usual files of each service (see [`credentials`]), never from an address or
//! an option, and they are removed from every error message.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt as _;
use opendal::layers::{RetryLayer, TimeoutLayer};
use opendal::{HttpTransporter, Operator};
use tokio::sync::Semaphore;
use tokio::task::block_in_place;

pub mod address;
pub mod credentials;
mod direct;
mod error;
mod folder;
mod ftp;
mod hook;
pub mod linked;
mod listing;
mod open;
mod pieces;
mod redirect;
mod transport;
mod upload;
mod write;

pub use address::{Address, AddressError, Scheme};
use direct::Direct;
pub use error::{Error, ErrorKind};
use folder::Folder;
pub use hook::Hook;
pub use pieces::Pieces;
use transport::Patient;
pub use upload::{CHUNK, PART, Upload};
use upload::{Endings, part};
use write::write_options;

/// What a store has to know beside its address. Nothing of it is secret.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The address of the service, for services that can be at any: `https://ACCOUNT.r2.cloudflarestorage.com`.
    pub endpoint: Option<String>,
    /// The region of a bucket, for example `eu-central-1`.
    pub region: Option<String>,
    /// The account of an Azure container.
    pub account: Option<String>,
    /// The private key file for SFTP.
    pub key_file: Option<String>,
    /// How long a host may be silent before an attempt is given up; [`SILENCE`] without.
    pub timeout: Option<Duration>,
}

/// How long a host may be silent by default.
pub const SILENCE: Duration = Duration::from_secs(60);

/// The headers that a store keeps with a file, as far as it keeps any (see [`Store::keeps_headers`]).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headers {
    /// `Content-Type`.
    pub content_type: String,
    /// `Cache-Control`.
    pub cache_control: String,
    /// `Content-Encoding`, for a file that is compressed.
    pub content_encoding: Option<String>,
    /// Where the file redirects readers, if it does; only S3 keeps that ([`Store::keeps_redirects`]). An address in ASCII that
    /// starts with `/`, `http://` or `https://`.
    pub redirect: Option<String>,
}

/// A file as a listing shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its path below the store's folder.
    pub path: String,
    /// Its size in bytes.
    pub size: u64,
    /// The MD5 of its bytes in hexadecimal digits, where the store tells one.
    pub md5: Option<String>,
}

/// How many attempts are made before an operation fails, the first one included.
pub const ATTEMPTS: usize = 6;

/// A store that can be read and written. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    place: Place,
    address: Address,
    secrets: credentials::Secrets,
    /// Files that were given up and are still being cleared away.
    endings: Endings,
    /// Whose turn it is to have a large file in memory, where that cannot be sent in pieces.
    whole: Arc<Semaphore>,
    /// Turns for reading: file servers limit connections, and refuse those beyond.
    reads: Arc<Semaphore>,
}

/// What a store is reached by.
#[derive(Clone, Debug)]
enum Place {
    /// The library for all services, once for reading, listing and deleting, which can be tried again at any point.
    Service { reading: Operator, writing: Operator },
    /// What is reached without it.
    Direct(Arc<dyn Direct>),
}

impl Store {
    /// Opens the store at `address`. Nothing is sent yet, so wrong credentials show at the first operation.
    ///
    /// # Errors
    /// [`ErrorKind::Address`] if something in the address or options is missing or invalid, [`ErrorKind::Denied`] if there
    /// are no credentials where the service needs some.
    pub fn open(address: &Address, options: &Options) -> Result<Store, Error> {
        let silence = options.timeout.unwrap_or(SILENCE);
        if address.scheme() == Scheme::Folder {
            let place = Place::Direct(Arc::new(Folder(address.path().into())));
            return Ok(Store::of(place, address, credentials::Secrets::default()));
        }
        if matches!(address.scheme(), Scheme::Ftp | Scheme::Ftps) {
            let (ftp, secrets) = open::ftp(address, silence)?;
            return Ok(Store::of(Place::Direct(Arc::new(ftp)), address, secrets));
        }
        let (operator, secrets) = open::operator(address, options)?;
        let retry = RetryLayer::new()
            .with_max_times(ATTEMPTS - 1)
            .with_min_delay(Duration::from_millis(200))
            .with_max_delay(Duration::from_secs(20))
            .with_factor(2.0)
            .with_jitter();
        let place = match address.scheme() {
            Scheme::Sftp => {
                let limits = TimeoutLayer::new().with_timeout(silence).with_io_timeout(silence);
                let limited = operator.layer(limits);
                // A writer that is tried again goes on where it was, and the file has its beginning twice: a whole file is
                // tried again, by `Store::write`.
                Place::Service { reading: limited.clone().layer(retry), writing: limited }
            }
            _ => {
                let patient = Patient::new(operator.context().http_transport().clone(), silence);
                let context = operator.context().with_http_transport(HttpTransporter::new(patient));
                let operator = operator.with_context(context).layer(retry);
                Place::Service { reading: operator.clone(), writing: operator }
            }
        };
        Ok(Store::of(place, address, secrets))
    }

    fn of(place: Place, address: &Address, secrets: credentials::Secrets) -> Store {
        let most = connections(address.scheme()).unwrap_or(Semaphore::MAX_PERMITS);
        let (whole, reads) = (Arc::new(Semaphore::new(1)), Arc::new(Semaphore::new(most)));
        Store { place, address: address.clone(), secrets, endings: Endings::default(), whole, reads }
    }

    /// Where it is, without anything secret.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Whether the store keeps [`Headers`] with each file; others leave them to the web server.
    pub fn keeps_headers(&self) -> bool {
        match &self.place {
            Place::Service { writing: operator, .. } => operator.info().capability().write_with_content_type,
            Place::Direct(_) => false,
        }
    }

    /// Whether the store can redirect readers who ask for a file ([`Headers::redirect`]).
    pub fn keeps_redirects(&self) -> bool {
        self.address.scheme() == Scheme::S3
    }

    /// Whether [`Store::create`] can tell reliably that a file exists already.
    pub fn creates_exclusively(&self) -> bool {
        match &self.place {
            // SFTP's exclusive flag is checked by the server, but the library reports any failure of it as "unexpected".
            Place::Service { writing: operator, .. } => {
                operator.info().capability().write_with_if_not_exists && self.address.scheme() != Scheme::Sftp
            }
            Place::Direct(direct) => direct.creates_exclusively(),
        }
    }

    /// How many files are read or written at once where nobody says otherwise.
    pub fn at_once(&self) -> usize {
        let scheme = self.address.scheme();
        connections(scheme).unwrap_or(match scheme {
            Scheme::S3 | Scheme::Gcs | Scheme::Azure => 32,
            _ => 8,
        })
    }

    /// Reads a whole file; `None` where there is none.
    ///
    /// # Errors
    /// If the store refuses or cannot be reached.
    pub async fn read(&self, path: &str) -> Result<Option<Bytes>, Error> {
        // Nobody closes the semaphore.
        let _turn = self.reads.acquire().await.ok();
        let operator = match &self.place {
            Place::Direct(direct) => return Ok(block_in_place(|| direct.read(path))?.map(Bytes::from)),
            Place::Service { reading: operator, .. } => operator,
        };
        let mut attempt = 1;
        loop {
            match operator.read(path).await {
                Ok(buffer) => return Ok(Some(buffer.to_bytes())),
                Err(error) if error.kind() == opendal::ErrorKind::NotFound => return Ok(None),
                Err(error) => self.wait(self.error(&error), attempt).await?,
            }
            attempt += 1;
        }
    }

    /// Reads a file piece by piece. Returns whether there is one.
    ///
    /// # Errors
    /// If the store refuses or cannot be reached.
    pub async fn read_pieces(&self, path: &str, pieces: &mut dyn Pieces) -> Result<bool, Error> {
        let _turn = self.reads.acquire().await.ok();
        let operator = match &self.place {
            Place::Direct(direct) => return block_in_place(|| direct.read_pieces(path, pieces)),
            Place::Service { reading: operator, .. } => operator,
        };
        let mut attempt = 1;
        loop {
            let read = async {
                pieces.begin();
                let mut stream = operator.reader(path).await?.into_stream(..).await?;
                while let Some(buffer) = stream.next().await {
                    Iterator::for_each(buffer?, |piece| pieces.piece(&piece));
                }
                Ok::<_, opendal::Error>(())
            };
            match read.await {
                Ok(()) => return Ok(true),
                Err(error) if error.kind() == opendal::ErrorKind::NotFound => return Ok(false),
                Err(error) => self.wait(self.error(&error), attempt).await?,
            }
            attempt += 1;
        }
    }

    /// Waits before another attempt where a server was too busy to take a connection: what the library does not count among
    /// the errors that pass.
    async fn wait(&self, error: Error, attempt: usize) -> Result<(), Error> {
        if attempt == ATTEMPTS || !error.is_turned_away() {
            return Err(error);
        }
        tokio::time::sleep(Duration::from_millis(100 << attempt)).await;
        Ok(())
    }

    /// Whether there is a file and not a folder of this name.
    ///
    /// # Errors
    /// If the store refuses or cannot be reached.
    pub async fn is_file(&self, path: &str) -> Result<bool, Error> {
        match &self.place {
            Place::Direct(direct) => block_in_place(|| direct.is_file(path)),
            Place::Service { reading: operator, .. } => match operator.stat(path).await {
                Ok(metadata) => Ok(metadata.is_file()),
                Err(error) if error.kind() == opendal::ErrorKind::NotFound => Ok(false),
                Err(error) => Err(self.error(&error)),
            },
        }
    }

    /// Deletes a file, if there is one.
    ///
    /// # Errors
    /// If the store refuses or cannot be reached.
    pub async fn delete(&self, path: &str) -> Result<(), Error> {
        match &self.place {
            Place::Direct(direct) => block_in_place(|| direct.delete(path)),
            Place::Service { reading: operator, .. } => match operator.delete(path).await {
                Err(error) if error.kind() != opendal::ErrorKind::NotFound => Err(self.error(&error)),
                _ => Ok(()),
            },
        }
    }

    fn error(&self, error: &opendal::Error) -> Error {
        Error::of(error, &self.secrets)
    }
}

/// The address of a service that the environment names in place of the usual one.
pub fn endpoint_of_environment() -> Option<String> {
    credentials::variable(&["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "STORAGE_EMULATOR_HOST"])
}

/// How many connections a file server takes at once; `None` for stores that nobody has to spare.
fn connections(scheme: Scheme) -> Option<usize> {
    match scheme {
        // OpenSSH turns some away that come together with ten others.
        Scheme::Sftp => Some(8),
        Scheme::Ftp | Scheme::Ftps => Some(4),
        _ => None,
    }
}
