"""Which countries a native name may be of, by its script and, in Arabic script, by letters and words of one language.

It bounds whom a name is held against and says nothing of any person: a company of Iran is not called شركة.
"""

from __future__ import annotations

from functools import cache

from screening.names.scripts import Script
from screening.native_names.vocabulary import rows


@cache
def countries_of_script(script: Script) -> frozenset[str]:
    """The countries whose bodies are named in a script; none where native names of it are not read."""
    return frozenset(
        country
        for row in rows("script_countries")
        if row["script"] == script
        for country in row["countries"].split()
    )


def countries_of_language(text: str, script: Script) -> frozenset[str]:
    """The countries whose language a name is in, as far as its letters and words tell; none where they do not."""
    if script is not Script.ARABIC:
        return frozenset()
    found: frozenset[str] = frozenset()
    words = text.split()
    for sign, where, countries in _signs():
        if where == "letter":
            has_sign = sign in text
        elif where == "word":
            has_sign = sign in words
        else:
            has_sign = any(word.endswith(sign) for word in words)
        if has_sign:
            found = (found & countries or countries) if found else countries
    return found


@cache
def _signs() -> tuple[tuple[str, str, frozenset[str]], ...]:
    return tuple(
        (row["sign"], row["where"], frozenset(row["countries"].split()))
        for row in rows("languages_of_arabic_script")
    )
