//! `generate deploy`.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::number::{grouped, plural};
use super::{Counts, Exit, Terminal, problems_json};
use crate::build;
use crate::cli::{Deploy, Shared, VerifyAfter};
use crate::config::deploy::{KEEP, MAX_DELETE, parse_duration, parse_percentage};
use crate::config::{BaseUrl, DeployTarget, PurgeHook};
use crate::deploy::purge::Waiting;
use crate::deploy::{self, BothReports, Changed, Options, Progress, ReadBack, Report, Target, message};
use crate::diagnostic::{self, Diagnostics};

mod check;

use check::check_first;

/// Deploys and tells what was done.
pub(super) fn run(arguments: &Deploy, shared: &Shared, terminal: &Terminal) -> Exit {
    let started = Instant::now();
    let mut problems = Diagnostics::new();
    let deployed = deploy(arguments, shared, terminal, &mut problems);
    terminal.problems(&shared.root, &problems);
    let seconds = started.elapsed().as_secs_f64();
    let Deployed { reports, checked, site, media } = deployed.unwrap_or_default();
    terminal.json(&json((&reports, checked), arguments.dry_run, &problems, seconds));
    if problems.has_errors() {
        terminal.say(&format!("deploy failed: {}", Counts::of(&problems).of_failure()));
        let interrupted = problems.iter().any(|problem| problem.code == message::stopped().code);
        return if interrupted { Exit::Interrupted } else { Exit::Failed };
    }
    let both = reports.media.iter().map(|report| (report, &media)).chain([(&reports.site, &site)]);
    for (report, target) in both {
        if arguments.dry_run {
            report.changed.iter().for_each(|changed| terminal.result(&planned(changed)));
        }
        terminal.result(&summary(report, arguments.dry_run, target, seconds));
    }
    Exit::Done
}

/// A deploy that is done, with the targets as they are shown.
#[derive(Default)]
struct Deployed {
    reports: BothReports,
    /// How many files the check before it has read.
    checked: usize,
    site: String,
    media: String,
}

/// Finds the targets, builds where that is wanted, and deploys.
fn deploy(
    arguments: &Deploy,
    shared: &Shared,
    terminal: &Terminal,
    problems: &mut Diagnostics,
) -> Option<Deployed> {
    let mut built = super::build::options(shared);
    built.out = arguments.out.clone().unwrap_or(built.out);
    let config = build::read_config_alone(&built, problems)?;
    let known = deploy::site_targets(&config);
    let text = match (&arguments.target, &known[..]) {
        (Some(text), _) => text,
        (None, [only]) => &only.name,
        (None, known) => return refused(message::no_target(known), problems),
    };
    if let Some(of) = deploy::media_of(&config, text) {
        return refused(message::target_of_media(text, &of.name), problems);
    }
    let found = Target::find(text, &config, &shared.root).and_then(|(site, table)| {
        let given = arguments.media.as_deref();
        let media = deploy::media_target(given, (&site, table.as_ref()), &config, &shared.root)?;
        Ok(((site, table), media))
    });
    let (site, media) = match found {
        Ok(found) => found,
        Err(problem) => return refused(problem, problems),
    };
    let purges = arguments.purge_list.is_some();
    let mut read = |(target, table): (Target, Option<DeployTarget>), out: &Path, base: &BaseUrl| {
        let mut options = options(arguments, shared, target, table.as_ref(), out, problems)?;
        let hook = table.and_then(|table| table.purge_hook);
        options.purge = (hook.is_some() || purges).then(|| base.clone());
        Some((options, hook))
    };
    let (mut site, hook) = read(site, &built.out, &config.base_url)?;
    let mut hooks = vec![hook];
    let mut media = match media.zip(build::media::folder(&built, &config)).zip(config.media.as_ref()) {
        Some(((media, folder), host)) => {
            let (media, hook) = read(media, &folder, &host.base_url)?;
            hooks.push(hook);
            Some(media)
        }
        None => None,
    };
    if arguments.build {
        build_first(&built, terminal, problems)?;
    }
    let checked = check_first(arguments, &built, &config, terminal, problems)?;
    site.checked = checked.site;
    if let Some(media) = &mut media {
        media.checked = checked.media;
    }
    let bar = Arc::new(Bar::of(terminal));
    let progress: Arc<dyn Progress> = bar.clone();
    let stop = Arc::new(AtomicBool::new(false));
    let reports = deploy::deploy_both(&site, media.as_ref(), &progress, &stop, problems);
    bar.bar.finish_and_clear();
    let reports = reports?;
    if !arguments.dry_run {
        let both: Vec<(&Options, Option<&PurgeHook>)> =
            std::iter::once(&site).chain(&media).zip(hooks.iter().map(Option::as_ref)).collect();
        purge(arguments, &both, terminal, problems);
    }
    let media = media.map(|media| media.target.shown()).unwrap_or_default();
    Some(Deployed { reports, checked: checked.read, site: site.target.shown(), media })
}

