//! The headers of the site's files: how long browsers keep them, and what pages cannot say of themselves.

use crate::facts::{Cache, ContentType};
use crate::output::asset::Asset;
use crate::output::base::Base;
use crate::output::{Output, Plan, Served};
use crate::path::UrlPath;
use crate::picture::MAKING;
use crate::reserved::Own;

/// The headers of every file. The rest of the policy is in each page, since pages differ in what they may load; only a header can
/// keep other sites from showing a page in a frame.
pub(super) const SECURITY: [(&str, &str); 3] = [
    ("Content-Security-Policy", "frame-ancestors 'none'"),
    ("Referrer-Policy", "no-referrer-when-downgrade"),
    ("X-Content-Type-Options", "nosniff"),
];

/// The header of how long a file may be kept.
pub(super) const CACHE: &str = "Cache-Control";

/// Its value for files whose names change with their content.
pub(super) const FOR_EVER: &str = Cache::Immutable.header();

/// Its value for all others.
pub(super) const ASK_EACH_TIME: &str = Cache::Revalidate.header();

/// Endings of names that servers in use have no content type for, or another one.
const ENDINGS: [&str; 14] = [
    "avif",
    "bib",
    "csv",
    "geojson",
    "ics",
    "m4a",
    "md",
    "mjs",
    "otf",
    "vtt",
    "warc",
    "webmanifest",
    "webp",
    "woff2",
];

/// The endings with their content types, as the manifest has them.
pub(super) fn content_types() -> impl Iterator<Item = (&'static str, ContentType)> {
    ENDINGS.into_iter().map(|ending| (ending, ContentType::of_name(&format!("x.{ending}"))))
}

/// Where the files stand whose names change with their content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Lasting {
    /// Whether the folder of smaller versions of images has no other files.
    only_versions: bool,
}

impl Lasting {
    pub(super) fn of(plan: &Plan) -> Lasting {
        let folder = format!("{}/", crate::output::picture::FOLDER);
        let start = plan.entries().partition_point(|(path, _)| path.as_str() < folder.as_str());
        let inside =
            plan.entries()[start..].iter().take_while(|(path, _)| path.as_str().starts_with(&folder));
        let inside = inside.filter(|(_, output)| output.served() == Served::Site);
        let mut versions = inside.map(|(_, output)| matches!(output, Output::Asset(Asset::Variant(..), _)));
        // A folder without files is no place to make promises about.
        Lasting { only_versions: versions.next() == Some(true) && versions.all(|is_version| is_version) }
    }

    /// The addresses of folders whose files all last, for hosts that know folders alone.
    pub(super) fn folders(self, base: &Base<'_>) -> Vec<String> {
        let images = self.only_versions.then(|| UrlPath::root().join(crate::output::picture::FOLDER));
        [Own::Theme.folder()].into_iter().chain(images).map(|folder| base.href(&folder)).collect()
    }
}

/// The decoded addresses of all files that last, as regular expressions; `literal` writes a text in their syntax.
pub(super) fn lasting_patterns(base: &Base<'_>, literal: impl Fn(&str) -> String) -> [String; 2] {
    let pattern = |url: UrlPath| literal(&super::decoded(base, &url));
    let images = pattern(UrlPath::root().join(crate::output::picture::FOLDER));
    [
        format!("^{}", pattern(Own::Theme.folder())),
        // See `PictureFile::variant_name`.
        format!("^{images}[0-9a-f]+-[0-9]+-{MAKING}\\x2e"),
    ]
}

/// The headers as lines of `_headers`, which Netlify and Cloudflare read. Both add up what several patterns say of a header, so each
/// stands under one of them; where nothing is said, both let browsers keep no file without asking.
pub(super) fn headers_file(base: &Base<'_>, lasting: Lasting) -> String {
    let everything = base.href(&UrlPath::root());
    let mut text = format!("{everything}*\n");
    SECURITY.iter().for_each(|(name, value)| text.push_str(&format!("  {name}: {value}\n")));
    for folder in lasting.folders(base) {
        text.push_str(&format!("\n{folder}*\n  {CACHE}: {FOR_EVER}\n"));
    }
    text
}
