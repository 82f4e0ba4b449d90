//! The deletions that a target still has before it: `generate-deploy.json` there.
//!
//! A file that pages load is not deleted at once when the site no longer has it, because a page that is open in a browser may
//! still ask for it. So the target itself remembers what is to go: the next deploy may come from another machine. The list
//! is also what a deploy that is killed while it deletes is finished by: the new manifest no longer names those files.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::ser::SerializeStruct as _;
use serde::{Deserialize, Serialize, Serializer};

use crate::path::OutPath;
use crate::reserved::Own;

use super::changes::{Changes, Deletion};

/// The file at the target.
pub(super) const NAME: &str = Own::DeployState.name();

/// What is to be deleted at a target, and since when.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Pending {
    deletions: BTreeMap<Box<str>, Waiting>,
    /// A deploy that has begun to send files and had not ended when the list was read.
    pub(super) unfinished: Option<Unfinished>,
}

/// A deploy that has begun to send files: whatever the manifest at the target says of them, they may be of another site.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Unfinished {
    /// Its id, by which the machine that it runs on knows what has been sent.
    pub(super) id: String,
    /// The files that it sends, sorted.
    pub(super) paths: Vec<Box<str>>,
}

/// The deploy that is running here, as others will know it if it does not end.
pub(super) struct Running<'c> {
    /// Its id.
    pub(super) id: String,
    /// What it sends.
    changes: &'c Changes,
    /// The files of that by path. Their names would be as much memory again as the manifest has.
    sent: Vec<u32>,
    /// Files that one before it, which has not ended, sent and that this one does not.
    others: Vec<Box<str>>,
}

impl<'c> Running<'c> {
    /// The deploy `id`, which makes `changes` after `earlier`.
    pub(super) fn new(id: String, changes: &'c Changes, earlier: Option<&Unfinished>) -> Running<'c> {
        let mut others: Vec<Box<str>> = earlier.map_or(&[][..], |earlier| &earlier.paths).to_vec();
        let sent = changes.sent_by_path();
        others.retain(|path| sent.binary_search_by(|at| changes.file(*at).path.cmp(path)).is_err());
        Running { id, changes, sent, others }
    }

    /// Whether a target that knows of `earlier` knows of this one.
    pub(super) fn is_known_as(&self, earlier: &Unfinished) -> bool {
        let is_in = |path: &str| earlier.paths.binary_search_by(|known| (**known).cmp(path)).is_ok();
        // The others are some of its files.
        earlier.id == self.id
            && earlier.paths.len() == self.sent.len() + self.others.len()
            && self.changes.send().all(|entry| is_in(entry.path))
    }

    /// The files that may be of another site than the manifest says.
    fn paths(&self) -> impl Iterator<Item = &str> {
        let sent = self.sent.iter().map(|at| self.changes.file(*at).path);
        sent.chain(self.others.iter().map(|path| &**path))
    }
}

impl Serialize for Running<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Paths<'r>(&'r Running<'r>);
        impl Serialize for Paths<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_seq(self.0.paths())
            }
        }
        let mut written = serializer.serialize_struct("Unfinished", 2)?;
        written.serialize_field("id", &self.id)?;
        written.serialize_field("paths", &Paths(self))?;
        written.end()
    }
}

/// What is known of a file that is to be deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Waiting {
    /// When the site no longer had it, in seconds since 1970.
    since: u64,
    /// Whether pages load it.
    is_part: bool,
}

/// The file as it is written.
#[derive(Serialize)]
struct Written<'w> {
    version: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    unfinished: Option<&'w Running<'w>>,
    deletions: Vec<WrittenDeletion<'w>>,
}

#[derive(Serialize)]
struct WrittenDeletion<'w> {
    path: &'w str,
    since: u64,
    part: bool,
}

/// The file as it is read.
#[derive(Deserialize)]
struct Read {
    version: u32,
    #[serde(default)]
    unfinished: Option<Unfinished>,
    deletions: Vec<ReadDeletion>,
}

#[derive(Deserialize)]
struct ReadDeletion {
    path: Box<str>,
    since: u64,
    part: bool,
}

