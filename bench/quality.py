"""How well the extractor reads: score against the annotated speeches, calibration of confidence, number accounting.

usage: python -m bench.quality [--shared DIR]     (DIR holds gold/ and seeds/; default: the variable TAIZHANG_SHARED)

The first block is what gold/score.py prints. The second compares the speeches that rules were developed on with those
left out. The third bins records by confidence and gives the share that is right. The fourth counts every number of
the seeds by what became of it.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import sys
import tempfile
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path
from types import ModuleType

from etl.pipeline import extract_file
from etl.records import DocumentLedger, as_interchange

DEVELOPED_ON = ("000-01", "004-02", "004-03", "004-10")
BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01)


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--shared", type=Path, default=os.environ.get("TAIZHANG_SHARED", "../shared"))
    shared = Path(parser.parse_args(argv).shared)
    if not (shared / "gold" / "score.py").is_file():
        print(f"quality: no gold/score.py in {shared}; name the folder with --shared", file=sys.stderr)
        return 2
    score = _score_module(shared / "gold" / "score.py")
    ledgers = [extract_file(p) for p in sorted((shared / "seeds").iterdir()) if p.suffix == ".txt"]
    lines = [line for ledger in ledgers for line in _interchange(ledger)]
    with tempfile.TemporaryDirectory() as folder:
        predicted = Path(folder) / "predicted.jsonl"
        predicted.write_text("\n".join(json.dumps(x, ensure_ascii=False) for x in lines), encoding="utf-8")
        _scores(score, shared / "gold", predicted)
    _calibration(score, shared / "gold", lines)
    _accounting(ledgers)
    return 0


def _score_module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _interchange(ledger: DocumentLedger) -> list[dict]:
    document = ledger.prepared.document
    return [
        as_interchange(record, document=document, speech=s.speech.ordinal)
        for s in ledger.speeches for record in s.records
    ]


def _scores(score: ModuleType, gold: Path, predicted: Path) -> None:
    others = [f.stem for f in sorted(gold.glob("*.jsonl")) if f.stem not in DEVELOPED_ON]
    for title, speeches in (("all annotated speeches", None), ("developed on", DEVELOPED_ON), ("left out", others)):
        print(f"## {title}{': ' + ' '.join(speeches) if speeches else ''}")
        score.main([str(gold), str(predicted), *(["--speech", *speeches] if speeches else [])])
        print()


def _calibration(score: ModuleType, gold: Path, lines: list[dict]) -> None:
    """Share of right records by confidence. Neutral (`doubt`) gold records count as right."""
    right, total = Counter(), Counter()
    by_speech: dict[tuple[str, int, str], list[dict]] = defaultdict(list)
    for line in lines:
        by_speech[line["doc"].split("_")[0], line["speech"], line["type"]].append(line)
    for file in sorted(gold.glob("*.jsonl")):
        doc, ordinal = file.stem.rsplit("-", 1)
        truth = score.read_jsonl(file)
        for kind in score.TYPES:
            mine = by_speech[doc, int(ordinal), kind]
            found = {j for _, j in score.pair([g for g in truth if g["type"] == kind], mine)}
            for j, record in enumerate(mine):
                bin_ = max(b for b in BINS if b <= record["confidence"])
                total[bin_] += 1
                right[bin_] += j in found
    print("## calibration (annotated speeches)\nconfidence    records  right  share")
    for low, high in pairwise(BINS):
        if total[low]:
            share = right[low] / total[low]
            print(f"{low:.1f} – {min(high, 1.0):.1f}     {total[low]:>7} {right[low]:>6}  {share:.3f}")
    print()


def _accounting(ledgers: list[DocumentLedger]) -> None:
    fates: Counter[str] = Counter()
    for ledger in ledgers:
        for speech in ledger.speeches:
            for number in speech.numbers:
                fates[f"{number.fate} {number.reason if number.fate == 'set_aside' else ''}".strip()] += 1
    print("## number accounting (both seeds)")
    for fate, n in sorted(fates.items(), key=lambda x: -x[1]):
        print(f"{fate:<24} {n:>6}")


if __name__ == "__main__":
    raise SystemExit(main())
