"""Builds an Eleventy site with Eleventy. Layouts are replaced by ours; tags that the site's configuration does not define are stand-ins."""

import re
import sys
from pathlib import Path

from . import common

SHIMS = ["one bare layout for every page", "tags that the site's configuration does not define: marked and empty, or their inner text",
         "a configuration whose packages are absent is left out"]
TAG = re.compile(r"\{%-?\s*([a-zA-Z_]\w*)")
# Tags that Liquid and Nunjucks have themselves.
KNOWN = {"if", "elsif", "elif", "elseif", "else", "for", "set", "assign", "capture", "case", "when", "raw", "verbatim", "include", "render",
         "layout", "block", "macro", "call", "import", "from", "extends", "filter", "unless", "comment", "cycle", "increment", "decrement",
         "tablerow", "break", "continue", "echo", "liquid", "switch", "default", "asyncEach", "asyncAll", "super"}


def packages():
    """The folder with Eleventy's package."""
    folder = common.cache() / "npm"
    if not (folder / "node_modules" / "@11ty" / "eleventy").exists():
        raise common.Absent(f"Eleventy (npm install --prefix {folder} @11ty/eleventy)")
    return folder / "node_modules"


def tags(files):
    """The names of tags that need a stand-in: those without and with an end."""
    names = {name for file in files for name in TAG.findall(file.read_text(encoding="utf-8", errors="replace"))} - KNOWN
    pairs = {name for name in names if "end" + name in names}
    return sorted(name for name in names - pairs if not name.startswith("end")), sorted(pairs)


def build(source, name):
    """Builds the site in the folder `source`; returns the folder with its pages and lists."""
    modules = packages()
    work, built = common.copy(source, name, "eleventy"), common.output(name)
    files = [file for file in work.rglob("*") if file.suffix in (".md", ".markdown", ".html", ".njk", ".liquid")
             and "node_modules" not in file.parts and "_includes" not in file.parts]
    for file in files:
        text = file.read_text(encoding="utf-8", errors="replace")
        file.write_text(re.sub(r"(?m)\A(---\r?\n(?:.*\r?\n)*?)layout:.*\r?\n", r"\1", text), encoding="utf-8")
    for file in [*work.rglob("*.11tydata.json"), *work.rglob("*.json")]:
        if "node_modules" not in file.parts and "_data" not in file.parts and file.name != "package.json":
            file.write_text(re.sub(r'"layout"\s*:\s*"[^"]*"\s*,?', "", file.read_text(encoding="utf-8")), encoding="utf-8")
    singles, pairs = tags(files)
    common.write(work / "reference.json", {"singles": singles, "pairs": pairs})
    if not (work / "node_modules").exists():
        (work / "node_modules").symlink_to(modules)
    command = [modules / ".bin" / "eleventy", "--config=reference.config.cjs", f"--output={built / 'site'}"]
    seconds = common.run(command, work, built / "log.txt")
    return common.finish(built, "eleventy", [], seconds, [*SHIMS, f"tags: {', '.join(singles + pairs) or 'none'}"])


if __name__ == "__main__":
    build(Path(sys.argv[1]), sys.argv[2])
