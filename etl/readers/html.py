"""Web pages: the main text without menus."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup
from bs4.element import Comment, Declaration, Doctype, NavigableString, PageElement, ProcessingInstruction, Tag

from etl.readers.text import decode

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.I)
_HEAD = 4096  # bytes in which browsers look for the charset
_DROPPED = ("script", "style", "noscript", "template", "nav", "header", "footer", "aside", "form", "button",
            "select", "option", "iframe", "svg", "head", "object")
_CONTAINERS = {"body", "main", "article", "section", "div", "table", "tbody", "tr", "td", "center", "html"}
_LINES = {"p", "div", "section", "article", "main", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "dl", "dt",
          "dd", "tr", "table", "blockquote", "pre", "center", "hr", "figure", "figcaption"}
_CELLS = ("td", "th")
_NO_TEXT = (Comment, Declaration, Doctype, ProcessingInstruction)
_HAN = re.compile(r"[\u3400-\u9fff]")
_SPACE = re.compile(r"[ \t\r\n\f\u00a0]+")
_MAIN_SHARE = 0.8  # a block that holds this much of its parent's prose is the main text
_LINKED = 0.6  # a block with more of its text in links is a menu
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)


def read_html(data: bytes, *, name: str) -> tuple[str, str]:
    """The page's main text, one line a block element, and its encoding."""
    meta = _META_CHARSET.search(data[:_HEAD])
    source, encoding = decode(data, name=name, declared=meta[1].decode() if meta else "")
    soup = BeautifulSoup(source, "lxml")
    page_title = _clean(soup.title.get_text()) if soup.title else ""
    heading = soup.find("h1")
    heading_text = _clean(heading.get_text()) if heading else ""
    for tag in soup.find_all(_DROPPED):
        tag.decompose()
    for tag in soup.find_all(style=_HIDDEN):
        if not tag.decomposed:
            tag.decompose()
    body = soup.body or soup
    main = _main(body)
    text = "\n".join(line for line in map(_clean_line, _text(main).split("\n")) if line)
    title = heading_text or (page_title if not _HAN.search(text) else "")
    if title and title not in text:
        text = f"{title}\n{text}"
    return text + "\n" if text else "", encoding


def _clean(text: str) -> str:
    return _SPACE.sub(" ", text).strip()


def _clean_line(line: str) -> str:
    return "\t".join(_clean(cell) for cell in line.split("\t")).strip()


def _main(body: Tag) -> Tag:
    """The innermost container that holds most of the page's prose."""
    prose: dict[int, int] = {}
    _count(body, prose, linked=False)
    at = body
    while True:
        inner = [c for c in at.find_all(True, recursive=False) if c.name in _CONTAINERS]
        best = max(inner, key=lambda c: prose[id(c)], default=None)
        if best is None or prose[id(best)] < _MAIN_SHARE * prose[id(at)] or not prose[id(best)]:
            return at
        at = best


def _count(tag: Tag, prose: dict[int, int], *, linked: bool) -> int:
    """Chinese characters outside links, by element."""
    total = 0
    for child in tag.children:
        if isinstance(child, Tag):
            total += _count(child, prose, linked=linked or child.name == "a")
        elif not linked and not isinstance(child, _NO_TEXT):
            total += len(_HAN.findall(child))
    prose[id(tag)] = total
    return total


def _is_menu(tag: Tag) -> bool:
    if tag.name not in ("div", "ul", "table", "td", "p", "section"):
        return False
    linked = sum(len(_HAN.findall(a.get_text())) for a in tag.find_all("a"))
    return linked > 0 and linked > _LINKED * len(_HAN.findall(tag.get_text()))


def _text(main: Tag) -> str:
    out: list[str] = []
    _write(main, out, root=True)
    return "".join(out)


def _write(node: PageElement, out: list[str], *, root: bool = False) -> None:
    if isinstance(node, NavigableString):
        if not isinstance(node, _NO_TEXT):
            out.append(_SPACE.sub(" ", node))
        return
    if not isinstance(node, Tag) or (not root and _is_menu(node)):
        return
    if node.name == "br":
        out.append("\n")
        return
    block = node.name in _LINES
    if block:
        out.append("\n")
    for child in node.children:
        _write(child, out)
    if node.name in _CELLS:
        out.append("\t")
    if block:
        out.append("\n")
