//! The command-line program: parse, dispatch, exit code.

use std::process::ExitCode;

use generate::cli::Cli;

/// Rendering allocates many small values on several threads; this allocator takes a quarter off a whole build.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match Cli::read() {
        Ok(cli) => ExitCode::from(generate::command::run(&cli).code()),
        // Help and the version come this way too.
        Err(error) => generate::command::refuse(&error),
    }
}
