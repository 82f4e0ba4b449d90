//! A real archive: 2,083 posts of a public-domain news site as its Hugo generator read them, no file changed.
//!
//! What must come out is worked out here from the files themselves, by other means than the program's own.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use generate::build::{Options, Report, build};
use generate::diagnostic::Diagnostics;
use html5ever::tokenizer::{
    BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts, states::RawKind,
};
use tempfile::TempDir;

/// The site, from the package's folder, where tests run.
const ROOT: &str = "tests/sites/digitalgov";

/// The real files.
const DATA: &str = "../shared/data/digitalgov/content";

/// The archive, built once for all tests of this file.
struct Archive {
    folder: TempDir,
    report: Report,
    problems: Diagnostics,
    posts: Vec<Source>,
}

/// What a file says of itself, read line by line.
struct Source {
    path: PathBuf,
    keys: BTreeMap<String, String>,
    lists: BTreeMap<String, Vec<String>>,
    text: String,
}

static ARCHIVE: LazyLock<Option<Archive>> = LazyLock::new(|| {
    if !Path::new(DATA).is_dir() {
        // Not a macro: what those print is shown of failed tests only.
        let _ = writeln!(std::io::stderr(), "SKIPPED digitalgov: {DATA} is absent");
        return None;
    }
    let folder = TempDir::new().unwrap();
    let options = Options { root: ROOT.into(), out: folder.path().join("public"), ..Options::default() };
    let mut problems = Diagnostics::new();
    let report = build(&options, &(), &mut problems).unwrap_or_default();
    let posts = sources("news").into_iter().filter(|post| !post.path.ends_with("_index.md")).collect();
    Some(Archive { folder, report, problems, posts })
});

/// All Markdown files of a folder of the data.
fn sources(folder: &str) -> Vec<Source> {
    let files = walkdir::WalkDir::new(Path::new(DATA).join(folder)).sort_by_file_name();
    let files = files.into_iter().map(|entry| entry.unwrap().into_path());
    files.filter(|path| path.extension().is_some_and(|extension| extension == "md")).map(read).collect()
}

/// Reads the front matter of a file as far as these tests need it: top-level keys, and lists of plain texts.
fn read(path: PathBuf) -> Source {
    let text = fs::read_to_string(&path).unwrap();
    let mut source = Source { path, keys: BTreeMap::new(), lists: BTreeMap::new(), text: text.clone() };
    let mut last = String::new();
    let unquoted = |text: &str| text.trim().trim_matches(['"', '\'']).trim().to_owned();
    let lines = text.trim_start_matches('\u{feff}').lines().skip_while(|line| line.trim().is_empty()).skip(1);
    for line in lines.take_while(|line| line.trim_end() != "---") {
        if let Some(item) = line.trim_start().strip_prefix("- ") {
            source.lists.entry(last.clone()).or_default().push(unquoted(item));
        } else if let Some((key, value)) = line.split_once(':')
            && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        {
            last = key.to_owned();
            source.lists.remove(key);
            source.keys.insert(key.to_owned(), unquoted(value));
        }
    }
    source
}

impl Source {
    fn key(&self, key: &str) -> &str {
        self.keys.get(key).map_or("", String::as_str)
    }

    fn list(&self, key: &str) -> &[String] {
        self.lists.get(key).map_or(&[], Vec::as_slice)
    }

    fn is_draft(&self) -> bool {
        self.key("draft") == "true"
    }

    /// The address the site had: the date as written, and the slug.
    fn address(&self) -> String {
        let date: Vec<&str> = self.key("date").split([' ', 'T']).next().unwrap().split('-').collect();
        format!("{:0>4}/{:0>2}/{:0>2}/{}/", date[0], date[1], date[2], self.key("slug"))
    }

    /// Old addresses of this site, without slashes at their ends.
    fn aliases(&self) -> impl Iterator<Item = String> {
        self.list("aliases").iter().map(|alias| alias.trim_matches('/').to_owned())
    }
}

impl Archive {
    fn page(&self, address: &str) -> Option<String> {
        let address = percent_encoding::percent_decode_str(address.trim_matches('/')).decode_utf8().unwrap();
        let folder = self.folder.path().join("public").join(&*address);
        // An alias that ends in an extension is a file of that name.
        fs::read_to_string(folder.join("index.html")).or_else(|_| fs::read_to_string(folder)).ok()
    }

    fn count(&self, code: &str) -> usize {
        self.problems.iter().filter(|problem| problem.code == code).count()
    }
}

/// Where a redirect page leads: an address without slashes at its ends.
fn redirect(page: &str) -> Option<&str> {
    let start = page.find("http-equiv=\"refresh\" content=\"0; url=")?;
    let rest = &page[start..];
    let target = rest.split("url=").nth(1)?.split('"').next()?;
    Some(target.trim_matches('/'))
}

