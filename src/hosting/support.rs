//! What each web host can redirect by itself, by its documentation as read in November 2026.

use super::WebHost;

/// What the redirect rules of a host can match, and how many it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Support {
    /// Whether it has redirect rules at all.
    pub rules: bool,
    /// Whether a rule can ask for parameters of the query.
    pub queries: bool,
    /// Whether a rule can ask for a parameter without `=`.
    pub bare_parameters: bool,
    /// Whether a rule can ask for another host that points to the site.
    pub other_hosts: bool,
    /// Whether a file at an address comes before a rule for it.
    pub files_first: bool,
    /// The most rules; `None` where no limit is documented.
    pub most_rules: Option<usize>,
    /// The largest file with rules, in bytes; `None` where no limit is documented.
    pub most_bytes: Option<usize>,
    /// The longest rule, in bytes.
    pub longest_rule: Option<usize>,
    /// Whether the rules are in `_redirects`.
    pub redirects_file: bool,
    /// Whether headers are in `_headers`.
    pub headers_file: bool,
}

/// No rules.
const NONE: Support = Support {
    rules: false,
    queries: false,
    bare_parameters: false,
    other_hosts: false,
    files_first: false,
    most_rules: None,
    most_bytes: None,
    longest_rule: None,
    redirects_file: false,
    headers_file: false,
};

/// Rules for paths, however many.
const PATHS: Support = Support { rules: true, ..NONE };

/// Rules for whatever a browser sends, however many.
const ALL: Support = Support { queries: true, bare_parameters: true, other_hosts: true, ..PATHS };

impl WebHost {
    /// What its redirect rules can match, and how many it takes.
    pub const fn support(self) -> Support {
        match self {
            WebHost::GithubPages | WebHost::Neocities => NONE,
            // developers.cloudflare.com/pages/configuration/redirects, …/workers/static-assets/redirects: 2,000 rules without a
            // wildcard, 1,000 characters each; "Query Parameters" and "Domain-level redirects" are not supported.
            WebHost::CloudflarePages | WebHost::CloudflareWorkers => Support {
                most_rules: Some(2_000),
                longest_rule: Some(1_000),
                redirects_file: true,
                headers_file: true,
                ..PATHS
            },
            // docs.netlify.com/manage/routing/redirects: parameters are matched by name and value; "Rule shadowing": files come
            // first, but for rules with `!`.
            WebHost::Netlify => Support {
                bare_parameters: false,
                files_first: true,
                redirects_file: true,
                headers_file: true,
                ..ALL
            },
            // docs.gitlab.com/user/project/pages/redirects: 1,000 rules in 64 KB where the instance sets nothing else;
            // "Domain-level redirects" are supported, "Query parameters" are not; "Files override redirects".
            WebHost::GitlabPages => Support {
                other_hosts: true,
                files_first: true,
                most_rules: Some(1_000),
                most_bytes: Some(64 * 1024),
                redirects_file: true,
                ..PATHS
            },
            // learn.microsoft.com/azure/static-web-apps/configuration, "Restrictions": 20 KB.
            WebHost::AzureStaticWebApps => Support { most_bytes: Some(20 * 1024), ..PATHS },
            // docs.aws.amazon.com/AmazonS3/latest/userguide/how-to-page-redirect.html: one for each object.
            // firebase.google.com/docs/hosting/full-config#redirects: paths alone.
            WebHost::S3Website | WebHost::Firebase => PATHS,
            WebHost::Nginx | WebHost::Apache | WebHost::Caddy => ALL,
        }
    }
}
