"""Whether a word of a script that writes no short vowels, as romanised letter by letter, may be a word in Latin letters.

Arabic and Persian write consonants and long vowels: حسین is h-s-y-n, which Hossein and Husayn are and Hassan is not. A
word fits if every consonant is there in one of its usual spellings, every written long vowel is a vowel of that
colour, and between two consonants no more than a short vowel (or a long a, which romanising by letter loses) stands.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import groupby

from screening.names.respelling import respelling, respelt

_LETTER = re.compile("kh|gh|th|dh|sh|ch|zh|.")
_CONSONANTS = {
    "b": "[bpv]",
    "p": "[pb]",
    "t": "th?|d",
    "th": "t?h|t|s",
    "j": "dj|dzh|zh|j|g",
    "ch": "tch|tsh|ch|c|sh",
    "h": "h",
    "kh": "kh|h|x|ch",
    "d": "dh|d|z|t",
    "dh": "dh|z|d|th",
    "r": "r",
    "z": "dh|zh|z|d|s",
    "zh": "zh|j|z",
    "s": "s|c|z",
    "sh": "sch|sh|ch|s",
    "gh": "gh|g|q|r",
    "f": "ph|f|v",
    "q": "gh|kh|q|k|g|c",
    "k": "kh|k|c|q|g",
    "g": "gh|g|k",
    "l": "l",
    "m": "m",
    "n": "n",
}
_LONG = {
    "y": "[ae]?[iyj]+[aeou]?|ee|(?<=a)e",
    "w": "a?[wvuo]+[aei]?",
    "a": "[aei]+",
    "i": "[aeiy]+",
    "u": "[aouw]+",
}
_LAST = {"y": "[ae]?[iy]+[ae]?h?|ee|a", "h": "h|t|"}  # ى is written alike, ة is spoken -a, -ah or -at
_BETWEEN = "(?:a{0,2}[aeou]?|ia?)"
_BEFORE = "(?:[aeiou]{0,2})"
_END = "(?:a|ah|eh|e|o|at|et)?"
_TWICE = re.compile(r"([^aeiou])\1+")
_SUN = "tdrzsn"  # the l of the article is not spoken before these
_ARTICLE_FROM = 5  # letters: Latif and Layla begin with an l of their own

_FEWEST_LETTERS = 2  # one letter writes too many words
_MOST_LETTERS = 24  # no word of a name is longer
_MOST_LONG = (
    5  # long vowels in one word; a pattern of many would try every way to share a row of vowels among them
)


@lru_cache(50_000)
def _pattern(sparse: str) -> re.Pattern[str] | None:
    runs = [(letter, len(list(same))) for letter, same in groupby(_LETTER.findall(sparse))]
    letters = [letter for letter, _ in runs]
    if not letters or any(letter not in _CONSONANTS and letter not in _LONG for letter in letters):
        return None
    if sum(letter in _LONG for letter in letters) > _MOST_LONG:
        return None
    parts = [_BEFORE]
    for at, letter in enumerate(letters):
        after = letters[at + 1][0] if at + 1 < len(letters) else ""
        spelt = _LONG.get(letter) or _CONSONANTS[letter]
        if not after:
            spelt = _LAST.get(letter, spelt)
        if len(letter) > 1:
            spelt += f"|(?:{_CONSONANTS.get(letter[0], letter[0])}){_BETWEEN}h"  # Tahir: t and h, not th
        if runs[at][1] > 1:  # Babak: one letter twice, with a vowel between that is not written
            spelt = f"(?:{spelt})(?:{_BETWEEN}(?:{spelt}))?"
        silent = letter == "l" and len(sparse) >= _ARTICLE_FROM and (at == 0 or after in _SUN)
        parts.append(f"(?:{spelt}){'?' if silent else ''}")
        if after:
            parts.append(
                _BETWEEN if letter in _CONSONANTS and letters[at + 1] in _CONSONANTS else "a?[aeiou]?"
            )
    if letters[-1] in _CONSONANTS:
        parts.append(_END)
    return re.compile("".join(parts))


@lru_cache(200_000)
def writes(sparse: str, full: str) -> bool:
    """True where the romanised letters `sparse` may write the word `full`; both lower-case ASCII."""
    if (
        not _FEWEST_LETTERS <= len(sparse) <= _MOST_LETTERS
        or not 0 < len(full) <= _MOST_LETTERS
        or sparse[-1].isdigit()
    ):
        return False
    if letter_bits(full) & ~spelling_bits(sparse) or nasals(sparse) != nasals(full):
        return False
    bits = letter_bits(full)
    if not all(bits & each for each in _needed(sparse)):
        return False  # nearly all pairs, and a pattern takes half a millisecond to make
    pattern = _pattern(sparse)
    return pattern is not None and pattern.fullmatch(_TWICE.sub(r"\1", full)) is not None


def writes_parts(sparse: str, full: Sequence[str]) -> bool:
    """True where romanised letters glue together what writes each of some words: hmydrd, "hamid" and "reza".

    Letters that write the words only as a whole may take a consonant of one for that of the next, and be another name.
    """
    first, *rest = full
    if not rest:
        return writes(sparse, first)
    cuts = range(_FEWEST_LETTERS, len(sparse) - _FEWEST_LETTERS * len(rest) + 1)
    return any(writes(sparse[:cut], first) and writes_parts(sparse[cut:], rest) for cut in cuts)


def parts_write(sparse: Sequence[str], full: str) -> bool:
    """True where some romanised words, one after the other, write parts of one word: zhdy, pwr and "zahedipour"."""
    first, *rest = sparse
    if not rest:
        return writes(first, full)
    return any(writes(first, full[:cut]) and parts_write(rest, full[cut:]) for cut in range(1, len(full)))


_NASALS = {"m": 1, "n": 2}
_MOST_NASALS = 15  # of two bits each
_SPELT_WITH = {"y": "iyje", "w": "wvuo", "a": "aei", "i": "aeiy", "u": "aouw"}
_ALWAYS = "aeiouht"  # between consonants, and at the end


@lru_cache(200_000)
def nasals(word: str) -> int:
    """The letters m and n of a word in their order, of neighbours that are the same letter one, as a number of 30 bits.

    They are spelt in one way only, and nothing else is spelt so: words whose nasals differ do not write each other.
    """
    code, last, size = 0, "", 0
    for letter in word:
        if letter != last and letter in _NASALS and size < _MOST_NASALS:
            code = code << 2 | _NASALS[letter]
            size += 1
        last = letter
    return code


@lru_cache(200_000)
def _needed(sparse: str) -> tuple[int, ...]:
    """For each letter the letters, as bits, of which a word that `sparse` writes must hold one; 0 where none can be."""
    letters = _LETTER.findall(sparse)
    silent = {"l", letters[-1]}
    return tuple(
        letter_bits(_SPELT_WITH[letter]) if letter in _SPELT_WITH else _spelling_bits(letter)
        for letter in dict.fromkeys(letters)
        if letter not in silent
    )


@lru_cache(200_000)
def letter_bits(word: str) -> int:
    """The letters of a word as bits: a is the lowest of 26, whatever is no such letter the highest."""
    bits = 0
    for letter in set(word):
        bits |= 1 << (ord(letter) - ord("a")) if "a" <= letter <= "z" else 1 << 26
    return bits


@lru_cache(200_000)
def spelling_bits(sparse: str) -> int:
    """The letters, as bits, that a word may hold which `sparse` writes."""
    letters = _LETTER.findall(sparse)
    bits = letter_bits(_ALWAYS)
    for letter in letters:
        bits |= _spelling_bits(letter)
    return bits | _spelling_bits(f"last {letters[-1]}") if letters else bits


@cache
def _spelling_bits(letter: str) -> int:
    last = letter.removeprefix("last ")
    if last != letter:
        patterns = _LAST.get(last, "")
    else:
        patterns = _LONG.get(letter) or _CONSONANTS.get(letter, "")
        if len(letter) > 1:
            patterns += _CONSONANTS.get(letter[0], letter[0]) + "h"
    return letter_bits("".join(filter(str.isalpha, patterns)))


_FRAME_RULES = respelling(
    (
        ("ph", "f"),
        ("tch|tsch|tsh|sch|sh|ch|dzh|zh|dj|[jdsz]", "t"),
        ("gh|[gqc]", "k"),
        ("kh|[aeiouywvhx]", ""),
        ("p", "b"),
        (r"(.)\1+", r"\1"),
    )
)


@lru_cache(200_000)
def frame(word: str) -> str:
    """A coarse key that a word shares with nearly all that write it without vowels: what is left of its consonants."""
    return respelt(word, _FRAME_RULES)
