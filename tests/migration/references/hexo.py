"""Builds a Hexo site with Hexo, in a folder that has the packages its settings name."""

import json
import sys
from pathlib import Path

import yaml

from . import common

PACKAGES = ["hexo", "hexo-renderer-marked", "hexo-renderer-ejs", "hexo-generator-alias", "hexo-generator-archive",
            "hexo-generator-category", "hexo-generator-tag", "hexo-generator-feed"]
SHIMS = ["one bare theme", "tag note: a box with its text", "tags that nobody defines: marked and empty, or their inner text",
         "pages for plugins and themes, which scripts of the site make of `_data`, are left out"]


def packages():
    """The folder with Hexo's packages."""
    folder = common.cache() / "npm"
    if not (folder / "node_modules" / "hexo").exists():
        raise common.Absent(f"hexo (npm install --prefix {folder} {' '.join(PACKAGES)})")
    return folder / "node_modules"


def build(source, name):
    """Builds the site in the folder `source`; returns the folder with its pages and lists."""
    modules = packages()
    work = common.copy(source, name, "hexo")
    built = common.output(name)
    settings = yaml.safe_load((work / "_config.yml").read_text(encoding="utf-8"))
    wanted = {package: "*" for package in PACKAGES if (modules / package).exists()}
    versions = {"name": "reference", "private": True, "hexo": {"version": "8.0.0"}, "dependencies": wanted}
    (work / "package.json").write_text(json.dumps(versions))
    (work / "node_modules").symlink_to(modules)
    (work / "_reference.yml").write_text(yaml.safe_dump({"public_dir": str(built / "site"), "theme": "reference"}))
    hexo = modules / ".bin" / "hexo"
    seconds = common.run([hexo, "generate", "--config", "_config.yml,_reference.yml"], work, built / "log.txt")
    host = str(settings.get("url") or "").split("//")[-1].split("/")[0]
    return common.finish(built, "hexo", [host] if host else [], seconds, SHIMS)


if __name__ == "__main__":
    build(Path(sys.argv[1]), sys.argv[2])
