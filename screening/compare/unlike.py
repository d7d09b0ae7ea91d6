"""Pairs of organisations' names that surely score less than is asked for, told from their words before any is aligned.

Nearly all pairs that an index proposes and that are then refused keep words on both sides, or too many on one. Each
step here is at most as strict as aligning and weighing are: a pair refused here would be refused there (a test holds
it to that). Only names in Latin letters are meant; of others, and in case of doubt, nothing is said.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from rapidfuzz.distance import OSA

from screening.compare.align import SHORTEST_JOINED, same_letters
from screening.compare.prepared import PreparedName
from screening.compare.weigh import CONTRADICTED_AT_MOST, extra_words, is_acronym
from screening.compare.words import FAR, Distance, agree
from screening.names.sounds import sound_apart

_EDITS = 2  # between whole names, and between a word and some joined


def surely_below(left: PreparedName, right: PreparedName, least: float) -> bool:
    """Whether two names of organisations, both with words, certainly score less than `least` (0 to 1)."""
    if left.native is not None or right.native is not None:
        return False
    ours, theirs = set(left.words), set(right.words)
    over, other = ours - theirs, theirs - ours
    if len(ours) < len(left.words) or len(theirs) < len(right.words):
        over, other = _once_more(left.words, right.words), _once_more(right.words, left.words)
    if not over and not other:
        return False
    if same_letters(left, right) or (
        -_EDITS <= len(left.whole) - len(right.whole) <= _EDITS
        and OSA.distance(left.whole, right.whole, score_cutoff=_EDITS) <= _EDITS
    ):
        return False
    if not other:
        return _too_many(left, over - theirs, least)
    if not over:
        return _too_many(right, other - ours, least)
    if least <= CONTRADICTED_AT_MOST:
        return False
    over, other = _unanswered(left, right, over, other)
    if not over and not other:
        return False
    if over and other:
        below = True
    else:
        below = _too_many(left, over, least) if over else _too_many(right, other, least)
    return below and not is_acronym(left, right) and not is_acronym(right, left)


def _once_more(words: Sequence[str], other: Sequence[str]) -> set[str]:
    """Words that stand in a name more often than in the other."""
    return {word for word in words if words.count(word) > other.count(word)}


def _too_many(name: PreparedName, extra: set[str], least: float) -> bool:
    """Whether these words, if only this name has them, cost too much, be each left over only once."""
    told = [word for word in dict.fromkeys(name.words) if word in extra and not word.isdigit()]
    return bool(told) and (100 - round(extra_words(name, told))) / 100 < least


def _unanswered(
    left: PreparedName, right: PreparedName, over: set[str], other: set[str]
) -> tuple[set[str], set[str]]:
    """The words of each side that surely find no answer among those of the other; numbers ask for none."""
    answered: set[str] = set()
    for word in over:
        shortest, longest = len(word) - FAR, len(word) + FAR
        for counterpart in other:
            if sound_apart(word, counterpart) and (
                not shortest <= len(counterpart) <= longest
                or OSA.distance(word, counterpart, score_cutoff=FAR) > FAR
            ):
                continue
            if agree(word, counterpart, True, Distance.SAME):
                answered.add(word)
                answered.add(counterpart)
    if len(answered) == len(over) + len(other):
        return set(), set()
    if left.last in over:
        _cut_off(left.last, other, answered)
    if right.last in other:
        _cut_off(right.last, over, answered)
    if len(left.words) > 1 and max(map(len, other)) >= left.shortest_run - _EDITS:
        _joined(left, over, other, answered)
    if len(right.words) > 1 and max(map(len, over)) >= right.shortest_run - _EDITS:
        _joined(right, other, over, answered)
    if answered:
        over, other = over - answered, other - answered
    return over - left.numbers, other - right.numbers


def _cut_off(last: str, other: Collection[str], answered: set[str]) -> None:
    """The last word and those it may be the beginning of."""
    for word in other:
        if word.startswith(last):
            answered.add(last)
            answered.add(word)


def _joined(name: PreparedName, over: set[str], other: Collection[str], answered: set[str]) -> None:
    """Words of the other name that neighbours of this one spell together, and those neighbours."""
    for word in other:
        if len(word) < SHORTEST_JOINED:
            continue
        shortest, longest = len(word) - _EDITS, len(word) + _EDITS
        for together, parts in name.runs.items():
            if (
                shortest <= len(together) <= longest
                and OSA.distance(word, together, score_cutoff=_EDITS) <= _EDITS
                and not over.isdisjoint(parts)
            ):
                answered.update(parts)
                answered.add(word)
