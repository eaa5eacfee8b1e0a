"""Which project a name means once people have spoken: merges hold for a name in its scope, splits for one mention.

A load reads a name's key from the speech alone; what people entered is applied to it here, in every load alike, so that
neither the order of loads nor a reload changes the outcome.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, or_, select, update

from db.models import EntryKind, PersonEntry, ProjectMerge
from etl.load_names import project_name_key, unit_name

Identity = tuple[str, str]  # scope and name key of a project
MentionPlace = tuple[str, int, str]  # document name, ordinal of the speech, key of the mention


@dataclass(frozen=True, slots=True)
class Identities:
    """What people entered about which projects are one."""

    merges: Mapping[Identity, Identity]
    splits: Mapping[MentionPlace, str]  # the name that a person gave

    def canonical(self, identity: Identity) -> Identity:
        """The project that a name means after all merges. Services make no circles; one in the table ends the way."""
        seen = {identity}
        while (into := self.merges.get(identity)) and into not in seen:
            seen.add(into)
            identity = into
        return identity

    def of_mention(self, place: MentionPlace, read: Identity, *, place_names: tuple[str, ...]) -> Identity:
        """The project of a mention that was read as `read`."""
        name = self.splits.get(place)
        return self.canonical((read[0], project_name_key(name, place_names=place_names)) if name else read)

    def of_subject(self, subject: str, read: Identity, mentions: Iterable[tuple[str, Identity]]) -> Identity | None:
        """The project of a record whose subject was read as `read`.

        `mentions`: name and project of the speech's mentions that were read so. A subject goes with the mention of its
        own name, and with all of them where a person sent every one elsewhere together. None where they went apart.
        """
        mentions = list(mentions)
        if own := next((target for name, target in mentions if unit_name(name) == unit_name(subject)), None):
            return own
        targets = {target for _, target in mentions}
        if len(targets) == 1:
            return targets.pop()
        rest = self.canonical(read)
        return rest if rest in targets else None


def read_identities(connection: Connection) -> Identities:
    """All merges and splits of the ledger."""
    merge, entry = ProjectMerge.__table__.c, PersonEntry.__table__.c
    merges = connection.execute(select(merge.scope, merge.name_key, merge.into_scope, merge.into_key)).all()
    splits = connection.execute(
        select(entry.document_name, entry.ordinal, entry.record_key, entry.text_value)
        .where(entry.kind == str(EntryKind.SPLIT_MENTION))
    ).all()
    return Identities({(m[0], m[1]): (m[2], m[3]) for m in merges}, {(s[0], s[1], s[2]): s[3] for s in splits})


def follow_merges(connection: Connection, document: str, read: Mapping[str, Collection[str]]) -> int:
    """Move merges along whose speech without a known place got another ordinal, or a place. Returns how many moved.

    `read`: the name keys of the document's speeches by scope. The scope of such a speech is "document#ordinal"; a merge
    moves where exactly one other scope of the document has its key now, else it stays for the day that the key is back.
    """
    table = ProjectMerge.__table__
    own = [c.startswith(f"{document}#", autoescape=True) for c in (table.c.scope, table.c.into_scope)]
    rows = connection.execute(select(table).where(or_(*own)).order_by(table.c.id)).all()
    moved = 0
    taken = {tuple(row) for row in connection.execute(select(table.c.scope, table.c.name_key))}
    for row in rows:
        new = {"scope": _scope_now(row.scope, row.name_key, document, read),
               "into_scope": _scope_now(row.into_scope, row.into_key, document, read)}
        same_place = new["scope"] == row.scope
        if (same_place and new["into_scope"] == row.into_scope) or (new["scope"], row.name_key) == (
                new["into_scope"], row.into_key):
            continue
        if not same_place and (new["scope"], row.name_key) in taken:
            continue
        connection.execute(update(table).where(table.c.id == row.id).values(new))
        taken.add((new["scope"], row.name_key))
        moved += 1
    return moved


def _scope_now(scope: str, key: str, document: str, read: Mapping[str, Collection[str]]) -> str:
    if not scope.startswith(f"{document}#") or key in read.get(scope, ()):
        return scope
    found = [s for s, keys in read.items() if key in keys]
    return found[0] if len(found) == 1 else scope
