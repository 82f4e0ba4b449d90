//! The browser of whoever sits at the machine.

use std::io;
use std::process::{Command, Stdio};

/// Opens an address in the browser, and does not wait for it.
///
/// # Errors
/// Where the program that opens browsers here cannot be run.
pub fn open(url: &str) -> io::Result<()> {
    let (program, arguments): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        // The first string in quotes is the window's title.
        ("cmd", &["/C", "start", ""])
    } else {
        ("xdg-open", &[])
    };
    let mut command = Command::new(program);
    command.args(arguments).arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn()?;
    // Waited for, so that no dead process stays; what it says does not matter.
    std::thread::spawn(move || child.wait());
    Ok(())
}
