"""The words that speak about a mention of a project: its clause, the clauses after it, what stands above it."""

from __future__ import annotations

import re
from bisect import bisect_right

from etl.assembly.project_stage import MASK, Reading, clause_tense, read_clause
from etl.lexicon import alternation, mapping, words
from etl.records import NormalText, ProjectMention, Sentence, Speech

_SECTION_TENSES = mapping("project_section_tenses", "word", "tense")
# 一、2024年工作回顾 / 三、重点工作
SECTION_TENSE = re.compile(alternation(tuple(_SECTION_TENSES)))
MASKED = re.compile(f"{MASK}+")
# 具体项目包括：… , 其中主要项目有：… refer to the sentence before
REFERS_BACK = re.compile(rf"其中|{alternation(words('project_intros'))}")


class Contexts:
    """Stage readings by mention. Sentences are looked up by position, so that a speech costs linear time."""

    __slots__ = ("_masked", "_plain", "_sentences", "_speech", "_starts")

    def __init__(self, text: NormalText, speech: Speech, mentions: tuple[ProjectMention, ...]) -> None:
        self._speech = speech
        self._sentences = speech.sentences
        self._starts = [s.start for s in speech.sentences]
        self._plain = text.plain
        self._masked = _mask(text.plain, speech, mentions)

    def sentence(self, position: int) -> tuple[int, Sentence]:
        """The sentence at a position of the text, with its index."""
        index = max(0, bisect_right(self._starts, position) - 1)
        return index, self._sentences[index]

    def reading(self, mention: ProjectMention) -> Reading | None:
        """What the nearest words say about the mention's stage."""
        index, sentence = self.sentence(mention.start)
        weak: Reading | None = None
        for found in self._near(sentence, mention):
            if found and found.firmness > 1:
                return found
            weak = weak or found
        return weak or self._above(index, sentence, mention.start)

    def _near(self, sentence: Sentence, mention: ProjectMention) -> list[Reading | None]:
        """Readings of the mention's clause, then of the clauses after it up to the next project."""
        out: list[Reading | None] = []
        section = self._section_tense(sentence)
        tense = section
        for clause in sentence.clauses:
            said = self._words(clause.start, clause.end)
            if self._plain[clause.start - 1:clause.start] == "；":
                if out:
                    break
                tense = section
            if clause.end <= mention.start:
                tense = clause_tense(said, lasting=True) or tense
                continue
            if clause.start > mention.start and MASK in said:
                break
            out.append(read_clause(said, tense=tense))
            tense = clause_tense(said, lasting=True) or tense
        return out

    def _section_tense(self, sentence: Sentence) -> str:
        """Whether the innermost heading that says so stands over things done or things to do."""
        for title in reversed(self._speech.path(sentence.section)):
            if found := SECTION_TENSE.search(title):
                return _SECTION_TENSES[found.group()]
        return ""

    def _above(self, index: int, sentence: Sentence, position: int) -> Reading | None:
        """Readings of the sentence that a list refers back to (具体项目包括：…) and of the headings."""
        if index and REFERS_BACK.search(self._plain, sentence.start, position):
            before = self._sentences[index - 1]
            said = self._words(before.start, before.end)
            if MASK not in said and (found := read_clause(said)) and found.firmness > 1:
                return found
        for title in reversed(self._speech.path(sentence.section)):
            if (found := read_clause(title)) and found.firmness > 1:
                return found
        return None

    def _words(self, start: int, end: int) -> str:
        return MASKED.sub(MASK, self._masked[start - self._speech.start:end - self._speech.start])


def _mask(plain: str, speech: Speech, mentions: tuple[ProjectMention, ...]) -> str:
    parts: list[str] = []
    at = speech.start
    for m in mentions:
        if m.start < at:
            continue
        parts += [plain[at:m.start], MASK * (m.end - m.start)]
        at = m.end
    return "".join((*parts, plain[at:speech.end]))
