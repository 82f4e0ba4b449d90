"""Reads a Zola site as Zola does. Zola itself is in none of the package registries that this needs, so this is a second reading:
pulldown-cmark, which Zola uses too, renders the texts; addresses and anchors follow Zola's documentation."""

import html
import json
import re
import shutil
import sys
import time
import tomllib
import unicodedata
from pathlib import Path

import yaml

from . import common

SHIMS = ["not built by Zola: texts by pulldown-cmark, addresses and anchors by Zola's rules",
         "headings with emoji have no anchor: Zola has a list of its own of their names", "one bare layout",
         "shortcodes that the data does not have: marked and empty, or their inner text"]
# How pages without a date of their own are dated: Zola reads the file's name only; this site's templates read the path.
DATED = re.compile(r"(?:^|/)(\d{4})[-/](\d{2})[-/](\d{2})(?:[-/_]|$)")
PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>
<script type="application/json" id="old-page">{facts}</script></head>
<body><h1>{title}</h1><main id="old-body">
{body}
</main></body></html>
"""
MOVED = '<!doctype html><title>Redirect</title><meta http-equiv="refresh" content="0; url={target}"><a href="{target}">{target}</a>\n'


def slug(text):
    """A text as part of an address, as the `slug` crate makes it."""
    from unidecode import unidecode

    return re.sub(r"[^a-z0-9]+", "-", unidecode(text).lower()).strip("-")


def kinds_of_headings(text, options):
    """For each heading in the HTML of a text, whether it was written in Markdown (`True`) or as HTML."""
    import pyromark

    stream = []
    for event in pyromark.events(text, options=options):
        if isinstance(event, dict) and isinstance(event.get("Start"), dict) and "Heading" in event["Start"]:
            stream.append("\0")
        elif isinstance(event, dict):
            stream.append(event.get("Html") or event.get("InlineHtml") or "")
    return [found == "\0" for found in re.findall(r"\0|<h[1-6](?=[\s>])", "".join(stream), re.I)]


def anchors(body, kinds):
    """Gives each heading that was written in Markdown and has no `id` the one that Zola gives it."""
    import readable

    used = set(re.findall(r"<h[1-6][^>]*\bid=\"([^\"]*)\"", body))
    kinds = iter(kinds)

    def name(match):
        if not next(kinds, False) or " id=" in match.group(2):
            return match.group(0)
        text = readable.fragment_text(match.group(3))
        if any(unicodedata.category(character) == "So" for character in text):
            return match.group(0)
        wanted = slug(text)
        free, number = wanted, 1
        while free in used:
            free, number = f"{wanted}-{number}", number + 1
        used.add(free)
        return f'<h{match.group(1)} id="{free}">{match.group(3)}</h{match.group(1)}>'

    return re.sub(r"<h([1-6])(?=[\s>])([^>]*)>(.*?)</h\1>", name, body, flags=re.S | re.I)


def footnotes_last(body):
    """The notes below the text, as `bottom_footnotes` has them."""
    note = re.compile(r'<div class="footnote-definition".*?</div>\n?', re.S)
    notes = note.findall(body)
    return note.sub("", body) + "".join(notes) if not any(part.count("<div") > 1 for part in notes) else body


def front(file):
    """The front matter and the text of a file."""
    text = file.read_text(encoding="utf-8")
    found = re.match(r"\ufeff?\s*(\+\+\+|---)[ \t]*\r?\n(.*?)^\1[ \t]*(?:\r?\n|\Z)(.*)", text, re.S | re.M)
    if not found:
        return {}, text
    values = tomllib.loads(found.group(2)) if found.group(1) == "+++" else yaml.safe_load(found.group(2))
    return values or {}, found.group(3)


def addresses(folder):
    """The address of each content file."""
    found = {}
    for file in sorted(folder.rglob("*.md")):
        values, _ = front(file)
        relative = file.relative_to(folder)
        parts = list(relative.parent.parts)
        if values.get("path"):
            url = values["path"].strip("/")
        else:
            if file.stem == "index" and parts:
                parts[-1] = re.sub(r"^\d{4}-\d{2}-\d{2}[-_]", "", parts[-1])
                if values.get("slug"):
                    parts[-1] = values["slug"]
            elif file.stem != "_index":
                parts.append(values.get("slug") or slug(re.sub(r"^\d{4}-\d{2}-\d{2}[-_]", "", file.stem)))
            url = "/".join(parts)
        found[relative.as_posix()] = "/" + url + "/" if url else "/"
    return found


def render(text, known, bottom=False):
    """The HTML of a text."""
    import pyromark

    text = re.sub(r"\{\{\s*([a-z_]\w*)\(.*?\)\s*\}\}", r'<span data-shim="\1"></span>', text)
    text = re.sub(r"\{%\s*[a-z_]\w*\(.*?\)\s*%\}|\{%\s*end\s*%\}", "", text)
    text = re.sub(r"(?<=[(\s])@/([^)#\s>]+)", lambda match: known.get(match.group(1), match.group(0)), text)
    options = pyromark.Options
    wanted = (options.ENABLE_TABLES | options.ENABLE_FOOTNOTES | options.ENABLE_STRIKETHROUGH | options.ENABLE_TASKLISTS
              | options.ENABLE_HEADING_ATTRIBUTES)
    body = anchors(pyromark.html(text, options=wanted), kinds_of_headings(text, wanted))
    return footnotes_last(body) if bottom else body


def write(site, url, content):
    """Writes a page at its address."""
    target = site / url.strip("/") / "index.html" if not url.endswith((".html", ".xml")) else site / url.strip("/")
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf-8")


def page(file, folder, known, settings):
    """A content file as a page, and the addresses that led to it."""
    values, text = front(file)
    relative = file.relative_to(folder).as_posix()
    url = known[relative]
    dated = values.get("date") or DATED.search(file.stem) or DATED.search(values.get("path", ""))
    day = "-".join(dated.groups()) if isinstance(dated, re.Match) else str(dated)[:10] if dated else ""
    taxonomies = values.get("taxonomies") or {}
    facts = {"kind": "post" if day else "page", "source": "content/" + relative, "title": str(values.get("title") or ""),
             "language": settings.get("default_language", "en"), "date": day, "authors": values.get("authors") or taxonomies.get("authors") or [],
             "terms": [term for name in taxonomies if name != "authors" for term in taxonomies[name]]}
    shown = PAGE.format(language=facts["language"], title=html.escape(facts["title"]), body=render(text, known, (settings.get("markdown") or {}).get("bottom_footnotes")),
                        facts=json.dumps(facts, ensure_ascii=False).replace("</", "<\\/"))
    return url, shown, values


def build(source, name):
    """Renders the site in the folder `source`; returns the folder with its pages and lists."""
    try:
        import pyromark  # noqa: F401
        import unidecode  # noqa: F401
    except ImportError as missing:
        raise common.Absent(f"{missing.name} (pip install -r requirements.txt)") from missing
    started = time.monotonic()
    folder, built = Path(source) / "content", common.output(name)
    settings = tomllib.loads((Path(source) / "config.toml").read_text(encoding="utf-8"))
    known, moved, feeds = addresses(folder), [], ["/"] if settings.get("generate_feeds") else []
    for file in sorted(folder.rglob("*.md")):
        values, _ = front(file)
        if values.get("draft") or values.get("render") is False:
            continue
        url, shown, values = page(file, folder, known, settings)
        write(built / "site", url, shown)
        if file.name == "index.md":
            for asset in [path for path in file.parent.iterdir() if path.is_file() and path.suffix != ".md"]:
                shutil.copy(asset, built / "site" / url.strip("/"))
        moved += [("/" + alias.strip("/") + ("" if alias.endswith(".html") else "/"), url) for alias in values.get("aliases") or []]
        if file.name == "_index.md" and values.get("generate_feeds"):
            feeds.append(url)
    for alias, target in moved:
        write(built / "site", alias, MOVED.format(target=target))
    names = settings.get("feed_filenames") or [settings.get("feed_filename") or "atom.xml"]
    for url in feeds:
        for feed in [feed for feed in names if feed.endswith(".xml")]:
            write(built / "site", url + feed, '<feed xmlns="http://www.w3.org/2005/Atom"></feed>\n')
    host = str(settings.get("base_url") or "").split("//")[-1].split("/")[0]
    return common.finish(built, "zola", [host] if host else [], time.monotonic() - started, SHIMS)


if __name__ == "__main__":
    build(Path(sys.argv[1]), sys.argv[2])
