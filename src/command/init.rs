//! `generate init`: a small working site.

use std::fs;
use std::io;
use std::path::Path;

use super::{Exit, Terminal, problems_json};
use crate::cli::{Init, Shared};
use crate::diagnostic::{Diagnostics, message};

/// The files of a new site, with their content.
const FILES: [(&str, &str); 7] = [
    ("site.toml", include_str!("init/site.toml")),
    (".gitignore", "/public/\n/.generate/\n"),
    ("content/articles/2010-12-10-a-first-article.md", include_str!("init/article.md")),
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
        &*format!("{dir} is a site now. Build it with:"),
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
        Err(error) => return Err(message::unreadable(&name, &error.to_string()).into()),
    }
    for (file, content) in FILES {
        let path = dir.join(file);
        let folder = path.parent().unwrap_or(dir);
        let written = fs::create_dir_all(folder).and_then(|()| fs::write(&path, content));
        written.map_err(|error| Diagnostics::from(message::not_made(&path.display().to_string(), &error)))?;
    }
    Ok(())
}
