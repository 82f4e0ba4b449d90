//! The whole output of one small site that has every kind of output, as snapshots.
//!
//! After a wanted change: `INSTA_UPDATE=always cargo test --test it whole_site`, then read the difference line by line.

use std::fmt::Write as _;

use crate::support::{Site, site, tree};

const SITE: &str = r#"
-- site.toml --
title = "The Example Archive"
description = "News of a small country."
base_url = "https://archive.example.org/sub/"
timezone = "Asia/Tbilisi"
copyright = "© 2012 The Example"
licence = "CC-BY-4.0"
page_size = 2
old_hosts = ["www.example.org"]
archived_copy = "https://web.archive.org/web/{date}/{url}"
[publication]
name = "The Example"
url = "https://www.example.org/"
issn = "0317-8471"
founded = 2001
place = "Batumi"
[archive]
closed = 2012-12-31
operator = "Example Library"
contact = "desk@example.org"
[languages]
en = { name = "English", date = "%B %-d, %Y" }
ru = { name = "Русский", date = "%-d %B %Y", title = "Архив примера", publication = { name = "Пример" } }
[taxonomies]
region = { path = "regions", strict = true }
podcast = { path = "podcasts", feed = "itunes" }
[terms.region]
Caucasus = ["Armenia", "Georgia"]
[menu]
main = ["region", "podcast", "about"]
footer = ["about", "authors", "archive"]
[feeds]
limit = 2
aliases = ["/rss.xml"]
-- content/articles/2010-12-10-bridge.md --
---
title: "A bridge & a river"
author: Dina Example
region: Georgia
summary: An old bridge may close.
image: {file: bridge.jpg, alt: A bridge, caption: The bridge in 2009, credit: D. Example}
aliases: [/node/1, "http://www.example.org/story.php?id=1", /OLD/bridge.html]
corrections:
  - {date: 2010-12-12, text: "The year was corrected."}
original_url: http://www.example.org/bridge
---
The bridge *is* old. See [the river](@/articles/2010-12-11-river.md), [the song](http://www.example.org/song)
and [what is lost](http://www.example.org/lost).

## Its age

| Year | Cars |
|------|-----:|
| 2009 |   10 |

A note[^1]. <script>alert(1)</script>

[^1]: By the keeper.
-- content/articles/2010-12-11-river.md --
---
title: The river
date: 2010-12-11 09:30
updated: 2010-12-13
author: [Dina Example, Guest Writer]
region: [Georgia, Armenia]
archive_notes: The picture is lost.
syndicated_from: {name: The Other Paper, url: "https://other.example.com/river", licence: All rights reserved}
---
Water {{< unknown >}}flows{{< /unknown >}}.
-- content/articles/2010-12-12-boat.md --
---
title: The boat
author: Dina Example
region: Georgia
---
A boat, too.
-- content/articles/2011-01-02-withdrawn.md --
---
title: A mistake
region: Armenia
withdrawn: {date: 2011-02-03, reason: The source was wrong.}
---
Nobody reads this.
-- content/articles/2011-01-03-song.md --
---
title: The song
podcast: Field Notes
author: dina-example
audio: {file: song.mp3, duration: "1:02"}
guid: old-guid-7
url: /song
---
Listen.
-- content/articles/2011-01-04-bridge.ru.md --
---
title: Мост
language: ru
slug: most
translation_of: articles/2010-12-10-bridge.md
author: Дина Пример
region: Georgia
---
Мост старый.
-- content/articles/2011-02-05-draft.md --
---
title: Not yet
draft: true
---
-- content/authors/dina-example.md --
---
name: Dina Example
role: Editor
aka: [Дина Пример]
---
Dina edits.
-- content/regions/georgia.md --
---
title: Georgia
summary: A country.
---
About *Georgia*.
-- content/podcasts/field-notes.md --
---
title: Field Notes
summary: Sounds.
author: Dina Example
email: dina@example.org
category: News
image: cover.jpg
---
-- content/pages/about.md --
---
title: About
---
Who we are.
-- static/CNAME --
archive.example.org
"#;

fn written() -> Site {
    let site = site(SITE);
    site.write("content/articles/bridge.jpg", [0xff, 0xd8, 0xff, 0xe0, 0, 1])
        .write("content/articles/song.mp3", [0x49; 100])
        .write("content/podcasts/cover.jpg", [0xff; 10]);
    site
}

/// Checksums change with every byte and tell a reader nothing, nor do those in the names of the theme's files.
const FILTERS: [(&str, &str); 2] =
    [(r#""[0-9a-f]{64}""#, "\"<checksum>\""), (r"(theme/[a-z-]+)\.[0-9a-f]{16}\.", "$1.<hash>.")];

/// Checks the output against its snapshots: pages, other texts, and the tree with the sizes of assets.
#[test]
fn of_every_kind_of_output() {
    let site = written();
    let built = site.build();
    let (mut names, mut pages, mut texts) = (String::new(), String::new(), String::new());
    for (name, bytes) in tree(&built.out) {
        let asset =
            name.starts_with("theme/") || std::str::from_utf8(&bytes).is_err() || name.ends_with(".mp3");
        let target = match name.rsplit('.').next() {
            _ if asset => {
                let hashed = ["theme/", "search-index/"].into_iter().find(|folder| name.starts_with(folder));
                let size = if hashed.is_some() { "any".into() } else { bytes.len().to_string() };
                let name = hashed.map_or(name, |folder| format!("{folder}…"));
                writeln!(names, "{name} ({size} bytes)").unwrap();
                continue;
            }
            Some("html") => &mut pages,
            _ => &mut texts,
        };
        writeln!(names, "{name}").unwrap();
        let text = std::str::from_utf8(&bytes).unwrap();
        writeln!(target, "-- {name} --\n{}\n", text.trim_end()).unwrap();
    }
    insta::with_settings!({ filters => FILTERS }, {
        insta::assert_snapshot!("tree", names);
        insta::assert_snapshot!("texts", texts);
        insta::assert_snapshot!("pages", pages);
        insta::assert_snapshot!("problems", built.problems_text());
    });
}
