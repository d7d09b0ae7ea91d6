"""Families: of the bearers of one name, a listed body and those that stand under it.

"IRGC" is how one list prints the corps and how others print its forces. Whoever writes it means the corps or a part of
it, and nothing in the text says which: that is one question, about the body above, with one confidence. The claims to
the parts go with the claim to the head, so that no listing of theirs is lost.

A bearer is a part where a tie says so (the register, our tables, what a publisher names as the parent), or where its
listed name begins or ends with the whole name of the head, or with its acronym where nobody else has that. Of bearers in
different countries neither is a part: a text names the group, or, with its country, the subsidiary there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from screening.affiliations.places import city_key
from screening.affiliations.tokens import HAN, name_words
from screening.link.agreement import Agreement, Placement
from screening.link.bearers import Bearer, Name, Strength, is_in_force
from screening.link.claim import Claim
from screening.link.lexicon import Lexicon
from screening.link.spellings import is_acronym, spellings
from screening.mapped_file import Rows
from screening.model import Relation
from watchlists.model import NameKind

_STEPS = 3  # from a branch over its institute to an academy
_FEWEST_WORDS = 2  # of a head's name that stands in a part's
_FEWEST_GENERAL_WORDS = 3
_OWN = (NameKind.PRIMARY, NameKind.CORRECTION)
_PRINTED = (NameKind.PRIMARY, NameKind.CORRECTION, NameKind.ALIAS, NameKind.FORMER)
_IN_BRACKETS = re.compile(r"[(（]([^()（）]+)[)）]")
_NOWHERE = Placement(Agreement.UNKNOWN, "", "")
# A successor, a sister and what several own are bodies of their own.
_NO_PARTS = (Relation.SIBLING, Relation.SUCCESSOR_OF, Relation.JOINT_VENTURE_OF)


def gather_families(
    claims: Sequence[Claim], bearers: Rows[Bearer], lexicon: Lexicon, rank: Callable[[Claim], float]
) -> list[Claim]:
    """The claims to one text, one a bearer, with those to a listed body and its parts as one claim to the body.

    A part keeps its claim where the text fits it better than the head: by a better sort of name, or by its place.

    Args:
        claims: to one text, one a bearer.
        bearers: all of the universe.
        lexicon: the classes of words.
        rank: how good the sort of name is that a claim rests on.
    """
    by_number = {claim.bearer.number: claim for claim in claims}
    listed = {number: claim for number, claim in by_number.items() if is_in_force(claim.bearer)}
    if len(claims) < 2 or not listed:
        return list(claims)
    head_of: dict[int, int] = {}
    several = sum(bool(claim.bearer.listings) for claim in claims) > 1
    by_name = _by_printed_name(listed, lexicon) if several else {}
    for number, part in by_number.items():
        for above in (*_above(part.bearer, bearers), *_called_after(part.bearer, by_name)):
            head = listed.get(above)
            if head is not None and _is_named_abroad(part, head.bearer, lexicon):
                break
            # Two that stand under one another, as registers have it, are no head and no part.
            if (
                head is not None
                and _topmost(above, head_of) != number
                and rank(head) >= rank(part)
                and not _is_name_of_a_part(part.name.words, head.bearer)
                and _is_placed_alike(part, head)
            ):
                head_of[number] = above
                break
    parts: dict[int, list[Claim]] = {}
    for number in head_of:
        parts.setdefault(_topmost(number, head_of), []).append(by_number[number])
    return [
        _with_parts(claim, parts.get(number, ()))
        for number, claim in by_number.items()
        if number not in head_of
    ]


def is_one_family(names: Sequence[Name], bearers: Rows[Bearer], lexicon: Lexicon) -> bool:
    """Say whether names are one bearer's, or a listed body's and its parts', wherever they are."""
    if len(names) < 2:
        return True
    claims = {name.bearer: Claim(-1, -1, bearers[name.bearer], name, "", _NOWHERE) for name in names}
    return len(gather_families([*claims.values()], bearers, lexicon, lambda _: 0.0)) == 1


def listed_parts(claim: Claim) -> tuple[Bearer, ...]:
    """Those of the parts of a claim's bearer that are on a list."""
    listed = (part.bearer for part in claim.parts if is_in_force(part.bearer))
    return tuple(part for part in listed if not is_listed_again(part, claim.bearer))


def listed_again(claim: Claim) -> tuple[Bearer, ...]:
    """Those that are a claim's bearer itself by their names, as another list prints it."""
    listed = (part.bearer for part in claim.parts if is_in_force(part.bearer))
    return tuple(part for part in listed if is_listed_again(part, claim.bearer))


def is_listed_again(part: Bearer, head: Bearer) -> bool:
    """Say whether a list prints the own name of one for the other, and nothing says that one is under the other."""
    if any(tie.bearer == head.number for tie in part.ties):
        return False
    own, others = _whole_names(part, _OWN), _whole_names(head, _OWN)
    return not (
        own.isdisjoint(_whole_names(head, _PRINTED)) and others.isdisjoint(_whole_names(part, _PRINTED))
    )


