//! Files that are copied: the static folder, files beside content, and the theme's own.

use std::hash::{Hash, Hasher};

use super::picture::{self, PictureFile};
use super::served::{Served, file_at};
use super::{Files, Output, PictureId, Planner, Site, StaticId, ThemeFileId};
use crate::article::body::sanitise_svg;
use crate::catalog::{BundledId, Catalog};
use crate::diagnostic;
use crate::diagnostic::Diagnostics;
use crate::fingerprint::Fingerprint;
use crate::output::message;
use crate::path::{PUBLISHED_ENDINGS, SourcePath, UrlPath};
use crate::reserved;
use crate::reserved::{Own, Reserved};
use crate::source::{FileStamp, STATIC, SourceFile};
use crate::template::{THEME_FILES, is_theme_source};

/// The folder of the theme's files, below the static folder.
const THEME: &str = Own::Theme.name();

/// A file that is copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asset {
    /// A file of the static folder.
    Static(StaticId),
    /// A file beside content.
    Bundled(BundledId),
    /// A file of the theme.
    Theme(ThemeFileId),
    /// A smaller version of a picture, with its width in pixels.
    Variant(PictureId, u32),
}

/// A file that pages of the theme refer to: published under a name that holds its fingerprint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThemeFile {
    /// Its name below the theme's folder, such as `style.css`.
    pub name: String,
    /// The site's own file of that name; `None` for the default theme's.
    pub own: Option<SourcePath>,
    /// The fingerprint of its content.
    pub fingerprint: Fingerprint,
}

impl ThemeFile {
    /// Its address: `/theme/style.0123456789abcdef.css`.
    pub fn url(&self) -> UrlPath {
        let hash = self.fingerprint.short();
        let name = match self.name.rsplit_once('.') {
            Some((stem, extension)) => format!("{stem}.{hash}.{extension}"),
            None => format!("{}.{hash}", self.name),
        };
        Own::Theme.folder().file(&name)
    }
}

impl Asset {
    /// The source of the file, for messages.
    pub fn source(self, catalog: &Catalog, files: &Files) -> String {
        match self {
            Asset::Static(id) => files.statics[id].path.to_string(),
            Asset::Bundled(id) => catalog.bundled[id].0.to_string(),
            Asset::Theme(id) => match &files.theme[id] {
                ThemeFile { own: Some(path), .. } => path.to_string(),
                ThemeFile { name, .. } => format!("{STATIC}/{THEME}/{name} (default theme)"),
            },
            Asset::Variant(id, _) => files.pictures[id].source.to_string(),
        }
    }
}

/// All that a file that is copied is made of.
#[derive(Hash)]
pub(super) enum AssetInputs<'s> {
    /// A file of the default theme: its name holds the fingerprint of its bytes.
    Embedded(&'s str, Fingerprint),
    /// A smaller version of a picture.
    Variant(VariantInputs<'s>),
    /// A file of the site.
    File { path: &'s SourcePath, stamp: Option<FileStamp>, form: Form },
}

/// All that a smaller version of a picture is made of.
pub(super) struct VariantInputs<'s> {
    picture: &'s PictureFile,
    width: u32,
    /// Its id now: it is the same picture whatever that is.
    id: PictureId,
}

/// Its name tells how it is made of which bytes.
impl Hash for VariantInputs<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let VariantInputs { picture, width, id: _ } = self;
        picture.variant_name(*width).hash(state);
    }
}

impl VariantInputs<'_> {
    /// The picture, and the width in pixels.
    pub(super) fn place(&self) -> (PictureId, u32) {
        (self.id, self.width)
    }
}

/// In which form a file is published.
#[derive(Clone, Copy, Hash)]
pub(super) enum Form {
    /// As it is.
    Whole,
    /// A picture without what its metadata tell and nobody is to know.
    Stripped,
    /// A drawing, sanitised.
    Sanitised,
}

