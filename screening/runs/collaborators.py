"""One subject of a team over time: where it was screened, which checks are saved, its questions and its decisions.

A subject is the same where everything that identifies it is the same: the digest that cases, saved checks and the
subjects of runs share. Another subject of the same name is another collaborator and is only named here, since a name
alone identifies nobody.

Everything is what the team still keeps. What was erased, or is past its retention period, is not here. It leaves a gap
in time: how many lists of the team are gone, and never whether the subject was in them, which nobody knows any more.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, literal, tuple_, union_all
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from screening.caches import LruCache
from screening.context import AppContext
from screening.errors import ScreeningError
from screening.intake.subject_names import texts_of
from screening.model import Subject, called
from screening.pipeline import ScreeningRequest
from screening.review.cases import batched, shown, standing_of
from screening.review.fingerprints import name_digest, subject_digest, subject_from
from screening.review.history import as_decided
from screening.review.rules import State
from screening.runs.erasures import ErasureKind, waiting_erasures
from screening.runs.long_rows import LongRuns
from screening.runs.pins import Pins
from screening.runs.states import ERASED, FINISHED
from screening.runs.uploaded_lists import UploadedLists
from screening.storage.check_tables import SavedCheck
from screening.storage.collaboration_tables import CollaborationDecision
from screening.storage.erasure_tables import Erasure
from screening.storage.keysets import in_order, rows_after
from screening.storage.review_tables import Case, CaseMember, Disposition, Remark, Sighting
from screening.storage.tables import Run, ScreenedSubject
from screening.subject_json import SubjectJson

MOST_NAMESAKES = 20  # that a page names


class CollaboratorUnknown(ScreeningError):
    """The team keeps nothing of such a subject, or another team does; the two are never told apart."""

    code, status = "collaborator-unknown", 404


class EntryKind(StrEnum):
    """What an entry of a history is."""

    LIST = "list"  # screened in a list
    CHECK = "check"  # a saved check
    DECISION = "decision"
    LAPSE = "lapse"  # of a decision
    GAP = "gap"  # lists of the team that are not kept any more


class _Key(NamedTuple):
    """By which an entry is known before it is loaded."""

    kind: str
    id: str
    at: str


@dataclass(frozen=True, slots=True)
class ScreeningBasis:
    """What a result rests on, as far as runs and saved checks both say it."""

    engine: str
    register: str
    snapshots: Mapping[str, str]  # list id: SHA-256 of its file
    policies: Mapping[str, str]  # id: version

    @staticmethod
    def of_run(run: Run) -> ScreeningBasis:
        """The basis of a run."""
        pins = Pins.from_json(run.pins)
        versions = {key: version.partition("+")[0] for key, version in pins.policies.items()}
        return ScreeningBasis(pins.engine, pins.register, pins.snapshots, versions)

    @staticmethod
    def of_check(check: SavedCheck) -> ScreeningBasis:
        """The basis of a saved check."""
        said = json.loads(check.answer)["provenance"]
        return ScreeningBasis(
            said["engine"],
            said["register_sha256"] or "",
            {each["watchlist"]: each["sha256"] for each in said["snapshots"]},
            {each["id"]: each["version"] for each in said["policies"]},
        )


@dataclass(frozen=True, slots=True)
class ScreeningChange:
    """What is otherwise than the time before."""

    outcome: str  # of the time before
    level: str
    same: bool  # whether outcome and level stayed
    lists: tuple[
        tuple[str, str], ...
    ]  # (id, SHA-256 now) of lists in another edition, or searched for the first time
    lists_gone: tuple[str, ...]  # searched the time before only
    policies: bool
    register: bool
    engine: bool


@dataclass(frozen=True, slots=True)
class ScreeningEntry:
    """The subject screened in a list, or in a saved check."""

    kind: EntryKind
    id: str  # of the run or check
    at: str
    title: str  # file name, or the reference of the check
    outcome: str
    level: str  # the subject's own; "" where it was not screened
    score: int
    basis: ScreeningBasis
    held: str
    kept_until: str  # ISO moment
    sheet: str = ""
    row: int = 0
    rows: int = 1
    cases: tuple[Case, ...] = ()  # that the run saw of this subject
    change: ScreeningChange | None = None  # None at the first time
    erasure: Erasure | None = None  # that waits


@dataclass(frozen=True, slots=True)
class DecisionEntry:
    """A decision about a question of the subject, made or lapsed."""

    kind: EntryKind
    id: str
    at: str
    disposition: Disposition
    case: Case


@dataclass(frozen=True, slots=True)
class GapEntry:
    """Lists that the team screened between two entries, and keeps no more."""

    at: str
    until: str
    lists: int
    kind: EntryKind = EntryKind.GAP


Entry = ScreeningEntry | DecisionEntry | GapEntry


@dataclass(frozen=True, slots=True)
class CollaboratorQuestion:
    """A question of which the subject is a member, with what stands of it."""

    case: Case
    member: CaseMember
    disposition: Disposition | None  # that stands or waits
    earlier: Disposition | None  # that has lapsed
    kept_until: str  # at least
    erasure: Erasure | None = None


@dataclass(frozen=True, slots=True)
class Namesake:
    """Another subject of the same name; `text` is "" where only a list holds it, then its place there is given."""

    digest: str
    text: str
    run_id: str = ""
    file_name: str = ""
    sheet: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True)
class Collaborator:
    """A subject of a team, and how much is kept of it."""

    digest: str
    team: str
    subject: Subject
    screenings: int  # in lists and saved checks
    entries: int  # of its history, without gaps
    questions: int
    first_seen_at: str  # by a question; may be before everything that is kept
    first_kept_at: str  # of the screenings; "" where none is kept
    erasure: Erasure | None = None  # of everything about it, that waits

    @property
    def name(self) -> str:
        """What it is called."""
        return called(self.subject)

    @property
    def seen_before(self) -> str:
        """When it was first seen, where that list or check is not kept any more; else ""."""
        before = not self.first_kept_at or self.first_seen_at < self.first_kept_at
        return self.first_seen_at if self.first_seen_at and before else ""


@dataclass(frozen=True, slots=True)
class CollaboratorName:
    """A subject that a search found."""

    digest: str
    text: str


@dataclass
class Collaborators:
    """The subjects of an installation over time."""

    context: AppContext
    _lists: UploadedLists = field(init=False)
    _long: LongRuns = field(init=False)

    def __post_init__(self) -> None:
        self._lists = UploadedLists(self.context.files, LruCache(1))  # read to name one subject
        self._long = LongRuns(self.context)

    def get(self, team: str, digest: str) -> Collaborator:
        """A subject by its digest.

        Raises:
            CollaboratorUnknown: the team keeps nothing of it.
        """
        with self.context.database.read() as session:
            every = union_all(*_screened(team, digest)).subquery()
            screenings = columns(func.count(), func.min(every.c.at)).select_from(every)
            number, first_kept = session.connection().execute(screenings).one()
            events = columns(func.count()).select_from(union_all(*_decisions(team, digest)).subquery())
            decisions = session.connection().execute(events).scalar_one()
            questions = columns(func.count(), func.min(CaseMember.first_seen_at)).select_from(CaseMember)
            questions = questions.join(Case, col(Case.id) == col(CaseMember.case_id))
            members, first_seen = session.connection().execute(questions.where(*_member(team, digest))).one()
            kept = self._kept_subject(session, team, digest)
            session.expunge_all()
        if isinstance(kept, tuple):
            kept = self._listed_subject(*kept)
        if kept is None:
            raise _unknown()
        erasure = self._erasures(team, ErasureKind.SUBJECT, [""], kept).get("")
        return Collaborator(
            digest,
            team,
            kept,
            number,
            number + decisions,
            members,
            first_seen or "",
            first_kept or "",
            erasure,
        )

    def history(self, found: Collaborator, *, skip: int = 0, most: int = 50) -> list[Entry]:
        """What happened to a subject, oldest first, with the gaps before, between and after."""
        team, digest = found.team, found.digest
        page = union_all(*_screened(team, digest), *_decisions(team, digest)).order_by("at", "kind", "id")
        begin = max(skip - 1, 0)  # with the entry before the page, where its first gap begins
        with self.context.database.read() as session:
            asked = page.offset(begin).limit(most + skip - begin)
            keys = [_Key(*each) for each in session.connection().execute(asked)]
            before, keys = keys[: skip - begin], keys[skip - begin :]
            earlier = _screening_before(session, found, keys[0]) if before and keys else None
            loaded = self._load(session, found, [*([earlier] if earlier else []), *keys])
            until_now = skip + len(keys) >= found.entries
            gaps = _gaps(session, team, before, keys, until_now=until_now)
            session.expunge_all()
        loaded = self._mark_erasures(found, loaded)
        previous = loaded.get(earlier) if earlier else None
        history: list[Entry] = []
        for place in range(len(keys) + 1):
            history += [gaps[place]] if place in gaps else []
            history += [loaded[each] for each in keys[place : place + 1] if each in loaded]
        return _compared(history, previous if isinstance(previous, ScreeningEntry) else None)

    def questions(self, found: Collaborator, *, skip: int = 0, most: int = 50) -> list[CollaboratorQuestion]:
        """The questions of which a subject is a member, those seen last first, of these the highest."""
        wanted = (
            select(Case, CaseMember)
            .join(CaseMember, col(CaseMember.case_id) == col(Case.id))
            .where(*_member(found.team, found.digest))
            .order_by(
                col(CaseMember.last_seen_at).desc(),
                col(CaseMember.level).desc(),
                col(CaseMember.score).desc(),
                col(Case.id),
            )
            .offset(skip)
            .limit(most)
        )
        with self.context.database.read() as session:
            members = list(session.exec(wanted))
            ids = [case.id for case, _ in members]
            decided = standing_of(session, [*{each for case, _ in members for each in _decided(case)}])
            touched = _touched(session, ids, found.digest)
            session.expunge_all()
        waiting = self._erasures(found.team, ErasureKind.CASE, ids, found.subject)
        return [
            CollaboratorQuestion(
                case if member.is_new else as_decided(case),
                member,
                None if member.is_new else decided.get(case.disposition_id),
                decided.get(case.earlier_id),
                self._until(max(member.last_seen_at, touched.get(case.id, "")), self._list_days),
                waiting.get(case.id),
            )
            for case, member in members
        ]

    def namesakes(self, found: Collaborator) -> list[Namesake]:
        """Other subjects of the same name, up to MOST_NAMESAKES of them."""
        named = name_digest(found.subject)
        other: dict[str, Namesake] = {}
        with self.context.database.read() as session:
            connection = session.connection()
            members = (
                columns(func.min(CaseMember.subject_digest), func.min(CaseMember.subject))
                .join(Case, col(Case.id) == col(CaseMember.case_id))
                .where(col(CaseMember.name_digest) == named, _joined(Case.team) == found.team)
                .group_by(_joined(CaseMember.subject_digest))
            )
            checks = (
                columns(func.min(SavedCheck.subject_digest), func.min(SavedCheck.answer))
                .where(col(SavedCheck.team) == found.team, col(SavedCheck.name_digest) == named)
                .group_by(_joined(SavedCheck.subject_digest))
            )
            for question, subject_of in ((members, subject_from), (checks, _checked_subject)):
                for digest, content in connection.execute(question.limit(MOST_NAMESAKES + 2)):
                    other.setdefault(digest, Namesake(digest, _line(subject_of(content))))
            listed = (
                columns(
                    *map(col, (ScreenedSubject.subject_digest, Run.id, Run.file_name)),
                    *map(col, (ScreenedSubject.sheet, ScreenedSubject.row)),
                )
                .join(Run, col(Run.id) == col(ScreenedSubject.run_id))
                .where(col(ScreenedSubject.name_digest) == named, *_of_team(found.team))
                .order_by(col(Run.accepted_at).desc(), col(ScreenedSubject.subject_digest))
            )
            for digest, *place in connection.execute(listed.limit(10 * MOST_NAMESAKES)):
                other.setdefault(digest, Namesake(digest, "", *place))
        other.pop(found.digest, None)
        return list(other.values())[: MOST_NAMESAKES + 1]

    @property
    def _list_days(self) -> int:
        return self.context.settings.retain_days

    def _until(self, at: str, days: int) -> str:
        return (datetime.fromisoformat(at) + timedelta(days=days)).isoformat() if at else ""

    def _erasures(
        self, team: str, kind: ErasureKind, ids: Iterable[str], subject: Subject
    ) -> dict[str, Erasure]:
        return waiting_erasures(self.context, team, kind, ids, texts_of(subject))

    def _kept_subject(
        self, session: Session, team: str, digest: str
    ) -> Subject | tuple[Run, str, int, str] | None:
        """A subject as a question or check holds it; else the run whose list does, with the place there; else as a
        collaboration decision does.
        """
        member = select(CaseMember.subject).join(Case, col(Case.id) == col(CaseMember.case_id))
        if content := session.exec(member.where(*_member(team, digest)).limit(1)).first():
            return subject_from(content)
        check = select(SavedCheck.answer).where(SavedCheck.team == team, SavedCheck.subject_digest == digest)
        if answer := session.exec(check.limit(1)).first():
            return _checked_subject(answer)
        listed = (
            select(Run, ScreenedSubject.sheet, ScreenedSubject.row)
            .join(ScreenedSubject, col(ScreenedSubject.run_id) == col(Run.id))
            .where(ScreenedSubject.subject_digest == digest, *_of_team(team))
            .order_by(col(Run.accepted_at).desc())
        )
        if found := session.exec(listed.limit(1)).first():
            return found[0], found[1], found[2], digest
        decided = select(CollaborationDecision.subject).where(
            CollaborationDecision.team == team, CollaborationDecision.subject_digest == digest
        )
        content = session.exec(decided.limit(1)).first()
        return subject_from(content) if content else None

    def _listed_subject(self, run: Run, sheet: str, number: int, digest: str) -> Subject | None:
        """A subject as the list of a run gives it.

        Raises:
            FileStoreError: the list is no longer kept.
        """
        order = ScreeningRequest.from_json(run.choices)
        if order.part_rows:
            row = self._long.get(run).row(number) if run.state == FINISHED else None
            subjects_there = row.subjects if row is not None else ()
            return next((each for each in subjects_there if subject_digest(each) == digest), None)
        listed = self._lists.get(run.upload_sha256, order, run.file_name)
        subjects = (
            subject
            for row in listed.intake.rows()
            if row.place == (sheet, number)
            for subject in row.subjects
        )
        return next((each for each in subjects if subject_digest(each) == digest), None)

    def _load(self, session: Session, found: Collaborator, keys: Sequence[_Key]) -> dict[_Key, Entry]:
        """The entries behind these keys."""
        ids = {kind: [key.id for key in keys if key.kind == kind] for kind in EntryKind}
        decided = {*ids[EntryKind.DECISION], *ids[EntryKind.LAPSE]}
        every: tuple[ScreeningEntry | DecisionEntry, ...] = (
            *self._runs(session, found, ids[EntryKind.LIST]),
            *self._checks(session, ids[EntryKind.CHECK]),
            *_decision_entries(session, sorted(decided)),
        )
        return {_Key(each.kind.value, each.id, each.at): each for each in every}

    def _runs(self, session: Session, found: Collaborator, ids: Sequence[str]) -> Iterator[ScreeningEntry]:
        seen: dict[str, list[Case]] = {}
        sighted = (
            select(Sighting.run_id, Case)
            .join(Case, col(Case.id) == col(Sighting.case_id))
            .join(CaseMember, _same_member())
            .where(col(Sighting.run_id).in_(ids), *_member(found.team, found.digest))
            .order_by(col(Sighting.lead).desc(), col(Sighting.level).desc(), col(Case.id))
        )
        for run_id, case in session.exec(sighted):
            seen.setdefault(run_id, []).append(case)
        wanted = (
            select(Run, ScreenedSubject)
            .join(ScreenedSubject, col(ScreenedSubject.run_id) == col(Run.id))
            .where(ScreenedSubject.subject_digest == found.digest, col(Run.id).in_(ids))
        )
        for run, subject in session.exec(wanted):
            yield ScreeningEntry(
                EntryKind.LIST,
                run.id,
                run.screened_at,
                run.file_name,
                subject.outcome,
                subject.level,
                subject.score,
                ScreeningBasis.of_run(run),
                run.held,
                self._until(run.ended_at, self._list_days),
                subject.sheet,
                subject.row,
                subject.rows,
                tuple(seen.get(run.id, ())),
            )

    def _checks(self, session: Session, ids: Sequence[str]) -> Iterator[ScreeningEntry]:
        days = self.context.settings.retain_check_days
        for check in session.exec(select(SavedCheck).where(col(SavedCheck.id).in_(ids))):
            yield ScreeningEntry(
                EntryKind.CHECK,
                check.id,
                check.at,
                check.reference,
                check.outcome,
                check.level,
                check.score,
                ScreeningBasis.of_check(check),
                check.held,
                self._until(check.at, days),
            )

    def _mark_erasures(self, found: Collaborator, loaded: Mapping[_Key, Entry]) -> dict[_Key, Entry]:
        """The entries, with the erasures that wait of their runs and checks."""
        marked = dict(loaded)
        for kind, of in ((EntryKind.LIST, ErasureKind.RUN), (EntryKind.CHECK, ErasureKind.CHECK)):
            ids = {key.id: key for key in loaded if key.kind == kind}
            for id_, erasure in self._erasures(found.team, of, ids, found.subject).items():
                entry = marked[ids[id_]]
                if isinstance(entry, ScreeningEntry):
                    marked[ids[id_]] = replace(entry, erasure=erasure)
        return marked


def find_collaborators(session: Session, team: str, query: str, *, most: int) -> list[CollaboratorName]:
    """Subjects of a team with all words of `query` in what a question or saved check says of them.

    A subject that stands in lists only is found by its whole name, since lists are not searched. Gives one more than
    `most` where there are more.
    """
    words = query.casefold().split()
    found: dict[str, str] = {}
    members = (
        columns(col(CaseMember.subject_digest), func.min(CaseMember.shown).label("text"))
        .join(Case, col(Case.id) == col(CaseMember.case_id))
        .where(col(Case.team) == team, *_hold(col(CaseMember.sought), words))
        .group_by(col(CaseMember.subject_digest))
    )
    checks = (
        columns(col(SavedCheck.subject_digest), func.min(SavedCheck.called).label("text"))
        .where(col(SavedCheck.team) == team, *_hold(col(SavedCheck.sought), words))
        .group_by(col(SavedCheck.subject_digest))
    )
    for question in (members, checks):
        page = question.order_by("text", question.selected_columns[0]).limit(most + 1)
        for digest, text in session.connection().execute(page):
            found.setdefault(digest, text)
    listed = (
        columns(col(ScreenedSubject.subject_digest))
        .join(Run, col(Run.id) == col(ScreenedSubject.run_id))
        .where(col(ScreenedSubject.name_digest) == name_digest(Subject(name=query)), *_of_team(team))
        .distinct()
        .limit(most + 1)
    )
    for (digest,) in session.connection().execute(listed):
        found.setdefault(digest, query)
    return [CollaboratorName(digest, text) for digest, text in found.items()][: most + 1]


def _hold(text: Any, words: Collection[str]) -> list[ColumnElement[bool]]:  # noqa: ANN401 - a column
    return [text.contains(word, autoescape=True) for word in words]


def _unknown() -> CollaboratorUnknown:
    return CollaboratorUnknown(
        "Your team keeps nothing of this person or organisation. "
        "It was erased, is past its retention period, or was never screened here."
    )


def _checked_subject(answer: str) -> Subject:
    """The subject of a saved check; answers that were kept before ties were given have none."""
    return SubjectJson.model_validate({"ties": [], **json.loads(answer)["subject"]}).subject()


def _line(subject: Subject) -> str:
    """A subject with the details that tell it from others of its name."""
    details = (shown(subject), subject.city, subject.country, subject.institution_country)
    return "; ".join(each for each in details if each)


def _of_team(team: str) -> tuple[ColumnElement[bool], ...]:
    return _joined(Run.team) == team, _joined(Run.state) == FINISHED


def _joined(column: Any) -> Any:  # noqa: ANN401 - a column
    """The same text without its index, so that this condition is looked at last.

    SQLite keeps no statistics, and would go through all that a team has instead of beginning with the subject.
    """
    return col(column).concat("")


def _member(team: str, digest: str) -> tuple[ColumnElement[bool], ...]:
    return col(CaseMember.subject_digest) == digest, _joined(Case.team) == team


def _decided(case: Case) -> list[str]:
    """Ids of the decision about a case that stands or waits, and of the one before that has lapsed."""
    return [each for each in (case.disposition_id, case.earlier_id) if each]


def _same_member() -> ColumnElement[bool]:
    return and_(
        col(CaseMember.case_id) == col(Sighting.case_id),
        col(CaseMember.subject_digest) == col(Sighting.subject_digest),
    )


def _screened(team: str, digest: str) -> list[Any]:
    """Kind, id and moment of the screenings of a subject: in lists, and in saved checks."""
    lists: Any = (
        columns(literal(EntryKind.LIST.value).label("kind"), col(Run.id), col(Run.screened_at).label("at"))
        .join(ScreenedSubject, col(ScreenedSubject.run_id) == col(Run.id))
        .where(col(ScreenedSubject.subject_digest) == digest, *_of_team(team))
    )
    checks: Any = columns(
        literal(EntryKind.CHECK.value).label("kind"), col(SavedCheck.id), col(SavedCheck.at).label("at")
    ).where(col(SavedCheck.team) == team, col(SavedCheck.subject_digest) == digest)
    return [lists, checks]


def _decisions(team: str, digest: str) -> list[Any]:
    """Kind, id and moment of the decisions about the questions of a subject, and of those that lapsed."""

    def of(kind: EntryKind, at: Any, *more: ColumnElement[bool]) -> Any:  # noqa: ANN401 - a column, a select
        return (
            columns(literal(kind.value).label("kind"), col(Disposition.id), at.label("at"))
            .join(Case, col(Case.id) == col(Disposition.case_id))
            .join(CaseMember, col(CaseMember.case_id) == col(Case.id))
            # What was decided before somebody came under it was not about that one.
            .where(*_member(team, digest), col(CaseMember.is_new).is_(False), *more)
        )

    lapsed = col(Disposition.state) == State.LAPSED.value
    return [
        of(EntryKind.DECISION, col(Disposition.at)),
        of(EntryKind.LAPSE, col(Disposition.ended_at), lapsed),
    ]


def _screening_before(session: Session, found: Collaborator, first: _Key) -> _Key | None:
    """The last screening before an entry."""
    every = union_all(*_screened(found.team, found.digest)).subquery()
    order = (every.c.at, every.c.kind, every.c.id)
    before = tuple_(*order) < tuple_(*map(literal, (first.at, first.kind, first.id)))
    last = columns(every).where(before).order_by(*(each.desc() for each in order))
    row = session.connection().execute(last.limit(1)).first()
    return _Key(*row) if row else None


def _decision_entries(session: Session, ids: Sequence[str]) -> Iterator[DecisionEntry]:
    wanted = (
        select(Disposition, Case)
        .join(Case, col(Case.id) == col(Disposition.case_id))
        .where(col(Disposition.id).in_(ids))
    )
    for each, case in session.exec(wanted):
        for kind, at in ((EntryKind.DECISION, each.at), (EntryKind.LAPSE, each.ended_at)):
            yield DecisionEntry(kind, each.id, at, each, case)


def _gaps(
    session: Session, team: str, before: Sequence[_Key], keys: Sequence[_Key], *, until_now: bool
) -> dict[int, GapEntry]:
    """What of the team is not kept any more, by how many of the entries were before it."""
    moments = [key.at for key in keys]
    wanted = select(Run.screened_at).where(Run.team == team, Run.state == ERASED, Run.report_sha256 != "")
    if before:
        wanted = wanted.where(col(Run.screened_at) >= before[0].at)
    if moments and not until_now:
        wanted = wanted.where(col(Run.screened_at) < moments[-1])
    gaps: dict[int, GapEntry] = {}
    place = 0
    for at in session.exec(wanted.order_by(col(Run.screened_at))):
        while place < len(moments) and moments[place] <= at:
            place += 1
        known = gaps.get(place)
        gaps[place] = replace(known, until=at, lists=known.lists + 1) if known else GapEntry(at, at, 1)
    return gaps


def _touched(session: Session, case_ids: Sequence[str], digest: str) -> dict[str, str]:
    """By case, the last moment from which its retention counts: see `screening.review.retention.forget_old`."""
    found: dict[str, str] = {}
    for portion in batched(case_ids):
        dispositions = columns(
            col(Disposition.case_id),
            func.max(Disposition.at),
            func.max(Disposition.second_at),
            func.max(Disposition.ended_at),
        ).where(col(Disposition.case_id).in_(portion))
        remarks = columns(col(Remark.case_id), func.max(Remark.at)).where(col(Remark.case_id).in_(portion))
        runs = (
            columns(col(Sighting.case_id), func.max(Run.ended_at))
            .join(Run, col(Run.id) == col(Sighting.run_id))
            .where(col(Sighting.case_id).in_(portion), col(Sighting.subject_digest) == digest)
        )
        for question, by in (
            (dispositions, Disposition.case_id),
            (remarks, Remark.case_id),
            (runs, Sighting.case_id),
        ):
            for case_id, *moments in session.connection().execute(question.group_by(col(by))):
                found[case_id] = max(found.get(case_id, ""), *(each or "" for each in moments))
    return found


def _compared(entries: Sequence[Entry], before: ScreeningEntry | None) -> list[Entry]:
    """The entries, each screening with what is otherwise than the time before."""
    compared: list[Entry] = []
    for each in entries:
        if isinstance(each, ScreeningEntry):
            compared.append(replace(each, change=_change(before, each)) if before else each)
            before = each
        else:
            compared.append(each)
    return compared


def _change(before: ScreeningEntry, now: ScreeningEntry) -> ScreeningChange:
    earlier, later = before.basis, now.basis
    return ScreeningChange(
        outcome=before.outcome,
        level=before.level,
        same=(before.outcome, before.level) == (now.outcome, now.level),
        lists=tuple(
            (key, sha256) for key, sha256 in later.snapshots.items() if earlier.snapshots.get(key) != sha256
        ),
        lists_gone=tuple(key for key in earlier.snapshots if key not in later.snapshots),
        policies=earlier.policies != later.policies,
        register=earlier.register != later.register,
        engine=earlier.engine != later.engine,
    )


_FIRST_ROW = (
    (col(ScreenedSubject.sheet), False),
    (col(ScreenedSubject.row), False),
    (col(ScreenedSubject.subject_digest), False),
)


def subjects_of_run(
    session: Session, run_id: str, *, row: int = 0, after: Sequence[str | int] = (), most: int
) -> list[ScreenedSubject]:
    """The subjects of a run in the order of their first rows, those after a place; of one first row, where it is given."""
    wanted = select(ScreenedSubject).where(ScreenedSubject.run_id == run_id)
    if row:
        wanted = wanted.where(ScreenedSubject.row == row)
    if after:
        wanted = wanted.where(rows_after(_FIRST_ROW, after))
    return list(session.exec(wanted.order_by(*in_order(_FIRST_ROW)).limit(most)))