def _whole_names(bearer: Bearer, kinds: Collection[NameKind]) -> frozenset[tuple[str, ...]]:
    """The words of the names of more than one word that lists print for a bearer, but for acronyms in brackets."""
    printed = (name.text for listing in bearer.listings for name in listing.names if name.kind in kinds)
    words = (tuple(name_words(_IN_BRACKETS.sub(_without_acronym, text))) for text in printed)
    return frozenset(each for each in words if len(each) >= _FEWEST_WORDS)


def _without_acronym(bracketed: re.Match[str]) -> str:
    return " " if is_acronym(bracketed[1]) else bracketed[0]


def _by_printed_name(listed: Mapping[int, Claim], lexicon: Lexicon) -> dict[tuple[str, ...], int]:
    """The numbers of listed bearers by the words of those of their names that say enough to be known again."""
    found: dict[tuple[str, ...], int] = {}
    acronyms: dict[tuple[str, ...], set[int]] = {}
    for number, claim in listed.items():
        printed = [*_printed_names(claim.bearer)]
        for words in printed:
            # Whoever bears the acronym, too, is called after a body of however general a name.
            general = claim.name.kind is NameKind.ACRONYM and len(words) >= _FEWEST_GENERAL_WORDS
            telling = len(words) >= _FEWEST_WORDS and lexicon.strength(words) is Strength.STRONG
            if general or telling:
                found.setdefault(words, number)
        if claim.name.kind is NameKind.ACRONYM and not any(claim.name.words[0] in words for words in printed):
            acronyms.setdefault(claim.name.words, set()).add(number)
    return found | {words: min(numbers) for words, numbers in acronyms.items() if len(numbers) == 1}


def _above(bearer: Bearer, bearers: Rows[Bearer]) -> Iterator[int]:
    """The numbers of those that a bearer stands under, nearest first."""
    level = [bearer]
    for _ in range(_STEPS):
        upper = [tie.bearer for each in level for tie in each.ties if tie.relation not in _NO_PARTS]
        yield from upper
        level = [bearers[number] for number in upper]


def _called_after(bearer: Bearer, by_name: dict[tuple[str, ...], int]) -> Iterator[int]:
    """The numbers of those with whose whole name a listed name of the bearer begins or ends."""
    for words in _printed_names(bearer):
        for size in range(len(words) - 1, 0, -1):
            for part, rest in ((words[:size], words[size:]), (words[-size:], words[:-size])):
                # "48th Institute of X" is no part of what an "Institute of X" is called by.
                if part in by_name and not all(word[0].isdigit() for word in rest):
                    yield by_name[part]


def _printed_names(bearer: Bearer) -> Iterator[tuple[str, ...]]:
    """The words of the names that lists print for a bearer, without what stands in brackets."""
    for listing in bearer.listings:
        for name in listing.names:
            if name.kind in _PRINTED and not HAN.search(name.text):
                for text, kind in spellings(name.text, name.kind):
                    if kind is not NameKind.ACRONYM:
                        yield tuple(name_words(text))


def _is_placed_alike(part: Claim, head: Claim) -> bool:
    """Say whether places speak for the head as for the part; where a list gives the head none they say nothing of it."""
    countries, own = head.bearer.countries, part.bearer.countries
    if countries and own and countries.isdisjoint(own):
        return False
    return _placed(head, (part,)).agreement >= part.placement.agreement


def _is_name_of_a_part(words: tuple[str, ...], head: Bearer) -> bool:
    """Say whether a name is the head's with a word more, as a part of it is called: "ZGC Naval Wing", of the ZGC."""
    printed = {
        tuple(name_words(text))
        for listing in head.listings
        for name in listing.names
        for text, _ in spellings(name.text, name.kind)
    }
    return any(words[:size] in printed or words[-size:] in printed for size in range(1, len(words)))


def _is_named_abroad(part: Claim, head: Bearer, lexicon: Lexicon) -> bool:
    """Say whether a name adds in brackets a place that is none of the head's: "Zorvex Dynamics (Sweden) AB"."""
    places, said = lexicon.places, _IN_BRACKETS.findall(part.name.text)
    return bool(head.countries) and any(
        places.is_place(text) and not places.lies_in(city_key(text), head.countries) for text in said
    )


def _topmost(number: int, head_of: Mapping[int, int]) -> int:
    """The head of a bearer's head, and so on."""
    while number in head_of:
        number = head_of[number]
    return number


def _with_parts(head: Claim, parts: Sequence[Claim]) -> Claim:
    """The claim to a head with those to its parts."""
    return replace(head, parts=tuple(parts), placement=_placed(head, parts)) if parts else head


def _placed(head: Claim, parts: Sequence[Claim]) -> Placement:
    """How a text's place speaks for a head; by its parts where no list says its country, or its town."""
    own, bearer = head.placement, head.bearer
    if bearer.countries and (bearer.cities or own.agreement < Agreement.COUNTRY):
        return own
    return max((own, *(part.placement for part in parts)), key=lambda each: each.agreement)
