"""Is a span a whole name where it stands? The rule that keeps "Beijing Normal University Zhuhai" apart from a bare substring.

A name ends at the end of its segment, or before a unit, a hospital, a number or a place of its own country; "of X" and
"and X" after it make it part of another name. It begins at the start of its segment, after "of" or "at", after a unit
("School of Physics NAME"), or after its own place; a direction or another word before it makes it another name.
"""

from __future__ import annotations

from functools import cache

from screening.affiliations.places import compatible, country_in_script
from screening.affiliations.roles import says_left, says_role
from screening.affiliations.tokens import Tokens
from screening.link.lexicon import DIRECTIONS, Lexicon, WordClass
from screening.link.spellings import is_acronym
from screening.vocabulary import vocabulary
from screening.vocabulary.cues import Cue, cue_words, cues_in_order

_OF = cue_words(Cue.OF_IN_ANY_LANGUAGE)
_BEFORE_A_NAME = cue_words(Cue.LEAD_IN_TO_A_NAME)
_JOINING = cue_words(Cue.AND)
_ARMY = cue_words(Cue.ARMY)
_HANGUL_UNITS = cues_in_order(Cue.UNIT_IN_KOREAN)  # faculty, department, institute, graduate school
_HANGUL_TYPES = cues_in_order(Cue.INSTITUTION_IN_KOREAN)  # university, college, institute, academy
_SHORTEST_HANGUL_NAME = 5
_ADJECTIVES = cue_words(Cue.NATIONAL_MEDICINE)  # "of Chinese Medicine" names no place
_MEDICINE = cue_words(Cue.MEDICINE)  # "Nanjing Univ Chinese Med", not "Russian Federation"
_TO_ITS_HOST = 2  # words: "de la Universidad"
_LONGEST_PARTY = 7  # words: "University of Science and Technology of China and …"
_LOOK_AHEAD = 7
_STREETS = cue_words(Cue.STREET)
_LONGEST_STREET = 3  # words of its name
_LONGEST_TOWN = 3  # words
_TOWN_AND_REGION = 2  # words: "Moscow Region"
_REGIONS = cue_words(Cue.REGION)
_OF_A_STREET = frozenset(
    {WordClass.DISTINCTIVE, WordClass.SHORT, WordClass.PLACE, WordClass.DIRECTION, WordClass.NUMBER}
)
_SEVERAL = cue_words(Cue.SEVERAL_UNIVERSITIES)  # "Key Laboratory of Shandong Universities"
_CONTINENTS = cue_words(Cue.CONTINENT_AS_PRINTED)
_LONGEST_ACRONYM = 9
_MOST_INITIALS = 3
# What a Russian institute that keeps its name may be part of: "… Institute of National Research Centre …"
_ROOFS = [phrase.split() for phrase in cues_in_order(Cue.PARENT_OF_A_RUSSIAN_INSTITUTE)]
_HONOURING = frozenset({"RU", "BY", "UA", "KZ"})  # where an institute's patron goes before its name
# What a rule here asks of a name's country: a name with all of these is whole wherever one with some of them is.
COUNTRIES_ASKED_FOR = frozenset({"CN", "RU"}) | _HONOURING
# What a place is, behind its name: "of Shandong Province", "of Chongqing Municipal Committee"
_KINDS_OF_PLACE = cue_words(Cue.KIND_OF_PLACE)
_OF_THE_ARMY = cue_words(Cue.CHINESE_ARMY)


def begins_segment(tokens: Tokens, first: int) -> bool:
    """Say whether only joining words stand before the span in its segment."""
    while not tokens.opens[first] and tokens.stops[first - 1] and tokens.words[first - 1] in _BEFORE_A_NAME:
        first -= 1
    return tokens.opens[first]


def begins_name(tokens: Tokens, first: int) -> bool:
    """Say whether at most joining words, or legal forms, stand before the span in its segment: "LLC X", "Joint Stock Company X"."""
    at, legal = first, vocabulary()["legal"]
    while not tokens.opens[at] and tokens.words[at - 1] in legal:
        at -= 1
    return begins_segment(tokens, at)


