//! The command-line program: parse, dispatch, exit code.

use std::process::ExitCode;

use clap::Parser as _;
use generate::cli::Cli;

/// Rendering allocates many small values on several threads; this allocator takes a quarter off a whole build.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // Wrong usage ends here, with a message and exit code 2.
    let cli = Cli::parse();
    ExitCode::from(generate::command::run(&cli).code())
}