fn refused<T>(problem: diagnostic::Diagnostic, problems: &mut Diagnostics) -> Option<T> {
    problems.push(problem);
    None
}

/// The site is built as by `generate build`.
fn build_first(options: &build::Options, terminal: &Terminal, problems: &mut Diagnostics) -> Option<()> {
    let progress = super::build::Bar::new(terminal);
    let report = build::build(options, &progress, problems);
    progress.finish();
    report.map(drop).filter(|()| !problems.has_errors())
}

/// What to do, from the command line and the target's table.
fn options(
    arguments: &Deploy,
    shared: &Shared,
    target: Target,
    table: Option<&DeployTarget>,
    out: &Path,
    problems: &mut Diagnostics,
) -> Option<Options> {
    let mut wrong = |option: &str, value: &str, why: &str| {
        problems.push(diagnostic::message::wrong_option(option, value, why));
    };
    let keep = arguments.keep.as_deref().map(|text| {
        let read = parse_duration(text);
        if read.is_none() {
            wrong("--keep", text, "expected a duration such as `90s`, `10m`, `1h` or `2d`");
        }
        read
    });
    let max_delete = arguments.max_delete.as_deref().map(|text| {
        let read = parse_percentage(text);
        if read.is_none() {
            wrong("--max-delete", text, "expected a percentage such as `10%`");
        }
        read
    });
    if problems.has_errors() {
        return None;
    }
    Some(Options {
        root: shared.root.clone(),
        out: out.to_owned(),
        target,
        full: arguments.full,
        dry_run: arguments.dry_run,
        force: arguments.force,
        keep: keep.flatten().or_else(|| table?.keep).unwrap_or(KEEP),
        max_delete: max_delete.flatten().or_else(|| table?.max_delete).unwrap_or(MAX_DELETE),
        at_once: arguments.parallel,
        read_back: match arguments.verify {
            VerifyAfter::Sample => ReadBack::Sample,
            VerifyAfter::All => ReadBack::All,
            VerifyAfter::None => ReadBack::None,
        },
        checked: None,
        purge: None,
        releases: table.and_then(|table| table.releases),
        beat: deploy::BEAT,
    })
}

/// One line of a dry run.
fn planned(changed: &Changed) -> String {
    match changed.size {
        Some(size) => format!("send    {} ({} bytes)", changed.path, grouped(size as usize)),
        None => format!("delete  {}", changed.path),
    }
}

/// One line: `s3://bucket: 3 files sent (12,345 bytes), 1 deleted, 0.31 s`.
fn summary(report: &Report, dry_run: bool, target: &str, seconds: f64) -> String {
    let (sent, deleted) = if dry_run { ("to send", "to delete") } else { ("sent", "deleted") };
    let mut line = format!("{target}: ");
    if report.sent == 0 && report.deleted == 0 && report.resumed == 0 {
        line.push_str("up to date");
    } else {
        let _ = write!(
            line,
            "{} {sent} ({} bytes)",
            plural(report.sent, "file"),
            grouped(report.sent_bytes as usize)
        );
    }
    let mut add = |count: usize, text: &str| {
        if count > 0 {
            let _ = write!(line, ", {} {text}", grouped(count));
        }
    };
    add(report.resumed, "sent before");
    add(report.deleted, deleted);
    add(report.kept, "to delete later");
    add(report.verified, "verified");
    let _ = write!(line, ", {seconds:.2} s");
    line
}

