"""Scripts: which script a text is in, and how it is written in Latin letters.

- Everything romanised is lower-case ASCII, words apart by one space; the text as given stays beside it.
- Traditional characters and Japanese variants fold to Simplified for recall. Han is read as Mandarin, with its own
  table for surnames; Korean and Japanese readings of Han are offered beside it, never instead.
- Scripts that write few vowels are only ever compared by consonants (see sounds.skeleton).
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

import opencc
from anyascii import anyascii

from screening.names.vocabulary import rows


class Script(StrEnum):
    """The writing systems that are told apart; the rest is OTHER."""

    LATIN = "latin"
    CYRILLIC = "cyrillic"
    GREEK = "greek"
    ARABIC = "arabic"
    HEBREW = "hebrew"
    HAN = "han"
    KANA = "kana"
    HANGUL = "hangul"
    OTHER = "other"


# One letter in its Arabic, Persian and Urdu form: keyboards differ, names do not.
ARABIC_FORMS = str.maketrans("یىکأإآٱةۀہھ", "ييكااااهههه")
FEW_VOWELS = frozenset({Script.ARABIC, Script.HEBREW, Script.OTHER})  # Thai, Khmer and Indian scripts too
_RANGES = (  # first code point after each block, in order
    (0x250, Script.LATIN),
    (0x370, Script.OTHER),
    (0x400, Script.GREEK),
    (0x530, Script.CYRILLIC),
    (0x590, Script.OTHER),
    (0x600, Script.HEBREW),
    (0x780, Script.ARABIC),
    (0x1100, Script.OTHER),
    (0x1200, Script.HANGUL),
    (0x1E00, Script.OTHER),
    (0x1F00, Script.LATIN),
    (0x2000, Script.GREEK),
    (0x2C60, Script.OTHER),
    (0x2C80, Script.LATIN),
    (0x3005, Script.OTHER),
    (0x3008, Script.HAN),
    (0x3040, Script.OTHER),
    (0x3100, Script.KANA),
    (0x3130, Script.OTHER),
    (0x3190, Script.HANGUL),
    (0x31F0, Script.OTHER),
    (0x3200, Script.KANA),
    (0x3400, Script.OTHER),
    (0xA000, Script.HAN),
    (0xAC00, Script.OTHER),
    (0xD7B0, Script.HANGUL),
    (0xF900, Script.OTHER),
    (0xFB00, Script.HAN),
    (0xFB50, Script.HEBREW),
    (0xFF00, Script.ARABIC),
    (0xFF66, Script.LATIN),
    (0xFFA0, Script.KANA),
    (0x20000, Script.OTHER),
    (0x32000, Script.HAN),
)
_AFTER_LATIN = chr(_RANGES[0][0])
_WORD = re.compile(r"[^\W_]+")
_ASCII_WORD = re.compile(r"[a-z0-9]+")
_ASCII_WORDS = bytes(ord(sign.lower()) if sign.isalnum() else 32 for sign in map(chr, range(128))).ljust(256)
_APOSTROPHES = re.compile("['’‘`´ʿʾʼʹ′]")
_RUN = re.compile("([\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U00031fff]+|[\uac00-\ud7af]+)")
_LONG_VOWELS = re.compile("ou|oo|uu|aa")
_SURNAMES = {row["han"]: row["pinyin"] for row in rows("surnames_han")}
_HANGUL = {row["syllable"]: row["usual"] for row in rows("hangul_names") if row["usual"]}
_HANGUL_GIVEN = {
    row["syllable"]: row["usual"] for row in rows("hangul_names") if row["usual"] and row["part"] != "family"
}
_HANGUL_POPULAR = {row["syllable"]: row["popular"] for row in rows("hangul_names") if row["popular"]}
_SHORTEST_HANGUL, _LONGEST_HANGUL = 2, 4  # syllables of a Korean's name
_FINALS = {"g": "k", "d": "t", "b": "p"}  # how a stop that ends a syllable is written
_CYRILLIC = [
    {ord(row["letter"]): row[system] for row in rows("cyrillic")}
    for system in ("bgn", "icao", "scholarly", "german", "french")
]


@lru_cache(1024)
def _script_of_letter(letter: str) -> Script:
    code = ord(letter)
    return next((script for end, script in _RANGES if code < end), Script.OTHER)


def script_of(text: str) -> Script:
    """The script most letters are in; kana anywhere makes it Japanese. Latin where there are no letters."""
    if text.isascii() or max(text) < _AFTER_LATIN:
        return Script.LATIN
    counts: dict[Script, int] = {}
    for letter in text:
        if letter.isalpha():
            script = _script_of_letter(letter)
            counts[script] = counts.get(script, 0) + 1
    if Script.KANA in counts:
        return Script.KANA
    return max(counts, key=lambda script: counts[script], default=Script.LATIN)


@lru_cache(2)
def _converter(name: str) -> opencc.OpenCC:
    return opencc.OpenCC(name)


def simplify(text: str) -> str:
    """Traditional characters as Simplified; everything else as it was."""
    return text if text.isascii() else str(_converter("t2s").convert(text))


def fold_han(text: str) -> str:
    """Traditional and Japanese forms as Simplified. A key for comparing, not a spelling to show."""
    if text.isascii():
        return text
    return str(_converter("t2s").convert(_converter("jp2t").convert(text)))


@lru_cache(50_000)
def pinyin(text: str, person: bool = False) -> tuple[str, ...]:
    """Syllables of Han characters in Mandarin, without tones, ü written u; for a person, surname reading first.

    A person's name comes back as surname and joined given name; other text one syllable a character.
    """
    plain = simplify(text)
    if person and 2 <= len(plain) <= 4:
        size = 2 if plain[:2] in _SURNAMES and len(plain) > 2 else 1
        family = _SURNAMES.get(plain[:size]) or "".join(_syllables(plain[:size]))
        return family, "".join(_syllables(plain[size:]))
    return tuple(_syllables(plain))


def _syllables(text: str) -> list[str]:
    from pypinyin import (
        Style,
        lazy_pinyin,
    )  # its table of phrases takes a tenth of a second; most checks need none

    read = lazy_pinyin(text, style=Style.NORMAL, v_to_u=True)
    return [plain for syllable in read if (plain := anyascii(syllable).lower().replace(" ", ""))]


def _korean(text: str, person: bool) -> str:
    if person and len(text) <= 3:
        family, *given = hangul_syllables(text)
        given = [_HANGUL_GIVEN.get(syllable, syllable) for syllable in given]
        return " ".join(filter(None, (_HANGUL.get(family, family), "".join(given))))
    return "".join(anyascii(letter).lower() for letter in text)


def hangul_syllables(text: str) -> list[str]:
    """A name's Hangul in the official romanisation, syllable by syllable."""
    syllables = [anyascii(letter).lower() for letter in text]
    return [
        syllable
        if len(syllable) == 1 or syllable.endswith("ng")
        else syllable[:-1] + _FINALS.get(syllable[-1], syllable[-1])
        for syllable in syllables
    ]


