"""Checks of one name that somebody keeps: the answer as it was given, byte for byte, under their own reference.

What is kept is the public shape of the result, so it reads the same when lists, policies and engine have moved on.
Keeping is recorded in the log with the answer's hash, and what is to be reviewed becomes a case like that of a list.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, delete
from sqlalchemy import select as columns
from sqlmodel import Session, col, func, select

from screening.audit import token_of
from screening.context import AppContext
from screening.errors import ScreeningError
from screening.model import Outcome, Result, RunFacts, called
from screening.report.json_output import result_json
from screening.review.case_finder import Cases, PartyNames, find_cases
from screening.review.case_intake import merge_staged_cases, stage_cases
from screening.review.cases import SightingContext
from screening.review.fingerprints import name_digest, subject_digest
from screening.review.missed import missed_cases
from screening.storage.check_tables import SavedCheck

ACTION = "check.kept"
# By what checks can be put in order; the gravest outcome is the highest.
CHECK_ORDERS: Mapping[str, tuple[Any, ...]] = {
    "saved": (col(SavedCheck.at),),
    "name": (func.lower(col(SavedCheck.called)),),
    "outcome": (col(SavedCheck.outcome) == Outcome.REVIEW.value, col(SavedCheck.score)),
    "reference": (func.lower(col(SavedCheck.reference)),),
    "by": (func.lower(col(SavedCheck.actor_name)),),
}
LONGEST_REFERENCE = 200  # characters


class CheckUnknown(ScreeningError):
    """There is no such check, or it is another team's; the two are never told apart."""

    code, status = "check-unknown", 404


class ReferenceTooLong(ScreeningError):
    """The reference is longer than is kept; nothing was kept."""

    code, status = "reference-too-long", 422


@dataclass(frozen=True, slots=True)
class Keeper:
    """Who keeps a check: account, name as others know it, and team."""

    id: str
    name: str
    team: str


def keep_check(
    context: AppContext,
    result: Result,
    facts: RunFacts,
    parties: PartyNames,
    keeper: Keeper,
    reference: str = "",
) -> str:
    """Keep a check as it was answered; give its id.

    Args:
        context: the installation that keeps it.
        result: the answer.
        facts: what it rests on.
        parties: of the engine that gave it.
        keeper: who keeps it.
        reference: the keeper's own, such as an order's number; up to LONGEST_REFERENCE characters.

    Raises:
        ReferenceTooLong: nothing was kept.
        StorageFailed: nothing was kept.
    """
    reference = " ".join(reference.split())
    if len(reference) > LONGEST_REFERENCE:
        raise ReferenceTooLong(
            f"The reference has {len(reference):,} characters; up to {LONGEST_REFERENCE} are kept, shorten it."
        )
    answer = json.dumps(result_json(result, facts), ensure_ascii=False, sort_keys=True)
    sha256 = hashlib.sha256(answer.encode()).hexdigest()
    name, said = called(result.subject), result.assessment
    check_id, at = uuid.uuid4().hex, facts.screened_at.isoformat()
    with context.decide() as decision:
        # First, since it has others wait who keep the same check: each would make its case.
        token = token_of(decision.session, keeper.team, name, at=decision.at)
        decision.session.add(
            SavedCheck(
                id=check_id,
                team=keeper.team,
                actor=keeper.id,
                actor_name=keeper.name,
                at=at,
                reference=reference,
                called=name,
                subject_digest=subject_digest(result.subject),
                name_digest=name_digest(result.subject),
                sought=f"{name} {reference}".casefold(),
                outcome=said.outcome.value,
                level=said.risk_level.value,
                score=said.risk_score,
                answer=answer,
                answer_sha256=sha256,
            )
        )
        seen = SightingContext(keeper.team, "", at, keeper.id, parties)
        cases = Cases()
        cases.count("", 0, find_cases(result, parties))
        found = cases.counted()
        found += missed_cases(decision.session, keeper.team, [("", 0, result.subject)], found, parties)
        stage_cases(decision.session, check_id, found)
        merge_staged_cases(decision, seen, check_id, len(found))
        sealed = {"check": check_id, "subject": token, "answer": sha256, "outcome": said.outcome.value}
        decision.record(ACTION, actor=keeper.id, team=keeper.team, facts=sealed)
    return check_id