#[test]
fn it_builds_without_an_error() {
    let Some(archive) = &*ARCHIVE else { return };
    assert_eq!(archive.problems.errors(), 0, "{:#?}", archive.problems.sorted().first());
    let published = archive.posts.iter().filter(|post| !post.is_draft()).count();
    assert_eq!(archive.posts.len(), 2_083);
    assert_eq!(archive.report.articles, published);
    assert_eq!(archive.count("duplicate-key"), 13);
    assert_eq!(archive.count("same-address"), 1);
}

#[test]
fn every_published_post_stands_at_its_old_address() {
    let Some(archive) = &*ARCHIVE else { return };
    let mut addresses: BTreeMap<String, usize> = BTreeMap::new();
    for post in archive.posts.iter().filter(|post| !post.is_draft()) {
        let address = post.address();
        let page =
            archive.page(&address).unwrap_or_else(|| panic!("{} is not at {address}", post.path.display()));
        assert_eq!(redirect(&page), None, "{address}");
        let canonical = format!("<link rel=\"canonical\" href=\"https://digital.gov/{address}\">");
        // Hexadecimal digits of either case mean the same.
        assert!(page.to_lowercase().contains(&canonical), "{address}");
        *addresses.entry(address).or_default() += 1;
    }
    let shared: Vec<&String> =
        addresses.iter().filter(|(_, posts)| **posts > 1).map(|(address, _)| address).collect();
    assert_eq!(shared, ["2023/09/06/infrastructure-as-a-public-service/"]);
    assert!(archive.page("2023/09/06/infrastructure-as-a-public-service-2").is_some());
    assert!(archive.page("2016/05/23/kids-gov-reenvisioned").is_some());
}

#[test]
fn aliases_lead_on_unless_a_page_claims_them() {
    let Some(archive) = &*ARCHIVE else { return };
    let mut owners: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for post in archive.posts.iter().filter(|post| !post.is_draft()) {
        for alias in post.aliases() {
            owners.entry(alias).or_default().push(post.address().trim_matches('/').to_owned());
        }
    }
    let mut claimed = Vec::new();
    for (alias, owners) in &owners {
        let page = archive.page(alias).unwrap_or_else(|| panic!("nothing answers at {alias}"));
        match redirect(&page) {
            Some(target) => assert!(owners.iter().any(|owner| owner == target), "{alias} leads to {target}"),
            None => claimed.push(alias.as_str()),
        }
    }
    let posts: BTreeSet<String> =
        archive.posts.iter().map(|post| post.address().trim_matches('/').to_owned()).collect();
    let expected: Vec<&str> =
        owners.keys().filter(|alias| posts.contains(*alias)).map(String::as_str).collect();
    assert_eq!(claimed, expected);
    assert_eq!(claimed.len(), 3);
    let reported = |problem: &&generate::diagnostic::Diagnostic| {
        problem.code == "alias-on-page"
            && problem.place.as_ref().is_some_and(|place| place.file.contains("/news/"))
    };
    assert_eq!(archive.problems.iter().filter(reported).count(), 3);
}

#[test]
fn authors_stand_under_their_slug_with_their_name() {
    let Some(archive) = &*ARCHIVE else { return };
    let names: BTreeMap<String, String> = sources("authors")
        .into_iter()
        .filter_map(|profile| {
            let slug = profile.path.parent()?.file_name()?.to_str()?.to_owned();
            // Readers are shown the apostrophe, not how the file writes it.
            (slug != "authors").then(|| (slug, profile.key("display_name").replace("&#39;", "'")))
        })
        .collect();
    let posts = archive.posts.iter().filter(|post| !post.is_draft());
    let writers: BTreeSet<&String> = posts.flat_map(|post| post.list("authors")).collect();
    let (mut checked, mut shown) = (0, BTreeMap::<&str, usize>::new());
    for writer in writers {
        let Some(name) = names.get(writer).filter(|name| !name.is_empty()) else { continue };
        let page =
            archive.page(&format!("authors/{writer}")).unwrap_or_else(|| panic!("{writer} has no page"));
        let plain =
            page.replace("&#39;", "'").replace("&#x27;", "'").replace("&quot;", "\"").replace("&amp;", "&");
        assert!(plain.contains(&format!(">{name}<")), "{writer} is not shown as {name}");
        *shown.entry(name).or_default() += 1;
        checked += 1;
    }
    assert!(checked > 600, "{checked}");
    assert!(shown.values().any(|authors| *authors == 2), "two authors share a display name");
}

/// Whether Hugo would find the page that `target` names.
fn is_there(files: &BTreeSet<String>, names: &BTreeSet<String>, target: &str) -> bool {
    let target = target.split('#').next().unwrap().trim().trim_matches('/');
    let name = target.rsplit('/').next().unwrap();
    target.is_empty()
        || files.contains(target)
        || files.contains(&format!("{target}/_index.md"))
        || (name != "_index.md" && (names.contains(name) || names.contains(&format!("{name}.md"))))
}

