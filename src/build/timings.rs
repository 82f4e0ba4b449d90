//! What each step of a build takes, where somebody asks: in all, and as a trace of what every thread did when.
//!
//! Where nobody asks, all of this is one look at an empty [`Option`].

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::output::OutputKind;
use crate::path::OutPath;
use crate::platform::process::processor_time;

/// One of the six steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// The configuration, the theme and the list of files.
    Source,
    /// Front matter of all files.
    Article,
    /// Terms, authors, lists, addresses.
    Catalog,
    /// The list of all outputs, and what pages share.
    Plan,
    /// Pages, rendered and staged.
    Render,
    /// The swap, and what is kept for the next build.
    Write,
}

impl Step {
    /// All of them, in order.
    pub const ALL: [Step; 6] =
        [Step::Source, Step::Article, Step::Catalog, Step::Plan, Step::Render, Step::Write];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Step::Source => "source",
            Step::Article => "article",
            Step::Catalog => "catalog",
            Step::Plan => "plan",
            Step::Render => "render",
            Step::Write => "write",
        }
    }
}

/// What a step took.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StepTime {
    /// The name of the step.
    pub step: &'static str,
    /// From its begin to its end, in seconds.
    pub wall_seconds: f64,
    /// What all threads worked meanwhile, in seconds; `None` where the system does not tell.
    pub cpu_seconds: Option<f64>,
}

/// The outputs of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct KindSize {
    /// How many there are.
    pub files: usize,
    /// How many bytes they hold.
    pub bytes: u64,
}

/// What was measured of a build.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Measured {
    /// Each step in order; one that was not taken took no time.
    pub steps: Vec<StepTime>,
    /// The outputs of each kind; `None` where nothing had changed, so that none was planned.
    pub outputs: Option<BTreeMap<&'static str, KindSize>>,
}

/// A clock for one build, if it runs.
#[derive(Clone, Debug, Default)]
pub struct Timings(Option<Arc<Clock>>);

#[derive(Debug)]
struct Clock {
    start: Instant,
    /// Whether single files are measured too.
    traced: bool,
    steps: Mutex<Steps>,
    spans: Mutex<Vec<Span>>,
    outputs: Mutex<Option<BTreeMap<&'static str, KindSize>>>,
}

/// The steps so far.
#[derive(Debug, Default)]
struct Steps {
    /// The step that is being taken, and what the clocks said when it began.
    open: Option<(Step, Duration, Option<Duration>)>,
    /// What each step took, wall and processor.
    taken: BTreeMap<Step, (Duration, Option<Duration>)>,
}

/// Something that a thread did.
#[derive(Debug)]
struct Span {
    name: String,
    category: &'static str,
    thread: usize,
    start: Duration,
    length: Duration,
}

/// A span that ends when this is dropped.
pub(super) struct Open<'t> {
    clock: &'t Clock,
    name: String,
    category: &'static str,
    start: Duration,
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        let name = std::mem::take(&mut self.name);
        self.clock.push(name, self.category, self.start);
    }
}

impl Clock {
    /// Notes what this thread did since `start`.
    fn push(&self, name: String, category: &'static str, start: Duration) {
        let length = self.start.elapsed().saturating_sub(start);
        let thread = rayon::current_thread_index().map_or(0, |index| index + 1);
        let span = Span { name, category, thread, start, length };
        self.spans.lock().unwrap_or_else(PoisonError::into_inner).push(span);
    }