def find_saved_check(context: AppContext, check_id: str, team: str) -> SavedCheck:
    """A check as it was kept.

    Raises:
        CheckUnknown: the team has none of this id.
    """
    with context.database.read() as session:
        check = session.get(SavedCheck, check_id)
        if check is None or check.team != team:
            raise CheckUnknown("There is no such check; see the list of saved checks.")
        session.expunge(check)
    return check


def answer_of(check: SavedCheck) -> dict[str, Any]:
    """The answer in the public shape."""
    answer: dict[str, Any] = json.loads(check.answer)
    return answer


def count_checks(context: AppContext, team: str, query: str = "", *, since: str = "") -> int:
    """How many checks of a team hold every word of `query` in what was asked or in the reference.

    With `since` (ISO 8601, UTC) only those made from then on.
    """
    wanted = (*_wanted(team, query), col(SavedCheck.at) >= since)
    with context.database.read() as session:
        return session.exec(select(func.count()).select_from(SavedCheck).where(*wanted)).one()


def list_saved_checks(
    context: AppContext,
    team: str,
    query: str = "",
    *,
    first: int = 0,
    most: int = 50,
    order: str = "saved",
    descending: bool = True,
) -> list[SavedCheck]:
    """Those checks in an order of CHECK_ORDERS, from place `first` on and up to `most` of them."""
    columns = [each.desc() if descending else each for each in CHECK_ORDERS[order]]
    page = select(SavedCheck).where(*_wanted(team, query)).order_by(*columns, col(SavedCheck.id))
    with context.database.read() as session:
        found = list(session.exec(page.offset(first).limit(most)))
        session.expunge_all()
    return found


def _wanted(team: str, query: str) -> list[ColumnElement[bool]]:
    words = [col(SavedCheck.sought).contains(word, autoescape=True) for word in query.casefold().split()]
    return [col(SavedCheck.team) == team, *words]


def forget_old_checks(session: Session, before: str) -> list[str]:
    """Forget checks made before a moment (ISO 8601, UTC) that nobody holds; gives their ids."""
    old = (col(SavedCheck.at) < before, col(SavedCheck.held) == "")
    found = list(session.exec(select(SavedCheck.id).where(*old)))
    session.connection().execute(delete(SavedCheck).where(*old))
    return found


def forget_checks_of(
    session: Session, team: str, names: Callable[[str], bool]
) -> tuple[list[str], list[str]]:
    """Forget a team's checks of every subject that `names` says is meant; gives their ids, and ids of those held back."""
    of_check = (SavedCheck.id, SavedCheck.held, SavedCheck.called, SavedCheck.answer, SavedCheck.reference)
    kept = session.connection().execute(columns(*map(col, of_check)).where(col(SavedCheck.team) == team))
    meant = [(check_id, held) for check_id, held, *texts in kept if any(map(names, texts_of_check(*texts)))]
    going = [check_id for check_id, held in meant if not held]
    if going:
        session.connection().execute(delete(SavedCheck).where(col(SavedCheck.id).in_(going)))
    return going, [check_id for check_id, held in meant if held]


def texts_of_check(name: str, answer: str, reference: str) -> list[str]:
    """Every text of a saved check that may be the name somebody asks to have erased.

    Of the subject they are those of `screening.intake.subject_names.texts_of`, as the answer holds them.
    """
    subject = json.loads(answer)["subject"]
    ties = subject.get("ties", ())  # answers that were kept before ties were given have none
    return [
        name,
        reference,
        subject["name"],
        *subject["affiliations"],
        *(text for tie in ties for text in (tie["text"], tie["role"].partition(": ")[2])),
        *(each["value"] for each in subject["identifiers"]),
    ]
