"""A museum, a journal, a press, a cemetery or a memorial of a body is not that body.

The words stand in `vocabulary/named_after.csv`. One before the name joins it directly ("Museum of the NAME"), one behind it
ends its part of the text ("NAME Press"): "NAME Memorial Hospital" is a hospital.
"""

from __future__ import annotations

import re
from functools import cache

from screening.vocabulary import rows

_HAN_OR_HANGUL = re.compile("[\u3400-\u9fff\uac00-\ud7af]")
_NEAR = 200  # characters: no word with a country's adjective behind it is so long
_END = r"\s*(?:$|[,;:|.()\[\]\u060c\u061b\u3001\u3002\uff0c\uff1b\uff1a\uff08\uff09])"


def neighbouring_word(text: str, start: int, end: int) -> str:
    """The word, right before or behind the name that is `text[start:end]`, that makes it the name of another thing; or ""."""
    found = _before().search(text, max(0, start - _NEAR), start) or _behind().match(text, end)
    return found.group("word") if found else ""


@cache
def _before() -> re.Pattern[str]:
    words = "|".join(row["word"] for row in rows("named_after") if row["stands"] == "before")
    adjectives = "|".join(row["adjective"] for row in rows("country_adjectives"))
    return re.compile(rf"(?<!\w)(?P<word>{words}) (?:the )?(?:(?:{adjectives}) )?\Z", re.IGNORECASE)


@cache
def _behind() -> re.Pattern[str]:
    words = [row["word"] for row in rows("named_after") if row["stands"] == "behind"]
    ended = "|".join(
        rf"{word}(?!\w)" if _HAN_OR_HANGUL.search(word) else f"{word}(?={_END})" for word in words
    )
    return re.compile(rf" ?(?P<word>{ended})", re.IGNORECASE)
