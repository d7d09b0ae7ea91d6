"""The chain itself, pure: what a line's hash covers, and where a chain is broken.

A hash covers every field of its line and the hash of the line before, so an edit, a swap, a gap or a fork shows
at the first line it touches. What a chain cannot show by itself is a missing tail: for that, heads are kept
outside the database and compared here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

FIRST = "0" * 64  # what the first line names as the hash before it


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log."""

    sequence: int  # 1, 2, 3, ... without gaps
    at: str  # UTC
    actor: str
    team: str
    action: str
    run_id: str
    facts: str  # JSON, keys sorted
    previous: str
    hash: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """Where the chain is broken, and how."""

    sequence: int
    sentence: str


def seal(line: Line) -> str:
    """Give the hash of a line; lengths are unambiguous since the fields are encoded as JSON."""
    fields = [
        line.sequence,
        line.at,
        line.actor,
        line.team,
        line.action,
        line.run_id,
        line.facts,
        line.previous,
    ]
    return hashlib.sha256(json.dumps(fields, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()


def verify_lines(lines: Iterable[Line], heads: Iterable[tuple[int, str]] = ()) -> Iterator[Fault]:
    """Give every fault, in order.

    Args:
        lines: the log, by sequence.
        heads: (sequence, hash) as they were noted outside the database.
    """
    hashes: dict[int, str] = {}
    expected, previous = 1, FIRST
    for line in lines:
        if line.sequence != expected:
            yield Fault(expected, f"entry {expected} is missing; {line.sequence} stands in its place")
        elif line.previous != previous:
            yield Fault(line.sequence, f"entry {line.sequence} does not follow the entry before it")
        if seal(line) != line.hash:
            yield Fault(line.sequence, f"entry {line.sequence} was changed after it was sealed")
        hashes[line.sequence] = line.hash
        expected, previous = line.sequence + 1, line.hash
    yield from _compare_heads(hashes, heads)


def _compare_heads(hashes: dict[int, str], heads: Iterable[tuple[int, str]]) -> Iterator[Fault]:
    """A head that the log no longer reaches means a cut tail; one with another hash means a rewritten log."""
    last = max(hashes, default=0)
    for sequence, noted in heads:
        if sequence > last:
            yield Fault(last + 1, f"the log ends at entry {last}, but entry {sequence} was noted outside it")
        elif hashes.get(sequence) != noted:
            yield Fault(sequence, f"entry {sequence} is not the one that was noted outside the log")
