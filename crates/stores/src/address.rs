//! Addresses of stores: `s3://bucket/folder`, `sftp://user@host:22/folder`, a folder of this machine.

use std::fmt;
use std::path::Path;

use percent_encoding::percent_decode_str;
use url::Url;

/// The services there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scheme {
    /// Amazon S3 and whatever speaks its protocol: R2, B2, MinIO and many hosts.
    S3,
    /// Google Cloud Storage.
    Gcs,
    /// Azure Blob Storage.
    Azure,
    /// A file server by SSH.
    Sftp,
    /// A file server by FTP over TLS.
    Ftps,
    /// A file server by FTP without encryption.
    Ftp,
    /// A web server that takes files, by HTTPS.
    WebDavs,
    /// The same by HTTP without encryption.
    WebDav,
    /// A folder of this machine.
    Folder,
}

impl Scheme {
    /// All of them but folders, which have none in their addresses.
    pub const NAMED: [Scheme; 8] = [
        Scheme::S3,
        Scheme::Gcs,
        Scheme::Azure,
        Scheme::Sftp,
        Scheme::Ftps,
        Scheme::Ftp,
        Scheme::WebDavs,
        Scheme::WebDav,
    ];

    /// As it is written before `://`.
    pub fn name(self) -> &'static str {
        match self {
            Scheme::S3 => "s3",
            Scheme::Gcs => "gs",
            Scheme::Azure => "az",
            Scheme::Sftp => "sftp",
            Scheme::Ftps => "ftps",
            Scheme::Ftp => "ftp",
            Scheme::WebDavs => "webdavs",
            Scheme::WebDav => "webdav",
            Scheme::Folder => "file",
        }
    }
}

/// Where a store is. It never holds a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    scheme: Scheme,
    user: Option<String>,
    /// The bucket or container, the host with its port, or nothing.
    place: String,
    /// The folder below it: no `/` at the ends; for folders of this machine the whole path.
    folder: String,
}

/// Why a text is no address of a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AddressError {
    /// There is no such scheme.
    Scheme(String),
    /// There is a password in it.
    Password,
    /// There is no bucket or host in it.
    Place,
    /// It is not a URL.
    Invalid(String),
    /// It has a query or a fragment, or the folder leads out of the place.
    Extra,
}

impl fmt::Display for AddressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AddressError::Scheme(scheme) => write!(f, "unknown scheme `{scheme}://`"),
            AddressError::Password => f.write_str("the address contains a password"),
            AddressError::Place => f.write_str("the address has no bucket or host"),
            AddressError::Invalid(reason) => f.write_str(reason),
            AddressError::Extra => f.write_str("an address has only a host and a path"),
        }
    }
}

impl std::error::Error for AddressError {}

impl Address {
    /// The address that `text` is. A text without `://` is a folder.
    ///
    /// # Errors
    /// If it names no store.
    pub fn parse(text: &str) -> Result<Address, AddressError> {
        let Some((scheme, _)) = text.split_once("://") else { return Ok(Address::folder(text)) };
        let scheme = Scheme::NAMED
            .into_iter()
            .find(|known| known.name().eq_ignore_ascii_case(scheme))
            .ok_or_else(|| AddressError::Scheme(scheme.to_owned()))?;
        let url = Url::parse(text).map_err(|error| AddressError::Invalid(error.to_string()))?;
        if url.password().is_some() {
            return Err(AddressError::Password);
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(AddressError::Extra);
        }
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(AddressError::Place)?;
        let place = match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        };
        let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let folder = decoded(url.path()).trim_matches('/').to_owned();
        if folder.split('/').any(|segment| segment == "..") {
            return Err(AddressError::Extra);
        }
        let user = Some(decoded(url.username())).filter(|user| !user.is_empty());
        Ok(Address { scheme, user, place, folder })
    }

    /// The address of a folder of this machine.
    pub fn folder(path: impl Into<String>) -> Address {
        Address { scheme: Scheme::Folder, user: None, place: String::new(), folder: path.into() }
    }

    /// The address of a folder below this one; `path` has `/` between its segments.
    pub fn below(&self, path: &str) -> Address {
        let folder = match self.scheme {
            Scheme::Folder => Path::new(&self.folder).join(path).to_string_lossy().into_owned(),
            _ if self.folder.is_empty() => path.to_owned(),
            _ => format!("{}/{path}", self.folder),
        };
        Address { folder, ..self.clone() }
    }

    /// The service.
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// Who asks, where the address says so.
    pub fn user(&self) -> Option<&str> {
        self.user.as_deref()
    }

    /// The bucket, container or host with its port; empty for folders of this machine.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// The host of a file server, without its port.
    pub fn host(&self) -> &str {
        let has_port = !self.place.ends_with(']');
        self.place.rsplit_once(':').filter(|_| has_port).map_or(&*self.place, |(host, _)| host)
    }

    /// The folder below the place without `/` at its ends; the whole path of a folder of this machine.
    pub fn path(&self) -> &str {
        &self.folder
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.scheme == Scheme::Folder {
            return f.write_str(&self.folder);
        }
        write!(f, "{}://", self.scheme.name())?;
        if let Some(user) = &self.user {
            write!(f, "{user}@")?;
        }
        f.write_str(&self.place)?;
        if self.folder.is_empty() { Ok(()) } else { write!(f, "/{}", self.folder) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Address {
        Address::parse(text).unwrap()
    }

    #[test]
    fn addresses_are_read_as_written() {
        let address = parsed("s3://bucket/a/b/");
        assert_eq!((address.scheme(), address.place(), address.path()), (Scheme::S3, "bucket", "a/b"));
        let address = parsed("sftp://ana@host.example:2222/var/www/my%20site");
        assert_eq!((address.user(), address.place()), (Some("ana"), "host.example:2222"));
        assert_eq!((address.host(), address.path()), ("host.example", "var/www/my site"));
        assert_eq!(parsed("webdav://[::1]:80/x").host(), "[::1]");
        assert_eq!(parsed("webdav://[::1]/x").host(), "[::1]");
        assert_eq!(parsed("../public html").path(), "../public html");
        for text in [
            "s3://bucket/a",
            "gs://bucket",
            "az://container/x",
            "ftps://u@host/x",
            "webdavs://host:8443/x",
            "dir/x",
        ] {
            assert_eq!(parsed(text).to_string(), text);
        }
    }

    #[test]
    fn folders_below_have_addresses_too() {
        for (address, below) in [("sftp://a@b:1/x", "sftp://a@b:1/x/y/z"), ("sftp://b", "sftp://b/y/z")] {
            assert_eq!(parsed(address).below("y/z").to_string(), below);
        }
        assert_eq!(Path::new(Address::folder("x").below("y/z").path()), Path::new("x").join("y").join("z"));
    }

    #[test]
    fn what_is_no_address_is_told() {
        assert_eq!(Address::parse("s4://bucket"), Err(AddressError::Scheme("s4".into())));
        assert_eq!(Address::parse("ftps://ana:secret@host/"), Err(AddressError::Password));
        assert_eq!(Address::parse("s3:///folder"), Err(AddressError::Place));
        assert_eq!(Address::parse("s3://bucket/?key=1"), Err(AddressError::Extra));
        assert_eq!(
            Address::parse("sftp://host/a/%2e%2e/b"),
            Ok(Address { folder: "b".into(), ..parsed("sftp://host/b") })
        );
        assert_eq!(Address::parse("sftp://host/a%2f..%2fb"), Err(AddressError::Extra));
    }
}
