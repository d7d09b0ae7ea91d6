"""The gazetteer: every name by its key, and every span of a text that is a known name.

Looking spans up does the work of linking: it is exact, quick, and finds what stands in the middle of a long string.
Words are joined without spaces, so "Jiao Tong", "Jiaotong" and spaced pinyin are one key.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import NamedTuple

from screening.affiliations.tokens import HAN, Tokens
from screening.link.bearers import Bearer, Name, Strength
from screening.link.han import pinyin_keys
from screening.link.lexicon import Lexicon, WordClass
from screening.link.spellings import is_acronym
from screening.mapped_file import MappedTable, Pairs, Rows
from screening.vocabulary import vocabulary
from screening.vocabulary.cues import Cue, cue_words
from watchlists.model import NameKind

MOST_BEARERS = (
    60  # of one name that are looked at: twice what any has in all of ROR, and a bound for any register
)
LONGEST_SPAN = 26  # words; long Russian and pinyin names break at 14
_HONOURING = cue_words(Cue.NAMES_A_PATRON) | cue_words(Cue.NAMES_A_PATRON_IN_RUSSIAN)
_ROMANCE = cue_words(Cue.OF_IN_ROMANCE_LANGUAGES)
_LONG_ACRONYM = 6  # letters; from here on it may be written like a word
_ANY_ORDER = 5  # words: "China Southwest X Y Institute", "Southwest China Institute of X Y"
_UNIVERSITIES_ABROAD = cue_words(Cue.UNIVERSITY_IN_OTHER_LANGUAGES)
_FEWEST_TURNED = 3  # words
_SHORTEST_HAN_READ = 4  # characters of a native name that is also looked up in pinyin


class Span(NamedTuple):
    """Words `first` to `last` of a text are a known name; by its numbers, for most are never looked at."""

    first: int
    last: int
    numbers: tuple[int, ...]
    how: str  # "whole", "turned", "core"


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Names by key; by their words turned round; by their core without fillers and legal forms."""

    names: Rows[Name]
    by_key: MappedTable
    by_turn: MappedTable
    by_core: MappedTable
    by_acronym: MappedTable
    by_han: MappedTable
    lexicon: Lexicon
    listed: bytes  # by a name's number: 1 where its bearer is listed, so that no other need be read

    def spans(self, tokens: Tokens, words: list[str]) -> Iterator[Span]:
        """Every span that is a known name, with `words` standing for the tokens' own (after repair of spelling)."""
        prefixes = self.by_key.prefixes
        for places in _groups(tokens):
            letters = [words[place] for place in places]
            edges = [0, *accumulate(map(len, letters))]
            text, count = "".join(letters), len(places)
            for number, first in enumerate(places):
                beyond = min(number + LONGEST_SPAN, count)
                while places[beyond - 1] >= first + 2 * LONGEST_SPAN:
                    beyond -= 1
                start = edges[number]
                for key, numbers in prefixes(text[start : edges[beyond]]):
                    end = start + len(key)
                    edge = bisect_right(edges, end) - 1
                    if edges[edge] == end:
                        yield Span(first, places[edge - 1], numbers, "whole")

    def acronym(self, key: str) -> tuple[Name, ...]:
        """The names an acronym stands for, by its key."""
        return self.named(self.by_acronym.get(key))

    def han(self, text: str) -> tuple[str, tuple[int, ...]]:
        """The longest name in Han characters that a text begins with, by its numbers; ("", ()) where none does."""
        *_, longest = ("", ()), *self.han_beginnings(text)
        return longest

    def han_beginnings(self, text: str) -> list[tuple[str, tuple[int, ...]]]:
        """Every name in Han characters that a text begins with, the shortest first, by its numbers."""
        return self.by_han.prefixes(text)

    def named(self, numbers: Iterable[int]) -> tuple[Name, ...]:
        """The names of these numbers."""
        return tuple(self.names[number] for number in numbers)

    def turned(self, tokens: Tokens, words: list[str]) -> Iterator[Span]:
        """Whole segments, and pairs of neighbouring ones, read with their halves turned or their fillers dropped."""
        starts = [place for place, opens in enumerate(tokens.opens) if opens]
        honours = not _HONOURING.isdisjoint(words)
        before: list[str] = []
        for at, (first, end) in enumerate(pairwise((*starts, len(tokens)))):
            kept = [words[i] for i in range(first, end) if not tokens.stops[i]]
            core = self.core(kept)
            if span := self._turned(core, first, end - 1, tokens.plains) or self._reversed(
                tokens, core, first, end - 1
            ):
                yield span
            if at and tokens.groups[starts[at - 1]] == tokens.groups[first]:
                both = self.core(before + kept) if honours else before + core
                if span := self._turned(both, starts[at - 1], end - 1):
                    yield span
            before = kept if honours else core
            if end - first > 2 and not _UNIVERSITIES_ABROAD.isdisjoint(tokens.plains[first:end]):
                yield from self._behind_a_post(tokens, words, first, end)

    def _behind_a_post(self, tokens: Tokens, words: list[str], first: int, end: int) -> Iterator[Span]:
        """The rest of a segment from such a word on: "profesor de la Universidad Tsinghua"."""
        for at in range(first + 1, end - 1):
            if tokens.plains[at] in _UNIVERSITIES_ABROAD:
                core = self.core([words[i] for i in range(at, end) if not tokens.stops[i]])
                if span := self._turned(core, at, end - 1):
                    yield span

    def _turned(self, core: list[str], first: int, last: int, plains: Sequence[str] = ()) -> Span | None:
        """`plains`: the text's words; "University" may have moved where none may be another one ("Xian Technol Univ")."""
        if numbers := self.by_core.get("".join(core)):
            return Span(first, last, numbers, "core")
        if may_turn(core, self.lexicon) and (numbers := self.by_turn.get(turn_key(core))):
            fitting = tuple(
                number
                for number in numbers
                if is_turned(core, theirs := self.core(self.names[number].words))
                or (
                    plains
                    and _university_moved(core, theirs)
                    and vocabulary().also.keys().isdisjoint(plains[first : last + 1])
                )
            )
            return Span(first, last, fitting, "turned") if fitting else None
        return None

    def _reversed(self, tokens: Tokens, core: list[str], first: int, last: int) -> Span | None:
        """A name as French, Spanish, Portuguese and Italian build it: "Institut d'aviation de Moscou"."""
        if len(core) < _FEWEST_TURNED or _ROMANCE.isdisjoint(tokens.plains[first : last + 1]):
            return None
        numbers = self.by_core.get("".join(reversed(core)))
        return Span(first, last, numbers, "turned") if numbers else None

    def core(self, words: Sequence[str]) -> list[str]:
        """See `core_of`."""
        return core_of(words, self.lexicon)


