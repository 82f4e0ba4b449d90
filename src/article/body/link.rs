//! Targets of links and images in a body: each is resolved once and written as an address on the built site.

use crate::address::{self, Address, AddressKind, Hosts};
use crate::article::body::message;
use crate::article::body::page::BodyPage;
use crate::article::body::{AddressLink, Instead, Link, Role, SourceLink, Target, fragment};
use crate::path::UrlPath;

/// The address that a link or a file of a body is written with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Href {
    /// The address, encoded, not yet escaped.
    pub(super) href: String,
    /// Which page it leads to an archived copy of, where it does not lead to the page it named.
    pub(super) archived: Option<Archived>,
}

/// What an archived copy takes the place of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Archived {
    /// An old address of the archive that nothing answers.
    Missing,
    /// A page of another site that does not exist any more.
    Dead,
}

/// Where an address is written, and its role.
#[derive(Clone, Copy)]
pub(super) struct Spot {
    /// The byte of the source file.
    pub(super) at: usize,
    pub(super) role: Role,
}

impl Spot {
    /// A link at byte `at` that readers follow.
    pub(super) fn link(at: usize) -> Spot {
        Spot { at, role: Role::Followed }
    }

    /// An address at byte `at` that is named, for whatever use.
    pub(super) fn name(at: usize) -> Spot {
        Spot { at, role: Role::Named }
    }

    /// A file at byte `at` that is shown in its place.
    pub(super) fn file(at: usize) -> Spot {
        Spot { at, role: Role::Shown }
    }
}

impl Href {
    /// The address of a page of the site or out of it.
    pub(super) fn to(href: String) -> Href {
        Href { href, archived: None }
    }

    /// Whether it leads to an archived copy of an old address that nothing answers.
    pub(super) fn is_of_missing(&self) -> bool {
        self.archived == Some(Archived::Missing)
    }
}

