"""How well the extractor reads: scores, attributes, calibration, number accounting and what is found where.

usage: python -m bench.quality [--shared DIR]     (default: the variable TAIZHANG_SHARED, else ../shared)

DIR holds gold/, seeds/ and corpus/. Its annotated speeches are scored with its own gold/score.py, those of tests/golden
with tests/golden_score.py, each beside the speeches that were left out while the rules were made. Without DIR only
tests/golden is scored.
"""

from __future__ import annotations

import argparse
import importlib.util
import io
import json
import os
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from contextlib import redirect_stdout
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

from db.vocab import NumberFate, RecordType, SetAsideReason
from etl.pipeline import extract_file
from etl.records import RECORD_TYPES, DocumentLedger, as_interchange
from tests.golden_score import Tally, pairs, score

GOLDEN = Path(__file__).parents[1] / "tests" / "golden"
DEVELOPED_ON = ("000-01", "004-01", "004-02", "004-03", "004-05", "004-07", "004-10")  # 004-08 and 004-11 left out
GOLDEN_DEVELOPED_ON = tuple(f"{n:02}" for n in range(1, 31))  # 31 to 33: measured once, nobody has read their errors
BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01)
Record = dict[str, Any]
Hit = tuple[float, bool]  # confidence, right


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--shared", type=Path, default=os.environ.get("TAIZHANG_SHARED", "../shared"))
    shared = Path(parser.parse_args(argv).shared)
    golden = _golden()
    if not (shared / "gold" / "score.py").is_file():
        print(f"quality: no gold/score.py in {shared}: only tests/golden is scored", file=sys.stderr)
        _print_golden(golden)
        _print_calibration(_golden_calibration(golden))
        return 0
    module = _score_module(shared / "gold" / "score.py")
    seeds = [extract_file(p) for p in sorted((shared / "seeds").glob("*.txt"))]
    lines = [line for ledger in seeds for line in _interchange(ledger)]
    _print_gold(_gold_scores(module, shared / "gold", lines))
    _print_golden(golden)
    annotated = _gold_hits(module, shared / "gold", lines)
    _print_calibration({
        "annotated": _joined(annotated), "annotated, left out": _joined(_left_out(annotated, DEVELOPED_ON)),
        **_golden_calibration(golden),
    })
    corpus = [extract_file(p) for p in sorted((shared / "corpus").glob("*.txt"))]
    _print_accounting(seeds, corpus)
    _print_found(seeds)
    return 0


def _interchange(ledger: DocumentLedger) -> list[Record]:
    document = ledger.prepared.document
    return [
        as_interchange(record, document=document, speech=s.speech.ordinal)
        for s in ledger.speeches for record in s.records
    ]


# ---------------------------------------------------------------- the annotated speeches


def _score_module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _gold_scores(module: ModuleType, gold: Path, lines: list[Record]) -> dict[str, Record]:
    """What gold/score.py says of all annotated speeches, of those developed on and of those left out."""
    others = tuple(f.stem for f in sorted(gold.glob("*.jsonl")) if f.stem not in DEVELOPED_ON)
    out: dict[str, Record] = {}
    with tempfile.TemporaryDirectory() as folder:
        predicted = Path(folder) / "predicted.jsonl"
        predicted.write_text("\n".join(json.dumps(x, ensure_ascii=False) for x in lines), encoding="utf-8")
        for name, speeches in (("all", ()), ("developed on", DEVELOPED_ON), ("left out", others)):
            said = io.StringIO()
            with redirect_stdout(said):
                module.main([str(gold), str(predicted), "--json", *(["--speech", *speeches] if speeches else [])])
            out[name] = json.loads(said.getvalue())
    return out


