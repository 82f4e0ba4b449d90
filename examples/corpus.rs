//! Writes an invented news archive of any size, to measure builds with.
//!
//! `cargo run --release --example corpus -- 100000 DIR` writes a site of 100,000 articles; the same command writes the
//! same bytes on every machine.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::{Parser, ValueEnum};

#[path = "../benches/corpus/mod.rs"]
pub mod corpus;

use corpus::{Corpus, Form, Spec};

/// Write an invented news archive, the same for the same seed and size.
#[derive(Debug, Parser)]
#[command(name = "corpus")]
struct Arguments {
    /// The number of articles.
    #[arg(value_parser = clap::value_parser!(u64).range(..=100_000_000))]
    articles: u64,
    /// The folder to write: a new or empty one, or one that holds an earlier corpus, which is replaced.
    dir: PathBuf,
    /// Another seed gives another corpus.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The mean length of an article's text in words.
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    words_mean: Option<u64>,
    /// Write the images too that the articles refer to.
    #[arg(long)]
    assets: bool,
    /// The generator to write the site for.
    #[arg(long, value_enum, default_value_t = Target::Generate)]
    form: Target,
}

/// The generators that a corpus can be written for.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Target {
    Generate,
    Hugo,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let start = Instant::now();
    let mut spec = Spec { seed: arguments.seed, ..Spec::new(arguments.articles) };
    spec.words_mean = arguments.words_mean.unwrap_or(spec.words_mean);
    let form = match arguments.form {
        Target::Generate => Form::Generate,
        Target::Hugo => Form::Hugo,
    };
    match Corpus::new(spec).write(&arguments.dir, form, arguments.assets) {
        Ok(total) => {
            let seconds = start.elapsed().as_secs_f64();
            report(io::stdout(), &format!("{} files, {} bytes, {seconds:.2} s", total.files, total.bytes));
            ExitCode::SUCCESS
        }
        Err(failure) => {
            report(io::stderr(), &format!("error: {failure}"));
            ExitCode::FAILURE
        }
    }
}

/// Prints a line. The outcome is the exit code's matter: a closed pipe takes nothing from it.
fn report(mut stream: impl io::Write, line: &str) {
    let _ = writeln!(stream, "{line}");
}
