//! What each output is made of, as a value: made of the site before anything is rendered, hashed as a whole, and rendered
//! without the site. A view can thus show nothing that its hash does not know.
//!
//! Beside its inputs a page sees its text, which a [`Reader`] renders: that is told by the fingerprint of its source, and by what
//! it asked of the site meanwhile.

use std::time::SystemTime;

use super::article::{ArticleInputs, TombstoneInputs};
use super::asset::{self, AssetInputs, Form};
use super::corrections::CorrectionsInputs;
use super::feed::FeedInputs;
use super::finding::Finding;
use super::home::HomeInputs;
use super::index::IndexInputs;
use super::listing::ListingInputs;
use super::not_found::NotFoundInputs;
use super::old_address::OldAddressesInputs;
use super::redirect::{RedirectInputs, RulesInputs};
use super::related::RelatedInputs;
use super::robots::RobotsInputs;
use super::search::SearchInputs;
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
    kind: Kind<'s>,
    /// Where links are relative, the files that they need to know of.
    relative: Option<&'s PlainFiles>,
}

/// What each kind of output is made of.
#[derive(Hash)]
enum Kind<'s> {
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
    Rules(RulesInputs<'s>),
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
                Kind::Article(ArticleInputs::of(site, *id, related(*id)).into())
            }
            Output::Article(id) => Kind::Tombstone(TombstoneInputs::of(site, *id).into()),
            Output::Standing(id) => Kind::Standing(standing::inputs(site, *id).into()),
            Output::Home(language) => Kind::Home(home::inputs(site, *language).into()),
            Output::Index(index, language) => Kind::Index(index::inputs(site, *index, *language).into()),
            Output::Listing(id, number) => Kind::Listing(ListingInputs::of(site, *id, *number).into()),
            Output::Search(language) => Kind::Search(search::inputs(site, *language).into()),
            Output::Corrections(language) => Kind::Corrections(CorrectionsInputs::of(site, *language).into()),
            Output::Redirect(id) => Kind::Redirect(RedirectInputs::of(site, *id)),
            Output::NotFound => Kind::NotFound(not_found::inputs(site).into()),
            Output::Feed(feed) => Kind::Feed(FeedInputs::of(site, *feed)),
            Output::SitemapIndex => Kind::Sitemap(SitemapInputs::of_index(site)),
            Output::Sitemap(part) => Kind::Sitemap(SitemapInputs::of(site, *part)),
            Output::Robots => Kind::Robots(RobotsInputs::of(site)),
            Output::OldAddresses(shard) => Kind::OldAddresses(OldAddressesInputs::of(site, *shard)),
            Output::RedirectRules => Kind::Rules(RulesInputs::of(site)),
            Output::Asset(asset) => Kind::Asset(AssetInputs::of(site, *asset)),
        };
        let relative = site.plain_files().filter(|_| kind.is_relative());
        Inputs { kind, relative }
    }

    /// The hash of all of it; 0 where a file may have changed unseen since `started`, a time before the files were listed.
    /// `None` where times mean nothing.
    pub fn digest(&self, started: Option<SystemTime>) -> u64 {
        let stamp = match &self.kind {
            Kind::Asset(AssetInputs::File { stamp, .. }) => Some(*stamp),
            Kind::Rules(rules) => rules.stamp().map(Some),
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

    /// Renders the output.
    ///
    /// # Errors
    /// What stops a page from being made: an error of a template.
    pub fn render(self, reader: &Reader<'_>, notes: &mut Notes) -> Result<Rendered, Box<Diagnostic>> {
        Ok(Rendered::Bytes(match self.kind {
            Kind::Article(inputs) => inputs.render(reader, notes)?,
            Kind::Tombstone(inputs) => inputs.render()?,
            Kind::Standing(inputs) => standing::render(*inputs, reader, notes)?,
            Kind::Home(inputs) => home::render(*inputs, reader, notes)?,
            Kind::Index(inputs) => index::render(*inputs, reader, notes)?,
            Kind::Listing(inputs) => inputs.render(reader, notes)?,
            Kind::Search(inputs) => search::render(*inputs, reader, notes)?,
            Kind::Corrections(inputs) => inputs.render(reader, notes)?,
            Kind::Redirect(inputs) => inputs.render()?,
            Kind::NotFound(inputs) => not_found::render(&inputs)?,
            Kind::Feed(inputs) => inputs.render(),
            Kind::Sitemap(inputs) => inputs.render(),
            Kind::Robots(inputs) => inputs.render(),
            Kind::OldAddresses(inputs) => inputs.render(),
            Kind::Rules(inputs) => inputs.render(reader),
            Kind::Asset(inputs) => return Ok(render_asset(&inputs, reader, notes)),
        }))
    }
}

impl Kind<'_> {
    /// Whether it is a page whose links may be relative. `404.html` is shown at any address.
    fn is_relative(&self) -> bool {
        match self {
            Kind::Article(_)
            | Kind::Tombstone(_)
            | Kind::Standing(_)
            | Kind::Home(_)
            | Kind::Index(_)
            | Kind::Listing(_)
            | Kind::Search(_)
            | Kind::Corrections(_)
            | Kind::Redirect(_) => true,
            Kind::NotFound(_)
            | Kind::Feed(_)
            | Kind::Sitemap(_)
            | Kind::Robots(_)
            | Kind::OldAddresses(_)
            | Kind::Rules(_)
            | Kind::Asset(_) => false,
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
