"""Whether names stand in the words of a text, however these are split: "Jiao Tong" and "Jiaotong" are one name.

A name begins where a word begins and ends where one ends. Words of legal forms, fillers and stop words may stand between
its words, for most lookups leave them out.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence

_FRONT = 3  # letters by which names are looked up; shorter names by all theirs


class RunTogether:
    """Names by the letters of their words without spaces."""

    def __init__(self, names: Iterable[str], left_out: Container[str] = ()) -> None:
        """Take names; `left_out`: words of a text that may be passed over."""
        self._by_front: dict[str, list[str]] = {}
        self._left_out = left_out
        for name in sorted({each for each in names if each}):
            self._by_front.setdefault(name[:_FRONT], []).append(name)

    def stand_in(self, words: Sequence[str], fewest: int = 1) -> bool:
        """Whether one of the names stands in the words of a text, as `fewest` words of it at least."""
        for first, word in enumerate(words):
            front = word[:_FRONT]
            at = first + 1
            while len(front) < _FRONT and at < len(words):
                # What follows may be left out: then any name with these letters is looked at.
                if words[at] in self._left_out:
                    break
                front, at = (front + words[at])[:_FRONT], at + 1
            if len(front) < _FRONT:
                names = [
                    name for key, found in self._by_front.items() if key.startswith(front) for name in found
                ]
                names += [
                    name for size in range(1, len(front)) for name in self._by_front.get(front[:size], ())
                ]
            else:
                names = self._by_front.get(front, []) + [
                    name for size in range(1, _FRONT) for name in self._by_front.get(front[:size], ())
                ]
            if names and any(self._goes_on(name, words, first, fewest) for name in names):
                return True
        return False

    def _goes_on(self, name: str, words: Sequence[str], at: int, fewest: int) -> bool:
        """Whether a name, or what is left of it, stands in the words from a place on."""
        rest = name
        waiting = [(at, rest, 0)]
        while waiting:
            at, rest, count = waiting.pop()
            if not rest:
                if count >= fewest:
                    return True
                continue
            if at == len(words):
                continue
            word = words[at]
            if rest.startswith(word):
                waiting.append((at + 1, rest[len(word) :], count + 1))
            if count and word in self._left_out:
                waiting.append((at + 1, rest, count))
        return False
