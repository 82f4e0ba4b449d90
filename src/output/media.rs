//! Recordings and films that front matter names.

use super::lookups::Lookups;
use super::view::MediaView;
use crate::article::{Article, Media};
use crate::path::UrlPath;

/// A recording or film of an article.
pub(super) fn media(
    site: &Lookups<'_>,
    article: &Article,
    media: &Media,
    page: &UrlPath,
    default_type: &str,
) -> MediaView {
    let file = site.named_file(&media.file, &article.path, page);
    // Nothing is loaded from other sites.
    let poster = media.poster.as_deref().map(|poster| site.named_file(poster, &article.path, page));
    let poster = poster.filter(|poster| poster.here.is_some() && !poster.is_hidden).map(|poster| poster.href);
    let still = poster.as_deref().and_then(|poster| site.picture(poster));
    MediaView {
        mime: media_type(&file.name).unwrap_or(default_type).to_owned(),
        title: media.title.as_deref().unwrap_or(&article.title).to_owned(),
        duration: media.duration,
        duration_text: media.duration.map(duration_text),
        bytes: media.bytes.or(file.bytes),
        width: still.map(|still| still.width),
        height: still.map(|still| still.height),
        poster,
        src: file.href,
        url: file.full,
    }
}

/// `754` seconds as `12:34`.
fn duration_text(seconds: u32) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

/// The media type of a file, by its extension (IANA media types).
fn media_type(file: &str) -> Option<&'static str> {
    let extension = file.rsplit('.').next()?.to_ascii_lowercase();
    Some(match extension.as_str() {
        "mp3" => "audio/mpeg",
        "m4a" => "audio/mp4",
        "ogg" | "oga" | "opus" => "audio/ogg",
        "wav" => "audio/wav",
        "flac" => "audio/flac",
        "mp4" | "m4v" => "video/mp4",
        "webm" => "video/webm",
        "ogv" => "video/ogg",
        "mov" => "video/quicktime",
        _ => return None,
    })
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
