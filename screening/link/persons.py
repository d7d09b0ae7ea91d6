"""Listed persons by name: never more than "possible, needs a second identifier".

Names are compared by `screening.compare.persons`, the one way persons' names are compared here. A short name is told
from others by little, so it must be the same in all its words; longer ones may differ in one spelling or a middle name.
Words and letters are counted in Latin letters, so that one name meets one rule in whatever script it is written. A
date of birth that agrees is a second identifier, one that differs rejects. Where several listed persons, or common names,
fit alike, the reading says so. An identifier of a person finds her by itself. No feature of a name's origin is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from screening.compare.births import Birth, births, near_note
from screening.compare.lines import Flag
from screening.compare.persons import (
    SPELT_ALIKE,
    ListedPerson,
    ListedPersons,
    PersonMatch,
    commonness,
)
from screening.compare.prepared import prepare
from screening.link.identifier_evidence import agreeing
from screening.mapped_file import MappedTable, Rows
from screening.model import Alternative, Evidence, Hit, Mention, Relation, Subject, SubjectType
from screening.names.arabic_given_names import is_another_given_name
from screening.names.characters import NameTooLong
from screening.names.scripts import FEW_VOWELS, Script, script_of
from screening.names.sounds import sound, sounded_consonants
from watchlists.company_numbers import COMPANY
from watchlists.identifier_schemes import REGISTER_NUMBERS, comparable, identifier_schemes
from watchlists.model import Listing, NameKind, PartyType

NEEDS_SECOND = "possible, needs a second identifier"
_NAME, _BIRTH, _LOWEST = 30, 25, 5
_OTHER_NAME, _OTHER_BIRTH = -20, -40  # beside an identifier that agrees
_HIGHEST = 98
_LIMIT = "we keep the points for such a match within fixed limits"
_SHARE = _NAME / 100  # a name alone is worth 30 points, so what it loses counts in that measure
_SHORT = 8  # letters: two such names of four letters each differ by one in many pairs of people
_LEAST, _LEAST_INITIALS = 0.85, 0.80
_FEWEST_WORDS, _MOST_WORDS = 2, 6
_HYPHENATED = re.compile(r"(?<![\w-])([A-Za-z]{2,})-([A-Za-z]{2,})(?![\w-])")
_APOSTROPHES = re.compile("['’ʻʼ`]")
_WITH_LETTER = "one word and one letter are not enough of a name to ask about a listed person"
JOINED, SPELLING = "joined or split words", "spelling"  # features of a comparison
_NEVER = (NameKind.CONTESTED, NameKind.FRAGMENT, NameKind.ACRONYM)


@dataclass(frozen=True, slots=True)
class Persons:
    """Listed persons with their listings."""

    names: ListedPersons
    listings: Rows[Listing]
    by_id: MappedTable  # numbers of listings
    by_identifier: MappedTable  # numbers of listings, by scheme and value

    def read(self, subject: Subject, text: str) -> tuple[list[Hit], list[Alternative], list[str]]:
        """Hits on listed persons of that name, readings rejected, and notes."""
        if len(text.split()) > _MOST_WORDS or _count(text) < _FEWEST_WORDS:
            return [], [], []
        with_letter = _is_word_with_letter(text)
        hits, rejected = [], []
        for match in self._fitting(subject, text):
            listing = self.listings[self.by_id.get(match.id)[0]]
            if match.birth is Birth.DIFFERS:
                why = f"born {subject.birth_date} ≠ {listing.birth_date}"
                rejected.append(Alternative(listing.name, listing.id, why))
            elif with_letter and match.birth is Birth.UNKNOWN and not _is_word_with_letter(match.name):
                rejected.append(Alternative(listing.name, listing.id, _WITH_LETTER))
            else:
                hits.append(_hit(subject, text, listing, match))
        notes = [NEEDS_SECOND] if hits else []
        if len(hits) > 1:
            notes.append(f"{len(hits)} listed persons have this name or a similar one")
        if hits and (common := commonness(text)):
            notes.append(common)
        return hits, rejected, notes

    def with_identifiers(self, subject: Subject, hits: Sequence[Hit]) -> list[Hit]:
        """The hits on a subject's name, and on listed persons who bear an identifier of the subject.

        An identifier that agrees is evidence of a hit; it makes one where the name does not agree or is not given.
        """
        agreed: dict[str, list[tuple[str, str]]] = {}
        for scheme, value in subject.identifiers:
            for number in self._bearing(scheme, value):
                agreed.setdefault(self.listings[number].id, []).append((scheme, value))
        found = [_with_agreed(hit, agreed.pop(hit.listing.id, [])) for hit in hits]
        for id_, pairs in agreed.items():
            listing = self.listings[self.by_id.get(id_)[0]]
            found.append(_hit_by_identifier(subject, listing, pairs))
        return found

    def _bearing(self, scheme: str, value: str) -> Sequence[int]:
        """The listings with an identifier; a list may print it without saying whose number it is."""
        found = self.by_identifier.get(_identifier_key(scheme, value))
        if found or scheme not in REGISTER_NUMBERS:
            return found
        return self.by_identifier.get(_identifier_key(COMPANY, value))

    def _fitting(self, subject: Subject, text: str) -> Iterator[PersonMatch]:
        sure = subject.type is SubjectType.PERSON
        try:
            found = self.names.find(text, subject.birth_date, spelt_alike=not sure)
        except NameTooLong:
            return
        for match in found:
            if Flag.LOOSE in match.comparison.flags or _exchanged(text, match.name):
                continue
            if match.comparison.score < _least(text, match.name, sure=sure):
                continue
            if _other_consonants(text, match) or is_another_given_name(text, _words(match.name)):
                continue
            yield match


def persons(listings: Iterable[Listing]) -> Persons:
    """Index listed persons."""
    listed = {listing.id: listing for listing in listings if listing.type is PartyType.PERSON}
    by_id = MappedTable.of({key: (number,) for number, key in enumerate(listed)})
    by_identifier: dict[str, list[int]] = {}
    for number, listing in enumerate(listed.values()):
        for scheme, value in listing.identifiers:
            if scheme in identifier_schemes():
                keys = {scheme, COMPANY} if scheme in REGISTER_NUMBERS else {scheme}
                for key in {_identifier_key(each, value) for each in keys}:
                    by_identifier.setdefault(key, []).append(number)
    return Persons(
        ListedPersons.of(map(_person, listed.values())),
        Rows.of(listed.values()),
        by_id,
        MappedTable.of(by_identifier),
    )


def _identifier_key(scheme: str, value: str) -> str:
    return f"{scheme} {comparable(scheme, value)}".replace("\0", "")


def _with_agreed(hit: Hit, pairs: Sequence[tuple[str, str]]) -> Hit:
    """A hit on a name with the identifiers that agree as well."""
    if not pairs:
        return hit
    lines = [*hit.evidence, *(agreeing(scheme, value, hit.listing.name) for scheme, value in pairs)]
    return _with_lines(hit, lines)


def _hit_by_identifier(subject: Subject, listing: Listing, pairs: Sequence[tuple[str, str]]) -> Hit:
    """A hit on a listed person by identifiers alone: a name or a date of birth that is another speaks against it."""
    lines = [agreeing(scheme, value, listing.name) for scheme, value in pairs]
    if subject.name:
        lines.append(Evidence("name", subject.name, listing.name, _OTHER_NAME, "another name"))
    birth = births(subject.birth_date, listing.birth_date)
    if birth is Birth.DIFFERS:
        why = "another date of birth"
        lines.append(Evidence("birth date", subject.birth_date, listing.birth_date, _OTHER_BIRTH, why))
    hit = Hit(
        listing=listing,
        mention=Mention(pairs[0][1], f"identifier {pairs[0][0]}"),
        relation=Relation.SAME,
        confidence=0.0,
        matched_text=pairs[0][1],
        matched_name=listing.name,
        matched_kind=listing.names[0].kind,
        evidence=(),
    )
    return _with_lines(hit, lines)


def _with_lines(hit: Hit, lines: list[Evidence]) -> Hit:
    """The hit with these lines of evidence, whose sum stays within the limits of confidence."""
    total = sum(line.points for line in lines)
    bound = min(max(total, _LOWEST), _HIGHEST)
    if bound != total:
        lines = [*lines, Evidence("limit", "", "", bound - total, _LIMIT)]
    return replace(hit, evidence=tuple(lines), confidence=bound / 100)


def _person(listing: Listing) -> ListedPerson:
    names = tuple(
        name.text for name in listing.names if name.kind not in _NEVER and _count(name.text) >= _FEWEST_WORDS
    )
    return ListedPerson(listing.id, names, listing.birth_date)


def _other_consonants(text: str, match: PersonMatch) -> bool:
    """Whether words agree only because letters were changed where little tells them apart, and their consonants differ.

    A script that writes few vowels, and syllables that one name joins and the other does not, leave so few letters that
    one changed is another name: Jong-su is not Yong-su, and a Reddy is no Riyad.
    """
    features = {line.feature: line for line in match.comparison.lines}
    scripts = {script_of(text), script_of(match.name)}
    few = not FEW_VOWELS.isdisjoint(scripts)
    joined = features.get(JOINED)
    changed = SPELLING in features
    # Of Arabic letters each part of what is joined was held against its own word.
    if joined is not None and Script.ARABIC in scripts and not changed:
        return False
    if joined is not None and (few or changed):
        one, other = (sorted("".join(_consonants(text))) for text in (joined.left, joined.right))
        return one != other
    if few and changed:
        line = features[SPELLING]
        return _consonants(line.left) != _consonants(line.right)
    return False


def _consonants(text: str) -> list[str]:
    return sorted(map(sounded_consonants, _words(text)))


def _exchanged(text: str, listed: str) -> bool:
    """Two given names of the same two syllables in the other order are two names: Min-chul, Chol-min."""
    return any(
        one != other and (other, one) in _given(listed) and (one, other) not in _given(listed)
        for one, other in _given(text)
    )


def _given(text: str) -> set[tuple[str, str]]:
    """The pairs of syllables that a name joins with a hyphen, by their sound."""
    bare = _APOSTROPHES.sub("", text)
    return {(sound(one.lower()), sound(other.lower())) for one, other in _HYPHENATED.findall(bare)}


def _words(text: str) -> tuple[str, ...]:
    """The words of a person's name in Latin letters; none where it is too long to be one."""
    try:
        return prepare("Person", text).words
    except NameTooLong:
        return ()


