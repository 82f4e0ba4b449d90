//! Pictures that front matter names.

use super::lookups::Lookups;
use super::view::ImageView;
use super::{hidden, picture};
use crate::address::is_elsewhere;
use crate::article::{Image, body};
use crate::config::LanguageId;
use crate::path::{SourcePath, UrlPath};

impl Lookups<'_> {
    /// An image of the document `source` in `language`, whose page is `page`; `None` if the site does not have it.
    pub fn image(
        &self,
        image: &Image,
        (source, language): (&SourcePath, LanguageId),
        page: &UrlPath,
    ) -> Option<ImageView> {
        let file = self.named_file(&image.file, source, page);
        if !file.is_there && !file.is_hidden {
            return None;
        }
        let is_credited = hidden::is_credited(self.config, image);
        let is_hidden = file.is_hidden;
        // What is no address of this site is not loaded: browsers may find another one in it.
        let elsewhere = file.here.is_none() && (!is_credited || is_elsewhere(&image.file));
        let size = self.picture_of(&file);
        let (src, url) = (file.href, file.full);
        let markdown = self.config.markdown_of(language);
        let said = |text: &str| body::inline_text(text, markdown).into_owned();
        Some(ImageView {
            width: size.map(|size| size.width),
            height: size.map(|size| size.height),
            srcset: size.and_then(|size| picture::srcset(|url| self.href(url), size, &src)),
            hidden: is_hidden || is_credited || elsewhere,
            elsewhere,
            src,
            url,
            alt: image.alt.to_string(),
            caption: image.caption.as_deref().map(said),
            caption_html: None,
            credit: image.credit.as_deref().map(said),
            credit_html: None,
        })
    }

    /// The full address of an image that readers of feeds load, wherever it lies; `None` where it may not be shown, or is not there.
    pub(super) fn shown_address(&self, image: &Image, source: &SourcePath, page: &UrlPath) -> Option<String> {
        let file = self.named_file(&image.file, source, page);
        let is_shown = file.is_there && !file.is_hidden && !hidden::is_credited(self.config, image);
        is_shown.then_some(file.full)
    }
}
