//! Looks at every file of a site while it is made, and keeps the little that is needed to compare pages with each other.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;

use super::Options;
use super::faults::{Reading, is_secure};
use super::groups::{Kind, Page};
use super::html::{self, Html, Link, Role};
use super::targets::{Lead, Planned, Targets};
use crate::address::{AddressKind, clean, kind, split_fragment};
use crate::build::Snapshot;
use crate::build::examine::{Seen, SeenBytes};
use crate::facts::ContentType;
use crate::fingerprint::digest;
use crate::output::asset::Asset;
use crate::output::finding::{Finding, Flaw};
use crate::output::text::Notes;
use crate::output::{Output, OutputKind};
use crate::path::{OutPath, UrlPath};
use crate::reserved::hosts::HEADERS;
use crate::source;

mod work;

use work::WantedAnchor;
pub(super) use work::Work;

/// The largest file of the static folder that is read as a page.
pub(super) const LARGEST_PAGE: u64 = 8 << 20;

/// Many pages have the same links: how many of them are remembered.
const REMEMBERED: usize = 20_000;

/// What all threads need.
pub(super) struct Looker<'s> {
    snapshot: &'s Snapshot,
    options: &'s Options,
    pub(super) targets: &'s Targets<'s, Planned<'s>>,
    /// Whether any other page links to the file.
    linked: Vec<AtomicBool>,
    /// The size of each file.
    sizes: Vec<AtomicU64>,
    is_secure: bool,
    pool: Mutex<Vec<Work>>,
}

