//! The parts of the invented site that change as a whole: `site.toml` line by line, templates and interface texts.

/// The pieces of `site.toml` and the forms each may have; the first is the one at the start.
///
/// Every edit of the configuration gives one piece another form, so that each key is seen to matter, or not to.
pub const PIECES: &[&[&str]] = &[
    &["title = \"The Example Archive\"", "title = \"Another Archive\""],
    &["description = \"What was reported.\"", "description = \"Else.\"", ""],
    &["base_url = \"https://archive.example.org/\"", "base_url = \"https://host.example/sub/\""],
    &["timezone = \"America/New_York\"", "timezone = \"Asia/Almaty\"", ""],
    &["copyright = \"The Example Archive © 2023\"", ""],
    &["licence = \"CC-BY-NC-ND-4.0\"", "licence = \"CC-BY-4.0\"", ""],
    &["page_size = 4", "page_size = 3", "page_size = 7"],
    &["neighbours = [\"blog\", \"region\"]", "neighbours = [\"topic\"]", ""],
    &["smart_punctuation = false", "smart_punctuation = true"],
    &["", "markdown = {bare_links = false, emoji = true}", "markdown = {alerts = false}"],
    &["relative_links = false", "relative_links = true"],
    &["", "search = true", "search = false"],
    &["permalink = \"/{year}/{month}/{slug}/\"", "permalink = \"/{section}/{slug}.html\""],
    &[
        "old_hosts = [\"www.example.org\", \"old.example.net\"]",
        "old_hosts = [\"old.example.net\", \"www.example.org\"]",
        "old_hosts = [\"www.example.org\"]",
        "old_hosts = []",
    ],
    &[
        "",
        "hosts = [\"netlify\", \"nginx\"]",
        "hosts = [\"apache\", \"caddy\", \"firebase\", \"s3-website\"]",
    ],
    &["hide_images = []", "hide_images = [\"Agency 1\"]"],
    &["", "archived_copy = \"https://web.example/{date}/{url}\""],
    &["", "compress = [\"gzip\"]", "compress = [\"br\", \"gzip\", \"zstd\"]"],
    &["", "replace_dead_links = false", "replace_dead_links = true"],
    &["", "live = [\"/node/\", \"https://old.example.net/\"]", "live = [\"/sub/\"]"],
    &["canonical = \"self\"", "canonical = \"original\""],
    &["on_conflict = \"warn\"\non_missing_link = \"warn\""],
    &[
        "[archive]\nclosed = 2023-12-31\noperator = \"Example Library\"",
        "[archive]\nboxes = [\"republish\"]",
        "",
    ],
    &[
        "[publication]\nname = \"The Example\"\nplace = \"Batumi\"",
        "[publication]\nname = \"The Example\"\nissn = \"0317-8471\"",
        "",
    ],
    &["[languages.en]\nname = \"English\"\ndate = \"%b %-d, %Y\"", "[languages.en]\nname = \"English\""],
    &[
        "[languages.ru]\nname = \"русский\"\nold_hosts = [\"ru.example.org\"]",
        "[languages.ru]\nname = \"русский\"\ntitle = \"Архив\"\npublication = { name = \"Пример\" }",
    ],
    &[
        "[authors]\npath = \"authors\"",
        "[authors]\npath = \"people\"\nfeed = false",
        "[authors]\npage_size = 2",
    ],
    &[
        "[taxonomies]\nregion = { path = \"regions\", strict = true }",
        "[taxonomies]\nregion = { path = \"regions\", strict = true, page_size = 3 }",
        "[taxonomies]\nregion = { path = \"places\", strict = true }",
    ],
    &["topic = { path = \"topics\" }", "topic = { path = \"topics\", feed = false }"],
    &["blog = { path = \"blogs\", feed = true }\npodcast = { path = \"podcasts\", feed = \"itunes\" }"],
    &[
        "tag = { path = \"tags\", min_articles = 2 }",
        "tag = { path = \"tags\", min_articles = 4 }",
        "tag = {}",
    ],
    &[
        "[terms]\nblog = [\"The Bug Pit\", \"Tamada Tales\"]",
        "[terms]\nblog = [\"Tamada Tales\", \"The Bug Pit\"]",
    ],
    TREES,
    &[
        "[menu]\nmain = [\"region\", \"topic\", \"Media\", \"/about/\"]\nMedia = [\"podcast\", \"blog\"]",
        "[menu]\nmain = [\"topic\", { url = \"region\", close = \"Close\" }, \"tag\", \"authors\"]",
        "[menu]\nmain = [\"region\", \"/nowhere/\"]\nfooter = [\"about\"]",
    ],
    &[
        "",
        "[support]\nurl = \"https://library.example/give\"",
        "[appeal]\ntext = \"Paid for by [readers](/about/).\"",
    ],
    &["[feeds]\nlimit = 5", "[feeds]\nlimit = 2\naliases = [\"/rss.xml\"]", ""],
    &[
        "[lists.latest]\nregion = \"Caucasus\"\nlimit = 3\ntemplates = [\"home.html\", \"article.html\"]",
        "[lists.latest]\ntopic = \"Security\"\nlimit = 2\ntemplates = [\"home.html\"]",
        "",
    ],
    &[
        "",
        "[media]\nbase_url = \"https://media.example.net/files\"\nfolders = [\"pictures\"]",
        "[media]\nbase_url = \"https://media.example.net/\"\nfolders = [\"images\", \"2010\"]\nover = \"90 B\"",
        "[media]\nbase_url = \"https://media.example.net/\"\nover = \"90 B\"",
    ],
    &["", "[home]\nsections = [\"topic\", \"tag\"]", "[home]\nsections = []"],
    &["[extra]\naccent = \"#803020\"", "[extra]\naccent = \"#203080\"", ""],
];

