"""The words that speak about a mention of a project: its clause, the clauses after it, what stands above it."""

from __future__ import annotations

import re
from bisect import bisect_right

from db.vocab import Stage
from etl.assembly.project_stage import MASK, ORDER, Reading, clause_tense, read_clause
from etl.lexicon import alternation, mapping, words
from etl.records import NormalText, ProjectMention, Sentence, Speech

_SECTION_TENSES = mapping("project_section_tenses", "word", "tense")
# 一、2024年工作回顾 / 三、重点工作
SECTION_TENSE = re.compile(alternation(tuple(_SECTION_TENSES)))
MASKED = re.compile(f"{MASK}+")
# 具体项目包括：… , 其中主要项目有：… refer to the sentence before
# 城北水厂总投资2亿元。|该项目|已开工。
GOES_ON = re.compile(alternation(words("project_pronouns")))
# 再说|开工的, 先看|在建的项目
TOPIC = re.compile(
    rf"(?:{alternation(words('project_topic_openers'))}){{1,2}}(?P<said>[^，。：；\n]{{2,8}}?)的(?:项目|工程)?[。！]?"
)
FOLLOWING_SENTENCES = 3
LONGEST_OPENING = 12  # 工业战场的主攻点是|新安工业园。
UNDER_WAY = (Stage.CONSTRUCTION, Stage.COMPLETED, Stage.OPERATING)
STARTING = Reading(Stage.STARTING, 2)
UNMET = Reading(Stage.PRELIMINARY, 3)
REFERS_BACK = re.compile(rf"其中|{alternation(words('project_intros'))}")


class Contexts:
    """Stage readings by mention. Sentences are looked up by position, so that a speech costs linear time."""

    __slots__ = ("_masked", "_plain", "_sentences", "_speech", "_starts", "_topics")

    def __init__(self, text: NormalText, speech: Speech, mentions: tuple[ProjectMention, ...]) -> None:
        self._speech = speech
        self._sentences = speech.sentences
        self._starts = [s.start for s in speech.sentences]
        self._plain = text.plain
        self._masked = _mask(text.plain, speech, mentions)
        self._topics = _topics(text.plain, speech)

    def sentence(self, position: int) -> tuple[int, Sentence]:
        """The sentence at a position of the text, with its index."""
        index = max(0, bisect_right(self._starts, position) - 1)
        return index, self._sentences[index]

    def reading(self, mention: ProjectMention) -> Reading | None:
        """What the nearest words, or the paragraph's topic, say about the mention's stage."""
        own = self._said(mention)
        topic = self._topics[self.sentence(mention.start)[0]]
        told = own is not None and (own.firmness > 2 or own.stage is Stage.NEGOTIATING)
        return own if topic is None or told else topic

    def _said(self, mention: ProjectMention) -> Reading | None:
        index, sentence = self.sentence(mention.start)
        weak: Reading | None = None
        near = [r for r in self._near(sentence, mention) if r]
        if mention.rule == "labelled" and near:  # a table's row: 计划3月开工，形象进度：主体已封顶
            return max(near, key=lambda r: (r.firmness, ORDER.index(r.stage)))
        for at, found in enumerate(near):
            if found.stage is Stage.PRELIMINARY and (later := next(filter(_overtakes, near[at + 1:]), None)):
                return later
            if found == STARTING and UNMET in near[at + 1:]:  # 应于5月开工，至今未招标
                return UNMET
            if found.firmness > 1:
                return found
            weak = weak or found
        return self._after(index, mention) or weak or self._above(index, sentence, mention.start)

    def _near(self, sentence: Sentence, mention: ProjectMention) -> list[Reading | None]:
        """Readings of the mention's clause, then of the clauses after it up to the next project."""
        out: list[Reading | None] = []
        section = self._section_tense(sentence)
        tense = section
        for clause in sentence.clauses:
            said = self._words(clause.start, clause.end)
            if self._plain[clause.start - 1:clause.start] == "；":
                if out and clause.start > mention.start:
                    break
                tense = section
            if clause.end <= mention.start:
                if mention.rule == "list_intro":  # 都新上了一批项目，如甲、乙等
                    out = [read_clause(said, tense=tense)]
                tense = clause_tense(said, lasting=True) or tense
                continue
            if clause.start > mention.start and MASK in said:
                break
            found = read_clause(said, tense=tense)
            out.append(found)
            tense = clause_tense(said, lasting=True) or tense
            if tense == "done" and found and found.stage is Stage.PRELIMINARY:  # 可研已批，|5月开工
                tense = section
        return out

    def _after(self, index: int, mention: ProjectMention) -> Reading | None:
        """A clear reading of the next sentences while they go on about the project, if the mention is the last of
        its sentence: 城北水厂总投资2亿元。目前，主体已封顶。A sentence that is nothing but the name
        (第二个，城北水厂。) is the heading of its paragraph."""
        own = self._sentences[index]
        if MASK in self._words(mention.end, own.end):
            return None
        heading = mention.start - own.start <= LONGEST_OPENING and own.end - mention.end <= 1
        for sentence in self._sentences[index + 1:index + 1 + FOLLOWING_SENTENCES]:
            goes_on = heading and "\n" not in self._plain[own.end - 1:sentence.start]
            if not (goes_on or GOES_ON.match(self._plain, sentence.start)):
                return None
            tense = self._section_tense(sentence)
            for clause in sentence.clauses:
                said = self._words(clause.start, clause.end)
                if MASK in said:
                    return None
                if (found := read_clause(said, tense=tense)) and found.firmness > 1:
                    return found
                tense = clause_tense(said, lasting=True) or tense
        return None

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


def _topics(plain: str, speech: Speech) -> tuple[Reading | None, ...]:
    """By sentence: the stage that its paragraph's opening gives to all its projects: 再说开工的。"""
    out: list[Reading | None] = []
    topic, end, opened = None, speech.start, False
    for sentence in speech.sentences:
        if "\n" in plain[max(end - 1, 0):sentence.start] and not opened:
            topic = None
        first = sentence.clauses[0] if sentence.clauses else None
        found = TOPIC.fullmatch(plain, first.start, first.end) if first else None
        opened = found is not None
        if found and (said := read_clause(found["said"])) and said.firmness > 1:
            topic = said
        out.append(topic)
        end = sentence.end
    return tuple(out)


def _overtakes(reading: Reading) -> bool:
    """Whether a reading holds against a step before the works in the same sentence: 可研已批，5月开工."""
    return reading == STARTING or (reading.firmness > 2 and reading.stage in UNDER_WAY)


def _mask(plain: str, speech: Speech, mentions: tuple[ProjectMention, ...]) -> str:
    parts: list[str] = []
    at = speech.start
    for m in mentions:
        if m.start < at:
            continue
        parts += [plain[at:m.start], MASK * (m.end - m.start)]
        at = m.end
    return "".join((*parts, plain[at:speech.end]))
