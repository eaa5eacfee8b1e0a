"""Plain text and Markdown: the encoding is told apart, never guessed."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from etl.errors import UndecodableText
from etl.lexicon import words
from etl.text.normalize import simplify

_UTF16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
# Python's codecs and what the document's record calls them; each is a superset of GB2312, GBK or Big5
_LEGACY = (("gb18030", "gb18030"), ("big5hkscs", "big5"))
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
_ODD = re.compile(r"[\ufffd\ue000-\uf8ff\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x80-\x9f]")
_SAMPLE = 20_000  # characters: enough to tell, whatever the length of the file
# the commonest characters make up some 60-80 % of Chinese prose, under 30 % of mojibake
_PLAUSIBLE = 0.45
_CLEARLY_BETTER = 1.3
_ODD_SHARE = 0.002
_REPLACED_SHARE = 0.01  # a UTF-8 file in which somebody's converter left that many U+FFFD is no text any more


def read_text(data: bytes, *, name: str) -> tuple[str, str]:
    """Text and encoding of a text file. Raises UndecodableText with the offset of the first broken byte."""
    return decode(data, name=name)


def decode(data: bytes, *, name: str, declared: str = "") -> tuple[str, str]:
    """Text and encoding. `declared` is what the file says of itself (HTML meta): believed if it decodes plausibly."""
    if codec := _UTF16.get(data[:2]):
        return _strict(data[2:], codec, name=name, skipped=2), codec
    if data.startswith(b"\xef\xbb\xbf"):
        return _strict(data[3:], "utf-8", name=name, skipped=3), "utf-8"
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as e:
        if _mostly_utf8(data):
            raise _broken(name, "UTF-8", e.start) from e
        return _legacy(data, name=name, declared=declared)
    if text.count("\ufffd") > max(2, len(text) * _REPLACED_SHARE):
        raise UndecodableText(name, "文字已成乱码（大量替换符 U+FFFD），请换一份原文")
    return text, "utf-8"


def _strict(data: bytes, codec: str, *, name: str, skipped: int) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as e:
        raise _broken(name, codec.upper(), e.start + skipped) from e


def _broken(name: str, encoding: str, offset: int) -> UndecodableText:
    return UndecodableText(name, f"按 {encoding} 读，第 {offset} 字节处是坏字节")


def _mostly_utf8(data: bytes) -> bool:
    """Whether text that is no valid UTF-8 is a UTF-8 text with a few broken bytes."""
    text = data.decode("utf-8", errors="replace")
    good = sum(len(run) for run in _HAN.findall(text))
    return good >= 3 and good > 4 * text.count("\ufffd")


def _legacy(data: bytes, *, name: str, declared: str) -> tuple[str, str]:
    scored: list[tuple[float, str, str]] = []
    for codec, label in _LEGACY:
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if (share := plausibility(text)) >= _PLAUSIBLE:
            scored.append((share, label, text))
    scored.sort(reverse=True)
    if scored and (len(scored) == 1 or scored[0][0] >= _CLEARLY_BETTER * scored[1][0]):
        return scored[0][2], scored[0][1]
    for _, label, text in scored:
        if label == _family(declared):
            return text, label
    _explain_broken(data, name)
    raise UndecodableText(name, "无法判断文字编码，请另存为 UTF-8")


def _family(declared: str) -> str:
    key = declared.lower().replace("-", "").replace("_", "")
    if key.startswith("gb"):
        return "gb18030"
    return "big5" if key.startswith(("big5", "cp950")) else key


def _explain_broken(data: bytes, name: str) -> None:
    """Raise with the broken byte's offset where the text is plainly of one encoding but for that."""
    for codec, label in _LEGACY:
        text = data.decode(codec, errors="replace")
        damage = text.count("\ufffd")
        if damage <= max(1, len(text) // 50) and plausibility(text.replace("\ufffd", "")) >= _PLAUSIBLE:
            try:
                data.decode(codec)
            except UnicodeDecodeError as e:
                raise _broken(name, label.upper(), e.start) from e


def plausibility(text: str) -> float:
    """Share of common characters among the Chinese characters of a text's beginning; 0 for garbage."""
    sample = text[:_SAMPLE]
    if len(_ODD.findall(sample)) > max(1, len(sample) * _ODD_SHARE):
        return 0.0
    han = "".join(_HAN.findall(sample))
    foreign = sum(1 for c in sample if c.isalpha() and ord(c) > 0x7F and not _HAN.match(c)
                  and not unicodedata.east_asian_width(c) == "F")
    if not han or foreign > len(han) / 4:  # kana, Hangul, Cyrillic, accented Latin: not ours, or wrongly decoded
        return 0.0
    common = _common()
    return sum(1 for c in simplify(han) if c in common) / len(han)


@cache
def _common() -> frozenset[str]:
    return frozenset(words("common_characters"))
