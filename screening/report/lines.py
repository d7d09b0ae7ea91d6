"""What stands beside a row: one line of values, the same in every format.

Every row that holds a subject gets a line. A row without a result is "unscreened", whatever the reason: it never
looks like a clear one. Skipped rows get none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from screening.intake.model import Row, RowState
from screening.model import Hit, Level, Outcome, PolicyOutcome, Result, RunFacts
from screening.wording import wording
from watchlists.model import Watchlist

Results = Mapping[tuple[str, int], Result]
_OUR_LINKS = re.compile(r"https?://[^\s<>\"'\x00-\x1f]{3,1900}")  # Excel drops links over 2,079 characters


@dataclass(frozen=True, slots=True)
class Line:
    """The values of a row's result columns; `score` and `confidence` are None where there is none."""

    outcome: Outcome
    level: Level | None = None  # None for an unscreened row: "none" would read as harmless
    score: int | None = None
    best_hit: str = ""
    relation: str = ""
    confidence: float | None = None
    lists: str = ""
    why: str = ""
    follows: str = ""
    source: str = ""


def line_of(row: Row, results: Results, facts: RunFacts) -> Line | None:
    """Give the line for a row, or None for a skipped one."""
    if row.state is RowState.SKIPPED:
        return None
    notes = " ".join(row.notes)
    if row.state is RowState.UNSCREENED:
        return Line(Outcome.UNSCREENED, why=_join(row.reason, notes))
    result = results.get((row.sheet, row.number))
    if result is None:
        return Line(Outcome.UNSCREENED, why=_join(wording().sentences["no_result"], notes))
    return _line(result, notes, {watchlist.id: watchlist for watchlist in facts.watchlists})


def source_of(hit: Hit, lists: Mapping[str, Watchlist]) -> str:
    """Give the address of the listing at its publisher, or of the list, or ""."""
    watchlist = lists.get(hit.listing.watchlist_id)
    return hit.listing.source_url or (watchlist.official_url if watchlist else "")


def is_link(address: str) -> bool:
    """Say whether an address may become a link: plain http or https and nothing else."""
    return _OUR_LINKS.fullmatch(address) is not None


def _line(result: Result, notes: str, lists: Mapping[str, Watchlist]) -> Line:
    assessment = result.assessment
    follows = " ".join(_follows(policy) for policy in assessment.policies)
    looked = assessment.outcome is not Outcome.UNSCREENED
    hits = result.reading.hits
    best = hits[0] if hits else None
    return Line(
        outcome=assessment.outcome,
        level=assessment.risk_level if looked else None,
        score=assessment.risk_score if looked else None,
        best_hit=best.listing.name if best else _bearers(result),
        relation=wording().relations[best.relation.value] if best else "",
        confidence=round(best.confidence, 2) if best else None,
        lists="; ".join(_once(_list_of(hit, lists) for hit in hits)),
        why=_join(assessment.why, notes),
        follows=follows,
        source=source_of(best, lists) if best else "",
    )


def _bearers(result: Result) -> str:
    if not result.reading.ambiguous:
        return ""
    return "Ambiguous: " + " / ".join(_once(bearer.name for bearer in result.reading.alternatives))


def _list_of(hit: Hit, lists: Mapping[str, Watchlist]) -> str:
    watchlist = lists.get(hit.listing.watchlist_id)
    title = watchlist.title if watchlist else hit.listing.watchlist_id
    return f"{title} ({hit.listing.edition})" if hit.listing.edition else title


def _follows(policy: PolicyOutcome) -> str:
    missing = f" Missing: {', '.join(policy.missing)}." if policy.missing else ""
    clause = f" [{policy.clause}]" if policy.clause else ""
    return f"{policy.title or policy.id}: {policy.text or policy.outcome}{clause}{missing}"


def _join(*parts: str) -> str:
    return " ".join(part.strip() for part in parts if part.strip())


def _once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))
