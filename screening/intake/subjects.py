"""From the values of a row to a Subject, with every text as it was given.

Halves of a name are joined as "Family, Given" so that nothing is lost about which is which. A list of persons
gives persons with affiliations; a list of organisations gives organisations. Only the affiliations of one cell
are parted; commas inside an affiliation stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from screening.intake.affiliation_cell import affiliations_in
from screening.intake.cells import Value
from screening.intake.contents import has_letters, is_placeholder
from screening.intake.grid import is_blank
from screening.intake.headers import ORGANISATIONS
from screening.intake.identifiers_cell import SCHEMES, birth_year, identifiers_in
from screening.intake.refusals import row_reason
from screening.model import Subject, SubjectType

_BETWEEN_NAMES = re.compile(r"[;；\n]")
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def person_name(values: dict[str, str]) -> str:
    """A person's name from the columns that hold it: whole, or family and given name; native script after it."""
    family, given = values.get("family_name", ""), values.get("given_name", "")
    given = f"{given} {values['middle_name']}".strip() if values.get("middle_name") else given
    name = values.get("person_name", "")
    if not name and (family or given):
        unspaced = family and given and _UNSPACED.search(family) and _UNSPACED.search(given)
        name = family + given if unspaced else ", ".join(filter(None, (family, given)))
    native = values.get("native_name", "")
    return name if not native or native in name else f"{name} {native}".strip()


def several_people(name: str) -> bool:
    """Say whether a cell of one person's name holds several, each with words of its own."""
    if not _BETWEEN_NAMES.search(name):
        return False
    parts = [part.strip() for part in _BETWEEN_NAMES.split(name) if has_letters(part)]
    latin = [part for part in parts if re.search(r"[A-Za-z]", part)]
    if len(parts) < 2 or (len(latin) < len(parts) and len(latin) < 2 and len(parts) == 2 and latin):
        return False  # "Zhang Wei" above its own Chinese form is one person
    return len(parts) > 2 or all(
        len(part.split()) > 1 or "," in part or _UNSPACED.search(part) for part in parts
    )


def affiliations_of(values: Iterable[Value]) -> tuple[str, ...]:
    """The affiliations of a row in the order of its columns; a department goes with the one organisation beside it."""
    cells = [(value.column.meaning, value.text) for value in values]
    departments = [
        text.strip() for meaning, text in cells if meaning == "department" and _says_something(text)
    ]
    found = [part for meaning, text in cells if meaning in ORGANISATIONS for part in affiliations_in(text)]
    if len(departments) == 1 and len(found) == 1 and departments[0] not in found[0]:
        found = [f"{departments[0]}, {found[0]}"]
    elif not found:
        found = [part for text in departments for part in affiliations_in(text)]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=20_000)  # asked three times of each cell, and lists repeat their employers
def _says_something(text: str) -> bool:
    return not is_blank(text) and has_letters(text) and not is_placeholder(text)


def make_subject(values: list[Value], country: str) -> tuple[Subject | None, tuple[str, ...]]:
    """The subject of a row and notes beside it; None where the row names nobody."""
    single = {value.column.meaning: value.text.strip() for value in values if _says_something(value.text)}
    is_person = bool({"person_name", "family_name", "given_name"} & single.keys())
    name = person_name(single) if is_person else ""
    affiliations = affiliations_of(values)
    natives: tuple[str, ...] = ()
    if not is_person:
        natives = tuple(filter(None, (single.get("native_name", ""),)))
        name, affiliations = _organisation(single.get("name", ""), affiliations, values)
    identifiers, notes = _identifiers(values)
    if not name and not affiliations and not natives and not identifiers:
        return None, ()
    birth = single.get("birth", "") or next((v.text for v in values if v.column.meaning == "birth"), "")
    kind = (
        SubjectType.PERSON
        if is_person
        else SubjectType.UNKNOWN
        if single.get("name")
        else SubjectType.ORGANISATION
    )
    subject = Subject(
        name=name or (natives[0] if natives and not affiliations else ""),
        type=kind,
        affiliations=affiliations if not natives or not name else (*affiliations, *natives),
        country=country,
        city=single.get("city", ""),
        identifiers=identifiers,
        birth_year=birth_year(birth),
    )
    return subject, notes


def _organisation(
    name: str, affiliations: tuple[str, ...], values: list[Value]
) -> tuple[str, tuple[str, ...]]:
    """A lone organisation is the name; several in a row stay side by side."""
    if name:
        return name, affiliations
    departments = any(
        value.column.meaning == "department" and _says_something(value.text) for value in values
    )
    whole = [
        value.text
        for value in values
        if value.column.meaning in ORGANISATIONS and _says_something(value.text)
    ]
    if len(affiliations) == 1 and len(whole) == 1:
        return (whole[0], affiliations if departments and affiliations[0] != whole[0].strip() else ())
    return "", affiliations


def _identifiers(values: list[Value]) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    found: list[tuple[str, str]] = []
    notes: list[str] = []
    for value in values:
        scheme = value.column.meaning
        if scheme not in SCHEMES or is_blank(value.text) or is_placeholder(value.text):
            continue
        here = identifiers_in(scheme, value.text)
        found.extend(here)
        if not here:
            notes.append(
                row_reason("note-identifier", what=value.what, cell=value.address, text=value.text[:40])
            )
    return tuple(dict.fromkeys(found)), tuple(notes)
