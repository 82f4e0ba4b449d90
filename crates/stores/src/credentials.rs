//! Credentials: from the environment and the usual files of each service, and kept out of messages.
//!
//! | Service | Read |
//! |---|---|
//! | S3 | `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`, `~/.aws/credentials` and `config` (`AWS_PROFILE`), web identity |
//! | Google | `GOOGLE_APPLICATION_CREDENTIALS`, the file of `gcloud auth application-default login` |
//! | Azure | `AZURE_STORAGE_ACCOUNT_NAME` or `AZURE_STORAGE_ACCOUNT`, `AZURE_STORAGE_ACCOUNT_KEY` or `AZURE_STORAGE_KEY`, `AZURE_STORAGE_SAS_TOKEN` |
//! | SFTP | the keys, agent and configuration of `ssh` |
//! | FTP, WebDAV | `FTP_USER` and `FTP_PASSWORD`, `WEBDAV_USER` and `WEBDAV_PASSWORD`, else `~/.netrc` (or the file that `NETRC` names) |

use std::env;
use std::fmt;
use std::path::PathBuf;

/// Values that no message may show.
#[derive(Clone, Default)]
pub struct Secrets(Vec<String>);

/// The variables whose values are secret.
const VARIABLES: [&str; 8] = [
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AZURE_STORAGE_ACCOUNT_KEY",
    "AZURE_STORAGE_KEY",
    "AZURE_STORAGE_SAS_TOKEN",
    "FTP_PASSWORD",
    "WEBDAV_PASSWORD",
];

/// What stands in place of a secret.
const HIDDEN: &str = "***";

impl Secrets {
    /// Those of the environment.
    pub(crate) fn of_environment() -> Secrets {
        Secrets(VARIABLES.iter().filter_map(|name| variable(&[name])).collect())
    }

    /// Adds one from elsewhere.
    pub(crate) fn add(&mut self, secret: &str) {
        if !secret.is_empty() {
            self.0.push(secret.to_owned());
        }
    }

    /// `text` with every secret, and every query of a URL, which may hold a signature, replaced.
    pub(crate) fn removed_from(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for secret in &self.0 {
            text = text.replace(&**secret, HIDDEN);
        }
        let mut clean = String::with_capacity(text.len());
        for (number, word) in text.split(' ').enumerate() {
            if number > 0 {
                clean.push(' ');
            }
            let query = word.find("://").and_then(|_| word.find('?'));
            let (shown, hidden) = word.split_at(query.map_or(word.len(), |at| at + 1));
            clean.push_str(shown);
            if !hidden.is_empty() {
                clean.push_str(HIDDEN);
            }
        }
        clean
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} secrets", self.0.len())
    }
}

/// The value of the first of these variables that is set and not empty.
pub(crate) fn variable(names: &[&str]) -> Option<String> {
    names.iter().filter_map(|name| env::var(name).ok()).find(|value| !value.is_empty())
}

/// The user and password of a server.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Login {
    pub(crate) user: Option<String>,
    pub(crate) password: Option<String>,
}

/// Who to log in as on `host`: the user of the address, then the variables `PREFIX_USER` and `PREFIX_PASSWORD`, then the file
/// netrc.
pub(crate) fn login(prefix: &str, host: &str, user: Option<&str>) -> Login {
    let user = user.map(str::to_owned).or_else(|| variable(&[&format!("{prefix}_USER")]));
    if let Some(password) = variable(&[&format!("{prefix}_PASSWORD")]) {
        return Login { user, password: Some(password) };
    }
    let file =
        variable(&["NETRC"]).map(PathBuf::from).or_else(|| env::home_dir().map(|home| home.join(".netrc")));
    let text = file.and_then(|file| std::fs::read_to_string(file).ok()).unwrap_or_default();
    let found = netrc(&text, host, user.as_deref());
    Login { user: user.or(found.user), password: found.password }
}

/// What a file netrc says of `host`, for `user` where one is wanted (the form: `ftp(1)` and the manual of curl).
fn netrc(text: &str, host: &str, user: Option<&str>) -> Login {
    let mut words = text.split_whitespace();
    let mut found = Login::default();
    let mut is_ours = false;
    while let Some(word) = words.next() {
        match word {
            "machine" | "default" => {
                if is_ours && found.password.is_some() && is_for(&found, user) {
                    break;
                }
                is_ours = word == "default" || words.next() == Some(host);
                found = Login::default();
            }
            "login" if is_ours => found.user = words.next().map(str::to_owned),
            "password" if is_ours => found.password = words.next().map(str::to_owned),
            _ => {}
        }
    }
    if is_ours && is_for(&found, user) { found } else { Login::default() }
}

fn is_for(login: &Login, user: Option<&str>) -> bool {
    user.is_none_or(|user| login.user.as_deref().is_none_or(|login| login == user))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_is_found_in_netrc() {
        let text = "machine a.example login ana password one\nmachine b.example\n\tlogin bo\n\tpassword two\n\
                    machine b.example login cy password three\ndefault login anonymous password four\n";
        let login = |host: &str, user: Option<&str>| {
            let Login { user, password } = netrc(text, host, user);
            (user.unwrap_or_default(), password.unwrap_or_default())
        };
        assert_eq!(login("a.example", None), ("ana".into(), "one".into()));
        assert_eq!(login("b.example", None), ("bo".into(), "two".into()));
        assert_eq!(login("b.example", Some("cy")), ("cy".into(), "three".into()));
        assert_eq!(login("c.example", None), ("anonymous".into(), "four".into()));
        assert_eq!(login("a.example", Some("someone")), (String::new(), String::new()));
    }

    #[test]
    fn no_message_shows_a_secret() {
        let mut secrets = Secrets::default();
        secrets.add("s3cr3t");
        let text = "denied for s3cr3t at https://x.example/y?sig=abc, said the server?";
        assert_eq!(secrets.removed_from(text), "denied for *** at https://x.example/y?*** said the server?");
        assert_eq!(format!("{secrets:?}"), "1 secrets");
    }
}
