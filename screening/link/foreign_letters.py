"""Names read by their sound in letters of another language: 기아, in Latin letters "gia", and the listed "GIA".

Such a reading is a hint and never an identity. It counts where the listing's country writes its own names in these letters
("Севмаш"), or where the text says that country; in the second case nobody is sure of it. Nowhere else does it ask anybody:
what is known to be written so in another language is a native name of its own, in the tables of knowledge.
"""

from __future__ import annotations

import re
from functools import lru_cache

from screening.link.agreement import Agreement
from screening.link.bearers import Bearer
from screening.link.claim import Claim
from screening.model import READ_BY_SOUND, TRANSLATED, Evidence
from screening.names.scripts import Script, script_of
from screening.native_names.country_signs import countries_of_script

_HAN = re.compile("[\u3005-\u3007\u3400-\u9fff\uf900-\ufaff]+")
HIGHEST = 50  # hundredths, of a name that only sounds alike
# One sign is a syllable, or a vowel more or less: one Latin letter of such a word is no slip of the pen.
_SYLLABIC = (Script.HAN, Script.KANA, Script.HANGUL, Script.OTHER)


def is_syllabic(word: str) -> bool:
    """Say whether a word is written in signs for syllables, so that a wrong letter of its romanised form means nothing."""
    return not word.isascii() and script_of(word) in _SYLLABIC


def is_read_by_sound(claim: Claim) -> bool:
    """Say whether only the sound of a text in letters of one language agrees with a name in those of another.

    In letters for single sounds several words that all agree are a translation: "Нанкинский университет", Nanjing University.
    """
    if not _is_by_sound(claim.text, claim.name.text):
        return False
    return _script(claim.text) in _SYLLABIC or " " not in claim.text.strip()


def is_at_home(claim: Claim) -> bool:
    """Say whether the listed body may write its own name in the letters of the text: its country does, or its list prints it so.

    Of a country that no list gives nothing is known: letters for single sounds may be its own, signs for syllables are not taken for it.
    """
    script, bearer = _script(claim.text), claim.bearer
    if bearer.countries and not countries_of_script(script).isdisjoint(bearer.countries):
        return True
    if not bearer.countries and script not in _SYLLABIC:
        return True
    return any(_holds(name.text, script) for listing in bearer.listings for name in listing.names)


def is_hint_of_nobody(claim: Claim) -> bool:
    """Say whether a listed name only sounds alike, in letters of another language, and nothing says its country."""
    if claim.text.isascii() or not claim.bearer.listings or claim.placement.agreement > Agreement.UNKNOWN:
        return False
    return is_read_by_sound(claim) and not is_at_home(claim)


def why_nobody(text: str, bearer: Bearer) -> str:
    """Why such a reading asks nobody, in a sentence."""
    return f"“{text}” only sounds like a name of {bearer.name}, and nothing in the text shows its country"


def with_highest_of_sound(claim: Claim, lines: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """The lines of a claim; where it is read by sound in letters of another language, with one that leaves nobody sure.

    A name that was translated word by word is read by no sound.
    """
    if claim.text.isascii() or not is_read_by_sound(claim) or is_at_home(claim):
        return lines
    if any(line.feature == TRANSLATED for line in lines):
        return lines
    loss = min(HIGHEST - sum(line.points for line in lines), 0)
    note = "in letters of another language, in which other names may be written alike"
    return (*lines, Evidence(READ_BY_SOUND, claim.text, claim.name.text, loss, note))


@lru_cache(10_000)
def _is_by_sound(text: str, name: str) -> bool:
    script = _script(text)
    return script is not Script.LATIN and not _holds(name, script)


@lru_cache(10_000)
def _script(text: str) -> Script:
    """The letters of a text; Han characters are left out, which are compared as they are."""
    return Script.LATIN if text.isascii() else script_of(_HAN.sub("", text))


def _holds(name: str, script: Script) -> bool:
    return not name.isascii() and any(letter.isalpha() and script_of(letter) is script for letter in name)
