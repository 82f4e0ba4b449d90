//! Attempts: each a snippet at a place; which there are, and the sites in which they are made.

use std::collections::BTreeSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use generate::build::{Options, build};
use generate::diagnostic::Diagnostics;

use super::places::{PLACES, Put};
use super::site::Files;
use super::snippets::{self, Snippet};

/// How many attempts a site holds, of places that it has more than once.
pub const PER_SITE: usize = 900;

/// From which number on attempts are numbered: no text holds such a number by chance.
const FIRST: usize = 1_000_000;

/// A snippet at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Attempt {
    /// The place, by its index in [`PLACES`].
    pub place: usize,
    /// The snippet, by its index in the corpus.
    pub snippet: usize,
}

impl Attempt {
    /// The number that says which attempt it was.
    pub fn number(&self) -> usize {
        FIRST + self.place * 2000 + self.snippet
    }

    fn put(&self) -> &'static Put {
        &PLACES[self.place]
    }
}

/// The corpus.
pub struct Corpus {
    /// Its snippets.
    pub snippets: Vec<Snippet>,
}

impl Corpus {
    /// Reads the corpus.
    pub fn read() -> Corpus {
        let snippets = snippets::all();
        assert!(snippets.len() < 2000, "numbers of attempts would be the same");
        Corpus { snippets }
    }

    /// What an attempt is called: the snippet and the place.
    pub fn name(&self, attempt: Attempt) -> String {
        format!("{} in {}", self.snippets[attempt.snippet].name, attempt.put().name())
    }

    /// Every snippet at every place.
    pub fn all(&self) -> Vec<Attempt> {
        let of_place = |place| (0..self.snippets.len()).map(move |snippet| Attempt { place, snippet });
        (0..PLACES.len()).flat_map(of_place).collect()
    }

    /// A sample that is always the same: every snippet as a body of its own and in two other places, so that every place has
    /// at least ten.
    pub fn sample(&self) -> Vec<Attempt> {
        let count = self.snippets.len();
        let many: Vec<usize> = (1..PLACES.len()).filter(|place| !PLACES[*place].is_single()).collect();
        let single: Vec<usize> = (1..PLACES.len()).filter(|place| PLACES[*place].is_single()).collect();
        let mut sample: BTreeSet<Attempt> = (0..count).map(|snippet| Attempt { place: 0, snippet }).collect();
        for round in 0..2 {
            let place = |snippet: usize| many[(snippet + round * (many.len() / 2 + 1)) % many.len()];
            sample.extend((0..count).map(|snippet| Attempt { place: place(snippet), snippet }));
        }
        // Places that a site has once, and the few that the rounds have left with less than ten.
        for place in single.into_iter().chain(many) {
            let mut held = sample.iter().filter(|attempt| attempt.place == place).count();
            for snippet in (0..count).map(|nth| (place * 7 + nth * 89) % count) {
                if held >= 10 {
                    break;
                }
                held += usize::from(sample.insert(Attempt { place, snippet }));
            }
        }
        sample.into_iter().collect()
    }

    /// The sites of attempts: many in each where a site has the place more than once, else one of each place in each.
    pub fn sites(&self, attempts: &[Attempt]) -> Vec<Vec<Attempt>> {
        let (single, mut many): (Vec<Attempt>, Vec<Attempt>) =
            attempts.iter().partition(|attempt| attempt.put().is_single());
        // Attempts at one place do not stand together, so that one bad place does not fill a site.
        many.sort_by_key(|attempt| (attempt.snippet, attempt.place));
        let mut sites: Vec<Vec<Attempt>> = many.chunks(PER_SITE).map(<[Attempt]>::to_vec).collect();
        let mut of_single: Vec<Vec<Attempt>> = Vec::new();
        let mut used = vec![0; PLACES.len()];
        for attempt in single {
            let site = used[attempt.place];
            used[attempt.place] += 1;
            if site == of_single.len() {
                of_single.push(Vec::new());
            }
            of_single[site].push(attempt);
        }
        sites.extend(of_single);
        sites
    }

    /// The files of a site with these attempts.
    fn files(&self, attempts: &[Attempt]) -> Files {
        let mut files = Files::new();
        for attempt in attempts {
            let text = self.snippets[attempt.snippet].text(attempt.number());
            attempt.put().put(attempt.number(), &text, &mut files);
        }
        files
    }

    /// Builds the site of these attempts in `folder` and calls `visit` with the output and what was attempted there. Attempts
    /// that the program refuses with an error are left out and returned with the message; where the error does not say which
    /// one it means, the site is cut in two.
    pub fn build(
        &self,
        folder: &Path,
        attempts: &[Attempt],
        visit: &mut dyn FnMut(&Path, &[Attempt]),
    ) -> Vec<Refused> {
        let mut refused = Vec::new();
        let mut waiting = vec![attempts.to_vec()];
        while let Some(mut attempts) = waiting.pop() {
            if attempts.is_empty() {
                continue;
            }
            let root = folder.join(format!("{}-{}", attempts[0].number(), attempts.len()));
            let error = self.build_one(&root, &attempts);
            match error {
                None => visit(&root.join("public"), &attempts),
                Some(message) if attempts.len() == 1 => {
                    refused.push(Refused { attempt: attempts[0], message })
                }
                Some(message) => {
                    let numbers = numbers(&message);
                    let (named, rest): (Vec<Attempt>, Vec<Attempt>) =
                        attempts.iter().partition(|attempt| numbers.contains(&attempt.number()));
                    if named.is_empty() {
                        let half = attempts.split_off(attempts.len() / 2);
                        waiting.extend([attempts, half]);
                    } else {
                        let line_of = |attempt: &Attempt| {
                            let number = attempt.number().to_string();
                            message.lines().find(|line| line.contains(&number)).unwrap_or_default().to_owned()
                        };
                        let named = named.into_iter();
                        refused.extend(named.map(|attempt| Refused { message: line_of(&attempt), attempt }));
                        waiting.push(rest);
                    }
                }
            }
            let _ = fs::remove_dir_all(root.join("content"));
        }
        refused
    }

