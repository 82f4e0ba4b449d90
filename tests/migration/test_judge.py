"""Tiny made-up sites, old and new, in which each row of the table fails in a known way."""

import contextlib
import csv
import io
import json
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parent))

import judge
import readable
import table
import words
from references import common
from site_pages import Site

TEXT = '<p>One two <a href="/other/">three</a>.</p>\n<h2 id="More">More</h2>\n<p>Four five.</p>'


def old_page(kind, title, body, **facts):
    """A page as the layouts of the references write it."""
    values = {"kind": kind, "title": title, "source": f"{title}.md", **facts}
    return (f'<!doctype html><html><head><title>{title}</title><script type="application/json" id="old-page">{json.dumps(values)}'
            f'</script></head><body><main id="old-body">{body}</main></body></html>')


def article(title, body, date="2020-01-02T00:00:00Z", authors=("Ann",), terms=("Rust",), head=""):
    """A page as the default theme shows an article."""
    data = {"@graph": [{"@type": "NewsArticle", "author": [{"@type": "Person", "name": name} for name in authors],
                        "keywords": list(terms)}]}
    return (f'<!doctype html><html><head><title>{title} — Site</title>{head}<meta property="article:published_time" content="{date}">'
            f'<script type="application/ld+json">{json.dumps(data)}</script></head><body class="page-article"><main>'
            f'<article class="story"><h1>{title}</h1><div class="text">{body}</div></article></main></body></html>')


def standing(title, body):
    """A page as the default theme shows a standing page."""
    return (f'<!doctype html><html><head><title>{title}</title></head><body class="page-standing"><main><article class="story standing">'
            f'<h1>{title}</h1><div class="text">{body}</div></article></main></body></html>')


POST = {"date": "2020-01-02", "authors": ["Ann"], "terms": ["Rust"]}
OLD = {"post/index.html": old_page("post", "A post", TEXT, **POST), "other/index.html": old_page("page", "Other", "<p>Words.</p>"),
       "feed.xml": "<feed></feed>", "was/index.html": '<meta http-equiv="refresh" content="0; url=/post/">'}
NEW = {"post/index.html": article("A post", TEXT), "other/index.html": standing("Other", "<p>Words.</p>"),
       "feed.xml": "<feed></feed>", "_redirects": "/was /post/ 301\n"}


