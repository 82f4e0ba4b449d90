//! File names that configure hosts: configuration that they read from the site itself, and files that they execute.
//!
//! Content must not contain them: a file beside an article would set headers, redirect readers or run on the server.
//! The static folder belongs to the owner, and may. Each entry names the host and the page of its documentation that
//! says so.

use std::borrow::Cow;

use crate::path::OutPath;

/// A host and what it would do with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Steering {
    /// This host reads its settings from it.
    Settings(&'static str),
    /// This kind of server runs it.
    Program(&'static str),
    /// It speaks for the site, to those who issue certificates for it too (RFC 8615, RFC 8555).
    Identity,
}

/// Headers, for Cloudflare and Netlify.
pub const HEADERS: &str = "_headers";

/// Settings of Firebase Hosting.
pub const FIREBASE: &str = "firebase.json";

/// What keeps GitHub Pages from making pages itself.
pub const NO_JEKYLL: &str = ".nojekyll";

/// Settings of Apache.
pub const HTACCESS: &str = ".htaccess";

/// Settings of Azure Static Web Apps.
pub const AZURE: &str = "staticwebapp.config.json";

/// Names that hosts read at the top of the site only: a file, or a folder with everything in it.
const AT_ROOT: &[(&str, &str)] = &[
    // Cloudflare Pages: "Headers", "Redirects", "Advanced mode", "Routing" (of functions), "Configuration" (Wrangler),
    // "Static Assets" (`.assetsignore`).
    (HEADERS, "Cloudflare Pages"),
    ("_redirects", "Cloudflare Pages"),
    ("_worker.js", "Cloudflare Pages"),
    ("_worker.bundle", "Cloudflare Pages"),
    ("_routes.json", "Cloudflare Pages"),
    ("wrangler.toml", "Cloudflare Pages"),
    ("wrangler.json", "Cloudflare Pages"),
    ("wrangler.jsonc", "Cloudflare Pages"),
    (".assetsignore", "Cloudflare Pages"),
    // Netlify: "File-based configuration", "Build configuration overview" (`package.json` starts a build).
    ("netlify.toml", "Netlify"),
    (".netlify", "Netlify"),
    ("package.json", "Netlify"),
    // Vercel: "Static configuration with vercel.json", "Build Output API", "Vercelignore".
    ("vercel.json", "Vercel"),
    ("now.json", "Vercel"),
    (".vercel", "Vercel"),
    (".vercelignore", "Vercel"),
    // Vercel's `serve`: "serve-handler options".
    ("serve.json", "serve"),
    // Firebase Hosting: "Configure Hosting behavior".
    (FIREBASE, "Firebase Hosting"),
    (".firebaserc", "Firebase Hosting"),
    // Azure Static Web Apps: "Routes in Azure Static Web Apps Preview", the form before today's.
    ("routes.json", "Azure Static Web Apps"),
    // GitHub Pages: "Managing a custom domain for your GitHub Pages site", "About GitHub Pages and Jekyll".
    ("cname", "GitHub Pages"),
    (NO_JEKYLL, "GitHub Pages"),
    ("_config.yml", "GitHub Pages"),
    (".github", "GitHub Pages"),
    // GitLab Pages: "Create a GitLab Pages website from a CI/CD template".
    (".gitlab-ci.yml", "GitLab Pages"),
    // Surge: "Adding a 200 page for client-side routing", "Ignoring files with a .surgeignore".
    ("200.html", "Surge"),
    (".surgeignore", "Surge"),
    // Heroku: "heroku-buildpack-static". Cloud Foundry: "Staticfile Buildpack".
    ("static.json", "Heroku"),
    ("staticfile", "Cloud Foundry"),
    ("staticfile.auth", "Cloud Foundry"),
    // AWS Amplify Hosting: "Setting custom headers". Google App Engine: "app.yaml reference".
    ("customhttp.yml", "AWS Amplify"),
    ("app.yaml", "Google App Engine"),
];

/// The folder by which a site speaks for itself (RFC 8615, "Well-Known URIs").
const WELL_KNOWN: &str = ".well-known";

/// Names that hosts read in any folder.
const ANYWHERE: &[(&str, &str)] = &[
    // Apache: "Apache HTTP Server Tutorial: .htaccess files", "Password file formats".
    (HTACCESS, "Apache"),
    (".htpasswd", "Apache"),
    (".htgroup", "Apache"),
    // PHP: ".user.ini files".
    (".user.ini", "PHP"),
    // IIS: "web.config <location>": every folder may have one.
    ("web.config", "IIS"),
    // Azure Static Web Apps: "Configure Azure Static Web Apps", "File location": any folder of the app.
    (AZURE, "Azure Static Web Apps"),
];

/// Endings of files that servers run, and by what.
const PROGRAMS: &[(&str, &str)] = &[
    // PHP: "Apache 2.x on Unix systems" (`SetHandler application/x-httpd-php`), and the endings that Debian's and Red Hat's
    // packages give it.
    ("php", PHP),
    ("php3", PHP),
    ("php4", PHP),
    ("php5", PHP),
    ("php7", PHP),
    ("php8", PHP),
    ("pht", PHP),
    ("phtm", PHP),
    ("phtml", PHP),
    ("phar", PHP),
    // Apache: "Apache Tutorial: Introduction to Server Side Includes". IIS: "Server Side Include <serverSideInclude>".
    ("shtml", SSI),
    ("shtm", SSI),
    ("stm", SSI),
    // Apache: "Apache Tutorial: Dynamic Content with CGI". IIS: "CGI <cgi>".
    ("cgi", CGI),
    ("fcgi", CGI),
    ("pl", CGI),
    // IIS: "ASP <asp>", "Handlers <handlers>".
    ("asp", ASP),
    ("aspx", ASP),
    ("asa", ASP),
    ("asax", ASP),
    ("ascx", ASP),
    ("ashx", ASP),
    ("asmx", ASP),
    ("cer", ASP),
    ("cdx", ASP),
    // Jakarta Server Pages: "Packaging". Apache Struts: "Action mapper" (`.do`).
    ("jsp", JSP),
    ("jspx", JSP),
    ("jspf", JSP),
    ("jhtml", JSP),
    ("do", JSP),
    // Adobe ColdFusion: "Configuring the web server".
    ("cfm", COLDFUSION),
    ("cfml", COLDFUSION),
    ("cfc", COLDFUSION),
    ("dll", "ISAPI"),
];

const PHP: &str = "PHP";
const SSI: &str = "server-side includes";
const CGI: &str = "CGI";
const ASP: &str = "ASP";
const JSP: &str = "Jakarta Server Pages";
const COLDFUSION: &str = "ColdFusion";

/// What a host would do with the file at `path`; `None` where it only sends it.
pub fn steered(path: &OutPath) -> Option<Steering> {
    let folded = path.folded();
    let find = |list: &[(&str, &'static str)], name: &str| {
        list.iter().find(|(known, _)| *known == name).map(|(_, host)| *host)
    };
    let first = folded.split('/').next()?;
    if first == WELL_KNOWN {
        return Some(Steering::Identity);
    }
    let settings = find(AT_ROOT, first)
        .or_else(|| folded.split('/').find_map(|part| find(ANYWHERE, part)))
        .map(Steering::Settings);
    settings.or_else(|| program_file(folded.rsplit('/').next()?).map(Steering::Program))
}

/// What runs files with this ending, in lower case.
pub fn program(extension: &str) -> Option<&'static str> {
    PROGRAMS.iter().find(|(known, _)| *known == extension).map(|(_, by)| *by)
}

/// What runs a file of this name, in lower case.
///
/// Apache ("Files with Multiple Extensions") gives `a.php.jpg` to whoever handles `.php`, wherever in the name that stands. Such
/// handlers are set for PHP, server-side includes and CGI; `pl` within a name is the code of a language.
fn program_file(name: &str) -> Option<&'static str> {
    let mut endings = name.split('.').skip(1).peekable();
    while let Some(ending) = endings.next() {
        let last = endings.peek().is_none();
        let found = program(ending).filter(|by| last || matches!(*by, PHP | SSI | CGI) && ending != "pl");
        if found.is_some() {
            return found;
        }
    }
    None
}

