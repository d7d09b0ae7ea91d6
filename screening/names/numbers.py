"""Numbers in names: "Forty 4" is 44, Fund II is Fund 2, the 14th institute is institute 14, 第十四 too.

Digits are identity: they are never compared by spelling.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from screening.names.vocabulary import rows

_TABLE = rows("numbers")
_NUMBERS = {row["word"]: row["value"] for row in _TABLE if row["kind"] in ("number", "ordinal")}
_TENS = {row["word"]: int(row["value"]) for row in _TABLE if row["kind"] == "tens"}
_ROMAN = {row["word"]: row["value"] for row in _TABLE if row["kind"] == "roman"}
_DIGITS = {row["word"]: int(row["value"]) for row in _TABLE if row["kind"] == "digit"}
_UNITS = {row["word"]: int(row["value"]) for row in _TABLE if row["kind"] == "unit"}
_NUMERALS = _NUMBERS.keys() | _TENS.keys() | _ROMAN.keys()
_ORDINAL_DIGITS = re.compile(r"(\d+)(?:st|nd|rd|th|er|eme|go|ya|yi|oy)")
_HAN_NUMBER = re.compile(f"第?([{''.join([*_DIGITS, *_UNITS])}]+)")


def read_numbers(words: Sequence[str]) -> list[str]:
    """The words with numerals as digits. Roman numerals only after the first word: "V" may begin a name."""
    if _NUMERALS.isdisjoint(words) and "".join(words).isalpha():
        return list(words)
    read: list[str] = []
    at = 0
    while at < len(words):
        word = words[at]
        if word in _TENS:
            ones = _ones(words[at + 1]) if at + 1 < len(words) else 0
            read.append(str(_TENS[word] + ones))
            at += 1 + bool(ones)
            continue
        if word[:1].isdigit() and (ordinal := _ORDINAL_DIGITS.fullmatch(word)):
            read.append(ordinal.group(1))
        elif word in _NUMBERS:
            read.append(_NUMBERS[word])
        else:
            read.append(_ROMAN.get(word, word) if at else word)
        at += 1
    return read


def _ones(word: str) -> int:
    value = _NUMBERS.get(word, word)
    return int(value) if value.isascii() and value.isdigit() and 0 < int(value[:4]) < 10 else 0


def han_numbers(text: str) -> str:
    """Chinese numerals of a text as digits set apart: 第十四研究所 is " 14 研究所", 七〇二所 " 702 所".

    A single numeral without 第 stays: 三 in 三峡 is part of a name.
    """
    return _HAN_NUMBER.sub(_han_number, text)


def _han_number(match: re.Match[str]) -> str:
    numeral = match.group(1)
    if len(numeral) < 2 and not match.group().startswith("第"):
        return match.group()
    if not any(sign in _UNITS for sign in numeral):
        return f" {''.join(str(_DIGITS[sign]) for sign in numeral)} "
    total = digit = 0
    for sign in numeral:
        if sign in _UNITS:
            total += (digit or 1) * _UNITS[sign]
            digit = 0
        else:
            digit = _DIGITS[sign]
    return f" {total + digit} "
