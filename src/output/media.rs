//! Recordings and films that front matter names.

use super::lookups::Lookups;
use super::view::MediaView;
use crate::article::{Article, Media};
use crate::facts::ContentType;
use crate::path::UrlPath;

/// A recording or film of an article; `None` where the site does not have it.
pub(super) fn media(
    site: &Lookups<'_>,
    article: &Article,
    media: &Media,
    page: &UrlPath,
    default_type: &str,
) -> Option<MediaView> {
    let file = site.named_file(&media.file, &article.path, page);
    if !file.is_there {
        return None;
    }
    let known = ContentType::of_name(&file.name);
    // Nothing is loaded from other sites.
    let poster = media.poster.as_deref().map(|poster| site.named_file(poster, &article.path, page));
    let poster = poster.filter(|poster| poster.here.is_some() && poster.is_there && !poster.is_hidden);
    let still = poster.as_ref().and_then(|poster| site.picture_of(poster));
    Some(MediaView {
        mime: if known.is_media() { known.essence() } else { default_type }.to_owned(),
        title: media.title.as_deref().unwrap_or(&article.title).to_owned(),
        duration: media.duration,
        duration_text: media.duration.map(duration_text),
        bytes: media.bytes.or(file.bytes),
        width: still.map(|still| still.width),
        height: still.map(|still| still.height),
        poster: poster.map(|poster| poster.href),
        src: file.href,
        url: file.full,
    })
}

/// `754` seconds as `12:34`.
fn duration_text(seconds: u32) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_as_on_players() {
        assert_eq!(duration_text(9), "0:09");
        assert_eq!(duration_text(754), "12:34");
        assert_eq!(duration_text(3723), "1:02:03");
    }
}
