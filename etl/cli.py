"""Command line of the extractor: extract, ingest, audit."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from etl.pipeline import extract_file
from etl.records import as_interchange

app = typer.Typer(no_args_is_help=True)


@app.callback()
def main() -> None:
    """Read leaders' speeches into a ledger."""


@app.command()
def extract(paths: list[Path], out: Annotated[Path | None, typer.Option()] = None) -> None:
    """Write the records as JSON Lines."""
    files = [f for p in paths for f in (sorted(p.iterdir()) if p.is_dir() else [p])]
    lines = []
    for path in files:
        ledger = extract_file(path)
        for s in ledger.speeches:
            for r in s.records:
                line = as_interchange(r, document=ledger.prepared.document, speech=s.speech.ordinal)
                lines.append(json.dumps(line, ensure_ascii=False))
    (out.write_text("\n".join(lines) + "\n", encoding="utf-8") if out else sys.stdout.write("\n".join(lines) + "\n"))
