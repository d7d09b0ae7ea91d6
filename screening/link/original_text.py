"""What was read, in the characters it was written in.

Texts are cleaned before they are read: look-alike letters, traditional characters, full-width forms, invisible
marks. A result quotes the text as it was given, and says so where the two differ, because a disguise is a finding.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from screening.affiliations.repairs import tidy
from screening.affiliations.tokens import HAN
from screening.model import Evidence, Hit
from screening.names.scripts import fold_han, simplify

_LAST = 256  # texts remembered: a text with forty institutions has as many hits, and is cleaned once


def as_written(hit: Hit, given: str) -> Hit:
    """The hit with its mention and matched text as they stand in `given`, the text they were read in."""
    around = piece_as_written(given, hit.mention.text) or hit.mention.text
    written = piece_as_written(given, hit.matched_text) or hit.matched_text
    if (around, written) == (hit.mention.text, hit.matched_text):
        return hit
    mention = replace(hit.mention, text=around)
    if written == hit.matched_text:
        return replace(hit, mention=mention)
    line = Evidence(
        "as written", written, hit.matched_text, 0, "read in different characters from those in the text"
    )
    return replace(hit, mention=mention, matched_text=written, evidence=(*hit.evidence, line))


def piece_as_written(given: str, read: str) -> str:
    """The piece of `given` that became `read` when it was cleaned; "" where it cannot be told."""
    if not read or read in given:
        return read
    for cleaned in _cleaned(given):
        start = cleaned.find(read)
        if start >= 0:
            places = boundaries(cleaned, given)
            return _whole_words(given, places[start], places[start + len(read)]).strip()
    return ""


def span_as_written(given: str, cleaned: str, start: int, end: int) -> str:
    """The piece of `given` that became a span of `cleaned`, with the words it begins and ends in."""
    if cleaned[start:end] in given:
        return cleaned[start:end]
    places = boundaries(cleaned, given)
    return _whole_words(given, places[start], places[end]).strip()


def _whole_words(given: str, start: int, end: int) -> str:
    """The piece with the words it begins and ends in; scripts without spaces have none."""
    while 0 < start < end and _within_word(given, start):
        start -= 1
    while start < end < len(given) and _within_word(given, end):
        end += 1
    return given[start:end]


def _within_word(given: str, place: int) -> bool:
    before, after = given[place - 1], given[place]
    return before.isalnum() and after.isalnum() and not HAN.search(before + after)


@lru_cache(_LAST)
def _cleaned(given: str) -> tuple[str, ...]:
    tidied = tidy(given)
    return tuple(dict.fromkeys((tidied, simplify(tidied), fold_han(tidied))))


@lru_cache(_LAST)
def boundaries(cleaned: str, given: str) -> list[int]:
    """For each boundary between characters of the cleaned text, the boundary of the given one it came from."""
    places = [0] * (len(cleaned) + 1)
    for code in Levenshtein.opcodes(cleaned, given):
        for step in range(code.src_end - code.src_start + 1):
            places[code.src_start + step] = min(code.dest_start + step, code.dest_end)
        places[code.src_end] = code.dest_end
    return places