def hangul_readings(text: str) -> tuple[str, ...]:
    """A person's name in Hangul as papers print it: the family name as families write it, the given name in the official
    romanisation and in the popular one ("myeong", "myung"); nothing for what is no name of two to four syllables.
    """
    joined = "".join(text.split())
    if not _SHORTEST_HANGUL <= len(joined) <= _LONGEST_HANGUL:
        return ()
    family, *given = hangul_syllables(joined)
    popular = (_HANGUL_POPULAR.get(syllable, syllable) for syllable in given)
    return tuple(f"{_HANGUL.get(family, family)} {name}" for name in ("".join(given), "".join(popular)))


def romanised_words(text: str) -> list[str]:
    """The words of `romanise`; quicker for Latin letters, of which there is nothing to remember."""
    if text.isascii():
        return text.encode().translate(_ASCII_WORDS, b"'`").decode().split()
    return romanise(text).split()


@lru_cache(30_000)
def romanise(text: str, person: bool = False) -> str:
    """A text in lower-case ASCII words, one space apart; "" where it holds no letter or digit.

    Han becomes joined pinyin, Hangul its usual spelling in names; with `person`, family and given name are two
    words in both. Kana loses its length marks (Ohno, Ono and Oono are one spelling).
    """
    if text.isascii():
        return " ".join(romanised_words(text))
    text = _APOSTROPHES.sub("", text)
    found = _WORD.findall(_spaced_marks(text))
    # Several words of Han are a foreign name in Chinese letters, or a name already taken apart: no family name to find.
    person = person and len(found) == 1
    words = [_romanise_word(word, person) for word in found]
    return " ".join(" ".join(words).split())


_MARKS = re.compile("[\u0300-\u036f\u064b-\u065f\u0670\u0591-\u05c7\u093c-\u094d\u0900-\u0903\u0e31-\u0e4e]")


def _spaced_marks(text: str) -> str:
    """Vowel marks of Indian, Thai and Khmer words are not letters to a pattern but belong to the word."""
    if script_of(text) is Script.OTHER:
        return anyascii(text)
    return _MARKS.sub("", text)


def _romanise_word(word: str, person: bool) -> str:
    if word.isascii():
        return word.lower()
    parts = [_romanise_run(run, person) for run in _RUN.split(word) if run]
    read = "".join(parts) if len(parts) == 1 or script_of(word) is Script.KANA else " ".join(parts)
    return read


def _romanise_run(run: str, person: bool) -> str:
    script = _script_of_letter(run[0])
    if script is Script.HAN:
        syllables = pinyin(run, person)
        return " ".join(syllables) if person and len(run) <= 4 else "".join(syllables)
    if script is Script.HANGUL:
        return _korean(run, person)
    read = " ".join(_ASCII_WORD.findall(_APOSTROPHES.sub("", anyascii(run).lower())))
    return _LONG_VOWELS.sub(lambda pair: pair.group()[0], read) if script is Script.KANA else read


def romanisations(text: str) -> tuple[str, ...]:
    """Every romanisation in use, the usual one first: for Cyrillic BGN, ICAO, scholarly, German and French."""
    first = romanise(text)
    if script_of(text) is not Script.CYRILLIC:
        return (first,)
    spelt = (" ".join(_ASCII_WORD.findall(text.lower().translate(system))) for system in _CYRILLIC)
    return tuple(dict.fromkeys((first, *(spelling for spelling in spelt if spelling))))
