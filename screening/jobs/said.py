"""What the steps of a run said of each inquiry, short enough for a table of a hundred thousand rows.

Read from what the steps kept without the lists they were made with, so that a run of last year can still be looked
through; the whole result of a row needs the lists it is pinned to.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from screening.assess.gravest import Gravity, gravity
from screening.assess.sentences import recognised
from screening.jobs.engines import TakenList
from screening.model import Alternative, Assessment, Hit, Inquiry, Level, Outcome, Reading, Recognised
from screening.storage import Database
from screening.storage.tables import Chunk, Run
from watchlists.model import Listing

_READING = tuple(field.name for field in fields(Reading))
_ASSESSMENT = tuple(field.name for field in fields(Assessment))
_LEAD = tuple(field.name for field in fields(Hit)).index("listing")
_ID = tuple(field.name for field in fields(Listing)).index("id")


@dataclass(frozen=True, slots=True)
class Said:
    """The outcome of one subject: level and score for sorting, the one sentence, and the listing it speaks of."""

    outcome: Outcome
    level: Level
    score: int
    why: str
    listing_id: str = ""
    recognised: str = ""  # of a row without a match: who each text was recognised as


def gravity_of_said(said: Said) -> Gravity:
    """What they are ordered by."""
    return gravity(said.outcome, said.level, said.score, None)


def said_by_inquiry(database: Database, run: Run, taken: TakenList) -> Iterator[tuple[Inquiry, Said]]:
    """Each distinct inquiry of a run and what was said of it, as far as its steps are done."""
    for number in range(run.chunks):
        with database.read() as session:
            chunk = session.get(Chunk, (run.id, number))
            packed = chunk.results if chunk else None
        if packed is not None:
            yield from zip(taken.chunks[number], said(packed), strict=True)


def said(packed: bytes) -> list[Said]:
    """What one step said, in the order of its inquiries."""
    plain = json.loads(zlib.decompress(packed))
    each = [_said(dict(zip(_ASSESSMENT, assessed, strict=True))) for assessed in plain["assessments"]]
    return [
        replace(each[number], recognised=_recognised(reading))
        if each[number].outcome is Outcome.NO_MATCH
        else each[number]
        for reading, number in plain["rows"]
    ]


def _recognised(reading: Sequence[Any]) -> str:
    parts = dict(zip(_READING, reading, strict=True))
    known = Reading(
        alternatives=tuple(Alternative(*each) for each in parts["alternatives"]),
        recognised=tuple(Recognised(*each) for each in parts["recognised"]),
    )
    return "; ".join(recognised(known))


def _said(assessed: Mapping[str, Any]) -> Said:
    lead = assessed["lead"]
    listing = lead[_LEAD] if lead else ""
    return Said(
        outcome=Outcome(assessed["outcome"]),
        level=Level(assessed["risk_level"]),
        score=assessed["risk_score"],
        why=assessed["why"],
        listing_id=listing if isinstance(listing, str) else listing[_ID],
    )
