//! The command line as types, without behaviour.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use clap::error::ErrorKind;
use clap::{Args, CommandFactory as _, Parser, Subcommand, ValueEnum};

use crate::hosting::WebHost;

/// Turns a mirrored news archive into a fast, readable, permanent static site.
#[derive(Debug, Parser)]
#[command(name = "generate", version, max_term_width = 100)]
pub struct Cli {
    /// The command.
    #[command(subcommand)]
    pub command: Command,
    /// Options that every command has.
    #[command(flatten)]
    pub shared: Shared,
}

impl Cli {
    /// Reads the command line.
    ///
    /// # Errors
    /// What is wrong with it; help and the version come this way too.
    pub fn read() -> Result<Cli, clap::Error> {
        let cli = Cli::try_parse_from(with_search_words(std::env::args_os()))?;
        if let Command::Check(check) = &cli.command
            && cli.shared.json
            && check.sarif.as_deref() == Some(Path::new("-"))
        {
            let text = "--json and --sarif - cannot be used together: both print to standard output";
            return Err(Cli::command().error(ErrorKind::ArgumentConflict, text));
        }
        Ok(cli)
    }
}

/// Options that every command has.
#[derive(Clone, Debug, Args)]
pub struct Shared {
    /// Folder of the site, with site.toml
    #[arg(long, global = true, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
    /// Print errors only
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// When to use color
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
    /// Print the result as JSON on standard output
    #[arg(long, global = true)]
    pub json: bool,
    /// Turn errors in front matter into warnings where possible, like `lenient = true` in site.toml
    #[arg(long, global = true)]
    pub lenient: bool,
    /// Show all warnings and notes, not just the first three of each kind
    #[arg(long, global = true)]
    pub all_warnings: bool,
}

/// When to use color.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Build the site
    Build(Build),
    /// Check links, images, feeds, redirects and HTML of the finished site without writing it
    ///
    /// Exits with 1 if there are errors. The output folder is neither read nor changed.
    Check(Check),
    /// Preview the site in a browser, with live reload
    ///
    /// Pages are rendered on demand. Stop with Ctrl-C. With --json, each event is one line of JSON.
    #[cfg(feature = "serve")]
    Serve(Serve),
    /// Send the site to a host: only what changed
    ///
    /// TARGET is a name from [deploy.NAME] in site.toml or an address: s3://bucket/folder, gs://bucket, az://container,
    /// sftp://user@host/folder, ftps://user@host/folder, webdavs://user@host/folder, git:REMOTE#BRANCH, or a folder such as ./www.
    /// Credentials are read from the environment and the usual files of each service. With `switch = true` in [deploy.NAME], a folder
    /// or a server with SSH changes at once.
    #[cfg(feature = "deploy")]
    Deploy(Deploy),
    /// Compare a built site with its manifest
    ///
    /// Missing and altered files are errors, other files a note each.
    Verify(Verify),
    /// Create a new site
    Init(Init),
    /// Import the site of another generator: Jekyll, Hugo, Zola, Pelican, Hexo or Eleventy
    ///
    /// Writes site.toml, content, profiles, images and redirects to --into, and compares the old addresses with those of the new site.
    /// Nothing in FOLDER is run or changed. Run it again after changes there: files that you edited in the new site are kept. Exits with 1
    /// if an old address is lost.
    #[cfg(feature = "import")]
    Import(Import),
    /// Explain a code, such as no-date in error[no-date]
    Explain(Explain),
    /// Write the list of popular articles to data/popular.csv
    ///
    /// Articles are ranked by page views or, without --views, by the number of articles that link to them.
    Popular(Popular),
    /// Search the built site
    ///
    /// Prints what the site's search page would show for the same words, in the same order.
    Search(Search),
    /// Copy files of the default theme into the site, or show what has changed in it since
    Theme(Theme),
}

/// The arguments of a command line, in which those of `search` that are no options of it are words: `-opium`, and `--region georgia`, which
/// is a filter of the site's own. Words get a space before them, by which the parser knows that they are none of its business.
fn with_search_words(arguments: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let command = Cli::command();
    let known = |name: &str, of: &clap::Command| {
        of.get_arguments().any(|argument| argument.get_long() == Some(name))
            || matches!(name, "help" | "version")
    };
    let search = command.find_subcommand("search");
    let is_option = |text: &str| match text.strip_prefix("--") {
        Some(long) => {
            let name = long.split('=').next().unwrap_or(long);
            name.is_empty() || known(name, &command) || search.is_some_and(|search| known(name, search))
        }
        None => matches!(text, "-h" | "-V" | "-q"),
    };
    let mut is_search = false;
    let mut read = Vec::new();
    for argument in arguments {
        match argument.to_str() {
            Some(text) if is_search && text.len() > 1 && text.starts_with('-') && !is_option(text) => {
                read.push(format!(" {text}").into());
            }
            text => {
                is_search |= text == Some("search");
                read.push(argument);
            }
        }
    }
    read
}

