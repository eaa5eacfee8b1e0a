"""Command line of the extractor: extract, ingest, audit."""

from __future__ import annotations

import json
import logging
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from enum import StrEnum
from getpass import getuser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Column, Table
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from db.vocab import NumberFate
from etl.errors import DocumentError
from etl.pipeline import extract_file
from etl.readers.files import find_files
from etl.records import DocumentLedger, NumberAccount, as_interchange

if TYPE_CHECKING:
    from etl.load import LoadReport

log = logging.getLogger(__name__)
app = typer.Typer(no_args_is_help=True, rich_markup_mode="markdown", context_settings={"max_content_width": 110})

SOME_FAILED = 1
_BAR_FROM = 4  # files from which on a progress bar is worth its line
FATES = {NumberFate.RECORD: "入账", NumberFate.SET_ASIDE: "剔除", NumberFate.UNCLAIMED: "未归属"}

Paths = Annotated[list[Path], typer.Argument(
    exists=True, metavar="PATH…", help="讲话文件（txt、md、docx、pdf、html）或文件夹 / files, or folders to walk")]
ReferenceDate = Annotated[datetime | None, typer.Option(
    "--reference-date", "-d", formats=["%Y-%m-%d"], metavar="YYYY-MM-DD",
    help="讲话日期，“年底前”等据此换算 / the day of the speeches; without it such dates stay relative")]


class TableFormat(StrEnum):
    TABLE = "table"
    JSONL = "jsonl"


@app.callback()
def main() -> None:
    """台账：把领导讲话读成台账，每一条都注明原文出处。

    Reads leaders' speeches on project construction into a ledger in which every record points to its words.
    """


@app.command()
def extract(
    paths: Paths,
    out: Annotated[Path | None, typer.Option(
        "--out", "-o", dir_okay=False, help="写到文件（默认标准输出）/ file to write")] = None,
    reference_date: ReferenceDate = None,
) -> None:
    """抽取：每条记录一行 JSON。 Write the records as JSON Lines.

    Examples:

    - `python -m etl extract 讲话.docx`
    - `python -m etl extract speeches/ --out ledger.jsonl --reference-date 2024-03-05`

    Exit code 0: all read; 1: some files failed (named on stderr, the others are written); 2: wrong usage.
    """
    if out and not out.absolute().parent.is_dir():
        raise typer.BadParameter(f"文件夹不存在 / no such folder: {out.absolute().parent}", param_hint="--out")
    run = Run(paths, reference_date)
    _write(out, (line for _, ledger in run.ledgers() for line in _lines(ledger)))
    run.finish()


@app.command()
def ingest(
    paths: Paths,
    db: Annotated[str | None, typer.Option(
        "--db", metavar="URL", help="数据库地址（默认 TAIZHANG_DB 或 var/taizhang.db）/ database URL")] = None,
    reference_date: ReferenceDate = None,
    as_new: Annotated[bool, typer.Option(
        "--as-new", help="文字大致相同的文件也另立一份 / keep a file apart that looks like a corrected one")] = False,
) -> None:
    """入库：重复导入同一文件不会产生重复记录。 Load files into the database; loading twice changes nothing.

    The database is created, or brought to this version's schema, where needed. One transaction a file. A corrected
    file under another name takes the place of the former one, with all that people entered (see `--as-new`).

    Examples:

    - `python -m etl ingest speeches/`
    - `python -m etl ingest 讲话.docx --db postgresql://user@host/taizhang`
    - `python -m etl ingest 讲话.docx --reference-date 2024-03-05`: kept; later loads need not repeat it

    Exit code 0: all loaded, or there before; 1: some files failed, or the ledger cannot be written; 2: wrong usage.
    """
    # the database layer is only needed here: extracting works without it
    from db import migrate
    from db.engine import open_engine
    from db.errors import LedgerUnavailable
    from db.rights import local_actor
    from etl.load import ingest_ledger

    given = reference_date.date() if reference_date else None
    if given and given > datetime.now().astimezone().date():
        raise typer.BadParameter(f"{given} 还没有到 / lies ahead", param_hint="--reference-date")
    run = Run(paths, None)  # the ledger keeps the given date beside what the files themselves say
    try:
        engine = open_engine(db)
        migrate.upgrade(engine)
        for path, ledger in run.ledgers():
            now = datetime.now(UTC)  # the clock is read here and nowhere below
            try:
                report = ingest_ledger(
                    engine, ledger, command=f"ingest {path.name}", actor=local_actor(getuser()), now=now,
                    given_date=given, as_new=as_new)
            except DocumentError as e:
                run.fail(path, e.reason)
            else:
                run.say(_report(path, report))
    except (ValueError, ArgumentError) as e:  # a URL that names no database
        raise typer.BadParameter(str(e), param_hint="--db") from e
    except (LedgerUnavailable, SQLAlchemyError) as e:
        run.say(f"数据库无法写入，已停止；此前的文件已入库 the ledger cannot be written, stopped: {e}")
        raise typer.Exit(SOME_FAILED) from e
    run.finish()


