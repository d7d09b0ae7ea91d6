"""One field for anything: what was typed becomes a Subject, and an identifier is taken for what it is.

An identifier in any usual spelling is recognised only where the field
holds nothing else; anything more is text and stays text. An ORCID alone names a person whom no list names by it, so it
is refused: finding nothing would look like clearance.
"""

from __future__ import annotations

from dataclasses import dataclass

from screening.errors import ScreeningError
from screening.intake.identifiers import find_identifier
from screening.model import Subject, SubjectType
from watchlists.countries import country_code
from web.formats import number
from web.i18n import N_, _

LONGEST = 2_000  # characters, as in a cell of a list

_CALLED = {  # marked for the catalogue; translated where it is shown
    "ror": N_("a ROR id"),
    "email": N_("an e-mail address"),
    "uscc": N_("a Chinese company number"),
    "lei": N_("an LEI"),
    "inn": N_("a Russian tax number"),
    "ogrn": N_("a Russian register number"),
    "company": N_("a company number"),
    "domain": N_("a web address"),
}


class CheckRefused(ScreeningError):
    """What was typed cannot be checked as it is."""

    code, status = "check-refused", 422


@dataclass(frozen=True, slots=True)
class CheckQuery:
    """The subject as typed, and what the field was taken for ("" for a name or line of text)."""

    subject: Subject
    taken_for: str = ""


def parse_query(text: str, country: str = "", type_: str = "unknown") -> CheckQuery:
    """Read what was typed.

    Raises:
        CheckRefused: it is too long, an ORCID alone, or the country or type is not one we know.
    """
    if len(text) > LONGEST:
        raise CheckRefused(
            _(
                "The text has %(length)s characters; we can check up to %(most)s. Shorten it, or upload the names as a list.",
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
                "We cannot search by ORCID alone, because no list names people by ORCID. Enter the name and affiliation too."
            )
        )
    identifiers = ((scheme, value),) if scheme else ()
    # Addresses are read from the text itself, and some bodies are called so; a second reading would say all twice.
    in_text = scheme in ("email", "domain")
    subject = Subject(
        name="" if scheme and not in_text else text,
        country=code,
        type=SubjectType(type_),
        identifiers=() if in_text else identifiers,
    )
    return CheckQuery(subject, _CALLED.get(scheme, ""))


def identifier_in(text: str) -> tuple[str, str]:
    """The scheme and value of a text that is an identifier and nothing else; ("", "") for any other text."""
    return find_identifier(text) or ("", "")