impl<'s> Looker<'s> {
    pub(super) fn new(
        snapshot: &'s Snapshot,
        options: &'s Options,
        targets: &'s Targets<'s, Planned<'s>>,
    ) -> Looker<'s> {
        let count = snapshot.plan().entries().len();
        Looker {
            snapshot,
            options,
            targets,
            linked: (0..count).map(|_| AtomicBool::new(false)).collect(),
            sizes: (0..count).map(|_| AtomicU64::new(0)).collect(),
            is_secure: is_secure(snapshot.config()),
            pool: Mutex::default(),
        }
    }

    /// Looks at a file.
    pub(super) fn look(&self, seen: &Seen<'_>) {
        let work = self.pool.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut work = work.unwrap_or_default();
        self.look_with(&mut work, seen);
        self.pool.lock().unwrap_or_else(PoisonError::into_inner).push(work);
    }

    /// Everything found, put together, with what is known of each file.
    pub(super) fn finish(self) -> (Work, Vec<bool>, Vec<u64>) {
        let pool = self.pool.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut all = Work::default();
        for work in pool {
            all.append(work);
        }
        let linked = self.linked.into_iter().map(AtomicBool::into_inner).collect();
        (all, linked, self.sizes.into_iter().map(AtomicU64::into_inner).collect())
    }

    fn look_with(&self, work: &mut Work, seen: &Seen<'_>) {
        let read;
        let bytes: &[u8] = match seen.made {
            SeenBytes::Bytes(bytes) => bytes,
            SeenBytes::Picture(size) => return self.note_size(seen.index, size as u64),
            SeenBytes::Nothing => return,
            SeenBytes::Copy(path) => {
                let size = self.snapshot.files().size(path).unwrap_or(0);
                let content_type = ContentType::of_name(seen.path.as_str());
                let is_page =
                    content_type.is_html() && matches!(seen.output, Output::Asset(Asset::Static(_), _));
                if !is_page || size > LARGEST_PAGE {
                    return self.note_size(seen.index, size);
                }
                read = source::read(&self.options.build.root, path).unwrap_or_default();
                &read
            }
        };
        self.note_size(seen.index, bytes.len() as u64);
        let (Ok(index), Ok(text)) = (u32::try_from(seen.index), std::str::from_utf8(bytes)) else { return };
        let page = Page { index, text };
        let reading = match seen.output {
            Output::Feed(_) => Reading::Feed,
            Output::SitemapIndex | Output::Sitemap(_) => Reading::Sitemap,
            Output::RedirectRules => Reading::Rules,
            _ if seen.path.as_str() == HEADERS => Reading::Headers,
            output if output.content_type(self.snapshot.catalog(), seen.path).is_html() => Reading::Page,
            _ => return,
        };
        match reading {
            Reading::Page => self.look_at_page(work, seen, page),
            _ => work.faults.read(reading, page, self.targets),
        }
    }

    fn note_size(&self, index: usize, size: u64) {
        self.sizes[index].store(size, Ordering::Relaxed);
    }

    fn look_at_page(&self, work: &mut Work, seen: &Seen<'_>, page: Page<'_>) {
        let size = page.text.len() as u64;
        if size > self.options.max_page {
            work.large.push((page.index, size));
        }
        let html = html::read(page.text, &|id| self.snapshot.has_theme_anchor(id));
        for (line, what) in &html.faults {
            work.faults.groups.add(Kind::Html, what, page, (*line, ""));
        }
        for (line, id) in &html.repeated_ids {
            work.faults.groups.add(Kind::Id, id, page, (*line, id));
        }
        for (line, image) in &html.without_alt {
            work.faults.groups.add(Kind::NoAlt, image, page, (*line, image));
        }
        work.ids.extend(html.own_ids.iter().map(|id| digest(&(page.index, *id))));
        let is_redirect = matches!(seen.output, Output::Redirect(_));
        work.faults.lead_on(&html, (page, seen.path), self.targets);
        if !is_redirect {
            self.compare(work, seen, page, &html);
        }
        let told = Told::of(seen, self.targets);
        work.told_files.extend(&told.addresses);
        for link in &html.links {
            self.look_at_link(work, (seen, page, &html), link, (&told, is_redirect));
        }
    }

    /// Keeps what is compared with other pages.
    fn compare(&self, work: &mut Work, seen: &Seen<'_>, page: Page<'_>, html: &Html) {
        let kind = seen.output.kind(self.snapshot.catalog());
        let is_numbered = matches!(seen.output, Output::Listing(_, Some(_)));
        let counts =
            matches!(kind, OutputKind::Article | OutputKind::Page | OutputKind::Listing | OutputKind::Index);
        if counts && !is_numbered && !html.title.trim().is_empty() {
            let key = digest(&(&html.language, html.title.trim()));
            work.titles.push((key, page.index));
            // Those of articles are in the catalog.
            if kind != OutputKind::Article {
                work.names.entry(key).or_insert_with(|| html.title.trim().into());
            }
        }
        if let Some(canonical) = &html.canonical
            && counts
            && let Lead::File(target) = self.targets.lead(canonical, || seen.path.url())
        {
            work.canonicals.push((target, page.index));
        }
    }

    fn look_at_link(
        &self,
        work: &mut Work,
        (seen, page, html): (&Seen<'_>, Page<'_>, &Html),
        link: &Link,
        (told, is_redirect): (&Told, bool),
    ) {
        let written = &*link.address;
        if self.is_secure {
            work.faults.insecure(link, page);
        }
        let (address, fragment) = split_fragment(written);
        let lead = match address.is_empty() {
            true => Lead::File(page.index),
            false => self.remembered(&mut work.leads, address, seen.path),
        };
        match lead {
            Lead::File(target) => {
                if matches!(link.role, Role::Link | Role::Form) && target != page.index && !is_redirect {
                    self.linked[target as usize].store(true, Ordering::Relaxed);
                }
                if fragment.len() > 1 && matches!(link.role, Role::Link | Role::Media) {
                    self.look_at_anchor(work, (seen, page, html), link, (target, &fragment[1..], told));
                }
            }
            Lead::Redirect(_) | Lead::Rule if link.role == Role::Link && !is_redirect => {
                work.faults.groups.add(Kind::Redirect, address, page, (link.line, written));
            }
            Lead::Moved => work.faults.groups.add(Kind::Moved, address, page, (link.line, written)),
            Lead::Missing if !is_redirect => {
                let shown = self.targets.shown(address, || seen.path.url());
                if !told.has(&shown) {
                    work.faults.missing(link, &shown, page);
                }
            }
            Lead::Elsewhere if self.options.external && link.role == Role::Link => {
                work.externals.add(written, page, link.line);
            }
            _ => {}
        }
    }

    /// What an address leads to. Menus and lists have the same addresses on many pages.
    fn remembered(&self, leads: &mut FxHashMap<u64, Lead>, address: &str, page: &OutPath) -> Lead {
        let is_full = || matches!(kind(&clean(address)), AddressKind::Full { .. });
        let is_relative = !address.starts_with('/') && !is_full();
        if is_relative {
            return self.targets.lead(address, || page.url());
        }
        let key = digest(address);
        if let Some(lead) = leads.get(&key) {
            return *lead;
        }
        let lead = self.targets.lead(address, UrlPath::root);
        if leads.len() >= REMEMBERED {
            leads.clear();
        }
        leads.insert(key, lead);
        lead
    }

    fn look_at_anchor(
        &self,
        work: &mut Work,
        (seen, page, html): (&Seen<'_>, Page<'_>, &Html),
        link: &Link,
        (target, fragment, told): (u32, &str, &Told),
    ) {
        let decoded = percent_encoding::percent_decode_str(fragment).decode_utf8_lossy();
        // Anything after `:~:` is for the browser, and `top` is the top of every page.
        let name = decoded.split(":~:").next().unwrap_or_default();
        let (path, output) = self.targets.files.entry(target);
        let is_page = output.content_type(self.snapshot.catalog(), path).is_html();
        if name.is_empty() || name.eq_ignore_ascii_case("top") || !is_page || is_state(seen.output, output) {
            return;
        }
        let key = html::id_key(name);
        if target == page.index {
            if html.ids.binary_search(&key).is_err() && !told.anchors.contains(&key) {
                work.faults.groups.add(Kind::Anchor, &format!("#{name}"), page, (link.line, &link.address));
            }
        } else if !told.anchors.contains(&key) && !self.snapshot.has_theme_anchor(name) {
            let wanted = work.wanted.entry(digest(&(target, key))).or_insert_with(|| WantedAnchor {
                text: format!("{}#{name}", path.url()).into(),
                page: page.index,
                line: link.line,
                pages: 0,
            });
            wanted.pages += 1;
            if page.index < wanted.page {
                (wanted.page, wanted.line) = (page.index, link.line);
            }
        }
    }
}

