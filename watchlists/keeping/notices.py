"""Editions that a publisher shows and that no reader of ours takes: noticed, told, and never taken.

A list that comes as a PDF or as prose is transcribed by hand. What we can do is look at the page where its
publisher shows editions or amendments, and say that a person should look. A look that finds nothing newer does
not make the edition in force any younger: the page may be the wrong one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path

from watchlists.errors import NotTheList
from watchlists.keeping.noted import read_noted, write_noted
from watchlists.model import Notice

FILE = "notices.json"


@dataclass(frozen=True, slots=True)
class Noticed:
    """What the last looks at one list's page showed, and what a person has looked at since."""

    checked_at: str  # ISO 8601, UTC
    code: str = ""  # "" where the look succeeded, else the code of the refusal
    sentence: str = ""
    marks: tuple[str, ...] = ()  # on the page at the last look that succeeded
    looked_at: tuple[str, ...] = ()  # marks that a person has looked at
    by: str = ""  # who looked, and what came of it
    reason: str = ""

    @property
    def when(self) -> datetime:
        """The moment of the look."""
        return datetime.fromisoformat(self.checked_at)

    def looked(self, by: str, reason: str) -> Noticed:
        """The same, once a person has looked at every mark."""
        return replace(self, looked_at=self.marks, by=by, reason=reason)


def marks_on(page: bytes, notice: Notice) -> tuple[str, ...]:
    """What the page shows of editions, each once, in order: days as ISO dates, else the marks themselves.

    Raises:
        NotTheList: nothing of the kind stands there, or a day cannot be read; the page has changed.
    """
    found: dict[str, None] = {}
    for match in re.finditer(notice.marks, page.decode("utf-8", "replace")):
        groups = match.groupdict()
        try:
            found[_day(groups["day"], notice.day_form) if "day" in groups else groups["mark"]] = None
        except ValueError as error:
            raise NotTheList(f"The page shows {match[0][:60]!r}, which holds no day.") from error
    if not found:
        raise NotTheList("The page where editions are shown no longer shows any; look at it yourself.")
    return tuple(sorted(found))


def unseen(noticed: Noticed, notice: Notice, edition_date: date) -> tuple[str, ...]:
    """The marks that are newer than the edition in force and that nobody has looked at."""
    is_dated = not notice.known
    newer = (
        mark
        for mark in noticed.marks
        if (mark > edition_date.isoformat() if is_dated else mark not in notice.known)
    )
    return tuple(mark for mark in newer if mark not in noticed.looked_at)


def _day(text: str, form: str) -> str:
    return datetime.strptime(" ".join(text.split()), form).date().isoformat()


def read_notices(folder: Path) -> dict[str, Noticed]:
    """What was noticed, by list id; nothing where the file is missing or cannot be read."""
    return read_noted(
        folder / FILE,
        lambda fields: Noticed(**fields | {each: tuple(fields[each]) for each in ("marks", "looked_at")}),
    )


def write_notices(folder: Path, notices: Mapping[str, Noticed]) -> None:
    """Replace the file in one step.

    Raises:
        StoreUnwritable: the old file stands.
    """
    write_noted(folder / FILE, {key: asdict(noticed) for key, noticed in notices.items()})
