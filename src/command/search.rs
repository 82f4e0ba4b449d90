//! `generate search`.

mod page;

use std::fs;
use std::time::Instant;

use chrono::{Datelike, Days, NaiveDate};
use generate_search::{Hit, Looked, Options, Query, ROOT, Results, SearchError, Searcher, Sort};

use super::build::OUT;
use super::number::{grouped, plural};
use super::{Counts, Exit, Terminal, problems_json};
use crate::cli::{Search, SearchOrder, Shared};
use crate::command::message;
use crate::diagnostic::{Diagnostic, Diagnostics};

/// 1970-01-01, in days from the year 1.
const UNIX_EPOCH_DAY: i32 = 719_163;

/// How many articles are looked into for a phrase.
const MOST: usize = 10_000;

/// Searches and prints what was found.
pub(super) fn run(arguments: &Search, shared: &Shared, terminal: &Terminal) -> Exit {
    let started = Instant::now();
    let mut problems = Diagnostics::new();
    let found = match search(arguments, shared) {
        Ok(found) => found,
        Err(problem) => {
            problems.push(*problem);
            Found::default()
        }
    };
    terminal.problems(&shared.root, &problems);
    let counts = Counts::of(&problems);
    terminal.json(&counts.json(found.json(), problems_json(&problems), started.elapsed().as_secs_f64()));
    if problems.has_errors() {
        return Exit::Failed;
    }
    for hit in &found.results.hits {
        terminal.result(&format!("{}  {}  /{}", day(hit.day), hit.title, hit.address));
    }
    terminal.say(&found.summary());
    Exit::Done
}

/// What was found.
#[derive(Default)]
struct Found {
    results: Results,
    /// How far the search for phrases has come; `None` without phrases.
    looked: Option<Looked>,
    /// Words that no article has, with words that are near to them.
    suggestions: Vec<(String, Vec<String>)>,
}

impl Found {
    fn json(&self) -> serde_json::Value {
        let hit = |hit: &Hit| {
            serde_json::json!({
                "title": hit.title,
                "address": format!("/{}", hit.address),
                "date": day(hit.day),
                "language": hit.language,
                "score": hit.score,
            })
        };
        let suggestions = self.suggestions.iter().map(|(word, near)| (word.clone(), near.clone().into()));
        serde_json::json!({
            "all": self.results.all,
            "total": self.results.total,
            "looked_into": self.looked.map(|looked| looked.into),
            "results": self.results.hits.iter().map(hit).collect::<Vec<_>>(),
            "common": self.results.common,
            "suggestions": suggestions.collect::<serde_json::Map<String, serde_json::Value>>(),
        })
    }

    /// What is told on standard error: how many, and what to try instead.
    fn summary(&self) -> String {
        let Results { all, total, common, .. } = &self.results;
        let mut lines = vec![match (self.looked, total - all) {
            (Some(Looked { into, found }), _) if into < *total => {
                let (into, total) = (grouped(into), grouped(*total));
                format!("{} among the first {into} of {total} that have the words", plural(found, "article"))
            }
            (Some(Looked { found, .. }), _) => plural(found, "article"),
            (None, 0) => plural(*total, "article"),
            (None, more) => {
                format!("{} with all words, {} with some of them", plural(*all, "article"), grouped(more))
            }
        }];
        if !common.is_empty() {
            lines.push(format!("left out as very common: {}", common.join(", ")));
        }
        for (word, near) in &self.suggestions {
            lines.push(match near.is_empty() {
                true => format!("no article has “{word}”"),
                false => format!("no article has “{word}”; did you mean {}?", near.join(", ")),
            });
        }
        lines.join("\n")
    }
}

fn search(arguments: &Search, shared: &Shared) -> Result<Found, Box<Diagnostic>> {
    let out = arguments.out.clone().unwrap_or_else(|| shared.root.join(OUT));
    if !out.join(ROOT).is_file() {
        return Err(message::no_search_index(&out.display().to_string()).into());
    }
    let failed = |error: SearchError| Box::new(message::search_failed(&error.to_string()));
    let fetch = |path: &str| fs::read(out.join(path));
    let searcher = Searcher::open(&fetch).map_err(failed)?;
    let query = read(&arguments.words, searcher.dimensions())?;
    let from = arguments.from.map_or(i32::MIN, unix_day);
    let to = arguments.to.map_or(i32::MAX, unix_day);
    let options = Options {
        sort: match arguments.sort {
            SearchOrder::Relevance => Sort::Relevance,
            SearchOrder::Newest => Sort::Newest,
            SearchOrder::Oldest => Sort::Oldest,
        },
        days: (arguments.from.is_some() || arguments.to.is_some()).then_some((from, to)),
        offset: arguments.offset,
        limit: arguments.limit,
    };
    let (results, looked) = match query.phrases.is_empty() {
        true => (searcher.search(&query, &options).map_err(failed)?, None),
        false => {
            // A page that cannot be read may have the phrase.
            let has = |hit: &Hit| match page::texts(&out, &hit.address) {
                Some([text, summary]) => query.phrases_stand_in(&[&text, &summary]),
                None => true,
            };
            let found = searcher.search_phrases(&query, &options, MOST, &has);
            found.map(|(results, looked)| (results, Some(looked))).map_err(failed)?
        }
    };
    let near = |word: &String| Ok((word.clone(), searcher.suggestions(word).map_err(failed)?));
    let suggestions = results.unknown.iter().map(near).collect::<Result<_, Box<Diagnostic>>>()?;
    Ok(Found { results, looked, suggestions })
}

/// The query of the arguments, in which a filter may be an option: `--region georgia`.
fn read(words: &[String], dimensions: &[String]) -> Result<Query, Box<Diagnostic>> {
    let mut text = String::new();
    let mut filters = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        // What looks like an option has a space before it.
        let Some(option) = word.strip_prefix(" --") else {
            text.push_str(word);
            text.push(' ');
            continue;
        };
        let (key, value) = match option.split_once('=') {
            Some((key, value)) => (key, Some(value)),
            None => (option, words.next().map(String::as_str)),
        };
        let is_known = dimensions.iter().any(|known| known == key);
        let value = value.filter(|_| is_known).ok_or_else(|| message::unknown_filter(key, dimensions))?;
        filters.push((key.to_owned(), value.to_owned()));
    }
    let mut query = Query::parse(&text, dimensions);
    query.filters.extend(filters);
    Ok(query)
}

/// A day as an index counts it.
fn unix_day(day: NaiveDate) -> i32 {
    day.num_days_from_ce() - UNIX_EPOCH_DAY
}

/// A day as it is shown: `2010-12-31`.
fn day(day: i32) -> String {
    let epoch = NaiveDate::default();
    let date = match u64::try_from(day) {
        Ok(after) => epoch.checked_add_days(Days::new(after)),
        Err(_) => epoch.checked_sub_days(Days::new(u64::from(day.unsigned_abs()))),
    };
    date.map(|date| date.to_string()).unwrap_or_default()
}
