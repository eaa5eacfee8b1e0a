"""Spans whose numbers are no figures by their form alone: dates, ordinals, frequencies, slogans, idioms, names."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from db.vocab import SetAsideReason
from etl.lexicon import mapping, words

_CN = "[零〇○一二两三四五六七八九十]"
_NUM = rf"(?:\d{{1,2}}|{_CN}{{1,3}})"
_YEAR = rf"(?:(?:19|20)\d\d|20\d?[Xx*×]{{1,3}}|[Xx×]{{2,4}}|[一二][九〇○零]{_CN}{{2}})"
_PERIOD = r"(?:天|日|周|星期|月|旬|季度?|年)"
_NUMERALS = frozenset(_CN.strip("[]"))
_NAMED = words("quantity_idioms", reason="name")  # 十四五 (五年规划)
# -6- (a page number left in the text)  https://…/7vmmx9.html
PAGE_NUMBER = re.compile(r"(?<=-)\s?\d{1,3}\s?(?=-(?!\d))|https?[:：]//[A-Za-z0-9./_-]{1,200}")
# 20xx年12月23至24日  2008年  1-10月  元至五月份  6月底  7月15日  一季度  前三季度  周一、三、五
DATE = re.compile(
    r"(?=[\d一二三四五六七八九十零〇○元前周星Xx×])(?:"
    rf"{_YEAR}(?:[-至到—~、和]{_YEAR})?年(?!以来的)(?:度)?(?:{_NUM}月(?:份)?(?:{_NUM}(?:[-至到—~、]{_NUM})?[日号])?)?"
    rf"|20[Xx*×]{{2}}[-至到—~]20[Xx*×]{{2}}(?![\d亿万元])"
    rf"|(?<![\d.])(?:{_NUM}|元|[Xx×]{{1,2}})(?:月份?)?[-至到—~、]{_NUM}月(?:份)?"
    rf"|(?<![\d.个])(?:{_NUM}|[Xx×]{{1,2}})月(?:份)?(?:(?:{_NUM}|[Xx×]{{1,2}})(?:[-至到—~、]{_NUM})?[日号])?(?!亮|球|饼)"
    rf"|(?<![\d.])(?:{_NUM})[日号](?=前|起|止|上午|下午|晚|之前|以前|[，。）])"
    r"|(?<![\d十.])前?[一二三四1-4](?:[、至到-][一二三四1-4])*个?季度(?!一)"
    r"|(?:周|星期)[一二三四五六日](?:[、，](?:周|星期)?[一二三四五六日])*"
    r"|(?<!\d)\d{1,2}[:：]\d{2}(?!\d))"
)
# 列全省第一  坐上全市头一把交椅  排第8位  居全市第五  全市第二  爬到第六  坐第二把交椅
RANK = re.compile(
    r"(?:(?:位列|名列|位居|排名|排位|排在|跃居|升至|列|居|排|位|前进到|上升到|进入|[升降滑退掉跌落爬跳窜蹿跃冲挤进]到|[升降滑退掉跌落爬跳窜蹿跃冲挤进]至|坐(?=第|[了上在稳][^，。；：]{0,10}?[第头]))[^，。；：！？、\d]{0,10}?"
    r"|(?:全|本)(?:国|省|市|县|区|州|行业|球|盟)(?:排名)?|世界|亚洲)"
    rf"(?P<ordinal>(?:倒数)?第(?P<n>\d{{1,3}}|{_CN}{{1,4}}|[Xx*×]{{1,3}})(?:名|位|把交椅)?|头(?P<first>一)把交椅)(?!产业|责任|书记|时间|批|次|轮|季度|阶段|方|线|梯队|方阵|[个家项条])"
)
# 第一，  第五届  一是  二要  （一）  一、  篇2  一期  二级  三号
ORDINAL = re.compile(
    r"(?=[第其一二三四五六七八九十（①-⑳篇附专案\d另再])(?:"
    rf"第\s?(?:\d{{1,4}}|{_CN}{{1,4}}|[Xx]{{1,3}})(?:[届批次名位个轮条章季期组]|责任人)?"
    rf"|(?:(?<=[。；：！？，、\s”’（])|^)其?[一二三四五六七八九十]{{1,2}}(?=[是要靠看抓则为、](?!是非))"
    rf"|（(?:\d{{1,2}}|{_CN}{{1,3}})）|[①-⑳]|(?:篇|附件|附表|专栏|案例)\s?\d{{1,3}}(?![\d个项条件处家])"
    r"|(?:(?<=\n)|(?<=[。；：\s]))\d{1,2}(?:[、．]|\.(?!\d)|\.(?=20\d\d年|\d\+))"
    rf"|(?<![\d.一二三四五六七八九十])(?:\d{{1,2}}(?:\.\d)?|[一二三四五六七八九十]{{1,2}})[期级](?![盼望别间以政人])(?:[和、及](?:\d|[一二三四五六])[期级])*"
    rf"|(?<=届){_CN}{{1,3}}次(?=会议|全会|全体|代表)"
    r"|另?一(?:个|方面|条|点|项|句)(?=是|就是|要)|再一个(?=是|就是))"
)
# 一周一检查  两周一督办  半月一考核  每月一次  每年两次  一季度一公开  每周一、三
FREQUENCY = re.compile(
    rf"每(?:半|两|{_NUM})?个?{_PERIOD}(?:至少|不少于)?(?:[一两二三四1-4][次回遍轮]|[一](?=[\u4e00-\u9fff]))"
    rf"|(?<![第每前后内\d一二三四五六七八九十]){'(?:[一两二三半1-9]个?)'}{_PERIOD}(?:至少)?[一1两](?![\d日号个家项条名定直批月年系些般起是旦致切线方面、])(?:次|小|大)?"
    rf"|每(?:半|两|{_NUM})个?{_PERIOD}|每隔?{_NUM}{_PERIOD}"
)
# 三大主体战略  6大产业集群  五大发展理念
GROUPED = re.compile(
    r"(?=[\d两三四五六七八九十])(?<![\d.])(?:\d{1,2}|[两三四五六七八九十]{1,2})大(?!于|约|型|气|家|多|米|豆|桥|队|学)(?=[\u4e00-\u9fff])"
)
# “三个增加”  “365”  “9898”  “两办”  “1+1”
QUOTED = re.compile(r"[“‘](?P<inside>[^“”‘’\n，。]{1,14})[”’]")
_HAS_NUMBER = re.compile(r"\d|[一二两三四五六七八九十百千万双]")
_FIGURE_INSIDE = re.compile(r"[\d一二三四五六七八九十百千万亿](?:元|%|亿|公里|亩|万)|\d[个家项户]")
# PM2.5  G325  5G  5A  325国道  国道325线  10千伏港口线  365帮办  5.18商务节  一号桥  K12+300
NAME = re.compile(
    r"(?=[\dA-Za-z国省县乡一二三四五六七八九十])(?:"
    r"(?<![A-Za-z])[A-WYZa-wyz][A-Za-z]{0,7}[-.]?\d{1,5}(?:[.+]\d{1,3})?[A-Za-z]{0,3}"
    r"|\d{1,4}(?:\.\d)?[A-JL-OQ-SU-WYZ][A-Za-z]{0,4}(?![A-Za-z])"
    r"|(?:国|省|县|乡)道\d{1,4}线?|\d{2,4}(?:国道|省道|县道|专线|高速|线(?!路|下|上|条))"
    r"|(?:\d{1,3}|[一二三四五六七八九十]{1,3})号(?!召|称|角|码)(?:[^，。；、\s]{0,2}(?:桥|楼|线|路|井|厂|机|文件|工程|院|地块))?"
    r"|\d{1,2}[.·]\d{1,2}(?=[^\d%，。；、万亿千百个元吨亩公平立倍]{1,4}(?:节|会|案|事件|事故|工程|计划))"
    r"|(?<=[\u4e00-\u9fff])[一二三四五六七八九]大桥"  # 南三大桥
    r"|(?<=[、：除])[一二三四五六七八九十][\u4e00-\u9fff]{2}"  # 东山、七里桥和南岭等几个乡镇
    r"(?=(?:[、和][\u4e00-\u9fff]{2,4}){0,6}等[几\d]{0,2}个?(?:乡镇|镇街|街道|[镇乡村]))"
    r"|\d\+\d(?:\+[\dnNXx])*|(?<=[\u4e00-\u9fff])\d(?=》))"
)


class NamedSpan(NamedTuple):
    start: int
    end: int
    reason: SetAsideReason | None  # None: no number at all


class Rank(NamedTuple):
    start: int
    end: int
    number_start: int
    number_end: int


def find_ranks(plain: str, start: int, end: int) -> tuple[Rank, ...]:
    """Ordinals that state a place in a ranking: 列全省第一 (a figure), unlike 第一，(an ordinal)."""
    return tuple(
        Rank(m.start(), m.end(), *m.span("n" if m["n"] else "first")) for m in RANK.finditer(plain, start, end)
    )


def find_named_spans(plain: str, start: int, end: int) -> tuple[NamedSpan, ...]:
    """Non-overlapping spans, earlier patterns first: a slogan that holds a date stays a slogan."""
    found: list[NamedSpan] = [
        NamedSpan(m.start("inside"), m.end("inside"), _quoted_reason(m["inside"]))
        for m in QUOTED.finditer(plain, start, end)
        if _HAS_NUMBER.search(m["inside"]) and not _FIGURE_INSIDE.search(m["inside"])
    ]
    reason, idioms = SetAsideReason, _idioms(plain, start, end)
    layers: tuple[tuple[SetAsideReason | None, list[tuple[int, int]]], ...] = (
        (reason.FURNITURE, _spans(PAGE_NUMBER, plain, start, end)),
        (reason.NAME, idioms[str(reason.NAME)]),
        (None, idioms["word"]),
        (reason.SLOGAN, idioms[str(reason.SLOGAN)]),
        (reason.RHETORIC, idioms[str(reason.RHETORIC)]),
        *((why, _spans(pattern, plain, start, end)) for pattern, why in (
            (FREQUENCY, reason.FREQUENCY), (DATE, reason.DATE), (NAME, reason.NAME), (ORDINAL, reason.ORDINAL),
            (GROUPED, reason.SLOGAN))),
    )
    for why, spans in layers:
        found = merge(found, [NamedSpan(*span, why) for span in spans])
    return tuple(found)


def _spans(pattern: re.Pattern[str], plain: str, start: int, end: int) -> list[tuple[int, int]]:
    return [m.span() for m in pattern.finditer(plain, start, end)]


@cache
def _idiom_matcher() -> tuple[AhoCorasick, tuple[tuple[str, str], ...]]:
    """The automaton over quantity_idioms, and its words with their reasons."""
    rows = tuple(mapping("quantity_idioms", "word", "reason").items())
    return AhoCorasick([word for word, _ in rows]), rows


def _idioms(plain: str, start: int, end: int) -> dict[str, list[tuple[int, int]]]:
    """By reason the idioms of [start, end), of each reason the leftmost, then longest; not behind another numeral,
    which a `word` (进一步, 数字: no number at all) may stand behind."""
    matcher, rows = _idiom_matcher()
    hits: dict[str, list[tuple[int, int]]] = {reason: [] for _, reason in rows}
    for i, s, e in matcher.find_matches_as_indexes(plain[start:end], overlapping=True):
        reason = rows[i][1]
        if reason == "word" or not s or plain[start + s - 1] not in _NUMERALS:
            hits[reason].append((start + s, start + e))
    return {reason: _leftmost_longest(spans) for reason, spans in hits.items()}


def _leftmost_longest(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for span in sorted(spans, key=lambda s: (s[0], -s[1])):
        if not out or span[0] >= out[-1][1]:
            out.append(span)
    return out


def merge(kept: list[NamedSpan], new: list[NamedSpan]) -> list[NamedSpan]:
    """`kept` and those of `new` that touch none of it, by start."""
    kept = sorted(kept, key=lambda s: s.start)
    starts = [s.start for s in kept]
    fresh = []
    for span in new:
        at = bisect_right(starts, span.start)
        if (at and kept[at - 1].end > span.start) or (at < len(kept) and kept[at].start < span.end):
            continue
        fresh.append(span)
    return sorted([*kept, *fresh], key=lambda s: s.start)


def _quoted_reason(inside: str) -> SetAsideReason:
    named = re.search(r"\d|[Xx]{2}", inside) or inside.startswith(_NAMED)
    return SetAsideReason.NAME if named else SetAsideReason.SLOGAN
