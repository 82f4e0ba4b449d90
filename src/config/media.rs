//! Files on a second host: `[media]`.

use super::BaseUrl;
use crate::path::OutPath;

/// A second host for large files, with a base address of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaHost {
    /// The address that the files are served at.
    pub base_url: BaseUrl,
    /// Folders of the site, by their decoded paths without slashes at their ends, whose files are there.
    pub folders: Vec<String>,
    /// Larger files are there too, whatever their folder; in bytes.
    pub over: Option<u64>,
    /// The folder that a build writes them to, relative to the root of the site; beside the output folder where it says nothing.
    pub output: Option<String>,
}

impl MediaHost {
    /// Whether `folders` or `over` name the file at `path`. The size of a file that is not made yet is not known.
    pub fn names(&self, path: &OutPath, size: Option<u64>) -> bool {
        let is_large = || size.zip(self.over).is_some_and(|(size, over)| size > over);
        let is_below =
            |folder: &String| path.as_str().strip_prefix(&**folder).is_some_and(|rest| rest.starts_with('/'));
        self.folders.iter().any(is_below) || is_large()
    }
}

/// A size as written: a number and `B`, `kB`, `MB`, `GB`, `KiB`, `MiB` or `GiB`; in bytes.
pub fn parse_size(text: &str) -> Option<u64> {
    const UNITS: [(&str, u64); 7] = [
        ("kb", 1_000),
        ("mb", 1_000_000),
        ("gb", 1_000_000_000),
        ("kib", 1 << 10),
        ("mib", 1 << 20),
        ("gib", 1 << 30),
        ("b", 1),
    ];
    let text = text.trim().to_ascii_lowercase();
    let (number, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit())?);
    let (_, factor) = UNITS.into_iter().find(|(name, _)| *name == unit.trim_start())?;
    number.parse::<u64>().ok()?.checked_mul(factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read() {
        for (text, expected) in [
            ("10 MiB", Some(10 << 20)),
            ("10MB", Some(10_000_000)),
            ("500 kB", Some(500_000)),
            ("1 GiB", Some(1 << 30)),
            ("2 gb", Some(2_000_000_000)),
            ("64 KiB", Some(64 << 10)),
            ("0 B", Some(0)),
            ("", None),
            ("10", None),
            ("MB", None),
            ("1.5 MB", None),
            ("-1 MB", None),
            ("10 M", None),
            ("99999999999 GiB", None),
            ("99999999999999999999 B", None),
        ] {
            assert_eq!(parse_size(text), expected, "{text}");
        }
    }

    #[test]
    fn folders_and_sizes_name_files() {
        let media = MediaHost {
            base_url: BaseUrl { origin: "https://media.example".into(), path: String::new() },
            folders: vec!["podcasts".into(), "photos/large".into()],
            over: Some(100),
            output: None,
        };
        for (path, size, expected) in [
            ("podcasts/a.mp3", Some(1), true),
            ("podcasts/2010/a.mp3", None, true),
            ("podcasts.mp3", Some(1), false),
            ("podcasts2/a.mp3", Some(1), false),
            ("photos/a.jpg", Some(100), false),
            ("photos/a.jpg", Some(101), true),
            ("photos/a.jpg", None, false),
            ("photos/large/a.jpg", Some(1), true),
        ] {
            assert_eq!(media.names(&OutPath::new(path).unwrap(), size), expected, "{path}");
        }
    }
}
