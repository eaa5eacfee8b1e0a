"""What a file is: by its first bytes, and by its name where the bytes leave it open."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePath

from etl.errors import EncryptedDocument, UnknownFormat

# file name endings that a reader exists for, and the media type each stands for
SUFFIXES = {
    ".txt": "txt", ".text": "txt", ".md": "md", ".markdown": "md", ".docx": "docx", ".pdf": "pdf",
    ".html": "html", ".htm": "html", ".xhtml": "html",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_BOMS = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")
_HTML_START = re.compile(rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b",
                         re.I | re.S)
# signatures of files that hold no speech, and what to call them
_FOREIGN = (
    (b"MZ", "可执行程序"), (b"\x7fELF", "可执行程序"), (b"\x89PNG", "图片"), (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"), (b"BM", "图片"), (b"II*\x00", "图片"), (b"MM\x00*", "图片"),
    (b"{\\rtf", "RTF 文档，请另存为 docx"),
    (b"Rar!", "压缩包"), (b"7z\xbc\xaf", "压缩包"), (b"\x1f\x8b", "压缩包"), (b"SQLite format 3", "数据库"),
)


def kind_of(data: bytes, *, name: str) -> str:
    """txt, md, docx, pdf or html. Raises UnknownFormat or EncryptedDocument."""
    suffix = PurePath(name).suffix.lower()
    said = SUFFIXES.get(suffix)
    if data.lstrip()[:5] == b"%PDF-" or (said == "pdf" and b"%PDF-" in data[:1024]):
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _zip_kind(data, name)
    if data.startswith(_OLE):
        if _ENCRYPTED_STREAM in data:
            raise EncryptedDocument(name, "文档有密码，请去掉密码后再读")
        raise UnknownFormat(name, "旧版 Office 文档（.doc、.wps 等），请另存为 docx")
    if not data.startswith(_BOMS):
        _refuse_binary(data, name)
    if _HTML_START.match(data[3:] if data.startswith(_BOMS[2]) else data):
        return "html"
    if said in ("docx", "pdf"):
        raise UnknownFormat(name, f"扩展名是 {suffix}，内容却不是")
    if said is None:
        raise UnknownFormat(name, f"不认识的文件类型“{suffix or '无扩展名'}”，可读 txt、md、docx、pdf、html")
    return said


def _refuse_binary(data: bytes, name: str) -> None:
    for signature, what in _FOREIGN:
        # two-letter signatures could open a plain text: those need a NUL byte as well
        if data.startswith(signature) and (len(signature) > 2 or b"\x00" in data):
            raise UnknownFormat(name, f"内容是{what}，不是文档")
    if b"\x00" in data:
        raise UnknownFormat(name, "二进制文件，不是文档")


def _zip_kind(data: bytes, name: str) -> str:
    try:
        members = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as e:
        raise UnknownFormat(name, "压缩结构已损坏，无法打开") from e
    if "word/document.xml" in members or ("[Content_Types].xml" in members and any(
            m.startswith("word/") for m in members)):
        return "docx"
    if any(m.startswith(("xl/", "ppt/")) for m in members):
        raise UnknownFormat(name, "是表格或演示文稿，不是 Word 文档")
    raise UnknownFormat(name, "是压缩包，不是 Word 文档")
