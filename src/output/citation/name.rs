//! Names of authors as citations need them: which part catalogues sort by. Front matter has them as bylines do.

/// A name, taken apart as far as can be told without asking its bearer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Name<'n> {
    /// A person with a family name and given names.
    Person {
        /// What catalogues sort by, with its particles: `van der Berg`.
        family: &'n str,
        /// The rest of the name, but for what stands behind it.
        given: &'n str,
        /// What stands behind the name: `Jr.`
        suffix: &'n str,
        /// The name as bylines have it.
        whole: &'n str,
    },
    /// A name that is never turned round: of an organisation, of a single word, or in a script or language whose names begin
    /// with the family already.
    Whole(&'n str),
}

/// Words before a last name that are part of it.
const PARTICLES: &[&str] = &[
    "al", "af", "ap", "av", "bin", "bint", "da", "dal", "de", "degli", "dei", "del", "della", "den", "der",
    "di", "do", "dos", "du", "el", "ibn", "la", "las", "le", "lo", "los", "ten", "ter", "tot", "van",
    "vande", "von", "zu", "zum", "zur", "'t", "’t",
];

/// What stands behind the names of persons.
const SUFFIXES: &[&str] = &["jr", "jr.", "sr", "sr.", "ii", "iii", "iv"];

/// Words that stand in names of organisations and not in those of persons.
const OF_ORGANISATIONS: &[&str] = &[
    "agency",
    "association",
    "board",
    "bureau",
    "centre",
    "center",
    "committee",
    "correspondent",
    "correspondents",
    "council",
    "department",
    "desk",
    "editor",
    "editors",
    "editorial",
    "foundation",
    "group",
    "institute",
    "media",
    "ministry",
    "network",
    "news",
    "newsroom",
    "office",
    "press",
    "radio",
    "report",
    "reporter",
    "reporters",
    "service",
    "staff",
    "team",
    "the",
    "times",
    "tv",
    "university",
    "агентство",
    "корреспондент",
    "редакция",
    "служба",
];

impl<'n> Name<'n> {
    /// Takes a name apart. `family` is what its profile says of it, and `organisation` that it is no person's.
    pub(super) fn new(text: &'n str, family: Option<&str>, organisation: bool) -> Name<'n> {
        let text = text.trim();
        if organisation {
            return Name::Whole(text);
        }
        match family {
            Some(family) => told(text, family.trim()).unwrap_or(Name::Whole(text)),
            None => guessed(text).unwrap_or(Name::Whole(text)),
        }
    }

    /// The name as bylines have it.
    pub(super) fn whole(&self) -> &'n str {
        match self {
            Name::Person { whole, .. } | Name::Whole(whole) => whole,
        }
    }

    /// As catalogues have it: `Berg, Anna`, `King, Martin Luther, Jr.`
    pub(super) fn inverted(&self) -> String {
        match self {
            Name::Person { family, given, suffix: "", .. } => format!("{family}, {given}"),
            Name::Person { family, given, suffix, .. } => format!("{family}, {given}, {suffix}"),
            Name::Whole(whole) => (*whole).to_owned(),
        }
    }

    /// The family name with initials: `Berg, A. M.`
    pub(super) fn with_initials(&self) -> String {
        let Name::Person { family, given, suffix, .. } = self else { return self.whole().to_owned() };
        let mut out = format!("{family},");
        for word in given.split_whitespace() {
            out.push(' ');
            for (index, part) in word.split('-').filter(|part| !part.is_empty()).enumerate() {
                if index > 0 {
                    out.push('-');
                }
                // Initials that are written without a blank are several.
                let letters = part.split('.').filter_map(|part| part.chars().next());
                for (index, letter) in letters.enumerate() {
                    out.push_str(if index > 0 { " " } else { "" });
                    if is_georgian(letter) {
                        out.push(letter)
                    } else {
                        out.extend(letter.to_uppercase())
                    }
                    out.push('.');
                }
            }
        }
        if !suffix.is_empty() {
            out.push_str(", ");
            out.push_str(suffix);
        }
        out
    }
}

/// A name whose profile says which part of it is the family name: the first or the last one.
fn told<'n>(text: &'n str, family: &str) -> Option<Name<'n>> {
    let person = |family: &'n str, given: &'n str| {
        let given = given.trim();
        (!family.is_empty() && !given.is_empty()).then_some(Name::Person {
            family,
            given,
            suffix: "",
            whole: text,
        })
    };
    let is_cut = |rest: &str, at_end: bool| {
        let next = if at_end { rest.chars().next_back() } else { rest.chars().next() };
        next.is_some_and(char::is_whitespace)
    };
    if let Some(given) = text.strip_suffix(family).filter(|given| is_cut(given, true)) {
        return person(&text[given.len()..], given);
    }
    let given = text.strip_prefix(family).filter(|given| is_cut(given, false))?;
    person(&text[..text.len() - given.len()], given)
}

