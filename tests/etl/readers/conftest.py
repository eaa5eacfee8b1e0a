"""Files to read, made by the tests themselves."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

SPEECH = """在全县项目建设推进会上的讲话
同志们：
今天我们召开全县项目建设推进会，主要任务是通报情况、查找问题、部署下一步的工作。
一、认清形势，增强抓好项目建设的紧迫感
今年以来，全县新开工项目12个，完成投资3.6亿元，同比增长8.5%，成绩来之不易。
二、突出重点，加快推进
县发改局要牵头做好前期工作，年底前确保城南水厂竣工；各乡镇要每周报告一次进展。
"""


@pytest.fixture(scope="session")
def speech() -> str:
    return SPEECH


@pytest.fixture
def docx_file(tmp_path: Path) -> Path:
    document = docx.Document()
    document.add_paragraph("在全县项目建设推进会上的讲话")
    document.add_paragraph("同志们：")
    table = document.add_table(rows=2, cols=3)
    for row, cells in enumerate((("项目", "投资", "进度"), ("城南水厂", "1.2亿元", "在建"))):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    document.add_paragraph("会后请各乡镇抓紧落实。")
    path = tmp_path / "讲话.docx"
    document.save(path)
    return path


@pytest.fixture
def rezip(docx_file: Path) -> Callable[..., bytes]:
    """A docx with members changed or added."""

    def build(changes: dict[str, bytes]) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(docx_file) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():
                if name not in changes:
                    new.writestr(name, old.read(name))
            for name, content in changes.items():
                new.writestr(name, content)
        return out.getvalue()

    return build


@pytest.fixture
def pdf_bytes() -> Callable[..., bytes]:
    """A PDF whose pages are lists of (indent in characters, text)."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))

    def build(pages: list[list[tuple[int, str]]], *, password: str = "", picture: bool = False) -> bytes:
        out = io.BytesIO()
        encryption = StandardEncryption(password, ownerPassword="owner") if password else None
        canvas = Canvas(out, pagesize=(420, 600), encrypt=encryption)
        for page in pages:
            y = 550
            for indent, text in page:
                canvas.setFont("STSong-Light", 12)
                canvas.drawString(60 + 12 * indent, y, text)
                y -= 20
            if picture:
                canvas.rect(50, 50, 200, 200, fill=1)
            canvas.showPage()
        canvas.save()
        return out.getvalue()

    return build
