"""What dates of birth say about two persons of one name, to the precision that both have.

- Years two or more apart differ. One year apart is near, unless two whole dates lie further apart than calendars do.
- In one year, months and days that are not the same differ; a day and a month that changed places are near.
- The first of January stands for a year of which nothing more is known, so it counts as its year.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum

# The Chinese year begins up to 51 days after January does, and the Julian one 13: a birth dated by either may have the
# year before, and a day that is so much earlier.
_CALENDARS_APART = 51
_PLACEHOLDER = ("01", "01")
_Parts = tuple[str, ...]  # year, then month and day as far as they are given


class Birth(StrEnum):
    """What the dates of birth say."""

    AGREES = "agrees"
    NEAR = "near"  # a year apart, or day and month exchanged: calendars and transcription differ by as much
    DIFFERS = "differs"
    UNKNOWN = "unknown"


_CLOSEST = (Birth.AGREES, Birth.NEAR, Birth.DIFFERS, Birth.UNKNOWN)


def births(asked: str, listed: str) -> Birth:
    """Compare dates of birth, several joined by a space on either side; UNKNOWN where either is missing.

    Where there are several, the two that are closest count.
    """
    ours, theirs = _dates(asked), _dates(listed)
    said = {_compare(one, other) for one in ours for other in theirs}
    return min(said, key=_CLOSEST.index, default=Birth.UNKNOWN)


def most_exact(dates: Iterable[str]) -> list[str]:
    """The dates in their order, without "1965" where "1965-03-07" says the same and more."""
    given = list(dict.fromkeys(dates))
    return [one for one in given if not any(other.startswith(f"{one}-") for other in given)]


def near_note(asked: str, listed: str) -> str:
    """Why two dates are near and not the same."""
    ours, theirs = _dates(asked), _dates(listed)
    same_year = any(one[0] == other[0] for one in ours for other in theirs)
    return "day and month may be exchanged" if same_year else "one year apart"


def _dates(text: str) -> list[_Parts]:
    return [
        tuple(parts[:1]) if tuple(parts[1:]) == _PLACEHOLDER else tuple(parts)
        for parts in _split(most_exact(text.split()))
    ]


def _split(texts: Iterable[str]) -> Iterator[list[str]]:
    for text in texts:
        parts = text.split("-")
        if all(part.isascii() and part.isdigit() for part in parts):
            yield parts


def _compare(one: _Parts, other: _Parts) -> Birth:
    apart = abs(int(one[0]) - int(other[0]))
    if apart > 1:
        return Birth.DIFFERS
    if apart == 1:
        return Birth.NEAR if _one_year_apart_is_near(one, other) else Birth.DIFFERS
    shared = min(len(one), len(other))
    if one[:shared] == other[:shared]:
        return Birth.AGREES
    return Birth.NEAR if _is_exchanged(one, other) else Birth.DIFFERS


def _one_year_apart_is_near(one: _Parts, other: _Parts) -> bool:
    if len(one) < 3 or len(other) < 3:
        return True
    if one[1:] == other[1:] or _is_exchanged(one, other):
        return True  # the year alone was written wrong
    try:
        days = [date(*map(int, each)) for each in (one, other)]
    except (ValueError, TypeError):
        return True  # no such day
    return abs((days[0] - days[1]).days) <= _CALENDARS_APART


def _is_exchanged(one: _Parts, other: _Parts) -> bool:
    """Whether the day of one is the month of the other, as far as both are given."""
    if len(one) == len(other) == 3:
        return one[1:] == other[:0:-1]
    return any(len(a) == 3 and len(b) == 2 and a[2] == b[1] for a, b in ((one, other), (other, one)))
