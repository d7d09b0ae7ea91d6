"""What one run or check found on its way into the queue: brought chunk by chunk, taken in all at once.

What is brought lies in a table of its own, which nothing else reads, so a run that is cancelled or fails leaves no
half queue behind; it goes with the run's end, whatever that is. Taking in is done by the database itself, all in the
transaction that finishes the run, but by portions, so that who waits is told of each: the statements that take time depend
on how many members one text has, and not on how long the list is or how many cases the team has.

Whoever screens a chunk brings what it found, as far as that chunk tells; bringing it again changes nothing. A member
whose rows stand in several chunks is brought again as the whole list has it before it is taken in.

Whatever says the same text of the same party is a member of one case; a subject that was taken out of it is a case of
its own. A case that was decided stays decided where the decision covers what the lists say, and who is new among its
members is to be accepted; otherwise it is open again and says why. So does every case of the team whose listings ended, whether or not a row of
this run is about it. A subject whose name was decided on before, under other details, is told apart from a new one.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    exists,
    false,
    func,
    literal,
    true,
    union_all,
    update,
)
from sqlalchemy import case as when
from sqlalchemy import select as columns
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased
from sqlalchemy.sql import insert
from sqlmodel import Session, col, delete, select

from screening.context import AuditedTransaction
from screening.errors import ScreeningError
from screening.progress import Progress, by_share, no_progress
from screening.review.case_finder import RowCounts
from screening.review.cases import (
    SightingContext,
    batched,
    clear_new,
    count_members,
    earlier_decisions,
    forget_sightings,
    gravest_first,
    lapse_of,
    listings_now,
    shown,
    standing_of,
    why_lapsed,
)
from screening.review.fingerprints import name_digest, subject_from, subject_json
from screening.review.rules import HOLDS, CaseState
from screening.storage.review_tables import Case, CaseMember, Sighting, StagedCase

AT_ONCE = 500  # members a transaction brings
PORTION = 2_000  # members or cases that are taken in with one statement: half a second on a busy machine
_KEY = ("key", "subject_digest", "party_id")
_IDENTITY = (*_KEY, "id")
_IN_ORDER = (StagedCase.place, StagedCase.sheet, StagedCase.row, StagedCase.subject_digest)
_OF_CASE = ("text_digest", "party_id", "apart")  # what makes a case the same, within its team
# What a new case has from the member that was seen first, and from its gravest.
_OF_FIRST = (
    "id",
    *_OF_CASE,
    "party_name",
    "is_person",
    "matched",
    "seen",
    "lapsed",
    "earlier_id",
    "case_sought",
)
_OF_GRAVEST = ("level", "score", "confidence", "relation")
_MEMBER_KEY = ("case_id", "subject_digest")
_MEMBER = (
    "name_digest",
    "subject",
    "shown",
    "sought",
    "seen",
    "level",
    "score",
    "confidence",
    "relation",
    "matched",
    "rows",
)


class CasesMissing(ScreeningError):
    """A fault of ours: fewer cases were brought than were found; nothing was taken in."""

    code, status = "cases-missing", 500


def stage_cases(session: Session, key: str, cases: Sequence[RowCounts], *, whole: bool = False) -> None:
    """Bring what a run (or check) found that is known by `key`.

    Args:
        session: of the transaction that keeps it.
        key: the run, or a name of its own for a check.
        cases: of a chunk of the list, or of all of it.
        whole: they are as the whole list has them, so what a chunk told of them gives way.
    """
    # Two that bring the same case in other orders would wait for each other for ever.
    rows = sorted((_row(key, each) for each in cases), key=itemgetter("subject_digest", "party_id"))
    if not rows:
        return
    adding = _inserting(session, StagedCase)
    if whole:
        said = {name: adding.excluded[name] for name in rows[0] if name not in _IDENTITY}
        adding = adding.on_conflict_do_update(index_elements=_KEY, set_=said)
    else:
        adding = adding.on_conflict_do_nothing()
    session.connection().execute(adding, rows)


@dataclass(frozen=True, slots=True)
class _Range:
    """Digests after one, up to another."""

    after: str = ""
    last: str | None = None

    def holds(self, digest: Any) -> ColumnElement[bool]:  # noqa: ANN401 - a column, as classes of tables have it
        """Whether a digest is one of them."""
        after = [col(digest) > self.after] if self.after else []
        return and_(true(), *after, *([] if self.last is None else [col(digest) <= self.last]))


def merge_staged_cases(
    decision: AuditedTransaction,
    seen: SightingContext,
    key: str,
    number: int,
    progress: Progress = no_progress,
) -> None:
    """Take in the `number` members that were brought under `key`; `progress` is told of as many, some at a time.

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
    texts = _texts(session, seen, key)
    told = by_share(progress, number, 3 * number)
    looked_at = by_share(told, number, len(texts))
    # Before any is taken in: what this run brings under a decided case is nothing that was decided before.
    for some in texts if number else ():
        _route_those_apart(session, seen.team, key, some)
        _mark_other_subjects(session, seen.team, key, some)
        looked_at(1)
    for some in texts if number else ():
        _take_new_cases(session, seen, key, some)
        # One text may have more members than a statement should take in.
        for subjects, members in _subjects(session, key, some):
            _take_members(session, seen, key, some, subjects)
            _sight(session, seen, key, some, subjects)
            told(members)
    brought_up = by_share(told, number, len(texts))
    for some in texts:
        found, before = _found(session, seen.team, key, some)
        count_members(session, before)
        _bring_up_to_date(decision, seen, found, some)
        _see_again(session, seen, before)
        brought_up(1)
    session.connection().execute(delete(StagedCase).where(col(StagedCase.key) == key))


