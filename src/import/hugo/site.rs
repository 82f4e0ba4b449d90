//! What the configuration says of languages, folders of content and taxonomies.

use std::collections::BTreeMap;

use serde_json::Value;

use super::config::Config;
use super::path::{Naming, join};
use crate::import::folder::Folder;
use crate::import::old_site;

/// A site as its configuration describes it.
#[derive(Debug)]
pub(super) struct Site {
    /// Everything that is configured.
    pub(super) config: Config,
    /// The languages; the default one first.
    pub(super) languages: Vec<Language>,
    /// Where content is.
    pub(super) roots: Vec<Root>,
    /// Folders of static files: of the site, then those of themes.
    pub(super) statics: Vec<Root>,
    /// The taxonomies.
    pub(super) taxonomies: Vec<Taxonomy>,
    /// How names become addresses.
    pub(super) naming: Naming,
    /// The time zone of dates without an offset.
    pub(super) timezone: chrono_tz::Tz,
}

/// A language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Language {
    /// Its key: `ru`.
    pub(super) key: String,
    /// The same as the new site writes it: letters, digits and hyphens.
    pub(super) code: String,
    /// What stands before its addresses: nothing, or `/ru`.
    pub(super) prefix: String,
}

/// A folder whose files have addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Root {
    /// The folder in the old site.
    pub(super) folder: String,
    /// Where in the tree of content, or of static files, it is mounted; empty at the top.
    pub(super) at: String,
    /// The language of everything in it, if it has one.
    pub(super) language: Option<usize>,
}

/// A taxonomy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Taxonomy {
    /// Its name: `tag`.
    pub(super) singular: String,
    /// Its folder, its address and the key in front matter: `tags`.
    pub(super) plural: String,
}

impl Taxonomy {
    /// Whether its terms are the authors of articles.
    pub(super) fn is_of_authors(&self) -> bool {
        [&self.singular, &self.plural].into_iter().any(|name| matches!(&**name, "author" | "authors"))
    }
}

impl Site {
    /// Reads the settings.
    pub(super) fn of(config: Config, folder: &Folder) -> Site {
        let languages = languages(&config);
        let zone = config.text(&["timezone"]).and_then(|name| name.parse().ok());
        Site {
            roots: roots(&config, &languages),
            statics: statics(&config, &languages, folder),
            taxonomies: taxonomies(&config),
            naming: Naming {
                keep_case: config.flag(&["disablepathtolower"]).unwrap_or(false),
                without_accents: config.flag(&["removepathaccents"]).unwrap_or(false),
            },
            timezone: zone.unwrap_or(chrono_tz::UTC),
            languages,
            config,
        }
    }

    /// The language whose key is a suffix of a name: `about.ru`; and the name without it.
    pub(super) fn language_of<'n>(&self, name: &'n str) -> (&'n str, Option<usize>) {
        let Some((stem, suffix)) = name.rsplit_once('.') else { return (name, None) };
        let suffix = suffix.to_lowercase();
        match self.languages.iter().position(|language| language.key == suffix) {
            Some(language) if !stem.is_empty() => (stem, Some(language)),
            _ => (name, None),
        }
    }

    /// Whether pages of a kind are made: `disableKinds`.
    pub(super) fn makes(&self, kind: &str) -> bool {
        let kind = kind.to_lowercase();
        !self.config.names(&["disablekinds"]).iter().any(|off| off.to_lowercase() == kind)
    }

    /// Takes for taxonomies, where there is no configuration, the folders whose terms front matter names: each of them has folders with
    /// an index, and `is_named` says whether a key occurs.
    pub(super) fn guess_taxonomies(&mut self, folder: &Folder, is_named: impl Fn(&str) -> bool) {
        let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for root in &self.roots {
            for path in folder.below(&root.folder) {
                let below = path[root.folder.len()..].trim_start_matches('/');
                let Some((top, rest)) = below.split_once('/') else { continue };
                let (all, terms) = counts.entry(top).or_default();
                *all += 1;
                *terms += usize::from(rest.ends_with("/_index.md"));
            }
        }
        for (top, (all, terms)) in counts {
            let plural = top.to_lowercase();
            let is_known = self.taxonomies.iter().any(|known| known.plural == plural);
            if terms * 2 > all && !is_known && is_named(&plural) {
                let singular = match plural.strip_suffix("ies") {
                    Some(stem) => format!("{stem}y"),
                    None => plural.strip_suffix('s').unwrap_or(&plural).to_owned(),
                };
                self.taxonomies.push(Taxonomy { singular, plural });
            }
        }
    }

    /// The taxonomy whose folder a path below content is, or is in; and the rest of the path.
    pub(super) fn taxonomy_of<'p>(&self, path: &'p str) -> Option<(usize, &'p str)> {
        self.taxonomies.iter().enumerate().find_map(|(index, taxonomy)| {
            let rest = path.strip_prefix(taxonomy.plural.as_str())?;
            match rest.strip_prefix('/') {
                Some(inner) => Some((index, inner)),
                None => rest.is_empty().then_some((index, rest)),
            }
        })
    }
}

