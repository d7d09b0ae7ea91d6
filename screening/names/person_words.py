"""The words of a person's name: what is dropped before comparing, and what belongs together.

- Titles, suffixes and particles (al, von, de) say little; single letters stay, they are initials.
- Abd al-Rahman, Abdul Rahman and Abdurrahman are one word; so are Nur al-Din and Nureddin, Ata Ullah and Ataullah.
- "X bin Y" keeps who is son and who is father: exchanged, they are other people.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from screening.names.sounds import keeps_no_vowels
from screening.names.vocabulary import rows

_KINDS: dict[str, set[str]] = {}
for _row in rows("person_words"):
    _KINDS.setdefault(_row["kind"], set()).add(_row["word"])
TITLES = frozenset(_KINDS["title"] | _KINDS["suffix"])
_TITLES_WITH_VOWELS = frozenset(word for word in TITLES if not keeps_no_vowels(word))
DESCENT = frozenset(_KINDS["descent"])
PARTICLES = frozenset(_KINDS["particle"] | _KINDS["descent"])
_SOMETIMES_NAMES = frozenset(_KINDS["name_or_title"] | _KINDS["teknonym"])  # Hafiz, Sayyid, Abu
_SERVANT, _ARTICLE = frozenset(_KINDS["servant"]), frozenset(_KINDS["article"])
_FAITH, _GOD = frozenset(_KINDS["faith"]), frozenset(_KINDS["god"])
_COMPOUNDING = _SERVANT | _ARTICLE | _FAITH | _GOD  # a compound has one of these at least
_SERVANT_PREFIX = re.compile("^(?:abdoul|abdel|abdal|abdol|abdur|abdus|abdar|abder)(?=.{3})")
_FAITH_ENDING = re.compile("(?:eddine|eddin|aldin|addin|iddin|oddin|uddeen|udeen|adin)$")
_GLUED_TITLE = re.compile(rf"\b({'|'.join(_KINDS['glued_title'])})\u200c?(?=\w{{3}})")
_BEFORE_NAMES = PARTICLES | _SOMETIMES_NAMES
SERVANT = "abdul"


def split_glued_titles(text: str) -> str:
    """A name in its own letters, with a space behind a title that Persians write on to the name: سیدجواد is Seyed Javad."""
    return _GLUED_TITLE.sub(r"\1 ", text)


def join_compounds(words: Sequence[str]) -> list[str]:
    """Words with servant-of, faith and Allah compounds joined to one word in one spelling."""
    joined: list[str] = []
    at = 0
    while at < len(words):
        word, taken = words[at], 0
        if word in _COMPOUNDING:
            taken = _servant_compound(words, at, joined) or _ending_compound(words, at, joined)
        if not taken:
            joined.append(_one_spelling(word))
            taken = 1
        at += taken
    return joined


def _servant_compound(words: Sequence[str], at: int, joined: list[str]) -> int:
    """Words taken by "abd (al) X" from here on, 0 where there is no such compound."""
    if words[at] not in _SERVANT or at + 1 >= len(words):
        return 0
    after = at + 1
    if words[after] in _ARTICLE and after + 1 < len(words):
        after += 1
    if words[after] in _GOD:
        joined.append("abdullah")
    elif words[after] not in PARTICLES:
        joined.append(SERVANT + words[after])
    else:
        return 0
    return after + 1 - at


def _ending_compound(words: Sequence[str], at: int, joined: list[str]) -> int:
    """Words taken by "(al) din" or "ullah" after a name, 0 where there is no such compound."""
    if not joined or len(joined[-1]) < 3:
        return 0
    if words[at] in _FAITH:
        joined[-1] += "uddin"
        return 1
    if words[at] in _ARTICLE and at + 1 < len(words) and words[at + 1] in _FAITH:
        joined[-1] += "uddin"
        return 2
    if words[at] in _GOD and words[at] != "allah":
        joined[-1] += "ullah"
        return 1
    return 0


@lru_cache(100_000)
def _one_spelling(word: str) -> str:
    if word == "abdallah":
        return "abdullah"
    if len(word) > 7 and (prefix := _SERVANT_PREFIX.match(word)):
        return SERVANT + word[prefix.end() :]
    return _FAITH_ENDING.sub("uddin", word) if len(word) > 7 else word


def descents(words: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """(child, father) of every "X bin Y" among the words."""
    return tuple((words[at - 1], words[at + 1]) for at in range(1, len(words) - 1) if words[at] in DESCENT)


def bare(words: Sequence[str], *, few_vowels: bool = False) -> list[str]:
    """Words without titles and particles; where nothing else is there, they are the name.

    What may be a name or a title is dropped only from a name that has two words without it. "Bin" stands before a
    father's name: where one word is left and it ends the name, it is a name, too (Su Bin).

    `few_vowels`: the words are of a script that writes few vowels, where "mr" is Omar and no title.
    """
    titles = _TITLES_WITH_VOWELS if few_vowels else TITLES
    named = [word for word in words if word not in titles] or list(words)
    without = [word for word in named if word not in PARTICLES] or named
    ends_in_descent = len(without) == 1 and without[0] != named[-1] and named[-1] in DESCENT
    named = [*without, named[-1]] if ends_in_descent else without
    certain = [word for word in named if word not in _SOMETIMES_NAMES]
    return certain if len(certain) > 1 else named


def particle_initials(words: Sequence[str]) -> dict[str, str]:
    """For each word after a particle, the particle's first letter: "A. Jaber" may be Al-Jalamah's."""
    return {
        words[at]: words[at - 1][0]
        for at in range(1, len(words))
        if words[at - 1] in _BEFORE_NAMES and words[at] not in _BEFORE_NAMES
    }