    /// Builds one site; the errors, if there are any.
    fn build_one(&self, root: &Path, attempts: &[Attempt]) -> Option<String> {
        let _ = fs::remove_dir_all(root);
        self.files(attempts).write(root);
        let options = Options { root: root.to_owned(), out: root.join("public"), ..Options::default() };
        let mut problems = Diagnostics::new();
        match catch_unwind(AssertUnwindSafe(|| build(&options, &(), &mut problems))) {
            Ok(_) if problems.has_errors() => {
                let errors = problems.iter().filter(|problem| problem.is_error());
                let line = |place: Option<String>, message: &str| {
                    format!("{}: {message}\n", place.unwrap_or_default()).replace('\n', " ") + "\n"
                };
                Some(errors.map(|e| line(e.place.as_ref().map(ToString::to_string), &e.message)).collect())
            }
            Ok(_) => None,
            Err(_) => Some(PANIC.to_owned()),
        }
    }

    /// Builds sites with harmless words and addresses at every place that takes them.
    pub fn build_harmless(folder: &Path, visit: &mut dyn FnMut(&Path)) {
        const WORDS: [&str; 5] = [
            "words",
            "Two words",
            "https://e.example/x",
            "/x/",
            "## A heading\n\n| a |\n|---|\n| x[^1] |\n\n[^1]: note",
        ];
        // A site whose addresses are made of words is another site.
        const STRUCTURE: &str = "feed alias|language date|menu name|old host|permalink|taxonomy path";
        let harmless = |attempt: &Attempt| {
            let structure = |slot: &str| STRUCTURE.split('|').any(|known| known == slot);
            !matches!(attempt.put(), Put::Config(slot) if structure(slot))
        };
        let snippets = WORDS.iter().map(|words| Snippet::new(words, words)).collect();
        let corpus = Corpus { snippets };
        let attempts: Vec<Attempt> = corpus.all().into_iter().filter(harmless).collect();
        let mut built = 0;
        for site in corpus.sites(&attempts) {
            corpus.build(folder, &site, &mut |out, attempts| {
                built += attempts.len();
                visit(out);
            });
        }
        // What is no date, language or address is refused, and nothing else.
        assert!(
            built * 10 > attempts.len() * 9,
            "{built} of {} harmless attempts were built",
            attempts.len()
        );
    }
}

/// The sites that the variable `PART` asks for: of `2/40` the second of forty parts, without it all of them.
pub fn part(sites: Vec<Vec<Attempt>>) -> Vec<Vec<Attempt>> {
    let Ok(text) = std::env::var("PART") else { return sites };
    let numbers =
        text.split_once('/').and_then(|(part, parts)| Some((part.parse().ok()?, parts.parse().ok()?)));
    let Some((part @ 1.., parts @ 1..)): Option<(usize, usize)> = numbers else {
        panic!("PART is `{text}`: write `2/40`")
    };
    sites.into_iter().skip(part - 1).step_by(parts).collect()
}

/// What is said of an attempt at which the program stopped.
pub const PANIC: &str = "the program panicked";

/// An attempt that ended with an error.
#[derive(Clone, Debug)]
pub struct Refused {
    /// The attempt.
    pub attempt: Attempt,
    /// The error.
    pub message: String,
}

/// The numbers in a text that may be those of attempts.
pub fn numbers(text: &str) -> BTreeSet<usize> {
    let runs = text.split(|c: char| !c.is_ascii_digit());
    runs.filter(|run| run.len() == 7).filter_map(|run| run.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn the_sample_holds_every_snippet_and_every_place() {
        let corpus = Corpus::read();
        let (mut of_snippet, mut of_place) = (BTreeMap::new(), BTreeMap::new());
        for attempt in corpus.sample() {
            *of_snippet.entry(attempt.snippet).or_insert(0) += 1;
            *of_place.entry(attempt.place).or_insert(0) += 1;
        }
        assert!(PLACES.len() >= 100);
        assert_eq!((of_snippet.len(), of_place.len()), (corpus.snippets.len(), PLACES.len()));
        assert!(of_snippet.values().all(|count| *count >= 3), "{of_snippet:?}");
        assert!(of_place.values().all(|count| *count >= 10), "{of_place:?}");
        assert!(corpus.all().len() >= 400 * 100);
    }

    #[test]
    fn no_attempt_is_lost_among_the_sites() {
        let corpus = Corpus::read();
        let sample = corpus.sample();
        let sites = corpus.sites(&sample);
        let held: BTreeSet<Attempt> = sites.iter().flatten().copied().collect();
        assert_eq!(held, sample.into_iter().collect());
        let names: BTreeSet<String> = PLACES.iter().map(Put::name).collect();
        assert_eq!(names.len(), PLACES.len());
    }
}
