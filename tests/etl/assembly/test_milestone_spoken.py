"""What happens where it is told as people talk."""

from __future__ import annotations

import pytest

from etl.assembly.milestone_spoken import spoken_event, thing_event, told_event


@pytest.mark.parametrize(("text", "event"), [
    ("把头一根桩打下去", "start"),
    ("把楼的框架立起来", "structure"),
    ("机器重新转起来", "resume"),
    ("让流水线转起来", "operate"),
    ("把土地证办下来", "approve"),
    ("协议要签下来", "sign"),
    ("把图画出来", "issue"),
    ("材料递上去", "submit"),
    ("新房钥匙交到手", "complete"),
    ("核准文件放行", "approve"),
    ("公路放行", "operate"),
    ("文章写一写", None),
    ("机器还在路上", None),
])
def test_a_thing_and_what_is_done_with_it(text: str, event: str | None) -> None:
    found = thing_event(text)
    assert (found and str(found)) == event


@pytest.mark.parametrize(("text", "event"), [
    ("封上顶", "structure"),
    ("必须开得了工", "start"),
    ("埋15公里", "complete"),
    ("一间不剩", "complete"),
    ("半点尾巴都不许留", "complete"),
    ("一天不误", None),
    ("先看看", None),
])
def test_words_of_daily_speech(text: str, event: str | None) -> None:
    found = spoken_event(text)
    assert (found and str(found)) == event


def test_what_is_done_before_a_limit_of_its_amount() -> None:
    assert str(told_event("清出闲置厂房", "state")) == "complete"
    assert told_event("闲置厂房", "state") is None
