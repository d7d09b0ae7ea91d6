"""The affiliations in one cell, each as given.

Semicolons, bars and slashes between words part them, and so do the superscripts that journals set. Commas never do:
"Dept, Univ, City, Country" is one affiliation. "and" does only between two names that are both strong by themselves,
because "University of Science and Technology" is one name. A line break may stand between two affiliations or within
one: lines stay together unless they are numbered, and the linker reads them as a whole and one by one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from screening.intake.contents import has_letters, names_organisation, words
from screening.intake.headers import fold
from screening.intake.placeholders import gives_no_name, is_reference
from screening.names.line_breaks import lines_of
from screening.vocabulary import vocabulary

_PARTS = re.compile(r"[;؛；|│•]+|\s[/／]\s|／")
_ENTITY = re.compile(r"&(?:amp;)?(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8}\d{0,2});")  # "&amp;"
_TIGHT_SLASH = re.compile(r"(?<=[^\W\d_]{3})/(?=[^\W\d_]{3})")
_SUPERSCRIPTS = re.compile(r"[¹²³⁴-⁹⁰ᵃ-ᵏ*†‡§]+")
_NUMBERED = re.compile(
    r"(?:^|(?<=[\s,.，、]))[\[(（]?([1-9]|[a-f](?=[\])）]))[\])）.]?\s*(?=[A-Z\u00c0-\u024f\u0400-\u04ff\u3400-\u9fff])"
)
_ENUMERATION = re.compile("、")
_AND = re.compile(r"\s+(?:and|und|et|y|og|och|&)\s+", re.IGNORECASE)


@lru_cache(maxsize=20_000)  # lists repeat their employers
def affiliations_in(text: str) -> tuple[str, ...]:
    """The affiliations of a cell in their order; equal ones once, placeholders left out."""
    pieces = (piece for part in _parts(text) for marked in _marked(part.strip()) for piece in _lines(marked))
    return tuple(dict.fromkeys(pieces))


@lru_cache(maxsize=20_000)
def lines_in(text: str) -> tuple[str, ...]:
    """The affiliations of a cell, where each of its lines is one."""
    pieces = (
        piece
        for part in _parts(text)
        for marked in _marked(part.strip())
        for line in lines_of(marked)
        for piece in _kept(line)
    )
    return tuple(dict.fromkeys(pieces))


def _lines(part: str) -> list[str]:
    """What stands between two separators: in one piece where it has several lines, none of which counts its affiliations."""
    lines = [line for line in lines_of(part) if line.strip() and not gives_no_name(line)]
    pieces = {line: _kept(line) for line in lines}
    # A line without letters may be the number of a name: "Division" above "39".
    together = (
        len(lines) > 1
        and any(pieces.values())
        and all(kept == [line] or not has_letters(line) for line, kept in pieces.items())
    )
    if together:
        return [part]
    return [piece for kept in pieces.values() for piece in kept]


def _kept(line: str) -> list[str]:
    pieces = [piece.strip() for piece in _further(line)]
    return [piece for piece in pieces if says_something(piece)]


def says_something(text: str) -> bool:
    """Say whether a text may name somebody, or stands for a name that was not given here."""
    return (has_letters(text) and not gives_no_name(text)) or is_reference(text)


def _parts(text: str) -> Iterator[str]:
    """Part at separators; the semicolon that ends an HTML entity is none, nor one within an entity escaped twice."""
    entities = _ENTITY.finditer(text) if "&" in text else ()
    ends = {at for found in entities for at in range(found.start(), found.end()) if text[at] == ";"}
    start = 0
    for mark in _PARTS.finditer(text):
        cut = mark.start() + (mark.start() in ends)
        if cut < mark.end():
            yield text[start:cut]
            start = mark.end()
    yield text[start:]


def _further(part: str) -> Iterator[str]:
    for piece in _marked(part):
        for whole in _slashed(piece):
            yield from _listed(whole)


def _marked(part: str) -> list[str]:
    """Part at superscripts, or at plain numbers that begin the text and count up from one."""
    if _SUPERSCRIPTS.search(part):
        return [piece.strip(" ,，.") for piece in _SUPERSCRIPTS.split(part)]
    marks = list(_NUMBERED.finditer(part))
    if not marks or marks[0].start() != 0:
        return [part]
    counted = [mark.group(1) for mark in marks]
    if counted not in ([str(n) for n in range(1, len(marks) + 1)], list("abcdef"[: len(marks)])):
        return [part]
    if len(marks) == 1 and part[marks[0].start()] not in "[(（":
        return [part]
    ends = [mark.start() for mark in marks[1:]] + [len(part)]
    return [part[mark.end() : end].strip(" ,，") for mark, end in zip(marks, ends, strict=True)]


def _slashed(part: str) -> list[str]:
    """A slash without spaces parts two organisations, not "and/or" or "R&D/Engineering"."""
    pieces = _TIGHT_SLASH.split(part)
    return pieces if len(pieces) > 1 and all(map(names_organisation, pieces)) else [part]


def _listed(part: str) -> list[str]:
    enumerated = _ENUMERATION.split(part)
    if len(enumerated) > 1 and all(map(names_organisation, enumerated)):
        return enumerated
    pieces = _AND.split(part)
    if len(pieces) < 2 or not all(map(_is_strong, pieces)) or any(map(_goes_on, pieces[1:])):
        return [part]
    return [part] if any(map(_share_a_subject, pieces, pieces[1:])) else pieces


def _goes_on(piece: str) -> bool:
    """No name begins so: the rest of "University of Science and Technology Affiliated Hospital"."""
    return fold(piece).split()[0] in vocabulary()["subject"]


def _share_a_subject(piece: str, following: str) -> bool:
    """One name: the two parts of "X University School and Hospital of Stomatology"."""
    rest = fold(following).split()
    parts = vocabulary()["unit_head"] | vocabulary()["hospital"]
    return fold(piece).split()[-1] in parts and rest[0] in parts and rest[1:2] == ["of"]


def _is_strong(piece: str) -> bool:
    folded = fold(piece).split()
    return len(folded) > 1 and not words("strong").isdisjoint(folded) and piece[:1].isupper()
