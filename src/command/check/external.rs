//! Links to other sites: the client that asks, and the list of dead ones.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;

use generate_links::{self as links, Client, Method};

use super::super::Terminal;
use super::super::number::plural;
use crate::cache::{self, write_whole};
use crate::check::external::ledger::{self, Ledger};
use crate::check::external::{AGENT, Ask, Failure, Manners, Outcome, Reply, State, check, copies};
use crate::check::{Checked, message};
use crate::cli::{Check, Shared};
use crate::config::ArchivedCopy;
use crate::dead_links;
use crate::diagnostic::{self, Diagnostics};

/// What is known of other sites, in the folder of the build cache.
const MEMORY: &str = "external.jsonl";

/// How much of a file is read: `robots.txt` may be longer, and what is beyond does not count (RFC 9309, 2.5).
const MOST: u64 = 500 << 10;

/// The client that asks.
struct Http(Client);

impl Ask for Http {
    fn ask(&self, head: bool, address: &str) -> Result<Reply, Failure> {
        let method = if head { Method::Head } else { Method::Get };
        let most = if copies::is_read(address) { MOST } else { 0 };
        let answer = self.0.ask(method, address, most).map_err(|failure| as_told(&failure))?;
        Ok(Reply { status: answer.status, retry_after: answer.retry_after, body: answer.body })
    }
}

/// Why there was no answer, as the check tells it apart.
fn as_told(failure: &links::Failure) -> Failure {
    let why = failure.to_string();
    match failure {
        links::Failure::NoHost => Failure::NoHost(why),
        links::Failure::Refused => Failure::Refused(why),
        links::Failure::NotPublic => Failure::NotAsked(why),
        links::Failure::Late | links::Failure::Other(_) => Failure::Unclear(why),
    }
}

/// Asks about every link to another site, and tells of those that are dead.
pub(super) fn run(arguments: &Check, shared: &Shared, terminal: &Terminal, checked: &mut Checked) {
    let options = links::Options {
        user_agent: AGENT.to_owned(),
        timeout: Duration::from_secs(arguments.timeout),
        private: arguments.allow_private,
    };
    let client = match Client::new(&options) {
        Ok(client) => Http(client),
        Err(why) => return checked.add(message::no_client(&why)),
    };
    let today = chrono::Utc::now().date_naive();
    let pause = Duration::from_millis(arguments.pause);
    let manners = Manners { pause, backoff: pause * 2, ..Manners::of(today, arguments.max_age) };
    let addresses: Vec<&str> = checked.externals.iter().map(|link| &*link.address).collect();
    terminal.say(&format!("checking {} to other sites", plural(addresses.len(), "link")));
    let memory = shared.root.join(cache::FOLDER).join(MEMORY);
    let outcome = check(&addresses, &memory, &client, &manners);
    if outcome.is_offline {
        checked.add_externals(&outcome.states, |_| false);
        return checked.add(message::offline());
    }
    let old = match read_list(&shared.root.join(ledger::FILE)) {
        Ok(text) => text,
        Err(why) => {
            checked.add_externals(&outcome.states, |_| false);
            return checked.add(message::not_our_list(ledger::FILE, &why));
        }
    };
    let mut problems = Diagnostics::new();
    dead_links::parse(&old, &mut problems);
    problems.into_iter().for_each(|problem| checked.add(problem));
    let mut list = Ledger::read(&old);
    list.update(&outcome.states, today);
    find_copies(&mut list, &outcome, checked, terminal, |dead, archive| {
        copies::find(dead, archive, &memory, &client, &manners)
    });
    let replaces = checked.replaces;
    checked.add_externals(&outcome.states, |address| replaces && list.has_replacement(address));
    write_list(&list, &old, shared, checked);
}

/// The text of the list of dead links, where it may be overwritten.
fn read_list(file: &Path) -> Result<String, String> {
    match fs::read(file) {
        Ok(bytes) => ledger::as_text(bytes).map_err(ToOwned::to_owned),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(error.to_string()),
    }
}

/// Gives dead links without a replacement the copies that the archive has of their pages.
fn find_copies(
    list: &mut Ledger,
    outcome: &Outcome,
    checked: &Checked,
    terminal: &Terminal,
    find: impl FnOnce(&[copies::Dead<'_>], &ArchivedCopy) -> BTreeMap<String, String>,
) {
    let Some(archive) = &checked.archive else { return };
    let is_dead = |address: &str| matches!(outcome.states.get(address), Some(State::Dead(_)));
    let dead: Vec<copies::Dead<'_>> = checked
        .externals
        .iter()
        .map(|link| (&*link.address, &*link.date))
        .filter(|(address, _)| is_dead(address) && !list.has_replacement(address))
        .collect();
    if dead.is_empty() || archive.is_original() {
        return;
    }
    terminal.say(&format!("looking for archived copies of {}", plural(dead.len(), "dead link")));
    let found = find(&dead, archive);
    found.into_iter().for_each(|(address, copy)| list.replace(&address, copy));
}

/// Writes the list, if it has changed.
fn write_list(list: &Ledger, old: &str, shared: &Shared, checked: &mut Checked) {
    let file = shared.root.join(ledger::FILE);
    if let Some(text) = list.text().filter(|text| text != old)
        && let Err(error) = write_whole(&file, text.as_bytes())
    {
        checked.add(diagnostic::message::not_made(&file.display().to_string(), &error));
    }
}
