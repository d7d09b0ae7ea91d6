"""How Koreans and Japanese read the Han characters of their names, and the other way to write Hangul in Latin letters.

Mandarin is the usual reading of Han everywhere else; these stand beside it, from two tables of name characters. A name the
tables do not cover has no such reading: none is guessed.
"""

from __future__ import annotations

from screening.names.scripts import fold_han, hangul_readings, romanise
from screening.names.vocabulary import rows

_KOREAN = {fold_han(row["han"]): row["reading"] for row in rows("readings_korean")}
_JAPANESE: dict[str, dict[str, tuple[str, ...]]] = {"family": {}, "given": {}}
for _row in rows("readings_japanese"):
    _JAPANESE[_row["part"]][fold_han(_row["han"])] = tuple(_row["readings"].split())


def other_readings(text: str) -> tuple[str, ...]:
    """Korean and Japanese romanisations of a person's name in Han or Hangul, family name first; often none."""
    joined = "".join(text.split())
    if all("\uac00" <= letter <= "\ud7af" for letter in joined):
        usual = romanise(joined, person=True)
        return tuple(dict.fromkeys(reading for reading in hangul_readings(joined) if reading != usual))
    folded = fold_han(joined)
    return tuple(dict.fromkeys((*_korean(folded), *_japanese(folded))))


def _korean(name: str) -> list[str]:
    if not 2 <= len(name) <= 4 or any(letter not in _KOREAN for letter in name):
        return []
    family, *given = (_KOREAN[letter] for letter in name)
    return [f"{family} {' '.join(given)}"]


def _japanese(name: str) -> list[str]:
    found = []
    for size in range(min(4, len(name) - 1), 0, -1):
        families = _JAPANESE["family"].get(name[:size], ())
        rest = name[size:]
        givens = _JAPANESE["given"].get(rest) or ((romanise(rest),) if _is_kana(rest) else ())
        found += [f"{family} {given}" for family in families for given in givens]
    return found[:6]


def _is_kana(text: str) -> bool:
    return all("\u3041" <= letter <= "\u30ff" for letter in text)
