//! What the invented archive says: values of front matter and bodies, drawn at random from short lists.
//!
//! The lists are short so that things meet: two articles want one alias, a link finds the article that was added just
//! now, a tag falls below the number of articles that gives it a page.

use chrono::{Days, NaiveDate};

use crate::rng::Rng;

/// The terms of the strict taxonomy. All but one are in every tree of `site.toml`.
pub const REGIONS: &[&str] = &[
    "Armenia",
    "Azerbaijan",
    "Georgia",
    "Kazakhstan",
    "Tajikistan",
    "Abkhazia",
    "South Ossetia",
    "Caucasus",
];
const TOPICS: &[&str] = &["Security", "Politics", "Culture", "Economics", "Energy"];
const BLOGS: &[&str] = &["The Bug Pit", "Tamada Tales"];
const TAGS: &[&str] = &["border", "drugs", "water", "gas", "rail", "tea", "carpets", "chess", "dams", "bees"];
const WORDS: &[&str] = &[
    "river",
    "guards",
    "market",
    "old",
    "treaty",
    "valley",
    "winter",
    "grain",
    "bridge",
    "station",
    "quiet",
    "mountain",
    "letters",
    "harbour",
    "elections",
    "railway",
    "summer",
    "school",
    "copper",
    "orchard",
];
const RUSSIAN: &[&str] = &["река", "рынок", "граница", "зима", "мост", "старый", "школа", "письма"];

/// The number of authors; every other one has a profile at first.
pub const AUTHORS: usize = 20;
/// Addresses `/node/…` that articles may claim and link to.
const NODES: usize = 60;
/// Hosts that the archive had: most paths of `/node/…` occur on both.
const OLD_HOSTS: &[&str] = &["www.example.org", "old.example.net"];
/// Numbers that nobody's key says anything of, some of them the same in different words.
const NUMBERS: &[&str] = &["1", "1.0", "1.5", "15e-1", "-0.0", "0", "1e300", "2.0000000000000004"];
/// Articles that others link to and that do not exist at first.
pub const NOWHERE: usize = 6;

/// The first day of the archive, and the number of days its articles are spread over at first.
const FIRST_DAY: NaiveDate = NaiveDate::from_ymd_opt(2010, 1, 1).unwrap();
pub const DAYS: usize = 500;

/// Keys of an article's front matter, and in how many new articles of a hundred they stand.
pub const KEYS: &[(&str, usize)] = &[
    ("title", 100),
    ("date", 100),
    ("updated", 8),
    ("expires", 3),
    ("summary", 50),
    ("author", 90),
    ("byline", 5),
    ("author_note", 10),
    ("translators", 4),
    ("photographers", 3),
    ("region", 90),
    ("topic", 70),
    ("blog", 20),
    ("podcast", 8),
    ("tags", 70),
    ("language", 6),
    ("translation_of", 6),
    ("slug", 4),
    ("url", 4),
    ("aliases", 25),
    ("image", 20),
    ("gallery", 4),
    ("audio", 8),
    ("attachments", 3),
    ("corrections", 6),
    ("archive_notes", 4),
    ("syndicated_from", 3),
    ("publication", 3),
    ("licence", 5),
    ("episode", 4),
    ("guid", 3),
    ("id", 5),
    ("origin", 15),
    ("draft", 4),
    ("noindex", 4),
    ("withdrawn", 4),
    ("extra", 10),
    ("mood", 5),
];

/// A few words.
pub fn phrase(rng: &mut Rng, words: usize) -> String {
    let list = if rng.chance(10) { RUSSIAN } else { WORDS };
    let words: Vec<&str> = (0..words).map(|_| *rng.pick(list)).collect();
    words.join(" ")
}

/// A day of the archive.
pub fn day(rng: &mut Rng) -> String {
    day_number(rng.below(DAYS))
}

/// A day by its number.
pub fn day_number(number: usize) -> String {
    (FIRST_DAY + Days::new(number as u64)).format("%Y-%m-%d").to_string()
}

fn author(rng: &mut Rng) -> String {
    let number = rng.below(AUTHORS);
    // Profiles are found by file name or by name.
    if rng.chance(50) { format!("author-{number}") } else { format!("Author {number}") }
}

fn picture(rng: &mut Rng) -> String {
    let number = rng.below(5);
    match rng.below(3) {
        0 => "photo.png".to_owned(),
        1 => format!("/pictures/{number}.png"),
        _ => format!("photo-{number}.png"),
    }
}