def _print_gold(scores: dict[str, Record]) -> None:
    _title("annotated speeches (gold/score.py): precision, recall, F1")
    _row("", *(f"{name:>26}" for name in scores))
    for kind in RecordType:
        cells = [s["types"][kind] for s in scores.values()]
        _row(kind, *(f"{c['gold']:>5}  {c['precision']:.3f} {c['recall']:.3f} {c['f1']:.3f}" for c in cells))
    _row("macro F1", *(f"{s['macro_f1']:>26.3f}" for s in scores.values()))
    _title("attributes of found records, share that agrees")
    _row("", *(f"{name:>13}" for name in scores))
    for kind in RecordType:
        for name in scores["all"]["types"][kind]["attributes"]:
            shares = [s["types"][kind]["attributes"].get(name) for s in scores.values()]
            _row(f"{kind} {name}", *(f"{'–' if x is None else format(x, '.2f'):>13}" for x in shares))


def _gold_hits(module: ModuleType, gold: Path, lines: list[Record]) -> dict[str, list[Hit]]:
    """By annotated speech: confidence of each record, and whether it is right (a `doubt` found is right)."""
    by_speech: dict[tuple[str, int, str], list[Record]] = defaultdict(list)
    for line in lines:
        by_speech[line["doc"].split("_")[0], line["speech"], line["type"]].append(line)
    out: dict[str, list[Hit]] = defaultdict(list)
    for file in sorted(gold.glob("*.jsonl")):
        doc, ordinal = file.stem.rsplit("-", 1)
        truth = module.read_jsonl(file)
        for kind in module.TYPES:
            mine = by_speech[doc, int(ordinal), kind]
            out[file.stem] += _hits(mine, module.pair([g for g in truth if g["type"] == kind], mine))
    return out


# ---------------------------------------------------------------- our own golden speeches


def _golden() -> dict[str, tuple[list[Record], list[Record]]]:
    """By name: the golden records and the extracted ones."""
    out = {}
    for path in sorted(GOLDEN.glob("*.txt")):
        truth = [json.loads(x) for x in path.with_suffix(".jsonl").read_text(encoding="utf-8").splitlines()]
        out[path.stem] = truth, [r for r in _interchange(extract_file(path)) if r["speech"] == 1]
    return out


def _print_golden(golden: dict[str, tuple[list[Record], list[Record]]]) -> None:
    developed = [v for k, v in golden.items() if k.startswith(GOLDEN_DEVELOPED_ON)]
    others = [v for k, v in golden.items() if not k.startswith(GOLDEN_DEVELOPED_ON)]
    scores = {"all": score(golden.values()), "developed on": score(developed), "left out": score(others)}
    _title("our own speeches (tests/golden): precision, recall, F1")
    _row("", *(f"{name:>26}" for name in scores))
    for kind in RecordType:
        cells = [s[kind] for s in scores.values()]
        _row(kind, *(f"{c.golden:>5}  {c.precision:.3f} {c.recall:.3f} {c.f1:.3f}" for c in cells))
    _row("macro F1", *(f"{_macro(s.values()):>26.3f}" for s in scores.values()))
    _title("attributes of found records, share that agrees (tests/golden)")
    _row("", *(f"{name:>13}" for name in scores))
    for kind in RecordType:
        for name in scores["all"][kind].right:
            _row(f"{kind} {name}", *(f"{_share(s[kind].right[name], s[kind].found):>13}" for s in scores.values()))


def _macro(tallies: Iterable[Tally]) -> float:
    present = [t.f1 for t in tallies if t.golden]
    return sum(present) / max(1, len(present))


def _golden_calibration(golden: dict[str, tuple[list[Record], list[Record]]]) -> dict[str, list[Hit]]:
    hits: dict[str, list[Hit]] = defaultdict(list)
    for name, (truth, extracted) in golden.items():
        for kind in RecordType:
            mine = [r for r in extracted if r["type"] == kind]
            hits[name] += _hits(mine, pairs(kind, [g for g in truth if g["type"] == kind], mine))
    return {"golden": _joined(hits), "golden, left out": _joined(_left_out(hits, GOLDEN_DEVELOPED_ON))}


