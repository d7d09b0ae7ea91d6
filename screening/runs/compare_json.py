"""The one JSON shape of two runs beside each other, for the command line and the API."""

from __future__ import annotations

import json
from collections.abc import Iterable

from screening.json_model import JsonModel
from screening.model import Outcome
from screening.runs.chunk_store import ResultSummary
from screening.runs.compare import ChangeCause, ChangeKind, ChangeReason, RunComparison, SubjectChange
from screening.runs.results import FinishedRun


class RowPlace(JsonModel):
    """A row of a list."""

    sheet: str
    number: int


class SubjectBrief(JsonModel):
    """The subject as given, in brief."""

    name: str
    affiliations: list[str]


class PolicyBrief(JsonModel):
    """The outcome under one policy."""

    id: str
    outcome: str


class BriefJson(JsonModel):
    """What was said, in brief."""

    outcome: Outcome
    risk_score: int
    listings: list[str]
    policies: list[PolicyBrief]

    @classmethod
    def of(cls, said: ResultSummary) -> BriefJson:
        """What one of the runs said."""
        return cls(
            outcome=Outcome(said.outcome),
            risk_score=said.risk_score,
            listings=list(said.listings),
            policies=[PolicyBrief(id=key, outcome=outcome) for key, outcome in said.policies],
        )


class ChangeReasonJson(JsonModel):
    """A reason for a change."""

    cause: ChangeCause
    text: str
    watchlist: str | None
    listing: str | None

    @classmethod
    def of(cls, reason: ChangeReason) -> ChangeReasonJson:
        """A reason, with the list and listing that it is about."""
        return cls(
            cause=reason.cause,
            text=reason.sentence,
            watchlist=reason.watchlist or None,
            listing=reason.listing or None,
        )


class ChangeJson(JsonModel):
    """A subject of which something else is said, or that only one of the lists holds."""

    kind: ChangeKind
    subject: SubjectBrief
    rows: list[RowPlace]
    before: BriefJson | None
    after: BriefJson | None
    reasons: list[ChangeReasonJson]

    @classmethod
    def of(cls, change: SubjectChange) -> ChangeJson:
        """A change, with the rows of its subject."""
        subject = change.subject
        return cls(
            kind=change.kind,
            subject=SubjectBrief(name=subject.name, affiliations=list(subject.organisations)),
            rows=[RowPlace(sheet=sheet, number=number) for sheet, number in change.rows],
            before=BriefJson.of(change.before) if change.before else None,
            after=BriefJson.of(change.after) if change.after else None,
            reasons=list(map(ChangeReasonJson.of, change.reasons)),
        )


class RunPinned(JsonModel):
    """One of the two runs, with what it is pinned to."""

    id: str
    screened_at: str
    upload_sha256: str
    engine: str
    register_sha256: str
    snapshots: dict[str, str]
    policies: dict[str, str]

    @classmethod
    def of(cls, run: FinishedRun) -> RunPinned:
        """A run and its pins."""
        pins = json.loads(run.run.pins)
        return cls(
            id=run.run.id,
            screened_at=run.run.screened_at,
            upload_sha256=run.run.upload_sha256,
            engine=pins["engine"],
            register_sha256=pins["register"],
            snapshots=pins["snapshots"],
            policies=pins["policies"],
        )


class ChangeCounts(JsonModel):
    """Distinct subjects by what became of them."""

    new: int
    gone: int
    changed: int
    same: int


class ChangesAnswer(JsonModel):
    """Two runs beside each other."""

    earlier: RunPinned
    later: RunPinned
    counts: ChangeCounts
    changes: list[ChangeJson]

    @classmethod
    def of(
        cls, earlier: FinishedRun, later: FinishedRun, found: RunComparison, shown: Iterable[SubjectChange]
    ) -> ChangesAnswer:
        """Two runs, with the changes that are shown."""
        return cls(
            earlier=RunPinned.of(earlier),
            later=RunPinned.of(later),
            counts=ChangeCounts(**found.counts),
            changes=list(map(ChangeJson.of, shown)),
        )
