//! What is written for web hosts, served by the servers it is written for: each old address is asked for as browsers send it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use generate::address::{Address, Hosts};
use generate::build::{Options, build};
use generate::diagnostic::Diagnostics;
use generate::path::UrlPath;
use serde_json::Value;
use tempfile::TempDir;
use url::{Position, Url};

use crate::page::{all_elements, post};
use crate::support::{Built, Site, site, tree};
use servers::{Kind, Server};

mod files;
mod limits;
mod parsers;
mod servers;

/// Where the sites of these tests say that they are.
const HOST: &str = "https://archive.example.org";

/// The line of `site.toml` for all servers that can be had here.
const SERVERS: &str = "hosts = [\"nginx\", \"apache\", \"caddy\"]";

/// Starts every server there is for the site in `public` of `folder`, and calls `test` with each.
fn with_each(folder: &Path, mut test: impl FnMut(&Server)) {
    for kind in Kind::ALL {
        if let Some(server) = Server::start(kind, folder) {
            test(&server);
        }
    }
}

/// The texts of a list in a vector.
fn texts(vector: &Value, key: &str) -> Vec<String> {
    let texts = vector[key].as_array().into_iter().flatten();
    texts.map(|text| text.as_str().unwrap().to_owned()).collect()
}

/// Where a browser is led that asks for `target`, and whether the server itself does so; by the script of the page that answers
/// otherwise, which makes the same keys as the program.
fn leads(server: &Server, built: &Built, target: &str) -> Option<(String, bool)> {
    let answer = server.get("archive.example.org", target);
    if answer.status == 301 && answer.location.is_some() {
        return answer.location.map(|location| (location, true));
    }
    assert!(matches!(answer.status, 200 | 308 | 404), "{server}: {target}: {}", answer.status);
    if !answer.text.contains("/theme/old-address.") {
        return None;
    }
    // In full, since a path may start with two slashes.
    let asked = format!("{HOST}{target}");
    let key = Address::read(&asked, &Hosts::new([HOST]), &UrlPath::root()).unwrap().key();
    let lists = fs::read_dir(built.out.join("old-addresses")).unwrap();
    let mut lists = lists.map(|list| fs::read(list.unwrap().path()).unwrap());
    lists.find_map(|list| {
        let list: Value = serde_json::from_slice(&list).unwrap();
        list.get(&key).and_then(Value::as_str).map(|to| (to.to_owned(), false))
    })
}

#[test]
fn old_addresses_with_a_query_lead_on_in_every_spelling() {
    let vectors: Value = serde_json::from_str(include_str!("../vectors/old-addresses.json")).unwrap();
    let vectors = vectors.as_array().unwrap();
    let articles: String = vectors
        .iter()
        .enumerate()
        .map(|(at, vector)| {
            let alias = serde_json::to_string(&vector["written"]).unwrap();
            post(&format!("v{at}.md"), "V", "2010-12-10", &format!("aliases: [{alias}]"))
        })
        .collect();
    let built = site(&articles).config(SERVERS).build();
    with_each(built.out.parent().unwrap(), |server| {
        let (mut by_server, mut by_script) = (0, Vec::new());
        for (at, vector) in vectors.iter().enumerate() {
            let target = format!("/2010/12/v{at}/");
            for sent in texts(vector, "sent").iter().filter(|sent| sent.is_ascii()) {
                match leads(server, &built, sent) {
                    Some((to, is_by_server)) => {
                        assert_eq!(to, target, "{server}: {sent}");
                        by_server += usize::from(is_by_server);
                        by_script.extend((!is_by_server).then_some(sent.clone()));
                    }
                    None => panic!("{server}: {sent} leads nowhere"),
                }
            }
            // Maps of nginx and Apache do not tell capitals from small letters.
            let written = vector["written"].as_str().unwrap();
            let differs = |other: &&String| other.is_ascii() && !other.eq_ignore_ascii_case(written);
            for other in texts(vector, "not").iter().filter(differs) {
                let lead = leads(server, &built, other).map(|(to, _)| to);
                assert_ne!(lead, Some(target.clone()), "{server}: {other}");
            }
        }
        // Caddy compares capitals too.
        let least = if server.kind() == Kind::Caddy { 10 } else { by_script.len() };
        assert!(by_server > least, "{server}: {by_server} itself, by the script: {by_script:?}");
    });
}

