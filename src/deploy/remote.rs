//! What a target says it holds: its manifest, read as far as it differs from the site's.

use bytes::Bytes;
use generate_stores::{Error, Store};

use super::local::{Local, joined};
use super::message;
use super::pending::{self, Pending};
use super::tasks::each;
use crate::diagnostic::Diagnostics;
use crate::write::manifest::{self, Manifest, ShardIndex, parse_files};
use crate::write::sum::Sum;

/// How many shards are read at once.
const AT_ONCE: usize = 16;

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
    pub(super) async fn read(store: &Store, problems: &mut Diagnostics) -> Result<Remote, Error> {
        let Some(list) = store.read(manifest::NAME).await? else { return Ok(Remote::default()) };
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
    pub(super) fn has_shard(&self, path: &str, sum: &Sum) -> bool {
        self.index.shards.get(path).is_some_and(|there| there.sum == sum)
    }

    /// The files that the target's shards list, sorted by path: with `all` of every shard, else of those that differ from the
    /// site's. A shard that cannot be read lists nothing, so that its files are sent again.
    ///
    /// # Errors
    /// If the target cannot be read.
    pub(super) async fn files(
        &self,
        store: &Store,
        local: &Local,
        all: bool,
        problems: &mut Diagnostics,
    ) -> Result<Manifest, Error> {
        let differs = |path: &str, sum: &Sum| local.index.shards.get(path).is_none_or(|here| here.sum != sum);
        let shards: Vec<String> = self
            .index
            .shards
            .entries()
            .filter(|shard| all || differs(shard.path, shard.sum))
            .map(|shard| shard.path.to_owned())
            .collect();
        let read = each(AT_ONCE, shards, {
            let store = store.clone();
            move |path| {
                let store = store.clone();
                async move {
                    let bytes = store.read(&path).await?;
                    // A shard that is not as the list says is one that a killed deploy has sent after all files in it.
                    let files =
                        bytes.map_or_else(|| Err("missing".to_owned()), |bytes| parse_files(&path, &bytes));
                    Ok::<_, Error>((path, files))
                }
            }
        })
        .await?;
        let mut lists = Vec::with_capacity(read.len());
        for (path, files) in read {
            match files {
                Ok(files) => lists.push(files),
                Err(reason) => problems.push(message::remote_broken(&path, &reason)),
            }
        }
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
