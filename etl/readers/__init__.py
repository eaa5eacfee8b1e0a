"""Files to documents. `read(path)` picks the reader by what the file is, not only by its name."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from etl.errors import EmptyDocument, UndecodableText
from etl.readers.front_matter import find_front_matter
from etl.readers.kinds import SUFFIXES, kind_of
from etl.readers.text import read_text
from etl.records import Document

__all__ = ["SUFFIXES", "read", "read_bytes"]

_MODULES = {"docx": "etl.readers.docx", "pdf": "etl.readers.pdf", "html": "etl.readers.html"}


def read(path: Path) -> Document:
    """The document in a file. Raises a DocumentError that names the file, or OSError."""
    return read_bytes(path.read_bytes(), name=path.name)


def read_bytes(data: bytes, *, name: str) -> Document:
    """The document in a file's bytes, `name` being the file's name. Raises a DocumentError."""
    if not data.strip():
        raise EmptyDocument(name, "文件是空的")
    kind = kind_of(data, name=name)
    text, encoding = _reader(kind)(data, name=name)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise EmptyDocument(name, "文件里没有文字")
    if "\x00" in text:  # which a database cannot hold
        raise UndecodableText(name, "文字里有空字符（NUL），文件可能已损坏")
    front_matter, body_start = find_front_matter(text) if kind in ("txt", "md") else ((), 0)
    return Document(name=name, text=text, media_type=kind, encoding=encoding,
                    sha256=hashlib.sha256(data).hexdigest(), front_matter=front_matter, body_start=body_start)


def _reader(kind: str) -> Callable[..., tuple[str, str]]:
    """The function that reads a kind of file. Its module is imported on first use: Word, PDF and HTML need large
    packages that most documents do without."""
    if kind not in _MODULES:
        return read_text
    return getattr(import_module(_MODULES[kind]), f"read_{kind}")
