//! Targets of links and images in a body: each is resolved once and written as an address on the built site.

use std::borrow::Cow;

use crate::address::{self, Address, Hosts, Kind};
use crate::article::body::message;
use crate::article::body::page::{Page, Piece};
use crate::article::body::shortcode::{Output, Scan};
use crate::article::body::{AddressLink, Instead, SourceLink};
use crate::diagnostic::{Diagnostic, Place};
use crate::path::UrlPath;

/// A link that leads somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Link {
    /// The address, encoded, not yet escaped.
    pub(super) href: String,
    /// Whether it leads to an archived copy instead of the page it named.
    pub(super) archived: bool,
}

/// An address whose shortcodes have been put in place.
enum Written<'a> {
    /// Still to be looked up.
    Address(Cow<'a, str>),
    /// What `ref` found, if it found a page.
    Page(Option<String>),
}

impl Link {
    /// A link to a page of the site or out of it.
    pub(super) fn to(href: String) -> Link {
        Link { href, archived: false }
    }
}

impl Page<'_> {
    /// Where the link `written` at byte `at` of the source file leads; `None` if it is to become plain text.
    pub(super) fn link(&mut self, written: &str, at: usize) -> Option<Link> {
        let address = address::clean(written);
        match address::kind(&address) {
            kind if kind.is_on_the_web() => self.full(&address, at),
            Kind::Full { .. } => {
                Some(Link::to(address::encoded(&address))).filter(|link| address::is_readable(&link.href))
            }
            Kind::Path => self.path(&address, at),
            Kind::Fragment => {
                self.note_fragment(None, &address, at);
                Some(Link::to(address::encoded(&address)))
            }
            Kind::Source => self.source(&address[2..], at).map(Link::to),
            Kind::Empty | Kind::Unsafe => None,
        }
    }

    /// Where the image, sound or film `written` at byte `at` is to be had; `None` if it is to be left out.
    pub(super) fn media(&mut self, written: &str, at: usize) -> Option<String> {
        let address = address::clean(written);
        let link = match address::kind(&address) {
            kind if kind.is_on_the_web() => self.full(&address, at),
            Kind::Path => self.path(&address, at),
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
            Kind::Full { .. } => address::is_readable(&encoded),
            Kind::Path | Kind::Fragment => true,
            Kind::Source | Kind::Empty | Kind::Unsafe => false,
        };
        readable.then_some(encoded)
    }

    /// Where the link `written`, which may hold shortcodes, leads; see [`Page::link`].
    pub(super) fn link_with_calls(
        &mut self,
        written: &str,
        piece: &Piece<'_>,
        scan: Option<&mut Scan>,
        at: usize,
    ) -> Option<Link> {
        match self.with_calls(written, piece, scan) {
            Written::Address(address) => self.link(&address, at),
            Written::Page(href) => href.map(Link::to),
        }
    }

    /// Where the image, sound or film `written`, which may hold shortcodes, is to be had; see [`Page::media`].
    pub(super) fn media_with_calls(
        &mut self,
        written: &str,
        piece: &Piece<'_>,
        scan: Option<&mut Scan>,
        at: usize,
    ) -> Option<String> {
        match self.with_calls(written, piece, scan) {
            Written::Address(address) => self.media(&address, at),
            Written::Page(href) => href,
        }
    }

    /// `address` with the text of its shortcodes in their place. What that makes is an address like any other.
    fn with_calls<'a>(
        &mut self,
        address: &'a str,
        piece: &Piece<'_>,
        scan: Option<&mut Scan>,
    ) -> Written<'a> {
        let Some(scan) = scan else { return Written::Address(Cow::Borrowed(address)) };
        let Some(token) = scan.find(address, 0) else { return Written::Address(Cow::Borrowed(address)) };
        if token.range.start == 0 {
            self.call(piece, scan, token.call);
            if let Some(Output::Address(target)) = &scan.calls[token.call].output {
                let target = target.clone();
                let rest = self.plain(&address[token.range.end..], piece, Some(scan));
                return Written::Page(target.map(|target| format!("{target}{}", address::encoded(&rest))));
            }
        }
        let written = self.plain(address, piece, Some(scan)).into_owned();
        // Templates write addresses of this site with its sub-path, bodies without.
        let base = &self.input.rules.base_path;
        let below = written.trim_start().strip_prefix(base.as_str()).filter(|below| below.starts_with('/'));
        Written::Address(match below {
            Some(below) if !base.is_empty() => Cow::Owned(below.to_owned()),
            _ => Cow::Owned(written),
        })
    }

    /// The address of the page made from the source file `target` (as written after `@/` or in `ref`, perhaps with a
    /// fragment); reported if there is none.
    pub(super) fn source(&mut self, target: &str, at: usize) -> Option<String> {
        let (name, fragment) = address::split_fragment(target);
        if name.is_empty() && !fragment.is_empty() {
            self.note_fragment(None, fragment, at);
            return Some(address::encoded(fragment));
        }
        let problem = match self.input.lookup.source_link(self.input.path, name) {
            SourceLink::Page(url) => return Some(self.page_href(&url, fragment, at)),
            SourceLink::Missing { nearest } => message::missing_source_link(name, nearest.as_deref()),
            SourceLink::Ambiguous { first, second } => message::ambiguous_source_link(name, &first, &second),
        };
        let level = self.input.rules.missing_link;
        self.report(problem.level(level), at);
        None
    }

    /// Reports `problem` at byte `at` of the source file.
    pub(super) fn report(&mut self, problem: Diagnostic, at: usize) {
        let place = Place::new(self.input.path.as_str(), self.positions.at(at));
        self.body.diagnostics.push(problem.at(place));
    }

    fn full(&mut self, address: &str, at: usize) -> Option<Link> {
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
            AddressLink::Page(url) => Some(Link::to(self.page_href(&url, fragment, at))),
            AddressLink::Live(live) => Some(Link::to(with_fragment(live, fragment))),
            AddressLink::Other => Some(Link::to(href)),
            AddressLink::Missing { instead } => self.missing(address, instead, at),
        }
    }

    fn path(&mut self, address: &str, at: usize) -> Option<Link> {
        let (path, fragment) = address::split_fragment(address);
        let resolved = address::resolve(self.own_path(), path);
        match self.input.lookup.address(&resolved) {
            AddressLink::Page(url) => Some(Link::to(self.page_href(&url, fragment, at))),
            AddressLink::Other => self.local(&resolved, fragment, at),
            AddressLink::Live(live) => {
                self.called_exactly(address, at).or_else(|| Some(Link::to(with_fragment(live, fragment))))
            }
            AddressLink::Missing { instead } => {
                self.called_exactly(address, at).or_else(|| self.missing(address, instead, at))
            }
        }
    }

    /// A path of this site that starts with `/`, as it is.
    fn local(&mut self, path: &str, fragment: &str, at: usize) -> Option<Link> {
        let address = Address::read(path, &Hosts::default(), &UrlPath::root()).ok()?;
        if !fragment.is_empty() {
            self.note_fragment(Some(&address.path.clone().with_slash()), fragment, at);
        }
        let mut href = address.href(&self.input.rules.base_path);
        address::push_encoded(&mut href, fragment);
        Some(Link::to(href))
    }

    /// The file whose name is `address` as it is written: `What now?.jpg`, `100%.pdf`, `#1.png`.
    fn called_exactly(&mut self, address: &str, at: usize) -> Option<Link> {
        if !address.contains(['?', '#', '%']) {
            return None;
        }
        let resolved = address::resolve(self.own_path(), &address::literal(address));
        match self.input.lookup.address(&resolved) {
            AddressLink::Page(url) => Some(Link::to(self.page_href(&url, "", at))),
            AddressLink::Other => self.local(&resolved, "", at),
            AddressLink::Live(_) | AddressLink::Missing { .. } => None,
        }
    }

    /// Records an old address nobody answers, and what stands in for it.
    fn missing(&mut self, written: &str, instead: Option<Instead>, at: usize) -> Option<Link> {
        self.body.missing.push((written.to_owned(), self.positions.at(at)));
        let (address, archived) = match instead? {
            Instead::Copy(address) => (address, true),
            Instead::Original(address) => (address, false),
        };
        Some(Link { href: Page::finished(&address, &address::MEDIA_SCHEMES)?, archived })
    }

    fn page_href(&mut self, url: &UrlPath, fragment: &str, at: usize) -> String {
        self.note_fragment(Some(url), fragment, at);
        let mut href = url.href(&self.input.rules.base_path);
        address::push_encoded(&mut href, fragment);
        href
    }
}

/// `href` with a fragment as it was written.
fn with_fragment(mut href: String, fragment: &str) -> String {
    address::push_encoded(&mut href, fragment);
    href
}
