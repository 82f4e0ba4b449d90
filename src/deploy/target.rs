//! What a target is: an address on the command line, or the name of a table `[deploy.NAME]`.

use std::path::{Path, PathBuf};

use generate_stores::{Address, Scheme};

use super::message;
use crate::config::{Config, DeployTarget, FILE};
use crate::diagnostic::{Diagnostic, Place};

/// Where a site is deployed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// An object store, a file server or a folder.
    Store {
        /// Where it is.
        address: Address,
        /// What has to be known beside that.
        options: generate_stores::Options,
    },
    /// A branch of a git repository.
    Git(GitTarget),
}

/// A branch of a git repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GitTarget {
    /// The name of a remote of the site's own repository, or an address that git can push to.
    pub remote: String,
    /// The branch, which holds nothing but the built site.
    pub branch: String,
}

/// The branch without one in the address: where GitHub Pages looks.
const BRANCH: &str = "gh-pages";

impl Target {
    /// The target that `text` means: the name of a table of `site.toml`, else an address. Folders in `site.toml` are relative
    /// to `root`, those on the command line to the working directory.
    ///
    /// # Errors
    /// If it is neither.
    pub fn find(
        text: &str,
        config: &Config,
        root: &Path,
    ) -> Result<(Target, Option<DeployTarget>), Diagnostic> {
        match config.deploy.iter().find(|target| target.name == text) {
            Some(table) => Ok((Target::of_table(table, root)?, Some(table.clone()))),
            None if is_address(text) => {
                let target = Target::parse(text, Path::new(""), generate_stores::Options::default());
                Ok((target.map_err(|reason| message::wrong_target(text, &reason))?, None))
            }
            None => Err(message::unknown_target(text, config.deploy.iter().map(|target| &*target.name))),
        }
    }

    /// The target that `text` in `site.toml` means: the name of a table, else an address.
    ///
    /// # Errors
    /// If it is neither.
    pub fn written(
        text: &str,
        config: &Config,
        root: &Path,
    ) -> Result<(Target, Option<DeployTarget>), Diagnostic> {
        if is_address(text) && config.deploy.iter().all(|target| target.name != text) {
            let target = Target::parse(text, root, generate_stores::Options::default());
            return Ok((target.map_err(|reason| message::wrong_target(text, &reason))?, None));
        }
        Target::find(text, config, root)
    }

    fn of_table(table: &DeployTarget, root: &Path) -> Result<Target, Diagnostic> {
        let options = generate_stores::Options {
            endpoint: table.endpoint.clone(),
            region: table.region.clone(),
            account: table.account.clone(),
            key_file: table.key_file.clone(),
            timeout: table.timeout,
        };
        let target = Target::parse(&table.to, root, options)
            .map_err(|reason| message::wrong_target(&table.to, &reason));
        let can_switch = |target: &Target| match target {
            Target::Store { address, .. } => matches!(address.scheme(), Scheme::Folder | Scheme::Sftp),
            Target::Git(_) => false,
        };
        let target = match target {
            Ok(target) if table.releases.is_some() && !can_switch(&target) => {
                Err(message::no_switch(&table.to))
            }
            target => target,
        };
        target.map_err(|problem| problem.at(Place::new(FILE, table.position)))
    }

    fn parse(text: &str, base: &Path, options: generate_stores::Options) -> Result<Target, String> {
        if let Some(rest) = text.strip_prefix("git:") {
            let (remote, branch) = rest.split_once('#').unwrap_or((rest, BRANCH));
            if has_password(remote) {
                return Err("the address contains a password".to_owned());
            }
            return match is_branch(branch) && !remote.is_empty() && !remote.starts_with('-') {
                true => Ok(Target::Git(GitTarget { remote: remote.to_owned(), branch: branch.to_owned() })),
                false => Err("expected git:REMOTE#BRANCH".to_owned()),
            };
        }
        if has_password(text) || options.endpoint.as_deref().is_some_and(has_password) {
            return Err("the address contains a password".to_owned());
        }
        let address = Address::parse(text).map_err(|error| error.to_string())?;
        let address = match address.scheme() {
            Scheme::Folder => {
                let folder: PathBuf = base.join(address.path());
                let folder = std::path::absolute(&folder).map_err(|error| error.to_string())?;
                Address::folder(folder.to_string_lossy())
            }
            _ => address,
        };
        Ok(Target::Store { address, options })
    }

