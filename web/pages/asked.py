"""One field for anything: what was typed becomes a Subject, and an identifier is taken for what it is.

A domain, web address, e-mail address, ROR id, LEI, Chinese company number or ORCID is recognised only where the field
holds nothing else; anything more is text and stays text. An ORCID alone names a person whom no list names by it, so it
is refused: finding nothing would look like clearance.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from screening.errors import ScreeningError
from screening.model import Subject, SubjectType
from watchlists.countries import country_code
from web.formats import number
from web.texts import N_, _

LONGEST = 2_000  # characters, as in a cell of a list

_FORMS = (
    ("orcid", re.compile(r"(?:https?://orcid\.org/)?(\d{4}-\d{4}-\d{4}-\d{3}[\dXx])/?")),
    ("ror", re.compile(r"(?:https?://)?ror\.org/(0[a-hj-km-np-tv-z0-9]{6}\d{2})/?|ror:(0[a-z0-9]{6}\d{2})")),
    ("email", re.compile(r"(?:mailto:)?([^\s@<>;,]+@[^\s@<>;,]+\.[^\s@<>;,]+)")),
    ("uscc", re.compile(r"([1-9A-HJ-NPQRTUWXY][0-9A-Z]\d{6}[0-9A-HJ-NPQRTUWXY]{10})")),
    ("lei", re.compile(r"([A-Z0-9]{18}\d{2})")),
    ("domain", re.compile(r"(?:https?://)?((?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,})(?:/\S*)?")),
)
_CALLED = {  # marked for the catalogue; translated where it is shown
    "ror": N_("a ROR id"),
    "email": N_("an e-mail address"),
    "uscc": N_("a Chinese company number"),
    "lei": N_("an LEI"),
    "domain": N_("a web address"),
}


class CheckRefused(ScreeningError):
    """What was typed cannot be checked as it is."""

    code, status = "check-refused", 422


@dataclass(frozen=True, slots=True)
class Asked:
    """The subject as typed, and what the field was taken for ("" for a name or line of text)."""

    subject: Subject
    taken_for: str = ""


def read_asked(text: str, country: str = "", type_: str = "unknown") -> Asked:
    """Read what was typed.

    Raises:
        CheckRefused: it is too long, an ORCID alone, or the country or type is not one we know.
    """
    if len(text) > LONGEST:
        raise CheckRefused(
            _(
                "The text has %(length)s characters; up to %(most)s can be checked, the rest belongs in a list.",
                length=number(len(text)),
                most=number(LONGEST),
            )
        )
    code = country_code(country) if country.strip() else ""
    if code is None:
        raise CheckRefused(
            _("“%(given)s” is not a country we know; leave it empty or give its ISO code.", given=country)
        )
    if type_ not in {kind.value for kind in SubjectType}:
        raise CheckRefused(
            _("“%(given)s” is not a type; choose organisation, person or unknown.", given=type_)
        )
    scheme, value = identifier_in(text)
    if scheme == "orcid":
        raise CheckRefused(
            _(
                "An ORCID alone finds nobody: no list names people by it. Give the name and the affiliation beside it."
            )
        )
    identifiers = ((scheme, value),) if scheme else ()
    # The domain of an e-mail address is read from the text itself; a second reading would say everything twice.
    subject = Subject(
        name="" if scheme and scheme != "email" else text,
        country=code,
        type=SubjectType(type_),
        identifiers=() if scheme == "email" else identifiers,
    )
    return Asked(subject, _CALLED.get(scheme, ""))


def identifier_in(text: str) -> tuple[str, str]:
    """The scheme and value of a text that is an identifier and nothing else; ("", "") for any other text."""
    for scheme, form in _FORMS:
        if found := form.fullmatch(text.strip()):
            return scheme, next(group for group in found.groups() if group)
    return "", ""
