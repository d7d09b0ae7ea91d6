"""What changed between two editions, told: in plain lines for people, and as plain values for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from watchlists.keeping.differences import Differences
from watchlists.model import Listing

MOST_SHOWN = 20  # listings of each sort that are told in lines; the values have all of them


def in_values(found: Differences) -> dict[str, Any]:
    """Every listing that was added, removed or changed, as values that JSON can hold."""
    return {
        "added": [_listing(each) for each in found.added],
        "removed": [_listing(each) for each in found.removed],
        "changed": [
            {"id": listing.id, "name": listing.name, "changes": [asdict(change) for change in changes]}
            for listing, changes in found.changed
        ],
        "same": found.same,
    }


def in_lines(found: Differences, more: str) -> Iterator[str]:
    """The first listings of each sort, one line each; `more` says where the rest is."""
    for word, listings in (("added", found.added), ("removed", found.removed)):
        yield from (f"{word}: {each.name} ({each.country or 'no country'})" for each in listings[:MOST_SHOWN])
        yield from _rest(word, len(listings), more)
    for listing, changes in found.changed[:MOST_SHOWN]:
        for change in changes:
            yield f"changed: {listing.name}: {change.field}: {change.before!r} is now {change.after!r}"
    yield from _rest("changed", len(found.changed), more)


def _listing(listing: Listing) -> dict[str, str]:
    return {"id": listing.id, "name": listing.name, "country": listing.country}


def _rest(word: str, number: int, more: str) -> Iterable[str]:
    if number > MOST_SHOWN:
        yield f"and {number - MOST_SHOWN:,} more {word}; {more}"