/// Aliases and the articles they lead to, which are called by one letter.
const USUAL: &[(&str, &str)] = &[
    ("a", "/index.php?id=46:a-b&catid=3:news"),
    ("b", "/story.php"),
    ("c", "/list?tag[]=a b&tag[]=Мир"),
    ("d", "/archive.php?a=1&b=2&c=3&d=4"),
    ("e", "/archive.php"),
    ("f", "/Big-Case/"),
    ("g", "/caf%C3%A9:1/x"),
    ("h", "/2010/12/H/"),
    ("i", "/?p=7"),
    ("j", "/money/"),
    ("k", "/регион/старый адрес"),
    ("l", "http://blog.example.net/x"),
    ("m", "http://blog.example.net/x?y=1"),
    ("n", "/article.php?id=7"),
    ("o", "/node/15"),
];

/// What is asked for, and the article that it leads to, for every server alike.
const ASKED: &[(&str, &str)] = &[
    ("/index.php?id=46:a-b&catid=3:news", "a"),
    ("/index.php?catid=3:news&id=46:a-b", "a"),
    ("/index.php?catid=3%3Anews&id=46%3Aa-b", "a"),
    ("/index.php?catid=3%3anews&id=46%3aa-b", "a"),
    ("/story.php", "b"),
    ("/story.php?utm_source=x", "b"),
    ("/list?tag[]=a+b&tag[]=%d0%9c%d0%b8%d1%80", "c"),
    ("/list/?tag%5B%5D=%D0%9C%D0%B8%D1%80&tag%5B%5D=a%20b", "c"),
    ("/archive.php?a=1&b=2&c=3&d=4", "d"),
    ("/archive.php", "e"),
    ("/Big-Case/", "f"),
    ("/Big-Case", "f"),
    ("/caf%c3%a9:1/x", "g"),
    ("/caf%C3%A9%3A1/x", "g"),
    ("/caf%C3%A9:1/x/?utm_source=y", "g"),
    ("/?p=7", "i"),
    ("/money/", "j"),
    (
        "/%D1%80%D0%B5%D0%B3%D0%B8%D0%BE%D0%BD/%D1%81%D1%82%D0%B0%D1%80%D1%8B%D0%B9%20%D0%B0%D0%B4%D1%80%D0%B5%D1%81",
        "k",
    ),
    (
        "/%d1%80%d0%b5%d0%b3%d0%b8%d0%be%d0%bd/%d1%81%d1%82%d0%b0%d1%80%d1%8b%d0%b9%20%d0%b0%d0%b4%d1%80%d0%b5%d1%81/",
        "k",
    ),
    ("/article.php?id=7", "n"),
    ("/article.php?id=%37", "n"),
    ("/node/15", "o"),
    ("/node/15/", "o"),
];

/// A site with the usual aliases.
fn usual() -> Site {
    let articles = USUAL.iter().map(|(name, alias)| {
        let slug = if *name == "j" { "\nslug: a$b:c" } else { "" };
        post(&format!("{name}.md"), "T", "2010-12-10", &format!("aliases: [\"{alias}\"]{slug}"))
    });
    site(&articles.collect::<String>()).config(SERVERS)
}

/// The address of an article of [`usual`].
fn target(name: &str) -> String {
    if name == "j" { "/2010/12/a$b:c/".into() } else { format!("/2010/12/{name}/") }
}

