"""节点: the Gantt and the month, grouped and paged; a row with its history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from dashboard.gantt import calendar_html, gantt
from dashboard.i18n import Language, Texts
from db.queries.deadlines import DeadlineOrder
from tests.dashboard.conftest import Open
from tests.dashboard.test_pages import table, words

ZH, ASOF = Texts(Language.ZH_CN), date(2025, 11, 22)


@dataclass
class Drawn:
    """A row as the queries give it, with what a case changes."""

    subject: str = "海平大桥"
    progress: str = "overdue"
    due_on: date = date(2025, 10, 1)
    said_on: date | None = date(2025, 3, 1)
    baseline: date = date(2025, 10, 1)
    moves: int = 0
    region: str = "海平县"
    id: int = 1

    def row(self) -> dict:
        return {
            "type": "milestone", "id": self.id, "subject": self.subject, "how": "start", "progress": self.progress,
            "due_on": self.due_on, "said_on": self.said_on, "baseline": self.baseline, "moves": self.moves,
            "days_moved": (self.due_on - self.baseline).days, "region": self.region, "units": None, "unit": None,
            "leader": None, "project": self.subject, "strength": "must", "done_on": None,
        }


def traces(*drawn: Drawn, order: DeadlineOrder = DeadlineOrder.REGION) -> tuple:
    return gantt([d.row() for d in drawn], ASOF, order, ZH).figure.data


def test_a_late_row_has_a_hatched_bar_to_the_as_of_date_and_its_own_symbol() -> None:
    before, late, symbol = traces(Drawn())
    assert (late.base, late.x, late.marker.pattern.shape) == (("2025-10-01",), (52 * 86_400_000,), "/")
    assert before.base == ("2025-03-01",) and symbol.marker.symbol == "square"
    assert list(symbol.customdata[0][:2]) == ["milestone", 1]


def test_the_baseline_is_marked_only_where_the_deadline_moved() -> None:
    assert not [t for t in traces(Drawn()) if t.name == "原定时限"]
    (mark,) = [t for t in traces(Drawn(moves=1, baseline=date(2025, 6, 30))) if t.name == "原定时限"]
    assert mark.x == ("2025-06-30",)


def test_rows_without_the_day_of_their_speech_have_no_bar_before_the_deadline() -> None:
    assert [t.type for t in traces(Drawn(said_on=None, progress="upcoming", due_on=date(2025, 12, 31)))] == ["scatter"]


def test_groups_get_heads_and_the_axis_is_chinese() -> None:
    figure = gantt([Drawn(id=1).row(), Drawn(id=2, subject="<b>云栖</b>", region="青石市").row()], ASOF,
                   DeadlineOrder.REGION, ZH).figure
    assert figure.layout.yaxis.ticktext == (
        "<b>海平县</b> ", "海平大桥 开工 ", "<b>青石市</b> ", "&lt;b&gt;云栖&lt;/b&gt; 开工 ")
    assert figure.layout.xaxis.tickformat == "%-m月\n%Y年"
    assert [s.line.dash for s in figure.layout.shapes if s.type == "line"] == ["dash"]
    alone = gantt([Drawn().row()], ASOF, DeadlineOrder.PROJECT, ZH).figure
    assert alone.layout.yaxis.ticktext == ("海平大桥 开工 ",)


def test_a_head_and_the_rows_of_its_group_have_a_band_and_no_other_row() -> None:
    rows = [Drawn(id=1).row(), Drawn(id=2).row(), Drawn(id=3, subject="云栖数据中心").row()]
    layout = gantt(rows, ASOF, DeadlineOrder.PROJECT, ZH).figure.layout
    assert layout.yaxis.ticktext == ("<b>海平大桥</b> ", "开工 ", "开工 ", "云栖数据中心 开工 ")
    assert [(s.y0, s.y1) for s in layout.shapes if s.type == "rect"] == [(-0.5, 0.5), (0.5, 2.5)]


@pytest.mark.parametrize("said_on, due_on, side", [
    (date(2025, 3, 1), date(2025, 10, 1), "right"), (date(2025, 11, 20), date(2026, 9, 30), "left"),
    (date(2025, 3, 1), date(2026, 9, 30), "center"),
])
def test_the_name_of_the_as_of_line_stands_above_the_bars_and_inside_the_chart(
    said_on: date, due_on: date, side: str
) -> None:
    row = Drawn(progress="upcoming", said_on=said_on, due_on=due_on, baseline=due_on).row()
    (note,) = gantt([row], ASOF, DeadlineOrder.REGION, ZH).figure.layout.annotations
    assert (note.xanchor, note.yanchor, note.y) == (side, "bottom", 1)
    assert "2025年11月22日" in note.text


def test_the_month_shows_days_with_their_rows_escaped() -> None:
    rows = [Drawn(id=i, subject=f"<i>{i}号桥</i>", due_on=date(2025, 10, 15)).row() for i in range(5)]
    html = calendar_html(rows, date(2025, 10, 1), ASOF, lambda r: f"milestones?item=milestone-{r['id']}&a=b", ZH)
    assert html.count("<a ") == 5 and "还有 2 个" in html
    assert "&lt;i&gt;1号桥&lt;/i&gt;" in html and "<i>" not in html
    assert 'href="milestones?item=milestone-1&amp;a=b"' in html
    assert "周一" in html and 'class="out none"' in html


@pytest.mark.parametrize("group", ["project", "unit", "leader", "region", "due"])
def test_every_group_draws_the_same_rows(app: Open, filled_url: str, group: str) -> None:
    test = app(filled_url, "milestones", group=group)
    assert not test.exception
    assert len(table(test, "due_on")) == 5
    assert "5 个有日期的节点" in words(test)


def test_the_month_of_the_as_of_date_and_another(app: Open, filled_url: str) -> None:
    test = app(filled_url, "milestones", show="month")
    assert "2025年11月到期 1 个节点" in words(test)
    test.button(key="month-after").click().run()
    assert not test.exception
    assert test.query_params["month"] in ("2025-12", ["2025-12"])
    assert "2025年12月到期 2 个节点" in words(test)
    assert "这个月没有到期的节点" in words(app(filled_url, "milestones", show="month", month="2025-08"))
    assert "2025年11月到期" in words(app(filled_url, "milestones", show="month", month="nonsense"))


def test_a_row_opens_by_its_address_with_its_forms(app: Open, filled_url: str) -> None:
    test = app(filled_url, "milestones", show="month", item="milestone-2")
    assert "海平大桥项目" in words(test)
    assert [b.label for b in test.button if b.label.startswith("登记办结")] == ["登记办结（1 项）"]


def test_only_the_statuses_asked_for(app: Open, filled_url: str) -> None:
    undated = app(filled_url, "milestones", progress="undated")
    assert "未定年份（2）" in words(undated) and len(undated.dataframe) == 1
    late = app(filled_url, "milestones", progress="overdue")
    assert list(table(late, "due_on")["subject"]) == ["临港石化仓储项目"]
    assert "未定年份" not in words(late)
    assert "没有符合筛选条件的记录" in words(app(filled_url, "milestones", words="没有这样的"))
