"""Listed persons a name may mean: name order, initials, patronymics, romanisations and date of birth.

- A name alone proves nothing: what is found is for review, and the date of birth is the only further fact read here.
- A name whose every word many listed persons bear says so in words.
- Nationality, gender, birthplace and the origin of a name are not known here and never asked.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise, product
from typing import TYPE_CHECKING

from screening.caches import MemoCache
from screening.compare.births import Birth, births
from screening.compare.comparison import compare
from screening.compare.lines import Comparison
from screening.compare.points import THRESHOLD
from screening.compare.prepared import PreparedName, prepare
from screening.compare.weigh import CONTRADICTED_AT_MOST
from screening.mapped_file import LazyValue, MappedTable, Rows
from screening.names.characters import NameTooLong
from screening.names.person_words import SERVANT
from screening.names.rarity import bearers
from screening.names.scripts import Script
from screening.names.sounds import skeleton, sound, wade_giles
from screening.names.variants import groups_of
from screening.names.vowelless import frame

if TYPE_CHECKING:
    from screening.compare.chances import NameWords

_COMMON_FROM = 20  # listed persons' names that hold a word, from which the word is common
SPELT_ALIKE = 0.98  # the least score of names of the same letters; one edit costs more than two hundredths
_FEW = 4  # names, which are compared sooner than ruled out
# Names asked about, of each of two halves; a name has 5,000 candidates of four bytes at most, and mostly a few.
_NAMES_CACHED = 1_000
_MOST_RESPELT = 6  # words; no longer name is taken for a person's


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """A listed person as far as names tell: id, names as printed, dates of birth (several joined by a space)."""

    id: str
    names: tuple[str, ...]
    birth_date: str = ""


@dataclass(frozen=True, slots=True)
class PersonMatch:
    """A listed person a name may mean, by which printed name, and why."""

    id: str
    name: str
    comparison: Comparison
    birth: Birth


def commonness(name: str) -> str:
    """A sentence where every word of the name is common among listed persons, "" where one is not."""
    words = prepare("Person", name).words
    least = min((bearers(word) for word in words), default=0)
    if least < _COMMON_FROM:
        return ""
    return f"A common name: each of its words stands in at least {least} names of listed persons."


@dataclass(frozen=True, slots=True)
class ListedPersonName:
    """One printed name of a listed person, prepared, with what is needed to say whose it is."""

    id: str
    birth_date: str
    name: PreparedName


@dataclass(frozen=True, slots=True)
class ListedPersons:
    """Listed persons, found by any word that may be one of theirs. Built once, then only read, in memory or mapped."""

    names: Rows[ListedPersonName]
    by_key: MappedTable  # numbers of names, by keys of the whole name
    words_by_key: MappedTable  # numbers of words, as `words` numbers them
    words: LazyValue[NameWords]  # arrays, for which numpy is imported: most texts share no key with any name
    _by_word: MemoCache[tuple[int, ...]] = field(default_factory=MemoCache, compare=False, repr=False)
    _by_name: MemoCache[array[int]] = field(
        default_factory=lambda: MemoCache(_NAMES_CACHED), compare=False, repr=False
    )

    @classmethod
    def of(cls, persons: Iterable[ListedPerson]) -> ListedPersons:
        """An index over the names of these persons."""
        from screening.compare.chances import NameWords

        names: list[ListedPersonName] = []
        by_key: dict[str, list[int]] = {}
        for person in persons:
            for name in person.names:
                try:
                    prepared = prepare("Person", name)
                except NameTooLong:
                    continue  # an address or a sentence printed in a name column; the person's other names stand
                frames = _frames(prepared, "the other" if _arabic(prepared) else "this")
                for key in _whole_keys(prepared) | frames | _letters(prepared):
                    by_key.setdefault(key, []).append(len(names))
                names.append(ListedPersonName(person.id, person.birth_date, prepared))
        words = NameWords.of([each.name for each in names])
        words_by_key: dict[str, list[int]] = {}
        for number, word in enumerate(words.words.words.words):
            for key in _word_keys(word):
                words_by_key.setdefault(key, []).append(number)
        return cls(
            Rows.of(names), MappedTable.of(by_key), MappedTable.of(words_by_key), LazyValue(lambda: words)
        )

    def find(
        self, name: str, birth_date: str = "", least: float = THRESHOLD, *, spelt_alike: bool = False
    ) -> list[PersonMatch]:
        """Listed persons whose name scores `least` (0 to 1) or more, best first, each by its closest name.

        `spelt_alike`: only names of the very same letters are wanted, in whatever order and with whatever spaces, in
        pinyin or Wade-Giles, which is all that `SPELT_ALIKE` and more can be. It spares most texts that are no person's name a comparison.

        Raises NameTooLong over 300 characters. A name nobody could be told by (empty, one letter) finds nobody.
        """
        asked = prepare("Person", name)
        best: dict[str, PersonMatch] = {}
        for listed in self.near(asked, least, spelt_alike=spelt_alike):
            said = compare(asked, listed.name, least)
            held = best.get(listed.id)
            # Of names alike to the point the one that was asked for stands for the person, else the first printed.
            rank = (said.score, listed.name.text == name)
            if said.score >= least and (held is None or rank > (held.comparison.score, held.name == name)):
                birth = births(birth_date, listed.birth_date)
                best[listed.id] = PersonMatch(listed.id, listed.name.text, said, birth)
        return sorted(best.values(), key=_rank)

    def near(
        self, asked: PreparedName, least: float = THRESHOLD, *, spelt_alike: bool = False
    ) -> list[ListedPersonName]:
        """The names that are worth comparing with a prepared name, by `find`'s arguments; in the order listed."""
        key = (asked.text, asked.organisation, least, spelt_alike)
        numbers = self._by_name.get(key, lambda: array("i", self._candidates(asked, least, spelt_alike)))
        return self.names.several(numbers)

    def _candidates(self, asked: PreparedName, least: float, spelt_alike: bool) -> Sequence[int]:
        """Names that share a key and may score as much, rising; of too many those that share the rarest words."""
        keys = (_letters(asked) if spelt_alike else _whole_keys(asked)) | _frames(
            asked, "this" if _arabic(asked) else "the other"
        )
        names = {number for key in keys for number in self.by_key.get(key)}
        words: set[int] = set()
        if not spelt_alike:
            for reading in (asked, *asked.readings):
                for word in reading.words:
                    words.update(self._by_word.get(word, partial(self._similar_words, word)))
        if not words and len(names) <= _FEW:
            return sorted(names)
        # A name beside which words are left over on both sides scores less than any that is asked for.
        contradicted = least <= CONTRADICTED_AT_MOST
        return self.words.get().candidates(asked, words, names, every=contradicted)

    def _similar_words(self, word: str) -> tuple[int, ...]:
        """Listed words that share a key with a word."""
        return tuple({number for key in _word_keys(word) for number in self.words_by_key.get(key)})


