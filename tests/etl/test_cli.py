"""The command line: what it writes, what it says of failures, and its exit codes."""

from __future__ import annotations

import json
import stat
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import func, select
from typer.testing import CliRunner

from db import models
from db.engine import open_engine
from db.errors import LedgerUnavailable
from etl import cli
from etl.cli import app
from etl.load import LoadReport
from etl.readers.files import find_files

SPEECH = """在全县项目建设推进会上的讲话
同志们：
今年以来，全县新开工项目12个，完成投资3.6亿元，同比增长8.5%。
县发改局要牵头做好前期工作，年底前确保城南水厂竣工。
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two speeches, one of them below, and things to pass over."""
    root = tmp_path / "speeches"
    (root / "sub").mkdir(parents=True)
    (root / "b.txt").write_text(SPEECH, encoding="utf-8")
    (root / "sub" / "a.md").write_text(SPEECH.replace("城南", "城北"), encoding="gb18030")
    (root / ".hidden.txt").write_text(SPEECH, encoding="utf-8")
    (root / "~$b.docx").write_bytes(b"\x00")
    (root / "list.xlsx").write_bytes(b"PK\x03\x04")
    return root


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(app, [str(a) for a in args])


def test_extract_writes_one_json_object_a_record_with_its_evidence(folder: Path) -> None:
    result = run("extract", folder / "b.txt")
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert {r["type"] for r in records} >= {"indicator"}
    assert all(SPEECH[r["start"]:r["end"]] == r["quote"] and r["doc"] == "b.txt" and r["speech"] == 1 for r in records)


def test_folders_are_walked_and_odd_files_reported(folder: Path) -> None:
    result = run("extract", folder)
    assert result.exit_code == 0
    assert json.loads(result.stdout.splitlines()[0])["doc"] == "b.txt"
    assert {json.loads(line)["doc"] for line in result.stdout.splitlines()} == {"a.md", "b.txt"}
    assert "list.xlsx" in result.stderr and "hidden" not in result.stderr and "~$" not in result.stderr


def test_a_path_given_twice_counts_once(folder: Path) -> None:
    files = find_files([folder / "b.txt", folder, folder / "b.txt"])
    assert files.found == (folder / "b.txt", folder / "sub" / "a.md")
    assert files.skipped == (folder / "list.xlsx",)


def test_one_bad_file_is_named_and_the_others_go_on(folder: Path) -> None:
    (folder / "c.txt").write_bytes(b"")
    (folder / "d.pdf").write_bytes(b"no pdf")
    result = run("extract", folder)
    assert result.exit_code == 1
    assert {json.loads(line)["doc"] for line in result.stdout.splitlines()} == {"a.md", "b.txt"}
    assert "c.txt: 文件是空的" in result.stderr and "d.pdf" in result.stderr and "2 of 4 failed" in result.stderr