def _texts(session: Session, seen: SightingContext, key: str) -> list[_Range]:
    """Portions of what was brought, and for a run of all cases of its team, by their texts."""
    brought: Select[Any] = columns(col(StagedCase.text_digest).label("digest")).where(
        col(StagedCase.key) == key
    )
    if not seen.run_id:
        return _ranges(session, brought)
    cases: Select[Any] = columns(col(Case.text_digest).label("digest")).where(col(Case.team) == seen.team)
    every = union_all(brought, cases).subquery()
    return _ranges(session, columns(every.c.digest))


def _subjects(session: Session, key: str, texts: _Range) -> Iterator[tuple[_Range, int]]:
    """Portions of what was brought of some texts, by the subjects, and how many members each has."""
    # By an expression: PostgreSQL would else go through all that was brought, in the order of its key, to find them.
    in_order = func.coalesce(StagedCase.subject_digest, "")
    wanted = columns(col(StagedCase.subject_digest)).where(_of(key, texts)).order_by(in_order)
    portions = list(batched(session.connection().execute(wanted).scalars().all(), PORTION))
    after = ""
    for place, some in enumerate(portions, 1):
        yield _Range(after, some[-1] if place < len(portions) else None), len(some)
        after = some[-1]


def _ranges(session: Session, digests: Select[Any]) -> list[_Range]:
    """Ranges that hold some `PORTION` of the digests each, and together all that there can be."""
    each = digests.subquery().c.digest
    placed = columns(each, func.row_number().over(order_by=each).label("place")).subquery()
    last = columns(placed.c.digest).where(placed.c.place % PORTION == 0).distinct().order_by(placed.c.digest)
    ends = session.connection().execute(last).scalars().all()
    return [_Range(after, end) for after, end in zip(["", *ends], [*ends, None], strict=True)]


def _row(key: str, counted: RowCounts) -> dict[str, Any]:
    found = counted.found
    line = shown(found.subject)
    return {
        "key": key,
        "subject_digest": found.digest,
        "party_id": found.party_id,
        "place": counted.chunk,
        "id": uuid.uuid4().hex,
        "text_digest": found.text_digest,
        "apart": "",
        "name_digest": name_digest(found.subject),
        "party_name": found.party_name,
        "is_person": found.is_person,
        "subject": subject_json(found.subject),
        "shown": line,
        "sought": line.casefold(),
        # Letter case of other scripts than Latin is nothing that SQLite knows of.
        "case_sought": f"{found.matched} {found.party_name}".casefold(),
        "seen": json.dumps(found.seen, sort_keys=True),
        "level": found.level,
        "score": found.score,
        "confidence": found.confidence,
        "relation": str(found.relation),
        "matched": found.matched,
        "lapsed": "",
        "earlier_id": "",
        "rows": counted.rows,
        "sheet": counted.sheet,
        "row": counted.row,
        "lead": found.lead,
    }


def _inserting(session: Session, table: Any) -> Any:  # noqa: ANN401 - of either dialect
    dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    return dialect.insert(table)


def _same(team: str, texts: _Range) -> ColumnElement[bool]:
    # That the texts of cases lie in the range follows, but no database concludes it: all cases would be gone through.
    same = (getattr(Case, name) == getattr(StagedCase, name) for name in _OF_CASE)
    return and_(col(Case.team) == team, texts.holds(Case.text_digest), *same)


def _of(key: str, texts: _Range) -> ColumnElement[bool]:
    return and_(col(StagedCase.key) == key, texts.holds(StagedCase.text_digest))


def _route_those_apart(session: Session, team: str, key: str, texts: _Range) -> None:
    """Lead the subjects that were taken out of their question to the questions of their own."""
    own = exists().where(
        col(Case.team) == team,
        texts.holds(Case.text_digest),
        col(Case.text_digest) == col(StagedCase.text_digest),
        col(Case.party_id) == col(StagedCase.party_id),
        col(Case.apart) == col(StagedCase.subject_digest),
    )
    routed = update(StagedCase).where(_of(key, texts), own)
    session.connection().execute(routed.values(apart=StagedCase.subject_digest))


