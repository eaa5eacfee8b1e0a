"""PDF files: paragraphs from lines, page furniture, files that cannot be read."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from etl.errors import EncryptedDocument, ScannedDocument, UnknownFormat
from etl.readers import read_bytes

FULL = "今年以来全县上下坚持把项目建设摆在突出位置攻坚克难"  # 25 characters: reaches the right margin


def test_lines_of_a_paragraph_are_joined_across_a_page(pdf_bytes: Callable[..., bytes]) -> None:
    data = pdf_bytes([
        [(2, FULL[:23]), (0, FULL), (0, "完成投资十二亿元。"), (2, FULL[:23]), (0, FULL), (10, "— 1 —")],
        [(0, "取得了新的成效。"), (2, "下一步要抓好三件事。"), (10, "— 2 —")],
    ])
    assert read_bytes(data, name="a.pdf").text.split("\n") == [
        FULL[:23] + FULL + "完成投资十二亿元。", FULL[:23] + FULL + "取得了新的成效。", "— 1 —",
        "下一步要抓好三件事。", "— 2 —", "",
    ]


def test_a_heading_and_a_short_line_end_their_paragraphs(pdf_bytes: Callable[..., bytes]) -> None:
    data = pdf_bytes([[(0, FULL), (0, "一、总体要求"), (0, FULL), (0, FULL)]])
    assert read_bytes(data, name="a.pdf").text == f"{FULL}\n一、总体要求\n{FULL}{FULL}\n"


def test_a_running_head_does_not_break_a_paragraph(pdf_bytes: Callable[..., bytes]) -> None:
    pages = [[(4, "县政府办公室编印"), (0, FULL), (0, FULL[n:] + FULL[:n])] for n in range(3)]
    text = read_bytes(pdf_bytes(pages), name="a.pdf").text
    assert "".join(FULL + FULL[n:] + FULL[:n] for n in range(3)) in text
    assert text.count("县政府办公室编印") == 3


def test_a_pdf_named_txt_is_read_as_what_it_is(pdf_bytes: Callable[..., bytes]) -> None:
    document = read_bytes(pdf_bytes([[(0, "会议通知")]]), name="a.txt")
    assert (document.text, document.media_type) == ("会议通知\n", "pdf")


def test_a_scan_has_no_text_layer(pdf_bytes: Callable[..., bytes]) -> None:
    with pytest.raises(ScannedDocument, match="扫描件，没有文字层"):
        read_bytes(pdf_bytes([[]], picture=True), name="a.pdf")


def test_a_password_is_named(pdf_bytes: Callable[..., bytes]) -> None:
    with pytest.raises(EncryptedDocument, match="密码"):
        read_bytes(pdf_bytes([[(0, "会议通知")]], password="secret"), name="a.pdf")


@pytest.mark.parametrize("keep", [60, 400])
def test_a_cut_file_is_an_error(pdf_bytes: Callable[..., bytes], keep: int) -> None:
    data = pdf_bytes([[(0, "会议通知")]])
    with pytest.raises((UnknownFormat, ScannedDocument)):
        read_bytes(data[:keep], name="a.pdf")


def test_text_named_pdf_is_refused() -> None:
    with pytest.raises(UnknownFormat, match="内容却不是"):
        read_bytes("会议通知".encode(), name="a.pdf")
