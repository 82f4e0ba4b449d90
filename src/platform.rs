//! What systems do differently, each in one small module. No other module names a system: `tests/it/tidy.rs` looks.
//!
//! Other differences are asked of the file system itself, whatever the system: whether names differ by case alone
//! (`write`), and how fine its clock is (`source::FileStamp::is_racy`).

pub mod browser;
pub mod file;
#[cfg(any(feature = "deploy", feature = "serve"))]
pub mod interruption;
pub mod path;
pub mod process;