def _mark_other_subjects(session: Session, team: str, key: str, texts: _Range) -> None:
    """Say of subjects whose name was decided on before that the decision does not cover them.

    One about the subject makes a question of this subject alone, so that nobody else who says the same is told of it, unless
    the question of all has an answer. One about a text is said of a new question, and to all of it.
    """
    shared = exists().where(_same(team, texts))
    answered = exists().where(_same(team, texts), col(Case.state).in_((CaseState.SECOND.value, *HOLDS)))
    asked_before = exists().where(
        _same(team, texts),
        col(CaseMember.case_id) == col(Case.id),
        col(CaseMember.subject_digest) == col(StagedCase.subject_digest),
    )
    case, member = aliased(Case), aliased(CaseMember)
    decided = exists().where(
        col(member.name_digest) == col(StagedCase.name_digest),
        col(case.id) == col(member.case_id),
        col(case.team) == team,
        col(case.party_id) == col(StagedCase.party_id),
        col(case.state).in_(HOLDS),
    )
    wanted = columns(
        *map(
            col,
            (
                StagedCase.subject_digest,
                StagedCase.party_id,
                StagedCase.name_digest,
                StagedCase.subject,
                StagedCase.matched,
            ),
        ),
        shared,
    ).where(_of(key, texts), decided, ~asked_before, ~answered)
    brought = list(map(tuple, session.connection().execute(wanted)))
    earlier = earlier_decisions(session, team, (name for _, _, name, *_ in brought)) if brought else {}
    rows = []
    for digest, party_id, name, subject, matched, is_known in brought:
        before = earlier.get((name, party_id))
        if before is None or (is_known and not before.asks_separately):
            continue
        said = before.why_not(subject_from(subject), matched)
        apart = digest if before.asks_separately else ""
        rows.append({"which": digest, "beside": party_id, "said": said, "earlier": before.id, "alone": apart})
    if rows:
        which = and_(
            col(StagedCase.key) == key,
            col(StagedCase.subject_digest) == bindparam("which"),
            col(StagedCase.party_id) == bindparam("beside"),
        )
        said_of: dict[str, Any] = {
            "lapsed": bindparam("said"),
            "earlier_id": bindparam("earlier"),
            "apart": bindparam("alone"),
        }
        session.connection().execute(update(StagedCase).where(which).values(**said_of), rows)


def _take_new_cases(session: Session, seen: SightingContext, key: str, texts: _Range) -> None:
    """Make the cases that are not known yet, each from the member that stands first in the list."""
    of_case: dict[str, Any] = {"partition_by": [getattr(StagedCase, name) for name in _OF_CASE]}
    # A member about whose name something was decided before goes first, so that the case says so.
    order = ((col(StagedCase.lapsed) == ""), *map(col, _IN_ORDER))
    gravest: dict[str, Any] = {**of_case, "order_by": gravest_first(StagedCase)}
    counts = {"people": func.count(), "rows": func.sum(StagedCase.rows)}
    first = (
        columns(
            *(getattr(StagedCase, name) for name in _OF_FIRST),
            *(
                func.first_value(getattr(StagedCase, name)).over(**gravest).label(name)
                for name in _OF_GRAVEST
            ),
            *(count.over(**of_case).label(name) for name, count in counts.items()),
            func.row_number().over(**of_case, order_by=order).label("nth"),
        )
        .where(_of(key, texts), ~exists().where(_same(seen.team, texts)))
        .subquery()
    )
    constant = {
        "team": seen.team,
        "state": CaseState.OPEN.value,
        "first_seen_at": seen.at,
        "last_seen_at": seen.at,
    }
    blank = ("disposition_id", "verdict", "assignee", "assignee_name", "due", "held")
    constant |= dict.fromkeys((*blank, "found_by", "found_by_name"), "")
    names = (*_OF_FIRST, *_OF_GRAVEST, *counts)
    new = columns(*(first.c[name] for name in names), *(literal(value) for value in constant.values())).where(
        first.c.nth == 1
    )
    kept = ["sought" if name == "case_sought" else name for name in names]
    session.connection().execute(insert(Case).from_select([*kept, *constant], new))