/// Trees of regions: terms move, and in the last one is missing, so that articles that name it are errors.
const TREES: &[&str] = &[
    "[terms.region]\nCaucasus = [\"Armenia\", \"Azerbaijan\", \"Georgia\"]\n\"Central Asia\" = [\"Kazakhstan\", \
     \"Tajikistan\"]\n\"Conflict Zones\" = [\"Abkhazia\", \"South Ossetia\"]",
    "[terms.region]\nCaucasus = { Armenia = [], Azerbaijan = [], Georgia = [\"Abkhazia\", \"South Ossetia\"] }\n\
     \"Central Asia\" = [\"Tajikistan\", \"Kazakhstan\"]\n\"Conflict Zones\" = []",
    "[terms.region]\n\"Conflict Zones\" = [\"Abkhazia\", \"South Ossetia\", \"Azerbaijan\"]\nCaucasus = \
     [\"Georgia\", \"Armenia\"]\n\"Central Asia\" = { Kazakhstan = [\"Tajikistan\"] }",
    "[terms.region]\nCaucasus = [\"Armenia\", \"Azerbaijan\"]\nGeorgia = [\"Abkhazia\"]\n\"South Ossetia\" = []\n\
     Kazakhstan = []\nTajikistan = []",
    "[terms.region]\nCaucasus = [\"Armenia\", \"Azerbaijan\", \"Georgia\"]\nKazakhstan = []\n\"Conflict Zones\" = \
     [\"Abkhazia\", \"South Ossetia\"]",
];

/// Which piece is the tree of terms.
pub fn tree_piece() -> usize {
    PIECES.iter().position(|piece| piece[0].starts_with("[terms.region]")).unwrap()
}

/// The text of `site.toml` with one form of every piece.
pub fn site_toml(forms: &[usize]) -> String {
    PIECES.iter().zip(forms).map(|(piece, form)| format!("{}\n", piece[*form])).collect()
}

