//! Articles as the reader makes them, whose strings hold everything that means something elsewhere.

use proptest::prelude::*;

use crate::address::{clean, is_safe_address};
use crate::article::date::PublicationDate;
use crate::article::{
    Address, Article, Attachment, Image, Media, More, NameReference, Note, Origin, ParsedArticle, Rare,
    Reference, References, Stamp, Syndication, TermReference, Visibility, Withdrawal, parse_date,
};
use crate::config::{LanguageId, Publication, TaxonomyId};
use crate::diagnostic::Position;
use crate::id::Id;
use crate::name::Name;
use crate::path::{SourcePath, UrlPath};
use crate::text::{one_line, shown, written};
use crate::value::is_unprintable;

/// Parts of strings that mean something in YAML, HTML, dates or numbers, and characters of every kind.
const PARTS: &[&str] = &[
    "a",
    "B c",
    ":",
    ": ",
    " ",
    "  ",
    "#",
    " #",
    "'",
    "\"",
    "\n",
    "\n\n",
    "\r",
    "\r\n",
    "\t",
    "---",
    "\n---\n",
    "...",
    "\n...\n",
    "- ",
    "? ",
    "|",
    ">",
    "&a",
    "*a",
    "!t",
    "%",
    "%20",
    "@",
    "`",
    "[",
    "]",
    "{",
    "}",
    ",",
    "true",
    "no",
    "null",
    "~",
    "1",
    "1.10",
    "0x1F",
    "2010-12-10",
    "007",
    "1_000",
    ".inf",
    ".nan",
    "1e3",
    "12:34",
    "<<",
    "=",
    "+",
    "-",
    "\u{85}",
    "\u{2028}",
    "\u{2029}",
    "\u{feff}",
    "\u{a0}",
    "\u{200b}",
    "\u{202e}",
    "é",
    "e\u{301}",
    "王",
    "\u{1f600}",
    "\u{10ffff}",
    "\u{fffd}",
    "\u{fffe}",
    "\u{e000}",
    "\u{ad}",
    "\u{3000}",
    "\\",
    "\\n",
    "\0",
    "\u{1b}",
    "\u{7f}",
    "\u{9f}",
    "&amp;",
    "&amp;amp;",
    "&#8217;",
    "&lt;b>",
    "AT&T",
    "/",
    "?",
    "://",
    "javascript:",
    "http://a.example/",
    "word ",
];

fn hostile() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        8 => prop::sample::select(PARTS).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    // Some are longer than a line.
    prop_oneof![4 => prop::collection::vec(part.clone(), 0..6), 1 => prop::collection::vec(part, 20..60)]
        .prop_map(|parts| parts.concat())
}

/// A string as readers are shown it.
fn text() -> impl Strategy<Value = Box<str>> {
    hostile().prop_map(|text| shown(&written(&text))).prop_filter("nothing is seen", |text| !text.is_empty())
}

fn optional() -> impl Strategy<Value = Option<Box<str>>> {
    prop::option::of(text())
}

fn texts() -> impl Strategy<Value = Box<[Box<str>]>> {
    prop::collection::vec(text(), 0..3).prop_map(Into::into)
}

/// The address of a file, as the reader leaves it.
fn file() -> impl Strategy<Value = Box<str>> {
    hostile().prop_filter_map("no address", |text| {
        let text: Box<str> = clean(text.replace(is_unprintable, "").trim()).trim().into();
        let is_read = !text.is_empty() && is_safe_address(&text) && *clean(&text) == *text;
        is_read.then_some(text)
    })
}

fn date() -> impl Strategy<Value = PublicationDate> {
    let written =
        (1000..2100, 1..13, 1..29, prop::option::of((0..24, 0..60, 0..60, prop::option::of(-12..14))));
    written.prop_map(|(year, month, day, time)| {
        let mut text = format!("{year}-{month}-{day}");
        if let Some((hour, minute, second, offset)) = time {
            text.push_str(&format!(" {hour}:{minute}:{second}"));
            text.extend(offset.map(|offset: i32| format!("{offset:+}")));
        }
        parse_date(&text, chrono_tz::Europe::Paris).unwrap()
    })
}

