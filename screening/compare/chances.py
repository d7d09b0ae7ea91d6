"""Which listed persons' names a name may agree with at all, told from their words before any two are aligned.

Names that keep words left over on both sides are refused, so one of the two must have an answer for each of its words.
A word is answered by an equal word or one that agrees, by a longer one where a name was cut off, by an initial, by
words joined or split. All listed names that share a key with a name are looked at together, in arrays, and no step is
stricter than aligning is: a name ruled out here would be refused there (a test holds it to that).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from screening.compare.align import (
    CUT_NAME,
    JOINED_INITIALS,
    SHORTEST_JOINED,
    SHORTEST_SPARSE,
    most_glued_letters,
)
from screening.compare.answers import ListedWords, SparseSpellings, may_join
from screening.compare.prepared import PreparedName
from screening.compare.similar_words import NONE, NumberLists, Numbers, Signatures, may_be_near, signatures
from screening.compare.words import Distance
from screening.mapped_file import MappedTable
from screening.names.scripts import FEW_VOWELS, Script
from screening.names.sounds import skeleton, wade_giles

_MOST_WORDS = 8  # of a longer name the initials may stand for nearly anybody
_JOINED_EDITS = 2
_MOST_JOINED = 3  # words
_FEW = 4  # names, which are compared sooner than ruled out
_MANY = 500  # words, from which it takes less time to look at each once
_MOST_LOOKED_AT = 200_000  # names that hold a word: 20 ms at 0.1 microseconds
_MOST_COMPARED = 5_000  # comparisons for one name: 75 ms at 15 microseconds
_FIGURE = 1 << 15  # the bit of a number: it contradicts nobody and answers nothing
_LONGEST_RUN = 255  # letters; no single word is longer
_BIT = [np.uint16(1 << at) for at in range(_MOST_WORDS)]
_SCRIPTS = {script: number for number, script in enumerate(Script)}
_OWN_SCRIPT = 9  # two names in one script that writes few vowels


def _distance(asked: Script, listed: Script) -> int:
    """How far apart two scripts are: see `comparison`."""
    if asked is listed:
        return _OWN_SCRIPT if asked in FEW_VOWELS else Distance.SAME
    if Script.ARABIC in (asked, listed):
        return Distance.LONG_VOWELS
    return Distance.SAME if FEW_VOWELS.isdisjoint((asked, listed)) else Distance.FEW_VOWELS


_DISTANCES = np.array([[_distance(asked, listed) for listed in Script] for asked in Script], np.uint8)

Bits = NDArray[np.uint16]
Distances = NDArray[np.uint8]
Flags = NDArray[np.bool_]
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Runs:
    """Every two or three neighbouring words of the names, joined."""

    starts: Numbers  # by row, as in NumberLists
    signatures: Signatures
    sparse: SparseSpellings
    firsts: NDArray[np.uint8]  # the place of its first word in the row
    counts: NDArray[np.uint8]  # words


@dataclass(frozen=True, slots=True)
class NameWords:
    """The words of listed names, a row for each name and one for each further reading of its characters."""

    words: ListedWords
    rows: NumberLists  # words by row, in the order of the name
    rows_of_word: NumberLists
    rows_of_name: NumberLists
    name_of_row: Numbers
    scripts: NDArray[np.uint8]  # by row
    initials: NDArray[np.uint32]  # by row: the letters that words begin with
    particles: NDArray[np.uint32]  # by row: the first letters of particles before its words
    runs: Runs
    shortest_runs: NDArray[np.uint8]  # by row: letters
    by_text: MappedTable  # rows by all their letters; by their consonants, with and without vowels

    @classmethod
    def of(cls, names: Sequence[PreparedName]) -> NameWords:
        """The words of these names."""
        rows = [(number, row) for number, name in enumerate(names) for row in (name, *name.readings)]
        words = ListedWords.of(word for _, row in rows for word in row.words)
        number_of = {word: number for number, word in enumerate(words.words.words)}
        by_row = NumberLists.of([number_of[word] for word in row.words] for _, row in rows)
        name_of_row = np.array([number for number, _ in rows], np.int32)
        by_text: dict[str, list[int]] = {}
        for at, (_, row) in enumerate(rows):
            for text in {row.core, row.whole}:
                by_text.setdefault(f"letters {text}", []).append(at)
            by_text.setdefault(_consonants(row), []).append(at)
        return cls(
            words,
            by_row,
            by_row.turned(len(words.words)),
            NumberLists(
                np.searchsorted(name_of_row, np.arange(len(names) + 1)).astype(np.int32),
                np.arange(len(rows), dtype=np.int32),
            ),
            name_of_row,
            np.array([_SCRIPTS[row.script] for _, row in rows], np.uint8),
            np.array([_letters(word[0] for word in row.words) for _, row in rows], np.uint32),
            np.array([_letters(row.after_particle.values()) for _, row in rows], np.uint32),
            _runs([row for _, row in rows]),
            np.array([min(row.shortest_run, _LONGEST_RUN) for _, row in rows], np.uint8),
            MappedTable.of(by_text),
        )

    def candidates(
        self, asked: PreparedName, words: Collection[int], names: Collection[int], *, every: bool = False
    ) -> list[int]:
        """Names that hold one of some words, and further names, that a name may agree with; rising.

        Of too many the rarest words are looked at, and the likeliest of the names are taken. `every`: none of them is ruled out.
        """
        further = np.fromiter(names, np.int32, len(names))
        shared = np.fromiter(words, np.int32, len(words))
        sizes = self.rows_of_word.sizes(shared)
        if int(sizes.sum()) > _MOST_COMPARED:
            order = np.argsort(sizes, kind="stable")
            shared, sizes = shared[order], sizes[order]
            enough = max(int(np.searchsorted(np.cumsum(sizes), _MOST_LOOKED_AT, "right")), 1)
            shared, sizes = shared[:enough], sizes[:enough]
        rows = self.rows_of_word.values[self.rows_of_word.places(shared, sizes)]
        near = np.concatenate([further, self.name_of_row[rows]])
        rising = self._once(near)
        found = rising if every or len(rising) <= _FEW else self.hopeful(asked, rising)
        if len(found) > _MOST_COMPARED:
            found = self._likeliest(asked, found, words, further)
        numbers: list[int] = found.tolist()
        return numbers

    def _likeliest(
        self, asked: PreparedName, found: Numbers, words: Collection[int], further: Numbers
    ) -> Numbers:
        """As many of some names as are compared at most, rising.

        First those that share a key of the whole name (`further`), then those with the fewest words besides `words`, which
        share a key with one of `asked`; of these the names with most of the very words asked for.
        """
        alike = np.zeros(len(self.words.words), np.uint8)
        alike[np.fromiter(words, np.int32, len(words))] = 1
        number = self.words.words.number
        spelt = {number(word) for reading in (asked, *asked.readings) for word in reading.words} - {-1}
        same = np.zeros(len(self.words.words), np.uint8)
        same[sorted(spelt)] = 1
        rows = self.rows_of_name.values[self.rows_of_name.starts[found]]
        sizes = self.rows.sizes(rows)
        held = self.rows.values[self.rows.places(rows, sizes)]
        starts = np.minimum(np.cumsum(sizes) - sizes, max(len(held) - 1, 0))
        left_over = sizes - np.add.reduceat(alike[held], starts, dtype=np.int32)
        exact = np.add.reduceat(same[held], starts, dtype=np.int32)
        order = np.lexsort((found, -exact, left_over, ~np.isin(found, further)))
        return np.sort(found[order[:_MOST_COMPARED]])

    def hopeful(self, asked: PreparedName, names: Numbers) -> Numbers:
        """Those of some names of which all words, or beside which all words of `asked`, may be answered; rising.

        Between two names in one script that writes few vowels other rules hold: such names are never ruled out.
        """
        if any(len(reading.words) > _MOST_WORDS for reading in (asked, *asked.readings)):
            return names
        rows = names
        if len(self.name_of_row) >= len(self.rows_of_name.starts):  # some have several readings
            rows = self.rows_of_name.values[self.rows_of_name.places(names, self.rows_of_name.sizes(names))]
        sizes = self.rows.sizes(rows)
        if len(rows) and not sizes.all():
            rows, sizes = rows[sizes > 0], sizes[sizes > 0]
        fits = np.zeros(len(rows), np.bool_)
        for reading in (asked, *asked.readings):
            if len(rows):
                fits |= self._fitting(reading, rows, sizes)
        return self._once(self.name_of_row[rows[fits]])

    def _once(self, names: Numbers) -> Numbers:
        """Names rising, each once."""
        if len(names) * 64 < len(self.rows_of_name.starts):
            return np.unique(names)
        there = np.zeros(len(self.rows_of_name.starts) - 1, np.bool_)
        there[names] = True
        return there.nonzero()[0].astype(np.int32)

    def _fitting(self, asked: PreparedName, rows: Numbers, sizes: Numbers) -> Flags:
        """Say of each row whether a name may agree with it."""
        words = self.rows.values[self.rows.places(rows, sizes)]
        starts = np.cumsum(sizes) - sizes
        distances = _DISTANCES[_SCRIPTS[asked.script], self.scripts[rows]]
        asked_words = [word for word in dict.fromkeys(asked.words) if not word.isdigit()]
        all_bits = (1 << len(asked_words)) - 1
        bits = self._bits(asked, asked_words, words, distances, sizes)[words]
        answered = np.bitwise_or.reduceat(bits, starts)
        unanswered = np.add.reduceat(bits == 0, starts, dtype=np.int32)
        fits: Flags = (unanswered == 0) | (answered & all_bits == all_bits)
        self._add_alike(asked, rows, fits)
        present = set(distances.tobytes())
        if _OWN_SCRIPT in present:
            fits |= distances == _OWN_SCRIPT
        if Distance.FEW_VOWELS in present:
            few_vowels = distances == Distance.FEW_VOWELS
            single = few_vowels if len(asked.words) == 1 else few_vowels & (sizes == 1)
            self._add_single_words(asked, rows, fits, single)
        if not fits.all():
            self._add_several(asked, asked_words, rows, (answered, unanswered), fits, distances)
        return fits

    def _bits(
        self, asked: PreparedName, words: Sequence[str], listed: Numbers, distances: Distances, sizes: Numbers
    ) -> Bits:
        """By listed word, as bits, which words of a name it may answer."""
        bits = np.zeros(len(self.words.words), np.uint16)
        place = {word: at for at, word in enumerate(words)}
        runs = list(asked.runs)
        present = set(distances.tobytes()) - {_OWN_SCRIPT}
        each = np.repeat(distances, sizes) if present != set(distances[:1].tolist()) else None
        for distance in map(Distance, present):
            among = self._different(listed if each is None else listed[each == distance])
            for at, numbers in self.words.agreeing(words, among, distance):
                bits[numbers] |= _BIT[at]
            for at, number in self.words.glued(runs, among, distance) if runs else ():
                for word in asked.runs[runs[at]]:
                    if word in place:
                        bits[number] |= _BIT[place[word]]
        for at, word in enumerate(words):
            bits[self.words.in_tables(word)] |= _BIT[at]
        for word, found in self._by_place(asked):
            if word in place:
                bits[found] |= _BIT[place[word]]
        bits[self.words.figures] = _FIGURE
        return bits

    def _different(self, words: Numbers) -> Numbers:
        """Words, each once where they are many."""
        if len(words) < _MANY:
            return words
        there = np.zeros(len(self.words.words), np.bool_)
        there[words] = True
        return there.nonzero()[0].astype(np.int32)

    def _by_place(self, asked: PreparedName) -> Iterator[tuple[str, Numbers | int]]:
        """What answers words by their place in the name, or several of them."""
        number = self.words.words.number
        if len(asked.whole) >= CUT_NAME:
            yield asked.last, self.words.beginning(asked.last)
        for word, letter in asked.after_particle.items():
            if (found := number(letter)) >= 0:
                yield word, found
        for size in JOINED_INITIALS:
            for several in combinations(asked.words, size):
                if (found := number("".join([word[0] for word in several]))) >= 0:
                    yield from ((word, found) for word in several)

    def _add_alike(self, asked: PreparedName, rows: Numbers, fits: Flags) -> None:
        """Take in rows of the same letters, or of the same consonants where one side leaves its vowels out."""
        numbers = {row for text in {asked.core, asked.whole} for row in self.by_text.get(f"letters {text}")}
        numbers.update(self.by_text.get(_consonants(asked, turned=True)))
        if numbers:
            fits |= np.isin(rows, np.array(sorted(numbers), np.int32))

    def _add_single_words(self, asked: PreparedName, rows: Numbers, fits: Flags, single: Flags) -> None:
        """Take in rows whose consonants are those of the name, where one of the two is written as one word."""
        bones = skeleton(asked.core)
        spelt = self.words.words.words
        for at in np.flatnonzero(single & ~fits).tolist():
            start, end = self.rows.starts[rows[at]], self.rows.starts[rows[at] + 1]
            core = "".join([spelt[word] for word in self.rows.values[start:end].tolist()])
            fits[at] = skeleton(core) == bones

    def _add_several(
        self,
        asked: PreparedName,
        words: Sequence[str],
        rows: Numbers,
        answers: tuple[Bits, NDArray[np.int32]],
        fits: Flags,
        distances: Distances,
    ) -> None:
        """Take in rows of which several words answer one: initials, and neighbouring words that spell it joined."""
        answered, unanswered = answers
        all_bits = (1 << len(words)) - 1
        more = np.zeros(len(rows), np.uint16)
        # Words of the row that such a word stands for, at most.
        covered = np.zeros(len(rows), np.int32)

        def enough() -> Flags:
            whole: Flags = ((answered | more) & all_bits == all_bits) | (unanswered <= covered)
            return whole & (more > 0)

        for at, word in enumerate(words):
            if len(word) in JOINED_INITIALS and asked.script not in FEW_VOWELS:
                letters = np.uint32(_letters(word))
                met = self.initials[rows] & letters == letters
            elif len(word) == 1:
                met = self.particles[rows] & np.uint32(_letters(word)) > 0
            else:
                continue
            more[met] |= _BIT[at]
            covered[met] += len(word)
            fits |= enough()
        shortest = SHORTEST_SPARSE if Distance.LONG_VOWELS in distances.tobytes() else SHORTEST_JOINED
        long = {at: word for at, word in enumerate(words) if len(word) >= shortest}
        if not long:
            return
        places, owners, runs = self._joined(list(long.values()), rows, fits, distances)
        if not len(places):
            return
        ats = list(long)
        for place, at in enumerate(ats):
            spelt = owners[places == place]
            more[spelt] |= _BIT[at]
            covered[spelt] += _MOST_JOINED
        wanted = (enough() & ~fits)[owners].nonzero()[0]
        met_runs = zip(places[wanted].tolist(), owners[wanted].tolist(), runs[wanted].tolist(), strict=True)
        for place, owner, run in met_runs:
            if not fits[owner]:
                distance = Distance(int(distances[owner]))
                fits[owner] = may_join(words[ats[place]], self._run(int(rows[owner]), run), distance)

    def _joined(
        self, long: Sequence[str], rows: Numbers, fits: Flags, distances: Distances
    ) -> tuple[Places, Places, Places]:
        """Places of long words, each with the place of a row of which a run may spell it, and that run."""
        respelt = [wade_giles(word) or word for word in long]
        longest = max(map(len, [*long, *respelt])) + _JOINED_EDITS
        wanted = self.shortest_runs[rows] <= longest
        across = Distance.LONG_VOWELS in distances.tobytes()
        if across:
            wanted |= distances == Distance.LONG_VOWELS
        owners = (wanted & ~fits).nonzero()[0]
        if not len(owners):
            return owners, owners, owners
        runs, numbers = self.runs, rows[owners]
        sizes = runs.starts[numbers + 1] - runs.starts[numbers]
        places = NumberLists(runs.starts, NONE).places(numbers, sizes)
        if not len(places):
            return places, places, places
        owners = np.repeat(owners, sizes)
        letters = runs.signatures[places]
        edits = np.array([[most_glued_letters(word)] for word in long], np.uint8)
        near = may_be_near(long, letters, edits)
        if respelt != list(long):
            near |= may_be_near(respelt, letters, 0)
        if across:
            among = (distances[owners] == Distance.LONG_VOWELS).nonzero()[0]
            near[:, among] |= runs.sparse.may_write(long, places[among])
        at, column = near.nonzero()
        return at, owners[column], places[column]

    def _run(self, row: int, place: int) -> str:
        """The letters of a run."""
        start = int(self.rows.starts[row]) + int(self.runs.firsts[place])
        words = self.words.words.words
        count = int(self.runs.counts[place])
        return "".join([words[word] for word in self.rows.values[start : start + count].tolist()])


def _consonants(name: PreparedName, *, turned: bool = False) -> str:
    """The key under which names meet of which one leaves its vowels out and the other does not."""
    return f"{'sparse' if name.sparse is not turned else 'full'} {name.letters}"


def _letters(letters: Iterable[str]) -> int:
    """Letters as bits; what is no letter of the Latin alphabet shares one."""
    bits = 0
    for letter in letters:
        bits |= 1 << (ord(letter) - ord("a") if "a" <= letter <= "z" else 26)
    return bits


def _runs(rows: Sequence[PreparedName]) -> Runs:
    starts = [0]
    together: list[str] = []
    firsts: list[int] = []
    counts: list[int] = []
    for row in rows:
        words = row.words
        for count in (2, 3):
            for first in range(len(words) - count + 1):
                together.append("".join(words[first : first + count]))
                firsts.append(first)
                counts.append(count)
        starts.append(len(together))
    return Runs(
        np.array(starts, np.int32),
        signatures(together),
        SparseSpellings.of(together),
        np.array(firsts, np.uint8),
        np.array(counts, np.uint8),
    )
