//! What a target says it holds: its manifest, read as far as it differs from the site's.

use std::future::Future;

use std::collections::HashSet;

use bytes::Bytes;
use generate_stores::{Error, Store};

use super::local::{Local, joined};
use super::message;
use super::pending::{self, Pending};
use super::tasks::each;
use crate::diagnostic::Diagnostics;
use crate::write::manifest::{self, Manifest, ManifestEntry, ShardIndex, parse_files};
use crate::write::sum::Sum;

/// Reads whole files of a target by their paths. Cheap to clone.
pub(super) trait Reader: Clone + Send + Sync + 'static {
    /// Why a file cannot be read.
    type Error: Send + 'static;

    /// Whether all files of the target change at once: then a shard is always as the list of shards says.
    const CHANGES_AT_ONCE: bool;

    /// How many files are read at once.
    fn at_once(&self) -> usize;

    /// Reads a whole file; `None` where there is none.
    ///
    /// # Errors
    /// If the target cannot be read.
    fn read(&self, path: &str) -> impl Future<Output = Result<Option<Bytes>, Self::Error>> + Send;
}

impl Reader for Store {
    type Error = Error;

    const CHANGES_AT_ONCE: bool = false;

    fn at_once(&self) -> usize {
        Store::at_once(self)
    }

    fn read(&self, path: &str) -> impl Future<Output = Result<Option<Bytes>, Error>> + Send {
        Store::read(self, path)
    }
}

/// The manifest of a target.
#[derive(Clone, Debug, Default)]
pub(super) struct Remote {
    /// The bytes of the list of shards; `None` where there is none.
    pub(super) list: Option<Bytes>,
    /// What they say; nothing where they cannot be read.
    pub(super) index: ShardIndex,
}

impl Remote {
    /// Reads the list of shards: one request.
    ///
    /// # Errors
    /// If the target cannot be read.
    pub(super) async fn read<R: Reader>(reader: &R, problems: &mut Diagnostics) -> Result<Remote, R::Error> {
        let Some(list) = reader.read(manifest::NAME).await? else { return Ok(Remote::default()) };
        let index = ShardIndex::parse(&list).unwrap_or_else(|reason| {
            problems.push(message::remote_broken(manifest::NAME, &reason));
            ShardIndex::default()
        });
        Ok(Remote { list: Some(list), index })
    }

    /// What identifies the state of the target, for the journal.
    pub(super) fn base(&self) -> String {
        let sum = self.list.as_deref().map(Sum::of);
        sum.map_or_else(|| "none".to_owned(), |sum| sum.to_hex().as_ref().to_owned())
    }

    /// Whether a shard at the target is the same as that of the site.
    pub(super) fn has_shard(&self, shard: ManifestEntry<'_>) -> bool {
        self.index.shards.get(shard.path).is_some_and(|there| there.sum == shard.sum)
    }

    /// The files that the target's shards list, sorted by path: with `all` of every shard, else of those that differ from the
    /// site's. A shard that cannot be read lists nothing, so that its files are sent again. One that is not as the list of shards
    /// says is taken as missing from now on: it is damaged, or was sent by a deploy that has not ended.
    ///
    /// # Errors
    /// If the target cannot be read.
    pub(super) async fn files<R: Reader>(
        &mut self,
        reader: &R,
        local: &Local,
        all: bool,
        problems: &mut Diagnostics,
    ) -> Result<Manifest, R::Error> {
        let differs =
            |shard: &ManifestEntry<'_>| local.index.find(shard.path).is_none_or(|here| here.sum != shard.sum);
        let shards = self.index.shards.entries().filter(|shard| all || differs(shard));
        let shards: Vec<(String, Sum)> = shards.map(|shard| (shard.path.to_owned(), *shard.sum)).collect();
        let read = each(reader.at_once(), shards, {
            let reader = reader.clone();
            move |(path, sum)| {
                let reader = reader.clone();
                async move {
                    let bytes = reader.read(&path).await?;
                    let is_as_listed = bytes.as_deref().is_some_and(|bytes| Sum::of(bytes) == sum);
                    let files = match bytes {
                        None => Err("missing".to_owned()),
                        // Elsewhere it is one that a killed deploy has sent, after all files in it.
                        Some(_) if R::CHANGES_AT_ONCE && !is_as_listed => {
                            Err("its checksum is not that in the list".to_owned())
                        }
                        Some(bytes) => parse_files(&path, &bytes),
                    };
                    Ok::<_, R::Error>((path, is_as_listed, files))
                }
            }
        })
        .await?;
        let mut lists = Vec::with_capacity(read.len());
        let mut others = HashSet::new();
        for (path, is_as_listed, files) in read {
            if !is_as_listed {
                others.insert(path.clone());
            }
            match files {
                Ok(files) => lists.push(files),
                Err(reason) => problems.push(message::remote_broken(&path, &reason)),
            }
        }
        // What the site no longer has is still to be deleted.
        self.index.shards.retain(|path| !others.contains(path) || local.index.find(path).is_none());
        Ok(joined(lists))
    }

    /// The deletions that the target has before it: one request.
    ///
    /// # Errors
    /// If the target cannot be read.
    pub(super) async fn pending(store: &Store) -> Result<Pending, Error> {
        Ok(store.read(pending::NAME).await?.map(|bytes| Pending::parse(&bytes)).unwrap_or_default())
    }
}
