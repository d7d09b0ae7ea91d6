"""What the last look at each publisher said. It makes no edition; it says how sure we are of the one in force.

A list whose publisher had nothing newer yesterday is one day old, however old its edition. A look that failed
confirms nothing. The file may be lost: then ages count from the editions' own dates again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from watchlists.keeping.disk import write_durably

FILE = "checks.json"


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
    try:
        return {key: Check(**fields) for key, fields in json.loads((folder / FILE).read_bytes()).items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def write_checks(folder: Path, checks: Mapping[str, Check]) -> None:
    """Replace the file in one step.

    Raises:
        StoreUnwritable: the old file stands.
    """
    fields = {key: asdict(check) for key, check in sorted(checks.items())}
    write_durably(folder / FILE, (json.dumps(fields, ensure_ascii=False, indent=1) + "\n").encode())
