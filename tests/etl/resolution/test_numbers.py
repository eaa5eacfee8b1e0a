"""Every number of a speech has its account."""

from __future__ import annotations

from db.vocab import Status
from etl.mentions.quantities import find_quantities
from etl.records import (
    CadenceMention,
    DateMention,
    Deadline,
    Document,
    IndicatorRecord,
    Mentions,
    NumberAccount,
    ProjectMention,
    RegionMention,
)
from etl.resolution.numbers import account_numbers
from etl.text.normalize import normalize
from etl.text.segment import segment


def _account(
    sentence: str, *, records: tuple[IndicatorRecord, ...] = (), **mentions: tuple
) -> list[tuple[str, str, str]]:
    text = normalize(sentence)
    document = Document(name="t.txt", text=sentence, media_type="txt", encoding="utf-8", sha256="")
    speech = segment(document, text).speeches[0]
    found = Mentions(quantities=find_quantities(text, 0, len(sentence)), **mentions)
    accounts: tuple[NumberAccount, ...] = account_numbers(text, speech, found, records)
    return [(sentence[a.start:a.end], str(a.fate), a.reason) for a in accounts]


def _indicator(start: int, end: int) -> IndicatorRecord:
    return IndicatorRecord(
        start=start, end=end, rule="t", confidence=1.0, indicator="投资", value=3e8, status=Status.ACTUAL
    )


def test_a_record_claims_the_number_of_its_evidence() -> None:
    assert _account("投资3亿元。", records=(_indicator(2, 6),)) == [("3亿", "record", "indicator")]


def test_a_figure_without_a_record_is_unclaimed() -> None:
    assert _account("投资3亿元。") == [("3亿", "unclaimed", "")]


def test_the_finders_reason_is_kept() -> None:
    assert _account("一是讲三点意见。") == [("一", "set_aside", "ordinal"), ("三", "set_aside", "rhetoric")]


def test_a_number_in_a_project_name_is_a_name() -> None:
    name = ProjectMention(2, 9, "60万吨水泥厂", "t")
    assert _account("推进60万吨水泥厂。", projects=(name,)) == [("60万", "set_aside", "name")]


def test_dates_and_frequencies_of_other_finders_give_their_reason() -> None:
    date = DateMention(0, 7, Deadline("剩下12个月内"))
    assert _account("剩下12个月内完工。", dates=(date,)) == [("12", "set_aside", "date")]
    cadence = CadenceMention(0, 7, "monthly")
    assert _account("剩下12个月内完工。", cadences=(cadence,)) == [("12", "set_aside", "frequency")]


def test_a_name_overrules_rhetoric_but_no_size_class() -> None:
    region = RegionMention(0, 3, "七间房", "", "town")
    assert _account("七间房乡要快。", regions=(region,)) == [("七", "set_aside", "name")]
    assert _account("七间房子要快。") == [("七", "set_aside", "rhetoric")]
