"""What benches/search needs: a site twice, with a search index and without; edits; a plain server; queries."""

import json
import os
import pathlib
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time

import measuring
from measuring import Failed

INDEX = "search-index"

# Pages with what is searched of an article, and little else: a million whole pages need twice as much room as most disks have.
PLAIN = {
    "article.html": """\
<!doctype html>
<html lang="{{ page.language }}">
<head><meta charset="utf-8"><title>{{ page.title }}</title><meta name="description" content="{{ page.description }}"></head>
<body><article class="story"><header>
<h1>{{ article.title }}</h1>
{%- if article.standfirst %}<p class="standfirst">{{ article.summary }}</p>{% endif %}
<p class="authors">{% for author in article.authors %}<a rel="author" href="{{ author.href }}">{{ author.name }}</a>{% endfor %}</p>
</header>
<div class="text">
{{ article.body }}</div>
<footer>
<dl class="facts">
{%- for taxonomy in article.taxonomies %}
<div><dt>{{ taxonomy.title }}</dt>
{%- for term in taxonomy.terms %}<dd>{{ term.title }}</dd>{% endfor %}</div>
{%- endfor %}
</dl></footer></article></body></html>
""",
    "listing.html": """\
<!doctype html>
<html lang="{{ page.language }}">
<head><meta charset="utf-8"><title>{{ page.title }}</title></head>
<body>{% for card in listing.articles %}<a href="{{ card.href }}">{{ card.title }}</a>
{% endfor %}</body></html>
""",
}


class Twins:
    """Two sites that share their content, one of them with a search index."""

    def __init__(self, binary, corpus, articles, held, place, plain=False):
        self.content = place / "sources"
        measuring.write_corpus(corpus, articles + held, self.content)
        self.articles = self.content / "content" / "articles"
        if plain:
            templates = self.content / "templates"
            templates.mkdir(exist_ok=True)
            for name, text in PLAIN.items():
                (templates / name).write_text(text, encoding="utf-8")
        settings = (self.content / "site.toml").read_text(encoding="utf-8")
        self.programs = {}
        for name in ("off", "on"):
            site = place / name
            site.mkdir()
            for entry in self.content.iterdir():
                if entry.name not in ("content", "site.toml"):
                    (site / entry.name).symlink_to(entry)
            own = f'search = {"true" if name == "on" else "false"}\ncontent = ["../sources/content"]\n'
            (site / "site.toml").write_text(own + settings, encoding="utf-8")
            self.programs[name] = measuring.generate(binary, site, place / f"out-{name}")
        self.held = self._hold_back(held, place / "held")
        self.out = self.programs["on"].out

    def _hold_back(self, count, folder):
        """Takes the newest articles away, to be added one by one: from where to where, the oldest first."""
        folder.mkdir()
        dated = []
        for month in sorted((month for year in self.articles.glob("[0-9]*") for month in year.glob("[0-9]*")), reverse=True):
            dated += [(moment(path), path) for path in month.glob("*.md") if not path.name.startswith("_index.")]
            # Dates may be a day off the folders', not a month.
            if len(dated) > 3 * count + 100:
                break
        newest = sorted(dated)[len(dated) - count :]
        moves = []
        for place, (_, path) in enumerate(newest):
            away = folder / f"{place}.md"
            shutil.move(path, away)
            moves.append((away, path))
        return moves

    def add(self, place):
        """Adds the next of the articles that were held back."""
        away, path = self.held[place]
        shutil.copyfile(away, path)
        return path

    def sources(self):
        """The files of all articles that are there."""
        return sorted(path for path in self.articles.rglob("*.md") if not path.name.startswith("_index."))

    def build(self, name):
        """Builds one of the two."""
        return self.programs[name].build()

    def index(self):
        """The size of each file of the index, and when it was last changed."""
        found = {}
        for folder, _, files in os.walk(self.out / INDEX):
            for file in files:
                path = os.path.join(folder, file)
                status = os.stat(path)
                found[os.path.relpath(path, self.out)] = (status.st_size, status.st_mtime_ns, status.st_ino)
        return found


def rewritten(before, after):
    """The bytes of all files that have come or changed, as a part of the index."""
    new = sum(size for path, (size, *state) in after.items() if before.get(path) != (size, *state))
    return new / sum(size for size, *_ in after.values())


def moment(path):
    """An article's date as a number, for its order."""
    head = path.read_text(encoding="utf-8").split("\n---\n", 1)[0]
    date = re.search(r"^date: *[\"']?([^\"'\n]+)", head, re.MULTILINE)[1].strip()
    found = re.match(r"(\d+-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?))?(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?", date)
    day, clock, zone = found.groups()
    seconds = time.mktime(time.strptime(f"{day} {clock or '00:00'}"[:16], "%Y-%m-%d %H:%M")) + int((clock or "")[6:8] or 0)
    if zone and zone != "Z":
        hours, minutes = int(zone[1:3]), int(zone[-2:])
        seconds -= (hours * 3600 + minutes * 60) * (-1 if zone[0] == "-" else 1)
    return seconds, str(path)


