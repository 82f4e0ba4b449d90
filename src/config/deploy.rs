//! Where the site is deployed to: the tables `[deploy.NAME]`.

use std::time::Duration;

use crate::diagnostic::Position;

/// A place the site can be deployed to, by a name of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeployTarget {
    /// The name, which the command line gives.
    pub name: String,
    /// The address as written: `s3://bucket/folder`, `git:origin#gh-pages`, a folder.
    pub to: String,
    /// The address for the files of `[media]`, written likewise.
    pub media: Option<String>,
    /// Where the table stands.
    pub position: Position,
    /// The address of a service that can be at any.
    pub endpoint: Option<String>,
    /// The region of a bucket.
    pub region: Option<String>,
    /// The account of an Azure container.
    pub account: Option<String>,
    /// The private key file for SFTP.
    pub key_file: Option<String>,
    /// How long a host may be silent before an attempt is given up.
    pub timeout: Option<Duration>,
    /// How long files that pages load stay at the target after nothing refers to them; [`KEEP`] without.
    pub keep: Option<Duration>,
    /// The most files that one deploy may delete, as a percentage of those at the target; [`MAX_DELETE`] without.
    pub max_delete: Option<u8>,
    /// For a folder that changes at once: how many releases stay.
    pub releases: Option<usize>,
    /// What is told which addresses have changed.
    pub purge_hook: Option<PurgeHook>,
}

/// How many releases stay by default.
pub const RELEASES: u32 = 3;

/// An address to which changed addresses are posted after a deploy, as JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PurgeHook {
    /// The address.
    pub url: String,
    /// The environment variable with a token for it.
    pub token_env: Option<String>,
    /// How many addresses are posted at once.
    pub at_once: usize,
}

/// How many changed addresses are posted at once by default: as many as the strictest CDN takes.
pub const PURGE_AT_ONCE: u32 = 30;

/// How long files that pages load stay by default: an open page may still ask for them.
pub const KEEP: Duration = Duration::from_secs(3_600);

/// The largest percentage of files that a deploy deletes by default.
pub const MAX_DELETE: u8 = 10;

/// A duration as written: a whole number and `s`, `m`, `h` or `d`; `0` alone is none.
pub fn parse_duration(text: &str) -> Option<Duration> {
    let text = text.trim();
    if text == "0" {
        return Some(Duration::ZERO);
    }
    let unit = match text.chars().last()? {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        _ => return None,
    };
    let digits = &text[..text.len() - 1];
    let number: u64 = digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())??;
    number.checked_mul(unit).map(Duration::from_secs)
}

/// A percentage as written: `10%` or `10`, at most 100.
pub fn parse_percentage(text: &str) -> Option<u8> {
    let digits = text.trim().trim_end_matches('%');
    let number = digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())??;
    (number <= 100).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read() {
        let seconds = |text: &str| parse_duration(text).map(|duration| duration.as_secs());
        for (text, expected) in
            [("90s", 90), ("10m", 600), ("1h", 3_600), ("2d", 172_800), ("0", 0), (" 5m ", 300)]
        {
            assert_eq!(seconds(text), Some(expected), "{text}");
        }
        for text in
            ["", "h", "1", "1.5h", "-1h", "+1h", "1w", "99999999999999999999s", "18446744073709551615d", "5ч"]
        {
            assert_eq!(seconds(text), None, "{text}");
        }
    }

    #[test]
    fn percentages_are_read() {
        for (text, expected) in [
            ("10%", Some(10)),
            ("100", Some(100)),
            ("0%", Some(0)),
            ("101%", None),
            ("-1", None),
            ("", None),
            ("x", None),
        ] {
            assert_eq!(parse_percentage(text), expected, "{text}");
        }
    }
}
