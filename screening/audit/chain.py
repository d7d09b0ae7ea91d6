"""The chain itself, pure: what a line's hash covers, and where a chain is broken.

A hash covers every field of its line and the hash of the line before, so an edit, a swap, a gap or a fork shows
at the first line it touches. What a chain cannot show by itself is a missing tail: for that, heads are kept
outside the database and compared here.

A line's contents enter its hash by a digest of their own. So a stretch of the chain can be shown to outsiders in
which lines that are not theirs to read stand by their digests alone, and still follows link by link. What a line says
could be guessed and tried; so its digest covers random bytes too, which are shown with the whole line only.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

FIRST = "0" * 64  # what the first line names as the hash before it


@dataclass(frozen=True, slots=True)
class LogEntry:
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
    salt: str = ""  # 16 random bytes as hex; "" in entries of before there were any


class Area(StrEnum):
    """Where a fault is."""

    LOG = "log"  # the entries themselves, or a head that was noted outside
    STATE = "state"  # a table says something else than the log
    FILES = "files"  # a stored file is gone or altered
    OUTSIDE = "outside"  # what is kept outside the installation cannot be relied on


class Severity(StrEnum):
    """How grave it is."""

    FAULT = "fault"  # something was changed, or is gone
    NOTICE = "notice"  # something could not be checked


@dataclass(frozen=True, slots=True)
class LogFault:
    """Where the chain is broken, or what stands against it, and how."""

    sequence: int  # of the entry; 0 where no entry speaks of it
    sentence: str
    area: Area = Area.LOG
    severity: Severity = Severity.FAULT


def digest(line: LogEntry) -> str:
    """Give the digest of what a line says; lengths are unambiguous since the fields are encoded as JSON."""
    return _sha256([line.salt, line.at, line.actor, line.team, line.action, line.run_id, line.facts])


def seal(line: LogEntry) -> str:
    """Give the hash of a line; entries without salt are of before, and their hash covers all fields at once."""
    if not line.salt:
        said = [line.at, line.actor, line.team, line.action, line.run_id, line.facts]
        return _sha256([line.sequence, *said, line.previous])
    return _link(line.sequence, line.previous, digest(line))


def verify_segment(links: Iterable[LogEntry | str], head: tuple[int, str]) -> str:
    """Say in one sentence where a stretch of the chain that begins with a full line is broken; "" where it holds.

    Args:
        links: entry by entry, the whole line or its `digest` alone.
        head: sequence and hash of the entry with which the stretch must end.
    """
    sequence, previous = 0, ""
    for link in links:
        if not sequence:
            if isinstance(link, str):
                return "the stretch of the log begins with an entry that is not shown"
            sequence, previous = link.sequence - 1, link.previous
        sequence += 1
        if isinstance(link, str):
            previous = _link(sequence, previous, link)
            continue
        if (link.sequence, link.previous) != (sequence, previous):
            return f"entry {link.sequence} of the log does not follow the entry before it"
        if seal(link) != link.hash:
            return f"entry {link.sequence} of the log was changed after it was sealed"
        previous = link.hash
    return "" if (sequence, previous) == head else "the stretch of the log does not lead to the head it names"


def verify_lines(lines: Iterable[LogEntry], heads: Iterable[tuple[int, str]] = ()) -> Iterator[LogFault]:
    """Give every fault, in order.

    Args:
        lines: the log, by sequence.
        heads: (sequence, hash) as they were noted outside the database.
    """
    hashes: dict[int, str] = {}
    expected, previous = 1, FIRST
    for line in lines:
        if line.sequence != expected:
            yield LogFault(expected, f"entry {expected} is missing; {line.sequence} stands in its place")
        elif line.previous != previous:
            yield LogFault(line.sequence, f"entry {line.sequence} does not follow the entry before it")
        if seal(line) != line.hash:
            yield LogFault(line.sequence, f"entry {line.sequence} was changed after it was sealed")
        hashes[line.sequence] = line.hash
        expected, previous = line.sequence + 1, line.hash
    yield from _compare_heads(hashes, heads)


def _compare_heads(hashes: dict[int, str], heads: Iterable[tuple[int, str]]) -> Iterator[LogFault]:
    """A head that the log no longer reaches means a cut tail; one with another hash means a rewritten log."""
    last = max(hashes, default=0)
    for sequence, noted in heads:
        if sequence > last:
            yield LogFault(
                last + 1, f"the log ends at entry {last}, but entry {sequence} was noted outside it"
            )
        elif hashes.get(sequence) != noted:
            yield LogFault(sequence, f"entry {sequence} is not the one that was noted outside the log")


def _link(sequence: int, previous: str, said: str) -> str:
    return _sha256([sequence, previous, said])


def _sha256(fields: list[object]) -> str:
    return hashlib.sha256(json.dumps(fields, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()
