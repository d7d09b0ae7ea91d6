"""The people named in one cell: "Li Wei; Anna Smith", "A. Kim and B. Cho", or one a line.

A cell is parted only where each part clearly names somebody. Where indexes print a person's affiliation behind the
name ("Wang, J., School of X, Xi'an, China; Smith, A., MIT, USA"), it belongs to that person alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from screening.intake.contents import has_letters, names_organisation, reads_like_a_person
from screening.intake.headers import fold
from screening.names.line_breaks import lines_of, on_one_line

_BETWEEN = re.compile(r"[;；\n|]+")
_LONGEST_NAME = 5  # words of one person's name that a line break parts
# Not "y" and "e", which stand within names.
_AND = re.compile(r"\s+(?:and|und|et|и|og|och|&)\s+", re.IGNORECASE)
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LATIN = re.compile(r"[A-Za-z]")
_INITIALS = re.compile(r"(?:[^\W\d_]{1,2}\.[\s-]*)+|[A-Z]{1,3}")
_NO_AFFILIATION = frozenset("jr sr ii iii iv phd md dr prof mr mrs ms msc bsc frs".split())


_MAYBE_SEVERAL = re.compile(r"[;；\n\r\v|,&<]|_x000|\s(?:and|und|et|и|og|och)\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PersonInCell:
    """Somebody named in a cell, and the affiliations that the cell or the export gives them."""

    name: str
    affiliations: tuple[str, ...] = ()


@lru_cache(maxsize=20_000)
def people_in(text: str) -> tuple[PersonInCell, ...]:
    """The people a cell names, in their order; one, with the text as given, where it is not clear that they are several."""
    if not _MAYBE_SEVERAL.search(text):  # most names of a list
        return (PersonInCell(text.strip()),) if has_letters(text) else ()
    text = "\n".join(lines_of(text))
    parts = _parts(text)
    people = [_with_affiliation(part) for part in parts]
    return tuple(dict.fromkeys(people)) if parts else ()


def as_one_name(text: str) -> str:
    """The one long name that two lines may be as well, without a comma or an "and"; "" where they are no such lines."""
    lines, whole = lines_of(text), on_one_line(text)
    parted = _BETWEEN.search(whole) or "," in whole or _AND.search(whole) or _UNSPACED.search(whole)
    return whole if len(lines) == 2 and len(whole.split()) <= _LONGEST_NAME and not parted else ""


def split_alike(names: str, affiliations: str) -> tuple[str, ...]:
    """The parts of a cell of affiliations that is parted just as the cell of names beside it; else none."""
    marks = [
        [found.group()[0] for found in _BETWEEN.finditer(text.strip())] for text in (names, affiliations)
    ]
    if marks[0] != marks[1]:
        return ()
    return tuple(part.strip() for part in _BETWEEN.split(affiliations.strip()) if part.strip())


def _parts(text: str) -> list[str]:
    whole = text.strip()
    if not has_letters(whole):
        return []
    parts = [part.strip() for part in _BETWEEN.split(whole) if has_letters(part)]
    if len(parts) > 1:
        return parts if _are_several(parts) else [whole]
    return _joined_by_and(whole)


def _are_several(parts: list[str]) -> bool:
    """Say whether each part names somebody: "Zhang Wei" above its own Chinese form is one person."""
    latin = [part for part in parts if _LATIN.search(part)]
    if len(parts) == 2 and len(latin) == 1:
        return False
    return (len(parts) > 2 and not all(len(part.split()) == 1 for part in parts)) or all(
        len(part.split()) > 1 or "," in part or _UNSPACED.search(part) for part in parts
    )


def _joined_by_and(whole: str) -> list[str]:
    """People around an "and", each with more than one word; "Smith and Sons" is none of them."""
    pieces = _AND.split(whole)
    if len(pieces) < 2:
        return [whole]
    named = [name for piece in pieces for name in _enumerated(piece.strip().rstrip(","))]
    clear = all(len(name.replace(",", " ").split()) > 1 and reads_like_a_person(name) for name in named)
    return named if clear else [whole]


def _enumerated(piece: str) -> list[str]:
    """The names before an "and": "A. Kim, B. Cho" are two, "Kim, A." is one."""
    names = [name.strip() for name in piece.split(",") if name.strip()]
    return names if len(names) > 1 and all(len(name.split()) > 1 for name in names) else [piece]


def _with_affiliation(part: str) -> PersonInCell:
    """A person and the affiliation printed behind, where a comma parts them for certain."""
    pieces = [piece.strip() for piece in part.split(",")]
    if len(pieces) < 2:
        return PersonInCell(part)
    initials = bool(_INITIALS.fullmatch(pieces[1]))
    behind = 2 if initials or not names_organisation(pieces[1]) else 1
    name, rest = ", ".join(pieces[:behind]), ", ".join(pieces[behind:]).strip(" ,")
    if not rest or all(word in _NO_AFFILIATION for word in fold(rest).split()):
        return PersonInCell(part)
    certain = initials if behind == 2 and not names_organisation(rest) else True
    is_name = reads_like_a_person(name) and (behind == 2 or len(name.split()) > 1)
    return PersonInCell(name, (rest,)) if certain and is_name else PersonInCell(part)