@app.command()
def audit(
    paths: Paths,
    unclaimed: Annotated[bool, typer.Option("--unclaimed", help="只列未归属的数字 / only unclaimed numbers")] = False,
    output: Annotated[TableFormat, typer.Option("--format", "-f", help="表格或 JSON 行 / table or JSON Lines")]
    = TableFormat.TABLE,
    reference_date: ReferenceDate = None,
) -> None:
    """核对：文中每个数字的去向。 What became of every number: in a record, set aside with a reason, or unclaimed.

    Examples:

    - `python -m etl audit 讲话.txt`
    - `python -m etl audit speeches/ --unclaimed --format jsonl`
    """
    run = Run(paths, reference_date)
    rows = [row for _, ledger in run.ledgers() for row in _numbers(ledger)]
    shown = [row for row in rows if not unclaimed or row["fate"] == NumberFate.UNCLAIMED]
    if output is TableFormat.JSONL:
        for row in shown:
            typer.echo(json.dumps(row, ensure_ascii=False))
    else:
        _print_numbers(shown, rows)
    run.finish()


class Run:
    """The files of one command: read in turn, failures told on stderr and counted."""

    def __init__(self, paths: Iterable[Path], reference_date: datetime | None) -> None:
        self.reference_date: date | None = reference_date.date() if reference_date else None
        files = find_files(paths)
        self.files = files.found
        self.failed = 0
        self.console = Console(stderr=True, highlight=False, soft_wrap=True)
        for path in files.skipped:
            self.say(f"跳过 skipped: {path}（没有读取 {path.suffix or '无扩展名文件'} 的办法）")
        if not self.files:
            raise typer.BadParameter("没有可读的文件 / nothing to read (txt, md, docx, pdf, html)", param_hint="PATH…")

    def ledgers(self) -> Iterator[tuple[Path, DocumentLedger]]:
        """Each file that can be read, with its ledger; the others are told and counted."""
        quiet = not self.console.is_terminal and len(self.files) < _BAR_FROM
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=self.console, disable=quiet, transient=True) as progress:
            task = progress.add_task("读取 reading", total=len(self.files))
            for path in self.files:
                if ledger := self._ledger(path):
                    yield path, ledger
                progress.advance(task)

    def _ledger(self, path: Path) -> DocumentLedger | None:
        try:
            return extract_file(path, reference_date=self.reference_date)
        except DocumentError as e:
            self.fail(path, e.reason)
        except OSError as e:
            self.fail(path, e.strerror or str(e))
        except Exception as e:  # the per-document boundary: one file's fault must not lose the others' records
            log.debug("while reading %s", path, exc_info=True)
            self.fail(path, f"内部错误 internal error: {type(e).__name__}: {e}")
        return None

    def fail(self, path: Path, reason: str) -> None:
        self.failed += 1
        self.say(f"失败 failed: {path}: {reason}")

    def say(self, message: str) -> None:
        self.console.print(message, markup=False)

    def finish(self) -> None:
        """Leave with the exit code that the run deserves."""
        if self.failed:
            self.say(f"{len(self.files)} 个文件中 {self.failed} 个失败 / {self.failed} of {len(self.files)} failed")
            raise typer.Exit(SOME_FAILED)


