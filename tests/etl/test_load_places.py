"""What a speech's names of places mean."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, select

from db.engine import writing
from db.models import Region
from etl.load_places import Place, speaking_place, write_places
from etl.records import RegionMention, SpeechContext

XUWEN = SpeechContext(region_code="440825", region_name="徐闻县")


def mention(name: str, code: str = "", level: str = "county") -> RegionMention:
    return RegionMention(0, len(name), name, code, level)


def meaning(name: str | None, *mentions: RegionMention, context: SpeechContext = XUWEN) -> str:
    place = speaking_place(context, mentions=mentions, document="甲.txt", ordinal=2).of(name)
    return place.code if place else ""


@pytest.mark.parametrize("name, mentions, code", [
    (None, (), "440825"),
    ("", (), "440825"),
    ("我县", (mention("我县", level="self"),), "440825"),
    ("徐闻", (), "440825"),
    ("徐聞縣", (), "440825"),
    ("遂溪", (mention("遂溪", "440823"),), "440823"),
    ("廉江市", (), "440881"),
    ("全市", (mention("全市", level="other"),), "440800"),
    ("全省", (mention("全省", level="other"),), "440000"),
    ("全国", (mention("全国", level="other"),), "x:全国"),
    ("各乡镇", (mention("各乡镇", level="group"),), "x:440825:各乡镇"),
    ("开发区", (), "x:440825:开发区"),
    ("XX区", (mention("XX区", level="other"),), "x:440825:XX区"),
])
def test_a_name_means_a_place(name: str | None, mentions: tuple[RegionMention, ...], code: str) -> None:
    assert meaning(name, *mentions) == code


def test_a_name_of_several_divisions_is_the_one_below_the_speaking_place() -> None:
    changchun = SpeechContext(region_code="220100", region_name="长春市")
    assert meaning("朝阳区", context=changchun) == "220104"
    assert meaning("朝阳区") == "x:440825:朝阳区"


def test_where_the_speaking_place_is_open_names_belong_to_the_speech() -> None:
    assert meaning(None, context=SpeechContext()) == ""
    assert meaning("南山镇", context=SpeechContext()) == "x:甲.txt#2:南山镇"
    assert meaning("徐闻县", context=SpeechContext()) == "440825"


def test_a_speaking_place_that_the_code_table_does_not_know() -> None:
    place = speaking_place(SpeechContext(region_name="雲霧縣"), mentions=(), document="甲.txt", ordinal=1)
    assert (place.scope, place.place) == ("x:云雾县", Place("x:云雾县", "云雾县", "云雾县", "other"))


@pytest.mark.parametrize("unit, code", [("遂溪县政府", "440823"), ("遂溪", "440823"), ("县住建局", "440825")])
def test_a_unit_belongs_to_the_place_that_its_name_begins_with(unit: str, code: str) -> None:
    names = (mention("遂溪县", "440823"), mention("遂溪", "440823"))
    place = speaking_place(XUWEN, mentions=names, document="甲.txt", ordinal=1).of_unit(unit)
    assert place is not None
    assert place.code == code


def test_places_are_written_below_those_above_them(engine: Engine) -> None:
    speaker = speaking_place(XUWEN, mentions=(), document="甲.txt", ordinal=1)
    places = {p for p in (speaker.place, speaker.of("开发区"), speaker.of("遂溪县")) if p}
    with writing(engine) as connection:
        ids, counts = write_places(connection, places)
        assert counts.inserted == 5
        again, counts = write_places(connection, places)
        assert (again, counts.inserted, counts.unchanged) == (ids, 0, 5)
    with engine.connect() as connection:
        parents = {r.code: r.parent_id for r in connection.execute(select(Region.__table__))}
    assert parents == {"440000": None, "440800": ids["440000"], "440825": ids["440800"], "440823": ids["440800"],
                       "x:440825:开发区": ids["440825"]}


def test_a_region_that_a_person_corrected_stays(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(Region.__table__.insert().values(
            code="x:440825:开发区", name="徐闻经济开发区", short_name="开发区", level="zone"))
        speaker = speaking_place(XUWEN, mentions=(), document="甲.txt", ordinal=1)
        write_places(connection, {p for p in (speaker.place, speaker.of("开发区")) if p})
        names = connection.execute(select(Region.name).where(Region.level == "zone")).scalars().all()
    assert names == ["徐闻经济开发区"]