impl Pending {
    /// Reads the list, which is not trusted: no entry leads out of the site. A list that cannot be read is empty, so that
    /// nothing is deleted by it.
    pub(super) fn parse(bytes: &[u8]) -> Pending {
        let Ok(Read { version: 1, unfinished, deletions }) = serde_json::from_slice(bytes) else {
            return Pending::default();
        };
        let sound = deletions.into_iter().filter(|deletion| OutPath::new(&*deletion.path).is_ok());
        let waiting = |ReadDeletion { path, since, part }| (path, Waiting { since, is_part: part });
        let mut unfinished: Option<Unfinished> = unfinished;
        if let Some(Unfinished { paths, .. }) = &mut unfinished {
            paths.retain(|path| OutPath::new(&**path).is_ok());
            paths.sort_unstable();
        }
        Pending { deletions: sound.map(waiting).collect(), unfinished }
    }

    /// The bytes of the list, with the deploy that is running if it sends files.
    pub(super) fn to_bytes(&self, running: Option<&Running<'_>>) -> Vec<u8> {
        let deletions = self.deletions.iter().map(|(path, waiting)| WrittenDeletion {
            path,
            since: waiting.since,
            part: waiting.is_part,
        });
        let written = Written { version: 1, unfinished: running, deletions: deletions.collect() };
        // Of a first deploy this is large: what grows while it is written needs up to three times as much.
        let paths = running.map_or(0, |running| running.paths().map(|path| path.len() + 3).sum());
        let mut bytes = Vec::with_capacity(1000 + paths);
        // Strings and numbers can always be written.
        if serde_json::to_writer(&mut bytes, &written).is_err() {
            bytes.clear();
        }
        bytes.push(b'\n');
        bytes
    }

    /// Adds files that the site no longer has as of `now`.
    pub(super) fn add(&mut self, deletions: &[Deletion], now: u64) {
        for Deletion { path, is_part } in deletions {
            self.deletions.entry(path.clone()).or_insert(Waiting { since: now, is_part: *is_part });
        }
    }

    /// Forgets the files of which `forget` says so: those that were deleted, and those that the site has again.
    pub(super) fn forget(&mut self, forget: impl Fn(&str) -> bool) {
        self.deletions.retain(|path, _| !forget(path));
    }

    /// The files that may go at `now`: pages at once, files that pages load after `keep`.
    pub(super) fn due(&self, now: u64, keep: Duration) -> Vec<Box<str>> {
        let is_due =
            |waiting: &Waiting| !waiting.is_part || waiting.since.saturating_add(keep.as_secs()) <= now;
        let due = self.deletions.iter().filter(|(_, waiting)| is_due(waiting));
        due.map(|(path, _)| path.clone()).collect()
    }

    /// All files that are to be deleted, sorted.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.deletions.keys().map(|path| &**path)
    }

    /// Whether a file is to be deleted.
    pub(super) fn has(&self, path: &str) -> bool {
        self.deletions.contains_key(path)
    }

    /// Whether nothing waits to be deleted, and every deploy had ended.
    pub(super) fn is_empty(&self) -> bool {
        self.deletions.is_empty() && self.unfinished.is_none()
    }

    /// How many files are to be deleted.
    pub(super) fn len(&self) -> usize {
        self.deletions.len()
    }
}

