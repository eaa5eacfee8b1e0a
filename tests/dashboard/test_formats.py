from __future__ import annotations

from datetime import date

import pytest

from dashboard import formats
from dashboard.i18n import Language, Texts

ZH, TW, EN = Texts(Language.ZH_CN), Texts(Language.ZH_TW), Texts(Language.EN)


@pytest.mark.parametrize("yuan, texts, said", [
    (1_234_000_000, ZH, "12.34亿元"), (123_456_789_000, ZH, "1,234.57亿元"), (350_000, ZH, "35.00万元"),
    (1_000_000, ZH, "0.01亿元"), (0, ZH, "0.00亿元"), (-214e8, ZH, "-214.00亿元"), (None, ZH, "—"),
    (1_234_000_000, TW, "12.34億元"), (1_234_000_000, EN, "CNY 1,234.00m"),
])
def test_money(yuan: float | None, texts: Texts, said: str) -> None:
    assert formats.money(yuan, texts) == said


@pytest.mark.parametrize("row, said", [
    ({"value": 46e8, "cmp": ">="}, "≥46.00亿元"),
    ({"value": 50.6e8, "cmp": "~"}, "约50.60亿元"),
    ({"value": 4, "value_max": 5, "cmp": "range", "measure_unit": "个"}, "4 个–5 个"),
    ({"value": 24.1, "measure_unit": "%"}, "24.1%"),
    ({"value": None, "redacted": True}, "未披露"),
    ({"value": None}, "—"),
    ({"value": 0}, "0.00亿元"),
    ({"value": 3e8, "redacted": True, "filled": True}, "3.00亿元（补填）"),
])
def test_a_figure_as_it_was_stated(row: dict, said: str) -> None:
    plain = {"value_max": None, "cmp": "=", "measure_unit": "元", "redacted": False}
    assert formats.stated(plain | row, ZH) == said


def test_days() -> None:
    assert formats.day(date(2008, 12, 31), ZH) == "2008年12月31日"
    assert formats.day(date(2008, 12, 31), EN) == "31 Dec 2008"
    assert formats.day(None, ZH) == "—"


@pytest.mark.parametrize("year, month, given, said", [
    (2008, 11, date(2008, 11, 3), "2008年11月3日"), (2008, 11, None, "2008年11月"), (2008, None, None, "2008年"),
    (None, 7, None, "7月（年份未定）"), (None, None, None, "未定"),
])
def test_what_is_known_of_a_speech_s_day(year: int | None, month: int | None, given: date | None, said: str) -> None:
    assert formats.speech_day({"year": year, "month": month, "reference_date": given}, ZH) == said


def test_percent() -> None:
    assert formats.percent(0.654, ZH) == "65.4%"
    assert formats.percent(None, ZH) == "—"
