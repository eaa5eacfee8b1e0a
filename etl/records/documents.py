"""Files as text, and the text cut into speeches, sections, sentences and clauses."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """A file as decoded text. `text` includes the front matter, so that offsets are the file's own."""

    name: str  # file name, the document's key in the interchange format
    text: str
    media_type: str  # txt, md, docx, pdf, html
    encoding: str  # utf-8, gb18030, big5 … ("" where the format has its own)
    sha256: str  # of the file's bytes
    front_matter: tuple[tuple[str, str], ...] = ()  # keys: date, place, title
    body_start: int = 0  # where the front matter ends


@dataclass(frozen=True, slots=True)
class NormalText:
    """`original` and its same-length simplified, half-width-digit, full-width-punctuation copy `plain`."""

    original: str
    plain: str


@dataclass(frozen=True, slots=True)
class Span:
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SetAside:
    """Text that is no part of a speech: site furniture, adverts, page numbers."""

    start: int
    end: int
    reason: str  # header, footer, advert, page_number, navigation


@dataclass(frozen=True, slots=True)
class Section:
    """A heading or an inline item (一是…) and what it governs. `index` is the position in `Speech.sections`."""

    index: int
    parent: int | None
    level: int  # 0 whole speech, 1 一、, 2 （一）, 3 1、, 4 第一， 5 一是/一要
    label: str  # 一、 / （二） / 一是 … as written
    title: str  # the heading's own words; "" for an inline item
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """Ends with 。！？ or the line. `clauses` are cut at ，；： and keep no punctuation."""

    start: int
    end: int
    section: int  # index of the innermost section
    clauses: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Speech:
    """One speech of a document. `ordinal` is 1-based."""

    ordinal: int
    title: str
    start: int
    end: int
    sections: tuple[Section, ...]
    sentences: tuple[Sentence, ...]

    def path(self, section: int) -> tuple[str, ...]:
        """Headings from the outermost to `section`, label and title, the whole-speech root left out."""
        out: list[str] = []
        at: int | None = section
        while at is not None:
            s = self.sections[at]
            if s.level:
                out.append(s.label + s.title)
            at = s.parent
        return tuple(reversed(out))


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document cut into speeches, with what was set aside."""

    document: Document
    normal: NormalText
    speeches: tuple[Speech, ...]
    set_aside: tuple[SetAside, ...]