/// Files of the theme that the site may have, and their texts; the first is there at the start, an empty one is no file.
///
/// The second of most is another text that comes to the same pages: a change without an effect.
pub const THEME: &[(&str, &[&str])] = &[
    (
        "templates/shortcodes/box.html",
        &[
            "<aside class=\"box\"><b>{{ title }}</b>{{ body | safe }}</aside>",
            "{# The same. #}<aside class=\"box\"><b>{{ title }}</b>{{ body | safe }}</aside>",
            "<aside><i>{{ title }}</i> on {{ page.title }}: {{ body | safe }}</aside>",
            "",
        ],
    ),
    (
        "templates/article.html",
        &[
            "{% extends \"default/article.html\" %}\n{% block og_type %}article{% endblock %}",
            "{% extends \"default/article.html\" %}\n{# The same. #}{% block og_type %}article{% endblock %}",
            "{% extends \"default/article.html\" %}\n{% block head %}<meta name=\"x\" content=\"{{ page.title }} \
             {{ article.extra | json }}\">{% endblock %}",
            "",
        ],
    ),
    (
        "templates/parts/footer.html",
        &["", "<p>Our own foot: {{ site.title }}</p>", "<p>{# - #}Our own foot: {{ site.title }}</p>"],
    ),
    ("templates/listing.html", &["", "{% extends \"default/listing.html\" %}"]),
    ("i18n/ru.toml", &["newer = \"Новее\"", "newer = \"Свежее\"", ""]),
    ("i18n/en.toml", &["", "by = \"Written by\"", "nothing = \"Not used\""]),
    ("static/theme/site.css", &["body { color: #111 }", "body { color: #222 }", ""]),
    ("static/robots.txt", &["", "User-agent: *\nDisallow:\n"]),
    ("static/_redirects", &["", "/x /about/ 301\n"]),
    ("static/notes.txt", &["Notes.\n", "Other notes.\n", ""]),
    ("static/talk-0.mp3", &["not really a recording", "nor is this one", ""]),
    ("static/talk-1.mp3", &["not really a recording", "nor is this", ""]),
    (
        "data/popular.csv",
        &[
            "address,title,byline\n/node/3,,\n/node/9,Chosen,\n/about/,,\n/special/1/,,Somebody\n",
            "address,title,byline\n/node/4,,\n/special/2/,,\n",
            "",
            "address,title,byline\n/nowhere/,,\n",
        ],
    ),
    (
        "data/links.csv",
        &[
            "address,status,first_seen_dead,replacement\n\
             http://dead.example/0,404,2026-01-02,https://copies.example/{date}/http://dead.example/0\n\
             http://dead.example/1,404,2026-01-02,http://new.example/1\n",
            // The same, with what changes nothing.
            "address,status,first_seen_dead,replacement\n\
             http://dead.example/1,410,2026-01-03,http://new.example/1\n\
             http://dead.example/0,404,2026-01-02,https://copies.example/{date}/http://dead.example/0\n\
             http://dead.example/2,404,2026-01-02,\n",
            "address,status,first_seen_dead,replacement\n\
             http://dead.example/0,alive,2026-01-02,https://copies.example/{date}/http://dead.example/0\n\
             http://dead.example/2,404,2026-01-02,https://copies.example/2010/http://dead.example/2\n\
             http://dead.example/3,404,2026-01-02,javascript:alert(1)\n",
            "",
        ],
    ),
];

/// What is wrong in each of these: a build with it fails, and the next one is right again without it.
pub const BROKEN: &[(&str, &str)] = &[
    ("site.toml", "title = \n"),
    ("templates/article.html", "{% if %}"),
    ("templates/shortcodes/box.html", "{{ page.nothing.at.all }}"),
    ("content/articles/2010/broken.md", "---\ntitle: [\n---\n"),
    ("content/articles/2010/no-date.md", "---\ntitle: No date\n---\nText.\n"),
    ("content/articles/2010/no-term.md", "---\ntitle: T\ndate: 2010-05-05\nregion: Tajikistn\n---\n"),
    ("content/pages/about-2.md", "---\ntitle: A clash\nurl: /about/\n---\n"),
    ("content/regions/armenia.md", "---\ntitle: {}\n---\n"),
    ("i18n/ru.toml", "newer = \n"),
];

