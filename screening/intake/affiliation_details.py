"""Organisations of a row with what is said of them beside: start, end, period, role and country.

Such a column belongs to the organisation it stands beside, with nothing else in between. A value is applied where it
is clear which of the organisations it is meant for, and else to none; a date that cannot be read is never guessed.
Both are said: of a column beside no organisation once for the table, of a cell in its row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from screening.affiliations.periods import is_open, read_moment, read_period
from screening.affiliations.roles import role_in
from screening.intake.affiliation_cell import affiliations_in, lines_in
from screening.intake.cells import Value
from screening.intake.contents import has_letters, names_organisation, words
from screening.intake.grid import is_blank
from screening.intake.headers import NAMES, ORGANISATIONS, OTHERS, STATED, fold
from screening.intake.identifiers import SCHEMES
from screening.intake.model import Column
from screening.intake.placeholders import is_reference, says_nothing
from screening.intake.refusals import row_reason
from screening.model import Role, Tie, TieKind
from screening.vocabulary import rows

_KINDS = {
    **dict.fromkeys(ORGANISATIONS, TieKind.EMPLOYMENT),
    "previous_employer": TieKind.PREVIOUS,
    "education": TieKind.EDUCATION,
    "funder": TieKind.FUNDING,
    "owner": TieKind.OWNERSHIP,
    "other_person_affiliation": TieKind.OTHER_PERSON,
}
_OF_ROLE = {
    Role.VISITING: TieKind.VISITING,
    Role.EDUCATION: TieKind.EDUCATION,
    Role.FORMER: TieKind.PREVIOUS,
}
_OF_PEOPLE = frozenset(("name", "person_name", "family_name", "given_name"))
_UNPARTED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SAYING = (*STATED, "institution_country")  # what is said of an organisation
_UNLABELLED = "other person"
_BETWEEN = frozenset((*_SAYING, "country", "city", "department", *SCHEMES))  # may stand in between


@dataclass(slots=True)
class RowOrganisations:
    """The organisations of a row: those of which nothing is said, those of which something is, and what to note."""

    affiliations: list[str] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    country: str = ""  # of the affiliations, where a column says so
    notes: list[str] = field(default_factory=list)


def organisations_of(
    values: Sequence[Value], owners: Mapping[int, int], to_code: Callable[[str], str], *, posts: bool
) -> RowOrganisations:
    """Read the organisations of a row.

    Args:
        values: the cells in use, in the order of the columns.
        owners: the column of the organisation of which a column says something, as `owners_of` gives it.
        to_code: reads a country.
        posts: whether the organisations are posts of somebody; else they are the subjects themselves, of which a
            column of dates says nothing that matters here.
    """
    stated = RowOrganisations()
    beside: dict[int, list[Value]] = {}
    if owners:
        for value in values:
            if value.column.index in owners and _says_something(value.text):
                beside.setdefault(owners[value.column.index], []).append(value)
    for value in beside.get(0, ()):
        if value.column.meaning == "institution_country":
            stated.country = stated.country or _country(value, to_code, stated.notes)
    department = _department(values, stated)
    for value in values:
        kind = _KINDS.get(value.column.meaning)
        if kind is not None and kind is not TieKind.OTHER_PERSON:
            said = beside.get(value.column.index, [])
            before = department if kind is TieKind.EMPLOYMENT else ""
            _add(stated, value, kind, said, to_code, before, posts=posts)
    stated.ties += _other_people(values)
    return stated


def _add(
    stated: RowOrganisations,
    value: Value,
    kind: TieKind,
    said: Sequence[Value],
    to_code: Callable[[str], str],
    department: str,
    *,
    posts: bool,
) -> None:
    """Add the organisations of one cell with what is said of them; a department stands before the only one."""
    if fold(value.text) in words("answers"):
        return
    # What is said of single lines parts them.
    own = kind is TieKind.EMPLOYMENT
    of_lines = any(len(_lines(each.text)) > 1 for each in said if posts or not own)
    pieces = lines_in(value.text) if of_lines else affiliations_in(value.text)
    if not pieces:
        return
    facts: list[dict[str, str]] = [{} for _ in pieces]
    for each in said:
        meaning = each.column.meaning
        if meaning == "institution_country":
            code = _country(each, to_code, stated.notes)
            if own:
                stated.country = stated.country or code
            elif len(pieces) == 1:
                facts[0]["country"] = code
        elif posts or not own:
            _apply(facts, each, stated.notes)
    for piece, fact in zip(pieces, facts, strict=True):
        tie = _tie(f"{department}, {piece}" if department else piece, kind, fact)
        if tie.kind is TieKind.EMPLOYMENT and not (tie.starts or tie.ends):
            stated.affiliations.append(tie.text)
        else:
            stated.ties.append(tie)


def _department(values: Sequence[Value], stated: RowOrganisations) -> str:
    """The department of the one organisation of a row; without an organisation, departments stand for it."""
    given = [value.text.strip() for value in values if value.column.meaning == "department"]
    # Which department "as above" is, nobody looked up.
    stated.affiliations += [text for text in given if is_reference(text)]
    departments = [
        text for text in given if has_letters(text) and _says_something(text) and not is_reference(text)
    ]
    if not departments:
        return ""
    own = [
        piece
        for value in values
        if value.column.meaning in ORGANISATIONS
        for piece in affiliations_in(value.text)
    ]
    if not own:
        stated.affiliations += [part for text in departments for part in affiliations_in(text)]
    alone = len(departments) == 1 and len(own) == 1 and departments[0] not in own[0]
    return departments[0] if alone else ""


def _tie(piece: str, kind: TieKind, fact: Mapping[str, str]) -> Tie:
    role = fact.get("role", "")
    if kind is TieKind.EMPLOYMENT and role:
        kind = _OF_ROLE.get(role_in(role), kind)
    return Tie(piece, kind, fact.get("start", ""), fact.get("end", ""), role, fact.get("country", ""))


def _apply(facts: list[dict[str, str]], value: Value, notes: list[str]) -> None:
    """Put the texts of one cell to the organisations they are of: one to one, or to none."""
    texts = [text.strip() for text in (_lines(value.text) if len(facts) > 1 else [value.text])]
    dated = value.column.meaning in ("end", "period")
    if len(texts) != len(facts):
        if dated:  # so that nobody says there was no sign of an end
            for fact in facts:
                fact.setdefault("end", f"{_short(value)} (of one of {len(facts)})")
        notes.append(
            row_reason("note-several-affiliations", what=value.what, cell=value.address, text=_short(value))
        )
        return
    for fact, text in zip(facts, texts, strict=True):
        if not text or says_nothing(text):
            continue
        read = _read(value.column.meaning, text)
        if read is None:
            notes.append(row_reason("note-date", what=value.what, cell=value.address, text=text[:40]))
            if dated:
                fact.setdefault("end", text)
            continue
        for name, given in read.items():
            # a column of its own goes before a period
            if given and (name not in fact or value.column.meaning != "period"):
                fact[name] = given
    for fact in facts:
        first, last = read_moment(fact.get("start", "")), read_moment(fact.get("end", ""))
        if first and last and last.last < first.first:
            notes.append(
                row_reason("note-period-order", cell=value.address, start=fact["start"], end=fact["end"])
            )
            del fact["start"], fact["end"]


def _read(meaning: str, text: str) -> dict[str, str] | None:
    """What a text says, by name; None where it cannot be read."""
    if meaning == "role":
        return {"role": text}
    if meaning == "period":
        period = read_period(text)
        return None if period is None else {"start": period.starts, "end": period.ends}
    if read_moment(text) is not None or (meaning == "end" and is_open(text)):
        return {meaning: text}
    return None


def _lines(text: str) -> list[str]:
    """The texts of a cell that may say something of several organisations."""
    parts = [part for line in text.strip().splitlines() for part in line.replace("；", ";").split(";")]
    return parts if len(parts) > 1 else [text]


def owners_of(columns: tuple[Column, ...]) -> Mapping[int, int]:
    """For each column that says something of an organisation, the column of that organisation; 0 where it is not clear.

    The days of a visit, a contract or a project are none of the post at home: who has left us is still there.
    """
    meanings = {column.index: column.meaning for column in columns}
    of_visitors = any(
        column.meaning in (*NAMES, *ORGANISATIONS) and _is_of_an_occasion(column.header) for column in columns
    )
    saying = [
        column.index
        for column in columns
        if column.meaning == "institution_country"
        or (column.meaning in STATED and not of_visitors and not _is_of_an_occasion(column.header))
    ]
    if not saying:
        return {}
    left = {index: _next_to(index, -1, meanings) for index in saying}
    right = {index: _next_to(index, 1, meanings) for index in saying}
    # "Start | End | Institution": none stands behind the last organisation, and one before the first
    last = max((index for index, meaning in meanings.items() if meaning in _KINDS), default=0)
    before = any(right[index] and not left[index] for index in saying)
    if before and not any(index > last for index in saying):
        return right
    return {index: left[index] or (right[index] if not any(left.values()) else 0) for index in saying}


def ownerless_columns(columns: tuple[Column, ...]) -> list[Column]:
    """The starts, ends, periods and roles beside no organisation, in a table of people: nothing is read from them."""
    if not any(column.meaning in _OF_PEOPLE for column in columns):
        return []
    owners = owners_of(columns)
    return [column for column in columns if column.meaning in STATED and owners.get(column.index) == 0]


def _next_to(index: int, step: int, meanings: Mapping[int, str]) -> int:
    """The organisation's column on one side with nothing in between but what may stand there; 0 for none."""
    at = index + step
    while meanings.get(at, "") in _BETWEEN:
        at += step
    return at if meanings.get(at, "") in _KINDS else 0


