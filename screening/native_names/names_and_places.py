"""The names in a native text, apart from the places behind them: "国防大学（北京）" is a name, and in Beijing."""

from __future__ import annotations

import re
from dataclasses import dataclass

from screening.affiliations.places import country_in_script
from screening.names.scripts import Script, simplify
from screening.native_names.glossary import countries_of_places, native_places
from screening.native_names.native_words import fold_arabic, glossary_key
from screening.vocabulary.cues import Cue, cue_pattern

_SEGMENTS = re.compile("[,，、،;；|\n]+")
_MOST_NAMES = 4
_LAST_BRACKET = re.compile(r"\s*[(（]([^()（）]*)[)）]\s*$")
_NUMBER = re.compile(r"[\d\s\-]+")
_TOWN_SIGNS = re.compile(rf"^(?:{cue_pattern(Cue.TOWN_SIGN)})\b\.?\s*")
_AREA = re.compile("[市省]$")


@dataclass(frozen=True, slots=True)
class NameAndPlace:
    """A native name as the text has it, with the place behind it."""

    text: str
    place: str = ""
    countries: frozenset[str] = frozenset()  # that the place may lie in
    words: tuple[str, ...] = ()  # of the place in English, in whatever spelling


def names_and_places(text: str, script: Script) -> list[NameAndPlace]:
    """The names between commas, the first few, without the places at the end of the text, which are said of each."""
    segments = [part for each in _SEGMENTS.split(text) if (part := each.strip())]
    place = ""
    while segments:
        if _NUMBER.fullmatch(segments[-1]):
            segments.pop()
        elif len(segments) > 1 and is_place(segments[-1], script):
            # Of "Казань, Россия" the town says more than the country.
            last = segments.pop()
            place = last if not place or country_in_script(place) else place
        else:
            break
    names = []
    for segment in segments[:_MOST_NAMES]:
        bracket = _LAST_BRACKET.search(segment)
        if bracket and is_place(bracket.group(1), script):
            names.append(_placed(segment[: bracket.start()], bracket.group(1), script))
        else:
            names.append(_placed(segment, place, script))
    return names


def is_place(text: str, script: Script) -> bool:
    """Whether a text is a place or a country and nothing else."""
    return bool(_countries(text, script))


def _placed(text: str, place: str, script: Script) -> NameAndPlace:
    if not place:
        return NameAndPlace(text)
    return NameAndPlace(
        text, place, _countries(place, script), native_places(script).get(_key(place, script), ())
    )


def _countries(text: str, script: Script) -> frozenset[str]:
    if country := country_in_script(text.strip()):
        return frozenset({country})
    known = countries_of_places(script)
    return known.get(_key(text, script)) or known.get(text.strip().lower(), frozenset())


def _key(text: str, script: Script) -> str:
    text = _TOWN_SIGNS.sub("", text.strip())
    if script is Script.HAN:
        return _AREA.sub("", simplify(text)) if len(text) > 2 else simplify(text)
    if script is Script.ARABIC:
        return glossary_key(fold_arabic(text).removeprefix("ال"), script)
    return glossary_key(text.lower(), script) if script is Script.CYRILLIC else text
