"""Speeches, furniture, sections, sentences: nothing of a document is lost."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.readers import read
from etl.readers.front_matter import find_front_matter
from etl.records import Document, Prepared
from etl.text.normalize import normalize
from etl.text.segment import segment

CASES = json.loads((Path(__file__).parents[2] / "cases" / "segments.json").read_text(encoding="utf-8"))
SHARED = os.environ.get("TAIZHANG_SHARED")
PROSE = "今年以来，全县上下坚持把项目建设作为头等大事来抓，新开工项目12个，完成投资3.6亿元，各项工作都取得了新的进展。"


def prepared(text: str) -> Prepared:
    front, start = find_front_matter(text)
    document = Document(name="a.txt", text=text, media_type="txt", encoding="utf-8", sha256="",
                        front_matter=front, body_start=start)
    return segment(document, normalize(text))


def check(p: Prepared) -> None:
    """Every non-blank character stands in exactly one sentence or is set aside; the tree holds together."""
    text = p.document.text
    held = [0] * len(text)
    for a in p.set_aside:
        for i in range(a.start, a.end):
            held[i] += 1
    for speech in p.speeches:
        last = speech.start
        for sentence in speech.sentences:
            assert last <= sentence.start < sentence.end <= speech.end
            last = sentence.end
            section = speech.sections[sentence.section]
            assert section.start <= sentence.start < section.end
            for clause in sentence.clauses:
                assert sentence.start <= clause.start < clause.end <= sentence.end
            for i in range(sentence.start, sentence.end):
                held[i] += 1
        for section in speech.sections[1:]:
            parent = speech.sections[section.parent]
            assert parent.index < section.index and parent.level < section.level
            assert parent.start <= section.start < section.end <= parent.end
    blank = normalize(text).plain
    lost = [i for i in range(p.document.body_start, len(text)) if not held[i] and not blank[i].isspace()]
    assert not lost, text[lost[0] - 10:lost[0] + 20]


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["name"])
def test_cases(case: dict) -> None:
    p = prepared(case["text"])
    check(p)
    text = p.document.text
    seen = {
        "titles": [s.title for s in p.speeches],
        "aside": [[a.reason, text[a.start:a.end]] for a in p.set_aside],
        "sections": [[s.level, s.label, s.title] for speech in p.speeches for s in speech.sections if s.level],
        "sentences": [text[s.start:s.end] for speech in p.speeches for s in speech.sentences],
        "clauses": [text[c.start:c.end] for speech in p.speeches for s in speech.sentences for c in s.clauses],
    }
    for key in seen.keys() & case.keys():
        assert seen[key] == case[key], key


WORDS = st.sampled_from([
    "同志们：", "在全县推进会上的讲话", "在全县推进会上的讲话 篇1", "篇二",
    "一、", "（一）", "1、", "第一，", "一是", "二要", "①", "# ", "。", "，",
    "\n", "\n\n", "（", "）", "“", "”", "；", "3", "-5-", "1.45亿元",
    "抓好项目建设", "来源：日报", "转载请注明", "　", PROSE,
])


@given(st.lists(WORDS, max_size=40).map("".join))
def test_nothing_is_lost_whatever_the_text(text: str) -> None:
    check(prepared(text))


def test_a_text_of_blanks_has_no_speech() -> None:
    assert prepared("\n  \n").speeches == ()


def test_the_front_matter_is_in_no_sentence() -> None:
    p = prepared(f"---\n日期: 2024-03-05\n---\n{PROSE}\n")
    assert [p.document.text[s.start:s.end] for s in p.speeches[0].sentences] == [PROSE]
    assert p.speeches[0].start >= p.document.body_start > 0


def test_a_wrapped_text_is_joined_to_paragraphs() -> None:
    line = 30
    text = "　　" + PROSE * 5
    wrapped = "\n".join(text[i:i + line] for i in range(0, len(text), line))
    p = prepared(wrapped + "\n一、抓好落实\n" + wrapped)
    sentences = ["".join(p.document.text[s.start:s.end].split()) for s in p.speeches[0].sentences]
    assert sentences == [PROSE] * 5 + ["一、抓好落实"] + [PROSE] * 5


@pytest.mark.skipif(not SHARED, reason="TAIZHANG_SHARED is not set: the real documents are not here")
def test_the_real_documents_lose_nothing_and_keep_their_speeches() -> None:
    for folder, counts in (("seeds", {"000": 1, "004": 13}), ("corpus", {})):
        for path in sorted(Path(str(SHARED), folder).glob("*.txt")):
            document = read(path)
            p = segment(document, normalize(document.text))
            check(p)
            assert len(p.speeches) == counts.get(path.name[:3], 1), path.name