def _other_people(values: Sequence[Value]) -> Iterator[Tie]:
    """The affiliations of people who are named beside the subject, and organisations printed with their names."""
    name = label = ""
    for value in values:
        meaning = value.column.meaning
        if meaning not in OTHERS or not _says_something(value.text):
            continue
        if meaning == "other_person":
            name, label = value.text.strip(), other_person_label(value.column.header)
            if names_organisation(name):
                yield Tie(name, TieKind.OTHER_PERSON, role=label)
            continue
        own = other_person_label(value.column.header)
        # "Institution" behind "Supervisor" does not say itself whose it is.
        label = label if name and own == _UNLABELLED else own
        for piece in affiliations_in(value.text):
            role = f"{label}: {' '.join(name.split())}" if name else label
            yield Tie(piece, TieKind.OTHER_PERSON, role=role)
        name = ""


@lru_cache(maxsize=4_096)
def _is_of_an_occasion(header: str) -> bool:
    """Say whether a header speaks of a visit, a contract or the like, so that its days are not those of a post."""
    return any(_has(header, word) for word in _occasions())


@cache
def _occasions() -> tuple[str, ...]:
    return tuple(fold(row["word"]) for row in rows("occasions"))


def _has(header: str, word: str) -> bool:
    """Say whether a word stands in a header, in scripts that do not part words anywhere in it."""
    folded = fold(header)
    return f" {word} " in f" {folded} " or (bool(_UNPARTED.search(word)) and word in folded.replace(" ", ""))


@lru_cache(maxsize=256)
def other_person_label(header: str) -> str:
    """What a header calls the other person: "referee"; "other person" where no word of it is known."""
    return next((label for word, label in _labels().items() if _has(header, word)), _UNLABELLED)


@cache
def _labels() -> dict[str, str]:
    return {fold(row["word"]): row["label"] for row in rows("other_people")}


def _country(value: Value, to_code: Callable[[str], str], notes: list[str]) -> str:
    code = to_code(value.text)
    if not code:
        notes.append(row_reason("note-country", cell=value.address, text=_short(value)))
    return code


def _short(value: Value) -> str:
    return value.text.strip()[:40]


def _says_something(text: str) -> bool:
    return (
        not is_blank(text) and not says_nothing(text) and (has_letters(text) or any(map(str.isdigit, text)))
    )
