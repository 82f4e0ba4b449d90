//! What hosts have no room for, and what answers instead.

use std::fmt::Write as _;

use generate::build::{Options, Snapshot};
use generate::diagnostic::Diagnostics;
use generate::hosting::WebHost;
use generate::output::hosting::{Answer, OldAddress, old_addresses};

use super::parsers::redirects;
use super::usual;
use crate::page::post;
use crate::support::{Site, site};

/// What answers the old addresses of a site on a host.
fn answers(site: &Site, host: WebHost) -> Vec<OldAddress> {
    let root = site.path("");
    let options = Options { root: root.clone(), out: root.join("public"), ..Options::default() };
    let snapshot = Snapshot::take(&options, &(), &mut Diagnostics::new()).unwrap();
    let read = |path: &generate::path::SourcePath| generate::source::read(&root, path);
    old_addresses(&snapshot.site(&read), host)
}

/// A site with `count` old addresses that have pages, and one of a program.
fn many(count: usize, config: &str) -> Site {
    let aliases = (0..count).fold(String::new(), |mut aliases, at| {
        write!(aliases, "/old/{at:05}, ").unwrap();
        aliases
    });
    // The rules of Cloudflare cannot match the last one.
    let aliases = format!("aliases: [{aliases}/zzz.php, \"/zzz.php?x=1\"]");
    site(&post("a.md", "A", "2010-12-10", &aliases)).config(config)
}

#[test]
fn cloudflare_takes_two_thousand_rules() {
    let built = many(2_100, "hosts = ['cloudflare-pages']").build();
    let rules = redirects(&built.file("_redirects"));
    assert_eq!(rules.len(), 2_000);
    assert!(rules.iter().any(|rule| rule.from == "/zzz.php"), "what nothing else answers comes first");
    assert_eq!(
        built.problems_text().lines().next(),
        Some(
            "warning[host-redirects]: Cloudflare Pages has no room for 101 of 2101 redirect rules (redirect pages and the script \
             of 404.html redirect instead, where they can; see docs/hosting.md)"
        )
    );
    let answers = answers(&many(2_100, ""), WebHost::CloudflarePages);
    let by = |answer: Answer| answers.iter().filter(|old| old.answer == answer).count();
    assert_eq!((by(Answer::Rule), by(Answer::Page)), (2_000, 101));
}

#[test]
fn what_the_file_for_shared_servers_has_no_room_for_is_told() {
    let aliases: String = (0..1_100).map(|at| format!("/{at:04}.php, ")).collect();
    let built = |aliases: &str| {
        let site = site(&post("a.md", "A", "2010-12-10", &format!("aliases: [{aliases}/b]")));
        site.config("hosts = ['apache']").build()
    };
    let many = built(&aliases);
    assert_eq!(many.file(".htaccess").matches("RewriteRule ").count(), 1_000);
    assert_eq!(
        many.problems_text().lines().next(),
        Some(
            "warning[host-redirects]: `.htaccess` has no room for 100 of 1100 redirect rules (on a server of your own, include the \
             settings for Apache, which have them all; see docs/hosting.md)"
        )
    );
    assert_eq!(built("/a.php, ").problems_text(), "");
}

#[test]
fn an_own_file_of_rules_takes_room_too() {
    let site = many(2_000, "hosts = ['cloudflare-pages']");
    site.write("static/_redirects", "/own /2010/12/a/ 302\n# not counted\n");
    assert_eq!(redirects(&site.build().file("_redirects")).len(), 2_000);
}

#[test]
fn files_of_rules_are_as_small_as_hosts_want_them() {
    // GitLab Pages lets files come first, so that it needs rules for programs alone.
    let aliases: String = (0..1_200).map(|at| format!("/{at:04}{}.php, ", "x".repeat(60))).collect();
    let site = site(&post("a.md", "A", "2010-12-10", &format!("aliases: [{aliases}/b]")));
    let built = site.config("hosts = ['gitlab-pages', 'azure-static-web-apps']").build();
    let gitlab = built.file("_redirects");
    assert!(gitlab.len() <= 64 * 1024 && gitlab.len() > 63 * 1024, "{}", gitlab.len());
    assert!(redirects(&gitlab).len() < 1_000);
    let azure = built.file("staticwebapp.config.json");
    assert!(azure.len() <= 20 * 1024 && azure.len() > 19 * 1024, "{}", azure.len());
    assert_eq!(built.problems_text().matches("host-redirects").count(), 4, "{}", built.problems_text());
}

