//! Licences: their names for readers, their texts, and whether they let others publish.

use super::view::LicenceView;

/// A licence by its identifier.
pub(super) fn view(name: &str) -> LicenceView {
    LicenceView { name: name.to_owned(), title: title(name), href: creative_commons(name) }
}

/// Whether everybody may publish a text under this licence, as it is and free of charge: all Creative Commons licences
/// and the public domain allow that, and nothing else is taken for granted.
pub(super) fn allows_republishing(name: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    creative_commons(name).is_some() || matches!(upper.as_str(), "PDDL-1.0" | "UNLICENSE" | "PUBLIC DOMAIN")
}

/// `CC-BY-NC-4.0` as readers know it: `CC BY-NC 4.0`. Others stay as they are.
fn title(name: &str) -> String {
    if creative_commons(name).is_none() {
        return name.to_owned();
    }
    let upper = name.to_ascii_uppercase();
    match upper.strip_prefix("CC-").and_then(|rest| rest.rsplit_once('-')) {
        Some((kind, version)) => format!("CC {kind} {version}"),
        None => upper.replace('-', " "),
    }
}

/// The text of a Creative Commons licence, by its SPDX identifier (<https://spdx.org/licenses/>).
fn creative_commons(name: &str) -> Option<String> {
    let upper = name.to_ascii_uppercase();
    if upper.starts_with("CC0") {
        return Some("https://creativecommons.org/publicdomain/zero/1.0/".into());
    }
    let (kind, version) = upper.strip_prefix("CC-")?.rsplit_once('-')?;
    let known = ["BY", "BY-SA", "BY-NC", "BY-ND", "BY-NC-SA", "BY-NC-ND"];
    let number = version.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    (known.contains(&kind) && number)
        .then(|| format!("https://creativecommons.org/licenses/{}/{version}/", kind.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licences_link_to_their_text() {
        let text = creative_commons("CC-BY-NC-ND-4.0");
        assert_eq!(text.as_deref(), Some("https://creativecommons.org/licenses/by-nc-nd/4.0/"));
        assert_eq!(creative_commons("all-rights-reserved"), None);
        assert_eq!(creative_commons("CC-BY-XX"), None);
    }

    #[test]
    fn licences_have_names_for_readers() {
        assert_eq!(view("CC-BY-NC-ND-4.0").title, "CC BY-NC-ND 4.0");
        assert_eq!(view("CC0-1.0").title, "CC0 1.0");
        assert_eq!(view("All rights reserved").title, "All rights reserved");
    }

    #[test]
    fn only_free_licences_allow_republishing() {
        assert!(allows_republishing("CC-BY-ND-4.0") && allows_republishing("CC0-1.0"));
        assert!(!allows_republishing("All rights reserved") && !allows_republishing("CC-BY-XX"));
    }
}