#[test]
fn servers_answer_the_usual_spellings_themselves() {
    let built = usual().build();
    with_each(built.out.parent().unwrap(), |server| {
        let (mut answered, mut left) = (0, Vec::new());
        for (sent, to) in ASKED {
            let answer = server.get("archive.example.org", sent);
            let location = answer.location.map(|location| location.replace("%24", "$"));
            if (answer.status, &location) == (301, &Some(target(to))) {
                answered += 1;
                continue;
            }
            left.push((*sent, answer.status, location));
        }
        // `%37` is a digit that nobody encodes.
        let expected: &[&str] = &["/article.php?id=%37"];
        assert_eq!(left.iter().map(|(sent, ..)| *sent).collect::<Vec<_>>(), expected, "{server}: {left:?}");
        assert_eq!(answered, ASKED.len() - expected.len());
        // Another host.
        for (sent, to) in [("/x", "l"), ("/x?y=1", "m"), ("/x?z=1", "-"), ("/", "-")] {
            let answer = server.get("blog.example.net", sent);
            let full = format!("{HOST}/2010/12/{to}/");
            assert_eq!(answer.location == Some(full), to != "-", "{server}: {sent}: {answer:?}");
        }
        assert_ne!(server.get("archive.example.org", "/x").status, 301, "{server}: of the other host only");
        // What is there is itself, and so is what differs from it by case alone.
        for (sent, status) in
            [("/2010/12/h/", 200), ("/2010/12/a/?p=7", 200), ("/none?x=1", 404), ("/.hosting/", 404)]
        {
            assert_eq!(server.get("archive.example.org", sent).status, status, "{server}: {sent}");
        }
    });
}

#[test]
fn apache_answers_from_htaccess_alone() {
    let built = usual().build();
    let Some(server) = Server::start(Kind::Htaccess, built.out.parent().unwrap()) else { return };
    for (sent, to) in ASKED {
        let answer = server.get("archive.example.org", sent);
        let location = answer.location.map(|location| location.replace("%24", "$"));
        match to {
            // `%37` is a digit that nobody encodes.
            _ if sent.contains("%37") => assert_eq!(answer.status, 404),
            // Pages answer these.
            &("f" | "g" | "j" | "k" | "o") => assert!(matches!(answer.status, 200 | 301), "{sent}"),
            to => assert_eq!((answer.status, location), (301, Some(target(to))), "{sent}"),
        }
    }
    assert_eq!(server.get("blog.example.net", "/x?y=1").location, Some(format!("{HOST}/2010/12/m/")));
    assert_eq!(server.get("archive.example.org", "/article.php?id=77").status, 404);
    assert_eq!(server.get("archive.example.org", "/article.php?ID=7").status, 404);
    assert_eq!(server.get("archive.example.org", "/article.php?id=7&x=1").status, 404);
}

/// Old addresses that would end a line or a text of settings, start a variable, or be a pattern.
const NASTY: &[&str] = &[
    r#"/a"; return 200 "x"#,
    "/a;b{c}d",
    "/$host/${uri}/$1/%251",
    "/{env.HOME}/{path}",
    "/a b%20%C2%A0c",
    "/a'b`c",
    "/100%25/%2541",
    "/%23hash",
    "/x*y:z!",
    "/[a-z]+(b|c)?.^$",
    "/~regex",
    "/q?a=\"x\"&b={y}",
    "/q?c=$z;d\\e",
    "/q?d=%0aHeader:x",
    "/q?e=%25{HTTP_HOST}",
    "/кавычки«»/%E2%80%A8x",
    "/<IfModule x>",
    "/default",
];

/// All of them, the last one as long as the part of a line that Apache reads at once: what follows would be a rule for `/`.
fn nasty() -> Vec<String> {
    let long = format!("{}/{}", format!("/{}", "й".repeat(40)).repeat(4), "x".repeat(59));
    NASTY.iter().map(|alias| (*alias).to_owned()).chain([long]).collect()
}

