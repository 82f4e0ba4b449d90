//! `generate init`: a small working site.

use std::borrow::Cow;
use std::fs;
use std::io;
use std::path::Path;

use super::{Exit, Terminal, problems_json};
use crate::article::front_matter::write;
use crate::article::{Article, NameReference, ParsedArticle, References, TermReference, parse_date};
use crate::cli::{Init, Shared};
use crate::command::message;
use crate::config::Config;
use crate::diagnostic;
use crate::diagnostic::message::DOCS;
use crate::diagnostic::{Diagnostics, Position};
use crate::name::Name;
use crate::path::SourcePath;

/// The configuration of a new site.
const SITE: &str = include_str!("init/site.toml");

/// The example article. Its front matter is written by the program; its text is here.
const ARTICLE: (&str, &str) =
    ("content/articles/2010-12-10-a-first-article.md", include_str!("init/article.md"));

/// The files of a new site, with their content.
const FILES: [(&str, &str); 7] = [
    ("site.toml", SITE),
    (".gitignore", "/public/\n/.generate/\n"),
    ARTICLE,
    ("content/pages/about.md", include_str!("init/about.md")),
    ("content/regions/central-asia.md", include_str!("init/term.md")),
    ("templates/README.md", include_str!("init/templates.md")),
    // Hidden files are not copied to the site; this one keeps the folder in version control.
    ("static/.gitkeep", ""),
];

/// Makes a new site and tells what to do next.
pub(super) fn run(options: &Init, shared: &Shared, terminal: &Terminal) -> Exit {
    let problems = match make(&options.dir) {
        Ok(()) => Diagnostics::new(),
        Err(problems) => problems,
    };
    terminal.problems(&shared.root, &problems);
    let dir = options.dir.display().to_string();
    let files: Vec<&str> = FILES.iter().map(|(name, _)| *name).collect();
    let made: &[&str] = if problems.has_errors() { &[] } else { &files };
    terminal.json(&serde_json::json!({ "dir": dir, "files": made, "diagnostics": problems_json(&problems) }));
    if problems.has_errors() {
        return Exit::Failed;
    }
    for line in [
        &*format!("created a new site in {dir}; build it with:"),
        "",
        &*format!("    generate build --root {dir}"),
        "",
    ] {
        terminal.result(line);
    }
    Exit::Done
}

/// Writes the files, unless the folder holds something already.
fn make(dir: &Path) -> Result<(), Diagnostics> {
    let name = dir.display().to_string();
    match fs::read_dir(dir) {
        Ok(mut entries) => {
            if entries.next().is_some() {
                return Err(message::folder_not_empty(&name).into());
            }
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(diagnostic::message::unreadable(&name, &error.to_string()).into()),
    }
    for (file, content) in FILES {
        let content =
            if file == ARTICLE.0 { article(content)? } else { content.replace("{docs}", DOCS).into() };
        let path = dir.join(file);
        let folder = path.parent().unwrap_or(dir);
        let written = fs::create_dir_all(folder).and_then(|()| fs::write(&path, content.as_bytes()));
        written.map_err(|error| {
            Diagnostics::from(diagnostic::message::not_made(&path.display().to_string(), &error))
        })?;
    }
    Ok(())
}

/// The example article with this text.
fn article(text: &str) -> Result<Cow<'static, str>, Diagnostics> {
    let config = Config::parse(SITE, None)?;
    let path = SourcePath::new(ARTICLE.0);
    let problem = |why: &str| message::front_matter_not_written(ARTICLE.0, why);
    let date = parse_date("2010-12-10", config.timezone).map_err(problem)?;
    let names = |name: &str| {
        Name::read(name).map(|name| NameReference { name, position: Position::default() }).into_iter()
    };
    // Of the region and of the topic, as the example declares them.
    let terms = config
        .taxonomies
        .ids()
        .zip(["Tajikistan", "Security"])
        .flat_map(|(taxonomy, name)| names(name).map(move |term| TermReference { taxonomy, term }));
    let references = References {
        authors: names("Dina Example").collect(),
        terms: terms.collect(),
        ..References::default()
    };
    let mut article = Article::draft(path, "A first article".into(), date);
    article.summary = "What an article looks like, and what its front matter says.".into();
    article.standfirst = true;
    let article = ParsedArticle { article, references };
    let front_matter = write::article(&article, &config).map_err(|error| problem(&error.to_string()))?;
    Ok(format!("{front_matter}\n{text}").into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hints_are_addresses() {
        let named = FILES.iter().filter(|(_, content)| content.contains("{docs}")).map(|(file, _)| *file);
        assert_eq!(named.collect::<Vec<_>>(), ["site.toml", "templates/README.md"]);
        assert!(DOCS.starts_with("https://"));
    }

    #[test]
    fn the_example_article_has_every_key_that_it_speaks_of() {
        let article = article("Text.\n").unwrap();
        let expected = "---\ntitle: A first article\nsummary: What an article looks like, and what its front matter says.\n\
                        author: Dina Example\nregion: Tajikistan\ntopic: Security\n---\n\nText.\n";
        assert_eq!(article, expected);
    }
}
