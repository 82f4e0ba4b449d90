//! The files that hosts read.

use super::parsers::{header, headers, netlify, redirects};
use super::usual;
use crate::page::post;
use crate::support::{Built, site};

/// The site with the usual old addresses for `hosts`.
fn built(hosts: &str) -> Built {
    let site = usual();
    let config = std::fs::read_to_string(site.path("site.toml")).unwrap();
    site.write("site.toml", config.replace(super::SERVERS, &format!("hosts = {hosts}")));
    site.build()
}

#[test]
fn a_site_without_hosts_has_no_files_for_them() {
    let built = built("[]");
    let is_of_a_host = |name: &String| {
        name.starts_with('.')
            || name.starts_with("_headers")
            || name == "CNAME"
            || name.ends_with("config.json")
    };
    assert_eq!(built.names().into_iter().filter(is_of_a_host).collect::<Vec<_>>(), Vec::<String>::new());
    assert!(built.file("_redirects").contains("/node/15 /2010/12/o/ 301\n"));
}

#[test]
fn each_host_has_its_files_alone() {
    for (hosts, expected) in [
        ("['netlify']", &["_headers", "_redirects"][..]),
        ("['cloudflare-pages', 'cloudflare-workers']", &["_headers", "_redirects"]),
        ("['gitlab-pages']", &["_redirects"]),
        ("['github-pages']", &[".nojekyll", "CNAME"]),
        ("['neocities']", &[]),
        ("['firebase']", &["firebase.json"]),
        ("['azure-static-web-apps']", &["staticwebapp.config.json"]),
        ("['s3-website']", &[".hosting/s3-redirects.json", ".hosting/s3-website.json"]),
        ("['nginx']", &[".hosting/nginx-http.conf", ".hosting/nginx-server.conf"]),
        ("['caddy']", &[".hosting/caddy.conf"]),
        ("['apache']", &[".hosting/apache-redirects.txt", ".hosting/apache.conf", ".htaccess"]),
    ] {
        let built = built(hosts);
        let known = |name: &String| {
            name.starts_with('.')
                || name.starts_with('_')
                || ["CNAME", "firebase.json", "staticwebapp.config.json"].contains(&name.as_str())
        };
        let found: Vec<String> = built.names().into_iter().filter(known).collect();
        assert_eq!(found, expected, "{hosts}");
    }
    assert_eq!(built("['github-pages']").file("CNAME"), "archive.example.org\n");
    assert_eq!(built("['github-pages']").file(".nojekyll"), "");
}

#[test]
fn a_file_in_static_takes_the_place_of_one() {
    let site = site(&post("a.md", "A", "2010-12-10", "")).config("hosts = ['netlify', 'apache']");
    site.write("static/_headers", "/*\n  X: y\n").write("static/.htaccess", "# own\n");
    let built = site.build();
    assert_eq!(built.file("_headers"), "/*\n  X: y\n");
    assert_eq!(built.file(".htaccess"), "# own\n");
    // Where no host reads it, an own file of rules is a file like any other.
    let site =
        crate::support::site(&post("a.md", "A", "2010-12-10", "aliases: [/x]")).config("hosts = ['nginx']");
    let built = site.write("static/_redirects", "/own /2010/12/a/ 302\n").build();
    assert_eq!(built.file("_redirects"), "/own /2010/12/a/ 302\n");
}

#[test]
fn netlify_follows_every_rule() {
    let built = built("['netlify']");
    let rules = redirects(&built.file("_redirects"));
    for (host, path, query, to) in [
        ("", "/node/15", "", "/2010/12/o/"),
        ("", "/node/15/", "x=1", "/2010/12/o/"),
        ("", "/index.php", "catid=3%3Anews&id=46%3Aa-b", "/2010/12/a/"),
        ("", "/", "p=7", "/2010/12/i/"),
        ("", "/archive.php", "d=4&c=3&b=2&a=1", "/2010/12/d/"),
        ("", "/archive.php", "", "/2010/12/e/"),
        ("blog.example.net", "/x", "y=1", "https://archive.example.org/2010/12/m/"),
        ("blog.example.net", "/x", "", "https://archive.example.org/2010/12/l/"),
    ] {
        let rule = netlify(&rules, host, path, query).unwrap_or_else(|| panic!("{path}?{query}"));
        assert_eq!((rule.to.as_str(), rule.status, rule.forced), (to, 301, true), "{path}?{query}");
    }
    assert_eq!(netlify(&rules, "", "/", ""), None);
    assert_eq!(netlify(&rules, "", "/2010/12/h/", ""), None);
}

