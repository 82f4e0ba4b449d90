//! Links to other sites: the client that asks, and the list of dead ones.

use std::fs;
use std::io::ErrorKind;
use std::time::Duration;

use generate_links::{self as links, Client, Method};

use super::super::Terminal;
use super::super::number::plural;
use crate::cache::{self, write_whole};
use crate::check::external::{AGENT, Ask, Failure, Manners, Reply, check, ledger};
use crate::check::{Checked, message};
use crate::cli::{Check, Shared};
use crate::diagnostic;

/// What is known of other sites, in the folder of the build cache.
const MEMORY: &str = "external.jsonl";

/// How much of a file is read: `robots.txt` may be longer, and what is beyond does not count (RFC 9309, 2.5).
const MOST: u64 = 500 << 10;

/// The client that asks.
struct Http(Client);

impl Ask for Http {
    fn ask(&self, head: bool, address: &str) -> Result<Reply, Failure> {
        let method = if head { Method::Head } else { Method::Get };
        let most = if address.ends_with("/robots.txt") { MOST } else { 0 };
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
    checked.add_externals(&outcome.states);
    if outcome.is_offline {
        return checked.add(message::offline());
    }
    let file = shared.root.join(ledger::FILE);
    let bytes = match fs::read(&file) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
        Err(error) => return checked.add(message::not_our_list(ledger::FILE, &error.to_string())),
    };
    let old = match ledger::as_text(bytes) {
        Ok(text) => text,
        Err(why) => return checked.add(message::not_our_list(ledger::FILE, why)),
    };
    if let Some(list) = ledger::update(&old, &outcome.states, today).filter(|list| *list != old)
        && let Err(error) = write_whole(&file, list.as_bytes())
    {
        checked.add(diagnostic::message::not_made(&file.display().to_string(), &error));
    }
}