#[test]
fn references_lead_to_their_page_or_are_reported_with_their_place() {
    let Some(archive) = &*ARCHIVE else { return };
    let all: Vec<Source> = ["news", "authors", "topics"].into_iter().flat_map(sources).collect();
    let below = |path: &Path| path.strip_prefix(DATA).unwrap().to_str().unwrap().to_owned();
    let files: BTreeSet<String> = all.iter().map(|source| below(&source.path)).collect();
    let names: BTreeSet<String> =
        files.iter().map(|file| file.rsplit('/').next().unwrap().to_owned()).collect();
    let (mut total, mut missing) = (0, Vec::new());
    for source in &all {
        for (line, text) in source.text.lines().enumerate() {
            for call in text.split("{{<").skip(1).filter_map(|call| call.trim_start().strip_prefix("ref ")) {
                let target = call.split(">}}").next().unwrap().trim().trim_matches('"');
                total += 1;
                if !is_there(&files, &names, target) && !source.is_draft() {
                    missing.push((below(&source.path), line as u32 + 1));
                }
            }
        }
    }
    let mut reported: Vec<(String, u32)> = archive
        .problems
        .iter()
        .filter(|problem| problem.code == "missing-link")
        .map(|problem| {
            let place = problem.place.as_ref().unwrap();
            (place.file.split("/content/").nth(1).unwrap().to_owned(), place.position.unwrap().line)
        })
        .collect();
    missing.sort();
    reported.sort();
    assert_eq!(reported, missing);
    assert!((2_700..2_800).contains(&total), "{total}");
    assert!((450..650).contains(&missing.len()), "{} of {total}", missing.len());
}

/// Follows the tags of a page: every element is closed, in order, and the tokenizer finds nothing wrong.
#[derive(Default)]
struct Tags {
    open: RefCell<Vec<String>>,
    wrong: RefCell<Vec<String>>,
}

/// Elements without an end (HTML, "void elements").
const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

/// Elements whose end may be left out (HTML, "optional tags").
const OPTIONAL: &[&str] = &["li", "p", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option"];

impl TokenSink for Tags {
    type Handle = ();

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<()> {
        match token {
            Token::ParseError(error) => self.wrong.borrow_mut().push(format!("line {line}: {error}")),
            Token::TagToken(tag) => {
                let name = tag.name.to_string();
                let mut open = self.open.borrow_mut();
                match tag.kind {
                    TagKind::StartTag if VOID.contains(&&*name) || tag.self_closing => {}
                    TagKind::StartTag => {
                        open.push(name.clone());
                        match &*name {
                            "script" => return TokenSinkResult::RawData(RawKind::ScriptData),
                            "style" => return TokenSinkResult::RawData(RawKind::Rawtext),
                            "title" | "textarea" => return TokenSinkResult::RawData(RawKind::Rcdata),
                            _ => {}
                        }
                    }
                    TagKind::EndTag => {
                        while open.last().is_some_and(|last| *last != name && OPTIONAL.contains(&&**last)) {
                            open.pop();
                        }
                        if open.pop().as_deref() != Some(&*name) {
                            self.wrong.borrow_mut().push(format!("line {line}: stray </{name}>"));
                        }
                    }
                }
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// What is wrong with the HTML of a page.
fn wrong_html(text: &str) -> Vec<String> {
    let input = BufferQueue::default();
    input.push_back(text.into());
    let tokenizer =
        Tokenizer::new(Tags::default(), TokenizerOpts { exact_errors: true, ..TokenizerOpts::default() });
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    let mut wrong = tokenizer.sink.wrong.take();
    wrong.extend(tokenizer.sink.open.take().into_iter().map(|name| format!("<{name}> is not closed")));
    wrong
}

#[test]
fn the_check_of_pages_finds_what_is_wrong() {
    assert_eq!(wrong_html("<!doctype html><p>a<br><ul><li>b</ul>").len(), 1);
    assert_eq!(wrong_html("<p>a</b></p>").len(), 2);
    assert_eq!(wrong_html("<p a=1 a=2>x</p>").len(), 1);
    assert!(wrong_html("<!doctype html><script>if (a < b) {}</script><p>&amp;</p>").is_empty());
}

#[test]
fn every_page_is_well_formed() {
    let Some(archive) = &*ARCHIVE else { return };
    let mut pages = 0;
    let mut wrong = Vec::new();
    for entry in walkdir::WalkDir::new(archive.folder.path()).sort_by_file_name() {
        let path = entry.unwrap().into_path();
        if path.extension().is_some_and(|extension| extension == "html") {
            pages += 1;
            let found = wrong_html(&fs::read_to_string(&path).unwrap());
            wrong.extend(found.into_iter().map(|what| format!("{}: {what}", path.display())));
        }
    }
    assert!(pages > 4_000, "{pages}");
    assert!(wrong.is_empty(), "{} problems, the first: {:#?}", wrong.len(), &wrong[..wrong.len().min(10)]);
}
