"""Whether two trees of pages, made of one corpus by two generators, hold the same articles and listings.

A tree is judged by its addresses and by what stands in its files, never by what a generator says it made:

- articles: the same addresses, and the same title in both pages;
- listings (languages, taxonomies, terms, authors, tags, years, months): the same heads, and over all pages of each the
  same articles, however they are divided;
- feeds: the same addresses; the same articles, the newest first;
- redirect pages: the same addresses, leading to the same pages;
- sitemaps: the same articles in all of them together.

What may differ, and why, is said in `compare`; docs/performance.md lists it for readers.
"""

import datetime
import html
import os
import re
import sys
from pathlib import Path

ARTICLE = re.compile(r"/(?:ru/)?\d{4}/\d{2}/(?!page/)[^/]+/")
HOME = re.compile(r"/(?:ru/)?")
LISTING = re.compile(
    r"(/(?:ru/)?(?:\d{4}/(?:\d{2}/)?|(?:regions|topics|blogs|tags|authors)/(?:(?!page/)[^/]+/)?))(?:page/\d+/)?"
)
TAG = re.compile(r"/(?:ru/)?tags/[^/]+/")

TITLE = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
MAIN = re.compile(r"<main.*?</main>", re.DOTALL)
LINK = re.compile(r'href="([^"]*)"')
REFRESH = re.compile(r'http-equiv="?refresh"? content="0; ?url=([^"]*)"')
ENTRY = re.compile(r'<entry.*?<link rel="alternate"[^>]*href="([^"]*)".*?<published>([^<]*)<', re.DOTALL)
LOCATION = re.compile(r"<loc>([^<]*)</loc>")
FIRST_FEW = 5

# Entries of the feeds that hold the newest articles alone.
FEED_LIMIT = 20


class Tree:
    """What a tree of pages holds."""

    def __init__(self, folder, base_url):
        self.base_url = base_url
        self.articles, self.listings, self.feeds, self.redirects = {}, {}, {}, {}
        self.pages, self.located = set(), set()
        for above, _, files in os.walk(folder):
            address = f"/{Path(above).relative_to(folder).as_posix()}/".replace("/./", "/")
            for name in files:
                path = os.path.join(above, name)
                if name == "index.html":
                    self.add_page(sys.intern(address), read(path))
                elif name == "feed.xml":
                    self.feeds[address] = self.entries(read(path))
                elif name.endswith(".xml"):
                    self.located.update(filter(ARTICLE.fullmatch, map(self.local, LOCATION.findall(read(path)))))

    def local(self, link):
        """A link within the site as a path."""
        return sys.intern(html.unescape(link).removeprefix(self.base_url))

    def entries(self, text):
        """The articles of a feed in an order that does not depend on how articles of one instant are ordered.

        Dates without a time are midnights, so that articles share instants; generators order them by path or by title.
        """
        found = [(-instant(published), self.local(link)) for link, published in ENTRY.findall(text)]
        instants = [instant for instant, _ in found]
        if instants != sorted(instants):
            return [*(address for _, address in found), "(not the newest first)"]
        if len(found) == FEED_LIMIT:
            # Which of the articles of the last instant are still shown is a matter of their order as well.
            found = [entry for entry in found if entry[0] < instants[-1]]
        return [address for _, address in sorted(found)]

    def add_page(self, address, text):
        """Files a page by its address, and by whether it leads elsewhere."""
        listing = LISTING.fullmatch(address)
        if ARTICLE.fullmatch(address):
            title = TITLE.search(text)
            self.articles[address] = html.unescape(title.group(1)).strip() if title else None
        elif HOME.fullmatch(address):
            # A home shows a choice of articles, which is the theme's own.
            self.listings[address] = set()
        elif listing:
            main = MAIN.search(text)
            links = map(self.local, LINK.findall(main.group() if main else ""))
            shown = self.listings.setdefault(sys.intern(listing.group(1)), set())
            shown.update(filter(ARTICLE.fullmatch, links))
        elif refresh := REFRESH.search(text):
            self.redirects[address] = self.local(refresh.group(1))
        else:
            self.pages.add(address)


def instant(published):
    """A date of a feed in seconds; Hugo's templates write even the plus sign of a zone as an entity."""
    return datetime.datetime.fromisoformat(html.unescape(published).replace("Z", "+00:00")).timestamp()


def read(path):
    """The text of a file."""
    with open(path, encoding="utf-8") as file:
        return file.read()


def compare(ours, theirs, base_url, full=True):
    """Compares two trees; without `full`, by their articles only. Returns counts and a list of what differs.

    Two differences are in the nature of the generators. This program makes no page for a tag that one article bears,
    which Hugo cannot be told; and declared terms have pages before their first article, which Hugo makes of articles.
    """
    first, second = Tree(ours, base_url), Tree(theirs, base_url)
    problems = different("articles", first.articles, second.articles)
    for address in sorted(first.articles.keys() & second.articles.keys()):
        titles = first.articles[address], second.articles[address]
        if titles[0] is None or titles[0] != titles[1]:
            problems.append(f"{address}: the titles are {titles[0]!r} and {titles[1]!r}")
    counts = {"articles": len(first.articles)}
    if not full:
        return counts, problems
    lone = {head for head, shown in second.listings.items() if TAG.fullmatch(head) and len(shown) == 1}
    lone -= first.listings.keys()
    empty = {head for head, shown in first.listings.items() if not shown} - second.listings.keys()
    for name in ("listings", "feeds", "redirects"):
        left = without(getattr(first, name), empty)
        right = without(getattr(second, name), lone)
        counts[name] = len(left)
        problems += different(name, left, right)
        problems += [
            f"{name}: {address}: {difference(left[address], right[address])}"
            for address in sorted(left.keys() & right.keys())
            if left[address] != right[address]
        ]
    counts["standing pages"] = len(first.pages)
    problems += different("standing pages", first.pages, second.pages)
    counts["articles in sitemaps"] = len(first.located)
    problems += different("articles in sitemaps", first.located, second.located)
    counts["tags with one article, left out here"] = len(lone)
    counts["declared terms without article, left out there"] = len(empty)
    return counts, problems


def without(parts, heads):
    """All but what belongs to these heads of listings."""
    return {address: part for address, part in parts.items() if address not in heads}


def different(name, left, right):
    """Addresses that only one side has."""
    left, right = set(left), set(right)
    sides = (("here only", left - right), ("there only", right - left))
    return [
        f"{name}: {len(only)} {side}, such as {', '.join(sorted(only)[:FIRST_FEW])}" for side, only in sides if only
    ]


def difference(left, right):
    """How two values differ, in a few words."""
    if isinstance(left, str):
        return f"{left} and {right}"
    only = sorted(set(left) ^ set(right))[:FIRST_FEW]
    return f"{len(left)} and {len(right)} articles, " + (f"such as {', '.join(only)}" if only else "in another order")