def gazetteer(names: Rows[Name], bearers: Rows[Bearer], lexicon: Lexicon) -> Gazetteer:
    """Index names for lookup. Of a name that crowds bear, the listed bearers stay and some of the others."""
    listed = bytes(bool(bearers[name.bearer].listings) for name in names)

    def is_listed(number: int) -> bool:
        return bool(listed[number])

    def table(pairs: Pairs) -> MappedTable:
        return pairs.table(most=MOST_BEARERS, first=is_listed)

    by_key, by_acronym, by_han = Pairs(), Pairs(), Pairs()
    spelt = array("I")  # names that are found by their words
    for number, name in enumerate(names):
        if name.kind is NameKind.ACRONYM or (is_acronym(name.text) and len(name.words) == 1):
            by_acronym.add(acronym_key(name.text), number)
            if len(acronym_key(name.text)) < _LONG_ACRONYM:
                continue
        if HAN.search(name.words[0]):
            by_han.add(name.words[0], number)
            if len(name.words[0]) >= _SHORTEST_HAN_READ:
                for key in pinyin_keys(name.words[0]):
                    by_key.add(key, number)
            continue
        by_key.add(name.key, number)
        spelt.append(number)
    whole, acronyms, han = table(by_key), table(by_acronym), table(by_han)
    # The keys of a table are held as texts until it is made: these are gathered when those of whole names are gone.
    by_turn, by_core = Pairs(), Pairs()
    for number in spelt:
        core = core_of(names[number].words, lexicon)
        if len(core) > 1 and lexicon.strength(core) is Strength.STRONG:
            by_core.add("".join(core), number)
            if may_turn(core, lexicon):
                by_turn.add(turn_key(core), number)
    return Gazetteer(names, whole, table(by_turn), table(by_core), acronyms, han, lexicon, listed)


def _groups(tokens: Tokens) -> Iterable[list[int]]:
    """The places of a text's words but for stop words, group by group: no name spans two."""
    places = [place for place, stop in enumerate(tokens.stops) if not stop]
    if not places or tokens.groups[places[0]] == tokens.groups[places[-1]]:
        return [places] if places else ()
    groups: dict[int, list[int]] = {}
    for place in places:
        groups.setdefault(tokens.groups[place], []).append(place)
    return groups.values()


def core_of(words: Sequence[str], lexicon: Lexicon) -> list[str]:
    """The words without fillers and legal forms, and without the initials of whoever a name honours."""
    honours = not _HONOURING.isdisjoint(words)
    return [
        word
        for word in words
        if lexicon.kind(word) not in (WordClass.FILLER, WordClass.LEGAL) and not (honours and len(word) == 1)
    ]


def may_turn(core: Sequence[str], lexicon: Lexicon) -> bool:
    """Say whether a name may be read turned round: one of three words, or "University of X".

    Where X is a place the two may be two schools (York), so that whoever reads it asks for the country.
    """
    if len(core) == 2 and "university" in core:
        return any(lexicon.kind(word) in (WordClass.DISTINCTIVE, WordClass.PLACE) for word in core)
    return len(core) >= _FEWEST_TURNED


def acronym_key(text: str) -> str:
    """The key of an acronym: its letters and digits in capitals."""
    return "".join(sign for sign in text.upper() if sign.isalnum())


def turn_key(words: Iterable[str]) -> str:
    """The same key for the same words in any order."""
    return " ".join(sorted(words))


def is_turned(one: list[str], other: list[str]) -> bool:
    """Say whether two lists of words are the same but for a cut and a turn ("X, CAS", "CAS X"); long ones in any order."""
    if len(one) != len(other):
        return False
    if len(one) >= _ANY_ORDER:
        return sorted(one) == sorted(other)
    doubled = one + one
    return any(doubled[cut : cut + len(other)] == other for cut in range(len(one)))


def _university_moved(one: list[str], other: list[str]) -> bool:
    """Say whether two names of the same words differ in where "University" stands behind the first one.

    "Harbin University of Engineering".
    """
    rest = [[word for word in words if word != "university"] for words in (one, other)]
    return one[0] == other[0] and "university" in one and rest[0] == rest[1]