_BIRTH_ORDER = {Birth.AGREES: 0, Birth.NEAR: 1, Birth.UNKNOWN: 2, Birth.DIFFERS: 3}


def _rank(match: PersonMatch) -> tuple[int, float, str]:
    return _BIRTH_ORDER[match.birth], -match.comparison.score, match.id


def _whole_keys(name: PreparedName) -> set[str]:
    """Keys of the whole name, under which names meet that share no word."""
    keys: set[str] = set()
    for reading in (name, *name.readings):
        keys |= {f"whole {''.join(sorted(reading.words))}", f"whole {reading.core}"}
    return keys


def _letters(name: PreparedName) -> set[str]:
    """Keys under which names of the very same letters meet: of its words, of all of it, and each word counted once.

    A word that may be pinyin counts in Wade-Giles too, since nothing is charged for that (Mao Zedong, Mao Tse-tung).
    """
    keys = set()
    for reading in (name, *name.readings):
        spelt = map("".join, product(*map(_spellings, reading.words[:_MOST_RESPELT])))
        for text in (reading.core, reading.whole, "".join(set(reading.words)), *spelt):
            keys.add(f"letters {''.join(sorted(text))}")
    return keys


def _spellings(word: str) -> tuple[str, ...]:
    respelt = wade_giles(word)
    return (word, respelt) if respelt and respelt != word else (word,)


def _arabic(name: PreparedName) -> bool:
    return name.script is Script.ARABIC


def _frames(name: PreparedName, side: str) -> set[str]:
    """Keys under which a name in Arabic letters and one in any other script meet, and no other two do.

    Either may glue two words together: Amirmohammad is Amir Mohammad.
    """
    glued = ("".join(pair) for pair in pairwise(name.words))
    frames = {frame(word) for word in (*name.words, *glued)}
    if _arabic(name):
        frames |= {bones[1:] for bones in frames if bones.startswith("l")}  # al-, which Latin names lose
    return {f"frame {side} {bones}" for bones in frames if len(bones) > 1}


def _word_keys(word: str) -> set[str]:
    """Keys under which two words meet that may be one: spellings, sounds, consonants, one lost letter."""
    if len(word) < 2:
        return set()  # an initial is no way to find anybody
    keys = {f"sound {sound(word)}", *(f"name {group}" for group in groups_of(word))}
    bones = skeleton(word)
    if len(bones) > 2:
        keys.add(f"bones {bones}")
    if word.startswith(SERVANT) and len(word) > len(SERVANT) + 2:
        keys.add(f"sound {sound(word[len(SERVANT) :])}")
    if len(word) > 3:
        keys |= {f"lost {word[:at]}{word[at + 1 :]}" for at in range(len(word))}
    return keys
