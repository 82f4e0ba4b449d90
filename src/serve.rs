//! `generate serve`: serves a site on this machine; each page is rendered on demand, by the same code as in `build`.
//!
//! One `Generation` is a site as it was read at one moment. Each request is answered from exactly one of them; when
//! files change, a thread reads the site again and replaces it. Browsers keep a connection open and are notified when
//! their page has changed. A site with errors never replaces one without.

use std::net::{IpAddr, SocketAddr, TcpListener, ToSocketAddrs as _};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock, mpsc};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use tokio::runtime::Runtime;
use tokio::sync::watch;

use crate::build;
use crate::diagnostic;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::platform::interruption::Interruption;

mod address;
mod browsers;
mod changes;
mod filter;
mod findings;
mod http;
pub mod message;
mod page;
mod pieces;
mod poll;
mod preview;
mod problem;
mod respond;
mod rules;
mod search;
mod signal;
mod site;
mod watching;

use browsers::Browsers;
use findings::Findings;
pub use problem::Problem;
use search::Searching;
use signal::Signal;
use site::Generation;

/// How many ports after the one that is taken are tried.
const PORTS: u16 = 100;

/// What to serve and where.
#[derive(Clone, Debug)]
pub struct Options {
    /// The site; its `base_url` is not looked at, its `out` is only kept from being watched.
    pub build: build::Options,
    /// The name or address to listen on.
    pub host: String,
    /// The first port to try; 0 for any that is free.
    pub port: u16,
    /// Look for changes every second, instead of being told by the system.
    pub poll: bool,
    /// Whether Ctrl-C is left to [`Server::wait`], from before [`Event::Ready`] is told; it ends the process otherwise.
    pub interruptible: bool,
}

/// What happens while a site is served.
#[derive(Debug)]
pub enum Event<'e> {
    /// The site is there.
    Ready {
        /// The address of its home page.
        url: &'e str,
        /// Published articles; 0 where the site has errors.
        articles: usize,
        /// How long it took to get there.
        seconds: f64,
        /// What is wrong with it.
        problems: &'e Diagnostics,
    },
    /// Files have changed, and the site with them.
    Rebuilt {
        /// The files, below the root, sorted; of many the first.
        files: &'e [String],
        /// How many files changed.
        count: usize,
        /// The addresses of pages that browsers were told to load again, sorted.
        reloaded: &'e [String],
        /// From the first sign of a change to the last message to a browser.
        seconds: f64,
        /// Warnings.
        problems: &'e Diagnostics,
        /// Whether the site had errors before.
        fixed: bool,
    },
    /// Files have changed, and the site has errors now.
    Failed {
        /// The files, below the root, sorted; of many the first.
        files: &'e [String],
        /// How many files changed.
        count: usize,
        /// From the first sign of a change to the last message to a browser.
        seconds: f64,
        /// The errors, and warnings beside them.
        problems: &'e Diagnostics,
        /// Whether there was a version without errors, which is still served.
        previous: bool,
    },
    /// The site stands at another address than before, since the path of its `base_url` has changed.
    Moved {
        /// The address of its home page.
        url: &'e str,
    },
    /// A page could not be rendered, or has errors.
    Page {
        /// Its address.
        url: &'e str,
        /// Its errors.
        problems: &'e Diagnostics,
    },
    /// A note for the terminal: another port, polling.
    Note(&'e Diagnostic),
    /// The server has stopped.
    Stopped,
}