class Rewriting:
    """Edits of old articles: twenty words of a paragraph go, thirty of another article come."""

    OUT, IN = 20, 30

    def __init__(self, sources, seed):
        self.random = random.Random(seed)
        # The newest tenth is left out.
        self.sources = sources[: len(sources) * 9 // 10]

    def edit(self):
        """Edits an article that has a paragraph long enough."""
        while True:
            path = self.random.choice(self.sources)
            text = path.read_text(encoding="utf-8")
            head, mark, body = text.partition("\n---\n")
            places = [at for at, paragraph in enumerate(body.split("\n\n")) if is_plain(paragraph)]
            other = self.random.choice(self.sources).read_text(encoding="utf-8").partition("\n---\n")[2]
            lent = [word for paragraph in other.split("\n\n") if is_plain(paragraph) for word in paragraph.split()]
            if places and len(lent) >= self.IN:
                break
        paragraphs = body.split("\n\n")
        at = self.random.choice(places)
        words = paragraphs[at].split()
        start = self.random.randrange(len(words) - self.OUT)
        begin = self.random.randrange(len(lent) - self.IN + 1)
        words[start : start + self.OUT] = lent[begin : begin + self.IN]
        paragraphs[at] = " ".join(words)
        path.write_text(head + mark + "\n\n".join(paragraphs), encoding="utf-8")
        return path


def is_plain(paragraph):
    """Whether a paragraph is text without marks, long enough to lose some."""
    return len(paragraph.split()) > Rewriting.OUT + 5 and not re.search(r"[\[\]<>{}*_`|#\\~]|^\s*(?:[-+>]|\d+[.)])", paragraph)


def pairs(articles, count, seed):
    """Queries of two words: different words of five letters and more from one article."""
    chosen, found = random.Random(seed), []
    while len(found) < count:
        words = sorted({word.lower() for word in re.findall(r"[^\W\d_]{5,}", chosen.choice(articles)["body"])})
        if len(words) > 1:
            found.append(" ".join(chosen.sample(words, 2)))
    return found


class Server:
    """nginx with a folder as a plain host has it: HTTP/2, text compressed, nothing set up for this site."""

    CONFIG = """
{user}
daemon off;
pid {place}/pid;
error_log {place}/errors;
events {{ worker_connections 512; }}
http {{
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  log_format sizes '$uri $body_bytes_sent $bytes_sent';
  access_log {place}/access sizes;
  gzip on;
  gzip_comp_level 6;
  gzip_types text/css text/javascript application/javascript application/json application/xml image/svg+xml;
  client_body_temp_path {place}/body; proxy_temp_path {place}/proxy; fastcgi_temp_path {place}/fastcgi;
  uwsgi_temp_path {place}/uwsgi; scgi_temp_path {place}/scgi;
  server {{
    listen 127.0.0.1:{port} ssl http2;
    ssl_certificate {place}/certificate.pem;
    ssl_certificate_key {place}/key.pem;
    root {out};
  }}
}}
"""

    def __init__(self, out):
        self.place = pathlib.Path(tempfile.mkdtemp(prefix="search-nginx-"))
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.origin, self.log = f"https://localhost:{port}", self.place / "access"
        certificate = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
        certificate += ["-keyout", str(self.place / "key.pem"), "-out", str(self.place / "certificate.pem")]
        if subprocess.call(certificate, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
            raise Failed("openssl made no certificate")
        user = "user root;" if os.geteuid() == 0 else ""
        config = self.place / "nginx.conf"
        config.write_text(self.CONFIG.format(user=user, place=self.place, port=port, out=out), encoding="utf-8")
        program = shutil.which("nginx") or "/usr/sbin/nginx"
        self.process = subprocess.Popen([program, "-c", str(config), "-e", str(self.place / "errors")], stderr=subprocess.DEVNULL)
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                return
            except OSError:
                time.sleep(0.05)
        self.__exit__()
        raise Failed("nginx did not start")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.place, ignore_errors=True)


def browse(request, place):
    """Asks benches/search-browser.mjs."""
    path = place / "request.json"
    path.write_text(json.dumps(request), encoding="utf-8")
    ran = subprocess.run(["node", str(measuring.ROOT / "benches/search-browser.mjs"), str(path)], stdout=subprocess.PIPE, check=False)
    if ran.returncode:
        raise Failed("the browser could not be asked")
    return json.loads(ran.stdout)


def sampled(out, most=2_000):
    """Some articles of a built site, and how many bytes of text all have: reads every page."""
    import pages

    total, count, sample = 0, 0, []
    for article in pages.articles(out):
        total += pages.text_bytes(article)
        count += 1
        if count % 7 == 0 and len(sample) < most:
            sample.append({"body": article["body"]})
    return {"bytes": total, "articles": count, "sample": sample}


def write_articles(out, path):
    """Writes the articles of a built site for the program `relevance`."""
    with open(path, "wb") as file:
        if subprocess.call([sys.executable, str(measuring.ROOT / "benches/pages.py"), str(out)], stdout=file):
            raise Failed("the articles were not read")
