//! Feeds, read back by an independent reader of feeds and by one of XML.

use std::cell::RefCell;
use std::collections::BTreeSet;

use feed_rs::model::{Feed, FeedType};
use html5ever::tokenizer::{BufferQueue, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

use crate::page::{file, post, site_with, stories};
use crate::support::{Built, site};

/// The name space of Atom (RFC 4287).
const ATOM: &str = "http://www.w3.org/2005/Atom";
/// The name space of archived feeds (RFC 5005).
const HISTORY: &str = "http://purl.org/syndication/history/1.0";
/// The name space of Apple's elements for podcasts.
const ITUNES: &str = "http://www.itunes.com/dtds/podcast-1.0.dtd";

/// A feed as its reader understands it.
fn feed(built: &Built, name: &str) -> Feed {
    feed_rs::parser::parse(built.file(name).as_bytes()).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The titles of a feed's entries.
fn titles(feed: &Feed) -> Vec<String> {
    feed.entries.iter().map(|entry| entry.title.as_ref().unwrap().content.clone()).collect()
}

/// The addresses of a feed's own links with a relation, as paths of the output.
fn links(built: &Built, name: &str, relation: &str) -> Vec<String> {
    let text = built.file(name);
    let xml = roxmltree::Document::parse(&text).unwrap();
    let links = xml.root_element().children().filter(|child| child.has_tag_name((ATOM, "link")));
    let related = links.filter(|link| link.attribute("rel") == Some(relation));
    let paths = related
        .map(|link| link.attribute("href").unwrap().strip_prefix("https://archive.example.org/").unwrap());
    paths.map(ToOwned::to_owned).collect()
}

/// Asserts what RFC 4287 demands of a feed and its entries.
fn assert_atom(text: &str, name: &str) {
    let xml = roxmltree::Document::parse(text).unwrap_or_else(|error| panic!("{name}: {error}"));
    let root = xml.root_element();
    assert!(root.has_tag_name((ATOM, "feed")), "{name}");
    let one = |node: roxmltree::Node<'_, '_>, element: &str| {
        let found: Vec<_> = node.children().filter(|child| child.has_tag_name((ATOM, element))).collect();
        assert_eq!(found.len(), 1, "{name}: {element} in {}", node.tag_name().name());
        found[0].text().unwrap_or_default().to_owned()
    };
    let mut ids = BTreeSet::from([one(root, "id")]);
    let mut newest = String::new();
    for entry in root.children().filter(|child| child.has_tag_name((ATOM, "entry"))) {
        let id = one(entry, "id");
        assert!(id.contains(':') && !id.contains(char::is_whitespace), "{name}: {id} is no IRI");
        assert!(ids.insert(id), "{name}: an id stands there twice");
        assert!(!one(entry, "title").is_empty());
        for date in ["updated", "published"] {
            chrono::DateTime::parse_from_rfc3339(&one(entry, date)).unwrap();
        }
        newest = newest.max(one(entry, "updated"));
        let has_page = entry.children().any(|child| child.attribute("rel") == Some("alternate"));
        assert!(has_page, "{name}: an entry without a page");
    }
    assert!(!one(root, "title").is_empty());
    let updated = one(root, "updated");
    chrono::DateTime::parse_from_rfc3339(&updated).unwrap();
    assert!(newest.is_empty() || updated == newest, "{name}: {updated}, not {newest}");
    let author = root.children().any(|child| child.has_tag_name((ATOM, "author")));
    assert!(author, "{name}: entries without an author need that of the feed");
}

#[test]
fn every_atom_feed_holds_what_the_standard_demands() {
    let config = "copyright = \"© Example & Sons\"\n[languages]\nen = {}\nru = {}\n[taxonomies]\nregion = { path = \"regions\" }";
    let files = [
        stories(3, "region: Armenia\nauthor: Dina & Co"),
        post(
            "x.md",
            "'A <b> & \"c\" ]]>'",
            "2010-02-01T10:00:00+04:00",
            "region: Armenia\nupdated: 2010-03-01",
        ),
        post("y.ru.md", "Мир", "2010-02-02", ""),
        post("gone.md", "Gone", "2011-02-02", "withdrawn: true"),
    ];
    let built = site_with(config, &files.concat()).build();
    let feeds: Vec<String> = built.names().into_iter().filter(|name| name.ends_with("feed.xml")).collect();
    assert!(feeds.len() >= 7, "{feeds:?}");
    for name in feeds {
        assert_atom(&built.file(&name), &name);
        assert_eq!(feed(&built, &name).feed_type, FeedType::Atom);
        assert_eq!(links(&built, &name, "self"), [name]);
    }
    // As HTML, since it would be something else to readers that take every title for HTML.
    assert!(titles(&feed(&built, "feed.xml")).contains(&"A &lt;b&gt; &amp; \"c\" ]]&gt;".to_owned()));
}

#[test]
fn the_feed_of_the_site_holds_the_newest() {
    let config = "description = \"Old news.\"\ncopyright = \"© 2011\"\n[feeds]\nlimit = 3";
    let built = site_with(config, &stories(5, "")).build();
    let feed = feed(&built, "feed.xml");
    assert_eq!(titles(&feed), ["Story 5", "Story 4", "Story 3"]);
    assert_eq!(feed.title.unwrap().content, "The Example Archive");
    assert_eq!(feed.description.unwrap().content, "Old news.");
    assert_eq!(feed.rights.unwrap().content, "© 2011");
    assert_eq!(feed.id, "https://archive.example.org/feed.xml");
    assert_eq!(feed.updated.unwrap().to_rfc3339(), "2010-01-05T00:00:00+00:00");
}

#[test]
fn an_entry_says_who_when_and_about_what() {
    let more = "author: [Dina, Tom]\nregion: Armenia\nsummary: In short.\nupdated: 2010-12-12";
    let built =
        site_with("[taxonomies]\nregion = { path = \"regions\" }", &post("a.md", "A", "2010-12-10", more))
            .build();
    let entry = feed(&built, "feed.xml").entries.remove(0);
    let authors: Vec<String> = entry.authors.into_iter().map(|author| author.name.unwrap()).collect();
    assert_eq!(authors, ["Dina", "Tom"]);
    assert_eq!(entry.categories[0].term, "armenia");
    assert_eq!(entry.categories[0].label.as_deref(), Some("Armenia"));
    assert_eq!(entry.summary.unwrap().content, "In short.");
    assert_eq!(entry.published.unwrap().to_rfc3339(), "2010-12-10T00:00:00+00:00");
    assert_eq!(entry.updated.unwrap().to_rfc3339(), "2010-12-12T00:00:00+00:00");
    assert_eq!(entry.links[0].href, "https://archive.example.org/2010/12/a/");
}

#[test]
fn identifiers_last() {
    let files = [
        post("a.md", "Address", "2010-12-13", ""),
        post("b.md", "Uuid", "2010-12-12", "id: 0190f3c2-7f3b-7c9e-8a52-1f2e3d4c5b6a"),
        post(
            "c.md",
            "Guid",
            "2010-12-11",
            "guid: 'tag:example.org,2010:1'\nid: 0190f3c2-7f3b-7c9e-8a52-1f2e3d4c5b6b",
        ),
        post("d.md", "Old id", "2010-12-10", "guid: 12 at example"),
        // XML cannot hold it; without the character it would be the identifier of another article.
        post("e.md", "Not a character", "2010-12-09", "guid: \"tag:example.org,2010:1\\uFFFE\""),
    ];
    let built = site(&files.concat()).build();
    let ids: Vec<String> = feed(&built, "feed.xml").entries.into_iter().map(|entry| entry.id).collect();
    assert_eq!(
        ids,
        [
            "https://archive.example.org/2010/12/a/",
            "urn:uuid:0190f3c2-7f3b-7c9e-8a52-1f2e3d4c5b6a",
            "tag:example.org,2010:1",
            "https://archive.example.org/2010/12/d/",
            "https://archive.example.org/2010/12/e/",
        ]
    );
}

#[test]
fn texts_of_feeds_are_judged_without_characters_that_xml_cannot_hold() {
    let title = "title: '&amp;&#xFFFE;lt;b&amp;&#xFFFF;gt; &amp;&#xFFFE;#60;'";
    let files = [
        file("podcasts/rails/_index.md", title, ""),
        file(
            "a.md",
            &format!("{title}\npodcast: rails\naudio: /a.mp3\ndate: 2010-12-10"),
            "&amp;&#8;lt;i&amp;&#8;gt;",
        ),
        "-- static/a.mp3 --\nsound\n".into(),
    ];
    let config = "[taxonomies]\npodcast = { path = \"podcasts\", feed = \"itunes\" }";
    let built = site_with(config, &files.concat()).build();
    for name in ["feed.xml", "podcasts/rails/feed.xml"] {
        let entry = feed(&built, name).entries.remove(0);
        assert_eq!(as_html(&entry.title.unwrap().content).0, "&lt;b&gt; &#60;", "{name}");
        assert_eq!(as_html(&entry.summary.unwrap().content).0, "&lt;i&gt;", "{name}");
    }
}

#[test]
fn archives_chain_through_all_months() {
    let files: String = ["2009-05-01", "2009-12-31", "2010-01-01", "2010-01-02", "2011-07-04"]
        .iter()
        .enumerate()
        .map(|(n, date)| post(&format!("a{n}.md"), &format!("Story {n}"), date, ""))
        .collect();
    let built = site_with("[feeds]\nlimit = 1", &files).build();
    let months = ["2009/05/feed.xml", "2009/12/feed.xml", "2010/01/feed.xml", "2011/07/feed.xml"];
    let mut walked = vec!["feed.xml".to_owned()];
    let mut found = Vec::new();
    while let [older] = &links(&built, walked.last().unwrap(), "prev-archive")[..] {
        found.splice(0..0, titles(&feed(&built, older)).into_iter().rev());
        walked.push(older.clone());
    }
    walked.reverse();
    assert_eq!(walked, [&months[..], &["feed.xml"]].concat());
    assert_eq!(
        found,
        ["Story 0", "Story 1", "Story 2", "Story 3", "Story 4"],
        "every article is in the chain"
    );
    for (index, month) in months.iter().enumerate() {
        let newer: Vec<String> = months.get(index + 1).iter().map(|name| (**name).to_owned()).collect();
        assert_eq!(links(&built, month, "next-archive"), newer, "{month}");
        assert_eq!(links(&built, month, "current"), ["feed.xml"], "{month}");
        assert!(is_archive(&built, month), "{month}");
    }
    assert!(!is_archive(&built, "feed.xml"));
}

/// Whether a feed says of itself that it is an archive (RFC 5005, 4).
fn is_archive(built: &Built, name: &str) -> bool {
    let text = built.file(name);
    let xml = roxmltree::Document::parse(&text).unwrap();
    xml.root_element().children().any(|child| child.has_tag_name((HISTORY, "archive")))
}

#[test]
fn each_language_has_a_chain_of_its_own() {
    let files = [
        post("a.md", "A", "2010-01-01", ""),
        post("b.ru.md", "Б", "2009-01-01", ""),
        post("c.ru.md", "В", "2011-01-01", ""),
    ];
    let built = site_with("[languages]\nen = {}\nru = {}", &files.concat()).build();
    assert_eq!(links(&built, "ru/feed.xml", "prev-archive"), ["ru/2011/01/feed.xml"]);
    assert_eq!(links(&built, "ru/2011/01/feed.xml", "prev-archive"), ["ru/2009/01/feed.xml"]);
    assert_eq!(links(&built, "feed.xml", "prev-archive"), ["2010/01/feed.xml"]);
    assert_eq!(links(&built, "2010/01/feed.xml", "prev-archive"), Vec::<String>::new());
    assert_eq!(feed(&built, "ru/feed.xml").language.as_deref(), Some("ru"));
}

#[test]
fn old_feed_addresses_answer_with_the_feed() {
    let config = "[feeds]\naliases = [\"/rss.xml\", \"/feed/\", \"/rss.php\"]\n[taxonomies]\nregion = { path = \"regions\" }";
    let files = [
        file("regions/armenia.md", "title: Armenia\nfeed_aliases: [/taxonomy/7/feed.xml]", ""),
        stories(2, "region: Armenia"),
    ];
    let built = site_with(config, &files.concat()).build();
    assert_eq!(built.file("rss.xml"), built.file("feed.xml"));
    assert_eq!(built.file("taxonomy/7/feed.xml"), built.file("regions/armenia/feed.xml"));
    assert!(built.file("_redirects").contains("/rss.php /feed.xml 301"));
}

#[test]
fn the_feeds_of_authors_and_languages_have_old_addresses_too() {
    let config = "[feeds]\naliases = [\"/index.xml\"]\n[languages.en.feeds]\naliases = [\"/atom.xml\"]\n[languages.ru.feeds]\n\
                  aliases = [\"/ru/index.xml\", \"/feed-ru.php\"]";
    let files = [
        file(
            "authors/dina.md",
            "name: Dina Example\nfeed_aliases: [/authors/dina/index.xml, /feeds/d.php]",
            "",
        ),
        file("authors/tom.md", "feed_aliases: /authors/tom/index.xml", ""),
        file("authors/tom.ru.md", "name: Том\nfeed_aliases: /ru/tom.xml", ""),
        post("a.md", "A", "2010-01-01", "author: dina"),
        post("b.ru.md", "Б", "2009-01-01", "author: tom"),
    ];
    let built = site_with(config, &files.concat()).build();
    assert_eq!(built.file("authors/dina/index.xml"), built.file("authors/dina/feed.xml"));
    assert_eq!(titles(&feed(&built, "authors/dina/index.xml")), ["A"]);
    assert_eq!(built.file("authors/tom/index.xml"), built.file("authors/tom/feed.xml"), "without entries");
    assert_eq!(built.file("ru/tom.xml"), built.file("ru/authors/tom/feed.xml"));
    assert_eq!(titles(&feed(&built, "ru/index.xml")), ["Б"]);
    assert_eq!(built.file("ru/index.xml"), built.file("ru/feed.xml"));
    for name in ["index.xml", "atom.xml"] {
        assert_eq!(built.file(name), built.file("feed.xml"), "{name}");
    }
    let rules = built.file("_redirects");
    assert!(rules.contains("/feeds/d.php /authors/dina/feed.xml 301"), "{rules}");
    assert!(rules.contains("/feed-ru.php /ru/feed.xml 301"), "{rules}");
}

/// A podcast with two episodes, one whose sound lies beside it, one elsewhere.
fn podcast() -> Built {
    let config = "copyright = \"© 2011\"\n[archive]\nclosed = 2011-01-01\n[feeds]\nlimit = 1\n\
                  [taxonomies]\npodcast = { path = \"podcasts\", feed = \"itunes\" }";
    let described = "title: Rails and Passes\nsummary: By train.\nimage: {file: cover.jpg, alt: Train}\n\
                     author: Dina Example\nemail: desk@example.org\ncategory: Society & Culture\nexplicit: true\n\
                     subscribe: [{title: Elsewhere, url: 'https://podcasts.example/rails'}]";
    let near = "podcast: Rails and Passes\naudio: {file: one.mp3, duration: '1:02:03'}\nepisode: 1\nseason: 2\n\
                guid: 17 at http://old.example\nauthor: Tom\nsummary: The first.";
    let far =
        "podcast: Rails and Passes\naudio: {file: 'https://cdn.example/two.m4a', bytes: 4321, duration: 59}";
    let files = [
        file("podcasts/rails/_index.md", described, "About the podcast."),
        "-- content/podcasts/rails/cover.jpg --\njpeg\n".into(),
        post("one/index.md", "One", "2010-12-10T08:00:00Z", near),
        "-- content/one/one.mp3 --\nbytes of sound\n".into(),
        post("two.md", "Two", "2010-12-11", far),
        post("text.md", "No sound", "2010-12-12", "podcast: Rails and Passes"),
    ];
    site_with(config, &files.concat()).build()
}

#[test]
fn a_podcast_is_complete_rss() {
    let built = podcast();
    let feed = feed(&built, "podcasts/rails/feed.xml");
    assert_eq!(feed.feed_type, FeedType::RSS2);
    assert_eq!(feed.title.as_ref().unwrap().content, "Rails and Passes");
    assert_eq!(feed.description.as_ref().unwrap().content, "By train.");
    assert_eq!(feed.language.as_deref(), Some("en"));
    assert_eq!(feed.entries.len(), 2, "all episodes, whatever the limit, and only those with sound");
    assert_eq!(titles(&feed), ["Two", "One"]);
    let sound = |index: usize| feed.entries[index].media[0].content[0].clone();
    assert_eq!(sound(1).url.unwrap().as_str(), "https://archive.example.org/2010/12/one/one.mp3");
    assert_eq!(sound(1).size, Some("bytes of sound\n".len() as u64));
    assert_eq!(sound(1).content_type.unwrap().to_string(), "audio/mpeg");
    assert_eq!(sound(0).url.unwrap().as_str(), "https://cdn.example/two.m4a");
    assert_eq!(sound(0).size, Some(4321));
    assert_eq!(sound(0).content_type.unwrap().to_string(), "audio/mp4");
    assert_eq!(feed.entries[1].id, "17 at http://old.example", "the guid is kept");
    assert_eq!(feed.entries[1].published.unwrap().to_rfc3339(), "2010-12-10T08:00:00+00:00");
}

#[test]
fn a_podcast_has_the_elements_of_itunes() {
    let text = podcast().file("podcasts/rails/feed.xml");
    let xml = roxmltree::Document::parse(&text).unwrap();
    let channel = xml.root_element().first_element_child().unwrap();
    let own = |node: roxmltree::Node<'_, '_>, name: &str| {
        let found = node.children().find(|child| child.has_tag_name((ITUNES, name)));
        found.and_then(|child| child.text()).unwrap_or_default().to_owned()
    };
    assert_eq!(own(channel, "author"), "Dina Example");
    assert_eq!(own(channel, "explicit"), "true");
    assert_eq!(own(channel, "type"), "episodic");
    assert_eq!(own(channel, "complete"), "Yes", "the archive is closed");
    let attribute = |name: &str, attribute: &str| {
        let found = channel.children().find(|child| child.has_tag_name((ITUNES, name))).unwrap();
        found.attribute(attribute).unwrap().to_owned()
    };
    assert_eq!(attribute("category", "text"), "Society & Culture");
    assert_eq!(attribute("image", "href"), "https://archive.example.org/podcasts/rails/cover.jpg");
    let owner = channel.children().find(|child| child.has_tag_name((ITUNES, "owner"))).unwrap();
    assert_eq!(own(owner, "email"), "desk@example.org");
    assert!(channel.children().any(|child| child.has_tag_name((HISTORY, "complete"))));
    let items: Vec<_> = channel.children().filter(|child| child.has_tag_name("item")).collect();
    assert_eq!(own(items[1], "duration"), "3723");
    assert_eq!((own(items[1], "episode"), own(items[1], "season")), ("1".into(), "2".into()));
    let guid = items[1].children().find(|child| child.has_tag_name("guid")).unwrap();
    assert_eq!(
        (guid.text(), guid.attribute("isPermaLink")),
        (Some("17 at http://old.example"), Some("false"))
    );
    let guid = items[0].children().find(|child| child.has_tag_name("guid")).unwrap();
    assert_eq!(guid.attribute("isPermaLink"), Some("true"));
}

#[test]
fn an_episode_whose_recording_is_not_there_is_no_episode() {
    let config = "[taxonomies]\npodcast = { path = \"podcasts\", feed = \"itunes\" }";
    let gone = "podcast: Rails\naudio: gone.mp3\nvideo: gone.mp4\nattachments: [gone.pdf, {file: there.pdf, title: The map}]\n\
                gallery: [gone.jpg]";
    let files = [
        post("a.md", "A", "2010-12-10", "podcast: Rails\naudio: /a.ogg"),
        post("b.md", "B", "2010-12-11", gone),
        "-- static/a.ogg --\n12345\n-- content/there.pdf --\npdf\n".into(),
    ];
    let built = site_with(config, &files.concat()).build();
    assert_eq!(titles(&feed(&built, "podcasts/rails/feed.xml")), ["A"]);
    let page = built.file("2010/12/b/index.html");
    for absent in ["gone", "<audio", "<video", "contentUrl"] {
        assert!(!page.contains(absent), "{absent}: {page}");
    }
    assert!(page.contains(">The map</a>"), "{page}");
    // Lists say what an article has, and offer the newest recording that can be heard.
    let list = built.file("podcasts/rails/index.html");
    assert_eq!(list.matches("class=\"media audio\"").count(), 1, "{list}");
    assert!(!list.contains("class=\"media video\"") && !list.contains("gone"), "{list}");
    assert!(list.contains("src=\"/a.ogg\""), "{list}");
    assert!(
        built.problems_text().contains("4 files named in front matter not found, the first is `gone.mp3`"),
        "{}",
        built.problems_text()
    );
}

#[test]
fn the_size_of_sound_in_the_static_folder_is_known() {
    let config = "[taxonomies]\npodcast = { path = \"podcasts\", feed = \"itunes\" }";
    let files = post("a.md", "A", "2010-12-10", "podcast: Rails\naudio: /sound/a.ogg")
        + "-- static/sound/a.ogg --\n12345\n";
    let built = site_with(config, &files).build();
    let entry = feed(&built, "podcasts/rails/feed.xml").entries.remove(0);
    let sound = &entry.media[0].content[0];
    assert_eq!(sound.url.as_ref().unwrap().as_str(), "https://archive.example.org/sound/a.ogg");
    assert_eq!((sound.size, sound.content_type.as_ref().unwrap().to_string()), (Some(6), "audio/ogg".into()));
}

#[test]
fn a_feed_without_articles_is_valid() {
    let built = site("").build();
    assert_atom(&built.file("feed.xml"), "feed.xml");
}

/// What a text is where it is taken for HTML: its words, and the names of its elements.
fn as_html(html: &str) -> (String, Vec<String>) {
    #[derive(Default)]
    struct Seen(RefCell<(String, Vec<String>)>);
    impl TokenSink for Seen {
        type Handle = ();
        fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
            let mut seen = self.0.borrow_mut();
            match token {
                Token::CharacterTokens(text) => seen.0.push_str(&text),
                Token::TagToken(tag) => seen.1.push(tag.name.to_string()),
                Token::CommentToken(_) => seen.1.push("a comment".into()),
                _ => {}
            }
            TokenSinkResult::Continue
        }
    }
    let tokenizer = Tokenizer::new(Seen::default(), TokenizerOpts::default());
    let queue = BufferQueue::default();
    queue.push_back(html.into());
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    tokenizer.sink.0.into_inner()
}

const HOSTILE_TITLE: &str = "AT&T <b> &lt;i&gt; Q&A 1 < 2";
const HOSTILE_SUMMARY: &str = "<img src=x onerror=alert(1)> &amp; <!-- more";

/// A site whose titles and summaries are what HTML is made of, with a feed of each kind.
fn hostile() -> Built {
    let config = "copyright = \"© <u>Us</u> & Co\"\n[taxonomies]\n\
                  region = { path = \"regions\" }\npodcast = { path = \"podcasts\", feed = \"itunes\" }";
    // References in front matter stand for their characters.
    let [title, summary] = [HOSTILE_TITLE, HOSTILE_SUMMARY].map(|text| text.replace('&', "&amp;"));
    let texts = format!("title: '{title}'\nsummary: '{summary}'");
    let more = "author: 'A <s> B'\npodcast: rails\nregion: north\naudio: /a.mp3\ndate: 2010-12-10";
    let described = format!("{texts}\nauthor: 'A <s> B'\nemail: a@b.example");
    let files = [
        file("podcasts/rails/_index.md", &described, ""),
        file("regions/north/_index.md", &texts, ""),
        file("a.md", &format!("{texts}\n{more}"), "Some text."),
        "-- static/a.mp3 --\nsound\n".into(),
    ];
    site_with(config, &files.concat()).build()
}

#[test]
fn texts_of_a_podcast_run_nothing_as_html_and_lose_nothing() {
    let feed = feed(&hostile(), "podcasts/rails/feed.xml");
    let episode = &feed.entries[0];
    let words = |text: &str| (text.to_owned(), Vec::<String>::new());
    for (found, expected) in [
        (&feed.title.as_ref().unwrap().content, HOSTILE_TITLE),
        (&feed.description.as_ref().unwrap().content, HOSTILE_SUMMARY),
        (&feed.rights.as_ref().unwrap().content, "© <u>Us</u> & Co"),
        (&episode.title.as_ref().unwrap().content, HOSTILE_TITLE),
        (&episode.summary.as_ref().unwrap().content, HOSTILE_SUMMARY),
    ] {
        assert_eq!(as_html(found), words(expected), "{found}");
    }
    let text = hostile().file("podcasts/rails/feed.xml");
    let xml = roxmltree::Document::parse(&text).unwrap();
    let authors = xml.descendants().filter(|node| node.has_tag_name((ITUNES, "author")));
    let authors: Vec<_> = authors.map(|node| as_html(node.text().unwrap())).collect();
    assert_eq!(authors, vec![words("A <s> B"); 2]);
}

#[test]
fn texts_of_atom_feeds_are_html_where_a_reader_that_takes_all_for_html_would_be_wrong() {
    let built = hostile();
    for name in ["feed.xml", "2010/12/feed.xml", "regions/north/feed.xml"] {
        let text = built.file(name);
        let xml = roxmltree::Document::parse(&text).unwrap();
        let constructs = ["title", "subtitle", "summary", "rights", "content"];
        let found: Vec<_> = xml
            .descendants()
            .filter(|node| constructs.iter().any(|known| node.has_tag_name((ATOM, *known))))
            .collect();
        assert!(found.len() >= 4, "{text}");
        for node in found {
            let words = node.text().unwrap();
            let is_plain = as_html(words) == (words.to_owned(), Vec::new());
            match node.attribute("type") {
                Some("text") => assert!(is_plain, "{words}"),
                Some("html") => assert!(!is_plain && as_html(words).1.is_empty(), "{words}"),
                other => panic!("{other:?}: {words}"),
            }
        }
        let entry = feed(&built, name).entries.remove(0);
        assert_eq!(as_html(&entry.title.unwrap().content).0, HOSTILE_TITLE, "{name}");
        assert_eq!(as_html(&entry.summary.unwrap().content).0, HOSTILE_SUMMARY, "{name}");
    }
    let head = feed(&built, "regions/north/feed.xml");
    assert!(as_html(&head.title.unwrap().content).0.ends_with(HOSTILE_TITLE));
    assert_eq!(as_html(&head.description.unwrap().content).0, HOSTILE_SUMMARY);
}
