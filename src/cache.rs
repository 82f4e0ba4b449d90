//! What a build keeps for the next one, in `.generate/` below the site's root. Deleting it changes nothing but time.

pub mod pictures;

/// The folder, below the site's root.
pub const FOLDER: &str = ".generate";