#[test]
fn no_old_address_gets_out_of_its_place() {
    let nasty = nasty();
    let articles: String = nasty
        .iter()
        .enumerate()
        .map(|(at, alias)| {
            let alias = serde_json::to_string(alias).unwrap();
            // Where it leads is as nasty as YAML lets a name be.
            post(
                &format!("n{at}.md"),
                "N",
                "2010-12-10",
                &format!("aliases: [{alias}]\nslug: 'n{at}$\"{{x}};%1'"),
            )
        })
        .collect();
    let built = site(&articles).config(SERVERS).build();
    let mut of_all = BTreeMap::new();
    with_each(built.out.parent().unwrap(), |server| {
        assert_eq!(
            server.get("archive.example.org", "/").status,
            200,
            "{server}: no rule is for the home page"
        );
        for (at, alias) in nasty.iter().enumerate() {
            // What a browser makes of it. A fragment is not sent.
            let url = url::Url::parse(&format!("{HOST}{alias}")).unwrap();
            let sent = &url[Position::BeforePath..];
            let answer = server.get("archive.example.org", sent);
            let location = answer.location.unwrap_or_default();
            let decoded = percent_encoding::percent_decode_str(&location).decode_utf8().unwrap().into_owned();
            let expected = format!("/2010/12/n{at}$\"{{x}};%1/");
            if server.kind() == Kind::Apache && at == NASTY.len() {
                // The map has no room for it: the page at the old address leads on.
                assert_eq!(decoded.trim_start_matches("http://archive.example.org"), format!("{alias}/"));
                continue;
            }
            if (answer.status, &decoded) != (301, &expected) {
                of_all.insert((server.to_string(), sent.to_owned()), (answer.status, location));
            }
            assert!(!answer.head.contains("Header:x"), "{server}: {sent}");
        }
    });
    // A page stands there all the same.
    assert_eq!(of_all, BTreeMap::new());
}

#[test]
fn files_have_their_headers() {
    let site = usual();
    site.write("static/app.webmanifest", "{}")
        .write("static/notes.txt", "Привет")
        .write("static/images/own.png", "png");
    let built = site.build();
    let theme = built.names().into_iter().find(|name| name.starts_with("theme/style.")).unwrap();
    with_each(built.out.parent().unwrap(), |server| {
        let header = |target: &str, name: &str| server.get("archive.example.org", target).header(name);
        for page in ["/", "/2010/12/a/", "/notes.txt", "/images/own.png"] {
            assert_eq!(
                header(page, "Cache-Control").as_deref(),
                Some("public, max-age=0, must-revalidate"),
                "{server}: {page}"
            );
        }
        for target in ["/", &format!("/{theme}"), "/none"] {
            assert_eq!(
                header(target, "X-Content-Type-Options").as_deref(),
                Some("nosniff"),
                "{server}: {target}"
            );
            assert_eq!(
                header(target, "Content-Security-Policy").as_deref(),
                Some("frame-ancestors 'none'"),
                "{server}: {target}"
            );
            assert_eq!(
                header(target, "Referrer-Policy").as_deref(),
                Some("no-referrer-when-downgrade"),
                "{server}: {target}"
            );
        }
        let lasting = header(&format!("/{theme}"), "Cache-Control");
        assert_eq!(lasting.as_deref(), Some("public, max-age=31536000, immutable"), "{server}");
        let missing = header("/theme/style.0.css", "Cache-Control").unwrap_or_default();
        assert!(
            !missing.contains("immutable"),
            "{server}: what is missing today may be there tomorrow: {missing}"
        );
        let manifest = header("/app.webmanifest", "Content-Type").unwrap();
        assert!(manifest.starts_with("application/manifest+json"), "{server}: {manifest}");
        assert_eq!(
            header("/notes.txt", "Content-Type").unwrap().to_lowercase(),
            "text/plain; charset=utf-8",
            "{server}"
        );
        assert!(header("/", "Content-Type").unwrap().starts_with("text/html"), "{server}");
        let missing = server.get("archive.example.org", "/none").text;
        assert!(missing.contains("/theme/style."), "{server}: 404.html");
    });
}

