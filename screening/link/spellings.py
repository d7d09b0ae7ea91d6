"""The names inside a printed name: brackets hold acronyms, native forms, places and countries, each worth its own key.

The printed name stays what is shown; these are what it is looked up by.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from screening.affiliations.tokens import HAN
from screening.vocabulary import rows, vocabulary
from screening.vocabulary.cues import Cue, cue_words
from watchlists.countries import country_code
from watchlists.model import NATIVE_KINDS, NameKind

_BRACKETS = re.compile(r"[(（]([^()（）]*)[)）]")
_ACRONYM = re.compile(
    r"(?=.*[A-Z].*[A-Z])[A-Z][A-Za-z]?[A-Z/\-]{0,8}[a-z]?[A-Z]*\d{0,3}|[A-Z]{2,9}( [A-Z]{2,9})?"
)
_LONGEST_ACRONYM = 9
_SHORTEST_BEHIND_TOWN = 2  # Korean letters: "공대"
_SHORTEST_IN_CAPITALS = 6  # letters: fewer may stand for other words elsewhere
_FIRST_WORDS = 3  # of a name, among them the first that an acronym takes its letter from
_SURELY = 5  # longer ones may be a country in capitals: "HONG KONG"
_HAN_SIGNS = "\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
# Digits belong to a run only where Han stands beside them: "10th Institute (第10研究所)" keeps its first number.
_HAN_RUN = re.compile(f"(?:(?<![A-Za-z0-9])[0-9]+)?[{_HAN_SIGNS}][{_HAN_SIGNS}0-9○・·]*")
_EMPTY = re.compile(r"[(（][\s,;、]*[)）]")
_NOT_ACRONYMS = cue_words(Cue.NO_ACRONYM_IN_A_NAME)


def is_acronym(text: str) -> bool:
    """Say whether a text is written as an acronym: capitals, at most nine signs, not a legal form or country."""
    bare = text.strip()
    if not 1 < len(bare) <= _LONGEST_ACRONYM or bare in _NOT_ACRONYMS or not _ACRONYM.fullmatch(bare):
        return False
    if not _NOT_ACRONYMS.isdisjoint(bare.split()):
        return False
    return len(bare) <= _SURELY or country_code(bare) is None


def spellings(text: str, kind: NameKind) -> Iterator[tuple[str, NameKind]]:
    """The (text, kind) pairs a printed name is looked up by, the fullest first."""
    bare = text.strip().rstrip(";,")
    if HAN.search(bare):
        yield from _native(bare, kind)
        return
    if kind is NameKind.ACRONYM or (kind is not NameKind.PRIMARY and is_acronym(bare)):
        yield bare, NameKind.ACRONYM
        return
    if (apart := _town_apart(bare)) != bare:
        yield apart, kind
    inside = _BRACKETS.findall(bare)
    without = " ".join(_BRACKETS.sub(" ", bare).split()).replace(" ,", ",").strip(" ,;")
    telling = [part for part in inside if not is_acronym(part)]
    if without and (telling or not bare.endswith((")", "）"))) and inside:
        yield bare, kind
    if without and (not telling or any(map(country_code, telling)) or "niversity" not in without):
        yield without, NameKind.ACRONYM if is_acronym(without) and kind is not NameKind.PRIMARY else kind
    for part in inside:
        if is_acronym(part) and _is_own(part.strip(), bare):
            yield part.strip(), NameKind.ACRONYM


def _town_apart(text: str) -> str:
    """A Korean name with a space behind its town, as it may be written: "하얼빈 공과대학교"."""
    if text.isascii() or not text.startswith(_korean_towns()):
        return text
    town = next(town for town in _korean_towns() if text.startswith(town))
    rest = text[len(town) :]
    return f"{town} {rest}" if len(rest) >= _SHORTEST_BEHIND_TOWN and rest[0] != " " else text


@cache
def _korean_towns() -> tuple[str, ...]:
    return tuple(row["word"] for row in rows("native_words") if row["language"] == "ko")


def is_acronym_of(acronym: str, texts: Iterable[str]) -> bool:
    """Say whether an acronym is the body's own: printed in the brackets of no name, or in those of a name it stands for."""
    holding = [text for text in texts if f"({acronym})" in text]
    return not holding or any(_is_own(acronym, text) for text in holding)


def is_word_of(text: str, name: str) -> bool:
    """Say whether capitals are a word of the name itself, and stand for nothing: "LUKOIL", of PJSC Oil Company LUKOIL."""
    words = _BRACKETS.sub(" ", name).lower().split()
    return len(text) >= _SHORTEST_IN_CAPITALS and is_acronym(text) and text.lower() in words


def _is_own(acronym: str, text: str) -> bool:
    """Say whether an acronym in brackets stands for the whole name.

    In "14th Institute of the Zorvex Group (ZG)" and "Zorvex Group (ZG) First Academy" it stands for the group.
    """
    before, _, after = text.partition(f"({acronym})")
    if after.startswith("-"):  # "Scientific Studies and Research Center (SSRC)-NSCL"
        return False
    if any(word[:1].isdigit() for word in f"{before} {after}".split()):
        return False
    if not vocabulary()["unit"].isdisjoint(re.findall("[a-z]+", after.lower())):
        return False
    return acronym[0] in {word[0].upper() for word in before.split()[:_FIRST_WORDS] if word[0].isalpha()}


def _native(text: str, kind: NameKind) -> Iterator[tuple[str, NameKind]]:
    native = kind if kind in NATIVE_KINDS else NameKind.NATIVE
    latin = " ".join(_EMPTY.sub(" ", _HAN_RUN.sub(" ", text)).split())
    if len(re.sub("[^A-Za-z]", "", latin)) > 5:
        yield from spellings(latin, kind if kind not in NATIVE_KINDS else NameKind.ALIAS)
        yield "".join(_HAN_RUN.findall(text)), native
    else:
        yield text, native
