"""Which decisions are in force: for a run that is about to end, as it pinned them, and for an ended one as of now."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, delete, select

from screening.dispositions.cases import (
    kin_of,
    known_cases,
    other_details,
    portions,
    standing_of,
    why_lapsed,
)
from screening.dispositions.digests import name_digest
from screening.dispositions.found import Counted
from screening.dispositions.rules import State
from screening.dispositions.standing import NOTHING, Holds, Standing, Standings
from screening.jobs.installation import Installation
from screening.storage.review_tables import Case, Disposition, RunDecisions, Sighting
from screening.storage.tables import Run


@dataclass(frozen=True, slots=True)
class _Looked:
    """A case, and what a run saw of it."""

    case: Case
    seen: Mapping[str, str]
    level: int
    lead: bool


def in_force_at_end(
    session: Session, team: str, cases: Sequence[Counted], titles: Mapping[str, str], at: str
) -> Standings:
    """What the team's decisions say of what a run found, before its cases are kept.

    Args:
        session: only read.
        team: whose run it is.
        cases: what the run found.
        titles: of lists, for the sentence that says why a decision has lapsed.
        at: now, ISO 8601 and UTC.
    """
    if session.exec(select(Disposition.id).where(Disposition.team == team).limit(1)).first() is None:
        return NOTHING
    known = known_cases(session, team, sorted({each.found.digest for each in cases}))
    looked, fresh = [], []
    for each in cases:
        case = known.get((each.found.digest, each.found.party_id))
        if case is None:
            fresh.append(each)
        else:
            looked.append(_Looked(case, each.found.seen, each.found.level, each.found.lead))
    found = list(_standings(session, looked, titles))
    kin = kin_of(session, team, fresh)
    for each in fresh:
        before = kin.get((name_digest(each.found.subject), each.found.party_id))
        if before is not None:
            found.append((each.found.digest, _of_another(before, each)))
    return _together(found, at)


def in_force_now(place: Installation, run: Run, titles: Mapping[str, str]) -> Standings:
    """What the team's decisions say today of what an ended run found."""
    with place.database.read() as session:
        wanted = (
            select(Case, Sighting)
            .join(Sighting, col(Sighting.case_id) == col(Case.id))
            .where(Sighting.run_id == run.id, Case.team == run.team)
        )
        looked = [
            _Looked(case, json.loads(sighting.seen), sighting.level, sighting.lead)
            for case, sighting in session.exec(wanted)
        ]
        found = list(_standings(session, looked, titles))
    together = _together(found, place.now().isoformat())
    return Standings(together.at, together.by_digest, later=True)


def pin(session: Session, run_id: str, standings: Standings) -> None:
    """Keep what stood when the report of a run was written, in the transaction that ends the run."""
    session.connection().execute(delete(RunDecisions).where(col(RunDecisions.run_id) == run_id))
    if standings.number:
        session.add(RunDecisions(run_id=run_id, decisions=standings.pack()))


def pinned_of(session: Session, run_id: str) -> Standings:
    """What stood when the report of a run was written."""
    kept = session.get(RunDecisions, run_id)
    return NOTHING if kept is None else Standings.unpack(kept.decisions)


def _together(found: Sequence[tuple[str, Standing]], at: str) -> Standings:
    by_digest: dict[str, list[Standing]] = {}
    for digest, standing in found:
        by_digest.setdefault(digest, []).append(standing)
    return Standings(
        at,
        {
            digest: tuple(sorted(each, key=lambda one: (not one.lead, one.party, one.party_id)))
            for digest, each in by_digest.items()
        },
    )


def _standings(
    session: Session, looked: Sequence[_Looked], titles: Mapping[str, str]
) -> Iterator[tuple[str, Standing]]:
    dispositions = standing_of(
        session, [each.case.disposition_id for each in looked if each.case.disposition_id]
    )
    lapsed = _lapsed(session, [each.case.id for each in looked if each.case.lapsed])
    for each in looked:
        made = dispositions.get(each.case.disposition_id)
        if made is not None:
            why = why_lapsed(made, each.seen, each.level, titles)
            holds = Holds.LAPSED if why else Holds.WAITS if made.state == State.PROPOSED else Holds.STANDS
            yield each.case.subject_digest, _standing(each, made, holds, why)
        elif each.case.lapsed:
            made = lapsed.get(each.case.id)
            why = made.ended_why if made else each.case.lapsed
            yield each.case.subject_digest, _standing(each, made, Holds.LAPSED, why)


def _lapsed(session: Session, case_ids: Sequence[str]) -> dict[str, Disposition]:
    """By case, the decision that lapsed last."""
    found: dict[str, Disposition] = {}
    for portion in portions(sorted(case_ids)):
        wanted = select(Disposition).where(
            col(Disposition.case_id).in_(portion), Disposition.state == State.LAPSED
        )
        found.update(
            {each.case_id: each for each in session.exec(wanted.order_by(col(Disposition.ended_at)))}
        )
    return found


def _standing(looked: _Looked, made: Disposition | None, holds: Holds, why: str) -> Standing:
    return Standing(
        case_id=looked.case.id,
        party_id=looked.case.party_id,
        party=looked.case.party_name,
        listings=tuple(sorted(looked.seen)),
        lead=looked.lead,
        holds=holds,
        verdict=made.verdict if made else "",
        reason=made.reason if made else "",
        by=made.by_name if made else "",
        at=made.at if made else "",
        second_by=made.second_name if made else "",
        second_at=made.second_at if made else "",
        why=why,
    )


def _of_another(before: Case, now: Counted) -> Standing:
    """A decision about a subject of this name under other details: it does not hold, and is not silent about it."""
    found = now.found
    return Standing(
        case_id="",
        party_id=found.party_id,
        party=found.party_name,
        listings=tuple(sorted(found.seen)),
        lead=found.lead,
        holds=Holds.LAPSED,
        verdict="",
        reason="",
        by="",
        at="",
        why=other_details(before, found.subject),
    )
