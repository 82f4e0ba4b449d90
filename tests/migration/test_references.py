"""A made-up site for each generator, built by its reference: what is published, at which address, by whom, and what is left out."""

import contextlib
import io
import json
import os
import sys
import tempfile
import unittest
import unittest.mock
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from references import common, eleventy, hexo, hugo, jekyll, pelican, zola
from site_pages import Site

# The generators stay where they are; what these tests build goes elsewhere.
INSTALLED = common.cache()

SITES = {
    "jekyll": {
        "_config.yml": "url: https://old.example\npermalink: pretty\ncollections:\n  authors:\n    output: true\n    permalink: /author/:name/\n"
                       "plugins: [jekyll-feed, jekyll-redirect-from, some-plugin-that-nobody-has]\n",
        "_authors/ann.md": "---\nfull_name: Ann Example \n---\n",
        "_posts/2020-01-01-First_Post.md": "---\ntitle: First\nlayout: none\ndate: 2020-01-02\nauthors: [ann]\ntags: [Cats]\nredirect_from: /was/\n---\n"
                                           "Hello {{ \"x\" | team_link }} {% gone x %} {% box %}in{% endbox %}.\n\n## What's *new*?\n",
        "_posts/2020-01-03-no.md": "---\ntitle: No\npublished: false\n---\n",
        "_drafts/no.md": "---\ntitle: Draft\n---\n",
        "about.md": "---\ntitle: About\n---\n{% include gone.html %}\n",
    },
    "hugo": {
        "config.yaml": "baseURL: https://old.example/\ntheme: gone\npermalinks:\n  posts: /:year/:month/:slug/\n",
        "layouts/posts/single.html": "the site's own layout",
        "content/posts/first.md": "---\ntitle: First\ndate: 2020-01-02\nslug: First-Post\nauthor: Ann\ntags: [Cats]\naliases: [/was/]\n---\n"
                                  "Hello {{< gone >}}x{{< /gone >}}.\n\n## What's *new*?\n",
        "content/posts/draft.md": "---\ntitle: Draft\ndate: 2020-01-02\ndraft: true\n---\n",
        "content/about.md": "---\ntitle: About\n---\nText.\n",
    },
    "zola": {
        "config.toml": 'base_url = "https://old.example"\ngenerate_feeds = true\n',
        "content/2020-01-02-first.md": '+++\ntitle = "First"\naliases = ["was"]\nauthors = ["Ann"]\n[taxonomies]\ntags = ["Cats"]\n+++\n'
                                       "Hello {{ gone(x=1) }}.\n\n## What's *new*?\n\n<h2>Raw</h2>\n",
        "content/draft.md": '+++\ntitle = "Draft"\ndate = 2020-01-01\ndraft = true\n+++\n',
        "content/about.md": "---\ntitle: About\n---\n[first](@/2020-01-02-first.md)\n",
    },
    "pelican": {
        "pelicanconf.py": "SITENAME = 'Old'\nSITEURL = 'https://old.example'\nAUTHOR = 'Ann'\nTIMEZONE = 'UTC'\nDEFAULT_LANG = 'en'\n"
                          "PLUGINS = ['gone']\nTHEME = 'gone'\nFEED_ALL_ATOM = 'atom.xml'\n",
        "content/first.md": "Title: First\nDate: 2020-01-02 10:00\nTags: Cats\nCategory: News\n\nHello.\n\n## What's *new*?\n",
        "content/draft.md": "Title: Draft\nDate: 2020-01-02\nStatus: draft\n\nNo.\n",
        "content/pages/about.md": "Title: About\n\nText.\n",
    },
    "hexo": {
        "_config.yml": "title: Old\nurl: https://old.example\nroot: /\nlanguage: en\ntimezone: UTC\npermalink: :year/:title/\ntheme: gone\n",
        "source/_posts/First-Post.md": "---\ntitle: First\ndate: 2020-01-02 10:00:00\nauthor: Ann\ntags: [Cats]\n---\n"
                                       "Hello {% youtube x %} {% gone y %} {% box %}in{% endbox %}.\n\n## What's *new*?\n",
        "source/_drafts/draft.md": "---\ntitle: Draft\n---\n",
        "source/about/index.md": "---\ntitle: About\n---\n{% note warn %}Text.{% endnote %}\n",
    },
    "eleventy": {
        ".eleventy.js": "module.exports = config => { require('gone-package'); };\n",
        "posts/posts.json": '{ "layout": "gone.njk", "tags": "posts" }',
        "posts/first.md": "---\ntitle: First\nlayout: gone.njk\ndate: 2020-01-02\nauthor: Ann\ntags: [Cats]\n---\nHello {% youtube \"x\" %} {% box %}in{% endbox %}.\n\n## What's *new*?\n",
        "about.md": "---\ntitle: About\n---\nText.\n",
    },
}
# The post's address, the name of its author, its terms, the anchors of its headings, the kinds of the other addresses.
WANTED = {
    "jekyll": ("/2020/01/02/First_Post/", "Ann Example", ["Cats"], ["whats-new"], {"/about/": "page", "/author/ann/": "author", "/feed.xml": "feed",
                                                                             "/was/": "redirect"}),
    "hugo": ("/2020/01/first-post/", "Ann", ["Cats"], ["whats-new"], {"/about/": "page", "/was/": "redirect", "/index.xml": "feed"}),
    "zola": ("/first/", "Ann", ["Cats"], ["what-s-new"], {"/about/": "page", "/was/": "redirect", "/atom.xml": "feed"}),
    "pelican": ("/first.html", "Ann", ["News", "Cats"], [], {"/pages/about.html": "page", "/atom.xml": "feed", "/tag/cats.html": "term",
                                                                  "/author/ann.html": "author"}),
    "hexo": ("/2020/First-Post/", "Ann", ["Cats"], ["What’s-new"], {"/about/": "page", "/tags/Cats/": "term"}),
    "eleventy": ("/posts/first/", "Ann", ["Cats"], [], {"/about/": "page"}),
}