/// The languages that are switched on; the default one first, the others by weight.
fn languages(config: &Config) -> Vec<Language> {
    let default = config.text(&["defaultcontentlanguage"]).unwrap_or_else(|| "en".to_owned()).to_lowercase();
    let off: Vec<String> = config.names(&["disablelanguages"]).iter().map(|key| key.to_lowercase()).collect();
    let mut declared: Vec<(i64, &String)> = Vec::new();
    for (key, value) in config.table(&["languages"]).into_iter().flatten() {
        let is_off = value.get("disabled").and_then(Value::as_bool).unwrap_or(false);
        if value.is_object() && !is_off && !off.contains(key) {
            let weight = value.get("weight").and_then(Value::as_i64).filter(|weight| *weight != 0);
            declared.push((weight.unwrap_or(i64::MAX), key));
        }
    }
    declared.sort();
    let in_folder = config.flag(&["defaultcontentlanguageinsubdir"]).unwrap_or(false) && !declared.is_empty();
    let mut keys: Vec<&String> = declared.into_iter().map(|(_, key)| key).collect();
    if let Some(at) = keys.iter().position(|key| **key == default) {
        keys[..=at].rotate_right(1);
    }
    if keys.is_empty() {
        keys.push(&default);
    }
    let language = |(index, key): (usize, &String)| Language {
        key: key.clone(),
        code: code_of(key),
        prefix: if index > 0 || in_folder { format!("/{key}") } else { String::new() },
    };
    keys.into_iter().enumerate().map(language).collect()
}

/// The code of a language for the key that it has.
fn code_of(key: &str) -> String {
    let code: String = key.chars().map(|c| if c == '_' { '-' } else { c }).collect();
    let plain: String = code.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    if plain.is_empty() { "en".to_owned() } else { plain }
}

/// A folder as it is written in the configuration, if it is inside the site.
fn inside(written: &str) -> Option<String> {
    let path = written.trim().trim_start_matches("./").trim_end_matches('/');
    let leaves = path.starts_with('/') || path.split('/').any(|part| part == ".." || part.contains(':'));
    (!path.is_empty() && !leaves).then(|| path.to_owned())
}

/// The folders that are mounted at a component such as `content`.
fn mounts(config: &Config, languages: &[Language], component: &str) -> Vec<Root> {
    let Some(Value::Array(mounts)) = config.get(&["module", "mounts"]) else { return Vec::new() };
    let text = |mount: &Value, key: &str| mount.get(key).and_then(old_site::text);
    let mounts = mounts.iter().filter_map(|mount| {
        let target = text(mount, "target")?;
        let below = target.trim_matches('/').strip_prefix(component)?;
        if !below.is_empty() && !below.starts_with('/') {
            return None;
        }
        let language = text(mount, "lang").map(|key| key.to_lowercase());
        let language = language.and_then(|key| languages.iter().position(|known| known.key == key));
        let at = below.trim_matches('/').to_owned();
        Some(Root { folder: inside(&text(mount, "source")?)?, at, language })
    });
    mounts.collect()
}

/// Where content is: what is mounted, else the folder of each language, else `contentDir`.
fn roots(config: &Config, languages: &[Language]) -> Vec<Root> {
    let mounted = mounts(config, languages, "content");
    if !mounted.is_empty() {
        return mounted;
    }
    let main = config.text(&["contentdir"]).and_then(|folder| inside(&folder));
    let main = main.unwrap_or_else(|| "content".to_owned());
    let mut roots: Vec<Root> = Vec::new();
    for (index, language) in languages.iter().enumerate() {
        let own = config.text(&["languages", &language.key, "contentdir"]).and_then(|folder| inside(&folder));
        if let Some(folder) = own.filter(|folder| *folder != main) {
            roots.push(Root { folder, at: String::new(), language: Some(index) });
        }
    }
    if roots.len() < languages.len() {
        roots.push(Root { folder: main, at: String::new(), language: None });
    }
    // What is in the folder of a language is not read again as part of one above it.
    roots.sort_by(|one, other| other.folder.len().cmp(&one.folder.len()).then(one.folder.cmp(&other.folder)));
    roots
}

