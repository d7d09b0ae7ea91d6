"""The one JSON shape of two runs beside each other, for the command line and the API."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from screening.jobs.changes import Change, Changes
from screening.jobs.codec import Brief
from screening.jobs.finished import FinishedRun


def comparison_json(
    earlier: FinishedRun, later: FinishedRun, found: Changes, shown: Iterable[Change]
) -> dict[str, Any]:
    """Two runs beside each other, with the changes that are shown."""
    return {
        "earlier": _side(earlier),
        "later": _side(later),
        "counts": found.counts,
        "changes": [_change(each) for each in shown],
    }


def _side(run: FinishedRun) -> dict[str, Any]:
    pins = json.loads(run.run.pins)
    return {
        "id": run.run.id,
        "screened_at": run.run.screened_at,
        "upload_sha256": run.run.upload_sha256,
        "engine": pins["engine"],
        "register_sha256": pins["register"],
        "snapshots": pins["snapshots"],
        "policies": pins["policies"],
    }


def _change(change: Change) -> dict[str, Any]:
    subject = change.subject
    return {
        "kind": change.kind.value,
        "subject": {"name": subject.name, "affiliations": list(subject.organisations)},
        "rows": [{"sheet": sheet, "number": number} for sheet, number in change.rows],
        "before": _brief(change.before),
        "after": _brief(change.after),
        "why": [
            {
                "cause": why.cause.value,
                "text": why.sentence,
                "watchlist": why.watchlist or None,
                "listing": why.listing or None,
            }
            for why in change.why
        ],
    }


def _brief(said: Brief | None) -> dict[str, Any] | None:
    if said is None:
        return None
    return {
        "outcome": said.outcome,
        "risk_score": said.risk_score,
        "listings": list(said.listings),
        "policies": [{"id": key, "outcome": outcome} for key, outcome in said.policies],
    }
