"""Dates of birth as publishers print them, each as exact as it is printed: "1965", "1965-03", "1965-03-07".

Of "03/07/1965" only the year is certain, unless the publisher is known to print the day first. Of a date that is about
right, or one end of a range, only the year is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

BIRTH_DATES = re.compile(r"(\d{4}(-\d\d(-\d\d)?)?( \d{4}(-\d\d(-\d\d)?)?)*)?")

_YEAR = r"(?<!\d)(?P<{0}>1[89]\d\d|20\d\d)(?!\d)"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WORD = r"(?P<{0}>" + "|".join(_MONTHS) + r")[a-z]*\.?"
_DATE = re.compile(
    rf"{_YEAR.format('y1')}[-/.](?P<m1>\d\d?)(?:[-/.](?P<d1>\d\d?))?(?!\d)"
    rf"|(?<!\d)(?P<first>\d\d?)(?P<sign>[-/.])(?P<second>\d\d?)[-/.]{_YEAR.format('y2')}"
    rf"|(?:(?<!\d)(?P<d3>\d\d?)[ -])?\b{_WORD.format('w3')}[ -]{_YEAR.format('y3')}"
    rf"|\b{_WORD.format('w4')} (?P<d4>\d\d?),? {_YEAR.format('y4')}"
    rf"|{_YEAR.format('y5')}",
    re.IGNORECASE,
)
_NOT_EXACT = re.compile(
    r"\b(?:circa|ca|c\.|approx\w*|about|around|between|or|to|early|late|mid)\b|~|\d\s*–\s*\d", re.IGNORECASE
)


def birth_dates(text: str, *, day_first: bool = False) -> tuple[str, ...]:
    """The dates in a text, each once, as ISO 8601 writes them; none where there is no year.

    `day_first`: the publisher prints the day before the month ("03/07/1965" is 3 July).
    """
    found = (_exact(each, day_first) for each in _DATE.finditer(text))
    if _NOT_EXACT.search(text):
        found = (each[:4] for each in found)
    return tuple(dict.fromkeys(found))


def _exact(found: re.Match[str], day_first: bool) -> str:
    said = {name: value for name, value in found.groupdict().items() if value}
    year = next(value for name, value in said.items() if name.startswith("y"))
    if "first" in said:
        ways = [(said["second"], said["first"])]
        if not day_first and said["sign"] != ".":
            ways.append((said["first"], said["second"]))
        dates = {each for month, day in ways if len(each := _iso(year, month, day)) > len(year)}
        return dates.pop() if len(dates) == 1 else year
    word = said.get("w3") or said.get("w4")
    month = str(_MONTHS.index(word[:3].lower()) + 1) if word else said.get("m1", "")
    return _iso(year, month, said.get("d1") or said.get("d3") or said.get("d4") or "")


def _iso(year: str, month: str, day: str) -> str:
    """As much of the date as there can be: a month of none, or a day of none, is left out."""
    parts = list(_parts(year, month, day))
    return "-".join(parts)


def _parts(year: str, month: str, day: str) -> Iterator[str]:
    yield year
    if not (month and 1 <= int(month) <= 12):
        return
    yield f"{int(month):02}"
    try:
        yield f"{date(int(year), int(month), int(day or 0)).day:02}"
    except ValueError:
        return
