"""What all references share: the cache, a copy of a site with our layouts over it, and the list of what its generator built."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import feeds
import readable as reader

HERE = Path(__file__).resolve().parent
# The element in which our layouts put what they know of a page, and the one with its text.
FACTS, BODY = "#old-page", "#old-body"


class Absent(Exception):
    """A generator that this machine does not have; the text names it."""


def cache():
    """The folder outside the repository in which generators and built sites are kept."""
    return Path(os.environ.get("MIGRATION_CACHE") or Path.home() / ".cache" / "generate-migration")


def copy(source, name, overlay=None):
    """A copy of the site `source` with the files of `overlay` laid over it. The site itself is only read."""
    work = cache() / "work" / name
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(source, work)
    subprocess.run(["chmod", "-R", "u+w", str(work)], check=True)
    if overlay:
        shutil.copytree(HERE / overlay, work, dirs_exist_ok=True)
    return work


def output(name):
    """An empty folder for the built site `name`."""
    built = cache() / "built" / name
    shutil.rmtree(built, ignore_errors=True)
    (built / "site").mkdir(parents=True)
    return built


def run(command, folder, log, **environment):
    """Runs a generator in `folder`, its output in the file `log`; returns the seconds it took."""
    started = time.monotonic()
    with open(log, "wb") as file:
        done = subprocess.run([str(part) for part in command], cwd=folder, stdout=file, stderr=subprocess.STDOUT,
                              env={**os.environ, "TZ": "UTC", **environment}, check=False)
    if done.returncode != 0:
        tail = Path(log).read_text(errors="replace").splitlines()[-15:]
        raise RuntimeError(f"{command[0]} failed ({done.returncode}); see {log}\n" + "\n".join(tail))
    return time.monotonic() - started


def address(path):
    """The address of a built file, given as a path below the built folder."""
    return "/" + re.sub(r"(^|/)index\.html$", r"\1", path)


def entry(file, url):
    """What our layouts wrote into a page, or `None` for a page without our layouts."""
    tree = reader.parse(file.read_text(encoding="utf-8", errors="replace"))
    facts = tree.css_first(FACTS)
    if facts is None:
        refresh = tree.css_first("meta[http-equiv=refresh]") or tree.css_first("meta[http-equiv=Refresh]")
        return {"url": url, "kind": "redirect" if refresh is not None else "other"}
    values = json.loads(facts.text())
    values["url"] = url
    values["source"] = re.sub(r"^.*/work/[^/]+/", "", values.get("source") or "")
    values["authors"] = [str(author) for author in values.get("authors") or []]
    values["terms"] = [str(term) for term in values.get("terms") or []]
    values["headings"] = reader.read(tree.css_first(BODY)).headings
    return values


def finish(built, generator, hosts, seconds, shims):
    """Writes `posts.json`, `addresses.json` and `reference.json` beside the built pages."""
    site = built / "site"
    posts, addresses = [], []
    for file in sorted(path for path in site.rglob("*") if path.is_file()):
        url = address(file.relative_to(site).as_posix())
        if file.suffix in (".html", ".htm"):
            page = entry(file, url)
            if page["kind"] == "draft":
                continue
            addresses.append({key: page[key] for key in ("url", "kind", "source") if page.get(key)})
            if page["kind"] == "post":
                posts.append(page)
        elif file.suffix in (".xml", ".rss", ".atom") and feeds.is_feed(file):
            addresses.append({"url": url, "kind": "feed"})
    write(built / "posts.json", posts)
    write(built / "addresses.json", addresses)
    kinds = {}
    for item in addresses:
        kinds[item["kind"]] = kinds.get(item["kind"], 0) + 1
    summary = {"generator": generator, "hosts": hosts, "seconds": round(seconds, 1), "kinds": kinds, "shims": shims}
    write(built / "reference.json", summary)
    print(f"{built}: {len(posts)} posts, {kinds}, {seconds:.1f} s", file=sys.stderr)
    return built


def write(path, value):
    """Writes a value as JSON that people can read."""
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
