"""What the columns of the collaboration decision say beside a row: whether the team goes on with its subjects, and until when.

Unlike the reviewer's columns these are written anew into every report, and nothing is read from them when one comes back:
a collaboration is decided on the pages or over the API, where the reason and the conditions are asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from types import MappingProxyType

from screening.intake.model import Row
from screening.model import called
from screening.report.added_sheets import CellValue
from screening.review.collaboration_in_effect import collaboration_text
from screening.review.subject_decisions import DecisionsInEffect

COLLABORATION = ("collaboration", "collaboration_until")  # keys of the columns, in their order
NO_COLLABORATION: Mapping[str, str] = MappingProxyType(dict.fromkeys(COLLABORATION, ""))
_BETWEEN = " / "


def collaboration_texts(row: Row | None, decisions_in_effect: DecisionsInEffect) -> Mapping[str, str]:
    """Give the texts of the columns by key; of several subjects of a row each that was decided about is named."""
    if row is None or not decisions_in_effect.collaborations:
        return NO_COLLABORATION
    found = [(each, decisions_in_effect.collaboration_of(each)) for each in row.subjects]
    decided = [(called(subject), made) for subject, made in found if made is not None]
    several = len(row.subjects) > 1
    texts = [
        f"{name}: {collaboration_text(made)}" if several else collaboration_text(made)
        for name, made in decided
    ]
    return {
        "collaboration": _BETWEEN.join(texts),
        "collaboration_until": _BETWEEN.join(made.until for _, made in decided),
    }


def collaboration_value(key: str, text: str) -> CellValue:
    """Give a text of the columns as a cell of a workbook holds it: a day as a day."""
    if key == "collaboration_until":
        with suppress(ValueError):  # several days
            return date.fromisoformat(text)
    return text or None