/// What a host would do with a file called `name`, wherever it stands.
pub fn steered_by_name(name: &str) -> Option<Steering> {
    let name = match name.bytes().any(|byte| byte.is_ascii_uppercase() || !byte.is_ascii()) {
        true => Cow::Owned(crate::path::fold(name)),
        false => Cow::Borrowed(name),
    };
    let settings =
        ANYWHERE.iter().find(|(known, _)| *known == name).map(|(_, host)| Steering::Settings(host));
    settings.or_else(|| program_file(&name).map(Steering::Program))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(path: &str) -> Option<Steering> {
        steered(&OutPath::new(path).unwrap())
    }

    #[test]
    fn lists_are_in_lower_case_and_without_repetition() {
        let names = AT_ROOT.iter().chain(ANYWHERE).chain(PROGRAMS).map(|(name, _)| *name);
        let mut names: Vec<&str> = names.collect();
        assert!(names.iter().all(|name| *name == name.to_lowercase()));
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn hosts_are_steered_from_where_they_read() {
        for (path, expected) in [
            ("vercel.json", Some(Steering::Settings("Vercel"))),
            ("Vercel.JSON", Some(Steering::Settings("Vercel"))),
            ("a/vercel.json", None),
            ("CNAME", Some(Steering::Settings("GitHub Pages"))),
            ("_worker.js/index.html", Some(Steering::Settings("Cloudflare Pages"))),
            (".well-known/acme-challenge/x", Some(Steering::Identity)),
            ("a/b/.htaccess", Some(Steering::Settings("Apache"))),
            ("a/web.config/index.html", Some(Steering::Settings("IIS"))),
            ("a/x.PHP", Some(Steering::Program(PHP))),
            ("a/x.phtml", Some(Steering::Program(PHP))),
            ("a/x.php.jpg", Some(Steering::Program(PHP))),
            ("a/x.shtml", Some(Steering::Program(SSI))),
            ("a/x.pl", Some(Steering::Program(CGI))),
            ("a/story.pl.pdf", None),
            ("a/x.php/index.html", None),
            ("a/php", None),
            ("2010/12/a/index.html", None),
        ] {
            assert_eq!(host(path), expected, "{path}");
        }
    }
}
