"""Whether the characters of a text belong together, so that a wrong encoding shows.

Names read in a wrong encoding come out as other letters, without an error. They give themselves away by their
company: Chinese characters within Latin words, letters without a word, marks within names, Central European names
with letters that stand where French or Danish has none. `vocabulary/scripts.csv` and `letters.csv` hold what belongs
where. The whole text counts, each word once.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from screening.intake.vocabularies import csv_file

_WORD = re.compile(r"[^\s\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]+")  # ASCII marks and spaces part words
_PART = re.compile("[’‘“”„–—…•™]")  # what Windows programs set around and within words
_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_UNSPACED_RUN = re.compile(r"[^\x00-\x7f]+")
_FEWEST = 8  # characters of another script
_UNSPACED = frozenset({"Han", "Hiragana", "Katakana", "Hangul"})
# Letters and marks by the first words of their Unicode names.
_NAMES = {
    "CJK": "Han",
    "IDEOGRAPHIC": "Han",
    "HANGUL": "Hangul",
    "HIRAGANA": "Hiragana",
    "KATAKANA": "Katakana",
    "KATAKANA-HIRAGANA": "Katakana",
    "LATIN": "Latin",
    "CYRILLIC": "Cyrillic",
    "GREEK": "Greek",
    "HEBREW": "Hebrew",
    "ARABIC": "Arabic",
    "ARMENIAN": "Armenian",
    "FULLWIDTH": "Wide",
}
_MARKS = "、。，．：；！？（）［］【】〔〕《》〈〉「」『』·・—…“”‘’～－／＆＋　،؛؟«»–„•™№"


@dataclass(frozen=True, slots=True)
class Soundness:
    """How many of the words that are not plain ASCII are such as the encoding's languages write."""

    words: int
    sound: int
    usable: bool = True  # False: it holds characters that no text of people has
    enough: bool = True  # False: so few characters make words in several encodings by chance

    @property
    def share(self) -> float:
        """From 0 to 1; 1 for a text without such words."""
        return self.sound / self.words if self.words else 1.0

    @property
    def is_sound(self) -> bool:
        """Whether every word is: one wrong name is one person missed."""
        return self.usable and self.enough and self.sound == self.words


def measure_soundness(text: str, codec: str) -> Soundness:
    """Judge a text that was read in an encoding of `scripts.csv`."""
    words = {word for word in set(_WORD.findall(text)) if not word.isascii()}
    if _UNSAFE.search(text) or not _is_assigned(set().union(*words) if words else set()):
        return Soundness(len(words), 0, usable=False)
    row = _row(codec)
    scripts = frozenset(row["scripts"].split())
    sound = sum(_is_sound(word, codec, scripts) for word in words)
    if sound == len(words) and not _are_common(words, codec, row["common"]):
        sound = 0
    own = sum(not char.isascii() for word in words for char in word)
    return Soundness(len(words), sound, enough=row["scripts"] == "Latin" or own >= _FEWEST)


@cache
def _row(codec: str) -> dict[str, str]:
    return next(row for row in csv_file("scripts.csv") if row["codec"] == codec)


def _is_assigned(chars: Collection[str]) -> bool:
    """No control, private or unassigned character."""
    return not any(unicodedata.category(char) in ("Cc", "Cn", "Co", "Cs") for char in chars)


def _is_sound(word: str, codec: str, scripts: frozenset[str]) -> bool:
    if codec == "cp1252":
        return all(_is_western(part) for part in _PART.split(word.lower()) if part)
    parts = re.split(f"[{re.escape(_MARKS)}]", word)
    return all(_is_of_scripts(part, scripts) for part in parts if part and not part.isascii())


@cache
def _places() -> dict[str, list[tuple[re.Pattern[str], re.Pattern[str]]]]:
    places: dict[str, list[tuple[re.Pattern[str], re.Pattern[str]]]] = {}
    for row in csv_file("letters.csv"):
        places.setdefault(row["letter"], []).append((re.compile(row["before"]), re.compile(row["after"])))
    return places


@lru_cache(maxsize=50_000)
def _is_western(word: str) -> bool:
    """Whether each letter of a word in small letters stands where a Western language writes it."""
    if word.isascii():
        return True
    letters = [char for char in word if char.isalpha()]
    own = [char for char in letters if not char.isascii()]
    if len(own) > 1 and 3 * len(own) > 2 * len(letters):
        return False  # whole words of such letters are another script, read wrong
    if re.search(r"[^\x00-\x7f]{3}", word):
        return False
    return all(
        any(before.fullmatch(word[:at]) and after.fullmatch(word[at + 1 :]) for before, after in places)
        for at, char in enumerate(word)
        if not char.isascii()
        for places in (_places().get(char, []),)
    )


@lru_cache(maxsize=5_000)
def _script(char: str) -> str:
    """The script of a letter, "" for a digit or a mark that goes with any letter, "?" for what goes with none."""
    if char.isascii():
        return "Latin" if char.isalpha() else ""
    if char in "々〆〇ー":
        return "Han" if char != "ー" else "Katakana"
    first = unicodedata.name(char, "?").partition(" ")[0]
    kind = unicodedata.category(char)
    if kind[0] == "L":
        return _NAMES.get(first, "?")
    return "" if kind[0] in "MN" or kind == "Cf" else "?"


def _is_of_scripts(word: str, scripts: frozenset[str]) -> bool:
    found = {_script(char) for char in word} - {""}
    if "?" in found:
        return False
    own = {_script(char) for char in word if not char.isascii()} - {"", "Wide"}
    if not own <= scripts:
        return False
    if own <= _UNSPACED:
        return _stands_beside_latin(word) and ("Hangul" not in own or own == {"Hangul"})
    if len(found) > 1:
        return False
    return own == {"Latin"} or not re.search("[a-z][A-Z]", _case(word))


def _case(word: str) -> str:
    return "".join("a" if char.islower() else "A" if char.isupper() else "" for char in word)


def _stands_beside_latin(word: str) -> bool:
    """Whether Latin letters beside unspaced ones are abbreviations ("IBM公司"), not halves of a word ("M黮ler")."""
    for found in _UNSPACED_RUN.finditer(word):
        beside = word[: found.start()][-1:] + word[found.end() :][:1]
        if any(char.islower() for char in beside) or (beside.strip("0123456789") and len(found[0]) < 2):
            return False
    return True


def _are_common(words: Iterable[str], codec: str, common: str) -> bool:
    """Whether nine in ten of the Han characters are of the range in which the language's frequent ones lie."""
    if not common:
        return True
    (low, high), (first, last) = (part.split("-") for part in common.split())
    lead, trail = range(int(low, 16), int(high, 16) + 1), range(int(first, 16), int(last, 16) + 1)
    chars = [char for word in words for char in word if _script(char) == "Han"]
    spelled = [char.encode(codec, "replace") for char in chars]
    inside = sum(len(each) == 2 and each[0] in lead and each[1] in trail for each in spelled)
    return inside >= 0.9 * len(chars)
