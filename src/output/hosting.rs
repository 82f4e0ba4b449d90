//! Settings for the web hosts that `hosts` in `site.toml` names: redirects and headers in the form that each reads.
//!
//! All of them are made of one list of rules (`redirect/rules.rs`) and of the headers in `headers.rs`. Hosts find some of these
//! files in the output folder by their names; the others are in the folder `.hosting`, for whoever runs the server.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::base::Base;
use super::destinations::Destinations;
use super::redirect::{Rule, rules};
use super::{Output, Planner, Site};
use crate::config::Config;
use crate::facts::ContentType;
use crate::hosting::WebHost;
use crate::path::{OutPath, UrlPath};
use crate::reserved::{Own, hosts};
use headers::Lasting;

mod apache;
mod caddy;
mod coverage;
mod headers;
mod json;
mod lookup;
mod nginx;
mod spelling;

pub(super) use coverage::check;
pub use coverage::{Answer, OldAddress, old_addresses};
pub use json::ObjectRedirect;

/// The folder of files that are not found by their names.
const SETTINGS: Own = Own::Hosting;

/// The map of Apache.
const APACHE_MAP: &str = "apache-redirects.txt";

/// A file with settings for a web host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HostFile {
    /// `_headers`, which Netlify and Cloudflare read.
    Headers,
    /// `.nojekyll`, so that GitHub Pages publishes files as they are.
    NoJekyll,
    /// `CNAME`: the domain on GitHub Pages.
    Cname,
    /// `firebase.json`.
    Firebase,
    /// `staticwebapp.config.json` of Azure Static Web Apps.
    Azure,
    /// `.htaccess` of Apache.
    Htaccess,
    /// The settings of an Apache of one's own.
    ApacheServer,
    /// Its map of old addresses.
    ApacheMap,
    /// The maps of nginx.
    NginxMaps,
    /// The settings of nginx.
    NginxServer,
    /// The settings of Caddy.
    Caddy,
    /// The settings of a bucket's website on S3.
    S3Website,
    /// The objects of that bucket that lead on.
    S3Redirects,
}

impl HostFile {
    /// The files for a host, beside `_redirects`.
    fn of(host: WebHost) -> &'static [HostFile] {
        match host {
            WebHost::GithubPages => &[HostFile::NoJekyll, HostFile::Cname],
            WebHost::CloudflarePages | WebHost::CloudflareWorkers | WebHost::Netlify => &[HostFile::Headers],
            WebHost::S3Website => &[HostFile::S3Website, HostFile::S3Redirects],
            WebHost::AzureStaticWebApps => &[HostFile::Azure],
            WebHost::Firebase => &[HostFile::Firebase],
            WebHost::GitlabPages | WebHost::Neocities => &[],
            WebHost::Nginx => &[HostFile::NginxMaps, HostFile::NginxServer],
            WebHost::Apache => &[HostFile::Htaccess, HostFile::ApacheServer, HostFile::ApacheMap],
            WebHost::Caddy => &[HostFile::Caddy],
        }
    }

    /// Its name, and whether it is in [`SETTINGS`].
    fn name(self) -> (&'static str, bool) {
        match self {
            HostFile::Headers => (hosts::HEADERS, false),
            HostFile::NoJekyll => (hosts::NO_JEKYLL, false),
            HostFile::Cname => ("CNAME", false),
            HostFile::Firebase => (hosts::FIREBASE, false),
            HostFile::Azure => (hosts::AZURE, false),
            HostFile::Htaccess => (hosts::HTACCESS, false),
            HostFile::ApacheServer => ("apache.conf", true),
            HostFile::ApacheMap => (APACHE_MAP, true),
            HostFile::NginxMaps => ("nginx-http.conf", true),
            HostFile::NginxServer => ("nginx-server.conf", true),
            HostFile::Caddy => ("caddy.conf", true),
            HostFile::S3Website => ("s3-website.json", true),
            HostFile::S3Redirects => (OBJECTS, true),
        }
    }

    /// Its path in the output folder.
    fn path(self) -> Option<OutPath> {
        let (name, is_setting) = self.name();
        let path = if is_setting { format!("{}/{name}", SETTINGS.name()) } else { name.to_owned() };
        OutPath::new(path).ok()
    }

    /// What the file is.
    pub(super) fn content_type(self) -> ContentType {
        match self {
            HostFile::Firebase | HostFile::Azure | HostFile::S3Website | HostFile::S3Redirects => {
                ContentType::JSON
            }
            _ => ContentType::TEXT,
        }
    }
}

