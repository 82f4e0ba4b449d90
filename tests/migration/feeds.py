"""Feeds and sitemaps of a built site, as programs read them."""

import xml.etree.ElementTree as xml
from urllib.parse import urlsplit


def _tree(file):
    try:
        return xml.parse(file).getroot()
    except xml.ParseError:
        return None


def _name(element):
    return element.tag.rsplit("}", 1)[-1]


def is_feed(file):
    """Whether a file is an Atom or RSS feed."""
    root = _tree(file)
    return root is not None and _name(root) in ("feed", "rss", "RDF")


def entries(site, file):
    """The paths of a feed's entries on the site, in the order of the feed."""
    paths = []
    for entry in _tree(file).iter():
        if _name(entry) in ("entry", "item"):
            links = [link for link in entry if _name(link) == "link" and link.get("rel", "alternate") == "alternate"]
            for link in links[:1]:
                path = site.inside("/", (link.get("href") or link.text or "").strip())
                if path:
                    paths.append(path)
    return paths


def listed(site):
    """The paths that the sitemap of the site lists, with the sitemaps that it names."""
    paths, files, seen = set(), [site.folder / "sitemap.xml"], set()
    while files:
        file = files.pop()
        if file in seen or not file.is_file() or (root := _tree(file)) is None:
            continue
        seen.add(file)
        for item in root:
            for location in [child for child in item if _name(child) == "loc"]:
                # A sitemap lists its own site alone, whatever the host that it was built for.
                path = urlsplit((location.text or "").strip()).path
                if _name(item) == "sitemap":
                    files.append(site.folder / path.lstrip("/"))
                else:
                    paths.add(path)
    return paths
