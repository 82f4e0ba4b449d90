//! FTP servers, with TLS or without (RFC 959; RFC 4217).
//!
//! By suppaftp itself, and with TLS 1.2 only. With TLS 1.3 a server sends session tickets that the client of a data
//! connection never reads; closing a connection with unread bytes resets it, and the server then loses the end of the file
//! that it had not read yet (suppaftp 10.0, which opendal uses too: 96 KiB of a file of 152).

use std::collections::HashSet;
use std::fmt;
use std::io::{self, Cursor};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs as _};
use std::str::FromStr as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use rustls::{ClientConfig, RootCertStore, version};
use suppaftp::list::{File, ListParser};
use suppaftp::types::FileType;
use suppaftp::{FtpError, FtpResult, RustlsConnector, RustlsFtpStream, Status};

use crate::credentials::Secrets;
use crate::direct::Direct;
use crate::pieces::{self, Pieces};
use crate::{Error, ErrorKind, Listed, part};

/// How often an operation is tried on another connection if one breaks.
const ATTEMPTS: u32 = 4;

/// How deep folders are listed.
const DEEPEST: usize = 100;

/// A folder of an FTP server.
pub(crate) struct Ftp {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) folder: String,
    pub(crate) user: String,
    pub(crate) password: String,
    pub(crate) secrets: Secrets,
    /// How long the server may be silent.
    silence: Duration,
    tls: Option<Arc<ClientConfig>>,
    /// Connections that nobody uses at the moment.
    idle: Mutex<Vec<RustlsFtpStream>>,
    /// Folders that exist.
    folders: Mutex<HashSet<String>>,
}

impl fmt::Debug for Ftp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ftp").field("host", &self.host).finish_non_exhaustive()
    }
}

impl Ftp {
    /// A folder of a server, which is reached with the first operation.
    pub(crate) fn new(
        (host, port): (String, u16),
        folder: &str,
        (user, password): (String, String),
        has_tls: bool,
        secrets: Secrets,
        silence: Duration,
    ) -> Result<Ftp, Error> {
        let tls = if has_tls { Some(tls()?) } else { None };
        let folder = format!("/{}", folder.trim_matches('/'));
        let (idle, folders) = (Mutex::default(), Mutex::default());
        Ok(Ftp { host, port, folder, user, password, secrets, silence, tls, idle, folders })
    }

    fn connect(&self) -> FtpResult<RustlsFtpStream> {
        let host = self.host.trim_matches(['[', ']']);
        let silence = self.silence;
        let socket = (host, self.port).to_socket_addrs().map_err(FtpError::ConnectionError)?;
        let socket = limited(socket, silence).map_err(FtpError::ConnectionError)?;
        let mut stream = RustlsFtpStream::connect_with_stream(socket)?;
        // Files go over connections of their own.
        stream = stream.passive_stream_builder(move |address| {
            limited([address].into_iter(), silence).map_err(FtpError::ConnectionError)
        });
        if let Some(tls) = &self.tls {
            stream = stream.into_secure(RustlsConnector::from(tls.clone()), host)?;
        }
        stream.login(&self.user, &self.password)?;
        stream.transfer_type(FileType::Binary)?;
        Ok(stream)
    }

    /// Carries out an operation on a connection. One that breaks is replaced, and the operation done again.
    fn with<T>(&self, operation: impl Fn(&mut RustlsFtpStream) -> FtpResult<T>) -> FtpResult<T> {
        let mut attempt = 0;
        loop {
            attempt += 1;
            let idle = locked(&self.idle).pop();
            let done = idle.map_or_else(|| self.connect(), Ok).and_then(|mut stream| {
                let done = operation(&mut stream);
                if !matches!(done, Err(FtpError::ConnectionError(_) | FtpError::BadResponse)) {
                    locked(&self.idle).push(stream);
                }
                done
            });
            match done {
                Err(error) if may_pass(&error) && attempt < ATTEMPTS => {
                    thread::sleep(Duration::from_millis(200 << attempt));
                }
                done => return done,
            }
        }
    }

