//! Podcasts: RSS 2.0 with Apple's elements. What holds HTML and what is text is said element by element, since no attribute does.

use std::io;

use super::{few_authors, identifier, may_identify, other_publication, shown};
use crate::article::{TermText, cut};
use crate::catalog::{ArticleId, Listing, TermId};
use crate::config::{FILE, LanguageId};
use crate::diagnostic::{Diagnostic, Place};
use crate::output::base::Base;
use crate::output::media::media;
use crate::output::message;
use crate::output::shared::{Metadata, Shared};
use crate::output::view::{MediaView, TermView};
use crate::output::xml::{Xml, as_html, text, where_html_differs, xml};
use crate::output::{Lookups, Site, listing};
use crate::path::UrlPath;
use crate::template::lists;
use crate::xml::XmlText;

/// All that the feed of a podcast is made of.
#[derive(Hash)]
pub(in crate::output) struct PodcastInputs<'s> {
    base: Base<'s>,
    language: LanguageId,
    title: String,
    /// Its page.
    page: &'s UrlPath,
    channel: Channel<'s>,
    /// The full address of its cover.
    cover: Option<String>,
    /// All of them, newest first.
    episodes: Vec<EpisodeInputs<'s>>,
}

/// What the description of its term says of a podcast.
#[derive(Default, Hash)]
struct Channel<'s> {
    summary: Option<&'s str>,
    author: Option<&'s str>,
    email: Option<&'s str>,
    category: Option<&'s str>,
    explicit: bool,
}

impl<'s> Channel<'s> {
    fn of(text: &'s TermText) -> Channel<'s> {
        Channel {
            summary: text.summary.as_deref(),
            author: text.author.as_deref(),
            email: text.email.as_deref(),
            category: text.category.as_deref(),
            explicit: text.explicit,
        }
    }

    fn explicit(&self) -> &'static str {
        if self.explicit { "true" } else { "false" }
    }
}

/// All that an episode is made of.
#[derive(Hash)]
struct EpisodeInputs<'s> {
    metadata: Metadata<'s>,
    url: &'s UrlPath,
    /// The first of them.
    authors: Vec<&'s Shared<TermView>>,
    audio: MediaView,
    /// The full address of its picture.
    image: Option<String>,
}

impl<'s> PodcastInputs<'s> {
    pub(super) fn of(site: &'s Site<'s>, listing: &'s Listing, term: TermId) -> PodcastInputs<'s> {
        let described = site.catalog.terms[term].main_text();
        let cover = described.and_then(|text| Some((text, text.image.as_ref()?)));
        PodcastInputs {
            base: site.base(),
            language: listing.language,
            title: listing::title(site, listing),
            page: &listing.url,
            channel: described.map(Channel::of).unwrap_or_default(),
            cover: cover.and_then(|(text, image)| site.shown_address(image, &text.path, &listing.url)),
            episodes: shown(site, listing).filter_map(|id| EpisodeInputs::of(site, id)).collect(),
        }
    }

    /// A podcast: RSS 2.0 (<https://www.rssboard.org/rss-specification>) with Apple's elements
    /// (<https://podcasters.apple.com/support/823-podcast-requirements>), all its episodes.
    pub(super) fn render(&self) -> Vec<u8> {
        let namespaces = [
            ("version", "2.0"),
            ("xmlns:itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd"),
            ("xmlns:atom", "http://www.w3.org/2005/Atom"),
            ("xmlns:fh", "http://purl.org/syndication/history/1.0"),
        ];
        xml(|writer| {
            writer.element("rss", &namespaces, |writer| {
                writer.element("channel", &[], |writer| {
                    self.channel(writer)?;
                    self.episodes.iter().try_for_each(|episode| episode.write(self, writer))
                })
            })
        })
    }
}

impl<'s> EpisodeInputs<'s> {
    /// The article `id` as an episode; `None` where it has no recording.
    fn of(site: &'s Site<'s>, id: ArticleId) -> Option<EpisodeInputs<'s>> {
        let (article, entry) = (&site.catalog.articles[id], &site.catalog.entries[id]);
        let (more, rare) = (article.more_or_default(), article.rare_or_default());
        let audio = rare.audio.as_deref()?;
        let image = more.image.as_ref();
        Some(EpisodeInputs {
            metadata: Metadata::of(article),
            url: &entry.url,
            authors: few_authors(site, id),
            audio: media(site, article, audio, &entry.url, "audio/mpeg")?,
            image: image.and_then(|image| site.shown_address(image, &article.path, &entry.url)),
        })
    }
}

/// What is told of a podcast whose cover is missing, or is no picture.
pub(super) fn without_cover(site: &Lookups<'_>, listing: &Listing, term: TermId) -> Option<Diagnostic> {
    let term = &site.catalog.terms[term];
    let position = site.config.taxonomies[term.taxonomy].feed_position;
    let tell = |found| Some(message::podcast_without_cover(Place::new(FILE, position), &term.title, found));
    let Some((text, image)) = term.main_text().and_then(|text| Some((text, text.image.as_ref()?))) else {
        return tell(None);
    };
    let found = site.named_file(&image.file, &text.path, &listing.url);
    let file = format!("`{}` in {}", image.file, text.path);
    if found.here.is_none() || found.is_hidden {
        return None;
    }
    match found.is_there {
        false => tell(Some((&file, "does not exist"))),
        true if site.picture_of(&found).is_none() => tell(Some((&file, "is not an image"))),
        true => None,
    }
}

