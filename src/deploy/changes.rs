//! What has to be sent to a target and deleted there: one manifest compared with another.

use crate::facts::Stage;
use crate::write::manifest::{Manifest, ManifestEntry};

/// What has to change at a target so that it holds the site.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// Files of the site, by path; those that are sent are in `order`.
    files: Manifest,
    /// The files to send, in the order in which they are.
    order: Vec<(Round, u32)>,
    /// The files to delete, by path.
    delete: Vec<Deletion>,
}

/// A file to delete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Deletion {
    /// Its path.
    pub(super) path: Box<str>,
    /// Whether pages load it, so that an open page may still ask for it.
    pub(super) is_part: bool,
}

/// The rounds of a deploy. Each begins when the one before is done, so that whatever a page refers to is there before the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Round {
    /// What pages load.
    Assets,
    /// Pages that nothing refers to yet.
    NewPages,
    /// Lists that nothing refers to yet.
    NewLists,
    /// Pages with another text than before.
    ChangedPages,
    /// Lists with other entries than before.
    ChangedLists,
    /// The shards of the manifest, and the checksums for other programs.
    Manifest,
}

impl Round {
    /// All of them in their order.
    pub(super) const ALL: [Round; 6] = [
        Round::Assets,
        Round::NewPages,
        Round::NewLists,
        Round::ChangedPages,
        Round::ChangedLists,
        Round::Manifest,
    ];

    fn of(stage: Stage, is_new: bool) -> Round {
        match stage {
            Stage::Asset => Round::Assets,
            Stage::Page if is_new => Round::NewPages,
            Stage::Page => Round::ChangedPages,
            Stage::List if is_new => Round::NewLists,
            Stage::List => Round::ChangedLists,
            Stage::Manifest => Round::Manifest,
        }
    }
}

impl Changes {
    /// What makes a target that holds the files `there` hold `files` instead. Both are sorted by path.
    ///
    /// Files that are equal in their bytes but have other facts are sent again: a store keeps their headers.
    pub(super) fn between(files: Manifest, there: &Manifest) -> Changes {
        let mut order = Vec::new();
        let mut delete = Vec::new();
        let mut old = there.entries().peekable();
        for (number, entry) in (0..).zip(files.entries()) {
            while let Some(gone) = old.next_if(|old| old.path < entry.path) {
                delete.push(Deletion { path: gone.path.into(), is_part: gone.facts.stage == Stage::Asset });
            }
            let known = old.next_if(|old| old.path == entry.path);
            if known.is_none_or(|known| !is_same(&known, &entry)) {
                order.push((Round::of(entry.facts.stage, known.is_none()), number));
            }
        }
        delete.extend(
            old.map(|gone| Deletion { path: gone.path.into(), is_part: gone.facts.stage == Stage::Asset }),
        );
        // Stable: within a round in order of path.
        order.sort_by_key(|(round, _)| *round);
        Changes { files, order, delete }
    }

    /// All files to send, in the order in which they are.
    pub(super) fn send(&self) -> impl Iterator<Item = ManifestEntry<'_>> + Clone {
        self.order.iter().map(|(_, number)| self.file(*number))
    }

    /// The files to send by path, each as a number for [`Changes::file`].
    pub(super) fn sent_by_path(&self) -> Vec<u32> {
        let mut numbers: Vec<u32> = self.order.iter().map(|(_, number)| *number).collect();
        numbers.sort_unstable();
        numbers
    }

    /// The file of the site with a number.
    pub(super) fn file(&self, number: u32) -> ManifestEntry<'_> {
        self.files.entry(number as usize)
    }

    /// The file that is sent at place `at` of the order.
    pub(super) fn sent(&self, at: usize) -> ManifestEntry<'_> {
        self.file(self.order[at].1)
    }

    /// The places of a round in the order.
    pub(super) fn places(&self, round: Round) -> std::ops::Range<usize> {
        let start = self.order.partition_point(|(of, _)| *of < round);
        let end = self.order.partition_point(|(of, _)| *of <= round);
        start..end
    }

    /// How many files are sent.
    pub(super) fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether no file is sent and none deleted.
    pub(super) fn is_empty(&self) -> bool {
        self.order.is_empty() && self.delete.is_empty()
    }

    /// The files to delete, by path.
    pub(super) fn delete(&self) -> &[Deletion] {
        &self.delete
    }

    /// Adds files to delete that the target's manifest does not list.
    pub(super) fn delete_too(&mut self, paths: impl Iterator<Item = Box<str>>) {
        self.delete.extend(paths.map(|path| Deletion { path, is_part: false }));
        self.delete.sort_by(|a, b| a.path.cmp(&b.path));
        self.delete.dedup_by(|a, b| a.path == b.path);
    }

    /// Whether the site itself has a file at `path`, as far as it was compared.
    pub(super) fn has(&self, path: &str) -> bool {
        self.files.find(path).is_some()
    }
}

