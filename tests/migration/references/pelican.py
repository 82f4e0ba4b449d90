"""Builds a Pelican site with Pelican. The theme and the plugins are not part of the data."""

import shutil
import sys
from pathlib import Path

from . import common

SHIMS = ["one bare theme", "plugins that the data does not have are left out", "time zone as configured"]
# What is laid over the site's own settings. `THEME` is ours; feeds keep their addresses.
OURS = """
import os as _os
from pelicanconf import *
PATH = _os.path.join(_os.path.dirname(_os.path.abspath(__file__)), "content")
THEME = {theme!r}
PLUGINS = []
PLUGIN_PATHS = []
RELATIVE_URLS = False
DELETE_OUTPUT_DIRECTORY = False
CACHE_CONTENT = False
LOAD_CONTENT_CACHE = False
"""


def program():
    """The path of Pelican: one beside this Python, or any."""
    found = shutil.which("pelican", path=str(Path(sys.executable).parent)) or shutil.which("pelican")
    if not found:
        raise common.Absent("pelican (pip install pelican)")
    return found


def build(source, name):
    """Builds the site in the folder `source`; returns the folder with its pages and lists."""
    pelican = program()
    work = common.copy(source, name)
    built = common.output(name)
    theme = common.HERE / "pelican"
    (work / "reference_conf.py").write_text(OURS.format(theme=str(theme)))
    seconds = common.run([pelican, work / "content", "--settings", work / "reference_conf.py", "--output", built / "site"],
                         work, built / "log.txt", PYTHONPATH=str(work))
    values = {}
    exec((work / "pelicanconf.py").read_text(encoding="utf-8"), values)  # The site's own settings, which Pelican has just run too.
    host = str(values.get("SITEURL") or "").split("//")[-1].split("/")[0]
    return common.finish(built, "pelican", [host] if host else [], seconds, SHIMS)


if __name__ == "__main__":
    build(Path(sys.argv[1]), sys.argv[2])