def _count(text: str) -> int:
    """Words of a name: as printed, or in Latin letters where its script joins them (王伟 is Wang Wei)."""
    return max(len(text.replace(",", " ").split()), len(_words(text)))


def _is_word_with_letter(text: str) -> bool:
    """Whether a name is one word and one letter: "Zhang B" is as many people as there are given names in B."""
    return sorted(min(len(word), 2) for word in _words(text)) == [1, 2]


def _least(text: str, listed: str, *, sure: bool) -> float:
    """The score a name must reach; a text that may be no person at all must be that very name."""
    if any(len(word) == 1 for word in _words(text)):
        return _LEAST_INITIALS if sure else 1.0
    lengths = [sum(map(len, _words(name))) for name in (text, listed) if script_of(name) not in FEW_VOWELS]
    short = min(lengths, default=0) <= _SHORT
    return SPELT_ALIKE if short or not sure else _LEAST


def _hit(subject: Subject, text: str, listing: Listing, match: PersonMatch) -> Hit:
    lines = [Evidence("name", text, match.name, _NAME, NEEDS_SECOND)]
    for line in match.comparison.lines[1:]:
        points = round(line.points * _SHARE)
        if points or line.note:
            lines.append(Evidence(line.feature, line.left, line.right, points, line.note))
    if match.birth is Birth.AGREES:
        lines.append(
            Evidence("birth date", subject.birth_date, listing.birth_date, _BIRTH, "a second identifier")
        )
    elif match.birth is Birth.NEAR:
        note = near_note(subject.birth_date, listing.birth_date)
        lines.append(Evidence("birth date", subject.birth_date, listing.birth_date, 0, note))
    total = sum(line.points for line in lines)
    highest = _NAME + (_BIRTH if match.birth is Birth.AGREES else 0)
    if not _LOWEST <= total <= highest:
        bound = min(max(total, _LOWEST), highest)
        lines.append(Evidence("limit", "", "", bound - total, _LIMIT))
    points = sum(line.points for line in lines)
    printed = next(name for name in listing.names if name.text == match.name)
    return Hit(
        listing=listing,
        mention=Mention(text, "name"),
        relation=Relation.SAME,
        confidence=points / 100,
        matched_text=text,
        matched_name=match.name,
        matched_kind=printed.kind,
        evidence=tuple(lines),
    )
