"""Whose affiliation it is, where the text says that it is somebody else's: "X (referee: Prof. Chen, Y)".

A word of vocabulary/other_people.csv and a colon, then a person, and behind the person the organisation, in the same
bracket and the same part of the text. Where no person stands between, as in "Host: Y", it is the subject's own.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from screening.affiliations.tokens import HAN, name_words
from screening.vocabulary import rows, vocabulary

_CLOSES = re.compile("[;|\n；)）\\]】]")
_WORD = re.compile(r"[^\W\d_]+")
_LONGEST_PERSON = 6  # words, with titles
_NEAR = 200  # characters


@lru_cache(1_000)
def other_person_before(text: str, start: int) -> str:
    """The other person whose affiliation begins at `start`, as "referee: Prof. Chen"; "" where it is the subject's."""
    before = text[max(0, start - _NEAR) : start]
    if ":" not in before and "：" not in before:
        return ""
    found = list(_labelled().finditer(before))
    if not found or _CLOSES.search(before, found[-1].end()):
        return ""
    person = before[found[-1].end() :].strip(" ,，、(（")
    return f"{_labels()[found[-1].group(1).lower()]}: {person}" if _is_person(person) else ""


def _is_person(text: str) -> bool:
    """Say whether a text may be a person's name with its titles: a few words, none of which names an institution."""
    parts = _WORD.findall(text)
    known = vocabulary().known
    named = 0 < len(parts) <= _LONGEST_PERSON and (text[:1].isupper() or bool(HAN.search(text)))
    return named and not any(word in known for part in parts for word in name_words(part))


@cache
def _labels() -> dict[str, str]:
    return {row["word"].lower(): row["label"] for row in rows("other_people")}


@cache
def _labelled() -> re.Pattern[str]:
    """A word for another person, at the beginning of a part of the text, and a colon."""
    words = "|".join(re.escape(word) for word in sorted(_labels(), key=len, reverse=True))
    return re.compile(f"(?:^|[;|\n；,，.(（\\[【])\\s*({words})\\s*[:：]", re.IGNORECASE)