/// The list of objects that lead on.
const OBJECTS: &str = "s3-redirects.json";

/// The path of the list of [`ObjectRedirect`]s in the output folder of a site for S3.
pub fn object_redirects_path() -> String {
    format!("{}/{OBJECTS}", SETTINGS.name())
}

/// Plans the files for the hosts of the site. A file of the same name in the static folder takes the place of one.
pub(super) fn plan(planner: &mut Planner<'_>) {
    let mut files: Vec<HostFile> = Vec::new();
    for file in planner.config.web_hosts.iter().flat_map(|host| HostFile::of(*host)) {
        let is_needed = *file != HostFile::Cname || own_domain(planner.config).is_some();
        if is_needed && !files.contains(file) {
            files.push(*file);
        }
    }
    let planned = files.into_iter().filter_map(|file| Some((file.path()?, Output::Host(file))));
    planner.entries.extend(planned);
}

/// The domain that GitHub Pages has to be told: one of its own it knows.
fn own_domain(config: &Config) -> Option<&str> {
    let host = config.base_url.origin.split_once("://")?.1;
    let is_own = config.base_url.path.is_empty() && !host.ends_with(".github.io") && !host.contains(':');
    is_own.then_some(host)
}

/// All that a file for a host is made of.
#[derive(Hash)]
pub(super) struct HostInputs<'s> {
    base: Base<'s>,
    destinations: Destinations<'s>,
    lasting: Lasting,
    file: HostFile,
}

impl<'s> HostInputs<'s> {
    pub(super) fn of(site: &Site<'s>, file: HostFile) -> HostInputs<'s> {
        let lasting = Lasting::of(site.plan);
        HostInputs { base: site.base(), destinations: site.destinations(), lasting, file }
    }

    /// The rules in their order.
    fn rules(&self) -> impl Iterator<Item = Rule<'s>> {
        rules(self.base, self.destinations)
    }

    /// Renders the file.
    pub(super) fn render(&self) -> Vec<u8> {
        let text = match self.file {
            HostFile::Headers => headers::headers_file(&self.base, self.lasting),
            HostFile::NoJekyll => String::new(),
            HostFile::Cname => {
                own_domain(self.base.config).map(|host| format!("{host}\n")).unwrap_or_default()
            }
            HostFile::Firebase => lines(&json::firebase(self)),
            // Its size is limited.
            HostFile::Azure => json::azure(self).to_string(),
            HostFile::Htaccess => apache::htaccess(self),
            HostFile::ApacheServer => apache::server(self),
            HostFile::ApacheMap => apache::map(self),
            HostFile::NginxMaps => nginx::maps(self),
            HostFile::NginxServer => nginx::server(self),
            HostFile::Caddy => caddy::site(self),
            HostFile::S3Website => lines(&json::s3_website()),
            HostFile::S3Redirects => {
                serde_json::to_value(json::objects(self)).map(|all| lines(&all)).unwrap_or_default()
            }
        };
        text.into_bytes()
    }
}

/// JSON in lines, as people read it.
fn lines(value: &Value) -> String {
    format!("{value:#}\n")
}

/// An address of the site, with its sub-path, as servers see it: decoded.
fn decoded(base: &Base<'_>, url: &UrlPath) -> String {
    percent_encoding::percent_decode_str(&base.href(url)).decode_utf8_lossy().into_owned()
}

/// A character that has no place in a text, percent-encoded.
fn encoded(character: char) -> String {
    utf8_percent_encode(character.encode_utf8(&mut [0; 4]), NON_ALPHANUMERIC).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reserved::Reserved;

    #[test]
    fn content_cannot_have_the_name_of_a_file_for_a_host() {
        for file in WebHost::ALL.into_iter().flat_map(HostFile::of) {
            let path = file.path().unwrap();
            assert!(Reserved::at(&path).is_some(), "{path}");
        }
    }
}
