//! The command-line program: parse, dispatch, exit code.

use std::process::ExitCode;

use clap::Parser as _;
use generate::cli::Cli;

fn main() -> ExitCode {
    // Wrong usage ends here, with a message and exit code 2.
    let cli = Cli::parse();
    ExitCode::from(generate::command::run(&cli).code())
}