#[test]
fn addresses_too_long_for_a_map_are_left_out_and_listed() {
    // Six bytes a letter: too much for a line of Apache.
    let long = format!("/{}", "й".repeat(100)).repeat(3);
    let aliases = format!("aliases: ['{long}', '/q.php?x={}', /short]", "ы".repeat(400));
    let site = site(&post("a.md", "A", "2010-12-10", &aliases)).config("hosts = ['nginx', 'apache']");
    let of = |host: WebHost| -> Vec<(Answer, Option<&'static str>)> {
        answers(&site, host).into_iter().map(|old| (old.answer, old.reason)).collect()
    };
    let reason = Some("the address is too long for a map of the host");
    let mut apache = of(WebHost::Apache);
    apache.sort_unstable();
    assert_eq!(apache, [(Answer::Rule, None), (Answer::Page, reason), (Answer::Script, reason)]);
    assert_eq!(of(WebHost::Nginx), [(Answer::Rule, None); 3]);
    let built = site.build();
    let map = built.file(".hosting/apache-redirects.txt");
    assert!(map.contains("/short?*") && map.lines().all(|line| line.len() < 1_023), "{map}");
    // In normal form C one letter of Hebrew is three times as long: the address as it is compared is too long for any host.
    let site = self::site(&post(
        "a.md",
        "A",
        "2010-12-10",
        &format!("aliases: ['/q?x={}']", "\u{fb2c}".repeat(300)),
    ));
    let problems = site.try_build().problems_text();
    assert!(problems.contains("an address is at most 1,000 bytes long"), "{problems}");
}

#[test]
fn each_host_has_an_answer_or_a_reason() {
    let site = usual();
    let of = |host: WebHost| {
        let answers = answers(&site, host);
        let find = |address: &str| {
            let old = answers.iter().find(|old| old.address == address);
            let old = old.unwrap_or_else(|| panic!("{address}: {answers:#?}"));
            assert_eq!(old.reason.is_none(), old.answer == Answer::Rule, "{old:?}");
            old.answer
        };
        [
            find("/node/15"),
            find("/story.php"),
            find("/article.php?id=7"),
            find("/?p=7"),
            find("blog.example.net/x"),
            find("blog.example.net/x?y=1"),
        ]
    };
    use Answer::{Nothing, Page, Rule, Script};
    for (host, expected) in [
        (WebHost::GithubPages, [Page, Nothing, Script, Script, Nothing, Nothing]),
        (WebHost::Neocities, [Page, Nothing, Script, Script, Nothing, Nothing]),
        (WebHost::CloudflarePages, [Rule, Rule, Script, Script, Nothing, Nothing]),
        (WebHost::CloudflareWorkers, [Rule, Rule, Script, Script, Nothing, Nothing]),
        (WebHost::Netlify, [Rule; 6]),
        (WebHost::GitlabPages, [Page, Rule, Script, Script, Rule, Nothing]),
        (WebHost::S3Website, [Rule, Rule, Script, Script, Nothing, Nothing]),
        (WebHost::AzureStaticWebApps, [Rule, Rule, Script, Script, Nothing, Nothing]),
        (WebHost::Firebase, [Rule, Rule, Script, Script, Nothing, Nothing]),
        (WebHost::Nginx, [Rule; 6]),
        (WebHost::Apache, [Rule; 6]),
        (WebHost::Caddy, [Rule; 6]),
    ] {
        assert_eq!(of(host), expected, "{host}");
    }
}

#[test]
fn a_build_tells_how_many_old_addresses_nothing_answers() {
    let with_hosts = |hosts: &str| {
        let site = usual();
        let config = std::fs::read_to_string(site.path("site.toml")).unwrap();
        site.write("site.toml", config.replace(super::SERVERS, hosts));
        site.build().problems_text()
    };
    assert_eq!(with_hosts("hosts = ['nginx', 'netlify']").matches("host-redirects").count(), 0);
    assert!(
        with_hosts("hosts = 'github-pages'").starts_with(
            "warning[host-redirects]: 4 of 15 old addresses do not redirect on GitHub Pages, such as `blog.example.net/x?y=1` ("
        ),
        "{}",
        with_hosts("hosts = 'github-pages'")
    );
}
