//! `generate` turns a mirrored news archive into a fast, readable, permanent static site.
//!
//! # The pipeline
//!
//! ```text
//! source -> article -> catalog -> plan -> render -> write
//! ```
//!
//! One direction, values in and values out; [`build`] reads as these six steps.
//!
//! - [`source`] lists the files of the content and static folders.
//! - [`article`] reads one file: front matter to metadata, without regard to any other file. Bodies are not kept.
//! - [`catalog`] knows everything at once: sorted articles, terms, authors, neighbours, addresses.
//! - [`output`] plans every file of the site as data, before any is written, and makes the views templates see.
//! - [`render`] turns one planned output into bytes.
//! - [`mod@write`] stages the bytes and swaps them in: never half a site, never a file of others.
//!
//! Modules stand below in layer order: each knows only those after it.

pub mod cli;
pub mod command;

#[cfg(feature = "deploy")]
pub mod deploy;
#[cfg(feature = "import")]
pub mod import;
#[cfg(feature = "serve")]
pub mod serve;
pub mod verify;

pub mod check;

pub mod build;
pub mod cache;
pub mod render;
pub mod write;

pub mod output;

pub mod catalog;

pub mod article;
pub mod template;

pub mod address;
pub mod compress;
pub mod config;
pub mod dead_links;
pub mod diagnostic;
pub mod encoding;
pub mod facts;
pub mod fingerprint;
pub mod hosting;
pub mod id;
pub mod name;
pub mod path;
pub mod picture;
pub mod platform;
pub mod popular;
pub mod reserved;
pub mod source;
pub mod table;
pub mod text;
pub mod value;
pub mod xml;