/// Options of `search`.
#[derive(Clone, Debug, Args)]
pub struct Search {
    /// Words, "phrases", -excluded words, and filters such as region:georgia or --region georgia
    #[arg(value_name = "WORD", required = true)]
    pub words: Vec<String>,
    /// Folder of the built site [default: public/ in the site's folder]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Number of results
    #[arg(long, value_name = "NUMBER", default_value_t = 10)]
    pub limit: usize,
    /// Number of results to skip
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    pub offset: usize,
    /// Order of results
    #[arg(long, value_enum, default_value_t = SearchOrder::Relevance)]
    pub sort: SearchOrder,
    /// First day, such as 2010-12-31
    #[arg(long, value_name = "DATE")]
    pub from: Option<chrono::NaiveDate>,
    /// Last day
    #[arg(long, value_name = "DATE")]
    pub to: Option<chrono::NaiveDate>,
}

/// Orders of results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum SearchOrder {
    /// The best first
    Relevance,
    /// The newest first
    Newest,
    /// The oldest first
    Oldest,
}

/// Options of `build`.
#[derive(Clone, Debug, Args)]
pub struct Build {
    /// Output folder [default: public/ in the site's folder]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Override base_url in site.toml
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
    /// Include drafts
    #[arg(long)]
    pub drafts: bool,
    /// Build the site as of a date: leave out later articles and those that have expired by then
    #[arg(long, value_name = "DATE|now")]
    pub as_of: Option<String>,
    /// Replace files in the output folder that generate did not write
    #[arg(long)]
    pub force: bool,
    /// Detect changes by content instead of size and modification time
    #[arg(long)]
    pub checksum: bool,
    /// Also build from scratch elsewhere and fail if the output differs
    #[arg(long)]
    pub verify: bool,
    /// Show what each step took, and how many files and bytes of each kind the site has
    #[arg(long)]
    pub timings: bool,
    /// Write a trace of the build in the Chrome trace format, for Perfetto or chrome://tracing
    #[arg(long, value_name = "FILE")]
    pub trace: Option<PathBuf>,
    /// Write SHA256SUMS too, so that sha256sum --check can tell whether files are whole
    #[arg(long)]
    pub sha256sums: bool,
}

/// Options of `check`.
#[derive(Clone, Debug, Args)]
pub struct Check {
    /// Show all findings, not just the first few of each kind
    #[arg(long)]
    pub all: bool,
    /// Exit with 1 if there are warnings, too
    #[arg(long)]
    pub strict: bool,
    /// Warn about pages with more HTML than this
    #[arg(long, value_name = "KILOBYTES", default_value_t = crate::check::MAX_PAGE / 1_000)]
    pub max_page_size: u64,
    /// Check that the site fits the limits of a web host, such as github-pages; can be repeated [default: `hosts` in site.toml]
    #[arg(long, value_name = "NAME", value_parser = WebHost::from_str)]
    pub host: Vec<WebHost>,
    /// Also check links to other sites, and list dead ones in data/links.csv
    ///
    /// Servers are asked one request at a time, as their robots.txt allows. Answers are kept in .generate/.
    #[cfg(feature = "check-external")]
    #[arg(long)]
    pub external: bool,
    /// Ask again about links to other sites after this many days
    #[cfg(feature = "check-external")]
    #[arg(long, value_name = "DAYS", default_value_t = 30)]
    pub max_age: u64,
    /// How long a server of another site may take to answer
    #[cfg(feature = "check-external")]
    #[arg(long, value_name = "SECONDS", default_value_t = 20)]
    pub timeout: u64,
    /// Pause between two requests to the same server of another site
    #[cfg(feature = "check-external")]
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 1_000)]
    pub pause: u64,
    /// Also ask this machine and those of its network: for tests
    #[cfg(feature = "check-external")]
    #[arg(long, hide = true)]
    pub allow_private: bool,
    /// Also write the findings as SARIF 2.1.0 to a file, or to standard output with -
    #[arg(long, value_name = "FILE|-")]
    pub sarif: Option<PathBuf>,
    /// Override base_url in site.toml
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
    /// Include drafts
    #[arg(long)]
    pub drafts: bool,
    /// Check the site as of a date: leave out later articles and those that have expired by then
    #[arg(long, value_name = "DATE|now")]
    pub as_of: Option<String>,
}

/// Options of `serve`.
#[cfg(feature = "serve")]
#[derive(Clone, Debug, Args)]
pub struct Serve {
    /// Port to listen on; the next free one if it is in use
    #[arg(long, value_name = "NUMBER", default_value_t = 4000)]
    pub port: u16,
    /// Address to listen on; use 0.0.0.0 to accept connections from other machines
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub host: String,
    /// Open the site in a browser
    #[arg(long)]
    pub open: bool,
    /// Include drafts
    #[arg(long)]
    pub drafts: bool,
    /// Show the site as of a date: leave out later articles and those that have expired by then
    #[arg(long, value_name = "DATE|now")]
    pub as_of: Option<String>,
    /// Poll for changes every second, for file systems without change events such as network drives
    #[arg(long)]
    pub poll: bool,
}

