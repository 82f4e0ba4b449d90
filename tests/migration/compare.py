"""The rows of the table: an old site and a new one, side by side."""

import re
from collections import Counter
from dataclasses import dataclass

import feeds
import readable
import words
from site_pages import Page, links
from table import Failure, Row

# The old addresses that must answer, by kind; those of lists and files are only told.
CONTENT = ("post", "page", "redirect", "term", "author", "feed", "other")


# What Hugo leaves of a shortcode in the anchor of a heading.
UNSTABLE = re.compile(r"hahahugoshortcode\d+s\d+hbhb")


@dataclass
class Pair:
    """A post or page of the old site and what answers at its address; `new` is `None` if nothing does."""

    old: Page
    new: Page | None


def rows(old, new, posts, addresses):
    """All rows, from the two sites and the lists of the old one."""
    pairs, row_posts = pair_posts(old, new, posts)
    pages = [Pair(old.page(answer.file), page_at(new, item["url"])) for item in addresses
             if item["kind"] == "page" and (answer := old.answer(item["url"])) and answer.file]
    pages = [pair for pair in pages if pair.old.text.words]
    alive = [item for item in addresses if old.answer(item["url"])]
    return [
        row_posts,
        row_addresses(old, new, [item for item in alive if item["kind"] in CONTENT], "old addresses that answer", 99.8),
        row_addresses(old, new, [item for item in alive if item["kind"] not in CONTENT], "addresses of old lists and files", None),
        *rows_words(pairs, "posts", 99.9),
        *rows_words(pages, "pages", None)[:1],
        row_template_code([*pairs, *pages]),
        row_titles(pairs),
        row_field(pairs, "dates (day)", lambda page: page.date, _same_value),
        row_field(pairs, "authors", lambda page: _names(page.authors), _same_list),
        row_field(pairs, "terms", lambda page: _names(page.terms), _same_set),
        row_anchors([*pairs, *pages]),
        row_links(old, new, [*pairs, *pages]),
        row_sitemap(new, pairs),
    ]


def page_at(site, url):
    """The page that answers at an old address, or `None`."""
    answer = site.answer(url)
    return site.page(answer.file) if answer.file and answer.file.suffix == ".html" else None


def pair_posts(old, new, posts):
    """Each post with its article, and the row that says how many have one."""
    articles = {}
    for file in new.files():
        start = file.read_bytes()[:200_000]
        if b"page-article" in start or b'id="old-page"' in start:
            page = new.page(file)
            if page.kind == "post":
                articles[page.url] = page
    by_title = {}
    for page in articles.values():
        by_title.setdefault((page.title, page.date), []).append(page)
    pairs, failures, taken = [], [], {}
    for post in posts:
        before = old.page(old.answer(post["url"]).file)
        after = page_at(new, post["url"])
        if after is None or after.kind != "post":
            named = by_title.get((readable.plain(before.title), before.date)) or []
            what = "its address answers with something else" if after else "no article"
            after = named[0] if len(named) == 1 else None
            if after is None:
                failures.append(Failure(what, post["source"], post["url"], before.title))
        if after is not None and after.url in taken:
            failures.append(Failure("one article for two posts", post["source"], post["url"], f"also {taken[after.url]}"))
        elif after is not None:
            taken[after.url] = post["url"]
        pairs.append(Pair(before, after))
    good = len(posts) - len(failures)
    # An old page with a date may have become an article; then its address is that of a page there.
    for url in sorted(set(articles) - set(taken)):
        if not old.answer(url):
            failures.append(Failure("article without a post there", "", url, articles[url].title))
    return pairs, Row("posts there = articles here", good, len(posts), 100, failures, f"{len(articles):,} articles here")


