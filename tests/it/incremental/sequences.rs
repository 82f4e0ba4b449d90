//! Random sequences of edits: after each of them an incremental build equals a clean one.
//!
//! A clean build takes as long as the site is large, and each build after an edit needs one to be compared with: with 300
//! articles in each of 500 sequences that would be half an hour of an unoptimised program. So two of them have 300, where
//! lists have many pages and terms many articles, ten have 120, and the others 8 to 32, which still have every kind of
//! page. What can go wrong goes wrong between two or three files, and chance meets that the more often the fewer there are.
//!
//! What was modified just before a build is read again by the next, whatever its times say. If each sequence ran by
//! itself, every file would be that young, and nothing would ever be kept. Therefore a batch of sites is made first,
//! then edited in turns: when a site's turn comes again, its files are some seconds old. Only every fourth batch is a
//! single site, whose edits follow their builds at once.
//!
//! A failing sequence is made shorter, then told with its seed and its edits. `GENERATE_SEED` runs one seed alone,
//! `GENERATE_SEQUENCES` sets their number, `GENERATE_ARTICLES` gives all of them so many articles:
//!
//! ```sh
//! GENERATE_SEQUENCES=20000 cargo test --release --test it incremental::sequences
//! GENERATE_SEED=17 cargo test --test it incremental::sequences
//! ```

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::edits::edit;
use super::ground::Ground;
use crate::rng::Rng;

/// Sequences that are run unless `GENERATE_SEQUENCES` says otherwise.
const SEQUENCES: u64 = 500;

/// Sites that are edited in turns.
const BATCH: u64 = 24;

/// Builds of a sequence after the first. Every fourth follows two or three edits, so that there are five or six.
const BUILDS: u64 = 4;

/// A number that the environment sets.
pub fn number(variable: &str) -> Option<u64> {
    std::env::var(variable)
        .ok()
        .map(|text| text.parse().unwrap_or_else(|_| panic!("{variable} is no number")))
}

/// One sequence, as far as it has come.
struct Sequence {
    seed: u64,
    ground: Ground,
    /// What was done before each build.
    told: Vec<String>,
    /// Builds that failed, as the clean ones did.
    failed: usize,
}

impl Sequence {
    fn new(seed: u64) -> Sequence {
        Sequence { seed, ground: Ground::new(seed, articles(seed)), told: Vec::new(), failed: 0 }
    }

    /// The first build, which has nothing to go by.
    fn start(&self) -> Result<(), String> {
        let (_, problems) = self.ground.build();
        if problems.contains("error[") {
            Err(format!("the site is wrong from the start:\n{problems}"))
        } else {
            Ok(())
        }
    }

    /// The edits before build number `step`, and the build.
    fn step(&mut self, step: u64) -> Result<(), String> {
        let mut rng = Rng::new(self.seed, 1 + step);
        let edits = if rng.chance(25) { 2 + rng.below(2) } else { 1 };
        let told: Vec<String> = (0..edits).map(|_| edit(&mut self.ground, &mut rng)).collect();
        self.told.push(told.join("; "));
        self.failed += usize::from(self.ground.check()?.0.outputs == 0);
        Ok(())
    }
}

/// The number of articles of a sequence.
fn articles(seed: u64) -> usize {
    match number("GENERATE_ARTICLES") {
        Some(articles) => articles as usize,
        None if seed % 250 == 249 => 300,
        None if seed % 50 == 24 => 120,
        None => 8 + (seed * 7 % 25) as usize,
    }
}

/// Runs a sequence with some of its steps alone.
fn run(seed: u64, steps: &[u64]) -> Result<(), (String, String)> {
    let mut sequence = Sequence::new(seed);
    sequence.start().map_err(|why| (String::new(), why))?;
    for step in steps {
        if let Err(why) = sequence.step(*step) {
            return Err((sequence.told.join("\n  "), why));
        }
    }
    Ok(())
}

/// Leaves out what the failure at step `last` does not need, and tells the rest.
fn report(seed: u64, last: u64, why: &str) -> String {
    let mut steps: Vec<u64> = (0..=last).collect();
    let mut told = match run(seed, &steps) {
        Err(told) => told,
        Ok(()) => {
            return format!("seed {seed} failed once and then not again, so it is a matter of time: {why}");
        }
    };
    for step in 0..last {
        let fewer: Vec<u64> = steps.iter().copied().filter(|other| *other != step).collect();
        if let Err(shorter) = run(seed, &fewer) {
            (steps, told) = (fewer, shorter);
        }
    }
    let (edits, why) = told;
    format!("GENERATE_SEED={seed}, {} articles, steps {steps:?}:\n  {edits}\n{why}", articles(seed))
}

/// Runs a batch in turns; returns a report for each that failed, and the number of builds that errors stopped.
fn run_batch(seeds: &[u64]) -> (Vec<String>, usize) {
    let mut failures = Vec::new();
    let mut sequences: Vec<Sequence> = seeds.iter().map(|seed| Sequence::new(*seed)).collect();
    let mut fail =
        |sequence: &Sequence, last: u64, why: &str| failures.push(report(sequence.seed, last, why));
    sequences.retain(|sequence| sequence.start().inspect_err(|why| fail(sequence, 0, why)).is_ok());
    for step in 0..BUILDS {
        sequences.retain_mut(|sequence| match sequence.step(step) {
            Ok(()) => true,
            Err(why) => {
                fail(sequence, step, &why);
                false
            }
        });
    }
    (failures, sequences.iter().map(|sequence| sequence.failed).sum())
}

/// The seeds of all batches.
fn batches() -> Vec<Vec<u64>> {
    if let Some(seed) = number("GENERATE_SEED") {
        return vec![vec![seed]];
    }
    let seeds: Vec<u64> = (0..number("GENERATE_SEQUENCES").unwrap_or(SEQUENCES)).collect();
    let chunks = seeds.chunks(BATCH as usize).enumerate();
    let alone = |(index, chunk): (usize, &[u64])| match index % 4 {
        3 => chunk.iter().map(|seed| vec![*seed]).collect(),
        _ => vec![chunk.to_vec()],
    };
    chunks.flat_map(alone).collect()
}

#[test]
fn incremental_equals_clean_after_random_edits() {
    let batches = batches();
    let (next, results) = (AtomicUsize::new(0), Mutex::new((Vec::new(), 0)));
    // Small sites gain nothing from many threads each, so each thread builds a site of its own.
    let work = || {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        while let Some(batch) = batches.get(next.fetch_add(1, Ordering::Relaxed)) {
            let (failures, stopped) = pool.install(|| run_batch(batch));
            let mut results = results.lock().unwrap();
            results.0.extend(failures);
            results.1 += stopped;
        }
    };
    let threads = thread::available_parallelism().map_or(2, usize::from);
    thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(work))));
    let (failures, stopped) = results.into_inner().unwrap();
    assert!(failures.is_empty(), "{} of the sequences failed:\n\n{}", failures.len(), failures.join("\n\n"));
    let builds = batches.iter().map(Vec::len).sum::<usize>() * BUILDS as usize;
    println!("{builds} builds after edits, {stopped} of them stopped by errors");
    // Errors are to be met, but a site with one shows nothing of what was kept.
    assert!(stopped * 4 < builds || builds < 100, "{stopped} of {builds} builds were stopped by errors");
}