/// Documents that are no articles.
pub const DOCUMENTS: &[(&str, &str)] = &[
    (
        "content/_index.md",
        "---\ntitle: Welcome\n---\nThe home page, see [news](@/articles/2010/nowhere-0.md).\n",
    ),
    ("content/_index.ru.md", "---\ntitle: Привет\n---\nДомой.\n"),
    (
        "content/pages/about.md",
        "---\ntitle: About\nsummary: Who we are.\naliases: [/about-us]\n---\nSee [team](/team/). ![A](photo.png)\n",
    ),
    ("content/pages/about.ru.md", "---\ntitle: О нас\n---\nТекст.\n"),
    ("content/pages/team.md", "---\ntitle: Team\n---\nAll of us.\n"),
    ("content/pages/corrections.md", "---\ntitle: Corrections\n---\nWhat was wrong.\n"),
    ("content/pages/archive.md", "---\ntitle: Archive\n---\nBy year.\n"),
    ("content/pages/contact.md", "---\ntitle: Contact\ndraft: false\n---\nWrite [home](/node/7).\n"),
    ("content/regions/_index.md", "---\ntitle: Regions\n---\nWhere.\n"),
    (
        "content/regions/armenia.md",
        "---\ntitle: Armenia\nsummary: A country.\naka: [Hayastan]\ntranslations: {ru: {title: Армения}}\n---\nText.\n",
    ),
    (
        "content/regions/caucasus.md",
        "---\ntitle: Caucasus\norder: 2\naliases: [/caucasus]\n---\nMountains.\n",
    ),
    ("content/regions/georgia.ru.md", "---\ntitle: Грузия\n---\nТекст.\n"),
    ("content/topics/security.md", "---\ntitle: Security\n---\n[News](@/articles/2010/nowhere-1.md)\n"),
    ("content/blogs/the-bug-pit.md", "---\ntitle: The Bug Pit\nfeed_aliases: [/bugpit.xml]\n---\nA blog.\n"),
    (
        "content/podcasts/voices.md",
        "---\ntitle: Voices\nauthor: Example\nemail: a@example.org\nimage: /pictures/1.png\n---\nA podcast.\n",
    ),
    ("content/tags/border.md", "---\ntitle: Border\n---\n"),
];

/// Keys of documents that are no articles, and a value each may get.
pub const DOCUMENT_KEYS: &[(&str, &[&str])] = &[
    ("title", &["One title", "Another title", "Название"]),
    ("summary", &["One sentence.", "Another one."]),
    ("order", &["1", "7"]),
    ("aka", &["[Some, Other]", "Hayastan"]),
    ("aliases", &["[/old-place]", "[/node/5]", "[/node/6, /node/8]"]),
    ("feed_aliases", &["[/old.xml]"]),
    ("translations", &["{ru: {title: Другое, summary: Текст}}", "{ru: {title: Третье}}"]),
    ("image", &["/pictures/0.png", "{file: /pictures/2.png, alt: Cover}"]),
    ("portrait", &["/pictures/3.png"]),
    ("role", &["Editor", "Reporter"]),
    ("organisation", &["true", "false"]),
    ("family_name", &["Author", "2"]),
    ("note", &["A note under the articles.", "Another note."]),
    ("name", &["Author Renamed", "Author 3"]),
    ("language", &["ru", "en"]),
    ("draft", &["true", "false"]),
    ("noindex", &["true"]),
    ("url", &["/elsewhere/"]),
    ("slug", &["other-slug"]),
    ("links", &["[{title: Home, url: \"https://a.example/\"}]"]),
    ("extra", &["{a: 1}", "{a: 2}", "{a: 2.0}", "{a: 2.5, b: [1.5e300, -0.0]}"]),
];
