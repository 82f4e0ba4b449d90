//! What a site holds beside its articles: configuration, profiles, terms, standing pages, images.

use super::article::Language;
use super::files::{Failure, Target};
use super::prose::Prose;
use super::random::{Purpose, Random};
use super::terms::{Author, REGIONS};
use super::words::{capitalized, slug};
use super::{Corpus, Form, MEDIA_FILES};

/// The configuration for this program.
pub(super) const SITE_TOML: &str = include_str!("site.toml");

/// A small photograph, in JPEG.
const MEDIA: &[u8] = include_bytes!("media.jpg");

/// Hugo's configuration and layouts, by their place in the site.
const HUGO: &[(&str, &str)] = &[
    ("hugo.toml", include_str!("hugo/hugo.toml")),
    ("layouts/baseof.html", include_str!("hugo/baseof.html")),
    ("layouts/home.html", include_str!("hugo/home.html")),
    ("layouts/single.html", include_str!("hugo/single.html")),
    ("layouts/list.html", include_str!("hugo/list.html")),
    ("layouts/taxonomy.html", include_str!("hugo/taxonomy.html")),
    ("layouts/archive.html", include_str!("hugo/archive.html")),
    ("layouts/corrections.html", include_str!("hugo/corrections.html")),
    ("layouts/search.html", include_str!("hugo/search.html")),
    ("layouts/404.html", include_str!("hugo/404.html")),
    ("layouts/home.atom.xml", include_str!("hugo/atom.xml")),
    ("layouts/list.atom.xml", include_str!("hugo/atom.xml")),
    ("layouts/section.urlset.xml", include_str!("hugo/urlset.xml")),
    ("layouts/sitemap.xml", include_str!("hugo/sitemap.xml")),
    ("layouts/sitemapindex.xml", include_str!("hugo/sitemapindex.xml")),
    ("layouts/home.redirects", include_str!("hugo/redirects.txt")),
    ("layouts/_partials/card.html", include_str!("hugo/card.html")),
    ("layouts/_partials/nav.html", include_str!("hugo/nav.html")),
    ("layouts/_shortcodes/pullquote.html", include_str!("hugo/pullquote.html")),
    ("layouts/_markup/render-image.html", include_str!("hugo/render-image.html")),
    ("static/style.css", include_str!("hugo/style.css")),
];

/// Hugo lists what is in a section; a section of all articles or of all standing pages is no list of the site.
const HUGO_HIDDEN: &str = "---\ntitle: Hidden\nbuild: {render: never, list: never}\n---\n";

/// The pages that this program makes of itself and Hugo makes of files.
const HUGO_PAGES: [&str; 3] = ["archive", "corrections", "search"];