def test_an_error_of_our_own_in_one_file_does_not_lose_the_others(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = cli.extract_file

    def faulty(path: Path, **options: object) -> object:
        if path.name == "a.md":
            raise IndexError("boom")
        return real(path, **options)

    monkeypatch.setattr(cli, "extract_file", faulty)
    result = run("extract", folder)
    assert result.exit_code == 1
    assert {json.loads(line)["doc"] for line in result.stdout.splitlines()} == {"b.txt"}
    assert "a.md" in result.stderr and "IndexError: boom" in result.stderr


def test_the_output_file_is_the_standard_output(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "ledger.jsonl"
    assert run("extract", folder, "--out", out).exit_code == 0
    assert out.read_text(encoding="utf-8") == run("extract", folder).stdout
    assert stat.S_IMODE(out.stat().st_mode) & stat.S_IRUSR


def test_the_output_file_is_left_alone_when_writing_breaks_off(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "ledger.jsonl"
    out.write_text("before", encoding="utf-8")

    def breaks_off(ledger: object) -> list[str]:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "_lines", breaks_off)
    assert run("extract", folder, "--out", out).exit_code != 0
    assert out.read_text(encoding="utf-8") == "before"
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == ["ledger.jsonl"]


@pytest.mark.parametrize("args", [
    ("extract", "/no/such/path"),
    ("extract", "{file}", "--reference-date", "2024"),
    ("extract", "{file}", "--reference-date", "2024-13-01"),
    ("extract", "{file}", "--out", "/no/such/folder/x.jsonl"),
    ("extract", "{empty}"),
    ("extract",),
    ("audit", "{file}", "--format", "pdf"),
    ("ingest", "{file}", "--db", "mysql://host/ledger"),
    ("ingest", "{file}", "--db", "no url"),
])
def test_wrong_usage_is_2(folder: Path, tmp_path: Path, args: tuple[str, ...]) -> None:
    (tmp_path / "empty").mkdir()
    result = run(*(a.format(file=folder / "b.txt", empty=tmp_path / "empty") for a in args))
    assert result.exit_code == 2
    assert not result.stdout


@pytest.mark.parametrize(("options", "expected"), [((), None), (("--reference-date", "2024-03-05"), date(2024, 3, 5))])
@pytest.mark.parametrize("command", ["extract", "audit"])
def test_the_reference_date_reaches_the_pipeline(
    folder: Path, monkeypatch: pytest.MonkeyPatch, command: str, options: tuple[str, ...], expected: date | None
) -> None:
    seen: list[date | None] = []
    real = cli.extract_file

    def watched(path: Path, *, reference_date: date | None) -> object:
        seen.append(reference_date)
        return real(path, reference_date=reference_date)

    monkeypatch.setattr(cli, "extract_file", watched)
    assert run(command, folder / "b.txt", *options).exit_code == 0
    assert seen == [expected]


def test_audit_lists_every_number_once_with_its_fate(folder: Path) -> None:
    result = run("audit", folder / "b.txt", "--format", "jsonl")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert [r["text"] for r in rows if any(c.isdigit() for c in r["text"])] == ["12", "3.6亿", "8.5"]
    assert all(SPEECH[r["start"]:r["end"]] == r["text"] for r in rows)
    assert {r["fate"] for r in rows} <= {"record", "set_aside", "unclaimed"}
    assert all(r["reason"] for r in rows if r["fate"] == "set_aside")


def test_audit_unclaimed_lists_only_those_and_the_table_adds_up(folder: Path) -> None:
    rows = [json.loads(line) for line in run("audit", folder, "-f", "jsonl").stdout.splitlines()]
    only = run("audit", folder, "--unclaimed", "-f", "jsonl").stdout.splitlines()
    assert len(only) == sum(r["fate"] == "unclaimed" for r in rows)
    table = run("audit", folder).stdout
    assert "汇总" in table and str(len(rows)) in table


def test_ingest_twice_changes_nothing(folder: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/var/ledger.db"
    first = run("ingest", folder, "--db", url)
    assert first.exit_code == 0, first.output
    engine = open_engine(url)
    with engine.connect() as connection:
        before = connection.execute(select(func.count()).select_from(models.Document)).scalar_one()
    second = run("ingest", folder, "--db", url)
    with engine.connect() as connection:
        after = connection.execute(select(func.count()).select_from(models.Document)).scalar_one()
    engine.dispose()
    assert (before, after, second.exit_code) == (2, 2, 0)
    assert "新增 0，更新 0" in second.stderr


def test_ingest_says_when_a_text_is_there_under_another_name(folder: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/ledger.db"
    (folder / "copy.txt").write_text(SPEECH, encoding="gb18030")
    result = run("ingest", folder, "--db", url)
    assert result.exit_code == 0, result.output
    assert "copy.txt: 与已入库的 b.txt 文字相同" in result.stderr


def test_a_reference_date_once_given_is_kept_by_later_ingests(folder: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/ledger.db"
    assert run("ingest", folder / "b.txt", "--db", url, "--reference-date", "2024-03-05").exit_code == 0
    again = run("ingest", folder / "b.txt", "--db", url)
    assert "新增 0，更新 0" in again.stderr
    assert _speech_dates(url) == [date(2024, 3, 5)]
    run("ingest", folder / "b.txt", "--db", url, "-d", "2024-04-06")
    assert _speech_dates(url) == [date(2024, 4, 6)]


def _speech_dates(url: str) -> list[date | None]:
    engine = open_engine(url)
    with engine.connect() as connection:
        found = list(connection.execute(select(models.Speech.reference_date)).scalars())
    engine.dispose()
    return found


def test_ingest_refuses_a_day_ahead(folder: Path, tmp_path: Path) -> None:
    result = run("ingest", folder / "b.txt", "--db", f"sqlite:///{tmp_path}/ledger.db", "-d", "2999-01-01")
    assert (result.exit_code, (tmp_path / "ledger.db").exists()) == (2, False)


@pytest.mark.parametrize(("report", "said"), [
    (LoadReport("b.txt", entries_without_record=2), "2 条人工填报在文中找不到对应的记录"),
    (LoadReport("b.txt", dates_kept=1), "1 篇讲话的日期已由人工填报"),
    (LoadReport("b.txt"), None),
])
def test_ingest_says_what_needs_a_look(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, report: LoadReport, said: str | None
) -> None:
    monkeypatch.setattr("etl.load.ingest_ledger", lambda *args, **options: report)
    result = run("ingest", folder / "b.txt", "--db", f"sqlite:///{tmp_path}/ledger.db")
    notes = [line for line in result.stderr.splitlines() if line.startswith("注意")]
    assert result.exit_code == 0
    assert len(notes) == (said is not None) and all(said in line for line in notes)


def test_a_ledger_that_is_being_written_stops_ingest_with_its_reason(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*args: object, **options: object) -> LoadReport:
        raise LedgerUnavailable("someone else is writing")

    monkeypatch.setattr("etl.load.ingest_ledger", busy)
    result = run("ingest", folder, "--db", f"sqlite:///{tmp_path}/ledger.db")
    assert result.exit_code == 1
    assert "数据库无法写入" in result.stderr and "someone else is writing" in result.stderr


@pytest.mark.parametrize("command", ["extract", "ingest", "audit"])
def test_help_shows_examples(command: str) -> None:
    assert f"python -m etl {command}" in run(command, "--help").stdout
