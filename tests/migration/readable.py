"""HTML as a browser reads it: words, links, anchors and visible template code of a page."""

import re
import unicodedata
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser

# Elements whose text no reader sees.
UNSEEN = {"script", "style", "template", "noscript", "head", "title", "iframe", "object", "select", "textarea", "button"}
# Elements that do not separate words. `sup` and `sub` are left out: a footnote's number is not part of the word before it.
INLINE = {"a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark", "q",
          "s", "samp", "small", "span", "strike", "strong", "time", "tt", "u", "var", "wbr"}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
CODE = {"code", "pre", "kbd", "samp", "tt", "var"}
# What the parts of a text are called in lists of lost words, from the innermost element outwards.
PLACES = {"pre": "code", "code": "code", "table": "table", "figcaption": "caption", "dt": "definition list", "dd": "definition list",
          "blockquote": "quotation", "li": "list", "a": "link", "svg": "drawing", "math": "formula", "details": "details",
          "form": "form", "label": "form", "nav": "navigation", "aside": "aside", "header": "header", "footer": "footer",
          **dict.fromkeys(HEADINGS, "heading")}
TEMPLATE_CODE = re.compile(r"\{\{|\{%|\{:|:::")

# Characters that no reader sees.
HIDDEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
# One letter of a script that is written without spaces, or a run of letters and digits of any other.
WORD = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]|"
                  r"[^\W_\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")


@dataclass
class Word:
    """A word and where it stands; `shim` is the stand-in that wrote it on the old site, if one did."""

    text: str
    place: str
    shim: str = ""


@dataclass
class Text:
    """What a reader sees of an element, and what its markup offers to others."""

    words: list = field(default_factory=list)
    headings: list = field(default_factory=list)
    ids: set = field(default_factory=set)
    links: list = field(default_factory=list)
    files: list = field(default_factory=list)
    template_code: list = field(default_factory=list)


def parse(html):
    """The tree of a page."""
    return LexborHTMLParser(html)


def plain(text):
    """`text` without differences that no reader sees: composition, soft hyphens, typographic quotes, spaces."""
    text = unicodedata.normalize("NFC", text.translate(HIDDEN))
    text = text.translate({0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"', 0x2013: "-", 0x2014: "-", 0xA0: " ", 0x202F: " "})
    return re.sub(r"\s+", " ", text.replace("\u2026", "...")).strip()


def fragment_text(html):
    """The plain text of a piece of HTML, such as a title that a template prints as it is."""
    body = parse("<body>" + html).body
    return plain(body.text() if body else "")


def read(element):
    """The `Text` of `element`."""
    text = Text()
    if element is not None:
        pieces = []
        _walk(element, text, pieces, "paragraph", "", False)
        _words(pieces, text)
    return text


def _walk(node, text, pieces, place, shim, code):
    child = node.child
    while child is not None:
        tag = child.tag
        if tag == "-text":
            pieces.append((child.text_content or "", place, shim))
            if not code:
                _template_code(child.text_content or "", text)
        elif tag and not tag.startswith("-") and tag != "_comment":
            _element(child, tag, text, pieces, place, shim, code)
        child = child.next


def _element(node, tag, text, pieces, place, shim, code):
    attributes = node.attributes
    name = attributes.get("id") or (attributes.get("name") if tag == "a" else None)
    if name:
        text.ids.add(name)
        if tag in HEADINGS:
            text.headings.append(name)
    if tag == "a" and attributes.get("href"):
        text.links.append(attributes["href"])
    if tag in ("img", "audio", "video", "source", "iframe") and attributes.get("src"):
        text.files.append(attributes["src"])
    if tag in UNSEEN or _generated(tag, attributes):
        return
    # A picture stands between words, and so does the note that a page shows in place of one.
    gap = tag not in INLINE or "data-shim" in attributes or "no-picture" in (attributes.get("class") or "")
    if gap:
        pieces.append((" ", place, shim))
    # The innermost place counts, but code in a table or in a link is reported as code.
    inner = PLACES.get(tag, place)
    if place == "code":
        inner = "code"
    _walk(node, text, pieces, inner, attributes.get("data-shim") or shim, code or tag in CODE)
    if gap:
        pieces.append((" ", place, shim))


def _generated(tag, attributes):
    """Whether a generator added this element to the text: references to footnotes and back, line numbers, links of headings."""
    classes = set((attributes.get("class") or "").split())
    if attributes.get("role") == "doc-noteref" or attributes.get("aria-hidden") == "true":
        return True
    if classes & {"footnote-ref", "footnote-backref", "footnote-reference", "reversefootnote", "footnote-return", "footnote-back",
                  "footnote-definition-label", "gutter",
                  "lineno", "linenos", "lineno-container", "zola-anchor", "headerlink", "heading-anchor", "anchor--link"}:
        # kramdown and Python-Markdown give this class to a link; the number around it is a `sup` with nothing else in it.
        return True
    return tag == "a" and (attributes.get("rel") == "footnote" or "footnote" in classes)


def _template_code(value, text):
    for found in TEMPLATE_CODE.finditer(value):
        start = max(0, found.start() - 20)
        text.template_code.append((found.group(), plain(value[start:found.end() + 40])))


def _words(pieces, text):
    """Splits into words what the pieces are put together; a word belongs to the place where it starts."""
    pieces = [(unicodedata.normalize("NFC", piece.translate(HIDDEN)), place, shim) for piece, place, shim in pieces]
    starts, position = [], 0
    for piece, _, _ in pieces:
        starts.append(position)
        position += len(piece)
    current = 0
    for found in WORD.finditer("".join(piece for piece, _, _ in pieces)):
        while current + 1 < len(starts) and starts[current + 1] <= found.start():
            current += 1
        text.words.append(Word(found.group(), pieces[current][1], pieces[current][2]))
