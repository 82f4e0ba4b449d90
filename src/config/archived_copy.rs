//! Archived copies of old addresses: `archived_copy` in `site.toml`.

/// The template of addresses of copies, and what paths of the site were below.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchivedCopy {
    template: String,
    origin: String,
}

/// What stands for the address in a template.
const URL: &str = "{url}";

impl ArchivedCopy {
    /// Reads a template, which holds `{url}` and, if wanted, `{date}`; `None` where it is none. `origin` is the address that paths
    /// of the site are put behind, without a slash at its end.
    pub(super) fn read(template: &str, origin: String) -> Option<ArchivedCopy> {
        let is_address = template == URL || template.starts_with("http") && template.contains(URL);
        is_address.then(|| ArchivedCopy { template: template.to_owned(), origin })
    }

    /// Whether this is the original address itself, which no archive keeps.
    pub fn is_original(&self) -> bool {
        self.template == URL
    }

    /// The copy nearest to `date` (`YYYYMMDDhhmmss`) of `address`: a full one, or a path that starts with `/`.
    pub fn of(&self, address: &str, date: &str) -> String {
        let is_path = address.starts_with('/') && !address.starts_with("//");
        let origin = if is_path { &*self.origin } else { "" };
        self.template.replace("{date}", date).replace(URL, &format!("{origin}{address}"))
    }
}

#[cfg(test)]
mod tests {
    use super::ArchivedCopy;

    #[test]
    fn copies_of_paths_are_those_of_the_host() {
        let copy = |template: &str| ArchivedCopy::read(template, "http://a.example".into()).unwrap();
        let archive = copy("https://web.example/{date}/{url}");
        assert_eq!(archive.of("/x", "2010"), "https://web.example/2010/http://a.example/x");
        assert_eq!(archive.of("http://b.example/x", "2010"), "https://web.example/2010/http://b.example/x");
        let original = copy("{url}");
        assert!(original.is_original() && !archive.is_original());
        assert_eq!(original.of("/x", "2010"), "http://a.example/x");
        for none in ["", "{date}", "https://web.example/", "web.example/{url}", " {url}"] {
            assert_eq!(ArchivedCopy::read(none, String::new()), None, "{none}");
        }
    }
}
