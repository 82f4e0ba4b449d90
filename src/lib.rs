//! `generate` turns a mirrored news archive into a fast, readable, permanent static site.

pub mod article;
pub mod diagnostic;
pub mod fingerprint;
pub mod path;
pub mod value;
pub mod write;
