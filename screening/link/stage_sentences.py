"""What an officer reads of a question of the second stage: which words stand in both names, what is missing, what is beside.

Many features make few lines, each with the words that it is about. Points are tenths of a log-odds, and the last line takes
their sum to the confidence in hundredths, which says how often such a text means the listed body.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

from screening.affiliations.tokens import name_words, tokenise
from screening.link.scorecard import OTHER_LETTERS, OTHER_SUBJECT
from screening.link.stage_features import AGREES
from screening.link.word_forms import NUMBER, SUBJECT, TYPE
from screening.model import Evidence
from watchlists.countries import country_name

if TYPE_CHECKING:
    from screening.link.stage_features import NameComparison
    from screening.link.stage_text import StageText

POSSIBLE = "possible, not confirmed"
BY_LETTERS = "the name is in Cyrillic letters, and only its spelling in English was compared"

_COMMON, _MISSING, _BESIDE, _COUNTRY, _OTHERS = (
    "words in both",
    "missing words",
    "other words",
    "country",
    "other organisations",
)
# The line that tells of each feature; what stands in none goes into the last one.
_LINE_OF = {
    "coverage": _COMMON,
    "weight_found": _COMMON,
    "weight_of_name": _COMMON,
    "telling_word": _COMMON,
    "telling_word_alike": _COMMON,
    "place_word": _COMMON,
    "begins_alike": _COMMON,
    "inversions": _COMMON,
    "lone_word": _COMMON,
    "heaviest_missing": _MISSING,
    "sort_and_fit": _MISSING,
    "standing": _BESIDE,
    "word_after": _BESIDE,
    "word_before": _BESIDE,
    "weight_beside": _BESIDE,
    "share_of_text": _BESIDE,
    "telling_inserted": _BESIDE,
    "telling_beside": _BESIDE,
    "subject_beside": _BESIDE,
    "place_beside": _BESIDE,
    "form_beside": _BESIDE,
    "sort_and_subject": _BESIDE,
    "sort_and_type": _BESIDE,
    "sort_and_place": _BESIDE,
    "sort_and_country": _COUNTRY,
    "branch_abroad": _COUNTRY,
    "rival_coverage": _OTHERS,
    "rival_lead": _OTHERS,
    "bearers_of_words": _OTHERS,
}
_MOST_WORDS = 6  # in a line


def evidence_of(
    text: StageText, each: NameComparison, read: str, points: dict[str, int], doubt: str, share: int
) -> tuple[Evidence, ...]:
    """A few lines in words, and what their sum means; they add up to the confidence in hundredths.

    Args:
        text: the mention.
        each: the listed name beside it.
        read: the words of the text that the name is read from.
        points: of each feature.
        doubt: why nobody is surer, in words; "" where nothing leaves a doubt.
        share: the confidence in hundredths.
    """
    sums = dict.fromkeys((_COMMON, _MISSING, _BESIDE, _COUNTRY, _OTHERS), 0)
    for feature, worth in points.items():
        if line := _LINE_OF.get(feature):
            sums[line] += worth
    notes = {
        _COMMON: _words_in_both(text, each),
        _MISSING: _missing(each),
        _BESIDE: _beside(text, each),
        _COUNTRY: country_sentence(text, each),
        _OTHERS: _others(each),
    }
    lines = [Evidence(line, read, each.name.text, worth, notes[line]) for line, worth in sums.items()]
    last = f"{POSSIBLE}: about {share} in 100 texts like this one mean the listed body"
    if doubt:
        last += f"; {doubt}"
    return (*lines, Evidence("confidence", read, each.name.text, share - sum(sums.values()), last))


def quoted(words: Iterable[str]) -> str:
    """Words in quotation marks, as a sentence lists them."""
    shown = [f"“{word}”" for word in dict.fromkeys(words)]
    if len(shown) > _MOST_WORDS:
        shown = [*shown[:_MOST_WORDS], "others"]
    return " and ".join(filter(None, (", ".join(shown[:-1]), *shown[-1:])))


def country_sentence(text: StageText, each: NameComparison) -> str:
    """What the text says of the country, and where the listed body is."""
    own = each.bearer.countries
    if shared := own & text.countries:
        return f"the text says {_countries(shared)}, where the listed body is"
    if not own:
        return "the list gives no country"
    if text.countries:
        return f"the text gives {_countries(text.countries)}; the listed body is in {_countries(own)}"
    if each.country == AGREES:
        return f"the text names a place in {_countries(own)}, where the listed body is"
    return f"the text gives no country; the listed body is in {_countries(own)}"


def number_sentence(text: StageText, each: NameComparison) -> str:
    """Which number the text says, and which the listed name."""
    said = [text.raws[place] for place in range(len(text.words)) if text.kinds[place] == NUMBER]
    missing = [word for word in missing_words(each) if word.isdigit()] or missing_words(each)
    return f"the numbers differ: {quoted(said)} in the text, {quoted(missing)} in the listed name"


def words_of_name(each: NameComparison) -> list[str]:
    """The words of the listed name, as they are printed where one is one word; in their order."""
    tokens = tokenise(each.name.text)
    printed = {
        word: raw for word, raw, stop in zip(tokens.words, tokens.raws, tokens.stops, strict=True) if not stop
    }
    return [printed.get(word, word) for word in each.name.words]


def missing_words(each: NameComparison) -> list[str]:
    """The words of the listed name that the text lacks."""
    found = {match.word for match in each.found}
    return [word for at, word in enumerate(words_of_name(each)) if at not in found]


def _words_in_both(text: StageText, each: NameComparison) -> str:
    words = words_of_name(each)
    alike, otherwise = [], []
    for match in each.found:
        raw, word = text.raws[match.place], words[match.word]
        if text.words[match.place] == each.name.words[match.word]:
            # "Nine Stars" is compared as one word, and shown as the listed name has it.
            alike.append(raw if text.words[match.place] in name_words(raw) else word)
        else:
            otherwise.append(f"we read “{raw}” as “{word}”")
    several = "are" if len(set(alike)) > 1 else "is"
    same = [f"{quoted(alike)} {several} in both names"] if alike else []
    return "; ".join((*same, ", ".join(dict.fromkeys(otherwise)))) if otherwise else same[0]


def _missing(each: NameComparison) -> str:
    missing = missing_words(each)
    if not missing:
        return "no word of the listed name is missing"
    several = "are" if len(set(missing)) > 1 else "is"
    return f"{quoted(missing)} of the listed name {several} missing"


def _beside(text: StageText, each: NameComparison) -> str:
    home = {text.segments[place] for place in each.places}
    beside = [
        text.raws[place]
        for place, segment in enumerate(text.segments)
        if segment in home and place not in each.places
    ]
    if not beside:
        return "the text has no other words next to these"
    return f"the text also has {quoted(beside)} next to these words"


def _others(each: NameComparison) -> str:
    holders = round(math.expm1(each.values["bearers_of_words"]))
    nearest = f"the nearest is {each.nearest}" if each.nearest else ""
    if not holders:
        said = "no other organisation that we know shares as much with the text"
    elif holders == 1:
        said = "one other organisation that we know shares as much with the text"
    else:
        said = f"{holders:,} names of other organisations share as much with the text"
    return "; ".join(filter(None, (said, nearest)))


def doubt_sentence(text: StageText, each: NameComparison, doubt: str) -> str:
    """Why nobody is surer."""
    if doubt == OTHER_LETTERS:
        return BY_LETTERS
    if doubt not in ("sort_and_subject", "sort_and_type", OTHER_SUBJECT):
        return f"others may also be called {quoted(text.raws[place] for place in each.telling)}"
    kind = TYPE if doubt == "sort_and_type" else SUBJECT
    more = [
        text.raws[place]
        for place in range(len(text.words))
        if text.kinds[place] == kind and place not in each.places
    ]
    return f"{quoted(more)} is not in the listed name" if more else "an extra word may mean a different body"


def _countries(codes: Iterable[str]) -> str:
    return ", ".join(map(country_name, sorted(codes)))