#[test]
fn a_site_below_a_path_has_its_headers_and_its_page_for_what_is_missing() {
    let site = site(&post("a.md", "A", "2010-12-10", "aliases: [/node/1]")).config(SERVERS);
    let config = fs::read_to_string(site.path("site.toml")).unwrap();
    let config = config.replace("https://archive.example.org/", "https://archive.example.org/архив/");
    let built = site.write("site.toml", config).build();
    // As the documentation says: the files below the path, the settings from there.
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("public")).unwrap();
    fs::rename(&built.out, folder.path().join("public/архив")).unwrap();
    servers::link(&folder.path().join("public/архив/.hosting"), &folder.path().join("public/.hosting"));
    let names = fs::read_dir(folder.path().join("public/архив/theme")).unwrap();
    let mut names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let theme = names.find(|name| name.starts_with("style.")).unwrap();
    let encoded = "/%D0%B0%D1%80%D1%85%D0%B8%D0%B2";
    with_each(folder.path(), |server| {
        let get = |path: &str| server.get("archive.example.org", &format!("{encoded}{path}"));
        let lasting = get(&format!("/theme/{theme}"));
        assert_eq!(lasting.status, 200, "{server}");
        let cache = lasting.header("Cache-Control");
        assert_eq!(cache.as_deref(), Some("public, max-age=31536000, immutable"), "{server}");
        let page = get("/2010/12/a/");
        assert_eq!(
            page.header("Cache-Control").as_deref(),
            Some("public, max-age=0, must-revalidate"),
            "{server}"
        );
        let missing = get("/none");
        assert_eq!(missing.status, 404, "{server}");
        assert!(missing.text.contains("/theme/style."), "{server}: 404.html");
        let moved = get("/node/1");
        assert_eq!(moved.location, Some(format!("{encoded}/2010/12/a/")), "{server}");
        assert_eq!(get("/.hosting/nginx-server.conf").status, 404, "{server}: settings are not for readers");
    });
}

/// All addresses of the site itself that its pages link to or load, without fragments.
fn linked(out: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (path, bytes) in tree(out).iter().filter(|(path, _)| path.ends_with(".html")) {
        let page = Url::parse("http://site.invalid/").unwrap().join(path).unwrap();
        for element in all_elements(&String::from_utf8_lossy(bytes)) {
            let addresses = ["href", "src", "poster"].into_iter().filter_map(|name| element.get(name));
            let urls = addresses.filter_map(|address| page.join(address).ok());
            let own = urls.filter(|url| url.host_str() == page.host_str());
            found.extend(own.map(|url| url[Position::BeforePath..Position::AfterQuery].to_owned()));
        }
    }
    found
}

/// Follows every link: each leads to a page or file, if need be by one redirect of the server, but for those that lead to nothing the
/// site has.
fn follow_all(server: &Server, links: &BTreeSet<String>, to_nothing: &[&str]) {
    let is_answered = |link: &&String| {
        let answer = server.get("", link);
        match answer.location.filter(|_| matches!(answer.status, 301 | 308)) {
            Some(location) => server.get("", &location).status == 200,
            None => answer.status == 200,
        }
    };
    let broken: Vec<&String> = links.iter().filter(|link| !is_answered(link)).collect();
    assert_eq!(broken, to_nothing, "{server}");
}

