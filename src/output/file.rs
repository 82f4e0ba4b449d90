//! Files and addresses that front matter and `site.toml` name. Each is read once: whether it is there, where, how large it
//! is and of what type follow from one value.

use super::Output;
use super::asset::Asset;
use super::lookups::Lookups;
use super::picture::PictureFile;
use super::served::file_at;
use crate::address::{self, Address, AddressKind};
use crate::catalog::path_here;
use crate::path::{SourcePath, UrlPath};

/// A file that a front matter names.
#[derive(Debug)]
pub(super) struct NamedFile {
    /// Its address on this site, without query and fragment; `None` where it is elsewhere.
    pub(super) here: Option<UrlPath>,
    /// Whether this site has it; of a file elsewhere nobody knows better.
    pub(super) is_there: bool,
    /// Whether it is a picture that may not be shown.
    pub(super) is_hidden: bool,
    /// Its address as pages write it.
    pub(super) href: String,
    /// Its full address.
    pub(super) full: String,
    /// Its size in bytes, if it is a file of this site.
    pub(super) bytes: Option<u64>,
    /// The last part of its path, decoded: what its type is told by.
    pub(super) name: Box<str>,
}

impl Lookups<'_> {
    /// Finds what `written` names in the front matter of `source`, whose page is at `page`: a file beside the source, a path
    /// of the site, or a full address. One of this host or of an old host is a file of this site where the site has it.
    pub(super) fn named_file(&self, written: &str, source: &SourcePath, page: &UrlPath) -> NamedFile {
        let text = address::clean(written);
        let found = match address::kind(&text) {
            AddressKind::Path => self.path_of(&text, source, page),
            kind if kind.is_on_the_web() => self.full_here(&text),
            _ => None,
        };
        match found {
            Some(found) => match self.config.live_link(&text, &found).filter(|_| !self.knows(&found.path)) {
                Some(live) => file_elsewhere(&live, &self.config.base_url.origin),
                None => self.file_here(found),
            },
            None => file_elsewhere(&text, ""),
        }
    }

    /// The picture of known size that a front matter names.
    pub(super) fn picture_of(&self, file: &NamedFile) -> Option<&PictureFile> {
        self.picture(&self.base().href(file.here.as_ref()?))
    }

    /// The address that `link`, written in `site.toml`, has in pages.
    pub(super) fn configured_link(&self, link: &str) -> String {
        let text = address::clean(link);
        let read = match address::kind(&text) {
            AddressKind::Path => Address::read(&text, &self.config.hosts, &UrlPath::root()).ok(),
            kind if kind.is_on_the_web() => self.full_here(&text),
            _ => None,
        };
        match read {
            Some(address) => {
                let live = self.config.live_link(&text, &address).filter(|_| !self.has(&address.path));
                live.unwrap_or_else(|| self.address_href(&address))
            }
            None => address::encoded(&text),
        }
    }

    /// The address of a path written in `site.toml` that leads to a part of a host that lives on.
    pub(super) fn live_link(&self, path: &str) -> Option<String> {
        let address = Address::read(path, &self.config.hosts, &UrlPath::root()).ok()?;
        self.config.live_link(path, &address).filter(|_| path.starts_with('/'))
    }

    /// The address on this site of a path; of several readings the first that is there.
    fn path_of(&self, text: &str, source: &SourcePath, page: &UrlPath) -> Option<Address> {
        let as_page = |text: &str| Address::read(text, &self.config.hosts, page).ok();
        // Only a text with one of these has another reading, as the name of a file.
        let literal = text.contains(['%', '?', '#']).then(|| address::literal(text));
        if text.starts_with('/') {
            let address = as_page(text);
            let Some(literal) = literal else { return address };
            let is_there = |address: &Address| self.knows(&address.path);
            let named = || as_page(&literal).filter(is_there);
            return address.clone().filter(is_there).or_else(named).or(address);
        }
        let beside = |text: &str| {
            // Read as if it stood at the top, for its query and fragment alone.
            let (path, _) = text.split_at(text.find(['?', '#']).unwrap_or(text.len()));
            let url = self.bundled(&source.resolve(path)?)?.clone();
            let rest = Address::read(&text[path.len()..], &self.config.hosts, &url).ok()?;
            Some(Address { path: url, ..rest })
        };
        let below = as_page(text);
        let Some(literal) = literal else { return beside(text).or(below) };
        beside(text)
            .or_else(|| below.clone().filter(|address| self.knows(&address.path)))
            .or_else(|| beside(&literal))
            .or_else(|| as_page(&literal).filter(|address| self.knows(&address.path)))
            .or(below)
    }

    /// A full address of this host, or of an old host whose file this site has, as a path of this site.
    fn full_here(&self, text: &str) -> Option<Address> {
        let address = Address::read(text, &self.config.hosts, &UrlPath::root()).ok()?;
        if address.host.is_none() {
            return Some(address);
        }
        let path = path_here(self.config, &address)?;
        self.knows(&path).then_some(Address { host: None, path, ..address })
    }

    fn file_here(&self, address: Address) -> NamedFile {
        let mut rest = String::new();
        address.push_rest(&mut rest);
        let url = address.path;
        let output = file_at(&url).and_then(|path| self.plan.get(&path));
        NamedFile {
            is_there: output.is_some() || self.has(&url),
            is_hidden: self.is_hidden_url(&url),
            href: format!("{}{rest}", self.href(&url)),
            full: format!("{}{rest}", self.full(&url)),
            bytes: output.and_then(|output| self.size_of(output)),
            name: url.as_str().rsplit('/').next().unwrap_or_default().into(),
            here: Some(url),
        }
    }

    /// Whether the site has a file at an address, or would have it if it might be shown.
    fn knows(&self, url: &UrlPath) -> bool {
        self.has(url) || self.is_hidden_url(url)
    }

    /// Whether the site has a file or a page at an address.
    pub(super) fn has(&self, url: &UrlPath) -> bool {
        // Of an address with a real extension both are one path.
        let named = || file_at(url).is_some_and(|path| self.plan.contains(&path));
        self.plan.contains(&url.out_path()) || (url.ending().is_none() && named())
    }

    /// The size of a file that is copied from the site's sources.
    fn size_of(&self, output: &Output) -> Option<u64> {
        let source = match output {
            Output::Asset(Asset::Static(id), _) => &self.files.statics[*id].path,
            Output::Asset(Asset::Bundled(id), _) => &self.catalog.bundled[*id].0,
            _ => return None,
        };
        self.files.size(source)
    }
}

/// A file that is no part of the site. `origin` is where its path is, if it has no host.
fn file_elsewhere(text: &str, origin: &str) -> NamedFile {
    let href = address::encoded(text);
    // In a feed there is no page that an address without scheme could take it from.
    let full = match href.strip_prefix('/') {
        Some(rest) if rest.starts_with('/') => format!("https:{href}"),
        Some(_) => format!("{origin}{href}"),
        None => href.clone(),
    };
    let path = text.split(['?', '#']).next().unwrap_or_default();
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default().into();
    NamedFile { here: None, is_there: true, is_hidden: false, href, full, bytes: None, name }
}
