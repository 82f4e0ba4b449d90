//! What each output is made of, as a value: made of the site before anything is rendered, hashed as a whole, and rendered
//! without the site. A view can thus show nothing that its hash does not know.
//!
//! Beside its inputs a page sees its text, which a [`Reader`] renders: that is told by the fingerprint of its source, and by what
//! it asked of the site meanwhile.

use std::time::SystemTime;

use super::article::{ArticleInputs, TombstoneInputs};
use super::asset::{self, AssetInputs, Form};
use super::corrections::CorrectionsInputs;
use super::day_index::DayIndexInputs;
use super::feed::FeedInputs;
use super::finding::Finding;
use super::home::HomeInputs;
use super::hosting::HostInputs;
use super::index::IndexInputs;
use super::listing::ListingInputs;
use super::not_found::NotFoundInputs;
use super::old_address::OldAddressesInputs;
use super::redirect::{RedirectInputs, RulesInputs};
use super::related::RelatedInputs;
use super::robots::RobotsInputs;
use super::search::SearchInputs;
use super::search_index::SearchText;
use super::sitemap::SitemapInputs;
use super::standing::StandingInputs;
use super::text::{Notes, Reader};
use super::{Output, PictureId, PlainFiles, Site, home, index, not_found, search, standing};
use crate::catalog::ArticleId;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::message;
use crate::fingerprint::digest;
use crate::path::SourcePath;
use crate::picture::published;
use crate::template::THEME_FILES;

/// What an output is made of.
#[derive(Hash)]
pub struct Inputs<'s> {
    kind: OutputInputs<'s>,
    /// Where links are relative, the files that they need to know of.
    relative: Option<&'s PlainFiles>,
}

