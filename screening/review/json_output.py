"""Cases and decisions in the one JSON shape of the API, the command line and reports. Fields are added, never renamed."""

from __future__ import annotations

import json
from typing import Any, Literal

from pydantic import Field

from screening.json_model import JsonModel
from screening.model import Level, Relation, SubjectType
from screening.review.decision_json import PartyJson
from screening.review.fingerprints import SELF_DECLARED, subject_from
from screening.review.history import CaseOccurrence, MemberOccurrence
from screening.review.reasons import About, ReviewReason
from screening.review.rules import LEVELS, CaseState, State, Verdict
from screening.storage.review_tables import Case, Disposition, Remark
from screening.subject_json import TieJson


class ReasonCode(JsonModel):
    """A code that gives the reason of a decision; a retired one is not offered any more."""

    code: str
    label: str
    for_: list[Verdict] = Field(alias="for")
    about: About = Field(
        description="`text`: the answer holds for everybody who says the same; `subject`: for this one alone."
    )
    note_needed: bool
    retired: bool

    @classmethod
    def of(cls, reason: ReviewReason) -> ReasonCode:
        """A code, with the findings it may stand beside."""
        return cls.model_validate(
            {
                "code": reason.code,
                "label": reason.label,
                "for": reason.verdicts,
                "about": reason.about,
                "note_needed": reason.note,
                "retired": reason.retired,
            }
        )


CaseRelation = Relation | Literal["self_declared", "found_by_person"]


class CaseSubject(JsonModel):
    """The subject as given."""

    name: str
    type: SubjectType
    affiliations: list[str]
    country: str
    institution_country: str
    city: str
    identifiers: list[tuple[str, str]]
    birth_date: str
    ties: list[TieJson]


class CaseJson(JsonModel):
    """A question: whether what a text names is the listed party; it stands for all its members.

    Level, score, confidence and relation are those of the gravest of them. `lapsed` says why an earlier decision
    (`earlier`) does not hold any more. `apart` says that its only member was taken out of the question of all.
    """

    id: str
    version: str
    state: CaseState
    verdict: Verdict | None
    text: str
    party: PartyJson
    is_person: bool
    apart: bool
    listings: list[str]
    relation: CaseRelation
    risk_level: Level
    risk_score: int
    confidence: float
    people: int
    rows: int
    first_seen_at: str
    last_seen_at: str
    lapsed: str
    earlier: str | None
    assignee: str
    assignee_id: str | None
    due: str | None
    found_by: str | None

    @classmethod
    def of(cls, case: Case, version: str) -> CaseJson:
        """A case as it stands; `version` is its mark (`screening.review.decide.version_of`)."""
        return cls(**case_fields(case, version))


class CaseListJson(JsonModel):
    """Cases of a filter, and how many there are in all."""

    total: int
    cases: list[CaseJson]


class CaseMemberJson(JsonModel):
    """A subject about which a case asks, with its own level, score and relation.

    `run`, `sheet` and `row` are where it was seen last, `rows` in how many rows there; of a check there is no run.
    `new`: it came under a decision that was made before, and nobody has accepted it there yet. `accepted_under` is the id
    of the decision, made before it came, that a person (`accepted_by`) applied to it last, and a second one where two had
    to. `proposed_by` proposed to apply the decision that stands to one that is new; another person has to confirm it.
    """

    id: str
    subject: CaseSubject
    relation: CaseRelation
    matched: str
    risk_level: Level
    risk_score: int
    confidence: float
    rows: int
    new: bool
    accepted_under: str | None
    accepted_by: str | None
    accepted_at: str | None
    accepted_second_by: str | None
    accepted_second_at: str | None
    proposed_by: str | None
    run: str | None
    sheet: str
    row: int | None
    first_seen_at: str
    last_seen_at: str

    @classmethod
    def of(cls, seen: MemberOccurrence) -> CaseMemberJson:
        """A member, and where it was seen last."""
        member = seen.member
        under, by = member.accepted_under or None, member.accepted_by_name or None
        said: dict[str, Any] = {
            "id": member.subject_digest,
            "subject": subject_from(member.subject),
            "relation": member.relation,
            "matched": member.matched,
            "risk_level": LEVELS[member.level],
            "risk_score": member.score,
            "confidence": round(member.confidence, 4),
            "rows": member.rows,
            "new": member.is_new,
            "accepted_under": None if member.is_new else under,
            "accepted_by": None if member.is_new else by,
            "accepted_at": None if member.is_new else member.accepted_at or None,
            "accepted_second_by": member.accepted_second_name or None,
            "accepted_second_at": member.accepted_second_at or None,
            "proposed_by": by if member.is_new else None,
            "run": seen.run_id or None,
            "sheet": seen.sheet,
            "row": seen.row or None,
            "first_seen_at": member.first_seen_at,
            "last_seen_at": member.last_seen_at,
        }
        return cls(**said)


