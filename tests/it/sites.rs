//! Content of other generators, read in place with a `site.toml` alone. What must come out is worked out here from the files
//! themselves, by the rules of the generator that they were written for.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

use crate::page::{elements, redirect};
use crate::support::{Built, site};

/// The sites, from the package's folder, where tests run.
const SITES: &str = "../shared/data/sites";

/// The content folder of a site; `None`, with a line that says so, where it is absent.
fn content(folder: &str) -> Option<String> {
    match Path::new(SITES).join(folder).canonicalize() {
        Ok(path) => Some(path.to_str().unwrap().to_owned()),
        Err(_) => {
            // Not a macro: what those print is shown of failed tests only.
            let _ = writeln!(std::io::stderr(), "SKIPPED sites: {SITES}/{folder} is absent");
            None
        }
    }
}

/// Builds a site of which there is a `site.toml` alone.
fn build(toml: &str) -> Built {
    let site = site("");
    fs::remove_dir_all(site.path("content")).unwrap();
    site.write("site.toml", toml);
    site.build()
}

/// All Markdown files of a folder.
fn documents(folder: &str) -> Vec<PathBuf> {
    let files = walkdir::WalkDir::new(folder).sort_by_file_name();
    let files = files.into_iter().map(|entry| entry.unwrap().into_path());
    files.filter(|path| path.extension().is_some_and(|extension| extension == "md")).collect()
}

/// Files of the output that a browser would save instead of showing, or read as something else than they are.
fn downloads(built: &Built) -> Vec<String> {
    const KNOWN: [&str; 9] = ["html", "xml", "json", "txt", "css", "js", "svg", "png", "woff2"];
    let known = |name: &String| {
        Path::new(name).extension().is_some_and(|extension| KNOWN.contains(&extension.to_str().unwrap()))
    };
    // Nothing links to the search index; a script reads it.
    let is_index = |name: &String| name.starts_with("search-index/") && name.ends_with(".bin");
    built.names().into_iter().filter(|name| !known(name) && name != "_redirects" && !is_index(name)).collect()
}

/// The strings of a key of TOML, one or a list.
fn strings(front: &str, key: &str) -> Vec<String> {
    let table = DeTable::parse(front).unwrap().into_inner();
    let value = table.into_iter().find(|(name, _)| name.get_ref() == key);
    match value.map(|(_, value)| value.into_inner()) {
        Some(DeValue::Array(items)) => {
            items.iter().map(|item| item.get_ref().as_str().unwrap().to_owned()).collect()
        }
        Some(value) => vec![value.as_str().unwrap().to_owned()],
        None => Vec::new(),
    }
}

/// Whether the page of an article has a title.
fn shows(built: &Built, file: &str, title: &str) -> bool {
    let html = built.file(file);
    let shown = elements(&html, "h1").into_iter().next().unwrap_or_else(|| panic!("no heading: {html}")).text;
    let plain = |text: &str| {
        text.replace("&amp;", "&")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&#39;", "'")
    };
    shown.trim() == plain(title)
}

#[test]
fn every_post_of_a_zola_site_is_where_it_was() {
    let Some(content) = content("zola-rust-blog/content") else { return };
    let built = build(&format!(
        "title = \"Rust Blog\"\nbase_url = \"https://blog.rust-lang.org\"\ncontent = [\"{content}\"]\n\
         exclude = [\"**/releases/latest.md\"]\nlenient = true\nanchors = \"zola\"\non_missing_link = \"warn\"\n[fields]\ntemplate = \"zola_template\"\n"
    ));
    let mut posts = 0;
    let mut aliases = 0;
    for path in documents(&content) {
        let text = fs::read_to_string(&path).unwrap();
        let front = text.strip_prefix("+++\n").unwrap().split("\n+++").next().unwrap();
        let [Some(address), title] = ["path", "title"].map(|key| strings(front, key).into_iter().next())
        else {
            continue;
        };
        posts += 1;
        // `components/content/src/page.rs` of Zola: `path` is the address, with a slash at both ends.
        let address = format!("/{}/", address.trim_matches('/'));
        assert!(shows(&built, &format!("{}index.html", &address[1..]), &title.unwrap()), "{address}");
        for alias in strings(front, "aliases") {
            aliases += 1;
            // `Site::render_alias` of Zola: a name that ends in `.html` is a file, anything else a folder.
            let alias = alias.trim_matches('/');
            let file =
                if alias.ends_with(".html") { alias.to_owned() } else { format!("{alias}/index.html") };
            assert_eq!(redirect(&built, &file), address, "{file}");
        }
    }
    assert_eq!(posts, 750);
    assert!(aliases > 600, "{aliases}");
    assert_eq!(downloads(&built), Vec::<String>::new());
}