def fault(
    tokens: Tokens, first: int, last: int, *, generic: bool, countries: frozenset[str], lexicon: Lexicon
) -> str:
    """Why the span is not a whole name here, in words; "" where it is one."""
    if any(tokens.plains[place] in _SEVERAL for place in range(first, last + 1)):
        return "of several universities, not of one"
    if not tokens.closes[last]:
        right = _right(tokens, first, last, generic, countries, lexicon)
        right = right or _other_school(tokens, first, last, lexicon)
        if right:
            return right
    return "" if begins_name(tokens, first) else _left(tokens, first, generic, countries, lexicon)


def _right(
    tokens: Tokens, first: int, last: int, generic: bool, countries: frozenset[str], lexicon: Lexicon
) -> str:
    words = vocabulary()
    following = tokens.words[last + 1]
    if tokens.stops[last + 1]:
        return _after_joining(tokens, first, last, following, generic, countries, lexicon)
    if following in words["unit"] or following[:1].isdigit() or following in words["campus"]:
        return "another type of institution follows" if generic and following in words["teaching"] else ""
    raw = tokens.raws[last + 1]
    if raw in _CONTINENTS and not words["legal"].isdisjoint(_same_segment(tokens, last + 2, _LOOK_AHEAD)):
        return ""  # a company there: "Hikvision Europe B.V."
    adjective = raw.lower() in _ADJECTIVES and not _MEDICINE.isdisjoint(_same_segment(tokens, last + 2, 1))
    if (is_place_of_body(following, countries, lexicon) and not adjective) or _is_own_country(raw, countries):
        return ""
    if (
        (_is_acronym(raw) and not tokens.capitals)
        or following in words["filler"]
        or following in words["legal"]
    ):
        return ""
    if is_hangul_unit(raw) or says_left(tokens.text[tokens.ends[last] :]):
        return ""
    if raw.islower() and raw.isascii() and following not in words["subject"]:
        return ""  # in Latin script; a Russian name goes on in small letters
    rest = _same_segment(tokens, last + 1, _LOOK_AHEAD)
    if not words["unit_head"].isdisjoint(rest):
        return ""
    if _is_address(tokens, last + 1, lexicon) or _is_region(tokens, last + 1, countries, lexicon):
        return ""
    return f"“{raw}” follows, so this is another name"


def _is_address(tokens: Tokens, first: int, lexicon: Lexicon) -> bool:
    """Say whether a street and at most its number and places follow: "Tianjin University Weijin Road Tianjin".

    A street that stands right behind the name is called after it: "Beijing University Road".
    """
    behind = list(range(first, tokens.in_segment(tokens.segments[first]).stop))
    street = next((place for place in behind[1:] if tokens.plains[place] in _STREETS), -1)
    if street < 0 or street - first > _LONGEST_STREET:
        return False
    named = {lexicon.kind(tokens.words[place]) for place in range(first, street)}
    return _OF_A_STREET.issuperset(named) and _are_places(
        tokens, street + 1, behind[-1] + 1, lexicon, frozenset()
    )


def _is_region(tokens: Tokens, first: int, countries: frozenset[str], lexicon: Lexicon) -> bool:
    """Say whether a town of several words follows, or a region with at most a town that nobody knows before it.

    "NAME Saint Petersburg", "NAME Krasnogorsk Moscow Region"; in a country of the name's.
    """
    end = tokens.in_segment(tokens.segments[first]).stop
    if tokens.words[end - 1] not in _REGIONS:
        return end - first > 1 and _are_places(tokens, first, end, lexicon, countries)
    unknown = lexicon.kind(tokens.words[first]) is WordClass.DISTINCTIVE and end - first > _TOWN_AND_REGION
    return any(
        start < end - 1 and _are_places(tokens, start, end - 1, lexicon, countries)
        for start in (first, first + unknown)
    )


