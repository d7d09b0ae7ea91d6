"""Confirmed mappings: how a team reads tables with certain headers, once somebody has said so.

A mapping is kept by the signature of the headers, for one team. It ends when it was not used for as long as runs are
kept, when somebody forgets it, when its team is closed, and when a subject is erased whose name stands among its
headers. The log has ids only: headers may be names, where a list has none.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from dataclasses import asdict, replace

from sqlmodel import Session, col, delete, select, update

from screening.context import AppContext, AuditedTransaction
from screening.errors import ScreeningError
from screening.intake.confirmed_mapping import Mapped, signature_of
from screening.intake.mapping import MappingChoice, choice_for, mapping_choice
from screening.intake.model import ParsedList, Table
from screening.intake.reading_choice import ReadingChoice, names_column
from screening.storage.mapping_tables import ConfirmedMapping

# What all of them together may take of a page, of an order and of a reader's time; the oldest go first.
MOST_OF_A_TEAM = 500


class MappingUnknown(ScreeningError):
    """There is no such mapping, or it is another team's; the two are never told apart."""

    code, status = "mapping-unknown", 404


def mappings(context: AppContext, team: str) -> list[Mapped]:
    """The confirmed mappings of a team, the newest first."""
    with context.database.read() as session:
        found = session.exec(
            select(ConfirmedMapping)
            .where(ConfirmedMapping.team == team)
            .order_by(col(ConfirmedMapping.confirmed_at).desc(), col(ConfirmedMapping.id))
        )
        return [_mapped(each) for each in found]


def to_remember(intake: ParsedList, choice: ReadingChoice) -> list[tuple[Table, MappingChoice]]:
    """The tables of a list that a choice speaks of, each with the whole of its mapping, as it was read."""
    return [
        (table, replace(choice_for(table.columns), as_above=choice.as_above or intake.above.answer))
        for table in intake.tables
        if signature_of(table) and _speaks_of(choice, table)
    ]


def remember(
    decision: AuditedTransaction, team: str, tables: Iterable[tuple[Table, MappingChoice]], *, by: str
) -> list[str]:
    """Keep mappings for a team, in the place of earlier ones of the same headers; the caller records their ids."""
    kept, at = [], decision.at.isoformat()
    for table, choice in tables:
        found = decision.session.exec(
            select(ConfirmedMapping).where(
                ConfirmedMapping.team == team, ConfirmedMapping.signature == signature_of(table)
            )
        ).first()
        mapping = ConfirmedMapping(
            id=found.id if found else uuid.uuid4().hex[:12],
            team=team,
            signature=signature_of(table),
            headers=json.dumps(table.headers, ensure_ascii=False),
            choice=json.dumps(asdict(choice), ensure_ascii=False),
            confirmed_by=by,
            confirmed_at=at,
            used_at=at,
        )
        decision.session.merge(mapping)
        decision.session.flush()
        kept.append(mapping.id)
    _drop_oldest(decision.session, team)
    return kept


def confirm(
    context: AppContext, team: str, intake: ParsedList, choice: ReadingChoice, *, by: str
) -> list[str]:
    """Keep what was chosen for the tables of a list that was read; gives the ids of the mappings."""
    with context.decide() as decision:
        kept = remember(decision, team, to_remember(intake, choice), by=by)
        if kept:
            decision.record("mapping.confirmed", actor=by, team=team, facts={"mappings": kept})
    return kept


def note_use(session: Session, found: Iterable[Mapped], at: str) -> None:
    """Note that mappings were used at a moment (ISO 8601, UTC): their term counts from then."""
    for each in found:
        used = update(ConfirmedMapping).where(col(ConfirmedMapping.id) == each.id).values(used_at=at)
        session.connection().execute(used)


def forget_mapping(context: AppContext, mapping_id: str, team: str, *, actor: str) -> None:
    """Forget a mapping: the next list with these headers is read as if nobody had confirmed anything.

    Raises:
        MappingUnknown: the team has none of this id.
    """
    with context.decide() as decision:
        mapping = decision.session.get(ConfirmedMapping, mapping_id)
        if mapping is None or mapping.team != team:
            raise MappingUnknown("There is no such mapping; look at the list of confirmed mappings.")
        decision.session.delete(mapping)
        decision.record("mapping.forgotten", actor=actor, team=team, facts={"mapping": mapping_id})


def forget_old_mappings(session: Session, before: str) -> int:
    """Forget mappings that were last used before a moment (ISO 8601, UTC); how many."""
    return _forget(
        session, list(session.exec(select(ConfirmedMapping.id).where(col(ConfirmedMapping.used_at) < before)))
    )


def forget_mappings_of_team(session: Session, team: str) -> int:
    """Forget every mapping of a team; how many."""
    return _forget(
        session, list(session.exec(select(ConfirmedMapping.id).where(ConfirmedMapping.team == team)))
    )


def forget_mappings_naming(session: Session, team: str, name: str) -> int:
    """Forget a team's mappings in whose headers a name stands; how many."""
    found = session.exec(select(ConfirmedMapping).where(ConfirmedMapping.team == team))
    wanted = _same(name)
    naming = [each.id for each in found if wanted in {_same(text) for text in json.loads(each.headers)}]
    return _forget(session, naming)


def _mapped(row: ConfirmedMapping) -> Mapped:
    return Mapped(
        id=row.id,
        signature=row.signature,
        headers=tuple(json.loads(row.headers)),
        choice=mapping_choice(json.loads(row.choice)),
        confirmed_by=row.confirmed_by,
        confirmed_at=row.confirmed_at,
        used_at=row.used_at,
    )


def _speaks_of(choice: ReadingChoice, table: Table) -> bool:
    if choice.as_above or {"", table.sheet} & dict(choice.header_rows).keys():
        return True
    named = [*(column for _, column in choice.map), *choice.ignore]
    return any(names_column(each, column, table) for each in named for column in table.columns)


def _drop_oldest(session: Session, team: str) -> None:
    by_use = (
        select(ConfirmedMapping.id)
        .where(ConfirmedMapping.team == team)
        .order_by(col(ConfirmedMapping.used_at).desc(), col(ConfirmedMapping.id))
    )
    _forget(session, list(session.exec(by_use.offset(MOST_OF_A_TEAM))))


def _forget(session: Session, ids: list[str]) -> int:
    if ids:
        session.connection().execute(delete(ConfirmedMapping).where(col(ConfirmedMapping.id).in_(ids)))
    return len(ids)


def _same(text: str) -> str:
    return " ".join(text.split()).casefold()