def _hits(mine: Sequence[Record], paired: Iterable[tuple[int, int]]) -> list[Hit]:
    found = {j for _, j in paired}
    return [(record["confidence"], j in found) for j, record in enumerate(mine)]


def _left_out(hits: dict[str, list[Hit]], developed_on: tuple[str, ...]) -> dict[str, list[Hit]]:
    return {name: of for name, of in hits.items() if not name.startswith(developed_on)}


def _joined(hits: dict[str, list[Hit]]) -> list[Hit]:
    return [hit for of in hits.values() for hit in of]


def _print_calibration(hits: dict[str, list[Hit]]) -> None:
    _title("calibration: records right by confidence")
    _row("confidence", *(f"{name:>21}" for name in hits))
    for low, high in pairwise(BINS):
        inside = [[right for confidence, right in of if low <= confidence < high] for of in hits.values()]
        cells = (f"{sum(x):>5} of {len(x):>5}  {_share(sum(x), len(x)):>5}" for x in inside)
        _row(f"{low:.1f} – {min(high, 1.0):.1f}", *(f"{c:>21}" for c in cells))


# ---------------------------------------------------------------- what is found where


def _print_accounting(seeds: list[DocumentLedger], corpus: list[DocumentLedger]) -> None:
    """Every number by what became of it; the corpus has not been annotated and its reports are new to the rules."""
    groups = {ledger.prepared.document.name[:3]: [ledger] for ledger in seeds} | {"corpus": corpus}
    counts = {name: _fates(ledgers) for name, ledgers in groups.items()}
    _title("number accounting")
    _row("", *(f"{name:>16}" for name in counts))
    rows = (NumberFate.RECORD, *(f"{NumberFate.SET_ASIDE} {r}" for r in SetAsideReason), NumberFate.UNCLAIMED)
    for fate in rows:
        _row(fate, *(f"{c[fate]:>8} {_share(c[fate], c.total()):>7}" for c in counts.values()))
    _row("numbers", *(f"{c.total():>8} {'':>7}" for c in counts.values()))


def _fates(ledgers: Iterable[DocumentLedger]) -> Counter[str]:
    numbers = (n for ledger in ledgers for speech in ledger.speeches for n in speech.numbers)
    return Counter(f"{n.fate} {n.reason}" if n.fate is NumberFate.SET_ASIDE else str(n.fate) for n in numbers)


def _print_found(seeds: list[DocumentLedger]) -> None:
    names = [ledger.prepared.document.name[:3] for ledger in seeds]
    speeches = [ledger.speeches for ledger in seeds]
    _title("what the seeds hold")
    _row("", *(f"{name:>8}" for name in names))
    _counts([Counter(str(RECORD_TYPES[type(r)]) for s in of for r in s.records) for of in speeches])
    _row("undated commitments", *(f"{sum(len(s.commitments) for s in of):>8}" for of in speeches))
    _row("said again", *(f"{sum(len(r.also_at) for s in of for r in s.records):>8}" for of in speeches))
    _row("consistency findings", *(f"{sum(len(s.findings) for s in of):>8}" for of in speeches))
    _row("   that do not hold", *(f"{sum(not f.holds for s in of for f in s.findings):>8}" for of in speeches))
    _title("topics of the seeds' records")
    _counts([Counter(str(r.topic) for s in of for r in s.records) for of in speeches])
    _title("undated commitments of the seeds, by event")
    _counts([Counter(str(c.event) for s in of for c in s.commitments) for of in speeches])


def _counts(columns: list[Counter[str]]) -> None:
    total: Counter[str] = Counter()
    for column in columns:
        total.update(column)
    for name, _ in total.most_common():
        _row(name, *(f"{c[name]:>8}" for c in columns))


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "–"


def _title(words: str) -> None:
    print(f"\n## {words}")


def _row(name: str, *cells: str) -> None:
    print(f"{name:<24}", *cells)


if __name__ == "__main__":
    raise SystemExit(main())