/// Folders of static files, those of themes last.
fn statics(config: &Config, languages: &[Language], folder: &Folder) -> Vec<Root> {
    let root = |folder: String, at: &str| Root { folder, at: at.to_owned(), language: None };
    let mut found = mounts(config, languages, "static");
    if found.is_empty() {
        for (key, value) in config.entries() {
            if key.starts_with("staticdir") {
                let written: Vec<String> = match value {
                    Value::Array(items) => items.iter().filter_map(old_site::text).collect(),
                    value => old_site::text(value).into_iter().collect(),
                };
                found.extend(written.iter().filter_map(|folder| inside(folder)).map(|path| root(path, "")));
            }
        }
        if found.is_empty() {
            found.push(root("static".to_owned(), ""));
        }
        for language in languages {
            let own = config.names(&["languages", &language.key, "staticdir"]);
            found.extend(own.iter().filter_map(|path| inside(path)).map(|path| root(path, "")));
        }
    }
    let themes = config.text(&["themesdir"]).and_then(|path| inside(&path)).unwrap_or("themes".to_owned());
    for theme in config.names(&["theme"]) {
        let path = join(&join(&themes, &theme), "static");
        if folder.has_folder(&path) {
            found.push(root(path, ""));
        }
    }
    found
}

/// The taxonomies; without a word, categories and tags.
fn taxonomies(config: &Config) -> Vec<Taxonomy> {
    let taxonomy = |singular: &str, plural: &str| Taxonomy {
        singular: singular.to_owned(),
        plural: plural.trim_matches('/').to_lowercase(),
    };
    match config.table(&["taxonomies"]) {
        Some(table) => {
            let named =
                table.iter().filter_map(|(singular, plural)| Some((singular, old_site::text(plural)?)));
            named
                .map(|(singular, plural)| taxonomy(singular, &plural))
                .filter(|one| !one.plural.is_empty())
                .collect()
        }
        None => vec![taxonomy("category", "categories"), taxonomy("tag", "tags")],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::import::testing::folder;

    fn site(files: &[(&str, &str)]) -> Site {
        let (_root, folder) = folder(files);
        let mut problems = Diagnostics::new();
        let config = Config::read(&folder, &mut problems);
        assert!(problems.is_empty());
        Site::of(config, &folder)
    }

    #[test]
    fn languages_have_an_order_prefixes_and_folders() {
        let site = site(&[(
            "hugo.toml",
            "defaultContentLanguage = \"ru\"\ndisableLanguages = [\"fr\"]\n[languages.en]\nweight = 1\n\
             contentDir = \"content/en\"\n[languages.Ru]\nweight = 2\n[languages.fr]\n[languages.de]\ndisabled = true\n",
        )]);
        let languages: Vec<(&str, &str)> =
            site.languages.iter().map(|one| (&*one.key, &*one.prefix)).collect();
        assert_eq!(languages, [("ru", ""), ("en", "/en")]);
        let roots: Vec<_> = site.roots.iter().map(|root| (&*root.folder, root.language)).collect();
        assert_eq!(roots, [("content/en", Some(1)), ("content", None)]);
        assert_eq!(site.language_of("about.EN"), ("about", Some(1)));
        assert_eq!(site.language_of("v1.fr"), ("v1.fr", None));
    }

    #[test]
    fn mounts_inside_the_site_are_read_and_others_not() {
        let site = site(&[
            (
                "hugo.yaml",
                "theme: [one]\nmodule:\n  mounts:\n  - {source: docs, target: content/docs}\n  - {source: ../out, target: content}\n  \
                 - {source: pics, target: static/p}\n  - nothing\n",
            ),
            ("themes/one/static/a.png", "x"),
        ]);
        assert_eq!(site.roots, [Root { folder: "docs".into(), at: "docs".into(), language: None }]);
        let statics: Vec<_> = site.statics.iter().map(|root| (&*root.folder, &*root.at)).collect();
        assert_eq!(statics, [("pics", "p"), ("themes/one/static", "")]);
    }

    #[test]
    fn taxonomies_are_those_configured_or_the_usual_ones() {
        let plain = site(&[("hugo.toml", "staticDir = [\"a\", \"b\"]\n")]);
        let plurals: Vec<&str> = plain.taxonomies.iter().map(|one| &*one.plural).collect();
        assert_eq!(plurals, ["categories", "tags"]);
        assert_eq!(plain.taxonomy_of("tags/a"), Some((1, "a")));
        assert_eq!(plain.taxonomy_of("tagsx"), None);
        assert_eq!(plain.statics.len(), 2);
        let own =
            site(&[("hugo.toml", "disableKinds = [\"Term\"]\n[taxonomies]\nauthor = \"people\"\nbad = 1\n")]);
        assert!(own.taxonomies[0].is_of_authors() && !own.makes("term") && own.makes("taxonomy"));
    }
}