impl BodyPage<'_> {
    /// Where the link `written` at `spot` leads; `None` if it is to become plain text.
    pub(super) fn link(&mut self, written: &str, spot: Spot) -> Option<Href> {
        let address = address::clean(written);
        match address::kind(&address) {
            kind if kind.is_on_the_web() => self.full(&address, spot),
            AddressKind::Full { .. } => {
                let href = address::encoded(&address);
                address::is_readable(&href).then(|| self.elsewhere(href, spot))
            }
            AddressKind::Path => self.path(&address, spot),
            AddressKind::Fragment => {
                self.list(Target::Itself, &address, spot);
                Some(Href::to(address::encoded(&address)))
            }
            AddressKind::Source => self.source(&address[2..], spot).map(Href::to),
            AddressKind::Empty | AddressKind::Unsafe => None,
        }
    }

    /// Where the image, sound or film `written` at byte `at` is to be had; `None` if it is to be left out.
    pub(super) fn media(&mut self, written: &str, at: usize) -> Option<String> {
        let (address, spot) = (address::clean(written), Spot::file(at));
        let link = match address::kind(&address) {
            kind if kind.is_on_the_web() => self.full(&address, spot),
            AddressKind::Path => self.path(&address, spot),
            _ => None,
        };
        link.map(|link| link.href)
    }

    /// An address that is already final, such as an archive's, if it is safe.
    fn finished(written: &str, schemes: &[&str]) -> Option<String> {
        let address = address::clean(written);
        if !address::is_safe(&address, schemes) {
            return None;
        }
        let encoded = address::encoded(&address);
        let readable = match address::kind(&encoded) {
            AddressKind::Full { .. } => address::is_readable(&encoded),
            AddressKind::Path | AddressKind::Fragment => true,
            AddressKind::Source | AddressKind::Empty | AddressKind::Unsafe => false,
        };
        readable.then_some(encoded)
    }

    /// The address of the page made from the source file `target` (as written after `@/` or in `ref`, perhaps with a
    /// fragment); reported if there is none.
    pub(super) fn source(&mut self, target: &str, spot: Spot) -> Option<String> {
        let (name, fragment) = address::split_fragment(target);
        if name.is_empty() && !fragment.is_empty() {
            self.list(Target::Itself, fragment, spot);
            return Some(address::encoded(fragment));
        }
        let problem = match self.input.lookup.source_link(self.input.path, name) {
            SourceLink::Page(url) => return Some(self.page_href(url, fragment, spot)),
            SourceLink::Missing { nearest } => message::missing_source_link(name, nearest.as_deref()),
            SourceLink::Ambiguous { first, second } => message::ambiguous_source_link(name, &first, &second),
        };
        let level = self.input.rules.missing_link;
        self.report(problem.level(level), spot.at);
        None
    }

    fn full(&mut self, address: &str, spot: Spot) -> Option<Href> {
        let href = match address.split_at_checked(2) {
            // Browsers read backslashes before a host as slashes.
            Some((slashes, rest)) if slashes.contains('\\') => address::encoded(&format!("//{rest}")),
            _ => address::encoded(address),
        };
        if !address::is_readable(&href) {
            return None;
        }
        let (asked, fragment) = address::split_fragment(address);
        match self.input.lookup.address(asked) {
            AddressLink::Page(url) => Some(Href::to(self.page_href(url, fragment, spot))),
            AddressLink::Old(url) => Some(Href::to(self.old_href(url, fragment, spot))),
            AddressLink::Live(live) => Some(self.elsewhere(with_fragment(live, fragment), spot)),
            AddressLink::Replaced(copy) if spot.role == Role::Followed => {
                self.list(Target::Elsewhere(href.into()), "", spot);
                replaced(copy, fragment)
            }
            AddressLink::Other | AddressLink::Replaced(_) => Some(self.elsewhere(href, spot)),
            AddressLink::Missing { instead } => self.missing(address, instead, spot),
        }
    }

    fn path(&mut self, address: &str, spot: Spot) -> Option<Href> {
        let (path, fragment) = address::split_fragment(address);
        let resolved = address::resolve(self.own_path(), path);
        match self.input.lookup.address(&resolved) {
            AddressLink::Page(url) => Some(Href::to(self.page_href(url, fragment, spot))),
            AddressLink::Old(url) => Some(Href::to(self.old_href(url, fragment, spot))),
            AddressLink::Other | AddressLink::Replaced(_) => self.local(&resolved, fragment, spot),
            AddressLink::Live(live) => {
                let exact = self.called_exactly(address, spot);
                exact.or_else(|| Some(self.elsewhere(with_fragment(live, fragment), spot)))
            }
            AddressLink::Missing { instead } => {
                self.called_exactly(address, spot).or_else(|| self.missing(address, instead, spot))
            }
        }
    }

    /// A path of this site that starts with `/`, as it is.
    fn local(&mut self, path: &str, fragment: &str, spot: Spot) -> Option<Href> {
        let address = Address::read(path, &Hosts::default(), &UrlPath::root()).ok()?;
        let mut href = address.href(&self.input.rules.base_path);
        address::push_encoded(&mut href, fragment);
        self.list_page(address.path.with_slash(), fragment, spot);
        Some(Href::to(href))
    }

    /// The file whose name is `address` as it is written: `What now?.jpg`, `100%.pdf`, `#1.png`.
    fn called_exactly(&mut self, address: &str, spot: Spot) -> Option<Href> {
        if !address.contains(['?', '#', '%']) {
            return None;
        }
        let resolved = address::resolve(self.own_path(), &address::literal(address));
        match self.input.lookup.address(&resolved) {
            AddressLink::Page(url) => Some(Href::to(self.page_href(url, "", spot))),
            AddressLink::Old(url) => Some(Href::to(self.old_href(url, "", spot))),
            AddressLink::Other | AddressLink::Replaced(_) => self.local(&resolved, "", spot),
            AddressLink::Live(_) | AddressLink::Missing { .. } => None,
        }
    }

    /// Records an old address nobody answers, and what stands in for it.
    fn missing(&mut self, written: &str, instead: Option<Instead>, spot: Spot) -> Option<Href> {
        self.list(Target::Missing(written.into()), "", spot);
        let (address, archived) = match instead? {
            Instead::Copy(address) => (address, Some(Archived::Missing)),
            Instead::Original(address) => (address, None),
        };
        Some(Href { href: BodyPage::finished(&address, &address::MEDIA_SCHEMES)?, archived })
    }

    /// What the link `href`, which a template or the program itself writes, is to lead to if its page does not exist any more.
    pub(super) fn copy_of(&self, href: &str) -> Option<String> {
        if !address::kind(href).is_on_the_web() {
            return None;
        }
        let (asked, fragment) = address::split_fragment(href);
        match self.input.lookup.address(asked) {
            AddressLink::Replaced(copy) => Some(replaced(copy, fragment)?.href),
            _ => None,
        }
    }

    /// Whether `src`, the address of a file that a template shows, is one of the site where nothing is.
    pub(super) fn is_missing(&self, src: &str) -> bool {
        let (path, _) = address::split_fragment(src);
        let asked = match address::kind(src) {
            AddressKind::Path => {
                let base = &self.input.rules.base_path;
                let below = path.strip_prefix(base.as_str()).filter(|below| below.starts_with('/'));
                address::resolve(self.own_path(), below.unwrap_or(path))
            }
            kind if kind.is_on_the_web() => path.to_owned(),
            _ => return false,
        };
        matches!(self.input.lookup.address(&asked), AddressLink::Missing { .. })
    }

    /// Lists a file or page that a shortcode called at byte `at` names and the site does not have.
    pub(super) fn list_missing(&mut self, written: &str, at: usize) {
        self.list(Target::Missing(written.into()), "", Spot::file(at));
    }

    /// The title of a link to an archived copy of a dead page, which has one of its own or none.
    pub(super) fn title_of_copy(&self, own: &str) -> String {
        let mark = self.input.texts.text("archived_copy");
        if own.trim().is_empty() { mark.to_owned() } else { format!("{own} ({mark})") }
    }

    /// A link out of the site.
    fn elsewhere(&mut self, href: String, spot: Spot) -> Href {
        self.list(Target::Elsewhere(href.as_str().into()), "", spot);
        Href::to(href)
    }

    fn page_href(&mut self, url: UrlPath, fragment: &str, spot: Spot) -> String {
        let href = self.href(&url, fragment);
        self.list_page(url, fragment, spot);
        href
    }

    /// The same for a link by an old address.
    fn old_href(&mut self, url: UrlPath, fragment: &str, spot: Spot) -> String {
        let href = self.href(&url, fragment);
        self.list(Target::Old(url), fragment, spot);
        href
    }

    fn href(&self, url: &UrlPath, fragment: &str) -> String {
        let mut href = url.href(&self.input.rules.base_path);
        address::push_encoded(&mut href, fragment);
        href
    }

    /// Lists a link to what is at `url`.
    fn list_page(&mut self, url: UrlPath, fragment: &str, spot: Spot) {
        let kind = self.input.lookup.kind(&url);
        self.list(kind.at(url), fragment, spot);
    }

    /// Lists a link.
    fn list(&mut self, target: Target, fragment: &str, Spot { at, role }: Spot) {
        let anchor = fragment::name(fragment).map(String::into_boxed_str);
        let target = if target.url() == Some(self.input.page) { Target::Itself } else { target };
        self.body.links.push(Link { target, anchor, role, position: self.positions.at(at) });
    }

    /// Lists a link that the template of a shortcode called at byte `at` has written.
    pub(super) fn list_of_template(&mut self, href: &str, at: usize) {
        let base = &self.input.rules.base_path;
        match address::kind(href) {
            AddressKind::Path => {
                let path = href.split(['#', '?']).next().unwrap_or_default();
                let path =
                    path.strip_prefix(base.as_str()).filter(|below| below.starts_with('/')).unwrap_or(path);
                if let Ok(url) = UrlPath::parse(&address::resolve(self.own_path(), path)) {
                    self.list_page(url, "", Spot::link(at));
                }
            }
            AddressKind::Full { .. } => self.list(Target::Elsewhere(href.into()), "", Spot::link(at)),
            AddressKind::Fragment | AddressKind::Source | AddressKind::Empty | AddressKind::Unsafe => {}
        }
    }
}

/// The link to what takes the place of a dead page, with the fragment as it was written; `None` where that is no address of the web.
fn replaced(copy: String, fragment: &str) -> Option<Href> {
    let copy = if copy.contains('#') { copy } else { with_fragment(copy, fragment) };
    Some(Href { href: BodyPage::finished(&copy, &address::MEDIA_SCHEMES)?, archived: Some(Archived::Dead) })
}

/// `href` with a fragment as it was written.
fn with_fragment(mut href: String, fragment: &str) -> String {
    address::push_encoded(&mut href, fragment);
    href
}