class Judged(unittest.TestCase):
    """Rows of a comparison."""

    def rows(self, new=None, old=None):
        """The rows for `OLD` and `NEW` with the files given here in place of theirs; `None` leaves a file out."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        for name, files in (("old/site", {**OLD, **(old or {})}), ("new", {**NEW, **(new or {})})):
            for path, text in files.items():
                if text is not None:
                    file = Path(folder.name) / name / path
                    file.parent.mkdir(parents=True, exist_ok=True)
                    file.write_text(text, encoding="utf-8")
        with contextlib.redirect_stderr(io.StringIO()):
            common.finish(Path(folder.name) / "old", "made-up", ["old.example"], 0.0, [])
        return {row.name: row for row in judge.judge(Path(folder.name) / "old", Path(folder.name) / "new")}

    def kinds(self, name, new=None, old=None):
        """The failures of one row by kind; every other row with a wanted figure has to pass."""
        rows = self.rows(new, old)
        self.failed = {row.name for row in rows.values() if not row.passed}
        return dict(rows[name].kinds())

    def test_a_faithful_site_passes(self):
        rows = self.rows()
        self.assertEqual([row.name for row in rows.values() if not row.passed], [])
        self.assertEqual(rows["posts there = articles here"].good, 1)
        self.assertEqual(rows["old addresses that answer"].note, "feed 1/1, page 1/1, post 1/1, redirect 1/1")
        self.assertEqual((rows["words of posts kept"].good, rows["words of posts kept"].total), (6, 6))
        self.assertEqual((rows["anchors of headings"].good, rows["anchors of headings"].total), (1, 1))

    def test_a_post_without_an_article(self):
        kinds = self.kinds("posts there = articles here", {"post/index.html": None})
        self.assertEqual(kinds, {"no article": 1})
        self.assertIn("words of posts kept", self.failed)
        self.assertIn("old addresses that answer", self.failed)

    def test_nothing_to_compare_is_no_proof(self):
        rows = self.rows(dict.fromkeys(NEW))
        told = {"words of posts in order", "words of posts, new among those there", "words of pages kept", "addresses of old lists and files",
                "articles in the sitemap"}
        self.assertEqual({row.name for row in rows.values() if row.passed}, told)

    def test_an_article_elsewhere_is_an_article_but_its_address_is_lost(self):
        rows = self.rows({"post/index.html": None, "moved/index.html": article("A post", TEXT), "_redirects": "/was /moved/ 301\n"})
        self.assertTrue(rows["posts there = articles here"].passed)
        self.assertEqual(dict(rows["old addresses that answer"].kinds()), {"post: not found": 1, "redirect: leads elsewhere": 1})

    def test_a_page_in_place_of_an_article(self):
        kinds = self.kinds("posts there = articles here", {"post/index.html": standing("A post", TEXT)})
        self.assertEqual(kinds, {"its address answers with something else": 1})

    def test_a_published_draft(self):
        kinds = self.kinds("posts there = articles here", {"draft/index.html": article("Draft", "<p>No.</p>")})
        self.assertEqual(kinds, {"article without a post there": 1})
        self.assertEqual(self.failed, {"posts there = articles here"})

    def test_two_posts_in_one_article(self):
        kinds = self.kinds("posts there = articles here", {"_redirects": "/was /post/ 301\n/second /post/ 301\n"},
                           {"second/index.html": old_page("post", "A post", TEXT, **POST)})
        self.assertEqual(kinds, {"one article for two posts": 1})

    def test_addresses_that_do_not_answer(self):
        kinds = self.kinds("old addresses that answer", {"_redirects": None, "feed.xml": "<html></html>"})
        self.assertEqual(kinds, {"redirect: not found": 1, "feed: answers, but not with a feed": 1})

    def test_a_feed_without_its_newest_post(self):
        atom = '<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="https://old.example/post/"/></entry></feed>'
        rss = "<rss><channel><link>/</link><item><link>/other/</link></item><item><link>https://old.example/was/</link></item></channel></rss>"
        self.assertTrue(self.rows({"feed.xml": atom}, {"feed.xml": rss})["old addresses that answer"].passed)
        kinds = self.kinds("old addresses that answer", {"feed.xml": "<feed></feed>"}, {"feed.xml": rss})
        self.assertEqual(kinds, {"feed: is without its newest post": 1})

    def test_articles_that_the_sitemap_does_not_list(self):
        index = "<sitemapindex><sitemap><loc>https://new.example/maps/a.xml</loc></sitemap></sitemapindex>"
        urls = "<urlset><url><loc>https://new.example/post/</loc></url></urlset>"
        self.assertEqual(dict(self.rows()["articles in the sitemap"].kinds()), {"not listed": 1})
        self.assertEqual(dict(self.rows({"sitemap.xml": index, "maps/a.xml": urls})["articles in the sitemap"].kinds()), {})

    def test_redirects_to_nothing_and_in_circles(self):
        self.assertEqual(self.kinds("old addresses that answer", {"_redirects": "/was /gone/ 301\n"}), {"redirect: redirects to": 1})
        self.assertEqual(self.kinds("old addresses that answer", {"_redirects": "/was /is/ 301\n/is /was/ 301\n"}),
                         {"redirect: redirects in a circle": 1})

    def test_a_redirect_to_another_page(self):
        self.assertEqual(self.kinds("old addresses that answer", {"_redirects": "/was /other/ 301\n"}), {"redirect: leads elsewhere": 1})

    def test_redirect_pages_are_followed(self):
        page = '<!doctype html><meta http-equiv="refresh" content="0; url=/post/">'
        self.assertTrue(self.rows({"_redirects": None, "was/index.html": page})["old addresses that answer"].passed)

    def test_lost_words_are_told_by_kind(self):
        text = TEXT.replace("One two", "One").replace(">More<", ">less<")
        rows = self.rows({"post/index.html": article("A post", text)})
        self.assertEqual(dict(rows["words of posts kept"].kinds()), {"paragraph": 1, "heading": 1})
        self.assertEqual(rows["words of posts kept"].good, 4)
        self.assertFalse(rows["words of posts kept"].passed)
        self.assertEqual([failure.detail for failure in rows["words of posts kept"].failures], ["two", "More"])

    def test_words_of_stand_ins_are_left_out(self):
        body = TEXT + '<p><span data-shim="embed">A film</span></p>'
        rows = self.rows(None, {"post/index.html": old_page("post", "A post", body, **POST)})
        self.assertTrue(rows["words of posts kept"].passed)
        self.assertEqual(rows["words of posts kept"].note, "left out, written by stand-ins: 2")

    def test_moved_and_added_words_are_told(self):
        text = TEXT.replace("Four five", "five Four six")
        rows = self.rows({"post/index.html": article("A post", text)})
        self.assertTrue(rows["words of posts kept"].passed)
        self.assertEqual(dict(rows["words of posts in order"].kinds()), {"moved": 1})
        self.assertEqual(dict(rows["words of posts, new among those there"].kinds()), {"added": 1})

    def test_visible_template_code(self):
        text = TEXT + "<p>{{ page.title }} {% note %}</p><p>{: .lead}</p><p>:::note</p><code>{{ fine }}</code>"
        kinds = self.kinds("visible template code", {"post/index.html": article("A post", text)})
        self.assertEqual(kinds, {"visible {{": 1, "visible {%": 1, "visible {:": 1, "visible :::": 1})
        head = '<meta name="description" content="{{ x }}">'
        kinds = self.kinds("visible template code", {"post/index.html": article("A post", TEXT, head=head)})
        self.assertEqual(kinds, {"visible {{": 1})

    def test_template_code_that_was_visible_there(self):
        body = TEXT + "<p>Write {{ so }}.</p>"
        rows = self.rows({"post/index.html": article("A post", body)}, {"post/index.html": old_page("post", "A post", body, **POST)})
        self.assertTrue(rows["visible template code"].passed)

    def test_titles_dates_authors_and_terms(self):
        for field, new, kind in (("titles", {"title": "A Post"}, "letter case or spaces"), ("titles", {"title": "Post"}, "different"),
                                 ("dates (day)", {"date": "2020-01-01T23:00:00-05:00"}, "different"),
                                 ("dates (day)", {"date": ""}, "missing"),
                                 ("authors", {"authors": ["ann"]}, "letter case"), ("authors", {"authors": []}, "missing"),
                                 ("authors", {"authors": ["Ann", "Bob"]}, "more than there"),
                                 ("terms", {"terms": ["Go"]}, "different"), ("terms", {"terms": []}, "missing")):
            with self.subTest(field=field, new=new):
                values = {"title": "A post", "body": TEXT, **new}
                kinds = self.kinds(field, {"post/index.html": article(values.pop("title"), values.pop("body"), **values)})
                self.assertEqual(kinds, {kind: 1})
                self.assertEqual(self.failed, {field})

    def test_the_order_of_authors_counts_and_the_spelling_of_terms_does_not(self):
        facts = {"date": "2020-01-02", "authors": ["Ann", "Bob"], "terms": ["user-centered design", "API"]}
        rows = self.rows({"post/index.html": article("A post", TEXT, authors=("Bob", "Ann"), terms=("api", "User centered design"))},
                         {"post/index.html": old_page("post", "A post", TEXT, **facts)})
        self.assertEqual(dict(rows["authors"].kinds()), {"another order": 1})
        self.assertTrue(rows["terms"].passed)

    def test_titles_printed_as_html_or_as_text(self):
        for title in ("Cats &amp; dogs", "Cats & dogs"):
            old = {"post/index.html": old_page("post", title, TEXT, **POST)}
            self.assertTrue(self.rows({"post/index.html": article("Cats &amp; dogs", TEXT)}, old)["titles"].passed)

    def test_a_lost_anchor(self):
        kinds = self.kinds("anchors of headings", {"post/index.html": article("A post", TEXT.replace('id="More"', 'id="more"'))})
        self.assertEqual(kinds, {"missing": 1})
        self.assertEqual(self.failed, {"anchors of headings"})

    def test_dead_links(self):
        kinds = self.kinds("dead internal links beyond those there", {"post/index.html": article("A post", TEXT + '<a href="/gone/">x</a>')})
        self.assertEqual(kinds, {"dead": 1})
        self.assertEqual(self.failed, {"dead internal links beyond those there"})

    def test_links_that_were_dead_there_and_links_that_are_none_now(self):
        body = TEXT + '<a href="https://www.old.example/gone/">x</a>'
        rows = self.rows({"post/index.html": article("A post", body)}, {"post/index.html": old_page("post", "A post", body, **POST)})
        self.assertTrue(rows["dead internal links beyond those there"].passed)
        kinds = self.kinds("dead internal links beyond those there",
                           {"post/index.html": article("A post", TEXT.replace('<a href="/other/">three</a>', "three"))})
        self.assertEqual(kinds, {"no longer a link": 1})

    def test_a_site_is_like_itself(self):
        rows = self.rows({**OLD, "_redirects": None})
        del rows["articles in the sitemap"]
        self.assertEqual({row.name: row.share for row in rows.values()}, dict.fromkeys((row.name for row in rows.values()), 100.0))


class Reading(unittest.TestCase):
    """How texts and addresses are read."""

    def text(self, html):
        """The words of a piece of HTML."""
        return [word.text for word in readable.read(readable.parse(html).body).words]

    def test_words(self):
        self.assertEqual(self.text("<p>A<b>b</b>c d\u00ade</p><p>f<img>g</p>"), ["Abc", "de", "f", "g"])
        self.assertEqual(self.text("don’t – x_y 1,000"), ["don", "t", "x", "y", "1", "000"])
        self.assertEqual(self.text("証明書 CA"), ["証", "明", "書", "CA"])
        self.assertEqual(self.text("<p>a<sup class='footnote-ref'><a>1</a></sup> x<sup>2</sup></p><script>no</script>"), ["a", "x", "2"])

    def test_lost_words(self):
        def lost(before, after):
            return words.compare(*(readable.read(readable.parse(html).body).words for html in (before, after))).lost

        self.assertEqual(lost("<p>foo bar baz</p>", "<p>foobar baz</p>"), [("divided or joined", ["foo", "bar"])])
        self.assertEqual(lost("<p>Foo baz</p>", "<p>foo baz</p>"), [("letter case", ["Foo"])])
        self.assertEqual(lost("<pre><code>a b</code></pre><p>c</p>", "<p>c</p>"), [("code", ["a", "b"])])
        self.assertEqual(lost("<p>a b c</p>", "<p>c a b</p>"), [])

    def test_a_host(self):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            (root / "a b").mkdir()
            (root / "a b" / "index.html").write_text("x")
            (root / "c.html").write_text("x")
            (root / "_redirects").write_text("# old\n/d /c.html 301\n/e id=1 /c.html 301\nhttps://old.example/f https://else.example/ 301\n")
            site = Site(root, ["old.example"])
            self.assertEqual(site.answer("/a%20b").url, "/a b/")
            self.assertEqual(site.answer("/c").url, "/c.html")
            self.assertEqual(site.answer("/d/").url, "/c.html")
            self.assertEqual(site.answer("/e").problem, "not found")
            self.assertEqual(site.answer("/f").outside, "https://else.example/")
            self.assertEqual(site.answer("/C").problem, "not found")
            self.assertEqual(site.inside("/a/b/", "../c#x"), "/a/c")
            self.assertEqual(site.inside("/", "http://www.old.example/x"), "/x")
            self.assertIsNone(site.inside("/", "mailto:a@old.example"))
            self.assertIsNone(site.inside("/", "https://else.example/x"))


class Shown(unittest.TestCase):
    """The table, and the exit status."""

    def test_shares_are_never_rounded_up(self):
        row = table.Row("words", 99_999_999, 100_000_000, 99.9)
        self.assertIn("| 99.999 % |", table.as_markdown("x", [row]))

    def test_a_row_with_any_failure_misses_100(self):
        self.assertFalse(table.Row("posts", 2, 2, 100, [table.Failure("extra", "", "/x/")]).passed)
        self.assertFalse(table.Row("anchors", 994, 1000, 99.5).passed)
        self.assertTrue(table.Row("anchors", 995, 1000, 99.5).passed)

    def test_failures_and_exit_status(self):
        rows = [table.Row("titles", 1, 2, 99.8, [table.Failure("different", "a.md", "/a/", "'A' is 'B'")])]
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "sub" / "failures.csv"
            arguments = ["judge.py", "--reference", folder, "--site", folder, "--failures", str(file), "--json"]
            with mock.patch.object(judge, "judge", return_value=rows), mock.patch.object(sys, "argv", arguments):
                shown = io.StringIO()
                with contextlib.redirect_stdout(shown):
                    self.assertEqual(judge.main(), 1)
            self.assertFalse(json.loads(shown.getvalue())["passed"])
            with open(file, encoding="utf-8", newline="") as opened:
                self.assertEqual(list(csv.reader(opened))[1], ["titles", "different", "1", "a.md", "/a/", "'A' is 'B'"])


if __name__ == "__main__":
    unittest.main()