def _are_places(tokens: Tokens, first: int, end: int, lexicon: Lexicon, countries: frozenset[str]) -> bool:
    """Say whether words are places of these countries, some of several words, with numbers and directions among them."""
    at = first
    while at < end:
        sizes = range(min(_LONGEST_TOWN, end - at), 0, -1)
        town = next(
            (
                size
                for size in sizes
                if lexicon.places.lies_in("".join(tokens.words[at : at + size]), countries)
            ),
            0,
        )
        if not town and lexicon.kind(tokens.words[at]) not in (WordClass.NUMBER, WordClass.DIRECTION):
            return False
        at += town or 1
    return True


def _other_school(tokens: Tokens, first: int, last: int, lexicon: Lexicon) -> str:
    """A short name that says no type goes on to a university of another kind: "Malek Ashtar Student University".

    A joining word, a unit, a legal form or a town between them begins another party: "Huawei Technologies and Tsinghua
    University", "Hikvision Digital Technology Zhejiang University".
    """
    rest = _same_segment(tokens, last + 1, _LOOK_AHEAD)
    words = vocabulary()
    if "university" not in rest[1:] or not words["type"].isdisjoint(tokens.words[first : last + 1]):
        return ""
    between = rest[: rest.index("university")]
    if any(tokens.stops[last + 1 : last + 1 + len(between)]) or any(
        word in words["unit_head"] or word in words["legal"] or lexicon.places.lies_in(word, frozenset())
        for word in between
    ):
        return ""
    return f"“{' '.join(between)} university” follows, so this is another name"


def _after_joining(
    tokens: Tokens,
    first: int,
    last: int,
    joining: str,
    generic: bool,
    countries: frozenset[str],
    lexicon: Lexicon,
) -> str:
    after = _same_segment(tokens, last + 2, 4)
    if joining in _OF:
        if (
            "CN" in countries
            and _OF_THE_ARMY.issuperset(after)
            and not _ARMY.isdisjoint(_same_segment(tokens, last + 2, _LOOK_AHEAD))
        ):
            return ""
        if (
            after
            and tokens.raws[last + 2].lower() not in _ADJECTIVES
            and is_place_of_body(after[0], countries, lexicon)
            and (len(after) == 1 or tokens.stops[last + 3] or _KINDS_OF_PLACE.issuperset(after[1:]))
        ):
            return ""
        if "RU" in countries and any(after[: len(roof)] == roof for roof in _ROOFS):
            return ""
        # "Instituto Confucio de la Universidad de Chile": where it is, which makes a name that says enough no other. Of
        # hospitals the university tells one from another.
        named = tokens.words[first : last + 1]
        if (
            not generic
            and "university" in after[:_TO_ITS_HOST]
            and vocabulary()["hospital"].isdisjoint(named)
        ):
            return ""
        return f"“{joining} {' '.join(after[:2])}” follows, so this is part of a longer name"
    if joining in _JOINING:
        return (
            ""
            if not vocabulary()["unit_head"].union({"university"}).isdisjoint(after)
            else "“and …” follows, so this is part of a longer name"
        )
    return ""


