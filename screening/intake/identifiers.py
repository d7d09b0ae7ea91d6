"""Identifiers: those in a cell, and one as somebody gives it, each brought to the one form of its scheme.

What is no identifier in a cell is left out and said. One that somebody gives is refused with the reason: a mistyped one
that is silently left out would screen somebody else, or nobody. Check digits: ROR by ISO 7064 MOD 97-10 over its
letters, ORCID by MOD 11-2, LEI by MOD 97-10, Chinese company numbers by GB 32100, Russian tax and register numbers by
their own (python-stdnum).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from stdnum.iso7064 import mod_11_2

from screening.errors import ScreeningError
from screening.intake.headers import recognise
from watchlists.company_numbers import CHECKS, COMPANY

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


def identifiers_of_party(scheme: str, text: str) -> tuple[tuple[str, str], ...]:
    """The identifiers of any scheme that a listed party may bear, in a text that was given as one.

    A number that has not the form of its scheme may stand on a list as it is; what holds no digit is none.
    """
    found = identifiers_in(scheme, text) if scheme in SCHEMES else ()
    if found or scheme in ("domain", "email") or not any(letter.isdigit() for letter in text):
        return found
    return ((COMPANY if scheme in CHECKS else scheme, text),)


_ROR_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
_ADDRESS = re.compile(r"(?i)(?:https?://)?(?:www\.)?(ror|orcid)\.org/([^\s/?#]+)/?")
_LABELLED = re.compile(
    r"([^\d:：#=]+?)(?:\s*[:：#=]\s*|\s+)((?:https?://)?\S*\d\S*(?:[ -][\dA-Z]+)*)", re.IGNORECASE
)
# Every identifier holds a digit, or is an address.
_SIGN = re.compile(r"[\d@.]")
_LONGEST = 200  # characters of a text that may be an identifier and nothing else
# Schemes that are known by their form alone; a number of a company register may be anything.
_BY_FORM = ("email", "orcid", "ror", "uscc", "lei", "ogrn", "inn", "domain")
_FULL = {
    "email": re.compile(r"(?i)(?:mailto:)?([^\s@<>;,]+@[^\s@<>;,]+\.[^\s@<>;,]+)"),
    "orcid": re.compile(r"(?i)(\d{4}-\d{4}-\d{4}-\d{3}[\dX]|\d{15}[\dX])"),
    "ror": re.compile(r"(?i)(0[a-hj-km-np-tv-z0-9]{6}\d{2})"),
    "uscc": re.compile(r"([1-9A-HJ-NPQRTUWXY][0-9A-Z]\d{6}[0-9A-HJ-NPQRTUWXY]{10})"),
    "lei": re.compile(r"([A-Z0-9]{18}\d{2})"),
    "ogrn": re.compile(r"(\d{13}|\d{15})"),
    "inn": re.compile(r"(\d{10}|\d{12})"),
    "domain": re.compile(r"(?i)(?:https?://)?((?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,})(?:/\S*)?"),
}


def _is_ror(value: str) -> bool:
    """Say whether the two digits at the end of a ROR id are the checksum of what stands before them."""
    number = 0
    for letter in value[1:7]:
        number = number * len(_ROR_LETTERS) + _ROR_LETTERS.index(letter)
    return 98 - number * 100 % 97 == int(value[7:])


_CHECKS: dict[str, Callable[[str], bool]] = {
    "ror": _is_ror,
    "orcid": lambda value: mod_11_2.is_valid(value.replace("-", "")),
    **CHECKS,
}


class IdentifierInvalid(ScreeningError):
    """An identifier of an unknown scheme, of the wrong form, or with a wrong check digit."""

    code = "identifier-invalid"
    status = 422


def read_identifier(given: str) -> tuple[str, str]:
    """Read "ror:00wk2mp56", "https://ror.org/00wk2mp56", "ROR 00wk2mp56", "00wk2mp56" as (scheme, value).

    Raises:
        IdentifierInvalid: saying what is wrong with it.
    """
    text = given.strip()
    if found := _ADDRESS.fullmatch(text):
        return checked_identifier(found.group(1).lower(), found.group(2))
    scheme, colon, value = text.partition(":")
    if colon and scheme.strip().lower() in SCHEMES:
        return checked_identifier(scheme.strip().lower(), value)
    if known := find_identifier(text):
        return checked_identifier(*known)
    if colon and not value.startswith("//"):
        return checked_identifier(scheme.strip().lower(), value)
    raise IdentifierInvalid(
        f"{given!r} is no identifier we recognise; give SCHEME:VALUE, as in ror:00wk2mp56.", given=given
    )


@lru_cache(10_000)
def find_identifier(text: str) -> tuple[str, str] | None:
    """The (scheme, value) of a text that is an identifier and nothing else; None for any other text.

    What has the form of an identifier is one, whatever its check digits say: a slip of the keys makes it no name.
    Digits alone are one only where their check digits are right.
    """
    bare = text.strip()
    if not bare or len(bare) > _LONGEST or not _SIGN.search(bare):
        return None
    if found := _ADDRESS.fullmatch(bare):
        scheme = found.group(1).lower()
        return next(iter(identifiers_in(scheme, found.group(2))), (scheme, found.group(2).lower()))
    for scheme in _BY_FORM:
        if (found := _FULL[scheme].fullmatch(bare)) and (value := _value(scheme, found.group(1))):
            return scheme, value
    joined = re.sub(r"(?<=\w)[ -](?=\w)", "", bare)
    for scheme in ("lei", "uscc"):  # in groups, as on a certificate
        if joined != bare and _FULL[scheme].fullmatch(joined) and _CHECKS[scheme](joined):
            return scheme, joined
    if found := _LABELLED.fullmatch(bare):
        known = recognise(found.group(1))
        if known is not None and known.exact and known.meaning in SCHEMES:
            here = identifiers_in(known.meaning, found.group(2))
            return here[0] if len(here) == 1 else None
    return None


def _value(scheme: str, given: str) -> str:
    """The value in its scheme's form; "" where it is none."""
    here = identifiers_in(scheme, given)
    if len(here) != 1:
        return ""
    value = here[0][1]
    return "" if given.isdigit() and not _CHECKS[scheme](value) else value


def checked_identifier(scheme: str, value: str) -> tuple[str, str]:
    """The identifier in its scheme's form.

    Raises:
        IdentifierInvalid: an unknown scheme, another form, or a wrong check digit.
    """
    if scheme not in SCHEMES:
        known = ", ".join(SCHEMES)
        raise IdentifierInvalid(f"{scheme!r} is not a scheme we know; there are {known}.", scheme=scheme)
    found = identifiers_in(scheme, value)
    if len(found) != 1:
        raise IdentifierInvalid(f"{value!r} does not have the form of one {scheme}.", scheme=scheme)
    if scheme in _CHECKS and not _CHECKS[scheme](found[0][1]):
        raise IdentifierInvalid(f"{value!r} has a wrong check digit; look for a typing error.", scheme=scheme)
    return found[0]
