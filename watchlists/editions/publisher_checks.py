"""What the last look at each publisher said. It makes no edition; it says how sure we are of the one in force."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from watchlists.editions.durable_write import write_durably

Note = TypeVar("Note")


def read_noted(path: Path, note: Callable[[dict[str, Any]], Note]) -> dict[str, Note]:
    """The notes by list id, each made from its fields; none where the file is missing or cannot be read."""
    try:
        return {key: note(fields) for key, fields in json.loads(path.read_bytes()).items()}
    except (OSError, ValueError, TypeError, AttributeError, KeyError):
        return {}


def write_noted(path: Path, notes: Mapping[str, Mapping[str, object]]) -> None:
    """Replace the file in one step.

    Raises:
        StoreUnwritable: the old file stands.
    """
    write_durably(
        path, (json.dumps(dict(sorted(notes.items())), ensure_ascii=False, indent=1) + "\n").encode()
    )


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
