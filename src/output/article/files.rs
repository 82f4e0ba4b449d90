//! The files that the front matter of an article names.

use crate::article::{Article, Attachment};
use crate::catalog::ArticleId;
use crate::output::media::media;
use crate::output::view::{ImageView, LinkView, MediaView};
use crate::output::{Lookups, hidden};

/// The files that the front matter of an article names, as its page shows them.
#[derive(Default, Hash)]
pub(super) struct NamedFiles<'s> {
    pub(super) image: Option<ImageView>,
    /// For each picture of the gallery, itself if the site has it.
    pub(super) gallery: Vec<Option<ImageView>>,
    pub(super) audio: Option<MediaView>,
    pub(super) video: Option<MediaView>,
    /// Those that are there and may be shown.
    pub(super) attachments: Vec<LinkView>,
    /// Those that the site does not have, as they are written.
    pub(super) missing: Vec<&'s str>,
}

impl<'s> NamedFiles<'s> {
    pub(super) fn of(site: &Lookups<'s>, id: ArticleId) -> NamedFiles<'s> {
        let (article, entry) = (&site.catalog.articles[id], &site.catalog.entries[id]);
        let Some(more) = article.more.as_deref() else { return NamedFiles::default() };
        let rare = more.rare_or_default();
        let image = |image| site.image(image, (&article.path, article.language), &entry.url);
        let attachment = |attachment: &Attachment| {
            let file = site.named_file(&attachment.file, &article.path, &entry.url);
            let title = attachment.title.as_deref().unwrap_or(&attachment.file).to_owned();
            (file.is_there && !file.is_hidden).then_some(LinkView { title, href: file.href })
        };
        NamedFiles {
            image: more.image.as_deref().and_then(image),
            gallery: rare.gallery.iter().map(image).collect(),
            audio: rare
                .audio
                .as_deref()
                .and_then(|audio| media(site, article, audio, &entry.url, "audio/mpeg")),
            video: rare
                .video
                .as_deref()
                .and_then(|video| media(site, article, video, &entry.url, "video/mp4")),
            attachments: rare.attachments.iter().filter_map(attachment).collect(),
            missing: missing(site, id, article),
        }
    }
}

fn missing<'s>(site: &Lookups<'s>, id: ArticleId, article: &'s Article) -> Vec<&'s str> {
    let (more, rare) = (article.more_or_default(), article.rare_or_default());
    let url = &site.catalog.entries[id].url;
    let images = more.image.iter().map(|image| &**image).chain(&rare.gallery);
    // A hidden picture is not missing: it is left out on purpose.
    let images = images.filter(|image| !hidden::is_credited(site.config, image)).map(|image| &image.file);
    let media = rare.audio.iter().chain(&rare.video).map(|media| &media.file);
    let named = images.chain(media).chain(rare.attachments.iter().map(|attachment| &attachment.file));
    let is_missing = |file: &&str| {
        let found = site.named_file(file, &article.path, url);
        !found.is_there && !found.is_hidden
    };
    named.map(|file| &**file).filter(is_missing).collect()
}