class DispositionJson(JsonModel):
    """What somebody decided, and what became of it."""

    id: str
    case_id: str
    verdict: Verdict
    reason: str
    note: str
    state: State
    needs_second: bool
    source: str
    bulk: str | None
    by: str
    at: str
    second_by: str | None
    second_at: str | None
    ended_by: str | None
    ended_at: str | None
    ended_reason: str

    @classmethod
    def of(cls, made: Disposition) -> DispositionJson:
        """A decision; people by their names."""
        return cls(**disposition_fields(made))


class DecidedCase(DispositionJson):
    """A decision with its case as it stands now."""

    case: CaseJson


class CaseHistory(CaseJson):
    """A case with everything that was decided about it."""

    history: list[DispositionJson]


class SeenInJson(JsonModel):
    """A run that saw a case: the first of its rows, and how many there are."""

    run: str
    sheet: str
    row: int
    rows: int

    @classmethod
    def of(cls, seen: CaseOccurrence) -> SeenInJson:
        """A run that saw a case."""
        return cls(run=seen.run_id, sheet=seen.sheet, row=seen.row, rows=seen.rows)


class RemarkJson(JsonModel):
    """A comment, or a file beside a case."""

    at: str
    by: str
    text: str
    file_name: str
    file_sha256: str | None
    file_id: str | None

    @classmethod
    def of(cls, remark: Remark) -> RemarkJson:
        """A comment; `file_id` is what its file is fetched by."""
        return cls(
            at=remark.at,
            by=remark.by_name,
            text=remark.text,
            file_name=remark.file_name,
            file_sha256=remark.file_sha256 or None,
            file_id=remark.id if remark.file_sha256 else None,
        )


class FileJson(JsonModel):
    """A file beside a case; `size` in bytes."""

    id: str
    file_name: str
    size: int
    sha256: str
    by: str
    at: str

    @classmethod
    def of(cls, remark: Remark) -> FileJson:
        """The file of a remark."""
        return cls(
            id=remark.id,
            file_name=remark.file_name,
            size=remark.file_size,
            sha256=remark.file_sha256,
            by=remark.by_name,
            at=remark.at,
        )


def case_fields(case: Case, version: str) -> dict[str, Any]:
    """The fields of `CaseJson`, for the types that have others beside them."""
    return {
        "id": case.id,
        "version": version,
        "state": case.state,
        "verdict": case.verdict or None,
        "text": case.matched,
        "party": PartyJson(id=case.party_id, name=case.party_name),
        "is_person": case.is_person,
        "apart": bool(case.apart),
        "listings": [] if case.relation == SELF_DECLARED else sorted(json.loads(case.seen)),
        "relation": case.relation,
        "risk_level": LEVELS[case.level],
        "risk_score": case.score,
        "confidence": round(case.confidence, 4),
        "people": case.people,
        "rows": case.rows,
        "first_seen_at": case.first_seen_at,
        "last_seen_at": case.last_seen_at,
        "lapsed": case.lapsed,
        "earlier": case.earlier_id or None,
        "assignee": case.assignee_name,
        "assignee_id": case.assignee or None,
        "due": case.due or None,
        "found_by": case.found_by_name or None,
    }


def disposition_fields(made: Disposition) -> dict[str, Any]:
    """The fields of `DispositionJson`, the same."""
    return {
        "id": made.id,
        "case_id": made.case_id,
        "verdict": made.verdict,
        "reason": made.reason,
        "note": made.note,
        "state": made.state,
        "needs_second": made.needs_second,
        "source": made.source,
        "bulk": made.bulk or None,
        "by": made.by_name,
        "at": made.at,
        "second_by": made.second_name or None,
        "second_at": made.second_at or None,
        "ended_by": made.ended_by_name or None,
        "ended_at": made.ended_at or None,
        "ended_reason": made.ended_reason,
    }
