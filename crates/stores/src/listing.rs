//! Which files a store has, and what it knows of them without sending them.

use base64::Engine as _;
use futures_util::StreamExt as _;
use opendal::options::ListOptions;
use tokio::task::block_in_place;

use crate::{Error, Listed, Place, Store};

impl Store {
    /// Whether there is any file of whose path `counts` says so.
    ///
    /// # Errors
    /// If the store refuses or cannot be reached.
    pub async fn has_files(&self, counts: impl Fn(&str) -> bool) -> Result<bool, Error> {
        let operator = match &self.place {
            Place::Direct(direct) => {
                let files = block_in_place(|| direct.list())?;
                return Ok(files.iter().any(|file| counts(&file.path)));
            }
            Place::Service { reading: operator, .. } => operator,
        };
        let options = ListOptions { recursive: true, limit: Some(10), ..ListOptions::default() };
        let mut lister = match operator.lister_options("", options).await {
            // A folder that does not exist is made by the first file.
            Err(error) if error.kind() == opendal::ErrorKind::NotFound => return Ok(false),
            lister => lister.map_err(|error| self.error(&error))?,
        };
        loop {
            match lister.next().await {
                None => return Ok(false),
                Some(Ok(entry)) if entry.metadata().is_file() && counts(entry.path()) => return Ok(true),
                Some(Ok(_)) => {}
                Some(Err(error)) if error.kind() == opendal::ErrorKind::NotFound => return Ok(false),
                Some(Err(error)) => return Err(self.error(&error)),
            }
        }
    }

    /// All files of the store, in no order.
    ///
    /// # Errors
    /// If the store refuses or cannot be reached.
    pub async fn list(&self) -> Result<Vec<Listed>, Error> {
        let operator = match &self.place {
            Place::Direct(direct) => return block_in_place(|| direct.list()),
            Place::Service { reading: operator, .. } => operator,
        };
        let options = ListOptions { recursive: true, ..ListOptions::default() };
        let entries = operator.list_options("", options).await.map_err(|error| self.error(&error))?;
        let mut files = Vec::with_capacity(entries.len());
        for entry in entries {
            if !entry.metadata().is_file() {
                continue;
            }
            let (path, metadata) = entry.into_parts();
            let md5 = metadata.content_md5().and_then(md5_of_header);
            let md5 = md5.or_else(|| metadata.etag().and_then(md5_of_etag));
            files.push(Listed { path, size: metadata.content_length(), md5 });
        }
        Ok(files)
    }
}

/// The MD5 of a header `Content-MD5`, which is in base64 (RFC 1864), in hexadecimal digits.
fn md5_of_header(value: &str) -> Option<String> {
    let bytes =
        base64::engine::general_purpose::STANDARD.decode(value).ok().filter(|bytes| bytes.len() == 16)?;
    Some(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The MD5 that an entity tag is, where it looks like one: stores have others for files sent in pieces.
fn md5_of_etag(etag: &str) -> Option<String> {
    let digits = etag.trim_matches('"');
    let is_md5 = digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_md5.then(|| digits.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_are_read_in_either_form() {
        // Of the empty string (RFC 1321).
        let expected = Some("d41d8cd98f00b204e9800998ecf8427e".to_owned());
        assert_eq!(md5_of_header("1B2M2Y8AsgTpgAmY7PhCfg=="), expected);
        assert_eq!(md5_of_etag("\"D41D8CD98F00B204E9800998ECF8427E\""), expected);
        for other in ["", "x", "1B2M2Y8A"] {
            assert_eq!((md5_of_header(other), md5_of_etag(other)), (None, None));
        }
        assert_eq!(md5_of_etag("\"d41d8cd98f00b204e9800998ecf8427e-3\""), None, "a file sent in pieces");
    }
}
