"""How a name in Han characters is read in Korean, and the key under which all spellings of a name in Hangul meet.

A list prints 平壌産院 in Japanese forms; Koreans write 평양산원, sign by sign as each is read. A sign with several usual
readings gets all of them (金: 금, 김). Words that Japanese says otherwise (センター, 総合) stand in a table of their own.
A name with a sign or word that no table has is not read: none is guessed.

The North writes 련합 and 로동, the South 연합 and 노동; a key has the South's sounds in every place of a name.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import islice, product

from screening.names.scripts import fold_han
from screening.native_names.vocabulary import rows

_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_HANGUL_OR_PLAIN = re.compile(r"[\uac00-\ud7a3A-Za-z0-9.]")
_BRACKETED = re.compile(r"\([^()]*\)")
_MARKS = re.compile(r"[\s·・•,，、。.\-—\"“”‘’'《》〈〉「」]")
_BRACKETS = re.compile(r"[()]")
_MOST_READINGS = 64  # of one name; those of the most signs that have several come to 16
_FIRST_SYLLABLE, _LAST_SYLLABLE = 0xAC00, 0xD7A3
_OF_INITIAL, _OF_VOWEL = 588, 28  # code points
_N, _R, _SILENT = 2, 5, 11  # initials
_VOWELS_WITH_Y = frozenset({2, 3, 6, 7, 12, 17, 20})  # ㅑ ㅒ ㅕ ㅖ ㅛ ㅠ ㅣ


def korean_readings(name: str) -> tuple[str, ...]:
    """A name in Han characters as Koreans write it in Hangul, once for each spelling key; none where it cannot be read."""
    text = unicodedata.normalize("NFKC", name)
    if not _HAN.search(text):
        return ()
    found: dict[str, str] = {}
    for form in (_BRACKETED.sub("", text), _BRACKETS.sub("", text)):
        parts = _parts(_MARKS.sub("", form))
        for reading in islice(map("".join, product(*parts)), _MOST_READINGS) if parts else ():
            found.setdefault(spelling_key(reading), reading)
    return tuple(found.values())


def spelling_key(text: str) -> str:
    """The key of a text in Hangul: without spaces and marks, with the sounds that the South writes at the front of words."""
    joined = _MARKS.sub("", unicodedata.normalize("NFKC", text))
    return "".join(map(_fold_initial, joined)).lower()


def without_brackets(text: str) -> str:
    """A text without what stands in brackets."""
    return _BRACKETED.sub("", unicodedata.normalize("NFKC", text))


def _parts(text: str) -> list[tuple[str, ...]]:
    """The readings of each word and sign of a name; none at all where one of them is in no table."""
    words, signs = _words(), _readings()
    parts: list[tuple[str, ...]] = []
    at = 0
    while at < len(text):
        word = next((each for each in words.get(text[at], ()) if text.startswith(each, at)), "")
        if word:
            parts.append(_japanese_words()[word])
        elif _HANGUL_OR_PLAIN.match(text[at]):
            parts.append((text[at],))
        elif (read := signs.get(fold_han(text[at]))) is not None:
            parts.append(read)
        else:
            return []
        at += len(word) or 1
    return parts


@cache
def _readings() -> dict[str, tuple[str, ...]]:
    """The readings of signs, by the form that traditional, Japanese and Simplified ones fold to; each sound once."""
    found: dict[str, tuple[str, ...]] = {}
    for row in rows("readings_hangul"):
        sign = fold_han(row["sign"])
        by_sound = {spelling_key(each): each for each in (*row["readings"].split(), *found.get(sign, ()))}
        found[sign] = tuple(by_sound.values())
    return found


@cache
def _japanese_words() -> dict[str, tuple[str, ...]]:
    return {row["japanese"]: tuple(row["korean"].split()) for row in rows("japanese_words_hangul")}


@cache
def _words() -> dict[str, tuple[str, ...]]:
    """The Japanese words by their first sign, the longest first."""
    found: dict[str, tuple[str, ...]] = {}
    for word in sorted(_japanese_words(), key=len, reverse=True):
        found[word[0]] = (*found.get(word[0], ()), word)
    return found


def _fold_initial(letter: str) -> str:
    """A syllable as the South writes it at the front of a word: 로 as 노, 련 as 연, 리 as 이, 녀 as 여."""
    code = ord(letter)
    if not _FIRST_SYLLABLE <= code <= _LAST_SYLLABLE:
        return letter
    initial, rest = divmod(code - _FIRST_SYLLABLE, _OF_INITIAL)
    if initial not in (_N, _R):
        return letter
    has_y = rest // _OF_VOWEL in _VOWELS_WITH_Y
    return chr(_FIRST_SYLLABLE + (_SILENT if has_y else _N) * _OF_INITIAL + rest)
