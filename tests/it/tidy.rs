//! The shape of the code is a test: layers, heads of files, the version in the changelog.

use std::fs;
use std::path::{Path, PathBuf};

mod circles;
mod hashes;

/// The layers from the bottom; modules of one layer do not know each other, but for those named in `ALLOWED`.
const LAYERS: &[&[&str]] = &[
    &[
        "address",
        "compress",
        "diagnostic",
        "encoding",
        "facts",
        "fingerprint",
        "hosting",
        "id",
        "name",
        "path",
        "value",
        "config",
        "source",
        "table",
        "text",
        "reserved",
        "platform",
        "xml",
    ],
    &["article", "dead_links", "template", "picture", "popular"],
    &["catalog"],
    &["output"],
    &["render", "write", "cache"],
    &["build"],
    &["verify"],
    &["serve", "check", "deploy", "import"],
    &["cli"],
    &["command"],
];

/// What modules of the lowest layer may know of each other, and that the cache keeps the writer's lists of files.
const ALLOWED: &[(&str, &str)] = &[
    ("cache", "write"),
    ("address", "path"),
    ("config", "address"),
    ("config", "compress"),
    ("config", "diagnostic"),
    ("config", "fingerprint"),
    ("config", "hosting"),
    ("config", "id"),
    ("config", "name"),
    ("config", "path"),
    ("config", "reserved"),
    ("config", "text"),
    ("config", "value"),
    ("hosting", "value"),
    ("name", "fingerprint"),
    ("name", "path"),
    ("name", "text"),
    ("value", "diagnostic"),
    ("value", "text"),
    ("xml", "text"),
    ("path", "reserved"),
    ("reserved", "diagnostic"),
    ("reserved", "path"),
    ("source", "config"),
    ("source", "encoding"),
    ("source", "diagnostic"),
    ("source", "path"),
    ("source", "platform"),
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The code of a file without its tests, which may do what code may not.
pub(crate) fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let mut parts = text.split("#[cfg(test)]\n");
    let mut code = parts.next().unwrap().to_owned();
    // Tests in a file of their own are one line; those that stand here are the rest of the file.
    let rest = parts.map_while(|part| part.split_once('\n').filter(|(first, _)| first.ends_with(';')));
    rest.for_each(|(_, rest)| code.push_str(rest));
    code
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let files = walkdir::WalkDir::new(folder).sort_by_file_name();
    let files = files.into_iter().map(|entry| entry.unwrap().into_path());
    files.filter(|path| path.extension().is_some_and(|extension| extension == "rs")).collect()
}