/// A name of two to five words that reads like that of a person whose family name stands last.
fn guessed(text: &str) -> Option<Name<'_>> {
    let letters = |c: char| {
        c.is_alphabetic() || c.is_whitespace() || matches!(c, '.' | '-' | '\'' | '’' | '\u{300}'..='\u{36f}')
    };
    if !text.chars().all(letters) || !text.chars().filter(|c| c.is_alphabetic()).all(is_turned_round) {
        return None;
    }
    let words: Vec<&str> = text.split_whitespace().take(6).collect();
    let known = |list: &[&str], word: &str| list.contains(&word.to_lowercase().as_str());
    if words.len() < 2 || words.len() > 5 || words.iter().any(|word| known(OF_ORGANISATIONS, word)) {
        return None;
    }
    let suffixed = words.len() > 2 && known(SUFFIXES, words[words.len() - 1]);
    let last = words.len() - 1 - usize::from(suffixed);
    let first = (1..last).rev().take_while(|index| known(PARTICLES, words[*index])).last().unwrap_or(last);
    // A word without a capital that is no particle: a sentence, not a name. Some scripts have no capitals.
    let is_capital = |c: char| c.is_alphabetic() && (!c.is_lowercase() || is_georgian(c));
    let is_name = |word: &&str| word.starts_with(is_capital);
    let mut names = words[..first].iter().chain(&words[last..=last]);
    if !names.all(is_name) {
        return None;
    }
    let start = |index: usize| words[index].as_ptr() as usize - text.as_ptr() as usize;
    let end = |index: usize| start(index) + words[index].len();
    let suffix = if suffixed { words[last + 1] } else { "" };
    Some(Name::Person {
        family: &text[start(first)..end(last)],
        given: text[..end(first - 1)].trim(),
        suffix,
        whole: text,
    })
}

/// Whether a letter is Georgian: by Unicode such letters are small, yet names have no capitals.
fn is_georgian(letter: char) -> bool {
    matches!(letter, '\u{10d0}'..='\u{10ff}')
}

/// Whether a letter is of a script in whose languages the family name mostly stands last and is put first in catalogues: Latin,
/// Greek, Cyrillic, Armenian, Georgian. The letters that only Vietnamese has are left out: its names begin with the family.
fn is_turned_round(letter: char) -> bool {
    let vietnamese = matches!(letter, '\u{1ea0}'..='\u{1ef9}' | 'Ơ' | 'ơ' | 'Ư' | 'ư');
    let known = matches!(letter, '\0'..='\u{24f}' | '\u{370}'..='\u{58f}' | '\u{10a0}'..='\u{10ff}' | '\u{1c90}'..='\u{1cbf}'
        | '\u{1e00}'..='\u{1fff}');
    known && !vietnamese
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inverted(text: &str) -> String {
        Name::new(text, None, false).inverted()
    }

    #[test]
    fn family_names_stand_last_with_their_particles() {
        for (name, expected) in [
            ("Dina Example", "Example, Dina"),
            ("Anna Maria van der Berg", "van der Berg, Anna Maria"),
            ("Jean-Paul de la Tour", "de la Tour, Jean-Paul"),
            ("Martin Luther King Jr.", "King, Martin Luther, Jr."),
            ("Дина Образцова", "Образцова, Дина"),
            ("ნინო კომში", "კომში, ნინო"),
            ("Gerard ’t Hooft", "’t Hooft, Gerard"),
            ("Ní Bhriain O’Hara", "O’Hara, Ní Bhriain"),
            ("De Niro Robert", "Robert, De Niro"),
            ("Jose\u{301} Marti\u{301}", "Marti\u{301}, Jose\u{301}"),
        ] {
            assert_eq!(inverted(name), expected);
        }
    }

    #[test]
    fn what_is_no_such_name_stays_as_it_is() {
        for name in [
            "Reuters",
            "Example News Agency",
            "The Example",
            "Служба новостей",
            "By our man in Lachin",
            "Dina Example, Otar Example",
            "Dina Example & Otar Example",
            "Agence X3",
            "王伟",
            "김 철수",
            "محمد علي",
            "Nguyễn Văn Tú",
            "One Two Three Four Five Six",
            "Jr.",
            "- Example",
            "{Dina} Example",
            "",
        ] {
            assert_eq!(inverted(name), name);
        }
    }

    #[test]
    fn a_profile_tells_what_cannot_be_guessed() {
        let told = |name, family| Name::new(name, Some(family), false).inverted();
        assert_eq!(told("Nguyễn Văn Tú", "Nguyễn"), "Nguyễn, Văn Tú");
        assert_eq!(told("Gabriel García Márquez", "García Márquez"), "García Márquez, Gabriel");
        assert_eq!(told("Gabriel García Márquez", "árquez"), "Gabriel García Márquez", "half a word");
        assert_eq!(told("Gabriel García", "Other"), "Gabriel García");
        assert_eq!(told("Gabriel", "Gabriel"), "Gabriel");
        assert_eq!(Name::new("Jane Street", None, true).inverted(), "Jane Street");
    }

    #[test]
    fn initials_keep_hyphens_and_dots() {
        let initials = |name| Name::new(name, None, false).with_initials();
        assert_eq!(initials("Anna Maria van der Berg"), "van der Berg, A. M.");
        assert_eq!(initials("Jean-Paul Sartre"), "Sartre, J.-P.");
        assert_eq!(initials("J.R.R. Tolkien"), "Tolkien, J. R. R.");
        assert_eq!(initials("Martin L. King Jr."), "King, M. L., Jr.");
        assert_eq!(initials("Дина Образцова"), "Образцова, Д.");
        assert_eq!(initials("ნინო კომში"), "კომში, ნ.");
        assert_eq!(initials("Example News Agency"), "Example News Agency");
    }
}