def row_addresses(old, new, items, name, wanted):
    """Whether the old addresses answer: posts with an article, feeds with a feed, redirects with the page that they led to."""
    failures, totals, goods = [], Counter(), Counter()
    for item in items:
        answer = new.answer(item["url"])
        totals[item["kind"]] += 1
        problem = answer.problem
        if answer.file and item["kind"] == "feed":
            problem = _feed(old, new, old.answer(item["url"]).file, answer.file)
        elif answer.file and item["kind"] == "post" and new.page(answer.file).kind != "post":
            problem = f"answers, but with no article ({answer.url})"
        elif answer.file and item["kind"] == "redirect" and (meant := old.answer(item["url"]).url):
            if _destination(new, meant) != answer.url:
                problem = f"leads elsewhere ({answer.url} instead of {meant})"
        if problem:
            failures.append(Failure(f"{item['kind']}: {re.split(r' [(/]', problem)[0]}", item.get("source", ""), item["url"], problem))
        else:
            goods[item["kind"]] += 1
    note = ", ".join(f"{kind} {goods[kind]:,}/{total:,}" for kind, total in sorted(totals.items()))
    return Row(name, len(items) - len(failures), len(items), wanted, failures, note)


def _feed(old, new, before, after):
    """What is wrong with the feed that answers in place of another."""
    if not feeds.is_feed(after):
        return "answers, but not with a feed"
    # Some generators list pages of every kind; a feed here has articles.
    newest = next((path for path in feeds.entries(old, before) if (page := page_at(old, path)) and page.kind == "post"), None)
    here = {_destination(new, path) for path in feeds.entries(new, after)}
    if newest and _destination(new, newest) not in here:
        return f"is without its newest post ({newest})"
    return ""


def row_sitemap(new, pairs):
    """Whether the sitemap lists the articles."""
    listed = {_destination(new, path) for path in feeds.listed(new)}
    articles = [pair for pair in pairs if pair.new is not None]
    failures = [Failure("not listed", pair.old.source, pair.new.url) for pair in articles if pair.new.url not in listed]
    return Row("articles in the sitemap", len(articles) - len(failures), len(articles), None, failures)


def rows_words(pairs, what, wanted):
    """The share of words kept, and what is told of order and of words that are new."""
    total = kept = added = unique = ordered = 0
    failures, shims, jumbled, more = [], Counter(), [], []
    for pair in pairs:
        result = words.compare(pair.old.text.words, pair.new.text.words if pair.new else [])
        total, kept, added = total + result.total, kept + result.kept, added + result.added
        unique, ordered = unique + result.unique, ordered + result.ordered
        shims += result.shims
        for kind, lost in result.lost:
            kind = kind if pair.new else "no page"
            text = " ".join(lost[:40]) + (" …" if len(lost) > 40 else "")
            failures.append(Failure(kind, pair.old.source, pair.old.url, text, len(lost)))
        if result.ordered < result.unique:
            jumbled.append(Failure("moved", pair.old.source, pair.old.url, "", result.unique - result.ordered))
        if result.added:
            more.append(Failure("added", pair.old.source, pair.old.url, "", result.added))
    note = f"left out, written by stand-ins: {shims.total():,}" if shims else ""
    return [Row(f"words of {what} kept", kept, total, wanted, failures, note),
            Row(f"words of {what} in order", ordered, unique, None, jumbled, "of words that occur once in each text"),
            Row(f"words of {what}, new among those there", total, total + added, None, more)]


def row_template_code(pairs):
    """Template code that a reader sees, beyond what a reader of the old page saw."""
    failures = []
    for pair in pairs:
        if pair.new is None:
            continue
        there = Counter(sign for sign, _ in pair.old.text.template_code)
        found = list(pair.new.text.template_code)
        found += [(match.group(), readable.plain(pair.new.head)) for match in readable.TEMPLATE_CODE.finditer(pair.new.head)]
        for sign, context in found:
            if there[sign] > 0:
                there[sign] -= 1
            else:
                failures.append(Failure(f"visible {sign}", pair.old.source, pair.new.url, context))
    pages = sum(pair.new is not None for pair in pairs)
    return _judged(Row("visible template code", pages - len(failures), pages, 0, failures, f"on {pages:,} pages"), pairs, pages)


def row_titles(pairs):
    """Titles, which some generators print as HTML and others as text."""
    return row_field(pairs, "titles", lambda page: page.title, _same_title)