#[test]
fn other_hosts_get_no_mark_that_they_do_not_know() {
    for hosts in ["['cloudflare-pages']", "['gitlab-pages']", "['netlify', 'cloudflare-pages']"] {
        let rules = redirects(&built(hosts).file("_redirects"));
        assert!(!rules.is_empty() && rules.iter().all(|rule| !rule.forced), "{hosts}");
        let has_query = rules.iter().any(|rule| !rule.query.is_empty());
        assert_eq!(has_query, hosts.contains("netlify"), "{hosts}");
        let has_host = rules.iter().any(|rule| rule.from.starts_with("https:"));
        assert_eq!(has_host, !hosts.starts_with("['cloudflare"), "{hosts}");
        // On GitLab Pages files come first.
        let has_page = rules.iter().any(|rule| rule.from == "/node/15");
        assert_eq!(has_page, hosts.contains("cloudflare"), "{hosts}");
    }
}

#[test]
fn headers_are_said_once_for_each_file() {
    let patterns = headers(&built("['netlify']").file("_headers"));
    for path in ["/", "/2010/12/a/", "/theme/style.0123456789abcdef.css"] {
        assert_eq!(header(&patterns, path, "X-Content-Type-Options"), ["nosniff"]);
        assert_eq!(header(&patterns, path, "Content-Security-Policy"), ["frame-ancestors 'none'"]);
    }
    let cache = |path: &str| header(&patterns, path, "Cache-Control");
    assert_eq!(cache("/theme/style.0123456789abcdef.css"), ["public, max-age=31536000, immutable"]);
    assert_eq!(cache("/2010/12/a/"), Vec::<String>::new());
    assert_eq!(cache("/images/own.png"), Vec::<String>::new());
}

#[test]
fn a_sub_path_stands_in_all_files() {
    let site = site(&post("a.md", "A", "2010-12-10", "aliases: [/x, \"/y.php?z=1\"]"));
    let config = std::fs::read_to_string(site.path("site.toml")).unwrap();
    let config = config.replace("https://archive.example.org/", "https://user.github.io/sub/");
    let all = "hosts = ['netlify', 'nginx', 'apache', 'caddy', 'firebase', 'azure-static-web-apps', 's3-website', 'github-pages']";
    let built = site.write("site.toml", format!("{all}\n{config}")).build();
    for (file, expected) in [
        ("_redirects", "/sub/x /sub/2010/12/a/ 301!"),
        ("_headers", "/sub/theme/*"),
        (".hosting/nginx-http.conf", "\"/sub/x\" \"/sub/2010/12/a/\";"),
        (".hosting/apache-redirects.txt", "/sub/y.php?z=1 /sub/2010/12/a/"),
        (".hosting/caddy.conf", "\"/sub/y.php?z=1\" \"/sub/2010/12/a/\""),
        ("firebase.json", "\"regex\": \"^/sub/x/?$\""),
        ("staticwebapp.config.json", "\"route\":\"/sub/x\""),
        (".hosting/s3-redirects.json", "\"key\": \"x/index.html\",\n    \"location\": \"/sub/2010/12/a/\""),
        (".htaccess", "^/sub/y\\x2ephp/?$"),
    ] {
        assert!(built.file(file).contains(expected), "{file}:\n{}", built.file(file));
    }
    assert!(!built.has("CNAME"));
}

#[test]
fn firebase_and_azure_get_what_is_json_and_rules_for_paths() {
    let built = built("['firebase', 'azure-static-web-apps', 's3-website']");
    let json = |name: &str| -> serde_json::Value { serde_json::from_str(&built.file(name)).unwrap() };
    let firebase = json("firebase.json");
    let rules = firebase["hosting"]["redirects"].as_array().unwrap();
    let leads = |path: &str| {
        let fits = |rule: &&serde_json::Value| {
            // RE2 as far as it is used here: alternatives of one character, and `/?` at the end.
            let pattern = rule["regex"].as_str().unwrap();
            pattern.strip_prefix('^').and_then(|rest| rest.strip_suffix("/?$")) == Some(path)
        };
        rules
            .iter()
            .find(fits)
            .map(|rule| (rule["destination"].as_str().unwrap(), rule["type"].as_u64().unwrap()))
    };
    assert_eq!(leads("/node/15"), Some(("/2010/12/o/", 301)));
    assert_eq!(leads("/story(?:%2[Ee]|\\x2e)php"), Some(("/2010/12/b/", 301)));
    let azure = json("staticwebapp.config.json");
    let route =
        azure["routes"].as_array().unwrap().iter().find(|route| route["route"] == "/node/15").unwrap();
    assert_eq!((route["redirect"].as_str(), route["statusCode"].as_u64()), (Some("/2010/12/o/"), Some(301)));
    let objects = json(&generate::output::hosting::object_redirects_path());
    let objects: Vec<generate::output::hosting::ObjectRedirect> = serde_json::from_value(objects).unwrap();
    let object = |key: &str| objects.iter().find(|object| object.key == key).unwrap();
    assert_eq!((object("story.php").location.as_str(), object("story.php").has_file), ("/2010/12/b/", false));
    for object in objects.iter().filter(|object| object.has_file) {
        assert!(built.has(&object.key), "{}", object.key);
    }
    assert!(objects.iter().any(|object| object.key == "node/15/index.html" && object.has_file));
}
