//! `default_language` and `[languages]`.

use icu_locale::{Direction, LocaleDirectionality};
use icu_locale_core::Locale;

use super::lists::feed_aliases;
use super::menus::menus;
use super::{MANY, addresses, home, invalid, logo, old_hosts, optional, prompts, publication, refuse_many};
use crate::address::Hosts;
use crate::config::{Dates, Home, Language, LanguageId, Menus, Publication, Taxonomy, TaxonomyId};
use crate::id::IdVec;
use crate::value::MappingEntry;
use crate::value::fields::{Fields, Located};

pub(super) fn languages(
    top: &mut Fields<'_, '_>,
    default_menu: &Menus,
    publication: Option<&Publication>,
    taxonomies: &IdVec<TaxonomyId, Taxonomy>,
    hosts: &Hosts,
) -> IdVec<LanguageId, Language> {
    let wanted = top.nonempty("default_language");
    let declared = top.table("languages").map(|mut table| table.rest()).unwrap_or_default();
    refuse_many(top.report(), "languages", &declared);
    let read = |entry| language(top, entry, default_menu, publication, taxonomies, hosts);
    let mut languages: Vec<Language> = declared.into_iter().take(MANY).filter_map(read).collect();
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
        direction: direction(code),
        dates: Dates::of(code),
        title: None,
        description: None,
        publication: publication.cloned(),
        old_hosts: Vec::new(),
        permalink: None,
        permalinks: Vec::new(),
        menus: menus.clone(),
        logo: None,
        newsletter: None,
        support: None,
        appeal: None,
        feed_aliases: Vec::new(),
        home_page: Home::default(),
    }
}

/// The writing direction of a language: that of its script, which may depend on the country (Unicode CLDR, likely subtags). Of a
/// language that CLDR does not know, `ltr`.
fn direction(code: &str) -> &'static str {
    const DIRECTIONS: LocaleDirectionality = LocaleDirectionality::new_extended();
    let locale = Locale::try_from_str(code).unwrap_or(Locale::UNKNOWN);
    match DIRECTIONS.get(&locale.id) {
        Some(Direction::RightToLeft) => "rtl",
        _ => "ltr",
    }
}

fn language(
    top: &Fields<'_, '_>,
    entry: &MappingEntry,
    default_menu: &Menus,
    publication: Option<&Publication>,
    taxonomies: &IdVec<TaxonomyId, Taxonomy>,
    hosts: &Hosts,
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
    language.logo = logo::read(&mut fields);
    language.newsletter = fields.table("newsletter").map(prompts::newsletter);
    language.support = fields.table("support").map(prompts::support);
    language.appeal = fields.table("appeal").map(prompts::appeal);
    let table = format!("[languages.{}.feeds]", entry.key);
    language.feed_aliases = feed_aliases(&mut fields, &table, hosts);
    language.home_page = home::read(&mut fields, taxonomies);
    fields.refuse_rest(&format!("[languages.{}]", entry.key));
    (plausible && !entry.key.is_empty()).then_some(language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_direction_is_that_of_the_script() {
        for code in [
            "ar", "ar-EG", "AR-eg", "he", "he-IL", "iw", "fa", "fa-AF", "ckb", "ckb-IQ", "sd", "ks", "yi",
            "dv", "pa-PK", "pa-Arab", "az-Arab", "az-IR", "ps", "ug", "ur", "ur-IN", "uz-AF", "ku-Arab",
            "syr", "ha-Arab", "nqo", "ff-Adlm", "rhg", "bal", "lrc", "mzn",
        ] {
            assert_eq!(direction(code), "rtl", "{code}");
        }
        for code in [
            "en",
            "de",
            "ru",
            "tr",
            "pa",
            "pa-IN",
            "az",
            "az-AZ",
            "uz",
            "sd-IN",
            "sd-Deva",
            "ks-Deva",
            "ku",
            "ar-Latn",
            "he-Latn",
            "ff",
            "zh-Hant",
            "xx",
            "zz-ZZ",
            "",
            "-",
            "english",
            "x-ar",
            "not a code",
        ] {
            assert_eq!(direction(code), "ltr", "{code}");
        }
    }

    #[test]
    fn languages_with_dates_that_are_written_from_right_to_left() {
        let codes = Dates::codes().filter(|code| direction(code) == "rtl");
        assert_eq!(
            codes.collect::<Vec<_>>().join(" "),
            "ar ar-DZ ar-IQ ar-JO ar-LB ar-MA ar-SY ar-TN fa he ks pa-PK ps sd ug ur yi"
        );
    }
}
