"""PDF files with a text layer: lines joined to paragraphs by where they stand on the page."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import PdfminerException

from etl.errors import EncryptedDocument, ScannedDocument, UnknownFormat, UnsafeDocument
from etl.text.headings import is_heading
from etl.text.normalize import normalize

MAX_PAGES = 2000
# - 3 -    第 3 页 共 9 页    3/9    — 12 —
PAGE_NUMBER = re.compile(r"[-—–·\s]*(?:第\s*)?\d{1,4}\s*(?:页)?(?:\s*[/／，,共]\s*(?:共\s*)?\d{1,4}\s*页?)?[-—–·\s]*")
_RUNNING = 3  # a first or last line that so many pages share is a running head or foot


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    left: float
    right: float
    size: float


def read_pdf(data: bytes, *, name: str) -> tuple[str, str]:
    """One line a paragraph; page numbers and running heads on lines of their own, after the paragraph they broke."""
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            if len(pdf.pages) > MAX_PAGES:
                raise UnsafeDocument(name, f"PDF 有 {len(pdf.pages)} 页，多于 {MAX_PAGES} 页")
            pages = [_lines(page) for page in pdf.pages]
    except PdfminerException as e:
        if e.args and isinstance(e.args[0], PDFPasswordIncorrect):
            raise EncryptedDocument(name, "PDF 有密码，请去掉密码后再读") from e
        raise UnknownFormat(name, "PDF 已损坏，无法打开") from e
    except (PDFException, PSException, KeyError, ValueError, TypeError, AttributeError, RecursionError) as e:
        # pdfminer raises the last five on broken objects
        raise UnknownFormat(name, "PDF 已损坏，无法打开") from e
    if not any(line.text for page in pages for line in page):
        raise ScannedDocument(name, "扫描件，没有文字层")
    return "\n".join(_paragraphs(pages)) + "\n", ""


def _lines(page: Page) -> list[Line]:
    # a space only where the gap is wide against the type: justified Chinese text has small gaps
    found = page.extract_text_lines(return_chars=True, x_tolerance_ratio=0.7, use_text_flow=False)
    out = [Line(row["text"].strip(), row["x0"], row["x1"], median(c["size"] for c in row["chars"])) for row in found]
    page.close()
    return [line for line in out if line.text]


def _paragraphs(pages: list[list[Line]]) -> list[str]:
    running = _running(pages)
    body = [line for page in pages for line in page if line.text not in running]
    left, right = _margins(body)
    out: list[str] = []
    waiting: list[str] = []  # page furniture met inside the open paragraph
    open_line: Line | None = None
    for page in pages:
        for position, line in enumerate(page):
            edge = position == 0 or position == len(page) - 1
            if line.text in running or (edge and PAGE_NUMBER.fullmatch(line.text)):
                waiting.append(line.text)
            elif open_line is not None and _continues(open_line, line, left=left, right=right):
                out[-1] += line.text if _tight(out[-1], line.text) else " " + line.text
                open_line = line
            else:
                out += [*waiting, line.text]
                waiting = []
                open_line = line
    return out + waiting


def _running(pages: list[list[Line]]) -> set[str]:
    edges: Iterable[str] = (line.text for page in pages if len(page) > 1 for line in (page[0], page[-1]))
    return {text for text, count in Counter(edges).items() if count >= _RUNNING}


def _margins(lines: list[Line]) -> tuple[float, float]:
    """Left edge of lines that are not indented, right edge of full lines."""
    if not lines:
        return 0.0, 0.0
    lefts = Counter(round(line.left) for line in lines)
    rights = sorted(line.right for line in lines)
    common = [at for at, count in lefts.items() if count >= max(1, len(lines) // 10)]
    return float(min(common or lefts)), rights[int(len(rights) * 0.9)]


def _continues(line: Line, following: Line, *, left: float, right: float) -> bool:
    full = line.right >= right - 2.2 * line.size
    indented = following.left > left + 1.2 * following.size
    same_type = abs(line.size - following.size) < 1
    return full and not indented and same_type and not is_heading(normalize(following.text).plain)


def _tight(before: str, after: str) -> bool:
    """Whether no space belongs between two joined lines: one side is Chinese."""
    return not (before[-1:].isascii() and before[-1:].isalnum() and after[:1].isascii() and after[:1].isalpha())
