"""Identifiers as somebody gives them: brought to the one form of their scheme, or refused with the reason.

A mistyped identifier that is silently left out would screen somebody else, or nobody. Check digits: ORCID by
ISO 7064 MOD 11-2, LEI by MOD 97-10, Chinese company numbers by GB 32100 (python-stdnum).
"""

from __future__ import annotations

from collections.abc import Callable

from stdnum import lei
from stdnum.cn import uscc
from stdnum.iso7064 import mod_11_2

from screening.errors import ScreeningError
from screening.intake.identifiers_cell import SCHEMES, identifiers_in

_CHECKS: dict[str, Callable[[str], bool]] = {
    "orcid": lambda value: mod_11_2.is_valid(value.replace("-", "")),
    "lei": lei.is_valid,
    "uscc": uscc.is_valid,
}
_ADDRESSES = {"https://ror.org/": "ror", "https://orcid.org/": "orcid"}


class IdentifierInvalid(ScreeningError):
    """An identifier of an unknown scheme, of the wrong form, or with a wrong check digit."""

    code = "identifier-invalid"
    status = 422


def read_identifier(given: str) -> tuple[str, str]:
    """Read "ror:00wk2mp56", "https://ror.org/00wk2mp56" or any SCHEME:VALUE as (scheme, value).

    Raises:
        IdentifierInvalid: saying what is wrong with it.
    """
    text = given.strip()
    for address, scheme in _ADDRESSES.items():
        if text.lower().startswith(address):
            return checked_identifier(scheme, text[len(address) :])
    scheme, colon, value = text.partition(":")
    if not colon:
        raise IdentifierInvalid(f"{given!r} is not SCHEME:VALUE, as in ror:00wk2mp56.", given=given)
    return checked_identifier(scheme.strip().lower(), value)


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
        raise IdentifierInvalid(
            f"{value!r} has a wrong check digit; look for a slip of the keys.", scheme=scheme
        )
    return found[0]
