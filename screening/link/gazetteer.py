"""The gazetteer: every name by its key, and every span of a text that is a known name.

Looking spans up does the work of linking: it is exact, quick, and finds what stands in the middle of a long string.
Words are joined without spaces, so "Jiao Tong", "Jiaotong" and spaced pinyin are one key.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar
from zlib import crc32

from screening.affiliations.tokens import HAN, Tokens
from screening.link.bearers import Name
from screening.link.han import pinyin_keys
from screening.link.lexicon import Lexicon, WordClass
from screening.link.spellings import is_acronym
from watchlists.model import NameKind

_Key = TypeVar("_Key")
LONGEST_SPAN = 26  # words; long Russian and pinyin names break at 14
_PRUNE = (4, 9, 16)  # lengths of beginnings that are known, to leave a span early
_HONOURING = frozenset({"named", "name", "im", "imeni"})
_LONG_ACRONYM = 6  # letters; from here on it may be written like a word
_ANY_ORDER = 5  # words: "China Southwest X Y Institute", "Southwest China Institute of X Y"
_FEWEST_TURNED = 3  # words: "University of X" and "X University" may be two
_SHORTEST_HAN_READ = 4  # characters of a native name that is also looked up in pinyin


@dataclass(frozen=True, slots=True)
class Span:
    """Words `first` to `last` of a text are a known name of these bearers."""

    first: int
    last: int
    names: tuple[Name, ...]
    how: str  # "whole", "turned", "core"


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Names by key; by their words turned round; by their core without fillers and legal forms."""

    by_key: dict[str, tuple[Name, ...]]
    by_turn: dict[int, tuple[Name, ...]]
    by_core: dict[str, tuple[Name, ...]]
    by_acronym: dict[str, tuple[Name, ...]]
    by_han: dict[str, tuple[Name, ...]]
    longest_han: int
    beginnings: frozenset[str]
    lexicon: Lexicon

    def spans(self, tokens: Tokens, words: list[str]) -> Iterator[Span]:
        """Every span that is a known name, with `words` standing for the tokens' own (after repair of spelling)."""
        for first in range(len(tokens)):
            if not tokens.stops[first]:
                yield from self._from(tokens, words, first)

    def _from(self, tokens: Tokens, words: list[str], first: int) -> Iterator[Span]:
        key, count, checked = "", 0, 0
        group, stops = tokens.groups[first], tokens.stops
        for last in range(first, min(len(words), first + 2 * LONGEST_SPAN)):
            if tokens.groups[last] != group or count == LONGEST_SPAN:
                return
            if stops[last]:
                continue
            key += words[last]
            count += 1
            while checked < len(_PRUNE) and len(key) >= _PRUNE[checked]:
                if key[: _PRUNE[checked]] not in self.beginnings:
                    return
                checked += 1
            names = self.by_key.get(key)
            if names:
                yield Span(first, last, names, "whole")

    def turned(self, tokens: Tokens, words: list[str], first: int, last: int) -> Span | None:
        """The span read as a name whose two halves are turned round, or whose fillers differ."""
        kept = [words[i] for i in range(first, last + 1) if not tokens.stops[i]]
        core = self.core(kept)
        if names := self.by_core.get("".join(core)):
            return Span(first, last, names, "core")
        names = self.by_turn.get(turn_key(core))
        if names and len(core) >= _FEWEST_TURNED:
            fitting = tuple(name for name in names if is_turned(core, self.core(name.words)))
            return Span(first, last, fitting, "turned") if fitting else None
        return None

    def core(self, words: Sequence[str]) -> list[str]:
        """The words without fillers and legal forms, and without the initials of whoever a name honours."""
        honours = not _HONOURING.isdisjoint(words)
        return [
            word
            for word in words
            if self.lexicon.kind(word) not in (WordClass.FILLER, WordClass.LEGAL)
            and not (honours and len(word) == 1)
        ]


def gazetteer(names: Iterable[Name], lexicon: Lexicon) -> Gazetteer:
    """Index names for lookup."""
    by_key: dict[str, list[Name]] = {}
    by_turn: dict[int, list[Name]] = {}
    by_core: dict[str, list[Name]] = {}
    by_acronym: dict[str, list[Name]] = {}
    by_han: dict[str, list[Name]] = {}
    made = Gazetteer({}, {}, {}, {}, {}, 0, frozenset(), lexicon)
    for name in names:
        if name.kind is NameKind.ACRONYM or (is_acronym(name.text) and len(name.words) == 1):
            by_acronym.setdefault(acronym_key(name.text), []).append(name)
            if len(acronym_key(name.text)) < _LONG_ACRONYM:
                continue
        if HAN.search(name.words[0]):
            by_han.setdefault(name.words[0], []).append(name)
            if len(name.words[0]) >= _SHORTEST_HAN_READ:
                for key in pinyin_keys(name.words[0]):
                    by_key.setdefault(key, []).append(name)
            continue
        by_key.setdefault(name.key, []).append(name)
        core = made.core(name.words)
        if len(core) > 1 and lexicon.strength(core).value == "strong":
            by_core.setdefault("".join(core), []).append(name)
            if len(core) >= _FEWEST_TURNED:
                by_turn.setdefault(turn_key(core), []).append(name)
    return Gazetteer(
        _frozen(by_key),
        _frozen(by_turn),
        _frozen(by_core),
        _frozen(by_acronym),
        _frozen(by_han),
        max(map(len, by_han), default=0),
        frozenset(key[:size] for key in by_key for size in _PRUNE if len(key) >= size)
        | {key for key in by_key if len(key) < _PRUNE[0]},
        lexicon,
    )


def acronym_key(text: str) -> str:
    """The key of an acronym: its letters and digits in capitals."""
    return "".join(sign for sign in text.upper() if sign.isalnum())


def turn_key(words: list[str]) -> int:
    """The same number for the same words in any order."""
    return sum(crc32(word.encode()) for word in words)


def is_turned(one: list[str], other: list[str]) -> bool:
    """Say whether two lists of words are the same but for a cut and a turn ("X, CAS", "CAS X"); long ones in any order."""
    if len(one) != len(other):
        return False
    if len(one) >= _ANY_ORDER:
        return sorted(one) == sorted(other)
    doubled = one + one
    return any(doubled[cut : cut + len(other)] == other for cut in range(len(one)))


def _frozen(table: dict[_Key, list[Name]]) -> dict[_Key, tuple[Name, ...]]:
    return {key: tuple(names) for key, names in table.items()}
