"""Tables of Word documents as sentences: header and cell together."""

from __future__ import annotations

import io

import docx
import pytest

from db.vocab import Status
from etl.assembly.projects import assemble_projects
from etl.pipeline import extract, find_mentions
from etl.readers import read_bytes
from etl.readers.docx_tables import Cell, table_lines
from etl.records import AssignmentRecord, IndicatorRecord, MilestoneRecord, ProjectRecord, SpeechContext
from etl.text.normalize import normalize
from etl.text.segment import segment

HEADER = ("序号", "项目名称", "总投资（万元）", "责任单位", "完成时限")


def _lines(*rows: tuple[str, ...], above: str = "") -> list[str]:
    return list(table_lines([[Cell(c) for c in row] for row in rows], above=above))


def test_a_row_below_a_header_is_a_sentence() -> None:
    assert _lines(HEADER, ("1", "城北水厂", "3200", "县住建局", "2025年12月底")) == [
        "序号\t项目名称\t总投资（万元）\t责任单位\t完成时限",
        "项目名称：城北水厂，总投资：3200万元，责任单位：县住建局，完成时限：2025年12月底。",
    ]


@pytest.mark.parametrize("rows", [
    (("城北水厂", "3200"), ("城南水厂", "1800")),
    (("指标", "数值"), ("项目名称", "城北水厂")),
    (("项目名称", "总投资"),),
    (("项目名称", "3200"), ("责任单位", "县住建局")),
], ids=["no header", "unknown columns", "nothing below", "a form"])
def test_a_table_without_a_known_header_stays_as_it_is(rows: tuple[tuple[str, ...], ...]) -> None:
    assert _lines(*rows) == ["\t".join(row) for row in rows]


@pytest.mark.parametrize(("column", "cell", "reads"), [
    ("总投资（亿元）", "3.2", "总投资：3.2亿元"),
    ("总投资（亿元）", "3.2亿元", "总投资：3.2亿元"),
    ("总投资（亿元）", "待定", "总投资：待定"),
    ("总投资", "3.2", "总投资：3.2"),
    ("2025年度计划投资（万元）", "800", "2025年度计划投资：800万元"),
    ("计划开工时间", "2025年3月", "计划2025年3月开工"),
    ("计划开工时间", "已开工", "计划开工时间：已开工"),
    ("实际竣工时间", "5月", "已于5月竣工"),
    ("形象进度", "主体封顶。", "形象进度：主体封顶"),
    ("特色", "沿河", "特色：沿河"),
])
def test_a_cell_reads_with_its_column(column: str, cell: str, reads: str) -> None:
    assert _lines(("项目", "责任单位", column), ("城北水厂", "县水务局", cell))[1] == (
        f"项目名称：城北水厂，责任单位：县水务局，{reads}。"
    )


def test_an_empty_cell_says_nothing_and_a_short_row_stays_as_it_is() -> None:
    assert _lines(HEADER, ("1", "城北水厂", "—", "", "年底前"), ("合计", "3200"))[1:] == [
        "项目名称：城北水厂，完成时限：年底前。", "合计\t3200",
    ]


@pytest.mark.parametrize(("above", "money"), [("单位：万元", "800万元"), ("制表：县住建局", "800")])
def test_the_line_above_tells_in_what_money_is_measured(above: str, money: str) -> None:
    found = _lines(("项目名称", "总投资"), ("城北水厂", "800"), above=above)
    assert found[1] == f"项目名称：城北水厂，总投资：{money}。"


def test_a_cell_merged_with_the_one_above_repeats_it() -> None:
    table = docx.Document().add_table(rows=3, cols=2)
    document = table.part.document
    for row, cells in enumerate((("项目名称", "责任单位"), ("城北水厂", "县水务局"), ("城南水厂", ""))):
        for at, words in enumerate(cells):
            table.cell(row, at).text = words
    table.cell(1, 1).merge(table.cell(2, 1))
    assert _text(document).split("\n")[2] == "项目名称：城南水厂，责任单位：县水务局。"


def test_the_rows_of_a_table_are_projects_with_their_money() -> None:
    document = docx.Document()
    rows = (HEADER, ("1", "恒诺数据中心", "3200", "县工信局", "年底"), ("2", "东山路", "500", "县交通局", "年底"))
    table = document.add_table(rows=3, cols=5)
    for row, cells in enumerate(rows):
        for at, words in enumerate(cells):
            table.cell(row, at).text = words
    read = read_bytes(_bytes(document), name="a.docx")
    text = normalize(read.text)
    speech = segment(read, text).speeches[0]
    found = assemble_projects(text, speech, find_mentions(text, speech), SpeechContext())
    assert [(r.name, r.investment, read.text[r.start:r.end]) for r in found] == [
        ("恒诺数据中心", 32_000_000.0, "恒诺数据中心"), ("东山路", 5_000_000.0, "东山路"),
    ]


def _bytes(document: docx.document.Document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _text(document: docx.document.Document) -> str:
    return read_bytes(_bytes(document), name="a.docx").text


def test_a_row_is_a_project_with_planned_money_its_unit_and_its_time() -> None:
    line = _lines(
        ("项目名称", "总投资（万元）", "2026年度计划投资（万元）", "责任单位", "责任人", "完成时限"),
        ("城北水厂", "3200", "800", "县住建局", "张平", "2026年10月底"),
    )[1]
    ledger = extract(read_bytes(f"{line}\n".encode(), name="row.txt"))
    records = [r for s in ledger.speeches for r in s.records]
    project, = (r for r in records if isinstance(r, ProjectRecord))
    assert (project.name, project.investment, project.annual_investment) == ("城北水厂", 32_000_000, 8_000_000)
    assert {r.status for r in records if isinstance(r, IndicatorRecord)} == {Status.TARGET}
    order, = (r for r in records if isinstance(r, AssignmentRecord))
    milestone, = (r for r in records if isinstance(r, MilestoneRecord))
    assert (order.task, order.units, milestone.unit) == ("城北水厂", ("县住建局",), ("县住建局",))
    assert {order.deadline.text, milestone.deadline.text} == {"2026年10月底"}
