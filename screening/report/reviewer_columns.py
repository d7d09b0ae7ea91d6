"""What stands in the reviewer's columns of a row: what was decided before, or what somebody wrote into the file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from types import MappingProxyType

from screening.intake.model import Row
from screening.model import RunFacts
from screening.report.added_sheets import CellValue
from screening.review.reasons import reasons, word_of
from screening.review.reviewer_columns import REVIEWERS, is_unchanged, newest_decision, standing_text, written
from screening.review.subject_decisions import DecisionsInEffect

_DAY = re.compile(r"\d{4}-\d\d-\d\d( 00:00:00)?")
REVIEW = ("standing", *REVIEWERS)  # keys of the columns of the review, in their order

# of a row on which nobody decided anything
NOTHING_SAID: Mapping[str, str] = MappingProxyType({"standing": standing_text(()), **written(None)})


def review_texts(
    row: Row | None, kept: Mapping[str, str], decisions_in_effect: DecisionsInEffect
) -> Mapping[str, str]:
    """Give the texts of the review's columns by key.

    Args:
        row: the row, None for one of the file that is no row of a table.
        kept: what an earlier report's columns hold there by key; what somebody wrote into them stays.
        decisions_in_effect: what was decided.
    """
    found = decisions_in_effect.of_row(row.subjects) if row is not None else ()
    if not found and not kept:
        return NOTHING_SAID
    texts = {"standing": standing_text(found), **written(newest_decision(found))}
    return {**texts, **{key: kept.get(key, "") for key in REVIEWERS}} if is_written_in(kept) else texts


def is_written_in(kept: Mapping[str, str]) -> bool:
    """Whether somebody wrote something of his own into the reviewer's columns."""
    return any(kept.get(key, "").strip() for key in REVIEWERS) and not is_unchanged(kept)


def review_value(key: str, text: str) -> CellValue:
    """Give a text of the review's columns as a cell of a workbook holds it: a day as a day, a reason in words."""
    if key == "date" and _DAY.fullmatch(text):
        with suppress(ValueError):  # there is no such day
            return date.fromisoformat(text[:10])
    if key == "reason" and text in reasons():
        return word_of(text)
    return text or None


def with_decisions(facts: RunFacts, decisions_in_effect: DecisionsInEffect) -> RunFacts:
    """What a report is pinned to, with the moment whose decisions it shows, where it shows any."""
    if not decisions_in_effect.at or not (decisions_in_effect.anything or decisions_in_effect.later):
        return facts
    at = f"{datetime.fromisoformat(decisions_in_effect.at):%Y-%m-%d %H:%M} UTC"
    number = decisions_in_effect.number + len(decisions_in_effect.collaborations)
    said = f"{number:,} of the team, as they stood on {at}"
    if decisions_in_effect.later:
        said += "; asked for after the run had ended, so this is not the report that its receipt seals"
    return replace(facts, parameters=(*facts.parameters, ("decisions", said)))
