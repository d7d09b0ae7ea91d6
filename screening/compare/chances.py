"""Which listed persons' names a name may agree with at all, told from their words before any two are aligned.

Names that keep words left over on both sides are refused, so one of the two must have an answer for each of its words.
A word is answered by an equal word or one that agrees, by a longer one where a name was cut off, by an initial, by
words joined or split. Words of all the listed names are looked at together, each once, and no step is stricter than
aligning is: a name ruled out here would be refused there (a test holds it to that).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import combinations

from screening.compare.align import CUT_NAME, JOINED_INITIALS, SHORTEST_JOINED, glued_edits
from screening.compare.answers import Pair, Tried, answering, near
from screening.compare.prepared import PreparedName
from screening.names.scripts import FEW_VOWELS
from screening.names.sounds import wade_giles

_MOST_WORDS = 8  # of a longer name the initials may stand for nearly anybody
_JOINED_EDITS = 2


def hopeful(asked: PreparedName, listed: Sequence[PreparedName]) -> list[int]:
    """Places of the listed names of which all words, or beside which all words of `asked`, may be answered.

    Between a script that writes few vowels and any other, and where characters have several readings, other rules
    hold: such names are never ruled out.
    """
    if asked.script in FEW_VOWELS or len(asked.words) > _MOST_WORDS:
        return list(range(len(listed)))
    answers = _Answers(asked, set().union(*[name.words for name in listed]))
    joined = _joined_there(answers.words, listed)
    bits, all_words, unanswered = answers.bits, answers.all_words, answers.unanswered()
    spelt = {asked.core, asked.whole}
    script, letters, by_initials = asked.script, asked.letters, answers.by_initials
    found: list[int] = []
    for place, name in enumerate(listed):
        words = name.words
        if unanswered.isdisjoint(words):
            found.append(place)
            continue
        answered = 0
        for word in words:
            answered |= bits[word]
        if (
            answered & all_words == all_words
            or name.core in spelt
            or name.whole in spelt
            or name.letters == letters
            or (name.script is not script and (name.script in FEW_VOWELS or name.readings or asked.readings))
            or (by_initials and answers.give_initials(name))
            or (joined and not joined.isdisjoint(name.runs))
        ):
            found.append(place)
    return found


class _Answers:
    """The words of a name, and as bits which of them each word of other names may answer."""

    __slots__ = ("_initials", "_spelling", "all_words", "bits", "by_initials", "words")

    def __init__(self, asked: PreparedName, others: set[str]) -> None:
        self.words = [word for word in dict.fromkeys(asked.words) if not word.isdigit()]
        bit = {word: 1 << at for at, word in enumerate(self.words)}
        self.all_words = (1 << len(bit)) - 1
        self.bits = bits = dict.fromkeys(others, 0)
        for word, found in _ALONE.answers(self.words, others):
            for other in found:
                bits[other] |= bit[word]
        for word, other in _pairs(asked, self.words, others):
            bits[other] |= bit[word]
        for number in [
            other for other in others if other.isdigit()
        ]:  # contradicts nobody and answers nothing
            bits[number] = self.all_words + 1
        self._initials = [word for word in self.words if len(word) == 1]
        self._spelling = [tuple(word) for word in self.words if len(word) in JOINED_INITIALS]
        self.by_initials = bool(self._initials or self._spelling)

    def unanswered(self) -> set[str]:
        """Words of other names that answer none of these; a name without one of them is answered whole."""
        return {other for other, bits in self.bits.items() if not bits}

    def give_initials(self, name: PreparedName) -> bool:
        """Whether words that are initials, or spelt by initials, may be answered by several of the name's."""
        if self._spelling:
            first = {word[0] for word in name.words}
            for letters in self._spelling:
                if first.issuperset(letters):
                    return True
        return bool(self._initials) and not set(self._initials).isdisjoint(name.after_particle.values())


def _pairs(asked: PreparedName, words: Sequence[str], others: set[str]) -> Iterator[Pair]:
    """What answers words by their place in the name, or several of them."""
    if len(asked.whole) >= CUT_NAME and asked.last in words:
        yield from ((asked.last, other) for other in others if other.startswith(asked.last))
    for word, letter in asked.after_particle.items():
        if letter in others and word in words:
            yield word, letter
    for size in JOINED_INITIALS:
        for some in combinations(asked.words, size):
            if (together := "".join([word[0] for word in some])) in others:
                yield from ((word, together) for word in some if word in words)
    if asked.runs:
        long = [other for other in others if len(other) >= SHORTEST_JOINED]
        for other, together in _joined(long, asked.runs):
            yield from ((word, other) for word in asked.runs[together] if word in words)


def _alone(words: Collection[str], others: Collection[str]) -> Iterator[Pair]:
    """Pairs of a word and another that may answer it by itself, be it as the beginning that is left of a name cut off."""
    yield from answering(words, others)
    for word in words:
        for length in range(1, len(word)):
            if word[:length] in others:
                yield word, word[:length]


def _joined_there(words: Sequence[str], listed: Sequence[PreparedName]) -> set[str]:
    """The runs of listed names that may be one word of the name asked about."""
    long = [word for word in words if len(word) >= SHORTEST_JOINED]
    if not long:
        return set()
    longest = max(max(len(word), len(wade_giles(word) or "")) for word in long) + _JOINED_EDITS
    runs = set().union(*[name.runs for name in listed if name.shortest_run <= longest])
    return set().union(*[found for _, found in _TOGETHER.answers(long, runs)])


def _joined(long: Collection[str], runs: Collection[str]) -> Iterator[Pair]:
    shortest = min(map(len, runs), default=0) - _JOINED_EDITS
    for word, together in near([word for word in long if len(word) >= shortest], runs, _JOINED_EDITS):
        if glued_edits(word, together, organisation=False) is not None:
            yield word, together
    yield from [(word, respelt) for word in long if (respelt := wade_giles(word)) and respelt in runs]


_ALONE = Tried(_alone)
_TOGETHER = Tried(_joined)
