"""What the last look at each publisher said. It makes no edition; it says how sure we are of the one in force.

A list whose publisher had nothing newer yesterday is one day old, however old its edition. A look that failed
confirms nothing. The file may be lost: then ages count from the editions' own dates again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from watchlists.keeping.noted import read_noted, write_noted

FILE = "checks.json"
CONFIRMED = "confirmed"  # written anew by each look that succeeded: a failed one changes nothing that screening rests on


@dataclass(frozen=True, slots=True)
class Check:
    """The last look at one list's publisher, and the last one that confirmed an edition."""

    checked_at: str  # ISO 8601, UTC
    code: str = ""  # "" where the look succeeded, else the code of the refusal
    sentence: str = ""
    confirmed: str = ""  # name of the edition that was seen to be the newest
    confirmed_at: str = ""

    @property
    def when(self) -> datetime:
        """The moment of the look."""
        return datetime.fromisoformat(self.checked_at)


def read_checks(folder: Path) -> dict[str, Check]:
    """The last looks by list id; none where the file is missing or cannot be read."""
    return read_noted(folder / FILE, lambda fields: Check(**fields))


def write_checks(folder: Path, checks: Mapping[str, Check]) -> None:
    """Replace the file in one step.

    Raises:
        StoreUnwritable: the old file stands.
    """
    write_noted(folder / FILE, {key: asdict(check) for key, check in checks.items()})
