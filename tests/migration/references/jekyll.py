"""Builds a Jekyll site with Jekyll and its usual plugins."""

import shutil
from pathlib import Path

import yaml

from . import common

PLUGINS = ["jekyll-archives", "jekyll-feed", "jekyll-paginate", "jekyll-redirect-from", "jekyll-seo-tag", "jekyll-sitemap"]
SHIMS = ["one bare layout for every page", "filters team_link, team_photo, embed, lookup and tags that nobody defines: marked stand-ins",
         "includes that the data does not have: marked and empty", "time zone UTC, as on the host that built it"]


def build(source, name):
    """Builds the site in the folder `source`; returns the folder with its pages and lists."""
    if not shutil.which("jekyll"):
        raise common.Absent("jekyll (apt-get install jekyll ruby-jekyll-archives ruby-jekyll-feed ruby-jekyll-paginate "
                            "ruby-jekyll-redirect-from ruby-jekyll-seo-tag ruby-jekyll-sitemap)")
    work = common.copy(source, name, "jekyll")
    built = common.output(name)
    settings = yaml.safe_load((work / "_config.yml").read_text(encoding="utf-8")) or {}
    plugins = settings.get("plugins") or settings.get("gems") or []
    ours = {"plugins": [plugin for plugin in plugins if plugin in PLUGINS], "theme": None, "incremental": False, "quiet": False}
    (work / "_reference.yml").write_text(yaml.safe_dump(ours))
    seconds = common.run(["jekyll", "build", "--config", "_config.yml,_reference.yml", "--destination", built / "site"],
                         work, built / "log.txt", JEKYLL_ENV="production", LANG="C.UTF-8")
    host = str(settings.get("url") or "").split("//")[-1].strip("/")
    return common.finish(built, "jekyll", [host] if host else [], seconds, SHIMS)


if __name__ == "__main__":
    import sys

    build(Path(sys.argv[1]), sys.argv[2])
