"""Which files a list of paths means: files as they are, folders walked."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from etl.readers.kinds import SUFFIXES


@dataclass(frozen=True, slots=True)
class Files:
    """`found` in order, each once; `skipped` were in a folder and have an ending that no reader exists for."""

    found: tuple[Path, ...]
    skipped: tuple[Path, ...]


def find_files(paths: Iterable[Path]) -> Files:
    """Files as given, and what folders hold, sorted by name. Hidden files and folders are passed over."""
    found: dict[Path, None] = {}
    skipped: dict[Path, None] = {}
    for path in paths:
        if not path.is_dir():
            found.setdefault(path)
            continue
        for file in _walk(path):
            (found if file.suffix.lower() in SUFFIXES else skipped).setdefault(file)
    return Files(tuple(found), tuple(skipped))


def _walk(folder: Path) -> Iterable[Path]:
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if not _hidden(f))
        yield from (Path(root, f) for f in sorted(files) if not _hidden(f))


def _hidden(name: str) -> bool:
    return name.startswith((".", "~$"))  # ~$ is Word's lock file beside an open document