/// What each kind of output is made of.
#[derive(Hash)]
enum OutputInputs<'s> {
    Article(Box<ArticleInputs<'s>>),
    Tombstone(Box<TombstoneInputs<'s>>),
    Standing(Box<StandingInputs<'s>>),
    Home(Box<HomeInputs<'s>>),
    Index(Box<IndexInputs<'s>>),
    Listing(Box<ListingInputs<'s>>),
    Search(Box<SearchInputs<'s>>),
    Corrections(Box<CorrectionsInputs<'s>>),
    Redirect(RedirectInputs<'s>),
    NotFound(Box<NotFoundInputs<'s>>),
    Feed(FeedInputs<'s>),
    Sitemap(SitemapInputs<'s>),
    Robots(RobotsInputs<'s>),
    OldAddresses(OldAddressesInputs<'s>),
    DayIndex(DayIndexInputs<'s>),
    Rules(RulesInputs<'s>),
    Host(HostInputs<'s>),
    Asset(AssetInputs<'s>),
}

/// What a file of the site holds.
#[derive(Debug)]
pub enum Rendered {
    /// These bytes.
    Bytes(Vec<u8>),
    /// The bytes of this source file.
    Copy(SourcePath),
    /// A smaller version of a picture, with its width in pixels.
    Variant(PictureId, u32),
    /// Nothing: the file is left out, and `Notes` say why.
    Nothing,
}

impl<'s> Inputs<'s> {
    /// What an output is made of.
    pub fn of(site: &'s Site<'s>, output: &Output) -> Inputs<'s> {
        Inputs::with(site, output, |id| RelatedInputs::of(site, id))
    }

    /// The same; `related` finds what is related to an article.
    pub(super) fn with(
        site: &'s Site<'s>,
        output: &Output,
        related: impl FnOnce(ArticleId) -> RelatedInputs<'s>,
    ) -> Inputs<'s> {
        let kind = match output {
            Output::Article(id) if site.catalog.is_listed(*id) => {
                OutputInputs::Article(ArticleInputs::of(site, *id, related(*id)).into())
            }
            Output::Article(id) => OutputInputs::Tombstone(TombstoneInputs::of(site, *id).into()),
            Output::Standing(id) => OutputInputs::Standing(standing::inputs(site, *id).into()),
            Output::Home(language) => OutputInputs::Home(home::inputs(site, *language).into()),
            Output::Index(index, language) => {
                OutputInputs::Index(index::inputs(site, *index, *language).into())
            }
            Output::Listing(id, number) => {
                OutputInputs::Listing(ListingInputs::of(site, *id, *number).into())
            }
            Output::Search(language) => OutputInputs::Search(search::inputs(site, *language).into()),
            Output::Corrections(language) => {
                OutputInputs::Corrections(CorrectionsInputs::of(site, *language).into())
            }
            Output::Redirect(id) => OutputInputs::Redirect(RedirectInputs::of(site, *id)),
            Output::NotFound => OutputInputs::NotFound(not_found::inputs(site).into()),
            Output::Feed(feed) => OutputInputs::Feed(FeedInputs::of(site, *feed)),
            Output::SitemapIndex => OutputInputs::Sitemap(SitemapInputs::of_index(site)),
            Output::Sitemap(part) => OutputInputs::Sitemap(SitemapInputs::of(site, *part)),
            Output::Robots => OutputInputs::Robots(RobotsInputs::of(site)),
            Output::DayIndex(index) => OutputInputs::DayIndex(DayIndexInputs::of(site, *index)),
            Output::OldAddresses(shard) => OutputInputs::OldAddresses(OldAddressesInputs::of(site, *shard)),
            Output::RedirectRules => OutputInputs::Rules(RulesInputs::of(site)),
            Output::Host(file) => OutputInputs::Host(HostInputs::of(site, *file)),
            Output::Asset(asset, _) => OutputInputs::Asset(AssetInputs::of(site, *asset)),
        };
        let relative = site.plain_files().filter(|_| kind.is_relative());
        Inputs { kind, relative }
    }

    /// The hash of all of it; 0 where a file may have changed unseen since `started`, a time before the files were listed.
    /// `None` where times mean nothing.
    pub fn digest(&self, started: Option<SystemTime>) -> u64 {
        let stamp = match &self.kind {
            OutputInputs::Asset(AssetInputs::File { stamp, .. }) => Some(*stamp),
            OutputInputs::Rules(rules) => rules.stamp().map(Some),
            _ => None,
        };
        let is_settled = |stamp: Option<_>| {
            stamp
                .zip(started)
                .is_some_and(|(stamp, started): (crate::source::FileStamp, _)| !stamp.is_racy(started))
        };
        if stamp.is_none_or(is_settled) { digest(self).max(1) } else { 0 }
    }

    /// Where the links of the output are relative, the files that they need to know of.
    pub fn relative(&self) -> Option<&'s PlainFiles> {
        self.relative
    }

    /// What is searched of the page of an article; `None` for every other output.
    pub fn search_text(&self, reader: &Reader<'_>, notes: &mut Notes) -> Option<SearchText> {
        match &self.kind {
            OutputInputs::Article(inputs) => Some(inputs.read_search_text(reader, notes)),
            _ => None,
        }
    }

    /// Renders the output.
    ///
    /// # Errors
    /// What stops a page from being made: an error of a template.
    pub fn render(self, reader: &Reader<'_>, notes: &mut Notes) -> Result<Rendered, Box<Diagnostic>> {
        Ok(Rendered::Bytes(match self.kind {
            OutputInputs::Article(inputs) => inputs.render(reader, notes)?,
            OutputInputs::Tombstone(inputs) => inputs.render()?,
            OutputInputs::Standing(inputs) => standing::render(*inputs, reader, notes)?,
            OutputInputs::Home(inputs) => home::render(*inputs, reader, notes)?,
            OutputInputs::Index(inputs) => index::render(*inputs, reader, notes)?,
            OutputInputs::Listing(inputs) => inputs.render(reader, notes)?,
            OutputInputs::Search(inputs) => search::render(*inputs, reader, notes)?,
            OutputInputs::Corrections(inputs) => inputs.render(reader, notes)?,
            OutputInputs::Redirect(inputs) => inputs.render()?,
            OutputInputs::NotFound(inputs) => not_found::render(&inputs)?,
            OutputInputs::Feed(inputs) => inputs.render(),
            OutputInputs::Sitemap(inputs) => inputs.render(),
            OutputInputs::Robots(inputs) => inputs.render(),
            OutputInputs::OldAddresses(inputs) => inputs.render(),
            OutputInputs::DayIndex(inputs) => inputs.render(),
            OutputInputs::Rules(inputs) => inputs.render(reader),
            OutputInputs::Host(inputs) => inputs.render(),
            OutputInputs::Asset(inputs) => return Ok(render_asset(&inputs, reader, notes)),
        }))
    }
}

impl OutputInputs<'_> {
    /// Whether it is a page whose links may be relative. `404.html` is shown at any address.
    fn is_relative(&self) -> bool {
        match self {
            OutputInputs::Article(_)
            | OutputInputs::Tombstone(_)
            | OutputInputs::Standing(_)
            | OutputInputs::Home(_)
            | OutputInputs::Index(_)
            | OutputInputs::Listing(_)
            | OutputInputs::Search(_)
            | OutputInputs::Corrections(_)
            | OutputInputs::Redirect(_) => true,
            OutputInputs::NotFound(_)
            | OutputInputs::Feed(_)
            | OutputInputs::Sitemap(_)
            | OutputInputs::Robots(_)
            | OutputInputs::OldAddresses(_)
            | OutputInputs::DayIndex(_)
            | OutputInputs::Rules(_)
            | OutputInputs::Host(_)
            | OutputInputs::Asset(_) => false,
        }
    }
}

fn render_asset(inputs: &AssetInputs<'_>, reader: &Reader<'_>, notes: &mut Notes) -> Rendered {
    let (path, form) = match inputs {
        AssetInputs::Embedded(name, _) => {
            let bytes = THEME_FILES.get(name).map(|bytes| bytes.to_vec());
            return Rendered::Bytes(bytes.unwrap_or_default());
        }
        AssetInputs::Variant(version) => {
            let (id, width) = version.place();
            return Rendered::Variant(id, width);
        }
        AssetInputs::File { path, form, .. } => (*path, *form),
    };
    let read = || {
        let bytes = reader.bytes(path);
        bytes.map_err(|error| Box::new(message::unreadable(path.as_str(), &error.to_string())))
    };
    let made = match form {
        Form::Whole => return Rendered::Copy(path.clone()),
        Form::Stripped => read().map(published),
        Form::Sanitised => read().and_then(|bytes| asset::drawing(path, &bytes)),
    };
    made.map(Rendered::Bytes).unwrap_or_else(|problem| {
        notes.findings.push(Finding::Message(problem));
        Rendered::Nothing
    })
}
