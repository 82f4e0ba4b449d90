//! All integration tests, one binary: sites in strings, built in a temporary folder, looked at file by file.

mod page;
mod support;

mod addresses;
mod authors;
mod config;
mod content;
mod feeds;
mod languages;
mod links;
mod messages;
mod outputs;
mod shortcodes;
mod templates;
mod terms;
mod tidy;
