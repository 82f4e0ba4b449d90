//! `[home]`: the article at the top of the home page and the sections below it.

use super::lists::taxonomy_keys;
use crate::config::{Home, Taxonomy, TaxonomyId};
use crate::id::IdVec;
use crate::value::fields::Fields;

/// Reads `[home]`, of the whole site or of a language.
pub(super) fn read(fields: &mut Fields<'_, '_>, taxonomies: &IdVec<TaxonomyId, Taxonomy>) -> Home {
    let Some(mut home) = fields.table("home") else { return Home::default() };
    let lead = home.nonempty("lead").map(|written| (written.text.to_owned(), written.position));
    let says_sections = !home.is_empty("sections");
    let sections = taxonomy_keys(&mut home, "sections", taxonomies);
    home.refuse_rest("[home]");
    Home { lead, sections: says_sections.then_some(sections) }
}

#[cfg(test)]
mod tests {
    use crate::config::{Config, LanguageId};

    #[test]
    fn sections_keep_the_order_in_which_they_are_written() {
        let text = "title = \"A\"\nbase_url = \"https://a.example/\"\n[taxonomies]\ntopic = {}\nregion = {}\n[home]\nlead = \"/a/\"\n\
                    sections = [\"region\", \"topic\"]\n[languages.en]\n[languages.en.home]\nsections = []\n";
        let config = Config::parse(text, None).unwrap();
        let keys = config.home_page.sections.unwrap().into_iter().map(|id| config.taxonomies[id].key.clone());
        assert_eq!(keys.collect::<Vec<_>>(), ["region", "topic"]);
        assert_eq!(config.home_page.lead.unwrap().0, "/a/");
        let own = &config.languages[LanguageId::DEFAULT].home_page;
        assert!(own.lead.is_none() && own.sections.as_ref().is_some_and(Vec::is_empty));
    }

    #[test]
    fn an_unknown_section_is_an_error() {
        let problems = Config::parse(
            "title = \"A\"\nbase_url = \"https://a.example/\"\n[home]\nsections = [\"tpic\"]\n",
            None,
        )
        .unwrap_err();
        let hint = "expected a list of keys of [taxonomies]";
        assert!(problems.iter().any(|problem| format!("{problem:?}").contains(hint)), "{problems:?}");
    }
}
