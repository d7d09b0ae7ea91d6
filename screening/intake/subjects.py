"""From the values of a row to its subjects, with every text as it was given.

Halves of a name are joined as "Family, Given" so that nothing is lost about which is which. A list of persons
gives persons with affiliations; a list of organisations gives organisations. Several persons in a cell are several
subjects, and nobody is given what may be somebody else's: an affiliation of which it is not clear whose it is stands
as a subject of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TypeVar

from screening.intake.affiliation_cell import lines_in, says_something
from screening.intake.affiliation_details import organisations_of
from screening.intake.cells import Value
from screening.intake.contents import reads_like_a_person
from screening.intake.dates import birth_date
from screening.intake.grid import is_blank
from screening.intake.headers import ORGANISATIONS
from screening.intake.identifiers import SCHEMES, identifiers_in
from screening.intake.people_cell import PersonInCell, as_one_name, people_in, split_alike
from screening.intake.placeholders import says_nothing
from screening.intake.presets import People
from screening.intake.refusals import row_reason
from screening.intake.values import ValueKind, is_organisation, kind_of_value
from screening.model import Subject, SubjectType, TieKind

Each = TypeVar("Each")
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


@lru_cache(maxsize=20_000)  # asked three times of each cell, and lists repeat their employers
def _says_something(text: str) -> bool:
    return not is_blank(text) and says_something(text)


def make_subjects(
    values: list[Value],
    country: str,
    owners: Mapping[int, int],
    to_code: Callable[[str], str],
    listed: People | None = None,
    pairing: Collection[int] = (),
) -> tuple[tuple[Subject, ...], tuple[str, ...]]:
    """The subjects of a row and notes beside them; none where the row names nobody.

    Args:
        values: the cells of the row that are used.
        country: of the row, ISO alpha-2.
        owners: whose column each start, end, period and role is.
        to_code: from a country as written to its code.
        listed: the people of the row where a known export says who works where.
        pairing: the columns from which the affiliations of `listed` were read; all others are read as in any list.
    """
    if listed is None or not listed.people:
        listed, pairing = None, ()
    single = {value.column.meaning: value.text.strip() for value in values if _says_something(value.text)}
    single |= _halves_like_placeholders(values, single)
    is_person = listed is not None or bool({"person_name", "family_name", "given_name"} & single.keys())
    others = [value for value in values if value.column.index not in pairing]
    stated = organisations_of(others, owners, to_code, posts=is_person or "name" in single)
    identifiers, notes = _identifiers(values)
    birth = single.get("birth", "") or next((v.text for v in values if v.column.meaning == "birth"), "")
    cell = single.get("person_name", "")
    people = people_in(cell) if cell else ()
    if not is_person and single.get("name"):
        # Nothing says that the column holds people; several who read like people are asked about one by one.
        named = people_in(single["name"])
        if len(named) > 1 and all(reads_like_a_person(each.name) for each in named):
            cell, people = single["name"], named
    if listed:
        people = tuple(PersonInCell(each.name, each.affiliations) for each in listed.people)
    several = listed is not None or len(people) > 1 or any(each.affiliations for each in people)
    affiliations = _once(stated.affiliations)
    kind = SubjectType.UNKNOWN
    if is_person:
        placed = bool(stated.affiliations or stated.ties)
        kind = SubjectType.PERSON if several else _type_of(single, placed=placed)
    row = Subject(
        name=person_name(single) if is_person and not several else "",
        type=kind,
        affiliations=listed.unassigned if listed else affiliations,
        country=country,
        institution_country=stated.country,
        city=single.get("city", ""),
        identifiers=identifiers,
        birth_date=birth_date(birth),
        ties=_once(stated.ties),
    )
    more: tuple[str, ...] = ()
    if several:
        subjects, more = _people(people, row, values, cell, affiliations if listed else ())
        if len(people) > 1 and not listed and (whole := as_one_name(cell)):
            subjects = (*subjects, Subject(whole, kind, birth_date=row.birth_date))
            more = (*more, row_reason("note-one-name", text=whole))
    else:
        subjects = (row,) if is_person else _organisations(single, row, values)
    return subjects, (*stated.notes, *notes, *more)


def _halves_like_placeholders(values: list[Value], single: Mapping[str, str]) -> dict[str, str]:
    """Halves of a name that are called as placeholders are, and written as names are: the family names Na and None."""
    names = {"family_name", "given_name"}
    if len(names & single.keys()) != 1:
        return {}
    other = single[(names & single.keys()).pop()]
    return {
        value.column.meaning: text
        for value in values
        if value.column.meaning in names - single.keys()
        and (text := value.text.strip()).isalpha()
        and (text.istitle() or (text.isupper() and other.isupper()))
    }


def _type_of(single: Mapping[str, str], *, placed: bool) -> SubjectType:
    """A person, unless the cell itself may name an organisation: what is unknown is screened as both.

    Halves of a name are a person's. `placed` says that the row names where somebody works or studies; without it,
    a cell that does not read like a person either may be a party of any kind.
    """
    name = single.get("person_name", "")
    if not name or {"family_name", "given_name"} & single.keys():
        return SubjectType.PERSON
    reads_like_one = kind_of_value(name) is ValueKind.PERSON or reads_like_a_person(name)
    if is_organisation(name) or not (placed or reads_like_one):
        return SubjectType.UNKNOWN
    return SubjectType.PERSON


def _type_among(person: PersonInCell, row: Subject) -> SubjectType:
    """The type of one of several who are named in a cell."""
    return SubjectType.UNKNOWN if is_organisation(person.name) else row.type


def _people(
    people: Sequence[PersonInCell], row: Subject, values: list[Value], names: str, further: tuple[str, ...]
) -> tuple[tuple[Subject, ...], tuple[str, ...]]:
    """The people of a cell, each with what is certainly its own, and the rest of the row by itself.

    `further` are affiliations outside an export that says who works where: they are a lone person's, or nobody's.
    """
    if len(people) == 1:
        own = _once((*people[0].affiliations, *row.affiliations, *further))
        return (replace(row, name=people[0].name, type=_type_among(people[0], row), affiliations=own),), ()
    texts, notes = _texts_of(people, row, values, names)
    identifiers = _identifiers_of(len(people), row)
    others = tuple(tie for tie in row.ties if tie.kind is TieKind.OTHER_PERSON)
    posts = tuple(tie for tie in row.ties if tie.kind is not TieKind.OTHER_PERSON)
    shared = posts if len(row.organisations) == 1 and not any(texts) else ()
    subjects = [
        replace(
            row,
            name=person.name,
            type=_type_among(person, row),
            affiliations=texts[number],
            identifiers=identifiers[number],
            birth_date="",
            ties=shared if number else (*shared, *others),
        )
        for number, person in enumerate(people)
    ]
    rest = () if shared else posts
    whole = replace(row, affiliations=_once((*row.affiliations, *further)), ties=rest)
    loose = _loose(whole, texts, identifiers)
    if loose:
        notes = (*notes, row_reason("note-whose", people=len(people)))
    return (*subjects, *loose), notes


def _loose(
    row: Subject, texts: Sequence[tuple[str, ...]], identifiers: Sequence[tuple[tuple[str, str], ...]]
) -> tuple[Subject, ...]:
    """What a row of several people holds and nobody knows whose it is, each by itself."""
    given = {text for own in texts for text in own}
    named = [text for text in row.affiliations if text not in given and not given.issuperset(lines_in(text))]
    rest = replace(
        row,
        type=SubjectType.ORGANISATION,
        affiliations=(),
        identifiers=tuple(each for each in row.identifiers if all(each not in own for own in identifiers)),
        birth_date="",
    )
    loose = [replace(rest, name=text, identifiers=(), ties=()) for text in named]
    return (*loose, rest) if rest.identifiers or rest.ties else tuple(loose)


def _texts_of(
    people: Sequence[PersonInCell], row: Subject, values: list[Value], names: str
) -> tuple[list[tuple[str, ...]], tuple[str, ...]]:
    """The affiliations that are certainly each person's: the own, the only one of the row, or those parted alike."""
    own: list[tuple[str, ...]] = [person.affiliations for person in people]
    if any(own) or not row.affiliations:
        return own, ()
    lines = lines_in(row.affiliations[0]) if len(row.affiliations) == 1 else ()
    if len(lines) == 1:
        return [row.affiliations] * len(people), ()
    cells = [
        value.text
        for value in values
        if value.column.meaning in ORGANISATIONS and _says_something(value.text)
    ]
    parts = split_alike(names, cells[0]) if len(cells) == 1 else ()
    found = [lines_in(part) for part in parts]
    named = {line for text in row.affiliations for line in lines_in(text)}
    if len(found) == len(people) and named == {text for each in found for text in each}:
        return found, (row_reason("note-paired"),)
    return own, ()


