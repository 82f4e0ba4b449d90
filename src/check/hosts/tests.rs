//! What limits of hosts say of sites of many sizes.

use super::*;

fn needs() -> Needs {
    Needs {
        files: 10,
        bytes: 1_000,
        is_estimated: false,
        largest: (100, "a/index.html".into()),
        media: 0,
        redirect_pages: 3,
        redirects: RuleCounts::default(),
        headers: RuleCounts::default(),
    }
}

fn told(host: WebHost, needs: &Needs) -> Vec<String> {
    check(host, needs).into_iter().map(|one| format!("{}: {}", one.level.name(), one.message)).collect()
}

#[test]
fn every_limit_has_a_source_and_a_date() {
    let limits: Vec<Limit> = serde_json::from_str(LIMITS).unwrap();
    assert!(limits.len() > 20);
    for limit in &limits {
        assert!(limit.source.starts_with("https://") && limit.most > 0, "{limit:?}");
        assert!(chrono::NaiveDate::parse_from_str(&limit.date, "%Y-%m-%d").is_ok(), "{limit:?}");
    }
    // Limits of one kind stand together, the lowest first.
    for pair in limits.windows(2) {
        let is_one = pair[0].host == pair[1].host && pair[0].what == pair[1].what;
        assert!(!is_one || pair[0].most < pair[1].most, "{pair:?}");
    }
    assert!(limits.is_sorted_by_key(|limit| limit.host), "in the order of the hosts");
}

#[test]
fn a_small_site_fits_everywhere() {
    for host in WebHost::ALL {
        assert_eq!(told(host, &needs()), Vec::<String>::new(), "{host}");
    }
}

#[test]
fn a_site_that_one_plan_has_room_for_is_a_warning() {
    let pages = WebHost::CloudflarePages;
    let files = |files| told(pages, &Needs { files, ..needs() });
    assert_eq!(files(20_000), Vec::<String>::new());
    let limits = "the limit is 20000 (free plan), 100000 (paid plan)";
    assert_eq!(files(20_001), [format!("warning: Cloudflare Pages: 20001 files; {limits}")]);
    assert_eq!(files(100_001), [format!("error: Cloudflare Pages: 100001 files; {limits}")]);
}

#[test]
fn what_is_estimated_is_told_as_such() {
    let needs = Needs { files: 100_001, bytes: 2_000_000_000, is_estimated: true, ..needs() };
    assert_eq!(
        told(WebHost::CloudflarePages, &needs),
        ["error: Cloudflare Pages: about 100001 files; the limit is 20000 (free plan), 100000 (paid plan)"]
    );
    let told = told(WebHost::GithubPages, &needs);
    assert!(told[0].contains("the site has about 2000.0 MB; "), "{told:?}");
}

#[test]
fn sizes_and_rules_have_limits_too() {
    let large = Needs { largest: (30_000_000, "talk.mp3".into()), bytes: 1_500_000_000, ..needs() };
    assert_eq!(
        told(WebHost::CloudflareWorkers, &large),
        ["error: Cloudflare Workers: talk.mp3 has 30.0 MB; the limit is 26.2 MB"]
    );
    assert_eq!(
        told(WebHost::GithubPages, &large),
        ["error: GitHub Pages: the site has 1500.0 MB; the limit is 1000.0 MB"]
    );
    assert_eq!(told(WebHost::Nginx, &large), Vec::<String>::new());
    let rules = "/a /b 301\n".repeat(2_001) + &"/c/* /d 301\n".repeat(101);
    let many = Needs { redirects: RuleCounts::of_redirects(&rules), ..needs() };
    assert_eq!(
        told(WebHost::CloudflarePages, &many),
        [
            "warning: Cloudflare Pages: 2001 redirect rules; the limit is 2000",
            "error: Cloudflare Pages: 101 redirect rules with wildcards; the limit is 100",
        ]
    );
    let headers = Needs { headers: RuleCounts::of_headers(&"/a\n  X: y\n\n# z\n".repeat(101)), ..needs() };
    assert_eq!(
        told(WebHost::CloudflarePages, &headers),
        ["error: Cloudflare Pages: 101 rules in _headers; the limit is 100"]
    );
}