fn layer_of(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

#[test]
fn modules_know_only_lower_ones() {
    let src = root().join("src");
    let mut wrong = Vec::new();
    for path in sources(&src) {
        let below = path.strip_prefix(&src).unwrap().to_str().unwrap().to_owned();
        let module = below.split(['/', '.']).next().unwrap();
        if matches!(module, "lib" | "main") {
            continue;
        }
        let layer = layer_of(module).unwrap_or_else(|| panic!("{module} has no layer"));
        let code = code(&path);
        for (at, _) in code.match_indices("crate::") {
            let used = code[at + 7..].split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap();
            let Some(other) = layer_of(used) else { continue };
            let allowed = used == module || other < layer || ALLOWED.contains(&(module, used));
            if !allowed {
                wrong.push(format!("{below}: {module} (layer {layer}) uses {used} (layer {other})"));
            }
        }
    }
    wrong.dedup();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_file_says_what_it_is_for() {
    for folder in ["src", "tests", "benches", "examples", "crates"] {
        for path in sources(&root().join(folder)) {
            let text = fs::read_to_string(&path).unwrap();
            assert!(text.starts_with("//! "), "{} does not begin with a line of //!", path.display());
        }
    }
}

/// A file that no module names is neither compiled nor tested.
#[test]
fn every_file_is_a_module() {
    for folder in ["src", "crates/links/src", "crates/stores/src", "tests/it"] {
        let top = root().join(folder);
        for path in sources(&top) {
            let (name, within) = (path.file_stem().unwrap().to_str().unwrap(), path.parent().unwrap());
            if within == top && matches!(name, "lib" | "main") {
                continue;
            }
            let above = match within == top {
                true => vec![top.join("lib.rs"), top.join("main.rs")],
                false => vec![within.with_extension("rs")],
            };
            let declared = format!("mod {name};");
            let is_declared = |above: &PathBuf| {
                fs::read_to_string(above).is_ok_and(|text| text.lines().any(|line| line.ends_with(&declared)))
            };
            assert!(above.iter().any(is_declared), "no module names {}", path.display());
        }
    }
}

/// What differs between systems is in `src/platform/`. Tests may be of one system alone.
#[test]
fn one_module_alone_names_a_system() {
    const NAMES: [&str; 7] =
        ["std::os::", "cfg(unix", "cfg(windows", "cfg(not(unix", "target_os", "cfg!(unix", "cfg!(windows"];
    let src = root().join("src");
    let mut wrong = Vec::new();
    for path in sources(&src).into_iter().filter(|path| !path.starts_with(src.join("platform"))) {
        // Every folder of tests is called so; a line that marks a module of tests stands before its name.
        if path.components().any(|part| part.as_os_str() == "tests") || path.ends_with("tests.rs") {
            continue;
        }
        let code = code(&path);
        let named = NAMES.iter().filter(|name| code.contains(**name));
        wrong.extend(named.map(|name| format!("{}: {name}", path.display())));
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn the_changelog_has_the_version() {
    let text = fs::read_to_string(root().join("CHANGELOG.md")).unwrap();
    let version = env!("CARGO_PKG_VERSION");
    assert!(
        text.contains(&format!("## {version}")) || text.contains(&format!("## [{version}]")),
        "{version}"
    );
}

#[test]
fn every_key_of_the_configuration_is_documented() {
    let text = fs::read_to_string(root().join("docs/configuration.md")).unwrap();
    for (table, keys) in crate::config::keys() {
        let section = if table.is_empty() {
            text.split("\n## ").find(|section| section.starts_with("Top level"))
        } else {
            text.split("\n## ")
                .find(|section| section.lines().next().unwrap().contains(&format!("`[{table}]`")))
        };
        let section = section.unwrap_or_else(|| panic!("docs/configuration.md has no section for [{table}]"));
        for key in keys {
            assert!(section.contains(&format!("`{key}`")), "docs/configuration.md: [{table}] lacks `{key}`");
        }
    }
}

#[test]
fn every_module_is_on_the_map() {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    for entry in fs::read_dir(root().join("src")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let row = match name.strip_suffix(".rs") {
            Some(_) => format!("`{name}`"),
            None => format!("`{name}/"),
        };
        assert!(text.contains(&row), "ARCHITECTURE.md has no row for {name}");
    }
}

#[test]
fn every_view_is_documented() {
    let files = sources(&root().join("src/output/view"));
    let code: Vec<String> = files.iter().map(|file| fs::read_to_string(file).unwrap()).collect();
    let views: Vec<&str> = code.iter().flat_map(|code| code.split("pub struct ").skip(1)).collect();
    assert!(views.len() > 50, "{} views", views.len());
    let text = fs::read_to_string(root().join("docs/templates.md")).unwrap();
    for part in views {
        let name = part.split([' ', '{', '<']).next().unwrap();
        let heading = format!("### `{name}`");
        let section = text.split("\n##").find(|section| format!("##{section}").starts_with(&heading));
        let section = section.unwrap_or_else(|| panic!("docs/templates.md has no heading {heading}"));
        let body = part.split("\n}").next().unwrap();
        for line in body.lines().filter_map(|line| line.trim().strip_prefix("pub ")) {
            let field = line.split(':').next().unwrap();
            assert!(section.contains(&format!("`{field}`")), "docs/templates.md: {name} lacks `{field}`");
        }
    }
}

/// What a page of documentation shows and links to is there: the screenshots of README.md, each page of docs/.
#[test]
fn links_of_the_documentation_lead_to_files() {
    let mut pages = vec![
        root().join("README.md"),
        root().join("ARCHITECTURE.md"),
        root().join("CHANGELOG.md"),
        root().join("CONTRIBUTING.md"),
    ];
    let docs = fs::read_dir(root().join("docs")).unwrap().map(|entry| entry.unwrap().path());
    pages.extend(docs.filter(|path| path.extension().is_some_and(|extension| extension == "md")));
    pages.push(root().join("tests/browser/README.md"));
    let mut dead = Vec::new();
    for page in &pages {
        let text = fs::read_to_string(page).unwrap();
        // What stands between fences or backticks is an example.
        let prose: String =
            text.split("```").step_by(2).flat_map(|part| part.split('`').step_by(2)).collect();
        for link in prose.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = link.split('#').next().unwrap();
            if file.is_empty() || file.contains(':') || page.parent().unwrap().join(file).exists() {
                continue;
            }
            dead.push(format!("{}: {link}", page.display()));
        }
    }
    assert_eq!(dead, Vec::<String>::new());
}

/// Who has the program alone has no `docs/`: messages give addresses.
#[test]
fn messages_name_the_documentation_by_its_address() {
    for path in sources(&root().join("src")) {
        let named = fs::read_to_string(&path).unwrap();
        // Tests name files of sites.
        let code = named.split("#[cfg(test)]").next().unwrap();
        if path.file_name().is_some_and(|name| name == "tests.rs") {
            continue;
        }
        let lines = code
            .lines()
            .filter(|line| !line.trim_start().starts_with("//") && !line.contains("include_str!"));
        let found: Vec<&str> = lines
            .filter(|line| line.contains("docs/") && line.contains(".md") && line.contains('"'))
            .collect();
        let found: Vec<&&str> = found.iter().filter(|line| !line.contains("/blob/main/docs")).collect();
        assert!(found.is_empty(), "{}: {found:#?}", path.display());
    }
}

#[test]
fn every_command_is_documented() {
    let text = fs::read_to_string(root().join("docs/configuration.md")).unwrap();
    for command in <generate::cli::Cli as clap::CommandFactory>::command().get_subcommands() {
        let name = command.get_name();
        assert!(
            text.contains(&format!("| `generate {name}")),
            "docs/configuration.md lacks `generate {name}`"
        );
    }
}
