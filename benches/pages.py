"""The articles of a built site as a search index sees them, read from their pages and not from the program.

A page's text is in its canonical form: a `<` starts a tag and the next `>` ends it. Tags of blocks part words, others do
not, as docs/search-format.md's index takes them. Run as a program, this writes an object of JSON a line:

    benches/pages.py OUT > articles.jsonl
"""

import functools
import html
import json
import os
import pathlib
import re
import sys
import tomllib
import urllib.parse

I18N = pathlib.Path(__file__).resolve().parent.parent / "i18n"

INLINE = (
    "a|abbr|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|ins|kbd|mark|q|s|samp|small|span|strike|strong|time|tt|u|var|wbr"
)
INLINE_TAG = re.compile(f"</?(?:{INLINE})(?![a-zA-Z0-9])[^>]*>")
UNSEEN = re.compile(r"<(script|style|template|svg|math)(?![a-zA-Z0-9])[^>]*>.*?</\1", re.DOTALL)
TAG = re.compile(r"<[^>]*>")

LANGUAGE = re.compile(r'<html lang="([^"]*)"')
TITLE = re.compile(r"<h1>(.*?)</h1>", re.DOTALL)
STANDFIRST = re.compile(r'<p class="standfirst">(.*?)</p>', re.DOTALL)
DESCRIPTION = re.compile(r'<meta name="description" content="([^"]*)"')
AUTHORS = re.compile(r'<p class="authors">(.*?)</p>', re.DOTALL)
AUTHOR = re.compile(r'<a rel="author"[^>]*>(.*?)</a>')
BODY = re.compile(r'<div class="text">\n(.*)</div>\n(?:<section class="gallery"|<footer>)', re.DOTALL)
FACTS = re.compile(r'<dl class="facts">(.*?)</dl>', re.DOTALL)
FACT = re.compile(r"<div><dt>(.*?)</dt>(.*?)</div>", re.DOTALL)
VALUE = re.compile(r"<dd>(.*?)</dd>", re.DOTALL)

# What the list of facts has beside terms and authors, by the names of the interface's texts.
OTHERS = ("archived_by", "licence", "original", "publication")


def plain(markup):
    """The text of a piece of a page."""
    markup = UNSEEN.sub(lambda found: f" </{found[1]}", markup)
    return html.unescape(TAG.sub(" ", INLINE_TAG.sub("", markup)))


def article(page, site=""):
    """An article's language, title, names, summary and body; `None` for a page of another kind.

    `site` is the description of the site, which pages without one have at the end of theirs.
    """
    start = page.find('<article class="story">')
    if start < 0:
        return None
    head, story = page[:start], page[start:]
    language = LANGUAGE.search(head)[1]
    own, _, rest = story.partition("</header>")
    standfirst = STANDFIRST.search(own)
    # A summary that is the beginning of the text is not shown.
    summary = plain(standfirst[1]) if standfirst else description(head)
    if site and not standfirst and summary.endswith(site):
        summary = ""
    body = BODY.search(rest)
    facts = FACTS.search(rest)
    return {
        "language": language,
        "title": plain(TITLE.search(own)[1]),
        "names": names(own, facts[1] if facts else "", language),
        "summary": summary,
        "body": plain(body[1]) if body else "",
    }


def description(head):
    """What a page says of itself."""
    found = DESCRIPTION.search(head)
    return html.unescape(found[1]) if found else ""


def names(head, facts, language):
    """The names of authors and terms."""
    byline = AUTHORS.search(head)
    found = [plain(name) for name in AUTHOR.findall(byline[1])] if byline else []
    for title, values in FACT.findall(facts):
        if html.unescape(title) not in other_titles(language):
            found += [plain(value) for value in VALUE.findall(values)]
    return found


@functools.cache
def other_titles(language):
    """What facts that are no names are called."""
    path = I18N / f"{language}.toml"
    texts = tomllib.loads((path if path.is_file() else I18N / "en.toml").read_text(encoding="utf-8"))
    return {texts[key] for key in OTHERS}


def articles(out):
    """All articles of a built site, sorted by address."""
    site = description((out / "index.html").read_text(encoding="utf-8"))
    for folder, folders, files in os.walk(out):
        folders.sort()
        if "index.html" not in files:
            continue
        path = pathlib.Path(folder, "index.html")
        if found := article(path.read_text(encoding="utf-8"), site):
            address = urllib.parse.quote(str(path.parent.relative_to(out)), safe="/!$&'()*+,;=:@~")
            yield {"address": f"{address}/", **found}


def text_bytes(article):
    """How many bytes the text of an article has: title, names, summary and body, each run of white space as one byte."""
    parts = [article["title"], *article["names"], article["summary"], article["body"]]
    return sum(len(" ".join(part.split()).encode()) + 1 for part in parts)


def main():
    """Writes the articles."""
    for found in articles(pathlib.Path(sys.argv[1])):
        print(json.dumps(found, ensure_ascii=False))


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    main()