fn is_same(one: &ManifestEntry<'_>, other: &ManifestEntry<'_>) -> bool {
    one.size == other.size && one.sum == other.sum && one.facts == other.facts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{Cache, ContentType, Facts};
    use crate::write::sum::Sum;

    fn facts(stage: Stage) -> Facts {
        Facts { content_type: ContentType::HTML, stage, cache: Cache::Revalidate }
    }

    fn manifest(files: &[(&str, Stage, &str)]) -> Manifest {
        let mut manifest = Manifest::default();
        for (path, stage, text) in files {
            let (sum, facts) = (Sum::of(text.as_bytes()), facts(*stage));
            let entry = ManifestEntry { path, size: text.len() as u64, sum: &sum, facts: &facts };
            manifest.push(entry, 0);
        }
        manifest
    }

    fn sent(changes: &Changes) -> Vec<&str> {
        changes.send().map(|entry| entry.path).collect()
    }

    #[test]
    fn only_what_differs_is_sent_and_in_order() {
        let there = manifest(&[
            ("a.css", Stage::Asset, "old"),
            ("feed.xml", Stage::List, "1"),
            ("old/index.html", Stage::Page, "gone"),
            ("same/index.html", Stage::Page, "same"),
            ("story/index.html", Stage::Page, "before"),
        ]);
        let here = manifest(&[
            ("b.css", Stage::Asset, "new"),
            ("feed.xml", Stage::List, "2"),
            ("fresh/index.html", Stage::Page, "fresh"),
            ("same/index.html", Stage::Page, "same"),
            ("story/index.html", Stage::Page, "after"),
        ]);
        let changes = Changes::between(here, &there);
        assert_eq!(sent(&changes), ["b.css", "fresh/index.html", "story/index.html", "feed.xml"]);
        let deleted: Vec<(&str, bool)> =
            changes.delete().iter().map(|deletion| (&*deletion.path, deletion.is_part)).collect();
        assert_eq!(deleted, [("a.css", true), ("old/index.html", false)]);
        let round = |round| changes.places(round).map(|place| changes.sent(place).path).collect::<Vec<_>>();
        assert_eq!(round(Round::Assets), ["b.css"]);
        assert_eq!(round(Round::NewPages), ["fresh/index.html"]);
        assert_eq!(round(Round::ChangedPages), ["story/index.html"]);
        assert_eq!(round(Round::ChangedLists), ["feed.xml"]);
        assert_eq!(round(Round::Manifest), [] as [&str; 0]);
    }

    #[test]
    fn other_headers_are_a_change() {
        let there = manifest(&[("a", Stage::Page, "x")]);
        let here = manifest(&[("a", Stage::List, "x")]);
        assert_eq!(sent(&Changes::between(here, &there)), ["a"]);
    }

    #[test]
    fn equal_sites_need_nothing() {
        let files = [("a", Stage::Page, "x"), ("b", Stage::List, "y")];
        assert!(Changes::between(manifest(&files), &manifest(&files)).is_empty());
        let all = Changes::between(manifest(&files), &Manifest::default());
        assert_eq!((all.len(), all.delete().len()), (2, 0));
        let none = Changes::between(Manifest::default(), &manifest(&files));
        assert_eq!((none.len(), none.delete().len()), (0, 2));
    }
}
