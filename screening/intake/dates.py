"""Dates in cells: whether a text is one, and the year of a date of birth.

When an employment began and ended is read by `screening.affiliations.periods`, from a cell as from a text.
"""

from __future__ import annotations

import re

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


def birth_year(text: str) -> str:
    """The year of a date of birth, "" where none can be told. Excel's serial days count from 1899-12-30."""
    if not text:
        return ""
    if match := re.search(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)", text):
        return match.group()
    if re.fullmatch(r"\d{4,5}", text.strip()) and 5_000 <= int(text) <= 45_000:
        return str(int(1899 + (int(text) + 364) / 365.2425))
    return ""
