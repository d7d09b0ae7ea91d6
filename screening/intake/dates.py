"""Dates in cells: whether a text is one, and a date of birth.

When an employment began and ended is read by `screening.affiliations.periods`, from a cell as from a text.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from screening.affiliations.periods import read_moment
from watchlists.birth_dates import birth_dates

_MONTH = (
    r"(jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez|fév|avr|juin|juil|août|déc|ene|abr|ago|dic|set|out"
    r"|янв|фев|мар|апр|мая|май|июн|июл|авг|сен|окт|ноя|дек)[^\W\d]*\.?"
)
_DATE = re.compile(
    rf"\d{{1,4}}[-/.]\d{{1,2}}([-/.]\d{{1,4}})?\.?([ T]\d\d?:\d\d(:\d\d)?(\.\d+)?Z?)?( [ap]m)?"
    rf"|(\d{{1,2}}\.? )?{_MONTH}( \d{{1,2}},?)? ?'?\d{{2,4}}|\d{{1,2}}[ -]{_MONTH}([ -]\d{{2,4}})?"
    r"|\d{4}年(\d{1,2}月(\d{1,2}日)?)?|\d{4}\.\s?\d{1,2}\.\s?\d{1,2}\.?|(19|20)\d\d",
    re.I,
)
_DOTTED = re.compile(r"(\d\d?)\.\s?(\d\d?)\.\s?(\d{4})")  # day, month, year wherever dots are used
_FRACTION = re.compile(r"\d{4}\.\d")  # a number that a table program made of a year, and no May of it
_DAY_ZERO = date(1899, 12, 30)
_UNTIL = re.compile(
    r"\s*(?:–|—|~|～|至|\bto\b|\bbis\b|\bau\b|\ba\b|\bпо\b|\buntil\b|\s-\s|(?<=\d{4})-(?=\d{4}|\s*$))\s*",
    re.I,
)
_OPEN_END = (
    "",
    "present",
    "now",
    "today",
    "ongoing",
    "current",
    "heute",
    "至今",
    "今",
    "н.в.",
    "настоящее время",
    "?",
)


def is_date(text: str) -> bool:
    """Say whether a text is a date, or a period from one to another or to an open end."""
    if _DATE.fullmatch(text):
        return True
    parts = _UNTIL.split(text, maxsplit=1)
    return (
        len(parts) == 2
        and bool(_DATE.fullmatch(parts[0].strip()))
        and (parts[1].strip().casefold() in _OPEN_END or bool(_DATE.fullmatch(parts[1].strip())))
    )


def birth_date(text: str) -> str:
    """A date of birth as exact as it is certain: "1965-03-07", "1965-03", "1965"; "" where there is no year.

    Of "03/07/1965" only the year is certain. Excel's serial days count from 1899-12-30.
    """
    if not text:
        return ""
    bare = text.strip()
    if _FRACTION.fullmatch(bare):
        return bare[:4]
    if (moment := read_moment(_DOTTED.sub(r"\3-\2-\1", bare))) is not None:
        return str(moment)
    if dates := birth_dates(text):
        return dates[0]
    if re.fullmatch(r"\d{4,5}", text.strip()) and 5_000 <= int(text) <= 45_000:
        return (_DAY_ZERO + timedelta(days=int(text))).isoformat()
    return ""
