//! Lists of names, joined as a language does: `A, B and C`, `A、B和C`.

use std::fmt::{self, Write};

use icu_list::options::ListFormatterOptions;
use icu_list::{ListFormatter, parts};
use icu_locale_core::Locale;
use tera::{Kwargs, State, Tera, TeraResult, Value};
use writeable::{Part, PartsWrite, Writeable as _};

/// `names` in one text, by the rules of `language` (Unicode CLDR, list patterns of the type "standard").
pub fn joined<S: AsRef<str>>(language: &str, names: &[S]) -> String {
    let joints = joints(language, names);
    joints.iter().zip(names).flat_map(|(joint, name)| [joint, name.as_ref()]).collect()
}

/// What stands before each of `names`, where they stand in a row: before the first one nothing.
///
/// Some languages say `and` by the sound of the word behind it.
pub fn joints<S: AsRef<str>>(language: &str, names: &[S]) -> Vec<String> {
    let mut joints = Joints { before: vec![String::new()], in_name: false };
    if names.len() > 1 {
        let written = formatter(language).map(|formatter| {
            let list = formatter.format(names.iter().map(AsRef::as_ref));
            list.write_to_parts(&mut joints)
        });
        debug_assert!(written.is_none_or(|written| written.is_ok()), "writing to memory");
    }
    joints.before.resize_with(names.len().max(1), || ", ".to_owned());
    joints.before.truncate(names.len());
    joints.before
}

/// The filters for templates.
pub(super) fn register(tera: &mut Tera) {
    tera.register_filter("list", list_filter);
    tera.register_filter("joints", joints_filter);
}

/// Texts in one, as a language joins them: `{{ article.translators | list(language=t.language_code) }}`.
fn list_filter(value: Value, arguments: Kwargs, _: &State) -> TeraResult<Value> {
    let language: String = arguments.must_get("language")?;
    Ok(Value::normal_string(&joined(&language, &names(&value)?)))
}

/// What stands before each of several things that have a `name`, or are texts, so that a template can write each as it likes.
///
/// What has the language `except` is not counted: nothing stands before it.
fn joints_filter(value: Value, arguments: Kwargs, _: &State) -> TeraResult<Value> {
    let language: String = arguments.must_get("language")?;
    let except: Option<String> = arguments.get("except")?;
    let things = value.as_array().unwrap_or_default();
    let is_counted = |thing: &Value| {
        except.is_none() || thing.get_from_path("language").and_then(Value::as_str) != except.as_deref()
    };
    let counted: Vec<&str> = things.iter().filter(|thing| is_counted(thing)).map(name).collect();
    let mut joints = joints(&language, &counted).into_iter();
    let of = |thing: &Value| match is_counted(thing) {
        true => joints.next().unwrap_or_default(),
        false => String::new(),
    };
    Ok(Value::from(things.iter().map(of).map(|joint| Value::normal_string(&joint)).collect::<Vec<Value>>()))
}

/// The names of several things.
fn names(value: &Value) -> TeraResult<Vec<&str>> {
    let things = value.as_array().ok_or_else(|| tera::Error::message("`list` takes a list"))?;
    Ok(things.iter().map(name).collect())
}

/// What a thing is called, or the text that it is.
fn name(thing: &Value) -> &str {
    thing.as_str().or_else(|| thing.get_from_path("name")?.as_str()).unwrap_or_default()
}

/// The rules of a language. English without a country has no comma before `and`, as newspapers write.
fn formatter(language: &str) -> Option<ListFormatter> {
    let language = if language == "en" { "en-001" } else { language };
    let locale = Locale::try_from_str(language).unwrap_or(Locale::UNKNOWN);
    ListFormatter::try_new_and(locale.into(), ListFormatterOptions::default()).ok()
}

/// Takes what a list says between its names.
struct Joints {
    /// What stands before each name.
    before: Vec<String>,
    in_name: bool,
}

impl Write for Joints {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if !self.in_name
            && let Some(last) = self.before.last_mut()
        {
            last.push_str(text);
        }
        Ok(())
    }
}

impl PartsWrite for Joints {
    type SubPartsWrite = Joints;

    fn with_part(&mut self, part: Part, mut write: impl FnMut(&mut Joints) -> fmt::Result) -> fmt::Result {
        if part != parts::ELEMENT {
            return write(self);
        }
        self.in_name = true;
        let written = write(self);
        self.in_name = false;
        self.before.push(String::new());
        written
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_joined_as_each_language_does() {
        let of = |language: &str| [&["A", "B"][..], &["A", "B", "C"]].map(|names| joined(language, names));
        for (language, two, three) in [
            ("en", "A and B", "A, B and C"),
            ("en-GB", "A and B", "A, B and C"),
            ("en-US", "A and B", "A, B, and C"),
            ("ru", "A и B", "A, B и C"),
            ("de", "A und B", "A, B und C"),
            ("fr", "A et B", "A, B et C"),
            ("es", "A y B", "A, B y C"),
            ("pt-BR", "A e B", "A, B e C"),
            ("uk", "A і B", "A, B і C"),
            ("zh", "A和B", "A、B和C"),
            ("ja", "A、B", "A、B、C"),
            ("ko", "A 및 B", "A, B 및 C"),
            ("ar", "A وB", "A وB وC"),
            ("fa", "A و B", "A،\u{200f} B، و C"),
            ("he", "A ו\u{2011}B", "A, B ו\u{2011}C"),
            ("hy", "A և B", "A, B և C"),
            ("ka", "A და B", "A, B და C"),
            ("hi", "A और B", "A, B और C"),
            ("th", "AและB", "A B และC"),
            ("xx", "A, B", "A, B, C"),
            ("not a language", "A, B", "A, B, C"),
        ] {
            assert_eq!(of(language), [two, three], "{language}");
        }
    }

    #[test]
    fn and_goes_by_the_name_behind_it() {
        assert_eq!(joined("es", &["Ana", "Inés"]), "Ana e Inés");
        assert_eq!(joined("he", &["דנה", "רון"]), "דנה ורון");
    }

    #[test]
    fn every_name_has_a_joint() {
        assert_eq!(joints::<&str>("en", &[]), Vec::<String>::new());
        assert_eq!(joints("en", &["A"]), [""]);
        assert_eq!(joints("en", &[", ", " and ", ""]), ["", ", ", " and "]);
    }
}
