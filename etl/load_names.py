"""When two names mean one thing: projects, responsible units, indicators. See docs/ledger.md for the rules."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from etl.lexicon import alternation, mapping, words
from etl.text.normalize import normalize

# “徐闻港区 1＃泊位（一期）” → 徐闻港区1#泊位一期: nothing but letters, digits and what tells sizes apart
_NO_NAME = re.compile(r"[^\w#+./-]|_")
# （一）滨海大桥: the label of an item
_LABEL = re.compile(r"^\s*[（(][一二三四五六七八九十\d]{1,3}[）)]\s*(?=\S)")
# …一期, …第2期, …二三期, …III期: two phases of a project are two projects
_PHASE = re.compile(r"第?([一二三四五六七八九十\d]{1,4}|[IVX]{1,4})期")
# …二期 at the end of a key, once or more
_PHASE_TAIL = re.compile(r"(?:[〇一二三四五六七八九十]{1,4}期)+$")
_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
_ROMAN = {"I": "一", "II": "二", "III": "三", "IV": "四", "V": "五"}
_SHORTEST = 2
_REMEMBERED = 20_000  # names; a document repeats its own


@lru_cache(_REMEMBERED)
def project_name_key(name: str, *, place_names: tuple[str, ...] = ()) -> str:
    """What two names of one project have in common.

    Simplified, without an item's label, punctuation, the speaking place's name at the head, the kind of a company
    (有限公司, 集团 …) and generic words (建设, 项目, 工程 …) at the tail; the phase stands at the end in Chinese
    numerals. The simplified name where fewer than two characters are left.
    """
    plain = _NO_NAME.sub("", _LABEL.sub("", normalize(name).plain))
    phases = "".join(_phase_number(m.group(1)) + "期" for m in _PHASE.finditer(plain))
    tails = _tails()
    stem = _PHASE.sub("", plain)
    while (tail := next((t for t in tails if stem.endswith(t)), "")) and len(stem) - len(tail) >= _SHORTEST:
        stem = stem.removesuffix(tail)
    if stem in tails or len(stem) < _SHORTEST:
        return plain or name
    return _without_place(_without_company(stem), place_names) + phases


@lru_cache(_REMEMBERED)
def without_phases(key: str) -> str:
    """What the phases of one project have in common: 水厂二期 → 水厂. The key itself where nothing would be left."""
    return _PHASE_TAIL.sub("", key) or key


@lru_cache(_REMEMBERED)
def phases_of(key: str) -> str:
    """水厂二期 → 二期; "" for a key without a phase."""
    found = _PHASE_TAIL.search(key)
    return found.group() if found else ""


@lru_cache(_REMEMBERED)
def is_bare_phase(name: str) -> bool:
    """Whether a name says a phase and nothing more: 二期工程, 第二期, 一期项目建设."""
    plain = _NO_NAME.sub("", normalize(name).plain)
    return bool(_bare_phase().fullmatch(plain))


@lru_cache(_REMEMBERED)
def leading_phase(name: str) -> str:
    """The bare phase that a name begins with: 二期工程设备安装 → 二期; "" where it begins with none."""
    found = _bare_phase().match(_NO_NAME.sub("", normalize(name).plain))
    return _phase_number(found.group("number")) + "期" if found else ""


@lru_cache(_REMEMBERED)
def company_stem(name: str) -> str:
    """A company's name without what kind of company it is: 华港燃气集团有限公司 → 华港燃气."""
    stem = _NO_NAME.sub("", normalize(name).plain)
    while (form := next((f for f in _company_forms() if stem.endswith(f)), "")) and len(stem) - len(form) >= _SHORTEST:
        stem = stem.removesuffix(form)
    return stem


@lru_cache(_REMEMBERED)
def unit_name(name: str) -> str:
    """A unit's name in Simplified Chinese without white space."""
    return "".join(normalize(name).plain.split()) or name


def canonical_indicator(name: str) -> str:
    """One word an indicator: 固投 is 固定资产投资. The simplified name where the table has none."""
    plain = unit_name(name)
    return _canonical().get(plain, plain)


@cache
def _canonical() -> dict[str, str]:
    return mapping("canonical_indicators", "name", "canonical")


@cache
def _tails() -> tuple[str, ...]:
    return words("project_tails")


@cache
def _company_forms() -> tuple[str, ...]:
    return words("project_company_forms")


@cache
def _company_inside() -> re.Pattern[str]:
    """华港燃气有限公司调峰站 → 有限公司: two characters before it, two after it; not the 公司 of 分公司."""
    forms = alternation(_company_forms())
    return re.compile(rf"(?<=\w\w)(?<![分子])(?:{forms})+(?=\w\w|$)")


@cache
def _bare_phase() -> re.Pattern[str]:
    return re.compile(rf"第?(?P<number>[一二三四五六七八九十\d]{{1,4}}|[IVX]{{1,4}})期(?:{alternation(_tails())})*")


@cache
def _industries() -> frozenset[str]:
    return frozenset(words("project_industries"))


def _without_company(stem: str) -> str:
    """凯丰公司 → 凯丰, 华港燃气集团调峰站 → 华港燃气调峰站."""
    return _company_inside().sub("", stem)


def _without_place(stem: str, place_names: tuple[str, ...]) -> str:
    """湛江污水处理厂 → 污水处理厂; of two characters only an industry is left: 湛江钢铁 → 钢铁, but 徐闻大桥."""
    for place in sorted(place_names, key=len, reverse=True):
        rest = stem.removeprefix(place)
        if place and rest != stem and (len(rest) > _SHORTEST or rest in _industries()):
            return rest
    return stem


def _phase_number(written: str) -> str:
    return _ROMAN.get(written) or written.translate(_DIGITS)