impl PodcastInputs<'_> {
    /// What a podcast says about itself.
    fn channel(&self, writer: &mut Xml) -> io::Result<()> {
        let PodcastInputs { base, language, title, page, channel, .. } = self;
        let own = base.full(&page.file("feed.xml"));
        let summary = channel.summary.unwrap_or(title);
        let publication = base.publication(*language);
        let newsroom = publication.as_deref().map_or(base.title(*language), |it| &*it.name);
        let author = channel.author.unwrap_or(newsroom);
        either(writer, "title", title)?;
        text(writer, "link", &base.full(page))?;
        html(writer, "description", summary)?;
        text(writer, "language", &base.config.language(*language).code)?;
        if !base.config.copyright.is_empty() {
            either(writer, "copyright", &base.config.copyright)?;
        }
        text(writer, "generator", "generate")?;
        let attributes = [("rel", "self"), ("type", "application/rss+xml"), ("href", own.as_str())];
        writer.empty("atom:link", &attributes)?;
        writer.empty("fh:complete", &[])?;
        either(writer, "itunes:author", author)?;
        if let Some(email) = channel.email {
            writer.element("itunes:owner", &[], |writer| {
                either(writer, "itunes:name", author)?;
                text(writer, "itunes:email", email)
            })?;
        }
        itunes_image(writer, self.cover.as_deref())?;
        let category = channel.category.unwrap_or("News");
        writer.empty("itunes:category", &[("text", category)])?;
        text(writer, "itunes:explicit", channel.explicit())?;
        text(writer, "itunes:type", "episodic")?;
        // A closed archive publishes no further episode.
        if base.config.archive.as_ref().is_some_and(|archive| archive.closed.is_some()) {
            text(writer, "itunes:complete", "Yes")?;
        }
        Ok(())
    }
}

impl EpisodeInputs<'_> {
    fn write(&self, podcast: &PodcastInputs<'_>, writer: &mut Xml) -> io::Result<()> {
        let (article, audio, base) = (self.metadata.article(), &self.audio, &podcast.base);
        let (more, rare) = (article.more_or_default(), article.rare_or_default());
        let url = base.full(self.url);
        writer.element("item", &[], |writer| {
            either(writer, "title", &article.title)?;
            text(writer, "link", &url)?;
            let (guid, permanent) = match rare.guid.as_deref().filter(may_identify) {
                Some(guid) => (guid.to_owned(), "false"),
                None => (identifier(article, &url), if more.id.is_some() { "false" } else { "true" }),
            };
            writer.text("guid", &[("isPermaLink", permanent)], &XmlText::of(guid))?;
            text(writer, "pubDate", &article.date.rfc2822())?;
            html(writer, "description", &cut(&article.summary))?;
            let length = audio.bytes.unwrap_or(0).to_string();
            let enclosure =
                [("url", audio.url.as_str()), ("length", length.as_str()), ("type", audio.mime.as_str())];
            writer.empty("enclosure", &enclosure)?;
            let names: Vec<Box<str>> =
                self.authors.iter().map(|author| author.view().title.as_str().into()).collect();
            let other = other_publication(base, article).filter(|_| names.is_empty());
            let code = &base.config.language(article.language).code;
            let names = other.map_or_else(|| lists::joined(code, &names), |other| other.name.to_string());
            if !names.is_empty() {
                either(writer, "itunes:author", &names)?;
            }
            if let Some(duration) = audio.duration {
                text(writer, "itunes:duration", &duration.to_string())?;
            }
            itunes_image(writer, self.image.as_deref())?;
            if let Some(number) = rare.episode {
                text(writer, "itunes:episode", &number.to_string())?;
            }
            if let Some(season) = rare.season {
                text(writer, "itunes:season", &season.to_string())?;
            }
            text(writer, "itunes:explicit", podcast.channel.explicit())?;
            text(writer, "itunes:episodeType", "full")
        })
    }
}

/// An element of RSS that holds HTML: descriptions do (RSS 2.0, "Elements of <item>"; Apple, "Podcast RSS feed requirements").
fn html(writer: &mut Xml, element: &str, content: &str) -> io::Result<()> {
    writer.text(element, &[], &as_html(&XmlText::of(content)))
}

/// An element of RSS of which nobody says whether it is text or HTML, such as a title: many readers take it for HTML.
fn either(writer: &mut Xml, element: &str, content: &str) -> io::Result<()> {
    writer.text(element, &[], &XmlText::of(where_html_differs(&XmlText::of(content))))
}

/// Writes the picture of a podcast or of an episode, where one may be shown.
fn itunes_image(writer: &mut Xml, image: Option<&str>) -> io::Result<()> {
    if let Some(url) = image {
        writer.empty("itunes:image", &[("href", url)])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_as_html_is_escaped_in_titles() {
        let written = |title: &str| {
            let bytes = xml(|writer| either(writer, "title", title));
            let text = String::from_utf8(bytes).unwrap();
            text.split_once("<title>").unwrap().1.split_once("</title>").unwrap().0.to_owned()
        };
        for (title, expected) in [
            ("Q&A & more, 1 < 2", "Q&amp;A &amp; more, 1 &lt; 2"),
            ("AT&T <b>", "AT&amp;T &amp;lt;b&gt;"),
            ("&lt;b>", "&amp;amp;lt;b&gt;"),
            ("&#60; &copy", "&amp;amp;#60; &amp;amp;copy"),
            ("a</b <!-- <", "a&amp;lt;/b &amp;lt;!-- &amp;lt;"),
            ("&\u{fffe}lt;b>", "&amp;amp;lt;b&gt;"),
        ] {
            assert_eq!(written(title), expected, "{title}");
        }
    }
}
