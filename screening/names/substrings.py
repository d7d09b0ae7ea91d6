"""Which of many short texts stand in a text: quicker than asking for each of them.

Two hundred patterns that each need a few letters are nearly all without them in any one text. The pairs of letters of the
text, made once, say which of them to look at.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise


class SubstringIndex:
    """Numbers of entries, each found by one of its short texts."""

    __slots__ = ("_by_letter", "_by_pair", "_letters", "_pairs")

    def __init__(self, entries: Iterable[Sequence[str]]) -> None:
        """Index the short texts of the entries, none of them empty; entries are numbered in their order."""
        self._by_letter: dict[str, list[int]] = {}
        self._by_pair: dict[tuple[str, str], list[tuple[str, int]]] = {}
        for number, several in enumerate(entries):
            for each in several:
                if len(each) == 1:
                    self._by_letter.setdefault(each, []).append(number)
                else:
                    self._by_pair.setdefault((each[-2], each[-1]), []).append((each, number))
        self._letters, self._pairs = set(self._by_letter), set(self._by_pair)

    def entries_in(self, text: str) -> list[int]:
        """The numbers of the entries of which a short text stands in `text`, in their order."""
        found = {number for letter in self._letters & set(text) for number in self._by_letter[letter]}
        for pair in self._pairs & set(pairwise(text)):
            for letters, number in self._by_pair[pair]:
                if letters in text:
                    found.add(number)
        return sorted(found)