# The words of the post, without those of stand-ins.
TEXTS = {"jekyll": ["Hello", "in", "What", "s", "new"], "hexo": ["Hello", "in", "What", "s", "new"], "eleventy": ["Hello", "in", "What", "s", "new"],
         "hugo": ["Hello", "x", "What", "s", "new"], "zola": ["Hello", "What", "s", "new", "Raw"]}


class References(unittest.TestCase):
    """One test for each generator; without it, the test says so and is skipped."""

    def build(self, name, module):
        """Builds the made-up site and compares what the reference says of it."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        root = Path(folder.name)
        for path, text in SITES[name].items():
            (root / "source" / path).parent.mkdir(parents=True, exist_ok=True)
            (root / "source" / path).write_text(text, encoding="utf-8")
        before = {file: file.read_bytes() for file in (root / "source").rglob("*") if file.is_file()}
        (root / "cache").mkdir()
        if (INSTALLED / "npm").exists():
            (root / "cache" / "npm").symlink_to(INSTALLED / "npm")
        with unittest.mock.patch.dict(os.environ, MIGRATION_CACHE=str(root / "cache")), contextlib.redirect_stderr(io.StringIO()):
            try:
                built = module.build(root / "source", name)
            except common.Absent as absent:
                self.skipTest(f"without {absent}")
        self.assertEqual(before, {file: file.read_bytes() for file in (root / "source").rglob("*") if file.is_file()})
        url, author, terms, headings, others = WANTED[name]
        (post,) = json.loads((built / "posts.json").read_text())
        self.assertEqual((post["url"], post["title"], post["date"]), (url, "First", "2020-01-02"))
        self.assertEqual((post["authors"], post["terms"], post["headings"]), ([author], terms, headings))
        self.assertIn(post["source"], SITES[name])
        text = Site(built / "site").page(built / "site" / (url.strip("/") + ("" if url.endswith(".html") else "/index.html"))).text
        self.assertEqual([word.text for word in text.words if not word.shim], TEXTS.get(name, ["Hello", "What", "s", "new"]))
        kinds = {item["url"]: item["kind"] for item in json.loads((built / "addresses.json").read_text())}
        self.assertEqual({address: kinds.get(address) for address in others}, others)
        self.assertNotIn("raft", " ".join(kinds))

    def test_jekyll(self):
        self.build("jekyll", jekyll)

    def test_hugo(self):
        self.build("hugo", hugo)

    def test_zola(self):
        self.build("zola", zola)

    def test_pelican(self):
        self.build("pelican", pelican)

    def test_hexo(self):
        self.build("hexo", hexo)

    def test_eleventy(self):
        self.build("eleventy", eleventy)


if __name__ == "__main__":
    unittest.main()
