"""What stands beside a row: one line of values, the same in every format.

Every row that holds a subject gets a line. A row without a result is "unscreened", whatever the reason: it never
looks like one without a match. Skipped rows get none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from screening.assess.gravest import Gravity, gravest, gravity
from screening.assess.sentences import recognised
from screening.dispositions.digests import SELF_DECLARED
from screening.intake.model import Row, RowState
from screening.model import Hit, Level, Outcome, PolicyOutcome, Result, called
from screening.policy.self_declared import asking
from screening.wording import wording
from watchlists.model import Watchlist

_OUR_LINKS = re.compile(r"https?://[^\s<>\"'\x00-\x1f]{3,1900}")  # Excel drops links over 2,079 characters
_LONGEST_SHOWN = 44  # characters; a longer address would spill over the reviewer's columns
_SENTENCE = re.compile(r"(?<=[a-z0-9)\]”\"]\.)\s+(?=[A-Z])")  # not after "U.S." or another initial


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
    recognised: str = ""
    why: str = ""
    follows: str = ""
    source: str = ""


def line_beside(row: Row, lines: Sequence[Line]) -> Line | None:
    """Give the line for a row whose subjects have these `lines`, or None for a skipped row."""
    if row.state is RowState.SKIPPED:
        return None
    notes = " ".join(row.notes)
    if row.state is RowState.UNSCREENED:
        return Line(Outcome.UNSCREENED, why=_join(row.reason, notes))
    if not lines:
        return Line(Outcome.UNSCREENED, why=_join(wording().sentences["no_result"], notes))
    line = lines[0] if len(lines) == 1 else _gravest_line(row, lines)
    return replace(line, why=_join(line.why, notes)) if notes.strip() else line


def gravity_of_line(line: Line) -> Gravity:
    """What lines are ordered by."""
    return gravity(line.outcome, line.level, line.score, line.confidence)


def _gravest_line(row: Row, lines: Sequence[Line]) -> Line:
    """The gravest of the lines of several subjects, which says whose it is and who else is to be looked at."""
    shown = gravest(range(len(lines)), lambda place: gravity_of_line(lines[place]))
    line, names = lines[shown], [called(subject) for subject in row.subjects]
    also = [
        name
        for place, name in enumerate(names)
        if place != shown and lines[place].outcome is not Outcome.NO_MATCH
    ]
    more = wording().sentences["also_of_row"].format(names=", ".join(also)) if also else ""
    said = wording().sentences["of_row"].format(name=names[shown], number=shown + 1, of=len(lines))
    return replace(line, why=_join(said, line.why, more))


def source_of(hit: Hit, lists: Mapping[str, Watchlist]) -> str:
    """Give the address of the listing at its publisher, or of the list, or ""."""
    watchlist = lists.get(hit.listing.watchlist_id)
    return hit.listing.source_url or (watchlist.official_url if watchlist else "")


def best_hit(result: Result) -> Hit | None:
    """Give the hit to show for a row: the one its score and sentence speak of, or else the first."""
    return result.assessment.lead or next(iter(result.reading.hits), None)


def follows_text(policy: PolicyOutcome) -> str:
    """Say what follows under a policy, with its clause and what was missing; "" where nothing does."""
    if policy.outcome == "none" and not policy.missing:
        return ""
    text, title = policy.text or policy.outcome, policy.title or policy.id
    lead = "" if title in text else f"{title}: "
    clause = f" [{policy.clause}]" if policy.clause and policy.clause not in text else ""
    missing = f" Missing: {', '.join(policy.missing)}." if policy.missing else ""
    return f"{lead}{text}{clause}{missing}"


def is_link(address: str) -> bool:
    """Say whether an address may become a link: plain http or https and nothing else."""
    return _OUR_LINKS.fullmatch(address) is not None


def link_text(address: str) -> str:
    """Give what a narrow column shows of a long address: whose it is; the link itself stays whole."""
    host = address.split("/")[2] if is_link(address) else ""
    return f"{host}/…" if host and len(address) > _LONGEST_SHOWN else address


def result_line(result: Result, lists: Mapping[str, Watchlist]) -> Line:
    """Give the line of a result; `lists` by id."""
    assessment = result.assessment
    follows = " ".join(filter(None, (_first(follows_text(policy)) for policy in assessment.policies)))
    looked = assessment.outcome is not Outcome.UNSCREENED
    hits = result.reading.hits
    best, asked = best_hit(result), asking(result.subject, result.reading.self_declared)
    return Line(
        outcome=assessment.outcome,
        level=assessment.risk_level if looked else None,
        score=assessment.risk_score if looked else None,
        best_hit=best.listing.name if best else _bearers(result),
        relation=wording().relations[best.relation.value if best else SELF_DECLARED] if best or asked else "",
        confidence=round(best.confidence, 2) if best else None,
        lists="; ".join(_once(_list_of(hit, lists) for hit in hits)),
        recognised="\n".join(recognised(result.reading)),
        why=_join(assessment.why),
        follows=follows,
        source=source_of(best, lists) if best else "",
    )


def _bearers(result: Result) -> str:
    if not result.reading.ambiguous:
        return ""
    return "Ambiguous: " + " / ".join(_once(bearer.name for bearer in result.reading.bearers))


def _list_of(hit: Hit, lists: Mapping[str, Watchlist]) -> str:
    watchlist = lists.get(hit.listing.watchlist_id)
    title = watchlist.title if watchlist else hit.listing.watchlist_id
    edition = hit.listing.edition
    return f"{title} ({edition})" if edition and edition not in title else title


def _first(text: str) -> str:
    """Give the first sentence, so that a row stays a row; the evidence sheet has the whole."""
    return _SENTENCE.split(text, maxsplit=1)[0]


def _join(*parts: str) -> str:
    return " ".join(part.strip() for part in parts if part.strip())


def _once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))