    fn steps<T>(&self, act: impl FnOnce(&mut Steps) -> T) -> T {
        act(&mut self.steps.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Timings {
    /// A clock that runs; with `traced` it notes every file too.
    pub fn running(traced: bool) -> Timings {
        Timings(Some(Arc::new(Clock {
            start: Instant::now(),
            traced,
            steps: Mutex::default(),
            spans: Mutex::default(),
            outputs: Mutex::default(),
        })))
    }

    /// A step begins; the one before it ends.
    pub(super) fn begin(&self, step: Step) {
        self.end();
        if let Some(clock) = &self.0 {
            let open = (step, clock.start.elapsed(), processor_time());
            clock.steps(|steps| steps.open = Some(open));
        }
    }

    /// The step that is being taken ends.
    pub(super) fn end(&self) {
        let Some(clock) = &self.0 else { return };
        let Some((step, start, cpu)) = clock.steps(|steps| steps.open.take()) else { return };
        let wall = clock.start.elapsed().saturating_sub(start);
        let cpu = processor_time().zip(cpu).map(|(now, then)| now.saturating_sub(then));
        clock.steps(|steps| {
            let (walls, cpus) = steps.taken.entry(step).or_insert((Duration::ZERO, Some(Duration::ZERO)));
            *walls += wall;
            *cpus = cpus.zip(cpu).map(|(before, more)| before + more);
        });
        clock.push(step.name().to_owned(), "step", start);
    }

    /// Notes what a thread does until the value is dropped, where files are traced.
    pub(super) fn span(&self, category: &'static str, name: &str) -> Option<Open<'_>> {
        let clock = self.0.as_deref().filter(|clock| clock.traced)?;
        Some(Open { clock, name: name.to_owned(), category, start: clock.start.elapsed() })
    }

    /// The files that will be counted once they are written, if anybody asks.
    pub(super) fn planned(
        &self,
        outputs: impl Iterator<Item = (OutPath, OutputKind)>,
    ) -> Vec<(OutPath, OutputKind)> {
        if self.0.is_some() { outputs.collect() } else { Vec::new() }
    }

    /// Counts what was planned, by the size of each in bytes. What was left out has none.
    pub(super) fn count(&self, planned: &[(OutPath, OutputKind)], size: impl Fn(&OutPath) -> Option<u64>) {
        let Some(clock) = &self.0 else { return };
        let mut kinds: BTreeMap<&'static str, KindSize> = BTreeMap::new();
        for (path, kind) in planned {
            let Some(size) = size(path) else { continue };
            let sum = kinds.entry(kind.name()).or_default();
            sum.files += 1;
            sum.bytes += size;
        }
        *clock.outputs.lock().unwrap_or_else(PoisonError::into_inner) = Some(kinds);
    }

    /// What was measured; `None` where no clock ran.
    pub fn measured(&self) -> Option<Measured> {
        let clock = self.0.as_deref()?;
        let time = |step: Step| {
            let taken = clock.steps(|steps| steps.taken.get(&step).copied());
            let (wall, cpu) = taken.unwrap_or((Duration::ZERO, Some(Duration::ZERO)));
            StepTime {
                step: step.name(),
                wall_seconds: wall.as_secs_f64(),
                cpu_seconds: cpu.map(|cpu| cpu.as_secs_f64()),
            }
        };
        let outputs = clock.outputs.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Some(Measured { steps: Step::ALL.map(time).to_vec(), outputs })
    }

    /// Everything that was noted, in the format that `chrome://tracing` and Perfetto read; `None` where no clock ran.
    pub fn trace(&self) -> Option<serde_json::Value> {
        let clock = self.0.as_deref()?;
        let mut spans = clock.spans.lock().unwrap_or_else(PoisonError::into_inner);
        spans.sort_by(|one, other| (one.start, other.length).cmp(&(other.start, one.length)));
        let micros = |time: Duration| time.as_nanos() as f64 / 1_000.0;
        let event = |span: &Span| {
            serde_json::json!({
                "name": span.name,
                "cat": span.category,
                "ph": "X",
                "pid": 1,
                "tid": span.thread,
                "ts": micros(span.start),
                "dur": micros(span.length),
            })
        };
        let events: Vec<serde_json::Value> = spans.iter().map(event).collect();
        Some(serde_json::json!({ "displayTimeUnit": "ms", "traceEvents": events }))
    }
}

#[cfg(test)]
mod tests {
    use rayon::prelude::*;

    use super::*;

    #[test]
    fn where_nobody_asks_nothing_is_measured() {
        let timings = Timings::default();
        timings.begin(Step::Source);
        assert!(timings.span("output", "a").is_none());
        timings.end();
        assert_eq!((timings.measured(), timings.trace()), (None, None));
        assert!(timings.planned([].into_iter()).is_empty());
    }

    #[test]
    fn a_step_that_is_taken_twice_is_one_sum() {
        let timings = Timings::running(false);
        for step in [Step::Source, Step::Write, Step::Source] {
            timings.begin(step);
            std::thread::sleep(Duration::from_millis(5));
        }
        timings.end();
        assert!(timings.span("output", "a").is_none());
        let measured = timings.measured().unwrap();
        let walls: Vec<f64> = measured.steps.iter().map(|step| step.wall_seconds).collect();
        assert_eq!(
            measured.steps.iter().map(|step| step.step).collect::<Vec<_>>(),
            Step::ALL.map(Step::name)
        );
        assert!(walls[0] >= 0.01 && walls[5] >= 0.005 && walls[1..5] == [0.0; 4], "{walls:?}");
        assert_eq!(timings.trace().unwrap()["traceEvents"].as_array().unwrap().len(), 3);
    }

    #[test]
    fn a_trace_holds_what_each_thread_did() {
        let timings = Timings::running(true);
        timings.begin(Step::Render);
        let names = ["a/index.html", "b/index.html"];
        names.par_iter().for_each(|name| drop(timings.span("output", name)));
        timings.end();
        let trace = timings.trace().unwrap();
        let events = trace["traceEvents"].as_array().unwrap();
        // The step encloses what was done in it, and so it stands first.
        assert_eq!((&events[0]["name"], &events[0]["tid"]), (&"render".into(), &0.into()));
        for event in &events[1..] {
            assert!(names.contains(&event["name"].as_str().unwrap()) && event["tid"].as_u64() > Some(0));
            assert!(event["ts"].as_f64() >= events[0]["ts"].as_f64());
            assert_eq!((&event["ph"], &event["cat"]), (&"X".into(), &"output".into()));
        }
        assert_eq!(events.len(), 3);
    }
}
