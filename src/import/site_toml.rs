//! Writes `site.toml`: each line with the old key that it comes from.
