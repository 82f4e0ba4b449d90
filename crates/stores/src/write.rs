//! Small files, which are written as a whole.

use std::collections::HashMap;
use std::time::Duration;

use bytes::Bytes;
use opendal::options::WriteOptions;
use opendal::{Buffer, Operator};
use tokio::task::block_in_place;

use crate::{ATTEMPTS, Error, ErrorKind, Headers, Place, Scheme, Store, part, redirect};

impl Store {
    /// Writes a file; whoever reads it at the same time gets the old bytes or the new ones.
    ///
    /// # Errors
    /// If the store refuses or cannot be reached.
    pub async fn write(&self, path: &str, bytes: Bytes, headers: &Headers) -> Result<(), Error> {
        let operator = match &self.place {
            Place::Direct(direct) => return block_in_place(|| direct.write(path, &bytes)),
            Place::Service { writing: operator, .. } => operator,
        };
        let options = write_options(operator, headers);
        if self.replaces_by_rename() {
            let part = part(path);
            let mut attempt = 1;
            loop {
                let written = self.written(operator, &part, bytes.clone(), options.clone()).await;
                match written {
                    Ok(()) => return self.rename_part(path).await,
                    Err(error) if attempt == ATTEMPTS || error.kind == ErrorKind::Denied => {
                        return Err(error);
                    }
                    Err(_) => tokio::time::sleep(Duration::from_millis(200 << attempt)).await,
                }
                attempt += 1;
            }
        }
        self.written(operator, path, bytes, options).await
    }

    /// Gives a file that was sent its name. Where the connection broke before the answer, it may have it already.
    ///
    /// # Errors
    /// If the store refuses or cannot be reached.
    pub(crate) async fn rename_part(&self, path: &str) -> Result<(), Error> {
        let Place::Service { reading: operator, .. } = &self.place else { return Ok(()) };
        let part = part(path);
        let Err(error) = operator.rename(&part, path).await else { return Ok(()) };
        let is_renamed = matches!(operator.exists(&part).await, Ok(false))
            && matches!(operator.exists(path).await, Ok(true));
        if is_renamed { Ok(()) } else { Err(self.error(&error)) }
    }

    /// Writes a file that must not exist yet. Returns whether it was written. Where the store cannot promise that
    /// ([`Store::creates_exclusively`]), a file that appears at the same moment is overwritten.
    ///
    /// # Errors
    /// If the store refuses or cannot be reached.
    pub async fn create(&self, path: &str, bytes: Bytes, headers: &Headers) -> Result<bool, Error> {
        let operator = match &self.place {
            Place::Direct(direct) => return block_in_place(|| direct.create(path, &bytes)),
            Place::Service { writing: operator, .. } => operator,
        };
        let options = write_options(operator, headers);
        if !self.creates_exclusively() {
            if operator.exists(path).await.map_err(|error| self.error(&error))? {
                return Ok(false);
            }
            return self.written(operator, path, bytes, options).await.map(|()| true);
        }
        let options = WriteOptions { if_not_exists: true, ..options };
        match operator.write_options(path, bytes, options).await {
            Ok(_) => Ok(true),
            Err(error) if is_taken(error.kind()) => Ok(false),
            Err(error) => Err(self.error(&error)),
        }
    }

    /// Whether a file is written under another name and renamed, so that nobody reads half of it.
    pub(crate) fn replaces_by_rename(&self) -> bool {
        self.address.scheme() == Scheme::Sftp
    }

    async fn written(
        &self,
        operator: &Operator,
        path: &str,
        bytes: Bytes,
        options: WriteOptions,
    ) -> Result<(), Error> {
        let written = operator.write_options(path, Buffer::from(bytes), options).await;
        written.map(drop).map_err(|error| self.error(&error))
    }
}

/// The headers that a service keeps, as far as it does.
pub(crate) fn write_options(operator: &Operator, headers: &Headers) -> WriteOptions {
    let can = operator.info().capability();
    let is_s3 = operator.info().scheme() == opendal::services::S3_SCHEME;
    let text = |can: bool, value: &str| (can && !value.is_empty()).then(|| value.to_owned());
    WriteOptions {
        // A piece at a time, so that limits of time hold for a piece and not for a file of any size.
        chunk: (operator.info().scheme() == "sftp").then_some(256 << 10),
        content_type: text(can.write_with_content_type, &headers.content_type),
        cache_control: text(can.write_with_cache_control, &headers.cache_control),
        content_encoding: headers
            .content_encoding
            .as_deref()
            .and_then(|value| text(can.write_with_content_encoding, value)),
        user_metadata: headers
            .redirect
            .as_deref()
            .and_then(|address| text(is_s3, address))
            .map(|address| HashMap::from([(redirect::OWN.to_owned(), address)])),
        ..WriteOptions::default()
    }
}

/// Whether a store says so of a file that exists already.
fn is_taken(kind: opendal::ErrorKind) -> bool {
    use opendal::ErrorKind::{AlreadyExists, ConditionNotMatch, Conflict};
    matches!(kind, AlreadyExists | ConditionNotMatch | Conflict)
}
