//! The web hosts that the program writes settings for.
//!
//! `hosts = ["netlify", "nginx"]` in `site.toml` names them. What is written for each is in `docs/hosting.md`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

mod support;

pub use support::Support;

/// A service or a server that can serve a site.
///
/// Not the host of a URL: that is `address::Host`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WebHost {
    /// GitHub Pages.
    GithubPages,
    /// Cloudflare Pages.
    CloudflarePages,
    /// Cloudflare Workers with static assets.
    CloudflareWorkers,
    /// Netlify.
    Netlify,
    /// The website endpoint of a bucket on Amazon S3.
    S3Website,
    /// Azure Static Web Apps.
    AzureStaticWebApps,
    /// Firebase Hosting.
    Firebase,
    /// GitLab Pages.
    GitlabPages,
    /// Neocities.
    Neocities,
    /// nginx.
    Nginx,
    /// The Apache HTTP Server.
    Apache,
    /// Caddy.
    Caddy,
}

impl WebHost {
    /// All of them, in the order of the documentation.
    pub const ALL: [WebHost; 12] = [
        WebHost::GithubPages,
        WebHost::CloudflarePages,
        WebHost::CloudflareWorkers,
        WebHost::Netlify,
        WebHost::S3Website,
        WebHost::AzureStaticWebApps,
        WebHost::Firebase,
        WebHost::GitlabPages,
        WebHost::Neocities,
        WebHost::Nginx,
        WebHost::Apache,
        WebHost::Caddy,
    ];

    /// The name in `site.toml` and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            WebHost::GithubPages => "github-pages",
            WebHost::CloudflarePages => "cloudflare-pages",
            WebHost::CloudflareWorkers => "cloudflare-workers",
            WebHost::Netlify => "netlify",
            WebHost::S3Website => "s3-website",
            WebHost::AzureStaticWebApps => "azure-static-web-apps",
            WebHost::Firebase => "firebase",
            WebHost::GitlabPages => "gitlab-pages",
            WebHost::Neocities => "neocities",
            WebHost::Nginx => "nginx",
            WebHost::Apache => "apache",
            WebHost::Caddy => "caddy",
        }
    }

    /// The name as its makers write it, for messages.
    pub const fn title(self) -> &'static str {
        match self {
            WebHost::GithubPages => "GitHub Pages",
            WebHost::CloudflarePages => "Cloudflare Pages",
            WebHost::CloudflareWorkers => "Cloudflare Workers",
            WebHost::Netlify => "Netlify",
            WebHost::S3Website => "S3",
            WebHost::AzureStaticWebApps => "Azure Static Web Apps",
            WebHost::Firebase => "Firebase Hosting",
            WebHost::GitlabPages => "GitLab Pages",
            WebHost::Neocities => "Neocities",
            WebHost::Nginx => "nginx",
            WebHost::Apache => "Apache",
            WebHost::Caddy => "Caddy",
        }
    }

    /// The names of all of them, for messages: `` `github-pages`, … ``.
    pub fn names() -> String {
        WebHost::ALL.map(|host| format!("`{host}`")).join(", ")
    }
}

impl fmt::Display for WebHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A name that is none of a web host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownHost {
    /// The host whose name is most like it, if any is.
    pub nearest: Option<WebHost>,
}

impl fmt::Display for UnknownHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.nearest {
            Some(nearest) => write!(f, "did you mean `{nearest}`?"),
            None => write!(f, "expected one of {}", WebHost::names()),
        }
    }
}

impl std::error::Error for UnknownHost {}

impl FromStr for WebHost {
    type Err = UnknownHost;

    /// Reads a name, whatever the case of its letters.
    fn from_str(text: &str) -> Result<WebHost, UnknownHost> {
        let known = |name: &str| WebHost::ALL.into_iter().find(|host| host.name().eq_ignore_ascii_case(name));
        known(text).ok_or_else(|| {
            let nearest = crate::value::fields::nearest(text, WebHost::ALL.iter().map(|host| host.name()));
            UnknownHost { nearest: nearest.and_then(known) }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for host in WebHost::ALL {
            assert_eq!(host.to_string().parse(), Ok(host));
            assert_eq!(host.name().to_uppercase().parse(), Ok(host));
            assert_eq!(serde_json::to_string(&host).unwrap(), format!("\"{host}\""));
        }
        assert!(WebHost::ALL.is_sorted());
    }

    #[test]
    fn an_unknown_name_gets_the_nearest_one() {
        let why = |text: &str| text.parse::<WebHost>().unwrap_err().to_string();
        assert_eq!(why("netlfy"), "did you mean `netlify`?");
        assert_eq!(why("githubpages"), "did you mean `github-pages`?");
        assert_eq!(why("cloudflare-page"), "did you mean `cloudflare-pages`?");
        assert!(why("zzz").starts_with("expected one of `github-pages`, `cloudflare-pages`, "));
    }
}