/// Whether fragments of addresses of a page are not anchors: the page of search keeps its question there.
fn is_state(from: &Output, to: &Output) -> bool {
    matches!(to, Output::Search(_)) || matches!((from, to), (Output::Search(_), Output::Search(_)))
}

/// What the notes of a page tell already, with its position in the source.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// The hashes of paths that nothing answers.
    addresses: Vec<u64>,
    /// The hashes of anchors that are looked for by the text itself.
    anchors: Vec<u64>,
}

impl Told {
    pub(super) fn of(seen: &Seen<'_>, targets: &Targets<'_, Planned<'_>>) -> Told {
        let Notes { findings, anchor_links, .. } = seen.notes;
        let mut told = Told::default();
        for flaw in findings.iter().filter_map(Finding::flaw) {
            match flaw.0 {
                Flaw::MissingAddress(address) | Flaw::MissingFile(address) => {
                    let (address, _) = split_fragment(address);
                    told.addresses.push(digest(&*targets.shown(address, || seen.path.url())));
                }
                Flaw::MissingAnchor(anchor) => {
                    let name = anchor.rsplit('#').next().unwrap_or_default();
                    told.anchors.push(html::id_key(name));
                }
                _ => {}
            }
        }
        told.anchors.extend(anchor_links.iter().map(|link| html::id_key(&link.anchor)));
        told
    }

    /// Whether it is told that nothing answers an address, as [`Targets::shown`] has it.
    pub(super) fn has(&self, shown: &str) -> bool {
        self.addresses.contains(&digest(shown))
    }
}
