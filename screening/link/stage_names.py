"""The names that the second stage compares a text with: those of listed bodies and their parts, and all others as rivals.

Words stand for numbers, and a name is a row of them; each word leads to the names that hold it. Names in Han characters
are compared elsewhere, and a name of a place or a legal form alone says nothing.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from screening.affiliations.tokens import HAN
from screening.link.bearers import OWNER_ABROAD, SHARED, Bearer, BearerTie, Name, Strength, is_in_force
from screening.link.lexicon import Lexicon
from screening.link.organs import WITHOUT_STATE
from screening.link.printed import reason_for_silence
from screening.link.word_forms import DISTINCTIVE, PLACE, WordTable, names_holding, weight_of, word_table
from screening.mapped_file import MappedTable, Pairs, Rows
from watchlists.model import NameKind

if TYPE_CHECKING:
    from screening.index.arrays import Ints

# Sorts of names by what tells whose they are.
ONE_WORD, TELLING, OF_A_PLACE, GENERAL, LETTERS = range(5)
# Cyrillic names are compared by their letters in English; those of other scripts leave vowels or words out.
_LAST_CYRILLIC = 0x52F
_VIETNAMESE = range(0x1EA0, 0x1F00)  # its words for institutions are in no table here
_NEVER = (Strength.PLACE, Strength.LEGAL)
_LOOSE = frozenset({SHARED, OWNER_ABROAD})


@dataclass(frozen=True, slots=True)
class WordPostings:
    """The rows that hold each word."""

    starts: Ints
    rows: Ints

    def of(self, word: int) -> Ints:
        """The rows that hold a word, rising."""
        return self.rows[self.starts[word] : self.starts[word + 1]]

    def size(self, word: int) -> int:
        """How many there are."""
        return int(self.starts[word + 1] - self.starts[word])


@dataclass(frozen=True, slots=True)
class ListedNameTable:
    """Names of bodies with a listing in force, and of those tied to one."""

    table: WordTable
    numbers: tuple[int, ...]  # in the universe
    words: tuple[tuple[int, ...], ...]
    totals: tuple[float, ...]
    sorts: tuple[int, ...]
    parts: frozenset[int]  # rows of names whose bearer is no listed body but tied to one
    postings: WordPostings
    weights: Ints  # of the names, for arrays at once; in thousandths
    of_bearer: dict[int, tuple[int, ...]]  # rows by bearer
    by_key: MappedTable  # rows by the words run together, for texts that end inside a name


@dataclass(frozen=True, slots=True)
class OtherNames:
    """Names of everybody else: a text that one of them is, or that many share, means nobody on a list."""

    words: MappedTable
    numbers: Ints
    weights: Ints  # of each name, in thousandths
    postings: WordPostings


@dataclass(frozen=True, slots=True)
class StageNames:
    """Both."""

    listed: ListedNameTable
    others: OtherNames


def ties_of(bearer: Bearer, bearers: Rows[Bearer]) -> Iterator[tuple[BearerTie, Bearer]]:
    """What ties a bearer closely to bodies with a listing in force, and to whom."""
    for tie in bearer.ties:
        if tie.why not in _LOOSE and is_in_force(bearers[tie.bearer]):
            yield tie, bearers[tie.bearer]


def stage_names(names: Rows[Name], bearers: Rows[Bearer], lexicon: Lexicon) -> StageNames:
    """Index the names of a universe."""
    listed: list[tuple[int, Name]] = []
    others = array("i")
    parts: set[int] = set()
    roles: list[str | None] = [None] * len(bearers)
    for number, name in enumerate(names):
        if not name.words or HAN.search(name.words[0]) or name.strength in _NEVER:
            continue
        if not _is_comparable(name.text):
            continue
        role = roles[name.bearer]
        if role is None:
            role = roles[name.bearer] = _role(bearers[name.bearer], bearers)
        if role == "other":
            others.append(number)
        elif role and name.note != WITHOUT_STATE and not reason_for_silence(name.text, bearers[name.bearer]):
            if role == "part":
                parts.add(len(listed))
            listed.append((number, name))
    return StageNames(_listed(listed, parts, lexicon), _others(others, names))


def _is_comparable(text: str) -> bool:
    """Say whether a name is in letters that are compared here, be it with another script in brackets behind it."""
    if text.isascii():
        return any(map(str.isalpha, text))
    letters = [sign for sign in text if sign.isalpha()]
    return any(ord(sign) <= _LAST_CYRILLIC for sign in letters) and not any(
        ord(sign) in _VIETNAMESE for sign in letters
    )


def _role(bearer: Bearer, bearers: Rows[Bearer]) -> str:
    if is_in_force(bearer):
        return "listed"
    if bearer.listings:
        return ""  # one that lapsed is read exactly or not at all
    return "part" if next(ties_of(bearer, bearers), None) else "other"


def _listed(given: Sequence[tuple[int, Name]], parts: set[int], lexicon: Lexicon) -> ListedNameTable:
    table = word_table(((name.bearer, name.words) for _, name in given), lexicon)
    place = {word: number for number, word in enumerate(table.words)}
    words = tuple(tuple(place[word] for word in name.words) for _, name in given)
    totals = tuple(sum(table.weights[word] for word in row) for row in words)
    of_bearer: dict[int, list[int]] = {}
    keys = Pairs()
    for row, (_, name) in enumerate(given):
        keys.add(name.key, row)
        of_bearer.setdefault(name.bearer, []).append(row)
    return ListedNameTable(
        table,
        tuple(number for number, _ in given),
        words,
        totals,
        tuple(_sort(name, row, table) for (_, name), row in zip(given, words, strict=True)),
        frozenset(parts),
        _postings([word for row in words for word in row], [*map(len, words)], len(table.words)),
        _thousandths(totals),
        {bearer: tuple(rows) for bearer, rows in of_bearer.items()},
        keys.table(),
    )


def _sort(name: Name, words: Sequence[int], table: WordTable) -> int:
    if name.kind is NameKind.ACRONYM:
        return LETTERS
    kinds = [table.kinds[word] for word in words]
    if kinds == [DISTINCTIVE]:
        return ONE_WORD
    return TELLING if DISTINCTIVE in kinds else OF_A_PLACE if PLACE in kinds else GENERAL


def _others(numbers: array[int], names: Rows[Name]) -> OtherNames:
    """Of a million names: in arrays, for as many tuples take ten times the room."""
    import numpy as np

    place: dict[str, int] = {}
    words, sizes, totals = array("i"), array("i"), array("d")
    for name in map(names.__getitem__, numbers):
        words.extend(place.setdefault(word, len(place)) for word in name.words)
        sizes.append(len(name.words))
    weights = [weight_of(max(names_holding(word), 1)) for word in place]
    end = 0
    for size in sizes:
        start, end = end, end + size
        totals.append(sum(weights[word] for word in words[start:end]))
    table = Pairs()
    for word, number in place.items():
        table.add(word, number)
    return OtherNames(
        table.table(),
        np.array(numbers, np.int32),
        _thousandths(totals),
        _postings(words, sizes, len(place)),
    )


def _thousandths(values: Sequence[float]) -> Ints:
    import numpy as np

    return np.round(np.array(values, np.float64) * 1000).astype(np.int32)


def _postings(held: Sequence[int], sizes: Sequence[int], words: int) -> WordPostings:
    """The rows of each of so many words; `held`: the words of all rows, of which each holds `sizes` words."""
    import numpy as np

    rows = max(len(sizes), 1)
    pairs = np.array(held, np.int64)
    pairs *= rows
    pairs += np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    pairs = np.unique(pairs)
    starts = np.searchsorted(pairs, np.arange(words + 1) * rows).astype(np.int32)
    return WordPostings(starts, (pairs % rows).astype(np.int32))
