"""Text files: encodings told apart or refused, never guessed."""

from __future__ import annotations

import hashlib

import pytest
from opencc import OpenCC

from etl.errors import DocumentError, EmptyDocument, UndecodableText, UnknownFormat
from etl.readers import read, read_bytes


@pytest.mark.parametrize(("codec", "label", "bom"), [
    ("utf-8", "utf-8", b""),
    ("utf-8", "utf-8", b"\xef\xbb\xbf"),
    ("utf-16-le", "utf-16-le", b"\xff\xfe"),
    ("utf-16-be", "utf-16-be", b"\xfe\xff"),
    ("gb18030", "gb18030", b""),
    ("gbk", "gb18030", b""),
])
def test_simplified_text_is_decoded_whole(speech: str, codec: str, label: str, bom: bytes) -> None:
    document = read_bytes(bom + speech.encode(codec), name="讲话.txt")
    assert (document.text, document.encoding, document.media_type) == (speech, label, "txt")


def test_big5_is_not_taken_for_gb18030(speech: str) -> None:
    traditional = OpenCC("s2t").convert(speech).replace("里", "裏")
    document = read_bytes(traditional.encode("big5"), name="講話.txt")
    assert (document.text, document.encoding) == (traditional, "big5")


@pytest.mark.parametrize(("codec", "label"), [("utf-8", "UTF-8"), ("gb18030", "GB18030")])
def test_a_broken_byte_is_named_by_its_offset(speech: str, codec: str, label: str) -> None:
    data = speech.encode(codec)
    at = data.index("今".encode(codec))
    broken = data[:at] + b"\xff" + data[at:]
    with pytest.raises(UndecodableText) as caught:
        read_bytes(broken, name="坏.txt")
    assert caught.value.name == "坏.txt"
    assert label in caught.value.reason and f"第 {at} 字节" in caught.value.reason


def test_a_cut_utf16_text_is_an_error(speech: str) -> None:
    with pytest.raises(UndecodableText):
        read_bytes(b"\xff\xfe" + speech.encode("utf-16-le")[:-1], name="a.txt")


@pytest.mark.parametrize("data", [
    "これは日本語の文章です。会議を開きます。".encode("shift_jis"),
    "Экономическое развитие района и города".encode("cp1251"),
    "Ein Satz über größere Straßen und schöne Häuser".encode("latin-1"),
    bytes(range(128, 256)) * 4,
    "锟斤拷".encode("gbk") * 30,
])
def test_what_is_no_chinese_text_is_refused(data: bytes) -> None:
    with pytest.raises(UndecodableText):
        read_bytes(data, name="a.txt")


def test_utf8_full_of_replacement_characters_is_refused(speech: str) -> None:
    with pytest.raises(UndecodableText):
        read_bytes((speech + "\ufffd" * 20).encode(), name="a.txt")
    assert read_bytes((speech + "\ufffd").encode(), name="a.txt").text.endswith("\ufffd")


@pytest.mark.parametrize("data", [b"", b" \r\n\t ", "\u3000\n".encode()])
def test_an_empty_file_is_named_so(data: bytes) -> None:
    with pytest.raises(EmptyDocument, match=r"空|没有文字"):
        read_bytes(data, name="空.txt")


@pytest.mark.parametrize(("name", "data", "reason"), [
    ("a.docx", b"MZ\x90\x00\x03\x00\x00\x00", "可执行程序"),
    ("a.txt", b"\x89PNG\r\n\x1a\n\x00\x00", "图片"),
    ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "另存为 docx"),
    ("a.docx", "会议通知".encode(), "内容却不是"),
    ("a.csv", "项目,投资".encode(), "不认识的文件类型"),
    ("a", "会议通知".encode(), "不认识的文件类型"),
    ("a.txt", b"\x00\x01\x02\x03", "二进制"),
    ("a.docx", b"PK\x03\x04 not a zip", "损坏"),
])
def test_other_files_are_named_for_what_they_are(name: str, data: bytes, reason: str) -> None:
    with pytest.raises(UnknownFormat, match=reason):
        read_bytes(data, name=name)


def test_line_ends_become_newlines_and_the_hash_is_the_files(tmp_path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes("第一行\r\n第二行\r第三行".encode())
    document = read(path)
    assert document.text == "第一行\n第二行\n第三行"
    assert document.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (document.name, document.media_type) == ("a.md", "md")


@pytest.mark.parametrize(("head", "found"), [
    ("---\ndate: 2024-03-05\nplace: 勃利县\n---\n", (("date", "2024-03-05"), ("place", "勃利县"))),
    ("---\n标题：推进会\n日期：2024年3月5日\n主持：某某\n---\n", (("date", "2024年3月5日"), ("title", "推进会"))),
    ("---\n標題: 推進會\n地點: 環江縣\n---\n", (("place", "環江縣"), ("title", "推進會"))),
    ("---\n这是一条分隔线\n---\n", ()),
    ("---\n主持: 某某\n---\n", ()),
    ("日期：2024年3月5日\n", ()),
])
def test_front_matter_is_read_and_left_in_the_text(speech: str, head: str, found: tuple) -> None:
    document = read_bytes((head + speech).encode(), name="a.txt")
    assert document.text == head + speech
    assert document.front_matter == found
    assert document.body_start == (len(head) if found else 0)


def test_errors_name_the_file_and_share_one_base() -> None:
    with pytest.raises(DocumentError, match=r"^讲话\.txt: "):
        read_bytes(b"", name="讲话.txt")