def _report(path: Path, report: LoadReport) -> str:
    if report.duplicate_of:
        return f"重复 duplicate: {path}: 与已入库的 {report.duplicate_of} 文字相同，未再导入"
    total = report.total
    lines = [f"入库 loaded: {path}: 新增 {total.inserted}，更新 {total.updated}，未变 {total.unchanged}，"
             f"删除 {total.removed}"]
    if report.version_of:
        lines.append(f"新版 version: {path}: 认作 {report.version_of} 的更正版，已替换；--as-new 可另立一份"
                     " / takes its place as a corrected version; --as-new keeps them apart")
    if report.version:
        lines.append(f"旧文 former: {path}: 原文留作第 {report.version} 版 / the former text is kept as version "
                     f"{report.version}")
    if report.proposals:
        lines.append(f"待审 review: {path}: {report.proposals} 处与已审记录不同，等待核对"
                     " / differences from reviewed records wait for review")
    if report.entries_without_record:
        lines.append(f"注意 note: {path}: {report.entries_without_record} 条人工填报在文中找不到对应的记录，"
                     "已保留，请在系统中核对 / entries without their record are kept, please check them")
    if report.dates_kept:
        lines.append(f"注意 note: {path}: {report.dates_kept} 篇讲话的日期已由人工填报，仍以填报为准"
                     " / speeches keep the date that was entered in the app")
    return "\n".join(lines)


def _lines(ledger: DocumentLedger) -> Iterator[str]:
    document = ledger.prepared.document
    for speech in ledger.speeches:
        for record in speech.records:
            line = as_interchange(record, document=document, speech=speech.speech.ordinal)
            yield json.dumps(line, ensure_ascii=False)


def _write(out: Path | None, lines: Iterable[str]) -> None:
    """Lines to standard output, or to a file that appears whole or not at all."""
    if out is None:
        for line in lines:
            sys.stdout.write(line + "\n")
        return
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", newline="\n", dir=out.absolute().parent, prefix=f".{out.name}.", delete=False
    ) as f:
        part = Path(f.name)
        try:
            f.writelines(line + "\n" for line in lines)
            f.flush()
            os.fsync(f.fileno())
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    part.chmod(0o666 & ~_umask())
    part.replace(out)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _numbers(ledger: DocumentLedger) -> Iterator[dict[str, str | int]]:
    for speech in ledger.speeches:
        for number in speech.numbers:
            yield _number(ledger, speech.speech.ordinal, number)


def _number(ledger: DocumentLedger, speech: int, number: NumberAccount) -> dict[str, str | int]:
    document = ledger.prepared.document
    return {
        "doc": document.name, "speech": speech, "start": number.start, "end": number.end,
        "text": document.text[number.start:number.end], "fate": str(number.fate), "reason": number.reason,
    }


def _print_numbers(shown: list[dict[str, str | int]], rows: list[dict[str, str | int]]) -> None:
    console = Console(highlight=False)
    table = Table(Column("文件", overflow="fold"), "篇", "位置", "数字", "去向", "原因")
    for row in shown:
        table.add_row(*(str(v) for v in (row["doc"], row["speech"], f"{row['start']}–{row['end']}", row["text"],
                                         FATES[NumberFate(row["fate"])], row["reason"])))
    console.print(table)
    summary = Table("去向", "原因", "个数", title="汇总 summary")
    counts = Counter((str(row["fate"]), str(row["reason"])) for row in rows)
    for (fate, reason), count in sorted(counts.items()):
        summary.add_row(FATES[NumberFate(fate)], reason, str(count))
    summary.add_row("合计", "", str(len(rows)))
    console.print(summary)
