"""Word documents: order, tables, revisions; archives that are refused before they are parsed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls

from etl.errors import EmptyDocument, EncryptedDocument, UnknownFormat, UnsafeDocument
from etl.readers import read, read_bytes


def test_paragraphs_and_table_rows_come_in_document_order(docx_file: Path) -> None:
    document = read(docx_file)
    assert document.text.split("\n") == [
        "在全县项目建设推进会上的讲话", "同志们：", "项目\t投资\t进度", "城南水厂\t1.2亿元\t在建",
        "会后请各乡镇抓紧落实。", "",
    ]
    assert (document.media_type, document.encoding) == ("docx", "")


def test_insertions_and_controls_count_and_deletions_do_not(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("总投资")
    for tag, inner, text in (("w:ins", "w:t", "3亿元"), ("w:del", "w:delText", "2亿元")):
        change, run, words = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(inner)
        words.text = text
        run.append(words)
        change.append(run)
        paragraph._p.append(change)
    control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
    held = document.add_paragraph("控件里的一段")._p
    held.getparent().replace(held, control)
    control.append(content)
    content.append(held)
    path = tmp_path / "a.docx"
    document.save(path)
    assert read(path).text == "总投资3亿元\n控件里的一段\n"


def test_numbers_that_word_counts_are_written_out(tmp_path: Path) -> None:
    document = docx.Document()
    levels = (("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%1.%3、"), ("bullet", "•"))
    numbering = document.part.numbering_part.element
    numbering.insert(0, parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="99">' + "".join(
            f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
            for i, (form, text) in enumerate(levels)) + "</w:abstractNum>"))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="99"><w:abstractNumId w:val="99"/></w:num>'))
    depths = (0, 1, 1, 2, None, 0, 1, 3)
    for depth, text in zip(depths, "回顾 成绩 问题 土地 正文 安排 开工 点".split(), strict=True):
        paragraph = document.add_paragraph(text)
        if depth is not None:
            paragraph._p.get_or_add_pPr().append(parse_xml(
                f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{depth}"/><w:numId w:val="99"/></w:numPr>'))
    document.add_paragraph("按样式编号", style="List Number")
    path = tmp_path / "a.docx"
    document.save(path)
    assert read(path).text.split("\n")[:-1] == [
        "一、回顾", "（一）成绩", "（二）问题", "一.1、土地", "正文", "二、安排", "（一）开工", "点", "1.按样式编号",
    ]


def test_a_merged_cell_is_written_once(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=1, cols=3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "续建项目"
    table.cell(0, 2).text = "5个"
    path = tmp_path / "a.docx"
    document.save(path)
    assert read(path).text == "续建项目\t5个\n"


def test_a_document_without_words_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    docx.Document().save(path)
    with pytest.raises(EmptyDocument):
        read(path)


@pytest.mark.parametrize(("changes", "reason"), [
    ({"word/big.bin": b"0" * (51 * 2**20)}, "过大"),
    ({f"word/media/{i}.bin": b"0" for i in range(2001)}, "多于 2000"),
    ({"word/embeddings/inner.zip": b"PK"}, "压缩包里还有压缩包"),
    ({"word/settings.xml": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'}, "DTD"),
    ({"word/settings.xml": '<!DOCTYPE a><a/>'.encode("utf-16")}, "DTD"),
])
def test_unsafe_archives_are_refused(rezip: Callable[..., bytes], changes: dict, reason: str) -> None:
    with pytest.raises(UnsafeDocument, match=reason):
        read_bytes(rezip(changes), name="a.docx")


def test_many_small_members_add_up(rezip: Callable[..., bytes]) -> None:
    data = rezip({f"word/media/{i}.bin": b"0" * (30 * 2**20) for i in range(4)})
    with pytest.raises(UnsafeDocument, match="过大"):
        read_bytes(data, name="a.docx")


@pytest.mark.parametrize("content", [b"<w:document", b"", b"not xml"])
def test_a_broken_document_part_is_an_error(rezip: Callable[..., bytes], content: bytes) -> None:
    with pytest.raises(UnknownFormat, match="损坏"):
        read_bytes(rezip({"word/document.xml": content}), name="a.docx")


def test_a_password_is_named() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504 + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(EncryptedDocument, match="密码"):
        read_bytes(ole, name="a.docx")


@pytest.mark.parametrize(("member", "reason"), [("xl/workbook.xml", "表格"), ("a.txt", "压缩包")])
def test_other_archives_are_no_word_documents(member: str, reason: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(member, "x")
    with pytest.raises(UnknownFormat, match=reason):
        read_bytes(out.getvalue(), name="a.docx")
