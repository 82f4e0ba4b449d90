//! What a built page says, as far as phrases are looked for in it. `static/theme/search.js` reads the same parts of it.

use std::borrow::Cow;
use std::fs;
use std::path::Path;

use crate::output::search_index::plain_text;
use crate::path::UrlPath;
use crate::text::decoded;

/// The text of the page at an address, as an index has it, and the summary in its head; `None` if the page cannot be read.
pub(super) fn texts(out: &Path, address: &str) -> Option<[String; 2]> {
    let file = UrlPath::parse(&format!("/{address}")).ok()?.out_path();
    let html = fs::read_to_string(out.join(file.as_str())).ok()?;
    Some([plain_text(&story(&html)), summary(&html).into_owned()])
}

/// The part of a page that is the article: of its foot in the default theme only the names of terms.
fn story(html: &str) -> Cow<'_, str> {
    let Some(story) = element(html, "<article class=\"story\"", "article") else {
        return element(html, "<main", "main").unwrap_or(html).into();
    };
    let foot = story.rfind("<footer").map(|at| story.split_at(at));
    match foot.and_then(|(before, foot)| Some((before, element(foot, "<dl class=\"facts\"", "dl")?))) {
        Some((before, facts)) => format!("{before}{facts}").into(),
        None => story.into(),
    }
}

fn summary(html: &str) -> Cow<'_, str> {
    let start = "<meta name=\"description\" content=\"";
    let rest = html.find(start).map(|at| &html[at + start.len()..]);
    rest.and_then(|rest| rest.split('"').next()).map_or(Cow::Borrowed(""), decoded)
}

/// The first element whose tag begins with `start`, with all that is in it.
fn element<'h>(html: &'h str, start: &str, name: &str) -> Option<&'h str> {
    let html = &html[html.find(start)?..];
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(end) = html[at..].find(&close).map(|end| at + end) {
        depth += html[at..end].matches(&open).count();
        at = end + close.len();
        depth = depth.saturating_sub(1);
        if depth == 0 {
            return Some(&html[..at]);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_story_has_no_more_of_its_foot_than_the_names_of_terms() {
        let html = "<main><article class=\"story\"><h1>A &amp; B</h1><div><article>in it</article> text <footer>of a quotation</footer></div>\
                    <footer><p>Cite</p><dl class=\"facts\"><dd>The Bug Pit</dd></dl><p>more</p></footer></article><p>related</p></main>";
        assert_eq!(
            plain_text(&story(html)).split_whitespace().collect::<Vec<_>>().join(" "),
            "A & B in it text of a quotation The Bug Pit"
        );
    }

    #[test]
    fn a_page_of_another_theme_is_read_whole() {
        assert_eq!(
            story("<p>menu</p><main id=a>text <footer>x</footer></main><p>foot</p>"),
            "<main id=a>text <footer>x</footer></main>"
        );
        assert_eq!(
            story("<article class=\"story\">text <footer>x</footer></article>"),
            "<article class=\"story\">text <footer>x</footer></article>"
        );
        assert_eq!(story("<article class=\"story\">never ends"), "<article class=\"story\">never ends");
        assert_eq!(story("text"), "text");
    }

    #[test]
    fn a_page_is_read_by_its_address() {
        let out = tempfile::tempdir().unwrap();
        let read = |address: &str| texts(out.path(), address).map(|[text, _]| text);
        for (address, file) in [
            ("2010/a/", "2010/a/index.html"),
            ("a.html", "a.html"),
            ("%D0%B3%D0%BE%D1%80%D1%8B/a%20b/", "горы/a b/index.html"),
            ("", "index.html"),
        ] {
            let path = out.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, address).unwrap();
            assert_eq!(read(address).as_deref(), Some(address));
        }
        fs::create_dir(out.path().join("site")).unwrap();
        for address in ["gone/", "../index.html", "site/../../etc/passwd", "%2e%2e/%2e%2e/etc/passwd"] {
            assert_eq!(texts(&out.path().join("site"), address), None, "{address}");
        }
    }

    #[test]
    fn the_summary_is_that_of_the_head() {
        assert_eq!(summary("<meta name=\"description\" content=\"A &quot;b&quot; c\">"), "A \"b\" c");
        assert_eq!(summary("<p>no head</p>"), "");
    }
}