fn names() -> impl Strategy<Value = Vec<NameReference>> {
    let name = |text| NameReference { name: Name::of_shown(text).unwrap(), position: Position::START };
    prop::collection::vec(text().prop_map(name), 0..4)
}

fn reference() -> impl Strategy<Value = Reference> {
    let read = |text: String| Reference { name: one_line(&text), position: Position::START };
    hostile().prop_map(read).prop_filter("empty", |reference| !reference.name.is_empty())
}

fn image() -> impl Strategy<Value = Image> {
    (file(), optional(), optional(), optional()).prop_map(|(file, alt, caption, credit)| Image {
        file,
        alt: alt.unwrap_or_default(),
        caption,
        credit,
    })
}

fn media() -> impl Strategy<Value = Option<Box<Media>>> {
    let parts = (file(), optional(), any::<Option<u32>>(), any::<Option<u64>>(), prop::option::of(file()));
    prop::option::of(parts.prop_map(|(file, title, duration, bytes, poster)| {
        Box::new(Media { file, title, duration, bytes, poster })
    }))
}

fn notes() -> impl Strategy<Value = Box<[Note]>> {
    let note = (prop::option::of(date()), text()).prop_map(|(date, text)| Note { date, text });
    prop::collection::vec(note, 0..3).prop_map(Into::into)
}

/// A value of `extra`. The reader knows whole numbers of 64 bits with a sign, and others as fractions.
fn extra() -> impl Strategy<Value = serde_json::Value> {
    let text = || hostile().prop_map(|text| text.replace(is_unprintable, ""));
    let leaf = prop_oneof![
        4 => text().prop_map(Into::into),
        1 => Just(serde_json::Value::Null),
        1 => any::<bool>().prop_map(Into::into),
        1 => any::<i64>().prop_map(Into::into),
        1 => prop::num::f64::NORMAL.prop_map(Into::into),
    ];
    let value = leaf.prop_recursive(4, 20, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
            prop::collection::hash_map(text(), inner, 0..4)
                .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
        ]
    });
    prop::collection::hash_map(text(), value, 1..4)
        .prop_map(|map| serde_json::Value::Object(map.into_iter().collect()))
}

fn address() -> impl Strategy<Value = Address> {
    let slug = |text: String| text.replace(|next: char| next.is_control() || next == '/', "");
    let is_slug = |text: &String| {
        let path = UrlPath::parse(&format!("/{}/", text.replace('%', "%25")));
        !text.is_empty() && path.is_ok_and(|path| path.as_str().matches('/').count() == 2)
    };
    let exact = hostile().prop_filter_map("no address", |text| {
        let path = UrlPath::parse(&format!("/{text}")).ok()?.with_slash();
        (path.can_be_page() && !path.is_program()).then_some(Address::Exact(path))
    });
    prop_oneof![
        hostile().prop_map(slug).prop_filter("no slug", is_slug).prop_map(|slug| Address::Slug(slug.into())),
        exact,
        Just(Address::Slug("kids".into())),
        Just(Address::Exact(UrlPath::parse("/news.html").unwrap().as_folder())),
    ]
}

fn references() -> impl Strategy<Value = References> {
    let aliases = prop::collection::vec(reference(), 0..3);
    let parts = (address(), names(), names(), names(), aliases, prop::option::of(reference()));
    parts.prop_map(|(address, authors, regions, topics, aliases, translation_of)| {
        let term = |taxonomy| move |term| TermReference { taxonomy, term };
        References {
            address,
            address_position: None,
            authors: authors.into(),
            terms: regions
                .into_iter()
                .map(term(TaxonomyId::at(0)))
                .chain(topics.into_iter().map(term(TaxonomyId::at(1))))
                .collect(),
            aliases: aliases.into(),
            translation_of: translation_of.map(Box::new),
        }
    })
}

