"""Days and periods as people write them in a column: as exact as they are written, and never guessed.

A year says a year and no more, so what ends in a year is past once the year is. Of "03/04/2022" only the year is
certain. What cannot be read is None; whoever asks says so.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from screening.vocabulary import rows
from screening.vocabulary.cues import Cue, cue_pattern, cue_words

_OPEN = cue_words(Cue.OPEN_END_IN_A_COLUMN)
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_TIME = r"(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?"
_YEAR_FIRST = re.compile(rf"{_YEAR}(?:[-/.](?P<month>\d{{1,2}})(?:[-/.](?P<day>\d{{1,2}}){_TIME})?)?")
_HAN = re.compile(rf"{_YEAR}\s*年(?:\s*(?P<month>\d{{1,2}})\s*月(?:\s*(?P<day>\d{{1,2}})\s*[日号])?)?")
_YEAR_LAST = re.compile(rf"(?:(?P<first>\d{{1,2}})[-/.])?(?P<second>\d{{1,2}})[-/.]{_YEAR}{_TIME}")
_NAMED = re.compile(
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?[\s-]+(?:of\s+|de\s+)?)?(?P<word>[^\W\d_]+)\.?,?[\s-]*(?:de\s+)?{_YEAR}"
    rf"|(?P<word2>[^\W\d_]+)\.?\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year2>(?:19|20)\d\d)"
)
_RANGE = re.compile(
    r"\s*[–—~～―‐‑]\s*|\s+-+\s+|\s*(?:\bto\b|\buntil\b|\bbis\b|\bhasta\b|至|到)\s*", re.IGNORECASE
)
_YEARS = re.compile(r"((?:19|20)\d\d)\s*[-/]\s*((?:19|20)\d\d|\d\d)?")
_SINCE = re.compile(rf"(?:{cue_pattern(Cue.SINCE_IN_A_COLUMN)})\s*", re.IGNORECASE)
_UNTIL = re.compile(rf"(?:{cue_pattern(Cue.UNTIL_IN_A_COLUMN)})\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Moment:
    """A year, a month or a day; 0 where it is not said."""

    year: int
    month: int = 0
    day: int = 0

    @property
    def first(self) -> date:
        """The earliest day it may be."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> date:
        """The latest day it may be."""
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    def __str__(self) -> str:
        """As ISO 8601 writes it, as exact as it is known."""
        parts = [f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part)]
        return "-".join(parts)


@dataclass(frozen=True, slots=True)
class Period:
    """From when to when, as texts that were read; "" where nothing is said."""

    starts: str = ""
    ends: str = ""  # a moment, or a word such as "present"


def is_open(text: str) -> bool:
    """Say whether a text in the place of an end says that there is none yet: "present", "至今"."""
    return text.strip().strip(".").casefold() in _OPEN


@lru_cache(maxsize=20_000)
def read_moment(text: str) -> Moment | None:
    """The moment that a whole text gives, None where it gives none."""
    stripped = text.strip()
    if found := _YEAR_FIRST.fullmatch(stripped) or _HAN.fullmatch(stripped):
        return _moment(found["year"], found["month"], found["day"])
    if found := _YEAR_LAST.fullmatch(stripped):
        return _year_last(found["year"], found["first"], found["second"])
    if found := _NAMED.fullmatch(stripped):
        month = _months().get((found["word"] or found["word2"]).casefold(), "")
        return (
            _moment(found["year"] or found["year2"], month, found["day"] or found["day2"]) if month else None
        )
    return None


@lru_cache(maxsize=20_000)
def read_period(text: str) -> Period | None:
    """The period that a whole text gives: "2016–2019", "Mar 2016 to present", "since 2016", "until 2019", "2019".

    One moment by itself is neither a start nor an end, so it gives an empty period. None where the text gives none.
    """
    stripped = text.strip()
    if read_moment(stripped) is not None:
        # "2009-12" is December, or the years 2009 to 2012
        found = _YEARS.fullmatch(stripped)
        unclear = found is not None and found[2] and int(found[2]) > int(found[1][2:])
        return None if unclear else Period()
    if is_open(stripped):
        return Period(ends=stripped)
    if found := _YEARS.fullmatch(stripped):
        last = found[2] or ""
        return _period(found[1], last if len(last) != 2 else found[1][:2] + last)
    for word, place in ((_SINCE, 0), (_UNTIL, 1)):
        if (found := word.match(stripped)) and read_moment(stripped[found.end() :]):
            rest = stripped[found.end() :]
            return Period(rest, "") if place == 0 else Period("", rest)
    found = _SINCE.match(stripped)
    parts = _RANGE.split(stripped[found.end() :] if found else stripped)
    return _period(*parts) if len(parts) == 2 else None


def _period(starts: str, ends: str) -> Period | None:
    """A period whose two ends can be read, in their order; either may be open, not both."""
    starts, ends = starts.strip(), ends.strip()
    first, last = read_moment(starts), read_moment(ends)
    if (starts and first is None) or (ends and last is None and not is_open(ends)) or not (starts or ends):
        return None
    return None if first and last and last.last < first.first else Period(starts, ends)


def _moment(year: str, month: str | None, day: str | None) -> Moment | None:
    moment = Moment(int(year), int(month or 0), int(day or 0))
    try:
        moment.first, moment.last  # noqa: B018 - there may be no such day
    except ValueError:
        return None
    return moment if (month is None or moment.month) and (day is None or moment.day) else None


def _year_last(year: str, first: str | None, second: str) -> Moment | None:
    """A date with its year last: "24-02-2022" is a day; "03/04/2022" may be two, and only its year is certain."""
    if first is None:
        return _moment(year, second, None)
    ways = {_moment(year, second, first), _moment(year, first, second)} - {None}
    return ways.pop() if len(ways) == 1 else Moment(int(year)) if ways else None


@cache
def _months() -> dict[str, str]:
    return {row["word"]: row["month"] for row in rows("months")}
