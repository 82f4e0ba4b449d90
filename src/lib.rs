//! `generate` turns a mirrored news archive into a fast, readable, permanent static site.

pub mod article;
pub mod catalog;
pub mod config;
pub mod diagnostic;
pub mod fingerprint;
pub mod output;
pub mod path;
pub mod source;
pub mod template;
pub mod value;
