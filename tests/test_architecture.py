"""Who may import whom: etl → db ← dashboard; pages write only through the services of etl."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SERVICES = {
    "etl.entries", "etl.identity", "etl.groups", "etl.load", "etl.errors", "etl.pipeline", "etl.readers",
    "etl.lexicon.regions", "etl.import_jobs", "etl.speech_places", "etl.lost_entries", "etl.review_rows",
    "etl.review", "etl.review_marked", "etl.proposals", "etl.load_columns", "etl.review_values",
}


def _imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {a.name for a in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def _modules(package: str) -> list[Path]:
    return sorted(p for p in (ROOT / package).rglob("*.py"))


@pytest.mark.parametrize(
    "package, never", [("db", ("etl", "dashboard", "streamlit")), ("etl", ("dashboard", "streamlit"))]
)
def test_lower_packages_do_not_know_upper_ones(package: str, never: tuple[str, ...]) -> None:
    found = {
        f"{p.relative_to(ROOT)} imports {name}"
        for p in _modules(package) for name in _imports(p) if name.split(".")[0] in never
    }
    assert not found


def test_the_dashboard_uses_only_the_services_of_etl() -> None:
    found = {
        f"{p.relative_to(ROOT)} imports {name}"
        for p in [*_modules("dashboard"), ROOT / "streamlit_app.py"]
        for name in _imports(p) if name.split(".")[0] == "etl" and name not in SERVICES
    }
    assert not found


@pytest.mark.parametrize("module", [
    "audit_frames", "bullets", "charts", "deadline_frames", "dispatch_sheet", "downloads", "error_words",
    "figure_periods", "formats", "frames", "gantt", "i18n", "investment_frames", "investment_tables", "maps",
    "navigation", "passages", "place_readings", "project_frames", "report_frames", "responsibility_frames",
    "review_fields", "review_frames", "slot_frames", "timeline", "unit_frames",
])
def test_figures_and_frames_do_not_know_streamlit(module: str) -> None:
    assert "streamlit" not in {n.split(".")[0] for n in _imports(ROOT / "dashboard" / f"{module}.py")}


def test_stages_take_records_not_each_others_functions() -> None:
    """Mentions do not know assembly, assembly does not know resolution."""
    later = {"mentions": ("etl.assembly", "etl.resolution"), "assembly": ("etl.resolution",), "text": ("etl.mentions",)}
    found = {
        f"{p.relative_to(ROOT)} imports {name}"
        for stage, never in later.items() for p in _modules(f"etl/{stage}")
        for name in _imports(p) if name.startswith(never)
    }
    assert not found
