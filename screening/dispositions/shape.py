"""Cases, decisions and filled-in reports in the one JSON shape of the API and the command line. Fields are added, never renamed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from screening.dispositions.annotated import Fate, Line
from screening.dispositions.digests import SELF_DECLARED
from screening.dispositions.rules import LEVELS
from screening.storage.review_tables import Case, Disposition


def case_json(case: Case, version: str) -> dict[str, Any]:
    """A case as it stands; `version` is its mark (`desk.version_of`)."""
    return {
        "id": case.id,
        "version": version,
        "state": case.state,
        "verdict": case.verdict or None,
        "subject": json.loads(case.subject),
        "party": {"id": case.party_id, "name": case.party_name},
        "listings": [] if case.relation == SELF_DECLARED else sorted(json.loads(case.seen)),
        "relation": case.relation,
        "matched": case.matched,
        "risk_level": LEVELS[case.level].value,
        "risk_score": case.score,
        "confidence": round(case.confidence, 4),
        "first_seen_at": case.first_seen_at,
        "last_seen_at": case.last_seen_at,
        "lapsed": case.lapsed,
        "assignee": case.assignee_name,
        "assignee_id": case.assignee or None,
    }


def disposition_json(made: Disposition) -> dict[str, Any]:
    """What somebody decided, and what became of it."""
    return {
        "id": made.id,
        "case_id": made.case_id,
        "verdict": made.verdict,
        "reason": made.reason,
        "note": made.note,
        "state": made.state,
        "needs_second": made.needs_second,
        "source": made.source,
        "by": made.by_name,
        "at": made.at,
        "second_by": made.second_name or None,
        "second_at": made.second_at or None,
        "ended_by": made.ended_by_name or None,
        "ended_at": made.ended_at or None,
        "ended_why": made.ended_why,
    }


def annotated_json(lines: Sequence[Line], taken: int) -> dict[str, Any]:
    """What a filled-in report says line by line, and how many of its lines were taken over."""
    counted = Counter(each.fate for each in lines)
    return {
        "taken": taken,
        "counts": {fate.value: counted[fate] for fate in Fate},
        "lines": [_line_json(each) for each in lines],
    }


def _line_json(line: Line) -> dict[str, Any]:
    proposal = line.proposal
    return {
        "sheet": line.sheet,
        "row": line.number,
        "subject": line.shown,
        "party": line.party,
        "case": line.case_id or None,
        "said": line.said,
        "verdict": proposal.verdict.value if proposal else None,
        "reason": proposal.reason if proposal else "",
        "note": proposal.note if proposal else "",
        "fate": line.fate.value,
        "why": line.why,
    }
