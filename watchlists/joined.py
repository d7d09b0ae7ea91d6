"""Which listings a person has joined to one organisation, or set apart: one decision a line, for anybody to review.

Lists print one organisation in many ways. Which listings mean the same one is found by rules, and rules err both ways:
a decision here goes before them. It changes no listing, only whom it is taken to name.

Columns: action, listing, with, by, on, reason. `join` puts the listing with another listing or a register's body
("ror:…"); `split` lets it stand alone, whatever its names say.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from datetime import date
from pathlib import Path

from watchlists.errors import KnowledgeInvalid

JOIN, SPLIT = "join", "split"
COLUMNS = ("action", "listing", "with", "by", "on", "reason")


@dataclass(frozen=True, slots=True)
class ByHand:
    """One decision about one listing."""

    action: str  # "join" or "split"
    listing: str
    other: str  # a listing or a body of the register; "" for a split
    by: str
    on: date
    reason: str


def read_by_hand(path: Path) -> tuple[ByHand, ...]:
    """Read decisions in the order of the file.

    Raises:
        KnowledgeInvalid: with file, line and reason.
    """
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file, strict=True))
    if not lines or tuple(lines[0]) != COLUMNS:
        raise _broken(path, 1, f"the header must be {','.join(COLUMNS)}")
    return tuple(_decision(path, number, cells) for number, cells in enumerate(lines[1:], start=2))


def by_hand_text(decisions: Iterable[ByHand]) -> str:
    """The file of these decisions, by listing: the same text for the same decisions."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(astuple(each) for each in sorted(decisions, key=lambda each: each.listing))
    return text.getvalue()


def by_hand_sha256(decisions: Iterable[ByHand]) -> str:
    """The hash of that file; "" for no decision."""
    decided = tuple(decisions)
    return hashlib.sha256(by_hand_text(decided).encode()).hexdigest() if decided else ""


def _decision(path: Path, number: int, cells: list[str]) -> ByHand:
    if len(cells) != len(fields(ByHand)):
        raise _broken(path, number, f"{len(COLUMNS)} cells are needed")
    action, listing, other, by, on, reason = cells
    if action not in (JOIN, SPLIT) or not listing or bool(other) != (action == JOIN):
        raise _broken(path, number, f"{action!r} of {listing!r} with {other!r} is no decision")
    if not reason.strip():
        raise _broken(path, number, "a decision needs its reason")
    try:
        return ByHand(action, listing, other, by, date.fromisoformat(on), reason)
    except ValueError as error:
        raise _broken(path, number, f"{on!r} is no day") from error


def _broken(path: Path, line: int, reason: str) -> KnowledgeInvalid:
    return KnowledgeInvalid(f"{path.name}, line {line}: {reason}.", file=path.name, line=line, reason=reason)
