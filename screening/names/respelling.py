"""Rules that respell a word one after the other, each tried only where a letter it needs is there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

_AROUND = re.compile(r"\(\?[^)]*\)|[\^$]")  # what a pattern asks of its surroundings
_LETTERS = re.compile("[a-z]+")


class RespellingRule(NamedTuple):
    """A pattern, what takes its place, and a letter without which the pattern is nowhere ("": no such letter)."""

    needs: str
    pattern: re.Pattern[str]
    letters: str


def respelling(rules: Iterable[tuple[str, str]]) -> tuple[RespellingRule, ...]:
    """Rules of pattern and replacement."""
    return tuple(RespellingRule(_needed(pattern), re.compile(pattern), letters) for pattern, letters in rules)


def respelt(word: str, rules: tuple[RespellingRule, ...]) -> str:
    """The word after all rules, in their order."""
    for needs, pattern, letters in rules:
        if needs in word:
            word = pattern.sub(letters, word)
    return word


def _needed(pattern: str) -> str:
    ways = _AROUND.sub("", pattern).split("|")
    if not all(map(_LETTERS.fullmatch, ways)):
        return ""
    return min(set.intersection(*map(set, ways)), default="")