def _left(tokens: Tokens, first: int, generic: bool, countries: frozenset[str], lexicon: Lexicon) -> str:
    words = vocabulary()
    before = tokens.words[first - 1]
    raw = tokens.raws[first - 1]
    earlier = [tokens.words[i] for i in range(first) if tokens.segments[i] == tokens.segments[first]]
    institutions = _institutions()
    if tokens.stops[first - 1]:
        if before in _JOINING:
            parties = not institutions.isdisjoint(earlier[:-1][-_LONGEST_PARTY:])
            return (
                "" if parties and not generic else "“and” comes before it, so this is part of a longer name"
            )
        return "a general name after “of”" if generic and before == "of" else ""
    if before in DIRECTIONS:
        return f"“{raw}” comes before it, so this is another name"
    if state := _another_place(tokens, first, countries, lexicon):
        return f"“{state}” comes before it, so this is another name"
    if not generic and says_role(tokens.text[: tokens.starts[first]]):  # "Formerly Tianjin University"
        return ""
    if (
        before in words["unit_head"]
        or before[:1].isdigit()
        or before in words["filler"]
        or before in words["legal"]
        or before == "university"
    ):
        return (
            f"a general name after “{raw}”" if generic and before not in _ARMY and before != "people" else ""
        )
    if not generic and (
        is_place_of_body(before, countries, lexicon) or (_is_acronym(raw) and not tokens.capitals)
    ):
        return ""
    if raw.islower() and before not in words["subject"]:
        return ""
    if not generic and countries & _HONOURING and _is_patron(tokens, first):
        return ""
    if not generic and not (words["unit_head"] | words["hospital"]).isdisjoint(earlier):
        return ""
    return f"“{raw}” comes before it, so this is another name"


def _another_place(tokens: Tokens, first: int, countries: frozenset[str], lexicon: Lexicon) -> str:
    """A place elsewhere before such a word as any name has: "Moscow State Institute of …" is no institute of China's."""
    at = first - 1
    while not tokens.opens[at] and tokens.words[at] in vocabulary()["filler"] and not tokens.stops[at]:
        at -= 1
    if at == first - 1 or tokens.segments[at] != tokens.segments[first] or not countries:
        return ""
    places, word = lexicon.places, tokens.words[at]
    known = places.country_of(word) or places.nations.get(word, "")
    elsewhere = known and not compatible((known,), countries)
    return tokens.piece(at, first - 1) if elsewhere else ""


def _is_patron(tokens: Tokens, first: int) -> bool:
    """Nothing but a person's initials and surname stand before the name: "B.P. Konstantinov Petersburg … Institute"."""
    known = vocabulary().known
    if first < 2 or not tokens.opens[first - 2] or tokens.opens[first - 1]:
        return False
    initials, surname = tokens.raws[first - 2], tokens.raws[first - 1]
    return (
        len(initials) <= _MOST_INITIALS
        and initials.isupper()
        and surname[:1].isupper()
        and surname[1:].islower()
        and tokens.words[first - 1] not in known
    )


def _is_acronym(raw: str) -> bool:
    """See `is_acronym`; in any script that has capitals."""
    return is_acronym(raw) or (not raw.isascii() and raw.isupper() and 1 < len(raw) <= _LONGEST_ACRONYM)


def is_hangul_unit(raw: str) -> bool:
    """Say whether a Korean word is a faculty, department or institute: "물리학부"."""
    return raw.endswith(_HANGUL_UNITS)


def is_hangul_name(raw: str) -> bool:
    """Say whether a Korean word is a whole name that says its type: "하얼빈공업대학교", written without spaces."""
    return len(raw) >= _SHORTEST_HANGUL_NAME and raw.endswith(_HANGUL_TYPES)


def is_place_of_body(word: str, countries: frozenset[str], lexicon: Lexicon) -> bool:
    """Say whether a word is a place, or the country, of a name of these countries."""
    if nation := lexicon.places.nations.get(word):
        return compatible((nation,), countries)  # Hong Kong's universities are written with China, too
    return word not in vocabulary()["subject"] and lexicon.places.lies_in(word, countries)


def _is_own_country(raw: str, countries: frozenset[str]) -> bool:
    """Say whether a word in letters other than English ones is the country of a name of these countries: "중국"."""
    code = country_in_script(raw)
    return bool(code) and (not countries or code in countries)


@cache
def _institutions() -> frozenset[str]:
    words = vocabulary()
    return words["unit_head"] | words["hospital"] | words["type"]


def _same_segment(tokens: Tokens, start: int, most: int) -> list[str]:
    end = min(len(tokens), start + most)
    if start >= len(tokens):
        return []
    return [tokens.words[i] for i in range(start, end) if tokens.segments[i] == tokens.segments[start - 1]]
