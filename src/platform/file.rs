//! What a system knows of a file beside its size and the time of its last change.

use std::fs::Metadata;

/// What tells a file from another one at the same path; 0 where the system does not tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// When it was last changed in any way, which nobody can set: nanoseconds since 1970.
    pub changed: i64,
    /// Its number in the file system, or another number that a new file does not have.
    pub number: u64,
}

/// The identity of a file.
#[cfg(unix)]
pub fn identity(metadata: &Metadata) -> Identity {
    use std::os::unix::fs::MetadataExt as _;
    let changed = metadata.ctime().saturating_mul(1_000_000_000).saturating_add(metadata.ctime_nsec());
    Identity { changed, number: metadata.ino() }
}

/// The identity of a file: Windows tells when it was made.
#[cfg(windows)]
pub fn identity(metadata: &Metadata) -> Identity {
    use std::os::windows::fs::MetadataExt as _;
    Identity { changed: 0, number: metadata.creation_time() }
}

/// The identity of a file: other systems do not tell.
#[cfg(not(any(unix, windows)))]
pub fn identity(_: &Metadata) -> Identity {
    Identity::default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_one_identity_until_another_takes_its_place() {
        let folder = tempfile::TempDir::new().unwrap();
        let (file, other) = (folder.path().join("a"), folder.path().join("b"));
        std::fs::write(&file, "a").unwrap();
        std::fs::write(&other, "b").unwrap();
        let of = |path: &std::path::Path| identity(&path.metadata().unwrap());
        let before = of(&file);
        assert_eq!(of(&file), before);
        if cfg!(unix) {
            assert_ne!(of(&other).number, before.number);
            assert!(before.changed > 0);
            std::fs::rename(&other, &file).unwrap();
            assert_ne!(of(&file).number, before.number);
        }
    }
}
