//! What can go wrong on the way to a host. Nothing is lost, whoever reads meanwhile gets whole pages, and the next deploy repairs.

use std::time::Instant;

use super::bucket::{Bucket, Fault};
use super::s3::{Pair, SECRET};
use super::*;

/// Somebody who reads all the while, and notes what is not as it should be.
struct Reader {
    ended: Arc<AtomicBool>,
    reading: thread::JoinHandle<Vec<String>>,
}

impl Reader {
    /// Reads the files of `old`, which are to become those of `new`.
    fn new(bucket: &Bucket, old: BTreeMap<String, Vec<u8>>, new: BTreeMap<String, Vec<u8>>) -> Reader {
        let ended = Arc::new(AtomicBool::new(false));
        let (bucket, until) = (bucket.clone(), ended.clone());
        let reading = thread::spawn(move || {
            let mut flaws = Vec::new();
            while !until.load(Ordering::Relaxed) {
                let site = bucket.site();
                let pages = old.iter().filter(|(path, _)| path.ends_with(".html"));
                for (path, bytes) in pages {
                    let found = site.get(path);
                    let is_whole = found == Some(bytes) || found == new.get(path);
                    if !is_whole {
                        flaws.push(format!("{path}: {:?} bytes", found.map(Vec::len)));
                    }
                    let text = String::from_utf8_lossy(found.unwrap_or(bytes)).into_owned();
                    for rest in text.split("=\"/theme/").skip(1) {
                        let file = format!("theme/{}", rest.split('"').next().unwrap());
                        if !site.contains_key(&file) {
                            flaws.push(format!("{path} lacks {file}"));
                        }
                    }
                }
                thread::sleep(Duration::from_millis(5));
            }
            flaws
        });
        Reader { ended, reading }
    }

    fn saw_whole_pages(self) {
        self.ended.store(true, Ordering::Relaxed);
        assert_eq!(self.reading.join().unwrap(), [] as [&str; 0]);
    }
}

impl Pair {
    /// A site that is deployed and has changed since: a page more, one edited and one gone; and its reader.
    fn changed(settings: &str) -> (Pair, Reader) {
        let pair = Pair::new();
        let toml = fs::read_to_string(pair.deployed.site.path("site.toml")).unwrap();
        pair.deployed.site.write("site.toml", format!("{toml}{settings}\n"));
        pair.deployed.site.build();
        pair.deploy();
        let old = tree(&pair.deployed.site.path("public"));
        pair.deployed
            .site
            .write("content/s1.md", "---\ntitle: Edited\ndate: 2010-01-01\n---\nAnother text.\n");
        pair.deployed.site.write("content/s9.md", "---\ntitle: Story 9\ndate: 2010-01-09\n---\nA text.\n");
        fs::remove_file(pair.deployed.site.path("content/s2.md")).unwrap();
        pair.deployed.site.write("static/large.bin", vec![7; 300_000]);
        pair.deployed.site.build();
        let reader = Reader::new(&pair.bucket, old, tree(&pair.deployed.site.path("public")));
        (pair, reader)
    }

    /// The messages of a deploy that fails.
    fn fails(&self) -> String {
        let failed = self.run(&["deploy", "--json"]);
        assert_eq!(failed.code, Some(1), "{}", failed.stdout);
        assert!(!failed.stdout.contains(SECRET) && !failed.stderr.contains(SECRET), "{}", failed.stdout);
        failed.problems()
    }

    /// Deploys without a fault, and looks at what came of everything.
    fn is_repaired(&self, reader: Reader) {
        let mut state = self.bucket.state();
        (state.fault, state.room, state.pace) = (None, None, Duration::ZERO);
        drop(state);
        let done = self.run(&["deploy", "--json"]);
        assert_eq!(done.code, Some(0), "{}", done.stdout);
        reader.saw_whole_pages();
        self.is_as_built();
        let verified = self.run(&["verify", "live"]);
        assert_eq!((verified.code, &*verified.stderr), (Some(0), ""));
        assert_eq!(self.bucket.state().incomplete, [] as [&str; 0]);
    }

    /// Lets a fault happen to some requests from now on, by their number.
    fn suffers(&self, fault: impl Fn(usize) -> Fault + Send + 'static) {
        let mut state = self.bucket.state();
        let first = state.requests.len();
        state.fault = Some(Box::new(move |number| fault(number - first)));
    }
}

#[test]
fn a_slow_line_is_waited_for() {
    let (pair, reader) = Pair::changed("timeout = \"1s\"");
    // The large file takes longer than the host may be silent.
    pair.bucket.state().pace = Duration::from_millis(60);
    pair.deploy();
    let verified = pair.run(&["verify", "live"]);
    assert_eq!((verified.code, &*verified.stderr), (Some(0), ""));
    assert!(pair.bucket.sent().iter().all(|(path, times)| path.starts_with("generate-") || *times <= 2));
    assert_eq!(pair.bucket.sent()["large.bin"], 1);
    pair.is_repaired(reader);
}