/// Builds the site in `root` twice: for the servers, and for nobody in particular. Every line of the `_redirects` of the second is
/// asked of every server with the files of the first, and all links of these are followed; how many lines there are is returned.
fn ask_all(root: &Path, to_nothing: &[&str]) -> usize {
    let folder = TempDir::new().unwrap();
    servers::open(folder.path());
    let shared = Path::new("../shared").canonicalize().unwrap_or_default();
    let base = fs::read_to_string(root.join("site.toml")).unwrap();
    let base = base.replace("../../../../shared", &shared.to_string_lossy());
    let copy = folder.path().join("root");
    servers::link_site(root, &copy);
    let mut built = Vec::new();
    for (name, config) in [("plain", base.clone()), ("public", format!("{SERVERS}\n{base}"))] {
        fs::write(copy.join("site.toml"), config).unwrap();
        let (out, cache) = (folder.path().join(name), folder.path().join("cache"));
        let options = Options { root: copy.clone(), out, cache: Some(cache), ..Options::default() };
        let mut problems = Diagnostics::new();
        assert!(build(&options, &(), &mut problems).is_some(), "{problems:?}");
        built.push(options.out);
    }
    let rules = parsers::redirects(&fs::read_to_string(built[0].join("_redirects")).unwrap());
    let links = linked(&built[1]);
    assert!(links.len() > 500, "{}", links.len());
    with_each(folder.path(), |server| {
        follow_all(server, &links, to_nothing);
        let mut wrong = Vec::new();
        for rule in &rules {
            let query = rule.query.join("&");
            let (host, path) = match rule.from.strip_prefix("https://") {
                Some(full) => full.split_at(full.find('/').unwrap()),
                None => ("", rule.from.as_str()),
            };
            let target = if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") };
            // As browsers send it.
            let url = Url::parse(&format!("http://x{target}")).unwrap();
            for sent in [&url[Position::BeforePath..], &target.replace("%20", "+").replace("%3A", ":")] {
                let answer = server.get(host, sent);
                if (answer.status, answer.location.as_deref()) != (301, Some(&rule.to)) {
                    wrong.push((sent.to_owned(), rule.to.clone(), answer.status, answer.location));
                }
            }
        }
        assert_eq!(wrong, [], "{server}");
    });
    rules.len()
}

#[test]
fn every_old_address_of_the_demonstration_archive_leads_on() {
    let rules = ask_all(Path::new(env!("CARGO_MANIFEST_DIR")), &[]);
    assert!(rules > 20, "{rules}");
}

#[test]
fn every_old_address_of_a_real_archive_leads_on() {
    const DATA: &str = "../shared/data/digitalgov/content";
    if !Path::new(DATA).is_dir() {
        eprintln!("SKIPPED old addresses of digitalgov: {DATA} is absent");
        return;
    }
    // A page that the mirror lacks, to which a shortcode of the old site links.
    let to_nothing = ["/resources/introduction-to-translation-technology/"];
    let rules = ask_all(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites/digitalgov"), &to_nothing);
    assert!(rules > 500, "{rules}");
}

#[test]
fn servers_send_the_compressed_copies() {
    let site = usual().config("compress = [\"gzip\", \"br\", \"zstd\"]");
    site.write("static/long.txt", "Привет, мир. ".repeat(300));
    let built = site.build();
    with_each(built.out.parent().unwrap(), |server| {
        for (accepted, encoding, ending) in
            [("gzip", "gzip", "gz"), ("gzip, br", "br", "br"), ("zstd", "zstd", "zst"), ("identity", "", "")]
        {
            // nginx has no more than gzip without modules; Apache compresses by itself.
            let is_known = match server.kind() {
                Kind::Caddy => true,
                Kind::Nginx => ["gzip", ""].contains(&encoding),
                Kind::Apache | Kind::Htaccess => encoding.is_empty(),
            };
            if !is_known {
                continue;
            }
            for (target, file) in
                [("/", "index.html"), ("/long.txt", "long.txt"), ("/2010/12/a/", "2010/12/a/index.html")]
            {
                let (head, sent) = server.get_compressed(target, accepted);
                assert_eq!(head.status, 200);
                assert_eq!(
                    head.header("Content-Encoding").unwrap_or_default(),
                    encoding,
                    "{server}: {target}"
                );
                let name = if ending.is_empty() { file.to_owned() } else { format!("{file}.{ending}") };
                assert!(
                    sent == std::fs::read(built.out.join(&name)).unwrap(),
                    "{server}: {target}: {accepted}"
                );
                let content_type = head.header("Content-Type").unwrap();
                assert!(content_type.starts_with("text/"), "{server}: {target}: {content_type}");
                if !encoding.is_empty() {
                    let vary = head.header("Vary").unwrap_or_default();
                    assert!(vary.contains("Accept-Encoding"), "{server}: {target}: {}", head.head);
                }
            }
        }
    });
}