/// Seconds since 1970.
pub(super) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Facts;
    use crate::write::manifest::{Manifest, ManifestEntry};
    use crate::write::sum::Sum;

    fn pending(entries: &[(&str, u64, bool)]) -> Pending {
        let waiting = |(path, since, is_part): &(&str, u64, bool)| {
            (Box::from(*path), Waiting { since: *since, is_part: *is_part })
        };
        Pending { deletions: entries.iter().map(waiting).collect(), unfinished: None }
    }

    fn texts(paths: &[Box<str>]) -> Vec<&str> {
        paths.iter().map(|path| &**path).collect()
    }

    #[test]
    fn a_list_reads_back() {
        let list = pending(&[("a/b.css", 10, true), ("c.html", 20, false)]);
        let text = concat!(
            "{\"version\":1,\"deletions\":[{\"path\":\"a/b.css\",\"since\":10,\"part\":true},",
            "{\"path\":\"c.html\",\"since\":20,\"part\":false}]}\n"
        );
        assert_eq!(String::from_utf8(list.to_bytes(None)).unwrap(), text);
        assert_eq!(Pending::parse(text.as_bytes()), list);
        assert_eq!(crate::verify::waiting(text.as_bytes()), ["a/b.css".into(), "c.html".into()]);
        assert!(list.has("c.html") && !list.has("d.html"));
    }

    #[test]
    fn a_list_that_means_harm_deletes_nothing() {
        for text in ["", "[]", "{\"version\":2,\"deletions\":[]}", "\u{0}"] {
            assert!(Pending::parse(text.as_bytes()).is_empty(), "{text}");
        }
        let harm = r#"{"version":1,"deletions":[{"path":"../x","since":0,"part":false},
            {"path":"/etc/passwd","since":0,"part":false},{"path":"a.css","since":0,"part":true}]}"#;
        assert_eq!(Pending::parse(harm.as_bytes()), pending(&[("a.css", 0, true)]));
    }

    #[test]
    fn a_deploy_that_has_not_ended_is_remembered() {
        let files: Vec<(String, Sum)> = ["a", "b/c", "d"].map(|path| (path.to_owned(), Sum::of(b""))).into();
        let manifest = |files: &[(String, Sum)]| {
            let mut manifest = Manifest::default();
            for (path, sum) in files {
                manifest.push(ManifestEntry { path, size: 0, sum, facts: &Facts::SUMS }, 0);
            }
            manifest
        };
        // Only `d` is there already.
        let changes = Changes::between(manifest(&files), &manifest(&files[2..]));
        let running = Running::new("7".to_owned(), &changes, None);
        let text =
            "{\"version\":1,\"unfinished\":{\"id\":\"7\",\"paths\":[\"a\",\"b/c\"]},\"deletions\":[]}\n";
        assert_eq!(String::from_utf8(Pending::default().to_bytes(Some(&running))).unwrap(), text);
        let unfinished = |text: &str| Pending::parse(text.as_bytes()).unfinished.unwrap();
        let earlier = unfinished(text);
        assert_eq!((&*earlier.id, texts(&earlier.paths)), ("7", vec!["a", "b/c"]));
        assert!(running.is_known_as(&earlier));
        assert!(!running.is_known_as(&Unfinished { id: "8".to_owned(), ..earlier.clone() }));
        assert!(!running.is_known_as(&unfinished(&text.replace("\"a\",", ""))));
        assert!(!running.is_known_as(&unfinished(&text.replace("b/c", "e"))));
        // What an earlier one sent and this one does not is still of another site.
        let earlier = unfinished(&text.replace("b/c", "e"));
        let running = Running::new("7".to_owned(), &changes, Some(&earlier));
        let now = unfinished(std::str::from_utf8(&Pending::default().to_bytes(Some(&running))).unwrap());
        assert_eq!(texts(&now.paths), ["a", "b/c", "e"]);
        assert!(running.is_known_as(&now) && !running.is_known_as(&earlier));
        let harm = text.replace("b/c", "../c");
        assert_eq!(unfinished(&harm).paths, ["a".into()]);
    }

    #[test]
    fn files_go_when_their_time_has_come() {
        let mut list =
            pending(&[("a.css", 100, true), ("b.css", 200, true), ("gone/index.html", 200, false)]);
        let minute = Duration::from_secs(60);
        assert_eq!(texts(&list.due(159, minute)), ["gone/index.html"]);
        assert_eq!(texts(&list.due(160, minute)), ["a.css", "gone/index.html"]);
        assert_eq!(texts(&list.due(200, Duration::ZERO)), ["a.css", "b.css", "gone/index.html"]);
        // A clock that was wrong does not count round.
        assert_eq!(texts(&pending(&[("a.css", u64::MAX, true)]).due(5, minute)), [] as [&str; 0]);
        list.add(&[Deletion { path: "a.css".into(), is_part: true }], 500);
        assert_eq!(texts(&list.due(160, minute)), ["a.css", "gone/index.html"], "the first time counts");
        list.forget(|path| path.ends_with(".css"));
        assert_eq!(list, pending(&[("gone/index.html", 200, false)]));
    }
}