/// Receives events, on any thread.
pub trait EventSink: Send + Sync {
    /// Receives one event.
    fn emit(&self, event: &Event<'_>);
}

/// Drops all events.
impl EventSink for () {
    fn emit(&self, _: &Event<'_>) {}
}

/// State shared by all threads of a server.
struct Shared {
    options: Options,
    /// Scheme, host and port: `http://127.0.0.1:4000`.
    origin: String,
    /// Whether only this machine can connect: then the header `Host` must name it.
    loopback: bool,
    current: RwLock<Current>,
    /// Counts how often the site was read, well or not.
    attempts: watch::Sender<u64>,
    browsers: Browsers,
    findings: Findings,
    searching: Searching,
    signals: Mutex<mpsc::Sender<Signal>>,
    events: Arc<dyn EventSink>,
}

/// The site as it is served now.
#[derive(Clone, Default)]
struct Current {
    /// The last one without errors.
    generation: Option<Arc<Generation>>,
    /// What is wrong with the site on disk; empty where `generation` is it.
    problems: Arc<[Problem]>,
}

impl Shared {
    /// The site as it is served now.
    fn current(&self) -> Current {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The address of the home page: its path is that of `base_url`.
    fn url(&self, current: &Current) -> String {
        let generation = current.generation.as_ref();
        let base = generation.map_or("", |generation| generation.config().base_url.path.as_str());
        format!("{}{base}/", self.origin)
    }

    /// Puts another site in its place, or errors beside it; whoever waits for either goes on.
    fn replace(&self, change: impl FnOnce(&mut Current)) {
        change(&mut self.current.write().unwrap_or_else(PoisonError::into_inner));
        self.attempts.send_modify(|attempts| *attempts += 1);
    }

    /// Asks for the site to be read anew.
    fn signal(&self, signal: Signal) {
        // Nobody listens any more once the server is ending.
        let _ = self.signals.lock().unwrap_or_else(PoisonError::into_inner).send(signal);
    }
}

/// A running server. It ends when it is dropped.
pub struct Server {
    shared: Arc<Shared>,
    url: String,
    runtime: Option<Runtime>,
    changes: Option<JoinHandle<()>>,
    stop: watch::Sender<bool>,
    interruption: Option<Interruption>,
}

impl Server {
    /// Reads the site, listens, and serves until [`Server::stop`].
    ///
    /// A site with errors is served too: every address then shows them, until they are fixed.
    ///
    /// # Errors
    /// There is no site, an option is wrong, or the system does not let it listen.
    pub fn start(options: Options, events: Arc<dyn EventSink>) -> Result<Server, Diagnostics> {
        let started = Instant::now();
        let options = absolute(options);
        let (listener, address) = listen(&options, &*events)?;
        let origin = format!("http://{}", authority(&options.host, address));
        let (sender, receiver) = mpsc::channel();
        // The system would tell of every file that reading opens; who looks at the files tells of none.
        let early = options.poll.then(|| changes::watch(&options, sender.clone(), &*events));
        let mut read = site::rebuild(&options.build, &origin, None);
        if let Err(problems) = &read
            && problems.iter().any(|problem| matches!(&*problem.code, "no-site" | "wrong-option"))
        {
            return Err(problems.clone());
        }
        let is_early = early.is_some();
        let watching = early.unwrap_or_else(|| changes::watch(&options, sender.clone(), &*events));
        // Where the system cannot watch the files, changes would be told without their names.
        let is_to_check = read.as_ref().is_ok_and(site::ReadSite::knows_inputs) && !watching.polls();
        if !is_early && !is_to_check {
            // Two sites at once would take twice the memory.
            drop(read);
            read = site::rebuild(&options.build, &origin, None);
        }
        let shared = Arc::new(Shared {
            origin,
            loopback: address.ip().is_loopback(),
            current: RwLock::default(),
            attempts: watch::Sender::new(0),
            browsers: Browsers::default(),
            findings: Findings::default(),
            searching: Searching::default(),
            signals: Mutex::new(sender),
            events,
            options,
        });
        let problems = shared.settle(read);
        let current = shared.current();
        let articles = current.generation.as_ref().map_or(0, |generation| generation.catalog().published());
        let url = shared.url(&current);
        let changes = changes::start(Arc::clone(&shared), watching, receiver, is_to_check);
        let runtime = runtime().map_err(|error| cannot_listen(&shared.options, &error))?;
        // Not before the site is read: until then Ctrl-C ends the process at once.
        let interruption = shared.options.interruptible.then(|| {
            let _runtime = runtime.enter();
            Interruption::listen()
        });
        let interruption =
            interruption.transpose().map_err(|error| cannot_listen(&shared.options, &error))?;
        let stop = watch::Sender::new(false);
        runtime.spawn(http::accept(Arc::clone(&shared), listener, stop.subscribe()));
        let seconds = started.elapsed().as_secs_f64();
        shared.events.emit(&Event::Ready { url: &url, articles, seconds, problems: &problems });
        Ok(Server { shared, url, runtime: Some(runtime), changes: Some(changes), stop, interruption })
    }