const ROLES: &[&str] = &["Correspondent", "Editor", "Freelance journalist", "Photographer and writer"];

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl Corpus {
    /// Writes everything but articles and images.
    pub(super) fn write_site(&self, target: &Target<'_>, form: Form) -> Result<(), Failure> {
        match form {
            Form::Generate => target.file("site.toml", SITE_TOML)?,
            Form::Hugo => write_hugo_site(target)?,
        }
        let text = self.text(0, 5);
        target.file("content/pages/about.md", format!("---\ntitle: About\n---\n\n{text}\n"))?;
        self.write_authors(target, form)?;
        self.write_regions(target, form)
    }

    /// A few sentences that belong to nothing in particular.
    fn text(&self, number: u64, sentences: u64) -> String {
        let mut text = String::new();
        let random = self.random(Purpose::Authors, 1 + number);
        let mut prose = Prose { lexicon: self.lexicon(Language::English), random, page: &mut text };
        for _ in 0..sentences {
            prose.heading(12);
            prose.raw(". ");
        }
        text.truncate(text.trim_end().len());
        text
    }

    /// Profiles, for four authors in five.
    fn write_authors(&self, target: &Target<'_>, form: Form) -> Result<(), Failure> {
        for (number, author) in (1..).zip(&self.authors.items) {
            let mut random = self.random(Purpose::Authors, number);
            if random.percent(80) {
                let path = match form {
                    Form::Generate => format!("content/authors/{}.md", author.slug),
                    Form::Hugo => format!("content/authors/{}/_index.md", author.slug),
                };
                target.file(&path, self.profile(number, author, &mut random))?;
            }
        }
        Ok(())
    }

    fn profile(&self, number: u64, author: &Author, random: &mut Random) -> String {
        let name = &author.name;
        let role = random.one(ROLES);
        let aka = match name.split_once(' ') {
            Some((given, family)) if random.percent(20) => format!("aka: [\"{family}, {given}\"]\n"),
            _ => String::new(),
        };
        let note = self.text(number, 1);
        let text = self.text(number + 100_000, 3);
        format!("---\ntitle: {name}\nrole: {role}\n{aka}note: \"{name} reports. {note}\"\n---\n\n{text}\n")
    }

    /// Texts on the first region of each group.
    fn write_regions(&self, target: &Target<'_>, form: Form) -> Result<(), Failure> {
        let firsts = REGIONS.iter().filter_map(|(_, members)| members.first());
        for (number, name) in (200_000..).zip(firsts) {
            let text = self.text(number, 4);
            let place = match form {
                Form::Generate => format!("content/regions/{}.md", slug(name)),
                Form::Hugo => format!("content/regions/{}/_index.md", slug(name)),
            };
            target.file(&place, format!("---\ntitle: {name}\n---\n\n{text}\n"))?;
        }
        Ok(())
    }

    /// Writes what a month's folder needs beside its articles: to Hugo, months and years are sections to declare.
    pub(super) fn write_month(
        &self,
        target: &Target<'_>,
        form: Form,
        (year, month): (u32, u32),
        languages: &[Language],
    ) -> Result<(), Failure> {
        if form == Form::Generate {
            return Ok(());
        }
        let name = MONTHS[month as usize - 1];
        for language in languages {
            let file = match language {
                Language::English => "_index.md",
                Language::Russian => "_index.ru.md",
            };
            target.file(
                &format!("content/articles/{year}/{file}"),
                // Years have a list only; feeds and sitemaps are the months' matter.
                format!("---\ntitle: \"{year}\"\nurl: {year}/\noutputs: [html]\n---\n"),
            )?;
            target.file(
                &format!("content/articles/{year}/{month:02}/{file}"),
                format!("---\ntitle: {name} {year}\nurl: {year}/{month:02}/\n---\n"),
            )?;
        }
        Ok(())
    }

    /// Writes the images that articles refer to, each of them different.
    pub(super) fn write_media(&self, target: &Target<'_>) -> Result<(), Failure> {
        for number in 0..MEDIA_FILES {
            // A comment segment after the start of the image (ITU T.81, B.2.4.5) makes each file's bytes its own.
            let comment = format!("image {number:02}");
            let length = (comment.len() as u16 + 2).to_be_bytes();
            let (start, rest) = MEDIA.split_at(2);
            let image = [start, &[0xFF, 0xFE], &length, comment.as_bytes(), rest].concat();
            target.file(&format!("static/media/{number:02}.jpg"), image)?;
        }
        Ok(())
    }
}

/// Writes what Hugo's site has whatever its size: layouts, and files for pages that are made of other pages.
fn write_hugo_site(target: &Target<'_>) -> Result<(), Failure> {
    for (path, content) in HUGO {
        target.file(path, content)?;
    }
    for ending in ["md", "ru.md"] {
        for section in ["articles", "pages"] {
            target.file(&format!("content/{section}/_index.{ending}"), HUGO_HIDDEN)?;
        }
        for name in HUGO_PAGES {
            let title = capitalized(name);
            target.file(
                &format!("content/pages/{name}.{ending}"),
                format!("---\ntitle: {title}\nlayout: {name}\n---\n"),
            )?;
        }
    }
    Ok(())
}
