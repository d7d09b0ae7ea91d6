"""Listed persons by name: never more than "possible, needs a second identifier".

Order of the names does not matter and is said; an initial agrees with a name it begins, at less weight. A birth year that
agrees is a second identifier, one that differs rejects. Where several listed persons, or common names, fit alike, the
reading says so. No feature of a name's origin is used.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from screening.model import Alternative, Evidence, Hit, Mention, Relation, Subject
from screening.names.characters import NameTooLong, clean
from screening.names.scripts import romanise
from watchlists.model import ListedName, Listing, NameKind, PartyType

NEEDS_SECOND = "possible, needs a second identifier"
_TITLES = frozenset("dr prof professor mr mrs ms miss sir phd".split())
_SAME, _TURNED, _INITIALS, _YEAR = 30, -4, -12, 25
_FEWEST_WORDS = 2
_MOST_WORDS = 6
_NEVER = (NameKind.CONTESTED, NameKind.FRAGMENT, NameKind.ACRONYM)


@dataclass(frozen=True, slots=True)
class Persons:
    """Listed persons by their names' words in alphabetical order, and by family name with initials."""

    by_words: dict[tuple[str, ...], tuple[tuple[Listing, ListedName, tuple[str, ...]], ...]]
    by_initials: dict[tuple[str, ...], tuple[tuple[Listing, ListedName, tuple[str, ...]], ...]]

    def read(self, subject: Subject, text: str) -> tuple[list[Hit], list[Alternative], list[str]]:
        """Hits on listed persons of that name, readings rejected, and notes."""
        words = person_words(text)
        if not _FEWEST_WORDS <= len(words) <= _MOST_WORDS:
            return [], [], []
        found = self.by_words.get(tuple(sorted(words)), ())
        initials = not found and any(len(word) == 1 for word in words)
        if initials:
            found = self.by_initials.get(tuple(sorted(_shortened(words))), ())
        hits: dict[str, Hit] = {}
        rejected = []
        for listing, name, listed in found:
            if (
                subject.birth_year
                and listing.birth_year
                and subject.birth_year not in listing.birth_year.split()
            ):
                why = f"born {subject.birth_year} ≠ {listing.birth_year}"
                rejected.append(Alternative(listing.name, listing.id, why))
            elif listing.id not in hits:
                hits[listing.id] = _hit(subject, text, listing, name, words != listed, initials)
        notes = [NEEDS_SECOND] if hits else []
        if len(hits) > 1:
            notes.append(f"{len(hits)} listed persons have this name")
        return list(hits.values()), rejected, notes


def persons(listings: Iterable[Listing]) -> Persons:
    """Index listed persons."""
    by_words: dict[tuple[str, ...], list[tuple[Listing, ListedName, tuple[str, ...]]]] = {}
    by_initials: dict[tuple[str, ...], list[tuple[Listing, ListedName, tuple[str, ...]]]] = {}
    for listing in listings:
        if listing.type is not PartyType.PERSON:
            continue
        for name in listing.names:
            words = person_words(name.text)
            if name.kind in _NEVER or not _FEWEST_WORDS <= len(words) <= _MOST_WORDS:
                continue
            by_words.setdefault(tuple(sorted(words)), []).append((listing, name, words))
            for family in {words[0], words[-1]}:
                short = [word[0] for word in words]
                short[words.index(family)] = family
                by_initials.setdefault(tuple(sorted(short)), []).append((listing, name, words))
    return Persons(
        {key: tuple(found) for key, found in by_words.items()},
        {key: tuple(found) for key, found in by_initials.items()},
    )


def person_words(text: str) -> tuple[str, ...]:
    """The words of a person's name in Latin letters, without titles; empty where it cannot be one."""
    try:
        cleaned = clean(text).text
    except NameTooLong:
        return ()
    bare = cleaned.split("(")[0]
    return tuple(
        word for word in romanise(bare, person=True).split() if word not in _TITLES and not word.isdigit()
    )


def _shortened(words: tuple[str, ...]) -> list[str]:
    """The longest word whole, the others by their first letters."""
    family = max(words, key=len)
    at = words.index(family)
    return [word if place == at else word[0] for place, word in enumerate(words)]


def _hit(
    subject: Subject, text: str, listing: Listing, name: ListedName, turned: bool, initials: bool
) -> Hit:
    lines = [Evidence("name", text, name.text, _SAME, NEEDS_SECOND)]
    if initials:
        lines.append(Evidence("initials", text, name.text, _INITIALS, "only the first letters of some names"))
    elif turned:
        lines.append(Evidence("name order", text, name.text, _TURNED, "the same names in another order"))
    if subject.birth_year and listing.birth_year:
        lines.append(
            Evidence("birth year", subject.birth_year, listing.birth_year, _YEAR, "a second identifier")
        )
    points = sum(line.points for line in lines)
    return Hit(
        listing=listing,
        mention=Mention(text, "name"),
        relation=Relation.SAME,
        confidence=points / 100,
        matched_text=text,
        matched_name=name.text,
        matched_kind=name.kind,
        evidence=tuple(lines),
    )