    /// The address of the home page, as it was at the start.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Serves until the process is interrupted (Ctrl-C) or told to end.
    pub fn wait(mut self) {
        let Some(runtime) = &self.runtime else { return };
        let _entered = runtime.enter();
        // Where nobody can wait for it, the system ends the process at once.
        match self.interruption.take().map_or_else(Interruption::listen, Ok) {
            Ok(interruption) => runtime.block_on(interruption.come()),
            Err(_) => runtime.block_on(std::future::pending()),
        }
    }

    /// Ends: browsers are let go, requests in hand get a moment.
    fn end(&mut self) {
        const MOMENT: Duration = Duration::from_secs(1);
        // Nobody may be left to hear it.
        let _ = self.stop.send(true);
        self.shared.signal(Signal::Stop);
        self.shared.browsers.close();
        self.shared.findings.stop();
        self.shared.searching.stop();
        if let Some(changes) = self.changes.take() {
            // A panic there was told by its thread already.
            let _ = changes.join();
        }
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_timeout(MOMENT);
            self.shared.events.emit(&Event::Stopped);
        }
    }

    /// Ends the server.
    pub fn stop(mut self) {
        self.end();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
}

/// The threads that answer: few, since rendering shares the processor with the rebuilding of the site.
fn runtime() -> std::io::Result<Runtime> {
    let processors = std::thread::available_parallelism().map_or(2, usize::from);
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(processors.min(4))
        .max_blocking_threads((processors * 2).max(4))
        .enable_all()
        .build()
}

/// The same options with absolute folders, as the system names them when it tells of changes.
fn absolute(mut options: Options) -> Options {
    let resolve = |path: &PathBuf| {
        path.canonicalize().or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.clone())
    };
    options.build.root = resolve(&options.build.root);
    options.build.out = resolve(&options.build.out);
    options
}

/// Listens on the port asked for, or the next one that is free.
fn listen(options: &Options, events: &dyn EventSink) -> Result<(TcpListener, SocketAddr), Diagnostics> {
    let wrong = || {
        Diagnostics::from(diagnostic::message::wrong_option(
            "--host",
            &options.host,
            "the name cannot be resolved",
        ))
    };
    let host = options.host.trim_start_matches('[').trim_end_matches(']');
    let ip = (host, options.port).to_socket_addrs().map_err(|_| wrong())?.map(|address| address.ip());
    // `localhost` has two addresses: the older one is the one all programs try.
    let ip = ip.min_by_key(IpAddr::is_ipv6).ok_or_else(wrong)?;
    let last = options.port.saturating_add(if options.port == 0 { 0 } else { PORTS });
    let mut refused = None;
    for port in options.port..=last {
        match TcpListener::bind((ip, port)) {
            Ok(listener) => {
                let address = listener.local_addr().map_err(|error| cannot_listen(options, &error))?;
                listener.set_nonblocking(true).map_err(|error| cannot_listen(options, &error))?;
                if port != options.port {
                    events.emit(&Event::Note(&message::port_taken(options.port, port)));
                }
                return Ok((listener, address));
            }
            Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => refused = Some(error),
            Err(error) => return Err(cannot_listen(options, &error)),
        }
    }
    Err(refused.map_or_else(Diagnostics::new, |error| cannot_listen(options, &error)))
}

fn cannot_listen(options: &Options, error: &std::io::Error) -> Diagnostics {
    message::cannot_listen(&options.host, options.port, &error.to_string()).into()
}

/// Host and port as they stand in an address.
fn authority(host: &str, address: SocketAddr) -> String {
    let ip = address.ip();
    match host.parse::<IpAddr>() {
        // No browser can ask for `0.0.0.0`.
        _ if ip.is_unspecified() => format!("localhost:{}", address.port()),
        Ok(_) => address.to_string(),
        Err(_) if host.starts_with('[') => address.to_string(),
        Err(_) => format!("{host}:{}", address.port()),
    }
}
