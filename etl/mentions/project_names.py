"""What makes a piece of text the name of one project: its head noun and a modifier that is no class word."""

from __future__ import annotations

import re
from dataclasses import dataclass

from etl.lexicon import alternation, mapping, words

_HEADS = mapping("project_heads", "word", "kind")
_BLOCKERS = frozenset(words("project_blockers"))
# 污水处理厂 / 项目 / 一期; a blocker such as 项目办 or 工程师 is matched first and is no head
HEAD = re.compile(alternation((*_HEADS, *_BLOCKERS)))
LEAD = re.compile(alternation(words("project_leads")))
# 13.|城北水厂
NUMBERING = re.compile(r"\d{1,2}[.．](?!\d)")
_CLASS_WORDS = frozenset(words("project_generic", kind="class"))
_AREA_WORDS = frozenset(words("project_generic", kind="area"))
_LONGEST = max(map(len, _CLASS_WORDS | _AREA_WORDS))
_PLAIN_SIGNS = frozenset("0123456789.XxＸ×*一二三四五六七八九十、和及与的-")
_LABEL_END = re.compile(rf"(?:{alternation(words('project_labels'))})$")
# what a modifier names when it names a thing: a product, a work, a company, a capacity, a foreign or lettered name
EVIDENCE = re.compile(
    rf"[A-Za-zⅠ-Ⅻ“]|\d[万亿千百]?(?:{alternation(words('project_units'))})|[百千]万吨"
    rf"|(?:{alternation((*words('project_products'), *words('project_owners'), *words('project_industries')))})"
    rf"|[{''.join(words('project_product_ends'))}]$"
)
# letters and signs that a name may hold
NAME = re.compile(r"[\w（）“”·/+.\-、~×*]+")
STRONG = ("project", "works")
LONGEST_NAME = 42
BLOCKER_REACH = 4  # 项目|观摩: the word that makes it no head may stand behind the piece
# a capacity in a name: 年产1000吨, 70万吨, 由6万吨提升到15万吨, 10千伏, 千万吨
CAPACITY = re.compile(
    rf"(?:{alternation(words('project_scales'))})?(?:\d[\d.]*|[X*]{{1,3}}|[百千])[万亿千百]*(?:{alternation(words('project_units'))})"
    rf"(?:(?:提升|提高|扩大|增加|扩能|扩建)?[到至](?:\d[\d.]*)[万亿千百]?(?:{alternation(words('project_units'))}))?"
)


@dataclass(frozen=True, slots=True)
class Head:
    start: int
    end: int
    kind: str


def heads(plain: str, start: int, end: int) -> tuple[Head, ...]:
    """The head nouns in a piece, left to right."""
    return tuple(
        Head(m.start(), m.end(), _HEADS[m.group()])
        for m in HEAD.finditer(plain, start, min(len(plain), end + BLOCKER_REACH))
        if m.group() not in _BLOCKERS and m.end() <= end
    )


def skip_leads(plain: str, start: int, end: int) -> int:
    """Where a name starts once the verbs and labels before it are left out: 建设|乡镇污水处理厂."""
    if m := NUMBERING.match(plain, start, end):
        start = m.end()
    while (m := LEAD.match(plain, start, end)) and end - m.end() >= 2:
        start = m.end()
    return start


def is_class(text: str, *, areas: bool = True) -> bool:
    """Whether nothing but class words makes up the text: 省市重点, 产业和民生. The empty text is a class."""
    reached = {0}
    for at in range(len(text)):
        if at not in reached:
            continue
        if text[at] in _PLAIN_SIGNS:
            reached.add(at + 1)
        for length in range(1, min(_LONGEST, len(text) - at) + 1):
            word = text[at:at + length]
            if word in _CLASS_WORDS or (areas and word in _AREA_WORDS):
                reached.add(at + length)
    return len(text) in reached


def is_name(plain: str, start: int, end: int) -> bool:
    """Whether the piece names one thing: of a name's length and letters, with a modifier that is no class word."""
    text = plain[start:end]
    if not 2 <= len(text) <= LONGEST_NAME or not NAME.fullmatch(text):
        return False
    found = heads(plain, start, end)
    last = found[-1] if found and found[-1].end == end else None
    if last is None:
        return not is_class(text)
    modifier = CAPACITY.sub("", plain[start:last.start])
    if last.kind in STRONG:
        return len(modifier) >= 2 and not is_class(modifier) and not _LABEL_END.search(plain[start:last.start])
    if last.kind == "phase":
        return len(modifier) >= 2 and not is_class(modifier)
    return len(modifier) >= 1 and not is_class(modifier, areas=last.kind not in ("plant", "water"))


def has_evidence(plain: str, start: int, end: int) -> bool:
    """Whether the words of a modifier name a thing (a product, a company, a capacity, letters)."""
    return bool(EVIDENCE.search(plain[start:end]))