impl<'s> AssetInputs<'s> {
    pub(super) fn of(site: &Site<'s>, asset: Asset) -> AssetInputs<'s> {
        let (files, catalog) = (site.files, site.catalog);
        let path = match asset {
            Asset::Static(id) => &files.statics[id].path,
            Asset::Bundled(id) => &catalog.bundled[id].0,
            Asset::Theme(id) => match &files.theme[id] {
                ThemeFile { own: Some(own), .. } => own,
                ThemeFile { name, fingerprint, .. } => return AssetInputs::Embedded(name, *fingerprint),
            },
            Asset::Variant(id, width) => {
                let picture = &files.pictures[id];
                return AssetInputs::Variant(VariantInputs { picture, width, id });
            }
        };
        let pictures = files.pictures.as_slice();
        let picture = pictures.binary_search_by(|picture| picture.source.cmp(path));
        let is_private = picture.is_ok_and(|index| pictures[index].private);
        let is_drawing = path.extension().eq_ignore_ascii_case("svg") && !site.config.trusted;
        let form = match asset {
            Asset::Bundled(_) if is_drawing => Form::Sanitised,
            Asset::Bundled(_) | Asset::Static(_) if is_private => Form::Stripped,
            _ => Form::Whole,
        };
        AssetInputs::File { path, stamp: files.stamp(path), form }
    }
}

/// Plans every file that is copied.
pub fn plan(planner: &mut Planner<'_>, files: &Files, problems: &mut Diagnostics) {
    for (id, file) in files.statics.enumerate() {
        let below = file.path.as_str().strip_prefix(STATIC).unwrap_or_default().trim_start_matches('/');
        let is_theme = below.strip_prefix(THEME).is_some_and(|rest| rest.starts_with('/'));
        if !is_theme
            && !files.hidden.contains(&file.path)
            && let Some(url) = UrlPath::root().file_below(below)
        {
            match file_at(&url).and_then(|path| Own::at(&path)).filter(|own| own.is_writers()) {
                Some(own) => problems.push(reserved::message::reserved_file(&file.path, own)),
                None => planner.add_file(&url, Asset::Static(id), Some(file.stamp.size)),
            }
        }
    }
    let shown = |(_, (path, _)): &(BundledId, &(SourcePath, UrlPath))| !files.hidden.contains(path);
    for (id, (path, url)) in planner.catalog.bundled.enumerate().filter(shown) {
        match file_at(url).and_then(|path| Reserved::at(&path)) {
            Some(Reserved::Own(own)) => problems.push(reserved::message::reserved_file(path, own)),
            Some(Reserved::Steers(steering)) => {
                problems.push(reserved::message::steering_files(path, steering, 1))
            }
            None => planner.add_file(url, Asset::Bundled(id), files.size(path)),
        }
    }
    // Equal pictures share their smaller versions.
    let mut variants = std::collections::BTreeSet::new();
    for (id, picture) in files.pictures.enumerate() {
        let new = |width: &&u32| variants.insert(picture.variant_name(**width));
        let widths: Vec<u32> = picture.variants.iter().filter(new).copied().collect();
        if !widths.is_empty() {
            let served = original_served(planner, files, &picture.source);
            for width in widths {
                planner.add_version(&picture.variant_url(width), Asset::Variant(id, width), served);
            }
        }
    }
    for (id, file) in files.theme.enumerate() {
        planner
            .entries
            .extend(file_at(&file.url()).map(|path| (path, Output::Asset(Asset::Theme(id), Served::Site))));
    }
}

/// The addresses of the theme's files by name.
pub fn theme_urls(files: &Files) -> Vec<(String, UrlPath)> {
    files.theme.iter().map(|file| (file.name.clone(), file.url())).collect()
}

/// The theme's files: the default ones, a site's own of the same name instead, and others of its own.
///
/// `read` reads a file of the static folder.
pub fn theme_files(
    statics: &[SourceFile],
    read: impl Fn(&SourcePath) -> std::io::Result<Vec<u8>>,
    problems: &mut Diagnostics,
) -> Vec<ThemeFile> {
    let mut files: Vec<ThemeFile> = THEME_FILES
        .iter()
        .map(|(name, bytes)| ThemeFile {
            name: (*name).to_owned(),
            own: None,
            fingerprint: Fingerprint::of(bytes),
        })
        .collect();
    let prefix = format!("{STATIC}/{THEME}/");
    for file in statics {
        let Some(name) = file.path.as_str().strip_prefix(&prefix) else { continue };
        match read(&file.path) {
            Ok(bytes) if is_theme_source(name, &bytes) => {}
            Ok(bytes) => {
                files.retain(|default| default.name != name);
                let fingerprint = Fingerprint::of(&bytes);
                files.push(ThemeFile { name: name.to_owned(), own: Some(file.path.clone()), fingerprint });
            }
            Err(error) => {
                problems.push(diagnostic::message::unreadable(file.path.as_str(), &error.to_string()))
            }
        }
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    files
}

/// Whether a file beside content is published: only kinds of files that no browser or host runs, unless content is
/// trusted. Hidden files and those without an extension steer hosts, and are never the content's to say.
pub fn is_published(path: &SourcePath, trusted: bool) -> bool {
    let hidden = path.as_str().split('/').any(|part| part.starts_with('.') && part != ".." && part != ".");
    let extension = path.extension().to_ascii_lowercase();
    // `a.svg.gz` is a drawing that nobody has looked into.
    let packed_drawing = path.stem().to_ascii_lowercase().ends_with(".svg") && extension != "svg";
    !hidden && (trusted || (PUBLISHED_ENDINGS.contains(&extension.as_str()) && !packed_drawing))
}

/// The bytes of a drawing beside content, sanitised.
pub fn drawing(path: &SourcePath, bytes: &[u8]) -> Result<Vec<u8>, Box<crate::diagnostic::Diagnostic>> {
    sanitise_svg(bytes).map(String::into_bytes).ok_or_else(|| Box::new(message::broken_svg(path.as_str())))
}

/// Where a picture is served, of which a smaller version is made.
fn original_served(planner: &Planner<'_>, files: &Files, source: &SourcePath) -> Served {
    let path = picture::url(planner.catalog, source).and_then(|url| file_at(&url));
    path.map_or(Served::Site, |path| Served::of(planner.config, &path, files.size(source)))
}

impl Planner<'_> {
    /// Plans a copied file of `size` bytes, which keeps its name whatever it is.
    fn add_file(&mut self, url: &UrlPath, asset: Asset, size: Option<u64>) {
        if let Some(path) = file_at(url) {
            let served = Served::of(self.config, &path, size);
            self.entries.push((path, Output::Asset(asset, served)));
        }
    }

    /// Plans a smaller version of a picture, which is served where the picture is, unless its own folder is named.
    fn add_version(&mut self, url: &UrlPath, asset: Asset, original: Served) {
        if let Some(path) = file_at(url) {
            let served = original.max(Served::of(self.config, &path, None));
            self.entries.push((path, Output::Asset(asset, served)));
        }
    }
}
