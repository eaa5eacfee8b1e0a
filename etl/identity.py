"""Which projects are one, as people say: merge two, split a mention off, and take either back.

Each service writes in one transaction and settles the mentions, milestones, figures and commitments concerned at once;
every later load follows what was entered (etl.load_identities). Errors: db.errors.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, Engine, Row, delete, insert, select

from db.entry_checks import note_words, signature, words_of
from db.errors import BadEntry, NoSuchRow
from db.history import changing
from db.models import EntryKind, Project, ProjectMention, ProjectMerge
from db.rights import Actor, Right
from db.services.merged_projects import move_work
from db.vocab import Action
from etl.entries import record_place, withdraw_entry, write_entry
from etl.load_identities import Identity, read_identities
from etl.load_names import project_name_key
from etl.load_regroup import StoredMention, regroup, stored_mentions

_LONGEST_PROJECT_NAME = 200


def merge_projects(
    engine: Engine, keep_id: int, other_id: int, *, actor: Actor, now: datetime, note: str = ""
) -> None:
    """Enter that the project `other_id` is the project `keep_id`, whose name stays. `other_id` is no more then.

    Reports, dated stages and responsibilities of the other go along, and stay where they are if the merge is undone.
    """
    row = {"note": note_words(note), **signature(actor.name, now)}
    if keep_id == other_id:
        raise BadEntry("a project is merged with another one, not with itself")
    actor.require(Right.REVIEW)
    with changing(engine, Action.MERGE, actor=actor, now=now, reason=note_words(note)) as change:
        connection = change.connection
        keep, other = _project(connection, keep_id), _project(connection, other_id)
        change.about("project", keep_id, f"{other.name} → {keep.name}")
        identities = read_identities(connection)
        into = identities.canonical((keep.scope, keep.name_key))
        if identities.canonical((other.scope, other.name_key)) == into:
            raise BadEntry(f"{other.name} and {keep.name} are one project already")
        place = {"scope": other.scope, "name_key": other.name_key, "name": other.name}
        connection.execute(insert(ProjectMerge.__table__).values(
            **place, into_scope=into[0], into_key=into[1], **row))
        move_work(connection, keep_id=keep_id, other_id=other_id)
        regroup(connection, {keep_id, other_id})


def undo_merge(engine: Engine, merge_id: int, *, actor: Actor, now: datetime) -> bool:
    """Take a merge back; what was split off or merged otherwise stays so. False where nobody had entered it."""
    merges = ProjectMerge.__table__
    actor.require(Right.REVIEW)
    with changing(engine, Action.UNDO_MERGE, actor=actor, now=now) as change:
        connection = change.connection
        merge = connection.execute(select(merges).where(merges.c.id == merge_id)).first()
        if merge is None:
            return False
        change.about("project_merge", merge_id, merge.name)
        project = _id_of(connection, read_identities(connection).canonical((merge.scope, merge.name_key)))
        connection.execute(delete(merges).where(merges.c.id == merge_id))
        if project is not None:
            regroup(connection, {project})
        return True


def split_mention(
    engine: Engine, mention_id: int, *, new_name: str, actor: Actor, now: datetime, note: str = ""
) -> None:
    """Enter that a mention means the project `new_name`, of the speech's place, and not the one that it was read as.

    The milestones, figures and commitments of the speech go along whose subject is the mention's name, and all that
    were read so where the speech has no other mention of that key. A name that means the same project is refused.
    """
    name = words_of(new_name, "project's name", _LONGEST_PROJECT_NAME)
    if not name:
        raise BadEntry("the split-off project needs a name")
    values = {"text_value": name, "note": note_words(note)}
    actor.require(Right.REVIEW)
    with changing(engine, Action.SPLIT, actor=actor, now=now, reason=note_words(note)) as change:
        connection = change.connection
        place = record_place(connection, ProjectMention, mention_id)
        change.about("project_mention", mention_id, _mentioned(connection, mention_id))
        (mention,) = stored_mentions(connection, ProjectMention.id == mention_id)
        if _meaning(connection, mention, name) == _current(connection, mention):
            raise BadEntry(f"{name} means the project that the mention has already; give it a name of its own")
        write_entry(connection, EntryKind.SPLIT_MENTION, place, values, actor, now)
        regroup(connection, {mention.project_id})


def undo_split(engine: Engine, mention_id: int, *, actor: Actor, now: datetime) -> bool:
    """Give a mention back to the project that it was read as. False where nobody had split it off."""
    actor.require(Right.REVIEW)
    with changing(engine, Action.UNDO_SPLIT, actor=actor, now=now) as change:
        connection = change.connection
        place = record_place(connection, ProjectMention, mention_id)
        change.about("project_mention", mention_id, _mentioned(connection, mention_id))
        (mention,) = stored_mentions(connection, ProjectMention.id == mention_id)
        withdrawn = withdraw_entry(connection, EntryKind.SPLIT_MENTION, place)
        if withdrawn:
            regroup(connection, {mention.project_id})
        return withdrawn


def _mentioned(connection: Connection, mention_id: int) -> str:
    table = ProjectMention.__table__
    return connection.execute(select(table.c.name).where(table.c.id == mention_id)).scalar_one()


def _meaning(connection: Connection, mention: StoredMention, name: str) -> Identity:
    key = project_name_key(name, place_names=mention.place_names)
    return read_identities(connection).canonical((mention.read[0], key))


def _current(connection: Connection, mention: StoredMention) -> Identity:
    project = _project(connection, mention.project_id)
    return project.scope, project.name_key


def _project(connection: Connection, project_id: int) -> Row:
    table = Project.__table__
    found = connection.execute(select(table).where(table.c.id == project_id)).first()
    if found is None:
        raise NoSuchRow(f"project {project_id} is not in the ledger; it may have been merged or read again")
    return found


def _id_of(connection: Connection, identity: Identity) -> int | None:
    table = Project.__table__
    where = (table.c.scope == identity[0], table.c.name_key == identity[1])
    return connection.execute(select(table.c.id).where(*where)).scalar_one_or_none()
