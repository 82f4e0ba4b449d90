//! The places of a site at which it takes text or HTML.
//!
//! `§` is where a snippet goes. In front matter and `site.toml` it is written as a quoted string, so that it arrives as it
//! is; in a body it stands as it is.

use super::site::{Files, yaml};

/// How a snippet is put into a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    /// Into the body of an article.
    Body(&'static str),
    /// Into the front matter of an article.
    Front(&'static str),
    /// Into the front matter of an article whose body shows it by the shortcode `param`.
    Called(&'static str),
    /// Into the front matter of an article with a recording, an episode of a podcast.
    Episode(&'static str),
    /// Into the front matter of a file in a folder of `content/` that is used by an article, and the key that names it there.
    Described(&'static str, &'static str, &'static str),
    /// Into the body of such a file.
    DescribedBody(&'static str, &'static str),
    /// Into the front matter of a standing page.
    Page(&'static str),
    /// Into the body of a standing page.
    PageBody(&'static str),
    /// Into a drawing that an article shows.
    Svg(&'static str),
    /// Into the name of a file of `content/` with this text.
    Name(&'static str, &'static str),
    /// Into a slot of `site.toml`: see [`SITE`](super::site::SITE).
    Config(&'static str),
    /// Into a file of the site that there is once.
    Once(&'static str, &'static str),
    /// Into a field of `data/popular.csv`.
    Popular(&'static str),
    /// Into a field of `data/links.csv`.
    DeadLink(&'static str),
}

use Put::{
    Body, Called, Config, DeadLink, Described, DescribedBody, Episode, Front, Name, Once, Page, PageBody,
    Popular, Svg,
};

/// All places.
pub const PLACES: &[Put] = &[
    // Bodies, as Markdown.
    Body("§"),
    Body("Before § after."),
    Body("* one\n* § two\n\n1. §"),
    Body("> Said: §\n> § again"),
    Body("| a | b |\n|---|---|\n| § | c |\n"),
    Body("| § | b |\n|---|---|\n| c | d |\n"),
    Body("## §"),
    Body("## Heading {#§}"),
    Body("§\n---"),
    Body("[§](/x)"),
    Body("[x](§)"),
    Body("[x](<§>)"),
    Body("[x](/x \"§\")"),
    Body("[x](/x '§')"),
    Body("[x]\n\n[x]: § \"§\""),
    Body("[§]\n\n[§]: /x"),
    Body("![§](/a.jpg)"),
    Body("![x](§)"),
    Body("![x](<§>)"),
    Body("![x](/a.jpg \"§\")"),
    Body("Inline ![x](/a.jpg '§') picture."),
    Body("<§>"),
    Body("x[^1]\n\n[^1]: §"),
    Body("x[^§]\n\n[^§]: y"),
    Body("```§\ncode\n```"),
    Body("```html\n§\n```"),
    Body("`§`"),
    Body("*§* **§** ~~§~~"),
    Body("<!-- § -->"),
    Body("[x](@/§)"),
    Body("[x](/docs/§) ![x](/docs/§) [x](http://www.example.org/docs/§) [x](https://wiki.example.org/§)"),
    Body("[x]({{< ref \"§\" >}})"),
    Body("- [x] §"),
    Body("> [!NOTE]\n> §"),
    Body(":::note §\n§\n:::"),
    Body(":::details[§]\n§\n:::"),
    Body("Term §\n: §"),
    Body("<div markdown=\"1\">\n§\n</div>"),
    Body("<div title=\"§\" markdown=\"1\">\n§\n</div>"),
    Body("x\n{: .§ #§}"),
    Body("*x*{: .§ #§}"),
    Body("## x\n{: #§}"),
    Body("x^§^ y~§~"),
    Body("http://e.example/§ www.e.example/§ §@e.example"),
    // Bodies, as HTML.
    Body("<div>§</div>"),
    Body("<div>\n\n§\n\n</div>"),
    Body("<p title=\"§\">x</p>"),
    Body("<p title='§'>x</p>"),
    Body("<p title=§>x</p>"),
    Body("<p id=\"§\">x</p>"),
    Body("<p id='§'>x</p>"),
    Body("<p id=§>x</p>"),
    Body("<a name=\"§\">x</a>"),
    Body("<a id=\"a\" name='§'>x</a>"),
    Body("<p class=\"§\">x</p>"),
    Body("<p class='table §'>x</p>"),
    Body("<a href=\"§\">x</a>"),
    Body("<a href='§'>x</a>"),
    Body("<a href=§>x</a>"),
    Body("<a href=\"https://e.example/§\">x</a>"),
    Body("<img src=\"§\" alt=\"x\">"),
    Body("<img src='§' alt=x>"),
    Body("<img src=\"/a.jpg\" alt=\"§\">"),
    Body("<img src=/a.jpg alt='§'>"),
    Body("<img src=\"/a.jpg\" srcset=\"/a.jpg §\">"),
    Body("<img src=\"/a.jpg\" srcset='§ 1x' sizes='§'>"),
    Body("<img src=\"/a.jpg\" width='§' height=§>"),
    Body("<img data-src=\"§\">"),
    Body("<p style=\"§\">x</p>"),
    Body("<p lang='§' dir=\"§\">x</p>"),
    Body("<blockquote cite=\"§\">x</blockquote>"),
    Body("<time datetime='§'>x</time>"),
    Body("<td headers=\"§\" abbr='§'>x</td>"),
    Body("<video controls src=\"§\" poster='§'></video>"),
    Body("<audio controls src='§'></audio>"),
    Body("<video controls src=/a.mp4><track kind=captions src='§' label=\"§\" srclang='§'></video>"),
    Body("<iframe src=\"https://e.example/§\"></iframe>"),
    Body("<iframe src='§'>§</iframe>"),
    Body("<iframe src=\"https://www.youtube.com/embed/§\" title=\"§\"></iframe>"),
    Body("<embed src='https://e.example/§'>"),
    Body("<object data=\"https://e.example/§\">§</object>"),
    Body("<p §>x</p>"),
    Body("<§ title=\"x\">y"),
    Body("<table><tr><td>§</td>§</tr>§</table>"),
    Body("<ul>§<li>§</ul>"),
    Body("<figure><img src=/a.jpg><figcaption>§</figcaption></figure>"),
    Body("<details><summary>§</summary>§</details>"),
    Body("<pre>§</pre>"),
    Body("<svg>§</svg>"),
    Body("<svg><title>§</title><text>§</text></svg>"),
    Body("<math><mi>§</mi></math>"),
    Body("<math display=\"block\"><mtext>§</mtext>§</math>"),
    Body("<math alttext=\"§\"><mi mathvariant='§'>x</mi></math>"),
    Body("<select><option>§</option></select>"),
    Body("<textarea>§</textarea>"),
    Body("<noscript>§</noscript>"),
    Body("<template>§</template>"),
    Body("<style>§</style>"),
    Body("<script>§</script>"),
    Body("<![CDATA[§]]>"),
    // Bodies, as shortcodes.
    Body("{{< figure src=\"/a.jpg\" >}}§{{< /figure >}}"),
    Body("{{< figure src=\"§\" link=\"§\" >}}"),
    Body("{{< figure `§` >}}"),
    Body("{{< figure src=\"/a.jpg\" alt=\"§\" >}}"),
    Body("{{< figure src=/a.jpg alt=`§` caption=`§` >}}"),
    Body("{{< figure src=\"/a.jpg\" caption=\"§\" credit=\"§\" >}}"),
    Body("{{< figure src=\"/a.jpg\" title=`§` attr=`§` link=`§` >}}"),
    Body("{{< figure src=\"/a.jpg\" width=\"§\" height=§ >}}"),
    Body("{{< audio src=`§` title=`§` caption=\"§\" >}}"),
    Body("{{< video src=\"/a.mp4\" poster=`§` captions=`§` title=`§` caption=\"§\" >}}"),
    Body("{{< video `§` >}}"),
    Body("{{< file src=`§` title=`§` size=\"§\" >}}"),
    Body("{{< file \"/a.pdf\" >}}§{{< /file >}}"),
    Body("{{< note title=`§` >}}§{{< /note >}}"),
    Body("{{< note \"§\" >}} {{< note text=`§` >}}"),
    Body("{{% note %}}§{{% /note %}}"),
    Body("{{< quote by=`§` source=`§` href=`§` >}}§{{< /quote >}}"),
    Body("{{< pullquote by=\"§\" >}}§{{< /pullquote >}}"),
    Body("{{< youtube `§` >}} {{< vimeo id=`§` title=`§` >}}"),
    Body("{{ youtube(id=\"§\", title=\"§\") }}"),
    Body("{{< youtube id=`§` start=`§` >}} {{ streamable(id=\"§\") }} {{< instagram `§` >}}"),
    Body("{{< figure src=\"/a.jpg\" attr=`§` attrlink=`§` title=`§` caption=`§` class=`§` >}}"),
    Body("{{< details summary=`§` open=`§` name=`§` class=`§` >}}§{{< /details >}} {{< details `§` />}}"),
    Body("{{< gist `§` `§` `§` >}} {{ gist(url=\"§\", file=\"§\") }}"),
    Body("{{< x user=`§` id=`§` >}} {{< tweet `§` >}} {{< tweet `§` `§` >}}"),
    Body("{{< qr text=`§` alt=`§` />}} {{< qr >}}§{{< /qr >}}"),
    Body("{{< highlight `§` `§` >}}§{{< /highlight >}}"),
    Body(
        "{{< highlight html >}}\n§\n{{< /highlight >}} {{< highlight lang=`§` hl_inline=true >}}§{{< /highlight >}}",
    ),
    Body("{{< param `§` >}} <p title='{{< param \"html\" >}}'>{{% param name=`§` %}}</p>"),
    Body("[x]({{< relref path=`§` lang=`§` >}})"),
    Body("{{< quote author=`§` >}}§{{< /quote >}}"),
    Body("{{ note(text=`§`) }}"),
    Body("{{< nosuch a=\"§\" >}}§{{< /nosuch >}}"),
    Body("{{<nosuch>}}§{{</nosuch>}}"),
    Body("<p title=\"{{<nosuch>}}§{{</nosuch>}}\">x</p>"),
    Body("<p title='{{<nosuch>}}§{{</nosuch>}}'>x</p>"),
    Body("<a href=\"{{<nosuch>}}§{{</nosuch>}}\">x</a>"),
    Body("{{</* § */>}} {{%/* § */%}} {{/* x(§) */}}"),
    Body("<p title='{{</* § */>}}'>x</p>"),
    Body("<p title=\"{{< note `§` >}}\">x</p>"),
    Body("{{< box `§` >}} {{< box title=`§` >}} {{< box url=`§` >}}"),
    // Front matter of articles.
    Front("title: §"),
    Front("summary: §"),
    Front("byline: §"),
    Front("author: §"),
    Front("authors: [§, Second Writer]"),
    Front("author_note: §"),
    Front("translators: [§]\nphotographers: [§]\nagencies: [§]"),
    Front("region: §"),
    Front("topic: [§, Politics]"),
    Front("tags: [§, §]"),
    Front("blog: §"),
    Front("image: §"),
    Front("image: {file: /a.jpg, alt: §, caption: §, credit: §}"),
    Front("image: {file: §, alt: §}"),
    Front("gallery: [{file: /a.jpg, alt: §, caption: §, credit: §}, {file: §, alt: x}]"),
    Front("audio: {file: §, title: §, duration: §}"),
    Front("audio: {file: /a.mp3, title: §}"),
    Front("video: {file: §, title: §, poster: §}"),
    Front("video: {file: /a.mp4, title: §, poster: §}"),
    Front("attachments: [{file: /a.pdf, title: §}, §]"),
    Front("corrections: [{date: 2010-12-12, text: §}, §]"),
    Front("archive_notes: [§]"),
    Front("syndicated_from: {name: §, url: §, licence: §}"),
    Front("publication: §"),
    Front("publication: {name: §, url: §, place: §, issn: §, founded: §, closed: §}"),
    Front("licence: §"),
    Front("withdrawn: {date: 2011-01-01, reason: §}"),
    Front("withdrawn: {reason: x}\ntitle: §"),
    Front("url: §"),
    Front("aliases: [§]"),
    Front("origin: {url: §, source: §}"),
    Front("original_url: §"),
    Front("guid: §\nid: §"),
    Front("slug: §"),
    Front("language: §"),
    Front("translation_of: §"),
    Front("date: §"),
    Front("updated: §"),
    Front("extra: {html: §, href: §}\nunknown: §"),
    Called("extra: {html: §, list: [§]}\nunknown: §"),
    Episode("title: §"),
    Episode("summary: §"),
    Episode("guid: §\nauthor: §"),
    Episode("image: {file: §, alt: §}"),
    Episode("image: {file: /a.jpg, alt: §}"),
    Episode("audio: §"),
    // Profiles of authors.
    Described("authors", "author", "name: §"),
    Described("authors", "author", "name: A\nrole: §\nnote: §"),
    Described("authors", "author", "name: B\nportrait: {file: /a.jpg, alt: §, credit: §}"),
    Described("authors", "author", "name: B2\nportrait: §"),
    Described(
        "authors",
        "author",
        "name: C\nlinks: [{title: §, url: \"https://e.example/\"}, {title: x, url: §}]",
    ),
    Described("authors", "author", "name: C2\nfamily_name: §\norganisation: true"),
    Described("authors", "author", "name: D\naliases: [§]\naka: [§]"),
    Described("authors", "author", "name: E\norder: 1\ntranslations: {ru: {name: §, role: §, note: §}}"),
    DescribedBody("authors", "author"),
    // Descriptions of terms.
    Described("regions", "region", "title: §"),
    Described("regions", "region", "title: §\norder: 1\nsummary: §"),
    Described("regions", "region", "slug: §"),
    Described("regions", "region", "image: {file: §, alt: §}"),
    Described("regions", "region", "image: {file: /a.jpg, alt: §}"),
    Described("regions", "region", "aka: [§]\naliases: [§]\nfeed_aliases: [§]"),
    Described("regions", "region", "translations: {ru: {title: §, summary: §}}"),
    DescribedBody("regions", "region"),
    Described("podcasts", "podcast", "title: §\nsummary: §"),
    Described("podcasts", "podcast", "author: §\nemail: §\ncategory: §"),
    Described(
        "podcasts",
        "podcast",
        "subscribe: [{title: §, url: \"https://e.example/\"}, {title: x, url: §}]",
    ),
    Described("podcasts", "podcast", "image: §"),
    DescribedBody("podcasts", "podcast"),
    // Standing pages.
    Page("title: §"),
    Page("title: x\nsummary: §"),
    Page("title: x\nurl: §"),
    Page("title: x\naliases: [§]"),
    Page("title: x\nlanguage: §"),
    Page("title: x\ntemplate: §"),
    PageBody("§"),
    PageBody("## §\n\n## b\n\n## c\n\n## d\n\n## e\n\n## § {#§}"),
    // Drawings and names of files.
    Svg("§"),
    Svg("<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\">§</svg>"),
    Svg(
        "<svg xmlns=\"http://www.w3.org/2000/svg\"><a href=\"§\"><text fill='§' style=\"§\">§</text></a></svg>",
    ),
    Svg("<svg xmlns=\"http://www.w3.org/2000/svg\" §><rect §/></svg>"),
    Name("articles/§.md", "---\ntitle: N\ndate: 2010-03-01\n---\nText."),
    Name("articles/n#/§.jpg", ""),
    Name("articles/§/index.md", "---\ntitle: N\ndate: 2010-03-01\n---\nText."),
    Name("pages/§.md", "---\ntitle: N\n---\nText."),
    Name("regions/§.md", "---\nsummary: N\n---\nText."),
    Name("authors/§.md", "---\nrole: N\n---\nText."),
    // What there is once in a site.
    Config("title"),
    Config("description"),
    Config("copyright"),
    Config("licence"),
    Config("publication"),
    Config("publication url"),
    Config("publication place"),
    Config("language publication"),
    Config("operator"),
    Config("contact"),
    Config("newsletter action"),
    Config("newsletter title"),
    Config("newsletter text"),
    Config("support url"),
    Config("support title"),
    Config("support text"),
    Config("appeal text"),
    Config("appeal link"),
    Config("appeal url"),
    Config("language name"),
    Config("language title"),
    Config("language description"),
    Config("language date"),
    Config("taxonomy title"),
    Config("taxonomy path"),
    Config("term"),
    Config("menu title"),
    Config("menu url"),
    Config("menu entry"),
    Config("menu name"),
    Config("old host"),
    Config("archived copy"),
    Config("live"),
    Config("hidden credit"),
    Config("extra"),
    Config("feed alias"),
    Config("permalink"),
    Once("_index.md", "---\ntitle: Home\n---\n§"),
    Once("regions/_index.md", "---\ntitle: Regions\n---\n§"),
    Once("authors/_index.md", "---\ntitle: Authors\n---\n§"),
    Once("pages/corrections.md", "---\ntitle: Corrections\n---\n§"),
    Once("pages/archive.md", "---\ntitle: Archive\n---\n§"),
    Once("pages/search.md", "---\ntitle: Search\n---\n§"),
    Once("pages/team.md", "---\ntitle: Team\n---\n§"),
    Popular("address"),
    Popular("title"),
    Popular("byline"),
    DeadLink("address"),
    DeadLink("status"),
    DeadLink("replacement"),
];

impl Put {
    /// What the place is called.
    pub fn name(&self) -> String {
        match self {
            Body(body) => format!("body: {}", body.escape_debug()),
            Front(lines) => format!("article: {}", lines.escape_debug()),
            Called(lines) => format!("parameters: {}", lines.escape_debug()),
            Episode(lines) => format!("episode: {}", lines.escape_debug()),
            Described(folder, _, lines) => format!("{folder}: {}", lines.escape_debug()),
            DescribedBody(folder, _) => format!("body of {folder}"),
            Page(lines) => format!("page: {}", lines.escape_debug()),
            PageBody(body) => format!("body of a page: {}", body.escape_debug()),
            Svg(text) => format!("drawing: {text}"),
            Name(name, _) => format!("name: {name}"),
            Config(slot) => format!("site.toml: {slot}"),
            Once(file, _) => format!("body of {file}"),
            Popular(field) => format!("popular.csv: {field}"),
            DeadLink(field) => format!("links.csv: {field}"),
        }
    }

    /// Whether a site has the place once, so that one attempt at a time can be made there.
    pub fn is_single(&self) -> bool {
        matches!(self, Config(_) | Once(..) | Popular(_) | DeadLink(_))
    }

    /// Puts attempt `number`, whose snippet is `text`, into a site.
    pub fn put(&self, number: usize, text: &str, files: &mut Files) {
        match self {
            Body(body) => files.article(number, "", &body.replace('§', text)),
            Front(lines) => files.article(number, &lines.replace('§', &yaml(text)), "Some text."),
            Called(lines) => {
                let body = "{{< param html >}} {{< param list >}} <p title='{{< param unknown >}}'>{{% param \"unknown\" %}}</p> \
                    [x]({{< param html >}})";
                files.article(number, &lines.replace('§', &yaml(text)), body);
            }
            Episode(lines) => {
                let lines = lines.replace('§', &yaml(text));
                let audio = if lines.starts_with("audio") { "" } else { "\naudio: /a.mp3" };
                files.article(number, &format!("{lines}{audio}\npodcast: A Podcast"), "Some text.");
            }
            Described(folder, key, lines) => {
                let front_matter = lines.replace('§', &yaml(text));
                files.described(number, folder, key, &front_matter, "Some text.");
            }
            DescribedBody(folder, key) => files.described(number, folder, key, "title: Described", text),
            Page(lines) => files.page(number, &lines.replace('§', &yaml(text)), "Some text."),
            PageBody(body) => files.page(number, "title: A page", &body.replace('§', text)),
            Svg(drawing) => {
                files.article(number, &format!("image: {{file: p{number}.svg, alt: x}}"), "Some text.");
                files.add(&format!("content/articles/p{number}.svg"), drawing.replace('§', text));
            }
            Name(pattern, content) => files.named(number, pattern, text, content),
            Config(slot) => files.configure(slot, text),
            Once(file, body) => files.add(&format!("content/{file}"), body.replace('§', text)),
            Popular(field) => files.popular(field, text),
            DeadLink(field) => files.dead_link(field, text),
        }
    }
}
