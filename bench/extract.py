"""Text to records: throughput, where the time goes, and whether any stage grows faster than the text.

usage: python -m bench.extract [PATH …]     (default: samples/)

All ratios come from one run with interleaved repeats; the megabytes are UTF-8. The last block reads the same speech
1, 2, 4 and 8 times over: time per character must stay level.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from etl import pipeline
from etl.readers import read
from etl.records import Document
from etl.text.normalize import normalize
from etl.text.segment import segment

REPEATS = 5


def main(paths: list[str]) -> int:
    files = [f for p in map(Path, paths or ["samples"]) for f in (sorted(p.rglob("*.txt")) if p.is_dir() else [p])]
    if not files:
        print("bench: no .txt files there", file=sys.stderr)
        return 2
    documents = [read(f) for f in files]
    size = sum(len(d.text.encode()) for d in documents) / 1e6
    _stages(documents, size)
    _growth(max(documents, key=lambda d: len(d.text)))
    return 0


def _stages(documents: list[Document], size: float) -> None:
    prepared = [segment(d, normalize(d.text)) for d in documents]
    stages: dict[str, Callable[[], object]] = {
        "decode floor (encode + decode)": lambda: [d.text.encode().decode() for d in documents],
        "normalize": lambda: [normalize(d.text) for d in documents],
        "segment": lambda: [segment(d, p.normal) for d, p in zip(documents, prepared, strict=True)],
        "mentions": lambda: [pipeline.find_mentions(p.normal, s) for p in prepared for s in p.speeches],
        "whole pipeline": lambda: [pipeline.extract(d) for d in documents],
    }
    times: dict[str, list[float]] = {name: [] for name in stages}
    for work in stages.values():
        work()  # tables and automata are built once
    for _ in range(REPEATS):
        for name, work in stages.items():
            times[name].append(_seconds(work))
    whole = statistics.median(times["whole pipeline"])
    print(f"{len(documents)} documents, {size:.3f} MB\nstage                              MB/s   share of the whole")
    for name, runs in times.items():
        t = statistics.median(runs)
        print(f"{name:<32} {size / t:>8.3f}   {t / whole:>6.1%}")


def _growth(document: Document) -> None:
    print("\ngrowth: the longest document, N times over\n  N      chars   ms per 1,000 chars   against N=1")
    base = 0.0
    for n in (1, 2, 4, 8):
        long = replace(document, text="\n".join([document.text] * n))
        per = statistics.median(_seconds(lambda d=long: pipeline.extract(d)) for _ in range(3)) / len(long.text) * 1e6
        base = base or per
        print(f"{n:>3} {len(long.text):>10} {per:>20.3f} {per / base:>13.2f}")


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
