"""The cases of one run or check on their way into the queue: brought chunk by chunk, taken in all at once.

What is brought lies in a table of its own, which nothing else reads, so a run that is cancelled or fails leaves no
half queue behind; it goes with the run's end, whatever that is. Taking in is done by the database itself, in the
transaction that finishes the run: its length depends little on how many cases there are.

Whoever screens a chunk brings its cases, as far as that chunk tells; bringing them again changes nothing. A case
whose rows stand in several chunks is brought again as the whole list has it before it is taken in.

A case that was decided stays decided where the decision covers what the run saw; otherwise it is open again and says
why. A subject whose name was decided on before, under other details, is told apart from a new one.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, literal, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import insert
from sqlmodel import Session, col, delete, select

from screening.context import AuditedTransaction
from screening.errors import ScreeningError
from screening.review.case_finder import RowCounts
from screening.review.cases import (
    SightingContext,
    forget_sightings,
    lapse_of,
    other_details,
    shown,
    standing_of,
    why_lapsed,
)
from screening.review.fingerprints import alike_digest, name_digest, subject_from, subject_json
from screening.review.rules import CaseState
from screening.storage.review_tables import Case, Sighting, StagedCase

AT_ONCE = 500  # cases a transaction
_KEY = ("key", "subject_digest", "party_id")
_IDENTITY = (*_KEY, "id")
_IN_ORDER = (StagedCase.place, StagedCase.sheet, StagedCase.row, StagedCase.party_id)
_AS_SEEN = ("seen", "level", "score", "confidence", "relation", "matched")
_LATER = ("id", "team", "state", "first_seen_at", "last_seen_at", "disposition_id", "verdict", "lapsed")
# What a case has from who saw it.
_BROUGHT = tuple(
    name for name in Case.model_fields if name not in (*_LATER, "assignee", "assignee_name", "held")
)


class CasesMissing(ScreeningError):
    """A fault of ours: fewer cases were brought than were found; nothing was taken in."""

    code, status = "cases-missing", 500


def stage_cases(session: Session, key: str, cases: Sequence[RowCounts], *, whole: bool = False) -> None:
    """Bring cases of a run (or check) that is known by `key`.

    Args:
        session: of the transaction that keeps them.
        key: the run, or a name of its own for a check.
        cases: of a chunk of the list, or of all of it.
        whole: they are as the whole list has them, so what a chunk told of them gives way.
    """
    # Two that bring the same case in other orders would wait for each other for ever.
    rows = sorted((_row(key, each) for each in cases), key=itemgetter("subject_digest", "party_id"))
    if not rows:
        return
    dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    adding = dialect.insert(StagedCase)
    if whole:
        said = {name: adding.excluded[name] for name in rows[0] if name not in _IDENTITY}
        adding = adding.on_conflict_do_update(index_elements=_KEY, set_=said)
    else:
        adding = adding.on_conflict_do_nothing()
    session.connection().execute(adding, rows)


def merge_staged_cases(decision: AuditedTransaction, seen: SightingContext, key: str, number: int) -> None:
    """Take in the `number` cases that were brought under `key`.

    Raises:
        CasesMissing: not all of them were brought.
    """
    session = decision.session
    session.flush()
    brought = session.exec(select(func.count()).select_from(StagedCase).where(StagedCase.key == key)).one()
    if brought != number:
        raise CasesMissing(f"{number - brought} cases of this run are missing; retry it.")
    if seen.run_id:
        forget_sightings(session, seen.run_id)
    if not number:
        return
    _merge_known_cases(decision, seen, key)
    _mark_other_subjects(session, seen.team, key)
    _take_new(session, seen, key)
    _sight(session, seen, key)
    session.connection().execute(delete(StagedCase).where(col(StagedCase.key) == key))


def _row(key: str, counted: RowCounts) -> dict[str, Any]:
    found = counted.found
    return {
        "key": key,
        "subject_digest": found.digest,
        "party_id": found.party_id,
        "place": counted.chunk,
        "id": uuid.uuid4().hex,
        "name_digest": name_digest(found.subject),
        "party_name": found.party_name,
        "subject": subject_json(found.subject),
        "shown": shown(found.subject),
        "sought": f"{shown(found.subject)} {found.party_name}".casefold(),
        "alike": alike_digest(
            found.digest if found.is_person else found.matched, found.party_id, found.relation
        ),
        "seen": json.dumps(found.seen, sort_keys=True),
        "level": found.level,
        "score": found.score,
        "confidence": found.confidence,
        "relation": str(found.relation),
        "matched": found.matched,
        "lapsed": "",
        "rows": counted.rows,
        "sheet": counted.sheet,
        "row": counted.row,
        "lead": found.lead,
    }


def _same(team: str) -> ColumnElement[bool]:
    return and_(
        col(Case.team) == team,
        col(Case.subject_digest) == col(StagedCase.subject_digest),
        col(Case.party_id) == col(StagedCase.party_id),
    )


def _merge_known_cases(decision: AuditedTransaction, seen: SightingContext, key: str) -> None:
    """Bring known cases up to date; a run that looked earlier than the last one changes nothing of them."""
    session = decision.session
    known = (
        select(
            Case.id,
            Case.disposition_id,
            *(getattr(each, name) for each in (Case, StagedCase) for name in _AS_SEEN),
        )
        .join(StagedCase, _same(seen.team))
        .where(col(StagedCase.key) == key, col(Case.last_seen_at) <= seen.at)
        .order_by(*(col(each) for each in _IN_ORDER))
    )
    again = [
        (row[0], row[1], row[2 : 2 + len(_AS_SEEN)], row[2 + len(_AS_SEEN) :]) for row in session.exec(known)
    ]
    standing = standing_of(session, [disposition for _, disposition, _, _ in again if disposition])
    lapsed = []
    for case_id, disposition_id, _, now in again:
        disposition = standing.get(disposition_id)
        why = why_lapsed(disposition, json.loads(now[0]), now[1], seen.titles) if disposition else ""
        if disposition and why:
            lapsed.append((case_id, lapse_of(decision, seen, disposition, why)))
    connection = session.connection()
    changed = [
        {"which": case_id, **dict(zip(_AS_SEEN, now, strict=True))}
        for case_id, _, before, now in again
        if tuple(before) != tuple(now)
    ]
    if changed:
        values: dict[str, Any] = {name: bindparam(name) for name in _AS_SEEN}
        connection.execute(update(Case).where(col(Case.id) == bindparam("which")).values(**values), changed)
    if again:
        ids = select(Case.id).join(StagedCase, _same(seen.team)).where(col(StagedCase.key) == key)
        older = update(Case).where(col(Case.last_seen_at) < seen.at, col(Case.id).in_(ids))
        connection.execute(older.values(last_seen_at=seen.at))
    for case_id, said in lapsed:
        opened = {"state": CaseState.OPEN.value, "disposition_id": "", "verdict": "", "lapsed": said}
        connection.execute(update(Case).where(col(Case.id) == case_id).values(**opened))


def _mark_other_subjects(session: Session, team: str, key: str) -> None:
    """Say of new cases whose name was decided on before that the decision does not cover them."""
    kin = (
        select(StagedCase.subject_digest, StagedCase.party_id, StagedCase.subject, Case)
        .join(
            Case,
            and_(
                col(Case.team) == team,
                col(Case.name_digest) == col(StagedCase.name_digest),
                col(Case.party_id) == col(StagedCase.party_id),
                col(Case.subject_digest) != col(StagedCase.subject_digest),
            ),
        )
        .where(StagedCase.key == key, Case.state == CaseState.DECIDED)
        .order_by(col(Case.last_seen_at), col(Case.id))  # of several, the one that was seen last is named
    )
    said = {
        (digest, party_id): other_details(before, subject_from(subject))
        for digest, party_id, subject, before in session.exec(kin)
    }
    if said:
        which = and_(
            col(StagedCase.key) == key,
            col(StagedCase.subject_digest) == bindparam("which"),
            col(StagedCase.party_id) == bindparam("beside"),
        )
        rows = [{"which": digest, "beside": party, "said": text} for (digest, party), text in said.items()]
        session.connection().execute(update(StagedCase).where(which).values(lapsed=bindparam("said")), rows)


def _take_new(session: Session, seen: SightingContext, key: str) -> None:
    constant = {
        "team": seen.team,
        "state": CaseState.OPEN.value,
        "first_seen_at": seen.at,
        "last_seen_at": seen.at,
        "disposition_id": "",
        "verdict": "",
        "assignee": "",
        "assignee_name": "",
        "held": "",
    }
    brought = ("id", "lapsed", *_BROUGHT)
    new = select(
        *(getattr(StagedCase, name) for name in brought), *(literal(value) for value in constant.values())
    ).where(StagedCase.key == key, ~exists().where(_same(seen.team)))
    session.connection().execute(insert(Case).from_select([*brought, *constant], new))


def _sight(session: Session, seen: SightingContext, key: str) -> None:
    said = ("seen", "level", "rows", "sheet", "row", "lead")
    sighted = (
        select(literal(seen.run_id), Case.id, *(getattr(StagedCase, name) for name in said))
        .join(StagedCase, _same(seen.team))
        .where(StagedCase.key == key)
    )
    if not seen.run_id:
        forget_sightings(session, "", [row[1] for row in session.exec(sighted)])
    session.connection().execute(insert(Sighting).from_select(["run_id", "case_id", *said], sighted))
