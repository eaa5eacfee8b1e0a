"""One record a project a speech, from all its mentions."""

from __future__ import annotations

from statistics import fmean

from etl.assembly.project_contexts import Contexts
from etl.assembly.project_facts import capacity, money, owner, region
from etl.assembly.project_identity import group
from etl.assembly.project_stage import best
from etl.records import Mentions, NormalText, ProjectMention, ProjectRecord, Span, Speech, SpeechContext
from etl.spans import starting_in


def assemble_projects(
    text: NormalText, speech: Speech, mentions: Mentions, context: SpeechContext
) -> tuple[ProjectRecord, ...]:
    """The speech's projects. Evidence is the most informative mention: the longest name, the first of equals."""
    contexts = Contexts(text, speech, mentions.projects)
    return tuple(_record(text, found, contexts, mentions, context) for found in group(text, mentions.projects))


def _record(
    text: NormalText, found: tuple[ProjectMention, ...], contexts: Contexts, mentions: Mentions, context: SpeechContext
) -> ProjectRecord:
    evidence = max(found, key=lambda m: (m.end - m.start, -m.start))
    readings = tuple(r for m in found if (r := contexts.reading(m)))
    amounts = []
    for mention in found:
        sentence = contexts.sentence(mention.start)[1]
        amounts.append(money(text, sentence, mention, starting_in(mentions.projects, sentence), mentions))
    return ProjectRecord(
        start=evidence.start, end=evidence.end, rule=evidence.rule,
        confidence=round(fmean((evidence.confidence, max(m.confidence for m in found))), 2),
        name=evidence.name,
        region=next((r for m in found if (r := region(text, m, mentions, context))), None),
        investment=next((a.total for a in amounts if a.total is not None), None),
        annual_investment=next((a.annual for a in amounts if a.annual is not None), None),
        capacity=next((c for m in (evidence, *found) if (c := capacity(text, m))), None),
        owner=next((o for m in (evidence, *found) if (o := owner(text, m))), None),
        stage=best(readings), mentions=tuple(Span(m.start, m.end) for m in found),
    )
