"""The native names in a text that no earlier reading accounts for, each with where it stands.

A text may name several bodies, in several scripts: "University of Otago; 南京烽火星空通信发展有限公司". What one mention is
recognised as says nothing of the next one, so names are taken mention by mention, and a name is left out only where its
mention holds a hit in force, or where its own letters are read as somebody known.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from screening.affiliations.places import Setting, compatible
from screening.link.bearers import Bearer
from screening.link.claim import Claim
from screening.link.claims import ClaimReader
from screening.link.han import han_key
from screening.link.native_countries import countries_in_name
from screening.names.scripts import Script, script_of
from screening.native_names.korean_names import korean_name
from screening.native_names.names_and_places import NameAndPlace, names_and_places
from watchlists.countries import country_name

# What separates mentions, as `screening.affiliations.tokens` separates groups.
_MENTION = re.compile("[^;|\u061b\uff1b\u2022\xb6\n]+")
_SPACES = re.compile(r"\s+")
_FEW_COUNTRIES = 3  # that a sentence names
_MOST_CHARACTERS = 400  # of native names in a text; a name that begins behind them is not read
_SCRIPTS = {
    Script.HAN: "\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U00031fff",
    Script.CYRILLIC: "\u0400-\u052f",
    Script.ARABIC: "\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff",
    Script.KANA: "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f\u3400-\u9fff",
    Script.HANGUL: "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af",
}
_LETTERS = {script: re.compile(f"[{letters}]") for script, letters in _SCRIPTS.items()}
# From the first letter of a script to the last one, with quotation marks and brackets around it.
_STRETCH = {
    script: re.compile(f'[«»“”"„（(]*[{letters}](?:.*[{letters}])?[«»“”"）)]*', re.DOTALL)
    for script, letters in _SCRIPTS.items()
}


@dataclass(frozen=True, slots=True)
class NativeMention:
    """A native name of a text, where its mention stands, and where that places it."""

    name: NameAndPlace
    script: Script
    first: int  # the first character of the mention, and the one behind its last
    last: int
    setting: Setting


def native_mentions(reader: ClaimReader, hits: Collection[Claim]) -> Iterator[NativeMention]:
    """The native names that are left, up to a number of characters. `hits`: claims to listed bearers in force."""
    text, left = reader.tokens.text, _MOST_CHARACTERS
    spans = [_span(reader, claim) for claim in hits]
    mentions = [found for found in _MENTION.finditer(text) if found.group().strip()]
    for found in mentions:
        mention, first, last = found.group(), found.start(), found.end()
        script = _native_script(mention)
        if script is None or any(start < last and first < end for start, end in spans):
            continue
        setting = reader.setting if len(mentions) == 1 else _setting(reader, first, last)
        behind = first
        for name in names_and_places(mention, script):
            at = max(text.find(name.text, behind, last), behind)
            behind = at + len(name.text)
            for each in _unread(reader, name.text, at, script):
                left -= len(each)
                if left < 0:
                    return
                placed = NameAndPlace(each, name.place, name.countries, name.words)
                yield NativeMention(placed, script, first, last, setting)


def place_against(mention: NativeMention, bearer: Bearer) -> str:
    """What the country of a text or the place behind the name say against a bearer; "" for nothing."""
    setting, name = mention.setting, mention.name
    own = _countries(bearer.countries)
    stated = setting.countries or setting.implied
    if not compatible(stated, bearer.countries):
        return f"the text is about {_countries(stated)}, and the listed body is in {own}"
    if not compatible(name.countries, bearer.countries):
        return f"“{name.place}” is in {_countries(name.countries)}, and the listed body is in {own}"
    return ""


def other_country(mention: NativeMention, bearer: Bearer) -> str:
    """What the country of a text, the place behind the name or its language say against a bearer; "" for nothing."""
    if why := place_against(mention, bearer):
        return why
    setting, name = mention.setting, mention.name
    own = _countries(bearer.countries)
    stated = setting.countries or setting.implied
    said = countries_in_name(name.text, mention.script)
    if not compatible(said, bearer.countries):
        if len(said) > _FEW_COUNTRIES:
            return f"“{name.text}” is not in a language of {own}, where the listed body is"
        return f"“{name.text}” says {_countries(said)}, and the listed body is in {own}"
    if mention.script is Script.HANGUL and bearer.countries and not stated and not name.countries:
        said = korean_name(name.text).countries
        if said and said.isdisjoint(bearer.countries):
            return f"words of “{name.text}” are of {_countries(said)}, and the listed body is in {own}"
    return ""


def _countries(codes: Iterable[str]) -> str:
    return " or ".join(sorted(map(country_name, codes)))


def _native_script(mention: str) -> Script | None:
    """The native script that most letters of a mention are in, Japanese where any is in kana; None where there is none."""
    if mention.isascii():
        return None
    if script_of(mention) is Script.KANA:
        return Script.KANA
    counts = {
        script: len(letters.findall(mention))
        for script, letters in _LETTERS.items()
        if script is not Script.KANA
    }
    best = max(counts, key=counts.__getitem__)
    return best if counts[best] else None


def _setting(reader: ClaimReader, first: int, last: int) -> Setting:
    """Where the words of a mention place it; a mention in Han has no words, and the place of another is not its own."""
    place = next((at for at, start in enumerate(reader.tokens.starts) if first <= start < last), -1)
    setting = reader.setting_at(place)
    if place >= 0 or setting.given:
        return setting
    return Setting(frozenset(), given=False, implied=frozenset(), cities=frozenset())


def _span(reader: ClaimReader, claim: Claim) -> tuple[int, int]:
    """Where a claim stands in a text; the whole of it where nobody says."""
    tokens = reader.tokens
    if claim.first >= 0:
        return tokens.starts[claim.first], tokens.ends[claim.last]
    at = tokens.text.lower().find(claim.text.lower()) if claim.text else -1
    return (at, at + len(claim.text)) if at >= 0 else (0, len(tokens.text))


def _unread(reader: ClaimReader, name: str, at: int, script: Script) -> Iterator[str]:
    """The native part of a name that stands at a character, unless its letters are claimed; Han also between spaces."""
    tokens, end = reader.tokens, at + len(name)
    latin = script_of(name) is not script
    for claim in reader.claims:
        if claim.first < 0:
            continue
        first, last = max(at, tokens.starts[claim.first]), min(end, tokens.ends[claim.last])
        if first < last:
            if _LETTERS[script].search(tokens.text, first, last):
                return
            latin = True  # "Rahib Institute 南京烽火": the words before the name are somebody known
    if latin:
        found = _STRETCH[script].search(name)
        name = found.group().strip() if found else ""
    if not name:
        return
    if script not in (Script.HAN, Script.KANA):
        yield name
        return
    keys = [han_key(claim.text) for claim in reader.claims if claim.first < 0 and claim.text]
    if not any(_covers(key, name) for key in keys):
        yield name
    elif len(parts := _SPACES.split(name)) > 1:
        yield from (part for part in parts if not any(_covers(key, part) for key in keys))


def _covers(key: str, name: str) -> bool:
    """Whether the characters of a claim are among those of a name, or the name among them."""
    own = han_key(name)
    return bool(key) and (key in own or own in key)