def _identifiers_of(number: int, row: Subject) -> list[tuple[tuple[str, str], ...]]:
    """The identifiers of each of several people: those of a scheme that gives one for each."""
    found: list[tuple[tuple[str, str], ...]] = [()] * number
    for scheme in dict.fromkeys(scheme for scheme, _ in row.identifiers):
        values = [each for each in row.identifiers if each[0] == scheme]
        if len(values) == number:
            found = [(*before, value) for before, value in zip(found, values, strict=True)]
    return found


def _organisations(single: Mapping[str, str], row: Subject, values: list[Value]) -> tuple[Subject, ...]:
    """The subject of a row that names no person: a lone organisation is the name."""
    native = single.get("native_name", "")
    name, affiliations = _organisation(single.get("name", ""), row.affiliations, values)
    if not (name or affiliations or native or row.ties or row.identifiers):
        return ()
    subject = replace(
        row,
        name=name or (native if not affiliations else ""),
        type=SubjectType.UNKNOWN if single.get("name") else SubjectType.ORGANISATION,
        affiliations=(*affiliations, native) if native and (name or affiliations) else affiliations,
        country=row.country or row.institution_country,
    )
    return (subject,)


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


def _once(values: Iterable[Each]) -> tuple[Each, ...]:
    return tuple(dict.fromkeys(values))


def _identifiers(values: list[Value]) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    found: list[tuple[str, str]] = []
    notes: list[str] = []
    for value in values:
        scheme = value.column.meaning
        if scheme not in SCHEMES or is_blank(value.text) or says_nothing(value.text):
            continue
        here = identifiers_in(scheme, value.text)
        found.extend(here)
        if not here:
            notes.append(
                row_reason("note-identifier", what=value.what, cell=value.address, text=value.text[:40])
            )
    return tuple(dict.fromkeys(found)), tuple(notes)