def _take_members(session: Session, seen: SightingContext, key: str, texts: _Range, subjects: _Range) -> None:
    """Take in members; what a later look saw of one is not changed by an earlier.

    Who comes under an answer that was given before is new until somebody accepts it.
    """
    moments = ("first_seen_at", "last_seen_at")
    # Of a listed person's name each subject is a case of its own, decided or not.
    answered = and_(col(Case.state).in_((CaseState.SECOND.value, *HOLDS)), col(Case.is_person).is_(False))
    brought = (
        columns(
            *map(col, (Case.id, StagedCase.subject_digest)),
            *(getattr(StagedCase, name) for name in _MEMBER),
            literal(seen.at),
            literal(seen.at),
            when((answered, true()), else_=false()),
        )
        .join(StagedCase, _same(seen.team, texts))
        .where(_of(key, texts), subjects.holds(StagedCase.subject_digest))
    )
    adding = _inserting(session, CaseMember).from_select(
        [*_MEMBER_KEY, *_MEMBER, *moments, "is_new"], brought
    )
    said = {name: adding.excluded[name] for name in (*_MEMBER, "last_seen_at")}
    session.connection().execute(
        adding.on_conflict_do_update(
            index_elements=_MEMBER_KEY, set_=said, where=col(CaseMember.last_seen_at) <= seen.at
        )
    )


def _sight(session: Session, seen: SightingContext, key: str, texts: _Range, subjects: _Range) -> None:
    said = ("seen", "level", "score", "rows", "sheet", "row", "lead")
    sighted = (
        columns(
            literal(seen.run_id),
            *map(col, (Case.id, StagedCase.subject_digest)),
            *(getattr(StagedCase, name) for name in said),
        )
        .join(StagedCase, _same(seen.team, texts))
        .where(_of(key, texts), subjects.holds(StagedCase.subject_digest))
    )
    key_columns = ("run_id", "case_id", "subject_digest")
    adding = _inserting(session, Sighting).from_select([*key_columns, *said], sighted)
    changed = {name: adding.excluded[name] for name in said}
    session.connection().execute(
        adding.on_conflict_do_update(index_elements=key_columns, set_=changed)  # checks are one another's
    )


def _found(
    session: Session, team: str, key: str, texts: _Range
) -> tuple[dict[str, dict[str, str]], list[str]]:
    """By case, the listings that were found of it (id to digest), over all its members; and which cases are not new."""
    is_new = col(Case.id) == col(StagedCase.id)
    wanted = columns(col(Case.id), col(StagedCase.seen), is_new).join(StagedCase, _same(team, texts))
    found: dict[str, dict[str, str]] = {}
    new = set()
    for case_id, seen, made in session.connection().execute(wanted.where(_of(key, texts)).distinct()):
        found.setdefault(case_id, {}).update(json.loads(seen))
        if made:
            new.add(case_id)
    return found, sorted(found.keys() - new)


def _bring_up_to_date(
    decision: AuditedTransaction,
    seen: SightingContext,
    found: Mapping[str, Mapping[str, str]],
    texts: _Range,
) -> None:
    """Say of known cases what their listings say now, and let decisions lapse that do not cover it.

    A run tells it of every case of its team: where a listing has ended, no row of it is found any more. One that
    looked earlier than the last changes nothing.
    """
    session = decision.session
    known = select(Case.id, Case.disposition_id, Case.seen, Case.level)
    known = known.where(Case.team == seen.team, Case.last_seen_at <= seen.at, texts.holds(Case.text_digest))
    if not seen.run_id:
        known = known.where(col(Case.id).in_(sorted(found)))
    rows = [
        (
            case_id,
            disposition_id,
            before,
            level,
            listings_now(json.loads(before), found.get(case_id, {}), seen.parties),
        )
        for case_id, disposition_id, before, level in session.exec(known.order_by(col(Case.id)))
    ]
    standing = standing_of(session, [disposition_id for _, disposition_id, *_ in rows if disposition_id])
    opened, changed = [], []
    for case_id, disposition_id, before, level, now in rows:
        disposition = standing.get(disposition_id)
        why = why_lapsed(disposition, now, level, seen.parties.titles) if disposition else ""
        if disposition and why:
            said = lapse_of(decision, seen, disposition, why)
            opened.append({"which": case_id, "said": said, "earlier": disposition.id})
        if (content := json.dumps(now, sort_keys=True)) != before:
            changed.append({"which": case_id, "now": content})
    which = update(Case).where(col(Case.id) == bindparam("which"))
    connection = session.connection()
    if changed:
        connection.execute(which.values(seen=bindparam("now")), changed)
    if opened:
        free = {"state": CaseState.OPEN.value, "disposition_id": "", "verdict": ""}
        said_of: dict[str, Any] = {"lapsed": bindparam("said"), "earlier_id": bindparam("earlier")}
        connection.execute(which.values(**free, **said_of), opened)
        # Without an answer that holds nobody is new under one.
        clear_new(session, [each["which"] for each in opened])


def _see_again(session: Session, seen: SightingContext, case_ids: Sequence[str]) -> None:
    for portion in batched(case_ids):
        again = update(Case).where(col(Case.id).in_(portion), col(Case.last_seen_at) < seen.at)
        session.connection().execute(again.values(last_seen_at=seen.at))
