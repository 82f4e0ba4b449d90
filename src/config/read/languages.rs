//! `default_language` and `[languages]`.

use super::menus::menus;
use super::{MANY, addresses, invalid, old_hosts, optional, prompts, publication, refuse_many};
use crate::config::{Dates, Language, LanguageId, Menus, Publication, Taxonomy, TaxonomyId};
use crate::id::IdVec;
use crate::value::MappingEntry;
use crate::value::fields::{Fields, Located};

pub(super) fn languages(
    top: &mut Fields<'_, '_>,
    default_menu: &Menus,
    publication: Option<&Publication>,
    taxonomies: &IdVec<TaxonomyId, Taxonomy>,
) -> IdVec<LanguageId, Language> {
    let wanted = top.nonempty("default_language");
    let declared = top.table("languages").map(|mut table| table.rest()).unwrap_or_default();
    refuse_many(top.report(), "languages", &declared);
    let declared = declared.into_iter().take(MANY);
    let mut languages: Vec<Language> =
        declared.filter_map(|entry| language(top, entry, default_menu, publication, taxonomies)).collect();
    if languages.is_empty() {
        let code = wanted.map_or("en", |written| written.text);
        languages.push(new_language(code, default_menu, publication));
    }
    match wanted.map(|written| (written, languages.iter().position(|language| language.code == written.text)))
    {
        Some((_, Some(index))) => languages[..=index].rotate_right(1),
        Some((written, None)) => {
            invalid(top, written, "default_language", "expected one of the keys of `[languages]`")
        }
        None => {}
    }
    languages.into()
}

/// A language with nothing said about it.
fn new_language(code: &str, menus: &Menus, publication: Option<&Publication>) -> Language {
    Language {
        code: code.to_owned(),
        name: code.to_owned(),
        direction: if matches!(code, "ar" | "fa" | "he" | "ps" | "ug" | "ur") { "rtl" } else { "ltr" },
        dates: Dates::of(code),
        title: None,
        description: None,
        publication: publication.cloned(),
        old_hosts: Vec::new(),
        permalink: None,
        permalinks: Vec::new(),
        menus: menus.clone(),
        newsletter: None,
        support: None,
        appeal: None,
    }
}

fn language(
    top: &Fields<'_, '_>,
    entry: &MappingEntry,
    default_menu: &Menus,
    publication: Option<&Publication>,
    taxonomies: &IdVec<TaxonomyId, Taxonomy>,
) -> Option<Language> {
    let report = top.report();
    let mut fields = Fields::of(&entry.node, &entry.key, report);
    let mut language = new_language(&entry.key, default_menu, publication);
    let plausible = entry.key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if !plausible || entry.key.is_empty() {
        let written = Located { text: &entry.key, position: entry.position };
        invalid(top, written, "languages", "expected a language code such as `en` or `pt-BR`");
    }
    if let Some(name) = optional(&mut fields, "name") {
        language.name = name;
    }
    if let Some(written) = fields.nonempty("direction") {
        match written.text {
            "ltr" => language.direction = "ltr",
            "rtl" => language.direction = "rtl",
            _ => invalid(&fields, written, "direction", "expected `ltr` or `rtl`"),
        }
    }
    if let Some(written) = fields.nonempty("date")
        && !language.dates.set_pattern(written.text)
    {
        invalid(&fields, written, "date", "expected a date format such as `%-d %B %Y`");
    }
    if let Some(written) = fields.nonempty("locale") {
        match written.text.try_into() {
            Ok(locale) => language.dates.set_locale(locale),
            Err(_) => invalid(&fields, written, "locale", "expected a locale such as `ru_RU`"),
        }
    }
    language.title = optional(&mut fields, "title");
    language.description = optional(&mut fields, "description");
    let table = format!("[languages.{}.publication]", entry.key);
    language.publication =
        publication::of_language(&mut fields, &table, publication).or(language.publication);
    language.old_hosts = old_hosts(&mut fields);
    language.permalink = addresses::permalink(&mut fields, taxonomies);
    language.permalinks = addresses::permalinks(&mut fields, taxonomies);
    if let Some(node) = fields.take("menu") {
        language.menus = menus(node, report);
    }
    language.newsletter = fields.table("newsletter").map(prompts::newsletter);
    language.support = fields.table("support").map(prompts::support);
    language.appeal = fields.table("appeal").map(prompts::appeal);
    fields.refuse_rest(&format!("[languages.{}]", entry.key));
    (plausible && !entry.key.is_empty()).then_some(language)
}