    /// The path on the server.
    fn place(&self, path: &str) -> String {
        format!("{}/{path}", self.folder.trim_end_matches('/'))
    }

    /// Makes the folders of a file.
    fn make_folders(&self, place: &str) -> FtpResult<()> {
        let Some((folder, _)) = place.rsplit_once('/').filter(|(folder, _)| !folder.is_empty()) else {
            return Ok(());
        };
        // Held until they are there: another file may need the same.
        let mut known = locked(&self.folders);
        if known.contains(folder) {
            return Ok(());
        }
        let ends = folder.match_indices('/').map(|(at, _)| at).chain([folder.len()]).filter(|end| *end > 0);
        for outer in ends.map(|end| &folder[..end]) {
            if known.contains(outer) {
                continue;
            }
            // One that exists is refused, and so is one that cannot be made: then the file will be.
            match self.with(|stream| stream.mkdir(outer)) {
                Ok(()) | Err(FtpError::UnexpectedResponse(_)) => drop(known.insert(outer.to_owned())),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn list_below(&self, folder: &str, depth: usize, files: &mut Vec<Listed>) -> FtpResult<()> {
        let place = self.place(folder.trim_end_matches('/'));
        let entries = self.with(|stream| match stream.mlsd(Some(&place)) {
            Ok(lines) => Ok(lines.iter().filter_map(|line| ListParser::parse_mlsd(line).ok()).collect()),
            // An old server.
            Err(FtpError::UnexpectedResponse(_)) => {
                let lines = stream.list(Some(&place))?;
                Ok(lines.iter().filter_map(|line| File::from_str(line).ok()).collect::<Vec<File>>())
            }
            Err(error) => Err(error),
        })?;
        for entry in entries {
            let path = format!("{folder}{}", entry.name());
            if matches!(entry.name(), "." | "..") {
                continue;
            } else if entry.is_directory() && depth < DEEPEST {
                self.list_below(&format!("{path}/"), depth + 1, files)?;
            } else if entry.is_file() {
                files.push(Listed { path, size: entry.size() as u64, md5: None });
            }
        }
        Ok(())
    }

    fn failed(&self, error: &FtpError) -> Error {
        let kind = match error {
            FtpError::UnexpectedResponse(response) => match response.status {
                Status::NotLoggedIn | Status::InvalidCredentials => ErrorKind::Denied,
                Status::NotAvailable | Status::CannotOpenDataConnection => ErrorKind::Busy,
                _ => ErrorKind::Other,
            },
            _ => ErrorKind::Other,
        };
        Error::new(kind, self.secrets.removed_from(&error.to_string()))
    }
}

/// A connection to the first of these addresses that answers, which gives up when the other side is silent for so long.
fn limited(addresses: impl Iterator<Item = SocketAddr>, silence: Duration) -> io::Result<TcpStream> {
    let mut failed = io::Error::new(io::ErrorKind::NotFound, "the host has no address");
    for address in addresses {
        match TcpStream::connect_timeout(&address, silence) {
            Ok(stream) => {
                stream.set_read_timeout(Some(silence))?;
                stream.set_write_timeout(Some(silence))?;
                return Ok(stream);
            }
            Err(error) => failed = error,
        }
    }
    Err(failed)
}

impl Direct for Ftp {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Error> {
        match self.with(|stream| stream.retr_as_buffer(&self.place(path))) {
            Ok(bytes) => Ok(Some(bytes.into_inner())),
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(self.failed(&error)),
        }
    }

    fn read_pieces(&self, path: &str, pieces: &mut dyn Pieces) -> Result<bool, Error> {
        // Another connection begins again.
        let pieces = Mutex::new(pieces);
        let read = self.with(|stream| {
            let mut pieces = locked(&pieces);
            pieces.begin();
            stream.retr(&self.place(path), |reader| {
                pieces::copy(reader, &mut **pieces).map_err(FtpError::ConnectionError)
            })
        });
        match read {
            Ok(()) => Ok(true),
            Err(error) if is_absent(&error) => Ok(false),
            Err(error) => Err(self.failed(&error)),
        }
    }

    fn add(&self, path: &str, bytes: &[u8], is_first: bool) -> Result<(), Error> {
        let place = self.place(&part(path));
        let write = || {
            self.make_folders(&place)?;
            if is_first {
                return self.with(|stream| stream.put_file(&place, &mut Cursor::new(bytes)).map(drop));
            }
            // Not again on another connection: how much of it arrived is not known.
            self.connect()?.append_file(&place, &mut Cursor::new(bytes)).map(drop)
        };
        write().map_err(|error| self.failed(&error))?;
        // A server without this command is believed.
        if let Ok(size) = self.with(|stream| stream.size(&place))
            && is_first
            && size != bytes.len()
        {
            let message = format!("the server kept {size} of {} bytes of {path}", bytes.len());
            return Err(Error::new(ErrorKind::Other, message));
        }
        Ok(())
    }

    fn finish(&self, path: &str) -> Result<(), Error> {
        let (from, to) = (self.place(&part(path)), self.place(path));
        let aside = self.place(&format!("{}.old", part(path)));
        let renamed = self.with(|stream| match stream.rename(&from, &to) {
            Err(refused @ FtpError::UnexpectedResponse(_)) => {
                // It has its name already if only the answer was lost.
                if stream.size(&from).is_err_and(|error| is_absent(&error)) {
                    return stream.size(&to).map(drop).map_err(|_| refused);
                }
                // Some servers do not replace files. The old one comes back where that was not the reason.
                stream.rename(&to, &aside).map_err(|_| refused)?;
                let renamed = stream.rename(&from, &to);
                match renamed {
                    Ok(()) => _ = stream.rm(&aside),
                    Err(_) => _ = stream.rename(&aside, &to),
                }
                renamed
            }
            renamed => renamed,
        });
        renamed.map_err(|error| self.failed(&error))
    }

    fn abort(&self, path: &str) {
        // If it stays, the next deploy writes it anew.
        let _ = self.with(|stream| stream.rm(self.place(&part(path))));
    }

    fn create(&self, path: &str, bytes: &[u8]) -> Result<bool, Error> {
        if self.read(path)?.is_some() {
            return Ok(false);
        }
        self.write(path, bytes).map(|()| true)
    }

    fn creates_exclusively(&self) -> bool {
        false
    }

    fn is_file(&self, _: &str) -> Result<bool, Error> {
        // Servers delete files and folders by different commands.
        Ok(true)
    }

    fn delete(&self, path: &str) -> Result<(), Error> {
        match self.with(|stream| stream.rm(self.place(path))) {
            Err(error) if !is_absent(&error) => Err(self.failed(&error)),
            _ => Ok(()),
        }
    }

    fn list(&self) -> Result<Vec<Listed>, Error> {
        let mut files = Vec::new();
        match self.list_below("", 0, &mut files) {
            Err(error) if !is_absent(&error) => Err(self.failed(&error)),
            _ => Ok(files),
        }
    }
}

/// The rules of encrypted connections: the certificates that this machine trusts.
fn tls() -> Result<Arc<ClientConfig>, Error> {
    let mut roots = RootCertStore::empty();
    for certificate in rustls_native_certs::load_native_certs().certs {
        // One that cannot be read is not trusted.
        let _ = roots.add(certificate);
    }
    let config = ClientConfig::builder_with_protocol_versions(&[&version::TLS12]);
    Ok(Arc::new(config.with_root_certificates(roots).with_no_client_auth()))
}

/// Whether the server says that there is no such file.
fn is_absent(error: &FtpError) -> bool {
    matches!(error, FtpError::UnexpectedResponse(response) if response.status == Status::FileUnavailable)
}

/// Whether an operation may succeed on another connection, or a little later.
fn may_pass(error: &FtpError) -> bool {
    match error {
        FtpError::ConnectionError(_) | FtpError::BadResponse => true,
        FtpError::UnexpectedResponse(response) => {
            matches!(
                response.status,
                Status::NotAvailable | Status::CannotOpenDataConnection | Status::TransferAborted
            )
        }
        _ => false,
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
