//! Whether a web archive has copies of dead pages: each dead link is asked for once, as politely as the links themselves.
//!
//! The archive is the one that `archived_copy` names. Its addresses are asked for directly, except for those of the Wayback Machine,
//! which has a service for this question (<https://archive.org/help/wayback_api.php>).

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use url::Url;

use super::{Ask, Failure, Manners, Reply, State, check};
use crate::config::ArchivedCopy;
use crate::dead_links::{DATE, is_replacement};

/// The host of the Wayback Machine.
const WAYBACK: &str = "web.archive.org";

/// The service that tells whether it has a copy.
const SERVICE: &str = "https://archive.org/wayback/available?url=";

/// A dead link: its address, and the date (`YYYYMMDDhhmmss`) of a text that has it.
pub type Dead<'d> = (&'d str, &'d str);

/// Whether the beginning of the file at an address is needed, not only its status.
pub fn is_read(address: &str) -> bool {
    address.starts_with(SERVICE) || address.ends_with("/robots.txt")
}

/// The replacements of those dead links of which `archive` has a copy. What is found out is kept in `file`.
pub fn find(
    dead: &[Dead<'_>],
    archive: &ArchivedCopy,
    file: &Path,
    ask: &dyn Ask,
    manners: &Manners,
) -> BTreeMap<String, String> {
    if archive.is_original() {
        return BTreeMap::new();
    }
    let questions: Vec<String> = dead.iter().filter_map(|dead| question(archive, dead)).collect();
    let addresses: Vec<&str> = questions.iter().map(String::as_str).collect();
    let states = check(&addresses, file, &Archives(ask), manners).states;
    let is_there = |dead: &&Dead<'_>| {
        question(archive, dead).is_some_and(|asked| states.get(&asked) == Some(&State::Alive))
    };
    let found = dead.iter().filter(is_there).map(|(address, _)| (*address, archive.of(address, DATE)));
    found.filter(|(_, copy)| is_replacement(copy)).map(|(address, copy)| (address.to_owned(), copy)).collect()
}

/// The address that tells whether there is a copy.
fn question(archive: &ArchivedCopy, (address, date): &Dead<'_>) -> Option<String> {
    let copy = Url::parse(&archive.of(address, date)).ok()?;
    if copy.host_str() != Some(WAYBACK) {
        return Some(copy.into());
    }
    Some(format!("{SERVICE}{}&timestamp={date}", utf8_percent_encode(address, NON_ALPHANUMERIC)))
}

/// Asks archives: the answer of the service becomes the status that the copy itself would have.
struct Archives<'a>(&'a dyn Ask);

impl Ask for Archives<'_> {
    fn ask(&self, head: bool, address: &str) -> Result<Reply, Failure> {
        if !address.starts_with(SERVICE) {
            return self.0.ask(head, address);
        }
        if head {
            // The head says nothing about copies.
            return Ok(Reply { status: 405, ..Reply::default() });
        }
        let reply = self.0.ask(false, address)?;
        if reply.status != 200 {
            return Ok(reply);
        }
        match has_copy(&reply.body) {
            Some(true) => Ok(reply),
            Some(false) => Ok(Reply { status: 404, ..reply }),
            None => Err(Failure::Unclear("the archive gave an unknown answer".to_owned())),
        }
    }

    fn wait(&self, time: Duration) {
        self.0.wait(time);
    }
}

/// Whether the service knows a copy; `None` where that is not what it says.
fn has_copy(answer: &str) -> Option<bool> {
    let answer: Value = serde_json::from_str(answer).ok()?;
    let closest = answer.get("archived_snapshots")?.get("closest");
    Some(closest.is_some_and(|closest| closest["available"] == Value::Bool(true)))
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::config::Config;

    /// Answers as the service does, of which it knows one address.
    #[derive(Default)]
    struct Service(Mutex<Vec<String>>);

    impl Ask for Service {
        fn ask(&self, head: bool, address: &str) -> Result<Reply, Failure> {
            self.0.lock().unwrap().push(format!("{} {address}", if head { "HEAD" } else { "GET" }));
            let (status, body) = match address {
                _ if address.contains("robots.txt") => (404, ""),
                _ if address.contains("known") => {
                    let found =
                        "{\"archived_snapshots\": {\"closest\": {\"available\": true, \"status\": \"200\"}}}";
                    (200, found)
                }
                _ if address.contains("broken") => (200, "<html>"),
                _ if address.starts_with("https://copies.example/") => (200, ""),
                _ => (200, "{\"url\": \"x\", \"archived_snapshots\": {}}"),
            };
            Ok(Reply { status, body: body.to_owned(), ..Reply::default() })
        }

        fn wait(&self, _: Duration) {}
    }

    /// What is found in the archive `template`, and what was asked.
    fn found(template: &str, dead: &[Dead<'_>]) -> (Vec<(String, String)>, Vec<String>) {
        let toml = format!("title = 'A'\nbase_url = 'https://a.example'\narchived_copy = '{template}'");
        let archive = Config::parse(&toml, None).unwrap().archived_copy.unwrap();
        let folder = tempfile::TempDir::new().unwrap();
        let today = chrono::NaiveDate::from_ymd_opt(2026, 3, 1).unwrap();
        let manners = Manners { tries: 1, ..Manners::of(today, 30) };
        let service = Service::default();
        let found = find(dead, &archive, &folder.path().join("external.jsonl"), &service, &manners);
        let mut asked = service.0.into_inner().unwrap();
        asked.retain(|asked| !asked.ends_with("robots.txt"));
        (found.into_iter().collect(), asked)
    }

    #[test]
    fn the_wayback_machine_is_asked_by_its_service() {
        let dead = [
            ("http://a.example/known?x=1&y", "20101210000000"),
            ("http://a.example/none", "20110101000000"),
            ("http://a.example/broken", "20110101000000"),
        ];
        let (found, asked) = found("https://web.archive.org/web/{date}/{url}", &dead);
        let copy = "https://web.archive.org/web/{date}/http://a.example/known?x=1&y";
        assert_eq!(found, [("http://a.example/known?x=1&y".to_owned(), copy.to_owned())]);
        let service = "GET https://archive.org/wayback/available?url=http%3A%2F%2Fa%2Eexample%2F";
        assert_eq!(
            asked,
            [
                format!("{service}known%3Fx%3D1%26y&timestamp=20101210000000"),
                format!("{service}none&timestamp=20110101000000"),
                format!("{service}broken&timestamp=20110101000000"),
            ]
        );
    }

    #[test]
    fn another_archive_is_asked_for_the_copy_itself() {
        let (found, asked) =
            found("https://copies.example/{date}/{url}", &[("http://a.example/x", "20101210000000")]);
        let copy = "https://copies.example/{date}/http://a.example/x";
        assert_eq!(found, [("http://a.example/x".to_owned(), copy.to_owned())]);
        assert_eq!(asked, ["HEAD https://copies.example/20101210000000/http://a.example/x"]);
    }

    #[test]
    fn where_originals_stay_there_is_no_archive() {
        assert_eq!(found("{url}", &[("http://a.example/x", "2010")]), (Vec::new(), Vec::new()));
    }
}
