"""The invented archive as a site for Zola, for benches/compare on machines that have it.

The articles are those of this program's site, file by file: front matter in Zola's keys, links and shortcodes in its
form. The templates are as plain as Hugo's. Years and months are sections, and sections are all that Zola lists by
folder; so articles stand in content/YEAR/MONTH/ and get the same addresses.
"""

import re
import shutil

import measuring
from measuring import Failed, Program, say

# The key in this program's front matter, and Zola's taxonomy.
TAXONOMIES = {"author": "authors", "region": "regions", "topic": "topics", "blog": "blogs", "tags": "tags"}

LISTED = ", ".join(f'{{ name = "{name}", paginate_by = 20, feed = true }}' for name in TAXONOMIES.values())

CONFIG = f"""base_url = "{measuring.BASE_URL}"
title = "The Example Archive"
description = "An invented archive of regional news, made for measuring."
default_language = "en"
compile_sass = false
build_search_index = false
generate_feeds = true
taxonomies = [{LISTED}]

[languages.ru]
title = "The Example Archive"
generate_feeds = true
taxonomies = [{LISTED}]
"""

SECTION = """---
title: "{title}"
sort_by: date
paginate_by: 20
transparent: true
---
"""

BASE = """<!doctype html>
<html lang="{{ lang }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{% block title %}{{ config.title }}{% endblock %}</title>
</head>
<body>
<header><a href="{{ get_url(path='/', lang=lang) }}">{{ config.title }}</a></header>
<main>{% block main %}{% endblock %}</main>
</body>
</html>
"""

CARDS = """{% for page in paginator.pages %}<article class="card">
<h2><a href="{{ page.permalink }}">{{ page.title }}</a></h2>
<p class="byline"><time datetime="{{ page.date }}">{{ page.date | date(format="%b %-d, %Y") }}</time></p>
<p>{{ page.description }}</p>
</article>
{% endfor %}<nav>{% if paginator.previous %}<a rel="prev" href="{{ paginator.previous }}">Newer</a>{% endif %}
{% if paginator.next %}<a rel="next" href="{{ paginator.next }}">Older</a>{% endif %}</nav>
"""


def extended(title, main):
    """A template with a title and a main part."""
    return (
        f'{{% extends "base.html" %}}{{% block title %}}{title}{{% endblock %}}\n'
        f"{{% block main %}}<h1>{title}</h1>\n{main}{{% endblock %}}\n"
    )


TERMS = """{% for name, terms in page.taxonomies %}<ul>{% for term in terms %}
<li><a href="{{ get_taxonomy_url(kind=name, name=term, lang=lang) }}">{{ term }}</a></li>{% endfor %}</ul>
{% endfor %}"""

PAGE = (
    """<p class="summary">{{ page.description }}</p>
{% if page.date %}<p><time datetime="{{ page.date }}">{{ page.date | date(format="%b %-d, %Y") }}</time></p>{% endif %}
{{ page.content | safe }}
"""
    + TERMS
    + """<nav>
{% if page.higher %}<a rel="prev" href="{{ page.higher.permalink }}">{{ page.higher.title }}</a>{% endif %}
{% if page.lower %}<a rel="next" href="{{ page.lower.permalink }}">{{ page.lower.title }}</a>{% endif %}</nav>
"""
)

TEMPLATES = {
    "base.html": BASE,
    "index.html": extended("{{ config.title }}", CARDS),
    "section.html": extended("{{ section.title }}", CARDS),
    "page.html": extended("{{ page.title }}", PAGE),
    "taxonomy_single.html": extended("{{ term.name }}", CARDS),
    "taxonomy_list.html": extended(
        "{{ taxonomy.name }}",
        '<ul>{% for term in terms %}<li><a href="{{ term.permalink }}">{{ term.name }}</a></li>\n{% endfor %}</ul>\n',
    ),
    "404.html": extended("Not found", ""),
    "shortcodes/pullquote.html": "<blockquote><p>{{ body }}</p><footer>{{ by }}</footer></blockquote>\n",
}


def program(binary, source, folder):
    """Zola, with a site made of this program's; none where this version of Zola cannot build it."""
    site, out = folder / "site-zola", folder / "out-zola"
    say("the archive is written for Zola")
    write_site(source / "content" / "articles", site)
    command = [binary, "--root", str(site), "build", "--force", "--output-dir", str(out)]
    zola = Program("Zola", site, out, command, [], articles="content")
    try:
        zola.build()
    except Failed as failure:
        say(f"Zola is left out: {failure}")
        shutil.rmtree(site)
        return None
    return zola


def write_site(articles, site):
    """Configuration, templates, sections and articles."""
    put(site / "config.toml", CONFIG)
    for name, text in TEMPLATES.items():
        put(site / "templates" / name, text)
    sections = ["", *(path.relative_to(articles).as_posix() for path in articles.glob("*/")), *months(articles)]
    for section in sections:
        for ending in ("md", "ru.md"):
            put(site / "content" / section / f"_index.{ending}", SECTION.format(title=section))
    for path in articles.glob("*/*/*.md"):
        text, russian = converted(path.read_text(encoding="utf-8"))
        below = path.relative_to(articles)
        put(site / "content" / (below.with_suffix(".ru.md") if russian else below), text)


def months(articles):
    """The folders of months."""
    return [path.relative_to(articles).as_posix() for path in articles.glob("*/*/")]


def put(path, text):
    """Writes a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def converted(text):
    """An article in Zola's form, and whether it is Russian."""
    _, head, body = text.split("---\n", 2)
    # A value goes on for as long as its lines are indented.
    fields = dict(re.findall(r"^(\w+): ?(.*(?:\n .*)*)\n", head, re.MULTILINE))
    russian = fields.pop("language", "en") == "ru"
    lines = [f"title: {fields.pop('title')}", f"date: {fields.pop('date')}"]
    lines.append(f"description: {fields.pop('summary')}")
    if aliases := fields.pop("aliases", None):
        lines.append("aliases: " + aliases.replace("http://www.example.org", ""))
    lines.append("taxonomies:")
    for key, name in TAXONOMIES.items():
        if value := fields.pop(key, None):
            lines.append(f"  {name}: {value if value.startswith('[') else f'[{value}]'}")
    if fields:
        lines.append("extra:")
    lines += [f"  {key}: " + value.replace("\n", "\n  ") for key, value in fields.items()]
    ending = ".ru.md" if russian else ".md"
    body = re.sub(r"\(@/articles/(\S+)\.md\)", lambda link: f"(@/{link[1]}{ending})", body)
    body = re.sub(r"{{< pullquote by=(\"[^\"]*\") >}}", r"{% pullquote(by=\1) %}", body)
    body = body.replace("{{< /pullquote >}}", "{% end %}")
    return "---\n" + "\n".join(lines) + "\n---\n" + body, russian
