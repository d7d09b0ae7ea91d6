"""A decision beside the result of a row as JSON: the shape that reports and the API share."""

from __future__ import annotations

from typing import Any

from screening.json_model import JsonModel
from screening.review.subject_decisions import DecisionStatus, SubjectDecisions


class PartyJson(JsonModel):
    """A listed party."""

    id: str
    name: str


class DecisionInEffect(JsonModel):
    """A decision beside the result of a row."""

    case: str | None
    party: PartyJson
    listings: list[str]
    lead: bool
    status: DecisionStatus
    verdict: str | None
    reason: str
    by: str
    at: str | None
    second_by: str | None
    second_at: str | None
    lapsed_reason: str


def standing_json(standing: SubjectDecisions) -> dict[str, Any]:
    """A decision beside the result of a row, in the one shape of reports and API."""
    return DecisionInEffect(
        case=standing.case_id or None,
        party=PartyJson(id=standing.party_id, name=standing.party),
        listings=list(standing.listings),
        lead=standing.lead,
        status=standing.status,
        verdict=standing.verdict or None,
        reason=standing.reason,
        by=standing.by,
        at=standing.at or None,
        second_by=standing.second_by or None,
        second_at=standing.second_at or None,
        lapsed_reason=standing.lapsed_reason,
    ).model_dump(mode="json")