fn withdrawal() -> impl Strategy<Value = Option<Box<Withdrawal>>> {
    let parts = (prop::option::of(date()), optional());
    prop::option::of(parts.prop_map(|(date, reason)| Box::new(Withdrawal { date, reason })))
}

fn syndication() -> impl Strategy<Value = Option<Box<Syndication>>> {
    let parts = (optional(), prop::option::of(file()), optional());
    prop::option::of(parts.prop_map(|(name, url, licence)| {
        Box::new(Syndication { name: name.unwrap_or_default(), url, licence })
    }))
}

fn publication() -> impl Strategy<Value = Option<Box<Publication>>> {
    let known = |known: &'static str| prop::option::of(Just(known).prop_map(Box::from));
    let parts = (
        text(),
        known("https://www.example.org/"),
        known("0317-8471"),
        known("2001"),
        known("2001-05"),
        optional(),
    );
    prop::option::of(parts.prop_map(|(name, url, issn, founded, closed, place)| {
        Box::new(Publication { name, url, issn, founded, closed, place })
    }))
}

fn rare() -> impl Strategy<Value = Rare> {
    let attachment = (file(), optional()).prop_map(|(file, title)| Attachment { file, title });
    let people = (optional(), texts(), texts(), texts(), prop::option::of(date()));
    let files = (
        prop::collection::vec(image(), 0..3),
        media(),
        media(),
        prop::collection::vec(attachment, 0..3),
        notes(),
        notes(),
    );
    let rest =
        (syndication(), publication(), optional(), any::<Option<u32>>(), any::<Option<u32>>(), withdrawal());
    (people, files, rest).prop_map(|(people, files, rest)| Rare {
        author_note: people.0,
        translators: people.1,
        photographers: people.2,
        agencies: people.3,
        expires: people.4,
        gallery: files.0.into(),
        audio: files.1,
        video: files.2,
        attachments: files.3.into(),
        corrections: files.4,
        archive_notes: files.5,
        syndicated_from: rest.0,
        publication: rest.1,
        guid: rest.2,
        episode: rest.3,
        season: rest.4,
        withdrawal: rest.5,
    })
}

fn more() -> impl Strategy<Value = More> {
    let origin = (prop::option::of(file()), prop::option::of(date()), optional())
        .prop_map(|(url, captured, source)| Origin { url, captured, source, sha256: Some("0a1e9".into()) });
    let extra = prop::option::of(extra().prop_map(Box::new));
    let parts = (
        prop::option::of(date()),
        optional(),
        optional(),
        prop::option::of(image().prop_map(Box::new)),
        prop::option::of(origin.prop_map(Box::new)),
        optional(),
        extra,
        rare(),
    );
    parts.prop_map(|(updated, byline, licence, image, origin, id, extra, rare)| More {
        updated,
        byline,
        licence,
        image,
        origin,
        id,
        extra,
        rare: (rare != Rare::default()).then(|| Box::new(rare)),
    })
}

/// An article as the reader makes them, in a file whose name tells a date, a slug and perhaps a language.
pub(super) fn article() -> impl Strategy<Value = ParsedArticle> {
    let file =
        prop::sample::select(vec!["content/2016-05-23-kids.md", "content/kids.md", "content/kids.ru.md"]);
    let dates =
        prop_oneof![4 => date(), 1 => Just(parse_date("2016-05-23", chrono_tz::Europe::Paris).unwrap())];
    let own = (file, text(), optional(), dates, prop::sample::select(vec![0, 1]), any::<(bool, bool)>());
    (own, references(), more()).prop_map(|(own, references, more)| {
        let (path, title, summary, date, language, (draft, noindex)) = own;
        let article = Article {
            path: SourcePath::new(path),
            stamp: Stamp::default(),
            metadata_digest: 0,
            title,
            standfirst: summary.is_some(),
            summary: summary.unwrap_or_default(),
            date,
            language: LanguageId::at(language),
            visibility: Visibility { draft, noindex, withdrawn: more.rare_or_default().withdrawal.is_some() },
            more: (more != More::default()).then(|| Box::new(more)),
        };
        ParsedArticle { article, references }
    })
}
