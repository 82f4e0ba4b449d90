"""A built site as a web host answers for it, and its pages as this judge reads them."""

import json
import posixpath
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import readable

# How far redirects are followed.
HOPS = 10
REFRESH = re.compile(rb"<meta[^>]+http-equiv=[\"']?refresh[\"']?[^>]*>", re.I)
TARGET = re.compile(rb"url\s*=\s*['\"]?([^'\">]+)", re.I)


@dataclass
class Answer:
    """What a host answers at an address: a file of the site, another site's address, or nothing, with the reason."""

    file: Path | None = None
    url: str = ""
    outside: str = ""
    problem: str = ""

    def __bool__(self):
        return bool(self.file or self.outside)


@dataclass
class Page:
    """What a page says of itself; `kind` is `post`, `page` or something else."""

    url: str
    kind: str
    title: str = ""
    date: str = ""
    authors: list = field(default_factory=list)
    terms: list = field(default_factory=list)
    text: readable.Text = field(default_factory=readable.Text)
    head: str = ""
    source: str = ""


class Site:
    """The folder of a built site and the hosts whose addresses are its own."""

    def __init__(self, folder, hosts=()):
        self.folder = Path(folder)
        self.hosts = {host.lower().removeprefix("www.") for host in hosts}
        self.rules = self._rules()
        self._answers, self._pages = {}, {}

    def _rules(self):
        rules = {}
        file = self.folder / "_redirects"
        for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else []:
            parts = line.split()
            # Rules that ask for parameters stand between the two addresses; they answer another question than a path.
            if len(parts) >= 2 and not line.startswith("#") and "=" not in parts[1]:
                rules.setdefault(self._key(parts[0]), parts[1])
        return rules

    def _key(self, address):
        split = urlsplit(address)
        if split.netloc and not self.own(split.netloc):
            return f"//{split.netloc.lower()}{unquote(split.path)}"
        return posixpath.normpath("/" + unquote(split.path).strip("/"))

    def own(self, host):
        """Whether a host's addresses are this site's."""
        return host.lower().split(":")[0].removeprefix("www.") in self.hosts

    def inside(self, page, link):
        """The path that a link of the page at `page` leads to on this site, or `None` for a link elsewhere."""
        link = link.strip()
        try:
            split = urlsplit(urljoin("https://this.site" + page, link))
        except ValueError:
            return None
        if split.scheme not in ("http", "https"):
            return None
        if split.netloc != "this.site" and not self.own(split.netloc):
            return None
        return split.path or "/"

    def answer(self, path):
        """What the host answers at a path of this site, with redirects followed."""
        if path not in self._answers:
            self._answers[path] = self._follow(path)
        return self._answers[path]

    def _follow(self, path):
        seen = set()
        for _ in range(HOPS):
            if path in seen:
                return Answer(problem="redirects in a circle")
            seen.add(path)
            file = self._file(path)
            target = self._refresh(file) if file else self.rules.get(self._key(path))
            if file and target is None:
                return Answer(file, self.address(file))
            if target is None:
                return Answer(problem="not found" if len(seen) == 1 else f"redirects to {path}, which is not found")
            inside = self.inside(path, target)
            if inside is None:
                return Answer(outside=target)
            path = inside
        return Answer(problem="too many redirects")

    def _file(self, path):
        """The file that a static host has at a path: itself, its index, or the same with `.html`."""
        relative = posixpath.normpath("/" + unquote(path)).lstrip("/")
        if "\0" in relative:
            return None
        exact = self.folder / relative
        tries = [exact / "index.html"] if path.endswith("/") or not relative else [exact, exact / "index.html"]
        if relative and not relative.endswith(".html"):
            tries.append(self.folder / (relative + ".html"))
        for file in tries:
            try:
                if file.is_file():
                    return file
            except OSError:  # A name longer than the file system takes is no file.
                return None
        return None

    @staticmethod
    def _refresh(file):
        if file.suffix not in (".html", ".htm"):
            return None
        with open(file, "rb") as opened:
            found = REFRESH.search(opened.read(4096))
        target = TARGET.search(found.group()) if found else None
        return readable.parse(b"<p>" + target.group(1)).body.text() if target else None

    def address(self, file):
        """The address of a file of this site."""
        return "/" + re.sub(r"(^|/)index\.html$", r"\1", file.relative_to(self.folder).as_posix())

    def files(self):
        """Every HTML file that is no redirect page."""
        return [file for file in sorted(self.folder.rglob("*.html")) if self._refresh(file) is None]

    def page(self, file):
        """A page, read once."""
        if file not in self._pages:
            self._pages[file] = read(file, self.address(file))
        return self._pages[file]


def read(file, url):
    """The page in a file: with what our layouts for other generators wrote, or as the program's default theme shows it."""
    tree = readable.parse(file.read_bytes())
    facts = tree.css_first("#old-page")
    if facts is not None:
        values = json.loads(facts.text())
        return Page(url, values["kind"], values.get("title") or "", values.get("date") or "", values.get("authors") or [],
                    values.get("terms") or [], readable.read(tree.css_first("#old-body")), "", re.sub(r"^.*/work/[^/]+/", "", values.get("source") or ""))
    title = tree.css_first("article.story h1") or tree.css_first("h1")
    heading = readable.plain(title.text()) if title is not None else ""
    body = tree.css_first("article.story > .text")
    classes = ((tree.body.attributes.get("class") if tree.body else "") or "").split()
    page = Page(url, "post" if "page-article" in classes else "page" if body is not None else "list", heading)
    page.text = readable.read(body if body is not None else tree.css_first("main"))
    page.head = " ".join([tree.css_first("title").text() if tree.css_first("title") else "", heading,
                          *[node.attributes.get("content") or "" for node in tree.css("meta[name=description]")]])
    if page.kind == "post":
        published = tree.css_first('meta[property="article:published_time"]')
        page.date = (published.attributes.get("content") or "")[:10] if published else ""
        article = _article(tree)
        # A list names the authors; an article without any has its publisher there instead, which is no list.
        named = article.get("author")
        page.authors = [author["name"] for author in named if author.get("name")] if isinstance(named, list) else []
        page.terms = article.get("keywords") or []
    return page


def _article(tree):
    for script in tree.css('script[type="application/ld+json"]'):
        for item in json.loads(script.text()).get("@graph", []):
            if item.get("@type") == "NewsArticle":
                return item
    return {}


def links(site, file):
    """The paths on the site that a page links to, with the page's whole HTML read."""
    tree = readable.parse(file.read_bytes())
    page = site.address(file)
    found = set()
    for node in tree.css("a[href]"):
        target = site.inside(page, node.attributes.get("href") or "")
        if target is not None:
            found.add(target)
    return found
