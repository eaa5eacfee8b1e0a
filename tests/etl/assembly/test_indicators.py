"""Figures as indicators; cases in tests/cases/indicators.json."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from etl.assembly.indicators import assemble_indicators
from etl.mentions.quantities import find_quantities
from etl.records import (
    Document,
    IndicatorRecord,
    Mentions,
    NormalText,
    ProjectMention,
    RegionMention,
    SpeechContext,
)
from etl.text.normalize import normalize
from etl.text.segment import segment

CASES = json.loads((Path(__file__).parents[2] / "cases" / "indicators.json").read_text(encoding="utf-8"))


def _assemble(
    sentence: str, *, regions: tuple[tuple[str, str], ...] = (), projects: tuple[str, ...] = (), home: str = ""
) -> tuple[NormalText, tuple[IndicatorRecord, ...]]:
    text = normalize(sentence)
    document = Document(name="t.txt", text=sentence, media_type="txt", encoding="utf-8", sha256="")
    speech = segment(document, text).speeches[0]
    mentions = Mentions(
        quantities=find_quantities(text, 0, len(sentence)),
        regions=tuple(
            RegionMention(sentence.index(n), sentence.index(n) + len(n), n, "", level) for n, level in regions
        ),
        projects=tuple(ProjectMention(sentence.index(n), sentence.index(n) + len(n), n, "t") for n in projects),
    )
    return text, assemble_indicators(text, speech, mentions, SpeechContext(region_name=home))


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["text"])
def test_every_figure_becomes_an_indicator(case: dict) -> None:
    text, records = _assemble(case["text"])
    got = [(text.original[r.start:r.end], str(r.status), str(r.measure)) for r in records]
    assert got == [(w["quote"], w["status"], w["measure"]) for w in case["records"]]
    for record, want in zip(records, case["records"], strict=True):
        assert want["indicator"] in record.indicator


def test_a_place_governs_its_part_of_a_list() -> None:
    _, records = _assemble(
        "青山县产业项目6个，完成投资3亿元；白水县4个，完成投资2亿元。",
        regions=(("青山县", "county"), ("白水县", "county")),
    )
    assert [r.region for r in records] == ["青山县", "青山县", "白水县", "白水县"]
    assert records[2].indicator == records[0].indicator


def test_the_speaking_place_is_no_region() -> None:
    _, records = _assemble("青山县签约项目6个。", regions=(("青山县", "county"),), home="云州市青山县")
    assert [r.region for r in records] == [None]


def test_an_amount_names_its_project() -> None:
    _, records = _assemble("包括总投资3亿元的兴旺食品加工项目。", projects=("兴旺食品加工项目",))
    assert [(r.subject, r.indicator) for r in records] == [("兴旺食品加工项目", "总投资")]


def test_a_number_in_a_project_name_is_no_figure() -> None:
    _, records = _assemble("推进昌盛60万吨水泥、城北大桥等项目。", projects=("昌盛60万吨水泥", "城北大桥"))
    assert records == ()


def test_what_a_long_name_says_of_its_project_is_a_figure() -> None:
    _, records = _assemble("昌盛公司投资6000万元技改项目进展顺利。", projects=("昌盛公司投资6000万元技改项目",))
    assert [(r.value, r.subject) for r in records] == [(60000000, "昌盛公司投资6000万元技改项目")]


def test_a_rate_keeps_its_base_in_the_unit() -> None:
    _, records = _assemble("修路按每公里90万元计算。")
    assert [(r.value, r.unit) for r in records] == [(900000, "元/公里")]


def test_masked_figures_wait_for_a_person() -> None:
    _, records = _assemble("全市签约项目XX个，签约额XX亿元。")
    assert [(r.value, r.redacted, r.unit) for r in records] == [(None, True, "个"), (None, True, "元")]


def test_places_that_share_a_predicate_take_their_figures_in_order() -> None:
    _, records = _assemble(
        "青山县、白水县完成投资分别为3亿元、2亿元。", regions=(("青山县", "county"), ("白水县", "county"))
    )
    assert [(r.region, r.indicator) for r in records] == [("青山县", "完成投资"), ("白水县", "完成投资")]


def test_each_of_several_places_gets_the_figure() -> None:
    _, records = _assemble("青山县、白水县各4个。", regions=(("青山县", "county"), ("白水县", "county")))
    assert [(r.region, r.value, r.rule) for r in records] == [
        ("青山县", 4, "each_place"), ("白水县", 4, "each_place")
    ]


def test_a_label_names_the_figures_in_brackets() -> None:
    _, records = _assemble(
        "投资完成率：青山县（93.2%）、白水县（88%）。", regions=(("青山县", "county"), ("白水县", "county"))
    )
    assert [(r.indicator, r.region, str(r.measure)) for r in records] == [
        ("投资完成率", "青山县", "share"), ("投资完成率", "白水县", "share")
    ]


@pytest.mark.parametrize(
    "sentence, subject",
    [
        ("城北水库二期总投资2亿元，年度计划投资5000万元。", ["城北水库二期", "城北水库二期"]),
        ("1、城北污水处理厂：占地30亩，本周完成投资80万元。", ["城北污水处理厂", "城北污水处理厂"]),
        ("重点项目总投资2亿元。", [None]),
        ("打造先进制造业基地，全县新增产值9亿元。", [None]),
        ("我局承担重点项目9个。", ["我局"]),
    ],
)
def test_whose_figure_it_is(sentence: str, subject: list[str | None]) -> None:
    _, records = _assemble(sentence)
    assert [r.subject for r in records] == subject


def test_the_size_of_a_work_to_be_done_is_a_target() -> None:
    _, records = _assemble("城北医院设床位300张。")
    assert [(str(r.status), r.subject) for r in records] == [("target", "城北医院")]


def test_a_masked_place_of_the_speakers_own_class_is_the_speaker() -> None:
    _, records = _assemble("全县开工项目6个，XX县完成投资3亿元。", regions=(("全县", "self"), ("XX县", "other")))
    assert [r.region for r in records] == [None, None]


def _regions(sentence: str, *regions: tuple[str, str], home: str = "") -> list[str | None]:
    return [r.region for r in _assemble(sentence, regions=regions, home=home)[1]]


def test_a_market_is_told_on_in_the_next_sentence_until_ours_is_spoken_of() -> None:
    assert _regions("全国的钢材市场低迷。从价格看，每吨跌了300元。", ("全国", "nation")) == ["全国"]
    assert _regions("全国的钢材市场低迷。我县钢材价格每吨跌了300元。", ("全国", "nation"), ("我县", "self")) == [None]


def test_the_same_county_is_taken_up_by_a_pronoun_only() -> None:
    assert _regions("青山县开工8个项目。该县还签约3个项目。", ("青山县", "county")) == ["青山县"] * 2
    assert _regions("青山县开工8个项目。已签约3个项目。", ("青山县", "county")) == ["青山县", None]


def test_places_that_are_only_counted_belong_to_the_name() -> None:
    assert _regions("上半年XX等六省区产量为5亿吨。", ("XX", "other")) == ["XX等六省区"]


def test_the_state_spends_for_the_whole_realm_but_not_what_it_gives_us() -> None:
    assert _regions("中央出台新的政策，增加2万亿元投资。") == ["全国"]
    assert _regions("国家下达我县补助资金3000万元。") == [None]


def test_what_follows_a_projects_own_figure_is_said_of_it_too() -> None:
    _, records = _assemble("城北水厂征迁剩余6户，较计划滞后3个月；全县开工9个项目。", projects=("城北水厂",))
    assert [r.subject for r in records] == ["城北水厂", "城北水厂", None]


def test_a_clause_that_says_what_a_work_is_names_the_amounts_owner() -> None:
    _, records = _assemble("县医院迁建是今年的头号工程，总投资2亿元。")
    assert [r.subject for r in records] == ["县医院迁建"]
    _, records = _assemble("今年是项目建设年，总投资2亿元。")
    assert [r.subject for r in records] == [None]


def test_a_heading_names_what_its_figures_leave_out() -> None:
    _, records = _assemble("一、关于旧城改造\n已签约120户。")
    assert [r.indicator for r in records] == ["旧城改造签约户数"]


@pytest.mark.parametrize(
    ("sentence", "projects", "subjects"),
    [
        ("远大公司落户园区，该项目总投资5亿元。", ("远大公司",), ["远大公司"]),
        ("城北水厂、城南水厂同时开工，项目总投资5亿元。", ("城北水厂", "城南水厂"), [None]),
        ("总投资8亿元、年产5000吨的铝带项目，明年投产。", ("铝带项目",), ["铝带项目", "铝带项目"]),
        ("城北水厂已开工；总投资8亿元、占地60亩。", ("城北水厂",), [None, None]),
        ("东线、西线都在建，分别完成3亿元、2亿元。", ("东线", "西线"), ["东线", "西线"]),
        ("西线工程总投资9亿元，其中补助2亿元，自筹7亿元。", ("西线工程",), ["西线工程"] * 3),
        ("灌区配套完成衬砌20公里、改造涵闸18座。", ("灌区配套",), ["灌区配套"] * 2),
        ("城北换电站（发改局）：规划建站12座，建成3座，其余9座未定。", ("城北换电站",), ["城北换电站"] * 3),
        ("城北换电站：建成3座。\n症结：20亩土地未报批。", ("城北换电站",), ["城北换电站"] * 2),
        ("城北换电站：建成3座。\n全县新建住房20万平方米。", ("城北换电站",), ["城北换电站", None]),
    ],
)
def test_whom_the_words_around_name(sentence: str, projects: tuple[str, ...], subjects: list[str | None]) -> None:
    _, records = _assemble(sentence, projects=projects)
    assert [r.subject for r in records] == subjects


@pytest.mark.parametrize(
    ("sentence", "subject"),
    [
        ("青溪科技产业园要新入园企业12家。", "青溪科技产业园"),
        ("各科技产业园要新入园企业12家。", None),
    ],
)
def test_a_park_that_opens_the_sentence_owns_its_figures(sentence: str, subject: str | None) -> None:
    _, records = _assemble(sentence)
    assert [r.subject for r in records] == [subject]


def test_a_zones_area_is_the_zones() -> None:
    _, records = _assemble("开发区要扩区，把规划面积扩大到30平方公里。", regions=(("开发区", "zone"),))
    assert [r.subject for r in records] == ["开发区"]


def test_villages_that_no_table_holds_get_the_figure_each() -> None:
    _, records = _assemble("亮红灯5个；东坪镇、西坪乡各2个。")
    assert [(r.value, r.region) for r in records] == [(5, None), (2, "东坪镇"), (2, "西坪乡")]