/// A value for a key of an article's front matter, on one line. `articles` are the paths there are.
pub fn value(key: &str, rng: &mut Rng, articles: &[String]) -> String {
    let two = |rng: &mut Rng, list: &[&str]| format!("[{}, {}]", rng.pick(list), rng.pick(list));
    match key {
        "title" => format!("\"{} {}\"", phrase(rng, 3), rng.below(1_000)),
        "date" => match rng.below(4) {
            0 => format!("{}T{:02}:30:00", day(rng), rng.below(24)),
            1 => format!("{} {:02}:00 +05:00", day(rng), rng.below(24)),
            _ => day(rng),
        },
        "updated" | "expires" => day(rng),
        "author" if rng.chance(15) => format!("[{}, {}]", author(rng), author(rng)),
        // More than lists and feeds show.
        "author" if rng.chance(5) => {
            let names: Vec<String> = (0..16).map(|_| author(rng)).collect();
            format!("[{}]", names.join(", "))
        }
        "author" | "translators" | "photographers" => author(rng),
        "region" => two(rng, REGIONS),
        "topic" => (*rng.pick(TOPICS)).to_owned(),
        "blog" => (*rng.pick(BLOGS)).to_owned(),
        "podcast" => "Voices".to_owned(),
        "tags" => {
            let known = 4 + rng.below(TAGS.len() - 3);
            two(rng, &TAGS[..known])
        }
        "language" => (*rng.pick(&["en", "ru"])).to_owned(),
        "translation_of" => link_target(rng, articles),
        "slug" => format!("slug-{}", rng.below(10)),
        "url" => format!("/special/{}", rng.below(10)),
        "aliases" => {
            let node = rng.below(NODES);
            format!("[/node/{}, \"http://{}/node/{node}\"]", rng.below(NODES), rng.pick(OLD_HOSTS))
        }
        "image" => {
            format!("{{file: {}, alt: {}, credit: Agency {}}}", picture(rng), phrase(rng, 2), rng.below(3))
        }
        "gallery" => {
            format!("[{{file: {}, alt: one}}, {{file: {}, alt: two}}]", picture(rng), picture(rng))
        }
        "audio" => format!("{{file: /talk-{}.mp3, duration: {}}}", rng.below(3), rng.below(900)),
        "attachments" => format!("[{{file: /talk-{}.mp3, title: {}}}]", rng.below(3), phrase(rng, 1)),
        "author_note" if rng.chance(50) => {
            format!("\"[{}](http://dead.example/{})\"", phrase(rng, 1), rng.below(4))
        }
        "corrections" | "archive_notes" => format!("[{{date: {}, text: {}}}]", day(rng), phrase(rng, 4)),
        "syndicated_from" => {
            format!("{{name: {}, url: \"https://other.example/{}\"}}", phrase(rng, 1), rng.below(9))
        }
        "publication" if rng.chance(50) => phrase(rng, 1),
        "publication" => format!("{{name: {}, place: {}, founded: 2001}}", phrase(rng, 1), phrase(rng, 1)),
        "licence" => (*rng.pick(&["CC-BY-4.0", "CC0-1.0", "All rights reserved"])).to_owned(),
        "episode" => rng.below(90).to_string(),
        "guid" | "id" => format!("{key}-{}", rng.below(100_000)),
        "origin" => {
            let (host, node) = (rng.pick(OLD_HOSTS), rng.below(NODES));
            format!("{{url: \"http://{host}/node/{node}\", captured: 2023-02-01T10:00:00Z}}")
        }
        "draft" | "noindex" => rng.chance(70).to_string(),
        "withdrawn" if rng.chance(50) => format!("{{date: {}, reason: {}}}", day(rng), phrase(rng, 2)),
        "withdrawn" => rng.chance(70).to_string(),
        "extra" => format!("{{mood: {}, weight: {}}}", phrase(rng, 1), rng.pick(NUMBERS)),
        "mood" if rng.chance(50) => (*rng.pick(NUMBERS)).to_owned(),
        _ => phrase(rng, 3),
    }
}

/// The path of an article, which need not exist.
fn link_target(rng: &mut Rng, articles: &[String]) -> String {
    match rng.pick_some(articles) {
        Some(path) if rng.chance(70) => path.clone(),
        _ => nowhere(rng.below(NOWHERE)),
    }
}

/// The path of an article that does not exist at first.
pub fn nowhere(number: usize) -> String {
    format!("articles/2010/nowhere-{number}.md")
}

