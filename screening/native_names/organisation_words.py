"""Whether a native name says that it is an organisation's: a legal form, or a word such as plant, institute or bureau.

Asked only where nobody says whether a text names a person: "Иван Ростех" is a person as likely as anything else.
"""

from __future__ import annotations

from functools import cache

from screening.names.scripts import Script
from screening.native_names.english import stems_of_class
from screening.native_names.glossary import coined_brands, glossary
from screening.native_names.native_words import (
    RUN_ON,
    glossary_key,
    has_legal_form,
    run_on_text,
    spaced_words,
)

_SHORTEST = 2  # signs of a run; a single one is in names of people, too


def says_organisation(text: str, script: Script) -> bool:
    """Whether a name has a legal form, or a word whose likeliest translation is one that organisations are named with."""
    if has_legal_form(text, script):
        return True
    known = _organisation_words(script)
    if script in RUN_ON:
        run = run_on_text(text, script)
        return any(word in run for word in known if len(word) >= _SHORTEST)
    words = spaced_words(text, script)
    return any(word in known or glossary_key(word, script) in known for word in words)


@cache
def _organisation_words(script: Script) -> frozenset[str]:
    stems = stems_of_class("body")
    return frozenset(
        term
        for term, meaning in glossary(script).items()
        if max(meaning, key=meaning.__getitem__) in stems and term not in coined_brands(script)
    )
