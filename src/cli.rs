//! The command line: what can be said, nothing of what it does.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Turns a mirrored news archive into a fast, readable, permanent static site.
#[derive(Debug, Parser)]
#[command(name = "generate", version, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Options that every command has.
    #[command(flatten)]
    pub shared: Shared,
}

/// Options that every command has.
#[derive(Clone, Debug, Args)]
pub struct Shared {
    /// The site's folder, which holds site.toml
    #[arg(long, global = true, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
    /// Say nothing but errors
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
    /// Print one JSON object on standard output instead of words
    #[arg(long, global = true)]
    pub json: bool,
    /// Read damaged front matter as far as it goes, with warnings, as `lenient = true` in site.toml does
    #[arg(long, global = true)]
    pub lenient: bool,
    /// Show every warning and note, not the first three of a kind
    #[arg(long, global = true)]
    pub all_warnings: bool,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Build the site: Markdown to pages, lists, feeds and sitemaps
    Build(Build),
    /// Preview the site in a browser, each page made when it is asked for, and see edits at once
    ///
    /// Ends with Ctrl-C. With --json, each event is one JSON object on a line of its own.
    #[cfg(feature = "serve")]
    Serve(Serve),
    /// Make a new site in an empty folder
    Init(Init),
    /// Write data/popular.csv, the list of popular articles
    ///
    /// They are counted by page views, or, without --views, by how many other articles link to them.
    Popular(Popular),
}

/// Options of `build`.
#[derive(Clone, Debug, Args)]
pub struct Build {
    /// The output folder [default: public in the site's folder]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Replace base_url of site.toml
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
    /// Build drafts too
    #[arg(long)]
    pub drafts: bool,
    /// Build the site as of a date: without what is later, or expired by then
    #[arg(long, value_name = "DATE|now")]
    pub as_of: Option<String>,
    /// Replace files in the output folder that generate did not write
    #[arg(long)]
    pub force: bool,
    /// Tell by their bytes what has changed, not by size and time: for checkouts whose times mean nothing
    #[arg(long)]
    pub checksum: bool,
    /// Build the site anew beside the output as well, compare the two, and fail where they differ
    #[arg(long)]
    pub verify: bool,
    /// Show what each step took, and how many files and bytes of each kind the site has
    #[arg(long)]
    pub timings: bool,
    /// Write a trace of the build for chrome://tracing or https://ui.perfetto.dev
    #[arg(long, value_name = "FILE")]
    pub trace: Option<PathBuf>,
    /// Write SHA256SUMS too, so that sha256sum --check can tell whether files are whole
    #[arg(long)]
    pub sha256sums: bool,
}

/// Options of `serve`.
#[cfg(feature = "serve")]
#[derive(Clone, Debug, Args)]
pub struct Serve {
    /// The port to listen on; if it is taken, the next free one
    #[arg(long, value_name = "NUMBER", default_value_t = 4000)]
    pub port: u16,
    /// The address to listen on; 0.0.0.0 lets other machines connect
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub host: String,
    /// Open the home page in a browser
    #[arg(long)]
    pub open: bool,
    /// Show drafts too
    #[arg(long)]
    pub drafts: bool,
    /// Show the site as of a date: without what is later, or expired by then
    #[arg(long, value_name = "DATE|now")]
    pub as_of: Option<String>,
    /// Look for changes every second, for folders whose changes the system does not tell, such as network drives
    #[arg(long)]
    pub poll: bool,
}

/// Options of `init`.
#[derive(Clone, Debug, Args)]
pub struct Init {
    /// The folder to make
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
}

/// Options of `popular`.
#[derive(Clone, Debug, Args)]
pub struct Popular {
    /// A table of page views (CSV or TSV, as counters export it) or the log of a web server; may be repeated
    #[arg(long, value_name = "FILE")]
    pub views: Vec<PathBuf>,
    /// How many articles
    #[arg(long, value_name = "NUMBER", default_value_t = 10)]
    pub limit: usize,
}
