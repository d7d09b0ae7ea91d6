"""Comparing two prepared names: a score from 0 to 1 and the lines that add up to it.

- The score is the sum of the lines' points over 100, always; nothing is multiplied or capped out of sight.
- compare(a, b) and compare(b, a) say the same, with left and right exchanged. A name against itself scores 1.
- The score ranks; the flags say what the wording must not hide (other numbers, another place, initials only).
"""

from __future__ import annotations

from screening.compare.align import align
from screening.compare.lines import Comparison, Flag, Line, start
from screening.compare.points import POINTS
from screening.compare.prepared import PreparedName, in_own_script
from screening.compare.unlike import surely_below
from screening.compare.weigh import at_most, weigh
from screening.compare.words import Distance
from screening.names.scripts import FEW_VOWELS, Script

_TOO_FAR = Comparison(0.0, (), frozenset())
_WHOLE_CHARACTERS = frozenset({Script.HAN, Script.KANA, Script.HANGUL})


def compare(left: PreparedName, right: PreparedName, least: float = 0.0) -> Comparison:
    """How far two prepared names of one sort (both persons' or both organisations') may be the same.

    Who needs no pair below `least` says so: of one that surely scores less nothing is worked out, and its score is 0.
    """
    if (left.words, left.text) > (right.words, right.text):
        return _compare_in_order(right, left, least).turned()
    return _compare_in_order(left, right, least)


def _compare_in_order(left: PreparedName, right: PreparedName, least: float) -> Comparison:
    best = _compare_one_reading(left, right, least)
    if left.script is not right.script and (left.readings or right.readings):
        for reading in left.readings:
            best = max(best, _compare_one_reading(reading, right, least), key=_score)
        for reading in right.readings:
            best = max(best, _compare_one_reading(left, reading, least), key=_score)
    return best


def _score(comparison: Comparison) -> float:
    return comparison.score


def _compare_one_reading(left: PreparedName, right: PreparedName, least: float) -> Comparison:
    if not left.words or not right.words:
        return Comparison(0.0, (start(left.text, right.text, 0, "nothing to compare"),), frozenset())
    beside = bool(left.beside and right.beside and left.beside != right.beside)
    if left.whole == right.whole and left.native == right.native and not beside:
        return Comparison(
            1.0, (start(left.text, right.text, 100, "the same once written alike"),), frozenset()
        )
    if not left.organisation and _without_vowels(left, right):
        lines = (
            start(left.text, right.text),
            Line("vowels left out", left.text, right.text, -round(POINTS.spelling.sparse), ""),
        )
        return Comparison((100 - round(POINTS.spelling.sparse)) / 100, lines, frozenset())
    if least and left.organisation and surely_below(left, right, least):
        return _TOO_FAR
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
    if least and at_most(left, right, found) < least:
        return _TOO_FAR
    return weigh(left, right, found, distance, differ)


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
    return in_own_script(name.text, name.native or (), name.organisation, name.script)


__all__ = ["Comparison", "Flag", "Line", "compare"]
