"""Comparing two prepared names: a score from 0 to 1 and the lines that add up to it.

- The score is the sum of the lines' points over 100, always; nothing is multiplied or capped out of sight.
- compare(a, b) and compare(b, a) say the same, with left and right exchanged. A name against itself scores 1.
- The score ranks; the flags say what the wording must not hide (other numbers, another place, initials only).
"""

from __future__ import annotations

from screening.compare.align import align
from screening.compare.lines import Comparison, Flag, ScoreLine, start
from screening.compare.points import POINTS
from screening.compare.prepared import PreparedName, prepare_in_script
from screening.compare.unlike import surely_below
from screening.compare.weigh import at_most, weigh
from screening.compare.words import Distance
from screening.names.scripts import FEW_VOWELS, Script

_NO_FLAGS: frozenset[Flag] = frozenset()
_TOO_FAR = Comparison(0.0, (), _NO_FLAGS)
_WHOLE_CHARACTERS = frozenset({Script.HAN, Script.KANA, Script.HANGUL})


def compare(left: PreparedName, right: PreparedName, least: float = 0.0) -> Comparison:
    """How far two prepared names of one sort (both persons' or both organisations') may be the same.

    Who needs no pair below `least` says so: of one that surely scores less nothing is worked out, and its score is 0.
    """
    turned = left.words > right.words or (left.words == right.words and left.text > right.text)
    if turned:
        left, right = right, left
    best = _compare_one_reading(left, right, least, turned)
    if left.script is not right.script and (left.readings or right.readings):
        for reading in left.readings:
            best = max(best, _compare_one_reading(reading, right, least, turned), key=_score)
        for reading in right.readings:
            best = max(best, _compare_one_reading(left, reading, least, turned), key=_score)
    return best


def _score(comparison: Comparison) -> float:
    return comparison.score


def _compare_one_reading(left: PreparedName, right: PreparedName, least: float, turned: bool) -> Comparison:
    """The names are compared in one order, and the lines written in the other where they were `turned`."""
    if not left.words or not right.words:
        return _in_one_line(left, right, turned, 0, "nothing to compare")
    beside = left.beside != right.beside and bool(left.beside and right.beside)
    if left.whole == right.whole and left.native == right.native and not beside:
        return _in_one_line(left, right, turned, 100, "the same once written alike")
    if left.organisation:
        if least and surely_below(left, right, least):
            return _TOO_FAR
    elif _without_vowels(left, right):
        one, other = (right.text, left.text) if turned else (left.text, right.text)
        lines = (
            start(one, other),
            ScoreLine("vowels left out", one, other, -round(POINTS.spelling.sparse), ""),
        )
        return Comparison((100 - round(POINTS.spelling.sparse)) / 100, lines, _NO_FLAGS)
    distance = _distance(left, right)
    if distance is Distance.SAME and left.native and right.native and left.script in FEW_VOWELS:
        left, right = _in_own_script(left), _in_own_script(right)
    differ = beside or (
        left.native is not None
        and left.script is right.script
        and left.script in _WHOLE_CHARACTERS
        and "".join(left.native) != "".join(right.native or ())
    )
    found = align(left, right, distance)
    if least and at_most(left, right, found, distance) < least:
        return _TOO_FAR
    return weigh(left, right, found, distance, differ=differ, turned=turned)


def _in_one_line(left: PreparedName, right: PreparedName, turned: bool, points: int, note: str) -> Comparison:
    one, other = (right, left) if turned else (left, right)
    return Comparison(points / 100, (start(one.text, other.text, points, note),), _NO_FLAGS)


def _without_vowels(left: PreparedName, right: PreparedName) -> bool:
    return (
        left.sparse != right.sparse
        and FEW_VOWELS.isdisjoint((left.script, right.script))
        and left.letters == right.letters
    )


def _distance(left: PreparedName, right: PreparedName) -> Distance:
    """How words may agree. A person's name in a script that writes its vowels is held to what its romanisation is
    held to: were it allowed more, whoever writes in Cyrillic would be taken for more people than in Latin letters.
    """
    if left.script is right.script:
        return Distance.SAME
    if Script.ARABIC in (left.script, right.script) and not left.organisation:
        return Distance.LONG_VOWELS
    if left.script in FEW_VOWELS or right.script in FEW_VOWELS:
        return Distance.FEW_VOWELS
    return Distance.ACROSS if left.organisation else Distance.SAME


def _in_own_script(name: PreparedName) -> PreparedName:
    """Both names are in one script that writes few vowels: its letters tell more than a romanisation."""
    return prepare_in_script(name.text, name.native or (), name.organisation, name.script)


__all__ = ["Comparison", "Flag", "ScoreLine", "compare"]
