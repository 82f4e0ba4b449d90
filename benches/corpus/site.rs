//! What a site holds beside its articles: configuration, profiles, terms, standing pages, images.

use super::article::Language;
use super::files::{Failure, Target};
use super::prose::Prose;
use super::random::{Purpose, Random};
use super::terms::{Author, REGIONS, TOPICS};
use super::words::slug;
use super::{Corpus, Form, MEDIA_FILES};

/// The configuration for this program.
pub(super) const SITE_TOML: &str = include_str!("site.toml");

/// A small photograph, in JPEG.
const MEDIA: &[u8] = include_bytes!("media.jpg");

/// Hugo's configuration and layouts, by their place in the site.
const HUGO: &[(&str, &str)] = &[
    ("hugo.toml", include_str!("hugo/hugo.toml")),
    ("layouts/baseof.html", include_str!("hugo/baseof.html")),
    ("layouts/single.html", include_str!("hugo/single.html")),
    ("layouts/list.html", include_str!("hugo/list.html")),
    ("layouts/taxonomy.html", include_str!("hugo/taxonomy.html")),
    ("layouts/404.html", include_str!("hugo/404.html")),
    ("layouts/_partials/card.html", include_str!("hugo/card.html")),
    ("layouts/_partials/nav.html", include_str!("hugo/nav.html")),
    ("layouts/_shortcodes/pullquote.html", include_str!("hugo/pullquote.html")),
    ("layouts/_markup/render-image.html", include_str!("hugo/render-image.html")),
];

/// Hugo lists what is in a section; the section of all articles would repeat the home page's list.
const HUGO_HIDDEN: &str = "---\ntitle: Articles\nbuild: {render: never, list: never}\n---\n";

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
            Form::Hugo => {
                for (path, content) in HUGO {
                    target.file(path, content)?;
                }
                for name in ["_index.md", "_index.ru.md"] {
                    target.file(&format!("content/articles/{name}"), HUGO_HIDDEN)?;
                }
            }
        }
        let text = self.text(0, 5);
        target.file("content/pages/about.md", format!("---\ntitle: About\n---\n\n{text}\n"))?;
        self.write_authors(target, form)?;
        match form {
            Form::Generate => self.write_regions(target),
            Form::Hugo => write_hugo_terms(target, "regions", REGIONS)
                .and_then(|()| write_hugo_terms(target, "topics", TOPICS)),
        }
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
    fn write_regions(&self, target: &Target<'_>) -> Result<(), Failure> {
        let firsts = REGIONS.iter().filter_map(|(_, members)| members.first());
        for (number, name) in (200_000..).zip(firsts) {
            let text = self.text(number, 4);
            target.file(
                &format!("content/regions/{}.md", slug(name)),
                format!("---\ntitle: {name}\n---\n\n{text}\n"),
            )?;
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
                format!("---\ntitle: \"{year}\"\nurl: {year}/\n---\n"),
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

/// Gives Hugo's flat terms the addresses that nested ones have.
fn write_hugo_terms(target: &Target<'_>, taxonomy: &str, groups: &[(&str, &[&str])]) -> Result<(), Failure> {
    for (parent, members) in groups {
        let parent_slug = slug(parent);
        let own = (parent, format!("{taxonomy}/{parent_slug}"));
        let below = members.iter().map(|name| (name, format!("{taxonomy}/{parent_slug}/{}", slug(name))));
        for (name, address) in std::iter::once(own).chain(below) {
            for file in ["_index.md", "_index.ru.md"] {
                target.file(
                    &format!("content/{taxonomy}/{}/{file}", slug(name)),
                    format!("---\ntitle: {name}\nurl: {address}/\n---\n"),
                )?;
            }
        }
    }
    Ok(())
}
