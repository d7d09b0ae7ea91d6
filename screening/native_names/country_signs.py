"""Which countries a native name may be of: by its script, and by letters, words and legal forms of one country or language.

It bounds whom a name is held against and says nothing of any person: a company of Iran is not called شركة, and one that is
called 株式会社 is Japanese. Names of countries are no signs of this table: `screening.link.native_countries` knows them.
"""

from __future__ import annotations

import re
from functools import cache

from screening.names.scripts import Script
from screening.native_names.vocabulary import rows

_WORDS = re.compile(r"[^\W\d_]+")


@cache
def countries_of_script(script: Script) -> frozenset[str]:
    """The countries whose bodies are named in a script; none where native names of it are not read."""
    return frozenset(
        country
        for row in rows("script_countries")
        if row["script"] == script
        for country in row["countries"].split()
    )


def countries_of_signs(text: str, script: Script) -> frozenset[str]:
    """The countries that a name may be of, as far as the signs in it tell; none where they do not.

    The sign of the fewest countries tells, of several such ones each: "Российско-Белорусский"; شركة of Iran in Arabic.
    """
    words = _WORDS.findall(text)
    said = [countries for sign, where, countries in _signs(script) if _has_sign(sign, where, text, words)]
    fewest = min(map(len, said), default=0)
    return frozenset().union(*(countries for countries in said if len(countries) == fewest))


def _has_sign(sign: str, where: str, text: str, words: list[str]) -> bool:
    if where in ("letter", "anywhere"):
        return sign in text
    if where == "word":
        return sign in words
    if where == "beginning of a word":
        return any(word.lower().startswith(sign) for word in words)
    return any(word.endswith(sign) for word in words)


@cache
def _signs(script: Script) -> tuple[tuple[str, str, frozenset[str]], ...]:
    return tuple(
        (row["sign"], row["where"], frozenset(row["countries"].split()))
        for row in rows("country_signs")
        if row["script"] == script
    )