def row_field(pairs, name, value, same):
    """A row for one value of each post that has an article."""
    failures, total = [], 0
    for pair in pairs:
        if pair.new is None:
            continue
        total += 1
        before, after = value(pair.old), value(pair.new)
        kind = same(before, after)
        if kind:
            failures.append(Failure(kind, pair.old.source, pair.old.url, f"{before!r} is {after!r}"))
    return _judged(Row(name, total - len(failures), total, 99.8, failures), pairs, total)


def _judged(row, pairs, compared):
    """The row; one for which nothing could be compared has failed, since 100 % of nothing is no proof."""
    if pairs and not compared:
        row.good, row.total = 0, len(pairs)
        row.failures = [Failure("nothing to compare", "", "")]
    return row


def _names(names):
    # `O&#39;Neill` in a source is the same name, whether a generator prints it as text or as HTML.
    return [readable.fragment_text(name) if "&" in name else readable.plain(name) for name in names]


def _same_value(before, after):
    return "" if before == after else "missing" if not after else "different"


def _same_title(before, after):
    after = readable.plain(after)
    if after in (readable.plain(before), readable.fragment_text(before)):
        return ""
    return "letter case or spaces" if after.casefold().split() == before.casefold().split() else _same_value(before, after)


def _same_list(before, after):
    if before == after:
        return ""
    if sorted(before) == sorted(after):
        return "another order"
    return "letter case" if [name.casefold() for name in before] == [name.casefold() for name in after] else _sets(before, after)


def _same_set(before, after):
    # Names that differ in case or hyphens are one term here, so each article shows the same spelling.
    before, after = ({re.sub(r"[\s-]+", " ", name.casefold()) for name in names} for names in (before, after))
    return "" if before == after else _sets(before, after)


def _sets(before, after):
    if not set(before) - set(after):
        return "more than there"
    return "missing" if not set(after) - set(before) else "different"


def row_anchors(pairs):
    """Whether the anchors of headings are still there."""
    failures, total = [], 0
    for pair in pairs:
        if pair.new is None:
            continue
        # Hugo leaves a mark in place of a shortcode in a heading; its number is another one after each build.
        names = {name for name in pair.old.text.headings if not UNSTABLE.search(name)}
        total += len(names)
        for name in sorted(names - pair.new.text.ids):
            failures.append(Failure("missing", pair.old.source, pair.old.url + "#" + name, "of a heading"))
    row = Row("anchors of headings", total - len(failures), total, 99.5, failures)
    return _judged(row, [pair for pair in pairs if pair.old.text.headings], total)


def row_links(old, new, pairs):
    """Links that are dead here and were not there, and links to pages of the site that are no longer links."""
    failures, total, dead_there = [], 0, set()
    for pair in pairs:
        for link in pair.old.text.links:
            path = old.inside(pair.old.url, link)
            if path is not None and not old.answer(path):
                dead_there.add(path.rstrip("/"))
    for file in new.files():
        for path in sorted(links(new, file)):
            total += 1
            if not new.answer(path) and path.rstrip("/") not in dead_there:
                failures.append(Failure("dead", "", new.address(file), path))
    for pair in pairs:
        if pair.new is None:
            continue
        here = {_destination(new, path) for link in pair.new.text.links if (path := new.inside(pair.new.url, link)) is not None}
        # Links within a page are anchors; a generator adds some of its own beside headings.
        there = {path for link in pair.old.text.links
                 if not link.startswith("#") and (path := old.inside(pair.old.url, link)) is not None}
        for path in sorted(path for path in there if old.answer(path)):
            if _destination(new, path) not in here:
                failures.append(Failure("no longer a link" if new.answer(path) else "its page is gone", pair.old.source, pair.old.url, path))
    row = Row("dead internal links beyond those there", total - len(failures), total, 0, failures,
              f"of {total:,}; {len(dead_there):,} dead there")
    return _judged(row, pairs, sum(pair.new is not None for pair in pairs))


def _destination(site, path):
    answer = site.answer(path)
    return answer.url or answer.outside or path.rstrip("/")