fn json(
    (reports, checked): (&BothReports, usize),
    dry_run: bool,
    problems: &Diagnostics,
    seconds: f64,
) -> serde_json::Value {
    let mut json = serde_json::json!({ "checked": checked });
    add_counts(&mut json, &reports.site, dry_run);
    if let Some(media) = &reports.media {
        add_counts(&mut json["media"], media, dry_run);
    }
    json["dry_run"] = dry_run.into();
    Counts::of(problems).json(json, problems_json(problems), seconds)
}

/// Adds what was done at one target.
fn add_counts(json: &mut serde_json::Value, report: &Report, dry_run: bool) {
    for (name, count) in [
        ("sent", report.sent as u64),
        ("sent_bytes", report.sent_bytes),
        ("resumed", report.resumed as u64),
        ("deleted", report.deleted as u64),
        ("kept", report.kept as u64),
        ("verified", report.verified as u64),
    ] {
        json[name] = count.into();
    }
    let paths = |is_sent: bool| {
        let of_kind = report.changed.iter().filter(move |changed| changed.size.is_some() == is_sent);
        of_kind.map(|changed| &*changed.path).collect::<Vec<_>>()
    };
    if dry_run {
        json["send"] = paths(true).into();
        json["delete"] = paths(false).into();
    }
}

/// Tells which addresses have changed to whoever has to know: those of the site, and those of `[media]`.
fn purge(
    arguments: &Deploy,
    both: &[(&Options, Option<&PurgeHook>)],
    terminal: &Terminal,
    problems: &mut Diagnostics,
) {
    let purged = both.iter().filter(|(options, _)| options.purge.is_some());
    let waiting: Vec<(Waiting, Option<&PurgeHook>)> =
        purged.map(|(options, hook)| (Waiting::of(options), *hook)).collect();
    let addresses: Vec<String> =
        waiting.iter().flat_map(|(waiting, _)| waiting.addresses()).cloned().collect();
    let is_written = arguments
        .purge_list
        .as_deref()
        .is_none_or(|file| write_purge_list(file, &addresses, terminal, problems));
    for (waiting, hook) in waiting {
        let is_posted = hook.is_none_or(|hook| waiting.post(hook, problems));
        if is_written
            && is_posted
            && let Err(problem) = waiting.forget()
        {
            problems.push(problem);
        }
    }
}

/// Writes the addresses whose content has changed. Returns whether that was possible.
fn write_purge_list(
    file: &Path,
    addresses: &[String],
    terminal: &Terminal,
    problems: &mut Diagnostics,
) -> bool {
    if file == Path::new("-") {
        addresses.iter().for_each(|line| terminal.result(line));
        return true;
    }
    let text: String = addresses.iter().flat_map(|line| [line, "\n"]).collect();
    let written = std::fs::write(file, text);
    if let Err(error) = &written {
        problems.push(diagnostic::message::not_made(&file.display().to_string(), error));
    }
    written.is_ok()
}

/// A bar with bytes and the time left on a terminal, plain lines elsewhere.
struct Bar {
    bar: ProgressBar,
    terminal: Terminal,
}

impl Bar {
    fn of(terminal: &Terminal) -> Bar {
        let bar = if terminal.shows_bar { ProgressBar::no_length() } else { ProgressBar::hidden() };
        // Shown once it is known how much there is.
        bar.set_draw_target(ProgressDrawTarget::hidden());
        Bar { bar, terminal: *terminal }
    }
}

impl Progress for Bar {
    fn begin(&self, files: usize, bytes: u64) {
        if !self.terminal.shows_bar {
            return;
        }
        let template = "{msg} {bar:30} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left";
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        self.bar.set_style(style);
        self.bar.set_message(format!("Sending {}", plural(files, "file")));
        self.bar.set_length(bytes);
        self.bar.set_draw_target(ProgressDrawTarget::stderr());
    }

    fn sent(&self, bytes: u64) {
        self.bar.inc(bytes);
    }

    fn say(&self, line: &str) {
        self.bar.suspend(|| self.terminal.say(line));
    }
}
