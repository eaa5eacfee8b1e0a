from __future__ import annotations

import pytest

from dashboard import charts, frames
from dashboard.i18n import Language, Texts


def test_labels_show_markup_as_text() -> None:
    chart = charts.counts(["<b>云</b>", "丙"], [1, 2])
    assert list(chart.figure.data[0].y) == ["&lt;b&gt;云&lt;/b&gt;", "丙"]


@pytest.mark.parametrize("name, said", [
    ("短名", "短名"), ("一二三四五六七八九十甲乙丙丁戊", "一二三四五六七八九十甲乙丙…"),
])
def test_long_names_are_cut(name: str, said: str) -> None:
    assert charts.short(name) == said


@pytest.mark.parametrize("units, words", [
    (None, "未落实单位"), ("有关部门", "有关部门（泛指）"), ("各级各部门、有关部门", "各级各部门、有关部门（泛指）"),
    ("县发改局、有关部门", "县发改局、有关部门"), ("县发改局", "县发改局"),
])
def test_units_without_a_name_are_told_so(units: str | None, words: str) -> None:
    assert frames.unit_words(units, Texts(Language.ZH_CN)) == words