/// A whole article, of which `fixed` keys are given.
pub fn article(rng: &mut Rng, articles: &[String], fixed: &[(&str, String)]) -> String {
    let mut text = String::from("---\n");
    for (key, percent) in KEYS {
        let given = fixed.iter().find(|(name, _)| name == key);
        // The chance is used up either way, so that what is given changes nothing else.
        let (has, value) = (rng.chance(*percent), value(key, rng, articles));
        match given {
            Some((_, value)) => text.push_str(&format!("{key}: {value}\n")),
            None if has => text.push_str(&format!("{key}: {value}\n")),
            None => {}
        }
    }
    text.push_str("---\n");
    text.push_str(&body(rng, articles));
    text
}

/// A body of one to six short paragraphs.
pub fn body(rng: &mut Rng, articles: &[String]) -> String {
    let paragraphs: Vec<String> = (0..1 + rng.below(6)).map(|_| paragraph(rng, articles)).collect();
    format!("{}\n", paragraphs.join("\n\n"))
}

fn paragraph(rng: &mut Rng, articles: &[String]) -> String {
    let words = phrase(rng, 4);
    let number = rng.below(NODES);
    match rng.below(29) {
        0 | 1 => format!("A [{words}](@/{}) link.", link_target(rng, articles)),
        2 => format!("See [{words}](@/{}#part).", nowhere(rng.below(NOWHERE))),
        3 => format!("Bare [{words}](@/nowhere-{}.md).", rng.below(NOWHERE)),
        4 => format!("Old [{words}](/node/{number})."),
        5 => format!("Older [{words}](http://{}/node/{number}).", rng.pick(OLD_HOSTS)),
        6 => format!("Named [{words}]({{{{< ref \"{}\" >}}}}).", link_target(rng, articles)),
        7 => format!("![{words}]({})", picture(rng)),
        8 => format!("Inline ![]({}) and <img src=\"{}\" alt=\"Raw\">.", picture(rng), picture(rng)),
        9 => format!("{{{{< box title=\"{words}\" >}}}}Inner *{words}*.{{{{< /box >}}}}"),
        10 => format!("{{{{< figure src=\"{}\" alt=\"{words}\" caption=\"C\" >}}}}", picture(rng)),
        11 => format!("{{{{< strange-{} a=\"{words}\" >}}}}", rng.below(2)),
        12 => format!("{{{{< audio \"/talk-{}.mp3\" />}}}}", rng.below(3)),
        13 => format!("Raw <b>{words}</b><script>alert(1)</script>."),
        14 => format!("## {words}\n\nUnder it."),
        15 => format!("- {words}\n- two"),
        16 => format!("| a | b |\n|---|---|\n| {words} | 1 |"),
        17 => format!("A note[^1].\n\n[^1]: {words}."),
        18 => format!("The [{words}](/about/), the [list](/regions/armenia/), a [file](/notes.txt)."),
        19 => format!("![{words}](https://pictures.example/{number}.jpg)"),
        20 => format!("Elsewhere [{words}](http://dead.example/{}).", number % 4),
        21 => format!("<a href=\"http://dead.example/{}#part\">{words}</a>", number % 4),
        22 => format!(
            "{{{{< quote source=\"{words}\" href=\"http://dead.example/{}\" >}}}}x{{{{< /quote >}}}}",
            number % 4
        ),
        _ => format!("{words}, {}.", phrase(rng, 8)),
    }
}

/// A small picture whose width, height and colours go by a number. A few are wide enough for a smaller version.
pub fn png(number: usize) -> Vec<u8> {
    let (width, height) =
        if number % 16 == 7 { (700, 4) } else { (4 + number as u32 % 9, 3 + number as u32 % 5) };
    let shade = |x: u32, y: u32| [(x * 37 + number as u32) as u8, (y * 59) as u8, (x * y * 11) as u8];
    let picture = image::RgbImage::from_fn(width, height, |x, y| image::Rgb(shade(x, y)));
    let mut out = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut out, image::ImageFormat::Png).unwrap();
    out.into_inner()
}

/// A picture that is wide enough for a smaller version which is worth it.
pub fn photograph() -> Vec<u8> {
    let shade = |x: u32, y: u32| [(x * 7) as u8, (y * 3) as u8, (x ^ y) as u8];
    let picture = image::RgbImage::from_fn(1_000, 300, |x, y| image::Rgb(shade(x, y)));
    let mut out = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut out, image::ImageFormat::Jpeg).unwrap();
    out.into_inner()
}