/// Options of `deploy`.
#[cfg(feature = "deploy")]
#[derive(Clone, Debug, Args)]
pub struct Deploy {
    /// Where to: a name from site.toml or an address; can be left out if site.toml has one target
    #[arg(value_name = "TARGET")]
    pub target: Option<String>,
    /// Where to send the files of `[media]`: a name from site.toml or an address [default: `media` of the target in site.toml]
    #[arg(long, value_name = "TARGET")]
    pub media: Option<String>,
    /// Folder of the built site [default: public/ in the site's folder]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Build the site first
    #[arg(long)]
    pub build: bool,
    /// Show what would be sent and deleted, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Compare the files at the target too, not only its manifest, and repair what differs
    #[arg(long)]
    pub full: bool,
    /// Deploy without a check, and to a target with other files; those of the same names are replaced
    #[arg(long)]
    pub force: bool,
    /// How long to keep old style sheets, scripts and images, which open pages may still load [default: 1h]
    #[arg(long, value_name = "DURATION")]
    pub keep: Option<String>,
    /// Stop if more of the files at the target would be deleted than this [default: 10%]
    #[arg(long, value_name = "PERCENTAGE")]
    pub max_delete: Option<String>,
    /// How many files to send at once [default: depends on the target]
    #[arg(long, value_name = "NUMBER", default_value_t = 0, hide_default_value = true)]
    pub parallel: usize,
    /// Which files to read back afterwards and compare
    #[arg(long, value_name = "WHICH", default_value = "sample")]
    pub verify: VerifyAfter,
    /// Write the addresses of changed and deleted files, one a line, for clearing the cache of a CDN; - for standard output
    #[arg(long, value_name = "FILE")]
    pub purge_list: Option<PathBuf>,
}

/// Which files are read back after a deploy.
#[cfg(feature = "deploy")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum VerifyAfter {
    /// Sixteen of those that were sent.
    Sample,
    /// All files of the site.
    All,
    /// None.
    None,
}

/// Options of `verify`.
#[derive(Clone, Debug, Args)]
pub struct Verify {
    /// Output folder, or a target as in `generate deploy` [default: public/ in the site's folder]
    #[arg(value_name = "DIR|TARGET")]
    pub place: Option<String>,
    /// Report files that the manifest does not list as errors
    #[arg(long)]
    pub strict: bool,
}

/// Options of `init`.
#[derive(Clone, Debug, Args)]
pub struct Init {
    /// Folder to create
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
}

/// Options of `import`.
#[cfg(feature = "import")]
#[derive(Clone, Debug, Args)]
pub struct Import {
    /// Folder of the old site, with its configuration
    #[arg(value_name = "FOLDER")]
    pub folder: PathBuf,
    /// Folder of the new site; created if necessary
    #[arg(long, value_name = "DIR")]
    pub into: PathBuf,
    /// Generator of the old site, if its files do not tell
    #[arg(long, value_name = "GENERATOR")]
    pub from: Option<crate::import::Generator>,
    /// Leave the content where it is and write only site.toml
    #[arg(long)]
    pub in_place: bool,
    /// Show what would be written, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Sitemap or feed of the old site, to compare addresses with
    #[arg(long, value_name = "FILE")]
    pub old_sitemap: Option<PathBuf>,
    /// Folder that the old site was built to, to compare addresses with
    #[arg(long, value_name = "DIR")]
    pub old_site: Option<PathBuf>,
    /// Exit with 0 even if old addresses are lost
    #[arg(long)]
    pub allow_lost: bool,
}

/// Options of `popular`.
#[derive(Clone, Debug, Args)]
pub struct Popular {
    /// Page views as CSV or TSV, or a web server's access log; can be repeated
    #[arg(long, value_name = "FILE")]
    pub views: Vec<PathBuf>,
    /// Number of articles to list
    #[arg(long, value_name = "NUMBER", default_value_t = 10)]
    pub limit: usize,
}

/// Options of `theme`.
#[derive(Clone, Debug, Args)]
pub struct Theme {
    /// What to do.
    #[command(subcommand)]
    pub command: ThemeCommand,
}

/// What `theme` does.
#[derive(Clone, Debug, Subcommand)]
pub enum ThemeCommand {
    /// Copy templates, interface texts, style sheets and scripts of the default theme into the site
    ///
    /// Files that the site has already are kept. What was copied is remembered in .theme/, for `generate theme diff`.
    Copy {
        /// A file such as article.html, en.toml or style.css, or a folder such as templates; can be repeated [default: all files]
        #[arg(value_name = "NAME")]
        names: Vec<String>,
    },
    /// Show what has changed in the default theme since files were copied
    Diff {
        /// A copied file such as article.html; can be repeated [default: all of them]
        #[arg(value_name = "NAME")]
        names: Vec<String>,
    },
}

/// Options of `explain`.
#[derive(Clone, Debug, Args)]
pub struct Explain {
    /// Code of an error, warning or note
    #[arg(value_name = "CODE")]
    pub code: String,
}
