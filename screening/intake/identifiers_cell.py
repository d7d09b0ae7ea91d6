"""Identifiers in a cell, brought to the one form that each scheme has; what is none is left out and said."""

from __future__ import annotations

import re

SCHEMES = ("email", "orcid", "ror", "lei", "uscc", "inn", "ogrn", "company", "domain")
_FORMS = {
    "email": re.compile(r"[^\s@<>;,]+@[^\s@<>;,]+\.[^\s@<>;,]+"),
    "orcid": re.compile(r"(?<![\dX])\d{4}-?\d{4}-?\d{4}-?\d{3}[\dX](?![\dX])"),
    "ror": re.compile(r"\b0[a-hj-km-np-tv-z0-9]{6}\d{2}\b"),
    "lei": re.compile(r"\b[A-Z0-9]{18}\d{2}\b"),
    "uscc": re.compile(r"\b[1-9A-HJ-NPQRTUWXY][0-9A-Z]\d{6}[0-9A-HJ-NPQRTUWXY]{10}\b"),
    "inn": re.compile(r"\b(?:\d{12}|\d{10})\b"),
    "ogrn": re.compile(r"\b(?:\d{15}|\d{13})\b"),
    # Whatever a register of companies gives out: letters, digits and what parts them, a digit among them.
    "company": re.compile(r"(?=[^\d]*\d)[A-Z0-9][A-Z0-9 ./-]{2,28}[A-Z0-9]"),
    "domain": re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,}"),
}
_UPPER = ("orcid", "lei", "uscc", "company")
# Written in groups on certificates and letterheads; no two of them are one longer number.
_IN_GROUPS = ("lei", "uscc", "inn", "ogrn")
_ORCID_PARTS = re.compile(r"(.{4})(.{4})(.{4})(.{4})")


def identifiers_in(scheme: str, text: str) -> tuple[tuple[str, str], ...]:
    """The identifiers of one scheme in a cell, as (scheme, value); empty where there is none."""
    shown = text.strip().upper() if scheme in _UPPER else text.strip().lower()
    shown = shown.partition("://")[2] or shown if scheme == "domain" else shown
    found = _FORMS[scheme].findall(shown)
    if not found and scheme in _IN_GROUPS:
        found = _FORMS[scheme].findall(re.sub(r"(?<=\w)[ -](?=\w)", "", shown))
    if scheme == "orcid":
        found = [_ORCID_PARTS.sub(r"\1-\2-\3-\4", value.replace("-", "")) for value in found]
    first_only = scheme in ("domain", "company")
    return tuple((scheme, value) for value in dict.fromkeys(found[:1] if first_only else found))


def birth_year(text: str) -> str:
    """The year of a date of birth, "" where none can be told. Excel's serial days count from 1899-12-30."""
    if not text:
        return ""
    if match := re.search(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)", text):
        return match.group()
    if re.fullmatch(r"\d{4,5}", text.strip()) and 5_000 <= int(text) <= 45_000:
        return str(int(1899 + (int(text) + 364) / 365.2425))
    return ""