    /// What tells it from all other targets: two may have one address and different services.
    pub fn key(&self) -> String {
        match self {
            Target::Store { options, .. } => {
                let [endpoint, account] =
                    [&options.endpoint, &options.account].map(|option| option.as_deref());
                let service = generate_stores::endpoint_of_environment();
                format!("{} {:?} {:?} {service:?}", self.shown(), endpoint, account)
            }
            Target::Git(_) => self.shown(),
        }
    }

    /// As it is shown.
    pub fn shown(&self) -> String {
        match self {
            Target::Store { address, .. } => address.to_string(),
            Target::Git(GitTarget { remote, branch }) => format!("git:{remote}#{branch}"),
        }
    }
}

/// Whether an address has a password or a token before its host.
fn has_password(address: &str) -> bool {
    let rest = address.split_once("://").map_or("", |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    authority.rsplit_once('@').is_some_and(|(user, _)| user.contains(':'))
}

/// Whether a text on the command line is an address and not a name: it has a scheme, or is written as a path.
fn is_address(text: &str) -> bool {
    text.contains("://")
        || text.starts_with("git:")
        || text.contains(['/', '\\'])
        || text == "."
        || text == ".."
}

/// Whether git could have a branch of this name, as far as that matters here (`git check-ref-format`).
fn is_branch(name: &str) -> bool {
    let is_sound = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    !name.is_empty()
        && name.chars().all(is_sound)
        && !name.starts_with(['-', '/', '.'])
        && !name.ends_with(['/', '.'])
        && !name.contains("..")
        && !name.contains("//")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(text: &str) -> Result<String, String> {
        let toml = "title = \"T\"\nbase_url = \"https://a.example/\"\n[deploy.live]\nto = \"s3://bucket/site\"\nregion = \"eu\"\n\
                    [deploy.near]\nto = \"../www\"\n[deploy.bad]\nto = \"s9://x\"\n";
        let config = Config::parse(toml, None).unwrap();
        let found = Target::find(text, &config, Path::new("/sites/a"));
        found.map(|(target, _)| target.shown()).map_err(|problem| problem.message)
    }

    #[test]
    fn names_come_before_addresses() {
        assert_eq!(find("live"), Ok("s3://bucket/site".into()));
        assert_eq!(find("gs://other"), Ok("gs://other".into()));
        assert_eq!(find("git:origin"), Ok("git:origin#gh-pages".into()));
        assert_eq!(
            find("git:https://host.example/x.git#site/live"),
            Ok("git:https://host.example/x.git#site/live".into())
        );
        assert!(find("near").unwrap().ends_with("www"));
    }

    #[test]
    fn files_that_stores_leave_are_known_as_such() {
        assert_eq!(crate::reserved::PART, generate_stores::PART);
    }

    #[test]
    fn what_is_no_target_is_told() {
        assert_eq!(find("lvie"), Err("unknown target `lvie`".into()));
        assert_eq!(find("bad"), Err("invalid target `s9://x`: unknown scheme `s9://`".into()));
        assert_eq!(
            find("ftps://ana:pw@host/"),
            Err("invalid target: the address contains a password".into())
        );
        for text in ["https://ana:pw@host/", "ftps://ana:pw@host:99999/", "git:https://ana:token@host/x.git"]
        {
            assert_eq!(find(text), Err("invalid target: the address contains a password".into()), "{text}");
        }
        assert_eq!(
            find("az://c/?sig=s3cret"),
            Err("invalid target `az://c/?***`: an address has only a host and a path".into())
        );
        for text in ["git:", "git:--upload-pack=x", "git:origin#a b", "git:origin#-x", "git:origin#a..b"] {
            assert_eq!(find(text), Err(format!("invalid target `{text}`: expected git:REMOTE#BRANCH")));
        }
    }
}
