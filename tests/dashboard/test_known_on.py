"""Every page as the ledger was at the end of a day: what came later is not there, and nothing can be written."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from db.engine import open_engine
from db.migrate import upgrade
from etl.load import ingest_ledger
from etl.pipeline import extract
from etl.readers import read_bytes
from tests.dashboard.conftest import Open
from tests.people import TESTER

TEXTS = (("甲.txt", "北河大桥项目总投资6.8亿元，要在2025年9月底前建成通车。", datetime(2026, 3, 2, 1, tzinfo=UTC)),
         ("乙.txt", "城东水厂项目总投资2.1亿元，要在2025年8月底前开工建设。", datetime(2026, 3, 9, 1, tzinfo=UTC)))


@pytest.fixture
def grown_url(tmp_path) -> str:
    """A ledger that got its second document a week after the first."""
    url = f"sqlite:///{tmp_path}/grown.db"
    engine = open_engine(url)
    upgrade(engine)
    for name, text, at in TEXTS:
        ledger = extract(read_bytes(f"同志们：\n{text}\n".encode(), name=name))
        ingest_ledger(engine, ledger, command="test", actor=TESTER, now=at, as_new=True)
    engine.dispose()
    return url


def subjects(page) -> str:
    return " ".join(str(frame.value) for frame in page.dataframe)


def test_a_page_shows_what_was_known_then(app: Open, grown_url: str) -> None:
    now = app(grown_url, "overdue", asof="2025-12-01")
    then = app(grown_url, "overdue", asof="2025-12-01", known="2026-03-05")
    assert not now.exception and not then.exception
    assert "北河大桥" in subjects(now) and "城东水厂" in subjects(now)
    assert "北河大桥" in subjects(then) and "城东水厂" not in subjects(then)
    assert any("2026年3月5日" in str(m.value) for m in then.markdown)


def test_a_past_ledger_cannot_be_written(app: Open, grown_url: str) -> None:
    page = app(grown_url, "imports", known="2026-03-05")
    assert not page.exception
    assert not [b for b in page.button if b.label == "读取"]


def test_before_the_first_import_the_ledger_was_empty(app: Open, grown_url: str) -> None:
    """Nobody is sent to the import page of a ledger that cannot be written."""
    for name in ("overview", "projects"):
        page = app(grown_url, name, known="2026-03-01")
        assert not page.exception
        said = " ".join(str(e.value) for e in (*page.header, *page.markdown))
        assert "2026年3月1日，台账里还没有文件" in said
        assert "台账还是空的" not in said


@pytest.mark.parametrize("nonsense", ["2099-01-01", "x", ""])
def test_nonsense_shows_the_ledger_as_it_is(app: Open, grown_url: str, nonsense: str) -> None:
    page = app(grown_url, "overdue", asof="2025-12-01", known=nonsense)
    assert not page.exception
    assert "城东水厂" in subjects(page)