#[test]
fn a_host_that_says_nothing_is_given_up() {
    let (pair, reader) = Pair::changed("timeout = \"1s\"");
    pair.suffers(|number| if number > 9 { Fault::Silence } else { Fault::None });
    let problems = pair.fails();
    assert!(problems.contains("error[deploy-failed]: "), "{problems}");
    assert!(problems.contains("no answer within 1 s (the host does not answer: run the same "), "{problems}");
    pair.is_repaired(reader);
}

#[test]
fn a_host_that_asks_to_wait_is_given_the_time() {
    let (pair, reader) = Pair::changed("");
    let begun = Instant::now();
    pair.suffers(move |number| match number > 5 && begun.elapsed() < Duration::from_secs(3) {
        true => Fault::Answer(429, "Retry-After: 3\r\n", ""),
        false => Fault::None,
    });
    pair.deploy();
    assert!(begun.elapsed() >= Duration::from_secs(3), "{:?}", begun.elapsed());
    // Once before the time is over, and once after.
    let sent = pair.bucket.sent();
    assert!(sent.iter().all(|(path, times)| path.starts_with("generate-") || *times <= 3), "{sent:?}");
    pair.is_repaired(reader);
}

#[test]
fn a_full_host_is_told() {
    let (pair, reader) = Pair::changed("");
    let taken: usize = pair.bucket.state().objects.values().map(|object| object.bytes.len()).sum();
    // Enough for the pages, but not for the large file.
    pair.bucket.state().room = Some(taken + 100_000);
    let problems = pair.fails();
    assert!(
        problems.contains("QuotaExceeded: The bucket is full (the host has no room left, "),
        "{problems}"
    );
    pair.is_repaired(reader);
}

#[test]
fn a_host_without_a_reason_is_told_by_its_status() {
    let (pair, reader) = Pair::changed("");
    pair.suffers(|number| if number > 9 { Fault::Status(507) } else { Fault::None });
    let problems = pair.fails();
    let expected = "the host answered with the status 507 and gave no reason (the host has no room left, ";
    assert!(problems.contains(expected), "{problems}");
    pair.is_repaired(reader);
}

#[test]
fn a_wrong_clock_is_told() {
    let (pair, reader) = Pair::changed("");
    let answer = "<Error><Code>RequestTimeTooSkewed</Code><Message>The difference between the request time and the \
                  current time is too large.</Message></Error>";
    pair.suffers(move |_| Fault::Answer(403, "", answer));
    let problems = pair.fails();
    assert!(problems.contains("RequestTimeTooSkewed: The difference between "), "{problems}");
    assert!(problems.contains("(the clock of this machine is wrong: set it, "), "{problems}");
    pair.is_repaired(reader);
}

#[test]
fn a_missing_bucket_is_told() {
    let (pair, reader) = Pair::changed("");
    let answer = "<Error><Code>NoSuchBucket</Code><Message>No such bucket</Message></Error>";
    pair.suffers(move |_| Fault::Answer(404, "", answer));
    assert!(
        pair.fails().contains("NoSuchBucket: No such bucket (the bucket, container or folder does not exist")
    );
    pair.is_repaired(reader);
}

/// Cuts lists of the manifest at the target in half, and deploys.
fn truncated(list: &str, arguments: &[&str]) -> (Pair, Reader) {
    let (pair, reader) = Pair::changed("");
    let mut state = pair.bucket.state();
    let lists = state.objects.iter_mut().filter(|(path, _)| path.starts_with(list));
    let cut = lists.map(|(_, object)| object.bytes.truncate(object.bytes.len() / 2)).count();
    drop(state);
    assert!(cut > 0);
    let done = pair.run(arguments);
    assert_eq!(done.code, Some(0), "{}", done.stdout);
    assert!(done.problems().contains("warning[target-manifest-damaged]"), "{}", done.problems());
    // Nobody knows any more that this page was the site's, nor some files of the search index.
    let verified = pair.run(&["verify", "live"]);
    assert!(verified.stderr.contains("2010/01/s2/index.html"), "{}", verified.stderr);
    let built = tree(&pair.deployed.site.path("public"));
    pair.bucket.state().objects.retain(|path, _| {
        let name = path.strip_prefix("site/").unwrap_or(path);
        name != "2010/01/s2/index.html" && (!name.starts_with("search-index/") || built.contains_key(name))
    });
    (pair, reader)
}

#[test]
fn a_truncated_manifest_at_the_target_is_written_anew() {
    let (pair, reader) = truncated("site/generate-manifest.json", &["deploy", "--json"]);
    pair.is_repaired(reader);
}

#[test]
fn truncated_parts_of_the_manifest_at_the_target_are_written_anew() {
    let (pair, reader) = truncated("site/generate-manifest/", &["deploy", "--json", "--full"]);
    pair.is_repaired(reader);
    // A part of it that nothing else would change.
    let part = "site/generate-manifest/archive.json";
    pair.bucket.state().objects.get_mut(part).unwrap().bytes.truncate(100);
    assert_eq!(pair.run(&["verify", "live"]).code, Some(1));
    let done = pair.run(&["deploy", "--json", "--full"]);
    assert_eq!(done.code, Some(0), "{}", done.stdout);
    pair.is_as_built();
    let again = pair.run(&["deploy", "--json", "--full"]);
    assert_eq!((again.code, again.json()["sent"].as_u64()), (Some(0), Some(0)), "{}", again.stdout);
}
