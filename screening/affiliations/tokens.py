"""A text as words with their segments, kept in step with the characters they came from.

- Segments are what commas, brackets, slashes and spaced dashes separate; groups are what semicolons, bars and line
  breaks separate: two institutions rarely share a group, a name never spans two.
- Stop words stay in place, marked, since "of" and "and" decide where a name ends.
- Words written in Han or kana are not words here: they are read by longest match elsewhere.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache
from operator import ne
from typing import NamedTuple

from screening.affiliations.repairs import tidy
from screening.affiliations.words import canonical, plain
from screening.vocabulary import vocabulary

HAN = re.compile("[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_PIECE = re.compile(
    r"([^\W_]+(?:'[^\W_]+)*)(\.?)|([;|\u061b\uff1b\u2022\xb6])|([,/()<>\[\]{}:\u060c\u3001\u3002\uff0c\uff08\uff09\u3010\u3011]| -+ |\\)"
)
_GLUED = re.compile(r"[A-Z]?[a-z]+(?:'[a-z]+)*|[A-Z]+(?![a-z])|\d+")
# A footnote's mark before what it marks: "1Dalian University", "aBeihang University"; "4Paradigm" remains one key, and
# later letters begin names ("eBay", "iFlytek").
_MARKED = re.compile(r"(?:\d{1,2}|[a-c])(?=[A-Z][a-z]{3})")
# A postal code behind a town or country, the space lost: "China100084".
_POSTAL_CODE = re.compile(r"([A-Za-z]{4,})(\d{5,6})")
_LONGEST_ACRONYM = 12
_LONG_PART = 6  # letters of a word glued before another one: "EducationSichuan", and no "WestLake"
_LONGEST_PLAIN = 40  # a longer run of letters is not a word


@dataclass(frozen=True, slots=True)
class Tokens:
    """Words in order, in parallel lists; `text` is the cleaned text that `starts` and `ends` point into."""

    text: str
    words: list[str]
    raws: list[str]
    plains: list[str]  # the raw words in lower-case ASCII, not made canonical
    stops: list[bool]
    segments: list[int]
    groups: list[int]
    starts: list[int]
    ends: list[int]
    opens: list[bool]  # the word begins its segment
    closes: list[bool]  # the word ends its segment
    capitals: bool = False  # written in capitals throughout, so that capitals mark no acronym

    def __len__(self) -> int:
        return len(self.words)

    def size(self, first: int, last: int) -> int:
        """How many words from one to another are no stop words."""
        return last + 1 - first - self.stops[first : last + 1].count(True)

    def in_segment(self, segment: int) -> range:
        """The places of the words of a segment; their numbers never fall."""
        return range(bisect_left(self.segments, segment), bisect_right(self.segments, segment))

    def in_group(self, group: int) -> range:
        """The places of the words of a group."""
        return range(bisect_left(self.groups, group), bisect_right(self.groups, group))

    def piece(self, first: int, last: int) -> str:
        """The text from one word to another, as cleaned."""
        return self.text[self.starts[first] : self.ends[last]]


def tokenise(text: str) -> Tokens:
    """Split a text into words; any text is accepted, also one without words."""
    tidied = tidy(text)
    shouted = len(tidied) > _LONGEST_ACRONYM and tidied.isupper()
    rows: list[tuple[str, str, str, bool, int, int, int, int]] = []
    segment = group = 0
    known = vocabulary().known
    for found in _PIECE.finditer(tidied):
        word, dot, divider, separator = found.groups()
        if divider:
            group, segment = group + 1, segment + 1
        elif separator:
            segment += 1
        elif word.isascii() or not HAN.search(word):
            begin, before = found.start(), ""
            parts = _read(word, bool(dot))
            marked = len(parts) > 1 and _MARKED.match(word)
            for start, raw, bare, stop, canonical_words in parts:
                first = begin + start
                if start and (
                    marked
                    or (len(before) >= _LONG_PART and before in known and bare not in known and not stop)
                ):
                    segment += (
                        1  # "Normal UniversityBeijing", "of EducationSichuan University": a comma was lost
                    )
                    marked = None
                before = bare
                for each in canonical_words:
                    rows.append((each, raw, bare, stop, segment, group, first, first + len(raw)))
            if dot and _ends_sentence(tidied, found.end(), word):
                segment += 1
    if not rows:
        return Tokens(tidied, [], [], [], [], [], [], [], [], [], [], shouted)
    words, raws, plains, stops, segments, groups, starts, ends = map(list, zip(*rows, strict=True))
    opens = [True, *map(ne, segments, segments[1:])]
    closes = [*opens[1:], True]
    return Tokens(tidied, words, raws, plains, stops, segments, groups, starts, ends, opens, closes, shouted)


@lru_cache(100_000)
def name_words(text: str) -> tuple[str, ...]:
    """The canonical words of a name without stop words: its key, joined, is what names are looked up by.

    As `tokenise` has them, at a third of its cost; remembered, since building a linker asks about each of 70,000 names several times.
    """
    return tuple(
        canonical_word
        for word, dot, _, _ in _PIECE.findall(tidy(text))
        if word and (word.isascii() or not HAN.search(word))
        for part in _read(word, bool(dot))
        if not part.stop
        for canonical_word in part.words
    )


class _Part(NamedTuple):
    """A word, or one of those glued together in it, as it is read wherever it stands."""

    start: int  # in the word
    raw: str
    plain: str
    stop: bool
    words: tuple[str, ...]


@lru_cache(100_000)
def _read(word: str, dotted: bool) -> tuple[_Part, ...]:
    """The parts of a word; remembered, for texts share most of their words."""
    words = vocabulary()
    made = []
    for raw, start in _parts(word, 0):
        bare = plain(raw)
        if not bare or len(bare) > _LONGEST_PLAIN:
            continue
        stop = bare in words["stop"]
        if raw in words.expansions:
            read: tuple[str, ...] = tuple(
                part
                for piece in words.expansions[raw].split()
                if piece.lower() not in words["stop"]
                for part in canonical(piece.lower())
            )
        else:
            read = (bare,) if stop else canonical(bare, dotted)
        made.append(_Part(start, raw, bare, stop, read))
    return tuple(made)


def _parts(word: str, start: int) -> list[tuple[str, int]]:
    """A word, or its parts where two words were glued together ("HefeiUniversity", "University430074")."""
    if found := _POSTAL_CODE.fullmatch(word):
        return [(found[1], start), (found[2], start + found.start(2))]
    if len(word) < 6 or word.islower() or not word.isascii() or word.isupper():
        return [(word, start)]
    words = vocabulary()
    if marked := _MARKED.match(word):
        mark = len(marked.group())
        return [(word[:mark], start), *_parts(word[mark:], start + mark)]
    bare = plain(word)
    if bare in words.known or bare in words.abbreviations:
        return [(word, start)]
    parts = [(found.group(), start + found.start()) for found in _GLUED.finditer(word)]
    known = any(_is_known(part.lower()) for part, _ in parts)
    return parts if len(parts) > 1 and known else [(word, start)]


def _is_known(part: str) -> bool:
    words = vocabulary()
    if part in {"of", "and"}:
        return True
    return len(part) > 3 and (part in words.abbreviations or not words.known.isdisjoint(canonical(part)))


def _ends_sentence(text: str, end: int, word: str) -> bool:
    """A full stop after a whole word, before a capital: "… Engineering. Jiangxi Normal University"."""
    following = text[end : end + 2]
    if len(following) < 2 or following[0] != " " or not following[1].isupper():
        return False
    bare = plain(word)
    return len(bare) > 5 and bare not in vocabulary().abbreviations and bare in vocabulary().known
